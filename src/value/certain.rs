//! The value of an expression, to as many digits as wanted.

use super::Situation;
use super::locate::{Place, locate};
use super::settle::settled;
use crate::decide::decide;
use crate::decide::outcome::{Claim, Verdict};
use crate::enclosure::{Failure, Fuel, Real, decimal, evaluate};
use crate::expr::{Arena, ExprId};
use crate::number::Rational;
use crate::theory::Theory;

/// The work that one value may cost.
const FUEL: u64 = 1_000_000;
/// The precision to begin with, in bits.
const FIRST_BITS: usize = 128;
/// How many bits more than needed are tried before a value is given up.
const MORE_BITS: usize = 1 << 13;
/// A rational number is worth a proof if it is that much simpler than the precision would allow.
const SIMPLER: usize = 3;

/// A value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Exactly this number.
    Exact(Rational),
    /// A decimal, cut off (not rounded) after the digits asked for, each of which is certain.
    Digits(String),
    /// Certainly no further from this number than the power of ten; whether it is the number is not
    /// decided.
    Near(Rational, i64),
}

/// Why there is no value to show.
#[derive(Debug, Clone)]
pub enum NoValue {
    /// The expression certainly has no value; the place says why.
    Undefined(Place),
    /// It could not be decided; the place says where and what, if that is known.
    Undecided(String, Option<Place>),
}

/// The value of an expression in a situation, with so many significant digits, at least one.
pub fn value(
    arena: &mut Arena,
    expr: ExprId,
    situation: &Situation,
    digits: usize,
) -> Result<Value, NoValue> {
    let whole = situation.apply(arena, expr);
    let digits = digits.max(1);
    let enough = digits.saturating_mul(10) / 3 + FIRST_BITS;
    let mut fuel = Fuel::new(FUEL + 100 * digits as u64);
    let (mut bits, mut tried, mut near) = (enough, false, None);
    let failure = loop {
        match evaluate(arena, whole, &situation.point, bits, &mut fuel) {
            Ok(Real::Exact(value)) => return Ok(Value::Exact(value)),
            Ok(value) => {
                if !tried {
                    tried = true;
                    let exact = simple(&value, bits);
                    if let Some(exact) = exact.filter(|it| is_proved(arena, whole, it, situation)) {
                        return Ok(Value::Exact(exact));
                    }
                }
                if let Some(text) = decimal(&value, digits)
                    && significant(&text) >= digits
                {
                    return Ok(Value::Digits(text));
                }
                near = nearest(&value, bits);
            }
            Err(Failure::Undefined) => {
                let place = locate(arena, expr, situation, bits, Failure::Undefined);
                return Err(NoValue::Undefined(place));
            }
            Err(Failure::Undetermined | Failure::Tie) => {}
            Err(failure) => break failure,
        }
        bits *= 2;
        if bits > enough * 4 + MORE_BITS {
            break Failure::Undetermined;
        }
    };
    // Parts that are rational, though that does not show, may decide.
    if failure == Failure::Undetermined
        && let Some(settled) = settled(arena, expr, situation, enough)
        && let Some(value) = of_settled(arena, settled, situation, digits, near.is_some())
    {
        return Ok(value);
    }
    match near {
        Some(near) => Ok(near),
        None => Err(undecided(arena, expr, situation, enough, failure)),
    }
}

/// The value with parts replaced by the numbers that they are; none where that decides nothing more.
fn of_settled(
    arena: &mut Arena,
    settled: ExprId,
    situation: &Situation,
    digits: usize,
    is_near: bool,
) -> Option<Value> {
    let situation = Situation { point: situation.point.clone(), expressions: Vec::new() };
    match value(arena, settled, &situation, digits) {
        Ok(Value::Near(..)) if is_near => None,
        value => value.ok(),
    }
}

fn undecided(
    arena: &mut Arena,
    expr: ExprId,
    situation: &Situation,
    bits: usize,
    failure: Failure,
) -> NoValue {
    match failure {
        Failure::Unsupported(what) => {
            NoValue::Undecided(format!("this is not evaluated: {what}"), None)
        }
        Failure::OutOfFuel => NoValue::Undecided("the value takes too much work".to_owned(), None),
        _ => {
            let place = locate(arena, expr, situation, bits, Failure::Undetermined);
            if place.certain {
                return NoValue::Undefined(place);
            }
            NoValue::Undecided("whether there is a value is not decided".to_owned(), Some(place))
        }
    }
}

/// The simple number that a value is near to, and how near: an exponent of ten.
fn nearest(value: &Real, bits: usize) -> Option<Value> {
    let candidate = simple(value, bits)?;
    let Real::Between(interval) = value else { return None };
    let (lo, hi) = interval.ends()?;
    let (width, ten) = (&hi - &lo, Rational::from(10));
    let mut bound = 0;
    while bound > -1_000 && ten.pow(bound - 1)? > width {
        bound -= 1;
    }
    (bound < -10).then_some(Value::Near(candidate, bound))
}

/// The number of digits of a decimal from the first one on that is not zero.
fn significant(text: &str) -> usize {
    let mantissa = text.split('e').next().unwrap_or(text);
    let digits = mantissa.chars().filter(char::is_ascii_digit).skip_while(|&it| it == '0');
    digits.count()
}

/// The rational number that a value seems to be, if it is that much simpler than by chance.
pub(super) fn simple(value: &Real, bits: usize) -> Option<Rational> {
    let Real::Between(interval) = value else { return None };
    let (lo, hi) = interval.ends()?;
    simplest_between(&lo, &hi).filter(|it| it.bit_length() * SIMPLER <= bits)
}

/// Whether the engine proves that an expression has a rational value in a situation.
pub(super) fn is_proved(
    arena: &mut Arena,
    expr: ExprId,
    value: &Rational,
    situation: &Situation,
) -> bool {
    let value = arena.rational(value);
    let assumptions = situation.equations(arena);
    let integers = situation.point.integers.clone();
    let claim = Claim::new(arena, (expr, value), assumptions, Vec::new(), integers);
    match decide(arena, &Theory::new(), &claim).verdict {
        Verdict::Proved(proved) => proved.conditions.is_empty(),
        _ => false,
    }
}

/// The rational number with the smallest denominator between two others: the first that their
/// continued fractions do not share.
#[must_use]
pub fn simplest_between(lo: &Rational, hi: &Rational) -> Option<Rational> {
    if hi < lo {
        return simplest_between(hi, lo);
    }
    if lo.is_negative() {
        if !hi.is_negative() {
            return Some(Rational::ZERO);
        }
        return Some(-&simplest_between(&-hi, &-lo)?);
    }
    let (mut lo, mut hi, mut wholes) = (lo.clone(), hi.clone(), Vec::new());
    loop {
        let whole = Rational::new(lo.numerator() / lo.denominator(), 1)?;
        if whole == lo || &whole + &Rational::ONE <= hi {
            let last = if whole == lo { whole } else { &whole + &Rational::ONE };
            return wholes
                .into_iter()
                .rev()
                .try_fold(last, |rest: Rational, whole: Rational| Some(&whole + &rest.recip()?));
        }
        (lo, hi) = ((&hi - &whole).recip()?, (&lo - &whole).recip()?);
        wholes.push(whole);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_simplest_number_between_two_others() {
        let q = |n: i64, d: i64| Rational::new(n, d).expect("no zero below");
        assert_eq!(simplest_between(&q(3, 10), &q(2, 5)), Some(q(1, 3)));
        assert_eq!(simplest_between(&q(-2, 5), &q(-3, 10)), Some(q(-1, 3)));
        assert_eq!(simplest_between(&q(-1, 9), &q(1, 7)), Some(Rational::ZERO));
        assert_eq!(simplest_between(&q(5, 2), &q(5, 2)), Some(q(5, 2)));
        assert_eq!(simplest_between(&q(314, 100), &q(315, 100)), Some(q(22, 7)));
    }
}
