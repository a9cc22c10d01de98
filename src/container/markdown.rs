//! Markdown: its blocks by a parser of Markdown, the formulas in them by their delimiters, many of
//! which no flavour of Markdown knows.

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::scan::{Dialect, scan};
use super::{Container, PartKind};
use crate::syntax::Span;

/// Languages of fenced blocks that are formulas.
const FORMULAS: [&str; 4] = ["math", "latex", "tex", "{math}"];

/// A block that is not running text.
enum Block {
    Heading(u32, String),
    Code { language: String, inner: Span },
}

/// Adds the parts of a source.
pub(super) fn read(container: &mut Container, source: usize) {
    let length = container.sources[source].text.len();
    read_range(container, source, Span::new(0, length));
}

/// Adds the parts of a stretch of a source.
pub(super) fn read_range(container: &mut Container, source: usize, range: Span) {
    let blocks = blocks(range.of(&container.sources[source].text), range.start);
    let mut at = range.start;
    for (outer, block) in blocks {
        if outer.start < at {
            continue;
        }
        scan(container, source, Span::new(at, outer.start), Dialect::Markdown);
        at = outer.end;
        match block {
            Block::Heading(level, text) => {
                container.add(source, outer, PartKind::Heading(level, text));
            }
            Block::Code { language, inner } if FORMULAS.contains(&language.as_str()) => {
                container.add_formula(source, inner, true);
            }
            // Directives that hold text like any other.
            Block::Code { language, inner } if language.starts_with('{') => {
                scan(container, source, inner, Dialect::Markdown);
            }
            Block::Code { language, inner } => container.add_code(source, inner, &language),
        }
    }
    scan(container, source, Span::new(at, range.end), Dialect::Markdown);
}

/// Headings without formulas, and fenced code, in order.
fn blocks(text: &str, start: usize) -> Vec<(Span, Block)> {
    let mut found = Vec::new();
    let mut heading: Option<(u32, String)> = None;
    let mut code: Option<(String, Span)> = None;
    let place = |range: &std::ops::Range<usize>| Span::new(start + range.start, start + range.end);
    for (event, range) in Parser::new_ext(text, Options::empty()).into_offset_iter() {
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                heading = Some((depth(level), String::new()));
            }
            Event::End(TagEnd::Heading(_)) => {
                // A heading by underlining may be a formula above a line of signs.
                if let Some((level, title)) = heading.take()
                    && !title.contains(['$', '\\'])
                {
                    found.push((place(&range), Block::Heading(level, title)));
                }
            }
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                let info = info.trim_start();
                let name = info.split([' ', ',']).next().unwrap_or("").to_lowercase();
                code = Some((name, Span::new(range.end, range.start)));
            }
            Event::Text(_) if code.is_some() => {
                if let Some((_, inner)) = &mut code {
                    inner.start = inner.start.min(range.start);
                    inner.end = inner.end.max(range.end);
                }
            }
            Event::Text(words) | Event::Code(words) => {
                if let Some((_, title)) = &mut heading {
                    title.push_str(&words);
                }
            }
            Event::End(TagEnd::CodeBlock) => {
                if let Some((language, inner)) = code.take() {
                    let inner = place(&(inner.start.min(inner.end)..inner.end));
                    found.push((place(&range), Block::Code { language, inner }));
                }
            }
            _ => {}
        }
    }
    found
}

fn depth(level: HeadingLevel) -> u32 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}
