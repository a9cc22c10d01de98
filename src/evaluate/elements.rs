//! Components of arrays, as blocks of numbers.

use std::ops::RangeInclusive;

use super::call::{Call, From, Kernel, Source, Target};
use super::columns::GROUP;
use super::machine::Sink;
use super::memory::{Strided, stepped};
use super::program::Address;
use super::real::Real;
use super::resolve::Resolver;
use crate::lanes::Isa;

impl<T: Real, S: Sink<T>> Resolver<'_, '_, '_, T, S> {
    /// A component of an array.
    pub(super) fn element<I: Isa>(
        &mut self,
        isa: I,
        view: u32,
        array: usize,
        indices: &[Address],
    ) -> Source<T> {
        let source = self.machine.data.arrays[array];
        let lanes = self.machine.lanes;
        let Some(place) = component(&source, indices, &self.state.slots) else {
            return Source::Constant(T::UNDEFINED);
        };
        let steps = indices.iter().zip(source.indices).map(|(it, stride)| self.step(it, stride.0));
        let step = steps.fold(0, isize::wrapping_add);
        match source.point {
            // A single point has a number for each turn, as a block has one for each point.
            0 if lanes > 1 => {
                let kernel = Kernel::Spread { view, array, place, step };
                self.spread(isa, view, kernel, source.data[place], step != 0)
            }
            point if point < 2 || lanes == 1 => {
                self.numbers(From::Array(array), place, point, step)
            }
            width => {
                let last = stepped(place, self.strip.turns - 1, step);
                self.read_columns(
                    isa,
                    array,
                    width,
                    place.min(last) / GROUP..=place.max(last) / GROUP,
                );
                let place = self.places.arrays[array] + place * lanes;
                self.kept(place, step.wrapping_mul(lanes.cast_signed()))
            }
        }
    }

    /// Reads groups of components that have not been read, those side by side together.
    fn read_columns<I: Isa>(
        &mut self,
        isa: I,
        array: usize,
        width: usize,
        groups: RangeInclusive<usize>,
    ) {
        let lanes = self.machine.lanes;
        let (mut group, end) = (*groups.start(), groups.end() + 1);
        while group < end {
            let known = &mut self.state.columns[array];
            known.resize(width.div_ceil(GROUP), false);
            let new = known[group..end].iter().take_while(|it| !**it).count();
            known[group..group + new].fill(true);
            if new > 0 {
                let first = group * GROUP;
                let place = self.places.arrays[array] + first * lanes;
                let to = Target::Kept { place, step: lanes };
                let kernel = Kernel::Columns { array, width, first };
                let length = (new * GROUP).min(width - first) * lanes;
                self.call(isa, &Call::new(kernel, to, (1, length)));
            }
            group += new + 1;
        }
    }

    /// What is the same at all points; different turns have numbers of their own.
    pub(super) fn spread<I: Isa>(
        &mut self,
        isa: I,
        view: u32,
        kernel: Kernel,
        value: T,
        differs: bool,
    ) -> Source<T> {
        if !differs || self.strip.turns == 1 {
            return Source::Constant(value);
        }
        let times = (self.strip.turns, self.machine.lanes);
        self.call(isa, &Call::new(kernel, Target::Kept { place: 0, step: 0 }, times));
        self.numbers(From::Filled(view), 0, 0, self.machine.lanes.cast_signed())
    }
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
