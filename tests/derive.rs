//! Derivatives of a textbook reach the form that is wanted, in about as many steps as a textbook needs.

#![allow(clippy::unwrap_used)]

use chainrule::derive::derive;
use chainrule::expr::{Arena, Names};
use chainrule::syntax::{Mode, Scope, parse_expression};
use chainrule::theory::Theory;

/// How many more steps than a textbook a derivation may have.
const MORE_STEPS: usize = 2;

#[test]
fn textbook_derivatives_reach_their_target_in_few_steps() {
    let table = include_str!("data/derivatives.txt");
    let mut failures = Vec::new();
    for row in table.lines().filter(|it| !it.starts_with('#')) {
        let [expression, target, steps] = row.split(" | ").collect::<Vec<_>>()[..] else {
            panic!("a row has three columns: {row}");
        };
        let steps: usize = steps.parse().unwrap();
        let (mut arena, mut scope) = (Arena::new(), Scope::new(Mode::Inferred));
        let (start, _) = parse_expression(&mut arena, &mut scope, expression).unwrap();
        let (to, _) = parse_expression(&mut arena, &mut scope, target).unwrap();
        let mut names = Names::of_integers(scope.integers());
        names.learn_ranges(&arena, &[start], &[]);
        let found = derive(&mut arena, &Theory::new(), start, Some(to), &names);
        if let Some(reason) = found.stuck {
            failures.push(format!("{row}: {reason}"));
        } else if found.steps.last().map(|it| it.result) != Some(to) {
            failures.push(format!("{row}: ends elsewhere"));
        } else if found.steps.len() > steps + MORE_STEPS {
            failures.push(format!("{row}: {} steps", found.steps.len()));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn what_is_written_as_a_derivation_file_checks_strictly() {
    use std::io::Write;
    use std::process::{Command, Stdio};

    let table = include_str!("data/derivatives.txt");
    let mut failures = Vec::new();
    for row in table.lines().filter(|it| !it.starts_with('#')) {
        let columns: Vec<&str> = row.split(" | ").collect();
        let program = || Command::new(env!("CARGO_BIN_EXE_chainrule"));
        let arguments = ["derive", columns[0], "--to", columns[1], "--format", "deriv"];
        let file = program().args(arguments).output().unwrap().stdout;
        let mut check = program();
        check.args(["check", "-", "--strict"]).env("CHAINRULE_CACHE", "");
        let check = check.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = check.spawn().unwrap();
        child.stdin.take().unwrap().write_all(&file).unwrap();
        let output = child.wait_with_output().unwrap();
        if !output.status.success() {
            let told = String::from_utf8_lossy(&output.stderr).into_owned();
            failures.push(format!("{row}\n{}\n{told}", String::from_utf8_lossy(&file)));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
