//! Signs and bounds: comparisons that hold of products, powers and the values of functions.

use super::{RULE, RuleText};

pub(super) const RULES: &[RuleText] = &[
    // Constants and the exponential.
    RuleText {
        key: "e-positive",
        name: "sign of e",
        statement: "e > 0",
        why: "e is exp(1), and exp takes positive values only.",
        example: "e > 0",
        ..RULE
    },
    RuleText {
        key: "pi-positive",
        name: "sign of pi",
        statement: "pi > 0",
        why: "pi is the length of half the unit circle.",
        example: "pi > 0",
        ..RULE
    },
    RuleText {
        key: "exp-positive",
        name: "sign of exp",
        statement: "exp(a) > 0",
        why: "exp(a) is the square of exp(a/2), and it is never 0, since exp(a)*exp(-a) is 1.",
        example: "exp(x) > 0",
        ..RULE
    },
    RuleText {
        key: "exp-above-one",
        name: "bounds of exp",
        statement: "exp(a) > 1",
        requires: &["a > 0"],
        why: "exp is strictly increasing and exp(0) is 1.",
        example: "exp(x^2 + 1) > 1",
        ..RULE
    },
    RuleText {
        key: "exp-below-one",
        name: "bounds of exp",
        statement: "exp(a) < 1",
        requires: &["a < 0"],
        why: "exp is strictly increasing and exp(0) is 1.",
        example: "exp(-1 - x^2) < 1",
        ..RULE
    },
    RuleText {
        key: "exp-above-tangent",
        name: "bounds of exp",
        statement: "exp(a) >= 1 + a",
        why: "exp is convex, so it lies above its tangent at 0.",
        example: "exp(2*x) >= 1 + 2*x",
        ..RULE
    },
    // Logarithms.
    RuleText {
        key: "ln-positive",
        name: "sign of ln",
        statement: "ln(a) > 0",
        requires: &["a > 1"],
        why: "ln is strictly increasing and ln(1) is 0.",
        example: "ln(x^2 + 2) > 0",
        ..RULE
    },
    RuleText {
        key: "ln-nonnegative",
        name: "sign of ln",
        statement: "ln(a) >= 0",
        requires: &["a >= 1"],
        why: "ln is increasing and ln(1) is 0.",
        example: "ln(x^2 + 1) >= 0",
        ..RULE
    },
    RuleText {
        key: "ln-negative",
        name: "sign of ln",
        statement: "ln(a) < 0",
        requires: &["a < 1"],
        why: "ln is strictly increasing and ln(1) is 0.",
        example: "ln(1/(x^2 + 2)) < 0",
        ..RULE
    },
    RuleText {
        key: "ln-below-tangent",
        name: "bounds of ln",
        statement: "ln(a) <= a - 1",
        why: "ln is concave, so it lies below its tangent at 1.",
        example: "ln(x^2 + 1) <= x^2 + 1 - 1",
        ..RULE
    },
    // Sums and negatives.
    RuleText {
        key: "sum-positive",
        name: "sign of a sum",
        statement: "a+b > 0",
        requires: &["a > 0", "b > 0"],
        why: "The sum of two positive numbers is greater than either.",
        example: "exp(x) + cosh(x) > 0",
        ..RULE
    },
    RuleText {
        key: "sum-positive-left",
        name: "sign of a sum",
        statement: "a+b > 0",
        requires: &["a > 0", "b >= 0"],
        why: "What is added is not negative, so the sum is at least the positive a.",
        example: "exp(x) + x^2 > 0",
        ..RULE
    },
    RuleText {
        key: "sum-positive-right",
        name: "sign of a sum",
        statement: "a+b > 0",
        requires: &["a >= 0", "b > 0"],
        why: "What is added is not negative, so the sum is at least the positive b.",
        example: "x^2 + exp(x) > 0",
        ..RULE
    },
    RuleText {
        key: "sum-nonnegative",
        name: "sign of a sum",
        statement: "a+b >= 0",
        requires: &["a >= 0", "b >= 0"],
        why: "The sum of two numbers that are not negative is at least either.",
        example: "x^2 + abs(y) >= 0",
        ..RULE
    },
    RuleText {
        key: "sum-negative",
        name: "sign of a sum",
        statement: "a+b < 0",
        requires: &["a < 0", "b < 0"],
        why: "The sum of two negative numbers is less than either.",
        example: "-exp(x) + (-1 - x^2) < 0",
        ..RULE
    },
    RuleText {
        key: "difference-positive",
        name: "sign of a sum",
        statement: "a-b > 0",
        requires: &["a > b"],
        why: "Subtract b from both sides of the comparison.",
        example: "x^2 + 1 - x^2 > 0",
        ..RULE
    },
    RuleText {
        key: "negative-of-positive",
        name: "sign of a negative",
        statement: "-a < 0",
        requires: &["a > 0"],
        why: "Subtract a from both sides of a > 0.",
        example: "-exp(x) < 0",
        ..RULE
    },
    RuleText {
        key: "negative-of-negative",
        name: "sign of a negative",
        statement: "-a > 0",
        requires: &["a < 0"],
        why: "Subtract a from both sides of a < 0.",
        example: "-(-1 - x^2) > 0",
        ..RULE
    },
    RuleText {
        key: "negative-nonzero",
        name: "sign of a negative",
        statement: "-a != 0",
        requires: &["a != 0"],
        why: "If -a were 0, so would be a.",
        example: "-(x^2 + 1) != 0",
        ..RULE
    },
    // Products.
    RuleText {
        key: "product-positive",
        name: "sign of a product",
        statement: "a*b > 0",
        requires: &["a > 0", "b > 0"],
        why: "To multiply by a positive number keeps the order: a > 0 becomes a*b > 0.",
        example: "(x^2 + 1)*exp(x) > 0",
        ..RULE
    },
    RuleText {
        key: "product-positive-negatives",
        name: "sign of a product",
        statement: "a*b > 0",
        requires: &["a < 0", "b < 0"],
        why: "To multiply by a negative number turns the order round: a < 0 becomes a*b > 0.",
        example: "(-1 - x^2)*(-exp(x)) > 0",
        ..RULE
    },
    RuleText {
        key: "product-negative-left",
        name: "sign of a product",
        statement: "a*b < 0",
        requires: &["a < 0", "b > 0"],
        why: "To multiply by a positive number keeps the order: a < 0 becomes a*b < 0.",
        example: "(-1 - x^2)*exp(x) < 0",
        ..RULE
    },
    RuleText {
        key: "product-negative-right",
        name: "sign of a product",
        statement: "a*b < 0",
        requires: &["a > 0", "b < 0"],
        why: "To multiply by a positive number keeps the order: b < 0 becomes a*b < 0.",
        example: "exp(x)*(-1 - x^2) < 0",
        ..RULE
    },
    RuleText {
        key: "product-nonnegative",
        name: "sign of a product",
        statement: "a*b >= 0",
        requires: &["a >= 0", "b >= 0"],
        why: "If neither factor is 0, both are positive, and so is the product; otherwise it is 0.",
        example: "x^2*abs(x) >= 0",
        ..RULE
    },
    RuleText {
        key: "product-nonzero",
        name: "sign of a product",
        statement: "a*b != 0",
        requires: &["a != 0", "b != 0"],
        why: "If a is not 0, it has a reciprocal, and b is 1/a times the product; so the product \
              is not 0 unless b is.",
        example: "exp(x)*cosh(x) != 0",
        ..RULE
    },
    RuleText {
        key: "product-factor-left",
        name: "nonzero factors",
        statement: "a != 0",
        requires: &["a*b != 0"],
        why: "A product with the factor 0 is 0.",
        example: "exp(x) != 0",
        ..RULE
    },
    RuleText {
        key: "product-factor-right",
        name: "nonzero factors",
        statement: "b != 0",
        requires: &["a*b != 0"],
        why: "A product with the factor 0 is 0.",
        example: "cosh(x) != 0",
        ..RULE
    },
    RuleText {
        key: "quotient-dividend",
        name: "nonzero factors",
        statement: "a != 0",
        requires: &["a/b != 0"],
        why: "0 divided by anything is 0.",
        example: "x^2 + 1 != 0",
        ..RULE
    },
    RuleText {
        key: "power-base",
        name: "nonzero factors",
        statement: "a != 0",
        requires: &["a^n != 0", "n > 0"],
        why: "Powers of 0 with a positive exponent are 0.",
        example: "abs(x) + 1 != 0",
        ..RULE
    },
    RuleText {
        key: "sqrt-base",
        name: "nonzero factors",
        statement: "a != 0",
        requires: &["sqrt(a) != 0"],
        why: "The root of 0 is 0.",
        example: "x^2 + 1 != 0",
        ..RULE
    },
    RuleText {
        key: "abs-base",
        name: "nonzero factors",
        statement: "a != 0",
        requires: &["abs(a) != 0"],
        why: "The absolute value of 0 is 0.",
        example: "x^2 + 1 != 0",
        ..RULE
    },
    // Quotients.
    RuleText {
        key: "reciprocal-positive",
        name: "sign of a reciprocal",
        statement: "1/a > 0",
        requires: &["a > 0"],
        why: "The product of a and 1/a is 1, so the two have the same sign.",
        example: "1/(x^2 + 1) > 0",
        ..RULE
    },
    RuleText {
        key: "reciprocal-negative",
        name: "sign of a reciprocal",
        statement: "1/a < 0",
        requires: &["a < 0"],
        why: "The product of a and 1/a is 1, so the two have the same sign.",
        example: "1/(-1 - x^2) < 0",
        ..RULE
    },
    RuleText {
        key: "reciprocal-nonzero",
        name: "sign of a reciprocal",
        statement: "1/a != 0",
        why: "The product of a and 1/a is 1, which it would not be with the factor 0.",
        example: "1/(2*x) != 0",
        ..RULE
    },
    RuleText {
        key: "quotient-positive",
        name: "sign of a quotient",
        statement: "a/b > 0",
        requires: &["a > 0", "b > 0"],
        why: "a/b is the product of a and 1/b, which has the sign of b.",
        example: "exp(x)/(x^2 + 1) > 0",
        ..RULE
    },
    RuleText {
        key: "quotient-positive-negatives",
        name: "sign of a quotient",
        statement: "a/b > 0",
        requires: &["a < 0", "b < 0"],
        why: "a/b is the product of a and 1/b, which has the sign of b.",
        example: "(-exp(x))/(-1 - x^2) > 0",
        ..RULE
    },
    RuleText {
        key: "quotient-negative-left",
        name: "sign of a quotient",
        statement: "a/b < 0",
        requires: &["a < 0", "b > 0"],
        why: "a/b is the product of a and 1/b, which has the sign of b.",
        example: "(-1 - x^2)/exp(x) < 0",
        ..RULE
    },
    RuleText {
        key: "quotient-negative-right",
        name: "sign of a quotient",
        statement: "a/b < 0",
        requires: &["a > 0", "b < 0"],
        why: "a/b is the product of a and 1/b, which has the sign of b.",
        example: "exp(x)/(-1 - x^2) < 0",
        ..RULE
    },
    RuleText {
        key: "quotient-nonnegative",
        name: "sign of a quotient",
        statement: "a/b >= 0",
        requires: &["a >= 0", "b > 0"],
        why: "a/b is the product of a and 1/b, which is positive with b.",
        example: "x^2/exp(x) >= 0",
        ..RULE
    },
    RuleText {
        key: "quotient-nonzero",
        name: "sign of a quotient",
        statement: "a/b != 0",
        requires: &["a != 0"],
        why: "b times the quotient is a; if the quotient were 0, so would be a.",
        example: "exp(x)/(2*x) != 0",
        ..RULE
    },
    // Powers and roots.
    RuleText {
        key: "square-nonnegative",
        name: "sign of a power",
        statement: "a^2 >= 0",
        why: "A square is the product of two numbers of the same sign.",
        example: "(2*x)^2 >= 0",
        ..RULE
    },
    RuleText {
        key: "square-positive",
        name: "sign of a power",
        statement: "a^2 > 0",
        requires: &["a != 0"],
        why: "A square is the product of two numbers of the same sign, neither of them 0.",
        example: "(x^2 + 1)^2 > 0",
        ..RULE
    },
    RuleText {
        key: "even-power",
        name: "sign of a power",
        statement: "a^(2*n) >= 0",
        requires: &["integer(n)"],
        why: "a^(2*n) is the square of a^n.",
        example: "x^(2*3) >= 0",
        ..RULE
    },
    RuleText {
        key: "even-power-positive",
        name: "sign of a power",
        statement: "a^(2*n) > 0",
        requires: &["integer(n)", "a != 0"],
        why: "a^(2*n) is the square of a^n, which is not 0.",
        example: "(x^2 + 1)^(2*3) > 0",
        ..RULE
    },
    RuleText {
        key: "odd-power-negative",
        name: "sign of a power",
        statement: "a^(2*n + 1) < 0",
        requires: &["integer(n)", "a < 0"],
        why: "a^(2*n + 1) is a times a positive square.",
        example: "(-1 - x^2)^(2*3 + 1) < 0",
        ..RULE
    },
    RuleText {
        key: "odd-power-at-most",
        name: "sign of a power",
        statement: "a^(2*n + 1) <= 0",
        requires: &["integer(n)", "n >= 0", "a <= 0"],
        why: "a^(2*n + 1) is a times a square.",
        example: "(-x^2)^(2*3 + 1) <= 0",
        ..RULE
    },
    RuleText {
        key: "power-positive",
        name: "sign of a power",
        statement: "a^b > 0",
        requires: &["a > 0"],
        why: "a^b is exp(b*ln(a)), and exp takes positive values only.",
        example: "(x^2 + 1)^y > 0",
        ..RULE
    },
    RuleText {
        key: "power-nonnegative",
        name: "sign of a power",
        statement: "a^b >= 0",
        requires: &["a >= 0"],
        why: "A power of a positive number is positive, and a power of 0 is 0 or, if the exponent \
              is 0, 1.",
        example: "abs(x)^(1/2) >= 0",
        ..RULE
    },
    RuleText {
        key: "power-nonzero",
        name: "sign of a power",
        statement: "a^n != 0",
        requires: &["a != 0", "integer(n)"],
        why: "A product of factors none of which is 0 is not 0, and neither is its reciprocal.",
        example: "(x^2 + 1)^3 != 0",
        ..RULE
    },
    RuleText {
        key: "sqrt-nonnegative",
        name: "sign of sqrt",
        statement: "sqrt(a) >= 0",
        why: "Of the two numbers with the square a, the root is the one that is not negative.",
        example: "sqrt(x^2) >= 0",
        ..RULE
    },
    RuleText {
        key: "sqrt-positive",
        name: "sign of sqrt",
        statement: "sqrt(a) > 0",
        requires: &["a > 0"],
        why: "The root is not negative, and not 0, since its square is not.",
        example: "sqrt(x^2 + 1) > 0",
        ..RULE
    },
    RuleText {
        key: "cbrt-positive",
        name: "sign of cbrt",
        statement: "cbrt(a) > 0",
        requires: &["a > 0"],
        why: "The cube of a number has the sign of that number.",
        example: "cbrt(x^2 + 1) > 0",
        ..RULE
    },
    RuleText {
        key: "cbrt-negative",
        name: "sign of cbrt",
        statement: "cbrt(a) < 0",
        requires: &["a < 0"],
        why: "The cube of a number has the sign of that number.",
        example: "cbrt(-1 - x^2) < 0",
        ..RULE
    },
    // Absolute value, the larger and the smaller of two, relu.
    RuleText {
        key: "abs-nonneg",
        name: "sign of abs",
        statement: "abs(a) >= 0",
        why: "abs(a) is a where a is not negative, and -a where it is.",
        example: "abs(2*x) >= 0",
        ..RULE
    },
    RuleText {
        key: "abs-positive",
        name: "sign of abs",
        statement: "abs(a) > 0",
        requires: &["a != 0"],
        why: "abs(a) is not negative, and it is 0 for a = 0 only.",
        example: "abs(x^2 + 1) > 0",
        ..RULE
    },
    RuleText {
        key: "abs-at-least",
        name: "bounds of abs",
        statement: "abs(a) >= a",
        why: "abs(a) is the larger of a and -a.",
        example: "abs(2*x) >= 2*x",
        ..RULE
    },
    RuleText {
        key: "abs-at-least-negative",
        name: "bounds of abs",
        statement: "abs(a) >= -a",
        why: "abs(a) is the larger of a and -a.",
        example: "abs(2*x) >= -(2*x)",
        ..RULE
    },
    RuleText {
        key: "max-at-least-left",
        name: "bounds of max",
        statement: "max(a, b) >= a",
        why: "The larger of two is at least each of them.",
        example: "max(x, 2) >= x",
        ..RULE
    },
    RuleText {
        key: "max-at-least-right",
        name: "bounds of max",
        statement: "max(a, b) >= b",
        why: "The larger of two is at least each of them.",
        example: "max(x, 2) >= 2",
        ..RULE
    },
    RuleText {
        key: "min-at-most-left",
        name: "bounds of min",
        statement: "min(a, b) <= a",
        why: "The smaller of two is at most each of them.",
        example: "min(x, 2) <= x",
        ..RULE
    },
    RuleText {
        key: "min-at-most-right",
        name: "bounds of min",
        statement: "min(a, b) <= b",
        why: "The smaller of two is at most each of them.",
        example: "min(x, 2) <= 2",
        ..RULE
    },
    RuleText {
        key: "relu-nonnegative",
        name: "sign of relu",
        statement: "relu(a) >= 0",
        why: "relu(a) is the larger of 0 and a.",
        example: "relu(2*x) >= 0",
        ..RULE
    },
    RuleText {
        key: "relu-at-least",
        name: "bounds of relu",
        statement: "relu(a) >= a",
        why: "relu(a) is the larger of 0 and a.",
        example: "relu(2*x) >= 2*x",
        ..RULE
    },
    // Trigonometric functions.
    RuleText {
        key: "sin-at-most-one",
        name: "bounds of sin",
        statement: "sin(a) <= 1",
        why: "sin(a)^2 is 1 - cos(a)^2, which is at most 1.",
        example: "sin(2*x) <= 1",
        ..RULE
    },
    RuleText {
        key: "sin-at-least-minus-one",
        name: "bounds of sin",
        statement: "sin(a) >= -1",
        why: "sin(a)^2 is 1 - cos(a)^2, which is at most 1.",
        example: "sin(2*x) >= -1",
        ..RULE
    },
    RuleText {
        key: "cos-at-most-one",
        name: "bounds of cos",
        statement: "cos(a) <= 1",
        why: "cos(a)^2 is 1 - sin(a)^2, which is at most 1.",
        example: "cos(2*x) <= 1",
        ..RULE
    },
    RuleText {
        key: "cos-at-least-minus-one",
        name: "bounds of cos",
        statement: "cos(a) >= -1",
        why: "cos(a)^2 is 1 - sin(a)^2, which is at most 1.",
        example: "cos(2*x) >= -1",
        ..RULE
    },
    RuleText {
        key: "atan-below-right-angle",
        name: "bounds of atan",
        statement: "atan(a) < pi/2",
        why: "atan takes the values between -pi/2 and pi/2, where the tangent is one to one.",
        example: "atan(2*x) < pi/2",
        ..RULE
    },
    RuleText {
        key: "atan-above-right-angle",
        name: "bounds of atan",
        statement: "atan(a) > -pi/2",
        why: "atan takes the values between -pi/2 and pi/2, where the tangent is one to one.",
        example: "atan(2*x) > -pi/2",
        ..RULE
    },
    RuleText {
        key: "square-below-one",
        name: "squares and one",
        statement: "a^2 < 1",
        requires: &["a > -1", "a < 1"],
        why: "1 - a^2 is (1 - a)*(1 + a), a product of positive numbers.",
        example: "tanh(x)^2 < 1",
        ..RULE
    },
    RuleText {
        key: "square-at-most-one",
        name: "squares and one",
        statement: "a^2 <= 1",
        requires: &["a >= -1", "a <= 1"],
        why: "1 - a^2 is (1 - a)*(1 + a), and neither factor is negative.",
        example: "sin(x)^2 <= 1",
        ..RULE
    },
    RuleText {
        key: "square-above-one",
        name: "squares and one",
        statement: "a^2 > 1",
        requires: &["a > 1"],
        why: "a^2 - 1 is (a - 1)*(a + 1), a product of positive numbers.",
        example: "(x^2 + 2)^2 > 1",
        ..RULE
    },
    RuleText {
        key: "square-above-one-below",
        name: "squares and one",
        statement: "a^2 > 1",
        requires: &["a < -1"],
        why: "a^2 - 1 is (a - 1)*(a + 1), a product of negative numbers.",
        example: "(-x^2 - 2)^2 > 1",
        ..RULE
    },
    RuleText {
        key: "square-at-least-one",
        name: "squares and one",
        statement: "a^2 >= 1",
        requires: &["a >= 1"],
        why: "a^2 - 1 is (a - 1)*(a + 1), and neither factor is negative.",
        example: "cosh(x)^2 >= 1",
        ..RULE
    },
    RuleText {
        key: "square-at-least-one-below",
        name: "squares and one",
        statement: "a^2 >= 1",
        requires: &["a <= -1"],
        why: "a^2 - 1 is (a - 1)*(a + 1), and neither factor is positive.",
        example: "(-x^2 - 1)^2 >= 1",
        ..RULE
    },
    RuleText {
        key: "factor-positive",
        name: "signs of factors",
        statement: "b > 0",
        requires: &["a*b > 0", "a > 0"],
        why: "b is a*b divided by a, a quotient of positive numbers.",
        example: "x^2 + 1 > 0",
        ..RULE
    },
    RuleText {
        key: "reciprocal-below-one",
        name: "reciprocals and one",
        statement: "1/a < 1",
        requires: &["a > 1"],
        why: "Divide 1 < a by the positive number a.",
        example: "1/(x^2 + 2) < 1",
        ..RULE
    },
    RuleText {
        key: "reciprocal-above-minus-one",
        name: "reciprocals and one",
        statement: "1/a > -1",
        requires: &["a > 1"],
        why: "The reciprocal of a positive number is positive.",
        example: "1/(x^2 + 2) > -1",
        ..RULE
    },
    RuleText {
        key: "reciprocal-below-one-below",
        name: "reciprocals and one",
        statement: "1/a < 1",
        requires: &["a < -1"],
        why: "The reciprocal of a negative number is negative.",
        example: "1/(-x^2 - 2) < 1",
        ..RULE
    },
    RuleText {
        key: "reciprocal-above-minus-one-below",
        name: "reciprocals and one",
        statement: "1/a > -1",
        requires: &["a < -1"],
        why: "Divide -a > 1 by the positive number -a.",
        example: "1/(-x^2 - 2) > -1",
        ..RULE
    },
    RuleText {
        key: "root-exceeds",
        name: "signs of sums with roots",
        statement: "a + sqrt(a^2 + 1) > 0",
        why: "The root exceeds sqrt(a^2), which is abs(a) and at least -a.",
        example: "2*x + sqrt((2*x)^2 + 1) > 0",
        ..RULE
    },
    // Hyperbolic functions.
    RuleText {
        key: "sinh-positive",
        name: "sign of sinh",
        statement: "sinh(a) > 0",
        requires: &["a > 0"],
        why: "exp is strictly increasing, so exp(a) exceeds exp(-a) where a > 0.",
        example: "sinh(x^2 + 1) > 0",
        ..RULE
    },
    RuleText {
        key: "sinh-negative",
        name: "sign of sinh",
        statement: "sinh(a) < 0",
        requires: &["a < 0"],
        why: "exp is strictly increasing, so exp(-a) exceeds exp(a) where a < 0.",
        example: "sinh(-1 - x^2) < 0",
        ..RULE
    },
    RuleText {
        key: "sinh-nonzero",
        name: "sign of sinh",
        statement: "sinh(a) != 0",
        requires: &["a != 0"],
        why: "exp is strictly increasing, so exp(a) and exp(-a) are equal for a = 0 only.",
        example: "sinh(x^2 + 1) != 0",
        ..RULE
    },
    RuleText {
        key: "cosh-at-least-one",
        name: "bounds of cosh",
        statement: "cosh(a) >= 1",
        why: "cosh(a) - 1 is (exp(a/2) - exp(-a/2))^2/2, a square divided by 2.",
        example: "cosh(2*x) >= 1",
        ..RULE
    },
    RuleText {
        key: "sech-positive",
        name: "sign of sech",
        statement: "sech(a) > 0",
        why: "sech(a) is 1/cosh(a), and cosh(a) is at least 1.",
        example: "sech(2*x) > 0",
        ..RULE
    },
    RuleText {
        key: "sech-at-most-one",
        name: "bounds of sech",
        statement: "sech(a) <= 1",
        why: "sech(a) is 1/cosh(a), and cosh(a) is at least 1.",
        example: "sech(2*x) <= 1",
        ..RULE
    },
    RuleText {
        key: "tanh-below-one",
        name: "bounds of tanh",
        statement: "tanh(a) < 1",
        why: "1 - tanh(a) is 2*exp(-a)/(exp(a) + exp(-a)), which is positive.",
        example: "tanh(2*x) < 1",
        ..RULE
    },
    RuleText {
        key: "tanh-above-minus-one",
        name: "bounds of tanh",
        statement: "tanh(a) > -1",
        why: "tanh(a) + 1 is 2*exp(a)/(exp(a) + exp(-a)), which is positive.",
        example: "tanh(2*x) > -1",
        ..RULE
    },
    RuleText {
        key: "tanh-positive",
        name: "sign of tanh",
        statement: "tanh(a) > 0",
        requires: &["a > 0"],
        why: "tanh(a) is sinh(a)/cosh(a), and cosh(a) is positive.",
        example: "tanh(x^2 + 1) > 0",
        ..RULE
    },
    RuleText {
        key: "tanh-negative",
        name: "sign of tanh",
        statement: "tanh(a) < 0",
        requires: &["a < 0"],
        why: "tanh(a) is sinh(a)/cosh(a), and cosh(a) is positive.",
        example: "tanh(-1 - x^2) < 0",
        ..RULE
    },
    // Activation functions.
    RuleText {
        key: "sigmoid-positive",
        name: "bounds of sigmoid",
        statement: "sigmoid(a) > 0",
        why: "sigmoid(a) is 1/(1 + exp(-a)), the reciprocal of a positive number.",
        example: "sigmoid(2*x) > 0",
        ..RULE
    },
    RuleText {
        key: "sigmoid-below-one",
        name: "bounds of sigmoid",
        statement: "sigmoid(a) < 1",
        why: "sigmoid(a) is the reciprocal of 1 + exp(-a), which exceeds 1.",
        example: "sigmoid(2*x) < 1",
        ..RULE
    },
    RuleText {
        key: "softplus-positive",
        name: "sign of softplus",
        statement: "softplus(a) > 0",
        why: "softplus(a) is the logarithm of 1 + exp(a), which exceeds 1.",
        example: "softplus(2*x) > 0",
        ..RULE
    },
    RuleText {
        key: "softplus-above",
        name: "bounds of softplus",
        statement: "softplus(a) > a",
        why: "1 + exp(a) exceeds exp(a), whose logarithm is a.",
        example: "softplus(2*x) > 2*x",
        ..RULE
    },
    // Between values, and of sines and cosines.
    RuleText {
        key: "between-above-left",
        name: "signs between two values",
        statement: "a*t + b > 0",
        requires: &["p < t", "t < q", "a*p + b >= 0", "a*q + b > 0"],
        why: "On an interval a linear function lies between its values at the ends, and equals one of them only at an end.",
        example: "2*tanh(x) + 3 > 0",
        ..RULE
    },
    RuleText {
        key: "between-above-right",
        name: "signs between two values",
        statement: "a*t + b > 0",
        requires: &["p < t", "t < q", "a*p + b > 0", "a*q + b >= 0"],
        why: "On an interval a linear function lies between its values at the ends, and equals one of them only at an end.",
        example: "2*tanh(x) + 3 > 0",
        ..RULE
    },
    RuleText {
        key: "between-at-least",
        name: "signs between two values",
        statement: "a*t + b >= 0",
        requires: &["p < t", "t < q", "a*p + b >= 0", "a*q + b >= 0"],
        why: "On an interval a linear function lies between its values at the ends, and equals one of them only at an end.",
        example: "2*tanh(x) + 3 >= 0",
        ..RULE
    },
    RuleText {
        key: "cos-positive",
        name: "sign of cos",
        statement: "cos(a) > 0",
        requires: &["a > -pi/2", "a < pi/2"],
        why: "The cosine has its zeros at odd multiples of pi/2, and it is 1 at 0.",
        example: "cos(atan(x)) > 0",
        ..RULE
    },
    RuleText {
        key: "sin-positive",
        name: "sign of sin",
        statement: "sin(a) > 0",
        requires: &["a > 0", "a < pi"],
        why: "The sine has its zeros at multiples of pi, and it is 1 at pi/2.",
        example: "sin(sigmoid(x)) > 0",
        ..RULE
    },
    RuleText {
        key: "sin-below-one",
        name: "bounds of sin",
        statement: "sin(a) < 1",
        requires: &["cos(a) != 0"],
        why: "sin(a)^2 is 1 - cos(a)^2, which is below 1.",
        example: "sin(atan(x)) < 1",
        ..RULE
    },
    RuleText {
        key: "sin-above-minus-one",
        name: "bounds of sin",
        statement: "sin(a) > -1",
        requires: &["cos(a) != 0"],
        why: "sin(a)^2 is 1 - cos(a)^2, which is below 1.",
        example: "sin(atan(x)) > -1",
        ..RULE
    },
    RuleText {
        key: "cos-below-one",
        name: "bounds of cos",
        statement: "cos(a) < 1",
        requires: &["sin(a) != 0"],
        why: "cos(a)^2 is 1 - sin(a)^2, which is below 1.",
        example: "cos(sigmoid(x)) < 1",
        ..RULE
    },
    RuleText {
        key: "cos-above-minus-one",
        name: "bounds of cos",
        statement: "cos(a) > -1",
        requires: &["sin(a) != 0"],
        why: "cos(a)^2 is 1 - sin(a)^2, which is below 1.",
        example: "cos(sigmoid(x)) > -1",
        ..RULE
    },
    RuleText {
        key: "cos-nonzero",
        name: "sign of cos",
        statement: "cos(a) != 0",
        requires: &["sin(a) < 1", "sin(a) > -1"],
        why: "cos(a)^2 is 1 - sin(a)^2, which is positive.",
        example: "cos(atan(x)) != 0",
        ..RULE
    },
    RuleText {
        key: "sin-nonzero",
        name: "sign of sin",
        statement: "sin(a) != 0",
        requires: &["cos(a) < 1", "cos(a) > -1"],
        why: "sin(a)^2 is 1 - cos(a)^2, which is positive.",
        example: "sin(sigmoid(x)) != 0",
        ..RULE
    },
    RuleText {
        key: "pi-above",
        name: "bounds of pi",
        statement: "pi > 314159265/100000000",
        why: "The regular polygons in the unit circle have circumferences that exceed this number twice over from some number of corners on.",
        example: "pi > 314159265/100000000",
        ..RULE
    },
    RuleText {
        key: "pi-below",
        name: "bounds of pi",
        statement: "pi < 314159266/100000000",
        why: "Half the circumference of a regular polygon around the unit circle is below this number from some number of corners on.",
        example: "pi < 314159266/100000000",
        ..RULE
    },
    RuleText {
        key: "e-above",
        name: "bounds of e",
        statement: "e > 271828182/100000000",
        why: "The sum of the first twelve terms of the series of exp at 1 exceeds this number.",
        example: "e > 271828182/100000000",
        ..RULE
    },
    RuleText {
        key: "e-below",
        name: "bounds of e",
        statement: "e < 271828183/100000000",
        why: "The first twelve terms of the series of exp at 1 are below this number by more than the rest can add.",
        example: "e < 271828183/100000000",
        ..RULE
    },
    RuleText {
        key: "sqrt-above",
        name: "bounds of roots",
        statement: "sqrt(a) > b",
        requires: &["a > b^2", "b >= 0"],
        why: "The square root is strictly increasing, and that of b^2 is b.",
        example: "sqrt(x^2 + 3) > 3/2",
        ..RULE
    },
    RuleText {
        key: "sqrt-below",
        name: "bounds of roots",
        statement: "sqrt(a) < b",
        requires: &["a < b^2", "b >= 0"],
        why: "The square root is strictly increasing, and that of b^2 is b.",
        example: "sqrt(x^2 + 1) < x^2 + 2",
        ..RULE
    },
    RuleText {
        key: "root-above",
        name: "bounds of roots",
        statement: "a^(1/n) > b",
        requires: &["a > b^n", "b >= 0", "n > 0"],
        why: "A root is strictly increasing, and that of b^n is b.",
        example: "(x^2 + 2)^(1/3) > 1",
        ..RULE
    },
    RuleText {
        key: "root-below",
        name: "bounds of roots",
        statement: "a^(1/n) < b",
        requires: &["a < b^n", "a >= 0", "b >= 0", "n > 0"],
        why: "A root is strictly increasing, and that of b^n is b.",
        example: "(x^2 + 1)^(1/3) < x^2 + 2",
        ..RULE
    },
    RuleText {
        key: "sqrt-unique",
        name: "roots",
        statement: "sqrt(a) = b",
        requires: &["b^2 = a", "b >= 0"],
        why: "A number that is not negative has one square root that is not negative.",
        example: "sqrt(3 + 2*sqrt(2)) = 1 + sqrt(2)",
        ..RULE
    },
    RuleText {
        key: "root-unique",
        name: "roots",
        statement: "a^(1/n) = b",
        requires: &["b^n = a", "b >= 0", "n > 0"],
        why: "A power with a positive exponent takes every value that is not negative once from 0 on.",
        example: "(9 + 4*sqrt(5))^(1/3) = 3/2 + sqrt(5)/2",
        ..RULE
    },
];
