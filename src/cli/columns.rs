//! Which columns of a table hold the values of which names.
//!
//! A number stands in the column of its name. An array has a column for each component, `x[1]`, `x[2]`,
//! … or `A[1,1]`, `A[1,2]`, …, or one column `x` with lists such as `[1, 2, 3]`, which may be as long as
//! they like in every row.

use csv::StringRecord;

use crate::enclosure::Array;
use crate::expr::{Arena, Symbol};
use crate::number::Rational;
use crate::value::{list, numeral};

/// Where the value of a name stands in a row.
#[derive(Debug)]
pub(super) enum Source {
    /// A number in this field.
    Number(usize),
    /// Components in fields of their own, the last index counting fastest.
    Components { extents: Vec<usize>, places: Vec<usize> },
    /// A list in this field.
    List(usize),
}

/// A name with the place of its value.
#[derive(Debug)]
pub(super) struct Column {
    pub(super) name: Symbol,
    pub(super) source: Source,
}

/// A value that a row gives to a name.
#[derive(Debug, Clone)]
pub(super) enum Field {
    Number(Rational),
    Array(Array),
}

impl Column {
    /// The fields that have to be there.
    pub(super) fn places(&self) -> &[usize] {
        match &self.source {
            Source::Number(place) | Source::List(place) => std::slice::from_ref(place),
            Source::Components { places, .. } => places,
        }
    }

    /// The value in a row; the text that is none.
    pub(super) fn value<'r>(&self, record: &'r StringRecord) -> Result<Field, &'r str> {
        let field = |place: usize| record.get(place).map_or("", str::trim);
        let number = |place: usize| numeral(field(place)).ok_or_else(|| field(place));
        match &self.source {
            Source::Number(place) => number(*place).map(Field::Number),
            Source::List(place) => {
                list(field(*place)).map(Field::Array).ok_or_else(|| field(*place))
            }
            Source::Components { extents, places } => {
                let numbers = places.iter().map(|&it| number(it)).collect::<Result<Vec<_>, _>>()?;
                Ok(Field::Array(shaped(&mut numbers.into_iter(), extents)))
            }
        }
    }
}

/// Numbers as an array with so many components for each index.
fn shaped(numbers: &mut impl Iterator<Item = Rational>, extents: &[usize]) -> Array {
    match extents {
        [] => Array::Number(numbers.next().unwrap_or(Rational::ZERO)),
        [first, rest @ ..] => Array::List((0..*first).map(|_| shaped(numbers, rest)).collect()),
    }
}

/// The column or columns of a name, an array with so many indices or a number; what is wrong if there
/// are none.
pub(super) fn find(
    arena: &Arena,
    name: Symbol,
    rank: usize,
    headers: &StringRecord,
) -> Result<Column, String> {
    let text = arena.name(name);
    let own = headers.iter().enumerate().filter(|it| latin(it.1.trim()) == text);
    let places: Vec<usize> = own.map(|it| it.0).collect();
    let components = if rank == 0 { Vec::new() } else { components(text, rank, headers)? };
    let source = match (places.as_slice(), rank) {
        ([place], 0) => Source::Number(*place),
        ([place], _) if components.is_empty() => Source::List(*place),
        ([], 1..) if !components.is_empty() => grid(text, rank, components)?,
        ([], _) => {
            let known: Vec<_> = headers.iter().map(|it| format!("`{}`", it.trim())).collect();
            let known = known.join(", ");
            let wanted = match rank {
                0 => format!("no column `{text}`"),
                1 => format!("no columns `{text}[1]`, `{text}[2]`, … for the array `{text}`"),
                _ => format!("no columns `{text}[1,1]`, … for the array `{text}`"),
            };
            return Err(format!("{wanted}: there are {known}; or give a value with --at {text}=…"));
        }
        _ => return Err(format!("there are several columns `{text}`")),
    };
    Ok(Column { name, source })
}

/// The columns of components, each with its indices and its place.
fn components(
    name: &str,
    rank: usize,
    headers: &StringRecord,
) -> Result<Vec<(Vec<usize>, usize)>, String> {
    let mut found = Vec::new();
    for (place, header) in headers.iter().enumerate() {
        let header = header.trim();
        let Some((array, rest)) = header.split_once('[') else { continue };
        if latin(array.trim()) != name {
            continue;
        }
        let indices = rest.strip_suffix(']').map(|it| {
            it.split(',').map(|it| it.trim().parse().ok().filter(|&it| it > 0)).collect()
        });
        match indices {
            Some(Some(indices)) => found.push((indices, place)),
            _ => return Err(format!("`{header}` is no component of the array `{name}`")),
        }
    }
    match found.iter().find(|it: &&(Vec<usize>, usize)| it.0.len() != rank) {
        Some((_, place)) => {
            let header = headers.get(*place).map_or("", str::trim);
            Err(format!("`{header}` has not the {rank} indices of the array `{name}`"))
        }
        None => Ok(found),
    }
}

/// Components without gaps, in order.
fn grid(
    name: &str,
    rank: usize,
    mut components: Vec<(Vec<usize>, usize)>,
) -> Result<Source, String> {
    components.sort();
    let extent = |k: usize| components.iter().map(|it| it.0[k]).max().unwrap_or(0);
    let extents: Vec<usize> = (0..rank).map(extent).collect();
    let shown = |indices: &[usize]| {
        let list: Vec<_> = indices.iter().map(usize::to_string).collect();
        format!("{name}[{}]", list.join(","))
    };
    let mut expected = vec![1; rank];
    for (indices, _) in &components {
        if *indices < expected {
            return Err(format!("there are several columns `{}`", shown(indices)));
        }
        if *indices != expected {
            return Err(format!("there is no column `{}`", shown(&expected)));
        }
        for k in (0..rank).rev() {
            expected[k] += 1;
            if expected[k] <= extents[k] || k == 0 {
                break;
            }
            expected[k] = 1;
        }
    }
    if expected[0] <= extents[0] {
        return Err(format!("there is no column `{}`", shown(&expected)));
    }
    let places = components.into_iter().map(|it| it.1).collect();
    Ok(Source::Components { extents, places })
}

/// A name with Greek letters spelled out, as expressions have it.
fn latin(name: &str) -> String {
    let spelled = |c: char| crate::expr::greek_name(c).map_or_else(|| c.to_string(), str::to_owned);
    name.chars().map(spelled).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(name: &str, rank: usize, headers: &[&str]) -> Result<Source, String> {
        let mut arena = Arena::new();
        let name = arena.symbol(name);
        find(&arena, name, rank, &StringRecord::from(headers.to_vec())).map(|it| it.source)
    }

    #[test]
    fn components_are_found_in_any_order() {
        let found = source("x", 1, &["x[2]", "y", " x[1] "]);
        let Ok(Source::Components { extents, places }) = found else { panic!("{found:?}") };
        assert_eq!((extents, places), (vec![2], vec![2, 0]));
        let found = source("A", 2, &["A[1,1]", "A[2, 1]", "A[1,2]", "A[2,2]", "A[1,3]", "A[2,3]"]);
        let Ok(Source::Components { extents, places }) = found else { panic!("{found:?}") };
        assert_eq!((extents, places), (vec![2, 3], vec![0, 2, 4, 1, 3, 5]));
        assert!(matches!(source("alpha", 1, &["α"]), Ok(Source::List(0))));
    }

    #[test]
    fn gaps_and_repetitions_are_told() {
        for (headers, rank, message) in [
            (&["x[1]", "x[3]"][..], 1, "no column `x[2]`"),
            (&["x[2]"], 1, "no column `x[1]`"),
            (&["x[1]", "x[1]"], 1, "several columns `x[1]`"),
            (&["x[0]", "x[1]"], 1, "`x[0]` is no component"),
            (&["x[1", "x[2]"], 1, "`x[1` is no component"),
            (&["x[1]", "x"], 1, "several columns `x`"),
            (&["x[1,2]"], 1, "has not the 1 indices"),
            (&["x[1,1]", "x[2,2]"], 2, "no column `x[1,2]`"),
            (&["x[1,1]", "x[1,2]", "x[2,1]"], 2, "no column `x[2,2]`"),
            (&["y"], 1, "no columns `x[1]`"),
            (&["y"], 0, "no column `x`"),
        ] {
            let found = source("x", rank, headers).map(|_| ()).unwrap_err();
            assert!(found.contains(message), "{headers:?}: {found}");
        }
    }
}
