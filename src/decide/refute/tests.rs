//! Wrong claims with their witnesses, true ones that are left alone.

use super::*;
use crate::decide::outcome::Value;
use crate::enclosure::testing::{read, read_statement};

fn claim(arena: &mut Arena, text: &str, assumptions: &[&str]) -> Claim {
    let (lhs, rhs) = text.split_once(" = ").unwrap();
    Claim {
        lhs: read(arena, lhs),
        rhs: read(arena, rhs),
        assumptions: assumptions.iter().map(|text| read_statement(arena, text)).collect(),
        given: Vec::new(),
        names: crate::expr::Names::default(),
    }
}

fn search(text: &str, assumptions: &[&str]) -> Search {
    let mut arena = Arena::new();
    let claim = claim(&mut arena, text, assumptions);
    refute(&arena, &claim, &mut Fuel::new(2_000_000))
}

fn shown(value: &Value) -> String {
    match value {
        Value::Number(value) => value.to_string(),
        Value::Array(parts) => {
            format!("[{}]", parts.iter().map(shown).collect::<Vec<_>>().join(", "))
        }
        Value::Function(formula) => formula.clone(),
    }
}

fn witness(text: &str, assumptions: &[&str]) -> String {
    match search(text, assumptions) {
        Search::Refuted(witness) => {
            let at: Vec<String> =
                witness.at.iter().map(|(name, value)| format!("{name}={}", shown(value))).collect();
            format!("{}: {} != {}", at.join(" "), witness.lhs, witness.rhs)
        }
        other => format!("{other:?}"),
    }
}

#[test]
fn wrong_claims_are_refuted_at_readable_points() {
    for (text, assumptions, expected) in [
        ("sqrt(x^2) = x", &[][..], "x=-1: 1 != -1"),
        ("sqrt(x^2) = x", &["x != -1"], "x=-2: 2 != -2"),
        ("diff(x^2, x) = x", &[], "x=1: 2 != 1"),
        ("diff(sin(x), x) = -cos(x)", &[], "x=0: 1 != -1"),
        ("diff(tanh(2*x), x) = 1 - tanh(2*x)^2", &[], "x=0: 2 != 1"),
        ("sign(x)^2 = 1", &[], "x=0: 0 != 1"),
        ("(x + y)^2 = x^2 + y^2", &[], "x=1 y=1: 4 != 2"),
        ("exp(x) = 1 + x", &["x > 5"], "x=6: 403.42879349273512 != 7"),
        ("x^2 = 16", &["x == 3"], "x=3: 9 != 16"),
        ("x = 4", &["y == 2*x", "y == 6"], "x=3 y=6: 3 != 4"),
        ("a = x", &["abs(x) < a"], "a=1 x=0: 1 != 0"),
        ("max(x, 7/3) = x", &["x > 2"], "x=13/6: 7/3 != 13/6"),
        ("piecewise(1 if x == 17/3, 0 otherwise) = 0", &[], "x=17/3: 1 != 0"),
        ("abs(3*x - 40) = 40 - 3*x", &[], "x=43/3: 3 != -3"),
        ("u(x)*v(x) = v(x)", &[], "u=t -> t v=t -> t^2 + 1 x=0: 0 != 1"),
        ("diff(u(x^2), x) = u'(x^2)", &[], "u=t -> t x=0: 0 != 1"),
        ("sum(x[k], k, 1, n) = n*x[1]", &[], "n=2 x=[1, 2]: 3 != 2"),
        (
            "diff(sum(x[k]^2, k, 1, n), x[j]) = 2*x[1]",
            &["j >= 1", "j <= n"],
            "j=2 n=2 x=[5, -2]: -4 != 10",
        ),
        ("pi = 3.14159265358979", &[], ": 3.1415926535897932 != 314159265358979/100000000000000"),
    ] {
        assert_eq!(witness(text, assumptions), expected, "{text}");
    }
}

#[test]
fn tiny_differences_are_found() {
    let text = "exp(pi*sqrt(163)) = 262537412640768744";
    assert!(
        witness(text, &[]).starts_with(": 262537412640768743.99999999999925"),
        "{}",
        witness(text, &[])
    );
}

#[test]
fn true_claims_are_never_refuted() {
    for (text, assumptions) in [
        ("sin(x)^2 + cos(x)^2 = 1", &[][..]),
        ("diff(tanh(x), x) = 1 - tanh(x)^2", &[]),
        ("diff(x^x, x) = x^x*(ln(x) + 1)", &[]),
        ("diff(u(x)*v(x), x) = u'(x)*v(x) + u(x)*v'(x)", &[]),
        ("atan(x) + atan(1/x) = pi/2", &["x > 0"]),
        ("diff(sum(ln(x[k]), k, 1, n), x[j]) = 1/x[j]", &["j >= 1", "j <= n"]),
        ("sum(y[k]*a, k, 1, n) = a", &["sum(y[k], k, 1, n) == 1"]),
        ("diff(x*abs(x), x) = 2*abs(x)", &[]),
        ("x/x = 1", &[]),
        ("sqrt(x^2) = abs(x)", &[]),
    ] {
        let found = search(text, assumptions);
        assert!(
            matches!(found, Search::Agrees { points, digits } if points > 3 && digits > 30),
            "{text}: {found:?}"
        );
    }
}

#[test]
fn claims_about_nothing_have_no_common_point() {
    for (text, assumptions) in [
        ("ln(x) = 1", &["x < 0"][..]),
        ("1/(x - x) = 3", &[]),
        ("x = 1", &["x > 1", "x < 0"]),
        ("diff(abs(x), x) = 1", &["x == 0"]),
    ] {
        assert_eq!(search(text, assumptions), Search::NoCommonPoint, "{text}");
    }
}

#[test]
fn points_where_one_side_only_is_defined_are_found() {
    let mut arena = Arena::new();
    for (defined, undefined, expected) in [
        ("1", "x/x", "0"),
        ("ln(x*y)", "ln(x) + ln(y)", "-1 -1"),
        ("2*abs(x)", "diff(abs(x)*x, x)/(x - 5)", "5"),
        ("x", "diff(sqrt(x - 3), x)", "0"),
        ("sqrt(x - 3)", "diff(sqrt(x - 3), x)", "3"),
        ("1/x", "diff(abs(x - 2), x)", "2"),
    ] {
        let wanted = Wanted {
            defined: vec![read(&mut arena, defined)],
            undefined: vec![read(&mut arena, undefined)],
            ..Wanted::default()
        };
        let point = find_point(&arena, &wanted, &mut Fuel::new(1_000_000)).unwrap();
        let values: Vec<String> =
            point.variables.iter().map(|(_, value)| value.to_string()).collect();
        assert_eq!(values.join(" "), expected, "{defined}, {undefined}");
    }
}

#[test]
fn functions_that_must_satisfy_an_equation_are_not_invented() {
    let mut arena = Arena::new();
    let mut claim = claim(&mut arena, "y'(x) = y(x)", &[]);
    claim.given = vec![(read(&mut arena, "y'(x)"), read(&mut arena, "y(x)"))];
    assert_eq!(refute(&arena, &claim, &mut Fuel::new(100_000)), Search::Given);
}
