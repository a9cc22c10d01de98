//! Values at a point: `body at x = a` is the value of the body where new names for its variables have
//! those values, and is defined where the body is.

use super::check::Block;
use super::cite::varying_bound;
use super::facts::Facts;
use super::{Rejection, Step};
use crate::expr::{ArrayRange, Evaluation, ExprId, Names, Node, Proposition, Substitution, Symbol};

type Checked<T = ()> = Result<T, Rejection>;

impl Block<'_> {
    pub(super) fn at(
        &mut self,
        evaluation: ExprId,
        bound: (&[Symbol], &[Proposition]),
        value: ExprId,
        steps: &[Step],
    ) -> Checked<Proposition> {
        let stated = Proposition::equal(evaluation, value);
        let (facts, names, body) = self.at_values(evaluation, bound, &stated)?;
        let mut block = Block { names: &names, ..self.inner(facts) };
        block.steps(steps)?;
        block.need(&Proposition::equal(body, value))?;
        Ok(stated)
    }

    /// What holds where the body of an evaluation that is defined is: it is defined at the values.
    pub(super) fn at_domain(
        &mut self,
        evaluation: ExprId,
        bound: (&[Symbol], &[Proposition]),
        conclusion: &Proposition,
        steps: &[Step],
    ) -> Checked<Proposition> {
        self.need_defined(evaluation)?;
        let (mut facts, names, body) = self.at_values(evaluation, bound, conclusion)?;
        facts.add(&Proposition::defined(body));
        let mut block = Block { names: &names, ..self.inner(facts) };
        block.steps(steps)?;
        block.need(conclusion)?;
        Ok(conclusion.clone())
    }

    /// The facts that are carried and that new names, which occur nowhere in what is to be stated, have
    /// the values of an evaluation; what is known of names; and the body with the new names.
    fn at_values(
        &mut self,
        evaluation: ExprId,
        (fresh, carry): (&[Symbol], &[Proposition]),
        stated: &Proposition,
    ) -> Checked<(Facts, Names, ExprId)> {
        let Node::At(side) = self.arena.node(evaluation) else {
            return Err(Rejection::WrongKind(evaluation));
        };
        let Evaluation { body, bindings } = self.arena.get(side).clone();
        if fresh.len() != bindings.len() {
            return Err(Rejection::BadInstance);
        }
        let mut facts = self.carried(carry, fresh)?;
        let mut renaming = Substitution::default();
        let mut names = self.names.clone();
        for (&name, &(symbol, at)) in fresh.iter().zip(&bindings) {
            let variable = self.arena.variable(name);
            let repeated = fresh.iter().filter(|&&other| other == name).count() != 1;
            let taken = self.arena.mentions(evaluation, name)
                || stated.any(|expr| self.arena.mentions(expr, name));
            // A bound name is not an integer, whatever its value is.
            if repeated || taken || self.is_known(name) {
                return Err(Rejection::NotFresh(variable));
            }
            self.need_defined(at)?;
            let renamed = if self.arena.as_array(at).is_some() {
                let ranges = self.arena.ranges(at).ok_or(Rejection::BadInstance)?;
                let all = ranges.iter().map(|&range| Some(range)).collect();
                names.arrays.retain(|it| it.array != name);
                let range = ArrayRange { array: name, ranges: all };
                if let Some(bound) =
                    varying_bound(self.arena, self.names, std::slice::from_ref(&range))
                {
                    return Err(Rejection::NotShown(Proposition::Integer(bound)));
                }
                names.arrays.push(range);
                self.arena.whole_array(name, &ranges)
            } else {
                variable
            };
            facts.add(&Proposition::equal(renamed, at));
            renaming.insert(symbol, variable);
        }
        Ok((facts, names, self.arena.substitute(body, &renaming)))
    }
}
