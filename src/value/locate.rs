//! Which part of an expression has no value, and why.

use super::Situation;
use super::certain::is_proved;
use super::settle::settled;
use crate::enclosure::{Evaluator, Failure, Fuel, Real, Truth, decimal, digits};
use crate::expr::{Arena, BinaryOp, ExprId, Fold, Function, Node, Substitution};
use crate::number::Rational;
use crate::print;

/// The work that the search may cost.
const FUEL: u64 = 1_000_000;
/// How many digits of the value of a part are shown.
const DIGITS: usize = 12;

/// A part of an expression without a value, all of whose own parts have values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The part, as written.
    pub part: ExprId,
    /// What is needed there and what is the case: "`ln` needs a positive argument, but `x` is -1".
    pub reason: String,
    /// The values of the indices of the sums and products around the part.
    pub indices: Vec<(String, i64)>,
    /// Whether the part certainly has no value.
    pub certain: bool,
}

/// The innermost, leftmost part that fails like the whole, with the reason.
pub(super) fn locate(
    arena: &mut Arena,
    expr: ExprId,
    situation: &Situation,
    bits: usize,
    failure: Failure,
) -> Place {
    let search = Search { situation, bits, failure, fuel: Fuel::new(FUEL), values: Vec::new() };
    search.run(arena, expr)
}

struct Search<'a> {
    situation: &'a Situation,
    bits: usize,
    failure: Failure,
    fuel: Fuel,
    /// The values of the indices around the part at hand.
    values: Vec<(crate::expr::Symbol, i64)>,
}

impl Search<'_> {
    fn run(mut self, arena: &mut Arena, expr: ExprId) -> Place {
        let mut part = expr;
        while let Some(inner) = self.inner(arena, part) {
            part = inner;
        }
        self.settle(arena, part);
        let (reason, certain) = self.reason(arena, part);
        let indices = self.values.iter().map(|&(name, value)| (arena.name(name).to_owned(), value));
        Place { part, reason, indices: indices.collect(), certain }
    }

    /// Whether the part has no value after all: its operands may be numbers for which it has none,
    /// though that does not show in their digits.
    fn settle(&mut self, arena: &mut Arena, part: ExprId) {
        let closed = self.closed(arena, part);
        let values: Substitution = self.situation.expressions.iter().copied().collect();
        let part = arena.substitute(part, &values);
        let pole = match arena.node(part) {
            Node::Call(Function::Tan | Function::Sec, a) => Some(arena.call(Function::Cos, a)),
            Node::Call(Function::Cot | Function::Csc, a) => Some(arena.call(Function::Sin, a)),
            _ => None,
        };
        if pole.is_some_and(|it| is_proved(arena, it, &Rational::ZERO, self.situation)) {
            self.failure = Failure::Undefined;
            return;
        }
        if let Some(settled) = settled(arena, closed, self.situation, self.bits) {
            let point = &self.situation.point;
            let value = Evaluator::new(arena, point, self.bits, &mut self.fuel).value(settled);
            if value == Err(Failure::Undefined) {
                self.failure = Failure::Undefined;
            }
        }
    }

    /// The value of a part that stands below sums and products.
    fn value(&mut self, arena: &mut Arena, part: ExprId) -> Result<Real, Failure> {
        let part = self.closed(arena, part);
        Evaluator::new(arena, &self.situation.point, self.bits, &mut self.fuel).value(part)
    }

    /// The part with values for the indices and for the names whose values are not rational.
    fn closed(&self, arena: &mut Arena, part: ExprId) -> ExprId {
        let mut values = Substitution::default();
        for &(name, value) in &self.values {
            let value = arena.rational(&Rational::from(value));
            values.insert(name, value);
        }
        let part = arena.substitute(part, &values);
        self.situation.apply(arena, part)
    }

    fn fails(&mut self, arena: &mut Arena, part: ExprId) -> bool {
        match self.value(arena, part) {
            Err(Failure::Undefined) => self.failure == Failure::Undefined,
            Err(_) => self.failure != Failure::Undefined,
            Ok(_) => false,
        }
    }

    fn inner(&mut self, arena: &mut Arena, part: ExprId) -> Option<ExprId> {
        match arena.node(part) {
            Node::Derivative { body, .. } => self.fails(arena, body).then_some(body),
            Node::At(side) => {
                let values: Vec<_> = arena.get(side).bindings.iter().map(|it| it.1).collect();
                values.into_iter().find(|&it| self.fails(arena, it))
            }
            Node::Fold(side) => {
                let fold = arena.get(side).clone();
                self.term(arena, &fold)
            }
            Node::Piecewise(side) => {
                let branches = arena.get(side).branches.clone();
                for (value, guard) in branches {
                    let mut sides = Vec::new();
                    guard.visit(&mut |it| sides.push(it));
                    if let Some(side) = sides.into_iter().find(|&it| self.fails(arena, it)) {
                        return Some(side);
                    }
                    let closed = guard.map(&mut |it| self.closed(arena, it));
                    let point = &self.situation.point;
                    let truth =
                        Evaluator::new(arena, point, self.bits, &mut self.fuel).truth(&closed);
                    match truth {
                        Truth::True => return self.fails(arena, value).then_some(value),
                        Truth::NotTrue => {}
                        Truth::Unknown(_) => return None,
                    }
                }
                None
            }
            _ => arena.children(part).into_iter().find(|&it| self.fails(arena, it)),
        }
    }

    /// The body of a sum or product, at the first value of the index for which it fails.
    fn term(&mut self, arena: &mut Arena, fold: &Fold) -> Option<ExprId> {
        for end in [fold.from, fold.to] {
            if self.fails(arena, end) {
                return Some(end);
            }
        }
        let (from, to) = (self.value(arena, fold.from).ok()?, self.value(arena, fold.to).ok()?);
        for index in from.to_i64()?..=to.to_i64()? {
            self.values.push((fold.index, index));
            if self.fails(arena, fold.body) {
                return Some(fold.body);
            }
            self.values.pop();
            self.fuel.spend(1).ok()?;
        }
        None
    }

    fn reason(&mut self, arena: &mut Arena, part: ExprId) -> (String, bool) {
        let certain = self.failure == Failure::Undefined;
        match arena.node(part) {
            Node::Binary(BinaryOp::Div, _, b) => {
                let zero = certain || self.is_zero(arena, b);
                let verb = if zero { "is" } else { "may be" };
                let divisor = match print::text(arena, b) {
                    text if text == "0" => String::new(),
                    text => format!(" `{text}`"),
                };
                (format!("the divisor{divisor} {verb} 0"), zero)
            }
            Node::Binary(BinaryOp::Pow, a, b) => (self.reason_of_power(arena, a, b), certain),
            Node::Call(function, a) => self.reason_of_call(arena, function, a),
            Node::Prime(function, _, a) => {
                let told = self.told(arena, a);
                (format!("`{}` has no derivative there: {told}", function.name()), certain)
            }
            Node::Derivative { .. } => ("there is no derivative at this point".to_owned(), certain),
            Node::Piecewise(_) => ("no branch applies at this point".to_owned(), certain),
            Node::Indexed(side) => {
                let indices = arena.get(side).indices.clone();
                let told: Vec<_> = indices.into_iter().map(|it| self.told(arena, it)).collect();
                (format!("the array has no such component: {}", told.join(", ")), certain)
            }
            Node::Fold(side) => {
                let ends = [arena.get(side).from, arena.get(side).to];
                let broken = |it: &Real| !matches!(it, Real::Exact(it) if it.is_integer());
                let end =
                    ends.into_iter().find(|&it| self.value(arena, it).is_ok_and(|it| broken(&it)));
                let told =
                    end.map_or_else(String::new, |it| format!(", but {}", self.told(arena, it)));
                (format!("a range goes from an integer to an integer{told}"), certain)
            }
            _ => ("there is no value here".to_owned(), certain),
        }
    }

    fn reason_of_power(&mut self, arena: &mut Arena, a: ExprId, b: ExprId) -> String {
        let (base, exponent) = (self.told(arena, a), self.told(arena, b));
        if self.failure != Failure::Undefined {
            return format!("this power is not computed: the base {base}, the exponent {exponent}");
        }
        let need = match self.value(arena, a).ok().and_then(|it| it.sign()) {
            Some(std::cmp::Ordering::Equal) => "0 has only positive powers",
            _ => "only an integer power has a base that is not positive",
        };
        format!("{need}, but the base {base} and the exponent {exponent}")
    }

    fn reason_of_call(
        &mut self,
        arena: &mut Arena,
        function: Function,
        a: ExprId,
    ) -> (String, bool) {
        let certain = self.failure == Failure::Undefined;
        let name = function.name();
        let mut told = self.told(arena, a);
        if told.starts_with("is ") {
            told = format!("it {told}");
        }
        let Some(need) = requirement(function) else {
            return (format!("`{name}` is not computed here: {told}"), certain);
        };
        let verb = if certain { "but" } else { "and that is not decided:" };
        (format!("`{name}` needs {need}, {verb} {told}"), certain)
    }

    /// Whether a part is proved to be zero.
    fn is_zero(&mut self, arena: &mut Arena, part: ExprId) -> bool {
        let part = self.closed(arena, part);
        is_proved(arena, part, &Rational::ZERO, self.situation)
    }

    /// "`x - 1` is -2"
    fn told(&mut self, arena: &mut Arena, part: ExprId) -> String {
        let closed = self.closed(arena, part);
        let exact = settled(arena, closed, self.situation, self.bits);
        let exact = exact.and_then(|it| arena.literal(it));
        let value = exact.map_or_else(|| self.value(arena, part), |it| Ok(Real::Exact(it)));
        let text = print::text(arena, part);
        match value.ok().and_then(|it| shown(&it)) {
            Some(value) if value == text => format!("is {value}"),
            Some(value) => format!("`{text}` is {value}"),
            None => format!("`{text}` is not known"),
        }
    }
}

/// A value as it is shown beside other text: exact where that is short.
fn shown(value: &Real) -> Option<String> {
    let exact = digits(value, DIGITS)?;
    if matches!(value, Real::Exact(_)) && exact.len() <= 2 * DIGITS {
        return Some(exact);
    }
    decimal(value, DIGITS).map(|it| format!("{it}…"))
}

/// Where a function has values, if not everywhere.
fn requirement(function: Function) -> Option<&'static str> {
    Some(match function {
        Function::Ln | Function::Log => "a positive argument",
        Function::Sqrt => "an argument that is not negative",
        Function::Tan | Function::Sec => "an argument whose cosine is not 0",
        Function::Cot | Function::Csc => "an argument whose sine is not 0",
        Function::Coth | Function::Csch | Function::Acot | Function::Acsch => {
            "an argument that is not 0"
        }
        Function::Asin | Function::Acos => "an argument between -1 and 1",
        Function::Asec | Function::Acsc => "an argument of at least 1 in absolute value",
        Function::Acosh => "an argument of at least 1",
        Function::Atanh => "an argument strictly between -1 and 1",
        Function::Acoth => "an argument of more than 1 in absolute value",
        Function::Asech => "a positive argument of at most 1",
        _ => return None,
    })
}
