//! Calls: instructions for which it is known where their numbers are.
//!
//! What is decided by indices and sizes is the same in every block, so that the calls of one block are those of
//! the next one; only the caller's numbers lie further on.

use super::graph::{Binary, Folding, Unary};
use super::memory::stepped;
use super::program::Signs;
use super::real::Real;
use crate::expr::Relation;

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Kernel {
    Unary(Unary),
    Binary(Binary),
    /// A quotient whose divisor is not zero.
    Ratio,
    /// `a·(b·c)`.
    Product,
    /// `exp(a)·2^-b`, where `b` is the binary exponent of `c`.
    ExpScaled,
    /// `a·b + c`.
    MultiplyAdd(Signs),
    /// `a·(b·c + d)`.
    FactoredAdd(Signs),
    /// `factor·(a·b) + c`.
    ScaledAdd {
        factor: f64,
        minus: bool,
    },
    /// The exponents of moderate numbers, if all numbers are: then the next calls, which find exponents, are left out.
    Moderate,
    Compare(Relation),
    Select,
    /// The sine, and the cosine at another place.
    SinCos {
        cos: usize,
    },
    /// A power with an integer, at each turn with one that is so much larger.
    Power {
        exponent: i64,
        step: i64,
    },
    Copy,
    Fill(f64),
    /// A sum, whose errors are at that place; in groups that are added up plainly, or not.
    Sum {
        errors: usize,
        part: Part,
        grouped: bool,
    },
    /// A sum of products.
    SumOfProducts {
        errors: usize,
        part: Part,
        grouped: bool,
    },
    /// A running product or maximum.
    Fold {
        folding: Folding,
        part: Part,
    },
    /// A number of an array that is the same at all points, at each turn, for a view.
    Spread {
        view: u32,
        array: usize,
        place: usize,
        step: isize,
    },
    /// An integer, at each turn, for a view.
    Integers {
        view: u32,
        first: i64,
        step: i64,
    },
    /// Whether an integer so compares with zero, at each turn, for a view.
    Tests {
        view: u32,
        relation: Relation,
        first: i64,
        step: i64,
    },
    /// Some components of an array, from one on, as columns.
    Columns {
        array: usize,
        width: usize,
        first: usize,
    },
    /// A result from columns, from a place on.
    Rows {
        root: usize,
        width: usize,
        place: usize,
    },
}

/// Which turns of a loop are taken into a fold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Part {
    /// Whether none have been before.
    pub(super) first: bool,
    /// Whether none come after: then the value is ready.
    pub(super) last: bool,
}

/// Where numbers are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum From {
    Kept,
    /// In the numbers of a view itself.
    Filled(u32),
    /// In an input of the caller.
    Input(u32),
    /// In an array of the caller.
    Array(usize),
}

/// Numbers from a place on, with a step from each turn to the next, and one from each point to the next where the
/// caller has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) from: From,
    pub(super) first: usize,
    pub(super) point: usize,
    pub(super) step: isize,
}

/// An operand.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Source<T> {
    /// The same number at all points and turns.
    Constant(T),
    /// A number at each point.
    Block(Place),
    /// The number of the only point, the same at all turns.
    Single(Place),
}

/// The operands of a kernel, as many as it has.
pub(super) type Reads<T> = [Source<T>; 4];

/// Where the value goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    /// To what is kept, with a step from each turn to the next, which is not less than the length.
    Kept { place: usize, step: usize },
    /// To where the caller wants a component of a result, at a single turn.
    Result { root: usize, component: usize },
}

/// A kernel with its operands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Call<T> {
    pub(super) kernel: Kernel,
    pub(super) to: Target,
    pub(super) reads: Reads<T>,
    /// How many times it is done, and on how many numbers.
    pub(super) turns: usize,
    pub(super) length: usize,
}

impl<T: Real> Call<T> {
    /// A call that reads nothing so far.
    pub(super) fn new(kernel: Kernel, to: Target, (turns, length): (usize, usize)) -> Self {
        Self { kernel, to, reads: [Source::Constant(T::ZERO); 4], turns, length }
    }
}

impl<T> Call<T> {
    /// Whether what is read at the turns lies together, or is the same.
    pub(super) fn is_even(&self) -> bool {
        let is_even = |it: &Source<T>| match it {
            Source::Constant(_) | Source::Single(_) => true,
            Source::Block(place) => place.step == self.length.cast_signed(),
        };
        !matches!(self.kernel, Kernel::Power { step, .. } if step != 0)
            && self.reads.iter().all(is_even)
    }

    /// From what is written at one turn to the next.
    pub(super) fn step(&self) -> usize {
        match self.to {
            Target::Kept { step, .. } => step,
            Target::Result { .. } => 0,
        }
    }
}

impl<T> Source<T> {
    /// The operand some turns later.
    pub(super) fn later(self, turns: usize) -> Self {
        let later = |it: Place| Place { first: stepped(it.first, turns, it.step), ..it };
        match self {
            Source::Constant(_) => self,
            Source::Block(it) => Source::Block(later(it)),
            Source::Single(it) => Source::Single(later(it)),
        }
    }
}

impl Kernel {
    /// The kernel some turns later.
    pub(super) fn later(self, turns: usize) -> Self {
        match self {
            Kernel::Power { exponent, step } => {
                Kernel::Power { exponent: later(exponent, step, turns), step }
            }
            _ => self,
        }
    }
}

/// An integer after some turns.
pub(super) fn later(first: i64, step: i64, turns: usize) -> i64 {
    let turns = i64::try_from(turns).unwrap_or(i64::MAX);
    first.saturating_add(step.saturating_mul(turns))
}
