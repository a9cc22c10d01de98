//! The functions on blocks, for `f64` and `f32`.

use super::dispatch::{Isa, Pairs, Quarter, Square, transpose};
use super::exponential::Moderate;
use super::{arcs, circular, exponential, logarithm, power};

/// A type of numbers that lanes hold: `f64` or `f32`.
///
/// Every function writes the values at `a` (and `b`) into `to`; if the lengths differ, as many as the
/// shortest has.
pub trait Lane: Copy + Send + Sync + 'static + private::Sealed {
    /// `exp(a)`.
    fn exp<I: Isa>(to: &mut [Self], a: &[Self]);
    /// `exp(a) - 1`.
    fn expm1<I: Isa>(to: &mut [Self], a: &[Self]);
    /// `ln(a)`, for `a > 0`.
    fn ln<I: Isa>(to: &mut [Self], a: &[Self]);
    /// `ln(1 + a)`, for `a > -1`.
    fn log1p<I: Isa>(to: &mut [Self], a: &[Self]);
    /// `sin(a)`, for finite `a`.
    fn sin<I: Isa>(to: &mut [Self], a: &[Self]);
    /// `cos(a)`, for finite `a`.
    fn cos<I: Isa>(to: &mut [Self], a: &[Self]);
    /// `tan(a)`, for finite `a`.
    fn tan<I: Isa>(to: &mut [Self], a: &[Self]);
    /// `sin(a)` and `cos(a)`, at little more than the cost of one of them.
    fn sin_cos<I: Isa>(sin: &mut [Self], cos: &mut [Self], a: &[Self]);
    /// `sinh(a)`.
    fn sinh<I: Isa>(to: &mut [Self], a: &[Self]);
    /// `cosh(a)`.
    fn cosh<I: Isa>(to: &mut [Self], a: &[Self]);
    /// `tanh(a)`.
    fn tanh<I: Isa>(to: &mut [Self], a: &[Self]);
    /// `1/cosh(a)`.
    fn sech<I: Isa>(to: &mut [Self], a: &[Self]);
    /// `1/cosh(a)^2 = 1 - tanh(a)^2`, the derivative of `tanh`.
    fn tanh_slope<I: Isa>(to: &mut [Self], a: &[Self]);
    /// `1/(1 + exp(-a))`.
    fn sigmoid<I: Isa>(to: &mut [Self], a: &[Self]);
    /// `s(1 - s)` with `s = sigmoid(a)`, the derivative of `sigmoid`.
    fn sigmoid_slope<I: Isa>(to: &mut [Self], a: &[Self]);
    /// `ln(1 + exp(a))`.
    fn softplus<I: Isa>(to: &mut [Self], a: &[Self]);
    /// `asin(a)`, for `|a| <= 1`.
    fn asin<I: Isa>(to: &mut [Self], a: &[Self]);
    /// `acos(a)`, for `|a| <= 1`.
    fn acos<I: Isa>(to: &mut [Self], a: &[Self]);
    /// `atan(a)`.
    fn atan<I: Isa>(to: &mut [Self], a: &[Self]);
    /// `asinh(a)`.
    fn asinh<I: Isa>(to: &mut [Self], a: &[Self]);
    /// `acosh(a)`, for `a >= 1`.
    fn acosh<I: Isa>(to: &mut [Self], a: &[Self]);
    /// `atanh(a)`, for `|a| < 1`.
    fn atanh<I: Isa>(to: &mut [Self], a: &[Self]);
    /// The real cube root of `a`, with its sign.
    fn cbrt<I: Isa>(to: &mut [Self], a: &[Self]);
    /// `a^b` for `a > 0`, and for `a = 0` with `b > 0`.
    fn pow<I: Isa>(to: &mut [Self], a: &[Self], b: &[Self]);
    /// `a^n`; 1 for `n = 0`, and for `a = 0` with a negative `n` not a number. `n` beyond 2^53 is rounded.
    fn powi<I: Isa>(to: &mut [Self], a: &[Self], n: i64);
    /// The columns of a square as rows.
    fn transpose<I: Isa>(isa: I, rows: Square<Self>) -> Square<Self>;
    /// The columns of a quarter of a square as rows.
    fn transpose_quarter<I: Isa>(isa: I, rows: Quarter<Self>) -> Quarter<Self>;
    /// The columns of four pairs as rows.
    fn transpose_pairs<I: Isa>(isa: I, rows: Pairs<Self>) -> [[Self; 4]; 2];
    /// Two columns of four numbers as rows.
    fn pair<I: Isa>(isa: I, columns: [[Self; 4]; 2]) -> Pairs<Self>;
    /// `exp(a - b)`, without the rounding error of the difference.
    fn exp_of_difference<I: Isa>(to: &mut [Self], a: &[Self], b: &[Self]);
    /// An integer near to `a/ln 2`, for `|a| < 2^20`; the same one for all moderate numbers.
    fn binary_exponent<I: Isa>(to: &mut [Self], a: &[Self]);
    /// Writes the binary exponent of moderate numbers, if all numbers are moderate; whether they are.
    fn moderate_exponents<I: Isa>(to: &mut [Self], numbers: &[Self]) -> bool;
    /// `exp(a)·2^-n`, with the binary exponent `n` of moderate numbers, for moderate `a`.
    fn exp_of_moderate<I: Isa>(to: &mut [Self], a: &[Self]);
    /// Whether binary exponents are those of moderate numbers.
    fn are_moderate(n: &[Self]) -> bool;
    /// `exp(a)·2^-n`, with the binary exponent `n` of moderate numbers, unless some `a` exceeds these by much.
    fn exp_near_moderate<I: Isa>(to: &mut [Self], a: &[Self]) -> bool;
    /// `exp(a)·2^-n`, with the binary exponents `n` of numbers, of which there may be fewer: then they come again. Where
    /// there is no exponent, `exp(a - number)`.
    fn exp_scaled<I: Isa>(to: &mut [Self], a: &[Self], n: &[Self], number: &[Self]);
}

mod private {
    pub trait Sealed {}
    impl Sealed for f64 {}
    impl Sealed for f32 {}
}

/// Whether an argument of `sin`, `cos` or `tan` has to be reduced with integers.
#[inline(always)]
fn is_far(x: f64) -> bool {
    x.abs() > circular::NEAR && x.abs() < f64::INFINITY
}

// The loops are written out by macros, because closures around large functions are not always inlined, and
// then miss the wide instructions.

/// `near` on every lane, then `far` on those, mostly none, where the argument is large.
macro_rules! circular {
    ($real:ty, $wide:expr, $narrow:expr, { $($name:ident = $near:ident, $far:ident;)* }) => {
        $(#[inline(always)]
        fn $name<I: Isa>(to: &mut [Self], a: &[Self]) {
            let mut any_far = false;
            for (to, a) in to.iter_mut().zip(a) {
                *to = $narrow(circular::$near::<I>($wide(*a)));
                any_far |= is_far($wide(*a));
            }
            if any_far {
                for (to, a) in to.iter_mut().zip(a) {
                    if is_far($wide(*a)) {
                        *to = $narrow(circular::$far::<I>($wide(*a)));
                    }
                }
            }
        })*
    };
}

macro_rules! lane {
    ($real:ty, $wide:expr, $narrow:expr, $moderate:expr, ($transpose:expr, $quarter:expr, $pairs:expr, $pair:expr), { $($name:ident = $function:path,)* }) => {
        impl Lane for $real {
            #[inline(always)]
            fn transpose<I: Isa>(isa: I, rows: Square<Self>) -> Square<Self> {
                $transpose(isa, rows)
            }
            #[inline(always)]
            fn transpose_quarter<I: Isa>(isa: I, rows: Quarter<Self>) -> Quarter<Self> {
                $quarter(isa, rows)
            }
            #[inline(always)]
            fn transpose_pairs<I: Isa>(isa: I, rows: Pairs<Self>) -> [[Self; 4]; 2] {
                $pairs(isa, rows)
            }
            #[inline(always)]
            fn pair<I: Isa>(isa: I, columns: [[Self; 4]; 2]) -> Pairs<Self> {
                $pair(isa, columns)
            }
            $(#[inline(always)]
            fn $name<I: Isa>(to: &mut [Self], a: &[Self]) {
                for (to, a) in to.iter_mut().zip(a) {
                    *to = $narrow($function($wide(*a)));
                }
            })*
            circular!($real, $wide, $narrow, {
                sin = sin_near, sin_far;
                cos = cos_near, cos_far;
                tan = tan_near, tan_far;
            });
            #[inline(always)]
            fn sin_cos<I: Isa>(sin: &mut [Self], cos: &mut [Self], a: &[Self]) {
                let mut any_far = false;
                for ((sin, cos), a) in sin.iter_mut().zip(&mut *cos).zip(a) {
                    let pair = circular::sin_cos_near::<I>($wide(*a));
                    (*sin, *cos) = ($narrow(pair.0), $narrow(pair.1));
                    any_far |= is_far($wide(*a));
                }
                if any_far {
                    for ((sin, cos), a) in sin.iter_mut().zip(cos).zip(a) {
                        if is_far($wide(*a)) {
                            *sin = $narrow(circular::sin_far::<I>($wide(*a)));
                            *cos = $narrow(circular::cos_far::<I>($wide(*a)));
                        }
                    }
                }
            }
            #[inline(always)]
            fn pow<I: Isa>(to: &mut [Self], a: &[Self], b: &[Self]) {
                for ((to, a), b) in to.iter_mut().zip(a).zip(b) {
                    *to = $narrow(power::pow::<I>($wide(*a), $wide(*b)));
                }
            }
            #[inline(always)]
            fn powi<I: Isa>(to: &mut [Self], a: &[Self], n: i64) {
                let n = power::Exponent::from(n);
                for (to, a) in to.iter_mut().zip(a) {
                    *to = $narrow(power::powi::<I>($wide(*a), n));
                }
            }
            #[inline(always)]
            fn exp_scaled<I: Isa>(to: &mut [Self], a: &[Self], n: &[Self], number: &[Self]) {
                let mut any_far = false;
                for ((to, a), n) in to.iter_mut().zip(a).zip(n) {
                    let (value, is_near) = exponential::exp_scaled_near::<I>($wide(*a), $wide(*n));
                    *to = $narrow(value);
                    any_far |= !is_near;
                }
                if any_far {
                    let numbers = number.iter().cycle();
                    for (((to, a), n), number) in to.iter_mut().zip(a).zip(n).zip(numbers) {
                        *to = $narrow(power::exp_scaled::<I>($wide(*a), $wide(*n), $wide(*number)));
                    }
                }
            }
            #[inline(always)]
            fn binary_exponent<I: Isa>(to: &mut [Self], a: &[Self]) {
                for (to, a) in to.iter_mut().zip(a) {
                    *to = $narrow($moderate.binary_exponent::<I>($wide(*a)));
                }
            }
            #[inline(always)]
            fn moderate_exponents<I: Isa>(to: &mut [Self], numbers: &[Self]) -> bool {
                let all = numbers.iter().fold(true, |all, x| all & $moderate.has($wide(*x)));
                if all {
                    to.fill($narrow($moderate.binary_exponent::<I>(0.0)));
                }
                all
            }
            #[inline(always)]
            fn are_moderate(n: &[Self]) -> bool {
                n.iter().fold(true, |all, n| all & $moderate.is_exponent($wide(*n)))
            }
            #[inline(always)]
            fn exp_of_moderate<I: Isa>(to: &mut [Self], a: &[Self]) {
                for (to, a) in to.iter_mut().zip(a) {
                    *to = $narrow($moderate.exp::<I>($wide(*a)));
                }
            }
            #[inline(always)]
            fn exp_near_moderate<I: Isa>(to: &mut [Self], a: &[Self]) -> bool {
                let mut all = 0;
                for (to, a) in to.iter_mut().zip(a) {
                    let (value, bits) = $moderate.exp_near::<I>($wide(*a));
                    *to = $narrow(value);
                    all |= bits;
                }
                to.is_empty() || $moderate.is_all_near(all)
            }
            #[inline(always)]
            fn exp_of_difference<I: Isa>(to: &mut [Self], a: &[Self], b: &[Self]) {
                for ((to, a), b) in to.iter_mut().zip(a).zip(b) {
                    *to = $narrow(power::exp_of_difference::<I>($wide(*a), $wide(*b)));
                }
            }
        }
    };
}

#[inline(always)]
fn same(x: f64) -> f64 {
    x
}

#[inline(always)]
#[allow(clippy::cast_possible_truncation, reason = "rounding is meant")]
fn round(x: f64) -> f32 {
    x as f32
}

#[inline(always)]
fn narrow<I: Isa, const N: usize, const M: usize>(_: I, rows: [[f32; N]; M]) -> [[f32; M]; N] {
    transpose(rows)
}

macro_rules! lanes {
    ($functions:tt) => {
        lane!(
            f64,
            same,
            same,
            Moderate::DOUBLE,
            (I::transpose, I::transpose_quarter, I::transpose_pairs, I::pair),
            $functions
        );
        lane!(
            f32,
            f64::from,
            round,
            Moderate::SINGLE,
            (narrow, narrow, narrow, narrow),
            $functions
        );
    };
}

lanes!({
    exp = exponential::exp::<I>,
    expm1 = exponential::expm1::<I>,
    ln = logarithm::ln::<I>,
    log1p = logarithm::log1p::<I>,
    sinh = exponential::sinh::<I>,
    cosh = exponential::cosh::<I>,
    tanh = exponential::tanh::<I>,
    sech = exponential::sech::<I>,
    tanh_slope = exponential::tanh_slope::<I>,
    sigmoid = exponential::sigmoid::<I>,
    sigmoid_slope = exponential::sigmoid_slope::<I>,
    softplus = exponential::softplus::<I>,
    asin = arcs::asin::<I>,
    acos = arcs::acos::<I>,
    atan = arcs::atan::<I>,
    asinh = logarithm::asinh::<I>,
    acosh = logarithm::acosh::<I>,
    atanh = logarithm::atanh::<I>,
    cbrt = power::cbrt::<I>,
});
