//! Indexed variables, Kronecker's delta, and sums and products over ranges.
//!
//! `f` and `g` stand for any expressions and may mention a bound index; what is outside of a sum on
//! one side may not.

use super::{RULE, RuleText};

pub(super) const RULES: &[RuleText] = &[
    // Derivatives.
    RuleText {
        key: "diff-component-1",
        name: "derivative of an indexed variable",
        statement: "diff(x[i], x[j]) = delta(i, j)",
        why: "The components of an array vary independently: a component varies at rate 1 with \
              itself and not at all with any other.",
        example: "diff(x[i], x[j]) = delta(i, j)",
        ..RULE
    },
    RuleText {
        key: "diff-component-2",
        name: "derivative of an indexed variable",
        statement: "diff(x[i, p], x[j, q]) = delta(i, j)*delta(p, q)",
        why: "Two components of a matrix are the same one if both their indices agree, and vary \
              independently otherwise.",
        example: "diff(A[i, k], A[j, m]) = delta(i, j)*delta(k, m)",
        ..RULE
    },
    RuleText {
        key: "diff-component-3",
        name: "derivative of an indexed variable",
        statement: "diff(x[i, p, r], x[j, q, s]) = delta(i, j)*delta(p, q)*delta(r, s)",
        why: "Two components are the same one if all three of their indices agree, and vary \
              independently otherwise.",
        example: "diff(T[i, k, 1], T[j, m, 2]) = 0",
        ..RULE
    },
    RuleText {
        key: "diff-fold-sum",
        name: "sum rule",
        statement: "diff(sum(f, k, a, b), x) = sum(diff(f, x), k, a, b)",
        free_of: &[("a", "x"), ("b", "x"), ("x", "k")],
        why: "A sum over a range has finitely many terms; difference quotients and limits of them \
              add.",
        example: "diff(sum(t^k, k, 1, n), t) = sum(k*t^(k - 1), k, 1, n)",
        ..RULE
    },
    RuleText {
        key: "diff-fold-product",
        name: "product rule",
        statement: "diff(prod(f, k, a, b), x) = prod(f, k, a, b)*sum(diff(f, x)/f, k, a, b)",
        free_of: &[("a", "x"), ("b", "x"), ("x", "k")],
        why: "By the product rule each factor is differentiated once while the others stay; the \
              others together are the whole product divided by that factor.",
        example: "diff(prod(exp(t*k), k, 1, n), t) = prod(exp(t*k), k, 1, n)*sum(k, k, 1, n)",
        ..RULE
    },
    // Kronecker's delta.
    RuleText {
        key: "delta-equal",
        name: "Kronecker delta",
        statement: "delta(i, j) = 1",
        requires: &["i == j"],
        why: "This is what delta means for equal indices.",
        example: "delta(i, i) = 1",
        ..RULE
    },
    RuleText {
        key: "delta-different",
        name: "Kronecker delta",
        statement: "delta(i, j) = 0",
        requires: &["i != j"],
        why: "This is what delta means for different indices.",
        example: "delta(i, i + 1) = 0",
        ..RULE
    },
    RuleText {
        key: "delta-symmetry",
        name: "Kronecker delta",
        statement: "delta(i, j) = delta(j, i)",
        why: "Whether two indices are equal does not depend on the order in which they are named.",
        example: "delta(i, j) = delta(j, i)",
        ..RULE
    },
    RuleText {
        key: "sum-delta",
        name: "contraction of delta",
        statement: "sum(delta(i, k), k, a, b) = 1",
        requires: &["a <= i", "i <= b"],
        free_of: &[("i", "k")],
        why: "Of all the terms only the one with k = i is not 0, and the range contains it.",
        example: "sum(delta(3, k)*k^2, k, 1, 5) = 9",
    },
    RuleText {
        key: "sum-delta-below",
        name: "contraction of delta",
        statement: "sum(delta(i, k), k, a, b) = 0",
        requires: &["i < a"],
        free_of: &[("i", "k")],
        why: "The index lies before the range, so that every term is 0.",
        example: "sum(delta(0, k), k, 1, n) = 0",
    },
    RuleText {
        key: "sum-delta-above",
        name: "contraction of delta",
        statement: "sum(delta(i, k), k, a, b) = 0",
        requires: &["i > b"],
        free_of: &[("i", "k")],
        why: "The index lies behind the range, so that every term is 0.",
        example: "sum(delta(n + 1, k), k, 1, n) = 0",
    },
    // Sums and products.
    RuleText {
        key: "sum-linear",
        name: "linearity of sums",
        statement: "sum(c*f, k, a, b) = c*sum(f, k, a, b)",
        free_of: &[("c", "k")],
        why: "A factor that all terms have in common can be taken out of their sum.",
        example: "sum(c*x[k] + y[k], k, 1, n) = c*sum(x[k], k, 1, n) + sum(y[k], k, 1, n)",
        ..RULE
    },
    RuleText {
        key: "sum-one",
        name: "sum of a constant",
        statement: "sum(1, k, a, b) = b - a + 1",
        requires: &["a - 1 <= b"],
        why: "There are b - a + 1 integers from a to b if b is not less than a - 1.",
        example: "sum(1, k, 0, 4) = 5",
        ..RULE
    },
    RuleText {
        key: "sum-empty",
        name: "empty sum",
        statement: "sum(f, k, a, b) = 0",
        requires: &["b < a"],
        why: "Nothing is added: a range that ends before it begins is empty.",
        example: "sum(k^2, k, 3, 2) = 0",
        ..RULE
    },
    RuleText {
        key: "prod-empty",
        name: "empty product",
        statement: "prod(f, k, a, b) = 1",
        requires: &["b < a"],
        why: "Nothing is multiplied: a range that ends before it begins is empty.",
        example: "prod(k^2, k, 3, 2) = 1",
        ..RULE
    },
    RuleText {
        key: "sum-split",
        name: "splitting a sum",
        statement: "sum(f, k, a, b) = sum(f, k, a, c) + sum(f, k, d, b)",
        requires: &["d == c + 1", "a <= d", "c <= b"],
        why: "Every index up to c is in the first sum and every later one in the second; none is \
              in both.",
        example: "sum(k, k, 1, 5) = sum(k, k, 1, 3) + sum(k, k, 4, 5)",
        ..RULE
    },
    RuleText {
        key: "prod-split",
        name: "splitting a product",
        statement: "prod(f, k, a, b) = prod(f, k, a, c)*prod(f, k, d, b)",
        requires: &["d == c + 1", "a <= d", "c <= b"],
        why: "Every index up to c is in the first product and every later one in the second; none \
              is in both.",
        example: "prod(k, k, 1, 5) = prod(k, k, 1, 3)*prod(k, k, 4, 5)",
        ..RULE
    },
    RuleText {
        key: "sum-exchange",
        name: "exchanging sums",
        statement: "sum(sum(f, p, c, d), k, a, b) = sum(sum(f, k, a, b), p, c, d)",
        free_of: &[("c", "k"), ("d", "k"), ("a", "p"), ("b", "p"), ("p", "k")],
        why: "Both sides add the same finitely many terms, row by row or column by column.",
        example: "sum(sum(A[p, k], p, 1, m), k, 1, n) = sum(sum(A[p, k], k, 1, n), p, 1, m)",
        ..RULE
    },
    RuleText {
        key: "prod-as-exp",
        name: "product as exponential",
        statement: "prod(f, k, a, b) = exp(sum(ln(f), k, a, b))",
        why: "The exponential turns sums into products; the logarithms have values if all factors \
              are positive.",
        example: "prod(exp(y[k]), k, 1, n) = exp(sum(y[k], k, 1, n))",
        ..RULE
    },
];
