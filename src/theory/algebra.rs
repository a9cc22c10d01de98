//! The laws of field arithmetic, for reference: arithmetic is decided by normal forms and not by
//! these rules one by one, but they say what `algebra` may do.

use super::{RULE, RuleText};

pub(super) const RULES: &[RuleText] = &[
    // Sums.
    RuleText {
        key: "sum-commutative",
        name: "algebra",
        statement: "a+b = b+a",
        why: "Addition of numbers does not depend on the order.",
        example: "x^2 + sin(x) = sin(x) + x^2",
        ..RULE
    },
    RuleText {
        key: "sum-associative",
        name: "algebra",
        statement: "(a+b)+c = a+(b+c)",
        why: "Addition of numbers does not depend on the grouping.",
        example: "(x + y) + 2 = x + (y + 2)",
        ..RULE
    },
    RuleText {
        key: "sum-zero",
        name: "algebra",
        statement: "a+0 = a",
        why: "Adding nothing changes nothing.",
        example: "sin(x) + 0 = sin(x)",
        ..RULE
    },
    RuleText {
        key: "difference-as-sum",
        name: "algebra",
        statement: "a-b = a+(-b)",
        why: "To subtract is to add the opposite.",
        example: "x^2 - y = x^2 + (-y)",
        ..RULE
    },
    RuleText {
        key: "difference-of-equals",
        name: "algebra",
        statement: "a-a = 0",
        why: "A number and its opposite cancel.",
        example: "sin(x) - sin(x) = 0",
        ..RULE
    },
    RuleText {
        key: "double-negative",
        name: "algebra",
        statement: "-(-a) = a",
        why: "The opposite of the opposite is the number itself.",
        example: "-(-sin(x)) = sin(x)",
        ..RULE
    },
    // Products.
    RuleText {
        key: "product-commutative",
        name: "algebra",
        statement: "a*b = b*a",
        why: "Multiplication of numbers does not depend on the order.",
        example: "x^2*sin(x) = sin(x)*x^2",
        ..RULE
    },
    RuleText {
        key: "product-associative",
        name: "algebra",
        statement: "(a*b)*c = a*(b*c)",
        why: "Multiplication of numbers does not depend on the grouping.",
        example: "(x*y)*2 = x*(y*2)",
        ..RULE
    },
    RuleText {
        key: "product-one",
        name: "algebra",
        statement: "a*1 = a",
        why: "One of something is that thing.",
        example: "sin(x)*1 = sin(x)",
        ..RULE
    },
    RuleText {
        key: "product-zero",
        name: "algebra",
        statement: "a*0 = 0",
        why: "a*0 is a*(0 + 0), which is a*0 + a*0; subtract a*0.",
        example: "sin(x)*0 = 0",
        ..RULE
    },
    RuleText {
        key: "product-negative",
        name: "algebra",
        statement: "(-a)*b = -(a*b)",
        why: "(-a)*b + a*b is (-a + a)*b, which is 0.",
        example: "(-x)*sin(x) = -(x*sin(x))",
        ..RULE
    },
    RuleText {
        key: "distributive",
        name: "algebra",
        statement: "a*(b+c) = a*b + a*c",
        why: "Multiplication distributes over addition: a rectangle cut in two keeps its area.",
        example: "x*(sin(x) + 1) = x*sin(x) + x*1",
        ..RULE
    },
    RuleText {
        key: "distributive-right",
        name: "algebra",
        statement: "(a+b)*c = a*c + b*c",
        why: "Multiplication distributes over addition on either side, since its order does not \
              matter.",
        example: "(sin(x) + 1)*x = sin(x)*x + 1*x",
        ..RULE
    },
    // Quotients.
    RuleText {
        key: "quotient-of-equals",
        name: "algebra",
        statement: "a/a = 1",
        why: "A number times its reciprocal is 1; only 0 has none.",
        example: "(x^2 + 1)/(x^2 + 1) = 1",
        ..RULE
    },
    RuleText {
        key: "quotient-as-product",
        name: "algebra",
        statement: "a/b = a*(1/b)",
        why: "To divide is to multiply by the reciprocal.",
        example: "sin(x)/(x^2 + 1) = sin(x)*(1/(x^2 + 1))",
        ..RULE
    },
    RuleText {
        key: "cancel-factor",
        name: "algebra",
        statement: "a*c/(b*c) = a/b",
        why: "c/c is 1 where c is not 0. Where c is 0 the left side is not defined.",
        example: "x*exp(y)/(2*exp(y)) = x/2",
        ..RULE
    },
    RuleText {
        key: "common-denominator",
        name: "algebra",
        statement: "a/c + b/c = (a+b)/c",
        why: "Both terms have the factor 1/c, and multiplication distributes over addition.",
        example: "sin(x)/(x^2 + 1) + x/(x^2 + 1) = (sin(x) + x)/(x^2 + 1)",
        ..RULE
    },
    RuleText {
        key: "sum-of-quotients",
        name: "algebra",
        statement: "a/b + c/d = (a*d + b*c)/(b*d)",
        why: "Bring both terms to the denominator b*d, then add.",
        example: "x/2 + y/(x^2 + 1) = (x*(x^2 + 1) + 2*y)/(2*(x^2 + 1))",
        ..RULE
    },
    RuleText {
        key: "product-of-quotients",
        name: "algebra",
        statement: "a/b*(c/d) = a*c/(b*d)",
        why: "The reciprocal of b*d is the product of the reciprocals of b and d.",
        example: "x/2*(y/(x^2 + 1)) = x*y/(2*(x^2 + 1))",
        ..RULE
    },
    RuleText {
        key: "quotient-of-quotients",
        name: "algebra",
        statement: "(a/b)/(c/d) = a*d/(b*c)",
        why: "The reciprocal of c/d is d/c.",
        example: "(x/2)/(exp(x)/y) = x*y/(2*exp(x))",
        ..RULE
    },
    // Expansion and factors.
    RuleText {
        key: "binomial-square",
        name: "algebra",
        statement: "(a+b)^2 = a^2 + 2*a*b + b^2",
        why: "Multiply out (a+b)*(a+b); the two mixed terms are equal.",
        example: "(x + 3)^2 = x^2 + 2*x*3 + 3^2",
        ..RULE
    },
    RuleText {
        key: "binomial-square-difference",
        name: "algebra",
        statement: "(a-b)^2 = a^2 - 2*a*b + b^2",
        why: "The square of a sum, with -b for b.",
        example: "(x - 3)^2 = x^2 - 2*x*3 + 3^2",
        ..RULE
    },
    RuleText {
        key: "binomial-cube",
        name: "algebra",
        statement: "(a+b)^3 = a^3 + 3*a^2*b + 3*a*b^2 + b^3",
        why: "Multiply the square of the sum by a + b once more and collect equal terms.",
        example: "(x + 2)^3 = x^3 + 3*x^2*2 + 3*x*2^2 + 2^3",
        ..RULE
    },
    RuleText {
        key: "difference-of-squares",
        name: "algebra",
        statement: "(a+b)*(a-b) = a^2 - b^2",
        why: "Multiply out; the two mixed terms cancel.",
        example: "(x + 3)*(x - 3) = x^2 - 3^2",
        ..RULE
    },
    // Powers with whole exponents.
    RuleText {
        key: "square-as-product",
        name: "algebra",
        statement: "a^2 = a*a",
        why: "A power with a whole exponent is a repeated product.",
        example: "sin(x)^2 = sin(x)*sin(x)",
        ..RULE
    },
    RuleText {
        key: "integer-power-sum",
        name: "algebra",
        statement: "a^(m+n) = a^m*a^n",
        requires: &["integer(m)", "integer(n)"],
        why: "Count the factors: m and then n of them; a negative exponent counts factors of the \
              denominator.",
        example: "x^(2 + 3) = x^2*x^3",
        ..RULE
    },
    RuleText {
        key: "integer-power-difference",
        name: "algebra",
        statement: "a^(m-n) = a^m/a^n",
        requires: &["integer(m)", "integer(n)"],
        why: "Factors of the denominator cancel against factors of the numerator.",
        example: "(x^2 + 1)^(5 - 2) = (x^2 + 1)^5/(x^2 + 1)^2",
        ..RULE
    },
    RuleText {
        key: "integer-power-power",
        name: "algebra",
        statement: "(a^m)^n = a^(m*n)",
        requires: &["integer(m)", "integer(n)"],
        why: "Count the factors: n groups of m each; negative exponents count factors of the \
              denominator.",
        example: "(x^2)^3 = x^(2*3)",
        ..RULE
    },
    RuleText {
        key: "integer-power-of-product",
        name: "algebra",
        statement: "(a*b)^n = a^n*b^n",
        requires: &["integer(n)"],
        why: "Collect the factors a and the factors b.",
        example: "(x*y)^3 = x^3*y^3",
        ..RULE
    },
    RuleText {
        key: "integer-power-of-quotient",
        name: "algebra",
        statement: "(a/b)^n = a^n/b^n",
        requires: &["integer(n)"],
        why: "Collect the factors a above and the factors b below.",
        example: "(x/(y^2 + 1))^3 = x^3/(y^2 + 1)^3",
        ..RULE
    },
];
