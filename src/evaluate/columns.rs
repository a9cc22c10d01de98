//! Rows as columns and columns as rows: a program computes with one component at all points of a block,
//! and arguments and results may have one point after the other.

#![allow(
    clippy::inline_always,
    reason = "what is not inlined is not compiled for the wide instructions"
)]

use std::slice::{ChunksExact, ChunksExactMut};

use super::aligned::Aligned;
use crate::lanes::{Isa, Lane, Work, transpose};

/// Components are moved in groups of this many, which are a cache line of the widest numbers.
const GROUP: usize = 8;

/// The components of an array at the points of a block, each at all points, as far as they were needed.
#[derive(Debug, Clone)]
pub(super) struct Columns<T> {
    data: Aligned<T>,
    /// For each group of components, the number of the block for which it was read last.
    read: Vec<u64>,
}

impl<T> Default for Columns<T> {
    fn default() -> Self {
        Self { data: Aligned::default(), read: Vec::new() }
    }
}

impl<T: Lane> Columns<T> {
    /// Makes room for rows of a width, in blocks of so many points.
    pub(super) fn reserve(&mut self, width: usize, lanes: usize, zero: T) {
        let groups = width.div_ceil(GROUP);
        if self.read.len() != groups {
            self.read = vec![0; groups];
        }
        reserve(&mut self.data, groups * GROUP, lanes, zero);
    }

    /// The place from which on a component at the points of a block can be read. Rows begin in `rows`, one
    /// after the other, and are of the given width; blocks are numbered from one.
    #[inline(always)]
    pub(super) fn place<I: Isa>(
        &mut self,
        isa: I,
        component: usize,
        block: u64,
        rows: &Rows<'_, T>,
    ) -> usize {
        let group = component / GROUP;
        if self.read[group] != block {
            self.read[group] = block;
            let first = group * GROUP;
            let to = &mut self.data[first * rows.lanes..];
            isa.call(Group { to, rows, first });
        }
        component * rows.lanes
    }

    /// A component at the points of a block, from its place on.
    #[inline(always)]
    pub(super) fn data(&self) -> &[T] {
        &self.data
    }
}

/// Makes room for columns.
pub(super) fn reserve<T: Clone>(data: &mut Aligned<T>, width: usize, lanes: usize, zero: T) {
    let length = width.saturating_mul(lanes);
    if data.len() < length {
        *data = Aligned::filled(length, zero);
    }
}

/// Rows, one after the other.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rows<'a, T> {
    pub(super) data: &'a [T],
    pub(super) width: usize,
    /// The number of rows.
    pub(super) length: usize,
    /// From one column to the next.
    pub(super) lanes: usize,
}

/// Reads a group of components of all rows.
struct Group<'a, T> {
    to: &'a mut [T],
    rows: &'a Rows<'a, T>,
    first: usize,
}

impl<T: Lane> Work for Group<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run<I: Isa>(self, isa: I) {
        let Self { to, rows, mut first } = self;
        let Rows { data, width, length, lanes } = *rows;
        let (data, mut columns) = (&data[..length * width], to.chunks_exact_mut(lanes));
        let end = width.min(first + GROUP);
        if I::SQUARES && first + 8 <= end {
            return read_strip(&mut columns, data, (width, first), |it| T::transpose(isa, it));
        }
        while first + 4 <= end {
            let transpose = |it| T::transpose_quarter(isa, it);
            read_strip(&mut columns, data, (width, first), transpose);
            first += 4;
        }
        if first + 2 <= end {
            read_strip(&mut columns, data, (width, first), transpose::<T, 2, 4>);
            first += 2;
        }
        if first < end {
            read_strip(&mut columns, data, (width, first), transpose::<T, 1, 4>);
        }
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
    let (mut rows, mut point) = (data.chunks_exact(width), 0);
    // Counted ahead, since what is left takes a division to tell.
    for _ in 0..rows.len() / M {
        let strip = std::array::from_fn(|_| piece(rows.next().unwrap_or_default(), first));
        let strip = transpose(strip);
        for column in 0..N {
            columns[column][point..point + M].copy_from_slice(&strip[column]);
        }
        point += M;
    }
    for row in rows {
        let values: [T; N] = piece(row, first);
        for column in 0..N {
            columns[column][point] = values[column];
        }
        point += 1;
    }
}

/// Some numbers that lie together.
#[inline(always)]
fn piece<T: Copy, const N: usize>(data: &[T], place: usize) -> [T; N] {
    let data = &data[place..place + N];
    std::array::from_fn(|k| data[k])
}

/// Writes columns into rows of the same width, one after the other.
pub(super) struct RowsOfColumns<'a, T> {
    pub(super) rows: &'a mut [T],
    pub(super) columns: &'a [T],
    pub(super) width: usize,
    /// From one column to the next.
    pub(super) lanes: usize,
}

impl<T: Lane> Work for RowsOfColumns<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run<I: Isa>(self, isa: I) {
        let Self { rows: to, columns, width, lanes } = self;
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
            write_strip(&mut columns, to, (width, first), transpose::<T, 4, 2>);
            first += 2;
        }
        if first < width {
            write_strip(&mut columns, to, (width, first), transpose::<T, 4, 1>);
        }
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
    let (mut rows, mut point) = (to.chunks_exact_mut(width), 0);
    // Counted ahead, since what is left takes a division to tell.
    for _ in 0..rows.len() / M {
        let strip = transpose(std::array::from_fn(|column| piece(columns[column], point)));
        // By reference: an array that is iterated over by value does not stay in registers.
        for values in &strip {
            if let Some(to) = rows.next() {
                to[first..first + N].copy_from_slice(values);
            }
        }
        point += M;
    }
    for row in rows {
        for column in 0..N {
            row[first + column] = columns[column][point];
        }
        point += 1;
    }
}
