//! Plans to programs.
//!
//! Registers are reused as soon as their value is not needed any more; what is used in a loop and comes from
//! outside of it stays to the loop's end.

use std::sync::atomic::{AtomicU64, Ordering};

use rustc_hash::{FxHashMap, FxHashSet};

use super::domain;
use super::fuse::Factored;
use super::graph::{Affine, Binary, Bound, Folding, Graph, IndexId, Integer, NodeId, Op, Unary};
use super::plan::{Axis, Loop, Root, Step};
use super::program::{
    Address, Destination, Instruction, Operand, Program, Register, Signs, Terms, View,
};
use super::store::{FIRST_TEMPORARY, stored};
use crate::expr::Relation;

struct Assembler<'a> {
    graph: &'a Graph,
    roots: &'a [Root],
    /// The number of results; the roots behind them are temporaries.
    results: usize,
    /// The temporaries whose component at the current index is at hand, with the index's name.
    stored: Vec<(usize, Bound)>,
    signs: domain::Signs,
    /// Products that are part of a sum and of nothing else.
    fused: FxHashSet<NodeId>,
    /// How often each node is an operand or a result.
    uses: FxHashMap<NodeId, usize>,
    /// All nodes that the results need.
    wanted: FxHashSet<NodeId>,
    program: Program,
    /// Where values are; registers are virtual, a new one for each value.
    values: FxHashMap<NodeId, Operand>,
    /// The nodes that have values, in the order in which they got them.
    computed: Vec<NodeId>,
    next: Register,
    /// The node that the last instruction computes, if nothing else has the value.
    newest: Option<NodeId>,
    bounds: Vec<(Bound, usize)>,
    /// The ranges of the loops around, which are not empty inside.
    ranges: Vec<Axis>,
    /// The number of sums that are being added up.
    sums: usize,
    /// Whether the innermost loop is straight.
    straight: bool,
}

/// The number of the next program.
static NUMBER: AtomicU64 = AtomicU64::new(1);

/// The instructions of a plan.
pub(super) fn assemble(graph: &Graph, roots: &[Root], results: usize, plan: &[Step]) -> Program {
    let uses = super::fuse::uses(graph, roots);
    let mut assembler = Assembler {
        graph,
        roots,
        results,
        stored: Vec::new(),
        signs: domain::Signs::default(),
        fused: super::fuse::fused(graph, roots, &uses),
        uses,
        wanted: graph
            .reachable(&roots.iter().map(|root| root.node).collect::<Vec<_>>())
            .into_iter()
            .collect(),
        program: Program {
            slots: graph.sizes.len(),
            number: NUMBER.fetch_add(1, Ordering::Relaxed),
            ..Program::default()
        },
        values: FxHashMap::default(),
        computed: Vec::new(),
        next: 0,
        newest: None,
        bounds: Vec::new(),
        ranges: Vec::new(),
        sums: 0,
        straight: false,
    };
    assembler.outputs();
    assembler.steps(plan);
    super::registers::allocate(&mut assembler.program);
    assembler.program
}

impl Assembler<'_> {
    fn outputs(&mut self) {
        for root in self.roots {
            let ranges =
                root.axes.iter().map(|axis| (self.address(axis.from), self.address(axis.to)));
            let ranges = ranges.collect();
            self.program.outputs.push(ranges);
        }
        let temporaries = self.program.outputs.split_off(self.results);
        self.program.temporaries = temporaries.into_iter().filter_map(|mut it| it.pop()).collect();
    }

    fn fresh(&mut self) -> Register {
        self.next += 1;
        self.next - 1
    }

    fn note(&mut self, node: NodeId, value: Operand) {
        self.values.insert(node, value);
        self.computed.push(node);
    }

    /// Notes that a register has the value of a node.
    fn note_register(&mut self, node: NodeId, to: Register) {
        self.note(node, if self.straight { Operand::Turn(to) } else { Operand::Register(to) });
    }

    fn emit(&mut self, instruction: Instruction) {
        self.program.instructions.push(instruction);
        self.program.destinations.push(None);
        self.newest = None;
    }

    /// Sends the value of a node somewhere else than into a register, if nothing else has been done since the
    /// instruction that computes it.
    fn redirect(&mut self, node: NodeId, destination: Destination) -> bool {
        let written = self.program.instructions.last().and_then(Instruction::written);
        let newest = self.newest == Some(node) && written.is_some();
        match self.program.destinations.last_mut() {
            Some(place) if newest => *place = Some(destination),
            _ => return false,
        }
        self.newest = None;
        true
    }

    fn address(&self, index: IndexId) -> Address {
        self.address_of(self.graph.integer(index))
    }

    fn address_of(&self, index: &Affine) -> Address {
        let Affine { constant, terms } = index;
        let slot = |name: Integer| match name {
            Integer::Size(size) => size as usize,
            Integer::Bound(bound) => {
                let known = self.bounds.iter().rev().find(|it| it.0 == bound);
                known.map_or(0, |it| it.1)
            }
        };
        let terms = terms.iter().map(|&(name, factor)| (slot(name), factor)).collect();
        Address { constant: *constant, terms }
    }

    fn steps(&mut self, steps: &[Step]) {
        for step in steps {
            match step {
                Step::Compute(node) => self.compute(*node),
                Step::Loop(it) => self.loop_over(it),
                Step::Output(root) if *root >= self.results => self.store(*root - self.results),
                Step::Output(root) => {
                    let slots = self.roots[*root].axes.iter().map(|axis| {
                        let slot = self.bounds.iter().rev().find(|it| it.0 == axis.bound);
                        slot.map_or(0, |it| it.1)
                    });
                    let indices =
                        slots.map(|slot| Address { constant: 0, terms: vec![(slot, 1)] }).collect();
                    self.output(*root, indices);
                }
            }
        }
    }

    /// A value that nothing else needs goes straight to where results are.
    fn output(&mut self, root: usize, indices: Vec<Address>) {
        let node = self.roots[root].node;
        let destination = Destination::Result { root, indices: indices.clone() };
        let only = self.uses.get(&node) == Some(&1);
        if !only || !self.redirect(node, destination) {
            let a = self.operand(node);
            self.emit(Instruction::Output { root, a, indices });
        }
    }

    fn store(&mut self, temporary: usize) {
        let Root { axes, node } = &self.roots[self.results + temporary];
        let (axis, node) = (axes[0], *node);
        let index = self.place_in(&axis.bound.into(), axis.from);
        self.stored.push((temporary, axis.bound));
        let destination = Destination::Temporary { temporary, index: index.clone() };
        if !self.redirect(node, destination) {
            let a = self.operand(node);
            return self.emit(Instruction::Store { temporary, a, index });
        }
        self.see(node, |to| Instruction::Load { to, temporary, index });
    }

    /// The place of a component in a temporary.
    fn place_in(&self, index: &Affine, from: IndexId) -> Address {
        let mut address = self.address_of(index);
        let from = self.address(from);
        address.constant -= from.constant;
        address.terms.extend(from.terms.iter().map(|&(slot, factor)| (slot, -factor)));
        address
    }

    fn loop_over(&mut self, it: &Loop) {
        let running: Vec<Register> =
            it.folds.iter().map(|(_, fold)| self.begin_fold(fold.folding)).collect();
        let slot = self.program.slots;
        self.program.slots += 1;
        let (from, to) = (self.address(it.axis.from), self.address(it.axis.to));
        let begin = self.program.instructions.len();
        let straight = !it.steps.iter().any(|step| matches!(step, Step::Loop(_)));
        self.emit(Instruction::Begin { slot, from, to, end: 0, straight });
        self.straight = straight;
        self.program.straight |= straight;
        let (bounds, before, stored) = (self.bounds.len(), self.computed.len(), self.stored.len());
        self.ranges.push(it.axis);
        self.bounds.extend(it.names.iter().chain([&it.axis.bound]).map(|&name| (name, slot)));
        let own = it.folds.iter().filter(|(_, fold)| fold.folding == Folding::Sum).count();
        self.sums += own;
        self.program.sums = self.program.sums.max(self.sums);
        self.steps(&it.steps);
        self.sums -= own;
        let mut errors = self.sums;
        for ((_, fold), &to) in it.folds.iter().zip(&running) {
            let (a, factors) = (self.operand(fold.body), self.factors(fold.body));
            if fold.folding != Folding::Sum {
                self.emit(Instruction::Join { folding: fold.folding, to, a, slot });
                continue;
            }
            // The signs of a temporary's components are those of what is stored there.
            let body = match super::store::stored(self.graph, fold.body) {
                Some((temporary, _)) => self.roots[self.results + temporary].node,
                None => fold.body,
            };
            let sign = self.signs.of(self.graph, body);
            let terms = match factors {
                Some((a, b)) => Terms::Products(a, b),
                None if sign.implies(Relation::AT_LEAST) => Terms::NonNegative(a),
                None => Terms::Numbers(a),
            };
            self.emit(Instruction::Accumulate { to, errors, terms, slot });
            errors += 1;
        }
        self.straight = false;
        self.ranges.pop();
        self.bounds.truncate(bounds);
        self.stored.truncate(stored);
        // What has been computed in the loop is not there after it.
        for node in self.computed.split_off(before) {
            self.values.remove(&node);
        }
        let last = self.program.instructions.len();
        self.emit(Instruction::End { begin });
        if let Instruction::Begin { end, .. } = &mut self.program.instructions[begin] {
            *end = last;
        }
        for ((node, _), to) in it.folds.iter().zip(running) {
            self.note_register(*node, to);
        }
    }

    fn begin_fold(&mut self, folding: Folding) -> Register {
        let value = match folding {
            Folding::Sum => 0.0,
            Folding::Product => 1.0,
            Folding::Max => f64::NEG_INFINITY,
        };
        let to = self.fresh();
        // The loop that follows has the next slot.
        self.emit(Instruction::Fill { to, value, slot: self.program.slots });
        to
    }

    fn operand(&self, node: NodeId) -> Operand {
        match self.graph.op(node) {
            Op::Number(bits) => Operand::Constant(bits.value()),
            Op::Input(input) => Operand::Input(input),
            // What is part of something else has no value of its own.
            _ => self.values.get(&node).copied().unwrap_or(Operand::Constant(f64::NAN)),
        }
    }

    /// Whether a condition on integers holds because the loops around are not empty.
    fn is_certain(&self, condition: NodeId) -> bool {
        self.ranges.iter().any(|axis| axis.implies(self.graph, condition))
    }

    fn compute(&mut self, node: NodeId) {
        // Constants and inputs are operands as they are, products in sums are part of the sums, and folds
        // have their values when their loops are over.
        let op = self.graph.op(node);
        let skipped = matches!(op, Op::Number(_) | Op::Input(_) | Op::Fold(_))
            || self.values.contains_key(&node) && self.is_pair(op)
            || self.fused.contains(&node);
        if skipped {
            return;
        }
        if let Op::Select(condition, a, _) = op {
            if self.is_certain(condition) {
                return self.alias(node, a);
            }
        }
        let to = match op {
            Op::Element(array, _) if array >= FIRST_TEMPORARY => return self.load(node),
            Op::Element(..) | Op::Integer(_) | Op::Test(..) => return self.look(node, op),
            _ => self.fresh(),
        };
        if let Some(instruction) = self.operation(op, to) {
            self.note_register(node, to);
            self.emit(instruction);
            self.newest = Some(node);
        }
    }

    /// A node that has the value of another one.
    fn alias(&mut self, node: NodeId, other: NodeId) {
        let value = self.operand(other);
        self.note(node, value);
        self.newest = None;
    }

    /// Sets a view to what a node is, which needs no operation.
    fn look(&mut self, node: NodeId, op: Op) {
        match op {
            Op::Element(array, list) => {
                let indices = self.graph.indices(list).iter().map(|&it| self.address(it)).collect();
                self.see(node, |to| Instruction::Element { to, array, indices });
            }
            Op::Integer(index) => {
                let index = self.address(index);
                self.see(node, |to| Instruction::Integer { to, index });
            }
            Op::Test(relation, index) => {
                let index = self.address(index);
                self.see(node, |to| Instruction::Test { to, relation, index });
            }
            _ => {}
        }
    }

    /// A node that is seen through a new view, which an instruction sets.
    fn see(&mut self, node: NodeId, instruction: impl FnOnce(View) -> Instruction) {
        let to = View::try_from(self.program.views).unwrap_or(View::MAX);
        self.program.views += 1;
        self.note(node, Operand::View(to));
        self.emit(instruction(to));
    }

    fn operation(&mut self, op: Op, to: Register) -> Option<Instruction> {
        Some(match op {
            Op::Unary(op @ (Unary::Sin | Unary::Cos), a) => self.circular(op, to, a),
            Op::Unary(op, a) => match self.factors(a) {
                Some((b, c)) => Instruction::Product { to, a: Operand::Constant(-1.0), b, c },
                None => Instruction::Unary { op, to, a: self.operand(a) },
            },
            Op::Binary(Binary::Mul, a, b) => self.product(to, a, b),
            Op::Binary(op, a, b) => return self.binary(op, to, a, b),
            Op::Power(a, index) => {
                Instruction::Power { to, a: self.operand(a), index: self.address(index) }
            }
            Op::Compare(relation, a, b) => {
                Instruction::Compare { relation, to, a: self.operand(a), b: self.operand(b) }
            }
            Op::Select(condition, a, b) => {
                let condition = self.operand(condition);
                Instruction::Select { to, condition, a: self.operand(a), b: self.operand(b) }
            }
            _ => return None,
        })
    }

    /// Reads a component of a temporary, unless it has just been computed.
    fn load(&mut self, node: NodeId) {
        let Some((temporary, index)) = stored(self.graph, node) else { return };
        let Root { axes, node: value } = &self.roots[self.results + temporary];
        // The names of one index have the same slot.
        let index = self.place_in(self.graph.integer(index), axes[0].from);
        let at_hand = self.stored.iter().any(|&(known, bound)| {
            known == temporary && self.place_in(&bound.into(), axes[0].from) == index
        });
        if at_hand {
            return self.alias(node, *value);
        }
        self.see(node, |to| Instruction::Load { to, temporary, index });
    }

    /// The factors of a product that is part of something else.
    fn factors(&self, node: NodeId) -> Option<(Operand, Operand)> {
        match self.graph.op(node) {
            Op::Binary(Binary::Mul, a, b) if self.fused.contains(&node) => {
                Some((self.operand(a), self.operand(b)))
            }
            _ => None,
        }
    }

    fn product(&self, to: Register, a: NodeId, b: NodeId) -> Instruction {
        for (part, other) in [(a, b), (b, a)] {
            if let Some((b, c)) = self.factors(part) {
                return Instruction::Product { to, a: self.operand(other), b, c };
            }
        }
        Instruction::Binary { op: Binary::Mul, to, a: self.operand(a), b: self.operand(b) }
    }

    /// A sum with a product.
    fn multiply_add(&self, to: Register, product: NodeId, c: NodeId, signs: Signs) -> Instruction {
        let c = self.operand(c);
        if let Op::Binary(Binary::Mul, a, b) = self.graph.op(product) {
            for (factor, other) in [(a, b), (b, a)] {
                if let (Some(factor), Some(product)) =
                    (self.graph.constant(factor), self.factors(other))
                {
                    let factor = if signs == Signs::MinusProduct { -factor } else { factor };
                    let minus = signs == Signs::MinusSummand;
                    return Instruction::ScaledAdd { to, product, factor, c, minus };
                }
            }
        }
        let product = self.factors(product).unwrap_or((c, c));
        Instruction::MultiplyAdd { to, product, c, signs }
    }

    /// A sum or difference of two products with a common factor.
    fn factored_add(&self, op: Binary, to: Register, a: NodeId, b: NodeId) -> Option<Instruction> {
        let Factored { factor, inner, is_first, other } = super::fuse::factored(self.graph, a, b)?;
        let signs = match (op, is_first) {
            (Binary::Add, _) => Signs::Plus,
            (_, true) => Signs::MinusSummand,
            (_, false) => Signs::MinusProduct,
        };
        let (factor, product) = (self.operand(factor), self.factors(inner)?);
        Some(Instruction::FactoredAdd { to, factor, product, c: self.operand(other), signs })
    }

    fn binary(&mut self, op: Binary, to: Register, a: NodeId, b: NodeId) -> Option<Instruction> {
        let is_part = |node: &NodeId| self.fused.contains(node);
        Some(match op {
            Binary::Add | Binary::Sub if is_part(&a) && is_part(&b) => {
                return self.factored_add(op, to, a, b);
            }
            Binary::Add if is_part(&a) => self.multiply_add(to, a, b, Signs::Plus),
            Binary::Add if is_part(&b) => self.multiply_add(to, b, a, Signs::Plus),
            Binary::Sub if is_part(&a) => self.multiply_add(to, a, b, Signs::MinusSummand),
            Binary::Sub if is_part(&b) => self.multiply_add(to, b, a, Signs::MinusProduct),
            Binary::ExpScaled => {
                let Op::Unary(Unary::BinaryExponent, number) = self.graph.op(b) else {
                    return None;
                };
                let (exponent, number) = (self.operand(b), self.operand(number));
                Instruction::ExpScaled { to, a: self.operand(a), exponent, number }
            }
            Binary::Div if self.signs.of(self.graph, b).implies(Relation::NOT_EQUAL) => {
                Instruction::Divide { to, a: self.operand(a), b: self.operand(b) }
            }
            _ => Instruction::Binary { op, to, a: self.operand(a), b: self.operand(b) },
        })
    }

    /// The node with the sine or cosine of the same argument whose other one this is.
    fn other(&self, op: Unary, a: NodeId) -> Option<NodeId> {
        let other = if op == Unary::Sin { Unary::Cos } else { Unary::Sin };
        self.graph.find(Op::Unary(other, a)).filter(|node| self.wanted.contains(node))
    }

    fn is_pair(&self, op: Op) -> bool {
        matches!(op, Op::Unary(op @ (Unary::Sin | Unary::Cos), a) if self.other(op, a).is_some())
    }

    /// A sine and a cosine of the same argument are computed together.
    fn circular(&mut self, op: Unary, to: Register, a: NodeId) -> Instruction {
        let operand = self.operand(a);
        match self.other(op, a) {
            Some(other) => {
                let second = self.fresh();
                self.note_register(other, second);
                let (sin, cos) = if op == Unary::Sin { (to, second) } else { (second, to) };
                Instruction::SinCos { sin, cos, a: operand }
            }
            None => Instruction::Unary { op, to, a: operand },
        }
    }
}
