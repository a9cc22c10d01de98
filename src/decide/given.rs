//! Equations that are given for all values of their variables, with their derivatives.

use super::prover::Prover;
use crate::expr::{ExprId, ExprSet, Node, Proposition, Substitution};
use crate::kernel::{Case, Step};

/// The highest derivative of a given equation.
const HIGHEST_ORDER: u32 = 3;

impl Prover<'_> {
    /// What the given equations say at the point, with as many derivatives as occur in some expressions.
    pub(crate) fn given_equations(&mut self, exprs: &[ExprId]) -> Vec<Proposition> {
        let mut found = Vec::new();
        if self.setting.given.is_empty() {
            return found;
        }
        let most = self.highest_order(exprs).min(HIGHEST_ORDER);
        for (number, &(left, right)) in self.setting.given.iter().enumerate() {
            found.extend(self.given_at_point(number));
            let sum = self.arena.add(left, right);
            for name in self.arena.free_symbols(sum) {
                let by = self.arena.variable(name);
                for order in 1..=most {
                    found.extend(self.derivative_of_equation(number, by, order));
                }
            }
        }
        found
    }

    /// The highest order of a derivative in some expressions or in what they are read as.
    fn highest_order(&self, exprs: &[ExprId]) -> u32 {
        let (mut open, mut seen) = (exprs.to_vec(), ExprSet::default());
        let mut highest = 0;
        while let Some(part) = open.pop() {
            if !seen.insert(part) {
                continue;
            }
            let order = match self.arena.node(part) {
                Node::Apply(side) => self.arena.get(side).orders.iter().sum(),
                Node::Prime(_, order, _) => order,
                Node::Derivative { .. } => 1,
                _ => 0,
            };
            highest = highest.max(order);
            open.extend(self.planned.get(&part));
            open.extend(self.arena.children(part));
        }
        highest
    }

    fn given_at_point(&mut self, number: usize) -> Option<Proposition> {
        let &(left, right) = self.setting.given.get(number)?;
        (self.ensure_defined(left) && self.ensure_defined(right)).then_some(())?;
        let fact = Proposition::equal(left, right);
        self.push(Step::Given(number, Substitution::default()), &fact);
        Some(fact)
    }

    /// Near the point the two sides are equal, and so are their derivatives.
    fn derivative_of_equation(
        &mut self,
        number: usize,
        by: ExprId,
        order: u32,
    ) -> Option<Proposition> {
        let Some(lower) = order.checked_sub(1) else { return self.given_at_point(number) };
        let open = self.open_facts(by);
        let (sides, steps) =
            self.inner(&open, |block| match block.derivative_of_equation(number, by, lower)? {
                Proposition::Compare(_, left, right) => Some([left, right]),
                _ => None,
            })?;
        let [derivative, value] = sides.map(|side| self.arena.derivative(side, by));
        self.ensure_defined(value).then_some(())?;
        let case = Case { assume: Proposition::TRUE, steps };
        let cases = vec![(case, sides[1])];
        let fact = Proposition::equal(derivative, value);
        self.push(Step::Local { derivative, open, cases, value }, &fact);
        Some(fact)
    }
}
