//! Derivatives at a point: a coefficient of a power series, or of the two that belong to the sides of
//! the point.

use super::evaluate::{Evaluator, Name};
use super::interval::Real;
use super::jet::{Jet, Side};
use super::{Failure, both};
use crate::expr::{ExprId, Function, Node};
use crate::number::Rational;

/// Terms that are added in a second attempt, where signs depend on terms that a derivative of the
/// order at hand does not need.
const MORE_TERMS: usize = 4;
/// Derivatives of a higher order are given up.
const ORDER_LIMIT: u32 = 64;

/// What is differentiated.
#[derive(Debug, Clone)]
pub(super) enum Subject {
    Body(Name, ExprId),
    Function(Function),
}

impl Evaluator<'_> {
    /// `diff(body, by)`; repeated derivatives by the same variable are one of a higher order.
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
    pub(super) fn differentiate(
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
            Err(Failure::Tie) => match self.side_by_side(subject, center, power, power + 1) {
                Err(Failure::Undetermined) => {
                    self.side_by_side(subject, center, power, power + 1 + MORE_TERMS)?
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
    fn side_by_side(
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
