//! Proofs as plain data, and theorems, which only the checker can make.

use super::RuleId;
use crate::expr::{Arena, ExprId, Names, Proposition, Relation, Substitution, Symbol};
use crate::number::Rational;

use super::{Instance, Opened};

/// A statement that has been checked. The fields are private to the kernel: whoever holds a theorem
/// knows that [`super::check`] made it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Theorem {
    pub(super) hypotheses: Vec<Proposition>,
    pub(super) given: Vec<(ExprId, ExprId)>,
    pub(super) names: Names,
    pub(super) conclusion: Proposition,
}

impl Theorem {
    /// What must hold at a point.
    #[must_use]
    pub fn hypotheses(&self) -> &[Proposition] {
        &self.hypotheses
    }

    /// Equations that must hold for all values of their variables.
    #[must_use]
    pub fn given(&self) -> &[(ExprId, ExprId)] {
        &self.given
    }

    /// What then holds at the point.
    #[must_use]
    pub fn conclusion(&self) -> &Proposition {
        &self.conclusion
    }
}

/// A statement with the steps that are to show it.
#[derive(Debug, Clone)]
pub struct Proof {
    /// What is assumed at the point.
    pub hypotheses: Vec<Proposition>,
    /// Equations assumed for all values of their variables.
    pub given: Vec<(ExprId, ExprId)>,
    /// What is known of names.
    pub names: Names,
    /// Steps, each adding facts.
    pub steps: Vec<Step>,
    /// What must be among the facts at the end.
    pub conclusion: Proposition,
}

/// One step of a proof. A step may use whatever has been shown before it in its block and around.
#[derive(Debug, Clone)]
pub enum Step {
    /// An instance of a rule.
    Rule(RuleId, Instance),
    /// Two expressions are the same fraction.
    Field(ExprId, ExprId, Arithmetic),
    /// A comparison from a linear combination of comparisons already shown, and a constant.
    Combine(Relation, ExprId, ExprId, Arithmetic),
    /// The expression with every free occurrence of the left side of a shown equation replaced by
    /// its right side; nothing below a binder is replaced.
    Congruence(ExprId, ExprId, ExprId),
    /// Everything without which a defined expression would not be defined.
    Domain(ExprId),
    /// `f'(a)` is the derivative of `f(t)` by `t` at `t = a`, for a name `t`.
    Prime(ExprId, Symbol),
    /// The value of a piecewise expression is that of a branch.
    Branch(ExprId, usize),
    /// A statement that holds in each of some cases that cover every possibility.
    Split(Vec<Case>, Proposition),
    /// A derivative by a local description of the function.
    Local {
        /// The expression `diff(f, x)`.
        derivative: ExprId,
        /// Facts that are used near the point.
        open: Vec<Proposition>,
        /// Near the point, in each case, the function's value is that of the piece.
        cases: Vec<(Case, ExprId)>,
        /// The derivative at the point of every piece.
        value: ExprId,
    },
    /// The derivative of a function that lies between two others.
    Squeeze(Box<Squeeze>),
    /// The derivative of a quotient where its divisor vanishes.
    Continued(Box<Continued>),
    /// A function that is said to be differentiable is not.
    Kink(Box<Kink>),
    /// The value of `body at x = a`: in the block the fresh variables equal the values.
    At {
        /// The expression.
        evaluation: ExprId,
        /// New names for the bound variables.
        fresh: Vec<Symbol>,
        /// Facts that the block uses; they do not mention the new names.
        carry: Vec<Proposition>,
        /// Its value, free of the new names.
        value: ExprId,
        /// The steps that show that the body, with the new names, has that value.
        steps: Vec<Step>,
    },
    /// What follows from `body at x = a` being defined: in the block the fresh variables equal the values,
    /// and the body with them is defined.
    AtDomain {
        /// The expression.
        evaluation: ExprId,
        /// New names for the bound variables.
        fresh: Vec<Symbol>,
        /// Facts that the block uses; they do not mention the new names.
        carry: Vec<Proposition>,
        /// What follows, free of the new names.
        conclusion: Proposition,
        /// The steps that show it.
        steps: Vec<Step>,
    },
    /// A function with derivative zero on an interval has the same value at both ends.
    Constant(Box<Constant>),
    /// Of `diff(f, x)`, a bound of the domain of `f`: at the point it is strict.
    Edge(ExprId, Proposition),
    /// A sum, or one of the same factors written otherwise, by what its body is for every index.
    Fold(Box<Opened>, Vec<FoldTerm>),
    /// The sign of a sum or product whose terms all compare with zero in one way.
    FoldSign(Box<Opened>, Relation),
    /// The body of a sum or product is defined where the index has a value in the range.
    Term(ExprId, ExprId),
    /// The components of two equal arrays at an index in their range are equal.
    Component(ExprId, ExprId, ExprId),
    /// The derivative of an unspecified function by what its arguments depend on.
    Chain(ExprId),
    /// Two expressions that differ in bound names only are equal.
    Alpha(ExprId, ExprId),
    /// An instance of an equation that is given for all values of its variables.
    Given(usize, Substitution),
    /// An instance of a theorem.
    Cite(Box<Lemma>),
}

/// A theorem to be used with values for its variables.
#[derive(Debug, Clone)]
pub struct Lemma {
    /// The theorem.
    pub theorem: Theorem,
    /// Values for its variables.
    pub values: Substitution,
}

/// How a difference is shown to be what it should.
#[derive(Debug, Clone, Default)]
pub struct Arithmetic {
    /// Equations already shown, used from left to right: the left side, an atom, is read as the right.
    /// An equation may use the atoms of those before it.
    pub rewrites: Vec<(ExprId, ExprId)>,
    /// Statements already shown, each with its coefficient: any expression for an equation, a
    /// positive or negative number for another comparison.
    pub terms: Vec<(ExprId, Proposition)>,
}

/// A case with the steps that use it.
#[derive(Debug, Clone)]
pub struct Case {
    /// What distinguishes the case.
    pub assume: Proposition,
    /// The steps under that assumption.
    pub steps: Vec<Step>,
}

/// One of the sums into which a sum is taken apart.
#[derive(Debug, Clone)]
pub struct FoldTerm {
    /// A factor that does not depend on the index; none for 1.
    pub coefficient: Option<ExprId>,
    /// The rest, with the new name for the index.
    pub body: ExprId,
    /// The name of the index in the result.
    pub index: Symbol,
}

/// That `f` has a derivative because it lies between two functions that touch at the point.
#[derive(Debug, Clone)]
pub struct Squeeze {
    /// The expression `diff(f, x)`.
    pub derivative: ExprId,
    /// Facts that are used near the point.
    pub open: Vec<Proposition>,
    /// What `f` is not below, and what it is not above.
    pub bounds: [ExprId; 2],
    /// The derivative of both at the point.
    pub value: ExprId,
    /// The steps that show the bounds near the point.
    pub steps: Vec<Step>,
}

/// The derivative at `x = a` of a function `f` whose product with a power of `x - a` is smooth.
#[derive(Debug, Clone)]
pub struct Continued {
    /// The expression `diff(f, x)`.
    pub derivative: ExprId,
    /// Facts that are used near the point.
    pub open: Vec<Proposition>,
    /// The value of `x` at the point, which does not mention `x`.
    pub point: ExprId,
    /// The exponent of `x - a`.
    pub multiplicity: u32,
    /// What `f*(x - a)^m` is near the point.
    pub product: ExprId,
    /// The derivative at the point.
    pub value: ExprId,
    /// The steps that show what the product is.
    pub steps: Vec<Step>,
}

/// That `f` is not differentiable where `border` vanishes.
#[derive(Debug, Clone)]
pub struct Kink {
    /// The expression `diff(f, x)`.
    pub derivative: ExprId,
    /// Vanishes at the point, with a derivative by `x` that does not.
    pub border: ExprId,
    /// Facts that are used near the point.
    pub open: Vec<Proposition>,
    /// What `f` is where the border is negative, and where it is positive.
    pub sides: [Side; 2],
    /// How the two sides differ: in a value or in a derivative.
    pub difference: Option<Proposition>,
}

/// That a function is constant on an interval.
#[derive(Debug, Clone)]
pub struct Constant {
    /// The function, of the variable `name`.
    pub body: ExprId,
    /// A name that occurs nowhere else, for a value strictly between the ends.
    pub name: Symbol,
    /// The ends, in either order.
    pub ends: [ExprId; 2],
    /// Facts that the steps use; they do not mention the name.
    pub carry: Vec<Proposition>,
    /// The steps that show that the derivative by the name is zero.
    pub steps: Vec<Step>,
}

/// One side of a [`Kink`].
#[derive(Debug, Clone)]
pub struct Side {
    /// A function equal to `f` on that side; none where `f` is not defined there.
    pub piece: Option<ExprId>,
    /// The steps that show it, or that derive a contradiction from `f` being defined.
    pub steps: Vec<Step>,
}

impl Arithmetic {
    /// Arithmetic that reads the left sides of equations as their right sides.
    #[must_use]
    pub fn rewriting(rewrites: Vec<(ExprId, ExprId)>) -> Self {
        Self { rewrites, terms: Vec::new() }
    }

    /// A statement with a numeric coefficient added.
    #[must_use]
    pub fn with(mut self, arena: &mut Arena, factor: &Rational, fact: Proposition) -> Self {
        self.terms.push((arena.rational(factor), fact));
        self
    }
}
