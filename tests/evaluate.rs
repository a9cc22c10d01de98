//! Evaluators against certified values.

#![allow(clippy::unwrap_used, clippy::float_cmp)]

use chainrule::enclosure::{self, Failure, Fuel, Point, Real};
use chainrule::evaluate::{Argument, ArgumentError, CompileError, Evaluator, Options, compile};
use chainrule::expr::{Arena, ExprId};
use chainrule::number::Rational;
use chainrule::syntax::{Mode, Scope, parse_expression};

fn parsed(arena: &mut Arena, text: &str) -> ExprId {
    let mut scope = Scope::new(Mode::Inferred);
    parse_expression(arena, &mut scope, text).unwrap_or_else(|it| panic!("{text}: {it:?}")).0
}

fn compiled(text: &str) -> Evaluator {
    let mut arena = Arena::new();
    let expr = parsed(&mut arena, text);
    compile(&arena, expr, &Options::default()).unwrap()
}

/// An evaluator of components over an index from 1 to `n`.
fn compiled_over(text: &str, index: &str) -> Evaluator {
    let mut arena = Arena::new();
    let expr = parsed(&mut arena, text);
    let (one, n) = (arena.number(1), arena.named("n"));
    let over = vec![(arena.symbol(index), one, n)];
    compile(&arena, expr, &Options { over, ..Options::default() }).unwrap()
}

/// The value of a number that is exact in binary.
fn exact(value: f64) -> Rational {
    let mut scale = Rational::ONE;
    let mut value = value;
    while value.fract() != 0.0 {
        value *= 2.0;
        scale = &scale * &Rational::from(2);
    }
    Rational::from(value as i64).checked_div(&scale).unwrap()
}

/// The certified value: `Some(None)` where the expression has none, `None` where nothing is certain.
fn certified(arena: &Arena, expr: ExprId, at: &[(&str, f64)]) -> Option<Option<f64>> {
    let variables = at
        .iter()
        .filter_map(|&(name, value)| Some((arena.find_symbol(name)?, exact(value))))
        .collect();
    let point = Point { variables, ..Point::default() };
    match enclosure::evaluate(arena, expr, &point, 160, &mut Fuel::new(1_000_000)) {
        Ok(Real::Exact(value)) => Some(Some(value.to_f64())),
        Ok(Real::Between(value)) => Some(Some(value.ends().unwrap().0.to_f64())),
        Err(Failure::Undefined) => Some(None),
        Err(Failure::Undetermined) => None,
        Err(failure) => panic!("{failure:?} at {at:?}"),
    }
}

fn close(a: f64, b: f64, tolerance: f64) -> bool {
    (a - b).abs() <= tolerance * b.abs().max(1e-300) || a == b
}

const POINTS: [f64; 11] = [-2.5, -1.0, -0.75, -0.125, 0.0, 0.25, 0.5, 1.0, 1.5, 3.0, 8.0];

/// Expressions in `x` and `y`, every function among them.
const EXPRESSIONS: [&str; 62] = [
    "x + y",
    "x - y",
    "2x*y",
    "x/y",
    "x^2 - y^3",
    "x^7 + y^-2",
    "x^y",
    "e^(x*y)",
    "exp(x) - 1",
    "ln(x)",
    "log(x + y)",
    "sqrt(x)",
    "sqrt(x^2 + y^2)",
    "cbrt(x)",
    "abs(x)",
    "abs(x - y)*x",
    "sign(x)*y",
    "sin(x*y)",
    "cos(x)",
    "tan(x)",
    "cot(x)",
    "sec(x)",
    "csc(x)",
    "sinh(x)",
    "cosh(x)",
    "tanh(x)",
    "coth(x)",
    "sech(x)",
    "csch(x)",
    "asin(x)",
    "acos(x)",
    "atan(x)",
    "acot(x)",
    "asec(x)",
    "acsc(x)",
    "asinh(x)",
    "acosh(x)",
    "atanh(x)",
    "acoth(x)",
    "asech(x)",
    "acsch(x)",
    "max(x, y)",
    "min(x, y^2)",
    "sigmoid(x)",
    "relu(x)",
    "softplus(x + y)",
    "x^(1/2)",
    "x^(-3/2)",
    "x^(1/3)",
    "x^2.5",
    "diff(sin(x)*x^2, x)",
    "diff(x^y, x)",
    "tanh'(x)",
    "sin''(x*y)",
    "diff(x^3, x) at x = y + 1",
    "piecewise(x^2 if x < 0, x^3 if x >= 0)",
    "piecewise(0 if x < 0, sqrt(x) otherwise)",
    "piecewise(ln(x) if x > y, ln(y) if y > 0)",
    "sum(x^k/k, k, 1, 5)",
    "prod(x + k, k, 0, 3)",
    "sum(sum(x^i*y^j, j, 1, i), i, 1, 3)",
    "1/(1 + e^(-x)) + pi*delta(1, 1)",
];

#[test]
fn values_and_gradients_are_the_certified_ones() {
    let (mut decided, mut open) = (0, 0);
    for text in EXPRESSIONS {
        let mut arena = Arena::new();
        let expr = parsed(&mut arena, text);
        let by: Vec<ExprId> = ["x", "y"].iter().map(|it| arena.named(it)).collect();
        let derivatives: Vec<ExprId> = by.iter().map(|&it| arena.derivative(expr, it)).collect();
        let evaluator = compile(&arena, expr, &Options::default()).unwrap();
        let names: Vec<&str> = evaluator.graph().inputs.iter().map(String::as_str).collect();
        let gradient = evaluator.gradient(&names).unwrap();
        for x in POINTS {
            for y in POINTS {
                let at = [("x", x), ("y", y)];
                let mut arguments = Vec::new();
                for &(name, value) in &at {
                    if names.contains(&name) {
                        arguments.push((name, Argument::Number(value)));
                    }
                }
                let results = gradient.evaluate(&arguments).unwrap();
                let mut expected = vec![certified(&arena, expr, &at)];
                for name in &names {
                    let position = if *name == "x" { 0 } else { 1 };
                    expected.push(certified(&arena, derivatives[position], &at));
                }
                let (alone, beside) =
                    (evaluator.evaluate(&arguments).unwrap()[0][0], results[0][0]);
                assert!(close(alone, beside, 4e-16) || alone.is_nan() && beside.is_nan());
                for (k, (found, expected)) in results.iter().zip(expected).enumerate() {
                    let found = found[0];
                    let Some(expected) = expected else {
                        open += 1;
                        continue;
                    };
                    decided += 1;
                    match expected {
                        Some(value) => assert!(
                            close(found, value, 1e-13)
                                || (found.is_nan() && k > 0 && may_be_missed(text)),
                            "{text} ({k}) at {at:?}: {found}, not {value}"
                        ),
                        None => assert!(found.is_nan(), "{text} ({k}) at {at:?}: {found}, not NaN"),
                    }
                }
            }
        }
    }
    assert!(decided > 50 * open, "{open} values are not known, {decided} are");
}

/// Whether an expression has kinks, where a derivative may exist though a partial derivative in it does
/// not.
fn may_be_missed(text: &str) -> bool {
    ["abs", "sign", "max", "min", "piecewise"].iter().any(|it| text.contains(it))
}

const SOFTMAX: &str = "exp(x[i])/sum(exp(x[k]), k, 1, n)";

/// Three rows of four components.
const ROWS: [f64; 12] = [0.5, -1.0, 2.0, 0.25, 0.0, 0.0, 0.0, 0.0, 1.0, 2.0, 3.0, -4.0];

fn softmax(row: &[f64]) -> Vec<f64> {
    let sum: f64 = row.iter().map(|x| x.exp()).sum();
    row.iter().map(|x| x.exp() / sum).collect()
}

fn assert_close(found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len());
    for (a, b) in found.iter().zip(expected) {
        assert!((a - b).abs() <= 1e-14 * (1.0 + b.abs()), "{found:?}\n{expected:?}");
    }
}

#[test]
fn rows_of_an_array_have_a_length_that_is_known_when_they_come() {
    let evaluator = compiled_over(SOFTMAX, "i");
    let argument = Argument::Rows { data: &ROWS, extents: &[4] };
    let found = evaluator.evaluate(&[("x", argument)]).unwrap();
    let expected: Vec<f64> = ROWS.chunks(4).flat_map(softmax).collect();
    assert_close(&found[0], &expected);
    let argument = Argument::Rows { data: &ROWS, extents: &[3] };
    let found = evaluator.evaluate(&[("x", argument)]).unwrap();
    let expected: Vec<f64> = ROWS.chunks(3).flat_map(softmax).collect();
    assert_close(&found[0], &expected);
}

#[test]
fn products_with_the_jacobian_of_softmax() {
    let evaluator = compiled_over(SOFTMAX, "i");
    let direction: Vec<f64> = (0..12).map(|k| f64::from(k * k % 7) - 2.5).collect();
    let x = ("x", Argument::Rows { data: &ROWS[..], extents: &[4] });
    let back = evaluator.vector_jacobian(&["x"]).unwrap();
    let seed = Argument::Rows { data: &direction, extents: &[4] };
    let found = back.evaluate(&[x, ("cotangent", seed)]).unwrap();
    let mut expected = Vec::new();
    for (row, g) in ROWS.chunks(4).zip(direction.chunks(4)) {
        let p = softmax(row);
        let mean: f64 = p.iter().zip(g).map(|(p, g)| p * g).sum();
        expected.extend(p.iter().zip(g).map(|(p, g)| p * (g - mean)));
    }
    assert_close(&found[0], &expected);
    // The Jacobian is symmetric, so that both products are the same.
    let forth = evaluator.jacobian_vector(&["x"]).unwrap();
    assert_close(&forth.evaluate(&[x, ("x'", seed)]).unwrap()[0], &expected);
    // The whole Jacobian, row by row.
    let whole = evaluator.gradient(&["x"]).unwrap().evaluate(&[x]).unwrap();
    let mut expected = Vec::new();
    for row in ROWS.chunks(4) {
        let p = softmax(row);
        for i in 0..4 {
            expected.extend((0..4).map(|j| p[i] * (f64::from(u8::from(i == j)) - p[j])));
        }
    }
    assert_close(&whole[1], &expected);
}

#[test]
fn gradients_of_sums_by_arrays() {
    let a = [1.0, 2.0, -0.5, 0.25, 3.0, 0.0];
    let x = [0.5, -1.5, 2.0];
    let arguments = [
        ("A", Argument::Array { data: &a, extents: &[2, 3] }),
        ("x", Argument::Array { data: &x, extents: &[3] }),
    ];
    let norm = compiled("sum(sum(A[i,k]*x[k], k, 1, m)^2, i, 1, n)");
    let found = norm.gradient(&["x", "A"]).unwrap().evaluate(&arguments).unwrap();
    let r: Vec<f64> = a.chunks(3).map(|row| row.iter().zip(x).map(|(a, x)| a * x).sum()).collect();
    assert_close(&found[0], &[r.iter().map(|r| r * r).sum()]);
    let by_x: Vec<f64> = (0..3).map(|k| 2.0 * (r[0] * a[k] + r[1] * a[3 + k])).collect();
    assert_close(&found[1], &by_x);
    let by_a: Vec<f64> = r.iter().flat_map(|r| x.map(|x| 2.0 * r * x)).collect();
    assert_close(&found[2], &by_a);
    // Neighbours, and a product with one zero and with two.
    let steps = compiled("sum((x[k+1] - x[k])^2, k, 1, n - 1)");
    let x4 = [1.0, 3.0, 2.0, 5.0];
    let arguments =
        [("x", Argument::Array { data: &x4, extents: &[4] }), ("n", Argument::Integer(4))];
    let found = steps.gradient(&["x"]).unwrap().evaluate(&arguments).unwrap();
    assert_close(&found[0], &[14.0]);
    assert_close(&found[1], &[-4.0, 6.0, -8.0, 6.0]);
    let product = compiled("prod(x[k], k, 1, n)").gradient(&["x"]).unwrap();
    for (x, expected) in [
        ([2.0, 3.0, 5.0], [15.0, 10.0, 6.0]),
        ([2.0, 0.0, 5.0], [0.0, 10.0, 0.0]),
        ([0.0, 0.0, 5.0], [0.0, 0.0, 0.0]),
    ] {
        let argument = Argument::Array { data: &x, extents: &[3] };
        assert_eq!(product.evaluate(&[("x", argument)]).unwrap()[1], expected);
    }
}

#[test]
fn branches_that_are_not_taken_leave_nothing_behind() {
    let text = "piecewise(x^2 if x <= 0, sqrt(x) otherwise) + max(x, -x)*y + piecewise(1/y if y != 0, 0 otherwise)";
    let gradient = compiled(text).gradient(&["x", "y"]).unwrap();
    let found = gradient
        .evaluate(&[("x", Argument::Column(&[-3.0, 4.0])), ("y", Argument::Number(2.0))])
        .unwrap();
    assert_close(&found[1], &[-8.0, 2.25]);
    assert_close(&found[2], &[2.75, 3.75]);
}

#[test]
fn what_does_not_fit_is_an_error() {
    let evaluator = compiled_over("x[i]*y", "i");
    let x = [1.0, 2.0, 3.0, 4.0];
    let rows = |extents| ("x", Argument::Rows { data: &x[..], extents });
    let number = ("y", Argument::Number(2.0));
    let error =
        |arguments: &[(&str, Argument<'_, f64>)]| evaluator.evaluate(arguments).unwrap_err();
    assert_eq!(error(&[number]), ArgumentError::Missing("x".into()));
    assert_eq!(error(&[rows(&[2]), number, number]), ArgumentError::Twice("y".into()));
    assert_eq!(
        error(&[rows(&[2]), ("z", Argument::Number(0.0))]),
        ArgumentError::Unknown("z".into())
    );
    assert_eq!(error(&[rows(&[2, 2]), number]), ArgumentError::Kind("x".into()));
    assert!(matches!(error(&[rows(&[3]), number]), ArgumentError::Length { .. }));
    assert!(matches!(
        error(&[rows(&[2]), ("y", Argument::Column(&[1.0]))]),
        ArgumentError::Points { .. }
    ));
    assert!(matches!(
        error(&[rows(&[2]), number, ("n", Argument::Integer(3))]),
        ArgumentError::Size { .. }
    ));
    // Nothing in, nothing out.
    let nothing: [f64; 0] = [];
    let empty = [("x", Argument::Rows { data: &nothing, extents: &[2] }), number];
    assert!(evaluator.evaluate(&empty).unwrap()[0].is_empty());
    let empty = [("x", Argument::Rows { data: &nothing, extents: &[0] }), number];
    assert!(evaluator.evaluate(&empty).unwrap()[0].is_empty());
    let mut arena = Arena::new();
    let expr = parsed(&mut arena, "f(x) + 1");
    let error = compile(&arena, expr, &Options::default()).unwrap_err();
    assert_eq!(error, CompileError::UnknownFunction("f".into()));
}
