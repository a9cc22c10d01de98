//! How derivatives are formed: the rules of differentiation that name no function.

use super::{RULE, RuleText};

pub(super) const RULES: &[RuleText] = &[RuleText {
    key: "diff-quotient",
    name: "quotient rule",
    statement: "diff(f/g, x) = (diff(f, x)*g - f*diff(g, x))/g^2",
    why: "The product rule for f = (f/g)*g, solved for the derivative of f/g.",
    example: "diff(sin(x)/x, x) = (diff(sin(x), x)*x - sin(x)*diff(x, x))/x^2",
    ..RULE
}];
