//! Rules by name: what is found for a step, what is accepted, and what is not.

#![allow(clippy::unwrap_used)]

use chainrule::document::{Options, Step, Verdict, check_source};

/// A row of the table.
struct Row<'a> {
    declared: &'a str,
    equation: &'a str,
    found: &'a str,
    right: &'a str,
    wrong: Vec<&'a str>,
}

fn rows() -> Vec<Row<'static>> {
    let lines = include_str!("data/reasons.txt").lines().filter(|it| !it.starts_with('#'));
    let row = |line: &'static str| {
        let columns: Vec<&str> = line.split('|').map(str::trim).collect();
        let [declared, equation, found, right, wrong] = columns[..] else { panic!("{line}") };
        let wrong = wrong.split(';').map(str::trim).filter(|it| !it.is_empty()).collect();
        Row { declared, equation, found, right, wrong }
    };
    lines.map(row).collect()
}

impl Row<'_> {
    /// The step, with reasons.
    fn step(&self, reasons: &str) -> Step {
        let declared = self.declared.replace(", assume", "\nassume");
        let chain = self.equation.replacen(" = ", "\n  = ", 1);
        let source = format!("{declared}\nprove {chain}{reasons}\n");
        let checked = check_source("reasons", &source, &Options::default());
        let step = checked.report.steps.into_iter().rfind(|it| it.answer.verdict.is_some());
        step.unwrap_or_else(|| panic!("{source}: {:?}", checked.report.unreadable))
    }

    fn codes(&self, reason: &str) -> Vec<String> {
        let findings = self.step(&format!(" by {reason}")).answer.findings;
        let codes = findings.into_iter().map(|it| it.code.into_owned());
        codes.filter(|it| it.starts_with("by-")).collect()
    }
}

#[test]
fn the_rules_of_a_step_are_those_of_a_teacher() {
    for row in rows() {
        let step = row.step("");
        assert_eq!(step.answer.verdict, Some(Verdict::Proved), "{}", row.equation);
        assert_eq!(step.answer.rules.join(", "), row.found, "{}", row.equation);
    }
}

#[test]
fn a_reason_that_is_enough_and_needed_is_accepted() {
    for row in rows() {
        let codes = row.codes(row.right);
        assert!(codes.is_empty(), "{}: {codes:?}", row.equation);
    }
}

#[test]
fn a_reason_that_does_not_justify_a_true_step_is_found() {
    let mut count = 0;
    for row in rows() {
        for &wrong in &row.wrong {
            let (reason, code) = match wrong.strip_suffix('!') {
                Some(reason) => (reason, "by-superfluous"),
                None => (wrong, "by-mismatch"),
            };
            assert_eq!(row.codes(reason), [code], "{} by {reason}", row.equation);
            count += 1;
        }
    }
    assert!(count >= 100, "{count}");
}
