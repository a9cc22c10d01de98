//! What was typed, as a tree.
//!
//! Every node knows its place in the text. Names are not resolved, parentheses are nodes, and sums
//! and products are lists, so that the depth of a tree is the nesting that the grammar has bounded.
//! Nothing is computed here, and a tree is never changed after parsing.

use super::Span;
use crate::expr::Relation;

/// A piece of text with its structure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ast {
    /// What it is.
    pub kind: AstKind,
    /// Where it stands.
    pub span: Span,
}

/// A name with its place. Greek letters are spelled out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// The normalised spelling.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// The kinds of notation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AstKind {
    /// A numeral, as typed.
    Number(String),
    /// A name that stands alone.
    Name(String),
    /// `(a)`.
    Parenthesis(Box<Ast>),
    /// `-a`.
    Negate(Box<Ast>),
    /// `a + b - c`: the first term and the signed others.
    Sum(Box<Ast>, Vec<(Sign, Ast)>),
    /// `a * b / c`: the first factor and the others.
    Product(Box<Ast>, Vec<(Scale, Ast)>),
    /// `2x`, `u v`: factors side by side, at least two.
    Juxtaposed(Vec<Ast>),
    /// `a ^ b`.
    Power(Box<Ast>, Box<Ast>),
    /// `f(a, …)`, `f''(a)`.
    Apply {
        /// The function's name.
        function: Name,
        /// The number of primes.
        primes: u32,
        /// The arguments, at least one.
        arguments: Vec<Ast>,
    },
    /// `u'` without arguments.
    Primed(Name, u32),
    /// `x[i, …]`.
    Indexed(Name, Vec<Ast>),
    /// `d/dx f`, `d^2/dx^2 f`.
    Derivative {
        /// What is differentiated by: a name or a component.
        by: Box<Ast>,
        /// How often.
        order: u32,
        /// What is differentiated.
        body: Box<Ast>,
    },
    /// `body at x = a, …`.
    At(Box<Ast>, Vec<(Name, Ast)>),
    /// `piecewise(…)`: values with guards; no guard is `otherwise`.
    Piecewise(Vec<(Ast, Option<Ast>)>),
    /// `a < b <= c`: the first side and the others with what stands before them.
    Relation(Box<Ast>, Vec<(Comparison, Ast)>),
    /// `p and q`, at least two.
    And(Vec<Ast>),
    /// `p or q`, at least two.
    Or(Vec<Ast>),
}

/// What joins two terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// `+`
    Plus,
    /// `-`
    Minus,
}

/// What joins two factors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// `*`
    Times,
    /// `/`
    Over,
}

/// A sign of comparison as typed: a single `=` is kept apart from `==`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `=`
    Equals,
    /// Any other.
    Relation(Relation),
}

impl Comparison {
    /// The relation that it means.
    #[must_use]
    pub fn relation(self) -> Relation {
        match self {
            Self::Equals => Relation::EQUAL,
            Self::Relation(relation) => relation,
        }
    }
}

impl Ast {
    /// The tree inside any parentheses around it.
    #[must_use]
    pub fn inner(&self) -> &Self {
        let mut ast = self;
        while let AstKind::Parenthesis(inside) = &ast.kind {
            ast = inside;
        }
        ast
    }

    /// The direct parts, left to right.
    #[must_use]
    pub fn parts(&self) -> Vec<&Self> {
        match &self.kind {
            AstKind::Number(_) | AstKind::Name(_) | AstKind::Primed(..) => Vec::new(),
            AstKind::Parenthesis(a) | AstKind::Negate(a) => vec![a],
            AstKind::Power(a, b) => vec![a, b],
            AstKind::Sum(first, rest) => head_and(first, rest),
            AstKind::Product(first, rest) => head_and(first, rest),
            AstKind::Relation(first, rest) => head_and(first, rest),
            AstKind::At(body, bindings) => head_and(body, bindings),
            AstKind::Juxtaposed(parts) | AstKind::And(parts) | AstKind::Or(parts) => {
                parts.iter().collect()
            }
            AstKind::Apply { arguments, .. } | AstKind::Indexed(_, arguments) => {
                arguments.iter().collect()
            }
            AstKind::Derivative { by, body, .. } => vec![by, body],
            AstKind::Piecewise(branches) => branches
                .iter()
                .flat_map(|(value, guard)| [Some(value), guard.as_ref()])
                .flatten()
                .collect(),
        }
    }
}

fn head_and<'a, T>(first: &'a Ast, rest: &'a [(T, Ast)]) -> Vec<&'a Ast> {
    std::iter::once(first).chain(rest.iter().map(|part| &part.1)).collect()
}
