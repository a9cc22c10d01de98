//! Derivatives worked out by the rules of the table, without a proof.

use rustc_hash::FxHashMap;

use super::differentiate::choices;
use super::differentiate::has_derivative;
use crate::expr::{Arena, ExprId, Node, Proposition, Relation};
use crate::kernel::{Instance, Rules, instantiate};
use crate::theory::{self, Theory};

/// How deep derivatives may lie inside each other.
const MOST_LEVELS: u32 = 10_000;

/// The derivative of an expression by a name or a component, with every derivative that has a rule
/// worked out and nothing simplified. It suggests what to prove: where a rule has conditions, they
/// are not looked at, and of a function with corners it is the derivative on one side. `None` where no
/// rule differentiates a part.
#[must_use]
pub fn differentiated(
    arena: &mut Arena,
    theory: &Theory,
    body: ExprId,
    by: ExprId,
) -> Option<ExprId> {
    Differentiation { arena, theory, by, known: FxHashMap::default() }.of(body, 0)
}

struct Differentiation<'a> {
    arena: &'a mut Arena,
    theory: &'a Theory,
    by: ExprId,
    known: FxHashMap<ExprId, Option<ExprId>>,
}

impl Differentiation<'_> {
    fn of(&mut self, body: ExprId, level: u32) -> Option<ExprId> {
        if let Some(&known) = self.known.get(&body) {
            return known;
        }
        let result = (level < MOST_LEVELS).then(|| self.by_rule(body, level)).flatten();
        self.known.insert(body, result);
        result
    }

    fn by_rule(&mut self, body: ExprId, level: u32) -> Option<ExprId> {
        let choice = choices(self.arena, body, self.by).into_iter().next()?;
        let rule = self.theory.rule(self.arena, theory::find(&choice.key)?)?;
        let mut instance = Instance::default();
        for (name, value) in &choice.values {
            instance.values.insert(self.arena.symbol(name), *value);
        }
        if let Some(function) = choice.function {
            instance.functions.insert(self.arena.symbol("u"), function);
        }
        let Proposition::Compare(Relation::EQUAL, _, schema) = rule.conclusion else { return None };
        self.put(schema, &instance, level + 1)
    }

    /// The instance of a schema, with the derivatives in the schema worked out.
    fn put(&mut self, schema: ExprId, instance: &Instance, level: u32) -> Option<ExprId> {
        if !has_derivative(self.arena, schema) {
            return instantiate(self.arena, schema, instance).ok();
        }
        match self.arena.node(schema) {
            Node::Derivative { body, .. } => {
                let body = instantiate(self.arena, body, instance).ok()?;
                self.of(body, level)
            }
            // The terms stand below an index that has a name of its own in the instance.
            Node::Fold(_) => {
                let whole = instantiate(self.arena, schema, instance).ok()?;
                self.terms(whole, level)
            }
            _ => {
                let mut complete = true;
                let parts = self.arena.children(schema).into_iter();
                let parts: Vec<_> = parts.map(|it| self.put(it, instance, level)).collect();
                let mut parts = parts.into_iter();
                let result = self.arena.map_children(schema, &mut |_, part| {
                    let value = parts.next().flatten();
                    complete &= value.is_some();
                    value.unwrap_or(part)
                });
                complete.then_some(result)
            }
        }
    }

    fn terms(&mut self, fold: ExprId, level: u32) -> Option<ExprId> {
        let Node::Fold(side) = self.arena.node(fold) else { return None };
        let mut fold = self.arena.get(side).clone();
        let Node::Derivative { body, .. } = self.arena.node(fold.body) else { return None };
        fold.body = self.of(body, level)?;
        Some(self.arena.fold(fold))
    }
}
