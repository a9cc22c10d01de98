//! Sums, products and maxima over the turns of loops.

#![allow(
    clippy::inline_always,
    reason = "what is not inlined is not compiled for the wide instructions"
)]

use super::call::Part;
use super::columns::piece;
use super::memory::stepped;
use super::real::Real;
use crate::lanes::{Isa, pieces};

/// As many points side by side keep what runs over the turns in registers, of which there are more where these hold
/// squares.
const WIDE_TILE: usize = 32;
const TILE: usize = 16;
/// What is left over of a block, in parts that are still wider than one number.
const SMALL_TILE: usize = 4;

/// Numbers for each point, from a place on, with a step from each turn to the next.
#[derive(Debug, Clone, Copy)]
pub(super) struct Blocks<'a, T>(pub(super) &'a [T], pub(super) usize, pub(super) isize);

impl<'a, T: Copy> Blocks<'a, T> {
    /// The numbers at a turn.
    #[inline(always)]
    pub(super) fn at(&self, turn: usize, points: usize) -> &'a [T] {
        let Self(data, place, step) = *self;
        &data[stepped(place, turn, step)..][..points]
    }

    /// The numbers of some points at turns that follow each other, where steps are not negative.
    #[inline(always)]
    pub(super) fn tile<const N: usize, const M: usize>(
        &self,
        turn: usize,
        point: usize,
    ) -> [[T; M]; N] {
        let Self(data, place, step) = *self;
        pieces(&data[stepped(place, turn, step) + point..], step.unsigned_abs())
    }

    /// The numbers of some points at a turn.
    #[inline(always)]
    fn piece<const N: usize>(&self, turn: usize, point: usize) -> [T; N] {
        let Self(data, place, step) = *self;
        piece(data, stepped(place, turn, step) + point)
    }
}

/// Terms of a sum.
pub(super) trait Terms<T> {
    /// As many may be added up plainly first: what rounding loses then is no more than in the terms, or than in the sum.
    const GROUP: usize;
    /// The terms of some points at a turn.
    fn piece<const N: usize>(&self, turn: usize, point: usize) -> [T; N];
    /// The sums of as many as are in a group, from a turn on.
    fn group<I: Isa, const N: usize>(&self, turn: usize, point: usize) -> [T; N];
}

/// Numbers that are not negative.
impl<T: Real> Terms<T> for [Blocks<'_, T>; 1] {
    const GROUP: usize = 4;

    #[inline(always)]
    fn piece<const N: usize>(&self, turn: usize, point: usize) -> [T; N] {
        self[0].piece(turn, point)
    }

    #[inline(always)]
    fn group<I: Isa, const N: usize>(&self, turn: usize, point: usize) -> [T; N] {
        let [it] = self;
        let (mut sums, others) = (it.piece::<N>(turn, point), it.piece::<N>(turn + 1, point));
        let (more, rest) = (it.piece::<N>(turn + 2, point), it.piece::<N>(turn + 3, point));
        for i in 0..N {
            sums[i] = (sums[i] + others[i]) + (more[i] + rest[i]);
        }
        sums
    }
}

/// Products, which are rounded themselves.
impl<T: Real> Terms<T> for [Blocks<'_, T>; 2] {
    const GROUP: usize = 2;

    #[inline(always)]
    fn piece<const N: usize>(&self, turn: usize, point: usize) -> [T; N] {
        let (mut products, b) = (self[0].piece::<N>(turn, point), self[1].piece::<N>(turn, point));
        for i in 0..N {
            products[i] = products[i] * b[i];
        }
        products
    }

    #[inline(always)]
    fn group<I: Isa, const N: usize>(&self, turn: usize, point: usize) -> [T; N] {
        let mut sums = self.piece::<N>(turn + 1, point);
        let (a, b) = (self[0].piece::<N>(turn, point), self[1].piece::<N>(turn, point));
        for i in 0..N {
            sums[i] = if I::FMA { a[i].times_plus(b[i], sums[i]) } else { a[i] * b[i] + sums[i] };
        }
        sums
    }
}

/// Adds the terms at some turns to sums, and to what rounding has left out of these. In the end both are joined.
#[inline(always)]
pub(super) fn sum<I: Isa, T: Real, U: Terms<T>>(
    sums: &mut [T],
    errors: &mut [T],
    turns: usize,
    terms: &U,
    (part, grouped): (Part, bool),
) {
    let (points, mut point) = (sums.len(), 0);
    let work = (turns, terms, (part, grouped));
    while I::SQUARES && point + WIDE_TILE <= points {
        sum_tile::<I, T, U, WIDE_TILE>(sums, errors, point, work);
        point += WIDE_TILE;
    }
    while point + TILE <= points {
        sum_tile::<I, T, U, TILE>(sums, errors, point, work);
        point += TILE;
    }
    while point + SMALL_TILE <= points {
        sum_tile::<I, T, U, SMALL_TILE>(sums, errors, point, work);
        point += SMALL_TILE;
    }
    while point < points {
        sum_tile::<I, T, U, 1>(sums, errors, point, work);
        point += 1;
    }
}

#[inline(always)]
fn sum_tile<I: Isa, T: Real, U: Terms<T>, const N: usize>(
    sums: &mut [T],
    errors: &mut [T],
    point: usize,
    (turns, terms, (part, grouped)): (usize, &U, (Part, bool)),
) {
    let mut state = ([T::ZERO; N], [T::ZERO; N]);
    if !part.first {
        state = (piece(sums, point), piece(errors, point));
    }
    let mut turn = 0;
    while grouped && turn + U::GROUP <= turns {
        add(&mut state, terms.group::<I, N>(turn, point));
        turn += U::GROUP;
    }
    while turn < turns {
        add(&mut state, terms.piece::<N>(turn, point));
        turn += 1;
    }
    let (mut running, lost) = state;
    if part.last {
        for i in 0..N {
            running[i] = total(running[i], lost[i]);
        }
    }
    sums[point..point + N].copy_from_slice(&running);
    errors[point..point + N].copy_from_slice(&lost);
}

/// Adds terms to sums, and what rounding loses of them to others.
#[inline(always)]
fn add<T: Real, const N: usize>((sums, errors): &mut ([T; N], [T; N]), terms: [T; N]) {
    for i in 0..N {
        (sums[i], errors[i]) = two_sum(sums[i], errors[i], terms[i]);
    }
}

/// Adds a term to a sum, and what rounding loses of it to another: Knuth's two-sum.
#[inline(always)]
fn two_sum<T: Real>(sum: T, error: T, term: T) -> (T, T) {
    let next = sum + term;
    let part = next - sum;
    (next, error + ((sum - (next - part)) + (term - part)))
}

/// The sum with what rounding has lost; just the sum where it is not finite.
#[inline(always)]
fn total<T: Real>(sum: T, error: T) -> T {
    let total = sum + error;
    if total.partial_cmp(&total).is_none() { sum } else { total }
}

/// Takes the numbers at some turns into products or maxima.
#[inline(always)]
pub(super) fn join<T: Real>(
    values: &mut [T],
    turns: usize,
    a: Blocks<'_, T>,
    part: Part,
    join: impl Fn(T, T) -> T,
) {
    let (points, mut point) = (values.len(), 0);
    while point + TILE <= points {
        join_tile::<T, TILE>(values, turns, (a, point), part, &join);
        point += TILE;
    }
    while point + SMALL_TILE <= points {
        join_tile::<T, SMALL_TILE>(values, turns, (a, point), part, &join);
        point += SMALL_TILE;
    }
    while point < points {
        join_tile::<T, 1>(values, turns, (a, point), part, &join);
        point += 1;
    }
}

#[inline(always)]
fn join_tile<T: Real, const N: usize>(
    values: &mut [T],
    turns: usize,
    (a, point): (Blocks<'_, T>, usize),
    part: Part,
    join: impl Fn(T, T) -> T,
) {
    let mut running: [T; N] = if part.first { a.piece(0, point) } else { piece(values, point) };
    for turn in usize::from(part.first)..turns {
        let numbers = a.piece::<N>(turn, point);
        for i in 0..N {
            running[i] = join(running[i], numbers[i]);
        }
    }
    values[point..point + N].copy_from_slice(&running);
}
