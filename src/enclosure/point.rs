//! A concrete situation: values for variables and arrays, polynomials for unspecified functions.

use super::Polynomial;
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
    /// Arrays of which more components exist than are given: what these are is left open.
    pub open: Vec<Symbol>,
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
    /// An array of the shape of another: its own components where it has them, else the other's.
    #[must_use]
    pub fn cut_to(&self, shape: &Self) -> Self {
        match (self, shape) {
            (Self::List(own), Self::List(other)) => {
                let parts = other.iter().enumerate();
                Self::List(parts.map(|(k, it)| own.get(k).unwrap_or(it).cut_to(it)).collect())
            }
            (Self::Number(_), Self::Number(_)) => self.clone(),
            _ => shape.clone(),
        }
    }

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
