//! Notebooks: JSON with a list of cells.

use serde_json::{Deserializer, Value};

use super::{Container, markdown};
use crate::syntax::Span;

/// Adds the parts of every cell. Of a damaged file the cells before the damage are read.
pub(super) fn read(container: &mut Container, text: &str) {
    let (cells, damage) = match serde_json::from_str::<Value>(text) {
        Ok(whole) => match whole.get("cells").or_else(|| whole.pointer("/worksheets/0/cells")) {
            Some(Value::Array(cells)) => (cells.clone(), None),
            _ => (Vec::new(), Some("this is no notebook: it has no list of cells".to_owned())),
        },
        Err(error) => (readable_cells(text), Some(format!("the notebook is damaged: {error}"))),
    };
    let language = "python";
    for (number, cell) in cells.iter().enumerate() {
        let source = match cell.get("source").or_else(|| cell.get("input")) {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Array(lines)) => lines.iter().filter_map(Value::as_str).collect(),
            _ => String::new(),
        };
        let length = source.len();
        let place = container.add_source(source, Some(number + 1));
        match cell.get("cell_type").and_then(Value::as_str) {
            Some("markdown") => markdown::read(container, place),
            Some("code") => container.add_code(place, Span::new(0, length), language),
            _ => {}
        }
    }
    if let Some(message) = damage {
        if container.sources.is_empty() {
            container.add_source(String::new(), None);
        }
        container.problem(0, Span::new(0, 0), message);
    }
}

/// The cells of a damaged file up to the first that cannot be read.
fn readable_cells(text: &str) -> Vec<Value> {
    let mut cells = Vec::new();
    let Some(list) = text.find("\"cells\"") else { return cells };
    let Some(open) = text[list..].find('[') else { return cells };
    let mut rest = &text[list + open + 1..];
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
        let mut values = Deserializer::from_str(rest).into_iter::<Value>();
        match values.next() {
            Some(Ok(value)) if value.is_object() => cells.push(value),
            _ => return cells,
        }
        rest = &rest[values.byte_offset()..];
    }
}
