//! Sums and products over ranges.
//!
//! A sum becomes a linear combination, with coefficients that do not depend on its index, of sums of
//! products of factors that do. Factors that are sums themselves are multiplied in, so that what is
//! left are nested sums over connected products, and these are written in one way: the bound names
//! are chosen by depth, the order of the sums and of the factors is the least of all. A delta takes
//! its sum with it.

use super::express::{Factor, expression, product};
use super::prover::Prover;
use crate::algebra::{Atom, Fraction, Monomial, Polynomial};
use crate::expr::{
    Arena, BinaryOp, ExprId, Fold, FoldKind, Node, Proposition, Relation, Substitution, Symbol,
};
use crate::kernel::{FoldTerm, Opened, Step, combination};
use crate::number::Rational;

/// Sums over ranges of numerals with so many terms are written out.
const MOST_TERMS: i64 = 32;

/// The names that canonical sums bind, by depth: names that do not occur free.
pub(crate) fn letters(arena: &mut Arena, exprs: &[ExprId]) -> Vec<Symbol> {
    let free: Vec<Symbol> = exprs.iter().flat_map(|&expr| arena.free_symbols(expr)).collect();
    let plain = ["k", "l", "m", "p", "q", "r"].into_iter().map(str::to_owned);
    let numbered = (1..).map(|number| format!("k{number}"));
    let mut found = Vec::new();
    for name in plain.chain(numbered) {
        let symbol = arena.symbol(&name);
        if !free.contains(&symbol) {
            found.push(symbol);
        }
        if found.len() == 8 {
            break;
        }
    }
    found
}

/// The names that canonical sums bind in what belongs to a claim.
pub(crate) fn letters_of(arena: &mut Arena, claim: &super::outcome::Claim) -> Vec<Symbol> {
    let mut exprs = vec![claim.lhs, claim.rhs];
    exprs.extend(claim.given.iter().flat_map(|&(a, b)| [a, b]));
    claim.assumptions.iter().for_each(|it| it.visit(&mut |expr| exprs.push(expr)));
    letters(arena, &exprs)
}

impl Prover<'_> {
    pub(crate) fn fold_of(&self, expr: ExprId) -> Option<Fold> {
        match self.arena.node(expr) {
            Node::Fold(side) => Some(self.arena.get(side).clone()),
            _ => None,
        }
    }

    pub(crate) fn is_sum(&self, expr: ExprId) -> bool {
        self.fold_of(expr).is_some_and(|it| it.kind == FoldKind::Sum)
    }

    /// Adds a step about a sum, and the equations and what is defined by it.
    pub(crate) fn push_fold(
        &mut self,
        opened: Opened,
        terms: Vec<FoldTerm>,
        facts: &[Proposition],
    ) {
        self.steps.push(Step::Fold(Box::new(opened), terms));
        facts.iter().for_each(|fact| self.facts.add(fact));
    }

    /// Plans what a sum or product is to be read as.
    pub(crate) fn expand_fold(&mut self, expr: ExprId) {
        let Some(fold) = self.fold_of(expr) else { return };
        let values = self.schema_values(&fold);
        let empty = Proposition::Compare(Relation::LESS, fold.to, fold.from);
        let key = if fold.kind == FoldKind::Sum { "sum-empty" } else { "prod-empty" };
        if fold.kind != FoldKind::Array
            && self.ensure(&empty)
            && self.fold_defined(expr)
            && let Some((_, value)) = self.equation(key, &values)
        {
            self.plan(expr, value);
            return;
        }
        let value = match fold.kind {
            FoldKind::Sum => self.split_sum(expr, &fold).or_else(|| self.combination(expr, &fold)),
            FoldKind::Array => self.canonical_array(expr, &fold),
            FoldKind::Product => self.product_as_exponential(expr, &fold),
        };
        if let Some(value) = value.filter(|&value| value != expr) {
            self.plan(expr, value);
            self.expand(value);
        }
    }

    /// What stands for the variables of a rule about `sum(f, k, a, b)`.
    pub(crate) fn schema_values(&mut self, fold: &Fold) -> [(&'static str, ExprId); 4] {
        let index = self.arena.variable(fold.index);
        [("f", fold.body), ("k", index), ("a", fold.from), ("b", fold.to)]
    }

    /// The sum as that of a longer or of shorter ranges: of single terms where both ends are numerals,
    /// and up to `n` where it goes up to `n` and a number.
    fn split_sum(&mut self, expr: ExprId, fold: &Fold) -> Option<ExprId> {
        let (whole, at, above) = match (self.arena.literal(fold.from), self.arena.literal(fold.to))
        {
            (Some(from), Some(to)) => {
                let length = (&to - &from).to_i64()?;
                (1..MOST_TERMS).contains(&length).then_some(())?;
                let above = self.arena.rational(&(&from + &Rational::ONE));
                (fold.clone(), fold.from, above)
            }
            _ => self.longer(fold)?,
        };
        let sum = self.arena.fold(whole.clone());
        self.fold_defined(sum).then_some(())?;
        let [f, k, a, b] = self.schema_values(&whole);
        let parts = [Fold { to: at, ..whole.clone() }, Fold { from: above, ..whole.clone() }]
            .map(|part| self.arena.fold(part));
        parts.iter().all(|&part| self.fold_defined(part)).then_some(())?;
        let (_, value) = self.equation("sum-split", &[f, k, a, b, ("c", at), ("d", above)])?;
        if sum == expr {
            return Some(value);
        }
        let rest = *parts.iter().find(|&&it| it != expr)?;
        let difference = self.arena.sub(sum, rest);
        let mut arithmetic = crate::kernel::Arithmetic::default();
        arithmetic.terms.push((ExprId::MINUS_ONE, Proposition::equal(sum, value)));
        self.push(Step::Field(expr, difference, arithmetic), &Proposition::equal(expr, difference));
        Some(difference)
    }

    /// A sum up to `n - 1` as the beginning of the sum up to `n`.
    fn longer(&mut self, fold: &Fold) -> Option<(Fold, ExprId, ExprId)> {
        let Node::Binary(BinaryOp::Sub, n, one) = self.arena.node(fold.to) else { return None };
        (one == ExprId::ONE).then(|| (Fold { to: n, ..fold.clone() }, fold.to, n))
    }

    fn product_as_exponential(&mut self, expr: ExprId, fold: &Fold) -> Option<ExprId> {
        let logarithm = self.arena.call(crate::expr::Function::Ln, fold.body);
        let sum = self.arena.fold(Fold { kind: FoldKind::Sum, body: logarithm, ..fold.clone() });
        if !(self.setting.allowed.key("prod-as-exp") && self.fold_defined(sum)) {
            return None;
        }
        self.fold_defined(expr).then_some(())?;
        let values = self.schema_values(fold);
        self.equation("prod-as-exp", &values).map(|it| it.1)
    }

    /// The sum as a linear combination of canonical sums.
    fn combination(&mut self, expr: ExprId, fold: &Fold) -> Option<ExprId> {
        let letters = self.setting.letters.to_vec();
        let (terms, opened) =
            self.open(expr, fold, |block, body, fresh| block.linear(body, fresh, &letters))?;
        let sums: Vec<ExprId> =
            terms.iter().map(|it| it.over(self.arena, fold, opened.fresh)).collect();
        let total = combination(self.arena, &terms, &sums)?;
        if total != expr {
            let some = Proposition::Compare(Relation::AT_MOST, fold.from, fold.to);
            if !self.ensure(&some) {
                let mut coefficients = terms.iter().filter_map(|it| it.coefficient);
                coefficients.all(|it| self.ensure_defined(it)).then_some(())?;
            }
            let mut facts: Vec<Proposition> =
                sums.iter().map(|&it| Proposition::defined(it)).collect();
            facts.push(Proposition::equal(expr, total));
            if terms.iter().any(|it| it.coefficient.is_some()) {
                self.used.extend(crate::theory::find("sum-linear"));
            }
            self.push_fold(opened, terms, &facts);
        }
        for sum in sums {
            self.plan_canonical(sum);
        }
        Some(total)
    }

    /// What Kronecker's delta is, where that is known.
    pub(crate) fn delta(&mut self, a: ExprId, b: ExprId) -> Option<ExprId> {
        let values = [("i", a), ("j", b)];
        let compare = |relation| Proposition::Compare(relation, a, b);
        let allowed = self.setting.allowed;
        if !(allowed.key("delta-equal") || allowed.key("sum-delta")) {
            return None;
        }
        if self.ensure(&compare(Relation::EQUAL)) {
            return self.equation("delta-equal", &values).map(|it| it.1);
        }
        if self.ensure(&compare(Relation::NOT_EQUAL)) {
            return self.equation("delta-different", &values).map(|it| it.1);
        }
        if self.arena.order(a, b).is_gt() {
            return self.equation("delta-symmetry", &values).map(|it| it.1);
        }
        None
    }

    /// Whether an expression is left for outside of the sum whose index it does not mention.
    pub(crate) fn is_left_outside(&self, expr: ExprId) -> bool {
        self.within == 0
            && self.index.is_some_and(|index| !self.arena.mentions(expr, index))
            && !self.arena.children(expr).is_empty()
    }

    /// Plans the value of a sum that is in normal form but for the order of what is nested in it.
    fn plan_canonical(&mut self, sum: ExprId) {
        self.expanded.insert(sum);
        if self.planned.contains_key(&sum) {
            return;
        }
        let value = self.value_of_sum(sum).or_else(|| self.reordered(sum));
        if let Some(value) = value.filter(|&value| value != sum) {
            self.plan(sum, value);
            if self.is_sum(value) {
                self.expanded.insert(value);
            } else {
                self.expand(value);
            }
        }
    }

    /// The sum of ones, and of a delta.
    fn value_of_sum(&mut self, sum: ExprId) -> Option<ExprId> {
        let fold = self.fold_of(sum)?;
        let values = self.schema_values(&fold);
        if fold.body == ExprId::ONE {
            return self.defined_as("sum-one", &values[1..]);
        }
        let Node::Delta(i, k) = self.arena.node(fold.body) else { return None };
        if k != values[1].1 || self.arena.mentions(i, fold.index) {
            return None;
        }
        let values = [("i", i), values[1], values[2], values[3]];
        ["sum-delta", "sum-delta-below", "sum-delta-above"]
            .into_iter()
            .find_map(|key| self.defined_as(key, &values))
    }

    /// Opens a sum or product: works on its body for an arbitrary value of the index.
    pub(crate) fn open<T>(
        &mut self,
        expr: ExprId,
        fold: &Fold,
        work: impl FnOnce(&mut Prover<'_>, ExprId, Symbol) -> Option<T>,
    ) -> Option<(T, Opened)> {
        if self.depth == 0 {
            return None;
        }
        for bound in [fold.from, fold.to] {
            if !(self.ensure_defined(bound) && self.ensure(&Proposition::Integer(bound))) {
                return None;
            }
        }
        let fresh = self.arena.fresh_symbol(fold.index);
        let variable = self.arena.variable(fresh);
        let body = self.arena.put(fold.body, fold.index, variable);
        let mut parts = Vec::new();
        independent(self.arena, body, &mut vec![fresh], &mut parts);
        let mut carry = self.hypotheses();
        parts.retain(|&part| self.ensure_defined(part));
        carry.extend(parts.iter().map(|&part| Proposition::defined(part)));
        let mut hypotheses = carry.clone();
        hypotheses.push(Proposition::Compare(Relation::AT_LEAST, variable, fold.from));
        hypotheses.push(Proposition::Compare(Relation::AT_MOST, variable, fold.to));
        let names = self.setting.names.with_integer(fresh);
        let (result, steps) = self.inner_with(&names, &hypotheses, |block| {
            block.index = Some(fresh);
            parts.into_iter().for_each(|part| block.domain_facts(part));
            if block.facts.relation(variable, fold.from) == Relation::EQUAL {
                block.planned.insert(variable, fold.from);
            }
            block.use_equations();
            let known = block.known_folds.clone();
            if !known.is_empty() && !block.facts.contradictory() && !block.ensure_defined(body) {
                known.into_iter().for_each(|known| block.term_facts(known, variable));
            }
            work(block, body, fresh)
        })?;
        Some((result, Opened { fold: expr, fresh, carry, steps }))
    }

    /// Takes a body apart: coefficients free of the index, and products of what is not.
    fn linear(&mut self, body: ExprId, fresh: Symbol, letters: &[Symbol]) -> Option<Vec<FoldTerm>> {
        let (coefficient, index) = (Some(ExprId::ZERO), *letters.first()?);
        let nothing = FoldTerm { coefficient, body: ExprId::ONE, index };
        if self.facts.contradictory() {
            return Some(vec![nothing]);
        }
        self.expand(body);
        self.plan_exponentials(&[body]);
        self.canonical_arguments(body, fresh)?;
        let fraction = self.fraction(body).ok()?;
        let groups = self.groups(&fraction, fresh)?;
        let mut arithmetic = self.arithmetic();
        let mut terms = Vec::new();
        for (own, coefficient) in groups {
            let (factors, coefficient) =
                self.contract(own, coefficient, fresh, &mut arithmetic.terms)?;
            terms.push(self.term(factors, coefficient, fresh, letters, &mut arithmetic.terms)?);
        }
        if terms.is_empty() {
            terms.push(nothing);
        }
        let bodies: Vec<ExprId> = terms.iter().map(|it| it.body).collect();
        let target = combination(self.arena, &terms, &bodies)?;
        if target != body {
            if !(self.ensure_defined(body) && self.ensure_defined(target)) {
                return None;
            }
            self.push(Step::Field(body, target, arithmetic), &Proposition::equal(body, target));
        }
        self.ensure_defined(target).then_some(terms)
    }

    /// The terms of a fraction by their factors that depend on the index.
    fn groups(
        &mut self,
        fraction: &Fraction,
        fresh: Symbol,
    ) -> Option<Vec<(Vec<Factor>, Fraction)>> {
        let mut common = Vec::new();
        let mut divisor = Fraction::one();
        for (polynomial, power) in fraction.denominator() {
            let power = i64::try_from(power).ok()?;
            if self.depends(polynomial, fresh) {
                let factor = self.canonical(&Fraction::from(polynomial.clone()));
                common.push((factor, -power));
            } else {
                let factor = Fraction::from(polynomial.clone());
                let factor = factor.pow(-power, self.read.relations()).ok()?;
                divisor = divisor.times(&factor, self.read.relations()).ok()?;
            }
        }
        let mut groups: Vec<(Monomial, Polynomial)> = Vec::new();
        let numerator = fraction.numerator(self.read.relations(), self.fuel).ok()?;
        for (monomial, value) in numerator.terms() {
            let (mut own, mut free) = (Monomial::ONE, Monomial::ONE);
            for &(atom, exponent) in monomial.factors() {
                let part = if self.atom_depends(atom, fresh) { &mut own } else { &mut free };
                *part = part.times(&Monomial::power(atom, exponent.into()).ok()?).ok()?;
            }
            let place = groups.iter().position(|(it, _)| *it == own).unwrap_or_else(|| {
                groups.push((own, Polynomial::zero()));
                groups.len() - 1
            });
            let term = Polynomial::term(free, Rational::ONE);
            groups[place].1 = groups[place].1.plus(value, &term);
        }
        let mut found = Vec::new();
        for (own, free) in groups {
            let mut factors: Vec<Factor> = own
                .factors()
                .iter()
                .map(|&(atom, n)| (self.read.expression(atom), n.into()))
                .collect();
            factors.extend(&common);
            let coefficient = Fraction::from(free).times(&divisor, self.read.relations()).ok()?;
            found.push((factors, coefficient));
        }
        Some(found)
    }

    fn atom_depends(&self, atom: Atom, fresh: Symbol) -> bool {
        self.arena.mentions(self.read.expression(atom), fresh)
    }

    fn depends(&self, polynomial: &Polynomial, fresh: Symbol) -> bool {
        polynomial.terms().any(|(monomial, _)| {
            monomial.factors().iter().any(|&(atom, _)| self.atom_depends(atom, fresh))
        })
    }

    /// A delta of the index and something else makes the index that, everywhere in the term.
    fn contract(
        &mut self,
        factors: Vec<Factor>,
        coefficient: Fraction,
        fresh: Symbol,
        terms: &mut Vec<(ExprId, Proposition)>,
    ) -> Option<(Vec<Factor>, ExprId)> {
        let factor = expression(self.arena, &self.read, &coefficient);
        let variable = self.arena.variable(fresh);
        let found = factors.iter().enumerate().find_map(|(place, &(factor, exponent))| {
            let Node::Delta(a, b) = self.arena.node(factor) else { return None };
            let other = if a == variable { b } else { a };
            let fits = [a, b].contains(&variable) && !self.arena.mentions(other, fresh);
            (fits && exponent > 0).then_some((place, other))
        });
        let found = found.filter(|_| self.setting.allowed.key("sum-delta"));
        let Some((place, other)) = found else { return Some((factors, factor)) };
        let before = product(self.arena, &factors);
        let rest = product(self.arena, &without(&factors, place));
        let at = self.arena.put(rest, fresh, other);
        let delta = self.arena.intern(Node::Delta(other, variable));
        let after = if at == ExprId::ONE { delta } else { self.arena.mul(at, delta) };
        if before == delta {
            return Some((factors, factor));
        }
        if !(self.ensure_defined(before) && self.ensure_defined(after)) {
            return None;
        }
        // That delta is 1 or 0 belongs to the contraction.
        let used = self.used.len();
        self.by_equality((variable, other), before, after).then_some(())?;
        self.used.truncate(used);
        terms.push((factor, Proposition::equal(before, after)));
        let coefficient = if at == ExprId::ONE { factor } else { self.arena.mul(factor, at) };
        Some((vec![(delta, 1)], coefficient))
    }

    /// Shows `a = b` whether two indices are equal or not.
    fn by_equality(&mut self, pair: (ExprId, ExprId), a: ExprId, b: ExprId) -> bool {
        let cases = [Relation::EQUAL, Relation::NOT_EQUAL]
            .map(|it| Proposition::Compare(it, pair.0, pair.1));
        self.split(&[], cases, &Proposition::equal(a, b), |block, _| block.prove(a, b))
    }

    /// A term with its factors in order, sums among them multiplied in.
    fn term(
        &mut self,
        mut factors: Vec<Factor>,
        coefficient: ExprId,
        fresh: Symbol,
        letters: &[Symbol],
        terms: &mut Vec<(ExprId, Proposition)>,
    ) -> Option<FoldTerm> {
        let plain = product(self.arena, &factors);
        let nested = factors.iter().any(|&(it, n)| n > 0 && self.is_sum(it));
        let body = if nested && let Some(flat) = self.multiplied(&factors) {
            terms.push((coefficient, Proposition::equal(plain, flat)));
            flat
        } else {
            let index = *letters.get(self.height_of(&factors))?;
            let index = self.arena.variable(index);
            self.sort(&mut factors, &Substitution::from_iter([(fresh, index)]));
            product(self.arena, &factors)
        };
        let index = *letters.get(self.arena.fold_height(body))?;
        let coefficient = Some(coefficient).filter(|&it| it != ExprId::ONE);
        Some(FoldTerm { coefficient, body, index })
    }
}

/// All factors but one.
pub(crate) fn without(factors: &[Factor], place: usize) -> Vec<Factor> {
    factors.iter().enumerate().filter(|it| it.0 != place).map(|it| *it.1).collect()
}

/// The largest parts of an expression that mention none of some names, numerals and names apart.
fn independent(arena: &Arena, expr: ExprId, names: &mut Vec<Symbol>, found: &mut Vec<ExprId>) {
    if arena.children(expr).is_empty() || found.contains(&expr) {
        return;
    }
    if !names.iter().any(|&name| arena.mentions(expr, name)) {
        found.push(expr);
        return;
    }
    let before = names.len();
    match arena.node(expr) {
        Node::Fold(side) => names.push(arena.get(side).index),
        Node::At(side) => names.extend(arena.get(side).bindings.iter().map(|it| it.0)),
        _ => {}
    }
    arena.children(expr).into_iter().for_each(|child| independent(arena, child, names, found));
    names.truncate(before);
}
