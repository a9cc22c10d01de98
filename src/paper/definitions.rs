//! Which equations give names their meaning.

use super::context::{Claim, Definition};
use super::names::name_of;
use super::read::Choices;
use super::read_name::{self, derivative_name};
use super::statement::Statement;
use super::survey::{Entry, Equation, Survey, is_equality};
use crate::formula::{Kind, Piece};

impl Survey<'_> {
    /// Collects the definitions before anything is judged, so that a name may be used above the place
    /// where it gets its meaning.
    pub(super) fn learn_definitions(&mut self, entries: &[Entry<'_>]) {
        let mut place = 0;
        let mut section = None;
        for entry in entries {
            if section.replace(entry.section) != Some(entry.section) {
                self.enter(entry.section);
            }
            for statement in &entry.statements {
                for number in 0..statement.relations.len() {
                    place += 1;
                    if entry.ignored || entry.disowned {
                        continue;
                    }
                    let found =
                        self.definition(statement, number, place, (entry.section, entry.number));
                    let Some(it) = found else { continue };
                    // An equation that says of a name the same as before, or that calls a name by
                    // itself, is no definition; what is written twice is one when it is first written.
                    let uses = super::text::uses(&it.text);
                    let own = uses.iter().any(|(name, _)| *name == it.name);
                    let last = self.context.definitions.of(&it.name).last();
                    let same = last.is_some_and(|other| other.text == it.text);
                    // What an unknown derivative is, is said once.
                    let second = last.is_some() && derivative_name(&it.name).is_some();
                    if !own && !same && !second {
                        self.context.definitions.insert(it);
                    }
                }
            }
        }
    }
    /// The definition that an equation of a statement may be: a name on the left, and an expression on
    /// the right; at the end of a chain also the other way round.
    fn definition(
        &self,
        it: &Statement,
        number: usize,
        place: usize,
        (section, formula): (usize, usize),
    ) -> Option<Definition> {
        let (comparison, _) = *it.relations.get(number)?;
        let (left, right) = (it.sides.get(number)?, it.sides.get(number + 1)?);
        if !is_equality(comparison) {
            return None;
        }
        let mut reader = self.reader(Choices::default());
        let ((named, parameters), right) = match reader.defined(left).filter(|_| number == 0) {
            Some(found) => (found, right),
            None if number == 0 && self.square(left, section).is_some() => {
                let name = self.square(left, section)?;
                let text = format!("sqrt({})", reader.expression(right).ok()?.text());
                let range = reader.range.take();
                let [parameters, indices] = [const { Vec::new() }; 2];
                return Some(Definition {
                    name,
                    parameters,
                    indices,
                    text,
                    range,
                    place,
                    section,
                    formula,
                });
            }
            None => match reader.defined(right).filter(|it| !it.1.is_empty()) {
                Some(found) => (found, left),
                None => return self.functional(it, number, place, (section, formula)),
            },
        };
        let mut text = reader.expression(right).ok()?.into_text();
        // `ξ(t_i, y_i)` is a function of two numbers.
        for parameter in &parameters {
            text = super::text::without_indices(&text, parameter);
        }
        let range = reader.range.take();
        if text.parse::<f64>().is_ok() {
            return None;
        }
        let (name, indices) = (named.name, named.indices);
        if indices.is_empty() && parameters.is_empty() && self.names.counters.contains(&name) {
            return None;
        }
        Some(Definition { name, parameters, indices, text, range, place, section, formula })
    }

    /// The name whose square gets a meaning, as in `σ² = …` and `r² = x² + y²`, if it has none itself: it
    /// is the root, of the sign that such a name usually has.
    fn square(&self, left: &[Piece], section: usize) -> Option<String> {
        let [
            Piece {
                kind: Kind::Scripts { base, below: None, above: Some(above), primes: 0 }, ..
            },
        ] = left
        else {
            return None;
        };
        let two = matches!(&above[..], [Piece { kind: Kind::Number(digits), .. }] if digits == "2");
        let name = name_of(base).filter(|_| two && read_name::is_free(base))?;
        let known = !self.context.definitions.of(&name).is_empty()
            || self.is_defined_in(section, &name)
            || self.names.functions.contains_key(&name)
            || self.names.arrays.contains_key(&name)
            || self.context.varying.contains(&name);
        (!known).then_some(name)
    }

    fn is_defined_in(&self, section: usize, name: &str) -> bool {
        self.own.get(&section).is_some_and(|own| own.defined.contains(name))
    }

    /// `f(x + h) = g(x + h)`: the definition of `f` where nothing on the right depends on anything else.
    fn functional(
        &self,
        it: &Statement,
        number: usize,
        place: usize,
        (section, formula): (usize, usize),
    ) -> Option<Definition> {
        let sides = it.sides.get(number..number + 2).filter(|_| number == 0)?;
        let mut reader = self.reader(Choices::default());
        let left = reader.expression(&sides[0]).ok()?.into_text();
        let right = reader.expression(&sides[1]).ok()?.into_text();
        let (name, rest) = left.split_once('(')?;
        let argument = rest.strip_suffix(')')?;
        let parameter = "t_own";
        let text = right.replace(&format!("({argument})"), &format!("({parameter})"));
        let names = super::text::uses(argument);
        let free = super::text::uses(&text);
        let closed = free.is_disjoint(&names) && free.iter().any(|it| it.0 == parameter);
        let is_function =
            self.names.functions.get(name) == Some(&1) && !argument.contains([',', '(']);
        let (name, parameters) = (name.to_owned(), vec![parameter.to_owned()]);
        (closed && is_function && names.len() > 1).then(|| Definition {
            name,
            parameters,
            indices: Vec::new(),
            text,
            range: reader.range.take(),
            place,
            section,
            formula,
        })
    }

    /// The definition that an equation is, if its name has not had a meaning before.
    pub(super) fn own_definition(&self, it: &Equation<'_, '_>) -> Option<Definition> {
        if !it.first {
            return None;
        }
        let found = self.context.definitions.at(self.place)?;
        let shape = |it: &Definition| (it.parameters.len(), it.indices.len());
        let earlier = self.context.definitions.of(&found.name).iter().any(|other| {
            let same = other.name == found.name && shape(other) == shape(found);
            same && other.place < found.place
        });
        (!earlier || it.defines).then(|| found.clone())
    }

    /// Whether an equation gives a name or a component without a meaning a value: `x_0 = 1`.
    pub(super) fn is_setting(&self, claim: &Claim) -> bool {
        let inside = |c: char| c.is_alphanumeric() || "_[], +-".contains(c);
        let name = claim.lhs.split('[').next().unwrap_or_default();
        let lone =
            claim.lhs.chars().all(inside) && name.chars().all(|c| c.is_alphanumeric() || c == '_');
        lone && !super::text::is_own(name) && self.context.definitions.of(name).is_empty()
    }

    pub(super) fn first_meaning(&self, claim: &Claim) -> Option<Definition> {
        let named = derivative_name(&claim.lhs)?;
        let known = !self.context.definitions.of(&named.name).is_empty();
        let itself = super::text::uses(&claim.rhs).iter().any(|it| it.0 == named.name);
        (!known && !itself).then(|| Definition {
            name: named.name,
            parameters: Vec::new(),
            indices: named.indices,
            text: claim.rhs.clone(),
            range: claim.range.clone(),
            place: claim.place,
            section: claim.section,
            formula: claim.formula,
        })
    }
}
