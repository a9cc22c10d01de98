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

/// Where the parenthesis closes that was opened before a text, and the commas that belong to it.
pub(super) fn closing(text: &str) -> Option<(usize, Vec<usize>)> {
    let (mut depth, mut commas) = (0_u32, Vec::new());
    for (at, c) in text.char_indices() {
        match c {
            '(' | '[' => depth += 1,
            ')' if depth == 0 => return Some((at, commas)),
            ')' | ']' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => commas.push(at),
            _ => {}
        }
    }
    None
}

/// What stands between the commas up to the parenthesis that closes the one before a text.
pub(super) fn top_level(text: &str) -> Option<Vec<&str>> {
    let (end, commas) = closing(text)?;
    let starts = std::iter::once(0).chain(commas.iter().map(|at| at + 1));
    let ends = commas.iter().copied().chain([end]);
    Some(starts.zip(ends).map(|(start, end)| text[start..end].trim()).collect())
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

/// Whether a letter belongs to a name.
fn inside(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// A text with something else in the place of a name. What stands there, and how much behind the name goes
/// with it, is told for what is behind it; nothing where it is the beginning of a longer name.
pub(super) fn exchanged(
    text: &str,
    name: &str,
    put: impl Fn(&str) -> Option<(String, usize)>,
) -> String {
    let mut result = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(name) {
        let (head, tail) = rest.split_at(at + name.len());
        result.push_str(&head[..at]);
        let goes_on = result.chars().next_back().is_some_and(inside);
        let (there, length) =
            Some(tail).filter(|_| !goes_on).and_then(&put).unwrap_or_else(|| (name.to_owned(), 0));
        result.push_str(&there);
        rest = &tail[length..];
    }
    result + rest
}

/// A text in which a name stands without its indices.
pub(super) fn without_indices(text: &str, name: &str) -> String {
    exchanged(text, name, |behind| {
        let end = behind.find(']').filter(|_| behind.starts_with('['))?;
        Some((name.to_owned(), end + 1))
    })
}

/// A text with another name in the place of one.
pub(super) fn renamed(text: &str, name: &str, other: &str) -> String {
    let ends = |behind: &str| !behind.starts_with(|c: char| inside(c) || c == '\'');
    exchanged(text, name, |behind| ends(behind).then(|| (other.to_owned(), 0)))
}

/// A text with an argument behind every name that has none.
pub(super) fn with_argument(text: &str, name: &str, argument: &str) -> String {
    exchanged(text, name, |behind| {
        let after = behind.trim_start_matches('\'');
        let primes = &behind[..behind.len() - after.len()];
        let ends = !after.starts_with(|c: char| inside(c) || c == '(' || c == '[');
        ends.then(|| (format!("{name}{primes}{argument}"), primes.len()))
    })
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
