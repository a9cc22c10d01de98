//! Text to expressions.
//!
//! Two arrows: a grammar reads a text into an [`Ast`], which knows the place of everything that was
//! typed, and lowering turns that into an expression of an [`Arena`], which knows no places. Every
//! input gives a result or errors: limits on length, nesting and depth are errors like others.
//! Nothing here simplifies, and nothing here knows what a proof is.

mod apply;
mod array;
mod ast;
mod define;
mod document;
mod error;
mod grammar;
mod lines;
mod lower;
mod message;
mod scope;
mod span;
mod statement;
mod token;

pub use ast::{Ast, AstKind, Comparison, Name, Scale, Sign};
pub use document::{Document, MAX_ERRORS, parse_document};
pub use error::{Expected, NameKind, NotDifferentiable, SyntaxError, SyntaxErrorKind};
pub use grammar::MAX_NESTING;
pub(crate) use scope::similar;
pub use scope::{Known, Mode, Scope};
pub use span::{LineIndex, Position, Span};
pub use statement::{
    Chain, FunctionDeclaration, Parameter, Range, Reason, Row, Statement, StatementKind,
};
pub use token::{MAX_DIGITS, MAX_LENGTH, MAX_ORDER};

use crate::expr::{Arena, ExprId, Proposition};
use lower::Lowering;

/// Two expressions that are said to be equal, with the trees that they were read from.
#[derive(Debug, Clone)]
pub struct Equation {
    /// The left side.
    pub lhs: ExprId,
    /// The right side.
    pub rhs: ExprId,
    /// The left side as typed.
    pub lhs_ast: Ast,
    /// The right side as typed.
    pub rhs_ast: Ast,
}

/// Reads an expression.
///
/// ```
/// use chainrule::expr::Arena;
/// use chainrule::syntax::{Mode, Scope, parse_expression};
///
/// let (mut arena, mut scope) = (Arena::new(), Scope::new(Mode::Inferred));
/// let (expr, _) = parse_expression(&mut arena, &mut scope, "d/dx 2x^3").unwrap();
/// let (same, _) = parse_expression(&mut arena, &mut scope, "diff(2*x^3, x)").unwrap();
/// assert_eq!(expr, same);
/// ```
pub fn parse_expression(
    arena: &mut Arena,
    scope: &mut Scope,
    text: &str,
) -> Result<(ExprId, Ast), Vec<SyntaxError>> {
    let ast = grammar::parse(text).map_err(one)?;
    let expr = Lowering::new(arena, scope, text, &[&ast]).expression(&ast).map_err(one)?;
    Ok((expr, ast))
}

/// Reads an equation: two expressions with `=` between them.
pub fn parse_equation(
    arena: &mut Arena,
    scope: &mut Scope,
    text: &str,
) -> Result<Equation, Vec<SyntaxError>> {
    let ast = grammar::parse(text).map_err(one)?;
    let (lhs_ast, rhs_ast) = sides(ast).map_err(one)?;
    let mut lowering = Lowering::new(arena, scope, text, &[&lhs_ast, &rhs_ast]);
    match (lowering.expression(&lhs_ast), lowering.expression(&rhs_ast)) {
        (Ok(lhs), Ok(rhs)) => Ok(Equation { lhs, rhs, lhs_ast, rhs_ast }),
        (lhs, rhs) => Err([lhs.err(), rhs.err()].into_iter().flatten().collect()),
    }
}

/// Reads relations, as they stand in assumptions and guards.
pub fn parse_proposition(
    arena: &mut Arena,
    scope: &mut Scope,
    text: &str,
) -> Result<(Proposition, Ast), Vec<SyntaxError>> {
    let ast = grammar::parse(text).map_err(one)?;
    let proposition = Lowering::new(arena, scope, text, &[&ast]).proposition(&ast).map_err(one)?;
    Ok((proposition, ast))
}

fn one(error: SyntaxError) -> Vec<SyntaxError> {
    vec![error]
}

/// The two sides of an equation; `==` is read like `=`.
fn sides(ast: Ast) -> Result<(Ast, Ast), SyntaxError> {
    let error = |kind, span| Err(SyntaxError::new(kind, span));
    let AstKind::Relation(lhs, mut rest) = ast.kind else {
        return error(SyntaxErrorKind::MissingEquation, ast.span);
    };
    if rest.iter().any(|(it, _)| it.relation() != crate::expr::Relation::EQUAL) {
        return error(SyntaxErrorKind::NotAnEquation, ast.span);
    }
    match rest.pop() {
        Some((_, rhs)) if rest.is_empty() => Ok((*lhs, rhs)),
        _ => error(SyntaxErrorKind::TooManySides, ast.span),
    }
}
