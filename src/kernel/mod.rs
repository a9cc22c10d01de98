//! The trusted kernel: the only code that can make a [`Theorem`].
//!
//! A theorem says: at every point where all its hypotheses hold, its conclusion holds; an equation
//! holds where both sides are defined and equal. [`check`] replays a [`Proof`], which is plain data
//! that anybody may build, and states nothing that it has not verified itself.
//!
//! The kernel never searches, parses or prints, and it knows no calculus: how to differentiate is in
//! the [`Rules`] that it is given. It does know where expressions are defined and smooth
//! ([`domain`], [`smooth`]), field arithmetic, and what a derivative is locally.

mod apply;
mod check;
mod cite;
mod constant;
mod domain;
mod evaluation;
mod facts;
mod fold;
mod limit;
mod local;
mod proof;
mod rule;

pub use apply::chain_rule;
pub use check::{check, some_branch};
pub use cite::given_allows;
pub use constant::{is_continuous, strictly_between};
pub use domain::{Smoothness, domain, keeps_meaning, smooth, varies};
pub use facts::{Facts, slopes};
pub use fold::{Opened, combination};
pub use local::continuous_everywhere;
pub use proof::{
    Arithmetic, Case, Constant, Continued, FoldTerm, Kink, Lemma, Proof, Side, Squeeze, Step,
    Theorem,
};
pub use rule::{Bindings, Instance, Rule, RuleId, Rules, instantiate};

use crate::algebra::Stop;
use crate::expr::{ExprId, Proposition};

/// Why a proof is rejected. Facts only: words are added where they are shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rejection {
    /// A statement was used that has not been shown.
    NotShown(Proposition),
    /// The two sides are not the same fraction.
    NotEqual(ExprId, ExprId),
    /// The difference of the two sides is not what the combination gives.
    NotImplied(ExprId, ExprId),
    /// A rule was instantiated without a value for one of its variables, or with one that does not fit.
    BadInstance,
    /// A rule wants an expression that does not mention the variable of differentiation.
    Mentions(ExprId, ExprId),
    /// A statement that need not hold nearby was to be used below a derivative.
    NotOpen(Proposition),
    /// The cases do not cover every possibility.
    NotCovered,
    /// A name that must be new is in use.
    NotFresh(ExprId),
    /// The step does not apply to an expression of this kind.
    WrongKind(ExprId),
    /// The arithmetic stopped.
    Arithmetic(Stop),
}

impl From<Stop> for Rejection {
    fn from(stop: Stop) -> Self {
        Self::Arithmetic(stop)
    }
}
