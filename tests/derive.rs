//! Derivatives of a textbook reach the form that is wanted, in about as many steps as a textbook needs.

#![allow(clippy::unwrap_used)]

use chainrule::derive::{Task, derive};
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
        let found = derive(&mut arena, &Theory::new(), &Task::new(start, Some(to), names));
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

/// What the program derives.
fn derived(arguments: &[&str]) -> String {
    let mut program = std::process::Command::new(env!("CARGO_BIN_EXE_chainrule"));
    let output = program.arg("derive").args(arguments).env("NO_COLOR", "1").output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

const SOFTMAX: &str = "S[i] = exp(x[i])/sum(exp(x[k]), k, 1, n)";

#[test]
fn a_derivation_ends_in_the_names_that_have_a_meaning() {
    let last = |arguments: &[&str]| derived(arguments).lines().last().unwrap().trim().to_owned();
    let softmax = ["diff(S[i], x[j])", "--define", SOFTMAX];
    assert_eq!(last(&softmax), "= S[i]*(delta(i, j) - S[j])  [definition of S]");
    let equal = ["--assume", "i == j", "--to", "S[i]*(1 - S[i])"];
    let told = last(&[&softmax[..], &equal[..]].concat());
    assert!(told.starts_with("= S[i]*(1 - S[i])  [Kronecker delta, definition of S]"), "{told}");
    let different = ["--assume", "i != j", "--to", "-S[i]*S[j]"];
    let told = last(&[&softmax[..], &different[..]].concat());
    assert!(told.starts_with("= -S[i]*S[j]  [Kronecker delta, definition of S]"), "{told}");
    let logistic = ["d/dx s(x)", "--define", "s(x) = 1/(1 + e^(-x))"];
    assert_eq!(last(&logistic), "= s(x)*(1 - s(x))  [definition of s]");
    let root = ["d/dx sqrt(x^2)", "--assume", "x > 0", "--to", "1"];
    assert_eq!(last(&root), "= 1  [exponential laws, definition of abs]");
}

#[test]
fn a_full_derivation_begins_with_the_definition() {
    insta::assert_snapshot!(derived(&["d/dx sigmoid(x)", "--detail", "full"]), @r"
    d/dx sigmoid(x)
      = diff(1 / (1 + exp(-x)), x)  [definition of sigmoid]
      = -d/dx (1 + exp(-x)) / (1 + exp(-x))^2  [reciprocal rule]
      = -d/dx exp(-x) / (1 + exp(-x))^2  [sum rule]
      = -exp(-x) * d/dx (-x) / (1 + exp(-x))^2  [derivative of exp, chain rule]
      = exp(-x)/(1 + exp(-x))^2  [constant multiple rule]
      = 1 / (1 + exp(-x))*(1 - 1 / (1 + exp(-x)))  [algebra]
      = sigmoid(x)*(1 - sigmoid(x))  [definition of sigmoid]
    ");
    let tanh = derived(&["d/dx tanh(x)", "--detail", "full"]);
    assert!(tanh.find("[quotient rule]") < tanh.find("[derivative of exp]"), "{tanh}");
    assert!(tanh.ends_with("= 1 - tanh(x)^2  [definition of tanh]\n"), "{tanh}");
}

#[test]
fn a_terse_derivation_is_one_step() {
    insta::assert_snapshot!(derived(&["d/dx (sin(x^2)*e^x)", "--detail", "terse"]), @r"
    d/dx (sin(x^2)*e^x)
      = e^x*(2*x*cos(x^2) + sin(x^2))
          [product rule, derivative of sin, chain rule, power rule, derivative of
             exp]
    ");
}

#[test]
fn definitions_that_make_no_sense_are_errors() {
    let mut program = std::process::Command::new(env!("CARGO_BIN_EXE_chainrule"));
    let run = program.args(["derive", "d/dx u", "--define", "x^2 = 3"]).output().unwrap();
    let told = String::from_utf8(run.stderr).unwrap();
    assert_eq!(run.status.code(), Some(2));
    assert!(told.contains("gives no new name a meaning"), "{told}");
}
