//! `chainrule prove`.

use std::io::{self, BufRead};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use super::output::Output;
use super::situation::complain;
use super::{Format, UNREADABLE, deadline, no_such_format};
use crate::decide::{self, outcome::Claim};
use crate::document::{Answer, ClaimError, Verdict, Witness, answer, parse_claim};
use crate::expr::Arena;
use crate::mistakes;
use crate::syntax::SyntaxError;
use crate::theory::Theory;

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// The claim.
    #[arg(value_name = "A = B", allow_hyphen_values = true, required_unless_present = "jsonl")]
    claim: Option<String>,
    /// A fact about the point at hand, such as `x > 0`; may be repeated.
    #[arg(long, value_name = "FACT", allow_hyphen_values = true)]
    assume: Vec<String>,
    /// How the result is written: text or json.
    #[arg(long, value_enum, default_value = "text", hide_possible_values = true)]
    format: Format,
    /// Read claims from standard input, one JSON object a line, and answer each with one.
    #[arg(long, conflicts_with_all = ["claim", "assume", "format"])]
    jsonl: bool,
    /// With `--jsonl`, say how long each claim took; else write it to standard error.
    #[arg(long)]
    timings: bool,
    /// The longest time for a claim, in seconds; budgets of work stop it long before.
    #[arg(long, value_name = "SECONDS", default_value_t = 10.0)]
    deadline: f64,
}

const EXAMPLES: &str = "\
Examples:
  chainrule prove 'd/dx ln(x) = 1/x'
  chainrule prove 'sqrt(x^2) = x' --assume 'x >= 0'
  echo '{\"id\": \"a\", \"lhs\": \"sin(x)^2 + cos(x)^2\", \"rhs\": \"1\"}' | chainrule prove --jsonl

The exit code is 0 for proved, 1 for refuted, 3 for unknown, 2 for a claim that cannot be read.";

/// A claim of `--jsonl`; other keys are ignored.
#[derive(Deserialize)]
struct Line {
    #[serde(default)]
    id: serde_json::Value,
    lhs: String,
    rhs: String,
    #[serde(default)]
    assume: Vec<String>,
}

#[derive(Serialize)]
struct Reply<'a> {
    id: &'a serde_json::Value,
    #[serde(flatten)]
    answer: &'a Answer,
    #[serde(skip_serializing_if = "Option::is_none")]
    micros: Option<u64>,
}

#[derive(Serialize)]
struct Failure<'a> {
    id: &'a serde_json::Value,
    error: String,
}

pub(super) fn run(arguments: &Arguments, output: &mut Output) -> io::Result<u8> {
    if !matches!(arguments.format, Format::Text | Format::Json) {
        return Ok(no_such_format(arguments.format, "text, json", output));
    }
    let Some(deadline) = deadline(arguments.deadline, output) else { return Ok(UNREADABLE) };
    match &arguments.claim {
        Some(claim) => one(arguments, claim, deadline, output),
        None => stream(arguments.timings, deadline, output),
    }
}

fn one(
    arguments: &Arguments,
    text: &str,
    deadline: Duration,
    output: &mut Output,
) -> io::Result<u8> {
    let mut arena = Arena::new();
    let claim = match parse_claim(&mut arena, text, &arguments.assume) {
        Ok(claim) => claim,
        Err(error) => {
            let (name, source) = match error.assumption {
                Some(number) => ("assumption", arguments.assume[number].as_str()),
                None => ("claim", text),
            };
            complain(name, source, &error.errors, output);
            return Ok(UNREADABLE);
        }
    };
    let start = Instant::now();
    let mut answer = decided(&mut arena, &claim, deadline);
    let micros = start.elapsed().as_micros();
    explain(&mut arena, &claim, &mut answer);
    if arguments.format == Format::Json {
        let id = &serde_json::Value::Null;
        output.result(&line(&Reply { id, answer: &answer, micros: None }))?;
    } else {
        output.result(&in_words(&answer))?;
    }
    if arguments.timings {
        output.aside(&format!("{micros} µs\n"));
    }
    Ok(match answer.verdict {
        Some(Verdict::Proved) => 0,
        Some(Verdict::Refuted) => 1,
        _ => 3,
    })
}

fn stream(timings: bool, deadline: Duration, output: &mut Output) -> io::Result<u8> {
    let mut input = io::stdin().lock();
    let mut bytes = Vec::new();
    loop {
        bytes.clear();
        if input.read_until(b'\n', &mut bytes)? == 0 {
            return Ok(0);
        }
        if bytes.trim_ascii().is_empty() {
            continue;
        }
        let reply = reply(&bytes, timings, deadline);
        output.result(&reply)?;
        output.flush()?;
    }
}

/// The answer to one line.
fn reply(bytes: &[u8], timings: bool, deadline: Duration) -> String {
    let start = Instant::now();
    let claim: Line = match serde_json::from_slice(bytes) {
        Ok(claim) => claim,
        Err(error) => {
            let id = &serde_json::Value::Null;
            return line(&Failure { id, error: format!("this is not a claim: {error}") });
        }
    };
    let mut arena = Arena::new();
    let text = format!("{} = {}", claim.lhs, claim.rhs);
    match parse_claim(&mut arena, &text, &claim.assume) {
        Ok(parsed) => {
            let mut answer = decided(&mut arena, &parsed, deadline);
            let micros = u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX);
            explain(&mut arena, &parsed, &mut answer);
            line(&Reply { id: &claim.id, answer: &answer, micros: timings.then_some(micros) })
        }
        Err(error) => line(&Failure { id: &claim.id, error: in_one_line(&error) }),
    }
}

fn in_one_line(error: &ClaimError) -> String {
    let messages: Vec<_> = error.errors.iter().map(SyntaxError::message).collect();
    let place = if error.assumption.is_some() { "assumption: " } else { "" };
    format!("{place}{}", messages.join("; "))
}

fn decided(arena: &mut Arena, claim: &Claim, deadline: Duration) -> Answer {
    let theory = Theory::new();
    let outcome = decide::decide_until(arena, &theory, claim, Instant::now().checked_add(deadline));
    answer(arena, &outcome)
}

/// Adds which rules are enough for a claim that holds, or the likely mistake behind one that fails.
fn explain(arena: &mut Arena, claim: &Claim, answer: &mut Answer) {
    let theory = Theory::new();
    if answer.verdict == Some(Verdict::Proved) {
        let used: Vec<&str> = answer.rules.iter().map(String::as_str).collect();
        let rules = decide::infer(arena, &theory, claim, &used);
        answer.rules = rules.into_iter().map(str::to_owned).collect();
    } else if answer.verdict == Some(Verdict::Refuted) {
        answer.hint = mistakes::hint(arena, &theory, claim);
    }
}

/// A value as one line of JSON.
fn line(value: &impl Serialize) -> String {
    // Strings, numbers and lists only: this cannot fail.
    let mut text = serde_json::to_string(value).unwrap_or_default();
    text.push('\n');
    text
}

fn in_words(answer: &Answer) -> String {
    let mut head = answer.verdict.map_or("unknown", Verdict::word).to_owned();
    if !answer.rules.is_empty() {
        head = format!("{head} by {}", answer.rules.join(", "));
    }
    let witness = answer.witness.as_ref().map(Witness::sentence);
    if let Some(why) = answer.reason.clone().or(witness) {
        head = format!("{head}: {why}");
    }
    let mut lines = vec![head];
    if !answer.conditions.is_empty() {
        lines.push(format!("where {}", answer.conditions.join(", ")));
    }
    lines.extend(answer.domain.as_deref().and_then(domain).map(str::to_owned));
    lines.extend(answer.findings.iter().map(|it| format!("{}: {}", it.code, it.message)));
    lines.extend(answer.hint.clone());
    lines.join("\n  ") + "\n"
}

fn domain(word: &str) -> Option<&'static str> {
    Some(match word {
        "widens" => "the right side is defined at more points",
        "narrows" => "the right side is defined at fewer points",
        "mixed" => "each side is defined somewhere where the other is not",
        "unknown" => "it is not known whether both sides are defined at the same points",
        _ => return None,
    })
}
