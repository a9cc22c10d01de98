//! Evaluators against certified values.

#![allow(
    clippy::option_option,
    clippy::bool_to_int_with_if,
    clippy::unwrap_used,
    clippy::float_cmp
)]
#![allow(clippy::cast_possible_truncation, clippy::cast_possible_wrap)]

use std::ops::Range;

use chainrule::enclosure::{self, Failure, Fuel, Point, Real};
use chainrule::evaluate::{
    Argument, ArgumentError, CompileError, Evaluator, Layout, Options, compile,
};
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
                            close(found, value, 1e-13),
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

/// Functions with places where branches meet: the place, and the derivative there; NaN for a kink or a jump.
const JOINS: [(&str, f64, f64); 47] = [
    ("abs(x)*x", 0.0, 0.0),
    ("x^2*sign(x)", 0.0, 0.0),
    ("x*sign(x)", 0.0, f64::NAN),
    ("relu(x)^2", 0.0, 0.0),
    ("abs(x)^3", 0.0, 0.0),
    ("abs(x^3)", 0.0, 0.0),
    ("abs(x)", 0.0, f64::NAN),
    ("abs(x) + abs(-x)", 0.0, f64::NAN),
    ("abs(x) - abs(-x)", 0.0, 0.0),
    ("relu(x) - relu(-x)", 0.0, 1.0),
    ("max(x, 0) + ln(1 + exp(-abs(x)))", 0.0, 0.5),
    ("max(x, x^2)", 0.0, f64::NAN),
    ("max(x^2, x^3)", 0.0, 0.0),
    ("max(x, 2 - x)", 1.0, f64::NAN),
    ("min(abs(x), abs(2*x))", 0.0, f64::NAN),
    ("min(max(x, -1), 1)", 1.0, f64::NAN),
    ("piecewise(x^2 if x < 0, x^3 otherwise)", 0.0, 0.0),
    ("piecewise(x^2/2 if abs(x) <= 1, abs(x) - 1/2 otherwise)", 1.0, 1.0),
    ("piecewise(x^2/2 if abs(x) <= 1, abs(x) - 1/2 otherwise)", -1.0, -1.0),
    ("piecewise(x^2/2 if abs(x) < 0.1, 0.1*(abs(x) - 0.05) otherwise)", 0.1, 0.1),
    ("piecewise(x if x > 0, exp(x) - 1 otherwise)", 0.0, 1.0),
    ("piecewise(x if x > 0, 2*(exp(x) - 1) otherwise)", 0.0, f64::NAN),
    ("piecewise(sin(x)/x if x != 0, 1 otherwise)", 1.0, -0.301_168_678_939_756_8),
    ("piecewise(x^2 if x != 0, 0 otherwise)", 0.0, 0.0),
    ("piecewise(x^2 if x != 0, 1 otherwise)", 0.0, f64::NAN),
    ("piecewise(0 if x == 0, x^2 otherwise)", 0.0, 0.0),
    ("piecewise(0 if x < 0, 1 otherwise)", 0.0, f64::NAN),
    ("x*piecewise(0 if x < 0, 1 otherwise)", 0.0, f64::NAN),
    ("x^2*piecewise(0 if x < 0, 1 otherwise)", 0.0, 0.0),
    ("piecewise(x if x < 0, x + 1 otherwise)", 0.0, f64::NAN),
    ("piecewise(1 if x^2 > 0, 1 otherwise)", 0.0, 0.0),
    ("piecewise(x if x^2 > 0, 0 otherwise)", 0.0, f64::NAN),
    ("piecewise(x if x > 0 and x < 1, x otherwise)", 0.0, 1.0),
    ("piecewise(x^2 if x > 0 and x < 5, 0 otherwise)", 0.0, 0.0),
    ("piecewise(ln(x) if x >= 1, x - 1 otherwise)", 1.0, 1.0),
    ("piecewise(ln(x) if x > 0, 0 otherwise)", -1.0, 0.0),
    ("piecewise(sqrt(x) if x > 0, 0 otherwise)", 0.0, f64::NAN),
    ("piecewise(sin(x) if x < pi, pi - x otherwise)", std::f64::consts::PI, -1.0),
    ("sin(abs(x))*abs(x)", 0.0, 0.0),
    ("exp(abs(x)*x)", 0.0, 0.0),
    ("sqrt(1 + relu(x)^2)", 0.0, 0.0),
    ("relu(x)^2/(1 + relu(x))", 0.0, 0.0),
    ("relu(relu(x)*x)", 0.0, 0.0),
    ("cos(abs(x))", 0.0, 0.0),
    // What is compared stays equal.
    ("piecewise(ln(relu(x)) if relu(x) > 0, x^2 otherwise)", -3.0, -6.0),
    ("sign(relu(x))*x + x", -3.0, 1.0),
    ("max(relu(x), relu(2*x))", -3.0, 0.0),
];

#[test]
fn where_branches_meet_smoothly_there_is_a_derivative() {
    for (text, at, expected) in JOINS {
        let found = compiled(text).gradient(&["x"]).unwrap();
        let forward = compiled(&format!("diff({text}, x)"));
        let along = compiled(text).jacobian_vector(&["x"]).unwrap();
        let (x, one) = (("x", Argument::Number(at)), ("x'", Argument::Number(1.0)));
        let found = [
            found.evaluate(&[x]).unwrap()[1][0],
            forward.evaluate(&[x]).unwrap()[0][0],
            along.evaluate(&[x, one]).unwrap()[0][0],
        ];
        let right = |it: &f64| close(*it, expected, 1e-13) || it.is_nan() && expected.is_nan();
        // Without the size of the argument a join at an irrational place is a jump.
        let count = if text.contains("pi") { 2 } else { 3 };
        assert!(found[..count].iter().all(right), "{text} at {at}: {found:?}, not {expected}");
    }
}

#[test]
fn joins_of_many_variables_and_of_arrays_have_derivatives() {
    // Of eight variables, by way of one sum.
    let sum = "(a*p + b*q + c*r + d*s)";
    for (text, expected) in [
        (format!("relu({sum})^2"), 0.0),
        (format!("max({sum}, 0) + ln(1 + exp(-abs({sum})))"), 1.5),
        (format!("abs({sum})"), f64::NAN),
    ] {
        let names = ["a", "b", "c", "d", "p", "q", "r", "s"];
        let values = [3.0, 1.0, 2.0, 1.0, 1.0, -1.0, -1.0, 0.0];
        let arguments: Vec<_> =
            names.iter().zip(values).map(|(name, it)| (*name, Argument::Number(it))).collect();
        let found = compiled(&text).gradient(&["p"]).unwrap().evaluate(&arguments).unwrap()[1][0];
        assert!(found == expected || found.is_nan() && expected.is_nan(), "{text}: {found}");
    }
    let x = ("x", Argument::Array { data: &[-1.0, 0.0, 2.0], extents: &[3] });
    for (text, expected) in [
        ("sum(relu(x[k])^2, k, 1, n)", [0.0, 0.0, 4.0]),
        (
            "sum(max(x[k], 0) + ln(1 + exp(-abs(x[k]))), k, 1, n)",
            [1.0 / (1.0 + 1f64.exp()), 0.5, 1.0 / (1.0 + (-2f64).exp())],
        ),
        (
            "sum(piecewise(x[k] if x[k] > 0, exp(x[k]) - 1 otherwise), k, 1, n)",
            [(-1f64).exp(), 1.0, 1.0],
        ),
        ("relu(sum(x[k], k, 1, n) - 1)^2", [0.0, 0.0, 0.0]),
        ("prod(1 + x[k]*abs(x[k]), k, 1, n)", [10.0, 0.0, 0.0]),
        ("sum(abs(x[k]), k, 1, n)", [-1.0, f64::NAN, 1.0]),
    ] {
        let found = compiled(text).gradient(&["x"]).unwrap().evaluate(&[x]).unwrap();
        let right = |(a, b): (&f64, &f64)| close(*a, *b, 1e-14) || a.is_nan() && b.is_nan();
        assert!(found[1].iter().zip(&expected).all(right), "{text}: {found:?}");
    }
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

/// The distance of two numbers in units in the last place of the larger of the value and a scale.
fn units(found: f64, value: f64, scale: f64) -> f64 {
    let size = value.abs().max(scale.abs()).max(f64::MIN_POSITIVE);
    let unit = f64::from_bits(size.to_bits() + 1) - size;
    (found - value).abs() / unit
}

/// Rows of three numbers from -10000 to 10000, close to each other and far apart.
fn wide_rows() -> Vec<f64> {
    let mut rows = Vec::new();
    let mut state = 1u32;
    for round in 0..60 {
        let spread = [1e4, 700.0, 30.0, 1.0, 1e-3][round % 5];
        let center = [0.0, 9_000.0, -9_000.0, 0.5][round % 4];
        for _ in 0..3 {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let part = f64::from(state >> 8) / f64::from(1 << 23) - 1.0;
            let number: f64 = (center + spread * part).clamp(-1e4, 1e4);
            // Exact as a fraction of small integers.
            rows.push((number * 65_536.0).round() / 65_536.0);
        }
    }
    rows
}

/// The certified value of an expression in `a`, `b` and `c` at a row.
fn at_row(arena: &Arena, expr: ExprId, row: &[f64]) -> f64 {
    let names = ["a", "b", "c"].iter().zip(row);
    let at: Vec<(&str, f64)> = names.map(|(name, value)| (*name, *value)).collect();
    let variables = at
        .iter()
        .filter_map(|&(name, value)| Some((arena.find_symbol(name)?, exact(value))))
        .collect();
    let point = Point { variables, ..Point::default() };
    // Many bits, because the exponents are large and the differences small.
    let value = [160, 1_000, 30_000].into_iter().find_map(|bits| {
        let fuel = &mut Fuel::new(10_000_000);
        match enclosure::evaluate(arena, expr, &point, bits, fuel).ok()? {
            Real::Exact(value) => Some(value.to_f64()),
            Real::Between(value) => {
                let (low, high) = value.ends()?;
                let (low, high) = (in_range(&low), in_range(&high));
                (units(low, high, 0.0) <= 0.5).then_some(low)
            }
        }
    });
    value.unwrap_or_else(|| panic!("{row:?}"))
}

/// The nearest double, also of a quotient of integers beyond the range of doubles.
fn in_range(value: &Rational) -> f64 {
    let length = |it: &Rational| it.bit_length();
    let (top, bottom) = (value.numerator(), value.denominator());
    let part = |it| Rational::new(it, 1).unwrap();
    let (top, bottom) = (part(top), part(bottom));
    let (down, up) = (length(&top).saturating_sub(200), length(&bottom).saturating_sub(200));
    let quotient = part(top.numerator() >> down).to_f64() / part(bottom.numerator() >> up).to_f64();
    let exponent = down as i32 - up as i32;
    // In steps, since a power of two may be out of range where the product is not.
    (0..exponent.unsigned_abs())
        .fold(quotient, |it, _| if exponent > 0 { it * 2.0 } else { it / 2.0 })
}

#[test]
fn logistic_functions_and_their_derivatives_are_accurate_everywhere() {
    let rows = wide_rows();
    for (text, derivative) in [
        ("sigmoid(a)", "exp(a)/(1 + exp(a))^2"),
        ("1/(1 + exp(-a))", "exp(a)/(1 + exp(a))^2"),
        ("softplus(a)", "exp(a)/(1 + exp(a))"),
        ("ln(1 + exp(a))", "exp(a)/(1 + exp(a))"),
        ("tanh(a)", "4*exp(2*a)/(1 + exp(2*a))^2"),
    ] {
        let mut arena = Arena::new();
        let (value, slope) = (parsed(&mut arena, text), parsed(&mut arena, derivative));
        let evaluator = compile(&arena, value, &Options::default()).unwrap();
        let gradient = evaluator.gradient(&["a"]).unwrap();
        let found = gradient.evaluate(&[("a", Argument::Column(&rows))]).unwrap();
        for (k, x) in rows.iter().enumerate() {
            for (found, expr) in found.iter().zip([value, slope]) {
                let expected = at_row(&arena, expr, &[*x]);
                let error = units(found[k], expected, 0.0);
                assert!(error <= 4.0, "{text} at {x}: {} is {error} units off", found[k]);
            }
        }
    }
}

#[test]
fn logarithms_of_sums_keep_what_is_small_beside_the_largest_term() {
    let rows = [
        [0.0, -20.0, -30.0],
        [1e-8, -16.0, -40.0],
        [-40.0, 0.0, 0.0],
        [5.0, 5.0, -600.0],
        [-3.0, -3.5, 2.0],
        [700.0, -1.0, 3.0],
    ];
    let mut arena = Arena::new();
    let sum = parsed(&mut arena, "ln(exp(a) + exp(b) + exp(c))");
    let own = ["a", "b", "c"].map(|it| {
        let of = |other| format!("exp({other} - {it})");
        let others = ["a", "b", "c"].into_iter().filter(|other| *other != it).map(of);
        parsed(&mut arena, &format!("-ln(1 + {})", others.collect::<Vec<_>>().join(" + ")))
    });
    let sums = compiled("ln(sum(exp(x[k]), k, 1, n))");
    let named = compiled("ln(exp(a) + exp(b) + exp(c))");
    let logs = ["ln(exp(x[i])/sum(exp(x[k]), k, 1, n))", "x[i] - ln(sum(exp(x[k]), k, 1, n))"]
        .map(|text| compiled_over(text, "i"));
    for row in rows {
        let x = [("x", Argument::Array { data: &row, extents: &[3] })];
        let abc = [0, 1, 2].map(|k| (["a", "b", "c"][k], Argument::Number(row[k])));
        let expected = at_row(&arena, sum, &row);
        for found in [sums.evaluate(&x).unwrap()[0][0], named.evaluate(&abc).unwrap()[0][0]] {
            let error = units(found, expected, 0.0);
            assert!(error <= 4.0, "{row:?}: {found} is {error} units off {expected}");
        }
        for log in &logs {
            let found = log.evaluate(&x).unwrap();
            for (k, &own) in own.iter().enumerate() {
                let (expected, found) = (at_row(&arena, own, &row), found[0][k]);
                let error = units(found, expected, 0.0);
                assert!(error <= 8.0, "{row:?}, {k}: {found} is {error} units off {expected}");
            }
        }
    }
}

/// Products with a common factor, whatever else is part of them.
#[test]
fn sums_of_products_with_a_common_factor() {
    let (x, y, z) = (0.75_f64, -1.5_f64, 0.375_f64);
    let e = x.exp();
    for (text, expected) in [
        ("exp(x)*(1000*(x*y)) - exp(x)*z", e * (1000.0 * x * y - z)),
        ("exp(x)*z - exp(x)*(x*y)", e * (z - x * y)),
        ("exp(x)*(x*y) + exp(x)*(y*z)", e * (x * y + y * z)),
        ("exp(x)*(x*y) - z*exp(x)", e * (x * y - z)),
        ("exp(x)*(x*y)*1000 + exp(x)*(1000*(y*z))", 1000.0 * e * (x * y + y * z)),
        ("-(exp(x)*(x*(y*1000))) - exp(x)*z", -e * (1000.0 * x * y + z)),
    ] {
        let points =
            [("x", Argument::Number(x)), ("y", Argument::Number(y)), ("z", Argument::Number(z))];
        let found = compiled(text).evaluate(&points).unwrap()[0][0];
        assert!(close(found, expected, 1e-14), "{text}: {found} instead of {expected}");
    }
}

/// Nothing is left over of what an evaluation before has added up, where an inner range is empty.
#[test]
fn sums_around_empty_sums_begin_anew() {
    let nested = compiled("sum(x[i] + sum(x[i]*y[k], k, 1, m), i, 1, n)");
    let mut workspace = nested.workspace();
    for (x, y, expected) in [
        (&[1e16, 1.0, 1.0, 1.0][..], &[0.5][..], 1.5e16 + 4.0),
        (&[1.0, 2.0, 3.0][..], &[][..], 6.0),
        (&[1e16, 1.0, -1e16][..], &[][..], 1.0),
        (&[][..], &[1.0][..], 0.0),
    ] {
        let (n, m) = ([x.len()], [y.len()]);
        let arguments = [
            ("x", Argument::Array { data: x, extents: &n }),
            ("y", Argument::Array { data: y, extents: &m }),
        ];
        let mut found = [0.0];
        let results = &mut [&mut found[..]];
        nested.evaluate_into(&arguments, &mut workspace, Layout::Rows, results).unwrap();
        assert_eq!(found, [expected]);
    }
}

/// Exponents that cancel are multiples of `ln 2`, whatever stands around them, and may be of any size.
#[test]
fn common_exponents_cancel() {
    const TEXTS: [&str; 7] = [
        "exp(x[1])/sum(exp(x[k]), k, 1, n)",
        "sum(exp(x[k])*sin(exp(x[k])/sum(exp(x[j]), j, 1, n)), k, 1, n)/sum(exp(x[k]), k, 1, n)",
        "sum(exp(x[k]), k, 1, n)^2/sum(exp(2*x[k]), k, 1, n)",
        "ln(sum(exp(x[k]), k, 1, n)) + exp(x[2])/sum(exp(x[k]), k, 1, n)",
        "sqrt(sum(exp(x[k]), k, 1, n))/sum(exp(x[k]), k, 1, n)",
        "sum(exp(x[k]), k, 1, n)/(1 + sum(exp(x[k]), k, 1, n))",
        "sum(abs(x[k])*exp(x[k]), k, 1, n)/(3 + exp(x[1])/sum(exp(x[k]), k, 1, n))",
    ];
    let rows = [0.5, -1.25, 2.0, 3.0, 3.0, -3.0, -0.75, 0.125, 0.25, 11.0, 10.5, -4.0];
    let argument = ("x", Argument::Rows { data: &rows[..], extents: &[3] });
    for text in TEXTS {
        let mut arena = Arena::new();
        let expr = parsed(&mut arena, text);
        let values: [Vec<f64>; 2] = [false, true].map(|as_written| {
            let evaluator = compile(&arena, expr, &Options { as_written, ..Options::default() });
            evaluator.unwrap().gradient(&["x"]).unwrap().evaluate(&[argument]).unwrap().concat()
        });
        for (stable, plain) in values[0].iter().zip(&values[1]) {
            let near = (stable - plain).abs() <= 1e-13 * plain.abs().max(1.0);
            assert!(near, "{text}: {stable} {plain}");
        }
    }
}

#[test]
fn softmax_of_extreme_numbers() {
    let infinity = f64::INFINITY;
    let rows: [([f64; 3], [f64; 3]); 9] = [
        ([1e300, 0.0, -1e300], [1.0, 0.0, 0.0]),
        ([1e300, 1e300, 5.0], [0.5, 0.5, 0.0]),
        ([1_048_576.0, 1_048_576.0, -1e9], [0.5, 0.5, 0.0]),
        ([1_048_575.0, 1_048_575.0, -infinity], [0.5, 0.5, 0.0]),
        ([-1_048_577.0, -1_048_577.0, -1e300], [0.5, 0.5, 0.0]),
        ([-2_097_152.0, -1_048_575.0, -1_048_575.0], [0.0, 0.5, 0.5]),
        ([-infinity, 3.0, -infinity], [0.0, 1.0, 0.0]),
        ([f64::NAN, 3.0, 2.0], [f64::NAN; 3]),
        ([-1e9, -1e9, -1e9 - 800.0], [0.5, 0.5, 0.0]),
    ];
    let softmax = compiled_over(SOFTMAX, "i");
    // Together, and one at a time.
    let data: Vec<f64> = rows.iter().flat_map(|it| it.0).collect();
    let all =
        softmax.evaluate(&[("x", Argument::Rows { data: &data[..], extents: &[3] })]).unwrap();
    for (position, (row, expected)) in rows.iter().enumerate() {
        let one = softmax.evaluate(&[("x", Argument::Array { data: &row[..], extents: &[3] })]);
        let found = [&all[0][3 * position..][..3], &one.unwrap()[0]].map(<[f64]>::to_vec);
        for found in found {
            let same = found.iter().zip(expected).all(|(a, b)| a == b || a.is_nan() && b.is_nan());
            assert!(same, "{row:?}: {found:?}");
        }
    }
}

#[test]
fn softmax_and_log_sum_exp_are_accurate_everywhere() {
    let rows = wide_rows();
    let mut arena = Arena::new();
    let softmax = ["a", "b", "c"].map(|it| {
        parsed(&mut arena, &format!("1/(exp(a - {it}) + exp(b - {it}) + exp(c - {it}))"))
    });
    let largest = "max(max(a, b), c)";
    let sum = "exp(a - M) + exp(b - M) + exp(c - M)".replace('M', largest);
    let log_sum = parsed(&mut arena, &format!("{largest} + ln({sum})"));
    let argument = ("x", Argument::Rows { data: &rows[..], extents: &[3] });
    let found = compiled_over(SOFTMAX, "i").evaluate(&[argument]).unwrap();
    let sums = compiled("ln(sum(exp(x[k]), k, 1, n))").gradient(&["x"]).unwrap();
    let sums = sums.evaluate(&[argument]).unwrap();
    for (row, numbers) in rows.chunks(3).enumerate() {
        for (k, &expr) in softmax.iter().enumerate() {
            let expected = at_row(&arena, expr, numbers);
            // The derivative of log-sum-exp is softmax.
            for found in [&found[0], &sums[1]] {
                let found = found[3 * row + k];
                let error = units(found, expected, 0.0);
                assert!(error <= 4.0, "{numbers:?} {k}: {found} is {error} units off");
            }
        }
        let expected = at_row(&arena, log_sum, numbers);
        let largest = numbers.iter().copied().fold(f64::MIN, f64::max);
        let error = units(sums[0][row], expected, largest);
        assert!(error <= 8.0, "{numbers:?}: {} is {error} units off", sums[0][row]);
    }
    // s[k]·(δ(j, k) - s[j]), of which s[k] is the largest term.
    let jacobian = compiled_over(SOFTMAX, "i").gradient(&["x"]).unwrap();
    let jacobian = jacobian.evaluate(&[argument]).unwrap();
    for (row, numbers) in rows.chunks(3).enumerate() {
        let names = ["a", "b", "c"];
        for (j, k) in (0..9).map(|at| (at / 3, at % 3)) {
            let of = |it: &str| format!("1/(exp(a - {it}) + exp(b - {it}) + exp(c - {it}))");
            let text = if j == k {
                let others = names.iter().filter(|it| **it != names[k]).map(|it| of(it));
                format!("{}*({})", of(names[k]), others.collect::<Vec<_>>().join(" + "))
            } else {
                format!("-{}*({})", of(names[k]), of(names[j]))
            };
            let expr = parsed(&mut arena, &text);
            let expected = at_row(&arena, expr, numbers);
            let term = at_row(&arena, softmax[k], numbers);
            let found = jacobian[1][9 * row + 3 * k + j];
            let error = units(found, expected, if j == k { term } else { 0.0 });
            assert!(error <= 8.0, "{numbers:?} {k},{j}: {found} is {error} units off");
        }
    }
    // p·(g - Σ p·g): the larger of the result and the largest term counts.
    let back = compiled_over(SOFTMAX, "i").vector_jacobian(&["x"]).unwrap();
    let seed: Vec<f64> = (0..rows.len()).map(|k| [0.5, -1.25, 2.0, 3.0][k % 4]).collect();
    let seeds = ("cotangent", Argument::Rows { data: &seed[..], extents: &[3] });
    let back = back.evaluate(&[argument, seeds]).unwrap();
    for (row, numbers) in rows.chunks(3).enumerate() {
        let g = &seed[3 * row..3 * row + 3];
        for k in 0..3 {
            let mean = format!(
                "({})/({})",
                (0..3)
                    .map(|i| format!("({})*exp({} - M)", g[i], ["a", "b", "c"][i]))
                    .collect::<Vec<_>>()
                    .join(" + "),
                sum
            );
            let own = format!("exp({} - M)/({sum})", ["a", "b", "c"][k]);
            let text = format!("{own}*(({}) - {mean})", g[k]).replace('M', "max(max(a, b), c)");
            let expr = parsed(&mut arena, &text);
            let expected = at_row(&arena, expr, numbers);
            let term = at_row(&arena, softmax[k], numbers) * g[k];
            let error = units(back[0][3 * row + k], expected, term);
            assert!(error <= 8.0, "{numbers:?} {k}: {} is {error} units off", back[0][3 * row + k]);
        }
    }
}

#[test]
fn single_precision_threads_and_layouts_agree() {
    let evaluator = compiled("sin(x)*exp(-x^2) + x/(1 + x^2)").gradient(&["x"]).unwrap();
    let many: Vec<f64> = (0..300_000).map(|k| f64::from(k) / 5e4 - 3.0).collect();
    let all = evaluator.evaluate(&[("x", Argument::Column(&many))]).unwrap();
    for chunk in [0..1, 7..300, 131_000..131_129, 299_000..300_000] {
        let part = evaluator.evaluate(&[("x", Argument::Column(&many[chunk.clone()]))]).unwrap();
        for (part, all) in part.iter().zip(&all) {
            let bits = |it: &[f64]| it.iter().map(|it| it.to_bits()).collect::<Vec<_>>();
            assert_eq!(bits(part), bits(&all[chunk.clone()]));
        }
    }
    let narrow: Vec<f32> = many[..1000].iter().map(|&it| it as f32).collect();
    let single = evaluator.evaluate(&[("x", Argument::Column(&narrow))]).unwrap();
    for (x, found) in narrow.iter().zip(&single[0]) {
        let x = f64::from(*x);
        let expected = x.sin() * (-x * x).exp() + x / (1.0 + x * x);
        assert!((f64::from(*found) - expected).abs() <= 1e-6, "{x}: {found}, not {expected}");
    }
    // The same rows, one component after the other.
    let softmax = compiled_over(SOFTMAX, "i");
    let columns: Vec<f64> = (0..12).map(|k| ROWS[k % 3 * 4 + k / 3]).collect();
    let rows = ("x", Argument::Rows { data: &ROWS[..], extents: &[4] });
    let by_rows = softmax.evaluate(&[rows]).unwrap();
    let mut by_columns = vec![0.0; 12];
    softmax
        .evaluate_into(
            &[("x", Argument::Columns { data: &columns, extents: &[4] })],
            &mut softmax.workspace(),
            Layout::Columns,
            &mut [&mut by_columns],
        )
        .unwrap();
    for k in 0..12 {
        assert_eq!(by_columns[k].to_bits(), by_rows[0][k % 3 * 4 + k / 3].to_bits());
    }
}

#[test]
fn infinities_and_undefined_arguments_stay_what_they_are() {
    let evaluator = compiled("sigmoid(x) + max(x, y)");
    let at = |x: f64, y: f64| {
        evaluator.evaluate(&[("x", Argument::Number(x)), ("y", Argument::Number(y))]).unwrap()[0][0]
    };
    assert_eq!(at(f64::NEG_INFINITY, 2.0), 2.0);
    assert_eq!(at(f64::INFINITY, 2.0), f64::INFINITY);
    assert!(at(f64::NAN, 2.0).is_nan() && at(2.0, f64::NAN).is_nan());
    let sum = compiled("ln(sum(exp(x[k]), k, 1, n))").gradient(&["x"]).unwrap();
    let of = |data: &[f64]| {
        let extents = [data.len()];
        sum.evaluate(&[("x", Argument::Array { data, extents: &extents })]).unwrap()
    };
    assert!(of(&[])[0][0].is_nan() && of(&[])[1].is_empty());
    assert_eq!(of(&[f64::INFINITY, 1.0])[0][0], f64::INFINITY);
    assert_eq!(of(&[f64::NEG_INFINITY, 1.0]), [vec![1.0], vec![0.0, 1.0]]);
    assert!(of(&[f64::NAN, 1.0]).concat().iter().all(|it| it.is_nan()));
    let kinks = compiled("sum(relu(x[k])^2 + abs(x[k])*x[k], k, 1, n)").gradient(&["x"]).unwrap();
    let data = [f64::INFINITY, f64::NEG_INFINITY, f64::NAN, -0.0, 2.0];
    let found = kinks.evaluate(&[("x", Argument::Array { data: &data, extents: &[5] })]).unwrap();
    assert!(found[1][2].is_nan() && found[1][3] == 0.0 && found[1][4] == 8.0, "{found:?}");
    let nothing: &[f64] = &[];
    let empty = Argument::Array { data: nothing, extents: &[0] };
    let empty = kinks.evaluate(&[("x", empty)]).unwrap();
    assert_eq!(empty, [vec![0.0], vec![]]);
}

/// Numbers of all sizes, none of them twice in a row.
fn numbers(count: usize) -> impl Iterator<Item = f64> {
    (0..count).map(|k| f64::from(u16::try_from((k * 7919 + 13) % 1009).unwrap()) / 37.0 - 13.5)
}

/// Rows of any width, and any number of them, are the columns that lie across: in arguments and in results.
#[test]
fn rows_are_columns_that_lie_across() {
    // What is put out is also needed elsewhere, computed last, read as it is, or the same for all points.
    let texts = [
        "exp(x[i])/sum(exp(x[j]), j, 1, n)",
        "x[i]",
        "x[n + 1 - i]*y",
        "sum(x[j]*x[i], j, 1, n) - max(x[i], y)",
        "i + sum(exp(-x[j]^2), j, 1, n)",
    ];
    for text in texts {
        let evaluator = compiled_over(text, "i");
        for width in [1, 2, 3, 5, 8, 9, 15, 17, 40] {
            for points in [1, 7, 8, 9, 129, 1025] {
                let rows: Vec<f64> = numbers(width * points).collect();
                let column = |component: usize| rows[component..].iter().step_by(width);
                let columns: Vec<f64> = (0..width).flat_map(column).copied().collect();
                let (y, extents) = (numbers(points).collect::<Vec<f64>>(), [width]);
                let run = |layout, x| {
                    let n = Argument::Integer(i64::try_from(width).unwrap());
                    let mut arguments = vec![("x", x), ("n", n)];
                    if !evaluator.graph().inputs.is_empty() {
                        arguments.push(("y", Argument::Column(&y)));
                    }
                    let mut result = vec![7.0; width * points];
                    let mut workspace = evaluator.workspace();
                    let results = &mut [result.as_mut_slice()];
                    evaluator.evaluate_into(&arguments, &mut workspace, layout, results).unwrap();
                    result.iter().map(|it| it.to_bits()).collect::<Vec<u64>>()
                };
                let (data, extents) = (rows.as_slice(), extents.as_slice());
                let by_rows = run(Layout::Rows, Argument::Rows { data, extents });
                let across = run(Layout::Columns, Argument::Columns { data: &columns, extents });
                for (place, value) in by_rows.iter().enumerate() {
                    let other = across[place % width * points + place / width];
                    assert_eq!(*value, other, "{text}, {points} rows of {width}, at {place}");
                }
                let mixed = run(Layout::Columns, Argument::Rows { data, extents });
                assert_eq!(mixed, across, "{text}, {points} rows of {width}");
            }
        }
    }
}

/// Checks that some points have the same bits by themselves as among all of them; what is not a number has no bits.
fn assert_same_alone(
    run: impl Fn(Range<usize>) -> Vec<f64>,
    points: usize,
    places: impl IntoIterator<Item = usize>,
    text: &str,
) {
    let bits = |points: Range<usize>| {
        let canonical = |it: f64| if it.is_nan() { f64::NAN } else { it };
        run(points).into_iter().map(|it| canonical(it).to_bits()).collect::<Vec<u64>>()
    };
    let together = bits(0..points);
    let width = together.len() / points;
    for point in places {
        let alone = bits(point..point + 1);
        let among = &together[point * width..][..width];
        assert_eq!(alone, among, "{text} with {width} components at {point}");
    }
}

/// The results at a point do not depend on how many points there are, though several turns of a loop are taken
/// together at one of them, and several points at many.
#[test]
fn a_point_alone_has_the_results_that_it_has_among_others() {
    let texts = [
        "exp(x[i])/sum(exp(x[j]), j, 1, n)",
        "x[n + 1 - i]*y + w[i]*i",
        "sum(w[k]*(x[k] - y)^2, k, 1, n)*x[i]",
        "sum(k*x[k], k, 1, i) + sum(x[k]*x[i], k, i, n)",
        "x[i]^i + prod(1 + x[k]/99, k, 1, n) + sum(y^k/9^k, k, 1, n)",
        "sum(delta(k, i)*sin(x[k]), k, 1, n) + cos(w[i]) + sin(w[i])",
        "sum(piecewise(x[k] if k < 4, abs(w[k]) otherwise), k, 1, n) - x[i]",
        // A component that is not there.
        "x[i + 1] - x[i]",
        "sum(x[2*k - 1]*w[k], k, 1, n)",
        "sum(sum(x[k]*w[l]/(k + l), l, 1, k), k, 1, n) + max(x[i], y)",
    ];
    // As many as a block has, and numbers of which a strip has so many that groups of terms do not fit.
    for (text, points) in texts.iter().flat_map(|it| [(it, 150), (it, 90), (it, 110)]) {
        let y = numbers(points).collect::<Vec<f64>>();
        let evaluator = compiled_over(text, "i");
        for width in [1, 3, 8, 21, 600] {
            let (rows, extents) = (numbers(width * points).collect::<Vec<f64>>(), [width]);
            let w: Vec<f64> = numbers(width + 5).skip(5).collect();
            let run = |points: Range<usize>| {
                let x = &rows[points.start * width..points.end * width];
                let x = Argument::Rows { data: x, extents: &extents };
                let w = Argument::Array { data: &w, extents: &extents };
                let y = Argument::Column(&y[points]);
                let n = Argument::Integer(i64::try_from(width).unwrap());
                let graph = evaluator.graph();
                let known = |name: &str| {
                    graph.inputs.iter().chain(graph.sizes.iter()).any(|it| it == name)
                        || graph.arrays.iter().any(|it| it.name == name)
                };
                let all = [("x", x), ("w", w), ("y", y), ("n", n)];
                let arguments: Vec<_> = all.into_iter().filter(|it| known(it.0)).collect();
                evaluator.evaluate(&arguments).unwrap().remove(0)
            };
            assert_same_alone(run, points, [0, 1, 77, points - 1], text);
        }
    }
}

/// Blocks in which all numbers are moderate are computed on a shorter way, which does not show in the results.
#[test]
fn the_numbers_of_other_points_do_not_show() {
    let texts = [
        ("exp(x[i])/sum(exp(x[j]), j, 1, n)", true),
        ("exp(x[i])/sum(exp(x[j]), j, 1, n)", false),
        // The largest number is needed for itself, or it is that of other numbers.
        ("x[i] - ln(sum(exp(x[j]), j, 1, n)) + exp(x[i])/sum(exp(x[j]), j, 1, n)", false),
        ("exp(2*x[i])/sum(exp(2*x[j]), j, 1, n) + 3*x[i]", false),
        ("exp(y)*x[i]/sum(exp(x[j]), j, 1, n) + exp(y + x[i])/sum(exp(y + x[j]), j, 1, n)", false),
    ];
    for (text, is_product) in texts {
        let mut evaluator = compiled_over(text, "i");
        if is_product {
            evaluator = evaluator.vector_jacobian(&["x"]).unwrap();
        }
        for width in [1, 3, 10, 19] {
            let points = 1500;
            let mut x: Vec<f64> = numbers(width * points).map(|it| it.sin() * 21.0).collect();
            let odd = [1e4, -1e4, 22.5, 700.0, f64::NEG_INFINITY, f64::NAN, -30.0, 1e300];
            for (k, at) in (width * 500..width * 900).step_by(37).enumerate() {
                x[at] = odd[k % odd.len()];
            }
            let (y, v) = (numbers(points).collect::<Vec<f64>>(), numbers(width * points));
            let (v, extents) = (v.collect::<Vec<f64>>(), [width]);
            let run = |points: Range<usize>| {
                let places = points.start * width..points.end * width;
                let x = Argument::Rows { data: &x[places.clone()], extents: &extents };
                let v = Argument::Rows { data: &v[places], extents: &extents };
                let mut arguments = vec![("x", x)];
                if is_product {
                    arguments.push(("cotangent", v));
                }
                if text.contains('y') {
                    arguments.push(("y", Argument::Column(&y[points])));
                }
                evaluator.evaluate(&arguments).unwrap().remove(0)
            };
            assert_same_alone(run, points, (0..points).step_by(7), text);
        }
    }
}

/// Powers of sums of exponentials are far from overflow, in single precision, too.
#[test]
fn powers_below_common_exponents_do_not_overflow() {
    let texts = [
        "exp(x[1])/sum(exp(x[k]), k, 1, n)",
        "sum(x[k]*exp(x[k]), k, 1, n)^2/sum(exp(x[k]), k, 1, n)^2",
        "sum(exp(x[k]), k, 1, n)*sum(exp(x[k])*x[k], k, 1, n)/sum(abs(x[k])*exp(x[k]), k, 1, n)^2",
        "sum(x[k]*exp(x[k]), k, 1, n)^4/sum(exp(x[k]), k, 1, n)^4",
    ];
    let x: Vec<f32> = numbers(3000).map(|it| (it.sin() * 40.0) as f32).collect();
    let wide: Vec<f64> = x.iter().copied().map(f64::from).collect();
    for text in texts {
        let quotient = compiled(text).gradient(&["x"]).unwrap();
        let single = quotient.evaluate(&[("x", Argument::Rows { data: &x, extents: &[3] })]);
        let double = quotient.evaluate(&[("x", Argument::Rows { data: &wide, extents: &[3] })]);
        let (single, double) = (single.unwrap().concat(), double.unwrap().concat());
        for (single, double) in single.into_iter().map(f64::from).zip(double) {
            let near = (single - double).abs() <= 1e-3 * double.abs().max(1.0);
            assert!(near, "{text}: {single}, not {double}");
        }
    }
}

/// What rounding loses of sums of many terms is no more than it loses of a few.
#[test]
fn long_sums_are_as_accurate_as_short_ones() {
    let exact = |terms: &mut dyn Iterator<Item = (f64, f64)>| {
        let zero = Rational::from(0);
        terms.fold(zero, |sum, (a, b)| &sum + &(&crate::exact(a) * &crate::exact(b)))
    };
    let (sizes, products) =
        (compiled("sum(abs(x[k]), k, 1, n)"), compiled("sum(x[k]*w[k], k, 1, n)"));
    for width in [1, 2, 3, 4, 5, 7, 10, 1000] {
        let x: Vec<f64> = numbers(width * 70).map(f64::sin).collect();
        let w: Vec<f64> = numbers(width * 70).map(|it| (3.0 * it).cos()).collect();
        let extents = [width];
        let arguments = [
            ("x", Argument::Rows { data: &x, extents: &extents }),
            ("w", Argument::Rows { data: &w, extents: &extents }),
        ];
        let found = [sizes.evaluate(&arguments[..1]), products.evaluate(&arguments)];
        let [sizes, products] = found.map(|it| it.unwrap().remove(0));
        for (point, (x, w)) in x.chunks(width).zip(w.chunks(width)).enumerate() {
            let size = exact(&mut x.iter().map(|x| (x.abs(), 1.0))).to_f64();
            let error = units(sizes[point], size, size);
            assert!(error <= 2.0, "{width} numbers: {error} units");
            let product = exact(&mut x.iter().copied().zip(w.iter().copied())).to_f64();
            let largest =
                x.iter().zip(w).fold(0.0, |largest: f64, (x, w)| largest.max((x * w).abs()));
            let error = units(products[point], product, largest);
            assert!(error <= 8.0, "{width} products: {error} units");
        }
    }
}

#[test]
fn values_have_several_uses_and_their_places_in_memory() {
    let mut arena = Arena::new();
    let texts = ["exp(x)", "exp(x)", "exp(x)*sin(x)", "cos(x)", "x", "3", "y", "-exp(x)"];
    let exprs: Vec<ExprId> = texts.iter().map(|it| parsed(&mut arena, it)).collect();
    let evaluator = chainrule::evaluate::compile_all(&arena, &exprs, &Options::default()).unwrap();
    let x: Vec<f64> = numbers(700).collect();
    let arguments = [("x", Argument::Column(x.as_slice())), ("y", Argument::Number(2.5))];
    let together = evaluator.evaluate(&arguments).unwrap();
    for (text, values) in texts.iter().zip(together) {
        let alone = compiled(text);
        let names = alone.graph().inputs.clone();
        let used: Vec<_> =
            arguments.iter().filter(|it| names.iter().any(|name| name == it.0)).copied().collect();
        let alone = alone.evaluate(&used).unwrap().remove(0);
        for (place, value) in values.iter().enumerate() {
            let other = if alone.len() == 1 { alone[0] } else { alone[place] };
            assert!(close(*value, other, 1e-15), "{text} at {}: {value}, {other}", x[place]);
        }
    }
}

/// Values that several loops need may be parts of each other.
#[test]
fn what_is_stored_for_later_loops_is_computed_in_order() {
    let terms = [
        "exp(sin(T))*sin(T)",
        "exp(sin(T))*sin(T) + cos(exp(sin(T)))",
        "ln(2 + exp(sin(T)))*T^3*exp(T)",
        "atan(tanh(exp(T)))/(1 + tanh(exp(T))^2)*exp(T)",
        "sqrt(1 + exp(T)^2)*ln(1 + sqrt(1 + exp(T)^2))",
    ];
    let x = [0.3, 0.9, -0.4, 1.1];
    for (number, term) in terms.iter().enumerate() {
        let other = terms[(number + 1) % terms.len()];
        let both = |text: &dyn Fn(&str) -> String| {
            format!("({})^2*({}) + {}", text(term), text(other), text("T^2*exp(sin(T))"))
        };
        let sums = both(&|term| format!("sum({}, k, 1, n)", term.replace('T', "x[k]")));
        let written_out = both(&|term| {
            let terms = (1..=4).map(|k| format!("({})", term.replace('T', &format!("x{k}"))));
            terms.collect::<Vec<_>>().join(" + ")
        });
        let sums = compiled(&sums).gradient(&["x"]).unwrap();
        let found = sums.evaluate(&[("x", Argument::Array { data: &x, extents: &[4] })]).unwrap();
        let names = ["x1", "x2", "x3", "x4"];
        let arguments: Vec<_> = names.into_iter().zip(x.map(Argument::Number)).collect();
        let expected =
            compiled(&written_out).gradient(&names).unwrap().evaluate(&arguments).unwrap();
        let found = [&found[0][..], &found[1][..]].concat();
        for (found, expected) in found.iter().zip(expected.concat()) {
            assert!(close(*found, expected, 1e-12), "{term}: {found}, not {expected}");
        }
    }
}
