//! The words of plain notation, read with `nom`.
//!
//! Tokens carry their place. White space and comments vanish here, and so does the difference
//! between a Greek letter and its name. `d/dx` is one token, so that a quotient of variables `d` and
//! `dx` has to be written with spaces. Reading stops behind the word `by`: what follows it are names
//! of rules, not mathematics.

use nom::{
    IResult, Parser,
    branch::alt,
    bytes::complete::{tag, take_while1},
    character::complete::{char, digit1, satisfy},
    combinator::{map, not, opt, peek, recognize, value, verify},
    multi::many0_count,
    sequence::{pair, preceded},
};

use super::{Span, SyntaxError, SyntaxErrorKind};
use crate::expr::{Relation, greek_name};

/// A word with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) span: Span,
}

/// The kinds of words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TokenKind {
    Number(String),
    Name(String),
    /// `d/dx` with the variable's name; a power gives the order.
    Differentiate(String, u32),
    Prime,
    Plus,
    Minus,
    Times,
    Over,
    Hat,
    Open,
    Close,
    OpenIndex,
    CloseIndex,
    Comma,
    Colon,
    Range,
    Equals,
    Relation(Relation),
    At,
    If,
    Otherwise,
    And,
    Or,
    By,
    End,
}

/// The longest numeral that is accepted, in digits.
pub const MAX_DIGITS: usize = 10_000;
/// The longest name that is accepted, in bytes.
const MAX_NAME: usize = 200;
/// The longest text of one expression or statement, in bytes.
pub const MAX_LENGTH: usize = 1 << 20;
/// The highest order of a derivative that is accepted.
pub const MAX_ORDER: u32 = 100;

type Scan<'a, T> = IResult<&'a str, T>;

/// Reads the words of a part of a text, an end marker last.
pub(super) fn tokens(source: &str, part: Span) -> Result<Vec<Token>, SyntaxError> {
    let text = part.of(source);
    if text.len() > MAX_LENGTH {
        return Err(SyntaxError::new(SyntaxErrorKind::TooLong(MAX_LENGTH), part));
    }
    let mut rest = text;
    let mut found = Vec::new();
    let place = |rest: &str| part.start + text.len() - rest.len();
    loop {
        rest = blank(rest);
        let start = place(rest);
        if rest.is_empty() {
            found.push(Token { kind: TokenKind::End, span: Span::new(start, start) });
            return Ok(found);
        }
        let Ok((after, kind)) = token(rest) else { return Err(stranger(rest, start)) };
        let span = Span::new(start, place(after));
        if span.end - span.start > MAX_NAME && matches!(kind, TokenKind::Name(_)) {
            return Err(SyntaxError::new(SyntaxErrorKind::NameTooLong(MAX_NAME), span));
        }
        check_numeral(&kind, span, after)?;
        let last = kind == TokenKind::By;
        found.push(Token { kind, span });
        if last {
            let end = part.start + text.len();
            found.push(Token { kind: TokenKind::End, span: Span::new(span.end, end) });
            return Ok(found);
        }
        rest = after;
    }
}

/// Skips white space and comments.
pub(super) fn blank(mut rest: &str) -> &str {
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
        if !rest.starts_with('#') {
            return rest;
        }
        rest = rest.find('\n').map_or("", |end| &rest[end..]);
    }
}

fn stranger(rest: &str, start: usize) -> SyntaxError {
    let found = rest.chars().next().unwrap_or(' ');
    let span = Span::new(start, start + found.len_utf8());
    SyntaxError::new(SyntaxErrorKind::UnknownCharacter(found), span)
}

/// Refuses numerals that are too long, or that look like scientific notation.
fn check_numeral(kind: &TokenKind, span: Span, after: &str) -> Result<(), SyntaxError> {
    let TokenKind::Number(digits) = kind else {
        return Ok(());
    };
    if digits.len() > MAX_DIGITS {
        return Err(SyntaxError::new(SyntaxErrorKind::NumeralTooLong(digits.len()), span));
    }
    let exponent: Scan<&str> =
        recognize((satisfy(|c| c == 'e' || c == 'E'), opt(alt((char('+'), char('-')))), digit1))
            .parse(after);
    if let Ok((_, exponent)) = exponent {
        let span = Span::new(span.start, span.end + exponent.len());
        let kind = SyntaxErrorKind::ScientificNotation {
            mantissa: digits.clone(),
            exponent: exponent[1..].trim_start_matches('+').to_owned(),
        };
        return Err(SyntaxError::new(kind, span));
    }
    Ok(())
}

fn token(input: &str) -> Scan<'_, TokenKind> {
    alt((
        map(numeral, |digits| TokenKind::Number(digits.to_owned())),
        differentiate,
        map(name, keyword),
        mark,
        relation,
    ))
    .parse(input)
}

/// Digits, and a point only where digits follow it: `1..n` is a range.
fn numeral(input: &str) -> Scan<'_, &str> {
    recognize(pair(digit1, opt(pair(char('.'), digit1)))).parse(input)
}

/// A name in its normal spelling: Latin letters, or one Greek letter, with digits and subscripts.
fn name(input: &str) -> Scan<'_, String> {
    map(
        alt((
            recognize(pair(satisfy(is_greek), many0_count(alt((subscript, digit1))))),
            recognize(pair(
                take_while1(|c: char| c.is_ascii_alphabetic()),
                many0_count(alt((subscript, take_while1(|c: char| c.is_ascii_alphanumeric())))),
            )),
        )),
        spelled_out,
    )
    .parse(input)
}

/// `_1`, `_max`, `_α`; an underscore alone may end a name.
fn subscript(input: &str) -> Scan<'_, &str> {
    recognize(pair(
        char('_'),
        opt(alt((recognize(satisfy(is_greek)), take_while1(|c: char| c.is_ascii_alphanumeric())))),
    ))
    .parse(input)
}

fn is_greek(c: char) -> bool {
    greek_name(c).is_some()
}

fn spelled_out(name: &str) -> String {
    let mut spelled = String::with_capacity(name.len());
    for c in name.chars() {
        match greek_name(c) {
            Some(latin) => spelled.push_str(latin),
            None => spelled.push(c),
        }
    }
    spelled
}

fn keyword(name: String) -> TokenKind {
    match name.as_str() {
        "at" => TokenKind::At,
        "if" => TokenKind::If,
        "otherwise" => TokenKind::Otherwise,
        "and" => TokenKind::And,
        "or" => TokenKind::Or,
        "by" => TokenKind::By,
        _ => TokenKind::Name(name),
    }
}

/// Names that `d/d…` must not be cut out of: in `1/d/delta` the second `d` belongs to the name.
const WHOLE_NAMES: [&str; 3] = ["delta", "diff", "differentiable"];

/// `d/dx` or `d^2/dx^2`.
fn differentiate(input: &str) -> Scan<'_, TokenKind> {
    let (rest, (_, order, _)) = (char('d'), opt(order), char('/')).parse(input)?;
    let (_, _) =
        peek(verify(name, |it: &String| !WHOLE_NAMES.contains(&it.as_str()))).parse(rest)?;
    let (rest, variable) = preceded(char('d'), name).parse(rest)?;
    let (rest, ()) = match order {
        Some(order) => value((), verify(self::order, |it| *it == order)).parse(rest)?,
        None => (rest, ()),
    };
    Ok((rest, TokenKind::Differentiate(variable, order.unwrap_or(1))))
}

fn order(input: &str) -> Scan<'_, u32> {
    let (rest, digits) = preceded(char('^'), digit1).parse(input)?;
    let (rest, ()) = not(char('.')).parse(rest)?;
    // An order that does not fit is refused later, as too high.
    Ok((rest, digits.parse().unwrap_or(u32::MAX)))
}

fn relation(input: &str) -> Scan<'_, TokenKind> {
    let found = |relation| TokenKind::Relation(relation);
    alt((
        value(found(Relation::EQUAL), tag("==")),
        value(found(Relation::NOT_EQUAL), alt((tag("!="), tag("≠")))),
        value(found(Relation::AT_MOST), alt((tag("<="), tag("≤")))),
        value(found(Relation::AT_LEAST), alt((tag(">="), tag("≥")))),
        value(found(Relation::LESS), tag("<")),
        value(found(Relation::GREATER), tag(">")),
        value(TokenKind::Equals, tag("=")),
    ))
    .parse(input)
}

fn mark(input: &str) -> Scan<'_, TokenKind> {
    alt((
        value(TokenKind::Plus, tag("+")),
        value(TokenKind::Minus, alt((tag("-"), tag("−")))),
        value(TokenKind::Times, alt((tag("*"), tag("·"), tag("⋅"), tag("×")))),
        value(TokenKind::Over, tag("/")),
        value(TokenKind::Hat, tag("^")),
        value(TokenKind::Open, tag("(")),
        value(TokenKind::Close, tag(")")),
        value(TokenKind::OpenIndex, tag("[")),
        value(TokenKind::CloseIndex, tag("]")),
        value(TokenKind::Comma, tag(",")),
        value(TokenKind::Colon, tag(":")),
        value(TokenKind::Range, tag("..")),
        value(TokenKind::Prime, alt((tag("'"), tag("′"), tag("’")))),
    ))
    .parse(input)
}
