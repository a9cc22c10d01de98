//! What programs compute with: the caller's numbers, registers, and what is kept of each point.

#![allow(
    clippy::inline_always,
    reason = "an operand that is passed in memory costs as much as the rest of an instruction"
)]

use std::ops::Range;

use super::aligned::Aligned;
use super::columns::{self, Columns};
use super::program::{Operand, Program, Register};
use super::real::{Real, Side};
use crate::lanes::prefetch;

/// The number of points in a block.
pub(super) const BLOCK: usize = 1024;

/// The most numbers that are computed together: those of all points of a block, or of several turns of a straight
/// loop.
pub(super) const STRIP: usize = 2048;

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
    pub(super) fn prefetch(&self, points: Range<usize>) {
        for array in self.arrays.iter().filter(|it| it.point > 1) {
            let range = points.start * array.point..points.end * array.point;
            if range.len() <= MOST_AHEAD {
                prefetch(array.data.get(range).unwrap_or_default());
            }
        }
    }
}

/// Numbers that are not in a register. In a straight loop a view is that of the first turn, and a step leads
/// from each turn to the next.
#[derive(Debug, Clone, Copy)]
pub(super) enum View<T> {
    /// The same at all points and turns.
    Constant(T),
    /// Different at each turn, in the numbers of the view itself.
    Filled,
    /// In a temporary.
    Temporary { temporary: usize, place: usize, step: isize },
    /// In an array of the caller.
    Array { array: usize, place: usize, step: isize },
    /// In the columns of an array of the caller.
    Column { array: usize, place: usize, step: isize },
}

/// The memory that a program needs, which is allocated once.
#[derive(Debug, Clone)]
pub(super) struct Memory<T> {
    /// One number for each point of a block, register after register; behind them the registers of straight
    /// loops, with [`STRIP`] numbers each.
    pub(super) registers: Aligned<T>,
    pub(super) views: Vec<View<T>>,
    /// For each view, what is the same at all points, but not at all turns.
    pub(super) filled: Vec<Vec<T>>,
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
            filled: vec![Vec::new(); program.views],
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
        let registers = program.registers * lanes + program.turn_registers * STRIP;
        columns::reserve(&mut self.registers, registers, 1, T::ZERO);
        columns::reserve(&mut self.sums, 2 * program.sums, lanes, T::ZERO);
        for memory in &mut self.scratch {
            columns::reserve(memory, 1, STRIP, T::ZERO);
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

/// Numbers at all turns of a straight loop.
#[derive(Debug, Clone, Copy)]
pub(super) enum Along<'a, T> {
    /// The same number everywhere.
    Constant(T),
    /// A number for each point, from a place on, with a step from each turn to the next.
    Blocks(&'a [T], usize, isize),
}

impl<'a, T: Copy> Along<'a, T> {
    /// The numbers at a turn.
    #[inline(always)]
    pub(super) fn side(self, turn: usize, length: usize) -> Side<'a, T> {
        match self {
            Along::Constant(value) => Side::Constant(value),
            Along::Blocks(data, place, step) => {
                Side::Block(&data[stepped(place, turn, step)..][..length])
            }
        }
    }

    /// Whether the numbers at all turns lie one after the other, or are all the same.
    #[inline(always)]
    pub(super) fn is_even(self, frame: &Frame<'_, T>) -> bool {
        match self {
            Along::Constant(_) => true,
            Along::Blocks(_, _, step) => frame.turns == 1 || step == frame.lanes.cast_signed(),
        }
    }
}

/// A place so many steps on.
#[inline(always)]
pub(super) fn stepped(place: usize, turn: usize, step: isize) -> usize {
    place.wrapping_add_signed(step.wrapping_mul(turn.cast_signed()))
}

/// Where a register of straight loops begins, behind the others.
#[inline(always)]
pub(super) fn turn_register(registers: usize, lanes: usize, register: Register) -> usize {
    registers * lanes + register as usize * STRIP
}

/// What can be read while a register is written.
pub(super) struct Readable<'a, T> {
    /// The numbers in front of the register that is written, and those behind it.
    pub(super) below: &'a [T],
    pub(super) above: &'a [T],
    /// How many numbers the register has that is written.
    pub(super) written: usize,
    pub(super) views: &'a [View<T>],
    pub(super) filled: &'a [Vec<T>],
    pub(super) temporaries: &'a [Aligned<T>],
    pub(super) columns: &'a [Columns<T>],
    pub(super) data: &'a Data<'a, T>,
    pub(super) first: usize,
    /// The number of points in the block.
    pub(super) lanes: usize,
    /// The number of registers outside of straight loops.
    pub(super) registers: usize,
}

/// Where a block is among the points and in the registers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame<'a, T> {
    pub(super) data: &'a Data<'a, T>,
    pub(super) first: usize,
    pub(super) lanes: usize,
    pub(super) registers: usize,
    /// The turns of a straight loop that are taken together.
    pub(super) turns: usize,
}

impl<'a, T> Frame<'a, T> {
    /// What can be read: registers but those that are written, and what else lies in memory.
    #[inline(always)]
    pub(super) fn readable(
        self,
        (below, above, written): (&'a [T], &'a [T], usize),
        (views, filled): (&'a [View<T>], &'a [Vec<T>]),
        (temporaries, columns): (&'a [Aligned<T>], &'a [Columns<T>]),
    ) -> Readable<'a, T> {
        let Self { data, first, lanes, registers, .. } = self;
        Readable {
            below,
            above,
            written,
            views,
            filled,
            temporaries,
            columns,
            data,
            first,
            lanes,
            registers,
        }
    }
}

/// Where the value of an instruction goes instead of into its register, with a step from each turn to the next.
pub(super) struct Target<'a, T> {
    pub(super) data: &'a mut [T],
    pub(super) step: isize,
}

impl<T: Real> Memory<T> {
    /// What can be read while a register is written, the register, and the scratch blocks.
    #[inline(always)]
    pub(super) fn split<'a>(
        &'a mut self,
        frame: Frame<'a, T>,
        written: Range<usize>,
    ) -> (Readable<'a, T>, &'a mut [T], &'a mut [Aligned<T>; 2]) {
        let Self { registers, views, filled, temporaries, columns, scratch, .. } = self;
        let (below, rest) = registers.split_at_mut(written.start);
        let (register, above) = rest.split_at_mut(written.len());
        let it =
            frame.readable((below, above, written.len()), (views, filled), (temporaries, columns));
        (it, register, scratch)
    }
}

impl<'a, T: Real> Readable<'a, T> {
    #[inline(always)]
    fn register(&self, place: usize) -> (&'a [T], usize) {
        match place.checked_sub(self.below.len() + self.written) {
            Some(place) => (self.above, place),
            None => (self.below, place),
        }
    }

    #[inline(always)]
    pub(super) fn along(&self, operand: Operand) -> Along<'a, T> {
        match self.place(operand) {
            // The same at all turns.
            Along::Blocks(data, place, 0) if self.lanes == 1 => Along::Constant(data[place]),
            it => it,
        }
    }

    #[inline(always)]
    fn place(&self, operand: Operand) -> Along<'a, T> {
        match operand {
            Operand::Register(register) => {
                let (data, place) = self.register(register as usize * self.lanes);
                Along::Blocks(data, place, 0)
            }
            Operand::Turn(register) => {
                let place = turn_register(self.registers, self.lanes, register);
                let (data, place) = self.register(place);
                Along::Blocks(data, place, self.lanes.cast_signed())
            }
            Operand::Constant(value) => Along::Constant(T::from_f64(value)),
            Operand::Input(input) => match self.data.inputs[input as usize] {
                [value] => Along::Constant(*value),
                column => Along::Blocks(column, self.first, 0),
            },
            Operand::View(view) => match self.views[view as usize] {
                View::Constant(value) => Along::Constant(value),
                View::Filled => {
                    Along::Blocks(&self.filled[view as usize], 0, self.lanes.cast_signed())
                }
                View::Temporary { temporary, place, step } => {
                    Along::Blocks(&self.temporaries[temporary], place, step)
                }
                View::Array { array, place, step } => {
                    Along::Blocks(self.data.arrays[array].data, place, step)
                }
                View::Column { array, place, step } => {
                    Along::Blocks(self.columns[array].data(), place, step)
                }
            },
        }
    }
}
