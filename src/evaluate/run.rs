//! Runs a program on blocks of points.

use std::ops::Range;

use super::call::Kernel;
use super::machine::{Machine, Sink};
use super::memory::{Data, LINE, Memory};
use super::program::Program;
use super::real::Real;
use super::resolve::Resolver;
use super::shortcut;
use crate::lanes::{Isa, Work};

/// The evaluation of a program at a range of points.
pub(super) struct Points<'a, 'd, T, S> {
    pub(super) program: &'a Program,
    pub(super) memory: &'a mut Memory<T>,
    pub(super) data: &'a Data<'d, T>,
    pub(super) range: Range<usize>,
    /// The number of points in a block.
    pub(super) lanes: usize,
    pub(super) sink: &'a mut S,
}

impl<T: Real, S: Sink<T>> Work for Points<'_, '_, T, S> {
    type Output = ();

    fn run<I: Isa>(self, isa: I) {
        let Self { program, memory, data, range, lanes, sink } = self;
        let Memory { numbers, places, state, calls } = memory;
        calls.clear();
        let mut first = range.start;
        while first < range.end {
            let length = lanes.min(range.end - first);
            numbers.moderate = None;
            let mut machine = Machine { numbers, data, sink, first, lanes: length };
            if length == lanes && !calls.is_empty() {
                let next = first + length..range.end.min(first + 2 * length);
                let mut ahead = Ahead::new(data, next, calls.len() - calls.len() / 3);
                let mut calls = calls.iter();
                while let Some(call) = calls.next() {
                    machine.call(isa, call);
                    ahead.look(data, machine.sink);
                    let answered = matches!(call.kernel, Kernel::Moderate);
                    if answered && machine.numbers.moderate.is_some() {
                        calls.nth(shortcut::CALLS - 1);
                    }
                }
            } else {
                let others = first == range.start && range.len() >= 2 * lanes;
                let wanted = others.then_some(&mut *calls);
                Resolver::new(program, machine, (places, state), wanted).run(isa);
                if others {
                    shortcut::add(calls);
                }
            }
            first += length;
        }
    }
}

/// In fewer parts, single numbers for each point take as long to be asked for as to be waited for.
const FEWEST_PARTS: usize = 8;

/// The points of the next block that the cache has not been asked for: while a block is being computed, each call
/// asks for some, so that memory and processor work side by side.
struct Ahead {
    points: Range<usize>,
    step: usize,
    /// Whether arrays have rows, beside which everything else is little.
    rows: bool,
}

impl Ahead {
    /// So many parts of some points, or fewer: whole cache lines, unless a point has some.
    fn new<T>(data: &Data<'_, T>, points: Range<usize>, parts: usize) -> Self {
        let rows = data.arrays.iter().any(|it| it.point > 1);
        let step = points.len().div_ceil(parts).max(if rows { 1 } else { LINE });
        let points = if rows || parts >= FEWEST_PARTS { points } else { 0..0 };
        Self { points, step, rows }
    }

    fn look<T>(&mut self, data: &Data<'_, T>, sink: &impl Sink<T>) {
        if !self.points.is_empty() {
            let end = self.points.end.min(self.points.start + self.step);
            let points = std::mem::replace(&mut self.points.start, end)..end;
            if self.rows {
                data.prefetch_rows(points);
            } else {
                data.prefetch_inputs(points.clone());
                sink.prefetch(points);
            }
        }
    }
}
