//! Signs of quadratic polynomials by their factors, and linear bounds that quadratic ones imply.

use super::factor::{atoms, coefficients};
use super::prover::Prover;
use crate::algebra::{Monomial, Polynomial};
use crate::expr::{BinaryOp, ExprId, Function, Node, Proposition, Relation};
use crate::number::Rational;

/// The work of one attempt to contradict what is known.
const FUEL: u64 = 1_500;
/// Polynomials of more terms are not looked at, nor more comparisons than these.
const MOST_TERMS: usize = 6;
const MOST_KNOWN: usize = 10;

/// A polynomial as a product: a number and two factors.
type Product = (Rational, [Polynomial; 2]);

impl Prover<'_> {
    /// Shows the sign of a polynomial that is a product: `x^2 - 9` by `x - 3` and `x + 3`.
    pub(crate) fn by_factors(&mut self, wanted: Relation, expr: ExprId) -> bool {
        if wanted == Relation::EQUAL || self.asked.len() > 4 {
            return false;
        }
        let Some(polynomial) = self.difference_polynomial(expr, ExprId::ZERO) else { return false };
        let Some((lead, factors)) = product(&polynomial) else { return false };
        let below = wanted.implies(Relation::AT_MOST);
        // A product is shown to be above zero; for one below, a factor changes its sign.
        let signs: &[[i64; 2]] =
            if below == lead.is_negative() { &[[1, 1], [-1, -1]] } else { &[[-1, 1], [1, -1]] };
        let relation = if below { wanted.flip() } else { wanted };
        // How the factors are read is known now only.
        let pairs: Vec<(i64, [ExprId; 2])> = signs
            .iter()
            .map(|signs| {
                let pair = [0, 1].map(|at| {
                    let signed = Polynomial::zero().plus(&Rational::from(signs[at]), &factors[at]);
                    super::express::expression(self.arena, &self.read, &signed.into())
                });
                (signs[0] * signs[1], pair)
            })
            .collect();
        pairs.into_iter().any(|(sign, [a, b])| {
            let key = match relation {
                Relation::GREATER => "product-positive",
                Relation::AT_LEAST => "product-nonnegative",
                Relation::NOT_EQUAL => "product-nonzero",
                _ => return false,
            };
            let Some(fact) = self.rule(key, &[("a", a), ("b", b)]) else { return false };
            let factor = &lead * &Rational::from(sign);
            self.combine(wanted, (expr, ExprId::ZERO), &[(factor, fact)])
        })
    }

    /// Shows a bound by what would follow if it failed: `x <= 1` from `1 - x^2 >= 0`, `x > 0` from
    /// `1/x > 0`.
    pub(crate) fn by_negation(&mut self, relation: Relation, a: ExprId, b: ExprId) -> bool {
        if !self.indirect
            || self.depth == 0
            || self.structural > 0
            || [Relation::EQUAL, Relation::NOT_EQUAL].contains(&relation)
            || !self.is_linear_somewhere(a, b)
        {
            return false;
        }
        let known: Vec<Proposition> = self.quadratic_facts();
        let goal = Proposition::Compare(relation, a, b);
        let cases = [relation, relation.negate()].map(|it| Proposition::Compare(it, a, b));
        !known.is_empty()
            && self.within(FUEL, |block| {
                block.split(&[], cases, &goal, |block, case| {
                    *case == goal || known.iter().any(|it| block.ensure(it))
                })
            })
    }

    /// Shows one of two statements where the other fails.
    pub(crate) fn by_exclusion(&mut self, parts: &[Proposition], goal: &Proposition) -> bool {
        let [first @ Proposition::Compare(relation, a, b), second] = parts else { return false };
        if !self.indirect || self.depth == 0 || self.structural > 0 {
            return false;
        }
        let fails = Proposition::Compare(relation.negate(), *a, *b);
        self.within(FUEL, |block| {
            block.split(&[], [first.clone(), fails], goal, |block, case| {
                case == first || block.ensure(second)
            })
        })
    }

    /// The opposites of the known comparisons whose sides differ by a quadratic polynomial.
    fn quadratic_facts(&mut self) -> Vec<Proposition> {
        let known: Vec<_> = self.comparisons.iter().rev().take(MOST_KNOWN).copied().collect();
        let mut found = Vec::new();
        for (relation, c, d) in known {
            let relation = self.facts.relation(c, d).and(relation);
            let opposite = Proposition::Compare(relation.negate(), c, d);
            let ordered =
                relation.implies(Relation::AT_LEAST) || relation.implies(Relation::AT_MOST);
            let ordered = ordered && relation != Relation::EQUAL;
            if ordered && !found.contains(&opposite) && self.is_quadratic(c, d) {
                found.push(opposite);
            }
        }
        found
    }
}

impl Prover<'_> {
    fn has_square_root(&self, polynomial: &Polynomial) -> bool {
        atoms(polynomial).into_iter().any(|atom| {
            let expr = self.read.expression(atom);
            matches!(self.arena.node(expr), Node::Call(Function::Sqrt, _))
        })
    }

    /// Whether two sides differ by a product or with a root, or one is a quotient or a power.
    fn is_quadratic(&mut self, c: ExprId, d: ExprId) -> bool {
        let node = self.arena.node(c);
        matches!(node, Node::Binary(BinaryOp::Div | BinaryOp::Pow, ..))
            || self
                .difference_polynomial(c, d)
                .is_some_and(|it| product(&it).is_some() || self.has_square_root(&it))
    }
}

/// The two factors of a polynomial with rational zeros, or of a difference of two squares.
fn product(polynomial: &Polynomial) -> Option<Product> {
    if !(2..=MOST_TERMS).contains(&polynomial.terms().len()) {
        return None;
    }
    difference_of_squares(polynomial).or_else(|| two_zeros(polynomial))
}

/// `p^2 - q^2`, as `p - q` times `p + q`.
fn difference_of_squares(polynomial: &Polynomial) -> Option<Product> {
    let terms: Vec<(&Monomial, &Rational)> = polynomial.terms().collect();
    let &[first, second] = &terms[..] else { return None };
    let (above, below) = if first.1.is_positive() { (first, second) } else { (second, first) };
    if !above.1.is_positive() || !below.1.is_negative() {
        return None;
    }
    let root = |(monomial, value): (&Monomial, &Rational)| {
        let mut half = Monomial::ONE;
        for &(atom, exponent) in monomial.factors() {
            if exponent <= 0 || exponent % 2 != 0 {
                return None;
            }
            half = half.times(&Monomial::power(atom, i64::from(exponent / 2)).ok()?).ok()?;
        }
        Some(Polynomial::term(half, value.abs().sqrt()?))
    };
    let (p, q) = (root(above)?, root(below)?);
    Some((Rational::ONE, [p.plus(&-&Rational::ONE, &q), p.plus(&Rational::ONE, &q)]))
}

/// `c*(x - r)*(x - s)`.
fn two_zeros(polynomial: &Polynomial) -> Option<Product> {
    let atoms = atoms(polynomial);
    let &[atom] = &atoms[..] else { return None };
    let mut values = [Rational::ZERO, Rational::ZERO, Rational::ZERO];
    for (exponent, coefficient) in coefficients(polynomial, atom) {
        let place = usize::try_from(exponent).ok()?;
        *values.get_mut(place)? = coefficient.as_constant()?;
    }
    let [c, b, a] = values;
    let twice = &a + &a;
    let discriminant = &(&b * &b) - &(&(&twice + &twice) * &c);
    let root = discriminant.sqrt()?;
    let factor = |root: &Rational| {
        let zero = (root - &b).checked_div(&twice)?;
        Some(Polynomial::atom(atom).plus(&-&Rational::ONE, &Polynomial::constant(zero)))
    };
    Some((a.clone(), [factor(&root)?, factor(&-&root)?]))
}
