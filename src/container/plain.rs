//! Plain text with formulas between dollar signs, perhaps a notebook written out: `In [n]:` begins a
//! cell with code, whose output follows it.

use super::{Container, markdown};
use crate::syntax::Span;

/// Adds the parts of a source.
pub(super) fn read(container: &mut Container, source: usize) {
    let text = container.sources[source].text.clone();
    let mut at = 0;
    let mut running = 0;
    while let Some(cell) = next_cell(&text, at) {
        markdown::read_range(container, source, Span::new(running, cell.start));
        let code = Span::new(cell.code.start, cell.code.end);
        container.add_code(source, code, "python");
        running = cell.end;
        at = cell.end;
    }
    markdown::read_range(container, source, Span::new(running, text.len()));
}

/// A cell: where it begins, its code, and where the text goes on.
struct Cell {
    start: usize,
    code: Span,
    end: usize,
}

fn next_cell(text: &str, from: usize) -> Option<Cell> {
    let mut start = from;
    loop {
        start += text[start..].find("In [")?;
        let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at + 1);
        let line = text[line_start..line_end].trim();
        let number = line.strip_prefix("In [").and_then(|it| it.split_once(']'));
        let is_cell = number.is_some_and(|(number, rest)| {
            number.trim().chars().all(|c| c.is_ascii_digit()) && rest.trim() == ":"
        });
        if is_cell {
            let code = Span::new(line_end, code_end(text, line_end));
            return Some(Cell { start: line_start, code, end: output_end(text, code.end) });
        }
        start = line_end;
    }
}

/// The paragraphs of a text from a place, with the blank lines behind each.
fn paragraphs(text: &str, from: usize) -> impl Iterator<Item = Span> + '_ {
    let mut at = from;
    std::iter::from_fn(move || {
        (at < text.len()).then(|| {
            let start = at;
            let mut seen_blank = false;
            for line in text[start..].split_inclusive('\n') {
                if line.trim().is_empty() {
                    seen_blank = true;
                } else if seen_blank {
                    break;
                }
                at += line.len();
            }
            Span::new(start, at)
        })
    })
}

/// Where the code that begins at a place ends: before the first paragraph that is none.
fn code_end(text: &str, from: usize) -> usize {
    let code = paragraphs(text, from).enumerate();
    let code = code.take_while(|(number, it)| *number == 0 || is_code(it.of(text)));
    code.last().map_or(from, |(_, it)| it.end)
}

/// Where the output that begins at a place ends.
fn output_end(text: &str, from: usize) -> usize {
    let output = paragraphs(text, from).take_while(|it| is_output(it.of(text)));
    output.last().map_or(from, |it| it.end)
}

fn is_output(paragraph: &str) -> bool {
    let first = paragraph.trim_start().lines().next().unwrap_or("");
    first.starts_with(|c: char| c.is_ascii_digit() || c == '[' || c == '<')
        || ["array(", "tensor(", "Out[", "-"].iter().any(|it| {
            first
                .strip_prefix(it)
                .is_some_and(|rest| it.len() > 1 || rest.starts_with(|c: char| c.is_ascii_digit()))
        })
}

/// Whether a paragraph behind code goes on with it.
fn is_code(paragraph: &str) -> bool {
    let first = paragraph.trim_start().lines().next().unwrap_or("").trim_end();
    if is_output(paragraph) || first.contains('$') || first.starts_with("In [") {
        return false;
    }
    let words =
        ["def ", "for ", "if ", "import ", "from ", "return ", "while ", "class ", "print(", "@"];
    let starts = words.iter().any(|it| first.starts_with(it)) || first.starts_with([' ', '\t']);
    let assigns = first.split_once('=').is_some_and(|(left, _)| {
        left.trim().chars().all(|c| c.is_alphanumeric() || "_.,[]: +-*/".contains(c))
    });
    let calls = first.ends_with(')')
        && first.split('(').next().is_some_and(|it| {
            !it.is_empty() && it.chars().all(|c| c.is_alphanumeric() || "_.".contains(c))
        });
    starts || assigns || calls
}
