//! Powers of `e` taken out of sums and quotients, so that neither overflows: the shift by the largest
//! exponent in softmax and log-sum-exp, for sums of any length, and in their derivatives.
//!
//! A node is looked at as `exp(s)·m`. Products add the exponents `s`, quotients subtract them, and a sum
//! takes out the largest one, by [`EQUATIONS`]. Exponents that are the same cancel exactly. The form is
//! used where a quotient has exponents to subtract, and below a logarithm.

use rustc_hash::FxHashMap;

use super::graph::{Binary, Bound, Fold, Folding, Graph, NodeId, Op, Unary};

/// The equations by which exponents are moved, for all `a`, `b`, `u`, `x` and `m`; the last one for all
/// positive `v`.
pub const EQUATIONS: [(&str, &str, &str); 6] = [
    ("exp(a)*u*(exp(b)*v)", "exp(a + b)*(u*v)", ""),
    ("exp(a)*u/(exp(b)*v)", "exp(a - b)*(u/v)", ""),
    ("exp(a)*u + exp(b)*v", "exp(m)*(exp(a - m)*u + exp(b - m)*v)", ""),
    ("exp(x)*u", "exp(m)*(exp(x - m)*u)", ""),
    ("sum(exp(m)*u[k], k, 1, n)", "exp(m)*sum(u[k], k, 1, n)", ""),
    ("ln(exp(m)*v)", "m + ln(v)", "v > 0"),
];

/// `exp(Σ plus - Σ minus)·mantissa`.
#[derive(Debug, Clone)]
struct Scaled {
    plus: Vec<NodeId>,
    minus: Vec<NodeId>,
    mantissa: NodeId,
    /// Whether a sum has been taken apart.
    sum: bool,
}

/// What has become of nodes, and the forms with exponents of those that have one.
#[derive(Debug, Default)]
pub(super) struct Scales {
    done: FxHashMap<NodeId, NodeId>,
    scaled: FxHashMap<NodeId, Scaled>,
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
                _ => self.level(new, &mut scales.scaled),
            };
            scales.done.insert(node, new);
        }
        scales.done[&root]
    }

    /// Finds the form of a node whose operands have theirs; the node that is to be evaluated.
    fn level(&mut self, node: NodeId, scaled: &mut FxHashMap<NodeId, Scaled>) -> NodeId {
        let form = match self.op(node) {
            Op::Unary(Unary::Exp, a) => {
                Scaled { plus: vec![a], minus: Vec::new(), mantissa: self.num(1.0), sum: false }
            }
            Op::Unary(Unary::Ln, a) => {
                let Some(form) = scaled.get(&a).filter(|form| form.sum).cloned() else {
                    return node;
                };
                let exponent = self.exponent(&form);
                let ln = self.unary(Unary::Ln, form.mantissa);
                return self.add(exponent, ln);
            }
            Op::Compare(relation, a, b) if self.is(b, 0.0) => {
                // A power is positive, also where it is too small to be told from zero.
                let Some(form) = scaled.get(&a).filter(|form| form.sum) else { return node };
                return self.compare(relation, form.mantissa, b);
            }
            Op::Unary(Unary::Neg, a) => {
                let Some(form) = scaled.get(&a).cloned() else { return node };
                Scaled { mantissa: self.neg(form.mantissa), ..form }
            }
            Op::Binary(op @ (Binary::Mul | Binary::Div), a, b) => {
                let (first, second) = (scaled.get(&a).cloned(), scaled.get(&b).cloned());
                if first.is_none() && second.is_none() {
                    return node;
                }
                let both = first.is_some() && second.is_some();
                let (first, second) =
                    (first.unwrap_or_else(|| plain(a)), second.unwrap_or_else(|| plain(b)));
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
                    return node;
                }
                let (first, second) =
                    (first.unwrap_or_else(|| plain(a)), second.unwrap_or_else(|| plain(b)));
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

    fn product(&mut self, op: Binary, mut first: Scaled, mut second: Scaled) -> Scaled {
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
        Scaled { mantissa, sum: first.sum || second.sum, ..first }
    }

    fn sum(&mut self, op: Binary, first: Scaled, second: Scaled) -> Scaled {
        if first.plus == second.plus && first.minus == second.minus {
            let mantissa = self.binary(op, first.mantissa, second.mantissa);
            return Scaled { mantissa, sum: first.sum || second.sum, ..first };
        }
        let exponents = (self.exponent(&first), self.exponent(&second));
        let largest = self.binary(Binary::Max, exponents.0, exponents.1);
        let mut terms = [first, second];
        for term in &mut terms {
            term.minus.push(largest);
            cancel(&mut term.plus, &mut term.minus);
        }
        let [first, second] = terms.map(|term| self.value(&term));
        let mantissa = self.binary(op, first, second);
        Scaled { plus: vec![largest], minus: Vec::new(), mantissa, sum: true }
    }

    fn sum_over(&mut self, fold: Fold, form: Scaled) -> Scaled {
        let inside = |graph: &Self, node: &NodeId| graph.free(*node).contains(&fold.bound);
        let varies = |list: &[NodeId]| list.iter().any(|node| inside(self, node));
        if !varies(&form.plus) && !varies(&form.minus) {
            let mantissa = self.fold(Fold { body: form.mantissa, ..fold });
            return Scaled { mantissa, ..form };
        }
        let (mut outer, mut inner) = (form.clone(), form);
        outer.plus.retain(|node| !inside(self, node));
        outer.minus.retain(|node| !inside(self, node));
        inner.plus.retain(|node| inside(self, node));
        inner.minus.retain(|node| inside(self, node));
        let exponent = self.exponent(&inner);
        let largest = self.fold(Fold { folding: Folding::Max, body: exponent, ..fold });
        inner.minus.push(largest);
        let factor;
        (factor, inner.mantissa) = self.invariant_factor(inner.mantissa, fold.bound);
        let body = self.value(&inner);
        outer.plus.push(largest);
        cancel(&mut outer.plus, &mut outer.minus);
        let sum = self.fold(Fold { body, ..fold });
        let mantissa = self.mul(factor, sum);
        Scaled { mantissa, sum: true, ..outer }
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

/// A node without an exponent.
fn plain(node: NodeId) -> Scaled {
    Scaled { plus: Vec::new(), minus: Vec::new(), mantissa: node, sum: false }
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
