//! Exponentials on one lattice: every `exp(u)` becomes a product of integer powers of `exp(w)` for a
//! basis `w` of the integer combinations of the arguments that occur.
//!
//! Exponentials of independent arguments are algebraically independent, so that after this step an
//! identity between them is an identity of polynomials.

use indexmap::IndexSet;

use super::express::expression;
use super::prover::Prover;
use crate::algebra::{Fraction, Monomial, Polynomial};
use crate::expr::{BinaryOp, ExprId, ExprMap, Function, Node, Notation};
use crate::number::Rational;

pub(crate) type Row = Vec<i128>;

impl Prover<'_> {
    /// Plans every exponential that occurs in some expressions or in what they are read as, and
    /// starts reading anew.
    pub(crate) fn plan_exponentials(&mut self, roots: &[ExprId]) {
        self.read_anew();
        if !self.setting.allowed.key("exp-sum") {
            return;
        }
        let found = self.exponentials(roots);
        for &exponential in &found.exponentials {
            self.planned.remove(&exponential);
        }
        let height_of = |it: &ExprId| found.known.get(*it).unwrap_or(0);
        let highest = found.exponentials.iter().map(height_of).max().unwrap_or(0);
        for height in 1..=highest {
            let level: Vec<ExprId> =
                found.exponentials.iter().copied().filter(|it| height_of(it) == height).collect();
            if self.plan_level(&level).is_none() {
                return;
            }
        }
    }

    fn plan_level(&mut self, exponentials: &[ExprId]) -> Option<()> {
        let mut arguments = Vec::new();
        for &it in exponentials {
            let Node::Call(Function::Exp, argument) = self.arena.node(it) else { return None };
            arguments.push((argument, self.fraction(argument).ok()?));
        }
        let (common, rows, columns) = self.vectors(&arguments)?;
        let mut basis = Basis::default();
        for (column, monomial) in columns.iter().enumerate() {
            // The exponential of a logarithm is its argument: keep logarithms apart.
            let whole = rows.iter().all(|row| row[column] % common.scale == 0);
            let apart = self.index.is_some()
                || common.denominator.is_empty() && self.is_logarithm(monomial);
            if whole && apart {
                let mut row = vec![0; columns.len()];
                row[column] = common.scale;
                basis.insert(row)?;
            }
        }
        for row in &rows {
            // What is in the lattice already leaves its basis as it is.
            if basis.coordinates(row).is_none() {
                basis.insert(row.clone())?;
            }
        }
        let mut generators = Vec::new();
        for vector in &basis.rows {
            let same = rows.iter().position(|row| row == vector);
            let generator = match same {
                Some(place) => arguments[place].0,
                None => self.generator(vector, &columns, &common)?,
            };
            generators.push(generator);
        }
        for ((&exponential, (argument, _)), row) in exponentials.iter().zip(&arguments).zip(&rows) {
            let coordinates = basis.coordinates(row)?;
            self.plan_exponential(exponential, *argument, &coordinates, &generators);
        }
        Some(())
    }

    /// The arguments as integer vectors over the monomials of a common denominator.
    pub(crate) fn vectors(
        &mut self,
        arguments: &[(ExprId, Fraction)],
    ) -> Option<(Common, Vec<Row>, Vec<Monomial>)> {
        let mut denominator: Vec<(Polynomial, u64)> = Vec::new();
        for (_, fraction) in arguments {
            for (factor, power) in fraction.denominator() {
                match denominator.iter_mut().find(|(it, _)| it == factor) {
                    Some((_, most)) => *most = (*most).max(power),
                    None => denominator.push((factor.clone(), power)),
                }
            }
        }
        let mut whole = Fraction::one();
        for (factor, power) in &denominator {
            let power = i64::try_from(*power).ok()?;
            let factor = Fraction::from(factor.clone()).pow(power, self.read.relations()).ok()?;
            whole = whole.times(&factor, self.read.relations()).ok()?;
        }
        let mut columns: IndexSet<Monomial> = IndexSet::new();
        let mut numerators = Vec::new();
        for (_, fraction) in arguments {
            let relations = self.read.relations();
            let numerator = fraction.times(&whole, relations).ok()?;
            let numerator = numerator.numerator(relations, self.fuel).ok()?;
            columns.extend(numerator.terms().map(|(monomial, _)| monomial.clone()));
            numerators.push(numerator);
        }
        let mut scale: i128 = 1;
        for (_, value) in numerators.iter().flat_map(Polynomial::terms) {
            scale = num_integer::lcm(scale, i128::try_from(value.denominator()).ok()?);
            if scale > 1 << 40 {
                return None;
            }
        }
        let whole = Rational::new(scale, 1)?;
        let mut rows = Vec::new();
        for numerator in &numerators {
            let mut row = vec![0; columns.len()];
            for (monomial, value) in numerator.terms() {
                let entry = i128::try_from((value * &whole).numerator()).ok()?;
                row[columns.get_index_of(monomial)?] = entry;
            }
            rows.push(row);
        }
        Some((Common { denominator, scale }, rows, columns.into_iter().collect()))
    }

    fn is_logarithm(&self, monomial: &Monomial) -> bool {
        matches!(monomial.factors(), [(atom, 1)]
            if matches!(self.arena.node(self.read.expression(*atom)), Node::Call(Function::Ln, _)))
    }

    pub(crate) fn generator(
        &mut self,
        row: &Row,
        columns: &[Monomial],
        common: &Common,
    ) -> Option<ExprId> {
        let mut terms = Vec::new();
        for (&entry, monomial) in row.iter().zip(columns).filter(|(entry, _)| **entry != 0) {
            terms.push((monomial.clone(), Rational::new(entry, common.scale)?));
        }
        let mut fraction = Fraction::from(Polynomial::from_terms(terms));
        for (factor, power) in &common.denominator {
            let power = i64::try_from(*power).ok()?;
            let factor = Fraction::from(factor.clone()).pow(-power, self.read.relations()).ok()?;
            fraction = fraction.times(&factor, self.read.relations()).ok()?;
        }
        Some(expression(self.arena, &self.read, &fraction))
    }

    /// Plans `exp(u)` as a product of powers, through `exp` of the combination written out.
    fn plan_exponential(
        &mut self,
        exponential: ExprId,
        argument: ExprId,
        coordinates: &[i128],
        generators: &[ExprId],
    ) {
        let mut combination: Option<ExprId> = None;
        for (&count, &generator) in coordinates.iter().zip(generators) {
            let Some(term) = self.multiple(count, generator) else { continue };
            combination = Some(match combination {
                None => term,
                Some(sum) => self.arena.add(sum, term),
            });
        }
        let combination = combination.unwrap_or(ExprId::ZERO);
        if combination != argument {
            let same = self.field(argument, combination);
            let Some(next) =
                same.then(|| self.congruence(exponential, argument, combination)).flatten()
            else {
                return;
            };
            self.plan(exponential, next);
        }
        self.plan_combination(combination);
    }

    fn multiple(&mut self, count: i128, generator: ExprId) -> Option<ExprId> {
        let magnitude = match count.unsigned_abs() {
            0 => return None,
            1 => generator,
            _ => {
                let number = self.arena.rational(&Rational::new(count.abs(), 1)?);
                self.arena.mul(number, generator)
            }
        };
        Some(if count < 0 { self.arena.negate(magnitude) } else { magnitude })
    }

    fn plan_combination(&mut self, argument: ExprId) {
        let found = match self.arena.node(argument) {
            Node::Binary(BinaryOp::Add, a, b) => self.equation("exp-sum", &[("a", a), ("b", b)]),
            Node::Negate(a) => self.equation("exp-negation", &[("a", a)]),
            Node::Binary(BinaryOp::Mul, n, a)
                if self.arena.literal(n).is_some_and(|it| it.is_integer()) =>
            {
                self.equation("exp-multiple", &[("n", n), ("a", a)])
            }
            Node::Call(Function::Ln, a) => self.equation("exp-ln", &[("a", a)]),
            _ if argument == ExprId::ZERO => self.equation("exp-zero", &[]),
            _ => None,
        };
        if let Some((exponential, value)) = found {
            self.plan(exponential, value);
            match self.arena.node(argument) {
                Node::Binary(BinaryOp::Add, a, b) => {
                    self.plan_combination(a);
                    self.plan_combination(b);
                }
                Node::Negate(a) | Node::Binary(BinaryOp::Mul, _, a) => self.plan_combination(a),
                _ => {}
            }
        }
    }
}

/// What all vectors are multiples of.
pub(crate) struct Common {
    denominator: Vec<(Polynomial, u64)>,
    scale: i128,
}

/// The exponentials below some expressions, and how deeply they are nested.
#[derive(Default)]
pub(crate) struct Heights {
    known: ExprMap<u32>,
    pub(crate) exponentials: IndexSet<ExprId>,
}

impl Prover<'_> {
    /// The exponentials in some expressions or in what they are read as.
    pub(crate) fn exponentials(&self, roots: &[ExprId]) -> Heights {
        let mut found = Heights::default();
        if self.may_meet(roots, Notation::functions(&[Function::Exp])) {
            for &root in roots {
                found.visit(self, root);
            }
        }
        found
    }
}

impl Heights {
    fn visit(&mut self, prover: &Prover<'_>, expr: ExprId) -> u32 {
        if let Some(known) = self.known.get(expr) {
            return known;
        }
        // What is read as something that it occurs in itself is not followed around.
        self.known.insert(expr, 0);
        let exponential = matches!(prover.arena.node(expr), Node::Call(Function::Exp, _))
            && !prover.powers.contains(expr);
        let mut height = 0;
        match prover.planned.get(&expr) {
            Some(&value) if !exponential => height = self.visit(prover, value),
            _ => {
                for child in prover.arithmetic_children(expr) {
                    height = height.max(self.visit(prover, child));
                }
            }
        }
        height += u32::from(exponential);
        if exponential {
            self.exponentials.insert(expr);
        }
        self.known.insert(expr, height);
        height
    }
}

/// A basis of a lattice of integer vectors in echelon form: the pivots, the first entries that are
/// not zero, are positive and at different places.
#[derive(Default)]
pub(crate) struct Basis {
    pub(crate) rows: Vec<Row>,
}

impl Basis {
    /// Adds a vector. `None` when a number gets too large.
    pub(crate) fn insert(&mut self, mut vector: Row) -> Option<()> {
        while let Some(pivot) = vector.iter().position(|&it| it != 0) {
            let Some(row) = self.rows.iter_mut().find(|row| first(row) == Some(pivot)) else {
                if vector[pivot] < 0 {
                    vector.iter_mut().for_each(|it| *it = -*it);
                }
                self.rows.push(vector);
                return Some(());
            };
            // Euclid's algorithm on the two rows.
            while vector[pivot] != 0 {
                let quotient = row[pivot].div_euclid(vector[pivot]);
                for (a, b) in row.iter_mut().zip(&vector) {
                    *a = a.checked_sub(quotient.checked_mul(*b)?)?;
                }
                std::mem::swap(row, &mut vector);
            }
            if row[pivot] < 0 {
                row.iter_mut().for_each(|it| *it = -*it);
            }
        }
        Some(())
    }

    /// The integer coordinates of a vector of the lattice.
    pub(crate) fn coordinates(&self, vector: &Row) -> Option<Vec<i128>> {
        let mut rest = vector.clone();
        let mut coordinates = vec![0; self.rows.len()];
        while let Some(pivot) = first(&rest) {
            let place = self.rows.iter().position(|row| first(row) == Some(pivot))?;
            let row = &self.rows[place];
            let quotient = rest[pivot] / row[pivot];
            if rest[pivot] % row[pivot] != 0 {
                return None;
            }
            coordinates[place] += quotient;
            for (a, b) in rest.iter_mut().zip(row) {
                *a = a.checked_sub(quotient.checked_mul(*b)?)?;
            }
        }
        Some(coordinates)
    }
}

fn first(row: &Row) -> Option<usize> {
    row.iter().position(|&it| it != 0)
}
