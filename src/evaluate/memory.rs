//! What programs compute with: the caller's numbers, and what is kept of the points of a block.

use std::ops::Range;

use super::aligned::Aligned;
use super::call::{Call, Source};
use super::program::{Program, Register};
use super::real::Real;
use super::resolve::State;
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
    /// Asks the cache for the inputs at some points.
    pub(super) fn prefetch_inputs(&self, points: Range<usize>) {
        for input in self.inputs {
            prefetch(input.get(points.clone()).unwrap_or_default());
        }
    }

    /// Asks the cache for the rows of some points.
    pub(super) fn prefetch_rows(&self, points: Range<usize>) {
        for array in self.arrays.iter().filter(|it| it.point > 1) {
            let range = points.start * array.point..points.end * array.point;
            if range.len() <= MOST_AHEAD {
                prefetch(array.data.get(range).unwrap_or_default());
            }
        }
    }
}

/// The memory that a program needs, which is allocated once.
#[derive(Debug, Clone)]
pub(super) struct Memory<T> {
    pub(super) numbers: Numbers<T>,
    pub(super) places: Places,
    pub(super) state: State<T>,
    /// The calls of a block, to be repeated for the next ones.
    pub(super) calls: Vec<Call<T>>,
}

/// The numbers that are kept of a block.
#[derive(Debug, Clone)]
pub(super) struct Numbers<T> {
    /// For each component and register one number for each point, at its [`Places`].
    pub(super) kept: Aligned<T>,
    /// What rounding has left out of sums.
    pub(super) errors: Aligned<T>,
    /// For each view, what is the same at all points, but not at all turns.
    pub(super) filled: Vec<Vec<T>>,
    /// Numbers, and how many, that have been found to be moderate.
    pub(super) moderate: Option<(Source<T>, usize)>,
    /// Blocks for constants where an instruction wants a block.
    pub(super) scratch: [Aligned<T>; 2],
}

impl<T: Real> Memory<T> {
    pub(super) fn new(program: &Program) -> Self {
        Self {
            numbers: Numbers {
                kept: Aligned::default(),
                errors: Aligned::default(),
                filled: vec![Vec::new(); program.views],
                moderate: None,
                scratch: [Aligned::default(), Aligned::default()],
            },
            places: Places::default(),
            state: State::new(program),
            calls: Vec::new(),
        }
    }

    /// Makes room for blocks of so many points.
    pub(super) fn reserve(&mut self, program: &Program, widths: &Widths, lanes: usize) {
        let length = self.places.set(program, widths, lanes);
        reserve(&mut self.numbers.kept, length);
        reserve(&mut self.numbers.errors, program.sums * lanes);
        for memory in &mut self.numbers.scratch {
            reserve(memory, STRIP);
        }
    }
}

fn reserve<T: Real>(data: &mut Aligned<T>, length: usize) {
    if data.len() < length {
        *data = Aligned::filled(length, T::ZERO);
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

/// Where the numbers that are kept begin: registers, and behind them the registers of straight loops, with
/// [`STRIP`] numbers each, and components.
#[derive(Debug, Clone, Default)]
pub(super) struct Places {
    turns: usize,
    pub(super) temporaries: Vec<usize>,
    /// Of the columns of arrays of the caller that have one point after the other.
    pub(super) arrays: Vec<usize>,
    /// Of the columns of results that get one point after the other.
    pub(super) results: Vec<usize>,
}

/// As many numbers as a cache line has at most: what begins at a line is read and written faster.
pub(super) const LINE: usize = 16;

impl Places {
    /// The places in blocks of so many points; the length of all.
    fn set(&mut self, program: &Program, widths: &Widths, lanes: usize) -> usize {
        self.turns = (program.registers * lanes).next_multiple_of(LINE);
        let mut end = self.turns + program.turn_registers * STRIP;
        let mut list = |places: &mut Vec<usize>, widths: &[usize]| {
            places.clear();
            for width in widths {
                places.push(end);
                end = (end + width * lanes).next_multiple_of(LINE);
            }
        };
        list(&mut self.arrays, &widths.arrays);
        list(&mut self.temporaries, &widths.temporaries);
        list(&mut self.results, &widths.results);
        end
    }

    /// A register in a block of so many points.
    pub(super) fn register(register: Register, lanes: usize) -> usize {
        register as usize * lanes
    }

    /// A register of straight loops.
    pub(super) fn turn_register(&self, register: Register) -> usize {
        self.turns + register as usize * STRIP
    }
}

/// A place so many steps on.
#[inline]
pub(super) fn stepped(place: usize, turn: usize, step: isize) -> usize {
    place.wrapping_add_signed(step.wrapping_mul(turn.cast_signed()))
}
