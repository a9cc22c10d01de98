//! Where expressions are defined, and where they are smooth.
//!
//! Both are read off the expression as written. [`domain`] is exact: an expression is defined where,
//! and only where, all its conditions hold. [`smooth`] is sufficient.

use super::facts::{is_integer, is_positive};
use crate::expr::{
    Arena, BinaryOp, ExprId, ExprSet, Fold, Function, Names, Node, Proposition, Relation,
    Substitution, Symbol,
};

/// The conditions under which an expression is defined, innermost first. Where the conditions of a
/// part depend on the point in a way of their own (piecewise, sums, evaluations), the part's being
/// defined is a condition itself.
#[must_use]
pub fn domain(arena: &mut Arena, names: &Names, expr: ExprId) -> Vec<Proposition> {
    let mut walk = Walk::new(arena, names, &[]);
    walk.visit(expr);
    walk.found.conditions
}

/// The same without the conditions of parts that are known to be defined.
pub(super) fn domain_beyond(
    arena: &mut Arena,
    names: &Names,
    expr: ExprId,
    known: &ExprSet,
) -> Vec<Proposition> {
    let mut walk = Walk { known: Some(known), ..Walk::new(arena, names, &[]) };
    walk.visit(expr);
    walk.found.conditions
}

/// Under which conditions an expression is smooth near a point, as a function of some variables.
#[derive(Debug, Clone, Default)]
pub struct Smoothness {
    /// Conditions; those that mention the variables are strict comparisons of expressions that are
    /// smooth under the others, so that together they hold in a neighbourhood.
    pub conditions: Vec<Proposition>,
    /// Parts of which nothing more is known: that they are differentiable must be shown otherwise,
    /// and then holds at the point only, to first order only.
    pub opaque: Vec<Proposition>,
}

/// The conditions under which the expression, as a function of the variables `by`, is smooth. What
/// mentions none of them need only be defined.
#[must_use]
pub fn smooth(arena: &mut Arena, names: &Names, expr: ExprId, by: &[ExprId]) -> Smoothness {
    let mut walk = Walk::new(arena, names, by);
    by.iter().for_each(|&it| walk.varied(it));
    walk.visit(expr);
    walk.found
}

/// The same for one variable, with the parts that were looked at: each of them is smooth under those
/// conditions by itself.
pub(super) fn smooth_with_parts(
    arena: &mut Arena,
    names: &Names,
    expr: ExprId,
    by: ExprId,
) -> (Smoothness, ExprSet) {
    let mut walk = Walk::new(arena, names, &[by]);
    walk.varied(by);
    walk.visit(expr);
    (walk.found, walk.seen)
}

/// Whether an expression varies with a variable. A component of an array is taken to vary with every
/// other component of it, since indices may coincide.
#[must_use]
pub fn varies(arena: &Arena, expr: ExprId, by: ExprId) -> bool {
    match arena.node(by) {
        Node::Variable(symbol) => arena.mentions(expr, symbol),
        Node::Indexed(side) => arena.mentions(expr, arena.get(side).array),
        _ => true,
    }
}

/// Whether expressions say with values for their variables what they say without. A value that is a
/// literal or an integer does not go into an exponent, nor any value for an integer: powers with such
/// exponents have a domain of their own. Nothing is differentiated by an integer, and arrays are not
/// exchanged.
#[must_use]
pub fn keeps_meaning(
    arena: &Arena,
    names: &Names,
    values: &Substitution,
    sides: &[ExprId],
) -> bool {
    if values.is_empty() {
        return true;
    }
    let whole = |it: ExprId| arena.literal(it).is_some() || is_integer(arena, names, it);
    // Expressions that are numbers stay so.
    if values.values().any(|&it| arena.as_array(it).is_some()) {
        return false;
    }
    let whole: Vec<Symbol> = values
        .iter()
        .filter(|&(&name, &it)| names.is_integer(name) || whole(it))
        .map(|(&name, _)| name)
        .collect();
    let (mut open, mut seen) = (sides.to_vec(), ExprSet::default());
    while let Some(expr) = open.pop() {
        if !seen.insert(expr) {
            continue;
        }
        // Another array need not have components at the same indices.
        if let Node::Indexed(side) = arena.node(expr)
            && values.contains_key(&arena.get(side).array)
        {
            return false;
        }
        let changes = |it: ExprId| whole.iter().any(|&name| arena.mentions(it, name));
        match arena.node(expr) {
            Node::Binary(BinaryOp::Pow, a, b) if !is_positive(arena, a) && changes(b) => {
                return false;
            }
            Node::Derivative { by, .. } => {
                let value = match arena.node(by) {
                    Node::Variable(name) => values.get(&name),
                    _ => None,
                };
                if value.is_some_and(|&it| is_integer_name(arena, names, it)) {
                    return false;
                }
            }
            Node::At(side) => open.push(arena.get(side).body),
            Node::Fold(side) => open.push(arena.get(side).body),
            _ => {}
        }
        open.extend(arena.children(expr));
    }
    true
}

fn is_integer_name(arena: &Arena, names: &Names, expr: ExprId) -> bool {
    matches!(arena.node(expr), Node::Variable(name) if names.is_integer(name))
}

struct Walk<'a> {
    arena: &'a mut Arena,
    names: &'a Names,
    by: Vec<ExprId>,
    found: Smoothness,
    seen: ExprSet,
    /// Where nothing varies: parts that are known to be defined.
    known: Option<&'a ExprSet>,
}

impl<'a> Walk<'a> {
    fn new(arena: &'a mut Arena, names: &'a Names, by: &[ExprId]) -> Self {
        let found = Smoothness::default();
        Self { arena, names, by: by.to_vec(), found, seen: ExprSet::default(), known: None }
    }

    fn need(&mut self, condition: Proposition) {
        if !self.found.conditions.contains(&condition) {
            self.found.conditions.push(condition);
        }
    }

    fn compare(&mut self, relation: Relation, a: ExprId, bound: ExprId) {
        self.need(Proposition::Compare(relation, a, bound));
    }

    fn varies(&self, expr: ExprId) -> bool {
        self.by.iter().any(|&by| varies(self.arena, expr, by))
    }

    fn visit(&mut self, expr: ExprId) {
        let node = self.arena.node(expr);
        if matches!(node, Node::Number(_) | Node::Constant(_) | Node::Variable(_))
            || self.known.is_some_and(|known| known.contains(expr))
            || !self.seen.insert(expr)
        {
            return;
        }
        match node {
            Node::Derivative { by, body } => return self.derivative(expr, by, body),
            Node::At(side) => {
                let bindings = self.arena.get(side).bindings.clone();
                for (_, value) in bindings {
                    self.visit(value);
                }
                return self.opaque(expr);
            }
            Node::Piecewise(_) => return self.opaque(expr),
            Node::Fold(side) => {
                let fold = self.arena.get(side).clone();
                return self.fold(expr, &fold);
            }
            _ => self.arena.children(expr).into_iter().for_each(|child| self.visit(child)),
        }
        let varies = !self.by.is_empty() && self.varies(expr);
        match node {
            Node::Indexed(_) => self.component(expr),
            Node::Apply(side) => {
                let it = self.arena.get(side).clone();
                it.components.iter().for_each(|(argument, indices)| {
                    self.component_of(it.arguments[*argument], indices);
                });
            }
            Node::Delta(a, b) => [a, b].into_iter().for_each(|it| self.whole(it)),
            Node::Binary(BinaryOp::Div, _, b) => {
                if self.arena.literal(b).is_none_or(|value| value.is_zero()) {
                    self.compare(Relation::NOT_EQUAL, b, ExprId::ZERO);
                }
            }
            Node::Binary(BinaryOp::Pow, a, b) => self.power(a, b, varies),
            Node::Call(function, a) if varies => self.smooth_call(function, a),
            Node::Call(function, a) => self.defined_call(function, a),
            Node::Prime(function, _, a) => self.smooth_call(function, a),
            Node::Extremum(_, a, b) if varies => {
                self.need(Proposition::Compare(Relation::NOT_EQUAL, a, b));
            }
            _ => {}
        }
    }

    fn derivative(&mut self, expr: ExprId, by: ExprId, body: ExprId) {
        // Beside an integer there are no others that a limit could be taken over.
        if is_integer_name(self.arena, self.names, by) {
            return self.need(Proposition::FALSE);
        }
        self.varied(by);
        if self.by.is_empty() || !self.varies(expr) {
            return self.need(Proposition::Differentiable { by, body });
        }
        // A derivative varies smoothly where the body is smooth in both ways at once.
        let mut all = self.by.clone();
        all.push(by);
        let inner = smooth(self.arena, self.names, body, &all);
        if inner.opaque.is_empty() {
            inner.conditions.into_iter().for_each(|condition| self.need(condition));
        } else {
            self.opaque(expr);
        }
    }

    /// A part whose conditions are its own.
    fn opaque(&mut self, expr: ExprId) {
        self.need(Proposition::defined(expr));
        for by in self.by.clone() {
            if varies(self.arena, expr, by) {
                self.found.opaque.push(Proposition::Differentiable { by, body: expr });
            }
        }
    }

    /// What is varied must have a value at the point.
    fn varied(&mut self, by: ExprId) {
        let parts = self.arena.children(by);
        parts.into_iter().for_each(|part| self.visit(part));
        self.component(by);
    }

    fn whole(&mut self, expr: ExprId) {
        if self.varies(expr) {
            // What varies is not an integer everywhere nearby.
            self.need(Proposition::FALSE);
        } else if !is_integer(self.arena, self.names, expr) {
            self.need(Proposition::Integer(expr));
        }
    }

    /// A component exists where its indices are integers in the array's range.
    fn component(&mut self, expr: ExprId) {
        let Node::Indexed(side) = self.arena.node(expr) else { return };
        let it = self.arena.get(side).clone();
        it.indices.iter().for_each(|&index| self.whole(index));
        for (&index, range) in it.indices.iter().zip(self.names.ranges(it.array)) {
            if let Some((from, to)) = *range {
                self.compare(Relation::AT_LEAST, index, from);
                self.compare(Relation::AT_MOST, index, to);
            }
        }
    }

    /// A derivative by a component of an argument exists where the argument has that component.
    fn component_of(&mut self, mut array: ExprId, indices: &[ExprId]) {
        for &index in indices {
            self.whole(index);
            let Some(it) = self.arena.as_array(array).cloned() else { continue };
            self.compare(Relation::AT_LEAST, index, it.from);
            self.compare(Relation::AT_MOST, index, it.to);
            array = it.body;
        }
    }

    /// A sum or product is defined where all its parts are: a condition of its own. It is smooth
    /// where all its parts are, which is the same for all of them if it does not mention the index.
    fn fold(&mut self, expr: ExprId, fold: &Fold) {
        for bound in [fold.from, fold.to] {
            self.visit(bound);
            self.whole(bound);
        }
        self.need(Proposition::defined(expr));
        if self.by.is_empty() || !self.varies(expr) {
            return;
        }
        let names = self.names.with_integer(fold.index);
        let parts = smooth(self.arena, &names, fold.body, &self.by);
        let defined = domain(self.arena, &names, fold.body);
        let depends = |it: &Proposition| it.any(|part| self.arena.mentions(part, fold.index));
        let (own, common): (Vec<_>, Vec<_>) = parts.conditions.into_iter().partition(depends);
        let fixed = |it: &Proposition| !it.any(|part| self.varies(part));
        // Of its own conditions those that do not vary hold because the sum is defined.
        let smooth = parts.opaque.is_empty()
            && [fold.from, fold.to].iter().all(|&it| !self.varies(it))
            && own.iter().all(|it| fixed(it) && defined.contains(it));
        if smooth {
            common.into_iter().for_each(|it| self.need(it));
        } else {
            self.opaque(expr);
        }
    }

    fn power(&mut self, a: ExprId, b: ExprId, varies: bool) {
        if is_positive(self.arena, a) {
            return;
        }
        if let Some(exponent) = self.arena.literal(b) {
            match (exponent.is_integer(), exponent.is_negative()) {
                (true, false) => {}
                (true, true) => self.compare(Relation::NOT_EQUAL, a, ExprId::ZERO),
                (false, false) if !varies => self.compare(Relation::AT_LEAST, a, ExprId::ZERO),
                (false, _) => self.compare(Relation::GREATER, a, ExprId::ZERO),
            }
            return;
        }
        let compare = |relation, expr| Proposition::Compare(relation, expr, ExprId::ZERO);
        let positive = compare(Relation::GREATER, a);
        let integer = is_integer(self.arena, self.names, b);
        self.need(match (integer, varies) {
            // A whole power that is not negative is smooth everywhere.
            (true, true) if self.varies(b) => compare(Relation::NOT_EQUAL, a),
            (true, _) => Proposition::Or(vec![
                compare(Relation::NOT_EQUAL, a),
                compare(Relation::AT_LEAST, b),
            ]),
            (false, true) => positive,
            (false, false) => Proposition::Or(vec![
                positive,
                Proposition::And(vec![compare(Relation::EQUAL, a), compare(Relation::GREATER, b)]),
            ]),
        });
    }

    fn defined_call(&mut self, function: Function, a: ExprId) {
        use Function::{
            Acos, Acosh, Acot, Acoth, Acsc, Acsch, Asec, Asech, Asin, Atanh, Cot, Coth, Csc, Csch,
            Ln, Log, Sec, Sqrt, Tan,
        };
        match function {
            Ln | Log => self.compare(Relation::GREATER, a, ExprId::ZERO),
            Sqrt => self.compare(Relation::AT_LEAST, a, ExprId::ZERO),
            Tan | Sec => self.nonzero_call(Function::Cos, a),
            Cot | Csc => self.nonzero_call(Function::Sin, a),
            Coth | Csch | Acot | Acsch => self.compare(Relation::NOT_EQUAL, a, ExprId::ZERO),
            Asin | Acos => {
                self.compare(Relation::AT_LEAST, a, ExprId::MINUS_ONE);
                self.compare(Relation::AT_MOST, a, ExprId::ONE);
            }
            Acosh => self.compare(Relation::AT_LEAST, a, ExprId::ONE),
            Atanh => self.between(a, ExprId::MINUS_ONE, ExprId::ONE),
            Asec | Acsc => self.beyond_one(a, Relation::AT_LEAST),
            Acoth => self.beyond_one(a, Relation::GREATER),
            Asech => {
                self.compare(Relation::GREATER, a, ExprId::ZERO);
                self.compare(Relation::AT_MOST, a, ExprId::ONE);
            }
            _ => {}
        }
    }

    fn smooth_call(&mut self, function: Function, a: ExprId) {
        use Function::{Abs, Acos, Acosh, Acsc, Asec, Asech, Asin, Cbrt, Relu, Sign, Sqrt};
        match function {
            Sqrt => self.compare(Relation::GREATER, a, ExprId::ZERO),
            Cbrt | Abs | Sign | Relu => self.compare(Relation::NOT_EQUAL, a, ExprId::ZERO),
            Asin | Acos => self.between(a, ExprId::MINUS_ONE, ExprId::ONE),
            Acosh => self.compare(Relation::GREATER, a, ExprId::ONE),
            Asec | Acsc => self.beyond_one(a, Relation::GREATER),
            Asech => self.between(a, ExprId::ZERO, ExprId::ONE),
            _ => self.defined_call(function, a),
        }
    }

    fn nonzero_call(&mut self, function: Function, a: ExprId) {
        let value = self.arena.call(function, a);
        self.compare(Relation::NOT_EQUAL, value, ExprId::ZERO);
    }

    fn between(&mut self, a: ExprId, low: ExprId, high: ExprId) {
        self.compare(Relation::GREATER, a, low);
        self.compare(Relation::LESS, a, high);
    }

    /// `a <= -1` or `a >= 1`, or the same strictly.
    fn beyond_one(&mut self, a: ExprId, above: Relation) {
        self.need(Proposition::Or(vec![
            Proposition::Compare(above.flip(), a, ExprId::MINUS_ONE),
            Proposition::Compare(above, a, ExprId::ONE),
        ]));
    }
}
