//! Whole arrays as arguments of unspecified functions.

use super::prover::Prover;
use crate::expr::{ArrayRange, Evaluation, ExprId, Fold, Node, Proposition, Rewrite, Substitution};
use crate::kernel::{Step, chain_rule};

impl Prover<'_> {
    /// Notes a hypothesis that says what an array is.
    pub(crate) fn know_array(&mut self, fact: &Proposition) {
        if let Proposition::Compare(crate::expr::Relation::EQUAL, a, b) = *fact
            && a != b
            && self.arena.as_array(a).is_some()
            && self.arena.as_array(b).is_some()
        {
            self.arrays.push((a, b));
            self.planned.insert(a, b);
        }
    }

    /// What a component of an array is that is known to equal another.
    pub(crate) fn known_component(&mut self, expr: ExprId) -> Option<ExprId> {
        let Node::Indexed(side) = self.arena.node(expr) else { return None };
        let it = self.arena.get(side).clone();
        let &[index] = &it.indices[..] else { return None };
        let (whole, array) = self.arrays.iter().copied().find(|&(whole, _)| {
            self.arena.as_whole_array(whole).is_some_and(|(name, _)| name == it.array)
        })?;
        let fold = self.fold_of(array)?;
        let values = Substitution::from_iter([(fold.index, index)]);
        let names = self.setting.names.with_integer(fold.index);
        if !crate::kernel::keeps_meaning(self.arena, &names, &values, &[fold.body])
            || !self.ensure_defined(expr)
        {
            return None;
        }
        let value = self.arena.substitute(fold.body, &values);
        self.push(Step::Component(whole, array, index), &Proposition::equal(expr, value));
        Some(value)
    }

    /// An unspecified function with a known array in the place of an argument, or a known index in
    /// that of a component.
    pub(crate) fn at_known_array(&mut self, expr: ExprId) -> Option<ExprId> {
        let Node::Apply(side) = self.arena.node(expr) else { return None };
        let it = self.arena.get(side).clone();
        let arrays = it.arguments.into_iter().filter(|&it| self.arena.as_array(it).is_some());
        let indices = it.components.into_iter().flat_map(|it| it.1);
        let (from, to) =
            arrays.chain(indices).find_map(|it| self.planned.get(&it).map(|&value| (it, value)))?;
        self.congruence(expr, from, to)
    }

    /// The derivative of an unspecified function of several arguments, or of arrays.
    pub(crate) fn by_chain_rule(
        &mut self,
        expr: ExprId,
        by: ExprId,
        body: ExprId,
    ) -> Option<ExprId> {
        let value = chain_rule(self.arena, by, body)?;
        // A partial derivative by an argument is a matter of notation.
        let notation = matches!(self.arena.node(value), Node::Apply(_));
        if !notation && !self.setting.allowed.name("chain rule") || !self.ensure_defined(value) {
            return None;
        }
        if !notation {
            self.used.extend(crate::theory::find("diff-apply"));
        }
        self.push(Step::Chain(expr), &Proposition::equal(expr, value));
        Some(value)
    }

    /// Writes the components of an array in one way.
    pub(crate) fn canonical_array(&mut self, expr: ExprId, fold: &Fold) -> Option<ExprId> {
        let (body, opened) = self.open(expr, fold, |block, body, fresh| {
            block.within += 1;
            block.expand(body);
            block.within -= 1;
            if block.arena.as_array(body).is_some() {
                return Some(block.planned.get(&body).copied().unwrap_or(body));
            }
            block.plan_exponentials(&[body]);
            block.canonical_arguments(body, fresh)?;
            let fraction = block.fraction(body).ok()?;
            let written = block.canonical(&fraction);
            block.field(body, written).then_some(written)
        })?;
        let index = *self.setting.letters.get(self.arena.fold_height(body))?;
        Some(self.congruent(expr, fold, body, opened, index))
    }

    /// The value of `body at S = array(…)`: worked out for a new array that equals that one.
    pub(crate) fn expand_array_evaluation(&mut self, expr: ExprId) -> Option<()> {
        let Node::At(side) = self.arena.node(expr) else { return None };
        let Evaluation { body, bindings } = self.arena.get(side).clone();
        let &[(symbol, array)] = &bindings[..] else { return None };
        let ranges = self.arena.ranges(array)?;
        self.ensure_defined(array).then_some(())?;
        let name = self.arena.fresh_symbol(symbol);
        let whole = self.arena.whole_array(name, &ranges);
        let variable = self.arena.variable(name);
        let inner = self.arena.substitute(body, &Substitution::from_iter([(symbol, variable)]));
        let carry = self.hypotheses();
        let mut hypotheses = carry.clone();
        hypotheses.push(Proposition::equal(whole, array));
        let mut names = self.setting.names.clone();
        let ranges = ranges.into_iter().map(Some).collect();
        names.arrays.push(ArrayRange { array: name, ranges });
        let (value, steps) = self.inner_with(&names, &hypotheses, |block| {
            block.expand(array);
            let explicit = block.explicit(inner)?;
            let planned = &block.planned;
            let value = block.arena.rewrite(explicit, &mut |arena, part| match arena.node(part) {
                Node::Indexed(_) | Node::Apply(_) if planned.contains_key(&part) => {
                    Rewrite::Again(planned[&part])
                }
                _ => Rewrite::Inside,
            });
            block.expand(value);
            block.plan_exponentials(&[inner, value]);
            (!block.arena.mentions(value, name) && block.field(inner, value)).then_some(value)
        })?;
        let step = Step::At { evaluation: expr, fresh: vec![name], carry, value, steps };
        self.push(step, &Proposition::equal(expr, value));
        self.plan(expr, value);
        self.expand(value);
        Some(())
    }
}
