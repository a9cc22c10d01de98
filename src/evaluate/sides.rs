//! What branches, extrema and signs are beside a point, and their derivatives there.
//!
//! The sides belong to a direction: the right one is where it leads, the left one where it comes from.
//! Which branch holds on a side is told by the slopes of what is compared; where these are equal, too,
//! both branches must agree.

use super::forward::Forward;
use super::graph::{Binary, Graph, NodeId, Op, Unary};
use crate::expr::Relation;

/// Two values are the same to this part of the larger one: slopes of two sides, and values of branches
/// that meet, differ by their rounding. A kink that is smaller than this is none.
const SAME: f64 = 4096.0 * f64::EPSILON;
/// So many parts of two nodes are compared one by one; beyond, their values are.
const MOST_PARTS: u32 = 64;

/// A side of a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Left,
    Right,
}

impl Forward<'_> {
    pub(super) fn absolute(&mut self, node: NodeId, a: NodeId, on_side: NodeId) -> Option<NodeId> {
        let da = self.get(a)?;
        let still = self.still(a);
        self.stays(node, still);
        let graph = &mut *self.graph;
        let (zero, minus) = (graph.num(0.0), graph.neg(da));
        let size = graph.unary(Unary::Abs, da);
        let at_zero = if self.side == Side::Right { size } else { graph.neg(size) };
        let negative = graph.compare(Relation::LESS, on_side, zero);
        let positive = graph.compare(Relation::GREATER, on_side, zero);
        Some(graph.three_ways((positive, da), (negative, minus), at_zero))
    }

    /// A sign does not change except by a jump. Where its argument is flat at zero, nothing is known.
    pub(super) fn sign(&mut self, node: NodeId, a: NodeId, on_side: NodeId) -> Option<NodeId> {
        let (da, still) = (self.get(a)?, self.still(a));
        let graph = &mut *self.graph;
        let (zero, one, undefined) = (graph.num(0.0), graph.num(1.0), graph.undefined());
        let (above, below) = match self.side {
            Side::Right => (graph.num(1.0), graph.num(-1.0)),
            Side::Left => (graph.num(-1.0), graph.num(1.0)),
        };
        let (rises, falls) =
            (graph.compared(Relation::GREATER, da, zero), graph.compared(Relation::LESS, da, zero));
        let flat = graph.select(still, zero, undefined);
        let rest = graph.select(falls, below, flat);
        let beside = graph.select(rises, above, rest);
        let here = graph.compare(Relation::EQUAL, on_side, zero);
        let sign = graph.unary(Unary::Sign, on_side);
        let moved = graph.select(here, beside, sign);
        let moves = graph.or(rises, falls);
        let stays = graph.or(moves, still);
        let stays = graph.select(here, stays, one);
        self.moves(node, moved);
        self.stays(node, stays);
        None
    }

    /// The larger or smaller of two: at a tie the one that is so on the side.
    pub(super) fn extremum(
        &mut self,
        node: NodeId,
        op: Binary,
        (a, b): (NodeId, NodeId),
        on_side: (NodeId, NodeId),
    ) -> Option<NodeId> {
        if self.get(a).is_none() && self.get(b).is_none() {
            return None;
        }
        let (da, db) = (self.or_zero(a), self.or_zero(b));
        let still = (self.still(a), self.still(b));
        let larger = op == Binary::Max;
        let relation = if larger { Relation::GREATER } else { Relation::LESS };
        let steeper = larger == (self.side == Side::Right);
        let graph = &mut *self.graph;
        let first = graph.compare(relation, on_side.0, on_side.1);
        let second = graph.compare(relation, on_side.1, on_side.0);
        let tie = graph.binary(if steeper { Binary::Max } else { Binary::Min }, da, db);
        let tangent = graph.three_ways((first, da), (second, db), tie);
        let both = graph.and(still.0, still.1);
        let rest = graph.select(second, still.1, both);
        let still = graph.select(first, still.0, rest);
        self.stays(node, still);
        Some(tangent)
    }

    /// A comparison whose sides are equal is on the side of the point what their slopes make of it.
    pub(super) fn comparison(
        &mut self,
        node: NodeId,
        relation: Relation,
        (a, b): (NodeId, NodeId),
        on_side: (NodeId, NodeId),
    ) {
        if self.get(a).is_none() && self.get(b).is_none() {
            return;
        }
        let (da, db) = (self.or_zero(a), self.or_zero(b));
        let still = (self.still(a), self.still(b));
        let (mut up, mut down) = (Relation::GREATER, Relation::LESS);
        if self.side == Side::Left {
            (up, down) = (down, up);
        }
        let graph = &mut *self.graph;
        let mut with_tie = |truth: bool| {
            let strict = relation.and(Relation::NOT_EQUAL);
            let relation = if truth { strict.or(Relation::EQUAL) } else { strict };
            match relation {
                Relation::ALWAYS => graph.compare(Relation::EQUAL, on_side.0, on_side.0),
                Relation::NEVER => graph.compare(Relation::NOT_EQUAL, on_side.0, on_side.0),
                _ => graph.compare(relation, on_side.0, on_side.1),
            }
        };
        let above = with_tie(Relation::GREATER.implies(relation));
        let below = with_tie(Relation::LESS.implies(relation));
        let (rises, falls) = (graph.compared(up, da, db), graph.compared(down, da, db));
        let known = graph.either(rises, falls);
        let mut moved = graph.chosen(rises, above, below);
        let still = graph.and(still.0, still.1);
        if !graph.is(known, 1.0) {
            let here = graph.compare(relation, on_side.0, on_side.1);
            moved = graph.select(known, moved, here);
            let known = graph.or(known, still);
            let (one, border) =
                (graph.num(1.0), graph.compare(Relation::EQUAL, on_side.0, on_side.1));
            let flat = graph.sub(one, known);
            let unsure = graph.and(border, flat);
            self.unsure.insert(node, unsure);
        }
        self.moves(node, moved);
    }

    /// Whether it may be that nothing is known about a condition, which is noted: it is so where nothing
    /// is known about one of its parts.
    pub(super) fn is_unsure(&mut self, node: NodeId) -> bool {
        let mut parts = Vec::new();
        self.graph.for_each_operand(node, &mut |it| parts.extend(self.unsure.get(&it)));
        let unsure = parts.into_iter().reduce(|a, b| self.graph.or(a, b));
        self.unsure.extend(unsure.map(|it| (node, it)));
        unsure.is_some()
    }

    pub(super) fn selection(
        &mut self,
        node: NodeId,
        condition: NodeId,
        a: NodeId,
        b: NodeId,
    ) -> Option<NodeId> {
        let holds = self.moved(condition);
        let (first, second) = (self.moved(a), self.moved(b));
        let moved = self.graph.select(holds, first, second);
        self.moves(node, moved);
        if self.get(a).is_none() && self.get(b).is_none() && holds == condition {
            return None;
        }
        let (da, db) = (self.or_zero(a), self.or_zero(b));
        let still = (self.still(a), self.still(b));
        let tangent = self.graph.select(holds, da, db);
        let still = self.graph.select(holds, still.0, still.1);
        let Some(&unsure) = self.unsure.get(&condition) else {
            self.stays(node, still);
            return Some(tangent);
        };
        let zero = self.graph.num(0.0);
        let still = self.graph.select(unsure, zero, still);
        self.stays(node, still);
        let meet = self.graph.close(first, second, None);
        let either = self.graph.agreeing(da, db);
        let either = self.graph.confined(meet, either);
        Some(self.graph.select(unsure, either, tangent))
    }
}

/// Two nodes that branch by the same comparison, but differ in what is so at equality.
struct Tie {
    /// Where both sides of the comparison are equal.
    border: NodeId,
    /// The condition of the first one.
    condition: NodeId,
    /// What both are at the border.
    at: (NodeId, NodeId),
    /// What both are where the condition holds, and where it fails.
    apart: [(NodeId, NodeId); 2],
}

impl Graph {
    /// One of three values, of which the first two have conditions that exclude each other and leave out
    /// only what is between them.
    fn three_ways(
        &mut self,
        (first, a): (NodeId, NodeId),
        (second, b): (NodeId, NodeId),
        between: NodeId,
    ) -> NodeId {
        if between == a {
            return self.select(second, b, a);
        }
        let rest = if between == b { b } else { self.select(second, b, between) };
        self.select(first, a, rest)
    }

    /// A comparison; of constants among which a condition chooses, by themselves.
    fn compared(&mut self, relation: Relation, a: NodeId, b: NodeId) -> NodeId {
        match (self.op(a), self.constant(b)) {
            (Op::Select(c, yes, no), Some(_))
                if self.constant(yes).is_some() && self.constant(no).is_some() =>
            {
                let (yes, no) = (self.compare(relation, yes, b), self.compare(relation, no, b));
                self.select(c, yes, no)
            }
            _ => self.compare(relation, a, b),
        }
    }

    /// One value or the other, by a condition that may be a choice between true and false itself.
    fn chosen(&mut self, condition: NodeId, a: NodeId, b: NodeId) -> NodeId {
        match self.op(condition) {
            _ if a == b => a,
            Op::Select(c, yes, no) if self.is(yes, 1.0) && self.is(no, 0.0) => self.select(c, a, b),
            Op::Select(c, yes, no) if self.is(yes, 0.0) && self.is(no, 1.0) => self.select(c, b, a),
            _ => self.select(condition, a, b),
        }
    }

    /// Whether either of two conditions holds that may be chosen by one and the same.
    fn either(&mut self, a: NodeId, b: NodeId) -> NodeId {
        match (self.op(a), self.op(b)) {
            (Op::Select(c, yes, no), Op::Select(d, other, another)) if c == d => {
                let (yes, no) = (self.or(yes, other), self.or(no, another));
                if yes == no { yes } else { self.select(c, yes, no) }
            }
            _ => self.or(a, b),
        }
    }

    /// A value if the other is the same up to rounding, and undefined otherwise.
    pub(super) fn agreeing(&mut self, a: NodeId, b: NodeId) -> NodeId {
        self.agree(a, b, &mut MOST_PARTS.clone())
    }

    fn agree(&mut self, a: NodeId, b: NodeId, parts: &mut u32) -> NodeId {
        if a == b {
            return a;
        }
        let undefined = self.undefined();
        if a == undefined || b == undefined {
            return undefined;
        }
        if *parts > 0 {
            *parts -= 1;
            if let Some(Tie { border, condition, at, apart: [yes, no] }) = self.tie(a, b) {
                let at = self.agree(at.0, at.1, parts);
                let (yes, no) = (self.agree(yes.0, yes.1, parts), self.agree(no.0, no.1, parts));
                let apart = self.select(condition, yes, no);
                return self.select(border, at, apart);
            }
            if let (Op::Select(c, a, other), Op::Select(d, b, another)) = (self.op(a), self.op(b)) {
                if c == d {
                    let (yes, no) = (self.agree(a, b, parts), self.agree(other, another, parts));
                    return self.select(c, yes, no);
                }
            }
        }
        let same = self.close(a, b, None);
        self.select(same, a, undefined)
    }

    fn tie(&mut self, a: NodeId, b: NodeId) -> Option<Tie> {
        let (Op::Select(c, a, other), Op::Select(d, b, another)) = (self.op(a), self.op(b)) else {
            return None;
        };
        let (Op::Compare(first, p, q), Op::Compare(second, r, s)) = (self.op(c), self.op(d)) else {
            return None;
        };
        let strict = |it: Relation| it.and(Relation::NOT_EQUAL);
        if (p, q) != (r, s) || first == second || strict(first) != strict(second) {
            return None;
        }
        let at = if Relation::EQUAL.implies(first) { (a, another) } else { (other, b) };
        let border = self.compare(Relation::EQUAL, p, q);
        Some(Tie { border, condition: c, at, apart: [(a, b), (other, another)] })
    }

    /// Whether two values are the same up to rounding, also where both are as small against the scale.
    pub(super) fn close(&mut self, a: NodeId, b: NodeId, scale: Option<NodeId>) -> NodeId {
        if a == b {
            return self.num(1.0);
        }
        if let Some(Tie { border, at, apart: [yes, no], .. }) = self.tie(a, b) {
            if yes.0 == yes.1 && no.0 == no.1 {
                let (at, one) = (self.close(at.0, at.1, scale), self.num(1.0));
                return self.select(border, at, one);
            }
        }
        let equal = self.compare(Relation::EQUAL, a, b);
        if self.is(equal, 1.0) {
            return equal;
        }
        let difference = self.sub(a, b);
        let difference = self.unary(Unary::Abs, difference);
        let mut size = self.unary(Unary::Abs, a);
        for it in [Some(b), scale].into_iter().flatten() {
            if self.is(it, 0.0) {
                continue;
            }
            let it = self.unary(Unary::Abs, it);
            size = if self.is(size, 0.0) { it } else { self.binary(Binary::Max, size, it) };
        }
        let same = self.num(SAME);
        let allowed = self.mul(same, size);
        let near = self.compare(Relation::AT_MOST, difference, allowed);
        self.or(equal, near)
    }

    /// A value where a condition holds, and undefined elsewhere.
    pub(super) fn confined(&mut self, condition: NodeId, value: NodeId) -> NodeId {
        let undefined = self.undefined();
        if value == undefined {
            return undefined;
        }
        if let (Op::Select(c, inner, rest), Op::Select(d, a, b)) =
            (self.op(condition), self.op(value))
        {
            if c == d && self.is(rest, 1.0) {
                let inner = self.confined(inner, a);
                return self.select(c, inner, b);
            }
        }
        self.select(condition, value, undefined)
    }
}
