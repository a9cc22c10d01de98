//! Plans what expressions are to be read as: derivatives by the rules, functions by their
//! definitions, piecewise expressions by their branches.

use super::definitions::{definition, exponential_form};
use super::differentiate::has_derivative;
use super::prover::Prover;
use crate::algebra::{Fraction, Stop};
use crate::expr::{
    Application, Arena, BinaryOp, Children, Constant, Evaluation, ExprId, Extremum, Function, Node,
    Proposition, Relation, Rewrite, Substitution,
};
use crate::kernel::{Step, given_allows};

impl Prover<'_> {
    /// Plans everything in an expression, and in what it will be read as.
    pub(crate) fn expand(&mut self, expr: ExprId) {
        if self.is_left_outside(expr) || !self.expanded.insert(expr) || self.fuel.spend(1).is_err()
        {
            return;
        }
        match self.arena.node(expr) {
            Node::Derivative { by, body } => self.expand_derivative(expr, by, body),
            Node::At(_) => self.expand_evaluation(expr),
            Node::Fold(_) => self.expand_fold(expr),
            // The base of `e^u` is part of its name.
            Node::Binary(BinaryOp::Pow, a, b)
                if self.arena.node(a) == Node::Constant(Constant::E) =>
            {
                self.expand(b);
                if let Some(value) = self.power(a, b) {
                    self.plan(expr, value);
                    self.expand(value);
                }
            }
            _ => {
                let function = self.is_atom(expr);
                self.within += u32::from(function);
                for child in self.arena.children(expr) {
                    self.expand(child);
                }
                self.within -= u32::from(function);
                if let Node::Call(Function::Exp, argument) = self.arena.node(expr) {
                    self.expand_inverses(argument);
                }
                if let Some(value) = self.value_of(expr) {
                    self.plan(expr, value);
                    self.expand(value);
                }
            }
        }
    }

    /// What a rule or a branch says an expression is.
    fn value_of(&mut self, expr: ExprId) -> Option<ExprId> {
        match self.arena.node(expr) {
            Node::Constant(Constant::E) => self.defined_as("e", &[]),
            Node::Binary(BinaryOp::Pow, a, b) => self.power(a, b),
            Node::Call(function, a) => {
                self.call(function, a).or_else(|| self.at_special_value(expr, function, a))
            }
            Node::Prime(_, _, argument) => {
                let name = if let Node::Variable(own) = self.arena.node(argument)
                    && !self.setting.names.is_integer(own)
                {
                    own
                } else {
                    let like = self.arena.symbol("t");
                    self.arena.fresh_symbol(like)
                };
                self.prime(expr, name)
            }
            Node::Extremum(kind, a, b) => self.extremum(kind, a, b),
            Node::Piecewise(_) => self.chosen_branch(expr),
            Node::Apply(_) => self.given_value(expr).or_else(|| self.at_known_array(expr)),
            Node::Delta(a, b) => self.at_known_index(expr).or_else(|| self.delta(a, b)),
            Node::Indexed(_) => self.at_known_index(expr).or_else(|| self.known_component(expr)),
            _ => None,
        }
    }

    pub(crate) fn defined_as(&mut self, key: &str, values: &[(&str, ExprId)]) -> Option<ExprId> {
        if !self.setting.allowed.key(key) {
            return None;
        }
        self.equation(key, values).map(|(_, value)| value)
    }

    fn call(&mut self, function: Function, a: ExprId) -> Option<ExprId> {
        let allowed = self.setting.allowed;
        match function {
            Function::Abs => self.by_sign(a, "abs-nonnegative", "abs-nonpositive"),
            Function::Sign => self
                .by_sign(a, "sign-positive", "sign-negative")
                .or_else(|| self.defined_as("sign-zero", &[("a", a)])),
            Function::Ln => self.logarithm(a),
            Function::Sin if a == ExprId::ZERO => self.defined_as("sin-zero", &[]),
            Function::Cos if a == ExprId::ZERO => self.defined_as("cos-zero", &[]),
            Function::Sin | Function::Cos => {
                let Node::Call(inner, u) = self.arena.node(a) else { return None };
                self.defined_as(super::inverse::of_inverse(function, inner)?, &[("a", u)])
            }
            Function::Asin | Function::Acos | Function::Atan => self.inverse_angle(function, a),
            Function::Acosh | Function::Asinh => self.inverse_hyperbolic(function, a),
            Function::Sqrt | Function::Cbrt if a == ExprId::ZERO => {
                let root = self.arena.call(function, a);
                self.equation_of_root(root, ExprId::ZERO).map(|()| ExprId::ZERO)
            }
            Function::Sqrt => match self.arena.node(a) {
                Node::Binary(BinaryOp::Pow, base, n) if self.arena.literal(n) == Some(2.into()) => {
                    self.defined_as("square-sqrt", &[("a", base)])
                }
                _ => None,
            },
            _ => {
                let exponential = exponential_form(function).filter(|_| !allowed.shallow);
                exponential
                    .and_then(|key| self.defined_as(key, &[("a", a)]))
                    .or_else(|| self.defined_as(definition(function)?, &[("a", a)]))
            }
        }
    }

    fn by_sign(&mut self, a: ExprId, above: &str, below: &str) -> Option<ExprId> {
        self.defined_as(above, &[("a", a)]).or_else(|| self.defined_as(below, &[("a", a)]))
    }

    fn logarithm(&mut self, a: ExprId) -> Option<ExprId> {
        match self.arena.node(a) {
            Node::Number(_) if a == ExprId::ONE => self.defined_as("ln-one", &[]),
            Node::Constant(Constant::E) => self.defined_as("ln-e", &[]),
            Node::Call(Function::Exp, inner) => self.defined_as("ln-exp", &[("a", inner)]),
            Node::Binary(BinaryOp::Pow, base, inner)
                if self.arena.node(base) == Node::Constant(Constant::E) =>
            {
                let (power, exponential) = self.equation("e-power", &[("a", inner)])?;
                let (_, value) = self.equation("ln-exp", &[("a", inner)])?;
                let whole = self.arena.call(Function::Ln, power);
                self.congruence(whole, power, exponential)?;
                Some(value).filter(|&value| {
                    let middle = self.arena.call(Function::Ln, exponential);
                    self.equal_through(whole, middle, value)
                })
            }
            Node::Fold(_) => self.logarithm_of_exponential(a),
            Node::Binary(BinaryOp::Mul, x, y) => {
                self.defined_as("ln-product", &[("a", x), ("b", y)])
            }
            Node::Binary(BinaryOp::Div, x, y) => {
                self.defined_as("ln-quotient", &[("a", x), ("b", y)])
            }
            Node::Binary(BinaryOp::Pow, x, y) => {
                self.defined_as("ln-power", &[("a", x), ("b", y), ("n", y)])
            }
            _ => None,
        }
    }

    /// The logarithm of what is read as an exponential.
    fn logarithm_of_exponential(&mut self, a: ExprId) -> Option<ExprId> {
        let exponential = *self.planned.get(&a)?;
        let Node::Call(Function::Exp, inner) = self.arena.node(exponential) else { return None };
        let whole = self.arena.call(Function::Ln, a);
        self.setting.allowed.key("ln-exp").then_some(())?;
        let (middle, value) = self.equation("ln-exp", &[("a", inner)])?;
        self.congruence(whole, a, exponential)?;
        self.equal_through(whole, middle, value).then_some(value)
    }

    /// A component or a delta with what an index is known to be in its place. Where that is again a
    /// component, or a delta, as in `v[k]` with `k = v[k]`, there would be no end to it.
    fn at_known_index(&mut self, expr: ExprId) -> Option<ExprId> {
        let children = self.arena.children(expr);
        let mut known =
            children.into_iter().filter_map(|it| self.planned.get(&it).map(|&value| (it, value)));
        let (index, value) = known.find(|&(_, value)| self.is_of_names(value))?;
        self.congruence(expr, index, value)
    }

    /// From `a = b` and `b = c`, both shown, `a = c`.
    pub(crate) fn equal_through(&mut self, a: ExprId, b: ExprId, c: ExprId) -> bool {
        let mut arithmetic = crate::kernel::Arithmetic::default();
        for (left, right) in [(a, b), (b, c)] {
            arithmetic.terms.push((ExprId::ONE, Proposition::equal(left, right)));
        }
        self.push(Step::Field(a, c, arithmetic), &Proposition::equal(a, c));
        true
    }

    fn prime(&mut self, expr: ExprId, name: crate::expr::Symbol) -> Option<ExprId> {
        let Node::Prime(function, order, argument) = self.arena.node(expr) else { return None };
        if !self.ensure_defined(expr) {
            return None;
        }
        let meaning = self.arena.derivative_at(function, order, argument, name);
        self.push(Step::Prime(expr, name), &Proposition::equal(expr, meaning));
        Some(meaning)
    }

    fn extremum(&mut self, kind: Extremum, a: ExprId, b: ExprId) -> Option<ExprId> {
        let (left, right) = match kind {
            Extremum::Max => ("max-left", "max-right"),
            Extremum::Min => ("min-left", "min-right"),
        };
        let values = [("a", a), ("b", b)];
        self.defined_as(left, &values).or_else(|| self.defined_as(right, &values))
    }

    /// The branch whose guard holds while those before it fail.
    fn chosen_branch(&mut self, expr: ExprId) -> Option<ExprId> {
        let Node::Piecewise(side) = self.arena.node(expr) else { return None };
        for (number, (value, guard)) in
            self.arena.get(side).branches.clone().into_iter().enumerate()
        {
            if self.ensure(&guard) {
                if !self.ensure_defined(value) {
                    return None;
                }
                self.push(Step::Branch(expr, number), &Proposition::equal(expr, value));
                return Some(value);
            }
            if !self.ensure_fails(&guard) {
                return None;
            }
        }
        None
    }

    /// Shows that a guard is false.
    pub(crate) fn ensure_fails(&mut self, guard: &Proposition) -> bool {
        match guard {
            Proposition::Compare(relation, a, b) => {
                self.ensure(&Proposition::Compare(relation.negate(), *a, *b))
            }
            Proposition::And(parts) => parts.iter().any(|it| self.ensure_fails(it)),
            Proposition::Or(parts) => parts.iter().all(|it| self.ensure_fails(it)),
            Proposition::Integer(_) | Proposition::Differentiable { .. } => false,
        }
    }

    /// What an equation that is given for all values of its variables says: its left side must be
    /// an application, whose arguments are variables or what is asked for.
    fn given_value(&mut self, expr: ExprId) -> Option<ExprId> {
        let Node::Apply(side) = self.arena.node(expr) else { return None };
        let wanted = self.arena.get(side).clone();
        for (number, &(left, right)) in self.setting.given.iter().enumerate() {
            let Node::Apply(side) = self.arena.node(left) else { continue };
            let pattern = self.arena.get(side).clone();
            if (pattern.function, &pattern.orders) != (wanted.function, &wanted.orders) {
                continue;
            }
            let mut values = Substitution::default();
            for (&from, &to) in pattern.arguments.iter().zip(&wanted.arguments) {
                if let (true, Node::Variable(symbol)) = (from != to, self.arena.node(from)) {
                    values.insert(symbol, to);
                }
            }
            if !given_allows(self.arena, self.setting.names, &values, &[left, right]) {
                continue;
            }
            let result = self.arena.substitute(right, &values);
            if self.arena.substitute(left, &values) == expr && self.ensure_defined(result) {
                self.push(Step::Given(number, values), &Proposition::equal(expr, result));
                self.used_given = true;
                return Some(result);
            }
        }
        self.derivative_of_given(expr)
    }

    /// A higher derivative of a function for whose derivative an equation is given.
    fn derivative_of_given(&mut self, expr: ExprId) -> Option<ExprId> {
        let Node::Apply(side) = self.arena.node(expr) else { return None };
        let wanted = self.arena.get(side).clone();
        let (&[order], &[by]) = (&wanted.orders[..], &wanted.arguments[..]) else { return None };
        let lower = order.checked_sub(1)?;
        let relevant = self.setting.given.iter().any(|&(left, _)| {
            matches!(self.arena.node(left), Node::Apply(side)
                if self.arena.get(side).function == wanted.function
                    && self.arena.get(side).orders[..] <= [lower][..])
        });
        if !relevant || !matches!(self.arena.node(by), Node::Variable(_)) {
            return None;
        }
        let inner = self.arena.apply(wanted.function, vec![lower], vec![by]);
        let slope = self.arena.derivative(inner, by);
        let before = self.used.len();
        let values = [("f", by), ("x", by)];
        self.rule_with("diff-apply", &values, Some((wanted.function, lower)))?;
        self.equation("diff-variable", &[("x", by)])?;
        self.used.truncate(before);
        let one = self.arena.derivative(by, by);
        let product = self.arena.mul(expr, one);
        let arithmetic =
            crate::kernel::Arithmetic::rewriting(vec![(one, ExprId::ONE), (slope, product)]);
        self.push(Step::Field(expr, slope, arithmetic), &Proposition::equal(expr, slope));
        let open = self.open_facts(by);
        let (piece, steps) = self.inner(&open, |block| {
            block.expand(inner);
            let piece = *block.planned.get(&inner)?;
            block.field(inner, piece).then_some(piece)
        })?;
        let value = self.local_derivative(slope, by, piece, open, steps)?;
        self.equal_through(expr, slope, value).then_some(value)
    }

    /// The value of `body at x = a`: worked out for a new variable that equals `a`.
    fn expand_evaluation(&mut self, expr: ExprId) {
        let Node::At(side) = self.arena.node(expr) else { return };
        let Evaluation { body, bindings } = self.arena.get(side).clone();
        if bindings.iter().any(|&(_, value)| self.arena.as_array(value).is_some()) {
            self.expand_array_evaluation(expr);
            return;
        }
        let (mut fresh, mut hypotheses) = (Vec::new(), self.carried());
        let carry = hypotheses.clone();
        let (mut renaming, mut values) = (Substitution::default(), Substitution::default());
        for &(symbol, value) in &bindings {
            if !self.ensure_defined(value) {
                return;
            }
            let name = self.arena.fresh_symbol(symbol);
            let variable = self.arena.variable(name);
            renaming.insert(symbol, variable);
            values.insert(name, value);
            hypotheses.push(Proposition::equal(variable, value));
            fresh.push(name);
        }
        let inner = self.arena.substitute(body, &renaming);
        let found = self.inner(&hypotheses, |block| {
            for (&name, &value) in fresh.iter().zip(bindings.iter().map(|(_, value)| value)) {
                let variable = block.arena.variable(name);
                block.plan(variable, value);
                block.settle(variable).ok()?;
                block.rename_facts(&carry, value, variable);
            }
            let explicit = block.explicit(inner)?;
            let value = block.arena.substitute(explicit, &values);
            block.expand(value);
            block.plan_exponentials(&[inner, value]);
            block.field(inner, value).then_some(value)
        });
        let Some((value, steps)) = found else { return };
        self.push(
            Step::At { evaluation: expr, fresh, carry, value, steps },
            &Proposition::equal(expr, value),
        );
        self.plan(expr, value);
        self.expand(value);
    }

    /// What is known of a variable is known of the new name for it.
    fn rename_facts(&mut self, facts: &[Proposition], from: ExprId, to: ExprId) {
        let Node::Variable(symbol) = self.arena.node(from) else { return };
        let renaming = Substitution::from_iter([(symbol, to)]);
        for fact in facts {
            let renamed = fact.map(&mut |expr| self.arena.substitute(expr, &renaming));
            self.ensure(&renamed);
        }
    }

    /// The facts that hold at the point whatever new names are introduced.
    pub(crate) fn carried(&self) -> Vec<Proposition> {
        self.comparisons
            .iter()
            .filter(|(relation, ..)| *relation != Relation::EQUAL)
            .map(|&(relation, a, b)| Proposition::Compare(relation, a, b))
            .collect()
    }

    /// The expression with everything planned written out, so that no derivative is left in it;
    /// `None` if one is.
    pub(crate) fn explicit(&mut self, expr: ExprId) -> Option<ExprId> {
        self.expand(expr);
        let planned = &self.planned;
        let written = self.arena.rewrite(expr, &mut |arena, part| match arena.node(part) {
            Node::Derivative { .. }
            | Node::At(_)
            | Node::Prime(..)
            | Node::Apply(_)
            | Node::Fold(_)
                if planned.contains_key(&part) =>
            {
                Rewrite::Again(planned[&part])
            }
            Node::Derivative { .. } | Node::At(_) | Node::Fold(_) => Rewrite::Done(part),
            _ => Rewrite::Inside,
        });
        (!has_derivative(self.arena, written)).then_some(written)
    }

    /// Replaces one expression by an equal one in another: the step and its result.
    pub(crate) fn congruence(&mut self, expr: ExprId, from: ExprId, to: ExprId) -> Option<ExprId> {
        if !self.ensure_defined(expr) {
            return None;
        }
        let replaced = self.with_part(expr, from, to)?;
        let fact = Proposition::equal(expr, replaced);
        self.push(Step::Congruence(expr, from, to), &fact);
        Some(replaced)
    }

    /// The parts of an expression that arithmetic looks into.
    pub(crate) fn arithmetic_children(&self, expr: ExprId) -> Children {
        match self.arena.node(expr) {
            Node::Derivative { .. } | Node::At(_) | Node::Fold(_) | Node::Piecewise(_) => {
                Children::new()
            }
            _ => self.arena.children(expr),
        }
    }

    /// Whether arithmetic takes an expression as a whole.
    pub(crate) fn is_atom(&self, expr: ExprId) -> bool {
        match self.arena.node(expr) {
            Node::Call(..)
            | Node::Apply(_)
            | Node::Extremum(..)
            | Node::Indexed(_)
            | Node::Delta(..) => true,
            Node::Binary(BinaryOp::Pow, _, b) => {
                self.arena.literal(b).is_none_or(|it| !it.is_integer())
            }
            _ => false,
        }
    }

    /// Finds an atom with the same head and equal arguments, and reads this one as that one.
    pub(crate) fn unify(&mut self, expr: ExprId) -> Result<(), Stop> {
        let children = self.arena.children(expr);
        let mut arguments: Vec<Fraction> = Vec::new();
        for &child in &children {
            arguments.push(self.read.fraction(self.arena, child, self.fuel)?);
        }
        if self.at_number(expr, &arguments).is_some() {
            return Ok(());
        }
        for place in 0..self.heads.len() {
            // What is found out on the way may begin a new reading.
            let Some((other, known)) = self.heads.get(place) else { break };
            let (other, alike) = (*other, known.len() == arguments.len());
            if !(alike
                && (same_head(self.arena, expr, other) || self.are_whole_powers(expr, other)))
            {
                continue;
            }
            let known = self.heads[place].1.clone();
            let mut equal = true;
            for (a, b) in known.iter().zip(&arguments) {
                equal &= a.minus(b, self.read.relations(), self.fuel)?.is_zero();
            }
            if equal && self.replace_arguments(expr, other).is_some() {
                self.read.put(self.arena, expr, other, self.fuel)?;
                self.rewrites.push((expr, other));
                return Ok(());
            }
        }
        self.heads.push((expr, arguments));
        Ok(())
    }

    /// Whether both are powers with exponents that are integers by their form.
    fn are_whole_powers(&mut self, a: ExprId, b: ExprId) -> bool {
        [a, b].into_iter().all(|it| match self.arena.node(it) {
            Node::Binary(BinaryOp::Pow, _, n) => self.shows(&Proposition::Integer(n)),
            _ => false,
        })
    }

    fn replace_arguments(&mut self, expr: ExprId, other: ExprId) -> Option<()> {
        let (from, to) = (self.arena.children(expr), self.arena.children(other));
        let mut current = expr;
        for (&a, &b) in from.iter().zip(&to) {
            if a == b {
                continue;
            }
            if !self.field(a, b) {
                return None;
            }
            let next = self.congruence(current, a, b)?;
            if next == current {
                return None;
            }
            if current != expr {
                self.equal_through(expr, current, next);
            }
            current = next;
        }
        (current == other).then_some(())
    }
}

fn same_head(arena: &Arena, a: ExprId, b: ExprId) -> bool {
    match (arena.node(a), arena.node(b)) {
        (Node::Call(f, _), Node::Call(g, _)) => f == g,
        (Node::Extremum(f, ..), Node::Extremum(g, ..)) => f == g,
        // An exponent may change only over a base that is known to be positive.
        (Node::Binary(BinaryOp::Pow, _, m), Node::Binary(BinaryOp::Pow, _, n)) => m == n,
        (Node::Apply(f), Node::Apply(g)) => {
            let (f, g) = (arena.get(f), arena.get(g));
            let places = |it: &Application| -> Vec<(usize, usize)> {
                it.components.iter().map(|it| (it.0, it.1.len())).collect()
            };
            (f.function, &f.orders, places(f)) == (g.function, &g.orders, places(g))
        }
        (Node::Indexed(f), Node::Indexed(g)) => arena.get(f).array == arena.get(g).array,
        (Node::Delta(..), Node::Delta(..)) => true,
        _ => false,
    }
}
