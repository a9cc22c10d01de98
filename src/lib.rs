//! A symbolic differentiation and derivation checker.

pub mod algebra;
pub mod cli;
pub mod container;
pub mod decide;
pub mod derive;
pub mod document;
pub mod emit;
pub mod enclosure;
pub mod evaluate;
pub mod expr;
pub mod formula;
pub mod gradcheck;
pub mod kernel;
pub mod lanes;
pub mod mistakes;
pub mod number;
pub mod paper;
pub mod print;
pub mod report;
pub mod syntax;
pub mod theory;
pub mod value;
