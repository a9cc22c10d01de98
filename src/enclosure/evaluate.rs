//! Evaluates expressions at a point.

use rustc_hash::FxHashMap;

use super::derivative::Subject;
use super::interval::{Precision, Real};
use super::jet::{Jet, Jets};
use super::{Failure, Fuel, Point, both};
use crate::expr::{Arena, BinaryOp, Constant, ExprId, Fold, FoldKind, Function, Node, Symbol};

/// What a binder gives a value to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Name {
    Variable(Symbol),
    /// An index, which is an integer.
    Index(Symbol),
    /// A component of an array.
    Component(Symbol, Vec<i64>),
    /// An array all of whose components stand after it; any other component does not exist.
    Array(Symbol),
}

/// Evaluates expressions and statements at one point and one precision. Subexpressions are
/// evaluated once.
#[derive(Debug)]
pub struct Evaluator<'a> {
    pub(super) arena: &'a Arena,
    pub(super) point: &'a Point,
    pub(super) jets: Jets<'a>,
    bindings: Vec<(Name, Jet)>,
    /// Values of subexpressions under these bindings.
    memo: FxHashMap<ExprId, Result<Jet, Failure>>,
}

/// The values of subexpressions that an evaluator has found at its point.
#[derive(Debug, Default)]
pub struct Values(FxHashMap<ExprId, Result<Jet, Failure>>);

/// The certified value of an expression at a point, computed with so many bits.
pub fn evaluate(
    arena: &Arena,
    expr: ExprId,
    point: &Point,
    bits: usize,
    fuel: &mut Fuel,
) -> Result<Real, Failure> {
    Evaluator::new(arena, point, bits, fuel).value(expr)
}

impl<'a> Evaluator<'a> {
    /// An evaluator at a point.
    #[must_use]
    pub fn new(arena: &'a Arena, point: &'a Point, bits: usize, fuel: &'a mut Fuel) -> Self {
        Self::resumed(arena, point, bits, fuel, Values::default())
    }

    /// An evaluator that goes on from what another one has found at the same point with as many bits.
    #[must_use]
    pub fn resumed(
        arena: &'a Arena,
        point: &'a Point,
        bits: usize,
        fuel: &'a mut Fuel,
        found: Values,
    ) -> Self {
        let jets = Jets { precision: Precision { bits }, fuel, sides: Vec::new() };
        Self { arena, point, jets, bindings: Vec::new(), memo: found.0 }
    }

    /// What has been found. Where the work allowed was used up, nothing is.
    #[must_use]
    pub fn into_values(self) -> Values {
        match self.jets.fuel.left() {
            0 => Values::default(),
            _ => Values(self.memo),
        }
    }

    /// The precision of the results.
    #[must_use]
    pub fn precision(&self) -> Precision {
        self.jets.precision
    }

    /// The certified value of an expression.
    pub fn value(&mut self, expr: ExprId) -> Result<Real, Failure> {
        match self.jet(expr) {
            Ok(Jet::Real(value)) => Ok(value),
            Ok(Jet::Series(..)) | Err(Failure::Tie) => Err(Failure::Undetermined),
            Err(failure) => Err(failure),
        }
    }

    pub(super) fn jet(&mut self, expr: ExprId) -> Result<Jet, Failure> {
        if let Some(known) = self.memo.get(&expr) {
            return known.clone();
        }
        self.jets.fuel.spend(1)?;
        let result = self.node(expr);
        self.memo.insert(expr, result.clone());
        result
    }

    fn node(&mut self, expr: ExprId) -> Result<Jet, Failure> {
        match self.arena.node(expr) {
            Node::Number(side) => Ok(Jet::Real(Real::Exact(self.arena.get(side).clone()))),
            Node::Constant(Constant::E) => Ok(Jet::Real(self.jets.precision.e()?)),
            Node::Constant(Constant::Pi) => Ok(Jet::Real(self.jets.precision.pi()?)),
            Node::Variable(symbol) => self.variable(symbol),
            Node::Negate(a) => {
                let a = self.jet(a)?;
                Ok(a.negate())
            }
            Node::Binary(BinaryOp::Pow, a, b) => self.power(a, b),
            Node::Binary(op, a, b) => self.binary(op, a, b),
            Node::Call(function, a) => {
                let a = self.jet(a)?;
                self.jets.call(function, &a)
            }
            Node::Extremum(kind, a, b) => {
                let (a, b) = both(self.jet(a), self.jet(b))?;
                self.jets.extremum(kind, &a, &b)
            }
            Node::Prime(function, order, a) => {
                let center = self.jet(a)?;
                self.differentiate(&Subject::Function(function), &center, order)
            }
            Node::Apply(side) => self.apply(self.arena.get(side)),
            Node::Derivative { by, body } => self.derivative(by, body),
            Node::At(side) => self.at(self.arena.get(side)),
            Node::Piecewise(_) => self.piecewise(expr),
            Node::Indexed(side) => {
                let indexed = self.arena.get(side);
                let indices = self.integers(&indexed.indices)?;
                self.component(indexed.array, &indices)
            }
            Node::Fold(side) => self.fold(self.arena.get(side)),
            Node::Delta(a, b) => {
                let indices = self.integers(&[a, b])?;
                Ok(if indices[0] == indices[1] { Jet::ONE } else { Jet::ZERO })
            }
        }
    }

    pub(super) fn variable(&self, symbol: Symbol) -> Result<Jet, Failure> {
        let bound = self.bindings.iter().rev().find_map(|(name, value)| match name {
            Name::Variable(own) | Name::Index(own) if *own == symbol => Some(value),
            _ => None,
        });
        match (bound, self.point.variable(symbol)) {
            (Some(value), _) => Ok(value.clone()),
            (None, Some(value)) => Ok(Jet::Real(Real::Exact(value.clone()))),
            (None, None) => Err(Failure::Unsupported("a variable without a value")),
        }
    }

    pub(super) fn is_integer_name(&self, symbol: Symbol) -> bool {
        let bound = self.bindings.iter().rev().find_map(|(name, _)| match name {
            Name::Variable(own) if *own == symbol => Some(false),
            Name::Index(own) if *own == symbol => Some(true),
            _ => None,
        });
        bound.unwrap_or_else(|| self.point.integers.contains(&symbol))
    }

    pub(super) fn component(&self, array: Symbol, indices: &[i64]) -> Result<Jet, Failure> {
        let bound = self.bindings.iter().rev().find_map(|(name, value)| match name {
            Name::Component(own, at) if *own == array && at == indices => Some(Ok(value.clone())),
            Name::Array(own) if *own == array => Some(Err(Failure::Undefined)),
            _ => None,
        });
        if let Some(value) = bound {
            return value;
        }
        let components = self.point.array(array);
        let components = components.ok_or(Failure::Unsupported("an array without components"))?;
        let value = components.component(indices).ok_or(if self.point.open.contains(&array) {
            Failure::Unsupported("a component of which nothing is known")
        } else {
            Failure::Undefined
        })?;
        Ok(Jet::Real(Real::Exact(value.clone())))
    }

    /// The values of expressions that stand for integers.
    pub(super) fn integers(&mut self, exprs: &[ExprId]) -> Result<Vec<i64>, Failure> {
        let mut values = Vec::with_capacity(exprs.len());
        for &expr in exprs {
            values.push(match self.jet(expr)? {
                Jet::Real(Real::Exact(value)) if value.is_integer() => {
                    value.to_i64().ok_or(Failure::Unsupported("an index of many digits"))?
                }
                Jet::Real(Real::Exact(_)) => return Err(Failure::Undefined),
                Jet::Real(_) => return Err(Failure::Undetermined),
                Jet::Series(..) => return Err(Failure::Unsupported("an index that varies")),
            });
        }
        Ok(values)
    }

    fn binary(&mut self, op: BinaryOp, a: ExprId, b: ExprId) -> Result<Jet, Failure> {
        let (a, b) = both(self.jet(a), self.jet(b))?;
        match op {
            BinaryOp::Add => self.jets.add(&a, &b),
            BinaryOp::Sub => self.jets.sub(&a, &b),
            BinaryOp::Mul => self.jets.mul(&a, &b),
            BinaryOp::Div => self.jets.div(&a, &b),
            BinaryOp::Pow => self.jets.general_power(&a, &b),
        }
    }

    fn power(&mut self, a: ExprId, b: ExprId) -> Result<Jet, Failure> {
        if self.arena.node(a) == Node::Constant(Constant::E) {
            let exponent = self.jet(b)?;
            return self.jets.call(Function::Exp, &exponent);
        }
        if self.is_literal(b)? {
            let (base, exponent) = both(self.jet(a), self.jet(b))?;
            let Jet::Real(Real::Exact(exponent)) = exponent else {
                return Err(Failure::Unsupported("an exponent of many digits"));
            };
            return self.jets.power(&base, &exponent);
        }
        let integer = self.is_integer(b)?;
        let (base, exponent) = both(self.jet(a), self.jet(b))?;
        if let (true, Jet::Real(Real::Exact(exponent))) = (integer, &exponent)
            && exponent.is_integer()
        {
            return self.jets.power(&base, exponent);
        }
        self.jets.general_power(&base, &exponent)
    }

    /// Whether an expression is made of numerals by the four operations.
    fn is_literal(&mut self, expr: ExprId) -> Result<bool, Failure> {
        self.jets.fuel.spend(1)?;
        Ok(match self.arena.node(expr) {
            Node::Number(_) => true,
            Node::Negate(a) => self.is_literal(a)?,
            Node::Binary(BinaryOp::Pow, ..) => false,
            Node::Binary(_, a, b) => self.is_literal(a)? && self.is_literal(b)?,
            _ => false,
        })
    }

    /// Whether an expression is an integer because of the names in it.
    fn is_integer(&mut self, expr: ExprId) -> Result<bool, Failure> {
        self.jets.fuel.spend(1)?;
        Ok(match self.arena.node(expr) {
            Node::Number(side) => self.arena.get(side).is_integer(),
            Node::Variable(symbol) => self.is_integer_name(symbol),
            Node::Delta(..) => true,
            Node::Negate(a) => self.is_integer(a)?,
            Node::Binary(BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul, a, b) => {
                self.is_integer(a)? && self.is_integer(b)?
            }
            _ => false,
        })
    }

    /// The value of an expression where names have other values.
    pub(super) fn under(&mut self, values: Vec<(Name, Jet)>, body: ExprId) -> Result<Jet, Failure> {
        self.within(values, |this| this.jet(body))
    }

    /// Evaluates where names have other values.
    pub(super) fn within<T>(
        &mut self,
        values: Vec<(Name, Jet)>,
        inner: impl FnOnce(&mut Self) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let before = self.bindings.len();
        self.bindings.extend(values);
        let outer = std::mem::take(&mut self.memo);
        let result = inner(self);
        self.memo = outer;
        self.bindings.truncate(before);
        result
    }

    fn piecewise(&mut self, expr: ExprId) -> Result<Jet, Failure> {
        let Node::Piecewise(side) = self.arena.node(expr) else {
            return Err(Failure::Undetermined);
        };
        let arena = self.arena;
        for (value, guard) in &arena.get(side).branches {
            if self.guard(guard)? {
                return self.jet(*value);
            }
        }
        Err(Failure::Undefined)
    }

    fn fold(&mut self, fold: &Fold) -> Result<Jet, Failure> {
        if fold.kind == FoldKind::Array {
            return Err(Failure::Unsupported("an array in the place of a number"));
        }
        let range = self.integers(&[fold.from, fold.to])?;
        let mut total = if fold.kind == FoldKind::Sum { Jet::ZERO } else { Jet::ONE };
        for index in range[0]..=range[1] {
            self.jets.fuel.spend(1)?;
            let value = Jet::Real(Real::integer(index));
            let term = self.under(vec![(Name::Index(fold.index), value)], fold.body)?;
            total = match fold.kind {
                FoldKind::Sum => self.jets.add(&total, &term)?,
                FoldKind::Product | FoldKind::Array => self.jets.mul(&total, &term)?,
            };
        }
        Ok(total)
    }
}
