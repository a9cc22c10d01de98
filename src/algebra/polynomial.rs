//! Laurent polynomials with rational coefficients.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::{Fuel, Stop};
use crate::number::Rational;

/// The number of an atom, in the order in which a [`super::Translator`] met it.
pub type Atom = u32;

/// A product of powers of atoms, sorted by atom; exponents may be negative and are never zero.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Monomial(Vec<(Atom, i64)>);

impl Monomial {
    /// The empty product.
    pub const ONE: Self = Self(Vec::new());

    /// A power of one atom.
    #[must_use]
    pub fn power(atom: Atom, exponent: i64) -> Self {
        if exponent == 0 { Self::ONE } else { Self(vec![(atom, exponent)]) }
    }

    /// The atoms with their exponents.
    #[must_use]
    pub fn factors(&self) -> &[(Atom, i64)] {
        &self.0
    }

    /// The product; an error if an exponent leaves the range of machine integers.
    pub fn times(&self, other: &Self) -> Result<Self, Stop> {
        let (mut a, mut b) = (self.0.iter().peekable(), other.0.iter().peekable());
        let mut product = Vec::with_capacity(self.0.len() + other.0.len());
        loop {
            match (a.peek(), b.peek()) {
                (Some(&&(x, m)), Some(&&(y, n))) if x == y => {
                    let sum = m.checked_add(n).ok_or(Stop::Exponent)?;
                    if sum != 0 {
                        product.push((x, sum));
                    }
                    a.next();
                    b.next();
                }
                (Some(&&(x, m)), Some(&&(y, _))) if x < y => {
                    product.push((x, m));
                    a.next();
                }
                (_, Some(&&factor)) => {
                    product.push(factor);
                    b.next();
                }
                (Some(&&factor), None) => {
                    product.push(factor);
                    a.next();
                }
                (None, None) => return Ok(Self(product)),
            }
        }
    }

    /// The power with an integer exponent.
    pub fn pow(&self, exponent: i64) -> Result<Self, Stop> {
        if exponent == 0 {
            return Ok(Self::ONE);
        }
        let power = |&(atom, n): &(Atom, i64)| {
            n.checked_mul(exponent).map(|n| (atom, n)).ok_or(Stop::Exponent)
        };
        Ok(Self(self.0.iter().map(power).collect::<Result<_, _>>()?))
    }

    /// The exponent of an atom, zero if it does not occur.
    #[must_use]
    pub fn exponent(&self, atom: Atom) -> i64 {
        self.0.iter().find(|&&(x, _)| x == atom).map_or(0, |&(_, n)| n)
    }
}

/// The lexicographic order, which products respect: exact division relies on that.
impl Ord for Monomial {
    fn cmp(&self, other: &Self) -> Ordering {
        let (mut a, mut b) = (self.0.iter(), other.0.iter());
        loop {
            match (a.next(), b.next()) {
                (None, None) => return Ordering::Equal,
                (Some(&(_, m)), None) => return m.cmp(&0),
                (None, Some(&(_, n))) => return 0.cmp(&n),
                (Some(&(x, m)), Some(&(y, n))) if x == y && m != n => return m.cmp(&n),
                (Some(&(x, m)), Some(&(y, _))) if x < y => return m.cmp(&0),
                (Some(&(x, _)), Some(&(y, n))) if x > y => return 0.cmp(&n),
                _ => {}
            }
        }
    }
}

impl PartialOrd for Monomial {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// A sum of monomials with coefficients that are not zero.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Polynomial(BTreeMap<Monomial, Rational>);

impl Polynomial {
    /// The empty sum.
    #[must_use]
    pub fn zero() -> Self {
        Self::default()
    }

    /// A constant.
    #[must_use]
    pub fn constant(value: Rational) -> Self {
        Self::term(Monomial::ONE, value)
    }

    /// A single atom.
    #[must_use]
    pub fn atom(atom: Atom) -> Self {
        Self::term(Monomial::power(atom, 1), Rational::ONE)
    }

    /// A monomial with a coefficient.
    #[must_use]
    pub fn term(monomial: Monomial, coefficient: Rational) -> Self {
        let mut it = Self::zero();
        it.add_term(monomial, coefficient);
        it
    }

    /// The terms, in the order of their monomials.
    #[must_use]
    pub fn terms(
        &self,
    ) -> impl ExactSizeIterator<Item = (&Monomial, &Rational)> + DoubleEndedIterator {
        self.0.iter()
    }

    /// Whether there is no term.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.0.is_empty()
    }

    /// The value, if no atom occurs.
    #[must_use]
    pub fn as_constant(&self) -> Option<Rational> {
        match self.as_term() {
            Some((monomial, value)) => (*monomial == Monomial::ONE).then(|| value.clone()),
            None => self.is_zero().then_some(Rational::ZERO),
        }
    }

    /// The only term, if there is exactly one.
    #[must_use]
    pub fn as_term(&self) -> Option<(&Monomial, &Rational)> {
        if self.0.len() == 1 { self.0.iter().next() } else { None }
    }

    /// Adds a term in place.
    pub fn add_term(&mut self, monomial: Monomial, coefficient: Rational) {
        use std::collections::btree_map::Entry;
        if coefficient.is_zero() {
            return;
        }
        match self.0.entry(monomial) {
            Entry::Vacant(entry) => {
                entry.insert(coefficient);
            }
            Entry::Occupied(mut entry) => {
                let sum = entry.get() + &coefficient;
                if sum.is_zero() {
                    entry.remove();
                } else {
                    entry.insert(sum);
                }
            }
        }
    }

    /// The sum with a multiple of another polynomial.
    #[must_use]
    pub fn plus(mut self, factor: &Rational, other: &Self) -> Self {
        for (monomial, coefficient) in &other.0 {
            self.add_term(monomial.clone(), coefficient * factor);
        }
        self
    }

    /// The product with a single term.
    pub fn times_term(&self, monomial: &Monomial, factor: &Rational) -> Result<Self, Stop> {
        let mut product = Self::zero();
        for (other, coefficient) in &self.0 {
            product.add_term(other.times(monomial)?, coefficient * factor);
        }
        Ok(product)
    }

    /// The product, a unit of work for each pair of terms.
    pub fn times(&self, other: &Self, fuel: &mut Fuel) -> Result<Self, Stop> {
        fuel.spend(1 + self.0.len() * other.0.len())?;
        let mut product = Self::zero();
        for (a, p) in &self.0 {
            for (b, q) in &other.0 {
                product.add_term(a.times(b)?, p * q);
            }
        }
        Ok(product)
    }

    /// The power with a natural exponent.
    pub fn pow(&self, exponent: u64, fuel: &mut Fuel) -> Result<Self, Stop> {
        if let Some((monomial, coefficient)) = self.as_term() {
            let exponent = i64::try_from(exponent).map_err(|_| Stop::Exponent)?;
            let coefficient = coefficient.pow(exponent).ok_or(Stop::Exponent)?;
            return Ok(Self::term(monomial.pow(exponent)?, coefficient));
        }
        if self.is_zero() && exponent > 0 {
            return Ok(Self::zero());
        }
        let mut power = Self::constant(Rational::ONE);
        for _ in 0..exponent {
            power = power.times(self, fuel)?;
        }
        Ok(power)
    }

    /// Splits off the monomial and the coefficient that make the rest primitive: no negative
    /// exponents, no common atom, leading coefficient one. `None` for zero.
    #[must_use]
    pub fn primitive(&self) -> Option<(Monomial, Rational, Self)> {
        let mut terms = self.0.iter();
        let (first, leading) = terms.next_back()?;
        let mut common = first.clone();
        for (monomial, _) in terms {
            common = common_part(&common, monomial);
        }
        let inverse = (common.pow(-1).ok()?, leading.recip()?);
        let rest = self.times_term(&inverse.0, &inverse.1).ok()?;
        Some((common, leading.clone(), rest))
    }

    /// The exact quotient, if the divisor divides; both without negative exponents.
    pub fn divide_exactly(&self, divisor: &Self, fuel: &mut Fuel) -> Result<Option<Self>, Stop> {
        let Some((lead, coefficient)) = divisor.0.iter().next_back() else { return Ok(None) };
        let (inverse, coefficient) = (lead.pow(-1)?, coefficient.recip().unwrap_or(Rational::ZERO));
        let (mut rest, mut quotient) = (self.clone(), Self::zero());
        while let Some((top, value)) = rest.0.iter().next_back() {
            let monomial = top.times(&inverse)?;
            if monomial.0.iter().any(|&(_, n)| n < 0) || self.0.len() > 4_000 {
                return Ok(None);
            }
            let value = value * &coefficient;
            fuel.spend(divisor.0.len())?;
            rest = rest.plus(&-&value, &divisor.times_term(&monomial, &Rational::ONE)?);
            quotient.add_term(monomial, value);
        }
        Ok(Some(quotient))
    }
}

/// For each atom the smaller of its two exponents.
fn common_part(a: &Monomial, b: &Monomial) -> Monomial {
    let mut common = Vec::new();
    for &(atom, n) in &a.0 {
        let least = n.min(b.exponent(atom));
        if least != 0 {
            common.push((atom, least));
        }
    }
    for &(atom, n) in &b.0 {
        if n < 0 && a.exponent(atom) == 0 {
            common.push((atom, n));
        }
    }
    common.sort_unstable();
    Monomial(common)
}
