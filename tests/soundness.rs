//! Verdicts on generated claims, compared with certified values at the points where mistakes hide:
//! joins, edges, zeros, branches. Set `SOUNDNESS_CLAIMS` to a number and `SOUNDNESS_SEED` to another for a
//! longer run, `SOUNDNESS_MILLISECONDS` to give up on slow claims, `SOUNDNESS_TELL` to print every claim.

#![allow(clippy::print_stdout, reason = "a test that tells its counts")]

use chainrule::decide::{
    decide, decide_until,
    outcome::{Claim, Domain, Proved, Value, Verdict, Witness},
};
use chainrule::document::parse_claim;
use chainrule::enclosure::{
    Evaluator, Failure, Fuel, Point, Polynomial, Truth, interval::Precision,
};
use chainrule::evaluate::{Argument, Options, compile};
use chainrule::expr::{Arena, ExprId, Proposition, Symbol};
use chainrule::number::Rational;
use chainrule::print;
use chainrule::theory::Theory;
use generate::{Function, Generated, Language, Random};

#[path = "attacks/elementary_claims.rs"]
mod elementary;
#[path = "attacks/function_claims.rs"]
mod functions;
#[path = "attacks/generate.rs"]
mod generate;
#[path = "attacks/indexed_claims.rs"]
mod indexed;
#[path = "attacks/integer_claims.rs"]
mod integers;
#[path = "attacks/kink_claims.rs"]
mod kinks;

/// Precisions: most values are told apart by the first.
const BITS: [usize; 2] = [53, 96];
const WORK: u64 = 100_000;

fn number_of((n, d): (i64, i64)) -> Rational {
    Rational::new(n, d).expect("a number")
}

fn function_of(arena: &mut Arena, (name, terms): &Function) -> (Symbol, Polynomial) {
    let arity = if *name == "f" { 2 } else { 1 };
    let terms = terms.iter().map(|&(factor, powers)| (factor.into(), powers.to_vec())).collect();
    (arena.symbol(name), Polynomial::of_numbers(arity, terms))
}

fn points(arena: &mut Arena) -> Vec<Point> {
    let [x, y] = ["x", "y"].map(|name| arena.symbol(name));
    let values = [(0, 1), (1, 1), (-1, 1), (1, 2), (-1, 2), (2, 1), (7, 3)].map(number_of);
    let mut points = Vec::new();
    for a in &values {
        for b in &values {
            let variables = vec![(x, a.clone()), (y, b.clone())];
            points.push(Point { variables, ..Point::default() });
        }
    }
    points
}

/// What is certain at a point: as little precision as is enough.
fn certain<T>(
    arena: &Arena,
    at: &Point,
    mut look: impl FnMut(&mut Evaluator<'_>) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let mut fuel = Fuel::new(WORK);
    let first = look(&mut Evaluator::new(arena, at, BITS[0], &mut fuel));
    match first {
        Err(Failure::Undetermined | Failure::Tie) => {
            look(&mut Evaluator::new(arena, at, BITS[1], &mut fuel))
        }
        other => other,
    }
}

fn truth(evaluator: &mut Evaluator<'_>, all: &[Proposition]) -> Result<bool, Failure> {
    let mut open = None;
    for it in all {
        match evaluator.truth(it) {
            Truth::True => {}
            Truth::NotTrue => return Ok(false),
            Truth::Unknown(failure) => open = Some(failure),
        }
    }
    open.map_or(Ok(true), Err)
}

/// Whether the evaluators find that sides are equal that a witness says are far apart. They share no
/// code with what found the witness. Numbers that no double is are left alone: what is rounded may be on the
/// other side of a jump.
fn contradicted(arena: &Arena, sides: [ExprId; 2], witness: &Witness) -> Option<String> {
    let number = |it: &Value| match it {
        Value::Number(number) => {
            let scaled = number * &Rational::from(1 << 20);
            let float = i32::try_from(scaled.to_i64()?).ok()?;
            Some(f64::from(float) / f64::from(1 << 20))
        }
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

fn read(arena: &mut Arena, it: &Generated) -> Option<Claim> {
    let mut claim = parse_claim(arena, &it.equation, &it.assume).ok()?;
    for (lhs, rhs) in it.given.iter().flat_map(|given| given.equations) {
        let none: &[&str] = &[];
        let given = parse_claim(arena, &format!("{lhs} = {rhs}"), none).expect("an equation");
        claim.given.push((given.lhs, given.rhs));
    }
    Some(claim)
}

/// What is wrong with the verdict, if anything is; and whether the claim was proved, refuted, left open,
/// or could not be read.
fn judge(language: &Language, it: &Generated) -> (Option<String>, usize) {
    let mut arena = Arena::new();
    let Some(claim) = read(&mut arena, it) else { return (None, 3) };
    let milliseconds = number("SOUNDNESS_MILLISECONDS", 0) as u64;
    let deadline = (milliseconds > 0)
        .then(|| std::time::Instant::now() + std::time::Duration::from_millis(milliseconds));
    match decide_until(&mut arena, &Theory::new(), &claim, deadline).verdict {
        Verdict::Proved(proved) => {
            let mut points = (language.points)(&mut arena);
            for point in &mut points {
                adapt(&mut arena, point, &claim, it);
            }
            (points.iter().find_map(|at| mistake(&arena, &claim, &proved, at)), 0)
        }
        Verdict::Refuted(witness) if it.right => {
            (Some(format!("a right law is refuted at {:?}", witness.at)), 1)
        }
        Verdict::Refuted(witness) => (contradicted(&arena, [claim.lhs, claim.rhs], &witness), 1),
        Verdict::Unknown(_) => (None, 2),
    }
}

/// Makes a point one of the claim: with functions that satisfy what is given, and with integers for the
/// names that the claim has as such. An array that is added up over several ranges has none in the claim,
/// so that nothing is known of what lies beyond the point's components.
fn adapt(arena: &mut Arena, point: &mut Point, claim: &Claim, it: &Generated) {
    for function in it.given.iter().flat_map(|given| given.functions) {
        let (name, polynomial) = function_of(arena, function);
        point.functions.retain(|own| own.0 != name);
        point.functions.push((name, polynomial));
    }
    point.integers.clone_from(&claim.names.integers);
    for (array, _) in &point.arrays {
        let ranges = claim.names.ranges(*array);
        if ranges.is_empty() || ranges.iter().any(Option::is_none) {
            point.open.push(*array);
        }
    }
}

/// What is wrong with a proved claim at a point.
fn mistake(arena: &Arena, claim: &Claim, proved: &Proved, at: &Point) -> Option<String> {
    if certain(arena, at, |it| truth(it, &claim.assumptions)) != Ok(true) {
        return None;
    }
    let conditions = certain(arena, at, |it| truth(it, &proved.conditions));
    let [a, b] = [claim.lhs, claim.rhs].map(|side| certain(arena, at, |it| it.value(side)));
    let [a_lacks, b_lacks] = [&a, &b].map(|it| *it == Err(Failure::Undefined));
    let differ = match (&a, &b) {
        (Ok(a), Ok(b)) => (Precision { bits: BITS[1] })
            .compare(a, b)
            .is_some_and(|ordering| ordering != std::cmp::Ordering::Equal),
        _ => false,
    };
    let (both, domain) = (a.is_ok() && b.is_ok(), proved.domain);
    let wrong = if conditions == Ok(true) && (a_lacks || b_lacks) {
        "a side is undefined where the conditions hold"
    } else if conditions == Ok(true) && differ {
        "the sides differ where the conditions hold"
    } else if both && differ {
        "the sides differ off the conditions"
    } else if both && conditions == Ok(false) && domain != Domain::Unknown {
        "the conditions ask for too much"
    } else if a.is_ok() && b_lacks && matches!(domain, Domain::Same | Domain::Widens)
        || b.is_ok() && a_lacks && matches!(domain, Domain::Same | Domain::Narrows)
    {
        "the domains compare otherwise"
    } else {
        return None;
    };
    let conditions: Vec<String> =
        proved.conditions.iter().map(|it| print::proposition(arena, it)).collect();
    let place = (&at.variables, &at.arrays, &at.functions);
    Some(format!("{wrong}: {conditions:?}, {domain:?}, at {place:?}: {a:?}, {b:?}"))
}

/// Judges claims in a language: wrong verdicts, and how many claims were proved, refuted, unknown and
/// unreadable.
fn run(language: &Language, claims: usize) -> (Vec<String>, [usize; 4]) {
    let mut random = Random(number("SOUNDNESS_SEED", 1) as u64);
    let (mut counts, mut wrong) = ([0usize; 4], Vec::new());
    let claims = number("SOUNDNESS_CLAIMS", claims);
    for done in 1..=claims {
        let claim = random.claim(language);
        if number("SOUNDNESS_TELL", 0) > 0 {
            println!("{} assuming {:?}", claim.equation, claim.assume);
        }
        let work = || judge(language, &claim);
        let judged = std::panic::catch_unwind(std::panic::AssertUnwindSafe(work));
        let (mistake, verdict) = judged.unwrap_or_else(|panic| {
            let message = panic.downcast_ref::<String>().map_or("no text", String::as_str);
            (Some(format!("a panic: {message}")), 3)
        });
        counts[verdict] += 1;
        if let Some(mistake) = mistake {
            let given = claim.given.map(|it| it.equations);
            let Generated { equation, assume, .. } = claim;
            let wrong_verdict = format!("{equation} assuming {assume:?}, {given:?}: {mistake}");
            println!("{wrong_verdict}");
            wrong.push(wrong_verdict);
        }
        if done % 10_000 == 0 || done == claims {
            println!("{done}: proved, refuted, unknown, unreadable: {counts:?}");
        }
    }
    (wrong, counts)
}

fn number(name: &str, default: usize) -> usize {
    std::env::var(name).ok().and_then(|it| it.parse().ok()).unwrap_or(default)
}

/// Judges claims: nothing wrong is said, and enough is said.
fn agrees(language: &Language) {
    let (wrong, counts) = run(language, 300);
    assert!(counts[0] > 30 && counts[1] > 30, "too few verdicts: {counts:?}");
    assert!(wrong.is_empty(), "{} wrong verdicts:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn verdicts_agree_with_certified_values_at_special_points() {
    agrees(&kinks::KINKS);
}

#[test]
fn verdicts_on_sums_agree_with_certified_values() {
    agrees(&indexed::INDEXED);
}

#[test]
fn verdicts_on_branches_agree_with_certified_values() {
    agrees(&elementary::ELEMENTARY);
}

#[test]
fn verdicts_on_powers_of_integers_agree_with_certified_values() {
    agrees(&integers::INTEGERS);
}

#[test]
fn verdicts_on_functions_agree_with_certified_values() {
    agrees(&functions::FUNCTIONS);
}

#[test]
fn verdicts_on_everything_agree_with_certified_values() {
    agrees(&functions::FUNCTIONS.with(&kinks::KINKS).with(&elementary::ELEMENTARY));
}

#[test]
fn verdicts_on_powers_of_everything_agree_with_certified_values() {
    agrees(&integers::INTEGERS.with(&kinks::KINKS).with(&elementary::ELEMENTARY));
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
