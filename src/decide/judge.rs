//! From a claim to a verdict.

use std::time::{Duration, Instant};

use super::allowed::Allowed;
use super::conditions::Condition;
use super::outcome::{Claim, Domain, Outcome, Proved, Verdict};
use super::prover::{Prover, Setting};
use super::refute::{self, Search, Wanted};
use crate::algebra::Fuel;
use crate::enclosure;
use crate::expr::{Arena, ExprId, Proposition, Relation};
use crate::kernel::{self, Case, Proof, Step, Theorem};
use crate::theory::Theory;

/// The work that one claim may cost, in products of terms and the like.
const FUEL: u64 = 400_000;
/// The work of finding out whether a condition follows from others.
const PRUNING_FUEL: u64 = 4_000;
/// The work of showing that a derivative does not exist at a border.
const KINK_FUEL: u64 = 10_000;
/// The work of the kernel's replay.
const REPLAY_FUEL: u64 = 30_000_000;
/// How many blocks may be nested in a proof.
const DEPTH: u32 = 8;
/// The work of looking for a point where the conditions of a proof fail.
const OFF_CONDITIONS_FUEL: u64 = 60_000;
/// The work of looking for a point.
const SEARCH_FUEL: u64 = 400_000;

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
    let mut judge = Judge {
        arena,
        theory,
        claim,
        allowed: Allowed::all(),
        letters,
        fuel: Fuel::new(FUEL).until(deadline),
        kernel: Duration::ZERO,
        missing: Vec::new(),
    };
    let verdict = judge.verdict();
    Outcome { verdict, kernel: judge.kernel, missing: judge.missing }
}

struct Judge<'a> {
    arena: &'a mut Arena,
    theory: &'a Theory,
    claim: &'a Claim,
    allowed: Allowed,
    letters: Vec<crate::expr::Symbol>,
    fuel: Fuel,
    kernel: Duration,
    missing: Vec<(ExprId, ExprId)>,
}

/// Why a condition says no more than that something is defined.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Exactness {
    /// It follows from the domain.
    Domain,
    /// Where it fails, a derivative certainly does not exist: at this border.
    Kink(Proposition),
}

/// The conditions of both sides, together and each alone.
struct Conditions {
    joint: Vec<Condition>,
    sides: [Vec<Condition>; 2],
}

impl Conditions {
    /// Without those that turned out not to be needed.
    fn without(&self, before: &[Condition], after: &[Condition]) -> Self {
        let is_in = |it: &Condition, list: &[Condition]| {
            list.iter().any(|other| other.statement == it.statement)
        };
        let keep = |list: &[Condition]| -> Vec<Condition> {
            let kept = list.iter().filter(|it| !is_in(it, before) || is_in(it, after));
            kept.cloned().collect()
        };
        Self { joint: keep(&self.joint), sides: [keep(&self.sides[0]), keep(&self.sides[1])] }
    }
}

impl Judge<'_> {
    fn verdict(&mut self) -> Verdict {
        let conditions = self.conditions();
        let mut kept = self.pruned(&conditions.joint);
        if let Some((mut proof, used)) = self.prove(&kept) {
            let needed = kept.clone();
            self.extend_to_joins(&mut proof, &mut kept);
            let conditions = conditions.without(&needed, &kept);
            if let Some(theorem) = self.replay(&proof) {
                return self.proved(theorem, &kept, &conditions, &used);
            }
        }
        self.unproved(&conditions.joint)
    }

    /// The conditions that do not follow from the others.
    fn pruned(&mut self, all: &[Condition]) -> Vec<Condition> {
        let mut kept = all.to_vec();
        let mut place = 0;
        while place < kept.len() && kept.len() > 1 {
            let mut others = kept.clone();
            let goal = others.remove(place).statement;
            let follows =
                |block: &mut Prover<'_>| block.within(PRUNING_FUEL, |it| it.ensure(&goal));
            if self.block(&statements(&others), follows).0 {
                kept = others;
            } else {
                place += 1;
            }
        }
        kept
    }

    /// Does some work with a block of a proof that starts from the assumptions and more.
    fn block<T>(
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
        let (left, joint) = self
            .block(&[], |block| {
                let left = block.assume_domain(a);
                let mut all = left.clone();
                all.extend(block.assume_domain(b));
                (left, all)
            })
            .0;
        let right = match joint.is_empty() {
            true => Vec::new(),
            false => self.block(&[], |block| block.assume_domain(b)).0,
        };
        Conditions { joint, sides: [left, right] }
    }

    fn proof(&self, more: &[Proposition], steps: Vec<Step>, conclusion: Proposition) -> Proof {
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

    fn replay(&mut self, proof: &Proof) -> Option<Theorem> {
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

    fn prove(&mut self, conditions: &[Condition]) -> Option<(Proof, Vec<&'static str>)> {
        let (a, b) = (self.claim.lhs, self.claim.rhs);
        let more = statements(conditions);
        let (found, steps, used) = self.block(&more, |block| block.prove(a, b));
        found.then(|| (self.proof(&more, steps, self.goal()), used))
    }

    /// Drops conditions that only keep a derivative away from a border at which it exists.
    fn extend_to_joins(&mut self, proof: &mut Proof, kept: &mut Vec<Condition>) {
        let (a, b) = (self.claim.lhs, self.claim.rhs);
        for place in (0..kept.len()).rev() {
            let condition = kept[place].clone();
            let (Some((c, d)), Proposition::Compare(Relation::NOT_EQUAL, ..)) =
                (condition.border, &condition.statement)
            else {
                continue;
            };
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
        theorem: Theorem,
        kept: &[Condition],
        conditions: &Conditions,
        used: &[&'static str],
    ) -> Verdict {
        let statements = statements(kept);
        if !self.has_point(&statements) {
            self.note_missing(&conditions.joint);
            return Verdict::Unknown("vacuous".to_owned());
        }
        let (domain, kinks) = self.domain(kept, conditions);
        if domain == Domain::Unknown {
            // Off conditions that may ask for too much, the two sides may differ.
            let mut fuel = enclosure::Fuel::new(OFF_CONDITIONS_FUEL);
            let off = refute::refute_off(self.arena, self.claim, &statements, &mut fuel);
            if let Search::Refuted(witness) = off {
                return Verdict::Refuted(witness);
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
            domain,
            conditions: statements,
            rules: named(used),
            narrowing,
            kinks,
        }))
    }

    /// Whether a condition says more than that the two sides are defined. Only where a derivative may
    /// exist although no rule shows it is that allowed.
    fn asks_too_much(&mut self, kept: &[Condition]) -> bool {
        let sides = [self.claim.lhs, self.claim.rhs];
        let plain = |it: &&Condition| it.derivative.is_none();
        let plain: Vec<Condition> = kept.iter().filter(plain).cloned().collect();
        self.exact(&plain, &sides).contains(&None)
    }

    fn has_point(&mut self, conditions: &[Proposition]) -> bool {
        let holds: Vec<&Proposition> = self.claim.assumptions.iter().chain(conditions).collect();
        if holds.is_empty() {
            return true;
        }
        let names = self.claim.names.clone();
        let wanted = Wanted { holds, defined: Vec::new(), undefined: Vec::new(), names };
        refute::find_point(self.arena, &wanted, &mut enclosure::Fuel::new(SEARCH_FUEL)).is_some()
    }

    /// A certified point where one expression has a value and another has none.
    fn point_where(
        &mut self,
        defined: ExprId,
        undefined: ExprId,
    ) -> Option<Vec<(String, super::outcome::Value)>> {
        let wanted = Wanted {
            holds: self.claim.assumptions.iter().collect(),
            defined: vec![defined],
            undefined: vec![undefined],
            names: self.claim.names.clone(),
        };
        let point =
            refute::find_point(self.arena, &wanted, &mut enclosure::Fuel::new(SEARCH_FUEL))?;
        Some(refute::describe(self.arena, &point))
    }

    /// How the domains of the two sides compare, and where derivatives certainly do not exist.
    fn domain(&mut self, kept: &[Condition], all: &Conditions) -> (Domain, Vec<Proposition>) {
        if all.joint.is_empty() {
            return (Domain::Same, Vec::new());
        }
        let (a, b) = (self.claim.lhs, self.claim.rhs);
        let mut kinks = Vec::new();
        // What a side needs, as far as is known, and what it certainly needs.
        let mut needed: [Vec<Proposition>; 2] = Default::default();
        let mut certain: [Vec<Proposition>; 2] = Default::default();
        for (place, side) in [a, b].into_iter().enumerate() {
            let exact = self.exact(&all.sides[place], &[side]);
            for (condition, exactness) in all.sides[place].iter().zip(exact) {
                needed[place].push(condition.statement.clone());
                let Some(exactness) = exactness else { continue };
                certain[place].push(condition.statement.clone());
                if let Exactness::Kink(kink) = exactness
                    && !kinks.contains(&kink)
                {
                    kinks.push(kink);
                }
            }
        }
        let known = |it: &&Condition| !certain.iter().flatten().any(|own| *own == it.statement);
        let open: Vec<Condition> = kept.iter().filter(known).cloned().collect();
        if self.exact(&open, &[a, b]).contains(&None) {
            return (Domain::Unknown, kinks);
        }
        let forth = self.follow(&certain[0], &needed[1]);
        let back = self.follow(&certain[1], &needed[0]);
        let domain = match (forth, back) {
            (true, true) => Domain::Same,
            (true, false) if self.point_where(b, a).is_some() => Domain::Widens,
            (false, true) if self.point_where(a, b).is_some() => Domain::Narrows,
            (false, false)
                if self.point_where(a, b).is_some() && self.point_where(b, a).is_some() =>
            {
                Domain::Mixed
            }
            _ => Domain::Unknown,
        };
        (domain, kinks)
    }

    /// Whether statements follow from others, as the kernel confirms.
    fn follow(&mut self, from: &[Proposition], to: &[Proposition]) -> bool {
        let goal = Proposition::And(to.to_vec());
        let (found, steps, _) = self.block(from, |block| block.ensure(&goal));
        found && {
            let proof = self.proof(from, steps, goal);
            self.replay(&proof).is_some()
        }
    }

    /// Whether conditions say no more than that some expressions are defined, as the kernel confirms.
    /// For a derivative that has no value at a border, the border.
    fn exact(&mut self, conditions: &[Condition], sides: &[ExprId]) -> Vec<Option<Exactness>> {
        if conditions.is_empty() {
            return Vec::new();
        }
        let from: Vec<Proposition> = sides.iter().map(|&it| Proposition::defined(it)).collect();
        let (shown, steps, _) = self.block(&from, |block| {
            block.sides_are_defined(sides, conditions);
            let follows = |it: &Condition| {
                block.ensure(&it.statement) || block.by_alternatives(&it.statement)
            };
            conditions.iter().map(follows).collect::<Vec<bool>>()
        });
        let pairs = conditions.iter().zip(&shown).filter(|(_, shown)| **shown);
        let goals = pairs.map(|(it, _)| it.statement.clone()).collect();
        let proof = self.proof(&from, steps, Proposition::And(goals));
        let replayed = self.replay(&proof).is_some();
        let mut exact = Vec::new();
        for (condition, shown) in conditions.iter().zip(shown) {
            exact.push(match shown && replayed {
                true => Some(Exactness::Domain),
                false => self.at_kink(condition, sides, &from),
            });
        }
        exact
    }

    /// Whether a derivative certainly does not exist where a condition fails.
    fn at_kink(
        &mut self,
        condition: &Condition,
        sides: &[ExprId],
        from: &[Proposition],
    ) -> Option<Exactness> {
        let (by, body) = condition.derivative?;
        let goal = condition.statement.clone();
        let (found, steps, _) = self.block(from, |block| {
            block.within(KINK_FUEL, |block| {
                block.sides_are_defined(sides, std::slice::from_ref(condition));
                block.only_off_border(&goal, by, body)
            })
        });
        let proof = self.proof(from, steps, goal);
        match &condition.statement {
            Proposition::Compare(_, c, d) if found && self.replay(&proof).is_some() => {
                Some(Exactness::Kink(Proposition::equal(*c, *d)))
            }
            _ => None,
        }
    }

    /// Notes the derivatives that certainly do not exist where the assumptions hold, as the kernel
    /// confirms.
    fn note_missing(&mut self, conditions: &[Condition]) {
        for condition in conditions {
            let (Some((by, body)), Some(border)) = (condition.derivative, condition.border) else {
                continue;
            };
            let from = vec![Proposition::Differentiable { by, body }];
            let (found, steps, _) = self.block(&from, |block| {
                block.domain_facts(body);
                block.facts.contradictory() || block.kink(by, body, border)
            });
            let proof = self.proof(&from, steps, Proposition::FALSE);
            if found && !self.missing.contains(&(by, body)) && self.replay(&proof).is_some() {
                self.missing.push((by, body));
            }
        }
    }

    /// Looks for a witness, and says what was found.
    fn unproved(&mut self, conditions: &[Condition]) -> Verdict {
        if self.fuel.is_late() {
            return Verdict::Unknown("deadline".to_owned());
        }
        let budget = self.fuel.left() == 0;
        let mut fuel = enclosure::Fuel::new(SEARCH_FUEL);
        match refute::refute(self.arena, self.claim, &mut fuel) {
            Search::Refuted(witness) => Verdict::Refuted(witness),
            Search::NoCommonPoint => {
                self.note_missing(conditions);
                Verdict::Unknown("vacuous".to_owned())
            }
            Search::Unsupported(what) => Verdict::Unknown(format!("unsupported: {what}")),
            Search::OutOfFuel => Verdict::Unknown("budget".to_owned()),
            _ if budget => Verdict::Unknown("budget".to_owned()),
            Search::Given => Verdict::Unknown(
                "not proved, and nothing is known of the functions given but the equations"
                    .to_owned(),
            ),
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

fn statements(conditions: &[Condition]) -> Vec<Proposition> {
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

    /// What follows from some sides' being defined.
    fn sides_are_defined(&mut self, sides: &[ExprId], conditions: &[Condition]) {
        sides.iter().for_each(|&side| self.domain_facts(side));
        for (by, body) in conditions.iter().filter_map(|it| it.derivative) {
            if self.shows(&Proposition::Differentiable { by, body }) {
                self.domain_facts(body);
            }
        }
    }

    /// Shows that a function that is differentiable is off a border: at it there is a kink or an
    /// edge, and beyond an edge the function is not defined.
    fn only_off_border(&mut self, goal: &Proposition, by: ExprId, body: ExprId) -> bool {
        let Proposition::Compare(_, a, b) = *goal else { return false };
        if !(self.ensure_defined(a) && self.ensure_defined(b)) {
            return false;
        }
        let differentiable = Proposition::Differentiable { by, body };
        let cases = super::cases::OUTCOMES.map(|it| Proposition::Compare(it, a, b));
        let border = Proposition::equal(a, b);
        self.shows(&differentiable)
            && self.split(&[differentiable], cases, goal, |block, case| {
                block.shows(goal)
                    || block.facts.contradictory()
                    || *case == border && block.kink(by, body, (a, b))
            })
    }
}
