//! The derivative that an evaluator computes in double precision, as a claim.

use super::judge::Claimed;
use super::line::Subject;
use super::sweep::Derivative;
use crate::enclosure::{Array, Point, Real};
use crate::evaluate::{self, Argument, CompileError, Evaluator, Options, compile};
use crate::expr::{Arena, ExprId, Symbol};
use crate::number::Rational;

/// How far the coordinate is moved to see how rounding enters, as powers of two of its size.
const SHIFTS: [i64; 3] = [-52, -46, -40];
/// How much of the difference between single and double precision may be rounding in the latter: its
/// last place is 2^-29 as large, errors grow alike, and a factor of 16 is for luck.
const OF_SINGLE: f64 = 3.0e-8;
/// The rounding of terms as large as the function over the size of the place.
const OF_NATURAL: f64 = 4.0 * f64::EPSILON;

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

    /// The function's value and the slope, computed with numbers of some type.
    fn results<T: evaluate::Real>(&self, arena: &Arena, point: &Point) -> Option<(f64, f64)> {
        let graph = self.gradient.graph();
        let named = |name: &str| arena.find_symbol(name);
        let arrays: Vec<(Vec<T>, Vec<usize>)> = graph
            .arrays
            .iter()
            .map(|it| {
                let (data, extents) = flat(point.array(named(&it.name)?)?);
                Some((data.into_iter().map(T::from_f64).collect(), extents))
            })
            .collect::<Option<_>>()?;
        let mut arguments = Vec::new();
        for name in &graph.inputs {
            let value = point.variable(named(name)?)?.to_f64();
            arguments.push((name.as_str(), Argument::Number(T::from_f64(value))));
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
        Some((results.first()?.first()?.to_f64(), results.get(1)?.get(place)?.to_f64()))
    }

    /// What rounding in double precision may have done to the slope at a place: seen in how it differs
    /// from single precision, and in how much it jumps between places beside each other.
    fn rounding(
        &self,
        arena: &Arena,
        point: &Point,
        x: &Rational,
        (value, slope): (f64, f64),
    ) -> f64 {
        let size = x.abs().to_f64();
        let natural = if size > 0.0 { value.abs() / size } else { value.abs() };
        let mut rounding =
            slope.abs() * 4.0 * f64::EPSILON + natural * OF_NATURAL + f64::from_bits(1);
        if let Some((_, single)) = self.results::<f32>(arena, point) {
            let difference = (single - slope).abs();
            if difference.is_finite() {
                rounding += difference * OF_SINGLE;
            }
        }
        for shift in SHIFTS {
            let step = &x.abs() * &Rational::from(2).pow(shift).unwrap_or(Rational::ZERO);
            let beside = |x: Rational| {
                let mut beside = point.clone();
                self.subject.put(&mut beside, x);
                self.results::<f64>(arena, &beside).map(|it| it.1)
            };
            if let (Some(left), Some(right)) = (beside(x - &step), beside(x + &step)) {
                // What a smooth slope changes by cancels.
                let jump = (left - 2.0 * slope + right).abs();
                let change = if shift == SHIFTS[0] { (left - right).abs() } else { 0.0 };
                rounding = rounding.max(4.0 * jump.max(change));
            }
        }
        rounding
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
    fn is_rounded(&self) -> bool {
        true
    }

    fn claimed(&mut self, arena: &Arena, point: &Point) -> Claimed {
        let Some(x) = self.subject.of(point).cloned() else {
            return Claimed::Unclear("the evaluator does not know the coordinate".to_owned());
        };
        let Some(results) = self.results::<f64>(arena, point) else {
            return Claimed::Unclear("the evaluator cannot be called here".to_owned());
        };
        if results.1.is_nan() {
            return Claimed::Undefined;
        }
        let Some(exact) = exact(results.1) else {
            return Claimed::Unclear("the derivative overflows in double precision".to_owned());
        };
        let spread = self.rounding(arena, point, &x, results);
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
        for value in [0.0, 1.0, -0.1, f64::MIN_POSITIVE, 1e300, f64::MAX] {
            let exact = exact(value).expect("finite");
            let difference = (exact.to_f64() - value).abs();
            assert!(difference <= value.abs() * 4.0 * f64::EPSILON, "{value}");
        }
        assert_eq!(exact(0.1).expect("finite").to_string(), "3602879701896397/36028797018963968");
        assert_eq!(exact(f64::from_bits(1)), Rational::from(2).pow(-1074));
        assert_eq!(exact(f64::NAN), None);
    }
}
