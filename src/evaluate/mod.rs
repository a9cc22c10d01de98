//! Numeric evaluators of expressions and of their derivatives.
//!
//! An expression becomes a [`graph`] of operations in which nothing occurs twice. Derivatives are taken
//! on the graph, forward along one direction or in reverse from one result. A [`plan`] puts the
//! operations in order, and registers and instructions of it are run on blocks of points.
//!
//! A value is NaN where the expression is undefined: `ln(0)`, `1/0` and `0^y` for `y <= 0` are not
//! infinite. Infinities come from overflow only, or from arguments. A derivative is NaN where the
//! function has no value all around the point, and at kinks and jumps. Where branches meet smoothly it has
//! its value (`x*abs(x)` and `relu(x)^2` at 0): each side is followed by itself, and both must agree to
//! 12 digits. It is NaN though it exists where a partial derivative in it is infinite (`sqrt(x^4)` at 0),
//! and where a kink depends on more than four inputs, not by way of one number, and cancels against others.
//!
//! Arguments may be infinite or NaN; what comes out is what IEEE arithmetic makes of them, never a panic. The
//! time of a sum grows with its range, and nothing limits it: whoever takes a size from outside should.
//!
//! Deliberately absent: whatever the engine or the certified enclosures use to differentiate. The three
//! ways to a derivative share no code, so that each can be a witness against the others.
//!
//! ```
//! use chainrule::evaluate::{Argument, Options, compile};
//! use chainrule::expr::Arena;
//! use chainrule::syntax::{Mode, Scope, parse_expression};
//!
//! let (mut arena, mut scope) = (Arena::new(), Scope::new(Mode::Inferred));
//! let (expr, _) = parse_expression(&mut arena, &mut scope, "x^2*y + sin(y)").unwrap();
//! let gradient = compile(&arena, expr, &Options::default()).unwrap().gradient(&["x", "y"]).unwrap();
//! let points = [("x", Argument::Column(&[1.0, 2.0])), ("y", Argument::Number(0.0))];
//! let results = gradient.evaluate(&points).unwrap();
//! assert_eq!(results, [[0.0, 0.0], [0.0, 0.0], [2.0, 5.0]]);
//! ```

mod aligned;
mod arguments;
mod assemble;
mod build;
mod call;
mod columns;
mod domain;
mod elements;
mod error;
mod evaluator;
mod execute;
mod forward;
mod fuse;
pub mod graph;
mod homogeneous;
mod index;
mod joins;
mod lower;
mod machine;
mod memory;
mod partial;
pub mod plan;
mod powers;
mod program;
mod real;
mod registers;
mod resolve;
mod reverse;
mod run;
pub mod scalar;
mod scale;
mod shortcut;
mod sides;
pub mod stable;
mod store;
mod sums;

pub use arguments::{Argument, ArgumentError, Layout};
pub use error::CompileError;
pub use evaluator::{Evaluator, Options, Workspace, compile, compile_all};
pub use real::Real;
pub use reverse::Adjoints;
pub(crate) use store::stored as kept;
