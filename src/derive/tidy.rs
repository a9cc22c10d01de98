//! Writes an expression as a person would: signs in front, then numerals, then names, then functions;
//! no factor 1, no summand 0, equal factors as powers, equal terms together.
//!
//! Nothing here is believed: whoever uses the result shows that it is equal.

use std::cmp::Ordering;

use crate::expr::{Arena, BinaryOp, ExprId, Fold, Function, Node};
use crate::number::Rational;

/// A product of a number and powers of factors with whole exponents.
#[derive(Debug, Clone)]
pub(super) struct Term {
    pub(super) coefficient: Rational,
    pub(super) factors: Vec<(ExprId, i64)>,
}

/// In which order factors and terms are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    /// Roughly as they come, for a reader.
    Natural,
    /// By their notation, so that what differs only in order becomes the same.
    Canonical,
}

/// The expression as a person would write it. What stands below a derivative is left as it is.
pub(super) fn tidy(arena: &mut Arena, expr: ExprId) -> ExprId {
    written(arena, expr, Order::Natural)
}

/// The same for all expressions that differ only in the order of terms and factors.
pub(super) fn key(arena: &mut Arena, expr: ExprId) -> ExprId {
    written(arena, expr, Order::Canonical)
}

fn written(arena: &mut Arena, expr: ExprId, order: Order) -> ExprId {
    match arena.node(expr) {
        Node::Derivative { .. } | Node::At(_) | Node::Number(_) => expr,
        Node::Binary(BinaryOp::Add | BinaryOp::Sub, ..) => {
            let terms = terms(arena, expr);
            sum_in(arena, terms, order)
        }
        Node::Negate(_) | Node::Binary(..) => {
            let term = term(arena, expr);
            sum_in(arena, vec![term], order)
        }
        Node::Delta(a, b) if a == b => ExprId::ONE,
        Node::Delta(a, b)
            if order == Order::Canonical && arena.order(a, b) == Ordering::Greater =>
        {
            arena.intern(Node::Delta(b, a))
        }
        Node::Fold(side) => {
            let fold = arena.get(side).clone();
            let body = written(arena, fold.body, order);
            arena.fold(Fold { body, ..fold })
        }
        _ => arena.map_children(expr, &mut |arena, child| written(arena, child, order)),
    }
}

/// The terms of a sum.
pub(super) fn terms(arena: &mut Arena, expr: ExprId) -> Vec<Term> {
    match arena.node(expr) {
        Node::Binary(BinaryOp::Add, a, b) => {
            let mut all = terms(arena, a);
            all.extend(terms(arena, b));
            all
        }
        Node::Binary(BinaryOp::Sub, a, b) => {
            let mut all = terms(arena, a);
            all.extend(negated(terms(arena, b)));
            all
        }
        Node::Negate(a) => negated(terms(arena, a)),
        _ => {
            let one = term(arena, expr);
            // A sum in brackets, perhaps with a sign, is no term of its own.
            match one.factors[..] {
                [(inner, 1)] if one.coefficient.abs().is_one() && is_sum(arena, inner) => {
                    let inner = terms(arena, inner);
                    if one.coefficient.is_negative() { negated(inner) } else { inner }
                }
                _ => vec![one],
            }
        }
    }
}

fn negated(mut terms: Vec<Term>) -> Vec<Term> {
    for it in &mut terms {
        it.coefficient = -&it.coefficient;
    }
    terms
}

pub(super) fn is_sum(arena: &Arena, expr: ExprId) -> bool {
    matches!(arena.node(expr), Node::Binary(BinaryOp::Add | BinaryOp::Sub, ..))
}

/// An expression as one product.
pub(super) fn term(arena: &mut Arena, expr: ExprId) -> Term {
    let mut found = Term { coefficient: Rational::ONE, factors: Vec::new() };
    collect(arena, expr, 1, &mut found);
    for (base, exponent) in &mut found.factors {
        // The square of a root.
        if let Node::Call(Function::Sqrt, inner) = arena.node(*base)
            && *exponent == 2
        {
            (*base, *exponent) = (inner, 1);
        }
    }
    found.factors.retain(|it| it.1 != 0);
    found
}

fn collect(arena: &mut Arena, expr: ExprId, exponent: i64, into: &mut Term) {
    if let Some(value) = arena.literal(expr)
        && let Some(power) = value.pow(exponent)
    {
        into.coefficient = &into.coefficient * &power;
        return;
    }
    match arena.node(expr) {
        Node::Negate(a) => {
            if exponent % 2 != 0 {
                into.coefficient = -&into.coefficient;
            }
            collect(arena, a, exponent, into);
        }
        Node::Binary(BinaryOp::Mul, a, b) => {
            collect(arena, a, exponent, into);
            collect(arena, b, exponent, into);
        }
        Node::Binary(BinaryOp::Div, a, b) => {
            collect(arena, a, exponent, into);
            collect(arena, b, -exponent, into);
        }
        Node::Binary(BinaryOp::Pow, a, n) => {
            let value = arena.literal(n);
            match value.as_ref().and_then(Rational::to_i64).filter(|_| exponent.abs() == 1) {
                Some(n) if n.abs() < 100 => {
                    let base = written(arena, a, Order::Natural);
                    let plain = !matches!(
                        arena.node(base),
                        Node::Binary(BinaryOp::Mul | BinaryOp::Div, ..) | Node::Negate(_)
                    );
                    if plain {
                        collect(arena, base, n * exponent, into);
                    } else {
                        insert(into, base, n * exponent);
                    }
                }
                _ => {
                    let a = written(arena, a, Order::Natural);
                    let n = match value {
                        Some(value) => arena.rational(&value),
                        None => written(arena, n, Order::Natural),
                    };
                    let power = arena.pow(a, n);
                    insert(into, power, exponent);
                }
            }
        }
        _ => {
            let inner = written(arena, expr, Order::Natural);
            if inner == expr || matches!(arena.node(inner), Node::Call(..)) {
                insert(into, inner, exponent);
            } else if is_sum(arena, inner) {
                let mut all = terms(arena, inner);
                let negative = all.iter().all(|it| it.coefficient.is_negative()) && !all.is_empty();
                if negative {
                    all = negated(all);
                    if exponent % 2 != 0 {
                        into.coefficient = -&into.coefficient;
                    }
                    let inner = sum(arena, all);
                    insert(into, inner, exponent);
                } else {
                    insert(into, inner, exponent);
                }
            } else {
                collect(arena, inner, exponent, into);
            }
        }
    }
}

fn insert(into: &mut Term, base: ExprId, exponent: i64) {
    match into.factors.iter_mut().find(|it| it.0 == base) {
        Some(known) => known.1 += exponent,
        None => into.factors.push((base, exponent)),
    }
}

/// The sum of terms, those with the same factors together.
pub(super) fn sum(arena: &mut Arena, terms: Vec<Term>) -> ExprId {
    sum_in(arena, terms, Order::Natural)
}

fn sum_in(arena: &mut Arena, terms: Vec<Term>, order: Order) -> ExprId {
    // The size of each term without its number, and the number.
    let mut merged: Vec<(ExprId, Rational)> = Vec::new();
    for mut it in terms {
        if order == Order::Canonical {
            for (base, _) in &mut it.factors {
                *base = written_inside(arena, *base);
            }
        }
        let sign = it.coefficient.clone();
        it.coefficient = Rational::ONE;
        let core = product(arena, it, order);
        match merged.iter_mut().find(|known| known.0 == core) {
            Some(known) => known.1 = &known.1 + &sign,
            None => merged.push((core, sign)),
        }
    }
    merged.retain(|it| !it.1.is_zero());
    if order == Order::Canonical {
        merged.sort_by(|a, b| arena.order(a.0, b.0));
    } else if let Some(place) = merged.iter().position(|it| it.1.is_positive())
        && place > 0
    {
        let first = merged.remove(place);
        merged.insert(0, first);
    }
    let mut whole: Option<ExprId> = None;
    for (core, value) in merged {
        let mut it = term(arena, core);
        if order == Order::Canonical {
            for (base, _) in &mut it.factors {
                *base = written_inside(arena, *base);
            }
        }
        it.coefficient = &it.coefficient * &value.abs();
        let size = product(arena, it, order);
        whole = Some(match (whole, value.is_negative()) {
            (None, false) => size,
            (None, true) => arena.negate(size),
            (Some(sum), false) => arena.add(sum, size),
            (Some(sum), true) => arena.sub(sum, size),
        });
    }
    whole.unwrap_or(ExprId::ZERO)
}

/// The canonical form of a factor.
fn written_inside(arena: &mut Arena, base: ExprId) -> ExprId {
    if let Node::Binary(BinaryOp::Pow, a, n) = arena.node(base) {
        let a = written(arena, a, Order::Canonical);
        let n = written(arena, n, Order::Canonical);
        return arena.pow(a, n);
    }
    written(arena, base, Order::Canonical)
}

/// A term written out.
fn product(arena: &mut Arena, term: Term, order: Order) -> ExprId {
    let Term { coefficient, mut factors } = term;
    if order == Order::Canonical {
        factors.sort_by(|a, b| arena.order(a.0, b.0).then(a.1.cmp(&b.1)));
    } else {
        factors.sort_by_key(|it| class(arena, it.0));
    }
    let numeral = |arena: &mut Arena, value| {
        Rational::new(value, 1).filter(|it| !it.is_one()).map(|it| arena.rational(&it))
    };
    let mut above = numeral(arena, coefficient.abs().numerator());
    let mut below = numeral(arena, coefficient.denominator());
    for (base, exponent) in factors {
        let factor = match exponent.abs() {
            1 => base,
            size => {
                let size = arena.number(size);
                arena.pow(base, size)
            }
        };
        let part = if exponent < 0 { &mut below } else { &mut above };
        *part = Some(part.map_or(factor, |it| arena.mul(it, factor)));
    }
    let above = above.unwrap_or(ExprId::ONE);
    let whole = below.map_or(above, |below| arena.div(above, below));
    if coefficient.is_negative() { arena.negate(whole) } else { whole }
}

/// One term as a person would write it.
pub(super) fn write_term(arena: &mut Arena, term: Term) -> ExprId {
    sum(arena, vec![term])
}

/// Where a factor stands: constants, names, components and deltas, functions, sums.
fn class(arena: &Arena, base: ExprId) -> u8 {
    match arena.node(base) {
        Node::Number(_) | Node::Constant(_) => 0,
        Node::Variable(_) => 1,
        Node::Binary(BinaryOp::Pow, a, _) if matches!(arena.node(a), Node::Variable(_)) => 2,
        Node::Delta(..) => 2,
        Node::Binary(BinaryOp::Add | BinaryOp::Sub, ..) => 4,
        _ => 3,
    }
}

/// A sum with what is common to all its terms in front of it.
pub(super) fn factored(arena: &mut Arena, expr: ExprId) -> ExprId {
    let mut all = terms(arena, expr);
    let Some(first) = all.first().cloned().filter(|_| all.len() > 1) else { return expr };
    let mut common = Term { coefficient: Rational::ONE, factors: Vec::new() };
    for (base, _) in first.factors {
        let exponents = all
            .iter()
            .map(|it| it.factors.iter().find(|other| other.0 == base).map_or(0, |other| other.1));
        let least = exponents.min().unwrap_or(0);
        if least > 0 {
            common.factors.push((base, least));
        }
    }
    if common.factors.is_empty() {
        return expr;
    }
    // A numeral that all terms share comes out as well.
    let size = first.coefficient.abs();
    if all.iter().all(|it| it.coefficient.abs() == size) {
        for it in &mut all {
            it.coefficient = it.coefficient.checked_div(&size).unwrap_or(it.coefficient.clone());
        }
        common.coefficient = size;
    }
    for it in &mut all {
        for (base, exponent) in &common.factors {
            insert(it, *base, -exponent);
        }
        it.factors.retain(|it| it.1 != 0);
    }
    let rest = sum(arena, all);
    insert(&mut common, rest, 1);
    product(arena, common, Order::Natural)
}
