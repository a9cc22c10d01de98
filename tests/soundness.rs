//! Verdicts on generated claims, compared with certified values at the points where mistakes hide:
//! joins, edges, zeros, branches. Set `SOUNDNESS_CLAIMS` to a number and `SOUNDNESS_SEED` to another for a
//! longer run.

#![allow(clippy::format_push_string, clippy::print_stdout, reason = "a test that tells its counts")]

use chainrule::decide::{
    decide,
    outcome::{Domain, Value, Verdict, Witness},
};
use chainrule::document::parse_claim;
use chainrule::enclosure::{
    Failure, Fuel, Point, Real, Truth, evaluate, holds, interval::Precision,
};
use chainrule::evaluate::{Argument, Options, compile};
use chainrule::expr::{Arena, ExprId, Proposition};
use chainrule::number::Rational;
use chainrule::print;
use chainrule::theory::Theory;

#[path = "attacks/elementary_claims.rs"]
mod elementary;
#[path = "attacks/indexed_claims.rs"]
mod indexed;

/// What claims are made of, and where they are looked at.
pub struct Language {
    right: &'static [(&'static str, &'static str)],
    wrong: &'static [(&'static str, &'static str)],
    leaves: &'static [&'static str],
    forms: &'static [&'static str],
    /// Expressions for `C`, where it must not mention a bound index.
    closed: &'static [&'static str],
    assumptions: &'static [&'static str],
    /// What is assumed of every claim.
    always: &'static [&'static str],
    points: fn(&mut Arena) -> Vec<Point>,
}

const REAL: Language = Language {
    right: RIGHT,
    wrong: WRONG,
    leaves: LEAVES,
    forms: FORMS,
    closed: &[],
    assumptions: ASSUMPTIONS,
    always: &[],
    points,
};

const BITS: usize = 96;
const WORK: u64 = 100_000;

/// Laws that hold wherever both sides are defined, whatever `A`, `B` and `C` stand for.
const RIGHT: &[(&str, &str)] = &[
    ("A*B + C", "C + B*A"),
    ("A/B*B", "A"),
    ("(A + B)^2", "A^2 + 2*A*B + B^2"),
    ("A - 0*B", "A"),
    ("abs(A)^2", "A^2"),
    ("abs(A)*sign(A)", "A"),
    ("sign(A)^3", "sign(A)"),
    ("max(A, B) + min(A, B)", "A + B"),
    ("max(A, B)", "(A + B + abs(A - B))/2"),
    ("relu(A) - relu(-A)", "A"),
    ("piecewise(A if x < 0, A otherwise)", "A"),
    ("piecewise(A if B < C, B otherwise)", "piecewise(B if B >= C, A otherwise)"),
    ("exp(A)*exp(B)", "exp(A + B)"),
    ("sqrt(A)^2", "A"),
    ("diff(A + B, x)", "diff(A, x) + diff(B, x)"),
    ("diff(A*B, x)", "diff(A, x)*B + A*diff(B, x)"),
    ("diff(A/B, x)", "(diff(A, x)*B - A*diff(B, x))/B^2"),
    ("diff(A^3, x)", "3*A^2*diff(A, x)"),
    ("diff(abs(A), x)", "sign(A)*diff(A, x)"),
    ("diff(relu(A), x)", "(1 + sign(A))/2*diff(A, x)"),
    ("diff(A*abs(A), x)", "2*abs(A)*diff(A, x)"),
    ("diff(sqrt(A), x)", "diff(A, x)/(2*sqrt(A))"),
    ("diff(ln(A), x)", "diff(A, x)/A"),
    ("diff(exp(A), x)", "exp(A)*diff(A, x)"),
    ("diff(max(A, B), x)", "piecewise(diff(A, x) if A > B, diff(B, x) otherwise)"),
    ("diff(diff(A, x), y)", "diff(diff(A, x), y) + 0*B"),
    ("diff(A, x) at x = C", "(diff(A, x) at x = C)*1"),
];

/// Laws with exceptions: often false, sometimes only at a few points.
const WRONG: &[(&str, &str)] = &[
    ("A", "B"),
    ("abs(A)", "A"),
    ("sign(A)^2", "1"),
    ("max(A, B)", "A"),
    ("relu(A)", "A"),
    ("A", "A + 1 - sign(abs(x - Q))"),
    ("A", "piecewise(B if x == Q, A otherwise)"),
    ("A", "piecewise(A if x < Q, A + 1 if x <= Q, A otherwise)"),
    ("diff(A*B, x)", "diff(A, x)*diff(B, x)"),
    ("diff(A, x)", "diff(A, y)"),
    ("diff(abs(A), x)", "diff(A, x)"),
    ("diff(relu(A), x)", "piecewise(diff(A, x) if A > 0, 0 if A < 0, Q otherwise)"),
    (
        "diff(piecewise(A if x <= Q, B otherwise), x)",
        "piecewise(diff(A, x) if x <= Q, diff(B, x) otherwise)",
    ),
    (
        "diff(piecewise(A if x < Q, B otherwise), x)",
        "piecewise(diff(A, x) if x < Q, diff(B, x) otherwise)",
    ),
    ("diff(piecewise(A if x == Q, B otherwise), x)", "diff(B, x)"),
    ("diff(A*sign(x - Q), x)", "diff(A, x)*sign(x - Q)"),
    ("diff(max(A, B), x)", "max(diff(A, x), diff(B, x))"),
    ("A^(1/2)*B", "sqrt(A)*B"),
    ("(A^2)^(3/2)", "A^3"),
    ("diff(A, x, 2)", "diff(B, x)"),
];

const LEAVES: &[&str] = &["x", "x", "x", "y", "0", "1", "2", "Q", "x^2", "x^3", "(x - Q)", "x*y"];
const FORMS: &[&str] = &[
    "(A + B)",
    "(A - B)",
    "(A*B)",
    "(A*B)",
    "(A/B)",
    "(-A)",
    "A^2",
    "A^(-1)",
    "A^(1/2)",
    "A^y",
    "abs(A)",
    "sign(A)",
    "relu(A)",
    "max(A, B)",
    "min(A, B)",
    "sqrt(A)",
    "ln(A)",
    "exp(A)",
    "cbrt(A)",
    "piecewise(A if x < Q, B otherwise)",
    "piecewise(A if x == Q, B otherwise)",
    "piecewise(A if x <= Q, B if x > Q)",
    "piecewise(A if B > 0)",
    "diff(A, x)",
    "abs'(A)",
    "sin(A)",
    "(A at x = B)",
];
const ASSUMPTIONS: &[&str] = &[
    "x == Q",
    "x >= Q",
    "x > Q",
    "x != Q",
    "y > 0",
    "y == x",
    "abs(x) < 1",
    "x*y > 0",
    "y == 0",
    "x <= 0",
];
const SPECIAL: &[&str] = &["0", "1", "(-1)", "(1/2)"];

/// The generator of Lehmer: no more randomness is needed.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % n as u64).unwrap_or(0)
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }

    fn expression(&mut self, language: &Language, depth: usize) -> String {
        if depth == 0 || self.below(4) == 0 {
            let leaf = self.pick(language.leaves);
            return self.fill(leaf, &[]);
        }
        let form = self.pick(language.forms);
        let parts = [(); 2].map(|()| self.expression(language, depth - 1));
        self.fill(form, &parts)
    }

    /// Puts expressions for the letters, and a special number for `Q`.
    fn fill(&mut self, form: &str, parts: &[String]) -> String {
        let special = self.pick(SPECIAL);
        let mut text = String::new();
        for letter in form.chars() {
            match letter {
                'A' => text += &format!("({})", parts[0]),
                'B' => text += &format!("({})", parts[1]),
                'C' => text += &format!("({})", parts[2]),
                'Q' => text += special,
                other => text.push(other),
            }
        }
        text
    }
}

fn points(arena: &mut Arena) -> Vec<Point> {
    let [x, y] = ["x", "y"].map(|name| arena.symbol(name));
    let values: Vec<Rational> = [(0, 1), (1, 1), (-1, 1), (1, 2), (-1, 2), (2, 1), (7, 3)]
        .into_iter()
        .map(|(n, d)| Rational::new(n, d).expect("a number"))
        .collect();
    let mut points = Vec::new();
    for a in &values {
        for b in &values {
            let variables = vec![(x, a.clone()), (y, b.clone())];
            points.push(Point { variables, ..Point::default() });
        }
    }
    points
}

fn value(arena: &Arena, expr: ExprId, at: &Point) -> Result<Real, Failure> {
    evaluate(arena, expr, at, BITS, &mut Fuel::new(WORK))
}

fn truth(arena: &Arena, all: &[Proposition], at: &Point) -> Option<bool> {
    let mut result = Some(true);
    for it in all {
        match holds(arena, it, at, BITS, &mut Fuel::new(WORK)) {
            Truth::True => {}
            Truth::NotTrue => return Some(false),
            Truth::Unknown(_) => result = None,
        }
    }
    result
}

/// Whether the evaluators find that sides are equal that a witness says are far apart. They share no
/// code with what found the witness.
fn contradicted(arena: &Arena, sides: [ExprId; 2], witness: &Witness) -> Option<String> {
    let number = |it: &Value| match it {
        Value::Number(number) => number.to_string().parse().ok().or_else(|| {
            let (n, d) = number.to_string().split_once('/').map(|(n, d)| (n.parse(), d.parse()))?;
            Some(n.unwrap_or(f64::NAN) / d.unwrap_or(f64::NAN))
        }),
        _ => None,
    };
    let at: Option<Vec<(&str, Argument<f64>)>> = witness
        .at
        .iter()
        .map(|(name, it)| Some((name.as_str(), Argument::Number(number(it)?))))
        .collect();
    let at = at?;
    let mut values = [0.0; 2];
    for (side, value) in sides.into_iter().zip(&mut values) {
        let evaluator = compile(arena, side, &Options::default()).ok()?;
        *value = *evaluator.evaluate(&at).ok()?.first()?.first()?;
    }
    let claimed: [f64; 2] = [witness.lhs.parse().ok()?, witness.rhs.parse().ok()?];
    let apart = |[a, b]: [f64; 2]| (a - b).abs() / (a.abs() + b.abs() + 1e-9);
    let wrong = values.iter().all(|it| it.is_finite())
        && apart(values) < 1e-9
        && claimed.iter().all(|it| it.is_finite())
        && apart(claimed) > 1e-3;
    wrong.then(|| format!("evaluators find {values:?} at {:?}, not {claimed:?}", witness.at))
}

/// What is wrong with the verdict, if anything is; and whether the claim was proved, refuted.
fn judge(
    language: &Language,
    equation: &str,
    assume: &[String],
    right: bool,
) -> (Option<String>, usize) {
    let mut arena = Arena::new();
    let Ok(claim) = parse_claim(&mut arena, equation, assume) else { return (None, 3) };
    let points = (language.points)(&mut arena);
    // An array that is added up over several ranges has components where the points have none.
    if claim.names.arrays.len() < points[0].arrays.len() {
        return (None, 3);
    }
    let proved = match decide(&mut arena, &Theory::new(), &claim).verdict {
        Verdict::Proved(proved) => proved,
        Verdict::Refuted(it) => {
            let wrong = if right {
                Some(format!("a right law is refuted at {:?}", it.at))
            } else {
                contradicted(&arena, [claim.lhs, claim.rhs], &it)
            };
            return (wrong, 1);
        }
        Verdict::Unknown(_) => return (None, 2),
    };
    for at in &points {
        if truth(&arena, &claim.assumptions, at) != Some(true) {
            continue;
        }
        let conditions = truth(&arena, &proved.conditions, at);
        let [a, b] = [claim.lhs, claim.rhs].map(|side| value(&arena, side, at));
        let [a_lacks, b_lacks] = [&a, &b].map(|it| *it == Err(Failure::Undefined));
        let differ = match (&a, &b) {
            (Ok(a), Ok(b)) => (Precision { bits: BITS })
                .compare(a, b)
                .is_some_and(|ordering| ordering != std::cmp::Ordering::Equal),
            _ => false,
        };
        let (both, domain) = (a.is_ok() && b.is_ok(), proved.domain);
        let wrong = if conditions == Some(true) && (a_lacks || b_lacks) {
            "a side is undefined where the conditions hold"
        } else if conditions == Some(true) && differ {
            "the sides differ where the conditions hold"
        } else if both && differ {
            "the sides differ off the conditions"
        } else if both && conditions == Some(false) && domain != Domain::Unknown {
            "the conditions ask for too much"
        } else if a.is_ok() && b_lacks && matches!(domain, Domain::Same | Domain::Widens)
            || b.is_ok() && a_lacks && matches!(domain, Domain::Same | Domain::Narrows)
        {
            "the domains compare otherwise"
        } else {
            continue;
        };
        let conditions: Vec<String> =
            proved.conditions.iter().map(|it| print::proposition(&arena, it)).collect();
        let place = (&at.variables, &at.arrays);
        return (
            Some(format!("{wrong}: {conditions:?}, {domain:?}, at {place:?}: {a:?}, {b:?}")),
            0,
        );
    }
    (None, 0)
}

/// Judges claims in a language: wrong verdicts, and how many claims were proved, refuted, unknown and
/// unreadable.
fn run(language: &Language, claims: usize) -> (Vec<String>, [usize; 4]) {
    let mut random = Random(number("SOUNDNESS_SEED", 1) as u64);
    let (mut counts, mut wrong) = ([0usize; 4], Vec::new());
    for _ in 0..number("SOUNDNESS_CLAIMS", claims) {
        let right = random.below(2) == 0;
        let (lhs, rhs) = random.pick(if right { language.right } else { language.wrong });
        let depth = 1 + random.below(2);
        let mut parts = [(); 3].map(|()| random.expression(language, depth));
        if !language.closed.is_empty() {
            let closed = random.pick(language.closed);
            parts[2] = random.fill(closed, &[]);
        }
        let equation = random.fill(&format!("{lhs} = {rhs}"), &parts);
        let mut assume: Vec<String> = language.always.iter().map(|&it| it.to_owned()).collect();
        if random.below(3) == 0 {
            let fact = random.pick(language.assumptions);
            assume.push(random.fill(fact, &[]));
        }
        let work = || judge(language, &equation, &assume, right);
        let judged = std::panic::catch_unwind(std::panic::AssertUnwindSafe(work));
        let (mistake, verdict) = judged.unwrap_or_else(|_| (Some("a panic".to_owned()), 3));
        counts[verdict] += 1;
        if let Some(mistake) = mistake {
            let wrong_verdict = format!("{equation} assuming {assume:?}: {mistake}");
            println!("{wrong_verdict}");
            wrong.push(wrong_verdict);
        }
    }
    println!("proved, refuted, unknown, unreadable: {counts:?}");
    (wrong, counts)
}

fn number(name: &str, default: usize) -> usize {
    std::env::var(name).ok().and_then(|it| it.parse().ok()).unwrap_or(default)
}

#[test]
fn verdicts_agree_with_certified_values_at_special_points() {
    let (wrong, counts) = run(&REAL, 300);
    assert!(counts[0] > 30 && counts[1] > 30, "too few verdicts: {counts:?}");
    assert!(wrong.is_empty(), "{} wrong verdicts:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn verdicts_on_sums_agree_with_certified_values() {
    let (wrong, counts) = run(&indexed::INDEXED, 300);
    assert!(counts[0] > 30 && counts[1] > 30, "too few verdicts: {counts:?}");
    assert!(wrong.is_empty(), "{} wrong verdicts:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn verdicts_on_branches_agree_with_certified_values() {
    let (wrong, counts) = run(&elementary::ELEMENTARY, 300);
    assert!(counts[0] > 30 && counts[1] > 30, "too few verdicts: {counts:?}");
    assert!(wrong.is_empty(), "{} wrong verdicts:\n{}", wrong.len(), wrong.join("\n"));
}

fn verdict(equation: &str, assume: &[&str]) -> Verdict {
    let mut arena = Arena::new();
    let claim = parse_claim(&mut arena, equation, assume).expect("a claim");
    decide(&mut arena, &Theory::new(), &claim).verdict
}

#[test]
fn a_condition_that_a_branch_beside_the_point_asks_for_hides_no_counterexample() {
    for claim in [
        "piecewise(0 if x <= 0, x/x otherwise) = piecewise(0 if x < 0, 1 otherwise)",
        "diff(relu(x^2), x) = piecewise(2*x if x != 0, 1 otherwise)",
    ] {
        assert!(matches!(verdict(claim, &[]), Verdict::Refuted(_)), "{claim}");
    }
}

#[test]
fn nothing_is_proved_of_a_derivative_by_an_integer() {
    for claim in ["diff((-1)^n/(-1)^n, n) = 0", "diff((-1)^n*0, n) = 0", "diff(n^2, n) = 2*n"] {
        assert!(matches!(verdict(claim, &["integer(n)"]), Verdict::Unknown(_)), "{claim}");
    }
    assert!(matches!(verdict("sin'(n) = cos(n)", &["integer(n)"]), Verdict::Proved(_)));
}

#[test]
fn a_sum_of_large_powers_is_given_up_early() {
    assert!(matches!(verdict("sum(k^k, k, 1, 1000000000) = 1", &[]), Verdict::Unknown(_)));
}
