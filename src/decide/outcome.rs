//! What is asked of the engine, and what it answers.

use crate::expr::{Arena, ExprId, Names, Proposition, Symbol};

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
    /// What is known of names.
    pub names: Names,
}

impl Claim {
    /// A claim about names of which some stand for integers. What is added up over a range has that
    /// range.
    #[must_use]
    pub fn new(
        arena: &Arena,
        (lhs, rhs): (ExprId, ExprId),
        assumptions: Vec<Proposition>,
        given: Vec<(ExprId, ExprId)>,
        integers: Vec<Symbol>,
    ) -> Self {
        let mut names = Names::of_integers(integers);
        let mut exprs = vec![lhs, rhs];
        exprs.extend(given.iter().flat_map(|&(a, b)| [a, b]));
        names.learn_ranges(arena, &exprs, &assumptions);
        Self { lhs, rhs, assumptions, given, names }
    }
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

/// What the engine says of a claim.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The verdict.
    pub verdict: Verdict,
    /// The time spent in the kernel.
    pub kernel: std::time::Duration,
    /// Derivatives, each with the variable and the body, that certainly do not exist wherever the
    /// assumptions hold: why nothing is proved.
    pub missing: Vec<(ExprId, ExprId)>,
}

/// An answer.
#[derive(Debug, Clone)]
pub enum Verdict {
    /// Wherever the conditions hold, both sides are defined and equal; replayed by the kernel.
    Proved(Box<Proved>),
    /// At the witness the two sides certainly differ.
    Refuted(Witness),
    /// Neither, for this reason.
    Unknown(String),
}

/// A proved claim.
#[derive(Debug, Clone)]
pub struct Proved {
    /// What the kernel has replayed: under the assumptions and the conditions, the equation.
    pub theorem: crate::kernel::Theorem,
    /// The proof that the kernel has replayed.
    pub proof: crate::kernel::Proof,
    /// How the domains of the two sides compare.
    pub domain: Domain,
    /// Where both sides are defined, as far as the assumptions do not say so already.
    pub conditions: Vec<Proposition>,
    /// The names, in words, of a small set of rules that proves the claim.
    pub rules: Vec<&'static str>,
    /// Where the left side is defined and the right side is not, if the domain narrows.
    pub narrowing: Option<Vec<(String, Value)>>,
    /// Points where a derivative in the claim certainly does not exist, as equations.
    pub kinks: Vec<Proposition>,
}

/// A name in a `by` clause.
#[derive(Debug, Clone)]
pub struct Named {
    /// The name as written, in lower case and single spaces.
    pub name: String,
    /// Equations that the name allows to use, if it is that of a result or `substitution`.
    pub facts: Vec<(ExprId, ExprId)>,
}

/// Whether the named rules justify a step.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Justification {
    /// They do; these were not needed.
    Accepted {
        /// Indices into the names given.
        superfluous: Vec<usize>,
    },
    /// The step is true, but not by those rules.
    Mismatch {
        /// Rules that do justify it.
        right: Vec<String>,
    },
    /// No rule, definition or result has this name.
    NoSuchRule {
        /// Index into the names given.
        index: usize,
        /// The nearest name that exists.
        suggestion: Option<String>,
    },
}
