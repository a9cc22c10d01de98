//! Builds the steps of a proof at one point: a block under fixed hypotheses.
//!
//! The prover keeps the same books as the kernel (facts, what is read as what), and adds a step only
//! where it expects the kernel to follow. If it is wrong, the kernel rejects the proof.

use std::collections::VecDeque;

use indexmap::IndexSet;
use rustc_hash::FxHashMap;

use super::allowed::Allowed;
use super::screen::{Alive, Screen};
use crate::algebra::{Fraction, Fuel, Polynomial, Stop, Translator};
use crate::expr::{Arena, ExprId, ExprSet, Names, Node, Proposition, Relation, Symbol};
use crate::kernel::{
    Arithmetic, Facts, Instance, RuleId, Rules, Step, domain, instantiate, smooth,
};
use crate::number::Rational;
use crate::theory::{self, Theory};

/// What is the same for every block of a proof.
#[derive(Clone, Copy)]
pub(crate) struct Setting<'a> {
    pub(crate) theory: &'a Theory,
    pub(crate) allowed: &'a Allowed,
    pub(crate) names: &'a Names,
    /// The names that canonical sums bind, by depth.
    pub(crate) letters: &'a [Symbol],
    pub(crate) given: &'a [(ExprId, ExprId)],
    pub(crate) screen: &'a Screen,
}

/// A block of a proof in the making.
#[expect(clippy::struct_excessive_bools, reason = "independent switches of one search")]
pub(crate) struct Prover<'a> {
    pub(crate) arena: &'a mut Arena,
    pub(crate) setting: &'a Setting<'a>,
    pub(crate) fuel: &'a mut Fuel,
    /// The rules used so far, in order of first use.
    pub(crate) used: IndexSet<RuleId>,
    /// Whether an equation that is given has been used.
    pub(crate) used_given: bool,
    pub(crate) facts: Facts,
    /// The comparisons among the facts, to look for one that fits.
    pub(crate) comparisons: Vec<(Relation, ExprId, ExprId)>,
    /// The comparisons by their normal forms.
    pub(crate) by_form: super::known::Index,
    /// Above zero while signs are derived from signs of parts: such facts are easily derived again.
    pub(crate) structural: u32,
    /// What could not be shown, and with how many comparisons at hand.
    pub(crate) failed: FxHashMap<Proposition, usize>,
    /// Whether a question was left open because it came up while it was being answered.
    pub(crate) cut: bool,
    /// How many of them have been looked at for what follows from bounds.
    pub(crate) bounds_used: usize,
    pub(crate) steps: Vec<Step>,
    pub(crate) read: Translator,
    pub(crate) rewrites: Vec<(ExprId, ExprId)>,
    /// What expressions are to be read as, before it has been put.
    pub(crate) planned: FxHashMap<ExprId, ExprId>,
    /// Whether the relations of atoms are put as the atoms are met.
    pub(crate) reduces: bool,
    /// Exponentials that are planned as powers.
    pub(crate) powers: ExprSet,
    pub(crate) expanded: ExprSet,
    pub(crate) settled: ExprSet,
    pub(crate) heads: Vec<(ExprId, Vec<Fraction>)>,
    /// Derivatives of which facts say what they are.
    pub(crate) known_derivatives: Vec<ExprId>,
    pub(crate) asked: Vec<Proposition>,
    /// What has been shown of the functions in it by their definitions.
    pub(crate) written_out: Vec<Proposition>,
    /// Disjunctions among the facts, by their parts.
    pub(crate) alternatives: Vec<Vec<Proposition>>,
    /// Sums and products that are known to be defined.
    pub(crate) known_folds: Vec<ExprId>,
    /// Signs of sums that could not be shown, and how much was known then.
    pub(crate) unsigned: FxHashMap<(ExprId, Relation), usize>,
    /// Arrays with what they are known to be.
    pub(crate) arrays: Vec<(ExprId, ExprId)>,
    /// The index of which every value is meant, in the block of a sum.
    pub(crate) index: Option<Symbol>,
    /// Whether strict comparisons may be shown by contradiction.
    pub(crate) indirect: bool,
    /// Whether functions may be compared by their derivatives.
    pub(crate) analytic: bool,
    /// Whether exponentials below roots are put on their lattice before the roots are split.
    pub(crate) splits_exponentials: bool,
    /// How many functions enclose what is being expanded.
    pub(crate) within: u32,
    /// How many more blocks may be opened inside this one.
    pub(crate) depth: u32,
    /// The points of the screen at which everything holds that was assumed, and what has been assumed
    /// since they were looked at.
    pub(crate) alive: Alive,
    pub(crate) assumed: Vec<Proposition>,
    /// Functions whose bounds have been noted although another question was asked.
    pub(crate) bounded: ExprSet,
    /// How many comparisons have been looked at for `pi`, and whether one is with it.
    pub(crate) turns: (usize, bool),
}

impl<'a> Prover<'a> {
    pub(crate) fn new(
        arena: &'a mut Arena,
        setting: &'a Setting<'a>,
        fuel: &'a mut Fuel,
        hypotheses: &[Proposition],
        depth: u32,
    ) -> Self {
        let mut prover = Self {
            arena,
            setting,
            fuel,
            used: IndexSet::new(),
            used_given: false,
            facts: Facts::default(),
            comparisons: Vec::new(),
            by_form: super::known::Index::default(),
            structural: 0,
            failed: FxHashMap::default(),
            cut: false,
            bounds_used: 0,
            steps: Vec::new(),
            read: Translator::new(),
            rewrites: Vec::new(),
            planned: FxHashMap::default(),
            reduces: false,
            powers: ExprSet::default(),
            expanded: ExprSet::default(),
            settled: ExprSet::default(),
            heads: Vec::new(),
            known_derivatives: Vec::new(),
            asked: Vec::new(),
            written_out: Vec::new(),
            alternatives: Vec::new(),
            known_folds: Vec::new(),
            arrays: Vec::new(),
            unsigned: FxHashMap::default(),
            index: None,
            indirect: false,
            analytic: true,
            splits_exponentials: false,
            within: 0,
            depth,
            alive: setting.screen.all(),
            assumed: hypotheses.to_vec(),
            bounded: ExprSet::default(),
            turns: (0, false),
        };
        for hypothesis in hypotheses {
            prover.note(hypothesis);
            prover.know_fold(hypothesis);
            prover.know_array(hypothesis);
        }
        prover
    }

    /// A block at the same point or near it, with hypotheses of its own.
    pub(crate) fn inner<T>(
        &mut self,
        hypotheses: &[Proposition],
        work: impl FnOnce(&mut Prover<'_>) -> Option<T>,
    ) -> Option<(T, Vec<Step>)> {
        self.inner_with(self.setting.names, hypotheses, work)
    }

    /// A block in which more is known of names.
    pub(crate) fn inner_with<T>(
        &mut self,
        names: &Names,
        hypotheses: &[Proposition],
        work: impl FnOnce(&mut Prover<'_>) -> Option<T>,
    ) -> Option<(T, Vec<Step>)> {
        let depth = self.depth.checked_sub(1)?;
        let setting = Setting { names, ..*self.setting };
        let (analytic, indirect) = (self.analytic, self.indirect);
        let splits_exponentials = self.splits_exponentials;
        let mut block = Prover::new(self.arena, &setting, self.fuel, hypotheses, depth);
        (block.analytic, block.indirect) = (analytic, indirect);
        block.splits_exponentials = splits_exponentials;
        let result = work(&mut block)?;
        let (steps, used) = (std::mem::take(&mut block.steps), std::mem::take(&mut block.used));
        let used_given = block.used_given;
        self.used.extend(used);
        self.used_given |= used_given;
        Some((result, steps))
    }

    /// Adds a fact to the books.
    pub(crate) fn note(&mut self, fact: &Proposition) {
        self.facts.add(fact);
        if let Proposition::Compare(relation, a, b) = *fact {
            if a != b {
                self.comparisons.push((relation, a, b));
            }
            return;
        }
        let mut rest = VecDeque::from([fact]);
        while let Some(next) = rest.pop_front() {
            match next {
                Proposition::Compare(relation, a, b) if a != b => {
                    self.comparisons.push((*relation, *a, *b));
                }
                Proposition::And(parts) => rest.extend(parts),
                Proposition::Or(parts) => self.alternatives.push(parts.clone()),
                _ => {}
            }
        }
    }

    /// Adds a step and the fact that it shows.
    pub(crate) fn push(&mut self, step: Step, fact: &Proposition) {
        self.steps.push(step);
        match fact {
            // What is equal is planned where that helps; it is no hypothesis for other blocks.
            Proposition::Compare(Relation::EQUAL, ..) => self.facts.add(fact),
            Proposition::Compare(..) if self.structural > 0 => self.facts.add(fact),
            _ => self.note(fact),
        }
    }

    pub(crate) fn shows(&mut self, proposition: &Proposition) -> bool {
        self.facts.show(self.arena, self.setting.names, proposition)
    }

    /// An instance of a rule with its conditions and domains ensured. `None` if some cannot be.
    pub(crate) fn rule(&mut self, key: &str, values: &[(&str, ExprId)]) -> Option<Proposition> {
        self.rule_with(key, values, None)
    }

    pub(crate) fn rule_with(
        &mut self,
        key: &str,
        values: &[(&str, ExprId)],
        function: Option<(Symbol, u32)>,
    ) -> Option<Proposition> {
        let mut instance = Instance::default();
        for (name, value) in values {
            instance.values.insert(self.arena.symbol(name), *value);
        }
        if let Some(function) = function {
            instance.functions.insert(self.arena.symbol("u"), function);
        }
        self.rule_at(key, instance)
    }

    fn rule_at(&mut self, key: &str, instance: Instance) -> Option<Proposition> {
        let id = theory::find(key)?;
        let rule = self.setting.theory.rule(self.arena, id)?;
        let conditions: Option<Vec<Proposition>> =
            rule.conditions.iter().map(|it| self.instance(it, &instance)).collect();
        for condition in conditions? {
            if !self.ensure(&condition) {
                return None;
            }
        }
        let conclusion = self.instance(&rule.conclusion, &instance)?;
        if !conclusion.expressions().into_iter().all(|expr| self.ensure_defined(expr)) {
            return None;
        }
        self.used.insert(id);
        self.push(Step::Rule(id, instance), &conclusion);
        Some(conclusion)
    }

    fn instance(&mut self, schema: &Proposition, instance: &Instance) -> Option<Proposition> {
        let mut complete = true;
        let result = schema.map(&mut |expr| {
            instantiate(self.arena, expr, instance).unwrap_or_else(|_| {
                complete = false;
                expr
            })
        });
        complete.then_some(result)
    }

    /// An instance of a rule that is an equation: its two sides.
    pub(crate) fn equation(
        &mut self,
        key: &str,
        values: &[(&str, ExprId)],
    ) -> Option<(ExprId, ExprId)> {
        match self.rule(key, values)? {
            Proposition::Compare(Relation::EQUAL, a, b) => Some((a, b)),
            _ => None,
        }
    }

    /// The same, with the values of its names by their symbols.
    pub(crate) fn equation_of(&mut self, key: &str, it: Instance) -> Option<(ExprId, ExprId)> {
        match self.rule_at(key, it)? {
            Proposition::Compare(Relation::EQUAL, a, b) => Some((a, b)),
            _ => None,
        }
    }

    /// Makes sure that an expression is shown to be defined.
    pub(crate) fn ensure_defined(&mut self, expr: ExprId) -> bool {
        let names = self.setting.names;
        if self.facts.contradictory() || self.facts.find_defined(self.arena, names, expr) {
            return true;
        }
        let conditions = domain(self.arena, self.setting.names, expr);
        conditions.iter().all(|it| self.ensure(it))
    }

    /// Does some work with no more than a part of the fuel.
    pub(crate) fn within<T>(&mut self, units: u64, work: impl FnOnce(&mut Self) -> T) -> T {
        let rest = self.fuel.set_aside(units);
        let result = work(self);
        self.fuel.give_back(rest);
        result
    }

    /// Makes sure that a statement is shown, with whatever steps it takes.
    pub(crate) fn ensure(&mut self, proposition: &Proposition) -> bool {
        if self.shows(proposition) {
            return true;
        }
        // A question that comes up while it is being answered has no answer that way.
        if self.asked.len() > 60 || self.asked.contains(proposition) {
            self.cut = true;
            return false;
        }
        if self.failed.get(proposition) == Some(&self.comparisons.len()) {
            return false;
        }
        if self.fails_somewhere(proposition) {
            self.note_bounds_once(proposition);
            return false;
        }
        let cut = std::mem::take(&mut self.cut);
        self.asked.push(proposition.clone());
        let shown = self.ensure_new(proposition) && self.shows(proposition);
        self.asked.pop();
        if !shown && (!self.cut || self.asked.is_empty()) {
            self.failed.insert(proposition.clone(), self.comparisons.len());
        }
        self.cut = !self.asked.is_empty() && (cut || self.cut);
        shown
    }

    fn ensure_new(&mut self, proposition: &Proposition) -> bool {
        match proposition {
            Proposition::Compare(Relation::EQUAL, a, b) if a == b => self.ensure_value(*a),
            Proposition::Compare(relation, a, b) => {
                *relation == Relation::AT_MOST && self.nonempty(*a, *b)
                    || *relation == Relation::AT_LEAST && self.nonempty(*b, *a)
                    || self.ensure_comparison(*relation, *a, *b)
            }
            Proposition::And(parts) => parts.iter().all(|it| self.ensure(it)),
            Proposition::Or(parts) => {
                parts.iter().any(|it| self.ensure(it)) || self.by_exclusion(parts, proposition)
            }
            Proposition::Integer(_) => false,
            Proposition::Differentiable { by, body } => {
                if let Node::Fold(_) = self.arena.node(*body) {
                    return self.fold_differentiable(*by, *body);
                }
                let smooth = smooth(self.arena, self.setting.names, *body, &[*by]);
                let parts = smooth.conditions.iter().chain(&smooth.opaque);
                parts.filter(|it| *it != proposition).all(|it| self.ensure(it))
            }
        }
    }

    /// Makes sure that a part with conditions of its own is defined: by finding its value.
    fn ensure_value(&mut self, expr: ExprId) -> bool {
        if self.arena.children(expr).is_empty() {
            return true;
        }
        if matches!(self.arena.node(expr), Node::Fold(_)) {
            return self.fold_defined(expr);
        }
        self.expand(expr);
        self.shows(&Proposition::defined(expr)) || self.ensure_defined_by_parts(expr)
    }

    fn ensure_defined_by_parts(&mut self, expr: ExprId) -> bool {
        let conditions = domain(self.arena, self.setting.names, expr);
        let own = Proposition::defined(expr);
        conditions.iter().all(|it| *it != own && self.ensure(it))
    }

    /// The fraction of an expression, everything planned put in.
    pub(crate) fn fraction(&mut self, expr: ExprId) -> Result<Fraction, Stop> {
        self.settle(expr)?;
        self.read.fraction(self.arena, expr, self.fuel)
    }

    /// The fraction of a difference, everything planned put in.
    pub(crate) fn difference(&mut self, a: ExprId, b: ExprId) -> Result<Fraction, Stop> {
        self.settle(a)?;
        self.settle(b)?;
        self.read.difference(self.arena, (a, b), self.fuel)
    }

    /// A difference multiplied out, if it has no denominator.
    pub(crate) fn difference_polynomial(&mut self, a: ExprId, b: ExprId) -> Option<Polynomial> {
        let difference = self.difference(a, b).ok()?;
        difference.polynomial(self.read.relations(), self.fuel).ok()?
    }

    /// The arithmetic with everything put so far.
    pub(crate) fn arithmetic(&self) -> Arithmetic {
        Arithmetic::rewriting(self.rewrites.clone())
    }

    /// Shows `a = b` by field arithmetic, if it holds there.
    pub(crate) fn field(&mut self, a: ExprId, b: ExprId) -> bool {
        if self.shows(&Proposition::equal(a, b)) {
            return true;
        }
        if !(self.ensure_defined(a) && self.ensure_defined(b)) {
            return false;
        }
        if !self.difference(a, b).is_ok_and(|difference| difference.is_zero()) {
            return false;
        }
        let arithmetic = self.arithmetic();
        self.push(Step::Field(a, b, arithmetic), &Proposition::equal(a, b));
        true
    }

    /// Shows a comparison by a linear combination of comparisons already shown, if its sides are known to
    /// be defined.
    pub(crate) fn combine(
        &mut self,
        relation: Relation,
        (a, b): (ExprId, ExprId),
        terms: &[(Rational, Proposition)],
    ) -> bool {
        let contradictory = self.facts.contradictory();
        let defined = |it| self.facts.find_defined(self.arena, self.setting.names, it);
        if !(contradictory || [a, b].into_iter().all(defined)) {
            return false;
        }
        let mut arithmetic = self.arithmetic();
        for (factor, fact) in terms {
            arithmetic = arithmetic.with(self.arena, factor, fact.clone());
        }
        let fact = Proposition::Compare(relation, a, b);
        // It says nothing that the facts that it combines do not say.
        self.facts.add(&fact);
        self.steps.push(Step::Combine(relation, a, b, arithmetic));
        true
    }

    /// Decides that `atom` is to be read as `value`, an equation already shown.
    pub(crate) fn plan(&mut self, atom: ExprId, value: ExprId) {
        if atom == value {
            return;
        }
        self.planned.insert(atom, value);
        if self.read.knows(self.arena, atom) {
            self.read_anew();
        }
    }

    /// Forgets what expressions have been read as, but not what is planned for them.
    pub(crate) fn read_anew(&mut self) {
        self.read.forget();
        self.rewrites.clear();
        self.settled.clear();
        self.heads.clear();
        self.by_form.clear();
        self.failed.clear();
    }

    /// Puts what is planned for parts of an expression, innermost first.
    pub(crate) fn settle(&mut self, expr: ExprId) -> Result<(), Stop> {
        if !self.settled.insert(expr) {
            return Ok(());
        }
        self.fuel.spend(1)?;
        if let Some(&value) = self.planned.get(&expr) {
            self.settle(value)?;
            self.read.put(self.arena, expr, value, self.fuel)?;
            self.rewrites.push((expr, value));
            return Ok(());
        }
        for child in self.arithmetic_children(expr) {
            self.settle(child)?;
        }
        if let Node::Derivative { by, body } = self.arena.node(expr) {
            self.unify_derivative(expr, by, body)
        } else if self.is_atom(expr) {
            self.unify(expr)?;
            if self.reduces && self.heads.last().is_some_and(|(head, _)| *head == expr) {
                self.relate(expr);
            }
            Ok(())
        } else {
            Ok(())
        }
    }
}
