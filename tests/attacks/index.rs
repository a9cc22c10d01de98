//! Attacks by sums, products, arrays and indices.

use chainrule::expr::{
    Application, ArrayRange, ExprId, Fold, FoldKind, Indexed, Node, Proposition, Relation,
    Substitution, Symbol,
};
use chainrule::kernel::{
    Arithmetic, FoldTerm, Instance, Lemma, Opened, Rejection, RuleId, Step, chain_rule,
};
use chainrule::theory::{RULE, RuleText};

use super::{ABS, Attack};

const CONTRACTION: RuleText = RuleText {
    statement: "sum(delta(i, k), k, a, b) = 1",
    requires: &["a <= i", "i <= b"],
    free_of: &[("i", "k")],
    ..RULE
};
const EXCHANGE: RuleText = RuleText {
    statement: "sum(sum(f, p, c, d), k, a, b) = sum(sum(f, k, a, b), p, c, d)",
    free_of: &[("c", "k"), ("d", "k"), ("a", "p"), ("b", "p"), ("p", "k")],
    ..RULE
};
const EMPTY: RuleText = RuleText { statement: "sum(f, k, a, b) = 0", requires: &["b < a"], ..RULE };
const SLOPES: RuleText = RuleText {
    statement: "diff(sum(f, k, a, b), x) = sum(diff(f, x), k, a, b)",
    free_of: &[("a", "x"), ("b", "x"), ("x", "k")],
    ..RULE
};
const COMPONENT: RuleText = RuleText { statement: "diff(x[i], x[j]) = delta(i, j)", ..RULE };
const SAME: RuleText = RuleText { statement: "a - a = 0", ..RULE };

impl Attack {
    fn symbol(&mut self, name: &str) -> Symbol {
        self.arena.symbol(name)
    }

    fn let_be_integers(&mut self, names: &[&str]) {
        self.integers = names.iter().map(|it| self.arena.symbol(it)).collect();
    }

    /// Lets an array have components in a range only.
    fn let_range(&mut self, array: &str, from: &str, to: &str) {
        let ranges = vec![Some((self.e(from), self.e(to)))];
        let array = self.symbol(array);
        self.arrays.push(ArrayRange { array, ranges });
    }

    #[allow(clippy::unnecessary_box_returns, reason = "a step holds it in a box")]
    fn opened(&mut self, fold: &str, fresh: &str, carry: &[&str], steps: Vec<Step>) -> Box<Opened> {
        let carry = carry.iter().map(|it| self.p(it)).collect();
        Box::new(Opened { fold: self.e(fold), fresh: self.symbol(fresh), carry, steps })
    }

    fn term(&mut self, coefficient: Option<&str>, body: &str, index: &str) -> FoldTerm {
        let coefficient = coefficient.map(|it| self.e(it));
        FoldTerm { coefficient, body: self.e(body), index: self.symbol(index) }
    }

    /// Rewrites the sum with `j` for its index: into one sum with `k` for it.
    fn rewrite(&mut self, fold: &str, carry: &[&str], body: &str, steps: Vec<Step>) {
        let opened = self.opened(fold, "j", carry, steps);
        let term = self.term(None, body, "k");
        self.steps.push(Step::Fold(opened, vec![term]));
    }

    /// Steps that show anything, where `j >= 3` and `j <= 1`.
    fn absurd(&mut self) -> Vec<Step> {
        let (above, below) = (self.p("j >= 3"), self.p("j <= 1"));
        let terms = vec![(ExprId::ONE, above), (ExprId::MINUS_ONE, below)];
        let by = Arithmetic { rewrites: Vec::new(), terms };
        vec![Step::Combine(Relation::GREATER, ExprId::ZERO, ExprId::ZERO, by)]
    }

    fn whole(&mut self, array: &str, from: &str, to: &str) -> ExprId {
        let range = (self.e(from), self.e(to));
        let array = self.symbol(array);
        self.arena.whole_array(array, &[range])
    }

    fn apply(&mut self, function: &str, arguments: Vec<ExprId>) -> ExprId {
        let orders = vec![0; arguments.len()];
        let function = self.symbol(function);
        self.arena.application(Application { function, orders, arguments, components: Vec::new() })
    }

    fn cite(&mut self, theorem: chainrule::kernel::Theorem, values: &[(&str, &str)]) {
        let values = values.iter().map(|(name, value)| (self.symbol(name), self.e(value)));
        let values = values.collect::<Vec<_>>().into_iter().collect();
        self.steps = vec![Step::Cite(Box::new(Lemma { theorem, values }))];
    }
}

#[test]
fn a_sum_is_rewritten_term_by_term() {
    let mut it = Attack::new();
    let steps = vec![it.field("y[j]", "1*y[j]")];
    it.rewrite("sum(y[k], k, 1, 3)", &[], "1*y[j]", steps);
    let goal = it.eq("sum(y[k], k, 1, 3)", "sum(1*y[k], k, 1, 3)");
    assert!(it.check(&[], goal).is_ok());
}

#[test]
fn a_new_index_does_not_occur_in_the_sum() {
    let mut it = Attack::new();
    it.assume("z[j] == z[j]");
    it.rewrite("sum(y[k]*z[j], k, 1, 3)", &[], "y[j]*z[j]", Vec::new());
    let goal = it.eq("sum(y[k]*z[j], k, 1, 3)", "sum(y[k]*z[k], k, 1, 3)");
    assert!(matches!(it.rejects(&[], goal), Rejection::NotFresh(_)));
}

#[test]
fn a_new_index_does_not_occur_in_the_range_of_an_array() {
    for integers in [&["n"][..], &[]] {
        let mut it = Attack::new();
        it.let_be_integers(integers);
        it.let_range("y", "1", "n");
        let opened = it.opened("sum(y[k], k, 1, 3)", "n", &[], Vec::new());
        let term = it.term(None, "y[n]", "k");
        it.steps = vec![Step::Fold(opened, vec![term])];
        let goal = it.eq("sum(y[k], k, 1, 3)", "sum(y[k], k, 1, 3)");
        assert!(matches!(it.rejects(&[], goal), Rejection::NotFresh(_) | Rejection::NotShown(_)));
    }
}

#[test]
fn a_range_does_not_depend_on_what_varies() {
    let mut it = Attack::new();
    it.let_range("y", "1", "t");
    it.assume("t == 2");
    let goal = it.p("2 <= t");
    it.assume("2 <= t");
    assert!(matches!(it.rejects(&[], goal), Rejection::NotShown(Proposition::Integer(_))));
}

#[test]
fn a_new_index_does_not_occur_in_what_is_given() {
    let mut it = Attack::new();
    it.given = vec![(it.e("x^j"), it.e("abs(x)^j"))];
    it.assume("x == -1");
    it.assume("x != 0");
    it.assume("abs(x) != 0");
    let steps = vec![Step::Given(0, Substitution::default())];
    it.rewrite("sum(x^k, k, 1, 3)", &["x != 0", "abs(x) != 0"], "abs(x)^j", steps);
    let goal = it.eq("sum(x^k, k, 1, 3)", "sum(abs(x)^k, k, 1, 3)");
    assert!(matches!(it.rejects(&[], goal), Rejection::NotFresh(_)));
}

#[test]
fn a_fact_about_the_new_index_is_not_carried_into_a_sum() {
    let mut it = Attack::new();
    it.assume("j == 2");
    let (whole, from, to) = (it.e("j + 1"), it.e("j"), it.e("2"));
    let steps = vec![Step::Congruence(whole, from, to)];
    it.rewrite("sum(k + 1, k, 1, 3)", &["j == 2"], "2 + 1", steps);
    let goal = it.eq("sum(k + 1, k, 1, 3)", "sum(2 + 1, k, 1, 3)");
    assert!(matches!(it.rejects(&[], goal), Rejection::NotFresh(_)));
}

#[test]
fn a_fact_carried_into_a_sum_has_been_shown() {
    let mut it = Attack::new();
    let steps = vec![it.rule(0, &[("a", "c")])];
    it.rewrite("sum(abs(c), k, 1, 3)", &["c >= 0"], "c", steps);
    let goal = it.eq("sum(abs(c), k, 1, 3)", "sum(c, k, 1, 3)");
    assert!(matches!(it.rejects(&[ABS], goal), Rejection::NotShown(_)));
}

#[test]
fn what_is_not_carried_into_a_sum_is_not_known_there() {
    let mut it = Attack::new();
    it.assume("abs(c) == c");
    it.rewrite("sum(abs(c), k, 1, 3)", &[], "c", Vec::new());
    let goal = it.eq("sum(abs(c), k, 1, 3)", "sum(c, k, 1, 3)");
    assert!(matches!(it.rejects(&[], goal), Rejection::NotShown(_)));
}

#[test]
fn the_terms_of_a_sum_must_be_shown_equal() {
    let mut it = Attack::new();
    it.rewrite("sum(k, k, 1, 3)", &[], "j + 1", Vec::new());
    let goal = it.eq("sum(k, k, 1, 3)", "sum(k + 1, k, 1, 3)");
    assert!(matches!(it.rejects(&[], goal), Rejection::NotShown(_)));
}

#[test]
fn the_bounds_of_a_sum_are_integers() {
    for fold in ["sum(1, k, 1, 1/2)", "sum(1, k, 1/2, 3)"] {
        let mut it = Attack::new();
        it.rewrite(fold, &[], "1", Vec::new());
        let goal = it.eq(fold, fold);
        assert!(matches!(it.rejects(&[], goal), Rejection::NotShown(Proposition::Integer(_))));
    }
}

#[test]
fn a_coefficient_is_free_of_the_index() {
    let mut it = Attack::new();
    let opened = it.opened("sum(k*c, k, 1, 3)", "j", &[], Vec::new());
    let term = it.term(Some("j"), "c", "k");
    it.steps = vec![Step::Fold(opened, vec![term])];
    let goal = it.eq("sum(k*c, k, 1, 3)", "j*sum(c, k, 1, 3)");
    assert!(matches!(it.rejects(&[], goal), Rejection::NotFresh(_)));
}

#[test]
fn a_coefficient_of_no_terms_must_be_defined_by_itself() {
    let mut it = Attack::new();
    let steps = it.absurd();
    let opened = it.opened("sum(0, k, 3, 1)", "j", &[], steps);
    let term = it.term(Some("1/c"), "0", "k");
    it.steps = vec![Step::Fold(opened, vec![term])];
    let goal = it.eq("sum(0, k, 3, 1)", "1/c*sum(0, k, 3, 1)");
    assert!(matches!(it.rejects(&[], goal), Rejection::NotShown(_)));
}

#[test]
fn a_product_is_not_linear() {
    let mut it = Attack::new();
    let opened = it.opened("prod(2*c, k, 1, 3)", "j", &[], Vec::new());
    let term = it.term(Some("2"), "c", "k");
    it.steps = vec![Step::Fold(opened, vec![term])];
    let goal = it.eq("prod(2*c, k, 1, 3)", "2*prod(c, k, 1, 3)");
    assert!(matches!(it.rejects(&[], goal), Rejection::WrongKind(_)));

    let mut it = Attack::new();
    let opened = it.opened("prod(c + 1, k, 1, 3)", "j", &[], Vec::new());
    let terms = vec![it.term(None, "c", "k"), it.term(None, "1", "k")];
    it.steps = vec![Step::Fold(opened, terms)];
    let goal = it.eq("prod(c + 1, k, 1, 3)", "prod(c, k, 1, 3) + prod(1, k, 1, 3)");
    assert!(matches!(it.rejects(&[], goal), Rejection::WrongKind(_)));
}

#[test]
fn the_index_of_the_result_captures_nothing() {
    let mut it = Attack::new();
    it.assume("i == i");
    let opened = it.opened("sum(k*i, k, 1, 3)", "j", &[], Vec::new());
    let term = it.term(None, "j*i", "i");
    it.steps = vec![Step::Fold(opened, vec![term])];
    let goal = it.eq("sum(k*i, k, 1, 3)", "sum(i*i, i, 1, 3)");
    assert!(matches!(it.rejects(&[], goal), Rejection::NotFresh(_)));
}

#[test]
fn only_sums_and_products_have_terms() {
    let mut it = Attack::new();
    it.rewrite("k + 1", &[], "2", Vec::new());
    let goal = it.eq("k + 1", "2");
    assert!(matches!(it.rejects(&[], goal), Rejection::WrongKind(_)));
}

/// Claims a sign from the sign of the body; what is known is all that is carried.
fn sign(it: &mut Attack, fold: &str, known: Relation, claimed: Relation) -> bool {
    let opened = it.opened(fold, "j", &[], Vec::new());
    let comparison = it.field("0", "1 - 1");
    let signs = [("1", Relation::GREATER), ("-1", Relation::LESS)].map(|(value, relation)| {
        let value = it.e(value);
        Step::Combine(relation, value, ExprId::ZERO, Arithmetic::default())
    });
    let steps = [comparison].into_iter().chain(signs).collect();
    it.steps = vec![Step::FoldSign(Box::new(Opened { steps, ..*opened }), known)];
    let goal = Proposition::Compare(claimed, it.e(fold), ExprId::ZERO);
    it.check(&[], goal).is_ok()
}

#[test]
fn a_sum_of_no_terms_is_not_positive() {
    let mut it = Attack::new();
    it.let_be_integers(&["n"]);
    assert!(!sign(&mut it, "sum(1, k, 1, n)", Relation::GREATER, Relation::GREATER));
    assert!(sign(&mut it, "sum(1, k, 1, n)", Relation::GREATER, Relation::AT_LEAST));
    assert!(!sign(&mut it, "sum(-1, k, 1, n)", Relation::LESS, Relation::LESS));
    assert!(sign(&mut it, "sum(-1, k, 1, n)", Relation::LESS, Relation::AT_MOST));
    it.assume("1 <= n");
    assert!(sign(&mut it, "sum(1, k, 1, n)", Relation::GREATER, Relation::GREATER));
    assert!(sign(&mut it, "sum(-1, k, 1, n)", Relation::LESS, Relation::LESS));
}

#[test]
fn terms_that_are_not_zero_may_cancel() {
    let mut it = Attack::new();
    assert!(!sign(&mut it, "sum(1, k, 1, 2)", Relation::NOT_EQUAL, Relation::NOT_EQUAL));
}

#[test]
fn a_product_of_negative_factors_may_be_positive() {
    let mut it = Attack::new();
    assert!(!sign(&mut it, "prod(-1, k, 1, 2)", Relation::LESS, Relation::LESS));
    assert!(sign(&mut it, "prod(-1, k, 1, 2)", Relation::LESS, Relation::NOT_EQUAL));
}

#[test]
fn a_product_of_no_factors_is_not_zero() {
    let mut it = Attack::new();
    it.let_be_integers(&["n"]);
    assert!(!sign(&mut it, "prod(0, k, 1, n)", Relation::EQUAL, Relation::EQUAL));
    assert!(!sign(&mut it, "prod(0, k, 1, n)", Relation::AT_MOST, Relation::AT_MOST));
    assert!(sign(&mut it, "prod(0, k, 1, n)", Relation::AT_LEAST, Relation::AT_LEAST));
}

#[test]
fn the_sign_of_every_term_must_be_shown() {
    let mut it = Attack::new();
    assert!(!sign(&mut it, "sum(k - 2, k, 1, 2)", Relation::AT_LEAST, Relation::AT_LEAST));
}

#[test]
fn an_array_has_no_sign() {
    let mut it = Attack::new();
    it.let_be_integers(&["k"]);
    let fold = it.whole("y", "1", "3");
    let fresh = it.symbol("j");
    let opened = Opened { fold, fresh, carry: Vec::new(), steps: Vec::new() };
    it.steps = vec![Step::FoldSign(Box::new(opened), Relation::ALWAYS)];
    assert!(matches!(it.rejects(&[], Proposition::TRUE), Rejection::WrongKind(_)));
}

#[test]
fn only_terms_in_the_range_are_defined() {
    for (value, integer) in [("0", true), ("4", true), ("i", false), ("3/2", false)] {
        let mut it = Attack::new();
        it.assume("sum(1/k, k, 1, 3) == 2");
        it.assume("i >= 1");
        it.assume("i <= 3");
        it.assume("3/2 >= 1");
        it.assume("3/2 <= 3");
        let (fold, index) = (it.e("sum(1/k, k, 1, 3)"), it.e(value));
        it.steps = vec![Step::Term(fold, index)];
        let term = it.e(&format!("1/({value})"));
        let rejection = it.rejects(&[], Proposition::defined(term));
        let asked = matches!(rejection, Rejection::NotShown(Proposition::Integer(_)));
        assert!(matches!(rejection, Rejection::NotShown(_)) && asked != integer, "{value}");
    }
}

#[test]
fn the_terms_of_a_sum_without_a_value_are_not_known_to_be_defined() {
    let mut it = Attack::new();
    it.assume("1 <= 2");
    it.assume("2 <= 3");
    let (fold, two) = (it.e("sum(1/(k - 2), k, 1, 3)"), it.e("2"));
    it.steps = vec![Step::Term(fold, two)];
    let term = it.e("1/(2 - 2)");
    assert!(matches!(it.rejects(&[], Proposition::defined(term)), Rejection::NotShown(_)));
}

#[test]
fn a_power_with_an_index_is_not_one_with_a_real_exponent() {
    let mut it = Attack::new();
    for fact in ["sum((-1)^k, k, 1, 3) == -1", "m >= 1", "m <= 3"] {
        it.assume(fact);
    }
    let (fold, m) = (it.e("sum((-1)^k, k, 1, 3)"), it.e("m"));
    it.hypotheses.push(Proposition::Integer(m));
    it.steps = vec![Step::Term(fold, m)];
    let term = it.e("(-1)^m");
    assert_eq!(it.rejects(&[], Proposition::defined(term)), Rejection::BadInstance);
}

#[test]
fn arrays_have_equal_components_in_their_range_only() {
    let mut it = Attack::new();
    let (a, b) = (it.whole("y", "1", "2"), it.whole("z", "1", "2"));
    it.hypotheses = vec![Proposition::equal(a, b)];
    it.assume("1 <= 2");
    it.assume("2 <= 2");
    for (index, right) in [("2", true), ("3", false), ("0", false)] {
        let at = it.e(index);
        it.steps = vec![Step::Component(a, b, at)];
        let goal = it.eq(&format!("y[{index}]"), &format!("z[{index}]"));
        assert_eq!(it.check(&[], goal).is_ok(), right, "{index}");
    }
}

#[test]
fn components_are_those_of_arrays_shown_equal_with_one_range() {
    let mut it = Attack::new();
    it.assume("1 <= 1");
    let (a, b, c) = (it.whole("y", "1", "2"), it.whole("z", "1", "2"), it.whole("z", "1", "3"));
    it.hypotheses.extend([Proposition::defined(a), Proposition::defined(b)]);
    it.hypotheses.push(Proposition::equal(a, c));
    let goal = it.eq("y[1]", "z[1]");
    it.steps = vec![Step::Component(a, b, ExprId::ONE)];
    assert!(matches!(it.rejects(&[], goal.clone()), Rejection::NotShown(_)));
    it.steps = vec![Step::Component(a, c, ExprId::ONE)];
    assert!(matches!(it.rejects(&[], goal.clone()), Rejection::WrongKind(_)));
    it.assume("sum(y[k], k, 1, 2) == sum(z[k], k, 1, 2)");
    let (a, b) = (it.e("sum(y[k], k, 1, 2)"), it.e("sum(z[k], k, 1, 2)"));
    it.steps = vec![Step::Component(a, b, ExprId::ONE)];
    assert!(matches!(it.rejects(&[], goal), Rejection::WrongKind(_)));
}

#[test]
fn only_bound_names_may_differ() {
    let mut it = Attack::new();
    it.assume("sum(y[k]*z[j], k, 1, 3) == 1");
    let (a, b) = (it.e("sum(y[k]*z[j], k, 1, 3)"), it.e("sum(y[j]*z[j], j, 1, 3)"));
    it.steps = vec![Step::Alpha(a, b)];
    assert!(matches!(it.rejects(&[], Proposition::equal(a, b)), Rejection::NotEqual(..)));
}

#[test]
fn a_sum_is_not_defined_because_it_can_be_written_otherwise() {
    let mut it = Attack::new();
    let (a, b) = (it.e("sum(1/(k - 2), k, 1, 3)"), it.e("sum(1/(j - 2), j, 1, 3)"));
    it.steps = vec![Step::Alpha(a, b)];
    assert!(matches!(it.rejects(&[], Proposition::equal(a, b)), Rejection::NotShown(_)));
}

#[test]
fn indices_of_nested_arrays_are_kept_apart() {
    let mut it = Attack::new();
    let (k, z, t) = (it.symbol("k"), it.symbol("z"), it.symbol("t"));
    let index = it.arena.variable(k);
    let component = it.arena.indexed(z, vec![index]);
    let by = it.arena.variable(t);
    let body = it.arena.mul(component, by);
    let (from, to) = (ExprId::ONE, it.e("2"));
    let inner = it.arena.fold(Fold { kind: FoldKind::Array, body, index: k, from, to });
    let outer = it.arena.fold(Fold { kind: FoldKind::Array, body: inner, index: k, from, to });
    let whole = it.apply("L", vec![outer]);
    let value = chain_rule(&mut it.arena, by, whole).expect("a derivative");
    let mut indices = Vec::new();
    let mut part = value;
    while let Node::Fold(side) = it.arena.node(part) {
        indices.push(it.arena.get(side).index);
        part = it.arena.get(side).body;
    }
    assert_eq!(indices.len(), 2);
    assert_ne!(indices[0], indices[1], "the derivative by components off the diagonal is lost");
}

/// Whether the kernel shows the chain rule for a derivative.
fn chain(it: &mut Attack, by: &str, body: ExprId) -> Result<(), Rejection> {
    let by = it.e(by);
    let derivative = it.arena.derivative(body, by);
    it.steps = vec![Step::Chain(derivative)];
    it.check(&[], Proposition::defined(derivative)).map(|_| ())
}

#[test]
fn the_chain_rule_asks_for_a_component_in_the_range() {
    let mut it = Attack::new();
    it.let_be_integers(&["k"]);
    it.let_range("y", "1", "2");
    let y = it.whole("y", "1", "2");
    let body = it.apply("L", vec![y]);
    it.assume("1 <= 2");
    it.assume("2 <= 2");
    it.hypotheses.push(Proposition::defined(y));
    assert!(chain(&mut it, "y[2]", body).is_ok());
    assert!(matches!(chain(&mut it, "y[3]", body), Err(Rejection::NotShown(_))));
}

#[test]
fn the_chain_rule_asks_for_arguments_with_derivatives() {
    let mut it = Attack::new();
    let argument = it.e("abs(x)");
    let body = it.apply("L", vec![argument]);
    assert!(matches!(chain(&mut it, "x", body), Err(Rejection::NotShown(_))));
    let one = it.e("1");
    let body = it.apply("L", vec![one]);
    assert!(chain(&mut it, "x", body).is_ok());
    it.let_be_integers(&["x"]);
    assert!(matches!(chain(&mut it, "x", body), Err(Rejection::NotShown(_))));
    let sine = it.e("sin(x)");
    assert!(matches!(chain(&mut it, "x", sine), Err(Rejection::WrongKind(_))));
}

#[test]
fn no_range_varies_below_a_derivative() {
    let mut it = Attack::new();
    let m = it.e("m");
    it.hypotheses.push(Proposition::Integer(m));
    let sum = it.e("sum(1, k, 1, m)");
    it.hypotheses.push(Proposition::defined(sum));
    let goal = Proposition::Differentiable { by: m, body: sum };
    assert!(matches!(it.rejects(&[], goal), Rejection::NotShown(_)));
    let y = it.whole("y", "1", "m");
    it.hypotheses.push(Proposition::defined(y));
    let body = it.apply("L", vec![y]);
    let by = it.e("m");
    let Some(value) = chain_rule(&mut it.arena, by, body) else { panic!("a derivative") };
    it.hypotheses.push(Proposition::defined(value));
    assert!(matches!(chain(&mut it, "m", body), Err(Rejection::Mentions(..))));
}

#[test]
fn no_component_that_is_differentiated_by_varies_below_a_derivative() {
    let mut it = Attack::new();
    let t = it.e("t");
    let y = it.whole("y", "1", "2");
    let function = it.symbol("L");
    let body = it.arena.application(Application {
        function,
        orders: vec![0],
        arguments: vec![y],
        components: vec![(0, vec![t])],
    });
    let Some(value) = chain_rule(&mut it.arena, t, body) else { panic!("a derivative") };
    it.hypotheses.push(Proposition::Integer(t));
    it.hypotheses.push(Proposition::defined(value));
    // Off the integers there is no such component, and so no derivative.
    assert!(matches!(chain(&mut it, "t", body), Err(Rejection::Mentions(..))));
}

#[test]
fn a_partial_derivative_is_one_only_if_nothing_else_varies() {
    let mut it = Attack::new();
    let x = it.e("x");
    let body = it.apply("f", vec![x, x]);
    let derivative = it.arena.derivative(body, x);
    let function = it.symbol("f");
    let partial = it.arena.application(Application {
        function,
        orders: vec![1, 0],
        arguments: vec![x, x],
        components: Vec::new(),
    });
    it.steps = vec![Step::Chain(derivative)];
    assert!(it.check(&[], Proposition::equal(derivative, partial)).is_err());
}

#[test]
fn an_integer_that_varies_is_none_nearby() {
    let mut it = Attack::new();
    let t = it.e("t");
    it.hypotheses.push(Proposition::Integer(t));
    for body in ["delta(t, 1)", "y[t]"] {
        let goal = Proposition::Differentiable { by: t, body: it.e(body) };
        assert!(matches!(it.rejects(&[], goal), Rejection::NotShown(_)));
    }
    let component = it.e("z[1]");
    it.hypotheses.push(Proposition::Integer(component));
    it.steps = vec![it.rule(0, &[("x", "z"), ("i", "z[1]"), ("j", "1")])];
    let goal = it.eq("diff(z[z[1]], z[1])", "delta(z[1], 1)");
    assert!(matches!(it.rejects(&[COMPONENT], goal), Rejection::NotShown(_)));
}

#[test]
fn a_component_out_of_its_range_has_no_derivative() {
    let mut it = Attack::new();
    it.let_range("z", "1", "3");
    it.assume("4 >= 1");
    it.steps = vec![it.rule(0, &[("x", "z"), ("i", "4"), ("j", "4")])];
    let goal = it.eq("diff(z[4], z[4])", "delta(4, 4)");
    assert!(matches!(it.rejects(&[COMPONENT], goal), Rejection::NotShown(_)));
}

#[test]
fn an_index_outside_of_a_sum_is_not_the_one_inside() {
    let mut it = Attack::new();
    it.let_be_integers(&["k"]);
    it.assume("1 <= k");
    it.assume("k <= 3");
    it.assume("sum(delta(k, k), k, 1, 3) == 3");
    it.steps = vec![it.rule(0, &[("i", "k"), ("k", "k"), ("a", "1"), ("b", "3")])];
    let goal = it.eq("sum(delta(k, k), k, 1, 3)", "1");
    assert!(matches!(it.rejects(&[CONTRACTION], goal), Rejection::Mentions(..)));
}

#[test]
fn sums_are_exchanged_only_if_their_ranges_are_independent() {
    for (p, d) in [("p", "k"), ("k", "3")] {
        let mut it = Attack::new();
        let values =
            [("f", "1"), ("p", p), ("k", "k"), ("a", "1"), ("b", "3"), ("c", "1"), ("d", d)];
        it.steps = vec![it.rule(0, &values)];
        assert!(matches!(it.rejects(&[EXCHANGE], Proposition::TRUE), Rejection::Mentions(..)));
    }
}

#[test]
fn a_sum_over_the_index_that_is_varied_is_another_one() {
    let mut it = Attack::new();
    let values = [("f", "z[k]"), ("k", "k"), ("x", "z[k]"), ("a", "1"), ("b", "3")];
    it.steps = vec![it.rule(0, &values)];
    let goal = it.eq("diff(sum(z[k], k, 1, 3), z[k])", "sum(diff(z[k], z[k]), k, 1, 3)");
    assert!(matches!(it.rejects(&[SLOPES], goal), Rejection::Mentions(..)));
}

#[test]
fn only_a_name_stands_for_an_index_or_an_array() {
    let mut it = Attack::new();
    it.steps = vec![it.rule(0, &[("f", "1"), ("k", "2"), ("a", "3"), ("b", "1")])];
    it.assume("1 < 3");
    assert_eq!(it.rejects(&[EMPTY], Proposition::TRUE), Rejection::BadInstance);
    it.steps = vec![it.rule(0, &[("x", "t + 1"), ("i", "1"), ("j", "1")])];
    assert_eq!(it.rejects(&[COMPONENT], Proposition::TRUE), Rejection::BadInstance);
}

#[test]
fn rules_are_about_numbers() {
    let mut it = Attack::new();
    let y = it.whole("y", "1", "3");
    it.hypotheses.push(Proposition::defined(y));
    let mut instance = Instance::default();
    let a = it.symbol("a");
    instance.values.insert(a, y);
    it.steps = vec![Step::Rule(RuleId(0), instance)];
    assert_eq!(it.rejects(&[SAME], Proposition::TRUE), Rejection::BadInstance);
}

#[test]
fn a_theorem_about_arrays_needs_the_same_ranges() {
    let mut it = Attack::new();
    let goal = it.eq("y[5]", "y[5]");
    let theorem = it.check(&[], goal.clone()).expect("a component of an array without limits");
    it.let_range("y", "1", "3");
    it.cite(theorem, &[]);
    assert_eq!(it.rejects(&[], goal.clone()), Rejection::BadInstance);
    it.hypotheses = vec![it.p("5 >= 1"), goal.clone()];
    it.steps.clear();
    let theorem = it.check(&[], goal.clone()).expect("what is assumed");
    it.arrays.clear();
    it.cite(theorem, &[]);
    assert_eq!(it.rejects(&[], goal), Rejection::BadInstance);
}

#[test]
fn a_theorem_about_an_integer_is_not_one_about_another() {
    let mut it = Attack::new();
    it.let_be_integers(&["n"]);
    let goal = it.eq("y[n]", "y[n]");
    let theorem = it.check(&[], goal).expect("a component");
    it.cite(theorem.clone(), &[("n", "1/2")]);
    let goal = it.eq("y[1/2]", "y[1/2]");
    assert_eq!(it.rejects(&[], goal), Rejection::BadInstance);
    it.integers.clear();
    it.cite(theorem, &[]);
    let goal = it.eq("y[n]", "y[n]");
    assert_eq!(it.rejects(&[], goal), Rejection::BadInstance);
}

#[test]
fn a_theorem_about_a_variable_is_not_one_about_an_index() {
    const VARIABLE: RuleText = RuleText { statement: "diff(x, x) = 1", ..RULE };
    let mut it = Attack::new();
    it.steps = vec![it.rule(0, &[("x", "j")])];
    let lemma = it.eq("diff(j, j)", "1");
    let theorem = it.check(&[VARIABLE], lemma).expect("the derivative of a variable");
    it.cite(theorem, &[]);
    let cited = std::mem::take(&mut it.steps);
    let derivative = it.e("diff(j, j)");
    let steps = cited.into_iter().chain([Step::Domain(derivative)]).collect();
    // Nothing is differentiated by an index: this would be a contradiction.
    it.rewrite("sum(1, k, 1, 3)", &[], "2", steps);
    let goal = it.eq("sum(1, k, 1, 3)", "sum(2, k, 1, 3)");
    assert_eq!(it.rejects(&[], goal), Rejection::BadInstance);
}

#[test]
fn what_is_given_of_an_integer_is_given_of_it_alone() {
    let mut it = Attack::new();
    it.let_be_integers(&["n"]);
    it.given = vec![(it.e("sin(n*pi)"), it.e("0"))];
    let (n, half) = (it.symbol("n"), it.e("1/2"));
    it.steps = vec![Step::Given(0, Substitution::from_iter([(n, half)]))];
    let goal = it.eq("sin(1/2*pi)", "0");
    assert_eq!(it.rejects(&[], goal), Rejection::BadInstance);
    it.steps = vec![Step::Given(0, Substitution::default())];
    let goal = it.eq("sin(n*pi)", "0");
    assert!(it.check(&[], goal).is_ok());
}

#[test]
fn what_is_given_of_an_array_does_not_move_its_range() {
    let mut it = Attack::new();
    it.let_be_integers(&["n", "k"]);
    it.let_range("y", "1", "n");
    it.given = vec![(it.e("sum(y[k], k, 1, n)"), it.e("1"))];
    let two = it.e("2");
    let values = Substitution::from_iter([(it.symbol("n"), two)]);
    it.steps = vec![Step::Given(0, values)];
    it.assume("sum(y[k], k, 1, 2) == sum(y[k], k, 1, 2)");
    let goal = it.eq("sum(y[k], k, 1, 2)", "1");
    assert_eq!(it.rejects(&[], goal), Rejection::BadInstance);
}

/// An evaluation of `L(z)` at an array `y` with components from 1.
fn evaluation(it: &mut Attack, to: &str) -> (ExprId, ExprId) {
    let (inner, outer) = (it.whole("z", "1", to), it.whole("y", "1", to));
    let (body, value) = (it.apply("L", vec![inner]), it.apply("L", vec![outer]));
    let z = it.symbol("z");
    (it.arena.at(body, vec![(z, outer)]), value)
}

#[test]
fn an_array_is_put_for_another_with_its_range() {
    let mut it = Attack::new();
    it.let_be_integers(&["k"]);
    let (whole, value) = evaluation(&mut it, "2");
    let y = it.whole("y", "1", "2");
    it.hypotheses.push(Proposition::defined(y));
    let fresh = it.symbol("w");
    let inner = it.whole("w", "1", "2");
    let body = it.apply("L", vec![inner]);
    let steps = vec![Step::Congruence(body, inner, y)];
    let at = |fresh| Step::At {
        evaluation: whole,
        fresh: vec![fresh],
        carry: Vec::new(),
        value,
        steps: steps.clone(),
    };
    it.steps = vec![at(fresh)];
    assert!(it.check(&[], Proposition::equal(whole, value)).is_ok());
    let taken = it.symbol("y");
    it.steps = vec![at(taken)];
    assert!(matches!(it.rejects(&[], Proposition::equal(whole, value)), Rejection::NotFresh(_)));
}

#[test]
fn a_component_beyond_the_array_that_is_put_in_is_not_defined() {
    let mut it = Attack::new();
    it.let_be_integers(&["k"]);
    let z = it.symbol("z");
    let y = it.whole("y", "1", "2");
    it.hypotheses.push(Proposition::defined(y));
    it.assume("3 >= 1");
    let body = it.e("0*z[3]");
    let whole = it.arena.at(body, vec![(z, y)]);
    let steps = vec![it.field("0*w[3]", "0")];
    let fresh = vec![it.symbol("w")];
    it.steps =
        vec![Step::At { evaluation: whole, fresh, carry: Vec::new(), value: ExprId::ZERO, steps }];
    assert!(matches!(
        it.rejects(&[], Proposition::equal(whole, ExprId::ZERO)),
        Rejection::NotShown(_)
    ));
}

#[test]
fn the_range_of_an_array_that_is_put_in_does_not_vary() {
    let mut it = Attack::new();
    let (whole, value) = evaluation(&mut it, "t");
    let y = it.whole("y", "1", "t");
    it.hypotheses.push(Proposition::defined(y));
    let fresh = vec![it.symbol("w")];
    it.steps =
        vec![Step::At { evaluation: whole, fresh, carry: Vec::new(), value, steps: Vec::new() }];
    assert!(matches!(
        it.rejects(&[], Proposition::equal(whole, value)),
        Rejection::NotShown(Proposition::Integer(_))
    ));
}

#[test]
fn a_new_name_in_an_evaluation_does_not_occur_in_what_is_given() {
    let mut it = Attack::new();
    it.given = vec![(it.e("u(w)"), it.e("1"))];
    let (whole, value) = (it.e("(u(x) at x = 2)"), ExprId::ONE);
    let fresh = vec![it.symbol("w")];
    let steps = vec![Step::Given(0, Substitution::default())];
    it.steps = vec![Step::At { evaluation: whole, fresh, carry: Vec::new(), value, steps }];
    assert!(matches!(it.rejects(&[], Proposition::equal(whole, value)), Rejection::NotFresh(_)));
}

#[test]
fn an_array_with_a_name_for_its_index_is_no_variable() {
    let mut it = Attack::new();
    let name = it.symbol("y");
    let index = it.e("j");
    let component = it.arena.indexed(name, vec![index]);
    let Node::Indexed(side) = it.arena.node(component) else { panic!("a component") };
    assert_eq!(*it.arena.get(side), Indexed { array: name, indices: vec![index] });
    it.assume("j == 1");
    let goal = it.eq("y[j]", "y[1]");
    assert!(matches!(it.rejects(&[], goal), Rejection::NotShown(_)));
}
