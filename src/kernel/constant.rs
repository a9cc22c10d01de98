//! What analysis says of a function on an interval: one with derivative zero is constant, and one that
//! is differentiable at a point is defined on both sides of it.

use super::Rejection;
use super::check::Block;
use super::domain::{domain, keeps_meaning};
use super::facts::is_positive;
use super::proof::Constant;
use crate::expr::{
    Arena, BinaryOp, ExprId, Function, Names, Node, Proposition, Relation, Substitution, Symbol,
};

type Checked<T = ()> = Result<T, Rejection>;

/// That a name's value lies strictly between two others, in either order.
#[must_use]
pub fn strictly_between(name: ExprId, [a, b]: [ExprId; 2]) -> [Proposition; 2] {
    [(a, b), (b, a)].map(|(low, high)| {
        let above = Proposition::Compare(Relation::GREATER, name, low);
        Proposition::And(vec![above, Proposition::Compare(Relation::LESS, name, high)])
    })
}

/// Whether an expression is a continuous function of a variable on the set where it is defined, by its
/// form: made by the four operations, powers and continuous functions.
#[must_use]
pub fn is_continuous(arena: &Arena, names: &Names, expr: ExprId, variable: Symbol) -> bool {
    if !arena.mentions(expr, variable) {
        return true;
    }
    let made_of_such =
        |parts: &[ExprId]| parts.iter().all(|&part| is_continuous(arena, names, part, variable));
    match arena.node(expr) {
        Node::Variable(name) => !names.is_integer(name),
        Node::Negate(a) => made_of_such(&[a]),
        Node::Binary(BinaryOp::Pow, a, b) => {
            (is_positive(arena, a) || !arena.mentions(b, variable)) && made_of_such(&[a, b])
        }
        Node::Binary(_, a, b) | Node::Extremum(_, a, b) => made_of_such(&[a, b]),
        Node::Call(function, a) => {
            !matches!(function, Function::Sign | Function::Acot) && made_of_such(&[a])
        }
        _ => false,
    }
}

/// Whether a condition holds only where two expressions compare in a certain way.
fn gives(condition: &Proposition, relation: Relation, pair: (ExprId, ExprId)) -> bool {
    match condition {
        Proposition::Compare(known, a, b) => (*a, *b) == pair && known.implies(relation),
        Proposition::And(parts) => parts.iter().any(|part| gives(part, relation, pair)),
        Proposition::Or(parts) => parts.iter().all(|part| gives(part, relation, pair)),
        Proposition::Integer(_) | Proposition::Differentiable { .. } => false,
    }
}

impl Block<'_> {
    /// The values of a function at the ends of an interval are equal if it is continuous on the interval
    /// and its derivative is zero inside: the mean value theorem.
    pub(super) fn constant(&mut self, it: &Constant) -> Checked<Proposition> {
        let variable = self.arena.variable(it.name);
        let mentioned = it.ends.iter().any(|&end| self.arena.mentions(end, it.name));
        if mentioned || self.is_known(it.name) {
            return Err(Rejection::NotFresh(variable));
        }
        if !is_continuous(self.arena, self.names, it.body, it.name) {
            return Err(Rejection::WrongKind(it.body));
        }
        let mut values = Vec::new();
        for end in it.ends {
            let at = Substitution::from_iter([(it.name, end)]);
            if !keeps_meaning(self.arena, self.names, &at, &[it.body]) {
                return Err(Rejection::BadInstance);
            }
            let value = self.arena.substitute(it.body, &at);
            self.need_defined(end)?;
            self.need_defined(value)?;
            values.push(value);
        }
        let mut facts = self.carried(&it.carry, &[it.name])?;
        facts.add(&Proposition::Or(strictly_between(variable, it.ends).to_vec()));
        let slope = self.arena.derivative(it.body, variable);
        let mut block = self.inner(facts);
        block.steps(&it.steps)?;
        block.need(&Proposition::equal(slope, ExprId::ZERO))?;
        Ok(Proposition::equal(values[0], values[1]))
    }

    /// A function that is differentiable is defined nearby, so that what its domain keeps on one side
    /// of a bound, and moves there, is not at the bound.
    pub(super) fn edge(&mut self, derivative: ExprId, bound: &Proposition) -> Checked<Proposition> {
        let Node::Derivative { by, body } = self.arena.node(derivative) else {
            return Err(Rejection::WrongKind(derivative));
        };
        let Proposition::Compare(relation, a, b) = *bound else {
            return Err(Rejection::NotImplied(derivative, body));
        };
        self.need(&Proposition::Differentiable { by, body })?;
        let is_bound = relation == Relation::AT_LEAST || relation == Relation::AT_MOST;
        let domain = domain(self.arena, self.names, body);
        if !is_bound || !domain.iter().any(|condition| gives(condition, relation, (a, b))) {
            return Err(Rejection::NotImplied(a, b));
        }
        let difference = self.arena.sub(a, b);
        let slope = self.arena.derivative(difference, by);
        self.need(&Proposition::Compare(Relation::NOT_EQUAL, slope, ExprId::ZERO))?;
        self.state(Proposition::Compare(relation.and(Relation::NOT_EQUAL), a, b))
    }
}
