//! Where a function that has a derivative cannot be: at an edge of its domain, or where a root is taken
//! of what vanishes.

use super::cases::Pair;
use super::prover::Prover;
use crate::expr::{Arena, ExprId, Function, Node, Proposition, Relation};
use crate::kernel::{self, Case, Step};

/// A weak bound.
type Bound = (Relation, ExprId, ExprId);

impl Prover<'_> {
    /// Shows that a function that is differentiable is off the edges of its domain.
    pub(crate) fn edges(&mut self, by: ExprId, body: ExprId) {
        for condition in kernel::domain(self.arena, self.setting.names, body) {
            if let Some(bound) = bound_of(&condition) {
                self.off_edge(by, body, bound);
            } else if let Proposition::Or(parts) = &condition {
                self.off_edges(by, body, parts);
            }
        }
    }

    fn off_edge(&mut self, by: ExprId, body: ExprId, (relation, a, b): Bound) {
        if !kernel::varies(self.arena, a, by) && !kernel::varies(self.arena, b, by)
            || self.facts.relation(a, b).is_strict()
            || self.edge(by, body, (relation, a, b))
        {
            return;
        }
        // It may be that the domain's edge is crossed only where it is met.
        let strict = relation.and(Relation::NOT_EQUAL);
        let goal = Proposition::Compare(strict, a, b);
        let cases = [Relation::EQUAL, strict].map(|it| Proposition::Compare(it, a, b));
        let differentiable = Proposition::Differentiable { by, body };
        // The bound itself may follow from what is known only.
        let weak = Proposition::Compare(relation, a, b);
        if self.ensure(&weak) || self.by_alternatives(&weak) {
            self.split(&[differentiable], cases, &goal, |block, case| {
                block.use_equations();
                *case == goal || block.edge(by, body, (relation, a, b))
            });
        }
    }

    fn edge(&mut self, by: ExprId, body: ExprId, (relation, a, b): Bound) -> bool {
        let difference = self.arena.sub(a, b);
        let slope = self.arena.derivative(difference, by);
        self.expand(slope);
        let moves = Proposition::Compare(Relation::NOT_EQUAL, slope, ExprId::ZERO);
        if !self.ensure(&moves) {
            return false;
        }
        let strict = Proposition::Compare(relation.and(Relation::NOT_EQUAL), a, b);
        let derivative = self.arena.derivative(body, by);
        let bound = Proposition::Compare(relation, a, b);
        self.push(Step::Edge(derivative, bound), &strict);
        true
    }

    /// Of a domain that consists of parts, each with an edge: that a function that is differentiable is
    /// inside one of them.
    fn off_edges(&mut self, by: ExprId, body: ExprId, parts: &[Proposition]) {
        let bounds: Vec<Bound> = parts.iter().filter_map(bound_of).collect();
        if bounds.len() != parts.len() {
            return;
        }
        let strict = |&(relation, a, b): &Bound| {
            Proposition::Compare(relation.and(Relation::NOT_EQUAL), a, b)
        };
        let goal = Proposition::Or(bounds.iter().map(strict).collect());
        let differentiable = Proposition::Differentiable { by, body };
        let known = std::slice::from_ref(&differentiable);
        self.split(known, parts.to_vec(), &goal, |block, case| {
            let Some(bound @ (_, a, b)) = bound_of(case) else { return false };
            let inside = strict(&bound);
            let cases = [inside.clone(), Proposition::equal(a, b)];
            block.split(known, cases, &goal, |block, case| {
                *case == inside || block.beyond_edge(by, body, (a, b), parts)
            })
        });
    }

    /// Shows that a function is not differentiable at an edge that is the only one nearby.
    fn beyond_edge(&mut self, by: ExprId, body: ExprId, edge: Pair, parts: &[Proposition]) -> bool {
        self.use_equations();
        for part in parts {
            let Proposition::Compare(relation, a, b) = *part else { continue };
            let fails = Proposition::Compare(relation.negate(), a, b);
            if (a, b) != edge && self.ensure(&fails) {
                self.note(&fails);
            }
        }
        self.kink(by, body, edge)
    }

    /// Shows that a root is not differentiable where its radicand vanishes, unless flatly: the radicand,
    /// a power of the root, would have the derivative 0.
    pub(crate) fn root_kink(&mut self, by: ExprId, body: ExprId, border: Pair) -> bool {
        root(self.arena, body)
            .and_then(|(key, radicand, degree)| {
                self.flat_radicand(by, body, (key, radicand, degree))?;
                let slope = self.arena.derivative(radicand, by);
                self.expand(slope);
                let moves = Proposition::Compare(Relation::NOT_EQUAL, slope, ExprId::ZERO);
                (self.kink(by, radicand, border) || self.ensure(&moves)).then_some(())
            })
            .is_some_and(|()| self.facts.contradictory())
    }

    /// Shows that the radicand has the derivative 0.
    fn flat_radicand(
        &mut self,
        by: ExprId,
        body: ExprId,
        (key, radicand, degree): (&str, ExprId, i64),
    ) -> Option<()> {
        let degree = self.arena.number(degree);
        let power = self.arena.pow(body, degree);
        let [slope, of_power] = [radicand, power].map(|it| self.arena.derivative(it, by));
        let mut open = self.open_facts(by);
        open.push(Proposition::defined(body));
        let ((), steps) = self.inner(&open, |block| {
            block.domain_facts(body);
            block.rule(key, &[("a", radicand)]).map(drop)
        })?;
        let cases = vec![(Case { assume: Proposition::TRUE, steps }, power)];
        self.ensure_defined(of_power).then_some(())?;
        let step = Step::Local { derivative: slope, open, cases, value: of_power };
        self.push(step, &Proposition::equal(slope, of_power));
        let conditions = kernel::domain(self.arena, self.setting.names, slope);
        self.push(Step::Domain(slope), &Proposition::And(conditions));
        let values = [("f", body), ("n", degree), ("x", by)];
        let (_, value) = self.equation("diff-power", &values)?;
        self.equation_of_root(body, ExprId::ZERO)?;
        let rewrites = vec![(body, ExprId::ZERO), (of_power, value), (slope, of_power)];
        let arithmetic = crate::kernel::Arithmetic::rewriting(rewrites);
        let flat = Proposition::equal(slope, ExprId::ZERO);
        self.push(Step::Field(slope, ExprId::ZERO, arithmetic), &flat);
        Some(())
    }
}

/// What a root is of, its degree, and the rule that its power is the radicand.
pub(super) fn root(arena: &Arena, expr: ExprId) -> Option<(&'static str, ExprId, i64)> {
    match arena.node(expr) {
        Node::Call(Function::Sqrt, a) => Some(("sqrt-square", a, 2)),
        Node::Call(Function::Cbrt, a) => Some(("cbrt-cube", a, 3)),
        _ => None,
    }
}

/// The weak bound that a condition is, or that each of its alternatives gives.
fn bound_of(condition: &Proposition) -> Option<Bound> {
    let weak = |relation: &Relation| [Relation::AT_LEAST, Relation::AT_MOST].contains(relation);
    match condition {
        Proposition::Compare(relation, a, b) if weak(relation) => Some((*relation, *a, *b)),
        Proposition::Or(parts) => {
            let mut comparisons = Vec::new();
            comparisons_in(parts.first()?, &mut comparisons);
            comparisons.into_iter().find_map(|(relation, a, b)| {
                let joined = parts.iter().try_fold(relation, |joined, part| {
                    let mut own = Vec::new();
                    comparisons_in(part, &mut own);
                    let same = own.into_iter().find(|it| (it.1, it.2) == (a, b))?;
                    Some(joined.or(same.0))
                })?;
                weak(&joined).then_some((joined, a, b))
            })
        }
        _ => None,
    }
}

fn comparisons_in(part: &Proposition, found: &mut Vec<Bound>) {
    match part {
        Proposition::Compare(relation, a, b) => found.push((*relation, *a, *b)),
        Proposition::And(parts) => parts.iter().for_each(|part| comparisons_in(part, found)),
        _ => {}
    }
}
