//! Statements from a plan, in any language.

use rustc_hash::{FxHashMap, FxHashSet};

use super::dialect::{Dialect, Helper, Text, Tightness};
use super::header::Header;
use super::kernels::words;
use super::names::Names;
use crate::evaluate::graph::{Affine, Binary, Bound, Folding, Graph, NodeId, Op, Unary};
use crate::evaluate::plan::{Axis, Loop, Root, Step};
use crate::evaluate::{Evaluator, kept};
use crate::expr::Relation;

/// A value longer than this gets a name of its own.
const LONGEST: usize = 64;

/// The operations that are written: a graph, the results and then what is kept for several loops, and the steps.
#[derive(Debug, Clone, Copy)]
pub(super) struct Operations<'a> {
    pub(super) graph: &'a Graph,
    pub(super) roots: &'a [Root],
    pub(super) results: usize,
    pub(super) plan: &'a [Step],
}

/// How points are written that are computed side by side.
#[derive(Debug, Clone)]
pub(super) struct Lane {
    /// The name of the index of a point.
    pub(super) index: String,
    /// The names of what has a number for each point and component: arrays, results, and what is kept.
    pub(super) arrays: Vec<String>,
    pub(super) outputs: Vec<Option<String>>,
    pub(super) kept: Vec<String>,
}

/// A line, indented by so many levels.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) indent: usize,
    pub(super) text: String,
    /// Whether it computes something.
    pub(super) computes: bool,
    /// The name that it gives to a value, and the value.
    pub(super) named: Option<(String, String)>,
}

impl Line {
    /// The line as it stands in a source.
    pub(super) fn written(&self) -> String {
        format!("{}{}", "    ".repeat(self.indent), self.text)
    }
}

/// The body of a function: its lines, and the values that it returns.
#[derive(Debug, Clone)]
pub(super) struct Body {
    pub(super) lines: Vec<String>,
    /// The same lines, with what they are.
    pub(super) steps: Vec<Line>,
    /// The variables that folds run in.
    pub(super) running: Vec<String>,
    /// Whether all components that are read are certainly there.
    pub(super) is_inside: bool,
    pub(super) returned: Vec<String>,
    /// The cosines that are parameters.
    pub(super) cosines: Vec<Cosine>,
}

/// A cosine that is computed ahead.
#[derive(Debug, Clone)]
pub(super) struct Cosine {
    pub(super) name: String,
    /// The lines of the body that its angle needs, and the angle.
    pub(super) lines: Vec<String>,
    pub(super) angle: String,
}

/// Writes the operations of an evaluator, indented by so many spaces for each level.
pub(super) fn body(
    evaluator: &Evaluator,
    header: &Header,
    dialect: &mut dyn Dialect,
    first_level: usize,
) -> Body {
    let operations = Operations {
        graph: evaluator.graph(),
        roots: evaluator.results(),
        results: evaluator.results().len(),
        plan: evaluator.plan(),
    };
    write(operations, header, dialect, (first_level, None))
}

/// Writes operations, perhaps for points side by side.
pub(super) fn write(
    operations: Operations<'_>,
    header: &Header,
    dialect: &mut dyn Dialect,
    (first_level, lane): (usize, Option<&Lane>),
) -> Body {
    let mut writer = Writer {
        graph: operations.graph,
        operations,
        lane,
        header,
        dialect,
        names: header.names.clone(),
        texts: FxHashMap::default(),
        uses: FxHashMap::default(),
        levels: FxHashMap::default(),
        bounds: Vec::new(),
        last: operations.roots[..operations.results].iter().map(|it| it.node).collect(),
        at_hand: Vec::new(),
        around: Vec::new(),
        running: Vec::new(),
        is_inside: true,
        always: FxHashSet::default(),
        lines: Vec::new(),
        indent: first_level,
        returned: Vec::new(),
        cosines: Vec::new(),
        named: Vec::new(),
        loops: 0,
    };
    writer.count(operations.plan, 0);
    writer.steps(operations.plan);
    let Writer { lines: steps, running, is_inside, returned, cosines, .. } = writer;
    let lines = steps.iter().map(Line::written).collect();
    Body { lines, steps, running, is_inside, returned, cosines }
}

pub(super) struct Writer<'a> {
    pub(super) graph: &'a Graph,
    pub(super) operations: Operations<'a>,
    pub(super) lane: Option<&'a Lane>,
    pub(super) header: &'a Header,
    pub(super) dialect: &'a mut dyn Dialect,
    pub(super) names: Names,
    texts: FxHashMap<NodeId, Text>,
    /// How often a value is needed, and by which loops.
    uses: FxHashMap<NodeId, Vec<usize>>,
    /// The loop in which a value is computed.
    levels: FxHashMap<NodeId, usize>,
    pub(super) bounds: Vec<(Bound, String)>,
    /// The values that are returned.
    last: FxHashSet<NodeId>,
    /// The ranges of the loops around.
    around: Vec<Axis>,
    /// Conditions that hold because an index runs over its range.
    always: FxHashSet<NodeId>,
    /// What is kept of the current turn of a loop: its number, its place, and the value.
    at_hand: Vec<(usize, String, NodeId)>,
    lines: Vec<Line>,
    running: Vec<String>,
    pub(super) is_inside: bool,
    indent: usize,
    returned: Vec<String>,
    cosines: Vec<Cosine>,
    /// Names and the lines that give them their meaning.
    named: Vec<(String, String)>,
    loops: usize,
}

impl Writer<'_> {
    /// Counts the uses of all values. Loops are numbered in the order in which they begin.
    fn count(&mut self, steps: &[Step], level: usize) {
        for step in steps {
            match step {
                Step::Compute(node) => {
                    self.levels.insert(*node, level);
                    let mut operands = Vec::new();
                    match self.graph.op(*node) {
                        Op::Select(condition, a, _) if self.is_certain(condition) => {
                            operands.push(a);
                        }
                        _ => self.graph.for_each_operand(*node, &mut |it| operands.push(it)),
                    }
                    for operand in operands {
                        self.uses.entry(operand).or_default().push(level);
                    }
                }
                Step::Output(root) => {
                    let node = self.operations.roots[*root].node;
                    let uses = self.uses.entry(node).or_default();
                    uses.push(level);
                    // What is kept is used further on.
                    if *root >= self.operations.results {
                        uses.push(level);
                    }
                }
                Step::Loop(it) => {
                    self.loops += 1;
                    let own = self.loops;
                    self.around.push(it.axis);
                    self.count(&it.steps, own);
                    self.around.pop();
                    for (_, fold) in &it.folds {
                        self.uses.entry(fold.body).or_default().push(own);
                    }
                }
            }
        }
    }

    /// A line that directs what others do.
    fn line(&mut self, text: &str) {
        let (indent, text) = (self.indent, text.to_owned());
        self.lines.push(Line { indent, text, computes: false, named: None });
    }

    /// A line that computes something.
    fn value(&mut self, text: String, named: Option<(String, String)>) {
        self.lines.push(Line { indent: self.indent, text, computes: true, named });
    }

    fn steps(&mut self, steps: &[Step]) {
        for step in steps {
            match step {
                Step::Compute(node) => self.compute(*node),
                Step::Output(root) => self.output(*root),
                Step::Loop(it) => self.fold(it),
            }
        }
    }

    fn compute(&mut self, node: NodeId) {
        if let Op::Test(relation, index) = self.graph.op(node) {
            if self.is_in_range(relation, index) {
                self.always.insert(node);
            }
        }
        if !self.uses.contains_key(&node) {
            return;
        }
        let Some(text) = self.operation(node) else { return };
        let uses = self.uses.get(&node).map_or(&[][..], Vec::as_slice);
        let once = matches!(uses, [level] if Some(level) == self.levels.get(&node));
        let simple = text.tightness == Tightness::Atom && !text.code.contains('(');
        if simple || (once && (text.code.len() <= LONGEST || self.last.contains(&node))) {
            self.texts.insert(node, text);
            return;
        }
        let name = self.names.next("t");
        let line = self.dialect.name(&name, &text.code);
        self.value(line, Some((name.clone(), text.code)));
        self.named.extend(self.lines.last().map(|it| (name.clone(), it.written())));
        self.texts.insert(node, Text::atom(name));
    }

    fn text(&self, node: NodeId) -> Text {
        self.texts.get(&node).cloned().unwrap_or_else(|| Text::atom("0"))
    }

    fn operation(&mut self, node: NodeId) -> Option<Text> {
        let graph = self.graph;
        Some(match graph.op(node) {
            Op::Number(bits) => self.dialect.number(bits.value()),
            Op::Element(..) if kept(graph, node).is_some() => self.kept(node),
            Op::Input(input) => {
                let name = self.header.inputs.get(input as usize);
                Text::atom(name.cloned().unwrap_or_default())
            }
            Op::Element(array, indices) => self.element(array as usize, indices),
            Op::Integer(index) => {
                let index = self.integer(index);
                self.dialect.real(&index)
            }
            Op::Test(relation, index) if self.is_in_range(relation, index) => {
                self.dialect.number(1.0)
            }
            Op::Test(relation, index) => {
                let index = self.integer(index);
                let condition = self.dialect.comparison(relation, &index, "0");
                let [one, zero] = [1.0, 0.0].map(|it| self.dialect.number(it).code);
                self.dialect.call(Helper::Decide, &[condition, one, zero])
            }
            Op::Unary(Unary::Neg, a) => {
                let code = format!("-{}", self.text(a).within(Tightness::Sign));
                Text { code, tightness: Tightness::Sign }
            }
            Op::Unary(Unary::Cos, a) if self.is_apart(a) => {
                let name = self.names.next("cos");
                let angle = self.text(a).code;
                let lines = self.lines_for(&angle);
                self.cosines.push(Cosine { name: name.clone(), lines, angle });
                Text::atom(name)
            }
            Op::Unary(op, a) => {
                let a = self.text(a);
                self.dialect.unary(op, &a)
            }
            Op::Binary(op, a, b) => self.binary(op, a, b),
            Op::Power(a, index) => {
                let (a, index) = (self.text(a).code, self.integer(index));
                self.dialect.call(Helper::IntegerPower, &[a, index])
            }
            Op::Compare(relation, a, b) => {
                let itself = a == b && relation.holds(std::cmp::Ordering::Equal);
                let (a, b) = (self.text(a), self.text(b));
                if itself {
                    // Whether it has a value at all.
                    let [one, zero] = [1.0, 0.0].map(|it| self.dialect.number(it).code);
                    let always = self.dialect.comparison(Relation::GREATER, &one, &zero);
                    return Some(self.dialect.call(Helper::Decide, &[always, a.code, b.code]));
                }
                let sides = [a.within(Tightness::Sum), b.within(Tightness::Sum)];
                let condition = self.dialect.comparison(relation, &sides[0], &sides[1]);
                self.dialect.call(Helper::Decide, &[condition, a.code, b.code])
            }
            Op::Select(condition, a, _) if self.is_certain(condition) => self.text(a),
            Op::Select(condition, a, b) => {
                let texts = [condition, a, b].map(|it| self.text(it).code);
                self.dialect.call(Helper::Choose, &texts)
            }
            Op::Fold(_) => return None,
        })
    }

    /// Whether a condition on integers holds wherever it is asked for.
    fn is_certain(&self, condition: NodeId) -> bool {
        self.always.contains(&condition)
            || self.around.iter().any(|axis| axis.implies(self.graph, condition))
    }

    /// Whether the cosine of an angle is computed ahead.
    fn is_apart(&self, angle: NodeId) -> bool {
        let sine = Op::Unary(Unary::Sin, angle);
        let mut computed = self.levels.keys();
        self.header.is_of_numbers()
            && self.loops == 0
            && self.dialect.keeps_cosines_apart()
            && computed.any(|&it| self.graph.op(it) == sine)
    }

    /// The lines that name what a text needs, without loops.
    fn lines_for(&self, text: &str) -> Vec<String> {
        let mut needed: FxHashSet<&str> = words(text).collect();
        let mut lines = Vec::new();
        for (name, line) in self.named.iter().rev() {
            if needed.contains(name.as_str()) {
                needed.extend(words(line));
                lines.push(line.clone());
            }
        }
        lines.reverse();
        lines
    }

    fn binary(&mut self, op: Binary, a: NodeId, b: NodeId) -> Text {
        use Tightness::{Product, Sign, Sum};
        let (left, right) = (self.text(a), self.text(b));
        let (sign, tightness, inner) = match op {
            Binary::Add => ("+", Sum, Sum),
            Binary::Sub => ("-", Sum, Product),
            Binary::Mul => ("*", Product, Sign),
            Binary::Div if self.graph.is_never_zero(b) => ("/", Product, Sign),
            Binary::Div => return self.dialect.call(Helper::Quotient, &[left.code, right.code]),
            Binary::And => return self.dialect.call(Helper::Both, &[left.code, right.code]),
            Binary::Or => {
                let one = self.dialect.number(1.0).code;
                let not = |it: &Text| format!("{one} - {}", it.within(Product));
                let neither = self.dialect.call(Helper::Both, &[not(&left), not(&right)]);
                return Text { code: format!("{one} - {}", neither.code), tightness: Sum };
            }
            Binary::Max => return self.dialect.call(Helper::Larger, &[left.code, right.code]),
            Binary::Min => {
                let minus = |it: &Text| format!("-{}", it.within(Sign));
                let larger = self.dialect.call(Helper::Larger, &[minus(&left), minus(&right)]);
                return Text { code: format!("-{}", larger.code), tightness: Sign };
            }
            Binary::Pow | Binary::ExpDifference | Binary::ExpScaled => {
                return self.dialect.binary(op, &left, &right);
            }
        };
        let code = format!("{} {sign} {}", left.within(tightness), right.within(inner));
        Text { code, tightness }
    }

    /// A component of an array that is certainly there.
    pub(super) fn component(&mut self, array: &str, offset: &str) -> Text {
        match self.lane {
            Some(lane) => self.dialect.component_at(array, offset, &lane.index),
            None => self.dialect.component(array, offset),
        }
    }

    /// What has been kept for several loops.
    fn kept(&mut self, node: NodeId) -> Text {
        let Some((number, index)) = kept(self.graph, node) else { return Text::atom("0") };
        let index = self.graph.integer(index).clone();
        let place = self.place(&index, number);
        // The names of one index are written alike.
        let own = self.at_hand.iter().find(|it| it.0 == number && it.1 == place);
        if let Some((_, _, value)) = own {
            return self.text(*value);
        }
        self.kept_at(number, &place)
    }

    /// The component of what is kept at a place.
    fn kept_at(&mut self, number: usize, place: &str) -> Text {
        let name = self.lane.and_then(|it| it.kept.get(number)).cloned().unwrap_or_default();
        self.component(&name, place)
    }

    /// Where the component of what is kept is, counted from zero.
    fn place(&self, index: &Affine, number: usize) -> String {
        let axis = self.operations.roots[self.operations.results + number].axes[0];
        let own = index.plus(-1, self.graph.integer(axis.from));
        self.affine(&own.unwrap_or_default())
    }

    /// Keeps a value for several loops.
    fn keep(&mut self, number: usize) {
        let root = &self.operations.roots[self.operations.results + number];
        let (bound, value) = (root.axes[0].bound, self.text(root.node).code);
        let place = self.place(&bound.into(), number);
        let component = self.kept_at(number, &place).code;
        let line = self.dialect.assign(&component, &value);
        self.value(line, None);
        self.at_hand.push((number, place, root.node));
    }

    fn output(&mut self, root: usize) {
        if let Some(number) = root.checked_sub(self.operations.results) {
            return self.keep(number);
        }
        let root_ = &self.operations.roots[root];
        let value = self.text(root_.node).code;
        let output = &self.header.outputs[root];
        let Some(name) = &output.name else {
            self.returned.push(value);
            return;
        };
        let mut offset = String::new();
        for (axis, &size) in root_.axes.iter().zip(&output.extents) {
            let own = Affine::from(axis.bound).plus(-1, self.graph.integer(axis.from));
            let index = self.affine(&own.unwrap_or_default());
            offset = if offset.is_empty() {
                index
            } else {
                format!("({offset}) * {} + ({index})", self.header.sizes[size].0)
            };
        }
        let line = match self.lane {
            Some(lane) => {
                let array = lane.outputs[root].as_deref().unwrap_or_default();
                let component = self.dialect.component_at(array, &offset, &lane.index).code;
                self.dialect.assign(&component, &value)
            }
            None => self.dialect.store(name, &offset, &value),
        };
        self.value(line, None);
    }

    fn fold(&mut self, it: &Loop) {
        let mut sums = Vec::new();
        for (node, fold) in &it.folds {
            let (stem, start) = match fold.folding {
                Folding::Sum => ("sum", 0.0),
                Folding::Product => ("product", 1.0),
                Folding::Max => ("largest", f64::NEG_INFINITY),
            };
            let name = self.names.next(stem);
            let start = self.dialect.number(start).code;
            let line = match self.lane {
                Some(_) => self.dialect.assign(&name, &start),
                None => self.dialect.variable(&name, &start),
            };
            self.value(line, None);
            self.running.push(name.clone());
            sums.push((*node, *fold, name));
        }
        let index = self.index_name();
        let (from, to) = (self.integer(it.axis.from), self.integer(it.axis.to));
        let line = self.dialect.begin(&index, &from, &to);
        self.line(&line);
        let (bounds, at_hand) = (self.bounds.len(), self.at_hand.len());
        self.bounds.extend(it.names.iter().map(|&name| (name, index.clone())));
        self.bounds.push((it.axis.bound, index));
        self.around.push(it.axis);
        self.indent += 1;
        self.steps(&it.steps);
        for (_, fold, name) in &sums {
            let body = self.text(fold.body);
            let value = match fold.folding {
                Folding::Sum => format!("{name} + {}", body.within(Tightness::Sum)),
                Folding::Product => format!("{name} * {}", body.within(Tightness::Sign)),
                Folding::Max => self.dialect.call(Helper::Larger, &[name.clone(), body.code]).code,
            };
            let line = self.dialect.assign(name, &value);
            self.value(line, None);
        }
        self.indent -= 1;
        self.around.pop();
        self.bounds.truncate(bounds);
        self.at_hand.truncate(at_hand);
        if let Some(end) = self.dialect.end() {
            self.line(end);
        }
        for (node, _, name) in sums {
            self.texts.insert(node, Text::atom(name));
        }
    }
}
