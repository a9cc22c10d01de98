//! Certified values of expressions at concrete points.
//!
//! A value is an exact rational where that is possible, otherwise an interval of binary floats that
//! certainly contains it ([`interval`]). Derivatives are evaluated by truncated power series
//! ([`jet`]), on each side of the point where the sides differ; no symbolic differentiation is
//! involved, so that a mistake there cannot be confirmed here. [`Evaluator`] walks expressions and
//! statements.
//!
//! Deliberately absent: heuristics. Whatever cannot be certified is [`Failure::Undetermined`].

use std::time::Instant;

mod apply;
mod decimal;
mod derivative;
mod double;
mod elementary;
mod evaluate;
mod float;
mod germ;
pub mod interval;
pub mod jet;
mod point;
mod polynomial;
mod statement;
mod taylor;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;

pub use decimal::{agreeing_digits, decimal, digits, near_short, shows_zero};
pub use evaluate::{Evaluator, Values, evaluate};
pub use interval::Real;
pub use point::{Array, Point};
pub use polynomial::{Place, Polynomial, Powers};
pub use statement::{Truth, holds};

/// Why an expression has no certified value at a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// The expression certainly has no value there.
    Undefined,
    /// Nothing is certain at this precision.
    Undetermined,
    /// Two branches meet at the point, so that each side must be looked at by itself. Only seen
    /// inside of derivatives; at the outside it means the same as [`Failure::Undetermined`].
    Tie,
    /// Something in the expression cannot be evaluated; more precision does not help.
    Unsupported(&'static str),
    /// The allowance of work is used up.
    OutOfFuel,
}

impl Failure {
    /// How much a failure says: of two operands' failures, the stronger one is the operation's.
    const fn strength(self) -> u8 {
        match self {
            Self::Undefined => 4,
            Self::OutOfFuel => 3,
            Self::Unsupported(_) => 2,
            Self::Undetermined => 1,
            Self::Tie => 0,
        }
    }

    /// The failure of an operation both of whose operands fail. Every operation is strict, so that
    /// one undefined operand suffices.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        if self.strength() >= other.strength() { self } else { other }
    }
}

/// Both values, or the stronger failure.
pub(crate) fn both<A, B>(a: Result<A, Failure>, b: Result<B, Failure>) -> Result<(A, B), Failure> {
    match (a, b) {
        (Ok(a), Ok(b)) => Ok((a, b)),
        (Err(a), Err(b)) => Err(a.or(b)),
        (Err(failure), _) | (_, Err(failure)) => Err(failure),
    }
}

/// An allowance of work. Counted in units and not in time, so that results do not depend on the
/// machine; a unit is about a microsecond.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fuel {
    units: u64,
    deadline: Option<Instant>,
    /// Below what is left the clock is looked at again.
    next_look: u64,
}

/// How much work is done between two looks at the clock.
const LOOK_EVERY: u64 = 1_000;

impl Fuel {
    /// An allowance of that many units.
    #[must_use]
    pub const fn new(units: u64) -> Self {
        Self { units, deadline: None, next_look: units }
    }

    /// The same work, but not beyond a moment.
    #[must_use]
    pub const fn until(self, deadline: Option<Instant>) -> Self {
        Self { deadline, ..self }
    }

    /// What is left.
    #[must_use]
    pub const fn left(&self) -> u64 {
        self.units
    }

    /// Uses units up; fails when there are not enough of them left, or when it is too late.
    pub fn spend(&mut self, units: u64) -> Result<(), Failure> {
        let left = self.units.checked_sub(units);
        self.units = left.unwrap_or(0);
        if self.units < self.next_look {
            self.next_look = self.units.saturating_sub(LOOK_EVERY);
            if self.deadline.is_some_and(|deadline| Instant::now() >= deadline) {
                self.units = 0;
                return Err(Failure::OutOfFuel);
            }
        }
        left.map(|_| ()).ok_or(Failure::OutOfFuel)
    }
}
