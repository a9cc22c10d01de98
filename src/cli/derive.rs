//! `chainrule derive`.

use std::fmt::Write;
use std::io;

use super::output::Output;
use super::situation::{complain, read_assumptions, read_more};
use super::{Format, UNREADABLE, no_such_format};
use crate::derive::{self, Derivation, DerivationStep, Task, derive};
use crate::document::{Options, Summary, check_source};
use crate::expr::{
    Arena, Definition, Definitions, ExprId, Meaning, Names, Node, Proposition, Symbol,
};
use crate::print;
use crate::report::{self, Line};
use crate::syntax::{Mode, Scope, parse_equation};
use crate::theory::Theory;

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// The expression, such as `d/dx tanh(x)`.
    #[arg(value_name = "EXPR", allow_hyphen_values = true)]
    expression: String,
    /// What the derivation is to arrive at.
    #[arg(long, value_name = "EXPR", allow_hyphen_values = true)]
    to: Option<String>,
    /// A definition, such as `S[i] = exp(x[i])/sum(exp(x[k]), k, 1, n)`; may be given several times.
    #[arg(long, value_name = "NAME = EXPR")]
    define: Vec<String>,
    /// Something that holds, such as `x > 0`; may be given several times.
    #[arg(long, value_name = "CONDITION", allow_hyphen_values = true)]
    assume: Vec<String>,
    /// How small the steps are: terse, normal or full.
    #[arg(long, value_enum, default_value = "normal", hide_possible_values = true)]
    detail: Detail,
    /// How the derivation is written: text, latex, markdown, deriv or html.
    #[arg(long, value_enum, default_value = "text", hide_possible_values = true)]
    format: Format,
}

const EXAMPLES: &str = "\
Examples:
  chainrule derive 'd/dx x^2*sin(x)'
  chainrule derive 'd/dx tanh(x)' --to '1 - tanh(x)^2'
  chainrule derive 'd/dx x^x' --format deriv > power.deriv
  chainrule derive 'd/dx sigmoid(x)' --detail full --format latex
  chainrule derive 'diff(S[i], x[j])' --define 'S[i] = exp(x[i])/sum(exp(x[k]), k, 1, n)'

The exit code is 0 if the derivation arrives, and 3 if it does not.";

pub(super) fn run(arguments: &Arguments, output: &mut Output) -> io::Result<u8> {
    if arguments.format == Format::Json {
        return Ok(no_such_format(arguments.format, "text, latex, markdown, deriv, html", output));
    }
    let mut arena = Arena::new();
    let Some(task) = read(&mut arena, arguments, output) else { return Ok(UNREADABLE) };
    let derivation = derive(&mut arena, &Theory::new(), &task);
    output.result(&written(&mut arena, &task, &derivation, arguments.format))?;
    let Some(reason) = &derivation.stuck else { return Ok(0) };
    output.error(&format!("the derivation does not arrive: {reason}"));
    Ok(3)
}

/// How small the steps are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Detail {
    Terse,
    Normal,
    Full,
}

impl From<Detail> for derive::Detail {
    fn from(detail: Detail) -> Self {
        match detail {
            Detail::Terse => Self::Terse,
            Detail::Normal => Self::Normal,
            Detail::Full => Self::Full,
        }
    }
}

/// What is to be derived; none if something cannot be read.
fn read(arena: &mut Arena, arguments: &Arguments, output: &mut Output) -> Option<Task> {
    let mut scope = Scope::new(Mode::Inferred);
    let mut definitions = Definitions::default();
    for text in &arguments.define {
        let equation = parse_equation(arena, &mut scope, text);
        let equation = equation.map_err(|it| complain("definition", text, &it, output)).ok()?;
        let (lhs, body) = (equation.lhs, equation.rhs);
        let added = named(arena, lhs).and_then(|(name, meaning)| {
            let definition = Definition { meaning, body, ranges: Vec::new() };
            definitions.add(arena, name, definition).ok()
        });
        if added.is_none() {
            output.error(&format!(
                "`{text}` gives no new name a meaning; write `u = …`, `f(x) = …` or `S[i] = …`"
            ));
            return None;
        }
    }
    let mut expression = |name: &str, text: &str, arena: &mut Arena, output: &mut Output| {
        read_more(arena, &mut scope, name, text, output).map(|it| it.0)
    };
    let start = expression("expression", &arguments.expression, arena, output);
    let to = arguments.to.as_ref().map(|text| expression("target", text, arena, output));
    let (start, to) = match to {
        Some(to) => (start?, Some(to?)),
        None => (start?, None),
    };
    let assumptions = read_assumptions(arena, &mut scope, &arguments.assume, output)?;
    let mut open = |it: ExprId| definitions.unfold_all(arena, it).unwrap_or(it);
    let assumptions: Vec<Proposition> = assumptions.iter().map(|it| it.map(&mut open)).collect();
    let mut names = Names::of_integers(scope.integers());
    let opened = definitions.unfold_all(arena, start).unwrap_or(start);
    names.learn_ranges(arena, &[opened], &assumptions);
    let detail = arguments.detail.into();
    Some(Task { start, to, detail, definitions, assumptions, names })
}

/// The name that the left side of a definition is about, and what kind of name it is.
fn named(arena: &Arena, lhs: ExprId) -> Option<(Symbol, Meaning)> {
    let symbols = |list: &[ExprId]| -> Option<Vec<Symbol>> {
        let symbol = |it: &ExprId| match arena.node(*it) {
            Node::Variable(name) => Some(name),
            _ => None,
        };
        list.iter().map(symbol).collect()
    };
    match arena.node(lhs) {
        Node::Variable(name) => Some((name, Meaning::Abbreviation)),
        Node::Apply(side) => {
            let it = arena.get(side);
            Some((it.function, Meaning::Function(symbols(&it.arguments)?)))
        }
        Node::Indexed(side) => {
            let it = arena.get(side);
            Some((it.array, Meaning::Array(symbols(&it.indices)?)))
        }
        _ => None,
    }
}

fn written(arena: &mut Arena, task: &Task, derivation: &Derivation, format: Format) -> String {
    match format {
        Format::Latex => aligned(arena, derivation),
        Format::Markdown => format!("$$\n{}$$\n", aligned(arena, derivation)),
        Format::Deriv => as_file(arena, task, derivation),
        Format::Html => {
            let text = as_file(arena, task, derivation);
            let checked = check_source("derivation", &text, &Options::default());
            let mut summary = Summary::default();
            summary.add(&checked.report);
            report::html(&[checked], &summary)
        }
        _ => as_text(arena, derivation),
    }
}

/// The longest line with remarks.
const REMARKS: usize = 80;

fn as_text(arena: &Arena, derivation: &Derivation) -> String {
    let mut text = report::wrapped("", &print::text(arena, derivation.start)) + "\n";
    let mut known: Vec<&Proposition> = Vec::new();
    for step in &derivation.steps {
        let mut line = print::text(arena, step.result);
        let mut remarks = Vec::new();
        if !step.rules.is_empty() {
            remarks.push(format!("[{}]", step.rules.join(", ")));
        }
        let conditions = new_conditions(step, &mut known);
        if !conditions.is_empty() {
            let list: Vec<_> = conditions.iter().map(|it| print::proposition(arena, it)).collect();
            remarks.push(format!("where {}", list.join(", ")));
        }
        // What fits stands beside, and the rest below.
        remarks.retain(|it| {
            let fits = line.chars().count() + it.chars().count() + 6 <= REMARKS;
            if fits {
                line = format!("{line}  {it}");
            }
            !fits
        });
        // Writing to a string does not fail.
        let _ = writeln!(text, "{}", report::wrapped("  = ", &line));
        for remark in remarks {
            let (first, rest) = remark.split_at(1);
            let _ = writeln!(text, "{}", report::wrapped(&format!("      {first}"), rest));
        }
    }
    text
}

/// The conditions of a step that none above it has had.
fn new_conditions<'d>(
    step: &'d DerivationStep,
    known: &mut Vec<&'d Proposition>,
) -> Vec<&'d Proposition> {
    let found: Vec<_> = step.conditions.iter().filter(|it| !known.contains(it)).collect();
    known.extend(&found);
    found
}

fn aligned(arena: &Arena, derivation: &Derivation) -> String {
    let head = print::latex(arena, derivation.start);
    let mut known: Vec<&Proposition> = Vec::new();
    let mut lines = Vec::new();
    for (number, step) in derivation.steps.iter().enumerate() {
        let mut remarks: Vec<String> = Vec::new();
        if !step.rules.is_empty() {
            remarks.push(format!("\\text{{{}}}", step.rules.join(", ")));
        }
        let conditions = new_conditions(step, &mut known);
        remarks.extend(conditions.iter().map(|it| print::latex_proposition(arena, it)));
        let (formula, remark) = (print::latex(arena, step.result), remarks.join(",\\ "));
        let head = if number == 0 { head.as_str() } else { " " };
        lines.push(Line { head, sign: "=", formula, remark, ..Line::default() });
    }
    let rows = if lines.is_empty() { head } else { report::aligned(&lines) };
    format!("\\begin{{align*}}\n{rows}\n\\end{{align*}}\n")
}

/// A derivation file. The functions of which nothing is known are declared.
fn as_file(arena: &mut Arena, task: &Task, derivation: &Derivation) -> String {
    let mut text = String::new();
    for (name, definition) in task.definitions.iter() {
        let parameters: Vec<&str> =
            definition.parameters().iter().map(|&it| arena.name(it)).collect();
        let (name, parameters) = (arena.name(name), parameters.join(", "));
        let body = print::text(arena, definition.body);
        let _ = match definition.meaning {
            Meaning::Abbreviation => writeln!(text, "let {name} = {body}"),
            Meaning::Function(_) => writeln!(text, "define {name}({parameters}) = {body}"),
            Meaning::Array(_) => writeln!(text, "define {name}[{parameters}] = {body}"),
        };
    }
    let opened = task.definitions.unfold_all(arena, derivation.start).unwrap_or(derivation.start);
    for (name, arguments) in functions(arena, opened) {
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
    let needed = derivation.steps.iter().flat_map(|step| &step.conditions);
    for condition in task.assumptions.iter().chain(needed) {
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
