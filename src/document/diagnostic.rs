//! What is wrong with a file, for people: a place, what is there, and how to mend it.

use super::{Answer, Options};
use crate::syntax::{Span, SyntaxError, SyntaxErrorKind};

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// The file does not hold.
    Error,
    /// The file holds, but not strictly.
    Warning,
}

/// A message about a place in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// Which kind of message it is, such as `refuted` or `syntax`.
    pub code: &'static str,
    /// The message, in one sentence without a full stop.
    pub title: String,
    /// The place.
    pub span: Span,
    /// What to write at the place.
    pub label: String,
    /// Another place, and what to write there.
    pub also: Option<(Span, String)>,
    /// Facts.
    pub notes: Vec<String>,
    /// How to mend it.
    pub help: Option<String>,
}

impl Diagnostic {
    /// An error at a place.
    #[must_use]
    pub fn error(code: &'static str, span: Span, title: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            code,
            title: title.into(),
            span,
            label: String::new(),
            also: None,
            notes: Vec::new(),
            help: None,
        }
    }

    /// A warning at a place.
    #[must_use]
    pub fn warning(code: &'static str, span: Span, title: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, span, title) }
    }

    /// The same with a text at the place.
    #[must_use]
    pub fn with_label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// The same with one more fact.
    #[must_use]
    pub fn with_note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// The same with a way to mend it.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// A step that takes more rules than the options allow.
    #[must_use]
    pub(crate) fn large_step(span: Span, answer: &Answer, options: &Options) -> Option<Self> {
        let count = answer.rules.len();
        options.max_rules.filter(|&most| count > most)?;
        let title = format!("this step takes {count} rules at once");
        let found = Self::warning("large-step", span, title)
            .with_note(format!("it follows by {}", answer.rules.join(", ")))
            .with_help("write what is between, or let `chainrule derive` do so");
        Some(found)
    }

    /// What is wrong with a text that could not be read.
    #[must_use]
    pub fn of_syntax(error: &SyntaxError) -> Self {
        let code = match error.kind {
            SyntaxErrorKind::Cyclic(_) => "cyclic-definition",
            SyntaxErrorKind::UnknownFunction { .. } => "unknown-function",
            _ => "syntax",
        };
        Self {
            label: error.label(),
            also: error.also.map(|span| (span, error.also_label().to_owned())),
            help: error.help(),
            ..Self::error(code, error.span, error.message())
        }
    }
}
