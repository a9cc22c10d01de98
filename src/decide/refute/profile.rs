//! What kinds of names a claim has, and where something happens in it.

use crate::expr::{
    Application, Arena, BinaryOp, ExprId, ExprSet, Function, Names, Node, Proposition, Symbol,
};
use crate::number::Rational;

/// How many places where something happens are kept.
const MOST_ATOMS: usize = 24;

/// What values a variable takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Real,
    Integer,
    /// An index of an array.
    Index,
    /// The end of a range.
    Bound,
}

/// A difference whose zero is the border between different behaviours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Atom {
    pub(super) left: ExprId,
    pub(super) right: Target,
}

/// What an [`Atom`] compares to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    Expr(ExprId),
    Number(i64),
}

/// An array: for each index the end of its range, if some sum tells it.
#[derive(Debug, Clone)]
pub(super) struct ArrayShape {
    pub(super) name: Symbol,
    pub(super) ends: Vec<Option<ExprId>>,
}

/// An unspecified function: for each argument the ranges of the arrays that stand there.
#[derive(Debug, Clone)]
pub(super) struct FunctionShape {
    pub(super) name: Symbol,
    /// For each argument the number of its indices, none for a number.
    pub(super) ranks: Vec<usize>,
    /// The ranges of each index of each argument, wherever the function is applied.
    pub(super) ranges: Vec<Vec<Vec<(ExprId, ExprId)>>>,
}

/// The names in some expressions and statements, and their atoms.
#[derive(Debug, Default)]
pub(super) struct Profile {
    pub(super) variables: Vec<(Symbol, Kind)>,
    pub(super) arrays: Vec<ArrayShape>,
    /// Arrays that have more components than any sum tells.
    pub(super) open: Vec<Symbol>,
    pub(super) functions: Vec<FunctionShape>,
    pub(super) atoms: Vec<Atom>,
}

impl Profile {
    /// The profile of expressions and statements.
    pub(super) fn new(
        arena: &Arena,
        exprs: &[ExprId],
        statements: &[&Proposition],
        names: &Names,
    ) -> Self {
        let mut walk = Walk::new(arena);
        for statement in statements {
            walk.statement(statement);
        }
        for &expr in exprs {
            walk.visit(expr);
        }
        let mut roots = exprs.to_vec();
        for statement in statements {
            statement.visit(&mut |expr| roots.push(expr));
        }
        let mut free: Vec<Symbol> = Vec::new();
        for root in roots {
            for symbol in arena.free_symbols(root) {
                if !free.contains(&symbol) {
                    free.push(symbol);
                }
            }
        }
        free.sort_by(|a, b| arena.name(*a).cmp(arena.name(*b)));
        walk.finish(&free, names)
    }

    /// Whether equations that hold identically restrict the functions in question.
    pub(super) fn meets_given(&self, arena: &Arena, given: &[(ExprId, ExprId)]) -> bool {
        given.iter().any(|&(lhs, rhs)| {
            let names = [arena.free_symbols(lhs), arena.free_symbols(rhs)].concat();
            let other = Self::new(arena, &[lhs, rhs], &[], &Names::default());
            let general = other.functions.is_empty() && other.arrays.is_empty();
            general
                || self.functions.iter().any(|it| names.contains(&it.name))
                || self.arrays.iter().any(|array| names.contains(&array.name))
        })
    }
}

struct Walk<'a> {
    arena: &'a Arena,
    seen: ExprSet,
    profile: Profile,
    indices: Vec<Symbol>,
    bounds: Vec<Symbol>,
    integers: Vec<Symbol>,
    /// The ends of the ranges of bound indices.
    ranges: Vec<(Symbol, ExprId)>,
}

impl<'a> Walk<'a> {
    fn new(arena: &'a Arena) -> Self {
        Self {
            arena,
            seen: ExprSet::default(),
            profile: Profile::default(),
            indices: Vec::new(),
            bounds: Vec::new(),
            integers: Vec::new(),
            ranges: Vec::new(),
        }
    }

    fn atom(&mut self, left: ExprId, right: Target) {
        let atom = Atom { left, right };
        let atoms = &mut self.profile.atoms;
        if atoms.len() < MOST_ATOMS && !atoms.contains(&atom) {
            atoms.push(atom);
        }
    }

    fn statement(&mut self, statement: &Proposition) {
        match statement {
            Proposition::Compare(_, a, b) => {
                if a != b {
                    self.atom(*a, Target::Expr(*b));
                }
            }
            Proposition::Integer(a) => {
                if let Node::Variable(symbol) = self.arena.node(*a) {
                    self.integers.push(symbol);
                }
            }
            Proposition::And(parts) | Proposition::Or(parts) => {
                for part in parts {
                    self.statement(part);
                }
                return;
            }
            Proposition::Differentiable { .. } => {}
        }
        statement.visit(&mut |expr| self.visit(expr));
    }

    fn visit(&mut self, expr: ExprId) {
        if !self.seen.insert(expr) {
            return;
        }
        let node = self.arena.node(expr);
        match node {
            Node::Call(function, a) => self.call(function, a),
            Node::Extremum(_, a, b) => self.atom(a, Target::Expr(b)),
            Node::Binary(BinaryOp::Div, _, b) => self.atom(b, Target::Number(0)),
            Node::Binary(BinaryOp::Pow, a, _) => self.atom(a, Target::Number(0)),
            Node::Piecewise(side) => {
                let arena = self.arena;
                for (_, guard) in &arena.get(side).branches {
                    self.statement(guard);
                }
            }
            Node::Delta(a, b) => {
                self.names(a, |walk| &mut walk.indices);
                self.names(b, |walk| &mut walk.indices);
            }
            Node::Fold(side) => {
                let fold = self.arena.get(side);
                self.names(fold.from, |walk| &mut walk.bounds);
                self.names(fold.to, |walk| &mut walk.bounds);
                self.ranges.push((fold.index, fold.to));
            }
            Node::Apply(side) => {
                let arena = self.arena;
                self.function(arena.get(side));
            }
            _ => {}
        }
        let arena = self.arena;
        arena.for_each_child(node, &mut |child| self.visit(child));
        if let Node::Indexed(side) = node {
            // After the walk of what is around it, so that the range of a bound index is known.
            let indexed = arena.get(side);
            for &index in &indexed.indices {
                self.names(index, |walk| &mut walk.indices);
            }
            self.array(indexed.array, &indexed.indices);
        }
    }

    fn array(&mut self, name: Symbol, indices: &[ExprId]) {
        let ends: Vec<Option<ExprId>> = indices
            .iter()
            .map(|&index| match self.arena.node(index) {
                Node::Variable(symbol) => {
                    self.ranges.iter().rev().find(|(own, _)| *own == symbol).map(|&(_, end)| end)
                }
                _ => None,
            })
            .collect();
        match self.profile.arrays.iter_mut().find(|array| array.name == name) {
            Some(array) => {
                for (known, end) in array.ends.iter_mut().zip(ends) {
                    *known = known.or(end);
                }
            }
            None => self.profile.arrays.push(ArrayShape { name, ends }),
        }
    }

    fn function(&mut self, it: &Application) {
        let ranks: Vec<usize> = it.arguments.iter().map(|&it| self.arena.rank(it)).collect();
        let functions = &mut self.profile.functions;
        let known = functions.iter().position(|known| known.name == it.function);
        let place = known.unwrap_or_else(|| {
            let ranges = ranks.iter().map(|&rank| vec![Vec::new(); rank]).collect();
            functions.push(FunctionShape { name: it.function, ranks, ranges });
            functions.len() - 1
        });
        for (found, &argument) in functions[place].ranges.iter_mut().zip(&it.arguments) {
            let mut part = argument;
            for level in found {
                let Some(fold) = self.arena.as_array(part) else { break };
                if !level.contains(&(fold.from, fold.to)) {
                    level.push((fold.from, fold.to));
                }
                part = fold.body;
            }
        }
    }

    fn names(&mut self, expr: ExprId, list: fn(&mut Self) -> &mut Vec<Symbol>) {
        let found = self.arena.free_symbols(expr);
        list(self).extend(found);
    }

    fn call(&mut self, function: Function, a: ExprId) {
        match function {
            Function::Asin | Function::Acos | Function::Atanh | Function::Asec | Function::Acsc => {
                self.atom(a, Target::Number(1));
                self.atom(a, Target::Number(-1));
            }
            Function::Acosh => self.atom(a, Target::Number(1)),
            Function::Abs
            | Function::Sign
            | Function::Relu
            | Function::Sqrt
            | Function::Cbrt
            | Function::Ln
            | Function::Log
            | Function::Acot => self.atom(a, Target::Number(0)),
            _ => {}
        }
    }

    fn finish(mut self, free: &[Symbol], names: &Names) -> Profile {
        // A bound array has its components from its binder.
        self.profile.arrays.retain(|array| free.contains(&array.name));
        let is_name = |symbol: &Symbol| {
            !self.profile.functions.iter().any(|function| function.name == *symbol)
                && !self.profile.arrays.iter().any(|array| array.name == *symbol)
        };
        let variables = free.iter().filter(|symbol| is_name(symbol)).map(|symbol| {
            let kind = if self.indices.contains(symbol) {
                Kind::Index
            } else if self.bounds.contains(symbol) {
                Kind::Bound
            } else if names.is_integer(*symbol) || self.integers.contains(symbol) {
                Kind::Integer
            } else {
                Kind::Real
            };
            (*symbol, kind)
        });
        self.profile.variables = variables.collect();
        let name = |symbol: &Symbol| self.arena.name(*symbol);
        self.profile.functions.sort_by(|a, b| name(&a.name).cmp(name(&b.name)));
        let is_open = |array: &&ArrayShape| {
            let ranges = names.ranges(array.name);
            ranges.len() < array.ends.len() || ranges.contains(&None)
        };
        let open = self.profile.arrays.iter().filter(is_open).map(|array| array.name).collect();
        self.profile.open = open;
        self.profile.arrays.sort_by(|a, b| name(&a.name).cmp(name(&b.name)));
        self.profile
    }
}

impl Target {
    /// The number, if it is one.
    pub(super) fn number(self) -> Option<Rational> {
        match self {
            Self::Number(value) => Some(Rational::from(value)),
            Self::Expr(_) => None,
        }
    }
}
