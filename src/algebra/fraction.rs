//! Quotients of Laurent polynomials, with the denominator kept in factors.

use super::{Fuel, Monomial, Polynomial, Stop};
use crate::number::Rational;

/// The largest power of a sum that is written out.
const LARGEST_EXPANDED_POWER: u64 = 64;

/// A numerator over a product of powers of primitive polynomials of at least two terms each.
/// Monomial denominators are negative exponents in the numerator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fraction {
    numerator: Polynomial,
    denominator: Vec<(Polynomial, u64)>,
}

impl From<Polynomial> for Fraction {
    fn from(numerator: Polynomial) -> Self {
        Self { numerator, denominator: Vec::new() }
    }
}

impl Fraction {
    /// Zero.
    #[must_use]
    pub fn zero() -> Self {
        Polynomial::zero().into()
    }

    /// One.
    #[must_use]
    pub fn one() -> Self {
        Self::constant(Rational::ONE)
    }

    /// A constant.
    #[must_use]
    pub fn constant(value: Rational) -> Self {
        Polynomial::constant(value).into()
    }

    /// Whether the value is zero wherever no denominator vanishes.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.numerator.is_zero()
    }

    /// The value, if no atom occurs.
    #[must_use]
    pub fn as_constant(&self) -> Option<Rational> {
        if self.denominator.is_empty() { self.numerator.as_constant() } else { None }
    }

    /// The numerator.
    #[must_use]
    pub fn numerator(&self) -> &Polynomial {
        &self.numerator
    }

    /// The factors of the denominator with their multiplicities, monomials apart.
    #[must_use]
    pub fn denominator(&self) -> &[(Polynomial, u64)] {
        &self.denominator
    }

    /// The negative.
    #[must_use]
    pub fn negate(&self) -> Self {
        let numerator = Polynomial::zero().plus(&-&Rational::ONE, &self.numerator);
        Self { numerator, denominator: self.denominator.clone() }
    }

    /// The sum.
    pub fn plus(&self, other: &Self, fuel: &mut Fuel) -> Result<Self, Stop> {
        if self.is_zero() {
            return Ok(other.clone());
        }
        if other.is_zero() {
            return Ok(self.clone());
        }
        let mut common = self.denominator.clone();
        for (factor, power) in &other.denominator {
            match common.iter_mut().find(|(it, _)| it == factor) {
                Some((_, most)) => *most = (*most).max(*power),
                None => common.push((factor.clone(), *power)),
            }
        }
        let a = self.numerator_over(&common, fuel)?;
        let b = other.numerator_over(&common, fuel)?;
        fuel.spend(a.terms().len() + b.terms().len())?;
        Self::reduced(a.plus(&Rational::ONE, &b), common, fuel)
    }

    /// The difference.
    pub fn minus(&self, other: &Self, fuel: &mut Fuel) -> Result<Self, Stop> {
        self.plus(&other.negate(), fuel)
    }

    /// The product.
    pub fn times(&self, other: &Self, fuel: &mut Fuel) -> Result<Self, Stop> {
        let numerator = self.numerator.times(&other.numerator, fuel)?;
        let mut denominator = self.denominator.clone();
        for (factor, power) in &other.denominator {
            match denominator.iter_mut().find(|(it, _)| it == factor) {
                Some((_, sum)) => *sum = sum.checked_add(*power).ok_or(Stop::Exponent)?,
                None => denominator.push((factor.clone(), *power)),
            }
        }
        Self::reduced(numerator, denominator, fuel)
    }

    /// The reciprocal.
    pub fn recip(&self, fuel: &mut Fuel) -> Result<Self, Stop> {
        let (monomial, coefficient, rest) =
            self.numerator.primitive().ok_or(Stop::ZeroDenominator)?;
        let coefficient = coefficient.recip().ok_or(Stop::ZeroDenominator)?;
        let mut numerator = Polynomial::term(monomial.pow(-1)?, coefficient);
        for (factor, power) in &self.denominator {
            numerator = numerator.times(&expand(factor, *power, fuel)?, fuel)?;
        }
        let denominator = if rest.as_term().is_some() { Vec::new() } else { vec![(rest, 1)] };
        Self::reduced(numerator, denominator, fuel)
    }

    /// The power with an integer exponent.
    pub fn pow(&self, exponent: i64, fuel: &mut Fuel) -> Result<Self, Stop> {
        if exponent == 0 {
            return Ok(Self::one());
        }
        let base = if exponent < 0 { &self.recip(fuel)? } else { self };
        let exponent = exponent.unsigned_abs();
        let numerator = expand(&base.numerator, exponent, fuel)?;
        let raise = |(factor, power): &(Polynomial, u64)| {
            power.checked_mul(exponent).map(|n| (factor.clone(), n)).ok_or(Stop::Exponent)
        };
        let denominator = base.denominator.iter().map(raise).collect::<Result<_, _>>()?;
        Ok(Self { numerator, denominator })
    }

    /// Cancels factors of the denominator that divide the numerator, to keep the work small.
    fn reduced(
        mut numerator: Polynomial,
        mut denominator: Vec<(Polynomial, u64)>,
        fuel: &mut Fuel,
    ) -> Result<Self, Stop> {
        if numerator.is_zero() {
            return Ok(Self::zero());
        }
        for (factor, power) in &mut denominator {
            while *power > 0 && numerator.terms().len() >= factor.terms().len() {
                let Some((monomial, coefficient, rest)) = numerator.primitive() else { break };
                let Some(quotient) = rest.divide_exactly(factor, fuel)? else { break };
                numerator = quotient.times_term(&monomial, &coefficient)?;
                *power -= 1;
            }
        }
        denominator.retain(|&(_, power)| power > 0);
        Ok(Self { numerator, denominator })
    }

    /// The numerator over a denominator that contains this one.
    pub fn numerator_over(
        &self,
        common: &[(Polynomial, u64)],
        fuel: &mut Fuel,
    ) -> Result<Polynomial, Stop> {
        let mut numerator = self.numerator.clone();
        for (factor, power) in common {
            let own = self.denominator.iter().find(|(it, _)| it == factor).map_or(0, |&(_, n)| n);
            if *power > own {
                numerator = numerator.times(&expand(factor, power - own, fuel)?, fuel)?;
            }
        }
        Ok(numerator)
    }

    /// The only term of the value, if it is one: a coefficient and a product of powers of atoms.
    #[must_use]
    pub fn as_term(&self) -> Option<(&Monomial, &Rational)> {
        if self.denominator.is_empty() { self.numerator.as_term() } else { None }
    }
}

fn expand(base: &Polynomial, exponent: u64, fuel: &mut Fuel) -> Result<Polynomial, Stop> {
    if exponent > LARGEST_EXPANDED_POWER && base.terms().len() > 1 {
        return Err(Stop::Exponent);
    }
    base.pow(exponent, fuel)
}
