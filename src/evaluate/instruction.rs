//! Instructions over registers. A register holds one number for each point of a block.

use super::graph::{Binary, Folding, Unary};
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
        range: (Address, Address),
        end: usize,
        /// Whether several turns are taken at once, as rows of the blocks.
        wide: bool,
    },
    /// The same row for each of the turns that a loop over a range takes at once.
    Spread {
        to: Register,
        a: Operand,
        range: (Address, Address),
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
    /// For each instruction, whether its value goes into the output behind it and nowhere else.
    pub(super) direct: Vec<bool>,
    /// For each array, whether it is read in a loop.
    pub(super) swept: Vec<bool>,
    /// The ranges of the temporaries.
    pub(super) temporaries: Vec<(Address, Address)>,
    /// A number that no other program of the process has.
    pub(super) number: u64,
}

impl Program {
    pub(super) fn has_loops(&self) -> bool {
        self.instructions.iter().any(|it| matches!(it, Instruction::Begin { .. }))
    }
}

impl Address {
    pub(super) fn value(&self, slots: &[i64]) -> i64 {
        self.terms.iter().fold(self.constant, |sum, &(slot, factor)| {
            sum.saturating_add(factor.saturating_mul(slots[slot]))
        })
    }

    /// How much the integer grows with a slot.
    pub(super) fn slope(&self, slot: usize) -> i64 {
        self.terms.iter().filter(|it| it.0 == slot).map(|it| it.1).sum()
    }
}
