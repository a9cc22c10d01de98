//! The order in which nodes are computed, with loops for folds and for results with components.
//!
//! A node is computed in the innermost loop whose index it depends on, so that what does not change in
//! a loop stands before it. Folds and results over the same range share a loop unless one needs what
//! another has added up.

use rustc_hash::{FxHashMap, FxHashSet};

use super::graph::{Bound, Fold, Graph, IndexId, NodeId, Op};

/// An index of a result, and its range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Axis {
    /// The index.
    pub bound: Bound,
    /// Its first value.
    pub from: IndexId,
    /// Its last value.
    pub to: IndexId,
}

/// A result: a node, and the indices over which its components run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Root {
    /// The indices, outermost first.
    pub axes: Vec<Axis>,
    /// The component at these indices.
    pub node: NodeId,
}

/// A step of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// The node is computed from its operands, which have been before. Never a fold.
    Compute(NodeId),
    /// A loop.
    Loop(Loop),
    /// The component of that result at the current values of its indices is its node's value.
    Output(usize),
}

/// A loop over a range of integers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loop {
    /// The index and its range.
    pub axis: Axis,
    /// What is done for each value of the index.
    pub steps: Vec<Step>,
    /// The folds over this range. After the steps, the value of each body joins its fold; after the
    /// loop, the folds have their values.
    pub folds: Vec<(NodeId, Fold)>,
}

/// The steps that compute all results.
#[must_use]
pub fn plan(graph: &Graph, roots: &[Root]) -> Vec<Step> {
    let mut planner = Planner { graph, roots, done: FxHashSet::default() };
    let targets = (0..roots.len()).map(Target::Root).collect();
    planner.level(&mut Vec::new(), targets)
}

/// What a level is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Target {
    /// A node.
    Node(NodeId),
    /// A result.
    Root(usize),
}

struct Planner<'a> {
    graph: &'a Graph,
    roots: &'a [Root],
    /// What has been computed in this level or around it.
    done: FxHashSet<NodeId>,
}

/// The work of one level, by stages: folds of one stage do not need each other.
#[derive(Debug, Default)]
struct Level {
    nodes: Vec<NodeId>,
    stages: FxHashMap<NodeId, usize>,
}

impl Planner<'_> {
    /// The steps for some targets inside of loops over the indices given.
    fn level(&mut self, scope: &mut Vec<Bound>, targets: Vec<Target>) -> Vec<Step> {
        let mut level = Level { nodes: self.needed(scope, &targets), ..Level::default() };
        for position in 0..level.nodes.len() {
            let node = level.nodes[position];
            let mut stage = 0;
            if let Op::Fold(id) = self.graph.op(node) {
                stage = self.stage_below(&level, self.graph.get_fold(id).body);
            } else {
                self.graph.for_each_operand(node, &mut |it| {
                    stage = stage.max(self.available(&level, it));
                });
            }
            level.stages.insert(node, stage);
        }
        let steps = self.stages(scope, &targets, &level);
        for node in &level.nodes {
            self.done.remove(node);
        }
        steps
    }

    fn stages(&mut self, scope: &mut Vec<Bound>, targets: &[Target], level: &Level) -> Vec<Step> {
        let depth = scope.len();
        let mut steps = Vec::new();
        // Loops of each stage, with what they are there for.
        let mut loops: Vec<(usize, Axis, Vec<Target>)> = Vec::new();
        let mut join = |stage: usize, axis: Axis, target: Target| match loops
            .iter_mut()
            .find(|it| it.0 == stage && it.1 == axis)
        {
            Some(known) => known.2.push(target),
            None => loops.push((stage, axis, vec![target])),
        };
        for &node in &level.nodes {
            if let Op::Fold(id) = self.graph.op(node) {
                let Fold { bound, from, to, .. } = self.graph.get_fold(id);
                join(level.stages[&node], Axis { bound, from, to }, Target::Node(node));
            }
        }
        for &target in targets {
            let Target::Root(root) = target else { continue };
            if let Some(&axis) = self.roots[root].axes.get(depth) {
                join(self.stage_below(level, self.roots[root].node), axis, target);
            }
        }
        let last = loops.iter().map(|it| it.0).chain(level.stages.values().copied()).max();
        for stage in 0..=last.unwrap_or(0) {
            for &node in level.nodes.iter().filter(|node| level.stages[node] == stage) {
                if !matches!(self.graph.op(node), Op::Fold(_)) {
                    steps.push(Step::Compute(node));
                    self.done.insert(node);
                }
            }
            for (_, axis, targets) in loops.iter().filter(|it| it.0 == stage) {
                steps.push(self.loop_over(scope, *axis, targets));
            }
        }
        let outputs = targets.iter().filter_map(|target| match target {
            Target::Root(root) if self.roots[*root].axes.len() == depth => Some(*root),
            _ => None,
        });
        steps.extend(outputs.map(Step::Output));
        steps
    }

    fn loop_over(&mut self, scope: &mut Vec<Bound>, axis: Axis, targets: &[Target]) -> Step {
        let mut folds = Vec::new();
        let mut inner = Vec::new();
        for &target in targets {
            match target {
                Target::Node(node) => {
                    if let Op::Fold(id) = self.graph.op(node) {
                        let fold = self.graph.get_fold(id);
                        folds.push((node, fold));
                        inner.push(Target::Node(fold.body));
                    }
                }
                Target::Root(_) => inner.push(target),
            }
        }
        scope.push(axis.bound);
        let steps = self.level(scope, inner);
        scope.pop();
        self.done.extend(folds.iter().map(|fold| fold.0));
        Step::Loop(Loop { axis, steps, folds })
    }

    /// The nodes that the targets need, that have not been computed and that depend on no index but
    /// those of the loops around; operands first.
    fn needed(&self, scope: &[Bound], targets: &[Target]) -> Vec<NodeId> {
        let mut seen = FxHashSet::default();
        let mut open: Vec<NodeId> = targets.iter().map(|&it| self.node(it)).collect();
        let mut needed = Vec::new();
        while let Some(node) = open.pop() {
            if self.done.contains(&node) || !seen.insert(node) {
                continue;
            }
            if self.graph.free(node).iter().all(|bound| scope.contains(bound)) {
                needed.push(node);
            }
            self.graph.for_each_operand(node, &mut |operand| open.push(operand));
        }
        needed.sort_unstable();
        needed
    }

    fn node(&self, target: Target) -> NodeId {
        match target {
            Target::Node(node) => node,
            Target::Root(root) => self.roots[root].node,
        }
    }

    /// The stage from which on a node of the level can be used.
    fn available(&self, level: &Level, node: NodeId) -> usize {
        let stage = level.stages.get(&node).copied().unwrap_or(0);
        stage
            + usize::from(
                matches!(self.graph.op(node), Op::Fold(_)) && level.stages.contains_key(&node),
            )
    }

    /// The stage at which everything below a node that belongs to the level can be used.
    fn stage_below(&self, level: &Level, node: NodeId) -> usize {
        let mut stage = 0;
        let mut seen = FxHashSet::default();
        let mut open = vec![node];
        while let Some(node) = open.pop() {
            if level.stages.contains_key(&node) {
                stage = stage.max(self.available(level, node));
            } else if !self.done.contains(&node) && seen.insert(node) {
                self.graph.for_each_operand(node, &mut |operand| open.push(operand));
            }
        }
        stage
    }
}
