//! Chains: one claim for each row, and what is to be said about it.

use std::fmt::Write;
use std::time::Instant;

use super::Diagnostic;
use super::answer::{answer, each_once, latex_condition};
use super::answers::{Kept, Question};
use super::checker::Checker;
use super::data::{Answer, Finding, Kind, Step, Verdict};
use super::outline::{Curve, Row as OutlineRow};
use crate::decide;
use crate::decide::outcome::{Claim, Named, Outcome, Verdict as Decided};
use crate::expr::{ExprId, Node, Symbol};
use crate::mistakes;
use crate::print;
use crate::syntax::{Chain, Row, Span};

/// Two neighbouring rows of a chain.
pub(super) struct Link<'a> {
    /// The row before.
    pub(super) before: &'a Row,
    /// The row that the step leads to.
    pub(super) row: &'a Row,
    /// The place of the step.
    pub(super) span: Span,
    /// What it claims.
    pub(super) claim: Claim,
}

impl Checker<'_> {
    /// `prove …`.
    pub(super) fn prove(&mut self, chain: &Chain) {
        let Some(unfolded) = self.unfold_rows(chain) else { return };
        let head = print::text(&self.arena, chain.rows[0].expr);
        let mut rows = Vec::with_capacity(chain.rows.len());
        let mut all_proved = true;
        for (i, pair) in chain.rows.windows(2).enumerate() {
            let claim = self.claim(unfolded[i], unfolded[i + 1], &chain.integers);
            let span = self.span_of(pair);
            let link = Link { before: &pair[0], row: &pair[1], span, claim };
            let earlier = (i > 0).then(|| unfolded[i - 1]);
            let (step, conditions) = self.link(&link, earlier, &head);
            all_proved &= step.answer.verdict == Some(Verdict::Proved);
            let formula = self.formula(link.row.expr);
            rows.push(OutlineRow { formula, step: self.report.steps.len(), conditions });
            self.report.steps.push(step);
        }
        let name = chain.name.as_ref().map(|it| it.text.clone());
        if let (Some(&first), Some(&last), Some(row)) =
            (unfolded.first(), unfolded.last(), chain.rows.last())
            && all_proved
        {
            let line = self.lines.position(row.span().start).line;
            let claim = self.claim(first, last, &chain.integers);
            let whole = self.fact(name.as_deref(), &claim, line);
            self.proved.push(whole);
        } else if let Some(name) = &name {
            self.failed_names.push(name.to_lowercase());
        }
        let curve =
            unfolded.last().filter(|_| all_proved).and_then(|&it| self.curve(unfolded[0], it));
        self.chain_block(name, chain.rows[0].expr, rows, curve);
    }

    /// The function of one number whose derivative a chain finds.
    fn curve(&self, head: ExprId, last: ExprId) -> Option<Curve> {
        let Node::Derivative { by, body } = self.arena.node(head) else { return None };
        let Node::Variable(name) = self.arena.node(by) else { return None };
        let own = |expr| self.arena.free_symbols(expr).iter().all(|&it| it == name);
        (own(body) && own(last) && self.arena.mentions(body, name)).then(|| Curve {
            variable: print::text(&self.arena, by),
            value: print::text(&self.arena, body),
            slope: print::text(&self.arena, last),
        })
    }

    fn unfold_rows(&mut self, chain: &Chain) -> Option<Vec<ExprId>> {
        chain.rows.iter().map(|row| self.unfold(row.span(), row.expr)).collect()
    }

    /// One step of a chain, and its conditions in LaTeX.
    fn link(
        &mut self,
        link: &Link<'_>,
        earlier: Option<ExprId>,
        head: &str,
    ) -> (Step, Vec<String>) {
        let kept = self.found_out(link, self.options.hints);
        let mut step = self.claim_step(link, kept.answer);
        step.chain = Some(head.to_owned());
        let line = self.lines.position(link.row.span().start).line;
        match step.answer.verdict {
            Some(Verdict::Proved) => {
                self.judge_reasons(link, &mut step, kept.justification);
                let fact = self.fact(None, &link.claim, line);
                self.proved.push(fact);
            }
            Some(Verdict::Refuted) => {
                let finding = self.consequence(link, earlier);
                step.answer.findings.extend(finding);
                let fact = self.fact(None, &link.claim, line);
                self.wrong.push(fact);
            }
            _ => {}
        }
        self.diagnose(link.span, &step);
        let large = Diagnostic::large_step(link.span, &step.answer, &self.options);
        self.diagnostics.extend(large);
        (step, kept.conditions)
    }

    /// What is known of a step from before, or else is found out now.
    fn found_out(&mut self, link: &Link<'_>, hints: bool) -> Kept {
        let named = self.named(link);
        let question = self.question(link, &named, hints);
        if let Some(kept) = self.answers.get(question.clone()) {
            return kept;
        }
        let start = Instant::now();
        let outcome = self.decide(&link.claim);
        let mut found = answer(&mut self.arena, &outcome);
        let mut conditions = Vec::new();
        let mut justification = None;
        match &outcome.verdict {
            Decided::Proved(proved) => {
                let latex = |it| latex_condition(&mut self.arena, it);
                conditions = proved.conditions.iter().map(latex).collect();
                let rules =
                    decide::infer(&mut self.arena, &self.theory, &link.claim, &proved.rules);
                found.rules = each_once(rules.into_iter());
                justification = self.justified(link, &named);
            }
            Decided::Refuted(_) if hints => found.hint = self.hint(&link.claim),
            _ => {}
        }
        let kept = Kept::new(found, conditions, justification);
        // What took long might end otherwise the next time.
        if start.elapsed() < self.options.deadline / 2 {
            self.answers.put(question, kept.clone());
        }
        kept
    }

    /// All that the answer to a step depends on.
    fn question(&self, link: &Link<'_>, named: &[Named], hints: bool) -> Question {
        let Link { before, row, claim, .. } = link;
        let mut text = String::new();
        let integers = claim.names.integers.iter().map(|&it| self.arena.name(it));
        let integers: Vec<&str> = integers.collect();
        let rows = [before.span(), row.span()].map(|it| it.of(self.source));
        // Writing to a string does not fail.
        let _ = write!(text, "{}\n{}\n= {}", integers.join(" "), rows[0], rows[1]);
        for Named { name, facts } in named {
            let _ = write!(text, "\nby {name}");
            for &(left, right) in facts {
                let [left, right] = [left, right].map(|it| print::text(&self.arena, it));
                let _ = write!(text, "\n{left} = {right}");
            }
        }
        if hints {
            text.push_str("\nhint");
        }
        let mut question = self.context.clone();
        question.add(&text);
        question
    }

    fn claim_step(&mut self, link: &Link<'_>, found: Answer) -> Step {
        let lhs = print::text(&self.arena, link.before.expr);
        let rhs = print::text(&self.arena, link.row.expr);
        let mut step = self.step(link.span, Kind::Claim, lhs, Some(rhs));
        step.answer = found;
        step.by = link.row.reasons.iter().map(|it| it.text.clone()).collect();
        step
    }

    /// `refute …`: wrong unless it is refuted.
    pub(super) fn refute(&mut self, chain: &Chain) {
        let [before, row] = &chain.rows[..] else { return };
        let Some(unfolded) = self.unfold_rows(chain) else { return };
        let claim = self.claim(unfolded[0], unfolded[1], &chain.integers);
        let span = self.span_of(&chain.rows);
        let link = Link { before, row, span, claim };
        let kept = self.found_out(&link, false);
        let mut step = self.claim_step(&link, kept.answer);
        step.chain = Some(step.lhs.clone());
        step.refute = true;
        if let Some(verdict @ (Verdict::Proved | Verdict::Unknown)) = step.answer.verdict {
            step.answer.findings.clear();
            let (title, note) = match verdict {
                Verdict::Proved => ("this was to be refuted, but it holds", None),
                _ => (
                    "this was to be refuted, but no point was found where the sides differ",
                    step.answer.reason.clone(),
                ),
            };
            let mut diagnostic = Diagnostic::error("not-refuted", span, title);
            diagnostic.notes.extend(note);
            self.diagnostics.push(diagnostic);
        }
        let formula = self.formula(row.expr);
        let outline = OutlineRow { formula, step: self.report.steps.len(), conditions: Vec::new() };
        self.report.steps.push(step);
        let name = chain.name.as_ref().map(|it| it.text.clone());
        self.chain_block(name, before.expr, vec![outline], None);
    }

    /// Whether a definition of a known function holds. If not, that is reported as a claim.
    pub(super) fn restate(&mut self, span: Span, lhs: ExprId, rhs: ExprId, rhs_span: Span) -> bool {
        let (Some(a), Some(b)) = (self.unfold(span, lhs), self.unfold(rhs_span, rhs)) else {
            return false;
        };
        let integers: [Symbol; 0] = [];
        let claim = self.claim(a, b, &integers);
        let outcome = self.decide(&claim);
        let line = self.lines.position(rhs_span.start).line;
        let found = answer(&mut self.arena, &outcome);
        if found.verdict == Some(Verdict::Proved) && found.findings.is_empty() {
            let fact = self.fact(None, &claim, line);
            self.proved.push(fact);
            return true;
        }
        let refuted = found.verdict == Some(Verdict::Refuted);
        let wanted = refuted && self.options.hints;
        let hint = wanted.then(|| self.hint(&claim)).flatten();
        let texts = [lhs, rhs].map(|it| print::text(&self.arena, it));
        let [lhs_text, rhs_text] = texts;
        let mut step = self.step(span, Kind::Claim, lhs_text.clone(), Some(rhs_text));
        step.chain = Some(lhs_text);
        step.answer = Answer { hint, ..found };
        self.diagnose(span, &step);
        let formula = self.formula(rhs);
        let row = OutlineRow { formula, step: self.report.steps.len(), conditions: Vec::new() };
        self.report.steps.push(step);
        self.chain_block(None, lhs, vec![row], None);
        false
    }

    /// The likely mistake behind a claim that fails.
    fn hint(&mut self, claim: &Claim) -> Option<String> {
        mistakes::hint(&mut self.arena, &self.theory, claim)
    }

    /// Asks the engine, and keeps the time.
    pub(super) fn decide(&mut self, claim: &Claim) -> Outcome {
        let start = Instant::now();
        let deadline = start.checked_add(self.options.deadline);
        let outcome = decide::decide_until(&mut self.arena, &self.theory, claim, deadline);
        self.timings.engine += start.elapsed();
        self.timings.kernel += outcome.kernel;
        outcome
    }

    /// The place of a step: from its `=` if that begins a line, else from the row before.
    fn span_of(&self, rows: &[Row]) -> Span {
        let [before, row, ..] = rows else { return Span::new(0, 0) };
        let start = row.span().start;
        let above = self.source.get(..start).unwrap_or("");
        let line = above.rfind('\n').map_or(0, |at| at + 1);
        let lead = &above[line..];
        let end = row.span().end;
        if lead.trim_start().starts_with('=') {
            Span::new(line + lead.len() - lead.trim_start().len(), end)
        } else {
            Span::new(before.span().start, end)
        }
    }

    /// Whether a refuted step is wrong only because something above it is.
    fn consequence(&mut self, link: &Link<'_>, earlier: Option<ExprId>) -> Option<Finding> {
        let wrong: Vec<_> = self.wrong.iter().filter(|it| self.applies(it)).cloned().collect();
        let finding = |line: usize| {
            let message = format!("this is only wrong because line {line} is");
            Some(Finding { code: "consequence".into(), message })
        };
        for fact in &wrong {
            let (from, to) = fact.equation;
            let mut claim = link.claim.clone();
            claim.lhs = self.arena.replace(claim.lhs, from, to);
            claim.rhs = self.arena.replace(claim.rhs, from, to);
            let changed = claim.lhs != link.claim.lhs || claim.rhs != link.claim.rhs;
            if changed && matches!(self.decide(&claim).verdict, Decided::Proved(_)) {
                return finding(fact.line);
            }
        }
        // The row above may be the only wrong one: then this row equals the one before it.
        let (earlier, last) = (earlier?, wrong.last()?);
        if last.equation != (earlier, link.claim.lhs) {
            return None;
        }
        let claim = Claim { lhs: earlier, ..link.claim.clone() };
        match self.decide(&claim).verdict {
            Decided::Proved(_) => finding(last.line),
            _ => None,
        }
    }

    /// Says what is wrong with a claim.
    fn diagnose(&mut self, span: Span, step: &Step) {
        let consequence = step.answer.findings.iter().any(|it| it.code == "consequence");
        match step.answer.verdict {
            Some(Verdict::Refuted) => {
                let title = if consequence {
                    "this equation fails, as one above it does"
                } else {
                    "this equation fails"
                };
                let mut diagnostic = Diagnostic::error("refuted", span, title);
                diagnostic.label.push_str("the two sides differ");
                diagnostic.notes = notes(&step.answer);
                diagnostic.help.clone_from(&step.answer.hint);
                self.diagnostics.push(diagnostic);
            }
            Some(Verdict::Unknown) => {
                let mut diagnostic =
                    Diagnostic::warning("unknown", span, "this is neither proved nor refuted");
                diagnostic.notes = notes(&step.answer);
                diagnostic.help.clone_from(&step.answer.hint);
                self.diagnostics.push(diagnostic);
            }
            Some(Verdict::Proved) => {
                for finding in &step.answer.findings {
                    let (code, help) = match finding.code.as_ref() {
                        "narrows" => ("narrows", "state what is needed with `assume`"),
                        "kink" => {
                            let help = "leave the point out of the right side, or exclude it with `assume`";
                            ("kink", help)
                        }
                        // Those of the justification know their own place.
                        _ => continue,
                    };
                    let diagnostic = Diagnostic::warning(code, span, finding.message.clone());
                    self.diagnostics.push(diagnostic.with_help(help));
                }
            }
            None => {}
        }
    }
}

fn notes(answer: &Answer) -> Vec<String> {
    let witness = answer.witness.as_ref().map(super::Witness::sentence);
    let findings = answer.findings.iter().map(|it| it.message.clone());
    witness.into_iter().chain(answer.reason.clone()).chain(findings).collect()
}
