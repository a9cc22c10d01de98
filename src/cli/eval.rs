//! `chainrule eval`.

use std::io;

use super::output::Output;
use super::situation::{Read, read_expression, read_situation};
use super::{UNDECIDED, UNREADABLE, WRONG, table};
use crate::document::Diagnostic;
use crate::expr::Arena;
use crate::number::Rational;
use crate::print;
use crate::syntax::Span;
use crate::value::{NoValue, Place, Situation, Value, place_in_source, sizes, value};

/// How many digits are shown where nobody asks for a number of them.
pub(super) const DIGITS: usize = 17;
/// The most digits of a value.
const MOST_DIGITS: usize = 100_000;

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// The expression.
    #[arg(value_name = "EXPR", allow_hyphen_values = true)]
    expression: String,
    /// Values for names, such as `x=0.5,y=pi/2` or `x=[1,2,3]`; may be repeated.
    #[arg(long, value_name = "NAME=VALUE")]
    at: Vec<String>,
    /// How many significant digits to show; the value is cut off behind them, not rounded.
    #[arg(long, value_name = "N")]
    digits: Option<usize>,
    /// Evaluate once for each row of a file of comma-separated values, or `-` for standard input.
    #[arg(long, value_name = "FILE")]
    csv: Option<String>,
    /// With `--csv`, the name of the column for the results.
    #[arg(long, value_name = "NAME", requires = "csv")]
    column: Option<String>,
}

const EXAMPLES: &str = "\
Examples:
  chainrule eval 'sqrt(x^2 + 1)' --at x=0.5
  chainrule eval 'diff(tanh(x), x)' --at x=1 --digits 50
  chainrule eval 'sum(x[k]^2, k, 1, n)' --at 'n=3, x=[1,2,3]'
  chainrule eval 'sigmoid(a*x + b)' --at a=2,b=1 --csv points.csv > values.csv
  generate | chainrule eval 'ln(x)/y' --csv - --column ratio

A value is exact where it is rational; otherwise every digit is certain, and `…` says that more follow.
With --csv the columns that the expression names are read, in double precision, or exactly with
--digits, and the results are written behind the other columns. A row without a result keeps an empty
field: a field is empty or no number, or the expression has no value there.

The exit code is 0 for a value, 1 where there is none (with --csv, in some row), 3 where that is not
decided, 2 for input that cannot be read.";

pub(super) fn run(arguments: &Arguments, output: &mut Output) -> io::Result<u8> {
    let digits = arguments.digits.unwrap_or(DIGITS);
    if digits == 0 || digits > MOST_DIGITS {
        output.error(&format!("the number of digits must lie between 1 and {MOST_DIGITS}"));
        return Ok(UNREADABLE);
    }
    let mut arena = Arena::new();
    let Some(read) = read_expression(&mut arena, &arguments.expression, output) else {
        return Ok(UNREADABLE);
    };
    let Some(mut situation) = read_situation(&mut arena, &read, &arguments.at, output) else {
        return Ok(UNREADABLE);
    };
    if let Some(path) = &arguments.csv {
        let formula = print::text(&arena, read.expr);
        let column = arguments.column.as_deref().unwrap_or(&formula);
        let request = table::Request { path, column, digits: arguments.digits };
        return table::run(&mut arena, &read, &situation, &request, output);
    }
    if let Err(message) = situation.complete(&arena, &sizes(&arena, read.expr)) {
        output.error(&message);
        return Ok(UNREADABLE);
    }
    let missing = situation.missing(&arena, read.expr);
    if !missing.is_empty() {
        let list = missing.join("`, `");
        let example = &missing[0];
        output.error(&format!("no value for `{list}`: give one with --at {example}=…"));
        return Ok(UNREADABLE);
    }
    match value(&mut arena, read.expr, &situation, digits) {
        Ok(value) => {
            if let Value::Near(exact, _) = &value {
                output.note(&format!("whether the value is exactly {exact} is not decided"));
            }
            output.result(&format!("{}\n", written(&value, arguments.digits)))?;
            Ok(0)
        }
        Err(NoValue::Undefined(place)) => {
            let it = diagnostic(&mut arena, &read, &place, &situation, "there is no value here");
            output.diagnostic("expression", &read.source, &it);
            Ok(WRONG)
        }
        Err(NoValue::Undecided(why, place)) => {
            match place {
                Some(place) => {
                    let it = diagnostic(&mut arena, &read, &place, &situation, &why);
                    output.diagnostic("expression", &read.source, &it);
                }
                None => output.error(&why),
            }
            Ok(UNDECIDED)
        }
    }
}

/// A value in words; as a decimal if a number of digits is asked for.
pub(super) fn written(value: &Value, digits: Option<usize>) -> String {
    match (value, digits) {
        (Value::Digits(text), _) => format!("{text}…"),
        (Value::Near(value, exponent), _) => {
            format!("{} ± 1e{exponent}", exact_decimal(value, digits.unwrap_or(DIGITS)))
        }
        (Value::Exact(value), None) => value.to_string(),
        (Value::Exact(value), Some(digits)) => exact_decimal(value, digits),
    }
}

/// A rational number as a decimal with at most so many digits, and `…` if that is not all of it.
fn exact_decimal(value: &Rational, digits: usize) -> String {
    let short = value
        .abs()
        .to_decimal()
        .filter(|it| it.bytes().filter(u8::is_ascii_digit).count() <= digits || value.is_integer());
    match short {
        Some(text) if value.is_negative() => format!("-{text}"),
        Some(text) => text,
        None => crate::enclosure::decimal(&crate::enclosure::Real::Exact(value.clone()), digits)
            .map_or_else(|| value.to_string(), |it| format!("{it}…")),
    }
}

/// The place of a part without a value, underlined where the text has it.
pub(super) fn diagnostic(
    arena: &mut Arena,
    read: &Read,
    place: &Place,
    situation: &Situation,
    title: &str,
) -> Diagnostic {
    let code = if place.certain { "undefined" } else { "undecided" };
    let span = place_in_source(arena, &read.scope, &read.source, &read.ast, place.part);
    let whole = Span::new(0, read.source.len());
    let mut it = Diagnostic::error(code, span.unwrap_or(whole), title);
    it = it.with_label(place.reason.clone());
    if span.is_none() {
        it = it.with_note(format!("in `{}`", print::text(arena, place.part)));
    }
    if !place.indices.is_empty() {
        let list: Vec<_> = place.indices.iter().map(|it| format!("{} = {}", it.0, it.1)).collect();
        it = it.with_note(format!("in the term with {}", list.join(", ")));
    }
    let mut values: Vec<_> =
        (situation.point.variables.iter())
            .map(|(name, value)| format!("{} = {value}", arena.name(*name)))
            .chain(situation.expressions.iter().map(|&(name, value)| {
                format!("{} = {}", arena.name(name), print::text(arena, value))
            }))
            .collect();
    values.sort_unstable();
    if !values.is_empty() {
        it = it.with_note(format!("at {}", values.join(", ")));
    }
    it
}
