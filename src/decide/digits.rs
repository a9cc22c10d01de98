//! How numbers compare whose values are known to some digits: roots of rational numbers, `pi` and `e`
//! between rational bounds.

use super::prover::Prover;
use crate::algebra::{Atom, Polynomial, Translator};
use crate::enclosure::{Fuel, Point, Real, evaluate};
use crate::expr::{BinaryOp, Constant, ExprId, Function, Node, Proposition, Relation};
use crate::kernel::{Arithmetic, Step};
use crate::number::Rational;

/// The precision and the work of a value.
const VALUE: (usize, u64) = (128, 4_000);
/// Bounds of roots of rational numbers are multiples of two to the power of minus this. Those of other
/// roots must leave room for the bounds of what is below them.
const BITS: u32 = 30;
/// How many bits are left out for each number below a root, and how many numbers may be.
const ROOM: u32 = 10;
const MOST_BELOW: u32 = 2;

impl Prover<'_> {
    /// Bounds of a closed expression.
    pub(crate) fn value_of_closed(&self, expr: ExprId) -> Option<(Rational, Rational)> {
        if !self.arena.is_closed(expr) {
            return None;
        }
        let (bits, work) = VALUE;
        match evaluate(self.arena, expr, &Point::default(), bits, &mut Fuel::new(work)).ok()? {
            Real::Exact(value) => Some((value.clone(), value)),
            Real::Between(interval) => interval.ends(),
        }
    }

    /// Shows how two numbers compare by bounds of the irrational numbers in them.
    pub(crate) fn by_digits(&mut self, wanted: Relation, a: ExprId, b: ExprId) -> bool {
        if !(self.arena.is_closed(a) && self.arena.is_closed(b)) {
            return false;
        }
        let difference = self.arena.sub(a, b);
        let Some((low, high)) = self.value_of_closed(difference) else { return false };
        let actual = Relation::of_sign(&low);
        if actual != Relation::of_sign(&high)
            || actual == Relation::EQUAL
            || !actual.implies(wanted)
        {
            return false;
        }
        let above = actual == Relation::GREATER;
        let arithmetic = self.difference_polynomial(a, b).and_then(|difference| {
            let read = |block: &Self, atom| block.read.expression(atom);
            self.linear_bounds(&difference, above, read, self.arithmetic())
        });
        // As they are written, roots may be simpler than they are read here.
        let arithmetic = arithmetic.or_else(|| {
            let mut read = Translator::new();
            let difference = read.difference(self.arena, (a, b), self.fuel).ok()?;
            let difference = difference.polynomial(read.relations(), self.fuel).ok()??;
            let read = |_: &Self, atom| read.expression(atom);
            self.linear_bounds(&difference, above, read, Arithmetic::default())
        });
        arithmetic.is_some_and(|arithmetic| {
            let fact = Proposition::Compare(actual, a, b);
            self.facts.add(&fact);
            self.steps.push(Step::Combine(actual, a, b, arithmetic));
            self.shows(&Proposition::Compare(wanted, a, b))
        })
    }

    /// Bounds of the atoms of a difference, each on the side that makes the whole small, or large, added
    /// to what arithmetic uses, if together they tell that it is positive, or negative.
    fn linear_bounds(
        &mut self,
        difference: &Polynomial,
        above: bool,
        read: impl Fn(&Self, Atom) -> ExprId,
        mut arithmetic: Arithmetic,
    ) -> Option<Arithmetic> {
        let (mut least, mut bounded) = (Rational::ZERO, false);
        for (monomial, factor) in difference.terms() {
            match monomial.factors() {
                [] => least = &least + factor,
                &[(atom, 1)] => {
                    let atom = read(self, atom);
                    let below = factor.is_positive() == above;
                    let bound = self.bound_of_number(atom, below)?;
                    let Proposition::Compare(_, _, value) = bound else { return None };
                    least = &least + &(factor * &self.arena.literal(value)?);
                    bounded = true;
                    arithmetic = arithmetic.with(self.arena, factor, bound);
                }
                _ => return None,
            }
        }
        // Bounds are strict, so that with any of them the sum may be zero.
        let tells = if least.is_zero() { bounded } else { least.is_positive() == above };
        tells.then_some(arithmetic)
    }

    /// How many irrational numbers are below a root, one below the other.
    fn numbers_below(&self, radicand: ExprId) -> u32 {
        if self.arena.literal(radicand).is_some() {
            return 0;
        }
        let own = match self.arena.node(radicand) {
            Node::Constant(_) | Node::Call(..) | Node::Binary(BinaryOp::Pow, ..) => 1,
            _ => 0,
        };
        let below = self.arena.children(radicand).into_iter().map(|it| self.numbers_below(it));
        own + below.max().unwrap_or(0)
    }

    /// A bound of an irrational number, from below or from above.
    fn bound_of_number(&mut self, number: ExprId, below: bool) -> Option<Proposition> {
        let (key, radicand, degree) = match (self.arena.node(number), below) {
            (Node::Constant(Constant::Pi), true) => return self.rule("pi-above", &[]),
            (Node::Constant(Constant::Pi), false) => return self.rule("pi-below", &[]),
            (Node::Constant(Constant::E), true) => return self.rule("e-above", &[]),
            (Node::Constant(Constant::E), false) => return self.rule("e-below", &[]),
            (Node::Call(Function::Sqrt, a), true) => ("sqrt-above", a, None),
            (Node::Call(Function::Sqrt, a), false) => ("sqrt-below", a, None),
            (Node::Binary(BinaryOp::Pow, a, n), _) => {
                let degree = self.arena.literal(n)?.recip()?;
                (if below { "root-above" } else { "root-below" }, a, Some(degree))
            }
            _ => return None,
        };
        let (low, high) = self.value_of_closed(number)?;
        let room = ROOM * self.numbers_below(radicand).min(MOST_BELOW);
        let unit = Rational::from(1i64 << (BITS - room));
        let whole = (&(if below { low } else { high }) * &unit).floor();
        let bound = if below { whole } else { &whole + &Rational::ONE };
        let bound = self.arena.rational(&bound.checked_div(&unit)?);
        let mut values = vec![("a", radicand), ("b", bound)];
        if let Some(degree) = degree.filter(Rational::is_integer) {
            values.push(("n", self.arena.rational(&degree)));
        }
        self.structural += 1;
        let fact = self.rule(key, &values);
        self.structural -= 1;
        fact
    }
}
