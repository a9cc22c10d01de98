//! A single claim with its assumptions, from text.

use crate::decide::outcome::Claim;
use crate::expr::{Arena, Node, Proposition, Symbol};
use crate::syntax::{Mode, Scope, SyntaxError, parse_equation, parse_proposition};

/// What is wrong with the text of a claim.
#[derive(Debug, Clone)]
pub struct ClaimError {
    /// Which text it is: none for the equation, else the number of the assumption.
    pub assumption: Option<usize>,
    /// What is wrong.
    pub errors: Vec<SyntaxError>,
}

/// Reads a claim: an equation, and what is assumed.
pub fn parse_claim(
    arena: &mut Arena,
    equation: &str,
    assume: &[impl AsRef<str>],
) -> Result<Claim, ClaimError> {
    let mut scope = Scope::new(Mode::Inferred);
    let equation = parse_equation(arena, &mut scope, equation)
        .map_err(|errors| ClaimError { assumption: None, errors })?;
    let mut assumptions = Vec::with_capacity(assume.len());
    for (number, text) in assume.iter().enumerate() {
        let (it, _) = parse_proposition(arena, &mut scope, text.as_ref())
            .map_err(|errors| ClaimError { assumption: Some(number), errors })?;
        assumptions.push(it);
    }
    let mut integers = scope.integers();
    note_integers(arena, &assumptions, &mut integers);
    let sides = (equation.lhs, equation.rhs);
    Ok(Claim::new(arena, sides, assumptions, Vec::new(), integers))
}

/// Adds the names that are assumed to be integers.
pub(super) fn note_integers(
    arena: &Arena,
    assumptions: &[Proposition],
    integers: &mut Vec<Symbol>,
) {
    let mut open: Vec<&Proposition> = assumptions.iter().rev().collect();
    while let Some(it) = open.pop() {
        match it {
            Proposition::And(parts) => open.extend(parts.iter().rev()),
            Proposition::Integer(expr) => {
                if let Node::Variable(name) = arena.node(*expr)
                    && !integers.contains(&name)
                {
                    integers.push(name);
                }
            }
            _ => {}
        }
    }
}
