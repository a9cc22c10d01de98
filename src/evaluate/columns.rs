//! Rows as columns and columns as rows: a program computes with one component at all points of a block,
//! and arguments and results may have one point after the other.

#![allow(
    clippy::inline_always,
    reason = "what is not inlined is not compiled for the wide instructions"
)]

use super::sums::Blocks;
use crate::lanes::{Isa, Lane, pieces, transpose, write_pieces};

/// Components are moved in groups of this many, which are a cache line of the widest numbers.
pub(super) const GROUP: usize = 8;

/// Reads components of rows of some width, one after the other, from one on into columns: as many as there are
/// columns, which are so far from each to the next.
#[inline(always)]
pub(super) fn read<I: Isa, T: Lane>(
    isa: I,
    to: &mut [T],
    rows: &[T],
    (width, first): (usize, usize),
    lanes: usize,
) {
    let (count, mut column) = (to.len() / lanes, 0);
    while I::SQUARES && column + 8 <= count {
        read_strip((&mut to[column * lanes..], &rows[first + column..]), width, lanes, |it| {
            T::transpose(isa, it)
        });
        column += 8;
    }
    while column + 4 <= count {
        read_strip((&mut to[column * lanes..], &rows[first + column..]), width, lanes, |it| {
            T::transpose_quarter(isa, it)
        });
        column += 4;
    }
    if column + 2 <= count {
        read_strip((&mut to[column * lanes..], &rows[first + column..]), width, lanes, |it| {
            T::transpose_pairs(isa, it)
        });
        column += 2;
    }
    if column < count {
        read_strip(
            (&mut to[column * lanes..], &rows[first + column..]),
            width,
            lanes,
            transpose::<T, 1, 4>,
        );
    }
}

/// Reads components that lie together into columns: those of some rows at a time, by a transposition.
#[inline(always)]
fn read_strip<T: Lane, const N: usize, const M: usize>(
    (columns, rows): (&mut [T], &[T]),
    width: usize,
    lanes: usize,
    transpose: impl Fn([[T; N]; M]) -> [[T; M]; N],
) {
    let tiled = lanes - lanes % M;
    for point in (0..tiled).step_by(M) {
        let tile = transpose(pieces(&rows[point * width..], width));
        write_pieces(&mut columns[point..], lanes, &tile);
    }
    for point in tiled..lanes {
        let [row] = pieces::<T, N, 1>(&rows[point * width..], width);
        write_pieces(&mut columns[point..], lanes, &row.map(|it| [it]));
    }
}

/// Some numbers that lie together.
#[inline(always)]
pub(super) fn piece<T: Copy, const N: usize>(data: &[T], place: usize) -> [T; N] {
    let [piece] = pieces(&data[place..], 0);
    piece
}

/// Writes columns into rows of so many components, one after the other.
#[inline(always)]
pub(super) fn write<I: Isa, T: Lane>(isa: I, to: &mut [T], width: usize, columns: Blocks<'_, T>) {
    let mut first = 0;
    while I::SQUARES && first + 8 <= width {
        write_strip(to, (width, first), columns, |it| T::transpose(isa, it));
        first += 8;
    }
    while first + 4 <= width {
        write_strip(to, (width, first), columns, |it| T::transpose_quarter(isa, it));
        first += 4;
    }
    if first + 2 <= width {
        write_strip(to, (width, first), columns, |it| T::pair(isa, it));
        first += 2;
    }
    if first < width {
        write_strip(to, (width, first), columns, transpose::<T, 4, 1>);
    }
}

/// Writes columns into components that lie together: those of some rows at a time, by a transposition.
#[inline(always)]
fn write_strip<T: Lane, const N: usize, const M: usize>(
    to: &mut [T],
    (width, first): (usize, usize),
    columns: Blocks<'_, T>,
    transpose: impl Fn([[T; M]; N]) -> [[T; N]; M],
) {
    let points = to.len() / width;
    let tiled = points - points % M;
    for point in (0..tiled).step_by(M) {
        let tile = transpose(columns.tile(first, point));
        write_pieces(&mut to[point * width + first..], width, &tile);
    }
    for point in tiled..points {
        let row = columns.tile::<N, 1>(first, point).map(|[it]| it);
        write_pieces(&mut to[point * width + first..], width, &[row]);
    }
}
