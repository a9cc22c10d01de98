//! A block of points: where its numbers are, and where its results go.

#![allow(
    clippy::inline_always,
    reason = "an operand that is passed in memory costs as much as the rest of an instruction"
)]

use std::ops::Range;

use super::aligned::Aligned;
use super::columns::{Rows, RowsOfColumns};
use super::memory::{
    Data, Frame, Memory, Readable, STRIP, Strided, Target, View, stepped, turn_register,
};
use super::program::{Address, Destination, Operand, Program, Register};
use super::real::Real;
use super::run::Sink;
use super::sums::{self, Blocks, Sum};
use crate::lanes::Isa;

impl Address {
    pub(super) fn value(&self, slots: &[i64]) -> i64 {
        if let [(slot, 1)] = self.terms[..] {
            return self.constant.saturating_add(slots[slot]);
        }
        self.terms.iter().fold(self.constant, |sum, &(slot, factor)| {
            sum.saturating_add(factor.saturating_mul(slots[slot]))
        })
    }

    /// By how much the value grows when a slot does by one.
    pub(super) fn step(&self, slot: usize) -> i64 {
        self.terms.iter().filter(|it| it.0 == slot).fold(0, |sum, it| sum.saturating_add(it.1))
    }
}

/// The turns of a straight loop that are taken together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Strip {
    /// The slot of the loop's index, which is that of the first turn.
    pub(super) slot: usize,
    pub(super) turns: usize,
    pub(super) straight: bool,
}

impl Default for Strip {
    /// Outside of straight loops.
    fn default() -> Self {
        Self { slot: usize::MAX, turns: 1, straight: false }
    }
}

pub(super) struct Block<'a, 'd, T> {
    pub(super) program: &'a Program,
    pub(super) memory: &'a mut Memory<T>,
    pub(super) data: &'a Data<'d, T>,
    pub(super) first: usize,
    /// The number of points.
    pub(super) lanes: usize,
    pub(super) strip: Strip,
    pub(super) ahead: Ahead,
}

/// The points of the next block whose rows the cache has not been asked for: while a block is being computed,
/// each turn of a loop asks for some, so that memory and processor work side by side.
pub(super) struct Ahead {
    pub(super) points: Range<usize>,
    pub(super) step: usize,
}

impl Ahead {
    pub(super) fn next(&mut self) -> Range<usize> {
        let end = self.points.end.min(self.points.start + self.step);
        std::mem::replace(&mut self.points.start, end)..end
    }
}

impl<T: Real> Block<'_, '_, T> {
    /// Where the numbers of a register are that the instruction at hand writes.
    #[inline(always)]
    pub(super) fn register(&self, register: Register) -> Range<usize> {
        if self.strip.straight {
            let place = turn_register(self.program.registers, self.lanes, register);
            return place..place + STRIP;
        }
        let place = register as usize * self.lanes;
        place..place + self.lanes
    }

    /// Takes the columns that a destination is among out of the memory; the place in them, or with the caller,
    /// unless what turns write there does not lie together.
    pub(super) fn take<'s, S: Sink<T>>(
        &mut self,
        destination: &Destination,
        sink: &'s mut S,
        taken: &'s mut Aligned<T>,
    ) -> Option<Target<'s, T>> {
        let along = self.lanes.cast_signed();
        match destination {
            Destination::Temporary { temporary, index } => {
                *taken = std::mem::take(&mut self.memory.temporaries[*temporary]);
                let place = place(index, &self.memory.slots, self.lanes);
                Some(Target { data: &mut taken[place..], step: along })
            }
            Destination::Result { root, indices } => {
                let (component, step) = self.components(*root, indices, sink);
                if sink.width(*root) > 0 {
                    *taken = std::mem::take(&mut self.memory.results[*root]);
                    let data = &mut taken[component * self.lanes..];
                    return Some(Target { data, step: step.wrapping_mul(along) });
                }
                let points = self.first..self.first + self.lanes;
                let data = (self.strip.turns == 1).then(|| sink.place(*root, component, points))?;
                Some(Target { data, step: along })
            }
        }
    }

    /// The place of the component of a result at the first turn, and from each turn to the next.
    #[inline(always)]
    pub(super) fn components<S: Sink<T>>(
        &self,
        root: usize,
        indices: &[Address],
        sink: &S,
    ) -> (usize, isize) {
        let at = |turn: i64| {
            let steps = |it: &Address| it.step(self.strip.slot).saturating_mul(turn);
            let indices = indices.iter();
            let indices = indices.map(|it| it.value(&self.memory.slots).saturating_add(steps(it)));
            sink.component(root, indices)
        };
        let first = at(0);
        let second = if self.strip.turns > 1 { at(1) } else { first };
        (first, second.wrapping_sub(first).cast_signed())
    }

    /// Copies numbers to where results go.
    pub(super) fn output<S: Sink<T>>(
        &mut self,
        root: usize,
        a: Operand,
        indices: &[Address],
        sink: &mut S,
    ) {
        let mut taken = std::mem::take(&mut self.memory.results[root]);
        let (component, step) = self.components(root, indices, sink);
        let a = self.readable().along(a);
        for turn in 0..self.strip.turns {
            let component = stepped(component, turn, step);
            let to = if sink.width(root) > 0 {
                &mut taken[component * self.lanes..][..self.lanes]
            } else {
                sink.place(root, component, self.first..self.first + self.lanes)
            };
            a.side(turn, self.lanes).copy_to(to);
        }
        self.memory.results[root] = taken;
    }

    /// Results that get one point after the other.
    pub(super) fn put_rows<I: Isa, S: Sink<T>>(&self, isa: I, sink: &mut S) {
        for (root, columns) in self.memory.results.iter().enumerate() {
            let width = sink.width(root);
            if let Some(rows) = sink.rows(root, self.first..self.first + self.lanes) {
                isa.call(RowsOfColumns { rows, columns, width, lanes: self.lanes });
            }
        }
    }

    /// From one turn to the next, if an index leads to numbers that are so far apart.
    pub(super) fn step(&self, index: &Address, apart: usize) -> isize {
        let step = isize::try_from(index.step(self.strip.slot)).unwrap_or(0);
        step.wrapping_mul(apart.cast_signed())
    }

    /// Sets a view to a component of an array.
    pub(super) fn element<I: Isa>(&mut self, isa: I, to: u32, array: usize, indices: &[Address]) {
        let source = self.data.arrays[array];
        let lanes = self.lanes;
        let Some(offset) = component(&source, indices, &self.memory.slots) else {
            self.memory.views[to as usize] = View::Constant(T::UNDEFINED);
            return;
        };
        let steps = indices.iter().zip(source.indices).map(|(it, stride)| self.step(it, stride.0));
        let step = steps.fold(0, isize::wrapping_add);
        self.memory.views[to as usize] = match source.point {
            // A single point has a number for each turn, as a block has one for each point.
            0 if lanes == 1 => View::Array { array, place: offset, step },
            0 => {
                let at = |turn: i64| {
                    let turn = usize::try_from(turn).unwrap_or(0);
                    source.data[stepped(offset, turn, step)]
                };
                return self.fill(to, step == 0, at);
            }
            1 => View::Array { array, place: offset + self.first, step },
            width if lanes == 1 => View::Array { array, place: offset + self.first * width, step },
            width => {
                let data = &source.data[self.first * width..];
                let rows = Rows { data, width, length: lanes, lanes };
                let Memory { columns, block, .. } = &mut *self.memory;
                let place = columns[array].place(isa, offset, *block, &rows);
                for turn in 1..self.strip.turns {
                    columns[array].place(isa, stepped(offset, turn, step), *block, &rows);
                }
                View::Column { array, place, step: step.wrapping_mul(lanes.cast_signed()) }
            }
        };
    }

    /// Sets a view to what is the same at all points, and perhaps at all turns.
    pub(super) fn fill(&mut self, to: u32, same: bool, value: impl Fn(i64) -> T) {
        let (lanes, turns) = (self.lanes, self.strip.turns);
        if same || turns == 1 {
            self.memory.views[to as usize] = View::Constant(value(0));
            return;
        }
        let filled = &mut self.memory.filled[to as usize];
        filled.resize(lanes * turns, T::ZERO);
        for (turn, block) in (0..).zip(filled.chunks_exact_mut(lanes)) {
            block.fill(value(turn));
        }
        self.memory.views[to as usize] = View::Filled;
    }

    pub(super) fn readable(&self) -> Readable<'_, T> {
        let Memory { registers, views, filled, temporaries, columns, .. } = &*self.memory;
        frame(self).readable((registers, &[], 0), (views, filled), (temporaries, columns))
    }

    /// A sum, and what is added to it.
    pub(super) fn sum<const N: usize>(
        &mut self,
        sum: usize,
        terms: [Operand; N],
    ) -> Sum<'_, T, [Blocks<'_, T>; N]> {
        let (lanes, turns, frame) = (self.lanes, self.strip.turns, frame(self));
        let Memory { registers, views, filled, temporaries, columns, sums, scratch, .. } =
            &mut *self.memory;
        let it = frame.readable((registers, &[], 0), (views, filled), (temporaries, columns));
        let mut scratch = scratch.iter_mut();
        let terms = terms.map(|term| {
            let scratch = scratch.next().map_or(&mut [][..], |it| &mut it[..lanes]);
            sums::blocks(it.along(term), scratch)
        });
        let (sums, errors) = sums[2 * sum * lanes..][..2 * lanes].split_at_mut(lanes);
        Sum { sums, errors, turns, terms }
    }

    /// A running product or maximum, the number of turns, and what it takes in.
    pub(super) fn running(&mut self, to: u32, a: Operand) -> (&mut [T], usize, Blocks<'_, T>) {
        let (lanes, turns, frame) = (self.lanes, self.strip.turns, frame(self));
        let Memory {
            registers, views, filled, temporaries, columns, scratch: [scratch, _], ..
        } = &mut *self.memory;
        let (below, rest) = registers.split_at_mut(to as usize * lanes);
        let (register, above) = rest.split_at_mut(lanes);
        let it = frame.readable((below, above, lanes), (views, filled), (temporaries, columns));
        (register, turns, sums::blocks(it.along(a), &mut scratch[..lanes]))
    }
}

/// Where a block is among the points and in the registers.
#[inline(always)]
pub(super) fn frame<'a, T>(block: &Block<'a, '_, T>) -> Frame<'a, T> {
    let Block { program, data, first, lanes, strip, .. } = *block;
    Frame { data, first, lanes, registers: program.registers, turns: strip.turns }
}

/// The place of a component in a temporary; one that is not there is never asked for.
pub(super) fn place(index: &Address, slots: &[i64], lanes: usize) -> usize {
    usize::try_from(index.value(slots)).unwrap_or(0) * lanes
}

/// The place of a component, if there is one.
fn component<T>(source: &Strided<'_, T>, indices: &[Address], slots: &[i64]) -> Option<usize> {
    let mut offset = 0;
    for (index, &(stride, extent)) in indices.iter().zip(source.indices) {
        let index = usize::try_from(index.value(slots).checked_sub(1)?).ok()?;
        if index >= extent {
            return None;
        }
        offset += index * stride;
    }
    Some(offset)
}
