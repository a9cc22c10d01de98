//! Expressions to graphs.

use rustc_hash::{FxHashMap, FxHashSet};

use super::CompileError;
use super::graph::{Affine, Binary, Bound, Fold, Folding, Graph, Integer, NodeId, Unary};
use crate::expr::{
    Arena, BinaryOp, Constant, Evaluation, ExprId, Extremum, FoldKind, Function, Node, Proposition,
    Relation, Symbol,
};
use crate::number::Rational;

/// A graph may have this many nodes.
pub(super) const MOST_NODES: usize = 4_000_000;

type Lowered<T = NodeId> = Result<T, CompileError>;

/// Brings expressions of one arena into one graph.
#[derive(Debug)]
pub(super) struct Lowering<'a> {
    arena: &'a Arena,
    pub(super) graph: Graph,
    integers: FxHashSet<Symbol>,
    reals: Vec<(Symbol, NodeId)>,
    indices: Vec<(Symbol, Affine)>,
    memo: Vec<FxHashMap<ExprId, NodeId>>,
    /// The dimension of an array over the whole of which an index runs, up to a size.
    pub(super) extents: Vec<Extent>,
    /// Functions that the language does not have.
    pub(super) kernels: &'a [(&'a str, Unary, &'a str)],
}

/// That a dimension of an array has a certain size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Extent {
    pub(super) array: u32,
    pub(super) dimension: usize,
    pub(super) size: u32,
}

impl<'a> Lowering<'a> {
    /// Nothing lowered yet; the names given stand for integers, and so do those that occur where only
    /// integers make sense.
    pub(super) fn new(arena: &'a Arena, exprs: &[ExprId], integers: &[Symbol]) -> Self {
        let mut names: FxHashSet<Symbol> = integers.iter().copied().collect();
        let mut seen = FxHashSet::default();
        exprs.iter().for_each(|&expr| integer_names(arena, expr, &mut seen, &mut names));
        Self {
            arena,
            graph: Graph::new(),
            integers: names,
            reals: Vec::new(),
            indices: Vec::new(),
            memo: vec![FxHashMap::default()],
            extents: Vec::new(),
            kernels: &[],
        }
    }

    /// Gives a name of an integer a value.
    pub(super) fn bind_index(&mut self, name: Symbol, value: impl Into<Affine>) {
        self.indices.push((name, value.into()));
    }

    pub(super) fn expression(&mut self, expr: ExprId) -> Lowered {
        if let Some(&known) = self.memo.last().and_then(|memo| memo.get(&expr)) {
            return Ok(known);
        }
        if self.graph.len() > MOST_NODES {
            return Err(CompileError::TooLarge);
        }
        let node = self.node(expr)?;
        if let Some(memo) = self.memo.last_mut() {
            memo.insert(expr, node);
        }
        Ok(node)
    }

    fn node(&mut self, expr: ExprId) -> Lowered {
        match self.arena.node(expr) {
            Node::Number(side) => Ok(self.rational(&self.arena.get(side).clone())),
            Node::Constant(Constant::E) => Ok(self.graph.num(std::f64::consts::E)),
            Node::Constant(Constant::Pi) => Ok(self.graph.num(std::f64::consts::PI)),
            Node::Variable(symbol) => self.variable(symbol),
            Node::Negate(a) => {
                let a = self.expression(a)?;
                Ok(self.graph.neg(a))
            }
            Node::Binary(op, a, b) => match self.arena.literal(expr) {
                Some(value) => Ok(self.rational(&value)),
                None => self.binary(op, a, b),
            },
            Node::Call(function, a) => {
                let a = self.expression(a)?;
                Ok(self.call(function, a))
            }
            Node::Extremum(kind, a, b) => {
                let (a, b) = (self.expression(a)?, self.expression(b)?);
                let op = if kind == Extremum::Max { Binary::Max } else { Binary::Min };
                Ok(self.graph.binary(op, a, b))
            }
            Node::Prime(function, order, a) => {
                let a = self.expression(a)?;
                let hole = self.graph.hole();
                let mut value = self.call(function, hole);
                for _ in 0..order {
                    value = self.graph.derivative(value, hole);
                }
                Ok(self.graph.replace(value, &mut FxHashMap::from_iter([(hole, a)])))
            }
            Node::Apply(side) => {
                let it = self.arena.get(side);
                let name = self.arena.name(it.function);
                match (self.kernels.iter().find(|kernel| kernel.0 == name), &*it.arguments) {
                    (Some(kernel), [a]) => {
                        let a = self.expression(*a)?;
                        Ok(self.graph.unary(kernel.1, a))
                    }
                    _ => Err(CompileError::UnknownFunction(name.to_owned())),
                }
            }
            Node::Derivative { by, body } => self.derivative(by, body),
            Node::At(side) => {
                let Evaluation { body, bindings } = self.arena.get(side);
                let values = bindings.iter().map(|&(_, value)| self.expression(value));
                let values = values.collect::<Lowered<Vec<_>>>()?;
                let names = bindings.iter().map(|&(name, _)| name);
                let bound = names.zip(values).collect();
                self.under(bound, |it| it.expression(*body))
            }
            Node::Piecewise(side) => self.piecewise(&self.arena.get(side).branches),
            Node::Indexed(side) => {
                let indexed = self.arena.get(side);
                let (array, indices) = self.component(indexed.array, &indexed.indices)?;
                let indices = indices.into_iter().map(|it| self.graph.affine(it)).collect();
                Ok(self.graph.element(array, indices))
            }
            Node::Fold(side) => self.fold(self.arena.get(side)),
            Node::Delta(a, b) => {
                let (a, b) = (self.index(a)?, self.index(b)?);
                let difference = a.plus(-1, &b).ok_or(CompileError::Index)?;
                let difference = self.graph.affine(difference);
                Ok(self.graph.test(Relation::EQUAL, difference))
            }
        }
    }

    fn rational(&mut self, value: &Rational) -> NodeId {
        self.graph.num(value.to_f64())
    }

    fn variable(&mut self, symbol: Symbol) -> Lowered {
        let real = self.reals.iter().rev().find(|it| it.0 == symbol);
        if let Some(&(_, node)) = real {
            return Ok(node);
        }
        if let Some(index) = self.integer_name(symbol)? {
            let index = self.graph.affine(index);
            return Ok(self.graph.int(index));
        }
        let name = self.arena.name(symbol);
        if self.graph.arrays.iter().any(|it| it.name == name) {
            return Err(CompileError::Kind(name.to_owned()));
        }
        Ok(self.graph.input(name))
    }

    /// The integer that a name stands for, if it stands for one.
    fn integer_name(&mut self, symbol: Symbol) -> Lowered<Option<Affine>> {
        if let Some((_, value)) = self.indices.iter().rev().find(|it| it.0 == symbol) {
            return Ok(Some(value.clone()));
        }
        if !self.integers.contains(&symbol) {
            return Ok(None);
        }
        let name = self.arena.name(symbol).to_owned();
        if self.graph.inputs.contains(&name) {
            return Err(CompileError::Kind(name));
        }
        let size = self.graph.size(&name);
        Ok(Some(Integer::Size(size).into()))
    }

    /// An expression as an integer.
    pub(super) fn index(&mut self, expr: ExprId) -> Lowered<Affine> {
        let literal = self.arena.literal(expr);
        if let Some(value) = literal.and_then(|it| it.to_i64()) {
            return Ok(value.into());
        }
        let result = match self.arena.node(expr) {
            Node::Variable(symbol) => self.integer_name(symbol)?,
            Node::Negate(a) => self.index(a)?.times(-1),
            Node::Binary(BinaryOp::Add, a, b) => self.index(a)?.plus(1, &self.index(b)?),
            Node::Binary(BinaryOp::Sub, a, b) => self.index(a)?.plus(-1, &self.index(b)?),
            Node::Binary(BinaryOp::Mul, a, b) => self.index(a)?.product(&self.index(b)?),
            _ => None,
        };
        result.ok_or(CompileError::Index)
    }

    fn binary(&mut self, op: BinaryOp, a: ExprId, b: ExprId) -> Lowered {
        if op == BinaryOp::Pow {
            return self.power(a, b);
        }
        let (a, b) = (self.expression(a)?, self.expression(b)?);
        Ok(match op {
            BinaryOp::Add => self.graph.add(a, b),
            BinaryOp::Sub => self.graph.sub(a, b),
            BinaryOp::Mul => self.graph.mul(a, b),
            BinaryOp::Div | BinaryOp::Pow => self.graph.div(a, b),
        })
    }

    fn power(&mut self, a: ExprId, b: ExprId) -> Lowered {
        if self.arena.node(a) == Node::Constant(Constant::E) {
            let exponent = self.expression(b)?;
            return Ok(self.graph.unary(Unary::Exp, exponent));
        }
        let base = self.expression(a)?;
        if let Some(exponent) = self.arena.literal(b) {
            return Ok(self.graph.rational_power(base, &exponent));
        }
        if self.is_integer(b) {
            if let Ok(exponent) = self.index(b) {
                let exponent = self.graph.affine(exponent);
                return Ok(self.graph.power(base, exponent));
            }
        }
        let exponent = self.expression(b)?;
        Ok(self.graph.binary(Binary::Pow, base, exponent))
    }

    /// Whether an expression stands for an integer because of the names in it.
    fn is_integer(&self, expr: ExprId) -> bool {
        match self.arena.node(expr) {
            Node::Number(side) => self.arena.get(side).is_integer(),
            Node::Variable(symbol) => {
                let real = self.reals.iter().any(|it| it.0 == symbol);
                let index = self.indices.iter().any(|it| it.0 == symbol);
                index || (!real && self.integers.contains(&symbol))
            }
            Node::Negate(a) => self.is_integer(a),
            Node::Binary(BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul, a, b) => {
                self.is_integer(a) && self.is_integer(b)
            }
            _ => false,
        }
    }

    fn call(&mut self, function: Function, a: NodeId) -> NodeId {
        let graph = &mut self.graph;
        let op = match function {
            Function::Exp => Unary::Exp,
            Function::Ln | Function::Log => Unary::Ln,
            Function::Sqrt => Unary::Sqrt,
            Function::Cbrt => Unary::Cbrt,
            Function::Abs => Unary::Abs,
            Function::Sign => Unary::Sign,
            Function::Sin => Unary::Sin,
            Function::Cos => Unary::Cos,
            Function::Tan => Unary::Tan,
            Function::Sinh => Unary::Sinh,
            Function::Cosh => Unary::Cosh,
            Function::Tanh => Unary::Tanh,
            Function::Sech => Unary::Sech,
            Function::Asin => Unary::Asin,
            Function::Acos => Unary::Acos,
            Function::Atan => Unary::Atan,
            Function::Asinh => Unary::Asinh,
            Function::Acosh => Unary::Acosh,
            Function::Atanh => Unary::Atanh,
            Function::Sigmoid => Unary::Sigmoid,
            Function::Softplus => Unary::Softplus,
            Function::Relu => {
                let zero = graph.num(0.0);
                return graph.binary(Binary::Max, zero, a);
            }
            Function::Cot => {
                // The reciprocal is often there already, and a product costs little beside a quotient.
                let (cos, csc) = (graph.unary(Unary::Cos, a), graph.reciprocal_of(Unary::Sin, a));
                return graph.mul(cos, csc);
            }
            Function::Sec => return graph.reciprocal_of(Unary::Cos, a),
            Function::Csc => return graph.reciprocal_of(Unary::Sin, a),
            Function::Coth => return graph.reciprocal_of(Unary::Tanh, a),
            Function::Csch => return graph.reciprocal_of(Unary::Sinh, a),
            Function::Acot => return graph.at_reciprocal(Unary::Atan, a),
            Function::Asec => return graph.at_reciprocal(Unary::Acos, a),
            Function::Acsc => return graph.at_reciprocal(Unary::Asin, a),
            Function::Acoth => return graph.at_reciprocal(Unary::Atanh, a),
            Function::Asech => return graph.at_reciprocal(Unary::Acosh, a),
            Function::Acsch => return graph.at_reciprocal(Unary::Asinh, a),
        };
        graph.unary(op, a)
    }

    fn derivative(&mut self, by: ExprId, body: ExprId) -> Lowered {
        match self.arena.node(by) {
            Node::Variable(symbol) => {
                let value = self.variable(symbol)?;
                if self.is_integer(by) {
                    return Err(CompileError::DerivativeBy);
                }
                let hole = self.graph.hole();
                let body = self.under(vec![(symbol, hole)], |it| it.expression(body))?;
                let result = self.graph.derivative(body, hole);
                Ok(self.graph.replace(result, &mut FxHashMap::from_iter([(hole, value)])))
            }
            Node::Indexed(side) => {
                let indexed = self.arena.get(side);
                let (array, indices) = self.component(indexed.array, &indexed.indices)?;
                let body = self.expression(body)?;
                Ok(self.graph.component_derivative(body, array, &indices))
            }
            _ => Err(CompileError::DerivativeBy),
        }
    }

    /// Lowers where names have other values.
    fn under(
        &mut self,
        values: Vec<(Symbol, NodeId)>,
        body: impl FnOnce(&mut Self) -> Lowered,
    ) -> Lowered {
        let before = self.reals.len();
        self.reals.extend(values);
        self.memo.push(FxHashMap::default());
        let result = body(self);
        self.memo.pop();
        self.reals.truncate(before);
        result
    }

    fn piecewise(&mut self, branches: &[(ExprId, Proposition)]) -> Lowered {
        let mut parts = Vec::with_capacity(branches.len());
        for (value, guard) in branches {
            parts.push((self.guard(guard)?, self.expression(*value)?));
        }
        let mut result = self.graph.undefined();
        for (guard, value) in parts.into_iter().rev() {
            result = self.graph.select(guard, value, result);
        }
        Ok(result)
    }

    fn guard(&mut self, guard: &Proposition) -> Lowered {
        match guard {
            Proposition::Compare(relation, a, b) => {
                if let (Ok(a), Ok(b), true) =
                    (self.index(*a), self.index(*b), self.is_integer(*a) && self.is_integer(*b))
                {
                    let difference = a.plus(-1, &b).ok_or(CompileError::Index)?;
                    let difference = self.graph.affine(difference);
                    return Ok(self.graph.test(*relation, difference));
                }
                let (a, b) = (self.expression(*a)?, self.expression(*b)?);
                Ok(self.graph.compare(*relation, a, b))
            }
            Proposition::And(parts) => {
                let mut result = self.graph.num(1.0);
                for part in parts {
                    let part = self.guard(part)?;
                    result = self.graph.and(result, part);
                }
                Ok(result)
            }
            Proposition::Or(parts) => {
                let mut result = self.graph.num(0.0);
                for part in parts {
                    let part = self.guard(part)?;
                    result = self.graph.or(result, part);
                }
                Ok(result)
            }
            Proposition::Integer(a) if self.is_integer(*a) => Ok(self.graph.num(1.0)),
            Proposition::Integer(_) | Proposition::Differentiable { .. } => {
                Err(CompileError::Guard)
            }
        }
    }

    /// An array's position with the indices of a component.
    fn component(&mut self, array: Symbol, indices: &[ExprId]) -> Lowered<(u32, Vec<Affine>)> {
        let name = self.arena.name(array);
        let indices =
            indices.iter().map(|&index| self.index(index)).collect::<Lowered<Vec<_>>>()?;
        let array = self.graph.array(name, indices.len());
        match array.filter(|_| !self.graph.inputs.iter().any(|it| it == name)) {
            Some(array) => Ok((array, indices)),
            None => Err(CompileError::Kind(name.to_owned())),
        }
    }

    fn fold(&mut self, fold: &crate::expr::Fold) -> Lowered {
        let (from, to) = (self.index(fold.from)?, self.index(fold.to)?);
        let bound = self.graph.fresh_bound();
        self.indices.push((fold.index, bound.into()));
        let body = self.under(Vec::new(), |it| it.expression(fold.body))?;
        self.indices.pop();
        self.note_extents(body, bound, &from, &to);
        let (from, to) = (self.graph.affine(from), self.graph.affine(to));
        let folding = if fold.kind == FoldKind::Sum { Folding::Sum } else { Folding::Product };
        Ok(self.graph.fold(Fold { folding, bound, from, to, body }))
    }

    /// An array that is indexed by an index that runs over `1..n` has `n` components there.
    pub(super) fn note_extents(&mut self, body: NodeId, bound: Bound, from: &Affine, to: &Affine) {
        let (Some(1), [(Integer::Size(size), 1)], 0) =
            (from.literal(), to.terms.as_slice(), to.constant)
        else {
            return;
        };
        let size = *size;
        for (array, dimension) in self.graph.indexed_by(body, bound) {
            let extent = Extent { array, dimension, size };
            if !self.extents.contains(&extent) {
                self.extents.push(extent);
            }
        }
    }
}

/// The names that occur where only integers make sense, bound ones included.
fn integer_names(
    arena: &Arena,
    expr: ExprId,
    seen: &mut FxHashSet<ExprId>,
    names: &mut FxHashSet<Symbol>,
) {
    if !seen.insert(expr) {
        return;
    }
    let mut note = |expr: ExprId| {
        arena.free_symbols(expr).into_iter().for_each(|symbol| {
            names.insert(symbol);
        });
    };
    match arena.node(expr) {
        Node::Indexed(side) => arena.get(side).indices.iter().for_each(|&index| note(index)),
        Node::Fold(side) => {
            note(arena.get(side).from);
            note(arena.get(side).to);
        }
        Node::Delta(a, b) => {
            note(a);
            note(b);
        }
        _ => {}
    }
    for child in arena.children(expr) {
        integer_names(arena, child, seen, names);
    }
}
