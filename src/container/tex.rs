//! LaTeX documents.

use super::scan::{Dialect, scan};
use super::{Container, PartKind};
use crate::syntax::Span;

const HEADINGS: [(&str, u32); 5] = [
    ("\\chapter", 1),
    ("\\section", 2),
    ("\\subsection", 3),
    ("\\subsubsection", 4),
    ("\\paragraph", 5),
];

/// Adds the parts of a source: what stands between the beginning and the end of the document.
pub(super) fn read(container: &mut Container, source: usize) {
    let text = container.sources[source].text.clone();
    let body = "\\begin{document}";
    let start = text.find(body).map_or(0, |at| at + body.len());
    let end = text[start..].find("\\end{document}").map_or(text.len(), |at| start + at);
    let mut head_line = 0;
    for line in text[..start].split_inclusive('\n') {
        included(container, source, (head_line, line), "its macros can be given with `--macros`");
        head_line += line.len();
    }
    let mut at = start;
    let mut line_start = start;
    for line in text[start..end].split_inclusive('\n') {
        let span = Span::new(line_start, line_start + line.len());
        line_start = span.end;
        let words = line.trim_start();
        if let Some((level, title)) = heading(words) {
            scan(container, source, Span::new(at, span.start), Dialect::Tex);
            container.add(source, span, PartKind::Heading(level, title));
            at = span.end;
        } else {
            included(container, source, (span.start, line), "check it by its own name");
        }
    }
    scan(container, source, Span::new(at, end), Dialect::Tex);
}

/// Reports a line, with its place, that puts another file there.
fn included(container: &mut Container, source: usize, (start, line): (usize, &str), way: &str) {
    let words = line.trim_start();
    if ["\\input{", "\\include{", "\\subfile{"].iter().any(|it| words.starts_with(it)) {
        let message = format!("another file belongs here, which is not read; {way}");
        container.problem(source, Span::new(start, start + line.trim_end().len()), message);
    }
}

fn heading(line: &str) -> Option<(u32, String)> {
    let (level, rest) =
        HEADINGS.iter().find_map(|(name, level)| line.strip_prefix(name).map(|it| (*level, it)))?;
    let title = rest.strip_prefix('*').unwrap_or(rest).strip_prefix('{')?;
    let title = title.rsplit_once('}').map_or(title, |it| it.0);
    Some((level, title.to_owned()))
}
