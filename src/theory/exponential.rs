//! Rules.

use super::{RULE, RuleText};

pub(super) const RULES: &[RuleText] = &[
    RuleText { key: "e-power", name: "exponential laws", statement: "e^a = exp(a)", requires: &[], free_of: &[], ..RULE },
    RuleText { key: "exp-sum", name: "exponential laws", statement: "exp(a+b) = exp(a)*exp(b)", requires: &[], free_of: &[], ..RULE },
    RuleText { key: "exp-negation", name: "exponential laws", statement: "exp(-a) = 1/exp(a)", requires: &[], free_of: &[], ..RULE },
    RuleText { key: "exp-multiple", name: "exponential laws", statement: "exp(n*a) = exp(a)^n", requires: &["integer(n)"], free_of: &[], ..RULE },
    RuleText { key: "exp-zero", name: "exponential laws", statement: "exp(0) = 1", requires: &[], free_of: &[], ..RULE },
    RuleText { key: "exp-ln", name: "exponential laws", statement: "exp(ln(a)) = a", requires: &[], free_of: &[], ..RULE },
    RuleText { key: "ln-exp", name: "exponential laws", statement: "ln(exp(a)) = a", requires: &[], free_of: &[], ..RULE },
    RuleText { key: "power-as-exp", name: "exponential laws", statement: "a^b = exp(b*ln(a))", requires: &["a > 0"], free_of: &[], ..RULE },
    RuleText { key: "e", name: "definition of e", statement: "e = exp(1)", requires: &[], free_of: &[], ..RULE },
    RuleText { key: "ln-one", name: "logarithm laws", statement: "ln(1) = 0", requires: &[], free_of: &[], ..RULE },
    RuleText { key: "ln-e", name: "logarithm laws", statement: "ln(e) = 1", requires: &[], free_of: &[], ..RULE },
];
