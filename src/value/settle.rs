//! Parts of an expression that are rational numbers, though enclosures only come near to them.

use super::Situation;
use super::certain::{is_proved, simple};
use crate::enclosure::{Fuel, evaluate};
use crate::expr::{Arena, ExprId, Node, Substitution};

/// The work that the values of all parts may cost.
const FUEL: u64 = 1_000_000;
/// How many parts the engine is asked about.
const MOST_PROOFS: u32 = 8;

/// The expression in a situation with the numbers in the places of the parts that the engine proves to be
/// rational; `None` where there are none. Parts of sums, of branches and of what is differentiated stay.
pub(super) fn settled(
    arena: &mut Arena,
    expr: ExprId,
    situation: &Situation,
    bits: usize,
) -> Option<ExprId> {
    let values: Substitution = situation.expressions.iter().copied().collect();
    let whole = arena.substitute(expr, &values);
    let fuel = Fuel::new(FUEL);
    let result = Settle { situation, bits, fuel, proofs: MOST_PROOFS }.part(arena, whole);
    (result != whole).then_some(result)
}

struct Settle<'a> {
    situation: &'a Situation,
    bits: usize,
    fuel: Fuel,
    proofs: u32,
}

impl Settle<'_> {
    fn part(&mut self, arena: &mut Arena, part: ExprId) -> ExprId {
        match arena.node(part) {
            Node::Fold(_) | Node::Derivative { .. } | Node::At(_) | Node::Piecewise(_) => part,
            _ if arena.literal(part).is_some() => part,
            _ => {
                let part = arena.map_children(part, &mut |arena, it| self.part(arena, it));
                self.number(arena, part).unwrap_or(part)
            }
        }
    }

    fn number(&mut self, arena: &mut Arena, part: ExprId) -> Option<ExprId> {
        let is_value = matches!(arena.node(part), Node::Call(..) | Node::Binary(..));
        if !is_value || self.proofs == 0 || arena.literal(part).is_some() {
            return None;
        }
        let point = &self.situation.point;
        let value = evaluate(arena, part, point, self.bits, &mut self.fuel).ok()?;
        let candidate = simple(&value, self.bits)?;
        self.proofs -= 1;
        is_proved(arena, part, &candidate, self.situation).then(|| arena.rational(&candidate))
    }
}
