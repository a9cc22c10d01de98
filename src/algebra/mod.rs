//! Exact arithmetic in a field of rational functions over opaque atoms.
//!
//! Two expressions that become the same [`Fraction`] have the same value wherever both are defined
//! and no denominator vanishes, whatever the atoms stand for. This is part of the trusted base:
//! the kernel computes here, and the engine finds out here what the kernel will accept.
//!
//! Deliberately absent: factorization and greatest common divisors. Whether a fraction is zero does
//! not need them.

mod fraction;
mod monomial;
mod polynomial;
mod relation;
mod translate;

pub use fraction::Fraction;
pub use monomial::{Atom, Monomial};
pub use polynomial::Polynomial;
pub use relation::Relations;
pub use translate::Translator;

use std::time::Instant;

/// Why a computation stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// The work allowed is used up.
    Budget,
    /// A denominator is zero whatever the atoms stand for.
    ZeroDenominator,
    /// An exponent is too large to write the power out.
    Exponent,
    /// An equation that says nothing about a power of an atom.
    Relation,
}

/// The work that may still be done, counted in products of terms, with a moment at which it ends in
/// any case. Results depend on the count; the moment is only a safety net behind it.
#[derive(Debug, Clone)]
pub struct Fuel {
    units: u64,
    deadline: Option<Instant>,
    until_next_look: u32,
}

/// How much work is done between two looks at the clock.
const LOOK_EVERY: u32 = 2_000;

impl Fuel {
    /// That many units of work.
    #[must_use]
    pub const fn new(units: u64) -> Self {
        Self { units, deadline: None, until_next_look: LOOK_EVERY }
    }

    /// The same work, but not beyond a moment.
    #[must_use]
    pub const fn until(self, deadline: Option<Instant>) -> Self {
        Self { deadline, ..self }
    }

    /// How much is left.
    #[must_use]
    pub const fn left(&self) -> u64 {
        self.units
    }

    /// Leaves no more than some units for now. What is set aside is to be given back.
    pub fn set_aside(&mut self, units: u64) -> u64 {
        let rest = self.units.saturating_sub(units);
        self.units -= rest;
        rest
    }

    /// Gives back what was set aside.
    pub fn give_back(&mut self, units: u64) {
        self.units = self.units.saturating_add(units);
    }

    /// Whether the moment has passed.
    #[must_use]
    pub fn is_late(&self) -> bool {
        self.deadline.is_some_and(|deadline| Instant::now() >= deadline)
    }

    /// Takes some away; an error when there is not enough.
    pub fn spend(&mut self, units: usize) -> Result<(), Stop> {
        let Some(left) = self.units.checked_sub(units as u64) else {
            self.units = 0;
            return Err(Stop::Budget);
        };
        self.units = left;
        let work = u32::try_from(units).unwrap_or(u32::MAX);
        self.until_next_look = self.until_next_look.saturating_sub(work);
        if self.until_next_look == 0 && self.deadline.is_some() {
            self.until_next_look = LOOK_EVERY;
            if self.is_late() {
                self.units = 0;
                return Err(Stop::Budget);
            }
        }
        Ok(())
    }
}
