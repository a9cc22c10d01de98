//! Values to try: for the coordinate, for the other names, and for unspecified functions.

use crate::enclosure::{Array, Point, Polynomial};
use crate::expr::{Arena, ExprId, Node, Symbol};
use crate::number::Rational;

/// The length of every array and the largest value of every index.
const LENGTH: i64 = 3;

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

/// In this choice the components of an array are probabilities.
const ADDING_TO_ONE: usize = 2;

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
    functions: Vec<(Symbol, usize)>,
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
                        names.functions.push((it.function, it.arguments.len()));
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

    fn point(&self, arena: &Arena, fixed: &Point, choice: usize) -> Point {
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
            let array = match rank {
                1 if choice == ADDING_TO_ONE => Array::List(parts_of_one()),
                _ => array(rank, &mut next),
            };
            point.arrays.push((name, array));
        }
        for &(name, arity) in &self.functions {
            if fixed.function(name).is_none() {
                point.functions.push((name, function(arity, &mut next)));
            }
        }
        point
    }
}

/// Positive numbers that add up to one, as many as arrays have components.
fn parts_of_one() -> Vec<Array> {
    let part = |n| Rational::new(1, n).map(Array::Number);
    [2, 3, 6].into_iter().filter_map(part).collect()
}

fn array(rank: usize, next: &mut impl FnMut() -> Rational) -> Array {
    if rank == 0 {
        return Array::Number(next());
    }
    Array::List((0..LENGTH).map(|_| array(rank - 1, next)).collect())
}

/// A polynomial of the third degree in each argument, and with their product.
fn function(arity: usize, next: &mut impl FnMut() -> Rational) -> Polynomial {
    let mut terms = vec![(Rational::from(2), vec![0; arity])];
    for argument in 0..arity {
        for power in 1..=3 {
            let mut exponents = vec![0; arity];
            exponents[argument] = power;
            terms.push((next(), exponents));
        }
    }
    if arity > 1 {
        terms.push((Rational::ONE, vec![1; arity]));
    }
    Polynomial::of_numbers(arity, terms)
}
