//! What programs compute with: the caller's numbers, registers, and what is kept of each point.

#![allow(
    clippy::inline_always,
    reason = "what is not inlined is not compiled for the wide instructions"
)]

use std::ops::Range;

use super::aligned::Aligned;
use super::columns::{self, Columns};
use super::program::{Operand, Program, Register};
use super::real::{Real, Side};
use crate::lanes::prefetch;

/// The number of points in a block.
pub(super) const BLOCK: usize = 512;

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
}

impl<T> Data<'_, T> {
    /// Asks the cache for the rows of some points.
    #[inline(always)]
    pub(super) fn prefetch(&self, points: Range<usize>) {
        for array in self.arrays.iter().filter(|it| it.point > 1) {
            let range = points.start * array.point..points.end * array.point;
            if range.len() <= MOST_AHEAD {
                prefetch(array.data.get(range).unwrap_or_default());
            }
        }
    }
}

/// Numbers of a block that are not in a register.
#[derive(Debug, Clone, Copy)]
pub(super) enum View<T> {
    /// The same at all points.
    Constant(T),
    /// In a temporary, from a place on.
    Temporary(usize, usize),
    /// In an array of the caller, from a place on.
    Array(usize, usize),
    /// In the columns of an array of the caller, from a place on.
    Column(usize, usize),
}

/// The memory that a program needs, which is allocated once.
#[derive(Debug, Clone)]
pub(super) struct Memory<T> {
    /// One number for each point of a block, register after register.
    pub(super) registers: Aligned<T>,
    pub(super) views: Vec<View<T>>,
    /// Sums, and what rounding has left out of them.
    pub(super) sums: Aligned<T>,
    pub(super) slots: Vec<i64>,
    pub(super) ends: Vec<i64>,
    pub(super) temporaries: Vec<Aligned<T>>,
    /// Arrays of the caller that have one point after the other, as columns.
    pub(super) columns: Vec<Columns<T>>,
    /// Results that get one point after the other, as columns.
    pub(super) results: Vec<Aligned<T>>,
    /// The number of blocks so far.
    pub(super) block: u64,
    /// Blocks for constants where an instruction wants a block.
    pub(super) scratch: [Aligned<T>; 2],
}

impl<T: Real> Memory<T> {
    pub(super) fn new(program: &Program) -> Self {
        Self {
            registers: Aligned::default(),
            views: vec![View::Constant(T::UNDEFINED); program.views],
            sums: Aligned::default(),
            slots: vec![0; program.slots],
            ends: vec![0; program.slots],
            temporaries: program.temporaries.iter().map(|_| Aligned::default()).collect(),
            columns: Vec::new(),
            results: Vec::new(),
            block: 0,
            scratch: [Aligned::default(), Aligned::default()],
        }
    }

    /// Makes room for blocks of so many points.
    pub(super) fn reserve(&mut self, program: &Program, widths: &Widths, lanes: usize) {
        columns::reserve(&mut self.registers, program.registers, lanes, T::ZERO);
        columns::reserve(&mut self.sums, 2 * program.sums, lanes, T::ZERO);
        for memory in &mut self.scratch {
            columns::reserve(memory, 1, lanes, T::ZERO);
        }
        self.columns.resize_with(widths.arrays.len(), Columns::default);
        self.results.resize_with(widths.results.len(), Aligned::default);
        for (memory, &width) in self.temporaries.iter_mut().zip(&widths.temporaries) {
            columns::reserve(memory, width, lanes, T::ZERO);
        }
        for (memory, &width) in self.columns.iter_mut().zip(&widths.arrays) {
            memory.reserve(width, lanes, T::ZERO);
        }
        for (memory, &width) in self.results.iter_mut().zip(&widths.results) {
            columns::reserve(memory, width, lanes, T::ZERO);
        }
    }
}

/// How many numbers are kept of each point.
#[derive(Debug, Default)]
pub(super) struct Widths {
    pub(super) temporaries: Vec<usize>,
    /// Of arrays that have one point after the other; 0 for others.
    pub(super) arrays: Vec<usize>,
    /// Of results that get one point after the other; 0 for others.
    pub(super) results: Vec<usize>,
}

impl Widths {
    pub(super) fn sum(&self) -> usize {
        let all = self.temporaries.iter().chain(&self.arrays).chain(&self.results);
        all.fold(0, |sum, &width| sum.saturating_add(width))
    }
}
/// What can be read while a register is written.
pub(super) struct Readable<'a, T> {
    /// The registers below the one that is written, and those above it.
    pub(super) below: &'a [T],
    pub(super) above: &'a [T],
    pub(super) views: &'a [View<T>],
    pub(super) temporaries: &'a [Aligned<T>],
    pub(super) columns: &'a [Columns<T>],
    pub(super) data: &'a Data<'a, T>,
    pub(super) first: usize,
    pub(super) length: usize,
    pub(super) lanes: usize,
}

impl<'a, T: Real> Readable<'a, T> {
    #[inline(always)]
    fn register(&self, register: Register) -> &'a [T] {
        let place = register as usize * self.lanes;
        match place.checked_sub(self.below.len() + self.lanes) {
            Some(place) => &self.above[place..place + self.length],
            None => &self.below[place..place + self.length],
        }
    }

    #[inline(always)]
    pub(super) fn side(&self, operand: Operand) -> Side<'a, T> {
        let (block, place) = match operand {
            Operand::Register(register) => return Side::Block(self.register(register)),
            Operand::Constant(value) => return Side::Constant(T::from_f64(value)),
            Operand::Input(input) => match self.data.inputs[input as usize] {
                [value] => return Side::Constant(*value),
                column => (column, self.first),
            },
            Operand::View(view) => match self.views[view as usize] {
                View::Constant(value) => return Side::Constant(value),
                View::Temporary(temporary, place) => (&*self.temporaries[temporary], place),
                View::Array(array, place) => (self.data.arrays[array].data, place),
                View::Column(array, place) => (self.columns[array].data(), place),
            },
        };
        Side::Block(&block[place..place + self.length])
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
                scratch.fill(value);
                scratch
            }
        }
    }
}
