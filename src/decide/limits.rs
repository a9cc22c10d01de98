//! Derivatives at a point at which no rule differentiates: of a quotient that is continued to a zero
//! of its divisor, such as `sin(x)/x`, and of what oscillates between two functions that touch there,
//! such as `x^2*sin(1/x)`.

use super::cases::{OUTCOMES, Pair};
use super::factor::{atoms, coefficients};
use super::prover::Prover;
use crate::expr::{ExprId, Function, Node, Proposition, Relation};
use crate::kernel::{Continued, Squeeze, Step, domain, varies};

/// The highest multiplicity of a zero of a divisor that is looked for.
const HIGHEST: u32 = 4;
/// The work of one derivative.
const FUEL: u64 = 30_000;

/// A function near a point: the derivative that is asked for, its variable and its body, and the border
/// at which the point lies.
#[derive(Clone, Copy)]
pub(crate) struct AtBorder<'a> {
    pub(crate) derivative: ExprId,
    pub(crate) by: ExprId,
    pub(crate) body: ExprId,
    pub(crate) border: Pair,
    /// What holds near the point.
    pub(crate) open: &'a [Proposition],
}

impl AtBorder<'_> {
    /// What holds near the point in a case.
    fn in_case(&self, relation: Relation) -> Vec<Proposition> {
        let (a, b) = self.border;
        let case = Proposition::Compare(relation, a, b);
        self.open.iter().cloned().chain([case]).collect()
    }

    fn cases(&self) -> [Proposition; 3] {
        OUTCOMES.map(|it| Proposition::Compare(it, self.border.0, self.border.1))
    }
}

impl Prover<'_> {
    /// The derivative of a function that is given by one formula off the point.
    pub(crate) fn limit(&mut self, it: AtBorder<'_>) -> Option<ExprId> {
        let mut open = it.open.to_vec();
        for condition in self.domains_of_branches(it.body) {
            if !open.contains(&condition) && self.holds_near(&condition, it.by) {
                open.push(condition);
            }
        }
        let it = AtBorder { open: &open, ..it };
        let (piece, _) =
            self.inner(&it.in_case(Relation::NOT_EQUAL), |block| block.piece(it.body))?;
        self.within(FUEL, |block| block.continued(it, piece).or_else(|| block.squeezed(it, piece)))
    }

    /// What is asked of the parts of a piecewise expression, as far as it holds at the point.
    fn domains_of_branches(&mut self, body: ExprId) -> Vec<Proposition> {
        let (mut found, mut open) = (Vec::new(), vec![body]);
        while let Some(part) = open.pop().filter(|_| self.fuel.spend(1).is_ok()) {
            if let Node::Piecewise(side) = self.arena.node(part) {
                for (value, _) in self.arena.get(side).branches.clone() {
                    found.extend(domain(self.arena, self.setting.names, value));
                }
            }
            open.extend(self.arena.children(part));
        }
        found.retain(|condition| self.ensure(condition));
        found
    }

    fn continued(&mut self, it: AtBorder<'_>, piece: ExprId) -> Option<ExprId> {
        self.use_equations();
        let point = *self.planned.get(&it.by)?;
        if varies(self.arena, point, it.by) {
            return None;
        }
        let (multiplicity, product) = self.smooth_multiple(it, piece, point)?;
        let derivative = it.derivative;
        let mut found = Continued {
            derivative,
            open: it.open.to_vec(),
            point,
            multiplicity,
            product,
            value: ExprId::ZERO,
            steps: Vec::new(),
        };
        let multiple = found.multiple(self.arena, it.by, it.body);
        let goal = Proposition::equal(multiple, product);
        let ((), steps) = self.inner(it.open, |block| {
            block
                .split(&[], it.cases(), &goal, |block, _| block.prove(multiple, product))
                .then_some(())
        })?;
        found.steps = steps;
        let slopes = found.derivatives(self.arena, it.by);
        found.value = self.divided(*slopes.last()?, multiplicity + 1)?;
        for (place, slope) in slopes.into_iter().enumerate() {
            let value = found.derivative_value(self.arena, it.body, place);
            if !self.prove_aside(slope, value) {
                return None;
            }
        }
        let value = found.value;
        self.push(Step::Continued(Box::new(found)), &Proposition::equal(derivative, value));
        Some(value)
    }

    /// A derivative written out, over a factorial.
    fn divided(&mut self, slope: ExprId, order: u32) -> Option<ExprId> {
        let written = self.explicit(slope)?;
        let factorial: i64 = (1..=i64::from(order)).product();
        let factorial = self.arena.number(factorial);
        let value = self.arena.div(written, factorial);
        self.ensure_defined(value).then_some(value)
    }

    /// The least power of the distance from the point by which a quotient becomes smooth, with the
    /// product.
    fn smooth_multiple(
        &mut self,
        it: AtBorder<'_>,
        piece: ExprId,
        point: ExprId,
    ) -> Option<(u32, ExprId)> {
        let distance = self.arena.sub(it.by, point);
        let mut multiple = piece;
        for multiplicity in 1..=HIGHEST {
            multiple = self.arena.mul(multiple, distance);
            let (product, _) = self.inner(&it.in_case(Relation::NOT_EQUAL), |block| {
                let fraction = block.fraction(multiple).ok()?;
                Some(super::express::expression(block.arena, &block.read, &fraction))
            })?;
            if self.is_smooth(&[product], it.by) {
                return Some((multiplicity, product));
            }
        }
        None
    }

    fn squeezed(&mut self, it: AtBorder<'_>, piece: ExprId) -> Option<ExprId> {
        let (parts, _) =
            self.inner(&it.in_case(Relation::NOT_EQUAL), |block| block.bounded_factors(piece))?;
        parts.into_iter().find_map(|[rest, factor, bounded]| {
            self.is_smooth(&[rest], it.by).then_some(())?;
            self.squeezed_between(it, piece, [rest, factor, bounded])
        })
    }

    /// The ways to write an expression as `r + c*v` with `v` between -1 and 1: `r`, `c` and `v`.
    fn bounded_factors(&mut self, piece: ExprId) -> Option<Vec<[ExprId; 3]>> {
        let polynomial = self.difference_polynomial(piece, ExprId::ZERO)?;
        let mut found = Vec::new();
        for atom in atoms(&polynomial) {
            let bounded = self.read.expression(atom);
            if !matches!(self.arena.node(bounded), Node::Call(..)) || !self.is_bounded(bounded) {
                continue;
            }
            let (mut rest, mut factor) = (ExprId::ZERO, None);
            for (exponent, coefficient) in coefficients(&polynomial, atom) {
                let coefficient = coefficient.into();
                let coefficient = super::express::expression(self.arena, &self.read, &coefficient);
                match exponent {
                    0 => rest = coefficient,
                    1 => factor = Some(coefficient),
                    _ => factor = None,
                }
            }
            found.extend(factor.map(|factor| [rest, factor, bounded]));
        }
        Some(found)
    }

    fn is_bounded(&mut self, expr: ExprId) -> bool {
        self.ensure(&Proposition::Compare(Relation::AT_MOST, expr, ExprId::ONE))
            && self.ensure(&Proposition::Compare(Relation::AT_LEAST, expr, ExprId::MINUS_ONE))
    }

    fn squeezed_between(
        &mut self,
        it: AtBorder<'_>,
        piece: ExprId,
        [rest, factor, bounded]: [ExprId; 3],
    ) -> Option<ExprId> {
        let size = self.arena.call(Function::Abs, factor);
        let bounds = [self.arena.sub(rest, size), self.arena.add(rest, size)];
        let goals = [Relation::AT_LEAST, Relation::AT_MOST].into_iter().zip(bounds);
        let goals = goals.map(|(relation, bound)| Proposition::Compare(relation, it.body, bound));
        let goal = Proposition::And(goals.collect());
        let at_border = Proposition::equal(it.border.0, it.border.1);
        let ((), steps) = self.inner(it.open, |block| {
            block
                .split(&[], it.cases(), &goal, |block, case| match *case == at_border {
                    true => block.compares([it.body, bounds[0], bounds[1]], &goal),
                    false => block.varies_within(&goal, piece, [factor, bounded], bounds),
                })
                .then_some(())
        })?;
        if !self.prove_aside(bounds[0], bounds[1]) {
            return None;
        }
        let slopes = bounds.map(|bound| self.arena.derivative(bound, it.by));
        let value = self.divided(slopes[0], 1)?;
        if !slopes.into_iter().all(|slope| self.prove_aside(slope, value)) {
            return None;
        }
        let (derivative, open) = (it.derivative, it.open.to_vec());
        let step = Squeeze { derivative, open, bounds, value, steps };
        self.push(Step::Squeeze(Box::new(step)), &Proposition::equal(derivative, value));
        Some(value)
    }

    /// Shows comparisons of expressions that are read first.
    fn compares(&mut self, exprs: [ExprId; 3], goal: &Proposition) -> bool {
        self.use_equations();
        exprs.iter().for_each(|&it| self.expand(it));
        self.plan_exponentials(&exprs);
        self.ensure(goal)
    }

    /// Shows `r - abs(c) <= r + c*v <= r + abs(c)`.
    fn varies_within(
        &mut self,
        goal: &Proposition,
        piece: ExprId,
        [factor, bounded]: [ExprId; 2],
        bounds: [ExprId; 2],
    ) -> bool {
        let signs = [Relation::AT_LEAST, Relation::AT_MOST];
        let cases = signs.map(|it| Proposition::Compare(it, factor, ExprId::ZERO));
        let body = match goal {
            Proposition::And(parts) => match parts[..] {
                [Proposition::Compare(_, body, _), ..] => body,
                _ => return false,
            },
            _ => return false,
        };
        self.split(&[], cases.clone(), goal, |block, case| {
            let size = match *case == cases[0] {
                true => factor,
                false => block.arena.negate(factor),
            };
            let gaps =
                [block.arena.sub(ExprId::ONE, bounded), block.arena.add(ExprId::ONE, bounded)];
            block.is_bounded(bounded)
                && gaps.into_iter().all(|gap| {
                    block.rule("product-nonnegative", &[("a", size), ("b", gap)]).is_some()
                })
                && block.prove(body, piece)
                && block.compares([body, bounds[0], bounds[1]], goal)
        })
    }
}
