//! What can be wrong with an expression that is to be compiled, and with the arguments of an evaluator.

use std::fmt;

/// Why an expression cannot be compiled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CompileError {
    /// A function of which no formula is known.
    UnknownFunction(String),
    /// An index, or a bound of a sum, is not a sum of integers and names of integers with integer
    /// factors.
    Index,
    /// The derivative by something that is neither a variable nor a component of an array, or that
    /// stands for an integer.
    DerivativeBy,
    /// No input has this name.
    UnknownName(String),
    /// A name that stands for numbers of different kinds: a variable and an array, or arrays with
    /// different numbers of indices.
    Kind(String),
    /// A statement that a guard cannot make here: that an expression is an integer, or that it is
    /// differentiable.
    Guard,
    /// The graph would have too many nodes.
    TooLarge,
}

impl fmt::Display for CompileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownFunction(name) => write!(f, "the function `{name}` has no formula"),
            Self::Index => f.write_str(
                "an index must be a sum of integers and names of integers with integer factors",
            ),
            Self::DerivativeBy => {
                f.write_str("a derivative must be by a real variable or a component of an array")
            }
            Self::UnknownName(name) => write!(f, "no input is called `{name}`"),
            Self::Kind(name) => write!(f, "`{name}` is used as names of different kinds"),
            Self::Guard => f.write_str("this guard cannot be evaluated in floating point"),
            Self::TooLarge => f.write_str("the expression is too large"),
        }
    }
}

impl std::error::Error for CompileError {}
