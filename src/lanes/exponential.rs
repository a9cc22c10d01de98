//! The exponential function and what is made of one exponential: logistic and hyperbolic functions.
//!
//! `exp(x) = 2^k exp(r)` with `k` the integer nearest to `x/ln 2`, so that `|r| <= ln(2)/2`. The
//! polynomial is the minimax approximation of `(exp(r) - 1 - r)/r^2`, found by Remez's algorithm with the
//! error weighted by `r`; it is off by at most `2^-55.6/|r|`.

use super::arithmetic::{SHIFT, clamp, fma, halved_polynomial, power_of_two, select};
use super::dispatch::Isa;
use super::logarithm::ln_of_one_to_two;

/// `1/ln 2`.
const LOG2_E: f64 = std::f64::consts::LOG2_E;
/// The first 32 bits of `ln 2`, so that a product with an exponent is exact.
pub(super) const LN2_HIGH: f64 = 0.693_147_180_369_123_8;
/// `ln 2` without them.
pub(super) const LN2_LOW: f64 = 1.908_214_929_270_587_7e-10;

#[rustfmt::skip]
const EXP: [f64; 10] = [
    0.5000000000000006, 0.16666666666666685, 0.0416666666665737, 0.008333333333314562,
    0.0013888888932354446, 0.00019841269903076678, 2.4801504476699806e-05, 2.755722792528455e-06,
    2.7626313718397684e-07, 2.5114478940905684e-08,
];

/// Below, `exp` is zero.
const LOWEST: f64 = -746.0;
/// Above, `exp` is infinite.
const HIGHEST: f64 = 710.0;

/// `2^200`, by which a power of two that may be too small for a normal number is larger at first: only the
/// last step, which takes the factor away again, can round.
const UP: f64 = 1.606_938_044_258_990_3e60;
const DOWN: f64 = 1.0 / UP;
/// Shifts whose sums have the bits of `2^k UP` and of `2^k / 2` as a number in their lowest bits.
const SHIFT_UP: f64 = SHIFT + 1023.0 + 200.0;
const SHIFT_HALF: f64 = SHIFT + 1023.0 - 1.0;

/// `x` reduced: `k` added to a shift, `k` itself, and `exp(r) - 1`.
struct Reduced {
    shifted: f64,
    exponent: f64,
    less_one: f64,
}

impl Reduced {
    /// `exp(r)` times the power of two with the lowest bits of a shifted number.
    #[inline(always)]
    fn scaled<I: Isa>(&self, shifted: f64) -> f64 {
        let power = f64::from_bits(shifted.to_bits() << 52);
        fma::<I>(self.less_one, power, power)
    }
}

/// Reduces `x + rest`, for `|x|` below 2^20 and a `rest` that is small beside it.
#[inline(always)]
fn reduce_sum<I: Isa>(x: f64, rest: Option<f64>, shift: f64) -> Reduced {
    let shifted = fma::<I>(x, LOG2_E, shift);
    let exponent = shifted - shift;
    let r = fma::<I>(-exponent, LN2_HIGH, x);
    let r = match rest {
        Some(rest) => r + fma::<I>(-exponent, LN2_LOW, rest),
        None => fma::<I>(-exponent, LN2_LOW, r),
    };
    let square = r * r;
    let less_one = fma::<I>(square, halved_polynomial::<I, 10>(r, square, &EXP), r);
    Reduced { shifted, exponent, less_one }
}

/// Reduces `x`, for `|x|` below 2^20.
#[inline(always)]
fn reduce<I: Isa>(x: f64) -> Reduced {
    reduce_sum::<I>(x, None, SHIFT)
}

/// `exp(x + rest)` between the bounds.
#[inline(always)]
fn exp_inside<I: Isa>(x: f64, rest: Option<f64>) -> f64 {
    let small = x < 0.0;
    let it = reduce_sum::<I>(x, rest, select(small, SHIFT_UP, SHIFT_HALF));
    it.scaled::<I>(it.shifted) * select(small, DOWN, 2.0)
}

/// `exp(x)`.
#[inline(always)]
pub(super) fn exp<I: Isa>(x: f64) -> f64 {
    exp_inside::<I>(clamp(x, LOWEST, HIGHEST), None)
}

/// `exp(x)` for `x <= 0`.
#[inline(always)]
fn exp_of_negative<I: Isa>(x: f64) -> f64 {
    let it = reduce_sum::<I>(if x < LOWEST { LOWEST } else { x }, None, SHIFT_UP);
    it.scaled::<I>(it.shifted) * DOWN
}

/// `exp(x + rest)` for a `rest` that is small beside `x`.
#[inline(always)]
pub(super) fn exp_of_sum<I: Isa>(x: f64, rest: f64) -> f64 {
    let inside = clamp(x, LOWEST, HIGHEST);
    exp_inside::<I>(inside, Some(select(inside == x, rest, 0.0)))
}

/// Numbers up to a size, and the exponent with which their powers of `e` get along: a power that is the largest of some
/// is between 1 and a number whose fourth power is far from overflow, and one that underflows is as small beside it.
#[derive(Clone, Copy)]
pub(super) struct Moderate {
    size: f64,
    exponent: f64,
}

impl Moderate {
    /// For `f64`: powers up to 2^64.
    pub(super) const DOUBLE: Self = Self { size: 22.0, exponent: -32.0 };
    /// For `f32`: powers up to 2^16.
    pub(super) const SINGLE: Self = Self { size: 5.5, exponent: -8.0 };

    /// Whether a number is moderate.
    #[inline(always)]
    pub(super) fn has(self, x: f64) -> bool {
        x.abs() <= self.size
    }

    /// Whether an exponent is that of moderate numbers.
    #[inline(always)]
    pub(super) fn is_exponent(self, n: f64) -> bool {
        n == self.exponent
    }

    /// An integer near to `x/ln 2`, for `|x| < 2^20`; the same one for all moderate numbers.
    #[inline(always)]
    pub(super) fn binary_exponent<I: Isa>(self, x: f64) -> f64 {
        let exponent = fma::<I>(x, LOG2_E, SHIFT) - SHIFT;
        let exponent = select(x.abs() < FAR, exponent, f64::NAN);
        select(self.has(x), self.exponent, exponent)
    }

    /// `exp(x)·2^-n` for the exponent `n` of moderate numbers, for moderate `x`.
    #[inline(always)]
    pub(super) fn exp<I: Isa>(self, x: f64) -> f64 {
        let it = reduce_sum::<I>(x, None, SHIFT + 1023.0 - self.exponent);
        it.scaled::<I>(it.shifted)
    }

    /// A shift whose sums have the bits of `2^k UP` below the exponent.
    #[inline(always)]
    fn shift(self) -> f64 {
        SHIFT_UP - self.exponent
    }

    /// The same for other `x`; the second value is for [`Self::is_all_near`].
    #[inline(always)]
    pub(super) fn exp_near<I: Isa>(self, x: f64) -> (f64, u64) {
        // Below that the value is zero.
        let it = reduce_sum::<I>(if x < -850.0 { -850.0 } else { x }, None, self.shift());
        (it.scaled::<I>(it.shifted) * DOWN, it.shifted.to_bits())
    }

    /// Whether no `x` exceeds moderate ones by much, from all bits that are set for them: with a larger power, or
    /// another exponent in the shifted number, there is one above those of the power.
    #[inline(always)]
    pub(super) fn is_all_near(self, bits: u64) -> bool {
        bits >> 11 == self.shift().to_bits() >> 11
    }
}

/// Exponents of numbers up to this size are taken out as powers of two.
const FAR: f64 = 1_048_576.0;
/// The exponents of two below which there is nothing, and above which there may be too much.
const LOWEST_EXPONENT: f64 = -1200.0;
const HIGHEST_EXPONENT: f64 = 800.0;

/// `exp(x)·2^-n`, for the binary exponent `n` of a number that `x` does not exceed by much; otherwise, and where
/// either is not a number, the second value is false.
#[inline(always)]
pub(super) fn exp_scaled_near<I: Isa>(x: f64, n: f64) -> (f64, bool) {
    // Below that the value is zero for every exponent.
    let it = reduce::<I>(if x < -2.0 * FAR { -2.0 * FAR } else { x });
    let exponent = it.exponent - n;
    let is_near = exponent <= HIGHEST_EXPONENT;
    let exponent = if exponent < LOWEST_EXPONENT { LOWEST_EXPONENT } else { exponent };
    (it.scaled::<I>(exponent + SHIFT_UP) * DOWN, is_near)
}

/// `exp(x)/2` for `x >= 0`; it overflows only where `cosh(x)` does.
#[inline(always)]
fn half_exp<I: Isa>(x: f64) -> f64 {
    let it = reduce::<I>(if x > 711.0 { 711.0 } else { x });
    (1.0 + it.less_one) * power_of_two(it.shifted.to_bits().wrapping_sub(2)) * 2.0
}

/// `exp(x) - 1`.
#[inline(always)]
pub(super) fn expm1<I: Isa>(x: f64) -> f64 {
    let it = reduce::<I>(clamp(x, -50.0, HIGHEST));
    let half = power_of_two(it.shifted.to_bits().wrapping_sub(1));
    let scaled = fma::<I>(half, it.less_one, half - 0.5) * 2.0;
    // For `k = 0` as it is, which keeps the last bit of subnormal numbers.
    select(it.exponent == 0.0, it.less_one, scaled).copysign(x)
}

/// `1/(1 + exp(-x))`.
#[inline(always)]
pub(super) fn sigmoid<I: Isa>(x: f64) -> f64 {
    let e = exp_of_negative::<I>(-x.abs());
    select(x < 0.0, e, 1.0) / (1.0 + e)
}

/// The derivative of `sigmoid`: `e/(1 + e)^2` with `e = exp(-|x|)`.
#[inline(always)]
pub(super) fn sigmoid_slope<I: Isa>(x: f64) -> f64 {
    let e = exp_of_negative::<I>(-x.abs());
    // The square as `1 + e(2 + e)`: the rounding error of a sum would count twice in its square.
    let slope = e / fma::<I>(e, 2.0 + e, 1.0);
    if slope > 0.25 { 0.25 } else { slope }
}

/// The derivative of `tanh`, `1/cosh(x)^2`: `4e/(1 + e)^2` with `e = exp(-2|x|)`.
#[inline(always)]
pub(super) fn tanh_slope<I: Isa>(x: f64) -> f64 {
    4.0 * sigmoid_slope::<I>(2.0 * x)
}

/// `ln(1 + exp(x))`.
#[inline(always)]
pub(super) fn softplus<I: Isa>(x: f64) -> f64 {
    let e = exp_of_negative::<I>(-x.abs());
    select(x > 0.0, x, 0.0) + ln_of_one_to_two::<I>(e)
}

/// `sinh(x)`: with `m = exp(|x|) - 1`, `(m + m/(m + 1))/2`.
#[inline(always)]
pub(super) fn sinh<I: Isa>(x: f64) -> f64 {
    let a = x.abs();
    let it = reduce::<I>(if a > 710.6 { 710.6 } else { a });
    let quarter = power_of_two(it.shifted.to_bits().wrapping_sub(2));
    // `m/4`, whose double overflows only where `sinh` does.
    let scaled = fma::<I>(quarter, it.less_one, quarter - 0.25);
    let m = select(it.exponent == 0.0, 0.25 * it.less_one, scaled);
    let sinh = 2.0 * m + m / fma::<I>(2.0, m, 0.5);
    select(a < 1e-300, x, sinh.copysign(x))
}

/// `cosh(x)`: with `h = exp(|x|)/2`, `h + 1/(4h)`.
#[inline(always)]
pub(super) fn cosh<I: Isa>(x: f64) -> f64 {
    let h = half_exp::<I>(x.abs());
    h + 0.25 / h
}

/// `1/cosh(x)`: `2e/(1 + e^2)` with `e = exp(-|x|)`.
#[inline(always)]
pub(super) fn sech<I: Isa>(x: f64) -> f64 {
    let e = exp_of_negative::<I>(-x.abs());
    2.0 * e / fma::<I>(e, e, 1.0)
}

/// `tanh(x)`: with `m = exp(2|x|) - 1`, `m/(m + 2)`.
#[inline(always)]
pub(super) fn tanh<I: Isa>(x: f64) -> f64 {
    let a = x.abs();
    let it = reduce::<I>(2.0 * if a > 25.0 { 25.0 } else { a });
    let power = power_of_two(it.shifted.to_bits());
    let m = select(it.exponent == 0.0, it.less_one, fma::<I>(power, it.less_one, power - 1.0));
    let tanh = m / (m + 2.0);
    select(a < 1e-300, x, tanh.copysign(x))
}
