//! From a claim to a verdict.

use std::slice;
use std::time::{Duration, Instant};

use super::allowed::Allowed;
use super::conditions::Condition;
use super::domains::{Compared, Conditions};
use super::outcome::{Claim, Domain, Outcome, Proved, Verdict};
use super::prover::{Prover, Setting};
use super::refute::{self, Search, Wanted};
use super::screen::Screen;
use crate::algebra::Fuel;
use crate::enclosure;
use crate::expr::{Arena, ExprId, Proposition, Relation};
use crate::kernel::{self, Case, Proof, Step, Theorem};
use crate::theory::Theory;

/// The work that one claim may cost, in products of terms and the like.
const FUEL: u64 = 400_000;
/// Statements with more places are equally complicated.
const MOST_PLACES: usize = 200;
/// The work of finding out whether a condition follows from others.
const PRUNING_FUEL: u64 = 4_000;
/// The work of the kernel's replay.
const REPLAY_FUEL: u64 = 30_000_000;
/// How many blocks may be nested in a proof.
const DEPTH: u32 = 8;
/// The work of looking for a point where the conditions of a proof fail.
const OFF_CONDITIONS_FUEL: u64 = 20_000;
/// The work of looking for a point.
const SEARCH_FUEL: u64 = 400_000;
/// Why nothing was looked at where a proof does not reach.
const ONLY_GIVEN: &str =
    "not proved, and nothing is known of the functions given but the equations";

/// Decides a claim.
#[must_use]
pub fn decide(arena: &mut Arena, theory: &Theory, claim: &Claim) -> Outcome {
    decide_until(arena, theory, claim, None)
}

/// Decides a claim, and gives up at a moment if it is not done by then.
#[must_use]
pub fn decide_until(
    arena: &mut Arena,
    theory: &Theory,
    claim: &Claim,
    deadline: Option<Instant>,
) -> Outcome {
    let letters = super::folds::letters_of(arena, claim);
    let screen = Screen::of_claim(arena, claim);
    let mut judge = Judge {
        arena,
        theory,
        claim,
        allowed: Allowed::all(),
        letters,
        screen,
        fuel: Fuel::new(FUEL).until(deadline),
        deadline,
        kernel: Duration::ZERO,
        missing: Vec::new(),
    };
    let verdict = judge.verdict();
    Outcome { verdict, kernel: judge.kernel, missing: judge.missing }
}

pub(super) struct Judge<'a> {
    pub(super) arena: &'a mut Arena,
    pub(super) theory: &'a Theory,
    pub(super) claim: &'a Claim,
    pub(super) allowed: Allowed,
    pub(super) letters: Vec<crate::expr::Symbol>,
    pub(super) screen: Screen,
    pub(super) fuel: Fuel,
    pub(super) deadline: Option<Instant>,
    pub(super) kernel: Duration,
    pub(super) missing: Vec<(ExprId, ExprId)>,
}

impl Judge<'_> {
    fn verdict(&mut self) -> Verdict {
        let conditions = self.conditions();
        let mut kept = self.pruned(&conditions.joint);
        let mut found = self.prove(&kept, &conditions.written_out);
        if found.is_none() && kept.len() < conditions.joint.len() {
            // What follows from the others may still be what is needed, as it stands.
            kept.clone_from(&conditions.joint);
            found = self.prove(&kept, &conditions.written_out);
        }
        if let Some((mut proof, used)) = found {
            let needed = kept.clone();
            self.extend_to_joins(&mut proof, &mut kept);
            let conditions = conditions.without(&needed, &kept);
            if let Some(theorem) = self.replay(&proof) {
                return self.proved((theorem, proof), &kept, &conditions, &used);
            }
        }
        self.unproved(&conditions.joint)
    }

    /// The conditions that do not follow from the others.
    fn pruned(&mut self, all: &[Condition]) -> Vec<Condition> {
        let mut kept = all.to_vec();
        // What is written in the most complicated way is dropped first.
        let mut order = statements(all);
        order.sort_by_key(|it| std::cmp::Reverse(self.size(it)));
        for goal in order {
            if kept.len() == 1 {
                break;
            }
            let mut others = kept.clone();
            others.retain(|it| it.statement != goal);
            let known = statements(&others);
            if self.separates(&known, slice::from_ref(&goal)) {
                continue;
            }
            let follows = |block: &mut Prover<'_>| {
                block.within(PRUNING_FUEL, |it| {
                    it.ensure(&goal) || it.by_alternatives(&goal) || {
                        known.iter().for_each(|fact| it.factor_facts(fact));
                        it.ensure(&goal)
                    }
                })
            };
            if self.block(&known, follows).0 {
                kept = others;
            }
        }
        kept
    }

    /// The number of places in a statement where something is written.
    fn size(&self, statement: &Proposition) -> usize {
        let mut open = Vec::new();
        statement.visit(&mut |expr| open.push(expr));
        let mut count = 0;
        while let Some(expr) = open.pop().filter(|_| count < MOST_PLACES) {
            count += 1;
            open.extend(self.arena.children(expr));
        }
        count
    }

    /// Does some work with a block of a proof that starts from the assumptions and more.
    pub(super) fn block<T>(
        &mut self,
        more: &[Proposition],
        work: impl FnOnce(&mut Prover<'_>) -> T,
    ) -> (T, Vec<Step>, Vec<&'static str>) {
        let setting = Setting {
            theory: self.theory,
            allowed: &self.allowed,
            names: &self.claim.names,
            letters: &self.letters,
            given: &self.claim.given,
            screen: &self.screen,
        };
        let mut hypotheses = self.claim.assumptions.clone();
        hypotheses.extend_from_slice(more);
        let mut prover = Prover::new(self.arena, &setting, &mut self.fuel, &hypotheses, DEPTH);
        prover.use_known_folds();
        let result = work(&mut prover);
        let names = prover.rule_names();
        (result, prover.steps, names)
    }

    fn conditions(&mut self) -> Conditions {
        let [a, b] = [self.claim.lhs, self.claim.rhs];
        let (left, joint, written_out) = self
            .block(&[], |block| {
                block.use_equations();
                let left = block.assume_domain(a);
                let mut all = left.clone();
                all.extend(block.assume_domain(b));
                (left, all, std::mem::take(&mut block.written_out))
            })
            .0;
        let right = match joint.is_empty() {
            true => Vec::new(),
            false => self.block(&[], |block| block.assume_domain(b)).0,
        };
        Conditions { joint, sides: [left, right], written_out }
    }

    pub(super) fn proof(
        &self,
        more: &[Proposition],
        steps: Vec<Step>,
        conclusion: Proposition,
    ) -> Proof {
        let mut hypotheses = self.claim.assumptions.clone();
        hypotheses.extend_from_slice(more);
        Proof {
            hypotheses,
            given: self.claim.given.clone(),
            names: self.claim.names.clone(),
            steps,
            conclusion,
        }
    }

    pub(super) fn replay(&mut self, proof: &Proof) -> Option<Theorem> {
        let start = Instant::now();
        let result = kernel::check(self.arena, self.theory, proof, &mut Fuel::new(REPLAY_FUEL));
        self.kernel += start.elapsed();
        debug_assert!(
            !matches!(&result, Err(it) if !matches!(it, kernel::Rejection::Arithmetic(_))),
            "the kernel rejects a proof: {result:?}"
        );
        result.ok()
    }

    fn goal(&self) -> Proposition {
        Proposition::equal(self.claim.lhs, self.claim.rhs)
    }

    fn prove(
        &mut self,
        conditions: &[Condition],
        written_out: &[Proposition],
    ) -> Option<(Proof, Vec<&'static str>)> {
        let (a, b) = (self.claim.lhs, self.claim.rhs);
        let more = statements(conditions);
        let (found, steps, used) = self.block(&more, |block| {
            more.iter().for_each(|it| block.base_facts(it));
            for fact in written_out {
                block.holds_written_out(fact);
            }
            block.prove(a, b)
        });
        found.then(|| (self.proof(&more, steps, self.goal()), used))
    }

    /// Drops conditions that only keep a derivative away from a border at which it exists.
    fn extend_to_joins(&mut self, proof: &mut Proof, kept: &mut Vec<Condition>) {
        let (a, b) = (self.claim.lhs, self.claim.rhs);
        for place in (0..kept.len()).rev() {
            let condition = kept[place].clone();
            let (Some((c, d)), Some((_, body)), Proposition::Compare(Relation::NOT_EQUAL, ..)) =
                (condition.border, condition.derivative, &condition.statement)
            else {
                continue;
            };
            if super::cases::switches(self.arena, body).is_empty() {
                continue;
            }
            let mut others = kept.clone();
            others.remove(place);
            let rest = statements(&others);
            let mut at_border = rest.clone();
            at_border.push(Proposition::equal(c, d));
            let (found, steps, _) = self.block(&at_border, |block| block.prove(a, b));
            if !found {
                continue;
            }
            let cases = vec![
                Case { assume: condition.statement.clone(), steps: proof.steps.clone() },
                Case { assume: Proposition::equal(c, d), steps },
            ];
            let (ready, mut before, _) =
                self.block(&rest, |block| block.ensure_defined(c) && block.ensure_defined(d));
            before.push(Step::Split(cases, self.goal()));
            let extended = self.proof(&rest, before, self.goal());
            if ready && self.replay(&extended).is_some() {
                *proof = extended;
                *kept = others;
            } else {
                return;
            }
        }
    }

    fn proved(
        &mut self,
        (theorem, proof): (Theorem, Proof),
        kept: &[Condition],
        conditions: &Conditions,
        used: &[&'static str],
    ) -> Verdict {
        let statements = statements(kept);
        if !self.has_point(&statements) {
            self.note_missing(&conditions.joint);
            return Verdict::Unknown("vacuous".to_owned());
        }
        let Compared { domain, kinks, exact } = self.domain(kept, conditions);
        if !exact {
            // Off conditions that may ask for too much, the two sides may differ.
            let mut fuel = self.search_fuel(OFF_CONDITIONS_FUEL);
            let off = refute::refute_off(self.arena, self.claim, &statements, &mut fuel);
            match off {
                Search::Refuted(witness) => return Verdict::Refuted(witness),
                Search::Given => return Verdict::Unknown(ONLY_GIVEN.to_owned()),
                _ if self.fuel.is_late() => return Verdict::Unknown("deadline".to_owned()),
                _ => {}
            }
            if self.asks_too_much(kept) {
                let reason = "holds under more conditions than the two sides need";
                return Verdict::Unknown(reason.to_owned());
            }
        }
        let narrowing = matches!(domain, Domain::Narrows | Domain::Mixed)
            .then(|| self.point_where(self.claim.lhs, self.claim.rhs))
            .flatten();
        Verdict::Proved(Box::new(Proved {
            theorem,
            proof,
            domain,
            conditions: statements,
            rules: named(used),
            narrowing,
            kinks,
        }))
    }

    /// An allowance of work for the search for a point, which stops at the deadline, too.
    pub(super) fn search_fuel(&self, units: u64) -> enclosure::Fuel {
        enclosure::Fuel::new(units).until(self.deadline)
    }

    fn has_point(&mut self, conditions: &[Proposition]) -> bool {
        let holds: Vec<&Proposition> = self.claim.assumptions.iter().chain(conditions).collect();
        if holds.is_empty() || self.screen.meets(self.arena, &holds) {
            return true;
        }
        let names = self.claim.names.clone();
        let wanted = Wanted { holds, names, ..Wanted::default() };
        let mut fuel = self.search_fuel(SEARCH_FUEL);
        refute::find_point(self.arena, &wanted, &mut fuel).is_some()
    }

    /// Looks for a witness, and says what was found.
    fn unproved(&mut self, conditions: &[Condition]) -> Verdict {
        if self.fuel.is_late() {
            return Verdict::Unknown("deadline".to_owned());
        }
        let budget = self.fuel.left() == 0;
        let mut fuel = self.search_fuel(SEARCH_FUEL);
        let found = refute::refute(self.arena, self.claim, &mut fuel);
        if self.fuel.is_late() && !matches!(found, Search::Refuted(_)) {
            return Verdict::Unknown("deadline".to_owned());
        }
        match found {
            Search::Refuted(witness) => Verdict::Refuted(witness),
            Search::NoCommonPoint => {
                self.note_missing(conditions);
                Verdict::Unknown("vacuous".to_owned())
            }
            Search::Unsupported(what) => Verdict::Unknown(format!("unsupported: {what}")),
            Search::OutOfFuel => Verdict::Unknown("budget".to_owned()),
            _ if budget => Verdict::Unknown("budget".to_owned()),
            Search::Given => Verdict::Unknown(ONLY_GIVEN.to_owned()),
            Search::Agrees { digits, .. } => {
                let kink = conditions.iter().any(|it| it.border.is_some());
                let note = if kink { "; away from the borders of its cases" } else { "" };
                Verdict::Unknown(format!("agrees to {digits} digits, not proved{note}"))
            }
        }
    }
}

/// The names of rules without those that need not be named.
fn named(used: &[&'static str]) -> Vec<&'static str> {
    let free = Allowed::only([]);
    let mut names: Vec<&'static str> =
        used.iter().copied().filter(|name| !free.name(name)).collect();
    if names.is_empty() {
        names.push("algebra");
    }
    names
}

pub(super) fn statements(conditions: &[Condition]) -> Vec<Proposition> {
    conditions.iter().map(|it| it.statement.clone()).collect()
}

impl Prover<'_> {
    /// The names of the rules used, those about signs apart.
    pub(crate) fn rule_names(&self) -> Vec<&'static str> {
        let mut names = Vec::new();
        for rule in self.used.iter().filter_map(|&id| crate::theory::rule_text(id)) {
            if rule.statement.contains(" = ") && !names.contains(&rule.name) {
                names.push(rule.name);
            }
        }
        if self.used_given {
            names.push("given");
        }
        names
    }
}
