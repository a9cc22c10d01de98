//! The floating-point types that evaluators compute with, and the operations on blocks of them.
//!
//! What is here is compiled once for each set of instructions, as part of the interpreter.

#![allow(
    clippy::inline_always,
    reason = "what is not inlined is not compiled for the wide instructions"
)]

use std::ops::{Add, Div, Mul, Neg, Sub};

use super::graph::{Binary, Unary};
use super::program::Signs;
use crate::expr::Relation;
use crate::lanes::{Isa, Lane};

/// A floating-point type: `f32` or `f64`.
pub trait Real:
    Lane
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
    + PartialOrd
    + std::fmt::Debug
{
    /// Zero.
    const ZERO: Self;
    /// One.
    const ONE: Self;
    /// The value that is not defined.
    const UNDEFINED: Self;
    /// The nearest number of this type.
    fn from_f64(value: f64) -> Self;
    /// The number.
    fn to_f64(self) -> f64;
    #[doc(hidden)]
    #[must_use]
    fn magnitude(self) -> Self;
    #[doc(hidden)]
    #[must_use]
    fn root(self) -> Self;
    #[doc(hidden)]
    #[must_use]
    fn times_plus(self, factor: Self, summand: Self) -> Self;
}

macro_rules! real {
    ($($kind:ty),*) => {$(
        impl Real for $kind {
            const ZERO: Self = 0.0;
            const ONE: Self = 1.0;
            const UNDEFINED: Self = <$kind>::NAN;
            #[allow(clippy::cast_possible_truncation, reason = "rounding is meant")]
            #[inline(always)]
            fn from_f64(value: f64) -> Self {
                value as $kind
            }
            #[inline(always)]
            #[allow(clippy::useless_conversion, reason = "one of the types is `f64` itself")]
            fn to_f64(self) -> f64 {
                f64::from(self)
            }
            #[inline(always)]
            fn magnitude(self) -> Self {
                self.abs()
            }
            #[inline(always)]
            fn root(self) -> Self {
                self.sqrt()
            }
            #[inline(always)]
            fn times_plus(self, factor: Self, summand: Self) -> Self {
                self.mul_add(factor, summand)
            }
        }
    )*};
}

real!(f32, f64);

/// Something on every lane.
#[inline(always)]
pub(super) fn map<T: Copy>(to: &mut [T], a: &[T], f: impl Fn(T) -> T) {
    for (to, a) in to.iter_mut().zip(a) {
        *to = f(*a);
    }
}

/// A quotient of which it is known that the divisor is not zero.
#[inline(always)]
pub(super) fn ratio<T: Real>(to: &mut [T], a: Side<'_, T>, b: Side<'_, T>) {
    arithmetic(to, a, b, |a, b| a / b);
}

/// Something of two operands on every lane.
#[inline(always)]
pub(super) fn map2<T: Copy>(to: &mut [T], a: &[T], b: &[T], f: impl Fn(T, T) -> T) {
    for ((to, a), b) in to.iter_mut().zip(a).zip(b) {
        *to = f(*a, *b);
    }
}

/// A function of one argument on a block.
#[inline(always)]
pub(super) fn unary<I: Isa, T: Real>(op: Unary, to: &mut [T], a: &[T]) {
    match op {
        Unary::Neg => map(to, a, |a| -a),
        Unary::Abs => map(to, a, T::magnitude),
        Unary::Sign => map(to, a, |a| {
            let positive = if a > T::ZERO { T::ONE } else { a };
            if a < T::ZERO { -T::ONE } else { positive }
        }),
        Unary::Sqrt => map(to, a, T::root),
        Unary::Cbrt => T::cbrt::<I>(to, a),
        Unary::Exp => T::exp::<I>(to, a),
        Unary::Ln => T::ln::<I>(to, a),
        Unary::Sin => T::sin::<I>(to, a),
        Unary::Cos => T::cos::<I>(to, a),
        Unary::Tan => T::tan::<I>(to, a),
        Unary::Sinh => T::sinh::<I>(to, a),
        Unary::Cosh => T::cosh::<I>(to, a),
        Unary::Tanh => T::tanh::<I>(to, a),
        Unary::Asin => T::asin::<I>(to, a),
        Unary::Acos => T::acos::<I>(to, a),
        Unary::Atan => T::atan::<I>(to, a),
        Unary::Asinh => T::asinh::<I>(to, a),
        Unary::Acosh => T::acosh::<I>(to, a),
        Unary::Atanh => T::atanh::<I>(to, a),
        Unary::Sech => T::sech::<I>(to, a),
        Unary::BinaryExponent => T::binary_exponent::<I>(to, a),
        Unary::Log1p => T::log1p::<I>(to, a),
        Unary::Expm1 => T::expm1::<I>(to, a),
        Unary::Sigmoid => T::sigmoid::<I>(to, a),
        Unary::Softplus => T::softplus::<I>(to, a),
        Unary::TanhSlope => T::tanh_slope::<I>(to, a),
        Unary::SigmoidSlope => T::sigmoid_slope::<I>(to, a),
    }
}

/// An operand: a block, or the same number in every lane.
#[derive(Debug, Clone, Copy)]
pub(super) enum Side<'a, T> {
    Block(&'a [T]),
    Constant(T),
}

impl<T: Copy> Side<'_, T> {
    /// Writes the numbers.
    #[inline(always)]
    pub(super) fn copy_to(self, to: &mut [T]) {
        match self {
            Side::Block(values) => to.copy_from_slice(values),
            Side::Constant(value) => to.fill(value),
        }
    }
}

/// An operand as a block, which is written into the scratch block if it is a constant.
#[inline(always)]
pub(super) fn block<'a, T: Copy>(side: Side<'a, T>, scratch: &'a mut [T]) -> &'a [T] {
    match side {
        Side::Block(block) => block,
        Side::Constant(value) => {
            scratch.fill(value);
            scratch
        }
    }
}

/// Arithmetic on blocks and constants.
#[inline(always)]
fn arithmetic<T: Real>(to: &mut [T], a: Side<'_, T>, b: Side<'_, T>, f: impl Fn(T, T) -> T) {
    match (a, b) {
        (Side::Block(a), Side::Block(b)) => map2(to, a, b, f),
        (Side::Block(a), Side::Constant(b)) => map(to, a, |a| f(a, b)),
        (Side::Constant(a), Side::Block(b)) => map(to, b, |b| f(a, b)),
        (Side::Constant(a), Side::Constant(b)) => to.fill(f(a, b)),
    }
}

/// The larger number; undefined where either is.
#[inline(always)]
pub(super) fn maximum<T: Real>(a: T, b: T) -> T {
    let larger = if a > b { a } else { b };
    // A comparison with NaN is false, so that `b` stands there even where `a` is NaN.
    if a.partial_cmp(&a).is_none() { a } else { larger }
}

/// A quotient, undefined where the divisor is zero.
#[inline(always)]
pub(super) fn quotient<T: Real>(a: T, b: T) -> T {
    if b == T::ZERO { T::UNDEFINED } else { a / b }
}

/// False where either condition is false, otherwise undefined where either is.
#[inline(always)]
fn and<T: Real>(a: T, b: T) -> T {
    let product = a * b;
    let product = if a == T::ZERO { a } else { product };
    if b == T::ZERO { b } else { product }
}

/// A function of two arguments on blocks.
#[inline(always)]
pub(super) fn binary<T: Real>(op: Binary, to: &mut [T], a: Side<'_, T>, b: Side<'_, T>) {
    match op {
        Binary::Add => arithmetic(to, a, b, |a, b| a + b),
        Binary::Sub => arithmetic(to, a, b, |a, b| a - b),
        Binary::Mul => arithmetic(to, a, b, |a, b| a * b),
        Binary::Div => arithmetic(to, a, b, quotient),
        Binary::Max => arithmetic(to, a, b, maximum),
        Binary::Min => arithmetic(to, a, b, |a, b| -maximum(-a, -b)),
        Binary::And => arithmetic(to, a, b, and),
        Binary::Or => arithmetic(to, a, b, |a, b| T::ONE - and(T::ONE - a, T::ONE - b)),
        // With operands in registers only.
        Binary::Pow | Binary::ExpDifference | Binary::ExpScaled => {}
    }
}

/// A comparison on blocks.
#[inline(always)]
pub(super) fn compare<T: Real>(relation: Relation, to: &mut [T], a: Side<'_, T>, b: Side<'_, T>) {
    let decided = |truth: bool, a: T, b: T| {
        let value = if truth { T::ONE } else { T::ZERO };
        if a.partial_cmp(&b).is_none() { T::UNDEFINED } else { value }
    };
    match relation {
        Relation::LESS => arithmetic(to, a, b, |a, b| decided(a < b, a, b)),
        Relation::AT_MOST => arithmetic(to, a, b, |a, b| decided(a <= b, a, b)),
        Relation::EQUAL => arithmetic(to, a, b, |a, b| decided(a == b, a, b)),
        Relation::NOT_EQUAL => arithmetic(to, a, b, |a, b| decided(a != b, a, b)),
        Relation::GREATER => arithmetic(to, a, b, |a, b| decided(a > b, a, b)),
        Relation::AT_LEAST => arithmetic(to, a, b, |a, b| decided(a >= b, a, b)),
        Relation::ALWAYS => arithmetic(to, a, b, |a, b| decided(true, a, b)),
        _ => arithmetic(to, a, b, |a, b| decided(false, a, b)),
    }
}

/// The first value where the condition is true, the second one where it is false.
#[inline(always)]
pub(super) fn select<T: Real>(to: &mut [T], condition: &[T], a: Side<'_, T>, b: Side<'_, T>) {
    let choose = |condition: T, a: T, b: T| {
        let value = if condition > T::ZERO { a } else { b };
        if condition.partial_cmp(&condition).is_none() { T::UNDEFINED } else { value }
    };
    let lanes = to.iter_mut().zip(condition);
    match (a, b) {
        (Side::Block(a), Side::Block(b)) => {
            for (((to, condition), a), b) in lanes.zip(a).zip(b) {
                *to = choose(*condition, *a, *b);
            }
        }
        (Side::Block(a), Side::Constant(b)) => {
            for ((to, condition), a) in lanes.zip(a) {
                *to = choose(*condition, *a, b);
            }
        }
        (Side::Constant(a), Side::Block(b)) => {
            for ((to, condition), b) in lanes.zip(b) {
                *to = choose(*condition, a, *b);
            }
        }
        (Side::Constant(a), Side::Constant(b)) => {
            for (to, condition) in lanes {
                *to = choose(*condition, a, b);
            }
        }
    }
}

/// `a·b + c` on blocks, with the signs of `c` and of the product.
#[inline(always)]
pub(super) fn multiply_add<I: Isa, T: Real>(
    to: &mut [T],
    (a, b): (&[T], Side<'_, T>),
    c: Side<'_, T>,
    signs: Signs,
) {
    let plus = |a: T, b: T, c: T| if I::FMA { a.times_plus(b, c) } else { a * b + c };
    match signs {
        Signs::Plus => fused(to, a, b, c, plus),
        Signs::MinusSummand => fused(to, a, b, c, |a, b, c| plus(a, b, -c)),
        Signs::MinusProduct => fused(to, a, b, c, |a, b, c| plus(-a, b, c)),
    }
}

/// `a·(b·c + d)` on blocks, with the signs of `d` and of the product.
#[inline(always)]
pub(super) fn factored_add<I: Isa, T: Real>(
    to: &mut [T],
    a: &[T],
    (b, c): (Side<'_, T>, &[T]),
    d: Side<'_, T>,
    signs: Signs,
) {
    let plus = |b: T, c: T, d: T| if I::FMA { b.times_plus(c, d) } else { b * c + d };
    match signs {
        Signs::Plus => factored(to, a, (b, c), d, |a, b, c, d| a * plus(b, c, d)),
        Signs::MinusSummand => factored(to, a, (b, c), d, |a, b, c, d| a * plus(b, c, -d)),
        Signs::MinusProduct => factored(to, a, (b, c), d, |a, b, c, d| a * plus(-b, c, d)),
    }
}

#[inline(always)]
fn factored<T: Real>(
    to: &mut [T],
    a: &[T],
    (b, c): (Side<'_, T>, &[T]),
    d: Side<'_, T>,
    f: impl Fn(T, T, T, T) -> T,
) {
    let lanes = to.iter_mut().zip(a).zip(c);
    match (b, d) {
        (Side::Block(b), Side::Block(d)) => {
            for ((((to, a), c), b), d) in lanes.zip(b).zip(d) {
                *to = f(*a, *b, *c, *d);
            }
        }
        (Side::Block(b), Side::Constant(d)) => {
            for (((to, a), c), b) in lanes.zip(b) {
                *to = f(*a, *b, *c, d);
            }
        }
        (Side::Constant(b), Side::Block(d)) => {
            for (((to, a), c), d) in lanes.zip(d) {
                *to = f(*a, b, *c, *d);
            }
        }
        (Side::Constant(b), Side::Constant(d)) => {
            for ((to, a), c) in lanes {
                *to = f(*a, b, *c, d);
            }
        }
    }
}

/// `a·(b·c)` on blocks.
#[inline(always)]
pub(super) fn product<T: Real>(to: &mut [T], a: Side<'_, T>, b: &[T], c: &[T]) {
    let lanes = to.iter_mut().zip(b).zip(c);
    match a {
        Side::Block(a) => {
            for (((to, b), c), a) in lanes.zip(a) {
                *to = *a * (*b * *c);
            }
        }
        Side::Constant(a) => {
            for ((to, b), c) in lanes {
                *to = a * (*b * *c);
            }
        }
    }
}

/// `factor·(a·b) + c` on blocks, or `- c`.
#[inline(always)]
pub(super) fn scaled_add<I: Isa, T: Real>(
    to: &mut [T],
    (a, b): (&[T], &[T]),
    factor: T,
    c: Side<'_, T>,
    minus: bool,
) {
    let plus = |p: T, c: T| if I::FMA { factor.times_plus(p, c) } else { factor * p + c };
    let lanes = to.iter_mut().zip(a).zip(b);
    match (c, minus) {
        (Side::Block(c), false) => {
            for (((to, a), b), c) in lanes.zip(c) {
                *to = plus(*a * *b, *c);
            }
        }
        (Side::Block(c), true) => {
            for (((to, a), b), c) in lanes.zip(c) {
                *to = plus(*a * *b, -*c);
            }
        }
        (Side::Constant(c), minus) => {
            let c = if minus { -c } else { c };
            for ((to, a), b) in lanes {
                *to = plus(*a * *b, c);
            }
        }
    }
}

#[inline(always)]
fn fused<T: Real>(to: &mut [T], a: &[T], b: Side<'_, T>, c: Side<'_, T>, f: impl Fn(T, T, T) -> T) {
    let lanes = to.iter_mut().zip(a);
    match (b, c) {
        (Side::Block(b), Side::Block(c)) => {
            for (((to, a), b), c) in lanes.zip(b).zip(c) {
                *to = f(*a, *b, *c);
            }
        }
        (Side::Block(b), Side::Constant(c)) => {
            for ((to, a), b) in lanes.zip(b) {
                *to = f(*a, *b, c);
            }
        }
        (Side::Constant(b), Side::Block(c)) => {
            for ((to, a), c) in lanes.zip(c) {
                *to = f(*a, b, *c);
            }
        }
        (Side::Constant(b), Side::Constant(c)) => {
            for (to, a) in lanes {
                *to = f(*a, b, c);
            }
        }
    }
}
