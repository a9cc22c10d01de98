//! The kernel replays damaged proofs without a panic, and what it still makes a theorem of is true.
//!
//! The first line of the input is a claim; the other characters say which parts of its proof are
//! exchanged, dropped or repeated.

#![no_main]

use std::time::{Duration, Instant};

use chainrule::algebra;
use chainrule::decide::decide_until;
use chainrule::decide::outcome::{Claim, Verdict};
use chainrule::decide::refute::{Search, refute};
use chainrule::document::parse_claim;
use chainrule::enclosure;
use chainrule::expr::{Arena, ExprId, Proposition, Relation};
use chainrule::kernel::{Proof, Step, check};
use chainrule::theory::Theory;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let Some((equation, damage)) = text.split_once('\n') else { return };
    let (mut arena, theory) = (Arena::new(), Theory::new());
    let Ok(claim) = parse_claim(&mut arena, equation, &[] as &[&str]) else { return };
    let deadline = Some(Instant::now() + Duration::from_secs(2));
    let Verdict::Proved(proved) = decide_until(&mut arena, &theory, &claim, deadline).verdict else {
        return;
    };
    let mut proof = proved.proof;
    let mut damage = Damage { bytes: damage.bytes(), parts: parts(&arena, &claim) };
    damage.steps(&mut proof.steps);
    damage.statement(&mut proof);
    let fuel = &mut algebra::Fuel::new(100_000);
    if let Ok(theorem) = check(&mut arena, &theory, &proof, fuel) {
        let Proposition::Compare(Relation::EQUAL, lhs, rhs) = *theorem.conclusion() else { return };
        let assumptions = theorem.hypotheses().to_vec();
        let claim = Claim { lhs, rhs, assumptions, ..claim };
        let found = refute(&mut arena, &claim, &mut enclosure::Fuel::new(100_000));
        assert!(!matches!(found, Search::Refuted(_)), "a false theorem: {text}");
    }
});

/// Every part of the two sides.
fn parts(arena: &Arena, claim: &Claim) -> Vec<ExprId> {
    let mut found = vec![claim.lhs, claim.rhs];
    let mut next = 0;
    while let Some(&expr) = found.get(next) {
        let fresh: Vec<_> =
            arena.children(expr).into_iter().filter(|it| !found.contains(it)).collect();
        found.extend(fresh);
        next += 1;
    }
    found
}

struct Damage<'a> {
    bytes: std::str::Bytes<'a>,
    parts: Vec<ExprId>,
}

impl Damage<'_> {
    fn number(&mut self, below: usize) -> Option<usize> {
        Some(usize::from(self.bytes.next()?) % below.max(1))
    }

    fn part(&mut self, place: &mut ExprId) {
        if let Some(number) = self.number(self.parts.len()) {
            *place = self.parts[number];
        }
    }

    fn steps(&mut self, steps: &mut Vec<Step>) {
        while let (Some(place), Some(kind)) = (self.number(steps.len()), self.number(8)) {
            if place >= steps.len() {
                return;
            }
            match kind {
                0 => drop(steps.remove(place)),
                1 => steps.push(steps[place].clone()),
                2 => steps.swap(place, 0),
                _ => self.step(&mut steps[place]),
            }
        }
    }

    fn step(&mut self, step: &mut Step) {
        match step {
            Step::Rule(_, instance) => instance.values.values_mut().for_each(|it| self.part(it)),
            Step::Field(a, b, _) | Step::Alpha(a, b) | Step::Term(a, b) => {
                self.part(a);
                self.part(b);
            }
            Step::Combine(_, a, b, _) => {
                self.part(a);
                self.part(b);
            }
            Step::Congruence(a, b, c) | Step::Component(a, b, c) => {
                self.part(a);
                self.part(b);
                self.part(c);
            }
            Step::Domain(a) | Step::Prime(a, _) | Step::Branch(a, _) | Step::Chain(a) => {
                self.part(a);
            }
            Step::Split(cases, _) => {
                for case in cases {
                    self.steps(&mut case.steps);
                }
            }
            Step::Local { derivative, value, cases, .. } => {
                self.part(derivative);
                self.part(value);
                for (case, piece) in cases {
                    self.steps(&mut case.steps);
                    self.part(piece);
                }
            }
            Step::At { value, steps, .. } => {
                self.part(value);
                self.steps(steps);
            }
            Step::Constant(it) => {
                self.part(&mut it.body);
                self.steps(&mut it.steps);
            }
            _ => {}
        }
    }

    /// Drops a hypothesis or exchanges a side of the conclusion.
    fn statement(&mut self, proof: &mut Proof) {
        if let Proposition::Compare(_, a, b) = &mut proof.conclusion {
            self.part(a);
            self.part(b);
        }
        if let Some(number) = self.number(proof.hypotheses.len()).filter(|&it| it > 0) {
            proof.hypotheses.truncate(number);
        }
    }
}
