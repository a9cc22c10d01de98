//! The table of rules: its form, its truth at samples, how sharp that test is, and its manual.
//!
//! Nothing here is about one rule: the samples are made from the statement of each.

use std::collections::BTreeSet;
use std::fmt::Write;

use chainrule::decide::decide;
use chainrule::decide::outcome::{Claim, Verdict};
use chainrule::enclosure::{Failure, Fuel, Point, Polynomial, Truth, evaluate, holds};
use chainrule::expr::{Arena, BinaryOp, ExprId, FUNCTIONS, Function, Node, Proposition, Relation};
use chainrule::kernel::{Instance, Rule, instantiate};
use chainrule::number::Rational;
use chainrule::syntax::{Mode, Scope, parse_equation, parse_expression, parse_proposition};
use chainrule::theory::{self, RuleText, Theory};

/// What is put for variables below a derivative.
const FUNCTIONS_OF_X: [&str; 10] =
    ["x", "x^2 + 1", "sin(x)", "x - 3", "exp(x)/2", "2", "-1", "y", "0", "abs(x)"];
/// What is put for exponents; `k` is a variable, so that no literal rule applies to it.
const EXPONENTS: [&str; 9] = ["2", "k", "-1", "0", "1/2", "1/3", "2/3", "3", "1"];
/// What is put for the other variables.
const VALUES: [&str; 9] = ["y", "-2", "2", "0", "1/2", "1", "-1/3", "x - 3", "exp(x)/2"];
/// The values of `x`, `y` and `k`.
const POINTS: [[(i64, i64); 3]; 7] = [
    [(1, 2), (3, 4), (3, 2)],
    [(0, 1), (-2, 1), (-1, 1)],
    [(-1, 1), (0, 1), (2, 1)],
    [(2, 1), (5, 3), (-1, 2)],
    [(-7, 3), (-1, 2), (3, 1)],
    [(3, 1), (1, 1), (1, 3)],
    [(5, 4), (1, 3), (0, 1)],
];
/// The precision of the values.
const BITS: usize = 96;

fn table() -> impl Iterator<Item = &'static RuleText> {
    theory::rules().map(|(_, rule)| rule)
}

fn expression(arena: &mut Arena, text: &str) -> ExprId {
    let mut scope = Scope::new(Mode::Inferred);
    parse_expression(arena, &mut scope, text).unwrap_or_else(|_| panic!("{text}")).0
}

fn visit(arena: &Arena, expr: ExprId, see: &mut impl FnMut(ExprId)) {
    see(expr);
    arena.children(expr).into_iter().for_each(|child| visit(arena, child, see));
}

/// The names of the variables in an expression.
fn variables(arena: &Arena, expr: ExprId) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    visit(arena, expr, &mut |it| {
        if let Node::Variable(symbol) = arena.node(it) {
            names.insert(arena.name(symbol).to_owned());
        }
    });
    names
}

/// What is put for the variables of a rule, variable by variable.
struct Pools {
    pools: Vec<(String, Vec<ExprId>)>,
}

/// The variables that a rule differentiates by, those below derivatives, and those in exponents.
fn places(arena: &Arena, rule: &Rule) -> [BTreeSet<String>; 3] {
    let [mut by, mut below, mut exponents] = [const { BTreeSet::new() }; 3];
    let mut see = |expr: ExprId| match arena.node(expr) {
        Node::Derivative { by: x, body } => {
            by.extend(variables(arena, x));
            below.extend(variables(arena, body));
        }
        Node::Binary(BinaryOp::Pow, _, n) => exponents.extend(variables(arena, n)),
        _ => {}
    };
    rule.conclusion.visit(&mut |expr| visit(arena, expr, &mut see));
    [by, below, exponents]
}

fn pools(arena: &mut Arena, rule: &Rule) -> Pools {
    let [by, below, exponents] = places(arena, rule);
    let mut names = BTreeSet::new();
    rule.conclusion.visit(&mut |it| names.extend(variables(arena, it)));
    for condition in &rule.conditions {
        condition.visit(&mut |it| names.extend(variables(arena, it)));
    }
    let mut pools = Vec::new();
    for name in names {
        let mut texts: Vec<&str> = Vec::new();
        if by.contains(&name) {
            texts.push("x");
        } else {
            if below.contains(&name) {
                texts.extend(FUNCTIONS_OF_X);
            }
            if exponents.contains(&name) {
                texts.extend(EXPONENTS);
            }
            if texts.is_empty() {
                texts.extend(VALUES);
            }
        }
        let free = rule.free_of.iter().any(|(c, _)| arena.name(*c) == name);
        let mut values: Vec<ExprId> = texts.iter().map(|it| expression(arena, it)).collect();
        values.retain(|it| !free || !variables(arena, *it).contains("x"));
        pools.push((name, values));
    }
    Pools { pools }
}

/// The instances: every choice from the pools, and for an unspecified function another one and its
/// derivative.
fn instances(arena: &mut Arena, pools: &Pools) -> Vec<Instance> {
    let (u, v) = (arena.symbol("u"), arena.symbol("v"));
    let mut instances = vec![Instance::default()];
    for (name, values) in &pools.pools {
        let symbol = arena.symbol(name);
        let mut longer = Vec::new();
        for (instance, &value) in
            instances.iter().flat_map(|it| values.iter().map(move |v| (it, v)))
        {
            let mut instance = instance.clone();
            instance.values.insert(symbol, value);
            longer.push(instance);
        }
        instances = longer;
    }
    for (place, instance) in instances.iter_mut().enumerate() {
        instance.functions.insert(u, (v, u32::from(place % 2 == 1)));
    }
    instances
}

fn points(arena: &mut Arena) -> Vec<Point> {
    let names = ["x", "y", "k"].map(|name| arena.symbol(name));
    let cubic = [(1, 3), (-2, 1), (1, 0)].map(|(c, n)| (Rational::from(c), vec![n]));
    let function = Polynomial { arity: 1, terms: cubic.to_vec() };
    let values = |point: [(i64, i64); 3]| {
        let numbers = point.map(|(n, d)| Rational::new(n, d).unwrap());
        names.into_iter().zip(numbers).collect()
    };
    let v = arena.symbol("v");
    POINTS
        .map(|point| Point {
            variables: values(point),
            functions: vec![(v, function.clone())],
            ..Point::default()
        })
        .to_vec()
}

/// A rule with expressions put for its variables.
struct Sample {
    conditions: Vec<Proposition>,
    relation: Relation,
    sides: [ExprId; 2],
    shown: String,
}

fn samples(arena: &mut Arena, rule: &Rule) -> Vec<Sample> {
    let Proposition::Compare(relation, lhs, rhs) = rule.conclusion else {
        panic!("a conclusion is a comparison");
    };
    let pools = pools(arena, rule);
    let mut samples = Vec::new();
    for instance in instances(arena, &pools) {
        let mut put = |expr| instantiate(arena, expr, &instance).unwrap();
        let sides = [lhs, rhs].map(&mut put);
        let conditions = rule.conditions.iter().map(|it| it.map(&mut put)).collect();
        let shown = chainrule::print::proposition(
            arena,
            &Proposition::Compare(relation, sides[0], sides[1]),
        );
        samples.push(Sample { conditions, relation, sides, shown });
    }
    samples
}

/// What becomes of a sample at a point.
#[derive(PartialEq, Eq)]
enum Finding {
    /// The conditions do not certainly hold.
    Outside,
    /// Whether each side is certainly defined, or certainly not; not both are defined.
    Partly([Option<bool>; 2]),
    /// Both sides are defined, and the conclusion does not certainly fail.
    Holds,
    /// Both sides are defined, and the conclusion certainly fails.
    Fails,
}

fn examine(arena: &Arena, sample: &Sample, point: &Point) -> Finding {
    let fuel = || Fuel::new(100_000);
    let met = |it| holds(arena, it, point, BITS, &mut fuel()) == Truth::True;
    if !sample.conditions.iter().all(met) {
        return Finding::Outside;
    }
    let defined = sample.sides.map(|side| match evaluate(arena, side, point, BITS, &mut fuel()) {
        Ok(_) => Some(true),
        Err(Failure::Undefined) => Some(false),
        Err(_) => None,
    });
    if defined != [Some(true); 2] {
        return Finding::Partly(defined);
    }
    let conclusion = Proposition::Compare(sample.relation, sample.sides[0], sample.sides[1]);
    match holds(arena, &conclusion, point, BITS, &mut fuel()) {
        Truth::NotTrue => Finding::Fails,
        Truth::True | Truth::Unknown(_) => Finding::Holds,
    }
}

/// A sample and a point at which a rule certainly fails.
fn counterexample(text: &RuleText) -> Option<String> {
    let mut arena = Arena::new();
    let rule = theory::read(&mut arena, text)?;
    let (samples, points) = (samples(&mut arena, &rule), points(&mut arena));
    samples.iter().find_map(|sample| {
        let place = points.iter().position(|it| examine(&arena, sample, it) == Finding::Fails)?;
        Some(format!("{} at x, y, k = {:?}", sample.shown, POINTS[place]))
    })
}

#[test]
fn every_rule_is_well_formed() {
    let kebab = |text: &str| {
        !text.is_empty() && text.split('-').all(|it| it.bytes().all(|c| c.is_ascii_lowercase()))
    };
    let explained = table().any(|rule| !rule.why.is_empty());
    let mut keys = BTreeSet::new();
    for rule in table() {
        let RuleText { key, name, why, example, .. } = *rule;
        assert!(theory::read(&mut Arena::new(), rule).is_some(), "{key} is malformed");
        assert!(keys.insert(key), "{key} is there twice");
        assert!(kebab(key), "{key}");
        assert!(name.split(' ').all(|word| kebab(word)), "{name}");
        assert!(!explained || !why.is_empty() && !example.is_empty(), "{key} is not explained");
    }
}

#[test]
fn every_rule_holds_at_the_samples() {
    let mut report = String::new();
    for rule in table() {
        if let Some(it) = counterexample(rule) {
            writeln!(report, "{} is false: {it}", rule.key).unwrap();
        } else if !is_satisfied(rule) {
            writeln!(report, "{}: no sample satisfies", rule.key).unwrap();
        }
    }
    assert!(report.is_empty(), "{report}");
}

/// Whether at some sample the conditions hold and both sides are defined.
fn is_satisfied(text: &RuleText) -> bool {
    let mut arena = Arena::new();
    let Some(rule) = theory::read(&mut arena, text) else { return false };
    let (samples, points) = (samples(&mut arena, &rule), points(&mut arena));
    let mut all = samples.iter().flat_map(|sample| points.iter().map(move |it| (sample, it)));
    all.any(|(sample, point)| examine(&arena, sample, point) == Finding::Holds)
}
