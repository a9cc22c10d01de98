//! Looks at statements at a few points before a proof of them is tried: what is not true at a point
//! at which everything holds that is known there cannot be shown.
//!
//! This only saves work. Nothing is believed because it holds at some points.

use std::cell::RefCell;

use rustc_hash::{FxHashMap, FxHashSet};

use super::outcome::Claim;
use super::prover::Prover;
use crate::enclosure::{Evaluator, Fuel, Point, Truth, Values};
use crate::expr::{Arena, ExprId, Names, Node, Proposition, Symbol};
use crate::number::Rational;

/// The precision of a look, that of doubles.
const BITS: usize = 53;
/// The work of all looks at the points of a claim.
const FUEL: u64 = 20_000;
/// The work of one look.
const LOOK_FUEL: u64 = 2_000;
/// Values of variables, each row for one point: large ones, small ones, and ones of both signs; then
/// those at which much vanishes that is a sum of two.
const GENERAL: [[(i64, i64); 6]; 5] = [
    [(2, 1), (3, 1), (5, 2), (5, 1), (3, 2), (7, 2)],
    [(1, 3), (1, 2), (2, 5), (3, 4), (1, 5), (2, 3)],
    [(-2, 1), (1, 2), (-1, 3), (3, 2), (-3, 1), (2, 1)],
    [(1, 2), (-3, 1), (3, 2), (-1, 3), (2, 1), (-2, 1)],
    [(1, 1), (-1, 1), (1, 1), (-1, 1), (-1, 1), (1, 1)],
];
/// How many variables have a point at which they are zero and the others are not.
const ZEROS: usize = 6;

/// Points, with what is known of the values there.
#[derive(Debug, Default)]
pub(crate) struct Screen(RefCell<Samples>);

#[derive(Debug, Default)]
struct Samples {
    points: Vec<Sample>,
    /// The work that is left.
    left: u64,
    /// What has been found of statements.
    found: FxHashMap<Proposition, Found>,
}

/// At which points something is certain of a statement, a bit for each.
#[derive(Debug, Clone, Copy, Default)]
struct Found {
    holds: u32,
    fails: u32,
}

#[derive(Debug)]
struct Sample {
    point: Point,
    values: Values,
    /// The variable that is zero, where one is.
    zero: Option<Symbol>,
}

/// Some of the points of a screen.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Alive(u32);

impl Screen {
    /// Points for the names in a claim.
    pub(crate) fn of_claim(arena: &Arena, claim: &Claim) -> Self {
        let mut exprs = vec![claim.lhs, claim.rhs];
        claim.assumptions.iter().for_each(|it| it.visit(&mut |expr| exprs.push(expr)));
        Self::new(arena, &exprs, &claim.names)
    }

    fn new(arena: &Arena, exprs: &[ExprId], names: &Names) -> Self {
        let free: FxHashSet<Symbol> =
            exprs.iter().flat_map(|&expr| arena.free_symbols(expr)).collect();
        let mut free: Vec<Symbol> = free.into_iter().collect();
        free.sort_by(|a, b| arena.name(*a).cmp(arena.name(*b)));
        let general = GENERAL.iter().map(|row| (row, None));
        let zeros = free.iter().take(ZEROS).map(|&it| (&GENERAL[0], Some(it)));
        let sample = |(row, zero): (&[(i64, i64); 6], Option<Symbol>)| {
            let value = |(place, &name): (usize, &Symbol)| {
                let (above, below) = row[place % row.len()];
                let below = if names.is_integer(name) { 1 } else { below };
                let value = if zero == Some(name) {
                    Some(Rational::ZERO)
                } else {
                    Rational::new(above, below)
                };
                (name, value.unwrap_or(Rational::ONE))
            };
            let variables = free.iter().enumerate().map(value).collect();
            let integers = free.iter().copied().filter(|&it| names.is_integer(it)).collect();
            let point = Point { variables, integers, ..Point::default() };
            Sample { point, values: Values::default(), zero }
        };
        let points = general.chain(zeros).map(sample).collect();
        Self(RefCell::new(Samples { points, left: FUEL, found: FxHashMap::default() }))
    }

    /// All points.
    pub(crate) fn all(&self) -> Alive {
        Alive((1 << self.0.borrow().points.len()) - 1)
    }

    /// Whether some statements certainly hold at one of the points.
    pub(crate) fn meets(&self, arena: &Arena, statements: &[&Proposition]) -> bool {
        let all = |alive, it: &&Proposition| self.where_true(arena, alive, it);
        statements.iter().fold(self.all(), all).0 != 0
    }

    /// Whether at one of the points some statements certainly hold and one of others certainly does not.
    pub(crate) fn separates(
        &self,
        arena: &Arena,
        hold: &[&Proposition],
        fail: &[Proposition],
    ) -> bool {
        let places: Vec<u32> = self.all().places().collect();
        let mut all = self.0.borrow_mut();
        let mut look =
            |place: u32, it: &Proposition| all.look(arena, Alive(1 << place), it, |_| false);
        // Zeros are where most domains differ.
        places.into_iter().rev().any(|place| {
            hold.iter().all(|it| look(place, it).holds >> place & 1 == 1)
                && fail.iter().any(|it| look(place, it).fails >> place & 1 == 1)
        })
    }

    /// The points among some at which a statement certainly holds.
    fn where_true(&self, arena: &Arena, alive: Alive, statement: &Proposition) -> Alive {
        let mut all = self.0.borrow_mut();
        Alive(alive.0 & all.look(arena, alive, statement, |_| false).holds)
    }

    /// Whether a statement is certainly not true at one of some points.
    fn fails(&self, arena: &Arena, alive: Alive, statement: &Proposition) -> bool {
        let mut all = self.0.borrow_mut();
        let counts = |place: &u32| {
            let zero = all.points[*place as usize].zero;
            zero.is_none_or(|it| vanishes(arena, statement, it))
        };
        let places = Alive(alive.places().filter(counts).fold(0, |all, place| all | 1 << place));
        let fails = |found: Found| found.fails & places.0 != 0;
        fails(all.look(arena, places, statement, fails))
    }
}

/// Whether a statement may fail because a variable is zero.
fn vanishes(arena: &Arena, statement: &Proposition, variable: Symbol) -> bool {
    match statement {
        Proposition::Compare(_, a, b) => {
            arena.mentions(*a, variable) || arena.mentions(*b, variable)
        }
        _ => false,
    }
}

/// Whether a look at a statement may take as long as a proof: derivatives are expanded in series.
fn is_dear(arena: &Arena, statement: &Proposition) -> bool {
    matches!(statement, Proposition::Differentiable { .. })
        || statement.any(|it| matches!(arena.node(it), Node::Derivative { .. }))
}

impl Alive {
    fn is_empty(self) -> bool {
        self.0 == 0
    }

    fn places(self) -> impl Iterator<Item = u32> {
        (0..u32::BITS).filter(move |place| self.0 >> place & 1 == 1)
    }
}

impl Samples {
    /// What is found of a statement at some points, which are looked at until that is enough.
    fn look(
        &mut self,
        arena: &Arena,
        places: Alive,
        statement: &Proposition,
        enough: impl Fn(Found) -> bool,
    ) -> Found {
        let mut found = self.found.get(statement).copied().unwrap_or_default();
        let open = Alive(places.0 & !(found.holds | found.fails));
        if open.is_empty() || enough(found) {
            return found;
        }
        for place in open.places() {
            match self.truth(arena, place, statement) {
                Truth::True => found.holds |= 1 << place,
                Truth::NotTrue => found.fails |= 1 << place,
                Truth::Unknown(_) => {}
            }
            if enough(found) {
                break;
            }
        }
        self.found.insert(statement.clone(), found);
        found
    }

    fn truth(&mut self, arena: &Arena, place: u32, statement: &Proposition) -> Truth {
        let Sample { point, values, .. } = &mut self.points[place as usize];
        let allowed = LOOK_FUEL.min(self.left);
        let mut fuel = Fuel::new(allowed);
        let mut evaluator =
            Evaluator::resumed(arena, point, BITS, &mut fuel, std::mem::take(values));
        let truth = evaluator.truth(statement);
        *values = evaluator.into_values();
        self.left -= allowed - fuel.left();
        truth
    }
}

impl Prover<'_> {
    /// Whether a comparison fails at a point at which everything holds that was assumed.
    pub(crate) fn fails_somewhere(&mut self, goal: &Proposition) -> bool {
        matches!(goal, Proposition::Compare(..))
            && self.has_points()
            && !is_dear(self.arena, goal)
            && self.setting.screen.fails(self.arena, self.alive, goal)
    }

    /// Whether two expressions have certainly not the same value at a point at which everything holds
    /// that was assumed.
    pub(crate) fn differs_somewhere(&mut self, a: ExprId, b: ExprId) -> bool {
        let goal = Proposition::equal(a, b);
        self.has_points() && self.setting.screen.fails(self.arena, self.alive, &goal)
    }

    /// Looks at the points where some statements hold, because of which something holds that is assumed
    /// but dear to look at.
    pub(crate) fn look_where(&mut self, statements: &[Proposition]) {
        let arena = &*self.arena;
        self.assumed.retain(|it| !is_dear(arena, it));
        self.assumed.extend_from_slice(statements);
    }

    /// Whether there are points left at which everything holds that was assumed.
    fn has_points(&mut self) -> bool {
        if self.alive.is_empty() {
            return false;
        }
        let screen = self.setting.screen;
        for assumed in std::mem::take(&mut self.assumed) {
            self.alive = match is_dear(self.arena, &assumed) {
                true => Alive::default(),
                false => screen.where_true(self.arena, self.alive, &assumed),
            };
        }
        !self.alive.is_empty()
    }
}
