//! A function along one coordinate: everything else is held fast.

use crate::enclosure::{Array, Failure, Fuel, Point, Real, evaluate};
use crate::expr::{Arena, ExprId, Symbol};
use crate::number::Rational;

/// The coordinate along which a function is looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// A variable.
    Variable(Symbol),
    /// A component of an array, by its indices, counted from one.
    Component(Symbol, Vec<i64>),
}

impl Subject {
    /// The coordinate's value at a point.
    #[must_use]
    pub fn of<'a>(&self, point: &'a Point) -> Option<&'a Rational> {
        match self {
            Self::Variable(name) => point.variable(*name),
            Self::Component(array, indices) => point.array(*array)?.component(indices),
        }
    }

    /// Moves the point along the coordinate; a point without the coordinate gets a variable, and
    /// stays as it is where an array has no such component.
    pub fn put(&self, point: &mut Point, value: Rational) {
        match self {
            Self::Variable(name) => match point.variables.iter_mut().find(|it| it.0 == *name) {
                Some(entry) => entry.1 = value,
                None => point.variables.push((*name, value)),
            },
            Self::Component(array, indices) => {
                let entry = point.arrays.iter_mut().find(|it| it.0 == *array);
                if let Some(place) = entry.and_then(|it| component(&mut it.1, indices)) {
                    *place = value;
                }
            }
        }
    }
}

fn component<'a>(array: &'a mut Array, indices: &[i64]) -> Option<&'a mut Rational> {
    match (array, indices) {
        (Array::Number(value), []) => Some(value),
        (Array::List(parts), [first, rest @ ..]) => {
            let position = usize::try_from(*first).ok()?.checked_sub(1)?;
            component(parts.get_mut(position)?, rest)
        }
        _ => None,
    }
}

/// A function of one real number.
#[derive(Debug)]
pub struct Line<'a> {
    arena: &'a Arena,
    expr: ExprId,
    subject: Subject,
    point: Point,
    fuel: Fuel,
}

impl<'a> Line<'a> {
    /// The expression along a coordinate through a point; all its values together may cost so much.
    #[must_use]
    pub fn new(
        arena: &'a Arena,
        expr: ExprId,
        subject: &Subject,
        point: &Point,
        fuel: Fuel,
    ) -> Self {
        Self { arena, expr, subject: subject.clone(), point: point.clone(), fuel }
    }

    /// The certified value at a place, computed with so many bits.
    pub fn value(&mut self, x: &Rational, bits: usize) -> Result<Real, Failure> {
        self.subject.put(&mut self.point, x.clone());
        evaluate(self.arena, self.expr, &self.point, bits, &mut self.fuel)
    }
}
