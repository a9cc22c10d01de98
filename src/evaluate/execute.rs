//! Divides points among threads and puts results where they belong.
//!
//! A point's results do not depend on the points beside it, so that they have the same bits however the
//! points are divided.

use std::num::NonZero;
use std::sync::OnceLock;

use std::ops::Range;

use super::arguments::{ArgumentError, Layout};
use super::program::Program;
use super::real::{Real, Side};
use super::run::{BLOCK, Data, MOST_AHEAD, Memory, Points, Sink};
use crate::lanes::{dispatch, prefetch};

/// A thread is worth starting for about so many instructions on blocks.
const WORTH_A_THREAD: usize = 4_000;

/// The numbers that temporaries may have together before blocks become smaller.
const CACHED: usize = 1 << 18;
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
    let lengths = program.temporaries.iter().map(|(from, to)| {
        let length = to.value(data.sizes).saturating_sub(from.value(data.sizes)).saturating_add(1);
        usize::try_from(length).unwrap_or(0)
    });
    let lengths: Vec<usize> = lengths.collect();
    // Temporaries should stay in the cache.
    let together = lengths.iter().fold(1usize, |sum, &it| sum.saturating_add(it));
    let lanes = (CACHED / together).next_power_of_two().clamp(FEWEST, BLOCK).min(points.max(1));
    if together.saturating_mul(lanes) > LARGEST {
        return Err(ArgumentError::TooLarge);
    }
    for memory in memories.iter_mut().take(threads) {
        memory.reserve(&lengths, lanes);
    }
    let share = blocks.div_ceil(threads).max(1) * BLOCK;
    let parts = parts(points, share, counts, layout, results);
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
    layout: Layout,
    /// For each result, the piece with all components, or one piece for each component.
    pieces: Vec<Vec<&'b mut [T]>>,
}

/// Divides results among shares of the points.
fn parts<'a, 'b, T>(
    points: usize,
    share: usize,
    counts: &'a Counts,
    layout: Layout,
    results: &'b mut [&mut [T]],
) -> Vec<Part<'a, 'b, T>> {
    let mut parts: Vec<Part<'a, 'b, T>> = (0..points)
        .step_by(share)
        .map(|first| {
            let pieces = counts.iter().map(|_| Vec::new()).collect();
            Part { first, length: share.min(points - first), counts, layout, pieces }
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
    fn prefetch(&self, points: Range<usize>) {
        for (pieces, counts) in self.pieces.iter().zip(self.counts) {
            let count: usize = match self.layout {
                Layout::Columns => 1,
                Layout::Rows => counts.iter().map(|it| it.1).product(),
            };
            let range = (points.start - self.first) * count..(points.end - self.first) * count;
            if range.len().saturating_mul(pieces.len()) <= MOST_AHEAD {
                for piece in pieces {
                    prefetch(piece.get(range.clone()).unwrap_or_default());
                }
            }
        }
    }

    fn put(
        &mut self,
        root: usize,
        indices: &[i64],
        first: usize,
        values: Side<'_, T>,
        length: usize,
    ) {
        let (mut place, mut count) = (0, 1);
        for (&index, &(from, extent)) in indices.iter().zip(&self.counts[root]) {
            place = place * extent + usize::try_from(index - from).unwrap_or(0);
            count *= extent;
        }
        let start = first - self.first;
        if self.layout == Layout::Columns || count == 1 {
            let piece = if self.layout == Layout::Columns { place } else { 0 };
            let to = &mut self.pieces[root][piece][start..start + length];
            match values {
                Side::Block(values) => to.copy_from_slice(values),
                Side::Constant(value) => to.fill(value),
            }
            return;
        }
        let to = self.pieces[root][0][start * count + place..].iter_mut().step_by(count);
        match values {
            Side::Block(values) => to.zip(values).for_each(|(to, value)| *to = *value),
            Side::Constant(value) => to.take(length).for_each(|to| *to = value),
        }
    }
}
