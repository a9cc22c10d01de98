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
    /// For each index of an array the first and the last value at which there are components, and
    /// none where it has no limit. An array that is not here has the components that are listed.
    pub ranges: Vec<(Symbol, Vec<Option<(i64, i64)>>)>,
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

    /// Whether an array has a component, if its ranges are known.
    #[must_use]
    pub fn has_component(&self, array: Symbol, indices: &[i64]) -> Option<bool> {
        let within = |(index, range): (&i64, &Option<(i64, i64)>)| {
            range.is_none_or(|(from, to)| (from..=to).contains(index))
        };
        lookup(&self.ranges, array).map(|ranges| indices.iter().zip(ranges).all(within))
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
