//! Claims that follow from equations that are known: assumed ones as they stand at the point, given ones
//! with their derivatives. Powers with integer exponents of which only sums are known, and values at
//! points. Each kind with near misses, which must not be proved.

mod claims;

use chainrule::document::{Options, Verdict, check_source};
use claims::{Case, check};

/// Equations among the assumptions.
const ASSUMED: &[Case] = &[
    ("(a^2 + b^2)^2 = a^2 + b^2", &["a^2 + b^2 == 1"], "same"),
    ("a^3 = a", &["a^2 + b^2 == 1"], "refuted"),
    ("u^2 + v^2 = s^2 - 2*t", &["u + v == s", "u*v == t"], "same"),
    ("u^2 - v^2 = s^2 - 2*t", &["u + v == s", "u*v == t"], "refuted"),
    // From x^2 = y and x*y = 1 follows y^2 = x.
    ("y^2 = x", &["x^2 == y", "x*y == 1"], "same"),
    ("exp(2*x)*y^2 = 1", &["exp(x)*y == 1"], "same"),
    ("x = y", &["x^2 == y^2"], "refuted"),
    ("x*y = 0", &["x*y*z == 0"], "refuted"),
    ("1/(x - y) = (x - y)/z", &["(x - y)^2 == z"], "holds"),
    ("(x + 1)/(x - 1) = t", &["x == (t + 1)/(t - 1)", "t != 1"], "same"),
];

/// Powers with integer exponents.
const WHOLE_POWERS: &[Case] = &[
    ("x^2*x^k = x^(k + 2)", &["integer(k)", "k >= 0"], "same"),
    ("x^2*x^k = x^(k + 2)", &["integer(k)"], "widens"),
    ("x*x^(k - 1) = x^k", &["integer(k)", "k >= 0"], "widens"),
    ("x^k*x^m = x^(k + m)", &["integer(k)", "integer(m)"], "widens"),
    ("x^k*x^m = x^(k - m)", &["integer(k)", "integer(m)"], "refuted"),
    ("x^k/x^m = x^(k - m)", &["integer(k)", "integer(m)"], "holds"),
    ("diff(x^(k + 1), x) = (k + 1)*x^k", &["integer(k)", "k >= 0"], "same"),
    ("diff(x^(k + 1), x) = k*x^k", &["integer(k)", "k >= 0"], "refuted"),
    ("diff(diff(x^k, x), x) = k*(k - 1)*x^(k - 2)", &["integer(k)", "k >= 2"], "same"),
    // A real exponent is another matter: the base may not be negative.
    ("x*x^r = x^(r + 1)", &["x < 0"], "vacuous"),
];

/// Derivatives at points, whose domains are those of the derivatives.
const AT_POINTS: &[Case] = &[
    ("(diff(ln(x), x) at x = a) = 1/a", &[], "widens"),
    ("(diff(ln(x), x) at x = a) = 1/a", &["a > 0"], "same"),
    ("(diff(ln(x), x) at x = a^2) = 1/a^2", &[], "same"),
    ("(diff(sqrt(x), x) at x = a) = 1/(2*sqrt(a))", &[], "same"),
    ("(diff(diff(1/x, x), x) at x = a) = 2/a^3", &[], "same"),
    ("(diff(abs(x), x) at x = a) = sign(a)", &[], "widens"),
    ("(diff(x^3, x) at x = a) = 2*a^2", &[], "refuted"),
    ("(diff(asin(x), x) at x = 2) = 1", &[], "vacuous"),
];

/// Values that are numbers, though no decimal shows it.
const NUMBERS: &[Case] = &[
    ("diff(acos(cos(x)), x) = 1", &[], "refuted"),
    ("sin(x)^2 + cos(x)^2 = 2*sin(x)^2 + 2*cos(x)^2", &[], "refuted"),
];

#[test]
fn combinations_are_found() {
    check(&[ASSUMED, WHOLE_POWERS, AT_POINTS, NUMBERS].concat());
}

/// The verdicts of the claims of a derivation.
fn verdicts(source: &str) -> Vec<Option<Verdict>> {
    let checked = check_source("combinations", source, &Options::default());
    assert!(checked.report.unreadable.is_empty(), "{source}");
    let claims = checked.report.steps.iter().filter(|it| it.answer.verdict.is_some());
    claims.map(|it| it.answer.verdict).collect()
}

#[test]
fn what_is_given_holds_with_its_derivatives() {
    let implicit = "function y(x)\ngiven x^2 + 4*y(x)^2 = 4\nassume y(x) != 0\n";
    for (claim, verdict) in [
        ("y'(x) = -x/(4*y(x))", Verdict::Proved),
        ("y''(x) = -1/(4*y(x)^3)", Verdict::Proved),
        ("y'(x) = x/(4*y(x))", Verdict::Unknown),
        ("y''(x) = 1/(4*y(x)^3)", Verdict::Unknown),
    ] {
        assert_eq!(verdicts(&format!("{implicit}prove {claim}\n")), [Some(verdict)], "{claim}");
    }
    let energy = "function q(t)\ngiven q''(t) = -9*q(t)\n";
    for (claim, verdict) in [
        ("diff(q'(t)^2 + 9*q(t)^2, t) = 0", Verdict::Proved),
        ("q'''(t) = -9*q'(t)", Verdict::Proved),
        ("diff(q'(t)^2 + q(t)^2, t) = 0", Verdict::Unknown),
    ] {
        assert_eq!(verdicts(&format!("{energy}prove {claim}\n")), [Some(verdict)], "{claim}");
    }
}

#[test]
fn what_is_assumed_at_a_point_has_no_derivative() {
    let source = "function y(x)\nassume x^2 + 4*y(x)^2 == 4\nassume y(x) != 0\n\
                  prove y'(x) = -x/(4*y(x))\n";
    assert_ne!(verdicts(source), [Some(Verdict::Proved)]);
}
