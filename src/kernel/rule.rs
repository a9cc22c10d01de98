//! Rules and their instances.

use std::rc::Rc;

use smallvec::SmallVec;

use super::Rejection;
use crate::expr::{Application, Arena, ExprId, Fold, Indexed, Node, Proposition, Symbol};

/// The number of a rule in the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RuleId(pub usize);

/// An axiom schema: wherever the conditions hold and the sides of the conclusion are defined, the
/// conclusion holds, whatever expressions stand for its variables.
#[derive(Debug, Clone)]
pub struct Rule {
    /// What must hold.
    pub conditions: Vec<Proposition>,
    /// Pairs `(c, x)`: what stands for `c` must not mention what stands for `x`.
    pub free_of: Vec<(Symbol, Symbol)>,
    /// What then holds.
    pub conclusion: Proposition,
}

/// The rules that proofs may use. Trusted: they are the axioms.
pub trait Rules {
    /// The rule of that number, in terms of the arena.
    fn rule(&self, arena: &mut Arena, id: RuleId) -> Option<Rc<Rule>>;
}

/// What stands for the variables and the unspecified functions of a rule.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Instance {
    /// Expressions for variables.
    pub values: Bindings<ExprId>,
    /// For an unspecified function: a function, and how often it is differentiated already.
    pub functions: Bindings<(Symbol, u32)>,
}

/// What stands for some names. A rule has few, so that a list is searched faster than a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bindings<T>(SmallVec<[(Symbol, T); 4]>);

impl<T> Default for Bindings<T> {
    fn default() -> Self {
        Self(SmallVec::new())
    }
}

impl<T: Copy> Bindings<T> {
    /// Lets something stand for a name, in the place of what did before.
    pub fn insert(&mut self, name: Symbol, value: T) {
        match self.0.iter_mut().find(|(own, _)| *own == name) {
            Some((_, known)) => *known = value,
            None => self.0.push((name, value)),
        }
    }

    /// What stands for a name.
    #[must_use]
    pub fn get(&self, name: Symbol) -> Option<T> {
        self.0.iter().find(|(own, _)| *own == name).map(|&(_, value)| value)
    }

    /// What stands for any name.
    pub fn values(&self) -> impl Iterator<Item = T> {
        self.0.iter().map(|&(_, value)| value)
    }
}

/// Puts the instance into a schema. Unlike substitution this means to put expressions that mention
/// the variable of differentiation below derivatives, and those that mention an index below sums:
/// schematic variables stand for any expression.
pub fn instantiate(arena: &mut Arena, schema: ExprId, it: &Instance) -> Result<ExprId, Rejection> {
    match arena.node(schema) {
        Node::Variable(symbol) => it.values.get(symbol).ok_or(Rejection::BadInstance),
        Node::Derivative { by, body } => {
            let by = instantiate(arena, by, it)?;
            if !matches!(arena.node(by), Node::Variable(_) | Node::Indexed(_)) {
                return Err(Rejection::BadInstance);
            }
            let body = instantiate(arena, body, it)?;
            Ok(arena.derivative(body, by))
        }
        Node::Apply(side) => {
            let Application { function, orders, arguments, components } = arena.get(side).clone();
            let (function, more) = it.functions.get(function).ok_or(Rejection::BadInstance)?;
            let add = |order: u32| order.checked_add(more).ok_or(Rejection::BadInstance);
            let orders = orders.into_iter().map(add).collect::<Result<_, _>>()?;
            let arguments: Result<Vec<_>, _> =
                arguments.into_iter().map(|a| instantiate(arena, a, it)).collect();
            let arguments = arguments?;
            let components = components
                .into_iter()
                .map(|(argument, indices)| {
                    let each = indices.into_iter().map(|index| instantiate(arena, index, it));
                    Ok((argument, each.collect::<Result<Vec<_>, _>>()?))
                })
                .collect::<Result<_, Rejection>>()?;
            Ok(arena.application(Application { function, orders, arguments, components }))
        }
        Node::Fold(side) => {
            let Fold { kind, body, index, from, to } = arena.get(side).clone();
            let index = name(arena, index, it)?;
            let body = instantiate(arena, body, it)?;
            let (from, to) = (instantiate(arena, from, it)?, instantiate(arena, to, it)?);
            Ok(arena.fold(Fold { kind, body, index, from, to }))
        }
        Node::Indexed(side) => {
            let Indexed { array, indices } = arena.get(side).clone();
            let array = name(arena, array, it)?;
            let indices: Result<Vec<_>, _> =
                indices.into_iter().map(|index| instantiate(arena, index, it)).collect();
            Ok(arena.indexed(array, indices?))
        }
        // An evaluation has no place in a schema.
        Node::At(_) => Err(Rejection::BadInstance),
        _ => {
            let mut failure = None;
            let result = arena.map_children(schema, &mut |arena, child| {
                instantiate(arena, child, it).unwrap_or_else(|rejection| {
                    failure = Some(rejection);
                    child
                })
            });
            failure.map_or(Ok(result), Err)
        }
    }
}

/// The name that stands for a bound index or an array of a schema.
fn name(arena: &Arena, symbol: Symbol, it: &Instance) -> Result<Symbol, Rejection> {
    match it.values.get(symbol).map(|value| arena.node(value)) {
        Some(Node::Variable(name)) => Ok(name),
        _ => Err(Rejection::BadInstance),
    }
}
