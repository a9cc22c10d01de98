//! How the domains of a claim's two sides compare, and where derivatives in them do not exist.

use std::slice;

use super::conditions::Condition;
use super::judge::{Judge, statements};
use super::outcome::Domain;
use super::prover::Prover;
use super::refute::{self, Wanted};
use crate::enclosure::Point;
use crate::expr::{ExprId, Proposition};

/// The work of looking for a point where one side is defined and the other is not.
const DOMAIN_FUEL: u64 = 20_000;
/// The work of showing that a condition says no more than a domain, and that one domain lies in another.
const COMPARE_FUEL: u64 = 3_000;
const FOLLOW_FUEL: u64 = 3_000;
/// The work of showing that a derivative does not exist at a border.
const KINK_FUEL: u64 = 10_000;
/// The work of showing that a derivative does not exist at the edges of a domain.
const EDGE_FUEL: u64 = 20_000;

/// Why a condition says no more than that something is defined.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Exactness {
    /// It follows from the domain.
    Domain,
    /// Where it fails, a derivative certainly does not exist: at this border.
    Kink(Proposition),
}

/// How the domains of two sides compare.
pub(super) struct Compared {
    pub(super) domain: Domain,
    /// Where derivatives certainly do not exist.
    pub(super) kinks: Vec<Proposition>,
    /// Whether the conditions certainly say no more than that both sides are defined.
    pub(super) exact: bool,
}

/// What one side needs to be defined.
struct Needs {
    side: ExprId,
    /// As far as is known.
    known: Vec<Proposition>,
    /// Those of them that it certainly needs.
    certain: Vec<Proposition>,
}

impl Needs {
    /// Whether the side is undefined exactly where one of them fails.
    fn are_all_certain(&self) -> bool {
        self.known.len() == self.certain.len()
    }
}

/// The conditions of both sides, together and each alone.
pub(super) struct Conditions {
    pub(super) joint: Vec<Condition>,
    pub(super) sides: [Vec<Condition>; 2],
    /// What holds anyhow by the definitions of functions, and is needed.
    pub(super) written_out: Vec<Proposition>,
}

impl Conditions {
    /// Without those that turned out not to be needed. A side keeps its own where that was found out with
    /// conditions that it does not have: they may say that it is defined.
    pub(super) fn without(&self, before: &[Condition], after: &[Condition]) -> Self {
        let is_in = |it: &Condition, list: &[Condition]| {
            list.iter().any(|other| other.statement == it.statement)
        };
        let keep = |list: &[Condition]| -> Vec<Condition> {
            let kept = list.iter().filter(|it| !is_in(it, before) || is_in(it, after));
            kept.cloned().collect()
        };
        let sides = [0, 1].map(|place| {
            let own = &self.sides[place];
            if after.iter().all(|it| is_in(it, own)) { keep(own) } else { own.clone() }
        });
        Self { joint: keep(&self.joint), sides, written_out: self.written_out.clone() }
    }
}

impl Judge<'_> {
    /// Whether a condition says more than that the two sides are defined. Only where a derivative may
    /// exist although no rule shows it is that allowed.
    pub(super) fn asks_too_much(&mut self, kept: &[Condition]) -> bool {
        let sides = [self.claim.lhs, self.claim.rhs];
        let plain = |it: &&Condition| it.derivative.is_none();
        let plain: Vec<Condition> = kept.iter().filter(plain).cloned().collect();
        self.exact(&plain, &sides, &statements(kept)).contains(&None)
    }

    /// A certified point where one expression has a value and another has none.
    pub(super) fn point_where(
        &mut self,
        defined: ExprId,
        undefined: ExprId,
    ) -> Option<Vec<(String, super::outcome::Value)>> {
        let point = self.find_apart(defined, undefined, &[])?;
        Some(refute::describe(self.arena, &point))
    }

    /// The same, with all that the other expression needs, if that is known.
    fn find_apart(
        &mut self,
        defined: ExprId,
        undefined: ExprId,
        needs: &[Proposition],
    ) -> Option<Point> {
        let wanted = Wanted {
            holds: self.claim.assumptions.iter().collect(),
            defined: vec![defined],
            undefined: vec![undefined],
            needs: needs.iter().collect(),
            names: self.claim.names.clone(),
        };
        refute::find_point(self.arena, &wanted, &mut self.search_fuel(DOMAIN_FUEL))
    }

    /// Whether there is a point where one side has a value and the other has none.
    fn is_wider(&mut self, wide: &Needs, narrow: &Needs) -> bool {
        let value = Proposition::defined(wide.side);
        // What a derivative needs is much easier to look at than the derivative itself.
        if self.separates(slice::from_ref(&value), &narrow.certain) {
            return true;
        }
        if narrow.are_all_certain() {
            return self.find_apart(wide.side, narrow.side, &narrow.certain).is_some();
        }
        self.separates(&[value], &[Proposition::defined(narrow.side)])
            || self.find_apart(wide.side, narrow.side, &[]).is_some()
    }

    /// Whether at one of the points that are looked at first the assumptions and more certainly hold, and
    /// one of some other statements certainly does not.
    pub(super) fn separates(&self, hold: &[Proposition], fail: &[Proposition]) -> bool {
        let hold: Vec<&Proposition> = self.claim.assumptions.iter().chain(hold).collect();
        self.screen.separates(self.arena, &hold, fail)
    }

    /// How the domains of the two sides compare.
    pub(super) fn domain(&mut self, kept: &[Condition], all: &Conditions) -> Compared {
        if all.joint.is_empty() {
            return Compared { domain: Domain::Same, kinks: Vec::new(), exact: true };
        }
        let mut kinks = Vec::new();
        let sides = [self.claim.lhs, self.claim.rhs];
        let needs = [0, 1].map(|place| self.needs(sides[place], &all.sides[place], &mut kinks));
        let certain = |it: &Condition| needs.iter().any(|own| own.certain.contains(&it.statement));
        let open: Vec<Condition> = kept.iter().filter(|it| !certain(it)).cloned().collect();
        let [left, right] = &needs;
        let known = [&left.known[..], &right.known].concat();
        if self.exact(&open, &sides, &known).contains(&None) {
            return Compared { domain: Domain::Unknown, kinks, exact: false };
        }
        let forth = self.follow(&left.certain, &right.known);
        let back = self.follow(&right.certain, &left.known);
        let domain = match (forth, back) {
            (true, true) => Domain::Same,
            (true, false) if self.is_wider(right, left) => Domain::Widens,
            (false, true) if self.is_wider(left, right) => Domain::Narrows,
            (false, false) if self.is_wider(left, right) && self.is_wider(right, left) => {
                Domain::Mixed
            }
            _ => Domain::Unknown,
        };
        Compared { domain, kinks, exact: true }
    }

    /// What a side needs. Where one of its derivatives certainly does not exist is noted.
    fn needs(
        &mut self,
        side: ExprId,
        conditions: &[Condition],
        kinks: &mut Vec<Proposition>,
    ) -> Needs {
        let known = statements(conditions);
        let mut certain = Vec::new();
        for (statement, exactness) in known.iter().zip(self.exact(conditions, &[side], &known)) {
            let Some(exactness) = exactness else { continue };
            certain.push(statement.clone());
            if let Exactness::Kink(kink) = exactness
                && !kinks.contains(&kink)
            {
                kinks.push(kink);
            }
        }
        Needs { side, known, certain }
    }

    /// Whether statements follow from others, as the kernel confirms.
    fn follow(&mut self, from: &[Proposition], to: &[Proposition]) -> bool {
        let new: Vec<Proposition> = to.iter().filter(|it| !from.contains(it)).cloned().collect();
        if new.is_empty() {
            return true;
        }
        // A derivative has more conditions than what it comes to: mostly it shows at once that they do
        // not follow.
        if self.separates(from, &new) {
            return false;
        }
        let goal = Proposition::And(new.clone());
        let (found, steps, _) = self.block(from, |block| {
            block.indirect = true;
            block.within(FOLLOW_FUEL, |block| {
                block.use_equations();
                from.iter().for_each(|fact| block.factor_facts(fact));
                new.iter().all(|it| block.ensure(it) || block.by_alternatives(it))
                    && block.ensure(&goal)
            })
        });
        found && {
            let proof = self.proof(from, steps, goal);
            self.replay(&proof).is_some()
        }
    }

    /// Whether conditions say no more than that some expressions are defined, as the kernel confirms.
    /// For a derivative that has no value at a border, the border.
    ///
    /// Where `needed` holds, the expressions are defined as far as is known.
    fn exact(
        &mut self,
        conditions: &[Condition],
        sides: &[ExprId],
        needed: &[Proposition],
    ) -> Vec<Option<Exactness>> {
        if conditions.is_empty() {
            return Vec::new();
        }
        let from: Vec<Proposition> = sides.iter().map(|&it| Proposition::defined(it)).collect();
        let (shown, steps, _) = self.block(&from, |block| {
            block.indirect = true;
            block.look_where(needed);
            block.within(EDGE_FUEL, |block| {
                block.sides_are_defined(sides, conditions);
                block.evaluations_are_defined(sides, conditions);
            });
            block.within(COMPARE_FUEL, |block| {
                let follows = |it: &Condition| {
                    block.ensure(&it.statement) || block.by_alternatives(&it.statement)
                };
                conditions.iter().map(follows).collect::<Vec<bool>>()
            })
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
        let is_root = super::edges::root(self.arena, body).is_some();
        if super::cases::switches(self.arena, body).is_empty() && !is_root {
            return None;
        }
        let goal = condition.statement.clone();
        let (found, steps, _) = self.block(from, |block| {
            block.within(KINK_FUEL, |block| {
                block.sides_are_defined(sides, slice::from_ref(condition));
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
    pub(super) fn note_missing(&mut self, conditions: &[Condition]) {
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
}

impl Prover<'_> {
    /// What follows from some sides' being defined.
    pub(crate) fn sides_are_defined(&mut self, sides: &[ExprId], conditions: &[Condition]) {
        sides.iter().for_each(|&side| self.domain_facts(side));
        let mut seen = Vec::new();
        for condition in conditions {
            // The edges of a domain are dear, and of no use to what is known already.
            let Some((by, body)) = condition.derivative else { continue };
            if self.shows(&condition.statement) || seen.contains(&(by, body)) {
                continue;
            }
            seen.push((by, body));
            if self.shows(&Proposition::Differentiable { by, body }) {
                self.domain_facts(body);
                self.edges(by, body);
            }
        }
    }

    /// Shows that a function that is differentiable is off a border: at it there is a kink or an
    /// edge, and beyond an edge the function is not defined.
    pub(crate) fn only_off_border(&mut self, goal: &Proposition, by: ExprId, body: ExprId) -> bool {
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
                    || *case == border
                        && (block.kink(by, body, (a, b)) || block.root_kink(by, body, (a, b)))
            })
    }
}
