//! Expressions on which a search without a budget does not end: each comes back with a verdict.

#![allow(clippy::unwrap_used)]

use std::fmt::Write;
use std::time::{Duration, Instant};

use chainrule::document::{Options, Verdict, check_source};

/// The longest that a program with optimizations may take; others are not measured.
const LONGEST: Duration = Duration::from_secs(1);

fn verdict(lhs: &str, rhs: &str) -> (Option<Verdict>, Option<String>) {
    let source = format!("prove {lhs}\n  = {rhs}\n");
    let start = Instant::now();
    let checked = check_source("", &source, &Options::default());
    let time = start.elapsed();
    assert!(cfg!(debug_assertions) || time < LONGEST, "{time:?} for {source}");
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
    proved("diff((x - a)^6000, x)", "6000*(x - a)^5999");
    proved("diff((x + 1)^(10^100), x)", "10^100*(x + 1)^(10^100 - 1)");
    proved("diff((1 + x^2)^(7^40), x)", "2*7^40*x*(1 + x^2)^(7^40 - 1)");
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
fn wrong_large_powers_are_refuted() {
    let refuted =
        |lhs: &str, rhs: &str| assert_eq!(verdict(lhs, rhs).0, Some(Verdict::Refuted), "{lhs}");
    refuted("(x - a)^6000*(x - a)", "(x - a)^6002");
    refuted("(a + b + c + d + e1 + f)^61", "(f + e1 + d + c + b - a)^61");
    verdict("diff((x + 1)^(10^100), x)", "10^100*(x + 1)^(10^100)");
}

#[test]
fn roots_that_are_made_of_each_other_come_to_an_end() {
    // Each of the two roots is found by the other one: what is planned goes round in a circle.
    verdict("(sqrt(atanh(x)) + e)^2", "atanh(x) + e^2 + 2*sqrt(atanh(x)*e^2)");
    verdict("(sqrt(asin(x)) + e)^2", "asin(x) + e^2 + 2*sqrt(asin(x)*e^2) + 1");
}

#[test]
fn sines_of_powers_and_of_many_multiples_are_not_expanded() {
    for inner in ["sin(64*x)/sqrt(cos(64*x))", "sin((x + 1)^9)", "sin(tan(-4*x^2 - 3)^3)"] {
        verdict(inner, "0");
        verdict(&format!("diff({inner}, x)"), "0");
        assert_eq!(
            verdict(&format!("2*({inner})"), &format!("({inner})*2")).0,
            Some(Verdict::Proved)
        );
    }
    let slope = verdict("diff(sin(10*(x + 5)^4), x)", "40*(x + 5)^3*cos(10*(x + 5)^4)");
    assert_eq!(slope.0, Some(Verdict::Proved));
    let slope = verdict("diff(-sqrt(cos(64*x)), x)", "32*sin(64*x)/sqrt(cos(64*x))");
    assert_eq!(slope.0, Some(Verdict::Proved));
}

#[test]
fn what_was_read_before_can_still_be_told_after_a_new_reading() {
    // A polynomial that was read before an expression got another meaning was looked up in vain.
    let kink = "diff(piecewise(0 if x == 1/2, x otherwise), x)";
    let (found, _) = verdict(&format!("(x^3)^(1/2)*{kink}"), &format!("sqrt(x^3)*{kink}"));
    assert_ne!(found, Some(Verdict::Refuted));
}

#[test]
fn an_index_that_is_said_to_be_a_component_is_not_followed_for_ever() {
    let check = |assumption: &str, lhs: &str, rhs: &str| {
        let source = format!("index i, k in 1..n\nassume {assumption}\nprove {lhs}\n  = {rhs}\n");
        let checked = check_source("", &source, &Options::default());
        assert!(checked.report.unreadable.is_empty(), "{source}");
    };
    check("k == i", "max(sum(delta(i, k)*v[k], k, 1, n), k)", "max(v[i], k)");
    check("k == v[i]", "abs(k - v[i])*v[k]", "0");
    check("k == v[i] and i == v[k]", "v[k]", "v[i]");
    check("k == delta(i, 1) and i == delta(k, 2)", "v[k]", "v[i]");
}
