//! Moves a point so that it satisfies assumptions, and onto the borders of branches.

use super::profile::{Atom, Target};
use crate::enclosure::{Array, Evaluator, Fuel, Point, Real};
use crate::expr::{Arena, ExprId, Proposition, Symbol};
use crate::number::Rational;

/// Precision for solving; only exact values are used.
const BITS: usize = 53;
/// How often the assumptions are gone through.
const ROUNDS: usize = 3;
/// Arrays with more components are not solved for.
const MOST_COMPONENTS: usize = 16;

/// A number in a point that can be changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Slot {
    Variable(Symbol),
    /// A component, by its positions from zero.
    Component(Symbol, Vec<usize>),
}

/// The numbers in a point, variables first.
pub(super) fn slots(point: &Point) -> Vec<Slot> {
    let mut slots: Vec<Slot> =
        point.variables.iter().map(|&(symbol, _)| Slot::Variable(symbol)).collect();
    for (symbol, array) in &point.arrays {
        let mut paths = Vec::new();
        collect_paths(array, &mut Vec::new(), &mut paths);
        if paths.len() <= MOST_COMPONENTS {
            slots.extend(paths.into_iter().map(|path| Slot::Component(*symbol, path)));
        }
    }
    slots
}

fn collect_paths(array: &Array, path: &mut Vec<usize>, paths: &mut Vec<Vec<usize>>) {
    match array {
        Array::Number(_) => paths.push(path.clone()),
        Array::List(parts) => {
            for (position, part) in parts.iter().enumerate() {
                path.push(position);
                collect_paths(part, path, paths);
                path.pop();
            }
        }
    }
}

/// The point with another number in a slot.
pub(super) fn with(point: &Point, slot: &Slot, value: &Rational) -> Point {
    let mut point = point.clone();
    match slot {
        Slot::Variable(symbol) => {
            for (own, old) in &mut point.variables {
                if own == symbol {
                    *old = value.clone();
                }
            }
        }
        Slot::Component(symbol, path) => {
            for (own, array) in &mut point.arrays {
                if own == symbol {
                    set(array, path, value);
                }
            }
        }
    }
    point
}

fn set(array: &mut Array, path: &[usize], value: &Rational) {
    match (array, path) {
        (Array::Number(old), []) => *old = value.clone(),
        (Array::List(parts), [first, rest @ ..]) => {
            if let Some(part) = parts.get_mut(*first) {
                set(part, rest, value);
            }
        }
        _ => {}
    }
}

/// Whether a number may be put into a slot: integers stay integers.
fn fits(point: &Point, slot: &Slot, value: &Rational) -> bool {
    match slot {
        Slot::Variable(symbol) => value.is_integer() || !point.integers.contains(symbol),
        Slot::Component(..) => true,
    }
}

fn mentions(arena: &Arena, atom: Atom, slot: &Slot) -> bool {
    let (Slot::Variable(symbol) | Slot::Component(symbol, _)) = slot;
    let right = match atom.right {
        Target::Expr(right) => arena.mentions(right, *symbol),
        Target::Number(_) => false,
    };
    right || arena.mentions(atom.left, *symbol)
}

fn difference(arena: &Arena, atom: Atom, point: &Point, fuel: &mut Fuel) -> Option<Rational> {
    let mut evaluator = Evaluator::new(arena, point, BITS, fuel);
    let mut exact = |expr: ExprId| match evaluator.value(expr) {
        Ok(Real::Exact(value)) => Some(value),
        _ => None,
    };
    let left = exact(atom.left)?;
    let right = match atom.right {
        Target::Expr(right) => exact(right)?,
        Target::Number(_) => atom.right.number()?,
    };
    Some(&left - &right)
}

/// Rational numbers for a slot at which an atom is exactly zero, if it is linear or quadratic there.
pub(super) fn roots(
    arena: &Arena,
    atom: Atom,
    point: &Point,
    slot: &Slot,
    fuel: &mut Fuel,
) -> Vec<Rational> {
    if !mentions(arena, atom, slot) {
        return Vec::new();
    }
    let mut at = |n: i64| difference(arena, atom, &with(point, slot, &Rational::from(n)), fuel);
    let (Some(f1), Some(f2), Some(f3), Some(f4)) = (at(1), at(2), at(3), at(4)) else {
        return Vec::new();
    };
    // Newton's form around 1: f1 + d*s + (e/2)*s*(s-1) with s = x - 1.
    let (d, e) = (&f2 - &f1, &(&f3 - &(&f2 + &f2)) + &f1);
    let third = &(&f4 - &f1) - &(&(&f3 - &f2) * &Rational::from(3));
    if !third.is_zero() {
        return Vec::new();
    }
    let half = |x: &Rational| x.checked_div(&Rational::from(2)).unwrap_or(Rational::ZERO);
    let (a, b) = (half(&e), &d - &half(&e));
    let shifted: Vec<Rational> = if a.is_zero() {
        (-&f1).checked_div(&b).into_iter().collect()
    } else {
        let discriminant = &(&b * &b) - &(&(&a * &f1) * &Rational::from(4));
        let Some(root) = discriminant.sqrt() else { return Vec::new() };
        let twice = &a + &a;
        [&root - &b, -&(&root + &b)].iter().filter_map(|n| n.checked_div(&twice)).collect()
    };
    shifted
        .into_iter()
        .map(|s| &s + &Rational::ONE)
        .filter(|root| fits(point, slot, root) && root.bit_length() < 64)
        .collect()
}

/// Steps to the sides of a border.
pub(super) fn steps() -> Vec<Rational> {
    [(1, 1), (-1, 1), (1, 2), (-1, 2), (2, 1), (-2, 1)]
        .into_iter()
        .filter_map(|(n, d)| Rational::new(n, d))
        .collect()
}

/// The point, moved so that all statements certainly hold; `None` if that does not succeed.
pub(super) fn repair(
    arena: &Arena,
    statements: &[&Proposition],
    point: Point,
    fuel: &mut Fuel,
) -> Option<Point> {
    let mut parts = Vec::new();
    for statement in statements {
        flatten(statement, &mut parts);
    }
    let mut point = point;
    for round in 0..=ROUNDS {
        let mut good = true;
        for part in &parts {
            if holds(arena, part, &point, fuel) {
                continue;
            }
            good = false;
            if round < ROUNDS
                && let Some(moved) = satisfy(arena, part, &parts, &point, fuel)
            {
                point = moved;
            }
        }
        if good {
            return Some(point);
        }
    }
    None
}

fn flatten<'a>(statement: &'a Proposition, parts: &mut Vec<&'a Proposition>) {
    match statement {
        Proposition::And(inner) => {
            for part in inner {
                flatten(part, parts);
            }
        }
        // One alternative is enough; the others are tried by other points.
        Proposition::Or(inner) if inner.len() == 1 => flatten(&inner[0], parts),
        other => parts.push(other),
    }
}

fn holds(arena: &Arena, part: &Proposition, point: &Point, fuel: &mut Fuel) -> bool {
    super::is_certain(arena, point, fuel, |evaluator| evaluator.truth(part))
}

/// The point moved in one slot so that a comparison holds, preferably with the comparisons that
/// held before.
fn satisfy(
    arena: &Arena,
    part: &Proposition,
    parts: &[&Proposition],
    point: &Point,
    fuel: &mut Fuel,
) -> Option<Point> {
    let Proposition::Compare(_, a, b) = part else { return None };
    let atom = Atom { left: *a, right: Target::Expr(*b) };
    let held: Vec<&&Proposition> =
        parts.iter().filter(|part| holds(arena, part, point, fuel)).collect();
    let mut fallback = None;
    for slot in slots(point).iter().rev() {
        for root in roots(arena, atom, point, slot, fuel) {
            let zero = std::iter::once(Rational::ZERO);
            for step in zero.chain(steps()) {
                let value = &root + &step;
                if !fits(point, slot, &value) {
                    continue;
                }
                let moved = with(point, slot, &value);
                if !holds(arena, part, &moved, fuel) {
                    continue;
                }
                if held.iter().all(|part| holds(arena, part, &moved, fuel)) {
                    return Some(moved);
                }
                fallback = fallback.or(Some(moved));
            }
        }
    }
    fallback
}
