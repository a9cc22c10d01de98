//! The points that are tried, in a fixed order: readable ones, borders and both of their sides,
//! then scattered ones.

use std::collections::VecDeque;

use super::functions;
use super::profile::{ArrayShape, FunctionShape};
use super::profile::{Kind, Profile};
use super::repair::{Slot, repair, roots, slots, steps, with};
use crate::enclosure::{Array, Evaluator, Fuel, Point, Polynomial};
use crate::expr::{Arena, ExprId, Proposition};
use crate::number::Rational;

/// Values of real variables, the most readable ones first.
const REALS: [(i64, i64); 16] = [
    (0, 1),
    (1, 1),
    (-1, 1),
    (2, 1),
    (1, 2),
    (-2, 1),
    (3, 1),
    (-1, 2),
    (-3, 1),
    (1, 3),
    (5, 1),
    (3, 2),
    (-4, 1),
    (10, 1),
    (1, 10),
    (-7, 3),
];
/// Values of integer variables.
const INTEGERS: [i64; 10] = [2, 1, 3, 0, 4, -1, 5, -2, 6, 7];
/// Ends of ranges.
const BOUNDS: [i64; 7] = [2, 3, 1, 4, 0, -1, 2];
/// Components of arrays.
const COMPONENTS: [(i64, i64); 10] =
    [(1, 1), (2, 1), (0, 1), (3, 1), (-1, 1), (1, 2), (5, 1), (-2, 1), (4, 1), (-1, 2)];
/// How many borders are aimed at.
const MOST_BORDERS: usize = 64;
/// How many scattered points are tried.
const SCATTERED: usize = 32;
/// Arrays whose range is not known have so many components for each index.
const DEFAULT_LENGTH: i64 = 3;
/// Arrays have at most so many components for each index.
const LONGEST: i64 = 6;

/// How many plans there are at least where arrays or functions can be varied, too.
const LEAST_PLANS: usize = 24;
/// How many plans come before the first borders.
const BEFORE_BORDERS: usize = 12;

/// How a point is made.
#[derive(Debug, Clone)]
enum Plan {
    /// The values of the variables.
    Values(Vec<Rational>),
    /// Points on and beside the borders near the given values.
    Borders(Vec<Rational>),
}

/// The points to try; every one satisfies the statements as far as a certified evaluation with
/// few bits can tell. They are made one by one, since most searches end early.
pub(super) struct Candidates<'a> {
    arena: &'a Arena,
    profile: &'a Profile,
    statements: &'a [&'a Proposition],
    plans: VecDeque<Plan>,
    /// How many plans have been used: selects components and functions.
    count: usize,
    ready: VecDeque<Point>,
    made: Vec<Point>,
}

impl<'a> Candidates<'a> {
    /// The points for names of those kinds.
    pub(super) fn new(
        arena: &'a Arena,
        profile: &'a Profile,
        statements: &'a [&'a Proposition],
    ) -> Self {
        let plans = plans(profile);
        let (ready, made) = (VecDeque::new(), Vec::new());
        Self { arena, profile, statements, plans, count: 0, ready, made }
    }

    /// The next point.
    pub(super) fn next(&mut self, fuel: &mut Fuel) -> Option<Point> {
        loop {
            if fuel.left() == 0 {
                return None;
            }
            let Some(point) = self.ready.pop_front() else {
                let plan = self.plans.pop_front()?;
                self.carry_out(&plan, fuel);
                continue;
            };
            let repaired = repair(self.arena, self.statements, point, fuel);
            if let Some(point) = repaired.map(|point| self.fitted(point, fuel))
                && !self.made.contains(&point)
            {
                self.made.push(point.clone());
                return Some(point);
            }
        }
    }

    fn carry_out(&mut self, plan: &Plan, fuel: &mut Fuel) {
        match plan {
            Plan::Values(values) => {
                let point = self.point(values, self.count, fuel);
                self.count += 1;
                self.ready.push_back(point);
            }
            Plan::Borders(values) => {
                let base = self.point(values, self.count, fuel);
                self.borders(&base, fuel);
            }
        }
    }

    /// The borders themselves first, then what is between them, then their other sides.
    fn borders(&mut self, base: &Point, fuel: &mut Fuel) {
        let (mut between, mut beside) = (Vec::new(), Vec::new());
        for slot in slots(base) {
            let mut found: Vec<Rational> = Vec::new();
            for &atom in &self.profile.atoms {
                found.extend(roots(self.arena, atom, base, &slot, fuel));
            }
            found.sort();
            found.dedup();
            let integer = matches!(&slot, Slot::Variable(s) if base.integers.contains(s));
            let put = |list: &mut Vec<Point>, value: &Rational| {
                if value.is_integer() || !integer {
                    list.push(with(base, &slot, value));
                }
            };
            for pair in found.windows(2) {
                if let Some(middle) = (&pair[0] + &pair[1]).checked_div(&Rational::from(2)) {
                    put(&mut between, &middle);
                }
            }
            for root in &found {
                self.ready.push_back(with(base, &slot, root));
                for step in &steps() {
                    put(&mut beside, &(root + step));
                }
            }
        }
        self.ready.extend(between);
        self.ready.extend(beside);
        self.ready.truncate(MOST_BORDERS);
    }

    fn point(&self, values: &[Rational], choice: usize, fuel: &mut Fuel) -> Point {
        let variables = self.profile.variables.iter().zip(values);
        let mut point = Point {
            variables: variables.map(|(&(symbol, _), value)| (symbol, value.clone())).collect(),
            ..Point::default()
        };
        let whole = self.profile.variables.iter().filter(|(_, kind)| *kind != Kind::Real);
        point.open.clone_from(&self.profile.open);
        point.integers = whole.map(|&(symbol, _)| symbol).collect();
        let mut functions = Vec::new();
        for (position, shape) in self.profile.functions.iter().enumerate() {
            let chosen = self.polynomial(shape, &point, choice + position, fuel);
            functions.push((shape.name, chosen));
        }
        point.functions = functions;
        let mut next = choice * 3;
        for array in &self.profile.arrays {
            let lengths = self.lengths(array, &point, fuel);
            point.arrays.push((array.name, components(&lengths, &mut next)));
        }
        point
    }

    /// How many components an array has at a point, for each of its indices.
    fn lengths(&self, array: &ArrayShape, point: &Point, fuel: &mut Fuel) -> Vec<i64> {
        let mut lengths = Vec::new();
        for end in &array.ends {
            let length = end.and_then(|end| {
                let mut evaluator = Evaluator::new(self.arena, point, 53, fuel);
                evaluator.value(end).ok()?.to_i64()
            });
            lengths.push(length.unwrap_or(DEFAULT_LENGTH).clamp(0, LONGEST));
        }
        lengths
    }

    /// The point with arrays of the lengths that their ranges have at it: it may have been changed.
    fn fitted(&self, mut point: Point, fuel: &mut Fuel) -> Point {
        for array in &self.profile.arrays {
            let lengths = self.lengths(array, &point, fuel);
            let mut next = 0;
            let whole = components(&lengths, &mut next);
            if let Some((_, own)) = point.arrays.iter_mut().find(|it| it.0 == array.name) {
                *own = own.cut_to(&whole);
            }
        }
        point
    }

    /// A function for the arguments that it has at a point.
    fn polynomial(
        &self,
        shape: &FunctionShape,
        point: &Point,
        choice: usize,
        fuel: &mut Fuel,
    ) -> Polynomial {
        if shape.ranks.iter().all(|&rank| rank == 0) {
            return functions::of_numbers(shape.ranks.len(), choice);
        }
        let mut whole =
            |end: ExprId| Evaluator::new(self.arena, point, 53, fuel).value(end).ok()?.to_i64();
        let mut all = Vec::new();
        for levels in &shape.ranges {
            let mut longest = Vec::new();
            for ranges in levels {
                let known: Vec<(i64, i64)> = ranges
                    .iter()
                    .filter_map(|&(from, to)| Some((whole(from)?, whole(to)?)))
                    .collect();
                let from = known.iter().map(|it| it.0).min().unwrap_or(1);
                let to = known.iter().map(|it| it.1).max().unwrap_or(DEFAULT_LENGTH);
                longest.push((from, to.min(from.saturating_add(LONGEST - 1))));
            }
            all.push(combinations(&longest));
        }
        functions::of_arrays(shape, &all, choice)
    }
}

/// Every combination of one index out of each range.
fn combinations(ranges: &[(i64, i64)]) -> Vec<Vec<i64>> {
    ranges.iter().fold(vec![Vec::new()], |all, &(from, to)| {
        let extended = |start: &Vec<i64>| {
            (from..=to).map(|index| [&start[..], &[index]].concat()).collect::<Vec<_>>()
        };
        all.iter().flat_map(extended).collect()
    })
}

fn components(lengths: &[i64], next: &mut usize) -> Array {
    match lengths {
        [] => {
            let (n, d) = COMPONENTS[*next % COMPONENTS.len()];
            *next += 1;
            Array::Number(Rational::new(n, d).unwrap_or(Rational::ZERO))
        }
        [first, rest @ ..] => Array::List((0..*first).map(|_| components(rest, next)).collect()),
    }
}

/// A value of a variable: small ranks are readable.
fn ranked(kind: Kind, rank: usize) -> Rational {
    match kind {
        Kind::Real => {
            let (n, d) = REALS[rank % REALS.len()];
            Rational::new(n, d).unwrap_or(Rational::ZERO)
        }
        Kind::Integer => Rational::from(INTEGERS[rank % INTEGERS.len()]),
        Kind::Bound => Rational::from(BOUNDS[rank % BOUNDS.len()]),
        Kind::Index => Rational::from([1, 2, 3][rank % 3]),
    }
}

fn plans(profile: &Profile) -> VecDeque<Plan> {
    let kinds: Vec<Kind> = profile.variables.iter().map(|&(_, kind)| kind).collect();
    let values = |ranks: &[usize]| -> Vec<Rational> {
        kinds.iter().zip(ranks).map(|(&kind, &rank)| ranked(kind, rank)).collect()
    };
    let generic = |start: usize| -> Vec<usize> {
        [3, 6, 4, 10, 8, 9].into_iter().cycle().skip(start).take(kinds.len()).collect()
    };
    let mut ranks = tuples(kinds.len());
    if !profile.functions.is_empty() || !profile.arrays.is_empty() {
        let first = ranks.clone();
        while ranks.len() < LEAST_PLANS {
            ranks.extend(first.iter().take(LEAST_PLANS - ranks.len()).cloned());
        }
    }
    let mut plans: VecDeque<Plan> = ranks.iter().map(|ranks| Plan::Values(values(ranks))).collect();
    plans.push_back(Plan::Borders(values(&generic(1))));
    plans.extend((0..SCATTERED).map(|seed| Plan::Values(scattered(&kinds, seed))));
    let early = plans.len().min(BEFORE_BORDERS);
    plans.insert(early, Plan::Borders(values(&generic(0))));
    plans
}

/// Ranks for so many variables: every combination of small ranks for few variables, otherwise
/// equal ones, shifted ones and all signs.
fn tuples(count: usize) -> Vec<Vec<usize>> {
    let limit = match count {
        0 => return vec![Vec::new()],
        1 => return (0..REALS.len()).map(|rank| vec![rank]).collect(),
        2 => 6,
        3 => 4,
        _ => return many(count),
    };
    let mut all = vec![Vec::new()];
    for _ in 0..count {
        all = all
            .iter()
            .flat_map(|tuple: &Vec<usize>| {
                (0..limit).map(|rank| [tuple.as_slice(), &[rank]].concat())
            })
            .collect();
    }
    all.sort_by_key(|tuple| tuple.iter().sum::<usize>());
    all
}

fn many(count: usize) -> Vec<Vec<usize>> {
    let shifted = |step: usize, start: usize| -> Vec<usize> {
        (0..count).map(|k| (k * step + start) % REALS.len()).collect()
    };
    let mut all: Vec<Vec<usize>> = Vec::new();
    for start in 0..8 {
        all.push(shifted(0, start));
        all.push(shifted(1, start));
        all.push(shifted(3, start));
    }
    // 1 and -1 have the ranks 1 and 2, 3 and -3 the ranks 6 and 8.
    for signs in 0..1usize << count.min(4) {
        let rank = |k: usize| match (k % 2, signs >> (k % 4) & 1) {
            (0, 0) => 1,
            (0, _) => 2,
            (_, 0) => 6,
            (_, _) => 8,
        };
        all.push((0..count).map(rank).collect());
    }
    all
}

/// Pseudo-random values, the same ones every time.
fn scattered(kinds: &[Kind], seed: usize) -> Vec<Rational> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64.wrapping_mul(seed as u64 + 1);
    let mut next = |range: u64| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from((state >> 33) % range).unwrap_or(0)
    };
    let spread = if seed % 4 == 3 { 200 } else { 30 };
    kinds
        .iter()
        .map(|&kind| match kind {
            Kind::Real => {
                // Every other point is near zero: roots and inverse functions often want that.
                let (n, d) = match seed % 2 {
                    0 => (next(9) - 4, next(5) + 4),
                    _ => (next(spread) - i64::try_from(spread / 3).unwrap_or(0), next(6) + 1),
                };
                Rational::new(n, d).unwrap_or(Rational::ZERO)
            }
            kind => ranked(kind, usize::try_from(next(10)).unwrap_or(0)),
        })
        .collect()
}
