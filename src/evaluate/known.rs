//! Tests of integers whose outcome is known: what stands in a loop is evaluated only where the loop has a
//! turn, so that its range is not empty.

use rustc_hash::FxHashMap;

use super::graph::{Affine, Fold, Graph, IndexId, NodeId, Op};
use super::plan::Axis;
use crate::expr::Relation;

impl Graph {
    /// The node without tests that cannot fail, in its folds and in the loops over its axes.
    pub(super) fn without_known_tests(&mut self, root: NodeId, axes: &[Axis]) -> NodeId {
        let mut done: FxHashMap<NodeId, NodeId> = FxHashMap::default();
        for node in self.reachable(&[root]) {
            let mut new = self.rebuilt(node, &done);
            if let Op::Fold(id) = self.op(new) {
                let fold = self.get_fold(id);
                let body = self.where_not_empty(fold.body, fold.from, fold.to);
                if body != fold.body {
                    new = self.fold(Fold { body, ..fold });
                }
            }
            done.insert(node, new);
        }
        axes.iter().fold(done[&root], |node, axis| self.where_not_empty(node, axis.from, axis.to))
    }

    fn where_not_empty(&mut self, node: NodeId, from: IndexId, to: IndexId) -> NodeId {
        let Some(last) = self.integer(to).plus(-1, self.integer(from)) else { return node };
        let mut known = FxHashMap::default();
        for test in self.reachable(&[node]) {
            let Op::Test(relation, index) = self.op(test) else { continue };
            let least = match relation {
                Relation::AT_LEAST => 0,
                Relation::GREATER | Relation::NOT_EQUAL => 1,
                _ => continue,
            };
            // `index - least` is at least the number of turns but one, which is not negative.
            let more = self.integer(index).plus(-1, &last);
            let more = more.and_then(|it| it.plus(-1, &Affine::from(least)));
            if more.and_then(|it| it.literal()).is_some_and(|it| it >= 0) {
                let one = self.num(1.0);
                known.insert(test, one);
            }
        }
        if known.is_empty() { node } else { self.replace(node, &mut known) }
    }
}
