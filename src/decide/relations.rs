//! Relations between atoms that are monic in one of them: `sin(u)^2 = 1 - cos(u)^2`,
//! `sqrt(u)^2 = u`, `cbrt(u)^3 = u`. A difference is reduced by them, and what is taken away becomes
//! the coefficients with which the kernel follows.

use super::express::expression;
use super::prover::Prover;
use crate::algebra::{Atom, Fraction, Monomial, Polynomial};
use crate::expr::{ExprId, Function, Node, Proposition};
use crate::kernel::Step;

/// `atom^power = value`, shown as `left = right`, whose difference is `atom^power - value`.
struct Monic {
    atom: Atom,
    power: i64,
    value: Polynomial,
    fact: (ExprId, ExprId),
}

impl Prover<'_> {
    /// Shows `a = b` by field arithmetic modulo the relations of the atoms in it.
    pub(crate) fn field_modulo_relations(&mut self, a: ExprId, b: ExprId) -> bool {
        self.reduce(a, b).is_some()
    }

    fn reduce(&mut self, a: ExprId, b: ExprId) -> Option<()> {
        let (left, right) = (self.fraction(a).ok()?, self.fraction(b).ok()?);
        let difference = left.minus(&right, self.fuel).ok()?;
        let relations = self.relations(&difference);
        if relations.is_empty() {
            return None;
        }
        let mut denominator = Fraction::one();
        for (factor, power) in difference.denominator() {
            let power = i64::try_from(*power).ok()?;
            let factor = Fraction::from(factor.clone()).pow(-power, self.fuel).ok()?;
            denominator = denominator.times(&factor, self.fuel).ok()?;
        }
        let (mut rest, mut shift) = (difference.numerator().clone(), Monomial::ONE);
        let mut quotients = vec![Polynomial::zero(); relations.len()];
        // Negative powers first become positive ones: atoms in denominators do not vanish.
        for relation in &relations {
            let least = rest.terms().map(|(it, _)| it.exponent(relation.atom)).min().unwrap_or(0);
            if least < 0 {
                let up = Monomial::power(relation.atom, -least);
                rest = rest.times_term(&up, &crate::number::Rational::ONE).ok()?;
                shift = shift.times(&Monomial::power(relation.atom, least)).ok()?;
            }
        }
        while let Some((place, monomial, value)) = next_term(&relations, &rest) {
            let relation = &relations[place];
            let smaller = monomial.times(&Monomial::power(relation.atom, -relation.power)).ok()?;
            let product = relation.value.times_term(&smaller, &value).ok()?;
            self.fuel.spend(1 + product.terms().len()).ok()?;
            rest.add_term(monomial, -&value);
            rest = rest.plus(&crate::number::Rational::ONE, &product);
            quotients[place].add_term(smaller, value);
        }
        if !rest.is_zero() {
            return None;
        }
        let mut arithmetic = self.arithmetic();
        for (relation, quotient) in relations.iter().zip(quotients) {
            if quotient.is_zero() {
                continue;
            }
            let quotient = quotient.times_term(&shift, &crate::number::Rational::ONE).ok()?;
            let factor = Fraction::from(quotient).times(&denominator, self.fuel).ok()?;
            let factor = expression(self.arena, &self.read, &factor);
            if !self.ensure_defined(factor) {
                return None;
            }
            let (left, right) = relation.fact;
            arithmetic.terms.push((factor, Proposition::equal(left, right)));
        }
        self.push(Step::Field(a, b, arithmetic), &Proposition::equal(a, b));
        Some(())
    }

    /// The relations of the atoms of a fraction that the rules allow.
    fn relations(&mut self, difference: &Fraction) -> Vec<Monic> {
        let mut atoms: Vec<Atom> = Vec::new();
        let parts = difference.denominator().iter().map(|(factor, _)| factor);
        for polynomial in parts.chain([difference.numerator()]) {
            for (monomial, _) in polynomial.terms() {
                for &(atom, _) in monomial.factors() {
                    if !atoms.contains(&atom) {
                        atoms.push(atom);
                    }
                }
            }
        }
        atoms.sort_unstable();
        atoms.into_iter().filter_map(|atom| self.relation(atom)).collect()
    }

    fn relation(&mut self, atom: Atom) -> Option<Monic> {
        let Node::Call(function, argument) = self.arena.node(self.read.expression(atom)) else {
            return None;
        };
        let (key, power) = match function {
            Function::Sin => ("sin-squared-plus-cos-squared", 2),
            Function::Sqrt => ("sqrt-square", 2),
            Function::Cbrt => ("cbrt-cube", 3),
            _ => return None,
        };
        if !self.setting.allowed.key(key) {
            return None;
        }
        let (left, right) = self.equation(key, &[("a", argument)])?;
        let own = Fraction::from(Polynomial::term(
            Monomial::power(atom, power),
            crate::number::Rational::ONE,
        ));
        let (l, r) = (self.fraction(left).ok()?, self.fraction(right).ok()?);
        let value = own.minus(&l.minus(&r, self.fuel).ok()?, self.fuel).ok()?;
        let polynomial = value.denominator().is_empty()
            && value.numerator().terms().all(|(it, _)| it.exponent(atom) == 0);
        polynomial.then(|| Monic {
            atom,
            power,
            value: value.numerator().clone(),
            fact: (left, right),
        })
    }
}

/// A term that a relation reduces.
fn next_term(
    relations: &[Monic],
    rest: &Polynomial,
) -> Option<(usize, Monomial, crate::number::Rational)> {
    relations.iter().enumerate().find_map(|(place, relation)| {
        rest.terms()
            .find(|(monomial, _)| monomial.exponent(relation.atom) >= relation.power)
            .map(|(monomial, value)| (place, monomial.clone(), value.clone()))
    })
}
