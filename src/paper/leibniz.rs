//! Derivatives by a name that is itself an abbreviation: in `dL/dy · dy/dz`, `L` is differentiated as a
//! function of `y`, whatever `y` is.

use std::fmt::Write;

use super::context::{Claim, Definition};
use super::text::{Use, closing, renamed, uses};

/// A claim in which the name `df_du`, which stands for a derivative of something by something, is that
/// derivative: where `f` is written in `u`, or in what `u` stands for, and where the claim or a definition
/// has `f(u(…))`.
pub(super) fn with_chain_rules(claim: &Claim, needed: &[&Definition]) -> Claim {
    let mut claim = claim.clone();
    let names: Vec<(String, Use)> =
        [&claim.lhs, &claim.rhs].iter().flat_map(|it| uses(it)).collect();
    for (name, _) in names.iter().filter(|it| it.1 == Use::Bare) {
        if let Some(meant) = derivative_by_name(name, &claim, needed) {
            claim.lhs = renamed(&claim.lhs, name, &meant);
            claim.rhs = renamed(&claim.rhs, name, &meant);
        }
    }
    claim
}

/// `df_du` as a derivative.
fn derivative_by_name(name: &str, claim: &Claim, needed: &[&Definition]) -> Option<String> {
    let (of, by) = name.strip_prefix('d')?.split_once("_d")?;
    if by.contains("_d") {
        return None;
    }
    // `f(u(…))` somewhere.
    let calls = [format!("{of}({by}("), format!("{of}'({by}(")];
    let texts = [claim.lhs.as_str(), &claim.rhs];
    let mut texts = texts.into_iter().chain(needed.iter().map(|it| it.text.as_str()));
    let argument = |text: &str| {
        let inner = |call: &String| Some(text.find(call)? + call.len() - by.len() - 1);
        let behind = &text[calls.iter().find_map(inner)?..];
        Some(behind[..closing(behind)?.0].to_owned())
    };
    if let Some(argument) = texts.find_map(argument) {
        return Some(format!("{of}'({argument})"));
    }
    let definition = |name: &str| needed.iter().find(|it| it.name == name && it.indices.is_empty());
    let (of, inner) = (definition(of)?, definition(by)?);
    let free = format!("{by}_free");
    let bracketed = format!("({})", inner.text);
    let outer = renamed(&of.text.replace(&bracketed, &free).replace(&inner.text, &free), by, &free);
    let variables = uses(&inner.text);
    let leaves =
        uses(&outer).iter().any(|it| variables.contains(it) && !super::text::is_own(&it.0));
    let found = uses(&outer).iter().any(|it| it.0 == free);
    (found && !leaves).then(|| format!("(diff({outer}, {free}) at {free} = {by})"))
}

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
    let functions: Vec<&Definition> =
        needed.iter().copied().filter(|it| !it.parameters.is_empty()).collect();
    let [lhs, rhs] = [&claim.lhs, &claim.rhs].map(|it| freed(it, &plain, &functions));
    Claim { lhs, rhs, ..claim.clone() }
}

/// Whether a claim has derivatives by elements of an array and nothing else of what the array is made of:
/// then it holds whatever the array is.
pub(super) fn is_free(array: &Definition, claim: &Claim) -> bool {
    let texts = [claim.lhs.as_str(), &claim.rhs];
    let by = format!(", {}[", array.name);
    let own = uses(&array.text);
    let made_of = |name: &str| own.iter().any(|it| it.0 == name && it.1 != Use::Bare);
    !array.indices.is_empty()
        && texts.iter().any(|it| it.contains("diff(") && it.contains(&by))
        && !texts.iter().flat_map(|it| uses(it)).any(|it| made_of(&it.0))
}

fn freed(text: &str, plain: &[&Definition], functions: &[&Definition]) -> String {
    let mut result = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("diff(") {
        let inside = &rest[at + "diff(".len()..];
        let Some((body, by, behind)) = arguments(inside) else { break };
        let (mut body, by) = (freed(body, plain, functions), by.trim());
        let one =
            |name: &str| functions.iter().find(|it| it.name == name && it.parameters.len() == 1);
        if let (Some(outer), Some(inner)) = (one(&body), one(by)) {
            // `dh/dg` where `g` is a function: `h'` at what it gives.
            let argument = format!("{by}({})", inner.parameters[0]);
            let _ = write!(result, "{}{}'({argument})", &rest[..at], outer.name);
            rest = behind;
            continue;
        }
        if let Some(function) = functions.iter().find(|it| it.name == body) {
            body = format!("{body}({})", function.parameters.join(", "));
        }
        result.push_str(&rest[..at]);
        match plain.iter().find(|it| it.name == by) {
            Some(_) => {
                let free = format!("{by}_free");
                let of = renamed(&in_terms_of(&body, by, plain), by, &free);
                // Writing to a string does not fail.
                let _ = write!(result, "(diff({of}, {free}) at {free} = {by})");
            }
            None => {
                let _ = write!(result, "diff({body}, {by})");
            }
        }
        rest = behind;
    }
    result + rest
}

/// The two arguments at the beginning of a text, and what is behind the parenthesis that closes them.
fn arguments(text: &str) -> Option<(&str, &str, &str)> {
    let (end, commas) = closing(text)?;
    let comma = *commas.last()?;
    Some((&text[..comma], &text[comma + 1..end], &text[end + 1..]))
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
