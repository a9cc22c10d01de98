//! A claim that is proved has no counterexample; one that is refuted is not proved the other way round.
//!
//! The first line of the input is the equation, the others are assumptions.

#![no_main]

use std::time::{Duration, Instant};

use chainrule::decide::outcome::{Claim, Verdict};
use chainrule::decide::refute::{Search, refute};
use chainrule::decide::decide_until;
use chainrule::document::parse_claim;
use chainrule::enclosure::Fuel;
use chainrule::expr::Arena;
use chainrule::theory::Theory;
use libfuzzer_sys::fuzz_target;

const WORK: u64 = 100_000;

fuzz_target!(|text: &str| {
    let mut lines = text.lines();
    let Some(equation) = lines.next() else { return };
    let assumptions: Vec<&str> = lines.take(3).collect();
    let mut arena = Arena::new();
    let Ok(claim) = parse_claim(&mut arena, equation, &assumptions) else { return };
    let theory = Theory::new();
    let deadline = Instant::now() + Duration::from_secs(2);
    match decide_until(&mut arena, &theory, &claim, Some(deadline)).verdict {
        Verdict::Proved(_) => {
            let found = refute(&mut arena, &claim, &mut Fuel::new(WORK));
            assert!(!matches!(found, Search::Refuted(_)), "proved and refuted: {text}");
        }
        Verdict::Refuted(_) => {
            let (lhs, rhs) = (claim.rhs, claim.lhs);
            let swapped = Claim { lhs, rhs, ..claim };
            let verdict = decide_until(&mut arena, &theory, &swapped, Some(deadline)).verdict;
            assert!(!matches!(verdict, Verdict::Proved(_)), "refuted and proved: {text}");
        }
        Verdict::Unknown(_) => {}
    }
});
