//! Where a side of a claim is defined: its conditions, simplified, and what follows from them.

use super::cases::{Pair, switches};
use super::prover::Prover;
use crate::expr::{BinaryOp, ExprId, Fold, FoldKind, Node, Proposition, Relation};
use crate::kernel::{domain, smooth};

/// A condition, and what it is the border of.
#[derive(Debug, Clone)]
pub(crate) struct Condition {
    pub(crate) statement: Proposition,
    /// The derivatives that are not shown to exist where the condition fails.
    pub(crate) derivative: Option<(ExprId, ExprId)>,
    /// Whether it is only sufficient: where it fails, a derivative may exist all the same.
    pub(crate) border: Option<Pair>,
}

impl Prover<'_> {
    /// The conditions under which an expression is defined that do not hold anyhow, simplified.
    /// They are assumed from now on.
    pub(crate) fn assume_domain(&mut self, expr: ExprId) -> Vec<Condition> {
        let mut found = Vec::new();
        for raw in domain(self.arena, self.setting.names, expr) {
            self.assume(&raw, None, &mut found);
        }
        found
    }

    fn assume(
        &mut self,
        raw: &Proposition,
        derivative: Option<(ExprId, ExprId)>,
        found: &mut Vec<Condition>,
    ) {
        if self.ensure(raw) {
            return;
        }
        match raw {
            Proposition::Differentiable { by, body } => {
                let smooth = smooth(self.arena, self.setting.names, *body, &[*by]);
                for condition in &smooth.conditions {
                    self.assume(condition, Some((*by, *body)), found);
                }
                for part in &smooth.opaque {
                    let Proposition::Differentiable { body: part, .. } = part else { continue };
                    if let Some(slopes) = crate::kernel::slopes(self.arena, *by, *part) {
                        self.assume_value(slopes, Some((*by, *body)), found);
                    }
                    for pair in switches(self.arena, *part) {
                        self.assume_apart(pair, Some((*by, *body)), found);
                    }
                }
            }
            Proposition::Compare(Relation::EQUAL, a, b) if a == b => {
                self.assume_value(*a, derivative, found);
            }
            Proposition::Compare(Relation::NOT_EQUAL | Relation::GREATER, sum, ExprId::ZERO)
                if self.fold_of(*sum).is_some_and(|it| it.kind == FoldKind::Sum) =>
            {
                self.assume_some_term(raw, *sum, derivative, found);
            }
            _ => {
                for statement in self.simplified(raw) {
                    self.take(statement, derivative, found);
                }
            }
        }
    }

    /// A sum of positive terms is positive if there is any.
    fn assume_some_term(
        &mut self,
        raw: &Proposition,
        sum: ExprId,
        derivative: Option<(ExprId, ExprId)>,
        found: &mut Vec<Condition>,
    ) {
        let Some(fold) = self.fold_of(sum) else { return };
        let some = Proposition::Compare(Relation::AT_LEAST, fold.to, fold.from);
        let mut hypotheses = self.hypotheses();
        hypotheses.push(some.clone());
        let enough = self.inner(&hypotheses, |block| block.ensure(raw).then_some(())).is_some();
        let statements = if enough { vec![some] } else { self.simplified(raw) };
        for statement in statements {
            self.take(statement, derivative, found);
        }
        if enough {
            self.ensure(raw);
        }
    }

    fn assume_apart(
        &mut self,
        (a, b): Pair,
        derivative: Option<(ExprId, ExprId)>,
        found: &mut Vec<Condition>,
    ) {
        for side in [a, b] {
            for raw in domain(self.arena, self.setting.names, side) {
                self.assume(&raw, None, found);
            }
        }
        let raw = Proposition::Compare(Relation::NOT_EQUAL, a, b);
        if !self.ensure(&raw) {
            for statement in self.simplified(&raw) {
                self.take(statement, derivative, found);
            }
        }
    }

    /// A piecewise expression has a value where some guard holds.
    fn assume_value(
        &mut self,
        expr: ExprId,
        derivative: Option<(ExprId, ExprId)>,
        found: &mut Vec<Condition>,
    ) {
        if let Some(fold) = self.fold_of(expr) {
            return self.assume_terms(expr, &fold, derivative, found);
        }
        let Node::Piecewise(side) = self.arena.node(expr) else { return };
        let branches = self.arena.get(side).branches.clone();
        for (value, guard) in &branches {
            let mut sides = Vec::new();
            guard.visit(&mut |it| sides.push(it));
            sides.push(*value);
            for side in sides {
                for raw in domain(self.arena, self.setting.names, side) {
                    self.assume(&raw, derivative, found);
                }
            }
        }
        let guards: Vec<Proposition> = branches.into_iter().map(|(_, guard)| guard).collect();
        if let Some(statement) = union(&guards)
            && !self.ensure(&statement)
        {
            for statement in self.simplified(&statement) {
                self.take(statement, derivative, found);
            }
        }
    }

    /// A sum or product has a value where all its terms have.
    fn assume_terms(
        &mut self,
        expr: ExprId,
        fold: &Fold,
        derivative: Option<(ExprId, ExprId)>,
        found: &mut Vec<Condition>,
    ) {
        for bound in [fold.from, fold.to] {
            for raw in domain(self.arena, self.setting.names, bound) {
                self.assume(&raw, derivative, found);
            }
        }
        let some = Proposition::Compare(Relation::AT_MOST, fold.from, fold.to);
        if self.ensure(&some) {
            let names = self.setting.names.with_integer(fold.index);
            for raw in domain(self.arena, &names, fold.body) {
                if !raw.any(|it| self.arena.mentions(it, fold.index)) {
                    self.assume(&raw, derivative, found);
                }
            }
        }
        let statement = Proposition::defined(expr);
        if !self.ensure(&statement) {
            self.know_fold(&statement);
            self.take(statement, derivative, found);
            self.use_known_folds();
        }
    }

    fn take(
        &mut self,
        statement: Proposition,
        derivative: Option<(ExprId, ExprId)>,
        found: &mut Vec<Condition>,
    ) {
        if self.shows(&statement) {
            return;
        }
        self.note(&statement);
        let border = match &statement {
            Proposition::Compare(
                Relation::NOT_EQUAL | Relation::GREATER | Relation::LESS,
                a,
                b,
            ) => Some((*a, *b)),
            _ => None,
        };
        found.push(Condition {
            statement,
            derivative,
            border: border.filter(|_| derivative.is_some()),
        });
    }

    /// Simpler statements that together say the same.
    pub(crate) fn simplified(&mut self, raw: &Proposition) -> Vec<Proposition> {
        let Proposition::Compare(relation, a, b) = raw else { return vec![raw.clone()] };
        if *relation == Relation::NOT_EQUAL && (*a == ExprId::ZERO || *b == ExprId::ZERO) {
            let mut factors = Vec::new();
            self.factors(if *b == ExprId::ZERO { *a } else { *b }, &mut factors);
            return factors
                .into_iter()
                .map(|it| self.isolated(Relation::NOT_EQUAL, it, ExprId::ZERO))
                .collect();
        }
        vec![self.isolated(*relation, *a, *b)]
    }

    /// What must not vanish for an expression not to vanish.
    fn factors(&mut self, expr: ExprId, found: &mut Vec<ExprId>) {
        let nonzero = Proposition::Compare(Relation::NOT_EQUAL, expr, ExprId::ZERO);
        if self.ensure(&nonzero) {
            return;
        }
        match self.arena.node(expr) {
            Node::Binary(BinaryOp::Mul, a, b) => {
                self.factors(a, found);
                self.factors(b, found);
            }
            Node::Negate(a) | Node::Binary(BinaryOp::Div, a, _) => self.factors(a, found),
            Node::Binary(BinaryOp::Pow, a, n)
                if self.arena.literal(n).is_some_and(|it| !it.is_zero() && it.is_integer()) =>
            {
                self.factors(a, found);
            }
            _ => found.push(expr),
        }
    }

    /// The comparison solved for its only variable, if it is linear in it.
    fn isolated(&mut self, relation: Relation, a: ExprId, b: ExprId) -> Proposition {
        self.isolate(relation, a, b).unwrap_or(Proposition::Compare(relation, a, b))
    }

    fn isolate(&mut self, relation: Relation, a: ExprId, b: ExprId) -> Option<Proposition> {
        let difference = self.difference_polynomial(a, b)?;
        let (mut linear, mut rest) = (None, crate::number::Rational::ZERO);
        for (monomial, value) in difference.terms() {
            match monomial.factors() {
                [] => rest = value.clone(),
                &[(atom, 1)] if linear.is_none() => linear = Some((atom, value.clone())),
                _ => return None,
            }
        }
        let (atom, factor) = linear?;
        let variable = self.read.expression(atom);
        let bound = (-&rest).checked_div(&factor)?;
        let bound = self.arena.rational(&bound);
        let relation = if factor.is_negative() { relation.flip() } else { relation };
        Some(Proposition::Compare(relation, variable, bound))
    }
}

/// Where at least one of some guards holds: one comparison if they are all about one pair, nothing
/// if that leaves no outcome out.
fn union(guards: &[Proposition]) -> Option<Proposition> {
    if guards.contains(&Proposition::TRUE) {
        return None;
    }
    let mut joined: Option<(Relation, ExprId, ExprId)> = None;
    for guard in guards {
        let Proposition::Compare(relation, a, b) = guard else {
            return Some(Proposition::Or(guards.to_vec()));
        };
        joined = match joined {
            None => Some((*relation, *a, *b)),
            Some((known, c, d)) if (c, d) == (*a, *b) => Some((known.or(*relation), c, d)),
            Some(_) => return Some(Proposition::Or(guards.to_vec())),
        };
    }
    let (relation, a, b) = joined?;
    (relation != Relation::ALWAYS).then_some(Proposition::Compare(relation, a, b))
}
