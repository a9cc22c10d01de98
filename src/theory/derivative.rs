//! How derivatives of sums, products, quotients, powers, compositions and extrema are formed.
//!
//! A derivative on the right must exist for a rule to apply: `f` and `g` stand for any expressions,
//! and nothing is said where one of them is not differentiable.

use super::{RULE, RuleText};

pub(super) const RULES: &[RuleText] = &[
    // What does not vary, and what varies at rate one.
    RuleText {
        key: "diff-constant",
        name: "derivative of a constant",
        statement: "diff(c, x) = 0",
        free_of: &[("c", "x")],
        why: "What does not mention the variable keeps its value as the variable moves, so every \
              difference quotient is 0.",
        example: "diff(a^2 + 1, x) = 0",
        ..RULE
    },
    RuleText {
        key: "diff-variable",
        name: "derivative of the variable",
        statement: "diff(x, x) = 1",
        why: "The difference quotient ((x + h) - x)/h is 1 for every h.",
        example: "diff(x, x) = 1",
        ..RULE
    },
    // Sums and multiples.
    RuleText {
        key: "diff-sum",
        name: "sum rule",
        statement: "diff(f + g, x) = diff(f, x) + diff(g, x)",
        why: "The difference quotient of a sum is the sum of the difference quotients, and limits \
              add.",
        example: "diff(x^2 + sin(x), x) = diff(x^2, x) + diff(sin(x), x)",
        ..RULE
    },
    RuleText {
        key: "diff-difference",
        name: "sum rule",
        statement: "diff(f - g, x) = diff(f, x) - diff(g, x)",
        why: "The difference quotient of a difference is the difference of the difference \
              quotients, and so are the limits.",
        example: "diff(x^2 - exp(x), x) = diff(x^2, x) - diff(exp(x), x)",
        ..RULE
    },
    RuleText {
        key: "diff-negation",
        name: "constant multiple rule",
        statement: "diff(-f, x) = -diff(f, x)",
        why: "Changing the sign of a function changes the sign of every difference quotient.",
        example: "diff(-cos(x), x) = -diff(cos(x), x)",
        ..RULE
    },
    RuleText {
        key: "diff-constant-multiple",
        name: "constant multiple rule",
        statement: "diff(c*f, x) = c*diff(f, x)",
        free_of: &[("c", "x")],
        why: "A constant factor comes out of every difference quotient, and out of the limit.",
        example: "diff(3*x^2, x) = 3*diff(x^2, x)",
        ..RULE
    },
    RuleText {
        key: "diff-constant-factor-right",
        name: "constant multiple rule",
        statement: "diff(f*c, x) = diff(f, x)*c",
        free_of: &[("c", "x")],
        why: "A constant factor comes out of every difference quotient, on whichever side it is \
              written.",
        example: "diff(x^2*3, x) = diff(x^2, x)*3",
        ..RULE
    },
    RuleText {
        key: "diff-constant-divisor",
        name: "constant multiple rule",
        statement: "diff(f/c, x) = diff(f, x)/c",
        free_of: &[("c", "x")],
        why: "To divide by a constant is to multiply by its reciprocal, which is a constant \
              factor.",
        example: "diff(exp(x)/2, x) = diff(exp(x), x)/2",
        ..RULE
    },
    // Products and quotients.
    RuleText {
        key: "diff-product",
        name: "product rule",
        statement: "diff(f*g, x) = diff(f, x)*g + f*diff(g, x)",
        why: "Write f(x+h)*g(x+h) - f(x)*g(x) as (f(x+h) - f(x))*g(x+h) + f(x)*(g(x+h) - g(x)) \
              and divide by h; g, being differentiable, is continuous, so g(x+h) tends to g(x).",
        example: "diff(x^2*sin(x), x) = diff(x^2, x)*sin(x) + x^2*diff(sin(x), x)",
        ..RULE
    },
    RuleText {
        key: "diff-quotient",
        name: "quotient rule",
        statement: "diff(f/g, x) = (diff(f, x)*g - f*diff(g, x))/g^2",
        why: "Apply the product rule to f = (f/g)*g and solve for the derivative of f/g.",
        example: "diff(sin(x)/exp(x), x) = (diff(sin(x), x)*exp(x) - sin(x)*diff(exp(x), \
                  x))/exp(x)^2",
        ..RULE
    },
    RuleText {
        key: "diff-reciprocal",
        name: "reciprocal rule",
        statement: "diff(c/g, x) = -c*diff(g, x)/g^2",
        free_of: &[("c", "x")],
        why: "The quotient rule, with a dividend whose derivative is 0.",
        example: "diff(3/(x^2 + 1), x) = -3*diff(x^2 + 1, x)/(x^2 + 1)^2",
        ..RULE
    },
    // Powers.
    RuleText {
        key: "diff-power",
        name: "power rule",
        statement: "diff(f^n, x) = n*f^(n-1)*diff(f, x)",
        free_of: &[("n", "x")],
        why: "For a whole exponent this is the product rule, repeated, and for a negative one the \
              reciprocal rule. For any other it follows from f^n = exp(n*ln(f)) where f > 0; \
              where f = 0 and n > 1, f has a minimum and both sides are 0.",
        example: "diff((x^2 + 1)^3, x) = 3*(x^2 + 1)^(3 - 1)*diff(x^2 + 1, x)",
        ..RULE
    },
    RuleText {
        key: "diff-general-power",
        name: "general power rule",
        statement: "diff(f^g, x) = f^g*(diff(g, x)*ln(f) + g*diff(f, x)/f)",
        why: "Write f^g as exp(g*ln(f)) and differentiate by the chain and product rules. The \
              logarithm needs f > 0.",
        example: "diff((x^2 + 1)^x, x) = (x^2 + 1)^x*(diff(x, x)*ln(x^2 + 1) + x*diff(x^2 + 1, \
                  x)/(x^2 + 1))",
        ..RULE
    },
    RuleText {
        key: "diff-exponential",
        name: "exponential rule",
        statement: "diff(a^f, x) = a^f*ln(a)*diff(f, x)",
        requires: &["a > 0"],
        free_of: &[("a", "x")],
        why: "Write a^f as exp(f*ln(a)), in which ln(a) is a constant factor.",
        example: "diff(2^(x^2), x) = 2^(x^2)*ln(2)*diff(x^2, x)",
    },
    RuleText {
        key: "diff-e-power",
        name: "derivative of exp",
        statement: "diff(e^f, x) = e^f*diff(f, x)",
        why: "The exponential rule for the base e, whose logarithm is 1: that is what makes this \
              base the natural one.",
        example: "diff(e^(x^2), x) = e^(x^2)*diff(x^2, x)",
        ..RULE
    },
    // Compositions.
    RuleText {
        key: "diff-apply",
        name: "chain rule",
        statement: "diff(u(f), x) = u'(f)*diff(f, x)",
        why: "Near a point, u changes u'(f) times as fast as its argument, which itself changes \
              at the rate of f; the rates multiply.",
        example: "diff(u(x^2), x) = u'(x^2)*diff(x^2, x)",
        ..RULE
    },
    // The larger and the smaller of two.
    RuleText {
        key: "diff-max-left",
        name: "derivative of max",
        statement: "diff(max(f, g), x) = diff(f, x)",
        requires: &["f > g"],
        why: "Where f > g, the maximum is f, and it is at least f everywhere, so max(f, g) - f \
              has a minimum there and its derivative is 0.",
        example: "diff(max(x^2 + 1, x^2), x) = diff(x^2 + 1, x)",
        ..RULE
    },
    RuleText {
        key: "diff-max-right",
        name: "derivative of max",
        statement: "diff(max(f, g), x) = diff(g, x)",
        requires: &["g > f"],
        why: "Where g > f, the maximum is g, and it is at least g everywhere, so max(f, g) - g \
              has a minimum there and its derivative is 0.",
        example: "diff(max(x^2, x^2 + 1), x) = diff(x^2 + 1, x)",
        ..RULE
    },
    RuleText {
        key: "diff-min-left",
        name: "derivative of min",
        statement: "diff(min(f, g), x) = diff(f, x)",
        requires: &["f < g"],
        why: "Where f < g, the minimum is f, and it is at most f everywhere, so f - min(f, g) has \
              a minimum there and its derivative is 0.",
        example: "diff(min(x^2, x^2 + 1), x) = diff(x^2, x)",
        ..RULE
    },
    RuleText {
        key: "diff-min-right",
        name: "derivative of min",
        statement: "diff(min(f, g), x) = diff(g, x)",
        requires: &["g < f"],
        why: "Where g < f, the minimum is g, and it is at most g everywhere, so g - min(f, g) has \
              a minimum there and its derivative is 0.",
        example: "diff(min(x^2 + 1, x^2), x) = diff(x^2, x)",
        ..RULE
    },
];
