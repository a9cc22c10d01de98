//! A claim of a document as a derivation file.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::context::{Claim, Context, Definition, LOGISTIC, Meaning, inner_name};
use super::leibniz::{with_chain_rules, with_free_variables};
use super::names::Names;
use super::text::{Use, is_own, renamed, uses, with_argument};

impl Context {
    /// A derivation file that claims what is claimed, with the definitions of the document or without.
    pub(super) fn source(&self, claim: &Claim, names: &Names, meaning: Meaning<'_>) -> String {
        let needed = match meaning {
            Meaning::None => Vec::new(),
            Meaning::Head => self.head(claim).into_iter().collect(),
            Meaning::Defined | Meaning::Inner | Meaning::Usual => self.needed(claim, None),
            Meaning::Other(other) => self.needed(claim, Some(other)),
        };
        let free = |it: &&Definition| !super::leibniz::is_free(it, claim);
        let needed = needed.into_iter().filter(free).map(|it| as_function(it, claim));
        let mut needed: Vec<Definition> = needed.collect();
        let dotted = dotted(claim, &needed);
        let claim = &match dotted {
            true => without_dots(claim, &mut needed),
            false => claim.clone(),
        };
        let needed: Vec<&Definition> = needed.iter().collect();
        let usual = Meaning::Usual == meaning && needed.iter().all(|it| it.name != "sigma");
        let claim = &with_chain_rules(claim, &needed);
        let claim = &with_free_variables(claim, &needed);
        let mut texts: Vec<&str> = vec![&claim.lhs, &claim.rhs];
        texts.extend(needed.iter().map(|it| it.text.as_str()));
        texts.extend(claim.assumption.as_deref());
        let used: BTreeSet<(String, Use)> = texts.iter().flat_map(|it| uses(it)).collect();
        let usual = usual && used.contains(&("sigma".to_owned(), Use::Applied(1)));
        let has_meaning = |name: &str| {
            is_own(name) || needed.iter().any(|it| it.name == name) || usual && name == "sigma"
        };
        let range = claim.range.clone().or_else(|| needed.iter().find_map(|it| it.range.clone()));
        let (from, to) = range.unwrap_or_else(|| ("1".to_owned(), names.usual_bound()));
        let mut source = String::new();
        let counters: Vec<&str> = used
            .iter()
            .filter(|(name, how)| {
                *how == Use::Bare
                    && names.counters.contains(name)
                    && !has_meaning(name)
                    && *name != to
            })
            .map(|(name, _)| name.as_str())
            .filter(|name| texts.iter().any(|text| is_index(text, name)))
            .collect();
        if !counters.is_empty() {
            let _ = writeln!(source, "index {} in {from}..{to}", counters.join(", "));
        }
        let of_time = dotted || used.iter().all(|it| it.0 != "x");
        let variable = if of_time { "t" } else { "x" };
        let unknown = used.iter().filter(|it| !has_meaning(&it.0));
        let mut lifted = declare_functions(&mut source, unknown, variable);
        // A function without its argument is the function at its parameter.
        for definition in needed.iter().filter(|it| !it.parameters.is_empty()) {
            let bare = |it: &(String, Use)| {
                it.0 == definition.name && matches!(it.1, Use::Bare | Use::Primed)
            };
            if used.iter().any(bare) {
                let arguments = format!("({})", definition.parameters.join(", "));
                lifted.push((definition.name.clone(), arguments));
            }
        }
        let plain = |it: &&&Definition| it.parameters.is_empty() && it.indices.is_empty();
        let abbreviations: Vec<&str> =
            needed.iter().filter(plain).map(|it| it.name.as_str()).collect();
        if usual {
            let _ = writeln!(source, "{LOGISTIC}");
        }
        for definition in &needed {
            let mut definition = (*definition).clone();
            for (name, argument) in lifted.iter().filter(|_| dotted) {
                definition.text = with_argument(&definition.text, name, argument);
            }
            let _ = writeln!(source, "{}", definition.statement(&abbreviations));
        }
        if let Some(assumption) = &claim.assumption {
            let _ = writeln!(source, "assume {assumption}");
        }
        // Sums in documents have terms.
        for bound in bounds(&texts) {
            let _ = writeln!(source, "assume {bound} >= 1");
        }
        if meaning == Meaning::Inner {
            for definition in needed.iter().filter(|it| it.parameters.is_empty()) {
                if let Some(inner) = inner_name(definition) {
                    let primed = format!("{}'", definition.name);
                    let derivative = format!("diff({}, {inner})", definition.name);
                    lifted.push((primed, derivative));
                }
            }
        }
        let lift = |text: &str| {
            lifted.iter().fold(text.to_owned(), |text, (name, what)| match name.ends_with('\'') {
                true => renamed(&text, name, what),
                false => with_argument(&text, name, what),
            })
        };
        let _ = writeln!(source, "prove {}\n  = {}", lift(&claim.lhs), lift(&claim.rhs));
        source
    }
}

/// Declares the functions among names without a meaning; those that stand without their argument come
/// back, with the variable that it is.
fn declare_functions<'a>(
    source: &mut String,
    unknown: impl Iterator<Item = &'a (String, Use)>,
    variable: &str,
) -> Vec<(String, String)> {
    let mut lifted: Vec<(String, String)> = Vec::new();
    let mut declared: BTreeSet<&str> = BTreeSet::new();
    for (name, how) in unknown {
        match how {
            Use::Applied(count) if declared.insert(name) => {
                let parameters: Vec<String> =
                    (1..=*count).map(|number| format!("t_{number}")).collect();
                let _ = writeln!(source, "function {name}({})", parameters.join(", "));
            }
            // What is primed is a function, and is one where it stands without primes.
            Use::Primed if declared.insert(name) => {
                let _ = writeln!(source, "function {name}({variable})");
                lifted.push((name.clone(), format!("({variable})")));
            }
            _ => {}
        }
    }
    lifted
}

/// Whether dots above names are derivatives by the time: something is differentiated by `t`.
fn dotted(claim: &Claim, needed: &[Definition]) -> bool {
    let by_time = [&claim.lhs, &claim.rhs].iter().any(|it| it.contains(", t)"));
    let texts = needed.iter().map(|it| &it.text).chain([&claim.lhs, &claim.rhs]);
    by_time && texts.flat_map(|it| uses(it)).any(|it| is_dotted(&it.0))
}

fn is_dotted(name: &str) -> bool {
    name.ends_with("_dot") || name.ends_with("_ddot")
}

/// A claim and its definitions with primes instead of dots.
fn without_dots(claim: &Claim, needed: &mut [Definition]) -> Claim {
    let primed = |text: &str| {
        let names = uses(text).into_iter().map(|it| it.0).filter(|it| is_dotted(it));
        names.fold(text.to_owned(), |text, name| {
            let plain = name.trim_end_matches("_dot").trim_end_matches("_ddot");
            let primes = if name.ends_with("_ddot") { "''" } else { "'" };
            renamed(&text, &name, &format!("{plain}{primes}"))
        })
    };
    for definition in needed {
        definition.text = primed(&definition.text);
    }
    Claim { lhs: primed(&claim.lhs), rhs: primed(&claim.rhs), ..claim.clone() }
}

/// The names up to which sums and products count from 1.
fn bounds(texts: &[&str]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for text in texts {
        for part in text.split(", 1, ").skip(1) {
            let name = part.split(')').next().unwrap_or_default();
            let plain = name.chars().all(|c| c.is_alphanumeric() || c == '_');
            if plain && name.starts_with(char::is_alphabetic) {
                found.insert(name.to_owned());
            }
        }
    }
    found
}

/// Whether a letter stands as an index somewhere in a text.
fn is_index(text: &str, letter: &str) -> bool {
    let mut depth = 0_u32;
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        match c {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        let here = text[at..].starts_with(letter) && !before.is_alphanumeric() && before != '_';
        let after = text[at + c.len_utf8()..].chars().next().unwrap_or(' ');
        let whole = here && !after.is_alphanumeric() && after != '_';
        if whole
            && (depth > 0
                || text[..at].ends_with("delta(")
                || text[..at].ends_with(", ") && text.contains("delta("))
        {
            return true;
        }
        before = c;
    }
    false
}

/// A definition that a claim uses as a function, as one.
fn as_function(definition: &Definition, claim: &Claim) -> Definition {
    let applied = (definition.name.clone(), Use::Applied(1));
    let is_applied = [&claim.lhs, &claim.rhs].iter().any(|it| uses(it).contains(&applied));
    let mut found = definition.clone();
    if is_applied && definition.parameters.is_empty() && definition.indices.is_empty() {
        found.parameters = inner_name(definition).into_iter().collect();
    }
    found
}
