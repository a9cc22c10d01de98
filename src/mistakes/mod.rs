//! The likely mistake behind a refuted equation.
//!
//! Three kinds of guesses, each tested at points first and then proved: the left side differentiated
//! with one wrong rule gives the right side; one small change repairs a side; the equation holds under an
//! assumption. Only what has been proved is said, so that no hint is false. The method of wrong rules is that
//! of buggy rules in tutoring systems (Brown and Burton, 1978).

mod fault;
mod repair;

use std::time::{Duration, Instant};

use crate::decide::outcome::{Claim, Domain, Verdict};
use crate::decide::refute::{Search, refute};
use crate::decide::{decide_until, differentiated, simplified};
use crate::enclosure::Fuel;
use crate::expr::{Arena, BinaryOp, ExprId, Node, Proposition, Relation};
use crate::print;
use crate::theory::Theory;

/// The work of testing a guess at points.
const TEST_FUEL: u64 = 1_500;
/// The work of looking again at what is not proved, and at how many points it must agree.
const DOUBT_FUEL: u64 = 20_000;
const FEW_POINTS: u32 = 4;
/// The longest time. Budgets of work end the search long before, but for numbers of enormous size.
const PATIENCE: Duration = Duration::from_secs(1);
/// The longest expression that is written out.
const LONGEST: usize = 90;
/// How many guesses are tested, and how many of those that pass are tried to be proved.
const MOST_GUESSES: usize = 600;
const MOST_PROOFS: usize = 6;

/// One sentence on the mistake behind an equation that fails, without a full stop; none where no guess is
/// proved.
#[must_use]
pub fn hint(arena: &mut Arena, theory: &Theory, claim: &Claim) -> Option<String> {
    let deadline = Instant::now().checked_add(PATIENCE);
    let mut search = Hunt { arena, theory, claim, guesses: 0, proofs: 0, perhaps: None, deadline };
    let found = search.hunt();
    found.or(search.perhaps)
}

pub(crate) struct Hunt<'a> {
    pub(crate) arena: &'a mut Arena,
    theory: &'a Theory,
    pub(crate) claim: &'a Claim,
    guesses: usize,
    proofs: usize,
    /// What is not proved, although the sides agree wherever they were looked at.
    perhaps: Option<String>,
    deadline: Option<Instant>,
}

impl Hunt<'_> {
    fn hunt(&mut self) -> Option<String> {
        let differentiates = self.derivative(self.claim.lhs).is_some();
        if differentiates && let Some(found) = self.wrong_rule() {
            return Some(found);
        }
        if let Some(found) = self.not_linear() {
            return Some(found);
        }
        // Without a derivative, what is missing is more often an assumption than a symbol.
        if !differentiates && let Some(found) = self.missing_assumption() {
            return Some(found);
        }
        self.repaired().or_else(|| differentiates.then(|| self.missing_assumption()).flatten())
    }

    /// What a side differentiates, and by what.
    fn derivative(&self, side: ExprId) -> Option<(ExprId, ExprId)> {
        match self.arena.node(side) {
            Node::Derivative { by, body } => Some((body, by)),
            _ => None,
        }
    }

    /// The sentence, if two sides are equal, as the kernel has confirmed. If they only agree, it is kept for
    /// the case that nothing is proved.
    fn guess(
        &mut self,
        (lhs, rhs): (ExprId, ExprId),
        more: Option<Proposition>,
        sentence: &str,
    ) -> Option<String> {
        let (before, again) = (self.proofs, more.clone());
        if self.holds(lhs, rhs, more) {
            return Some(sentence.to_owned());
        }
        if self.proofs > before && self.perhaps.is_none() && self.agrees(lhs, rhs, again) {
            self.perhaps =
                Some(format!("perhaps {sentence} (the sides then agree, but that is not proved)"));
        }
        None
    }

    /// Whether two sides agree at several points, as far as a closer look tells.
    fn agrees(&mut self, lhs: ExprId, rhs: ExprId, more: Option<Proposition>) -> bool {
        let mut claim = Claim { lhs, rhs, ..self.claim.clone() };
        claim.assumptions.extend(more);
        let fuel = &mut Fuel::new(DOUBT_FUEL).until(self.deadline);
        let found = refute(self.arena, &claim, fuel);
        let varies = !repair::names(self.arena, &claim).0.is_empty();
        matches!(found, Search::Agrees { points, .. } if !varies || points >= FEW_POINTS)
    }

    /// Whether two sides are equal, as the kernel has confirmed; most that are not are told at once.
    fn holds(&mut self, lhs: ExprId, rhs: ExprId, more: Option<Proposition>) -> bool {
        let late = self.deadline.is_some_and(|it| Instant::now() >= it);
        if late || self.guesses >= MOST_GUESSES || self.proofs >= MOST_PROOFS {
            return false;
        }
        self.guesses += 1;
        let mut claim = Claim { lhs, rhs, ..self.claim.clone() };
        claim.assumptions.extend(more);
        let found = refute(self.arena, &claim, &mut Fuel::new(TEST_FUEL).until(self.deadline));
        if !matches!(found, Search::Agrees { points, .. } if points > 0) {
            return false;
        }
        self.proofs += 1;
        match decide_until(self.arena, self.theory, &claim, self.deadline).verdict {
            // A side that is defined at fewer points repairs nothing.
            Verdict::Proved(it) => !matches!(it.domain, Domain::Narrows | Domain::Mixed),
            _ => false,
        }
    }

    /// The derivative as it is, written simply.
    fn right_derivative(&mut self) -> Option<String> {
        let (body, by) = self.derivative(self.claim.lhs)?;
        let body = self.worked_out(body)?;
        let raw = differentiated(self.arena, self.theory, body, by)?;
        let tidy = simplified(self.arena, self.theory, raw, &self.claim.names);
        for found in tidy.into_iter().chain([raw]) {
            let text = print::text(self.arena, found);
            if text.len() < LONGEST && self.holds(self.claim.lhs, found, None) {
                return Some(text);
            }
        }
        None
    }

    /// An expression that may itself be a derivative, with that derivative worked out.
    fn worked_out(&mut self, expr: ExprId) -> Option<ExprId> {
        match self.derivative(expr) {
            Some((body, by)) => {
                let body = self.worked_out(body)?;
                differentiated(self.arena, self.theory, body, by)
            }
            None => Some(expr),
        }
    }

    /// The left side, differentiated with a wrong rule, is the right side.
    fn wrong_rule(&mut self) -> Option<String> {
        let (body, by) = self.derivative(self.claim.lhs)?;
        let body = self.worked_out(body)?;
        let rhs = self.claim.rhs;
        for &(fault, sentence) in fault::FAULTS {
            // Elsewhere a lost sign is likelier than a quotient rule gone wrong.
            if fault == fault::Fault::QuotientAdded
                && !self.has_own_signs(by)
                && let Some(found) = self.lost_sign()
            {
                return Some(found);
            }
            let Some(wrong) = fault::differentiated(self.arena, self.theory, (body, by), fault)
            else {
                continue;
            };
            if self.holds(wrong, rhs, None) {
                return Some(self.with_right_derivative(sentence));
            }
        }
        for other in repair::names(self.arena, self.claim).0.into_iter().filter(|it| *it != by) {
            let wrong = self.arena.derivative(body, other);
            if self.holds(wrong, rhs, None) {
                let [other, by] = [other, by].map(|it| print::text(self.arena, it));
                let sentence = format!("this is differentiated by `{other}` instead of `{by}`");
                return Some(self.with_right_derivative(&sentence));
            }
        }
        let back = self.arena.derivative(rhs, by);
        self.holds(back, body, None).then(|| {
            self.with_right_derivative(
                "the right side is an antiderivative: it was integrated instead of differentiated",
            )
        })
    }

    /// Whether the left side differentiates a function from the table, whose derivative may have the wrong
    /// sign, or a quotient of which both parts vary.
    fn has_own_signs(&self, by: ExprId) -> bool {
        let Some((body, _)) = self.derivative(self.claim.lhs) else { return false };
        let (above, below) = match self.arena.node(body) {
            Node::Call(..) => return true,
            Node::Binary(BinaryOp::Div, above, below) => (above, below),
            _ => return false,
        };
        let names = self.arena.free_symbols(by);
        [above, below].iter().all(|&it| names.iter().any(|&name| self.arena.mentions(it, name)))
    }

    fn lost_sign(&mut self) -> Option<String> {
        let opposite = self.arena.negate(self.claim.rhs);
        let holds = self.holds(self.claim.lhs, opposite, None);
        holds.then(|| self.with_right_derivative("the sign is wrong"))
    }

    fn with_right_derivative(&mut self, sentence: &str) -> String {
        self.proofs = 0;
        match self.right_derivative() {
            Some(text) => format!("{sentence}: the right side should be `{text}`"),
            None => sentence.to_owned(),
        }
    }

    /// A function of a sum or a multiple is not the sum or the multiple of the function's values.
    fn not_linear(&mut self) -> Option<String> {
        let (lhs, rhs) = (self.claim.lhs, self.claim.rhs);
        for (whole, other) in [(lhs, rhs), (rhs, lhs)] {
            for (taken_apart, what) in repair::taken_apart(self.arena, whole) {
                self.proofs = 0;
                if self.holds(taken_apart, other, None) {
                    return Some(what);
                }
            }
        }
        None
    }

    /// The equation holds where something is assumed.
    fn missing_assumption(&mut self) -> Option<String> {
        let (lhs, rhs) = (self.claim.lhs, self.claim.rhs);
        self.proofs = 0;
        for assumption in self.assumptions() {
            if self.claim.assumptions.contains(&assumption) {
                continue;
            }
            let sentence =
                format!("this holds if `{}`", print::proposition(self.arena, &assumption));
            if let Some(found) = self.guess((lhs, rhs), Some(assumption), &sentence) {
                return Some(found);
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
        let product = match numbers[..] {
            [a, b, ..] => Some(self.arena.mul(a, b)),
            _ => None,
        };
        found.extend(product.map(|it| compare(Relation::LESS, it, ExprId::ONE)));
        for &name in numbers.iter().take(MOST) {
            let size = self.arena.call(crate::expr::Function::Abs, name);
            found.extend([
                compare(Relation::AT_LEAST, name, ExprId::ZERO),
                compare(Relation::GREATER, name, ExprId::ZERO),
                compare(Relation::NOT_EQUAL, name, ExprId::ZERO),
                compare(Relation::LESS, size, ExprId::ONE),
                compare(Relation::AT_MOST, name, ExprId::ZERO),
            ]);
            if repair::has_circular(self.arena, self.claim) {
                let two = self.arena.number(2);
                let pi = self.arena.constant(crate::expr::Constant::Pi);
                let quarter = self.arena.div(pi, two);
                let (above, below) = (
                    compare(Relation::AT_LEAST, name, ExprId::ZERO),
                    compare(Relation::AT_MOST, name, pi),
                );
                found.extend([
                    Proposition::And(vec![above, below]),
                    compare(Relation::AT_MOST, size, quarter),
                    compare(Relation::LESS, size, quarter),
                ]);
            }
        }
        found.extend(product.map(|it| compare(Relation::AT_LEAST, it, ExprId::ZERO)));
        for (place, &i) in counters.iter().enumerate() {
            for &j in &counters[place + 1..] {
                found.extend([compare(Relation::EQUAL, i, j), compare(Relation::NOT_EQUAL, i, j)]);
            }
        }
        found
    }
}
