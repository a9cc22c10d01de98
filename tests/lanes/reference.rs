//! Errors against certified enclosures of the exact values.

use chainrule::enclosure::Failure;
use chainrule::enclosure::interval::{Precision, Real};
use chainrule::number::Rational;
use dashu_int::IBig;
use dashu_int::ops::BitTest;

use super::functions::Function;

/// The number that a finite float is.
fn rational(x: f64) -> Rational {
    let bits = x.to_bits();
    let exponent = (bits >> 52 & 0x7ff) as i64;
    let mantissa = (bits & 0x000f_ffff_ffff_ffff) | u64::from(exponent > 0) << 52;
    let shift = exponent.max(1) - 1075;
    let sign = if x < 0.0 { -1 } else { 1 };
    let significand = IBig::from(mantissa) * sign;
    let power = IBig::ONE << shift.unsigned_abs() as usize;
    if shift < 0 {
        Rational::new(significand, power).unwrap()
    } else {
        Rational::new(significand * power, 1).unwrap()
    }
}

/// `2^exponent`.
fn power_of_two(exponent: i64) -> Rational {
    Rational::from(2).pow(exponent).unwrap()
}

/// The quotient of numbers that are not negative, to some bits.
fn ratio(a: &Rational, b: &Rational) -> f64 {
    let (n, d) = (a.numerator() * b.denominator(), a.denominator() * b.numerator());
    let scaled = (n << 64_usize) / d;
    scaled.to_f64().value() / 2_f64.powi(64)
}

/// A kind of floats.
#[derive(Debug, Clone, Copy)]
pub struct Format {
    digits: i64,
    least: i64,
    most: i64,
}

/// Double precision.
pub const DOUBLE: Format = Format { digits: 53, least: -1022, most: 1023 };
/// Single precision.
pub const SINGLE: Format = Format { digits: 24, least: -126, most: 127 };

/// One unit in the last place of a number: the distance to the next float in its binade.
fn ulp(format: Format, value: &Rational) -> Rational {
    let length = |n: &IBig| n.bit_len() as i64;
    let guess = length(&value.numerator()) - length(&value.denominator());
    // `2^(guess - 1) < |value| < 2^(guess + 1)`.
    let exponent = if value.abs() < power_of_two(guess) { guess - 1 } else { guess };
    power_of_two(exponent.clamp(format.least, format.most) + 1 - format.digits)
}

/// Whether a number rounds to an infinity.
fn overflows(format: Format, value: &Rational) -> bool {
    let Format { digits, most, .. } = format;
    value.abs() >= &power_of_two(most + 1) - &power_of_two(most - digits)
}

/// Whether values repeat, so that large arguments have to be reduced.
fn is_circular(name: &str) -> bool {
    ["sin", "cos", "tan"].iter().any(|it| name == *it || name.ends_with("of_pair"))
}

/// The argument, certified: large ones of circular functions are reduced, and where a function has long
/// overflowed or reached its limit, a smaller one stands for it.
fn argument(name: &str, precision: Precision, x: f64) -> Result<Real, Failure> {
    const LARGE: f64 = 2e3;
    let exponential = [
        "exp",
        "expm1",
        "sinh",
        "cosh",
        "tanh",
        "sech",
        "tanh_slope",
        "sigmoid",
        "sigmoid_slope",
        "two_to",
        "exp_less_one",
        "exp_over_power",
        "exp_times_power",
    ];
    if name == "exp_of_far" {
        let far = 1_048_576.0;
        return Ok(Real::Exact(rational(x.clamp(far - LARGE, far + LARGE))));
    }
    if x.abs() <= LARGE {
        return Ok(Real::Exact(rational(x)));
    }
    if exponential.contains(&name) || name == "softplus" && x < 0.0 {
        return Ok(Real::Exact(rational(LARGE.copysign(x))));
    }
    let exact = Real::Exact(rational(x));
    if !is_circular(name) {
        return Ok(exact);
    }
    let turn = precision.mul(&Real::integer(2), &precision.pi()?)?;
    let Real::Between(turns) = precision.div(&exact, &turn)? else { return Ok(exact) };
    let (low, _) = turns.ends().ok_or(Failure::Undetermined)?;
    let whole =
        Rational::new(low.numerator() / low.denominator(), 1).ok_or(Failure::Undetermined)?;
    precision.sub(&exact, &precision.mul(&Real::Exact(whole), &turn)?)
}

/// How far `y` is from the function's value at `x`, in units in the last place of the value. Zero where both
/// are undefined, infinite where only one is.
pub fn error_in_ulps(format: Format, function: &Function, x: f64, y: f64) -> f64 {
    if !x.is_finite() {
        // Limits are a matter of another test.
        return 0.0;
    }
    if function.name == "softplus" && x > 1e4 {
        return if y == x { 0.0 } else { f64::INFINITY };
    }
    let largest = &power_of_two(format.most + 1) - &power_of_two(format.most + 1 - format.digits);
    for bits in [128, 256, 1300, 2600] {
        let precision = Precision { bits };
        let value =
            argument(function.name, precision, x).and_then(|x| (function.exact)(precision, &x));
        let (low, high) = match value {
            Err(Failure::Undefined) => return if y.is_nan() { 0.0 } else { f64::INFINITY },
            Err(_) => continue,
            Ok(Real::Exact(value)) => (value.clone(), value),
            Ok(Real::Between(interval)) => interval.ends().unwrap(),
        };
        if overflows(format, &low) && overflows(format, &high) {
            let right = y.is_infinite() && low.is_negative() == (y < 0.0);
            return if right { 0.0 } else { f64::INFINITY };
        }
        let unit = ulp(format, &low);
        if &high - &low > &unit * &Rational::new(1, 1000).unwrap() {
            continue;
        }
        if !y.is_finite() {
            // Half a unit below the border, an infinity is one unit off.
            return if y.abs() == f64::INFINITY && low.abs() > largest {
                1.0
            } else {
                f64::INFINITY
            };
        }
        return ratio(&(&rational(y) - &low).abs(), &unit);
    }
    panic!("{} at {x:e} could not be enclosed", function.name);
}
