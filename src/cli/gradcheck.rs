//! `chainrule gradcheck`.

use std::fmt::Write;
use std::io;

use super::output::Output;
use super::situation::{Read, read_assumptions, read_expression, read_more, read_situation};
use super::{UNDECIDED, UNREADABLE, WRONG};
use crate::enclosure::{Real, decimal, digits};
use crate::expr::{Arena, ExprId, Node};
use crate::gradcheck::{
    Claimed, Compiled, Derivative, Estimate, Expression, Judgement, Question, Report, Sample,
    Slope, Subject, Verdict, check, curve, svg, terminal,
};
use crate::number::Rational;
use crate::print;
use crate::value::numeral;

/// How many digits of a value are shown.
const DIGITS: usize = 17;
/// How many kinks and other places are listed.
const MOST_LISTED: usize = 8;
/// How many components of an array are shown.
const MOST_COMPONENTS: usize = 6;
/// How many places a sweep over a given range has.
const PLACES: i64 = 64;
/// The width of a plot made of characters.
const WIDTH: usize = 90;

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// The function.
    #[arg(value_name = "EXPR", allow_hyphen_values = true)]
    expression: String,
    /// What to differentiate by: a variable or a component of an array, such as `x[2]`; may be
    /// repeated where no derivative is claimed.
    #[arg(long, value_name = "NAME", required = true, value_delimiter = ',')]
    wrt: Vec<String>,
    /// A derivative to be checked; otherwise it is the compiled one, in double precision.
    #[arg(long, value_name = "EXPR", allow_hyphen_values = true)]
    claimed: Option<String>,
    /// Values for names, such as `x=0.5`; may be repeated. Names without a value get several.
    #[arg(long, value_name = "NAME=VALUE")]
    at: Vec<String>,
    /// Leave out the places where this does not hold, such as `x > 0`; may be repeated.
    #[arg(long, value_name = "FACT")]
    assume: Vec<String>,
    /// Look at places from here on.
    #[arg(long, value_name = "NUMBER", requires = "to", allow_hyphen_values = true)]
    from: Option<String>,
    /// Look at places up to here.
    #[arg(long, value_name = "NUMBER", requires = "from", allow_hyphen_values = true)]
    to: Option<String>,
    /// Draw value, derivative and error into a file, as SVG.
    #[arg(long, value_name = "FILE")]
    plot: Option<String>,
    /// Draw value, derivative and error with characters.
    #[arg(long)]
    show: bool,
}

const EXAMPLES: &str = "\
Examples:
  chainrule gradcheck 'tanh(x)' --wrt x
  chainrule gradcheck 'x*sin(x)' --wrt x --claimed 'sin(x) + x*cos(x)'
  chainrule gradcheck 'sigmoid(x)' --wrt x --claimed 0 --at x=15
  chainrule gradcheck 'sum(exp(x[k]), k, 1, n)' --wrt 'x[2]' --at n=4
  chainrule gradcheck 'sqrt(1 - x^2)' --wrt x --from -1 --to 1 --show --plot circle.svg

The function's values are certain to as many digits as the steps need, and every difference quotient
comes with an estimate of its error. Without --at for the variable, a sweep visits places near and
far, and those where the function may have an edge, a kink or a jump.

The exit code is 0 if the derivative agrees, 1 if it disagrees, 3 if that cannot be told, 2 for input
that cannot be read.";

pub(super) fn run(arguments: &Arguments, output: &mut Output) -> io::Result<u8> {
    let mut arena = Arena::new();
    let Some(mut read) = read_expression(&mut arena, &arguments.expression, output) else {
        return Ok(UNREADABLE);
    };
    if arguments.claimed.is_some() && arguments.wrt.len() > 1 {
        output.error("a derivative is claimed by one variable: give --wrt once");
        return Ok(UNREADABLE);
    }
    let mut code = 0;
    for wrt in &arguments.wrt {
        let Some(mut asked) = ask(&mut arena, &mut read, wrt, arguments, output) else {
            return Ok(UNREADABLE);
        };
        let report = check(&mut arena, &asked.question, asked.derivative.as_mut());
        output.result(&in_words(&arena, &read, wrt, &report))?;
        if arguments.show || arguments.plot.is_some() {
            if let Some(unwritten) = draw(&arena, &mut asked, &report, arguments, output)? {
                return Ok(unwritten);
            }
        }
        code = match report.verdict {
            Verdict::Disagrees(_) => WRONG,
            Verdict::Inconclusive(_) if code == 0 => UNDECIDED,
            _ => code,
        };
    }
    Ok(code)
}

struct Asked {
    question: Question,
    derivative: Box<dyn Derivative>,
    range: Option<(Rational, Rational)>,
}

/// Everything that the arguments say; says what is wrong if they say nothing.
fn ask(
    arena: &mut Arena,
    read: &mut Read,
    wrt: &str,
    arguments: &Arguments,
    output: &mut Output,
) -> Option<Asked> {
    let (by, _) = read_more(arena, &mut read.scope, "variable", wrt, output)?;
    let claimed = match &arguments.claimed {
        Some(text) => Some(read_more(arena, &mut read.scope, "derivative", text, output)?.0),
        None => None,
    };
    let assumptions = read_assumptions(arena, &mut read.scope, &arguments.assume, output)?;
    let situation = read_situation(arena, read, &arguments.at, output)?;
    let subject = match subject(arena, by, &situation.point.integers) {
        Ok(subject) => subject,
        Err(message) => {
            output.error(&format!("`{wrt}`: {message}"));
            return None;
        }
    };
    let expr = situation.apply(arena, read.expr);
    let range = range(arguments, output)?;
    let mut question = Question::new(expr, subject);
    question.fixed = situation.point.clone();
    question.assumptions = assumptions;
    question.places = range.as_ref().map(|(from, to)| spread(from, to));
    let derivative: Box<dyn Derivative> = if let Some(claimed) = claimed {
        Box::new(Expression(situation.apply(arena, claimed)))
    } else {
        match Compiled::new(arena, expr, &question.subject, &question.fixed.integers) {
            Ok(compiled) => Box::new(compiled),
            Err(error) => {
                output.error(&format!("this cannot be compiled: {error}"));
                return None;
            }
        }
    };
    Some(Asked { question, derivative, range })
}

fn subject(
    arena: &Arena,
    by: ExprId,
    integers: &[crate::expr::Symbol],
) -> Result<Subject, &'static str> {
    match arena.node(by) {
        Node::Variable(name) if integers.contains(&name) => Err("an integer cannot be varied"),
        Node::Variable(name) => Ok(Subject::Variable(name)),
        Node::Indexed(side) => {
            let it = arena.get(side);
            let indices = it.indices.iter().map(|&index| arena.literal(index)?.to_i64());
            let indices = indices.collect::<Option<Vec<_>>>();
            indices
                .map(|indices| Subject::Component(it.array, indices))
                .ok_or("give the component by numbers, such as `x[2]`")
        }
        _ => Err("this is neither a variable nor a component of an array"),
    }
}

/// The ends of the range of places, if one is given; `None` if it cannot be read.
#[allow(clippy::option_option, reason = "what is not given differs from what is wrong")]
fn range(arguments: &Arguments, output: &mut Output) -> Option<Option<(Rational, Rational)>> {
    let (Some(from), Some(to)) = (&arguments.from, &arguments.to) else { return Some(None) };
    match (numeral(from), numeral(to)) {
        (Some(from), Some(to)) if from < to => Some(Some((from, to))),
        (Some(_), Some(_)) => {
            output.error("--from must be less than --to");
            None
        }
        _ => {
            output.error("--from and --to must be numbers");
            None
        }
    }
}

/// Places from one end to the other, the ends included.
fn spread(from: &Rational, to: &Rational) -> Vec<Rational> {
    let width = to - from;
    let place = |k| Some(from + &(&width * &Rational::new(k, PLACES)?));
    (0..=PLACES).filter_map(place).collect()
}

/// Draws what is asked for; the exit code, if that fails.
fn draw(
    arena: &Arena,
    asked: &mut Asked,
    report: &Report,
    arguments: &Arguments,
    output: &mut Output,
) -> io::Result<Option<u8>> {
    let Some(sample) = report.samples.first() else { return Ok(None) };
    let (from, to) = asked.range.clone().unwrap_or_else(|| around(asked, sample));
    let ends = (&from, &to);
    let curve = curve(arena, &asked.question, asked.derivative.as_mut(), &sample.point, ends);
    if arguments.show {
        output.result(&terminal(&curve, WIDTH))?;
    }
    let Some(path) = &arguments.plot else { return Ok(None) };
    match std::fs::write(path, svg(&curve, &arguments.expression)) {
        Ok(()) => Ok(None),
        Err(error) => {
            output.error(&format!("cannot write {path}: {error}"));
            Ok(Some(UNREADABLE))
        }
    }
}

/// The range of a plot where none is given: around the only place, or around zero.
fn around(asked: &Asked, sample: &Sample) -> (Rational, Rational) {
    let single = asked.question.subject.of(&asked.question.fixed).is_some();
    let center = if single { sample.x.clone() } else { Rational::ZERO };
    let reach = if single && !center.is_zero() { center.abs() } else { Rational::from(5) };
    (&center - &reach, &center + &reach)
}

fn in_words(arena: &Arena, read: &Read, wrt: &str, report: &Report) -> String {
    let mut text = format!("d/d{wrt} of {}\n", print::text(arena, read.expr));
    match &report.verdict {
        Verdict::Agrees(digits) => {
            let agree = |it: &&Sample| matches!(it.judgement, Judgement::Agrees(_));
            let count = report.samples.iter().filter(agree).count();
            let places = if count == 1 { "place" } else { "places" };
            let _ = match digits {
                0 => writeln!(text, "agrees: no slope is to be seen at {count} {places}"),
                _ => writeln!(text, "agrees to at least {digits} digits at {count} {places}"),
            };
        }
        Verdict::Disagrees(position) => {
            let sample = &report.samples[*position];
            let _ = writeln!(text, "disagrees at {}", names(arena, sample));
            details(&mut text, sample);
        }
        Verdict::Inconclusive(reason) => {
            let _ = writeln!(text, "inconclusive: {reason}");
        }
    }
    remarks(&mut text, arena, report);
    text
}

fn details(text: &mut String, sample: &Sample) {
    let claimed = match &sample.claimed {
        Claimed::Value(value, _) => shown(value),
        _ => "no value".to_owned(),
    };
    let _ = writeln!(text, "  claimed    {claimed}");
    match &sample.slope {
        Slope::Kink(left, right) => {
            let _ = writeln!(text, "  on the left  {}", with_error(left));
            let _ = writeln!(text, "  on the right {}", with_error(right));
        }
        Slope::Smooth(estimate) | Slope::Edge(_, estimate) => {
            let _ = writeln!(text, "  quotients  {}", with_error(estimate));
        }
        _ => {}
    }
}

/// Kinks, edges, jumps, and slopes for which nothing is claimed.
fn remarks(text: &mut String, arena: &Arena, report: &Report) {
    let (mut listed, mut more) = (0, 0);
    let mut last = String::new();
    for sample in &report.samples {
        let remark = match (&sample.judgement, &sample.slope) {
            (Judgement::Disagrees, _) => continue,
            (_, Slope::Kink(left, right)) => {
                let (left, right) = (shown(&left.value), shown(&right.value));
                let claimed = match &sample.claimed {
                    Claimed::Value(value, _) => format!(", and {} is claimed", shown(value)),
                    _ => String::new(),
                };
                format!("kink: slope {left} on the left and {right} on the right{claimed}")
            }
            (Judgement::Lost, Slope::Smooth(estimate)) => {
                let claimed = match &sample.claimed {
                    Claimed::Value(value, _) => shown(value),
                    _ => String::new(),
                };
                let slope = shown(&estimate.value);
                format!("double precision loses the digits: {claimed} instead of {slope}")
            }
            (Judgement::Missing, Slope::Smooth(estimate)) => {
                format!("nothing is claimed, but the slope is {}", shown(&estimate.value))
            }
            (Judgement::Extended, Slope::Edge(right, _)) => {
                let side = if *right { "right" } else { "left" };
                format!("edge: there are values on the {side} only; the claim is that side's slope")
            }
            (_, Slope::Jump) => "jump".to_owned(),
            (_, Slope::Steep) => "vertical".to_owned(),
            _ => continue,
        };
        let remark = format!("  at {}: {remark}\n", names(arena, sample));
        if listed == MOST_LISTED {
            more += 1;
        } else if remark != last {
            listed += 1;
            text.push_str(&remark);
            last = remark;
        }
    }
    if more > 0 {
        let _ = writeln!(text, "  and {more} more such places");
    }
}

fn names(arena: &Arena, sample: &Sample) -> String {
    let point = &sample.point;
    let mut list: Vec<String> = point
        .variables
        .iter()
        .map(|(name, value)| format!("{} = {}", arena.name(*name), number(value)))
        .collect();
    list.sort();
    let mut arrays: Vec<String> = point
        .arrays
        .iter()
        .map(|(name, array)| format!("{} = {}", arena.name(*name), components(array)))
        .collect();
    arrays.sort();
    list.extend(arrays);
    let functions = point.functions.iter();
    list.extend(functions.map(|(name, it)| format!("{}: {it}", arena.name(*name))));
    if list.is_empty() { "every point".to_owned() } else { list.join(", ") }
}

fn components(array: &crate::enclosure::Array) -> String {
    match array {
        crate::enclosure::Array::Number(value) => number(value),
        crate::enclosure::Array::List(parts) => {
            let mut shown: Vec<_> = parts.iter().take(MOST_COMPONENTS).map(components).collect();
            if parts.len() > MOST_COMPONENTS {
                shown.push(format!("… {} in all", parts.len()));
            }
            format!("[{}]", shown.join(", "))
        }
    }
}

/// A number: exact where that is short.
fn number(value: &Rational) -> String {
    let text = value.to_string();
    if text.len() <= DIGITS {
        return text;
    }
    decimal(&Real::Exact(value.clone()), DIGITS).map_or(text, |it| format!("{it}…"))
}

fn shown(value: &Real) -> String {
    let exact = matches!(value, Real::Exact(_));
    match digits(value, DIGITS) {
        Some(text) if exact && text.len() <= DIGITS => text,
        _ => match decimal(value, DIGITS) {
            Some(text) => format!("{text}…"),
            None => "0 to all digits that are certain".to_owned(),
        },
    }
}

fn with_error(it: &Estimate) -> String {
    let value = shown(&it.value);
    let error = decimal(&Real::Exact(it.error.clone()), 2).unwrap_or_default();
    if it.error.is_zero() { value } else { format!("{value} (error about {error})") }
}
