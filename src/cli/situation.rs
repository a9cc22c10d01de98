//! Expressions and values for their names, as commands read them.

use super::output::Output;
use crate::document::Diagnostic;
use crate::expr::{Arena, ExprId, Proposition};
use crate::syntax::{Ast, Mode, Scope, SyntaxError, parse_expression, parse_proposition};
use crate::value::{Situation, SituationError};

/// An expression with the text that it was read from.
#[derive(Debug)]
pub(super) struct Read {
    pub(super) source: String,
    pub(super) expr: ExprId,
    pub(super) ast: Ast,
    pub(super) scope: Scope,
}

/// Reads an expression; says what is wrong if it cannot be read.
pub(super) fn read_expression(arena: &mut Arena, text: &str, output: &mut Output) -> Option<Read> {
    let mut scope = Scope::new(Mode::Inferred);
    let (expr, ast) = read_more(arena, &mut scope, "expression", text, output)?;
    Some(Read { source: text.to_owned(), expr, ast, scope })
}

/// Reads one more expression with the same names.
pub(super) fn read_more(
    arena: &mut Arena,
    scope: &mut Scope,
    name: &str,
    text: &str,
    output: &mut Output,
) -> Option<(ExprId, Ast)> {
    parse_expression(arena, scope, text).map_err(|it| complain(name, text, &it, output)).ok()
}

/// Reads what holds, with the same names.
pub(super) fn read_assumptions(
    arena: &mut Arena,
    scope: &mut Scope,
    texts: &[String],
    output: &mut Output,
) -> Option<Vec<Proposition>> {
    let read = |text: &String| match parse_proposition(arena, scope, text) {
        Ok((it, _)) => Some(it),
        Err(errors) => {
            complain("assumption", text, &errors, output);
            None
        }
    };
    texts.iter().map(read).collect()
}

/// Says what is wrong with a text of the command line.
pub(super) fn complain(name: &str, text: &str, errors: &[SyntaxError], output: &mut Output) {
    for it in errors {
        output.diagnostic(name, text, &Diagnostic::of_syntax(it));
    }
}

/// Reads values for the names of an expression; says what is wrong if they cannot be read.
pub(super) fn read_situation(
    arena: &mut Arena,
    read: &Read,
    texts: &[String],
    output: &mut Output,
) -> Option<Situation> {
    let mut situation = Situation::default();
    situation.point.integers = read.scope.integers();
    for text in texts {
        match situation.read(arena, &read.scope, text) {
            Ok(()) => {}
            Err(SituationError::At(span, message)) => {
                output.diagnostic("value", text, &Diagnostic::error("value", span, message));
                return None;
            }
            Err(SituationError::Syntax(errors)) => {
                complain("value", text, &errors, output);
                return None;
            }
        }
    }
    Some(situation)
}
