//! From the text of a derivation file to a report.
//!
//! [`check_source`] is a function of the text alone: it reads no files, prints nothing, and gives the
//! same report for the same text. A step is stated on unfolded expressions, and printed as it was
//! written.

mod answer;
mod answers;
mod assumptions;
mod chain;
mod checker;
mod claim;
mod data;
mod diagnostic;
mod outline;
mod reasons;

pub use answer::{answer, condition};
pub use answers::Answers;
pub use claim::{ClaimError, parse_claim};
pub use data::{
    Answer, FileReport, Finding, Kind, Step, Summary, Unreadable, Value, Verdict, Witness,
};
pub use diagnostic::{Diagnostic, Severity};
pub use outline::{Block, BlockKind, Chain, Curve, Formula, Row};

use std::time::Duration;

/// A file that has been checked.
#[derive(Debug, Clone)]
pub struct Checked {
    /// What was found out.
    pub report: FileReport,
    /// What is wrong, in the order of the file.
    pub diagnostics: Vec<Diagnostic>,
    /// How the file reads.
    pub blocks: Vec<Block>,
    /// How long it took.
    pub timings: Timings,
}

/// How checking is done.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// The longest time for a step. Budgets of work end it long before, so that this has no influence
    /// on what is found out, on any but the slowest machines.
    pub deadline: Duration,
    /// Whether the likely mistake behind a step that fails is looked for.
    pub hints: bool,
    /// The most rules with which a step can be followed; more are noted.
    pub max_rules: Option<usize>,
}

impl Default for Options {
    fn default() -> Self {
        Self { deadline: Duration::from_secs(10), hints: true, max_rules: None }
    }
}

/// How long checking took. Not part of any report, which must be the same every time.
#[derive(Debug, Clone, Copy, Default)]
pub struct Timings {
    /// Deciding claims and judging what is said to justify them, the kernel included.
    pub engine: Duration,
    /// Replaying proofs in the kernel.
    pub kernel: Duration,
}

/// Checks every statement of a derivation file. `name` is only repeated in the report.
///
/// ```
/// use chainrule::document::{Kind, Options, check_source};
///
/// let checked = check_source("example", "let u = x^2\nprove u' = 2*x\n", &Options::default());
/// let kinds: Vec<_> = checked.report.steps.iter().map(|step| step.kind).collect();
/// assert_eq!(kinds, [Kind::Definition, Kind::Claim]);
/// ```
#[must_use]
pub fn check_source(name: &str, source: &str, options: &Options) -> Checked {
    check_with(name, source, options, &mut Answers::default())
}

/// The same, with the answers of the last time; what is new is added to them.
#[must_use]
pub fn check_with(name: &str, source: &str, options: &Options, answers: &mut Answers) -> Checked {
    checker::check(name, source, options, answers)
}
