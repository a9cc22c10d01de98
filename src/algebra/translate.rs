//! From expressions to fractions.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::{Atom, Fraction, Fuel, Monomial, Polynomial, Relations, Stop};
use crate::expr::{Arena, BinaryOp, ExprId, Node};

/// Reads expressions as fractions. Numerals, sums, differences, products, quotients and powers with
/// literal integer exponents are computed; everything else is an atom, equal only to the same
/// notation, unless a value has been put for it.
#[derive(Debug, Default, Clone)]
pub struct Translator {
    atoms: Vec<ExprId>,
    numbers: FxHashMap<ExprId, Atom>,
    values: FxHashMap<ExprId, Rc<Fraction>>,
    relations: Relations,
}

impl Translator {
    /// A translator that knows no atoms and no values.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Forgets every value. Atoms go on standing for what they stood for, so that polynomials that were
    /// read before can still be told.
    pub fn forget(&mut self) {
        self.values.clear();
        self.relations = Relations::default();
    }

    /// The expression that an atom stands for.
    #[must_use]
    pub fn expression(&self, atom: Atom) -> ExprId {
        self.atoms[atom as usize]
    }

    /// What powers of atoms are replaced by.
    #[must_use]
    pub fn relations(&self) -> &Relations {
        &self.relations
    }

    /// Reads an expression as a value from now on, wherever it has not been read yet. For a power
    /// `g^n` of an atom with a literal exponent, every power of the atom is read accordingly.
    pub fn put(
        &mut self,
        arena: &Arena,
        expr: ExprId,
        value: ExprId,
        fuel: &mut Fuel,
    ) -> Result<(), Stop> {
        let value = self.read(arena, value, fuel)?;
        if let Some((base, power)) = power_of(arena, expr) {
            let base = self.read(arena, base, fuel)?;
            let Some((monomial, coefficient)) = base.as_term() else { return Err(Stop::Relation) };
            return match monomial.factors() {
                &[(atom, 1)] if coefficient.is_one() => {
                    self.relations.add(atom, power, (*value).clone(), fuel)
                }
                _ => Err(Stop::Relation),
            };
        }
        self.values.insert(expr, value);
        Ok(())
    }

    /// Whether the expression, or the atom that it is a power of, has been read, or a value been put
    /// for it.
    #[must_use]
    pub fn knows(&self, arena: &Arena, expr: ExprId) -> bool {
        self.values.contains_key(&expr)
            || power_of(arena, expr).is_some_and(|(base, _)| self.values.contains_key(&base))
    }

    /// The fraction of an expression.
    pub fn fraction(
        &mut self,
        arena: &Arena,
        expr: ExprId,
        fuel: &mut Fuel,
    ) -> Result<Fraction, Stop> {
        self.read(arena, expr, fuel).map(|value| (*value).clone())
    }

    /// The fraction of an expression, which stays where it is kept.
    fn read(&mut self, arena: &Arena, expr: ExprId, fuel: &mut Fuel) -> Result<Rc<Fraction>, Stop> {
        if let Some(known) = self.values.get(&expr) {
            return Ok(known.clone());
        }
        fuel.spend(1)?;
        let value = match arena.node(expr) {
            Node::Number(side) => Fraction::constant(arena.get(side).clone()),
            Node::Negate(_) | Node::Binary(BinaryOp::Add | BinaryOp::Sub, ..) => {
                self.sum(arena, expr, fuel)?
            }
            Node::Binary(BinaryOp::Mul, a, b) => {
                let (a, b) = (self.read(arena, a, fuel)?, self.read(arena, b, fuel)?);
                a.times(&b, &self.relations)?
            }
            Node::Binary(BinaryOp::Div, a, b) => {
                let (a, b) = (self.read(arena, a, fuel)?, self.read(arena, b, fuel)?);
                a.times(&b.recip(&self.relations)?, &self.relations)?
            }
            Node::Binary(BinaryOp::Pow, a, b) => {
                let exponent = arena.literal(b).and_then(|value| value.to_i64());
                match exponent {
                    Some(exponent) => self.power(arena, expr, a, exponent, fuel)?,
                    None => self.atom(expr),
                }
            }
            _ => self.atom(expr),
        };
        let value = Rc::new(value);
        self.values.insert(expr, value.clone());
        Ok(value)
    }

    fn power(
        &mut self,
        arena: &Arena,
        expr: ExprId,
        base: ExprId,
        exponent: i64,
        fuel: &mut Fuel,
    ) -> Result<Fraction, Stop> {
        match self.read(arena, base, fuel)?.pow(exponent, &self.relations) {
            // A power that is too large to write out is an atom of its own.
            Err(Stop::Exponent) => Ok(self.atom(expr)),
            result => result,
        }
    }

    /// A sum with all its summands at once.
    fn sum(&mut self, arena: &Arena, expr: ExprId, fuel: &mut Fuel) -> Result<Fraction, Stop> {
        let (mut open, mut summands) = (vec![(expr, false)], Vec::new());
        while let Some((part, negative)) = open.pop() {
            match arena.node(part) {
                Node::Negate(a) if !self.values.contains_key(&part) => open.push((a, !negative)),
                Node::Binary(op @ (BinaryOp::Add | BinaryOp::Sub), a, b)
                    if !self.values.contains_key(&part) =>
                {
                    open.push((b, negative != (op == BinaryOp::Sub)));
                    open.push((a, negative));
                }
                _ => {
                    let value = self.read(arena, part, fuel)?;
                    summands.push(if negative { Rc::new(value.negate()) } else { value });
                }
            }
        }
        Fraction::sum(&summands, &self.relations, fuel)
    }

    /// The fraction of a difference.
    pub fn difference(
        &mut self,
        arena: &Arena,
        (a, b): (ExprId, ExprId),
        fuel: &mut Fuel,
    ) -> Result<Fraction, Stop> {
        let (a, b) = (self.read(arena, a, fuel)?, self.read(arena, b, fuel)?);
        a.minus(&b, &self.relations, fuel)
    }

    fn atom(&mut self, expr: ExprId) -> Fraction {
        let next = Atom::try_from(self.atoms.len()).unwrap_or(Atom::MAX);
        let atom = *self.numbers.entry(expr).or_insert(next);
        if atom == next {
            self.atoms.push(expr);
        }
        Polynomial::term(Monomial::atom(atom), crate::number::Rational::ONE).into()
    }
}

/// The base and the exponent of a power with a literal exponent of at least two.
fn power_of(arena: &Arena, expr: ExprId) -> Option<(ExprId, i64)> {
    let Node::Binary(BinaryOp::Pow, base, exponent) = arena.node(expr) else { return None };
    let exponent = arena.literal(exponent)?.to_i64()?;
    (exponent >= 2).then_some((base, exponent))
}
