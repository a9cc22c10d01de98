//! LaTeX as tokens.

use nom::branch::alt;
use nom::bytes::complete::{tag, take_while, take_while1};
use nom::character::complete::{anychar, char, digit1, none_of, one_of};
use nom::combinator::{map, opt, recognize, value, verify};
use nom::multi::{many0_count, many1_count};
use nom::sequence::{delimited, pair, preceded};
use nom::{IResult, Parser};

use crate::syntax::Span;

/// A token with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) span: Span,
    /// Whether a blank stands before it.
    pub(super) spaced: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TokenKind {
    /// `\name`; also one sign behind a backslash.
    Command(String),
    /// `\text{…}`: the command, and what stands in the braces as it is.
    Verbatim(&'static str, String),
    /// Digits, perhaps with a point.
    Number(String),
    Char(char),
    /// `'`, as many as there are.
    Primes(u32),
    Open,
    Close,
    Above,
    Below,
    /// `&`.
    Cell,
    /// `\\`.
    Row,
    /// `#1` in the body of a macro.
    Parameter(usize),
}

/// Commands whose argument is not mathematics.
const VERBATIM: [&str; 18] = [
    "text",
    "textrm",
    "textbf",
    "textit",
    "textsf",
    "texttt",
    "textnormal",
    "mbox",
    "hbox",
    "intertext",
    "shortintertext",
    "begin",
    "end",
    "tag",
    "label",
    "hspace",
    "vspace",
    "color",
];

/// The tokens of a text; every text has some.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut found = Vec::new();
    let mut rest = text;
    loop {
        let blank = blank(rest).map_or(0, |(after, ())| rest.len() - after.len());
        rest = &rest[blank..];
        if rest.is_empty() {
            return found;
        }
        let start = text.len() - rest.len();
        let (after, kind) = token(rest).unwrap_or_else(|_| {
            let first = rest.chars().next().map_or(1, char::len_utf8);
            (&rest[first..], TokenKind::Char('\u{fffd}'))
        });
        rest = after;
        let span = Span::new(start, text.len() - rest.len());
        found.push(Token { kind, span, spaced: blank > 0 });
    }
}

/// Blanks and comments.
fn blank(text: &str) -> IResult<&str, ()> {
    let comment = preceded(char('%'), take_while(|c| c != '\n'));
    let blanks = take_while1(|c: char| c.is_whitespace() || c == '\u{200b}' || c == '$');
    value((), many0_count(alt((blanks, comment)))).parse(text)
}

fn token(text: &str) -> IResult<&str, TokenKind> {
    alt((
        verbatim,
        value(TokenKind::Row, (tag("\\\\"), opt(char('*')), opt(space_below))),
        // An underscore that a container has escaped is still a subscript: no formula shows one.
        value(TokenKind::Below, alt((tag("_"), tag("\\_")))),
        // Before the end of a line, a backslash is a blank, too.
        map(preceded(char('\\'), name), |name: &str| {
            TokenKind::Command(if name.trim().is_empty() { " " } else { name }.to_owned())
        }),
        map(number, |it: &str| TokenKind::Number(it.to_owned())),
        map(many1_count(one_of("'’′")), |count| {
            TokenKind::Primes(u32::try_from(count).unwrap_or(u32::MAX))
        }),
        value(TokenKind::Open, char('{')),
        value(TokenKind::Close, char('}')),
        value(TokenKind::Above, char('^')),
        value(TokenKind::Cell, char('&')),
        map(preceded(char('#'), one_of("123456789")), |digit| {
            TokenKind::Parameter(digit.to_digit(10).unwrap_or(0) as usize)
        }),
        map(anychar, TokenKind::Char),
    ))
    .parse(text)
}

/// `[2ex]` behind a line break.
fn space_below(text: &str) -> IResult<&str, &str> {
    let length = verify(take_while1(|c: char| c != ']' && c != '\n'), |it: &str| {
        ["pt", "ex", "em", "cm", "mm", "in", "px", "skip"].iter().any(|unit| it.ends_with(unit))
    });
    delimited(char('['), length, char(']')).parse(text)
}

fn name(text: &str) -> IResult<&str, &str> {
    alt((take_while1(|c: char| c.is_ascii_alphabetic()), recognize(anychar))).parse(text)
}

fn number(text: &str) -> IResult<&str, &str> {
    recognize(pair(digit1, opt(pair(char('.'), digit1)))).parse(text)
}

/// A command with an argument that is text, and the argument; a star and an option in brackets fall
/// away.
fn verbatim(text: &str) -> IResult<&str, TokenKind> {
    let (rest, name) =
        preceded(char('\\'), take_while1(|c: char| c.is_ascii_alphabetic())).parse(text)?;
    let Some(&command) = VERBATIM.iter().find(|&&it| it == name) else {
        return nom::combinator::fail().parse(text);
    };
    let (rest, _) = opt(char('*')).parse(rest)?;
    let (rest, _) = take_while(char::is_whitespace).parse(rest)?;
    let (rest, body) = alt((balanced, recognize(none_of("{}\\")))).parse(rest)?;
    Ok((rest, TokenKind::Verbatim(command, body.to_owned())))
}

/// What stands between braces, braces inside included; to the end where they are not closed.
pub(super) fn balanced(text: &str) -> IResult<&str, &str> {
    let (inside, _) = char('{').parse(text)?;
    let mut depth = 1_u32;
    let mut escaped = false;
    for (at, c) in inside.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Ok((&inside[at + 1..], &inside[..at]));
        }
    }
    nom::combinator::fail().parse(text)
}
