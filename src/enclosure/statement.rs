//! Evaluates statements at a point.

use super::evaluate::Evaluator;
use super::interval::Real;
use super::jet::Jet;
use super::{Failure, Fuel, Point, both};
use crate::expr::{Arena, ExprId, Proposition};

/// What is certain about a statement at a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Truth {
    /// It is true.
    True,
    /// It is not true: false, or something in it is undefined.
    NotTrue,
    /// Nothing is certain, for the reason given.
    Unknown(Failure),
}

impl Truth {
    /// Whether both this and something else is true: not, as soon as one of them is certainly not.
    #[must_use]
    pub fn and(self, other: impl FnOnce() -> Self) -> Self {
        match self {
            Self::True => other(),
            Self::Unknown(_) if other() == Self::NotTrue => Self::NotTrue,
            Self::NotTrue | Self::Unknown(_) => self,
        }
    }
}

/// What is known about a statement, with more distinctions than the outside needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    True,
    False,
    Undefined,
    /// Not true; whether it is false or undefined is a matter of reading.
    Neither,
    Open(Failure),
}

/// Whether a statement holds at a point, computed with so many bits. A comparison is true only
/// where both sides are defined.
pub fn holds(
    arena: &Arena,
    statement: &Proposition,
    point: &Point,
    bits: usize,
    fuel: &mut Fuel,
) -> Truth {
    Evaluator::new(arena, point, bits, fuel).truth(statement)
}

impl Evaluator<'_> {
    /// Whether a statement holds.
    pub fn truth(&mut self, statement: &Proposition) -> Truth {
        match self.state(statement) {
            State::True => Truth::True,
            State::False | State::Undefined | State::Neither => Truth::NotTrue,
            State::Open(Failure::Tie) => Truth::Unknown(Failure::Undetermined),
            State::Open(failure) => Truth::Unknown(failure),
        }
    }

    /// Whether the guard of a branch is true; undefined where something in it is.
    pub(super) fn guard(&mut self, guard: &Proposition) -> Result<bool, Failure> {
        match self.state(guard) {
            State::True => Ok(true),
            State::False => Ok(false),
            State::Undefined => Err(Failure::Undefined),
            State::Neither => Err(Failure::Undetermined),
            State::Open(failure) => Err(failure),
        }
    }

    fn state(&mut self, statement: &Proposition) -> State {
        match statement {
            Proposition::Compare(relation, a, b) => {
                from_result(self.comparison(*a, *b).map(|ordering| relation.holds(ordering)))
            }
            Proposition::Integer(a) => from_result(self.is_whole(*a)),
            Proposition::And(parts) => self.all(parts),
            Proposition::Or(parts) => self.any(parts),
            Proposition::Differentiable { by, body } => match self.derivative(*by, *body) {
                Ok(_) => State::True,
                Err(Failure::Undefined) => State::False,
                Err(failure) => State::Open(failure),
            },
        }
    }

    fn comparison(&mut self, a: ExprId, b: ExprId) -> Result<std::cmp::Ordering, Failure> {
        if a == b && self.arena.as_array(a).is_some() {
            return self.components(a).map(|_| std::cmp::Ordering::Equal);
        }
        let (x, y) = both(self.jet(a), self.jet(b))?;
        if a == b {
            return Ok(std::cmp::Ordering::Equal);
        }
        if let (Jet::Real(x), Jet::Real(y)) = (&x, &y) {
            return self.jets.precision.compare(x, y).ok_or(Failure::Undetermined);
        }
        let difference = self.jets.sub(&x, &y)?;
        self.jets.ordering(&difference)
    }

    fn is_whole(&mut self, a: ExprId) -> Result<bool, Failure> {
        match self.jet(a)? {
            Jet::Real(Real::Exact(value)) => Ok(value.is_integer()),
            _ => Err(Failure::Undetermined),
        }
    }

    fn all(&mut self, parts: &[Proposition]) -> State {
        let (mut no, mut undefined, mut open) = (false, false, None);
        for part in parts {
            match self.state(part) {
                State::True => {}
                State::False => no = true,
                State::Undefined => undefined = true,
                State::Neither => (no, undefined) = (true, true),
                State::Open(failure) => open = Some(failure),
            }
        }
        match (no, undefined, open) {
            (true, true, _) | (_, true, Some(_)) => State::Neither,
            (_, _, Some(Failure::OutOfFuel)) => State::Open(Failure::OutOfFuel),
            (true, false, None) => State::False,
            (true, false, Some(Failure::Tie)) => State::Open(Failure::Tie),
            (true, false, Some(_)) => State::Neither,
            (false, true, None) => State::Undefined,
            (false, false, Some(failure)) => State::Open(failure),
            (false, false, None) => State::True,
        }
    }

    fn any(&mut self, parts: &[Proposition]) -> State {
        let (mut no, mut undefined, mut open) = (false, false, None);
        for part in parts {
            match self.state(part) {
                State::True => return State::True,
                State::False => no = true,
                State::Undefined => undefined = true,
                State::Neither => (no, undefined) = (true, true),
                State::Open(failure) => open = Some(failure),
            }
        }
        match (no, undefined, open) {
            (_, _, Some(failure)) => State::Open(failure),
            (true, true, None) => State::Neither,
            (false, true, None) => State::Undefined,
            (_, false, None) => State::False,
        }
    }
}

fn from_result(result: Result<bool, Failure>) -> State {
    match result {
        Ok(true) => State::True,
        Ok(false) => State::False,
        Err(Failure::Undefined) => State::Undefined,
        Err(failure) => State::Open(failure),
    }
}
