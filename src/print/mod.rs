//! Printing expressions.
