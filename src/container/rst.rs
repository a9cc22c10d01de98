//! reStructuredText: directives by their indentation, formulas in lines by their role.

use super::{Container, PartKind};
use crate::syntax::Span;

/// A line with its place.
struct Line<'t> {
    text: &'t str,
    span: Span,
}

impl Line<'_> {
    fn indentation(&self) -> usize {
        self.text.len() - self.text.trim_start().len()
    }

    fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }
}

/// Adds the parts of a source.
pub(super) fn read(container: &mut Container, source: usize) {
    let text = container.sources[source].text.clone();
    let mut start = 0;
    let lines: Vec<Line<'_>> = text
        .split_inclusive('\n')
        .map(|line| {
            let span = Span::new(start, start + line.len());
            start = span.end;
            Line { text: line.trim_end(), span }
        })
        .collect();
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let words = line.text.trim_start();
        if let Some(rest) = words.strip_prefix(".. math::") {
            let first = Span::new(line.span.start + line.text.len() - rest.len(), line.span.end);
            at = equations(container, source, &lines, at, first);
        } else if let Some(language) = code_directive(words) {
            let end = block_end(&lines, at);
            let span = Span::new(line.span.end, lines[end - 1].span.end);
            container.add_code(source, span, language);
            at = end;
        } else if is_underline(lines.get(at + 1)) && !line.is_blank() {
            container.add(source, line.span, PartKind::Heading(2, words.to_owned()));
            at += 2;
        } else if words.contains("chainrule: ignore") {
            container.add(source, line.span, PartKind::Ignore);
            at += 1;
        } else {
            roles(container, source, line);
            at += 1;
        }
    }
}

fn code_directive(words: &str) -> Option<&str> {
    let rest = words.strip_prefix(".. code")?;
    rest.trim_start_matches("-block").strip_prefix("::").map(str::trim)
}

fn is_underline(line: Option<&Line<'_>>) -> bool {
    let Some(text) = line.map(|it| it.text.trim()) else { return false };
    let first = text.chars().next();
    text.len() > 2 && first.is_some_and(|c| "=-~^\"*+#".contains(c) && text.chars().all(|d| d == c))
}

/// The first line behind an indented block that belongs to the line at `at`.
fn block_end(lines: &[Line<'_>], at: usize) -> usize {
    let own = lines[at].indentation();
    let mut end = at + 1;
    let mut next = at + 1;
    while let Some(line) = lines.get(next) {
        if !line.is_blank() {
            if line.indentation() <= own {
                break;
            }
            end = next + 1;
        }
        next += 1;
    }
    end
}

/// The formulas of a directive: blank lines stand between them.
fn equations(
    container: &mut Container,
    source: usize,
    lines: &[Line<'_>],
    at: usize,
    first: Span,
) -> usize {
    let end = block_end(lines, at);
    let mut open: Option<Span> = None;
    if !first.of(&container.sources[source].text).trim().is_empty() {
        open = Some(first);
    }
    for line in &lines[at + 1..end] {
        let option = line.text.trim_start().starts_with(':') && open.is_none();
        if line.is_blank() || option {
            if let Some(span) = open.take() {
                container.add_formula(source, span, true);
            }
        } else {
            open = Some(open.map_or(line.span, |it| it.to(line.span)));
        }
    }
    if let Some(span) = open {
        container.add_formula(source, span, true);
    }
    end
}

/// The formulas of a line of running text, and the text between them.
fn roles(container: &mut Container, source: usize, line: &Line<'_>) {
    const ROLE: &str = ":math:`";
    let (mut at, end) = (line.span.start, line.span.start + line.text.len());
    let mut rest = line.text;
    while let Some(found) = rest.find(ROLE) {
        let start = at + found + ROLE.len();
        let Some(length) = rest[found + ROLE.len()..].find('`') else { break };
        container.add_prose(source, Span::new(at, at + found));
        container.add_formula(source, Span::new(start, start + length), false);
        at = start + length + 1;
        rest = &line.text[at - line.span.start..];
    }
    container.add_prose(source, Span::new(at, end));
}
