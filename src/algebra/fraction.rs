//! Rational functions as products: nothing is multiplied out before there is something to add.

use std::rc::Rc;

use smallvec::SmallVec;

use super::{Fuel, Monomial, Polynomial, Relations, Stop};
use crate::number::Rational;

/// The largest power of a sum that is written out.
const LARGEST_EXPANDED_POWER: i64 = 64;

/// A coefficient times powers of atoms times powers of primitive polynomials of at least two terms
/// each. Exponents may be negative and are never zero.
#[derive(Debug, Clone)]
pub struct Fraction {
    coefficient: Rational,
    monomial: Monomial,
    factors: Vec<(Rc<Polynomial>, i64)>,
}

impl From<Polynomial> for Fraction {
    fn from(polynomial: Polynomial) -> Self {
        let Some((monomial, coefficient, rest)) = polynomial.primitive() else {
            return Self::zero();
        };
        let factors = if rest.as_term().is_some() { Vec::new() } else { vec![(Rc::new(rest), 1)] };
        Self { coefficient, monomial, factors }
    }
}

impl AsRef<Self> for Fraction {
    fn as_ref(&self) -> &Self {
        self
    }
}

impl Fraction {
    /// Zero.
    #[must_use]
    pub fn zero() -> Self {
        Self::constant(Rational::ZERO)
    }

    /// One.
    #[must_use]
    pub fn one() -> Self {
        Self::constant(Rational::ONE)
    }

    /// A constant.
    #[must_use]
    pub fn constant(value: Rational) -> Self {
        Self { coefficient: value, monomial: Monomial::ONE, factors: Vec::new() }
    }

    /// Whether the value is zero wherever no denominator vanishes.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.coefficient.is_zero()
    }

    /// The value, if no atom occurs.
    #[must_use]
    pub fn as_constant(&self) -> Option<Rational> {
        match self.as_term() {
            Some((monomial, value)) => (*monomial == Monomial::ONE).then(|| value.clone()),
            None => None,
        }
    }

    /// The value as a coefficient and a product of powers of atoms, if it is one.
    #[must_use]
    pub fn as_term(&self) -> Option<(&Monomial, &Rational)> {
        self.factors.is_empty().then_some((&self.monomial, &self.coefficient))
    }

    /// The coefficient, the powers of atoms, and the powers of sums.
    #[must_use]
    pub fn parts(&self) -> (&Rational, &Monomial, &[(Rc<Polynomial>, i64)]) {
        (&self.coefficient, &self.monomial, &self.factors)
    }

    /// The sums in the denominator with their multiplicities.
    pub fn denominator(&self) -> impl Iterator<Item = (&Polynomial, u64)> {
        let below = self.factors.iter().filter(|(_, power)| *power < 0);
        below.map(|(factor, power)| (&**factor, power.unsigned_abs()))
    }

    /// Whether the denominator has no sums, so that the value is a Laurent polynomial.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.factors.iter().all(|(_, power)| *power > 0)
    }

    /// The numerator, multiplied out: the value times the sums in its denominator.
    pub fn numerator(&self, relations: &Relations, fuel: &mut Fuel) -> Result<Polynomial, Stop> {
        let mut product = Polynomial::term(self.monomial.clone(), self.coefficient.clone());
        for (factor, power) in self.factors.iter().filter(|(_, power)| *power > 0) {
            let power = expand(factor, *power, relations, fuel)?;
            product = product.times(&power, relations, fuel)?;
        }
        Ok(product)
    }

    /// The value multiplied out, if it has no sums in the denominator.
    pub fn polynomial(
        &self,
        relations: &Relations,
        fuel: &mut Fuel,
    ) -> Result<Option<Polynomial>, Stop> {
        if self.is_whole() { self.numerator(relations, fuel).map(Some) } else { Ok(None) }
    }

    /// The negative.
    #[must_use]
    pub fn negate(&self) -> Self {
        Self { coefficient: -&self.coefficient, ..self.clone() }
    }

    /// The product.
    pub fn times(&self, other: &Self, relations: &Relations) -> Result<Self, Stop> {
        let coefficient = &self.coefficient * &other.coefficient;
        if coefficient.is_zero() {
            return Ok(Self::zero());
        }
        let monomial = self.monomial.times(&other.monomial)?;
        let mut product = Self { coefficient, monomial, factors: self.factors.clone() };
        product.multiply(&other.factors, 1)?;
        product.reduced(relations)
    }

    fn multiply(&mut self, factors: &[(Rc<Polynomial>, i64)], times: i64) -> Result<(), Stop> {
        for (factor, power) in factors {
            let power = power.checked_mul(times).ok_or(Stop::Exponent)?;
            match self.factors.iter().position(|(it, _)| it == factor) {
                Some(place) => {
                    let sum = self.factors[place].1.checked_add(power).ok_or(Stop::Exponent)?;
                    self.factors[place].1 = sum;
                    if sum == 0 {
                        self.factors.remove(place);
                    }
                }
                None => self.factors.push((factor.clone(), power)),
            }
        }
        Ok(())
    }

    /// The same value with the powers of atoms that relations give replaced.
    fn reduced(mut self, relations: &Relations) -> Result<Self, Stop> {
        if relations.is_empty() || self.monomial == Monomial::ONE {
            return Ok(self);
        }
        let (rest, values) = relations.product(std::mem::take(&mut self.monomial))?;
        self.monomial = rest;
        for (value, times) in values {
            self = self.times(&value.pow(times, relations)?, relations)?;
        }
        Ok(self)
    }

    /// The reciprocal.
    pub fn recip(&self, relations: &Relations) -> Result<Self, Stop> {
        self.pow(-1, relations)
    }

    /// The power with an integer exponent.
    pub fn pow(&self, exponent: i64, relations: &Relations) -> Result<Self, Stop> {
        if exponent == 0 {
            return Ok(Self::one());
        }
        if self.is_zero() && exponent < 0 {
            return Err(Stop::ZeroDenominator);
        }
        let coefficient = self.coefficient.pow(exponent).ok_or(Stop::Exponent)?;
        let monomial = self.monomial.pow(exponent)?;
        let mut power = Self { coefficient, monomial, factors: Vec::new() };
        power.multiply(&self.factors, exponent)?;
        power.reduced(relations)
    }

    /// The sum of two.
    pub fn plus(&self, other: &Self, relations: &Relations, fuel: &mut Fuel) -> Result<Self, Stop> {
        Self::sum(&[self, other], relations, fuel)
    }

    /// The difference.
    pub fn minus(
        &self,
        other: &Self,
        relations: &Relations,
        fuel: &mut Fuel,
    ) -> Result<Self, Stop> {
        Self::sum(&[self, &other.negate()], relations, fuel)
    }

    /// The sum: what is common to all summands stays a product, the rest is multiplied out.
    pub fn sum(
        summands: &[impl AsRef<Self>],
        relations: &Relations,
        fuel: &mut Fuel,
    ) -> Result<Self, Stop> {
        let summands = summands.iter().map(AsRef::as_ref);
        let summands: Vec<&Self> = summands.filter(|it| !it.is_zero()).collect();
        let [first, others @ ..] = &summands[..] else { return Ok(Self::zero()) };
        if others.is_empty() {
            return Ok((*first).clone());
        }
        let mut monomial = first.monomial.clone();
        for other in others {
            monomial = monomial.common(&other.monomial);
        }
        let factors = common_factors(&summands);
        let mut rests = Vec::with_capacity(summands.len());
        for summand in &summands {
            let powers = factors.iter().map(|(factor, least)| power_of(summand, factor) - least);
            rests.push(Rest {
                own: (summand.monomial.over(&monomial)?, summand.coefficient.clone()),
                powers: powers.collect(),
            });
        }
        let bases: Vec<&Polynomial> = factors.iter().map(|(factor, _)| &**factor).collect();
        let total = horner(rests, &bases, relations, fuel)?;
        let Some((own, coefficient, rest)) = total.primitive() else { return Ok(Self::zero()) };
        let factors = factors.into_iter().filter(|(_, power)| *power != 0).collect();
        let sum = Self { coefficient, monomial: monomial.times(&own)?, factors };
        sum.with_factor(rest, fuel)?.reduced(relations)
    }

    /// The product with a primitive polynomial, which cancels against the denominator.
    fn with_factor(mut self, mut rest: Polynomial, fuel: &mut Fuel) -> Result<Self, Stop> {
        for (factor, power) in &mut self.factors {
            while *power < 0 && rest.terms().len() >= factor.terms().len() {
                let Some(quotient) = rest.divide_exactly(factor, fuel)? else { break };
                rest = quotient;
                *power += 1;
            }
        }
        self.factors.retain(|(_, power)| *power != 0);
        match rest.as_term() {
            Some((monomial, value)) => {
                self.monomial = self.monomial.times(monomial)?;
                self.coefficient = &self.coefficient * value;
            }
            None => self.multiply(&[(Rc::new(rest), 1)], 1)?,
        }
        Ok(self)
    }
}

fn power_of(summand: &Fraction, factor: &Rc<Polynomial>) -> i64 {
    summand.factors.iter().find(|(it, _)| it == factor).map_or(0, |&(_, power)| power)
}

/// Every factor of some summand, with its least power in all of them.
fn common_factors(summands: &[&Fraction]) -> Vec<(Rc<Polynomial>, i64)> {
    let mut common: Vec<(Rc<Polynomial>, i64)> = Vec::new();
    for summand in summands {
        for (factor, _) in &summand.factors {
            if common.iter().all(|(it, _)| it != factor) {
                let least = summands.iter().map(|it| power_of(it, factor)).min().unwrap_or(0);
                common.push((factor.clone(), least));
            }
        }
    }
    common
}

/// A summand: a term times natural powers of the bases.
struct Rest {
    own: (Monomial, Rational),
    powers: SmallVec<[i64; 4]>,
}

/// The sum of some summands multiplied out, one base after the other by Horner's scheme.
fn horner(
    summands: Vec<Rest>,
    bases: &[&Polynomial],
    relations: &Relations,
    fuel: &mut Fuel,
) -> Result<Polynomial, Stop> {
    let Some((base, others)) = bases.split_last() else {
        let terms: Vec<_> = summands.into_iter().map(|it| it.own).collect();
        fuel.spend(terms.len())?;
        return relations.reduce(Polynomial::from_terms(terms), fuel);
    };
    let last = others.len();
    let mut open = summands;
    open.sort_by_key(|it| it.powers[last]);
    let mut total = Polynomial::zero();
    let mut power = open.last().map_or(0, |it| it.powers[last]);
    loop {
        let start = open.partition_point(|it| it.powers[last] < power);
        if start < open.len() {
            let part = horner(open.split_off(start), others, relations, fuel)?;
            total = if total.is_zero() { part } else { total.plus(&Rational::ONE, &part) };
        }
        let next = open.last().map_or(0, |it| it.powers[last]);
        if power == 0 {
            return Ok(total);
        }
        let factor = expand(base, power - next, relations, fuel)?;
        total = total.times(&factor, relations, fuel)?;
        power = next;
        if power == 0 && open.is_empty() {
            return Ok(total);
        }
    }
}

fn expand(
    base: &Polynomial,
    exponent: i64,
    relations: &Relations,
    fuel: &mut Fuel,
) -> Result<Polynomial, Stop> {
    match u32::try_from(exponent) {
        Ok(natural) if exponent <= LARGEST_EXPANDED_POWER => base.pow(natural, relations, fuel),
        _ => Err(Stop::Exponent),
    }
}
