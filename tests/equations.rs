//! Sixty equations, in some variants each, that a checker of calculus must be able to judge. Each
//! names what is hard about it.

mod claims;

use chainrule::document::{Options, Verdict, check_source};
use claims::{Case, check};

const RATIONAL: &[Case] = &[
    ("(a + b)^2 = a^2 + 2*a*b + b^2", &[], "same"),
    ("(x^2 - 1)/(x - 1) = x + 1", &[], "widens"),
    ("x/(x*y) = 1/y", &[], "widens"),
    ("1/(1/x) = x", &[], "widens"),
    ("(x + 1)^2 = x^2 + 1", &[], "refuted"),
    ("diff((a*x + b)/(c*x + d), x) = (a*d - b*c)/(c*x + d)^2", &[], "same"),
    // Nothing may be expanded.
    ("(x - a)^6000 = (a - x)^6000", &[], "same"),
    ("(x - a)^6001 = (a - x)^6001", &[], "refuted"),
    ("diff((x + 1)^(10^100), x) = 10^100*(x + 1)^(10^100 - 1)", &[], "widens"),
    ("(a + b + c + d + g + h)^61 = (h + b + g + a + c + d)^61", &[], "same"),
    ("(a + b + c + d + g + h)^61 = (h + b + g + a + 2*c + d)^61", &[], "refuted"),
    // Nowhere defined.
    ("ln(-x^2 - 1) = 5", &[], "vacuous"),
    ("1/(sin(x)^2 + cos(x)^2 - 1) = 7", &[], "vacuous"),
    // Powers of zero.
    ("x^0 = 1", &[], "same"),
    ("0^n = 0", &["integer(n)", "n >= 0"], "refuted"),
    ("0^n = 0", &["integer(n)", "n >= 1"], "same"),
];

const HYPERBOLIC: &[Case] = &[
    ("tanh(x) = (e^x - e^(-x))/(e^x + e^(-x))", &[], "same"),
    ("diff(u(x)/v(x), x) = (diff(u(x), x)*v(x) - u(x)*diff(v(x), x))/v(x)^2", &[], "same"),
    (
        "diff((e^x - e^(-x))/(e^x + e^(-x)), x) \
         = ((e^x + e^(-x))^2 - (e^x - e^(-x))^2)/(e^x + e^(-x))^2",
        &[],
        "same",
    ),
    (
        "((e^x + e^(-x))^2 - (e^x - e^(-x))^2)/(e^x + e^(-x))^2 \
         = 1 - ((e^x - e^(-x))/(e^x + e^(-x)))^2",
        &[],
        "same",
    ),
    ("1 - ((e^x - e^(-x))/(e^x + e^(-x)))^2 = 1 - tanh(x)^2", &[], "same"),
    (
        "diff((e^x - e^(-x))/(e^x + e^(-x)), x) \
         = ((e^x + e^(-x))^2 + (e^x - e^(-x))^2)/(e^x + e^(-x))^2",
        &[],
        "refuted",
    ),
    ("diff(tanh(2*x), x) = 1 - tanh(2*x)^2", &[], "refuted"),
    ("sigmoid'(x) = sigmoid(x)*(1 - sigmoid(x))", &[], "same"),
    ("softplus'(x) = sigmoid(x)", &[], "same"),
    ("tanh(x) = 2*sigmoid(2*x) - 1", &[], "same"),
    ("tanh(x) = 2*sigmoid(x) - 1", &[], "refuted"),
    ("diff(tanh(x), x, 2) = -2*tanh(x)*(1 - tanh(x)^2)", &[], "same"),
    ("diff(tanh(x), x, 3) = (1 - tanh(x)^2)*(6*tanh(x)^2 - 2)", &[], "same"),
    ("diff(tanh(x), x, 4) = (1 - tanh(x)^2)*(16*tanh(x) - 24*tanh(x)^3)", &[], "same"),
    ("diff(tanh(x), x, 5) = (1 - tanh(x)^2)*(16 - 120*tanh(x)^2 + 120*tanh(x)^4)", &[], "same"),
];

const EXPONENTIAL: &[Case] = &[
    ("ln(e^x) = x", &[], "same"),
    ("e^ln(x) = x", &[], "widens"),
    ("ln(x*y) = ln(x) + ln(y)", &[], "narrows"),
    ("ln(x^2) = 2*ln(x)", &[], "narrows"),
    ("ln(x^2) = 2*ln(abs(x))", &[], "same"),
    ("diff(ln(abs(x)), x) = 1/x", &[], "same"),
    ("diff(x^x, x) = x^x*(1 + ln(x))", &[], "same"),
    ("diff(x^x, x) = x*x^(x - 1)", &[], "refuted"),
    // A real exponent, and an integer one: at n = 0 the constant 1 has a derivative at 0.
    ("diff(x^n, x) = n*x^(n - 1)", &[], "widens"),
    ("diff(x^n, x) = n*x^(n - 1)", &["integer(n)"], "narrows"),
    ("diff(x^n, x) = n*x^(n - 1)", &["integer(n)", "n >= 1"], "same"),
    ("diff(2^x, x) = x*2^(x - 1)", &[], "refuted"),
    ("6^x = 2^x*3^x", &[], "same"),
    ("x^a*x^b = x^(a + b)", &[], "widens"),
    ("x^a*x^b = x^(a + b)", &["x > 0"], "same"),
    ("(e^x)^n = e^(n*x)", &[], "same"),
    ("diff(x^(x^x), x) = x^(x^x)*x^x*(1/x + ln(x) + ln(x)^2)", &[], "same"),
    ("ln(1 - cos(x)) + ln(1 + cos(x)) = 2*ln(abs(sin(x)))", &[], "same"),
];

/// Sides that have a value where a bound is met and nowhere else.
const THIN: &[Case] = &[
    ("sqrt(-x^2) = 0", &[], "widens"),
    ("sqrt(-x^2) = x", &[], "widens"),
    ("sqrt(-x^2) = x + 1", &[], "refuted"),
    ("x = sqrt(-x^2)", &[], "narrows"),
    ("sqrt(-x^2) = sqrt(-x^4)", &[], "same"),
    ("sqrt(-(x - 1)^2) = x - 1", &[], "widens"),
    ("sqrt(-(x - a)^2) = x - a", &[], "widens"),
    ("sqrt(-(x - a)^2) = x + a", &[], "refuted"),
    ("sqrt(2*x - x^2 - 1) = ln(x)", &[], "widens"),
    ("sqrt(-x^2*y^2) = x*y", &[], "widens"),
    ("sqrt(-x^2*y^2) = x", &[], "refuted"),
    ("sqrt(-(x^2 + y^2)) = x*y", &[], "widens"),
    ("sqrt(-(x - 1)^2 - abs(y)) = y", &[], "widens"),
    ("sqrt(-(x^2 - 4)^2) = 0", &[], "widens"),
    ("sqrt(-(x^2 - 4)^2) = x - 2", &[], "refuted"),
    ("(-x^2)^(3/4) = x", &[], "widens"),
    ("asin(x^2 + 1) = pi/2", &[], "widens"),
    ("acos(1 + abs(x)) = x", &[], "widens"),
    ("acos(1 + abs(x)) = x + 1", &[], "refuted"),
    ("acos(cosh(x)) = x", &[], "widens"),
    ("acosh(1 - x^2) = 0", &[], "widens"),
    ("sqrt(cos(x) - 1) = 0", &[], "widens"),
    // Two bounds that leave one value.
    ("sqrt(x) + sqrt(-x) = x", &[], "widens"),
    ("asin(x) + acosh(x) = pi/2*x", &[], "widens"),
    ("sqrt(x^2 - 1) + asin(x) = pi/2", &[], "refuted"),
    // A bound that leaves none.
    ("ln(-x^2) = 0", &[], "vacuous"),
    ("sqrt(-x^2)/x = 0", &[], "vacuous"),
    ("diff(sqrt(-x^2), x) = 0", &[], "vacuous"),
];

/// Roots of what is a square only once its exponentials are powers of one.
const ROOTS_OF_EXPONENTIALS: &[Case] = &[
    ("1/sqrt(1 - tanh(x)^2) = cosh(x)", &[], "same"),
    ("1/sqrt(1 - tanh(x)^2) = sinh(x)", &[], "refuted"),
    ("1/sqrt(4*exp(2*x)/(exp(2*x) + 1)^2) = (exp(x) + exp(-x))/2", &[], "same"),
    ("1/sqrt(exp(2*x) + 2 + exp(-2*x)) = sech(x)/2", &[], "same"),
    ("1/sqrt(cosh(2*x) + 1) = sech(x)/sqrt(2)", &[], "same"),
    ("1/sqrt(a^2*cosh(x)^2) = sech(x)/abs(a)", &[], "same"),
    ("1/sqrt(a^2*cosh(x)^2) = sech(x)/a", &[], "refuted"),
    ("1/(x*sqrt(1 - tanh(x)^2)) = cosh(x)/x", &[], "same"),
    ("1/(1 + sqrt(1 - tanh(x)^2)) = cosh(x)/(1 + cosh(x))", &[], "same"),
    ("(1 - tanh(x)^2)^(-3/2) = cosh(x)^3", &[], "same"),
    ("(1 - tanh(x)^2)^(-3/2) = -cosh(x)^3", &[], "refuted"),
    ("sinh(x)/sqrt(1 + sinh(x)^2) = tanh(x)", &[], "same"),
    ("tanh(x)/sqrt(1 - tanh(x)^2) = sinh(x)", &[], "same"),
    ("1/sqrt((1 - tanh(x))/(1 + tanh(x))) = exp(x)", &[], "same"),
    ("1/sqrt(exp(x) + exp(2*x)) = exp(-x/2)/sqrt(1 + exp(x))", &[], "same"),
    ("1/sqrt(sigmoid(x)*(1 - sigmoid(x))) = 2*cosh(x/2)", &[], "same"),
    ("1/sqrt(1 - tanh(sqrt(x))^2) = cosh(sqrt(x))", &[], "same"),
    ("sqrt(1 - sech(x)^2) = tanh(x)", &["x > 0"], "same"),
    ("sqrt(1 - sech(x)^2) = tanh(x)", &[], "refuted"),
    ("diff(asin(tanh(x)), x) = sech(x)", &[], "same"),
    ("diff(asinh(sinh(x)), x) = 1", &[], "same"),
    // The angle of Gudermann.
    ("2*atan(tanh(x)) = asin(tanh(2*x))", &[], "same"),
    ("2*atan(tanh(x/2)) = asin(tanh(x))", &[], "same"),
    ("asin(tanh(x)) = atan(sinh(x))", &[], "same"),
    ("2*atan(exp(x)) - pi/2 = asin(tanh(x))", &[], "same"),
    ("acosh(cosh(x)) = abs(x)", &[], "same"),
    ("acosh(cosh(x)) = x", &[], "refuted"),
    ("acos(sech(x)) = atan(sinh(x))", &["x >= 0"], "same, later"),
    ("acos(sech(x)) = atan(sinh(x))", &[], "refuted"),
];

const ROOTS: &[Case] = &[
    // The number below the root is also written in its exponent.
    ("2^(1/2)*x = x*sqrt(2)", &[], "same"),
    ("(1/2)^(1/2) = 1/sqrt(2)", &[], "same"),
    ("(2/3)^(2/3)*x = x*((2/3)^(1/3))^2", &[], "same"),
    ("0.5^0.5*x = x*sqrt(1/2)", &[], "same"),
    // Bounds of a root leave room for those of what is below it.
    ("sin(asin(pi^(1/2))) = pi^(1/2)", &[], "vacuous"),
    ("acosh(sqrt(pi)) = ln(sqrt(pi) + sqrt(pi - 1))", &[], "same"),
    ("sqrt(x^2) = abs(x)", &[], "same"),
    ("sqrt(x^2) = x", &[], "refuted"),
    ("sqrt(x^2) = x", &["x >= 0"], "same"),
    ("sqrt(x)*sqrt(y) = sqrt(x*y)", &[], "widens"),
    ("(x^2)^(3/2) = x^3", &[], "refuted"),
    ("(x^3)^(1/3) = x", &[], "widens"),
    ("cbrt(x^3) = x", &[], "same"),
    // False only where x = 0 and y < 0, which no random point finds.
    ("sqrt(x^2*y) + abs(y) = abs(x)*sqrt(abs(y)) + y", &[], "refuted"),
    ("diff(ln(x + sqrt(1 + x^2)), x) = 1/sqrt(1 + x^2)", &[], "same"),
    ("asinh(x) = ln(x + sqrt(1 + x^2))", &[], "same"),
    ("diff(sqrt(1 - x^2), x) = -x/sqrt(1 - x^2)", &[], "same"),
    ("diff(abs(x), x) = sign(x)", &[], "widens"),
    ("diff(x*abs(x), x) = 2*abs(x)", &[], "same"),
    ("max(a, b) + min(a, b) = a + b", &[], "same"),
    ("diff(relu(x), x) = (1 + sign(x))/2", &[], "widens"),
    ("relu(x) - relu(-x) = x", &[], "same"),
    ("sqrt(3 + 2*sqrt(2)) = 1 + sqrt(2)", &[], "same"),
    ("sqrt(x + 1 + 2*sqrt(x)) = 1 + sqrt(x)", &[], "same"),
    ("cbrt(sqrt(108) + 10) - cbrt(sqrt(108) - 10) = 2", &[], "same"),
    // A root that is a power of itself, and one that the sign of a cosine decides.
    ("diff(-(1 + x^4)^(1/4) + (1 + x^4)^(5/4)/5, x) = x^7/(1 + x^4)^(3/4)", &[], "same"),
    ("diff(-(1 + x^4)^(1/4) + (1 + x^4)^(5/4)/5, x) = x^3/(1 + x^4)^(3/4)", &[], "refuted"),
    ("sqrt(sec(x)^2) = sqrt(1 + tan(x)^2)", &[], "same"),
    ("sqrt(sec(x)^2) = -sqrt(1 + tan(x)^2)", &[], "refuted"),
    // The sign of b follows from the radicand.
    (
        "exp(atanh(x))*(b - b*x^2)^(3/2) = (1 + x)*(b - b*x^2)^2/sqrt(b - b*x^2)/sqrt(1 - x^2)",
        &[],
        "narrows",
    ),
    (
        "exp(atanh(x))*(b - b*x^2)^(3/2) = (1 - x)*(b - b*x^2)^2/sqrt(b - b*x^2)/sqrt(1 - x^2)",
        &[],
        "refuted",
    ),
    // The difference begins with twelve zeros after the point.
    ("e^(pi*sqrt(163)) = 262537412640768744", &[], "refuted"),
];

const TRIGONOMETRIC: &[Case] = &[
    ("sin(2*x) = 2*sin(x)*cos(x)", &[], "same"),
    ("cos(x)^4 - sin(x)^4 = cos(2*x)", &[], "same"),
    ("sin(x + pi/2) = cos(x)", &[], "same"),
    ("cos(pi/12) = (sqrt(6) + sqrt(2))/4", &[], "same"),
    ("diff(tan(x), x) = 1 + tan(x)^2", &[], "same"),
    ("tan(x + y) = (tan(x) + tan(y))/(1 - tan(x)*tan(y))", &[], "holds"),
    ("tan(x/2) = sin(x)/(1 + cos(x))", &[], "same"),
    ("atan(1/x) + atan(x) = pi/2", &[], "refuted"),
    ("atan(1/x) + atan(x) = pi/2", &["x > 0"], "same"),
    ("atan(1/x) + atan(x) = sign(x)*pi/2", &[], "widens"),
    ("asin(x) + acos(x) = pi/2", &[], "widens"),
    ("diff(asin(x), x) = 1/sqrt(1 - x^2)", &[], "same"),
    ("2*atan(x) = atan(2*x/(1 - x^2))", &[], "refuted"),
    ("2*atan(x) = atan(2*x/(1 - x^2))", &["abs(x) < 1"], "same"),
    ("atan(x) + atan(y) = atan((x + y)/(1 - x*y))", &[], "refuted"),
    ("atan(x) + atan(y) = atan((x + y)/(1 - x*y))", &["x*y < 1"], "same"),
    ("acos(cos(x)) = x", &[], "refuted"),
    ("diff(atan((1 + x)/(1 - x)), x) = 1/(1 + x^2)", &[], "widens"),
];

const FUNCTIONS: &[Case] = &[
    // False where a function and its slope vanish.
    (
        "diff(relu(u(x)), x) = piecewise(u'(x) if u(x) > 0, 0 if u(x) < 0, 1 otherwise)",
        &[],
        "refuted",
    ),
    ("abs(u(x))^2 = u(x)^2", &["u'(x) == 0", "u(x) == 0"], "same"),
    // What is solved for a name must not depend on it.
    (
        "piecewise(x^3 + 0 if x < piecewise(1 if x == -1, x^3 otherwise), x otherwise) \
         = piecewise(x if x >= piecewise(1 if x == -1, x^3 otherwise), x^3 + 0 otherwise)",
        &[],
        "same",
    ),
    // At the join, a part is defined only near places where it has a value.
    ("diff(max(y, abs'(x^3)), x) = 0", &[], "widens"),
    ("diff(u(x)*w(x), x) = u'(x)*w(x) + u(x)*w'(x)", &[], "same"),
    ("diff(u(x)*w(x), x) = u'(x)*w'(x)", &[], "refuted"),
    ("diff(u(x)/w(x), x) = (u'(x)*w(x) - u(x)*w'(x))/w(x)^2", &[], "same"),
    ("diff(u(x^2), x) = 2*x*u'(x^2)", &[], "same"),
    ("diff(u(x^2), x) = u'(x^2)", &[], "refuted"),
    ("diff(diff(f(x, y), x), y) = diff(diff(f(x, y), y), x)", &[], "same"),
    // A name that is only applied is any smooth function, so that this says too much of it.
    ("Gamma(x + 1) = x*Gamma(x)", &[], "refuted"),
];

const BOTH: &[&str] = &["n >= 1", "i >= 1", "i <= n", "j >= 1", "j <= n"];
const ONE: &[&str] = &["n >= 1", "j >= 1", "j <= n"];

const SUMS: &[Case] = &[
    (
        "diff(exp(x[i])/sum(exp(x[k]), k, 1, n), x[j]) = \
         exp(x[i])/sum(exp(x[k]), k, 1, n)*(delta(i, j) - exp(x[j])/sum(exp(x[k]), k, 1, n))",
        BOTH,
        "same",
    ),
    (
        "diff(exp(x[i])/sum(exp(x[k]), k, 1, n), x[j]) = \
         exp(x[i])/sum(exp(x[k]), k, 1, n)*(1 - exp(x[j])/sum(exp(x[k]), k, 1, n))",
        BOTH,
        "refuted",
    ),
    ("sum(exp(x[i])/sum(exp(x[k]), k, 1, n), i, 1, n) = 1", &["n >= 1"], "same"),
    (
        "exp(x[i] - m)/sum(exp(x[k] - m), k, 1, n) = exp(x[i])/sum(exp(x[k]), k, 1, n)",
        &["n >= 1", "i >= 1", "i <= n"],
        "same",
    ),
    (
        "sum(g[i]*diff(exp(x[i])/sum(exp(x[k]), k, 1, n), x[j]), i, 1, n) = \
         exp(x[j])/sum(exp(x[k]), k, 1, n)\
         *(g[j] - sum(g[i]*exp(x[i])/sum(exp(x[k]), k, 1, n), i, 1, n))",
        ONE,
        "same",
    ),
    ("diff(ln(sum(exp(x[k]), k, 1, n)), x[j]) = exp(x[j])/sum(exp(x[k]), k, 1, n)", ONE, "same"),
    (
        "diff(diff(ln(sum(exp(x[k]), k, 1, n)), x[i]), x[j]) = \
         exp(x[i])/sum(exp(x[k]), k, 1, n)*delta(i, j) \
         - exp(x[i])*exp(x[j])/sum(exp(x[k]), k, 1, n)^2",
        BOTH,
        "same",
    ),
    (
        "diff(-ln(exp(x[i])/sum(exp(x[k]), k, 1, n)), x[j]) = \
         exp(x[j])/sum(exp(x[k]), k, 1, n) - delta(i, j)",
        BOTH,
        "same",
    ),
    (LAYER_NORM, &["n >= 1", "j >= 1", "j <= n", "eps > 0"], "same"),
    (LAYER_NORM_WITHOUT_A_TERM, &["n >= 1", "j >= 1", "j <= n", "eps > 0"], "refuted"),
    (
        "diff(sum((sum(A[i, j]*w[j], j, 1, n) - y[i])^2, i, 1, m), w[k]) = \
         2*sum(A[i, k]*(sum(A[i, j]*w[j], j, 1, n) - y[i]), i, 1, m)",
        &["m >= 1", "k >= 1", "k <= n"],
        "same",
    ),
    (
        "diff(sum(sum(w[i]*A[i, j]*w[j], j, 1, n), i, 1, n), w[k]) = 2*sum(A[k, j]*w[j], j, 1, n)",
        &["k >= 1", "k <= n"],
        "refuted",
    ),
    (
        "diff(sum(sum(w[i]*A[i, j]*w[j], j, 1, n), i, 1, n), w[k]) = \
         sum((A[k, j] + A[j, k])*w[j], j, 1, n)",
        &["k >= 1", "k <= n"],
        "same",
    ),
    ("sum(sum(a[i]*b[j], j, 1, n), i, 1, n) = sum(a[i], i, 1, n)*sum(b[i], i, 1, n)", &[], "same"),
    ("sum(a[i]*b[i], i, 1, n) = sum(a[i], i, 1, n)*sum(b[i], i, 1, n)", &[], "refuted"),
    (
        "sum(sum((x[i] - x[j])^2, j, 1, n), i, 1, n) = \
         2*n*sum(x[i]^2, i, 1, n) - 2*sum(x[i], i, 1, n)^2",
        &["n >= 0"],
        "same",
    ),
    ("sum(k, k, 1, n) = n*(n + 1)/2", &["n >= 0"], "same, later"),
    ("sum(k, k, 1, n) = n*(n + 1)/2", &[], "refuted, later"),
];

const LAYER_NORM: &str = "\
sum(g[i]*diff((x[i] - sum(x[k], k, 1, n)/n)\
/sqrt(sum((x[k] - sum(x[l], l, 1, n)/n)^2, k, 1, n)/n + eps), x[j]), i, 1, n) = \
(g[j] - sum(g[k], k, 1, n)/n \
- (x[j] - sum(x[k], k, 1, n)/n)/sqrt(sum((x[k] - sum(x[l], l, 1, n)/n)^2, k, 1, n)/n + eps)\
*sum(g[i]*(x[i] - sum(x[k], k, 1, n)/n)\
/sqrt(sum((x[k] - sum(x[l], l, 1, n)/n)^2, k, 1, n)/n + eps), i, 1, n)/n)\
/sqrt(sum((x[k] - sum(x[l], l, 1, n)/n)^2, k, 1, n)/n + eps)";

const LAYER_NORM_WITHOUT_A_TERM: &str = "\
sum(g[i]*diff((x[i] - sum(x[k], k, 1, n)/n)\
/sqrt(sum((x[k] - sum(x[l], l, 1, n)/n)^2, k, 1, n)/n + eps), x[j]), i, 1, n) = \
(g[j] - sum(g[k], k, 1, n)/n)/sqrt(sum((x[k] - sum(x[l], l, 1, n)/n)^2, k, 1, n)/n + eps)";

/// Functions and derivatives at points.
const POINTS: &[Case] = &[
    ("ln(3 - 2) = 0", &[], "same"),
    ("x + sin(2 - 2) = x", &[], "same"),
    ("cos(x - x) = 1", &[], "same"),
    ("(diff(cos(x), x) at x = 0) = 0", &[], "same"),
    ("(diff(diff(sin(x), x), x) at x = 0) = 0", &[], "same"),
    ("(diff(diff(ln(1 + x), x), x) at x = 0) = -1", &[], "same"),
    ("(diff(diff(ln(1 + x), x), x) at x = 0) = 1", &[], "refuted"),
    ("(diff(diff(diff(ln(1 + x), x), x), x) at x = 0) = 2", &[], "same"),
    ("(diff(diff(1/x, x), x) at x = 1) = 2", &[], "same"),
    ("(diff(diff(1/(1 + x), x), x) at x = a) = 2/(1 + a)^3", &[], "same"),
    ("(diff(diff(x*ln(x), x), x) at x = e) = 1/e", &[], "same"),
];

#[test]
fn every_equation_gets_its_verdict() {
    let cases = [RATIONAL, HYPERBOLIC, EXPONENTIAL, ROOTS, TRIGONOMETRIC, FUNCTIONS, SUMS, POINTS];
    let cases = cases.concat();
    check(&cases);
}

#[test]
fn roots_of_exponentials_are_split_wherever_they_stand() {
    check(ROOTS_OF_EXPONENTIALS);
}

#[test]
fn a_bound_that_is_met_only_is_an_equation() {
    check(THIN);
}

/// The verdicts of a derivation, and the codes of all findings.
fn derivation(source: &str) -> (Vec<Option<Verdict>>, Vec<String>) {
    let checked = check_source("equations", source, &Options::default());
    let claims = checked.report.steps.iter().filter(|it| it.answer.verdict.is_some());
    let codes = checked.report.steps.iter().flat_map(|it| &it.answer.findings);
    (claims.map(|it| it.answer.verdict).collect(), codes.map(|it| it.code.to_string()).collect())
}

#[test]
fn each_row_is_justified_by_the_rule_that_it_names() {
    let (verdicts, findings) = derivation(
        "let u = e^x - e^(-x)
let v = e^x + e^(-x)
prove tanh(x)
  = u/v                                         by definition of tanh
prove d/dx (u/v)
  = (d/dx u * v - u * d/dx v)/v^2               by quotient rule
  = (v*v - u*u)/v^2                             by sum rule, chain rule
  = 1 - (u/v)^2                                 by algebra
  = 1 - tanh(x)^2                               by definition of tanh
",
    );
    assert!(verdicts.iter().all(|it| *it == Some(Verdict::Proved)), "{verdicts:?}");
    assert_eq!(findings, Vec::<String>::new());
    let (verdicts, findings) = derivation(
        "let u = e^x - e^(-x)
let v = e^x + e^(-x)
prove (d/dx u * v - u * d/dx v)/v^2
  = (v*v - u*u)/v^2                             by quotient rule
",
    );
    assert_eq!(verdicts, [Some(Verdict::Proved)]);
    assert_eq!(findings, ["by-mismatch"]);
}

#[test]
fn what_is_given_holds_under_derivatives_and_what_is_assumed_does_not() {
    let claim = "prove y''(x) = y(x)*(1 - y(x))*(1 - 2*y(x))\n";
    let (verdicts, _) =
        derivation(&format!("function y(x)\ngiven y'(x) = y(x)*(1 - y(x))\n{claim}"));
    assert_eq!(verdicts, [Some(Verdict::Proved)]);
    let (verdicts, _) =
        derivation(&format!("function y(x)\nassume y'(x) == y(x)*(1 - y(x))\n{claim}"));
    assert_ne!(verdicts, [Some(Verdict::Proved)]);
}

#[test]
fn a_chain_does_not_hide_where_its_rows_live() {
    // The ends have only 0 in common. The second row is true there and to the left of it.
    let (verdicts, findings) =
        derivation("prove sqrt(x^2) = x\nprove x = -sqrt(-x)^2\nprove sqrt(x^2) = -sqrt(-x)^2\n");
    let [refuted, proved] = [Some(Verdict::Refuted), Some(Verdict::Proved)];
    assert_eq!(verdicts, [refuted, proved, refuted]);
    assert_eq!(findings, ["narrows", "consequence"]);
}
