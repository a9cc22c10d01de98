//! A small reader of expressions, for tests only.

use super::{Failure, Fuel, Point, Real, evaluate};
use crate::expr::{
    Arena, BinaryOp, Constant, ExprId, Extremum, Fold, FoldKind, Function, Node, Proposition,
    Relation,
};
use crate::number::Rational;

/// Reads `a + b*c^d`, calls, `diff(f, x)`, `f'(x)`, `x[i]`, `sum(f, k, 1, n)`,
/// `piecewise(a if p, b otherwise)`, `at(f, x, a)`; an unknown name that is applied is a function.
pub(crate) fn read(arena: &mut Arena, text: &str) -> ExprId {
    let mut reader = Reader { arena, rest: text };
    let expr = reader.sum();
    assert!(reader.rest.trim().is_empty(), "left over: {}", reader.rest);
    expr
}

/// Reads comparisons joined by `and`.
pub(crate) fn read_statement(arena: &mut Arena, text: &str) -> Proposition {
    let mut reader = Reader { arena, rest: text };
    let statement = reader.statement();
    assert!(reader.rest.trim().is_empty(), "left over: {}", reader.rest);
    statement
}

/// A point with values for variables, as in `x = 1/2, y = -3`.
pub(crate) fn point(arena: &mut Arena, text: &str) -> Point {
    let mut point = Point::default();
    for part in text.split(',').filter(|part| !part.trim().is_empty()) {
        let (name, value) = part.split_once('=').unwrap();
        let (n, d) = value.trim().split_once('/').unwrap_or((value.trim(), "1"));
        let value = Rational::new(n.parse::<i64>().unwrap(), d.parse::<i64>().unwrap()).unwrap();
        point.variables.push((arena.symbol(name.trim()), value));
    }
    point
}

/// The value of an expression at a point, with 128 bits.
pub(crate) fn value(text: &str, at: &str) -> Result<Real, Failure> {
    let mut arena = Arena::new();
    let expr = read(&mut arena, text);
    let point = point(&mut arena, at);
    evaluate(&arena, expr, &point, 128, &mut Fuel::new(1_000_000))
}

struct Reader<'a> {
    arena: &'a mut Arena,
    rest: &'a str,
}

impl Reader<'_> {
    fn eat(&mut self, token: &str) -> bool {
        let trimmed = self.rest.trim_start();
        match trimmed.strip_prefix(token) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn need(&mut self, token: &str) {
        assert!(self.eat(token), "expected {token} before: {}", self.rest);
    }

    fn take(&mut self, f: impl Fn(char) -> bool) -> String {
        let trimmed = self.rest.trim_start();
        let end = trimmed.find(|c| !f(c)).unwrap_or(trimmed.len());
        self.rest = &trimmed[end..];
        trimmed[..end].to_owned()
    }

    fn statement(&mut self) -> Proposition {
        let mut parts = Vec::new();
        loop {
            let left = self.sum();
            let relation = [
                ("<=", Relation::AT_MOST),
                (">=", Relation::AT_LEAST),
                ("!=", Relation::NOT_EQUAL),
                ("==", Relation::EQUAL),
                ("<", Relation::LESS),
                (">", Relation::GREATER),
            ]
            .into_iter()
            .find(|(token, _)| self.eat(token))
            .unwrap()
            .1;
            let right = self.sum();
            parts.push(Proposition::Compare(relation, left, right));
            if !self.eat("and ") {
                break;
            }
        }
        if parts.len() == 1 { parts.remove(0) } else { Proposition::And(parts) }
    }

    fn sum(&mut self) -> ExprId {
        let mut left = self.product();
        loop {
            let op = if self.eat("+") {
                BinaryOp::Add
            } else if self.eat("-") {
                BinaryOp::Sub
            } else {
                return left;
            };
            let right = self.product();
            left = self.arena.binary(op, left, right);
        }
    }

    fn product(&mut self) -> ExprId {
        let mut left = self.unary();
        loop {
            let op = if self.eat("*") {
                BinaryOp::Mul
            } else if self.eat("/") {
                BinaryOp::Div
            } else {
                return left;
            };
            let right = self.unary();
            left = self.arena.binary(op, left, right);
        }
    }

    fn unary(&mut self) -> ExprId {
        if self.eat("-") {
            let a = self.unary();
            return self.arena.negate(a);
        }
        let base = self.atom();
        if self.eat("^") {
            let exponent = self.unary();
            return self.arena.pow(base, exponent);
        }
        base
    }

    fn list(&mut self, close: &str) -> Vec<ExprId> {
        let mut items = vec![self.sum()];
        while self.eat(",") {
            items.push(self.sum());
        }
        self.need(close);
        items
    }

    fn atom(&mut self) -> ExprId {
        if self.eat("(") {
            let inner = self.sum();
            self.need(")");
            return inner;
        }
        if self.rest.trim_start().starts_with(|c: char| c.is_ascii_digit()) {
            let digits = self.take(|c| c.is_ascii_digit() || c == '.');
            return self.arena.number(Rational::parse_decimal(&digits).unwrap());
        }
        let name = self.take(|c| c.is_alphanumeric() || c == '_');
        assert!(!name.is_empty(), "expected a name before: {}", self.rest);
        let mut primes = 0;
        while self.eat("'") {
            primes += 1;
        }
        if self.eat("[") {
            let indices = self.list("]");
            let array = self.arena.symbol(&name);
            return self.arena.indexed(array, indices);
        }
        if !self.rest.starts_with('(') {
            return match name.as_str() {
                "e" => self.arena.constant(Constant::E),
                "pi" => self.arena.constant(Constant::Pi),
                _ => self.arena.named(&name),
            };
        }
        self.need("(");
        if name == "piecewise" { self.piecewise() } else { self.call(&name, primes) }
    }

    fn piecewise(&mut self) -> ExprId {
        let mut branches = Vec::new();
        loop {
            let value = self.sum();
            let guard = if self.eat("otherwise") {
                Proposition::TRUE
            } else {
                self.need("if ");
                self.statement()
            };
            branches.push((value, guard));
            if !self.eat(",") {
                break;
            }
        }
        self.need(")");
        self.arena.piecewise(branches)
    }

    fn call(&mut self, name: &str, primes: u32) -> ExprId {
        let arguments = self.list(")");
        if let Some(function) = Function::by_name(name) {
            if primes > 0 {
                return self.arena.intern(Node::Prime(function, primes, arguments[0]));
            }
            return self.arena.call(function, arguments[0]);
        }
        match (name, arguments.as_slice()) {
            ("max", &[a, b]) => self.arena.extremum(Extremum::Max, a, b),
            ("min", &[a, b]) => self.arena.extremum(Extremum::Min, a, b),
            ("diff", &[body, by]) => self.arena.derivative(body, by),
            ("delta", &[a, b]) => self.arena.intern(Node::Delta(a, b)),
            ("at", &[body, variable, value]) => {
                let Node::Variable(symbol) = self.arena.node(variable) else { panic!() };
                self.arena.at(body, vec![(symbol, value)])
            }
            ("sum" | "prod", &[body, index, from, to]) => {
                let Node::Variable(index) = self.arena.node(index) else { panic!() };
                let kind = if name == "sum" { FoldKind::Sum } else { FoldKind::Product };
                self.arena.fold(Fold { kind, body, index, from, to })
            }
            _ => {
                let function = self.arena.symbol(name);
                let mut orders = vec![0; arguments.len()];
                orders[0] = primes;
                self.arena.apply(function, orders, arguments)
            }
        }
    }
}
