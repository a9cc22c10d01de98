//! The derivative that an evaluator computes in double precision, as a claim.

use super::judge::Claimed;
use super::line::Subject;
use super::sweep::Derivative;
use crate::enclosure::{Array, Point, Real};
use crate::evaluate::{Argument, CompileError, Evaluator, Options, compile};
use crate::expr::{Arena, ExprId, Symbol};
use crate::number::Rational;

/// How far the coordinate is moved to see how rounding enters, in units of its last place.
const NEIGHBOURS: [f64; 5] = [0.0, -1.0, 1.0, -3.0, 3.0];

/// A compiled expression with its derivative along a coordinate.
#[derive(Debug)]
pub struct Compiled {
    gradient: Evaluator,
    subject: Subject,
}

impl Compiled {
    /// Compiles an expression and its derivative, which is taken in reverse on the operations.
    pub fn new(
        arena: &Arena,
        expr: ExprId,
        subject: &Subject,
        integers: &[Symbol],
    ) -> Result<Self, CompileError> {
        let options = Options { integers: integers.to_vec(), ..Options::default() };
        let (Subject::Variable(name) | Subject::Component(name, _)) = subject;
        let gradient = compile(arena, expr, &options)?.gradient(&[arena.name(*name)])?;
        Ok(Self { gradient, subject: subject.clone() })
    }

    fn slope(&self, arena: &Arena, point: &Point) -> Option<f64> {
        let graph = self.gradient.graph();
        let named = |name: &str| arena.find_symbol(name);
        let arrays: Vec<_> = graph
            .arrays
            .iter()
            .map(|it| point.array(named(&it.name)?).map(flat))
            .collect::<Option<_>>()?;
        let mut arguments = Vec::new();
        for name in &graph.inputs {
            let value = point.variable(named(name)?)?.to_f64();
            arguments.push((name.as_str(), Argument::Number(value)));
        }
        for (array, (data, extents)) in graph.arrays.iter().zip(&arrays) {
            arguments.push((array.name.as_str(), Argument::Array { data, extents }));
        }
        for name in &graph.sizes {
            // The extents of arrays tell the others.
            if let Some(value) = named(name).and_then(|it| point.variable(it)) {
                arguments.push((name.as_str(), Argument::Integer(value.to_i64()?)));
            }
        }
        let results = self.gradient.evaluate(&arguments).ok()?;
        let place = match &self.subject {
            Subject::Variable(_) => 0,
            Subject::Component(array, indices) => {
                let position =
                    graph.arrays.iter().position(|it| named(&it.name) == Some(*array))?;
                let extents = &arrays[position].1;
                indices.iter().zip(extents).try_fold(0, |place, (&index, &extent)| {
                    Some(place * extent + usize::try_from(index - 1).ok()?)
                })?
            }
        };
        results.get(1)?.get(place).copied()
    }
}

/// The components of an array, the last index counting fastest, and the number of values of each.
#[must_use]
pub fn flat(array: &Array) -> (Vec<f64>, Vec<usize>) {
    match array {
        Array::Number(value) => (vec![value.to_f64()], Vec::new()),
        Array::List(parts) => {
            let (mut data, mut extents) = (Vec::new(), Vec::new());
            for part in parts {
                let (more, inner) = flat(part);
                data.extend(more);
                extents = inner;
            }
            extents.insert(0, parts.len());
            (data, extents)
        }
    }
}

impl Derivative for Compiled {
    fn claimed(&mut self, arena: &Arena, point: &Point) -> Claimed {
        let Some(x) = self.subject.of(point).cloned() else {
            return Claimed::Unclear("the evaluator does not know the coordinate".to_owned());
        };
        let unit = &x.abs() * &Rational::from(2).pow(-52).unwrap_or(Rational::ZERO);
        let mut values = Vec::new();
        for step in NEIGHBOURS {
            #[allow(clippy::cast_possible_truncation, reason = "a small whole number")]
            let shift = &unit * &Rational::from(step as i64);
            let mut beside = point.clone();
            self.subject.put(&mut beside, &x + &shift);
            match self.slope(arena, &beside) {
                Some(value) => values.push(value),
                None => {
                    return Claimed::Unclear("the evaluator cannot be called here".to_owned());
                }
            }
        }
        let value = values[0];
        if value.is_nan() {
            return Claimed::Undefined;
        }
        let Some(exact) = exact(value) else {
            return Claimed::Unclear("the derivative overflows in double precision".to_owned());
        };
        let spread = values.iter().map(|it| (it - value).abs()).fold(0.0, f64::max);
        let spread = spread + value.abs() * f64::EPSILON * 4.0 + f64::from_bits(1);
        match self::exact(spread) {
            Some(spread) => Claimed::Value(Real::Exact(exact), spread),
            None => Claimed::Unclear("the derivative is not stable in double precision".to_owned()),
        }
    }
}

/// The number that a float is.
#[must_use]
pub fn exact(value: f64) -> Option<Rational> {
    if !value.is_finite() {
        return None;
    }
    let bits = value.to_bits();
    let exponent = i64::try_from(bits >> 52 & 0x7FF).ok()?;
    let fraction = i64::try_from(bits & ((1 << 52) - 1)).ok()?;
    let (significand, exponent) =
        if exponent == 0 { (fraction, -1074) } else { (fraction | 1 << 52, exponent - 1075) };
    let value_abs = &Rational::from(significand) * &Rational::from(2).pow(exponent)?;
    Some(if value.is_sign_negative() { -&value_abs } else { value_abs })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_are_taken_exactly() {
        for value in [0.0, 1.0, -0.1, f64::MIN_POSITIVE, f64::from_bits(1), 1e300, f64::MAX] {
            let exact = exact(value).expect("finite");
            let difference = (exact.to_f64() - value).abs();
            assert!(difference <= value.abs() * 4.0 * f64::EPSILON, "{value}");
        }
        assert_eq!(exact(0.1).expect("finite").to_string(), "3602879701896397/36028797018963968");
        assert_eq!(exact(f64::NAN), None);
    }
}
