//! The verdict on an equation, over all its readings.

use std::cell::RefCell;
use std::collections::BTreeSet;

use super::context::{Claim, Context, LOGISTIC, Meaning};
use super::names::Names;
use super::text::{Use, top_level, uses};
use crate::document::{Answer, Answers, Finding, Kind, Options, Verdict, check_with};

/// An equation that says how quantities are related.
pub(super) const DIFFERENT: &str = "an equation between different quantities";
/// An equation that is to hold at some points only.
pub(super) const SOMEWHERE: &str = "an equation that holds at some points";

/// What a reading is that makes no sense in plain notation.
const NOT_READ: &str = "not understood";

/// What decides, and what it has found out before.
#[derive(Debug, Clone, Copy)]
pub(super) struct Engine<'a> {
    pub(super) options: Options,
    pub(super) answers: &'a RefCell<&'a mut Answers>,
}

impl Engine<'_> {
    pub(super) fn without_hints(self) -> Self {
        Self { options: Options { hints: false, ..self.options }, ..self }
    }

    /// What a derivation file says of its last claim.
    fn decided(self, source: &str) -> Answer {
        let checked = check_with("", source, &self.options, &mut self.answers.borrow_mut());
        let claim =
            |it: &crate::document::Step| it.kind == Kind::Claim && it.answer.verdict.is_some();
        let step = checked.report.steps.into_iter().rfind(claim);
        if let (Some(step), true) = (step, checked.report.unreadable.is_empty()) {
            let mut answer = step.answer;
            answer.findings.retain(|it| !it.code.starts_with("by-"));
            return answer;
        }
        let message = checked.report.unreadable.first().map(|it| it.message.clone());
        let reason = message.unwrap_or_else(|| "it makes no sense".to_owned());
        let reason = Some(format!("{NOT_READ}: {reason}"));
        Answer { verdict: Some(Verdict::Unknown), reason, ..Answer::default() }
    }
}

/// A reading of an equation.
#[derive(Debug, Clone)]
pub(super) struct Reading {
    pub(super) claim: Claim,
    /// How it differs from the first, in words.
    pub(super) difference: &'static str,
    /// Whether the equation may hold although the other readings fail; else it is only a guess.
    pub(super) plausible: bool,
}

/// Decides an equation: proved if a reading is, refuted if all are and the equation can only be meant
/// as one that holds everywhere.
pub(super) fn judge(
    context: &Context,
    names: &Names,
    readings: &[Reading],
    engine: Engine<'_>,
) -> (Answer, Claim) {
    let mut outcomes: Vec<Answer> = Vec::new();
    let mut tried = BTreeSet::new();
    for reading in readings {
        for meaning in [Meaning::Defined, Meaning::Inner, Meaning::Head, Meaning::None] {
            let source = context.source(&reading.claim, names, meaning);
            if tried.contains(&source) {
                continue;
            }
            let mut answer = engine.without_hints().decided(&source);
            if answer.verdict == Some(Verdict::Proved) {
                if !reading.difference.is_empty() {
                    let message = format!("read with {}", reading.difference);
                    answer.findings.push(Finding { code: "reading".into(), message });
                }
                return (answer, reading.claim.clone());
            }
            // Without its definitions, an equation says more: that it fails then shows nothing.
            if reading.plausible && matches!(meaning, Meaning::Defined | Meaning::Inner)
                || tried.is_empty()
            {
                outcomes.push(answer);
            }
            tried.insert(source);
        }
    }
    let others = match other_meanings(context, names, readings, engine) {
        Ok(proved) => return proved,
        Err(others) => others,
    };
    let first = readings[0].claim.clone();
    if let Some(reason) = whole_array(&first) {
        let reason = Some(format!("unsupported: {reason}"));
        let verdict = Some(Verdict::Unknown);
        return (Answer { verdict, reason, ..Answer::default() }, first);
    }
    let is_open = |it: &&Answer| it.verdict != Some(Verdict::Refuted);
    let is_read = |it: &&Answer| it.reason.as_ref().is_none_or(|it| !it.starts_with(NOT_READ));
    let open = || outcomes.iter().filter(is_open);
    let open = open().find(is_read).or_else(|| open().next());
    let plausible = || readings.iter().filter(|it| it.plausible);
    let doubt = || plausible().find_map(|it| doubt(context, names, &it.claim, others));
    let reason = if let Some(answer) = open {
        answer.reason.clone().unwrap_or_else(|| "refuted in one of several readings".to_owned())
    } else if let Some(reason) = doubt() {
        reason
    } else {
        // Only now the likely mistake is worth its time.
        let source = context.source(&first, names, Meaning::Defined);
        return (engine.decided(&source), first);
    };
    let verdict = Some(Verdict::Unknown);
    (Answer { verdict, reason: Some(reason), ..Answer::default() }, first)
}

/// Whether an equation fails with every meaning that its names have had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct FailsAlways(bool);

/// Tries the other meanings of names with several.
fn other_meanings(
    context: &Context,
    names: &Names,
    readings: &[Reading],
    engine: Engine<'_>,
) -> Result<(Answer, Claim), FailsAlways> {
    let quick = engine.without_hints();
    let mut fails = true;
    for reading in readings.iter().take(2) {
        for other in context.rivals(&reading.claim) {
            let source = context.source(&reading.claim, names, Meaning::Other(other));
            let mut answer = quick.decided(&source);
            if answer.verdict == Some(Verdict::Proved) {
                let message =
                    format!("read with another meaning of `{}`: `{}`", other.name, other.text);
                answer.findings.push(Finding { code: "reading".into(), message });
                return Ok((answer, reading.claim.clone()));
            }
            fails &= answer.verdict == Some(Verdict::Refuted);
        }
    }
    for reading in readings.iter().take(2) {
        let source = context.source(&reading.claim, names, Meaning::Usual);
        let mut answer = quick.decided(&source);
        if source.contains(LOGISTIC) && answer.verdict == Some(Verdict::Proved) {
            let message = "read with `sigma` as the logistic function".to_owned();
            answer.findings.push(Finding { code: "reading".into(), message });
            return Ok((answer, reading.claim.clone()));
        }
    }
    Err(FailsAlways(fails))
}

/// Whether a claim has an array, or a row of one, beside its elements.
fn whole_array(claim: &Claim) -> Option<&'static str> {
    let text = format!("{} = {}", claim.lhs, claim.rhs);
    let used = uses(&text);
    let indexed = |name: &String| used.contains(&(name.clone(), Use::Indexed));
    let bare = |it: &&(String, Use)| it.1 == Use::Bare && indexed(&it.0);
    let lists = |name: &str| super::text::index_lists(&text, name);
    let is_row = |lists: &[Vec<String>]| {
        let shorter = |a: &[String], b: &[String]| a.len() < b.len() && b.starts_with(a);
        lists.iter().any(|a| lists.iter().any(|b| shorter(a, b)))
    };
    if used.iter().any(|it| bare(&it)) {
        return Some("arrays as a whole");
    }
    used.iter().any(|it| it.1 == Use::Indexed && is_row(&lists(&it.0))).then_some("rows of arrays")
}

/// Why an equation that fails somewhere may still be right: it may say what its names are, and not
/// that two expressions are the same.
fn doubt(context: &Context, names: &Names, claim: &Claim, others: FailsAlways) -> Option<String> {
    let [left, left_functions] = context.unknowns(&claim.lhs, claim, names);
    let [right, right_functions] = context.unknowns(&claim.rhs, claim, names);
    let opaque = |name: &&String| name.starts_with('d') && name.contains("_d");
    // Where both sides have the same unknown derivatives, those can be anything.
    let unknown = |names: &BTreeSet<String>| names.iter().filter(opaque).cloned().collect();
    let [first, second]: [BTreeSet<String>; 2] = [unknown(&left), unknown(&right)];
    if let Some(name) = first.symmetric_difference(&second).next() {
        return Some(format!("nothing is known of `{name}`"));
    }
    // What is applied and has no meaning may not be a factor.
    let applied = |name: &&String| {
        let product = format!("{name}*(");
        names.applied_to_one.contains(*name)
            && [&claim.lhs, &claim.rhs].iter().any(|it| it.contains(&product))
    };
    if let Some(name) = left.union(&right).find(applied) {
        return Some(format!("nothing is known of `{name}`"));
    }
    let sides = [&claim.lhs, &claim.rhs].map(|it| has_derivative(it));
    let differently = left_functions.symmetric_difference(&right_functions).next();
    let one_sided = left_functions.first().filter(|_| sides[0] != sides[1]);
    if let Some(name) = differently.or(one_sided) {
        let quantities = differently.is_some() && !sides[0] && !sides[1];
        let reason = || format!("nothing is known of `{name}`");
        return Some(if quantities { DIFFERENT.to_owned() } else { reason() });
    }
    // What the derivative of a function with a name of its own is may be known elsewhere.
    let own = |name: &&String| name.len() > 1;
    if let Some(name) = left_functions.iter().find(own).filter(|_| sides[0] || sides[1]) {
        return Some(format!("nothing is known of `{name}`"));
    }
    if !left.is_subset(&right) && !right.is_subset(&left) {
        return Some(DIFFERENT.to_owned());
    }
    let constant = |text: &str| text.trim_start_matches('-').parse::<f64>().is_ok();
    let varies = !left.is_empty() || sides[0] || !left_functions.is_empty();
    if varies && constant(&claim.rhs) || left.is_empty() != right.is_empty() && !sides[0] {
        return Some(SOMEWHERE.to_owned());
    }
    // What one side has alone may have a meaning that was not read.
    let mut alone = left.symmetric_difference(&right);
    if let Some(name) = alone.find(|it| names.defined_alone.contains(*it)) {
        return Some(format!("nothing is known of `{name}`"));
    }
    if let Some(reason) = independent(context, names, claim) {
        return Some(reason);
    }
    // A name on both sides has the same meaning there, and if none of them fits, it is not the name.
    let stale = context.stale(claim)?;
    let on_both =
        [&claim.lhs, &claim.rhs].iter().all(|it| uses(it).iter().any(|used| used.0 == stale));
    (!(on_both && others.0)).then(|| format!("`{stale}` has several meanings"))
}

/// What a claim differentiates by something that it has nothing to do with, as far as is known.
fn independent(context: &Context, names: &Names, claim: &Claim) -> Option<String> {
    let sides = [claim.lhs.as_str(), &claim.rhs].into_iter();
    let derivatives = sides.flat_map(|text| {
        text.match_indices("diff(").filter_map(|(at, call)| top_level(&text[at + call.len()..]))
    });
    derivatives.into_iter().find_map(|parts| {
        let [body, by] = parts[..] else { return None };
        let name = by.split('[').next().unwrap_or(by);
        let is_constant = uses(body).iter().all(|it| super::text::is_own(&it.0));
        let known =
            context.unknowns(body, claim, names).into_iter().flatten().collect::<BTreeSet<_>>();
        let mentions = uses(body).iter().any(|it| it.0 == name) || known.contains(name);
        // What has no meaning at all may be any function.
        let mut lone = body;
        while let Some(inner) = lone.strip_prefix("diff(").and_then(top_level) {
            lone = inner[0];
        }
        let is_open = known.contains(lone) || names.functions.contains_key(lone);
        (!is_constant && !is_open && !mentions)
            .then(|| format!("nothing is known of how `{body}` depends on `{by}`"))
    })
}

pub(super) fn has_derivative(text: &str) -> bool {
    text.contains("diff(") || text.contains('\'')
}
