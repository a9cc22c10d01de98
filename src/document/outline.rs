//! How a file reads: its statements in order, with what is needed to typeset them.

/// A part of a file.
#[derive(Debug, Clone)]
pub struct Block {
    /// How many cases it stands in.
    pub depth: usize,
    /// What it is.
    pub kind: BlockKind,
}

/// What a part of a file is.
#[derive(Debug, Clone)]
pub enum BlockKind {
    /// A derivation begins.
    Title(String),
    /// A name gets its meaning.
    Definition(Formula),
    /// Something is taken for granted.
    Assumption(Formula),
    /// Something is taken for granted in the deeper blocks that follow.
    Case(Formula),
    /// Names get their range.
    Range(Formula),
    /// Rows that are equal one after the other; also a single claim.
    Chain(Chain),
}

/// An equation or another statement.
#[derive(Debug, Clone)]
pub struct Formula {
    /// In plain notation.
    pub text: String,
    /// In LaTeX.
    pub latex: String,
}

/// The rows of a chain.
#[derive(Debug, Clone)]
pub struct Chain {
    /// The name of the result.
    pub name: Option<String>,
    /// The first row.
    pub head: Formula,
    /// The others.
    pub rows: Vec<Row>,
    /// The function of one number that it differentiates, with its derivative.
    pub curve: Option<Curve>,
}

/// A function and its derivative, in plain notation and without names that are defined elsewhere.
#[derive(Debug, Clone)]
pub struct Curve {
    /// The name of the argument.
    pub variable: String,
    /// The function.
    pub value: String,
    /// The derivative.
    pub slope: String,
}

/// A row of a chain.
#[derive(Debug, Clone)]
pub struct Row {
    /// The row.
    pub formula: Formula,
    /// The step that leads to it, as an index into the steps of the report.
    pub step: usize,
    /// The conditions of the step, in LaTeX.
    pub conditions: Vec<String>,
}
