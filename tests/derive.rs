//! Derivatives of a textbook reach the form that is wanted, in about as many steps as a textbook needs.

#![allow(clippy::unwrap_used)]

use chainrule::derive::derive;
use chainrule::expr::{Arena, Names};
use chainrule::syntax::{Mode, Scope, parse_expression};
use chainrule::theory::Theory;

/// How many more steps than a textbook a derivation may have.
const MORE_STEPS: usize = 2;

#[test]
fn textbook_derivatives_reach_their_target_in_few_steps() {
    let table = include_str!("data/derivatives.txt");
    let mut failures = Vec::new();
    for row in table.lines().filter(|it| !it.starts_with('#')) {
        let [expression, target, steps] = row.split(" | ").collect::<Vec<_>>()[..] else {
            panic!("a row has three columns: {row}");
        };
        let steps: usize = steps.parse().unwrap();
        let (mut arena, mut scope) = (Arena::new(), Scope::new(Mode::Inferred));
        let (start, _) = parse_expression(&mut arena, &mut scope, expression).unwrap();
        let (to, _) = parse_expression(&mut arena, &mut scope, target).unwrap();
        let mut names = Names::of_integers(scope.integers());
        names.learn_ranges(&arena, &[start], &[]);
        let found = derive(&mut arena, &Theory::new(), start, Some(to), &names);
        if let Some(reason) = found.stuck {
            failures.push(format!("{row}: {reason}"));
        } else if found.steps.last().map(|it| it.result) != Some(to) {
            failures.push(format!("{row}: ends elsewhere"));
        } else if found.steps.len() > steps + MORE_STEPS {
            failures.push(format!("{row}: {} steps", found.steps.len()));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
