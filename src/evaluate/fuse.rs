//! Which operations become part of others, so that blocks are passed over less often.

use rustc_hash::{FxHashMap, FxHashSet};

use super::graph::{Binary, Fold, Folding, Graph, NodeId, Op, Unary};
use super::plan::Root;

/// How often each node is an operand or a result.
pub(super) fn uses(graph: &Graph, roots: &[Root]) -> FxHashMap<NodeId, usize> {
    let outputs: Vec<NodeId> = roots.iter().map(|root| root.node).collect();
    let mut uses: FxHashMap<NodeId, usize> = FxHashMap::default();
    for node in graph.reachable(&outputs) {
        graph.for_each_operand(node, &mut |it| *uses.entry(it).or_default() += 1);
    }
    for node in outputs {
        *uses.entry(node).or_default() += 1;
    }
    uses
}

/// Two products with a common factor, whose other factor is a product in one of them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Factored {
    pub(super) factor: NodeId,
    /// The other factor that is a product, and whether it belongs to the first of the two.
    pub(super) inner: NodeId,
    pub(super) is_first: bool,
    pub(super) other: NodeId,
}

/// Two products as products with a common factor.
pub(super) fn factored(graph: &Graph, a: NodeId, b: NodeId) -> Option<Factored> {
    let factors = |node: NodeId| match graph.op(node) {
        Op::Binary(Binary::Mul, a, b) => Some([(a, b), (b, a)]),
        _ => None,
    };
    let (first, second) = (factors(a)?, factors(b)?);
    let pairs = first.iter().flat_map(|a| second.iter().map(move |b| (*a, *b)));
    pairs.filter(|(a, b)| a.0 == b.0 && a.1 != b.1 && graph.constant(a.0).is_none()).find_map(
        |(a, b)| {
            let is_product = |node: NodeId| factors(node).is_some();
            let (inner, other, is_first) = match (is_product(a.1), is_product(b.1)) {
                (true, _) => (a.1, b.1, true),
                (false, true) => (b.1, a.1, false),
                _ => return None,
            };
            Some(Factored { factor: a.0, inner, is_first, other })
        },
    )
}

/// The products that are computed as part of what they are in, and which is the only such thing, in the
/// same loop: a sum, of two or of a range, another product, or a change of sign.
pub(super) fn fused(
    graph: &Graph,
    roots: &[Root],
    uses: &FxHashMap<NodeId, usize>,
) -> FxHashSet<NodeId> {
    let outputs: Vec<NodeId> = roots.iter().map(|root| root.node).collect();
    let nodes = graph.reachable(&outputs);
    let is_part = |part: NodeId, node: NodeId| {
        matches!(graph.op(part), Op::Binary(Binary::Mul, ..))
            && uses.get(&part) == Some(&1)
            && graph.free(part) == graph.free(node)
    };
    let (mut fused, mut inner) = (FxHashSet::default(), FxHashSet::default());
    for &node in &nodes {
        if let Op::Binary(Binary::Add | Binary::Sub, a, b) = graph.op(node) {
            let factored = factored(graph, a, b)
                .filter(|it| [it.inner, a, b].iter().all(|&part| is_part(part, node)));
            if let Some(it) = factored {
                fused.extend([it.inner, a, b]);
                inner.insert(it.inner);
                continue;
            }
            // Rather the one that has no product to take in itself.
            let takes_in = |it: NodeId| {
                let mut takes_in = false;
                graph.for_each_operand(it, &mut |operand| takes_in |= is_part(operand, it));
                takes_in
            };
            let parts = [a, b].into_iter().filter(|&it| is_part(it, node));
            fused.extend(parts.min_by_key(|&it| takes_in(it)));
        }
    }
    let summands = fused.clone();
    for &node in &nodes {
        if let Op::Fold(id) = graph.op(node) {
            let Fold { folding, bound, body, .. } = graph.get_fold(id);
            let varies = graph.free(body).contains(&bound);
            let is_product = matches!(graph.op(body), Op::Binary(Binary::Mul, ..));
            if folding == Folding::Sum && varies && is_product && uses.get(&body) == Some(&1) {
                fused.insert(body);
            }
        }
    }
    for &node in nodes.iter().filter(|it| !inner.contains(*it)) {
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
