//! Cases, and the conditions of cases and equations.

use super::names::is_comma;
use super::plain::Plain;
use super::read::{Read, Reader, unreadable, unsupported, without_punctuation};
use crate::formula::{Comparison, Kind, Piece, Row};
use crate::syntax::Span;

impl Reader<'_> {
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
            let words = |it: &&Piece| !matches!(it.kind, Kind::Text(_) | Kind::Gap);
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
