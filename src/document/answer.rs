//! The engine's outcome in words, the same for a step of a file and for a single claim.

use indexmap::IndexSet;

use super::data::{Answer, Finding, Value, Verdict, Witness, point};
use crate::decide::outcome::{Domain, Outcome, Proved, Verdict as Decided};
use crate::expr::{Arena, Fold, Names, Node, Proposition, Relation};
use crate::kernel::{domain, smooth};
use crate::print;

/// What an outcome says, in words.
#[must_use]
pub fn answer(arena: &mut Arena, outcome: &Outcome) -> Answer {
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

fn of_proved(arena: &mut Arena, proved: &Proved) -> Answer {
    let conditions = proved.conditions.iter().map(|it| condition(arena, it)).collect();
    Answer {
        verdict: Some(Verdict::Proved),
        domain: Some(word(proved.domain).into()),
        conditions,
        rules: each_once(proved.rules.iter().copied()),
        kinks: proved.kinks.iter().map(|it| print::proposition(arena, it)).collect(),
        findings: narrowing(proved).into_iter().chain(kinks(arena, proved)).collect(),
        ..Answer::default()
    }
}

/// A condition in plain notation. That a sum or product has a value is said of all its terms.
#[must_use]
pub fn condition(arena: &mut Arena, it: &Proposition) -> String {
    let Some((fold, parts)) = of_terms(arena, it) else { return print::proposition(arena, it) };
    let parts: Vec<String> = parts.iter().map(|part| condition(arena, part)).collect();
    let text = |expr| print::text(arena, expr);
    let (index, from, to) = (arena.name(fold.index), text(fold.from), text(fold.to));
    format!("{} for all {index} in {from}..{to}", parts.join(" and "))
}

/// A condition in LaTeX.
#[must_use]
pub(super) fn latex_condition(arena: &mut Arena, it: &Proposition) -> String {
    let Some((fold, parts)) = of_terms(arena, it) else {
        return print::latex_proposition(arena, it);
    };
    let parts: Vec<String> = parts.iter().map(|part| latex_condition(arena, part)).collect();
    let index = arena.variable(fold.index);
    let [index, from, to] = [index, fold.from, fold.to].map(|it| print::latex(arena, it));
    let parts = parts.join(", ");
    format!("{parts} \\text{{ for all }} {index} = {from}, \\dots, {to}")
}

/// For the statement that a sum or product has a value: what its terms need, for every index.
fn of_terms(arena: &mut Arena, it: &Proposition) -> Option<(Fold, Vec<Proposition>)> {
    let Proposition::Compare(Relation::EQUAL, a, b) = *it else { return None };
    let Node::Fold(side) = arena.node(a) else { return None };
    let fold = arena.get(side).clone();
    let names = Names::of_integers(vec![fold.index]);
    let mut parts = Vec::new();
    for part in domain(arena, &names, fold.body) {
        match part {
            Proposition::Differentiable { by, body } => {
                let smooth = smooth(arena, &names, body, &[by]);
                parts.extend(smooth.conditions.into_iter().chain(smooth.opaque));
            }
            part => parts.push(part),
        }
    }
    parts.retain(|part| !matches!(part, Proposition::Integer(_)));
    parts.dedup();
    (a == b && !parts.is_empty()).then_some((fold, parts))
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
    Some(Finding { code: "narrows".into(), message })
}

/// Derivatives that do not exist wherever the assumptions hold.
fn missing(arena: &Arena, outcome: &Outcome) -> Vec<Finding> {
    let describe = |&(by, body): &(_, _)| {
        let (body, by) = (print::text(arena, body), print::text(arena, by));
        Finding {
            code: "kink".into(),
            message: format!("`{body}` has no derivative by `{by}` there"),
        }
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
    Some(Finding { code: "kink".into(), message })
}
