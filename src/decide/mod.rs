//! The decision engine: proves, refutes, or says why it cannot.
//!
//! Nothing here is trusted: whatever it proves has been replayed by the kernel, and whatever it
//! refutes has been confirmed by certified enclosures.

mod allowed;
mod alternatives;
mod angles;
mod arrays;
mod bounds;
mod cases;
mod conditions;
mod constancy;
mod definitions;
mod differentiate;
mod differentiated;
mod digits;
mod domains;
mod edges;
mod evaluations;
mod exchange;
mod expand;
mod express;
mod factor;
mod folds;
mod given;
mod heights;
mod ideal;
mod indirect;
mod instances;
mod inverse;
mod judge;
mod justify;
mod known;
mod lattice;
mod limits;
mod logarithmic;
mod near;
mod nested;
mod nonzero;
pub mod outcome;
mod pinned;
mod prover;
mod quadratic;
mod radicals;
pub mod refute;
mod relations;
mod roots;
mod screen;
mod sign;
mod squares;
mod terms;
mod values;

pub(crate) use differentiate::choices;
pub use differentiated::differentiated;
pub use express::simplified;
pub(crate) use instances::functions;
pub use judge::{decide, decide_until};
pub use justify::{infer, justify};
