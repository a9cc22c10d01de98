//! Binary floats with directed rounding: the ends of intervals.
//!
//! The four operations and the square root are rounded down or up by `dashu-float`. Its elementary
//! functions are asked for more bits than needed and widened by far more than their error, so that
//! an enclosure does not hang on the last bit of a rounding.

use std::cell::RefCell;

use dashu_float::FpResult;
use dashu_float::round::Round;
use dashu_float::round::mode::{Down, HalfEven, Up};
use dashu_float::{ConstCache, Context, FBig, FpError, Repr};
use dashu_int::IBig;
use dashu_int::Sign;
use dashu_int::ops::BitTest;

use super::Failure;
use crate::number::Rational;

/// A finite binary float.
pub(super) type Float = Repr<2>;

/// Magnitudes beyond two to this power are given up.
const EXPONENT_LIMIT: isize = 1 << 20;
/// Extra bits that elementary functions are computed with.
const GUARD: usize = 12;

thread_local! {
    /// Digits of pi and ln 2, which most evaluations need again and again.
    static CONSTANTS: RefCell<ConstCache> = const { RefCell::new(ConstCache::new()) };
}

/// A rounding direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Toward {
    /// Toward minus infinity.
    Down,
    /// Toward plus infinity.
    Up,
}
use Toward::{Down as ToDown, Up as ToUp};

fn checked(value: Float) -> Result<Float, Failure> {
    if value.significand().is_zero() {
        // The exponent of a zero distinguishes infinities and a negative zero.
        return if value.is_infinite() { Err(Failure::Undetermined) } else { Ok(Float::zero()) };
    }
    let limit = -EXPONENT_LIMIT..=EXPONENT_LIMIT;
    if limit.contains(&magnitude(&value)) { Ok(value) } else { Err(Failure::Undetermined) }
}

fn finish<R: Round>(result: FpResult<FBig<R, 2>>) -> Result<Float, Failure> {
    let value: Result<_, FpError> = result;
    checked(value.map_err(|_| Failure::Undetermined)?.value().into_repr())
}

macro_rules! directed {
    ($(#[$doc:meta])* $name:ident($($operand:ident),+)) => {
        $(#[$doc])*
        pub(super) fn $name(
            $($operand: &Float,)+
            bits: usize,
            toward: Toward,
        ) -> Result<Float, Failure> {
            match toward {
                ToDown => finish(Context::<Down>::new(bits).$name($($operand),+)),
                ToUp => finish(Context::<Up>::new(bits).$name($($operand),+)),
            }
        }
    };
}

directed!(/// The sum, rounded.
    add(a, b));
directed!(/// The difference, rounded.
    sub(a, b));
directed!(/// The product, rounded.
    mul(a, b));
directed!(/// The quotient by something other than zero, rounded.
    div(a, b));
directed!(/// The square root of something that is not negative, rounded.
    sqrt(a));

/// The sign of a float.
pub(super) fn signum(a: &Float) -> std::cmp::Ordering {
    if a.significand().is_zero() {
        std::cmp::Ordering::Equal
    } else if a.sign() == Sign::Positive {
        std::cmp::Ordering::Greater
    } else {
        std::cmp::Ordering::Less
    }
}

/// The float with the opposite sign.
pub(super) fn negate(a: &Float) -> Float {
    Float::new(-a.significand(), if a.significand().is_zero() { 0 } else { a.exponent() })
}

/// The integer `m` with `2^(m-1) <= |a| < 2^m`; zero for zero.
pub(super) fn magnitude(a: &Float) -> isize {
    let bits = isize::try_from(a.significand().bit_len()).unwrap_or(isize::MAX);
    if bits == 0 { 0 } else { a.exponent().saturating_add(bits) }
}

/// `2^exponent`.
pub(super) fn power_of_two(exponent: isize) -> Float {
    Float::new(IBig::ONE, exponent)
}

/// The float next to a rational number, rounded.
pub(super) fn from_rational(
    value: &Rational,
    bits: usize,
    toward: Toward,
) -> Result<Float, Failure> {
    let numerator = Float::new(value.numerator(), 0);
    if value.is_integer() && numerator.digits() <= bits {
        return Ok(numerator);
    }
    div(&numerator, &Float::new(value.denominator(), 0), bits, toward)
}

/// The rational number that a float is.
pub(super) fn to_rational(value: &Float) -> Option<Rational> {
    let (significand, exponent) = (value.significand().clone(), value.exponent());
    let power = IBig::ONE << exponent.unsigned_abs();
    if exponent < 0 {
        Rational::new(significand, power)
    } else {
        Rational::new(significand * power, 1)
    }
}

/// A function that `dashu-float` computes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Primitive {
    /// The exponential.
    Exp,
    /// The natural logarithm, of something positive.
    Ln,
    /// The sine.
    Sin,
    /// The cosine.
    Cos,
    /// The arc tangent.
    Atan,
    /// The constant pi; the argument does not matter.
    Pi,
}

/// Two floats with the value of a function at a float between them.
pub(super) fn primitive(
    function: Primitive,
    x: &Float,
    bits: usize,
) -> Result<(Float, Float), Failure> {
    let context = Context::<HalfEven>::new(bits + GUARD);
    let value = CONSTANTS.with(|cache| {
        let cache = &mut *cache.borrow_mut();
        match function {
            Primitive::Exp => finish(context.exp(x, Some(cache))),
            Primitive::Ln => finish(context.ln(x, Some(cache))),
            Primitive::Sin => finish(context.sin(x, Some(cache))),
            Primitive::Cos => finish(context.cos(x, Some(cache))),
            Primitive::Atan => finish(context.atan(x, Some(cache))),
            Primitive::Pi => checked(context.pi::<2>(Some(cache)).value().into_repr()),
        }
    })?;
    // An error of one unit in the last place of `bits + GUARD` bits, with a large margin.
    let shift = isize::try_from(bits + GUARD / 2).map_err(|_| Failure::Undetermined)?;
    let margin = power_of_two(magnitude(&value) - shift);
    Ok((sub(&value, &margin, bits, ToDown)?, add(&value, &margin, bits, ToUp)?))
}
