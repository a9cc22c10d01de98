//! Derives: differentiates an expression step by step, one rule at a time.
//!
//! Every step is an equation that is decided like a user's own: what is printed has been proved.

mod calculus;
mod refold;
mod tidy;

use crate::decide::outcome::{Claim, Justification, Named, Value, Verdict, Witness};
use crate::decide::{decide, functions, infer, justify, simplified};
use crate::expr::{Arena, Definitions, ExprId, Function, Names, Proposition};
use crate::theory::Theory;

/// The most steps that are taken.
const MOST_STEPS: usize = 400;
/// How much smaller a form must be to be worth a step.
const WORTH_A_STEP: usize = 3;

/// What is to be derived.
#[derive(Debug, Clone)]
pub struct Task {
    /// The expression to begin with.
    pub start: ExprId,
    /// The form that is wanted; without one, a short form is chosen.
    pub to: Option<ExprId>,
    /// How small the steps are.
    pub detail: Detail,
    /// What names in the expression mean.
    pub definitions: Definitions,
    /// What holds, and is no condition of a step.
    pub assumptions: Vec<Proposition>,
    /// What is known of names.
    pub names: Names,
}

impl Task {
    /// A derivation of an expression without definitions and assumptions.
    #[must_use]
    pub fn new(start: ExprId, to: Option<ExprId>, names: Names) -> Self {
        let (definitions, assumptions) = (Definitions::default(), Vec::new());
        Self { start, to, detail: Detail::Normal, definitions, assumptions, names }
    }
}

/// How small the steps of a derivation are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Detail {
    /// One step, with all its rules.
    Terse,
    /// What a person would write: elementary derivatives are written down together.
    #[default]
    Normal,
    /// Every rule in a step of its own, from the definitions of the functions.
    Full,
}

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
    pub rules: Vec<String>,
    /// Where both sides of the step are defined.
    pub conditions: Vec<Proposition>,
}

/// Differentiates whatever is to be differentiated in an expression, outermost first, and writes the
/// result simply, or as the form that is wanted. Each step is replayed by the kernel.
#[must_use]
pub fn derive(arena: &mut Arena, theory: &Theory, task: &Task) -> Derivation {
    let mut task = task.clone();
    if task.detail == Detail::Full && task.to.is_none() {
        // The way is longer, and leads to the same form.
        let normal = Task { detail: Detail::Normal, ..task.clone() };
        let found = Deriver::new(arena, theory, &normal).run();
        task.to = found.steps.last().map(|it| it.result).filter(|_| found.stuck.is_none());
    }
    Deriver::new(arena, theory, &task).run()
}

struct Deriver<'a> {
    arena: &'a mut Arena,
    theory: &'a Theory,
    task: &'a Task,
    current: ExprId,
    found: Derivation,
}

impl<'a> Deriver<'a> {
    fn new(arena: &'a mut Arena, theory: &'a Theory, task: &'a Task) -> Self {
        let start = task.start;
        let found = Derivation { start, steps: Vec::new(), stuck: None };
        Self { arena, theory, task, current: start, found }
    }

    fn run(mut self) -> Derivation {
        self.open();
        if self.differentiate() {
            self.arrive();
        }
        if self.task.detail == Detail::Terse {
            self.join();
        }
        self.found
    }

    /// Writes out what names mean, and in a full derivation what functions are.
    fn open(&mut self) {
        let used = self.arena.free_symbols(self.current);
        let Some(opened) = self.unfolded(self.current) else { return };
        if opened != self.current {
            let known = used.into_iter().filter(|&it| self.task.definitions.get(it).is_some());
            let rules = known.map(|it| format!("definition of {}", self.arena.name(it))).collect();
            let conditions = Vec::new();
            self.found.steps.push(DerivationStep { result: opened, rules, conditions });
            self.current = opened;
        }
        if self.task.detail == Detail::Full && calculus::has_derivative(self.arena, self.current) {
            for function in functions(self.arena, &[self.current]) {
                let opened = calculus::unfolded(self.arena, self.theory, self.current, function);
                if let Some(opened) = opened.filter(|&it| it != self.current) {
                    let rule = format!("definition of {}", function.name());
                    self.add(opened, vec![rule]);
                }
            }
        }
    }

    /// Whether everything could be differentiated.
    fn differentiate(&mut self) -> bool {
        let each = self.task.detail == Detail::Full;
        while self.found.steps.len() < MOST_STEPS {
            let Some((next, rules)) = calculus::step(self.arena, self.theory, self.current, each)
            else {
                break;
            };
            if next == self.current {
                break;
            }
            // What differs from the form that is wanted in order only is written in that order.
            let wanted = self.task.to.filter(|&to| is_same(self.arena, next, to));
            let rules = rules.into_iter().map(str::to_owned).collect();
            if !self.add(wanted.unwrap_or(next), rules) {
                return false;
            }
        }
        if self.task.to.is_none() && calculus::has_derivative(self.arena, self.current) {
            self.found.stuck = Some("no rule differentiates what is left".to_owned());
            return false;
        }
        true
    }

    /// Goes from what has been differentiated to the form that is wanted, or to a short one.
    fn arrive(&mut self) {
        let Some(to) = self.task.to else {
            if let Some(named) = self.named() {
                let rules = self.reasons(named);
                self.add(named, rules);
            } else if let Some(best) = self.better() {
                self.add(best, vec!["algebra".to_owned()]);
            }
            return;
        };
        if to == self.current {
            return;
        }
        // A definition is unfolded in a step of its own, unless that is the longer way.
        let direct = self.reasons(to);
        if let Some(between) = self.defined(to).filter(|&it| it != self.current) {
            let rules = self.reasons(between);
            let longer = rules.len() > direct.len() || rules.len() > 1;
            if longer && !direct.is_empty() && direct.len() <= rules.len() {
                self.add(to, direct);
                return;
            }
            if !self.add(between, rules) {
                return;
            }
        }
        let rules = self.reasons(to);
        self.add(to, rules);
    }

    /// All steps as one.
    fn join(&mut self) {
        if self.found.steps.len() < 2 || self.found.stuck.is_some() {
            return;
        }
        let result = self.current;
        self.found.steps.clear();
        self.current = self.task.start;
        let rules = self.reasons(result);
        self.add(result, rules);
    }

    /// The target with the functions that the expression lacks written out by their definitions.
    fn defined(&mut self, to: ExprId) -> Option<ExprId> {
        let known = functions(self.arena, &[self.current]);
        let missing: Vec<Function> =
            functions(self.arena, &[to]).into_iter().filter(|it| !known.contains(it)).collect();
        let mut unfolded = to;
        for function in missing {
            unfolded = calculus::unfolded(self.arena, self.theory, unfolded, function)?;
        }
        (unfolded != to).then_some(unfolded)
    }

    /// A form that is shorter by so much that it is worth a step.
    fn better(&mut self) -> Option<ExprId> {
        let best = shortest(self.arena, self.theory, self.current, &self.task.names)?;
        let own = size(self.arena, self.current);
        (size(self.arena, best) + WORTH_A_STEP <= own).then_some(best)
    }

    /// The result in the names that have been given a meaning, if it is shorter so.
    fn named(&mut self) -> Option<ExprId> {
        let own = size(self.arena, self.current);
        let written = refold::refolded(self.arena, self.task, self.current)?;
        let best = shortest(self.arena, self.theory, written, &self.task.names)?;
        // `s*(1 - s)` says more than `s - s^2`.
        let factored = tidy::factored(self.arena, best);
        let longer = size(self.arena, factored) > size(self.arena, best) + WORTH_A_STEP;
        let best = if longer { best } else { factored };
        (size(self.arena, best) < own).then_some(best)
    }

    fn unfolded(&mut self, expr: ExprId) -> Option<ExprId> {
        self.task.definitions.unfold_all(self.arena, expr).ok()
    }

    /// The claim that the next expression equals the current one.
    fn claim(&mut self, next: ExprId) -> Claim {
        let [lhs, rhs] = [self.current, next].map(|it| self.unfolded(it).unwrap_or(it));
        let mut assumptions = self.task.assumptions.clone();
        // What a step above has needed is known below it.
        assumptions.extend(self.found.steps.iter().flat_map(|it| it.conditions.clone()));
        let names = self.task.names.clone();
        Claim { lhs, rhs, assumptions, given: Vec::new(), names }
    }

    /// The names of the rules, and of the definitions, that justify a step.
    fn reasons(&mut self, next: ExprId) -> Vec<String> {
        let claim = self.claim(next);
        let rules = infer(self.arena, self.theory, &claim, &[]);
        let mut rules: Vec<String> = rules.into_iter().map(str::to_owned).collect();
        let [before, after] = [self.current, next].map(|it| self.arena.free_symbols(it));
        let used = before.iter().chain(&after);
        for &name in used.filter(|&it| before.contains(it) != after.contains(it)) {
            if self.task.definitions.get(name).is_some() {
                rules.retain(|it| it != "algebra");
                rules.push(format!("definition of {}", self.arena.name(name)));
            }
        }
        rules
    }

    /// Adds a step if it is proved; otherwise notes why the chain ends.
    fn add(&mut self, next: ExprId, rules: Vec<String>) -> bool {
        let claim = self.claim(next);
        let why = match decide(self.arena, self.theory, &claim).verdict {
            Verdict::Proved(proved) => {
                let conditions = proved.conditions;
                let rules = match rules.is_empty() {
                    true => proved.rules.iter().map(|&it| it.to_owned()).collect(),
                    false => self.enough(&claim, rules),
                };
                self.found.steps.push(DerivationStep { result: next, rules, conditions });
                self.current = next;
                return true;
            }
            Verdict::Refuted(witness) => format!("the next step is not true: {}", told(&witness)),
            Verdict::Unknown(reason) => format!("the next step is not proved: {reason}"),
        };
        self.found.stuck = Some(why);
        false
    }

    /// The rules that were used, if they justify the step by themselves; else those that do.
    fn enough(&mut self, claim: &Claim, rules: Vec<String>) -> Vec<String> {
        let own = |name: &&String| {
            name.strip_prefix("definition of ").is_some_and(|it| {
                self.arena.find_symbol(it).is_some_and(|it| self.task.definitions.get(it).is_some())
            })
        };
        let named = rules.iter().filter(|it| !own(it));
        let named: Vec<Named> =
            named.map(|name| Named { name: name.clone(), facts: Vec::new() }).collect();
        match justify(self.arena, self.theory, claim, &named) {
            Justification::Mismatch { right } if !right.is_empty() => right,
            _ => rules,
        }
    }
}

/// The shortest of some forms of an expression.
fn shortest(arena: &mut Arena, theory: &Theory, expr: ExprId, names: &Names) -> Option<ExprId> {
    let simple = simplified(arena, theory, expr, names)?;
    let tidied = tidy::tidy(arena, simple);
    let mut forms = vec![simple, tidied, tidy::factored(arena, expr)];
    forms.push(tidy::factored(arena, tidied));
    forms.into_iter().min_by_key(|&it| size(arena, it))
}

/// Whether two expressions differ in the order of terms and factors only.
fn is_same(arena: &mut Arena, a: ExprId, b: ExprId) -> bool {
    let (a, b) = (tidy::key(arena, a), tidy::key(arena, b));
    a == b
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
