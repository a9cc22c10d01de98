//! The decision engine: proves, refutes, or says why it cannot.
//!
//! Nothing here is trusted: whatever it proves has been replayed by the kernel, and whatever it
//! refutes has been confirmed by certified enclosures.

pub mod outcome;

use crate::expr::Arena;
use crate::theory::Theory;
use outcome::{Claim, Outcome, Verdict};

/// Decides a claim.
pub fn decide(_arena: &mut Arena, _theory: &Theory, _claim: &Claim) -> Outcome {
    Outcome { verdict: Verdict::Unknown("not yet".into()), kernel: std::time::Duration::ZERO }
}

/// Judges what is said to justify a claim that has been proved.
///
/// `named` are the names in the words of the rule table (`quotient rule`, `definition of tanh`,
/// `algebra`, `identity`, `substitution`), or of results proved before; `facts` are the equations
/// that `substitution` and names of results may use.
pub fn justify(
    _arena: &mut Arena,
    _theory: &Theory,
    _claim: &Claim,
    _named: &[outcome::Named],
) -> outcome::Justification {
    outcome::Justification::Accepted { superfluous: Vec::new() }
}
