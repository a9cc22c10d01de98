//! Programs: instructions over registers.
//!
//! A register holds one number for each point of a block. What lies in memory as it is needed, or is the
//! same at all points, is not copied into a register, but seen through a view.
//!
//! A loop without another loop in it is straight: its instructions are carried out for several turns at a
//! time, each for all of these turns before the next one. Values in such a loop have a number for each turn
//! and each point.

use super::graph::{Binary, Folding, Unary};
use crate::expr::Relation;

/// A register.
pub(super) type Register = u32;

/// A view.
pub(super) type View = u32;

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
    /// A register of a straight loop, at the turn at hand.
    Turn(Register),
    /// What a view was set to last.
    View(View),
    Constant(f64),
    /// An input that is a number, straight from where the caller has it.
    Input(u32),
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Instruction {
    /// Begins a fold over the loop with a slot: its value where the range is empty.
    Fill {
        to: Register,
        value: f64,
        slot: usize,
    },
    Element {
        to: View,
        array: u32,
        indices: Vec<Address>,
    },
    Integer {
        to: View,
        index: Address,
    },
    Test {
        to: View,
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
    /// A product plus a summand, times a factor.
    FactoredAdd {
        to: Register,
        factor: Operand,
        product: (Operand, Operand),
        c: Operand,
        signs: Signs,
    },
    /// `exp(a)·2^-exponent`, where the exponent is that of a number, which is needed where it is undefined.
    ExpScaled {
        to: Register,
        a: Operand,
        exponent: Operand,
        number: Operand,
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
        straight: bool,
    },
    /// Goes back to behind `begin` with the next index.
    End {
        begin: usize,
    },
    /// Adds to a sum over a loop, and what rounding leaves out of it to its errors.
    Accumulate {
        to: Register,
        errors: usize,
        terms: Terms,
        slot: usize,
    },
    /// Takes something into a product or maximum over a loop.
    Join {
        folding: Folding,
        to: Register,
        a: Operand,
        slot: usize,
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
        to: View,
        temporary: usize,
        index: Address,
    },
}

/// What is added up.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Terms {
    Numbers(Operand),
    /// Numbers none of which is negative.
    NonNegative(Operand),
    Products(Operand, Operand),
}

/// Where the value of an instruction goes instead of into its register.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Destination {
    /// To a component of a result.
    Result { root: usize, indices: Vec<Address> },
    /// To a component of a temporary, counted from zero.
    Temporary { temporary: usize, index: Address },
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
    /// For each instruction, where its value goes, if it does not go into a register.
    pub(super) destinations: Vec<Option<Destination>>,
    pub(super) registers: usize,
    /// The registers of straight loops.
    pub(super) turn_registers: usize,
    /// Whether there is a straight loop.
    pub(super) straight: bool,
    pub(super) views: usize,
    pub(super) sums: usize,
    /// The number of slots for integers; the sizes come first.
    pub(super) slots: usize,
    /// For each result, the ranges of its indices, in slots.
    pub(super) outputs: Vec<Vec<(Address, Address)>>,
    /// The ranges of the temporaries.
    pub(super) temporaries: Vec<(Address, Address)>,
    /// A number that no other program of the process has.
    pub(super) number: u64,
}
