//! What a block of points reads: components of arrays and of temporaries, as they lie there or copied.

#![allow(
    clippy::inline_always,
    reason = "what is not inlined is not compiled for the wide instructions"
)]

use super::instruction::{Address, Register};
use super::memory::{Readable, Strided, View};
use super::real::Real;
use super::run::Block;

impl<T: Real> Block<'_, '_, T> {
    /// Components of an array: as they lie there, if they follow each other, or copied.
    #[inline(always)]
    pub(super) fn element(&mut self, to: Register, array: usize, indices: &[Address]) {
        let source = self.data.arrays[array];
        let offsets = self.affine(|block| component(&source, indices, &block.memory.slots));
        let (first, lanes) = (self.first, self.lanes);
        let view = match offsets {
            Some((offset, 1)) if self.data.columns[array] > 0 => {
                Some(View::Column(array, offset * lanes))
            }
            Some((offset, _)) if source.point == 1 && self.wide.is_none() => {
                Some(View::Array(array, offset + first))
            }
            // The same components at all of the points, of which there is one.
            Some((offset, 1)) if source.point == 0 && lanes == 1 => {
                Some(View::Array(array, offset))
            }
            _ => None,
        };
        if let Some(view) = view {
            self.memory.views[to as usize] = view;
            return;
        }
        let mut taken = std::mem::take(&mut self.memory.registers[to as usize]);
        self.each_turn(|block, turn| {
            let row = &mut taken[turn * lanes..][..block.length];
            match component(&source, indices, &block.memory.slots) {
                Some(offset) if block.data.columns[array] > 0 => {
                    row.copy_from_slice(
                        &block.memory.columns[array][offset * lanes..][..row.len()],
                    );
                }
                Some(offset) => load(row, &source, offset + first * source.point),
                None => row.fill(T::UNDEFINED),
            }
        });
        self.memory.registers[to as usize] = taken;
        self.memory.views[to as usize] = View::Own;
    }

    /// Components of a temporary.
    #[inline(always)]
    pub(super) fn load(&mut self, to: Register, temporary: usize, index: &Address) {
        let places = self.affine(|block| usize::try_from(index.value(&block.memory.slots)).ok());
        let lanes = self.lanes;
        if let Some((first, 1)) = places {
            self.memory.views[to as usize] = View::Temporary(temporary, first * lanes);
            return;
        }
        let mut taken = std::mem::take(&mut self.memory.registers[to as usize]);
        self.each_turn(|block, turn| {
            let place = place(index, &block.memory.slots, lanes);
            let row = &mut taken[turn * lanes..][..lanes];
            row.copy_from_slice(&block.memory.temporaries[temporary][place..place + lanes]);
        });
        self.memory.registers[to as usize] = taken;
        self.memory.views[to as usize] = View::Own;
    }

    /// The same number in every lane of a turn.
    #[inline(always)]
    pub(super) fn fill_rows(&mut self, to: Register, value: impl Fn(&[i64]) -> T) {
        let mut taken = std::mem::take(&mut self.memory.registers[to as usize]);
        self.each_turn(|block, turn| {
            taken[turn * block.lanes..][..block.length].fill(value(&block.memory.slots));
        });
        self.memory.registers[to as usize] = taken;
        self.memory.views[to as usize] = View::Own;
    }

    pub(super) fn readable(&self) -> Readable<'_, T> {
        Readable {
            registers: &self.memory.registers,
            views: &self.memory.views,
            temporaries: &self.memory.temporaries,
            columns: &self.memory.columns,
            data: self.data,
            first: self.first,
            length: self.width(),
        }
    }

    pub(super) fn fill(&mut self, to: Register, value: T) {
        let width = self.width();
        self.memory.registers[to as usize][..width].fill(value);
        self.memory.views[to as usize] = View::Own;
    }
}

/// The place of a component in a temporary; one that is not there is never asked for.
#[inline(always)]
pub(super) fn place(index: &Address, slots: &[i64], lanes: usize) -> usize {
    usize::try_from(index.value(slots)).unwrap_or(0) * lanes
}

#[inline(always)]
fn load<T: Real>(to: &mut [T], source: &Strided<'_, T>, offset: usize) {
    match source.point {
        0 => to.fill(source.data[offset]),
        stride => gather(to, &source.data[offset..], stride),
    }
}

/// Numbers at a distance from each to the next, eight at a time, so that they are written together.
#[inline(always)]
fn gather<T: Real>(to: &mut [T], data: &[T], stride: usize) {
    const TOGETHER: usize = 8;
    let mut groups = to.chunks_exact_mut(TOGETHER);
    let mut rest = data;
    for group in &mut groups {
        for (k, to) in group.iter_mut().enumerate() {
            *to = rest[k * stride];
        }
        rest = rest.get(TOGETHER * stride..).unwrap_or_default();
    }
    for (to, value) in groups.into_remainder().iter_mut().zip(rest.iter().step_by(stride)) {
        *to = *value;
    }
}

/// The place of a component, if there is one.
#[inline(always)]
pub(super) fn component<T>(
    source: &Strided<'_, T>,
    indices: &[Address],
    slots: &[i64],
) -> Option<usize> {
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
