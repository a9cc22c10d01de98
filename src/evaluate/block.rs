//! Operations on blocks of points, inlined into the interpreter so that they are compiled for the
//! instructions of the machine. What they mean is said in [`super::scalar`].

use super::graph::{Binary, Unary};
use super::real::Real;
use crate::expr::Relation;
use crate::lanes::Isa;

/// An operand: a number for each point, or one for all.
#[derive(Debug, Clone, Copy)]
pub(super) enum Side<'a, T> {
    Block(&'a [T]),
    Number(T),
}

#[inline(always)]
fn map<T: Copy>(to: &mut [T], a: &[T], f: impl Fn(T) -> T) {
    for (to, a) in to.iter_mut().zip(a) {
        *to = f(*a);
    }
}

#[inline(always)]
fn combine<T: Copy>(to: &mut [T], a: Side<'_, T>, b: Side<'_, T>, f: impl Fn(T, T) -> T) {
    match (a, b) {
        (Side::Block(a), Side::Block(b)) => {
            for ((to, a), b) in to.iter_mut().zip(a).zip(b) {
                *to = f(*a, *b);
            }
        }
        (Side::Block(a), Side::Number(b)) => map(to, a, |a| f(a, b)),
        (Side::Number(a), Side::Block(b)) => map(to, b, |b| f(a, b)),
        (Side::Number(a), Side::Number(b)) => to.fill(f(a, b)),
    }
}

/// A function of one argument.
#[inline(always)]
pub(super) fn unary<I: Isa, T: Real>(op: Unary, to: &mut [T], a: &[T]) {
    match op {
        Unary::Neg => map(to, a, |a| -a),
        Unary::Abs => map(to, a, T::abs),
        Unary::Sign => map(to, a, sign),
        Unary::Sqrt => map(to, a, T::sqrt),
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
        Unary::Log1p => T::log1p::<I>(to, a),
        Unary::Expm1 => T::expm1::<I>(to, a),
        Unary::Sigmoid => T::sigmoid::<I>(to, a),
        Unary::Softplus => T::softplus::<I>(to, a),
        Unary::TanhSlope => T::tanh_slope::<I>(to, a),
        Unary::SigmoidSlope => T::sigmoid_slope::<I>(to, a),
    }
}

#[inline(always)]
fn sign<T: Real>(a: T) -> T {
    let negative = if a < T::ZERO { -T::ONE } else { a };
    if a > T::ZERO { T::ONE } else { negative }
}

/// A function of two arguments.
#[inline(always)]
pub(super) fn binary<I: Isa, T: Real>(op: Binary, to: &mut [T], a: Side<'_, T>, b: Side<'_, T>) {
    match op {
        Binary::Add => combine(to, a, b, |a, b| a + b),
        Binary::Sub => combine(to, a, b, |a, b| a - b),
        Binary::Mul => combine(to, a, b, |a, b| a * b),
        Binary::Div => combine(to, a, b, |a, b| if b == T::ZERO { T::NAN } else { a / b }),
        Binary::Max => combine(to, a, b, maximum),
        Binary::Min => combine(to, a, b, |a, b| -maximum(-a, -b)),
        Binary::And => combine(to, a, b, and),
        Binary::Or => combine(to, a, b, |a, b| T::ONE - and(T::ONE - a, T::ONE - b)),
        Binary::Pow => {
            for (k, to) in to.chunks_mut(PIECE).enumerate() {
                let (from, length) = (k * PIECE, to.len());
                T::pow::<I>(to, &piece(a, from, length), &piece(b, from, length));
            }
        }
        Binary::ExpDifference => {
            for (k, to) in to.chunks_mut(PIECE).enumerate() {
                let (from, length) = (k * PIECE, to.len());
                T::exp_of_difference::<I>(to, &piece(a, from, length), &piece(b, from, length));
            }
        }
    }
}

/// The larger operand.
#[inline(always)]
pub(super) fn maximum_of<T: Real>(to: &mut [T], a: Side<'_, T>, b: Side<'_, T>) {
    combine(to, a, b, maximum);
}

/// The product.
#[inline(always)]
pub(super) fn product_of<T: Real>(to: &mut [T], a: Side<'_, T>, b: Side<'_, T>) {
    combine(to, a, b, |a, b| a * b);
}

/// A quotient, infinite where the divisor is zero.
#[inline(always)]
pub(super) fn divide<T: Real>(to: &mut [T], a: Side<'_, T>, b: Side<'_, T>) {
    combine(to, a, b, |a, b| a / b);
}

/// A piece of an operand, a number spread out.
#[inline(always)]
fn piece<T: Real>(side: Side<'_, T>, from: usize, length: usize) -> [T; PIECE] {
    match side {
        Side::Number(value) => [value; PIECE],
        Side::Block(values) => {
            let mut piece = [T::ZERO; PIECE];
            piece[..length].copy_from_slice(&values[from..from + length]);
            piece
        }
    }
}

/// The number of points that functions of two arguments take at a time.
const PIECE: usize = 16;

#[inline(always)]
fn maximum<T: Real>(a: T, b: T) -> T {
    let other = if b >= a { b } else { T::NAN };
    if a > b { a } else { other }
}

#[inline(always)]
fn and<T: Real>(a: T, b: T) -> T {
    if (a == T::ZERO) | (b == T::ZERO) { T::ZERO } else { a * b }
}

/// A comparison.
#[inline(always)]
pub(super) fn compare<T: Real>(
    relation: Relation,
    to: &mut [T],
    a: Side<'_, T>,
    b: Side<'_, T>,
) {
    let truth = |ordering| if relation.holds(ordering) { T::ONE } else { T::ZERO };
    let less = truth(std::cmp::Ordering::Less);
    let equal = truth(std::cmp::Ordering::Equal);
    let greater = truth(std::cmp::Ordering::Greater);
    combine(to, a, b, |a, b| {
        let value = if a == b { equal } else { T::NAN };
        let value = if a < b { less } else { value };
        if a > b { greater } else { value }
    });
}

/// One of two operands, undefined where the condition is.
#[inline(always)]
pub(super) fn select<T: Real>(
    to: &mut [T],
    condition: &[T],
    a: Side<'_, T>,
    b: Side<'_, T>,
) {
    // First the one, then the other where it is needed.
    match b {
        Side::Block(b) => to.copy_from_slice(b),
        Side::Number(b) => to.fill(b),
    }
    let choose = |condition: T, yes: T, no: T| {
        let no = if condition == T::ZERO { no } else { T::NAN };
        if condition == T::ONE { yes } else { no }
    };
    match a {
        Side::Block(a) => {
            for ((to, condition), a) in to.iter_mut().zip(condition).zip(a) {
                *to = choose(*condition, *a, *to);
            }
        }
        Side::Number(a) => {
            for (to, condition) in to.iter_mut().zip(condition) {
                *to = choose(*condition, a, *to);
            }
        }
    }
}

/// Adds a block to running sums, and what rounding has lost to others (Neumaier's summation).
#[inline(always)]
pub(super) fn accumulate<T: Real>(sums: &mut [T], errors: &mut [T], a: &[T]) {
    for ((sum, error), &a) in sums.iter_mut().zip(errors).zip(a) {
        let next = *sum + a;
        let part = next - *sum;
        let lost = (*sum - (next - part)) + (a - part);
        *error = *error + lost;
        *sum = next;
    }
}

/// The sums with what rounding has lost; just the sums where they are not finite.
#[inline(always)]
pub(super) fn total<T: Real>(to: &mut [T], sums: &[T], errors: &[T]) {
    for ((to, &sum), &error) in to.iter_mut().zip(sums).zip(errors) {
        let total = sum + error;
        *to = if total == total { total } else { sum };
    }
}
