//! A concrete situation: values for variables and arrays, polynomials for unspecified functions.

use crate::expr::Symbol;
use crate::number::Rational;

/// Values for the names of an expression.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Point {
    /// The values of variables.
    pub variables: Vec<(Symbol, Rational)>,
    /// The components of arrays.
    pub arrays: Vec<(Symbol, Array)>,
    /// What unspecified functions are.
    pub functions: Vec<(Symbol, Polynomial)>,
    /// Variables that stand for integers, and so may be exponents of any base.
    pub integers: Vec<Symbol>,
}

impl Point {
    /// The value of a variable.
    #[must_use]
    pub fn variable(&self, symbol: Symbol) -> Option<&Rational> {
        lookup(&self.variables, symbol)
    }

    /// The components of an array.
    #[must_use]
    pub fn array(&self, symbol: Symbol) -> Option<&Array> {
        lookup(&self.arrays, symbol)
    }

    /// What an unspecified function is.
    #[must_use]
    pub fn function(&self, symbol: Symbol) -> Option<&Polynomial> {
        lookup(&self.functions, symbol)
    }
}

fn lookup<T>(entries: &[(Symbol, T)], symbol: Symbol) -> Option<&T> {
    entries.iter().find(|(name, _)| *name == symbol).map(|(_, value)| value)
}

/// The components of an array, each index counted from one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Array {
    /// A component.
    Number(Rational),
    /// Components by their first index.
    List(Vec<Array>),
}

impl Array {
    /// The component of those indices, or `None` outside of the array's range.
    #[must_use]
    pub fn component(&self, indices: &[i64]) -> Option<&Rational> {
        match (self, indices) {
            (Self::Number(value), []) => Some(value),
            (Self::List(parts), [first, rest @ ..]) => {
                let position = usize::try_from(*first).ok()?.checked_sub(1)?;
                parts.get(position)?.component(rest)
            }
            _ => None,
        }
    }
}

/// A polynomial in one or several arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Polynomial {
    /// The number of arguments.
    pub arity: usize,
    /// The terms: a coefficient and the exponent of each argument.
    pub terms: Vec<(Rational, Vec<u32>)>,
}

impl Polynomial {
    /// The partial derivative, differentiated that often by each argument; `None` for a wrong
    /// number of arguments.
    #[must_use]
    pub fn derivative(&self, orders: &[u32]) -> Option<Self> {
        if orders.len() != self.arity {
            return None;
        }
        let mut terms = Vec::new();
        for (coefficient, exponents) in &self.terms {
            let (mut coefficient, mut exponents) = (coefficient.clone(), exponents.clone());
            for (exponent, &order) in exponents.iter_mut().zip(orders) {
                for _ in 0..order {
                    coefficient = &coefficient * &Rational::from(i64::from(*exponent));
                    *exponent = exponent.saturating_sub(1);
                }
            }
            if !coefficient.is_zero() {
                terms.push((coefficient, exponents));
            }
        }
        Some(Self { arity: self.arity, terms })
    }
}

/// The formula of a function, as in `t -> t^2 + 1` or `(s, t) -> s*t + 1`.
impl std::fmt::Display for Polynomial {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: Vec<String> = match self.arity {
            1 => vec!["t".to_owned()],
            2 => vec!["s".to_owned(), "t".to_owned()],
            n => (1..=n).map(|k| format!("t_{k}")).collect(),
        };
        match names.as_slice() {
            [name] => write!(f, "{name} -> ")?,
            _ => write!(f, "({}) -> ", names.join(", "))?,
        }
        if self.terms.is_empty() {
            return f.write_str("0");
        }
        for (position, (coefficient, exponents)) in self.terms.iter().enumerate() {
            match (position, coefficient.is_negative()) {
                (0, true) => f.write_str("-")?,
                (0, false) => {}
                (_, true) => f.write_str(" - ")?,
                (_, false) => f.write_str(" + ")?,
            }
            let mut factors = Vec::new();
            let magnitude = coefficient.abs();
            if !magnitude.is_one() || exponents.iter().all(|&e| e == 0) {
                factors.push(magnitude.to_string());
            }
            for (name, &exponent) in names.iter().zip(exponents) {
                match exponent {
                    0 => {}
                    1 => factors.push(name.clone()),
                    _ => factors.push(format!("{name}^{exponent}")),
                }
            }
            f.write_str(&factors.join("*"))?;
        }
        Ok(())
    }
}
