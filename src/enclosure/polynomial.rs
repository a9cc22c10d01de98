//! What an unspecified function is at a point: a polynomial in numbers and in components of arrays.

use crate::number::Rational;

/// What a polynomial depends on: an argument that is a number, or a component of one that is an array.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The number of the argument, from zero.
    pub argument: usize,
    /// The indices of the component; none for a number.
    pub indices: Vec<i64>,
}

/// Places with their exponents, which are positive; no place occurs twice.
pub type Powers = Vec<(Place, u32)>;

/// A polynomial in one or several arguments. It stands for a function of arrays of every length: at an
/// array that lacks components, the terms with these are left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Polynomial {
    /// For each argument the number of its indices: none for a number.
    pub ranks: Vec<usize>,
    /// The terms: a coefficient and a product of powers.
    pub terms: Vec<(Rational, Powers)>,
}

impl Polynomial {
    /// A polynomial in numbers: each term a coefficient and the exponent of each argument.
    #[must_use]
    pub fn of_numbers(arity: usize, terms: Vec<(Rational, Vec<u32>)>) -> Self {
        let powers = |exponents: Vec<u32>| {
            let places = exponents.into_iter().enumerate();
            places
                .map(|(argument, exponent)| (Place { argument, indices: Vec::new() }, exponent))
                .filter(|it| it.1 > 0)
                .collect()
        };
        let terms = terms.into_iter().map(|(factor, it)| (factor, powers(it))).collect();
        Self { ranks: vec![0; arity], terms }
    }

    /// The derivative by a place.
    #[must_use]
    pub fn derivative(&self, by: &Place) -> Self {
        let terms = self.terms.iter().filter_map(|(factor, powers)| {
            let position = powers.iter().position(|(place, _)| place == by)?;
            let mut powers = powers.clone();
            let exponent = powers[position].1;
            match exponent {
                1 => drop(powers.remove(position)),
                _ => powers[position].1 -= 1,
            }
            Some((factor * &Rational::from(i64::from(exponent)), powers))
        });
        Self { ranks: self.ranks.clone(), terms: terms.collect() }
    }

    fn names(&self) -> Vec<String> {
        match self.ranks[..] {
            [0] => vec!["t".to_owned()],
            [_] => vec!["y".to_owned()],
            [0, 0] => vec!["s".to_owned(), "t".to_owned()],
            _ => {
                let name = |(k, &rank): (usize, &usize)| {
                    let letter = if rank == 0 { 't' } else { 'y' };
                    format!("{letter}_{}", k + 1)
                };
                self.ranks.iter().enumerate().map(name).collect()
            }
        }
    }
}

/// The formula of a function, as in `t -> t^2 + 1`, `(s, t) -> s*t + 1` or `y -> y[1] + 2*y[2]`.
impl std::fmt::Display for Polynomial {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names = self.names();
        match names.as_slice() {
            [name] => write!(f, "{name} -> ")?,
            _ => write!(f, "({}) -> ", names.join(", "))?,
        }
        if self.terms.is_empty() {
            return f.write_str("0");
        }
        for (position, (coefficient, powers)) in self.terms.iter().enumerate() {
            match (position, coefficient.is_negative()) {
                (0, true) => f.write_str("-")?,
                (0, false) => {}
                (_, true) => f.write_str(" - ")?,
                (_, false) => f.write_str(" + ")?,
            }
            let mut factors = Vec::new();
            let magnitude = coefficient.abs();
            if !magnitude.is_one() || powers.is_empty() {
                factors.push(magnitude.to_string());
            }
            for (place, exponent) in powers {
                let mut factor = names.get(place.argument).cloned().unwrap_or_default();
                if !place.indices.is_empty() {
                    let indices: Vec<_> = place.indices.iter().map(i64::to_string).collect();
                    factor = format!("{factor}[{}]", indices.join(","));
                }
                if *exponent > 1 {
                    factor = format!("{factor}^{exponent}");
                }
                factors.push(factor);
            }
            f.write_str(&factors.join("*"))?;
        }
        Ok(())
    }
}
