//! Powers, exponentials of differences, and cube roots.
//!
//! `x^y = exp(y ln x)`, with the logarithm and the product as sums of two numbers, because an error of one
//! bit in an exponent of some hundreds would be one of hundreds of bits in the power.

use super::arithmetic::{SHIFT, fma, polynomial, power_of_two, product_error, select};
use super::dispatch::Isa;
use super::exponential::{LN2_HIGH, LN2_LOW, exp_of_sum, exp_scaled_near};
use super::logarithm::split;

/// 2/3 and what its first 53 bits leave out.
const TWO_THIRDS: f64 = 2.0 / 3.0;
const TWO_THIRDS_LOW: f64 = 3.700_743_415_417_188e-17;

/// Minimax approximation of `(2 atanh(sqrt z)/sqrt(z) - 2 - 2z/3)/z^2` for `z <= ((sqrt(2) - 1)/(sqrt(2) + 1))^2`,
/// off by at most `2^-64.6/z^2`.
#[rustfmt::skip]
const LN: [f64; 7] = [
    0.4000000000000035, 0.2857142857088395, 0.22222222396100305, 0.18181794130805778,
    0.1538634649767403, 0.1326564614490388, 0.131201043297808,
];

/// `ln(x)` for positive finite `x`, as a sum of two numbers: as [`super::logarithm`] does it, with what
/// rounding leaves out of the leading terms.
#[inline(always)]
fn ln<I: Isa>(x: f64) -> (f64, f64) {
    let subnormal = x < f64::MIN_POSITIVE;
    let (k, m) = split(select(subnormal, x * 18_014_398_509_481_984.0, x));
    let k = select(subnormal, k - 54.0, k);
    let f = m - 1.0;
    let below = 2.0 + f;
    let below_low = f - (below - 2.0);
    let reciprocal = 1.0 / below;
    let s = f * reciprocal;
    // `f - s*below`: the product is exact in two parts.
    let product = s * below;
    let residue = (f - product) - product_error::<I>(s, below, product);
    let s_low = fma::<I>(-s, below_low, residue) * reciprocal;
    let z = s * s;
    let z_low = fma::<I>(2.0 * s, s_low, product_error::<I>(s, s, z));
    let q = z * TWO_THIRDS;
    let q_low = product_error::<I>(z, TWO_THIRDS, q);
    let q_low = fma::<I>(z, TWO_THIRDS_LOW, fma::<I>(z_low, TWO_THIRDS, q_low));
    let more = z * z * polynomial::<I, 7>(z, &LN);
    let sum = q + more;
    let sum_low = (more - (sum - q)) + q_low;
    let p = s * sum;
    let p_low = fma::<I>(s_low, sum, fma::<I>(s, sum_low, product_error::<I>(s, sum, p)));
    let double = 2.0 * s;
    let high = double + p;
    let low = fma::<I>(2.0, s_low, p_low) + (p - (high - double));
    let whole = k * LN2_HIGH;
    let total = whole + high;
    let total_low = fma::<I>(k, LN2_LOW, low) + (high - (total - whole));
    (total, total_low)
}

/// `x^y` for positive `x`.
#[inline(always)]
fn positive_power<I: Isa>(x: f64, y: f64) -> f64 {
    let (high, low) = ln::<I>(select(x < f64::INFINITY, x, 2.0));
    let exponent = y * high;
    let rest = fma::<I>(y, low, product_error::<I>(y, high, exponent));
    let power = exp_of_sum::<I>(exponent, rest);
    let limit = select(y > 0.0, f64::INFINITY, 0.0);
    select(x < f64::INFINITY, power, select(y == 0.0, 1.0, limit))
}

/// `x^y` for `x > 0`, and for `x = 0` with `y > 0`; not a number elsewhere.
#[inline(always)]
pub(super) fn pow<I: Isa>(x: f64, y: f64) -> f64 {
    let zero = select((x == 0.0) & (y > 0.0), 0.0, f64::NAN);
    let power = select(x > 0.0, positive_power::<I>(x, y), zero);
    select(y.is_nan(), y, power)
}

/// An integer as an exponent.
#[derive(Debug, Clone, Copy)]
pub(super) struct Exponent {
    value: f64,
    /// The sign bit for an odd number, otherwise nothing.
    sign: u64,
}

impl From<i64> for Exponent {
    #[allow(clippy::cast_precision_loss, reason = "the nearest number is meant")]
    fn from(n: i64) -> Self {
        Self { value: n as f64, sign: if n % 2 == 0 { 0 } else { 1 << 63 } }
    }
}

/// `x^n`; 1 for `n = 0`, and for `x = 0` with a negative `n` not a number.
#[inline(always)]
pub(super) fn powi<I: Isa>(x: f64, n: Exponent) -> f64 {
    let zero = select(n.value < 0.0, f64::NAN, select(n.value > 0.0, 0.0, 1.0));
    let power = select(x == 0.0, zero, positive_power::<I>(x.abs(), n.value));
    let signed = f64::from_bits(power.to_bits() | (x.to_bits() & n.sign));
    select(x.is_nan(), x, signed)
}

/// `exp(x - y)`, with what rounding leaves out of the difference.
#[inline(always)]
pub(super) fn exp_of_difference<I: Isa>(x: f64, y: f64) -> f64 {
    let difference = x - y;
    let part = difference - x;
    let rest = (x - (difference - part)) - (y + part);
    exp_of_sum::<I>(difference, rest)
}

/// `exp(x)·2^-n`, with the binary exponent `n` of a number; where there is none, `exp(x - number)`.
#[inline(always)]
pub(super) fn exp_scaled<I: Isa>(x: f64, n: f64, number: f64) -> f64 {
    let (near, is_near) = exp_scaled_near::<I>(x, n);
    if is_near {
        return near;
    }
    if n.is_nan() {
        return exp_of_difference::<I>(x, number);
    }
    let y = n * LN2_HIGH;
    let difference = x - y;
    let part = difference - x;
    let rest = (x - (difference - part)) - (y + part);
    exp_of_sum::<I>(difference, rest - n * LN2_LOW)
}

/// Minimax approximation of `x^(-1/3)` between `sqrt(1/2)` and `sqrt(2)`, with a relative error of 2^-14.7.
#[rustfmt::skip]
const CBRT: [f64; 5] = [
    1.8745173630744778, -1.8618239628403828, 1.5612950535039154, -0.7023796582545109,
    0.12836779337497076,
];

/// The cube root of `x`: the reciprocal root by two steps of Halley's iteration, and one of Newton's for the
/// root.
#[inline(always)]
pub(super) fn cbrt<I: Isa>(x: f64) -> f64 {
    let a = x.abs();
    let subnormal = a < f64::MIN_POSITIVE;
    let (k, m) = split(select(subnormal, a * 18_014_398_509_481_984.0, a));
    let k = select(subnormal, k - 54.0, k);
    // `k = 3q + r` with `r` 0, 1 or 2.
    let shifted = fma::<I>(k, 1.0 / 3.0, -1.0 / 3.0) + SHIFT;
    let r = fma::<I>(shifted - SHIFT, -3.0, k);
    let (one, two) = (r == 1.0, r == 2.0);
    let m4 = select(two, 4.0 * m, select(one, 2.0 * m, m));
    let factor = select(two, 0.629_960_524_947_436_6, select(one, 0.793_700_525_984_099_8, 1.0));
    let w = factor * polynomial::<I, 5>(m, &CBRT);
    let error = fma::<I>(-m4 * w, w * w, 1.0);
    let w = fma::<I>(w * error, fma::<I>(error, 2.0 / 9.0, 1.0 / 3.0), w);
    let square = w * w;
    let root = m4 * square;
    let residue = fma::<I>(-root * root, root, m4);
    let root = fma::<I>(residue * (1.0 / 3.0), square, root);
    let value = (root * power_of_two(shifted.to_bits())).copysign(x);
    select((a > 0.0) & (a < f64::INFINITY), value, x)
}
