//! Binary floats with directed rounding: the ends of intervals.
//!
//! Up to the precision of a double they are doubles ([`super::double`]); beyond it the four
//! operations and the square root are rounded down or up by `dashu-float`. Its elementary functions
//! are asked for more bits than needed and widened by far more than their error, so that an enclosure
//! does not hang on the last bit of a rounding.

use std::borrow::Cow;
use std::cell::RefCell;
use std::cmp::Ordering;

use dashu_float::FpResult;
use dashu_float::round::Round;
use dashu_float::round::mode::{Down, HalfEven, Up};
use dashu_float::{ConstCache, Context, FBig, FpError, Repr};
use dashu_int::IBig;
use dashu_int::Sign;
use dashu_int::ops::BitTest;

use super::Failure;
use super::double::{self, Span};
use crate::number::Rational;

/// The precision of doubles.
pub(super) const DOUBLE: usize = 53;
/// Magnitudes beyond two to this power are given up.
const EXPONENT_LIMIT: isize = 1 << 20;
/// Extra bits that elementary functions are computed with.
const GUARD: usize = 12;

thread_local! {
    /// Digits of pi and ln 2, which most evaluations need again and again.
    static CONSTANTS: RefCell<ConstCache> = const { RefCell::new(ConstCache::new()) };
}

/// A finite binary float.
#[derive(Debug, Clone)]
pub(super) enum Float {
    /// A double, finite.
    Double(f64),
    /// Of any precision; apart, so that doubles are small.
    Wide(Box<Repr<2>>),
}

impl Float {
    /// Zero.
    pub(super) const ZERO: Self = Self::Double(0.0);
    /// One.
    pub(super) const ONE: Self = Self::Double(1.0);

    fn wide_of(value: Repr<2>) -> Self {
        Self::Wide(Box::new(value))
    }

    fn wide(&self) -> Cow<'_, Repr<2>> {
        match self {
            Self::Wide(value) => Cow::Borrowed(value),
            Self::Double(value) => {
                let (significand, exponent) = parts(*value);
                Cow::Owned(Repr::new(IBig::from(significand), exponent))
            }
        }
    }

    /// Whether it is zero.
    pub(super) fn is_zero(&self) -> bool {
        signum(self) == Ordering::Equal
    }
}

/// The integers `m` and `e` with `value = m*2^e`.
fn parts(value: f64) -> (i64, isize) {
    let bits = value.to_bits();
    let exponent = isize::try_from((bits >> 52) & 0x7ff).unwrap_or(0);
    let fraction = bits & ((1 << 52) - 1);
    let (size, exponent) = match exponent {
        0 => (fraction, -1074),
        _ => (fraction | 1 << 52, exponent - 1075),
    };
    (if value < 0.0 { -size.cast_signed() } else { size.cast_signed() }, exponent)
}

impl PartialEq for Float {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Float {}

impl PartialOrd for Float {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Float {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            // Zeros of both signs are equal.
            (Self::Double(a), Self::Double(b)) => a.partial_cmp(b).unwrap_or(Ordering::Equal),
            _ => self.wide().cmp(&other.wide()),
        }
    }
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

fn checked(value: Repr<2>) -> Result<Float, Failure> {
    if value.significand().is_zero() {
        // The exponent of a zero distinguishes infinities and a negative zero.
        return if value.is_infinite() { Err(Failure::Undetermined) } else { Ok(Float::ZERO) };
    }
    let value = Float::wide_of(value);
    let limit = -EXPONENT_LIMIT..=EXPONENT_LIMIT;
    if limit.contains(&magnitude(&value)) { Ok(value) } else { Err(Failure::Undetermined) }
}

fn finish<R: Round>(result: FpResult<FBig<R, 2>>) -> Result<Float, Failure> {
    let value: Result<_, FpError> = result;
    checked(value.map_err(|_| Failure::Undetermined)?.value().into_repr())
}

/// The neighbour of a rounded double in a direction; exact zeros stay.
fn widened(value: f64, exact: bool, toward: Toward) -> Result<Float, Failure> {
    let value = double::in_range(value)?;
    Ok(Float::Double(match toward {
        _ if exact => value,
        _ if value == 0.0 => return Err(Failure::Undetermined),
        ToDown => value.next_down(),
        ToUp => value.next_up(),
    }))
}

macro_rules! directed {
    ($(#[$doc:meta])* $name:ident($($operand:ident),+) $double:expr) => {
        $(#[$doc])*
        pub(super) fn $name(
            $($operand: &Float,)+
            bits: usize,
            toward: Toward,
        ) -> Result<Float, Failure> {
            if let ($(Float::Double($operand),)+) = ($($operand,)+)
                && bits <= DOUBLE
            {
                return ($double)($(*$operand,)+ toward);
            }
            match toward {
                ToDown => finish(Context::<Down>::new(bits).$name($(&*$operand.wide()),+)),
                ToUp => finish(Context::<Up>::new(bits).$name($(&*$operand.wide()),+)),
            }
        }
    };
}

directed!(/// The sum, rounded.
add(a, b) |a, b, toward| {
    let sum = if toward == ToDown { double::sum_down(a, b) } else { double::sum_up(a, b) };
    double::in_range(sum).map(Float::Double)
});
directed!(/// The difference, rounded.
    sub(a, b) |a: f64, b: f64, toward| add(&Float::Double(a), &Float::Double(-b), DOUBLE, toward));
directed!(/// The product, rounded.
    mul(a, b) |a: f64, b: f64, toward| widened(a * b, a == 0.0 || b == 0.0, toward));
directed!(/// The quotient by something other than zero, rounded.
    div(a, b) |a: f64, b: f64, toward| widened(a / b, a == 0.0, toward));
directed!(/// The square root of something that is not negative, rounded.
    sqrt(a) |a: f64, toward| widened(a.sqrt(), a == 0.0, toward));

/// The sign of a float.
pub(super) fn signum(a: &Float) -> Ordering {
    match a {
        Float::Double(a) => a.partial_cmp(&0.0).unwrap_or(Ordering::Equal),
        Float::Wide(a) if a.significand().is_zero() => Ordering::Equal,
        Float::Wide(a) if a.sign() == Sign::Positive => Ordering::Greater,
        Float::Wide(_) => Ordering::Less,
    }
}

/// The float with the opposite sign.
pub(super) fn negate(a: &Float) -> Float {
    match a {
        Float::Double(a) => Float::Double(-a),
        Float::Wide(a) if a.significand().is_zero() => Float::ZERO,
        Float::Wide(a) => Float::wide_of(Repr::new(-a.significand(), a.exponent())),
    }
}

/// The integer `m` with `2^(m-1) <= |a| < 2^m`; zero for zero.
pub(super) fn magnitude(a: &Float) -> isize {
    let (bits, exponent) = match a {
        Float::Double(a) => {
            let (significand, exponent) = parts(*a);
            (significand.bit_len(), exponent)
        }
        Float::Wide(a) => (a.significand().bit_len(), a.exponent()),
    };
    let bits = isize::try_from(bits).unwrap_or(isize::MAX);
    if bits == 0 { 0 } else { exponent.saturating_add(bits) }
}

/// `2^exponent`.
pub(super) fn power_of_two(exponent: isize) -> Float {
    match i32::try_from(exponent) {
        Ok(small) if small.abs() < 900 => Float::Double(2.0_f64.powi(small)),
        _ => Float::wide_of(Repr::new(IBig::ONE, exponent)),
    }
}

/// The float next to a rational number, rounded.
pub(super) fn from_rational(
    value: &Rational,
    bits: usize,
    toward: Toward,
) -> Result<Float, Failure> {
    let (numerator, denominator) = match value.to_words() {
        Some((n, d)) => (small_integer(n), small_integer(d)),
        None => (integer(value.numerator()), integer(value.denominator())),
    };
    if value.is_integer() && matches!(numerator, Float::Double(_)) {
        return Ok(numerator);
    }
    div(&numerator, &denominator, bits, toward)
}

/// The float that an integer is.
fn integer(value: IBig) -> Float {
    match i64::try_from(&value) {
        Ok(small) => small_integer(small),
        Err(_) => Float::wide_of(Repr::new(value, 0)),
    }
}

fn small_integer(value: i64) -> Float {
    match value.unsigned_abs() <= 1 << DOUBLE {
        #[expect(clippy::cast_precision_loss, reason = "such integers are doubles")]
        true => Float::Double(value as f64),
        false => Float::wide_of(Repr::new(value.into(), 0)),
    }
}

/// The rational number that a float is.
pub(super) fn to_rational(value: &Float) -> Option<Rational> {
    let value = value.wide();
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
    let &Float::Double(argument) = x else { return wide_primitive(function, x, bits) };
    if bits > DOUBLE {
        return wide_primitive(function, x, bits);
    }
    let Span { lo, hi } = match function {
        Primitive::Exp => double::exp(argument),
        Primitive::Ln => double::ln(argument),
        Primitive::Sin => double::sin(argument),
        Primitive::Cos => double::cos(argument),
        Primitive::Atan => double::atan(argument),
        Primitive::Pi => Ok(double::pi()),
    }?;
    Ok((Float::Double(double::in_range(lo)?), Float::Double(double::in_range(hi)?)))
}

/// The same beyond the precision of doubles.
pub(super) fn wide_primitive(
    function: Primitive,
    x: &Float,
    bits: usize,
) -> Result<(Float, Float), Failure> {
    let x = &*x.wide();
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
