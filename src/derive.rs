//! Derives: differentiates an expression step by step, one rule at a time.
//!
//! Every step is an equation that is decided like a user's own: what is printed has been proved.

use crate::decide::outcome::{Claim, Verdict};
use crate::decide::{choices, decide, simplified};
use crate::expr::{Arena, ExprId, Function, Names, Node, Proposition, Relation};
use crate::kernel::{Instance, Rules, instantiate};
use crate::theory::{self, Theory};

/// The most steps that are taken.
const MOST_STEPS: usize = 400;

/// A chain of equal expressions.
#[derive(Debug, Clone)]
pub struct Derivation {
    /// The expression to begin with.
    pub start: ExprId,
    /// Each next expression, with the names of the rules that lead to it.
    pub steps: Vec<DerivationStep>,
    /// Why the chain ends before everything is differentiated, if it does.
    pub stuck: Option<String>,
}

/// A step of a [`Derivation`].
#[derive(Debug, Clone)]
pub struct DerivationStep {
    /// The expression after the step.
    pub result: ExprId,
    /// The names, in words, of the rules used.
    pub rules: Vec<&'static str>,
    /// Where both sides of the step are defined.
    pub conditions: Vec<Proposition>,
}

/// Differentiates whatever is to be differentiated in an expression, outermost first, one named rule a
/// step, and writes the result simply. Each step is replayed by the kernel.
#[must_use]
pub fn derive(arena: &mut Arena, theory: &Theory, start: ExprId, names: &Names) -> Derivation {
    let mut derivation = Derivation { start, steps: Vec::new(), stuck: None };
    let mut current = start;
    while derivation.steps.len() < MOST_STEPS {
        let Some((next, rules)) = step(arena, theory, current) else { break };
        if !derivation.add(arena, theory, current, next, rules, names) {
            return derivation;
        }
        current = next;
    }
    if first_derivative(arena, current).is_some() {
        let text = "no rule differentiates what is left";
        derivation.stuck.get_or_insert_with(|| text.to_owned());
        return derivation;
    }
    let tidy = simplified(arena, theory, current, names);
    if let Some(tidy) =
        tidy.filter(|&tidy| tidy != current && size(arena, tidy) < size(arena, current))
    {
        derivation.add(arena, theory, current, tidy, vec!["algebra"], names);
    }
    derivation
}

impl Derivation {
    /// Adds a step if it is proved; otherwise notes why the chain ends.
    fn add(
        &mut self,
        arena: &mut Arena,
        theory: &Theory,
        from: ExprId,
        to: ExprId,
        rules: Vec<&'static str>,
        names: &Names,
    ) -> bool {
        let claim = Claim {
            lhs: from,
            rhs: to,
            assumptions: Vec::new(),
            given: Vec::new(),
            names: names.clone(),
        };
        match decide(arena, theory, &claim).verdict {
            Verdict::Proved(proved) => {
                let conditions = proved.conditions;
                self.steps.push(DerivationStep { result: to, rules, conditions });
                true
            }
            Verdict::Refuted(_) => {
                self.stuck = Some("the next step is not true".to_owned());
                false
            }
            Verdict::Unknown(reason) => {
                self.stuck = Some(format!("the next step is not proved: {reason}"));
                false
            }
        }
    }
}

/// The derivative to be worked out next: the outermost, leftmost one whose body holds no other.
fn first_derivative(arena: &Arena, expr: ExprId) -> Option<ExprId> {
    if let Node::Derivative { body, .. } = arena.node(expr) {
        return first_derivative(arena, body).or(Some(expr));
    }
    if let Node::Prime(..) = arena.node(expr) {
        return Some(expr);
    }
    arena.children(expr).into_iter().find_map(|child| first_derivative(arena, child))
}

/// The expression after one rule, and the rule's names.
fn step(arena: &mut Arena, theory: &Theory, expr: ExprId) -> Option<(ExprId, Vec<&'static str>)> {
    let place = first_derivative(arena, expr)?;
    let (value, mut rules) = match arena.node(place) {
        Node::Derivative { by, body } => differentiate(arena, theory, by, body)?,
        _ => prime(arena, place)?,
    };
    // Derivatives of constants and of the variable are too small for a step of their own.
    let value = trivial(arena, value);
    rules.dedup();
    Some((arena.replace(expr, place, value), rules))
}

fn differentiate(
    arena: &mut Arena,
    theory: &Theory,
    by: ExprId,
    body: ExprId,
) -> Option<(ExprId, Vec<&'static str>)> {
    if let Some(found) = by_cases(arena, by, body) {
        return Some(found);
    }
    let choice = choices(arena, body, by).into_iter().next()?;
    let id = theory::find(&choice.key)?;
    let rule = theory.rule(arena, id)?;
    let mut instance = Instance::default();
    for (name, value) in &choice.values {
        instance.values.insert(arena.symbol(name), *value);
    }
    if let Some(function) = choice.function {
        instance.functions.insert(arena.symbol("u"), function);
    }
    let Proposition::Compare(Relation::EQUAL, _, right) = rule.conclusion else { return None };
    let value = instantiate(arena, right, &instance).ok()?;
    let name = theory::rule_text(id)?.name;
    let mut names = vec![name];
    if choice.chain && name != "chain rule" {
        names.push("chain rule");
    }
    Some((value, names))
}

/// Functions with corners are differentiated between them.
fn by_cases(arena: &mut Arena, by: ExprId, body: ExprId) -> Option<(ExprId, Vec<&'static str>)> {
    match arena.node(body) {
        Node::Call(Function::Relu, f) => {
            let slope = arena.derivative(f, by);
            let cases = [(ExprId::ZERO, Relation::LESS), (slope, Relation::GREATER)]
                .map(|(value, relation)| (value, Proposition::Compare(relation, f, ExprId::ZERO)));
            Some((arena.piecewise(cases.to_vec()), vec!["derivative of relu"]))
        }
        Node::Extremum(kind, f, g) => {
            let (first, second) = match kind {
                crate::expr::Extremum::Max => (Relation::GREATER, Relation::LESS),
                crate::expr::Extremum::Min => (Relation::LESS, Relation::GREATER),
            };
            let cases = [(f, first), (g, second)].map(|(piece, relation)| {
                (arena.derivative(piece, by), Proposition::Compare(relation, f, g))
            });
            let name = match kind {
                crate::expr::Extremum::Max => "derivative of max",
                crate::expr::Extremum::Min => "derivative of min",
            };
            Some((arena.piecewise(cases.to_vec()), vec![name]))
        }
        Node::Piecewise(side) => {
            let mut branches = arena.get(side).branches.clone();
            for (value, guard) in &mut branches {
                *value = arena.derivative(*value, by);
                *guard = interior(guard);
            }
            Some((arena.piecewise(branches), vec!["derivative by cases"]))
        }
        _ => None,
    }
}

/// A guard without its borders.
fn interior(guard: &Proposition) -> Proposition {
    match guard {
        Proposition::Compare(relation, a, b) if *relation != Relation::EQUAL => {
            Proposition::Compare(relation.and(Relation::NOT_EQUAL), *a, *b)
        }
        Proposition::And(parts) => Proposition::And(parts.iter().map(interior).collect()),
        Proposition::Or(parts) => Proposition::Or(parts.iter().map(interior).collect()),
        other => other.clone(),
    }
}

/// `f'(a)` by the rule for the derivative of `f`.
fn prime(arena: &mut Arena, expr: ExprId) -> Option<(ExprId, Vec<&'static str>)> {
    let Node::Prime(function, order, argument) = arena.node(expr) else { return None };
    let like = arena.symbol("t");
    let name = arena.fresh_symbol(like);
    let value = arena.derivative_at(function, order, argument, name);
    Some((value, vec!["definition of the prime"]))
}

/// Works out derivatives of constants, of the variable, and products with the numbers that result.
fn trivial(arena: &mut Arena, expr: ExprId) -> ExprId {
    if let Node::Derivative { by, body } = arena.node(expr) {
        if body == by {
            return ExprId::ONE;
        }
        if let Node::Variable(symbol) = arena.node(by) {
            if !arena.mentions(body, symbol) {
                return ExprId::ZERO;
            }
        }
        // That the derivative of `u(x)` is written `u'(x)` is no step.
        if let Node::Apply(side) = arena.node(body) {
            let it = arena.get(side).clone();
            if it.arguments == [by] && it.components.is_empty() {
                return arena.apply(it.function, vec![it.orders[0] + 1], it.arguments);
            }
        }
        return expr;
    }
    let rebuilt = match arena.node(expr) {
        Node::At(_) | Node::Fold(_) => expr,
        _ => arena.map_children(expr, &mut trivial),
    };
    match arena.node(rebuilt) {
        Node::Binary(crate::expr::BinaryOp::Mul, a, b) if b == ExprId::ONE && rebuilt != expr => a,
        Node::Binary(crate::expr::BinaryOp::Pow, a, n) => {
            // An exponent lowered by one is written as the number that it is.
            let value = arena.literal(n).filter(|_| !matches!(arena.node(n), Node::Number(_)));
            match value {
                Some(value) if value.is_one() => a,
                Some(value) => {
                    let exponent = arena.rational(&value);
                    arena.pow(a, exponent)
                }
                None => rebuilt,
            }
        }
        _ => rebuilt,
    }
}

fn size(arena: &Arena, expr: ExprId) -> usize {
    1 + arena.children(expr).into_iter().map(|child| size(arena, child)).sum::<usize>()
}
