//! What holds elsewhere as well: given equations and theorems, and what is known of names.

use super::check::Block;
use super::domain::keeps_meaning;
use super::{Lemma, Rejection};
use crate::expr::{Arena, ArrayRange, ExprId, Names, Proposition, Substitution, Symbol};

type Checked<T = ()> = Result<T, Rejection>;

/// A bound of the range of an array that mentions a name that need not be an integer. Where an array
/// has components depends on integers only, so that no variable and no new name changes it.
pub(super) fn varying_bound(arena: &Arena, names: &Names, arrays: &[ArrayRange]) -> Option<ExprId> {
    let bounds = arrays.iter().flat_map(|it| it.ranges.iter().flatten());
    let varies = |it: &ExprId| arena.free_symbols(*it).iter().any(|&it| !names.is_integer(it));
    bounds.flat_map(|&(from, to)| [from, to]).find(varies)
}

/// Whether an equation that is given holds with values for its variables as well. An integer stays as
/// it is: it may be limited to a range, and limit the range of an array.
#[must_use]
pub fn given_allows(arena: &Arena, names: &Names, values: &Substitution, sides: &[ExprId]) -> bool {
    let integer = values.keys().any(|&it| names.is_integer(it));
    !integer && keeps_meaning(arena, names, values, sides)
}

impl Block<'_> {
    /// Whether something is known of a name beside what is shown at the point: that it stands for an
    /// integer, or a given equation.
    pub(super) fn is_known(&self, name: Symbol) -> bool {
        let mentions = |&it: &ExprId| self.arena.mentions(it, name);
        self.names.is_integer(name)
            || self.given.iter().any(|(a, b)| [a, b].into_iter().any(mentions))
    }

    /// An instance of a given equation.
    pub(super) fn given(&mut self, number: usize, values: &Substitution) -> Checked<Proposition> {
        let &(a, b) = self.given.get(number).ok_or(Rejection::BadInstance)?;
        if !given_allows(self.arena, self.names, values, &[a, b]) {
            return Err(Rejection::BadInstance);
        }
        let a = self.arena.substitute(a, values);
        let b = self.arena.substitute(b, values);
        self.state(Proposition::equal(a, b))
    }

    /// An instance of a theorem.
    pub(super) fn cite(&mut self, lemma: &Lemma) -> Checked<Proposition> {
        let Lemma { theorem, values } = lemma;
        // What the theorem takes for granted must be granted here as well.
        let granted = theorem.given.iter().all(|it| self.given.contains(it))
            && theorem.names.integers.iter().all(|it| self.names.is_integer(*it))
            && theorem.names.arrays.iter().all(|it| self.names.arrays.contains(it));
        if !granted || theorem.names.integers.iter().any(|it| values.contains_key(it)) {
            return Err(Rejection::BadInstance);
        }
        let mut sides = Vec::new();
        let statements = theorem.hypotheses.iter().chain([&theorem.conclusion]);
        statements.for_each(|it| it.visit(&mut |side| sides.push(side)));
        // What the names in it mean must be what they meant there. One that has become an integer is
        // like a value that is one.
        let mut all = values.clone();
        for name in sides.iter().flat_map(|&side| self.arena.free_symbols(side)).collect::<Vec<_>>()
        {
            if theorem.names.ranges(name) != self.names.ranges(name) {
                return Err(Rejection::BadInstance);
            }
            if self.names.is_integer(name) && !theorem.names.is_integer(name) {
                all.entry(name).or_insert(self.arena.variable(name));
            }
        }
        if !keeps_meaning(self.arena, self.names, &all, &sides) {
            return Err(Rejection::BadInstance);
        }
        for hypothesis in &theorem.hypotheses {
            let hypothesis = hypothesis.map(&mut |it| self.arena.substitute(it, values));
            self.need(&hypothesis)?;
        }
        values.values().try_for_each(|&value| self.need_defined(value))?;
        Ok(theorem.conclusion.map(&mut |it| self.arena.substitute(it, values)))
    }
}
