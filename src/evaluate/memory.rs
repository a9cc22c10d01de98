//! What programs compute with: arguments, registers, temporaries, and where their values are.

#![allow(
    clippy::inline_always,
    reason = "what is not inlined is not compiled for the wide instructions"
)]

use std::ops::Range;

use super::aligned::Aligned;
use super::instruction::{Operand, Program, Register};
use super::real::{Real, Side};
use crate::lanes::prefetch;

/// The number of points in a block.
pub(super) const BLOCK: usize = 128;
/// The number of points in a block of a program with loops, several turns of which are taken at once.
pub(super) const NARROW: usize = 64;
/// The most numbers in a register.
pub(super) const WIDE: usize = 640;

/// The most numbers of an array that are asked for ahead.
pub(super) const MOST_AHEAD: usize = 4096;

/// Numbers with a distance from each to the next in every direction.
#[derive(Debug, Clone, Copy)]
pub(super) struct Strided<'a, T> {
    pub(super) data: &'a [T],
    /// From one point to the next; 0 where all points have the same.
    pub(super) point: usize,
    /// For each index, from one component to the next, and the number of components.
    pub(super) indices: &'a [(usize, usize)],
}

/// What a program computes with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Data<'a, T> {
    /// Numbers for each point, or one for all.
    pub(super) inputs: &'a [&'a [T]],
    pub(super) arrays: &'a [Strided<'a, T>],
    pub(super) sizes: &'a [i64],
    /// For each array, the number of components of rows that are read as columns, or 0.
    pub(super) columns: &'a [usize],
    /// For each result, the number of components of rows that are put together from columns, or 0.
    pub(super) rows: &'a [usize],
}

impl<T> Data<'_, T> {
    /// Asks the cache for what some points need, as far as it lies together.
    pub(super) fn prefetch(&self, points: Range<usize>) {
        for input in self.inputs {
            prefetch(input.get(points.clone()).unwrap_or_default());
        }
        for array in self.arrays {
            let range = points.start * array.point..points.end * array.point;
            if range.len() <= MOST_AHEAD {
                prefetch(array.data.get(range).unwrap_or_default());
            }
        }
    }
}

/// Where the values of a register are: what lies in memory as it is needed is not copied.
#[derive(Debug, Clone, Copy)]
pub(super) enum View {
    /// In the register's own block.
    Own,
    /// In a temporary, from a place on.
    Temporary(usize, usize),
    /// In an array of the caller, from a place on.
    Array(usize, usize),
    /// In a column of an array, from a place on.
    Column(usize, usize),
}

/// The memory that a program needs, which is allocated once.
#[derive(Debug, Clone)]
pub(super) struct Memory<T> {
    pub(super) registers: Vec<Aligned<T>>,
    /// Where the values of registers are.
    pub(super) views: Vec<View>,
    pub(super) slots: Vec<i64>,
    pub(super) ends: Vec<i64>,
    pub(super) temporaries: Vec<Aligned<T>>,
    /// The rows of a block of points as columns, for arrays and for results.
    pub(super) columns: Vec<Aligned<T>>,
    pub(super) outputs: Vec<Aligned<T>>,
    pub(super) indices: Vec<i64>,
    /// Blocks for constants where an instruction wants a block.
    pub(super) scratch: [Aligned<T>; 2],
}

impl<T: Real> Memory<T> {
    pub(super) fn new(program: &Program) -> Self {
        let room = if program.has_loops() { WIDE } else { BLOCK };
        let block = || Aligned::filled(room, T::ZERO);
        Self {
            registers: (0..program.registers).map(|_| block()).collect(),
            views: vec![View::Own; program.registers],
            slots: vec![0; program.slots],
            ends: vec![0; program.slots],
            temporaries: program.temporaries.iter().map(|_| Aligned::default()).collect(),
            columns: program.swept.iter().map(|_| Aligned::default()).collect(),
            outputs: program.outputs.iter().map(|_| Aligned::default()).collect(),
            indices: Vec::new(),
            scratch: [block(), block()],
        }
    }

    /// Makes room for temporaries of these lengths, in blocks of so many points, and for columns.
    pub(super) fn reserve(&mut self, lengths: &[usize], data: &Data<'_, T>, lanes: usize) {
        let temporaries = self.temporaries.iter_mut().zip(lengths);
        let columns = self.columns.iter_mut().zip(data.columns);
        let outputs = self.outputs.iter_mut().zip(data.rows);
        for (memory, &length) in temporaries.chain(columns).chain(outputs) {
            let length = length.saturating_mul(lanes);
            if memory.len() < length {
                *memory = Aligned::filled(length, T::ZERO);
            }
        }
    }
}

/// What can be read while a register is written.
pub(super) struct Readable<'a, T> {
    pub(super) registers: &'a [Aligned<T>],
    pub(super) views: &'a [View],
    pub(super) temporaries: &'a [Aligned<T>],
    pub(super) columns: &'a [Aligned<T>],
    pub(super) data: &'a Data<'a, T>,
    pub(super) first: usize,
    pub(super) length: usize,
}

impl<'a, T: Real> Readable<'a, T> {
    #[inline(always)]
    pub(super) fn register(&self, register: Register) -> &'a [T] {
        match self.views[register as usize] {
            View::Own => &self.registers[register as usize][..self.length],
            View::Temporary(temporary, place) => {
                &self.temporaries[temporary][place..place + self.length]
            }
            View::Array(array, place) => &self.data.arrays[array].data[place..place + self.length],
            View::Column(array, place) => &self.columns[array][place..place + self.length],
        }
    }

    #[inline(always)]
    pub(super) fn side(&self, operand: Operand) -> Side<'a, T> {
        match operand {
            Operand::Register(register) => Side::Block(self.register(register)),
            Operand::Constant(value) => Side::Constant(T::from_f64(value)),
            Operand::Input(input) => match self.data.inputs[input as usize] {
                [value] => Side::Constant(*value),
                column => Side::Block(&column[self.first..self.first + self.length]),
            },
        }
    }

    /// An operand as a block; constants are written into the scratch block.
    #[inline(always)]
    pub(super) fn block<'b>(&self, operand: Operand, scratch: &'b mut [T]) -> &'b [T]
    where
        'a: 'b,
    {
        match self.side(operand) {
            Side::Block(block) => block,
            Side::Constant(value) => {
                scratch[..self.length].fill(value);
                &scratch[..self.length]
            }
        }
    }
}
