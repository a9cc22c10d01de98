//! Roots as what they are in simpler terms: a number that is not negative, and whose power is the
//! radicand.

use super::cases::is_linear;
use super::prover::Prover;
use crate::algebra::{Atom, Translator};
use crate::expr::{BinaryOp, ExprId, Function, Node, Proposition, Relation};
use crate::number::Rational;

/// The work of one root.
const FUEL: u64 = 8_000;
/// Roots of a higher degree are left alone.
const HIGHEST: i64 = 64;

impl Prover<'_> {
    /// Shows `a = b` by solving it for a root: what the root would be is not negative, and its power is
    /// the radicand.
    pub(crate) fn by_radicals(&mut self, a: ExprId, b: ExprId) -> bool {
        self.analytic && (self.denest_all(a, b) || self.by_root(a, b))
    }

    fn by_root(&mut self, a: ExprId, b: ExprId) -> bool {
        let Some(difference) = self.difference_polynomial(a, b) else { return false };
        let mut atoms: Vec<(Atom, Rational)> = Vec::new();
        for (monomial, factor) in difference.terms() {
            if let &[(atom, 1)] = monomial.factors()
                && is_linear(&difference, atom)
            {
                atoms.push((atom, factor.clone()));
            }
        }
        // Nested roots come before those that they are made of.
        atoms.sort_by_key(|it| std::cmp::Reverse(self.arena.depth(self.read.expression(it.0))));
        atoms.into_iter().any(|(atom, factor)| {
            self.solved_for(&difference, atom, &factor).is_some_and(|value| {
                let root = self.read.expression(atom);
                self.within(FUEL, |block| block.root_is(root, value)) && self.field(a, b)
            })
        })
    }

    /// Shows that a root has a value, and plans it.
    fn root_is(&mut self, root: ExprId, value: ExprId) -> bool {
        self.equation_of_root(root, value).is_some_and(|()| {
            self.plan(root, value);
            true
        })
    }

    fn equation_of_root(&mut self, root: ExprId, value: ExprId) -> Option<()> {
        let (radicand, degree) = self.radical(root)?;
        let nonnegative = Proposition::Compare(Relation::AT_LEAST, value, ExprId::ZERO);
        if !self.ensure(&nonnegative) {
            return None;
        }
        let power = self.arena.pow(value, degree);
        if !self.prove_aside(power, radicand) {
            return None;
        }
        let values = [("a", radicand), ("b", value), ("n", degree)];
        let is_square = matches!(self.arena.node(root), Node::Call(Function::Sqrt, _));
        self.rule(if is_square { "sqrt-unique" } else { "root-unique" }, &values).map(|_| ())
    }

    /// The radicand and the degree of a root.
    fn radical(&mut self, root: ExprId) -> Option<(ExprId, ExprId)> {
        match self.arena.node(root) {
            Node::Call(Function::Sqrt, a) => Some((a, self.arena.number(2))),
            Node::Binary(BinaryOp::Pow, a, n) => {
                let exponent = self.arena.literal(n)?;
                let degree = exponent.recip()?.to_i64().filter(|it| (2..=HIGHEST).contains(it))?;
                Some((a, self.arena.number(degree)))
            }
            _ => None,
        }
    }

    /// Reads the nested roots of numbers as sums of simple ones, where they are such.
    fn denest_all(&mut self, a: ExprId, b: ExprId) -> bool {
        let Some(difference) = self.difference_polynomial(a, b) else { return false };
        let mut found = false;
        let mut atoms = super::factor::atoms(&difference);
        atoms.sort_unstable();
        for root in atoms.into_iter().map(|it| self.read.expression(it)).collect::<Vec<_>>() {
            if let Some(value) = self.denested(root) {
                found |= self.within(FUEL, |block| block.root_is(root, value));
            }
        }
        found && self.field(a, b)
    }

    /// A guess at the root of `p + q*sqrt(d)` as a sum of the same kind, or of two square roots.
    fn denested(&mut self, root: ExprId) -> Option<ExprId> {
        let (radicand, degree) = self.radical(root)?;
        let degree = self.arena.literal(degree)?.to_i64()?;
        let (p, q, surd) = self.quadratic_number(radicand)?;
        let Node::Call(Function::Sqrt, d) = self.arena.node(surd) else { return None };
        let d = self.arena.literal(d)?;
        let norm = &(&p * &p) - &(&(&q * &q) * &d);
        if degree == 2
            && let Some(gap) = norm.sqrt()
        {
            let half = Rational::new(1, 2)?;
            let parts = [&p + &gap, &p - &gap].map(|it| &it * &half);
            if parts.iter().all(|it| !it.is_negative()) {
                let [first, second] = parts.map(|it| {
                    let it = self.arena.rational(&it);
                    self.arena.call(Function::Sqrt, it)
                });
                return Some(if q.is_negative() {
                    self.arena.sub(first, second)
                } else {
                    self.arena.add(first, second)
                });
            }
        }
        let (low, _) = self.value_of_closed(root)?;
        let value = low.to_f64();
        let other = norm.abs().to_f64().powf(1.0 / f64::from(i32::try_from(degree).ok()?)) / value;
        let scale = d.to_f64().sqrt();
        [f64::midpoint(value, other), f64::midpoint(value, -other)].into_iter().find_map(|part| {
            let (whole, factor) = (nearby(part)?, nearby((value - part) / scale)?);
            let (whole, factor) = (self.arena.rational(&whole), self.arena.rational(&factor));
            let rest = self.arena.mul(factor, surd);
            Some(self.arena.add(whole, rest))
        })
    }

    /// A number as `p + q*r` with a square root `r`.
    fn quadratic_number(&mut self, expr: ExprId) -> Option<(Rational, Rational, ExprId)> {
        // As it is written: how its roots are read here may have split them.
        let mut read = Translator::new();
        let whole = read.fraction(self.arena, expr, self.fuel).ok()?;
        let terms = whole.polynomial(read.relations(), self.fuel).ok()??;
        let (mut p, mut surd) = (Rational::ZERO, None);
        for (monomial, value) in terms.terms() {
            match monomial.factors() {
                [] => p = value.clone(),
                &[(atom, 1)] if surd.is_none() => surd = Some((value.clone(), atom)),
                _ => return None,
            }
        }
        let (q, atom) = surd?;
        Some((p, q, read.expression(atom)))
    }
}

/// A rational number with a small denominator that cannot be told from a float.
fn nearby(value: f64) -> Option<Rational> {
    (1..=12).find_map(|denominator| {
        let numerator = value * f64::from(denominator);
        #[expect(clippy::cast_possible_truncation, reason = "checked to be near a small integer")]
        let whole = numerator.round() as i64;
        ((numerator - numerator.round()).abs() < 1e-9 && numerator.abs() < 1e9)
            .then(|| Rational::new(whole, denominator))
            .flatten()
    })
}
