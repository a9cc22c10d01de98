//! The logarithm, and what is made of one logarithm: inverse hyperbolic functions.
//!
//! `ln(2^k m) = k ln 2 + ln m` with `m` between `sqrt(1/2)` and `sqrt(2)`. With `f = m - 1` and
//! `s = f/(2 + f)`, `ln m = ln((1 + s)/(1 - s)) = f - s(f - R(s^2))`; the polynomial is the minimax
//! approximation of `R(z)/z = (2 atanh(sqrt z)/sqrt(z) - 2)/z`, off by at most `2^-58.5/z`.

use super::arithmetic::{fma, polynomial, select};
use super::dispatch::Isa;
use super::exponential::{LN2_HIGH, LN2_LOW};

#[rustfmt::skip]
const LN: [f64; 7] = [
    0.6666666666666735, 0.3999999999941123, 0.2857142874323902, 0.22222198477973443,
    0.18183569653240322, 0.15313905156687727, 0.1479749067939277,
];

/// The bits of `sqrt(1/2)`.
const SQRT_HALF: u64 = 0x3fe6_a09e_667f_3bcd;
/// `2^52`: the bits of an integer below that, in the low bits of the sum.
const TWO_60: f64 = 1_152_921_504_606_846_976.0;
const TWO_52: f64 = 4_503_599_627_370_496.0;

/// The exponent `k` and the mantissa `m` of a positive normal number.
#[inline(always)]
pub(super) fn split(x: f64) -> (f64, f64) {
    // An offset that makes the exponent positive, with the border between exponents at `sqrt(1/2)`.
    let bits = x.to_bits().wrapping_sub(SQRT_HALF).wrapping_add(2048 << 52);
    let exponent = f64::from_bits((bits >> 52) | TWO_52.to_bits()) - (TWO_52 + 2048.0);
    let mantissa = f64::from_bits((bits & 0x000f_ffff_ffff_ffff).wrapping_add(SQRT_HALF));
    (exponent, mantissa)
}

/// `k ln 2 + ln(1 + f)` for `sqrt(1/2) - 1 <= f <= sqrt(2) - 1`, with `s = f/(2 + f)`.
#[inline(always)]
fn ln_reduced<I: Isa>(k: f64, f: f64, s: f64) -> f64 {
    let z = s * s;
    let r = z * polynomial::<I, 7>(z, &LN);
    let half_square = 0.5 * f * f;
    let small = fma::<I>(s, half_square + r, k * LN2_LOW);
    fma::<I>(k, LN2_HIGH, f - (half_square - small))
}

/// `ln(x)`; not a number for `x <= 0`.
#[inline(always)]
pub(super) fn ln<I: Isa>(x: f64) -> f64 {
    let subnormal = x < f64::MIN_POSITIVE;
    let scaled = select(subnormal, x * 18_014_398_509_481_984.0, x);
    let (k, m) = split(scaled);
    let k = select(subnormal, k - 54.0, k);
    let ln = ln_reduced::<I>(k, m - 1.0, (m - 1.0) / (m + 1.0));
    let ln = select(x < f64::INFINITY, ln, x);
    select(x > 0.0, ln, f64::NAN)
}

/// `ln(u)` for `u` the rounded sum `1 + x`, plus `lost/u` for what the rounding has lost; `lost` counts up to
/// `2^60` only.
#[inline(always)]
fn ln_of_pair<I: Isa>(u: f64, lost: f64, doubled: bool) -> f64 {
    let (k, m) = split(u);
    // `1/2^k`.
    let power = f64::from_bits(m.to_bits().wrapping_sub(u.to_bits()).wrapping_add(1023 << 52));
    let f = m - 1.0;
    let f = select(u < TWO_60, fma::<I>(lost, power, f), f);
    let k = select(doubled, k + 1.0, k);
    ln_reduced::<I>(k, f, f / (2.0 + f))
}

/// What is lost in the sum `u = 1 + x`: the difference from the larger summand is exact.
#[inline(always)]
fn lost(u: f64, x: f64) -> f64 {
    select(x < 1.0, x - (u - 1.0), 1.0 - (u - x))
}

/// `ln(1 + x)` for `x > -1`.
#[inline(always)]
fn ln_of_sum<I: Isa>(x: f64) -> f64 {
    let u = 1.0 + x;
    ln_of_pair::<I>(u, lost(u, x), false)
}

/// `ln(1 + x)` for `0 <= x <= 1`.
#[inline(always)]
pub(super) fn ln_of_one_to_two<I: Isa>(x: f64) -> f64 {
    // Above `sqrt(2) - 1` of half the sum.
    let upper = x > 0.414_213_562_373_095_03;
    let double = x - 1.0;
    let s = select(upper, double, x) / (select(upper, 3.0, 2.0) + x);
    ln_reduced::<I>(select(upper, 1.0, 0.0), select(upper, 0.5 * double, x), s)
}

/// `ln(1 + x)`; not a number for `x <= -1`.
#[inline(always)]
pub(super) fn log1p<I: Isa>(x: f64) -> f64 {
    let ln = ln_of_sum::<I>(x).copysign(x);
    let ln = select(x < f64::INFINITY, ln, x);
    select(x > -1.0, ln, f64::NAN)
}

/// Above, `asinh` and `acosh` are `ln(2x)`.
const LARGE: f64 = 268_435_456.0;

/// `ln(1 + argument)`, or `ln(2x)` for a large `x`.
#[inline(always)]
fn ln_or_double<I: Isa>(large: bool, x: f64, argument: f64) -> f64 {
    let sum = 1.0 + argument;
    let u = select(large, x, sum);
    ln_of_pair::<I>(u, select(large, 0.0, lost(sum, argument)), large)
}

/// `asinh(x)`: with `a = |x|`, `ln(1 + a + a^2/(1 + sqrt(a^2 + 1)))`.
#[inline(always)]
pub(super) fn asinh<I: Isa>(x: f64) -> f64 {
    let a = x.abs();
    let square = a * a;
    let argument = a + square / (1.0 + fma::<I>(a, a, 1.0).sqrt());
    let value = ln_or_double::<I>(a > LARGE, a, argument);
    let value = select(a < f64::INFINITY, value, a);
    select(a < 1e-150, x, value.copysign(x))
}

/// `acosh(x)`: with `t = x - 1`, `ln(1 + t + sqrt(2t + t^2))`; not a number for `x < 1`.
#[inline(always)]
pub(super) fn acosh<I: Isa>(x: f64) -> f64 {
    let t = x - 1.0;
    let argument = t + fma::<I>(t, t, 2.0 * t).sqrt();
    let value = ln_or_double::<I>(x > LARGE, x, argument);
    let value = select(x < f64::INFINITY, value, x);
    select(x >= 1.0, value, f64::NAN)
}

/// `atanh(x)`; not a number for `|x| >= 1`.
///
/// With `a = |x|` it is half of `k ln 2 + ln m`, with `m = p (1 + a)/(1 - a)` and `p = 1/2^k`. Then
/// `s = (m - 1)/(m + 1)` is a single quotient, and just `a` where `k = 0`.
#[inline(always)]
pub(super) fn atanh<I: Isa>(x: f64) -> f64 {
    let a = x.abs();
    let (below, above) = (1.0 - a, 1.0 + a);
    let (exponent, mantissa) = split(below);
    let power = below.to_bits().wrapping_sub(mantissa.to_bits()).wrapping_add(1023 << 52);
    let power = f64::from_bits(power);
    let upper = above > std::f64::consts::SQRT_2 * mantissa;
    let p = select(upper, 0.5 * power, power);
    let k = select(upper, 1.0, 0.0) - exponent;
    // Both are made of `p(1 + a)` and `1 - a`, of which the second is exact for a large `a`.
    let far = a > 0.5;
    let less = select(far, fma::<I>(p, above, -below), fma::<I>(a, p + 1.0, p - 1.0));
    let more = select(far, fma::<I>(p, above, below), fma::<I>(a, p - 1.0, p + 1.0));
    let s = less / more;
    let z = s * s;
    let r = z * polynomial::<I, 7>(z, &LN);
    let small = fma::<I>(0.5 * s, r, k * (0.5 * LN2_LOW));
    let value = fma::<I>(k, 0.5 * LN2_HIGH, s + small).copysign(x);
    select(a < 1.0, value, f64::NAN)
}
