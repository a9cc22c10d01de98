//! Rewriting below the top of an expression, each shared part once.

use rustc_hash::FxHashMap;

use super::{Arena, ExprId, Function, Node, Symbol};

/// What becomes of a part of an expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rewrite {
    /// It becomes this, as it is.
    Done(ExprId),
    /// It becomes this, to be rewritten in turn.
    Again(ExprId),
    /// Its own parts are rewritten.
    Inside,
}

impl Arena {
    /// Rewrites an expression from the top down. What is equal notation is rewritten once, so that the
    /// work grows with the number of different parts.
    pub fn rewrite(
        &mut self,
        expr: ExprId,
        rule: &mut impl FnMut(&Self, ExprId) -> Rewrite,
    ) -> ExprId {
        self.rewrite_memo(expr, rule, &mut FxHashMap::default())
    }

    fn rewrite_memo(
        &mut self,
        expr: ExprId,
        rule: &mut impl FnMut(&Self, ExprId) -> Rewrite,
        memo: &mut FxHashMap<ExprId, ExprId>,
    ) -> ExprId {
        if let Some(&known) = memo.get(&expr) {
            return known;
        }
        // What leads to itself stays as it is where it is met again.
        memo.insert(expr, expr);
        let result = match rule(self, expr) {
            Rewrite::Done(result) => result,
            Rewrite::Again(next) => self.rewrite_memo(next, rule, memo),
            Rewrite::Inside => {
                self.map_children(expr, &mut |arena, child| arena.rewrite_memo(child, rule, memo))
            }
        };
        memo.insert(expr, result);
        result
    }

    /// The expression with another one in place of a part of it, wherever that part stands.
    pub fn replace(&mut self, expr: ExprId, from: ExprId, to: ExprId) -> ExprId {
        self.rewrite(expr, &mut |_, part| {
            if part == from { Rewrite::Done(to) } else { Rewrite::Inside }
        })
    }

    /// The order of a repeated derivative by one variable, and what is differentiated so often:
    /// for the derivative of `body` by `by`.
    #[must_use]
    pub fn repeated_derivative(&self, by: ExprId, mut body: ExprId) -> (u32, ExprId) {
        let mut order = 1;
        while let Node::Derivative { by: inner, body: deeper } = self.node(body) {
            if inner != by {
                break;
            }
            order += 1;
            body = deeper;
        }
        (order, body)
    }

    /// What `f'(a)`, `f''(a)`, … mean: the derivative of `f(t)` by `t`, for a name `t`, at `t = a`; the
    /// plain derivative where `a` is that name itself.
    pub fn derivative_at(
        &mut self,
        function: Function,
        order: u32,
        argument: ExprId,
        name: Symbol,
    ) -> ExprId {
        let variable = self.variable(name);
        let mut value = self.call(function, variable);
        for _ in 0..order {
            value = self.derivative(value, variable);
        }
        if argument == variable { value } else { self.at(value, vec![(name, argument)]) }
    }
}
