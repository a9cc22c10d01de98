//! What stands for unspecified functions: polynomials, in a fixed order, the simple ones first.

use super::profile::FunctionShape;
use crate::enclosure::{Place, Polynomial, Powers};
use crate::number::Rational;

/// How many different choices of functions are tried at a point: of numbers, and of arrays.
const CHOICES_OF_NUMBERS: usize = 5;
const CHOICES_OF_ARRAYS: usize = 4;
/// The choice of the function that has a zero of a high order.
const FLAT: usize = 16;

/// A polynomial for a function whose arguments have components at those indices; a number has one
/// component without indices. All coefficients of the linear terms differ, and neighbours are
/// multiplied, so that no component can stand for another.
pub(super) fn of_arrays(
    shape: &FunctionShape,
    components: &[Vec<Vec<i64>>],
    choice: usize,
) -> Polynomial {
    let places: Vec<Place> = components
        .iter()
        .enumerate()
        .flat_map(|(argument, all)| {
            all.iter().map(move |indices| Place { argument, indices: indices.clone() })
        })
        .collect();
    let power = |coefficient: i64, place: &Place, exponent| {
        (Rational::from(coefficient), vec![(place.clone(), exponent)])
    };
    let constant = |value: i64| (Rational::from(value), Powers::new());
    let counted = || places.iter().zip(1i64..);
    let product = |pair: &[Place]| {
        (Rational::ONE, pair.iter().map(|place| (place.clone(), 1)).collect::<Powers>())
    };
    let mut terms: Vec<(Rational, Powers)> = match choice % CHOICES_OF_ARRAYS {
        2 => counted().map(|(place, k)| power(k, place, 2)).collect(),
        3 => counted().map(|(place, k)| power(-k, place, 2)).collect(),
        _ => counted().map(|(place, k)| power(k, place, 1)).collect(),
    };
    match choice % CHOICES_OF_ARRAYS {
        0 => {}
        3 => terms.push(constant(-1)),
        _ => terms.extend(places.windows(2).map(product)),
    }
    if terms.is_empty() {
        terms.push(constant(2));
    }
    Polynomial { ranks: shape.ranks.clone(), terms }
}

/// A polynomial to stand for an unspecified function of numbers; small choices are simple. The second
/// time that they come up with the first values of variables, one is flat where it vanishes.
pub(super) fn of_numbers(arity: usize, choice: usize) -> Polynomial {
    let term = |coefficient: i64, powers: &[(usize, u32)]| {
        let mut exponents = vec![0; arity];
        for &(argument, power) in powers {
            if let Some(exponent) = exponents.get_mut(argument) {
                *exponent += power;
            }
        }
        (Rational::from(coefficient), exponents)
    };
    let last = arity.saturating_sub(1);
    let terms = match (arity, choice % CHOICES_OF_NUMBERS) {
        (0, _) => vec![term(2, &[])],
        (1, _) if choice == FLAT => vec![term(1, &[(0, 4)])],
        (1, 0) => vec![term(1, &[(0, 1)])],
        (1, 1) => vec![term(1, &[(0, 2)]), term(1, &[])],
        (1, 2) => vec![term(1, &[(0, 3)]), term(-1, &[(0, 1)]), term(2, &[])],
        (1, 3) => vec![term(-1, &[(0, 2)]), term(-1, &[])],
        // Where a value or a slope must vanish, everything does.
        (_, 4) => Vec::new(),
        (_, 0) => (0..arity).map(|k| term(i64::try_from(k).unwrap_or(0) + 1, &[(k, 1)])).collect(),
        (_, 1) => {
            vec![
                term(1, &[(0, 1), (last, 1)]),
                term(1, &[(0, 2)]),
                term(1, &[(1, 2)]),
                term(1, &[]),
            ]
        }
        (_, 2) => vec![term(1, &[(0, 2), (last, 1)]), term(-1, &[(last, 3)]), term(2, &[(0, 1)])],
        _ => vec![term(-1, &[(0, 2)]), term(-1, &[(last, 2)]), term(-1, &[])],
    };
    Polynomial::of_numbers(arity, terms)
}
