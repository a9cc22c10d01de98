//! Proofs by cases: the sign of what stands in guards, absolute values and maxima decides what an
//! expression is, and near a border a function has two pieces.

use super::prover::Prover;
use crate::algebra::{Atom, Polynomial};
use crate::expr::{
    Arena, BinaryOp, ExprId, ExprSet, Function, Node, Notation, Proposition, Relation, Symbol,
};
use crate::kernel::{Case, Step, some_branch};
use crate::number::Rational;

/// The work of finding out that a product cannot have a sign.
const IMPOSSIBLE_FUEL: u64 = 500;

/// Two expressions of which it matters how they compare.
pub(crate) type Pair = (ExprId, ExprId);

/// What has a form that depends on a comparison; a root does if it is that of a square.
const SWITCHES: Notation =
    Notation::functions(&[Function::Abs, Function::Sign, Function::Sqrt, Function::Relu])
        .or(Notation::EXTREMUM)
        .or(Notation::PIECEWISE);

/// The comparisons on which the form of an expression depends, in order of occurrence.
pub(crate) fn switches(arena: &Arena, expr: ExprId) -> Vec<Pair> {
    let mut found = Vec::new();
    let mut seen = ExprSet::default();
    visit(arena, expr, &mut seen, &mut found);
    found
}

fn visit(arena: &Arena, expr: ExprId, seen: &mut ExprSet, found: &mut Vec<Pair>) {
    if !arena.uses(expr, SWITCHES) || !seen.insert(expr) {
        return;
    }
    // What is decided further in may decide what is further out.
    for child in arena.children(expr) {
        visit(arena, child, seen, found);
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
        if self.read_switches() {
            return true;
        }
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
        // The rest is dear, and of no use where the two sides certainly differ.
        self.depth > 0
            && !self.differs_somewhere(a, b)
            && (self.by_ideal(a, b)
                || self.by_inverses(a, b)
                || self.by_radicals(a, b)
                || self.by_roots_of_exponentials(a, b)
                || self.by_one_logarithm(a, b)
                || self.prove_by_alternatives(a, b)
                || self.prove_by_cases(a, b)
                || self.prove_by_sizes(a, b)
                || self.by_constancy(a, b)
                || self.by_impossible_sign())
    }

    /// Whether a product or a quotient is known to have a sign that its factors do not give it.
    fn by_impossible_sign(&mut self) -> bool {
        for (relation, a, b) in self.comparisons.clone() {
            let is_product =
                matches!(self.arena.node(a), Node::Binary(BinaryOp::Mul | BinaryOp::Div, ..));
            if is_product && b == ExprId::ZERO {
                let fails = Proposition::Compare(relation.negate(), a, b);
                self.within(IMPOSSIBLE_FUEL, |block| block.ensure(&fails));
            }
        }
        self.facts.contradictory()
    }

    fn prove_by_cases(&mut self, a: ExprId, b: ExprId) -> bool {
        let mut pairs = switches(self.arena, a);
        pairs.extend(switches(self.arena, b));
        pairs.extend(self.open_pairs(a, b, |node| match node {
            Node::Delta(i, j) => Some((i, j)),
            _ => None,
        }));
        pairs.extend(self.bases_of_integer_powers(&[a, b]));
        self.prove_by_cases_of(a, b, pairs)
    }

    fn prove_by_cases_of(&mut self, a: ExprId, b: ExprId, pairs: Vec<Pair>) -> bool {
        let Some(pair) = pairs.into_iter().find(|&pair| self.is_open_question(pair)) else {
            return false;
        };
        let cases = OUTCOMES.map(|it| Proposition::Compare(it, pair.0, pair.1));
        self.split(&[], cases, &Proposition::equal(a, b), |block, case| {
            block.is_excluded(case) || block.prove(a, b)
        })
    }

    /// Whether a case contradicts what else is known.
    pub(crate) fn is_excluded(&mut self, case: &Proposition) -> bool {
        matches!(*case, Proposition::Compare(relation, a, b)
            if self.by_known(relation.negate(), a, b))
            && self.facts.contradictory()
    }

    /// By the signs of what absolute values are left of when everything has been read: the roots over
    /// a common base are written with those of its elements.
    fn prove_by_sizes(&mut self, a: ExprId, b: ExprId) -> bool {
        let mut pairs = self.open_pairs(a, b, |node| match node {
            Node::Call(Function::Abs, it) => Some((it, ExprId::ZERO)),
            _ => None,
        });
        // On the sign of what others are read as, theirs depend.
        pairs.sort_by_key(|it| self.planned.contains_key(&it.0));
        self.prove_by_cases_of(a, b, pairs)
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

    /// What is compared in some atoms of the difference of two expressions, such as the indices of
    /// deltas: on how it compares depends whether they are equal.
    fn open_pairs(
        &mut self,
        a: ExprId,
        b: ExprId,
        compared: impl Fn(Node) -> Option<Pair>,
    ) -> Vec<Pair> {
        let Ok(difference) = self.difference(a, b) else { return Vec::new() };
        let numerator = difference.numerator(self.read.relations(), self.fuel);
        let Ok(difference) = numerator else { return Vec::new() };
        let mut pairs = Vec::new();
        let monomials = difference.terms().map(|(monomial, _)| monomial);
        for &(atom, _) in monomials.flat_map(|it| it.factors()) {
            let pair = compared(self.arena.node(self.read.expression(atom)));
            pairs.extend(pair.filter(|it| !pairs.contains(it)));
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
        let alternatives = self.alternatives.iter().map(|parts| Proposition::Or(parts.clone()));
        comparisons.chain(folds).chain(alternatives).collect()
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

    /// Reads what the known comparisons are about, cases decided: whether one of them cannot hold.
    fn read_switches(&mut self) -> bool {
        for (relation, a, b) in self.comparisons.clone() {
            let sides = [a, b];
            if sides.iter().any(|&it| !switches(self.arena, it).is_empty()) {
                sides.iter().for_each(|&it| self.expand(it));
                self.by_known(relation.negate(), a, b);
            }
        }
        self.facts.contradictory()
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
        if let Some((variable, value)) = self.is_value_of_variable(a, b) {
            self.planned.insert(variable, value);
            self.plan_exponentials(&[]);
            return Some(());
        }
        let terms = self.difference_polynomial(a, b)?;
        let atoms = super::factor::atoms(&terms);
        let solved = |first: bool| {
            terms.terms().find_map(|(monomial, value)| match monomial.factors() {
                &[(atom, 1)] if self.is_solvable(self.read.expression(atom), first) => {
                    let own = self.read.expression(atom);
                    // What it is must not depend on what it is.
                    let mut others = atoms.iter().filter(|&&it| it != atom);
                    let free = others.all(|&it| !self.occurs(own, self.read.expression(it)));
                    (free && is_linear(&terms, atom)).then(|| (atom, value.clone()))
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

    /// Of two equal sides: a variable of which nothing is planned, and the other side, if that does not
    /// mention any such variable.
    fn is_value_of_variable(&self, a: ExprId, b: ExprId) -> Option<(ExprId, ExprId)> {
        [(a, b), (b, a)].into_iter().find(|&(variable, value)| {
            let Node::Variable(name) = self.arena.node(variable) else { return false };
            let planned = |it: &Symbol| {
                self.planned.keys().any(|&key| self.arena.node(key) == Node::Variable(*it))
            };
            !self.arena.mentions(value, name)
                && !planned(&name)
                && !self.arena.free_symbols(value).iter().any(planned)
                && !self.planned.values().any(|&it| self.arena.mentions(it, name))
        })
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

    /// From a root's or an absolute value's not vanishing, that what it is of does not.
    pub(crate) fn base_facts(&mut self, fact: &Proposition) {
        let Proposition::Compare(_, a, ExprId::ZERO) = *fact else { return };
        if let Node::Call(Function::Sqrt | Function::Abs | Function::Cbrt, _) = self.arena.node(a) {
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
            Node::Call(Function::Cbrt, a) => vec![self.cube_root_nonzero(a, false)],
            Node::Negate(a) => {
                let fact = Proposition::Compare(Relation::NOT_EQUAL, a, ExprId::ZERO);
                vec![self.ensure(&fact).then_some(fact)]
            }
            _ => Vec::new(),
        };
        found.iter().flatten().for_each(|fact| self.factor_facts(fact));
    }
}
