//! The floating-point types that evaluators compute with.

use std::ops::{Add, Div, Mul, Neg, Sub};

use crate::lanes::{Isa, Lane};

/// A floating-point type: `f32` or `f64`.
pub trait Real:
    Lane
    + PartialOrd
    + std::fmt::Debug
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
    + private::Sealed
{
    /// Zero.
    const ZERO: Self;
    /// One.
    const ONE: Self;
    /// Not a number: the value of what is undefined.
    const NAN: Self;
    /// The nearest number of this type.
    fn from_f64(value: f64) -> Self;
    /// The number.
    fn to_f64(self) -> f64;
    /// The magnitude.
    #[must_use]
    fn abs(self) -> Self;
    /// The square root; NaN for negative numbers.
    #[must_use]
    fn sqrt(self) -> Self;
    /// `self*b + c`, with one rounding where the instructions allow.
    #[must_use]
    fn multiply_add<I: Isa>(self, b: Self, c: Self) -> Self;
}

mod private {
    pub trait Sealed {}
    impl Sealed for f32 {}
    impl Sealed for f64 {}
}

macro_rules! real {
    ($($kind:ty),*) => {$(
        impl Real for $kind {
            const ZERO: Self = 0.0;
            const ONE: Self = 1.0;
            const NAN: Self = <$kind>::NAN;

            #[inline(always)]
            #[allow(clippy::cast_possible_truncation, clippy::cast_lossless, trivial_numeric_casts)]
            fn from_f64(value: f64) -> Self {
                value as $kind
            }
            #[inline(always)]
            #[allow(clippy::cast_lossless, trivial_numeric_casts)]
            fn to_f64(self) -> f64 {
                self as f64
            }
            #[inline(always)]
            fn abs(self) -> Self {
                <$kind>::abs(self)
            }
            #[inline(always)]
            fn sqrt(self) -> Self {
                <$kind>::sqrt(self)
            }
            #[inline(always)]
            fn multiply_add<I: Isa>(self, b: Self, c: Self) -> Self {
                if I::FMA { self.mul_add(b, c) } else { self * b + c }
            }
        }
    )*};
}

real!(f32, f64);
