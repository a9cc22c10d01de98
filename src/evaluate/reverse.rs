//! Reverse differentiation on the graph: the derivatives of one node by everything it depends on, at a
//! small multiple of the node's own cost.
//!
//! The adjoint of a node is what its change contributes to the result. Below a fold it depends on the
//! fold's index; what reaches a node outside of the fold is summed over the index. Below a selection it
//! counts only where its branch is taken, which a mask keeps apart from its value, so that a branch
//! that is not taken leaves nothing behind. Where branches meet it is undefined; so a part of the graph in
//! which they may meet, and that depends on few things, is differentiated forward (see `joins`).

use std::collections::BTreeMap;

use super::graph::{
    Affine, Binary, Bound, Fold, Folding, Graph, IndexId, Integer, NodeId, Op, Unary,
};
use super::joins::Joins;
use super::partial::Partial;
use super::plan::Axis;
use crate::expr::Relation;

/// With more inputs than these, the edge of a domain counts as outside for all of them, even for those
/// that do not lead across.
const FEW: usize = 16;

/// Whether a node is an input or a component of one.
fn is_leaf(graph: &Graph, node: NodeId) -> bool {
    matches!(graph.op(node), Op::Input(_) | Op::Element(..))
}

/// The derivatives of a node by what it depends on.
#[derive(Debug, Clone, Default)]
pub struct Adjoints {
    /// Inputs with the derivatives by them.
    pub inputs: BTreeMap<NodeId, NodeId>,
    /// What components contribute, in order of their arrays.
    components: Vec<Contribution>,
    /// The node, where the derivatives by components are still to be confined to its domain.
    value: Option<NodeId>,
}

/// What a component contributes, summed over the indices of some loops.
#[derive(Debug, Clone)]
struct Contribution {
    array: u32,
    indices: Vec<IndexId>,
    loops: Vec<Fold>,
    value: NodeId,
}

/// An adjoint that counts where the mask is true; elsewhere it is zero, whatever its value.
#[derive(Debug, Clone, Copy)]
struct Adjoint {
    mask: Option<NodeId>,
    value: NodeId,
}

/// The adjoints below one fold, or outside of all.
#[derive(Debug)]
struct Scope {
    fold: Option<Fold>,
    adjoints: BTreeMap<NodeId, Adjoint>,
}

#[derive(Debug)]
struct Reverse<'a> {
    graph: &'a mut Graph,
    scopes: Vec<Scope>,
    result: Adjoints,
    joins: Joins,
}

impl Graph {
    /// The derivatives of a node, each times a seed, by the inputs and components it depends on. Where
    /// the node depends on indices of its own, `loops` has their ranges, and the results are summed over
    /// them.
    pub fn adjoints(&mut self, value: NodeId, seed: NodeId, loops: &[Fold]) -> Adjoints {
        let scopes = std::iter::once(None).chain(loops.iter().copied().map(Some));
        let scopes = scopes.map(|fold| Scope { fold, adjoints: BTreeMap::new() }).collect();
        let seed = if loops.is_empty() { seed } else { self.where_interior(value, seed, &is_leaf) };
        let (result, joins) = (Adjoints::default(), Joins::default());
        let mut reverse = Reverse { graph: self, scopes, result, joins };
        reverse.add(value, Adjoint { mask: None, value: seed });
        for _ in loops {
            reverse.close();
        }
        reverse.drain();
        let mut result = reverse.result;
        if loops.is_empty() {
            if result.inputs.len() <= FEW {
                for (&input, derivative) in &mut result.inputs {
                    *derivative = self.where_interior(value, *derivative, &|_, leaf| leaf == input);
                }
            } else if let Some(interior) = self.interior(value, &is_leaf) {
                let undefined = self.undefined();
                for derivative in result.inputs.values_mut() {
                    *derivative = self.select(interior, *derivative, undefined);
                }
            }
            result.value = Some(value);
        }
        result
    }

    /// The derivative by the component of those indices.
    pub fn component_derivative(
        &mut self,
        value: NodeId,
        array: u32,
        indices: &[Affine],
    ) -> NodeId {
        let one = self.num(1.0);
        let adjoints = self.adjoints(value, one, &[]);
        self.component_adjoint(&adjoints, array, indices, &[])
    }

    /// The derivative by the component of those indices, of a node whose adjoints these are. The ranges of
    /// indices that run over axes are known.
    pub fn component_adjoint(
        &mut self,
        adjoints: &Adjoints,
        array: u32,
        indices: &[Affine],
        axes: &[Axis],
    ) -> NodeId {
        let mut sum = self.num(0.0);
        for contribution in adjoints.components.iter().filter(|it| it.array == array) {
            let term = self.collected(contribution.clone(), indices, axes);
            sum = self.add(sum, term);
        }
        match adjoints.value {
            Some(value) => self.where_interior(
                value,
                sum,
                &|graph, leaf| matches!(graph.op(leaf), Op::Element(own, _) if own == array),
            ),
            None => sum,
        }
    }

    /// A contribution where its indices are those given: equations that determine the index of a loop
    /// replace the sum over it, the others remain as conditions.
    fn collected(&mut self, contribution: Contribution, at: &[Affine], axes: &[Axis]) -> NodeId {
        let Contribution { indices, mut loops, mut value, .. } = contribution;
        let mut equations: Vec<Option<Affine>> =
            indices.iter().zip(at).map(|(&index, at)| self.integer(index).plus(-1, at)).collect();
        let mut conditions = Vec::new();
        let mut position = loops.len();
        while position > 0 {
            position -= 1;
            let bound = loops[position].bound;
            let inner: Vec<Bound> = loops[position + 1..].iter().map(|it| it.bound).collect();
            let Some((equation, solution)) = solve(&equations, bound, &inner) else { continue };
            let fold = loops.remove(position);
            equations.remove(equation);
            let (from, to) = (self.integer(fold.from).clone(), self.integer(fold.to).clone());
            conditions.push((Relation::AT_LEAST, solution.plus(-1, &from)));
            conditions.push((Relation::AT_LEAST, to.plus(-1, &solution)));
            value = self.substitute(value, bound, &solution);
            for equation in &mut equations {
                *equation = equation.take().and_then(|it| it.substitute(bound, &solution));
            }
            for other in &mut loops[position..] {
                let (from, to) = (self.integer(other.from).clone(), self.integer(other.to).clone());
                let outside = || Affine::from(i64::MAX);
                let from = from.substitute(bound, &solution).unwrap_or_else(outside);
                let to = to.substitute(bound, &solution).unwrap_or_default();
                (other.from, other.to) = (self.affine(from), self.affine(to));
            }
            for (_, condition) in &mut conditions {
                *condition = condition.take().and_then(|it| it.substitute(bound, &solution));
            }
        }
        conditions.extend(equations.into_iter().map(|it| (Relation::EQUAL, it)));
        let zero = self.num(0.0);
        for (relation, condition) in conditions {
            if relation == Relation::AT_LEAST && self.never_negative(condition.as_ref(), axes) {
                continue;
            }
            // An integer beyond all bounds is the index of no component.
            let test = match condition {
                Some(condition) => {
                    let condition = self.affine(condition);
                    self.test(relation, condition)
                }
                None => zero,
            };
            value = self.select(test, value, zero);
        }
        for fold in loops.into_iter().rev() {
            value = self.fold(Fold { folding: Folding::Sum, body: value, ..fold });
        }
        value
    }
}

impl Graph {
    /// Whether an integer is at least zero wherever the indices of the axes are in their ranges.
    fn never_negative(&self, integer: Option<&Affine>, axes: &[Axis]) -> bool {
        let mut least = integer.cloned();
        for axis in axes {
            least = least.and_then(|it| {
                let rises = it.coefficient(Integer::Bound(axis.bound)) > 0;
                let end = self.integer(if rises { axis.from } else { axis.to });
                it.substitute(axis.bound, end)
            });
        }
        least.and_then(|it| it.literal()).is_some_and(|it| it >= 0)
    }
}

/// The first equation `e = 0` that determines an index by those of loops further out.
fn solve(equations: &[Option<Affine>], bound: Bound, inner: &[Bound]) -> Option<(usize, Affine)> {
    let name = Integer::Bound(bound);
    equations.iter().enumerate().find_map(|(position, equation)| {
        let equation = equation.as_ref()?;
        let coefficient = equation.coefficient(name);
        if coefficient.abs() != 1 || equation.bounds().any(|it| inner.contains(&it)) {
            return None;
        }
        let mut rest = equation.clone();
        rest.terms.retain(|term| term.0 != name);
        Some((position, rest.times(-coefficient)?))
    })
}

impl Reverse<'_> {
    /// The deepest scope that a node belongs to.
    fn owner(&self, node: NodeId) -> usize {
        let free = self.graph.free(node);
        let depth = self
            .scopes
            .iter()
            .rposition(|scope| scope.fold.is_some_and(|fold| free.contains(&fold.bound)));
        depth.unwrap_or(0)
    }

    /// Adds to the adjoint of a node. A node further out gets it when the scope is closed.
    fn add(&mut self, node: NodeId, adjoint: Adjoint) {
        let Some(scope) = self.scopes.last() else { return };
        let sum = match scope.adjoints.get(&node) {
            Some(&known) => self.sum(known, adjoint),
            None => adjoint,
        };
        if let Some(scope) = self.scopes.last_mut() {
            scope.adjoints.insert(node, sum);
        }
    }

    fn sum(&mut self, a: Adjoint, b: Adjoint) -> Adjoint {
        if a.mask == b.mask {
            return Adjoint { mask: a.mask, value: self.graph.add(a.value, b.value) };
        }
        if let (Some(first), Some(second)) = (a.mask, b.mask) {
            if let Ok(mask) = self.complementary(first, second) {
                return Adjoint { mask, value: self.graph.select(first, a.value, b.value) };
            }
        }
        let mask = match (a.mask, b.mask) {
            (Some(a), Some(b)) => Some(self.graph.or(a, b)),
            _ => None,
        };
        let (a, b) = (self.masked(a), self.masked(b));
        Adjoint { mask, value: self.graph.add(a, b) }
    }

    /// What the masks of two branches cover together, where they are those of one selection.
    fn complementary(&self, a: NodeId, b: NodeId) -> Result<Option<NodeId>, ()> {
        if self.opposite(a, b) {
            return Ok(None);
        }
        let common = self.common(Binary::And, a, b).ok_or(())?;
        if self.opposite(common.1, common.2) { Ok(Some(common.0)) } else { Err(()) }
    }

    /// Whether one of two conditions holds: a condition and its negation, perhaps both with the points
    /// where branches meet.
    fn opposite(&self, a: NodeId, b: NodeId) -> bool {
        let negation = |a: NodeId, b: NodeId| {
            matches!(self.graph.op(b), Op::Binary(Binary::Sub, one, it)
                if it == a && self.graph.is(one, 1.0))
        };
        let opposite = |a, b| negation(a, b) || negation(b, a);
        opposite(a, b) || self.common(Binary::Or, a, b).is_some_and(|(_, a, b)| opposite(a, b))
    }

    /// The operand that two operations have in common, and the other operands.
    fn common(&self, op: Binary, a: NodeId, b: NodeId) -> Option<(NodeId, NodeId, NodeId)> {
        let operands = |node| match self.graph.op(node) {
            Op::Binary(own, a, b) if own == op => Some([(a, b), (b, a)]),
            _ => None,
        };
        let (a, b) = (operands(a)?, operands(b)?);
        let pairs = a.iter().flat_map(|a| b.iter().map(move |b| (a, b)));
        pairs.into_iter().find(|(a, b)| a.0 == b.0).map(|(a, b)| (a.0, a.1, b.1))
    }

    fn masked(&mut self, adjoint: Adjoint) -> NodeId {
        match adjoint.mask {
            None => adjoint.value,
            Some(mask) => {
                let zero = self.graph.num(0.0);
                self.graph.select(mask, adjoint.value, zero)
            }
        }
    }

    /// Hands the adjoints of the innermost scope on, from the result down.
    fn drain(&mut self) {
        let depth = self.scopes.len() - 1;
        let mut exported = BTreeMap::new();
        while let Some((node, adjoint)) =
            self.scopes.last_mut().and_then(|scope| scope.adjoints.pop_last())
        {
            if self.owner(node) == depth {
                self.node(node, adjoint);
            } else {
                exported.insert(node, adjoint);
            }
        }
        self.scopes[depth].adjoints = exported;
    }

    /// Sums what is left of the innermost scope over its index, for the scope around it.
    fn close(&mut self) {
        self.drain();
        let Some(scope) = self.scopes.pop() else { return };
        let Some(fold) = scope.fold else { return };
        for (node, adjoint) in scope.adjoints {
            let depends =
                |it: Option<NodeId>| it.is_some_and(|it| self.graph.free(it).contains(&fold.bound));
            let (mask, body) = if depends(adjoint.mask) {
                (None, self.masked(adjoint))
            } else {
                (adjoint.mask, adjoint.value)
            };
            let value = self.graph.fold(Fold { folding: Folding::Sum, body, ..fold });
            self.add(node, Adjoint { mask, value });
        }
    }

    fn node(&mut self, node: NodeId, adjoint: Adjoint) {
        if let Some(leaves) = self.joins.leaves(self.graph, node) {
            for leaf in leaves {
                let slope = self.graph.slope(node, leaf);
                if self.graph.is(slope, 0.0) {
                    continue;
                }
                let value = self.graph.scaled(adjoint.value, Partial::Times(slope));
                self.add(leaf, Adjoint { value, ..adjoint });
            }
            return;
        }
        match self.graph.op(node) {
            Op::Input(_) => {
                let value = self.masked(adjoint);
                let sum = match self.result.inputs.get(&node) {
                    Some(&known) => self.graph.add(known, value),
                    None => value,
                };
                self.result.inputs.insert(node, sum);
            }
            Op::Element(array, indices) => {
                let value = self.masked(adjoint);
                let indices = self.graph.indices(indices).to_vec();
                let loops = self.scopes.iter().filter_map(|scope| scope.fold).collect();
                self.result.components.push(Contribution { array, indices, loops, value });
            }
            Op::Unary(Unary::Abs, a) => {
                let zero = self.graph.num(0.0);
                let minus = self.graph.neg(adjoint.value);
                self.choose((Relation::GREATER, a, zero), adjoint, adjoint.value, minus, a);
            }
            Op::Binary(op @ (Binary::Max | Binary::Min), a, b) => {
                let zero = self.graph.num(0.0);
                let relation = if op == Binary::Max { Relation::GREATER } else { Relation::LESS };
                self.choose((relation, a, b), adjoint, adjoint.value, zero, a);
                self.choose((relation, a, b), adjoint, zero, adjoint.value, b);
            }
            Op::Binary(Binary::Div, a, b) => {
                let by_a = self.graph.div(adjoint.value, b);
                self.add(a, Adjoint { value: by_a, ..adjoint });
                let product = self.graph.mul(by_a, node);
                let by_b = self.graph.neg(product);
                self.add(b, Adjoint { value: by_b, ..adjoint });
            }
            Op::Select(condition, a, b) => self.selection(condition, a, b, adjoint),
            Op::Fold(id) => self.fold(self.graph.get_fold(id), node, adjoint),
            _ => {
                for (operand, partial) in self.graph.partials(node) {
                    let value = self.graph.scaled(adjoint.value, partial);
                    self.add(operand, Adjoint { value, ..adjoint });
                }
            }
        }
    }

    /// One adjoint where the comparison holds, the other where it fails, undefined at equality.
    fn choose(
        &mut self,
        comparison: (Relation, NodeId, NodeId),
        adjoint: Adjoint,
        when: NodeId,
        otherwise: NodeId,
        operand: NodeId,
    ) {
        if self.graph.constant(operand).is_some() {
            return;
        }
        let (relation, a, b) = comparison;
        let (holds, fails) =
            (self.graph.compare(relation, a, b), self.graph.compare(relation.flip(), a, b));
        let undefined = self.graph.undefined();
        let rest = self.graph.select(fails, otherwise, undefined);
        let value = self.graph.select(holds, when, rest);
        self.add(operand, Adjoint { value, ..adjoint });
    }

    fn selection(&mut self, condition: NodeId, a: NodeId, b: NodeId, adjoint: Adjoint) {
        let one = self.graph.num(1.0);
        let mut value = adjoint.value;
        let mut conditions = [condition, self.graph.sub(one, condition)];
        if let Some(meeting) = self.graph.meeting(condition) {
            // Where branches meet, both are looked at and both are undefined.
            let undefined = self.graph.undefined();
            value = self.graph.select(meeting, undefined, value);
            conditions = conditions.map(|it| self.graph.or(it, meeting));
        }
        for (branch, condition) in [a, b].into_iter().zip(conditions) {
            if self.graph.constant(branch).is_some() {
                continue;
            }
            let mask = adjoint.mask.map_or(condition, |mask| self.graph.and(mask, condition));
            self.add(branch, Adjoint { mask: Some(mask), value });
        }
    }

    fn fold(&mut self, fold: Fold, value: NodeId, adjoint: Adjoint) {
        let fold = self.graph.opened(fold);
        let seed = match fold.folding {
            Folding::Sum => adjoint.value,
            Folding::Product => {
                let others = self.graph.other_factors(fold, fold.body);
                self.graph.scaled(adjoint.value, Partial::Times(others))
            }
            Folding::Max => {
                let (zero, one) = (self.graph.num(0.0), self.graph.num(1.0));
                let single = self.graph.largest(fold, value, one);
                let largest = self.graph.compare(Relation::EQUAL, fold.body, value);
                let share = self.graph.mul(single, adjoint.value);
                self.graph.select(largest, share, zero)
            }
        };
        self.scopes.push(Scope { fold: Some(fold), adjoints: BTreeMap::new() });
        self.add(fold.body, Adjoint { value: seed, ..adjoint });
        self.close();
    }
}

impl Graph {
    /// Where the comparisons of real numbers in a condition are equalities.
    fn meeting(&mut self, condition: NodeId) -> Option<NodeId> {
        match self.op(condition) {
            Op::Compare(_, a, b) => Some(self.compare(Relation::EQUAL, a, b)),
            Op::Binary(Binary::And | Binary::Or, a, b) => {
                match (self.meeting(a), self.meeting(b)) {
                    (Some(a), Some(b)) => Some(self.or(a, b)),
                    (a, b) => a.or(b),
                }
            }
            _ => None,
        }
    }
}
