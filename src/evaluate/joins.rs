//! Where reverse differentiation goes forward for a while.
//!
//! The adjoint of a branch says nothing about the other one, so that in reverse a function would have
//! no derivative wherever branches meet. A part of the graph in which they do is differentiated forward,
//! on both sides, if it depends on few things: on few inputs, or on anything by way of one node alone.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use super::graph::{Binary, Graph, NodeId, Op, Unary};

/// On so many inputs a part may depend to be differentiated forward by each of them.
const FEW: usize = 4;

/// The search for one node on which everything depends ends at so many others, or when so many stand
/// beside each other.
const FARTHEST: usize = 256;
const WIDEST: usize = 8;

/// What is below a node, itself included.
#[derive(Debug, Clone)]
struct Below {
    joins: bool,
    /// The inputs and components that it depends on, if they are few and certainly not the same.
    leaves: Option<Vec<NodeId>>,
}

/// What is below nodes; each is looked at once.
#[derive(Debug, Default)]
pub(super) struct Joins(FxHashMap<NodeId, Below>);

impl Joins {
    fn below(&mut self, graph: &Graph, root: NodeId) -> &Below {
        let mut open = vec![(root, false)];
        while let Some((node, ready)) = open.pop() {
            if self.0.contains_key(&node) {
                continue;
            }
            if ready {
                let below = self.node(graph, node);
                self.0.insert(node, below);
            } else {
                open.push((node, true));
                graph.for_each_operand(node, &mut |operand| open.push((operand, false)));
            }
        }
        &self.0[&root]
    }

    /// What is below a node whose operands are known.
    fn node(&self, graph: &Graph, node: NodeId) -> Below {
        let mut joins = is_join(graph, node);
        let mut leaves = match graph.op(node) {
            Op::Input(_) | Op::Element(..) => Some(vec![node]),
            Op::Fold(_) => None,
            _ => Some(Vec::new()),
        };
        graph.for_each_operand(node, &mut |operand| {
            let below = &self.0[&operand];
            joins |= below.joins;
            leaves = leaves.take().zip(below.leaves.as_ref()).map(|(mut all, more)| {
                all.extend(more);
                all
            });
        });
        Below { joins, leaves: leaves.and_then(|it| few(graph, it)) }
    }

    /// What a node with joins is to be differentiated by, forward; `None` where it has none, or depends
    /// on too much.
    pub(super) fn leaves(&mut self, graph: &Graph, node: NodeId) -> Option<Vec<NodeId>> {
        let below = self.below(graph, node);
        if !below.joins {
            return None;
        }
        match &below.leaves {
            Some(leaves) => Some(leaves.clone()),
            None => waist(graph, node).map(|it| vec![it]),
        }
    }
}

/// The one node below joins by way of which everything enters.
fn waist(graph: &Graph, root: NodeId) -> Option<NodeId> {
    let mut cut = BTreeSet::from([root]);
    let mut below = false;
    for _ in 0..FARTHEST {
        let node = cut.pop_last()?;
        if below && cut.is_empty() {
            return Some(node);
        }
        if cut.len() >= WIDEST
            || matches!(graph.op(node), Op::Input(_) | Op::Element(..) | Op::Fold(_))
        {
            return None;
        }
        below |= is_join(graph, node);
        graph.for_each_operand(node, &mut |it| {
            if !matches!(graph.op(it), Op::Number(_) | Op::Integer(_) | Op::Test(..)) {
                cut.insert(it);
            }
        });
    }
    None
}

/// Whether a node has branches that may meet.
fn is_join(graph: &Graph, node: NodeId) -> bool {
    match graph.op(node) {
        Op::Unary(Unary::Abs | Unary::Sign, _) | Op::Binary(Binary::Max | Binary::Min, ..) => true,
        Op::Select(condition, ..) => compares(graph, condition),
        _ => false,
    }
}

/// Whether a condition is about real numbers.
fn compares(graph: &Graph, condition: NodeId) -> bool {
    match graph.op(condition) {
        Op::Compare(..) => true,
        Op::Binary(_, a, b) => compares(graph, a) || compares(graph, b),
        _ => false,
    }
}

/// The leaves in order, if they are few and no two may be the same component.
fn few(graph: &Graph, mut leaves: Vec<NodeId>) -> Option<Vec<NodeId>> {
    leaves.sort_unstable();
    leaves.dedup();
    let mut arrays: Vec<u32> = Vec::new();
    for &leaf in &leaves {
        if let Op::Element(array, _) = graph.op(leaf) {
            if arrays.contains(&array) {
                return None;
            }
            arrays.push(array);
        }
    }
    (leaves.len() <= FEW).then_some(leaves)
}
