//! Roots as what they are in simpler terms: a number that is not negative, and whose power is the
//! radicand.

use super::cases::is_linear;
use super::differentiate::has_derivative;
use super::prover::Prover;
use crate::algebra::{Fraction, Fuel, Polynomial, Translator};
use crate::expr::{Arena, BinaryOp, ExprId, Function, Node, Proposition, Relation};
use crate::kernel::{Arithmetic, Step};
use crate::number::Rational;

/// The work of one root.
const FUEL: u64 = 8_000;
/// Differences of more terms are not solved by division: the power of such a quotient is dear.
const MOST_TERMS: usize = 8;
/// Roots of a higher degree are left alone.
const HIGHEST: i64 = 64;

impl Prover<'_> {
    /// Shows `a = b` by solving it for a root: what the root would be is not negative, and its power is
    /// the radicand.
    pub(crate) fn by_radicals(&mut self, a: ExprId, b: ExprId) -> bool {
        self.analytic && (self.denest_all(a, b) || self.by_root(a, b) || self.by_written_root(a, b))
    }

    fn by_root(&mut self, a: ExprId, b: ExprId) -> bool {
        let Ok(difference) = self.difference(a, b) else { return false };
        let divides = self.setting.allowed.key("sqrt-unique");
        let found = linear_in_roots(self.arena, (&self.read, divides), &difference, self.fuel);
        found.into_iter().any(|(root, value)| {
            self.within(FUEL, |block| block.root_is(root, value)) && self.field(a, b)
        })
    }

    /// The same with the roots as they are written: how they are read may have split them.
    fn by_written_root(&mut self, a: ExprId, b: ExprId) -> bool {
        if [a, b].iter().any(|&it| has_derivative(self.arena, it)) {
            return false;
        }
        let mut read = Translator::new();
        let Ok(difference) = read.difference(self.arena, (a, b), self.fuel) else { return false };
        let divides = self.setting.allowed.key("sqrt-unique");
        let found = linear_in_roots(self.arena, (&read, divides), &difference, self.fuel);
        found.into_iter().any(|(root, value)| {
            let shown = self.within(FUEL, |block| block.equation_of_root(root, value));
            shown.is_some() && self.ensure_defined(a) && self.ensure_defined(b) && {
                let known = Arithmetic::rewriting(vec![(root, value)]);
                self.push(Step::Field(a, b, known), &Proposition::equal(a, b));
                true
            }
        })
    }

    /// Shows that a root has a value, and plans it.
    fn root_is(&mut self, root: ExprId, value: ExprId) -> bool {
        self.equation_of_root(root, value).is_some_and(|()| {
            self.plan(root, value);
            true
        })
    }

    pub(crate) fn equation_of_root(&mut self, root: ExprId, value: ExprId) -> Option<()> {
        let (radicand, degree) = self.radical(root)?;
        let power = self.arena.pow(value, degree);
        if let Node::Call(Function::Cbrt, _) = self.arena.node(root) {
            self.prove_aside(radicand, power).then_some(())?;
            let (cube, value) = self.equation("cube-cbrt", &[("a", value)])?;
            self.congruence(root, radicand, power)?;
            return self.equal_through(root, cube, value).then_some(());
        }
        let is_odd = self.arena.literal(degree)?.to_i64()? % 2 != 0;
        let nonnegative = Proposition::Compare(Relation::AT_LEAST, value, ExprId::ZERO);
        let positive = self.ensure(&nonnegative);
        (positive || is_odd).then_some(())?;
        self.prove_aside(power, radicand).then_some(())?;
        (positive || self.as_its_power(&nonnegative, degree, radicand)).then_some(())?;
        self.as_is_power(radicand, power).then_some(())?;
        let values = [("a", radicand), ("b", value), ("n", degree)];
        let is_square = matches!(self.arena.node(root), Node::Call(Function::Sqrt, _));
        let key = if is_square { "sqrt-unique" } else { "root-unique" };
        let (plain, value) = self.equation(key, &values)?;
        self.respelled(root, plain, value)
    }

    /// From `a^(1/n) = b` the same of a root with its exponent written in another way.
    fn respelled(&mut self, root: ExprId, plain: ExprId, value: ExprId) -> Option<()> {
        let Node::Binary(BinaryOp::Pow, radicand, from) = self.arena.node(root) else {
            return (root == plain).then_some(());
        };
        // Powers of what is not a number are the same to a comparison of fractions.
        if root == plain || !self.arena.is_closed(radicand) {
            return Some(());
        }
        self.setting.allowed.key("root-of-power").then_some(())?;
        let Node::Binary(BinaryOp::Pow, _, to) = self.arena.node(plain) else { return None };
        let next = self.with_exponent(root, (radicand, from), to)?;
        (next == plain && self.equal_through(root, plain, value)).then_some(())
    }

    /// A power of what is positive, with its exponent written in another way.
    pub(crate) fn with_exponent(
        &mut self,
        power: ExprId,
        (base, from): (ExprId, ExprId),
        to: ExprId,
    ) -> Option<ExprId> {
        let positive = Proposition::Compare(Relation::GREATER, base, ExprId::ZERO);
        (self.ensure(&positive) && self.field(from, to)).then_some(())?;
        let wanted = self.arena.pow(base, to);
        let next = self.congruence(power, from, to)?;
        if next != wanted {
            // The base is written like the exponent, and has been changed first.
            let last = self.congruence(next, from, to)?;
            (self.congruence(wanted, from, to)? == last).then_some(())?;
            self.equal_through(power, next, last);
            let mut arithmetic = Arithmetic::default();
            for (factor, own) in [(ExprId::ONE, power), (ExprId::MINUS_ONE, wanted)] {
                arithmetic.terms.push((factor, Proposition::equal(own, last)));
            }
            self.push(Step::Field(power, wanted, arithmetic), &Proposition::equal(power, wanted));
        }
        Some(wanted)
    }

    /// Shows that a radicand is not negative because it is a power that is not.
    fn as_is_power(&mut self, radicand: ExprId, power: ExprId) -> bool {
        let nonnegative = |it| Proposition::Compare(Relation::AT_LEAST, it, ExprId::ZERO);
        self.shows(&nonnegative(radicand))
            || self.ensure(&nonnegative(power)) && {
                let same = Proposition::equal(power, radicand);
                let terms = [(Rational::ONE, nonnegative(power)), (-&Rational::ONE, same)];
                self.combine(Relation::AT_LEAST, (radicand, ExprId::ZERO), &terms)
            }
    }

    /// Shows that a number is not negative because an odd power of it is what is not.
    fn as_its_power(&mut self, goal: &Proposition, degree: ExprId, radicand: ExprId) -> bool {
        let Proposition::Compare(_, value, _) = *goal else { return false };
        let power = self.arena.pow(value, degree);
        let exponent = self.arena.literal(degree).and_then(|it| it.to_i64());
        let known = Proposition::Compare(Relation::AT_LEAST, radicand, ExprId::ZERO);
        let same = Proposition::equal(power, radicand);
        let cases = [goal.clone(), Proposition::Compare(Relation::LESS, value, ExprId::ZERO)];
        self.ensure(&known)
            && self.split(&[known.clone(), same.clone()], cases, goal, |block, case| {
                *case == *goal || {
                    block.other_power("odd-power-negative", value, exponent);
                    let terms = [known.clone(), same.clone()].map(|it| (Rational::ONE, it));
                    block.combine(Relation::AT_LEAST, (power, ExprId::ZERO), &terms);
                    block.facts.contradictory()
                }
            })
    }

    /// The radicand and the degree of a root.
    pub(crate) fn radical(&mut self, root: ExprId) -> Option<(ExprId, ExprId)> {
        let (radicand, degree) = radical(self.arena, root)?;
        Some((radicand, self.arena.number(degree)))
    }

    /// Reads the nested roots of numbers as sums of simple ones, where they are such.
    fn denest_all(&mut self, a: ExprId, b: ExprId) -> bool {
        let Some(difference) = self.difference_polynomial(a, b) else { return false };
        let mut atoms = super::factor::atoms(&difference);
        atoms.sort_unstable();
        let mut roots: Vec<ExprId> = atoms.into_iter().map(|it| self.read.expression(it)).collect();
        // As they are written, they may be simpler than what they are read as.
        let mut open = vec![a, b];
        while let Some(part) = open.pop() {
            if self.arena.is_closed(part) && self.radical(part).is_some() && !roots.contains(&part)
            {
                roots.push(part);
            }
            open.extend(self.arithmetic_children(part));
        }
        let mut found = false;
        for root in roots {
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
            let mut square = Rational::ONE;
            for &(atom, exponent) in monomial.factors() {
                let Node::Call(Function::Sqrt, d) = self.arena.node(read.expression(atom)) else {
                    return None;
                };
                square = &square * &self.arena.literal(d).filter(|_| exponent == 1)?;
            }
            match monomial.factors() {
                [] => p = value.clone(),
                _ if surd.is_none() => surd = Some((value.clone(), square)),
                _ => return None,
            }
        }
        let (q, square) = surd?;
        let square = self.arena.rational(&square);
        Some((p, q, self.arena.call(Function::Sqrt, square)))
    }
}

/// The roots that stand in one term of a polynomial, alone and with a number: with what each would be if
/// the polynomial vanished, and the number. Nested roots come before those that they are made of.
pub(super) fn solved_for_roots(
    arena: &mut Arena,
    read: &Translator,
    polynomial: &Polynomial,
) -> Vec<(ExprId, ExprId, Rational)> {
    let mut found = Vec::new();
    for (monomial, factor) in polynomial.terms() {
        if let &[(atom, 1)] = monomial.factors()
            && is_linear(polynomial, atom)
            && let Some(scale) = (-factor).recip()
        {
            let value = Polynomial::atom(atom).plus(&scale, polynomial);
            found.push((read.expression(atom), value, factor.clone()));
        }
    }
    found.sort_by_key(|it| std::cmp::Reverse(arena.depth(it.0)));
    found
        .into_iter()
        .map(|(root, value, factor)| {
            (root, super::express::expression(arena, read, &value.into()), factor)
        })
        .collect()
}

/// The radicand and the degree of a root.
fn radical(arena: &Arena, root: ExprId) -> Option<(ExprId, i64)> {
    match arena.node(root) {
        Node::Call(Function::Sqrt, a) => Some((a, 2)),
        Node::Call(Function::Cbrt, a) => Some((a, 3)),
        Node::Binary(BinaryOp::Pow, a, n) => {
            let degree = arena.literal(n)?.recip()?.to_i64()?;
            (2..=HIGHEST).contains(&degree).then_some((a, degree))
        }
        _ => None,
    }
}

/// The roots in which a difference is linear, denominators cleared: with what each would be if the
/// difference vanished, by a division only where that is wanted. Nested roots come before those that
/// they are made of.
fn linear_in_roots(
    arena: &mut Arena,
    (read, divides): (&Translator, bool),
    difference: &Fraction,
    fuel: &mut Fuel,
) -> Vec<(ExprId, ExprId)> {
    let Ok(polynomial) = difference.numerator(read.relations(), fuel) else { return Vec::new() };
    let divides = divides && polynomial.terms().len() <= MOST_TERMS;
    let mut atoms = super::factor::atoms(&polynomial);
    atoms.sort_unstable();
    atoms.retain(|&it| radical(arena, read.expression(it)).is_some());
    let mut found = Vec::new();
    for atom in atoms {
        let coefficients = super::factor::coefficients(&polynomial, atom);
        let (power, slope, rest) = match &coefficients[..] {
            [(1, slope)] => (1, slope.clone(), Polynomial::zero()),
            [(n, slope), (m, rest)] if *n == m + 1 => (*n, slope.clone(), rest.clone()),
            _ => continue,
        };
        let is_plain = difference.is_whole() && power == 1 && slope.as_constant().is_some();
        if !is_plain && !divides {
            continue;
        }
        let above = Fraction::from(Polynomial::zero().plus(&-&Rational::ONE, &rest));
        let below = Fraction::from(slope).recip(read.relations());
        let value = below.and_then(|below| above.times(&below, read.relations()));
        if let Ok(value) = value {
            let value = super::express::expression(arena, read, &value);
            found.push((read.expression(atom), value));
        }
    }
    found.sort_by_key(|it| std::cmp::Reverse(arena.depth(it.0)));
    found
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
