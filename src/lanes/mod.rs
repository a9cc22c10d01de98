//! Elementary functions on blocks of numbers, for the widest instructions that the processor has.
//!
//! The functions are written for one number, without branches and without tables, and are inlined into
//! loops that the compiler turns into vector instructions. [`dispatch`] runs a piece of [`Work`], compiled
//! for each set of instructions ([`Isa`]); the work hands its `I` on to the functions of [`Lane`]. What has
//! many loops, such as an interpreter, runs each as a piece of its own ([`Isa::call`]).
//!
//! **Accuracy.** Every `f64` function is within 3 units in the last place of the exact value (`tan` without
//! fused multiplication and addition within 4), over the whole range, subnormal numbers included. The same
//! functions of `f32` are computed through `f64`, and are off by little more than half a unit. The largest
//! errors found are listed in `docs/evaluators.md`.
//!
//! **Bits.** Results do not depend on the position in a block. AVX2, AVX-512 and NEON give the same bits; a
//! processor without fused multiplication and addition gives others, in the last places.
//!
//! **Meaning.** These are the functions of real numbers: outside of their domain and at poles they are not a
//! number (`ln(0)`, `atanh(1)`, `pow(0, -1)`). Infinities mean overflow or a limit: `exp(inf)` and `ln(inf)`
//! are infinite, `tanh(inf)` is 1, `sin(inf)` is not a number. `NaN` gives `NaN`. Odd functions keep the sign
//! of zero.

#![allow(
    clippy::inline_always,
    reason = "what is not inlined is not compiled for the wide instructions"
)]
#![allow(clippy::approx_constant, reason = "parts of constants are written as what they are")]
#![allow(
    clippy::float_cmp,
    clippy::needless_bitwise_bool,
    reason = "exact cases, without branches"
)]
#![allow(clippy::excessive_precision, clippy::unreadable_literal, reason = "fitted coefficients")]

mod arcs;
mod arithmetic;
mod circular;
mod dispatch;
mod exponential;
mod lane;
mod logarithm;
mod power;

pub use dispatch::{
    Avx2, Avx512, Isa, Level, Plain, Square, Work, dispatch, dispatch_at, pieces, prefetch,
    transpose, widest, write_pieces,
};
pub use lane::Lane;
