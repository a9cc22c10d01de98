//! Derives: differentiates an expression step by step, one rule at a time.
//!
//! Every step is an equation that is decided like a user's own: what is printed has been proved.

mod calculus;
mod tidy;

use crate::decide::outcome::{Claim, Justification, Named, Value, Verdict, Witness};
use crate::decide::{decide, infer, justify, simplified};
use crate::expr::{Arena, ExprId, Function, Names, Proposition};
use crate::theory::Theory;

/// The most steps that are taken.
const MOST_STEPS: usize = 400;
/// How much smaller a form must be to be worth a step.
const WORTH_A_STEP: usize = 3;

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

/// Differentiates whatever is to be differentiated in an expression, outermost first, elementary
/// derivatives together, and writes the result simply, or as the form that is wanted. Each step is
/// replayed by the kernel.
#[must_use]
pub fn derive(
    arena: &mut Arena,
    theory: &Theory,
    start: ExprId,
    to: Option<ExprId>,
    names: &Names,
) -> Derivation {
    let mut derivation = Derivation { start, steps: Vec::new(), stuck: None };
    let mut current = start;
    while derivation.steps.len() < MOST_STEPS {
        let Some((next, rules)) = calculus::step(arena, theory, current, false) else { break };
        if next == current {
            break;
        }
        // What differs from the form that is wanted in order only is written in that order.
        let next = to.filter(|&to| is_same(arena, next, to)).unwrap_or(next);
        if !derivation.add(arena, theory, current, next, rules, names) {
            return derivation;
        }
        current = next;
    }
    if to.is_none() && calculus::has_derivative(arena, current) {
        derivation.stuck = Some("no rule differentiates what is left".to_owned());
        return derivation;
    }
    match to {
        Some(to) if to != current => {
            // A definition is unfolded in a step of its own.
            let unfolded = defined(arena, theory, to, current);
            for next in [unfolded.filter(|&it| it != current), Some(to)].into_iter().flatten() {
                let rules = Derivation::reasons(arena, theory, current, next, names);
                if !derivation.add(arena, theory, current, next, rules, names) {
                    break;
                }
                current = next;
            }
        }
        Some(_) => {}
        None => {
            if let Some(best) = better(arena, theory, current, names) {
                derivation.add(arena, theory, current, best, vec!["algebra"], names);
            }
        }
    }
    derivation
}

/// The target with the functions that the other expression lacks written out by their definitions.
fn defined(arena: &mut Arena, theory: &Theory, to: ExprId, from: ExprId) -> Option<ExprId> {
    let known = calculus::functions(arena, from);
    let missing: Vec<Function> =
        calculus::functions(arena, to).into_iter().filter(|it| !known.contains(it)).collect();
    let mut unfolded = to;
    for function in missing {
        unfolded = calculus::unfolded(arena, theory, unfolded, function)?;
    }
    (unfolded != to).then_some(unfolded)
}

/// Whether two expressions differ in the order of terms and factors only.
fn is_same(arena: &mut Arena, a: ExprId, b: ExprId) -> bool {
    let (a, b) = (tidy::key(arena, a), tidy::key(arena, b));
    a == b
}

/// A form that is shorter by so much that it is worth a step.
fn better(arena: &mut Arena, theory: &Theory, expr: ExprId, names: &Names) -> Option<ExprId> {
    let simple = simplified(arena, theory, expr, names)?;
    let mut forms = vec![simple, tidy::tidy(arena, simple), tidy::factored(arena, expr)];
    let tidied = tidy::tidy(arena, simple);
    forms.push(tidy::factored(arena, tidied));
    let best = forms.into_iter().min_by_key(|&it| size(arena, it))?;
    (size(arena, best) + WORTH_A_STEP <= size(arena, expr)).then_some(best)
}

impl Derivation {
    /// The names of the rules that justify a step.
    fn reasons(
        arena: &mut Arena,
        theory: &Theory,
        from: ExprId,
        to: ExprId,
        names: &Names,
    ) -> Vec<&'static str> {
        let names = names.clone();
        let claim = Claim { lhs: from, rhs: to, assumptions: Vec::new(), given: Vec::new(), names };
        infer(arena, theory, &claim, &[])
    }

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
                let rules = enough(arena, theory, &claim, rules);
                self.steps.push(DerivationStep { result: to, rules, conditions });
                true
            }
            Verdict::Refuted(witness) => {
                self.stuck = Some(format!("the next step is not true: {}", told(&witness)));
                false
            }
            Verdict::Unknown(reason) => {
                self.stuck = Some(format!("the next step is not proved: {reason}"));
                false
            }
        }
    }
}

/// The rules that were used, if they justify the step by themselves; else those that do.
fn enough(
    arena: &mut Arena,
    theory: &Theory,
    claim: &Claim,
    rules: Vec<&'static str>,
) -> Vec<&'static str> {
    let named = |name: &&str| Named { name: (*name).to_owned(), facts: Vec::new() };
    let named: Vec<Named> = rules.iter().map(named).collect();
    match justify(arena, theory, claim, &named) {
        Justification::Mismatch { .. } => infer(arena, theory, claim, &[]),
        _ => rules,
    }
}

/// Where two sides differ, in words.
fn told(witness: &Witness) -> String {
    let number = |it: &(String, Value)| match &it.1 {
        Value::Number(value) => Some(format!("{} = {value}", it.0)),
        Value::Array(_) | Value::Function(_) => None,
    };
    let at: Vec<String> = witness.at.iter().filter_map(number).collect();
    let place = if at.is_empty() { String::new() } else { format!("at {} ", at.join(", ")) };
    format!("{place}the left side is {}, the right side is {}", witness.lhs, witness.rhs)
}

fn size(arena: &Arena, expr: ExprId) -> usize {
    1 + arena.children(expr).into_iter().map(|child| size(arena, child)).sum::<usize>()
}
