//! Attacks on the kernel: each test is a proof of something false, or of something true by a step
//! that would prove something false, and the kernel must reject it.

use std::rc::Rc;

use chainrule::algebra::Fuel;
use chainrule::expr::{
    Arena, ArrayRange, ExprId, Names, Proposition, Relation, Substitution, Symbol,
};
use chainrule::kernel::{
    Arithmetic, Case, Instance, Kink, Lemma, Proof, Rejection, Rule, RuleId, Rules, Side, Step,
    Theorem, check,
};
use chainrule::syntax::{Mode, Scope, parse_expression, parse_proposition};
use chainrule::theory::{RULE, RuleText, read};

#[path = "attacks/index.rs"]
mod index;
#[path = "attacks/interval.rs"]
mod interval;
#[path = "attacks/known.rs"]
mod known;
#[path = "attacks/limit.rs"]
mod limit;

/// A few rules of the attacker's choice, all of them true.
struct Few(Vec<RuleText>);

impl Rules for Few {
    fn rule(&self, arena: &mut Arena, id: RuleId) -> Option<Rc<Rule>> {
        self.0.get(id.0).and_then(|text| read(arena, text)).map(Rc::new)
    }
}

const CONSTANT: RuleText = RuleText { statement: "diff(c, x) = 0", free_of: &[("c", "x")], ..RULE };
const ABS: RuleText = RuleText { statement: "abs(a) = a", requires: &["a >= 0"], ..RULE };
const VARIABLE: RuleText = RuleText { statement: "diff(x, x) = 1", ..RULE };
const MULTIPLE: RuleText =
    RuleText { statement: "diff(c*f, x) = c*diff(f, x)", free_of: &[("c", "x")], ..RULE };
const CANCEL: RuleText = RuleText { statement: "a/a = 1", ..RULE };

struct Attack {
    arena: Arena,
    scope: Scope,
    hypotheses: Vec<Proposition>,
    given: Vec<(ExprId, ExprId)>,
    steps: Vec<Step>,
    integers: Vec<Symbol>,
    arrays: Vec<ArrayRange>,
}

impl Attack {
    fn new() -> Self {
        let (arena, scope) = (Arena::new(), Scope::new(Mode::Inferred));
        Self {
            arena,
            scope,
            hypotheses: Vec::new(),
            given: Vec::new(),
            steps: Vec::new(),
            integers: Vec::new(),
            arrays: Vec::new(),
        }
    }

    fn e(&mut self, text: &str) -> ExprId {
        parse_expression(&mut self.arena, &mut self.scope, text).expect("an expression").0
    }

    fn p(&mut self, text: &str) -> Proposition {
        parse_proposition(&mut self.arena, &mut self.scope, text).expect("a proposition").0
    }

    fn eq(&mut self, a: &str, b: &str) -> Proposition {
        Proposition::equal(self.e(a), self.e(b))
    }

    fn assume(&mut self, text: &str) {
        let fact = self.p(text);
        self.hypotheses.push(fact);
    }

    fn rule(&mut self, number: usize, values: &[(&str, &str)]) -> Step {
        let mut instance = Instance::default();
        for (name, value) in values {
            // A name may stand for an array.
            let value = if value.starts_with(char::is_alphabetic) && value.len() == 1 {
                let name = self.arena.symbol(value);
                self.arena.variable(name)
            } else {
                self.e(value)
            };
            instance.values.insert(self.arena.symbol(name), value);
        }
        Step::Rule(RuleId(number), instance)
    }

    fn field(&mut self, a: &str, b: &str) -> Step {
        Step::Field(self.e(a), self.e(b), Arithmetic::default())
    }

    fn check(&mut self, rules: &[RuleText], conclusion: Proposition) -> Result<Theorem, Rejection> {
        let proof = Proof {
            hypotheses: self.hypotheses.clone(),
            given: self.given.clone(),
            names: Names { integers: self.integers.clone(), arrays: self.arrays.clone() },
            steps: self.steps.clone(),
            conclusion,
        };
        check(&mut self.arena, &Few(rules.to_vec()), &proof, &mut Fuel::new(1_000_000))
    }

    fn rejects(&mut self, rules: &[RuleText], conclusion: Proposition) -> Rejection {
        self.check(rules, conclusion).expect_err("the kernel accepts a false proof")
    }
}

#[test]
fn a_conclusion_that_was_not_shown_is_rejected() {
    let mut it = Attack::new();
    let goal = it.eq("x", "x + 1");
    assert_eq!(it.rejects(&[], goal.clone()), Rejection::NotShown(goal));
}

#[test]
fn different_fractions_are_not_equal() {
    let mut it = Attack::new();
    it.steps = vec![it.field("(x + 1)^2", "x^2 + 1")];
    let goal = it.eq("(x + 1)^2", "x^2 + 1");
    assert!(matches!(it.rejects(&[], goal), Rejection::NotEqual(..)));
}

#[test]
fn a_new_denominator_must_not_be_zero() {
    let mut it = Attack::new();
    it.steps = vec![it.field("1", "x/x")];
    let goal = it.eq("1", "x/x");
    assert!(matches!(it.rejects(&[], goal.clone()), Rejection::NotShown(_)));
    it.assume("x != 0");
    assert!(it.check(&[], goal).is_ok());
}

#[test]
fn zero_over_zero_equals_nothing() {
    let mut it = Attack::new();
    it.assume("x - x != 0");
    it.steps = vec![it.field("(x - x)/(x - x)", "5")];
    let goal = it.eq("(x - x)/(x - x)", "5");
    assert!(matches!(it.rejects(&[], goal), Rejection::Arithmetic(_)));
}

#[test]
fn a_rule_applies_only_to_its_instances() {
    let mut it = Attack::new();
    it.steps = vec![Step::Rule(RuleId(0), Instance::default())];
    let goal = it.eq("diff(x, x)", "1");
    assert_eq!(it.rejects(&[VARIABLE], goal), Rejection::BadInstance);
}

#[test]
fn a_variable_is_not_a_constant() {
    let mut it = Attack::new();
    it.steps = vec![it.rule(0, &[("c", "x^2"), ("x", "x")])];
    let goal = it.eq("diff(x^2, x)", "0");
    assert!(matches!(it.rejects(&[CONSTANT], goal), Rejection::Mentions(..)));
}

#[test]
fn only_a_variable_is_differentiated_by() {
    let mut it = Attack::new();
    it.steps = vec![it.rule(0, &[("x", "y^2")])];
    let goal = it.eq("y", "y");
    assert_eq!(it.rejects(&[VARIABLE], goal), Rejection::BadInstance);
}

#[test]
fn another_component_of_the_same_array_may_be_the_same_component() {
    let mut it = Attack::new();
    it.steps = vec![it.rule(0, &[("c", "z[k]"), ("x", "z[j]")])];
    let goal = it.eq("diff(z[k], z[j])", "0");
    assert!(matches!(it.rejects(&[CONSTANT], goal), Rejection::Mentions(..)));
}

#[test]
fn a_condition_of_a_rule_is_never_dropped() {
    let mut it = Attack::new();
    it.steps = vec![it.rule(0, &[("a", "x")])];
    let goal = it.eq("abs(x)", "x");
    assert!(matches!(it.rejects(&[ABS], goal.clone()), Rejection::NotShown(_)));
    it.assume("x >= 0");
    assert!(it.check(&[ABS], goal).is_ok());
}

#[test]
fn a_rule_needs_both_of_its_sides_to_be_defined() {
    let mut it = Attack::new();
    it.steps = vec![it.rule(0, &[("a", "ln(x)")])];
    let goal = it.eq("ln(x)/ln(x)", "1");
    assert!(matches!(it.rejects(&[CANCEL], goal), Rejection::NotShown(_)));
}

/// `diff(f, x) = diff(piece, x)` from a proof that both agree near the point.
fn local(it: &mut Attack, f: &str, piece: &str, open: &[&str], steps: Vec<Step>) -> Proposition {
    let (derivative, value) = (it.e(&format!("diff({f}, x)")), it.e(&format!("diff({piece}, x)")));
    let open = open.iter().map(|text| it.p(text)).collect();
    let piece = it.e(piece);
    let case = Case { assume: Proposition::TRUE, steps };
    it.steps.push(Step::Local { derivative, open, cases: vec![(case, piece)], value });
    Proposition::equal(derivative, value)
}

#[test]
fn a_condition_that_may_fail_nearby_does_not_cross_a_derivative() {
    let mut it = Attack::new();
    it.assume("x >= 0");
    let steps = vec![it.rule(0, &[("a", "x")])];
    let goal = local(&mut it, "abs(x)", "x", &["x >= 0"], steps);
    assert!(matches!(it.rejects(&[ABS], goal), Rejection::NotOpen(_)));
}

#[test]
fn a_strict_condition_crosses_only_where_its_sides_are_smooth() {
    for hidden in ["sqrt(x) + 1 > 0", "sign(x) + 1 > 0"] {
        let mut it = Attack::new();
        it.assume(hidden);
        it.assume("x >= 0");
        let steps = vec![it.rule(0, &[("a", "x")])];
        let goal = local(&mut it, "abs(x)", "x", &[hidden], steps);
        assert!(matches!(it.rejects(&[ABS], goal), Rejection::NotOpen(_)), "{hidden}");
    }
}

#[test]
fn a_fact_that_is_not_carried_over_is_not_known_nearby() {
    let mut it = Attack::new();
    it.assume("x > 0");
    let steps = vec![it.rule(0, &[("a", "x")])];
    let goal = local(&mut it, "abs(x)", "x", &[], steps.clone());
    assert!(matches!(it.rejects(&[ABS], goal), Rejection::NotShown(_)));
    let mut it = Attack::new();
    it.assume("x > 0");
    let goal = local(&mut it, "abs(x)", "x", &["x > 0"], steps);
    // The block uses the weaker `x >= 0`, which follows from the fact that is carried.
    assert!(it.check(&[ABS], goal).is_ok());
}

#[test]
fn an_equation_at_the_point_says_nothing_about_derivatives() {
    let mut it = Attack::new();
    it.assume("x == 4");
    let goal = local(&mut it, "x", "4", &["x == 4"], Vec::new());
    assert!(matches!(it.rejects(&[], goal), Rejection::NotOpen(_)));
}

#[test]
fn a_congruence_does_not_go_below_a_derivative() {
    let mut it = Attack::new();
    it.assume("x == 4");
    let (whole, from, to) = (it.e("diff(x, x)"), it.e("x"), it.e("4"));
    it.steps = vec![Step::Congruence(whole, from, to)];
    let goal = it.eq("diff(x, x)", "diff(4, x)");
    assert!(it.check(&[], goal).is_err());
}

#[test]
fn an_exponent_that_is_written_otherwise_is_another_exponent() {
    let mut it = Attack::new();
    it.assume("y == 2");
    let (whole, from, to) = (it.e("x^2"), it.e("2"), it.e("y"));
    let back = Proposition::equal(from, to);
    it.hypotheses.push(back);
    it.steps = vec![Step::Congruence(whole, from, to)];
    let goal = it.eq("x^2", "x^y");
    assert!(matches!(it.rejects(&[], goal), Rejection::NotShown(_)));
}

#[test]
fn a_theorem_about_a_constant_is_not_one_about_a_function() {
    let mut it = Attack::new();
    it.steps = vec![it.rule(0, &[("c", "c"), ("f", "x"), ("x", "x")])];
    let lemma = it.eq("diff(c*x, x)", "c*diff(x, x)");
    let theorem = it.check(&[MULTIPLE], lemma).expect("the constant multiple rule");
    let mut values = Substitution::default();
    let sine = it.e("sin(x)");
    values.insert(it.arena.symbol("c"), sine);
    it.steps = vec![Step::Cite(Box::new(Lemma { theorem, values }))];
    let goal = it.eq("diff(sin(x)*x, x)", "sin(x)*diff(x, x)");
    assert!(it.check(&[], goal).is_err());
}

#[test]
fn a_theorem_is_used_only_where_its_hypotheses_hold() {
    let mut it = Attack::new();
    it.assume("x >= 0");
    it.steps = vec![it.rule(0, &[("a", "x")])];
    let lemma = it.eq("abs(x)", "x");
    let theorem = it.check(&[ABS], lemma.clone()).expect("abs on the right");
    let mut other = Attack { hypotheses: Vec::new(), ..it };
    other.steps = vec![Step::Cite(Box::new(Lemma { theorem, values: Substitution::default() }))];
    assert!(matches!(other.rejects(&[], lemma), Rejection::NotShown(_)));
}

#[test]
fn a_theorem_from_given_equations_needs_them_given_again() {
    let mut it = Attack::new();
    let (y, one) = (it.e("y(x)"), it.e("1"));
    it.given = vec![(y, one)];
    it.steps = vec![Step::Given(0, Substitution::default())];
    let lemma = Proposition::equal(y, one);
    let theorem = it.check(&[], lemma.clone()).expect("what is given");
    it.given.clear();
    it.steps = vec![Step::Cite(Box::new(Lemma { theorem, values: Substitution::default() }))];
    assert_eq!(it.rejects(&[], lemma), Rejection::BadInstance);
}

fn split(it: &mut Attack, cases: &[&str], conclusion: &Proposition) {
    let cases = cases.iter().map(|text| Case { assume: it.p(text), steps: Vec::new() }).collect();
    it.steps.push(Step::Split(cases, conclusion.clone()));
}

#[test]
fn cases_must_cover_every_possibility() {
    let mut it = Attack::new();
    let goal = it.p("x != 0");
    split(&mut it, &["x < 0", "x > 0"], &goal);
    assert_eq!(it.rejects(&[], goal), Rejection::NotCovered);
}

#[test]
fn cases_of_what_has_no_value_cover_nothing() {
    let mut it = Attack::new();
    let goal = it.eq("1/x", "1/x");
    split(&mut it, &["1/x < 0", "1/x >= 0"], &goal);
    assert_eq!(it.rejects(&[], goal), Rejection::NotCovered);
}

#[test]
fn every_case_must_show_the_conclusion() {
    let mut it = Attack::new();
    let goal = it.p("x >= 0");
    split(&mut it, &["x < 0", "x >= 0"], &goal);
    assert!(matches!(it.rejects(&[], goal), Rejection::NotShown(_)));
}

#[test]
fn a_branch_counts_only_after_those_before_it_fail() {
    let mut it = Attack::new();
    it.assume("x > 0");
    let whole = it.e("piecewise(1 if y > 0, 2 if x > 0)");
    it.steps = vec![Step::Branch(whole, 1)];
    let goal = Proposition::equal(whole, it.e("2"));
    assert!(matches!(it.rejects(&[], goal), Rejection::NotShown(_)));
}

#[test]
fn a_guard_without_a_value_does_not_fail() {
    let mut it = Attack::new();
    it.assume("x > 0");
    it.assume("1 < 2");
    let whole = it.e("piecewise(1 if 1/z > 0 and x < 0, 2 otherwise)");
    it.steps = vec![Step::Branch(whole, 1)];
    let goal = Proposition::equal(whole, it.e("2"));
    assert!(matches!(it.rejects(&[], goal), Rejection::NotShown(_)));
}

/// A join of `below` for negative and `above` for positive `x`.
fn join(it: &mut Attack, f: &str, [below, above]: [&str; 2], value: &str) -> Proposition {
    let derivative = it.e(&format!("diff({f}, x)"));
    let whole = it.e(f);
    let cases = [("x < 0", below, 0), ("x >= 0", above, 1)].map(|(assume, piece, branch)| {
        let steps = vec![Step::Branch(whole, branch)];
        (Case { assume: it.p(assume), steps }, it.e(piece))
    });
    let value = it.e(value);
    it.steps.push(Step::Local { derivative, open: Vec::new(), cases: cases.to_vec(), value });
    Proposition::equal(derivative, value)
}

#[test]
fn a_join_needs_the_same_slope_on_both_sides() {
    let mut it = Attack::new();
    it.assume("x == 0");
    let f = "piecewise(-x if x < 0, x if x >= 0)";
    let whole = it.e(f);
    it.assume("diff(x, x) == 1");
    let two = (it.e("-2"), it.p("x == 0"));
    let arithmetic = Arithmetic { rewrites: Vec::new(), terms: vec![two] };
    let at_zero = Step::Field(it.e("-x"), it.e("x"), arithmetic);
    it.steps = vec![Step::Branch(whole, 1), at_zero];
    let through =
        Arithmetic { rewrites: vec![(whole, it.e("x"))], terms: vec![(it.e("2"), it.p("x == 0"))] };
    let below = it.e("-x");
    it.steps.push(Step::Field(whole, below, through));
    let goal = join(&mut it, f, ["-x", "x"], "1");
    assert!(matches!(it.rejects(&[], goal), Rejection::NotShown(_)));
}

#[test]
fn a_join_needs_the_same_value_on_both_sides() {
    let mut it = Attack::new();
    it.assume("x == 0");
    it.assume("diff(1, x) == 0");
    it.assume("diff(0, x) == 0");
    let f = "piecewise(0 if x < 0, 1 if x >= 0)";
    let whole = it.e(f);
    it.steps = vec![Step::Branch(whole, 1)];
    let goal = join(&mut it, f, ["0", "1"], "0");
    assert!(matches!(it.rejects(&[], goal), Rejection::NotShown(_)));
}

#[test]
fn pieces_must_cover_the_neighbourhood() {
    let mut it = Attack::new();
    it.assume("x == 0");
    it.assume("diff(x, x) == 1");
    let (derivative, piece, one) = (it.e("diff(abs(x), x)"), it.e("x"), it.e("1"));
    let steps = vec![it.rule(0, &[("a", "x")])];
    let case = Case { assume: it.p("x >= 0"), steps };
    it.steps =
        vec![Step::Local { derivative, open: Vec::new(), cases: vec![(case, piece)], value: one }];
    let goal = Proposition::equal(derivative, one);
    assert_eq!(it.rejects(&[ABS], goal), Rejection::NotCovered);
}

/// That a function differentiable at 0 has a kink there, with pieces for its two sides.
fn kink(it: &mut Attack, f: &str, border: &str, pieces: [&str; 2], difference: &str) -> Rejection {
    let derivative = it.e(&format!("diff({f}, x)"));
    let border = it.e(border);
    let sides = pieces.map(|piece| Side { piece: Some(it.e(piece)), steps: Vec::new() });
    let difference = Some(it.p(difference));
    let kink = Kink { derivative, border, open: Vec::new(), sides, difference };
    it.steps.push(Step::Kink(Box::new(kink)));
    it.rejects(&[], Proposition::FALSE)
}

#[test]
fn a_kink_needs_a_border_that_is_crossed() {
    let mut it = Attack::new();
    it.assume("x == 0");
    it.assume("x^2 == 0");
    it.assume("differentiable(x, x)");
    it.assume("diff(x, x) != diff(x, x) + 1");
    let rejection = kink(&mut it, "x", "x^2", ["x", "x"], "diff(x, x) != diff(x, x)");
    assert!(matches!(rejection, Rejection::NotShown(_)));
}

#[test]
fn a_kink_needs_a_difference_that_has_been_shown() {
    let mut it = Attack::new();
    it.assume("x == 0");
    it.assume("diff(x, x) != 0");
    let rejection = kink(&mut it, "x", "x", ["x", "x"], "diff(x, x) != diff(x, x)");
    assert!(matches!(rejection, Rejection::NotShown(_)));
    let mut it = Attack::new();
    it.assume("x == 0");
    it.assume("diff(x, x) != 0");
    let rejection = kink(&mut it, "x", "x", ["x", "x"], "diff(x, x) <= diff(x, x)");
    assert!(matches!(rejection, Rejection::WrongKind(_)));
}

#[test]
fn a_combination_has_the_sign_of_its_parts_only() {
    let mut it = Attack::new();
    it.assume("x > 0");
    it.assume("y > 0");
    let (difference, zero) = (it.e("x - y"), ExprId::ZERO);
    let (one, minus) = (ExprId::ONE, ExprId::MINUS_ONE);
    let terms = vec![(one, it.p("x > 0")), (minus, it.p("y > 0"))];
    let arithmetic = Arithmetic { rewrites: Vec::new(), terms };
    it.steps = vec![Step::Combine(Relation::GREATER, difference, zero, arithmetic)];
    let goal = Proposition::Compare(Relation::GREATER, difference, zero);
    assert!(matches!(it.rejects(&[], goal), Rejection::NotImplied(..)));
}

#[test]
fn a_combination_must_account_for_the_whole_difference() {
    let mut it = Attack::new();
    it.assume("x > 0");
    let (sum, zero) = (it.e("x + y"), ExprId::ZERO);
    let arithmetic = Arithmetic { rewrites: Vec::new(), terms: vec![(ExprId::ONE, it.p("x > 0"))] };
    it.steps = vec![Step::Combine(Relation::GREATER, sum, zero, arithmetic)];
    let goal = Proposition::Compare(Relation::GREATER, sum, zero);
    assert!(matches!(it.rejects(&[], goal), Rejection::NotImplied(..)));
}

#[test]
fn an_inequality_is_no_equation() {
    let mut it = Attack::new();
    it.assume("x > 0");
    let arithmetic = Arithmetic { rewrites: Vec::new(), terms: vec![(ExprId::ONE, it.p("x > 0"))] };
    let (x, zero) = (it.e("x"), ExprId::ZERO);
    it.steps = vec![Step::Field(x, zero, arithmetic)];
    let goal = Proposition::equal(x, zero);
    assert!(matches!(it.rejects(&[], goal), Rejection::NotShown(_)));
}

#[test]
fn what_is_read_otherwise_must_have_been_shown_equal() {
    let mut it = Attack::new();
    let (sine, x) = (it.e("sin(x)"), it.e("x"));
    it.steps = vec![Step::Field(sine, x, Arithmetic::rewriting(vec![(sine, x)]))];
    let goal = Proposition::equal(sine, x);
    assert!(matches!(it.rejects(&[], goal), Rejection::NotShown(_)));
}

#[test]
fn the_name_in_an_evaluation_must_be_new() {
    let mut it = Attack::new();
    let (evaluation, value) = (it.e("((x + y) at x = 1)"), it.e("2"));
    let y = it.arena.symbol("y");
    let variable = it.e("y");
    let steps = vec![{
        let whole = it.e("y + y");
        let arithmetic = Arithmetic {
            rewrites: Vec::new(),
            terms: vec![(value, Proposition::equal(variable, ExprId::ONE))],
        };
        Step::Field(whole, value, arithmetic)
    }];
    it.steps = vec![Step::At { evaluation, fresh: vec![y], carry: Vec::new(), value, steps }];
    let goal = Proposition::equal(evaluation, value);
    assert!(matches!(it.rejects(&[], goal), Rejection::NotFresh(_)));
}

#[test]
fn a_fact_about_the_new_name_is_not_carried_into_an_evaluation() {
    let mut it = Attack::new();
    it.assume("w == 5");
    let (evaluation, value) = (it.e("(x at x = 1)"), it.e("5"));
    let w = it.arena.symbol("w");
    let carry = vec![it.p("w == 5")];
    it.steps = vec![Step::At { evaluation, fresh: vec![w], carry, value, steps: Vec::new() }];
    let goal = Proposition::equal(evaluation, value);
    assert!(matches!(it.rejects(&[], goal), Rejection::NotFresh(_)));
}

#[test]
fn an_equation_given_is_used_only_where_its_sides_are_defined() {
    let mut it = Attack::new();
    let (y, reciprocal) = (it.e("y(x)"), it.e("1/x"));
    it.given = vec![(y, reciprocal)];
    it.steps = vec![Step::Given(0, Substitution::default())];
    let goal = Proposition::equal(y, reciprocal);
    assert!(matches!(it.rejects(&[], goal), Rejection::NotShown(_)));
}

#[test]
fn an_assumption_at_the_point_is_not_given_for_all_points() {
    let mut it = Attack::new();
    it.assume("y(x) == 1");
    let goal = local(&mut it, "y(x)", "1", &["y(x) == 1"], Vec::new());
    assert!(matches!(it.rejects(&[], goal), Rejection::NotOpen(_)));
}

#[test]
fn the_domain_of_what_is_not_known_to_be_defined_is_not_known() {
    let mut it = Attack::new();
    let expr = it.e("ln(x)");
    it.steps = vec![Step::Domain(expr)];
    let goal = it.p("x > 0");
    assert!(matches!(it.rejects(&[], goal), Rejection::NotShown(_)));
}

#[test]
fn a_smooth_function_of_a_constant_is_differentiable_at_the_edge() {
    // `diff(x + sqrt(a), x) = 1` holds at `a = 0`: only what varies must be smooth.
    let mut it = Attack::new();
    it.assume("a >= 0");
    let goal = it.p("differentiable(x + sqrt(a), x)");
    assert!(it.check(&[], goal).is_ok());
    let goal = it.p("differentiable(x + sqrt(x), x)");
    it.assume("x >= 0");
    assert!(matches!(it.rejects(&[], goal), Rejection::NotShown(_)));
}

#[test]
fn work_beyond_the_budget_is_refused() {
    let mut it = Attack::new();
    let text = "(a + b + c + d + f + g)^60 + 1";
    it.steps = vec![it.field(text, text)];
    let goal = it.eq(text, text);
    assert!(matches!(it.rejects(&[], goal), Rejection::Arithmetic(_)));
}

#[test]
fn nothing_is_differentiated_by_an_integer() {
    let mut it = Attack::new();
    it.integers = vec![it.arena.symbol("n")];
    it.steps = vec![it.rule(0, &[("x", "n")])];
    let goal = it.eq("diff(n, n)", "1");
    assert!(matches!(it.rejects(&[VARIABLE], goal), Rejection::NotShown(_)));
}

#[test]
fn a_name_in_an_evaluation_is_not_an_integer() {
    let mut it = Attack::new();
    let k = it.arena.symbol("k");
    it.integers = vec![k];
    let (evaluation, value) = (it.e("((-1)^n/(-1)^n) at n = 1/2"), it.e("1"));
    let steps = vec![it.field("(-1)^k/(-1)^k", "1")];
    it.steps = vec![Step::At { evaluation, fresh: vec![k], carry: Vec::new(), value, steps }];
    let goal = it.eq("((-1)^n/(-1)^n) at n = 1/2", "1");
    assert!(matches!(it.rejects(&[], goal), Rejection::NotFresh(_)));
}

#[test]
fn what_holds_of_every_exponent_does_not_hold_of_a_numeral() {
    let mut it = Attack::new();
    it.given = vec![(it.e("x^n"), it.e("abs(x)^n"))];
    let [x, n] = ["x", "n"].map(|name| it.arena.symbol(name));
    let (base, exponent) = (it.e("-1"), it.e("3"));
    it.steps = vec![Step::Given(0, Substitution::from_iter([(x, base), (n, exponent)]))];
    let goal = it.eq("(-1)^3", "abs(-1)^3");
    assert_eq!(it.rejects(&[], goal), Rejection::BadInstance);
}

#[test]
fn a_theorem_about_every_exponent_is_not_one_about_a_numeral() {
    let mut it = Attack::new();
    it.assume("x < 0");
    it.assume("x^n == x^n");
    let power = it.e("x^n");
    it.steps = vec![Step::Domain(power)];
    let domain = it.p("x > 0 or x == 0 and n > 0");
    let theorem = it.check(&[], domain).expect("a domain");
    let n = it.arena.symbol("n");
    let two = it.e("2");
    let values = Substitution::from_iter([(n, two)]);
    it.hypotheses.pop();
    it.steps = vec![Step::Cite(Box::new(Lemma { theorem, values }))];
    let goal = it.p("x > 0 or x == 0 and 2 > 0");
    assert_eq!(it.rejects(&[], goal), Rejection::BadInstance);
}

#[test]
fn what_is_combined_must_have_been_shown() {
    let mut it = Attack::new();
    let fact = it.p("x == 0");
    let (x, zero) = (it.e("x"), ExprId::ZERO);
    let arithmetic = Arithmetic { rewrites: Vec::new(), terms: vec![(ExprId::ONE, fact.clone())] };
    it.steps = vec![Step::Field(x, zero, arithmetic)];
    let goal = Proposition::equal(x, zero);
    assert_eq!(it.rejects(&[], goal), Rejection::NotShown(fact));
}

#[test]
fn what_is_replaced_must_have_been_shown_equal() {
    let mut it = Attack::new();
    let (whole, from, to) = (it.e("sin(x)"), it.e("x"), it.e("y"));
    it.steps = vec![Step::Congruence(whole, from, to)];
    let goal = it.eq("sin(x)", "sin(y)");
    assert!(matches!(it.rejects(&[], goal), Rejection::NotShown(_)));
}

#[test]
fn a_guard_that_was_not_shown_chooses_no_branch() {
    let mut it = Attack::new();
    let whole = it.e("piecewise(1 if x > 0, 2 otherwise)");
    it.steps = vec![Step::Branch(whole, 0)];
    let goal = Proposition::equal(whole, ExprId::ONE);
    assert!(matches!(it.rejects(&[], goal), Rejection::NotShown(_)));
}

#[test]
fn a_piece_must_be_shown_equal_to_the_function() {
    let mut it = Attack::new();
    let goal = local(&mut it, "x^2", "x", &[], Vec::new());
    assert!(matches!(it.rejects(&[], goal), Rejection::NotShown(_)));
}

#[test]
fn a_fact_must_hold_at_the_point_to_hold_nearby() {
    let mut it = Attack::new();
    let steps = vec![it.rule(0, &[("a", "x")])];
    let goal = local(&mut it, "abs(x)", "x", &["x > 0"], steps);
    assert!(matches!(it.rejects(&[ABS], goal), Rejection::NotShown(_)));
}

#[test]
fn a_kink_is_at_a_zero_of_its_border_only() {
    let mut it = Attack::new();
    it.assume("diff(x - 1, x) != 0");
    let rejection = kink(&mut it, "x", "x - 1", ["x", "x"], "diff(x, x) != diff(x, x)");
    assert!(matches!(rejection, Rejection::NotShown(_)));
}

#[test]
fn a_side_of_a_kink_is_what_the_function_was_shown_to_be() {
    let mut it = Attack::new();
    it.assume("x == 0");
    it.assume("diff(x, x) != 0");
    it.assume("diff(-x, x) != diff(x, x)");
    let rejection = kink(&mut it, "x", "x", ["-x", "x"], "diff(-x, x) != diff(x, x)");
    assert!(matches!(rejection, Rejection::NotShown(_)));
}

#[test]
fn what_is_equal_at_the_point_is_not_replaced_below_a_derivative() {
    let mut it = Attack::new();
    it.assume("sin(x) == 0");
    let (whole, from, to) = (it.e("diff(sin(x), x)"), it.e("sin(x)"), it.e("0"));
    it.steps = vec![Step::Congruence(whole, from, to)];
    let goal = it.eq("diff(sin(x), x)", "diff(0, x)");
    assert!(matches!(it.rejects(&[], goal), Rejection::NotShown(_)));
}
