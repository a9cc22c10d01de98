//! The verdict on an equation, over all its readings.

use super::context::{Claim, Context};
use super::names::Names;
use crate::document::{Answer, Finding, Kind, Options, Verdict, check_source};

/// A reading of an equation.
#[derive(Debug, Clone)]
pub(super) struct Reading {
    pub(super) claim: Claim,
    /// How it differs from the first, in words.
    pub(super) difference: &'static str,
}

/// Decides an equation: proved if a reading is, refuted if all are and the equation can only be meant
/// as one that holds everywhere.
pub(super) fn judge(
    context: &Context,
    names: &Names,
    readings: &[Reading],
    options: &Options,
) -> (Answer, Claim) {
    let mut outcomes: Vec<(Answer, &Reading)> = Vec::new();
    for reading in readings {
        for with_definitions in [true, false] {
            let source = context.source(&reading.claim, names, with_definitions);
            let answer = decided(&source, options);
            if answer.verdict == Some(Verdict::Proved) {
                let mut answer = answer;
                if !reading.difference.is_empty() {
                    let message = format!("read with {}", reading.difference);
                    answer.findings.push(Finding { code: "reading", message });
                }
                return (answer, reading.claim.clone());
            }
            outcomes.push((answer, reading));
        }
    }
    let first = &readings[0].claim;
    let Some((answer, _)) = outcomes.first() else { return (Answer::default(), first.clone()) };
    let refuted = |it: &(Answer, &Reading)| it.0.verdict == Some(Verdict::Refuted);
    // Without its definitions, an equation says more: that it fails then shows nothing.
    let with_definitions: Vec<_> = outcomes.iter().step_by(2).collect();
    if with_definitions.iter().all(|it| refuted(it)) {
        return match doubt(context, names, first) {
            None => (answer.clone(), first.clone()),
            Some(reason) => {
                let verdict = Some(Verdict::Unknown);
                (Answer { verdict, reason: Some(reason), ..Answer::default() }, first.clone())
            }
        };
    }
    let open = with_definitions.iter().find(|it| !refuted(it)).map_or(answer, |it| &it.0);
    let reason =
        open.reason.clone().or_else(|| Some("refuted in one of several readings".to_owned()));
    (Answer { verdict: Some(Verdict::Unknown), reason, ..Answer::default() }, first.clone())
}

/// What a derivation file says of its last claim.
fn decided(source: &str, options: &Options) -> Answer {
    let checked = check_source("", source, options);
    let step = checked
        .report
        .steps
        .into_iter()
        .rfind(|it| it.kind == Kind::Claim && it.answer.verdict.is_some());
    if let (Some(step), true) = (step, checked.report.unreadable.is_empty()) {
        return Answer {
            findings: step
                .answer
                .findings
                .into_iter()
                .filter(|it| !it.code.starts_with("by-"))
                .collect(),
            ..step.answer
        };
    }
    let message = checked.report.unreadable.first().map(|it| it.message.clone());
    let reason = message.unwrap_or_else(|| "it makes no sense".to_owned());
    let reason = format!("not understood: {reason}");
    Answer { verdict: Some(Verdict::Unknown), reason: Some(reason), ..Answer::default() }
}

/// Why an equation that fails somewhere may still be right: it may say what its names are, and not
/// that two expressions are the same.
fn doubt(context: &Context, names: &Names, claim: &Claim) -> Option<String> {
    let [left, left_functions] = context.unknowns(&claim.lhs, claim, names);
    let [right, right_functions] = context.unknowns(&claim.rhs, claim, names);
    let opaque = |name: &String| name.starts_with('d') && name.contains("_d");
    if let Some(name) = left.iter().chain(&right).find(|it| opaque(it)) {
        return Some(format!("nothing is known of `{name}`"));
    }
    if let Some(name) = left_functions.symmetric_difference(&right_functions).next() {
        return Some(format!("nothing is known of `{name}`"));
    }
    if !left.is_subset(&right) && !right.is_subset(&left) {
        return Some("an equation between different quantities".to_owned());
    }
    let derivative = |text: &str| text.contains("diff(") || text.contains('\'');
    let constant = left.is_empty() && right.is_empty() && left_functions.is_empty();
    let differs = left.is_empty() != right.is_empty();
    if differs && !derivative(&claim.lhs) && !constant {
        return Some("an equation that holds at some points".to_owned());
    }
    None
}
