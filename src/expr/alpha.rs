//! Equality up to the names of what is bound, and an order that does not depend on the arena.

use std::cmp::Ordering;

use super::{Application, Arena, Evaluation, ExprId, Fold, Indexed, Node, Notation, Symbol};

impl Arena {
    /// Whether two expressions differ in nothing but the names that `sum`, `prod` and `at` bind.
    #[must_use]
    pub fn alpha_equal(&self, a: ExprId, b: ExprId) -> bool {
        Alpha { arena: self, pairs: Vec::new() }.equal(a, b)
    }

    /// The nesting of sums and products: 0 without any.
    #[must_use]
    pub fn fold_height(&self, expr: ExprId) -> usize {
        if !self.uses(expr, Notation::FOLD) {
            return 0;
        }
        let mut known = rustc_hash::FxHashMap::default();
        self.fold_height_memo(expr, &mut known)
    }

    fn fold_height_memo(
        &self,
        expr: ExprId,
        known: &mut rustc_hash::FxHashMap<ExprId, usize>,
    ) -> usize {
        if let Some(&height) = known.get(&expr) {
            return height;
        }
        let node = self.node(expr);
        let mut height = 0;
        self.for_each_child(node, &mut |child| {
            height = height.max(self.fold_height_memo(child, known));
        });
        height += usize::from(matches!(node, Node::Fold(_)));
        known.insert(expr, height);
        height
    }

    /// A total order of expressions by their notation alone.
    #[must_use]
    pub fn order(&self, a: ExprId, b: ExprId) -> Ordering {
        if a == b {
            return Ordering::Equal;
        }
        let (left, right) = (self.node(a), self.node(b));
        rank(left).cmp(&rank(right)).then_with(|| self.order_heads(left, right)).then_with(|| {
            let (left, right) = (self.children(a), self.children(b));
            let each = left.iter().zip(&right).map(|(&a, &b)| self.order(a, b));
            let first = each.into_iter().find(|it| it.is_ne());
            first.unwrap_or(left.len().cmp(&right.len()))
        })
    }

    fn order_names(&self, a: Symbol, b: Symbol) -> Ordering {
        self.name(a).cmp(self.name(b))
    }

    fn order_heads(&self, a: Node, b: Node) -> Ordering {
        match (a, b) {
            (Node::Number(a), Node::Number(b)) => self.get(a).cmp(self.get(b)),
            (Node::Constant(a), Node::Constant(b)) => (a as u8).cmp(&(b as u8)),
            (Node::Variable(a), Node::Variable(b)) => self.order_names(a, b),
            (Node::Binary(a, ..), Node::Binary(b, ..)) => (a as u8).cmp(&(b as u8)),
            (Node::Call(a, _), Node::Call(b, _)) => a.name().cmp(b.name()),
            (Node::Extremum(a, ..), Node::Extremum(b, ..)) => (a as u8).cmp(&(b as u8)),
            (Node::Prime(f, m, _), Node::Prime(g, n, _)) => f.name().cmp(g.name()).then(m.cmp(&n)),
            (Node::Apply(a), Node::Apply(b)) => {
                let (a, b) = (self.get(a), self.get(b));
                let components = |it: &Application| -> Vec<(usize, usize)> {
                    it.components.iter().map(|(at, indices)| (*at, indices.len())).collect()
                };
                self.order_names(a.function, b.function)
                    .then_with(|| a.orders.cmp(&b.orders))
                    .then_with(|| components(a).cmp(&components(b)))
            }
            (Node::Indexed(a), Node::Indexed(b)) => {
                self.order_names(self.get(a).array, self.get(b).array)
            }
            (Node::Fold(a), Node::Fold(b)) => {
                let (a, b) = (self.get(a), self.get(b));
                let kinds = (a.kind as u8).cmp(&(b.kind as u8));
                kinds.then_with(|| self.order_names(a.index, b.index))
            }
            _ => Ordering::Equal,
        }
    }
}

fn rank(node: Node) -> u8 {
    match node {
        Node::Number(_) => 0,
        Node::Constant(_) => 1,
        Node::Variable(_) => 2,
        Node::Indexed(_) => 3,
        Node::Delta(..) => 4,
        Node::Negate(_) => 5,
        Node::Binary(..) => 6,
        Node::Call(..) => 7,
        Node::Extremum(..) => 8,
        Node::Prime(..) => 9,
        Node::Apply(_) => 10,
        Node::Piecewise(_) => 11,
        Node::Fold(_) => 12,
        Node::Derivative { .. } => 13,
        Node::At(_) => 14,
    }
}

struct Alpha<'a> {
    arena: &'a Arena,
    /// Bound names of the two sides, outermost first.
    pairs: Vec<(Symbol, Symbol)>,
}

impl Alpha<'_> {
    fn same_name(&self, a: Symbol, b: Symbol) -> bool {
        match self.pairs.iter().rev().find(|&&(left, right)| left == a || right == b) {
            Some(&pair) => pair == (a, b),
            None => a == b,
        }
    }

    fn equal(&mut self, a: ExprId, b: ExprId) -> bool {
        // Equal notation means the same unless a name in it is bound to different ones.
        if a == b
            && self.pairs.iter().all(|&(left, right)| {
                left == right || !(self.arena.mentions(a, left) || self.arena.mentions(b, right))
            })
        {
            return true;
        }
        let arena = self.arena;
        match (arena.node(a), arena.node(b)) {
            (Node::Variable(a), Node::Variable(b)) => self.same_name(a, b),
            (Node::Negate(a), Node::Negate(b)) => self.equal(a, b),
            (Node::Call(f, a), Node::Call(g, b)) => f == g && self.equal(a, b),
            (Node::Prime(f, m, a), Node::Prime(g, n, b)) => (f, m) == (g, n) && self.equal(a, b),
            (Node::Binary(f, a, c), Node::Binary(g, b, d)) => f == g && self.all(&[a, c], &[b, d]),
            (Node::Extremum(f, a, c), Node::Extremum(g, b, d)) => {
                f == g && self.all(&[a, c], &[b, d])
            }
            (Node::Delta(a, c), Node::Delta(b, d)) => self.all(&[a, c], &[b, d]),
            (Node::Derivative { by: a, body: c }, Node::Derivative { by: b, body: d }) => {
                self.all(&[a, c], &[b, d])
            }
            (Node::Apply(a), Node::Apply(b)) => {
                let Application { function: f, orders: m, arguments: a, components: p } =
                    arena.get(a);
                let Application { function: g, orders: n, arguments: b, components: q } =
                    arena.get(b);
                let components = p.len() == q.len()
                    && p.iter().zip(q).all(|(p, q)| p.0 == q.0 && self.all(&p.1, &q.1));
                components && self.same_name(*f, *g) && m == n && self.all(a, b)
            }
            (Node::Indexed(a), Node::Indexed(b)) => {
                let Indexed { array: x, indices: a } = arena.get(a);
                let Indexed { array: y, indices: b } = arena.get(b);
                self.same_name(*x, *y) && self.all(a, b)
            }
            (Node::Fold(a), Node::Fold(b)) => self.folds(arena.get(a), arena.get(b)),
            (Node::At(a), Node::At(b)) => self.evaluations(arena.get(a), arena.get(b)),
            // Anything else is compared as written, above.
            _ => false,
        }
    }

    fn all(&mut self, a: &[ExprId], b: &[ExprId]) -> bool {
        a.len() == b.len() && a.iter().zip(b).all(|(&a, &b)| self.equal(a, b))
    }

    fn folds(&mut self, a: &Fold, b: &Fold) -> bool {
        a.kind == b.kind
            && self.all(&[a.from, a.to], &[b.from, b.to])
            && self.under(vec![(a.index, b.index)], a.body, b.body)
    }

    fn evaluations(&mut self, a: &Evaluation, b: &Evaluation) -> bool {
        let values = |it: &Evaluation| it.bindings.iter().map(|&(_, it)| it).collect::<Vec<_>>();
        let names = a.bindings.iter().zip(&b.bindings).map(|(a, b)| (a.0, b.0)).collect();
        self.all(&values(a), &values(b)) && self.under(names, a.body, b.body)
    }

    fn under(&mut self, names: Vec<(Symbol, Symbol)>, a: ExprId, b: ExprId) -> bool {
        let before = self.pairs.len();
        self.pairs.extend(names);
        let equal = self.equal(a, b);
        self.pairs.truncate(before);
        equal
    }
}

#[cfg(test)]
mod tests {
    use crate::expr::Arena;
    use crate::syntax::{Mode, Scope, parse_expression};

    fn equal(a: &str, b: &str) -> bool {
        let (mut arena, mut scope) = (Arena::new(), Scope::new(Mode::Inferred));
        let mut read = |text| parse_expression(&mut arena, &mut scope, text).unwrap().0;
        let (a, b) = (read(a), read(b));
        assert_eq!(arena.alpha_equal(a, b), arena.alpha_equal(b, a));
        assert_eq!(arena.order(a, b), arena.order(b, a).reverse());
        arena.alpha_equal(a, b)
    }

    #[test]
    fn bound_names_do_not_matter() {
        assert!(equal("sum(x[k], k, 1, n)", "sum(x[m], m, 1, n)"));
        assert!(equal("sum(sum(A[k,l], l, 1, k), k, 1, n)", "sum(sum(A[l,k], k, 1, l), l, 1, n)"));
        assert!(equal("k + sum(k, k, 1, k)", "k + sum(j, j, 1, k)"));
    }

    #[test]
    fn free_names_do() {
        assert!(!equal("sum(x[k], k, 1, n)", "sum(x[k], m, 1, n)"));
        assert!(!equal("sum(x[j]*y[k], k, 1, n)", "sum(x[j]*y[j], j, 1, n)"));
        assert!(!equal("sum(sum(A[k,l], l, 1, n), k, 1, n)", "sum(sum(A[l,k], l, 1, n), k, 1, n)"));
        assert!(!equal("sum(x[k], k, 1, n)", "prod(x[k], k, 1, n)"));
        assert!(!equal("k + 1", "j + 1"));
    }
}
