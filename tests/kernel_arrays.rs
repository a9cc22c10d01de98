//! Attacks on the kernel through whole arrays: what it must not take them for.

use std::rc::Rc;

use chainrule::algebra::Fuel;
use chainrule::expr::{Application, Arena, ArrayRange, ExprId, Names, Proposition, Substitution};
use chainrule::kernel::{
    Arithmetic, Instance, Lemma, Proof, Rejection, Rule, RuleId, Rules, Step, Theorem, check,
};
use chainrule::syntax::{Mode, Scope, parse_expression, parse_proposition};
use chainrule::theory::{RULE, RuleText, read};

/// True rules of the attacker's choice.
struct Few(Vec<RuleText>);

impl Rules for Few {
    fn rule(&self, arena: &mut Arena, id: RuleId) -> Option<Rc<Rule>> {
        self.0.get(id.0).and_then(|text| read(arena, text)).map(Rc::new)
    }
}

fn expr(arena: &mut Arena, text: &str) -> ExprId {
    parse_expression(arena, &mut Scope::new(Mode::Inferred), text).expect("an expression").0
}

/// The argument of a function: an array.
fn array(arena: &mut Arena, text: &str) -> ExprId {
    let whole = expr(arena, &format!("L({text})"));
    arena.children(whole)[0]
}

fn facts(arena: &mut Arena, texts: &[&str]) -> Vec<Proposition> {
    let mut read = |text| parse_proposition(arena, &mut Scope::new(Mode::Inferred), text);
    texts.iter().map(|text| read(text).expect("a proposition").0).collect()
}

fn replay(
    arena: &mut Arena,
    rules: &[RuleText],
    names: &Names,
    (hypotheses, given): (&[Proposition], &[(ExprId, ExprId)]),
    step: Step,
    conclusion: Proposition,
) -> Result<Theorem, Rejection> {
    let proof = Proof {
        hypotheses: hypotheses.to_vec(),
        given: given.to_vec(),
        names: names.clone(),
        steps: vec![step],
        conclusion,
    };
    check(arena, &Few(rules.to_vec()), &proof, &mut Fuel::new(1_000_000))
}

#[test]
fn a_bound_array_has_no_components_beyond_its_range() {
    let arena = &mut Arena::new();
    let evaluation = expr(arena, "((0*y[5]) at y = array(k, k, 1, 2))");
    let (fresh, zero) = (arena.symbol("t"), ExprId::ZERO);
    let renamed = expr(arena, "0*t[5]");
    let steps = vec![Step::Field(renamed, zero, Arithmetic::default())];
    let step = Step::At { evaluation, fresh: vec![fresh], carry: Vec::new(), value: zero, steps };
    let goal = Proposition::equal(evaluation, zero);
    let defined = [Proposition::defined(array(arena, "array(k, k, 1, 2)"))];
    let result = replay(arena, &[], &Names::default(), (&defined, &[]), step, goal);
    assert!(matches!(result.expect_err("y[5] does not exist"), Rejection::NotShown(_)));
}

#[test]
fn a_theorem_about_an_array_is_not_one_about_a_shorter_one() {
    let arena = &mut Arena::new();
    let ranges = |arena: &mut Arena, name: &str, from: &str| ArrayRange {
        array: arena.symbol(name),
        ranges: vec![Some((expr(arena, from), expr(arena, "n")))],
    };
    let arrays = vec![ranges(arena, "x", "1"), ranges(arena, "z", "2")];
    let integers = vec![arena.symbol("n"), arena.symbol("j")];
    let names = Names { integers, arrays };
    let hypotheses = facts(arena, &["j >= 1", "j <= n"]);
    let difference = expr(arena, "x[j] - x[j]");
    let step = Step::Field(difference, ExprId::ZERO, Arithmetic::default());
    let lemma = Proposition::equal(difference, ExprId::ZERO);
    let theorem = replay(arena, &[], &names, (&hypotheses, &[]), step, lemma).expect("x - x = 0");
    let (x, z) = (arena.symbol("x"), expr(arena, "z"));
    let values = Substitution::from_iter([(x, z)]);
    let step = Step::Cite(Box::new(Lemma { theorem, values }));
    let other = expr(arena, "z[j] - z[j]");
    let goal = Proposition::equal(other, ExprId::ZERO);
    let result = replay(arena, &[], &names, (&hypotheses, &[]), step, goal);
    assert_eq!(result.expect_err("z[1] does not exist"), Rejection::BadInstance);
}

#[test]
fn a_rule_about_numbers_is_not_one_about_arrays() {
    let arena = &mut Arena::new();
    let rule = RuleText { statement: "a - a = 0", ..RULE };
    let whole = array(arena, "array(k, k, 1, 2)");
    let mut instance = Instance::default();
    instance.values.insert(arena.symbol("a"), whole);
    let goal = Proposition::equal(ExprId::ZERO, ExprId::ZERO);
    let step = Step::Rule(RuleId(0), instance);
    let result = replay(arena, &[rule], &Names::default(), (&[], &[]), step, goal);
    assert_eq!(result.expect_err("no number"), Rejection::BadInstance);
}

#[test]
fn an_equation_for_numbers_is_not_given_for_arrays() {
    let arena = &mut Arena::new();
    let given = [(expr(arena, "u(x)"), expr(arena, "x"))];
    let whole = array(arena, "array(k, k, 1, 2)");
    let values = Substitution::from_iter([(arena.symbol("x"), whole)]);
    let goal = Proposition::equal(expr(arena, "u(array(k, k, 1, 2))"), whole);
    let step = Step::Given(0, values);
    let result = replay(arena, &[], &Names::default(), (&[], &given), step, goal);
    assert_eq!(result.expect_err("no number"), Rejection::BadInstance);
}

#[test]
fn derivatives_by_other_components_are_other_expressions() {
    let arena = &mut Arena::new();
    let function = arena.symbol("L");
    let mut partial = |argument: &str, index: &str| {
        let (arguments, indices) = (vec![array(arena, argument)], vec![expr(arena, index)]);
        let components = vec![(0, indices)];
        arena.application(Application { function, orders: vec![0], arguments, components })
    };
    let (first, second) = ("array(x[k], k, 1, n)", "array(x[m], m, 1, n)");
    let (a, b, c) = (partial(first, "i"), partial(second, "i"), partial(first, "j"));
    let d = partial("array(x[k], k, 0, n)", "i");
    assert!(arena.alpha_equal(a, b));
    assert!(!arena.alpha_equal(a, c) && !arena.alpha_equal(a, d));
    assert!(arena.order(a, c).is_ne() && arena.order(a, c) == arena.order(c, a).reverse());
    let i = arena.symbol("i");
    let j = expr(arena, "j");
    assert!(arena.mentions(a, i));
    assert_eq!(arena.substitute(a, &Substitution::from_iter([(i, j)])), c);
}
