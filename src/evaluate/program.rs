//! Plans to instructions over registers.
//!
//! A register holds one number for each point of a block. Registers are reused as soon as their value
//! is not needed any more; what is used in a loop and comes from outside of it stays to the loop's end.

use std::sync::atomic::{AtomicU64, Ordering};

use rustc_hash::{FxHashMap, FxHashSet};

use super::domain;
use super::graph::{Affine, Binary, Bound, Folding, Graph, IndexId, Integer, NodeId, Op, Unary};
use super::plan::{Loop, Root, Step};
use super::store::{FIRST_TEMPORARY, stored};
use crate::expr::Relation;

/// A register.
pub(super) type Register = u32;

/// An integer as the sum of a constant and of multiples of slots: the sizes, then the indices of loops.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Address {
    pub(super) constant: i64,
    pub(super) terms: Vec<(usize, i64)>,
}

/// An operand of an instruction.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Operand {
    Register(Register),
    Constant(f64),
    /// An input that is a number, straight from where the caller has it.
    Input(u32),
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Instruction {
    Constant {
        to: Register,
        value: f64,
    },
    Element {
        to: Register,
        array: u32,
        indices: Vec<Address>,
    },
    Integer {
        to: Register,
        index: Address,
    },
    Test {
        to: Register,
        relation: Relation,
        index: Address,
    },
    Unary {
        op: Unary,
        to: Register,
        a: Operand,
    },
    SinCos {
        sin: Register,
        cos: Register,
        a: Operand,
    },
    Binary {
        op: Binary,
        to: Register,
        a: Operand,
        b: Operand,
    },
    /// A quotient whose divisor is not zero, unless it is too small to be told from zero.
    Divide {
        to: Register,
        a: Operand,
        b: Operand,
    },
    /// `a·b + c`, `a·b - c` or `c - a·b`.
    MultiplyAdd {
        to: Register,
        product: (Operand, Operand),
        c: Operand,
        signs: Signs,
    },
    /// `factor·(a·b) + c`, or `- c`.
    ScaledAdd {
        to: Register,
        product: (Operand, Operand),
        factor: f64,
        c: Operand,
        minus: bool,
    },
    /// `a·(b·c)`.
    Product {
        to: Register,
        a: Operand,
        b: Operand,
        c: Operand,
    },
    Power {
        to: Register,
        a: Operand,
        index: Address,
    },
    Compare {
        relation: Relation,
        to: Register,
        a: Operand,
        b: Operand,
    },
    Select {
        to: Register,
        condition: Operand,
        a: Operand,
        b: Operand,
    },
    /// Goes on behind `end` when the range is empty.
    Begin {
        slot: usize,
        from: Address,
        to: Address,
        end: usize,
    },
    /// Goes back to behind `begin` with the next index.
    End {
        begin: usize,
    },
    /// A sum with the rounding errors that it has left out.
    Accumulate {
        sum: Register,
        errors: Register,
        a: Operand,
    },
    /// A running product or maximum.
    Join {
        folding: Folding,
        to: Register,
        a: Operand,
    },
    /// The sum and what it has left out.
    Total {
        to: Register,
        sum: Register,
        errors: Register,
    },
    Output {
        root: usize,
        a: Operand,
        indices: Vec<Address>,
    },
    /// Writes a component of a temporary, counted from zero.
    Store {
        temporary: usize,
        a: Operand,
        index: Address,
    },
    /// Reads one.
    Load {
        to: Register,
        temporary: usize,
        index: Address,
    },
}

/// The signs in a product plus a summand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Signs {
    Plus,
    MinusSummand,
    MinusProduct,
}

/// Instructions with what they need.
#[derive(Debug, Clone, Default)]
pub(super) struct Program {
    pub(super) instructions: Vec<Instruction>,
    pub(super) registers: usize,
    /// The number of slots for integers; the sizes come first.
    pub(super) slots: usize,
    /// For each result, the ranges of its indices, in slots.
    pub(super) outputs: Vec<Vec<(Address, Address)>>,
    /// The ranges of the temporaries.
    pub(super) temporaries: Vec<(Address, Address)>,
    /// A number that no other program of the process has.
    pub(super) number: u64,
}

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
    /// All nodes that the results need.
    wanted: FxHashSet<NodeId>,
    program: Program,
    /// Virtual registers: a new one for each value.
    values: FxHashMap<NodeId, Register>,
    /// The nodes that have values, in the order in which they got them.
    computed: Vec<NodeId>,
    next: Register,
    bounds: Vec<(Bound, usize)>,
}

/// The number of the next program.
static NUMBER: AtomicU64 = AtomicU64::new(1);

/// The instructions of a plan.
pub(super) fn assemble(graph: &Graph, roots: &[Root], results: usize, plan: &[Step]) -> Program {
    let mut assembler = Assembler {
        graph,
        roots,
        results,
        stored: Vec::new(),
        signs: domain::Signs::default(),
        fused: super::fuse::fused(graph, roots),
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
        bounds: Vec::new(),
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

    fn note(&mut self, node: NodeId, register: Register) {
        self.values.insert(node, register);
        self.computed.push(node);
    }

    fn emit(&mut self, instruction: Instruction) {
        self.program.instructions.push(instruction);
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
                    let Root { axes, node } = &self.roots[*root];
                    let a = self.operand(*node);
                    let slots = axes.iter().map(|axis| {
                        let slot = self.bounds.iter().rev().find(|it| it.0 == axis.bound);
                        slot.map_or(0, |it| it.1)
                    });
                    let indices =
                        slots.map(|slot| Address { constant: 0, terms: vec![(slot, 1)] }).collect();
                    self.emit(Instruction::Output { root: *root, a, indices });
                }
            }
        }
    }

    fn store(&mut self, temporary: usize) {
        let Root { axes, node } = &self.roots[self.results + temporary];
        let a = self.operand(*node);
        let index = self.place_in(&axes[0].bound.into(), axes[0].from);
        self.stored.push((temporary, axes[0].bound));
        self.emit(Instruction::Store { temporary, a, index });
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
        let mut sums = Vec::with_capacity(it.folds.len());
        for (_, fold) in &it.folds {
            let value = match fold.folding {
                Folding::Sum => 0.0,
                Folding::Product => 1.0,
                Folding::Max => f64::NEG_INFINITY,
            };
            let to = self.fresh();
            self.emit(Instruction::Constant { to, value });
            let errors = (fold.folding == Folding::Sum).then(|| {
                let errors = self.fresh();
                self.emit(Instruction::Constant { to: errors, value });
                errors
            });
            sums.push((to, errors));
        }
        let slot = self.program.slots;
        self.program.slots += 1;
        let (from, to) = (self.address(it.axis.from), self.address(it.axis.to));
        let begin = self.program.instructions.len();
        self.emit(Instruction::Begin { slot, from, to, end: 0 });
        let (bounds, before, stored) = (self.bounds.len(), self.computed.len(), self.stored.len());
        self.bounds.extend(it.names.iter().chain([&it.axis.bound]).map(|&name| (name, slot)));
        self.steps(&it.steps);
        for ((_, fold), &(to, errors)) in it.folds.iter().zip(&sums) {
            let a = self.operand(fold.body);
            self.emit(match errors {
                Some(errors) => Instruction::Accumulate { sum: to, errors, a },
                None => Instruction::Join { folding: fold.folding, to, a },
            });
        }
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
        for ((node, _), (sum, errors)) in it.folds.iter().zip(sums) {
            let value = match errors {
                Some(errors) => {
                    let to = self.fresh();
                    self.emit(Instruction::Total { to, sum, errors });
                    to
                }
                None => sum,
            };
            self.note(*node, value);
        }
    }

    fn operand(&self, node: NodeId) -> Operand {
        match self.graph.op(node) {
            Op::Number(bits) => Operand::Constant(bits.value()),
            Op::Input(input) => Operand::Input(input),
            _ => Operand::Register(self.values.get(&node).copied().unwrap_or_default()),
        }
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
        let to = self.fresh();
        let instruction = match op {
            Op::Element(array, _) if array >= FIRST_TEMPORARY => match self.load(node, to) {
                Some(load) => load,
                None => return,
            },
            Op::Element(array, list) => {
                let indices = self.graph.indices(list).iter().map(|&it| self.address(it)).collect();
                Instruction::Element { to, array, indices }
            }
            Op::Integer(index) => Instruction::Integer { to, index: self.address(index) },
            Op::Test(relation, index) => {
                Instruction::Test { to, relation, index: self.address(index) }
            }
            Op::Unary(op @ (Unary::Sin | Unary::Cos), a) => self.circular(op, to, a),
            Op::Unary(op, a) => match self.factors(a) {
                Some((b, c)) => Instruction::Product { to, a: Operand::Constant(-1.0), b, c },
                None => Instruction::Unary { op, to, a: self.operand(a) },
            },
            Op::Binary(Binary::Mul, a, b) => self.product(to, a, b),
            Op::Binary(op, a, b) => self.binary(op, to, a, b),
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
            Op::Number(_) | Op::Input(_) | Op::Fold(_) => return,
        };
        self.note(node, to);
        self.emit(instruction);
    }

    /// Reads a component of a temporary, unless it has just been computed.
    fn load(&mut self, node: NodeId, to: Register) -> Option<Instruction> {
        let (temporary, index) = stored(self.graph, node)?;
        let Root { axes, node: value } = &self.roots[self.results + temporary];
        // The names of one index have the same slot.
        let index = self.place_in(self.graph.integer(index), axes[0].from);
        let at_hand = self.stored.iter().any(|&(known, bound)| {
            known == temporary && self.place_in(&bound.into(), axes[0].from) == index
        });
        if at_hand {
            if let Operand::Register(register) = self.operand(*value) {
                self.note(node, register);
                return None;
            }
        }
        Some(Instruction::Load { to, temporary, index })
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

    fn binary(&mut self, op: Binary, to: Register, a: NodeId, b: NodeId) -> Instruction {
        let is_part = |node: &NodeId| self.fused.contains(node);
        match op {
            Binary::Add if is_part(&a) => return self.multiply_add(to, a, b, Signs::Plus),
            Binary::Add if is_part(&b) => return self.multiply_add(to, b, a, Signs::Plus),
            Binary::Sub if is_part(&a) => return self.multiply_add(to, a, b, Signs::MinusSummand),
            Binary::Sub if is_part(&b) => return self.multiply_add(to, b, a, Signs::MinusProduct),
            _ => {}
        }
        let (left, right) = (self.operand(a), self.operand(b));
        let divisor =
            op == Binary::Div && self.signs.of(self.graph, b).implies(Relation::NOT_EQUAL);
        if divisor {
            return Instruction::Divide { to, a: left, b: right };
        }
        Instruction::Binary { op, to, a: left, b: right }
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
                self.note(other, second);
                let (sin, cos) = if op == Unary::Sin { (to, second) } else { (second, to) };
                Instruction::SinCos { sin, cos, a: operand }
            }
            None => Instruction::Unary { op, to, a: operand },
        }
    }
}
