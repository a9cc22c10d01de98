//! The operations of the graph on one number: the meaning of every [`Unary`] and [`Binary`], and what
//! constants are folded with.

use super::graph::{Binary, Unary};
use crate::expr::Relation;

/// Undefined instead of an infinity at a pole.
fn unless(pole: bool, value: f64) -> f64 {
    if pole { f64::NAN } else { value }
}

/// A function of one argument.
#[must_use]
pub fn unary(op: Unary, a: f64) -> f64 {
    match op {
        Unary::Neg => -a,
        Unary::Abs => a.abs(),
        Unary::Sign => {
            if a > 0.0 {
                1.0
            } else if a < 0.0 {
                -1.0
            } else {
                a
            }
        }
        Unary::Sqrt => a.sqrt(),
        Unary::Cbrt => a.cbrt(),
        Unary::Exp => a.exp(),
        Unary::Ln => unless(a == 0.0, a.ln()),
        Unary::Sin => a.sin(),
        Unary::Cos => a.cos(),
        Unary::Tan => a.tan(),
        Unary::Sinh => a.sinh(),
        Unary::Cosh => a.cosh(),
        Unary::Tanh => a.tanh(),
        Unary::Asin => a.asin(),
        Unary::Acos => a.acos(),
        Unary::Atan => a.atan(),
        Unary::Asinh => a.asinh(),
        Unary::Acosh => a.acosh(),
        Unary::Atanh => unless(a.abs() >= 1.0, a.atanh()),
        Unary::BinaryExponent => {
            let exponent = (a / std::f64::consts::LN_2).round();
            unless(a.abs() >= 1_048_576.0, exponent)
        }
        Unary::Sech => {
            let t = (-a.abs()).exp();
            2.0 * t / (1.0 + t * t)
        }
        Unary::Log1p => unless(a <= -1.0, a.ln_1p()),
        Unary::Expm1 => a.exp_m1(),
        Unary::Sigmoid => {
            let t = (-a.abs()).exp();
            let small = t / (1.0 + t);
            if a < 0.0 { small } else { 1.0 / (1.0 + t) }
        }
        Unary::Softplus => (-a.abs()).exp().ln_1p() + maximum(a, 0.0),
        Unary::TanhSlope => 4.0 * sigmoid_slope(2.0 * a),
        Unary::SigmoidSlope => sigmoid_slope(a),
    }
}

/// With `t = exp(-|a|)`, `t/(1 + t)^2`.
fn sigmoid_slope(a: f64) -> f64 {
    let t = (-a.abs()).exp();
    t / ((1.0 + t) * (1.0 + t))
}

/// A function of two arguments.
#[must_use]
pub fn binary(op: Binary, a: f64, b: f64) -> f64 {
    match op {
        Binary::Add => a + b,
        Binary::Sub => a - b,
        Binary::Mul => a * b,
        Binary::Div => unless(b == 0.0, a / b),
        Binary::Pow => {
            if a > 0.0 || (a == 0.0 && b > 0.0) {
                // `1^NaN` is 1 for `powf`.
                unless(b.is_nan(), a.powf(b))
            } else {
                f64::NAN
            }
        }
        Binary::Max => maximum(a, b),
        Binary::Min => -maximum(-a, -b),
        Binary::And => and(a, b),
        Binary::Or => 1.0 - and(1.0 - a, 1.0 - b),
        Binary::ExpDifference => exp_difference(a, b),
        Binary::ExpScaled => a.exp() * (-b).exp2(),
    }
}

/// The larger number; undefined where either is.
fn maximum(a: f64, b: f64) -> f64 {
    if a > b {
        a
    } else if b >= a {
        b
    } else {
        f64::NAN
    }
}

/// False where either condition is false, otherwise undefined where either is.
fn and(a: f64, b: f64) -> f64 {
    if a == 0.0 || b == 0.0 { 0.0 } else { a * b }
}

/// `exp(a - b)`: the rounding error of the difference (Knuth's two-sum) enters to first order.
fn exp_difference(a: f64, b: f64) -> f64 {
    let difference = a - b;
    let part = difference - a;
    let error = (a - (difference - part)) - (b + part);
    let power = difference.exp();
    if error.is_finite() && power.is_finite() { power + power * error } else { power }
}

/// `a^n`; `a^0` is 1, and zero has no negative powers.
#[must_use]
pub fn integer_power(a: f64, n: i64) -> f64 {
    if a.is_nan() || (a == 0.0 && n < 0) {
        return f64::NAN;
    }
    // Exact up to 2^53, and beyond that parity alone matters for the sign.
    #[allow(clippy::cast_precision_loss)]
    let magnitude = a.abs().powf(n as f64);
    if a < 0.0 && n % 2 != 0 { -magnitude } else { magnitude }
}

/// Whether two numbers compare so: 1, 0, or NaN where one of them is undefined.
#[must_use]
pub fn compare(relation: Relation, a: f64, b: f64) -> f64 {
    match a.partial_cmp(&b) {
        None => f64::NAN,
        Some(ordering) if relation.holds(ordering) => 1.0,
        Some(_) => 0.0,
    }
}
