//! Functions of inverse functions.

use super::prover::Prover;
use crate::expr::{ExprId, Function, Node};

/// Sines and cosines of inverse functions.
pub(crate) fn of_inverse(function: Function, inner: Function) -> Option<&'static str> {
    Some(match (function, inner) {
        (Function::Sin, Function::Asin) => "sin-of-asin",
        (Function::Cos, Function::Asin) => "cos-of-asin",
        (Function::Sin, Function::Acos) => "sin-of-acos",
        (Function::Cos, Function::Acos) => "cos-of-acos",
        (Function::Sin, Function::Atan) => "sin-of-atan",
        (Function::Cos, Function::Atan) => "cos-of-atan",
        _ => return None,
    })
}

impl Prover<'_> {
    /// The exponential of an inverse hyperbolic function is a power: as a logarithm it is one at once.
    pub(crate) fn expand_inverses(&mut self, expr: ExprId) {
        let mut open = vec![expr];
        while let Some(part) = open.pop() {
            if let Some(&value) = self.planned.get(&part) {
                open.push(value);
                continue;
            }
            let Node::Call(function, a) = self.arena.node(part) else {
                open.extend(self.arithmetic_children(part));
                continue;
            };
            let key = match function {
                Function::Asinh => "asinh-as-logarithm",
                Function::Acosh => "acosh-as-logarithm",
                Function::Atanh => "atanh-as-logarithm",
                _ => continue,
            };
            if let Some(value) = self.defined_as(key, &[("a", a)]) {
                self.plan(part, value);
                self.expand(value);
            }
        }
    }
}
