//! The names of numbers of components: an array that is summed over `1..n` has `n` of them.

use super::situation::Situation;
use crate::enclosure::Array;
use crate::expr::{Arena, ExprId, Node, Symbol};
use crate::number::Rational;

/// A name for the number of components of an array along one of its indices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// The name.
    pub name: Symbol,
    /// The array.
    pub array: Symbol,
    /// The index, from zero.
    pub dimension: usize,
}

/// Indices that are bound around a part, with the names of their last values.
type Bound = Vec<(Symbol, Option<Symbol>)>;

/// The sizes that an expression names: `n`, where an index that runs over `1..n` is an index of an array.
#[must_use]
pub fn sizes(arena: &Arena, expr: ExprId) -> Vec<Size> {
    let free = arena.free_symbols(expr);
    let mut found = Vec::new();
    let mut open: Vec<(ExprId, Bound)> = vec![(expr, Vec::new())];
    while let Some((part, mut bound)) = open.pop() {
        match arena.node(part) {
            Node::Fold(side) => {
                let fold = arena.get(side);
                let last = match arena.node(fold.to) {
                    Node::Variable(name) if free.contains(&name) => Some(name),
                    _ => None,
                };
                open.extend([fold.from, fold.to].map(|it| (it, bound.clone())));
                bound.push((fold.index, last.filter(|_| fold.from == ExprId::ONE)));
                open.push((fold.body, bound));
                continue;
            }
            Node::Indexed(side) => {
                let it = arena.get(side);
                for (dimension, &index) in it.indices.iter().enumerate() {
                    let Node::Variable(index) = arena.node(index) else { continue };
                    let range = bound.iter().rev().find(|it| it.0 == index);
                    if let Some((_, Some(name))) = range {
                        let size = Size { name: *name, array: it.array, dimension };
                        if !found.contains(&size) {
                            found.push(size);
                        }
                    }
                }
            }
            _ => {}
        }
        open.extend(arena.children(part).into_iter().map(|it| (it, bound.clone())));
    }
    found
}

impl Situation {
    /// Gives the sizes without a value those of the arrays that have one. Says which arrays disagree.
    pub fn complete(&mut self, arena: &Arena, sizes: &[Size]) -> Result<(), String> {
        let mut known: Vec<(Size, usize)> = Vec::new();
        for &size in sizes {
            if self.has(size.name) {
                continue;
            }
            let array = self.point.array(size.array);
            let Some(length) = array.and_then(|it| extent(it, size.dimension)) else { continue };
            if let Some((other, expected)) = known.iter().find(|it| it.0.name == size.name) {
                if *expected != length {
                    let [name, one, another] =
                        [size.name, other.array, size.array].map(|it| arena.name(it));
                    return Err(format!(
                        "`{name}` is {expected} by `{one}` and {length} by `{another}`"
                    ));
                }
            }
            known.push((size, length));
        }
        for (size, length) in known {
            if !self.has(size.name) {
                let length = Rational::from(i64::try_from(length).unwrap_or(i64::MAX));
                self.point.variables.push((size.name, length));
            }
        }
        Ok(())
    }
}

/// The number of components along an index.
fn extent(array: &Array, dimension: usize) -> Option<usize> {
    match (array, dimension) {
        (Array::List(parts), 0) => Some(parts.len()),
        (Array::List(parts), _) => extent(parts.first()?, dimension - 1),
        (Array::Number(_), _) => None,
    }
}
