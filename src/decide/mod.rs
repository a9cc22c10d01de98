//! The decision engine: proves, refutes, or says why it cannot.

pub mod outcome;
pub mod refute;
