//! The forms that evaluators put in the place of what is written: proved equal, and measured.

#![allow(clippy::unwrap_used)]

use chainrule::decide::decide;
use chainrule::decide::outcome::{Domain, Verdict};
use chainrule::document::parse_claim;
use chainrule::evaluate::stable::{EQUATIONS, KERNELS, REWRITES};
use chainrule::expr::Arena;
use chainrule::theory::Theory;

/// A form in the language itself: functions that it does not have are replaced by what they mean.
fn in_words(text: &str) -> String {
    let mut text = text.to_owned();
    for (name, _, meaning) in KERNELS {
        while let Some(start) = text.find(&format!("{name}(")) {
            let open = start + name.len();
            let mut depth = 0;
            let length = text[open..].find(|c| {
                depth += i32::from(c == '(') - i32::from(c == ')');
                depth == 0
            });
            let end = open + length.unwrap();
            let meaning = meaning.replace('u', &text[open..=end]);
            text.replace_range(start..=end, &format!("({meaning})"));
        }
    }
    text
}

fn verdict(lhs: &str, rhs: &str) -> Verdict {
    let (lhs, rhs) = (in_words(lhs), in_words(rhs));
    let mut arena = Arena::new();
    let claim = parse_claim(&mut arena, &format!("{lhs} = {rhs}"), &[""; 0]);
    let claim = claim.unwrap_or_else(|_| panic!("{lhs} = {rhs}"));
    decide(&mut arena, &Theory::new(), &claim).verdict
}

#[test]
fn the_engine_proves_each_form() {
    let mut open = Vec::new();
    for (plain, stable) in REWRITES.into_iter().chain(EQUATIONS) {
        match verdict(plain, stable) {
            Verdict::Proved(it) if it.domain == Domain::Same => {}
            Verdict::Proved(it) => open.push(format!("{plain} = {stable}: {:?}", it.domain)),
            other => open.push(format!("{plain} = {stable}: {other:?}")),
        }
    }
    assert!(open.is_empty(), "{}", open.join("\n"));
}
