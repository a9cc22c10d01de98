//! What a survey writes down: steps, blocks, diagnostics.

use std::fmt::Write;

use super::compare::Said;
use super::context::Claim;
use super::judge::{Reading, judge};
use super::read::Obstacle;
use super::survey::{Equation, Survey};
use crate::container::{Part, PartKind, Place};
use crate::document::{
    self, Answer, Block, BlockKind, Chain, Diagnostic, Finding, Kind, Row, Step, Unreadable,
    Verdict,
};
use crate::expr::Arena;
use crate::formula::Piece;
use crate::print;
use crate::syntax::{Mode, Scope, Span, parse_proposition};

/// A condition in LaTeX.
fn latex_of(condition: &str) -> String {
    let (arena, scope) = (&mut Arena::new(), &mut Scope::new(Mode::Inferred));
    let (text, every) = condition.split_once(" for all ").unwrap_or((condition, ""));
    let mut latex = match parse_proposition(arena, scope, text) {
        Ok((proposition, _)) => print::latex_proposition(arena, &proposition),
        Err(_) => format!("\\text{{{}}}", text.replace('_', "\\_")),
    };
    if let Some((index, range)) = every.split_once(" in ") {
        let range = range.replace("..", ", \\dots, ");
        // Writing to a string does not fail.
        let _ = write!(latex, " \\text{{ for all }} {index} = {range}");
    }
    latex
}

impl Survey<'_> {
    pub(super) fn block(&mut self, kind: BlockKind) {
        self.blocks.push(Block { depth: 0, kind });
    }

    /// The steps from a number on as they are shown: definitions by themselves, claims as chains.
    pub(super) fn outline(&mut self, from: usize) {
        let mut chain: Option<Chain> = None;
        let mut blocks = Vec::new();
        for (number, step) in self.steps.iter().enumerate().skip(from) {
            let rhs = step.rhs.clone().unwrap_or_default();
            let latex = self.written.get(number).cloned().unwrap_or_default();
            if matches!(step.kind, Kind::Claim | Kind::Code) {
                let row = Row {
                    formula: document::Formula { text: rhs, latex: latex.1 },
                    step: number,
                    conditions: step.answer.conditions.iter().map(|it| latex_of(it)).collect(),
                };
                let head = document::Formula { text: step.lhs.clone(), latex: latex.0 };
                let open =
                    chain.get_or_insert(Chain { name: None, head, rows: Vec::new(), curve: None });
                open.rows.push(row);
            } else {
                blocks.extend(chain.take().map(BlockKind::Chain));
                let text = format!("{} = {rhs}", step.lhs);
                let latex = format!("{} = {}", latex.0, latex.1);
                blocks.push(BlockKind::Definition(document::Formula { text, latex }));
            }
        }
        blocks.extend(chain.map(BlockKind::Chain));
        blocks.into_iter().for_each(|it| self.block(it));
    }

    /// Whether an equation is only wrong because the row above it is: the row before that one equals it.
    pub(super) fn consequence(&self, it: &Equation<'_, '_>) -> Option<Finding> {
        let (line, place) = self.wrong?;
        let left = it.earlier.filter(|_| place + 1 == self.place)?;
        let (readings, _) = self.readings(&Equation { left, ..*it });
        self.proved(&readings)?;
        let message = format!("this is only wrong because line {line} is");
        Some(Finding { code: "consequence".into(), message })
    }

    pub(super) fn report_refuted(&mut self, it: &Equation<'_, '_>, answer: &Answer) {
        let consequence = answer.findings.iter().find(|it| it.code == "consequence");
        let title = match (it.entry.disowned, consequence) {
            (true, _) => "this does not hold, as the text says",
            (false, Some(_)) => "this equation fails, as one above it does",
            (false, None) => "this equation fails",
        };
        let mut found = match it.entry.disowned {
            true => Diagnostic::warning("refuted", it.place.span, title),
            false => Diagnostic::error("refuted", it.place.span, title),
        };
        found = found.with_label("the two sides differ");
        if let Some(witness) = &answer.witness {
            found = found.with_note(witness.sentence());
        }
        if let Some(consequence) = consequence {
            found = found.with_note(consequence.message.clone());
        }
        if let Some(hint) = &answer.hint {
            found = found.with_help(hint.clone());
        }
        self.diagnostics.push((it.place.source, found));
    }

    /// Notes that a function gets a meaning which is the derivative of the one that it had: the prime is
    /// lost.
    pub(super) fn lost_prime(&mut self, it: &Equation<'_, '_>, claim: &Claim) {
        if super::judge::has_derivative(&claim.rhs) && self.is_derivative(claim) {
            let title = "this is the derivative of the function on the left";
            let found = Diagnostic::warning("lost-prime", it.place.span, title)
                .with_label(format!("the derivative of `{}` as it is defined above", claim.lhs));
            self.diagnostics.push((it.place.source, found));
        }
    }

    /// Notes that a step takes more rules than a reader can follow.
    pub(super) fn large_step(&mut self, it: &Equation<'_, '_>, answer: &Answer) {
        let found = Diagnostic::large_step(it.place.span, answer, &self.settings.options);
        self.diagnostics.extend(found.map(|found| (it.place.source, found)));
    }

    /// Notes that a sum counts with the letter of the sum around it.
    pub(super) fn shadowed_index(&mut self, it: &Equation<'_, '_>, claim: &Claim) {
        let Some(index) = super::text::shadowed_index(&claim.rhs) else { return };
        let title = format!("`{index}` counts in this sum and in the one around it");
        let found = Diagnostic::warning("shadowed-index", it.place.span, title)
            .with_label("one of them may be meant to count with another letter");
        self.diagnostics.push((it.place.source, found));
    }

    /// Whether `f'(x) = …` holds where the document says `f(x) = …`.
    fn is_derivative(&self, claim: &Claim) -> bool {
        let Some((name, arguments)) = claim.lhs.split_once('(') else { return false };
        let claim = Claim { lhs: format!("{name}'({arguments}"), ..claim.clone() };
        let reading = Reading { claim, difference: "", plausible: true };
        let (answer, _) = judge(&self.context, &self.names, &[reading], self.engine);
        answer.verdict == Some(Verdict::Proved)
    }

    pub(super) fn obstacle(&mut self, it: &Equation<'_, '_>, obstacle: &Obstacle) {
        if obstacle.unsupported {
            self.open_step(it, &format!("unsupported: {}", obstacle.what));
            return;
        }
        let place = self.place_of(it.entry.part, obstacle.span);
        self.unreadable_at(place, &obstacle.what);
    }

    pub(super) fn unreadable_at(&mut self, place: Place, message: &str) {
        let source = &self.container.sources[place.source];
        let position = self.lines[place.source].position(place.span.start);
        let found = Unreadable {
            line: position.line,
            column: position.column,
            cell: source.cell,
            message: message.to_owned(),
        };
        if self.unreadable.contains(&found) {
            return;
        }
        self.unreadable.push(found);
        let diagnostic =
            Diagnostic::warning("unreadable", place.span, "this formula is not understood")
                .with_label(message);
        self.diagnostics.push((place.source, diagnostic));
    }

    pub(super) fn open_step(&mut self, it: &Equation<'_, '_>, reason: &str) {
        let verdict = Some(Verdict::Unknown);
        let answer = Answer { verdict, reason: Some(reason.to_owned()), ..Answer::default() };
        let [left, right] = [it.left, it.right].map(|line| self.latex_of(it.entry.part, line));
        self.step(it, Kind::Claim, answer, (&left, &right));
    }

    pub(super) fn latex_of(&self, part: &Part, line: &[Piece]) -> String {
        let Some(first) = line.first() else { return String::new() };
        let span = line.iter().fold(first.span, |all, it| all.to(it.span));
        match &part.kind {
            PartKind::Formula { latex, .. } => span.of(latex).trim().to_owned(),
            _ => String::new(),
        }
    }

    pub(super) fn step(
        &mut self,
        it: &Equation<'_, '_>,
        kind: Kind,
        answer: Answer,
        sides: (&str, &str),
    ) {
        let holds = kind == Kind::Claim && answer.verdict == Some(Verdict::Proved);
        if holds || kind == Kind::Definition {
            let (lhs, rhs) = (sides.0.to_owned(), sides.1.to_owned());
            let (place, section, formula) = (self.place, it.entry.section, it.entry.number);
            self.said.push(Said { lhs, rhs, place, section, formula });
        }
        let written = [it.left, it.right].map(|line| self.latex_of(it.entry.part, line));
        let head = self.latex_of(it.entry.part, it.head);
        self.step_at(it.place, kind, answer, sides, written);
        if let Some(step) = self.steps.last_mut() {
            step.chain = Some(head);
        }
    }

    /// Writes down a step with its sides as they are read and as they are written.
    pub(super) fn step_at(
        &mut self,
        place: Place,
        kind: Kind,
        answer: Answer,
        sides: (&str, &str),
        [left, right]: [String; 2],
    ) {
        let source = &self.container.sources[place.source];
        let index = &self.lines[place.source];
        let [start, end] = [place.span.start, place.span.end].map(|at| index.position(at));
        self.written.push((left, right));
        self.steps.push(Step {
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
            cell: source.cell,
            kind,
            lhs: sides.0.to_owned(),
            rhs: Some(sides.1.to_owned()),
            chain: None,
            answer,
            by: Vec::new(),
            refute: false,
        });
    }

    /// Where a stretch of a formula stands in the document.
    pub(super) fn place_of(&self, part: &Part, span: Span) -> Place {
        let PartKind::Formula { offsets, .. } = &part.kind else { return part.place };
        let at = |offset: usize| {
            let found = offsets.iter().rfind(|it| it.0 <= offset);
            found.map_or(part.place.span.start, |it| it.1 + (offset - it.0))
        };
        // What a macro is written out as may be longer than the macro.
        let end = at(span.end).min(part.place.span.end);
        let span = Span::new(at(span.start).min(end), end);
        Place { source: part.place.source, span }
    }

    /// What the container could not read.
    pub(super) fn problems(&mut self) {
        for problem in &self.container.problems {
            self.unreadable_at(problem.place, &problem.message);
        }
        for part in self.container.parts.iter().filter(|it| matches!(it.kind, PartKind::Picture)) {
            self.unreadable_at(part.place, "a formula as a picture cannot be read");
        }
    }
}
