//! Relations that say what a power of an atom is: `sqrt(u)^2 = u`, `sin(u)^2 = 1 - cos(u)^2`.

use super::{Atom, Fraction, Fuel, Monomial, Polynomial, Stop};

/// A fraction with its exponent.
type Power<'a> = (&'a Fraction, i64);

/// `atom^power = value`.
#[derive(Debug, Clone)]
struct Relation {
    atom: Atom,
    power: i64,
    value: Polynomial,
    /// The same value as a product.
    product: Fraction,
}

/// Equations, each monic in an atom of its own, by which products are reduced: afterwards no
/// exponent of such an atom is negative or reaches the power of its relation.
#[derive(Debug, Clone, Default)]
pub struct Relations(Vec<Relation>);

impl Relations {
    /// No relations.
    pub const NONE: Self = Self(Vec::new());

    /// Adds `atom^power = value`. The value is a polynomial in atoms without that one or one that is
    /// reduced by way of it; an error if it has a denominator.
    pub fn add(
        &mut self,
        atom: Atom,
        power: i64,
        value: Fraction,
        fuel: &mut Fuel,
    ) -> Result<(), Stop> {
        let polynomial = value.polynomial(self, fuel)?.ok_or(Stop::Relation)?;
        if power < 2 || polynomial.mentions(atom) || self.0.iter().any(|it| it.atom == atom) {
            return Err(Stop::Relation);
        }
        // What has been reduced already must not become reducible.
        if self.0.iter().any(|it| it.value.mentions(atom)) {
            return Err(Stop::Relation);
        }
        self.0.push(Relation { atom, power, value: polynomial, product: value });
        Ok(())
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The polynomial with every power that a relation gives replaced. Negative exponents stay.
    pub fn reduce(&self, polynomial: Polynomial, fuel: &mut Fuel) -> Result<Polynomial, Stop> {
        let mut rest = polynomial;
        // A value mentions atoms of earlier relations only.
        for relation in self.0.iter().rev() {
            while rest.terms().any(|(it, _)| it.exponent(relation.atom) >= relation.power) {
                rest = relation.once(rest, fuel)?;
            }
        }
        Ok(rest)
    }

    /// What a monomial is a product of, after the relations.
    pub(super) fn product(&self, monomial: Monomial) -> Result<(Monomial, Vec<Power<'_>>), Stop> {
        let (mut rest, mut values) = (monomial, Vec::new());
        for relation in self.0.iter().rev() {
            let times = rest.exponent(relation.atom).div_euclid(relation.power);
            if times != 0 {
                rest = rest.times(&Monomial::power(relation.atom, -times * relation.power)?)?;
                values.push((&relation.product, times));
            }
        }
        Ok((rest, values))
    }
}

impl Relation {
    /// Takes every reducible term down by one use of the relation.
    fn once(&self, polynomial: Polynomial, fuel: &mut Fuel) -> Result<Polynomial, Stop> {
        let mut terms = Vec::with_capacity(polynomial.terms().len());
        for (monomial, value) in polynomial.terms() {
            if monomial.exponent(self.atom) < self.power {
                terms.push((monomial.clone(), value.clone()));
                continue;
            }
            fuel.spend(self.value.terms().len())?;
            let smaller = monomial.times(&Monomial::power(self.atom, -self.power)?)?;
            for (other, factor) in self.value.terms() {
                terms.push((smaller.times(other)?, value * factor));
            }
        }
        Ok(Polynomial::from_terms(terms))
    }
}
