//! Unspecified functions and whole arrays at a point.

use super::evaluate::{Evaluator, Name};
use super::interval::Real;
use super::jet::Jet;
use super::polynomial::Powers;
use super::{Failure, Place, Polynomial};
use crate::expr::{Application, Evaluation, ExprId, Fold, Symbol};
use crate::number::Rational;

/// The components of an array with their indices.
type Components = Vec<(Vec<i64>, Jet)>;

impl Evaluator<'_> {
    /// An unspecified function, or a partial derivative of one, at its arguments.
    pub(super) fn apply(&mut self, it: &Application) -> Result<Jet, Failure> {
        let polynomial = self.point.function(it.function);
        let mut polynomial =
            polynomial.cloned().ok_or(Failure::Unsupported("a function without a formula"))?;
        let ranks: Vec<usize> = it.arguments.iter().map(|&a| self.arena.rank(a)).collect();
        if ranks != polynomial.ranks {
            return Err(Failure::Unsupported("a function with other arguments"));
        }
        let mut places: Vec<(Place, Jet)> = Vec::new();
        let mut failure = None;
        for (argument, &expr) in it.arguments.iter().enumerate() {
            match self.components(expr) {
                Ok(found) => places.extend(
                    found.into_iter().map(|(indices, it)| (Place { argument, indices }, it)),
                ),
                Err(other) => {
                    failure = Some(failure.map_or(other, |known: Failure| known.or(other)));
                }
            }
        }
        if let Some(failure) = failure {
            return Err(failure);
        }
        for (argument, &order) in it.orders.iter().enumerate() {
            for _ in 0..order {
                polynomial = polynomial.derivative(&Place { argument, indices: Vec::new() });
            }
        }
        for (argument, indices) in &it.components {
            let by = Place { argument: *argument, indices: self.integers(indices)? };
            if by.indices.len() != ranks.get(*argument).copied().unwrap_or(0) {
                return Err(Failure::Unsupported("a derivative by a part of an array"));
            }
            if !places.iter().any(|(place, _)| *place == by) {
                return Err(Failure::Undefined);
            }
            polynomial = polynomial.derivative(&by);
        }
        self.polynomial(&polynomial, &places)
    }

    fn polynomial(&mut self, it: &Polynomial, places: &[(Place, Jet)]) -> Result<Jet, Failure> {
        let mut sum = Jet::ZERO;
        for (coefficient, powers) in &it.terms {
            if let Some(term) = self.term(coefficient, powers, places)? {
                sum = self.jets.add(&sum, &term)?;
            }
        }
        Ok(sum)
    }

    /// A term, unless it is about components that are not there.
    fn term(
        &mut self,
        coefficient: &Rational,
        powers: &Powers,
        places: &[(Place, Jet)],
    ) -> Result<Option<Jet>, Failure> {
        let mut term = Jet::Real(Real::Exact(coefficient.clone()));
        for (place, exponent) in powers {
            let Some((_, value)) = places.iter().find(|(known, _)| known == place) else {
                return Ok(None);
            };
            let power = self.jets.power(value, &Rational::from(i64::from(*exponent)))?;
            term = self.jets.mul(&term, &power)?;
        }
        Ok(Some(term))
    }

    /// The components of an array; a number is its own only component, without indices.
    pub(super) fn components(&mut self, expr: ExprId) -> Result<Components, Failure> {
        let arena = self.arena;
        match arena.as_array(expr) {
            Some(fold) => self.components_of(fold),
            None => Ok(vec![(Vec::new(), self.jet(expr)?)]),
        }
    }

    fn components_of(&mut self, fold: &Fold) -> Result<Components, Failure> {
        let range = self.integers(&[fold.from, fold.to])?;
        let mut all = Components::new();
        for index in range[0]..=range[1] {
            self.jets.fuel.spend(1)?;
            let bound = vec![(Name::Index(fold.index), Jet::Real(Real::integer(index)))];
            let inner = self.within(bound, |this| this.components(fold.body))?;
            all.extend(
                inner.into_iter().map(|(rest, value)| ([vec![index], rest].concat(), value)),
            );
        }
        Ok(all)
    }

    /// `body at x = a, …`, where the names may be those of arrays.
    pub(super) fn at(&mut self, evaluation: &Evaluation) -> Result<Jet, Failure> {
        let mut values = Vec::with_capacity(evaluation.bindings.len());
        let mut failure = None;
        for &(symbol, value) in &evaluation.bindings {
            match self.bound(symbol, value) {
                Ok(bound) => values.extend(bound),
                Err(other) => {
                    failure = Some(failure.map_or(other, |known: Failure| known.or(other)));
                }
            }
        }
        match failure {
            Some(failure) => Err(failure),
            None => self.under(values, evaluation.body),
        }
    }

    fn bound(&mut self, symbol: Symbol, value: ExprId) -> Result<Vec<(Name, Jet)>, Failure> {
        if self.arena.as_array(value).is_none() {
            return Ok(vec![(Name::Variable(symbol), self.jet(value)?)]);
        }
        let components = self.components(value)?.into_iter();
        let mut names = vec![(Name::Array(symbol), Jet::ZERO)];
        names.extend(components.map(|(at, value)| (Name::Component(symbol, at), value)));
        Ok(names)
    }
}
