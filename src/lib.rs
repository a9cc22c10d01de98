//! A symbolic differentiation and derivation checker.

pub mod algebra;
pub mod decide;
pub mod derive;
pub mod enclosure;
pub mod expr;
pub mod kernel;
pub mod number;
pub mod print;
pub mod syntax;
pub mod theory;
