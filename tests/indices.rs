//! Sums over ranges, indexed variables and deltas, from text to verdict: what is proved, refuted, or
//! true under conditions only.

use chainrule::decide::decide;
use chainrule::decide::outcome::{Domain, Verdict};
use chainrule::document::{condition, parse_claim};
use chainrule::expr::Arena;
use chainrule::theory::Theory;

/// The verdict with its domain or conditions, as one line.
fn verdict(equation: &str, assume: &[&str]) -> String {
    let mut arena = Arena::new();
    let claim = parse_claim(&mut arena, equation, assume)
        .unwrap_or_else(|error| panic!("{equation}: {error:?}"));
    match decide(&mut arena, &Theory::new(), &claim).verdict {
        Verdict::Proved(proved) => {
            let conditions: Vec<String> =
                proved.conditions.iter().map(|it| condition(&mut arena, it)).collect();
            let domain = match proved.domain {
                Domain::Same => "same",
                Domain::Widens => "widens",
                Domain::Narrows => "narrows",
                Domain::Mixed => "mixed",
                Domain::Unknown => "unknown",
            };
            format!("proved, {domain}: {}", conditions.join(", ")).trim_end().to_owned()
        }
        Verdict::Refuted(_) => "refuted".to_owned(),
        Verdict::Unknown(reason) => reason,
    }
}

fn check(cases: &[(&str, &[&str], &str)]) {
    for (equation, assume, expected) in cases {
        assert_eq!(verdict(equation, assume), *expected, "{equation} under {assume:?}");
    }
}

const IN_RANGE: &[&str] = &["i >= 1", "i <= n", "j >= 1", "j <= n"];

#[test]
fn the_ends_of_a_range() {
    check(&[
        ("sum(x[k], k, 1, n) = 0", &["n == 0"], "proved, same:"),
        ("sum(1/(k - 1/2), k, 1, n) = 0", &["n == 0"], "proved, same:"),
        ("prod(x[k], k, 5, 2) = 1", &[], "proved, same:"),
        ("sum(x[k], k, 1, n) = sum(x[k], k, n, 1)", &[], "refuted"),
        ("sum(1, k, 1, n) = n", &["n >= 0"], "proved, same:"),
        ("sum(1, k, 1, n) = n", &[], "refuted"),
        ("sum(x[k], k, 1, n) = sum(x[k], k, 1, n - 1) + x[n]", &["n >= 1"], "proved, same:"),
        ("sum(x[k], k, 1, 3) = x[1] + x[2] + x[3]", &[], "proved, same:"),
        ("sum(k^2, k, 1, 4) = 30", &[], "proved, same:"),
        ("sum(k, k, 1, n) = n*(n - 1)/2", &["n >= 1"], "refuted"),
    ]);
}

#[test]
fn an_index_outside_of_the_range() {
    check(&[
        ("sum(delta(i, k)*x[k], k, 1, n) = x[i]", IN_RANGE, "proved, same:"),
        ("sum(delta(i, k)*x[k], k, 1, n) = x[i]", &[], "proved, narrows: i >= 1, i <= n"),
        ("sum(delta(i, k)*x[k], k, 1, n) = 0", &["i == n + 1"], "proved, same:"),
        ("sum(delta(i, k), k, 1, n) = 1", &["i == n + 1"], "refuted"),
        ("diff(sum(x[k]^2, k, 1, n), x[j]) = 2*x[j]", &[], "proved, same: j >= 1, j <= n"),
        ("x[i]*sum(x[k], k, 1, n) = 0", &["i == n + 1"], "vacuous"),
    ]);
}

#[test]
fn a_name_that_is_free_outside_and_bound_inside() {
    check(&[
        ("x[k]*sum(x[k], k, 1, n) = sum(x[k]*x[k], k, 1, n)", &[], "refuted"),
        (
            "x[k]*sum(x[k], k, 1, n) = sum(x[k]*x[j], j, 1, n)",
            &["k >= 1", "k <= n"],
            "proved, same:",
        ),
        ("diff(sum(x[k]^2, k, 1, n), x[k]) = 2*x[k]", &["k >= 1", "k <= n"], "proved, same:"),
        ("diff(sum(x[k]^2, k, 1, n), x[k]) = 2*sum(x[k], k, 1, n)", &[], "refuted"),
        ("k + sum(k, k, 1, 3) = k + 6", &[], "proved, same:"),
        ("sum(x[i]*x[k], k, 1, n) = sum(x[k]*x[k], k, 1, n)", &["i >= 1", "i <= n"], "refuted"),
    ]);
}

#[test]
fn nested_sums_are_matched_whatever_their_order_and_names() {
    check(&[
        (
            "sum(sum(A[i, k], k, 1, m), i, 1, n) = sum(sum(A[i, k], i, 1, n), k, 1, m)",
            &[],
            "proved, same:",
        ),
        ("sum(x[k], k, 1, n)^2 = sum(sum(x[k]*x[l], k, 1, n), l, 1, n)", &[], "proved, same:"),
        ("sum(x[k], k, 1, n)^2 = sum(x[k]^2, k, 1, n)", &[], "refuted"),
        (
            "sum(sum(sum(A[i,k]*B[k,p]*C[p,i], k, 1, n), i, 1, n), p, 1, n) = \
             sum(sum(sum(C[i,k]*A[k,p]*B[p,i], k, 1, n), i, 1, n), p, 1, n)",
            &[],
            "proved, same:",
        ),
        (
            "sum(sum(sum(A[i,k]*B[k,p]*C[p,i], k, 1, n), i, 1, n), p, 1, n) = \
             sum(sum(sum(A[i,k]*B[p,k]*C[p,i], k, 1, n), i, 1, n), p, 1, n)",
            &[],
            "refuted",
        ),
        (
            "sum(sum(A[i, k]*x[k], k, 1, n)^2, i, 1, m) = \
             sum(sum(sum(A[i, k]*A[i, l], i, 1, m)*x[k]*x[l], k, 1, n), l, 1, n)",
            &[],
            "proved, same:",
        ),
    ]);
}

#[test]
fn conditions_for_every_term() {
    check(&[
        (
            "diff(sum(ln(x[k]), k, 1, n), x[j]) = 1/x[j]",
            &["j >= 1", "j <= n"],
            "proved, widens: x[k] > 0 for all k in 1..n",
        ),
        ("sum(x[k]/x[k], k, 1, n) = n", &["n >= 0"], "proved, widens: x[k] != 0 for all k in 1..n"),
        ("sum(x[k]/t, k, 1, n) = sum(x[k], k, 1, n)/t", &["n >= 1"], "proved, same: t != 0"),
        ("ln(prod(exp(x[k]), k, 1, n)) = sum(x[k], k, 1, n)", &[], "proved, same:"),
        ("ln(sum(exp(x[k]), k, 1, n)) = sum(x[k], k, 1, n)", &["n >= 1"], "refuted"),
    ]);
}

#[test]
fn delta_by_cases() {
    check(&[
        ("delta(i, j)*exp(x[i]) = delta(i, j)*exp(x[j])", IN_RANGE, "proved, same:"),
        ("delta(i, j)^2 = delta(i, j)", &[], "proved, same:"),
        ("delta(i, j)*delta(j, k) = delta(i, j)*delta(i, k)", &[], "proved, same:"),
        ("delta(i, j) = delta(j, i)", &[], "proved, same:"),
        ("delta(i, j) = 1", &["i == j"], "proved, same:"),
        ("delta(i, j)*(i - j) = 0", &[], "proved, same:"),
        ("delta(i, j) = delta(i, k)", &[], "refuted"),
    ]);
}
