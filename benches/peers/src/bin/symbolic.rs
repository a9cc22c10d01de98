//! Times of differentiating and deciding, for `symbolic.py`.
//!
//! Standard input has one JSON object `{"lhs": …, "rhs": …}` a line. For each, one line comes back: the
//! nanoseconds that it takes to differentiate what the left side differentiates (or the left side) by
//! `x`, those that it takes to decide the equation, and the verdict.

use std::io::BufRead;
use std::time::Instant;

use chainrule::decide::outcome::Verdict;
use chainrule::decide::{decide, differentiated};
use chainrule::document::parse_claim;
use chainrule::expr::{Arena, ExprId, Node};
use chainrule::theory::Theory;

const ROUNDS: usize = 5;

fn main() {
    for line in std::io::stdin().lock().lines().map_while(Result::ok) {
        let Ok(case) = serde_json::from_str::<serde_json::Value>(&line) else { continue };
        let text = |key: &str| case[key].as_str().unwrap_or_default().to_owned();
        let equation = format!("{} = {}", text("lhs"), text("rhs"));
        let differentiate = smallest(|| differentiate(&equation));
        let mut verdict = "unreadable";
        let decide = smallest(|| {
            let (nanoseconds, word) = decided(&equation)?;
            verdict = word;
            Some(nanoseconds)
        });
        println!("{differentiate} {decide} {verdict}");
    }
}

fn smallest(mut time: impl FnMut() -> Option<u128>) -> u128 {
    (0..ROUNDS).filter_map(|_| time()).min().unwrap_or(0)
}

/// Differentiates in an arena that has not seen the derivative, but has read the rules.
fn differentiate(equation: &str) -> Option<u128> {
    let (mut arena, theory) = (Arena::new(), Theory::new());
    let (_, x) = body(&mut arena, equation)?;
    let whole = parse_claim(&mut arena, equation, &[] as &[&str]).ok()?.lhs;
    // The rules are read with another name in the place of the variable.
    let other = arena.named("another");
    let renamed = arena.replace(whole, x, other);
    let inner = differentiand(&arena, renamed).map_or(renamed, |(body, _)| body);
    let _ = differentiated(&mut arena, &theory, inner, other);
    let (body, x) = body(&mut arena, equation)?;
    let start = Instant::now();
    let result = differentiated(&mut arena, &theory, body, x);
    let time = start.elapsed().as_nanos();
    result.map(|_| time)
}

fn body(arena: &mut Arena, equation: &str) -> Option<(ExprId, ExprId)> {
    let lhs = parse_claim(arena, equation, &[] as &[&str]).ok()?.lhs;
    let x = arena.named("x");
    Some(differentiand(arena, lhs).unwrap_or((lhs, x)))
}

fn differentiand(arena: &Arena, expr: ExprId) -> Option<(ExprId, ExprId)> {
    match arena.node(expr) {
        Node::Derivative { by, body } => Some((body, by)),
        _ => None,
    }
}

fn decided(equation: &str) -> Option<(u128, &'static str)> {
    let start = Instant::now();
    let (mut arena, theory) = (Arena::new(), Theory::new());
    let claim = parse_claim(&mut arena, equation, &[] as &[&str]).ok()?;
    let verdict = decide(&mut arena, &theory, &claim).verdict;
    let word = match verdict {
        Verdict::Proved(_) => "proved",
        Verdict::Refuted(_) => "refuted",
        Verdict::Unknown(_) => "unknown",
    };
    Some((start.elapsed().as_nanos(), word))
}
