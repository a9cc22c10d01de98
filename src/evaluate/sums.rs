//! Sums, products and maxima over the turns of loops.

#![allow(
    clippy::inline_always,
    reason = "what is not inlined is not compiled for the wide instructions"
)]

use super::call::Part;
use super::memory::stepped;
use super::real::Real;

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

    /// The number of a single point at a turn.
    #[inline(always)]
    fn single(&self, turn: usize) -> T {
        let Self(data, place, step) = *self;
        data[stepped(place, turn, step)]
    }
}

/// Goes through the numbers of blocks at turns that follow each other beside what is written, all of one length. A
/// macro, because indices would be checked, and closures are not always inlined.
macro_rules! beside {
    ([$($written:ident),+], $turn:expr, [$(($name:ident, $blocks:expr, $later:expr)),+], $work:expr) => {{
        let points = [$($written.len()),+][0];
        $(let $name = $blocks.at($turn + $later, points);)+
        $(let $written = &mut $written[..points];)+
        for point in 0..points {
            $(let $name = $name[point];)+
            $(let $written = &mut $written[point];)+
            $work;
        }
    }};
}

/// Terms of a sum.
pub(super) trait Terms<T> {
    /// The term of a single point at a turn.
    fn single(&self, turn: usize) -> T;
    /// Adds the terms at a turn.
    fn add<const FIRST: bool>(&self, turn: usize, sums: &mut [T], errors: &mut [T]);
    /// Adds the terms at four turns, one after the other.
    fn add_four<const FIRST: bool>(&self, turn: usize, sums: &mut [T], errors: &mut [T]);
}

impl<T: Real> Terms<T> for [Blocks<'_, T>; 1] {
    #[inline(always)]
    fn single(&self, turn: usize) -> T {
        self[0].single(turn)
    }

    #[inline(always)]
    fn add<const FIRST: bool>(&self, turn: usize, sums: &mut [T], errors: &mut [T]) {
        beside!([sums, errors], turn, [(a, self[0], 0)], two_sum::<T, FIRST, _>(sums, errors, [a]));
    }

    #[inline(always)]
    fn add_four<const FIRST: bool>(&self, turn: usize, sums: &mut [T], errors: &mut [T]) {
        let [it] = self;
        beside!(
            [sums, errors],
            turn,
            [(a, it, 0), (b, it, 1), (c, it, 2), (d, it, 3)],
            two_sum::<T, FIRST, _>(sums, errors, [a, b, c, d])
        );
    }
}

impl<T: Real> Terms<T> for [Blocks<'_, T>; 2] {
    #[inline(always)]
    fn single(&self, turn: usize) -> T {
        self[0].single(turn) * self[1].single(turn)
    }

    #[inline(always)]
    fn add<const FIRST: bool>(&self, turn: usize, sums: &mut [T], errors: &mut [T]) {
        let [u, v] = self;
        beside!(
            [sums, errors],
            turn,
            [(a, u, 0), (b, v, 0)],
            two_sum::<T, FIRST, _>(sums, errors, [a * b])
        );
    }

    #[inline(always)]
    fn add_four<const FIRST: bool>(&self, turn: usize, sums: &mut [T], errors: &mut [T]) {
        let [u, v] = self;
        beside!(
            [sums, errors],
            turn,
            [
                (a, u, 0),
                (b, u, 1),
                (c, u, 2),
                (d, u, 3),
                (e, v, 0),
                (f, v, 1),
                (g, v, 2),
                (h, v, 3)
            ],
            two_sum::<T, FIRST, _>(sums, errors, [a * e, b * f, c * g, d * h])
        );
    }
}

/// Adds the terms at some turns to sums, and to what rounding has left out of these. In the end both are joined.
#[inline(always)]
pub(super) fn sum<T: Real>(
    sums: &mut [T],
    errors: &mut [T],
    turns: usize,
    terms: &impl Terms<T>,
    part: Part,
) {
    if let ([sum], [error]) = (&mut *sums, &mut *errors) {
        // In registers, since a single point may have many turns.
        let (mut running, mut lost) = if part.first { (T::ZERO, T::ZERO) } else { (*sum, *error) };
        for turn in 0..turns {
            two_sum::<T, false, 1>(&mut running, &mut lost, [terms.single(turn)]);
        }
        (*sum, *error) = (running, lost);
    } else {
        // Four at a time, so that sums are read and written less often.
        let mut turn = 0;
        if part.first && turns >= 4 {
            terms.add_four::<true>(0, sums, errors);
            turn = 4;
        } else if part.first {
            terms.add::<true>(0, sums, errors);
            turn = 1;
        }
        while turn + 4 <= turns {
            terms.add_four::<false>(turn, sums, errors);
            turn += 4;
        }
        while turn < turns {
            terms.add::<false>(turn, sums, errors);
            turn += 1;
        }
    }
    if part.last {
        for (sum, error) in sums.iter_mut().zip(errors) {
            *sum = total(*sum, *error);
        }
    }
}

/// Adds terms to a sum, and what rounding loses of it to another: Knuth's two-sum. The first terms are added to zero.
#[inline(always)]
fn two_sum<T: Real, const FIRST: bool, const N: usize>(sum: &mut T, error: &mut T, terms: [T; N]) {
    let (mut running, mut lost) = if FIRST { (T::ZERO, T::ZERO) } else { (*sum, *error) };
    for term in terms {
        let next = running + term;
        let part = next - running;
        lost = lost + ((running - (next - part)) + (term - part));
        running = next;
    }
    (*sum, *error) = (running, lost);
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
    let mut turn = usize::from(part.first);
    if part.first {
        values.copy_from_slice(a.at(0, values.len()));
    }
    if let [value] = values {
        let mut running = *value;
        for turn in turn..turns {
            running = join(running, a.single(turn));
        }
        *value = running;
        return;
    }
    while turn + 4 <= turns {
        beside!(
            [values],
            turn,
            [(b, a, 0), (c, a, 1), (d, a, 2), (e, a, 3)],
            *values = join(join(join(join(*values, b), c), d), e)
        );
        turn += 4;
    }
    while turn < turns {
        beside!([values], turn, [(b, a, 0)], *values = join(*values, b));
        turn += 1;
    }
}
