//! Rules.

use super::{RULE, RuleText};

pub(super) const RULES: &[RuleText] = &[
    RuleText { key: "diff-constant", name: "derivative of a constant", statement: "diff(c, x) = 0", requires: &[], free_of: &[("c","x")], ..RULE },
    RuleText { key: "diff-variable", name: "derivative of the variable", statement: "diff(x, x) = 1", requires: &[], free_of: &[], ..RULE },
    RuleText { key: "diff-sum", name: "sum rule", statement: "diff(f + g, x) = diff(f, x) + diff(g, x)", requires: &[], free_of: &[], ..RULE },
    RuleText { key: "diff-difference", name: "sum rule", statement: "diff(f - g, x) = diff(f, x) - diff(g, x)", requires: &[], free_of: &[], ..RULE },
    RuleText { key: "diff-negation", name: "constant multiple rule", statement: "diff(-f, x) = -diff(f, x)", requires: &[], free_of: &[], ..RULE },
    RuleText { key: "diff-constant-multiple", name: "constant multiple rule", statement: "diff(c*f, x) = c*diff(f, x)", requires: &[], free_of: &[("c","x")], ..RULE },
    RuleText { key: "diff-constant-factor-right", name: "constant multiple rule", statement: "diff(f*c, x) = diff(f, x)*c", requires: &[], free_of: &[("c","x")], ..RULE },
    RuleText { key: "diff-constant-divisor", name: "constant multiple rule", statement: "diff(f/c, x) = diff(f, x)/c", requires: &[], free_of: &[("c","x")], ..RULE },
    RuleText { key: "diff-product", name: "product rule", statement: "diff(f*g, x) = diff(f, x)*g + f*diff(g, x)", requires: &[], free_of: &[], ..RULE },
    RuleText { key: "diff-quotient", name: "quotient rule", statement: "diff(f/g, x) = (diff(f, x)*g - f*diff(g, x))/g^2", requires: &[], free_of: &[], ..RULE },
    RuleText { key: "diff-reciprocal", name: "reciprocal rule", statement: "diff(c/g, x) = -c*diff(g, x)/g^2", requires: &[], free_of: &[("c","x")], ..RULE },
    RuleText { key: "diff-power", name: "power rule", statement: "diff(f^n, x) = n*f^(n-1)*diff(f, x)", requires: &[], free_of: &[("n","x")], ..RULE },
    RuleText { key: "diff-general-power", name: "general power rule", statement: "diff(f^g, x) = f^g*(diff(g, x)*ln(f) + g*diff(f, x)/f)", requires: &[], free_of: &[], ..RULE },
    RuleText { key: "diff-exponential", name: "exponential rule", statement: "diff(a^f, x) = a^f*ln(a)*diff(f, x)", requires: &["a > 0"], free_of: &[("a","x")], ..RULE },
    RuleText { key: "diff-e-power", name: "derivative of exp", statement: "diff(e^f, x) = e^f*diff(f, x)", requires: &[], free_of: &[], ..RULE },
    RuleText { key: "diff-apply", name: "chain rule", statement: "diff(u(f), x) = u'(f)*diff(f, x)", requires: &[], free_of: &[], ..RULE },
];
