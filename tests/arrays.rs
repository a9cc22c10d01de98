//! Functions of whole arrays: how they are read, printed, unfolded and evaluated, and which wrong
//! claims about them are refuted.

#![allow(clippy::unwrap_used)]

use chainrule::document::{Options, Value, Verdict, check_source};
use chainrule::enclosure::{Array, Failure, Fuel, Place, Point, Polynomial, Real, evaluate};
use chainrule::expr::{Application, Arena, ExprId, Node};
use chainrule::number::Rational;
use chainrule::print;
use chainrule::syntax::{
    Mode, Scope, StatementKind, SyntaxError, parse_document, parse_expression,
};

const SOFTMAX: &str = "\
function L(y[1..n])
index i, j, p in 1..n
define S[i] = e^x[i] / sum(e^x[k], k, 1, n)
";

/// The expression in the last line of a file that begins with the statements given.
fn read(arena: &mut Arena, scope: &mut Scope, head: &str, text: &str) -> ExprId {
    let document = parse_document(arena, &format!("{head}prove {text} = 0\n"));
    assert!(document.errors.is_empty(), "{text}: {:?}", document.errors);
    *scope = document.scope.clone();
    let StatementKind::Prove(chain) = &document.statements.last().unwrap().kind else { panic!() };
    chain.rows[0].expr
}

fn read_claim(arena: &mut Arena, text: &str) -> Result<ExprId, Vec<SyntaxError>> {
    parse_expression(arena, &mut Scope::new(Mode::Inferred), text).map(|it| it.0)
}

fn message(text: &str) -> String {
    read_claim(&mut Arena::new(), text).unwrap_err()[0].message()
}

fn message_of_file(source: &str) -> String {
    let document = parse_document(&mut Arena::new(), source);
    document.errors.first().map_or(String::new(), SyntaxError::message)
}

#[test]
fn the_name_of_an_array_stands_for_all_of_it() {
    let mut arena = Arena::new();
    for (short, long) in [
        ("L(y) + sum(y[m], m, 1, n)", "L(array(y[k], k, 1, n)) + sum(y[m], m, 1, n)"),
        ("L(k) + sum(k[m], m, 0, n)", "L(array(k[l], l, 0, n)) + sum(k[m], m, 0, n)"),
        (
            "L(A) + sum(sum(A[i,j], j, 1, k), i, 2, n)",
            "L(array(array(A[l,m], m, 1, k), l, 2, n)) + sum(sum(A[i,j], j, 1, k), i, 2, n)",
        ),
        (
            "(L(y) at y = array(x^k, k, 1, 3))",
            "(L(array(y[k], k, 1, 3)) at y = array(x^k, k, 1, 3))",
        ),
    ] {
        let (short, long) = (read_claim(&mut arena, short), read_claim(&mut arena, long));
        assert_eq!(short.unwrap(), long.unwrap());
    }
}

#[test]
fn where_an_array_begins_and_ends_is_known_or_asked_for() {
    let unknown = "it is not known from where to where `y` has components";
    assert_eq!(message("diff(L(y), y[j])"), unknown);
    assert_eq!(message("L(y) + sum(y[k], k, 1, n) + sum(y[k], k, 0, n)"), unknown);
    assert_eq!(message("L(y) + sum(sum(y[k], k, 1, m), m, 1, 3)"), unknown);
    let bound = "the range of `y` mentions `n`, which is bound here";
    assert_eq!(message("sum(L(y), n, 1, 3) + sum(y[k], k, 1, n)"), bound);
    assert_eq!(message("1 + array(x, k, 1, 3)"), "an array stands where a number is needed");
    let mixed = "`L` takes arrays with other numbers of indices elsewhere";
    assert_eq!(message("L(y) + L(3) + sum(y[k], k, 1, n)"), mixed);
    assert_eq!(message("L(array(k, k, 1, 2)) + L(array(array(k, l, 1, 2), k, 1, 2))"), mixed);
    assert_eq!(message("sin(array(x, k, 1, 3))"), "an array stands where a number is needed");
    for (line, expected) in [
        ("prove L(3) = 1", "`L` takes an array over the range of its declaration"),
        ("prove L(array(k, k, 1, 2)) = 1", "`L` takes an array over the range of its declaration"),
        ("prove L(z) = z", "`z` is an array and cannot be a variable as well"),
        ("prove L(y) = sum(y[k,k], k, 1, n)", "`y` takes 1 index, but 2 are given"),
        ("function u(x)\nprove u(S) = 1", "`S` is an array and cannot be a variable as well"),
        ("prove L'(S) = 1", "a prime does not say by what `L` is differentiated"),
        ("prove sum(L(S), n, 1, 3) = 1", "the range of `S` mentions `n`, which is bound here"),
        (
            "prove (diff(L(y), y[1]) at y = 3) = 1",
            "`y` is a variable and cannot be an array as well",
        ),
        ("define T[q] = x[q]\nprove diff(L(T), T[i]) = 1", "cannot differentiate by `T[i]`"),
    ] {
        assert_eq!(message_of_file(&format!("{SOFTMAX}{line}\n")), expected, "{line}");
    }
}

#[test]
fn functions_of_arrays_are_read_as_they_are_printed() {
    for text in [
        "L(S)",
        "d/dt L(S)",
        "diff(L(S), S[j])",
        "diff(L(S), x[i])",
        "diff(diff(L(S), S[j]), S[i])",
        "L(array(e^x[k], k, 1, n))",
        "L(array(y[k + 0], k, 1, n))",
        "sum(diff(L(S), S[m])*S[m], m, 1, n)",
        "(diff(L(y), y[j]) at y = array(x[k]^2, k, 1, n))",
        "(L(y) at y = array(y[k], k, 1, n))",
        "(L(S) at S = array(2*S[k], k, 1, n), t = 3)",
        "M(A, t)",
        "diff(M(A, t), A[i, j])",
        "M(array(array(k*l, l, 1, 2), k, 1, n), t)",
        "(diff(diff(M(A, t), t), A[i, 1]) at A = array(array(k*l, l, 1, 2), k, 1, n), t = x[1])",
    ] {
        let head = format!("{SOFTMAX}function M(A[1..n, 1..2], t)\n");
        let (mut arena, mut scope) = (Arena::new(), Scope::new(Mode::Declared));
        let expr = read(&mut arena, &mut scope, &head, text);
        assert_eq!(print::text(&arena, expr), text);
        let again = parse_expression(&mut arena, &mut scope, text).unwrap().0;
        assert_eq!(again, expr, "{text}");
        for width in [1, 10, 30] {
            let lines = print::text_to_width(&arena, expr, width);
            let again = parse_expression(&mut arena, &mut scope, &lines).unwrap().0;
            assert_eq!(again, expr, "{lines}");
        }
    }
}

/// `∂^m L/∂y[j]…` at an argument.
fn partial(arena: &mut Arena, argument: &str, indices: &[&str]) -> ExprId {
    let function = arena.symbol("L");
    let application = read_claim(arena, &format!("L({argument})")).unwrap();
    let Node::Apply(side) = arena.node(application) else { panic!() };
    let arguments = arena.get(side).arguments.clone();
    let components = indices.iter().map(|it| (0, vec![read_claim(arena, it).unwrap()])).collect();
    arena.application(Application { function, orders: vec![0], arguments, components })
}

#[test]
fn derivatives_by_components_are_printed_with_the_array_or_at_a_point() {
    let mut arena = Arena::new();
    let plain = partial(&mut arena, "array(y[k], k, 1, n)", &["j"]);
    assert_eq!(print::text(&arena, plain), "diff(L(y), y[j])");
    assert_eq!(print::latex(&arena, plain), r"\frac{\partial L}{\partial y_{j}}");
    let twice = partial(&mut arena, "array(y[k], k, 1, n)", &["j", "i + 1"]);
    assert_eq!(print::text(&arena, twice), "diff(diff(L(y), y[j]), y[i + 1])");
    let latex = r"\frac{\partial^{2}L}{\partial y_{j} \partial y_{i + 1}}";
    assert_eq!(print::latex(&arena, twice), latex);
    let at = partial(&mut arena, "array(x[k]^2, k, 1, n)", &["j"]);
    let text = "(diff(L(t_1), t_1[j]) at t_1 = array(x[k]^2, k, 1, n))";
    assert_eq!(print::text(&arena, at), text);
    // What is printed is read as what has the same value.
    let read = read_claim(&mut arena, text).unwrap();
    let point = point(&mut arena, &quadratic());
    assert_eq!(at_point(&arena, read, &point), at_point(&arena, at, &point));
    assert_eq!(at_point(&arena, at, &point), Ok(Real::Exact(Rational::from(57))));
}

#[test]
fn latex_shows_arrays_by_their_names() {
    let head = format!("{SOFTMAX}function M(A[1..n, 1..2], t)\n");
    for (text, latex) in [
        ("L(S)", "L(S)"),
        ("diff(L(S), S[j])", r"\frac{\partial L}{\partial S_{j}}"),
        ("diff(L(S), S[j])*S[j]", r"\frac{\partial L}{\partial S_{j}} S_{j}"),
        ("diff(L(S), x[i])", r"\frac{\partial}{\partial x_{i}} L(S)"),
        ("diff(L(S), S[j], 2)", r"\frac{\partial^{2}L}{\partial S_{j}^{2}}"),
        ("L(array(x[k]^2, k, 1, n))", r"L\left(\left(x_{k}^2\right)_{k=1}^{n}\right)"),
        ("M(A, t)", "M(A, t)"),
    ] {
        let (mut arena, mut scope) = (Arena::new(), Scope::new(Mode::Declared));
        let expr = read(&mut arena, &mut scope, &head, text);
        assert_eq!(print::latex(&arena, expr), latex, "{text}");
    }
}

#[test]
fn a_defined_array_is_varied_as_a_fresh_one() {
    for (define, text, unfolded) in [
        ("S[i] = x[i]^2", "L(S)", "L(array(x[k]^2, k, 1, n))"),
        ("S[i] = x[i]^2", "diff(L(S), S[j])", "(diff(L(S), S[j]) at S = array(x[i]^2, i, 1, n))"),
        (
            "S[i] = x[i]^2",
            "S[2]*diff(L(S)*S[1], S[j])",
            "x[2]^2*(diff(L(S)*S[1], S[j]) at S = array(x[i]^2, i, 1, n))",
        ),
        // What is left of the array under its own derivative is varied, through definitions as well.
        (
            "S[i] = x[i]^2\ndefine T[i] = S[i] + x[i]",
            "diff(L(T), S[j])",
            "(diff(L(array(S[k] + x[k], k, 1, n)), S[j]) at S = array(x[i]^2, i, 1, n))",
        ),
        (
            "S[i, j] = x[i]*j",
            "diff(S[i, j], S[p, 1])",
            "(diff(S[i, j], S[p, 1]) at S = array(array(x[i]*j, j, 1, n), i, 1, n))",
        ),
        // The index of the array that stands as an argument does not capture.
        ("S[i] = x[i]*k", "L(S)", "L(array(x[k_1]*k, k_1, 1, n))"),
    ] {
        let head = format!("function L(y[1..n])\nindex i, j, p in 1..n\ndefine {define}\n");
        let (mut arena, mut scope) = (Arena::new(), Scope::new(Mode::Declared));
        let expr = read(&mut arena, &mut scope, &head, text);
        let expr = scope.definitions().clone().unfold_all(&mut arena, expr).unwrap();
        assert_eq!(print::text(&arena, expr), unfolded);
    }
}

#[test]
fn bound_arrays_are_renamed_and_not_captured() {
    let mut arena = Arena::new();
    let text = "((L(y) + y[1]*x) at y = array(2*k, k, 1, 2))";
    let expr = read_claim(&mut arena, text).unwrap();
    let value = read_claim(&mut arena, "y[2]").unwrap();
    let x = arena.symbol("x");
    let put = arena.substitute(expr, &std::iter::once((x, value)).collect());
    let expected = "((L(y_1) + y_1[1]*y[2]) at y_1 = array(2*k, k, 1, 2))";
    assert_eq!(print::text(&arena, put), expected);
    let z = arena.named("z");
    let y = arena.symbol("y");
    let renamed = arena.substitute(put, &std::iter::once((y, z)).collect());
    let expected = "((L(y_1) + y_1[1]*z[2]) at y_1 = array(2*k, k, 1, 2))";
    assert_eq!(print::text(&arena, renamed), expected);
}

/// `3*y[1] + 5*y[2] + y[1]*y[2] + 2*y[2]^2`.
fn quadratic() -> Polynomial {
    let place = |k| Place { argument: 0, indices: vec![k] };
    let terms = vec![
        (Rational::from(3), vec![(place(1), 1)]),
        (Rational::from(5), vec![(place(2), 1)]),
        (Rational::ONE, vec![(place(1), 1), (place(2), 1)]),
        (Rational::from(2), vec![(place(2), 2)]),
    ];
    Polynomial { ranks: vec![1], terms }
}

/// A point with `x = [4, -3]`, `n = 2`, `j = 2`, `i = 1`, and a function `L`.
fn point(arena: &mut Arena, function: &Polynomial) -> Point {
    let number = |n: i64| Array::Number(Rational::from(n));
    let names = [("n", 2), ("j", 2), ("i", 1)];
    Point {
        open: Vec::new(),
        variables: names.map(|(name, n)| (arena.symbol(name), Rational::from(n))).to_vec(),
        arrays: vec![(arena.symbol("x"), Array::List(vec![number(4), number(-3)]))],
        functions: vec![(arena.symbol("L"), function.clone())],
        integers: names.map(|(name, _)| arena.symbol(name)).to_vec(),
    }
}

fn at_point(arena: &Arena, expr: ExprId, point: &Point) -> Result<Real, Failure> {
    evaluate(arena, expr, point, 128, &mut Fuel::new(100_000))
}

#[test]
fn functions_of_arrays_have_the_values_of_hand_computations() {
    assert_eq!(quadratic().to_string(), "y -> 3*y[1] + 5*y[2] + y[1]*y[2] + 2*y[2]^2");
    let ranged = " + 0*sum(x[k], k, 1, n)";
    for (text, expected) in [
        // 12 - 15 - 12 + 18.
        ("L(x)", Ok(3)),
        // 3 + x[2] and 5 + x[1] + 4*x[2].
        ("diff(L(x), x[1])", Ok(0)),
        ("diff(L(x), x[j])", Ok(-3)),
        ("diff(L(x), x[2], 2)", Ok(4)),
        ("diff(diff(L(x), x[1]), x[2])", Ok(1)),
        ("diff(L(x), x[3])", Err(Failure::Undefined)),
        // At [16, 9]: 48 + 45 + 144 + 162.
        ("L(array(x[k]^2, k, 1, n))", Ok(399)),
        // (3 + 9)*2*4 and (5 + 16 + 36)*2*(-3).
        ("diff(L(array(x[k]^2, k, 1, n)), x[1])", Ok(96)),
        ("diff(L(array(x[k]^2, k, 1, n)), x[2])", Ok(-342)),
        ("(diff(L(y), y[1]) at y = array(x[k]^2, k, 1, n))", Ok(12)),
        ("(diff(L(y), y[j]) at y = array(x[k]^2, k, 1, n))", Ok(57)),
        ("((y[1] + 0*y[3]) at y = array(x[k]^2, k, 1, n))", Err(Failure::Undefined)),
        ("((y[1] + x[2]) at y = array(x[k]^2, k, 1, n))", Ok(13)),
        // The components of the bound array are x[k] + i: [5, -2], where 3 + y[2] is 1.
        ("(diff(L(y), y[i]) at y = array(x[k] + i, k, 1, n))", Ok(1)),
        // Shorter and empty arrays: what is about missing components is left out.
        ("L(array(x[k], k, 1, 1))", Ok(12)),
        ("L(array(x[k], k, 2, 1))", Ok(0)),
        ("L(array(1/(x[k] - 4), k, 1, n))", Err(Failure::Undefined)),
        ("L(array(x[k], k, 1, 3))", Err(Failure::Undefined)),
        (
            "diff(L(array(t*k, k, 1, n)), t)",
            Err(Failure::Unsupported("a variable without a value")),
        ),
        ("(diff(L(array(t*k, k, 1, n)), t) at t = 2)", Ok(53)),
    ] {
        let mut arena = Arena::new();
        let expr = read_claim(&mut arena, &format!("{text}{ranged}")).unwrap();
        let point = point(&mut arena, &quadratic());
        let expected = expected.map(|n: i64| Real::Exact(Rational::from(n)));
        assert_eq!(at_point(&arena, expr, &point), expected, "{text}");
    }
}

#[test]
fn derivatives_by_components_exist_within_the_range_of_the_argument() {
    for (index, expected) in [
        ("1", Ok(12)),
        ("2", Ok(57)),
        ("0", Err(Failure::Undefined)),
        ("3", Err(Failure::Undefined)),
        ("1/2", Err(Failure::Undefined)),
    ] {
        let mut arena = Arena::new();
        let expr = partial(&mut arena, "array(x[k]^2, k, 1, n)", &[index]);
        let point = point(&mut arena, &quadratic());
        let expected = expected.map(|n: i64| Real::Exact(Rational::from(n)));
        assert_eq!(at_point(&arena, expr, &point), expected, "{index}");
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Array(parts) => {
            format!("[{}]", parts.iter().map(shown).collect::<Vec<_>>().join(", "))
        }
    }
}

#[test]
fn wrong_claims_about_functions_of_arrays_are_refuted() {
    for claim in [
        "diff(L(S), x[i]) = sum(diff(L(S), S[j]), j, 1, n)",
        "diff(L(S), x[i]) = diff(L(S), S[i])",
        "diff(L(S), x[i]) = S[i]*diff(L(S), S[i])",
        "diff(L(S), x[i]) = sum(diff(L(S), S[j])*diff(S[i], x[j]), j, 1, n) + S[i]",
        "diff(L(S), x[i]) = S[i]*(diff(L(S), S[i]) + sum(diff(L(S), S[j])*S[j], j, 1, n))",
        "diff(L(S), x[i]) = S[j]*(diff(L(S), S[i]) - sum(diff(L(S), S[k])*S[k], k, 1, n))",
        // The right side is zero, which is not seen from its parts.
        "diff(L(S), x[i]) = S[i]*(diff(L(S), S[i]) - sum(diff(L(S), S[i])*S[j], j, 1, n))",
        "diff(L(y), y[i]) = diff(L(y), y[j])",
        "diff(L(y), x[i]) = diff(L(y), y[i])",
        "L(S) = L(x)",
        "L(array(x[k]^2, k, 1, n)) = L(x)^2",
        "diff(L(array(x[k]^2, k, 1, n)), x[i]) = (diff(L(y), y[i]) at y = array(x[k]^2, k, 1, n))",
        "diff(diff(L(y), y[i]), y[j]) = 0",
    ] {
        let source = format!("{SOFTMAX}prove {claim}\n");
        let checked = check_source("test", &source, &Options::default());
        assert!(checked.report.unreadable.is_empty(), "{claim}: {:?}", checked.report.unreadable);
        let answer = &checked.report.steps.last().unwrap().answer;
        assert_eq!(answer.verdict, Some(Verdict::Refuted), "{claim}");
        let witness = answer.witness.as_ref().unwrap();
        let value = |name: &str| witness.at.iter().find(|it| it.0 == name).map(|it| shown(&it.1));
        let function = value("L").unwrap();
        assert!(function.starts_with("y -> "), "{function}");
        assert_eq!(value("S"), None, "a defined array has no components of its own");
    }
}

#[test]
fn true_claims_about_functions_of_arrays_are_not_refuted() {
    for claim in [
        "diff(L(S), x[i]) = sum(diff(L(S), S[j])*diff(S[j], x[i]), j, 1, n)",
        "diff(L(S), x[i]) = S[i]*(diff(L(S), S[i]) - sum(diff(L(S), S[j])*S[j], j, 1, n))",
        "diff(diff(L(y), y[i]), y[j]) = diff(diff(L(y), y[j]), y[i])",
        "diff(L(array(x[k]^2, k, 1, n)), x[i]) = 2*x[i]*(diff(L(y), y[i]) at y = array(x[k]^2, k, 1, n))",
        "diff(L(y), x[i]) = 0",
        "L(S) = L(array(e^x[k]/sum(e^x[m], m, 1, n), k, 1, n))",
    ] {
        let source = format!("{SOFTMAX}prove {claim}\n");
        let checked = check_source("test", &source, &Options::default());
        assert!(checked.report.unreadable.is_empty(), "{claim}: {:?}", checked.report.unreadable);
        let answer = &checked.report.steps.last().unwrap().answer;
        let agrees = answer.reason.as_ref().is_some_and(|it| it.starts_with("agrees to"));
        assert!(answer.verdict == Some(Verdict::Proved) || agrees, "{claim}: {answer:?}");
    }
}

#[test]
fn several_arguments_keep_their_ranges() {
    let head = "function F(y[1..n], t, A[1..n, 1..2])\nindex i in 1..n\n";
    for (claim, wrong) in [
        ("diff(F(y, t, A), A[i,1]) = diff(F(y, t, A), A[i,2])", true),
        ("diff(F(y, t, A), t) = diff(F(y, t, A), y[i])", true),
        ("diff(F(y, t, A), A[i,1]) = diff(F(y, t, A), A[i,1])", false),
    ] {
        let source = format!("{head}prove {claim}\n");
        let checked = check_source("test", &source, &Options::default());
        let answer = &checked.report.steps.last().unwrap().answer;
        let refuted = answer.verdict == Some(Verdict::Refuted);
        assert_eq!(refuted, wrong, "{claim}: {answer:?}");
    }
}
