//! Truncated power series with certified coefficients, nested for derivatives by several variables.
//!
//! A derivative is evaluated by moving its variable to `x + t` and reading off a coefficient of the
//! series in `t`. Each enclosing derivative has an infinitesimal `t` of its own; an inner one is
//! small against all powers of the outer ones, because the outer ones stand still while the inner
//! limit is taken. Where branches meet at `t = 0`, an infinitesimal is given a [`Side`], and the
//! sign of a series is that of its first coefficient that is not zero (see `germ`).

use super::interval::{Precision, Real};
use super::{Failure, Fuel};

/// A value that depends on infinitesimals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Jet {
    /// A value that depends on none of them.
    Real(Real),
    /// A power series in the infinitesimal of that number, known to as many terms as there are
    /// coefficients, which depend on infinitesimals of smaller numbers only.
    Series(usize, Vec<Jet>),
}

/// From where an infinitesimal approaches zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// From both sides at once: only for what is smooth there.
    Both,
    /// Through positive values.
    Right,
    /// Through negative values.
    Left,
}

/// Arithmetic of jets: the precision, what work is left, and the infinitesimals in use.
#[derive(Debug)]
pub struct Jets<'a> {
    /// The precision of the coefficients.
    pub precision: Precision,
    /// The allowance of work.
    pub fuel: &'a mut Fuel,
    /// The side of each infinitesimal.
    pub(super) sides: Vec<Side>,
}

impl Jet {
    /// Zero.
    pub const ZERO: Self = Self::Real(Real::ZERO);
    /// One.
    pub const ONE: Self = Self::Real(Real::ONE);

    /// The number of the last infinitesimal that the value depends on.
    pub(super) fn last(&self) -> Option<usize> {
        match self {
            Self::Real(_) => None,
            Self::Series(index, _) => Some(*index),
        }
    }

    /// Minus the value.
    #[must_use]
    pub fn negate(&self) -> Self {
        match self {
            Self::Real(value) => Self::Real(value.negate()),
            Self::Series(index, terms) => {
                Self::Series(*index, terms.iter().map(Self::negate).collect())
            }
        }
    }

    /// The value where all infinitesimals are zero.
    pub(super) fn constant(&self) -> &Real {
        let mut jet = self;
        loop {
            match jet {
                Self::Real(value) => return value,
                Self::Series(_, terms) => match terms.first() {
                    Some(first) => jet = first,
                    None => return &Real::ZERO,
                },
            }
        }
    }

    /// The same jet with a constant term of zero.
    pub(super) fn without_constant(&self) -> Self {
        match self {
            Self::Real(_) => Self::ZERO,
            Self::Series(index, terms) => {
                let mut terms = terms.clone();
                if let Some(first) = terms.first_mut() {
                    *first = first.without_constant();
                }
                Self::Series(*index, terms)
            }
        }
    }

    /// A bound for the total degree of the terms.
    pub(super) fn degree(&self) -> usize {
        match self {
            Self::Real(_) => 0,
            Self::Series(_, terms) => {
                let inner = terms.iter().map(Self::degree).max().unwrap_or(0);
                terms.len().saturating_sub(1) + inner
            }
        }
    }

    /// Whether the value is zero whatever the infinitesimals are.
    pub(super) fn is_zero(&self) -> bool {
        matches!(self, Self::Real(value) if value.is_zero())
    }

    /// The coefficient of a power of an infinitesimal with a number greater than all that the
    /// coefficients depend on; `None` beyond the known terms.
    pub(super) fn coefficient(&self, index: usize, power: usize) -> Option<Self> {
        match self {
            Self::Series(own, terms) if *own == index => terms.get(power).cloned(),
            _ if power == 0 => Some(self.clone()),
            _ => Some(Self::ZERO),
        }
    }
}

impl Jets<'_> {
    /// The sum.
    pub fn add(&mut self, a: &Jet, b: &Jet) -> Result<Jet, Failure> {
        match (a, b) {
            (Jet::Real(a), Jet::Real(b)) => {
                self.fuel.spend(1)?;
                Ok(Jet::Real(self.precision.add(a, b)?))
            }
            (Jet::Series(i, xs), Jet::Series(j, ys)) if i == j => {
                let terms: Result<_, _> = xs.iter().zip(ys).map(|(x, y)| self.add(x, y)).collect();
                Ok(Jet::Series(*i, terms?))
            }
            _ => {
                let (high, low) = if a.last() > b.last() { (a, b) } else { (b, a) };
                let mut sum = high.clone();
                if let Jet::Series(_, terms) = &mut sum
                    && let Some(first) = terms.first_mut()
                {
                    *first = self.add(first, low)?;
                }
                Ok(sum)
            }
        }
    }

    /// The difference.
    pub fn sub(&mut self, a: &Jet, b: &Jet) -> Result<Jet, Failure> {
        self.add(a, &b.negate())
    }

    /// The product.
    pub fn mul(&mut self, a: &Jet, b: &Jet) -> Result<Jet, Failure> {
        match (a, b) {
            (Jet::Real(a), Jet::Real(b)) => {
                self.fuel.spend(1)?;
                Ok(Jet::Real(self.precision.mul(a, b)?))
            }
            (Jet::Series(i, xs), Jet::Series(j, ys)) if i == j => {
                let length = xs.len().min(ys.len());
                let mut terms = Vec::with_capacity(length);
                for n in 0..length {
                    let mut sum = Jet::ZERO;
                    for (x, y) in xs.iter().take(n + 1).zip(ys.iter().take(n + 1).rev()) {
                        let product = self.mul(x, y)?;
                        sum = self.add(&sum, &product)?;
                    }
                    terms.push(sum);
                }
                Ok(Jet::Series(*i, terms))
            }
            _ => {
                let (high, low) = if a.last() > b.last() { (a, b) } else { (b, a) };
                let Jet::Series(index, terms) = high else { return Err(Failure::Undetermined) };
                if low.is_zero() {
                    return Ok(Jet::ZERO);
                }
                let terms: Result<_, _> = terms.iter().map(|term| self.mul(term, low)).collect();
                Ok(Jet::Series(*index, terms?))
            }
        }
    }

    /// The quotient: undefined where the divisor certainly is zero.
    pub fn div(&mut self, a: &Jet, b: &Jet) -> Result<Jet, Failure> {
        if let (Jet::Real(a), Jet::Real(b)) = (a, b) {
            self.fuel.spend(1)?;
            return Ok(Jet::Real(self.precision.div(a, b)?));
        }
        match (b.constant().sign(), b) {
            (None, _) => Err(Failure::Undetermined),
            (Some(std::cmp::Ordering::Equal), Jet::Real(_)) => Err(Failure::Undefined),
            (Some(std::cmp::Ordering::Equal), _) => self.divide_by_vanishing(a, b),
            (_, Jet::Real(divisor)) => self.map(a, &mut |jets, value| {
                jets.fuel.spend(1)?;
                jets.precision.div(value, divisor)
            }),
            _ => {
                let inverse = self.power(b, &crate::number::Rational::from(-1))?;
                self.mul(a, &inverse)
            }
        }
    }

    /// Applies a linear function to every coefficient.
    fn map(
        &mut self,
        a: &Jet,
        f: &mut dyn FnMut(&mut Self, &Real) -> Result<Real, Failure>,
    ) -> Result<Jet, Failure> {
        match a {
            Jet::Real(value) => Ok(Jet::Real(f(self, value)?)),
            Jet::Series(index, terms) => {
                let terms: Result<_, _> = terms.iter().map(|term| self.map(term, f)).collect();
                Ok(Jet::Series(*index, terms?))
            }
        }
    }

    /// A power series in what a jet has besides its constant term.
    pub(super) fn compose(&mut self, series: &[Real], jet: &Jet) -> Result<Jet, Failure> {
        let step = jet.without_constant();
        let mut sum = Jet::ZERO;
        for coefficient in series.iter().rev() {
            let product = self.mul(&sum, &step)?;
            sum = self.add(&product, &Jet::Real(coefficient.clone()))?;
        }
        // What the truncation leaves out may depend on every infinitesimal of the jet.
        self.add(&sum, &blank(jet))
    }
}

/// A jet of zeros that is known to no more terms, in any infinitesimal, than the one given.
pub(super) fn blank(jet: &Jet) -> Jet {
    let mut lengths = Vec::new();
    collect_lengths(jet, &mut lengths);
    lengths.sort_unstable();
    let mut result = Jet::ZERO;
    for (index, length) in lengths {
        result = Jet::Series(index, vec![result; length]);
    }
    result
}

/// The infinitesimals of a jet, with the least number of known terms of each.
fn collect_lengths(jet: &Jet, lengths: &mut Vec<(usize, usize)>) {
    let Jet::Series(index, terms) = jet else { return };
    match lengths.iter_mut().find(|(known, _)| known == index) {
        Some((_, length)) => *length = terms.len().min(*length),
        None => lengths.push((*index, terms.len())),
    }
    for term in terms {
        collect_lengths(term, lengths);
    }
}
