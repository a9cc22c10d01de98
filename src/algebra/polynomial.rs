//! Laurent polynomials with rational coefficients.

use std::borrow::Cow;

use dashu_int::IBig;
use num_integer::Integer;

use super::{Atom, Fuel, Monomial, Relations, Stop};
use crate::number::Rational;

/// A sum of monomials with coefficients that are not zero, in the order of the monomials.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Polynomial(Vec<(Monomial, Rational)>);

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
        Self::term(Monomial::atom(atom), Rational::ONE)
    }

    /// A monomial with a coefficient.
    #[must_use]
    pub fn term(monomial: Monomial, coefficient: Rational) -> Self {
        if coefficient.is_zero() { Self::zero() } else { Self(vec![(monomial, coefficient)]) }
    }

    /// The sum of terms in any order.
    #[must_use]
    pub fn from_terms(mut terms: Vec<(Monomial, Rational)>) -> Self {
        terms.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
        let mut sum: Vec<(Monomial, Rational)> = Vec::with_capacity(terms.len());
        for (monomial, value) in terms {
            match sum.last_mut() {
                Some((last, total)) if *last == monomial => *total = &*total + &value,
                _ => {
                    if sum.last().is_some_and(|(_, total)| total.is_zero()) {
                        sum.pop();
                    }
                    sum.push((monomial, value));
                }
            }
        }
        if sum.last().is_some_and(|(_, total)| total.is_zero()) {
            sum.pop();
        }
        Self(sum)
    }

    /// The terms, in the order of their monomials.
    #[must_use]
    pub fn terms(
        &self,
    ) -> impl ExactSizeIterator<Item = (&Monomial, &Rational)> + DoubleEndedIterator {
        self.0.iter().map(|(monomial, value)| (monomial, value))
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

    /// The constant term, and the sum without it.
    #[must_use]
    pub fn without_constant(mut self) -> (Rational, Self) {
        let constant = self.0.iter().position(|(monomial, _)| *monomial == Monomial::ONE);
        let value = constant.map_or(Rational::ZERO, |place| self.0.remove(place).1);
        (value, self)
    }

    /// The only term, if there is exactly one.
    #[must_use]
    pub fn as_term(&self) -> Option<(&Monomial, &Rational)> {
        match &self.0[..] {
            [(monomial, value)] => Some((monomial, value)),
            _ => None,
        }
    }

    /// The sum with a multiple of another polynomial.
    #[must_use]
    pub fn plus(&self, factor: &Rational, other: &Self) -> Self {
        let mut sum = Vec::with_capacity(self.0.len() + other.0.len());
        let (mut a, mut b) = (self.0.iter().peekable(), other.0.iter().peekable());
        loop {
            let order = match (a.peek(), b.peek()) {
                (None, None) => return Self(sum),
                (Some(_), None) => std::cmp::Ordering::Less,
                (None, Some(_)) => std::cmp::Ordering::Greater,
                (Some((m, _)), Some((n, _))) => m.cmp(n),
            };
            let mine = if order.is_le() { a.next() } else { None };
            let theirs = if order.is_ge() { b.next() } else { None };
            match (mine, theirs) {
                (Some(term), None) => sum.push(term.clone()),
                (mine, Some((monomial, value))) => {
                    let value = value * factor;
                    let total = mine.map_or_else(|| value.clone(), |(_, own)| own + &value);
                    if !total.is_zero() {
                        sum.push((monomial.clone(), total));
                    }
                }
                (None, None) => {}
            }
        }
    }

    /// The product with a single term.
    pub fn times_term(&self, monomial: &Monomial, factor: &Rational) -> Result<Self, Stop> {
        if factor.is_zero() {
            return Ok(Self::zero());
        }
        if factor.is_one() && *monomial == Monomial::ONE {
            return Ok(self.clone());
        }
        let scale =
            |(other, value): &(Monomial, Rational)| Ok((other.times(monomial)?, value * factor));
        Ok(Self(self.0.iter().map(scale).collect::<Result<_, _>>()?))
    }

    /// The product, a unit of work for each pair of terms, reduced by relations.
    pub fn times(
        &self,
        other: &Self,
        relations: &Relations,
        fuel: &mut Fuel,
    ) -> Result<Self, Stop> {
        fuel.spend(1 + self.0.len() * other.0.len())?;
        let product = match (self.as_term(), other.as_term()) {
            (Some((monomial, value)), _) => other.times_term(monomial, value)?,
            (_, Some((monomial, value))) => self.times_term(monomial, value)?,
            _ => {
                let mut terms = Vec::with_capacity(self.0.len() * other.0.len());
                for (a, p) in &self.0 {
                    for (b, q) in &other.0 {
                        terms.push((a.times(b)?, p * q));
                    }
                }
                Self::from_terms(terms)
            }
        };
        relations.reduce(product, fuel)
    }

    /// The power with a natural exponent, reduced by relations.
    pub fn pow(&self, exponent: u32, relations: &Relations, fuel: &mut Fuel) -> Result<Self, Stop> {
        let mut power = Self::constant(Rational::ONE);
        for _ in 0..exponent {
            power = power.times(self, relations, fuel)?;
        }
        Ok(power)
    }

    /// Splits off the monomial and the coefficient that make the rest primitive: no negative
    /// exponents, no common atom, integer coefficients without a common divisor, the leading one
    /// positive. `None` for zero.
    #[must_use]
    pub fn primitive(mut self) -> Option<(Monomial, Rational, Self)> {
        let mut terms = self.0.iter();
        let (first, leading) = terms.next_back()?;
        let mut common = first.clone();
        for (monomial, _) in terms {
            common = common.common(monomial);
        }
        let content = self.content(leading)?;
        if common != Monomial::ONE {
            for (monomial, _) in &mut self.0 {
                *monomial = monomial.over(&common).ok()?;
            }
        }
        if !content.is_one() {
            let inverse = content.recip()?;
            self.0.iter_mut().for_each(|(_, value)| *value = &*value * &inverse);
        }
        Some((common, content, self))
    }

    /// The greatest common divisor of the coefficients, with the sign of the leading one.
    fn content(&self, leading: &Rational) -> Option<Rational> {
        let small = |(_, value): &(Monomial, Rational)| value.to_i64();
        let whole: Option<i64> =
            self.0.iter().try_fold(0, |sum: i64, term| Some(sum.gcd(&small(term)?)));
        let size = if let Some(value) = whole {
            Rational::from(value)
        } else {
            let (mut above, mut below) = (IBig::ZERO, IBig::ONE);
            for (_, value) in &self.0 {
                above = Integer::gcd(&above, &value.numerator());
                below = Integer::lcm(&below, &value.denominator());
            }
            Rational::new(above, below)?.abs()
        };
        Some(if leading.is_negative() { -&size } else { size })
    }

    /// The exact quotient, if the divisor divides; both primitive.
    pub fn divide_exactly(&self, divisor: &Self, fuel: &mut Fuel) -> Result<Option<Self>, Stop> {
        let (Some((lead, coefficient)), Some((last, low))) = (divisor.0.last(), divisor.0.first())
        else {
            return Ok(None);
        };
        let divides = |term: Option<&(Monomial, Rational)>, by: &Monomial, value: &Rational| {
            let (top, own) = term?;
            let monomial = top.over(by).ok().filter(Monomial::is_whole)?;
            let quotient = own.checked_div(value).filter(Rational::is_integer)?;
            Some((monomial, quotient))
        };
        // Most attempts fail, and most of those at once at one of the two ends.
        if divides(self.0.first(), last, low).is_none() {
            return Ok(None);
        }
        let (mut rest, mut quotient) = (Cow::Borrowed(self), Vec::new());
        while !rest.is_zero() {
            let Some((monomial, value)) = divides(rest.0.last(), lead, coefficient) else {
                return Ok(None);
            };
            if quotient.len() > self.0.len() {
                return Ok(None);
            }
            fuel.spend(divisor.0.len() + rest.0.len() / 8)?;
            let product = divisor.times_term(&monomial, &Rational::ONE)?;
            rest = Cow::Owned(rest.plus(&-&value, &product));
            quotient.push((monomial, value));
        }
        quotient.reverse();
        Ok(Some(Self(quotient)))
    }

    /// Whether an atom occurs.
    #[must_use]
    pub fn mentions(&self, atom: Atom) -> bool {
        self.0.iter().any(|(monomial, _)| monomial.exponent(atom) != 0)
    }
}
