//! Statements from a plan, in any language.

use rustc_hash::{FxHashMap, FxHashSet};

use super::dialect::{Dialect, Helper, Text, Tightness};
use super::header::Header;
use super::kernels::words;
use super::names::Names;
use crate::evaluate::Evaluator;
use crate::evaluate::graph::{
    Affine, Binary, Bound, Folding, Graph, IndexId, IndicesId, Integer, NodeId, Op, Unary,
};
use crate::evaluate::plan::{Loop, Step};
use crate::expr::Relation;

/// A value longer than this gets a name of its own.
const LONGEST: usize = 64;

/// The body of a function: its lines, and the values that it returns.
#[derive(Debug, Clone)]
pub(super) struct Body {
    pub(super) lines: Vec<String>,
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
    let graph = evaluator.graph();
    let mut writer = Writer {
        graph,
        evaluator,
        header,
        dialect,
        names: header.names.clone(),
        texts: FxHashMap::default(),
        uses: FxHashMap::default(),
        levels: FxHashMap::default(),
        bounds: Vec::new(),
        last: evaluator.results().iter().map(|it| it.node).collect(),
        always: FxHashSet::default(),
        lines: Vec::new(),
        indent: first_level,
        returned: Vec::new(),
        cosines: Vec::new(),
        named: Vec::new(),
        loops: 0,
    };
    writer.count(evaluator.plan(), 0);
    writer.steps(evaluator.plan());
    Body { lines: writer.lines, returned: writer.returned, cosines: writer.cosines }
}

struct Writer<'a> {
    graph: &'a Graph,
    evaluator: &'a Evaluator,
    header: &'a Header,
    dialect: &'a mut dyn Dialect,
    names: Names,
    texts: FxHashMap<NodeId, Text>,
    /// How often a value is needed, and by which loops.
    uses: FxHashMap<NodeId, Vec<usize>>,
    /// The loop in which a value is computed.
    levels: FxHashMap<NodeId, usize>,
    bounds: Vec<(Bound, String)>,
    /// The values that are returned.
    last: FxHashSet<NodeId>,
    /// Conditions that hold because an index runs over its range.
    always: FxHashSet<NodeId>,
    lines: Vec<String>,
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
                    self.graph.for_each_operand(*node, &mut |it| operands.push(it));
                    for operand in operands {
                        self.uses.entry(operand).or_default().push(level);
                    }
                }
                Step::Output(root) => {
                    let node = self.evaluator.results()[*root].node;
                    self.uses.entry(node).or_default().push(level);
                }
                Step::Loop(it) => {
                    self.loops += 1;
                    let own = self.loops;
                    self.count(&it.steps, own);
                    for (_, fold) in &it.folds {
                        self.uses.entry(fold.body).or_default().push(own);
                    }
                }
            }
        }
    }

    fn line(&mut self, text: &str) {
        self.lines.push(format!("{}{text}", "    ".repeat(self.indent)));
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
        self.line(&line);
        self.named.extend(self.lines.last().map(|it| (name.clone(), it.clone())));
        self.texts.insert(node, Text::atom(name));
    }

    fn text(&self, node: NodeId) -> Text {
        self.texts.get(&node).cloned().unwrap_or_else(|| Text::atom("0"))
    }

    fn operation(&mut self, node: NodeId) -> Option<Text> {
        let graph = self.graph;
        Some(match graph.op(node) {
            Op::Number(bits) => self.dialect.number(bits.value()),
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
            Op::Select(condition, a, _) if self.always.contains(&condition) => self.text(a),
            Op::Select(condition, a, b) => {
                let texts = [condition, a, b].map(|it| self.text(it).code);
                self.dialect.call(Helper::Choose, &texts)
            }
            Op::Fold(_) => return None,
        })
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
            Binary::Pow | Binary::ExpDifference => return self.dialect.binary(op, &left, &right),
        };
        let code = format!("{} {sign} {}", left.within(tightness), right.within(inner));
        Text { code, tightness }
    }

    /// An integer, in code.
    fn integer(&self, index: IndexId) -> String {
        self.affine(self.graph.integer(index))
    }

    fn affine(&self, it: &Affine) -> String {
        let mut code = String::new();
        for &(name, factor) in &it.terms {
            let name = match name {
                Integer::Size(size) => self.header.sizes[size as usize].0.clone(),
                Integer::Bound(bound) => {
                    let known = self.bounds.iter().rev().find(|it| it.0 == bound);
                    known.map(|it| it.1.clone()).unwrap_or_default()
                }
            };
            let magnitude = factor.unsigned_abs();
            let term = if magnitude == 1 { name } else { format!("{magnitude} * {name}") };
            code = match (code.is_empty(), factor < 0) {
                (true, false) => term,
                (true, true) => format!("-{term}"),
                (false, false) => format!("{code} + {term}"),
                (false, true) => format!("{code} - {term}"),
            };
        }
        match (code.is_empty(), it.constant) {
            (true, constant) => constant.to_string(),
            (false, 0) => code,
            (false, constant) if constant < 0 => format!("{code} - {}", constant.unsigned_abs()),
            (false, constant) => format!("{code} + {constant}"),
        }
    }

    /// A component of an array, which is inside if all indices run over the array's own ranges.
    fn element(&mut self, array: usize, indices: IndicesId) -> Text {
        let it = &self.header.arrays[array];
        let (name, extents) = (it.name.clone(), it.extents.clone());
        let list = self.graph.indices(indices).to_vec();
        let mut inside = Vec::new();
        for (&index, extent) in list.iter().zip(&extents) {
            if !self.runs_over(index, *extent) {
                let index = self.integer(index);
                let last = match extent {
                    Some(size) => self.header.sizes[*size].0.clone(),
                    None => String::new(),
                };
                inside.push((index, last));
            }
        }
        let offset = self.offset(&list, &extents);
        if inside.is_empty() {
            return self.dialect.component(&name, &offset);
        }
        let mut arguments = vec![name, offset];
        arguments.extend(inside.into_iter().flat_map(|it| [it.0, it.1]));
        self.dialect.call(Helper::Component, &arguments)
    }

    /// Whether an index is that of a loop from 1 to the size.
    fn runs_over(&self, index: IndexId, extent: Option<usize>) -> bool {
        let ([(Integer::Bound(bound), 1)], 0, Some(size)) = (
            self.graph.integer(index).terms.as_slice(),
            self.graph.integer(index).constant,
            extent,
        ) else {
            return false;
        };
        self.ranges(*bound).is_some_and(|(from, to)| {
            let to = self.graph.integer(to);
            self.graph.integer(from).literal().is_some_and(|it| it >= 1)
                && to.constant <= 0
                && matches!(to.terms.as_slice(),
                    [(Integer::Size(own), 1)] if *own as usize == size)
        })
    }

    /// Whether an integer is how far the index of a loop is from an end of its range.
    fn is_in_range(&self, relation: Relation, index: IndexId) -> bool {
        if relation != Relation::AT_LEAST {
            return false;
        }
        let it = self.graph.integer(index);
        let bounds: Vec<Bound> = it.bounds().collect();
        bounds.into_iter().any(|bound| {
            self.ranges(bound).is_some_and(|(from, to)| {
                let (from, to) = (self.graph.integer(from), self.graph.integer(to));
                let own = Affine::from(bound);
                own.plus(-1, from).as_ref() == Some(it) || to.plus(-1, &own).as_ref() == Some(it)
            })
        })
    }

    fn ranges(&self, bound: Bound) -> Option<(IndexId, IndexId)> {
        fn find(steps: &[Step], bound: Bound, open: &mut Vec<(IndexId, IndexId)>) {
            for step in steps {
                if let Step::Loop(it) = step {
                    if it.axis.bound == bound {
                        open.push((it.axis.from, it.axis.to));
                    }
                    find(&it.steps, bound, open);
                }
            }
        }
        // The same index may belong to several loops; all must agree.
        let mut all = Vec::new();
        find(self.evaluator.plan(), bound, &mut all);
        let first = *all.first()?;
        all.iter().all(|it| *it == first).then_some(first)
    }

    /// The place of a component, the last index counting fastest.
    fn offset(&self, list: &[IndexId], extents: &[Option<usize>]) -> String {
        let mut code = String::new();
        for (&index, extent) in list.iter().zip(extents) {
            let less = self.graph.integer(index).plus(-1, &Affine::from(1));
            let index = self.affine(&less.unwrap_or_default());
            code = match extent {
                Some(size) if !code.is_empty() => {
                    format!("({code}) * {} + ({index})", self.header.sizes[*size].0)
                }
                _ => index,
            };
        }
        code
    }

    fn output(&mut self, root: usize) {
        let root_ = &self.evaluator.results()[root];
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
        let line = self.dialect.store(name, &offset, &value);
        self.line(&line);
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
            let line = self.dialect.variable(&name, &start);
            self.line(&line);
            sums.push((*node, *fold, name));
        }
        let index = self.index_name();
        let (from, to) = (self.integer(it.axis.from), self.integer(it.axis.to));
        let line = self.dialect.begin(&index, &from, &to);
        self.line(&line);
        self.bounds.push((it.axis.bound, index));
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
            self.line(&line);
        }
        self.indent -= 1;
        self.bounds.pop();
        if let Some(end) = self.dialect.end() {
            self.line(end);
        }
        for (node, _, name) in sums {
            self.texts.insert(node, Text::atom(name));
        }
    }

    /// A name for the index of a loop: those of the loops around it are others.
    fn index_name(&self) -> String {
        let around: Vec<&str> = self.bounds.iter().map(|it| it.1.as_str()).collect();
        let mut names = self.names.clone();
        let letters = ["i", "j", "k", "l", "m"];
        let letter = letters.into_iter().find(|it| !around.contains(it) && names.like(it) == *it);
        letter.map_or_else(|| format!("index{}", around.len()), str::to_owned)
    }
}
