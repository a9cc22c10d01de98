//! Derivation files: what is read, and how errors are survived.

use chainrule::expr::{Arena, Definitions};
use chainrule::print;
use chainrule::syntax::{
    Document, LineIndex, MAX_ERRORS, Statement, StatementKind, parse_document,
};

const TANH: &str = include_str!("data/tanh.deriv");

/// Statements in one line each, chains with their reasons.
fn outline(arena: &Arena, statements: &[Statement]) -> Vec<String> {
    let text = |expr| print::text(arena, expr);
    let line = |statement: &Statement| match &statement.kind {
        StatementKind::Title(title) => format!("title {title}"),
        StatementKind::Definition { name, definition } => {
            format!("{} := {}", arena.name(*name), text(definition.body))
        }
        StatementKind::Restatement { lhs, rhs, .. } => format!("{} ?= {}", text(*lhs), text(*rhs)),
        StatementKind::Functions(them) => {
            let names: Vec<_> = them.iter().map(|it| arena.name(it.name)).collect();
            format!("function {}", names.join(", "))
        }
        StatementKind::Index { names, range } => {
            let names: Vec<_> = names.iter().map(|&it| arena.name(it)).collect();
            format!("index {} in {}..{}", names.join(", "), text(range.from), text(range.to))
        }
        StatementKind::Assume(it) => format!("assume {}", print::proposition(arena, it)),
        StatementKind::Given { lhs, rhs } => format!("given {} = {}", text(*lhs), text(*rhs)),
        StatementKind::Case { condition, body, .. } => {
            let body = outline(arena, body).join("; ");
            format!("case {}: {body}", print::proposition(arena, condition))
        }
        StatementKind::Prove(chain) | StatementKind::Refute(chain) => {
            let name = chain.name.as_ref().map_or(String::new(), |it| format!("[{}] ", it.text));
            let rows: Vec<_> = chain
                .rows
                .iter()
                .map(|row| {
                    let by: Vec<_> = row.reasons.iter().map(|it| it.text.as_str()).collect();
                    let by = if by.is_empty() {
                        String::new()
                    } else {
                        format!(" by {}", by.join(" & "))
                    };
                    format!("{}{by}", text(row.expr))
                })
                .collect();
            format!("{name}{}", rows.join(" = "))
        }
    };
    statements.iter().map(line).collect()
}

fn read(source: &str) -> (Arena, Document) {
    let mut arena = Arena::new();
    let document = parse_document(&mut arena, source);
    (arena, document)
}

fn lines(source: &str) -> Vec<String> {
    let (arena, document) = read(source);
    assert_eq!(
        document.errors,
        [],
        "{:?}",
        document.errors.first().map(chainrule::syntax::SyntaxError::message)
    );
    outline(&arena, &document.statements)
}

fn errors(source: &str) -> Vec<String> {
    let (_, document) = read(source);
    let index = LineIndex::new(source);
    let show = |error: &chainrule::syntax::SyntaxError| {
        let at = index.position(error.span.start);
        format!("{}:{} {}", at.line, at.column, error.message())
    };
    document.errors.iter().map(show).collect()
}

#[test]
fn a_derivation_is_read_with_its_reasons() {
    assert_eq!(
        lines(TANH),
        [
            "title Derivative of tanh",
            "u := e^x - e^(-x)",
            "v := e^x + e^(-x)",
            "tanh(x) ?= u/v",
            "d/dx u = v by sum rule & chain rule",
            "d/dx v = u",
            "tanh'(x) = d/dx (u/v) by definition of tanh \
             = (d/dx u * v - u * d/dx v) / v^2 by quotient rule \
             = (v*v - u*u) / v^2 by substitution = 4/v^2 by algebra \
             = 1/cosh(x)^2 by definition of cosh = sech(x)^2 by definition of sech \
             = 1 - tanh(x)^2 by identity",
        ]
    );
}

#[test]
fn every_statement_is_read() {
    let source = "\
function u(x), L(y[1..n])  # unknown
index i, j in 1..n
define S[i] = e^z[i] / sum(e^z[k], k, 1, n)
define f(x, y) = x*y
assume i != j
given u'(x) = u(x)*(1 - u(x))
case i == j:
    prove S[i] = S[j]
    case n = 1:
        prove S[i] = 1
prove diff rule: u' = u*(1 - u) by given
refute f(x, 2) = x
prove diff(L, y[i]) = diff(L(y), y[i]) = diff(L, y[i])
let w = x^3
prove w'' = 6x
";
    assert_eq!(
        lines(source),
        [
            "function u, L",
            "index i, j in 1..n",
            "S := e^z[i]/sum(e^z[k], k, 1, n)",
            "f := x*y",
            "assume i != j",
            "given u'(x) = u(x)*(1 - u(x))",
            "case i == j: S[i] = S[j]; case n == 1: S[i] = 1",
            "[diff rule] u'(x) = u(x)*(1 - u(x)) by given",
            "f(x, 2) = x",
            "diff(L(y), y[i]) = diff(L(y), y[i]) = diff(L(y), y[i])",
            "w := x^3",
            "diff(w, x, 2) = 6*x",
        ]
    );
}

#[test]
fn several_errors_of_one_file_are_reported_and_the_other_statements_survive() {
    let source = "title\nlet u = x +\nprove u = 1\nprove sinn(x) = 1/2x\n  = f(\nassume x > 0\nprof x = x\n= 3\n";
    assert_eq!(
        errors(source),
        [
            "1:1 expected a text in quotation marks, but the text ends here",
            "2:12 expected an expression, but the text ends here",
            "3:7 the definition of `u` could not be read",
            "4:17 `1/2 x` can be read in two ways",
            "5:7 expected an expression, but the text ends here",
            "7:1 no statement begins with `prof`",
        ]
    );
    let (arena, document) = read(source);
    assert_eq!(outline(&arena, &document.statements), ["assume x > 0"]);
}

#[test]
fn definitions_that_make_no_sense_are_errors() {
    let cases = [
        ("let u = u + 1", "1:5 `u` would be defined by itself"),
        ("define f(x) = f(x - 1)", "1:8 `f` would be defined by itself"),
        ("let u = v\nlet v = u", "2:5 `v` would be defined by itself"),
        ("let u = 1\nlet u = 2", "2:5 `u` has a meaning already"),
        ("prove x = x\nlet x = 2", "2:5 `x` is used above, before it gets its meaning"),
        ("define f(x, x) = x", "1:13 `x` occurs twice here"),
        ("define sin = 1", "1:8 `sin` has no parameters"),
        ("let e = 1", "1:5 `e` is reserved"),
        ("let u = x\ndefine f(u) = u", "2:8 `u` has a meaning already"),
        ("index i in 1..n\nprove diff(x, i) = 0", "2:15 cannot differentiate by `i`"),
        ("prove x", "1:1 an equation is needed"),
        ("prove x < y", "1:7 only `=` can stand here"),
        (
            "prove x = y by",
            "1:15 expected the name of a rule or of a result, but the text ends here",
        ),
        ("case x > 0:\nprove x = x", "1:1 this case has no body"),
        ("let w = x*y\nprove w' = 1", "2:7 `w'` does not say by what to differentiate"),
    ];
    for (source, expected) in cases {
        assert_eq!(errors(source), [expected], "{source}");
    }
}

#[test]
fn hostile_files_give_errors_and_no_crash() {
    let run = || {
        assert!(errors("").is_empty());
        assert_eq!(errors("prove x\0 = 1\r\n\tprove x = \u{1}").len(), 2);
        assert_eq!(errors(&"(".repeat(10_000_000)).len(), 1);
        assert_eq!(errors(&format!("prove {}", "x".repeat(10_000_000))).len(), 1);
        assert_eq!(errors(&format!("prove {} = x", "(".repeat(100_000))).len(), 1);
        assert_eq!(errors(&"prove\n".repeat(100_000)).len(), MAX_ERRORS + 1);
        assert!(errors(&format!("prove x{}", "\n = x".repeat(100_000))).is_empty());
        let cases: Vec<String> =
            (0..200).map(|k| format!("{}case x > {k}:\n", " ".repeat(k))).collect();
        let cases = cases.concat();
        assert_eq!(errors(&cases).len(), 1);
    };
    std::thread::Builder::new().stack_size(2 << 20).spawn(run).unwrap().join().unwrap();
}

/// The right side of the last chain, with the definitions of the file unfolded.
fn unfolded(source: &str) -> String {
    let (mut arena, document) = read(source);
    let mut definitions = Definitions::default();
    let mut last = None;
    for statement in &document.statements {
        match &statement.kind {
            StatementKind::Definition { name, definition } => {
                definitions.add(&arena, *name, definition.clone()).expect("a definition");
            }
            StatementKind::Prove(chain) => last = chain.rows.last().map(|row| row.expr),
            _ => {}
        }
    }
    let expr = definitions.unfold_all(&mut arena, last.expect("a chain")).expect("no cycle");
    print::text(&arena, expr)
}

#[test]
fn unfolding_puts_meanings_in_the_place_of_names() {
    let cases = [
        ("let u = x^2\nprove 0 = u + 1", "x^2 + 1"),
        ("let u = x^2\nlet w = u*x\nprove 0 = w'", "d/dx (x^2*x)"),
        ("let u = x^2\nprove 0 = diff(u^(-1), u)", "(d/du u^(-1) at u = x^2)"),
        ("let u = x^2\nlet w = u + x\nprove 0 = diff(w, u)", "(d/du (u + x) at u = x^2)"),
        ("let u = x^2\nprove 0 = diff(u^3, u, 2)", "(diff(u^3, u, 2) at u = x^2)"),
        ("define f(x) = x^2\nprove 0 = f(y + 1)", "(y + 1)^2"),
        ("define f(x) = x^2\nprove 0 = f'(x)", "d/dx x^2"),
        ("define f(x) = x^2\nprove 0 = f'(2a)", "(d/dx x^2 at x = 2*a)"),
        ("let u = x^2\ndefine f(x) = u + 1\nprove 0 = f(3)", "3^2 + 1"),
        ("define f(t) = t*k\nprove 0 = sum(f(k), k, 1, n)", "sum(k_1*k, k_1, 1, n)"),
        ("let u = k^2\nprove 0 = sum(u*x[k], k, 1, n)", "sum(k^2*x[k_1], k_1, 1, n)"),
        ("let u = x^2\nprove 0 = diff(u, x) at x = 3", "(d/dx x^2 at x = 3)"),
        ("define S[i] = x[i]/sum(x[k], k, 1, n)\nprove 0 = S[k]", "x[k]/sum(x[k], k, 1, n)"),
        ("define S[i] = 2*x[i]\nprove 0 = sum(S[k], k, 1, n)", "sum(2*x[k], k, 1, n)"),
    ];
    for (source, expected) in cases {
        assert_eq!(unfolded(source), expected, "{source}");
    }
}

#[test]
fn unfolding_stops_before_it_becomes_too_large() {
    let mut source = "let u0 = x + 1\n".to_owned();
    for k in 1..200 {
        let line = format!("let u{k} = sin(u{0}) * (u{0} + {k})\n", k - 1);
        source.push_str(&line);
    }
    source += "prove u199 = 1";
    let (mut arena, document) = read(&source);
    let expr = arena.named("u199");
    assert!(document.scope.definitions().unfold_all(&mut arena, expr).is_ok());
    for k in 200..1_500 {
        source = source.replace("prove", &format!("let u{k} = sin(u{})^2\nprove", k - 1));
    }
    let (mut arena, document) = read(&source);
    let expr = arena.named("u1499");
    assert!(document.scope.definitions().unfold_all(&mut arena, expr).is_err());
}
