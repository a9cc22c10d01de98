//! `chainrule rules` and `chainrule explain`.

use std::fmt::Write;
use std::io;

use indexmap::IndexMap;

use super::UNREADABLE;
use super::output::Output;
use crate::syntax::similar;
use crate::theory::{self, RuleText};

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  chainrule rules\n  chainrule rules | grep derivative")]
pub(super) struct RulesArguments {}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  chainrule explain 'quotient rule'\n  chainrule explain derivative of tanh"
)]
pub(super) struct ExplainArguments {
    /// The name of the rule, in words.
    #[arg(required = true)]
    rule: Vec<String>,
}

/// The names, each once, with what the rules say.
pub(super) fn list(output: &mut Output) -> io::Result<u8> {
    let mut groups: IndexMap<&str, Vec<&RuleText>> = IndexMap::new();
    for (_, rule) in theory::rules() {
        groups.entry(rule.name).or_default().push(rule);
    }
    let mut text = String::new();
    for (mut name, rules) in groups {
        for rule in rules {
            // Writing to a string does not fail.
            let _ = writeln!(text, "{name:<32}  {}{}", rule.statement, conditions(rule));
            name = "";
        }
    }
    output.result(&text)?;
    Ok(0)
}

fn conditions(rule: &RuleText) -> String {
    match rule.requires {
        [] => String::new(),
        conditions => format!("  where {}", conditions.join(", ")),
    }
}

pub(super) fn explain(arguments: &ExplainArguments, output: &mut Output) -> io::Result<u8> {
    let words: Vec<_> = arguments.rule.iter().flat_map(|it| it.split_whitespace()).collect();
    let name = words.join(" ").to_lowercase();
    let found: Vec<_> = theory::rules()
        .map(|(_, rule)| rule)
        .filter(|rule| rule.name.eq_ignore_ascii_case(&name) || rule.key == name)
        .collect();
    let Some(first) = found.first() else {
        output.error(&format!("there is no rule called `{name}`"));
        match similar(&name, theory::rules().map(|(_, rule)| rule.name)) {
            Some(other) => output.note(&format!("there is one called `{other}`")),
            None => output.note("`chainrule rules` lists the rules"),
        }
        return Ok(UNREADABLE);
    };
    let mut text = format!("{}\n", first.name);
    for rule in found {
        let _ = write!(text, "\n  {}{}\n  {}\n", rule.statement, conditions(rule), rule.why);
        if !rule.example.is_empty() {
            let _ = writeln!(text, "  Example: {}", rule.example);
        }
    }
    output.result(&text)?;
    Ok(0)
}
