//! LaTeX formulas as trees of what stands where.
//!
//! A formula is read for its layout only: fractions, scripts, fences, rows and cells, every piece with
//! its place. What a piece means (whether `f(x)` applies or multiplies, whether `d` is a differential)
//! is not asked here, because only the rest of a document tells. Every text gives a tree; what is
//! broken in it is listed beside the tree, and the pieces around it stay.

mod atom;
mod command;
mod macros;
mod parse;
mod token;
mod tree;

pub use macros::Macros;
pub use parse::parse;
pub use tree::{Accent, Big, Comparison, Formula, Grid, Kind, Piece, Problem, Row};
