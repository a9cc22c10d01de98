//! Functions of which nothing is known but that they are smooth: the chain rule for several arguments,
//! which may be numbers and arrays.

use super::Rejection;
use super::check::Block;
use super::domain::varies;
use crate::expr::{Application, Arena, ExprId, Fold, FoldKind, Node, Proposition};

type Checked<T = ()> = Result<T, Rejection>;

/// The derivative of an unspecified function at arguments by what they depend on: for each argument
/// the partial derivative by it times the derivative of the argument, added up over the components
/// of an argument that is an array. Where the variable is an argument itself and occurs nowhere else,
/// that is the partial derivative. None for any other expression.
#[must_use]
pub fn chain_rule(arena: &mut Arena, by: ExprId, body: ExprId) -> Option<ExprId> {
    let Node::Apply(side) = arena.node(body) else { return None };
    let application = arena.get(side).clone();
    if let Some(partial) = partial_derivative(arena, by, &application) {
        return Some(partial);
    }
    let mut total = None;
    for (number, &argument) in application.arguments.iter().enumerate() {
        let term = if arena.as_array(argument).is_some() {
            over_components(arena, by, (&application, number), argument, &mut Vec::new())
        } else {
            let mut partial = application.clone();
            partial.orders[number] = partial.orders[number].checked_add(1)?;
            let partial = arena.application(partial);
            let slope = arena.derivative(argument, by);
            arena.mul(partial, slope)
        };
        total = Some(total.map_or(term, |total| arena.add(total, term)));
    }
    total
}

/// The partial derivative by an argument that is the variable, or the whole array of the component,
/// if nothing else depends on it.
fn partial_derivative(arena: &mut Arena, by: ExprId, it: &Application) -> Option<ExprId> {
    let varied = |argument: ExprId| match arena.node(by) {
        Node::Indexed(side) => {
            let array = arena.get(side).array;
            arena.as_whole_array(argument).is_some_and(|(name, _)| name == array)
        }
        _ => argument == by,
    };
    let number = it.arguments.iter().position(|&argument| varied(argument))?;
    let mut others = it.arguments.iter().enumerate().filter(|it| it.0 != number).map(|it| it.1);
    let mut indices = it.components.iter().flat_map(|it| &it.1);
    if others.any(|&it| varies(arena, it, by)) || indices.any(|&it| varies(arena, it, by)) {
        return None;
    }
    let mut partial = it.clone();
    if let Node::Indexed(side) = arena.node(by) {
        partial.components.push((number, arena.get(side).indices.clone()));
    } else {
        partial.orders[number] = partial.orders[number].checked_add(1)?;
    }
    Some(arena.application(partial))
}

fn over_components(
    arena: &mut Arena,
    by: ExprId,
    (application, number): (&Application, usize),
    part: ExprId,
    indices: &mut Vec<ExprId>,
) -> ExprId {
    let Some(array) = arena.as_array(part).cloned() else {
        let mut partial = application.clone();
        partial.components.push((number, indices.clone()));
        let partial = arena.application(partial);
        let slope = arena.derivative(part, by);
        return arena.mul(partial, slope);
    };
    // The index must not be taken for one of the function's arguments, of what is varied, or for
    // an outer index.
    let outside = arena.application(application.clone());
    let outside = indices.iter().fold(arena.mul(outside, by), |all, &it| arena.mul(all, it));
    let array = arena.apart(array, outside);
    let index = arena.variable(array.index);
    indices.push(index);
    let body = over_components(arena, by, (application, number), array.body, indices);
    indices.pop();
    arena.fold(Fold { kind: FoldKind::Sum, body, ..array })
}

impl Block<'_> {
    /// The chain rule, where every argument is shown to have a derivative.
    pub(super) fn chain(&mut self, derivative: ExprId) -> Checked<Proposition> {
        let Node::Derivative { by, body } = self.arena.node(derivative) else {
            return Err(Rejection::WrongKind(derivative));
        };
        let value = chain_rule(self.arena, by, body).ok_or(Rejection::WrongKind(derivative))?;
        self.need_defined(value)?;
        // A component that is varied exists, and no range depends on it, nor which components it is
        // differentiated by already.
        let point = self.arena.derivative(ExprId::ZERO, by);
        self.need_defined(point)?;
        if let Node::Apply(side) = self.arena.node(body) {
            let mut indices = self.arena.get(side).components.iter().flat_map(|it| &it.1);
            if let Some(&index) = indices.find(|&&it| varies(self.arena, it, by)) {
                return Err(Rejection::Mentions(index, by));
            }
        }
        for mut part in self.arena.children(body) {
            while let Some(array) = self.arena.as_array(part) {
                for bound in [array.from, array.to] {
                    if varies(self.arena, bound, by) {
                        return Err(Rejection::Mentions(bound, by));
                    }
                }
                part = array.body;
            }
        }
        Ok(Proposition::equal(derivative, value))
    }
}
