//! Numeric evaluators of expressions and of their derivatives.
//!
//! An expression becomes a [`graph`] of operations in which nothing occurs twice. Derivatives are taken
//! on the graph, forward along one direction or in reverse from one result.
//!
//! Deliberately absent: whatever the engine or the certified enclosures use to differentiate. The three
//! ways to a derivative share no code, so that each can be a witness against the others.

mod arguments;
mod build;
mod domain;
mod error;
mod evaluator;
mod forward;
pub mod graph;
mod index;
mod lower;
mod partial;
pub mod plan;
mod powers;
mod program;
mod real;
mod registers;
mod reverse;
mod run;
pub mod scalar;

pub use arguments::{Argument, ArgumentError, Layout};
pub use error::CompileError;
pub use evaluator::{Evaluator, Options, Workspace, compile, compile_all};
pub use real::Real;
pub use reverse::Adjoints;
