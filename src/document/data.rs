//! What checking gives: plain data, with the field names of the JSON report.

use std::borrow::Cow;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::decide::outcome;

/// A checked file.
#[derive(Debug, Clone, Serialize)]
pub struct FileReport {
    /// Where the file is.
    pub path: String,
    /// What was read, in the order of the file.
    pub steps: Vec<Step>,
    /// What could not be read.
    pub unreadable: Vec<Unreadable>,
}

/// A statement, or a step of a chain.
#[derive(Debug, Clone, Serialize)]
pub struct Step {
    /// The line where it begins, from 1.
    pub line: usize,
    /// The character where it begins, from 1.
    pub column: usize,
    /// The line where it ends.
    pub end_line: usize,
    /// The character behind its end.
    pub end_column: usize,
    /// The cell of a notebook.
    pub cell: Option<usize>,
    /// What kind of statement it is.
    pub kind: Kind,
    /// The row before, the defined name, or the assumption.
    pub lhs: String,
    /// The row, or the meaning of the defined name.
    pub rhs: Option<String>,
    /// The head of the chain that it belongs to.
    pub chain: Option<String>,
    /// What was found out; nothing for what is no claim.
    #[serde(flatten)]
    pub answer: Answer,
    /// What the author says that justifies it.
    pub by: Vec<String>,
    /// Whether the author says that it is false.
    #[serde(skip)]
    pub refute: bool,
}

/// What is known about a claim.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Answer {
    /// The verdict.
    pub verdict: Option<Verdict>,
    /// How the domains of the sides compare.
    pub domain: Option<Cow<'static, str>>,
    /// Where both sides are defined.
    pub conditions: Vec<String>,
    /// A point at which the sides differ.
    pub witness: Option<Witness>,
    /// The names of the rules that prove it.
    pub rules: Vec<String>,
    /// One sentence on the nearest mistake.
    pub hint: Option<String>,
    /// Why the claim is neither proved nor refuted.
    pub reason: Option<String>,
    /// Where a derivative in the claim certainly does not exist.
    #[serde(skip)]
    pub kinks: Vec<String>,
    /// What else there is to say.
    pub findings: Vec<Finding>,
}

/// What kind of statement a [`Step`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// An equation that is checked.
    Claim,
    /// A name gets its meaning.
    Definition,
    /// Names get their range.
    Range,
    /// Something is taken for granted.
    Assumption,
    /// An equation that is to hold, and not one that does: a first-order condition, a constraint.
    Condition,
    /// Code that says what a formula says.
    Code,
}

/// The three verdicts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Both sides are equal wherever the conditions hold.
    Proved,
    /// The sides differ at a point.
    Refuted,
    /// Neither was found out.
    Unknown,
}

impl Verdict {
    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Proved => "proved",
            Self::Refuted => "refuted",
            Self::Unknown => "unknown",
        }
    }
}

/// Something to know about a claim that does not change its verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Which kind of finding it is.
    pub code: Cow<'static, str>,
    /// What there is to know.
    pub message: String,
}

/// A point at which the sides of a claim differ, with their values.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Witness {
    /// The values of the names.
    #[serde(serialize_with = "values", deserialize_with = "values_in_order")]
    pub at: Vec<(String, Value)>,
    /// The left side's value.
    pub lhs: String,
    /// The right side's value.
    pub rhs: String,
}

/// A value at a witness.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// A number, or a function by its formula.
    Text(String),
    /// An array.
    Array(Vec<Value>),
}

impl Value {
    /// The same value, as the engine has it.
    #[must_use]
    pub fn of(value: &outcome::Value) -> Self {
        match value {
            outcome::Value::Number(number) => Self::Text(number.to_string()),
            outcome::Value::Array(parts) => Self::Array(parts.iter().map(Self::of).collect()),
            outcome::Value::Function(formula) => Self::Text(formula.clone()),
        }
    }
}

impl std::fmt::Display for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Array(parts) => {
                let parts: Vec<_> = parts.iter().map(ToString::to_string).collect();
                write!(f, "[{}]", parts.join(", "))
            }
        }
    }
}

impl Witness {
    /// The same witness, as the engine has it.
    #[must_use]
    pub fn of(witness: &outcome::Witness) -> Self {
        let at = witness.at.iter().map(|(name, value)| (name.clone(), Value::of(value))).collect();
        Self { at, lhs: witness.lhs.clone(), rhs: witness.rhs.clone() }
    }

    /// The witness as a sentence without a full stop.
    #[must_use]
    pub fn sentence(&self) -> String {
        let values = format!("the left side is {}, the right side is {}", self.lhs, self.rhs);
        if self.at.is_empty() { values } else { format!("at {} {values}", point(&self.at)) }
    }
}

/// `x = -3, y = 1/2`.
#[must_use]
pub(super) fn point(at: &[(String, Value)]) -> String {
    let parts: Vec<_> = at.iter().map(|(name, value)| format!("{name} = {value}")).collect();
    parts.join(", ")
}

fn values<S: Serializer>(at: &[(String, Value)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(at.iter().map(|(name, value)| (name, value)))
}

fn values_in_order<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<(String, Value)>, D::Error> {
    struct Values;

    impl<'de> Visitor<'de> for Values {
        type Value = Vec<(String, Value)>;

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("names with their values")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut found = Vec::new();
            while let Some(entry) = map.next_entry()? {
                found.push(entry);
            }
            Ok(found)
        }
    }

    from.deserialize_map(Values)
}

/// A place that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unreadable {
    /// The line, from 1.
    pub line: usize,
    /// The character, from 1.
    pub column: usize,
    /// The cell of a notebook.
    pub cell: Option<usize>,
    /// What is wrong.
    pub message: String,
}

/// How much there is of each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Proved claims.
    pub proved: usize,
    /// Refuted claims, those that were to be refuted included.
    pub refuted: usize,
    /// Claims of which neither was found out.
    pub unknown: usize,
    /// Names that got a meaning.
    pub definitions: usize,
    /// Places that could not be read.
    pub unreadable: usize,
}

impl Summary {
    /// Counts what is in a report.
    pub fn add(&mut self, report: &FileReport) {
        for step in &report.steps {
            self.definitions += usize::from(step.kind == Kind::Definition);
            match step.answer.verdict {
                Some(Verdict::Proved) => self.proved += 1,
                Some(Verdict::Refuted) => self.refuted += 1,
                Some(Verdict::Unknown) => self.unknown += 1,
                None => {}
            }
        }
        self.unreadable += report.unreadable.len();
    }
}

impl FileReport {
    /// Whether a step is wrong: refuted, or not refuted though it was to be.
    #[must_use]
    pub fn is_wrong(&self) -> bool {
        self.steps.iter().any(|step| {
            let refuted = step.answer.verdict == Some(Verdict::Refuted);
            if step.refute { !refuted } else { refuted }
        })
    }

    /// Whether there is anything that a strict reader objects to.
    #[must_use]
    pub fn is_imperfect(&self) -> bool {
        let open = |step: &Step| {
            step.answer.verdict == Some(Verdict::Unknown) || !step.answer.findings.is_empty()
        };
        self.is_wrong() || !self.unreadable.is_empty() || self.steps.iter().any(open)
    }
}
