//! From expressions to fractions.

use rustc_hash::FxHashMap;

use super::{Atom, Fraction, Fuel, Polynomial, Stop};
use crate::expr::{Arena, BinaryOp, ExprId, Node};

/// Reads expressions as fractions. Numerals, sums, differences, products, quotients and powers with
/// literal integer exponents are computed; everything else is an atom, equal only to the same
/// notation, unless a value has been put for it.
#[derive(Debug, Default, Clone)]
pub struct Translator {
    atoms: Vec<ExprId>,
    numbers: FxHashMap<ExprId, Atom>,
    values: FxHashMap<ExprId, Fraction>,
}

impl Translator {
    /// A translator that knows no atoms and no values.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The expression that an atom stands for.
    #[must_use]
    pub fn expression(&self, atom: Atom) -> ExprId {
        self.atoms[atom as usize]
    }

    /// Reads `atom` as `value` from now on, wherever it has not been read yet.
    pub fn put(
        &mut self,
        arena: &Arena,
        atom: ExprId,
        value: ExprId,
        fuel: &mut Fuel,
    ) -> Result<(), Stop> {
        let value = self.fraction(arena, value, fuel)?;
        self.values.insert(atom, value);
        Ok(())
    }

    /// Whether the expression has been read, or a value been put for it.
    #[must_use]
    pub fn knows(&self, expr: ExprId) -> bool {
        self.values.contains_key(&expr)
    }

    /// The fraction of an expression.
    pub fn fraction(
        &mut self,
        arena: &Arena,
        expr: ExprId,
        fuel: &mut Fuel,
    ) -> Result<Fraction, Stop> {
        if let Some(known) = self.values.get(&expr) {
            return Ok(known.clone());
        }
        fuel.spend(1)?;
        let value = match arena.node(expr) {
            Node::Number(side) => Fraction::constant(arena.get(side).clone()),
            Node::Negate(a) => self.fraction(arena, a, fuel)?.negate(),
            Node::Binary(op, a, b) => match self.binary(arena, op, a, b, fuel)? {
                Some(value) => value,
                None => self.atom(expr),
            },
            _ => self.atom(expr),
        };
        self.values.insert(expr, value.clone());
        Ok(value)
    }

    fn binary(
        &mut self,
        arena: &Arena,
        op: BinaryOp,
        a: ExprId,
        b: ExprId,
        fuel: &mut Fuel,
    ) -> Result<Option<Fraction>, Stop> {
        if op == BinaryOp::Pow {
            let exponent = arena.literal(b).and_then(|value| value.to_i64());
            let Some(exponent) = exponent else { return Ok(None) };
            return match self.fraction(arena, a, fuel)?.pow(exponent, fuel) {
                // A power that is too large to write out is an atom of its own.
                Err(Stop::Exponent) => Ok(None),
                result => result.map(Some),
            };
        }
        let left = self.fraction(arena, a, fuel)?;
        let right = self.fraction(arena, b, fuel)?;
        let value = match op {
            BinaryOp::Add => left.plus(&right, fuel)?,
            BinaryOp::Sub => left.minus(&right, fuel)?,
            BinaryOp::Mul => left.times(&right, fuel)?,
            BinaryOp::Div | BinaryOp::Pow => left.times(&right.recip(fuel)?, fuel)?,
        };
        Ok(Some(value))
    }

    fn atom(&mut self, expr: ExprId) -> Fraction {
        let next = Atom::try_from(self.atoms.len()).unwrap_or(Atom::MAX);
        let atom = *self.numbers.entry(expr).or_insert(next);
        if atom == next {
            self.atoms.push(expr);
        }
        Polynomial::atom(atom).into()
    }
}
