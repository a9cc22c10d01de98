//! What is written as LaTeX renders in `KaTeX`, as web pages and notebooks show it. Runs where Node is.

#![allow(clippy::unwrap_used)]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use chainrule::document::{Options, check_source};
use chainrule::report::{Typeset, typeset};
use chainrule::theory;

/// The formulas between dollar signs in a Markdown text, and whether each stands by itself.
fn formulas(text: &str) -> Vec<(bool, String)> {
    let mut found = Vec::new();
    for (number, part) in text.split("$$").enumerate() {
        if number % 2 == 1 {
            found.push((true, part.to_owned()));
        } else {
            let inline = part.split('$').skip(1).step_by(2);
            found.extend(inline.map(|it| (false, it.to_owned())));
        }
    }
    found
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn derivations() -> Vec<(bool, String)> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(root().join("derivations"))
        .unwrap()
        .map(|it| it.unwrap().path())
        .collect();
    paths.sort();
    let written = paths.iter().map(|path| {
        let source = std::fs::read_to_string(path).unwrap();
        typeset(&check_source("", &source, &Options::default()), Typeset::Markdown, false)
    });
    written.flat_map(|it| formulas(&it)).collect()
}

/// The table of textbook derivatives, every rule a step.
fn derived() -> Vec<(bool, String)> {
    let rows = include_str!("data/derivatives.txt").lines().filter(|it| !it.starts_with('#'));
    let written = rows.map(|row| {
        let mut program = Command::new(env!("CARGO_BIN_EXE_chainrule"));
        let expression = row.split(" | ").next().unwrap();
        let arguments = ["derive", expression, "--detail", "full", "--format", "markdown"];
        String::from_utf8(program.args(arguments).output().unwrap().stdout).unwrap()
    });
    written.flat_map(|it| formulas(&it)).collect()
}

#[test]
fn everything_written_renders() {
    let is_there = |program: &str| Command::new(program).arg("--version").output().is_ok();
    if !(is_there("node") && is_there("npm")) {
        // Without Node there is nothing to render with.
        return;
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("katex");
    std::fs::create_dir_all(&folder).unwrap();
    for name in ["package.json", "package-lock.json", "render.mjs"] {
        std::fs::copy(root().join("tests/katex").join(name), folder.join(name)).unwrap();
    }
    let npm = Command::new("npm")
        .args(["ci", "--no-audit", "--no-fund", "--silent"])
        .current_dir(&folder)
        .status();
    assert!(npm.unwrap().success(), "KaTeX cannot be installed");
    let all = [derivations(), derived(), formulas(&theory::manual())].concat();
    assert!(all.len() > 600, "{}", all.len());
    let mut node = Command::new("node");
    let node = node.arg("render.mjs").current_dir(&folder).stdin(Stdio::piped());
    let mut child = node.stdout(Stdio::piped()).spawn().unwrap();
    let json = serde_json::to_vec(&all).unwrap();
    child.stdin.take().unwrap().write_all(&json).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}
