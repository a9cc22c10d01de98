//! Certified numeric evaluation.
