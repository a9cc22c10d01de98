//! What is told about the rules: the page of the manual, and the explanation of one name.
//!
//! Nothing is said here that the table does not say; the LaTeX form is computed from the statement.

use std::fmt::Write;

use indexmap::{IndexMap, IndexSet};

use super::{RuleText, TABLES, read, rules};
use crate::expr::{Arena, Proposition};
use crate::print::{latex_equation, latex_proposition, latex_words, wrapped};
use crate::syntax::{Mode, Scope, parse_equation, parse_expression, parse_proposition, similar};

/// The longest line of an explanation.
const WIDTH: usize = 80;

/// What stands before the rules in the manual.
const INTRODUCTION: &str = "# Rules

These are the rules that proofs are made of. Whatever expressions are put for their variables, the
conclusion of a rule holds wherever its conditions hold and both of its sides are defined. Where
one side is not defined, a rule says nothing.

A `by` clause refers to rules by their names; several rules may share one. The key of a rule, in
brackets, is unique. `chainrule explain` shows what this page says about a name or a key.
";

/// The names, each once, in the order of the tables.
#[must_use]
pub fn names() -> Vec<&'static str> {
    rules().map(|(_, rule)| rule.name).collect::<IndexSet<_>>().into_iter().collect()
}

/// The name of a rule that differs least from the one given, if it differs little.
///
/// ```
/// assert_eq!(chainrule::theory::suggest("quotent rule").as_deref(), Some("quotient rule"));
/// assert_eq!(chainrule::theory::suggest("magic"), None);
/// ```
#[must_use]
pub fn suggest(name: &str) -> Option<String> {
    similar(&normal(name), names()).map(str::to_owned)
}

/// What there is to say about a rule's key, or about all the rules of a name.
#[must_use]
pub fn explain(query: &str) -> Option<String> {
    let found = named(query);
    let mut text = format!("{}\n", found.first()?.name);
    for rule in found {
        explain_rule(&mut text, rule);
    }
    Some(text)
}

/// The same in LaTeX.
///
/// ```
/// let text = chainrule::theory::explain_latex("constant multiple rule").expect("a rule");
/// assert!(text.starts_with("\\paragraph{Constant multiple rule}\n"));
/// ```
#[must_use]
pub fn explain_latex(query: &str) -> Option<String> {
    let found = named(query);
    let mut text = format!("\\paragraph{{{}}}\n", capitalized(found.first()?.name));
    for rule in found {
        explain_rule_in_latex(&mut text, rule);
    }
    Some(text)
}

/// The rules of a name, or the one with a key.
fn named(query: &str) -> Vec<&'static RuleText> {
    let query = normal(query);
    let all = || rules().map(|(_, rule)| rule);
    let named: Vec<_> = all().filter(|it| normal(it.name) == query).collect();
    if named.is_empty() { all().filter(|rule| rule.key == query).collect() } else { named }
}

fn explain_rule_in_latex(text: &mut String, rule: &RuleText) {
    let _ = writeln!(text, "\\[ {} \\]", latex(rule));
    let set = |it: &str| format!("${}$", latex_of(it));
    let conditions = conditions(rule, set);
    if !conditions.is_empty() {
        let _ = writeln!(text, "where {conditions}.");
    }
    // In text, the signs of comparisons would be other letters.
    let why = latex_words(rule.why).replace('<', "$<$").replace('>', "$>$");
    let _ = writeln!(text, "{why}");
    if !rule.example.is_empty() {
        let _ = writeln!(text, "Example: ${}$.", latex_of(rule.example));
    }
}

/// An equation, a comparison or an expression in LaTeX; as it is written if it is malformed.
fn latex_of(text: &str) -> String {
    let (mut arena, mut scope) = (Arena::new(), Scope::new(Mode::Inferred));
    if let Ok(it) = parse_equation(&mut arena, &mut scope, text) {
        return latex_equation(&arena, it.lhs, it.rhs);
    }
    if let Ok((it, _)) = parse_proposition(&mut arena, &mut scope, text) {
        return latex_proposition(&arena, &it);
    }
    match parse_expression(&mut arena, &mut scope, text) {
        Ok((it, _)) => crate::print::latex(&arena, it),
        Err(_) => text.to_owned(),
    }
}

/// Lower case, with single spaces.
fn normal(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Writing to a string does not fail, here and below.
fn explain_rule(text: &mut String, rule: &RuleText) {
    let _ = writeln!(text, "\n  {}  [{}]", rule.statement, rule.key);
    let conditions = conditions(rule, str::to_owned);
    if !conditions.is_empty() {
        wrap(text, "    where ", &conditions);
    }
    wrap(text, "    ", rule.why);
    if !rule.example.is_empty() {
        let _ = writeln!(text, "    Example: {}", rule.example);
    }
    let _ = writeln!(text, "    LaTeX:   {}", latex(rule));
}

/// Writes words in lines, the first of them after a lead and the others below its end.
fn wrap(text: &mut String, lead: &str, words: &str) {
    let words: Vec<&str> = words.split_whitespace().collect();
    if !words.is_empty() {
        let _ = writeln!(text, "{}", wrapped(lead, lead.len(), &words.join(" "), WIDTH));
    }
}

/// The page of the manual that lists the rules, as Markdown.
#[must_use]
pub fn manual() -> String {
    let mut text = INTRODUCTION.to_owned();
    for (heading, table) in TABLES {
        if table.is_empty() {
            continue;
        }
        let _ = writeln!(text, "\n## {heading}");
        let mut groups: IndexMap<&str, Vec<&RuleText>> = IndexMap::new();
        for rule in table {
            groups.entry(rule.name).or_default().push(rule);
        }
        for (name, rules) in groups {
            let _ = writeln!(text, "\n### {}", capitalized(name));
            for rule in rules {
                manual_rule(&mut text, rule);
            }
        }
    }
    text
}

fn manual_rule(text: &mut String, rule: &RuleText) {
    let _ = writeln!(text, "\n`{}` [{}]\n\n${}$", rule.statement, rule.key, latex(rule));
    let conditions = conditions(rule, |it| format!("`{it}`"));
    if !conditions.is_empty() {
        let _ = writeln!(text, "\nWhere {conditions}.");
    }
    if !rule.why.is_empty() {
        let _ = writeln!(text, "\n{}", escaped(rule.why));
    }
    if !rule.example.is_empty() {
        let _ = writeln!(text, "\nExample: `{}`", rule.example);
    }
}

/// The conditions of a rule in words, each formula as the function sets it.
fn conditions(rule: &RuleText, set: impl Fn(&str) -> String) -> String {
    let required = rule.requires.iter().map(|it| match it.strip_prefix("integer(") {
        Some(rest) => format!("{} is an integer", set(rest.trim_end_matches(')'))),
        None => set(it),
    });
    let free = rule.free_of.iter().map(|(c, x)| format!("{} does not mention {}", set(c), set(x)));
    required.chain(free).collect::<Vec<_>>().join(" and ")
}

/// The statement as LaTeX; as it is written if it is malformed.
fn latex(rule: &RuleText) -> String {
    let mut arena = Arena::new();
    match read(&mut arena, rule).map(|it| it.conclusion) {
        Some(Proposition::Compare(crate::expr::Relation::EQUAL, a, b)) => {
            latex_equation(&arena, a, b)
        }
        Some(other) => latex_proposition(&arena, &other),
        None => rule.statement.to_owned(),
    }
}

fn capitalized(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Text in which no character has a meaning for Markdown.
fn escaped(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    for letter in text.chars() {
        if matches!(letter, '*' | '_' | '<' | '>' | '[' | ']' | '`' | '\\' | '$') {
            result.push('\\');
        }
        result.push(letter);
    }
    result
}
