//! Generates claims: instances of laws, right and wrong ones, alone or inside of an expression.

#![allow(clippy::format_push_string)]

use chainrule::enclosure::Point;
use chainrule::expr::Arena;

/// Two sides of an equation; `A`, `B` and `C` stand for expressions, `Q` for a special number.
pub(crate) type Law = (&'static str, &'static str);

/// What claims are made of, and where they are looked at.
#[derive(Clone, Copy)]
pub(crate) struct Language {
    /// Laws that hold wherever both sides are defined, whatever `A`, `B` and `C` stand for.
    pub(crate) right: &'static [Law],
    /// Laws with exceptions: often false, sometimes only at a few points.
    pub(crate) wrong: &'static [Law],
    pub(crate) leaves: &'static [&'static str],
    pub(crate) forms: &'static [&'static str],
    /// Expressions for `C`, where it must not mention a bound index.
    pub(crate) closed: &'static [&'static str],
    pub(crate) assumptions: &'static [&'static str],
    /// What is assumed of every claim.
    pub(crate) always: &'static [&'static str],
    /// Equations that may be given, for all values of their variables.
    pub(crate) given: &'static [Given],
    pub(crate) points: fn(&mut Arena) -> Vec<Point>,
}

/// Equations between functions of which nothing else is known, with laws that follow or do not.
pub(crate) struct Given {
    pub(crate) equations: &'static [Law],
    pub(crate) right: &'static [Law],
    pub(crate) wrong: &'static [Law],
    /// Polynomials that satisfy the equations.
    pub(crate) functions: &'static [Function],
}

/// A function by its terms: a coefficient and the exponent of each argument.
pub(crate) type Function = (&'static str, &'static [(i64, &'static [u32])]);

/// A generated claim.
pub(crate) struct Generated {
    pub(crate) equation: String,
    pub(crate) assume: Vec<String>,
    pub(crate) given: Option<&'static Given>,
    /// Whether it holds wherever both sides are defined.
    pub(crate) right: bool,
}

const SPECIAL: &[&str] = &["0", "1", "(-1)", "(1/2)"];

/// The generator of Lehmer: no more randomness is needed.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % n as u64).unwrap_or(0)
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }

    pub(crate) fn claim(&mut self, language: &Language) -> Generated {
        let right = self.below(2) == 0;
        let given = match language.given {
            [] => None,
            all => (self.below(3) == 0).then(|| &all[self.below(all.len())]),
        };
        let laws = match (given.filter(|_| self.below(3) > 0), right) {
            (Some(given), true) => given.right,
            (Some(given), false) => given.wrong,
            (None, true) => language.right,
            (None, false) => language.wrong,
        };
        let (lhs, rhs) = self.pick(laws);
        let depth = 1 + self.below(2);
        let mut parts = [(); 3].map(|()| self.expression(language, depth));
        if !language.closed.is_empty() {
            let closed = self.pick(language.closed);
            parts[2] = self.fill(closed, &[]);
        }
        // One number stands for `Q` on both sides.
        let special = self.pick(SPECIAL);
        let mut sides = [lhs, rhs].map(|side| fill(side, &parts, special));
        if self.below(4) == 0 {
            let (context, other) = (self.pick(language.forms), self.expression(language, 1));
            let special = self.pick(SPECIAL);
            sides = sides.map(|side| fill(context, &[side, other.clone()], special));
        }
        if self.below(4) == 0 {
            sides.reverse();
        }
        let mut assume: Vec<String> = language.always.iter().map(|&it| it.to_owned()).collect();
        if self.below(3) == 0 {
            let fact = self.pick(language.assumptions);
            assume.push(self.fill(fact, &[]));
        }
        Generated { equation: sides.join(" = "), assume, given, right }
    }

    fn expression(&mut self, language: &Language, depth: usize) -> String {
        if depth == 0 || self.below(4) == 0 {
            let leaf = self.pick(language.leaves);
            return self.fill(leaf, &[]);
        }
        let form = self.pick(language.forms);
        let parts = [(); 2].map(|()| self.expression(language, depth - 1));
        self.fill(form, &parts)
    }

    /// Puts expressions for the letters, and a special number for `Q`.
    fn fill(&mut self, form: &str, parts: &[String]) -> String {
        let special = self.pick(SPECIAL);
        fill(form, parts, special)
    }
}

fn fill(form: &str, parts: &[String], special: &str) -> String {
    let mut text = String::new();
    for letter in form.chars() {
        match letter {
            'A' => text += &format!("({})", parts[0]),
            'B' => text += &format!("({})", parts[1]),
            'C' => text += &format!("({})", parts[2]),
            'Q' => text += special,
            other => text.push(other),
        }
    }
    text
}

impl Language {
    /// Everything that two languages have, at the points of the first.
    pub(crate) fn with(self, other: &Self) -> Self {
        fn joined<T: Copy>(a: &[T], b: &[T]) -> &'static [T] {
            [a, b].concat().leak()
        }
        Self {
            right: joined(self.right, other.right),
            wrong: joined(self.wrong, other.wrong),
            leaves: joined(self.leaves, other.leaves),
            forms: joined(self.forms, other.forms),
            closed: joined(self.closed, other.closed),
            assumptions: joined(self.assumptions, other.assumptions),
            always: joined(self.always, other.always),
            ..self
        }
    }
}
