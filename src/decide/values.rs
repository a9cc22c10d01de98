//! Functions and powers where they have a value of their own: at a number that their argument comes to.

use super::cases::Pair;
use super::prover::Prover;
use crate::algebra::Fraction;
use crate::expr::{BinaryOp, Constant, ExprId, ExprSet, Function, Node, Proposition};

impl Prover<'_> {
    /// A power of `e`, of zero, or of what is positive.
    pub(super) fn power(&mut self, a: ExprId, b: ExprId) -> Option<ExprId> {
        if self.arena.node(a) == Node::Constant(Constant::E) {
            // Two spellings of the same function: always free.
            let before = self.used.len();
            let value = self.equation("e-power", &[("a", b)]).map(|(_, value)| value);
            self.used.truncate(before);
            return value;
        }
        let exponent = self.arena.literal(b);
        if exponent.as_ref().is_some_and(|it| it.is_integer() || it.is_negative()) {
            return None;
        }
        let vanishes = self.shows(&Proposition::equal(a, ExprId::ZERO))
            || !self.arena.is_closed(a) && self.is_known_number(a) && self.field(a, ExprId::ZERO);
        if vanishes && let Some(value) = self.defined_as("power-of-zero", &[("a", a), ("n", b)]) {
            return Some(value);
        }
        if exponent.is_some() || !self.setting.allowed.key("power-as-exp") {
            return None;
        }
        self.defined_as("power-as-exp", &[("a", a), ("b", b)]).or_else(|| self.integer_power(a, b))
    }

    /// A power with a sum of integers as its exponent, as a product.
    fn integer_power(&mut self, a: ExprId, exponent: ExprId) -> Option<ExprId> {
        let (key, m, n) = match self.arena.node(exponent) {
            Node::Binary(BinaryOp::Add, m, n) => ("integer-power-sum", m, n),
            Node::Binary(BinaryOp::Sub, m, n) => ("integer-power-difference", m, n),
            _ => return None,
        };
        let whole = [m, n].map(Proposition::Integer);
        if !whole.iter().all(|it| self.shows(it)) {
            return None;
        }
        self.defined_as(key, &[("a", a), ("m", m), ("n", n)])
    }

    /// Whether the bases of powers vanish whose exponents are integers in a sum: such powers are
    /// products where they do not.
    pub(super) fn bases_of_integer_powers(&mut self, exprs: &[ExprId]) -> Vec<Pair> {
        let (mut open, mut seen) = (exprs.to_vec(), ExprSet::default());
        let mut found = Vec::new();
        while let Some(part) = open.pop() {
            if !seen.insert(part) {
                continue;
            }
            if let Node::Binary(BinaryOp::Pow, a, n) = self.arena.node(part)
                && self.arena.literal(n).is_none()
                && matches!(self.arena.node(n), Node::Binary(BinaryOp::Add | BinaryOp::Sub, ..))
                && self.shows(&Proposition::Integer(n))
            {
                found.push((a, ExprId::ZERO));
            }
            open.extend(self.planned.get(&part));
            open.extend(self.arithmetic_children(part));
        }
        found
    }

    /// A function at a number that comes to the one at which it has a value of its own: `ln(1 + 0)`.
    pub(super) fn at_special_value(
        &mut self,
        expr: ExprId,
        function: Function,
        a: ExprId,
    ) -> Option<ExprId> {
        let special = match function {
            Function::Ln => ExprId::ONE,
            Function::Sin | Function::Cos => ExprId::ZERO,
            _ => return None,
        };
        if matches!(self.arena.node(a), Node::Number(_)) || !self.is_known_number(a) {
            return None;
        }
        self.field(a, special).then(|| self.congruence(expr, a, special))?
    }

    /// Reads a function of one argument that comes to a number, such as `cos(x - x)`, as the function at
    /// that number.
    pub(super) fn at_number(&mut self, expr: ExprId, arguments: &[Fraction]) -> Option<()> {
        let (Node::Call(_, argument), [fraction]) = (self.arena.node(expr), arguments) else {
            return None;
        };
        if self.arena.literal(argument).is_some() {
            return None;
        }
        let number = self.arena.rational(&fraction.as_constant()?);
        if !self.field(argument, number) {
            return None;
        }
        let other = self.congruence(expr, argument, number)?;
        self.expand(other);
        self.settle(other).ok()?;
        self.read.put(self.arena, expr, other, self.fuel).ok()?;
        self.rewrites.push((expr, other));
        Some(())
    }

    /// Whether all names in an expression are known to be something else.
    pub(crate) fn is_known_number(&mut self, expr: ExprId) -> bool {
        self.arena.is_closed(expr)
            || self.arena.free_symbols(expr).into_iter().all(|it| {
                let variable = self.arena.variable(it);
                self.planned.contains_key(&variable)
            })
    }
}
