//! What happens where infinitesimals decide: signs, branches, and functions at the edge of their
//! domain.

use std::cmp::Ordering;

use super::Failure;
use super::jet::{Jet, Jets, Side, blank};
use super::taylor::Elementary;
use crate::expr::Extremum;
use crate::number::Rational;

/// How a jet compares to zero for all sufficiently small infinitesimals on their sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    /// Less or greater.
    Certain(Ordering),
    /// Zero identically.
    Zero,
    /// Zero as far as the series is known.
    Vanishing,
    /// It differs between the sides, or might.
    Tie,
    /// Nothing is certain.
    Unknown,
}

/// Which branch a jet of a switching function takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Branch {
    Positive,
    Negative,
    Zero,
    /// Both branches agree as far as the series is known.
    Either,
}

impl Jets<'_> {
    /// The sign of a jet.
    pub(super) fn sign(&self, jet: &Jet) -> Sign {
        let (index, terms) = match jet {
            Jet::Real(value) => {
                return match value.sign() {
                    Some(Ordering::Equal) => Sign::Zero,
                    Some(ordering) => Sign::Certain(ordering),
                    None => Sign::Unknown,
                };
            }
            Jet::Series(index, terms) => (*index, terms),
        };
        let side = self.sides.get(index).copied().unwrap_or(Side::Both);
        for (power, term) in terms.iter().enumerate() {
            match self.sign(term) {
                Sign::Zero => {}
                Sign::Certain(ordering) if power == 0 => return Sign::Certain(ordering),
                Sign::Certain(_) if side == Side::Both => return Sign::Tie,
                Sign::Certain(ordering) => {
                    let flip = side == Side::Left && power % 2 == 1;
                    return Sign::Certain(if flip { ordering.reverse() } else { ordering });
                }
                Sign::Vanishing => {
                    let rest = &terms[power..];
                    let vanish = rest
                        .iter()
                        .all(|term| matches!(self.sign(term), Sign::Zero | Sign::Vanishing));
                    return if vanish { Sign::Vanishing } else { self.unsure(jet) };
                }
                Sign::Unknown if power == 0 || side != Side::Both => return Sign::Unknown,
                Sign::Tie | Sign::Unknown => return Sign::Tie,
            }
        }
        Sign::Vanishing
    }

    fn unsure(&self, jet: &Jet) -> Sign {
        if self.any_both(jet) { Sign::Tie } else { Sign::Unknown }
    }

    /// Whether a jet depends on an infinitesimal without a side.
    pub(super) fn any_both(&self, jet: &Jet) -> bool {
        match jet {
            Jet::Real(_) => false,
            Jet::Series(index, terms) => {
                self.sides.get(*index) == Some(&Side::Both)
                    || terms.iter().any(|term| self.any_both(term))
            }
        }
    }

    /// Whether all infinitesimals that a jet depends on are without a side, so that the point
    /// itself is part of what is looked at.
    pub(super) fn all_both(&self, jet: &Jet) -> bool {
        match jet {
            Jet::Real(_) => true,
            Jet::Series(index, terms) => {
                self.sides.get(*index) == Some(&Side::Both)
                    && terms.iter().all(|term| self.all_both(term))
            }
        }
    }

    /// The failure where a jet's behaviour cannot be told.
    pub(super) fn undecided(&self, jet: &Jet) -> Failure {
        if self.any_both(jet) { Failure::Tie } else { Failure::Undetermined }
    }

    /// How a jet compares to zero.
    pub(super) fn ordering(&self, jet: &Jet) -> Result<Ordering, Failure> {
        match self.sign(jet) {
            Sign::Certain(ordering) => Ok(ordering),
            Sign::Zero => Ok(Ordering::Equal),
            Sign::Tie => Err(Failure::Tie),
            Sign::Vanishing => Err(self.undecided(jet)),
            Sign::Unknown => Err(Failure::Undetermined),
        }
    }

    fn branch(&self, jet: &Jet) -> Result<Branch, Failure> {
        // With one infinitesimal, `O(t^n)` on both branches means derivatives that agree. With more
        // of them, the inner derivative may fail to exist beside the point.
        if self.sign(jet) == Sign::Vanishing && self.sides.len() == 1 {
            return Ok(Branch::Either);
        }
        Ok(match self.ordering(jet)? {
            Ordering::Less => Branch::Negative,
            Ordering::Equal => Branch::Zero,
            Ordering::Greater => Branch::Positive,
        })
    }

    /// The absolute value.
    pub(super) fn abs(&mut self, a: &Jet) -> Result<Jet, Failure> {
        if let Jet::Real(value) = a {
            return Ok(Jet::Real(self.precision.abs(value)?));
        }
        Ok(match self.branch(a)? {
            Branch::Positive | Branch::Either => a.clone(),
            Branch::Negative => a.negate(),
            Branch::Zero => Jet::ZERO,
        })
    }

    /// The sign as a value: -1, 0 or 1.
    pub(super) fn sign_value(&self, a: &Jet) -> Result<Jet, Failure> {
        Ok(match self.ordering(a)? {
            Ordering::Less => Jet::ONE.negate(),
            Ordering::Equal => Jet::ZERO,
            Ordering::Greater => Jet::ONE,
        })
    }

    /// The larger or the smaller of two values.
    pub(super) fn extremum(&mut self, kind: Extremum, a: &Jet, b: &Jet) -> Result<Jet, Failure> {
        if kind == Extremum::Min {
            let (a, b) = (a.negate(), b.negate());
            let max = self.extremum(Extremum::Max, &a, &b)?;
            return Ok(max.negate());
        }
        if let (Jet::Real(a), Jet::Real(b)) = (a, b) {
            return Ok(Jet::Real(self.precision.max(a, b)?));
        }
        let difference = self.sub(a, b)?;
        match self.branch(&difference)? {
            Branch::Positive | Branch::Zero => Ok(a.clone()),
            Branch::Negative => Ok(b.clone()),
            Branch::Either => self.add(b, &blank(&difference)),
        }
    }

    /// A quotient whose divisor is exactly zero where all infinitesimals are.
    pub(super) fn divide_by_vanishing(&mut self, a: &Jet, b: &Jet) -> Result<Jet, Failure> {
        if self.all_both(b) {
            return Err(Failure::Undefined);
        }
        let Jet::Series(index, divisor) = b else { return Err(Failure::Undefined) };
        let zeros = divisor.iter().take_while(|term| term.is_zero()).count();
        if zeros == 0 || zeros == divisor.len() {
            return Err(self.undecided(b));
        }
        if self.sides.get(*index) == Some(&Side::Both) {
            return Err(Failure::Undefined);
        }
        if a.is_zero() {
            self.ordering(&divisor[zeros])?;
            return Ok(Jet::ZERO);
        }
        match a {
            Jet::Series(own, terms)
                if own == index
                    && terms.len() > zeros
                    && terms.iter().take(zeros).all(Jet::is_zero) =>
            {
                let upper = Jet::Series(*index, terms[zeros..].to_vec());
                let lower = Jet::Series(*index, divisor[zeros..].to_vec());
                self.div(&upper, &lower)
            }
            // A pole, or not enough terms.
            _ => Err(self.undecided(b)),
        }
    }

    /// A function at a jet whose constant term lies exactly on the edge of its smooth domain.
    pub(super) fn edge(&mut self, function: &Elementary, u: &Jet) -> Result<Jet, Failure> {
        if self.all_both(u) {
            let defined = function.is_defined_at_edge();
            return Err(if defined { Failure::Tie } else { Failure::Undefined });
        }
        let margin = function.margin(self, u)?;
        let sign = self.sign(&margin);
        if function.needs_margin() && sign == Sign::Certain(Ordering::Less) {
            return Err(Failure::Undefined);
        }
        match function.exponent() {
            Some(exponent) if exponent.is_positive() && matches!(sign, Sign::Certain(_)) => {
                self.root_at_zero(function, &exponent, u)
            }
            _ if sign == Sign::Tie => Err(Failure::Tie),
            _ => Err(self.undecided(u)),
        }
    }

    /// A power `r` of `t^m * g` with `g` not zero, where `r*m` is an integer.
    fn root_at_zero(
        &mut self,
        function: &Elementary,
        exponent: &Rational,
        u: &Jet,
    ) -> Result<Jet, Failure> {
        let Jet::Series(index, terms) = u else { return Err(Failure::Undetermined) };
        let zeros = terms.iter().take_while(|term| term.is_zero()).count();
        let lifted =
            &Rational::from(i64::try_from(zeros).map_err(|_| Failure::Undetermined)?) * exponent;
        let (Some(lifted), true) = (lifted.to_i64(), zeros > 0 && zeros < terms.len()) else {
            return Err(self.undecided(u));
        };
        let lifted = usize::try_from(lifted).map_err(|_| Failure::Undetermined)?;
        let left = match self.sides.get(*index) {
            Some(Side::Right) => false,
            Some(Side::Left) => true,
            _ => return Err(Failure::Tie),
        };
        // With `t = -|t|` on the left: `u = |t|^m * h`, `u^r = |t|^(r*m) * h^r`.
        let mut factor = Jet::Series(*index, terms[zeros..].to_vec());
        if left && zeros % 2 == 1 {
            factor = factor.negate();
        }
        let mut root = self.elementary(function, &factor)?;
        if left && lifted % 2 == 1 {
            root = root.negate();
        }
        let Jet::Series(own, known) = root else { return Err(Failure::Undetermined) };
        if own != *index {
            return Err(Failure::Undetermined);
        }
        let mut shifted = vec![Jet::ZERO; lifted];
        shifted.extend(known);
        Ok(Jet::Series(*index, shifted))
    }
}
