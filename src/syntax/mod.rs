//! Text to expressions.
