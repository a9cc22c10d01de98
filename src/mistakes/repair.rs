//! One small change that makes an equation true.

use rustc_hash::FxHashSet;

use super::Hunt;
use crate::decide::outcome::Claim;
use crate::expr::{Arena, BinaryOp, ExprId, Fold, FoldKind, Function, Node, Symbol};
use crate::number::Rational;
use crate::print;

/// How many places of a side are changed.
const MOST_PLACES: usize = 80;
/// How many parts are tried as a missing factor or term.
const MOST_PARTS: usize = 24;
/// The longest side that is written out.
const LONGEST: usize = 100;

/// A function for another, as people confuse them.
const CONFUSED: [(Function, Function); 13] = [
    (Function::Sin, Function::Cos),
    (Function::Sinh, Function::Cosh),
    (Function::Tan, Function::Cot),
    (Function::Sec, Function::Csc),
    (Function::Tanh, Function::Coth),
    (Function::Sech, Function::Csch),
    (Function::Tan, Function::Sec),
    (Function::Cot, Function::Csc),
    (Function::Tanh, Function::Sech),
    (Function::Asin, Function::Acos),
    (Function::Atan, Function::Acot),
    (Function::Sin, Function::Tan),
    (Function::Ln, Function::Exp),
];

/// A side in the place of the right one, and what is to be said of it.
struct Guess {
    side: ExprId,
    sentence: String,
}

impl Hunt<'_> {
    /// The smallest change of a side that makes the equation true.
    pub(super) fn repaired(&mut self) -> Option<String> {
        self.proofs = 0;
        let (lhs, rhs) = (self.claim.lhs, self.claim.rhs);
        for guess in self.deltas() {
            let found = self.guess((lhs, guess.side), None, &guess.sentence);
            if found.is_some() {
                return found;
            }
        }
        for guess in self.whole().into_iter().chain(self.changed(rhs, "right")) {
            let found = self.guess((lhs, guess.side), None, &guess.sentence);
            if found.is_some() {
                return found;
            }
        }
        if !matches!(self.arena.node(lhs), Node::Derivative { .. }) {
            self.proofs = 0;
            for guess in self.changed(lhs, "left") {
                let found = self.guess((guess.side, rhs), None, &guess.sentence);
                if found.is_some() {
                    return found;
                }
            }
        }
        self.proofs = 0;
        let parts = self.parts();
        parts.into_iter().find(|it| self.holds(lhs, it.side, None)).map(|it| it.sentence)
    }

    fn should_be(&self, what: &str, (name, side): (&str, ExprId)) -> String {
        let text = print::text(self.arena, side);
        if text.len() > LONGEST {
            return what.to_owned();
        }
        format!("{what}: the {name} side should be `{text}`")
    }

    /// A delta in the place of a 1: what is forgotten where two indices meet.
    fn deltas(&mut self) -> Vec<Guess> {
        let (_, counters) = names(self.arena, self.claim);
        let (&[i, j, ..], rhs) = (&counters[..], self.claim.rhs) else { return Vec::new() };
        let delta = self.arena.intern(Node::Delta(i, j));
        let mut found = Vec::new();
        for place in places(self.arena, rhs).into_iter().filter(|it| it.expr == ExprId::ONE) {
            let side = put(self.arena, rhs, &place.path, delta);
            let what = format!("`1` should be `{}`", print::text(self.arena, delta));
            let sentence = self.should_be(&what, ("right", side));
            found.push(Guess { side, sentence });
        }
        found
    }

    /// Changes of the side as a whole.
    fn whole(&mut self) -> Vec<Guess> {
        let rhs = self.claim.rhs;
        let mut found = Vec::new();
        let opposite = match self.arena.node(rhs) {
            Node::Negate(inner) => inner,
            _ => self.arena.negate(rhs),
        };
        let sentence = self.should_be("the sign is wrong", ("right", opposite));
        found.push(Guess { side: opposite, sentence });
        for (value, what) in [
            (Rational::from(2), "a factor of 2 is missing"),
            (part(2), "a factor of 1/2 is missing"),
            (Rational::from(3), "a factor of 3 is missing"),
            (Rational::from(4), "a factor of 4 is missing"),
            (part(4), "a factor of 1/4 is missing"),
            (Rational::from(-2), "a factor of -2 is missing"),
        ] {
            let factor = self.arena.rational(&value);
            let side = self.arena.mul(factor, rhs);
            let sentence = self.should_be(what, ("right", side));
            found.push(Guess { side, sentence });
        }
        let side = self.arena.div(ExprId::ONE, rhs);
        let sentence = self.should_be("the right side is upside down", ("right", side));
        found.push(Guess { side, sentence });
        found
    }

    /// Changes of one part of a side.
    fn changed(&mut self, side: ExprId, name: &str) -> Vec<Guess> {
        let mut found = Vec::new();
        for place in places(self.arena, side) {
            for other in self.variants(place.expr) {
                if other == place.expr {
                    continue;
                }
                let whole = put(self.arena, side, &place.path, other);
                let [old, new] = [place.expr, other].map(|it| print::text(self.arena, it));
                let bare = |text: &str| text.replace(['(', ')', ' '], "");
                let what = if bare(&old) == bare(&new) {
                    "the brackets are misplaced".to_owned()
                } else if place.path.is_empty() || old.len() + new.len() > LONGEST {
                    "a part is wrong".to_owned()
                } else {
                    format!("`{old}` should be `{new}`")
                };
                let sentence = self.should_be(&what, (name, whole));
                found.push(Guess { side: whole, sentence });
            }
        }
        found
    }

    /// What people write for each other.
    fn variants(&mut self, place: ExprId) -> Vec<ExprId> {
        let (_, counters) = names(self.arena, self.claim);
        let two = self.arena.number(2);
        let half = self.arena.rational(&part(2));
        match self.arena.node(place) {
            Node::Binary(BinaryOp::Add, a, b) => {
                let swapped = self.arena.sub(b, a);
                let mut found = vec![self.arena.sub(a, b), swapped];
                found.extend(self.bracketed(BinaryOp::Add, a, b));
                found
            }
            Node::Binary(BinaryOp::Sub, a, b) => {
                let mut found = vec![self.arena.add(a, b), self.arena.sub(b, a)];
                found.extend(self.bracketed(BinaryOp::Sub, a, b));
                found
            }
            Node::Binary(BinaryOp::Mul, a, b) => {
                let sum = self.arena.add(a, b);
                let mut found = vec![a, b, self.arena.div(a, b), sum, self.arena.mul(two, place)];
                found.extend(self.unbracketed(a, b));
                found
            }
            Node::Binary(BinaryOp::Div, a, b) => vec![self.arena.mul(a, b), self.arena.div(b, a)],
            Node::Binary(BinaryOp::Pow, a, n) => {
                let (up, down) = (self.arena.add(n, ExprId::ONE), self.arena.sub(n, ExprId::ONE));
                let mut found = vec![a, self.power(a, up), self.power(a, down)];
                let opposite = self.arena.negate(n);
                found.push(self.arena.pow(a, opposite));
                found.push(self.arena.mul(two, place));
                // `f(x)^2` and `f(x^2)`.
                if let Node::Call(function, inner) = self.arena.node(a) {
                    let inner = self.arena.pow(inner, n);
                    found.push(self.arena.call(function, inner));
                }
                found
            }
            Node::Call(function, a) => {
                let mut found = Vec::new();
                for (one, other) in CONFUSED {
                    let swapped = if function == one {
                        other
                    } else if function == other {
                        one
                    } else {
                        continue;
                    };
                    found.push(self.arena.call(swapped, a));
                }
                found.push(self.arena.pow(place, two));
                found.push(self.arena.mul(two, place));
                found.push(self.arena.div(ExprId::ONE, place));
                for argument in
                    [self.arena.mul(two, a), self.arena.mul(half, a), self.arena.negate(a)]
                {
                    found.push(self.arena.call(function, argument));
                }
                if let Node::Binary(BinaryOp::Pow, inner, n) = self.arena.node(a) {
                    let outside = self.arena.call(function, inner);
                    found.push(self.arena.pow(outside, n));
                }
                for argument in self.arguments() {
                    found.push(self.arena.call(function, argument));
                }
                found
            }
            Node::Negate(a) => vec![a],
            Node::Number(_) => self.other_numbers(place, &counters),
            Node::Variable(_) if counters.contains(&place) => {
                counters.into_iter().filter(|it| *it != place).collect()
            }
            Node::Variable(_) => {
                let (numbers, _) = names(self.arena, self.claim);
                let mut found: Vec<ExprId> =
                    numbers.into_iter().filter(|it| *it != place).take(3).collect();
                found.push(self.arena.negate(place));
                found.push(self.arena.mul(two, place));
                found.push(self.arena.pow(place, two));
                found.push(self.arena.call(Function::Abs, place));
                found
            }
            Node::Indexed(side) => {
                let it = self.arena.get(side).clone();
                let mut found = Vec::new();
                if let [i, j] = it.indices[..] {
                    found.push(self.arena.indexed(it.array, vec![j, i]));
                }
                found
            }
            _ => Vec::new(),
        }
    }

    /// The arguments of functions in the claim, which another function may have lost.
    fn arguments(&self) -> Vec<ExprId> {
        const MOST: usize = 6;
        let (mut found, mut seen) = (Vec::new(), FxHashSet::default());
        let mut open = vec![self.claim.rhs, self.claim.lhs];
        while let Some(part) = open.pop().filter(|_| found.len() < MOST) {
            if let Node::Call(_, argument) = self.arena.node(part)
                && seen.insert(argument)
            {
                found.push(argument);
            }
            if !matches!(self.arena.node(part), Node::Fold(_)) {
                open.extend(self.arena.children(part));
            }
        }
        found
    }

    /// `(a + b)*c` for `a + b*c`, and `a*(b + c)` for `a*b + c`.
    fn bracketed(&mut self, sign: BinaryOp, a: ExprId, b: ExprId) -> Vec<ExprId> {
        let mut found = Vec::new();
        if let Node::Binary(BinaryOp::Mul, p, q) = self.arena.node(b) {
            let sum = self.arena.intern(Node::Binary(sign, a, p));
            found.push(self.arena.mul(sum, q));
        }
        if let Node::Binary(BinaryOp::Mul, p, q) = self.arena.node(a) {
            let sum = self.arena.intern(Node::Binary(sign, q, b));
            found.push(self.arena.mul(p, sum));
        }
        found
    }

    /// `a + b*c` for `(a + b)*c`, and `a*b + c` for `a*(b + c)`.
    fn unbracketed(&mut self, a: ExprId, b: ExprId) -> Vec<ExprId> {
        let is_sum = |op: BinaryOp| matches!(op, BinaryOp::Add | BinaryOp::Sub);
        let mut found = Vec::new();
        if let Node::Binary(sign, p, q) = self.arena.node(a)
            && is_sum(sign)
        {
            let product = self.arena.mul(q, b);
            found.push(self.arena.intern(Node::Binary(sign, p, product)));
        }
        if let Node::Binary(sign, p, q) = self.arena.node(b)
            && is_sum(sign)
        {
            let product = self.arena.mul(a, p);
            found.push(self.arena.intern(Node::Binary(sign, product, q)));
        }
        found
    }

    /// A power with its exponent computed where it is a number.
    fn power(&mut self, base: ExprId, exponent: ExprId) -> ExprId {
        let exponent = match self.arena.literal(exponent) {
            Some(value) if value.is_one() => return base,
            Some(value) => self.arena.rational(&value),
            None => exponent,
        };
        self.arena.pow(base, exponent)
    }

    fn other_numbers(&mut self, place: ExprId, counters: &[ExprId]) -> Vec<ExprId> {
        let Some(value) = self.arena.literal(place) else { return Vec::new() };
        let one = Rational::ONE;
        let two = Rational::from(2);
        let mut found: Vec<ExprId> =
            [&value + &one, &value - &one, &value * &two, &value * &part(2), -&value]
                .iter()
                .map(|it| self.arena.rational(it))
                .collect();
        if value.is_one() {
            for (number, &i) in counters.iter().enumerate() {
                for &j in &counters[number + 1..] {
                    found.push(self.arena.intern(Node::Delta(i, j)));
                }
            }
        }
        found
    }

    /// A part as a factor or a term that is missing or too much.
    fn parts(&mut self) -> Vec<Guess> {
        let (lhs, rhs) = (self.claim.lhs, self.claim.rhs);
        let sides = [lhs, rhs].map(|it| places(self.arena, it));
        let mut parts: Vec<ExprId> = sides.into_iter().flatten().map(|it| it.expr).collect();
        let (_, counters) = names(self.arena, self.claim);
        if let [i, j, ..] = counters[..] {
            parts.push(self.arena.intern(Node::Delta(i, j)));
        }
        let mut seen = FxHashSet::default();
        let (numbers, _) = names(self.arena, self.claim);
        parts.retain(|&it| seen.insert(it) && self.is_number(it, &numbers));
        parts.sort_by_key(|&it| self.arena.depth(it));
        let mut found = Vec::new();
        for part in parts.into_iter().take(MOST_PARTS) {
            let text = print::text(self.arena, part);
            for (side, what) in [
                (self.arena.mul(rhs, part), format!("the factor `{text}` is missing")),
                (self.arena.div(rhs, part), format!("the factor `{text}` is too much")),
                (self.arena.add(rhs, part), format!("the term `{text}` is missing")),
                (self.arena.sub(rhs, part), format!("the term `{text}` is too much")),
            ] {
                let sentence = self.should_be(&what, ("right", side));
                found.push(Guess { side, sentence });
            }
        }
        found
    }

    /// Whether a part stands for a number wherever it is put, and is worth a try.
    fn is_number(&self, part: ExprId, numbers: &[ExprId]) -> bool {
        if part == self.claim.rhs || part == self.claim.lhs || self.arena.literal(part).is_some() {
            return false;
        }
        match self.arena.node(part) {
            Node::Variable(_) => numbers.contains(&part),
            Node::Call(..)
            | Node::Indexed(_)
            | Node::Delta(..)
            | Node::Apply(_)
            | Node::Binary(BinaryOp::Pow, ..) => true,
            Node::Binary(..) => self.arena.depth(part) <= 3,
            _ => false,
        }
    }
}

/// A part of an expression, and the way to it by the numbers of children.
struct Place {
    path: Vec<usize>,
    expr: ExprId,
}

/// The parts of an expression outside of binders, the outermost first.
fn places(arena: &Arena, expr: ExprId) -> Vec<Place> {
    let mut found = vec![Place { path: Vec::new(), expr }];
    let mut next = 0;
    while next < found.len() && found.len() < MOST_PLACES {
        let (path, here) = (found[next].path.clone(), found[next].expr);
        next += 1;
        if matches!(arena.node(here), Node::Fold(_) | Node::At(_) | Node::Piecewise(_)) {
            continue;
        }
        for (number, child) in arena.children(here).into_iter().enumerate() {
            let path = path.iter().copied().chain([number]).collect();
            found.push(Place { path, expr: child });
        }
    }
    found
}

/// An expression with another part at a place.
fn put(arena: &mut Arena, expr: ExprId, path: &[usize], other: ExprId) -> ExprId {
    let Some((&first, rest)) = path.split_first() else { return other };
    let mut number = 0;
    arena.map_children(expr, &mut |arena, child| {
        number += 1;
        if number == first + 1 { put(arena, child, rest, other) } else { child }
    })
}

/// A function of a sum, a multiple or a product, taken apart as if it were linear, with what is to be said
/// of that.
pub(super) fn taken_apart(arena: &mut Arena, expr: ExprId) -> Vec<(ExprId, String)> {
    if let Node::Fold(side) = arena.node(expr) {
        let fold = arena.get(side).clone();
        let (FoldKind::Sum, Node::Binary(BinaryOp::Mul, a, b)) = (fold.kind, arena.node(fold.body))
        else {
            return Vec::new();
        };
        let [a, b] = [a, b].map(|body| arena.fold(Fold { body, ..fold.clone() }));
        let text = "a sum of products is not the product of the sums".to_owned();
        return vec![(arena.mul(a, b), text)];
    }
    let (inner, name) = match arena.node(expr) {
        Node::Call(function, inner) => (inner, format!("`{}`", function.name())),
        Node::Binary(BinaryOp::Pow, inner, n) if arena.literal(n).is_some() => {
            (inner, "a power".to_owned())
        }
        _ => return Vec::new(),
    };
    let apply = |arena: &mut Arena, argument: ExprId| match arena.node(expr) {
        Node::Call(function, _) => arena.call(function, argument),
        Node::Binary(op, _, n) => arena.binary(op, argument, n),
        _ => argument,
    };
    let Node::Binary(op, a, b) = arena.node(inner) else { return Vec::new() };
    let (first, second) = (apply(arena, a), apply(arena, b));
    match op {
        BinaryOp::Add | BinaryOp::Sub => {
            let kind = if op == BinaryOp::Add { "sum" } else { "difference" };
            let text = format!("{name} of a {kind} is not the {kind} of the values");
            vec![(arena.binary(op, first, second), text)]
        }
        BinaryOp::Mul => vec![
            (arena.mul(a, second), format!("a factor cannot be taken out of {name}")),
            (
                arena.mul(first, second),
                format!("{name} of a product is not the product of the values"),
            ),
        ],
        _ => Vec::new(),
    }
}

/// Whether a circular function or its inverse occurs in a claim.
pub(super) fn has_circular(arena: &Arena, claim: &Claim) -> bool {
    let mut open = vec![claim.lhs, claim.rhs];
    let mut seen = FxHashSet::default();
    while let Some(expr) = open.pop().filter(|_| seen.len() < 1_000) {
        if !seen.insert(expr) {
            continue;
        }
        if let Node::Call(Function::Asin | Function::Acos | Function::Atan, _) = arena.node(expr) {
            return true;
        }
        open.extend(arena.children(expr));
    }
    false
}

/// `1/n`.
fn part(n: i64) -> Rational {
    Rational::ONE.checked_div(&Rational::from(n)).unwrap_or(Rational::ONE)
}

/// The names in a claim that stand for numbers, and those that count.
pub(super) fn names(arena: &mut Arena, claim: &Claim) -> (Vec<ExprId>, Vec<ExprId>) {
    let mut free: Vec<Symbol> = [claim.lhs, claim.rhs]
        .into_iter()
        .flat_map(|it| arena.free_symbols(it))
        .filter(|&name| claim.names.ranges(name).is_empty())
        .collect();
    free.sort_by(|&a, &b| arena.name(a).cmp(arena.name(b)));
    free.dedup();
    let (mut numbers, mut counters) = (Vec::new(), Vec::new());
    for name in free {
        let list = if claim.names.is_integer(name) { &mut counters } else { &mut numbers };
        list.push(arena.variable(name));
    }
    (numbers, counters)
}
