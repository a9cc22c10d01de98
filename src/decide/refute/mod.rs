//! Looks for points that decide something: where two sides certainly differ, or where a list of
//! statements certainly holds.
//!
//! The order of the points is fixed, the readable ones come first, and nothing but a certified
//! evaluation ([`crate::enclosure`]) counts. A search that finds nothing proves nothing.

mod candidates;
mod functions;
mod profile;
mod repair;
#[cfg(test)]
mod tests;
mod witness;

use std::cmp::Ordering;

use crate::decide::outcome::{Claim, Witness};
use crate::enclosure::{Array, Evaluator, Failure, Fuel, Point, Real, Truth, agreeing_digits};
use crate::expr::{Arena, ExprId, Names, Proposition};
use candidates::Candidates;
use profile::Profile;

/// Precisions for the first look at a point: that of doubles, and one for what they leave open.
const FIRST_BITS: [usize; 2] = [53, 128];
/// Values that agree to no more digits are looked at more closely.
const FEW_DIGITS: u32 = 6;
/// Precisions for points at which nothing was certain, or the sides agreed: the last one is dear,
/// and for one point only.
const MORE_BITS: [usize; 2] = [256, 1024];
/// How many points get a higher precision.
const SECOND_LOOKS: usize = 3;

/// What a search for a refutation has found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Search {
    /// A point where both sides are defined and certainly differ.
    Refuted(Witness),
    /// The sides could not be told apart at any common point.
    Agrees {
        /// At how many points both sides were certainly defined.
        points: u32,
        /// To how many digits the sides agreed where they were looked at most closely.
        digits: u32,
    },
    /// No point was found where all assumptions hold and both sides are defined.
    NoCommonPoint,
    /// The claim is about functions that must satisfy equations; no such functions were tried.
    Given,
    /// Something in the claim cannot be evaluated.
    Unsupported(&'static str),
    /// The allowance of work was used up before any common point was found.
    OutOfFuel,
}

/// What a point is looked for.
#[derive(Debug, Clone, Default)]
pub struct Wanted<'a> {
    /// Statements that must certainly hold.
    pub holds: Vec<&'a Proposition>,
    /// Expressions that must certainly have a value.
    pub defined: Vec<ExprId>,
    /// Expressions of which at least one must certainly have none; empty for no such demand.
    pub undefined: Vec<ExprId>,
    /// Statements of which it is known that those are undefined exactly where one of them fails: looked
    /// at in their place. Empty where nothing is known.
    pub needs: Vec<&'a Proposition>,
    /// What is known of names.
    pub names: Names,
}

/// What one look at a point has shown.
enum Look {
    /// The point does not satisfy the assumptions, or a side is undefined.
    Nothing,
    /// The sides certainly differ.
    Differ,
    /// The sides have overlapping enclosures.
    Agree(u32),
    /// Nothing is certain.
    Open(Failure),
}

/// Looks for a point that refutes a claim.
#[must_use]
pub fn refute(arena: &Arena, claim: &Claim, fuel: &mut Fuel) -> Search {
    refute_off(arena, claim, &[], fuel)
}

/// Looks for a point that refutes a claim, at points where it is not known to hold: where some of
/// the given conditions do not certainly hold.
#[must_use]
pub fn refute_off(
    arena: &Arena,
    claim: &Claim,
    conditions: &[Proposition],
    fuel: &mut Fuel,
) -> Search {
    let statements: Vec<&Proposition> = claim.assumptions.iter().collect();
    let profile = Profile::new(arena, &[claim.lhs, claim.rhs], &statements, &claim.names);
    // Where most of the claim is known already, agreement need not be looked at closely.
    let second_looks = if conditions.is_empty() { SECOND_LOOKS } else { 0 };
    if profile.meets_given(arena, &claim.given) {
        return Search::Given;
    }
    let mut tally = Tally::default();
    let mut second = Vec::new();
    let mut candidates = Candidates::new(arena, &profile, &statements);
    while let Some(point) = candidates.next(fuel) {
        if !conditions.is_empty() {
            let mut evaluator = Evaluator::new(arena, &point, FIRST_BITS[0], fuel);
            // The right side mostly has no derivatives, and says soonest that it has no value.
            if conditions.iter().all(|it| evaluator.truth(it) == Truth::True)
                || evaluator.value(claim.rhs) == Err(Failure::Undefined)
            {
                continue;
            }
        }
        if let Some(search) = tally.look(arena, claim, &point, &FIRST_BITS, fuel) {
            return search;
        }
        if tally.last_was_open && second.len() < second_looks {
            second.push(point);
        }
        if tally.out_of_fuel {
            break;
        }
    }
    for (position, point) in second.iter().enumerate() {
        let bits = if position == 0 { &MORE_BITS[..] } else { &MORE_BITS[..1] };
        if let Some(search) = tally.look(arena, claim, point, bits, fuel) {
            return search;
        }
    }
    tally.verdict()
}

/// What a search has seen so far.
#[derive(Default)]
struct Tally {
    common: u32,
    digits: Option<u32>,
    unsupported: Option<&'static str>,
    out_of_fuel: bool,
    /// Whether more precision could tell more about the last point.
    last_was_open: bool,
}

impl Tally {
    fn look(
        &mut self,
        arena: &Arena,
        claim: &Claim,
        point: &Point,
        precisions: &[usize],
        fuel: &mut Fuel,
    ) -> Option<Search> {
        self.last_was_open = false;
        let again = precisions != FIRST_BITS;
        for &bits in precisions {
            match look(arena, claim, point, bits, fuel) {
                Look::Nothing => return None,
                Look::Differ => {
                    let found = witness::witness(arena, claim, point, fuel);
                    return found.map(Search::Refuted);
                }
                Look::Agree(digits) if digits <= FEW_DIGITS && bits == FIRST_BITS[0] => {
                    self.last_was_open = true;
                }
                Look::Agree(digits) => {
                    self.last_was_open = digits < 1_000;
                    self.digits = self.digits.max(Some(digits));
                    self.common += u32::from(!again);
                    if !again {
                        return None;
                    }
                }
                Look::Open(Failure::OutOfFuel) => {
                    self.out_of_fuel = true;
                    return None;
                }
                Look::Open(Failure::Unsupported(what)) => {
                    self.unsupported = self.unsupported.or(Some(what));
                    return None;
                }
                Look::Open(_) => self.last_was_open = true,
            }
        }
        None
    }

    fn verdict(&self) -> Search {
        match (self.digits, self.unsupported) {
            (Some(digits), _) => Search::Agrees { points: self.common.max(1), digits },
            (None, Some(what)) => Search::Unsupported(what),
            (None, None) if self.out_of_fuel => Search::OutOfFuel,
            (None, None) => Search::NoCommonPoint,
        }
    }
}

fn look(arena: &Arena, claim: &Claim, point: &Point, bits: usize, fuel: &mut Fuel) -> Look {
    let mut evaluator = Evaluator::new(arena, point, bits, fuel);
    if !in_ranges(&mut evaluator, claim, point) {
        return Look::Nothing;
    }
    for assumption in &claim.assumptions {
        match evaluator.truth(assumption) {
            Truth::True => {}
            Truth::NotTrue => return Look::Nothing,
            Truth::Unknown(failure) => return Look::Open(failure),
        }
    }
    match both_sides(&mut evaluator, claim) {
        Ok((lhs, rhs)) => match evaluator.precision().compare(&lhs, &rhs) {
            Some(Ordering::Equal) | None => {
                Look::Agree(agreeing_digits(evaluator.precision(), &lhs, &rhs))
            }
            Some(_) => Look::Differ,
        },
        Err(Failure::Undefined) => Look::Nothing,
        Err(failure) => Look::Open(failure),
    }
}

/// Whether arrays with a range have the components of that range at a point, and no others.
fn in_ranges(evaluator: &mut Evaluator<'_>, claim: &Claim, point: &Point) -> bool {
    let number = |value: i64| Ok(Real::Exact(value.into()));
    claim.names.arrays.iter().all(|it| {
        let mut level = point.array(it.array);
        it.ranges.iter().all(|range| {
            let Some(Array::List(parts)) = level else { return level.is_none() };
            level = parts.first();
            let Some((from, to)) = *range else { return true };
            let length = i64::try_from(parts.len()).unwrap_or(i64::MAX);
            let last = evaluator.value(to);
            let none =
                matches!(&last, Ok(Real::Exact(value)) if length == 0 && value.is_negative());
            evaluator.value(from) == number(1) && (last == number(length) || none)
        })
    })
}

fn both_sides(evaluator: &mut Evaluator<'_>, claim: &Claim) -> Result<(Real, Real), Failure> {
    let lhs = evaluator.value(claim.lhs);
    if lhs == Err(Failure::Undefined) {
        return Err(Failure::Undefined);
    }
    match (lhs, evaluator.value(claim.rhs)) {
        (Ok(lhs), Ok(rhs)) => Ok((lhs, rhs)),
        (Err(a), Err(b)) => Err(a.or(b)),
        (Err(failure), _) | (_, Err(failure)) => Err(failure),
    }
}

/// A point where all assumptions of a claim certainly hold and both sides are certainly defined.
#[must_use]
pub fn common_point(arena: &Arena, claim: &Claim, fuel: &mut Fuel) -> Option<Point> {
    let wanted = Wanted {
        holds: claim.assumptions.iter().collect(),
        defined: vec![claim.lhs, claim.rhs],
        names: claim.names.clone(),
        ..Wanted::default()
    };
    find_point(arena, &wanted, fuel)
}

/// A point at which everything wanted is certain.
#[must_use]
pub fn find_point(arena: &Arena, wanted: &Wanted<'_>, fuel: &mut Fuel) -> Option<Point> {
    let exprs: Vec<ExprId> = wanted.defined.iter().chain(&wanted.undefined).copied().collect();
    let profile = Profile::new(arena, &exprs, &wanted.holds, &wanted.names);
    let mut candidates = Candidates::new(arena, &profile, &wanted.holds);
    while let Some(point) = candidates.next(fuel) {
        if is_as_wanted(arena, wanted, &point, fuel) {
            return Some(point);
        }
    }
    None
}

/// Whether everything wanted is certain at a point.
#[must_use]
pub fn is_as_wanted(arena: &Arena, wanted: &Wanted<'_>, point: &Point, fuel: &mut Fuel) -> bool {
    is_certain(arena, point, fuel, |evaluator| as_wanted(evaluator, wanted))
}

/// Whether something is certainly true at a point. What is certainly not so at a low precision is not
/// asked again at a higher one.
fn is_certain(
    arena: &Arena,
    point: &Point,
    fuel: &mut Fuel,
    truth: impl Fn(&mut Evaluator<'_>) -> Truth,
) -> bool {
    for bits in FIRST_BITS {
        match truth(&mut Evaluator::new(arena, point, bits, fuel)) {
            Truth::True => return true,
            Truth::NotTrue => return false,
            Truth::Unknown(_) => {}
        }
    }
    false
}

fn as_wanted(evaluator: &mut Evaluator<'_>, wanted: &Wanted<'_>) -> Truth {
    let holds = wanted.holds.iter();
    let mut truth = holds.fold(Truth::True, |all, it| all.and(|| evaluator.truth(it)));
    if !wanted.needs.is_empty() {
        truth = truth.and(|| opposite(evaluator, &wanted.needs));
    }
    for &expr in &wanted.defined {
        truth = truth.and(|| defined(evaluator, expr));
    }
    if wanted.undefined.is_empty() || !wanted.needs.is_empty() {
        return truth;
    }
    truth.and(|| {
        let parts = wanted.undefined.iter();
        parts.fold(Truth::NotTrue, |any, &expr| match any {
            Truth::True => any,
            _ => match defined(evaluator, expr) {
                Truth::NotTrue => Truth::True,
                Truth::Unknown(failure) => Truth::Unknown(failure),
                Truth::True => any,
            },
        })
    })
}

/// Whether one of some statements certainly fails.
fn opposite(evaluator: &mut Evaluator<'_>, statements: &[&Proposition]) -> Truth {
    let all = statements.iter().fold(Truth::True, |all, it| all.and(|| evaluator.truth(it)));
    match all {
        Truth::True => Truth::NotTrue,
        Truth::NotTrue => Truth::True,
        Truth::Unknown(_) => all,
    }
}

/// Whether an expression has a value.
fn defined(evaluator: &mut Evaluator<'_>, expr: ExprId) -> Truth {
    match evaluator.value(expr) {
        Ok(_) => Truth::True,
        Err(Failure::Undefined) => Truth::NotTrue,
        Err(failure) => Truth::Unknown(failure),
    }
}

pub use witness::describe;
