//! Sums, products and maxima over the turns of straight loops.
//!
//! What runs along stays in registers of the processor for some points at a time, while the turns go by.

#![allow(
    clippy::inline_always,
    reason = "what is not inlined is not compiled for the wide instructions"
)]

use super::graph::Folding;
use super::memory::{Along, stepped};
use super::real::{Real, map2, maximum};

/// So many points are taken together.
const GROUP: usize = 8;

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

impl<T: Real> Blocks<'_, T> {
    /// The numbers of some points at a turn.
    #[inline(always)]
    fn at<const N: usize>(&self, turn: usize, point: usize) -> [T; N] {
        let Self(data, place, step) = *self;
        let data = &data[stepped(place + point, turn, step)..][..N];
        std::array::from_fn(|lane| data[lane])
    }
}

/// Runs along the turns at some points.
trait Running<T> {
    fn run<const N: usize>(&mut self, point: usize);
}

/// Runs along the turns at all points.
#[inline(always)]
fn run<T: Real>(points: usize, mut running: impl Running<T>) {
    let mut point = 0;
    while point + GROUP <= points {
        running.run::<GROUP>(point);
        point += GROUP;
    }
    while point < points {
        running.run::<1>(point);
        point += 1;
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
    fn term<const N: usize>(&self, turn: usize, point: usize) -> [T; N];
}

impl<T: Real> Terms<T> for [Blocks<'_, T>; 1] {
    #[inline(always)]
    fn term<const N: usize>(&self, turn: usize, point: usize) -> [T; N] {
        self[0].at(turn, point)
    }
}

impl<T: Real> Terms<T> for [Blocks<'_, T>; 2] {
    #[inline(always)]
    fn term<const N: usize>(&self, turn: usize, point: usize) -> [T; N] {
        let (a, b): ([T; N], [T; N]) = (self[0].at(turn, point), self[1].at(turn, point));
        std::array::from_fn(|lane| a[lane] * b[lane])
    }
}

impl<T: Real, F: Terms<T>> Running<T> for Sum<'_, T, F> {
    /// Knuth's two-sum.
    #[inline(always)]
    fn run<const N: usize>(&mut self, point: usize) {
        let (sums, errors) = (&mut self.sums[point..][..N], &mut self.errors[point..][..N]);
        let mut sum: [T; N] = std::array::from_fn(|lane| sums[lane]);
        let mut error: [T; N] = std::array::from_fn(|lane| errors[lane]);
        for turn in 0..self.turns {
            let term: [T; N] = self.terms.term(turn, point);
            for lane in 0..N {
                let next = sum[lane] + term[lane];
                let part = next - sum[lane];
                let lost = (sum[lane] - (next - part)) + (term[lane] - part);
                error[lane] = error[lane] + lost;
                sum[lane] = next;
            }
        }
        sums.copy_from_slice(&sum);
        errors.copy_from_slice(&error);
    }
}

impl<T: Real, F: Terms<T>> Sum<'_, T, F> {
    /// Adds the numbers at some turns, or products of two.
    #[inline(always)]
    pub(super) fn add(self) {
        run(self.sums.len(), self);
    }
}

struct Joined<'a, T, F> {
    values: &'a mut [T],
    turns: usize,
    a: Blocks<'a, T>,
    join: F,
}

impl<T: Real, F: Fn(T, T) -> T> Running<T> for Joined<'_, T, F> {
    #[inline(always)]
    fn run<const N: usize>(&mut self, point: usize) {
        let values = &mut self.values[point..][..N];
        let mut value: [T; N] = std::array::from_fn(|lane| values[lane]);
        for turn in 0..self.turns {
            let a: [T; N] = self.a.at(turn, point);
            for lane in 0..N {
                value[lane] = (self.join)(value[lane], a[lane]);
            }
        }
        values.copy_from_slice(&value);
    }
}

/// Takes the numbers at some turns into products or maxima.
#[inline(always)]
pub(super) fn join<T: Real>(folding: Folding, values: &mut [T], turns: usize, a: Blocks<'_, T>) {
    match folding {
        Folding::Max => run(values.len(), Joined { values, turns, a, join: maximum }),
        Folding::Product | Folding::Sum => {
            run(values.len(), Joined { values, turns, a, join: |a, b| a * b });
        }
    }
}

/// The sums with what rounding has lost; just the sums where they are not finite.
#[inline(always)]
pub(super) fn total<T: Real>(to: &mut [T], sums: &[T], errors: &[T]) {
    map2(to, sums, errors, |sum, error| {
        let total = sum + error;
        if total.partial_cmp(&total).is_none() { sum } else { total }
    });
}
