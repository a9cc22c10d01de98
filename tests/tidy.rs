//! The layers, sizes and texts of the project.

#![allow(clippy::unwrap_used)]

use std::fmt::Write;
use std::path::{Path, PathBuf};

/// The modules from the lowest layer up; those of one layer do not use each other.
const LAYERS: [&[&str]; 13] = [
    &["number", "lanes"],
    &["expr"],
    &["algebra", "syntax", "print", "enclosure"],
    &["kernel", "evaluate", "formula", "container"],
    &["emit"],
    &["theory"],
    &["decide"],
    &["derive", "mistakes", "value"],
    &["gradcheck"],
    &["document"],
    &["paper"],
    &["report"],
    &["cli"],
];

/// What the kernel may use: less than its layer would allow.
const KERNEL_USES: [&str; 4] = ["number", "expr", "algebra", "kernel"];

/// The longest file, in lines without its tests; tables of rules are as long as they need to be.
const FILE_LINES: usize = 550;
/// The most that the steps of the kernel may take together.
const KERNEL_LINES: usize = 620;

/// What is trusted when a verdict is believed: the files, and why.
const TRUSTED: [(&str, &[&str], &str); 8] = [
    ("numbers", &["src/number.rs"], "exact rationals"),
    (
        "expressions",
        &[
            "src/expr/adopt.rs",
            "src/expr/alpha.rs",
            "src/expr/arena.rs",
            "src/expr/array.rs",
            "src/expr/function.rs",
            "src/expr/mod.rs",
            "src/expr/names.rs",
            "src/expr/notation.rs",
            "src/expr/proposition.rs",
            "src/expr/set.rs",
            "src/expr/substitute.rs",
            "src/expr/unfold.rs",
        ],
        "what is claimed, and the unfolding of definitions",
    ),
    ("polynomials", &["src/algebra"], "equality of fractions of polynomials"),
    ("kernel", &["src/kernel"], "replays every proof"),
    ("rules", &["src/theory"], "the axioms"),
    ("enclosures", &["src/enclosure"], "the values that refute a claim"),
    ("reading", &["src/syntax"], "what was written is what is claimed"),
    ("printing", &["src/print"], "what is claimed is what is shown"),
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The files below a path with one of the extensions, as paths from the root of the project.
fn files(path: &str, extensions: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![PathBuf::from(path)];
    while let Some(path) = open.pop() {
        let full = root().join(&path);
        if full.is_dir() {
            let entries = std::fs::read_dir(full).unwrap();
            open.extend(entries.map(|it| path.join(it.unwrap().file_name())));
        } else if path.extension().is_some_and(|it| extensions.iter().any(|other| it == *other)) {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn sources() -> impl Iterator<Item = (PathBuf, String)> {
    files("src", &["rs"]).into_iter().map(|path| {
        let text = read(&root().join(&path));
        (path, text)
    })
}

/// The top module that a file belongs to.
fn module(path: &Path) -> String {
    let part = path.components().nth(1).unwrap().as_os_str().to_str().unwrap();
    part.trim_end_matches(".rs").to_owned()
}

/// A file without its tests.
fn without_tests(text: &str) -> &str {
    text.split("#[cfg(test)]\nmod ").next().unwrap_or(text)
}

/// The top modules that a text uses.
fn used(text: &str) -> Vec<String> {
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    let mut found = Vec::new();
    for line in code {
        for rest in line.split("crate::").skip(1) {
            let names: Vec<&str> = match rest.strip_prefix('{') {
                Some(list) => list.split(',').map(str::trim).collect(),
                None => vec![rest],
            };
            for name in names {
                let end = name.find(|c: char| !c.is_alphanumeric() && c != '_');
                found.push(name[..end.unwrap_or(name.len())].to_owned());
            }
        }
    }
    found
}

#[test]
fn modules_use_lower_layers_only() {
    let layer = |name: &str| LAYERS.iter().position(|layer| layer.contains(&name));
    for (path, text) in sources() {
        let own = module(&path);
        let Some(height) = layer(&own) else {
            assert!(["lib", "main"].contains(&own.as_str()), "{own} has no layer");
            continue;
        };
        let is_test = path.file_name().is_some_and(|it| it == "tests.rs" || it == "testing.rs");
        if is_test {
            continue;
        }
        for other in used(without_tests(&text)) {
            let Some(below) = layer(&other) else { continue };
            let path = path.display();
            assert!(other == own || below < height, "{path}: {own} must not use {other}");
            if own == "kernel" {
                assert!(KERNEL_USES.contains(&other.as_str()), "{path} must not use {other}");
            }
        }
    }
}

#[test]
fn every_file_says_what_it_is_for() {
    let tests = files("tests", &["rs"]).into_iter().map(|path| {
        let text = read(&root().join(&path));
        (path, text)
    });
    for (path, text) in sources().chain(tests) {
        assert!(text.starts_with("//! "), "{} does not begin with `//!`", path.display());
    }
}

#[test]
fn files_are_short() {
    for (path, text) in sources() {
        let lines = without_tests(&text).lines().count();
        if path.starts_with("src/theory") {
            continue;
        }
        assert!(lines <= FILE_LINES, "{} has {lines} lines", path.display());
    }
}

#[test]
fn the_steps_of_the_kernel_are_few() {
    let lines = |path: &str| without_tests(&read(&root().join(path))).lines().count();
    let count = lines("src/kernel/check.rs") + lines("src/kernel/local.rs");
    assert!(count < KERNEL_LINES, "{count} lines");
}

#[test]
fn no_absolute_path_has_slipped_in() {
    // Put together here so that this file does not contain them.
    let folders = ["tmp", "root", "home", "work", "Users"].map(|it| format!("/{it}/"));
    for folder in ["src", "tests", "derivations", "docs"] {
        for path in files(folder, &["rs", "md", "deriv", "snap"]) {
            let text = read(&root().join(&path));
            for name in &folders {
                assert!(!text.contains(name.as_str()), "{}: {name}", path.display());
            }
        }
    }
}

/// The table of what is trusted, with the lines of code without tests.
fn trusted() -> String {
    let mut table = String::from("| part | files | lines | what for |\n|---|---|---:|---|\n");
    let mut total = 0;
    for (name, paths, why) in TRUSTED {
        let lines: usize = paths
            .iter()
            .flat_map(|path| files(path, &["rs"]))
            .filter(|path| {
                let name = path.file_name().unwrap_or_default();
                name != "tests.rs" && name != "testing.rs"
            })
            .map(|path| without_tests(&read(&root().join(path))).lines().count())
            .sum();
        total += lines;
        let places: Vec<_> = paths.iter().map(|path| format!("`{path}`")).collect();
        writeln!(table, "| {name} | {} | {lines} | {why} |", places.join(", ")).unwrap();
    }
    writeln!(table, "| together | | {total} | |").unwrap();
    table
}

#[test]
fn the_list_of_what_is_trusted_is_true() {
    const MARK: &str = "<!-- trusted -->\n";
    let path = root().join("docs/architecture.md");
    let text = read(&path);
    let parts: Vec<&str> = text.split(MARK).collect();
    let [before, table, after] = parts[..] else {
        panic!("docs/architecture.md has no list of what is trusted between two marks");
    };
    if table == trusted() {
        return;
    }
    assert!(
        std::env::var_os("UPDATE_DOCS").is_some(),
        "the list in docs/architecture.md is out of date; run the tests with UPDATE_DOCS=1"
    );
    std::fs::write(&path, format!("{before}{MARK}{}{MARK}{after}", trusted())).unwrap();
}
