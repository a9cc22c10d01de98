//! Disjunctions among the facts.

use super::prover::Prover;
use crate::expr::{ExprId, Proposition};

/// The work of finding out which parts of disjunctions are possible.
const FUEL: u64 = 2_000;
/// Disjunctions with more parts are left alone.
const MOST_PARTS: usize = 3;
/// How many disjunctions are looked at together.
const MOST_AT_ONCE: u32 = 2;

impl Prover<'_> {
    /// By the parts of a disjunction among the facts of which none is decided.
    pub(crate) fn prove_by_alternatives(&mut self, a: ExprId, b: ExprId) -> bool {
        let goal = Proposition::equal(a, b);
        for alternatives in self.alternatives.clone() {
            if alternatives.len() > MOST_PARTS || alternatives.iter().any(|it| self.shows(it)) {
                continue;
            }
            return self.split(&[], alternatives, &goal, |block, case| {
                block.use_alternatives();
                block.is_excluded(case) || block.prove(a, b)
            });
        }
        false
    }

    /// Shows a statement that follows from each part of a disjunction among the facts, or of two.
    pub(crate) fn by_alternatives(&mut self, goal: &Proposition) -> bool {
        self.by_some_alternatives(goal, MOST_AT_ONCE)
    }

    fn by_some_alternatives(&mut self, goal: &Proposition, at_once: u32) -> bool {
        let Some(rest) = at_once.checked_sub(1) else { return false };
        let mut all = self.alternatives.clone();
        all.retain(|parts| !parts.iter().any(|it| self.shows(it)));
        all.into_iter().any(|cases| {
            self.split(&[], cases, goal, |block, _| {
                block.ensure(goal)
                    || block.use_alternatives() && block.ensure(goal)
                    || block.by_some_alternatives(goal, rest)
            })
        })
    }

    /// Notes the only part of a disjunction that is possible, for each among the facts that has one.
    pub(crate) fn use_alternatives(&mut self) -> bool {
        let mut found = false;
        for parts in self.alternatives.clone() {
            if parts.len() > MOST_PARTS || parts.iter().any(|it| self.shows(it)) {
                continue;
            }
            found |= self.within(FUEL, |block| block.only_possible(&parts));
        }
        found
    }

    fn only_possible(&mut self, parts: &[Proposition]) -> bool {
        let possible: Vec<&Proposition> =
            parts.iter().filter(|part| !self.ensure_fails(part)).collect();
        let goal = match possible[..] {
            [] => Proposition::FALSE,
            [only] => only.clone(),
            _ => return false,
        };
        self.split(&[], parts.to_vec(), &goal, |block, case| {
            *case == goal || block.facts.contradictory() || block.ensure_fails(case)
        })
    }
}
