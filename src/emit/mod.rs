//! Source code of evaluators: self-contained, for people to read and compilers to optimise.
//!
//! The operations of a compiled expression become statements in the order of its plan: what is used
//! once stands where it is used, what is shared gets a name. The four languages differ in how they
//! write the same few things ([`Language`]); the order and the names are the same.
//!
//! A result is NaN where the expression has no value, as it is for evaluators.

mod c;
mod c_arrays;
mod code;
mod dialect;
mod header;
mod indices;
mod javascript;
mod kernels;
mod library;
mod names;
mod python;
mod rust;
mod rust_arrays;
mod side_by_side;

use std::fmt;

use crate::evaluate::Evaluator;

/// A language of source code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// Rust, without dependencies; elementary functions are part of the source.
    Rust,
    /// C99, with the mathematical library.
    C,
    /// Python, with `NumPy`.
    Python,
    /// JavaScript, as a module.
    JavaScript,
}

/// What is written besides the operations.
#[derive(Debug, Clone)]
pub struct Description {
    /// The name of the function.
    pub name: String,
    /// The expression, in plain notation.
    pub formula: String,
    /// Where the expression has a value, in plain notation; nothing if everywhere.
    pub domain: Vec<String>,
    /// What the results behind the first are derivatives by.
    pub gradient: Vec<String>,
    /// Whether there is no value among the results, and these are vector-Jacobian products.
    pub products: bool,
    /// Whether operations are as written, instead of their stable forms.
    pub as_written: bool,
    /// Sizes that are known: they are written as numbers, and are no parameters.
    pub sizes: Vec<(String, i64)>,
}

/// Why there is no source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EmitError {
    /// An array of several indices whose extents nothing tells.
    Extent(String),
    /// The function's name is no name in every language.
    Name(String),
}

impl fmt::Display for EmitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Extent(name) => {
                write!(f, "nothing says how many components `{name}` has: add it up over its range")
            }
            Self::Name(name) => write!(f, "`{name}` is no name for a function"),
        }
    }
}

impl std::error::Error for EmitError {}

/// The source of an evaluator whose first result is the value and whose others are derivatives, or whose results are
/// vector-Jacobian products.
pub fn emit(
    evaluator: &Evaluator,
    description: &Description,
    language: Language,
) -> Result<String, EmitError> {
    let is_name = |text: &str| {
        text.chars().all(|it| it.is_ascii_alphanumeric() || it == '_')
            && text.starts_with(|it: char| it.is_ascii_alphabetic())
    };
    if !is_name(&description.name) || names::is_taken(&description.name) {
        return Err(EmitError::Name(description.name.clone()));
    }
    let header = header::Header::new(evaluator, description)?;
    Ok(match language {
        Language::Rust => rust::source(evaluator, &header),
        Language::C => c::source(evaluator, &header),
        Language::Python => python::source(evaluator, &header),
        Language::JavaScript => javascript::source(evaluator, &header),
    })
}
