//! The report of a file as text: a line for each step.

use std::fmt::Write;

use crate::document::{Block, BlockKind, Chain, Checked, Step, Summary, Verdict};
use crate::print;

/// The column where reasons begin, if the step leaves room for it.
const REASONS: usize = 48;
/// The longest line, as long as words allow.
const WIDTH: usize = 80;

/// The report of a file.
#[must_use]
pub fn text(checked: &Checked) -> String {
    let mut writer = Writer { checked, text: format!("{}\n", checked.report.path) };
    checked.blocks.iter().for_each(|block| writer.block(block));
    writer.text
}

struct Writer<'a> {
    checked: &'a Checked,
    text: String,
}

impl Writer<'_> {
    fn block(&mut self, block: &Block) {
        let indent = "  ".repeat(block.depth);
        match &block.kind {
            BlockKind::Title(title) => self.line(&format!("\n  {title}")),
            BlockKind::Assumption(it) => self.line(&format!("    {indent}assume {}", it.text)),
            BlockKind::Definition(it) | BlockKind::Range(it) => {
                self.line(&format!("    {indent}{}", it.text));
            }
            BlockKind::Case(it) => self.line(&format!("    {indent}case {}:", it.text)),
            BlockKind::Chain(chain) => self.chain(&indent, chain),
        }
    }

    fn chain(&mut self, indent: &str, chain: &Chain) {
        let checked = self.checked;
        let steps = &checked.report.steps;
        let name = chain.name.as_ref().map_or(String::new(), |name| format!("{name}: "));
        let head = format!("{indent}{name}{}", chain.head.text);
        let lead = if let [_] = &chain.rows[..] {
            format!("{head} = ")
        } else {
            self.line(&format!("    {head}"));
            format!("{indent}  = ")
        };
        for row in &chain.rows {
            if let Some(step) = steps.get(row.step) {
                self.row(step, &format!("{lead}{}", row.formula.text), indent);
            }
        }
    }

    fn row(&mut self, step: &Step, equation: &str, indent: &str) {
        let reasons = reasons(step);
        let line = format!("  {} {equation}", mark(step));
        let width = line.chars().count();
        if reasons.is_empty() {
            self.line(&line);
        } else {
            let gap = REASONS.saturating_sub(width).max(2);
            if width + gap + reasons.chars().count() + 2 <= WIDTH {
                self.line(&format!("{line}{}[{reasons}]", " ".repeat(gap)));
            } else {
                self.line(&line);
                self.hanging(&format!("    {indent}    ["), &format!("{reasons}]"));
            }
        }
        if !step.answer.conditions.is_empty() {
            let conditions = step.answer.conditions.join(", ");
            self.hanging(&format!("    {indent}    where "), &conditions);
        }
    }

    fn line(&mut self, line: &str) {
        let words = line.trim_start();
        let (lead, words) = line.split_at(line.len() - words.len());
        // What goes on stands further in than what begins.
        self.hanging(lead, words);
    }

    fn hanging(&mut self, lead: &str, words: &str) {
        self.text.push_str(&wrapped(lead, words));
        self.text.push('\n');
    }
}

/// Words behind a lead, in lines of at most [`WIDTH`] letters, as far as blanks allow; the further lines
/// are indented.
pub(crate) fn wrapped(lead: &str, words: &str) -> String {
    let deeper = if lead.trim().is_empty() { 6 } else { 2 };
    print::wrapped(lead, lead.chars().count().min(WIDTH / 2) + deeper, words, WIDTH)
}

/// A sign for what was found out.
fn mark(step: &Step) -> char {
    match (step.answer.verdict, step.refute) {
        (Some(Verdict::Proved), false) | (Some(Verdict::Refuted), true) => '✓',
        (Some(Verdict::Unknown), false) => '?',
        (None, _) => ' ',
        _ => '✗',
    }
}

/// What justifies a proved step, or what was found out instead.
fn reasons(step: &Step) -> String {
    match (step.answer.verdict, step.refute) {
        (Some(Verdict::Proved), false) => {
            let mismatch = step.answer.findings.iter().any(|it| it.code == "by-mismatch");
            let names = if step.by.is_empty() || mismatch { &step.answer.rules } else { &step.by };
            names.join(", ")
        }
        (Some(Verdict::Proved), true) => "not refuted: it holds".to_owned(),
        (Some(Verdict::Unknown), true) => "not refuted".to_owned(),
        (Some(Verdict::Refuted), _) => "refuted".to_owned(),
        (Some(Verdict::Unknown), false) => "unknown".to_owned(),
        (None, _) => String::new(),
    }
}

/// One line on all files.
#[must_use]
pub fn summary(files: usize, summary: &Summary) -> String {
    let mut text = format!("{} proved", summary.proved);
    let rest = [
        (summary.refuted, "refuted"),
        (summary.unknown, "unknown"),
        (summary.unreadable, "unreadable"),
    ];
    for (count, word) in rest {
        if count > 0 {
            // Writing to a string does not fail.
            let _ = write!(text, ", {count} {word}");
        }
    }
    if summary.definitions > 0 {
        let plural = if summary.definitions == 1 { "" } else { "s" };
        let _ = write!(text, ", {} definition{plural}", summary.definitions);
    }
    if files > 1 {
        let _ = write!(text, " in {files} files");
    }
    text.push('\n');
    text
}
