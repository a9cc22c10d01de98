//! Statements about expressions: guards, assumptions, conditions, and what a theorem concludes.

use super::{Children, ExprId};
use crate::number::Rational;

/// Which of `a < b`, `a = b`, `a > b` a comparison allows: a set of the three outcomes, so that
/// implication is inclusion and negation is the complement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Relation(u8);

impl Relation {
    /// `a < b`.
    pub const LESS: Self = Self(1);
    /// `a = b`.
    pub const EQUAL: Self = Self(2);
    /// `a > b`.
    pub const GREATER: Self = Self(4);
    /// `a <= b`.
    pub const AT_MOST: Self = Self(3);
    /// `a >= b`.
    pub const AT_LEAST: Self = Self(6);
    /// `a != b`.
    pub const NOT_EQUAL: Self = Self(5);
    /// No outcome: false whatever the values.
    pub const NEVER: Self = Self(0);
    /// Every outcome: true wherever both values are defined.
    pub const ALWAYS: Self = Self(7);

    /// The comparison that holds exactly when this one fails (both sides being defined).
    #[must_use]
    pub const fn negate(self) -> Self {
        Self(7 ^ self.0)
    }

    /// The same comparison with the sides exchanged.
    #[must_use]
    pub const fn flip(self) -> Self {
        Self((self.0 & 2) | ((self.0 & 1) << 2) | ((self.0 & 4) >> 2))
    }

    /// Whether every outcome that this one allows is allowed by the other.
    #[must_use]
    pub const fn implies(self, other: Self) -> bool {
        self.0 & !other.0 == 0
    }

    /// What both allow.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// What either allows.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether the comparison excludes equality, so that it stays true under small changes of both
    /// sides.
    #[must_use]
    pub const fn is_strict(self) -> bool {
        self.0 & 2 == 0
    }

    /// How a number compares with zero.
    #[must_use]
    pub fn of_sign(value: &Rational) -> Self {
        match value.cmp(&Rational::ZERO) {
            std::cmp::Ordering::Less => Self::LESS,
            std::cmp::Ordering::Equal => Self::EQUAL,
            std::cmp::Ordering::Greater => Self::GREATER,
        }
    }

    /// How the multiple of something that so compares with zero compares with zero.
    #[must_use]
    pub fn scaled(self, factor: &Rational) -> Self {
        match Self::of_sign(factor) {
            Self::GREATER => self,
            Self::LESS => self.flip(),
            _ => Self::EQUAL,
        }
    }

    /// How the sum of two things that so compare with zero compares with zero.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        if self == Self::EQUAL {
            return other;
        }
        if other == Self::EQUAL {
            return self;
        }
        let half = [Self::AT_LEAST, Self::AT_MOST]
            .into_iter()
            .find(|&half| self.implies(half) && other.implies(half));
        match half {
            None => Self::ALWAYS,
            Some(half) if self.is_strict() || other.is_strict() => half.and(Self::NOT_EQUAL),
            Some(half) => half,
        }
    }

    /// Whether the comparison holds for values that compare so.
    #[must_use]
    pub const fn holds(self, ordering: std::cmp::Ordering) -> bool {
        let outcome = match ordering {
            std::cmp::Ordering::Less => Self::LESS,
            std::cmp::Ordering::Equal => Self::EQUAL,
            std::cmp::Ordering::Greater => Self::GREATER,
        };
        outcome.implies(self)
    }
}

/// A statement about expressions at a point. A comparison is true only where both sides are defined.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Proposition {
    /// A comparison of two values.
    Compare(Relation, ExprId, ExprId),
    /// The value is an integer.
    Integer(ExprId),
    /// All of them.
    And(Vec<Proposition>),
    /// At least one of them.
    Or(Vec<Proposition>),
    /// The body, as a function of the variable alone, is defined in a neighbourhood and
    /// differentiable at the point.
    Differentiable {
        /// The [`super::Node::Variable`] or [`super::Node::Indexed`] that varies.
        by: ExprId,
        /// The function's value.
        body: ExprId,
    },
}

impl Proposition {
    /// True everywhere: the empty conjunction.
    pub const TRUE: Self = Self::And(Vec::new());
    /// True nowhere: the empty disjunction.
    pub const FALSE: Self = Self::Or(Vec::new());

    /// `a = b`.
    #[must_use]
    pub const fn equal(a: ExprId, b: ExprId) -> Self {
        Self::Compare(Relation::EQUAL, a, b)
    }

    /// That the expression has a value.
    #[must_use]
    pub const fn defined(a: ExprId) -> Self {
        Self::equal(a, a)
    }

    /// Applies a function to every expression in the statement.
    #[must_use]
    pub fn map(&self, f: &mut impl FnMut(ExprId) -> ExprId) -> Self {
        match self {
            Self::Compare(relation, a, b) => Self::Compare(*relation, f(*a), f(*b)),
            Self::Integer(a) => Self::Integer(f(*a)),
            Self::And(parts) => Self::And(parts.iter().map(|part| part.map(f)).collect()),
            Self::Or(parts) => Self::Or(parts.iter().map(|part| part.map(f)).collect()),
            Self::Differentiable { by, body } => {
                Self::Differentiable { by: f(*by), body: f(*body) }
            }
        }
    }

    /// Whether something holds of any expression in the statement.
    #[must_use]
    pub fn any(&self, mut holds: impl FnMut(ExprId) -> bool) -> bool {
        let mut found = false;
        self.visit(&mut |expr| found = found || holds(expr));
        found
    }

    /// Every expression in the statement, left to right.
    #[must_use]
    pub fn expressions(&self) -> Children {
        let mut found = Children::new();
        self.visit(&mut |expr| found.push(expr));
        found
    }

    /// Calls a function with every expression in the statement, left to right.
    pub fn visit(&self, f: &mut impl FnMut(ExprId)) {
        match self {
            Self::Compare(_, a, b) => {
                f(*a);
                f(*b);
            }
            Self::Integer(a) => f(*a),
            Self::And(parts) | Self::Or(parts) => parts.iter().for_each(|part| part.visit(f)),
            Self::Differentiable { by, body } => {
                f(*by);
                f(*body);
            }
        }
    }
}
