//! The derivative of each operation by its operands: what forward and reverse differentiation share.

use super::graph::{Binary, Fold, Folding, Graph, NodeId, Op, Unary};
use crate::expr::Relation;

/// How the derivative of an operand enters that of the result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Partial {
    /// As it is.
    Plus,
    /// With the other sign.
    Minus,
    /// Times a factor.
    Times(NodeId),
    /// Over a divisor.
    Over(NodeId),
}

impl Graph {
    /// A derivative after an operation.
    pub(super) fn scaled(&mut self, value: NodeId, partial: Partial) -> NodeId {
        match partial {
            Partial::Plus => value,
            Partial::Minus => self.neg(value),
            Partial::Times(factor) => self.mul(factor, value),
            Partial::Over(divisor) => self.div(value, divisor),
        }
    }

    /// The operands of an operation with the partial derivatives by them. Folds, selections, extrema
    /// and absolute values are not among the operations here: they need more than a factor.
    pub(super) fn partials(&mut self, node: NodeId) -> Vec<(NodeId, Partial)> {
        match self.op(node) {
            Op::Unary(op, a) => {
                self.unary_partial(op, a, node).map(|it| (a, it)).into_iter().collect()
            }
            Op::Binary(op, a, b) => self.binary_partials(op, a, b, node),
            Op::Power(a, n) => {
                let (exponent, lower) = (self.int(n), self.integer(n).plus(-1, &1.into()));
                let lower = self.affine(lower.unwrap_or_else(|| i64::MIN.into()));
                let power = self.power(a, lower);
                let slope = self.mul(exponent, power);
                let (constant, zero) = (self.test(Relation::EQUAL, n), self.num(0.0));
                vec![(a, Partial::Times(self.select(constant, zero, slope)))]
            }
            _ => Vec::new(),
        }
    }

    fn unary_partial(&mut self, op: Unary, a: NodeId, value: NodeId) -> Option<Partial> {
        Some(match op {
            Unary::Neg => Partial::Minus,
            Unary::Abs | Unary::BinaryExponent => return None,
            Unary::Sign => {
                let zero = self.num(0.0);
                let jump = self.compare(Relation::EQUAL, a, zero);
                let undefined = self.undefined();
                Partial::Times(self.select(jump, undefined, zero))
            }
            Unary::Sqrt => {
                let two = self.num(2.0);
                Partial::Over(self.mul(two, value))
            }
            Unary::Cbrt => {
                let (three, square) = (self.num(3.0), self.literal_power(value, 2));
                Partial::Over(self.mul(three, square))
            }
            Unary::Exp => Partial::Times(value),
            Unary::Ln => Partial::Over(a),
            Unary::Sin => Partial::Times(self.unary(Unary::Cos, a)),
            Unary::Cos => {
                let sin = self.unary(Unary::Sin, a);
                Partial::Times(self.neg(sin))
            }
            Unary::Tan => {
                let (one, square) = (self.num(1.0), self.literal_power(value, 2));
                Partial::Times(self.add(one, square))
            }
            Unary::Sinh => Partial::Times(self.unary(Unary::Cosh, a)),
            Unary::Cosh => Partial::Times(self.unary(Unary::Sinh, a)),
            Unary::Tanh => Partial::Times(self.unary(Unary::TanhSlope, a)),
            // -2 tanh(a) times the slope.
            Unary::TanhSlope => {
                let (factor, tanh) = (self.num(-2.0), self.unary(Unary::Tanh, a));
                let factor = self.mul(factor, tanh);
                Partial::Times(self.mul(factor, value))
            }
            Unary::Sech => {
                let tanh = self.unary(Unary::Tanh, a);
                let product = self.mul(value, tanh);
                Partial::Times(self.neg(product))
            }
            Unary::Asin => Partial::Over(self.root_of_one_minus_square(a)),
            Unary::Acos => {
                let root = self.root_of_one_minus_square(a);
                Partial::Over(self.neg(root))
            }
            Unary::Atan => Partial::Over(self.one_plus_square(a)),
            Unary::Asinh => {
                let square = self.one_plus_square(a);
                Partial::Over(self.unary(Unary::Sqrt, square))
            }
            Unary::Acosh => {
                let one = self.num(1.0);
                let (below, above) = (self.sub(a, one), self.add(a, one));
                let roots = (self.unary(Unary::Sqrt, below), self.unary(Unary::Sqrt, above));
                Partial::Over(self.mul(roots.0, roots.1))
            }
            Unary::Atanh => Partial::Over(self.one_minus_square(a)),
            Unary::Log1p => {
                let one = self.num(1.0);
                Partial::Over(self.add(one, a))
            }
            Unary::Expm1 => Partial::Times(self.unary(Unary::Exp, a)),
            Unary::Sigmoid => Partial::Times(self.unary(Unary::SigmoidSlope, a)),
            // -tanh(a/2) times the slope.
            Unary::SigmoidSlope => {
                let half = self.num(-0.5);
                let half = self.mul(half, a);
                let factor = self.unary(Unary::Tanh, half);
                Partial::Times(self.mul(factor, value))
            }
            Unary::Softplus => Partial::Times(self.unary(Unary::Sigmoid, a)),
        })
    }

    /// `(1 - a)·(1 + a)`, which does not cancel near the edges.
    fn one_minus_square(&mut self, a: NodeId) -> NodeId {
        let one = self.num(1.0);
        let (below, above) = (self.sub(one, a), self.add(one, a));
        self.mul(below, above)
    }

    fn root_of_one_minus_square(&mut self, a: NodeId) -> NodeId {
        let product = self.one_minus_square(a);
        self.unary(Unary::Sqrt, product)
    }

    fn one_plus_square(&mut self, a: NodeId) -> NodeId {
        let (one, square) = (self.num(1.0), self.literal_power(a, 2));
        self.add(one, square)
    }

    fn binary_partials(
        &mut self,
        op: Binary,
        a: NodeId,
        b: NodeId,
        value: NodeId,
    ) -> Vec<(NodeId, Partial)> {
        match op {
            Binary::Add => vec![(a, Partial::Plus), (b, Partial::Plus)],
            Binary::Sub => vec![(a, Partial::Plus), (b, Partial::Minus)],
            Binary::Mul => vec![(a, Partial::Times(b)), (b, Partial::Times(a))],
            Binary::Div => {
                let slope = self.div(value, b);
                vec![(a, Partial::Over(b)), (b, Partial::Times(self.neg(slope)))]
            }
            Binary::Pow => {
                let one = self.num(1.0);
                let lower = self.sub(b, one);
                let power = self.binary(Binary::Pow, a, lower);
                let by_base = self.mul(b, power);
                let by_exponent = self.power_by_exponent(a, value);
                vec![(a, Partial::Times(by_base)), (b, Partial::Times(by_exponent))]
            }
            // Derivatives are taken before powers of two come in.
            Binary::ExpDifference | Binary::ExpScaled => {
                let minus = self.neg(value);
                vec![(a, Partial::Times(value)), (b, Partial::Times(minus))]
            }
            Binary::Max | Binary::Min | Binary::And | Binary::Or => Vec::new(),
        }
    }

    /// The derivative of `a^b` by `b`: `a^b·ln a`, and 0 for the base 0.
    fn power_by_exponent(&mut self, a: NodeId, value: NodeId) -> NodeId {
        let zero = self.num(0.0);
        let positive = self.compare(Relation::GREATER, a, zero);
        let ln = self.unary(Unary::Ln, a);
        let (slope, nothing) = (self.mul(value, ln), self.mul(zero, value));
        self.select(positive, slope, nothing)
    }

    /// The derivative of a product by the factor at the current index: the product of the others.
    /// Without zeros it is the whole over the factor; with one zero, only that factor has one.
    pub(super) fn other_factors(&mut self, product: Fold, factor: NodeId) -> NodeId {
        let (zero, one) = (self.num(0.0), self.num(1.0));
        let vanishes = self.compare(Relation::EQUAL, factor, zero);
        let zeros = self.fold(Fold { folding: Folding::Sum, body: vanishes, ..product });
        let body = self.select(vanishes, one, factor);
        let rest = self.fold(Fold { body, ..product });
        let quotient = self.div(rest, factor);
        let (none, single) =
            (self.compare(Relation::EQUAL, zeros, zero), self.compare(Relation::EQUAL, zeros, one));
        let at_zero = self.select(single, rest, zero);
        let elsewhere = self.select(none, quotient, zero);
        self.select(vanishes, at_zero, elsewhere)
    }

    /// A fold with an index of its own, that nothing else uses.
    pub(super) fn opened(&mut self, fold: Fold) -> Fold {
        let bound = self.fresh_bound();
        let body = self.substitute(fold.body, fold.bound, &bound.into());
        Fold { bound, body, ..fold }
    }
}
