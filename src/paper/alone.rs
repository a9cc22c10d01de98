//! Expressions that stand alone: no claim, but perhaps a derivative that somebody has worked out.

use super::context::{Claim, Definition};
use super::judge::{Reading, judge};
use super::read::{Choices, without_punctuation};
use super::statement::Statement;
use super::survey::{Entry, Survey};
use super::text::{Use, uses};
use crate::container::Place;
use crate::document::{Answer, Diagnostic, Finding, Kind, Verdict};

impl Survey<'_> {
    /// Notes an expression without a left side. If it is the product of unknown derivatives by an array
    /// with the Jacobian of that array, it is a vector-Jacobian product, and said to be one.
    pub(super) fn alone(&mut self, entry: &Entry<'_>, it: &Statement) {
        let Some(line) = it.sides.first().map(|it| without_punctuation(it)) else { return };
        let Ok(text) = self.reader(Choices::default()).expression(line) else { return };
        let text = text.into_text();
        let (Some(first), true) = (line.first(), text.contains(['+', '-', '*', '/', '('])) else {
            return;
        };
        let span = line.iter().fold(first.span, |all, it| all.to(it.span));
        let place = self.place_of(entry.part, span);
        match self.pulled_back(entry, &text) {
            Some((lhs, answer)) => {
                let left = String::new();
                let right = self.latex_of(entry.part, line);
                self.step_at(place, Kind::Claim, answer, (&lhs, &text), [left, right]);
            }
            None if self.followed => {}
            None => self.note_alone(place),
        }
    }

    fn note_alone(&mut self, place: Place) {
        let found = Diagnostic::warning("no-claim", place.span, "this expression has no left side")
            .with_label("nothing is claimed here");
        self.diagnostics.push((place.source, found));
    }

    /// `Σ_j ∂L/∂S_j ∂S_j/∂x_i`, if that is what the expression is for an array `S` of the document.
    fn pulled_back(&self, entry: &Entry<'_>, text: &str) -> Option<(String, Answer)> {
        for (name, how) in uses(text) {
            let Some((of, by)) = name.split_once("_d").filter(|_| how == Use::Indexed) else {
                continue;
            };
            let Some(function) = of.strip_prefix('d') else { continue };
            let place = self.place + 1;
            let Some(array) = self.context.lookup((by, Use::Indexed), place, entry.section) else {
                continue;
            };
            for variable in arrays_in(array) {
                for index in ["i", "j"] {
                    let product =
                        format!("sum({name}[k]*diff({by}[k], {variable}[{index}]), k, 1, n)");
                    let claim = Claim {
                        lhs: product,
                        rhs: text.to_owned(),
                        assumption: None,
                        range: array.range.clone(),
                        place,
                        section: entry.section,
                        formula: entry.number,
                    };
                    let reading = Reading { claim, difference: "", plausible: true };
                    let (mut answer, claim) =
                        judge(&self.context, &self.names, &[reading], self.engine);
                    if answer.verdict == Some(Verdict::Proved) {
                        let message = format!(
                            "an expression without a left side: the vector-Jacobian product that gives the \
                             derivative of `{function}` by `{variable}[{index}]`"
                        );
                        answer.findings.push(Finding { code: "reading".into(), message });
                        return Some((claim.lhs, answer));
                    }
                }
            }
        }
        None
    }
}

/// The arrays that a definition is written in.
fn arrays_in(definition: &Definition) -> Vec<String> {
    let indexed = uses(&definition.text).into_iter().filter(|it| it.1 == Use::Indexed);
    indexed.map(|it| it.0).filter(|it| *it != definition.name).collect()
}
