//! Exact arithmetic in a field of rational functions over opaque atoms.
//!
//! Two expressions that become the same [`Fraction`] have the same value wherever both are defined
//! and no denominator vanishes, whatever the atoms stand for. This is part of the trusted base:
//! the kernel computes here, and the engine finds out here what the kernel will accept.
//!
//! Deliberately absent: factorization and greatest common divisors. Whether a fraction is zero does
//! not need them.

mod fraction;
mod polynomial;
mod translate;

pub use fraction::Fraction;
pub use polynomial::{Atom, Monomial, Polynomial};
pub use translate::Translator;

/// Why a computation stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// The work allowed is used up.
    Budget,
    /// A denominator is zero whatever the atoms stand for.
    ZeroDenominator,
    /// An exponent is too large to write the power out.
    Exponent,
}

/// The work that may still be done, counted in products of terms.
#[derive(Debug, Clone)]
pub struct Fuel(u64);

impl Fuel {
    /// That many units of work.
    #[must_use]
    pub const fn new(units: u64) -> Self {
        Self(units)
    }

    /// How much is left.
    #[must_use]
    pub const fn left(&self) -> u64 {
        self.0
    }

    /// Takes some away; an error when there is not enough.
    pub fn spend(&mut self, units: usize) -> Result<(), Stop> {
        self.0 = self.0.checked_sub(units as u64).ok_or(Stop::Budget)?;
        Ok(())
    }
}
