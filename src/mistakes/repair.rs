//! One small change that makes an equation true.

use rustc_hash::FxHashSet;

use super::Hunt;
use crate::decide::outcome::Claim;
use crate::expr::{Arena, BinaryOp, ExprId, Function, Node, Symbol};
use crate::number::Rational;
use crate::print;

/// How many places of a side are changed.
const MOST_PLACES: usize = 60;
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
    rhs: ExprId,
    sentence: String,
}

impl Hunt<'_> {
    /// The smallest change of the right side that makes the equation true.
    pub(super) fn repaired(&mut self) -> Option<String> {
        self.proofs = 0;
        let lhs = self.claim.lhs;
        for guess in self.whole().into_iter().chain(self.changed()).chain(self.parts()) {
            if self.holds(lhs, guess.rhs, None) {
                return Some(guess.sentence);
            }
        }
        None
    }

    fn should_be(&self, what: &str, rhs: ExprId) -> String {
        let text = print::text(self.arena, rhs);
        if text.len() > LONGEST {
            return what.to_owned();
        }
        format!("{what}: the right side should be `{text}`")
    }

    /// Changes of the side as a whole.
    fn whole(&mut self) -> Vec<Guess> {
        let rhs = self.claim.rhs;
        let mut found = Vec::new();
        let opposite = match self.arena.node(rhs) {
            Node::Negate(inner) => inner,
            _ => self.arena.negate(rhs),
        };
        let sentence = self.should_be("the sign is wrong", opposite);
        found.push(Guess { rhs: opposite, sentence });
        for (value, what) in [
            (Rational::from(2), "a factor of 2 is missing"),
            (part(2), "a factor of 1/2 is missing"),
            (Rational::from(3), "a factor of 3 is missing"),
            (Rational::from(4), "a factor of 4 is missing"),
            (part(4), "a factor of 1/4 is missing"),
            (Rational::from(-2), "a factor of -2 is missing"),
        ] {
            let factor = self.arena.rational(&value);
            let rhs = self.arena.mul(factor, rhs);
            let sentence = self.should_be(what, rhs);
            found.push(Guess { rhs, sentence });
        }
        found
    }

    /// Changes of one part.
    fn changed(&mut self) -> Vec<Guess> {
        let rhs = self.claim.rhs;
        let mut found = Vec::new();
        for place in places(self.arena, rhs) {
            for other in self.variants(place) {
                if other == place {
                    continue;
                }
                let whole = self.arena.replace(rhs, place, other);
                if whole == rhs {
                    continue;
                }
                let [old, new] = [place, other].map(|it| print::text(self.arena, it));
                let what = if place == rhs || old.len() + new.len() > LONGEST {
                    "a part is wrong".to_owned()
                } else {
                    format!("`{old}` should be `{new}`")
                };
                let sentence = self.should_be(&what, whole);
                found.push(Guess { rhs: whole, sentence });
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
                vec![self.arena.sub(a, b), swapped]
            }
            Node::Binary(BinaryOp::Sub, a, b) => {
                vec![self.arena.add(a, b), self.arena.sub(b, a)]
            }
            Node::Binary(BinaryOp::Mul, a, b) => vec![a, b, self.arena.div(a, b)],
            Node::Binary(BinaryOp::Div, a, b) => vec![self.arena.mul(a, b), self.arena.div(b, a)],
            Node::Binary(BinaryOp::Pow, a, n) => {
                let (up, down) = (self.arena.add(n, ExprId::ONE), self.arena.sub(n, ExprId::ONE));
                let mut found = vec![a, self.power(a, up), self.power(a, down)];
                let opposite = self.arena.negate(n);
                found.push(self.arena.pow(a, opposite));
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
                for argument in
                    [self.arena.mul(two, a), self.arena.mul(half, a), self.arena.negate(a)]
                {
                    found.push(self.arena.call(function, argument));
                }
                if let Node::Binary(BinaryOp::Pow, inner, n) = self.arena.node(a) {
                    let outside = self.arena.call(function, inner);
                    found.push(self.arena.pow(outside, n));
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
        let mut parts = places(self.arena, lhs);
        parts.extend(places(self.arena, rhs));
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
            for (rhs, what) in [
                (self.arena.mul(rhs, part), format!("the factor `{text}` is missing")),
                (self.arena.div(rhs, part), format!("the factor `{text}` is too much")),
                (self.arena.add(rhs, part), format!("the term `{text}` is missing")),
                (self.arena.sub(rhs, part), format!("the term `{text}` is too much")),
            ] {
                let sentence = self.should_be(&what, rhs);
                found.push(Guess { rhs, sentence });
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
            Node::Call(..) | Node::Indexed(_) | Node::Delta(..) | Node::Apply(_) => true,
            Node::Binary(BinaryOp::Pow, ..) => true,
            Node::Binary(..) => self.arena.depth(part) <= 3,
            _ => false,
        }
    }
}

/// The parts of an expression outside of binders, the outermost first.
fn places(arena: &Arena, expr: ExprId) -> Vec<ExprId> {
    let (mut found, mut seen) = (vec![expr], FxHashSet::from_iter([expr]));
    let mut next = 0;
    while next < found.len() && found.len() < MOST_PLACES {
        let here = found[next];
        next += 1;
        if matches!(arena.node(here), Node::Fold(_) | Node::At(_) | Node::Piecewise(_)) {
            continue;
        }
        for child in arena.children(here) {
            if seen.insert(child) {
                found.push(child);
            }
        }
    }
    found
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
