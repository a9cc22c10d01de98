//! Code beside the formulas of its section.

use super::code::{Computed, Value};
use super::context::Claim;
use super::judge::{Reading, judge};
use super::survey::Survey;
use super::text::{Use, renamed, uses};
use crate::container::{Part, PartKind, Place};
use crate::document::{Answer, Diagnostic, Finding, Kind, Verdict};
use crate::syntax::Span;

/// What a formula has said.
#[derive(Debug, Clone)]
pub(super) struct Said {
    pub(super) lhs: String,
    pub(super) rhs: String,
    pub(super) place: usize,
    pub(super) section: usize,
    pub(super) formula: usize,
}

impl Survey<'_> {
    /// Compares what a piece of code computes with what the formulas above it in its section say.
    pub(super) fn code(&mut self, part: &Part, section: usize) {
        let PartKind::Code { language, code } = &part.kind else { return };
        if !["python", "py", "python3", "ipython3", "{code-cell}"].contains(&language.as_str()) {
            return;
        }
        let computed = self.code.read(code);
        let said: Vec<Said> =
            self.said.iter().filter(|it| it.section == section).cloned().collect();
        let mut faults: Vec<String> = Vec::new();
        for (number, it) in computed.iter().enumerate() {
            let span = Span::new(
                part.place.span.start + it.span.start,
                part.place.span.start + it.span.end,
            );
            let place = Place { source: part.place.source, span };
            if let Some(fault) = it.value.fault.clone().filter(|_| !said.is_empty()) {
                if !faults.contains(&fault) {
                    self.code_fault(place, &it.value, &fault);
                    faults.push(fault);
                }
                continue;
            }
            let is_last = number + 1 == computed.len();
            self.computed(place, it, &said, is_last);
        }
    }

    fn computed(&mut self, place: Place, it: &Computed, said: &[Said], is_last: bool) {
        let text = it.value.text();
        let varies = uses(&text).iter().any(|(name, _)| !super::text::is_own(name));
        if !varies || uses(&text).len() == 1 && !text.contains(|c| "+-*/^(".contains(c)) {
            return;
        }
        let mut open = None;
        for other in said.iter().rev() {
            let Some((answer, rhs)) = self.compared(&text, other) else { continue };
            if answer.verdict == Some(Verdict::Proved) {
                self.code_step(place, (&text, &rhs), answer);
                return;
            }
            let names =
                it.is_function && it.name.as_deref().is_some_and(|it| is_about(it, &other.lhs));
            let wanted = if it.is_function { names } else { is_last };
            if wanted && open.is_none() && answer.verdict == Some(Verdict::Refuted) {
                open = Some((answer, rhs, other.lhs.clone()));
            }
        }
        let Some((mut answer, rhs, lhs)) = open else { return };
        let message = format!("the formula above says that `{lhs}` is `{rhs}`");
        let mut found =
            Diagnostic::error("code-mismatch", place.span, "this code computes something else")
                .with_label(message.clone());
        if let Some(witness) = &answer.witness {
            found = found.with_note(
                witness
                    .sentence()
                    .replace("the left side", "the code")
                    .replace("the right side", "the formula"),
            );
        }
        self.diagnostics.push((place.source, found));
        answer.findings.push(Finding { code: "code-mismatch".into(), message });
        self.code_step(place, (&text, &rhs), answer);
    }

    /// What the engine says of code and formula, and the formula with the names of the code.
    fn compared(&self, text: &str, said: &Said) -> Option<(Answer, String)> {
        let mut rhs = said.rhs.clone();
        // The component that a formula gives is the element that code gives.
        if let Some((_, index)) = said.lhs.split_once('[') {
            rhs = renamed(&rhs, index.trim_end_matches(']'), "i");
        }
        let names = |text: &str| -> Vec<String> {
            let own = |it: &(String, Use)| {
                !super::text::is_own(&it.0)
                    && matches!(it.1, Use::Bare | Use::Indexed)
                    && !self.names.counters.contains(&it.0)
                    && it.0 != "n"
            };
            let mut names: Vec<String> =
                uses(text).into_iter().filter(own).map(|it| it.0).collect();
            names.dedup();
            names
        };
        let mut text = text.to_owned();
        if let ([own], [other]) = (&names(&text)[..], &names(&rhs)[..])
            && own != other
        {
            text = renamed(&text, own, other);
        }
        let [mine, theirs] = [names(&text), names(&rhs)];
        let known = |it: &String| !self.context.definitions.of(it).is_empty();
        if mine != theirs && !theirs.iter().any(known) {
            return None;
        }
        let claim = Claim {
            lhs: text,
            rhs: rhs.clone(),
            assumption: None,
            range: None,
            place: said.place + 1,
            section: said.section,
            formula: said.formula,
        };
        let reading = Reading { claim, difference: "", plausible: true };
        // Code has no likely mistakes of its own: it is no derivation.
        let engine = self.engine.without_hints();
        let (answer, _) = judge(&self.context, &self.names, &[reading], engine);
        Some((answer, rhs))
    }

    fn code_fault(&mut self, place: Place, value: &Value, fault: &str) {
        let found =
            Diagnostic::warning("code-mismatch", place.span, "this code computes something else")
                .with_label(fault.to_owned());
        self.diagnostics.push((place.source, found));
        let finding = Finding { code: "code-mismatch".into(), message: fault.to_owned() };
        let reason = Some(fault.to_owned());
        let verdict = Some(Verdict::Unknown);
        let answer = Answer { verdict, reason, findings: vec![finding], ..Answer::default() };
        self.code_step(place, (&value.text(), ""), answer);
    }

    fn code_step(&mut self, place: Place, sides: (&str, &str), answer: Answer) {
        let before = self.steps.len();
        self.step_at(place, Kind::Code, answer, sides, ["", ""].map(str::to_owned));
        self.outline(before);
    }
}

/// Whether the left side of an equation is about a function of the code.
fn is_about(function: &str, lhs: &str) -> bool {
    let head = lhs.split(['(', '[']).next().unwrap_or(lhs);
    head == function
}
