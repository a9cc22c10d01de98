//! Where a part occurs in an expression, and the expression with another in its place.

use super::prover::Prover;
use crate::expr::{BinaryOp, ExprId, ExprSet, Node};

impl Prover<'_> {
    /// An expression with a part of it exchanged where the kernel does that: not where the part occurs
    /// deeper than this. A literal exponent stays where the base changes.
    pub(super) fn with_part(&mut self, expr: ExprId, from: ExprId, to: ExprId) -> Option<ExprId> {
        if let Node::Binary(BinaryOp::Pow, base, exponent) = self.arena.node(expr)
            && base == from
            && self.arena.literal(exponent).is_some()
        {
            return Some(self.arena.pow(to, exponent));
        }
        let deeper = |child: ExprId| child != from && self.occurs(from, child);
        if self.arena.children(expr).into_iter().any(deeper) {
            return None;
        }
        let exchanged = |child| if child == from { to } else { child };
        Some(self.arena.map_children(expr, &mut |_, child| exchanged(child)))
    }

    pub(crate) fn occurs(&self, part: ExprId, expr: ExprId) -> bool {
        let (mut open, mut seen) = (vec![expr], ExprSet::default());
        while let Some(next) = open.pop() {
            if next == part {
                return true;
            }
            if seen.insert(next) {
                open.extend(self.arena.children(next));
            }
        }
        false
    }

    /// Whether an expression is made of numbers and names by arithmetic.
    pub(super) fn is_of_names(&self, expr: ExprId) -> bool {
        match self.arena.node(expr) {
            Node::Number(_) | Node::Variable(_) => true,
            Node::Negate(_) | Node::Binary(..) => {
                self.arena.children(expr).into_iter().all(|it| self.is_of_names(it))
            }
            _ => false,
        }
    }
}
