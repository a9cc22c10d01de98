//! What has been shown at a point.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::expr::{
    Arena, BinaryOp, Constant, ExprId, ExprSet, Fold, FoldKind, Function, Names, Node, Proposition,
    Relation,
};

use super::domain::{self, domain_beyond};

/// The statements that hold at a point, closed under a few trivial consequences: comparisons of the
/// same pair are joined, and sides of comparisons are defined.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    relations: FxHashMap<(ExprId, ExprId), Relation>,
    defined: ExprSet,
    others: FxHashSet<Proposition>,
    /// Pairs of a variable and an expression of which it has been found that the expression has a
    /// derivative by the variable.
    smooth: FxHashSet<(ExprId, ExprId)>,
    contradiction: bool,
    /// Whether of some expression it is known that it has a derivative.
    differentiable: bool,
}

impl Facts {
    /// Notes a statement.
    pub fn add(&mut self, proposition: &Proposition) {
        match proposition {
            Proposition::Compare(relation, a, b) => {
                self.defined.extend([*a, *b]);
                let same = if a == b { Relation::EQUAL } else { Relation::ALWAYS };
                let known = self.relations.entry((*a, *b)).or_insert(Relation::ALWAYS);
                *known = known.and(*relation).and(same);
                let known = *known;
                self.relations.insert((*b, *a), known.flip());
                self.contradiction |= known == Relation::NEVER;
            }
            Proposition::And(parts) => parts.iter().for_each(|part| self.add(part)),
            Proposition::Or(parts) if parts.is_empty() => self.contradiction = true,
            other => {
                if let Proposition::Differentiable { body, .. } = other {
                    self.defined.insert(*body);
                    self.differentiable = true;
                }
                self.others.insert(other.clone());
            }
        }
    }

    /// How two expressions are known to compare.
    #[must_use]
    pub fn relation(&self, a: ExprId, b: ExprId) -> Relation {
        self.relations.get(&(a, b)).copied().unwrap_or(Relation::ALWAYS)
    }

    /// Whether the facts contradict each other, so that everything follows.
    #[must_use]
    pub fn contradictory(&self) -> bool {
        self.contradiction
    }

    /// Whether an expression is shown to be defined: as a side of a comparison, or because
    /// everything that its domain asks for holds.
    #[must_use]
    pub fn defines(&self, arena: &mut Arena, names: &Names, expr: ExprId) -> bool {
        self.defined.contains(expr)
            || domain_beyond(arena, names, expr, &self.defined)
                .iter()
                .all(|it| *it != Proposition::defined(expr) && self.show(arena, names, it))
    }

    /// The same, and remembers that it is.
    pub fn find_defined(&mut self, arena: &mut Arena, names: &Names, expr: ExprId) -> bool {
        if self.defined.contains(expr) {
            return true;
        }
        let conditions = domain_beyond(arena, names, expr, &self.defined);
        let defined = conditions.iter().all(|it| match it {
            Proposition::Differentiable { by, body } => {
                self.find_differentiable(arena, names, *by, *body)
            }
            _ => *it != Proposition::defined(expr) && self.show(arena, names, it),
        });
        if defined {
            self.defined.insert(expr);
        }
        defined
    }

    /// Whether a derivative is shown to exist, remembered for all parts of the body: a chain of rules
    /// asks for the derivatives of all of them.
    fn find_differentiable(
        &mut self,
        arena: &mut Arena,
        names: &Names,
        by: ExprId,
        body: ExprId,
    ) -> bool {
        if self.smooth.contains(&(by, body)) {
            return true;
        }
        let (smooth, parts) = domain::smooth_with_parts(arena, names, body, by);
        let all = smooth.opaque.is_empty()
            && smooth.conditions.iter().all(|it| self.show(arena, names, it));
        if all {
            self.smooth.extend(parts.iter().map(|part| (by, part)));
            return true;
        }
        self.show(arena, names, &Proposition::Differentiable { by, body })
    }

    /// Whether a statement is among the facts or follows trivially.
    #[must_use]
    pub fn show(&self, arena: &mut Arena, names: &Names, proposition: &Proposition) -> bool {
        if self.contradiction {
            return true;
        }
        match proposition {
            Proposition::Compare(relation, a, b) => {
                let known = if a == b { Relation::EQUAL } else { self.relation(*a, *b) };
                known.implies(*relation)
                    && (known != Relation::ALWAYS && a != b
                        || [a, b].iter().all(|&&it| self.defines(arena, names, it)))
            }
            Proposition::And(parts) => parts.iter().all(|it| self.show(arena, names, it)),
            other if self.others.contains(other) => true,
            Proposition::Or(parts) => parts.iter().any(|it| self.show(arena, names, it)),
            Proposition::Integer(a) => is_integer(arena, names, *a),
            Proposition::Differentiable { by, body } => {
                if self.smooth.contains(&(*by, *body)) || self.differentiates(arena, *by, *body) {
                    return true;
                }
                let smooth = super::smooth(arena, names, *body, &[*by]);
                let mut holds = |it: &Proposition| it != proposition && self.show(arena, names, it);
                smooth.conditions.iter().chain(&smooth.opaque).all(&mut holds)
                    || self.differentiable && self.differentiates_parts(arena, names, *by, *body)
            }
        }
    }

    /// Whether every term of a sum, or every factor of a product of nonzero ones, is shown to have a
    /// derivative: then so has the whole.
    fn differentiates(&self, arena: &mut Arena, by: ExprId, body: ExprId) -> bool {
        slopes(arena, by, body).is_some_and(|slopes| self.defined.contains(slopes))
    }

    /// Whether the parts of a sum, product, quotient or whole power are shown to have a derivative:
    /// then so has the whole. This is asked only where of some part it is known as a fact.
    fn differentiates_parts(
        &self,
        arena: &mut Arena,
        names: &Names,
        by: ExprId,
        body: ExprId,
    ) -> bool {
        let parts = match arena.node(body) {
            Node::Negate(a) => vec![a],
            Node::Binary(BinaryOp::Pow, a, n) => {
                match arena.literal(n).is_some_and(|it| it.is_integer() && !it.is_negative()) {
                    true => vec![a],
                    false => return false,
                }
            }
            Node::Binary(BinaryOp::Div, a, b) => {
                let nonzero = Proposition::Compare(Relation::NOT_EQUAL, b, ExprId::ZERO);
                if !self.show(arena, names, &nonzero) {
                    return false;
                }
                vec![a, b]
            }
            Node::Binary(BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul, a, b) => vec![a, b],
            _ => return false,
        };
        parts
            .into_iter()
            .all(|body| self.show(arena, names, &Proposition::Differentiable { by, body }))
    }

    /// Whether a guard is shown to be defined and false.
    #[must_use]
    pub fn refute(&self, arena: &mut Arena, names: &Names, guard: &Proposition) -> bool {
        match guard {
            Proposition::Compare(relation, a, b) => {
                let negation = Proposition::Compare(relation.negate(), *a, *b);
                self.show(arena, names, &negation)
            }
            Proposition::And(parts) => {
                let mut defined = true;
                guard.visit(&mut |expr| defined &= self.defines(arena, names, expr));
                defined && parts.iter().any(|it| self.refute(arena, names, it))
            }
            Proposition::Or(parts) => parts.iter().all(|it| self.refute(arena, names, it)),
            Proposition::Integer(_) | Proposition::Differentiable { .. } => false,
        }
    }
}

/// The sum that is defined if every term of a sum has a derivative, or if every factor of a product
/// has one and is not zero. None where the range varies.
pub fn slopes(arena: &mut Arena, by: ExprId, body: ExprId) -> Option<ExprId> {
    let Node::Fold(side) = arena.node(body) else { return None };
    let fold = arena.get(side).clone();
    if fold.kind == FoldKind::Array
        || domain::varies(arena, fold.from, by)
        || domain::varies(arena, fold.to, by)
    {
        return None;
    }
    let fold = arena.apart(fold, by);
    let mut slope = arena.derivative(fold.body, by);
    if fold.kind == FoldKind::Product {
        slope = arena.div(slope, fold.body);
    }
    Some(arena.fold(Fold { kind: FoldKind::Sum, body: slope, ..fold }))
}

/// Whether an expression is an integer wherever it is defined: built from integer numerals and
/// integer names by sums, differences and products, or a literal with an integer value.
pub(super) fn is_integer(arena: &Arena, names: &Names, expr: ExprId) -> bool {
    if let Some(value) = arena.literal(expr) {
        return value.is_integer();
    }
    match arena.node(expr) {
        Node::Variable(symbol) => names.is_integer(symbol),
        Node::Negate(a) => is_integer(arena, names, a),
        Node::Binary(BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul, a, b) => {
            is_integer(arena, names, a) && is_integer(arena, names, b)
        }
        _ => false,
    }
}

/// Whether an expression is positive by its form alone, so that any power of it is defined.
pub(super) fn is_positive(arena: &Arena, expr: ExprId) -> bool {
    match arena.node(expr) {
        Node::Constant(Constant::E | Constant::Pi) | Node::Call(Function::Exp, _) => true,
        _ => arena.literal(expr).is_some_and(|value| value.is_positive()),
    }
}
