//! Derivatives by a name that is itself an abbreviation: in `dL/dy · dy/dz`, `L` is differentiated as a
//! function of `y`, whatever `y` is.

use super::context::{Claim, Definition, renamed, uses};

/// How deep abbreviations are put into what is differentiated.
const DEPTH: usize = 4;

/// A claim with every derivative by an abbreviation written as one by a variable of its own, taken at what
/// the abbreviation stands for.
pub(super) fn with_free_variables(claim: &Claim, needed: &[&Definition]) -> Claim {
    let plain: Vec<&Definition> = needed
        .iter()
        .copied()
        .filter(|it| it.parameters.is_empty() && it.indices.is_empty())
        .collect();
    let [lhs, rhs] = [&claim.lhs, &claim.rhs].map(|it| freed(it, &plain));
    Claim { lhs, rhs, ..claim.clone() }
}

fn freed(text: &str, plain: &[&Definition]) -> String {
    let mut result = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("diff(") {
        let inside = &rest[at + "diff(".len()..];
        let Some((body, by, behind)) = arguments(inside) else { break };
        let (body, by) = (freed(body, plain), by.trim());
        result.push_str(&rest[..at]);
        match plain.iter().find(|it| it.name == by) {
            Some(_) => {
                let free = format!("{by}_free");
                let of = renamed(&in_terms_of(&body, by, plain), by, &free);
                result.push_str(&format!("(diff({of}, {free}) at {free} = {by})"));
            }
            None => result.push_str(&format!("diff({body}, {by})")),
        }
        rest = behind;
    }
    result + rest
}

/// The two arguments at the beginning of a text, and what is behind the parenthesis that closes them.
fn arguments(text: &str) -> Option<(&str, &str, &str)> {
    let (mut depth, mut comma) = (0_u32, None);
    for (at, c) in text.char_indices() {
        match c {
            ')' if depth == 0 => {
                let comma: usize = comma?;
                return Some((&text[..comma], &text[comma + 1..at], &text[at + 1..]));
            }
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            ',' if depth == 0 => comma = Some(at),
            _ => {}
        }
    }
    None
}

/// A text in which the abbreviations that need a name are written out.
fn in_terms_of(text: &str, name: &str, plain: &[&Definition]) -> String {
    let mut text = text.to_owned();
    for _ in 0..DEPTH {
        let names = uses(&text);
        let needs = |it: &&&Definition| {
            let mentions = uses(&it.text).iter().any(|used| used.0 == name);
            it.name != name && mentions && names.iter().any(|used| used.0 == it.name)
        };
        let Some(found) = plain.iter().find(needs) else { break };
        text = renamed(&text, &found.name, &format!("({})", found.text));
    }
    text
}
