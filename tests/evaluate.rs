//! Evaluators against certified values.

#![allow(clippy::unwrap_used, clippy::float_cmp)]

use chainrule::enclosure::{self, Failure, Fuel, Point, Real};
use chainrule::evaluate::{Argument, Evaluator, Options, compile};
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
    "x + y", "x - y", "2x*y", "x/y", "x^2 - y^3", "x^7 + y^-2", "x^y", "e^(x*y)", "exp(x) - 1",
    "ln(x)", "log(x + y)", "sqrt(x)", "sqrt(x^2 + y^2)", "cbrt(x)", "abs(x)", "abs(x - y)*x",
    "sign(x)*y", "sin(x*y)", "cos(x)", "tan(x)", "cot(x)", "sec(x)", "csc(x)", "sinh(x)", "cosh(x)",
    "tanh(x)", "coth(x)", "sech(x)", "csch(x)", "asin(x)", "acos(x)", "atan(x)", "acot(x)",
    "asec(x)", "acsc(x)", "asinh(x)", "acosh(x)", "atanh(x)", "acoth(x)", "asech(x)", "acsch(x)",
    "max(x, y)", "min(x, y^2)", "sigmoid(x)", "relu(x)", "softplus(x + y)", "x^(1/2)", "x^(-3/2)",
    "x^(1/3)", "x^2.5", "diff(sin(x)*x^2, x)", "diff(x^y, x)", "tanh'(x)", "sin''(x*y)",
    "diff(x^3, x) at x = y + 1", "piecewise(x^2 if x < 0, x^3 if x >= 0)",
    "piecewise(0 if x < 0, sqrt(x) otherwise)", "piecewise(ln(x) if x > y, ln(y) if y > 0)",
    "sum(x^k/k, k, 1, 5)", "prod(x + k, k, 0, 3)", "sum(sum(x^i*y^j, j, 1, i), i, 1, 3)",
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
                assert_eq!(evaluator.evaluate(&arguments).unwrap()[0][0].to_bits(), results[0][0].to_bits());
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

/// Expressions with derivatives that exist though a partial derivative in them does not.
fn may_be_missed(text: &str) -> bool {
    ["abs(x - y)*x", "min(x, y^2)", "piecewise(x^2 if x < 0, x^3 if x >= 0)"].contains(&text)
}
