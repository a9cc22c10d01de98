//! Relations between atoms that are monic in one of them: `sin(u)^2 = 1 - cos(u)^2`,
//! `sqrt(u)^2 = u`, `cbrt(u)^3 = u`, `sec(u)^2 = 1 + tan(u)^2`. Once they have been put, products are reduced by them as they
//! are read.

use super::prover::Prover;
use crate::expr::{BinaryOp, ExprId, Function, Node};

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

    fn is_power_of(&self, expr: ExprId, base: ExprId) -> bool {
        matches!(self.arena.node(expr), Node::Binary(BinaryOp::Pow, it, _) if it == base)
    }

    /// Puts the relation of an atom, if it has one that the rules allow.
    pub(crate) fn relate(&mut self, atom: ExprId) -> Option<()> {
        let (key, argument) = match self.arena.node(atom) {
            Node::Call(Function::Sin, a) => ("sin-squared", a),
            Node::Call(Function::Sec, a) => ("one-plus-tan-squared", a),
            Node::Call(Function::Csc, a) => ("one-plus-cot-squared", a),
            Node::Call(Function::Cosh, a) => ("cosh-squared", a),
            Node::Call(Function::Sech, a) => ("one-minus-tanh-squared", a),
            Node::Call(Function::Csch, a) => ("coth-squared-minus-one", a),
            Node::Call(Function::Sqrt, a) => ("sqrt-square", a),
            Node::Call(Function::Cbrt, a) => ("cbrt-cube", a),
            Node::Call(Function::Abs, a) => ("abs-square", a),
            Node::Binary(BinaryOp::Pow, a, _) => ("root-power", a),
            _ => return None,
        };
        if !self.setting.allowed.key(key) {
            return None;
        }
        let (power, value) = match self.arena.node(atom) {
            Node::Binary(BinaryOp::Pow, a, exponent) => {
                let Node::Binary(BinaryOp::Div, ExprId::ONE, n) = self.arena.node(exponent) else {
                    return None;
                };
                self.equation(key, &[("a", a), ("n", n)])?
            }
            _ => match self.equation(key, &[("a", argument)])? {
                // The power may stand on the right.
                (value, power) if self.is_power_of(power, atom) => (power, value),
                sides => sides,
            },
        };
        self.settle(value).ok()?;
        self.read.put(self.arena, power, value, self.fuel).ok()?;
        self.rewrites.push((power, value));
        Some(())
    }
}
