//! Values to try: for the coordinate, for the other names, and for unspecified functions.

use crate::enclosure::{Array, Place, Point, Polynomial};
use crate::expr::{Arena, ExprId, Node, Symbol};
use crate::number::Rational;

/// The length of arrays and the largest value of indices, where no value is given that needs more.
const LENGTH: i64 = 3;
/// Arrays are made longer up to here where ends of ranges are given: by the number of their indices.
const LONGEST: [i64; 3] = [256, 16, 5];
/// On so many components of its arguments the value of an unspecified function depends.
const MOST_COMPONENTS: usize = 64;

/// Places along a coordinate: near and far, on both sides, round and not.
pub(super) fn places() -> Vec<Rational> {
    const PLACES: [(i64, i64); 14] = [
        (1, 1_000_000_000_000),
        (1, 1_000_000),
        (1, 1_000),
        (1, 10),
        (3, 10),
        (1, 2),
        (1, 1),
        (13, 10),
        (2, 1),
        (37, 10),
        (8, 1),
        (15, 1),
        (40, 1),
        (1_000, 1),
    ];
    let positive = PLACES.iter().filter_map(|&(n, d)| Rational::new(n, d));
    let mut all = vec![Rational::ZERO];
    for place in positive {
        all.push(-&place);
        all.push(place);
    }
    all.sort();
    all
}

/// In this choice the components of a list are probabilities, and a table is symmetric.
const SPECIAL: usize = 2;

/// Values for the names beside the coordinate.
const OTHERS: [(i64, i64); 6] = [(7, 10), (13, 10), (-11, 10), (5, 2), (-3, 10), (2, 5)];

/// Points for the names of an expression that have no value yet: the same for the same names.
pub(super) fn choices(arena: &Arena, expr: ExprId, fixed: &Point, count: usize) -> Vec<Point> {
    let names = Names::of(arena, expr);
    (0..count).map(|choice| names.point(arena, fixed, choice)).collect()
}

#[derive(Debug, Default)]
struct Names {
    variables: Vec<Symbol>,
    sizes: Vec<Symbol>,
    arrays: Vec<(Symbol, usize)>,
    /// Unspecified functions with the number of indices of each argument.
    functions: Vec<(Symbol, Vec<usize>)>,
}

impl Names {
    fn of(arena: &Arena, expr: ExprId) -> Self {
        let mut names = Self::default();
        let mut seen = rustc_hash::FxHashSet::default();
        let mut open = vec![expr];
        while let Some(part) = open.pop() {
            if !seen.insert(part) {
                continue;
            }
            match arena.node(part) {
                Node::Indexed(side) => {
                    let it = arena.get(side);
                    if names.arrays.iter().all(|other| other.0 != it.array) {
                        names.arrays.push((it.array, it.indices.len()));
                    }
                }
                Node::Apply(side) => {
                    let it = arena.get(side);
                    if names.functions.iter().all(|other| other.0 != it.function) {
                        let ranks = it.arguments.iter().map(|&a| arena.rank(a)).collect();
                        names.functions.push((it.function, ranks));
                    }
                }
                Node::Fold(side) => {
                    let fold = arena.get(side);
                    for end in [fold.from, fold.to] {
                        names.sizes.extend(arena.free_symbols(end));
                    }
                }
                _ => {}
            }
            open.extend(arena.children(part));
        }
        let is_other = |name: &Symbol| {
            names.arrays.iter().all(|it| it.0 != *name)
                && names.functions.iter().all(|it| it.0 != *name)
        };
        names.variables = arena.free_symbols(expr).into_iter().filter(is_other).collect();
        let by_name = |a: &Symbol, b: &Symbol| arena.name(*a).cmp(arena.name(*b));
        names.variables.sort_by(by_name);
        names.arrays.sort_by(|a, b| by_name(&a.0, &b.0));
        names.functions.sort_by(|a, b| by_name(&a.0, &b.0));
        names
    }

    /// The largest value of an index that the given values lead to expect.
    fn length(&self, fixed: &Point) -> i64 {
        let sizes = self.sizes.iter().filter_map(|&it| fixed.variable(it)?.to_i64());
        sizes.max().map_or(LENGTH, |it| it.max(LENGTH))
    }

    fn point(&self, arena: &Arena, fixed: &Point, choice: usize) -> Point {
        let length = self.length(fixed);
        let mut point = fixed.clone();
        let mut turn = choice;
        let mut next = || {
            turn += 1;
            let (n, d) = OTHERS[turn % OTHERS.len()];
            Rational::new(n, d).unwrap_or(Rational::ONE)
        };
        for &name in &self.variables {
            if fixed.variable(name).is_some() {
                continue;
            }
            let value = if self.sizes.contains(&name) {
                Rational::from(LENGTH)
            } else if fixed.integers.contains(&name) {
                let position = arena.name(name).len() + choice;
                Rational::from(1 + i64::try_from(position).unwrap_or(0) % LENGTH)
            } else {
                next()
            };
            point.variables.push((name, value));
        }
        for &(name, rank) in &self.arrays {
            if fixed.array(name).is_some() {
                continue;
            }
            let length = longest(length, rank);
            let array = match rank {
                1 if choice == SPECIAL => Array::List(parts_of_one(length)),
                2 if choice == SPECIAL => symmetric(length, &mut next),
                _ => array(rank, length, &mut next),
            };
            point.arrays.push((name, array));
        }
        for (name, ranks) in &self.functions {
            if fixed.function(*name).is_none() {
                point.functions.push((*name, function(ranks, length, &mut next)));
            }
        }
        point
    }
}

/// How long an array is made.
fn longest(length: i64, rank: usize) -> i64 {
    length.min(LONGEST[rank.clamp(1, LONGEST.len()) - 1])
}

/// Positive numbers that add up to one.
fn parts_of_one(length: i64) -> Vec<Array> {
    let whole = length * (length + 1) / 2;
    let part = |n| Rational::new(n, whole).map(Array::Number);
    (1..=length).rev().filter_map(part).collect()
}

fn array(rank: usize, length: i64, next: &mut impl FnMut() -> Rational) -> Array {
    if rank == 0 {
        return Array::Number(next());
    }
    Array::List((0..length).map(|_| array(rank - 1, length, next)).collect())
}

/// A table that stays what it is when rows and columns are exchanged.
fn symmetric(length: i64, next: &mut impl FnMut() -> Rational) -> Array {
    let half: Vec<Vec<Rational>> = (1..=length).map(|k| (0..k).map(|_| next()).collect()).collect();
    let entry = |j: usize, k: usize| Array::Number(half[j.max(k)][j.min(k)].clone());
    let row = |j| Array::List((0..half.len()).map(|k| entry(j, k)).collect());
    Array::List((0..half.len()).map(row).collect())
}

/// A polynomial of the third degree in each number and each component of an array, with the products
/// of neighbours. The coefficients grow from one to the next, so that none can stand for another.
fn function(ranks: &[usize], length: i64, next: &mut impl FnMut() -> Rational) -> Polynomial {
    let mut places = Vec::new();
    for (argument, &rank) in ranks.iter().enumerate() {
        let all = components(rank, longest(length, rank));
        places.extend(all.into_iter().map(|indices| Place { argument, indices }));
    }
    places.truncate(MOST_COMPONENTS);
    let mut terms = vec![(Rational::from(2), Vec::new())];
    for (place, more) in places.iter().zip(0..) {
        for power in 1..=3 {
            terms.push((&next() + &Rational::from(more), vec![(place.clone(), power)]));
        }
    }
    for pair in places.windows(2) {
        terms.push((Rational::ONE, pair.iter().map(|it| (it.clone(), 1)).collect()));
    }
    Polynomial { ranks: ranks.to_vec(), terms }
}

/// The indices of all components; those of a number are none.
fn components(rank: usize, length: i64) -> Vec<Vec<i64>> {
    let mut all = vec![Vec::new()];
    for _ in 0..rank {
        let longer = |it: Vec<i64>| (1..=length).map(move |k| [&it[..], &[k]].concat());
        all = all.into_iter().flat_map(longer).take(MOST_COMPONENTS).collect();
    }
    all
}
