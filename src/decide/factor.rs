//! Common divisors of polynomials, and coprime bases of them. Nothing here is trusted: whatever
//! splits into factors is multiplied out again by the kernel.

use dashu_int::IBig;

use crate::algebra::{Atom, Fuel, Monomial, Polynomial, Relations, Stop};
use crate::number::Rational;

/// A prime for quick tests.
const PRIME: u64 = (1 << 31) - 1;

/// The greatest common divisor of two primitive polynomials, primitive.
pub(crate) fn gcd(a: &Polynomial, b: &Polynomial, fuel: &mut Fuel) -> Result<Polynomial, Stop> {
    fuel.spend(1 + (a.terms().len() + b.terms().len()) / 4)?;
    if a == b {
        return Ok(a.clone());
    }
    let one = Polynomial::constant(Rational::ONE);
    if a.as_term().is_some() || b.as_term().is_some() {
        return Ok(one);
    }
    let (mine, theirs) = (atoms(a), atoms(b));
    if let Some(&alone) = mine.iter().find(|it| !theirs.contains(it)) {
        return gcd_with_coefficients(b, a, alone, fuel);
    }
    if let Some(&alone) = theirs.iter().find(|it| !mine.contains(it)) {
        return gcd_with_coefficients(a, b, alone, fuel);
    }
    let Some(main) = mine.into_iter().min_by_key(|&it| degree(a, it).max(degree(b, it))) else {
        return Ok(one);
    };
    let (a_content, b_content) = (content(a, main, fuel)?, content(b, main, fuel)?);
    let common = gcd(&a_content, &b_content, fuel)?;
    if degree_of_image(a, b, main) == Some(0) {
        return Ok(common);
    }
    let mut high = divide(a, &a_content, fuel)?;
    let mut low = divide(b, &b_content, fuel)?;
    if degree(&high, main) < degree(&low, main) {
        std::mem::swap(&mut high, &mut low);
    }
    while degree(&low, main) > 0 {
        let rest = pseudo_remainder(&high, &low, main, fuel)?;
        high = low;
        let Some((_, _, rest)) = rest.primitive() else {
            return high.times(&common, &Relations::NONE, fuel);
        };
        low = if rest.mentions(main) { without_content(&rest, main, fuel)? } else { rest };
    }
    Ok(common)
}

/// The atoms in a polynomial, in order of occurrence.
pub(crate) fn atoms(polynomial: &Polynomial) -> Vec<Atom> {
    let mut found = Vec::new();
    for (monomial, _) in polynomial.terms() {
        for &(atom, _) in monomial.factors() {
            if !found.contains(&atom) {
                found.push(atom);
            }
        }
    }
    found
}

fn degree(polynomial: &Polynomial, atom: Atom) -> i64 {
    polynomial.terms().map(|(it, _)| it.exponent(atom)).max().unwrap_or(0)
}

/// The coefficients of the powers of an atom, the highest first.
pub(crate) fn coefficients(polynomial: &Polynomial, atom: Atom) -> Vec<(i64, Polynomial)> {
    let mut found: std::collections::BTreeMap<i64, Vec<(Monomial, Rational)>> =
        std::collections::BTreeMap::default();
    for (monomial, value) in polynomial.terms() {
        let exponent = monomial.exponent(atom);
        let rest = Monomial::power(atom, exponent).and_then(|it| monomial.over(&it));
        if let Ok(rest) = rest {
            found.entry(exponent).or_default().push((rest, value.clone()));
        }
    }
    found.into_iter().rev().map(|(n, terms)| (n, Polynomial::from_terms(terms))).collect()
}

/// The common divisor of a polynomial with all coefficients of another.
fn gcd_with_coefficients(
    a: &Polynomial,
    b: &Polynomial,
    alone: Atom,
    fuel: &mut Fuel,
) -> Result<Polynomial, Stop> {
    let mut common = a.clone();
    for (_, coefficient) in coefficients(b, alone) {
        let Some((_, _, coefficient)) = coefficient.primitive() else { continue };
        common = gcd(&common, &coefficient, fuel)?;
        if common.as_term().is_some() {
            break;
        }
    }
    Ok(common)
}

/// The common divisor of the coefficients.
fn content(polynomial: &Polynomial, atom: Atom, fuel: &mut Fuel) -> Result<Polynomial, Stop> {
    let mut common: Option<Polynomial> = None;
    for (_, coefficient) in coefficients(polynomial, atom) {
        let Some((_, _, coefficient)) = coefficient.primitive() else { continue };
        common = Some(match common {
            None => coefficient,
            Some(common) => gcd(&common, &coefficient, fuel)?,
        });
        if common.as_ref().is_some_and(|it| it.as_term().is_some()) {
            break;
        }
    }
    Ok(common.unwrap_or_else(|| Polynomial::constant(Rational::ONE)))
}

fn without_content(
    polynomial: &Polynomial,
    atom: Atom,
    fuel: &mut Fuel,
) -> Result<Polynomial, Stop> {
    let content = content(polynomial, atom, fuel)?;
    divide(polynomial, &content, fuel)
}

/// The quotient by a divisor.
fn divide(a: &Polynomial, b: &Polynomial, fuel: &mut Fuel) -> Result<Polynomial, Stop> {
    if b.as_term().is_some() {
        return Ok(a.clone());
    }
    a.divide_exactly(b, fuel)?.ok_or(Stop::Budget)
}

fn pseudo_remainder(
    a: &Polynomial,
    b: &Polynomial,
    main: Atom,
    fuel: &mut Fuel,
) -> Result<Polynomial, Stop> {
    let below = degree(b, main);
    let Some((_, lead)) = coefficients(b, main).into_iter().next() else {
        return Ok(Polynomial::zero());
    };
    let mut rest = a.clone();
    while !rest.is_zero() && degree(&rest, main) >= below {
        let Some((exponent, top)) = coefficients(&rest, main).into_iter().next() else { break };
        let shift = Monomial::power(main, exponent - below)?;
        let up = rest.times(&lead, &Relations::NONE, fuel)?;
        let down = b.times(&top, &Relations::NONE, fuel)?;
        rest = up.plus(&-&Rational::ONE, &down.times_term(&shift, &Rational::ONE)?);
    }
    Ok(rest)
}

/// The degree of the common divisor after numbers have been put for the other atoms, modulo a prime:
/// with great probability that of the common divisor itself.
fn degree_of_image(a: &Polynomial, b: &Polynomial, main: Atom) -> Option<usize> {
    let (mut a, mut b) = (image(a, main)?, image(b, main)?);
    while !b.is_empty() {
        let inverse = power(*b.last()?, PRIME - 2);
        while a.len() >= b.len() {
            let factor = a.last()? * inverse % PRIME;
            let shift = a.len() - b.len();
            for (place, value) in b.iter().enumerate() {
                a[shift + place] = (a[shift + place] + PRIME - factor * value % PRIME) % PRIME;
            }
            trim(&mut a);
        }
        std::mem::swap(&mut a, &mut b);
    }
    a.len().checked_sub(1)
}

fn trim(coefficients: &mut Vec<u64>) {
    while coefficients.last() == Some(&0) {
        coefficients.pop();
    }
}

fn image(polynomial: &Polynomial, main: Atom) -> Option<Vec<u64>> {
    let mut image = vec![0; usize::try_from(degree(polynomial, main)).ok()? + 1];
    for (monomial, value) in polynomial.terms() {
        let mut product = residue(value)?;
        for &(atom, exponent) in monomial.factors() {
            if atom != main {
                let point = (u64::from(atom) + 11) * 735_632_791 % PRIME;
                product = product * power(point, u64::try_from(exponent).ok()?) % PRIME;
            }
        }
        let place = usize::try_from(monomial.exponent(main)).ok()?;
        image[place] = (image[place] + product) % PRIME;
    }
    trim(&mut image);
    Some(image)
}

fn residue(value: &Rational) -> Option<u64> {
    let value = match value.to_i64() {
        Some(small) => return u64::try_from(small.rem_euclid(PRIME.cast_signed())).ok(),
        None => value.numerator(),
    };
    let prime = IBig::from(PRIME);
    u64::try_from(((value % &prime) + &prime) % &prime).ok()
}

fn power(base: u64, mut exponent: u64) -> u64 {
    let (mut square, mut result) = (base % PRIME, 1);
    while exponent > 0 {
        if exponent & 1 == 1 {
            result = result * square % PRIME;
        }
        square = square * square % PRIME;
        exponent >>= 1;
    }
    result
}

/// The derivative by an atom.
fn derivative(polynomial: &Polynomial, atom: Atom) -> Result<Polynomial, Stop> {
    let mut terms = Vec::new();
    for (monomial, value) in polynomial.terms() {
        let exponent = monomial.exponent(atom);
        if exponent != 0 {
            terms.push((monomial.over(&Monomial::atom(atom))?, value * &Rational::from(exponent)));
        }
    }
    Ok(Polynomial::from_terms(terms))
}

/// Pairwise coprime polynomials without repeated factors, products of which some polynomials are.
#[derive(Debug, Default)]
pub(crate) struct CoprimeBase(Vec<Polynomial>);

impl CoprimeBase {
    /// The elements.
    pub(crate) fn elements(&self) -> &[Polynomial] {
        &self.0
    }

    /// Adds a primitive polynomial.
    pub(crate) fn insert(&mut self, polynomial: &Polynomial, fuel: &mut Fuel) -> Result<(), Stop> {
        let mut open = vec![polynomial.clone()];
        'next: while let Some(mut next) = open.pop() {
            if next.as_term().is_some() {
                continue;
            }
            for place in 0..self.0.len() {
                let common = gcd(&next, &self.0[place], fuel)?;
                if common.as_term().is_some() {
                    continue;
                }
                if common == self.0[place] {
                    next = divide(&next, &common, fuel)?;
                    open.push(next);
                } else {
                    let old = self.0.swap_remove(place);
                    open.push(divide(&next, &common, fuel)?);
                    open.push(divide(&old, &common, fuel)?);
                    open.push(common);
                }
                continue 'next;
            }
            match repeated(&next, fuel)? {
                Some(part) => {
                    open.push(divide(&next, &part, fuel)?);
                    open.push(part);
                }
                None => self.0.push(next),
            }
        }
        Ok(())
    }

    /// The exponents with which a polynomial is a product of the elements.
    pub(crate) fn exponents(
        &self,
        polynomial: &Polynomial,
        fuel: &mut Fuel,
    ) -> Result<Option<Vec<i64>>, Stop> {
        let mut exponents = vec![0; self.0.len()];
        let mut rest = polynomial.clone();
        for (exponent, element) in exponents.iter_mut().zip(&self.0) {
            while rest.as_term().is_none() {
                let Some(quotient) = rest.divide_exactly(element, fuel)? else { break };
                rest = quotient;
                *exponent += 1;
            }
        }
        Ok((rest == Polynomial::constant(Rational::ONE)).then_some(exponents))
    }
}

/// A proper divisor that the polynomial has because a factor is repeated.
fn repeated(polynomial: &Polynomial, fuel: &mut Fuel) -> Result<Option<Polynomial>, Stop> {
    for atom in atoms(polynomial) {
        if degree(polynomial, atom) < 2 {
            // Linear in an atom: no factor with that atom is repeated.
            continue;
        }
        let Some((_, _, slope)) = derivative(polynomial, atom)?.primitive() else { continue };
        let common = gcd(polynomial, &slope, fuel)?;
        if common.as_term().is_none() {
            return Ok(Some(common));
        }
    }
    Ok(None)
}

/// The prime powers of a natural number, as far as small primes go; what is left is one factor.
pub(crate) fn prime_powers(number: &IBig) -> Vec<(IBig, i64)> {
    let (mut rest, mut found) = (number.clone(), Vec::new());
    let mut candidate: u64 = 2;
    while rest > IBig::ONE && candidate < 2_000 {
        let prime = IBig::from(candidate);
        let mut power = 0;
        while (&rest % &prime) == IBig::ZERO {
            rest /= &prime;
            power += 1;
        }
        if power > 0 {
            found.push((prime.clone(), power));
        }
        if &prime * &prime > rest {
            break;
        }
        candidate += if candidate == 2 { 1 } else { 2 };
    }
    if rest > IBig::ONE {
        found.push((rest, 1));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn polynomial(terms: &[(i64, &[(Atom, i64)])]) -> Polynomial {
        let term = |&(value, factors): &(i64, &[(Atom, i64)])| {
            let mut monomial = Monomial::ONE;
            for &(atom, exponent) in factors {
                monomial = monomial.times(&Monomial::power(atom, exponent)?)?;
            }
            Ok::<_, Stop>((monomial, Rational::from(value)))
        };
        Polynomial::from_terms(terms.iter().map(|it| term(it).expect("small")).collect())
    }

    #[test]
    fn common_divisors_of_products() {
        let fuel = &mut Fuel::new(100_000);
        let p = polynomial(&[(1, &[(0, 1)]), (2, &[(1, 1), (2, 1)])]);
        let q = polynomial(&[(3, &[(0, 2)]), (-1, &[(2, 1)]), (5, &[])]);
        let r = polynomial(&[(1, &[(0, 1), (1, 2)]), (7, &[])]);
        let none = &Relations::NONE;
        let (pq, pr) =
            (p.times(&q, none, fuel).expect("fuel"), p.times(&r, none, fuel).expect("fuel"));
        assert_eq!(gcd(&pq, &pr, fuel), Ok(p.clone()));
        assert_eq!(gcd(&q, &r, fuel), Ok(Polynomial::constant(Rational::ONE)));
        let mut base = CoprimeBase::default();
        let square = p.times(&pq, none, fuel).expect("fuel");
        base.insert(&square, fuel).expect("fuel");
        base.insert(&pr, fuel).expect("fuel");
        assert_eq!(base.elements().len(), 3);
        let exponents = base.exponents(&square, fuel).expect("fuel").expect("in the base");
        let mut sorted = exponents.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, [0, 1, 2]);
    }

    #[test]
    fn numbers_split_into_primes() {
        let found = prime_powers(&IBig::from(360));
        assert_eq!(found, [(2.into(), 3), (3.into(), 2), (5.into(), 1)]);
    }
}
