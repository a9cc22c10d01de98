//! What follows from a value at a point being defined.

use super::cases::switches;
use super::conditions::Condition;
use super::prover::Prover;
use crate::expr::{Evaluation, ExprId, ExprSet, Node, Proposition, Relation, Substitution, Symbol};
use crate::kernel::{Step, domain};

/// The work of one evaluation.
const FUEL: u64 = 6_000;

impl Prover<'_> {
    /// Shows those conditions that follow from the evaluations in some sides being defined.
    pub(crate) fn evaluations_are_defined(&mut self, sides: &[ExprId], conditions: &[Condition]) {
        let (mut open, mut seen) = (sides.to_vec(), ExprSet::default());
        while let Some(part) = open.pop().filter(|_| self.fuel.spend(1).is_ok()) {
            if !seen.insert(part) {
                continue;
            }
            open.extend(self.arena.children(part));
            if matches!(self.arena.node(part), Node::At(_))
                && self.shows(&Proposition::defined(part))
            {
                self.within(FUEL, |block| block.evaluation_is_defined(part, conditions));
            }
        }
    }

    /// What is asked of a value at a point, in terms of the point. It is assumed from now on.
    pub(crate) fn assume_evaluation(&mut self, expr: ExprId, found: &mut Vec<Condition>) {
        let Node::At(side) = self.arena.node(expr) else { return };
        let bindings = self.arena.get(side).bindings.clone();
        let Some(at) = self.at_new_names(expr) else { return };
        let values: Substitution =
            at.fresh.iter().copied().zip(bindings.iter().map(|it| it.1)).collect();
        let conditions = self.inner(&at.hypotheses, |block| {
            at.read(block);
            Some(block.assume_domain(at.body))
        });
        for condition in conditions.into_iter().flat_map(|(all, _)| all) {
            let statement =
                condition.statement.map(&mut |side| self.arena.substitute(side, &values));
            if !self.ensure(&statement) {
                for statement in self.simplified(&statement) {
                    self.take(statement, condition.derivative, found);
                }
            }
        }
    }

    /// The body of an evaluation with new names for its variables, none of them an array.
    fn at_new_names(&mut self, expr: ExprId) -> Option<AtNewNames> {
        let Node::At(side) = self.arena.node(expr) else { return None };
        let Evaluation { body, bindings } = self.arena.get(side).clone();
        if bindings.iter().any(|&(_, value)| self.arena.as_array(value).is_some()) {
            return None;
        }
        let carry = self.carried();
        let (mut fresh, mut hypotheses, mut values) = (Vec::new(), carry.clone(), Vec::new());
        let mut renaming = Substitution::default();
        for &(symbol, value) in &bindings {
            let name = self.arena.fresh_symbol(symbol);
            let variable = self.arena.variable(name);
            renaming.insert(symbol, variable);
            hypotheses.push(Proposition::equal(variable, value));
            fresh.push(name);
            values.push((variable, value));
        }
        let body = self.arena.substitute(body, &renaming);
        Some(AtNewNames { fresh, carry, hypotheses, values, body })
    }

    /// What follows from the derivatives in an expression having values.
    fn derivatives_exist(&mut self, expr: ExprId) {
        for condition in domain(self.arena, self.setting.names, expr) {
            let Proposition::Differentiable { by, body } = condition else { continue };
            self.edges(by, body);
            for (a, b) in switches(self.arena, body) {
                let off = Proposition::Compare(Relation::NOT_EQUAL, a, b);
                self.only_off_border(&off, by, body);
            }
        }
    }

    fn evaluation_is_defined(&mut self, expr: ExprId, conditions: &[Condition]) -> Option<()> {
        let mut at = self.at_new_names(expr)?;
        at.hypotheses.push(Proposition::defined(at.body));
        let (conclusion, steps) = self.inner(&at.hypotheses, |block| {
            at.read(block);
            block.sides_are_defined(&[at.body], &[]);
            block.derivatives_exist(at.body);
            let statements = conditions.iter().map(|it| &it.statement);
            let shown: Vec<Proposition> =
                statements.filter(|it| block.ensure(it)).cloned().collect();
            let conclusion = Proposition::And(shown);
            block.ensure(&conclusion).then_some(conclusion)
        })?;
        let step = Step::AtDomain {
            evaluation: expr,
            fresh: at.fresh,
            carry: at.carry,
            conclusion: conclusion.clone(),
            steps,
        };
        self.push(step, &conclusion);
        Some(())
    }
}

/// The body of an evaluation with new names for its variables.
struct AtNewNames {
    fresh: Vec<Symbol>,
    /// What is known whatever the new names stand for.
    carry: Vec<Proposition>,
    /// The same, and what the new names stand for.
    hypotheses: Vec<Proposition>,
    values: Vec<(ExprId, ExprId)>,
    body: ExprId,
}

impl AtNewNames {
    /// Reads the new names as what they stand for.
    fn read(&self, block: &mut Prover<'_>) {
        for &(variable, value) in &self.values {
            block.plan(variable, value);
        }
    }
}
