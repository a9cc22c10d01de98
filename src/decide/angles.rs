//! Sines and cosines on one lattice: the angles that occur are sums of multiples of independent ones
//! and of parts of a turn, so that by the addition formulas everything is a polynomial in the sines
//! and cosines of the independent ones.

use indexmap::IndexSet;

use super::lattice::Basis;
use super::prover::Prover;
use crate::algebra::{Fraction, Polynomial};
use crate::expr::{BinaryOp, Constant, ExprId, Function, Node, Notation};
use crate::number::Rational;

/// The most summands that an angle is written with.
const MOST_SUMMANDS: i128 = 12;
/// The most twelfths of `pi` that are taken apart.
const MOST_TWELFTHS: i64 = 60;

impl Prover<'_> {
    /// Plans every sine and cosine that occurs in some expressions or in what they are read as: those in
    /// the angles of others come first.
    pub(crate) fn plan_angles(&mut self, roots: &[ExprId]) {
        let sines = Notation::functions(&[Function::Sin, Function::Cos]);
        if !self.setting.allowed.key("sin-sum") || !self.may_meet(roots, sines) {
            return;
        }
        let found = self.heights(roots, |prover, expr| match prover.arena.node(expr) {
            Node::Call(Function::Sin | Function::Cos, angle) => Some(angle),
            _ => None,
        });
        let highest = found.values().copied().max().unwrap_or(0);
        for height in 1..=highest {
            let level = found.iter().filter(|it| *it.1 == height).map(|it| *it.0);
            let angles: IndexSet<ExprId> = level.collect();
            if angles.len() == 1 && !self.mentions_pi(angles[0]) {
                continue;
            }
            self.reduces = true;
            self.read_anew();
            self.plan_on_lattice(&angles);
            self.reduces = false;
            self.read_anew();
        }
    }

    pub(crate) fn mentions_pi(&self, expr: ExprId) -> bool {
        if !self.arena.uses(expr, Notation::PI) {
            return false;
        }
        let mut open = vec![expr];
        while let Some(part) = open.pop() {
            if self.arena.node(part) == Node::Constant(Constant::Pi) {
                return true;
            }
            open.extend(self.arithmetic_children(part));
        }
        false
    }

    fn plan_on_lattice(&mut self, angles: &IndexSet<ExprId>) -> Option<()> {
        let (mut rests, mut turns) = (Vec::new(), Vec::new());
        for &angle in angles {
            let fraction = self.fraction(angle).ok()?;
            let (rest, turn) = self.without_turn(fraction);
            rests.push((angle, rest));
            turns.push(turn);
        }
        let (common, rows, columns) = self.vectors(&rests)?;
        let mut basis = Basis::default();
        for row in &rows {
            basis.insert(row.clone())?;
        }
        let mut generators = Vec::new();
        for vector in &basis.rows {
            let same = rows.iter().zip(&turns).position(|(row, turn)| row == vector && *turn == 0);
            generators.push(match same {
                Some(place) => rests[place].0,
                None => self.generator(vector, &columns, &common)?,
            });
        }
        for ((&angle, row), turn) in angles.iter().zip(&rows).zip(turns) {
            let coordinates = basis.coordinates(row)?;
            self.plan_angle(angle, &coordinates, &generators, turn);
        }
        Some(())
    }

    /// What is left of an angle without its multiple of `pi/12`, and that multiple.
    fn without_turn(&mut self, angle: Fraction) -> (Fraction, i64) {
        let relations = self.read.relations();
        let Ok(Some(polynomial)) = angle.polynomial(relations, self.fuel) else {
            return (angle, 0);
        };
        let turn = polynomial.terms().find_map(|(monomial, value)| match monomial.factors() {
            &[(atom, 1)]
                if self.arena.node(self.read.expression(atom)) == Node::Constant(Constant::Pi) =>
            {
                let twelfths = (value * &Rational::from(12)).to_i64()?;
                Some((Polynomial::term(monomial.clone(), value.clone()), twelfths))
            }
            _ => None,
        });
        match turn {
            Some((part, twelfths)) if twelfths.abs() <= MOST_TWELFTHS => {
                (polynomial.plus(&-&Rational::ONE, &part).into(), twelfths)
            }
            _ => (angle, 0),
        }
    }

    fn plan_angle(
        &mut self,
        angle: ExprId,
        coordinates: &[i128],
        generators: &[ExprId],
        turn: i64,
    ) -> Option<()> {
        let mut summands = Vec::new();
        if coordinates.iter().map(|it| it.abs()).sum::<i128>() > MOST_SUMMANDS {
            return None;
        }
        for (&count, &generator) in coordinates.iter().zip(generators) {
            let summand = if count < 0 { self.arena.negate(generator) } else { generator };
            summands.extend((0..count.abs()).map(|_| summand));
        }
        summands.extend(self.parts_of_turn(turn));
        let mut summands = summands.into_iter();
        let mut sum = summands.next().unwrap_or(ExprId::ZERO);
        for summand in summands {
            sum = self.arena.add(sum, summand);
        }
        if sum != angle {
            if !self.field(angle, sum) {
                return None;
            }
            for function in [Function::Sin, Function::Cos] {
                let node = self.arena.call(function, angle);
                let next = self.congruence(node, angle, sum)?;
                self.planned.insert(node, next);
            }
        }
        self.plan_sum_of_angles(sum, generators)
    }

    /// Parts of a turn, of which so many twelfths of `pi` are the sum.
    fn parts_of_turn(&mut self, twelfths: i64) -> Vec<ExprId> {
        let mut rest = twelfths;
        let mut parts = Vec::new();
        let pi = self.arena.intern(Node::Constant(Constant::Pi));
        // A half turn is two right angles; 4 and 3 twelfths give all that is left.
        let [quarters, thirds] = match rest.rem_euclid(6) {
            1 => [-1, 1],
            2 => [-2, 2],
            3 => [1, 0],
            4 => [0, 1],
            5 => [-1, 2],
            _ => [0, 0],
        };
        rest -= 3 * quarters + 4 * thirds;
        for (count, divisor) in [(quarters, 4), (thirds, 3), (rest / 6, 2)] {
            let divisor = self.arena.number(divisor);
            let part = self.arena.div(pi, divisor);
            let part = if count < 0 { self.arena.negate(part) } else { part };
            parts.extend((0..count.abs()).map(|_| part));
        }
        parts
    }

    /// Plans the sine and the cosine of a sum by those of its parts.
    fn plan_sum_of_angles(&mut self, sum: ExprId, generators: &[ExprId]) -> Option<()> {
        if generators.contains(&sum) {
            return None;
        }
        let plans: [(&str, Vec<(&str, ExprId)>); 2] = match self.arena.node(sum) {
            Node::Binary(BinaryOp::Add, a, b) => {
                self.plan_sum_of_angles(a, generators);
                self.plan_sum_of_angles(b, generators);
                let values = vec![("a", a), ("b", b)];
                [("sin-sum", values.clone()), ("cos-sum", values)]
            }
            Node::Negate(a) => {
                self.plan_sum_of_angles(a, generators);
                [("sin-odd", vec![("a", a)]), ("cos-even", vec![("a", a)])]
            }
            _ if sum == ExprId::ZERO => [("sin-zero", Vec::new()), ("cos-zero", Vec::new())],
            Node::Binary(BinaryOp::Div, a, n)
                if self.arena.node(a) == Node::Constant(Constant::Pi) =>
            {
                match self.arena.literal(n)?.to_i64()? {
                    2 => [("sin-right-angle", Vec::new()), ("cos-right-angle", Vec::new())],
                    3 => [("sin-third", Vec::new()), ("cos-third", Vec::new())],
                    4 => [("sin-quarter", Vec::new()), ("cos-quarter", Vec::new())],
                    _ => return None,
                }
            }
            _ => return None,
        };
        for (key, values) in plans {
            let (node, value) = self.equation(key, &values)?;
            self.planned.insert(node, value);
        }
        Some(())
    }
}
