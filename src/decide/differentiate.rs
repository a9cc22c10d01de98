//! Which rule differentiates what: the choice for one level of an expression.

use super::cases::switches;
use super::prover::Prover;
use crate::algebra::Stop;
use crate::expr::{
    Arena, BinaryOp, Constant, ExprId, Extremum, FoldKind, Function, Indexed, Node, Notation,
    Proposition,
};
use crate::kernel::{Case, Step, domain};

/// A rule for a derivative, with what stands for its variables.
#[derive(Debug, Clone)]
pub(crate) struct Choice {
    pub(crate) key: String,
    pub(crate) values: Vec<(&'static str, ExprId)>,
    pub(crate) function: Option<(crate::expr::Symbol, u32)>,
    /// Whether the derivative of an inner expression comes with it.
    pub(crate) chain: bool,
}

/// The rules that may differentiate `body`, the preferred one first. Functions with corners have a
/// rule for each side.
pub(crate) fn choices(arena: &mut Arena, body: ExprId, by: ExprId) -> Vec<Choice> {
    // What stands for the index or the array of a schema.
    let name = match arena.node(body) {
        Node::Indexed(side) => Some(arena.get(side).array),
        Node::Fold(side) => Some(arena.get(side).index),
        _ => None,
    };
    let name = name.map(|name| arena.variable(name));
    let arena = &*arena;
    let varies = |expr| crate::kernel::varies(arena, expr, by);
    let choice = |key: &str, values: &[(&'static str, ExprId)]| Choice {
        key: key.to_owned(),
        values: values.iter().copied().chain([("x", by)]).collect(),
        function: None,
        chain: false,
    };
    let chained = |key: &str, inner: ExprId, values: &[(&'static str, ExprId)]| Choice {
        chain: inner != by,
        ..choice(key, values)
    };
    if body == by {
        return vec![choice("diff-variable", &[])];
    }
    if !varies(body) {
        return vec![choice("diff-constant", &[("c", body)])];
    }
    match arena.node(body) {
        Node::Negate(f) => vec![choice("diff-negation", &[("f", f)])],
        Node::Binary(BinaryOp::Add, f, g) => vec![choice("diff-sum", &[("f", f), ("g", g)])],
        Node::Binary(BinaryOp::Sub, f, g) => vec![choice("diff-difference", &[("f", f), ("g", g)])],
        Node::Binary(BinaryOp::Mul, f, g) => match (varies(f), varies(g)) {
            (false, _) => vec![choice("diff-constant-multiple", &[("c", f), ("f", g)])],
            (_, false) => vec![choice("diff-constant-factor-right", &[("f", f), ("c", g)])],
            _ => vec![choice("diff-product", &[("f", f), ("g", g)])],
        },
        Node::Binary(BinaryOp::Div, f, g) => match (varies(f), varies(g)) {
            (_, false) => vec![choice("diff-constant-divisor", &[("f", f), ("c", g)])],
            (false, _) => vec![
                choice("diff-quotient", &[("f", f), ("g", g)]),
                choice("diff-reciprocal", &[("c", f), ("g", g)]),
            ],
            _ => vec![choice("diff-quotient", &[("f", f), ("g", g)])],
        },
        Node::Binary(BinaryOp::Pow, f, g) => {
            if arena.node(f) == Node::Constant(Constant::E) {
                return vec![chained("diff-e-power", g, &[("f", g)])];
            }
            match (varies(f), varies(g)) {
                (_, false) => vec![chained("diff-power", f, &[("f", f), ("n", g)])],
                (false, _) => vec![chained("diff-exponential", g, &[("a", f), ("f", g)])],
                _ => vec![choice("diff-general-power", &[("f", f), ("g", g)])],
            }
        }
        Node::Call(Function::Relu, f) => ["diff-relu-positive", "diff-relu-negative"]
            .map(|key| chained(key, f, &[("f", f)]))
            .to_vec(),
        Node::Call(function, f) => {
            vec![chained(&format!("diff-{}", function.name()), f, &[("f", f)])]
        }
        Node::Extremum(kind, f, g) => {
            let name = if kind == Extremum::Max { "max" } else { "min" };
            ["left", "right"]
                .map(|side| choice(&format!("diff-{name}-{side}"), &[("f", f), ("g", g)]))
                .to_vec()
        }
        Node::Apply(side) => {
            let it = arena.get(side);
            match (&it.orders[..], &it.arguments[..]) {
                (&[order], &[f]) if arena.as_array(f).is_none() => vec![Choice {
                    function: Some((it.function, order)),
                    ..chained("diff-apply", f, &[("f", f)])
                }],
                _ => Vec::new(),
            }
        }
        Node::Indexed(side) => {
            let it = arena.get(side);
            name.and_then(|name| component(arena, by, it, name)).into_iter().collect()
        }
        Node::Fold(side) if arena.get(side).kind != FoldKind::Array => {
            let fold = arena.get(side);
            let key =
                if fold.kind == FoldKind::Sum { "diff-fold-sum" } else { "diff-fold-product" };
            let values = |index| [("f", fold.body), ("k", index), ("a", fold.from), ("b", fold.to)];
            name.map(|index| choice(key, &values(index))).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

/// The rule for one component of an array by another.
fn component(arena: &Arena, by: ExprId, body: &Indexed, array: ExprId) -> Option<Choice> {
    const NAMES: [[&str; 2]; 3] = [["i", "j"], ["p", "q"], ["r", "s"]];
    let Node::Indexed(side) = arena.node(by) else { return None };
    let by = arena.get(side);
    let rank = body.indices.len();
    if by.array != body.array || by.indices.len() != rank || rank > NAMES.len() {
        return None;
    }
    let mut values = vec![("x", array)];
    for (names, pair) in NAMES.iter().zip(body.indices.iter().zip(&by.indices)) {
        values.extend([(names[0], *pair.0), (names[1], *pair.1)]);
    }
    let key = format!("diff-component-{rank}");
    Some(Choice { key, values, function: None, chain: false })
}

impl Prover<'_> {
    /// Plans what a derivative is to be read as.
    pub(crate) fn expand_derivative(&mut self, expr: ExprId, by: ExprId, body: ExprId) {
        let value = if let Node::Fold(_) = self.arena.node(body) {
            self.derivative_of_fold(expr, by, body)
        } else if self.takes_several(body) {
            self.by_rule(by, body).or_else(|| self.by_chain_rule(expr, by, body))
        } else if self.has_switch(body) {
            self.by_rule(by, body).or_else(|| self.near_the_point(expr, by, body))
        } else if has_derivative(self.arena, body) {
            self.derivative_of_explicit(expr, by, body)
        } else {
            self.by_rule(by, body).or_else(|| self.derivative_of_unfolded(expr, by, body))
        };
        if let Some(value) = value {
            self.plan(expr, value);
            self.expand(value);
        }
    }

    fn by_rule(&mut self, by: ExprId, body: ExprId) -> Option<ExprId> {
        let allowed = self.setting.allowed;
        for choice in choices(self.arena, body, by) {
            // That `diff(u(x), x)` is `u'(x)` is a matter of notation.
            let notation = choice.function.is_some() && !choice.chain;
            if !notation && !allowed.key(&choice.key) || choice.chain && !allowed.name("chain rule")
            {
                continue;
            }
            let before = self.used.len();
            if let Some(Proposition::Compare(_, _, value)) =
                self.rule_with(&choice.key, &choice.values, choice.function)
            {
                if notation {
                    self.used.truncate(before);
                } else if choice.chain {
                    self.used.extend(crate::theory::find("diff-apply"));
                }
                return Some(value);
            }
        }
        None
    }

    /// Finds a derivative of an expression that is equal near the point, and reads this one as that
    /// one.
    pub(crate) fn unify_derivative(
        &mut self,
        expr: ExprId,
        by: ExprId,
        body: ExprId,
    ) -> Result<(), Stop> {
        let mut candidates: Vec<ExprId> = self.heads.iter().map(|&(other, _)| other).collect();
        candidates.extend(&self.known_derivatives);
        for other in candidates {
            let Node::Derivative { by: other_by, body: other_body } = self.arena.node(other) else {
                continue;
            };
            if other_by != by || other == expr {
                continue;
            }
            let open = self.open_facts(by);
            let equal = self.inner(&open, |block| block.prove(body, other_body).then_some(()));
            if let Some(((), steps)) = equal
                && self.local_derivative(expr, by, other_body, open, steps) == Some(other)
            {
                self.settle(other)?;
                self.read.put(self.arena, expr, other, self.fuel)?;
                self.rewrites.push((expr, other));
                return Ok(());
            }
        }
        self.heads.push((expr, Vec::new()));
        Ok(())
    }

    /// Whether an unspecified function has several arguments, or arrays.
    fn takes_several(&self, body: ExprId) -> bool {
        let Node::Apply(side) = self.arena.node(body) else { return false };
        let arguments = &self.arena.get(side).arguments;
        arguments.len() > 1 || arguments.iter().any(|&it| self.arena.as_array(it).is_some())
    }

    /// The derivative of a sum or product, its index renamed where it would be captured.
    fn derivative_of_fold(&mut self, expr: ExprId, by: ExprId, body: ExprId) -> Option<ExprId> {
        let fold = self.fold_of(body)?;
        let apart = self.arena.apart(fold, by);
        let renamed = self.arena.fold(apart);
        if renamed == body {
            return self.by_rule(by, body);
        }
        let other = self.arena.derivative(renamed, by);
        self.ensure_defined(expr).then_some(())?;
        self.push(Step::Alpha(expr, other), &Proposition::equal(expr, other));
        Some(other)
    }

    /// Whether something in an expression depends on a case.
    fn has_switch(&mut self, expr: ExprId) -> bool {
        !switches(self.arena, expr).is_empty()
    }

    /// The derivative of an expression that itself contains derivatives: of what they are near the
    /// point, since facts at the point alone do not go below a derivative.
    fn derivative_of_explicit(&mut self, expr: ExprId, by: ExprId, body: ExprId) -> Option<ExprId> {
        let mut open = self.open_facts(by);
        for condition in self.inner_domains(by, body) {
            if !open.contains(&condition) {
                open.push(condition);
            }
        }
        let (piece, steps) = self.inner(&open, |block| {
            let explicit = block.explicit(body)?;
            let piece = super::express::tidy(block, explicit).unwrap_or(explicit);
            block.field(body, piece).then_some(piece)
        })?;
        if piece == body {
            return None;
        }
        self.local_derivative(expr, by, piece, open, steps)
    }

    /// Facts that hold near the point, with those without which two expressions would not be defined
    /// there, so that they compare in one of three ways near it.
    pub(super) fn defining_near(
        &mut self,
        (a, b): (ExprId, ExprId),
        mut open: Vec<Proposition>,
        by: ExprId,
    ) -> Option<Vec<Proposition>> {
        for expr in [a, b] {
            for it in domain(self.arena, self.setting.names, expr) {
                if !open.contains(&it) && self.ensure(&it) && self.holds_near(&it, by) {
                    open.push(it);
                }
            }
        }
        let defined = self.inner(&open, |block| {
            let mut defines = |it| block.facts.defines(block.arena, block.setting.names, it);
            (defines(a) && defines(b)).then_some(())
        });
        defined.map(|_| open)
    }

    /// What is asked of the arguments of the derivatives in an expression, as far as it holds at the point
    /// and then also near it.
    fn inner_domains(&mut self, by: ExprId, body: ExprId) -> Vec<Proposition> {
        let (mut found, mut open) = (Vec::new(), vec![body]);
        while let Some(part) = open.pop().filter(|_| self.fuel.spend(1).is_ok()) {
            if let Node::Derivative { body, .. } = self.arena.node(part) {
                found.extend(domain(self.arena, self.setting.names, body));
            }
            open.extend(self.arena.children(part));
        }
        found.retain(|it| self.ensure(it) && self.holds_near(it, by));
        found
    }

    /// Without the rule for a function, its definition may help: differentiate what it stands for.
    fn derivative_of_unfolded(&mut self, expr: ExprId, by: ExprId, body: ExprId) -> Option<ExprId> {
        if !matches!(self.arena.node(body), Node::Call(..)) {
            return None;
        }
        let open = self.open_facts(by);
        let (piece, steps) = self.inner(&open, |block| {
            block.expand(body);
            let piece = *block.planned.get(&body)?;
            block.field(body, piece).then_some(piece)
        })?;
        self.local_derivative(expr, by, piece, open, steps)
    }

    /// `diff(body, x) = diff(piece, x)` where body and piece agree near the point.
    pub(crate) fn local_derivative(
        &mut self,
        expr: ExprId,
        by: ExprId,
        piece: ExprId,
        open: Vec<Proposition>,
        steps: Vec<Step>,
    ) -> Option<ExprId> {
        let value = self.arena.derivative(piece, by);
        if !self.ensure_defined(value) {
            return None;
        }
        let case = Case { assume: Proposition::TRUE, steps };
        let step = Step::Local { derivative: expr, open, cases: vec![(case, piece)], value };
        self.push(step, &Proposition::equal(expr, value));
        Some(value)
    }
}

/// Whether a derivative, or an evaluation of something at a point, occurs.
pub(crate) fn has_derivative(arena: &Arena, expr: ExprId) -> bool {
    arena.uses(expr, Notation::DERIVATIVE.or(Notation::PRIME).or(Notation::AT))
}
