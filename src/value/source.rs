//! Where in a text a part of the expression stands that was read from it.

use crate::expr::{Arena, ExprId};
use crate::syntax::{Ast, AstKind, Scope, Span, parse_expression};

/// The first place in the text that reads as the part. The text is read piece by piece once more,
/// since expressions know no places.
#[must_use]
pub fn place_in_source(
    arena: &mut Arena,
    scope: &Scope,
    source: &str,
    ast: &Ast,
    part: ExprId,
) -> Option<Span> {
    let mut open = vec![ast];
    while let Some(ast) = open.pop() {
        for span in pieces(ast) {
            let mut scope = scope.clone();
            let read = parse_expression(arena, &mut scope, span.of(source));
            if read.is_ok_and(|it| it.0 == part) {
                return Some(span);
            }
        }
        open.extend(ast.parts().into_iter().rev());
    }
    None
}

/// The whole, and the beginnings of a sum or product, which are expressions of their own.
fn pieces(ast: &Ast) -> Vec<Span> {
    let mut ends: Vec<usize> = match &ast.kind {
        AstKind::Sum(_, rest) => rest.iter().map(|it| it.1.span.end).collect(),
        AstKind::Product(_, rest) => rest.iter().map(|it| it.1.span.end).collect(),
        AstKind::Juxtaposed(parts) => parts.iter().skip(1).map(|it| it.span.end).collect(),
        _ => Vec::new(),
    };
    ends.pop();
    ends.push(ast.span.end);
    ends.into_iter().rev().map(|end| Span::new(ast.span.start, end)).collect()
}
