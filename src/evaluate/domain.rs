//! Where a node has a value, and which sign it has.

use rustc_hash::{FxHashMap, FxHashSet};

use super::graph::{Binary, Fold, Folding, Graph, NodeId, Op, Unary};
use crate::expr::Relation;

/// The signs that a product may have.
fn product(a: Relation, b: Relation) -> Relation {
    let mut result = Relation::NEVER;
    for sign in [Relation::LESS, Relation::EQUAL, Relation::GREATER] {
        if sign.implies(a) {
            result = result.or(match sign {
                Relation::GREATER => b,
                Relation::LESS => b.flip(),
                _ => Relation::EQUAL,
            });
        }
    }
    result
}

/// The signs of nodes, each looked at once.
#[derive(Debug, Default)]
pub(super) struct Signs(FxHashMap<NodeId, Relation>);

impl Signs {
    /// How the values of a node, as far as it has any, compare with zero.
    pub(super) fn of(&mut self, graph: &Graph, node: NodeId) -> Relation {
        let mut open = vec![(node, false)];
        while let Some((node, ready)) = open.pop() {
            if self.0.contains_key(&node) {
                continue;
            }
            if ready {
                let sign = self.node(graph, node);
                self.0.insert(node, sign);
            } else {
                open.push((node, true));
                graph.for_each_operand(node, &mut |operand| open.push((operand, false)));
            }
        }
        self.0[&node]
    }

    fn node(&self, graph: &Graph, node: NodeId) -> Relation {
        let sign = |node: NodeId| self.0[&node];
        match graph.op(node) {
            Op::Number(bits) => match bits.value().partial_cmp(&0.0) {
                Some(std::cmp::Ordering::Less) => Relation::LESS,
                Some(std::cmp::Ordering::Equal) => Relation::EQUAL,
                Some(std::cmp::Ordering::Greater) => Relation::GREATER,
                None => Relation::NEVER,
            },
            Op::Test(..) | Op::Compare(..) => Relation::AT_LEAST,
            Op::Unary(op, a) => unary(op, sign(a)),
            Op::Binary(op, a, b) => {
                let (left, right) = (sign(a), sign(b));
                match op {
                    Binary::Add => left.plus(right),
                    Binary::Sub => left.plus(right.flip()),
                    Binary::Mul if a == b => product(left, right).and(Relation::AT_LEAST),
                    Binary::Mul => product(left, right),
                    // A quotient has the sign of the product, whose zeros it has as well.
                    Binary::Div => product(left, right.and(Relation::NOT_EQUAL)),
                    Binary::Pow if left.implies(Relation::GREATER) => Relation::GREATER,
                    Binary::Pow | Binary::And | Binary::Or => Relation::AT_LEAST,
                    Binary::Max => extremum(left, right),
                    Binary::Min => extremum(left.flip(), right.flip()).flip(),
                    Binary::ExpDifference | Binary::ExpScaled => Relation::GREATER,
                }
            }
            Op::Power(a, _) if sign(a).implies(Relation::GREATER) => Relation::GREATER,
            Op::Select(_, a, b) => sign(a).or(sign(b)),
            Op::Fold(id) => {
                let Fold { folding, body, .. } = graph.get_fold(id);
                match folding {
                    // An empty sum is zero.
                    Folding::Sum => sign(body).plus(sign(body)).or(Relation::EQUAL),
                    Folding::Product if sign(body).implies(Relation::GREATER) => Relation::GREATER,
                    Folding::Product | Folding::Max => Relation::ALWAYS,
                }
            }
            Op::Input(_) | Op::Element(..) | Op::Integer(_) | Op::Power(..) => Relation::ALWAYS,
        }
    }
}

fn unary(op: Unary, a: Relation) -> Relation {
    match op {
        Unary::Neg => a.flip(),
        Unary::Abs if a.is_strict() => Relation::GREATER,
        Unary::Sqrt => a.and(Relation::AT_LEAST),
        Unary::Sign
        | Unary::Cbrt
        | Unary::Sinh
        | Unary::Tanh
        | Unary::Asin
        | Unary::Atan
        | Unary::Asinh
        | Unary::Atanh
        | Unary::Log1p
        | Unary::Expm1 => a,
        Unary::Exp
        | Unary::Cosh
        | Unary::Sech
        | Unary::Sigmoid
        | Unary::Softplus
        | Unary::TanhSlope
        | Unary::SigmoidSlope => Relation::GREATER,
        Unary::Abs | Unary::Acos | Unary::Acosh => Relation::AT_LEAST,
        Unary::Ln | Unary::Sin | Unary::Cos | Unary::Tan | Unary::BinaryExponent => {
            Relation::ALWAYS
        }
    }
}

/// The signs that the larger of two values may have.
fn extremum(a: Relation, b: Relation) -> Relation {
    let all = a.or(b);
    // Below zero only if both may be; at most zero only if neither is certainly above.
    let mut result = all;
    if !Relation::LESS.implies(a) || !Relation::LESS.implies(b) {
        result = result.and(Relation::AT_LEAST);
    }
    if a.implies(Relation::GREATER) || b.implies(Relation::GREATER) {
        result = result.and(Relation::GREATER);
    }
    result
}

/// Something without which a node has no value around a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Need {
    Positive(NodeId),
    NotZero(NodeId),
    Inside(NodeId),
    AboveOne(NodeId),
    AboveMinusOne(NodeId),
}

impl Graph {
    /// Whether a node certainly is not zero anywhere.
    #[must_use]
    pub fn is_never_zero(&self, node: NodeId) -> bool {
        Signs::default().of(self, node).implies(Relation::NOT_EQUAL)
    }

    /// A derivative where the function has values all around as the leaves that `varies` picks change,
    /// and undefined elsewhere.
    pub(super) fn where_interior(
        &mut self,
        value: NodeId,
        derivative: NodeId,
        varies: &dyn Fn(&Self, NodeId) -> bool,
    ) -> NodeId {
        if !self.is_partial(value) {
            return derivative;
        }
        let (strict, divisors) = self.strict(derivative);
        let (signs, memo) = (Signs::default(), FxHashMap::default());
        let varying = FxHashMap::default();
        let mut interior = Interior { graph: self, signs, strict, divisors, varies, varying, memo };
        match interior.of(value) {
            Some(condition) => {
                let undefined = self.undefined();
                self.select(condition, derivative, undefined)
            }
            None => derivative,
        }
    }

    /// Where a node has values all around as the leaves that `varies` picks change; `None` where it always
    /// has.
    pub(super) fn interior(
        &mut self,
        value: NodeId,
        varies: &dyn Fn(&Self, NodeId) -> bool,
    ) -> Option<NodeId> {
        if !self.is_partial(value) {
            return None;
        }
        let (strict, divisors) = (FxHashSet::default(), FxHashSet::default());
        let (signs, memo) = (Signs::default(), FxHashMap::default());
        let varying = FxHashMap::default();
        Interior { graph: self, signs, strict, divisors, varies, varying, memo }.of(value)
    }

    /// Whether anything in a node has no value somewhere.
    fn is_partial(&self, value: NodeId) -> bool {
        self.reachable(&[value])
            .into_iter()
            .any(|node| need(self, node).is_some() || self.constant(node).is_some_and(f64::is_nan))
    }

    /// The nodes without whose value the root has none, and what is divided by among them, constant
    /// factors left out.
    fn strict(&self, root: NodeId) -> (FxHashSet<NodeId>, FxHashSet<NodeId>) {
        let (mut seen, mut divisors) = (FxHashSet::default(), FxHashSet::default());
        let mut open = vec![root];
        while let Some(node) = open.pop() {
            if !seen.insert(node) {
                continue;
            }
            match self.op(node) {
                Op::Select(condition, ..) => open.push(condition),
                Op::Fold(_) | Op::Binary(Binary::And | Binary::Or, ..) => {}
                _ => self.for_each_operand(node, &mut |operand| open.push(operand)),
            }
            if let Op::Binary(Binary::Div, _, divisor) = self.op(node) {
                divisors.insert(match self.op(divisor) {
                    Op::Binary(Binary::Mul, a, b) if self.constant(a).is_some() => b,
                    Op::Binary(Binary::Mul, a, b) if self.constant(b).is_some() => a,
                    _ => divisor,
                });
            }
        }
        (seen, divisors)
    }
}

/// What a node needs to have a value.
fn need(graph: &Graph, node: NodeId) -> Option<Need> {
    match graph.op(node) {
        Op::Unary(Unary::Sqrt | Unary::Ln, a) | Op::Binary(Binary::Pow, a, _) => {
            Some(Need::Positive(a))
        }
        Op::Unary(Unary::Asin | Unary::Acos | Unary::Atanh, a) => Some(Need::Inside(a)),
        Op::Unary(Unary::Acosh, a) => Some(Need::AboveOne(a)),
        Op::Unary(Unary::Log1p, a) => Some(Need::AboveMinusOne(a)),
        Op::Binary(Binary::Div, _, b) => Some(Need::NotZero(b)),
        _ => None,
    }
}

struct Interior<'a> {
    graph: &'a mut Graph,
    signs: Signs,
    /// Nodes without whose value the derivative has none.
    strict: FxHashSet<NodeId>,
    /// What the derivative divides by.
    divisors: FxHashSet<NodeId>,
    varies: &'a dyn Fn(&Graph, NodeId) -> bool,
    /// Whether nodes depend on a leaf that varies.
    varying: FxHashMap<NodeId, bool>,
    memo: FxHashMap<NodeId, Option<NodeId>>,
}

impl Interior<'_> {
    /// The condition for a node to have values all around; `None` where it always has.
    fn of(&mut self, root: NodeId) -> Option<NodeId> {
        let mut open = vec![(root, false)];
        while let Some((node, ready)) = open.pop() {
            if self.memo.contains_key(&node) {
                continue;
            }
            if let Op::Fold(id) = self.graph.op(node) {
                let fold = self.graph.get_fold(id);
                let fold = self.graph.opened(fold);
                let condition = self
                    .of(fold.body)
                    .map(|body| self.graph.fold(Fold { folding: Folding::Product, body, ..fold }));
                self.memo.insert(node, condition);
            } else if ready {
                let condition = self.node(node);
                self.memo.insert(node, condition);
            } else {
                open.push((node, true));
                self.graph.for_each_operand(node, &mut |operand| open.push((operand, false)));
            }
        }
        self.memo[&root]
    }

    fn node(&mut self, node: NodeId) -> Option<NodeId> {
        if self.graph.constant(node).is_some_and(f64::is_nan) {
            return Some(self.graph.num(0.0));
        }
        if let Op::Select(condition, a, b) = self.graph.op(node) {
            let (first, second) = (self.memo[&a], self.memo[&b]);
            let branches = match (first, second) {
                (None, None) => None,
                (a, b) => {
                    let one = self.graph.num(1.0);
                    Some(self.graph.select(condition, a.unwrap_or(one), b.unwrap_or(one)))
                }
            };
            let guard = self.memo[&condition];
            return self.both(guard, branches);
        }
        let mut parts = Vec::new();
        self.graph.for_each_operand(node, &mut |operand| parts.push(operand));
        let mut result = None;
        for part in parts {
            let part = self.memo[&part];
            result = self.both(result, part);
        }
        let own = need(self.graph, node).and_then(|need| self.condition(need, node));
        self.both(result, own)
    }

    fn both(&mut self, a: Option<NodeId>, b: Option<NodeId>) -> Option<NodeId> {
        match (a, b) {
            (Some(a), Some(b)) => Some(self.graph.and(a, b)),
            (a, b) => a.or(b),
        }
    }

    /// What is needed as a condition, unless it always holds or the derivative shows it anyway.
    fn condition(&mut self, need: Need, node: NodeId) -> Option<NodeId> {
        let (Need::Positive(a)
        | Need::NotZero(a)
        | Need::Inside(a)
        | Need::AboveOne(a)
        | Need::AboveMinusOne(a)) = need;
        let edge = self.is_varying(a);
        let shown = match self.graph.op(node) {
            Op::Unary(Unary::Ln | Unary::Atanh | Unary::Log1p, _) => self.strict.contains(&node),
            Op::Binary(Binary::Div, _, divisor) => self.divisors.contains(&divisor),
            // The function has a value at the edge as well, and no derivative there.
            _ if edge => self.divisors.contains(&node),
            _ => self.strict.contains(&node),
        };
        if shown {
            return None;
        }
        let (relation, a, bound) = match need {
            Need::Positive(a) => (Relation::GREATER, a, 0.0),
            Need::NotZero(a) => (Relation::NOT_EQUAL, a, 0.0),
            Need::AboveOne(a) => (Relation::GREATER, a, 1.0),
            Need::AboveMinusOne(a) => (Relation::GREATER, a, -1.0),
            Need::Inside(a) => (Relation::LESS, self.graph.unary(Unary::Abs, a), 1.0),
        };
        if bound == 0.0 && self.signs.of(self.graph, a).implies(relation) {
            return None;
        }
        if let Some(test) = self.when_not_empty(a, relation).filter(|_| bound == 0.0) {
            return Some(test);
        }
        if !edge {
            return Some(self.graph.compare(Relation::EQUAL, node, node));
        }
        let bound = self.graph.num(bound);
        Some(self.graph.compare(relation, a, bound))
    }

    /// A sum of terms of one sign has that sign as soon as there is a term, however small they are.
    fn when_not_empty(&mut self, sum: NodeId, relation: Relation) -> Option<NodeId> {
        let Op::Fold(id) = self.graph.op(sum) else { return None };
        let Fold { folding, body, from, to, .. } = self.graph.get_fold(id);
        let sign = self.signs.of(self.graph, body);
        let single = [Relation::LESS, Relation::GREATER].contains(&sign);
        if folding != Folding::Sum || !single || !sign.implies(relation) {
            return None;
        }
        let length = self.graph.length(from, to)?;
        Some(self.graph.test(Relation::GREATER, length))
    }

    fn is_varying(&mut self, root: NodeId) -> bool {
        let mut open = vec![(root, false)];
        while let Some((node, ready)) = open.pop() {
            if self.varying.contains_key(&node) {
                continue;
            }
            if ready {
                let mut result = (self.varies)(self.graph, node);
                self.graph.for_each_operand(node, &mut |it| result |= self.varying[&it]);
                self.varying.insert(node, result);
            } else {
                open.push((node, true));
                self.graph.for_each_operand(node, &mut |operand| open.push((operand, false)));
            }
        }
        self.varying[&root]
    }
}
