//! Sums, products and maxima over the turns of straight loops.

#![allow(
    clippy::inline_always,
    reason = "what is not inlined is not compiled for the wide instructions"
)]

use super::graph::Folding;
use super::memory::{Along, stepped};
use super::real::{Real, maximum};
use crate::lanes::{Isa, Work};

/// Numbers for each point, from a place on, with a step from each turn to the next.
#[derive(Debug, Clone, Copy)]
pub(super) struct Blocks<'a, T>(&'a [T], usize, isize);

/// An operand as blocks; a constant is written into the scratch block.
pub(super) fn blocks<'a, T: Copy>(a: Along<'a, T>, scratch: &'a mut [T]) -> Blocks<'a, T> {
    match a {
        Along::Blocks(data, place, step) => Blocks(data, place, step),
        Along::Constant(value) => {
            scratch.fill(value);
            Blocks(scratch, 0, 0)
        }
    }
}

impl<T: Copy> Blocks<'_, T> {
    /// The numbers at a turn.
    #[inline(always)]
    fn at(&self, turn: usize, points: usize) -> &[T] {
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

/// Sums, what rounding has lost of them, and what is added to them.
pub(super) struct Sum<'a, T, F> {
    pub(super) sums: &'a mut [T],
    pub(super) errors: &'a mut [T],
    pub(super) turns: usize,
    pub(super) terms: F,
}

/// Terms of a sum.
pub(super) trait Terms<T> {
    /// The term of a single point at a turn.
    fn single(&self, turn: usize) -> T;
    /// Adds the terms at a turn.
    fn add(&self, turn: usize, sums: &mut [T], errors: &mut [T]);
}

impl<T: Real> Terms<T> for [Blocks<'_, T>; 1] {
    #[inline(always)]
    fn single(&self, turn: usize) -> T {
        self[0].single(turn)
    }

    #[inline(always)]
    fn add(&self, turn: usize, sums: &mut [T], errors: &mut [T]) {
        let terms = self[0].at(turn, sums.len());
        for ((sum, error), &term) in sums.iter_mut().zip(errors).zip(terms) {
            two_sum(sum, error, term);
        }
    }
}

impl<T: Real> Terms<T> for [Blocks<'_, T>; 2] {
    #[inline(always)]
    fn single(&self, turn: usize) -> T {
        self[0].single(turn) * self[1].single(turn)
    }

    #[inline(always)]
    fn add(&self, turn: usize, sums: &mut [T], errors: &mut [T]) {
        let (a, b) = (self[0].at(turn, sums.len()), self[1].at(turn, sums.len()));
        for (((sum, error), &a), &b) in sums.iter_mut().zip(errors).zip(a).zip(b) {
            two_sum(sum, error, a * b);
        }
    }
}

/// Adds a term to a sum, and what rounding loses of it to another: Knuth's two-sum.
#[inline(always)]
fn two_sum<T: Real>(sum: &mut T, error: &mut T, term: T) {
    let next = *sum + term;
    let part = next - *sum;
    let lost = (*sum - (next - part)) + (term - part);
    *error = *error + lost;
    *sum = next;
}

/// Adds the numbers at some turns, or products of two.
impl<T: Real, F: Terms<T>> Work for Sum<'_, T, F> {
    type Output = ();
    #[inline(always)]
    fn run<I: Isa>(self, _: I) {
        let Self { sums, errors, turns, terms } = self;
        if let ([sum], [error]) = (&mut *sums, &mut *errors) {
            // In registers, since a single point may have many turns.
            let (mut running, mut lost) = (*sum, *error);
            (0..turns).for_each(|turn| two_sum(&mut running, &mut lost, terms.single(turn)));
            (*sum, *error) = (running, lost);
        } else {
            (0..turns).for_each(|turn| terms.add(turn, sums, errors));
        }
    }
}

/// Takes the numbers at some turns into products or maxima.
pub(super) struct Join<'a, T> {
    pub(super) folding: Folding,
    pub(super) values: &'a mut [T],
    pub(super) turns: usize,
    pub(super) a: Blocks<'a, T>,
}

impl<T: Real> Join<'_, T> {
    #[inline(always)]
    fn join(self, join: impl Fn(T, T) -> T) {
        let Self { values, turns, a, .. } = self;
        if let [value] = values {
            *value = (0..turns).fold(*value, |value, turn| join(value, a.single(turn)));
        } else {
            for turn in 0..turns {
                let a = a.at(turn, values.len());
                for (value, a) in values.iter_mut().zip(a) {
                    *value = join(*value, *a);
                }
            }
        }
    }
}

impl<T: Real> Work for Join<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run<I: Isa>(self, _: I) {
        match self.folding {
            Folding::Max => self.join(maximum),
            Folding::Product | Folding::Sum => self.join(|a, b| a * b),
        }
    }
}
