//! The statements of a derivation file as stretches of text.
//!
//! A physical line belongs to the statement above it if it begins with `=`, or if the line above ends
//! in an operator, a comma, an opening bracket or a word that asks for more. Comments do not count.
//! What a statement says is not looked at here, apart from its first word.

use super::Span;

/// A statement as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Paragraph {
    /// How far the first line is indented, in characters.
    pub(super) indent: usize,
    /// The first line with what continues it.
    pub(super) head: Span,
    /// For a chain, the further rows; each begins with `=`.
    pub(super) rows: Vec<Span>,
}

/// The words that statements begin with.
pub(super) const STATEMENTS: [&str; 10] =
    ["title", "define", "let", "function", "index", "assume", "given", "case", "prove", "refute"];

/// Cuts a file into its statements.
pub(super) fn paragraphs(source: &str) -> Vec<Paragraph> {
    let mut found: Vec<Paragraph> = Vec::new();
    let mut open = false;
    let mut start = 0;
    for line in source.split_inclusive('\n') {
        let offset = start;
        start += line.len();
        let line = without_comment(line);
        let text = line.trim_start_matches(is_blank);
        let indent = line[..line.len() - text.len()].chars().filter(|&c| c != '\u{feff}').count();
        let begin = offset + line.len() - text.len();
        let text = text.trim_end();
        if text.is_empty() {
            continue;
        }
        let span = Span::new(begin, begin + text.len());
        let row = text.starts_with('=') && !text.starts_with("==");
        match found.last_mut() {
            Some(last) if row => last.add_row(source, span),
            Some(last) if open && !begins_statement(text) => last.extend(span),
            _ => found.push(Paragraph { indent, head: span, rows: Vec::new() }),
        }
        open = asks_for_more(text);
    }
    found
}

impl Paragraph {
    /// The first word.
    pub(super) fn word<'a>(&self, source: &'a str) -> &'a str {
        first_word(self.head.of(source))
    }

    /// All of it.
    pub(super) fn span(&self) -> Span {
        self.rows.last().map_or(self.head, |last| self.head.to(*last))
    }

    fn add_row(&mut self, source: &str, span: Span) {
        if matches!(self.word(source), "prove" | "refute") {
            self.rows.push(span);
        } else {
            self.extend(span);
        }
    }

    fn extend(&mut self, span: Span) {
        let last = self.rows.last_mut().unwrap_or(&mut self.head);
        *last = last.to(span);
    }
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || c == '\u{feff}'
}

fn first_word(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    &text[..end]
}

/// The line up to its comment; a `#` inside the quotation marks of a title is none.
fn without_comment(line: &str) -> &str {
    let from = if first_word(line.trim_start_matches(is_blank)) == "title" {
        line.rfind('"').unwrap_or(0)
    } else {
        0
    };
    line[from..].find('#').map_or(line, |at| &line[..from + at])
}

/// Whether a line begins a statement even where the one above asks for more, so that an unfinished
/// statement does not take the next one with it.
fn begins_statement(text: &str) -> bool {
    let word = first_word(text);
    let rest = &text[word.len()..];
    let next = rest.trim_start().chars().next();
    STATEMENTS.contains(&word)
        && rest.starts_with(is_blank)
        && next.is_some_and(|c| c.is_alphanumeric() || c == '"' || c == '(')
}

fn asks_for_more(text: &str) -> bool {
    const MARKS: [char; 20] = [
        '+', '-', '*', '/', '^', '=', '<', '>', '(', '[', ',', '≤', '≥', '≠', '−', '·', '⋅', '×',
        '!', '|',
    ];
    let word = &text[text.trim_end_matches(char::is_alphanumeric).len()..];
    text.ends_with(MARKS) || matches!(word, "and" | "or" | "at" | "if")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(source: &str) -> Vec<Vec<&str>> {
        let whole = |it: Paragraph| {
            std::iter::once(it.head).chain(it.rows).map(|span| span.of(source)).collect()
        };
        paragraphs(source).into_iter().map(whole).collect()
    }

    #[test]
    fn rows_and_broken_lines_belong_to_the_statement_above() {
        let source = "prove f(x) # why\r\n\t= a +\n  # in between\n  b by r,\n s\nlet u =\n 1\n";
        assert_eq!(
            texts(source),
            [vec!["prove f(x)", "= a +\n  # in between\n  b by r,\n s"], vec!["let u =\n 1"]]
        );
    }

    #[test]
    fn an_unfinished_statement_does_not_take_the_next_one_with_it() {
        assert_eq!(texts("assume x >\nprove a = b"), [["assume x >"], ["prove a = b"]]);
    }

    #[test]
    fn a_title_may_contain_the_sign_of_comments() {
        assert_eq!(texts("title \"No. #1\" # first"), [["title \"No. #1\""]]);
    }
}
