//! Certified real numbers: exact rationals, or intervals that contain the value.

use std::cmp::Ordering;

use super::Failure;
use super::double::{self, Span};
use super::float::{self, Float, Toward};
use crate::number::Rational;

/// Rational numbers of more bits are replaced by intervals.
const EXACT_LIMIT: usize = 4096;
/// The same where doubles will do.
const FIRST_EXACT_LIMIT: usize = 256;

/// A real number of which something is certain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Real {
    /// Exactly this number.
    Exact(Rational),
    /// Some number between the ends.
    Between(Interval),
}

/// A closed interval of real numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interval {
    pub(super) lo: Float,
    pub(super) hi: Float,
}

impl Interval {
    /// The ends as rational numbers.
    #[must_use]
    pub fn ends(&self) -> Option<(Rational, Rational)> {
        Some((float::to_rational(&self.lo)?, float::to_rational(&self.hi)?))
    }
}

/// Arithmetic at a working precision. Operations fail with [`Failure::Undefined`] where the result
/// certainly does not exist and with [`Failure::Undetermined`] where nothing is certain.
#[derive(Debug, Clone, Copy)]
pub struct Precision {
    /// The number of bits of the ends of intervals.
    pub bits: usize,
}

impl Real {
    /// Zero.
    pub const ZERO: Self = Self::Exact(Rational::ZERO);
    /// One.
    pub const ONE: Self = Self::Exact(Rational::ONE);

    /// An integer.
    #[must_use]
    pub fn integer(value: i64) -> Self {
        Self::Exact(Rational::from(value))
    }

    pub(super) fn between(lo: Float, hi: Float) -> Self {
        Self::Between(Interval { lo, hi })
    }

    /// How the value compares to zero, if that is certain.
    #[must_use]
    pub fn sign(&self) -> Option<Ordering> {
        match self {
            Self::Exact(value) => Some(value.cmp(&Rational::ZERO)),
            Self::Between(Interval { lo, hi }) => {
                let (lo, hi) = (float::signum(lo), float::signum(hi));
                if lo == Ordering::Greater {
                    Some(lo)
                } else if hi == Ordering::Less {
                    Some(hi)
                } else {
                    None
                }
            }
        }
    }

    /// Whether the value is exactly zero.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        matches!(self, Self::Exact(value) if value.is_zero())
    }

    /// The value, if it is an exact integer that fits.
    #[must_use]
    pub fn to_i64(&self) -> Option<i64> {
        match self {
            Self::Exact(value) => value.to_i64(),
            Self::Between(_) => None,
        }
    }

    /// Minus the value.
    #[must_use]
    pub fn negate(&self) -> Self {
        match self {
            Self::Exact(value) => Self::Exact(-value),
            Self::Between(Interval { lo, hi }) => {
                Self::between(float::negate(hi), float::negate(lo))
            }
        }
    }
}

impl Precision {
    /// Ends of an interval that contains the value.
    pub(super) fn ends(self, a: &Real) -> Result<(Float, Float), Failure> {
        match a {
            Real::Exact(value) => Ok((
                float::from_rational(value, self.bits, Toward::Down)?,
                float::from_rational(value, self.bits, Toward::Up)?,
            )),
            Real::Between(Interval { lo, hi }) => Ok((lo.clone(), hi.clone())),
        }
    }

    fn exact(self, value: Rational) -> Result<Real, Failure> {
        let limit = if self.bits <= float::DOUBLE { FIRST_EXACT_LIMIT } else { EXACT_LIMIT };
        if value.bit_length() <= limit {
            return Ok(Real::Exact(value));
        }
        let (lo, hi) = self.ends(&Real::Exact(value))?;
        Ok(Real::between(lo, hi))
    }

    /// The sum.
    pub fn add(self, a: &Real, b: &Real) -> Result<Real, Failure> {
        if a.is_zero() {
            return Ok(b.clone());
        }
        if b.is_zero() {
            return Ok(a.clone());
        }
        if let (Real::Exact(a), Real::Exact(b)) = (a, b) {
            return self.exact(a + b);
        }
        let ((a, b), (c, d)) = (self.ends(a)?, self.ends(b)?);
        Ok(Real::between(
            float::add(&a, &c, self.bits, Toward::Down)?,
            float::add(&b, &d, self.bits, Toward::Up)?,
        ))
    }

    /// The difference.
    pub fn sub(self, a: &Real, b: &Real) -> Result<Real, Failure> {
        self.add(a, &b.negate())
    }

    /// The product. A factor that is exactly zero makes it exactly zero.
    pub fn mul(self, a: &Real, b: &Real) -> Result<Real, Failure> {
        match (a, b) {
            (Real::Exact(a), Real::Exact(b)) => return self.exact(a * b),
            (Real::Exact(q), other) | (other, Real::Exact(q)) => {
                if q.is_zero() {
                    return Ok(Real::ZERO);
                }
                if q.is_one() {
                    return Ok(other.clone());
                }
            }
            _ => {}
        }
        let (a, b) = (self.ends(a)?, self.ends(b)?);
        self.hull(a, b, float::mul, |x, y| x * y)
    }

    /// The smallest interval around an operation at the four pairs of ends; `plain` is what the machine
    /// makes of it.
    fn hull(
        self,
        (a, b): (Float, Float),
        (c, d): (Float, Float),
        op: fn(&Float, &Float, usize, Toward) -> Result<Float, Failure>,
        plain: fn(f64, f64) -> f64,
    ) -> Result<Real, Failure> {
        if let [Float::Double(a), Float::Double(b), Float::Double(c), Float::Double(d)] =
            [&a, &b, &c, &d]
            && self.bits <= float::DOUBLE
            && ![a, b, c, d].contains(&&0.0)
        {
            let Span { lo, hi } = double::hull([*a, *b], [*c, *d], plain)?;
            return Ok(Real::between(Float::Double(lo), Float::Double(hi)));
        }
        let pairs = [(&a, &c), (&a, &d), (&b, &c), (&b, &d)];
        let (mut lo, mut hi) =
            (op(&a, &c, self.bits, Toward::Down)?, op(&a, &c, self.bits, Toward::Up)?);
        for (x, y) in pairs.into_iter().skip(1) {
            lo = lo.min(op(x, y, self.bits, Toward::Down)?);
            hi = hi.max(op(x, y, self.bits, Toward::Up)?);
        }
        Ok(Real::between(lo, hi))
    }

    /// The quotient: undefined for a divisor that is exactly zero, undetermined for one that might
    /// be.
    pub fn div(self, a: &Real, b: &Real) -> Result<Real, Failure> {
        if let (Real::Exact(a), Real::Exact(b)) = (a, b) {
            return self.exact(a.checked_div(b).ok_or(Failure::Undefined)?);
        }
        match b.sign() {
            Some(Ordering::Equal) => Err(Failure::Undefined),
            None => Err(Failure::Undetermined),
            Some(_) if a.is_zero() => Ok(Real::ZERO),
            Some(_) => {
                let (a, b) = (self.ends(a)?, self.ends(b)?);
                self.hull(a, b, float::div, |x, y| x / y)
            }
        }
    }

    /// How two values compare, if that is certain.
    #[must_use]
    pub fn compare(self, a: &Real, b: &Real) -> Option<Ordering> {
        if let (Real::Exact(a), Real::Exact(b)) = (a, b) {
            return Some(a.cmp(b));
        }
        let ((a, b), (c, d)) = (self.ends(a).ok()?, self.ends(b).ok()?);
        if b < c {
            Some(Ordering::Less)
        } else if a > d {
            Some(Ordering::Greater)
        } else {
            None
        }
    }

    /// The absolute value.
    pub fn abs(self, a: &Real) -> Result<Real, Failure> {
        match a.sign() {
            Some(Ordering::Less) => Ok(a.negate()),
            Some(_) => Ok(a.clone()),
            None => {
                let (lo, hi) = self.ends(a)?;
                Ok(Real::between(Float::ZERO, hi.max(float::negate(&lo))))
            }
        }
    }

    /// The larger of two values.
    pub fn max(self, a: &Real, b: &Real) -> Result<Real, Failure> {
        match self.compare(a, b) {
            Some(Ordering::Less) => Ok(b.clone()),
            Some(_) => Ok(a.clone()),
            None => {
                let ((a, b), (c, d)) = (self.ends(a)?, self.ends(b)?);
                Ok(Real::between(a.max(c), b.max(d)))
            }
        }
    }
}
