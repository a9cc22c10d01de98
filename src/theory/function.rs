//! The named functions: what they mean, how they are differentiated, and how they are expressed
//! through one another.
//!
//! `log` is the natural logarithm here; a document that gives it another base is read accordingly.

use super::{RULE, RuleText};

pub(super) const RULES: &[RuleText] = &[
    // Derivatives: exponential, logarithms, roots.
    RuleText {
        key: "diff-exp",
        name: "derivative of exp",
        statement: "diff(exp(f), x) = exp(f)*diff(f, x)",
        why: "exp(x + h) - exp(x) is exp(x)*(exp(h) - 1), and (exp(h) - 1)/h tends to 1.",
        example: "diff(exp(x^2), x) = exp(x^2)*diff(x^2, x)",
        ..RULE
    },
    RuleText {
        key: "diff-ln",
        name: "derivative of ln",
        statement: "diff(ln(f), x) = 1/f*diff(f, x)",
        why: "The logarithm undoes exp: differentiate exp(ln(f)) = f and solve for the derivative \
              of ln(f).",
        example: "diff(ln(x^2 + 1), x) = 1/(x^2 + 1)*diff(x^2 + 1, x)",
        ..RULE
    },
    RuleText {
        key: "diff-log",
        name: "derivative of log",
        statement: "diff(log(f), x) = 1/f*diff(f, x)",
        why: "The natural logarithm under another name.",
        example: "diff(log(x^2 + 1), x) = 1/(x^2 + 1)*diff(x^2 + 1, x)",
        ..RULE
    },
    RuleText {
        key: "diff-sqrt",
        name: "derivative of sqrt",
        statement: "diff(sqrt(f), x) = 1/(2*sqrt(f))*diff(f, x)",
        why: "Differentiate sqrt(f)^2 = f and solve. At f = 0 the graph of the root is vertical, \
              and the right side is not defined.",
        example: "diff(sqrt(x^2 + 1), x) = 1/(2*sqrt(x^2 + 1))*diff(x^2 + 1, x)",
        ..RULE
    },
    RuleText {
        key: "diff-cbrt",
        name: "derivative of cbrt",
        statement: "diff(cbrt(f), x) = 1/(3*cbrt(f)^2)*diff(f, x)",
        why: "Differentiate cbrt(f)^3 = f and solve. At f = 0 the graph of the root is vertical, \
              and the right side is not defined.",
        example: "diff(cbrt(x^2 + 1), x) = 1/(3*cbrt(x^2 + 1)^2)*diff(x^2 + 1, x)",
        ..RULE
    },
    // Derivatives: absolute value and sign.
    RuleText {
        key: "diff-abs",
        name: "derivative of abs",
        statement: "diff(abs(f), x) = sign(f)*diff(f, x)",
        why: "Where f > 0, abs(f) is f, and where f < 0 it is -f. Where f = 0, abs(f) has a \
              minimum, so its derivative, if there is one, is 0.",
        example: "diff(abs(x^2 + 1), x) = sign(x^2 + 1)*diff(x^2 + 1, x)",
        ..RULE
    },
    RuleText {
        key: "diff-sign",
        name: "derivative of sign",
        statement: "diff(sign(f), x) = 0*diff(f, x)",
        why: "The sign is constant on either side of 0. Where f = 0 it is continuous only if f \
              stays 0 nearby, and then it is constant too.",
        example: "diff(sign(x^2 + 1), x) = 0*diff(x^2 + 1, x)",
        ..RULE
    },
    // Derivatives: trigonometric functions.
    RuleText {
        key: "diff-sin",
        name: "derivative of sin",
        statement: "diff(sin(f), x) = cos(f)*diff(f, x)",
        why: "From the addition formula for sin(x + h), with the limits of sin(h)/h, which is 1, \
              and of (cos(h) - 1)/h, which is 0.",
        example: "diff(sin(x^2), x) = cos(x^2)*diff(x^2, x)",
        ..RULE
    },
    RuleText {
        key: "diff-cos",
        name: "derivative of cos",
        statement: "diff(cos(f), x) = -sin(f)*diff(f, x)",
        why: "From the addition formula for cos(x + h), with the limits of sin(h)/h, which is 1, \
              and of (cos(h) - 1)/h, which is 0.",
        example: "diff(cos(x^2), x) = -sin(x^2)*diff(x^2, x)",
        ..RULE
    },
    RuleText {
        key: "diff-tan",
        name: "derivative of tan",
        statement: "diff(tan(f), x) = 1/cos(f)^2*diff(f, x)",
        why: "The quotient rule for sin/cos gives (cos(f)^2 + sin(f)^2)/cos(f)^2, whose numerator \
              is 1.",
        example: "diff(tan(x^2), x) = 1/cos(x^2)^2*diff(x^2, x)",
        ..RULE
    },
    RuleText {
        key: "diff-cot",
        name: "derivative of cot",
        statement: "diff(cot(f), x) = -1/sin(f)^2*diff(f, x)",
        why: "The quotient rule for cos/sin gives -(sin(f)^2 + cos(f)^2)/sin(f)^2, in which the \
              sum is 1.",
        example: "diff(cot(x^2), x) = -1/sin(x^2)^2*diff(x^2, x)",
        ..RULE
    },
    RuleText {
        key: "diff-sec",
        name: "derivative of sec",
        statement: "diff(sec(f), x) = sec(f)*tan(f)*diff(f, x)",
        why: "The reciprocal rule for 1/cos gives sin(f)/cos(f)^2, which is sec(f)*tan(f).",
        example: "diff(sec(x^2), x) = sec(x^2)*tan(x^2)*diff(x^2, x)",
        ..RULE
    },
    RuleText {
        key: "diff-csc",
        name: "derivative of csc",
        statement: "diff(csc(f), x) = -csc(f)*cot(f)*diff(f, x)",
        why: "The reciprocal rule for 1/sin gives -cos(f)/sin(f)^2, which is -csc(f)*cot(f).",
        example: "diff(csc(x^2), x) = -csc(x^2)*cot(x^2)*diff(x^2, x)",
        ..RULE
    },
    // Derivatives: hyperbolic functions.
    RuleText {
        key: "diff-sinh",
        name: "derivative of sinh",
        statement: "diff(sinh(f), x) = cosh(f)*diff(f, x)",
        why: "Differentiate (exp(f) - exp(-f))/2 term by term: the second term changes its sign.",
        example: "diff(sinh(x^2), x) = cosh(x^2)*diff(x^2, x)",
        ..RULE
    },
    RuleText {
        key: "diff-cosh",
        name: "derivative of cosh",
        statement: "diff(cosh(f), x) = sinh(f)*diff(f, x)",
        why: "Differentiate (exp(f) + exp(-f))/2 term by term: the second term changes its sign.",
        example: "diff(cosh(x^2), x) = sinh(x^2)*diff(x^2, x)",
        ..RULE
    },
    RuleText {
        key: "diff-tanh",
        name: "derivative of tanh",
        statement: "diff(tanh(f), x) = (1 - tanh(f)^2)*diff(f, x)",
        why: "The quotient rule for sinh/cosh gives (cosh(f)^2 - sinh(f)^2)/cosh(f)^2, which is 1 \
              - tanh(f)^2.",
        example: "diff(tanh(x^2), x) = (1 - tanh(x^2)^2)*diff(x^2, x)",
        ..RULE
    },
    RuleText {
        key: "diff-coth",
        name: "derivative of coth",
        statement: "diff(coth(f), x) = (1 - coth(f)^2)*diff(f, x)",
        why: "The quotient rule for cosh/sinh gives (sinh(f)^2 - cosh(f)^2)/sinh(f)^2, which is 1 \
              - coth(f)^2.",
        example: "diff(coth(x^2 + 1), x) = (1 - coth(x^2 + 1)^2)*diff(x^2 + 1, x)",
        ..RULE
    },
    RuleText {
        key: "diff-sech",
        name: "derivative of sech",
        statement: "diff(sech(f), x) = -sech(f)*tanh(f)*diff(f, x)",
        why: "The reciprocal rule for 1/cosh gives -sinh(f)/cosh(f)^2, which is -sech(f)*tanh(f).",
        example: "diff(sech(x^2), x) = -sech(x^2)*tanh(x^2)*diff(x^2, x)",
        ..RULE
    },
    RuleText {
        key: "diff-csch",
        name: "derivative of csch",
        statement: "diff(csch(f), x) = -csch(f)*coth(f)*diff(f, x)",
        why: "The reciprocal rule for 1/sinh gives -cosh(f)/sinh(f)^2, which is -csch(f)*coth(f).",
        example: "diff(csch(x^2 + 1), x) = -csch(x^2 + 1)*coth(x^2 + 1)*diff(x^2 + 1, x)",
        ..RULE
    },
    // Derivatives: inverse trigonometric functions.
    RuleText {
        key: "diff-asin",
        name: "derivative of asin",
        statement: "diff(asin(f), x) = 1/sqrt(1-f^2)*diff(f, x)",
        why: "Differentiate sin(asin(f)) = f: the derivative of asin is 1/cos(asin(f)), and the \
              cosine of an angle between -pi/2 and pi/2 is the positive root of 1 - f^2.",
        example: "diff(asin(x/2), x) = 1/sqrt(1 - (x/2)^2)*diff(x/2, x)",
        ..RULE
    },
    RuleText {
        key: "diff-acos",
        name: "derivative of acos",
        statement: "diff(acos(f), x) = -1/sqrt(1-f^2)*diff(f, x)",
        why: "acos(f) is pi/2 - asin(f), so its derivative is that of asin with the other sign.",
        example: "diff(acos(x/2), x) = -1/sqrt(1 - (x/2)^2)*diff(x/2, x)",
        ..RULE
    },
    RuleText {
        key: "diff-atan",
        name: "derivative of atan",
        statement: "diff(atan(f), x) = 1/(1+f^2)*diff(f, x)",
        why: "Differentiate tan(atan(f)) = f: the derivative of tan is 1 + tan^2, which is 1 + \
              f^2 here.",
        example: "diff(atan(x^2), x) = 1/(1 + (x^2)^2)*diff(x^2, x)",
        ..RULE
    },
    RuleText {
        key: "diff-acot",
        name: "derivative of acot",
        statement: "diff(acot(f), x) = -1/(1+f^2)*diff(f, x)",
        why: "acot(f) is atan(1/f); the chain rule gives 1/(1 + 1/f^2)*(-1/f^2), which is -1/(1 + \
              f^2).",
        example: "diff(acot(x^2 + 1), x) = -1/(1 + (x^2 + 1)^2)*diff(x^2 + 1, x)",
        ..RULE
    },
    RuleText {
        key: "diff-asec",
        name: "derivative of asec",
        statement: "diff(asec(f), x) = 1/(abs(f)*sqrt(f^2-1))*diff(f, x)",
        why: "asec(f) is acos(1/f); the chain rule gives 1/(f^2*sqrt(1 - 1/f^2)), and drawing a \
              factor abs(f) into the root leaves the other.",
        example: "diff(asec(x^2 + 2), x) = 1/(abs(x^2 + 2)*sqrt((x^2 + 2)^2 - 1))*diff(x^2 + 2, x)",
        ..RULE
    },
    RuleText {
        key: "diff-acsc",
        name: "derivative of acsc",
        statement: "diff(acsc(f), x) = -1/(abs(f)*sqrt(f^2-1))*diff(f, x)",
        why: "acsc(f) is asin(1/f), so this is the derivative of asec with the other sign.",
        example: "diff(acsc(x^2 + 2), x) = -1/(abs(x^2 + 2)*sqrt((x^2 + 2)^2 - 1))*diff(x^2 + 2, \
                  x)",
        ..RULE
    },
    // Derivatives: inverse hyperbolic functions.
    RuleText {
        key: "diff-asinh",
        name: "derivative of asinh",
        statement: "diff(asinh(f), x) = 1/sqrt(f^2+1)*diff(f, x)",
        why: "Differentiate sinh(asinh(f)) = f: the derivative of sinh is cosh, which is the \
              positive root of sinh^2 + 1.",
        example: "diff(asinh(x^2), x) = 1/sqrt((x^2)^2 + 1)*diff(x^2, x)",
        ..RULE
    },
    RuleText {
        key: "diff-acosh",
        name: "derivative of acosh",
        statement: "diff(acosh(f), x) = 1/sqrt(f^2-1)*diff(f, x)",
        why: "Differentiate cosh(acosh(f)) = f: the derivative of cosh is sinh, which is the \
              positive root of cosh^2 - 1, since acosh(f) is positive.",
        example: "diff(acosh(x^2 + 2), x) = 1/sqrt((x^2 + 2)^2 - 1)*diff(x^2 + 2, x)",
        ..RULE
    },
    RuleText {
        key: "diff-atanh",
        name: "derivative of atanh",
        statement: "diff(atanh(f), x) = 1/(1-f^2)*diff(f, x)",
        why: "Differentiate tanh(atanh(f)) = f: the derivative of tanh is 1 - tanh^2, which is 1 \
              - f^2 here.",
        example: "diff(atanh(x/2), x) = 1/(1 - (x/2)^2)*diff(x/2, x)",
        ..RULE
    },
    RuleText {
        key: "diff-acoth",
        name: "derivative of acoth",
        statement: "diff(acoth(f), x) = 1/(1-f^2)*diff(f, x)",
        why: "acoth(f) is atanh(1/f); the chain rule gives 1/(1 - 1/f^2)*(-1/f^2), which is 1/(1 \
              - f^2).",
        example: "diff(acoth(x^2 + 2), x) = 1/(1 - (x^2 + 2)^2)*diff(x^2 + 2, x)",
        ..RULE
    },
    RuleText {
        key: "diff-asech",
        name: "derivative of asech",
        statement: "diff(asech(f), x) = -1/(f*sqrt(1-f^2))*diff(f, x)",
        why: "asech(f) is acosh(1/f); the chain rule gives 1/sqrt(1/f^2 - 1)*(-1/f^2), and f, \
              which is positive, goes into the root.",
        example: "diff(asech(x/2), x) = -1/(x/2*sqrt(1 - (x/2)^2))*diff(x/2, x)",
        ..RULE
    },
    RuleText {
        key: "diff-acsch",
        name: "derivative of acsch",
        statement: "diff(acsch(f), x) = -1/(abs(f)*sqrt(1+f^2))*diff(f, x)",
        why: "acsch(f) is asinh(1/f); the chain rule gives 1/sqrt(1/f^2 + 1)*(-1/f^2), and \
              drawing a factor abs(f) into the root leaves the other.",
        example: "diff(acsch(x^2 + 1), x) = -1/(abs(x^2 + 1)*sqrt(1 + (x^2 + 1)^2))*diff(x^2 + 1, \
                  x)",
        ..RULE
    },
    // Derivatives: activation functions.
    RuleText {
        key: "diff-sigmoid",
        name: "derivative of sigmoid",
        statement: "diff(sigmoid(f), x) = sigmoid(f)*(1-sigmoid(f))*diff(f, x)",
        why: "The reciprocal rule for 1/(1 + exp(-f)) gives exp(-f)/(1 + exp(-f))^2, and \
              exp(-f)/(1 + exp(-f)) is 1 - sigmoid(f).",
        example: "diff(sigmoid(3*x), x) = sigmoid(3*x)*(1 - sigmoid(3*x))*diff(3*x, x)",
        ..RULE
    },
    RuleText {
        key: "diff-softplus",
        name: "derivative of softplus",
        statement: "diff(softplus(f), x) = sigmoid(f)*diff(f, x)",
        why: "The derivative of ln(1 + exp(f)) is exp(f)/(1 + exp(f)), which is sigmoid(f).",
        example: "diff(softplus(3*x), x) = sigmoid(3*x)*diff(3*x, x)",
        ..RULE
    },
    RuleText {
        key: "diff-relu-positive",
        name: "derivative of relu",
        statement: "diff(relu(f), x) = diff(f, x)",
        requires: &["f > 0"],
        why: "relu(f) is f where f > 0, and near such a point as well.",
        example: "diff(relu(x^2 + 1), x) = diff(x^2 + 1, x)",
        ..RULE
    },
    RuleText {
        key: "diff-relu-negative",
        name: "derivative of relu",
        statement: "diff(relu(f), x) = 0",
        requires: &["f < 0"],
        why: "Where f < 0, relu(f) is 0, which is the least value that it takes, so its \
              derivative there is 0.",
        example: "diff(relu(-1 - x^2), x) = 0",
        ..RULE
    },
    // Definitions: trigonometric functions.
    RuleText {
        key: "def-tan",
        name: "definition of tan",
        statement: "tan(a) = sin(a)/cos(a)",
        why: "The tangent is defined as this quotient, and only where the cosine is not 0.",
        example: "tan(2*x) = sin(2*x)/cos(2*x)",
        ..RULE
    },
    RuleText {
        key: "def-cot",
        name: "definition of cot",
        statement: "cot(a) = cos(a)/sin(a)",
        why: "The cotangent is defined as this quotient, and only where the sine is not 0.",
        example: "cot(2*x) = cos(2*x)/sin(2*x)",
        ..RULE
    },
    RuleText {
        key: "def-sec",
        name: "definition of sec",
        statement: "sec(a) = 1/cos(a)",
        why: "The secant is defined as the reciprocal of the cosine, and only where that is not 0.",
        example: "sec(2*x) = 1/cos(2*x)",
        ..RULE
    },
    RuleText {
        key: "def-csc",
        name: "definition of csc",
        statement: "csc(a) = 1/sin(a)",
        why: "The cosecant is defined as the reciprocal of the sine, and only where that is not 0.",
        example: "csc(2*x) = 1/sin(2*x)",
        ..RULE
    },
    // Definitions: hyperbolic functions through each other, then through the exponential.
    RuleText {
        key: "def-tanh",
        name: "definition of tanh",
        statement: "tanh(a) = sinh(a)/cosh(a)",
        why: "The hyperbolic tangent is defined as this quotient; cosh is never 0.",
        example: "tanh(2*x) = sinh(2*x)/cosh(2*x)",
        ..RULE
    },
    RuleText {
        key: "def-coth",
        name: "definition of coth",
        statement: "coth(a) = cosh(a)/sinh(a)",
        why: "The hyperbolic cotangent is defined as this quotient, and only where sinh is not 0.",
        example: "coth(2*x) = cosh(2*x)/sinh(2*x)",
        ..RULE
    },
    RuleText {
        key: "def-sech",
        name: "definition of sech",
        statement: "sech(a) = 1/cosh(a)",
        why: "The hyperbolic secant is defined as the reciprocal of cosh, which is never 0.",
        example: "sech(2*x) = 1/cosh(2*x)",
        ..RULE
    },
    RuleText {
        key: "def-csch",
        name: "definition of csch",
        statement: "csch(a) = 1/sinh(a)",
        why: "The hyperbolic cosecant is defined as the reciprocal of sinh, and only where that \
              is not 0.",
        example: "csch(2*x) = 1/sinh(2*x)",
        ..RULE
    },
    RuleText {
        key: "def-sinh-exp",
        name: "definition of sinh",
        statement: "sinh(a) = (exp(a)-exp(-a))/2",
        why: "The hyperbolic sine is defined as the odd part of exp.",
        example: "sinh(2*x) = (exp(2*x) - exp(-(2*x)))/2",
        ..RULE
    },
    RuleText {
        key: "def-cosh-exp",
        name: "definition of cosh",
        statement: "cosh(a) = (exp(a)+exp(-a))/2",
        why: "The hyperbolic cosine is defined as the even part of exp.",
        example: "cosh(2*x) = (exp(2*x) + exp(-(2*x)))/2",
        ..RULE
    },
    RuleText {
        key: "def-tanh-exp",
        name: "definition of tanh",
        statement: "tanh(a) = (exp(a)-exp(-a))/(exp(a)+exp(-a))",
        why: "Put the exponentials for sinh and cosh into sinh/cosh; the halves cancel.",
        example: "tanh(2*x) = (exp(2*x) - exp(-(2*x)))/(exp(2*x) + exp(-(2*x)))",
        ..RULE
    },
    RuleText {
        key: "def-coth-exp",
        name: "definition of coth",
        statement: "coth(a) = (exp(a)+exp(-a))/(exp(a)-exp(-a))",
        why: "Put the exponentials for cosh and sinh into cosh/sinh; the halves cancel.",
        example: "coth(2*x) = (exp(2*x) + exp(-(2*x)))/(exp(2*x) - exp(-(2*x)))",
        ..RULE
    },
    RuleText {
        key: "def-sech-exp",
        name: "definition of sech",
        statement: "sech(a) = 2/(exp(a)+exp(-a))",
        why: "Put the exponentials for cosh into 1/cosh; the half goes to the numerator.",
        example: "sech(2*x) = 2/(exp(2*x) + exp(-(2*x)))",
        ..RULE
    },
    RuleText {
        key: "def-csch-exp",
        name: "definition of csch",
        statement: "csch(a) = 2/(exp(a)-exp(-a))",
        why: "Put the exponentials for sinh into 1/sinh; the half goes to the numerator.",
        example: "csch(2*x) = 2/(exp(2*x) - exp(-(2*x)))",
        ..RULE
    },
    // Definitions: inverse functions.
    RuleText {
        key: "def-acot",
        name: "definition of acot",
        statement: "acot(a) = atan(1/a)",
        why: "Of the two usual readings of acot this is the one that is odd; it is not defined at \
              0.",
        example: "acot(x^2 + 1) = atan(1/(x^2 + 1))",
        ..RULE
    },
    RuleText {
        key: "def-asec",
        name: "definition of asec",
        statement: "asec(a) = acos(1/a)",
        why: "The angle whose secant is a has the cosine 1/a.",
        example: "asec(x^2 + 1) = acos(1/(x^2 + 1))",
        ..RULE
    },
    RuleText {
        key: "def-acsc",
        name: "definition of acsc",
        statement: "acsc(a) = asin(1/a)",
        why: "The angle whose cosecant is a has the sine 1/a.",
        example: "acsc(x^2 + 1) = asin(1/(x^2 + 1))",
        ..RULE
    },
    RuleText {
        key: "def-acoth",
        name: "definition of acoth",
        statement: "acoth(a) = atanh(1/a)",
        why: "The number whose coth is a has the tanh 1/a.",
        example: "acoth(x^2 + 2) = atanh(1/(x^2 + 2))",
        ..RULE
    },
    RuleText {
        key: "def-asech",
        name: "definition of asech",
        statement: "asech(a) = acosh(1/a)",
        why: "The number whose sech is a has the cosh 1/a.",
        example: "asech(1/(x^2 + 1)) = acosh(1/(1/(x^2 + 1)))",
        ..RULE
    },
    RuleText {
        key: "def-acsch",
        name: "definition of acsch",
        statement: "acsch(a) = asinh(1/a)",
        why: "The number whose csch is a has the sinh 1/a.",
        example: "acsch(x^2 + 1) = asinh(1/(x^2 + 1))",
        ..RULE
    },
    RuleText {
        key: "asinh-as-logarithm",
        name: "definition of asinh",
        statement: "asinh(a) = ln(a + sqrt(a^2 + 1))",
        why: "For y = asinh(a), exp(y) is sinh(y) + cosh(y), which is a + sqrt(a^2 + 1); take \
              logarithms.",
        example: "asinh(2*x) = ln(2*x + sqrt((2*x)^2 + 1))",
        ..RULE
    },
    RuleText {
        key: "acosh-as-logarithm",
        name: "definition of acosh",
        statement: "acosh(a) = ln(a + sqrt(a^2 - 1))",
        why: "For y = acosh(a), which is not negative, exp(y) is cosh(y) + sinh(y), which is a + \
              sqrt(a^2 - 1); take logarithms.",
        example: "acosh(x^2 + 1) = ln(x^2 + 1 + sqrt((x^2 + 1)^2 - 1))",
        ..RULE
    },
    RuleText {
        key: "atanh-as-logarithm",
        name: "definition of atanh",
        statement: "atanh(a) = ln((1 + a)/(1 - a))/2",
        why: "For y = atanh(a), a is (exp(2*y) - 1)/(exp(2*y) + 1), so exp(2*y) is (1 + a)/(1 - \
              a); take logarithms and halve.",
        example: "atanh(x/2) = ln((1 + x/2)/(1 - x/2))/2",
        ..RULE
    },
    // Definitions: logarithm and activation functions.
    RuleText {
        key: "def-log",
        name: "definition of log",
        statement: "log(a) = ln(a)",
        why: "log is the natural logarithm unless a document says that it has another base.",
        example: "log(x^2 + 1) = ln(x^2 + 1)",
        ..RULE
    },
    RuleText {
        key: "def-sigmoid",
        name: "definition of sigmoid",
        statement: "sigmoid(a) = 1/(1+exp(-a))",
        why: "The logistic function is defined by this formula, whose denominator is never 0.",
        example: "sigmoid(2*x) = 1/(1 + exp(-(2*x)))",
        ..RULE
    },
    RuleText {
        key: "def-relu",
        name: "definition of relu",
        statement: "relu(a) = max(0,a)",
        why: "The rectifier keeps what is positive and puts 0 for the rest.",
        example: "relu(2*x) = max(0, 2*x)",
        ..RULE
    },
    RuleText {
        key: "def-softplus",
        name: "definition of softplus",
        statement: "softplus(a) = ln(1+exp(a))",
        why: "The smooth counterpart of relu is defined by this formula; 1 + exp(a) is always \
              positive.",
        example: "softplus(2*x) = ln(1 + exp(2*x))",
        ..RULE
    },
    // Absolute value, sign, the larger and the smaller of two.
    RuleText {
        key: "abs-nonnegative",
        name: "definition of abs",
        statement: "abs(a) = a",
        requires: &["a >= 0"],
        why: "The absolute value leaves what is not negative as it is.",
        example: "abs(x^2 + 1) = x^2 + 1",
        ..RULE
    },
    RuleText {
        key: "abs-nonpositive",
        name: "definition of abs",
        statement: "abs(a) = -a",
        requires: &["a <= 0"],
        why: "The absolute value turns what is not positive into its opposite.",
        example: "abs(-1 - x^2) = -(-1 - x^2)",
        ..RULE
    },
    RuleText {
        key: "abs-square",
        name: "definition of abs",
        statement: "abs(a)^2 = a^2",
        why: "abs(a) is a or -a, and both have the same square.",
        example: "abs(2*x)^2 = (2*x)^2",
        ..RULE
    },
    RuleText {
        key: "sign-positive",
        name: "definition of sign",
        statement: "sign(a) = 1",
        requires: &["a > 0"],
        why: "The sign of every positive number is 1.",
        example: "sign(x^2 + 1) = 1",
        ..RULE
    },
    RuleText {
        key: "sign-negative",
        name: "definition of sign",
        statement: "sign(a) = -1",
        requires: &["a < 0"],
        why: "The sign of every negative number is -1.",
        example: "sign(-1 - x^2) = -1",
        ..RULE
    },
    RuleText {
        key: "sign-zero",
        name: "definition of sign",
        statement: "sign(a) = 0",
        requires: &["a = 0"],
        why: "The sign of 0 is 0.",
        example: "sign(x - x) = 0",
        ..RULE
    },
    RuleText {
        key: "sign-times-abs",
        name: "definition of sign",
        statement: "sign(a)*abs(a) = a",
        why: "Every number is its sign times its size; at 0 both sides are 0.",
        example: "sign(2*x)*abs(2*x) = 2*x",
        ..RULE
    },
    RuleText {
        key: "max-left",
        name: "definition of max",
        statement: "max(a,b) = a",
        requires: &["a >= b"],
        why: "The larger of two is the first if it is at least the second.",
        example: "max(x^2 + 1, x^2) = x^2 + 1",
        ..RULE
    },
    RuleText {
        key: "max-right",
        name: "definition of max",
        statement: "max(a,b) = b",
        requires: &["b >= a"],
        why: "The larger of two is the second if it is at least the first.",
        example: "max(x^2, x^2 + 1) = x^2 + 1",
        ..RULE
    },
    RuleText {
        key: "max-as-abs",
        name: "definition of max",
        statement: "max(a, b) = (a + b + abs(a - b))/2",
        why: "The larger of two lies half their distance above their mean.",
        example: "max(x, 2) = (x + 2 + abs(x - 2))/2",
        ..RULE
    },
    RuleText {
        key: "min-left",
        name: "definition of min",
        statement: "min(a,b) = a",
        requires: &["a <= b"],
        why: "The smaller of two is the first if it is at most the second.",
        example: "min(x^2, x^2 + 1) = x^2",
        ..RULE
    },
    RuleText {
        key: "min-right",
        name: "definition of min",
        statement: "min(a,b) = b",
        requires: &["b <= a"],
        why: "The smaller of two is the second if it is at most the first.",
        example: "min(x^2 + 1, x^2) = x^2",
        ..RULE
    },
    RuleText {
        key: "min-as-abs",
        name: "definition of min",
        statement: "min(a, b) = (a + b - abs(a - b))/2",
        why: "The smaller of two lies half their distance below their mean.",
        example: "min(x, 2) = (x + 2 - abs(x - 2))/2",
        ..RULE
    },
];
