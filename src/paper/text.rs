//! Expressions in plain notation as text: which names stand in it and how, and what is put in their place.

use std::collections::BTreeSet;

/// How a name is used in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Use {
    Bare,
    /// `u'`.
    Primed,
    Applied(usize),
    Indexed,
}

/// The names in a text in plain notation, with how each is used, in order and without repetitions.
pub(super) fn uses(text: &str) -> BTreeSet<(String, Use)> {
    let mut found = BTreeSet::new();
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c.is_alphabetic() || c.is_ascii_digit()) {
        rest = &rest[at..];
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        rest = after;
        if name.starts_with(|c: char| c.is_ascii_digit()) {
            continue;
        }
        let behind = after.trim_start_matches('\'');
        let how = match behind.chars().next() {
            Some('(') => Use::Applied(arguments(behind)),
            Some('[') => Use::Indexed,
            _ if behind.len() < after.len() => Use::Primed,
            _ => Use::Bare,
        };
        found.insert((name.to_owned(), how));
    }
    found
}

/// The indices with which an array stands in a text.
pub(super) fn index_lists(text: &str, name: &str) -> Vec<Vec<String>> {
    let opening = format!("{name}[");
    let inside = |c: char| c.is_alphanumeric() || c == '_';
    let lists = text.match_indices(&opening).filter_map(|(at, _)| {
        let rest = &text[at + opening.len()..];
        let list = &rest[..rest.find(']')?];
        let whole = !text[..at].chars().next_back().is_some_and(inside);
        whole.then(|| list.split(", ").map(str::to_owned).collect())
    });
    lists.collect()
}

/// The letter with which a sum counts that stands in brackets in another one of the same letter.
pub(super) fn shadowed_index(text: &str) -> Option<String> {
    text.match_indices("sum(").find_map(|(at, _)| {
        let parts = top_level(&text[at + "sum(".len()..])?;
        let (body, index) = (parts.first()?, parts.get(1)?);
        let inner = body.match_indices("sum(").filter(|(at, _)| {
            // Sums side by side are factors, as they are written.
            body[..*at].contains('(')
        });
        let same = |at: usize| {
            top_level(&body[at + "sum(".len()..]).is_some_and(|it| it.get(1) == Some(index))
        };
        inner.map(|it| it.0).any(same).then(|| (*index).to_owned())
    })
}

/// What stands between commas up to the parenthesis that closes the one before a text.
pub(super) fn top_level(text: &str) -> Option<Vec<&str>> {
    let (mut depth, mut start, mut parts) = (0_u32, 0, Vec::new());
    for (at, c) in text.char_indices() {
        match c {
            '(' | '[' => depth += 1,
            ')' if depth == 0 => {
                parts.push(text[start..at].trim());
                return Some(parts);
            }
            ')' | ']' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                parts.push(text[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    None
}

/// The number of arguments in the parentheses with which a text begins.
fn arguments(text: &str) -> usize {
    top_level(&text[1..]).map_or(1, |it| it.len())
}

/// Words of plain notation that are no names of the document.
pub(super) fn is_own(name: &str) -> bool {
    const WORDS: [&str; 14] = [
        "diff",
        "sum",
        "prod",
        "max",
        "min",
        "piecewise",
        "delta",
        "if",
        "otherwise",
        "and",
        "at",
        "e",
        "pi",
        "array",
    ];
    WORDS.contains(&name) || crate::expr::Function::by_name(name).is_some()
}

/// A text in which a name stands without its indices.
pub(super) fn without_indices(text: &str, name: &str) -> String {
    let inside = |c: char| c.is_alphanumeric() || c == '_';
    let mut result = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(name) {
        let before = rest[..at].chars().next_back().or_else(|| result.chars().next_back());
        let (head, tail) = rest.split_at(at + name.len());
        result.push_str(head);
        rest = tail;
        if let (false, true, Some(end)) =
            (before.is_some_and(inside), tail.starts_with('['), tail.find(']'))
        {
            rest = &tail[end + 1..];
        }
    }
    result + rest
}

/// A text with another name in the place of one.
pub(super) fn renamed(text: &str, name: &str, other: &str) -> String {
    let inside = |c: char| c.is_alphanumeric() || c == '_';
    let mut result = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(name) {
        let before = rest[..at].chars().next_back().or_else(|| result.chars().next_back());
        let after = rest[at + name.len()..].chars().next();
        result.push_str(&rest[..at]);
        let whole = !before.is_some_and(inside) && !after.is_some_and(|c| inside(c) || c == '\'');
        result.push_str(if whole { other } else { name });
        rest = &rest[at + name.len()..];
    }
    result + rest
}

/// Whether a name stands somewhere else than between brackets.
pub(super) fn stands_outside_brackets(text: &str, name: &str) -> bool {
    let mut depth = 0_u32;
    let mut outside = String::new();
    for c in text.chars() {
        match c {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            _ if depth == 0 => outside.push(c),
            _ => {}
        }
    }
    uses(&outside).iter().any(|it| it.0 == name)
}
