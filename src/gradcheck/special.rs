//! Places where a function may have an edge, a kink or a jump, or where it is zero.

use rustc_hash::FxHashSet;

use super::line::{Line, Subject};
use crate::enclosure::{Fuel, Point};
use crate::expr::{Arena, BinaryOp, ExprId, Function, Node, Proposition};
use crate::number::Rational;
use crate::value::simplest_between;

/// Bits of the values whose signs are compared.
const BITS: usize = 96;
/// How often an interval with a change of sign is halved.
const HALVINGS: u32 = 70;
/// The most expressions that are looked at.
const MOST: usize = 24;
/// The work that the search may cost for each of them.
const FUEL: u64 = 40_000;

/// Places between the first and the last given one at which something changes: exact where they are
/// simple, else as near as double precision comes.
pub(super) fn places(
    arena: &mut Arena,
    expr: ExprId,
    subject: &Subject,
    point: &Point,
    grid: &[Rational],
) -> Vec<Rational> {
    let mut found = Vec::new();
    for border in borders(arena, expr).into_iter().take(MOST) {
        let mut line = Line::new(arena, border, subject, point, Fuel::new(FUEL));
        let signs: Vec<_> = grid.iter().map(|x| sign(&mut line, x)).collect();
        for (k, pair) in grid.windows(2).enumerate() {
            let (Some(a), Some(b)) = (signs[k], signs[k + 1]) else { continue };
            if a != b && a.is_ne() && b.is_ne() {
                found.push(zero(&mut line, a, pair[0].clone(), pair[1].clone()));
            }
        }
    }
    found
}

fn sign(line: &mut Line<'_>, x: &Rational) -> Option<std::cmp::Ordering> {
    line.value(x, BITS).ok()?.sign()
}

/// A place between two of which the first has that sign and the second another.
fn zero(
    line: &mut Line<'_>,
    low: std::cmp::Ordering,
    mut a: Rational,
    mut b: Rational,
) -> Rational {
    for _ in 0..HALVINGS {
        let sum = &a + &b;
        let Some(middle) = sum.checked_div(&Rational::from(2)) else { break };
        match sign(line, &middle) {
            Some(it) if it.is_eq() => return middle,
            Some(it) if it == low => a = middle,
            _ => b = middle,
        }
    }
    match simplest_between(&a, &b) {
        Some(it) if sign(line, &it).is_some_and(std::cmp::Ordering::is_eq) => it,
        _ => b,
    }
}

/// Expressions whose zeros are such places; the function itself is the first.
fn borders(arena: &mut Arena, expr: ExprId) -> Vec<ExprId> {
    let mut found = vec![expr];
    let mut seen = FxHashSet::default();
    let mut open = vec![expr];
    while let Some(part) = open.pop() {
        if !seen.insert(part) {
            continue;
        }
        let node = arena.node(part);
        match node {
            Node::Binary(BinaryOp::Div, _, b) => found.push(b),
            Node::Binary(BinaryOp::Pow, a, _) => found.push(a),
            Node::Extremum(_, a, b) => found.push(arena.sub(a, b)),
            Node::Call(function, a) => found.extend(of_function(arena, function, a)),
            Node::Piecewise(side) => {
                let guards: Vec<_> =
                    arena.get(side).branches.iter().map(|it| it.1.clone()).collect();
                for guard in guards {
                    of_guard(arena, &guard, &mut found);
                }
            }
            _ => {}
        }
        // What stands below a binder has names that have no value here.
        if !matches!(node, Node::Fold(_) | Node::At(_) | Node::Derivative { .. }) {
            let mut children = arena.children(part);
            children.reverse();
            open.extend(children);
        }
    }
    let mut seen = FxHashSet::default();
    found.retain(|it| seen.insert(*it));
    found
}

fn of_function(arena: &mut Arena, function: Function, a: ExprId) -> Vec<ExprId> {
    match function {
        Function::Ln
        | Function::Log
        | Function::Sqrt
        | Function::Cbrt
        | Function::Abs
        | Function::Sign
        | Function::Relu
        | Function::Coth
        | Function::Csch
        | Function::Acot
        | Function::Acsch => vec![a],
        Function::Tan | Function::Sec => vec![arena.call(Function::Cos, a)],
        Function::Cot | Function::Csc => vec![arena.call(Function::Sin, a)],
        Function::Asin
        | Function::Acos
        | Function::Asec
        | Function::Acsc
        | Function::Acosh
        | Function::Atanh
        | Function::Acoth
        | Function::Asech => {
            vec![a, arena.sub(a, ExprId::ONE), arena.add(a, ExprId::ONE)]
        }
        _ => Vec::new(),
    }
}

fn of_guard(arena: &mut Arena, guard: &Proposition, found: &mut Vec<ExprId>) {
    match guard {
        Proposition::Compare(_, a, b) => {
            let difference = if *b == ExprId::ZERO { *a } else { arena.sub(*a, *b) };
            found.push(difference);
        }
        Proposition::And(parts) | Proposition::Or(parts) => {
            parts.iter().for_each(|it| of_guard(arena, it, found));
        }
        _ => {}
    }
}
