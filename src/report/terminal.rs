//! Diagnostics as they appear on a terminal: the place underlined, with what to know about it.

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use crate::document::{Diagnostic, Severity};
use crate::syntax::{LineIndex, Span};

/// How diagnostics are drawn.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    /// Whether to use colours.
    pub color: bool,
    /// Whether warnings count as errors.
    pub strict: bool,
}

impl Style {
    fn renderer(self) -> Renderer {
        if self.color { Renderer::styled() } else { Renderer::plain() }
    }
}

/// The longest line that is shown whole, in characters.
const WIDTH: usize = 160;
/// How much of a longer line is shown before the place.
const BEFORE: usize = 40;
/// How many lines of one place are shown.
const LINES: usize = 4;

/// A diagnostic about a text, with a line break at the end.
#[must_use]
pub fn diagnostic(path: &str, source: &str, it: &Diagnostic, style: Style) -> String {
    let level = match it.severity {
        Severity::Warning if !style.strict => Level::WARNING,
        _ => Level::ERROR,
    };
    let mut group = level.primary_title(it.title.as_str()).id(it.code).elements([] as [Origin; 0]);
    let (whole, excerpts) = excerpts(source, it);
    if !whole {
        let at = LineIndex::new(source).position(it.span.start);
        group = group.element(Origin::path(path).line(at.line).char_column(at.column));
    }
    for excerpt in excerpts {
        let mut snippet = Snippet::source(excerpt.text).line_start(excerpt.line);
        if whole {
            snippet = snippet.path(path);
        }
        for (span, label, primary) in excerpt.marks {
            let kind = if primary { AnnotationKind::Primary } else { AnnotationKind::Context };
            let mark = kind.span(span.start..span.end);
            let mark = if label.is_empty() { mark } else { mark.label(label) };
            snippet = snippet.annotation(mark);
        }
        group = group.element(snippet);
    }
    for note in &it.notes {
        group = group.element(Level::NOTE.message(note.as_str()));
    }
    if let Some(help) = &it.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    finish(&style.renderer(), group)
}

/// A message that is about no place.
#[must_use]
pub fn message(level: Level<'static>, text: &str, style: Style) -> String {
    finish(&style.renderer(), Group::with_title(level.primary_title(text)))
}

fn finish(renderer: &Renderer, group: Group<'_>) -> String {
    let mut text = renderer.render(&[group]);
    text.push_str("\n\n");
    text
}

/// A part of a text with places in it.
struct Excerpt {
    text: String,
    line: usize,
    /// The places within `text`, what to write there, and whether it is the main place.
    marks: Vec<(Span, String, bool)>,
}

/// What to show of a text, and whether that is whole lines.
fn excerpts(source: &str, it: &Diagnostic) -> (bool, Vec<Excerpt>) {
    let main = (it.span, it.label.clone(), true);
    let also = it.also.clone().map(|(span, label)| (span, label, false));
    let range = also
        .iter()
        .fold(lines_of(source, it.span), |range, other| range.to(lines_of(source, other.0)));
    let marks: Vec<_> = std::iter::once(main).chain(also).collect();
    let text = range.of(source);
    let short = text.lines().count() <= LINES && text.lines().all(|it| it.chars().count() <= WIDTH);
    if short {
        let shift = |span: Span| Span::new(span.start - range.start, span.end - range.start);
        let marks = marks.into_iter().map(|(span, label, main)| (shift(span), label, main));
        let line = LineIndex::new(source).position(range.start).line;
        let excerpt = Excerpt { text: text.to_owned(), line, marks: marks.collect() };
        return (true, vec![excerpt]);
    }
    (false, marks.into_iter().map(|mark| window(source, mark)).collect())
}

/// The lines that a place touches, without the last line break.
fn lines_of(source: &str, span: Span) -> Span {
    let start = span.start.min(source.len());
    let end = span.end.clamp(start, source.len());
    let from = source[..start].rfind('\n').map_or(0, |at| at + 1);
    let to = source[end..].find('\n').map_or(source.len(), |at| end + at);
    Span::new(from, to)
}

/// A piece of the first line of a place.
fn window(source: &str, (span, label, primary): (Span, String, bool)) -> Excerpt {
    let line = lines_of(source, Span::new(span.start, span.start));
    let before = &source[line.start..span.start.min(line.end)];
    let skip = before.chars().count().saturating_sub(BEFORE);
    let skipped = before.char_indices().nth(skip).map_or(before.len(), |it| it.0);
    let rest = &source[line.start + skipped..line.end];
    let cut = rest.char_indices().nth(WIDTH).map_or(rest.len(), |it| it.0);
    let (front, back) = (if skip > 0 { "…" } else { "" }, if cut < rest.len() { "…" } else { "" });
    let text = format!("{front}{}{back}", &rest[..cut]);
    let start = front.len() + before.len() - skipped;
    let length = span.end.saturating_sub(span.start);
    let end = (start + length).min(text.len() - back.len()).max(start);
    let line = LineIndex::new(source).position(line.start).line;
    Excerpt { text, line, marks: vec![(Span::new(start, end), label, primary)] }
}
