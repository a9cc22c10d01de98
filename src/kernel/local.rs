//! What a derivative is, locally: a function that coincides near a point, at every place with one of
//! finitely many pieces, all of them with the same value and the same derivative at the point, has
//! that derivative there.
//!
//! For one piece this is the congruence of derivatives, and the derivative inside the guards of a
//! piecewise function; for several it is the extension of a derivative to a join.

use super::check::Block;
use super::{Case, Facts, Kink, Rejection, Side, domain, is_continuous, smooth};
use crate::expr::{Arena, ExprId, Names, Node, Proposition, Relation};

type Checked<T = ()> = Result<T, Rejection>;

impl Block<'_> {
    pub(super) fn parts(&self, derivative: ExprId) -> Checked<(ExprId, ExprId)> {
        match self.arena.node(derivative) {
            Node::Derivative { by, body } => Ok((by, body)),
            _ => Err(Rejection::WrongKind(derivative)),
        }
    }

    /// `diff(f, x) = value` from what `f` is near the point.
    pub(super) fn local(
        &mut self,
        derivative: ExprId,
        open: &[Proposition],
        cases: &[(Case, ExprId)],
        value: ExprId,
    ) -> Checked<Proposition> {
        let (by, body) = self.parts(derivative)?;
        let mut near = self.near(open, by)?;
        near.need_cover(cases.iter().map(|(case, _)| &case.assume))?;
        for (case, piece) in cases {
            let mut facts = near.facts.clone();
            facts.add(&case.assume);
            let mut block = near.inner(facts);
            block.steps(&case.steps)?;
            block.need(&Proposition::equal(body, *piece))?;
        }
        for (_, piece) in cases {
            if cases.iter().any(|(_, other)| other != piece) {
                self.need(&Proposition::equal(body, *piece))?;
            }
            let slope = self.arena.derivative(*piece, by);
            self.need(&Proposition::equal(slope, value))?;
        }
        Ok(Proposition::equal(derivative, value))
    }

    /// A contradiction from a function's being differentiable at a kink.
    pub(super) fn kink(&mut self, kink: &Kink) -> Checked<Proposition> {
        let (by, body) = self.parts(kink.derivative)?;
        self.need(&Proposition::Differentiable { by, body })?;
        self.need(&Proposition::equal(kink.border, ExprId::ZERO))?;
        let slope = self.arena.derivative(kink.border, by);
        self.need(&Proposition::Compare(Relation::NOT_EQUAL, slope, ExprId::ZERO))?;
        for (side, relation) in kink.sides.iter().zip([Relation::LESS, Relation::GREATER]) {
            let mut near = self.near(&kink.open, by)?;
            near.facts.add(&Proposition::Compare(relation, kink.border, ExprId::ZERO));
            near.side(side, body)?;
        }
        let [Some(below), Some(above)] = [kink.sides[0].piece, kink.sides[1].piece] else {
            return Ok(Proposition::FALSE);
        };
        for piece in [below, above] {
            self.need(&Proposition::Differentiable { by, body: piece })?;
        }
        let slopes = [below, above].map(|piece| self.arena.derivative(piece, by));
        let Some(Proposition::Compare(relation, a, b)) = &kink.difference else {
            return Err(Rejection::WrongKind(kink.derivative));
        };
        if !relation.is_strict() || ![[below, above], slopes].contains(&[*a, *b]) {
            return Err(Rejection::WrongKind(kink.derivative));
        }
        self.need(&Proposition::Compare(*relation, *a, *b))?;
        Ok(Proposition::FALSE)
    }

    fn side(mut self, side: &Side, body: ExprId) -> Checked {
        if let Some(piece) = side.piece {
            self.steps(&side.steps)?;
            return self.need(&Proposition::equal(body, piece));
        }
        self.facts.add(&Proposition::defined(body));
        self.steps(&side.steps)?;
        self.need(&Proposition::FALSE)
    }

    /// A block for the points of a neighbourhood, as `by` varies.
    pub(super) fn near(&mut self, open: &[Proposition], by: ExprId) -> Checked<Block<'_>> {
        let mut facts = Facts::default();
        for fact in open {
            self.need(fact)?;
            if !self.is_open(fact, by) {
                return Err(Rejection::NotOpen(fact.clone()));
            }
            facts.add(fact);
        }
        Ok(self.inner(facts))
    }

    /// Whether a statement that holds at the point holds in a neighbourhood of it. A strict
    /// comparison does if both of its sides are continuous near the point, and they are where they
    /// are smooth, or if their form says so; what has a derivative is defined nearby; anything holds that does not mention the
    /// variable.
    fn is_open(&mut self, fact: &Proposition, by: ExprId) -> bool {
        if !fact.any(|expr| super::domain::varies(self.arena, expr, by)) {
            return true;
        }
        match fact {
            Proposition::Compare(_, a, b)
                if a == b && self.need(&Proposition::Differentiable { by, body: *a }).is_ok() =>
            {
                true
            }
            Proposition::Compare(relation, a, b) if relation.is_strict() || a == b => {
                [*a, *b].into_iter().all(|side| {
                    let smooth = smooth(self.arena, self.names, side, &[by]);
                    continuous_everywhere(self.arena, self.names, side, by)
                        || smooth.opaque.is_empty()
                            && smooth.conditions.iter().all(|it| self.need(it).is_ok())
                })
            }
            Proposition::And(parts) | Proposition::Or(parts) => {
                parts.iter().all(|part| self.is_open(part, by))
            }
            Proposition::Compare(..)
            | Proposition::Integer(_)
            | Proposition::Differentiable { .. } => false,
        }
    }
}

/// Whether an expression that is defined at a point is, by its form, a continuous function of a variable
/// on the whole line: an absolute value is, where nothing else in it asks for more.
#[must_use]
pub fn continuous_everywhere(arena: &mut Arena, names: &Names, expr: ExprId, by: ExprId) -> bool {
    let Node::Variable(name) = arena.node(by) else { return false };
    is_continuous(arena, names, expr, name)
        && domain(arena, names, expr).iter().all(|it| !it.any(|part| arena.mentions(part, name)))
}
