//! Tokens to trees.

use super::command::{self, Environment};
use super::macros::Macros;
use super::token::{Token, TokenKind, tokens};
use super::tree::{Formula, Grid, Kind, Piece, Problem, Row};
use crate::syntax::Span;

/// The deepest nesting; what lies deeper is left out.
pub(super) const DEPTH: u32 = 100;
/// The most tokens that macros may write.
const WRITTEN: usize = 20_000;
/// The longest formula, in bytes.
const LENGTH: usize = 200_000;
/// How far a partner of `|` is looked for.
pub(super) const REACH: usize = 400;
/// Letters side by side that are so many are a word.
pub(super) const WORD: usize = 4;

/// Reads a formula: LaTeX as it stands between its delimiters. Every text gives a tree; what is broken
/// or unknown in it is among its problems or is a piece of its own.
///
/// ```
/// use chainrule::formula::{Kind, Macros, parse};
///
/// let formula = parse(r"\frac{1}{2}", &Macros::default());
/// assert!(matches!(formula.rows[0].cells[0][0].kind, Kind::Fraction(..)));
/// ```
#[must_use]
pub fn parse(latex: &str, macros: &Macros) -> Formula {
    let mut all = if latex.len() > LENGTH { Vec::new() } else { tokens(latex) };
    all.reverse();
    let mut parser = Parser {
        tokens: all,
        macros,
        written: 0,
        problems: Vec::new(),
        depth: 0,
        braces: 0,
        lefts: 0,
        fences: Vec::new(),
        letters: 0,
        tag: None,
        end: latex.len(),
        read_to: 0,
    };
    if latex.len() > LENGTH {
        parser.problem(Span::new(0, latex.len()), "the formula is too long");
    }
    let mut rows = parser.rows(End::Input);
    while let Some(token) = parser.next() {
        parser.problem(token.span, "nothing has been opened that ends here");
        rows.extend(parser.rows(End::Input));
    }
    let mut formula = Formula { rows, problems: parser.problems };
    formula.unwrap_array();
    formula
}

impl Formula {
    /// An array that is all of a formula and has relations in it is a list of rows.
    fn unwrap_array(&mut self) {
        let [Row { cells, .. }] = &mut self.rows[..] else { return };
        let [cell] = &mut cells[..] else { return };
        if let [Piece { kind: Kind::Grid(Grid::Array, rows), .. }] = &mut cell[..]
            && rows.iter().flat_map(|it| it.cells.iter().flatten()).any(Piece::is_relation)
        {
            self.rows = std::mem::take(rows);
        }
    }
}

impl Piece {
    pub(super) fn is_relation(&self) -> bool {
        matches!(self.kind, Kind::Relation(_))
    }
}

/// What ends a line.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Input,
    Environment,
    Brace,
    Fence(char),
    Right,
}

pub(super) struct Parser<'m> {
    /// What is left, the next one last.
    pub(super) tokens: Vec<Token>,
    pub(super) macros: &'m Macros,
    /// How many tokens macros have written.
    pub(super) written: usize,
    pub(super) problems: Vec<Problem>,
    pub(super) depth: u32,
    pub(super) braces: u32,
    pub(super) lefts: u32,
    /// The partners of the open fences.
    pub(super) fences: Vec<char>,
    /// How many of the next letters are no word together.
    pub(super) letters: usize,
    pub(super) tag: Option<String>,
    pub(super) end: usize,
    /// Where the last token that was read ends.
    pub(super) read_to: usize,
}

impl Parser<'_> {
    pub(super) fn problem(&mut self, span: Span, message: impl Into<String>) {
        self.problems.push(Problem { span, message: message.into() });
    }

    /// The next token, macros replaced by what they stand for.
    pub(super) fn peek(&mut self) -> Option<&Token> {
        while let Some(Token { kind: TokenKind::Command(name), span, .. }) = self.tokens.last() {
            let Some(found) = self.macros.get(name) else { break };
            let (found, span) = (found.clone(), *span);
            self.pop();
            if self.written + found.body.len() > WRITTEN {
                self.problem(span, "the macros of this formula write too much");
                continue;
            }
            let mut values: Vec<Vec<Token>> = Vec::new();
            if let Some(default) = &found.default {
                let given = self.option_tokens();
                values.push(given.unwrap_or_else(|| {
                    default
                        .iter()
                        .map(|kind| Token { kind: kind.clone(), span, spaced: false })
                        .collect()
                }));
            }
            while values.len() < found.parameters {
                values.push(self.argument_tokens());
            }
            let mut written = Vec::new();
            for kind in found.body {
                match kind {
                    TokenKind::Parameter(number) => {
                        let value = values.get(number.wrapping_sub(1));
                        written.extend(value.into_iter().flatten().cloned());
                    }
                    kind => written.push(Token { kind, span, spaced: true }),
                }
            }
            self.written += written.len();
            self.tokens.extend(written.into_iter().rev());
        }
        self.tokens.last()
    }

    pub(super) fn next(&mut self) -> Option<Token> {
        self.peek()?;
        self.pop()
    }

    /// The next token as it stands.
    pub(super) fn pop(&mut self) -> Option<Token> {
        let token = self.tokens.pop()?;
        self.read_to = self.read_to.max(token.span.end);
        Some(token)
    }

    pub(super) fn kind(&mut self) -> Option<TokenKind> {
        self.peek().map(|it| it.kind.clone())
    }

    pub(super) fn skip(&mut self, kind: &TokenKind) -> bool {
        let found = self.peek().is_some_and(|it| it.kind == *kind);
        if found {
            self.pop();
        }
        found
    }

    /// The tokens of an argument of a macro, without the braces around it.
    pub(super) fn argument_tokens(&mut self) -> Vec<Token> {
        let Some(first) = self.pop() else { return Vec::new() };
        if first.kind != TokenKind::Open {
            return vec![first];
        }
        let (mut found, mut depth) = (Vec::new(), 1_u32);
        while let Some(token) = self.pop() {
            match token.kind {
                TokenKind::Open => depth += 1,
                TokenKind::Close => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                break;
            }
            found.push(token);
        }
        found
    }

    fn option_tokens(&mut self) -> Option<Vec<Token>> {
        if self.tokens.last()?.kind != TokenKind::Char('[') {
            return None;
        }
        self.pop();
        let mut found = Vec::new();
        while let Some(token) = self.pop().filter(|it| it.kind != TokenKind::Char(']')) {
            found.push(token);
        }
        Some(found)
    }

    /// Rows up to the end of the text or of an environment.
    fn rows(&mut self, end: End) -> Vec<Row> {
        let (mut rows, mut cells, mut cell) = (Vec::new(), Vec::new(), Vec::new());
        loop {
            cell.extend(self.line(end));
            match self.kind() {
                Some(TokenKind::Cell) => {
                    self.pop();
                    cells.push(std::mem::take(&mut cell));
                }
                Some(TokenKind::Row) => {
                    self.pop();
                    cells.push(std::mem::take(&mut cell));
                    rows.push(self.row(std::mem::take(&mut cells)));
                }
                Some(TokenKind::Verbatim("begin", _)) => {
                    let inner = self.environment_rows();
                    // The rows of an inner environment are rows of this one.
                    let last = inner.len().saturating_sub(1);
                    for (place, row) in inner.into_iter().enumerate() {
                        self.tag = row.tag.or(self.tag.take());
                        let mut parts = row.cells.into_iter();
                        cell.extend(parts.next().unwrap_or_default());
                        for part in parts {
                            cells.push(std::mem::replace(&mut cell, part));
                        }
                        if place < last {
                            cells.push(std::mem::take(&mut cell));
                            rows.push(self.row(std::mem::take(&mut cells)));
                        }
                    }
                }
                _ => break,
            }
        }
        cells.push(cell);
        rows.push(self.row(cells));
        rows.retain(|it| it.cells.iter().any(|cell| !cell.is_empty()) || it.tag.is_some());
        if rows.is_empty() {
            rows.push(Row { cells: vec![Vec::new()], ..Row::default() });
        }
        rows
    }

    fn row(&mut self, cells: Vec<Vec<Piece>>) -> Row {
        let mut spans = cells.iter().flatten().map(|it| it.span);
        let first = spans.next().unwrap_or(Span::new(self.end, self.end));
        let span = spans.fold(first, Span::to);
        Row { cells, tag: self.tag.take(), span }
    }

    /// The rows of an environment that begins here.
    fn environment_rows(&mut self) -> Vec<Row> {
        let Some(Token { kind: TokenKind::Verbatim(_, name), span, .. }) = self.next() else {
            return Vec::new();
        };
        if self.depth > DEPTH {
            self.problem(span, "this is nested too deeply");
            return Vec::new();
        }
        self.depth += 1;
        let takes_columns = ["array", "tabular", "alignat", "alignedat"];
        if takes_columns.contains(&name.trim_end_matches('*')) {
            self.option_tokens();
            self.argument_tokens();
        }
        let fences = std::mem::take(&mut self.fences);
        let rows = self.rows(End::Environment);
        self.fences = fences;
        self.depth -= 1;
        match self.kind() {
            Some(TokenKind::Verbatim("end", other)) => {
                if other != name {
                    let message = format!("`{name}` ends as `{other}`");
                    let span = self.tokens.last().map_or(span, |it| it.span);
                    self.problem(span, message);
                }
                self.pop();
            }
            _ => self.problem(span, format!("the environment `{name}` does not end")),
        }
        rows
    }

    /// Pieces up to what ends them, which stays.
    pub(super) fn line(&mut self, end: End) -> Vec<Piece> {
        let mut pieces: Vec<Piece> = Vec::new();
        while let Some(Token { kind, span, .. }) = self.peek().cloned() {
            match kind {
                TokenKind::Close => {
                    if end == End::Brace || self.braces > 0 {
                        break;
                    }
                    self.pop();
                    self.problem(span, "this brace closes nothing");
                }
                TokenKind::Cell | TokenKind::Row => {
                    if !matches!(end, End::Brace | End::Right) {
                        break;
                    }
                    self.pop();
                    pieces.push(Piece { kind: Kind::Gap, span });
                }
                TokenKind::Verbatim("end", _) => break,
                TokenKind::Verbatim("begin", name) => {
                    let rows =
                        matches!(command::environment(&name), Some(Environment::Rows) | None);
                    if rows && matches!(end, End::Input | End::Environment) {
                        break;
                    }
                    pieces.extend(self.grid());
                }
                TokenKind::Command(name) if name == "right" => {
                    if self.lefts > 0 {
                        break;
                    }
                    self.pop();
                    self.delimiter();
                    self.problem(span, "`\\right` without `\\left`");
                }
                TokenKind::Command(name) if name == "over" => {
                    self.pop();
                    let below = self.line(end);
                    let whole = pieces.iter().chain(&below).fold(span, |all, it| all.to(it.span));
                    let kind = Kind::Fraction(pieces, below);
                    return vec![Piece { kind, span: whole }];
                }
                TokenKind::Char(c) if self.closes(c) => {
                    if end == End::Fence(c) || self.fences.contains(&c) {
                        break;
                    }
                    self.pop();
                    self.problem(span, format!("this `{c}` closes nothing"));
                    pieces.push(Piece { kind: Kind::Sign(c.to_string()), span });
                }
                _ => {
                    if let Some(piece) = self.atom() {
                        let piece = self.with_scripts(piece);
                        pieces.push(piece);
                    }
                }
            }
        }
        pieces
    }

    pub(super) fn closes(&self, c: char) -> bool {
        matches!(c, ')' | ']') || c == '|' && self.fences.last() == Some(&'|')
    }

    pub(super) fn grid(&mut self) -> Option<Piece> {
        let span = self.peek()?.span;
        let TokenKind::Verbatim(_, name) = self.kind()? else { return None };
        let grid = match command::environment(&name) {
            Some(Environment::Grid(grid)) => grid,
            _ => Grid::Array,
        };
        let rows = self.environment_rows();
        let span = rows.iter().fold(span, |all, row| all.to(row.span));
        Some(self.with_scripts(Piece { kind: Kind::Grid(grid, rows), span }))
    }
}
