//! Proofs by cases: the sign of what stands in guards, absolute values and maxima decides what an
//! expression is, and near a border a function has two pieces.

use super::prover::Prover;
use crate::algebra::{Atom, Polynomial};
use crate::expr::{Arena, BinaryOp, ExprId, Function, Node, Proposition, Relation, Rewrite};
use crate::kernel::{Case, Kink, Side, Step, smooth, some_branch, varies};
use crate::number::Rational;

/// Two expressions of which it matters how they compare.
pub(crate) type Pair = (ExprId, ExprId);

/// The comparisons on which the form of an expression depends, in order of occurrence.
pub(crate) fn switches(arena: &Arena, expr: ExprId) -> Vec<Pair> {
    let mut found = Vec::new();
    let mut seen = rustc_hash::FxHashSet::default();
    visit(arena, expr, &mut seen, &mut found);
    found
}

fn visit(
    arena: &Arena,
    expr: ExprId,
    seen: &mut rustc_hash::FxHashSet<ExprId>,
    found: &mut Vec<Pair>,
) {
    if !seen.insert(expr) {
        return;
    }
    let mut note = |pair: Pair| {
        if !found.contains(&pair) {
            found.push(pair);
        }
    };
    match arena.node(expr) {
        Node::Call(Function::Abs | Function::Sign, a) => note((a, ExprId::ZERO)),
        Node::Call(Function::Sqrt, a) => {
            // The root of a square is an absolute value.
            if let Node::Binary(BinaryOp::Pow, base, n) = arena.node(a)
                && arena.literal(n) == Some(2.into())
            {
                note((base, ExprId::ZERO));
            }
        }
        Node::Call(Function::Relu, a) => note((ExprId::ZERO, a)),
        Node::Extremum(_, a, b) => note((a, b)),
        Node::Piecewise(side) => {
            for (_, guard) in &arena.get(side).branches {
                guard_pairs(guard, &mut note);
            }
        }
        _ => {}
    }
    for child in arena.children(expr) {
        visit(arena, child, seen, found);
    }
}

fn guard_pairs(guard: &Proposition, note: &mut impl FnMut(Pair)) {
    match guard {
        Proposition::Compare(_, a, b) => note((*a, *b)),
        Proposition::And(parts) | Proposition::Or(parts) => {
            parts.iter().for_each(|part| guard_pairs(part, note));
        }
        Proposition::Integer(_) | Proposition::Differentiable { .. } => {}
    }
}

/// Whether an atom stands in one term of a polynomial only.
pub(crate) fn is_linear(polynomial: &Polynomial, atom: Atom) -> bool {
    polynomial.terms().filter(|(it, _)| it.exponent(atom) != 0).count() == 1
}

/// The three ways in which two expressions may compare.
pub(crate) const OUTCOMES: [Relation; 3] = [Relation::LESS, Relation::EQUAL, Relation::GREATER];

impl Prover<'_> {
    /// Shows `a = b`, by cases where the form of a side depends on them.
    pub(crate) fn prove(&mut self, a: ExprId, b: ExprId) -> bool {
        if self.facts.contradictory() {
            return true;
        }
        self.use_equations();
        self.expand(a);
        self.expand(b);
        self.plan_logarithms(&[a, b]);
        self.plan_logarithmic(&[a, b]);
        self.plan_angles(&[a, b]);
        self.plan_roots(&[a, b]);
        self.plan_exponentials(&[a, b]);
        if self.field(a, b) || self.facts.contradictory() || self.field_modulo_relations(a, b) {
            return true;
        }
        self.depth > 0
            && (self.by_inverses(a, b)
                || self.by_radicals(a, b)
                || self.prove_by_alternatives(a, b)
                || self.prove_by_cases(a, b)
                || self.by_constancy(a, b))
    }

    /// By the parts of a disjunction among the facts of which none is decided.
    fn prove_by_alternatives(&mut self, a: ExprId, b: ExprId) -> bool {
        let goal = Proposition::equal(a, b);
        for alternatives in self.alternatives.clone() {
            if alternatives.len() > 3 || alternatives.iter().any(|it| self.shows(it)) {
                continue;
            }
            return self.split(&[], alternatives, &goal, |block, _| block.prove(a, b));
        }
        false
    }

    fn prove_by_cases(&mut self, a: ExprId, b: ExprId) -> bool {
        let mut pairs = switches(self.arena, a);
        pairs.extend(switches(self.arena, b));
        pairs.extend(self.open_deltas(a, b));
        let Some(pair) = pairs.into_iter().find(|&pair| self.is_open_question(pair)) else {
            return false;
        };
        let cases = OUTCOMES.map(|it| Proposition::Compare(it, pair.0, pair.1));
        self.split(&[], cases, &Proposition::equal(a, b), |block, _| block.prove(a, b))
    }

    /// Shows a statement that is shown in each of some cases that cover every possibility; `more` is
    /// known in all of them beside what is known here.
    pub(crate) fn split(
        &mut self,
        more: &[Proposition],
        cases: impl IntoIterator<Item = Proposition>,
        goal: &Proposition,
        mut show: impl FnMut(&mut Prover<'_>, &Proposition) -> bool,
    ) -> bool {
        let mut known = self.hypotheses();
        known.extend_from_slice(more);
        let mut shown = Vec::new();
        for assume in cases {
            let mut hypotheses = known.clone();
            hypotheses.push(assume.clone());
            let Some(((), steps)) =
                self.inner(&hypotheses, |block| show(block, &assume).then_some(()))
            else {
                return false;
            };
            shown.push(Case { assume, steps });
        }
        self.push(Step::Split(shown, goal.clone()), goal);
        true
    }

    /// Shows an equation on the side: how its parts are read there changes nothing here.
    pub(crate) fn prove_aside(&mut self, a: ExprId, b: ExprId) -> bool {
        let always = Proposition::Compare(Relation::GREATER, ExprId::ONE, ExprId::ZERO);
        let analytic = std::mem::replace(&mut self.analytic, false);
        let goal = Proposition::equal(a, b);
        let shown = self.shows(&goal)
            || self.ensure(&always) && self.split(&[], [always], &goal, |it, _| it.prove(a, b));
        self.analytic = analytic;
        shown
    }

    /// The indices in the deltas on which it depends whether two expressions are equal.
    fn open_deltas(&mut self, a: ExprId, b: ExprId) -> Vec<Pair> {
        let Ok(difference) = self.difference(a, b) else { return Vec::new() };
        let numerator = difference.numerator(self.read.relations(), self.fuel);
        let Ok(difference) = numerator else { return Vec::new() };
        let mut pairs = Vec::new();
        let monomials = difference.terms().map(|(monomial, _)| monomial);
        for &(atom, _) in monomials.flat_map(|it| it.factors()) {
            if let Node::Delta(i, j) = self.arena.node(self.read.expression(atom))
                && !pairs.contains(&(i, j))
            {
                pairs.push((i, j));
            }
        }
        pairs
    }

    /// Whether it is not known how two expressions compare, though both have values.
    fn is_open_question(&mut self, (a, b): Pair) -> bool {
        if !(self.ensure_defined(a) && self.ensure_defined(b)) {
            return false;
        }
        !OUTCOMES.into_iter().any(|it| self.ensure(&Proposition::Compare(it, a, b)))
    }

    /// What a block at the same point may start from.
    pub(crate) fn hypotheses(&self) -> Vec<Proposition> {
        let folds = self.known_folds.iter().map(|&it| Proposition::defined(it));
        let comparisons = self.comparisons.iter();
        let comparisons = comparisons.map(|&(relation, a, b)| Proposition::Compare(relation, a, b));
        comparisons.chain(folds).collect()
    }

    /// Reads variables as what equations among the facts say they are.
    pub(crate) fn use_equations(&mut self) {
        for place in 0..self.comparisons.len() {
            let (relation, a, b) = self.comparisons[place];
            if relation == Relation::EQUAL && self.arena.as_array(a).is_none() {
                self.solve(a, b);
            }
        }
    }

    /// Whether an equation may say what an expression is: a variable, or a sum where that is no
    /// question of other blocks.
    fn is_solvable(&self, expr: ExprId, variable: bool) -> bool {
        match self.arena.node(expr) {
            Node::Variable(_) => variable,
            Node::Fold(_) => !variable && self.index.is_none(),
            _ => false,
        }
    }

    /// From `a = b`, linear in a variable with a constant coefficient: what the variable is.
    fn solve(&mut self, a: ExprId, b: ExprId) -> Option<()> {
        if self.index.is_none() {
            // Sums are brought into their normal form first.
            for side in [a, b] {
                if self.arena.fold_height(side) > 0 {
                    self.expand(side);
                    self.plan_exponentials(&[side]);
                }
            }
        }
        let terms = self.difference_polynomial(a, b)?;
        let solved = |first: bool| {
            terms.terms().find_map(|(monomial, value)| match monomial.factors() {
                &[(atom, 1)] if self.is_solvable(self.read.expression(atom), first) => {
                    is_linear(&terms, atom).then(|| (atom, value.clone()))
                }
                _ => None,
            })
        };
        let (atom, factor) = solved(true).or_else(|| solved(false))?;
        let variable = self.read.expression(atom);
        let value = self.solved_for(&terms, atom, &factor)?;
        if !self.ensure_defined(value) {
            return None;
        }
        let arithmetic =
            self.arithmetic().with(self.arena, &factor.recip()?, Proposition::equal(a, b));
        self.push(Step::Field(variable, value, arithmetic), &Proposition::equal(variable, value));
        self.planned.insert(variable, value);
        self.plan_exponentials(&[]);
        Some(())
    }

    /// What an atom is if a polynomial vanishes in which it stands once, with that number as its factor.
    pub(crate) fn solved_for(
        &mut self,
        polynomial: &Polynomial,
        atom: Atom,
        factor: &Rational,
    ) -> Option<ExprId> {
        let own = Polynomial::atom(atom);
        let value = own.plus(&(-factor).recip()?, polynomial);
        Some(super::express::expression(self.arena, &self.read, &value.into()))
    }

    /// The facts that hold near the point as `by` varies.
    pub(crate) fn open_facts(&mut self, by: ExprId) -> Vec<Proposition> {
        let mut open = Vec::new();
        for (relation, a, b) in self.comparisons.clone() {
            let mut sharp = self.facts.relation(a, b);
            if sharp == Relation::NEVER {
                sharp = relation;
            }
            let fact = Proposition::Compare(sharp, a, b);
            let varies = [a, b].into_iter().any(|it| varies(self.arena, it, by));
            if open.contains(&fact) || varies && !(sharp.is_strict() && self.is_smooth(&[a, b], by))
            {
                continue;
            }
            open.push(fact);
        }
        open
    }

    /// Whether a statement that holds at a point holds near it as well, since it is a strict comparison of
    /// what does not jump.
    pub(crate) fn holds_near(&mut self, it: &Proposition, by: ExprId) -> bool {
        match it {
            Proposition::Compare(relation, a, b) => {
                relation.is_strict() && self.is_smooth(&[*a, *b], by)
            }
            _ => false,
        }
    }

    fn is_smooth(&mut self, exprs: &[ExprId], by: ExprId) -> bool {
        exprs.iter().all(|&expr| {
            let smooth = smooth(self.arena, self.setting.names, expr, &[by]);
            smooth.opaque.is_empty() && smooth.conditions.iter().all(|it| self.ensure(it))
        })
    }

    /// A derivative of something that depends on cases: of what it is near the point.
    pub(crate) fn near_the_point(
        &mut self,
        expr: ExprId,
        by: ExprId,
        body: ExprId,
    ) -> Option<ExprId> {
        let open = self.open_facts(by);
        if let Some((piece, steps)) = self.inner(&open, |block| block.piece(body)) {
            return self.local_derivative(expr, by, piece, open, steps);
        }
        let border = switches(self.arena, body)
            .into_iter()
            .find(|&(a, b)| self.ensure(&Proposition::Compare(Relation::EQUAL, a, b)))?;
        self.join(expr, by, body, border, &open)
    }

    /// What an expression is, cases decided: free of switches.
    fn piece(&mut self, body: ExprId) -> Option<ExprId> {
        self.use_equations();
        self.expand(body);
        let planned = &self.planned;
        let piece = self.arena.rewrite(body, &mut |arena, part| match arena.node(part) {
            Node::Call(Function::Abs | Function::Sign | Function::Relu, _)
            | Node::Extremum(..)
            | Node::Piecewise(_)
            | Node::Derivative { .. }
            | Node::At(_)
            | Node::Fold(_) => {
                planned.get(&part).map_or(Rewrite::Done(part), |&it| Rewrite::Again(it))
            }
            _ => Rewrite::Inside,
        });
        if !switches(self.arena, piece).is_empty() {
            return None;
        }
        (piece == body || self.field(body, piece)).then_some(piece)
    }

    /// The derivative at a border at which the two sides have the same value and slope.
    fn join(
        &mut self,
        expr: ExprId,
        by: ExprId,
        body: ExprId,
        (a, b): Pair,
        open: &[Proposition],
    ) -> Option<ExprId> {
        let case = |relation| Proposition::Compare(relation, a, b);
        let mut found = Vec::new();
        for relation in [Relation::LESS, Relation::GREATER] {
            let mut hypotheses = open.to_vec();
            hypotheses.push(case(relation));
            let (piece, steps) = self.inner(&hypotheses, |block| block.piece(body))?;
            found.push((Case { assume: case(relation), steps }, piece));
        }
        let (below, above) = (found[0].1, found[1].1);
        let mut hypotheses = open.to_vec();
        hypotheses.push(case(Relation::EQUAL));
        let (piece, steps) = self.inner(&hypotheses, |block| {
            [below, above].into_iter().find(|&piece| block.prove(body, piece))
        })?;
        found.push((Case { assume: case(Relation::EQUAL), steps }, piece));
        self.use_equations();
        let slope = self.arena.derivative(below, by);
        let value = self.explicit(slope)?;
        for piece in [below, above] {
            let slope = self.arena.derivative(piece, by);
            self.expand(slope);
            self.expand(body);
            self.plan_exponentials(&[slope, value, body, piece]);
            if !(self.field(slope, value) && self.field(body, piece)) {
                return None;
            }
        }
        let step = Step::Local { derivative: expr, open: open.to_vec(), cases: found, value };
        self.push(step, &Proposition::equal(expr, value));
        Some(value)
    }

    /// Shows that a function that is said to be differentiable at a border is not.
    pub(crate) fn kink(&mut self, by: ExprId, body: ExprId, (a, b): Pair) -> bool {
        self.kink_found(by, body, (a, b)).is_some()
    }

    fn kink_found(&mut self, by: ExprId, body: ExprId, (a, b): Pair) -> Option<()> {
        let border = self.arena.sub(a, b);
        self.use_equations();
        if !self.field(border, ExprId::ZERO) {
            return None;
        }
        let slope = self.arena.derivative(border, by);
        self.expand(slope);
        self.plan_exponentials(&[slope]);
        let moves = Proposition::Compare(Relation::NOT_EQUAL, slope, ExprId::ZERO);
        if !self.ensure(&moves) {
            return None;
        }
        let open = self.open_facts(by);
        let mut sides = Vec::new();
        for relation in [Relation::LESS, Relation::GREATER] {
            sides.push(self.side(border, relation, body, (a, b), &open)?);
        }
        let difference = match (sides[0].piece, sides[1].piece) {
            (Some(below), Some(above)) => Some(self.different(by, below, above)?),
            _ => None,
        };
        let sides: [Side; 2] = sides.try_into().ok()?;
        let derivative = self.arena.derivative(body, by);
        let step = Step::Kink(Box::new(Kink { derivative, border, open, sides, difference }));
        self.push(step, &Proposition::FALSE);
        Some(())
    }

    fn side(
        &mut self,
        border: ExprId,
        relation: Relation,
        body: ExprId,
        (a, b): Pair,
        open: &[Proposition],
    ) -> Option<Side> {
        let mut hypotheses = open.to_vec();
        hypotheses.push(Proposition::Compare(relation, border, ExprId::ZERO));
        let piece = self.inner(&hypotheses, |block| {
            block.ensure(&Proposition::Compare(relation, a, b));
            block.piece(body)
        });
        if let Some((piece, steps)) = piece {
            return Some(Side { piece: Some(piece), steps });
        }
        hypotheses.push(Proposition::defined(body));
        let ((), steps) = self.inner(&hypotheses, |block| {
            block.domain_facts(body);
            block.ensure(&Proposition::Compare(relation, a, b));
            block.facts.contradictory().then_some(())
        })?;
        Some(Side { piece: None, steps })
    }

    /// What follows from an expression's being defined.
    pub(crate) fn domain_facts(&mut self, expr: ExprId) {
        let conditions = crate::kernel::domain(self.arena, self.setting.names, expr);
        self.push(Step::Domain(expr), &Proposition::And(conditions.clone()));
        if matches!(self.arena.node(expr), Node::Fold(_)) {
            for index in self.setting.names.integers.clone() {
                let index = self.arena.variable(index);
                self.term_facts(expr, index);
            }
        }
        for condition in &conditions {
            self.factor_facts(condition);
            if let Proposition::Differentiable { body, .. } = condition
                && *body != expr
            {
                self.domain_facts(*body);
            }
            if let Proposition::Compare(Relation::EQUAL, part, _) = condition
                && *part != expr
                && self.fold_of(*part).is_some()
            {
                self.domain_facts(*part);
            }
            if let Proposition::Compare(Relation::EQUAL, part, _) = condition
                && let Node::Piecewise(side) = self.arena.node(*part)
            {
                let some = some_branch(self.arena.get(side));
                self.push(Step::Domain(*part), &some);
            }
        }
    }

    /// Shows a statement that follows from each part of a disjunction among the facts.
    pub(crate) fn by_alternatives(&mut self, goal: &Proposition) -> bool {
        let all = self.alternatives.clone();
        all.into_iter().any(|cases| self.split(&[], cases, goal, |block, _| block.ensure(goal)))
    }

    /// From a root's or an absolute value's not vanishing, that what it is of does not.
    pub(crate) fn base_facts(&mut self, fact: &Proposition) {
        let Proposition::Compare(_, a, ExprId::ZERO) = *fact else { return };
        if let Node::Call(Function::Sqrt | Function::Abs, _) = self.arena.node(a) {
            self.factor_facts(fact);
        }
    }

    /// From a product's not vanishing, or being positive, that its factors do not vanish.
    pub(crate) fn factor_facts(&mut self, fact: &Proposition) {
        let Proposition::Compare(relation, product, ExprId::ZERO) = *fact else { return };
        if !relation.is_strict() {
            return;
        }
        let found: Vec<Option<Proposition>> = match self.arena.node(product) {
            Node::Binary(BinaryOp::Mul, a, b) => ["product-factor-left", "product-factor-right"]
                .map(|key| self.rule(key, &[("a", a), ("b", b)]))
                .to_vec(),
            Node::Binary(BinaryOp::Div, a, b) => {
                vec![self.rule("quotient-dividend", &[("a", a), ("b", b)])]
            }
            Node::Binary(BinaryOp::Pow, a, n) => {
                vec![self.rule("power-base", &[("a", a), ("n", n)])]
            }
            Node::Call(Function::Sqrt, a) => vec![self.rule("sqrt-base", &[("a", a)])],
            Node::Call(Function::Abs, a) => vec![self.rule("abs-base", &[("a", a)])],
            Node::Negate(a) => {
                let fact = Proposition::Compare(Relation::NOT_EQUAL, a, ExprId::ZERO);
                vec![self.ensure(&fact).then_some(fact)]
            }
            _ => Vec::new(),
        };
        found.iter().flatten().for_each(|fact| self.factor_facts(fact));
    }

    /// That two pieces differ at the point, in value or in slope.
    fn different(&mut self, by: ExprId, below: ExprId, above: ExprId) -> Option<Proposition> {
        let slopes = [below, above].map(|piece| self.arena.derivative(piece, by));
        for piece in slopes {
            if !self.ensure_defined(piece) {
                return None;
            }
            self.expand(piece);
        }
        self.plan_exponentials(&slopes);
        [slopes, [below, above]]
            .map(|[a, b]| Proposition::Compare(Relation::NOT_EQUAL, a, b))
            .into_iter()
            .find(|it| self.ensure(it))
    }
}
