//! Free variables, and capture-avoiding substitution.

use rustc_hash::FxHashMap;

use super::{Arena, Evaluation, ExprId, ExprSet, Fold, Indexed, Node, Symbol};

/// Values for variables, put for all of them at once.
pub type Substitution = FxHashMap<Symbol, ExprId>;

impl Arena {
    /// Whether a variable, an array or a function of that name occurs free. `diff(f, x)` is taken at
    /// the current `x` and so mentions it; `f at x = a` mentions `x` only where `a` does; the
    /// index of a sum is bound in its body.
    #[must_use]
    pub fn mentions(&self, expr: ExprId, symbol: Symbol) -> bool {
        self.mentions_at_sight(expr, symbol)
            .unwrap_or_else(|| self.free_symbols(expr).contains(&symbol))
    }

    /// Whether no name occurs free, so that it is a number or none.
    #[must_use]
    pub fn is_closed(&self, expr: ExprId) -> bool {
        self.names_nothing_at_sight(expr).unwrap_or_else(|| self.free_symbols(expr).is_empty())
    }

    /// The names of variables, arrays and functions that occur free, in order of occurrence.
    #[must_use]
    pub fn free_symbols(&self, expr: ExprId) -> Vec<Symbol> {
        let mut walk = FreeWalk {
            arena: self,
            bound: Vec::new(),
            seen: ExprSet::default(),
            found: Vec::new(),
        };
        walk.visit(expr);
        walk.found
    }

    /// Puts values for variables. Bound names are renamed where a value would be captured. A variable
    /// for the name of an array renames the array; there are no other values for arrays.
    ///
    /// In `diff(f, x)` the derivative is taken at the current value of `x`: with `a` for `x` it
    /// becomes `diff(f, x) at x = a`, unless `a` is a variable that `f` does not mention.
    pub fn substitute(&mut self, expr: ExprId, values: &Substitution) -> ExprId {
        if values.is_empty() {
            return expr;
        }
        let mut memo = FxHashMap::default();
        self.substitute_memo(expr, values, &mut memo)
    }

    /// Puts a value for one variable.
    pub fn put(&mut self, expr: ExprId, name: Symbol, value: ExprId) -> ExprId {
        self.substitute(expr, &Substitution::from_iter([(name, value)]))
    }

    fn substitute_memo(
        &mut self,
        expr: ExprId,
        values: &Substitution,
        memo: &mut FxHashMap<ExprId, ExprId>,
    ) -> ExprId {
        if let Some(&done) = memo.get(&expr) {
            return done;
        }
        let result = match self.node(expr) {
            Node::Variable(symbol) => values.get(&symbol).copied().unwrap_or(expr),
            Node::Derivative { by, body } => self.substitute_derivative(by, body, values, memo),
            Node::Indexed(side) => {
                let Indexed { array, indices } = self.get(side).clone();
                let indices =
                    indices.iter().map(|&it| self.substitute_memo(it, values, memo)).collect();
                let renamed = values.get(&array).map(|&it| self.node(it));
                let array = if let Some(Node::Variable(name)) = renamed { name } else { array };
                self.indexed(array, indices)
            }
            Node::At(side) => {
                let Evaluation { body, bindings } = self.get(side).clone();
                let values_at: Vec<ExprId> = bindings
                    .iter()
                    .map(|&(_, value)| self.substitute_memo(value, values, memo))
                    .collect();
                let bound: Vec<Symbol> = bindings.iter().map(|&(symbol, _)| symbol).collect();
                let (bound, body) = self.substitute_under(&bound, body, values);
                self.at(body, bound.into_iter().zip(values_at).collect())
            }
            Node::Fold(side) => {
                let fold = self.get(side).clone();
                let from = self.substitute_memo(fold.from, values, memo);
                let to = self.substitute_memo(fold.to, values, memo);
                let (bound, body) = self.substitute_under(&[fold.index], fold.body, values);
                self.fold(Fold { kind: fold.kind, body, index: bound[0], from, to })
            }
            _ => self
                .map_children(expr, &mut |arena, child| arena.substitute_memo(child, values, memo)),
        };
        memo.insert(expr, result);
        result
    }

    fn substitute_derivative(
        &mut self,
        by: ExprId,
        body: ExprId,
        values: &Substitution,
        memo: &mut FxHashMap<ExprId, ExprId>,
    ) -> ExprId {
        let Node::Variable(symbol) = self.node(by) else {
            let by = self.substitute_memo(by, values, memo);
            let body = self.substitute_memo(body, values, memo);
            return self.derivative(body, by);
        };
        // Every occurrence of the variable in the body varies: the body is a function of it. A
        // value for it is where that function's derivative is taken.
        let (bound, inner) = self.substitute_under(&[symbol], body, values);
        let variable = self.variable(bound[0]);
        if let Some(&value) = values.get(&symbol) {
            if let Node::Variable(name) = self.node(value) {
                if name == bound[0] || !self.mentions(inner, name) {
                    let renamed = self.put(inner, bound[0], value);
                    return self.derivative(renamed, value);
                }
            }
        }
        let derivative = self.derivative(inner, variable);
        match values.get(&symbol) {
            Some(&value) if value != variable => self.at(derivative, vec![(bound[0], value)]),
            None if bound[0] != symbol => self.at(derivative, vec![(bound[0], by)]),
            _ => derivative,
        }
    }

    /// The same sum or product with an index that does not occur in an expression; always the same
    /// one for the same arguments.
    pub fn apart(&mut self, fold: Fold, from: ExprId) -> Fold {
        if !self.mentions(from, fold.index) {
            return fold;
        }
        let mut name = format!("{}'", self.name(fold.index));
        loop {
            let fresh = self.symbol(&name);
            if !self.mentions(from, fresh) && !self.mentions(fold.body, fresh) {
                let variable = self.variable(fresh);
                let body = self.put(fold.body, fold.index, variable);
                return Fold { body, index: fresh, ..fold };
            }
            name.push('\'');
        }
    }

    /// Substitutes below binders, renaming those that a value mentions.
    fn substitute_under(
        &mut self,
        bound: &[Symbol],
        body: ExprId,
        values: &Substitution,
    ) -> (Vec<Symbol>, ExprId) {
        let free = self.free_symbols(body);
        let mut inner: Substitution = Substitution::default();
        for symbol in &free {
            if let Some(&value) = values.get(symbol).filter(|_| !bound.contains(symbol)) {
                inner.insert(*symbol, value);
            }
        }
        let mut names = bound.to_vec();
        for name in &mut names {
            let captured =
                free.iter().any(|s| inner.get(s).is_some_and(|&v| self.mentions(v, *name)));
            if captured {
                let fresh = self.name_apart(*name, &free, bound, &inner);
                let variable = self.variable(fresh);
                inner.insert(*name, variable);
                *name = fresh;
            }
        }
        (names, self.substitute(body, &inner))
    }

    /// A name like another one that is neither free nor bound here, nor in a value: always the same one,
    /// so that a substitution gives the same expression whenever it is made.
    fn name_apart(
        &mut self,
        like: Symbol,
        free: &[Symbol],
        bound: &[Symbol],
        values: &Substitution,
    ) -> Symbol {
        let stem = self.name(like).trim_end_matches(|c: char| c.is_ascii_digit() || c == '_');
        let stem = if stem.is_empty() { "x".to_owned() } else { stem.to_owned() };
        let mut count = 1_u32;
        loop {
            let name = self.symbol(&format!("{stem}_{count}"));
            let taken = free.contains(&name)
                || bound.contains(&name)
                || values.iter().any(|(_, &value)| self.mentions(value, name));
            if !taken {
                return name;
            }
            count += 1;
        }
    }
}

struct FreeWalk<'a> {
    arena: &'a Arena,
    bound: Vec<Symbol>,
    seen: ExprSet,
    found: Vec<Symbol>,
}

impl FreeWalk<'_> {
    fn note(&mut self, symbol: Symbol) {
        if !self.bound.contains(&symbol) && !self.found.contains(&symbol) {
            self.found.push(symbol);
        }
    }

    fn visit(&mut self, expr: ExprId) {
        if !self.seen.insert(expr) {
            return;
        }
        match self.arena.node(expr) {
            Node::Variable(symbol) => self.note(symbol),
            Node::At(side) => {
                let it = self.arena.get(side);
                it.bindings.iter().for_each(|&(_, value)| self.visit(value));
                self.under(it.bindings.iter().map(|&(symbol, _)| symbol), it.body);
            }
            Node::Fold(side) => {
                let it = self.arena.get(side);
                self.visit(it.from);
                self.visit(it.to);
                self.under(std::iter::once(it.index), it.body);
            }
            node => {
                match node {
                    Node::Apply(side) => self.note(self.arena.get(side).function),
                    Node::Indexed(side) => self.note(self.arena.get(side).array),
                    _ => {}
                }
                self.arena.for_each_child(node, &mut |child| self.visit(child));
            }
        }
    }

    fn under(&mut self, bound: impl Iterator<Item = Symbol>, body: ExprId) {
        // What is below a binder is visited anew, since other names are bound there.
        let (before, outer) = (self.bound.len(), std::mem::take(&mut self.seen));
        self.bound.extend(bound);
        self.visit(body);
        self.bound.truncate(before);
        self.seen = outer;
    }
}
