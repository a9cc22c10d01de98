//! `chainrule compile`.

use std::io;

use clap::ValueEnum;

use super::UNREADABLE;
use super::output::Output;
use super::situation::{read_assumptions, read_expression, read_more};
use crate::decide::{decide, outcome::Claim, outcome::Verdict};
use crate::emit::{Description, Language, emit};
use crate::evaluate::{Options, compile};
use crate::expr::{Arena, ExprId, Proposition, Symbol};
use crate::print;
use crate::syntax::Scope;
use crate::theory::Theory;

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// The expression.
    #[arg(value_name = "EXPR", allow_hyphen_values = true)]
    expression: String,
    /// The language of the source: rust, c, python or javascript.
    #[arg(long, value_enum, value_name = "LANGUAGE", hide_possible_values = true)]
    to: Target,
    /// Return the derivatives by these names as well, such as `x,y`.
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    gradient: Vec<String>,
    /// Return vector-Jacobian products by these names instead: derivatives by them, times an argument `cotangent`.
    #[arg(long, value_name = "NAMES", value_delimiter = ',', conflicts_with = "gradient")]
    vjp: Vec<String>,
    /// Write all components of an expression with an index, such as `i=1..n`.
    #[arg(long, value_name = "INDEX=FIRST..LAST")]
    over: Vec<String>,
    /// The name of the function.
    #[arg(long, value_name = "NAME", default_value = "f")]
    name: String,
    /// A size that is known when the code is compiled, such as `n=10`: it is no parameter.
    #[arg(long, value_name = "NAME=NUMBER", value_parser = size)]
    size: Vec<(String, i64)>,
    /// Keep the operations as they are written, instead of their stable forms.
    #[arg(long)]
    as_written: bool,
}

const EXAMPLES: &str = "\
Examples:
  chainrule compile 'sigmoid(a*x + b)' --to rust > sigmoid.rs
  chainrule compile 'x^2*sin(y)' --to c --gradient x,y --name wave
  chainrule compile 'ln(sum(exp(x[k]), k, 1, n))' --to python --gradient x
  chainrule compile 'ln(1 + e^x)' --to javascript --as-written
  chainrule compile 'exp(x[i])/sum(exp(x[k]), k, 1, n)' --to c --over i=1..n --vjp x --size n=10

The source depends on nothing but the language's own library (Python: NumPy). Results are NaN where the
expression has no value. Rust and C come with a second function for many points, NAME_all, which
compilers turn into vector instructions: `rustc -O -C target-cpu=native`, `cc -O3 -march=native`. Points
with arrays lie one after the other.

The exit code is 0, or 2 for an expression that cannot be read or compiled.";

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Target {
    Rust,
    C,
    Python,
    Javascript,
}

impl From<Target> for Language {
    fn from(target: Target) -> Self {
        match target {
            Target::Rust => Self::Rust,
            Target::C => Self::C,
            Target::Python => Self::Python,
            Target::Javascript => Self::JavaScript,
        }
    }
}

pub(super) fn run(arguments: &Arguments, output: &mut Output) -> io::Result<u8> {
    let mut arena = Arena::new();
    let Some(mut read) = read_expression(&mut arena, &arguments.expression, output) else {
        return Ok(UNREADABLE);
    };
    let (mut over, mut inside) = (Vec::new(), Vec::new());
    for text in &arguments.over {
        let Some((range, holds)) = range(&mut arena, &mut read.scope, text, output) else {
            return Ok(UNREADABLE);
        };
        over.push(range);
        inside.extend(holds);
    }
    let integers = read.scope.integers();
    let options = Options { integers: integers.clone(), as_written: arguments.as_written, over };
    let products = !arguments.vjp.is_empty();
    let by = if products { &arguments.vjp } else { &arguments.gradient };
    let by: Vec<&str> = by.iter().map(|it| it.trim()).collect();
    let compiled = compile(&arena, read.expr, &options).and_then(|it| match by.as_slice() {
        [] => Ok(it),
        by if products => it.vector_jacobian(by),
        by => it.gradient(by),
    });
    let evaluator = match compiled {
        Ok(evaluator) => evaluator,
        Err(error) => {
            output.error(&format!("this cannot be compiled: {error}"));
            return Ok(UNREADABLE);
        }
    };
    let unknown = |it: &&(String, i64)| !evaluator.graph().sizes.contains(&it.0);
    if let Some((name, _)) = arguments.size.iter().find(unknown) {
        output.error(&format!("`{name}` is no size: nothing runs up to it"));
        return Ok(UNREADABLE);
    }
    let description = Description {
        name: arguments.name.clone(),
        formula: print::text(&arena, read.expr),
        domain: domain(&mut arena, read.expr, (inside, integers)),
        gradient: by.into_iter().map(str::to_owned).collect(),
        as_written: arguments.as_written,
        products,
        sizes: arguments.size.clone(),
    };
    match emit(&evaluator, &description, arguments.to.into()) {
        Ok(source) => {
            output.result(&source)?;
            Ok(0)
        }
        Err(error) => {
            output.error(&error.to_string());
            Ok(UNREADABLE)
        }
    }
}

/// An index with its first and last value, as in `i=1..n`.
type Range = (Symbol, ExprId, ExprId);

/// An index with its range, and that it is in it.
fn range(
    arena: &mut Arena,
    scope: &mut Scope,
    text: &str,
    output: &mut Output,
) -> Option<(Range, Vec<Proposition>)> {
    let parts =
        text.split_once('=').and_then(|(name, range)| Some((name, range.split_once("..")?)));
    let Some((name, (first, last))) = parts else {
        output.error(&format!("`{text}` is no range of an index: write it like `i=1..n`"));
        return None;
    };
    let (from, _) = read_more(arena, scope, "first value", first.trim(), output)?;
    let (to, _) = read_more(arena, scope, "last value", last.trim(), output)?;
    let ends = [format!("{name} >= {first}"), format!("{name} <= {last}")];
    let holds = read_assumptions(arena, scope, &ends, output)?;
    Some(((arena.symbol(name.trim()), from, to), holds))
}

/// A name and how large it is.
fn size(text: &str) -> Result<(String, i64), String> {
    let parts = text.split_once('=').map(|(name, value)| (name.trim(), value.trim().parse()));
    match parts {
        Some((name, Ok(value))) if value >= 0 && !name.is_empty() => Ok((name.to_owned(), value)),
        _ => Err("this is no size: write a name and a number, such as `n=10`".to_owned()),
    }
}

/// Where an expression has a value, as the engine proves it.
fn domain(
    arena: &mut Arena,
    expr: ExprId,
    (inside, integers): (Vec<Proposition>, Vec<Symbol>),
) -> Vec<String> {
    let claim = Claim::new(arena, (expr, expr), inside, Vec::new(), integers);
    match decide(arena, &Theory::new(), &claim).verdict {
        Verdict::Proved(proved) => {
            proved.conditions.iter().map(|it| print::proposition(arena, it)).collect()
        }
        _ => vec!["where all parts have values".to_owned()],
    }
}
