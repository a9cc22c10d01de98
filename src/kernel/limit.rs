//! Derivatives that are found as limits: of a function that lies between two others, and of a quotient
//! that is continued to a zero of its divisor.

use super::check::Block;
use super::{Continued, Rejection, Squeeze, smooth};
use crate::expr::{ExprId, Proposition, Relation};

type Checked<T = ()> = Result<T, Rejection>;

/// The highest multiplicity of the zero of a divisor.
const HIGHEST: u32 = 12;

impl Block<'_> {
    /// Near the point the function lies between two others, which have the same value and the same
    /// derivative at the point: its difference quotients lie between theirs.
    pub(super) fn squeeze(&mut self, it: &Squeeze) -> Checked<Proposition> {
        let (by, body) = self.parts(it.derivative)?;
        let mut near = self.near(&it.open, by)?;
        near.steps(&it.steps)?;
        for (relation, bound) in [Relation::AT_LEAST, Relation::AT_MOST].into_iter().zip(it.bounds)
        {
            near.need(&Proposition::Compare(relation, body, bound))?;
        }
        self.need(&Proposition::equal(it.bounds[0], it.bounds[1]))?;
        for bound in it.bounds {
            let slope = self.arena.derivative(bound, by);
            self.need(&Proposition::equal(slope, it.value))?;
        }
        Ok(Proposition::equal(it.derivative, it.value))
    }

    /// A smooth `g` whose derivatives of order less than `m` vanish at `x = a` is `(x - a)^m*q` with a
    /// smooth `q`; the values of `q` and of its derivative at `a` are those of the derivatives of `g` of
    /// the orders `m` and `m + 1`, over `m!` and `(m + 1)!`. A function `f` with `f*(x - a)^m = g` near
    /// the point, and with the value of `q` at it, is `q`.
    pub(super) fn continued(&mut self, it: &Continued) -> Checked<Proposition> {
        let (by, body) = self.parts(it.derivative)?;
        if super::varies(self.arena, it.point, by) || !(1..=HIGHEST).contains(&it.multiplicity) {
            return Err(Rejection::WrongKind(it.derivative));
        }
        self.need(&Proposition::equal(by, it.point))?;
        let smoothness = smooth(self.arena, self.names, it.product, &[by]);
        if !smoothness.opaque.is_empty() {
            return Err(Rejection::WrongKind(it.product));
        }
        smoothness.conditions.iter().try_for_each(|condition| self.need(condition))?;
        let multiple = it.multiple(self.arena, by, body);
        let mut near = self.near(&it.open, by)?;
        near.steps(&it.steps)?;
        near.need(&Proposition::equal(multiple, it.product))?;
        for (order, derivative) in it.derivatives(self.arena, by).into_iter().enumerate() {
            let value = it.derivative_value(self.arena, body, order);
            self.need(&Proposition::equal(derivative, value))?;
        }
        Ok(Proposition::equal(it.derivative, it.value))
    }
}

impl Continued {
    /// `f*(x - a)^m`.
    #[must_use]
    pub fn multiple(&self, arena: &mut crate::expr::Arena, by: ExprId, body: ExprId) -> ExprId {
        let distance = arena.sub(by, self.point);
        let multiplicity = arena.number(i64::from(self.multiplicity));
        let power = arena.pow(distance, multiplicity);
        arena.mul(body, power)
    }

    /// The derivatives of the product of the orders from 1 to one more than the multiplicity.
    #[must_use]
    pub fn derivatives(&self, arena: &mut crate::expr::Arena, by: ExprId) -> Vec<ExprId> {
        let mut last = self.product;
        let next = |_| {
            last = arena.derivative(last, by);
            last
        };
        (0..=self.multiplicity).map(next).collect()
    }

    /// What the derivative at that place in the list must be.
    #[must_use]
    pub fn derivative_value(
        &self,
        arena: &mut crate::expr::Arena,
        body: ExprId,
        place: usize,
    ) -> ExprId {
        let order = u32::try_from(place).unwrap_or(u32::MAX).saturating_add(1);
        let quotient = match order.checked_sub(self.multiplicity) {
            None => return ExprId::ZERO,
            Some(0) => body,
            Some(_) => self.value,
        };
        let factorial: i64 = (1..=i64::from(order)).product();
        let factorial = arena.number(factorial);
        arena.mul(factorial, quotient)
    }
}
