//! Inverse circular functions.

use super::arithmetic::{fma, polynomial, select};
use super::dispatch::Isa;

/// `pi/2` and what its first 53 bits leave out.
const HALF_PI: f64 = std::f64::consts::FRAC_PI_2;
const HALF_PI_LOW: f64 = 6.123_233_995_736_766e-17;

/// Minimax approximation of `(asin(sqrt z)/sqrt(z) - 1)/z` for `z <= 1/4`, off by `2^-59.8/z`.
#[rustfmt::skip]
const ASIN: [f64; 13] = [
    0.16666666666666763, 0.07499999999970276, 0.04464285717510872, 0.03038194268413989,
    0.022372215646872588, 0.01735160031326084, 0.013980959004595494, 0.011397794505779024,
    0.01078643275865653, 0.0036833803451796878, 0.021762731410188144, -0.021076276854141426,
    0.032676295250092,
];

/// Minimax approximation of `(atan(sqrt z)/sqrt(z) - 1)/z` for `z <= (sqrt(2) - 1)^2`, off by `2^-59.5/z`.
#[rustfmt::skip]
const ATAN: [f64; 11] = [
    -0.3333333333333321, 0.19999999999955853, -0.1428571428038941, 0.11111110792011264,
    -0.09090897982189204, 0.07692063927964128, -0.06663143797278089, 0.05848164123024842,
    -0.05040489245228606, 0.03809350121559808, -0.017937814104054352,
];

/// `|x|` reduced for `asin` and `acos`: whether it is above 1/2, and then `t = sqrt((1 - |x|)/2)`, otherwise `t = |x|`; and `asin(t) - t`.
struct Reduced {
    upper: bool,
    t: f64,
    more: f64,
}

#[inline(always)]
fn reduce<I: Isa>(x: f64) -> Reduced {
    let a = x.abs();
    let upper = a > 0.5;
    let z = select(upper, fma::<I>(a, -0.5, 0.5), a * a);
    let t = select(upper, z.sqrt(), a);
    let more = t * z * polynomial::<I, 13>(z, &ASIN);
    Reduced { upper, t, more }
}

/// `asin(x)`; not a number for `|x| > 1`. Above 1/2 it is `pi/2 - 2 asin(t)`.
#[inline(always)]
pub(super) fn asin<I: Isa>(x: f64) -> f64 {
    let it = reduce::<I>(x);
    let tail = fma::<I>(-2.0, it.more, HALF_PI_LOW);
    let upper = fma::<I>(-2.0, it.t, HALF_PI) + tail;
    select(it.upper, upper, it.t + it.more).copysign(x)
}

/// `acos(x)`; not a number for `|x| > 1`. Above 1/2 it is `2 asin(t)`, below -1/2 `pi - 2 asin(t)`.
#[inline(always)]
pub(super) fn acos<I: Isa>(x: f64) -> f64 {
    let it = reduce::<I>(x);
    let upper = 2.0 * (it.t + it.more);
    let lower = 2.0 * ((HALF_PI - it.t) + (HALF_PI_LOW - it.more));
    let (t, more) = (it.t.copysign(x), it.more.copysign(x));
    let middle = (HALF_PI - t) + (HALF_PI_LOW - more);
    select(it.upper, select(x < 0.0, lower, upper), middle)
}

/// `atan(x)`: with `a = |x|`, `atan((a - 1)/(a + 1)) + pi/4` between `sqrt(2) - 1` and `sqrt(2) + 1`, and
/// `pi/2 - atan(1/a)` above.
#[inline(always)]
pub(super) fn atan<I: Isa>(x: f64) -> f64 {
    let a = x.abs();
    let middle = a > 0.414_213_562_373_095_03;
    let upper = a > 2.414_213_562_373_095;
    let above = select(upper, -1.0, select(middle, a - 1.0, a));
    let below = select(upper, a, select(middle, a + 1.0, 1.0));
    let t = above / below;
    let z = t * t;
    let more = t * z * polynomial::<I, 11>(z, &ATAN);
    let quarters = select(upper, 2.0, select(middle, 1.0, 0.0));
    let high = quarters * (0.5 * HALF_PI);
    let low = quarters * (0.5 * HALF_PI_LOW);
    (high + (t + (more + low))).copysign(x)
}
