//! Cases, and the conditions of cases and equations.

use super::names::is_comma;
use super::plain::Plain;
use super::read::{Read, Reader, unreadable, unsupported, without_punctuation};
use crate::formula::{Comparison, Kind, Piece, Row};
use crate::syntax::Span;

/// Whether the rows of a grid are cases: each has a value and a condition behind it.
pub(super) fn are_cases(rows: &[Row]) -> bool {
    let says = |piece: &Piece| match &piece.kind {
        Kind::Text(text) | Kind::Word(text) => {
            let text = text.to_lowercase();
            ["if", "when", "for", "otherwise", "else", "unless"].iter().any(|it| text.contains(it))
        }
        Kind::Relation(_) => true,
        _ => false,
    };
    let filled: Vec<&Row> =
        rows.iter().filter(|it| it.cells.iter().any(|cell| !cell.is_empty())).collect();
    !filled.is_empty() && filled.iter().all(|it| it.cells.iter().skip(1).flatten().any(says))
}

/// The condition of an indicator: `\mathbb 1_{x > 0}`, `\mathbf 1(x > 0)`, `I(x > 0)`.
pub(super) fn indicated<'p>(piece: &'p Piece, next: Option<&'p Piece>) -> Option<&'p [Piece]> {
    let indicates =
        |kind: &Kind| matches!(kind, Kind::Letter { name, .. } if name == "1" || name == "I");
    let (base, below) = match &piece.kind {
        Kind::Scripts { base, below: Some(below), above: None, primes: 0 } => {
            (&base.first()?.kind, below.as_slice())
        }
        kind => match &next?.kind {
            Kind::Fence(_, inner, _) => (kind, inner.as_slice()),
            _ => return None,
        },
    };
    let condition = match below {
        [Piece { kind: Kind::Fence(_, inner, _), .. }] => inner,
        _ => below,
    };
    let compares = condition.iter().any(|it| matches!(it.kind, Kind::Relation(_)));
    (indicates(base) && compares).then_some(condition)
}

impl Reader<'_> {
    /// 1 where a condition holds, 0 elsewhere.
    pub(super) fn indicator(&mut self, condition: &[Piece]) -> Read<Plain> {
        match self.guard(condition)? {
            Some(guard) => Ok(Plain::atom(format!("piecewise(1 if {guard}, 0 otherwise)"))),
            None => Ok(Plain::atom("1")),
        }
    }

    /// `cases` with a value and a condition in each row.
    pub(super) fn cases(&mut self, span: Span, rows: &[Row]) -> Read<Plain> {
        let mut branches = Vec::new();
        for row in rows {
            let value = without_punctuation(row.cells.first().map_or(&[], Vec::as_slice));
            let rest: Vec<Piece> = row.cells.iter().skip(1).flatten().cloned().collect();
            if value.is_empty() && rest.is_empty() {
                continue;
            }
            // Without a second cell, the condition stands behind a comma or a text.
            let (value, condition) = if rest.is_empty() {
                let at = value
                    .iter()
                    .position(|it| is_comma(it) || matches!(it.kind, Kind::Text(_) | Kind::Gap));
                let (value, condition) = value.split_at(at.unwrap_or(value.len()));
                (value.to_vec(), condition.to_vec())
            } else {
                (value.to_vec(), rest)
            };
            // A case in which nothing is defined.
            let undefined = |it: &Piece| match &it.kind {
                Kind::Text(text) | Kind::Word(text) => {
                    ["undef", "not def", "DNE"].iter().any(|word| text.contains(word))
                }
                _ => false,
            };
            if value.iter().any(undefined) {
                continue;
            }
            let value = self.expression(without_punctuation(&value))?;
            match self.guard(&condition)? {
                Some(guard) => branches.push(format!("{} if {guard}", value.text())),
                None => branches.push(format!("{} otherwise", value.text())),
            }
        }
        if branches.is_empty() {
            return unreadable(span, "cases without a case");
        }
        Ok(Plain::atom(format!("piecewise({})", branches.join(", "))))
    }

    /// The condition of a case; none for `otherwise`.
    pub(super) fn guard(&mut self, line: &[Piece]) -> Read<Option<String>> {
        let is_otherwise = |piece: &Piece| match &piece.kind {
            Kind::Text(text) | Kind::Word(text) => {
                let text = text.to_lowercase();
                text.contains("otherwise") || text.contains("else") || text.contains("sonst")
            }
            _ => false,
        };
        if line.iter().any(is_otherwise) {
            return Ok(None);
        }
        let mut parts = Vec::new();
        let divides = |it: &Piece| {
            is_comma(it)
                || matches!(&it.kind, Kind::Text(text) | Kind::Word(text) if text.contains("and"))
        };
        for part in line.split(divides) {
            let words = |it: &&Piece| match &it.kind {
                Kind::Text(_) | Kind::Gap => false,
                Kind::Word(word) => !["if", "for", "when"].contains(&word.as_str()),
                _ => true,
            };
            let part: Vec<Piece> = part.iter().filter(words).cloned().collect();
            let part = without_punctuation(&part);
            if !part.is_empty() {
                parts.push(self.relations(part)?);
            }
        }
        match parts.is_empty() {
            true => match line.first() {
                Some(piece) => unreadable(piece.span, "this condition is not understood"),
                None => Ok(None),
            },
            false => Ok(Some(parts.join(" and "))),
        }
    }

    /// `a < b <= c`.
    pub(super) fn relations(&mut self, line: &[Piece]) -> Read<String> {
        let mut text = String::new();
        let mut rest = line;
        loop {
            let at = rest.iter().position(|it| matches!(it.kind, Kind::Relation(_)));
            let side = self.expression(&rest[..at.unwrap_or(rest.len())])?;
            text.push_str(side.text());
            let Some(at) = at else { return Ok(text) };
            let Kind::Relation(comparison) = rest[at].kind else { return Ok(text) };
            text.push_str(match comparison {
                Comparison::Equal | Comparison::Equivalent | Comparison::Defined => " == ",
                Comparison::Unequal => " != ",
                Comparison::Less => " < ",
                Comparison::AtMost => " <= ",
                Comparison::Greater => " > ",
                Comparison::AtLeast => " >= ",
                Comparison::About | Comparison::Other => {
                    return unsupported(rest[at].span, "this relation");
                }
            });
            rest = &rest[at + 1..];
        }
    }
}
