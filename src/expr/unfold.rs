//! Definitions, and replacing names by what they mean.
//!
//! A definition is an abbreviation: the free names of its meaning are the names of the place where
//! it is used, except that a bound index never captures one of them. Parameters are bound in a
//! meaning after the abbreviations in it have been unfolded, so that `define f(x) = u/v` makes `f` a
//! function of the `x` in `u` and `v`. To differentiate by an abbreviation is to differentiate by a
//! fresh variable and to put the meaning in its place; to differentiate by a component of a defined
//! array, likewise, by one of a fresh array. This file is trusted: what is proved about an
//! unfolded expression is printed for the one that was written.

use indexmap::{IndexMap, IndexSet};
use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    Application, Arena, Evaluation, ExprId, Fold, FoldKind, Indexed, MAX_DEPTH, Node, Symbol,
};

/// How many new expressions one unfolding may make.
pub const MAX_UNFOLDED: usize = 200_000;

/// Why definitions cannot be added or unfolded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnfoldError {
    /// The name has a meaning already.
    AlreadyDefined(Symbol),
    /// The name would be part of its own meaning.
    Cyclic(Symbol),
    /// The result has too many or too deep subexpressions.
    TooLarge,
    /// It is differentiated by a component of this array, which has a meaning but no range.
    NoRange(Symbol),
}

/// What kind of name has been given a meaning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meaning {
    /// `let u = …`.
    Abbreviation,
    /// `define f(x, …) = …`, with its parameters.
    Function(Vec<Symbol>),
    /// `define S[i, …] = …`, with its parameters.
    Array(Vec<Symbol>),
}

/// A name's meaning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Definition {
    /// The kind of name, and its parameters.
    pub meaning: Meaning,
    /// The right side, as written.
    pub body: ExprId,
    /// For an array the range of each index, where all of them are known; otherwise nothing.
    pub ranges: Vec<(ExprId, ExprId)>,
}

impl Definition {
    /// The names that stand for arguments.
    #[must_use]
    pub fn parameters(&self) -> &[Symbol] {
        match &self.meaning {
            Meaning::Abbreviation => &[],
            Meaning::Function(parameters) | Meaning::Array(parameters) => parameters,
        }
    }
}

/// The names that have been given a meaning, in order. No name is part of its own meaning.
#[derive(Debug, Clone, Default)]
pub struct Definitions(IndexMap<Symbol, Definition>);

impl Definitions {
    /// Gives a name its meaning, once and for all.
    pub fn add(
        &mut self,
        arena: &Arena,
        name: Symbol,
        definition: Definition,
    ) -> Result<(), UnfoldError> {
        // A parameter must not be an abbreviation as well: it could not be told which is meant.
        let mut names = std::iter::once(name).chain(definition.parameters().iter().copied());
        if let Some(known) = names.find(|name| self.0.contains_key(name)) {
            return Err(UnfoldError::AlreadyDefined(known));
        }
        if self.0.values().any(|it| it.parameters().contains(&name)) {
            return Err(UnfoldError::AlreadyDefined(name));
        }
        if self.reaches(arena, &definition, name) {
            return Err(UnfoldError::Cyclic(name));
        }
        self.0.insert(name, definition);
        Ok(())
    }

    /// The meaning of a name, if it has one.
    #[must_use]
    pub fn get(&self, name: Symbol) -> Option<&Definition> {
        self.0.get(&name)
    }

    /// Every name with its meaning, in the order in which they were given.
    pub fn iter(&self) -> impl Iterator<Item = (Symbol, &Definition)> {
        self.0.iter().map(|(&name, definition)| (name, definition))
    }

    /// Whether a name is an abbreviation.
    #[must_use]
    pub fn is_abbreviation(&self, name: Symbol) -> bool {
        self.get(name).is_some_and(|it| it.meaning == Meaning::Abbreviation)
    }

    fn reaches(&self, arena: &Arena, from: &Definition, goal: Symbol) -> bool {
        let mut seen = FxHashSet::default();
        let mut open = vec![from];
        while let Some(definition) = open.pop() {
            for name in arena.free_symbols(definition.body) {
                if definition.parameters().contains(&name) || !seen.insert(name) {
                    continue;
                }
                if name == goal {
                    return true;
                }
                open.extend(self.get(name));
            }
        }
        false
    }

    /// Replaces the names that `choose` picks by their meaning until none of them is left.
    pub fn unfold(
        &self,
        arena: &mut Arena,
        expr: ExprId,
        choose: &dyn Fn(Symbol) -> bool,
    ) -> Result<ExprId, UnfoldError> {
        let limit = arena.len() + MAX_UNFOLDED;
        let scopes = std::iter::once(Vec::new()).collect();
        let memo = FxHashMap::default();
        Unfolding { definitions: self, arena, choose, limit, level: 0, scopes, scope: 0, memo }
            .expression(expr)
    }

    /// Replaces every defined name by its meaning.
    pub fn unfold_all(&self, arena: &mut Arena, expr: ExprId) -> Result<ExprId, UnfoldError> {
        self.unfold(arena, expr, &|_| true)
    }
}

type Unfolded = Result<ExprId, UnfoldError>;

struct Unfolding<'a> {
    definitions: &'a Definitions,
    arena: &'a mut Arena,
    choose: &'a dyn Fn(Symbol) -> bool,
    limit: usize,
    level: u32,
    /// Lists of names that binders have taken; those of the current scope stand for themselves.
    scopes: IndexSet<Vec<Symbol>>,
    scope: usize,
    memo: FxHashMap<(usize, ExprId), ExprId>,
}

impl Unfolding<'_> {
    fn definition(&self, name: Symbol) -> Option<Definition> {
        let chosen = !self.scopes[self.scope].contains(&name) && (self.choose)(name);
        self.definitions.get(name).filter(|_| chosen).cloned()
    }

    fn expression(&mut self, expr: ExprId) -> Unfolded {
        if let Some(&done) = self.memo.get(&(self.scope, expr)) {
            return Ok(done);
        }
        if self.level > MAX_DEPTH || self.arena.len() > self.limit {
            return Err(UnfoldError::TooLarge);
        }
        self.level += 1;
        let result = self.level_of(expr)?;
        self.level -= 1;
        if self.arena.depth(result) > MAX_DEPTH {
            return Err(UnfoldError::TooLarge);
        }
        self.memo.insert((self.scope, expr), result);
        Ok(result)
    }

    fn level_of(&mut self, expr: ExprId) -> Unfolded {
        match self.arena.node(expr) {
            Node::Variable(name) => match self.definition(name) {
                Some(it) if it.meaning == Meaning::Abbreviation => self.expression(it.body),
                _ => Ok(expr),
            },
            Node::Apply(side) => {
                let Application { function, orders, arguments, .. } = self.arena.get(side).clone();
                match self.definition(function) {
                    Some(it) if matches!(&it.meaning, Meaning::Function(p) if p.len() == arguments.len()) =>
                    {
                        let arguments = self.each(&arguments)?;
                        self.application(&it, &orders, arguments)
                    }
                    _ => self.parts(expr),
                }
            }
            Node::Indexed(side) => {
                let Indexed { array, indices } = self.arena.get(side).clone();
                match self.definition(array) {
                    Some(it) if matches!(&it.meaning, Meaning::Array(p) if p.len() == indices.len()) =>
                    {
                        let indices = self.each(&indices)?;
                        self.application(&it, &vec![0; indices.len()], indices)
                    }
                    _ => self.parts(expr),
                }
            }
            Node::Derivative { by, body } => self.derivative(by, body),
            Node::At(side) => {
                let Evaluation { body, bindings } = self.arena.get(side).clone();
                let (names, values): (Vec<_>, Vec<_>) = bindings.into_iter().unzip();
                let values = self.each(&values)?;
                let body = self.keeping(&names, body)?;
                Ok(self.arena.at(body, names.into_iter().zip(values).collect()))
            }
            Node::Fold(side) => self.fold(self.arena.get(side).clone()),
            _ => self.parts(expr),
        }
    }

    fn each(&mut self, exprs: &[ExprId]) -> Result<Vec<ExprId>, UnfoldError> {
        exprs.iter().map(|&expr| self.expression(expr)).collect()
    }

    /// The same level over unfolded parts.
    fn parts(&mut self, expr: ExprId) -> Unfolded {
        let parts = self.arena.children(expr);
        let mut parts = self.each(&parts)?.into_iter();
        Ok(self.arena.map_children(expr, &mut |_, part| parts.next().unwrap_or(part)))
    }

    /// Unfolds below a binder of these names.
    fn keeping(&mut self, names: &[Symbol], body: ExprId) -> Unfolded {
        let outer = self.scope;
        let mut kept = self.scopes[outer].clone();
        kept.extend(names.iter().filter(|name| !self.scopes[outer].contains(name)));
        self.scope = self.scopes.insert_full(kept).0;
        let result = self.expression(body);
        self.scope = outer;
        result
    }

    /// A meaning with arguments for its parameters, differentiated by them.
    fn application(&mut self, it: &Definition, orders: &[u32], arguments: Vec<ExprId>) -> Unfolded {
        let parameters = it.parameters();
        let mut body = self.keeping(parameters, it.body)?;
        let variables: Vec<ExprId> = parameters.iter().map(|&p| self.arena.variable(p)).collect();
        for (&variable, &order) in variables.iter().zip(orders) {
            for _ in 0..order {
                body = self.arena.derivative(body, variable);
            }
        }
        if variables == arguments {
            return Ok(body);
        }
        let values: Vec<(Symbol, ExprId)> = parameters.iter().copied().zip(arguments).collect();
        if orders.iter().any(|&order| order > 0) {
            return Ok(self.arena.at(body, values));
        }
        Ok(self.arena.substitute(body, &values.into_iter().collect()))
    }

    fn derivative(&mut self, by: ExprId, body: ExprId) -> Unfolded {
        if let Node::Variable(name) = self.arena.node(by) {
            let Some(it) = self.definition(name).filter(|it| it.meaning == Meaning::Abbreviation)
            else {
                let body = self.expression(body)?;
                return Ok(self.arena.derivative(body, by));
            };
            let inner = self.keeping(&[name], body)?;
            let derivative = self.arena.derivative(inner, by);
            let value = self.expression(it.body)?;
            return Ok(self.arena.at(derivative, vec![(name, value)]));
        }
        // A component of an array is varied itself; only its indices are unfolded.
        let by = self.parts(by)?;
        let Node::Indexed(side) = self.arena.node(by) else {
            let body = self.expression(body)?;
            return Ok(self.arena.derivative(body, by));
        };
        let array = self.arena.get(side).array;
        let Some(it) = self.definition(array) else {
            let body = self.expression(body)?;
            return Ok(self.arena.derivative(body, by));
        };
        // The indices are those of the place where the derivative stands: what they are made of must
        // not be the array that is varied.
        let body = self.keeping(&[array], body)?;
        let derivative = self.arena.derivative(body, by);
        let value = self.whole(array, &it)?;
        Ok(self.arena.at(derivative, vec![(array, value)]))
    }

    /// The array that a definition gives, over its range.
    fn whole(&mut self, array: Symbol, it: &Definition) -> Unfolded {
        let parameters = it.parameters();
        if it.ranges.len() != parameters.len() {
            return Err(UnfoldError::NoRange(array));
        }
        let mut value = self.keeping(parameters, it.body)?;
        for (&index, &(from, to)) in parameters.iter().zip(&it.ranges).rev() {
            let (from, to) = (self.expression(from)?, self.expression(to)?);
            let fold = Fold { kind: FoldKind::Array, body: value, index, from, to };
            value = self.arena.fold(fold);
        }
        Ok(value)
    }

    fn fold(&mut self, fold: Fold) -> Unfolded {
        let Fold { kind, mut body, mut index, from, to } = fold;
        let (from, to) = (self.expression(from)?, self.expression(to)?);
        let foreign = self.definitions.iter().any(|(_, it)| self.arena.mentions(it.body, index));
        if foreign && self.keeping(&[index], body)? != body {
            // The name of the index means something else in what is put into the body.
            let fresh = self.arena.fresh_symbol(index);
            let variable = self.arena.variable(fresh);
            body = self.arena.substitute(body, &std::iter::once((index, variable)).collect());
            index = fresh;
        }
        let body = self.keeping(&[index], body)?;
        Ok(self.arena.fold(Fold { kind, body, index, from, to }))
    }
}
