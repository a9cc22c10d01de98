//! The axioms, as data: one item for each rule, in the user's own syntax.
//!
//! Everything else about a rule is computed from its item: the manual page, LaTeX, `explain`, what
//! the kernel instantiates, and its tests.

mod algebra;
mod derivative;
mod exponential;
mod function;
mod index;
mod manual;
mod order;

use std::rc::Rc;
use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use crate::expr::{Arena, Proposition};
use crate::kernel::{Rule, RuleId, Rules};
use crate::syntax::{Mode, Scope, parse_equation, parse_proposition};

pub use manual::{explain, explain_latex, manual, names, suggest};

/// A rule of the table.
#[derive(Debug, Clone, Copy)]
pub struct RuleText {
    /// A unique name in kebab case, by which the program refers to the rule.
    pub key: &'static str,
    /// The name in words, by which users refer to it; rules that people know under one name share it.
    pub name: &'static str,
    /// The equation or comparison that holds, in plain notation.
    pub statement: &'static str,
    /// What must hold.
    pub requires: &'static [&'static str],
    /// Pairs `(c, x)`: what stands for `c` does not mention what stands for `x`.
    pub free_of: &'static [(&'static str, &'static str)],
    /// Why the rule is true: one or two sentences for a reader who wants to be convinced.
    pub why: &'static str,
    /// An instance, as an equation or comparison that the program proves.
    pub example: &'static str,
}

/// A rule with nothing filled in, to write the others with.
pub const RULE: RuleText = RuleText {
    key: "",
    name: "",
    statement: "",
    requires: &[],
    free_of: &[],
    why: "",
    example: "",
};

/// The tables with their headings in the manual.
const TABLES: [(&str, &[RuleText]); 6] = [
    ("Derivatives", derivative::RULES),
    ("Named functions", function::RULES),
    ("Algebra", algebra::RULES),
    ("Exponentials, powers, logarithms and identities", exponential::RULES),
    ("Sums, products and indices", index::RULES),
    ("Signs", order::RULES),
];

/// Every rule, in the order of the tables.
pub fn rules() -> impl Iterator<Item = (RuleId, &'static RuleText)> {
    TABLES.into_iter().flat_map(|it| it.1).enumerate().map(|(number, rule)| (RuleId(number), rule))
}

/// The rule of that number.
#[must_use]
pub fn rule_text(id: RuleId) -> Option<&'static RuleText> {
    static ALL: OnceLock<Vec<&'static RuleText>> = OnceLock::new();
    ALL.get_or_init(|| rules().map(|(_, rule)| rule).collect()).get(id.0).copied()
}

/// The rule with that key.
#[must_use]
pub fn find(key: &str) -> Option<RuleId> {
    static INDEX: OnceLock<FxHashMap<&'static str, RuleId>> = OnceLock::new();
    INDEX.get_or_init(|| rules().map(|(id, rule)| (rule.key, id)).collect()).get(key).copied()
}

/// The rules in terms of one arena: each is read when it is first used.
#[derive(Debug, Default)]
pub struct Theory {
    read: std::cell::RefCell<FxHashMap<RuleId, Option<Rc<Rule>>>>,
}

impl Theory {
    /// A theory that has not read any rule yet. It must be used with one arena only.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

impl Rules for Theory {
    fn rule(&self, arena: &mut Arena, id: RuleId) -> Option<Rc<Rule>> {
        if let Some(known) = self.read.borrow().get(&id) {
            return known.clone();
        }
        let rule = SHELF.with_borrow_mut(|shelf| shelf.copy(arena, id)).map(Rc::new);
        self.read.borrow_mut().insert(id, rule.clone());
        rule
    }
}

/// The rules that have been read, in a store of their own: copying one takes a fraction of the time
/// that reading its text again takes.
#[derive(Default)]
struct Shelf {
    arena: Arena,
    read: FxHashMap<RuleId, Option<Rule>>,
}

thread_local! {
    static SHELF: std::cell::RefCell<Shelf> = std::cell::RefCell::default();
}

impl Shelf {
    /// The rule of that number in terms of an arena.
    fn copy(&mut self, arena: &mut Arena, id: RuleId) -> Option<Rule> {
        let own = &mut self.arena;
        let known = self.read.entry(id).or_insert_with(|| read(own, rule_text(id)?));
        let Rule { conditions, free_of, conclusion } = known.as_ref()?;
        let mut name = |it| arena.adopt_name(own, it);
        let free_of = free_of.iter().map(|&(c, x)| (name(c), name(x))).collect();
        let mut adopted = |it: &Proposition| it.map(&mut |expr| arena.adopt(own, expr));
        let conditions = conditions.iter().map(&mut adopted).collect();
        Some(Rule { conditions, free_of, conclusion: adopted(conclusion) })
    }
}

/// Reads a rule's item. `None` if it is malformed, which a test excludes for every item.
pub fn read(arena: &mut Arena, text: &RuleText) -> Option<Rule> {
    let mut scope = Scope::new(Mode::Inferred);
    let conclusion = match parse_equation(arena, &mut scope, text.statement) {
        Ok(equation) => Proposition::equal(equation.lhs, equation.rhs),
        Err(_) => parse_proposition(arena, &mut scope, text.statement).ok()?.0,
    };
    let conditions = text
        .requires
        .iter()
        .map(|it| parse_proposition(arena, &mut scope, it).ok().map(|(it, _)| it))
        .collect::<Option<Vec<_>>>()?;
    let free_of = text.free_of.iter().map(|(c, x)| (arena.symbol(c), arena.symbol(x))).collect();
    Some(Rule { conditions, free_of, conclusion })
}

#[cfg(test)]
mod tests {
    use rustc_hash::FxHashSet;

    use super::*;

    #[test]
    fn every_rule_can_be_read() {
        let mut arena = Arena::new();
        for (_, text) in rules() {
            assert!(!text.name.is_empty(), "{} has no name", text.key);
            assert!(read(&mut arena, text).is_some(), "{} cannot be read", text.key);
        }
    }

    #[test]
    fn a_rule_is_the_same_whether_read_or_copied() {
        let (mut arena, theory) = (Arena::new(), Theory::new());
        for (id, text) in rules() {
            let copy = theory.rule(&mut arena, id).expect("a rule");
            let read = read(&mut arena, text).expect("a rule");
            assert_eq!(copy.conclusion, read.conclusion, "{}", text.key);
            assert_eq!(copy.conditions, read.conditions, "{}", text.key);
            assert_eq!(copy.free_of, read.free_of, "{}", text.key);
        }
    }

    #[test]
    fn keys_are_unique() {
        let mut seen = FxHashSet::default();
        for (_, text) in rules() {
            assert!(!text.key.is_empty() && seen.insert(text.key), "{} occurs twice", text.key);
        }
    }

    #[test]
    fn every_rule_says_why_and_has_an_example() {
        for (_, text) in rules() {
            assert!(!text.why.is_empty(), "{} does not say why", text.key);
            let mut arena = Arena::new();
            let mut scope = Scope::new(Mode::Inferred);
            let readable = parse_equation(&mut arena, &mut scope, text.example).is_ok()
                || parse_proposition(&mut arena, &mut scope, text.example).is_ok();
            assert!(readable, "the example of {} cannot be read: {}", text.key, text.example);
        }
    }
}
