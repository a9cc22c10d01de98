//! The table of rules: its form, its truth at samples, how sharp that test is, and its manual.
//!
//! Nothing here is about one rule: the samples are made from the statement of each.

#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use chainrule::decide::decide;
use chainrule::decide::outcome::{Claim, Verdict};
use chainrule::enclosure::{Array, Failure, Fuel, Point, Polynomial, Truth, evaluate, holds};
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
/// What is put for bounds of ranges and for indices that are free.
const INTEGERS: [&str; 5] = ["1", "2", "n", "0", "3"];
/// What is put for the names of bound indices, one after the other.
const INDICES: [&str; 2] = ["m", "l"];
/// What is put for variables below sums and products; most of it mentions the bound indices.
const BODIES: [&str; 10] =
    ["m", "z[m]", "x*m", "2", "y", "0", "1/(m - 2)", "z[m] + 1", "m - l", "A[m, l]"];
/// Names of arrays, by the number of their indices less one.
const ARRAYS: [&str; 3] = ["z", "A", "T"];
/// What is differentiated by.
const VARIED: [&str; 2] = ["x", "z[2]"];
/// The values of `n` at the points below; `m` and `l`, where they are free, are the same at all.
const WHOLE: [i64; 7] = [2, 3, 0, 1, -1, 4, 2];
/// Along each of their indices, arrays have so many components.
const COMPONENTS: i64 = 4;
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
/// Of more instances than so many, only some are looked at.
const MANY: usize = 2000;
/// How many of these there are for each that is looked at; no pool has a size that divides it.
const THINNING: usize = 7;
/// The words in names that begin with a capital.
const PROPER_NAMES: [&str; 2] = ["Kronecker", "Pythagorean"];
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

/// The names of the variables, of the bound indices and of the arrays in an expression.
fn variables(arena: &Arena, expr: ExprId) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    visit(arena, expr, &mut |it| {
        let symbol = match arena.node(it) {
            Node::Variable(symbol) => symbol,
            Node::Fold(side) => arena.get(side).index,
            Node::Indexed(side) => arena.get(side).array,
            _ => return,
        };
        names.insert(arena.name(symbol).to_owned());
    });
    names
}

/// What is put for the variables of a rule, variable by variable.
struct Pools {
    pools: Vec<(String, Vec<ExprId>)>,
}

/// Where the names of a rule stand.
#[derive(Default)]
struct Places {
    by: BTreeSet<String>,
    below: BTreeSet<String>,
    exponents: BTreeSet<String>,
    bound: Vec<String>,
    bodies: BTreeSet<String>,
    integers: BTreeSet<String>,
    /// Arrays with the number of their indices.
    arrays: BTreeMap<String, usize>,
}

fn places(arena: &Arena, rule: &Rule) -> Places {
    let mut it = Places::default();
    let mut see = |expr: ExprId| match arena.node(expr) {
        Node::Derivative { by: x, body } => {
            it.by.extend(variables(arena, x));
            it.below.extend(variables(arena, body));
        }
        Node::Binary(BinaryOp::Pow, _, n) => it.exponents.extend(variables(arena, n)),
        Node::Delta(i, j) => it.integers.extend([i, j].iter().flat_map(|i| variables(arena, *i))),
        Node::Indexed(side) => {
            let own = arena.get(side);
            it.arrays.insert(arena.name(own.array).to_owned(), own.indices.len());
            it.integers.extend(own.indices.iter().flat_map(|i| variables(arena, *i)));
        }
        Node::Fold(side) => {
            let fold = arena.get(side);
            let index = arena.name(fold.index).to_owned();
            if !it.bound.contains(&index) {
                it.bound.push(index);
            }
            it.bodies.extend(variables(arena, fold.body));
            it.integers.extend([fold.from, fold.to].iter().flat_map(|b| variables(arena, *b)));
        }
        _ => {}
    };
    rule.conclusion.visit(&mut |expr| visit(arena, expr, &mut see));
    it
}

impl Places {
    /// What is put for a name.
    fn texts(&self, name: &String) -> Vec<&'static str> {
        if let Some(rank) = self.arrays.get(name) {
            return vec![ARRAYS[rank - 1]];
        }
        if let Some(place) = self.bound.iter().position(|it| it == name) {
            return vec![INDICES[place]];
        }
        if self.integers.contains(name) {
            return INTEGERS.to_vec();
        }
        if self.by.contains(name) {
            return if self.bound.is_empty() { vec!["x"] } else { VARIED.to_vec() };
        }
        let mut texts = Vec::new();
        let parts: [(_, &[&str]); 3] = [
            (&self.below, &FUNCTIONS_OF_X),
            (&self.exponents, &EXPONENTS),
            (&self.bodies, &BODIES),
        ];
        for (_, pool) in parts.into_iter().filter(|(names, _)| names.contains(name)) {
            texts.extend(pool);
        }
        if texts.is_empty() { VALUES.to_vec() } else { texts }
    }
}

fn pools(arena: &mut Arena, rule: &Rule) -> Pools {
    let places = places(arena, rule);
    let mut names = BTreeSet::new();
    rule.conclusion.visit(&mut |it| names.extend(variables(arena, it)));
    for condition in &rule.conditions {
        condition.visit(&mut |it| names.extend(variables(arena, it)));
    }
    let mut pools = Vec::new();
    for name in names {
        let values = places.texts(&name).iter().map(|it| expression(arena, it)).collect();
        pools.push((name, values));
    }
    Pools { pools }
}

/// Whether what must not mention something does not mention it.
fn is_free(arena: &Arena, rule: &Rule, instance: &Instance) -> bool {
    rule.free_of.iter().all(|(c, x)| {
        let name = match arena.node(instance.values.get(*x).expect("a value")) {
            Node::Variable(name) => name,
            Node::Indexed(side) => arena.get(side).array,
            _ => panic!("only names are avoided"),
        };
        !arena.mentions(instance.values.get(*c).expect("a value"), name)
    })
}

/// The instances: every choice from the pools, and for an unspecified function another one and its
/// derivative.
fn instances(arena: &mut Arena, rule: &Rule) -> Vec<Instance> {
    let pools = pools(arena, rule);
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
    instances.retain(|it| is_free(arena, rule, it));
    if instances.len() > MANY {
        instances = instances.into_iter().step_by(THINNING).collect();
    }
    for (place, instance) in instances.iter_mut().enumerate() {
        instance.functions.insert(u, (v, u32::from(place % 2 == 1)));
    }
    instances
}

/// An array whose components are all different.
fn array(rank: usize, seed: i64) -> Array {
    if rank == 0 {
        return Array::Number(Rational::new(seed * seed - 3 * seed + 1, seed + 1).unwrap());
    }
    Array::List((1..=COMPONENTS).map(|k| array(rank - 1, COMPONENTS * seed + k)).collect())
}

fn points(arena: &mut Arena) -> Vec<Point> {
    let names = ["x", "y", "k"].map(|name| arena.symbol(name));
    let integers = ["n", "m", "l"].map(|name| arena.symbol(name));
    let arrays = [1, 2, 3].map(|rank| (arena.symbol(ARRAYS[rank - 1]), array(rank, 0)));
    let cubic = [(1, 3), (-2, 1), (1, 0)].map(|(c, n)| (Rational::from(c), vec![n]));
    let function = Polynomial::of_numbers(1, cubic.to_vec());
    let v = arena.symbol("v");
    let point = |(numbers, n): ([(i64, i64); 3], i64)| {
        let numbers = numbers.map(|(n, d)| Rational::new(n, d).unwrap());
        let whole = [n, 2, 3].map(Rational::from);
        Point {
            variables: names
                .into_iter()
                .zip(numbers)
                .chain(integers.into_iter().zip(whole))
                .collect(),
            arrays: arrays.to_vec(),
            functions: vec![(v, function.clone())],
            integers: integers.to_vec(),
            ..Point::default()
        }
    };
    POINTS.into_iter().zip(WHOLE).map(point).collect()
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
    let mut samples = Vec::new();
    for instance in instances(arena, rule) {
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
        let (n, numbers) = (WHOLE[place], POINTS[place]);
        Some(format!("{} at x, y, k = {numbers:?}, n = {n}", sample.shown))
    })
}

#[test]
fn every_rule_is_well_formed() {
    let kebab = |text: &str| {
        let part = |it: &str| it.bytes().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
        !text.is_empty() && text.split('-').all(part)
    };
    let explained = table().any(|rule| !rule.why.is_empty());
    let mut keys = BTreeSet::new();
    for rule in table() {
        let RuleText { key, name, why, example, .. } = *rule;
        assert!(theory::read(&mut Arena::new(), rule).is_some(), "{key} is malformed");
        assert!(keys.insert(key), "{key} is there twice");
        assert!(kebab(key), "{key}");
        let is_word = |word| kebab(word) || PROPER_NAMES.contains(&word);
        assert!(name.split(' ').all(is_word), "{name}");
        assert!(!explained || !why.is_empty() && !example.is_empty(), "{key} is not explained");
    }
}

/// What a function says of each rule, in the order of the table.
fn for_each_rule<T: Send>(f: impl Fn(&'static RuleText) -> T + Sync) -> Vec<T> {
    let rules: Vec<_> = table().collect();
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let next = AtomicUsize::new(0);
    let results = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(rule) = rules.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let result = (rule.key, f(rule));
                    results.lock().unwrap().push(result);
                }
            });
        }
    });
    let mut results: BTreeMap<&str, T> = results.into_inner().unwrap().into_iter().collect();
    rules.iter().map(|rule| results.remove(rule.key).unwrap()).collect()
}

fn lines(lines: impl IntoIterator<Item = String>) -> String {
    lines.into_iter().filter(|it| !it.is_empty()).map(|it| it + "\n").collect()
}

#[test]
fn every_rule_holds_at_the_samples() {
    let report = lines(for_each_rule(|rule| match counterexample(rule) {
        Some(it) => format!("{} is false: {it}", rule.key),
        None if is_satisfied(rule) => String::new(),
        None => format!("{}: no sample satisfies", rule.key),
    }));
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

/// Mutants that are true as well, by the key of the rule.
const TRUE_MUTANTS: [(&str, &str); 54] = [
    // Nowhere defined, or only where both arguments of the function are the same.
    ("def-coth-exp", "coth(a)=(exp(a)+exp(-a))/(exp(a)-exp(a))"),
    ("def-csch-exp", "csch(a)=2/(exp(a)-exp(a))"),
    ("def-asec", "asec(a)=acos(1*a)"),
    ("def-acsc", "acsc(a)=asin(1*a)"),
    ("def-acoth", "acoth(a)=atanh(1*a)"),
    ("def-asech", "asech(a)=acosh(1*a)"),
    ("asinh-as-logarithm", "asinh(a)=ln(a-sqrt(a^2+1))"),
    // The same value wherever both sides are defined.
    ("diff-sign", "diff(sign(f),x)=0/diff(f,x)"),
    ("max-at-least-left", "max(a,b)>=b"),
    ("max-at-least-right", "max(a,b)>=a"),
    ("min-at-most-left", "min(a,b)<=b"),
    ("min-at-most-right", "min(a,b)<=a"),
    ("diff-component-2", "diff(x[i,p],x[j,q])=delta(i,j)/delta(p,q)"),
    ("diff-component-3", "diff(x[i,p,r],x[j,q,s])=delta(i,j)*delta(p,q)/delta(r,s)"),
    ("diff-component-3", "diff(x[i,p,r],x[j,q,s])=delta(i,j)/delta(p,q)*delta(r,s)"),
    // Weaker bounds, and one that is stronger.
    ("e-positive", "e>1"),
    ("pi-positive", "pi>1"),
    ("exp-below-one", "exp(a)<2"),
    ("ln-negative", "ln(a)<1"),
    ("ln-below-tangent", "ln(a)<=a+1"),
    ("sum-negative", "a+b<1"),
    ("negative-of-positive", "-a<1"),
    ("product-negative-left", "a*b<1"),
    ("product-negative-right", "a*b<1"),
    ("reciprocal-negative", "1/a<1"),
    ("quotient-negative-left", "a/b<1"),
    ("quotient-negative-right", "a/b<1"),
    ("odd-power-negative", "a^(2*n+1)<1"),
    ("odd-power-at-most", "a^(2*n+1)<=1"),
    ("cbrt-negative", "cbrt(a)<1"),
    ("sin-at-most-one", "sin(a)<=2"),
    ("sin-at-least-minus-one", "sin(a)>=-2"),
    ("cos-at-most-one", "cos(a)<=2"),
    ("cos-at-least-minus-one", "cos(a)>=-2"),
    ("atan-below-right-angle", "atan(a)<pi*2"),
    ("atan-above-right-angle", "atan(a)>-pi*2"),
    ("sinh-negative", "sinh(a)<1"),
    ("sech-at-most-one", "sech(a)<=2"),
    ("tanh-below-one", "tanh(a)<2"),
    ("tanh-above-minus-one", "tanh(a)>-2"),
    ("tanh-negative", "tanh(a)<1"),
    ("sigmoid-below-one", "sigmoid(a)<2"),
    ("reciprocal-above-minus-one", "1/a>-2"),
    ("reciprocal-above-minus-one-below", "1/a>-2"),
    ("reciprocal-below-one", "1/a<2"),
    ("reciprocal-below-one-below", "1/a<2"),
    ("square-at-most-one", "a^2<=2"),
    ("square-below-one", "a^2<2"),
    ("cos-above-minus-one", "cos(a)>-2"),
    ("cos-below-one", "cos(a)<2"),
    ("e-below", "e<271828183*100000000"),
    ("pi-below", "pi<314159266*100000000"),
    ("sin-above-minus-one", "sin(a)>-2"),
    ("sin-below-one", "sin(a)<2"),
];

/// Mutants that are false only at points that are not among the samples, such as `pi/2`, at which no
/// enclosure can tell, or such as 1.2.
const UNSEEN_MUTANTS: [(&str, &str); 9] = [
    ("sin-at-most-one", "sin(a)<1"),
    ("sin-at-least-minus-one", "sin(a)>-1"),
    ("cos-at-least-minus-one", "cos(a)>-1"),
    ("sinh-nonzero", "sinh(a)!=1"),
    ("square-above-one", "a^2>2"),
    ("square-above-one-below", "a^2>2"),
    ("sin-nonzero", "sin(a)!=1"),
    // The conditions hold at samples with `a = b` only.
    ("root-unique", "a^(1/n)=a"),
    ("sqrt-unique", "sqrt(a)=a"),
];

/// Words, numbers, and signs; spaces are dropped.
fn tokens(text: &str) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::new();
    let mut before = ' ';
    for letter in text.chars().filter(|it| *it != ' ') {
        let joined = letter.is_alphanumeric() && before.is_alphanumeric()
            || letter == '=' && matches!(before, '>' | '<' | '!');
        match tokens.last_mut() {
            Some(token) if joined => token.push(letter),
            _ => tokens.push(letter.to_string()),
        }
        before = letter;
    }
    tokens
}

/// What may stand in the place of a token; a relation is not made weaker.
const REPLACEMENTS: [(&str, &[&str]); 48] = [
    ("+", &["-"]),
    ("-", &["+", ""]),
    ("*", &["/"]),
    ("/", &["*"]),
    ("0", &["1"]),
    ("1", &["2"]),
    ("2", &["3"]),
    ("3", &["2"]),
    (">", &["<", "="]),
    ("<", &[">", "="]),
    (">=", &["<=", ">"]),
    ("<=", &[">=", "<"]),
    ("!=", &["="]),
    ("sin", &["cos"]),
    ("cos", &["sin"]),
    ("tan", &["cot"]),
    ("cot", &["tan"]),
    ("sec", &["csc"]),
    ("csc", &["sec"]),
    ("sinh", &["cosh"]),
    ("cosh", &["sinh"]),
    ("tanh", &["coth"]),
    ("coth", &["tanh"]),
    ("exp", &["ln"]),
    ("ln", &["exp"]),
    ("sqrt", &["cbrt"]),
    ("cbrt", &["sqrt"]),
    ("abs", &["sign"]),
    ("sign", &["abs"]),
    ("sigmoid", &["tanh"]),
    ("max", &["min"]),
    ("a", &["b"]),
    ("b", &["a"]),
    ("f", &["g"]),
    ("g", &["f"]),
    ("m", &["n"]),
    ("n", &["m"]),
    ("sum", &["prod"]),
    ("prod", &["sum"]),
    ("c", &["d"]),
    ("d", &["c"]),
    ("i", &["j"]),
    ("j", &["i"]),
    ("k", &["p"]),
    ("p", &["k", "q"]),
    ("q", &["p"]),
    ("r", &["s"]),
    ("s", &["r"]),
];

fn replacements(token: &str) -> &'static [&'static str] {
    REPLACEMENTS.iter().find(|it| it.0 == token).map_or(&[], |it| it.1)
}

/// The statement with one token of its right side, or its relation, replaced. A variable is replaced
/// by another one of the statement only.
fn mutants(statement: &str) -> Vec<String> {
    let tokens = tokens(statement);
    let is_relation = |it: &String| matches!(&**it, "=" | ">" | "<" | ">=" | "<=" | "!=");
    let middle = tokens.iter().position(is_relation).unwrap();
    let mut mutants = Vec::new();
    for place in middle..tokens.len() {
        for replacement in replacements(&tokens[place]) {
            let variable =
                replacement.len() == 1 && replacement.as_bytes()[0].is_ascii_alphabetic();
            // Only the sign of a term can be left out.
            let term = matches!(&*tokens[place - 1], "(" | "," | "=" | ">" | "<");
            if replacement.is_empty() && !term
                || variable && !tokens.iter().any(|it| it == replacement)
            {
                continue;
            }
            let mut mutant = tokens.clone();
            (*replacement).clone_into(&mut mutant[place]);
            mutants.push(mutant.concat());
        }
    }
    mutants
}

#[test]
fn the_samples_tell_rules_from_their_mutants() {
    let survivors: Vec<(&str, String)> = for_each_rule(|rule| {
        let survives = |mutant: &String| {
            let text = RuleText { statement: Box::leak(mutant.clone().into_boxed_str()), ..*rule };
            theory::read(&mut Arena::new(), &text).is_some() && counterexample(&text).is_none()
        };
        mutants(rule.statement).into_iter().filter(survives).map(|it| (rule.key, it)).collect()
    })
    .into_iter()
    .flat_map(|it: Vec<_>| it)
    .collect();
    let survivors: BTreeSet<(&str, &str)> = survivors.iter().map(|it| (it.0, &*it.1)).collect();
    let known: BTreeSet<_> = TRUE_MUTANTS.into_iter().chain(UNSEEN_MUTANTS).collect();
    let unknown = lines(survivors.difference(&known).map(|it| format!("    {it:?},")));
    assert!(unknown.is_empty(), "these mutants are not contradicted:\n{unknown}");
    let wrong = lines(known.difference(&survivors).map(|it| format!("    {it:?},")));
    assert!(wrong.is_empty(), "these mutants are contradicted, or are none:\n{wrong}");
}

/// Where only one side of a rule is defined, at points at which its conditions hold.
fn domain_differences(text: &RuleText) -> String {
    let mut arena = Arena::new();
    let rule = theory::read(&mut arena, text).unwrap();
    let (samples, points) = (samples(&mut arena, &rule), points(&mut arena));
    let mut only = [None, None];
    for (sample, point) in samples.iter().flat_map(|it| points.iter().map(move |p| (it, p))) {
        let side = match examine(&arena, sample, point) {
            Finding::Partly([Some(true), Some(false)]) => 0,
            Finding::Partly([Some(false), Some(true)]) => 1,
            _ => continue,
        };
        only[side].get_or_insert(&sample.shown);
        if let [Some(_), Some(_)] = only {
            break;
        }
    }
    let side = |name, shown: Option<&String>| match shown {
        Some(shown) => format!("\n    only the {name} side: {shown}"),
        None => String::new(),
    };
    let sides = side("left", only[0]) + &side("right", only[1]);
    if sides.is_empty() { sides } else { format!("{}: {}{sides}", text.key, text.statement) }
}

/// Where rules depend on both of their sides being defined.
#[test]
fn sides_with_different_domains_are_known() {
    let equation = |rule: &RuleText| {
        parse_equation(&mut Arena::new(), &mut Scope::new(Mode::Inferred), rule.statement).is_ok()
    };
    let text =
        lines(for_each_rule(
            |rule| {
                if equation(rule) { domain_differences(rule) } else { String::new() }
            },
        ));
    insta::assert_snapshot!("rule_domains", text);
}

/// Whether the example is proved, or is a comparison that holds at points and fails at none.
fn example_is_right(rule: &RuleText) -> bool {
    let (mut arena, mut scope) = (Arena::new(), Scope::new(Mode::Inferred));
    if let Ok(it) = parse_equation(&mut arena, &mut scope, rule.example) {
        let sides = (it.lhs, it.rhs);
        let claim = Claim::new(&arena, sides, Vec::new(), Vec::new(), scope.integers());
        return matches!(decide(&mut arena, &Theory::new(), &claim).verdict, Verdict::Proved(_));
    }
    let Ok((statement, _)) = parse_proposition(&mut arena, &mut scope, rule.example) else {
        return false;
    };
    let Proposition::Compare(relation, lhs, rhs) = statement else { return false };
    let names: BTreeSet<_> =
        variables(&arena, lhs).union(&variables(&arena, rhs)).cloned().collect();
    let sample =
        Sample { conditions: Vec::new(), relation, sides: [lhs, rhs], shown: String::new() };
    let findings: Vec<Finding> = POINTS
        .iter()
        .map(|values| {
            let mut point = Point { integers: scope.integers(), ..Point::default() };
            for (name, &(n, d)) in names.iter().zip(values) {
                let symbol = arena.symbol(name);
                let d = if point.integers.contains(&symbol) { 1 } else { d };
                point.variables.push((symbol, Rational::new(n, d).unwrap()));
            }
            examine(&arena, &sample, &point)
        })
        .collect();
    findings.contains(&Finding::Holds) && !findings.contains(&Finding::Fails)
}

#[test]
fn examples_are_proved() {
    let wrong = lines(for_each_rule(|rule| {
        if !rule.example.is_empty() && !example_is_right(rule) {
            format!("{}: {}", rule.key, rule.example)
        } else {
            String::new()
        }
    }));
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// The texts between quotes in the files below a path, without those of their tests.
fn literals(path: &Path) -> BTreeSet<String> {
    if path.is_dir() {
        let entries = std::fs::read_dir(path).unwrap().map(|it| it.unwrap().path());
        return entries.flat_map(|it| literals(&it)).collect();
    }
    if path.file_name().is_some_and(|name| name == "tests.rs") {
        return BTreeSet::new();
    }
    let text = std::fs::read_to_string(path).unwrap();
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    let code = code.lines().filter(|it| !it.trim_start().starts_with("//"));
    code.flat_map(|line| line.split('"').skip(1).step_by(2)).map(str::to_owned).collect()
}

/// What the engine puts together from parts.
fn composed_keys() -> Vec<String> {
    let derivatives = FUNCTIONS.into_iter().filter(|it| *it != Function::Relu);
    let mut keys: Vec<String> = derivatives.map(|it| format!("diff-{}", it.name())).collect();
    for name in ["max", "min"] {
        keys.extend(["left", "right"].map(|side| format!("diff-{name}-{side}")));
    }
    for kind in ["product", "quotient"] {
        let ends = ["nonzero", "positive", "nonnegative"].into_iter().chain(SIGN_KEY_ENDS);
        keys.extend(ends.map(|end| format!("{kind}-{end}")));
    }
    keys
}

/// Ends of keys of the signs of products and quotients that look like keys themselves.
const SIGN_KEY_ENDS: [&str; 3] = ["positive-negatives", "negative-left", "negative-right"];

#[test]
fn the_engine_uses_keys_that_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut used: BTreeSet<String> = literals(&root.join("src/decide"));
    used.extend(literals(&root.join("src/derive")));
    let looks_like_key = |it: &String| {
        it.contains('-')
            && it
                .split('-')
                .all(|part| !part.is_empty() && part.bytes().all(|c| c.is_ascii_lowercase()))
    };
    let mut keys: Vec<String> = used.into_iter().filter(looks_like_key).collect();
    assert!(keys.len() > 50, "the keys are somewhere else: {keys:?}");
    keys.retain(|it| !SIGN_KEY_ENDS.contains(&it.as_str()));
    keys.extend(composed_keys());
    keys.push("e".to_owned());
    keys.retain(|it| theory::find(it).is_none());
    assert!(keys.is_empty(), "no such rules: {keys:?}");
}

#[test]
fn the_manual_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, theory::manual()).unwrap();
    }
    let page = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        page == theory::manual(),
        "run the test with UPDATE_DOCS=1 to write docs/rules.md anew"
    );
}

#[test]
fn rules_are_explained_by_name_and_by_key() {
    let all = theory::explain("Sum  rule").unwrap();
    assert!(all.contains("[diff-sum]") && all.contains("[diff-difference]"), "{all}");
    let one = theory::explain("diff-sum").unwrap();
    assert!(one.contains("[diff-sum]") && !one.contains("[diff-difference]"), "{one}");
    assert_eq!(theory::explain("no such rule"), None);
    for name in theory::names() {
        let text = theory::explain(name).unwrap();
        let is_formula =
            |it: &&str| it.contains("LaTeX:") || it.contains("Example:") || it.ends_with(']');
        let prose = text.lines().filter(|it| !is_formula(it));
        prose.for_each(|line| assert!(line.chars().count() <= 80, "{line}"));
    }
}

#[test]
fn names_are_suggested_when_they_are_near() {
    assert_eq!(theory::suggest("quotent rule").as_deref(), Some("quotient rule"));
    assert_eq!(theory::suggest("Product Rule").as_deref(), Some("product rule"));
    assert_eq!(theory::suggest("the fundamental theorem of calculus"), None);
    let names = theory::names();
    assert_eq!(names.len(), names.iter().collect::<BTreeSet<_>>().len());
}
