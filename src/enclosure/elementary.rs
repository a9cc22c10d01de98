//! Values of the elementary functions: exact at the few points where they are rational, otherwise
//! enclosed.
//!
//! Only `exp`, `ln`, `sin`, `cos`, `atan`, the square root and pi come from elsewhere; the rest
//! follows from them by the usual formulas.

use std::cmp::Ordering;

use dashu_int::{IBig, UBig};

use super::Failure;
use super::float::{self, Float, Primitive, Toward};
use super::interval::{Precision, Real};
use crate::number::Rational;

/// Arguments of `exp` beyond this magnitude are given up; those of `sin` and `cos` are reduced first.
const ARGUMENT_LIMIT: isize = 17;
/// Arguments of `sin` and `cos` beyond this magnitude are given up.
const REDUCED_LIMIT: isize = 1 << 14;
/// Exponents beyond this are given up.
const POWER_LIMIT: u64 = 1 << 32;

impl Precision {
    fn primitive(self, function: Primitive, x: &Float) -> Result<(Float, Float), Failure> {
        float::primitive(function, x, self.bits)
    }

    fn down(self, a: &Float, b: &Float) -> Result<Float, Failure> {
        float::sub(a, b, self.bits, Toward::Down)
    }

    fn up(self, a: &Float, b: &Float) -> Result<Float, Failure> {
        float::add(a, b, self.bits, Toward::Up)
    }

    /// Euler's number.
    pub fn e(self) -> Result<Real, Failure> {
        let (lo, hi) = self.primitive(Primitive::Exp, &Float::ONE)?;
        Ok(Real::between(lo, hi))
    }

    /// The ratio of a circle's circumference to its diameter.
    pub fn pi(self) -> Result<Real, Failure> {
        let (lo, hi) = self.primitive(Primitive::Pi, &Float::ONE)?;
        Ok(Real::between(lo, hi))
    }

    /// Whether a float is so small that the first terms of a series say all.
    fn is_tiny(self, x: &Float) -> bool {
        isize::try_from(self.bits).is_ok_and(|bits| float::magnitude(x) < -bits)
    }

    /// The exponential.
    pub fn exp(self, a: &Real) -> Result<Real, Failure> {
        if a.is_zero() {
            return Ok(Real::ONE);
        }
        let (lo, hi) = self.ends(a)?;
        if float::magnitude(&lo).max(float::magnitude(&hi)) > ARGUMENT_LIMIT {
            return Err(Failure::Undetermined);
        }
        let low = self.exp_ends(&lo)?;
        let width = float::sub(&hi, &lo, self.bits, Toward::Up)?;
        let high = if float::magnitude(&width) < -8 {
            // e^w <= 1 + 2w for w <= 1 spares the second exponential.
            let factor =
                self.up(&Float::ONE, &float::add(&width, &width, self.bits, Toward::Up)?)?;
            float::mul(&low.1, &factor, self.bits, Toward::Up)?
        } else {
            self.exp_ends(&hi)?.1
        };
        Ok(Real::between(low.0, high))
    }

    fn exp_ends(self, x: &Float) -> Result<(Float, Float), Failure> {
        if x.is_zero() {
            return Ok((Float::ONE, Float::ONE));
        }
        if self.is_tiny(x) {
            // |e^x - 1| <= 2|x| for |x| <= 1.
            let margin = float::power_of_two(float::magnitude(x) + 1);
            return Ok((self.down(&Float::ONE, &margin)?, self.up(&Float::ONE, &margin)?));
        }
        self.primitive(Primitive::Exp, x)
    }

    /// The natural logarithm, of a positive number.
    pub fn ln(self, a: &Real) -> Result<Real, Failure> {
        match a.sign() {
            Some(Ordering::Greater) => {}
            Some(_) => return Err(Failure::Undefined),
            None => return Err(self.not_positive(a)),
        }
        if *a == Real::ONE {
            return Ok(Real::ZERO);
        }
        let (lo, hi) = self.ends(a)?;
        let low = self.ln_ends(&lo)?;
        if lo == hi {
            return Ok(Real::between(low.0, low.1));
        }
        // ln(lo + w) <= ln(lo) + w/lo.
        let width = float::sub(&hi, &lo, self.bits, Toward::Up)?;
        let rise = float::div(&width, &lo, self.bits, Toward::Up)?;
        let high = if float::magnitude(&rise) < -8 {
            self.up(&low.1, &rise)?
        } else {
            self.ln_ends(&hi)?.1
        };
        Ok(Real::between(low.0, high))
    }

    /// The failure for an argument of a logarithm that is not certainly positive.
    fn not_positive(self, a: &Real) -> Failure {
        match self.ends(a) {
            Ok((_, hi)) if float::signum(&hi) != Ordering::Greater => Failure::Undefined,
            _ => Failure::Undetermined,
        }
    }

    fn ln_ends(self, x: &Float) -> Result<(Float, Float), Failure> {
        if *x == Float::ONE {
            return Ok((Float::ZERO, Float::ZERO));
        }
        self.primitive(Primitive::Ln, x)
    }

    /// The square root, of a number that is not negative.
    pub fn sqrt(self, a: &Real) -> Result<Real, Failure> {
        match a.sign() {
            Some(Ordering::Less) => return Err(Failure::Undefined),
            None => return Err(Failure::Undetermined),
            Some(_) => {}
        }
        if let Real::Exact(value) = a
            && let Some(root) = value.sqrt()
        {
            return Ok(Real::Exact(root));
        }
        let (lo, hi) = self.ends(a)?;
        Ok(Real::between(
            float::sqrt(&lo, self.bits, Toward::Down)?,
            float::sqrt(&hi, self.bits, Toward::Up)?,
        ))
    }

    /// The odd cube root.
    pub fn cbrt(self, a: &Real) -> Result<Real, Failure> {
        if let Real::Exact(value) = a
            && let Some(root) = exact_cbrt(value)
        {
            return Ok(Real::Exact(root));
        }
        let third = Rational::new(1, 3).ok_or(Failure::Undetermined)?;
        match a.sign() {
            Some(Ordering::Equal) => Ok(Real::ZERO),
            Some(Ordering::Greater) => self.positive_power(a, &third),
            Some(Ordering::Less) => Ok(self.positive_power(&a.negate(), &third)?.negate()),
            None => Err(Failure::Undetermined),
        }
    }

    /// A positive number to a rational power.
    fn positive_power(self, a: &Real, exponent: &Rational) -> Result<Real, Failure> {
        let logarithm = self.ln(a)?;
        self.exp(&self.mul(&logarithm, &Real::Exact(exponent.clone()))?)
    }

    /// A power whose exponent is a literal: 0 gives 1; an integer takes any base, but 0 to a
    /// negative one is undefined; any other needs a base that is not negative, positive if the
    /// exponent is negative.
    pub fn literal_power(self, base: &Real, exponent: &Rational) -> Result<Real, Failure> {
        if exponent.is_integer() {
            return self.integer_power(base, exponent.to_i64().ok_or(Failure::Undetermined)?);
        }
        match base.sign() {
            Some(Ordering::Less) => Err(Failure::Undefined),
            Some(Ordering::Equal) if exponent.is_negative() => Err(Failure::Undefined),
            Some(Ordering::Equal) => Ok(Real::ZERO),
            None => Err(Failure::Undetermined),
            Some(Ordering::Greater) => {
                let doubled = exponent + exponent;
                match doubled.to_i64() {
                    Some(twice) => self.sqrt(&self.integer_power(base, twice)?),
                    None => self.positive_power(base, exponent),
                }
            }
        }
    }

    /// A power with an integer exponent.
    pub fn integer_power(self, base: &Real, exponent: i64) -> Result<Real, Failure> {
        if exponent == 0 {
            return Ok(Real::ONE);
        }
        if base.is_zero() {
            return if exponent < 0 { Err(Failure::Undefined) } else { Ok(Real::ZERO) };
        }
        if let Real::Exact(value) = base {
            let small = u64::try_from(value.bit_length())
                .is_ok_and(|bits| bits.saturating_mul(exponent.unsigned_abs()) <= 4096);
            if (small || value.bit_length() == 1)
                && let Some(power) = value.pow(exponent)
            {
                return Ok(Real::Exact(power));
            }
        }
        if exponent.unsigned_abs() > POWER_LIMIT {
            return Err(Failure::Undetermined);
        }
        if exponent < 0 {
            let power = self.integer_power(base, -exponent)?;
            return self.div(&Real::ONE, &power);
        }
        let magnitude = self.positive_integer_power(&self.abs(base)?, exponent.unsigned_abs())?;
        match base.sign() {
            _ if exponent % 2 == 0 => Ok(magnitude),
            Some(Ordering::Less) => Ok(magnitude.negate()),
            Some(_) => Ok(magnitude),
            // An odd power rises everywhere.
            None => {
                let (_, hi) = self.ends(&magnitude)?;
                Ok(Real::between(float::negate(&hi), hi))
            }
        }
    }

    /// A power of a number that is not negative, by repeated squaring of both ends.
    fn positive_integer_power(self, base: &Real, exponent: u64) -> Result<Real, Failure> {
        let (lo, hi) = self.ends(base)?;
        let power = |end: &Float, toward| {
            let (mut result, mut square, mut rest) = (Float::ONE, end.clone(), exponent);
            loop {
                if rest & 1 == 1 {
                    result = float::mul(&result, &square, self.bits, toward)?;
                }
                rest >>= 1;
                if rest == 0 {
                    return Ok(result);
                }
                square = float::mul(&square, &square, self.bits, toward)?;
            }
        };
        Ok(Real::between(power(&lo, Toward::Down)?, power(&hi, Toward::Up)?))
    }

    /// The sine.
    pub fn sin(self, a: &Real) -> Result<Real, Failure> {
        if a.is_zero() {
            return Ok(Real::ZERO);
        }
        self.wave(a, Primitive::Sin)
    }

    /// The cosine.
    pub fn cos(self, a: &Real) -> Result<Real, Failure> {
        if a.is_zero() {
            return Ok(Real::ONE);
        }
        self.wave(a, Primitive::Cos)
    }

    /// Sine and cosine of an interval: the value at its lower end, widened by its width, because
    /// the slope is at most one.
    fn wave(self, a: &Real, function: Primitive) -> Result<Real, Failure> {
        let one = Float::ONE;
        let whole = Real::between(float::negate(&one), one.clone());
        let (lo, hi) = self.ends(a)?;
        let width = float::sub(&hi, &lo, self.bits, Toward::Up)?;
        let size = float::magnitude(&lo).max(float::magnitude(&hi));
        if size > ARGUMENT_LIMIT {
            return Ok(self.distant_wave(a, size, function)?.unwrap_or(whole));
        }
        if float::magnitude(&width) > 1 {
            return Ok(whole);
        }
        let (below, above) = if self.is_tiny(&lo) {
            // |sin x| <= |x| and 1 - |x| <= cos x <= 1 for small x.
            let margin = float::power_of_two(float::magnitude(&lo));
            match function {
                Primitive::Cos => (self.down(&one, &margin)?, one.clone()),
                _ if lo.is_zero() => (lo.clone(), lo.clone()),
                _ => (float::negate(&margin), margin),
            }
        } else if lo.is_zero() {
            if function == Primitive::Cos { (one.clone(), one.clone()) } else { (lo.clone(), lo) }
        } else {
            self.primitive(function, &lo)?
        };
        let (below, above) = (self.down(&below, &width)?, self.up(&above, &width)?);
        Ok(Real::between(below.max(float::negate(&one)), above.min(one)))
    }

    /// Sine and cosine of what is left when whole turns are taken away, computed with as many more bits
    /// as the argument has before the point; none if the argument is not known well enough for that.
    fn distant_wave(
        self,
        a: &Real,
        size: isize,
        function: Primitive,
    ) -> Result<Option<Real>, Failure> {
        if self.bits <= float::DOUBLE || size > REDUCED_LIMIT {
            return Ok(None);
        }
        let more = usize::try_from(size).unwrap_or(0);
        let wide = Self { bits: self.bits + more };
        let turn = wide.mul(&Real::integer(2), &wide.pi()?)?;
        let (lo, _) = wide.ends(&wide.div(a, &turn)?)?;
        let turns = float::to_rational(&lo).ok_or(Failure::Undetermined)?.floor();
        let rest = wide.sub(a, &wide.mul(&Real::Exact(turns), &turn)?)?;
        let (lo, hi) = wide.ends(&rest)?;
        // A rest of several turns is that of a wide interval.
        if float::magnitude(&lo).max(float::magnitude(&hi)) > 4 {
            return Ok(None);
        }
        self.wave(&rest, function).map(Some)
    }

    /// The arc tangent.
    pub fn atan(self, a: &Real) -> Result<Real, Failure> {
        if a.is_zero() {
            return Ok(Real::ZERO);
        }
        let (lo, hi) = self.ends(a)?;
        let width = float::sub(&hi, &lo, self.bits, Toward::Up)?;
        let (low, high) = self.atan_ends(&lo)?;
        let high = if float::magnitude(&width) < -8 {
            // The slope is at most one.
            self.up(&high, &width)?
        } else {
            self.atan_ends(&hi)?.1
        };
        Ok(Real::between(low, high))
    }

    fn atan_ends(self, x: &Float) -> Result<(Float, Float), Failure> {
        if x.is_zero() {
            return Ok((Float::ZERO, Float::ZERO));
        }
        if self.is_tiny(x) {
            // |atan x| < |x|, on the side of x.
            return Ok(match float::signum(x) {
                Ordering::Less => (x.clone(), Float::ZERO),
                _ => (Float::ZERO, x.clone()),
            });
        }
        self.primitive(Primitive::Atan, x)
    }

    /// The arc sine, of a number between -1 and 1.
    pub fn asin(self, a: &Real) -> Result<Real, Failure> {
        let rest = self.sub(&Real::ONE, &self.mul(a, a)?)?;
        match rest.sign() {
            Some(Ordering::Less) => Err(Failure::Undefined),
            Some(Ordering::Equal) => {
                let half = self.div(&self.pi()?, &Real::integer(2))?;
                self.mul(&half, a)
            }
            Some(Ordering::Greater) => self.atan(&self.div(a, &self.sqrt(&rest)?)?),
            None => Err(Failure::Undetermined),
        }
    }

    /// The arc cosine, of a number between -1 and 1.
    pub fn acos(self, a: &Real) -> Result<Real, Failure> {
        if *a == Real::ONE {
            return Ok(Real::ZERO);
        }
        let asin = self.asin(a)?;
        self.sub(&self.div(&self.pi()?, &Real::integer(2))?, &asin)
    }

    /// The hyperbolic sine.
    pub fn sinh(self, a: &Real) -> Result<Real, Failure> {
        let exp = self.exp(a)?;
        let difference = self.sub(&exp, &self.div(&Real::ONE, &exp)?)?;
        self.div(&difference, &Real::integer(2))
    }

    /// The hyperbolic cosine.
    pub fn cosh(self, a: &Real) -> Result<Real, Failure> {
        let exp = self.exp(a)?;
        let sum = self.add(&exp, &self.div(&Real::ONE, &exp)?)?;
        self.div(&sum, &Real::integer(2))
    }

    /// The inverse of the hyperbolic sine.
    pub fn asinh(self, a: &Real) -> Result<Real, Failure> {
        if a.sign() == Some(Ordering::Less) {
            // The logarithm below loses all digits for large negative arguments.
            return Ok(self.asinh(&a.negate())?.negate());
        }
        let root = self.sqrt(&self.add(&self.integer_power(a, 2)?, &Real::ONE)?)?;
        self.ln(&self.add(a, &root)?)
    }

    /// The inverse of the hyperbolic cosine, of a number from 1 on.
    pub fn acosh(self, a: &Real) -> Result<Real, Failure> {
        match self.sub(a, &Real::ONE)?.sign() {
            Some(Ordering::Less) => Err(Failure::Undefined),
            None => Err(Failure::Undetermined),
            Some(_) => {
                let rest = self.sub(&self.integer_power(a, 2)?, &Real::ONE)?;
                self.ln(&self.add(a, &self.sqrt(&rest)?)?)
            }
        }
    }

    /// The inverse of the hyperbolic tangent, of a number strictly between -1 and 1.
    pub fn atanh(self, a: &Real) -> Result<Real, Failure> {
        let rest = self.sub(&Real::ONE, &self.mul(a, a)?)?;
        match rest.sign() {
            Some(Ordering::Greater) => {
                let ratio = self.div(&self.add(&Real::ONE, a)?, &self.sub(&Real::ONE, a)?)?;
                self.div(&self.ln(&ratio)?, &Real::integer(2))
            }
            Some(_) => Err(Failure::Undefined),
            None => Err(Failure::Undetermined),
        }
    }
}

/// The cube root of a rational number, if it is rational.
fn exact_cbrt(value: &Rational) -> Option<Rational> {
    let root = |n: IBig| -> Option<IBig> {
        let n = UBig::try_from(n).ok()?;
        let root = n.nth_root(3);
        (root.pow(3) == n).then(|| IBig::from(root))
    };
    let magnitude = value.abs();
    let root = Rational::new(root(magnitude.numerator())?, root(magnitude.denominator())?)?;
    Some(if value.is_negative() { -&root } else { root })
}
