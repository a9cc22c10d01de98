//! Values that several loops need are computed once and stored.
//!
//! What is expensive and depends on the index of one loop alone becomes a temporary array, if loops one
//! after the other need it, such as the exponentials of softmax, or a loop inside of another one, such as
//! the residuals in the gradient of a sum of squares: the number of operations would grow with a higher
//! power of the length otherwise.

use rustc_hash::FxHashMap;

use super::graph::{Affine, Binary, Bound, Graph, IndexId, NodeId, Op, Unary};
use super::plan::{Axis, Root};

/// Arrays from this number on are temporaries.
pub(super) const FIRST_TEMPORARY: u32 = 1 << 31;
/// The most temporaries.
const MOST: u32 = 12;
/// The indices of temporaries.
const FIRST_AXIS: u32 = 1 << 16;

/// Where a node is needed: the axis of the loop, and whether the loop runs inside of another one that the
/// node does not depend on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Use {
    node: NodeId,
    axis: Axis,
    inside: bool,
}

/// Roots that read from temporaries, followed by the temporaries that they read.
pub(super) fn with_temporaries(graph: &mut Graph, roots: &[Root]) -> Vec<Root> {
    let count = roots.len();
    let mut roots = roots.to_vec();
    for number in 0..MOST {
        let Some(uses) = most_needed(graph, &roots) else { break };
        let bound = Bound::Axis(FIRST_AXIS + number);
        let Some(first) = uses.first().copied() else { break };
        let node = graph.substitute(first.node, first.axis.bound, &bound.into());
        let mut replacements = FxHashMap::default();
        for it in uses {
            let index = graph.affine(Affine::from(it.axis.bound));
            let stored = graph.element(FIRST_TEMPORARY + number, vec![index]);
            replacements.insert(it.node, stored);
        }
        for root in &mut roots {
            root.node = graph.replace(root.node, &mut replacements);
        }
        roots.push(Root { axes: vec![Axis { bound, ..first.axis }], node });
    }
    debug_assert!(roots.len() >= count);
    roots
}

/// The number and the index of the temporary whose component a node is.
pub(crate) fn stored(graph: &Graph, node: NodeId) -> Option<(usize, IndexId)> {
    match graph.op(node) {
        Op::Element(array, list) if array >= FIRST_TEMPORARY => {
            Some(((array - FIRST_TEMPORARY) as usize, graph.indices(list)[0]))
        }
        _ => None,
    }
}

/// The uses of the largest value that is worth storing.
fn most_needed(graph: &mut Graph, roots: &[Root]) -> Option<Vec<Use>> {
    let mut uses = Vec::new();
    for root in roots {
        for (depth, &axis) in root.axes.iter().enumerate() {
            collect(graph, root.node, axis, depth > 0, &mut uses);
        }
    }
    let outputs: Vec<NodeId> = roots.iter().map(|root| root.node).collect();
    for node in graph.reachable(&outputs) {
        if let Op::Fold(id) = graph.op(node) {
            let fold = graph.get_fold(id);
            let axis = Axis { bound: fold.bound, from: fold.from, to: fold.to };
            collect(graph, fold.body, axis, !graph.free(node).is_empty(), &mut uses);
        }
    }
    uses.sort_by_key(|it| std::cmp::Reverse(it.node));
    uses.dedup();
    let mut groups: Vec<(NodeId, Vec<Use>)> = Vec::new();
    for it in uses {
        // The same value under the names that its index has in several loops.
        let canonical = graph.substitute(it.node, it.axis.bound, &Bound::Axis(u32::MAX).into());
        let range = (it.axis.from, it.axis.to);
        let known = groups.iter_mut().find(|group| {
            group.0 == canonical && (group.1[0].axis.from, group.1[0].axis.to) == range
        });
        match known {
            Some(group) => group.1.push(it),
            None => groups.push((canonical, vec![it])),
        }
    }
    let worth = |uses: &Vec<Use>| {
        uses.iter().any(|it| it.inside) || uses.iter().any(|it| it.axis.bound != uses[0].axis.bound)
    };
    // A name of an index may have several ranges; then it cannot be told which one is meant.
    let clear = |uses: &Vec<Use>| {
        let range = |it: &Use| (it.axis.from, it.axis.to);
        let others = groups.iter().flat_map(|group| &group.1);
        let mut others = others.filter(|it| range(it) != range(&uses[0]));
        !others.any(|other| uses.iter().any(|it| it.node == other.node))
    };
    groups.iter().map(|group| &group.1).find(|uses| worth(uses) && clear(uses)).cloned()
}

/// What is expensive in a loop's body and depends on the loop's index alone.
fn collect(graph: &Graph, body: NodeId, axis: Axis, inside: bool, uses: &mut Vec<Use>) {
    let range = [axis.from, axis.to].map(|end| graph.integer(end).bounds().next().is_none());
    if range != [true, true] {
        return;
    }
    for node in graph.reachable(&[body]) {
        if graph.free(node) == [axis.bound] && is_expensive(graph, node) {
            uses.push(Use { node, axis, inside });
        }
    }
}

/// Whether getting a node takes longer than reading it from a temporary.
fn is_expensive(graph: &Graph, node: NodeId) -> bool {
    match graph.op(node) {
        // A binary exponent stays beside what it is that of.
        Op::Unary(op, _) => !matches!(
            op,
            Unary::Neg | Unary::Abs | Unary::Sign | Unary::Sqrt | Unary::BinaryExponent
        ),
        Op::Binary(op, ..) => {
            matches!(op, Binary::Pow | Binary::ExpDifference | Binary::ExpScaled)
        }
        Op::Fold(_) | Op::Power(..) => true,
        _ => false,
    }
}
