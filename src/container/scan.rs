//! Formulas in running text, by their delimiters.

use super::{Container, PartKind};
use crate::syntax::Span;

/// Environments that are formulas without any delimiter around them.
pub(super) const ENVIRONMENTS: [&str; 14] = [
    "equation",
    "equation*",
    "align",
    "align*",
    "aligned",
    "alignat",
    "alignat*",
    "gather",
    "gather*",
    "multline",
    "multline*",
    "eqnarray",
    "eqnarray*",
    "displaymath",
];

/// A mark in a comment that says that the next formula is not to be checked.
const IGNORE: &str = "chainrule: ignore";

/// Which delimiters there are.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    Markdown,
    Tex,
}

/// Adds the formulas and the prose of a stretch of a source, in linear time.
pub(super) fn scan(container: &mut Container, source: usize, range: Span, dialect: Dialect) {
    let text = std::mem::take(&mut container.sources[source].text);
    let mut found = Vec::new();
    {
        let mut scanner =
            Scanner { text: &text, at: range.start, end: range.end, dialect, missing: Vec::new() };
        while let Some(item) = scanner.next() {
            found.push(item);
        }
    }
    container.sources[source].text = text;
    let mut prose = range.start;
    for item in found {
        container.add_prose(source, Span::new(prose, item.outer.start));
        prose = item.outer.end;
        match item.kind {
            Found::Formula(inner, display) => container.add_formula(source, inner, display),
            Found::Ignore => container.add(source, item.outer, PartKind::Ignore),
            Found::Picture => container.add(source, item.outer, PartKind::Picture),
            Found::Nothing => {}
            Found::Unclosed(what) => {
                let message = format!("the formula that begins with `{what}` does not end");
                container.problem(source, item.outer, message);
            }
        }
    }
    container.add_prose(source, Span::new(prose, range.end));
}

/// Something in a text, with its place, delimiters included.
struct Item {
    outer: Span,
    kind: Found,
}

enum Found {
    Formula(Span, bool),
    Ignore,
    Picture,
    /// A comment, or code in a line.
    Nothing,
    Unclosed(&'static str),
}

struct Scanner<'t> {
    text: &'t str,
    at: usize,
    end: usize,
    dialect: Dialect,
    /// What has been looked for to the end in vain, so that it is not looked for again.
    missing: Vec<String>,
}

impl Scanner<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..self.end]
    }

    fn next(&mut self) -> Option<Item> {
        loop {
            let marks: &[char] = match self.dialect {
                Dialect::Markdown => &['$', '\\', '<', '`', '!'],
                Dialect::Tex => &['$', '\\', '%'],
            };
            self.at += self.rest().find(marks)?;
            let start = self.at;
            if let Some(kind) = self.here() {
                return Some(Item { outer: Span::new(start, self.at), kind });
            }
            if self.at == start {
                self.at += self.rest().chars().next().map_or(1, char::len_utf8);
            }
        }
    }

    /// What begins at a mark. If nothing does, what has been passed stays prose.
    fn here(&mut self) -> Option<Found> {
        let rest = self.rest();
        if rest.starts_with("$$") {
            return Some(self.between("$$", "$$", true));
        }
        if rest.starts_with('$') {
            return self.dollar();
        }
        for (open, close, display) in [
            ("\\\\[", "\\\\]", true),
            ("\\\\(", "\\\\)", false),
            ("\\[", "\\]", true),
            ("\\(", "\\)", false),
        ] {
            let doubled = open.len() == 3;
            if rest.starts_with(open) && !(doubled && self.dialect == Dialect::Tex) {
                return Some(self.between(open, close, display));
            }
        }
        if rest.starts_with("\\begin{") {
            return self.environment();
        }
        if rest.starts_with('\\') {
            self.at += 1;
            self.at += self.rest().chars().next().map_or(0, char::len_utf8);
            return None;
        }
        match self.dialect {
            Dialect::Tex => Some(self.comment()),
            Dialect::Markdown => self.markup(),
        }
    }

    /// Moves behind the next occurrence of a text, and tells where it begins.
    fn find(&mut self, from: usize, what: &str) -> Option<usize> {
        if self.missing.iter().any(|it| it == what) {
            return None;
        }
        let Some(found) = self.text.get(from..self.end).and_then(|it| it.find(what)) else {
            self.missing.push(what.to_owned());
            return None;
        };
        self.at = from + found + what.len();
        Some(from + found)
    }

    fn between(&mut self, open: &'static str, close: &str, display: bool) -> Found {
        let start = self.at + open.len();
        if let Some(end) = self.find(start, close) {
            return Found::Formula(Span::new(start, end), display);
        }
        self.at = start;
        Found::Unclosed(open)
    }

    /// `$…$` within a paragraph.
    fn dollar(&mut self) -> Option<Found> {
        let start = self.at + 1;
        let rest = &self.text[start..self.end];
        let mut escaped = false;
        let mut broken = false;
        for (at, c) in rest.char_indices() {
            match c {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '$' if at == 0 => return None,
                '$' => {
                    self.at = start + at + 1;
                    let display = rest[..at].contains("\\begin{") || self.fills_line(start - 1);
                    return Some(Found::Formula(Span::new(start, start + at), display));
                }
                // A paragraph ends: the sign was one of money.
                '\n' if broken => return None,
                '\n' => broken = true,
                c if c.is_whitespace() => {}
                _ => broken = false,
            }
        }
        None
    }

    /// Whether the formula that begins at a place and has just been read has its lines for itself, list
    /// marks and punctuation apart.
    fn fills_line(&self, start: usize) -> bool {
        let before = self.text[..start].rsplit('\n').next().unwrap_or("");
        let after = self.text[self.at..self.end].split('\n').next().unwrap_or("");
        let blank =
            |text: &str, marks: &str| text.chars().all(|c| c.is_whitespace() || marks.contains(c));
        blank(before, "*->") && blank(after, ".,;:\\")
    }

    fn environment(&mut self) -> Option<Found> {
        let start = self.at;
        let name_at = start + "\\begin{".len();
        let name = self.text[name_at..self.end].split('}').next().unwrap_or("").to_owned();
        if self.dialect == Dialect::Tex
            && ["verbatim", "lstlisting", "minted", "comment"].contains(&name.as_str())
        {
            let end = format!("\\end{{{name}}}");
            self.find(name_at, &end)?;
            return Some(Found::Nothing);
        }
        if !ENVIRONMENTS.contains(&name.as_str()) {
            self.at = name_at;
            return None;
        }
        let end = format!("\\end{{{name}}}");
        if self.find(name_at, &end).is_some() {
            return Some(Found::Formula(Span::new(start, self.at), true));
        }
        self.at = name_at;
        Some(Found::Unclosed("\\begin"))
    }

    fn line_end(&self) -> usize {
        self.rest().find('\n').map_or(self.end, |at| self.at + at)
    }

    /// `% …` to the end of the line.
    fn comment(&mut self) -> Found {
        let end = self.line_end();
        let ignore = self.text[self.at..end].contains(IGNORE);
        self.at = end;
        if ignore { Found::Ignore } else { Found::Nothing }
    }

    /// Comments, scripts, pictures and code in a line of Markdown.
    fn markup(&mut self) -> Option<Found> {
        let rest = self.rest();
        if rest.starts_with("<!--") {
            let start = self.at;
            self.find(start, "-->")?;
            let ignore = self.text[start..self.at].contains(IGNORE);
            return Some(if ignore { Found::Ignore } else { Found::Nothing });
        }
        if rest.starts_with("<script") {
            let line = &self.text[self.at..self.line_end()];
            let head = self.at + line.find('>')? + 1;
            if !self.text[self.at..head].contains("math/tex") {
                return None;
            }
            let display = self.text[self.at..head].contains("display");
            let end = self.find(head, "</script>")?;
            return Some(Found::Formula(Span::new(head, end), display));
        }
        if rest.starts_with('`') {
            let ticks = rest.len() - rest.trim_start_matches('`').len();
            let fence = "`".repeat(ticks);
            let start = self.at + ticks;
            let line = self.text[start..self.end].find("\n\n").map_or(self.end, |it| start + it);
            let close = self.text[start..line].find(&fence);
            self.at = close.map_or(start, |it| start + it + ticks);
            return close.map(|_| Found::Nothing);
        }
        if rest.starts_with("![") {
            let line = &self.text[self.at..self.line_end()];
            let picture = ["codecogs", "latex", "math?", "equation"];
            if picture.iter().any(|it| line.contains(it)) && line.contains("](") {
                self.at += line.find(')').map_or(line.len(), |at| at + 1);
                return Some(Found::Picture);
            }
        }
        None
    }
}
