//! Rows as columns and columns as rows: a program computes with one component at all points of a block,
//! and arguments and results may have one point after the other.

#![allow(
    clippy::inline_always,
    reason = "what is not inlined is not compiled for the wide instructions"
)]

use std::slice::{ChunksExact, ChunksExactMut};

use crate::lanes::{Isa, Lane, transpose};

/// Components are moved in groups of this many, which are a cache line of the widest numbers.
pub(super) const GROUP: usize = 8;

/// Reads components of rows, one after the other, from one on into columns: as many as there are columns, which are
/// so far from each to the next.
#[inline(always)]
pub(super) fn read<I: Isa, T: Lane>(
    isa: I,
    to: &mut [T],
    rows: &[T],
    (width, mut first): (usize, usize),
    lanes: usize,
) {
    let mut columns = to.chunks_exact_mut(lanes);
    let end = first + columns.len();
    while I::SQUARES && first + 8 <= end {
        read_strip(&mut columns, rows, (width, first), |it| T::transpose(isa, it));
        first += 8;
    }
    while first + 4 <= end {
        read_strip(&mut columns, rows, (width, first), |it| T::transpose_quarter(isa, it));
        first += 4;
    }
    if first + 2 <= end {
        read_strip(&mut columns, rows, (width, first), |it| T::transpose_pairs(isa, it));
        first += 2;
    }
    if first < end {
        read_strip(&mut columns, rows, (width, first), transpose::<T, 1, 4>);
    }
}

/// Reads components that lie together into columns: those of some rows at a time, by a transposition.
#[inline(always)]
fn read_strip<T: Lane, const N: usize, const M: usize>(
    columns: &mut ChunksExactMut<'_, T>,
    data: &[T],
    (width, first): (usize, usize),
    transpose: impl Fn([[T; N]; M]) -> [[T; M]; N],
) {
    let columns: [&mut [T]; N] = std::array::from_fn(|_| columns.next().unwrap_or_default());
    let (mut strips, mut point) = (data.chunks_exact(width * M), 0);
    for rows in &mut strips {
        let strip = transpose(std::array::from_fn(|row| piece(rows, row * width + first)));
        for column in 0..N {
            columns[column][point..point + M].copy_from_slice(&strip[column]);
        }
        point += M;
    }
    for row in strips.remainder().chunks_exact(width) {
        let values: [T; N] = piece(row, first);
        for column in 0..N {
            columns[column][point] = values[column];
        }
        point += 1;
    }
}

/// Some numbers that lie together.
#[inline(always)]
pub(super) fn piece<T: Copy, const N: usize>(data: &[T], place: usize) -> [T; N] {
    let (pieces, _) = data[place..place + N].as_chunks();
    pieces[0]
}

/// Writes columns, which are so far from each to the next, into rows of the same width, one after the other.
#[inline(always)]
pub(super) fn write<I: Isa, T: Lane>(
    isa: I,
    to: &mut [T],
    columns: &[T],
    width: usize,
    lanes: usize,
) {
    let (mut columns, mut first) = (columns.chunks_exact(lanes), 0);
    while I::SQUARES && first + 8 <= width {
        write_strip(&mut columns, to, (width, first), |it| T::transpose(isa, it));
        first += 8;
    }
    while first + 4 <= width {
        write_strip(&mut columns, to, (width, first), |it| T::transpose_quarter(isa, it));
        first += 4;
    }
    if first + 2 <= width {
        write_strip(&mut columns, to, (width, first), |it| T::pair(isa, it));
        first += 2;
    }
    if first < width {
        write_strip(&mut columns, to, (width, first), transpose::<T, 4, 1>);
    }
}

#[inline(always)]
fn write_strip<T: Lane, const N: usize, const M: usize>(
    columns: &mut ChunksExact<'_, T>,
    to: &mut [T],
    (width, first): (usize, usize),
    transpose: impl Fn([[T; M]; N]) -> [[T; N]; M],
) {
    let columns: [&[T]; N] = std::array::from_fn(|_| columns.next().unwrap_or_default());
    let (mut strips, mut point) = (to.chunks_exact_mut(width * M), 0);
    for rows in &mut strips {
        let strip = transpose(std::array::from_fn(|column| piece(columns[column], point)));
        // By reference: an array that is iterated over by value does not stay in registers.
        for (row, values) in strip.iter().enumerate() {
            rows[row * width + first..][..N].copy_from_slice(values);
        }
        point += M;
    }
    for row in strips.into_remainder().chunks_exact_mut(width) {
        for column in 0..N {
            row[first + column] = columns[column][point];
        }
        point += 1;
    }
}
