//! Polynomials as sums of squares: the sign of what no term decides alone.

use super::prover::Prover;
use crate::algebra::{Atom, Monomial, Polynomial};
use crate::expr::{BinaryOp, ExprId, Node, Proposition, Relation};
use crate::number::Rational;

/// A polynomial as a sum of squares with positive coefficients, and a number.
struct Squares {
    squares: Vec<(Rational, Polynomial)>,
    rest: Rational,
}

/// More squares than these are not looked for.
const MOST_SQUARES: usize = 6;
/// Polynomials of more terms are not looked at.
const MOST_TERMS: usize = 24;

impl Prover<'_> {
    /// Shows the sign of a sum by completing squares.
    pub(crate) fn by_squares(&mut self, wanted: Relation, expr: ExprId) -> bool {
        let is_sum =
            matches!(self.arena.node(expr), Node::Binary(BinaryOp::Add | BinaryOp::Sub, ..));
        let Some(polynomial) =
            is_sum.then(|| self.difference_polynomial(expr, ExprId::ZERO)).flatten()
        else {
            return false;
        };
        if polynomial.terms().len() > MOST_TERMS {
            return false;
        }
        [Rational::ONE, -&Rational::ONE].into_iter().any(|sign| {
            let sides = Polynomial::zero().plus(&sign, &polynomial);
            let wanted = if sign.is_negative() { wanted.flip() } else { wanted };
            Relation::GREATER.implies(wanted)
                && self.squares(&sides).is_some_and(|it| self.by_these(wanted, &sign, expr, &it))
        })
    }

    /// Uses a sum of squares for the sign of `sign*expr`.
    fn by_these(&mut self, wanted: Relation, sign: &Rational, expr: ExprId, it: &Squares) -> bool {
        let strict = !Relation::AT_LEAST.implies(wanted);
        if it.rest.is_negative() {
            return false;
        }
        let mut open = strict && it.rest.is_zero();
        let mut terms = Vec::new();
        // How the squares are read is known now only.
        let read = |(factor, base): &(Rational, Polynomial)| {
            (
                factor.clone(),
                super::express::expression(self.arena, &self.read, &base.clone().into()),
            )
        };
        let squares: Vec<(Rational, ExprId)> = it.squares.iter().map(read).collect();
        for (factor, base) in squares {
            let nonzero = Proposition::Compare(Relation::NOT_EQUAL, base, ExprId::ZERO);
            let key = if open && self.ensure(&nonzero) {
                open = false;
                "square-positive"
            } else {
                "square-nonnegative"
            };
            // Such facts are easily found again.
            self.structural += 1;
            let fact = self.rule(key, &[("a", base)]);
            self.structural -= 1;
            let Some(fact) = fact else { return false };
            terms.push((&factor * sign, fact));
        }
        if open {
            return false;
        }
        let relation = if strict { Relation::GREATER } else { Relation::AT_LEAST };
        let relation = if sign.is_negative() { relation.flip() } else { relation };
        self.combine(relation, (expr, ExprId::ZERO), &terms)
    }

    /// The bases of the squares that a polynomial, or the opposite of it, is a sum of.
    pub(crate) fn squares_that_vanish(
        &mut self,
        polynomial: &Polynomial,
    ) -> Option<Vec<Polynomial>> {
        [Rational::ONE, -&Rational::ONE].into_iter().find_map(|sign| {
            let signed = Polynomial::zero().plus(&sign, polynomial);
            let it = self.squares(&signed).filter(|it| it.rest.is_zero())?;
            Some(it.squares.into_iter().map(|(_, base)| base).collect())
        })
    }

    fn squares(&mut self, polynomial: &Polynomial) -> Option<Squares> {
        let (mut squares, mut rest) = (Vec::new(), polynomial.clone());
        loop {
            if let Some(rest) = rest.as_constant() {
                return Some(Squares { squares, rest });
            }
            if squares.len() == MOST_SQUARES {
                return None;
            }
            let (factor, base) = leading_square(&rest)?;
            let square = base.times(&base, self.read.relations(), self.fuel).ok()?;
            rest = rest.plus(&-&factor, &square);
            squares.push((factor, base));
        }
    }
}

/// For a polynomial `a*x^2k + b*x^k + c` with a positive number `a`, and `b` and `c` without `x`: `a` and
/// `x^k + b/2a`.
fn leading_square(polynomial: &Polynomial) -> Option<(Rational, Polynomial)> {
    let mut atoms = super::factor::atoms(polynomial);
    atoms.sort_unstable();
    atoms.into_iter().find_map(|atom| square_in(polynomial, atom))
}

fn square_in(polynomial: &Polynomial, atom: Atom) -> Option<(Rational, Polynomial)> {
    let coefficients = super::factor::coefficients(polynomial, atom);
    let (degree, lead) = coefficients.first()?;
    let half = degree / 2;
    if *degree <= 0 || degree % 2 != 0 {
        return None;
    }
    let lead = lead.as_constant().filter(Rational::is_positive)?;
    let mut base = Polynomial::term(Monomial::power(atom, half).ok()?, Rational::ONE);
    for (exponent, coefficient) in &coefficients[1..] {
        if *exponent == half {
            base = base.plus(&(&lead + &lead).recip()?, coefficient);
        } else if *exponent != 0 {
            return None;
        }
    }
    Some((lead, base))
}
