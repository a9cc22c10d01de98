//! From fractions back to expressions that read well. Nothing here is believed: whoever uses the
//! result shows that it is equal.

use super::prover::Prover;
use crate::algebra::{Fraction, Monomial, Polynomial, Translator};
use crate::expr::{Arena, ExprId};
use crate::number::Rational;

/// A factor with its exponent.
pub(crate) type Factor = (ExprId, i64);

/// The expression of a fraction.
pub(crate) fn expression(arena: &mut Arena, read: &Translator, fraction: &Fraction) -> ExprId {
    let (coefficient, monomial, factors) = fraction.parts();
    let above: Vec<_> = factors.iter().filter(|(_, power)| *power > 0).collect();
    let mut numerator = match above[..] {
        // A sum by itself reads better multiplied out.
        [(sum, 1)] => match sum.times_term(monomial, coefficient) {
            Ok(sum) => polynomial(arena, read, &sum),
            Err(_) => return factored(arena, read, fraction),
        },
        [] => polynomial(arena, read, &Polynomial::term(monomial.clone(), coefficient.clone())),
        _ => return factored(arena, read, fraction),
    };
    let mut denominator: Option<ExprId> = None;
    for (factor, power) in factors.iter().filter(|(_, power)| *power < 0) {
        let base = polynomial(arena, read, factor);
        let factor = power_of(arena, base, power.saturating_abs());
        denominator = Some(denominator.map_or(factor, |product| arena.mul(product, factor)));
    }
    if let Some(denominator) = denominator {
        numerator = arena.div(numerator, denominator);
    }
    numerator
}

/// The expression of a fraction, every power of a sum by itself.
pub(crate) fn factored(arena: &mut Arena, read: &Translator, fraction: &Fraction) -> ExprId {
    let (coefficient, monomial, factors) = fraction.parts();
    let mut whole =
        polynomial(arena, read, &Polynomial::term(monomial.clone(), coefficient.clone()));
    for (factor, power) in factors {
        let base = polynomial(arena, read, factor);
        let factor = power_of(arena, base, power.saturating_abs());
        whole = match (*power < 0, whole) {
            (true, _) => arena.div(whole, factor),
            (false, ExprId::ONE) => factor,
            (false, _) => arena.mul(whole, factor),
        };
    }
    whole
}

fn polynomial(arena: &mut Arena, read: &Translator, polynomial: &Polynomial) -> ExprId {
    let mut sum: Option<ExprId> = None;
    // Positive terms first read better, and the order of monomials is otherwise kept.
    let mut terms: Vec<(&Monomial, &Rational)> = polynomial.terms().collect();
    terms.reverse();
    terms.sort_by_key(|(_, value)| value.is_negative());
    for (monomial, value) in terms {
        let magnitude = term(arena, read, monomial, &value.abs());
        sum = Some(match (sum, value.is_negative()) {
            (None, false) => magnitude,
            (None, true) => arena.negate(magnitude),
            (Some(sum), false) => arena.add(sum, magnitude),
            (Some(sum), true) => arena.sub(sum, magnitude),
        });
    }
    sum.unwrap_or(ExprId::ZERO)
}

fn term(arena: &mut Arena, read: &Translator, monomial: &Monomial, value: &Rational) -> ExprId {
    let mut factors: Vec<Factor> = Vec::new();
    for (number, exponent) in [(value.numerator(), 1), (value.denominator(), -1)] {
        if let Some(number) = Rational::new(number, 1).filter(|number| !number.is_one()) {
            factors.push((arena.rational(&number), exponent));
        }
    }
    factors.extend(monomial.factors().iter().map(|&(atom, n)| (read.expression(atom), n.into())));
    product(arena, &factors)
}

/// The product of factors in the order given, those with negative exponents below a fraction line.
pub(crate) fn product(arena: &mut Arena, factors: &[Factor]) -> ExprId {
    let mut parts: [Option<ExprId>; 2] = [None, None];
    for &(base, exponent) in factors {
        let factor = power_of(arena, base, exponent.saturating_abs());
        let part = &mut parts[usize::from(exponent < 0)];
        *part = Some(part.map_or(factor, |product| arena.mul(product, factor)));
    }
    let above = parts[0].unwrap_or(ExprId::ONE);
    parts[1].map_or(above, |below| arena.div(above, below))
}

fn power_of(arena: &mut Arena, base: ExprId, exponent: i64) -> ExprId {
    if exponent == 1 {
        return base;
    }
    let exponent = arena.number(exponent);
    arena.pow(base, exponent)
}

/// The expression as the fraction that it is read as.
pub(crate) fn tidy(prover: &mut Prover<'_>, expr: ExprId) -> Option<ExprId> {
    prover.expand(expr);
    prover.plan_exponentials(&[expr]);
    let fraction = prover.fraction(expr).ok()?;
    Some(expression(prover.arena, &prover.read, &fraction))
}

/// The expression written as the fraction that it is read as, functions left as they are.
pub fn simplified(
    arena: &mut Arena,
    theory: &crate::theory::Theory,
    expr: ExprId,
    names: &crate::expr::Names,
) -> Option<ExprId> {
    let allowed = super::allowed::Allowed::only([]);
    let letters = super::folds::letters(arena, &[expr]);
    let (letters, screen) = (&letters[..], &super::screen::Screen::default());
    let setting =
        super::prover::Setting { theory, allowed: &allowed, names, letters, given: &[], screen };
    let mut fuel = crate::algebra::Fuel::new(100_000);
    let mut prover = Prover::new(arena, &setting, &mut fuel, &[], 1);
    prover.assume_domain(expr);
    let fraction = prover.fraction(expr).ok()?;
    Some(expression(prover.arena, &prover.read, &fraction))
}
