//! What the functions on lanes are made of: fused arithmetic, polynomials, selections, exponents.

use super::dispatch::Isa;

/// `1.5 * 2^52`: a number of magnitude below `2^51` added to it is rounded to an integer, which stands in
/// the low bits of the sum.
pub(super) const SHIFT: f64 = 6_755_399_441_055_744.0;

/// `a*b + c`, with one rounding where the instructions allow.
#[inline(always)]
pub(super) fn fma<I: Isa>(a: f64, b: f64, c: f64) -> f64 {
    if I::FMA { a.mul_add(b, c) } else { a * b + c }
}

/// A polynomial by Horner's scheme; the constant coefficient comes first.
#[inline(always)]
pub(super) fn polynomial<I: Isa, const N: usize>(x: f64, coefficients: &[f64; N]) -> f64 {
    let mut sum = coefficients[N - 1];
    let mut k = N - 1;
    while k > 0 {
        k -= 1;
        sum = fma::<I>(sum, x, coefficients[k]);
    }
    sum
}

/// A polynomial in `x` as two in its square, which do not wait for each other.
#[inline(always)]
pub(super) fn halved_polynomial<I: Isa, const N: usize>(
    x: f64,
    square: f64,
    coefficients: &[f64; N],
) -> f64 {
    let (mut even, mut odd) = (coefficients[N - 2], coefficients[N - 1]);
    let mut k = N - 2;
    while k > 0 {
        k -= 2;
        even = fma::<I>(even, square, coefficients[k]);
        odd = fma::<I>(odd, square, coefficients[k + 1]);
    }
    fma::<I>(odd, x, even)
}

/// One of two values, without a branch.
#[inline(always)]
pub(super) fn select(condition: bool, yes: f64, no: f64) -> f64 {
    if condition { yes } else { no }
}

/// `x` between bounds; NaN stays NaN.
#[inline(always)]
pub(super) fn clamp(x: f64, low: f64, high: f64) -> f64 {
    let x = if x < low { low } else { x };
    if x > high { high } else { x }
}

/// `x` with its sign changed where the lowest bit of `odd` is set.
#[inline(always)]
pub(super) fn negate_if_odd(x: f64, odd: u64) -> f64 {
    f64::from_bits(x.to_bits() ^ (odd << 63))
}

/// `2^k` for `-1022 <= k <= 1023`, with `k` in the low bits.
#[inline(always)]
pub(super) fn power_of_two(bits: u64) -> f64 {
    f64::from_bits(bits.wrapping_add(1023) << 52)
}

/// What rounding leaves out of `product = a*b`; without fused instructions by Dekker's splitting.
#[inline(always)]
pub(super) fn product_error<I: Isa>(a: f64, b: f64, product: f64) -> f64 {
    if I::FMA {
        a.mul_add(b, -product)
    } else {
        let high = |x: f64| f64::from_bits(x.to_bits() & !0x07ff_ffff);
        let (a_high, b_high) = (high(a), high(b));
        let (a_low, b_low) = (a - a_high, b - b_high);
        ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low
    }
}
