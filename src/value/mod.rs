//! Values of expressions at a point: as many certain digits as wanted, or the part without a value.
//!
//! A value comes from [`crate::enclosure`] with rising precision, so that every digit shown is
//! certain. Where it looks rational, the engine is asked for a proof, and the value is exact. Where
//! there is no value, [`locate`](locate::locate) finds the innermost part that has none although its
//! own parts have values, and says which value is outside of which domain.

mod certain;
mod locate;
mod numeral;
mod settle;
mod situation;
mod sizes;
mod source;

pub use certain::{NoValue, Value, simplest_between, value};
pub use locate::Place;
pub use numeral::numeral;
pub use situation::{Situation, SituationError, list};
pub use sizes::{Size, sizes};
pub use source::place_in_source;
