//! The store of expressions. Nothing else can create an [`ExprId`].

use indexmap::IndexSet;
use rustc_hash::{FxBuildHasher, FxHashMap};
use smallvec::SmallVec;

use super::{
    Application, BinaryOp, Constant, Evaluation, ExprId, Extremum, Fold, Function, Indexed, Node,
    Notation, Piecewise, Proposition, Side, Symbol,
};
use crate::number::Rational;

type Table<T> = IndexSet<T, FxBuildHasher>;

/// The direct subexpressions of an expression; most have one or two.
pub type Children = SmallVec<[ExprId; 4]>;

/// The depth beyond which expressions are refused by whoever reads them from outside, so that
/// everybody else may recurse.
pub const MAX_DEPTH: u32 = 2_000;

/// An append-only store of expressions and names. Children are always numbered before parents.
#[derive(Debug, Clone)]
pub struct Arena {
    nodes: Table<Node>,
    digests: Vec<Digest>,
    names: Table<Box<str>>,
    numbers: Table<Rational>,
    applications: Table<Application>,
    evaluations: Table<Evaluation>,
    piecewises: Table<Piecewise>,
    indexeds: Table<Indexed>,
    folds: Table<Fold>,
}

/// What is asked of expressions so often that it is kept with every one.
#[derive(Debug, Clone, Copy, Default)]
struct Digest {
    depth: u32,
    /// Whether a name is bound anywhere inside.
    binds: bool,
    /// What kinds of notation occur anywhere inside.
    notation: Notation,
    /// A bit for each name that occurs free; names from the 64th on share them.
    names: u64,
}

/// The number of bits in [`Digest::names`].
const BITS: u32 = u64::BITS;

/// A kind of value that nodes refer to by a [`Side`].
pub trait Stored: Sized + 'static {
    #[doc(hidden)]
    fn table(arena: &Arena) -> &Table<Self>;
    #[doc(hidden)]
    fn table_mut(arena: &mut Arena) -> &mut Table<Self>;
}

macro_rules! stored {
    ($($kind:ty => $field:ident),* $(,)?) => {$(
        impl Stored for $kind {
            fn table(arena: &Arena) -> &Table<Self> {
                &arena.$field
            }
            fn table_mut(arena: &mut Arena) -> &mut Table<Self> {
                &mut arena.$field
            }
        }
    )*};
}

stored! {
    Rational => numbers,
    Application => applications,
    Evaluation => evaluations,
    Piecewise => piecewises,
    Indexed => indexeds,
    Fold => folds,
}

fn index(length: usize) -> u32 {
    u32::try_from(length).expect("an arena holds fewer than 2^32 expressions")
}

impl Default for Arena {
    fn default() -> Self {
        Self::new()
    }
}

impl ExprId {
    /// The numeral `0`, the same in every arena.
    pub const ZERO: Self = Self(0);
    /// The numeral `1`, the same in every arena.
    pub const ONE: Self = Self(1);
    /// `-1`, the same in every arena.
    pub const MINUS_ONE: Self = Self(2);
}

impl Arena {
    /// A store of the numerals that every theory needs.
    #[must_use]
    pub fn new() -> Self {
        let mut arena = Self {
            nodes: Table::default(),
            digests: Vec::new(),
            names: Table::default(),
            numbers: Table::default(),
            applications: Table::default(),
            evaluations: Table::default(),
            piecewises: Table::default(),
            indexeds: Table::default(),
            folds: Table::default(),
        };
        arena.number(0);
        let one = arena.number(1);
        arena.negate(one);
        arena
    }

    /// The expression of that notation: the only constructor of an [`ExprId`].
    pub fn intern(&mut self, node: Node) -> ExprId {
        let (position, fresh) = self.nodes.insert_full(node);
        if fresh {
            let digest = self.digest(node);
            self.digests.push(digest);
        }
        ExprId(index(position))
    }

    fn digest(&self, node: Node) -> Digest {
        let mut all = Digest::default();
        self.for_each_child(node, &mut |child| {
            let child = self.digests[child.0 as usize];
            all.depth = all.depth.max(child.depth);
            all.binds |= child.binds;
            all.notation = all.notation.or(child.notation);
            all.names |= child.names;
        });
        all.depth += 1;
        all.notation = all.notation.or(Notation::of(node));
        all.binds |= matches!(node, Node::At(_) | Node::Fold(_));
        let own = match node {
            Node::Variable(symbol) => Some(symbol),
            Node::Apply(side) => Some(self.get(side).function),
            Node::Indexed(side) => Some(self.get(side).array),
            _ => None,
        };
        all.names |= own.map_or(0, |symbol| 1 << (symbol.0 % BITS));
        all
    }

    /// Whether a name occurs free, if that can be said without a look inside.
    pub(super) fn mentions_at_sight(&self, expr: ExprId, symbol: Symbol) -> Option<bool> {
        let digest = self.digests[expr.0 as usize];
        match digest.names >> (symbol.0 % BITS) & 1 {
            0 => Some(false),
            _ => (!digest.binds && self.names.len() <= BITS as usize).then_some(true),
        }
    }

    /// Whether no name occurs free, if that can be said without a look inside.
    pub(super) fn names_nothing_at_sight(&self, expr: ExprId) -> Option<bool> {
        let digest = self.digests[expr.0 as usize];
        (digest.names == 0 || !digest.binds).then_some(digest.names == 0)
    }

    /// The level at the top of an expression.
    #[must_use]
    pub fn node(&self, expr: ExprId) -> Node {
        self.nodes[expr.0 as usize]
    }

    /// Whether some kind of notation occurs anywhere in an expression.
    #[must_use]
    pub fn uses(&self, expr: ExprId, notation: Notation) -> bool {
        self.digests[expr.0 as usize].notation.meets(notation)
    }

    /// The number of levels of an expression.
    #[must_use]
    pub fn depth(&self, expr: ExprId) -> u32 {
        self.digests[expr.0 as usize].depth
    }

    /// How many different expressions the store holds: a measure of the work done with it.
    #[must_use]
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether nothing has been stored yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// Stores a value that a node refers to.
    pub fn side<T: Stored + std::hash::Hash + Eq>(&mut self, value: T) -> Side<T> {
        Side(index(T::table_mut(self).insert_full(value).0), std::marker::PhantomData)
    }

    /// The value that a node refers to.
    #[must_use]
    pub fn get<T: Stored>(&self, side: Side<T>) -> &T {
        &T::table(self)[side.0 as usize]
    }

    /// The symbol of that name.
    pub fn symbol(&mut self, name: &str) -> Symbol {
        if let Some(position) = self.names.get_index_of(name) {
            return Symbol(index(position));
        }
        Symbol(index(self.names.insert_full(name.into()).0))
    }

    /// The symbol of that name, if the store knows it.
    #[must_use]
    pub fn find_symbol(&self, name: &str) -> Option<Symbol> {
        self.names.get_index_of(name).map(|position| Symbol(index(position)))
    }

    /// A symbol that is not in use, named after the one given.
    pub fn fresh_symbol(&mut self, like: Symbol) -> Symbol {
        let stem = self.name(like).trim_end_matches(|c: char| c.is_ascii_digit() || c == '_');
        let stem = if stem.is_empty() { "x".to_owned() } else { stem.to_owned() };
        let name = (1..=u32::MAX)
            .map(|count| format!("{stem}_{count}"))
            .find(|name| self.names.get_index_of(name.as_str()).is_none())
            .unwrap_or_default();
        self.symbol(&name)
    }

    /// The name of a symbol.
    #[must_use]
    pub fn name(&self, symbol: Symbol) -> &str {
        &self.names[symbol.0 as usize]
    }

    /// The numeral of a number that is not negative and has a finite decimal expansion. For any
    /// other number, see [`Arena::rational`].
    pub fn number(&mut self, value: impl Into<Rational>) -> ExprId {
        let side = self.side(value.into());
        self.intern(Node::Number(side))
    }

    /// A rational number in the notation of integers: `3`, `-3`, `1/3`, `-1/3`.
    pub fn rational(&mut self, value: &Rational) -> ExprId {
        let magnitude = value.abs();
        let part = |n| Rational::new(n, 1).unwrap_or(Rational::ZERO);
        let mut expr = self.number(part(magnitude.numerator()));
        if !magnitude.is_integer() {
            let denominator = self.number(part(magnitude.denominator()));
            expr = self.binary(BinaryOp::Div, expr, denominator);
        }
        if value.is_negative() { self.negate(expr) } else { expr }
    }

    /// A variable.
    pub fn variable(&mut self, symbol: Symbol) -> ExprId {
        self.intern(Node::Variable(symbol))
    }

    /// A variable by its name.
    pub fn named(&mut self, name: &str) -> ExprId {
        let symbol = self.symbol(name);
        self.variable(symbol)
    }

    /// A constant.
    pub fn constant(&mut self, constant: Constant) -> ExprId {
        self.intern(Node::Constant(constant))
    }

    /// `-a`.
    pub fn negate(&mut self, a: ExprId) -> ExprId {
        self.intern(Node::Negate(a))
    }

    /// `a op b`.
    pub fn binary(&mut self, op: BinaryOp, a: ExprId, b: ExprId) -> ExprId {
        self.intern(Node::Binary(op, a, b))
    }

    /// `a + b`.
    pub fn add(&mut self, a: ExprId, b: ExprId) -> ExprId {
        self.binary(BinaryOp::Add, a, b)
    }

    /// `a - b`.
    pub fn sub(&mut self, a: ExprId, b: ExprId) -> ExprId {
        self.binary(BinaryOp::Sub, a, b)
    }

    /// `a * b`.
    pub fn mul(&mut self, a: ExprId, b: ExprId) -> ExprId {
        self.binary(BinaryOp::Mul, a, b)
    }

    /// `a / b`.
    pub fn div(&mut self, a: ExprId, b: ExprId) -> ExprId {
        self.binary(BinaryOp::Div, a, b)
    }

    /// `a ^ b`.
    pub fn pow(&mut self, a: ExprId, b: ExprId) -> ExprId {
        self.binary(BinaryOp::Pow, a, b)
    }

    /// `f(a)`.
    pub fn call(&mut self, function: Function, a: ExprId) -> ExprId {
        self.intern(Node::Call(function, a))
    }

    /// `max(a, b)` or `min(a, b)`.
    pub fn extremum(&mut self, kind: Extremum, a: ExprId, b: ExprId) -> ExprId {
        self.intern(Node::Extremum(kind, a, b))
    }

    /// `diff(body, by)`.
    pub fn derivative(&mut self, body: ExprId, by: ExprId) -> ExprId {
        self.intern(Node::Derivative { by, body })
    }

    /// A function of which a name is known, at arguments, differentiated `orders` times.
    pub fn apply(&mut self, function: Symbol, orders: Vec<u32>, arguments: Vec<ExprId>) -> ExprId {
        self.application(Application { function, orders, arguments, components: Vec::new() })
    }

    /// A function at arguments, differentiated by some of them or by components of them.
    pub fn application(&mut self, application: Application) -> ExprId {
        let side = self.side(application);
        self.intern(Node::Apply(side))
    }

    /// `body at x = a, …`.
    pub fn at(&mut self, body: ExprId, bindings: Vec<(Symbol, ExprId)>) -> ExprId {
        let side = self.side(Evaluation { body, bindings });
        self.intern(Node::At(side))
    }

    /// Branches with guards.
    pub fn piecewise(&mut self, branches: Vec<(ExprId, Proposition)>) -> ExprId {
        let side = self.side(Piecewise { branches });
        self.intern(Node::Piecewise(side))
    }

    /// `array[i, …]`.
    pub fn indexed(&mut self, array: Symbol, indices: Vec<ExprId>) -> ExprId {
        let side = self.side(Indexed { array, indices });
        self.intern(Node::Indexed(side))
    }

    /// A sum, product or array over a range.
    pub fn fold(&mut self, fold: Fold) -> ExprId {
        let side = self.side(fold);
        self.intern(Node::Fold(side))
    }

    /// Calls a function with the direct subexpressions, left to right, those of guards included.
    pub fn for_each_child(&self, node: Node, f: &mut impl FnMut(ExprId)) {
        match node {
            Node::Number(_) | Node::Constant(_) | Node::Variable(_) => {}
            Node::Negate(a) | Node::Call(_, a) | Node::Prime(_, _, a) => f(a),
            Node::Binary(_, a, b) | Node::Extremum(_, a, b) | Node::Delta(a, b) => {
                f(a);
                f(b);
            }
            Node::Derivative { by, body } => {
                f(by);
                f(body);
            }
            Node::Apply(side) => {
                let Application { arguments, components, .. } = self.get(side);
                let indices = components.iter().flat_map(|(_, indices)| indices);
                arguments.iter().chain(indices).for_each(|&a| f(a));
            }
            Node::At(side) => {
                let Evaluation { body, bindings } = self.get(side);
                f(*body);
                bindings.iter().for_each(|&(_, a)| f(a));
            }
            Node::Piecewise(side) => {
                for (value, guard) in &self.get(side).branches {
                    f(*value);
                    guard.visit(f);
                }
            }
            Node::Indexed(side) => self.get(side).indices.iter().for_each(|&a| f(a)),
            Node::Fold(side) => {
                let Fold { body, from, to, .. } = self.get(side);
                f(*body);
                f(*from);
                f(*to);
            }
        }
    }

    /// The direct subexpressions, left to right.
    #[must_use]
    pub fn children(&self, expr: ExprId) -> Children {
        let mut children = Children::new();
        self.for_each_child(self.node(expr), &mut |child| children.push(child));
        children
    }

    /// The same level over other subexpressions: the one place that rebuilds a node. The function
    /// sees the children in the order of [`Arena::children`].
    pub fn map_children(
        &mut self,
        expr: ExprId,
        f: &mut impl FnMut(&mut Self, ExprId) -> ExprId,
    ) -> ExprId {
        let node = match self.node(expr) {
            Node::Number(_) | Node::Constant(_) | Node::Variable(_) => return expr,
            Node::Negate(a) => Node::Negate(f(self, a)),
            Node::Call(function, a) => Node::Call(function, f(self, a)),
            Node::Prime(function, order, a) => Node::Prime(function, order, f(self, a)),
            Node::Binary(op, a, b) => {
                let a = f(self, a);
                Node::Binary(op, a, f(self, b))
            }
            Node::Extremum(kind, a, b) => {
                let a = f(self, a);
                Node::Extremum(kind, a, f(self, b))
            }
            Node::Delta(a, b) => {
                let a = f(self, a);
                Node::Delta(a, f(self, b))
            }
            Node::Derivative { by, body } => {
                let by = f(self, by);
                Node::Derivative { by, body: f(self, body) }
            }
            Node::Apply(side) => {
                let mut it = self.get(side).clone();
                let indices = it.components.iter_mut().flat_map(|(_, indices)| indices);
                it.arguments.iter_mut().chain(indices).for_each(|a| *a = f(self, *a));
                Node::Apply(self.side(it))
            }
            Node::At(side) => {
                let mut it = self.get(side).clone();
                it.body = f(self, it.body);
                it.bindings.iter_mut().for_each(|(_, a)| *a = f(self, *a));
                Node::At(self.side(it))
            }
            Node::Piecewise(side) => {
                let mut it = self.get(side).clone();
                for (value, guard) in &mut it.branches {
                    *value = f(self, *value);
                    *guard = guard.map(&mut |a| f(self, a));
                }
                Node::Piecewise(self.side(it))
            }
            Node::Indexed(side) => {
                let mut it = self.get(side).clone();
                it.indices.iter_mut().for_each(|a| *a = f(self, *a));
                Node::Indexed(self.side(it))
            }
            Node::Fold(side) => {
                let mut it = self.get(side).clone();
                it.body = f(self, it.body);
                it.from = f(self, it.from);
                it.to = f(self, it.to);
                Node::Fold(self.side(it))
            }
        };
        self.intern(node)
    }
}

/// Literals of no more levels are not remembered while others are computed.
const SHALLOW: u32 = 3;

impl Arena {
    /// The value of a *literal*: numerals combined by `+ - * /`, nothing else. `None` for any other
    /// expression, and where a divisor is zero.
    #[must_use]
    pub fn literal(&self, expr: ExprId) -> Option<Rational> {
        // What mentions a name is none.
        match self.digests[expr.0 as usize].names {
            0 => self.literal_memo(expr, &mut FxHashMap::default()),
            _ => None,
        }
    }

    fn literal_memo(
        &self,
        expr: ExprId,
        memo: &mut FxHashMap<ExprId, Rational>,
    ) -> Option<Rational> {
        let value = match self.node(expr) {
            Node::Number(side) => return Some(self.get(side).clone()),
            Node::Negate(a) => return Some(-&self.literal_memo(a, memo)?),
            Node::Binary(op, a, b) if op != BinaryOp::Pow => {
                if let Some(known) = memo.get(&expr) {
                    return Some(known.clone());
                }
                let (a, b) = (self.literal_memo(a, memo)?, self.literal_memo(b, memo)?);
                match op {
                    BinaryOp::Add => &a + &b,
                    BinaryOp::Sub => &a - &b,
                    BinaryOp::Mul => &a * &b,
                    BinaryOp::Div | BinaryOp::Pow => a.checked_div(&b)?,
                }
            }
            _ => return None,
        };
        // A fraction is found anew as fast as it is remembered.
        if self.depth(expr) > SHALLOW {
            memo.insert(expr, value.clone());
        }
        Some(value)
    }
}
