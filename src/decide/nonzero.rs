//! That something does not vanish because a multiple of it does not: `cos(x/2)` where `sin(x)` does not,
//! which is `2*sin(x/2)*cos(x/2)`.

use super::prover::Prover;
use crate::algebra::Polynomial;
use crate::expr::{ExprId, Function, Node, Proposition, Relation};
use crate::number::Rational;

/// The work of one attempt.
const FUEL: u64 = 3_000;
/// How many comparisons are looked at.
const MOST_KNOWN: usize = 12;

impl Prover<'_> {
    /// Shows that two sides with sines or cosines differ, by what is known of other angles.
    pub(crate) fn by_other_angles(&mut self, relation: Relation, a: ExprId, b: ExprId) -> bool {
        if relation != Relation::NOT_EQUAL
            || !self.indirect
            || self.depth == 0
            || self.structural > 0
            || !(self.has_angle(a) || self.has_angle(b))
        {
            return false;
        }
        let known: Vec<(ExprId, ExprId)> = self
            .comparisons
            .iter()
            .rev()
            .filter_map(|it| it.0.implies(Relation::NOT_EQUAL).then_some((it.1, it.2)))
            .take(MOST_KNOWN)
            .collect();
        let goal = Proposition::Compare(relation, a, b);
        // How angles are read there changes nothing here.
        let always = Proposition::Compare(Relation::GREATER, ExprId::ONE, ExprId::ZERO);
        self.ensure(&always)
            && self.within(FUEL, |block| {
                block.split(&[], [always.clone()], &goal, |block, _| {
                    block.on_common_angles(&known, a, b)
                })
            })
    }

    /// Reads all angles on one lattice; then the two differ as a product of what does not vanish, or as
    /// a divisor of such.
    fn on_common_angles(&mut self, known: &[(ExprId, ExprId)], a: ExprId, b: ExprId) -> bool {
        let sides: Vec<ExprId> = [(a, b)].iter().chain(known).flat_map(|&(c, d)| [c, d]).collect();
        sides.iter().for_each(|&side| self.expand(side));
        self.plan_angles(&sides);
        self.reduces = true;
        let Some(wanted) = self.difference_polynomial(a, b) else { return false };
        let tidy = super::express::expression(self.arena, &self.read, &wanted.clone().into());
        let fact = Proposition::Compare(Relation::NOT_EQUAL, tidy, ExprId::ZERO);
        // How the multiples are read is known now only.
        let multiples: Vec<_> = known
            .iter()
            .filter_map(|&(c, d)| Some((c, d, self.cofactor((c, d), &wanted, tidy)?)))
            .collect();
        self.indirect = false;
        let shown = self.ensure(&fact)
            || multiples.into_iter().any(|(c, d, (rest, divisor))| {
                let differ = Proposition::Compare(Relation::NOT_EQUAL, c, d);
                let product = self.arena.mul(rest, divisor);
                self.ensure(&differ) && {
                    let terms = [(1.into(), differ)];
                    self.combine(Relation::NOT_EQUAL, (product, ExprId::ZERO), &terms);
                    let is_factor = |block: &mut Self, a, b| {
                        block.rule("product-factor-right", &[("a", a), ("b", b)]).is_some()
                    };
                    is_factor(self, rest, divisor)
                        && (divisor == tidy || is_factor(self, tidy, tidy))
                }
            });
        shown && self.combine(Relation::NOT_EQUAL, (a, b), &[(1.into(), fact)])
    }

    /// With what a polynomial, or its square, is multiplied to give the difference of two sides; and
    /// which of the two it is.
    fn cofactor(
        &mut self,
        (c, d): (ExprId, ExprId),
        wanted: &Polynomial,
        tidy: ExprId,
    ) -> Option<(ExprId, ExprId)> {
        let multiple = self.difference_polynomial(c, d)?;
        // The square of a sine is read as that of a cosine.
        let square = wanted.times(wanted, self.read.relations(), self.fuel);
        let squared = self.arena.mul(tidy, tidy);
        [(Ok(wanted.clone()), tidy), (square, squared)].into_iter().find_map(|(divisor, expr)| {
            let rest = multiple.divide_exactly(&divisor.ok()?, self.fuel).ok()??;
            Some((super::express::expression(self.arena, &self.read, &rest.into()), expr))
        })
    }

    fn has_angle(&self, expr: ExprId) -> bool {
        let mut open = vec![expr];
        while let Some(part) = open.pop() {
            if let Node::Call(Function::Sin | Function::Cos, _) = self.arena.node(part) {
                return true;
            }
            open.extend(self.arithmetic_children(part));
        }
        false
    }

    /// From a cube root's not vanishing, that what it is of does not, or the other way round: its cube is
    /// what it is of.
    pub(crate) fn cube_root_nonzero(&mut self, base: ExprId, of_root: bool) -> Option<Proposition> {
        let nonzero = |it| Proposition::Compare(Relation::NOT_EQUAL, it, ExprId::ZERO);
        let root = self.arena.call(Function::Cbrt, base);
        let known = if of_root { base } else { root };
        self.ensure(&nonzero(known)).then_some(())?;
        let (cube, _) = self.equation("cbrt-cube", &[("a", base)])?;
        let three = self.arena.number(3);
        let (from, to) = if of_root { (base, cube) } else { (cube, base) };
        if !of_root {
            self.rule("power-nonzero", &[("a", root), ("n", three)])?;
        }
        let sign = Rational::from(if of_root { 1 } else { -1 });
        let same = Proposition::equal(cube, base);
        self.combine(
            Relation::NOT_EQUAL,
            (to, ExprId::ZERO),
            &[(Rational::ONE, nonzero(from)), (sign, same)],
        );
        match of_root {
            true => self.rule("power-base", &[("a", root), ("n", three)]),
            false => self.shows(&nonzero(base)).then(|| nonzero(base)),
        }
    }
}
