//! Sums and products over ranges: what holds for every value of the index.

use super::check::Block;
use super::domain::keeps_meaning;
use super::{FoldTerm, Rejection, Step};
use crate::expr::{
    Arena, ExprId, Fold, FoldKind, Node, Proposition, Relation, Substitution, Symbol,
};

type Checked<T = ()> = Result<T, Rejection>;

/// A sum or product opened: a new name for its index, facts that do not mention it, and steps for
/// every value of the index in the range.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The sum or product.
    pub fold: ExprId,
    /// A name that occurs nowhere else, for an arbitrary integer in the range.
    pub fresh: Symbol,
    /// Facts that the steps use.
    pub carry: Vec<Proposition>,
    /// The steps.
    pub steps: Vec<Step>,
}

impl Block<'_> {
    fn parts_of_fold(&self, expr: ExprId) -> Checked<Fold> {
        match self.arena.node(expr) {
            Node::Fold(side) => Ok(self.arena.get(side).clone()),
            _ => Err(Rejection::WrongKind(expr)),
        }
    }

    /// Replays the steps for an arbitrary value of the index and then asks for a statement about
    /// the body with that value.
    fn for_all(
        &mut self,
        it: &Opened,
        goal: impl FnOnce(&mut Self, ExprId) -> Checked<Proposition>,
    ) -> Checked<Fold> {
        let fold = self.parts_of_fold(it.fold)?;
        for bound in [fold.from, fold.to] {
            self.need_defined(bound)?;
            self.need(&Proposition::Integer(bound))?;
        }
        let variable = self.arena.variable(it.fresh);
        if self.arena.mentions(it.fold, it.fresh) || self.is_known(it.fresh) {
            return Err(Rejection::NotFresh(variable));
        }
        let mut facts = self.carried(&it.carry, &[it.fresh])?;
        facts.add(&Proposition::Compare(Relation::AT_LEAST, variable, fold.from));
        facts.add(&Proposition::Compare(Relation::AT_MOST, variable, fold.to));
        let body = self.arena.put(fold.body, fold.index, variable);
        let goal = goal(self, body)?;
        let names = self.names.with_integer(it.fresh);
        let mut block = Block { names: &names, ..self.inner(facts) };
        block.steps(&it.steps)?;
        block.need(&goal)?;
        Ok(fold)
    }

    /// Linearity of sums: where the body is `c*f + …` for every value of the index, the sum is
    /// `c*sum(f) + …`. With a single term without a coefficient this is congruence, which holds for
    /// products as well.
    pub(super) fn fold(&mut self, it: &Opened, terms: &[FoldTerm]) -> Checked<Proposition> {
        let congruence = matches!(terms, [FoldTerm { coefficient: None, .. }]);
        let Fold { from, to, .. } = self.parts_of_fold(it.fold)?;
        let some = Proposition::Compare(Relation::AT_MOST, from, to);
        let fold = self.for_all(it, |block, body| {
            for coefficient in terms.iter().filter_map(|term| term.coefficient) {
                // Where there is any term, a coefficient is defined because the term is.
                if block.need(&some).is_err() {
                    block.need_defined(coefficient)?;
                }
                if block.arena.mentions(coefficient, it.fresh) {
                    return Err(Rejection::NotFresh(coefficient));
                }
            }
            let bodies: Vec<ExprId> = terms.iter().map(|term| term.body).collect();
            let sum = combination(block.arena, terms, &bodies).ok_or(Rejection::BadInstance)?;
            Ok(Proposition::equal(body, sum))
        })?;
        if !congruence && fold.kind != FoldKind::Sum {
            return Err(Rejection::WrongKind(it.fold));
        }
        let mut sums = Vec::new();
        for term in terms {
            if self.arena.mentions(term.body, term.index) && term.index != it.fresh {
                return Err(Rejection::NotFresh(self.arena.variable(term.index)));
            }
            sums.push(term.over(self.arena, &fold, it.fresh));
        }
        let total = combination(self.arena, terms, &sums).ok_or(Rejection::BadInstance)?;
        let mut facts: Vec<Proposition> = sums.into_iter().map(Proposition::defined).collect();
        facts.push(Proposition::equal(it.fold, total));
        Ok(Proposition::And(facts))
    }

    /// The sign of a sum or product all of whose terms have that sign.
    pub(super) fn fold_sign(&mut self, it: &Opened, relation: Relation) -> Checked<Proposition> {
        let fold =
            self.for_all(it, |_, body| Ok(Proposition::Compare(relation, body, ExprId::ZERO)))?;
        let relation = match fold.kind {
            FoldKind::Sum => self.sign_of_sum(relation, &fold),
            // A product of no factors is 1.
            FoldKind::Product => sign_of_product(relation),
            FoldKind::Array => return Err(Rejection::WrongKind(it.fold)),
        };
        Ok(Proposition::Compare(relation, it.fold, ExprId::ZERO))
    }

    /// A sum of no terms is 0.
    fn sign_of_sum(&mut self, relation: Relation, fold: &Fold) -> Relation {
        let some = Proposition::Compare(Relation::AT_MOST, fold.from, fold.to);
        match relation {
            Relation::GREATER | Relation::LESS if self.need(&some).is_ok() => relation,
            Relation::GREATER => Relation::AT_LEAST,
            Relation::LESS => Relation::AT_MOST,
            Relation::AT_LEAST | Relation::AT_MOST | Relation::EQUAL => relation,
            _ => Relation::ALWAYS,
        }
    }

    /// Where a sum or product is defined, so is its body for every index in the range.
    pub(super) fn term(&mut self, expr: ExprId, value: ExprId) -> Checked<Proposition> {
        let fold = self.parts_of_fold(expr)?;
        self.need_defined(expr)?;
        self.need(&Proposition::Integer(value))?;
        self.need(&Proposition::Compare(Relation::AT_LEAST, value, fold.from))?;
        self.need(&Proposition::Compare(Relation::AT_MOST, value, fold.to))?;
        let values = Substitution::from_iter([(fold.index, value)]);
        let names = self.names.with_integer(fold.index);
        if !keeps_meaning(self.arena, &names, &values, &[fold.body]) {
            return Err(Rejection::BadInstance);
        }
        Ok(Proposition::defined(self.arena.substitute(fold.body, &values)))
    }

    /// Equal arrays have equal components.
    pub(super) fn component(
        &mut self,
        a: ExprId,
        b: ExprId,
        index: ExprId,
    ) -> Checked<Proposition> {
        let (left, right) = (self.parts_of_fold(a)?, self.parts_of_fold(b)?);
        let arrays = [left.kind, right.kind] == [FoldKind::Array; 2];
        if !arrays || (left.from, left.to) != (right.from, right.to) {
            return Err(Rejection::WrongKind(a));
        }
        self.need(&Proposition::equal(a, b))?;
        self.term(a, index)?;
        self.term(b, index)?;
        let mut at = |it: Fold| self.arena.put(it.body, it.index, index);
        Ok(Proposition::equal(at(left), at(right)))
    }

    /// Expressions that differ in bound names only.
    pub(super) fn alpha(&mut self, a: ExprId, b: ExprId) -> Checked<Proposition> {
        if !self.arena.alpha_equal(a, b) {
            return Err(Rejection::NotEqual(a, b));
        }
        self.need_defined(a)?;
        Ok(Proposition::equal(a, b))
    }
}

impl FoldTerm {
    /// The sum, product or array of this term's body over the range of another.
    pub fn over(&self, arena: &mut Arena, fold: &Fold, fresh: Symbol) -> ExprId {
        let index = arena.variable(self.index);
        let body = arena.put(self.body, fresh, index);
        arena.fold(Fold { body, index: self.index, ..fold.clone() })
    }
}

/// The sum of the coefficients of some terms, each times what stands for its term. None for no terms.
pub fn combination(arena: &mut Arena, terms: &[FoldTerm], values: &[ExprId]) -> Option<ExprId> {
    let products = terms.iter().zip(values).map(|(term, &value)| (term.coefficient, value));
    let mut total = None;
    for (coefficient, value) in products {
        let product = coefficient.map_or(value, |it| arena.mul(it, value));
        total = Some(total.map_or(product, |total| arena.add(total, product)));
    }
    total
}

/// A product of no factors is 1.
fn sign_of_product(relation: Relation) -> Relation {
    match relation {
        Relation::GREATER | Relation::AT_LEAST => relation,
        Relation::LESS | Relation::NOT_EQUAL => Relation::NOT_EQUAL,
        _ => Relation::ALWAYS,
    }
}
