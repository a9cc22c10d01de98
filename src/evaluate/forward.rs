//! Forward differentiation on the graph: the derivative along one direction.
//!
//! It is taken on both sides of the point: where branches meet or a sign changes, each side follows what
//! holds there (see `sides`). The derivative is what both sides agree on, so that `x·abs(x)` has one at 0
//! and `abs(x)` has none. What has no branches is the same on both sides, and is one node.

use rustc_hash::FxHashMap;

use super::graph::{Binary, Fold, Folding, Graph, NodeId, Op, Unary};
use super::sides::Side;
use crate::expr::Relation;

/// Which inputs and components change, and how fast; `None` for those that do not.
type Direction<'a> = dyn FnMut(&mut Graph, NodeId) -> Option<NodeId> + 'a;

/// What nodes are on one side of a point, and their derivatives along a direction.
#[derive(Debug)]
pub(super) struct Forward<'a> {
    pub(super) graph: &'a mut Graph,
    pub(super) side: Side,
    /// The derivatives; `None` for what does not change.
    tangents: FxHashMap<NodeId, Option<NodeId>>,
    /// What differs on the side from what it is at the point, if that is a jump.
    moved: FxHashMap<NodeId, NodeId>,
    /// For conditions, where it is not known what they are on the side.
    pub(super) unsure: FxHashMap<NodeId, NodeId>,
    /// Where nodes certainly stay what they are for a while on the side; nowhere, if nothing is noted for
    /// one that changes.
    still: FxHashMap<NodeId, NodeId>,
}

impl Graph {
    /// The derivative of a node by an input.
    pub fn derivative(&mut self, value: NodeId, by: NodeId) -> NodeId {
        let tangent = self.slope(value, by);
        self.where_interior(value, tangent, &|_, leaf| leaf == by)
    }

    /// The derivative of a node by another one, which may be any that it depends on. The domain of the
    /// node is not looked at.
    pub(super) fn slope(&mut self, value: NodeId, by: NodeId) -> NodeId {
        let one = self.num(1.0);
        self.along(value, Some(by), &mut |_, leaf| (leaf == by).then_some(one))
    }

    /// The derivative of a node where the inputs and components change as `direction` says.
    pub fn tangent(&mut self, value: NodeId, direction: &mut Direction<'_>) -> NodeId {
        let tangent = self.along(value, None, direction);
        self.where_interior(value, tangent, &|graph, leaf| {
            matches!(graph.op(leaf), Op::Input(_) | Op::Element(..))
        })
    }

    /// What both sides agree on, where the value does not jump.
    fn along(
        &mut self,
        value: NodeId,
        by: Option<NodeId>,
        direction: &mut Direction<'_>,
    ) -> NodeId {
        let sides = [Side::Left, Side::Right].map(|side| {
            let mut forward = Forward {
                graph: self,
                side,
                tangents: FxHashMap::default(),
                moved: FxHashMap::default(),
                unsure: FxHashMap::default(),
                still: FxHashMap::default(),
            };
            let tangent = forward.of(value, by, direction);
            (tangent, forward.moved(value))
        });
        let zero = self.num(0.0);
        let [left, right] = sides.map(|it| it.0.unwrap_or(zero));
        let mut result = self.agreeing(left, right);
        for ((_, moved), tangent) in sides.into_iter().zip([left, right]) {
            let scale = by.filter(|_| moved != value).map(|by| self.mul(by, tangent));
            let stays = self.close(moved, value, scale);
            result = self.confined(stays, result);
        }
        result
    }
}

impl Forward<'_> {
    fn of(
        &mut self,
        root: NodeId,
        by: Option<NodeId>,
        direction: &mut Direction<'_>,
    ) -> Option<NodeId> {
        let mut open = vec![(root, false)];
        while let Some((node, ready)) = open.pop() {
            if self.tangents.contains_key(&node) {
                continue;
            }
            let op = self.graph.op(node);
            if by == Some(node) || matches!(op, Op::Input(_) | Op::Element(..)) {
                let tangent = direction(self.graph, node);
                self.tangents.insert(node, tangent);
            } else if let Op::Fold(id) = op {
                // The body is differentiated with an index of its own.
                let fold = self.graph.get_fold(id);
                let fold = self.graph.opened(fold);
                let body = self.of(fold.body, by, direction);
                let moved = self.moved(fold.body);
                let (mut fold, mut value) = (fold, node);
                if moved != fold.body {
                    fold.body = moved;
                    value = self.graph.fold(fold);
                    self.moved.insert(node, value);
                }
                let tangent = body.map(|body| self.fold(fold, body, value));
                self.tangents.insert(node, tangent);
            } else if ready {
                let tangent = self.node(node);
                self.tangents.insert(node, tangent);
            } else {
                open.push((node, true));
                self.graph.for_each_operand(node, &mut |operand| open.push((operand, false)));
            }
        }
        self.tangents[&root]
    }

    pub(super) fn get(&self, node: NodeId) -> Option<NodeId> {
        self.tangents.get(&node).copied().flatten()
    }

    pub(super) fn or_zero(&mut self, node: NodeId) -> NodeId {
        self.get(node).unwrap_or_else(|| self.graph.num(0.0))
    }

    /// What a node is on the side.
    pub(super) fn moved(&self, node: NodeId) -> NodeId {
        self.moved.get(&node).copied().unwrap_or(node)
    }

    /// Notes what a node is on the side.
    pub(super) fn moves(&mut self, node: NodeId, to: NodeId) {
        if to != node {
            self.moved.insert(node, to);
        }
    }

    /// Where a node certainly stays what it is for a while on the side.
    pub(super) fn still(&mut self, node: NodeId) -> NodeId {
        match self.still.get(&node) {
            Some(&known) => known,
            None if self.get(node).is_none() && self.moved(node) == node => self.graph.num(1.0),
            None => self.graph.num(0.0),
        }
    }

    /// Notes where a node stays what it is.
    pub(super) fn stays(&mut self, node: NodeId, at: NodeId) {
        self.still.insert(node, at);
    }

    fn node(&mut self, node: NodeId) -> Option<NodeId> {
        let value = self.carried(node);
        match (self.graph.op(node), self.graph.op(value)) {
            (Op::Unary(Unary::Abs, a), Op::Unary(_, on_side)) => self.absolute(node, a, on_side),
            (Op::Unary(Unary::Sign, a), Op::Unary(_, on_side)) => self.sign(node, a, on_side),
            (Op::Binary(Binary::Max | Binary::Min, a, b), Op::Binary(op, c, d)) => {
                // The operands may have changed places.
                let (a, b) = if self.moved(a) == c { (a, b) } else { (b, a) };
                self.extremum(node, op, (a, b), (c, d))
            }
            (Op::Binary(Binary::Div, a, b), Op::Binary(_, _, divisor)) => {
                self.quotient(a, b, value, divisor)
            }
            (Op::Compare(_, a, b), Op::Compare(relation, c, d)) => {
                self.comparison(node, relation, (a, b), (c, d));
                None
            }
            (Op::Binary(Binary::And | Binary::Or | Binary::Sub, ..), _) if self.is_unsure(node) => {
                None
            }
            (Op::Select(condition, a, b), _) => self.selection(node, condition, a, b),
            _ => self.smooth(node, value),
        }
    }

    /// The operation on what its operands are on the side, and nothing else, so that its partial
    /// derivatives are by these operands.
    fn carried(&mut self, node: NodeId) -> NodeId {
        let op = self.graph.op(node);
        let moved = match op {
            Op::Unary(op, a) => Op::Unary(op, self.moved(a)),
            Op::Binary(op, a, b) => Op::Binary(op, self.moved(a), self.moved(b)),
            Op::Power(a, n) => Op::Power(self.moved(a), n),
            Op::Compare(relation, a, b) => Op::Compare(relation, self.moved(a), self.moved(b)),
            _ => op,
        };
        if moved == op {
            return node;
        }
        let value = self.graph.intern(moved);
        self.moves(node, value);
        value
    }

    fn smooth(&mut self, node: NodeId, value: NodeId) -> Option<NodeId> {
        let mut operands = Vec::new();
        self.graph.for_each_operand(node, &mut |it| operands.push(it));
        if operands.iter().all(|&it| self.get(it).is_none()) {
            return None;
        }
        let mut still = self.graph.num(1.0);
        for &operand in &operands {
            let part = self.still(operand);
            still = self.graph.and(still, part);
        }
        self.stays(node, still);
        let mut sum: Option<NodeId> = None;
        for (operand, (_, partial)) in operands.into_iter().zip(self.graph.partials(value)) {
            if let Some(tangent) = self.get(operand) {
                let term = self.graph.scaled(tangent, partial);
                sum = Some(sum.map_or(term, |sum| self.graph.add(sum, term)));
            }
        }
        sum
    }

    /// `(a' - (a/b)·b')/b`: one division.
    fn quotient(&mut self, a: NodeId, b: NodeId, value: NodeId, divisor: NodeId) -> Option<NodeId> {
        let (da, db) = (self.get(a), self.get(b));
        let change = db.map(|db| self.graph.mul(value, db));
        let numerator = match (da, change) {
            (None, None) => return None,
            (Some(da), None) => da,
            (None, Some(change)) => self.graph.neg(change),
            (Some(da), Some(change)) => self.graph.sub(da, change),
        };
        Some(self.graph.div(numerator, divisor))
    }

    fn fold(&mut self, fold: Fold, body: NodeId, value: NodeId) -> NodeId {
        let graph = &mut *self.graph;
        match fold.folding {
            Folding::Sum => graph.fold(Fold { body, ..fold }),
            Folding::Product => {
                let others = graph.other_factors(fold, fold.body);
                let body = graph.mul(others, body);
                graph.fold(Fold { folding: Folding::Sum, body, ..fold })
            }
            Folding::Max => graph.largest(fold, value, body),
        }
    }
}

impl Graph {
    /// What belongs to the largest term of a fold; undefined where several are the largest.
    pub(super) fn largest(&mut self, fold: Fold, value: NodeId, body: NodeId) -> NodeId {
        let (zero, one, undefined) = (self.num(0.0), self.num(1.0), self.undefined());
        let largest = self.compare(Relation::EQUAL, fold.body, value);
        let body = self.select(largest, body, zero);
        let sum = self.fold(Fold { folding: Folding::Sum, body, ..fold });
        let count = self.fold(Fold { folding: Folding::Sum, body: largest, ..fold });
        let single = self.compare(Relation::EQUAL, count, one);
        self.select(single, sum, undefined)
    }
}
