//! A claimed slope against the one that the quotients show.

use super::slope::{Slope, uncertainty};
use super::tableau::{Estimate, ends, least_magnitude, magnitude};
use crate::enclosure::Real;
use crate::number::Rational;

/// How many uncertainties of the quotients a claim must be off to be called wrong.
const SURE: i64 = 1_000;
/// Powers of ten, relative to the slope: what is off by less is never called wrong, and what is off
/// by more never right.
const TOLERANCE: i64 = -9;
/// The most digits that are reported.
const MOST_DIGITS: u32 = 40;

/// What is claimed of the slope at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claimed {
    /// This value, of which the second number may be rounding.
    Value(Real, Rational),
    /// That there is none.
    Undefined,
    /// Nothing that can be told, for this reason.
    Unclear(String),
}

/// What a place says about a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Judgement {
    /// Both agree to that many significant digits, as far as the quotients reach; zero if the
    /// function is so flat that only this can be seen.
    Agrees(u32),
    /// They differ by far more than the quotients are uncertain.
    Disagrees,
    /// The same, of a claim that is computed in double precision and agrees at more places than not:
    /// what is computed is right, but its digits are lost here.
    Lost,
    /// There is a kink and no slope; the claim is the slope of a side, or lies between them.
    Kink,
    /// There is no slope, and none is claimed.
    Neither,
    /// There is a slope, and none is claimed.
    Missing,
    /// There is no slope in the full sense at the edge of the domain; the claim is that of the side
    /// with values.
    Extended,
    /// The quotients do not decide, for this reason.
    Unclear(String),
}

/// Compares a claim with a slope.
#[must_use]
pub fn judge(slope: &Slope, claimed: &Claimed) -> Judgement {
    let (value, rounding) = match claimed {
        Claimed::Unclear(reason) => return Judgement::Unclear(reason.clone()),
        Claimed::Undefined => return without_claim(slope),
        Claimed::Value(value, rounding) => (value, rounding),
    };
    match slope {
        Slope::Smooth(estimate) => compare(estimate, value, rounding),
        Slope::Kink(left, right) if is_between(left, right, value, rounding) => Judgement::Kink,
        Slope::Kink(..) => Judgement::Disagrees,
        Slope::Edge(_, estimate) => match compare(estimate, value, rounding) {
            Judgement::Agrees(_) => Judgement::Extended,
            other => other,
        },
        Slope::Jump => Judgement::Unclear("the function jumps here and has no slope".to_owned()),
        Slope::Steep => Judgement::Unclear("the graph is vertical here".to_owned()),
        Slope::Isolated => Judgement::Unclear("the function has no values around".to_owned()),
        Slope::Undefined => Judgement::Unclear("the function has no value here".to_owned()),
        Slope::Unclear(reason) => Judgement::Unclear((*reason).to_owned()),
    }
}

fn without_claim(slope: &Slope) -> Judgement {
    match slope {
        Slope::Smooth(_) => Judgement::Missing,
        Slope::Unclear(reason) => Judgement::Unclear((*reason).to_owned()),
        _ => Judgement::Neither,
    }
}

fn compare(estimate: &Estimate, value: &Real, rounding: &Rational) -> Judgement {
    let uncertain = uncertainty(estimate);
    let (least, most) = distance(&estimate.value, value);
    let size = larger(magnitude(&estimate.value), magnitude(value));
    let tolerance = &size * &ten(TOLERANCE);
    let least = &least - rounding;
    if least > &uncertain * &Rational::from(SURE) && least > tolerance {
        return Judgement::Disagrees;
    }
    let most = larger(most, uncertain.clone());
    if size.is_zero() {
        return Judgement::Agrees(MOST_DIGITS);
    }
    if most <= tolerance {
        return Judgement::Agrees(digits(&most, &size));
    }
    if &most - rounding <= tolerance {
        return match digits(&most, &size) {
            0 => Judgement::Unclear("rounding in double precision hides the slope".to_owned()),
            digits => Judgement::Agrees(digits),
        };
    }
    if size <= &uncertain * &Rational::from(SURE) {
        return Judgement::Agrees(0);
    }
    Judgement::Unclear(
        "the quotients and the claim are too uncertain to tell them apart".to_owned(),
    )
}

/// Whether a claim may be a slope between those of the two sides.
fn is_between(left: &Estimate, right: &Estimate, value: &Real, rounding: &Rational) -> bool {
    let around = |it: &Estimate| {
        let (lo, hi) = ends(&it.value);
        let margin = &(&uncertainty(it) * &Rational::from(SURE)) + rounding;
        let margin = &margin + &(&magnitude(&it.value) * &ten(TOLERANCE));
        (&lo - &margin, &hi + &margin)
    };
    let ((a, b), (c, d)) = (around(left), around(right));
    let (lo, hi) = ends(value);
    hi >= a.min(c) && lo <= b.max(d)
}

/// The least and the largest distance of two values.
fn distance(a: &Real, b: &Real) -> (Rational, Rational) {
    let ((a_lo, a_hi), (b_lo, b_hi)) = (ends(a), ends(b));
    let (up, down) = (&b_hi - &a_lo, &a_hi - &b_lo);
    let least = larger(&b_lo - &a_hi, &a_lo - &b_hi);
    (larger(least, Rational::ZERO), larger(up, down))
}

fn larger(a: Rational, b: Rational) -> Rational {
    if a < b { b } else { a }
}

fn ten(exponent: i64) -> Rational {
    Rational::from(10).pow(exponent).unwrap_or(Rational::ZERO)
}

/// To how many digits two values agree whose distance and size are given.
fn digits(distance: &Rational, size: &Rational) -> u32 {
    let mut count = 0;
    let mut distance = distance.clone();
    let ten = Rational::from(10);
    while count < MOST_DIGITS && distance < *size {
        distance = &distance * &ten;
        count += 1;
    }
    count.saturating_sub(u32::from(distance >= *size && count > 0 && count < MOST_DIGITS))
}

/// Whether more bits could tell a claim from what is seen: both are smaller than what the quotients
/// resolve.
pub(super) fn is_unresolved(slope: &Slope, claimed: &Claimed) -> bool {
    let (Slope::Smooth(estimate), Claimed::Value(value, _)) = (slope, claimed) else {
        return false;
    };
    let uncertain = uncertainty(estimate);
    let resolved = &uncertain * &Rational::from(SURE);
    least_magnitude(&estimate.value) <= resolved
        && magnitude(value) <= resolved
        && !uncertain.is_zero()
}
