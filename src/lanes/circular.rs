//! Sine, cosine and tangent.
//!
//! `sin(x) = (-1)^k sin(r)` with `r = x - k pi` and `|r| <= pi/2`; `cos(x)` is the same with `k` half an odd
//! integer; the tangent is a quotient of sine and cosine of `r = x - k pi/2`. The product with `pi` is
//! subtracted in parts, so that `r` has a small relative error up to [`NEAR`]; arguments beyond, which are
//! rare, are reduced one by one with integers (Payne and Hanek).

use super::arithmetic::{SHIFT, fma, negate_if_odd, polynomial, select};
use super::dispatch::Isa;

/// Arguments up to this magnitude are reduced in parts, without branches.
pub(super) const NEAR: f64 = 4_194_304.0;

/// Minimax approximation of `(sin(sqrt z)/sqrt(z) - 1)/z` for `z <= (pi/2)^2`, off by `2^-62/z`.
#[rustfmt::skip]
const SIN: [f64; 8] = [
    -0.16666666666666666, 0.008333333333333212, -0.0001984126984121533, 2.7557319212139607e-06,
    -2.5052106960892356e-08, 1.6058943966272008e-10, -7.643098387185857e-13, 2.7222622229979927e-15,
];

/// The same for `z <= (pi/4)^2`, off by `2^-58/z`.
#[rustfmt::skip]
const SHORT_SIN: [f64; 6] = [
    -0.16666666666666632, 0.008333333333322458, -0.00019841269829836656, 2.7557313700638877e-06,
    -2.505075934704868e-08, 1.5896861578594029e-10,
];

/// Minimax approximation of `(cos(sqrt z) - 1 + z/2)/z^2` for `z <= (pi/4)^2`, off by `2^-64/z^2`.
#[rustfmt::skip]
const SHORT_COS: [f64; 6] = [
    0.041666666666666616, -0.0013888888888876185, 2.4801587290595216e-05, -2.7557314637724307e-07,
    2.087575833902121e-09, -1.1361311513784441e-11,
];

/// `pi/2` in parts of 53 bits, none of them negative, so that the sign of zero is kept.
const HALF_PI: [f64; 3] =
    [1.570_796_326_794_896_6, 6.123_233_995_736_765e-17, 1.082_856_673_921_913_9e-32];
/// `pi/2` in parts of 30 bits, so that products with integers below 2^23 are exact, and the rest.
const SHORT_HALF_PI: [f64; 4] = [
    1.570_796_325_802_803,
    9.920_935_791_635_221e-10,
    5.170_182_978_890_25e-19,
    2.903_855_973_979_36e-28,
];

/// `x - k pi/2` with an error below the last bit.
#[inline(always)]
fn subtract_half_pi<I: Isa>(x: f64, k: f64) -> f64 {
    if I::FMA {
        let r = fma::<I>(-k, HALF_PI[0], x);
        let r = fma::<I>(-k, HALF_PI[1], r);
        fma::<I>(-k, HALF_PI[2], r)
    } else {
        SHORT_HALF_PI.iter().fold(x, |r, part| r - k * part)
    }
}

/// `sin(r)` for `|r| <= pi/2`, not above 1 even by rounding.
#[inline(always)]
fn sin_reduced<I: Isa>(r: f64) -> f64 {
    let z = r * r;
    let sin = fma::<I>(r * z, polynomial::<I, 8>(z, &SIN), r).abs();
    (if sin > 1.0 { 1.0 } else { sin }).copysign(r)
}

/// `sin(x)` for `|x| <= NEAR`; not a number for infinities.
#[inline(always)]
pub(super) fn sin_near<I: Isa>(x: f64) -> f64 {
    let shifted = fma::<I>(x, std::f64::consts::FRAC_1_PI, SHIFT);
    let r = subtract_half_pi::<I>(x, 2.0 * (shifted - SHIFT));
    negate_if_odd(sin_reduced::<I>(r), shifted.to_bits())
}

/// `cos(x)` for `|x| <= NEAR`; not a number for infinities.
#[inline(always)]
pub(super) fn cos_near<I: Isa>(x: f64) -> f64 {
    // `cos(x) = (-1)^k sin(|x| + pi/2 - k pi)`.
    let a = x.abs();
    let shifted = fma::<I>(a, std::f64::consts::FRAC_1_PI, 0.5) + SHIFT;
    let r = subtract_half_pi::<I>(a, fma::<I>(2.0, shifted - SHIFT, -1.0));
    negate_if_odd(sin_reduced::<I>(r), shifted.to_bits())
}

/// Sine and cosine of `r` for `|r| <= pi/4`.
#[inline(always)]
fn sin_cos_reduced<I: Isa>(r: f64) -> (f64, f64) {
    let z = r * r;
    let sin = fma::<I>(r * z, polynomial::<I, 6>(z, &SHORT_SIN), r).copysign(r);
    let half = 0.5 * z;
    let one = 1.0 - half;
    let cos = one + fma::<I>(z * z, polynomial::<I, 6>(z, &SHORT_COS), (1.0 - one) - half);
    (sin, cos)
}

/// `sin(x)` and `cos(x)` for `|x| <= NEAR`, with one reduction; not a number for infinities.
#[inline(always)]
pub(super) fn sin_cos_near<I: Isa>(x: f64) -> (f64, f64) {
    let shifted = fma::<I>(x, std::f64::consts::FRAC_2_PI, SHIFT);
    let r = subtract_half_pi::<I>(x, shifted - SHIFT);
    let (sin, cos) = sin_cos_reduced::<I>(r);
    let quadrant = shifted.to_bits();
    let odd = quadrant & 1 == 1;
    let half = quadrant >> 1;
    (
        negate_if_odd(select(odd, cos, sin), half),
        negate_if_odd(select(odd, sin, cos), half ^ quadrant),
    )
}

/// `tan(x)` for `|x| <= NEAR`; not a number for infinities.
#[inline(always)]
pub(super) fn tan_near<I: Isa>(x: f64) -> f64 {
    let shifted = fma::<I>(x, std::f64::consts::FRAC_2_PI, SHIFT);
    let r = subtract_half_pi::<I>(x, shifted - SHIFT);
    tan_reduced::<I>(r, shifted.to_bits())
}

/// `tan(r + k pi/2)`, with `k` in the low bits.
#[inline(always)]
fn tan_reduced<I: Isa>(r: f64, k: u64) -> f64 {
    let (sin, cos) = sin_cos_reduced::<I>(r);
    let odd = k & 1 == 1;
    negate_if_odd(select(odd, cos, sin) / select(odd, sin, cos), k)
}

/// `2/pi` to 1,280 bits behind the point, after 64 zeros.
const TWO_OVER_PI: [u64; 21] = [
    0,
    0xa2f9_836e_4e44_1529,
    0xfc27_57d1_f534_ddc0,
    0xdb62_9599_3c43_9041,
    0xfe51_63ab_debb_c561,
    0xb724_6e3a_424d_d2e0,
    0x0649_2eea_09d1_921c,
    0xfe1d_eb1c_b129_a73e,
    0xe882_35f5_2ebb_4484,
    0xe99c_7026_b45f_7e41,
    0x3991_d639_8353_39f4,
    0x9c84_5f8b_bdf9_283b,
    0x1ff8_97ff_de05_980f,
    0xef2f_118b_5a0a_6d1f,
    0x6d36_7ecf_27cb_09b7,
    0x4f46_3f66_9e5f_ea2d,
    0x7527_bac7_ebe5_f17b,
    0x3d07_39f7_8a52_92ea,
    0x6bfb_5fb1_1f8d_5d08,
    0x5603_3046_fc7b_6bab,
    0xf0cf_bc20_9af4_361d,
];

/// `k` modulo 4 and `r = |x| - k pi/2` with `|r| <= pi/4`, for finite `|x| >= 2^22`.
///
/// `|x| = m 2^e` with an integer `m`. Bits of `2/pi` of weight `2^(2-e)` and more contribute multiples of 4
/// to the product; of those below, 192 are enough, because no number is closer to a multiple of `pi/2` than
/// `2^-62`.
#[allow(clippy::cast_possible_truncation, clippy::cast_possible_wrap, clippy::cast_precision_loss)]
fn reduce_far(x: f64) -> (u64, f64) {
    let bits = x.abs().to_bits();
    let mantissa = (bits & 0x000f_ffff_ffff_ffff) | (1 << 52);
    // The first bit of the window counts from behind the point: `e - 1`, after the 64 zeros.
    let start = ((bits >> 52) as usize + 64).saturating_sub(1075 + 2);
    let word = |k: usize| {
        let (at, shift) = (start / 64 + k, start % 64);
        let pair = (u128::from(TWO_OVER_PI[at]) << 64) | u128::from(TWO_OVER_PI[at + 1]);
        (pair << shift >> 64) as u64
    };
    // The product modulo 2^192: quadrants in the two highest bits.
    let low = u128::from(mantissa) * u128::from(word(2));
    let middle = u128::from(mantissa) * u128::from(word(1)) + (low >> 64);
    let high = mantissa.wrapping_mul(word(0)).wrapping_add((middle >> 64) as u64);
    let product = (u128::from(high) << 64) | u128::from(middle as u64);
    let fraction = ((product << 2) | u128::from(low as u64 >> 62)) as i128;
    let quadrant = (high >> 62) + u64::from(fraction < 0);
    // The fraction is between -1/2 and 1/2 in units of `2^-128`.
    let leading = fraction as f64;
    let rest = (fraction - leading as i128) as f64;
    let unit = f64::from_bits((1023 - 128) << 52);
    let tail = leading * HALF_PI[1] + rest * HALF_PI[0];
    let r = leading.mul_add(HALF_PI[0], tail) * unit;
    (quadrant & 3, r)
}

/// `sin` or `cos` of a number in a quadrant.
fn of_quadrant<I: Isa>(quadrant: u64, r: f64) -> f64 {
    let (sin, cos) = sin_cos_reduced::<I>(r);
    negate_if_odd(if quadrant & 1 == 1 { cos } else { sin }, quadrant >> 1)
}

/// `sin(x)` for finite `|x| > NEAR`.
#[cold]
#[inline(never)]
pub(super) fn sin_far<I: Isa>(x: f64) -> f64 {
    let (quadrant, r) = reduce_far(x);
    let sin = of_quadrant::<I>(quadrant, r);
    if x < 0.0 { -sin } else { sin }
}

/// `cos(x)` for finite `|x| > NEAR`.
#[cold]
#[inline(never)]
pub(super) fn cos_far<I: Isa>(x: f64) -> f64 {
    let (quadrant, r) = reduce_far(x);
    of_quadrant::<I>(quadrant + 1, r)
}

/// `tan(x)` for finite `|x| > NEAR`.
#[cold]
#[inline(never)]
pub(super) fn tan_far<I: Isa>(x: f64) -> f64 {
    let (quadrant, r) = reduce_far(x);
    let tan = tan_reduced::<I>(r, quadrant);
    if x < 0.0 { -tan } else { tan }
}
