//! The engine's outcome in words, the same for a step of a file and for a single claim.

use indexmap::IndexSet;

use super::data::{Answer, Finding, Value, Verdict, Witness, point};
use crate::decide::outcome::{Domain, Outcome, Proved, Verdict as Decided};
use crate::expr::Arena;
use crate::print;

/// What an outcome says, in words.
#[must_use]
pub fn answer(arena: &Arena, outcome: &Outcome) -> Answer {
    match &outcome.verdict {
        Decided::Proved(proved) => of_proved(arena, proved),
        Decided::Refuted(witness) => Answer {
            verdict: Some(Verdict::Refuted),
            witness: Some(Witness::of(witness)),
            ..Answer::default()
        },
        Decided::Unknown(reason) => Answer {
            verdict: Some(Verdict::Unknown),
            reason: Some(reason.clone()),
            findings: missing(arena, outcome),
            ..Answer::default()
        },
    }
}

fn of_proved(arena: &Arena, proved: &Proved) -> Answer {
    let conditions = proved.conditions.iter().map(|it| print::proposition(arena, it)).collect();
    Answer {
        verdict: Some(Verdict::Proved),
        domain: Some(word(proved.domain)),
        conditions,
        rules: each_once(proved.rules.iter().copied()),
        findings: narrowing(proved).into_iter().chain(kinks(arena, proved)).collect(),
        ..Answer::default()
    }
}

/// The names without repetitions, in their order.
pub(super) fn each_once<'a>(names: impl Iterator<Item = &'a str>) -> Vec<String> {
    names.collect::<IndexSet<_>>().into_iter().map(str::to_owned).collect()
}

fn word(domain: Domain) -> &'static str {
    match domain {
        Domain::Same => "same",
        Domain::Widens => "widens",
        Domain::Narrows => "narrows",
        Domain::Mixed => "mixed",
        Domain::Unknown => "unknown",
    }
}

/// The right side is undefined where the left side is not, and nobody has said so.
fn narrowing(proved: &Proved) -> Option<Finding> {
    let at = proved.narrowing.as_ref()?;
    let at: Vec<_> = at.iter().map(|(name, value)| (name.clone(), Value::of(value))).collect();
    let place = if at.is_empty() { String::new() } else { format!("at {} ", point(&at)) };
    let message = format!("{place}the left side is defined and the right side is not");
    Some(Finding { code: "narrows", message })
}

/// Derivatives that do not exist wherever the assumptions hold.
fn missing(arena: &Arena, outcome: &Outcome) -> Vec<Finding> {
    let describe = |&(by, body): &(_, _)| {
        let (body, by) = (print::text(arena, body), print::text(arena, by));
        Finding { code: "kink", message: format!("`{body}` has no derivative by `{by}` there") }
    };
    outcome.missing.iter().map(describe).collect()
}

/// The other side has a value where the derivative has none.
fn kinks(arena: &Arena, proved: &Proved) -> Option<Finding> {
    if matches!(proved.domain, Domain::Same) || proved.kinks.is_empty() {
        return None;
    }
    let places: Vec<_> = proved.kinks.iter().map(|it| print::proposition(arena, it)).collect();
    let message = format!("where {} the derivative does not exist", places.join(" or "));
    Some(Finding { code: "kink", message })
}
