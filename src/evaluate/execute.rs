//! Divides points among threads and puts results where they belong.
//!
//! A point's results do not depend on the points beside it, so that they have the same bits however the
//! points are divided.

use std::num::NonZero;
use std::sync::OnceLock;

use std::ops::Range;

use super::arguments::{ArgumentError, Layout};
use super::machine::Sink;
use super::memory::{BLOCK, Data, Memory, Widths};
use super::program::{Address, Program};
use super::real::Real;
use super::run::Points;
use crate::lanes::{dispatch, prefetch};

/// A thread is worth starting for about so many instructions on blocks.
const WORTH_A_THREAD: usize = 500;

/// The numbers that may be kept of a large block: they should stay near the processor.
const NEAR: usize = 12 << 10;
/// The numbers of a block that stay nearest to the processor.
const NEAREST: usize = 4 << 10;
/// The numbers that may be kept of a block where turns of loops are taken together: then small blocks do not
/// cost more.
const NEAR_IN_LOOPS: usize = 4 << 10;
/// The numbers that may be kept of a block of the usual size.
const CACHED: usize = 1 << 18;
/// Large blocks are so much shorter than a power of two: otherwise they lie whole pages apart, and the processor
/// takes what is written to one for a while for what is read from another.
const OFF_PAGES: usize = 32;
/// The usual size of blocks.
const USUAL: usize = 128;
/// The most numbers that temporaries may have together.
const LARGEST: usize = 1 << 30;
/// Blocks do not become smaller than this.
const FEWEST: usize = 16;

/// The first value and the number of values of each index of each result.
pub(super) type Counts = [Vec<(i64, usize)>];

/// Runs a program at all points.
pub(super) fn execute<T: Real>(
    program: &Program,
    memories: &mut Vec<Memory<T>>,
    data: &Data<'_, T>,
    points: usize,
    counts: &Counts,
    layout: Layout,
    results: &mut [&mut [T]],
) -> Result<(), ArgumentError> {
    let blocks = points.div_ceil(BLOCK);
    let work = blocks.saturating_mul(program.instructions.len());
    let wanted = (work / WORTH_A_THREAD).min(blocks);
    let threads = if wanted > 1 { wanted.min(processors()) } else { 1 };
    while memories.len() < threads {
        memories.push(Memory::new(program));
    }
    let widths = widths(program, data, counts, layout);
    let lanes = lanes(program, &widths).min(points.max(1));
    if widths.sum().saturating_mul(lanes) > LARGEST {
        return Err(ArgumentError::TooLarge);
    }
    for memory in memories.iter_mut().take(threads) {
        memory.reserve(program, &widths, lanes);
    }
    let share = blocks.div_ceil(threads).max(1) * BLOCK;
    let parts = parts(points, share, counts, (layout, &widths.results), results);
    let run = |mut part: Part<'_, '_, T>, memory: &mut Memory<T>| {
        let range = part.first..part.first + part.length;
        dispatch(Points { program, memory, data, range, lanes, sink: &mut part });
    };
    let mut work = parts.into_iter().zip(memories);
    let own = work.next();
    std::thread::scope(|scope| {
        for (part, memory) in work {
            scope.spawn(move || run(part, memory));
        }
        if let Some((part, memory)) = own {
            run(part, memory);
        }
    });
    Ok(())
}

/// The number of points in a block. The more there are, the less instructions cost beside their work, as long as
/// the cache holds what is kept of a block.
fn lanes(program: &Program, widths: &Widths) -> usize {
    let kept = widths.sum().saturating_add(program.registers + program.sums).max(1);
    if program.straight {
        return (1 << (NEAR_IN_LOOPS / kept).max(1).ilog2()).clamp(FEWEST, USUAL);
    }
    if kept.saturating_mul(BLOCK) <= NEAREST {
        return BLOCK;
    }
    let near = 1 << (NEAR / kept).max(1).ilog2();
    if near > USUAL {
        return near.min(BLOCK / 2) - OFF_PAGES;
    }
    (CACHED / kept).next_power_of_two().clamp(FEWEST, USUAL)
}

/// How many numbers are kept of each point.
fn widths<T: Real>(
    program: &Program,
    data: &Data<'_, T>,
    counts: &Counts,
    layout: Layout,
) -> Widths {
    let temporary = |(from, to): &(Address, Address)| {
        let length = to.value(data.sizes).saturating_sub(from.value(data.sizes)).saturating_add(1);
        usize::try_from(length).unwrap_or(0)
    };
    Widths {
        temporaries: program.temporaries.iter().map(temporary).collect(),
        arrays: data.arrays.iter().map(|it| if it.point > 1 { it.point } else { 0 }).collect(),
        results: counts.iter().map(|it| width(it, layout)).collect(),
    }
}

/// The number of components of a result that gets one point after the other; otherwise 0.
fn width(counts: &[(i64, usize)], layout: Layout) -> usize {
    match counts.iter().map(|it| it.1).product() {
        1 => 0,
        count if layout == Layout::Rows => count,
        _ => 0,
    }
}

/// The number of threads that the machine runs at a time; asked for once, since the answer takes long.
fn processors() -> usize {
    static PROCESSORS: OnceLock<usize> = OnceLock::new();
    *PROCESSORS.get_or_init(|| std::thread::available_parallelism().map_or(1, NonZero::get))
}

/// The results at some of the points.
struct Part<'a, 'b, T> {
    first: usize,
    length: usize,
    counts: &'a Counts,
    /// See [`Widths::results`].
    widths: &'a [usize],
    /// For each result, the piece with all components, or one piece for each component.
    pieces: Vec<Vec<&'b mut [T]>>,
}

/// Divides results among shares of the points.
fn parts<'a, 'b, T>(
    points: usize,
    share: usize,
    counts: &'a Counts,
    (layout, widths): (Layout, &'a [usize]),
    results: &'b mut [&mut [T]],
) -> Vec<Part<'a, 'b, T>> {
    let mut parts: Vec<Part<'a, 'b, T>> = (0..points)
        .step_by(share)
        .map(|first| {
            let pieces = counts.iter().map(|_| Vec::new()).collect();
            Part { first, length: share.min(points - first), counts, widths, pieces }
        })
        .collect();
    for (root, result) in results.iter_mut().enumerate() {
        let components: usize = counts[root].iter().map(|it| it.1).product();
        if components == 0 || points == 0 {
            continue;
        }
        match layout {
            Layout::Rows => {
                for (part, piece) in parts.iter_mut().zip(result.chunks_mut(share * components)) {
                    part.pieces[root].push(piece);
                }
            }
            Layout::Columns => {
                for component in result.chunks_mut(points) {
                    for (part, piece) in parts.iter_mut().zip(component.chunks_mut(share)) {
                        part.pieces[root].push(piece);
                    }
                }
            }
        }
    }
    parts
}

impl<T: Real> Sink<T> for Part<'_, '_, T> {
    fn component(&self, root: usize, indices: impl Iterator<Item = i64>) -> usize {
        let counts = indices.zip(&self.counts[root]);
        counts.fold(0, |place, (index, &(from, extent))| {
            place * extent + usize::try_from(index - from).unwrap_or(0)
        })
    }

    fn width(&self, root: usize) -> usize {
        self.widths[root]
    }

    fn place(&mut self, root: usize, component: usize, points: Range<usize>) -> &mut [T] {
        &mut self.pieces[root][component][points.start - self.first..points.end - self.first]
    }

    fn prefetch(&self, points: Range<usize>) {
        let points = points.start - self.first..points.end - self.first;
        for (pieces, &width) in self.pieces.iter().zip(self.widths) {
            for piece in pieces.iter().filter(|_| width == 0) {
                prefetch(piece.get(points.clone()).unwrap_or_default());
            }
        }
    }

    fn rows(&mut self, root: usize, points: Range<usize>) -> Option<&mut [T]> {
        let width = self.width(root);
        let rows = self.pieces[root].first_mut().filter(|_| width > 0)?;
        Some(&mut rows[(points.start - self.first) * width..(points.end - self.first) * width])
    }
}
