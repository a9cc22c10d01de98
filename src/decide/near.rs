//! What a function is near a point: the pieces on the two sides of a border, which join or make a kink.

use super::cases::{Pair, switches};
use super::limits::AtBorder;
use super::prover::Prover;
use crate::expr::{ExprId, Function, Node, Proposition, Relation, Rewrite};
use crate::kernel::{Case, Kink, Side, Step, continuous_everywhere, smooth, varies};

impl Prover<'_> {
    /// The facts that hold near the point as `by` varies.
    pub(crate) fn open_facts(&mut self, by: ExprId) -> Vec<Proposition> {
        let mut open = Vec::new();
        for (relation, a, b) in self.comparisons.clone() {
            let mut sharp = self.facts.relation(a, b);
            if sharp == Relation::NEVER {
                sharp = relation;
            }
            let fact = Proposition::Compare(sharp, a, b);
            let varies = [a, b].into_iter().any(|it| varies(self.arena, it, by));
            if open.contains(&fact)
                || varies && !(sharp.is_strict() && self.is_continuous(&[a, b], by))
            {
                continue;
            }
            open.push(fact);
        }
        open
    }

    /// Whether a statement that holds at a point holds near it as well, since it is a strict comparison of
    /// what does not jump.
    pub(crate) fn holds_near(&mut self, it: &Proposition, by: ExprId) -> bool {
        match it {
            Proposition::Compare(relation, a, b) => {
                relation.is_strict() && self.is_continuous(&[*a, *b], by)
            }
            _ => false,
        }
    }

    fn is_continuous(&mut self, exprs: &[ExprId], by: ExprId) -> bool {
        exprs.iter().all(|&expr| {
            self.is_smooth(&[expr], by)
                || continuous_everywhere(self.arena, self.setting.names, expr, by)
        })
    }

    pub(crate) fn is_smooth(&mut self, exprs: &[ExprId], by: ExprId) -> bool {
        exprs.iter().all(|&expr| {
            let smooth = smooth(self.arena, self.setting.names, expr, &[by]);
            smooth.opaque.is_empty() && smooth.conditions.iter().all(|it| self.ensure(it))
        })
    }

    /// A derivative of something that depends on cases: of what it is near the point.
    pub(crate) fn near_the_point(
        &mut self,
        expr: ExprId,
        by: ExprId,
        body: ExprId,
    ) -> Option<ExprId> {
        self.note_switches(body);
        let open = self.open_facts(by);
        if let Some((piece, steps)) = self.inner(&open, |block| block.piece(body)) {
            return self.local_derivative(expr, by, piece, open, steps);
        }
        let border = switches(self.arena, body)
            .into_iter()
            .find(|&(a, b)| self.ensure(&Proposition::Compare(Relation::EQUAL, a, b)))?;
        let near = self.defining_near(border, open.clone(), by);
        near.and_then(|near| self.join(expr, by, body, border, &near))
            .or_else(|| self.limit(AtBorder { derivative: expr, by, body, border, open: &open }))
    }

    /// Notes on which side of its borders an expression is at the point: so it is nearby.
    fn note_switches(&mut self, body: ExprId) {
        for (a, b) in switches(self.arena, body) {
            for side in [a, b] {
                self.expand(side);
            }
            for relation in [Relation::LESS, Relation::GREATER] {
                let fact = Proposition::Compare(relation, a, b);
                if !self.comparisons.contains(&(relation, a, b)) && self.ensure(&fact) {
                    self.note(&fact);
                }
            }
        }
    }

    /// What an expression is, cases decided: free of switches.
    pub(crate) fn piece(&mut self, body: ExprId) -> Option<ExprId> {
        self.use_equations();
        self.expand(body);
        let planned = &self.planned;
        let piece = self.arena.rewrite(body, &mut |arena, part| match arena.node(part) {
            Node::Call(Function::Abs | Function::Sign | Function::Relu | Function::Sqrt, _)
            | Node::Extremum(..)
            | Node::Piecewise(_)
            | Node::Derivative { .. }
            | Node::At(_)
            | Node::Fold(_) => {
                planned.get(&part).map_or(Rewrite::Done(part), |&it| Rewrite::Again(it))
            }
            _ => Rewrite::Inside,
        });
        if !switches(self.arena, piece).is_empty() {
            return None;
        }
        (piece == body || self.field(body, piece)).then_some(piece)
    }

    /// The derivative at a border at which the two sides have the same value and slope.
    fn join(
        &mut self,
        expr: ExprId,
        by: ExprId,
        body: ExprId,
        (a, b): Pair,
        open: &[Proposition],
    ) -> Option<ExprId> {
        let case = |relation| Proposition::Compare(relation, a, b);
        let mut found = Vec::new();
        for relation in [Relation::LESS, Relation::GREATER] {
            let mut hypotheses = open.to_vec();
            hypotheses.push(case(relation));
            let (piece, steps) = self.inner(&hypotheses, |block| block.piece(body))?;
            found.push((Case { assume: case(relation), steps }, piece));
        }
        let (below, above) = (found[0].1, found[1].1);
        let mut hypotheses = open.to_vec();
        hypotheses.push(case(Relation::EQUAL));
        let (piece, steps) = self.inner(&hypotheses, |block| {
            [below, above].into_iter().find(|&piece| block.prove(body, piece))
        })?;
        found.push((Case { assume: case(Relation::EQUAL), steps }, piece));
        self.use_equations();
        let slope = self.arena.derivative(below, by);
        let value = self.explicit(slope)?;
        for piece in [below, above] {
            let slope = self.arena.derivative(piece, by);
            self.expand(slope);
            self.expand(body);
            self.plan_exponentials(&[slope, value, body, piece]);
            if !(self.field(slope, value) && self.field(body, piece)) {
                return None;
            }
        }
        let step = Step::Local { derivative: expr, open: open.to_vec(), cases: found, value };
        self.push(step, &Proposition::equal(expr, value));
        Some(value)
    }

    /// Shows that a function that is said to be differentiable at a border is not.
    pub(crate) fn kink(&mut self, by: ExprId, body: ExprId, (a, b): Pair) -> bool {
        self.kink_found(by, body, (a, b)).is_some()
    }

    fn kink_found(&mut self, by: ExprId, body: ExprId, (a, b): Pair) -> Option<()> {
        let border = self.arena.sub(a, b);
        self.use_equations();
        if !self.field(border, ExprId::ZERO) {
            return None;
        }
        let slope = self.arena.derivative(border, by);
        self.expand(slope);
        self.plan_exponentials(&[slope]);
        let moves = Proposition::Compare(Relation::NOT_EQUAL, slope, ExprId::ZERO);
        if !self.ensure(&moves) {
            return None;
        }
        self.note_switches(body);
        let open = self.open_facts(by);
        let mut sides = Vec::new();
        for relation in [Relation::LESS, Relation::GREATER] {
            sides.push(self.side(border, relation, body, (a, b), &open)?);
        }
        let difference = match (sides[0].piece, sides[1].piece) {
            (Some(below), Some(above)) => Some(self.different(by, below, above)?),
            _ => None,
        };
        let sides: [Side; 2] = sides.try_into().ok()?;
        let derivative = self.arena.derivative(body, by);
        let step = Step::Kink(Box::new(Kink { derivative, border, open, sides, difference }));
        self.push(step, &Proposition::FALSE);
        Some(())
    }

    fn side(
        &mut self,
        border: ExprId,
        relation: Relation,
        body: ExprId,
        (a, b): Pair,
        open: &[Proposition],
    ) -> Option<Side> {
        let mut hypotheses = open.to_vec();
        hypotheses.push(Proposition::Compare(relation, border, ExprId::ZERO));
        let piece = self.inner(&hypotheses, |block| {
            block.ensure(&Proposition::Compare(relation, a, b));
            let piece = block.piece(body)?;
            block.ensure_defined(piece).then_some(piece)
        });
        if let Some((piece, steps)) = piece {
            return Some(Side { piece: Some(piece), steps });
        }
        hypotheses.push(Proposition::defined(body));
        let ((), steps) = self.inner(&hypotheses, |block| {
            block.domain_facts(body);
            block.ensure(&Proposition::Compare(relation, a, b));
            block.use_alternatives();
            block.facts.contradictory().then_some(())
        })?;
        Some(Side { piece: None, steps })
    }

    /// That two pieces differ at the point, in value or in slope.
    fn different(&mut self, by: ExprId, below: ExprId, above: ExprId) -> Option<Proposition> {
        let slopes = [below, above].map(|piece| self.arena.derivative(piece, by));
        for piece in slopes {
            if !self.ensure_defined(piece) {
                return None;
            }
            self.expand(piece);
        }
        self.plan_exponentials(&slopes);
        [slopes, [below, above]]
            .map(|[a, b]| Proposition::Compare(Relation::NOT_EQUAL, a, b))
            .into_iter()
            .find(|it| self.ensure(it))
    }
}
