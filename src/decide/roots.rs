//! Roots over a common base: the radicands at one height are products of powers of coprime elements,
//! of each of which one root is a generator; every root is a product of powers of generators.
//!
//! An element of which the sign is not known is taken by its absolute value, so that every law holds
//! at every point; that the product of some elements is not negative then relates their absolute
//! values.

use indexmap::{IndexMap, IndexSet};

use super::express::expression;
use super::factor::{CoprimeBase, prime_powers};
use super::prover::Prover;
use crate::algebra::{Atom, Fraction, Monomial, Polynomial, Stop};
use crate::expr::{BinaryOp, ExprId, Function, Node, Proposition, Relation};
use crate::kernel::{Arithmetic, Step};
use crate::number::Rational;

/// The largest root that is a generator.
const LARGEST_ROOT: i64 = 60;

/// A root that occurs: `radicand^exponent`.
struct Root {
    node: ExprId,
    radicand: ExprId,
    exponent: Rational,
}

/// What radicands are products of.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Raw {
    Prime(dashu_int::IBig),
    Atom(Atom),
    Sum(Polynomial),
}

/// An element of the base, with the expression of its absolute value.
struct Element {
    /// Not negative.
    size: ExprId,
    /// The least common denominator of the exponents with which it occurs.
    index: i64,
    /// Whether the size is an absolute value.
    unsigned: bool,
}

/// The powers of the elements that a radicand is a product of.
struct Product {
    radicand: ExprId,
    powers: Vec<(usize, i64)>,
}

impl Prover<'_> {
    /// Plans every root that occurs in some expressions or in what they are read as.
    pub(crate) fn plan_roots(&mut self, roots: &[ExprId]) {
        if !self.setting.allowed.key("root-of-power") {
            return;
        }
        let found = self.heights(roots, |prover, expr| prover.root(expr).map(|_| expr));
        let highest = found.values().copied().max().unwrap_or(0);
        if self.splits_exponentials {
            self.plan_exponentials(roots);
        }
        for height in 1..=highest {
            // The base is one for all roots: those further in are planned again.
            let level: Vec<ExprId> =
                found.iter().filter(|it| *it.1 <= height).map(|it| *it.0).collect();
            self.reduces = true;
            self.read_anew();
            let radicands = self.radicands(&level);
            let planned = radicands.is_ok_and(|radicands| {
                for node in &level {
                    self.planned.remove(node);
                }
                self.plan_root_level(&level, radicands).is_ok()
            });
            self.reduces = false;
            if !planned {
                return;
            }
        }
    }

    /// Shows `a = b` with the roots of exponentials split by what these have in common, which shows on
    /// their lattice only. That way signs may matter that do not matter to a root as a whole.
    pub(crate) fn by_roots_of_exponentials(&mut self, a: ExprId, b: ExprId) -> bool {
        if self.splits_exponentials || !self.has_root_of_exponential(&[a, b]) {
            return false;
        }
        self.splits_exponentials = true;
        let shown = self.prove_aside(a, b);
        self.splits_exponentials = false;
        shown
    }

    fn has_root_of_exponential(&self, exprs: &[ExprId]) -> bool {
        let found = self.heights(exprs, |prover, expr| prover.root(expr).map(|it| it.radicand));
        let radicands: Vec<ExprId> = found.into_keys().collect();
        !self.exponentials(&radicands).exponentials.is_empty()
    }

    fn root(&self, node: ExprId) -> Option<Root> {
        match self.arena.node(node) {
            Node::Call(Function::Sqrt, radicand) => {
                Some(Root { node, radicand, exponent: Rational::new(1, 2)? })
            }
            Node::Binary(BinaryOp::Pow, radicand, exponent) => {
                let exponent = self.arena.literal(exponent)?;
                let is_root =
                    !exponent.is_integer() && exponent.denominator() <= LARGEST_ROOT.into();
                is_root.then_some(Root { node, radicand, exponent })
            }
            _ => None,
        }
    }

    /// What roots are taken of, with their fractions.
    fn radicands(&mut self, nodes: &[ExprId]) -> Result<IndexMap<ExprId, Fraction>, Stop> {
        let mut radicands = IndexMap::new();
        for &node in nodes {
            let Some(root) = self.root(node) else { continue };
            radicands.insert(root.radicand, self.fraction(root.radicand)?);
        }
        Ok(radicands)
    }

    fn plan_root_level(
        &mut self,
        nodes: &[ExprId],
        fractions: IndexMap<ExprId, Fraction>,
    ) -> Result<(), Stop> {
        let roots: Vec<Root> = nodes.iter().filter_map(|&it| self.root(it)).collect();
        let radicands: IndexSet<ExprId> = fractions.keys().copied().collect();
        let fractions: Vec<Fraction> = fractions.into_values().collect();
        let Some(raw) = self.raw_products(&fractions)? else { return Ok(()) };
        let merged = merge(&raw);
        let mut products: Vec<Product> = Vec::new();
        for (place, &radicand) in radicands.iter().enumerate() {
            let powers = merged.iter().enumerate().filter_map(|(number, it)| {
                let power = it.column[place];
                (power != 0).then_some((number, power))
            });
            products.push(Product { radicand, powers: powers.collect() });
        }
        let mut elements = Vec::new();
        for (number, it) in merged.iter().enumerate() {
            let mut index = 1;
            for (product, root) in roots.iter().filter_map(|root| {
                Some((products.iter().find(|it| it.radicand == root.radicand)?, root))
            }) {
                if let Some(&(_, power)) = product.powers.iter().find(|it| it.0 == number) {
                    let power = &root.exponent * &Rational::from(power);
                    let below = i64::try_from(power.denominator()).map_err(|_| Stop::Exponent)?;
                    index = num_integer::lcm(index, below);
                }
            }
            if index > LARGEST_ROOT {
                return Ok(());
            }
            elements.push(self.element(number, &it.raw, index, &products));
        }
        for product in &products {
            self.relate_signs(product, &elements);
        }
        for root in &roots {
            let product = products.iter().find(|it| it.radicand == root.radicand);
            if let Some(product) = product {
                self.plan_root(root, product, &elements);
            }
        }
        Ok(())
    }

    /// Reads the arguments of logarithms as products over a common base, where its elements are
    /// positive: what the logarithms are taken of instead.
    pub(crate) fn factored_arguments(
        &mut self,
        arguments: &[ExprId],
    ) -> Option<Vec<Option<ExprId>>> {
        let mut fractions = Vec::new();
        for &argument in arguments {
            fractions.push(self.fraction(argument).ok()?);
        }
        let raw = self.raw_products(&fractions).ok()??;
        let merged = merge(&raw);
        let mut elements = Vec::new();
        for it in &merged {
            // What always occurs to one power is an element as a whole.
            let power = it.column.iter().fold(0, |sum, &n| num_integer::gcd(sum, n));
            let own = it.column.iter().position(|&n| n == power).filter(|&place| {
                power > 0
                    && merged
                        .iter()
                        .all(|other| other.column == it.column || other.column[place] == 0)
            });
            let element = match own {
                Some(place) => Some((arguments[place], power)),
                None => self.whole(&it.raw).map(|it| (it, 1)),
            };
            let element = element.filter(|&(it, _)| self.ensure_cheaply(Relation::GREATER, it));
            elements.push(element);
        }
        let mut factored = Vec::new();
        for (place, &argument) in arguments.iter().enumerate() {
            let powers = merged.iter().zip(&elements).filter(|(it, _)| it.column[place] != 0);
            let mut parts: [Option<ExprId>; 2] = [None, None];
            let mut complete = true;
            for (it, element) in powers {
                let &Some((element, power)) = element else {
                    complete = false;
                    break;
                };
                let count = it.column[place] / power;
                let magnitude = self.arena.number(count.abs());
                let factor = match count.abs() {
                    1 => element,
                    _ => self.arena.pow(element, magnitude),
                };
                let part = &mut parts[usize::from(count < 0)];
                *part = Some(part.map_or(factor, |whole| self.arena.mul(whole, factor)));
            }
            let above = parts[0].unwrap_or(ExprId::ONE);
            let product = parts[1].map_or(above, |below| self.arena.div(above, below));
            factored.push((complete && product != argument).then_some(product));
        }
        Some(factored)
    }

    /// The product of some raw elements.
    fn whole(&mut self, raw: &[Raw]) -> Option<ExprId> {
        let mut whole = Fraction::one();
        for part in raw {
            let part: Fraction = match part {
                Raw::Prime(prime) => Fraction::constant(Rational::new(prime.clone(), 1)?),
                Raw::Atom(atom) => Polynomial::term(Monomial::atom(*atom), Rational::ONE).into(),
                Raw::Sum(sum) => sum.clone().into(),
            };
            whole = whole.times(&part, self.read.relations()).ok()?;
        }
        Some(expression(self.arena, &self.read, &whole))
    }

    /// The radicands as products of powers of coprime elements: for each element its exponents.
    fn raw_products(
        &mut self,
        fractions: &[Fraction],
    ) -> Result<Option<IndexMap<Raw, Vec<i64>>>, Stop> {
        let mut base = CoprimeBase::default();
        for fraction in fractions {
            for (factor, _) in fraction.parts().2 {
                base.insert(factor, self.fuel)?;
            }
        }
        let mut columns: IndexMap<Raw, Vec<i64>> = IndexMap::new();
        for (place, fraction) in fractions.iter().enumerate() {
            let (coefficient, monomial, factors) = fraction.parts();
            let mut add = |raw: Raw, power: i64| {
                columns.entry(raw).or_insert_with(|| vec![0; fractions.len()])[place] += power;
            };
            for (number, sign) in
                [(coefficient.abs().numerator(), 1), (coefficient.denominator(), -1)]
            {
                for (prime, power) in prime_powers(&number) {
                    add(Raw::Prime(prime), sign * power);
                }
            }
            for &(atom, power) in monomial.factors() {
                add(Raw::Atom(atom), power.into());
            }
            for (factor, power) in factors {
                let Some(exponents) = base.exponents(factor, self.fuel)? else { return Ok(None) };
                for (element, exponent) in base.elements().iter().zip(exponents) {
                    if exponent != 0 {
                        add(Raw::Sum(element.clone()), exponent * power);
                    }
                }
            }
        }
        Ok(Some(columns))
    }

    /// An element with an expression for it that is not negative.
    fn element(&mut self, number: usize, raw: &[Raw], index: i64, products: &[Product]) -> Element {
        // What a root is taken of is not negative.
        if let Some(own) = products.iter().find(|it| it.powers[..] == [(number, 1)]) {
            return Element { size: own.radicand, index, unsigned: false };
        }
        let plain = self.whole(raw).unwrap_or(ExprId::ONE);
        if self.ensure_cheaply(Relation::AT_LEAST, plain) {
            return Element { size: plain, index, unsigned: false };
        }
        let negative = self.arena.negate(plain);
        if self.ensure_cheaply(Relation::AT_MOST, plain)
            && self.ensure_cheaply(Relation::AT_LEAST, negative)
        {
            return Element { size: negative, index, unsigned: false };
        }
        let size = self.arena.call(Function::Abs, plain);
        Element { size, index, unsigned: true }
    }

    fn ensure_cheaply(&mut self, relation: Relation, expr: ExprId) -> bool {
        let fact = Proposition::Compare(relation, expr, ExprId::ZERO);
        self.within(3_000, |prover| prover.ensure(&fact))
    }

    /// A power of the size of an element, by its generator.
    fn power_of_element(
        &mut self,
        element: &Element,
        exponent: &Rational,
    ) -> Option<(ExprId, i64)> {
        let index = Rational::from(element.index);
        let count = (exponent * &index).to_i64()?;
        if element.index == 1 {
            return Some((element.size, count));
        }
        // Whole powers need no root.
        if count % element.index == 0 {
            return Some((element.size, count / element.index));
        }
        let generator = if element.index == 2 {
            self.arena.call(Function::Sqrt, element.size)
        } else {
            let number = self.arena.number(element.index);
            let root = self.arena.div(ExprId::ONE, number);
            self.arena.pow(element.size, root)
        };
        Some((generator, count))
    }

    /// The product of the sizes of the elements of a radicand, to a power.
    fn size(
        &mut self,
        product: &Product,
        elements: &[Element],
        power: &Rational,
    ) -> Option<ExprId> {
        let mut parts: [Option<ExprId>; 2] = [None, None];
        for &(number, exponent) in &product.powers {
            let exponent = power * &Rational::from(exponent);
            let (base, count) = self.power_of_element(&elements[number], &exponent)?;
            let magnitude = self.arena.number(count.abs());
            let factor = if count.abs() == 1 { base } else { self.arena.pow(base, magnitude) };
            let part = &mut parts[usize::from(count < 0)];
            *part = Some(part.map_or(factor, |whole| self.arena.mul(whole, factor)));
        }
        let above = parts[0].unwrap_or(ExprId::ONE);
        Some(parts[1].map_or(above, |below| self.arena.div(above, below)))
    }

    /// From a radicand's being positive: what the absolute value of one of its elements is.
    fn relate_signs(&mut self, product: &Product, elements: &[Element]) -> Option<()> {
        let odd = |it: &&(usize, i64)| it.1 % 2 != 0 && elements[it.0].unsigned;
        let open: Vec<ExprId> = product
            .powers
            .iter()
            .filter(odd)
            .map(|it| elements[it.0].size)
            .filter(|it| !self.planned.contains_key(it))
            .collect();
        let &size = open.last()?;
        let radicand = product.radicand;
        let positive = Proposition::Compare(Relation::GREATER, radicand, ExprId::ZERO);
        if !self.ensure(&positive) {
            return None;
        }
        // The factors do not vanish.
        let fraction = self.fraction(radicand).ok()?;
        let written = super::express::factored(self.arena, &self.read, &fraction);
        let fact = Proposition::Compare(Relation::GREATER, written, ExprId::ZERO);
        if written != radicand && !self.shows(&fact) {
            if !self.ensure_defined(written) {
                return None;
            }
            self.combine(Relation::GREATER, (written, ExprId::ZERO), &[(Rational::ONE, positive)]);
        }
        self.factor_facts(&fact);
        let whole = self.size(product, elements, &Rational::ONE)?;
        self.relate_size(size, radicand, whole)?;
        self.read_anew();
        Some(())
    }

    /// From `abs(v) = v` and `abs(v) = w`, where `w` is the product of the sizes: the value of one.
    fn relate_size(&mut self, size: ExprId, radicand: ExprId, whole: ExprId) -> Option<()> {
        let absolute = self.absolute_as(radicand, whole)?;
        let (_, plain) = self.equation("abs-nonnegative", &[("a", radicand)])?;
        let mut arithmetic = Arithmetic::default();
        for (factor, other) in [(ExprId::MINUS_ONE, whole), (ExprId::ONE, plain)] {
            arithmetic.terms.push((factor, Proposition::equal(absolute, other)));
        }
        let same = Proposition::equal(whole, radicand);
        self.push(Step::Field(whole, radicand, arithmetic), &same);
        let positive = Proposition::Compare(Relation::GREATER, radicand, ExprId::ZERO);
        let mut arithmetic = Arithmetic::default();
        for fact in [same.clone(), positive] {
            arithmetic.terms.push((ExprId::ONE, fact));
        }
        let fact = Proposition::Compare(Relation::GREATER, whole, ExprId::ZERO);
        self.push(Step::Combine(Relation::GREATER, whole, ExprId::ZERO, arithmetic), &fact);
        let factor = self.arena.div(size, whole);
        let product = self.arena.mul(factor, radicand);
        let quotient = self.fraction(product).ok()?;
        let quotient = expression(self.arena, &self.read, &quotient);
        // With only one absolute value of an unknown sign, it is what it is of, or the opposite.
        let mut values = vec![quotient];
        if let Node::Call(Function::Abs, plain) = self.arena.node(size) {
            values.splice(0..0, [plain, self.arena.negate(plain)]);
        }
        values.into_iter().find_map(|value| self.size_as(size, value, (factor, &same)))
    }

    /// Reads a size as a value from which it differs by a multiple of an equation that has been shown.
    fn size_as(
        &mut self,
        size: ExprId,
        value: ExprId,
        (factor, same): (ExprId, &Proposition),
    ) -> Option<()> {
        let &Proposition::Compare(_, whole, radicand) = same else { return None };
        if size == value || !(self.ensure_defined(value) && self.ensure_defined(factor)) {
            return None;
        }
        let mut arithmetic = self.arithmetic();
        arithmetic.terms.push((factor, same.clone()));
        let difference = self.difference(whole, radicand).ok()?;
        let by = self.fraction(factor).ok()?;
        let rest = self.difference(size, value).ok()?;
        let relations = self.read.relations();
        let contribution = difference.times(&by, relations).ok()?;
        if !rest.minus(&contribution, relations, self.fuel).ok()?.is_zero() {
            return None;
        }
        self.push(Step::Field(size, value, arithmetic), &Proposition::equal(size, value));
        self.planned.insert(size, value);
        Some(())
    }

    /// `abs(v) = w` for a `w` that is not negative and has the same square.
    fn absolute_as(&mut self, radicand: ExprId, whole: ExprId) -> Option<ExprId> {
        let absolute = self.arena.call(Function::Abs, radicand);
        let two = self.arena.number(2);
        let [square, other] = [radicand, whole].map(|it| self.arena.pow(it, two));
        if !self.ensure(&Proposition::Compare(Relation::AT_LEAST, whole, ExprId::ZERO))
            || !self.field(square, other)
        {
            return None;
        }
        let (root, _) = self.equation("square-sqrt", &[("a", radicand)])?;
        let next = self.congruence(root, square, other)?;
        self.equation("sqrt-of-square", &[("a", whole)])?;
        let mut arithmetic = Arithmetic::default();
        for (factor, a, b) in [
            (ExprId::MINUS_ONE, root, absolute),
            (ExprId::ONE, root, next),
            (ExprId::ONE, next, whole),
        ] {
            arithmetic.terms.push((factor, Proposition::equal(a, b)));
        }
        self.push(Step::Field(absolute, whole, arithmetic), &Proposition::equal(absolute, whole));
        Some(absolute)
    }

    /// Plans a root as a product of powers of generators.
    fn plan_root(&mut self, root: &Root, product: &Product, elements: &[Element]) -> Option<()> {
        let below = Rational::new(1, root.exponent.denominator())?;
        let unit = self.size(product, elements, &below)?;
        if unit == root.node {
            return None;
        }
        if !self.ensure(&Proposition::Compare(Relation::AT_LEAST, unit, ExprId::ZERO)) {
            return None;
        }
        self.power_as(root, unit)
    }

    /// `v^(m/n) = u^m` from `v = u^n`.
    fn power_as(&mut self, root: &Root, unit: ExprId) -> Option<()> {
        let below = i64::try_from(root.exponent.denominator()).ok()?;
        let number = self.arena.number(below);
        let power = self.arena.pow(unit, number);
        if !self.field(root.radicand, power) {
            return None;
        }
        let mut node = root.node;
        if let Node::Binary(BinaryOp::Pow, _, exponent) = self.arena.node(node) {
            let above = Rational::new(root.exponent.numerator(), 1)?;
            let above = self.arena.rational(&above);
            let plain = self.arena.div(above, number);
            if plain != exponent {
                let next = self.with_exponent(node, (root.radicand, exponent), plain)?;
                self.planned.insert(node, next);
                if next == unit {
                    return Some(());
                }
                node = next;
            }
            let next = self.congruence(node, root.radicand, power)?;
            let values = [("a", unit), ("n", number), ("m", above)];
            let (_, value) = self.equation("root-of-power", &values)?;
            self.planned.insert(node, next);
            self.planned.insert(next, value);
        } else {
            let next = self.congruence(node, root.radicand, power)?;
            let (_, value) = self.equation("sqrt-of-square", &[("a", unit)])?;
            self.planned.insert(node, next);
            self.planned.insert(next, value);
        }
        Some(())
    }
}

/// Raw elements that always occur together.
struct Merged {
    raw: Vec<Raw>,
    column: Vec<i64>,
}

fn merge(columns: &IndexMap<Raw, Vec<i64>>) -> Vec<Merged> {
    let mut merged: Vec<Merged> = Vec::new();
    for (raw, column) in columns {
        match merged.iter_mut().find(|it| it.column == *column) {
            Some(same) => same.raw.push(raw.clone()),
            None => merged.push(Merged { raw: vec![raw.clone()], column: column.clone() }),
        }
    }
    merged
}
