//! Attacks on derivatives that are found as limits.

use chainrule::expr::Proposition;
use chainrule::kernel::{Arithmetic, Continued, Rejection, Squeeze, Step};
use chainrule::theory::{RULE, RuleText};

use super::{Attack, VARIABLE, local};

/// The derivatives of a square at 0.
const SQUARE: [RuleText; 2] = [
    RuleText { statement: "diff(x^2, x) = 1*x", requires: &["x == 0"], ..RULE },
    RuleText { statement: "diff(diff(x^2, x), x) = 2*1", ..RULE },
];

fn squeezed(it: &mut Attack, f: &str, bounds: [&str; 2], value: &str) -> Squeeze {
    Squeeze {
        derivative: it.e(&format!("diff({f}, x)")),
        open: Vec::new(),
        bounds: bounds.map(|bound| it.e(bound)),
        value: it.e(value),
        steps: Vec::new(),
    }
}

fn check_squeezed(it: &mut Attack, step: Squeeze) -> Result<(), Rejection> {
    let goal = Proposition::equal(step.derivative, step.value);
    let variable = it.rule(0, &[("x", "x")]);
    it.steps = vec![variable, Step::Squeeze(Box::new(step))];
    it.check(&[VARIABLE], goal).map(drop)
}

#[test]
fn what_lies_between_two_functions_that_touch_has_their_derivative() {
    let mut it = Attack::new();
    let step = squeezed(&mut it, "x", ["x", "x"], "1");
    assert_eq!(check_squeezed(&mut it, step), Ok(()));
}

#[test]
fn functions_that_do_not_touch_squeeze_nothing() {
    let mut it = Attack::new();
    let mut step = squeezed(&mut it, "x", ["x - 1", "x + 1"], "1");
    for (relation, bound) in [("x >= x - 1", step.bounds[0]), ("x <= x + 1", step.bounds[1])] {
        let Proposition::Compare(relation, x, _) = it.p(relation) else { panic!("a comparison") };
        step.steps.push(Step::Combine(relation, x, bound, Arithmetic::default()));
    }
    let apart = Proposition::equal(step.bounds[0], step.bounds[1]);
    assert_eq!(check_squeezed(&mut it, step), Err(Rejection::NotShown(apart)));
}

#[test]
fn the_bounds_must_be_shown_near_the_point() {
    let mut it = Attack::new();
    it.assume("x == 0");
    let step = squeezed(&mut it, "x", ["0", "0"], "0");
    assert!(matches!(check_squeezed(&mut it, step), Err(Rejection::NotShown(_))));
    let mut step = squeezed(&mut it, "x", ["0", "0"], "0");
    step.open = it.hypotheses.clone();
    let fact = it.hypotheses[0].clone();
    assert_eq!(check_squeezed(&mut it, step), Err(Rejection::NotOpen(fact)));
}

#[test]
fn bounds_with_a_corner_give_no_derivative() {
    let mut it = Attack::new();
    let mut step = squeezed(&mut it, "x", ["-abs(x)", "abs(x)"], "0");
    let [low, high] = ["x >= -abs(x)", "x <= abs(x)"].map(|fact| it.p(fact));
    let rules = [
        VARIABLE,
        RuleText { statement: "a >= -abs(a)", ..RULE },
        RuleText { statement: "a <= abs(a)", ..RULE },
    ];
    it.hypotheses = vec![low, high, it.p("x == 0"), it.p("-abs(x) == abs(x)")];
    step.steps = vec![it.rule(1, &[("a", "x")]), it.rule(2, &[("a", "x")])];
    let goal = Proposition::equal(step.derivative, step.value);
    it.steps = vec![Step::Squeeze(Box::new(step))];
    assert!(matches!(it.rejects(&rules, goal), Rejection::NotShown(_)));
}

fn continued(it: &mut Attack, f: &str, multiplicity: u32, product: &str, value: &str) -> Continued {
    let derivative = it.e(&format!("diff({f}, x)"));
    let (point, product, value) = (it.e("0"), it.e(product), it.e(value));
    Continued { derivative, open: Vec::new(), point, multiplicity, product, value, steps: vec![] }
}

fn check_continued(it: &mut Attack, step: Continued) -> Result<(), Rejection> {
    let goal = Proposition::equal(step.derivative, step.value);
    let slopes = [it.rule(0, &[("x", "x")]), it.rule(1, &[("x", "x")])];
    it.steps = slopes.into_iter().chain([Step::Continued(Box::new(step))]).collect();
    it.check(&SQUARE, goal).map(drop)
}

/// That `x*x` is the square of `x`, near 0.
fn square(it: &mut Attack) -> Continued {
    it.assume("x == 0");
    let mut step = continued(it, "x", 1, "x^2", "1");
    let (by, body) = (it.e("x"), it.e("x"));
    let multiple = step.multiple(&mut it.arena, by, body);
    step.steps = vec![Step::Field(multiple, step.product, Arithmetic::default())];
    step
}

#[test]
fn a_quotient_is_continued_to_a_zero_of_its_divisor() {
    let mut it = Attack::new();
    let step = square(&mut it);
    assert_eq!(check_continued(&mut it, step), Ok(()));
}

#[test]
fn the_derivative_of_a_continued_quotient_is_no_other() {
    let mut it = Attack::new();
    let mut step = square(&mut it);
    step.value = it.e("2");
    assert!(matches!(check_continued(&mut it, step), Err(Rejection::NotShown(_))));
}

#[test]
fn the_multiplicity_is_that_of_a_zero() {
    for multiplicity in [0, 13] {
        let mut it = Attack::new();
        let step = square(&mut it);
        let step = Continued { multiplicity, ..step };
        let derivative = step.derivative;
        let found = check_continued(&mut it, step);
        assert_eq!(found, Err(Rejection::WrongKind(derivative)));
    }
}

#[test]
fn the_place_of_the_zero_does_not_move() {
    let mut it = Attack::new();
    let mut step = square(&mut it);
    step.point = it.e("x");
    let derivative = step.derivative;
    assert_eq!(check_continued(&mut it, step), Err(Rejection::WrongKind(derivative)));
    // Nor is the point elsewhere.
    let mut it = Attack::new();
    let mut step = square(&mut it);
    step.point = it.e("1");
    let fact = it.p("x == 1");
    assert_eq!(check_continued(&mut it, step), Err(Rejection::NotShown(fact)));
}

#[test]
fn the_product_must_be_smooth() {
    let mut it = Attack::new();
    it.assume("x == 0");
    let step = continued(&mut it, "abs(x)", 1, "x*abs(x)", "0");
    let fact = it.p("x != 0");
    assert_eq!(check_continued(&mut it, step), Err(Rejection::NotShown(fact)));
    let mut it = Attack::new();
    it.assume("x == 0");
    let step = continued(&mut it, "x", 1, "piecewise(x^2 if x < 0, x^2 otherwise)", "0");
    let product = step.product;
    assert_eq!(check_continued(&mut it, step), Err(Rejection::WrongKind(product)));
}

#[test]
fn a_jump_at_the_zero_is_not_continued() {
    let mut it = Attack::new();
    it.assume("x == 0");
    let body = "piecewise(x if x != 0, 5 otherwise)";
    let step = continued(&mut it, body, 1, "x^2", "1");
    let (by, body) = (it.e("x"), it.e(body));
    let multiple = step.multiple(&mut it.arena, by, body);
    // Even if the product were shown.
    it.hypotheses.push(Proposition::equal(multiple, step.product));
    assert!(check_continued(&mut it, step).is_err());
}

#[test]
fn lower_derivatives_must_vanish() {
    // With a double zero, the first derivative of the product would have to be 0.
    let mut it = Attack::new();
    let mut step = square(&mut it);
    step.multiplicity = 2;
    step.derivative = it.e("diff(1, x)");
    step.steps.clear();
    let (by, body) = (it.e("x"), it.e("1"));
    let multiple = step.multiple(&mut it.arena, by, body);
    step.steps = vec![Step::Field(multiple, step.product, Arithmetic::default())];
    assert!(matches!(check_continued(&mut it, step), Err(Rejection::NotShown(_))));
}

/// Whether a fact at `x = 0` may be used near it.
fn crosses(it: &mut Attack, fact: &str) -> bool {
    it.assume("x == 0");
    it.assume(fact);
    let goal = local(it, "x", "x", &[fact], Vec::new());
    match it.check(&[], goal) {
        Ok(_) => true,
        Err(rejection) => {
            assert!(matches!(rejection, Rejection::NotOpen(_)), "{rejection:?}");
            false
        }
    }
}

#[test]
fn a_strict_condition_on_what_is_continuous_everywhere_holds_nearby() {
    for fact in ["abs(x) < 2", "max(0, min(1, x)) < 1/2", "cbrt(x) > -1"] {
        assert!(crosses(&mut Attack::new(), fact), "{fact}");
    }
    // What is not defined on both sides, or jumps, may cease to hold, and so may what is not strict.
    for fact in ["sqrt(x) < 2", "abs(sqrt(x)) < 2", "sign(x) < 1", "abs(x) <= 0", "x^x < 2"] {
        assert!(!crosses(&mut Attack::new(), fact), "{fact}");
    }
    for fact in ["piecewise(0 if x == 0, 1 otherwise) < 1", "sum(sign(x), k, 1, 3) < 1"] {
        assert!(!crosses(&mut Attack::new(), fact), "{fact}");
    }
}

#[test]
fn what_is_differentiable_is_defined_nearby() {
    let mut it = Attack::new();
    it.assume("differentiable(sqrt(abs(x)), x)");
    assert!(crosses(&mut it, "sqrt(abs(x)) == sqrt(abs(x))"));
    assert!(!crosses(&mut Attack::new(), "sqrt(x) == sqrt(x)"));
    // Differentiable by another variable is not enough.
    let mut it = Attack::new();
    it.assume("differentiable(sqrt(x + y), y)");
    assert!(!crosses(&mut it, "sqrt(x + y) == sqrt(x + y)"));
}
