//! `chainrule derive`.

use std::fmt::Write;
use std::io;

use super::output::Output;
use super::{Format, UNREADABLE, no_such_format};
use crate::derive::{Derivation, derive};
use crate::document::{Diagnostic, Options, Summary, check_source};
use crate::expr::{Arena, ExprId, Names, Node, Proposition, Symbol};
use crate::print;
use crate::report;
use crate::syntax::{Mode, Scope, parse_expression};
use crate::theory::Theory;

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// The expression, such as `d/dx tanh(x)`.
    #[arg(value_name = "EXPR")]
    expression: String,
    /// What the derivation is to arrive at.
    #[arg(long, value_name = "EXPR")]
    to: Option<String>,
    /// How the derivation is written: text, latex, markdown, deriv or html.
    #[arg(long, value_enum, default_value = "text", hide_possible_values = true)]
    format: Format,
}

const EXAMPLES: &str = "\
Examples:
  chainrule derive 'd/dx x^2*sin(x)'
  chainrule derive 'd/dx tanh(x)' --to '1 - tanh(x)^2'
  chainrule derive 'd/dx x^x' --format deriv > power.deriv

The exit code is 0 if the derivation arrives, and 3 if it does not.";

pub(super) fn run(arguments: &Arguments, output: &mut Output) -> io::Result<u8> {
    if arguments.format == Format::Json {
        return Ok(no_such_format(arguments.format, "text, latex, markdown, deriv, html", output));
    }
    let mut arena = Arena::new();
    let mut scope = Scope::new(Mode::Inferred);
    let mut read = |name: &str, text: &str, output: &mut Output| {
        let result = parse_expression(&mut arena, &mut scope, text);
        for it in result.as_ref().err().into_iter().flatten() {
            output.diagnostic(name, text, &Diagnostic::of_syntax(it));
        }
        result.ok().map(|it| it.0)
    };
    let start = read("expression", &arguments.expression, output);
    let to = arguments.to.as_ref().map(|text| read("target", text, output));
    let (Some(start), None | Some(Some(_))) = (start, to) else { return Ok(UNREADABLE) };
    let mut names = Names::of_integers(scope.integers());
    names.learn_ranges(&arena, &[start], &[]);
    let theory = Theory::new();
    let derivation = derive(&mut arena, &theory, start, to.flatten(), &names);
    output.result(&written(&mut arena, &derivation, arguments.format))?;
    let Some(reason) = &derivation.stuck else { return Ok(0) };
    output.error(&format!("the derivation does not arrive: {reason}"));
    Ok(3)
}

fn written(arena: &mut Arena, derivation: &Derivation, format: Format) -> String {
    match format {
        Format::Latex => aligned(arena, derivation),
        Format::Markdown => format!("$$\n{}$$\n", aligned(arena, derivation)),
        Format::Deriv => as_file(arena, derivation),
        Format::Html => {
            let text = as_file(arena, derivation);
            let checked = check_source("derivation", &text, &Options::default());
            let mut summary = Summary::default();
            summary.add(&checked.report);
            report::html(&[checked], &summary)
        }
        _ => as_text(arena, derivation),
    }
}

fn as_text(arena: &Arena, derivation: &Derivation) -> String {
    let mut text = format!("{}\n", print::text(arena, derivation.start));
    for step in &derivation.steps {
        // Writing to a string does not fail.
        let _ = write!(text, "  = {}", print::text(arena, step.result));
        if !step.rules.is_empty() {
            let _ = write!(text, "  [{}]", step.rules.join(", "));
        }
        let list = |it: &Proposition| print::proposition(arena, it);
        let conditions: Vec<_> = step.conditions.iter().map(list).collect();
        if !conditions.is_empty() {
            let _ = write!(text, "  where {}", conditions.join(", "));
        }
        text.push('\n');
    }
    text
}

fn aligned(arena: &Arena, derivation: &Derivation) -> String {
    let mut text = String::from("\\begin{align*}\n");
    let mut head = print::latex(arena, derivation.start);
    let count = derivation.steps.len();
    for (number, step) in derivation.steps.iter().enumerate() {
        let rules = step.rules.join(", ");
        let _ = write!(text, "{head} &= {}", print::latex(arena, step.result));
        if !rules.is_empty() {
            let _ = write!(text, " && \\text{{{rules}}}");
        }
        text.push_str(if number + 1 == count { "\n" } else { " \\\\\n" });
        head.clear();
    }
    if count == 0 {
        text.push_str(&head);
        text.push('\n');
    }
    text.push_str("\\end{align*}\n");
    text
}

/// A derivation file. The functions of which nothing is known are declared.
fn as_file(arena: &mut Arena, derivation: &Derivation) -> String {
    let mut text = String::new();
    for (name, arguments) in functions(arena, derivation.start) {
        let parameters: Vec<_> = (1..=arguments).map(|number| format!("t_{number}")).collect();
        let _ = writeln!(text, "function {}({})", arena.name(name), parameters.join(", "));
    }
    if derivation.steps.is_empty() {
        let start = print::text(arena, derivation.start);
        let _ = writeln!(text, "prove {start} = {start}");
        return text;
    }
    // What holds only under conditions is claimed only under them.
    let mut conditions: Vec<String> = Vec::new();
    for condition in derivation.steps.iter().flat_map(|step| &step.conditions) {
        let condition = print::proposition(arena, condition);
        if !conditions.contains(&condition) {
            let _ = writeln!(text, "assume {condition}");
            conditions.push(condition);
        }
    }
    let _ = writeln!(text, "prove {}", print::text(arena, derivation.start));
    for step in &derivation.steps {
        let _ = write!(text, "  = {}", print::text(arena, step.result));
        // In branches, derivatives and cases mix: there the checker finds the justification itself.
        let branches = print::text(arena, step.result).contains("piecewise(");
        if !step.rules.is_empty() && !branches {
            let _ = write!(text, "  by {}", step.rules.join(", "));
        }
        text.push('\n');
    }
    text
}

/// The unspecified functions in an expression with their numbers of arguments.
fn functions(arena: &Arena, expr: ExprId) -> Vec<(Symbol, usize)> {
    let mut found: Vec<(Symbol, usize)> = Vec::new();
    let mut seen = rustc_hash::FxHashSet::default();
    let mut open = vec![expr];
    while let Some(expr) = open.pop() {
        if !seen.insert(expr) {
            continue;
        }
        if let Node::Apply(side) = arena.node(expr) {
            let it = arena.get(side);
            if found.iter().all(|other| other.0 != it.function) {
                found.push((it.function, it.arguments.len()));
            }
        }
        open.extend(arena.children(expr));
    }
    found
}
