//! Laws of roots, logarithms and inverse functions that hold on one branch: each that fails somewhere
//! on the reals is refuted there, or proved only where it holds.

mod claims;

use std::time::{Duration, Instant};

use chainrule::decide::decide_until;
use chainrule::decide::outcome::Verdict;
use chainrule::document::parse_claim;
use chainrule::expr::Arena;
use chainrule::theory::Theory;
use claims::{Case, check};

/// Roots and powers.
const ROOTS: &[Case] = &[
    ("sqrt(x^2) = x", &[], "refuted"),
    ("sqrt(x^2) = -x", &["x <= 0"], "same"),
    ("sqrt(x^2 + 2*x + 1) = x + 1", &[], "refuted"),
    ("sqrt(x^4) = x^2", &[], "same"),
    ("sqrt(x^6) = x^3", &[], "refuted"),
    ("sqrt(x)*sqrt(y) = sqrt(x*y)", &[], "widens"),
    ("sqrt(x)*sqrt(y) = sqrt(x*y)", &["x < 0", "y < 0"], "vacuous"),
    ("sqrt(x - 1)*sqrt(x + 1) = sqrt(x^2 - 1)", &[], "widens"),
    ("sqrt(1 - x)*sqrt(1 + x) = sqrt(1 - x^2)", &[], "same"),
    ("(x^2)^(1/2)*(x^2)^(1/2) = x^2", &[], "same"),
    ("sqrt(x)*sqrt(x) = x", &[], "widens"),
    ("sqrt(x^2*y) = x*sqrt(y)", &[], "refuted"),
    ("sqrt(x^2*y) = abs(x)*sqrt(y)", &[], "narrows"),
    ("sqrt(1/x) = 1/sqrt(x)", &[], "same"),
    ("sqrt(x/y) = sqrt(x)/sqrt(y)", &[], "narrows"),
    ("sqrt((x - 1)/(x + 1)) = sqrt(x - 1)/sqrt(x + 1)", &[], "narrows"),
    ("1/sqrt(x^2) = 1/x", &[], "refuted"),
    ("sign(x) = x/abs(x)", &[], "narrows"),
    ("x^(1/3)*x^(1/3)*x^(1/3) = x", &[], "widens"),
    ("(x^3)^(1/3) = x", &[], "widens"),
    ("x^(1/3) = cbrt(x)", &[], "widens"),
    ("cbrt(x)^2 = (x^2)^(1/3)", &[], "same"),
    ("(x^2)^(3/2) = x^3", &[], "refuted"),
    ("(x^a)^b = x^(a*b)", &["x > 0"], "same"),
    ("(x^a)^b = x^(a*b)", &[], "widens"),
    ("(x^2)^y = x^(2*y)", &[], "narrows, later"),
    ("sqrt(3 + 2*sqrt(2)) = 1 + sqrt(2)", &[], "same"),
    ("sqrt(5 - 2*sqrt(6)) = sqrt(2) - sqrt(3)", &[], "refuted"),
    ("sqrt(5 - 2*sqrt(6)) = sqrt(3) - sqrt(2)", &[], "same"),
    ("diff(sqrt(x^2), x) = 1", &[], "refuted"),
    ("diff(sqrt(x^2), x) = sign(x)", &[], "widens"),
];

/// Logarithms.
const LOGARITHMS: &[Case] = &[
    ("ln(x^2) = 2*ln(x)", &[], "narrows"),
    ("ln(x^2) = 2*ln(x)", &["x < 0"], "vacuous"),
    ("ln(x^2) = 2*ln(-x)", &["x < 0"], "same"),
    ("ln(x^3) = 3*ln(x)", &[], "same"),
    ("ln(1/x) = -ln(x)", &[], "same"),
    ("ln(sqrt(x)) = ln(x)/2", &[], "same"),
    ("ln(exp(x)) = x", &[], "same"),
    ("exp(ln(x)) = x", &[], "widens"),
    ("exp(ln(x)/2) = sqrt(x)", &[], "widens"),
    ("ln(x*y) = ln(x) + ln(y)", &[], "narrows"),
    ("ln(x/y) = ln(x) - ln(y)", &[], "narrows"),
    ("ln(x*y) = ln(abs(x)) + ln(abs(y))", &[], "widens"),
    ("ln(abs(x)) = ln(x)", &[], "narrows"),
    ("diff(ln(x^2), x) = 2/x", &[], "same"),
    ("diff(ln(abs(x)), x) = 1/abs(x)", &[], "refuted"),
];

/// Inverse hyperbolic functions.
const HYPERBOLIC: &[Case] = &[
    ("acosh(x) = ln(x + sqrt(x^2 - 1))", &[], "same"),
    ("acosh(x) = ln(x + sqrt(x - 1)*sqrt(x + 1))", &[], "same"),
    ("asinh(x) = ln(x + sqrt(x^2 + 1))", &[], "same"),
    ("atanh(x) = ln((1 + x)/(1 - x))/2", &[], "same"),
    ("atanh(x) = (ln(1 + x) - ln(1 - x))/2", &[], "same"),
    ("acoth(x) = ln((x + 1)/(x - 1))/2", &[], "same"),
    ("cosh(acosh(x)) = x", &[], "widens"),
    ("acosh(cosh(x)) = x", &[], "refuted"),
    ("acosh(cosh(x)) = abs(x)", &[], "same"),
    ("asinh(sinh(x)) = x", &[], "same"),
    ("exp(2*atanh(x)) = (1 + x)/(1 - x)", &[], "widens"),
    ("diff(acosh(x), x) = 1/sqrt(x^2 - 1)", &[], "widens"),
    ("diff(asech(x), x) = -1/(x*sqrt(1 - x^2))", &[], "widens"),
    ("sinh(x)^2 - cosh(x)^2 + 1 = 0", &[], "same"),
];

/// Trigonometric functions and their inverses.
const TRIGONOMETRIC: &[Case] = &[
    ("atan(x) + atan(1/x) = pi/2", &[], "refuted"),
    ("atan(x) + atan(1/x) = pi/2", &["x > 0"], "same"),
    ("atan(x) + atan(1/x) = -pi/2", &["x < 0"], "same"),
    ("acot(x) = pi/2 - atan(x)", &[], "refuted"),
    ("acot(x) + acot(-x) = pi", &[], "refuted"),
    ("asin(sin(x)) = x", &[], "refuted"),
    ("asin(sin(x)) = x", &["abs(x) <= pi/2"], "same"),
    ("acos(cos(x)) = x", &[], "refuted"),
    ("acos(cos(x)) = x", &["x >= 0", "x <= pi"], "same"),
    ("atan(tan(x)) = x", &[], "refuted"),
    ("atan(tan(x)) = x", &["abs(x) < pi/2"], "same"),
    ("sin(asin(x)) = x", &[], "widens"),
    ("tan(atan(x)) = x", &[], "same"),
    ("cos(asin(x)) = sqrt(1 - x^2)", &[], "same"),
    ("acos(-x) = pi - acos(x)", &[], "same"),
    ("acos(-x) = acos(x)", &[], "refuted"),
    ("atan(x) = acos(1/sqrt(1 + x^2))", &[], "refuted"),
    ("atan(x) = acos(1/sqrt(1 + x^2))", &["x >= 0"], "same, later"),
    ("asin(x) = atan(x/sqrt(1 - x^2))", &[], "narrows"),
    ("2*asin(x) = asin(2*x*sqrt(1 - x^2))", &[], "refuted"),
    ("2*acos(x) = acos(2*x^2 - 1)", &[], "refuted"),
    ("2*acos(x) = acos(2*x^2 - 1)", &["x >= 0"], "same"),
    ("sqrt(1 - sin(x)^2) = cos(x)", &[], "refuted"),
    ("sqrt(1 - sin(x)^2) = abs(cos(x))", &[], "same"),
    ("tan(x) = sin(x)/cos(x)", &[], "same"),
    ("sin(3*x) = 3*sin(x) - 4*sin(x)^3", &[], "same"),
    ("diff(asin(sin(x)), x) = 1", &[], "refuted"),
    ("diff(asec(x), x) = 1/(x*sqrt(x^2 - 1))", &[], "refuted"),
    ("diff(asec(x), x) = 1/(abs(x)*sqrt(x^2 - 1))", &[], "same"),
    ("diff(atan(1/x), x) = -1/(1 + x^2)", &[], "widens"),
    ("diff(atan((1 + x)/(1 - x)), x) = 1/(1 + x^2)", &[], "widens"),
];

#[test]
fn no_branch_is_taken_for_the_whole() {
    check(&[ROOTS, LOGARITHMS, HYPERBOLIC, TRIGONOMETRIC].concat());
}

/// Where there was no time to look at the zero of `x`, nothing is said of it.
#[test]
fn what_is_late_is_not_proved() {
    let equation =
        "piecewise(diff(x^3, x) if x^3 > 0, 0 if x^3 < 0, -1 otherwise) = diff(relu(x^3), x)";
    for tenths in 0..80 {
        let mut arena = Arena::new();
        let claim = parse_claim(&mut arena, equation, &[] as &[&str]).expect("a claim");
        let deadline = Instant::now() + Duration::from_micros(100 * tenths);
        let verdict = decide_until(&mut arena, &Theory::new(), &claim, Some(deadline)).verdict;
        assert!(
            !matches!(verdict, Verdict::Proved(_)),
            "proved in {tenths} tenths of a millisecond"
        );
    }
}
