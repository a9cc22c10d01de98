//! The graph that evaluators, their derivatives and written code come from.
//!
//! A node is a real number that depends on inputs, on sizes and on the indices of the loops around
//! it. Nodes are hash-consed: equal nodes have equal handles, so that values, gradients and Jacobians
//! share what they have in common. The constructors fold constants and bring commutative operands
//! into one order; they change no value except by the rounding of constants. Operands are always
//! numbered before the nodes that use them.
//!
//! A value is undefined where it is NaN. Conditions are nodes with the values 1 (true), 0 (false) and
//! NaN (undefined).

use indexmap::IndexSet;
use rustc_hash::{FxBuildHasher, FxHashMap};

pub use super::index::{Affine, Bound, Integer};
use crate::expr::Relation;

/// A node of a [`Graph`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(u32);

/// An integer of a [`Graph`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct IndexId(u32);

/// A list of integers of a [`Graph`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct IndicesId(u32);

/// A fold of a [`Graph`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FoldId(u32);

/// A floating-point constant, compared bit by bit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Bits(u64);

impl From<f64> for Bits {
    fn from(value: f64) -> Self {
        Self(value.to_bits())
    }
}

impl Bits {
    /// The number.
    #[must_use]
    pub const fn value(self) -> f64 {
        f64::from_bits(self.0)
    }
}

/// A function of one argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the names are the functions' own")]
pub enum Unary {
    Neg,
    Abs,
    Sign,
    Sqrt,
    Cbrt,
    Exp,
    Ln,
    Sin,
    Cos,
    Tan,
    Sinh,
    Cosh,
    Tanh,
    Asin,
    Acos,
    Atan,
    Asinh,
    Acosh,
    Atanh,
    /// `1/cosh(a)`.
    Sech,
    /// `ln(1 + a)`.
    Log1p,
    /// `exp(a) - 1`.
    Expm1,
    /// `1/(1 + exp(-a))`.
    Sigmoid,
    /// `ln(1 + exp(a))`.
    Softplus,
    /// The derivative of [`Unary::Tanh`], `1/cosh(a)^2`.
    TanhSlope,
    /// The derivative of [`Unary::Sigmoid`], `exp(a)/(1 + exp(a))^2`.
    SigmoidSlope,
    /// An integer near to `a/ln 2`, or the one that all moderate numbers have; undefined from `2^20` on.
    BinaryExponent,
}

/// A function of two arguments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the names are the functions' own")]
pub enum Binary {
    Add,
    Sub,
    Mul,
    /// `a/b`, undefined where `b` is zero.
    Div,
    /// `a^b` for `a > 0`, and for `a = 0` with `b > 0`; undefined elsewhere.
    Pow,
    Max,
    Min,
    /// Both conditions; undefined where one of them is, and the other is not false.
    And,
    /// Either condition; undefined where one of them is, and the other is not true.
    Or,
    /// `exp(a - b)`, without the rounding error of the difference.
    ExpDifference,
    /// `exp(a)·2^-b` for the [`Unary::BinaryExponent`] `b` of a number `m`; `exp(a - m)` where that is undefined.
    ExpScaled,
}

/// What a fold does with its range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Folding {
    /// Adds; an empty range gives 0.
    Sum,
    /// Multiplies; an empty range gives 1.
    Product,
    /// The largest; an empty range gives minus infinity.
    Max,
}

/// A sum, product or maximum over `from ..= to`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Fold {
    /// What is done.
    pub folding: Folding,
    /// The index, which is bound in the body.
    pub bound: Bound,
    /// The first value of the index.
    pub from: IndexId,
    /// The last value of the index.
    pub to: IndexId,
    /// The summand or factor.
    pub body: NodeId,
}

/// What a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Op {
    /// A constant.
    Number(Bits),
    /// A number that each point has, by its position in [`Graph::inputs`].
    Input(u32),
    /// A component of an array, by its position in [`Graph::arrays`]; undefined outside of its range.
    Element(u32, IndicesId),
    /// An integer as a real number.
    Integer(IndexId),
    /// Whether an integer so compares with zero.
    Test(Relation, IndexId),
    /// A function of one argument.
    Unary(Unary, NodeId),
    /// A function of two arguments.
    Binary(Binary, NodeId, NodeId),
    /// `a^n` for an integer `n` that is known only when the graph is evaluated; `a^0` is 1, and zero
    /// has no negative powers.
    Power(NodeId, IndexId),
    /// Whether two values compare so; undefined where one of them is.
    Compare(Relation, NodeId, NodeId),
    /// The first value where the condition is true, the second one where it is false, undefined where
    /// the condition is.
    Select(NodeId, NodeId, NodeId),
    /// A sum, product or maximum over a range.
    Fold(FoldId),
}

/// An array among the inputs.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ArrayInput {
    /// Its name.
    pub name: String,
    /// The number of its indices.
    pub rank: usize,
}

/// Inputs from here on stand for something else for a while.
const FIRST_HOLE: u32 = 1 << 31;

type Table<T> = IndexSet<T, FxBuildHasher>;

/// A store of nodes, with the names of what they depend on.
#[derive(Debug, Clone, Default)]
pub struct Graph {
    nodes: Table<Op>,
    /// The indices of loops that a node depends on, in order.
    free: Vec<Vec<Bound>>,
    /// A number above those of the indices of all folds in a node.
    heights: Vec<u32>,
    integers: Table<Affine>,
    lists: Table<Vec<IndexId>>,
    folds: Table<Fold>,
    fresh: u32,
    /// The names of the inputs that are numbers.
    pub inputs: Vec<String>,
    /// The inputs that are arrays.
    pub arrays: Vec<ArrayInput>,
    /// The names of the integers that the caller gives, or that the extents of arrays tell.
    pub sizes: Vec<String>,
}

fn number<T>(length: usize) -> T
where
    T: TryFrom<usize>,
    T::Error: std::fmt::Debug,
{
    T::try_from(length).expect("a graph holds fewer than 2^32 nodes")
}

impl NodeId {
    /// The position of the node in its graph: operands come before the nodes that use them.
    #[must_use]
    pub const fn position(self) -> usize {
        self.0 as usize
    }
}

impl Graph {
    /// A store without nodes.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The number of nodes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether there is no node.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// What a node is.
    #[must_use]
    pub fn op(&self, node: NodeId) -> Op {
        self.nodes[node.0 as usize]
    }

    /// The node of that operation, if there is one.
    pub(super) fn find(&self, op: Op) -> Option<NodeId> {
        self.nodes.get_index_of(&op).map(|position| NodeId(number(position)))
    }

    /// The indices of loops that a node depends on, in order.
    #[must_use]
    pub fn free(&self, node: NodeId) -> &[Bound] {
        &self.free[node.0 as usize]
    }

    /// An integer.
    #[must_use]
    pub fn integer(&self, index: IndexId) -> &Affine {
        &self.integers[index.0 as usize]
    }

    /// A list of integers.
    #[must_use]
    pub fn indices(&self, list: IndicesId) -> &[IndexId] {
        &self.lists[list.0 as usize]
    }

    /// A fold.
    #[must_use]
    pub fn get_fold(&self, fold: FoldId) -> Fold {
        self.folds[fold.0 as usize]
    }

    /// Stores an integer.
    pub fn affine(&mut self, value: impl Into<Affine>) -> IndexId {
        IndexId(number(self.integers.insert_full(value.into()).0))
    }

    /// Stores a list of integers.
    pub fn list(&mut self, indices: Vec<IndexId>) -> IndicesId {
        IndicesId(number(self.lists.insert_full(indices).0))
    }

    /// An index that occurs nowhere yet.
    pub fn fresh_bound(&mut self) -> Bound {
        self.fresh += 1;
        Bound::Fresh(self.fresh)
    }

    /// The constant, if the node is one.
    #[must_use]
    pub fn constant(&self, node: NodeId) -> Option<f64> {
        match self.op(node) {
            Op::Number(bits) => Some(bits.value()),
            _ => None,
        }
    }

    /// Whether the node is that constant.
    #[must_use]
    #[allow(clippy::float_cmp, reason = "the very constant is meant")]
    pub fn is(&self, node: NodeId, value: f64) -> bool {
        self.constant(node) == Some(value)
    }

    /// Calls a function with the operands of a node, left to right; the body of a fold is one.
    pub fn for_each_operand(&self, node: NodeId, f: &mut impl FnMut(NodeId)) {
        match self.op(node) {
            Op::Number(_) | Op::Input(_) | Op::Element(..) | Op::Integer(_) | Op::Test(..) => {}
            Op::Unary(_, a) | Op::Power(a, _) => f(a),
            Op::Binary(_, a, b) | Op::Compare(_, a, b) => {
                f(a);
                f(b);
            }
            Op::Select(c, a, b) => {
                f(c);
                f(a);
                f(b);
            }
            Op::Fold(fold) => f(self.get_fold(fold).body),
        }
    }

    /// The nodes that the roots depend on, themselves included, operands first.
    #[must_use]
    pub fn reachable(&self, roots: &[NodeId]) -> Vec<NodeId> {
        let mut seen = vec![false; self.len()];
        let mut open = roots.to_vec();
        while let Some(node) = open.pop() {
            if !std::mem::replace(&mut seen[node.position()], true) {
                self.for_each_operand(node, &mut |operand| open.push(operand));
            }
        }
        let nodes = seen.iter().enumerate().filter(|(_, seen)| **seen);
        nodes.map(|(position, _)| NodeId(number(position))).collect()
    }

    /// Stores a node as it is, without folding: every constructor ends here.
    pub(super) fn intern(&mut self, op: Op) -> NodeId {
        if let Some(position) = self.nodes.get_index_of(&op) {
            return NodeId(number(position));
        }
        let (free, height) = self.dependence(op);
        self.free.push(free);
        self.heights.push(height);
        NodeId(number(self.nodes.insert_full(op).0))
    }

    /// A new input without a name.
    pub(super) fn intern_hole(&mut self) -> NodeId {
        self.fresh += 1;
        self.intern(Op::Input(FIRST_HOLE + self.fresh))
    }

    fn dependence(&self, op: Op) -> (Vec<Bound>, u32) {
        let mut free: Vec<Bound> = Vec::new();
        let mut height = 0;
        let mut node = |id: NodeId| {
            free.extend(&self.free[id.position()]);
            height = height.max(self.heights[id.position()]);
        };
        match op {
            Op::Number(_) | Op::Input(_) => {}
            Op::Element(_, list) => {
                for &index in self.indices(list) {
                    free.extend(self.integer(index).bounds());
                }
            }
            Op::Integer(index) | Op::Test(_, index) => free.extend(self.integer(index).bounds()),
            Op::Unary(_, a) => node(a),
            Op::Power(a, index) => {
                node(a);
                free.extend(self.integer(index).bounds());
            }
            Op::Binary(_, a, b) | Op::Compare(_, a, b) => {
                node(a);
                node(b);
            }
            Op::Select(c, a, b) => {
                node(c);
                node(a);
                node(b);
            }
            Op::Fold(fold) => {
                let fold = self.get_fold(fold);
                node(fold.body);
                free.retain(|&bound| bound != fold.bound);
                free.extend(self.integer(fold.from).bounds());
                free.extend(self.integer(fold.to).bounds());
                if let Bound::Fold(own) = fold.bound {
                    height = height.max(own + 1);
                }
            }
        }
        free.sort_unstable();
        free.dedup();
        (free, height)
    }

    /// A sum, product or maximum; the fold is stored with the index that belongs to its height.
    pub fn fold(&mut self, fold: Fold) -> NodeId {
        if !self.free(fold.body).contains(&fold.bound) {
            if let Some(result) = self.invariant_fold(fold) {
                return result;
            }
        }
        let mut height = self.heights[fold.body.position()];
        for &bound in self.free(fold.body) {
            if let Bound::Fold(other) = bound {
                // The index of a fold around this one must stay another.
                height = height.max(if bound == fold.bound { 0 } else { other + 1 });
            }
        }
        let bound = Bound::Fold(height);
        let body = if bound == fold.bound {
            fold.body
        } else {
            self.substitute(fold.body, fold.bound, &bound.into())
        };
        let fold = self.folds.insert_full(Fold { bound, body, ..fold }).0;
        self.intern(Op::Fold(FoldId(number(fold))))
    }

    /// A fold whose body does not depend on the index: as many times the body as the range is long.
    fn invariant_fold(&mut self, fold: Fold) -> Option<NodeId> {
        let length = self.length(fold.from, fold.to)?;
        if self.is(fold.body, 0.0) && fold.folding == Folding::Sum {
            return Some(fold.body);
        }
        // Nothing is multiplied or added over an empty range, and then the body need not have a value.
        let known = self.integer(length).literal();
        match (fold.folding, known) {
            (Folding::Sum, Some(0)) => Some(self.num(0.0)),
            (Folding::Product, Some(0)) => Some(self.num(1.0)),
            (Folding::Sum, Some(_)) => {
                let length = self.int(length);
                Some(self.mul(length, fold.body))
            }
            (Folding::Product, Some(_)) => Some(self.power(fold.body, length)),
            (Folding::Max, Some(1..)) => Some(fold.body),
            _ => None,
        }
    }

    /// The number of integers in a range; for a literal range never negative.
    pub(super) fn length(&mut self, from: IndexId, to: IndexId) -> Option<IndexId> {
        let length = self.integer(to).plus(-1, self.integer(from))?.plus(1, &Affine::from(1))?;
        let length = length.literal().map_or(length, |it| Affine::from(it.max(0)));
        Some(self.affine(length))
    }

    /// The node with another integer in place of an index of a loop that is around it.
    pub fn substitute(&mut self, node: NodeId, bound: Bound, value: &Affine) -> NodeId {
        self.rewrite(node, Some((bound, value)), &mut FxHashMap::default())
    }

    /// The node with others in the places of some.
    pub fn replace(
        &mut self,
        node: NodeId,
        replacements: &mut FxHashMap<NodeId, NodeId>,
    ) -> NodeId {
        self.rewrite(node, None, replacements)
    }

    /// Rebuilds what a node depends on, operands first, so that no depth is too deep.
    fn rewrite(
        &mut self,
        root: NodeId,
        index: Option<(Bound, &Affine)>,
        done: &mut FxHashMap<NodeId, NodeId>,
    ) -> NodeId {
        let mut open = vec![(root, false)];
        while let Some((node, ready)) = open.pop() {
            if done.contains_key(&node) {
                continue;
            }
            if let Some((bound, _)) = index {
                if !self.free(node).contains(&bound) {
                    done.insert(node, node);
                    continue;
                }
            }
            if ready {
                let result = self.rebuild(node, index, done);
                done.insert(node, result);
            } else {
                open.push((node, true));
                self.for_each_operand(node, &mut |operand| open.push((operand, false)));
            }
        }
        done[&root]
    }

    /// The same operation on what has become of its operands.
    pub(super) fn rebuilt(&mut self, node: NodeId, done: &FxHashMap<NodeId, NodeId>) -> NodeId {
        self.rebuild(node, None, done)
    }

    fn rebuild(
        &mut self,
        node: NodeId,
        index: Option<(Bound, &Affine)>,
        done: &FxHashMap<NodeId, NodeId>,
    ) -> NodeId {
        let integer = |graph: &mut Self, id: IndexId| match index {
            None => id,
            Some((bound, value)) => {
                let result = graph.integer(id).substitute(bound, value);
                // Coefficients beyond all bounds belong to no component of any array.
                graph.affine(result.unwrap_or_else(|| Affine::from(i64::MIN)))
            }
        };
        match self.op(node) {
            Op::Number(_) | Op::Input(_) => node,
            Op::Element(array, list) => {
                let indices = self.indices(list).to_vec();
                let indices = indices.into_iter().map(|id| integer(self, id)).collect();
                self.element(array, indices)
            }
            Op::Integer(id) => {
                let id = integer(self, id);
                self.int(id)
            }
            Op::Test(relation, id) => {
                let id = integer(self, id);
                self.test(relation, id)
            }
            Op::Unary(op, a) => self.unary(op, done[&a]),
            Op::Binary(op, a, b) => self.binary(op, done[&a], done[&b]),
            Op::Power(a, id) => {
                let id = integer(self, id);
                self.power(done[&a], id)
            }
            Op::Compare(relation, a, b) => self.compare(relation, done[&a], done[&b]),
            Op::Select(c, a, b) => self.select(done[&c], done[&a], done[&b]),
            Op::Fold(id) => {
                let fold = self.get_fold(id);
                let (from, to) = (integer(self, fold.from), integer(self, fold.to));
                self.fold(Fold { from, to, body: done[&fold.body], ..fold })
            }
        }
    }
}
