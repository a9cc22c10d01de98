//! Equations that are known at the point, as an ideal: what is a combination of them vanishes, and the
//! coefficients of the combination are the proof.

use std::collections::BTreeMap;

use super::prover::Prover;
use crate::algebra::{Atom, Fraction, Fuel, Monomial, Polynomial, Stop};
use crate::expr::{ExprId, Proposition, Relation};
use crate::kernel::Step;
use crate::number::Rational;

/// The work of one search.
const FUEL: u64 = 30_000;
/// How many equations are looked at.
const MOST_EQUATIONS: usize = 6;
/// How large a basis may become, and the degree of what is in it.
const MOST_ELEMENTS: usize = 24;
const HIGHEST_DEGREE: u32 = 16;

/// The total degree and the exponents of the atoms; terms are ordered by them.
type Exponents = (u32, Vec<u32>);

/// A polynomial by its terms.
type Terms = BTreeMap<Exponents, Rational>;

/// A polynomial with the multiples of the equations of which it is the sum.
#[derive(Clone)]
struct Element {
    terms: Terms,
    cofactors: Vec<Terms>,
}

/// A known equation: its polynomial, what the difference of its sides is over that, and the fact.
struct Equation {
    polynomial: Polynomial,
    scale: Fraction,
    fact: Proposition,
}

impl Prover<'_> {
    /// Shows `a = b` because the difference is a combination of equations among the facts, or of given
    /// ones and their derivatives.
    pub(crate) fn by_ideal(&mut self, a: ExprId, b: ExprId) -> bool {
        let known = self.comparisons.iter().any(|it| it.0 == Relation::EQUAL);
        if !known && self.setting.given.is_empty() {
            return false;
        }
        let mut facts: Vec<Proposition> = self
            .comparisons
            .iter()
            .filter(|it| it.0 == Relation::EQUAL && self.arena.as_array(it.1).is_none())
            .map(|&(relation, c, d)| Proposition::Compare(relation, c, d))
            .collect();
        let before = facts.len();
        facts.extend(self.given_equations(&[a, b]));
        let uses_given = facts.len() > before;
        self.reduces = true;
        let shown = self.within(FUEL, |block| block.as_combination(a, b, &facts).is_some());
        self.reduces = false;
        self.read_anew();
        self.used_given |= shown && uses_given;
        shown
    }

    fn as_combination(&mut self, a: ExprId, b: ExprId, facts: &[Proposition]) -> Option<()> {
        let mut sides = vec![a, b];
        facts.iter().for_each(|fact| fact.visit(&mut |side| sides.push(side)));
        sides[2..].iter().for_each(|&side| self.expand(side));
        self.plan_exponentials(&sides);
        let mut equations = Vec::new();
        for fact in facts.iter().rev().take(MOST_EQUATIONS) {
            let Proposition::Compare(_, c, d) = *fact else { continue };
            let (polynomial, scale) = self.split_difference(c, d)?;
            if !polynomial.is_zero() {
                equations.push(Equation { polynomial, scale, fact: fact.clone() });
            }
        }
        if equations.is_empty() {
            return None;
        }
        let (target, scale) = self.split_difference(a, b)?;
        let generators: Vec<&Polynomial> = equations.iter().map(|it| &it.polynomial).collect();
        let cofactors = combination(&target, &generators, self.fuel)?;
        let mut arithmetic = self.arithmetic();
        for (equation, cofactor) in equations.iter().zip(cofactors) {
            if cofactor.is_zero() {
                continue;
            }
            let relations = self.read.relations();
            let per_fact = equation.scale.recip(relations).ok()?;
            let factor = Fraction::from(cofactor).times(&scale, relations).ok()?;
            let factor = factor.times(&per_fact, relations).ok()?;
            let factor = super::express::expression(self.arena, &self.read, &factor);
            self.ensure_defined(factor).then_some(())?;
            arithmetic.terms.push((factor, equation.fact.clone()));
        }
        (self.ensure_defined(a) && self.ensure_defined(b)).then_some(())?;
        // What has been read for the coefficients may be needed as well.
        arithmetic.rewrites.clone_from(&self.rewrites);
        self.push(Step::Field(a, b, arithmetic), &Proposition::equal(a, b));
        Some(())
    }

    /// A difference as a polynomial without negative exponents times what is left.
    fn split_difference(&mut self, a: ExprId, b: ExprId) -> Option<(Polynomial, Fraction)> {
        let difference = self.difference(a, b).ok()?;
        let relations = self.read.relations();
        let numerator = difference.numerator(relations, self.fuel).ok()?;
        let mut scale = Fraction::one();
        for (factor, power) in difference.denominator() {
            let power = -i64::try_from(power).ok()?;
            let factor = Fraction::from(factor.clone()).pow(power, relations).ok()?;
            scale = scale.times(&factor, relations).ok()?;
        }
        let mut lowest: BTreeMap<Atom, i32> = BTreeMap::new();
        for (monomial, _) in numerator.terms() {
            for &(atom, exponent) in monomial.factors() {
                let least = lowest.entry(atom).or_insert(0);
                *least = (*least).min(exponent);
            }
        }
        let mut below = Monomial::ONE;
        for (atom, exponent) in lowest {
            below = below.times(&Monomial::power(atom, exponent.into()).ok()?).ok()?;
        }
        let clear = below.pow(-1).ok()?;
        let polynomial = numerator.times_term(&clear, &Rational::ONE).ok()?;
        let below = Fraction::from(Polynomial::term(below, Rational::ONE));
        Some((polynomial, scale.times(&below, relations).ok()?))
    }
}

/// Polynomials by which to multiply others so that the sum of the products is the target.
fn combination(
    target: &Polynomial,
    generators: &[&Polynomial],
    fuel: &mut Fuel,
) -> Option<Vec<Polynomial>> {
    let polynomials = generators.iter().copied().chain([target]);
    let mut atoms: Vec<Atom> = polynomials.flat_map(super::factor::atoms).collect();
    atoms.sort_unstable();
    atoms.dedup();
    let none = vec![Terms::new(); generators.len()];
    let mut basis = Vec::new();
    for (place, generator) in generators.iter().enumerate() {
        let mut cofactors = none.clone();
        cofactors[place].insert((0, vec![0; atoms.len()]), Rational::ONE);
        basis.push(Element { terms: terms_of(generator, &atoms)?, cofactors });
    }
    let goal = Element { terms: terms_of(target, &atoms)?, cofactors: none };
    let mut pairs: Vec<(usize, usize)> = pairs_with(&basis, 1..basis.len()).collect();
    loop {
        let rest = reduced(goal.clone(), &basis, fuel).ok()?;
        if rest.terms.is_empty() {
            let negative = |it: &Terms| polynomial_of(it, &atoms, &-&Rational::ONE);
            return rest.cofactors.iter().map(negative).collect();
        }
        // Elements are added until one helps.
        let new = loop {
            let (first, second) = pairs.pop()?;
            let pair = overlap(&basis[first], &basis[second], fuel)?;
            let new = reduced(pair, &basis, fuel).ok()?;
            if !new.terms.is_empty() {
                break new;
            }
        };
        if basis.len() >= MOST_ELEMENTS || new.terms.keys().any(|it| it.0 > HIGHEST_DEGREE) {
            return None;
        }
        basis.push(new);
        pairs.extend(pairs_with(&basis, basis.len() - 1..basis.len()));
    }
}

fn pairs_with(
    basis: &[Element],
    new: std::ops::Range<usize>,
) -> impl Iterator<Item = (usize, usize)> + use<> {
    debug_assert!(new.end <= basis.len(), "pairs are of elements that exist");
    new.flat_map(|second| (0..second).map(move |first| (first, second)))
}

fn terms_of(polynomial: &Polynomial, atoms: &[Atom]) -> Option<Terms> {
    let mut terms = Terms::new();
    for (monomial, value) in polynomial.terms() {
        let exponents: Option<Vec<u32>> =
            atoms.iter().map(|&atom| u32::try_from(monomial.exponent(atom)).ok()).collect();
        let exponents = exponents?;
        terms.insert((exponents.iter().sum(), exponents), value.clone());
    }
    Some(terms)
}

fn polynomial_of(terms: &Terms, atoms: &[Atom], factor: &Rational) -> Option<Polynomial> {
    let mut all = Vec::new();
    for ((_, exponents), value) in terms {
        let mut monomial = Monomial::ONE;
        for (&atom, &exponent) in atoms.iter().zip(exponents) {
            monomial = monomial.times(&Monomial::power(atom, exponent.into()).ok()?).ok()?;
        }
        all.push((monomial, value * factor));
    }
    Some(Polynomial::from_terms(all))
}

/// The quotient of two terms, if it has no negative exponents.
fn over(term: &Exponents, divisor: &Exponents) -> Option<Exponents> {
    let pairs = term.1.iter().zip(&divisor.1);
    let exponents: Option<Vec<u32>> = pairs.map(|(a, b)| a.checked_sub(*b)).collect();
    Some((term.0.checked_sub(divisor.0)?, exponents?))
}

impl Element {
    fn leading(&self) -> Option<(&Exponents, &Rational)> {
        self.terms.last_key_value()
    }

    /// Adds a multiple of another element.
    fn add(
        &mut self,
        other: &Element,
        by: &Exponents,
        factor: &Rational,
        fuel: &mut Fuel,
    ) -> Result<(), Stop> {
        add(&mut self.terms, &other.terms, by, factor, fuel)?;
        for (own, more) in self.cofactors.iter_mut().zip(&other.cofactors) {
            add(own, more, by, factor, fuel)?;
        }
        Ok(())
    }
}

fn add(
    terms: &mut Terms,
    more: &Terms,
    by: &Exponents,
    factor: &Rational,
    fuel: &mut Fuel,
) -> Result<(), Stop> {
    fuel.spend(more.len())?;
    for (exponents, value) in more {
        let pairs = exponents.1.iter().zip(&by.1);
        let key = (exponents.0 + by.0, pairs.map(|(a, b)| a + b).collect());
        let entry = terms.entry(key).or_insert(Rational::ZERO);
        *entry = &*entry + &(value * factor);
    }
    terms.retain(|_, value| !value.is_zero());
    Ok(())
}

/// What is left of an element when multiples of others are taken away.
fn reduced(mut rest: Element, basis: &[Element], fuel: &mut Fuel) -> Result<Element, Stop> {
    let mut kept = Terms::new();
    while let Some((exponents, value)) = rest.terms.pop_last() {
        let divisor = basis.iter().find_map(|element| {
            let (leading, own) = element.leading()?;
            Some((element, over(&exponents, leading)?, value.checked_div(own)?))
        });
        match divisor {
            None => drop(kept.insert(exponents, value)),
            Some((element, by, factor)) => {
                rest.terms.insert(exponents, value);
                rest.add(element, &by, &-&factor, fuel)?;
            }
        }
    }
    rest.terms = kept;
    Ok(rest)
}

/// The least combination of two elements in which their leading terms cancel; none where those have
/// nothing in common.
fn overlap(a: &Element, b: &Element, fuel: &mut Fuel) -> Option<Element> {
    let ((first, one), (second, other)) = (a.leading()?, b.leading()?);
    let most: Vec<u32> = first.1.iter().zip(&second.1).map(|(m, n)| *m.max(n)).collect();
    let both: Exponents = (most.iter().sum(), most);
    let mut sum = Element { terms: Terms::new(), cofactors: vec![Terms::new(); a.cofactors.len()] };
    sum.add(a, &over(&both, first)?, &one.recip()?, fuel).ok()?;
    sum.add(b, &over(&both, second)?, &-&other.recip()?, fuel).ok()?;
    Some(sum)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algebra::Relations;

    fn polynomial(terms: &[(i64, [i64; 2])]) -> Polynomial {
        let term = |&(value, [x, y]): &(i64, [i64; 2])| {
            let power = |atom, n| Monomial::power(atom, n).expect("a small exponent");
            let monomial = power(0, x).times(&power(1, y)).expect("a small exponent");
            (monomial, Rational::from(value))
        };
        Polynomial::from_terms(terms.iter().map(term).collect())
    }

    #[test]
    fn the_coefficients_of_a_combination_give_the_target() {
        // From x^2 = y and x*y = 1 follows y^2 = x.
        let generators =
            [polynomial(&[(1, [2, 0]), (-1, [0, 1])]), polynomial(&[(1, [1, 1]), (-1, [0, 0])])];
        let target = polynomial(&[(1, [0, 2]), (-1, [1, 0])]);
        let (relations, mut fuel) = (Relations::default(), Fuel::new(10_000));
        let all: Vec<&Polynomial> = generators.iter().collect();
        let found = combination(&target, &all, &mut fuel).expect("a combination");
        let mut sum = Polynomial::zero();
        for (cofactor, generator) in found.iter().zip(&generators) {
            let product = cofactor.times(generator, &relations, &mut fuel).expect("a product");
            sum = sum.plus(&Rational::ONE, &product);
        }
        assert_eq!(sum, target);
    }

    #[test]
    fn what_is_no_combination_is_not_found() {
        let generators = [polynomial(&[(1, [2, 0]), (-1, [0, 0])])];
        let all: Vec<&Polynomial> = generators.iter().collect();
        let target = polynomial(&[(1, [1, 0]), (-1, [0, 0])]);
        assert!(combination(&target, &all, &mut Fuel::new(10_000)).is_none());
    }
}
