//! How deeply expressions of one kind are nested in each other: they are planned from the inside.

use indexmap::IndexMap;

use super::prover::Prover;
use crate::expr::{ExprId, ExprMap, Notation};

/// What has been found below some expressions so far.
struct Search<'p, 'a, K> {
    prover: &'p Prover<'a>,
    key: K,
    heights: ExprMap<u32>,
    found: IndexMap<ExprId, u32>,
}

impl Prover<'_> {
    /// Whether some notation may occur in some expressions or in what they are read as; if not, it
    /// certainly does not.
    pub(crate) fn may_meet(&self, roots: &[ExprId], notation: Notation) -> bool {
        roots.iter().chain(self.planned.values()).any(|&it| self.arena.uses(it, notation))
    }

    /// What stands below some expressions, by its `key`, and how deeply it is nested in others that have one.
    pub(crate) fn heights(
        &self,
        roots: &[ExprId],
        key: impl Fn(&Self, ExprId) -> Option<ExprId>,
    ) -> IndexMap<ExprId, u32> {
        let (heights, found) = (ExprMap::default(), IndexMap::new());
        let mut search = Search { prover: self, key, heights, found };
        for &root in roots {
            search.visit(root);
        }
        search.found
    }
}

impl<'a, K: Fn(&Prover<'a>, ExprId) -> Option<ExprId>> Search<'_, 'a, K> {
    fn visit(&mut self, expr: ExprId) -> u32 {
        if let Some(known) = self.heights.get(expr) {
            return known;
        }
        self.heights.insert(expr, 0);
        let mut height = 0;
        if let Some(&value) = self.prover.planned.get(&expr) {
            height = self.visit(value);
        } else {
            for child in self.prover.arithmetic_children(expr) {
                height = height.max(self.visit(child));
            }
            if let Some(key) = (self.key)(self.prover, expr) {
                height += 1;
                let known = self.found.entry(key).or_insert(0);
                *known = height.max(*known);
            }
        }
        self.heights.insert(expr, height);
        height
    }
}
