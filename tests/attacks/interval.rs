//! Attacks on what the kernel says of functions on intervals.

use chainrule::expr::{ExprId, Proposition};
use chainrule::kernel::{Arithmetic, Constant, Rejection, Step};
use chainrule::theory::{RULE, RuleText};

use super::{Attack, MULTIPLE, VARIABLE};

/// A rule that would make a function constant, where its argument is not zero.
const FLAT: RuleText = RuleText { statement: "diff(0/x, x) = 0", requires: &["x != 0"], ..RULE };
const FLAT_SIGN: RuleText =
    RuleText { statement: "diff(sign(x), x) = 0", requires: &["x != 0"], ..RULE };

fn constant(it: &mut Attack, body: &str, ends: [&str; 2], steps: Vec<Step>) -> Constant {
    let body = it.e(body);
    let ends = ends.map(|end| it.e(end));
    let name = it.arena.symbol("t");
    Constant { body, name, ends, carry: Vec::new(), steps }
}

fn rejection(it: &mut Attack, rules: &[RuleText], step: Constant) -> Rejection {
    it.steps = vec![Step::Constant(Box::new(step))];
    it.rejects(rules, Proposition::FALSE)
}

#[test]
fn a_function_with_derivative_zero_is_constant() {
    let mut it = Attack::new();
    let derivative = it.e("diff(0*t, t)");
    let product = it.e("0*diff(t, t)");
    let zero = Arithmetic::rewriting(vec![(derivative, product)]);
    let steps = vec![
        it.rule(1, &[("x", "t")]),
        it.rule(0, &[("c", "0"), ("f", "t"), ("x", "t")]),
        Step::Field(derivative, ExprId::ZERO, zero),
    ];
    let step = constant(&mut it, "0*t", ["x", "y"], steps);
    it.steps = vec![Step::Constant(Box::new(step))];
    let goal = it.eq("0*x", "0*y");
    assert!(it.check(&[MULTIPLE, VARIABLE], goal).is_ok());
}

#[test]
fn what_jumps_is_not_constant() {
    for (body, rule) in [("sign(t)", FLAT_SIGN), ("piecewise(0 if t < 0, 1 otherwise)", FLAT_SIGN)]
    {
        let mut it = Attack::new();
        let step = constant(&mut it, body, ["-1", "1"], Vec::new());
        let body = step.body;
        assert_eq!(rejection(&mut it, &[rule], step), Rejection::WrongKind(body));
    }
    // The angle that a cotangent belongs to jumps at 0, and a power of an unknown base may.
    for body in ["acot(t)", "x^t", "sum(t, k, 1, n)", "diff(t*y, y)", "u(t)"] {
        let mut it = Attack::new();
        let step = constant(&mut it, body, ["-1", "1"], Vec::new());
        let body = step.body;
        assert_eq!(rejection(&mut it, &[], step), Rejection::WrongKind(body));
    }
}

#[test]
fn a_gap_in_the_domain_is_not_crossed() {
    let mut it = Attack::new();
    let steps = vec![it.rule(0, &[("x", "t")])];
    let step = constant(&mut it, "0/t", ["-1", "1"], steps);
    let found = rejection(&mut it, &[FLAT], step);
    let gap = it.p("t != 0");
    assert_eq!(found, Rejection::NotShown(gap));
}

#[test]
fn the_ends_must_be_in_the_domain() {
    let mut it = Attack::new();
    let step = constant(&mut it, "0/t", ["1", "0"], Vec::new());
    let found = rejection(&mut it, &[FLAT], step);
    let value = it.e("0/0");
    assert_eq!(found, Rejection::NotShown(Proposition::defined(value)));
}

#[test]
fn the_derivative_must_be_shown_to_be_zero() {
    let mut it = Attack::new();
    let step = constant(&mut it, "t", ["0", "1"], Vec::new());
    assert!(matches!(rejection(&mut it, &[], step), Rejection::NotShown(_)));
}

#[test]
fn the_variable_of_an_interval_must_be_new() {
    let mut it = Attack::new();
    let variable = it.e("t");
    let step = constant(&mut it, "x*t", ["t", "1"], Vec::new());
    assert_eq!(rejection(&mut it, &[], step), Rejection::NotFresh(variable));
    let mut it = Attack::new();
    it.assume("t > 5");
    let mut step = constant(&mut it, "x*t", ["0", "1"], Vec::new());
    step.carry = it.hypotheses.clone();
    let variable = it.e("t");
    assert_eq!(rejection(&mut it, &[], step), Rejection::NotFresh(variable));
    let mut it = Attack::new();
    it.integers = vec![it.arena.symbol("t")];
    let step = constant(&mut it, "x*t", ["0", "1"], Vec::new());
    let variable = it.e("t");
    assert_eq!(rejection(&mut it, &[], step), Rejection::NotFresh(variable));
}

#[test]
fn only_what_is_shown_is_carried_into_an_interval() {
    let mut it = Attack::new();
    let mut step = constant(&mut it, "x*t", ["0", "1"], Vec::new());
    let fact = it.p("x == 0");
    step.carry = vec![fact.clone()];
    assert_eq!(rejection(&mut it, &[], step), Rejection::NotShown(fact));
}

/// That a function with a derivative is off a bound of its domain.
fn edge(it: &mut Attack, f: &str, bound: &str) -> Rejection {
    let derivative = it.e(&format!("diff({f}, x)"));
    let bound = it.p(bound);
    it.steps = vec![Step::Edge(derivative, bound)];
    it.rejects(&[], Proposition::FALSE)
}

#[test]
fn a_function_with_a_derivative_is_off_its_edge() {
    let mut it = Attack::new();
    it.assume("differentiable(sqrt(x), x)");
    it.assume("diff(x - 0, x) != 0");
    let (derivative, bound) = (it.e("diff(sqrt(x), x)"), it.p("x >= 0"));
    it.steps = vec![Step::Edge(derivative, bound)];
    let goal = it.p("x > 0");
    assert!(it.check(&[], goal).is_ok());
}

#[test]
fn an_edge_needs_a_derivative() {
    let mut it = Attack::new();
    it.assume("diff(x - 0, x) != 0");
    assert!(matches!(edge(&mut it, "sqrt(x)", "x >= 0"), Rejection::NotShown(_)));
    let (root, bound) = (it.e("sqrt(x)"), it.p("x >= 0"));
    it.steps = vec![Step::Edge(root, bound)];
    assert_eq!(it.rejects(&[], Proposition::FALSE), Rejection::WrongKind(root));
}

#[test]
fn an_edge_is_a_bound_of_the_domain() {
    for bound in ["x >= 1", "x != 0", "x > 0", "x == 0"] {
        let mut it = Attack::new();
        it.assume("differentiable(sqrt(x), x)");
        it.assume("diff(x - 0, x) != 0");
        it.assume("diff(x - 1, x) != 0");
        assert!(matches!(edge(&mut it, "sqrt(x)", bound), Rejection::NotImplied(..)), "{bound}");
    }
}

#[test]
fn a_bound_that_does_not_move_is_no_edge() {
    // sqrt(x^2) has a bound that is met at 0 from both sides.
    let mut it = Attack::new();
    it.assume("differentiable(sqrt(x^2), x)");
    it.assume("x == 0");
    assert!(matches!(edge(&mut it, "sqrt(x^2)", "x^2 >= 0"), Rejection::NotShown(_)));
}

#[test]
fn an_edge_may_be_that_of_every_alternative() {
    // A power with an exponent of which nothing is known has the edge 0.
    let mut it = Attack::new();
    it.assume("differentiable(x^a, x)");
    it.assume("diff(x - 0, x) != 0");
    let (derivative, bound) = (it.e("diff(x^a, x)"), it.p("x >= 0"));
    it.steps = vec![Step::Edge(derivative, bound)];
    let goal = it.p("x > 0");
    assert!(it.check(&[], goal).is_ok());
    // An edge of one alternative is none: beyond it there may be another.
    for bound in ["x >= 1", "x <= -1"] {
        let mut it = Attack::new();
        it.assume("differentiable(asec(x), x)");
        it.assume("diff(x - 1, x) != 0");
        it.assume("diff(x - -1, x) != 0");
        assert!(matches!(edge(&mut it, "asec(x)", bound), Rejection::NotImplied(..)), "{bound}");
    }
    // An integer exponent may be negative: such a power is defined on both sides of 0.
    let mut it = Attack::new();
    it.integers = vec![it.arena.symbol("n")];
    it.assume("differentiable(x^n, x)");
    it.assume("diff(x - 0, x) != 0");
    assert!(matches!(edge(&mut it, "x^n", "x >= 0"), Rejection::NotImplied(..)));
}

/// That an expression is shown to have a derivative by `x`.
fn differentiable(it: &mut Attack, f: &str) -> bool {
    let goal = it.p(&format!("differentiable({f}, x)"));
    it.steps = Vec::new();
    it.check(&[], goal).is_ok()
}

#[test]
fn what_is_made_of_differentiable_parts_is_differentiable() {
    let mut it = Attack::new();
    it.assume("differentiable(abs(x), x)");
    for f in ["x*abs(x)", "abs(x)^2 - x", "-abs(x)", "(abs(x) + 1)^3"] {
        assert!(differentiable(&mut it, f), "{f}");
    }
    for f in ["1/abs(x)", "abs(x)^(-1)", "sqrt(abs(x))", "abs(x)^(1/2)", "abs(x) + sign(x)"] {
        assert!(!differentiable(&mut it, f), "{f}");
    }
    it.assume("abs(x) != 0");
    assert!(differentiable(&mut it, "x/abs(x)"));
}

#[test]
fn whole_powers_are_smooth_unless_they_are_negative_at_zero() {
    let mut it = Attack::new();
    it.integers = vec![it.arena.symbol("n")];
    assert!(!differentiable(&mut it, "x^n"));
    it.assume("n >= 0");
    assert!(differentiable(&mut it, "x^n"));
    let mut it = Attack::new();
    it.assume("n >= 0");
    assert!(!differentiable(&mut it, "x^n"));
}

/// That something follows from `E at x = a` being defined.
fn at_domain(it: &mut Attack, name: &str, conclusion: &str, steps: Vec<Step>) -> Step {
    let evaluation = it.e("diff(ln(x), x) at x = a");
    let fresh = vec![it.arena.symbol(name)];
    Step::AtDomain { evaluation, fresh, carry: Vec::new(), conclusion: it.p(conclusion), steps }
}

#[test]
fn what_is_evaluated_is_defined_at_the_values() {
    let mut it = Attack::new();
    it.assume("(diff(ln(x), x) at x = a) == (diff(ln(x), x) at x = a)");
    let (body, t, a) = (it.e("diff(ln(t), t)"), it.e("t"), it.e("a"));
    let inner = it.e("ln(t)");
    let positive = it.p("a > 0");
    let Proposition::Compare(relation, ..) = positive else { panic!("a comparison") };
    let known = it.p("t > 0");
    let mut arithmetic = Arithmetic::rewriting(vec![(t, a)]);
    arithmetic.terms.push((ExprId::ONE, known));
    let steps = vec![
        Step::Domain(body),
        Step::Domain(inner),
        Step::Combine(relation, a, ExprId::ZERO, arithmetic),
    ];
    let step = at_domain(&mut it, "t", "a > 0", steps.clone());
    it.steps = vec![step];
    assert!(it.check(&[], positive.clone()).is_ok());
    // Not without a value.
    it.hypotheses.clear();
    assert!(matches!(it.rejects(&[], positive.clone()), Rejection::NotShown(_)));
    // Not about the new name, nor with one that is in use.
    it.assume("(diff(ln(x), x) at x = a) == (diff(ln(x), x) at x = a)");
    for (name, conclusion) in [("t", "t > 0"), ("a", "a > 0")] {
        let step = at_domain(&mut it, name, conclusion, steps.clone());
        it.steps = vec![step];
        let variable = it.e(name);
        assert_eq!(it.rejects(&[], positive.clone()), Rejection::NotFresh(variable));
    }
}

#[test]
fn an_exponent_changes_only_among_integers_or_over_a_positive_base() {
    let replaced = |integers: &[&str], positive: bool| {
        let mut it = Attack::new();
        it.integers = integers.iter().map(|name| it.arena.symbol(name)).collect();
        it.assume("m == k");
        it.assume("x^m == x^m");
        if positive {
            it.assume("x > 0");
        }
        let (power, m, k) = (it.e("x^m"), it.e("m"), it.e("k"));
        it.steps = vec![Step::Congruence(power, m, k)];
        let goal = it.eq("x^m", "x^k");
        it.check(&[], goal).is_ok()
    };
    assert!(replaced(&["m", "k"], false));
    assert!(replaced(&[], true));
    assert!(!replaced(&[], false));
    assert!(!replaced(&["m"], false));
    assert!(!replaced(&["k"], false));
}
