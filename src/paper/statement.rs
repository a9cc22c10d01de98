//! Rows to statements: what is said to be equal to what, and under which condition.

use super::names::is_comma;
use super::read::without_punctuation;
use crate::formula::{Comparison, Formula, Kind, Piece, Row};
use crate::syntax::Span;

/// Sides with relations between them.
#[derive(Debug, Clone, Default)]
pub(super) struct Statement {
    /// The first is empty where the statement goes on with the one before.
    pub(super) sides: Vec<Vec<Piece>>,
    pub(super) relations: Vec<(Comparison, Span)>,
    /// What is said behind it: `if i = j`.
    pub(super) condition: Vec<Piece>,
    /// Whether it gives a name its meaning: `let u = …`, `where u = …`.
    pub(super) defines: bool,
}

impl Statement {
    pub(super) fn continues(&self) -> bool {
        self.sides.first().is_some_and(Vec::is_empty) && !self.relations.is_empty()
    }
}

/// What the words before a part of a row say of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lead {
    Plain,
    /// `let`, `where`.
    Definition,
    /// `if`, `for`, `when`.
    Condition,
    /// `since`, `by`: not a part of the derivation.
    Comment,
    /// A comma or a blank.
    Separated,
}

/// The statements of a formula, in order. A line of a formula that begins with a sign goes on with the
/// line above.
pub(super) fn statements(formula: &Formula) -> Vec<Statement> {
    let mut found: Vec<Statement> = Vec::new();
    for (number, row) in formula.rows.iter().enumerate() {
        let parts = parts(row);
        let mut of_row = 0;
        for (lead, pieces) in parts {
            let pieces = without_punctuation(&pieces);
            if pieces.is_empty() || lead == Lead::Comment {
                continue;
            }
            if number > 0 && of_row == 0 && begins_with_sign(row, pieces) && !found.is_empty() {
                go_on(&mut found, pieces);
                of_row += 1;
                continue;
            }
            let statement = sides(pieces, lead);
            let is_condition = lead == Lead::Condition
                || lead == Lead::Separated && of_row > 0 && is_about_counters(&statement);
            match found.last_mut().filter(|_| is_condition && of_row > 0) {
                Some(last) => {
                    if !last.condition.is_empty() {
                        last.condition
                            .push(Piece { kind: Kind::Sign(",".to_owned()), span: row.span });
                    }
                    last.condition.extend_from_slice(pieces);
                }
                None if is_condition => {}
                None => found.push(statement),
            }
            of_row += 1;
        }
    }
    found
}

/// Whether a row is the rest of the one above: it begins with a sign behind an empty cell.
fn begins_with_sign(row: &Row, pieces: &[Piece]) -> bool {
    let sign = match &pieces[0].kind {
        Kind::Sign(sign) => ["+", "-", "cdot", "times", "*"].contains(&sign.as_str()),
        _ => false,
    };
    let aligned = row.cells.len() > 1 && row.cells[0].is_empty();
    sign && (aligned || !pieces.iter().any(is_relation))
}

fn go_on(found: &mut [Statement], pieces: &[Piece]) {
    let Some(last) = found.last_mut() else { return };
    let rest = sides(pieces, Lead::Plain);
    let mut rest_sides = rest.sides.into_iter();
    if let (Some(side), Some(more)) = (last.sides.last_mut(), rest_sides.next()) {
        side.extend(more);
    }
    last.sides.extend(rest_sides);
    last.relations.extend(rest.relations);
}

fn is_relation(piece: &Piece) -> bool {
    matches!(piece.kind, Kind::Relation(_))
}

fn sides(pieces: &[Piece], lead: Lead) -> Statement {
    let mut statement = Statement { defines: lead == Lead::Definition, ..Statement::default() };
    let mut side = Vec::new();
    for piece in pieces {
        match piece.kind {
            Kind::Relation(comparison) => {
                statement.sides.push(std::mem::take(&mut side));
                statement.relations.push((comparison, piece.span));
            }
            _ => side.push(piece.clone()),
        }
    }
    statement.sides.push(without_punctuation(&side).to_vec());
    statement
}

/// `i = j`, `i \ne j`: two letters that count are told to be the same or not.
pub(super) fn names_a_case(statement: &Statement) -> bool {
    let letter = |side: &Vec<Piece>| matches!(&side[..], [Piece { kind: Kind::Letter { name, .. }, .. }] if name.len() == 1);
    let compares = |it: Comparison| matches!(it, Comparison::Equal | Comparison::Unequal);
    is_about_counters(statement)
        && statement.sides.iter().all(letter)
        && matches!(&statement.relations[..], [(it, _)] if compares(*it))
}

/// `i = j`, `i \ne j`, `k = 1, …, n`: nothing but letters that count and numerals.
fn is_about_counters(statement: &Statement) -> bool {
    let simple = |piece: &Piece| match &piece.kind {
        Kind::Letter { name, font } => name.len() == 1 && font.is_empty(),
        Kind::Number(_) | Kind::Dots => true,
        Kind::Sign(sign) => sign == ",",
        _ => false,
    };
    let first = statement.sides.first();
    let lone = first.is_some_and(|it| matches!(&it[..], [Piece { kind: Kind::Letter { name, .. }, .. }] if "ijklmnpqrst".contains(name.as_str())));
    lone && !statement.relations.is_empty() && statement.sides.iter().flatten().all(simple)
}

/// The parts of a row with what leads to each.
fn parts(row: &Row) -> Vec<(Lead, Vec<Piece>)> {
    let mut found: Vec<(Lead, Vec<Piece>)> = Vec::new();
    let mut lead = Lead::Plain;
    let mut part: Vec<Piece> = Vec::new();
    for (number, cell) in row.cells.iter().enumerate() {
        // Columns come in pairs: what stands in a third one is a statement of its own.
        let starts = cell.first().is_some_and(|it| {
            !is_relation(it) && !matches!(&it.kind, Kind::Sign(_) | Kind::Text(_) | Kind::Gap)
        });
        let complete =
            part.iter().any(is_relation) && part.last().is_some_and(|it| !is_relation(it));
        let heads = row.cells.get(number + 1).and_then(|it| it.first()).is_some_and(is_relation);
        let complete = complete || heads && part.iter().any(is_relation);
        if number >= 2 && number % 2 == 0 && starts && complete {
            found.push((lead, std::mem::take(&mut part)));
            lead = Lead::Separated;
        }
        // A third column that begins with words is a remark.
        let words = cell.iter().find(|it| it.kind != Kind::Gap);
        let remark = words.is_some_and(|it| match &it.kind {
            Kind::Text(text) => matches!(lead_of(text), Lead::Plain | Lead::Comment),
            _ => false,
        });
        if number >= 2 && remark {
            break;
        }
        for (place, piece) in cell.iter().enumerate() {
            let next = match &piece.kind {
                Kind::Gap => Some(Lead::Separated),
                Kind::Arrow(_) => Some(Lead::Plain),
                Kind::Text(text) => Some(lead_of(text)),
                Kind::Word(word) if is_joint(word) => Some(lead_of(word)),
                Kind::Sign(sign) if sign == "," || sign == ";" => {
                    let rest = cell[place + 1..].iter();
                    let mut rest =
                        rest.take_while(|it| !is_comma(it) && !matches!(it.kind, Kind::Gap));
                    let splits = part.iter().any(is_relation) && rest.any(is_relation);
                    splits.then_some(Lead::Separated)
                }
                _ => None,
            };
            match next {
                // What follows a remark belongs to it.
                Some(_) if lead == Lead::Comment => {}
                // A blank inside an unfinished statement is only a blank.
                Some(Lead::Separated)
                    if matches!(piece.kind, Kind::Gap)
                        && (part.last().is_none_or(is_relation)
                            || cell
                                .get(place + 1)
                                .is_some_and(|it| is_relation(it) || is_operator(it))) => {}
                Some(next) => {
                    if !part.is_empty() {
                        found.push((lead, std::mem::take(&mut part)));
                    } else if next == Lead::Separated && lead != Lead::Plain {
                        continue;
                    }
                    lead = next;
                }
                None => part.push(piece.clone()),
            }
        }
    }
    if !part.is_empty() {
        found.push((lead, part));
    }
    found
}

fn is_operator(piece: &Piece) -> bool {
    match &piece.kind {
        Kind::Sign(sign) => ["+", "-", "cdot", "times", "*", "/", "."].contains(&sign.as_str()),
        _ => false,
    }
}

fn is_joint(word: &str) -> bool {
    ["if", "for", "let", "where", "and", "then", "when"].contains(&word.to_lowercase().as_str())
}

fn lead_of(text: &str) -> Lead {
    let lower = text.to_lowercase();
    let has = |word: &str| lower.split(|c: char| !c.is_alphabetic()).any(|it| it == word);
    if ["since", "because", "by", "using", "as", "from", "see"].into_iter().any(has) {
        Lead::Comment
    } else if ["let", "where", "define", "denote"].into_iter().any(has) {
        Lead::Definition
    } else if ["if", "for", "when", "with", "at"].into_iter().any(has) {
        Lead::Condition
    } else {
        Lead::Plain
    }
}
