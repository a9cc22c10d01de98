//! Functions of inverse functions.

use super::prover::Prover;
use crate::expr::{Constant, ExprId, ExprSet, Function, Node};
use crate::number::Rational;

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
        let (mut open, mut seen) = (vec![expr], ExprSet::default());
        while let Some(part) = open.pop() {
            if !seen.insert(part) {
                continue;
            }
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

    /// Inverse hyperbolic functions as logarithms, where they have not been read so yet.
    pub(crate) fn by_inverses(&mut self, a: ExprId, b: ExprId) -> bool {
        let before = self.planned.len();
        self.expand_inverses(a);
        self.expand_inverses(b);
        if self.planned.len() == before {
            return false;
        }
        self.plan_logarithms(&[a, b]);
        self.plan_roots(&[a, b]);
        self.field(a, b)
    }

    /// What an inverse hyperbolic function gives at a value of the function that it undoes.
    pub(crate) fn inverse_hyperbolic(&mut self, function: Function, a: ExprId) -> Option<ExprId> {
        let Node::Call(inner, argument) = self.arena.node(a) else { return None };
        let key = match (function, inner) {
            (Function::Acosh, Function::Cosh) => "acosh-of-cosh",
            (Function::Asinh, Function::Sinh) => "asinh-of-sinh",
            _ => return None,
        };
        self.defined_as(key, &[("a", argument)])
    }

    /// The angle that an inverse function gives: its argument's, or one that is a whole number of
    /// twelfths of `pi`, guessed and then proved.
    pub(crate) fn inverse_angle(&mut self, function: Function, a: ExprId) -> Option<ExprId> {
        let (inner, key) = match function {
            Function::Asin => (Function::Sin, "asin-of-sin"),
            Function::Acos => (Function::Cos, "acos-of-cos"),
            _ => (Function::Tan, "atan-of-tan"),
        };
        if let Node::Call(own, angle) = self.arena.node(a)
            && own == inner
        {
            return self.defined_as(key, &[("a", angle)]);
        }
        let whole = self.arena.call(function, a);
        let angle = self.guessed_angle(whole)?;
        let value = self.arena.call(inner, angle);
        self.expand(value);
        self.plan_angles(&[value]);
        if !self.setting.allowed.key(key) || !self.prove_aside(value, a) {
            return None;
        }
        let (middle, angle) = self.equation(key, &[("a", angle)])?;
        self.congruence(middle, value, a)?;
        self.equal_through(whole, middle, angle).then_some(angle)
    }

    /// A multiple of `pi/12` that cannot be told from a number.
    fn guessed_angle(&mut self, number: ExprId) -> Option<ExprId> {
        let pi = self.arena.intern(Node::Constant(Constant::Pi));
        let twelve = self.arena.number(12);
        let twelfth = self.arena.div(pi, twelve);
        let count = self.arena.div(number, twelfth);
        let (low, high) = self.value_of_closed(count)?;
        let count = (-12..=12).map(Rational::from).find(|it| low <= *it && *it <= high)?;
        if count.is_zero() {
            return Some(ExprId::ZERO);
        }
        let factor = count.checked_div(&Rational::from(12))?;
        let factor = self.arena.rational(&factor);
        Some(self.arena.mul(factor, pi))
    }
}
