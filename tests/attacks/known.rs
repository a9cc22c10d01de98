//! Attacks on what the kernel remembers: what has been found in one case must not be known in another,
//! and that a whole is smooth under conditions must not be known without them.

use chainrule::expr::Proposition;
use chainrule::kernel::{Case, Rejection, Step};

use super::Attack;

/// Cases in the first of which something is found to be defined, and in the last of which it is needed.
fn leak(it: &mut Attack, cases: [&str; 2], (a, b): (&str, &str)) -> Rejection {
    let step = it.field(a, b);
    let goal = it.eq(a, b);
    let aside = it.eq("1", "1");
    let inside = Case { assume: it.p(cases[0]), steps: vec![step.clone()] };
    let outside = Case { assume: it.p(cases[1]), steps: Vec::new() };
    it.steps = vec![Step::Split(vec![inside, outside], aside), step];
    it.rejects(&[], goal)
}

#[test]
fn what_is_defined_in_one_case_is_not_known_to_be_after_it() {
    for (a, b) in [("1/x - 1/x", "0"), ("0", "diff(ln(abs(x)), x) - diff(ln(abs(x)), x)")] {
        let mut it = Attack::new();
        let rejection = leak(&mut it, ["x != 0", "x == 0"], (a, b));
        assert!(matches!(rejection, Rejection::NotShown(_)), "{a} = {b}: {rejection:?}");
    }
}

#[test]
fn that_a_part_is_smooth_does_not_make_the_whole_smooth() {
    let mut it = Attack::new();
    it.assume("x == 0");
    let part = it.field("diff(x^2 + 1, x) - diff(x^2 + 1, x)", "0");
    let whole = it.field("diff(abs(x)*(x^2 + 1), x) - diff(abs(x)*(x^2 + 1), x)", "0");
    it.steps = vec![part, whole];
    assert!(matches!(it.rejects(&[], Proposition::FALSE), Rejection::NotShown(_)));
}

#[test]
fn a_whole_that_is_not_smooth_says_nothing_of_its_parts() {
    let mut it = Attack::new();
    it.assume("x == 0");
    // The value of the whole is known, not that its part has a derivative.
    it.assume("x^2*abs(x) == 0");
    let step = it.field("diff(abs(x), x) - diff(abs(x), x)", "0");
    it.steps = vec![step];
    assert!(matches!(it.rejects(&[], Proposition::FALSE), Rejection::NotShown(_)));
}

#[test]
fn parts_of_what_is_smooth_are_smooth() {
    let mut it = Attack::new();
    it.assume("x > 0");
    let whole = it.field("diff(sqrt(x)*ln(x), x) - diff(sqrt(x)*ln(x), x)", "0");
    let part = it.field("diff(sqrt(x), x) - diff(sqrt(x), x)", "0");
    it.steps = vec![whole, part];
    let goal = it.eq("diff(sqrt(x), x) - diff(sqrt(x), x)", "0");
    assert!(it.check(&[], goal).is_ok());
}

#[test]
fn what_is_smooth_by_one_variable_need_not_be_by_another() {
    let mut it = Attack::new();
    it.assume("x > 0");
    it.assume("y == 0");
    let first = it.field("diff(x*abs(y), x) - diff(x*abs(y), x)", "0");
    let second = it.field("diff(x*abs(y), y) - diff(x*abs(y), y)", "0");
    it.steps = vec![first, second];
    assert!(matches!(it.rejects(&[], Proposition::FALSE), Rejection::NotShown(_)));
}
