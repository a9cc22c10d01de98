//! Relations between atoms that are monic in one of them: `sin(u)^2 = 1 - cos(u)^2`,
//! `sqrt(u)^2 = u`, `cbrt(u)^3 = u`. Once they have been put, products are reduced by them as they
//! are read.

use super::prover::Prover;
use crate::expr::{ExprId, Function, Node};

impl Prover<'_> {
    /// Shows `a = b` by field arithmetic modulo the relations of the atoms in it.
    pub(crate) fn field_modulo_relations(&mut self, a: ExprId, b: ExprId) -> bool {
        self.reduces = true;
        self.read_anew();
        let shown = self.field(a, b);
        self.reduces = false;
        if !shown {
            self.read_anew();
        }
        shown
    }

    /// Puts the relation of an atom, if it has one that the rules allow.
    pub(crate) fn relate(&mut self, atom: ExprId) -> Option<()> {
        let Node::Call(function, argument) = self.arena.node(atom) else { return None };
        let key = match function {
            Function::Sin => "sin-squared",
            Function::Sqrt => "sqrt-square",
            Function::Cbrt => "cbrt-cube",
            _ => return None,
        };
        if !self.setting.allowed.key(key) {
            return None;
        }
        let (power, value) = self.equation(key, &[("a", argument)])?;
        self.settle(value).ok()?;
        self.read.put(self.arena, power, value, self.fuel).ok()?;
        self.rewrites.push((power, value));
        Some(())
    }
}
