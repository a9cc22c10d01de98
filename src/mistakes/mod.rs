//! The likely mistake behind a refuted equation.
//!
//! Three kinds of guesses, each tested at points first and then proved: the left side differentiated
//! with one wrong rule gives the right side; one small change repairs a side; the equation holds under an
//! assumption. Only what has been proved is said, so that no hint is false. The method of wrong rules is that
//! of buggy rules in tutoring systems (Brown and Burton, 1978).

mod fault;
mod repair;

use crate::decide::outcome::{Claim, Verdict};
use crate::decide::refute::{Search, refute};
use crate::decide::{decide, simplified};
use crate::enclosure::Fuel;
use crate::expr::{Arena, ExprId, Node, Proposition, Relation};
use crate::print;
use crate::theory::Theory;

/// The work of testing a guess at points.
const TEST_FUEL: u64 = 1_500;
/// How many guesses are tested, and how many of those that pass are tried to be proved.
const MOST_GUESSES: usize = 600;
const MOST_PROOFS: usize = 6;

/// One sentence on the mistake behind an equation that fails, without a full stop; none where no guess is
/// proved.
#[must_use]
pub fn hint(arena: &mut Arena, theory: &Theory, claim: &Claim) -> Option<String> {
    let mut search = Hunt { arena, theory, claim, guesses: 0, proofs: 0 };
    let differentiates = search.derivative(claim.lhs).is_some();
    if differentiates && let Some(found) = search.wrong_rule() {
        return Some(found);
    }
    // Without a derivative, what is missing is more often an assumption than a symbol.
    if !differentiates && let Some(found) = search.missing_assumption() {
        return Some(found);
    }
    search.repaired().or_else(|| differentiates.then(|| search.missing_assumption()).flatten())
}

pub(crate) struct Hunt<'a> {
    pub(crate) arena: &'a mut Arena,
    theory: &'a Theory,
    pub(crate) claim: &'a Claim,
    guesses: usize,
    proofs: usize,
}

impl Hunt<'_> {
    /// What a side differentiates, and by what.
    fn derivative(&self, side: ExprId) -> Option<(ExprId, ExprId)> {
        match self.arena.node(side) {
            Node::Derivative { by, body } => Some((body, by)),
            _ => None,
        }
    }

    /// Whether two sides are equal, as the kernel has confirmed; most that are not are told at once.
    fn holds(&mut self, lhs: ExprId, rhs: ExprId, more: Option<Proposition>) -> bool {
        if self.guesses >= MOST_GUESSES || self.proofs >= MOST_PROOFS {
            return false;
        }
        self.guesses += 1;
        let mut claim = Claim { lhs, rhs, ..self.claim.clone() };
        claim.assumptions.extend(more);
        let found = refute(self.arena, &claim, &mut Fuel::new(TEST_FUEL));
        if !matches!(found, Search::Agrees { .. }) {
            return false;
        }
        self.proofs += 1;
        matches!(decide(self.arena, self.theory, &claim).verdict, Verdict::Proved(_))
    }

    /// The derivative as it is, written simply.
    fn right_derivative(&mut self) -> Option<String> {
        let found = simplified(self.arena, self.theory, self.claim.lhs, &self.claim.names)?;
        let known = self.holds(self.claim.lhs, found, None) && self.is_plain(found);
        known.then(|| print::text(self.arena, found)).filter(|text| text.len() < 90)
    }

    /// Whether nothing is left to differentiate.
    fn is_plain(&self, expr: ExprId) -> bool {
        !matches!(self.arena.node(expr), Node::Derivative { .. })
            && self.arena.children(expr).into_iter().all(|it| self.is_plain(it))
    }

    /// The left side, differentiated with a wrong rule, is the right side.
    fn wrong_rule(&mut self) -> Option<String> {
        let (body, by) = self.derivative(self.claim.lhs)?;
        let rhs = self.claim.rhs;
        for &(fault, sentence) in fault::FAULTS {
            let Some(wrong) = fault::differentiated(self.arena, self.theory, (body, by), fault)
            else {
                continue;
            };
            if self.holds(wrong, rhs, None) {
                return Some(self.with_right_derivative(sentence));
            }
        }
        let back = self.arena.derivative(rhs, by);
        self.holds(back, body, None).then(|| {
            self.with_right_derivative(
                "the right side is an antiderivative: it was integrated instead of differentiated",
            )
        })
    }

    fn with_right_derivative(&mut self, sentence: &str) -> String {
        self.proofs = 0;
        match self.right_derivative() {
            Some(text) => format!("{sentence}: the right side should be `{text}`"),
            None => sentence.to_owned(),
        }
    }

    /// The equation holds where something is assumed.
    fn missing_assumption(&mut self) -> Option<String> {
        let (lhs, rhs) = (self.claim.lhs, self.claim.rhs);
        for assumption in self.assumptions() {
            if self.claim.assumptions.contains(&assumption) {
                continue;
            }
            self.proofs = 0;
            if self.holds(lhs, rhs, Some(assumption.clone())) {
                let text = print::proposition(self.arena, &assumption);
                return Some(format!("this holds if `{text}`"));
            }
        }
        None
    }

    /// Assumptions that are often forgotten.
    fn assumptions(&mut self) -> Vec<Proposition> {
        const MOST: usize = 3;
        let compare = Proposition::Compare;
        let mut found = Vec::new();
        let (numbers, counters) = repair::names(self.arena, self.claim);
        for &name in numbers.iter().take(MOST) {
            let size = self.arena.call(crate::expr::Function::Abs, name);
            found.extend([
                compare(Relation::AT_LEAST, name, ExprId::ZERO),
                compare(Relation::GREATER, name, ExprId::ZERO),
                compare(Relation::NOT_EQUAL, name, ExprId::ZERO),
                compare(Relation::LESS, size, ExprId::ONE),
                compare(Relation::AT_MOST, name, ExprId::ZERO),
            ]);
        }
        if let [a, b, ..] = numbers[..] {
            let product = self.arena.mul(a, b);
            found.extend([
                compare(Relation::LESS, product, ExprId::ONE),
                compare(Relation::AT_LEAST, product, ExprId::ZERO),
            ]);
        }
        for (place, &i) in counters.iter().enumerate() {
            for &j in &counters[place + 1..] {
                found.extend([compare(Relation::EQUAL, i, j), compare(Relation::NOT_EQUAL, i, j)]);
            }
        }
        found
    }
}
