//! Compiled expressions, and how they are evaluated.

use rustc_hash::FxHashMap;

use super::CompileError;
use super::arguments::{Argument, ArgumentError, Bound, Layout};
use super::assemble::assemble;
use super::execute::execute;
use super::graph::{Affine, Fold, Folding, Graph, Integer, NodeId};
use super::lower::{Extent, Lowering};
use super::memory::{Data, Memory};
use super::plan::{Axis, Root, Step, plan};
use super::program::Program;
use super::real::Real;
use crate::expr::{Arena, ExprId, Symbol};

/// How an expression is compiled.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Names that stand for integers, besides those that occur as indices.
    pub integers: Vec<Symbol>,
    /// Indices over which the components of the result run: a name with its first and last value.
    pub over: Vec<(Symbol, ExprId, ExprId)>,
    /// Whether operations are kept as they are written, instead of being replaced by equal ones that
    /// neither overflow nor cancel.
    pub as_written: bool,
}

/// A compiled expression, or several.
#[derive(Debug, Clone)]
pub struct Evaluator {
    graph: Graph,
    /// The results before they are brought into stable forms, for differentiating.
    plain: Vec<Root>,
    roots: Vec<Root>,
    extents: Vec<Extent>,
    as_written: bool,
    plan: Vec<Step>,
    program: Program,
}

/// The memory that an evaluator works in. One that is kept is not allocated again.
#[derive(Debug, Clone)]
pub struct Workspace<T> {
    /// One for each thread that has been needed so far.
    memories: Vec<Memory<T>>,
    /// The number of the program that the memory is for.
    program: u64,
}

/// Compiles an expression. Names that it defines must have been unfolded.
pub fn compile(arena: &Arena, expr: ExprId, options: &Options) -> Result<Evaluator, CompileError> {
    compile_all(arena, &[expr], options)
}

/// Compiles several expressions, which share what they have in common.
pub fn compile_all(
    arena: &Arena,
    exprs: &[ExprId],
    options: &Options,
) -> Result<Evaluator, CompileError> {
    let ends = options.over.iter().flat_map(|it| [it.1, it.2]);
    let mut integers = options.integers.clone();
    integers.extend(ends.flat_map(|end| arena.free_symbols(end)));
    let mut lowering = Lowering::new(arena, exprs, &integers);
    let mut axes = Vec::new();
    for (number, &(name, from, to)) in (0..).zip(&options.over) {
        let (from, to) = (lowering.index(from)?, lowering.index(to)?);
        let bound = super::graph::Bound::Axis(number);
        lowering.bind_index(name, bound);
        let ends = (lowering.graph.affine(from.clone()), lowering.graph.affine(to.clone()));
        axes.push((Axis { bound, from: ends.0, to: ends.1 }, from, to));
    }
    let mut roots = Vec::new();
    for &expr in exprs {
        let node = lowering.expression(expr)?;
        for (axis, from, to) in &axes {
            lowering.note_extents(node, axis.bound, from, to);
        }
        roots.push(Root { axes: axes.iter().map(|it| it.0).collect(), node });
    }
    let Lowering { graph, extents, .. } = lowering;
    Ok(Evaluator::new(graph, roots, extents, options.as_written))
}

impl Evaluator {
    fn new(mut graph: Graph, mut plain: Vec<Root>, extents: Vec<Extent>, as_written: bool) -> Self {
        if !as_written {
            let mut done = FxHashMap::default();
            for root in &mut plain {
                root.node = graph.with_functions(root.node, &mut done);
            }
        }
        let mut evaluator = Self {
            graph,
            roots: plain.clone(),
            plain,
            extents,
            as_written,
            plan: Vec::new(),
            program: Program::default(),
        };
        if !as_written {
            let mut done = super::stable::Stable::default();
            for root in &mut evaluator.roots {
                root.node = evaluator.graph.stable(root.node, &mut done);
            }
        }
        evaluator.plan = plan(&evaluator.graph, &evaluator.roots);
        let Self { graph, roots, .. } = &mut evaluator;
        let roots = super::homogeneous::with_powers_of_two(graph, roots);
        let roots = super::store::with_temporaries(graph, &roots);
        let results = evaluator.roots.len();
        let plan = super::plan::plan_with_stores(&evaluator.graph, &roots, results);
        evaluator.program = assemble(&evaluator.graph, &roots, results, &plan);
        evaluator
    }

    /// The operations, with the names of the inputs.
    #[must_use]
    pub fn graph(&self) -> &Graph {
        &self.graph
    }

    /// The results.
    #[must_use]
    pub fn results(&self) -> &[Root] {
        &self.roots
    }

    /// The order in which the operations are done.
    #[must_use]
    pub fn plan(&self) -> &[Step] {
        &self.plan
    }

    /// The operations in order, where what several loops need is kept in between: a graph, the results and then what
    /// is kept, and the steps.
    pub(crate) fn with_kept(&self) -> (Graph, Vec<Root>, Vec<Step>) {
        let mut graph = self.graph.clone();
        let roots = super::store::with_temporaries(&mut graph, &self.roots);
        let plan = super::plan::plan_with_stores(&graph, &roots, self.roots.len());
        (graph, roots, plan)
    }

    /// Which dimension of which array says how large a size is: array, dimension and size, by their
    /// positions.
    pub fn extents(&self) -> impl Iterator<Item = (usize, usize, usize)> {
        self.extents.iter().map(|it| (it.array as usize, it.dimension, it.size as usize))
    }

    /// An evaluator of the results and of their derivatives by the inputs named: each result is
    /// followed by its derivatives. That by an array has the array's indices behind those of the
    /// result.
    pub fn gradient(&self, by: &[&str]) -> Result<Self, CompileError> {
        let mut next = self.clone();
        let mut roots = Vec::new();
        for root in &self.plain {
            roots.push(root.clone());
            let one = next.graph.num(1.0);
            let adjoints = next.graph.adjoints(root.node, one, &[]);
            for name in by {
                let (axes, node) = match next.variable(name)? {
                    Variable::Number(input) => {
                        let zero = next.graph.num(0.0);
                        (Vec::new(), adjoints.inputs.get(&input).copied().unwrap_or(zero))
                    }
                    Variable::Array(array) => {
                        let axes = next.axes(array, root.axes.len());
                        let at: Vec<Affine> = axes.iter().map(|it| it.bound.into()).collect();
                        let node = next.graph.component_adjoint(&adjoints, array, &at, &axes);
                        (axes, node)
                    }
                };
                let axes = root.axes.iter().copied().chain(axes).collect();
                roots.push(Root { axes, node });
            }
        }
        Ok(Self::new(next.graph, roots, next.extents, self.as_written))
    }

    /// An evaluator of the derivatives of the results by the inputs named, multiplied from the left by
    /// a cotangent: for each result an input `cotangent` (`cotangent2`, … for the second and so on) with
    /// the result's indices; the evaluator's own results are the products, one for each name.
    ///
    /// ```
    /// use chainrule::evaluate::{Argument, Options, compile};
    /// use chainrule::expr::Arena;
    /// use chainrule::syntax::{Mode, Scope, parse_expression};
    ///
    /// let (mut arena, mut scope) = (Arena::new(), Scope::new(Mode::Inferred));
    /// let text = "exp(x[i])/sum(exp(x[k]), k, 1, n)";
    /// let (expr, _) = parse_expression(&mut arena, &mut scope, text).unwrap();
    /// let over = vec![(arena.symbol("i"), arena.number(1), arena.named("n"))];
    /// let softmax = compile(&arena, expr, &Options { over, ..Options::default() }).unwrap();
    /// let rows = Argument::Rows { data: &[1.0, 2.0, 3.0, 1e4, -1e4, 0.0], extents: &[3] };
    /// assert_eq!(softmax.evaluate(&[("x", rows)]).unwrap()[0][3..], [1.0, 0.0, 0.0]);
    /// let back = softmax.vector_jacobian(&["x"]).unwrap();
    /// let pulled = back.evaluate(&[("x", rows), ("cotangent", rows)]).unwrap();
    /// assert!(pulled[0][..3].iter().sum::<f64>().abs() < 1e-15);
    /// ```
    pub fn vector_jacobian(&self, by: &[&str]) -> Result<Self, CompileError> {
        let mut next = self.clone();
        let mut all = Vec::new();
        for (position, root) in self.plain.iter().enumerate() {
            let name = next.free_name("cotangent", position);
            let seed = next.component(&name, root)?;
            // The indices of the result are summed over; those of the products have their names.
            let (mut node, mut seed) = (root.node, seed);
            let mut loops = Vec::new();
            for axis in &root.axes {
                let bound = next.graph.fresh_bound();
                node = next.graph.substitute(node, axis.bound, &bound.into());
                seed = next.graph.substitute(seed, axis.bound, &bound.into());
                let (from, to) = (axis.from, axis.to);
                loops.push(Fold { folding: Folding::Sum, bound, from, to, body: node });
            }
            all.push(next.graph.adjoints(node, seed, &loops));
        }
        let mut roots = Vec::new();
        for name in by {
            let mut sum = next.graph.num(0.0);
            let variable = next.variable(name)?;
            let axes = match variable {
                Variable::Number(_) => Vec::new(),
                Variable::Array(array) => next.axes(array, 0),
            };
            let at: Vec<Affine> = axes.iter().map(|it| it.bound.into()).collect();
            for adjoints in &all {
                let term = match variable {
                    Variable::Number(input) => adjoints.inputs.get(&input).copied(),
                    Variable::Array(array) => {
                        Some(next.graph.component_adjoint(adjoints, array, &at, &axes))
                    }
                };
                if let Some(term) = term {
                    sum = next.graph.add(sum, term);
                }
            }
            roots.push(Root { axes, node: sum });
        }
        Ok(Self::new(next.graph, roots, next.extents, self.as_written))
    }

    /// An evaluator of the derivatives of the results along a tangent: for each name an input with a
    /// `'` behind the name, of the same kind.
    pub fn jacobian_vector(&self, by: &[&str]) -> Result<Self, CompileError> {
        let mut next = self.clone();
        let variables = by.iter().map(|name| next.variable(name)).collect::<Result<Vec<_>, _>>()?;
        let tangents: Vec<String> = by.iter().map(|name| format!("{name}'")).collect();
        let mut roots = Vec::new();
        for root in &self.plain {
            let node = next.graph.tangent(root.node, &mut |graph, leaf| {
                let array = match graph.op(leaf) {
                    super::graph::Op::Element(array, list) => Some((array, list)),
                    _ => None,
                };
                let position = variables.iter().position(|it| match (*it, array) {
                    (Variable::Number(input), None) => input == leaf,
                    (Variable::Array(own), Some((array, _))) => own == array,
                    _ => false,
                })?;
                match array {
                    None => Some(graph.input(&tangents[position])),
                    Some((_, list)) => {
                        let indices = graph.indices(list).to_vec();
                        let tangent = graph.array(&tangents[position], indices.len())?;
                        Some(graph.element(tangent, indices))
                    }
                }
            });
            roots.push(Root { axes: root.axes.clone(), node });
        }
        for (variable, name) in variables.iter().zip(&tangents) {
            next.tangent_extents(*variable, name);
        }
        Ok(Self::new(next.graph, roots, next.extents, self.as_written))
    }

    /// The tangent of an array is as large as the array.
    fn tangent_extents(&mut self, variable: Variable, name: &str) {
        let Variable::Array(array) = variable else { return };
        let rank = self.graph.arrays[array as usize].rank;
        let Some(tangent) = self.graph.array(name, rank) else { return };
        let own = self.extents.iter().filter(|it| it.array == array);
        let own: Vec<Extent> = own.map(|it| Extent { array: tangent, ..*it }).collect();
        self.extents.extend(own);
    }

    /// A name that no input has yet.
    fn free_name(&self, stem: &str, position: usize) -> String {
        let mut name = stem.to_owned();
        if position > 0 {
            name.push_str(&(position + 1).to_string());
        }
        let taken = |name: &String| {
            self.graph.inputs.contains(name)
                || self.graph.sizes.contains(name)
                || self.graph.arrays.iter().any(|it| it.name == *name)
        };
        while taken(&name) {
            name.push('\'');
        }
        name
    }

    /// A new input as large as a result: its component at the result's indices.
    fn component(&mut self, name: &str, root: &Root) -> Result<NodeId, CompileError> {
        if root.axes.is_empty() {
            return Ok(self.graph.input(name));
        }
        let array = self.graph.array(name, root.axes.len());
        let array = array.ok_or_else(|| CompileError::Kind(name.to_owned()))?;
        let mut indices = Vec::new();
        for (dimension, axis) in root.axes.iter().enumerate() {
            // Components of inputs count from one.
            let from = self.graph.integer(axis.from).clone();
            let index =
                Affine::from(axis.bound).plus(-1, &from).and_then(|it| it.plus(1, &1.into()));
            let index = index.ok_or(CompileError::Index)?;
            indices.push(self.graph.affine(index));
            let to = self.graph.integer(axis.to).clone();
            if let (Some(1), [(Integer::Size(size), 1)], 0) =
                (from.literal(), to.terms.as_slice(), to.constant)
            {
                self.extents.push(Extent { array, dimension, size: *size });
            }
        }
        Ok(self.graph.element(array, indices))
    }

    fn variable(&mut self, name: &str) -> Result<Variable, CompileError> {
        if let Some(array) = self.graph.arrays.iter().position(|it| it.name == name) {
            return Ok(Variable::Array(u32::try_from(array).unwrap_or(u32::MAX)));
        }
        if self.graph.inputs.iter().any(|it| it == name) {
            return Ok(Variable::Number(self.graph.input(name)));
        }
        Err(CompileError::UnknownName(name.to_owned()))
    }

    /// The indices of an array, numbered from the one given on, over their whole ranges.
    fn axes(&mut self, array: u32, first: usize) -> Vec<Axis> {
        let rank = self.graph.arrays[array as usize].rank;
        let mut axes = Vec::new();
        for dimension in 0..rank {
            let known =
                self.extents.iter().find(|it| it.array == array && it.dimension == dimension);
            let size = if let Some(extent) = known {
                extent.size
            } else {
                let name = format!("{}.{}", self.graph.arrays[array as usize].name, dimension + 1);
                let size = self.graph.size(&name);
                self.extents.push(Extent { array, dimension, size });
                size
            };
            let number = u32::try_from(first + dimension).unwrap_or(u32::MAX);
            let from = self.graph.affine(Affine::from(1));
            let to = self.graph.affine(Affine::from(Integer::Size(size)));
            axes.push(Axis { bound: super::graph::Bound::Axis(number), from, to });
        }
        axes
    }
}

/// What is differentiated by.
#[derive(Debug, Clone, Copy)]
enum Variable {
    Number(NodeId),
    Array(u32),
}

impl Evaluator {
    /// Memory for evaluating.
    #[must_use]
    pub fn workspace<T: Real>(&self) -> Workspace<T> {
        Workspace { memories: vec![Memory::new(&self.program)], program: self.program.number }
    }

    /// The results at all points, each with its components point after point.
    ///
    /// The number of points is that of the arguments that differ from point to point, and 1 if there are
    /// none. A result is NaN where it is undefined.
    pub fn evaluate<'a, T: Real>(
        &self,
        arguments: &'a [(&str, Argument<'a, T>)],
    ) -> Result<Vec<Vec<T>>, ArgumentError> {
        let bound = Bound::new(&self.graph, &self.extents, arguments)?;
        let points = bound.points.unwrap_or(1);
        let mut results = Vec::new();
        for counts in self.counts(&bound.sizes)? {
            let length = counts.iter().try_fold(points, |length, it| length.checked_mul(it.1));
            let length = length.filter(|&it| it < isize::MAX as usize / 8);
            results.push(vec![T::from_f64(f64::NAN); length.ok_or(ArgumentError::TooLarge)?]);
        }
        let mut buffers: Vec<&mut [T]> = results.iter_mut().map(Vec::as_mut_slice).collect();
        self.run(&bound, &mut self.workspace(), Layout::Rows, &mut buffers)?;
        Ok(results)
    }

    /// Writes the results at all points into buffers, one for each result. Nothing is allocated that
    /// depends on the number of points.
    pub fn evaluate_into<'a, T: Real>(
        &self,
        arguments: &'a [(&str, Argument<'a, T>)],
        workspace: &mut Workspace<T>,
        layout: Layout,
        results: &mut [&mut [T]],
    ) -> Result<(), ArgumentError> {
        let bound = Bound::new(&self.graph, &self.extents, arguments)?;
        self.run(&bound, workspace, layout, results)
    }

    /// For each result and index, the first value and the number of values.
    fn counts(&self, sizes: &[i64]) -> Result<Vec<Vec<(i64, usize)>>, ArgumentError> {
        let range = |(from, to): &(super::program::Address, super::program::Address)| {
            let (from, to) = (from.value(sizes), to.value(sizes));
            let count = to.saturating_sub(from).saturating_add(1).max(0);
            usize::try_from(count).map(|count| (from, count)).map_err(|_| ArgumentError::TooLarge)
        };
        self.program.outputs.iter().map(|it| it.iter().map(range).collect()).collect()
    }

    fn run<T: Real>(
        &self,
        bound: &Bound<'_, T>,
        workspace: &mut Workspace<T>,
        layout: Layout,
        results: &mut [&mut [T]],
    ) -> Result<(), ArgumentError> {
        if workspace.program != self.program.number {
            return Err(ArgumentError::Workspace);
        }
        let points = bound.points.unwrap_or(1);
        let counts = self.counts(&bound.sizes)?;
        if counts.len() != results.len() {
            let (expected, found) = (counts.len(), results.len());
            return Err(ArgumentError::Results { expected, found });
        }
        for (result, (counts, buffer)) in counts.iter().zip(results.iter()).enumerate() {
            let length = counts.iter().try_fold(points, |length, it| length.checked_mul(it.1));
            let (expected, found) = (length.ok_or(ArgumentError::TooLarge)?, buffer.len());
            if expected != found {
                return Err(ArgumentError::Buffer { result, expected, found });
            }
        }
        let arrays: Vec<_> = bound.arrays.iter().map(|it| it.strided()).collect();
        let data = Data { inputs: &bound.inputs, arrays: &arrays, sizes: &bound.sizes };
        execute(&self.program, &mut workspace.memories, &data, points, &counts, layout, results)
    }
}
