//! Shows comparisons: signs by the form of an expression, and by comparisons already known.

use super::prover::Prover;
use crate::algebra::Polynomial;
use crate::expr::{BinaryOp, Constant, ExprId, Function, Node, Proposition, Relation};
use crate::number::Rational;

/// What is known of a function's values, as rules with the comparison that they show.
fn bounds(function: Function) -> &'static [&'static str] {
    match function {
        Function::Exp => &["exp-positive"],
        Function::Sinh => &["sinh-nonzero", "sinh-positive", "sinh-negative"],
        Function::Sqrt => &["sqrt-positive", "sqrt-nonnegative"],
        Function::Cbrt => &["cbrt-positive", "cbrt-negative"],
        Function::Abs => &["abs-positive", "abs-nonneg"],
        Function::Cosh => &["cosh-at-least-one"],
        Function::Sech => &["sech-positive", "sech-at-most-one"],
        Function::Sigmoid => &["sigmoid-positive", "sigmoid-below-one"],
        Function::Tanh => {
            &["tanh-positive", "tanh-negative", "tanh-below-one", "tanh-above-minus-one"]
        }
        Function::Softplus => &["softplus-positive"],
        Function::Relu => &["relu-nonnegative"],
        Function::Ln => &["ln-positive"],
        _ => &[],
    }
}

/// The same, for what is worth trying only where something is compared with `pi`.
fn bounds_on_turn(function: Function) -> &'static [&'static str] {
    match function {
        Function::Sin => &["sin-positive"],
        Function::Cos => &["cos-positive"],
        _ => &[],
    }
}

/// The same, for what is worth trying only where domains are compared.
fn more_bounds(function: Function) -> &'static [&'static str] {
    match function {
        Function::Sin => &["sin-nonzero", "sin-below-one", "sin-above-minus-one"],
        Function::Cos => &["cos-nonzero", "cos-below-one", "cos-above-minus-one"],
        _ => &[],
    }
}

impl Prover<'_> {
    /// Shows a comparison that is not among the facts yet.
    pub(crate) fn ensure_comparison(&mut self, relation: Relation, a: ExprId, b: ExprId) -> bool {
        if !(self.ensure_defined(a) && self.ensure_defined(b)) {
            return false;
        }
        if b == ExprId::ZERO && self.sign(relation, a)
            || a == ExprId::ZERO && self.sign(relation.flip(), b)
        {
            return true;
        }
        if self.by_amplitude(relation, a, b) || self.by_known(relation, a, b) {
            return true;
        }
        // What differs and compares weakly compares strictly.
        let weak = relation.or(Relation::EQUAL);
        if [Relation::LESS, Relation::GREATER].contains(&relation)
            && self.facts.relation(a, b).implies(Relation::NOT_EQUAL)
            && self.ensure(&Proposition::Compare(weak, a, b))
        {
            return true;
        }
        if self.bounds_of_reciprocal(a, b) && self.shows(&Proposition::Compare(relation, a, b)) {
            return true;
        }
        if self.use_bounds() && self.by_known(relation, a, b) {
            return true;
        }
        if self.asked.len() < 4 && self.by_products(relation, a, b) {
            return true;
        }
        if b == ExprId::ZERO && self.by_squares(relation, a)
            || a == ExprId::ZERO && self.by_squares(relation.flip(), b)
        {
            return true;
        }
        if b == ExprId::ZERO && self.by_factors(relation, a)
            || a == ExprId::ZERO && self.by_factors(relation.flip(), b)
        {
            return true;
        }
        if self.by_digits(relation, a, b) || self.by_extremum(relation, a, b) {
            return true;
        }
        let is_root = |it| matches!(self.arena.node(it), Node::Call(Function::Sqrt, _));
        let beside_number = is_root(a) && self.arena.literal(b).is_some()
            || is_root(b) && self.arena.literal(a).is_some();
        if (self.indirect || beside_number) && self.by_square_of_root(relation, a, b) {
            return true;
        }
        if self.asked.len() < 3 && self.by_contradiction(relation, a, b) {
            return true;
        }
        if relation == Relation::EQUAL && self.by_bounds_that_are_met(a, b)
            || self.by_known_equations(relation, a, b)
        {
            return true;
        }
        if self.asked.len() < 3
            && (self.by_negation(relation, a, b) || self.by_other_angles(relation, a, b))
        {
            return true;
        }
        if a == ExprId::ZERO || b == ExprId::ZERO {
            return self.by_normal_form(relation, a, b) || self.by_expansion(relation, a, b);
        }
        self.note_bounds(a);
        self.note_bounds(b);
        if self.by_known(relation, a, b) {
            return true;
        }
        let difference = self.arena.sub(a, b);
        let fact = Proposition::Compare(relation, difference, ExprId::ZERO);
        if !self.ensure(&fact) {
            return false;
        }
        self.combine(relation, (a, b), &[(Rational::ONE, fact)])
    }

    /// Notes bounds of the functions that a comparison is about, whatever else is asked of them.
    pub(crate) fn note_bounds_once(&mut self, comparison: &Proposition) {
        let Proposition::Compare(_, a, b) = *comparison else { return };
        for side in [a, b] {
            if self.bounded.insert(side) {
                self.note_bounds(side);
            }
        }
    }

    fn note_bounds(&mut self, expr: ExprId) {
        if let Node::Call(function, a) = self.arena.node(expr) {
            let structural = std::mem::take(&mut self.structural);
            let more = if self.indirect { more_bounds(function) } else { &[] };
            let turn = bounds_on_turn(function);
            let near_turn =
                !turn.is_empty() && (self.arena.is_closed(a) || self.compares_with_pi());
            let turn = if near_turn { turn } else { &[] };
            for key in bounds(function).iter().chain(more).chain(turn) {
                self.rule(key, &[("a", a)]);
            }
            if self.indirect && matches!(function, Function::Cosh | Function::Sech) {
                self.off_one(expr, a);
            }
            self.structural = structural;
        }
    }

    fn compares_with_pi(&mut self) -> bool {
        let (looked, found) = self.turns;
        let new = self.comparisons.iter().skip(looked).flat_map(|&(_, a, b)| [a, b]);
        let mut new = new.filter(|&it| self.arena.depth(it) < 6);
        let found = found || new.any(|it| self.mentions_pi(it));
        self.turns = (self.comparisons.len(), found);
        found
    }

    /// Sines and cosines lie between -1 and 1.
    fn by_amplitude(&mut self, relation: Relation, a: ExprId, b: ExprId) -> bool {
        let Node::Call(function @ (Function::Sin | Function::Cos), angle) = self.arena.node(a)
        else {
            return false;
        };
        let name = function.name();
        let key = match (relation, b) {
            (Relation::AT_MOST, ExprId::ONE) => format!("{name}-at-most-one"),
            (Relation::AT_LEAST, ExprId::MINUS_ONE) => format!("{name}-at-least-minus-one"),
            _ => return false,
        };
        self.rule(&key, &[("a", angle)]).is_some()
    }

    /// Shows the sign of an expression by its form.
    fn sign(&mut self, wanted: Relation, expr: ExprId) -> bool {
        if self.fuel.spend(1).is_err() {
            return false;
        }
        self.structural += 1;
        if self.arena.literal(expr).is_some() {
            self.combine_if_constant(wanted, expr);
        } else {
            match self.arena.node(expr) {
                Node::Constant(Constant::E) => drop(self.rule("e-positive", &[])),
                Node::Constant(Constant::Pi) => drop(self.rule("pi-positive", &[])),
                Node::Call(Function::Cbrt, a) if wanted == Relation::NOT_EQUAL => {
                    self.cube_root_nonzero(a, true);
                }
                Node::Call(function, a) => {
                    if self.sign_of_inverse(wanted, expr, (function, a)).is_none() {
                        self.note_bounds(expr);
                    }
                }
                Node::Fold(_) => self.fold_sign(wanted, expr),
                Node::Negate(a) => self.sum_sign(expr, &[(a, -1)]),
                Node::Binary(BinaryOp::Add, a, b) => {
                    if !self.exceeds_by_root(a, b) {
                        self.sum_sign(expr, &[(a, 1), (b, 1)]);
                    }
                }
                Node::Binary(BinaryOp::Sub, a, b) => {
                    if !self.one_and_square(wanted, expr, a, b) {
                        self.sum_sign(expr, &[(a, 1), (b, -1)]);
                    }
                }
                Node::Binary(BinaryOp::Mul, a, b) => self.product_sign(wanted, a, b, "product"),
                Node::Binary(BinaryOp::Div, a, b) => self.product_sign(wanted, a, b, "quotient"),
                Node::Binary(BinaryOp::Pow, a, b) => self.power_sign(wanted, a, b),
                _ => {}
            }
        }
        self.structural -= 1;
        self.shows(&Proposition::Compare(wanted, expr, ExprId::ZERO))
    }

    /// Shows the sign of the sine or cosine of an inverse function by what it is.
    fn sign_of_inverse(
        &mut self,
        wanted: Relation,
        expr: ExprId,
        (function, a): (Function, ExprId),
    ) -> Option<()> {
        let Node::Call(inner, u) = self.arena.node(a) else { return None };
        let value = self.defined_as(super::inverse::of_inverse(function, inner)?, &[("a", u)])?;
        let fact = Proposition::Compare(wanted, value, ExprId::ZERO);
        self.ensure(&fact).then_some(())?;
        let terms = [fact, Proposition::equal(expr, value)].map(|it| (Rational::ONE, it));
        self.combine(wanted, (expr, ExprId::ZERO), &terms);
        Some(())
    }

    fn combine_if_constant(&mut self, wanted: Relation, expr: ExprId) {
        let value = self.arena.literal(expr).unwrap_or(Rational::ZERO);
        if wanted.holds(value.cmp(&Rational::ZERO)) {
            self.combine(wanted, (expr, ExprId::ZERO), &[]);
        }
    }

    /// The sharpest sign that can be shown of an expression.
    fn best_sign(&mut self, expr: ExprId) -> Option<Proposition> {
        [Relation::GREATER, Relation::LESS, Relation::AT_LEAST, Relation::AT_MOST]
            .map(|relation| Proposition::Compare(relation, expr, ExprId::ZERO))
            .into_iter()
            .find(|it| self.ensure(it))
    }

    fn sum_sign(&mut self, expr: ExprId, parts: &[(ExprId, i64)]) {
        let mut terms = Vec::new();
        let mut outcome: Option<Relation> = None;
        for &(part, factor) in parts {
            let Some(fact) = self.best_sign(part) else { return };
            let Proposition::Compare(relation, ..) = fact else { return };
            let relation = if factor < 0 { relation.flip() } else { relation };
            outcome = Some(outcome.map_or(relation, |other| other.plus(relation)));
            terms.push((Rational::from(factor), fact));
        }
        if let Some(relation) = outcome.filter(|it| *it != Relation::ALWAYS) {
            self.combine(relation, (expr, ExprId::ZERO), &terms);
        }
    }

    fn product_sign(&mut self, wanted: Relation, a: ExprId, b: ExprId, kind: &str) {
        let keys: &[&str] = match wanted {
            Relation::NOT_EQUAL => &["nonzero"],
            Relation::GREATER => &["positive", "positive-negatives"],
            Relation::LESS | Relation::AT_MOST => &["negative-left", "negative-right"],
            Relation::AT_LEAST => &["nonnegative", "positive-negatives"],
            _ => &[],
        };
        for key in keys {
            if self.rule(&format!("{kind}-{key}"), &[("a", a), ("b", b)]).is_some() {
                return;
            }
        }
    }

    fn power_sign(&mut self, wanted: Relation, a: ExprId, n: ExprId) {
        let literal = self.arena.literal(n).and_then(|value| value.to_i64());
        let even = literal.is_some_and(|value| value % 2 == 0);
        let odd = literal.is_some_and(|value| value % 2 != 0);
        let values = [("a", a), ("n", n), ("b", n)];
        match wanted {
            Relation::NOT_EQUAL => drop(
                self.rule("power-nonzero", &values)
                    .or_else(|| self.rule("power-positive", &values)),
            ),
            Relation::GREATER => {
                if self.rule("power-positive", &values).is_none() && even {
                    self.even_power("even-power-positive", a, literal);
                }
            }
            Relation::AT_LEAST => {
                if even {
                    self.even_power("even-power", a, literal);
                } else {
                    self.rule("power-nonnegative", &values);
                }
            }
            Relation::LESS if odd => self.other_power("odd-power-negative", a, literal),
            Relation::AT_MOST if odd => self.other_power("odd-power-at-most", a, literal),
            _ => {}
        }
    }

    /// Squares, and other even powers.
    fn even_power(&mut self, key: &str, a: ExprId, exponent: Option<i64>) {
        if exponent == Some(2) {
            let key = if key == "even-power" { "square-nonnegative" } else { "square-positive" };
            self.rule(key, &[("a", a)]);
            return;
        }
        self.other_power(key, a, exponent);
    }

    /// Powers of which a rule writes the exponent as `2*n` or `2*n + 1`.
    pub(crate) fn other_power(&mut self, key: &str, a: ExprId, exponent: Option<i64>) {
        let Some(exponent) = exponent else { return };
        let half = self.arena.rational(&Rational::from(exponent.div_euclid(2)));
        let Some(Proposition::Compare(relation, power, zero)) =
            self.rule(key, &[("a", a), ("n", half)])
        else {
            return;
        };
        let number = self.arena.rational(&Rational::from(exponent));
        let plain = self.arena.pow(a, number);
        self.combine(
            relation,
            (plain, zero),
            &[(Rational::ONE, Proposition::Compare(relation, power, zero))],
        );
    }

    /// Shows a comparison that is a multiple of a product of two known ones.
    fn by_products(&mut self, relation: Relation, a: ExprId, b: ExprId) -> bool {
        let known: Vec<(Relation, ExprId, ExprId)> =
            self.comparisons.iter().copied().filter(|it| it.0 != Relation::EQUAL).collect();
        let degree = |it: &Polynomial| {
            let total = |(monomial, _): (&crate::algebra::Monomial, &Rational)| {
                monomial.factors().iter().map(|&(_, n)| n).sum::<i32>()
            };
            it.terms().map(total).max().unwrap_or(0)
        };
        if known.len() > 8 || self.numerator(a, b).is_none_or(|it| degree(&it) < 2) {
            return false;
        }
        for (place, &first) in known.iter().enumerate() {
            for &second in &known[place..] {
                let [left, right] = [first, second].map(|(relation, c, d)| {
                    let below = relation.implies(Relation::AT_MOST);
                    if below { self.arena.sub(d, c) } else { self.arena.sub(c, d) }
                });
                let unordered = |it: Relation| {
                    !it.implies(Relation::AT_LEAST) && !it.implies(Relation::AT_MOST)
                };
                let strict = first.0.is_strict() && second.0.is_strict();
                let key = if strict && relation == Relation::NOT_EQUAL {
                    "product-nonzero"
                } else if unordered(first.0) || unordered(second.0) {
                    continue;
                } else if strict {
                    "product-positive"
                } else {
                    "product-nonnegative"
                };
                let before = self.comparisons.len();
                let structural = std::mem::take(&mut self.structural);
                let found = self.rule(key, &[("a", left), ("b", right)]).is_some()
                    && self.by_known(relation, a, b);
                self.structural = structural;
                self.comparisons.truncate(before);
                self.by_form.truncate(before);
                if found {
                    return true;
                }
            }
        }
        false
    }

    fn numerator(&mut self, a: ExprId, b: ExprId) -> Option<Polynomial> {
        let difference = self.difference(a, b).ok()?;
        difference.numerator(self.read.relations(), self.fuel).ok()
    }

    /// Shows the sign of an expression with its functions written out, in a block of its own: how they
    /// are read there changes nothing here.
    pub(crate) fn by_expansion(&mut self, relation: Relation, a: ExprId, b: ExprId) -> bool {
        const FUEL: u64 = 3_000;
        let expr = if b == ExprId::ZERO { a } else { b };
        if !self.indirect || self.depth == 0 || !self.mentions_composite(expr) {
            return false;
        }
        let always = Proposition::Compare(Relation::GREATER, ExprId::ONE, ExprId::ZERO);
        let goal = Proposition::Compare(relation, a, b);
        self.ensure(&always)
            && self.within(FUEL, |block| {
                block.split(&[], [always.clone()], &goal, |block, _| {
                    block.expand(expr);
                    block.plan_exponentials(&[expr]);
                    block.by_normal_form(relation, a, b)
                })
            })
    }

    fn mentions_composite(&self, expr: ExprId) -> bool {
        let mut open = vec![expr];
        while let Some(part) = open.pop() {
            match self.arena.node(part) {
                Node::Call(
                    Function::Sinh
                    | Function::Cosh
                    | Function::Tanh
                    | Function::Sec
                    | Function::Csc
                    | Function::Tan
                    | Function::Cot,
                    _,
                )
                | Node::Derivative { .. } => return true,
                _ => open.extend(self.arithmetic_children(part)),
            }
        }
        false
    }

    /// Shows the sign of an expression through its normal form.
    fn by_normal_form(&mut self, relation: Relation, a: ExprId, b: ExprId) -> bool {
        let (expr, wanted) = if b == ExprId::ZERO { (a, relation) } else { (b, relation.flip()) };
        if self.asked.len() > 6 {
            return false;
        }
        let Ok(fraction) = self.fraction(expr) else { return false };
        let tidy = super::express::expression(self.arena, &self.read, &fraction);
        let tidy = match self.indirect && !fraction.parts().1.is_whole() {
            // What divides all terms stands by itself.
            true => super::express::factored(self.arena, &self.read, &fraction),
            false => tidy,
        };
        let fact = Proposition::Compare(wanted, tidy, ExprId::ZERO);
        if tidy == expr || !self.ensure(&fact) {
            return false;
        }
        self.combine(
            relation,
            (a, b),
            &[(Rational::from(if b == ExprId::ZERO { 1 } else { -1 }), fact)],
        )
    }
}
