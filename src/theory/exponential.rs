//! Exponentials, logarithms, powers and roots, and the identities of the hyperbolic and the
//! trigonometric functions that follow from how these add.
//!
//! Laws of powers ask for a positive base unless they hold for every base and exponent for which
//! both sides are defined: `(a^2)^(1/2)` is `abs(a)`, not `a`.

use super::{RULE, RuleText};

pub(super) const RULES: &[RuleText] = &[
    // The exponential.
    RuleText {
        key: "e",
        name: "definition of e",
        statement: "e = exp(1)",
        why: "The number e is the value of exp at 1.",
        example: "e = exp(1)",
        ..RULE
    },
    RuleText {
        key: "e-power",
        name: "exponential laws",
        statement: "e^a = exp(a)",
        why: "exp takes sums to products, as powers of exp(1) do, and the two agree for every \
              real exponent.",
        example: "e^(2*x) = exp(2*x)",
        ..RULE
    },
    RuleText {
        key: "exp-zero",
        name: "exponential laws",
        statement: "exp(0) = 1",
        why: "exp is the function that is its own derivative and begins with the value 1 at 0.",
        example: "exp(0) = 1",
        ..RULE
    },
    RuleText {
        key: "exp-sum",
        name: "exponential laws",
        statement: "exp(a+b) = exp(a)*exp(b)",
        why: "As a function of a, exp(a+b)/exp(a) has the derivative 0; it is constant, and \
              exp(b) at a = 0.",
        example: "exp(x + 1) = exp(x)*exp(1)",
        ..RULE
    },
    RuleText {
        key: "exp-negation",
        name: "exponential laws",
        statement: "exp(-a) = 1/exp(a)",
        why: "exp(a)*exp(-a) is exp(0), which is 1.",
        example: "exp(-(2*x)) = 1/exp(2*x)",
        ..RULE
    },
    RuleText {
        key: "exp-difference",
        name: "exponential laws",
        statement: "exp(a-b) = exp(a)/exp(b)",
        why: "exp(a-b)*exp(b) is exp(a), and exp(b) is never 0.",
        example: "exp(x - 1) = exp(x)/exp(1)",
        ..RULE
    },
    RuleText {
        key: "exp-multiple",
        name: "exponential laws",
        statement: "exp(n*a) = exp(a)^n",
        requires: &["integer(n)"],
        why: "exp(n*a) is the product of n factors exp(a), or the reciprocal of such a product.",
        example: "exp(3*x) = exp(x)^3",
        ..RULE
    },
    RuleText {
        key: "exp-multiple-right",
        name: "exponential laws",
        statement: "exp(a*n) = exp(a)^n",
        requires: &["integer(n)"],
        why: "exp(a*n) is the product of n factors exp(a), or the reciprocal of such a product.",
        example: "exp(x*3) = exp(x)^3",
        ..RULE
    },
    RuleText {
        key: "exp-power",
        name: "exponential laws",
        statement: "exp(a)^b = exp(a*b)",
        why: "The power b of a positive number is exp(b*ln(exp(a))), and ln(exp(a)) is a.",
        example: "exp(x)^y = exp(x*y)",
        ..RULE
    },
    RuleText {
        key: "exp-ln",
        name: "exponential laws",
        statement: "exp(ln(a)) = a",
        why: "The logarithm of a is the number whose exponential is a.",
        example: "exp(ln(x^2 + 1)) = x^2 + 1",
        ..RULE
    },
    RuleText {
        key: "ln-exp",
        name: "exponential laws",
        statement: "ln(exp(a)) = a",
        why: "exp is strictly increasing, so no other number has the same exponential as a.",
        example: "ln(exp(2*x)) = 2*x",
        ..RULE
    },
    RuleText {
        key: "power-as-exp",
        name: "exponential laws",
        statement: "a^b = exp(b*ln(a))",
        requires: &["a > 0"],
        why: "This is what a power with a positive base means for an arbitrary exponent; for \
              whole exponents it agrees with repeated products.",
        example: "(x^2 + 1)^y = exp(y*ln(x^2 + 1))",
        ..RULE
    },
    // Powers with a positive base.
    RuleText {
        key: "power-sum",
        name: "exponential laws",
        statement: "a^(m+n) = a^m*a^n",
        requires: &["a > 0"],
        why: "Write the powers as exponentials of multiples of ln(a): exponents add.",
        example: "(x^2 + 1)^(m + n) = (x^2 + 1)^m*(x^2 + 1)^n",
        ..RULE
    },
    RuleText {
        key: "power-difference",
        name: "exponential laws",
        statement: "a^(m-n) = a^m/a^n",
        requires: &["a > 0"],
        why: "Write the powers as exponentials of multiples of ln(a): exponents subtract.",
        example: "(x^2 + 1)^(m - n) = (x^2 + 1)^m/(x^2 + 1)^n",
        ..RULE
    },
    RuleText {
        key: "power-power",
        name: "exponential laws",
        statement: "(a^m)^n = a^(m*n)",
        requires: &["a > 0"],
        why: "The logarithm of a^m is m*ln(a), and n times that is m*n*ln(a).",
        example: "((x^2 + 1)^m)^n = (x^2 + 1)^(m*n)",
        ..RULE
    },
    RuleText {
        key: "power-of-product",
        name: "exponential laws",
        statement: "(a*b)^n = a^n*b^n",
        requires: &["a > 0", "b > 0"],
        why: "The logarithm of a*b is ln(a) + ln(b); n times the sum is the sum of the multiples.",
        example: "((x^2 + 1)*exp(y))^n = (x^2 + 1)^n*exp(y)^n",
        ..RULE
    },
    RuleText {
        key: "power-of-quotient",
        name: "exponential laws",
        statement: "(a/b)^n = a^n/b^n",
        requires: &["a > 0", "b > 0"],
        why: "The logarithm of a/b is ln(a) - ln(b); n times the difference is the difference of \
              the multiples.",
        example: "((x^2 + 1)/exp(y))^n = (x^2 + 1)^n/exp(y)^n",
        ..RULE
    },
    // Powers with any base.
    RuleText {
        key: "power-negative",
        name: "exponential laws",
        statement: "a^(-n) = 1/a^n",
        why: "a^n*a^(-n) is a^0, which is 1. Where a^n is 0, the right side is not defined.",
        example: "(x^2 + 1)^(-n) = 1/(x^2 + 1)^n",
        ..RULE
    },
    RuleText {
        key: "power-zero",
        name: "exponential laws",
        statement: "a^0 = 1",
        why: "The product of no factors is 1, whatever the base.",
        example: "(x^2 + 1)^0 = 1",
        ..RULE
    },
    RuleText {
        key: "power-one",
        name: "exponential laws",
        statement: "a^1 = a",
        why: "The product of one factor is that factor.",
        example: "(x^2 + 1)^1 = x^2 + 1",
        ..RULE
    },
    RuleText {
        key: "power-of-one",
        name: "exponential laws",
        statement: "1^n = 1",
        why: "1 is its own product, and ln(1) is 0.",
        example: "1^x = 1",
        ..RULE
    },
    RuleText {
        key: "power-of-zero",
        name: "exponential laws",
        statement: "a^n = 0",
        requires: &["a == 0", "n > 0"],
        why: "A whole power of 0 has a factor 0; for any other positive exponent it is 0 by \
              definition.",
        example: "0^(x^2 + 1) = 0",
        ..RULE
    },
    // Roots.
    RuleText {
        key: "sqrt-square",
        name: "exponential laws",
        statement: "sqrt(a)^2 = a",
        why: "The square root of a is the number that is not negative and has the square a.",
        example: "sqrt(x^2 + 1)^2 = x^2 + 1",
        ..RULE
    },
    RuleText {
        key: "square-sqrt",
        name: "exponential laws",
        statement: "sqrt(a^2) = abs(a)",
        why: "abs(a) is not negative and has the square a^2; no other number is both.",
        example: "sqrt((2*x)^2) = abs(2*x)",
        ..RULE
    },
    RuleText {
        key: "sqrt-of-square",
        name: "exponential laws",
        statement: "sqrt(a^2) = a",
        requires: &["a >= 0"],
        why: "a is not negative and has the square a^2; no other number is both.",
        example: "sqrt(exp(x)^2) = exp(x)",
        ..RULE
    },
    RuleText {
        key: "root-of-power",
        name: "exponential laws",
        statement: "(a^n)^(m/n) = a^m",
        requires: &["a >= 0"],
        why: "For positive a both are exp(m*ln(a)); for a = 0 both are 0 where they are defined.",
        example: "((x^2 + 1)^2)^(3/2) = (x^2 + 1)^3",
        ..RULE
    },
    RuleText {
        key: "root-power",
        name: "exponential laws",
        statement: "(a^(1/n))^n = a",
        requires: &["a >= 0"],
        why: "For positive a both are exp(ln(a)); for a = 0 both are 0.",
        example: "((x^2 + 1)^(1/3))^3 = x^2 + 1",
        ..RULE
    },
    RuleText {
        key: "sqrt-as-power",
        name: "exponential laws",
        statement: "sqrt(a) = a^(1/2)",
        why: "The power 1/2 is not negative and its square is a^1.",
        example: "sqrt(x^2 + 1) = (x^2 + 1)^(1/2)",
        ..RULE
    },
    RuleText {
        key: "cbrt-cube",
        name: "exponential laws",
        statement: "cbrt(a)^3 = a",
        why: "The cube root of a is the only real number whose cube is a.",
        example: "cbrt(2*x)^3 = 2*x",
        ..RULE
    },
    RuleText {
        key: "cube-cbrt",
        name: "exponential laws",
        statement: "cbrt(a^3) = a",
        why: "Cubing is strictly increasing, so only a has the cube a^3.",
        example: "cbrt((2*x)^3) = 2*x",
        ..RULE
    },
    RuleText {
        key: "cbrt-as-power",
        name: "exponential laws",
        statement: "cbrt(a) = a^(1/3)",
        why: "Both have the cube a. The power is defined for a >= 0 only.",
        example: "cbrt(x^2 + 1) = (x^2 + 1)^(1/3)",
        ..RULE
    },
    // Logarithms.
    RuleText {
        key: "ln-one",
        name: "logarithm laws",
        statement: "ln(1) = 0",
        why: "exp(0) is 1.",
        example: "ln(1) = 0",
        ..RULE
    },
    RuleText {
        key: "ln-e",
        name: "logarithm laws",
        statement: "ln(e) = 1",
        why: "exp(1) is e.",
        example: "ln(e) = 1",
        ..RULE
    },
    RuleText {
        key: "ln-product",
        name: "logarithm laws",
        statement: "ln(a*b) = ln(a) + ln(b)",
        requires: &["a > 0", "b > 0"],
        why: "The exponential of the sum is exp(ln(a))*exp(ln(b)), which is a*b.",
        example: "ln((x^2 + 1)*exp(y)) = ln(x^2 + 1) + ln(exp(y))",
        ..RULE
    },
    RuleText {
        key: "ln-quotient",
        name: "logarithm laws",
        statement: "ln(a/b) = ln(a) - ln(b)",
        requires: &["a > 0", "b > 0"],
        why: "The exponential of the difference is exp(ln(a))/exp(ln(b)), which is a/b.",
        example: "ln((x^2 + 1)/exp(y)) = ln(x^2 + 1) - ln(exp(y))",
        ..RULE
    },
    RuleText {
        key: "ln-reciprocal",
        name: "logarithm laws",
        statement: "ln(1/a) = -ln(a)",
        requires: &["a > 0"],
        why: "The exponential of -ln(a) is 1/exp(ln(a)), which is 1/a.",
        example: "ln(1/(x^2 + 1)) = -ln(x^2 + 1)",
        ..RULE
    },
    RuleText {
        key: "ln-power",
        name: "logarithm laws",
        statement: "ln(a^b) = b*ln(a)",
        requires: &["a > 0"],
        why: "a^b is exp(b*ln(a)), and the logarithm undoes exp.",
        example: "ln((x^2 + 1)^y) = y*ln(x^2 + 1)",
        ..RULE
    },
    RuleText {
        key: "ln-sqrt",
        name: "logarithm laws",
        statement: "ln(sqrt(a)) = ln(a)/2",
        requires: &["a > 0"],
        why: "The square root is the power 1/2.",
        example: "ln(sqrt(x^2 + 1)) = ln(x^2 + 1)/2",
        ..RULE
    },
    // Identities of the hyperbolic functions.
    RuleText {
        key: "cosh-squared-minus-sinh-squared",
        name: "hyperbolic Pythagorean identity",
        statement: "cosh(a)^2 - sinh(a)^2 = 1",
        why: "The difference of squares is (cosh(a) + sinh(a))*(cosh(a) - sinh(a)), which is \
              exp(a)*exp(-a).",
        example: "cosh(2*x)^2 - sinh(2*x)^2 = 1",
        ..RULE
    },
    RuleText {
        key: "cosh-squared",
        name: "hyperbolic Pythagorean identity",
        statement: "cosh(a)^2 = 1 + sinh(a)^2",
        why: "The identity with the square of sinh on the other side.",
        example: "cosh(x + 1)^2 = 1 + sinh(x + 1)^2",
        ..RULE
    },
    RuleText {
        key: "one-minus-tanh-squared",
        name: "hyperbolic Pythagorean identity",
        statement: "1 - tanh(a)^2 = sech(a)^2",
        why: "Divide cosh(a)^2 - sinh(a)^2 = 1 by cosh(a)^2.",
        example: "1 - tanh(2*x)^2 = sech(2*x)^2",
        ..RULE
    },
    RuleText {
        key: "coth-squared-minus-one",
        name: "hyperbolic Pythagorean identity",
        statement: "coth(a)^2 - 1 = csch(a)^2",
        why: "Divide cosh(a)^2 - sinh(a)^2 = 1 by sinh(a)^2.",
        example: "coth(x^2 + 1)^2 - 1 = csch(x^2 + 1)^2",
        ..RULE
    },
    RuleText {
        key: "sinh-sum",
        name: "hyperbolic addition formula",
        statement: "sinh(a+b) = sinh(a)*cosh(b) + cosh(a)*sinh(b)",
        why: "Write everything in exponentials and multiply out; the mixed terms cancel.",
        example: "sinh(x + 1) = sinh(x)*cosh(1) + cosh(x)*sinh(1)",
        ..RULE
    },
    RuleText {
        key: "cosh-sum",
        name: "hyperbolic addition formula",
        statement: "cosh(a+b) = cosh(a)*cosh(b) + sinh(a)*sinh(b)",
        why: "Write everything in exponentials and multiply out; the mixed terms cancel.",
        example: "cosh(x + 1) = cosh(x)*cosh(1) + sinh(x)*sinh(1)",
        ..RULE
    },
    RuleText {
        key: "sinh-double",
        name: "hyperbolic double angle formula",
        statement: "sinh(2*a) = 2*sinh(a)*cosh(a)",
        why: "The hyperbolic addition formula for sinh(a + a).",
        example: "sinh(2*x) = 2*sinh(x)*cosh(x)",
        ..RULE
    },
    RuleText {
        key: "cosh-double",
        name: "hyperbolic double angle formula",
        statement: "cosh(2*a) = cosh(a)^2 + sinh(a)^2",
        why: "The hyperbolic addition formula for cosh(a + a).",
        example: "cosh(2*x) = cosh(x)^2 + sinh(x)^2",
        ..RULE
    },
    RuleText {
        key: "tanh-double",
        name: "hyperbolic double angle formula",
        statement: "tanh(2*a) = 2*tanh(a)/(1 + tanh(a)^2)",
        why: "Divide sinh(2*a) by cosh(2*a), and both by cosh(a)^2.",
        example: "tanh(2*x) = 2*tanh(x)/(1 + tanh(x)^2)",
        ..RULE
    },
    RuleText {
        key: "tanh-in-sigmoid",
        name: "tanh in terms of sigmoid",
        statement: "tanh(a) = 2*sigmoid(2*a) - 1",
        why: "2/(1 + exp(-2*a)) - 1 is (1 - exp(-2*a))/(1 + exp(-2*a)); multiply above and below \
              by exp(a).",
        example: "tanh(x) = 2*sigmoid(2*x) - 1",
        ..RULE
    },
    RuleText {
        key: "sigmoid-reflection",
        name: "reflection of sigmoid",
        statement: "1 - sigmoid(a) = sigmoid(-a)",
        why: "1 - 1/(1 + exp(-a)) is exp(-a)/(1 + exp(-a)); multiply above and below by exp(a).",
        example: "1 - sigmoid(2*x) = sigmoid(-(2*x))",
        ..RULE
    },
    // Identities of the trigonometric functions.
    RuleText {
        key: "sin-of-asin",
        name: "inverse trigonometric functions",
        statement: "sin(asin(a)) = a",
        why: "asin(a) is the angle between -pi/2 and pi/2 with the sine a.",
        example: "sin(asin(x)) = x",
        ..RULE
    },
    RuleText {
        key: "cos-of-asin",
        name: "inverse trigonometric functions",
        statement: "cos(asin(a)) = sqrt(1 - a^2)",
        why: "The cosine is not negative at that angle, and its square is 1 - a^2.",
        example: "cos(asin(x)) = sqrt(1 - x^2)",
        ..RULE
    },
    RuleText {
        key: "cos-of-acos",
        name: "inverse trigonometric functions",
        statement: "cos(acos(a)) = a",
        why: "acos(a) is the angle between 0 and pi with the cosine a.",
        example: "cos(acos(x)) = x",
        ..RULE
    },
    RuleText {
        key: "sin-of-acos",
        name: "inverse trigonometric functions",
        statement: "sin(acos(a)) = sqrt(1 - a^2)",
        why: "The sine is not negative at that angle, and its square is 1 - a^2.",
        example: "sin(acos(x)) = sqrt(1 - x^2)",
        ..RULE
    },
    RuleText {
        key: "sin-of-atan",
        name: "inverse trigonometric functions",
        statement: "sin(atan(a)) = a/sqrt(1 + a^2)",
        why: "In a right triangle with the legs 1 and a, the hypotenuse is sqrt(1 + a^2).",
        example: "sin(atan(x)) = x/sqrt(1 + x^2)",
        ..RULE
    },
    RuleText {
        key: "cos-of-atan",
        name: "inverse trigonometric functions",
        statement: "cos(atan(a)) = 1/sqrt(1 + a^2)",
        why: "In a right triangle with the legs 1 and a, the hypotenuse is sqrt(1 + a^2).",
        example: "cos(atan(x)) = 1/sqrt(1 + x^2)",
        ..RULE
    },
    RuleText {
        key: "acosh-of-cosh",
        name: "inverse hyperbolic functions",
        statement: "acosh(cosh(a)) = abs(a)",
        why: "The hyperbolic cosine is even, and one to one from 0 on, where acosh is its inverse.",
        example: "acosh(cosh(x + 1)) = abs(x + 1)",
        ..RULE
    },
    RuleText {
        key: "asinh-of-sinh",
        name: "inverse hyperbolic functions",
        statement: "asinh(sinh(a)) = a",
        why: "The hyperbolic sine takes every real value once, and asinh is its inverse.",
        example: "asinh(sinh(2*x)) = 2*x",
        ..RULE
    },
    RuleText {
        key: "asin-of-sin",
        name: "inverse trigonometric functions",
        statement: "asin(sin(a)) = a",
        requires: &["a >= -pi/2", "a <= pi/2"],
        why: "Between -pi/2 and pi/2 the sine is one to one, and asin is its inverse there.",
        example: "asin(sin(pi/5)) = pi/5",
        ..RULE
    },
    RuleText {
        key: "acos-of-cos",
        name: "inverse trigonometric functions",
        statement: "acos(cos(a)) = a",
        requires: &["a >= 0", "a <= pi"],
        why: "Between 0 and pi the cosine is one to one, and acos is its inverse there.",
        example: "acos(cos(pi/3)) = pi/3",
        ..RULE
    },
    RuleText {
        key: "atan-of-tan",
        name: "inverse trigonometric functions",
        statement: "atan(tan(a)) = a",
        requires: &["a > -pi/2", "a < pi/2"],
        why: "Between -pi/2 and pi/2 the tangent is one to one, and atan is its inverse.",
        example: "atan(tan(atan(x))) = atan(x)",
        ..RULE
    },
    RuleText {
        key: "sin-zero",
        name: "special values",
        statement: "sin(0) = 0",
        why: "The point at the angle 0 on the unit circle is (1, 0).",
        example: "sin(0) + x = x",
        ..RULE
    },
    RuleText {
        key: "cos-zero",
        name: "special values",
        statement: "cos(0) = 1",
        why: "The point at the angle 0 on the unit circle is (1, 0).",
        example: "cos(0)*x = x",
        ..RULE
    },
    RuleText {
        key: "sin-right-angle",
        name: "special values",
        statement: "sin(pi/2) = 1",
        why: "A quarter of a turn leads to the point (0, 1) of the unit circle.",
        example: "sin(pi/2)*x = x",
        ..RULE
    },
    RuleText {
        key: "cos-right-angle",
        name: "special values",
        statement: "cos(pi/2) = 0",
        why: "A quarter of a turn leads to the point (0, 1) of the unit circle.",
        example: "cos(pi/2) + x = x",
        ..RULE
    },
    RuleText {
        key: "sin-third",
        name: "special values",
        statement: "sin(pi/3) = sqrt(3)/2",
        why: "Half of an equilateral triangle with sides 1 has the height sqrt(3)/2.",
        example: "2*sin(pi/3) = sqrt(3)",
        ..RULE
    },
    RuleText {
        key: "cos-third",
        name: "special values",
        statement: "cos(pi/3) = 1/2",
        why: "The height of an equilateral triangle halves the side that it stands on.",
        example: "2*cos(pi/3) = 1",
        ..RULE
    },
    RuleText {
        key: "sin-quarter",
        name: "special values",
        statement: "sin(pi/4) = sqrt(2)/2",
        why: "In half of a square with the diagonal 1 both sides are sqrt(2)/2.",
        example: "2*sin(pi/4) = sqrt(2)",
        ..RULE
    },
    RuleText {
        key: "cos-quarter",
        name: "special values",
        statement: "cos(pi/4) = sqrt(2)/2",
        why: "In half of a square with the diagonal 1 both sides are sqrt(2)/2.",
        example: "2*cos(pi/4) = sqrt(2)",
        ..RULE
    },
    RuleText {
        key: "sin-squared-plus-cos-squared",
        name: "Pythagorean identity",
        statement: "sin(a)^2 + cos(a)^2 = 1",
        why: "The point (cos(a), sin(a)) lies on the unit circle.",
        example: "sin(2*x)^2 + cos(2*x)^2 = 1",
        ..RULE
    },
    RuleText {
        key: "sin-squared",
        name: "Pythagorean identity",
        statement: "sin(a)^2 = 1 - cos(a)^2",
        why: "The point (cos(a), sin(a)) lies on the unit circle.",
        example: "sin(2*x)^2 = 1 - cos(2*x)^2",
        ..RULE
    },
    RuleText {
        key: "one-plus-tan-squared",
        name: "Pythagorean identity",
        statement: "1 + tan(a)^2 = sec(a)^2",
        why: "Divide sin(a)^2 + cos(a)^2 = 1 by cos(a)^2.",
        example: "1 + tan(2*x)^2 = sec(2*x)^2",
        ..RULE
    },
    RuleText {
        key: "one-plus-cot-squared",
        name: "Pythagorean identity",
        statement: "1 + cot(a)^2 = csc(a)^2",
        why: "Divide sin(a)^2 + cos(a)^2 = 1 by sin(a)^2.",
        example: "1 + cot(2*x)^2 = csc(2*x)^2",
        ..RULE
    },
    RuleText {
        key: "sin-sum",
        name: "addition formula",
        statement: "sin(a+b) = sin(a)*cos(b) + cos(a)*sin(b)",
        why: "A turn by a after a turn by b is a turn by a + b: this is the height of the turned \
              point.",
        example: "sin(x + 1) = sin(x)*cos(1) + cos(x)*sin(1)",
        ..RULE
    },
    RuleText {
        key: "sin-difference",
        name: "addition formula",
        statement: "sin(a-b) = sin(a)*cos(b) - cos(a)*sin(b)",
        why: "The formula for the sum, with -b for b.",
        example: "sin(x - 1) = sin(x)*cos(1) - cos(x)*sin(1)",
        ..RULE
    },
    RuleText {
        key: "cos-sum",
        name: "addition formula",
        statement: "cos(a+b) = cos(a)*cos(b) - sin(a)*sin(b)",
        why: "A turn by a after a turn by b is a turn by a + b: this is how far to the right the \
              turned point lies.",
        example: "cos(x + 1) = cos(x)*cos(1) - sin(x)*sin(1)",
        ..RULE
    },
    RuleText {
        key: "cos-difference",
        name: "addition formula",
        statement: "cos(a-b) = cos(a)*cos(b) + sin(a)*sin(b)",
        why: "The formula for the sum, with -b for b.",
        example: "cos(x - 1) = cos(x)*cos(1) + sin(x)*sin(1)",
        ..RULE
    },
    RuleText {
        key: "sin-double",
        name: "double angle formula",
        statement: "sin(2*a) = 2*sin(a)*cos(a)",
        why: "The addition formula for sin(a + a).",
        example: "sin(2*x) = 2*sin(x)*cos(x)",
        ..RULE
    },
    RuleText {
        key: "cos-double",
        name: "double angle formula",
        statement: "cos(2*a) = cos(a)^2 - sin(a)^2",
        why: "The addition formula for cos(a + a).",
        example: "cos(2*x) = cos(x)^2 - sin(x)^2",
        ..RULE
    },
    RuleText {
        key: "cos-double-by-cos",
        name: "double angle formula",
        statement: "cos(2*a) = 2*cos(a)^2 - 1",
        why: "The addition formula for cos(a + a), with 1 - cos(a)^2 for sin(a)^2.",
        example: "cos(2*x) = 2*cos(x)^2 - 1",
        ..RULE
    },
    RuleText {
        key: "cos-double-by-sin",
        name: "double angle formula",
        statement: "cos(2*a) = 1 - 2*sin(a)^2",
        why: "The addition formula for cos(a + a), with 1 - sin(a)^2 for cos(a)^2.",
        example: "cos(2*x) = 1 - 2*sin(x)^2",
        ..RULE
    },
    // Odd and even functions.
    RuleText {
        key: "sin-odd",
        name: "parity",
        statement: "sin(-a) = -sin(a)",
        why: "A turn the other way round ends at the same point mirrored at the horizontal axis.",
        example: "sin(-(2*x)) = -sin(2*x)",
        ..RULE
    },
    RuleText {
        key: "cos-even",
        name: "parity",
        statement: "cos(-a) = cos(a)",
        why: "A turn the other way round ends at the same point mirrored at the horizontal axis.",
        example: "cos(-(2*x)) = cos(2*x)",
        ..RULE
    },
    RuleText {
        key: "tan-odd",
        name: "parity",
        statement: "tan(-a) = -tan(a)",
        why: "The sine changes its sign with the angle, and the cosine does not.",
        example: "tan(-(2*x)) = -tan(2*x)",
        ..RULE
    },
    RuleText {
        key: "sinh-odd",
        name: "parity",
        statement: "sinh(-a) = -sinh(a)",
        why: "The two exponentials change places in a difference.",
        example: "sinh(-(2*x)) = -sinh(2*x)",
        ..RULE
    },
    RuleText {
        key: "cosh-even",
        name: "parity",
        statement: "cosh(-a) = cosh(a)",
        why: "The two exponentials change places in a sum.",
        example: "cosh(-(2*x)) = cosh(2*x)",
        ..RULE
    },
    RuleText {
        key: "tanh-odd",
        name: "parity",
        statement: "tanh(-a) = -tanh(a)",
        why: "sinh changes its sign with its argument, and cosh does not.",
        example: "tanh(-(2*x)) = -tanh(2*x)",
        ..RULE
    },
    RuleText {
        key: "abs-even",
        name: "parity",
        statement: "abs(-a) = abs(a)",
        why: "A number and its opposite have the same size.",
        example: "abs(-(2*x)) = abs(2*x)",
        ..RULE
    },
    RuleText {
        key: "cbrt-odd",
        name: "parity",
        statement: "cbrt(-a) = -cbrt(a)",
        why: "The cube of -cbrt(a) is -a.",
        example: "cbrt(-(2*x)) = -cbrt(2*x)",
        ..RULE
    },
];
