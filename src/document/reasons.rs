//! What is said to justify a step.

use std::time::Instant;

use super::Diagnostic;
use super::answer::each_once;
use super::chain::Link;
use super::checker::Checker;
use super::data::{Finding, Step};
use crate::decide;
use crate::decide::outcome::{Justification, Named};
use crate::expr::ExprId;
use crate::syntax::{Reason, Span, similar};
use crate::theory;

/// What a reason turns out to be.
enum Meaning {
    /// A name for the engine to judge.
    Named(Named),
    /// A name of this file that is used, or the assumptions.
    Used,
    /// A name of this file that has nothing to do with the step.
    NotUsed,
    /// A result of this file that has not been proved.
    Failed,
}

impl Checker<'_> {
    /// Judges the reasons of a proved step, and notes what is wrong with them.
    pub(super) fn judge_reasons(
        &mut self,
        link: &Link<'_>,
        step: &mut Step,
        judged: Option<Justification>,
    ) {
        let mut places = Vec::new();
        for reason in &link.row.reasons {
            match self.meaning(link, &reason.text) {
                Meaning::Named(_) => places.push(reason),
                Meaning::Used => {}
                Meaning::NotUsed => self.superfluous(step, reason),
                Meaning::Failed => {
                    let title = format!("the result `{}` has not been proved", reason.text);
                    self.mismatch(step, reason.span, title, &step.answer.rules.clone());
                }
            }
        }
        if let Some(judged) = judged {
            self.note_judgement(link, step, &places, judged);
        }
    }

    /// The reasons that are names for the engine to judge.
    pub(super) fn named(&self, link: &Link<'_>) -> Vec<Named> {
        let named = link.row.reasons.iter().filter_map(|it| match self.meaning(link, &it.text) {
            Meaning::Named(name) => Some(name),
            _ => None,
        });
        named.collect()
    }

    /// Whether names are the right reasons for a step; none if there are no reasons.
    pub(super) fn justified(&mut self, link: &Link<'_>, named: &[Named]) -> Option<Justification> {
        if link.row.reasons.is_empty() {
            return None;
        }
        let start = Instant::now();
        let judged = decide::justify(&mut self.arena, &self.theory, &link.claim, named);
        self.timings.engine += start.elapsed();
        Some(judged)
    }

    /// Notes what the engine says of the names at some places.
    fn note_judgement(
        &mut self,
        link: &Link<'_>,
        step: &mut Step,
        places: &[&Reason],
        judged: Justification,
    ) {
        match judged {
            Justification::Accepted { superfluous } => {
                let unused = superfluous.into_iter().filter_map(|index| places.get(index));
                for reason in unused {
                    // Field arithmetic is done everywhere, and what the program would name itself
                    // is not too much, though another name may bring it along.
                    let is = |name: &String| name.eq_ignore_ascii_case(&reason.text);
                    if reason.text != "algebra" && !step.answer.rules.iter().any(is) {
                        self.superfluous(step, reason);
                    }
                }
            }
            Justification::Mismatch { right } => {
                let right = if right.is_empty() {
                    step.answer.rules.clone()
                } else {
                    each_once(right.iter().map(String::as_str))
                };
                let reasons = link.row.reasons.iter().map(|it| it.span);
                let span = reasons.reduce(Span::to).unwrap_or(link.span);
                let title = "this is true, but not for the reason given".to_owned();
                self.mismatch(step, span, title, &right);
            }
            Justification::NoSuchRule { index, suggestion } => {
                if let Some(reason) = places.get(index) {
                    let suggestion = suggestion.or_else(|| self.nearest(&reason.text));
                    self.no_such_rule(step, reason, suggestion);
                }
            }
        }
    }

    fn meaning(&self, link: &Link<'_>, text: &str) -> Meaning {
        let name = text.to_lowercase();
        let equations = |wanted: Option<&str>| -> Vec<(ExprId, ExprId)> {
            let facts = self.proved.iter().filter(|it| self.applies(it));
            let facts = facts.filter(|it| wanted.is_none() || it.name.as_deref() == wanted);
            facts.map(|it| it.equation).collect()
        };
        let facts = match name.as_str() {
            "substitution" => {
                let mut facts = equations(None);
                facts.extend_from_slice(self.given_equations());
                facts.retain(|it| *it != (link.claim.lhs, link.claim.rhs));
                facts
            }
            // The engine knows what is given.
            "given" => Vec::new(),
            "assumption" | "assumptions" if self.has_assumptions() => return Meaning::Used,
            _ => equations(Some(&name)),
        };
        if facts.is_empty() && self.failed_names.contains(&name) {
            return Meaning::Failed;
        }
        if facts.is_empty()
            && let Some(defined) = text.get(.."definition of ".len())
            && defined.eq_ignore_ascii_case("definition of ")
            && let Some(used) = self.uses(link, text["definition of ".len()..].trim())
        {
            return if used { Meaning::Used } else { Meaning::NotUsed };
        }
        Meaning::Named(Named { name, facts })
    }

    /// Whether a step has to do with a name that this file defines; nothing if it defines no such name.
    fn uses(&self, link: &Link<'_>, name: &str) -> Option<bool> {
        let symbol = self.arena.find_symbol(name)?;
        self.definitions.get(symbol)?;
        let mut open = vec![link.before.expr, link.row.expr];
        let mut seen = Vec::new();
        while let Some(expr) = open.pop() {
            for free in self.arena.free_symbols(expr) {
                if free == symbol {
                    return Some(true);
                }
                if !seen.contains(&free) {
                    seen.push(free);
                    open.extend(self.definitions.get(free).map(|it| it.body));
                }
            }
        }
        Some(false)
    }

    fn nearest(&self, text: &str) -> Option<String> {
        let name = text.to_lowercase();
        let words = ["algebra", "identity", "substitution", "chain rule"];
        let results = self.proved.iter().filter_map(|it| it.name.as_deref());
        let rules = theory::rules().map(|(_, rule)| rule.name);
        similar(&name, rules.chain(words).chain(results)).map(str::to_owned)
    }

    fn superfluous(&mut self, step: &mut Step, reason: &Reason) {
        let message = format!("`{}` is not needed here", reason.text);
        let diagnostic = Diagnostic::warning("by-superfluous", reason.span, message.clone())
            .with_help("leave it out");
        self.diagnostics.push(diagnostic);
        step.answer.findings.push(Finding { code: "by-superfluous".into(), message });
    }

    fn mismatch(&mut self, step: &mut Step, span: Span, title: String, right: &[String]) {
        let message = match right {
            [] => title.clone(),
            right => format!("{title}; it follows by {}", right.join(", ")),
        };
        let mut diagnostic = Diagnostic::warning("by-mismatch", span, title);
        if !right.is_empty() {
            diagnostic = diagnostic.with_help(format!("write `by {}`", right.join(", ")));
        }
        self.diagnostics.push(diagnostic);
        step.answer.findings.push(Finding { code: "by-mismatch".into(), message });
    }

    fn no_such_rule(&mut self, step: &mut Step, reason: &Reason, suggestion: Option<String>) {
        let title = format!("no rule and no result above is called `{}`", reason.text);
        let (message, help) = match suggestion {
            Some(name) => {
                (format!("{title}; did you mean `{name}`?"), format!("did you mean `{name}`?"))
            }
            None => (title.clone(), "`chainrule rules` lists the rules".to_owned()),
        };
        let diagnostic = Diagnostic::warning("by-mismatch", reason.span, title);
        self.diagnostics.push(diagnostic.with_help(help));
        step.answer.findings.push(Finding { code: "by-mismatch".into(), message });
    }
}
