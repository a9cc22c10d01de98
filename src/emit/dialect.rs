//! How a language writes operations.

use crate::evaluate::graph::{Binary, Unary};
use crate::expr::Relation;

/// How tightly the outermost operator of a text binds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Tightness {
    /// A sum or difference.
    Sum,
    /// A product or quotient.
    Product,
    /// A sign.
    Sign,
    /// Nothing can come between.
    Atom,
}

/// A piece of code that stands for a number.
#[derive(Debug, Clone)]
pub(super) struct Text {
    pub(super) code: String,
    pub(super) tightness: Tightness,
}

impl Text {
    pub(super) fn atom(code: impl Into<String>) -> Self {
        Self { code: code.into(), tightness: Tightness::Atom }
    }

    /// The code, in parentheses unless it binds at least so tightly.
    pub(super) fn within(&self, least: Tightness) -> String {
        if self.tightness >= least { self.code.clone() } else { format!("({})", self.code) }
    }
}

/// A language's way to write what all languages have.
pub(super) trait Dialect {
    /// A constant.
    fn number(&mut self, value: f64) -> Text;
    /// A function of one argument, other than the change of sign.
    fn unary(&mut self, op: Unary, a: &Text) -> Text;
    /// A call of one of the functions that the source brings along.
    fn call(&mut self, function: Helper, arguments: &[String]) -> Text;
    /// `function(a, b)` for functions that are no operators.
    fn binary(&mut self, op: Binary, a: &Text, b: &Text) -> Text;
    /// A comparison as a condition of the language.
    fn comparison(&mut self, relation: Relation, a: &str, b: &str) -> String;
    /// An integer as a number.
    fn real(&mut self, integer: &str) -> Text;
    /// The component of an array at an offset that is known to be inside.
    fn component(&mut self, array: &str, offset: &str) -> Text;
    /// The component of what has a number for each component and each point, at a point.
    fn component_at(&mut self, array: &str, offset: &str, point: &str) -> Text {
        Text::atom(format!("{array}[{offset}][{point}]"))
    }
    /// A new name for a value.
    fn name(&self, name: &str, value: &str) -> String;
    /// A new name for a value that will change.
    fn variable(&self, name: &str, value: &str) -> String;
    /// A change of it.
    fn assign(&self, name: &str, value: &str) -> String;
    /// The first line of a loop, both ends included.
    fn begin(&self, index: &str, from: &str, to: &str) -> String;
    /// The first line of a loop over the points that are computed side by side.
    fn begin_points(&self, _: &str) -> String {
        String::new()
    }
    /// The last line of a loop, if there is one.
    fn end(&self) -> Option<&'static str>;
    /// Whether the cosine of an angle whose sine is needed too is a parameter of the operations, computed by
    /// others ahead of them.
    fn keeps_cosines_apart(&self) -> bool {
        false
    }
    /// Stores a component of a result.
    fn store(&self, array: &str, offset: &str, value: &str) -> String;
}

/// A function that the source brings along where it needs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Helper {
    /// `quotient(a, b)`: NaN where `b` is zero.
    Quotient,
    /// `decide(condition, a, b)`: 1 where the condition holds, else 0, and NaN where `a` or `b` is.
    Decide,
    /// `choose(condition, a, b)`: `a` for a positive condition, `b` for zero, NaN for NaN.
    Choose,
    /// `both(a, b)`: both conditions.
    Both,
    /// `larger(a, b)`: NaN where one of them is.
    Larger,
    /// `power(a, n)` for an integer `n`.
    IntegerPower,
    /// `component(array, offset, inside)`: NaN outside.
    Component,
    /// `sign(a)`.
    Sign,
}

/// The sign of a comparison, as all languages write it.
pub(super) fn operator(relation: Relation) -> &'static str {
    match relation {
        Relation::LESS => "<",
        Relation::AT_MOST => "<=",
        Relation::GREATER => ">",
        Relation::AT_LEAST => ">=",
        Relation::EQUAL => "==",
        _ => "!=",
    }
}
