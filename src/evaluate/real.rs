//! The floating-point types that evaluators compute with, and the operations on blocks of them.

use super::graph::{Binary, Unary};
use super::scalar;
use crate::expr::Relation;

/// A floating-point type: `f32` or `f64`.
pub trait Real:
    Copy + Send + Sync + PartialOrd + std::fmt::Debug + private::Sealed + 'static
{
    /// The nearest number of this type.
    fn from_f64(value: f64) -> Self;
    /// The number.
    fn to_f64(self) -> f64;
    #[doc(hidden)]
    fn arithmetic(op: Arithmetic, a: Self, b: Self) -> Self;
}

mod private {
    pub trait Sealed {}
    impl Sealed for f32 {}
    impl Sealed for f64 {}
}

/// The operations that the processor has itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[doc(hidden)]
#[allow(missing_docs, reason = "the names are the operations' own")]
pub enum Arithmetic {
    Add,
    Sub,
    Mul,
    Div,
}

macro_rules! real {
    ($($kind:ty),*) => {$(
        impl Real for $kind {
            #[allow(clippy::cast_possible_truncation, clippy::cast_lossless, trivial_numeric_casts)]
            fn from_f64(value: f64) -> Self {
                value as $kind
            }
            #[allow(clippy::cast_lossless, trivial_numeric_casts)]
            fn to_f64(self) -> f64 {
                self as f64
            }
            #[inline]
            fn arithmetic(op: Arithmetic, a: Self, b: Self) -> Self {
                match op {
                    Arithmetic::Add => a + b,
                    Arithmetic::Sub => a - b,
                    Arithmetic::Mul => a * b,
                    Arithmetic::Div => a / b,
                }
            }
        }
    )*};
}

real!(f32, f64);

/// A function of one argument on a block.
pub(super) fn unary<T: Real>(op: Unary, to: &mut [T], a: &[T]) {
    for (to, a) in to.iter_mut().zip(a) {
        *to = T::from_f64(scalar::unary(op, a.to_f64()));
    }
}

/// A function of two arguments on blocks.
pub(super) fn binary<T: Real>(op: Binary, to: &mut [T], a: &[T], b: &[T]) {
    let arithmetic = match op {
        Binary::Add => Arithmetic::Add,
        Binary::Sub => Arithmetic::Sub,
        Binary::Mul => Arithmetic::Mul,
        _ => {
            for ((to, a), b) in to.iter_mut().zip(a).zip(b) {
                *to = T::from_f64(scalar::binary(op, a.to_f64(), b.to_f64()));
            }
            return;
        }
    };
    for ((to, a), b) in to.iter_mut().zip(a).zip(b) {
        *to = T::arithmetic(arithmetic, *a, *b);
    }
}

/// A quotient on blocks, infinite where the divisor is zero.
pub(super) fn divide<T: Real>(to: &mut [T], a: &[T], b: &[T]) {
    for ((to, a), b) in to.iter_mut().zip(a).zip(b) {
        *to = T::arithmetic(Arithmetic::Div, *a, *b);
    }
}

/// A comparison on blocks.
pub(super) fn compare<T: Real>(relation: Relation, to: &mut [T], a: &[T], b: &[T]) {
    for ((to, a), b) in to.iter_mut().zip(a).zip(b) {
        *to = T::from_f64(scalar::compare(relation, a.to_f64(), b.to_f64()));
    }
}

/// Adds a block to running sums, and what rounding has lost to others (Neumaier's summation).
pub(super) fn accumulate<T: Real>(sums: &mut [T], errors: &mut [T], a: &[T]) {
    let add = |a, b| T::arithmetic(Arithmetic::Add, a, b);
    let sub = |a, b| T::arithmetic(Arithmetic::Sub, a, b);
    for ((sum, error), &a) in sums.iter_mut().zip(errors).zip(a) {
        let next = add(*sum, a);
        let part = sub(next, *sum);
        let lost = add(sub(*sum, sub(next, part)), sub(a, part));
        *error = add(*error, lost);
        *sum = next;
    }
}

/// The sums with what rounding has lost; just the sums where they are not finite.
pub(super) fn total<T: Real>(to: &mut [T], sums: &[T], errors: &[T]) {
    for ((to, &sum), &error) in to.iter_mut().zip(sums).zip(errors) {
        let total = T::arithmetic(Arithmetic::Add, sum, error);
        *to = if total.to_f64().is_nan() { sum } else { total };
    }
}
