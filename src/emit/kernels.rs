//! Elementary functions as source code: those of [`crate::lanes`], cut out of its own source.
//!
//! What a function needs is found by the names in its text, so that only that is written. The parameter
//! that stands for a set of instructions becomes a constant.

use std::fmt::Write;

/// The files with the functions, each of which becomes a module.
const FILES: [(&str, &str); 6] = [
    ("arithmetic", include_str!("../lanes/arithmetic.rs")),
    ("logarithm", include_str!("../lanes/logarithm.rs")),
    ("exponential", include_str!("../lanes/exponential.rs")),
    ("circular", include_str!("../lanes/circular.rs")),
    ("arcs", include_str!("../lanes/arcs.rs")),
    ("power", include_str!("../lanes/power.rs")),
];

/// A constant, function or structure.
#[derive(Debug)]
struct Item {
    file: usize,
    name: String,
    text: String,
}

/// The source of a module `kernels` with the functions of these paths, such as `exponential::exp`, and
/// all that they need. Empty if none are named.
pub(super) fn module(paths: &[&str]) -> String {
    if paths.is_empty() {
        return String::new();
    }
    let items = items();
    let mut needed = vec![false; items.len()];
    let mut open: Vec<usize> = Vec::new();
    for path in paths {
        let (file, name) = path.split_once("::").unwrap_or(("", path));
        open.extend(find(&items, |it| FILES[it.file].0 == file && it.name == name));
    }
    while let Some(position) = open.pop() {
        if std::mem::replace(&mut needed[position], true) {
            continue;
        }
        let item = &items[position];
        for word in words(&item.text) {
            // A name of the same file hides those of others.
            let own: Vec<_> = find(&items, |it| it.file == item.file && it.name == word).collect();
            let foreign = find(&items, |it| it.file != item.file && it.name == word)
                .filter(|&it| imports(item.file, &items[it]));
            open.extend(if own.is_empty() { foreign.collect() } else { own });
        }
    }
    written(&items, &needed)
}

fn find(items: &[Item], is_it: impl Fn(&Item) -> bool) -> impl Iterator<Item = usize> {
    items.iter().enumerate().filter(move |it| is_it(it.1)).map(|it| it.0)
}

/// Whether a file uses an item of another one.
fn imports(file: usize, item: &Item) -> bool {
    let module = FILES[item.file].0;
    let mut uses = FILES[file].1.lines().filter(|it| it.starts_with("use super::"));
    uses.any(|it| {
        it.starts_with(&format!("use super::{module}::")) && words(it).any(|word| word == item.name)
    })
}

fn written(items: &[Item], needed: &[bool]) -> String {
    let mut text = String::from(
        "/// Elementary functions without branches, each within a few units in the last place. Compiled\n\
         /// for a processor with fused multiplication and addition they are faster.\n\
         #[allow(dead_code, clippy::all)]\nmod kernels {\n    \
         /// Whether a product and a sum are one instruction.\n    \
         const FMA: bool = cfg!(any(target_arch = \"aarch64\", target_feature = \"fma\"));\n",
    );
    for (file, (module, _)) in FILES.iter().enumerate() {
        let own: Vec<_> = find(items, |it| it.file == file).filter(|&it| needed[it]).collect();
        if own.is_empty() {
            continue;
        }
        let used =
            |name: &str| own.iter().any(|&it| words(&items[it].text).any(|word| word == name));
        let _ = writeln!(text, "\n    pub mod {module} {{");
        if used("FMA") {
            text.push_str("        use super::FMA;\n");
        }
        for (other, (foreign, _)) in FILES.iter().enumerate() {
            let names: Vec<&str> = find(items, |it| it.file == other && other != file)
                .filter(|&it| needed[it] && imports(file, &items[it]))
                .map(|it| items[it].name.as_str())
                .filter(|it| used(it))
                .collect();
            if !names.is_empty() {
                let _ = writeln!(text, "        use super::{foreign}::{{{}}};", names.join(", "));
            }
        }
        for position in &own {
            text.push('\n');
            for line in items[*position].text.lines() {
                let indent = if line.is_empty() { "" } else { "        " };
                let _ = writeln!(text, "{indent}{line}");
            }
        }
        text.push_str("    }\n");
    }
    text.push_str("}\n");
    text
}

/// Names, numbers and keywords in code.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|it: char| !it.is_ascii_alphanumeric() && it != '_').filter(|it| !it.is_empty())
}

/// All items of all files.
fn items() -> Vec<Item> {
    let mut items = Vec::new();
    for (file, (_, source)) in FILES.iter().enumerate() {
        let source = source.split("#[cfg(test)]").next().unwrap_or(source);
        let mut lines = source.lines().peekable();
        let mut text = String::new();
        while let Some(line) = lines.next() {
            if line.starts_with("//!") || line.starts_with("use ") || line.starts_with("#!") {
                text.clear();
                // A list that goes over several lines.
                if line.starts_with("use ") && !line.ends_with(';') {
                    lines.by_ref().find(|it| it.ends_with(';'));
                }
                continue;
            }
            if line.is_empty()
                && (text.is_empty() || text.ends_with(";\n") || text.ends_with("}\n"))
            {
                continue;
            }
            text.push_str(line);
            text.push('\n');
            let starts = !line.starts_with([' ', '/', '#', '}', ']']) && !line.is_empty();
            let ends =
                line == "}" || line == "};" || line == "];" || (starts && line.ends_with(';'));
            let ends =
                ends || (line.ends_with(';') && line.starts_with("    ") && opens_value(&text));
            if ends {
                if let Some(name) = name(&text) {
                    items.push(Item { file, name, text: plain(&text) });
                }
                text.clear();
            }
        }
    }
    items
}

/// Whether a text is that of a constant whose value stands on the next line.
fn opens_value(text: &str) -> bool {
    let declaration = text.lines().find(|it| !it.starts_with(['/', '#']));
    declaration.is_some_and(|it| it.contains("const ") && it.ends_with('='))
}

fn name(text: &str) -> Option<String> {
    let declaration = text.lines().find(|it| !it.starts_with(['/', '#']))?;
    let mut words = words(declaration);
    while let Some(word) = words.next() {
        match word {
            "fn" | "const" | "struct" => return words.next().map(str::to_owned),
            "impl" => {
                return declaration
                    .trim_end_matches([' ', '{'])
                    .rsplit(' ')
                    .next()
                    .map(str::to_owned);
            }
            _ => {}
        }
    }
    None
}

/// The text without the parameter for the instructions, and usable from outside of its module.
fn plain(text: &str) -> String {
    text.replace("<I: Isa>", "")
        .replace("<I: Isa, ", "<")
        .replace("::<I>", "")
        .replace("::<I, ", "::<")
        .replace("I::FMA", "FMA")
        .replace("pub(super) ", "pub ")
        .replace("\nfn ", "\npub fn ")
        .replace("\nstruct ", "\npub struct ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_that_is_used_is_found() {
        for path in
            ["exponential::exp", "exponential::softplus", "circular::sin_far", "power::powi"]
        {
            let text = module(&[path]);
            let name = path.rsplit("::").next().unwrap_or(path);
            assert!(text.contains(&format!("pub fn {name}")), "{path}");
            assert!(!text.contains("Isa") && !text.contains("I::"), "{path}\n{text}");
        }
    }
}
