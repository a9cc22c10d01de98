//! The layout of a formula.

use crate::syntax::Span;

/// A formula as a list of rows; a formula without line breaks has one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Formula {
    /// The rows, in order; `\\` and the rows of `align`, `gather`, `split` and the like end one.
    pub rows: Vec<Row>,
    /// What is broken or not understood, in order.
    pub problems: Vec<Problem>,
}

/// A row: what stands between the marks of alignment `&`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Row {
    /// The cells, at least one; a cell may be empty.
    pub cells: Vec<Vec<Piece>>,
    /// What `\tag` or `\label` call the row.
    pub tag: Option<String>,
    /// The place of the row.
    pub span: Span,
}

/// A piece of a formula with its place in the text; what a macro wrote has the place of its use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// What it is.
    pub kind: Kind,
    /// Where it stands.
    pub span: Span,
}

/// Something that is wrong with a formula.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where.
    pub span: Span,
    /// What, in one sentence without a full stop.
    pub message: String,
}

/// The kinds of pieces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// A numeral: `12`, `0.5`.
    Number(String),
    /// A letter, or a command that stands for one: `x`, `alpha`, `ell`, `infty`. The font falls away, but
    /// is kept for those who ask: `mathbf`, `mathcal`, `mathbb`, or empty.
    Letter {
        /// The letter, or the command without its backslash.
        name: String,
        /// The command that sets its font, without its backslash; or empty.
        font: &'static str,
    },
    /// A name of several letters set upright: `\operatorname{ReLU}`, `\mathrm{softmax}`, `\sin`, `\ln`,
    /// and bare words of known functions (`softmax`, `sigmoid`, `tanh`) that stand among the letters.
    Word(String),
    /// Text inside a formula, as it stands; formulas inside it are read again by whoever needs them.
    Text(String),
    /// `+`, `-`, `*`, `/`, `!`, `,`, `;`, `.`, `:`, `pm`, `cdot`, `times`, `odot`, `circ`, `otimes`, `prime`, …: a
    /// sign, or the name of its command.
    Sign(String),
    /// `=`, `<`, `\approx`, …
    Relation(Comparison),
    /// `\to`, `\Rightarrow`, `\mapsto`, …: the command.
    Arrow(String),
    /// `\quad`, `\hspace{…}`, and wider blanks; thin ones fall away.
    Gap,
    /// `\dots`, `...`, `\cdots`.
    Dots,
    /// `\partial`, `\nabla`, and the differential `\mathrm d`: the command, `d` for the last.
    Differential(String),
    /// What braces hold together.
    Group(Vec<Piece>),
    /// `(…)`, `[…]`, `\left| … \right|`, `\{ … \}`: the delimiters as characters (`|`, `‖`, `⟨`, `.` for
    /// none); `\left. … \right|_{x=1}` is a fence with scripts.
    Fence(String, Vec<Piece>, String),
    /// `\frac{…}{…}`, `\over`.
    Fraction(Vec<Piece>, Vec<Piece>),
    /// `\sqrt[…]{…}`.
    Root(Option<Vec<Piece>>, Vec<Piece>),
    /// A base with what is below and above it, and the number of its primes.
    Scripts {
        /// What carries the scripts; empty where nothing stands before them.
        base: Vec<Piece>,
        /// The subscript.
        below: Option<Vec<Piece>>,
        /// The superscript, without primes.
        above: Option<Vec<Piece>>,
        /// `f''` has two.
        primes: u32,
    },
    /// `\sum`, `\prod`, …; their bounds are scripts of it.
    Big(Big),
    /// `\hat x`, `\dot x`, …
    Accent(Accent, Vec<Piece>),
    /// `\underbrace{…}_{…}`, `\cancel{…}`, `\overset{…}{…}`: what is meant, and the note on it.
    Noted(Vec<Piece>, Vec<Piece>),
    /// `cases`, matrices, `array`.
    Grid(Grid, Vec<Row>),
    /// A command that is not known, without its backslash.
    Unknown(String),
}

/// Relations between two sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Comparison {
    /// `=`.
    Equal,
    /// `:=`, `\triangleq`, `\overset{def}{=}`, `\coloneqq`.
    Defined,
    /// `\equiv`.
    Equivalent,
    /// `\ne`.
    Unequal,
    /// `<`.
    Less,
    /// `\le`.
    AtMost,
    /// `>`.
    Greater,
    /// `\ge`.
    AtLeast,
    /// `\approx`, `\simeq`, `\sim`, `\propto`, `\cong`.
    About,
    /// `\in`, `\subset`, `\notin`, `\mid`, …
    Other,
}

/// Operators that take bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Big {
    /// `\sum`.
    Sum,
    /// `\prod`.
    Product,
    /// `\int` and its kin.
    Integral,
    /// `\lim`.
    Limit,
    /// `\max`.
    Max,
    /// `\min`.
    Min,
    /// `\argmax`, `\sup`, `\bigcup`, …
    Other,
}

/// Marks above a piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Accent {
    /// `\hat`, `\widehat`.
    Hat,
    /// `\tilde`, `\widetilde`.
    Tilde,
    /// `\bar`, `\overline`.
    Bar,
    /// `\dot`.
    Dot,
    /// `\ddot`.
    DoubleDot,
    /// `\vec`; means no more than a font does.
    Vector,
}

/// What a grid is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Grid {
    /// `cases`, and an array behind a brace without a partner.
    Cases,
    /// `bmatrix`, `pmatrix`, …
    Matrix,
    /// An array that is neither.
    Array,
}
