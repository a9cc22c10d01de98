//! Constructors of nodes: constants are folded, operands ordered, powers built by short chains.

use super::graph::{Affine, ArrayInput, Binary, Bits, Bound, Graph, IndexId, NodeId, Op, Unary};
use super::scalar;
use crate::expr::Relation;
use crate::number::Rational;

/// Powers with larger literal exponents are left to the power function.
const LARGEST_CHAIN: u32 = 64;

impl Graph {
    /// A constant. All undefined constants are one.
    pub fn num(&mut self, value: f64) -> NodeId {
        let value = if value.is_nan() { f64::NAN } else { value };
        self.intern(Op::Number(Bits::from(value)))
    }

    /// The value that is not defined.
    pub fn undefined(&mut self) -> NodeId {
        self.num(f64::NAN)
    }

    /// The input of that name.
    pub fn input(&mut self, name: &str) -> NodeId {
        let known = self.inputs.iter().position(|it| it == name);
        let position = known.unwrap_or_else(|| {
            self.inputs.push(name.to_owned());
            self.inputs.len() - 1
        });
        self.intern(Op::Input(u32::try_from(position).unwrap_or(u32::MAX)))
    }

    /// A node that nothing else is, to be replaced later.
    pub(super) fn hole(&mut self) -> NodeId {
        self.intern_hole()
    }

    /// The position of a size among the sizes, which it joins if it is new.
    pub(super) fn size(&mut self, name: &str) -> u32 {
        let known = self.sizes.iter().position(|it| it == name);
        let position = known.unwrap_or_else(|| {
            self.sizes.push(name.to_owned());
            self.sizes.len() - 1
        });
        u32::try_from(position).unwrap_or(u32::MAX)
    }

    /// The position of an array among the arrays, which it joins if it is new; `None` where it has
    /// another number of indices.
    pub fn array(&mut self, name: &str, rank: usize) -> Option<u32> {
        let known = self.arrays.iter().position(|it| it.name == name);
        let position = known.unwrap_or_else(|| {
            self.arrays.push(ArrayInput { name: name.to_owned(), rank });
            self.arrays.len() - 1
        });
        let fits = self.arrays[position].rank == rank;
        fits.then(|| u32::try_from(position).unwrap_or(u32::MAX))
    }

    /// The dimensions of arrays that are indexed by that index, and by nothing else, in a node.
    pub(super) fn indexed_by(&self, node: NodeId, bound: Bound) -> Vec<(u32, usize)> {
        let mut found = Vec::new();
        for node in self.reachable(&[node]) {
            let Op::Element(array, list) = self.op(node) else { continue };
            for (dimension, &index) in self.indices(list).iter().enumerate() {
                if *self.integer(index) == bound.into() && !found.contains(&(array, dimension)) {
                    found.push((array, dimension));
                }
            }
        }
        found
    }

    /// A component of an array.
    pub fn element(&mut self, array: u32, indices: Vec<IndexId>) -> NodeId {
        let list = self.list(indices);
        self.intern(Op::Element(array, list))
    }

    /// An integer as a real number.
    #[allow(clippy::cast_precision_loss, reason = "as for any number, the nearest one is meant")]
    pub fn int(&mut self, index: IndexId) -> NodeId {
        match self.integer(index).literal() {
            Some(value) => self.num(value as f64),
            None => self.intern(Op::Integer(index)),
        }
    }

    /// Whether an integer so compares with zero.
    pub fn test(&mut self, relation: Relation, index: IndexId) -> NodeId {
        match self.integer(index).literal() {
            Some(value) => self.truth(relation.holds(value.cmp(&0))),
            None => self.intern(Op::Test(relation, index)),
        }
    }

    fn truth(&mut self, truth: bool) -> NodeId {
        self.num(if truth { 1.0 } else { 0.0 })
    }

    /// A function of one argument.
    pub fn unary(&mut self, op: Unary, a: NodeId) -> NodeId {
        if let Some(value) = self.constant(a) {
            return self.num(scalar::unary(op, value));
        }
        match (op, self.op(a)) {
            (Unary::Neg, Op::Unary(Unary::Neg, b)) => b,
            (Unary::Neg, Op::Binary(Binary::Sub, b, c)) => self.sub(c, b),
            (Unary::Neg, Op::Binary(Binary::Mul, b, c)) if self.factor(b, c).is_some() => {
                let (factor, c) = self.factor(b, c).unwrap_or((-1.0, a));
                let factor = self.num(-factor);
                self.mul(factor, c)
            }
            (
                Unary::Abs
                | Unary::Cosh
                | Unary::Cos
                | Unary::Sech
                | Unary::TanhSlope
                | Unary::SigmoidSlope,
                Op::Unary(Unary::Neg, b),
            ) => self.unary(op, b),
            (Unary::Sinh | Unary::Tanh | Unary::Sin | Unary::Tan, Op::Unary(Unary::Neg, b)) => {
                let value = self.unary(op, b);
                self.neg(value)
            }
            (Unary::Abs, Op::Unary(Unary::Abs, _)) => a,
            _ => self.intern(Op::Unary(op, a)),
        }
    }

    /// A function of two arguments.
    pub fn binary(&mut self, op: Binary, a: NodeId, b: NodeId) -> NodeId {
        match op {
            Binary::Add => self.add(a, b),
            Binary::Sub => self.sub(a, b),
            Binary::Mul => self.mul(a, b),
            Binary::Div => self.div(a, b),
            Binary::Max | Binary::Min => self.extremum(op, a, b),
            Binary::And => self.and(a, b),
            Binary::Or => self.or(a, b),
            Binary::Pow | Binary::ExpDifference | Binary::ExpScaled => self.folded(op, a, b),
        }
    }

    /// The operation on constants, or the node.
    fn folded(&mut self, op: Binary, a: NodeId, b: NodeId) -> NodeId {
        match (self.constant(a), self.constant(b)) {
            (Some(a), Some(b)) => self.num(scalar::binary(op, a, b)),
            _ => self.intern(Op::Binary(op, a, b)),
        }
    }

    fn ordered(&mut self, op: Binary, a: NodeId, b: NodeId) -> NodeId {
        self.folded(op, a.min(b), a.max(b))
    }

    /// A product's constant factor and the other one.
    fn factor(&self, a: NodeId, b: NodeId) -> Option<(f64, NodeId)> {
        match (self.constant(a), self.constant(b)) {
            (Some(factor), None) => Some((factor, b)),
            (None, Some(factor)) => Some((factor, a)),
            _ => None,
        }
    }

    /// `-a`.
    pub fn neg(&mut self, a: NodeId) -> NodeId {
        self.unary(Unary::Neg, a)
    }

    /// `a + b`.
    pub fn add(&mut self, a: NodeId, b: NodeId) -> NodeId {
        if self.is(a, 0.0) {
            return b;
        }
        if self.is(b, 0.0) {
            return a;
        }
        match (self.op(a), self.op(b)) {
            (_, Op::Unary(Unary::Neg, c)) => self.sub(a, c),
            (Op::Unary(Unary::Neg, c), _) => self.sub(b, c),
            _ if a == b => {
                let two = self.num(2.0);
                self.mul(two, a)
            }
            _ => self.ordered(Binary::Add, a, b),
        }
    }

    /// `a - b`.
    pub fn sub(&mut self, a: NodeId, b: NodeId) -> NodeId {
        if self.is(b, 0.0) {
            return a;
        }
        if self.is(a, 0.0) {
            return self.neg(b);
        }
        match self.op(b) {
            Op::Unary(Unary::Neg, c) => self.add(a, c),
            _ => self.folded(Binary::Sub, a, b),
        }
    }

    /// `a · b`. A product with zero is not folded: it is undefined where the other factor is.
    pub fn mul(&mut self, a: NodeId, b: NodeId) -> NodeId {
        for (factor, other) in [(a, b), (b, a)] {
            if self.is(factor, 1.0) {
                return other;
            }
            if self.is(factor, -1.0) {
                return self.neg(other);
            }
        }
        if let Some((outer, other)) = self.factor(a, b) {
            if let Op::Binary(Binary::Mul, c, d) = self.op(other) {
                if let Some((inner, rest)) = self.factor(c, d) {
                    let product = outer * inner;
                    if product.is_normal() {
                        let factor = self.num(product);
                        return self.mul(factor, rest);
                    }
                }
            }
        }
        if let Some(product) =
            self.with_factor_outside(a, b).or_else(|| self.with_factor_outside(b, a))
        {
            return product;
        }
        match (self.op(a), self.op(b)) {
            (Op::Unary(Unary::Neg, c), Op::Unary(Unary::Neg, d)) => self.mul(c, d),
            (Op::Unary(Unary::Neg, c), _) if self.constant(b).is_none() => {
                let product = self.mul(c, b);
                self.neg(product)
            }
            (_, Op::Unary(Unary::Neg, c)) if self.constant(a).is_none() => {
                let product = self.mul(a, c);
                self.neg(product)
            }
            (Op::Unary(Unary::Neg, c), Op::Number(bits))
            | (Op::Number(bits), Op::Unary(Unary::Neg, c)) => {
                let factor = self.num(-bits.value());
                self.mul(factor, c)
            }
            _ => self.ordered(Binary::Mul, a, b),
        }
    }

    /// `c · (x · b)` instead of `(c · x) · b`: outside, a constant meets others, and is part of a sum at no
    /// cost. Only a moderate one moves, so that the border of overflow stays nearly where it was.
    fn with_factor_outside(&mut self, a: NodeId, b: NodeId) -> Option<NodeId> {
        let Op::Binary(Binary::Mul, c, d) = self.op(a) else { return None };
        let (factor, rest) = self.factor(c, d)?;
        let moderate = (1.0 / 256.0..=256.0).contains(&factor.abs());
        if !moderate || self.constant(b).is_some() {
            return None;
        }
        let product = self.mul(rest, b);
        let factor = self.num(factor);
        Some(self.mul(factor, product))
    }

    /// `a / b`.
    pub fn div(&mut self, a: NodeId, b: NodeId) -> NodeId {
        if let Some(divisor) = self.constant(b) {
            if let Op::Binary(Binary::Mul, c, d) = self.op(a) {
                if let Some((factor, rest)) = self.factor(c, d) {
                    let quotient = factor / divisor;
                    if quotient.is_normal() {
                        let factor = self.num(quotient);
                        return self.mul(factor, rest);
                    }
                }
            }
            // The reciprocal of a power of two is exact.
            let reciprocal = divisor.recip();
            let exact = divisor.to_bits().trailing_zeros() >= 52 && reciprocal.is_normal();
            if exact {
                let reciprocal = self.num(reciprocal);
                return self.mul(a, reciprocal);
            }
        }
        match (self.op(a), self.op(b)) {
            (Op::Unary(Unary::Neg, c), Op::Unary(Unary::Neg, d)) => self.div(c, d),
            (Op::Unary(Unary::Neg, c), _) => {
                let quotient = self.div(c, b);
                self.neg(quotient)
            }
            (_, Op::Unary(Unary::Neg, d)) => {
                let quotient = self.div(a, d);
                self.neg(quotient)
            }
            _ => self.folded(Binary::Div, a, b),
        }
    }

    fn extremum(&mut self, op: Binary, a: NodeId, b: NodeId) -> NodeId {
        if a == b { a } else { self.ordered(op, a, b) }
    }

    /// Both conditions.
    pub fn and(&mut self, a: NodeId, b: NodeId) -> NodeId {
        match (self.constant(a), self.constant(b)) {
            (Some(1.0), _) => b,
            (_, Some(1.0)) => a,
            (Some(0.0), _) | (_, Some(0.0)) => self.num(0.0),
            _ => self.extremum(Binary::And, a, b),
        }
    }

    /// Either condition.
    pub fn or(&mut self, a: NodeId, b: NodeId) -> NodeId {
        match (self.constant(a), self.constant(b)) {
            (Some(0.0), _) => b,
            (_, Some(0.0)) => a,
            (Some(1.0), _) | (_, Some(1.0)) => self.num(1.0),
            _ => self.extremum(Binary::Or, a, b),
        }
    }

    /// Whether two values compare so.
    pub fn compare(&mut self, relation: Relation, a: NodeId, b: NodeId) -> NodeId {
        match (self.constant(a), self.constant(b)) {
            (Some(a), Some(b)) => self.num(scalar::compare(relation, a, b)),
            (Some(_), None) => self.intern(Op::Compare(relation.flip(), b, a)),
            _ => self.intern(Op::Compare(relation, a, b)),
        }
    }

    /// One value or the other.
    pub fn select(&mut self, condition: NodeId, a: NodeId, b: NodeId) -> NodeId {
        match self.constant(condition) {
            Some(1.0) => a,
            Some(0.0) => b,
            Some(_) => self.undefined(),
            None => self.intern(Op::Select(condition, a, b)),
        }
    }

    /// `a^n` for an integer `n` that may be known only later.
    pub fn power(&mut self, a: NodeId, exponent: IndexId) -> NodeId {
        match self.integer(exponent).literal() {
            Some(exponent) => self.literal_power(a, exponent),
            None => self.intern(Op::Power(a, exponent)),
        }
    }

    /// `a^n` by as few products as possible.
    pub fn literal_power(&mut self, a: NodeId, exponent: i64) -> NodeId {
        match u32::try_from(exponent.unsigned_abs()) {
            // Also where `a` is undefined: an exponent of zero needs no base, as the language has it;
            // but a base without a value has no power.
            Ok(0) => self.one_where_defined(a),
            Ok(n) if n <= LARGEST_CHAIN => {
                let power = self.chain(a, n);
                if exponent < 0 {
                    let one = self.num(1.0);
                    return self.div(one, power);
                }
                power
            }
            _ => {
                if let Some(a) = self.constant(a) {
                    return self.num(scalar::integer_power(a, exponent));
                }
                let exponent = self.affine(Affine::from(exponent));
                self.intern(Op::Power(a, exponent))
            }
        }
    }

    fn one_where_defined(&mut self, a: NodeId) -> NodeId {
        let defined = self.compare(Relation::EQUAL, a, a);
        let one = self.num(1.0);
        match self.op(a) {
            Op::Input(_) | Op::Number(_) | Op::Integer(_) => one,
            _ => self.select(defined, one, one),
        }
    }

    /// `a^n` for a small positive `n`, along the power tree.
    fn chain(&mut self, a: NodeId, n: u32) -> NodeId {
        let path = super::powers::path(n);
        let mut powers = vec![(1, a)];
        for pair in path.windows(2) {
            let (last, next) = (pair[0], pair[1]);
            let find = |n: u32| powers.iter().find(|it| it.0 == n).map_or(a, |it| it.1);
            let (left, right) = (find(last), find(next - last));
            let product = self.mul(left, right);
            powers.push((next, product));
        }
        powers.last().map_or(a, |it| it.1)
    }

    /// `a^q` for a literal `q`: a root and a chain where there is one.
    pub(super) fn rational_power(&mut self, a: NodeId, exponent: &Rational) -> NodeId {
        if let Some(n) = exponent.to_i64() {
            return self.literal_power(a, n);
        }
        let twice = (exponent + exponent).to_i64().filter(|n| n.unsigned_abs() < 64);
        if let Some(twice) = twice {
            let root = self.unary(Unary::Sqrt, a);
            let half = self.literal_power(a, twice.abs() / 2);
            let power = if twice.abs() == 1 { root } else { self.mul(half, root) };
            if twice > 0 {
                return power;
            }
            let one = self.num(1.0);
            return self.div(one, power);
        }
        let exponent = self.num(exponent.to_f64());
        self.binary(Binary::Pow, a, exponent)
    }

    /// `1/f(a)`.
    pub(super) fn reciprocal_of(&mut self, op: Unary, a: NodeId) -> NodeId {
        let (one, value) = (self.num(1.0), self.unary(op, a));
        self.div(one, value)
    }

    /// `f(1/a)`.
    pub(super) fn at_reciprocal(&mut self, op: Unary, a: NodeId) -> NodeId {
        let one = self.num(1.0);
        let reciprocal = self.div(one, a);
        self.unary(op, reciprocal)
    }
}
