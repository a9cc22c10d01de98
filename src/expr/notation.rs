//! Which kinds of notation occur in an expression.

use super::{Constant, FUNCTIONS, Function, Node};

/// A set of kinds of notation. Each elementary function is a kind, and so is each kind of node whose
/// occurrence somewhere inside is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Notation(u64);

/// The kinds before this one are the functions.
const FIRST_NODE: u32 = 48;
const _: () = assert!(FUNCTIONS.len() <= FIRST_NODE as usize, "the functions leave room for nodes");

impl Notation {
    /// Nothing.
    pub const NONE: Self = Self(0);
    /// `max` and `min`.
    pub const EXTREMUM: Self = Self::kind(0);
    /// Branches with guards.
    pub const PIECEWISE: Self = Self::kind(1);
    /// Derivatives of expressions.
    pub const DERIVATIVE: Self = Self::kind(2);
    /// Derivatives of elementary functions.
    pub const PRIME: Self = Self::kind(3);
    /// Values of expressions where variables have other values.
    pub const AT: Self = Self::kind(4);
    /// Sums, products and arrays over ranges.
    pub const FOLD: Self = Self::kind(5);
    /// The constant pi.
    pub const PI: Self = Self::kind(6);

    const fn kind(number: u32) -> Self {
        Self(1 << (FIRST_NODE + number))
    }

    /// Some elementary functions.
    #[must_use]
    pub const fn functions(functions: &[Function]) -> Self {
        let (mut all, mut k) = (0, 0);
        while k < functions.len() {
            all |= 1 << functions[k] as u32;
            k += 1;
        }
        Self(all)
    }

    /// What is in either.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether something is in both.
    #[must_use]
    pub const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// The kind of one level of an expression.
    pub(super) const fn of(node: Node) -> Self {
        match node {
            Node::Call(function, _) => Self::functions(&[function]),
            Node::Extremum(..) => Self::EXTREMUM,
            Node::Piecewise(_) => Self::PIECEWISE,
            Node::Derivative { .. } => Self::DERIVATIVE,
            Node::Prime(..) => Self::PRIME,
            Node::At(_) => Self::AT,
            Node::Fold(_) => Self::FOLD,
            Node::Constant(Constant::Pi) => Self::PI,
            _ => Self::NONE,
        }
    }
}
