//! Comparisons that are multiples of known ones, found by their normal forms.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::prover::Prover;
use crate::algebra::{Fraction, Fuel, Monomial, Polynomial, Relations};
use crate::expr::{ExprId, Proposition, Relation};
use crate::number::Rational;

/// What it costs to ask for the normal form of a difference once more: a question is work, even if the
/// form is known.
const FORM_FUEL: usize = 4;

/// A difference up to a factor and a summand that are numbers.
type Key = (Monomial, Vec<(Rc<Polynomial>, i64)>);

/// The known comparisons by the normal forms of their differences.
#[derive(Debug, Default)]
pub(crate) struct Index {
    /// For each key the comparisons, with factor and summand.
    known: FxHashMap<Key, Vec<(usize, Rational, Rational)>>,
    read: usize,
    /// The forms of differences that were asked for: of one pair there are many questions.
    forms: FxHashMap<(ExprId, ExprId), Rc<Form>>,
}

/// The normal form of a difference.
#[derive(Debug)]
enum Form {
    Constant(Rational),
    /// A key with its factor and summand.
    Multiple(Key, Rational, Rational),
}

impl Index {
    pub(crate) fn clear(&mut self) {
        self.known.clear();
        self.forms.clear();
        self.read = 0;
    }

    /// Forgets all but the first comparisons.
    pub(crate) fn truncate(&mut self, length: usize) {
        if self.read > length {
            self.known.values_mut().for_each(|list| list.retain(|it| it.0 < length));
            self.read = length;
        }
    }
}

/// The key of a difference, with its factor and summand: `factor*key + summand`.
fn key(
    difference: &Fraction,
    relations: &Relations,
    fuel: &mut Fuel,
) -> Option<(Key, Rational, Rational)> {
    let (coefficient, monomial, factors) = difference.parts();
    if !difference.is_whole() || factors.iter().any(|&(_, power)| power > 4) {
        let mut factors = factors.to_vec();
        factors.sort_by(|a, b| a.0.terms().cmp(b.0.terms()));
        return Some(((monomial.clone(), factors), coefficient.clone(), Rational::ZERO));
    }
    let polynomial = difference.polynomial(relations, fuel).ok()??;
    let (summand, rest) = polynomial.without_constant();
    let (monomial, factor, rest) = rest.primitive()?;
    Some(((monomial, vec![(Rc::new(rest), 1)]), factor, summand))
}

impl Prover<'_> {
    /// Shows a comparison that is a multiple of a known one, a constant apart.
    pub(crate) fn by_known(&mut self, relation: Relation, a: ExprId, b: ExprId) -> bool {
        let Some(form) = self.form(a, b) else { return false };
        let (key, factor, summand) = match &*form {
            Form::Constant(value) => {
                return relation.holds(value.cmp(&Rational::ZERO))
                    && self.combine(relation, (a, b), &[]);
            }
            Form::Multiple(key, factor, summand) => (key, factor, summand),
        };
        self.read_known();
        let alike = self.by_form.known.get(key);
        if self.fuel.spend(alike.map_or(0, Vec::len)).is_err() {
            return false;
        }
        let found = alike.and_then(|list| {
            list.iter().rev().find_map(|(place, own, constant)| {
                let (known, c, d) = self.comparisons[*place];
                let scale = factor.checked_div(own)?;
                let rest = summand - &(&scale * constant);
                let known_here = if scale.is_negative() { known.flip() } else { known };
                let outcome = known_here.plus(Relation::of_sign(&rest));
                let fact = Proposition::Compare(known, c, d);
                outcome.implies(relation).then_some((scale, fact))
            })
        });
        match found {
            Some(term) => self.combine(relation, (a, b), &[term]),
            None => false,
        }
    }

    /// The normal form of a difference, if it has one.
    fn form(&mut self, a: ExprId, b: ExprId) -> Option<Rc<Form>> {
        if let Some(known) = self.by_form.forms.get(&(a, b)) {
            self.fuel.spend(FORM_FUEL).ok()?;
            return Some(known.clone());
        }
        let difference = self.difference(a, b).ok()?;
        let form = if let Some(value) = difference.as_constant() {
            Form::Constant(value)
        } else {
            let (key, factor, summand) = key(&difference, self.read.relations(), self.fuel)?;
            Form::Multiple(key, factor, summand)
        };
        let form = Rc::new(form);
        self.by_form.forms.insert((a, b), form.clone());
        Some(form)
    }

    fn read_known(&mut self) {
        while self.by_form.read < self.comparisons.len() {
            let place = self.by_form.read;
            self.by_form.read += 1;
            let (relation, a, b) = self.comparisons[place];
            let Some(form) = self.form(a, b) else { continue };
            let Form::Multiple(key, factor, summand) = &*form else { continue };
            let alike = self.by_form.known.entry(key.clone()).or_default();
            let says_as_much = |(place, own, constant): &(usize, Rational, Rational)| {
                (self.comparisons[*place].0, own, constant) == (relation, factor, summand)
            };
            if !alike.iter().any(says_as_much) {
                alike.push((place, factor.clone(), summand.clone()));
            }
        }
    }
}
