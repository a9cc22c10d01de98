//! Macros that a document defines.

use nom::branch::alt;
use nom::bytes::complete::{tag, take_while, take_while1};
use nom::character::complete::{anychar, char, digit1, multispace0, one_of};
use nom::combinator::{map, opt, recognize};
use nom::multi::many0_count;
use nom::sequence::{delimited, preceded};
use nom::{IResult, Parser};
use rustc_hash::FxHashMap;

use super::token::{TokenKind, balanced, tokens};

/// What commands stand for that are not part of LaTeX.
#[derive(Debug, Clone, Default)]
pub struct Macros {
    known: FxHashMap<String, Macro>,
}

/// A command with parameters and what it stands for.
#[derive(Debug, Clone)]
pub(super) struct Macro {
    pub(super) parameters: usize,
    /// What stands for the first parameter if it is not given in brackets.
    pub(super) default: Option<Vec<TokenKind>>,
    pub(super) body: Vec<TokenKind>,
}

const COMMANDS: [&str; 5] =
    ["\\newcommand", "\\renewcommand", "\\providecommand", "\\DeclareMathOperator", "\\def"];

impl Macros {
    /// Learns every `\newcommand`, `\renewcommand`, `\providecommand`, `\def` and
    /// `\DeclareMathOperator` in a text. A later definition replaces an earlier one; whatever is not
    /// such a definition, or is broken, is passed over.
    pub fn learn(&mut self, text: &str) {
        let mut rest = text;
        while let Some(at) = rest.find('\\') {
            rest = &rest[at..];
            let found =
                COMMANDS.iter().find_map(|it| rest.strip_prefix(it).map(|after| (it, after)));
            let Some((command, after)) = found else {
                let second = rest[1..].chars().next().map_or(0, char::len_utf8);
                rest = &rest[1 + second..];
                continue;
            };
            rest = after;
            let parsed = match *command {
                "\\DeclareMathOperator" => operator(after),
                "\\def" => plain(after),
                _ => command_with_options(after),
            };
            if let Ok((behind, (name, found))) = parsed {
                self.known.insert(name.to_owned(), found);
                rest = behind;
            }
        }
    }

    pub(super) fn get(&self, name: &str) -> Option<&Macro> {
        self.known.get(name)
    }

    /// The names of the macros, in the order of the alphabet.
    #[must_use]
    pub fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.known.keys().map(String::as_str).collect();
        names.sort_unstable();
        names
    }
}

type Defined<'a> = (&'a str, Macro);

fn body(text: &str) -> Vec<TokenKind> {
    tokens(text).into_iter().map(|it| it.kind).collect()
}

fn command_name(text: &str) -> IResult<&str, &str> {
    let name = || alt((take_while1(|c: char| c.is_ascii_alphabetic()), recognize(anychar)));
    let bare = preceded(char('\\'), name());
    let braced =
        delimited((char('{'), multispace0), preceded(char('\\'), name()), (multispace0, char('}')));
    preceded((opt(char('*')), multispace0), alt((braced, bare))).parse(text)
}

/// `\newcommand{\name}[2][x]{…}`.
fn command_with_options(text: &str) -> IResult<&str, Defined<'_>> {
    let (rest, name) = command_name(text)?;
    let count = delimited((multispace0, char('[')), digit1, char(']'));
    let (rest, count) = opt(count).parse(rest)?;
    let default = delimited(char('['), take_while(|c| c != ']'), char(']'));
    let (rest, default) = opt(default).parse(rest)?;
    let (rest, text) = preceded(multispace0, balanced).parse(rest)?;
    let parameters = count.and_then(|it| it.parse().ok()).unwrap_or(0);
    Ok((rest, (name, Macro { parameters, default: default.map(body), body: body(text) })))
}

/// `\def\name#1#2{…}`.
fn plain(text: &str) -> IResult<&str, Defined<'_>> {
    let (rest, name) = command_name(text)?;
    let (rest, parameters) = many0_count(preceded(char('#'), one_of("123456789"))).parse(rest)?;
    let (rest, text) = preceded(multispace0, balanced).parse(rest)?;
    Ok((rest, (name, Macro { parameters, default: None, body: body(text) })))
}

/// `\DeclareMathOperator{\name}{text}`.
fn operator(text: &str) -> IResult<&str, Defined<'_>> {
    let (rest, name) = command_name(text)?;
    map(preceded((multispace0, opt(tag("%\n")), multispace0), balanced), |text: &str| {
        let body = vec![TokenKind::Verbatim("operatorname", text.to_owned())];
        (name, Macro { parameters: 0, default: None, body })
    })
    .parse(rest)
}
