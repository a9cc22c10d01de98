//! Nested sums: products of sums multiplied out, and the one way in which nested sums are written.

use super::express::{Factor, product};
use super::folds::without;
use super::prover::Prover;
use crate::algebra::{Fraction, Monomial, Polynomial};
use crate::expr::{ExprId, Fold, FoldKind, Node, Proposition, Relation, Substitution, Symbol};
use crate::kernel::{FoldTerm, Step};
use crate::number::Rational;

/// How many sums may be nested in one that is brought into canonical order.
const MOST_NESTED: usize = 4;

impl Prover<'_> {
    pub(crate) fn height_of(&self, factors: &[Factor]) -> usize {
        factors.iter().map(|&(it, _)| self.arena.fold_height(it)).max().unwrap_or(0)
    }

    /// Sorts factors by what they are when names are put for others.
    pub(crate) fn sort(&mut self, factors: &mut Vec<Factor>, renaming: &Substitution) {
        let mut keyed: Vec<(ExprId, Factor)> = factors
            .iter()
            .map(|&factor| (self.arena.substitute(factor.0, renaming), factor))
            .collect();
        keyed.sort_by(|a, b| self.arena.order(a.0, b.0).then(a.1.1.cmp(&b.1.1)));
        *factors = keyed.into_iter().map(|it| it.1).collect();
    }

    /// A product with sums among its factors as one nested sum.
    pub(crate) fn multiplied(&mut self, factors: &[Factor]) -> Option<ExprId> {
        let mut single = Vec::new();
        for &(factor, exponent) in factors {
            if exponent > 0 && self.is_sum(factor) {
                single.extend(std::iter::repeat_n((factor, 1), usize::try_from(exponent).ok()?));
            } else {
                single.push((factor, exponent));
            }
        }
        if single.iter().filter(|it| it.1 == 1 && self.is_sum(it.0)).count() >= MOST_NESTED {
            return None;
        }
        let plain = product(self.arena, factors);
        let flat = self.nested(&single);
        self.show_nested(&single, flat)?;
        let same = product(self.arena, &single);
        (plain == same || self.field(plain, same) && self.through(plain, same, flat))
            .then_some(flat)
    }

    fn through(&mut self, a: ExprId, b: ExprId, c: ExprId) -> bool {
        a == b || b == c || self.equal_through(a, b, c)
    }

    /// The nested sum of a product: the first factor that is a sum is the outermost.
    fn nested(&mut self, factors: &[Factor]) -> ExprId {
        let Some((fold, rest)) = self.first_sum(factors) else {
            return product(self.arena, factors);
        };
        let mut inner = rest;
        inner.extend(self.factors_of(fold.body));
        let body = self.nested(&inner);
        self.arena.fold(Fold { body, ..fold })
    }

    /// The first sum among factors, its index renamed apart, and the others.
    fn first_sum(&mut self, factors: &[Factor]) -> Option<(Fold, Vec<Factor>)> {
        let place = factors.iter().position(|it| it.1 == 1 && self.is_sum(it.0))?;
        let fold = self.fold_of(factors[place].0)?;
        let rest = without(factors, place);
        let outside = product(self.arena, &rest);
        Some((self.arena.apart(fold, outside), rest))
    }

    /// Shows that a product is the nested sum that [`Self::nested`] makes of it.
    fn show_nested(&mut self, factors: &[Factor], flat: ExprId) -> Option<()> {
        let plain = product(self.arena, factors);
        let Some((sum, rest)) = self.first_sum(factors) else { return Some(()) };
        let fold = self.fold_of(flat)?;
        let outside = product(self.arena, &rest);
        let ((), opened) = self.open(flat, &fold, |block, body, fresh| {
            let variable = block.arena.variable(fresh);
            let term = block.arena.put(sum.body, sum.index, variable);
            let mut inner = rest.clone();
            inner.extend(block.factors_of(term));
            let again = block.nested(&inner);
            block.show_nested(&inner, again)?;
            let target = block.arena.mul(outside, term);
            (again == body || block.arena.alpha_equal(again, body)).then_some(())?;
            if again != body {
                block.ensure_defined(body).then_some(())?;
                block.push(Step::Alpha(body, again), &Proposition::equal(body, again));
            }
            let flat = product(block.arena, &inner);
            block.same_product(flat, target)?;
            block.chain(&[body, again, flat, target]).then_some(())
        })?;
        let some = Proposition::Compare(Relation::AT_MOST, sum.from, sum.to);
        (self.ensure(&some) || self.ensure_defined(outside)).then_some(())?;
        let variable = self.arena.variable(opened.fresh);
        let body = self.arena.put(sum.body, sum.index, variable);
        let own = self.arena.fold(sum.clone());
        let terms = vec![FoldTerm { coefficient: Some(outside), body, index: sum.index }];
        let value = self.arena.mul(outside, own);
        let facts = vec![Proposition::defined(own), Proposition::equal(flat, value)];
        self.push_fold(opened, terms, &facts);
        // The sum as it was, before its index was renamed.
        let place = factors.iter().position(|it| it.1 == 1 && self.is_sum(it.0))?;
        let original = factors[place].0;
        let mut rewrites = Vec::new();
        if original != own {
            self.ensure_defined(original).then_some(())?;
            self.push(Step::Alpha(original, own), &Proposition::equal(original, own));
            rewrites.push((original, own));
        }
        self.ensure_defined(plain).then_some(())?;
        let mut arithmetic = crate::kernel::Arithmetic::rewriting(rewrites);
        arithmetic.terms.push((ExprId::MINUS_ONE, Proposition::equal(flat, value)));
        self.push(Step::Field(plain, flat, arithmetic), &Proposition::equal(plain, flat));
        Some(())
    }

    /// Shows that two products of the same factors are equal.
    fn same_product(&mut self, a: ExprId, b: ExprId) -> Option<()> {
        (self.ensure_defined(a) && self.ensure_defined(b)).then_some(())?;
        if !self.shows(&Proposition::equal(a, b)) {
            let arithmetic = crate::kernel::Arithmetic::default();
            self.push(Step::Field(a, b, arithmetic), &Proposition::equal(a, b));
        }
        Some(())
    }

    /// From `a = b`, `b = c`, … the equation of the first and the last.
    pub(crate) fn chain(&mut self, exprs: &[ExprId]) -> bool {
        let (Some(&first), Some(&last)) = (exprs.first(), exprs.last()) else { return true };
        let mut arithmetic = crate::kernel::Arithmetic::default();
        for pair in exprs.windows(2).filter(|it| it[0] != it[1]) {
            arithmetic.terms.push((ExprId::ONE, Proposition::equal(pair[0], pair[1])));
        }
        if first != last {
            self.push(Step::Field(first, last, arithmetic), &Proposition::equal(first, last));
        }
        true
    }

    /// The factors of a product, as [`product`] puts them together.
    fn factors_of(&self, expr: ExprId) -> Vec<Factor> {
        use crate::expr::BinaryOp::{Div, Mul, Pow};
        match self.arena.node(expr) {
            Node::Binary(Mul, a, b) => [self.factors_of(a), self.factors_of(b)].concat(),
            Node::Binary(Div, a, b) => {
                let below = self.factors_of(b).into_iter().map(|(it, n)| (it, -n));
                self.factors_of(a).into_iter().chain(below).collect()
            }
            Node::Binary(Pow, a, n) => match self.arena.literal(n).and_then(|it| it.to_i64()) {
                Some(n) => self.factors_of(a).into_iter().map(|(it, m)| (it, m * n)).collect(),
                None => vec![(expr, 1)],
            },
            _ if expr == ExprId::ONE => Vec::new(),
            _ => vec![(expr, 1)],
        }
    }

    /// A nested sum with its bound names and the order of its sums and factors chosen: the least of
    /// all ways to write it.
    pub(crate) fn reordered(&mut self, sum: ExprId) -> Option<ExprId> {
        let (loops, body) = self.loops(sum);
        if loops.len() > MOST_NESTED {
            return None;
        }
        let factors = self.factors_of(body);
        let height = factors.iter().map(|&(it, _)| self.arena.fold_height(it)).max().unwrap_or(0);
        let letters = self.setting.letters.get(height..height + loops.len())?.to_vec();
        let bound: Vec<Symbol> = loops.iter().map(|it| it.index).collect();
        let independent = loops.iter().all(|it| {
            let mentions =
                |bound| [it.from, it.to].iter().any(|&end| self.arena.mentions(end, bound));
            !bound.iter().any(|&name| mentions(name))
        });
        let orders = if independent { permutations(loops.len()) } else { Vec::new() };
        let first: Vec<usize> = (0..loops.len()).collect();
        let mut best: Option<(ExprId, Vec<usize>)> = None;
        for order in std::iter::once(first).chain(orders) {
            let arranged: Vec<Fold> = order.iter().map(|&place| loops[place].clone()).collect();
            let candidate = self.arranged(&arranged, &factors, &letters);
            let better =
                best.as_ref().is_none_or(|(it, _)| self.arena.order(candidate, *it).is_lt());
            if better {
                best = Some((candidate, order));
            }
        }
        let (candidate, order) = best?;
        if candidate == sum {
            return None;
        }
        let swapped = self.swapped(sum, &order)?;
        self.show_same(swapped, candidate)?;
        self.through(sum, swapped, candidate).then_some(candidate)
    }

    /// The sums of a nested sum from the outside in, and what they sum.
    fn loops(&self, mut sum: ExprId) -> (Vec<Fold>, ExprId) {
        let mut loops = Vec::new();
        while let Some(fold) = self.fold_of(sum).filter(|it| it.kind == FoldKind::Sum) {
            sum = fold.body;
            loops.push(fold);
        }
        (loops, sum)
    }

    /// The nested sum with these sums from the outside in; the innermost takes the first letter.
    fn arranged(&mut self, loops: &[Fold], factors: &[Factor], letters: &[Symbol]) -> ExprId {
        let names: Vec<Symbol> = (0..loops.len()).rev().map(|depth| letters[depth]).collect();
        let mut renaming = Substitution::default();
        for (fold, &name) in loops.iter().zip(&names) {
            let variable = self.arena.variable(name);
            renaming.insert(fold.index, variable);
        }
        let mut factors = factors.to_vec();
        self.sort(&mut factors, &renaming);
        let body = product(self.arena, &factors);
        let mut sum = self.arena.substitute(body, &renaming);
        for (place, fold) in loops.iter().enumerate().rev() {
            // An end may mention the names of the sums around it.
            let outer: Substitution =
                loops[..place].iter().map(|it| (it.index, renaming[&it.index])).collect();
            let from = self.arena.substitute(fold.from, &outer);
            let to = self.arena.substitute(fold.to, &outer);
            let (index, kind) = (names[place], FoldKind::Sum);
            sum = self.arena.fold(Fold { kind, body: sum, index, from, to });
        }
        sum
    }

    /// The nested sum with its sums in another order, by exchanges of neighbours.
    fn swapped(&mut self, sum: ExprId, order: &[usize]) -> Option<ExprId> {
        let mut current: Vec<usize> = (0..order.len()).collect();
        let mut exprs = vec![sum];
        for (place, wanted) in order.iter().enumerate() {
            let mut at = current.iter().position(|it| it == wanted)?;
            while at > place {
                let last = *exprs.last()?;
                exprs.push(self.exchanged(last, at - 1)?);
                current.swap(at - 1, at);
                at -= 1;
            }
        }
        let last = *exprs.last()?;
        self.chain(&exprs).then_some(last)
    }

    /// Exchanges the sum at a depth with the one inside it.
    fn exchanged(&mut self, sum: ExprId, depth: usize) -> Option<ExprId> {
        let outer = self.fold_of(sum)?;
        if depth == 0 {
            let inner = self.fold_of(outer.body)?;
            let (k, p) = (self.arena.variable(outer.index), self.arena.variable(inner.index));
            let values = [
                ("f", inner.body),
                ("k", k),
                ("p", p),
                ("a", outer.from),
                ("b", outer.to),
                ("c", inner.from),
                ("d", inner.to),
            ];
            let within = Fold { body: inner.body, ..outer.clone() };
            let within = self.arena.fold(within);
            let exchanged = self.arena.fold(Fold { body: within, ..inner });
            (self.fold_defined(sum) && self.fold_defined(exchanged)).then_some(())?;
            return self.defined_as("sum-exchange", &values);
        }
        let (body, opened) =
            self.open(sum, &outer, |block, body, _| block.exchanged(body, depth - 1))?;
        Some(self.congruent(sum, &outer, body, opened, outer.index))
    }

    /// The sum or array with another body, shown equal to its own for every index.
    pub(crate) fn congruent(
        &mut self,
        sum: ExprId,
        fold: &Fold,
        body: ExprId,
        opened: crate::kernel::Opened,
        index: Symbol,
    ) -> ExprId {
        let term = FoldTerm { coefficient: None, body, index };
        let value = term.over(self.arena, fold, opened.fresh);
        let facts = [Proposition::defined(value), Proposition::equal(sum, value)];
        self.push_fold(opened, vec![term], &facts);
        value
    }

    /// Shows that two nested sums over the same ranges in the same order are equal, whose bodies are
    /// products of the same factors.
    fn show_same(&mut self, a: ExprId, b: ExprId) -> Option<()> {
        let (Some(left), Some(right)) = (self.fold_of(a), self.fold_of(b)) else {
            return self.same_product(a, b);
        };
        let target = right.clone();
        let (body, opened) = self.open(a, &left, |block, body, fresh| {
            let variable = block.arena.variable(fresh);
            let goal = block.arena.put(target.body, target.index, variable);
            block.show_same(body, goal)?;
            Some(goal)
        })?;
        (self.congruent(a, &left, body, opened, right.index) == b).then_some(())
    }

    /// The expression of a fraction, its terms and factors in the order of their notation.
    pub(crate) fn canonical(&mut self, fraction: &Fraction) -> ExprId {
        let Ok(numerator) = fraction.numerator(self.read.relations(), self.fuel) else {
            return super::express::expression(self.arena, &self.read, fraction);
        };
        let above = self.canonical_polynomial(&numerator);
        let mut factors: Vec<Factor> = Vec::new();
        for (polynomial, power) in fraction.denominator() {
            let base = self.canonical_polynomial(polynomial);
            factors.push((base, i64::try_from(power).unwrap_or(i64::MAX)));
        }
        self.sort(&mut factors, &Substitution::default());
        if factors.is_empty() {
            return above;
        }
        let below = product(self.arena, &factors);
        self.arena.div(above, below)
    }

    fn canonical_polynomial(&mut self, polynomial: &Polynomial) -> ExprId {
        let mut terms: Vec<(ExprId, Rational)> = polynomial
            .terms()
            .map(|(monomial, value)| (self.canonical_monomial(monomial), value.clone()))
            .collect();
        terms.sort_by(|a, b| self.arena.order(a.0, b.0));
        let mut sum: Option<ExprId> = None;
        for (monomial, value) in terms {
            let number = self.arena.rational(&value);
            let term = match (monomial == ExprId::ONE, value.is_one()) {
                (true, _) => number,
                (false, true) => monomial,
                (false, false) => self.arena.mul(number, monomial),
            };
            sum = Some(sum.map_or(term, |sum| self.arena.add(sum, term)));
        }
        sum.unwrap_or(ExprId::ZERO)
    }

    fn canonical_monomial(&mut self, monomial: &Monomial) -> ExprId {
        let mut factors: Vec<Factor> = monomial
            .factors()
            .iter()
            .map(|&(atom, n)| (self.read.expression(atom), n.into()))
            .collect();
        self.sort(&mut factors, &Substitution::default());
        product(self.arena, &factors)
    }

    /// Writes the arguments of functions that depend on an index in one way.
    pub(crate) fn canonical_arguments(&mut self, body: ExprId, index: Symbol) -> Option<()> {
        let fraction = self.fraction(body).ok()?;
        let mut atoms = Vec::new();
        let (_, own, factors) = fraction.parts();
        let sums = factors.iter().flat_map(|(factor, _)| factor.terms());
        for monomial in sums.map(|(monomial, _)| monomial).chain([own]) {
            for &(atom, _) in monomial.factors() {
                let atom = self.read.expression(atom);
                if !atoms.contains(&atom) {
                    atoms.push(atom);
                }
            }
        }
        for atom in atoms {
            let Node::Call(function, argument) = self.arena.node(atom) else { continue };
            if !self.arena.mentions(argument, index) {
                continue;
            }
            let fraction = self.fraction(argument).ok()?;
            let written = self.canonical(&fraction);
            if written != argument && self.field(argument, written) {
                let value = self.arena.call(function, written);
                self.congruence(atom, argument, written)?;
                self.plan(atom, value);
            }
        }
        Some(())
    }
}

/// Every order of so many things but the given one.
fn permutations(count: usize) -> Vec<Vec<usize>> {
    let mut all = vec![Vec::new()];
    for _ in 0..count {
        let mut longer = Vec::new();
        for order in &all {
            for next in (0..count).filter(|it| !order.contains(it)) {
                longer.push(order.iter().copied().chain([next]).collect::<Vec<usize>>());
            }
        }
        all = longer;
    }
    all.retain(|order| order.windows(2).any(|it| it[0] > it[1]));
    all
}
