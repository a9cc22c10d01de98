//! Strict comparisons by contradiction: what would follow if the two sides were equal.

use super::prover::Prover;
use crate::expr::{ExprId, Function, Node, Proposition, Relation};

/// The work of one such attempt.
const FUEL: u64 = 1_500;

impl Prover<'_> {
    /// Shows that two expressions differ, if it is known already that they compare in no other way
    /// than wanted or are equal: equal, they would contradict the facts.
    pub(crate) fn by_contradiction(&mut self, wanted: Relation, a: ExprId, b: ExprId) -> bool {
        let covered = wanted.or(Relation::EQUAL);
        if !self.indirect
            || self.depth == 0
            || self.structural > 0
            || !wanted.is_strict()
            || !self.facts.relation(a, b).implies(covered)
            || !self.comparisons.iter().any(|it| it.0.is_strict() || it.0 == Relation::EQUAL)
            || !self.is_linear_somewhere(a, b)
        {
            return false;
        }
        let goal = Proposition::Compare(wanted, a, b);
        let cases = [wanted, Relation::EQUAL].map(|it| Proposition::Compare(it, a, b));
        self.within(FUEL, |block| {
            block.split(&[], cases, &goal, |block, case| *case == goal || block.contradict())
        })
    }

    /// Whether an equation of the two would say what some variable is.
    pub(crate) fn is_linear_somewhere(&mut self, a: ExprId, b: ExprId) -> bool {
        self.difference_polynomial(a, b).is_some_and(|difference| {
            difference.terms().any(|(monomial, _)| match monomial.factors() {
                &[(atom, 1)] => matches!(
                    self.arena.node(self.read.expression(atom)),
                    Node::Variable(_) | Node::Call(Function::Sin | Function::Cos, _)
                ),
                _ => false,
            })
        })
    }

    /// Finds a fact that cannot hold, the equations used.
    fn contradict(&mut self) -> bool {
        self.use_equations();
        for (relation, a, b) in self.comparisons.clone() {
            if !relation.is_strict() && relation != Relation::EQUAL {
                continue;
            }
            self.expand(a);
            self.expand(b);
            self.plan_roots(&[a, b]);
            let Ok(difference) = self.difference(a, b) else { continue };
            let Some(value) = difference.as_constant() else { continue };
            let actual = Relation::of_sign(&value);
            if !actual.implies(relation) && self.ensure_defined(a) && self.ensure_defined(b) {
                self.combine(actual, (a, b), &[]);
                return self.facts.contradictory();
            }
        }
        false
    }
}
