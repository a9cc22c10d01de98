//! Powers of `e` taken out of sums and quotients, so that neither overflows: the shift by the largest
//! exponent in softmax and log-sum-exp, for sums of any length, and in their derivatives.
//!
//! A node is looked at as `exp(s)·m`. Products add the exponents `s`, quotients subtract them, and a sum
//! takes out the largest one, by [`EQUATIONS`]. Exponents that are the same cancel exactly. The form is
//! used where a quotient has exponents to subtract, and below a logarithm. There the largest power of a sum
//! counts as one and the others as what is more than one, so that the logarithm of their sum does not lose
//! what is small beside one.

use rustc_hash::FxHashMap;

use super::graph::{Binary, Bound, Fold, Folding, Graph, NodeId, Op, Unary};
use crate::expr::Relation;

/// The equations by which exponents are moved and sums of powers are taken apart, each with what it needs.
pub const EQUATIONS: [(&str, &str, &str); 12] = [
    ("exp(a)*u*(exp(b)*v)", "exp(a + b)*(u*v)", ""),
    ("exp(a)*u/(exp(b)*v)", "exp(a - b)*(u/v)", ""),
    ("exp(a)*u + exp(b)*v", "exp(m)*(exp(a - m)*u + exp(b - m)*v)", ""),
    ("exp(x)*u", "exp(m)*(exp(x - m)*u)", ""),
    ("sum(exp(m)*u[k], k, 1, n)", "exp(m)*sum(u[k], k, 1, n)", ""),
    ("ln(exp(m)*v)", "m + ln(v)", "v > 0"),
    ("ln(exp(m)/(1 + u))", "m - ln(1 + u)", "u > -1"),
    ("x - (m + u)", "(x - m) + -u", ""),
    ("exp(a)*(1 + u) + exp(b)*(1 + v)", "exp(a)*(1 + (u + exp(b - a)*(1 + v)))", ""),
    ("exp(a)*(1 + u)/(exp(b)*(1 + v))", "exp(a - b)*((1 + u)/(1 + v))", ""),
    (
        "exp(x - m)",
        "piecewise(1 if x == m, 0 otherwise) + piecewise(0 if x == m, exp(x - m) otherwise)",
        "",
    ),
    ("sum(u[k] + v[k], k, 1, n)", "sum(u[k], k, 1, n) + sum(v[k], k, 1, n)", ""),
];

/// `exp(Σ plus - Σ minus)·mantissa`.
#[derive(Debug, Clone)]
struct Scaled {
    plus: Vec<NodeId>,
    minus: Vec<NodeId>,
    mantissa: NodeId,
    /// Whether a sum has been taken apart.
    sum: bool,
    /// By how much the mantissa is more than one, if that is known without a difference.
    excess: Option<Excess>,
}

/// The mantissa as one and a number that is not negative.
#[derive(Debug, Clone, Copy)]
enum Excess {
    /// `1 + a`.
    Times(NodeId),
    /// `1/(1 + a)`.
    Over(NodeId),
}

/// What has become of nodes, and the forms with exponents of those that have one.
#[derive(Debug, Default)]
pub(super) struct Scales {
    done: FxHashMap<NodeId, NodeId>,
    scaled: FxHashMap<NodeId, Scaled>,
    logarithms: FxHashMap<NodeId, Logarithm>,
}

/// A logarithm of a sum: the largest exponent, and what is more than it.
#[derive(Debug, Clone, Copy)]
struct Logarithm {
    exponent: NodeId,
    rest: NodeId,
}

impl Graph {
    /// A node with exponents taken out of its quotients and logarithms.
    pub(super) fn descaled(&mut self, root: NodeId, scales: &mut Scales) -> NodeId {
        for node in self.reachable(&[root]) {
            if scales.done.contains_key(&node) {
                continue;
            }
            let new = self.rebuilt(node, &scales.done);
            let new = match self.op(node) {
                Op::Fold(id) => {
                    // The index as it stands in the body, whatever the new fold calls it.
                    let fold = self.get_fold(id);
                    let body = scales.done[&fold.body];
                    let form = scales.scaled.get(&body).cloned();
                    if let (Folding::Sum, Some(form)) = (fold.folding, form) {
                        let form = self.sum_over(fold, form);
                        scales.scaled.insert(new, form);
                    }
                    new
                }
                _ => self.level(new, scales),
            };
            scales.done.insert(node, new);
        }
        scales.done[&root]
    }

    /// Finds the form of a node whose operands have theirs; the node that is to be evaluated.
    fn level(&mut self, node: NodeId, scales: &mut Scales) -> NodeId {
        let Scales { scaled, logarithms, .. } = scales;
        let form = match self.op(node) {
            Op::Unary(Unary::Exp, a) => {
                let (one, zero) = (self.num(1.0), self.num(0.0));
                let excess = Some(Excess::Times(zero));
                Scaled { plus: vec![a], minus: Vec::new(), mantissa: one, sum: false, excess }
            }
            Op::Unary(Unary::Ln, a) => {
                let Some(form) = scaled.get(&a).filter(|form| form.sum).cloned() else {
                    return node;
                };
                let parts = self.logarithm(&form);
                let value = self.add(parts.exponent, parts.rest);
                logarithms.insert(value, parts);
                return value;
            }
            Op::Compare(relation, a, b) if self.is(b, 0.0) => {
                // A power is positive, also where it is too small to be told from zero.
                let Some(form) = scaled.get(&a).filter(|form| form.sum) else { return node };
                return self.compare(relation, form.mantissa, b);
            }
            Op::Unary(Unary::Neg, a) => {
                let Some(form) = scaled.get(&a).cloned() else { return node };
                Scaled { mantissa: self.neg(form.mantissa), excess: None, ..form }
            }
            Op::Binary(op @ (Binary::Mul | Binary::Div), a, b) => {
                let (first, second) = (scaled.get(&a).cloned(), scaled.get(&b).cloned());
                if first.is_none() && second.is_none() {
                    return node;
                }
                let both = first.is_some() && second.is_some();
                let (first, second) = (
                    first.unwrap_or_else(|| self.plain(a)),
                    second.unwrap_or_else(|| self.plain(b)),
                );
                let count =
                    first.plus.len() + first.minus.len() + second.plus.len() + second.minus.len();
                let form = self.product(op, first, second);
                let left = form.plus.len() + form.minus.len();
                // Exponents that are only added, or only one, are as well in the node as it stands.
                if both && (!form.minus.is_empty() || left < count) {
                    let value = self.value(&form);
                    scaled.insert(value, form);
                    return value;
                }
                form
            }
            Op::Binary(op @ (Binary::Add | Binary::Sub), a, b) => {
                let (first, second) = (scaled.get(&a).cloned(), scaled.get(&b).cloned());
                if first.is_none() && second.is_none() {
                    return self.regrouped(op, a, b, logarithms).unwrap_or(node);
                }
                let (first, second) = (
                    first.unwrap_or_else(|| self.plain(a)),
                    second.unwrap_or_else(|| self.plain(b)),
                );
                let same = first.plus == second.plus && first.minus == second.minus;
                let form = self.sum(op, first, second);
                // One power for both terms.
                if same && !form.minus.is_empty() {
                    let value = self.value(&form);
                    scaled.insert(value, form);
                    return value;
                }
                form
            }
            _ => return node,
        };
        scaled.insert(node, form);
        node
    }

    /// The logarithm of what has a sum in it, whose mantissa may be near one.
    fn logarithm(&mut self, form: &Scaled) -> Logarithm {
        let exponent = self.exponent(form);
        let rest = match form.excess {
            Some(Excess::Times(more)) => self.unary(Unary::Log1p, more),
            Some(Excess::Over(more)) => {
                let ln = self.unary(Unary::Log1p, more);
                self.neg(ln)
            }
            None => self.unary(Unary::Ln, form.mantissa),
        };
        Logarithm { exponent, rest }
    }

    /// A sum or difference with the logarithm of a sum: exponents go first, since they may cancel.
    fn regrouped(
        &mut self,
        op: Binary,
        a: NodeId,
        b: NodeId,
        known: &FxHashMap<NodeId, Logarithm>,
    ) -> Option<NodeId> {
        let zero = self.num(0.0);
        let parts = |node| known.get(&node).map_or((node, zero), |it| (it.exponent, it.rest));
        if !known.contains_key(&a) && !known.contains_key(&b) {
            return None;
        }
        let (first, second) = (parts(a), parts(b));
        let exponents = self.binary(op, first.0, second.0);
        let rests = self.binary(op, first.1, second.1);
        Some(self.add(exponents, rests))
    }

    fn product(&mut self, op: Binary, mut first: Scaled, mut second: Scaled) -> Scaled {
        let excess = self.excess_of_product(op, first.excess, second.excess);
        if op == Binary::Div {
            std::mem::swap(&mut second.plus, &mut second.minus);
        }
        first.plus.append(&mut second.plus);
        first.minus.append(&mut second.minus);
        cancel(&mut first.plus, &mut first.minus);
        // What is divided by is often the same for many quotients.
        let mantissa = if op == Binary::Div && !self.is(first.mantissa, 1.0) {
            let one = self.num(1.0);
            let reciprocal = self.div(one, second.mantissa);
            self.mul(first.mantissa, reciprocal)
        } else {
            self.binary(op, first.mantissa, second.mantissa)
        };
        Scaled { mantissa, sum: first.sum || second.sum, excess, ..first }
    }

    fn excess_of_product(
        &self,
        op: Binary,
        first: Option<Excess>,
        second: Option<Excess>,
    ) -> Option<Excess> {
        let (first, second) = (first?, second?);
        let is_one = |it: Excess| match it {
            Excess::Times(more) | Excess::Over(more) => self.is(more, 0.0),
        };
        match (op, second) {
            _ if is_one(second) => Some(first),
            _ if !is_one(first) => None,
            (Binary::Div, Excess::Times(more)) => Some(Excess::Over(more)),
            (Binary::Div, Excess::Over(more)) => Some(Excess::Times(more)),
            _ => Some(second),
        }
    }

    fn sum(&mut self, op: Binary, first: Scaled, second: Scaled) -> Scaled {
        if first.plus == second.plus && first.minus == second.minus {
            let mantissa = self.binary(op, first.mantissa, second.mantissa);
            return Scaled { mantissa, sum: first.sum || second.sum, excess: None, ..first };
        }
        let exponents = (self.exponent(&first), self.exponent(&second));
        let largest = self.binary(Binary::Max, exponents.0, exponents.1);
        let excess = match (op, first.excess, second.excess) {
            (Binary::Add, Some(Excess::Times(a)), Some(Excess::Times(b))) => {
                Some(self.excess_of_sum((exponents.0, a), (exponents.1, b)))
            }
            _ => None,
        };
        let mut terms = [first, second];
        for term in &mut terms {
            term.minus.push(largest);
            cancel(&mut term.plus, &mut term.minus);
        }
        let [first, second] = terms.map(|term| self.value(&term));
        let mantissa = self.binary(op, first, second);
        Scaled { plus: vec![largest], minus: Vec::new(), mantissa, sum: true, excess }
    }

    /// `exp(x)·(1 + a) + exp(y)·(1 + b)` over the larger power, without one: the excess of that power,
    /// and all of the other.
    fn excess_of_sum(&mut self, (x, a): (NodeId, NodeId), (y, b): (NodeId, NodeId)) -> Excess {
        let (larger, smaller) = (self.binary(Binary::Max, x, y), self.binary(Binary::Min, x, y));
        let power = self.binary(Binary::ExpDifference, smaller, larger);
        let (mut own, mut other) = (a, b);
        if a != b {
            let first = self.compare(Relation::AT_LEAST, x, y);
            (own, other) = (self.select(first, a, b), self.select(first, b, a));
        }
        let one = self.num(1.0);
        let other = self.add(one, other);
        let rest = self.mul(power, other);
        Excess::Times(self.add(own, rest))
    }

    fn sum_over(&mut self, fold: Fold, form: Scaled) -> Scaled {
        let inside = |graph: &Self, node: &NodeId| graph.free(*node).contains(&fold.bound);
        let varies = |list: &[NodeId]| list.iter().any(|node| inside(self, node));
        if !varies(&form.plus) && !varies(&form.minus) {
            let mantissa = self.fold(Fold { body: form.mantissa, ..fold });
            return Scaled { mantissa, excess: None, ..form };
        }
        let (mut outer, mut inner) = (form.clone(), form);
        outer.plus.retain(|node| !inside(self, node));
        outer.minus.retain(|node| !inside(self, node));
        inner.plus.retain(|node| inside(self, node));
        inner.minus.retain(|node| inside(self, node));
        let exponent = self.exponent(&inner);
        let largest = self.fold(Fold { folding: Folding::Max, body: exponent, ..fold });
        let is_power = matches!(inner.excess, Some(Excess::Times(more)) if self.is(more, 0.0));
        let excess = is_power.then(|| self.excess_over(fold, exponent, largest));
        inner.minus.push(largest);
        let factor;
        (factor, inner.mantissa) = self.invariant_factor(inner.mantissa, fold.bound);
        let body = self.value(&inner);
        outer.plus.push(largest);
        cancel(&mut outer.plus, &mut outer.minus);
        let sum = self.fold(Fold { body, ..fold });
        let mantissa = self.mul(factor, sum);
        Scaled { mantissa, sum: true, excess, ..outer }
    }

    /// A sum of powers over the largest one, without one: all others, and how often it is there again.
    fn excess_over(&mut self, fold: Fold, exponent: NodeId, largest: NodeId) -> Excess {
        let (zero, one) = (self.num(0.0), self.num(1.0));
        let power = self.binary(Binary::ExpDifference, exponent, largest);
        let is_largest = self.compare(Relation::EQUAL, exponent, largest);
        let body = self.select(is_largest, zero, power);
        let others = self.fold(Fold { folding: Folding::Sum, body, ..fold });
        let count = self.fold(Fold { folding: Folding::Sum, body: is_largest, ..fold });
        let again = self.sub(count, one);
        Excess::Times(self.add(again, others))
    }

    /// A product as a factor that does not depend on an index, and the rest.
    fn invariant_factor(&mut self, node: NodeId, bound: Bound) -> (NodeId, NodeId) {
        let one = self.num(1.0);
        if !self.free(node).contains(&bound) {
            return (node, one);
        }
        match self.op(node) {
            Op::Binary(Binary::Mul, a, b) => {
                let (first, second) =
                    (self.invariant_factor(a, bound), self.invariant_factor(b, bound));
                (self.mul(first.0, second.0), self.mul(first.1, second.1))
            }
            Op::Unary(Unary::Neg, a) => {
                let (factor, rest) = self.invariant_factor(a, bound);
                (self.neg(factor), rest)
            }
            _ => (one, node),
        }
    }

    /// A node without an exponent.
    fn plain(&mut self, node: NodeId) -> Scaled {
        let zero = self.num(0.0);
        let excess = self.is(node, 1.0).then_some(Excess::Times(zero));
        Scaled { plus: Vec::new(), minus: Vec::new(), mantissa: node, sum: false, excess }
    }

    fn exponent(&mut self, form: &Scaled) -> NodeId {
        let mut sums = [self.num(0.0); 2];
        for (sum, list) in sums.iter_mut().zip([&form.plus, &form.minus]) {
            for &node in list {
                *sum = self.add(*sum, node);
            }
        }
        self.sub(sums[0], sums[1])
    }

    fn value(&mut self, form: &Scaled) -> NodeId {
        let power = match (form.plus.as_slice(), form.minus.as_slice()) {
            ([], []) => return form.mantissa,
            ([a], [b]) => self.binary(Binary::ExpDifference, *a, *b),
            _ => {
                let exponent = self.exponent(form);
                self.unary(Unary::Exp, exponent)
            }
        };
        self.mul(power, form.mantissa)
    }
}

/// Leaves out what is on both sides.
fn cancel(plus: &mut Vec<NodeId>, minus: &mut Vec<NodeId>) {
    let mut position = 0;
    while position < plus.len() {
        match minus.iter().position(|node| *node == plus[position]) {
            Some(other) => {
                plus.swap_remove(position);
                minus.swap_remove(other);
            }
            None => position += 1,
        }
    }
    plus.sort_unstable();
    minus.sort_unstable();
}
