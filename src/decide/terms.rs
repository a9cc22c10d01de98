//! What follows for a sum or product from all its terms, and for a term from the whole: having a value,
//! a sign, a derivative; and that there is any term.

use super::prover::Prover;
use crate::expr::{ExprId, Fold, FoldKind, Proposition, Relation, Substitution};
use crate::kernel::{FoldTerm, Opened, Step};
use crate::number::Rational;

impl Prover<'_> {
    /// Notes a hypothesis that says that a sum or product is defined.
    pub(crate) fn know_fold(&mut self, fact: &Proposition) {
        if let Proposition::Compare(Relation::EQUAL, a, b) = *fact
            && a == b
            && self.fold_of(a).is_some()
            && !self.known_folds.contains(&a)
        {
            self.known_folds.push(a);
        }
    }

    /// What follows for the indices in question from the sums that are assumed to be defined.
    pub(crate) fn use_known_folds(&mut self) {
        let integers = self.setting.names.integers.clone();
        for known in self.known_folds.clone() {
            for &index in &integers {
                let index = self.arena.variable(index);
                self.term_facts(known, index);
            }
        }
    }

    /// Makes sure that a sum or product is defined, by its body's being so for every index.
    pub(crate) fn fold_defined(&mut self, expr: ExprId) -> bool {
        if self.shows(&Proposition::defined(expr)) {
            return true;
        }
        let Some(fold) = self.fold_of(expr) else { return false };
        let found = self.open(expr, &fold, |block, body, _| {
            (block.facts.contradictory() || block.ensure_defined(body)).then_some(body)
        });
        let found = found.or_else(|| self.defined_by_emptiness(expr, &fold));
        let Some((body, opened)) = found else { return false };
        let terms = vec![FoldTerm { coefficient: None, body, index: fold.index }];
        self.push(Step::Fold(Box::new(opened), terms), &Proposition::defined(expr));
        true
    }

    /// Where a range is empty there is no index, and nothing to show.
    fn defined_by_emptiness(&mut self, expr: ExprId, fold: &Fold) -> Option<(ExprId, Opened)> {
        let empty = Proposition::Compare(Relation::LESS, fold.to, fold.from);
        self.ensure(&empty).then_some(())?;
        self.open(expr, fold, |block, body, _| {
            block.nonempty(fold.from, fold.to);
            block.facts.contradictory().then_some(body)
        })
    }

    /// Shows the sign of a sum or product by that of its terms.
    pub(crate) fn fold_sign(&mut self, wanted: Relation, expr: ExprId) {
        let Some(fold) = self.fold_of(expr) else { return };
        let relation = match wanted {
            Relation::GREATER | Relation::NOT_EQUAL => Relation::GREATER,
            Relation::LESS | Relation::AT_LEAST | Relation::AT_MOST => wanted,
            _ => return,
        };
        let some = Proposition::Compare(Relation::AT_MOST, fold.from, fold.to);
        // What could not be shown is tried again only when more is known.
        let known = self.comparisons.len();
        if self.unsigned.insert((expr, relation), known) == Some(known) {
            return;
        }
        let strict = relation.is_strict() && fold.kind == FoldKind::Sum;
        if strict && !self.ensure(&some) {
            return;
        }
        let found = self.open(expr, &fold, |block, body, _| {
            block.ensure(&Proposition::Compare(relation, body, ExprId::ZERO)).then_some(())
        });
        let Some(((), opened)) = found else { return };
        let shown = match (fold.kind, relation) {
            (FoldKind::Product, Relation::LESS) => Relation::NOT_EQUAL,
            (FoldKind::Product, Relation::AT_MOST) => return,
            _ => relation,
        };
        let fact = Proposition::Compare(shown, expr, ExprId::ZERO);
        self.push(Step::FoldSign(Box::new(opened), relation), &fact);
    }

    /// Shows that a range is not empty: an index lies in it, or a sum over it is not 0.
    pub(crate) fn nonempty(&mut self, from: ExprId, to: ExprId) -> bool {
        for index in self.setting.names.integers.clone() {
            let index = self.arena.variable(index);
            let above = self.facts.relation(index, from).implies(Relation::AT_LEAST);
            if above && self.facts.relation(index, to).implies(Relation::AT_MOST) {
                let terms = [
                    (-&Rational::ONE, Proposition::Compare(Relation::AT_LEAST, index, from)),
                    (Rational::ONE, Proposition::Compare(Relation::AT_MOST, index, to)),
                ];
                return self.combine(Relation::AT_MOST, (from, to), &terms);
            }
        }
        let sums: Vec<ExprId> = self
            .comparisons
            .iter()
            .filter(|it| it.2 == ExprId::ZERO && it.0.is_strict())
            .map(|it| it.1)
            .collect();
        sums.into_iter().any(|sum| self.not_an_empty_sum(sum, (from, to)))
    }

    fn not_an_empty_sum(&mut self, sum: ExprId, (from, to): (ExprId, ExprId)) -> bool {
        let Some(fold) = self.fold_of(sum).filter(|it| (it.from, it.to) == (from, to)) else {
            return false;
        };
        let goal = Proposition::Compare(Relation::AT_MOST, from, to);
        let cases = [goal.clone(), Proposition::Compare(Relation::GREATER, from, to)];
        let values = self.schema_values(&fold);
        self.split(&[], cases, &goal, |block, case| {
            *case == goal
                || block.ensure(&Proposition::Compare(Relation::LESS, to, from))
                    && block.fold_defined(sum)
                    && block.equation("sum-empty", &values).is_some()
                    && block.facts.contradictory()
        })
    }

    /// From a sum's being defined, what follows for the term of an index in its range.
    pub(crate) fn term_facts(&mut self, expr: ExprId, index: ExprId) {
        let Some(fold) = self.fold_of(expr) else { return };
        let inside = self.ensure(&Proposition::Integer(index))
            && self.ensure(&Proposition::Compare(Relation::AT_LEAST, index, fold.from))
            && self.ensure(&Proposition::Compare(Relation::AT_MOST, index, fold.to));
        if inside {
            let values = Substitution::from_iter([(fold.index, index)]);
            let names = self.setting.names.with_integer(fold.index);
            if crate::kernel::keeps_meaning(self.arena, &names, &values, &[fold.body]) {
                let term = self.arena.substitute(fold.body, &values);
                self.push(Step::Term(expr, index), &Proposition::defined(term));
                self.domain_facts(term);
            }
        }
    }

    /// Makes sure that a sum or product has a derivative: that all its terms have.
    pub(crate) fn fold_differentiable(&mut self, by: ExprId, body: ExprId) -> bool {
        let proposition = Proposition::Differentiable { by, body };
        let parts = crate::kernel::smooth(self.arena, self.setting.names, body, &[by]);
        if parts.opaque.is_empty() && parts.conditions.iter().all(|it| self.ensure(it)) {
            return true;
        }
        let Some(slopes) = crate::kernel::slopes(self.arena, by, body) else { return false };
        self.fold_defined(slopes) && self.shows(&proposition)
    }
}
