//! Plans to instructions over registers.
//!
//! A register holds one number for each point of a block. Registers are reused as soon as their value
//! is not needed any more; what is used in a loop and comes from outside of it stays to the loop's end.

use rustc_hash::FxHashMap;

use super::domain::Signs;
use super::graph::{Affine, Binary, Bound, Folding, Graph, IndexId, Integer, NodeId, Op, Unary};
use super::plan::{Loop, Root, Step};
use crate::expr::Relation;

/// A register.
pub(super) type Register = u32;

/// An integer as the sum of a constant and of multiples of slots: the sizes, then the indices of loops.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Address {
    pub(super) constant: i64,
    pub(super) terms: Vec<(usize, i64)>,
}

/// An operand of an arithmetic operation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Operand {
    Register(Register),
    Constant(f64),
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Instruction {
    Constant {
        to: Register,
        value: f64,
    },
    Input {
        to: Register,
        input: u32,
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
        a: Register,
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
    Power {
        to: Register,
        a: Register,
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
        condition: Register,
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
        a: Register,
    },
    /// A running product or maximum.
    Join {
        folding: Folding,
        to: Register,
        a: Register,
    },
    /// The sum and what it has left out.
    Total {
        to: Register,
        sum: Register,
        errors: Register,
    },
    Output {
        root: usize,
        a: Register,
        indices: Vec<Address>,
    },
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
}

struct Assembler<'a> {
    graph: &'a Graph,
    roots: &'a [Root],
    signs: Signs,
    program: Program,
    /// Virtual registers: a new one for each value.
    values: FxHashMap<NodeId, Register>,
    next: Register,
    bounds: Vec<(Bound, usize)>,
}

/// The instructions of a plan.
pub(super) fn assemble(graph: &Graph, roots: &[Root], plan: &[Step]) -> Program {
    let mut assembler = Assembler {
        graph,
        roots,
        signs: Signs::default(),
        program: Program { slots: graph.sizes.len(), ..Program::default() },
        values: FxHashMap::default(),
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
    }

    fn fresh(&mut self) -> Register {
        self.next += 1;
        self.next - 1
    }

    fn emit(&mut self, instruction: Instruction) {
        self.program.instructions.push(instruction);
    }

    fn address(&self, index: IndexId) -> Address {
        let Affine { constant, terms } = self.graph.integer(index);
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
                Step::Output(root) => {
                    let Root { axes, node } = &self.roots[*root];
                    let a = self.register(*node);
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
        self.bounds.push((it.axis.bound, slot));
        self.steps(&it.steps);
        for ((_, fold), &(to, errors)) in it.folds.iter().zip(&sums) {
            let a = self.register(fold.body);
            self.emit(match errors {
                Some(errors) => Instruction::Accumulate { sum: to, errors, a },
                None => Instruction::Join { folding: fold.folding, to, a },
            });
        }
        self.bounds.pop();
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
            self.values.insert(*node, value);
        }
    }

    /// The register of a value. Constants get one where they are asked for, before all loops.
    fn register(&mut self, node: NodeId) -> Register {
        self.values.get(&node).copied().unwrap_or_default()
    }

    fn operand(&mut self, node: NodeId) -> Operand {
        match self.graph.constant(node) {
            Some(value) => Operand::Constant(value),
            None => Operand::Register(self.register(node)),
        }
    }

    fn compute(&mut self, node: NodeId) {
        let to = self.fresh();
        let instruction = match self.graph.op(node) {
            Op::Number(bits) => Instruction::Constant { to, value: bits.value() },
            Op::Input(input) => Instruction::Input { to, input },
            Op::Element(array, list) => {
                let indices = self.graph.indices(list).iter().map(|&it| self.address(it)).collect();
                Instruction::Element { to, array, indices }
            }
            Op::Integer(index) => Instruction::Integer { to, index: self.address(index) },
            Op::Test(relation, index) => {
                Instruction::Test { to, relation, index: self.address(index) }
            }
            Op::Unary(op, a) => Instruction::Unary { op, to, a: self.register(a) },
            Op::Binary(Binary::Div, a, b)
                if self.signs.of(self.graph, b).implies(Relation::NOT_EQUAL) =>
            {
                Instruction::Divide { to, a: self.operand(a), b: self.operand(b) }
            }
            Op::Binary(op, a, b) => {
                Instruction::Binary { op, to, a: self.operand(a), b: self.operand(b) }
            }
            Op::Power(a, index) => {
                Instruction::Power { to, a: self.register(a), index: self.address(index) }
            }
            Op::Compare(relation, a, b) => {
                Instruction::Compare { relation, to, a: self.operand(a), b: self.operand(b) }
            }
            Op::Select(condition, a, b) => {
                let condition = self.register(condition);
                Instruction::Select { to, condition, a: self.operand(a), b: self.operand(b) }
            }
            // Folds have their values when their loops are over.
            Op::Fold(_) => return,
        };
        self.values.insert(node, to);
        self.emit(instruction);
    }
}
