//! Bounds that are met only: what is never positive is not negative where it is zero, and there every
//! square that it is made of is zero.

use super::prover::Prover;
use crate::algebra::{Fraction, Monomial, Polynomial};
use crate::expr::{BinaryOp, ExprId, Function, Node, Proposition, Relation};
use crate::number::Rational;

/// The work of finding out that a bound is met only.
const FUEL: u64 = 4_000;
/// The work of showing that a bound is met.
const EQUALITY_FUEL: u64 = 2_000;
/// The work of showing that something vanishes.
const VANISH_FUEL: u64 = 2_000;

impl Prover<'_> {
    /// The equations that a weak bound comes to, if nothing lies strictly inside it.
    pub(crate) fn pinned(&mut self, bound: &Proposition) -> Option<Vec<Proposition>> {
        let Proposition::Compare(relation, a, b) = *bound else { return None };
        let weak = [Relation::AT_LEAST, Relation::AT_MOST].contains(&relation);
        if self.depth == 0 || !weak && relation != Relation::EQUAL {
            return None;
        }
        self.within(FUEL, |block| {
            let never_inside = Proposition::Compare(relation.flip(), a, b);
            if weak && !block.ensure(&never_inside) {
                return None;
            }
            let mut equations = Vec::new();
            block.vanishing(&[(a, 1), (b, -1)], &mut equations);
            let says_the_same = equations[..] != [bound.clone()]
                && block.follows(std::slice::from_ref(bound), &equations, true)
                && block.follows(&equations, std::slice::from_ref(bound), false);
            says_the_same.then_some(equations)
        })
    }

    /// Whether statements follow from others, in a block of its own.
    fn follows(&mut self, from: &[Proposition], to: &[Proposition], indirect: bool) -> bool {
        let mut hypotheses = self.hypotheses();
        hypotheses.extend_from_slice(from);
        let found = self.inner(&hypotheses, |block| {
            block.indirect = indirect;
            block.use_equations();
            to.iter().all(|it| block.ensure(it)).then_some(())
        });
        found.is_some()
    }

    /// What vanishes where a sum does: each of its terms, if all are of one sign.
    fn vanishing(&mut self, sum: &[(ExprId, i64)], found: &mut Vec<Proposition>) {
        let mut terms = Vec::new();
        let mut number = Rational::ZERO;
        for &(part, sign) in sum {
            self.terms_of(part, sign, &mut terms, &mut number);
        }
        if number.is_zero() && terms.len() > 1 && self.are_of_one_sign(&terms) {
            for term in terms {
                self.vanishing(&[term], found);
            }
            return;
        }
        let whole = sum.iter().fold(None, |whole, &(part, sign)| {
            let part = if sign < 0 { self.arena.negate(part) } else { part };
            Some(whole.map_or(part, |whole| self.arena.add(whole, part)))
        });
        if let Some(fraction) = whole.and_then(|whole| self.fraction(whole).ok()) {
            self.vanishing_fraction(&fraction, found);
        }
    }

    /// The terms of a sum as it is written, numbers apart.
    fn terms_of(
        &self,
        expr: ExprId,
        sign: i64,
        terms: &mut Vec<(ExprId, i64)>,
        number: &mut Rational,
    ) {
        if let Some(value) = self.arena.literal(expr) {
            *number = &*number + &(&value * &Rational::from(sign));
            return;
        }
        match self.arena.node(expr) {
            Node::Negate(a) => self.terms_of(a, -sign, terms, number),
            Node::Binary(BinaryOp::Add, a, b) => {
                self.terms_of(a, sign, terms, number);
                self.terms_of(b, sign, terms, number);
            }
            Node::Binary(BinaryOp::Sub, a, b) => {
                self.terms_of(a, sign, terms, number);
                self.terms_of(b, -sign, terms, number);
            }
            _ => terms.push((expr, sign)),
        }
    }

    fn are_of_one_sign(&mut self, terms: &[(ExprId, i64)]) -> bool {
        [Relation::AT_LEAST, Relation::AT_MOST].into_iter().any(|relation| {
            terms.iter().all(|&(term, sign)| {
                let relation = if sign < 0 { relation.flip() } else { relation };
                self.ensure(&Proposition::Compare(relation, term, ExprId::ZERO))
            })
        })
    }

    /// What vanishes where a fraction does: one of the factors of its numerator, whatever their powers.
    fn vanishing_fraction(&mut self, fraction: &Fraction, found: &mut Vec<Proposition>) {
        let (_, monomial, factors) = fraction.parts();
        let mut parts: Vec<Polynomial> = Vec::new();
        for &(atom, power) in monomial.factors() {
            if power > 0 {
                parts.push(Polynomial::term(Monomial::atom(atom), Rational::ONE));
            }
        }
        parts.extend(factors.iter().filter(|it| it.1 > 0).map(|it| (*it.0).clone()));
        if let [only] = &parts[..] {
            return self.vanishing_factor(only, found);
        }
        let mut whole: Option<ExprId> = None;
        for part in parts {
            let part = self.written(&part);
            whole = Some(whole.map_or(part, |whole| self.arena.mul(whole, part)));
        }
        found.push(Proposition::equal(whole.unwrap_or(ExprId::ONE), ExprId::ZERO));
    }

    fn vanishing_factor(&mut self, factor: &Polynomial, found: &mut Vec<Proposition>) {
        let expr = self.written(factor);
        if let Node::Call(Function::Abs | Function::Sqrt | Function::Cbrt | Function::Sinh, a) =
            self.arena.node(expr)
        {
            return self.vanishing(&[(a, 1)], found);
        }
        match self.squares_that_vanish(factor) {
            Some(bases) => {
                for base in bases {
                    let base = self.written(&base);
                    self.vanishing_sum(base, found);
                }
            }
            None => self.vanishing_sum(expr, found),
        }
    }

    /// What vanishes where a sum does that is of no form of its own.
    fn vanishing_sum(&mut self, expr: ExprId, found: &mut Vec<Proposition>) {
        let equation = self.isolated(Relation::EQUAL, expr, ExprId::ZERO);
        match equation {
            Proposition::Compare(_, own, ExprId::ONE)
                if let Node::Call(Function::Cosh | Function::Sech, a) = self.arena.node(own) =>
            {
                self.vanishing(&[(a, 1)], found);
            }
            equation => found.push(equation),
        }
    }

    fn written(&mut self, polynomial: &Polynomial) -> ExprId {
        super::express::expression(self.arena, &self.read, &polynomial.clone().into())
    }

    /// Shows a weak bound that is met, by equations that are known.
    pub(crate) fn by_known_equations(&mut self, relation: Relation, a: ExprId, b: ExprId) -> bool {
        if ![Relation::AT_LEAST, Relation::AT_MOST].contains(&relation)
            || self.indirect
            || !self.analytic
            || self.depth == 0
            || self.structural > 0
            || self.asked.len() > 2
        {
            return false;
        }
        let is_variable = |it| matches!(self.arena.node(it), Node::Variable(_));
        let known = || self.comparisons.iter().filter(|it| it.0 == Relation::EQUAL);
        let tells = known().any(|&(_, c, d)| !is_variable(c) && !is_variable(d));
        // What says variables has been put: what is left are numbers.
        if !tells
            && (known().next().is_none() || !(self.is_known_number(a) && self.is_known_number(b)))
        {
            return false;
        }
        self.within(EQUALITY_FUEL, |block| {
            block.prove_aside(a, b) && {
                let fact = Proposition::equal(a, b);
                block.combine(relation, (a, b), &[(Rational::ONE, fact)])
            }
        })
    }

    /// Shows an equation: did it not hold, some bound that is known would not.
    pub(crate) fn by_bounds_that_are_met(&mut self, a: ExprId, b: ExprId) -> bool {
        if !self.indirect || self.depth == 0 || self.structural > 0 || self.asked.len() > 2 {
            return false;
        }
        let mut known = self.comparisons.clone();
        known.retain(|it| !it.0.is_strict());
        if known.is_empty() {
            return false;
        }
        let goal = Proposition::equal(a, b);
        let cases = [Relation::EQUAL, Relation::NOT_EQUAL].map(|it| Proposition::Compare(it, a, b));
        self.within(VANISH_FUEL, |block| {
            block.split(&[], cases, &goal, |block, case| {
                *case == goal || {
                    block.factor_facts(case);
                    known.iter().any(|&(relation, c, d)| {
                        block.ensure(&Proposition::Compare(relation.negate(), c, d))
                            && block.facts.contradictory()
                    })
                }
            })
        })
    }
}
