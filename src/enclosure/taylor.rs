//! The elementary functions of jets: Taylor coefficients from the recurrences of their
//! differential equations, and the other functions by their definitions.

use std::cmp::Ordering;

use super::Failure;
use super::interval::{Precision, Real};
use super::jet::{Jet, Jets};
use crate::expr::{Extremum, Function};
use crate::number::Rational;

/// A function whose Taylor coefficients are known directly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Elementary {
    Exp,
    Ln,
    Sin,
    Cos,
    Sinh,
    Cosh,
    Asin,
    Acos,
    Atan,
    Asinh,
    Acosh,
    Atanh,
    Cbrt,
    /// A power with a literal exponent.
    Power(Rational),
}
use Elementary::{
    Acos, Acosh, Asin, Asinh, Atan, Atanh, Cbrt, Cos, Cosh, Exp, Ln, Power, Sin, Sinh,
};

fn ratio(numerator: i64, denominator: i64) -> Rational {
    Rational::new(numerator, denominator).unwrap_or(Rational::ZERO)
}

fn integer(value: usize) -> Result<i64, Failure> {
    i64::try_from(value).map_err(|_| Failure::Undetermined)
}

impl Elementary {
    /// Whether the function has a value on the edge of its smooth domain.
    pub(super) fn is_defined_at_edge(&self) -> bool {
        match self {
            Asin | Acos | Acosh | Cbrt => true,
            Power(exponent) => exponent.is_positive(),
            _ => false,
        }
    }

    /// Whether the function is undefined where its margin is negative.
    pub(super) fn needs_margin(&self) -> bool {
        match self {
            Cbrt => false,
            Power(exponent) => !exponent.is_integer(),
            _ => true,
        }
    }

    /// The exponent of a function that is a power.
    pub(super) fn exponent(&self) -> Option<Rational> {
        match self {
            Cbrt => Some(ratio(1, 3)),
            Power(exponent) => Some(exponent.clone()),
            _ => None,
        }
    }

    /// Something that is positive inside of the function's domain and zero on its edge.
    pub(super) fn margin(&self, jets: &mut Jets<'_>, u: &Jet) -> Result<Jet, Failure> {
        match self {
            Asin | Acos | Atanh => {
                let square = jets.mul(u, u)?;
                jets.sub(&Jet::ONE, &square)
            }
            Acosh => jets.sub(u, &Jet::ONE),
            Ln | Cbrt | Power(_) => Ok(u.clone()),
            _ => Ok(Jet::ONE),
        }
    }

    fn value(&self, precision: Precision, c: &Real) -> Result<Real, Failure> {
        match self {
            Exp => precision.exp(c),
            Ln => precision.ln(c),
            Sin => precision.sin(c),
            Cos => precision.cos(c),
            Sinh => precision.sinh(c),
            Cosh => precision.cosh(c),
            Asin => precision.asin(c),
            Acos => precision.acos(c),
            Atan => precision.atan(c),
            Asinh => precision.asinh(c),
            Acosh => precision.acosh(c),
            Atanh => precision.atanh(c),
            Cbrt => precision.cbrt(c),
            Power(exponent) if *exponent == ratio(1, 2) => precision.sqrt(c),
            Power(exponent) => precision.literal_power(c, exponent),
        }
    }

    /// The Taylor coefficients at an interior point, up to a degree.
    fn taylor(&self, p: Precision, c: &Real, degree: usize) -> Result<Vec<Real>, Failure> {
        let value = self.value(p, c)?;
        let two = Real::integer(2);
        match self {
            Exp => cycle(p, &[value], degree),
            Sin => {
                let slope = p.cos(c)?;
                cycle(p, &[value.clone(), slope.clone(), value.negate(), slope.negate()], degree)
            }
            Cos => {
                let slope = p.sin(c)?.negate();
                cycle(p, &[value.clone(), slope.clone(), value.negate(), slope.negate()], degree)
            }
            Sinh => cycle(p, &[value, p.cosh(c)?], degree),
            Cosh => cycle(p, &[value, p.sinh(c)?], degree),
            Power(r) if r.is_integer() && !r.is_negative() => whole_power(p, c, r, degree),
            Power(r) => power(p, c, value, r, degree),
            Cbrt => power(p, c, value, &ratio(1, 3), degree),
            Ln => {
                let slope = p.div(&Real::ONE, c)?;
                let slopes = power(p, c, slope, &Rational::from(-1), degree)?;
                integrate(p, value, &slopes, degree)
            }
            Asin | Acos | Asinh | Acosh | Atan | Atanh => {
                let (square, twice) = (p.mul(c, c)?, p.mul(&two, c)?);
                let minus = Real::integer(-1);
                let quadratic = match self {
                    Asin | Acos | Atanh => [p.sub(&Real::ONE, &square)?, twice.negate(), minus],
                    Acosh => [p.sub(&square, &Real::ONE)?, twice, Real::ONE],
                    _ => [p.add(&square, &Real::ONE)?, twice, Real::ONE],
                };
                let exponent =
                    if matches!(self, Atan | Atanh) { ratio(-1, 1) } else { ratio(-1, 2) };
                let mut slopes = quadratic_power(p, &quadratic, &exponent, degree)?;
                if *self == Acos {
                    for slope in &mut slopes {
                        *slope = slope.negate();
                    }
                }
                integrate(p, value, &slopes, degree)
            }
        }
    }
}

/// Derivatives that repeat, divided by factorials.
fn cycle(p: Precision, derivatives: &[Real], degree: usize) -> Result<Vec<Real>, Failure> {
    let (mut series, mut factorial) = (Vec::with_capacity(degree + 1), Real::ONE);
    for (k, derivative) in (0..=degree).zip(derivatives.iter().cycle()) {
        if k > 1 {
            factorial = p.mul(&factorial, &Real::integer(integer(k)?))?;
        }
        series.push(p.div(derivative, &factorial)?);
    }
    Ok(series)
}

/// The series of a function from its value and the series of its derivative.
fn integrate(
    p: Precision,
    value: Real,
    slopes: &[Real],
    degree: usize,
) -> Result<Vec<Real>, Failure> {
    let mut series = vec![value];
    for (k, slope) in (1..=degree).zip(slopes) {
        series.push(p.div(slope, &Real::integer(integer(k)?))?);
    }
    Ok(series)
}

/// `(c + t)^r` from its value at `t = 0`, for `c` other than zero: each coefficient is
/// `(r - k + 1)/(k*c)` times the one before.
fn power(
    p: Precision,
    c: &Real,
    value: Real,
    r: &Rational,
    degree: usize,
) -> Result<Vec<Real>, Failure> {
    let mut series = vec![value];
    for k in 1..=degree {
        let k = integer(k)?;
        let factor = (r + &Rational::from(1 - k)).checked_div(&Rational::from(k));
        let factor = Real::Exact(factor.ok_or(Failure::Undetermined)?);
        let last = series.last().ok_or(Failure::Undetermined)?;
        series.push(p.div(&p.mul(&factor, last)?, c)?);
    }
    Ok(series)
}

/// `(c + t)^n` by the binomial theorem, which also covers `c = 0`.
fn whole_power(p: Precision, c: &Real, n: &Rational, degree: usize) -> Result<Vec<Real>, Failure> {
    let n = n.to_i64().ok_or(Failure::Undetermined)?;
    let (mut series, mut binomial) = (Vec::with_capacity(degree + 1), Real::ONE);
    for k in 0..=degree {
        let k = integer(k)?;
        if k > n {
            series.push(Real::ZERO);
            continue;
        }
        if k > 0 {
            binomial = p.mul(&binomial, &Real::Exact(ratio(n - k + 1, k)))?;
        }
        series.push(p.mul(&binomial, &p.integer_power(c, n - k)?)?);
    }
    Ok(series)
}

/// A power of a quadratic polynomial with a positive constant term, or the exponent -1: from
/// `P'*Q = a*P*Q'` for `P = Q^a` (J. C. P. Miller's recurrence).
fn quadratic_power(
    p: Precision,
    q: &[Real; 3],
    a: &Rational,
    degree: usize,
) -> Result<Vec<Real>, Failure> {
    let mut series = vec![p.literal_power(&q[0], a)?];
    for k in 1..=degree {
        let mut sum = Real::ZERO;
        for i in 1..=k.min(2) {
            let (i_, rest) = (Rational::from(integer(i)?), Rational::from(integer(k - i)?));
            let factor = Real::Exact(&(&i_ * a) - &rest);
            let term = p.mul(&p.mul(&factor, &q[i])?, &series[k - i])?;
            sum = p.add(&sum, &term)?;
        }
        series.push(p.div(&p.div(&sum, &q[0])?, &Real::integer(integer(k)?))?);
    }
    Ok(series)
}

impl Jets<'_> {
    /// An elementary function of a jet.
    pub(super) fn elementary(&mut self, f: &Elementary, u: &Jet) -> Result<Jet, Failure> {
        let work = match f {
            Power(r) if r.is_integer() => 2,
            Asin | Acos | Atan => 120,
            _ => 24,
        };
        self.fuel.spend(work * self.precision.bits.div_ceil(64) as u64)?;
        let Jet::Series(..) = u else {
            return Ok(Jet::Real(f.value(self.precision, u.constant())?));
        };
        let c = u.constant().clone();
        let whole = matches!(f, Power(r) if r.is_integer() && !r.is_negative());
        let margin = f.margin(self, &Jet::Real(c.clone()))?;
        match margin.constant().sign() {
            _ if whole => {}
            Some(Ordering::Equal) => return self.edge(f, u),
            None => return Err(Failure::Undetermined),
            Some(Ordering::Less) if f.needs_margin() => return Err(Failure::Undefined),
            Some(_) => {}
        }
        let series = f.taylor(self.precision, &c, u.degree())?;
        self.compose(&series, u)
    }

    /// A power with a literal exponent.
    pub(super) fn power(&mut self, base: &Jet, exponent: &Rational) -> Result<Jet, Failure> {
        if exponent.is_one() {
            return Ok(base.clone());
        }
        self.elementary(&Power(exponent.clone()), base)
    }

    /// A power whose exponent is not a literal: the base is positive, or zero and the exponent
    /// positive.
    pub(super) fn general_power(&mut self, base: &Jet, exponent: &Jet) -> Result<Jet, Failure> {
        match base.constant().sign() {
            None => return Err(Failure::Undetermined),
            Some(Ordering::Less) => return Err(Failure::Undefined),
            Some(Ordering::Equal) => return self.power_of_zero(base, exponent),
            Some(Ordering::Greater) => {}
        }
        if let Jet::Real(Real::Exact(exponent)) = exponent {
            return self.power(base, exponent);
        }
        let logarithm = self.elementary(&Ln, base)?;
        let product = self.mul(exponent, &logarithm)?;
        self.elementary(&Exp, &product)
    }

    fn power_of_zero(&mut self, base: &Jet, exponent: &Jet) -> Result<Jet, Failure> {
        if base.is_zero() {
            return match self.ordering(exponent) {
                Ok(Ordering::Greater) => Ok(Jet::ZERO),
                Ok(_) => Err(Failure::Undefined),
                // At the point itself the exponent is zero.
                Err(Failure::Tie) if self.all_both(exponent) => Err(Failure::Undefined),
                Err(failure) => Err(failure),
            };
        }
        if self.all_both(base) && self.all_both(exponent) {
            return Err(match exponent.constant().sign() {
                Some(Ordering::Greater) => Failure::Tie,
                Some(_) => Failure::Undefined,
                None => Failure::Undetermined,
            });
        }
        match (self.ordering(base)?, exponent) {
            (Ordering::Less, _) => Err(Failure::Undefined),
            (Ordering::Greater, Jet::Real(Real::Exact(exponent))) => self.power(base, exponent),
            _ => Err(self.undecided(base)),
        }
    }

    fn inverse(&mut self, a: &Jet) -> Result<Jet, Failure> {
        self.div(&Jet::ONE, a)
    }

    fn quotient(&mut self, f: &Elementary, g: &Elementary, u: &Jet) -> Result<Jet, Failure> {
        let (above, below) = super::both(self.elementary(f, u), self.elementary(g, u))?;
        self.div(&above, &below)
    }

    fn inverse_of(&mut self, f: &Elementary, u: &Jet) -> Result<Jet, Failure> {
        let value = self.elementary(f, u)?;
        self.inverse(&value)
    }

    fn of_inverse(&mut self, f: &Elementary, u: &Jet) -> Result<Jet, Failure> {
        let inverse = self.inverse(u)?;
        self.elementary(f, &inverse)
    }

    /// A function of the language at a jet, by its definition.
    pub(super) fn call(&mut self, function: Function, u: &Jet) -> Result<Jet, Failure> {
        match function {
            Function::Exp => self.elementary(&Exp, u),
            Function::Ln | Function::Log => self.elementary(&Ln, u),
            Function::Sqrt => self.elementary(&Power(ratio(1, 2)), u),
            Function::Cbrt => self.elementary(&Cbrt, u),
            Function::Abs => self.abs(u),
            Function::Sign => self.sign_value(u),
            Function::Sin => self.elementary(&Sin, u),
            Function::Cos => self.elementary(&Cos, u),
            Function::Tan => self.quotient(&Sin, &Cos, u),
            Function::Cot => self.quotient(&Cos, &Sin, u),
            Function::Sec => self.inverse_of(&Cos, u),
            Function::Csc => self.inverse_of(&Sin, u),
            Function::Sinh => self.elementary(&Sinh, u),
            Function::Cosh => self.elementary(&Cosh, u),
            Function::Tanh => self.quotient(&Sinh, &Cosh, u),
            Function::Coth => self.quotient(&Cosh, &Sinh, u),
            Function::Sech => self.inverse_of(&Cosh, u),
            Function::Csch => self.inverse_of(&Sinh, u),
            Function::Asin => self.elementary(&Asin, u),
            Function::Acos => self.elementary(&Acos, u),
            Function::Atan => self.elementary(&Atan, u),
            Function::Acot => self.of_inverse(&Atan, u),
            Function::Asec => self.of_inverse(&Acos, u),
            Function::Acsc => self.of_inverse(&Asin, u),
            Function::Asinh => self.elementary(&Asinh, u),
            Function::Acosh => self.elementary(&Acosh, u),
            Function::Atanh => self.elementary(&Atanh, u),
            Function::Acoth => self.of_inverse(&Atanh, u),
            Function::Asech => self.of_inverse(&Acosh, u),
            Function::Acsch => self.of_inverse(&Asinh, u),
            Function::Sigmoid => {
                let minus = u.negate();
                let exp = self.elementary(&Exp, &minus)?;
                let sum = self.add(&Jet::ONE, &exp)?;
                self.inverse(&sum)
            }
            Function::Relu => self.extremum(Extremum::Max, &Jet::ZERO, u),
            Function::Softplus => {
                let exp = self.elementary(&Exp, u)?;
                let sum = self.add(&Jet::ONE, &exp)?;
                self.elementary(&Ln, &sum)
            }
        }
    }
}
