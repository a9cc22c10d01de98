//! Richardson extrapolation of difference quotients with Ridders' choice of the best entry.

use crate::enclosure::Failure;
use crate::enclosure::Real;
use crate::enclosure::interval::Precision;
use crate::number::Rational;

/// A number with an estimate of its error. The number's own interval is the rounding error of the
/// quotients; the estimate is that of the extrapolation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Estimate {
    /// The extrapolated value.
    pub value: Real,
    /// How far it may be from the limit, never negative.
    pub error: Rational,
}

/// The limit of quotients whose steps are halved from one to the next and whose error is a series in
/// `step^power`: 1 for one-sided quotients, 2 for symmetric ones.
///
/// Each column of the tableau removes one term of the series. The entry that changed least against
/// its two neighbours counts, and the change, with the rounding error, is the estimate.
pub(super) fn extrapolate(
    precision: Precision,
    quotients: &[Real],
    power: u32,
) -> Result<Estimate, Failure> {
    let mut best: Option<Estimate> = None;
    let mut above: Vec<Real> = Vec::new();
    for quotient in quotients {
        let mut row = vec![quotient.clone()];
        for ((column, old), order) in above.iter().enumerate().zip(1..) {
            let factor = Rational::from(2).pow(i64::from(power) * order);
            let factor = factor.ok_or(Failure::Undetermined)?;
            let last = &row[column];
            let weight = Real::Exact(&factor - &Rational::ONE);
            let change = precision.div(&precision.sub(last, old)?, &weight)?;
            let next = precision.add(last, &change)?;
            let error = larger(
                magnitude(&precision.sub(&next, last)?),
                magnitude(&precision.sub(&next, old)?),
            );
            if best.as_ref().is_none_or(|it| error <= it.error) {
                best = Some(Estimate { value: next.clone(), error });
            }
            row.push(next);
        }
        above = row;
    }
    best.ok_or(Failure::Undetermined)
}

fn larger(a: Rational, b: Rational) -> Rational {
    if a < b { b } else { a }
}

/// The ends of a value.
pub(super) fn ends(value: &Real) -> (Rational, Rational) {
    match value {
        Real::Exact(value) => (value.clone(), value.clone()),
        Real::Between(interval) => interval.ends().unwrap_or((Rational::ZERO, Rational::ZERO)),
    }
}

/// The largest absolute value that a value may have.
pub(super) fn magnitude(value: &Real) -> Rational {
    let (lo, hi) = ends(value);
    larger(lo.abs(), hi.abs())
}

/// The smallest absolute value that a value may have.
pub(super) fn least_magnitude(value: &Real) -> Rational {
    let (lo, hi) = ends(value);
    if lo.is_positive() {
        lo
    } else if hi.is_negative() {
        hi.abs()
    } else {
        Rational::ZERO
    }
}

impl Estimate {
    /// The largest absolute value that is possible, by the estimate.
    pub(super) fn magnitude(&self) -> Rational {
        &magnitude(&self.value) + &self.error
    }
}
