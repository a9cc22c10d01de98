//! Forward differentiation on the graph: the derivative along one direction.
//!
//! Where two branches meet, the derivative is that of either if they agree in value and slope, and
//! undefined otherwise. Elsewhere it is undefined where a partial derivative that the chain rule needs
//! is, even if the derivative exists for another reason, as that of `x·abs(x)` at 0.

use rustc_hash::FxHashMap;

use super::graph::{Binary, Fold, Folding, Graph, NodeId, Op, Unary};
use crate::expr::Relation;

/// The derivatives of nodes along a direction; `None` for what does not change.
#[derive(Debug)]
struct Forward<'a> {
    graph: &'a mut Graph,
    tangents: FxHashMap<NodeId, Option<NodeId>>,
}

impl Graph {
    /// The derivative of a node by an input.
    pub fn derivative(&mut self, value: NodeId, by: NodeId) -> NodeId {
        let one = self.num(1.0);
        let mut forward = Forward { graph: self, tangents: FxHashMap::default() };
        let tangent = forward.of(value, &mut |_, leaf| (leaf == by).then_some(one));
        let tangent = tangent.unwrap_or_else(|| self.num(0.0));
        self.where_interior(value, tangent, &|_, leaf| leaf == by)
    }

    /// The derivative of a node where the inputs and components change as `direction` says: `None` for
    /// those that do not.
    pub fn tangent(
        &mut self,
        value: NodeId,
        direction: &mut dyn FnMut(&mut Self, NodeId) -> Option<NodeId>,
    ) -> NodeId {
        let mut forward = Forward { graph: self, tangents: FxHashMap::default() };
        let tangent = forward.of(value, direction);
        let tangent = tangent.unwrap_or_else(|| self.num(0.0));
        self.where_interior(value, tangent, &|graph, leaf| {
            matches!(graph.op(leaf), Op::Input(_) | Op::Element(..))
        })
    }
}

impl Forward<'_> {
    fn of(
        &mut self,
        root: NodeId,
        direction: &mut dyn FnMut(&mut Graph, NodeId) -> Option<NodeId>,
    ) -> Option<NodeId> {
        let mut open = vec![(root, false)];
        while let Some((node, ready)) = open.pop() {
            if self.tangents.contains_key(&node) {
                continue;
            }
            let op = self.graph.op(node);
            if let Op::Fold(id) = op {
                // The body is differentiated with an index of its own.
                let fold = self.graph.get_fold(id);
                let fold = self.graph.opened(fold);
                let body = self.of(fold.body, direction);
                let tangent = body.map(|body| self.fold(fold, body, node));
                self.tangents.insert(node, tangent);
            } else if matches!(op, Op::Input(_) | Op::Element(..)) {
                let tangent = direction(self.graph, node);
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

    fn get(&self, node: NodeId) -> Option<NodeId> {
        self.tangents.get(&node).copied().flatten()
    }

    fn or_zero(&mut self, node: NodeId) -> NodeId {
        self.get(node).unwrap_or_else(|| self.graph.num(0.0))
    }

    fn node(&mut self, node: NodeId) -> Option<NodeId> {
        match self.graph.op(node) {
            Op::Unary(Unary::Abs, a) => self.absolute(a),
            Op::Binary(Binary::Max, a, b) => self.extremum(Relation::GREATER, a, b),
            Op::Binary(Binary::Min, a, b) => self.extremum(Relation::LESS, a, b),
            Op::Binary(Binary::Div, a, b) => self.quotient(a, b, node),
            Op::Select(condition, a, b) => self.selection(condition, a, b),
            _ => {
                if self.is_constant(node) {
                    return None;
                }
                let mut sum: Option<NodeId> = None;
                for (operand, partial) in self.graph.partials(node) {
                    if let Some(tangent) = self.get(operand) {
                        let term = self.graph.scaled(tangent, partial);
                        sum = Some(sum.map_or(term, |sum| self.graph.add(sum, term)));
                    }
                }
                sum
            }
        }
    }

    /// Whether no operand changes.
    fn is_constant(&self, node: NodeId) -> bool {
        let mut constant = true;
        self.graph.for_each_operand(node, &mut |it| constant &= self.get(it).is_none());
        constant
    }

    /// `(a' - (a/b)·b')/b`: one division.
    fn quotient(&mut self, a: NodeId, b: NodeId, value: NodeId) -> Option<NodeId> {
        let (da, db) = (self.get(a), self.get(b));
        let change = db.map(|db| self.graph.mul(value, db));
        let numerator = match (da, change) {
            (None, None) => return None,
            (Some(da), None) => da,
            (None, Some(change)) => self.graph.neg(change),
            (Some(da), Some(change)) => self.graph.sub(da, change),
        };
        Some(self.graph.div(numerator, b))
    }

    fn absolute(&mut self, a: NodeId) -> Option<NodeId> {
        let da = self.get(a)?;
        let (zero, undefined, minus) =
            (self.graph.num(0.0), self.graph.undefined(), self.graph.neg(da));
        let flat = self.graph.compare(Relation::EQUAL, da, zero);
        let at_kink = self.graph.select(flat, zero, undefined);
        let negative = self.graph.compare(Relation::LESS, a, zero);
        let positive = self.graph.compare(Relation::GREATER, a, zero);
        let rest = self.graph.select(negative, minus, at_kink);
        Some(self.graph.select(positive, da, rest))
    }

    fn extremum(&mut self, relation: Relation, a: NodeId, b: NodeId) -> Option<NodeId> {
        if self.get(a).is_none() && self.get(b).is_none() {
            return None;
        }
        let (da, db) = (self.or_zero(a), self.or_zero(b));
        let first = self.graph.compare(relation, a, b);
        let second = self.graph.compare(relation, b, a);
        let tie = self.agreeing(da, db);
        let rest = self.graph.select(second, db, tie);
        Some(self.graph.select(first, da, rest))
    }

    /// A value if the other is equal to it, and undefined otherwise.
    fn agreeing(&mut self, a: NodeId, b: NodeId) -> NodeId {
        if a == b {
            return a;
        }
        let (equal, undefined) =
            (self.graph.compare(Relation::EQUAL, a, b), self.graph.undefined());
        self.graph.select(equal, a, undefined)
    }

    fn selection(&mut self, condition: NodeId, a: NodeId, b: NodeId) -> Option<NodeId> {
        let border = self.border(condition);
        if self.get(a).is_none() && self.get(b).is_none() && border.is_none() {
            return None;
        }
        let (da, db) = (self.or_zero(a), self.or_zero(b));
        let inside = self.graph.select(condition, da, db);
        let Some(border) = border else { return Some(inside) };
        let undefined = self.graph.undefined();
        let tangent = self.agreeing(da, db);
        let continuous = self.graph.compare(Relation::EQUAL, a, b);
        // A branch that nowhere has a value does not meet the other one.
        let at_border = self.graph.select(continuous, tangent, undefined);
        Some(self.graph.select(border, at_border, inside))
    }

    /// Where a condition may change its truth by the smallest change of what it compares.
    fn border(&mut self, condition: NodeId) -> Option<NodeId> {
        match self.graph.op(condition) {
            Op::Compare(_, a, b) => {
                if self.get(a).is_none() && self.get(b).is_none() {
                    return None;
                }
                Some(self.graph.compare(Relation::EQUAL, a, b))
            }
            Op::Binary(Binary::And | Binary::Or, a, b) => match (self.border(a), self.border(b)) {
                (Some(a), Some(b)) => Some(self.graph.or(a, b)),
                (a, b) => a.or(b),
            },
            _ => None,
        }
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
