//! Equations between functions with the same derivative: if they agree at one number, they agree on the
//! interval from there to the point.

use super::cases::OUTCOMES;
use super::prover::Prover;
use crate::algebra::Polynomial;
use crate::expr::{Arena, ExprId, Function, Node, Notation, Proposition, Relation, Symbol};
use crate::kernel::{Constant, Step, is_continuous, strictly_between};
use crate::number::Rational;

/// Numbers at which the two sides are compared.
const BASES: [(i64, i64); 7] = [(0, 1), (1, 1), (-1, 1), (2, 1), (1, 2), (-2, 1), (-1, 2)];
/// The work of one number.
const FUEL: u64 = 20_000;
/// Constancy is looked for in so many variables.
const MOST_VARIABLES: usize = 3;

impl Prover<'_> {
    /// Shows `a = b` because both are functions of a variable with the same derivative.
    pub(crate) fn by_constancy(&mut self, a: ExprId, b: ExprId) -> bool {
        if !self.analytic || self.depth < 2 || !has_inverse(self.arena, &[a, b]) {
            return false;
        }
        self.use_bounds();
        // Once: a root may be planned as what another one is made of that is planned by it.
        let pieces = [a, b].map(|side| self.piece(side).unwrap_or(side));
        self.is_constant(pieces[0], pieces[1])
            && (pieces == [a, b] || self.chain(&[a, pieces[0], pieces[1], b]))
    }

    /// Shows that a difference of two sides without switches is 0: it does not depend on any variable.
    fn is_constant(&mut self, a: ExprId, b: ExprId) -> bool {
        if !has_inverse(self.arena, &[a, b]) {
            return false;
        }
        let difference = self.arena.sub(a, b);
        let mut names = self.arena.free_symbols(difference);
        names.truncate(MOST_VARIABLES);
        names.into_iter().any(|name| {
            is_continuous(self.arena, self.setting.names, a, name)
                && is_continuous(self.arena, self.setting.names, b, name)
                && (self.split_at_gap(name, a, b) || self.constant_in(name, a, b))
        })
    }

    /// The domain may fall into two parts at a value that the variable does not have.
    fn split_at_gap(&mut self, name: Symbol, a: ExprId, b: ExprId) -> bool {
        let gap = self.comparisons.clone().into_iter().find(|&(relation, c, d)| {
            relation == Relation::NOT_EQUAL
                && self.facts.relation(c, d) == Relation::NOT_EQUAL
                && [c, d].iter().any(|&it| self.arena.mentions(it, name))
        });
        let Some((_, c, d)) = gap else { return false };
        let goal = Proposition::equal(a, b);
        let cases = OUTCOMES.map(|it| Proposition::Compare(it, c, d));
        self.split(&[], cases, &goal, |block, _| block.facts.contradictory() || block.prove(a, b))
    }

    fn constant_in(&mut self, name: Symbol, a: ExprId, b: ExprId) -> bool {
        let analytic = std::mem::replace(&mut self.analytic, false);
        let bases = self.bases(name);
        let found = bases.iter().any(|base| {
            let base = self.arena.rational(base);
            self.within(FUEL, |block| block.constant_from(base, name, a, b).is_some())
        });
        self.analytic = analytic;
        found
    }

    /// Numbers to start from: readable ones, and those that the variable is compared to.
    fn bases(&self, name: Symbol) -> Vec<Rational> {
        let compared = self.comparisons.iter().filter_map(|&(_, c, d)| {
            let is_name = self.arena.node(c) == Node::Variable(name);
            is_name.then(|| self.arena.literal(d)).flatten()
        });
        let readable = BASES.iter().filter_map(|&(n, d)| Rational::new(n, d));
        let mut bases: Vec<Rational> = Vec::new();
        for base in readable.chain(compared) {
            if !bases.contains(&base) {
                bases.push(base);
            }
        }
        bases
    }

    fn constant_from(&mut self, base: ExprId, name: Symbol, a: ExprId, b: ExprId) -> Option<()> {
        for (relation, c, d) in self.comparisons.clone() {
            let at_base = [c, d].map(|it| self.arena.put(it, name, base));
            if at_base == [c, d] {
                continue;
            }
            at_base.iter().for_each(|&it| self.expand(it));
            let mut holds =
                |relation| self.ensure(&Proposition::Compare(relation, at_base[0], at_base[1]));
            // At an end of the interval a strict bound may be met.
            let strict = [Relation::LESS, Relation::GREATER].contains(&relation);
            if !(holds(relation) || strict && holds(relation.or(Relation::EQUAL))) {
                return None;
            }
        }
        let start = [a, b].map(|it| self.arena.put(it, name, base));
        if !self.prove_aside(start[0], start[1]) {
            return None;
        }
        let difference = self.arena.sub(a, b);
        let at_base = self.arena.sub(start[0], start[1]);
        if !(self.ensure_defined(difference) && self.ensure_defined(at_base)) {
            return None;
        }
        let fresh = self.arena.fresh_symbol(name);
        let variable = self.arena.variable(fresh);
        let point = self.arena.variable(name);
        let body = self.arena.put(difference, name, variable);
        let carry = self.hypotheses();
        let mut hypotheses = carry.clone();
        let between = strictly_between(variable, [point, base]);
        hypotheses.push(Proposition::Or(between.to_vec()));
        let slope = self.arena.derivative(body, variable);
        let goal = Proposition::equal(slope, ExprId::ZERO);
        let ((), steps) = self.inner(&hypotheses, |block| {
            block
                .split(&[], between, &goal, |block, case| {
                    block.use_interval(name, case);
                    block.facts.contradictory() || block.prove(slope, ExprId::ZERO)
                })
                .then_some(())
        })?;
        let equal = Proposition::equal(difference, at_base);
        let constant = Constant { body, name: fresh, ends: [point, base], carry, steps };
        self.push(Step::Constant(Box::new(constant)), &equal);
        let arithmetic = self.arithmetic().with(self.arena, &Rational::ONE, equal).with(
            self.arena,
            &Rational::ONE,
            Proposition::equal(start[0], start[1]),
        );
        self.push(Step::Field(a, b, arithmetic), &Proposition::equal(a, b));
        Some(())
    }

    /// What holds strictly between two values of a variable because it holds at both: comparisons that
    /// are linear in the variable.
    fn use_interval(&mut self, name: Symbol, between: &Proposition) {
        let Proposition::And(parts) = between else { return };
        let [Proposition::Compare(_, t, low), Proposition::Compare(_, _, high)] = parts[..] else {
            return;
        };
        let sides = [(-&Rational::ONE, parts[0].clone()), (Rational::ONE, parts[1].clone())];
        self.combine(Relation::LESS, (low, high), &sides);
        let point = self.arena.variable(name);
        for (relation, c, d) in self.comparisons.clone() {
            if [c, d].iter().any(|&it| self.arena.mentions(it, name)) && c != t && d != t {
                self.use_comparison((relation, c, d), point, [t, low, high]);
            }
        }
    }

    fn use_comparison(
        &mut self,
        (relation, c, d): (Relation, ExprId, ExprId),
        point: ExprId,
        [t, low, high]: [ExprId; 3],
    ) -> Option<()> {
        let difference = self.difference_polynomial(c, d)?;
        let atom = self.read.fraction(self.arena, point, self.fuel).ok()?;
        let atom = atom.as_term()?.0.factors().first()?.0;
        let sign = match relation {
            _ if relation.implies(Relation::AT_LEAST) => Rational::ONE,
            _ if relation.implies(Relation::AT_MOST) => -&Rational::ONE,
            _ => return None,
        };
        let signed = Polynomial::zero().plus(&sign, &difference);
        let (mut slope, mut rest) = (Polynomial::zero(), Polynomial::zero());
        for (exponent, coefficient) in super::factor::coefficients(&signed, atom) {
            match exponent {
                0 => rest = coefficient,
                1 => slope = coefficient,
                _ => return None,
            }
        }
        let [slope, rest] =
            [slope, rest].map(|it| super::express::expression(self.arena, &self.read, &it.into()));
        let values = [("a", slope), ("b", rest), ("p", low), ("q", high), ("t", t)];
        ["between-above-left", "between-above-right", "between-at-least"]
            .into_iter()
            .find_map(|key| self.rule(key, &values))
            .map(|_| ())
    }
}

/// Whether an inverse function occurs: others are decided by their normal forms.
fn has_inverse(arena: &Arena, exprs: &[ExprId]) -> bool {
    const INVERSE: Notation = {
        use Function::{
            Acos, Acosh, Acot, Acoth, Acsc, Acsch, Asec, Asech, Asin, Asinh, Atan, Atanh, Ln,
        };
        Notation::functions(&[
            Acos, Acosh, Acot, Acoth, Acsc, Acsch, Asec, Asech, Asin, Asinh, Atan, Atanh, Ln,
        ])
    };
    exprs.iter().any(|&it| arena.uses(it, INVERSE))
}
