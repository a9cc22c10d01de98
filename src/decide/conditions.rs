//! Where a side of a claim is defined: its conditions, simplified, and what follows from them.

use super::cases::{Pair, switches};
use super::differentiate::has_derivative;
use super::prover::Prover;
use crate::expr::{
    BinaryOp, ExprId, Extremum, Fold, FoldKind, Function, Node, Proposition, Relation,
};
use crate::kernel::{domain, smooth};

/// Disjunctions of more parts are left as they are.
const MOST_ALTERNATIVES: usize = 6;
/// The work of finding out whether a part says more than others.
const IMPLIED_FUEL: u64 = 500;

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
            _ if self.holds_written_out(raw) => {}
            _ => {
                for statement in self.simplified(raw) {
                    self.take_met(statement, derivative, found);
                }
            }
        }
    }

    /// Takes a bound that is met only as the equations that it comes to.
    fn take_met(
        &mut self,
        statement: Proposition,
        derivative: Option<(ExprId, ExprId)>,
        found: &mut Vec<Condition>,
    ) {
        let Some(equations) = self.pinned(&statement) else {
            return self.take(statement, derivative, found);
        };
        for equation in equations {
            self.take(equation, derivative, found);
        }
        self.use_equations();
    }

    /// Whether a comparison with zero holds for what the functions in it are by definition.
    pub(crate) fn holds_written_out(&mut self, raw: &Proposition) -> bool {
        let Proposition::Compare(relation, a, ExprId::ZERO) = *raw else { return false };
        let indirect = std::mem::replace(&mut self.indirect, true);
        let holds = self.by_expansion(relation, a, ExprId::ZERO);
        self.indirect = indirect;
        if holds && !self.written_out.contains(raw) {
            self.written_out.push(raw.clone());
        }
        holds
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

    /// Of two sides, one the smaller or the larger of two: those that decide whether they differ.
    fn decisive(&mut self, (a, b): Pair) -> Pair {
        for (own, other) in [(a, b), (b, a)] {
            let Node::Extremum(kind, u, v) = self.arena.node(own) else { continue };
            let beyond = match kind {
                Extremum::Min => Relation::GREATER,
                Extremum::Max => Relation::LESS,
            };
            for (idle, active) in [(u, v), (v, u)] {
                if self.ensure(&Proposition::Compare(beyond, idle, other)) {
                    return self.decisive((active, other));
                }
            }
        }
        (a, b)
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
        if let Node::At(_) = self.arena.node(expr) {
            return self.assume_evaluation(expr, found);
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

    pub(crate) fn take(
        &mut self,
        statement: Proposition,
        derivative: Option<(ExprId, ExprId)>,
        found: &mut Vec<Condition>,
    ) {
        if self.shows(&statement) {
            return;
        }
        self.note(&statement);
        self.assumed.push(statement.clone());
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
        let (relation, a, b) = match raw {
            Proposition::Compare(relation, a, b) => (relation, a, b),
            Proposition::Or(parts) => return self.simplified_alternatives(parts),
            _ => return vec![raw.clone()],
        };
        if [*a, *b].iter().any(|&it| has_derivative(self.arena, it))
            && let (Some(a), Some(b)) = (self.explicit(*a), self.explicit(*b))
        {
            return self.simplified(&Proposition::Compare(*relation, a, b));
        }
        if *relation == Relation::NOT_EQUAL
            && let (c, d) = self.decisive((*a, *b))
            && (c, d) != (*a, *b)
        {
            return self.simplified(&Proposition::Compare(Relation::NOT_EQUAL, c, d));
        }
        if *b == ExprId::ZERO
            && *relation == Relation::GREATER
            && let Some(a) = self.positive_unless_zero(*a)
        {
            return self.simplified(&Proposition::Compare(Relation::NOT_EQUAL, a, ExprId::ZERO));
        }
        if *b == ExprId::ZERO
            && let Some(base) = self.with_same_sign(*relation, *a)
        {
            return self.simplified(&Proposition::Compare(*relation, base, ExprId::ZERO));
        }
        if *relation == Relation::NOT_EQUAL && (*a == ExprId::ZERO || *b == ExprId::ZERO) {
            let mut factors = Vec::new();
            self.factors(if *b == ExprId::ZERO { *a } else { *b }, &mut factors);
            return factors
                .into_iter()
                .map(|(relation, it)| self.isolated(relation, it, ExprId::ZERO))
                .collect();
        }
        vec![self.isolated(*relation, *a, *b)]
    }

    /// What must not vanish for its absolute value or an even power of it to be positive.
    fn positive_unless_zero(&self, expr: ExprId) -> Option<ExprId> {
        match self.arena.node(expr) {
            Node::Call(Function::Abs, a) => Some(a),
            Node::Binary(BinaryOp::Pow, a, n) => {
                let n = self.arena.literal(n)?.to_i64()?;
                (n > 0 && n % 2 == 0).then_some(a)
            }
            _ => None,
        }
    }

    /// What compares with zero as an odd power or root of it does.
    fn with_same_sign(&self, relation: Relation, expr: ExprId) -> Option<ExprId> {
        match self.arena.node(expr) {
            Node::Binary(BinaryOp::Pow, base, n) => {
                let n = self.arena.literal(n)?.to_i64()?;
                (n > 0 && n % 2 == 1).then_some(base)
            }
            Node::Call(Function::Sqrt, base) => (relation == Relation::GREATER).then_some(base),
            Node::Call(Function::Cbrt, base) => Some(base),
            _ => None,
        }
    }

    /// A disjunction without the parts that certainly fail.
    fn simplified_alternatives(&mut self, parts: &[Proposition]) -> Vec<Proposition> {
        let open: Vec<Proposition> =
            parts.iter().filter(|part| !self.ensure_fails(part)).cloned().collect();
        match &open[..] {
            [Proposition::And(all)] => {
                let open: Vec<Proposition> =
                    all.iter().filter(|part| !self.ensure(part)).cloned().collect();
                open.iter().flat_map(|part| self.simplified(part)).collect()
            }
            [only] => self.simplified(only),
            _ => {
                let open = self.without_implied(open);
                match union(&open) {
                    Some(joined @ Proposition::Or(_)) => vec![joined],
                    Some(joined) => self.simplified(&joined),
                    None => Vec::new(),
                }
            }
        }
    }

    /// A disjunction without the parts that say more than others.
    fn without_implied(&mut self, mut parts: Vec<Proposition>) -> Vec<Proposition> {
        let mut place = 0;
        while place < parts.len() && parts.len() <= MOST_ALTERNATIVES {
            let mut others = parts.clone();
            let part = others.remove(place);
            let mut hypotheses = self.hypotheses();
            hypotheses.push(part);
            let implied = self.within(IMPLIED_FUEL, |block| {
                block.inner(&hypotheses, |block| {
                    others.iter().any(|other| block.ensure(other)).then_some(())
                })
            });
            match implied {
                Some(_) => parts = others,
                None => place += 1,
            }
        }
        parts
    }

    /// What must not vanish for an expression not to vanish, or must be positive.
    fn factors(&mut self, expr: ExprId, found: &mut Vec<(Relation, ExprId)>) {
        let nonzero = Proposition::Compare(Relation::NOT_EQUAL, expr, ExprId::ZERO);
        if self.ensure(&nonzero) {
            return;
        }
        match self.arena.node(expr) {
            Node::Binary(BinaryOp::Mul, a, b) => {
                self.factors(a, found);
                self.factors(b, found);
            }
            Node::Negate(a)
            | Node::Binary(BinaryOp::Div, a, _)
            | Node::Call(Function::Abs | Function::Cbrt, a) => self.factors(a, found),
            Node::Binary(BinaryOp::Pow, a, n)
                if self.arena.literal(n).is_some_and(|it| !it.is_zero() && it.is_integer()) =>
            {
                self.factors(a, found);
            }
            Node::Call(Function::Sqrt, a) => found.push((Relation::GREATER, a)),
            _ => found.push((Relation::NOT_EQUAL, expr)),
        }
    }

    /// The comparison solved for its only variable, if it is linear in it.
    pub(crate) fn isolated(&mut self, relation: Relation, a: ExprId, b: ExprId) -> Proposition {
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
