//! The forms that evaluators put in the place of what is written: proved equal, and measured.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test that tells its figures")]
#![allow(clippy::cast_precision_loss, clippy::cast_possible_wrap, clippy::precedence)]

use chainrule::decide::decide;
use chainrule::decide::outcome::{Domain, Verdict};
use chainrule::document::parse_claim;
use chainrule::enclosure::{Fuel, Point, Real, evaluate};
use chainrule::evaluate::stable::{EQUATIONS, KERNELS, REWRITES, STEPS};
use chainrule::evaluate::{Argument, Options, compile};
use chainrule::expr::{Arena, ExprId};
use chainrule::number::Rational;
use chainrule::syntax::{Mode, Scope, parse_expression};
use chainrule::theory::Theory;

/// A form in the language itself: functions that it does not have are replaced by what they mean.
fn in_words(text: &str) -> String {
    let mut text = text.to_owned();
    for (name, _, meaning) in KERNELS {
        while let Some(start) = text.find(&format!("{name}(")) {
            let open = start + name.len();
            let mut depth = 0;
            let length = text[open..].find(|c| {
                depth += i32::from(c == '(') - i32::from(c == ')');
                depth == 0
            });
            let end = open + length.unwrap();
            let meaning = meaning.replace('u', &text[open..=end]);
            text.replace_range(start..=end, &format!("({meaning})"));
        }
    }
    text
}

fn verdict(lhs: &str, rhs: &str, assume: &str) -> Verdict {
    let equation = format!("{} = {}", in_words(lhs), in_words(rhs));
    let assume: Vec<&str> = Some(assume).into_iter().filter(|it| !it.is_empty()).collect();
    let mut arena = Arena::new();
    let claim = parse_claim(&mut arena, &equation, &assume);
    let claim = claim.unwrap_or_else(|_| panic!("{equation}"));
    decide(&mut arena, &Theory::new(), &claim).verdict
}

#[test]
fn the_engine_proves_each_form() {
    let mut open = Vec::new();
    // Some are proved in steps, of which the first begins with what is written.
    let at_once = |row: &(&str, &str)| STEPS.iter().all(|step| step.0 != row.0);
    let forms = REWRITES.into_iter().filter(at_once).chain(STEPS);
    let forms = forms.map(|(plain, stable)| (plain, stable, ""));
    for (plain, stable, assume) in forms.chain(EQUATIONS) {
        match verdict(plain, stable, assume) {
            Verdict::Proved(it) if it.domain == Domain::Same => {}
            Verdict::Proved(it) => open.push(format!("{plain} = {stable}: {:?}", it.domain)),
            other => open.push(format!("{plain} = {stable}: {other:?}")),
        }
    }
    assert!(open.is_empty(), "{}", open.join("\n"));
}

/// A number from a range of magnitudes, of either sign.
fn sample(state: &mut u64, smallest: f64, largest: f64) -> f64 {
    let mut next = || {
        // Xorshift (Marsaglia 2003).
        *state ^= *state << 13;
        *state ^= *state >> 7;
        *state ^= *state << 17;
        *state as f64 / u64::MAX as f64
    };
    let magnitude = smallest * (largest / smallest).powf(next());
    if next() < 0.5 { -magnitude } else { magnitude }
}

/// The rational number that a double is.
fn exact(value: f64) -> Rational {
    let bits = value.to_bits();
    let exponent = (bits >> 52 & 0x7ff) as i64;
    let mantissa = (bits & ((1 << 52) - 1)) as i64 | 1 << 52;
    let power = Rational::from(2).pow(exponent - 1075).unwrap();
    let magnitude = &Rational::from(mantissa) * &power;
    if value < 0.0 { -&magnitude } else { magnitude }
}

/// The nearest double, also of a quotient of integers beyond the range of doubles.
fn nearest(value: &Rational) -> f64 {
    let beyond = value.bit_length().saturating_sub(900);
    let (numerator, denominator) = (value.numerator() >> beyond, value.denominator() >> beyond);
    let part = |it| Rational::new(it, 1).unwrap().to_f64();
    part(numerator) / part(denominator)
}

/// The error of a value in units in the last place of the certified one; `None` where nothing is known
/// or the exact value is no normal number.
fn error(arena: &Arena, expr: ExprId, at: &Point, found: f64) -> Option<f64> {
    let (low, high) = [120, 400, 1200, 6000, 30_000].into_iter().find_map(|bits| {
        let ends = match evaluate(arena, expr, at, bits, &mut Fuel::new(10_000_000)).ok()? {
            Real::Exact(value) => (value.clone(), value),
            Real::Between(value) => value.ends()?,
        };
        let width = (&ends.1 - &ends.0).checked_div(&ends.0)?;
        (nearest(&width).abs() < 1e-20).then_some(ends)
    })?;
    let value = nearest(&low);
    if !value.is_normal() || !found.is_finite() {
        return value.is_normal().then_some(f64::INFINITY);
    }
    let unit = exact(f64::from_bits(value.abs().to_bits() + 1) - value.abs());
    let difference = if found == 0.0 { -&high } else { &exact(found) - &high };
    Some(nearest(&difference.checked_div(&unit)?).abs())
}

/// The largest errors of the plain and of the stable form of a row, with the point of the latter.
fn errors(plain: &str, stable: &str) -> (f64, f64, Vec<f64>) {
    let (mut arena, mut scope) = (Arena::new(), Scope::new(Mode::Inferred));
    let expr = parse_expression(&mut arena, &mut scope, plain).unwrap().0;
    let as_written = Options { as_written: true, ..Options::default() };
    let first = compile(&arena, expr, &as_written).unwrap();
    let second = compile(&arena, expr, &Options::default()).unwrap();
    let names = first.graph().inputs.clone();
    let (mut worst, mut at) = ((0.0f64, 0.0f64), Vec::new());
    let mut state = 0x9e37_79b9_7f4a_7c15 ^ plain.len() as u64 ^ (stable.len() as u64) << 32;
    for round in 0..120 {
        let (smallest, largest) = if round % 2 == 0 { (1e-12, 1e4) } else { (1e-2, 50.0) };
        let point: Vec<f64> = names.iter().map(|_| sample(&mut state, smallest, largest)).collect();
        let arguments: Vec<(&str, Argument<'_, f64>)> = names
            .iter()
            .zip(&point)
            .map(|(name, &value)| (name.as_str(), Argument::Number(value)))
            .collect();
        let variables = names
            .iter()
            .zip(&point)
            .map(|(name, &value)| (arena.find_symbol(name).unwrap(), exact(value)))
            .collect();
        let exact_point = Point { variables, ..Point::default() };
        let values = [&first, &second].map(|it| it.evaluate(&arguments).unwrap()[0][0]);
        let Some(plain) = error(&arena, expr, &exact_point, values[0]) else { continue };
        let Some(stable) = error(&arena, expr, &exact_point, values[1]) else { continue };
        worst.0 = worst.0.max(plain);
        if stable > worst.1 {
            (worst.1, at) = (stable, point);
        }
    }
    (worst.0, worst.1, at)
}

#[test]
fn each_form_is_more_accurate_than_what_is_written() {
    let mut wrong = Vec::new();
    for (plain, stable) in REWRITES {
        let (before, after, at) = errors(plain, stable);
        assert!(before > 0.0, "{plain}: nothing is known");
        println!("{plain:45} {before:10.3e} {stable:32} {after:6.2}");
        if after > 4.0 || after > before.max(2.5) {
            wrong.push(format!("{plain} = {stable}: {before:.3e}, {after:.3e} at {at:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
