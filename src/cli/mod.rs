//! The command line: arguments, files, exit codes.
//!
//! Results go to standard output, everything else to standard error. Wrong usage is 2.

mod cache;
mod check;
mod columns;
mod compile;
mod config;
mod derive;
mod eval;
mod gradcheck;
mod input;
mod output;
mod prove;
mod rules;
mod situation;
mod table;
mod watch;

use std::io;
use std::time::Duration;

use clap::{Parser, Subcommand, ValueEnum};

use output::Output;

/// Expressions are trees, and some of what is done with them is recursive.
const STACK: usize = 256 << 20;

/// Something is wrong in the mathematics: refuted, or without a value.
const WRONG: u8 = 1;
/// Wrong usage, or an input that cannot be read.
const UNREADABLE: u8 = 2;
/// Not decided.
const UNDECIDED: u8 = 3;

/// Checks derivations step by step: each is proved, refuted or left open, with its conditions.
#[derive(Debug, Parser)]
#[command(name = "chainrule", version, max_term_width = 100, after_help = EXAMPLES)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
Examples:
  chainrule prove 'd/dx tanh(x) = 1 - tanh(x)^2'
  chainrule check derivations
  chainrule derive 'd/dx x^x'
  chainrule explain 'quotient rule'";

#[derive(Debug, Subcommand)]
enum Command {
    /// Check every step of derivation files.
    Check(check::Arguments),
    /// Decide one claim, or a stream of claims.
    Prove(prove::Arguments),
    /// Differentiate step by step, and name the rule of each step.
    Derive(derive::Arguments),
    /// Evaluate an expression, with certain digits.
    Eval(eval::Arguments),
    /// Write the source code of an evaluator.
    Compile(compile::Arguments),
    /// Compare a derivative with difference quotients.
    Gradcheck(gradcheck::Arguments),
    /// List the rules by name.
    Rules(rules::RulesArguments),
    /// Explain a rule: its statement, its conditions, and why it is true.
    Explain(rules::ExplainArguments),
}

/// How results are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For reading in a terminal.
    Text,
    /// One JSON object.
    Json,
    /// `align*` environments with the rule beside each step.
    Latex,
    /// Markdown with formulas between dollar signs.
    Markdown,
    /// A derivation file.
    Deriv,
    /// A web page.
    Html,
}

/// Runs the program with the arguments of the process; the exit code.
#[must_use]
pub fn run() -> u8 {
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(run_here);
    match thread.map(std::thread::JoinHandle::join) {
        Ok(Ok(code)) => code,
        _ => UNREADABLE,
    }
}

fn run_here() -> u8 {
    let mut output = Output::new();
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help goes to standard output, errors to standard error; nobody may be listening.
            let _ = error.print();
            return if error.use_stderr() { UNREADABLE } else { 0 };
        }
    };
    let result = match arguments.command {
        Command::Check(it) => check::run(&it, &mut output),
        Command::Prove(it) => prove::run(&it, &mut output),
        Command::Derive(it) => derive::run(&it, &mut output),
        Command::Eval(it) => eval::run(&it, &mut output),
        Command::Compile(it) => compile::run(&it, &mut output),
        Command::Gradcheck(it) => gradcheck::run(&it, &mut output),
        Command::Rules(_) => rules::list(&mut output),
        Command::Explain(it) => rules::explain(&it, &mut output),
    };
    match result.and_then(|code| output.flush().map(|()| code)) {
        Ok(code) => code,
        // Whoever was reading has seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => 0,
        Err(error) => {
            output.error(&format!("cannot write: {error}"));
            UNREADABLE
        }
    }
}

/// The longest time for a step, from the number of seconds that the user gave.
fn deadline(seconds: f64, output: &mut Output) -> Option<Duration> {
    let duration = Duration::try_from_secs_f64(seconds).ok().filter(|it| !it.is_zero());
    if duration.is_none() {
        output.error("the deadline must be a positive number of seconds");
    }
    duration
}

/// Says that a format does not fit a command.
fn no_such_format(format: Format, allowed: &str, output: &mut Output) -> u8 {
    let name = format.to_possible_value().map_or(String::new(), |it| it.get_name().to_owned());
    output.error(&format!("this command has no format `{name}` yet; choose one of {allowed}"));
    UNREADABLE
}
