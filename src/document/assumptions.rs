//! Assumptions that contradict each other.
//!
//! Only what is plain to see is found: comparisons of the same expressions, and of one expression
//! with numbers. That no contradiction is found means nothing.

use indexmap::IndexMap;

use crate::expr::{Arena, ExprId, Proposition, Relation};
use crate::kernel::Facts;
use crate::number::Rational;

/// Whether the statements cannot hold together, as far as that is plain to see.
#[must_use]
pub(super) fn contradictory(arena: &Arena, statements: &[Proposition]) -> bool {
    let mut facts = Facts::default();
    let mut ranges: IndexMap<ExprId, Range> = IndexMap::new();
    let mut open: Vec<&Proposition> = statements.iter().collect();
    let mut empty = false;
    while let Some(statement) = open.pop() {
        facts.add(statement);
        match statement {
            Proposition::And(parts) => open.extend(parts),
            Proposition::Compare(relation, a, b) => {
                empty |= match (arena.literal(*a), arena.literal(*b)) {
                    (Some(a), Some(b)) => !relation.holds(a.cmp(&b)),
                    (None, Some(b)) => !ranges.entry(*a).or_default().restrict(*relation, b),
                    (Some(a), None) => !ranges.entry(*b).or_default().restrict(relation.flip(), a),
                    (None, None) => false,
                };
            }
            _ => {}
        }
    }
    empty || facts.contradictory()
}

/// The numbers that an expression may be.
#[derive(Default)]
struct Range {
    from: Option<(Rational, bool)>,
    to: Option<(Rational, bool)>,
    not: Vec<Rational>,
}

impl Range {
    /// Takes a comparison with a number into account; whether any number is left.
    fn restrict(&mut self, relation: Relation, number: Rational) -> bool {
        let closed = !relation.is_strict();
        if relation.implies(Relation::AT_LEAST) {
            let tighter = self.from.as_ref().is_none_or(|(old, old_closed)| {
                &number > old || (&number == old && *old_closed && !closed)
            });
            if tighter {
                self.from = Some((number.clone(), closed));
            }
        }
        if relation.implies(Relation::AT_MOST) {
            let tighter = self.to.as_ref().is_none_or(|(old, old_closed)| {
                &number < old || (&number == old && *old_closed && !closed)
            });
            if tighter {
                self.to = Some((number.clone(), closed));
            }
        }
        if relation == Relation::NOT_EQUAL {
            self.not.push(number);
        }
        self.is_inhabited()
    }

    fn is_inhabited(&self) -> bool {
        let (Some((from, from_closed)), Some((to, to_closed))) = (&self.from, &self.to) else {
            return true;
        };
        match from.cmp(to) {
            std::cmp::Ordering::Less => true,
            std::cmp::Ordering::Equal => *from_closed && *to_closed && !self.not.contains(from),
            std::cmp::Ordering::Greater => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::{Mode, Scope, parse_proposition};

    fn contradiction(texts: &[&str]) -> bool {
        let (mut arena, mut scope) = (Arena::new(), Scope::new(Mode::Inferred));
        let statements: Vec<_> = texts
            .iter()
            .map(|text| parse_proposition(&mut arena, &mut scope, text).unwrap().0)
            .collect();
        contradictory(&arena, &statements)
    }

    #[test]
    fn plain_contradictions_are_found() {
        assert!(contradiction(&["x > 0", "x < 0"]));
        assert!(contradiction(&["x > 0", "0 >= x"]));
        assert!(contradiction(&["x >= 1 and x <= 1", "x != 1"]));
        assert!(contradiction(&["x < y", "y < x"]));
        assert!(contradiction(&["i == j", "i != j"]));
        assert!(contradiction(&["2 < 1"]));
        assert!(contradiction(&["x >= 1", "x > 1", "x <= 1"]));
    }

    #[test]
    fn what_can_hold_together_is_let_through() {
        assert!(!contradiction(&["x > 0", "x < 1"]));
        assert!(!contradiction(&["x >= 1", "x <= 1"]));
        assert!(!contradiction(&["x > 0", "y < 0", "x != 1"]));
        assert!(!contradiction(&[]));
    }
}
