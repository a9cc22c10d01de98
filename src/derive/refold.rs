//! Back from what names mean to the names.

use super::Task;
use crate::expr::{Arena, BinaryOp, Definition, ExprId, Meaning, Node, Substitution, Symbol};

/// An expression with the meanings of names taken back into the names, as far as that can be done: where
/// a name means a quotient, its numerator (or what is added to a constant in its denominator) is written
/// as what it is in terms of the name.
pub(super) fn refolded(arena: &mut Arena, task: &Task, expr: ExprId) -> Option<ExprId> {
    let mut written = expr;
    for (name, definition) in task.definitions.iter() {
        for arguments in places(arena, task, name, definition) {
            let own = applied(arena, name, definition, &arguments);
            let values: Substitution =
                definition.parameters().iter().copied().zip(arguments).collect();
            let body = task.definitions.unfold_all(arena, definition.body).ok()?;
            let body = arena.substitute(body, &values);
            written = arena.replace(written, body, own);
            if let Some((part, value)) = solved(arena, body, own) {
                written = arena.replace(written, part, value);
            }
        }
    }
    (written != expr).then_some(written)
}

/// The arguments with which a name may stand in the result: those of the beginning, and for an array each
/// index that is known.
fn places(
    arena: &mut Arena,
    task: &Task,
    name: Symbol,
    definition: &Definition,
) -> Vec<Vec<ExprId>> {
    match &definition.meaning {
        Meaning::Abbreviation => vec![Vec::new()],
        Meaning::Function(_) => {
            let mut found: Vec<Vec<ExprId>> = Vec::new();
            let mut open = vec![task.start];
            while let Some(part) = open.pop() {
                match arena.node(part) {
                    Node::Apply(side) if arena.get(side).function == name => {
                        found.push(arena.get(side).arguments.clone());
                    }
                    _ => {}
                }
                open.extend(arena.children(part));
            }
            found
        }
        Meaning::Array(parameters) => {
            let free = arena.free_symbols(task.start);
            let indices: Vec<Symbol> =
                free.into_iter().filter(|&it| task.names.is_integer(it)).collect();
            let indices: Vec<ExprId> = indices.into_iter().map(|it| arena.variable(it)).collect();
            let mut found = vec![Vec::new()];
            for _ in parameters {
                let longer = |it: &Vec<ExprId>| {
                    let it = it.clone();
                    indices
                        .iter()
                        .map(move |&index| [&it[..], &[index]].concat())
                        .collect::<Vec<_>>()
                };
                found = found.iter().flat_map(longer).collect();
            }
            found
        }
    }
}

fn applied(
    arena: &mut Arena,
    name: Symbol,
    definition: &Definition,
    arguments: &[ExprId],
) -> ExprId {
    match definition.meaning {
        Meaning::Abbreviation => arena.variable(name),
        Meaning::Function(_) => arena.apply(name, vec![0; arguments.len()], arguments.to_vec()),
        Meaning::Array(_) => arena.indexed(name, arguments.to_vec()),
    }
}

/// A part of a meaning, and what it is in terms of the name: `n` of `n/d` is `name*d`, and `u` of
/// `c/(a + u)` is `c/name - a`.
fn solved(arena: &mut Arena, body: ExprId, own: ExprId) -> Option<(ExprId, ExprId)> {
    let Node::Binary(BinaryOp::Div, above, below) = arena.node(body) else { return None };
    if !arena.is_closed(above) {
        return Some((above, arena.mul(own, below)));
    }
    let Node::Binary(BinaryOp::Add, a, u) = arena.node(below) else { return None };
    let (a, u) = if arena.is_closed(a) { (a, u) } else { (u, a) };
    let quotient = arena.div(above, own);
    let value = arena.sub(quotient, a);
    arena.is_closed(a).then_some((u, value))
}
