//! Checked derivations for print: an `align*` for each chain, with the reason beside each step.

use std::fmt::Write;

use super::lines::{Line, aligned};
use crate::document::{Block, BlockKind, Chain, Checked, Row, Step, Verdict};
use crate::print::latex_words;

/// The dialect of the text around the formulas.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Typeset {
    /// LaTeX with amsmath.
    Latex,
    /// Markdown, with formulas between dollar signs.
    Markdown,
}

/// The beginning of a whole LaTeX document.
#[must_use]
pub fn document_begin() -> &'static str {
    "\\documentclass{article}\n\\usepackage[utf8]{inputenc}\n\\usepackage{amsmath, amssymb}\n\
     \\usepackage[margin=25mm]{geometry}\n\\allowdisplaybreaks\n\\setlength{\\parindent}{0pt}\n\n\
     \\begin{document}\n\n"
}

/// The end of a whole LaTeX document.
#[must_use]
pub fn document_end() -> &'static str {
    "\\end{document}\n"
}

/// A checked file for print. The steps of documents have numbers.
#[must_use]
pub fn typeset(checked: &Checked, dialect: Typeset, numbered: bool) -> String {
    let steps = &checked.report.steps;
    let mut writer = Writer { steps, dialect, number: numbered.then_some(0), text: String::new() };
    let mut blocks = checked.blocks.iter().peekable();
    let mut depth = 0;
    while let Some(block) = blocks.next() {
        let leaves_cases = block.depth == 0 && depth > 0;
        depth = block.depth;
        if leaves_cases && !matches!(block.kind, BlockKind::Case(_) | BlockKind::Title(_)) {
            writer.push("In general:");
        }
        match &block.kind {
            // Definitions that follow each other make one sentence.
            BlockKind::Definition(it) => {
                let mut formulas = vec![it.latex.as_str()];
                while let Some(Block { kind: BlockKind::Definition(more), .. }) = blocks.peek() {
                    formulas.push(&more.latex);
                    blocks.next();
                }
                writer.sentence("Let", &formulas);
            }
            BlockKind::Title(title) => writer.title(title),
            BlockKind::Assumption(it) => writer.sentence("Assume", &[&it.latex]),
            BlockKind::Range(it) => writer.sentence("Let", &[&it.latex]),
            BlockKind::Case(it) => writer.sentence("In the case", &[&it.latex]),
            BlockKind::Chain(chain) => writer.chain(chain),
        }
    }
    writer.text
}

struct Writer<'a> {
    steps: &'a [Step],
    dialect: Typeset,
    /// The number of the last step, if steps have numbers.
    number: Option<usize>,
    text: String,
}

impl Writer<'_> {
    fn title(&mut self, title: &str) {
        match self.dialect {
            Typeset::Latex => self.push(&format!("\\section*{{{}}}", latex_words(title))),
            Typeset::Markdown => self.push(&format!("## {title}")),
        }
    }

    fn sentence(&mut self, lead: &str, formulas: &[&str]) {
        let formulas: Vec<_> = formulas.iter().map(|it| format!("${it}$")).collect();
        let list = match &formulas[..] {
            [front @ .., last] if !front.is_empty() => format!("{} and {last}", front.join(", ")),
            _ => formulas.concat(),
        };
        let end = if lead.starts_with("In") { ":" } else { "." };
        self.push(&format!("{lead} {list}{end}"));
    }

    fn chain(&mut self, chain: &Chain) {
        let mut lines = Vec::new();
        for (number, row) in chain.rows.iter().enumerate() {
            let Some(step) = self.steps.get(row.step) else { continue };
            let head = if number == 0 { chain.head.latex.as_str() } else { " " };
            let tag = match &mut self.number {
                Some(number) => {
                    *number += 1;
                    format!(" \\tag{{{number}}}")
                }
                None => String::new(),
            };
            let (formula, remark) = (row.formula.latex.clone(), note(step, row));
            lines.push(Line { head, sign: sign(step), formula, remark, tag });
        }
        let text = format!("\\begin{{align*}}\n{}\n\\end{{align*}}", aligned(&lines));
        match self.dialect {
            Typeset::Latex => self.push(&text),
            Typeset::Markdown => self.push(&format!("$$\n{text}\n$$")),
        }
    }

    /// A paragraph.
    fn push(&mut self, paragraph: &str) {
        self.text.push_str(paragraph);
        self.text.push_str("\n\n");
    }
}

/// The sign between two rows.
fn sign(step: &Step) -> &'static str {
    match step.answer.verdict {
        Some(Verdict::Refuted) => "\\neq",
        Some(Verdict::Unknown) => "\\overset{?}{=}",
        _ => "=",
    }
}

/// The reason of a step with its conditions.
fn note(step: &Step, row: &Row) -> String {
    let names = match step.answer.verdict {
        Some(Verdict::Proved) if step.by.is_empty() => step.answer.rules.join(", "),
        Some(Verdict::Proved) => step.by.join(", "),
        Some(Verdict::Refuted) if step.refute => String::new(),
        Some(Verdict::Refuted) => "refuted".to_owned(),
        Some(Verdict::Unknown) => "unknown".to_owned(),
        None => String::new(),
    };
    let conditions: Vec<_> = row.conditions.iter().map(|it| format!("${it}$")).collect();
    let mut note = latex_words(&names);
    if !conditions.is_empty() {
        let comma = if note.is_empty() { "" } else { ", " };
        let _ = write!(note, "{comma}where {}", conditions.join(", "));
    }
    if note.is_empty() { note } else { format!("\\text{{{note}}}") }
}
