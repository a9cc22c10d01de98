//! Expressions on which a search without a budget does not end: each comes back with a verdict.

#![allow(clippy::unwrap_used)]

use std::fmt::Write;

use chainrule::document::{Options, Verdict, check_source};

fn verdict(lhs: &str, rhs: &str) -> (Option<Verdict>, Option<String>) {
    let source = format!("prove {lhs}\n  = {rhs}\n");
    let checked = check_source("", &source, &Options::default());
    assert!(checked.report.unreadable.is_empty(), "{source}");
    let answer = checked.report.steps.last().unwrap().answer.clone();
    (answer.verdict, answer.reason)
}

#[test]
fn large_powers_are_not_multiplied_out() {
    let proved =
        |lhs: &str, rhs: &str| assert_eq!(verdict(lhs, rhs).0, Some(Verdict::Proved), "{lhs}");
    proved("(x - a)^6000*(x - a)", "(x - a)^6001");
    proved("diff((x + 1)^1000, x)", "1000*(x + 1)^999");
    proved("(a + b + c + d + e1 + f)^61", "(f + e1 + d + c + b + a)^61");
}

#[test]
fn twelve_derivatives_and_twenty_terms_end() {
    let tower = "diff(tanh(x), x, 12)";
    verdict(tower, &format!("{tower} + 0"));
    verdict("diff(sigmoid(x), x, 12)", "0");
    let sum = (1..=20).fold(String::from("0"), |mut sum, n| {
        write!(sum, " + x{n}").unwrap();
        sum
    });
    verdict(&format!("sin({sum})"), "x1");
    let nested = (0..60).fold(String::from("x"), |text, _| format!("sin({text} + 1)"));
    verdict(&format!("diff({nested}, x)"), "0");
}

#[test]
fn what_was_read_before_can_still_be_told_after_a_new_reading() {
    // A polynomial that was read before an expression got another meaning was looked up in vain.
    let kink = "diff(piecewise(0 if x == 1/2, x otherwise), x)";
    let (found, _) = verdict(&format!("(x^3)^(1/2)*{kink}"), &format!("sqrt(x^3)*{kink}"));
    assert_ne!(found, Some(Verdict::Refuted));
}
