//! Which operations become part of others, so that blocks are passed over less often.

use rustc_hash::{FxHashMap, FxHashSet};

use super::graph::{Binary, Graph, NodeId, Op, Unary};
use super::plan::Root;

/// The products that are computed as part of what they are in, and which is the only such thing, in the
/// same loop: a sum, another product, or a change of sign.
pub(super) fn fused(graph: &Graph, roots: &[Root]) -> FxHashSet<NodeId> {
    let outputs: Vec<NodeId> = roots.iter().map(|root| root.node).collect();
    let nodes = graph.reachable(&outputs);
    let mut uses: FxHashMap<NodeId, usize> = FxHashMap::default();
    for &node in &nodes {
        graph.for_each_operand(node, &mut |it| *uses.entry(it).or_default() += 1);
    }
    for &node in &outputs {
        *uses.entry(node).or_default() += 1;
    }
    let is_part = |part: NodeId, node: NodeId| {
        matches!(graph.op(part), Op::Binary(Binary::Mul, ..))
            && uses.get(&part) == Some(&1)
            && graph.free(part) == graph.free(node)
    };
    let mut fused = FxHashSet::default();
    for &node in &nodes {
        if let Op::Binary(Binary::Add | Binary::Sub, a, b) = graph.op(node) {
            fused.extend([a, b].into_iter().find(|&it| is_part(it, node)));
        }
    }
    let summands = fused.clone();
    for &node in &nodes {
        let parts = match graph.op(node) {
            // In a sum, three factors if one of them is constant.
            Op::Binary(Binary::Mul, a, b) if summands.contains(&node) => {
                if graph.constant(a).is_none() && graph.constant(b).is_none() {
                    continue;
                }
                [a, b]
            }
            Op::Binary(Binary::Mul, a, b) if !fused.contains(&node) => [a, b],
            Op::Unary(Unary::Neg, a) => [a, a],
            _ => continue,
        };
        let is_whole = |it: NodeId| {
            let mut whole = !fused.contains(&it);
            graph.for_each_operand(it, &mut |operand| whole &= !fused.contains(&operand));
            whole
        };
        fused.extend(parts.into_iter().find(|&it| is_part(it, node) && is_whole(it)));
    }
    fused
}
