//! The likely mistake behind wrong equations: each is named, and nothing that is said is false.

#![allow(clippy::unwrap_used)]

use chainrule::decide::decide;
use chainrule::decide::outcome::Verdict;
use chainrule::document::parse_claim;
use chainrule::expr::Arena;
use chainrule::mistakes::hint;
use chainrule::theory::Theory;

/// A wrong equation, and how the sentence about it begins.
const WRONG: &[(&str, &str)] = &[
    // The inner derivative.
    ("d/dx cos(x^3) = -sin(x^3)", "the inner derivative is missing"),
    ("d/dx exp(-x^2) = exp(-x^2)", "the inner derivative is missing"),
    ("d/dx ln(1 + x^2) = 1/(1 + x^2)", "the inner derivative is missing"),
    ("d/dx sqrt(1 - x) = 1/(2*sqrt(1 - x))", "the inner derivative is missing"),
    ("d/dx (3*x + 1)^4 = 4*(3*x + 1)^3", "the inner derivative is missing"),
    ("d/dx sigmoid(a*x) = sigmoid(a*x)*(1 - sigmoid(a*x))", "the inner derivative is missing"),
    ("d/dx tanh(u(x)) = 1 - tanh(u(x))^2", "the inner derivative is missing"),
    ("d/dx cos(u(x)) = -sin(u'(x))", "the inner derivative belongs outside"),
    // Products and quotients.
    ("d/dx (x*exp(x)) = exp(x)", "the derivative of a product is not"),
    ("d/dx (x^3*cos(x)) = -3*x^2*sin(x)", "the derivative of a product is not"),
    ("d/dx (x*ln(x)) = ln(x)", "the second term of the product rule is missing"),
    ("d/dx (x*ln(x)) = 1", "the first term of the product rule is missing"),
    ("d/dx (u(x)*v(x)) = u(x)*v'(x)", "the first term of the product rule is missing"),
    ("d/dx (sin(x)/x^2) = cos(x)/(2*x)", "the derivative of a quotient is not"),
    ("d/dx (sin(x)/x) = (cos(x)*x + sin(x))/x^2", "the terms of the quotient rule are subtracted"),
    ("d/dx (sin(x)/x) = (sin(x) - x*cos(x))/x^2", "the terms of the quotient rule are exchanged"),
    ("d/dx (x/(x + 1)) = 1/(x + 1)", "the denominator of the quotient rule is squared"),
    // Powers and exponentials.
    ("d/dx x^5 = 5*x^5", "the power rule lowers the exponent by one"),
    ("d/dx x^5 = x^4", "the power rule has the exponent as a factor"),
    ("d/dx x^5 = 4*x^4", "the factor of the power rule is the exponent itself"),
    ("d/dx x^(-2) = -2*x^(-1)", "the power rule lowers the exponent, and does not raise it"),
    ("d/dx x^x = x*x^(x - 1)", "the power rule is used although the exponent varies"),
    ("d/dx x^x = x^x*ln(x)", "the rule for exponentials is used although the base varies"),
    ("d/dx 3^x = x*3^(x - 1)", "the power rule is used although the exponent varies"),
    ("d/dx 5^x = 5^x", "the logarithm of the base is missing"),
    // Signs, factors, constants, functions.
    ("d/dx cos(x) = sin(x)", "the sign of the derivative of a function is wrong"),
    ("d/dx cot(x) = csc(x)^2", "the sign of the derivative of a function is wrong"),
    ("d/dx (7*sin(x)) = cos(x)", "a constant factor is lost"),
    ("d/dx (x^2 + 3) = 2*x + 3", "the derivative of a constant is zero"),
    ("d/dx x^2 = x^3/3", "the right side is an antiderivative"),
    ("d/dx sin(x) = -cos(x)", "the sign of the derivative of a function is wrong"),
    ("diff(x^3*y^2, x) = 2*x^3*y", "this is differentiated by `y` instead of `x`"),
    ("d/dx atan(x) = 1/(1 - x^2)", "`1 - x^2` should be `1 + x^2`"),
    ("d/dx tanh(x) = 1 - tanh(x)", "`tanh(x)` should be `tanh(x)^2`"),
    ("d/dx sinh(x) = sinh(x)", "a part is wrong: the right side should be `cosh(x)`"),
    ("diff(exp(x), x, 2) = -exp(x)", "the sign is wrong"),
    ("(x + y)^3 = x^3 + 3*x^2*y + 3*x*y^2 - y^3", "a part is wrong"),
    ("cos(2*x) = 1 - sin(x)^2", "`sin(x)^2` should be `2*sin(x)^2`"),
    ("tanh(x) = 2*sigmoid(x) - 1", "`sigmoid(x)` should be `sigmoid(2*x)`"),
    ("cosh(x)^2 + sinh(x)^2 = 1", "a part is wrong: the left side"),
    ("sin(2*x) = sin(x)*cos(x)", "a factor of 2 is missing"),
    ("1/cosh(x) = cosh(x)", "the right side is upside down"),
    ("d/dx sin(5*x) = 5*cos(x)", "`cos(x)` should be `cos(5*x)`"),
    ("(x + y)*z = x + y*z", "the brackets are misplaced"),
    ("x*y - x*z = x*y - z", "the brackets are misplaced"),
    ("d/dx tanh(x) = 1 - tanh(x^2)", "the brackets are misplaced"),
    // Functions that are not linear.
    ("(x + y)^2 = x^2 + y^2", "a power of a sum is not the sum of the values"),
    ("ln(x + y) = ln(x) + ln(y)", "`ln` of a sum is not the sum of the values"),
    ("abs(x - y) = abs(x) - abs(y)", "`abs` of a difference is not the difference of the values"),
    ("cos(3*x) = 3*cos(x)", "a factor cannot be taken out of `cos`"),
    ("sum(a[k]*b[k], k, 1, n) = sum(a[k], k, 1, n)*sum(b[k], k, 1, n)", "a sum of products is not"),
    // Assumptions.
    ("sqrt(x^2) = x", "this holds if `x >= 0`"),
    ("abs(x)/x = 1", "this holds if `x >= 0`"),
    ("asin(sin(x)) = x", "this holds if `abs(x) <= pi/2`"),
    ("acos(cos(x)) = x", "this holds if `x >= 0 and x <= pi`"),
    ("atan(x) + atan(1/x) = pi/2", "this holds if `x >= 0`"),
    ("sqrt(x^2) = -x", "this holds if `x <= 0`"),
    // Indices.
    (
        "diff(exp(x[i])/sum(exp(x[k]), k, 1, n), x[j]) \
            = exp(x[i])/sum(exp(x[k]), k, 1, n)*(1 - exp(x[j])/sum(exp(x[k]), k, 1, n))",
        "`1` should be `delta(i, j)`",
    ),
    ("diff(x[i] - sum(x[k], k, 1, n)/n, x[j]) = 1 - 1/n", "`1` should be `delta(i, j)`"),
    (
        "diff(sum(A[i,k]*x[k], k, 1, n), x[j]) = A[j,i]",
        "a part is wrong: the right side should be `A[i, j]`",
    ),
    ("diff(sum(x[k]^2, k, 1, n), x[j]) = x[j]", "a factor of 2 is missing"),
];

fn hint_of(arena: &mut Arena, text: &str) -> Option<String> {
    let theory = Theory::new();
    let claim = parse_claim(arena, text, &[] as &[&str]).unwrap();
    let verdict = decide(arena, &theory, &claim).verdict;
    assert!(matches!(verdict, Verdict::Refuted(_)), "{text}: {verdict:?}");
    hint(arena, &theory, &claim)
}

#[test]
fn mistakes_are_named() {
    let mut others = Vec::new();
    for &(text, sentence) in WRONG {
        let found = hint_of(&mut Arena::new(), text);
        if !found.as_ref().is_some_and(|it| it.starts_with(sentence)) {
            others.push(format!("{text}: {found:?} instead of {sentence:?}"));
        }
    }
    assert!(others.is_empty(), "{}", others.join("\n"));
}

/// The text between the last backquotes of a sentence.
fn quoted(sentence: &str) -> Option<&str> {
    sentence.strip_suffix('`')?.rsplit('`').next()
}

#[test]
fn what_is_said_is_true() {
    for &(text, _) in WRONG {
        let Some(found) = hint_of(&mut Arena::new(), text) else { continue };
        let Some(quoted) = quoted(&found) else { continue };
        let (lhs, rhs) = text.split_once(" = ").unwrap();
        let (equation, assume) = if found.contains("the right side should be") {
            (format!("{lhs} = {quoted}"), Vec::new())
        } else if found.contains("the left side should be") {
            (format!("{quoted} = {rhs}"), Vec::new())
        } else if found.starts_with("this holds if") {
            (text.to_owned(), vec![quoted])
        } else {
            continue;
        };
        let mut arena = Arena::new();
        let claim = parse_claim(&mut arena, &equation, &assume).unwrap();
        let verdict = decide(&mut arena, &Theory::new(), &claim).verdict;
        assert!(matches!(verdict, Verdict::Proved(_)), "{found}: {equation}: {verdict:?}");
    }
}

#[test]
fn where_no_guess_is_right_nothing_is_said() {
    for text in ["e^pi = pi^e", "exp(x) = 7*x^3 + 11"] {
        assert_eq!(hint_of(&mut Arena::new(), text), None, "{text}");
    }
}
