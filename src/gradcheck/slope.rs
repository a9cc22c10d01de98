//! The slope of a function at a place, from the values around it.

use super::line::Line;
use super::tableau::{Estimate, ends, extrapolate, least_magnitude, magnitude};
use crate::enclosure::interval::Precision;
use crate::enclosure::{Failure, Real};
use crate::number::Rational;

/// How many steps, each half of the one before, make one estimate.
const STEPS: i64 = 5;
/// The steps of the attempts, as powers of two of the scale of the place: far apart, so that what
/// holds at two of them is no accident of one.
const ATTEMPTS: [i64; 5] = [24, 64, 104, 144, 224];
/// How far two estimates of the same slope may be apart, in their error estimates.
const APART: i64 = 64;
/// Bits of a value beyond those that the differences lose.
const SPARE_BITS: usize = 192;
/// An estimate that is this much smaller than the slope, as a power of two, counts as settled.
const SETTLED: i64 = -24;
/// A slope this much smaller than the function over its scale, as a power of two, counts as zero.
const FLAT: i64 = -96;

/// How a function rises at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Slope {
    /// It has this slope.
    Smooth(Estimate),
    /// The slopes on the left and on the right differ.
    Kink(Estimate, Estimate),
    /// The value itself differs from those on a side.
    Jump,
    /// The function has values on one side only, with this slope; `true` for the right side.
    Edge(bool, Estimate),
    /// The function has values on no side, or only at an edge where no slope can be told.
    Isolated,
    /// The quotients grow without bound.
    Steep,
    /// The function has no value at the place.
    Undefined,
    /// The quotients do not tell, for this reason.
    Unclear(&'static str),
}

/// One side of a place: values at shrinking distances.
#[derive(Debug)]
enum Side {
    Values(Vec<Real>),
    /// Some place on this side has no value.
    Outside,
}

/// What one scale of steps says.
#[derive(Debug, Clone)]
enum Reading {
    Both { left: Estimate, right: Estimate, middle: Estimate },
    One(bool, Estimate),
    Jump,
    Steep,
    Isolated,
}

/// The slope of a function at a place; `more` bits are spent on top of those that are always needed.
pub fn slope(line: &mut Line<'_>, x: &Rational, more: usize) -> Slope {
    let scale = scale(x);
    let start = line.value(x, SPARE_BITS + more);
    let natural = match &start {
        Ok(value) => &magnitude(value) * &power(-scale),
        Err(Failure::Undefined) => return Slope::Undefined,
        Err(failure) => return Slope::Unclear(words(*failure)),
    };
    let mut last: Option<Reading> = None;
    let mut reason = "the quotients do not settle";
    for attempt in ATTEMPTS {
        let exponent = scale - attempt;
        let bits = SPARE_BITS + more + usize::try_from(attempt).unwrap_or(0);
        match read(line, x, exponent, bits) {
            Ok(reading) => {
                let agreed = last.as_ref().and_then(|it| agree(it, &reading, &natural));
                if let Some(slope) = agreed {
                    return slope;
                }
                last = Some(reading);
            }
            Err(Failure::Undefined) => return Slope::Undefined,
            Err(failure) => reason = words(failure),
        }
    }
    Slope::Unclear(reason)
}

const fn words(failure: Failure) -> &'static str {
    match failure {
        Failure::Unsupported(what) => what,
        Failure::OutOfFuel => "the values take too much work",
        _ => "the values are not known well enough",
    }
}

/// `m` with `2^m` about the size of the place; zero for zero.
fn scale(x: &Rational) -> i64 {
    if x.is_zero() {
        return 0;
    }
    let bits = |n: dashu_int::IBig| {
        i64::try_from(dashu_int::ops::BitTest::bit_len(&n)).unwrap_or(i64::MAX / 4)
    };
    bits(x.numerator()) - bits(x.denominator())
}

fn power(exponent: i64) -> Rational {
    Rational::from(2).pow(exponent).unwrap_or(Rational::ZERO)
}

/// What the steps from `2^exponent` down say.
fn read(line: &mut Line<'_>, x: &Rational, exponent: i64, bits: usize) -> Result<Reading, Failure> {
    let center = line.value(x, bits)?;
    let mut side = |sign: i64| -> Result<Side, Failure> {
        let mut values = Vec::new();
        for k in 0..STEPS {
            let step = &power(exponent - k) * &Rational::from(sign);
            match line.value(&(x + &step), bits) {
                Ok(value) => values.push(value),
                Err(Failure::Undefined) => return Ok(Side::Outside),
                Err(failure) => return Err(failure),
            }
        }
        Ok(Side::Values(values))
    };
    let (left, right) = (side(-1)?, side(1)?);
    let reader = Reader { precision: Precision { bits }, center, exponent };
    match (left, right) {
        (Side::Outside, Side::Outside) => Ok(Reading::Isolated),
        (Side::Outside, Side::Values(values)) => reader.one(true, &values),
        (Side::Values(values), Side::Outside) => reader.one(false, &values),
        (Side::Values(left), Side::Values(right)) => reader.both(&left, &right),
    }
}

struct Reader {
    precision: Precision,
    center: Real,
    exponent: i64,
}

impl Reader {
    /// Differences from the centre over the steps.
    fn quotients(&self, values: &[Real], sign: i64) -> Result<Vec<Real>, Failure> {
        let step = |k: i64| &power(self.exponent - k) * &Rational::from(sign);
        let quotient = |(k, value): (i64, &Real)| {
            let rise = self.precision.sub(value, &self.center)?;
            self.precision.div(&rise, &Real::Exact(step(k)))
        };
        (0..).zip(values).map(quotient).collect()
    }

    fn one(&self, right: bool, values: &[Real]) -> Result<Reading, Failure> {
        let quotients = self.quotients(values, if right { 1 } else { -1 })?;
        if let Some(growth) = self.growth(&quotients) {
            return Ok(growth);
        }
        Ok(Reading::One(right, extrapolate(self.precision, &quotients, 1)?))
    }

    fn both(&self, left: &[Real], right: &[Real]) -> Result<Reading, Failure> {
        let (lefts, rights) = (self.quotients(left, -1)?, self.quotients(right, 1)?);
        if let Some(growth) = self.growth(&lefts).or_else(|| self.growth(&rights)) {
            return Ok(growth);
        }
        let half = Real::Exact(power(-1));
        let mean = |(a, b): (&Real, &Real)| self.precision.mul(&self.precision.add(a, b)?, &half);
        let middles: Vec<Real> = lefts.iter().zip(&rights).map(mean).collect::<Result<_, _>>()?;
        Ok(Reading::Both {
            left: extrapolate(self.precision, &lefts, 1)?,
            right: extrapolate(self.precision, &rights, 1)?,
            middle: extrapolate(self.precision, &middles, 2)?,
        })
    }

    /// Whether quotients grow with every halved step: twofold at a jump, by a smaller factor where
    /// the graph is vertical.
    fn growth(&self, quotients: &[Real]) -> Option<Reading> {
        let mut slowest: Option<Rational> = None;
        for pair in quotients.windows(2) {
            let before = magnitude(&pair[0]);
            let ratio = least_magnitude(&pair[1]).checked_div(&before)?;
            if slowest.as_ref().is_none_or(|it| ratio < *it) {
                slowest = Some(ratio);
            }
        }
        let slowest = slowest?;
        let over = |n: i64, d: i64| Rational::new(n, d).is_some_and(|it| slowest > it);
        if over(199, 100) {
            Some(Reading::Jump)
        } else if over(21, 20) {
            Some(Reading::Steep)
        } else {
            None
        }
    }
}

/// The slope, if two scales agree on it. `natural` is the size of the function over that of the
/// place: what a slope would be if nothing were special.
fn agree(a: &Reading, b: &Reading, natural: &Rational) -> Option<Slope> {
    match (a, b) {
        (Reading::Jump, Reading::Jump) => Some(Slope::Jump),
        (Reading::Steep, Reading::Steep) => Some(Slope::Steep),
        (Reading::Isolated, Reading::Isolated) => Some(Slope::Isolated),
        (Reading::One(right, a), Reading::One(also, b)) if right == also => {
            same(a, b, natural).map(|it| Slope::Edge(*right, it))
        }
        (
            Reading::Both { left, right, middle },
            Reading::Both { left: left_2, right: right_2, middle: middle_2 },
        ) => {
            let left = same(left, left_2, natural)?;
            let right = same(right, right_2, natural)?;
            if differ(&left, &right) {
                return Some(Slope::Kink(left, right));
            }
            // The symmetric quotients of a function that is only once differentiable have no series
            // in the square of the step; then a side is more certain.
            let all = [same(middle, middle_2, natural), Some(left), Some(right)];
            let better = |a: Estimate, b: Estimate| {
                if uncertainty(&b) < uncertainty(&a) { b } else { a }
            };
            all.into_iter().flatten().reduce(better).map(Slope::Smooth)
        }
        _ => None,
    }
}

/// The estimate with the smaller error, if both are settled and estimate the same number.
fn same(a: &Estimate, b: &Estimate, natural: &Rational) -> Option<Estimate> {
    if differ(a, b) {
        return None;
    }
    let better = if uncertainty(a) < uncertainty(b) { a } else { b };
    let floor = natural * &power(FLAT);
    let allowed = &better.magnitude() * &power(SETTLED);
    let error = uncertainty(better);
    (error <= allowed || error <= floor).then(|| better.clone())
}

/// The estimate of the error with the rounding error.
pub(super) fn uncertainty(it: &Estimate) -> Rational {
    let (lo, hi) = ends(&it.value);
    &it.error + &(&hi - &lo)
}

/// Whether two estimates cannot be of the same number.
fn differ(a: &Estimate, b: &Estimate) -> bool {
    let ((a_lo, a_hi), (b_lo, b_hi)) = (ends(&a.value), ends(&b.value));
    let gap = if a_hi < b_lo { &b_lo - &a_hi } else { &a_lo - &b_hi };
    gap > &(&uncertainty(a) + &uncertainty(b)) * &Rational::from(APART)
}
