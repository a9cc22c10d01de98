//! What follows from bounds: from `-1 < u` and `u < 1` that `u^2 < 1`, from `abs(u) < c` that `u < c`.

use super::prover::Prover;
use crate::expr::{BinaryOp, ExprId, Function, Node, Proposition, Relation};
use crate::kernel::{Arithmetic, Step};
use crate::number::Rational;

/// The work of one comparison by cases.
const FUEL: u64 = 2_000;

impl Prover<'_> {
    /// Adds what follows from the bounds among the facts. Each fact is looked at once.
    pub(crate) fn use_bounds(&mut self) -> bool {
        let start = self.comparisons.len();
        while self.bounds_used < start {
            let (relation, a, b) = self.comparisons[self.bounds_used];
            self.bounds_used += 1;
            self.bounds_of_absolute(relation, a, b);
            if [ExprId::ONE, ExprId::MINUS_ONE].contains(&b) {
                self.bounds_of_square(a);
            }
        }
        // What has been derived is not looked at: it would go on for ever.
        self.bounds_used = self.comparisons.len();
        self.comparisons.len() > start
    }

    fn bounds_of_square(&mut self, a: ExprId) {
        let above = self.facts.relation(a, ExprId::ONE);
        let below = self.facts.relation(a, ExprId::MINUS_ONE);
        let key = if below.implies(Relation::GREATER) && above.implies(Relation::LESS) {
            "square-below-one"
        } else if below.implies(Relation::AT_LEAST) && above.implies(Relation::AT_MOST) {
            "square-at-most-one"
        } else if above.implies(Relation::GREATER) {
            "square-above-one"
        } else if below.implies(Relation::LESS) {
            "square-above-one-below"
        } else if above.implies(Relation::AT_LEAST) {
            "square-at-least-one"
        } else if below.implies(Relation::AT_MOST) {
            "square-at-least-one-below"
        } else {
            return;
        };
        self.rule(key, &[("a", a)]);
    }

    /// Shows the sign of `1 - u^2` or `u^2 - 1` by how `u` compares to 1 and -1.
    pub(crate) fn one_and_square(
        &mut self,
        wanted: Relation,
        expr: ExprId,
        a: ExprId,
        b: ExprId,
    ) -> bool {
        let (square, factor) = if a == ExprId::ONE { (b, -1) } else { (a, 1) };
        if a != ExprId::ONE && b != ExprId::ONE {
            return false;
        }
        let Node::Binary(BinaryOp::Pow, u, n) = self.arena.node(square) else { return false };
        if self.arena.literal(n) != Some(2.into()) {
            return false;
        }
        let wanted = if factor < 0 { wanted.flip() } else { wanted };
        let keys: &[&str] = match wanted {
            Relation::LESS => &["square-below-one"],
            Relation::AT_MOST => &["square-at-most-one"],
            Relation::GREATER => &["square-above-one", "square-above-one-below"],
            Relation::AT_LEAST => &["square-at-least-one", "square-at-least-one-below"],
            Relation::NOT_EQUAL => {
                &["square-below-one", "square-above-one", "square-above-one-below"]
            }
            _ => &[],
        };
        for key in keys {
            if let Some(Proposition::Compare(relation, c, d)) = self.rule(key, &[("a", u)]) {
                let fact = Proposition::Compare(relation, c, d);
                let relation = if factor < 0 { relation.flip() } else { relation };
                return self.combine(
                    relation,
                    (expr, ExprId::ZERO),
                    &[(Rational::from(factor), fact)],
                );
            }
        }
        false
    }

    /// Shows how `1/u` compares to 1 or -1.
    pub(crate) fn bounds_of_reciprocal(&mut self, a: ExprId, b: ExprId) -> bool {
        let Node::Binary(BinaryOp::Div, ExprId::ONE, u) = self.arena.node(a) else { return false };
        let keys = match b {
            ExprId::ONE => ["reciprocal-below-one", "reciprocal-below-one-below"],
            ExprId::MINUS_ONE => ["reciprocal-above-minus-one", "reciprocal-above-minus-one-below"],
            _ => return false,
        };
        keys.into_iter().any(|key| self.rule(key, &[("a", u)]).is_some())
            || b == ExprId::ONE && self.reciprocal_at_most_one(a, u)
    }

    /// From `u >= 1`: `1/u <= 1`, since `(u - 1)/u` is not negative.
    fn reciprocal_at_most_one(&mut self, reciprocal: ExprId, u: ExprId) -> bool {
        let above = self.arena.sub(u, ExprId::ONE);
        let bound = Proposition::Compare(Relation::AT_LEAST, u, ExprId::ONE);
        self.ensure(&bound)
            && self.combine(Relation::AT_LEAST, (above, ExprId::ZERO), &[(Rational::ONE, bound)])
            && self.rule("quotient-nonnegative", &[("a", above), ("b", u)]).is_some_and(|fact| {
                let terms = [(-&Rational::ONE, fact)];
                self.combine(Relation::AT_MOST, (reciprocal, ExprId::ONE), &terms)
            })
    }

    /// Shows that a hyperbolic cosine or secant is not 1, since its argument is not 0.
    pub(crate) fn off_one(&mut self, expr: ExprId, a: ExprId) -> Option<()> {
        let nonzero = Proposition::Compare(Relation::NOT_EQUAL, a, ExprId::ZERO);
        let known = self.facts.relation(expr, ExprId::ONE).implies(Relation::NOT_EQUAL);
        (self.depth > 0 && !known && self.ensure(&nonzero)).then_some(())?;
        let cosh = self.arena.call(Function::Cosh, a);
        self.cosh_above_one(cosh, a)?;
        if cosh != expr {
            let (sech, reciprocal) = self.equation("def-sech", &[("a", a)])?;
            let below = self.rule("reciprocal-below-one", &[("a", cosh)])?;
            let terms = [below, Proposition::equal(sech, reciprocal)];
            self.combine(Relation::LESS, (sech, ExprId::ONE), &terms.map(|it| (Rational::ONE, it)));
        }
        Some(())
    }

    /// From `sinh(a)` not being 0: the square of `cosh(a)` is more than 1.
    fn cosh_above_one(&mut self, cosh: ExprId, a: ExprId) -> Option<()> {
        self.rule("cosh-at-least-one", &[("a", a)])?;
        self.rule("sinh-nonzero", &[("a", a)])?;
        let sinh = self.arena.call(Function::Sinh, a);
        let positive = self.rule("square-positive", &[("a", sinh)])?;
        let (square, sum) = self.equation("cosh-squared", &[("a", a)])?;
        let above = Proposition::Compare(Relation::GREATER, square, ExprId::ONE);
        let terms = [positive, Proposition::equal(square, sum)].map(|it| (Rational::ONE, it));
        self.combine(Relation::GREATER, (square, ExprId::ONE), &terms);
        let goal = Proposition::Compare(Relation::GREATER, cosh, ExprId::ONE);
        let cases = [goal.clone(), Proposition::equal(cosh, ExprId::ONE)];
        self.split(&[above], cases, &goal, |block, case| {
            *case == goal || {
                let known = Arithmetic::rewriting(vec![(cosh, ExprId::ONE)]);
                let same = Proposition::equal(square, ExprId::ONE);
                block.push(Step::Field(square, ExprId::ONE, known), &same);
                block.facts.contradictory()
            }
        })
        .then_some(())
    }

    /// Shows that `u + sqrt(u^2 + 1)` is positive.
    pub(crate) fn exceeds_by_root(&mut self, u: ExprId, root: ExprId) -> bool {
        let Node::Call(Function::Sqrt, radicand) = self.arena.node(root) else { return false };
        let Node::Binary(BinaryOp::Add, square, ExprId::ONE) = self.arena.node(radicand) else {
            return false;
        };
        let Node::Binary(BinaryOp::Pow, base, _) = self.arena.node(square) else { return false };
        base == u && self.rule("root-exceeds", &[("a", u)]).is_some()
    }

    /// From `abs(u) < c`, or the same with `<=`: `u < c` and `u > -c`.
    fn bounds_of_absolute(&mut self, relation: Relation, a: ExprId, c: ExprId) {
        let Node::Call(Function::Abs, u) = self.arena.node(a) else { return };
        if !relation.implies(Relation::AT_MOST) || relation == Relation::EQUAL {
            return;
        }
        let fact = Proposition::Compare(relation, a, c);
        let least = self.arena.negate(c);
        for (key, own, bound, factor) in [
            ("abs-at-least", relation, c, -&Rational::ONE),
            ("abs-at-least-negative", relation.flip(), least, -&Rational::ONE),
        ] {
            let Some(known) = self.rule(key, &[("a", u)]) else { return };
            let factors = if own == relation {
                [Rational::ONE, factor]
            } else {
                [-&Rational::ONE, Rational::ONE]
            };
            let [first, second] = factors;
            self.combine(own, (u, bound), &[(first, fact.clone()), (second, known)]);
            self.note(&Proposition::Compare(own, u, bound));
        }
    }

    /// Shows how the smaller or the larger of two compares, by which of the two it is.
    pub(crate) fn by_extremum(&mut self, relation: Relation, a: ExprId, b: ExprId) -> bool {
        let pair = [a, b].into_iter().find_map(|side| match self.arena.node(side) {
            Node::Extremum(_, u, v) => Some((u, v)),
            _ => None,
        });
        let Some((u, v)) = pair.filter(|_| self.depth > 0 && self.structural == 0) else {
            return false;
        };
        let goal = Proposition::Compare(relation, a, b);
        let cases =
            [Relation::AT_MOST, Relation::AT_LEAST].map(|it| Proposition::Compare(it, u, v));
        self.within(FUEL, |block| {
            block.split(&[], cases, &goal, |block, _| {
                block.expand(a);
                block.expand(b);
                block.ensure(&goal)
            })
        })
    }

    /// Shows how a root compares by its square: `sqrt(w) > b` where `b` is negative, or its square is
    /// less than `w`.
    pub(crate) fn by_square_of_root(&mut self, relation: Relation, a: ExprId, b: ExprId) -> bool {
        if self.depth == 0 || self.asked.len() > 4 || self.structural > 0 {
            return false;
        }
        let Some(difference) = self.difference_polynomial(a, b) else { return false };
        let found = super::radicals::solved_for_roots(self.arena, &self.read, &difference);
        let goal = Proposition::Compare(relation, a, b);
        found.into_iter().any(|(root, value, factor)| {
            let Node::Call(Function::Sqrt, radicand) = self.arena.node(root) else { return false };
            let wanted = if factor.is_negative() { relation.flip() } else { relation };
            let shown =
                self.within(FUEL, |block| block.root_compares(wanted, root, radicand, value));
            shown.is_some_and(|fact| {
                self.combine(relation, (a, b), &[(factor, fact)]);
                self.shows(&goal)
            })
        })
    }

    fn root_compares(
        &mut self,
        wanted: Relation,
        root: ExprId,
        radicand: ExprId,
        value: ExprId,
    ) -> Option<Proposition> {
        let values = [("a", radicand), ("b", value)];
        if wanted.implies(Relation::AT_MOST) {
            return self.rule("sqrt-below", &values);
        }
        if let Some(fact) = self.rule("sqrt-above", &values) {
            return Some(fact);
        }
        let goal = Proposition::Compare(Relation::GREATER, root, value);
        let cases = [Relation::LESS, Relation::AT_LEAST]
            .map(|it| Proposition::Compare(it, value, ExprId::ZERO));
        let root_sign = Proposition::Compare(Relation::AT_LEAST, root, ExprId::ZERO);
        self.split(&[], cases.clone(), &goal, |block, case| {
            if *case == cases[1] {
                return block.rule("sqrt-above", &values).is_some();
            }
            block.ensure(&root_sign) && {
                let terms = [(Rational::ONE, root_sign.clone()), (-&Rational::ONE, case.clone())];
                block.combine(Relation::GREATER, (root, value), &terms)
            }
        })
        .then_some(goal)
    }
}
