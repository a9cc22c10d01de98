//! `chainrule rules` and `chainrule explain`.

use std::fmt::Write;
use std::io;

use super::output::Output;
use super::{Format, UNREADABLE, no_such_format};
use crate::theory::{self, RuleText};

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  chainrule rules\n  chainrule rules | grep derivative")]
pub(super) struct RulesArguments {}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  chainrule explain 'quotient rule'\n  chainrule explain derivative of tanh\n  chainrule explain 'Pythagorean identity' --format latex"
)]
pub(super) struct ExplainArguments {
    /// The name of the rule, in words, or its key.
    #[arg(required = true)]
    rule: Vec<String>,
    /// How it is written: text or latex.
    #[arg(long, value_enum, default_value = "text", hide_possible_values = true)]
    format: Format,
}

/// The names, each once, with what the rules say.
pub(super) fn list(output: &mut Output) -> io::Result<u8> {
    let mut text = String::new();
    for name in theory::names() {
        let rules = theory::rules().map(|(_, rule)| rule).filter(|rule| rule.name == name);
        for (place, rule) in rules.enumerate() {
            let shown = if place == 0 { name } else { "" };
            // Writing to a string does not fail.
            let _ = writeln!(text, "{shown:<32}  {}{}", rule.statement, conditions(rule));
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
    let name = words.join(" ");
    let text = match arguments.format {
        Format::Text => theory::explain(&name),
        Format::Latex => theory::explain_latex(&name),
        other => return Ok(no_such_format(other, "text, latex", output)),
    };
    if let Some(text) = text {
        output.result(&text)?;
        return Ok(0);
    }
    output.error(&format!("there is no rule called `{name}`"));
    match theory::suggest(&name) {
        Some(other) => output.note(&format!("there is one called `{other}`")),
        None => output.note("`chainrule rules` lists the rules"),
    }
    Ok(UNREADABLE)
}
