//! Replays a proof.

use super::cite::varying_bound;
use super::facts::{is_integer, is_positive};
use super::{
    Arithmetic, Case, Facts, Instance, Proof, Rejection, RuleId, Rules, Step, Theorem, domain,
    instantiate,
};
use crate::algebra::{Fraction, Fuel, Translator};
use crate::expr::{Arena, BinaryOp, ExprId, Names, Node, Piecewise, Proposition, Relation, Symbol};

type Checked<T = ()> = Result<T, Rejection>;

/// Replays a proof: the only way to a [`Theorem`]. The fuel bounds the arithmetic.
pub fn check(
    arena: &mut Arena,
    rules: &dyn Rules,
    proof: &Proof,
    fuel: &mut Fuel,
) -> Result<Theorem, Rejection> {
    if let Some(bound) = varying_bound(arena, &proof.names, &proof.names.arrays) {
        return Err(Rejection::NotShown(Proposition::Integer(bound)));
    }
    let mut block = Block {
        arena,
        rules,
        fuel,
        given: &proof.given,
        names: &proof.names,
        facts: Facts::default(),
        reading: Default::default(),
    };
    proof.hypotheses.iter().for_each(|it| block.facts.add(it));
    block.steps(&proof.steps)?;
    block.need(&proof.conclusion)?;
    Ok(Theorem {
        hypotheses: proof.hypotheses.clone(),
        given: proof.given.clone(),
        names: proof.names.clone(),
        conclusion: proof.conclusion.clone(),
    })
}

/// The state of the checker: what has been shown at one point under one set of hypotheses.
pub(super) struct Block<'a> {
    pub(super) arena: &'a mut Arena,
    pub(super) rules: &'a dyn Rules,
    pub(super) fuel: &'a mut Fuel,
    pub(super) given: &'a [(ExprId, ExprId)],
    pub(super) names: &'a Names,
    pub(super) facts: Facts,
    /// The equations used in the last arithmetic, and what has been read with them.
    pub(super) reading: (Vec<(ExprId, ExprId)>, Translator),
}

impl Block<'_> {
    pub(super) fn steps(&mut self, steps: &[Step]) -> Checked {
        steps.iter().try_for_each(|step| self.step(step))
    }

    fn step(&mut self, step: &Step) -> Checked {
        self.fuel.spend(1)?;
        let fact = match step {
            Step::Rule(rule, instance) => self.rule(*rule, instance)?,
            Step::Field(a, b, arithmetic) => self.field(*a, *b, arithmetic)?,
            Step::Combine(relation, a, b, arithmetic) => {
                self.combine(*relation, *a, *b, arithmetic)?
            }
            Step::Congruence(expr, from, to) => self.congruence(*expr, *from, *to)?,
            Step::Domain(expr) => self.domain(*expr)?,
            Step::Prime(prime, name) => self.prime(*prime, *name)?,
            Step::Branch(piecewise, branch) => self.branch(*piecewise, *branch)?,
            Step::Split(cases, conclusion) => self.split(cases, conclusion)?,
            Step::Local { derivative, open, cases, value } => {
                self.local(*derivative, open, cases, *value)?
            }
            Step::Squeeze(it) => self.squeeze(it)?,
            Step::Continued(it) => self.continued(it)?,
            Step::Kink(kink) => self.kink(kink)?,
            Step::At { evaluation, fresh, carry, value, steps } => {
                self.at(*evaluation, (fresh, carry), *value, steps)?
            }
            Step::AtDomain { evaluation, fresh, carry, conclusion, steps } => {
                self.at_domain(*evaluation, (fresh, carry), conclusion, steps)?
            }
            Step::Constant(it) => self.constant(it)?,
            Step::Edge(derivative, bound) => self.edge(*derivative, bound)?,
            Step::Fold(opened, terms) => self.fold(opened, terms)?,
            Step::FoldSign(opened, relation) => self.fold_sign(opened, *relation)?,
            Step::Term(fold, value) => self.term(*fold, *value)?,
            Step::Component(a, b, index) => self.component(*a, *b, *index)?,
            Step::Chain(derivative) => self.chain(*derivative)?,
            Step::Alpha(a, b) => self.alpha(*a, *b)?,
            Step::Given(number, values) => self.given(*number, values)?,
            Step::Cite(lemma) => self.cite(lemma)?,
        };
        self.facts.add(&fact);
        Ok(())
    }

    /// Insists that a statement has been shown.
    pub(super) fn need(&mut self, proposition: &Proposition) -> Checked {
        if self.facts.show(self.arena, self.names, proposition) {
            Ok(())
        } else {
            Err(Rejection::NotShown(proposition.clone()))
        }
    }

    pub(super) fn need_defined(&mut self, expr: ExprId) -> Checked {
        if self.facts.contradictory() || self.facts.find_defined(self.arena, self.names, expr) {
            Ok(())
        } else {
            Err(Rejection::NotShown(Proposition::defined(expr)))
        }
    }

    /// Insists that every expression in a statement is defined, and states it.
    pub(super) fn state(&mut self, proposition: Proposition) -> Checked<Proposition> {
        proposition.expressions().into_iter().try_for_each(|expr| self.need_defined(expr))?;
        Ok(proposition)
    }

    fn rule(&mut self, id: RuleId, instance: &Instance) -> Checked<Proposition> {
        let rule = self.rules.rule(self.arena, id).ok_or(Rejection::BadInstance)?;
        // Rules are about numbers.
        if instance.values.values().any(|it| self.arena.as_array(it).is_some()) {
            return Err(Rejection::BadInstance);
        }
        for (constant, variable) in &rule.free_of {
            let find = |symbol| instance.values.get(symbol).ok_or(Rejection::BadInstance);
            let (constant, variable) = (find(*constant)?, find(*variable)?);
            if domain::varies(self.arena, constant, variable) {
                return Err(Rejection::Mentions(constant, variable));
            }
        }
        for condition in &rule.conditions {
            let condition = self.instance(condition, instance)?;
            self.need(&condition)?;
        }
        let conclusion = self.instance(&rule.conclusion, instance)?;
        self.state(conclusion)
    }

    fn instance(&mut self, schema: &Proposition, instance: &Instance) -> Checked<Proposition> {
        let mut failure = None;
        let result = schema.map(&mut |expr| {
            instantiate(self.arena, expr, instance).unwrap_or_else(|rejection| {
                failure = Some(rejection);
                expr
            })
        });
        failure.map_or(Ok(result), Err)
    }

    /// `a - b` less what the combined statements contribute.
    fn difference(&mut self, a: ExprId, b: ExprId, by: &Arithmetic) -> Checked<Fraction> {
        let mut read = self.reading(&by.rewrites)?;
        let difference = self.combined(&mut read, a, b, by);
        self.reading = (by.rewrites.clone(), read);
        difference
    }

    /// A reader that reads the left sides of equations as their right sides. It goes on from the
    /// step before where that had the same equations.
    fn reading(&mut self, rewrites: &[(ExprId, ExprId)]) -> Checked<Translator> {
        let (known, read) = std::mem::take(&mut self.reading);
        let (more, mut read) = match rewrites.strip_prefix(&known[..]) {
            // What has been read already is not read again.
            Some(more) if more.iter().all(|&(it, _)| !read.knows(self.arena, it)) => (more, read),
            _ => (rewrites, Translator::new()),
        };
        for &(expr, value) in more {
            self.need(&Proposition::equal(expr, value))?;
            read.put(self.arena, expr, value, self.fuel)?;
        }
        Ok(read)
    }

    fn combined(
        &mut self,
        read: &mut Translator,
        a: ExprId,
        b: ExprId,
        by: &Arithmetic,
    ) -> Checked<Fraction> {
        let mut difference = read.difference(self.arena, (a, b), self.fuel)?;
        for (factor, fact) in &by.terms {
            let Proposition::Compare(_, left, right) = fact else {
                return Err(Rejection::NotShown(fact.clone()));
            };
            self.need(fact)?;
            self.need_defined(*factor)?;
            let factor = read.fraction(self.arena, *factor, self.fuel)?;
            let contribution = read.difference(self.arena, (*left, *right), self.fuel)?;
            let contribution = contribution.times(&factor, read.relations())?;
            difference = difference.minus(&contribution, read.relations(), self.fuel)?;
        }
        Ok(difference)
    }

    fn field(&mut self, a: ExprId, b: ExprId, by: &Arithmetic) -> Checked<Proposition> {
        for (_, fact) in &by.terms {
            if !matches!(fact, Proposition::Compare(Relation::EQUAL, ..)) {
                return Err(Rejection::NotShown(fact.clone()));
            }
        }
        if self.difference(a, b, by)?.is_zero() {
            self.state(Proposition::equal(a, b))
        } else {
            Err(Rejection::NotEqual(a, b))
        }
    }

    fn combine(
        &mut self,
        relation: Relation,
        a: ExprId,
        b: ExprId,
        by: &Arithmetic,
    ) -> Checked<Proposition> {
        let not_implied = Rejection::NotImplied(a, b);
        let rest = self.difference(a, b, by)?.as_constant().ok_or(not_implied.clone())?;
        let mut sign = Relation::of_sign(&rest);
        for (factor, fact) in &by.terms {
            let Proposition::Compare(known, ..) = fact else { return Err(not_implied) };
            if *known == Relation::EQUAL {
                continue;
            }
            let factor = self.arena.literal(*factor).ok_or(not_implied.clone())?;
            sign = sign.plus(known.scaled(&factor));
        }
        if !sign.implies(relation) {
            return Err(not_implied);
        }
        self.state(Proposition::Compare(relation, a, b))
    }

    fn congruence(&mut self, expr: ExprId, from: ExprId, to: ExprId) -> Checked<Proposition> {
        self.need(&Proposition::equal(from, to))?;
        self.need_defined(expr)?;
        let replaced = self.replace(expr, from, to)?;
        Ok(Proposition::equal(expr, replaced))
    }

    /// Replaces outside binders. An exponent may change only over a base that is known to be
    /// positive, or from one that is an integer by its form to another: whether a power of anything
    /// else is defined depends on how the exponent is written. A literal one stays where the base
    /// changes, so that `2^(1/2)` becomes a power of what 2 is.
    fn replace(&mut self, expr: ExprId, from: ExprId, to: ExprId) -> Checked<ExprId> {
        self.fuel.spend(1)?;
        if expr == from {
            return Ok(to);
        }
        match self.arena.node(expr) {
            Node::Derivative { .. } | Node::At(_) | Node::Fold(_) => return Ok(expr),
            Node::Binary(BinaryOp::Pow, a, b) => {
                let base = self.replace(a, from, to)?;
                if base != a && self.arena.literal(b).is_some() {
                    return Ok(self.arena.pow(base, b));
                }
                let exponent = self.replace(b, from, to)?;
                let whole = [b, exponent].iter().all(|&it| is_integer(self.arena, self.names, it));
                if exponent != b && !whole && !is_positive(self.arena, a) {
                    self.need(&Proposition::Compare(Relation::GREATER, a, ExprId::ZERO))?;
                }
                return Ok(self.arena.pow(base, exponent));
            }
            _ => {}
        }
        let mut replaced = Vec::new();
        for child in self.arena.children(expr) {
            replaced.push(self.replace(child, from, to)?);
        }
        let mut next = replaced.into_iter();
        Ok(self.arena.map_children(expr, &mut |_, child| next.next().unwrap_or(child)))
    }

    fn domain(&mut self, expr: ExprId) -> Checked<Proposition> {
        self.need_defined(expr)?;
        if let Node::Piecewise(side) = self.arena.node(expr) {
            let piecewise = self.arena.get(side).clone();
            return Ok(some_branch(&piecewise));
        }
        Ok(Proposition::And(super::domain(self.arena, self.names, expr)))
    }

    fn prime(&mut self, expr: ExprId, name: Symbol) -> Checked<Proposition> {
        let Node::Prime(function, order, argument) = self.arena.node(expr) else {
            return Err(Rejection::WrongKind(expr));
        };
        self.need_defined(expr)?;
        // At a variable, the derivative is taken by that variable itself.
        let own = match self.arena.node(argument) {
            Node::Variable(own) if !self.names.is_integer(own) => Some(own),
            _ => None,
        };
        let name = own.unwrap_or(name);
        if self.names.is_integer(name) {
            return Err(Rejection::NotFresh(self.arena.variable(name)));
        }
        let meaning = self.arena.derivative_at(function, order, argument, name);
        Ok(Proposition::equal(expr, meaning))
    }

    fn branch(&mut self, expr: ExprId, chosen: usize) -> Checked<Proposition> {
        let Node::Piecewise(side) = self.arena.node(expr) else {
            return Err(Rejection::WrongKind(expr));
        };
        let branches = self.arena.get(side).branches.clone();
        let (value, guard) = branches.get(chosen).ok_or(Rejection::WrongKind(expr))?;
        for (_, earlier) in &branches[..chosen] {
            let refuted = self.facts.refute(self.arena, self.names, earlier);
            if !refuted && !self.facts.contradictory() {
                return Err(Rejection::NotShown(earlier.clone()));
            }
        }
        self.need_guard(guard)?;
        self.need_defined(*value)?;
        Ok(Proposition::equal(expr, *value))
    }

    /// Insists that a guard is true, and defined in all its parts.
    fn need_guard(&mut self, guard: &Proposition) -> Checked {
        self.need(guard)?;
        self.state(guard.clone()).map(|_| ())
    }

    pub(super) fn inner(&mut self, facts: Facts) -> Block<'_> {
        Block {
            arena: self.arena,
            rules: self.rules,
            fuel: self.fuel,
            given: self.given,
            names: self.names,
            facts,
            reading: Default::default(),
        }
    }

    fn split(&mut self, cases: &[Case], conclusion: &Proposition) -> Checked<Proposition> {
        self.need_cover(cases.iter().map(|case| &case.assume))?;
        for case in cases {
            let mut facts = self.facts.clone();
            facts.add(&case.assume);
            let mut block = self.inner(facts);
            block.steps(&case.steps)?;
            block.need(conclusion)?;
        }
        Ok(conclusion.clone())
    }

    /// Insists that at least one of some statements holds: comparisons of one pair of defined
    /// expressions that leave no outcome out, or the parts of a disjunction that has been shown.
    pub(super) fn need_cover<'p>(
        &mut self,
        cases: impl Iterator<Item = &'p Proposition>,
    ) -> Checked {
        let cases: Vec<&Proposition> = cases.collect();
        if let [Proposition::Compare(_, a, b), ..] = cases[..] {
            let covered = cases.iter().fold(Relation::NEVER, |covered, case| match case {
                Proposition::Compare(relation, c, d) if (a, b) == (c, d) => covered.or(*relation),
                _ => covered,
            });
            let pair_defined = self.need_defined(*a).and_then(|()| self.need_defined(*b));
            if pair_defined.is_ok() && self.facts.relation(*a, *b).implies(covered) {
                return Ok(());
            }
        }
        let any = Proposition::Or(cases.into_iter().cloned().collect());
        self.need(&any).map_err(|_| Rejection::NotCovered)
    }

    /// Facts that hold whatever the new names in a block stand for: those that mention none of them.
    pub(super) fn carried(&mut self, carry: &[Proposition], fresh: &[Symbol]) -> Checked<Facts> {
        let mut facts = Facts::default();
        for fact in carry {
            self.need(fact)?;
            for &name in fresh {
                if fact.any(|expr| self.arena.mentions(expr, name)) {
                    return Err(Rejection::NotFresh(self.arena.variable(name)));
                }
            }
            facts.add(fact);
        }
        Ok(facts)
    }
}

/// What it means that a piecewise expression is defined: for some branch its guard holds, those
/// before it are defined and fail, and its value is defined.
#[must_use]
pub fn some_branch(piecewise: &Piecewise) -> Proposition {
    let mut earlier: Vec<Proposition> = Vec::new();
    let mut branches = Vec::new();
    for (value, guard) in &piecewise.branches {
        let mut parts = earlier.clone();
        parts.push(guard.clone());
        parts.push(Proposition::defined(*value));
        branches.push(Proposition::And(parts));
        earlier.push(fails(guard));
    }
    Proposition::Or(branches)
}

/// That a guard is defined and false; for compound guards only that something in them fails.
fn fails(guard: &Proposition) -> Proposition {
    match guard {
        Proposition::Compare(relation, a, b) => Proposition::Compare(relation.negate(), *a, *b),
        Proposition::And(parts) => Proposition::Or(parts.iter().map(fails).collect()),
        Proposition::Or(parts) => Proposition::And(parts.iter().map(fails).collect()),
        Proposition::Integer(_) | Proposition::Differentiable { .. } => Proposition::TRUE,
    }
}
