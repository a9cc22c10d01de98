//! The order in which nodes are computed, with loops for folds and for results with components.
//!
//! A node is computed in the innermost loop whose index it depends on, so that what does not change in
//! a loop stands before it. Folds and results over the same range share a loop unless one needs what
//! another has added up.

use rustc_hash::{FxHashMap, FxHashSet};

use super::graph::{Bound, Fold, Graph, IndexId, NodeId, Op};
use super::store::stored;
use crate::expr::Relation;

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

impl Axis {
    /// Whether a condition on integers holds because the range is not empty.
    pub(crate) fn implies(&self, graph: &Graph, condition: NodeId) -> bool {
        let Op::Test(relation, index) = graph.op(condition) else { return false };
        // The index is `to - from` and a constant more, and `to - from` is not negative.
        let [index, from, to] = [index, self.from, self.to].map(|it| graph.integer(it));
        let more = index.plus(-1, to).and_then(|it| it.plus(1, from)).and_then(|it| it.literal());
        more.is_some_and(|more| match relation {
            Relation::AT_LEAST => more >= 0,
            Relation::GREATER | Relation::NOT_EQUAL => more > 0,
            _ => false,
        })
    }
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
    /// Other names of the index, in plans with temporaries.
    pub(crate) names: Vec<Bound>,
    /// What is done for each value of the index.
    pub steps: Vec<Step>,
    /// The folds over this range. After the steps, the value of each body joins its fold; after the
    /// loop, the folds have their values.
    pub folds: Vec<(NodeId, Fold)>,
}

/// The steps that compute all results.
#[must_use]
pub fn plan(graph: &Graph, roots: &[Root]) -> Vec<Step> {
    plan_with_stores(graph, roots, roots.len())
}

/// The steps that compute all results, and behind them in the list the temporaries that they read. Loops
/// over the same range are then one under several names.
pub(super) fn plan_with_stores(graph: &Graph, roots: &[Root], results: usize) -> Vec<Step> {
    let (stages, done) = (vec![0; roots.len()], FxHashSet::default());
    let stores = stores_in_order(graph, roots, results);
    let mut planner = Planner { graph, roots, results, stores, stages, done };
    let targets: Vec<Target> = (0..roots.len()).map(Target::Root).collect();
    let (mut scope, mut computed) = (Scope::default(), Vec::new());
    planner.level(&mut scope, &targets, &mut computed)
}

/// The temporaries, each behind those that it reads.
fn stores_in_order(graph: &Graph, roots: &[Root], results: usize) -> Vec<usize> {
    let read = |root: &Root| -> Vec<usize> {
        let nodes = graph.reachable(&[root.node]).into_iter();
        nodes.filter_map(|it| stored(graph, it)).map(|(number, _)| results + number).collect()
    };
    let reads: Vec<Vec<usize>> = roots[results..].iter().map(read).collect();
    let mut open: Vec<usize> = (results..roots.len()).collect();
    let mut order = Vec::with_capacity(open.len());
    while !open.is_empty() {
        let is_ready = |root: &usize| !reads[root - results].iter().any(|it| open.contains(it));
        let next = open.iter().position(is_ready).unwrap_or(0);
        order.push(open.remove(next));
    }
    order
}

/// What a level is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Target {
    /// A node.
    Node(NodeId),
    /// A result or temporary.
    Root(usize),
}

/// The loops around a level.
#[derive(Debug, Default)]
struct Scope {
    depth: usize,
    names: Vec<Bound>,
}

/// The nodes of one level with their stages: folds of one stage do not need each other.
#[derive(Debug, Default)]
struct Level {
    nodes: Vec<NodeId>,
    stages: FxHashMap<NodeId, usize>,
}

/// A loop that is being put together.
#[derive(Debug)]
struct Pending {
    stage: usize,
    axis: Axis,
    names: Vec<Bound>,
    /// The indices of loops inside.
    inner: Vec<Bound>,
    targets: Vec<Target>,
}

/// The loops of a level.
#[derive(Debug)]
struct Loops {
    list: Vec<Pending>,
    /// Whether a loop may have several names for its index.
    shared: bool,
}

impl Loops {
    /// Adds a target to the first loop that it can share, or in a loop of its own. No name may be that of a
    /// loop inside.
    fn join(&mut self, stage: usize, axis: Axis, inner: Vec<Bound>, target: Target) {
        let shared = self.shared;
        let known = self.list.iter_mut().find(|it| {
            it.stage == stage
                && (it.axis.from, it.axis.to) == (axis.from, axis.to)
                && (shared || it.axis == axis)
                && !it.inner.contains(&axis.bound)
                && !inner.iter().any(|bound| it.names.contains(bound))
        });
        if let Some(known) = known {
            known.names.push(axis.bound);
            known.inner.extend(inner);
            known.targets.push(target);
            return;
        }
        let (names, targets) = (vec![axis.bound], vec![target]);
        self.list.push(Pending { stage, axis, names, inner, targets });
    }
}

#[derive(Debug)]
struct Planner<'a> {
    graph: &'a Graph,
    roots: &'a [Root],
    /// The number of results; the roots behind them are temporaries.
    results: usize,
    /// The temporaries, each behind those that it reads.
    stores: Vec<usize>,
    /// The stage of the loop that computes a temporary.
    stages: Vec<usize>,
    /// What has been computed in this level or around it.
    done: FxHashSet<NodeId>,
}

impl Planner<'_> {
    /// The steps for some targets; what they have computed is noted.
    fn level(
        &mut self,
        scope: &mut Scope,
        targets: &[Target],
        computed: &mut Vec<NodeId>,
    ) -> Vec<Step> {
        let nodes = self.needed(scope, targets);
        let mut level = Level { nodes, ..Level::default() };
        self.find_stages(&mut level);
        // Temporaries may read others; each round finds the stages of some more.
        for _ in self.results..self.roots.len() {
            if scope.depth > 0 {
                break;
            }
            for root in self.results..self.roots.len() {
                let Root { axes, node } = &self.roots[root];
                self.stages[root] = self.stage_below(&level, *node, axes.first());
            }
            self.find_stages(&mut level);
        }
        let steps = self.steps(scope, targets, &level);
        computed.extend(level.nodes);
        steps
    }

    fn find_stages(&self, level: &mut Level) {
        for position in 0..level.nodes.len() {
            let node = level.nodes[position];
            let mut stage = 0;
            if let Op::Fold(id) = self.graph.op(node) {
                let Fold { bound, from, to, body, .. } = self.graph.get_fold(id);
                stage = self.stage_below(level, body, Some(&Axis { bound, from, to }));
            } else {
                self.graph.for_each_operand(node, &mut |it| {
                    stage = stage.max(self.available(level, it));
                });
            }
            level.stages.insert(node, stage);
        }
    }

    fn steps(&mut self, scope: &mut Scope, targets: &[Target], level: &Level) -> Vec<Step> {
        let loops = self.loops(scope, targets, level);
        let last = loops.iter().map(|it| it.0).chain(level.stages.values().copied()).max();
        let mut steps = Vec::new();
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
            Target::Root(root) if self.roots[*root].axes.len() == scope.depth => Some(*root),
            _ => None,
        });
        steps.extend(outputs.map(Step::Output));
        steps
    }

    /// The loops of a level: their stages, ranges, and what they are there for.
    fn loops(
        &self,
        scope: &Scope,
        targets: &[Target],
        level: &Level,
    ) -> Vec<(usize, Axis, Vec<Target>)> {
        let mut loops = Loops { list: Vec::new(), shared: self.results < self.roots.len() };
        // Temporaries before what reads them.
        for &root in self.stores.iter().filter(|&&root| targets.contains(&Target::Root(root))) {
            self.join_root(&mut loops, scope, level, root);
        }
        for &node in &level.nodes {
            if let Op::Fold(id) = self.graph.op(node) {
                let Fold { bound, from, to, body, .. } = self.graph.get_fold(id);
                let (axis, inner) = (Axis { bound, from, to }, self.inner(level, body));
                loops.join(level.stages[&node], axis, inner, Target::Node(node));
            }
        }
        for target in targets {
            match *target {
                Target::Root(root) if root < self.results => {
                    self.join_root(&mut loops, scope, level, root);
                }
                _ => {}
            }
        }
        loops.list.into_iter().map(|it| (it.stage, it.axis, it.targets)).collect()
    }

    fn join_root(&self, loops: &mut Loops, scope: &Scope, level: &Level, root: usize) {
        let Root { axes, node } = &self.roots[root];
        if let Some(axis) = axes.get(scope.depth) {
            let stage = self.stage_below(level, *node, Some(axis));
            loops.join(stage, *axis, self.inner(level, *node), Target::Root(root));
        }
    }

    /// The indices of the folds that run inside of a loop for a node: those that the level does not compute.
    fn inner(&self, level: &Level, node: NodeId) -> Vec<Bound> {
        let (mut inner, mut seen) = (Vec::new(), FxHashSet::default());
        if self.results == self.roots.len() {
            return inner;
        }
        let mut open = vec![node];
        while let Some(node) = open.pop() {
            let outside = level.stages.contains_key(&node) || self.done.contains(&node);
            if !outside && seen.insert(node) {
                if let Op::Fold(id) = self.graph.op(node) {
                    inner.push(self.graph.get_fold(id).bound);
                }
                self.graph.for_each_operand(node, &mut |operand| open.push(operand));
            }
        }
        inner.sort_unstable();
        inner.dedup();
        inner
    }

    fn loop_over(&mut self, scope: &mut Scope, axis: Axis, targets: &[Target]) -> Step {
        let (mut folds, mut names) = (Vec::new(), vec![axis.bound]);
        let (mut inner, mut stores) = (Vec::new(), Vec::new());
        for &target in targets {
            match target {
                Target::Node(node) => {
                    if let Op::Fold(id) = self.graph.op(node) {
                        let fold = self.graph.get_fold(id);
                        folds.push((node, fold));
                        inner.push(Target::Node(fold.body));
                        names.push(fold.bound);
                    }
                }
                Target::Root(root) => {
                    names.push(self.roots[root].axes[scope.depth].bound);
                    let list = if root < self.results { &mut inner } else { &mut stores };
                    list.push(target);
                }
            }
        }
        names.sort_unstable();
        names.dedup();
        scope.names.extend(&names);
        scope.depth += 1;
        let (mut steps, mut computed) = (Vec::new(), Vec::new());
        for store in stores {
            steps.extend(self.level(scope, &[store], &mut computed));
        }
        steps.extend(self.level(scope, &inner, &mut computed));
        for node in computed {
            self.done.remove(&node);
        }
        scope.depth -= 1;
        scope.names.truncate(scope.names.len() - names.len());
        self.done.extend(folds.iter().map(|fold| fold.0));
        names.retain(|&name| name != axis.bound);
        Step::Loop(Loop { axis, names, steps, folds })
    }

    /// The nodes that the targets need, that have not been computed and that depend on no index but
    /// those of the loops around; operands first.
    fn needed(&self, scope: &Scope, targets: &[Target]) -> Vec<NodeId> {
        let mut seen = FxHashSet::default();
        let mut open: Vec<NodeId> = targets
            .iter()
            .map(|&target| match target {
                Target::Node(node) => node,
                Target::Root(root) => self.roots[root].node,
            })
            .collect();
        let mut needed = Vec::new();
        while let Some(node) = open.pop() {
            if self.done.contains(&node) || !seen.insert(node) {
                continue;
            }
            if self.graph.free(node).iter().all(|bound| scope.names.contains(bound)) {
                needed.push(node);
            }
            self.graph.for_each_operand(node, &mut |operand| open.push(operand));
        }
        needed.sort_unstable();
        needed
    }

    /// The stage from which on a node of the level can be used.
    fn available(&self, level: &Level, node: NodeId) -> usize {
        match level.stages.get(&node) {
            Some(stage) => stage + usize::from(matches!(self.graph.op(node), Op::Fold(_))),
            None => 0,
        }
    }

    /// The stage at which everything below a node that belongs to the level can be used by a loop.
    fn stage_below(&self, level: &Level, node: NodeId, axis: Option<&Axis>) -> usize {
        let mut stage = 0;
        let mut seen = FxHashSet::default();
        let mut open = vec![node];
        while let Some(node) = open.pop() {
            if level.stages.contains_key(&node) {
                stage = stage.max(self.available(level, node));
            } else if !self.done.contains(&node) && seen.insert(node) {
                stage = stage.max(self.stage_of_store(node, axis));
                self.graph.for_each_operand(node, &mut |operand| open.push(operand));
            }
        }
        stage
    }

    /// The stage from which on a component of a temporary can be used in a loop: in the one that computes
    /// it, at the same index, or after that.
    fn stage_of_store(&self, node: NodeId, axis: Option<&Axis>) -> usize {
        let Some((number, index)) = stored(self.graph, node) else { return 0 };
        let root = self.results + number;
        let own = self.roots[root].axes[0];
        let same = axis.is_some_and(|axis| {
            (axis.from, axis.to) == (own.from, own.to)
                && *self.graph.integer(index) == axis.bound.into()
        });
        self.stages[root] + usize::from(!same)
    }
}
