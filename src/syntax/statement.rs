//! The statements of a derivation file, read and with their names resolved.
//!
//! Plain data for whoever checks them. Abbreviations and definitions are not unfolded: a checker
//! collects them in the order of the file, so that each statement sees those above it.

use super::{Ast, Span};
use crate::expr::{Definition, ExprId, Function, Proposition, Symbol};

/// A statement and its place.
#[derive(Debug, Clone)]
pub struct Statement {
    /// Where it stands, its further lines included.
    pub span: Span,
    /// What it says.
    pub kind: StatementKind,
}

/// What a statement says.
#[derive(Debug, Clone)]
pub enum StatementKind {
    /// `title "…"`: a derivation begins.
    Title(String),
    /// `let u = …`, `define f(x) = …`, `define S[i] = …`.
    Definition {
        /// The name that gets a meaning.
        name: Symbol,
        /// The meaning.
        definition: Definition,
    },
    /// `define tanh(x) = …`: a claim about a function that has a meaning already.
    Restatement {
        /// The function.
        function: Function,
        /// The function of its parameter.
        lhs: ExprId,
        /// What it is said to be.
        rhs: ExprId,
        /// The place of the right side.
        rhs_span: Span,
    },
    /// `function u(x), L(y[1..n])`.
    Functions(Vec<FunctionDeclaration>),
    /// `index i, j in 1..n`.
    Index {
        /// The names.
        names: Vec<Symbol>,
        /// Their range.
        range: Range,
    },
    /// `assume …`.
    Assume(Proposition),
    /// `given … = …`.
    Given {
        /// The left side.
        lhs: ExprId,
        /// The right side.
        rhs: ExprId,
    },
    /// `case …:` and what is below it.
    Case {
        /// What is assumed.
        condition: Proposition,
        /// The place of the condition.
        condition_span: Span,
        /// The statements for which it is assumed.
        body: Vec<Statement>,
    },
    /// `prove …`.
    Prove(Chain),
    /// `refute …`.
    Refute(Chain),
}

/// A declared function.
#[derive(Debug, Clone)]
pub struct FunctionDeclaration {
    /// Its name.
    pub name: Symbol,
    /// Its parameters.
    pub parameters: Vec<Parameter>,
}

/// A parameter of a declared function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// Its name.
    pub name: Symbol,
    /// For an array, the range of each index.
    pub ranges: Vec<Range>,
}

/// A range of integers, its ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    /// The first value.
    pub from: ExprId,
    /// The last value.
    pub to: ExprId,
}

/// Expressions that are said to be equal one after the other.
#[derive(Debug, Clone)]
pub struct Chain {
    /// The name, if it has one.
    pub name: Option<Reason>,
    /// At least two expressions.
    pub rows: Vec<Row>,
    /// The names that stand for integers here.
    pub integers: Vec<Symbol>,
}

/// An expression of a chain.
#[derive(Debug, Clone)]
pub struct Row {
    /// The expression.
    pub expr: ExprId,
    /// What was typed; its span is the place of the row.
    pub ast: Ast,
    /// What justifies the step from the row above: the names behind `by`.
    pub reasons: Vec<Reason>,
}

impl Row {
    /// The place of the expression.
    #[must_use]
    pub fn span(&self) -> Span {
        self.ast.span
    }
}

/// The name of a rule or of a result, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// The words, with single spaces between them.
    pub text: String,
    /// Where they stand.
    pub span: Span,
}
