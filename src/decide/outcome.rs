//! What is asked of the engine, and what it answers.

use crate::expr::{ExprId, Proposition, Symbol};

/// A claim `lhs = rhs` with what is known about it.
#[derive(Debug, Clone)]
pub struct Claim {
    /// The left side, every abbreviation unfolded.
    pub lhs: ExprId,
    /// The right side, every abbreviation unfolded.
    pub rhs: ExprId,
    /// Facts about the point at hand.
    pub assumptions: Vec<Proposition>,
    /// Equations that hold for all values of their variables, usable under derivatives.
    pub given: Vec<(ExprId, ExprId)>,
    /// Names that stand for integers.
    pub integers: Vec<Symbol>,
}

/// How the domains of the two sides compare, under the assumptions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Domain {
    /// Both sides are defined at the same points.
    Same,
    /// The right side is defined at more points.
    Widens,
    /// The right side is defined at fewer points.
    Narrows,
    /// Each side is defined somewhere where the other is not.
    Mixed,
    /// Not decided.
    Unknown,
}

/// A value in a witness.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A rational number, printed as `p/q`.
    Number(crate::number::Rational),
    /// The components of an array, in index order.
    Array(Vec<Value>),
    /// A function by its formula, such as `t -> t^2 + 1`.
    Function(String),
}

/// A point at which the two sides of a claim certainly differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witness {
    /// The values of the names in the claim, in the order of their names.
    pub at: Vec<(String, Value)>,
    /// The left side's value: exact where rational, else a decimal of which every digit is certain.
    pub lhs: String,
    /// The right side's value, likewise.
    pub rhs: String,
}
