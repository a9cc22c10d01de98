//! Evaluates expressions at a point.

use rustc_hash::FxHashMap;

use super::interval::{Precision, Real};
use super::jet::{Jet, Jets, Side};
use super::{Failure, Fuel, Point, both};
use crate::expr::{
    Arena, BinaryOp, Constant, Evaluation, ExprId, Fold, FoldKind, Function, Node, Symbol,
};
use crate::number::Rational;

/// Terms that are added in a second attempt, where signs depend on terms that a derivative of the
/// order at hand does not need.
const MORE_TERMS: usize = 4;
/// Derivatives of a higher order are given up.
const ORDER_LIMIT: u32 = 64;

/// What a binder gives a value to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Name {
    Variable(Symbol),
    /// An index, which is an integer.
    Index(Symbol),
    /// A component of an array.
    Component(Symbol, Vec<i64>),
}

/// Evaluates expressions and statements at one point and one precision. Subexpressions are
/// evaluated once.
#[derive(Debug)]
pub struct Evaluator<'a> {
    pub(super) arena: &'a Arena,
    point: &'a Point,
    pub(super) jets: Jets<'a>,
    bindings: Vec<(Name, Jet)>,
    /// Values of subexpressions, for each nested set of bindings.
    memo: Vec<FxHashMap<ExprId, Result<Jet, Failure>>>,
}

/// What is differentiated.
#[derive(Debug, Clone)]
enum Subject {
    Body(Name, ExprId),
    Function(Function),
}

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
        let jets = Jets { precision: Precision { bits }, fuel, sides: Vec::new() };
        Self { arena, point, jets, bindings: Vec::new(), memo: vec![FxHashMap::default()] }
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
        if let Some(known) = self.memo.last().and_then(|memo| memo.get(&expr)) {
            return known.clone();
        }
        self.jets.fuel.spend(1)?;
        let result = self.node(expr);
        if let Some(memo) = self.memo.last_mut() {
            memo.insert(expr, result.clone());
        }
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
                Ok(self.jets.negate(&a))
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
            Node::Apply(_) => self.apply(expr),
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

    fn variable(&self, symbol: Symbol) -> Result<Jet, Failure> {
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

    fn is_integer_name(&self, symbol: Symbol) -> bool {
        let bound = self.bindings.iter().rev().find_map(|(name, _)| match name {
            Name::Variable(own) if *own == symbol => Some(false),
            Name::Index(own) if *own == symbol => Some(true),
            _ => None,
        });
        bound.unwrap_or_else(|| self.point.integers.contains(&symbol))
    }

    fn component(&self, array: Symbol, indices: &[i64]) -> Result<Jet, Failure> {
        let bound = self.bindings.iter().rev().find_map(|(name, value)| match name {
            Name::Component(own, at) if *own == array && at == indices => Some(value),
            _ => None,
        });
        if let Some(value) = bound {
            return Ok(value.clone());
        }
        let array = self.point.array(array);
        let array = array.ok_or(Failure::Unsupported("an array without components"))?;
        let value = array.component(indices).ok_or(Failure::Undefined)?;
        Ok(Jet::Real(Real::Exact(value.clone())))
    }

    /// The values of expressions that stand for integers.
    fn integers(&mut self, exprs: &[ExprId]) -> Result<Vec<i64>, Failure> {
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

    fn apply(&mut self, expr: ExprId) -> Result<Jet, Failure> {
        let Node::Apply(side) = self.arena.node(expr) else { return Err(Failure::Undetermined) };
        let application = self.arena.get(side);
        let function = self.point.function(application.function);
        let function = function.ok_or(Failure::Unsupported("a function without a formula"))?;
        let polynomial = function
            .derivative(&application.orders)
            .ok_or(Failure::Unsupported("a function with another number of arguments"))?;
        let mut arguments = Vec::with_capacity(application.arguments.len());
        for &argument in &application.arguments {
            arguments.push(self.jet(argument)?);
        }
        let mut sum = Jet::ZERO;
        for (coefficient, exponents) in &polynomial.terms {
            let mut term = Jet::Real(Real::Exact(coefficient.clone()));
            for (argument, &exponent) in arguments.iter().zip(exponents) {
                let power = self.jets.power(argument, &Rational::from(i64::from(exponent)))?;
                term = self.jets.mul(&term, &power)?;
            }
            sum = self.jets.add(&sum, &term)?;
        }
        Ok(sum)
    }

    fn at(&mut self, evaluation: &Evaluation) -> Result<Jet, Failure> {
        let mut values = Vec::with_capacity(evaluation.bindings.len());
        let mut failure = None;
        for &(symbol, value) in &evaluation.bindings {
            match self.jet(value) {
                Ok(value) => values.push((Name::Variable(symbol), value)),
                Err(other) => {
                    failure = Some(failure.map_or(other, |known: Failure| known.or(other)))
                }
            }
        }
        match failure {
            Some(failure) => Err(failure),
            None => self.under(values, evaluation.body),
        }
    }

    /// The value of an expression where names have other values.
    pub(super) fn under(&mut self, values: Vec<(Name, Jet)>, body: ExprId) -> Result<Jet, Failure> {
        let before = self.bindings.len();
        self.bindings.extend(values);
        self.memo.push(FxHashMap::default());
        let result = self.jet(body);
        self.memo.pop();
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
        let range = self.integers(&[fold.from, fold.to])?;
        let mut total = if fold.kind == FoldKind::Sum { Jet::ZERO } else { Jet::ONE };
        for index in range[0]..=range[1] {
            self.jets.fuel.spend(1)?;
            let value = Jet::Real(Real::integer(index));
            let term = self.under(vec![(Name::Index(fold.index), value)], fold.body)?;
            total = match fold.kind {
                FoldKind::Sum => self.jets.add(&total, &term)?,
                FoldKind::Product => self.jets.mul(&total, &term)?,
            };
        }
        Ok(total)
    }

    pub(super) fn derivative(&mut self, by: ExprId, body: ExprId) -> Result<Jet, Failure> {
        let (mut order, mut body) = (1, body);
        while let Node::Derivative { by: inner, body: deeper } = self.arena.node(body) {
            if inner != by {
                break;
            }
            (order, body) = (order + 1, deeper);
        }
        let (name, center) = match self.arena.node(by) {
            Node::Variable(symbol) if self.is_integer_name(symbol) => {
                return Err(Failure::Unsupported("a derivative by an integer"));
            }
            Node::Variable(symbol) => (Name::Variable(symbol), self.variable(symbol)?),
            Node::Indexed(side) => {
                let indexed = self.arena.get(side);
                let indices = self.integers(&indexed.indices)?;
                let center = self.component(indexed.array, &indices)?;
                (Name::Component(indexed.array, indices), center)
            }
            _ => return Err(Failure::Unsupported("a derivative by an expression")),
        };
        self.differentiate(&Subject::Body(name, body), &center, order)
    }

    /// The derivative of some order at the centre.
    fn differentiate(
        &mut self,
        subject: &Subject,
        center: &Jet,
        order: u32,
    ) -> Result<Jet, Failure> {
        if order > ORDER_LIMIT {
            return Err(Failure::Unsupported("a derivative of a high order"));
        }
        let power = order as usize;
        let coefficient = match self.expand(subject, center, Side::Both, power + 1) {
            Ok(jet) => {
                jet.coefficient(self.jets.sides.len(), power).ok_or(Failure::Undetermined)?
            }
            Err(Failure::Tie) => match self.from_sides(subject, center, power, power + 1) {
                Err(Failure::Undetermined) => {
                    self.from_sides(subject, center, power, power + 1 + MORE_TERMS)?
                }
                result => result?,
            },
            Err(failure) => return Err(failure),
        };
        let mut factorial = Rational::ONE;
        for k in 2..=order {
            factorial = &factorial * &Rational::from(i64::from(k));
        }
        self.jets.mul(&coefficient, &Jet::Real(Real::Exact(factorial)))
    }

    /// The power series of the subject around the centre, on a side.
    fn expand(
        &mut self,
        subject: &Subject,
        center: &Jet,
        side: Side,
        length: usize,
    ) -> Result<Jet, Failure> {
        let mut terms = vec![Jet::ZERO; length];
        terms[0] = center.clone();
        if let Some(slope) = terms.get_mut(1) {
            *slope = Jet::ONE;
        }
        let variable = Jet::Series(self.jets.sides.len(), terms);
        self.jets.sides.push(side);
        let result = self.subject(subject, variable);
        self.jets.sides.pop();
        result
    }

    fn subject(&mut self, subject: &Subject, variable: Jet) -> Result<Jet, Failure> {
        match subject {
            Subject::Body(name, body) => self.under(vec![(name.clone(), variable)], *body),
            Subject::Function(function) => self.jets.call(*function, &variable),
        }
    }

    /// The coefficient of a power that both one-sided expansions have in common. On each side the
    /// function is given by a power series, so that it has a derivative of that order at the centre
    /// if and only if the coefficients up to there agree and the first is the value itself.
    fn from_sides(
        &mut self,
        subject: &Subject,
        center: &Jet,
        power: usize,
        length: usize,
    ) -> Result<Jet, Failure> {
        let index = self.jets.sides.len();
        let value = self.subject(subject, center.clone());
        let right = self.expand(subject, center, Side::Right, length);
        let left = self.expand(subject, center, Side::Left, length);
        let (value, (right, left)) = both(value, both(right, left))?;
        let mut coefficient = Jet::ZERO;
        let mut open = None;
        for k in 0..=power {
            let (Some(a), Some(b)) = (right.coefficient(index, k), left.coefficient(index, k))
            else {
                return Err(Failure::Undetermined);
            };
            let mut agree = self.agree(&a, &b);
            if k == 0 {
                agree = agree.and(self.agree(&value, &a));
            }
            match agree {
                Ok(()) => {}
                Err(Failure::Undefined) => return Err(Failure::Undefined),
                Err(failure) => open = open.or(Some(failure)),
            }
            coefficient = a;
        }
        open.map_or(Ok(coefficient), Err)
    }

    /// Whether two jets are equal; undefined where they certainly differ.
    fn agree(&mut self, a: &Jet, b: &Jet) -> Result<(), Failure> {
        let difference = self.jets.sub(a, b)?;
        match self.jets.ordering(&difference)? {
            std::cmp::Ordering::Equal => Ok(()),
            _ => Err(Failure::Undefined),
        }
    }
}
