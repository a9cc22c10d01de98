//! What can be wrong with a text.
//!
//! An error is a fact about a place. The words for it are in `message.rs`, and drawing the place is
//! somebody else's business.

use super::Span;

/// A fact about a place in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxError {
    /// What is wrong.
    pub kind: SyntaxErrorKind,
    /// Where.
    pub span: Span,
    /// Another place that belongs to it, such as the opening bracket.
    pub also: Option<Span>,
}

impl SyntaxError {
    pub(super) fn new(kind: SyntaxErrorKind, span: Span) -> Self {
        Self { kind, span, also: None }
    }

    pub(super) fn with_also(mut self, also: Span) -> Self {
        self.also = Some(also);
        self
    }
}

/// What the grammar was waiting for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Expected {
    /// An expression.
    Expression,
    /// An operator, or the end.
    Operator,
    /// `)`, or an operator or a comma.
    Close,
    /// `]`, or an operator or a comma.
    CloseIndex,
    /// A name.
    Name,
    /// `=` behind the name that follows `at`.
    BindingEquals,
    /// `if` or `otherwise` behind a value of `piecewise`.
    Guard,
    /// `=` of a definition.
    DefinitionEquals,
    /// The name of a rule or of a result.
    Reason,
    /// `in` and a range.
    InRange,
    /// `..` of a range.
    Range,
    /// `(` of a declared function.
    Parameters,
    /// A text in quotation marks.
    Quoted,
    /// `:` behind the condition of a case.
    Colon,
    /// The end of the statement.
    End,
}

/// Why an expression cannot be differentiated by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotDifferentiable {
    /// It is an index or another integer.
    Integer,
    /// It is neither a variable nor a component of an array.
    Compound,
    /// It is a reserved constant.
    Constant,
    /// It is a component of an array that has been defined without a range.
    DefinedArray,
    /// It is a function.
    Function,
}

/// A kind of name, for telling what a name is already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameKind {
    /// A variable.
    Variable,
    /// A function.
    Function,
    /// An array.
    Array,
    /// An abbreviation.
    Abbreviation,
    /// A reserved constant.
    Constant,
}

/// The kinds of errors, with the facts that their words need.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SyntaxErrorKind {
    /// A character that is no part of the notation.
    UnknownCharacter(char),
    /// A numeral with that many digits.
    NumeralTooLong(usize),
    /// A name longer than the limit, in bytes.
    NameTooLong(usize),
    /// An expression or a statement longer than the limit, in bytes.
    TooLong(usize),
    /// `1e-5`.
    ScientificNotation {
        /// What stands before the `e`.
        mantissa: String,
        /// What stands behind it.
        exponent: String,
    },
    /// Something else was expected; nothing is found at the end.
    Unexpected {
        /// What was expected.
        expected: Expected,
        /// What is there.
        found: Option<String>,
    },
    /// `1/2x`.
    AmbiguousQuotient {
        /// What stands before the slash.
        numerator: String,
        /// The factor behind the slash.
        first: String,
        /// The factors beside it.
        rest: String,
    },
    /// `at` behind a sum or a product.
    AmbiguousAt,
    /// A numeral right behind another factor.
    MissingOperator,
    /// More nested than the limit.
    TooNested(usize),
    /// An expression with more levels than the limit.
    TooDeep(u32),
    /// A derivative of order zero, or of an order above the limit.
    BadOrder(u32),
    /// `d/dx` with nothing behind it.
    DerivativeOfNothing(String),
    /// A number, or an array over another range, where that function takes an array.
    ArrayNeeded(String),
    /// A function that takes an array at one place and a number, or another array, at another.
    MixedArguments(String),
    /// An array where a number is needed.
    ArrayAsValue,
    /// An array that stands as an argument, of which it is not known where it has components.
    NoRange(String),
    /// An array that stands as an argument where a name in its range is bound.
    BoundRange {
        /// The array.
        array: String,
        /// The bound name.
        bound: String,
    },
    /// A function without arguments.
    MissingArguments(String),
    /// A wrong number of arguments.
    WrongArity {
        /// The function or array.
        name: String,
        /// How many it has.
        expected: String,
        /// How many are there.
        found: usize,
    },
    /// A name that is no function, applied to something.
    NotAFunction {
        /// The name.
        name: String,
        /// The text in parentheses.
        argument: String,
        /// What the name is.
        kind: NameKind,
    },
    /// An applied name of which nothing is known.
    UnknownFunction {
        /// The name.
        name: String,
        /// A name like it.
        similar: Option<String>,
    },
    /// A name that is used as two kinds of things.
    UsedAs {
        /// The name.
        name: String,
        /// What it is.
        known: NameKind,
        /// What it is used as.
        used: NameKind,
    },
    /// Differentiation by something that cannot be varied.
    NotDifferentiable {
        /// What is differentiated by.
        by: String,
        /// Why not.
        reason: NotDifferentiable,
    },
    /// A name that must not be given a meaning.
    Reserved(String),
    /// A bound name that is no name.
    NotAName(String),
    /// A relation where a value is needed.
    RelationAsValue,
    /// A value where a relation is needed.
    ValueAsRelation,
    /// `u'` where `u` depends on that many variables.
    BarePrime {
        /// The name.
        name: String,
        /// The number of variables that it depends on, if that is known.
        variables: Option<usize>,
    },
    /// `f'(a, b)`.
    PrimeOfSeveral(String),
    /// The same name bound twice at one place.
    Repeated(String),
    /// No equation where one is needed.
    MissingEquation,
    /// Too many sides.
    TooManySides,
    /// A comparison where only `=` makes sense.
    NotAnEquation,
    /// A second meaning for a name.
    AlreadyDefined(String),
    /// A name that has been used as a variable before it got its meaning.
    UsedBefore(String),
    /// A name that would be part of its own meaning.
    Cyclic(String),
    /// A meaning that is too large to be put in the place of its name.
    TooLarge,
    /// A name whose definition has an error of its own.
    Broken(String),
    /// A line that begins with no known word.
    UnknownStatement {
        /// The first word.
        word: String,
        /// A word like it.
        similar: Option<String>,
    },
    /// A line that begins with `=` where there is no chain.
    NoChain,
    /// A case without a body.
    EmptyCase,
    /// A `define` without parameters.
    DefineWithoutParameters(String),
    /// More errors than are shown.
    TooManyErrors(usize),
}
