//! Exponentials of logarithms are powers: `exp(w + q*ln(v)) = exp(w)*v^q` for numbers `q`.

use super::express::expression;
use super::prover::Prover;
use crate::algebra::Polynomial;
use crate::expr::{ExprId, ExprSet, Function, Node, Notation, Proposition, Relation};
use crate::kernel::Step;
use crate::number::Rational;

/// More logarithms are not joined to one, nor higher powers of what they are taken of.
const MOST_LOGARITHMS: usize = 8;
const HIGHEST_POWER: i64 = 12;

impl Prover<'_> {
    /// Plans every exponential that occurs, with a number times a logarithm in its argument, as a
    /// power.
    pub(crate) fn plan_logarithmic(&mut self, roots: &[ExprId]) {
        if !(self.setting.allowed.key("exp-sum") && self.setting.allowed.key("power-as-exp")) {
            return;
        }
        let found = self.exponentials(roots).exponentials;
        if found.is_empty() {
            return;
        }
        self.read_anew();
        for exponential in found {
            self.plan_logarithms_in(exponential);
        }
    }

    /// Plans logarithms as sums of logarithms over a common base.
    pub(crate) fn plan_logarithms(&mut self, roots: &[ExprId]) {
        let logarithm = Notation::functions(&[Function::Ln]);
        if !self.setting.allowed.key("ln-product") || !self.may_meet(roots, logarithm) {
            return;
        }
        let (mut logarithms, mut seen) = (Vec::new(), ExprSet::default());
        let mut open = roots.to_vec();
        while let Some(part) = open.pop() {
            if !seen.insert(part) {
                continue;
            }
            match (self.planned.get(&part), self.arena.node(part)) {
                (Some(&value), _) => open.push(value),
                (None, Node::Call(Function::Ln, a)) => {
                    if let Some(value) = self.of_root(part, a) {
                        open.push(value);
                    } else {
                        logarithms.push((part, a));
                        open.push(a);
                    }
                }
                _ => open.extend(self.arithmetic_children(part)),
            }
        }
        if logarithms.len() < 2 {
            return;
        }
        // Exponentials are factors, too.
        self.plan_exponentials(roots);
        self.reduces = true;
        self.read_anew();
        let arguments: Vec<ExprId> = logarithms.iter().map(|it| it.1).collect();
        let factored = self.factored_arguments(&arguments).unwrap_or_default();
        for (&(logarithm, argument), product) in logarithms.iter().zip(factored) {
            if let Some(product) = product
                && self.field(argument, product)
                && let Some(next) = self.congruence(logarithm, argument, product)
            {
                self.planned.insert(logarithm, next);
                self.expand(next);
            }
        }
        self.reduces = false;
        self.read_anew();
    }

    /// Plans the logarithm of a square root.
    fn of_root(&mut self, logarithm: ExprId, argument: ExprId) -> Option<ExprId> {
        let Node::Call(Function::Sqrt, a) = self.arena.node(argument) else { return None };
        let (_, value) = self.equation("ln-sqrt", &[("a", a)])?;
        self.planned.insert(logarithm, value);
        self.read_anew();
        Some(value)
    }

    fn plan_logarithms_in(&mut self, exponential: ExprId) -> Option<()> {
        let Node::Call(Function::Exp, argument) = self.arena.node(exponential) else { return None };
        let fraction = self.fraction(argument).ok()?;
        let polynomial = fraction.polynomial(self.read.relations(), self.fuel).ok()??;
        let (mut powers, mut rest) = (Vec::new(), Vec::new());
        for (monomial, value) in polynomial.terms() {
            match monomial.factors() {
                &[(atom, 1)] => match self.arena.node(self.read.expression(atom)) {
                    Node::Call(Function::Ln, v) => powers.push((v, value.clone())),
                    _ => rest.push((monomial.clone(), value.clone())),
                },
                _ => rest.push((monomial.clone(), value.clone())),
            }
        }
        if powers.is_empty() {
            return None;
        }
        let mut target = None;
        if !rest.is_empty() {
            let rest = Polynomial::from_terms(rest);
            target = Some(expression(self.arena, &self.read, &rest.into()));
        }
        let mut sums = Vec::new();
        for (v, power) in powers {
            let term = self.plan_power(v, &power)?;
            target = Some(match target {
                None => term,
                Some(sum) => {
                    sums.push((sum, term));
                    self.arena.add(sum, term)
                }
            });
        }
        let target = target?;
        if target != argument {
            if !self.field(argument, target) {
                return None;
            }
            let next = self.congruence(exponential, argument, target)?;
            self.plan_as_power(exponential, next);
        }
        for (a, b) in sums.into_iter().rev() {
            let (sum, value) = self.equation("exp-sum", &[("a", a), ("b", b)])?;
            self.plan_as_power(sum, value);
        }
        Some(())
    }

    fn plan_as_power(&mut self, exponential: ExprId, value: ExprId) {
        self.powers.insert(exponential);
        self.planned.insert(exponential, value);
    }

    /// Plans `exp(q*ln(v))` as `v^q`: the argument.
    fn plan_power(&mut self, v: ExprId, power: &Rational) -> Option<ExprId> {
        if !self.ensure(&Proposition::Compare(Relation::GREATER, v, ExprId::ZERO)) {
            return None;
        }
        let exponent = self.arena.rational(power);
        let (plain, exponential) = self.equation("power-as-exp", &[("a", v), ("b", exponent)])?;
        let Node::Call(Function::Exp, argument) = self.arena.node(exponential) else { return None };
        self.plan_as_power(exponential, plain);
        Some(argument)
    }

    /// Shows `a = b` where the two differ by multiples of logarithms: the product of what those are taken
    /// of, to whole powers, is 1.
    pub(crate) fn by_one_logarithm(&mut self, a: ExprId, b: ExprId) -> bool {
        self.setting.allowed.key("ln-product") && self.as_one_logarithm(a, b).is_some()
    }

    fn as_one_logarithm(&mut self, a: ExprId, b: ExprId) -> Option<()> {
        let difference = self.difference_polynomial(a, b)?;
        let mut terms = Vec::new();
        for (monomial, value) in difference.terms() {
            let &[(atom, 1)] = monomial.factors() else { return None };
            let Node::Call(Function::Ln, v) = self.arena.node(self.read.expression(atom)) else {
                return None;
            };
            terms.push((v, value.clone()));
        }
        if !(2..=MOST_LOGARITHMS).contains(&terms.len()) {
            return None;
        }
        let mut scale = Rational::ONE;
        for (_, value) in &terms {
            let rest = Rational::new((value * &scale).denominator(), 1)?;
            scale = &scale * &rest;
        }
        let mut products: [Option<(ExprId, Vec<Proposition>)>; 2] = [None, None];
        for (v, value) in terms {
            let count = (&value * &scale).to_i64().filter(|it| it.abs() <= HIGHEST_POWER)?;
            let (factor, mut facts) = self.logarithm_of_power(v, count.abs())?;
            let product = &mut products[usize::from(count < 0)];
            *product = Some(match product.take() {
                None => (factor, facts),
                Some((whole, known)) => {
                    let values = [("a", whole), ("b", factor)];
                    facts.extend(known);
                    let (logarithm, sum) = self.equation("ln-product", &values)?;
                    facts.push(Proposition::equal(logarithm, sum));
                    (self.arena.mul(whole, factor), facts)
                }
            });
        }
        let none = || (ExprId::ONE, Vec::new());
        let [above, below] = products.map(|it| it.unwrap_or_else(none));
        self.prove_aside(above.0, below.0).then_some(())?;
        let logarithm = self.arena.call(Function::Ln, above.0);
        let same = match above.0 == below.0 {
            true => logarithm,
            false => self.congruence(logarithm, above.0, below.0)?,
        };
        let part = scale.recip()?;
        let mut arithmetic = self.arithmetic();
        if below.0 == ExprId::ONE || above.0 == ExprId::ONE {
            let (one, zero) = self.equation("ln-one", &[])?;
            let sign = if below.0 == ExprId::ONE { part.clone() } else { -&part };
            arithmetic = arithmetic.with(self.arena, &sign, Proposition::equal(one, zero));
        }
        arithmetic = arithmetic.with(self.arena, &part, Proposition::equal(logarithm, same));
        for fact in above.1 {
            arithmetic = arithmetic.with(self.arena, &-&part, fact);
        }
        for fact in below.1 {
            arithmetic = arithmetic.with(self.arena, &part, fact);
        }
        (self.ensure_defined(a) && self.ensure_defined(b)).then_some(())?;
        self.push(Step::Field(a, b, arithmetic), &Proposition::equal(a, b));
        Some(())
    }

    /// A power, with the facts that make its logarithm a multiple of that of the base.
    fn logarithm_of_power(&mut self, v: ExprId, n: i64) -> Option<(ExprId, Vec<Proposition>)> {
        if n == 1 {
            return Some((v, Vec::new()));
        }
        let number = self.arena.number(n);
        let (logarithm, multiple) = self.equation("ln-power", &[("a", v), ("b", number)])?;
        Some((self.arena.pow(v, number), vec![Proposition::equal(logarithm, multiple)]))
    }
}
