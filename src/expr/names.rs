//! What is known of names wherever they occur: which stand for integers, and where arrays have
//! components.

use super::{Arena, ExprId, ExprSet, Node, Proposition, Symbol};

/// What holds of names at every point. This is part of what a claim says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    /// Names that stand for integers.
    pub integers: Vec<Symbol>,
    /// Arrays with a range; any other array has a component wherever its indices are integers.
    pub arrays: Vec<ArrayRange>,
}

/// Where an array has components.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArrayRange {
    /// The array.
    pub array: Symbol,
    /// For each index the first and the last value, as far as they are known.
    pub ranges: Vec<Option<(ExprId, ExprId)>>,
}

impl Names {
    /// Names of which some stand for integers, and arrays without limits.
    #[must_use]
    pub fn of_integers(integers: Vec<Symbol>) -> Self {
        Self { integers, arrays: Vec::new() }
    }

    /// Whether a name stands for an integer.
    #[must_use]
    pub fn is_integer(&self, name: Symbol) -> bool {
        self.integers.contains(&name)
    }

    /// The same names, with one more that stands for an integer.
    #[must_use]
    pub fn with_integer(&self, name: Symbol) -> Self {
        let mut names = self.clone();
        names.integers.push(name);
        names
    }

    /// The ranges of an array's indices, if any are known.
    #[must_use]
    pub fn ranges(&self, array: Symbol) -> &[Option<(ExprId, ExprId)>] {
        self.arrays.iter().find(|it| it.array == array).map_or(&[], |it| &it.ranges)
    }

    /// Whether all that the bounds of a range mention are integers.
    fn are_fixed(&self, arena: &Arena, (from, to): Range) -> bool {
        let mut names = [from, to].into_iter().flat_map(|it| arena.free_symbols(it));
        names.all(|it| self.is_integer(it))
    }

    /// Learns the ranges of arrays: an array whose components are added up over a range has that
    /// range. One that is added up over different ranges keeps none.
    pub fn learn_ranges(&mut self, arena: &Arena, exprs: &[ExprId], statements: &[Proposition]) {
        let mut walk =
            RangeWalk { arena, bound: Vec::new(), seen: ExprSet::default(), found: Vec::new() };
        exprs.iter().for_each(|&expr| walk.visit(expr));
        statements.iter().for_each(|it| it.visit(&mut |expr| walk.visit(expr)));
        for (array, ranges) in walk.found {
            let ranges: Vec<_> = ranges
                .into_iter()
                .map(|all| match all[..] {
                    [range] if self.are_fixed(arena, range) => Some(range),
                    _ => None,
                })
                .collect();
            if ranges.iter().any(Option::is_some) && self.ranges(array).is_empty() {
                self.arrays.push(ArrayRange { array, ranges });
            }
        }
    }
}

type Range = (ExprId, ExprId);

struct RangeWalk<'a> {
    arena: &'a Arena,
    /// Bound names; an index of a sum or product with its range, where that is the same everywhere.
    bound: Vec<(Symbol, Option<Range>)>,
    seen: ExprSet,
    /// For each array and each of its indices the ranges over which it runs.
    found: Vec<(Symbol, Vec<Vec<Range>>)>,
}

impl RangeWalk<'_> {
    fn visit(&mut self, expr: ExprId) {
        if !self.seen.insert(expr) {
            return;
        }
        match self.arena.node(expr) {
            Node::Fold(side) => {
                let fold = self.arena.get(side);
                self.visit(fold.from);
                self.visit(fold.to);
                let fixed = self.bound.iter().all(|&(name, _)| {
                    [fold.from, fold.to].iter().all(|&it| !self.arena.mentions(it, name))
                });
                self.under([(fold.index, fixed.then_some((fold.from, fold.to)))], fold.body);
            }
            Node::At(side) => {
                let it = self.arena.get(side);
                it.bindings.iter().for_each(|&(_, value)| self.visit(value));
                self.under(it.bindings.iter().map(|&(name, _)| (name, None)), it.body);
            }
            node => {
                if let Node::Indexed(side) = node {
                    let it = self.arena.get(side);
                    if !self.bound.iter().any(|&(name, _)| name == it.array) {
                        self.note(it.array, &it.indices);
                    }
                }
                self.arena.for_each_child(node, &mut |child| self.visit(child));
            }
        }
    }

    fn under(&mut self, bound: impl IntoIterator<Item = (Symbol, Option<Range>)>, body: ExprId) {
        // What is below a binder is visited anew, since other names are bound there.
        let (before, outer) = (self.bound.len(), std::mem::take(&mut self.seen));
        self.bound.extend(bound);
        self.visit(body);
        self.bound.truncate(before);
        self.seen = outer;
    }

    fn note(&mut self, array: Symbol, indices: &[ExprId]) {
        let place = self.found.iter().position(|(name, _)| *name == array).unwrap_or_else(|| {
            self.found.push((array, vec![Vec::new(); indices.len()]));
            self.found.len() - 1
        });
        for (ranges, &index) in self.found[place].1.iter_mut().zip(indices) {
            let Node::Variable(name) = self.arena.node(index) else { continue };
            let bound = self.bound.iter().rev().find(|(own, _)| *own == name);
            if let Some(&(_, Some(range))) = bound
                && !ranges.contains(&range)
            {
                ranges.push(range);
            }
        }
    }
}
