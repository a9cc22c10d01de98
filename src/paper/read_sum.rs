//! Sums and products over an index.

use super::names::is_comma;
use super::plain::Plain;
use super::read::{Cursor, Read, Reader, unsupported};
use crate::formula::{Big, Comparison, Kind, Piece};
use crate::syntax::Span;

impl Reader<'_> {
    /// `\sum`, `\prod` and what they add up or multiply.
    pub(super) fn big(
        &mut self,
        cursor: &mut Cursor<'_>,
        span: Span,
        big: Big,
        below: Option<&[Piece]>,
        above: Option<&[Piece]>,
    ) -> Read<Plain> {
        let name = match big {
            Big::Sum => "sum",
            Big::Product => "prod",
            Big::Integral => return unsupported(span, "integrals"),
            Big::Limit => return unsupported(span, "limits"),
            Big::Max | Big::Min | Big::Other => return unsupported(span, "extrema over a set"),
        };
        let Some(below) = below else { return unsupported(span, "sums without an index") };
        let mut indices = Vec::new();
        let equal = below.iter().position(|it| matches!(it.kind, Kind::Relation(_)));
        let (from, excluded) = match equal {
            None => {
                for part in below.iter().filter(|it| !is_comma(it)) {
                    indices.push(self.index_letter(part)?);
                }
                ("1".to_owned(), None)
            }
            Some(at) => {
                let [index] = &below[..at] else { return unsupported(span, "such a range") };
                indices.push(self.index_letter(index)?);
                let value = self.expression(&below[at + 1..])?;
                match below[at].kind {
                    Kind::Relation(Comparison::Equal) => (value.into_text(), None),
                    Kind::Relation(Comparison::Unequal) => ("1".to_owned(), Some(value)),
                    _ => return unsupported(span, "such a range"),
                }
            }
        };
        let to = match above {
            Some(above) => self.expression(above)?.into_text(),
            None => self.names.usual_bound(),
        };
        let mut body =
            if self.choices.long_sums { self.sum(cursor)? } else { self.product(cursor)? };
        if let Some(other) = excluded {
            // The terms but one.
            let delta = Plain::atom(format!("(1 - delta({}, {}))", indices[0], other.text()));
            body = Plain::product(&[body, delta]);
        }
        let (from, to) = counted_from_one(&body, &indices, from, to);
        if self.range.is_none() {
            self.range = Some((from.clone(), to.clone()));
        }
        for index in indices.iter().rev() {
            body = Plain::atom(format!("{name}({}, {index}, {from}, {to})", body.text()));
        }
        Ok(body)
    }

    fn index_letter(&self, piece: &Piece) -> Read<String> {
        match &piece.kind {
            Kind::Letter { name, .. } if name.len() == 1 => Ok(name.clone()),
            _ => unsupported(piece.span, "such a range"),
        }
    }
}

/// A range from 0 to one less than a number, as one from 1 to that number: the same where the index is
/// only that of arrays.
fn counted_from_one(
    body: &Plain,
    indices: &[String],
    from: String,
    to: String,
) -> (String, String) {
    let Some(count) = to.strip_suffix(" - 1").filter(|it| from == "0" && !it.contains(' ')) else {
        return (from, to);
    };
    let only_index = |index: &String| !super::text::stands_outside_brackets(body.text(), index);
    if indices.iter().all(only_index) { ("1".to_owned(), count.to_owned()) } else { (from, to) }
}
