//! Differentiation with one wrong rule.

use crate::decide::choices;
use crate::expr::{Arena, BinaryOp, Constant, ExprId, Function, Node, Proposition, Relation};
use crate::kernel::{Instance, Rules, instantiate};
use crate::theory::{self, Theory};

/// A wrong rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// `f(g)' = f'(g)`.
    NoInnerDerivative,
    /// `f(g)' = f'(g')`.
    InnerDerivativeInside,
    /// `(fg)' = f'g'`.
    ProductOfDerivatives,
    /// `(fg)' = f'g`, and the same with `fg'`.
    FirstTermOnly,
    SecondTermOnly,
    /// `(f/g)' = f'/g'`.
    QuotientOfDerivatives,
    /// `(f/g)' = (f'g + fg')/g^2`.
    QuotientAdded,
    /// `(f/g)' = (fg' - f'g)/g^2`.
    QuotientSwapped,
    /// `(f/g)' = (f'g - fg')/g`.
    QuotientNotSquared,
    /// `(f^g)' = g f^(g-1) f'`.
    PowerRuleOnExponent,
    /// `(f^g)' = f^g ln(f) g'`.
    ExponentialRuleOnBase,
    /// `(a^x)' = a^x`.
    NoLogarithm,
    /// `(f^n)' = n f^n f'`.
    ExponentKept,
    /// `(f^n)' = f^(n-1) f'`.
    NoFactor,
    /// `(f^n)' = (n-1) f^(n-1) f'`.
    FactorLowered,
    /// `(f^n)' = n f^(n+1) f'`.
    ExponentRaised,
    /// `cos' = sin`, `sin' = -cos` and their kin.
    Sign,
    /// `(c f)' = f'`.
    ConstantLost,
    /// `c' = c`.
    ConstantKept,
}

/// The wrong rules with what is to be said of each, the likeliest first.
pub(super) const FAULTS: &[(Fault, &str)] = &[
    (Fault::NoInnerDerivative, "the inner derivative is missing"),
    (Fault::InnerDerivativeInside, "the inner derivative belongs outside, as a factor"),
    (
        Fault::ProductOfDerivatives,
        "the derivative of a product is not the product of the derivatives",
    ),
    (Fault::FirstTermOnly, "the second term of the product rule is missing"),
    (Fault::SecondTermOnly, "the first term of the product rule is missing"),
    (
        Fault::QuotientOfDerivatives,
        "the derivative of a quotient is not the quotient of the derivatives",
    ),
    (Fault::QuotientAdded, "the terms of the quotient rule are subtracted, not added"),
    (Fault::QuotientSwapped, "the terms of the quotient rule are exchanged"),
    (Fault::QuotientNotSquared, "the denominator of the quotient rule is squared"),
    (Fault::PowerRuleOnExponent, "the power rule is used although the exponent varies"),
    (Fault::ExponentialRuleOnBase, "the rule for exponentials is used although the base varies"),
    (Fault::NoLogarithm, "the logarithm of the base is missing"),
    (Fault::ExponentKept, "the power rule lowers the exponent by one"),
    (Fault::NoFactor, "the power rule has the exponent as a factor"),
    (Fault::FactorLowered, "the factor of the power rule is the exponent itself"),
    (Fault::ExponentRaised, "the power rule lowers the exponent, and does not raise it"),
    (Fault::Sign, "the sign of the derivative of a function is wrong"),
    (Fault::ConstantLost, "a constant factor is lost"),
    (Fault::ConstantKept, "the derivative of a constant is zero"),
];

/// How many places are looked at.
const MOST_STEPS: u32 = 20_000;
/// How deep an expression may be.
const MOST_LEVELS: u32 = 200;

/// The derivative of a body by a name with a wrong rule wherever it applies; none if it applies nowhere.
pub(super) fn differentiated(
    arena: &mut Arena,
    theory: &Theory,
    (body, by): (ExprId, ExprId),
    fault: Fault,
) -> Option<ExprId> {
    let mut work = Work { arena, theory, by, fault, used: false, steps: MOST_STEPS };
    let result = work.of(body, 0)?;
    work.used.then_some(result)
}

struct Work<'a> {
    arena: &'a mut Arena,
    theory: &'a Theory,
    by: ExprId,
    fault: Fault,
    used: bool,
    /// How many more places may be looked at.
    steps: u32,
}

impl Work<'_> {
    fn of(&mut self, body: ExprId, level: u32) -> Option<ExprId> {
        self.steps = self.steps.checked_sub(1)?;
        if level > MOST_LEVELS {
            return None;
        }
        if body == self.by {
            return Some(ExprId::ONE);
        }
        let varies = |work: &Self, expr| crate::kernel::varies(work.arena, expr, work.by);
        if !varies(self, body) {
            return Some(if self.fault == Fault::ConstantKept {
                self.wrong(body)
            } else {
                ExprId::ZERO
            });
        }
        match self.arena.node(body) {
            Node::Binary(BinaryOp::Mul, f, g) => match (varies(self, f), varies(self, g)) {
                (true, true) => self.product(f, g, level),
                (false, _) => self.multiple(f, g, level),
                (_, false) => self.multiple(g, f, level),
            },
            Node::Binary(BinaryOp::Div, f, g) if varies(self, g) => self.quotient(f, g, level),
            Node::Binary(BinaryOp::Pow, f, g)
                if self.arena.node(f) != Node::Constant(Constant::E) =>
            {
                match (varies(self, f), varies(self, g)) {
                    (true, false) => self.power(body, (f, g), level),
                    _ => self.exponential(body, (f, g), level),
                }
            }
            Node::Call(function, f) => self.call(body, function, f, level),
            Node::Binary(BinaryOp::Pow, _, f) => self.outer(body, f, level),
            _ => self.by_rule(body, level),
        }
    }

    fn wrong(&mut self, value: ExprId) -> ExprId {
        self.used = true;
        value
    }

    fn multiple(&mut self, c: ExprId, f: ExprId, level: u32) -> Option<ExprId> {
        let slope = self.of(f, level + 1)?;
        if self.fault == Fault::ConstantLost {
            return Some(self.wrong(slope));
        }
        Some(self.arena.mul(c, slope))
    }

    fn product(&mut self, f: ExprId, g: ExprId, level: u32) -> Option<ExprId> {
        let (df, dg) = (self.of(f, level + 1)?, self.of(g, level + 1)?);
        let (first, second) = (self.arena.mul(df, g), self.arena.mul(f, dg));
        Some(match self.fault {
            Fault::ProductOfDerivatives => {
                let wrong = self.arena.mul(df, dg);
                self.wrong(wrong)
            }
            Fault::FirstTermOnly => self.wrong(first),
            Fault::SecondTermOnly => self.wrong(second),
            _ => self.arena.add(first, second),
        })
    }

    fn quotient(&mut self, f: ExprId, g: ExprId, level: u32) -> Option<ExprId> {
        let (df, dg) = (self.of(f, level + 1)?, self.of(g, level + 1)?);
        let (first, second) = (self.arena.mul(df, g), self.arena.mul(f, dg));
        let two = self.arena.number(2);
        let square = self.arena.pow(g, two);
        let (above, below) = match self.fault {
            Fault::QuotientOfDerivatives => (df, dg),
            Fault::QuotientAdded => (self.arena.add(first, second), square),
            Fault::QuotientSwapped => (self.arena.sub(second, first), square),
            Fault::QuotientNotSquared => (self.arena.sub(first, second), g),
            _ => {
                let above = self.arena.sub(first, second);
                return Some(self.arena.div(above, square));
            }
        };
        let wrong = self.arena.div(above, below);
        Some(self.wrong(wrong))
    }

    /// A power with a constant exponent.
    fn power(&mut self, body: ExprId, (f, n): (ExprId, ExprId), level: u32) -> Option<ExprId> {
        let slope = self.of(f, level + 1)?;
        let lower = self.arena.sub(n, ExprId::ONE);
        let lowered = self.arena.pow(f, lower);
        let value = match self.fault {
            Fault::NoInnerDerivative if f != self.by => {
                let wrong = self.arena.mul(n, lowered);
                return Some(self.wrong(wrong));
            }
            Fault::ExponentKept => {
                let wrong = self.arena.mul(n, body);
                self.wrong(wrong)
            }
            Fault::NoFactor => self.wrong(lowered),
            Fault::FactorLowered => {
                let wrong = self.arena.mul(lower, lowered);
                self.wrong(wrong)
            }
            Fault::ExponentRaised => {
                let higher = self.arena.add(n, ExprId::ONE);
                let raised = self.arena.pow(f, higher);
                let wrong = self.arena.mul(n, raised);
                self.wrong(wrong)
            }
            _ => self.arena.mul(n, lowered),
        };
        Some(self.arena.mul(value, slope))
    }

    /// A power whose exponent varies.
    fn exponential(
        &mut self,
        body: ExprId,
        (f, g): (ExprId, ExprId),
        level: u32,
    ) -> Option<ExprId> {
        let (df, dg) = (self.of(f, level + 1)?, self.of(g, level + 1)?);
        let logarithm = self.arena.call(Function::Ln, f);
        match self.fault {
            Fault::PowerRuleOnExponent => {
                let lower = self.arena.sub(g, ExprId::ONE);
                let lowered = self.arena.pow(f, lower);
                let wrong = self.arena.mul(g, lowered);
                Some(self.wrong(wrong))
            }
            Fault::ExponentialRuleOnBase if df != ExprId::ZERO => {
                let wrong = self.arena.mul(body, logarithm);
                let wrong = self.arena.mul(wrong, dg);
                Some(self.wrong(wrong))
            }
            Fault::NoLogarithm if df == ExprId::ZERO => {
                let wrong = self.arena.mul(body, dg);
                Some(self.wrong(wrong))
            }
            _ => self.by_rule(body, level),
        }
    }

    fn call(&mut self, body: ExprId, function: Function, f: ExprId, level: u32) -> Option<ExprId> {
        if self.fault != Fault::Sign {
            return self.outer(body, f, level);
        }
        let value = self.by_rule(body, level)?;
        let signed = [
            Function::Sin,
            Function::Cos,
            Function::Tan,
            Function::Cot,
            Function::Sec,
            Function::Csc,
            Function::Acos,
            Function::Acot,
            Function::Cosh,
            Function::Sech,
            Function::Csch,
        ];
        if !signed.contains(&function) {
            return Some(value);
        }
        let wrong = self.arena.negate(value);
        Some(self.wrong(wrong))
    }

    /// A function of something, by its rule.
    fn outer(&mut self, body: ExprId, f: ExprId, level: u32) -> Option<ExprId> {
        if f == self.by {
            return self.by_rule(body, level);
        }
        match self.fault {
            // Differentiated as if its argument were the variable.
            Fault::NoInnerDerivative => {
                let value = self.instance(body, &mut |_, _| Some(ExprId::ONE))?;
                Some(self.wrong(value))
            }
            Fault::InnerDerivativeInside => {
                let slope = self.of(f, level + 1)?;
                let value = self.instance(body, &mut |_, _| Some(ExprId::ONE))?;
                let wrong = self.arena.replace(value, f, slope);
                Some(self.wrong(wrong))
            }
            _ => self.by_rule(body, level),
        }
    }

    fn by_rule(&mut self, body: ExprId, level: u32) -> Option<ExprId> {
        self.instance(body, &mut |work, inner| work.of(inner, level + 1))
    }

    /// The right side of the rule for a body, the derivatives in it as a function says.
    fn instance(
        &mut self,
        body: ExprId,
        inner: &mut dyn FnMut(&mut Self, ExprId) -> Option<ExprId>,
    ) -> Option<ExprId> {
        let choice = choices(self.arena, body, self.by).into_iter().next()?;
        let rule = self.theory.rule(self.arena, theory::find(&choice.key)?)?;
        let mut instance = Instance::default();
        for (name, value) in &choice.values {
            instance.values.insert(self.arena.symbol(name), *value);
        }
        if let Some(function) = choice.function {
            instance.functions.insert(self.arena.symbol("u"), function);
        }
        let Proposition::Compare(Relation::EQUAL, _, schema) = rule.conclusion else { return None };
        let value = instantiate(self.arena, schema, &instance).ok()?;
        self.worked_out(value, inner, 0)
    }

    fn worked_out(
        &mut self,
        expr: ExprId,
        inner: &mut dyn FnMut(&mut Self, ExprId) -> Option<ExprId>,
        level: u32,
    ) -> Option<ExprId> {
        self.steps = self.steps.checked_sub(1)?;
        if level > MOST_LEVELS {
            return None;
        }
        match self.arena.node(expr) {
            Node::Derivative { by, body } if by == self.by => return inner(self, body),
            Node::Fold(side) => {
                let mut fold = self.arena.get(side).clone();
                fold.body = self.worked_out(fold.body, inner, level + 1)?;
                return Some(self.arena.fold(fold));
            }
            _ => {}
        }
        let children = self.arena.children(expr);
        let mut values = Vec::with_capacity(children.len());
        for child in children {
            values.push(self.worked_out(child, inner, level + 1)?);
        }
        let mut values = values.into_iter();
        Some(self.arena.map_children(expr, &mut |_, child| values.next().unwrap_or(child)))
    }
}
