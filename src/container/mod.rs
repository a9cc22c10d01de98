//! Documents as lists of what they consist of: prose, formulas, code.
//!
//! A container knows where formulas begin and end in Markdown, notebooks, TeX, reStructuredText and
//! plain text, and nothing of what they say.

/// A document, taken apart; every part has its place.
#[derive(Debug, Clone, Default)]
pub struct Container {
    /// The texts that places refer to: the file itself, or the source of each cell of a notebook.
    pub sources: Vec<Source>,
    /// The parts in the order of the document.
    pub parts: Vec<Part>,
    /// What could not be read.
    pub problems: Vec<Problem>,
}

/// A text that places refer to.
#[derive(Debug, Clone)]
pub struct Source {
    /// The text.
    pub text: String,
    /// The number of the cell, from 1, in a notebook.
    pub cell: Option<usize>,
}

/// A place in a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Which of the sources.
    pub source: usize,
    /// Where in it.
    pub span: crate::syntax::Span,
}

/// A part of a document.
#[derive(Debug, Clone)]
pub struct Part {
    /// Where it stands; for a formula, what is between its delimiters.
    pub place: Place,
    /// What it is.
    pub kind: PartKind,
}

/// What a part of a document is.
#[derive(Debug, Clone)]
pub enum PartKind {
    /// A heading, with its level from 1, as plain text.
    Heading(u32, String),
    /// Running text, as plain text; one part for each paragraph or what stands between two formulas.
    Prose(String),
    /// A formula.
    Formula {
        /// Its LaTeX, with what belongs to the container (escapes, quotation marks) taken away.
        latex: String,
        /// For each stretch of `latex` that stands in the source as it is, where it begins in both:
        /// ascending pairs of an offset in `latex` and an offset in the source.
        offsets: Vec<(usize, usize)>,
        /// Whether it stands in a line of its own.
        display: bool,
    },
    /// Code.
    Code {
        /// The name of its language in lower case; empty where it is not said.
        language: String,
        /// The code.
        code: String,
    },
    /// A formula as a picture, which cannot be read.
    Picture,
    /// A mark that says that the next part is not to be checked.
    Ignore,
}

/// What is wrong with a document.
#[derive(Debug, Clone)]
pub struct Problem {
    /// Where.
    pub place: Place,
    /// What, in one sentence without a full stop.
    pub message: String,
}
