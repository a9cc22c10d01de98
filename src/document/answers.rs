//! What has been found out, to be kept for the next time the same is asked.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::data::Answer;
use crate::decide::outcome::Justification;

/// Answers by the digest of all that was asked. They hold for one version of the program: whoever keeps them
/// sees to that.
///
/// Those that are asked for, or are new, are kept; others are of statements that are no more.
///
/// ```
/// use chainrule::document::{Answers, Options, check_with};
///
/// let (text, options) = ("prove 2*x = x + x\n", Options::default());
/// let mut answers = Answers::default();
/// check_with("example", text, &options, &mut answers);
/// let mut again = Answers::of_json(&answers.to_json().expect("something is new"));
/// check_with("example", text, &options, &mut again);
/// assert_eq!(again.to_json(), None, "nothing is new");
/// ```
#[derive(Debug, Clone, Default)]
pub struct Answers {
    before: BTreeMap<String, Kept>,
    now: BTreeMap<String, Kept>,
    is_new: bool,
}

/// What is asked: the text that an answer depends on, of which only a digest is kept, so that it costs no
/// more below a long text than below a short one. No two texts with the same SHA-256 are known.
#[derive(Debug, Clone, Default)]
pub(super) struct Question(Sha256);

impl Question {
    pub(super) fn add(&mut self, text: &str) {
        self.0.update(text);
    }

    fn name(self) -> String {
        format!("{:x}", self.0.finalize())
    }
}

/// What was found out about a claim and its reasons.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Kept {
    pub(super) answer: Answer,
    /// What reports do not contain of it.
    kinks: Vec<String>,
    /// The conditions in LaTeX.
    pub(super) conditions: Vec<String>,
    /// Whether the reasons given are the right ones.
    pub(super) justification: Option<Justification>,
}

impl Kept {
    pub(super) fn new(
        answer: Answer,
        conditions: Vec<String>,
        justification: Option<Justification>,
    ) -> Self {
        let kinks = answer.kinks.clone();
        Self { answer, kinks, conditions, justification }
    }
}

impl Answers {
    /// The answers that were kept in a text; none if it is damaged.
    #[must_use]
    pub fn of_json(text: &str) -> Self {
        let mut before: BTreeMap<String, Kept> = serde_json::from_str(text).unwrap_or_default();
        for kept in before.values_mut() {
            kept.answer.kinks.clone_from(&kept.kinks);
        }
        Self { before, ..Self::default() }
    }

    /// The text to keep, unless it is the one that there was.
    #[must_use]
    pub fn to_json(&self) -> Option<String> {
        let same = !self.is_new && self.now.len() == self.before.len();
        if same { None } else { serde_json::to_string(&self.now).ok() }
    }

    pub(super) fn get(&mut self, question: Question) -> Option<Kept> {
        let name = question.name();
        let found = self.now.get(&name).or_else(|| self.before.get(&name))?.clone();
        self.now.entry(name).or_insert_with(|| found.clone());
        Some(found)
    }

    pub(super) fn put(&mut self, question: Question, kept: Kept) {
        self.is_new = true;
        self.now.insert(question.name(), kept);
    }
}
