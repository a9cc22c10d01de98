//! Expressions as written.
//!
//! An expression is a hash-consed term in an [`Arena`]; an [`ExprId`] is its handle, and equality of
//! handles is equality of notation: `x + 0`, `0 + x` and `x` are three expressions. Constructors
//! simplify nothing. Nothing positional is stored in a node, so that a term may occur in many places.
//!
//! Deliberately absent: n-ary sums and products (rules have a fixed arity; flattening is a view),
//! canonical forms (see [`crate::algebra`]) and spans (see [`crate::syntax`]).

mod adopt;
mod alpha;
mod arena;
mod array;
mod function;
mod greek;
mod names;
mod notation;
mod proposition;
mod rewrite;
mod set;
mod substitute;
mod unfold;

pub use arena::{Arena, Children, MAX_DEPTH};
pub use function::{FUNCTIONS, Function};
pub use greek::{greek_name, is_greek_name};
pub use names::{ArrayRange, Names};
pub use notation::Notation;
pub use proposition::{Proposition, Relation};
pub use rewrite::Rewrite;
pub use set::{ExprMap, ExprSet};
pub use substitute::Substitution;
pub use unfold::{Definition, Definitions, MAX_UNFOLDED, Meaning, UnfoldError};

/// An interned name. Deliberately without an order: the order of interning must not reach output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Symbol(u32);

/// An expression in an [`Arena`]. Deliberately without an order, like [`Symbol`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ExprId(u32);

/// A handle of a value that an [`Arena`] stores beside its nodes.
#[derive(Debug)]
pub struct Side<T>(u32, std::marker::PhantomData<fn() -> T>);

impl<T> Clone for Side<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Side<T> {}
impl<T> PartialEq for Side<T> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl<T> Eq for Side<T> {}
impl<T> std::hash::Hash for Side<T> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

/// One level of an expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Node {
    /// A numeral: a number that is not negative and has a finite decimal expansion.
    Number(Side<crate::number::Rational>),
    /// A reserved constant.
    Constant(Constant),
    /// A real variable (or an integer one, where it is declared or used as an index).
    Variable(Symbol),
    /// `-a`.
    Negate(ExprId),
    /// `a + b`, `a - b`, `a * b`, `a / b`, `a ^ b`.
    Binary(BinaryOp, ExprId, ExprId),
    /// An elementary function of one argument.
    Call(Function, ExprId),
    /// `max(a, b)` or `min(a, b)`.
    Extremum(Extremum, ExprId, ExprId),
    /// `f'(a)`, `f''(a)`: a derivative of an elementary function, of order at least one, at `a`.
    Prime(Function, u32, ExprId),
    /// An unspecified or defined function, or one of its partial derivatives, at arguments, of which
    /// those of an unspecified function may be arrays.
    Apply(Side<Application>),
    /// `diff(body, v)`: the derivative by a [`Node::Variable`] or a [`Node::Indexed`] `v`, at the
    /// current value of `v`.
    Derivative {
        /// What is differentiated by.
        by: ExprId,
        /// What is differentiated.
        body: ExprId,
    },
    /// `body at x = a, …`: the value of the body where the variables have other values.
    At(Side<Evaluation>),
    /// Branches with guards.
    Piecewise(Side<Piecewise>),
    /// `x[i]`, `A[i, j]`.
    Indexed(Side<Indexed>),
    /// `sum(body, k, from, to)`, `prod(body, k, from, to)` or `array(body, k, from, to)`.
    Fold(Side<Fold>),
    /// `delta(i, j)`.
    Delta(ExprId, ExprId),
}

/// A reserved constant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Constant {
    /// Euler's number.
    E,
    /// The ratio of a circle's circumference to its diameter.
    Pi,
}

/// An operator between two expressions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BinaryOp {
    /// Sum.
    Add,
    /// Difference.
    Sub,
    /// Product.
    Mul,
    /// Quotient.
    Div,
    /// Power.
    Pow,
}

/// The larger or the smaller of two values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Extremum {
    /// The larger.
    Max,
    /// The smaller.
    Min,
}

/// `u(a)`, `u'(a)`, or a mixed partial derivative of `u` at `arguments`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Application {
    /// The function's name.
    pub function: Symbol,
    /// For each argument, how often the function is differentiated by it.
    pub orders: Vec<u32>,
    /// The arguments, as many as there are orders.
    pub arguments: Vec<ExprId>,
    /// By which components of arguments that are arrays it is differentiated, besides: the number of
    /// the argument, and the indices of the component, in the order of differentiation.
    pub components: Vec<(usize, Vec<ExprId>)>,
}

/// A body and the values of variables and arrays at which it is taken, all put at once. The names
/// are bound in the body and free in the values. The value of an array is a [`FoldKind::Array`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Evaluation {
    /// What is evaluated.
    pub body: ExprId,
    /// The variables and their values.
    pub bindings: Vec<(Symbol, ExprId)>,
}

/// The first branch whose guard is true counts.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Piecewise {
    /// Values with their guards; `otherwise` is the guard [`Proposition::TRUE`].
    pub branches: Vec<(ExprId, Proposition)>,
}

/// A component of an array.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Indexed {
    /// The array's name.
    pub array: Symbol,
    /// The indices.
    pub indices: Vec<ExprId>,
}

/// A sum, product or array over a range of integers. The index is bound in the body only.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Fold {
    /// Sum, product or array.
    pub kind: FoldKind,
    /// The summand, factor or component.
    pub body: ExprId,
    /// The bound index.
    pub index: Symbol,
    /// The first value of the index.
    pub from: ExprId,
    /// The last value of the index.
    pub to: ExprId,
}

/// What a [`Fold`] does with its range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FoldKind {
    /// Adds; an empty range gives 0.
    Sum,
    /// Multiplies; an empty range gives 1.
    Product,
    /// Collects: the array of the values, with more indices where the body is an array. Not a number:
    /// it stands only as an argument of an unspecified function, and as the value of an array in an
    /// [`Evaluation`].
    Array,
}
