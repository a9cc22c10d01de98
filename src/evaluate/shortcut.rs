//! What repeated calls need not do where the numbers of a block allow it.

use std::ops::Range;

use super::call::{Call, From, Kernel, Place, Source, Target};
use super::graph::{Folding, Unary};
use super::real::Real;

/// How many calls find the exponents of largest numbers: those that [`Kernel::Moderate`] stands in front of.
pub(super) const CALLS: usize = 2;

/// Puts the question whether all numbers are moderate in front of the calls that find the largest ones of the points,
/// and their exponents, where nothing else needs the largest ones.
pub(super) fn add<T: Real>(calls: &mut Vec<Call<T>>) {
    let mut at = 0;
    while at < calls.len() {
        if let Some(question) = question(calls, at) {
            calls.insert(at, question);
            at += CALLS;
        }
        at += 1;
    }
}

fn question<T: Real>(calls: &[Call<T>], at: usize) -> Option<Call<T>> {
    let [fold, exponent, ..] = &calls[at..] else { return None };
    let Kernel::Fold { folding: Folding::Max, part } = fold.kernel else { return None };
    let Target::Kept { place: largest, .. } = fold.to else { return None };
    let (Source::Block(numbers), whole) = (fold.reads[0], fold.turns * fold.length) else {
        return None;
    };
    // What is written later would not be what has been looked at.
    let stay = calls[at..].iter().all(|it| !writes(it, numbers.first..numbers.first + whole));
    let is_whole = part.first && part.last && fold.is_even() && numbers.from == From::Kept && stay;
    let follows = exponent.kernel == Kernel::Unary(Unary::BinaryExponent);
    if !is_whole || !follows || !reads(exponent.reads[0], largest) {
        return None;
    }
    // With the exponent of moderate numbers, the numbers themselves are not looked at.
    let elsewhere = calls.iter().enumerate().any(|(place, call)| {
        let needed = if call.kernel == Kernel::ExpScaled { 2 } else { call.reads.len() };
        place != at + 1 && call.reads[..needed].iter().any(|it| reads(*it, largest))
    });
    let kernel = Kernel::Moderate;
    let times = (fold.turns, fold.length);
    (!elsewhere).then(|| Call { reads: fold.reads, ..Call::new(kernel, exponent.to, times) })
}

/// Whether a call writes some of what is kept.
fn writes<T>(call: &Call<T>, range: Range<usize>) -> bool {
    let Target::Kept { place, .. } = call.to else { return false };
    let length = (call.turns - 1) * call.step() + call.length;
    let begins = match call.kernel {
        Kernel::SinCos { cos } => [place, cos],
        _ => [place, place],
    };
    begins.iter().any(|&it| it < range.end && range.start < it + length)
}

/// Whether an operand is at a place in what is kept.
fn reads<T>(source: Source<T>, place: usize) -> bool {
    matches!(source, Source::Block(Place { from: From::Kept, first, .. }) if first == place)
}
