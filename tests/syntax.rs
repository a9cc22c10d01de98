//! The plain notation: what is read as what, and what is refused.

use chainrule::expr::Arena;
use chainrule::print;
use chainrule::syntax::{Mode, Scope, parse_expression, parse_proposition};

fn read(text: &str) -> Result<String, String> {
    let (mut arena, mut scope) = (Arena::new(), Scope::new(Mode::Inferred));
    match parse_expression(&mut arena, &mut scope, text) {
        Ok((expr, _)) => Ok(print::text(&arena, expr)),
        Err(errors) => {
            let error = &errors[0];
            Err(format!(
                "{}..{}: {}; {}",
                error.span.start,
                error.span.end,
                error.message(),
                error.help().unwrap_or_default()
            ))
        }
    }
}

fn latex(text: &str) -> String {
    let (mut arena, mut scope) = (Arena::new(), Scope::new(Mode::Inferred));
    let (expr, _) = parse_expression(&mut arena, &mut scope, text).expect("an expression");
    print::latex(&arena, expr)
}

#[test]
fn operators_bind_as_the_language_says() {
    let cases = [
        ("-x^2", "-x^2"),
        ("(-x)^2", "(-x)^2"),
        ("2^-x", "2^(-x)"),
        ("2^-x*y", "2^(-x)*y"),
        ("a^b^c", "a^b^c"),
        ("(a^b)^c", "(a^b)^c"),
        ("a-(b-c)", "a - (b - c)"),
        ("a/(b*c)", "a/(b*c)"),
        ("a/b*c", "a/b*c"),
        ("2x", "2*x"),
        ("2x*y", "2*x*y"),
        ("y*2x", "y*(2*x)"),
        ("2(x+1)", "2*(x + 1)"),
        ("(a)(b)", "a*b"),
        ("u v^2", "u*v^2"),
        ("-(-x)", "-(-x)"),
        ("--x", "-(-x)"),
        ("-a*b", "-a*b"),
        ("(-a)*b", "(-a)*b"),
        ("a*-b*c", "a*(-b)*c"),
        ("f(x)^2", "f(x)^2"),
        ("α + x_β", "alpha + x_beta"),
        ("3.50", "3.5"),
        ("max(a, b, c)", "max(a, b, c)"),
    ];
    for (text, expected) in cases {
        assert_eq!(read(text).as_deref(), Ok(expected), "{text}");
    }
}

#[test]
fn derivatives_reach_as_far_as_the_next_factor() {
    let cases = [
        ("d/dx 2x^3", "d/dx (2*x^3)"),
        ("d/dx u * v", "d/dx u * v"),
        ("x * d/dx y", "x * d/dx y"),
        ("2 d/dx y^2", "2 * d/dx y^2"),
        ("d/dx sin(x)^2", "d/dx sin(x)^2"),
        ("d / dx", "d / dx"),
        ("x*d / dx", "x*d / dx"),
        ("d^2 / dx^2", "d^2 / dx^2"),
        ("d^2/dx^2 u(x)", "diff(u(x), x, 2)"),
        ("d/d/2", "d / d / 2"),
        ("diff(diff(x, x), x)", "diff(x, x, 2)"),
        ("diff(x[i]^2, x[j])", "diff(x[i]^2, x[j])"),
        ("d/dx[j] x[i]", "diff(x[i], x[j])"),
        ("d/dα α", "d/dalpha alpha"),
        ("sin'(2x)", "sin'(2*x)"),
        ("diff(t^2, t) at t = a", "(d/dt t^2 at t = a)"),
        ("diff(p q, p) at p = a, q = b + 1", "(d/dp (p*q) at p = a, q = b + 1)"),
        ("f(diff(p, p) at p = a, q)", "f((d/dp p at p = a), q)"),
    ];
    for (text, expected) in cases {
        assert_eq!(read(text).as_deref(), Ok(expected), "{text}");
    }
}

#[test]
fn errors_name_the_place_and_how_to_mend_it() {
    let cases = [
        ("1/2x", "0..4", "(1/2)*x` or `1/(2*x)"),
        ("a*b/2(x+1)", "0..10", "(a*b/2)*(x+1)` or `a*b/(2*(x+1))"),
        ("x(y+1) + x", "0..6", "x*(y+1)"),
        ("sin x", "0..3", "write `sin(x)`"),
        ("1e-5", "0..4", "1*10^(-5)"),
        ("x + ", "3..3", "expected an expression, but the text ends here"),
        ("(x + 1", "6..6", "expected `)`"),
        ("x 2", "0..3", "write `*` or `^`"),
        ("x ** 2", "3..4", "write `^` for a power"),
        ("|x|", "0..1", "abs(x)"),
        ("diff(x[i], i)", "11..12", "cannot differentiate by `i`"),
        ("sum(diff(k^2, k), k, 1, n)", "14..15", "cannot differentiate by `k`"),
        ("sum(diff(n*k, n), k, 1, n)", "14..15", "cannot differentiate by `n`"),
        ("diff(x, x, 101)", "11..14", "between 1 and 100"),
        ("diff(x^2, 2x)", "10..12", "cannot differentiate by `2x`"),
        ("u'", "0..2", "u'(x)"),
        ("x + diff(x, x) at x = 1", "15..17", "parentheses"),
        ("x = 1", "0..5", "a relation stands where a value is needed"),
        ("f(x) + f(x, y)", "7..8", "takes 1 argument, but 2 are given"),
        ("d/dx + 1", "0..4", "nothing follows"),
        ("", "0..0", "the text ends here"),
        ("x\0", "1..2", "U+0000"),
        ("x)", "1..2", "open a parenthesis"),
    ];
    for (text, place, words) in cases {
        let error = read(text).unwrap_err();
        assert!(error.starts_with(place) && error.contains(words), "{text}: {error}");
    }
}

#[test]
fn relations_are_joined_and_chained() {
    let cases = [
        ("x = 1", "x == 1"),
        ("0 < x < 1", "0 < x and x < 1"),
        ("x > 0 or x == 0 and y > 0", "x > 0 or x == 0 and y > 0"),
        ("(x > 0 or y > 0) and z ≠ 0", "(x > 0 or y > 0) and z != 0"),
        ("integer(n)", "integer(n)"),
        ("(x + 1) > 0", "x + 1 > 0"),
    ];
    for (text, expected) in cases {
        let (mut arena, mut scope) = (Arena::new(), Scope::new(Mode::Inferred));
        let (read, _) = parse_proposition(&mut arena, &mut scope, text).unwrap();
        assert_eq!(print::proposition(&arena, &read), expected);
    }
}

#[test]
fn names_keep_their_kind_over_the_texts_of_a_claim() {
    let (mut arena, mut scope) = (Arena::new(), Scope::new(Mode::Inferred));
    let text = "diff(L(y), y[j]) + sum(y[k], k, 1, n)";
    parse_expression(&mut arena, &mut scope, text).unwrap();
    assert!(parse_expression(&mut arena, &mut scope, "L + 1").is_err());
    assert!(parse_expression(&mut arena, &mut scope, "y + 1").is_err());
    assert_eq!(scope.integers().len(), 2);
}

#[test]
fn unknown_functions_of_a_file_are_errors_with_a_suggestion() {
    let (mut arena, mut scope) = (Arena::new(), Scope::new(Mode::Declared));
    let errors = parse_expression(&mut arena, &mut scope, "sinn(x)").unwrap_err();
    assert_eq!(
        errors[0].help().unwrap(),
        "did you mean `sin`? Otherwise declare it with `function sinn(x)`"
    );
}

#[test]
fn hostile_texts_are_errors_and_not_crashes() {
    let run = || {
        let nested = format!("{}x{}", "(".repeat(100_000), ")".repeat(100_000));
        assert!(read(&nested).unwrap_err().contains("nested more than 250"));
        for open in ["(", "-", "sin(", "x^", "2^-", "x[", "f'(", "d/dx ", "piecewise(", "max(x, "] {
            assert!(read(&open.repeat(100_000)).is_err());
            let fits = open.repeat(120);
            let closed: String = fits
                .chars()
                .rev()
                .filter_map(|c| ['(', '['].iter().position(|it| *it == c))
                .map(|it| [')', ']'][it])
                .collect();
            let _ = read(&format!("{fits}1{closed}"));
        }
        assert!(read(&vec!["x"; 1_900].join(" + ")).is_ok());
        assert!(read(&vec!["x"; 1_900].join("*")).is_ok());
        assert!(read(&vec!["x"; 100_000].join(" + ")).unwrap_err().contains("levels"));
        assert!(read(&"9".repeat(10_001)).unwrap_err().contains("10001 digits"));
        assert!(read(&"9".repeat(10_000)).is_ok());
    };
    let thread = std::thread::Builder::new().stack_size(2 << 20).spawn(run).unwrap();
    thread.join().unwrap();
}

#[test]
fn latex_reads_as_an_author_would_set_it() {
    let cases = [
        ("1/2*x", r"\frac{1}{2} x"),
        ("2*3*x", r"2 \cdot 3x"),
        ("x*2", r"x \cdot 2"),
        ("cosh(x)^2", r"\cosh^2 x"),
        ("sin(x)*cos(x)", r"\sin x \cos x"),
        ("sin(x)*y", r"\sin(x) y"),
        ("sigmoid(x)*(1-sigmoid(x))", r"\sigma(x) (1 - \sigma(x))"),
        ("e^(-x)", "e^{-x}"),
        ("x^(1/2)", "x^{1/2}"),
        ("-x*y", "-x y"),
        ("(-x)*y", "-x y"),
        ("sqrt(x/y)", r"\sqrt{\frac{x}{y}}"),
        ("sin(x/y)", r"\sin\left(\frac{x}{y}\right)"),
        ("d/dx sin(x)", r"\frac{d}{dx} \sin x"),
        ("d/dx (a*x)", r"\frac{\partial}{\partial x} (a x)"),
        ("d/dx u", r"\frac{du}{dx}"),
        ("diff(u(x), x, 2)", r"\frac{d^{2}}{dx^{2}} u(x)"),
        ("u'(x^2)", "u'(x^2)"),
        ("sum(x[k]*A[i,k], k, 1, n)", r"\sum_{k=1}^{n} x_{k} A_{ik}"),
        ("delta(i, j)", r"\delta_{ij}"),
        ("abs(x)", r"\left|x\right|"),
        (
            "piecewise(0 if x < 0, x otherwise)",
            r"\begin{cases} 0 & \text{if } x < 0 \\ x & \text{otherwise} \end{cases}",
        ),
        ("diff(t^2, t) at t = a", r"\left.\frac{d}{dt} t^2\right|_{t = a}"),
    ];
    for (text, expected) in cases {
        assert_eq!(latex(text), expected, "{text}");
    }
}
