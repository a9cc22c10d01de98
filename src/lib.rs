//! A symbolic differentiation and derivation checker.

pub mod decide;
pub mod enclosure;
pub mod expr;
pub mod number;
pub mod print;
pub mod syntax;
