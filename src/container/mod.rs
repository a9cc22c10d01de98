//! Documents as lists of what they consist of: prose, formulas, code.
//!
//! A container knows where formulas begin and end in Markdown, notebooks, TeX, reStructuredText and
//! plain text, and nothing of what they say.

mod encoding;
mod markdown;
mod notebook;
mod plain;
mod rst;
mod scan;
mod tex;

use crate::syntax::Span;

/// What kind of document a file is, by the end of its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Markdown of any flavour.
    Markdown,
    /// A notebook: JSON with cells.
    Notebook,
    /// LaTeX.
    Tex,
    /// reStructuredText.
    Rst,
    /// Plain text with formulas between dollar signs, perhaps a notebook written out.
    Plain,
}

impl Format {
    /// The format of a file with that name, if it is one of a document.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        let (_, end) = name.rsplit_once('.')?;
        Some(match end.to_ascii_lowercase().as_str() {
            "md" | "markdown" | "mdx" | "rmd" | "qmd" => Self::Markdown,
            "ipynb" => Self::Notebook,
            "tex" | "latex" => Self::Tex,
            "rst" => Self::Rst,
            "txt" | "text" => Self::Plain,
            _ => return None,
        })
    }
}

/// Takes a document apart. Every input gives a container; what is damaged is among its problems.
#[must_use]
pub fn read(format: Format, bytes: &[u8]) -> Container {
    let (text, note) = encoding::decode(bytes);
    let mut container = Container::default();
    if format == Format::Notebook {
        notebook::read(&mut container, &text);
    } else {
        let source = container.add_source(text, None);
        match format {
            Format::Tex => tex::read(&mut container, source),
            Format::Rst => rst::read(&mut container, source),
            Format::Plain => plain::read(&mut container, source),
            Format::Markdown | Format::Notebook => markdown::read(&mut container, source),
        }
    }
    if let Some(message) = note {
        let place = Place { source: 0, span: Span::new(0, 0) };
        container.problems.insert(0, Problem { place, message: message.to_owned() });
    }
    container
}

impl Container {
    fn add_source(&mut self, text: String, cell: Option<usize>) -> usize {
        self.sources.push(Source { text, cell });
        self.sources.len() - 1
    }

    fn add(&mut self, source: usize, span: Span, kind: PartKind) {
        self.parts.push(Part { place: Place { source, span }, kind });
    }

    /// A formula that stands in the source as it is.
    fn add_formula(&mut self, source: usize, span: Span, display: bool) {
        let latex = span.of(&self.sources[source].text).to_owned();
        let offsets = vec![(0, span.start)];
        self.add(source, span, PartKind::Formula { latex, offsets, display });
    }

    fn add_prose(&mut self, source: usize, span: Span) {
        let text = span.of(&self.sources[source].text);
        if !text.trim().is_empty() {
            let text = text.to_owned();
            self.add(source, span, PartKind::Prose(text));
        }
    }

    fn add_code(&mut self, source: usize, span: Span, language: &str) {
        let code = span.of(&self.sources[source].text).to_owned();
        self.add(source, span, PartKind::Code { language: language.to_lowercase(), code });
    }

    fn problem(&mut self, source: usize, span: Span, message: impl Into<String>) {
        self.problems.push(Problem { place: Place { source, span }, message: message.into() });
    }
}

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
    pub span: Span,
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
