//! A claimed derivative against difference quotients that know their own error.
//!
//! The function's values are certified enclosures of as many bits as the step needs, so that nothing
//! cancels unseen; the quotients are plain differences of such values on both sides of a point. Steps
//! shrink geometrically, and Richardson extrapolation with Ridders' tableau turns each sequence into a
//! slope with an error estimate. A slope counts only if two scales of steps, far apart, agree on it.
//! Nothing here differentiates.
//!
//! Sources: L. F. Richardson, *The deferred approach to the limit* (1927); C. J. F. Ridders,
//! *Accurate computation of F'(x) and F'(x) F''(x)* (1982).
//!
//! Deliberately absent: fixed steps and absolute tolerances. Either accepts wrong derivatives where a
//! function is flat, and rejects right ones where it is steep.

mod compiled;
mod judge;
mod line;
mod plot;
mod samples;
mod slope;
mod special;
mod sweep;
mod tableau;
mod terminal;

pub use compiled::{Compiled, exact, flat};
pub use judge::{Claimed, Judgement, judge};
pub use line::{Line, Subject};
pub use plot::{Curve, Points, curve, svg};
pub use slope::{Slope, slope};
pub use sweep::{Derivative, Expression, Question, Report, Sample, Verdict, check, check_all};
pub use tableau::Estimate;
pub use terminal::terminal;
