//! Difference quotients as judges: they know right derivatives from wrong ones, and say when they
//! cannot tell.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test that tells its figures")]

use std::path::Path;

use chainrule::enclosure::{Fuel, Point, Real, Truth, evaluate};
use chainrule::expr::{
    Arena, BinaryOp, Definition, Definitions, ExprId, Extremum, Function, Meaning, Node,
    Proposition, Relation, Symbol,
};
use chainrule::gradcheck::{
    Compiled, Derivative, Expression, Judgement, Line, Question, Report, Subject, Verdict, check,
    check_all, judge, slope,
};
use chainrule::number::Rational;
use chainrule::syntax::{Mode, Scope, Statement, StatementKind, parse_document, parse_expression};

fn q(text: &str) -> Rational {
    chainrule::value::numeral(text).unwrap()
}

/// The report on a claim about the derivative by `x`, at a place or everywhere.
fn report(f: &str, claimed: &str, at: Option<&str>) -> Report {
    let (mut arena, mut scope) = (Arena::new(), Scope::new(Mode::Inferred));
    let (expr, _) = parse_expression(&mut arena, &mut scope, f).unwrap();
    let (claim, _) = parse_expression(&mut arena, &mut scope, claimed).unwrap();
    let x = arena.symbol("x");
    let mut question = Question::new(expr, Subject::Variable(x));
    question.fixed.integers = scope.integers();
    if let Some(at) = at {
        question.fixed.variables.push((x, q(at)));
    }
    check(&mut arena, &question, &mut Expression(claim))
}

fn verdict(f: &str, claimed: &str, at: &str) -> Verdict {
    report(f, claimed, Some(at)).verdict
}

#[test]
fn what_fixed_steps_and_absolute_tolerances_get_wrong() {
    // Function, place, right derivative, wrong derivatives.
    const TABLE: [(&str, &str, &str, &[&str]); 12] = [
        ("sigmoid(x)", "2", "sigmoid(x)*(1 - sigmoid(x))", &["sigmoid(x)"]),
        ("sigmoid(x)", "15", "sigmoid(x)*(1 - sigmoid(x))", &["0", "-sigmoid(x)*(1 - sigmoid(x))"]),
        ("sigmoid(x)", "700", "sigmoid(x)*(1 - sigmoid(x))", &["0", "e^(-x)/2"]),
        ("tanh(x)", "8", "1 - tanh(x)^2", &["0", "1 - tanh(x)"]),
        ("sin(x)/1000000", "1", "cos(x)/1000000", &["-cos(x)/1000000", "0"]),
        ("x^3", "0.001", "3*x^2", &["2*x^2"]),
        ("x*sin(x)", "1", "sin(x) + x*cos(x)", &["1.0005*(sin(x) + x*cos(x))"]),
        ("exp(20*x)", "1", "20*exp(20*x)", &["20.02*exp(20*x)"]),
        ("sin(10000*x)", "0.3", "10000*cos(10000*x)", &["cos(10000*x)", "-10000*cos(10000*x)"]),
        ("sqrt(x)", "0.000001", "1/(2*sqrt(x))", &["1/sqrt(x)", "0"]),
        ("ln(x)", "0.00001", "1/x", &["-1/x", "1/x^2"]),
        ("1/x", "0.0001", "-1/x^2", &["1/x^2", "-1/x"]),
    ];
    for (f, at, right, wrong) in TABLE {
        let found = verdict(f, right, at);
        assert!(matches!(found, Verdict::Agrees(9..)), "{f} at {at}: {found:?}");
        for wrong in wrong {
            let found = verdict(f, wrong, at);
            assert!(matches!(found, Verdict::Disagrees(_)), "{f} at {at}, {wrong}: {found:?}");
        }
    }
}

#[test]
fn kinks_are_called_kinks() {
    for (f, claimed) in [
        ("abs(x)", "0"),
        ("abs(x)", "1"),
        ("max(0, x)", "1/2"),
        ("relu(x)", "piecewise(0 if x <= 0, 1 otherwise)"),
        ("piecewise(x if x < 0, 2*x otherwise)", "3/2"),
    ] {
        let report = report(f, claimed, Some("0"));
        assert_eq!(report.samples[0].judgement, Judgement::Kink, "{f}, {claimed}");
        assert!(matches!(report.verdict, Verdict::Inconclusive(_)), "{f}, {claimed}");
    }
    // What lies on no side of the kink is wrong, and the smooth function beside it has no kink.
    assert!(matches!(verdict("abs(x)", "2", "0"), Verdict::Disagrees(_)));
    assert!(matches!(verdict("x*abs(x)", "0", "0"), Verdict::Agrees(_)));
    assert!(matches!(verdict("x*abs(x)", "1/2", "0"), Verdict::Disagrees(_)));
    // In a sweep a convention at the kink does no harm, and is mentioned.
    let report = report("abs(x - 1/3)", "sign(x - 1/3)", None);
    assert!(matches!(report.verdict, Verdict::Agrees(_)), "{:?}", report.verdict);
    let kinks = report.samples.iter().filter(|it| it.judgement == Judgement::Kink);
    assert_eq!(kinks.map(|it| it.x.to_string()).collect::<Vec<_>>(), ["1/3"]);
}

#[test]
fn edges_jumps_and_vertical_tangents_are_not_mistaken_for_slopes() {
    for (f, claimed, at) in [
        ("sign(x)", "0", "0"),
        ("cbrt(x)", "5", "0"),
        ("sqrt(x^3)", "0", "0"),
        ("sqrt(-x^2)", "0", "0"),
        ("ln(x)", "1", "-1"),
        ("exp(x)", "exp(x)", "1000000"),
    ] {
        let found = verdict(f, claimed, at);
        assert!(matches!(found, Verdict::Inconclusive(_)), "{f} at {at}: {found:?}");
    }
}

#[test]
fn a_sweep_finds_the_place_where_a_derivative_is_wrong() {
    for (f, wrong) in [
        ("ln(x^2 + 1)", "x/(x^2 + 1)"),
        ("abs(x)", "1"),
        ("relu(x)", "1"),
        ("softplus(x)", "piecewise(sigmoid(x) if x < 14, 1 otherwise)"),
        ("sqrt(x)", "1/(2*x)"),
        ("atan(x)", "1/(1 + x^2) + x/10^12"),
        ("a*x^2", "2*x"),
    ] {
        let found = report(f, wrong, None).verdict;
        assert!(matches!(found, Verdict::Disagrees(_)), "{f}: {found:?}");
    }
    for (f, right) in [
        ("sin(x)^2 + cos(x)^2", "0"),
        ("7", "0"),
        ("acosh(x)", "1/sqrt(x^2 - 1)"),
        ("ln(x + sqrt(x^2 + 1))", "1/sqrt(1 + x^2)"),
        ("x^x", "x^x*(ln(x) + 1)"),
        ("a*x^2 + sum(y[k]*x^k, k, 1, n)", "2*a*x + sum(k*y[k]*x^(k - 1), k, 1, n)"),
        ("u(x)*v(x)", "u'(x)*v(x) + u(x)*v'(x)"),
    ] {
        let found = report(f, right, None).verdict;
        assert!(matches!(found, Verdict::Agrees(_)), "{f}: {found:?}");
    }
}

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn number(&mut self, sides: usize) -> i64 {
        i64::try_from(self.roll(sides)).unwrap()
    }

    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % sides as u64).unwrap()
    }
}

const FUNCTIONS: [Function; 8] = [
    Function::Exp,
    Function::Ln,
    Function::Sin,
    Function::Cos,
    Function::Sqrt,
    Function::Tanh,
    Function::Atan,
    Function::Sigmoid,
];

fn random(arena: &mut Arena, dice: &mut Dice, x: ExprId, depth: u32) -> ExprId {
    if depth == 0 || dice.roll(6) == 0 {
        return if dice.roll(3) == 0 { arena.number(1 + dice.number(5)) } else { x };
    }
    match dice.roll(7) {
        0 => {
            let a = random(arena, dice, x, depth - 1);
            let n = arena.number(2 + dice.number(3));
            arena.pow(a, n)
        }
        1 | 2 => {
            let a = random(arena, dice, x, depth - 1);
            arena.call(FUNCTIONS[dice.roll(FUNCTIONS.len())], a)
        }
        roll => {
            let (a, b) = (random(arena, dice, x, depth - 1), random(arena, dice, x, depth - 1));
            let op = [BinaryOp::Add, BinaryOp::Sub, BinaryOp::Mul, BinaryOp::Div][roll - 3];
            arena.binary(op, a, b)
        }
    }
}

/// The derivative by the rules that everybody knows, for the expressions above.
fn derivative(arena: &mut Arena, f: ExprId, x: ExprId) -> ExprId {
    if f == x {
        return ExprId::ONE;
    }
    match arena.node(f) {
        Node::Binary(BinaryOp::Pow, a, n) => {
            let inner = derivative(arena, a, x);
            let less = arena.sub(n, ExprId::ONE);
            let power = arena.pow(a, less);
            let outer = arena.mul(n, power);
            arena.mul(outer, inner)
        }
        Node::Binary(op, a, b) => {
            let (da, db) = (derivative(arena, a, x), derivative(arena, b, x));
            match op {
                BinaryOp::Add | BinaryOp::Sub => arena.binary(op, da, db),
                BinaryOp::Mul => {
                    let (left, right) = (arena.mul(da, b), arena.mul(a, db));
                    arena.add(left, right)
                }
                _ => {
                    let (left, right) = (arena.mul(da, b), arena.mul(a, db));
                    let top = arena.sub(left, right);
                    let bottom = arena.mul(b, b);
                    arena.div(top, bottom)
                }
            }
        }
        Node::Call(function, a) => {
            let inner = derivative(arena, a, x);
            let outer = outer(arena, function, a);
            arena.mul(outer, inner)
        }
        _ => ExprId::ZERO,
    }
}

fn outer(arena: &mut Arena, function: Function, a: ExprId) -> ExprId {
    let value = arena.call(function, a);
    let two = arena.number(2);
    match function {
        Function::Exp => value,
        Function::Ln => arena.div(ExprId::ONE, a),
        Function::Sin => arena.call(Function::Cos, a),
        Function::Cos => {
            let sine = arena.call(Function::Sin, a);
            arena.negate(sine)
        }
        Function::Sqrt => {
            let twice = arena.mul(two, value);
            arena.div(ExprId::ONE, twice)
        }
        Function::Tanh => {
            let square = arena.pow(value, two);
            arena.sub(ExprId::ONE, square)
        }
        Function::Atan => {
            let square = arena.pow(a, two);
            let sum = arena.add(ExprId::ONE, square);
            arena.div(ExprId::ONE, sum)
        }
        _ => {
            let rest = arena.sub(ExprId::ONE, value);
            arena.mul(value, rest)
        }
    }
}

/// The expression with one error in one random place.
fn with_an_error(arena: &mut Arena, dice: &mut Dice, f: ExprId) -> ExprId {
    let mut parts = vec![f];
    let mut at = 0;
    while at < parts.len() {
        parts.extend(arena.children(parts[at]));
        at += 1;
    }
    let part = parts[dice.roll(parts.len())];
    let wrong = match (arena.node(part), dice.roll(3)) {
        (Node::Binary(BinaryOp::Add, a, b), 0) => arena.sub(a, b),
        (Node::Binary(BinaryOp::Sub, a, b), 0) => arena.add(a, b),
        (Node::Binary(BinaryOp::Mul, a, _), 0) => a,
        (Node::Binary(BinaryOp::Div, a, b), 0) => arena.div(b, a),
        (Node::Call(Function::Sin, a), 0) => arena.call(Function::Cos, a),
        (Node::Call(Function::Cos, a), 0) => arena.call(Function::Sin, a),
        (Node::Number(side), 0) => {
            let next = arena.get(side) + &Rational::ONE;
            arena.number(next)
        }
        (_, 1) => arena.negate(part),
        _ => {
            let factor = arena.number(q("1.001"));
            arena.mul(factor, part)
        }
    };
    arena.replace(f, part, wrong)
}

fn value(arena: &Arena, f: ExprId, x: Symbol, at: &Rational) -> Option<f64> {
    let point = Point { variables: vec![(x, at.clone())], ..Point::default() };
    match evaluate(arena, f, &point, 256, &mut Fuel::new(100_000)).ok()? {
        Real::Exact(value) => Some(value.to_f64()),
        Real::Between(interval) => Some(interval.ends()?.0.to_f64()),
    }
}

/// Begins of the dice; those that `GRADCHECK_SEEDS` adds are tried as well.
fn seeds() -> Vec<u64> {
    let more = std::env::var("GRADCHECK_SEEDS").unwrap_or_default();
    let more = more.split_whitespace().map(|it| it.parse().unwrap());
    std::iter::once(0x9E37_79B9_7F4A_7C15).chain(more).collect()
}

#[test]
fn over_a_thousand_random_expressions_no_true_derivative_is_called_wrong() {
    seeds().into_iter().for_each(over_a_thousand_random_expressions);
}

fn over_a_thousand_random_expressions(seed: u64) {
    let mut dice = Dice(seed);
    let places: Vec<_> = ["-0.3", "0.6", "1.9"].map(q).to_vec();
    let (mut seen, mut wrong, mut caught, mut agreed) = (0, 0, 0, 0);
    while seen < 1_000 {
        let mut arena = Arena::new();
        let x = arena.symbol("x");
        let variable = arena.variable(x);
        let f = random(&mut arena, &mut dice, variable, 4);
        let right = derivative(&mut arena, f, variable);
        let error = with_an_error(&mut arena, &mut dice, right);
        // Only what is an error somewhere where the function has a derivative counts as one.
        let differs = |at: &Rational| {
            let values = (value(&arena, right, x, at), value(&arena, error, x, at));
            let (Some(a), Some(b)) = values else { return false };
            value(&arena, f, x, at).is_some() && (a - b).abs() > 1e-6 * a.abs().max(b.abs())
        };
        let apart = places.iter().any(differs);
        if places.iter().all(|at| value(&arena, f, x, at).is_none()) {
            continue;
        }
        seen += 1;
        let text = chainrule::print::text(&arena, f);
        let (mut agrees, mut disagrees) = (false, false);
        for at in &places {
            let point = Point { variables: vec![(x, at.clone())], ..Point::default() };
            let fuel = Fuel::new(200_000);
            let mut line = Line::new(&arena, f, &Subject::Variable(x), &point, fuel);
            let slope = slope(&mut line, at, 0);
            let judgement = |claim| judge(&slope, &Expression(claim).claimed(&arena, &point));
            match judgement(right) {
                Judgement::Agrees(_) => agrees = true,
                Judgement::Disagrees => panic!("the derivative of {text} at {at} was called wrong"),
                _ => {}
            }
            let found = judgement(error);
            // What is wrong is never called right: the rest is inconclusive.
            let right = matches!(found, Judgement::Agrees(1..)) && differs(at);
            assert!(!right, "a wrong derivative of {text} at {at} was called right");
            disagrees |= found == Judgement::Disagrees;
        }
        agreed += usize::from(agrees);
        if apart {
            wrong += 1;
            caught += usize::from(disagrees);
        }
    }
    println!("{seed}: {agreed} of {seen} agree, {caught} of {wrong} wrong ones are called wrong");
    assert!(agreed >= 970, "{agreed} of {seen} true derivatives agree");
    assert!(wrong >= 700, "only {wrong} errors were made");
    assert!(caught * 100 >= wrong * 99, "{caught} of {wrong} wrong derivatives were called wrong");
}

#[test]
fn no_compiled_derivative_is_called_wrong_because_of_rounding() {
    let mut dice = Dice(0xD1B5_4A32_D192_ED03);
    let places: Vec<_> = ["-1.9", "-0.0003", "0.7", "1.3", "30.5"].map(q).to_vec();
    let (mut seen, mut agreed) = (0, 0);
    while seen < 200 {
        let mut arena = Arena::new();
        let x = arena.symbol("x");
        let variable = arena.variable(x);
        let f = random(&mut arena, &mut dice, variable, 4);
        if places.iter().all(|at| value(&arena, f, x, at).is_none()) || !arena.mentions(f, x) {
            continue;
        }
        seen += 1;
        let mut question = Question::new(f, Subject::Variable(x));
        question.places = Some(places.clone());
        let mut compiled = Compiled::new(&arena, f, &question.subject, &[]).unwrap();
        let report = check(&mut arena, &question, &mut compiled);
        let text = chainrule::print::text(&arena, f);
        let wrong = report.samples.iter().find(|it| it.judgement == Judgement::Disagrees);
        assert!(wrong.is_none(), "{text}: {wrong:?}");
        agreed += usize::from(matches!(report.verdict, Verdict::Agrees(_)));
    }
    assert!(agreed >= 190, "only {agreed} of {seen} agree");
    // Rounding is no excuse for a derivative of another function.
    let (mut arena, mut scope) = (Arena::new(), Scope::new(Mode::Inferred));
    let (f, _) = parse_expression(&mut arena, &mut scope, "x*sin(x)").unwrap();
    let (g, _) = parse_expression(&mut arena, &mut scope, "x*sin(x) + x/2000").unwrap();
    let x = arena.symbol("x");
    let question = Question::new(f, Subject::Variable(x));
    let mut compiled = Compiled::new(&arena, g, &question.subject, &[]).unwrap();
    let verdict = check(&mut arena, &question, &mut compiled).verdict;
    assert!(matches!(verdict, Verdict::Disagrees(_)), "{verdict:?}");
}

/// An expression in which branches meet at small numbers.
fn branching(arena: &mut Arena, dice: &mut Dice, x: ExprId, depth: u32) -> ExprId {
    if depth == 0 || dice.roll(6) == 0 {
        return if dice.roll(3) == 0 { arena.number(dice.number(3)) } else { x };
    }
    let a = branching(arena, dice, x, depth - 1);
    match dice.roll(10) {
        0 => arena.call(Function::Sin, a),
        1 | 2 => arena.call(Function::Abs, a),
        3 => arena.call(Function::Relu, a),
        4 => arena.call(Function::Sign, a),
        roll => {
            let b = branching(arena, dice, x, depth - 1);
            match roll {
                5 => arena.add(a, b),
                6 => arena.sub(a, b),
                7 => arena.extremum(Extremum::Max, a, b),
                8 => {
                    let c = branching(arena, dice, x, depth - 1);
                    let relation =
                        [Relation::LESS, Relation::AT_LEAST, Relation::EQUAL][dice.roll(3)];
                    let guard = Proposition::Compare(relation, c, ExprId::ZERO);
                    arena.piecewise(vec![(a, guard), (b, Proposition::And(Vec::new()))])
                }
                _ => arena.mul(a, b),
            }
        }
    }
}

#[test]
fn compiled_derivatives_at_joins_are_those_that_the_quotients_see() {
    let places: Vec<_> = ["-1", "0", "1", "2"].map(q).to_vec();
    let (mut agree, mut none, mut missing) = (0, 0, Vec::new());
    for seed in [0x2545_F491_4F6C_DD1D, 0x9E37_79B9_7F4A_7C15] {
        let mut dice = Dice(seed);
        for _ in 0..300 {
            let mut arena = Arena::new();
            let x = arena.symbol("x");
            let variable = arena.variable(x);
            let f = branching(&mut arena, &mut dice, variable, 4);
            if !arena.mentions(f, x) {
                continue;
            }
            let mut question = Question::new(f, Subject::Variable(x));
            question.places = Some(places.clone());
            let mut compiled = Compiled::new(&arena, f, &question.subject, &[]).unwrap();
            let report = check(&mut arena, &question, &mut compiled);
            let text = chainrule::print::text(&arena, f);
            for sample in report.samples {
                let at = format!("{text} at {}: {:?}", sample.x, sample.claimed);
                match sample.judgement {
                    Judgement::Agrees(_) => agree += 1,
                    Judgement::Neither => none += 1,
                    Judgement::Missing => missing.push(at),
                    Judgement::Unclear(why) if why.contains("jumps") => panic!("{at}"),
                    Judgement::Disagrees | Judgement::Lost | Judgement::Kink => panic!("{at}"),
                    _ => {}
                }
            }
        }
    }
    println!("{agree} agree, {none} have none, {} are missing", missing.len());
    assert!(agree > 1_000 && none > 100, "{agree} {none}");
    // Comparisons of what is equal all around by cancellation, as in `x - x == 0`.
    assert!(missing.len() * 15 < agree, "{}", missing.join("\n"));
}

/// A chain of expressions that are said to be equal, with what is assumed.
struct Claims {
    rows: Vec<ExprId>,
    assumptions: Vec<Proposition>,
    integers: Vec<Symbol>,
    refute: bool,
}

/// Functions that satisfy what is given of them in the derivations: title, function, argument, value.
const SOLUTIONS: [(&str, &str, &str, &str); 1] =
    [("Logistic growth", "y", "t", "2*exp(r*t)/(1 + 2*exp(r*t))")];

/// The chains of a derivation file, with every name unfolded. Where something is given of a function, a
/// solution stands for it, and the equation is one of the claims.
fn claims(arena: &mut Arena, source: &str) -> Vec<Claims> {
    let document = parse_document(arena, source);
    let mut reader =
        Claimed { definitions: Definitions::default(), title: String::new(), found: Vec::new() };
    reader.read(arena, &document.statements, &mut Vec::new());
    reader.found
}

struct Claimed {
    definitions: Definitions,
    title: String,
    found: Vec<Claims>,
}

impl Claimed {
    fn read(&mut self, arena: &mut Arena, all: &[Statement], assumed: &mut Vec<Proposition>) {
        for statement in all {
            match &statement.kind {
                StatementKind::Title(title) => {
                    assumed.clear();
                    self.title.clone_from(title);
                }
                StatementKind::Definition { name, definition } => {
                    let _ = self.definitions.add(arena, *name, definition.clone());
                }
                StatementKind::Given { lhs, rhs, .. } => {
                    self.solve(arena);
                    let rows = vec![self.unfold(arena, *lhs), self.unfold(arena, *rhs)];
                    let (assumptions, integers) = (assumed.clone(), Vec::new());
                    self.found.push(Claims { rows, assumptions, integers, refute: false });
                }
                StatementKind::Assume(it) => {
                    let it = it.map(&mut |expr| self.unfold(arena, expr));
                    assumed.push(it);
                }
                StatementKind::Case { condition, body, .. } => {
                    let mut inner = assumed.clone();
                    inner.push(condition.map(&mut |expr| self.unfold(arena, expr)));
                    self.read(arena, body, &mut inner);
                }
                StatementKind::Prove(chain) | StatementKind::Refute(chain) => {
                    let rows = chain.rows.iter().map(|row| self.unfold(arena, row.expr)).collect();
                    let refute = matches!(statement.kind, StatementKind::Refute(_));
                    let (assumptions, integers) = (assumed.clone(), chain.integers.clone());
                    self.found.push(Claims { rows, assumptions, integers, refute });
                }
                _ => {}
            }
        }
    }

    /// Gives a function of which something is given the meaning of a solution.
    fn solve(&mut self, arena: &mut Arena) {
        let solution = SOLUTIONS.iter().find(|it| it.0 == self.title);
        let (_, function, argument, value) = solution.expect("what is given has a solution here");
        let mut scope = Scope::new(Mode::Inferred);
        let (body, _) = parse_expression(arena, &mut scope, value).unwrap();
        let meaning = Meaning::Function(vec![arena.symbol(argument)]);
        let definition = Definition { meaning, body, ranges: Vec::new() };
        let name = arena.symbol(function);
        let _ = self.definitions.add(arena, name, definition);
    }

    fn unfold(&self, arena: &mut Arena, expr: ExprId) -> ExprId {
        self.definitions.unfold_all(arena, expr).unwrap_or(expr)
    }
}

/// Values for the names that stand for integers, the first for which what is assumed of them holds. Ends
/// of ranges are large enough for all indices.
fn integers(arena: &Arena, claims: &Claims) -> Vec<(Symbol, Rational)> {
    let mut sizes = Vec::new();
    let mut open = claims.rows.clone();
    while let Some(part) = open.pop() {
        if let Node::Fold(side) = arena.node(part) {
            sizes.extend(arena.free_symbols(arena.get(side).to));
        }
        open.extend(arena.children(part));
    }
    let names = &claims.integers;
    let choices = 3_usize.pow(u32::try_from(names.len()).unwrap());
    let choice = |choice: usize| {
        // All differ in the first one, as far as they can.
        let (mut rest, mut all) = (choice, Vec::new());
        for (position, &name) in names.iter().enumerate() {
            let value = 1 + i64::try_from((rest + position) % 3).unwrap();
            rest /= 3;
            all.push((name, Rational::from(if sizes.contains(&name) { 3 } else { value })));
        }
        all
    };
    let holds = |values: &Vec<(Symbol, Rational)>| {
        let point = Point { variables: values.clone(), ..Point::default() };
        claims.assumptions.iter().all(|it| {
            let value = chainrule::enclosure::holds(arena, it, &point, 64, &mut Fuel::new(10_000));
            value != Truth::NotTrue
        })
    };
    (0..choices).map(choice).find(holds).unwrap_or_else(|| choice(0))
}

/// The function and the coordinate, if an expression is a derivative as a whole.
fn differentiated(
    arena: &mut Arena,
    row: ExprId,
    integers: &[(Symbol, Rational)],
) -> Option<(ExprId, Subject)> {
    match arena.node(row) {
        Node::Derivative { by, body } => match arena.node(by) {
            Node::Variable(name) => Some((body, Subject::Variable(name))),
            Node::Indexed(side) => {
                let it = arena.get(side);
                let index = |&index: &ExprId| match arena.node(index) {
                    Node::Variable(name) => {
                        integers.iter().find(|it| it.0 == name).and_then(|it| it.1.to_i64())
                    }
                    _ => arena.literal(index)?.to_i64(),
                };
                let indices = it.indices.iter().map(index).collect::<Option<Vec<_>>>()?;
                Some((body, Subject::Component(it.array, indices)))
            }
            _ => None,
        },
        Node::Prime(function, 1, a) => {
            let Node::Variable(name) = arena.node(a) else { return None };
            Some((arena.call(function, a), Subject::Variable(name)))
        }
        Node::At(side) => {
            let it = arena.get(side).clone();
            let [(name, value)] = it.bindings[..] else { return None };
            let (Node::Derivative { by, body }, Node::Variable(outer)) =
                (arena.node(it.body), arena.node(value))
            else {
                return None;
            };
            let body = arena.substitute(body, &[(name, value)].into_iter().collect());
            (by == arena.variable(name)).then_some((body, Subject::Variable(outer)))
        }
        _ => None,
    }
}

/// The verdict on every expression that is said to be a derivative in a file.
fn verdicts(path: &Path) -> Vec<(String, Report, bool)> {
    let mut arena = Arena::new();
    let source = std::fs::read_to_string(path).unwrap();
    let mut all = Vec::new();
    for claims in claims(&mut arena, &source) {
        let integers = integers(&arena, &claims);
        let Some((expr, subject)) =
            claims.rows.iter().find_map(|&row| differentiated(&mut arena, row, &integers))
        else {
            continue;
        };
        let mut question = Question::new(expr, subject);
        question.assumptions = claims.assumptions;
        question.fixed.integers = claims.integers;
        question.fixed.variables = integers;
        let mut derivatives: Vec<_> = claims.rows.iter().map(|&row| Expression(row)).collect();
        let mut derivatives: Vec<&mut dyn Derivative> =
            derivatives.iter_mut().map(|it| it as &mut dyn Derivative).collect();
        let reports = check_all(&mut arena, &question, &mut derivatives);
        for (row, report) in claims.rows.into_iter().zip(reports) {
            let text = chainrule::print::text(&arena, row);
            all.push((format!("{}: {text}", path.display()), report, claims.refute));
        }
    }
    all
}

fn files(folder: &str) -> Vec<std::path::PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let entries = std::fs::read_dir(folder).unwrap().map(|it| it.unwrap().path());
    let mut files: Vec<_> =
        entries.filter(|it| it.extension().is_some_and(|it| it == "deriv")).collect();
    files.sort();
    files
}

#[test]
fn every_derivative_in_a_derivation_agrees() {
    let mut count = 0;
    for path in files("derivations") {
        let all = verdicts(&path);
        let refuted = all.iter().filter(|it| it.2).count();
        let wrong = all.iter().filter(|it| it.2 && matches!(it.1.verdict, Verdict::Disagrees(_)));
        // Of a chain that must fail, the left side is right.
        assert_eq!(wrong.count() * 2, refuted, "{}", path.display());
        for (name, report, _) in all.into_iter().filter(|it| !it.2) {
            assert!(matches!(report.verdict, Verdict::Agrees(_)), "{name}: {:?}", report.verdict);
            count += 1;
        }
    }
    println!("{count} derivatives are checked");
    assert!(count >= 100, "only {count} derivatives were found");
}

#[test]
fn every_wrong_derivative_in_a_rejected_file_disagrees() {
    let mut wrong = Vec::new();
    for path in files("tests/rejected") {
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        for (text, report, _) in verdicts(&path) {
            if matches!(report.verdict, Verdict::Disagrees(_)) {
                wrong.push(name.clone());
                assert!(name.starts_with("refuted--"), "{text}: {:?}", report.verdict);
            }
            if name.starts_with("kink--") {
                let kinks = report.samples.iter().filter(|it| it.judgement == Judgement::Kink);
                let undefined =
                    report.samples.iter().filter(|it| it.judgement == Judgement::Neither);
                assert!(kinks.count() + undefined.count() > 0, "{text} has a kink");
            }
        }
    }
    wrong.dedup();
    for name in [
        "refuted--consequence",
        "refuted--lost-inner-derivative",
        "refuted--lost-sign",
        "refuted--numerator-exchanged",
        "refuted--product-of-derivatives",
        "refuted--square-lost",
        "refuted--wrong-exponent",
    ] {
        assert!(wrong.iter().any(|it| it == name), "{name} is not called wrong: {wrong:?}");
    }
}
