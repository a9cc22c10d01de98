//! Plain text, in the notation that is read.
//!
//! Parentheses stand only where reading needs them. Whatever reading can produce is printed so that
//! reading it again gives the same expression; partial derivatives of unspecified functions by one of
//! several arguments, or by a component of one, which have no notation of their own, are printed as
//! derivatives taken at a point.

use super::layout::{Layout, Sink};
use crate::expr::{
    Application, Arena, BinaryOp, Constant, Evaluation, ExprId, Extremum, Fold, FoldKind, Indexed,
    Node, Piecewise, Proposition, Relation, Symbol,
};

/// An expression in one line.
///
/// ```
/// use chainrule::{expr::Arena, print, syntax::{Mode, Scope, parse_expression}};
///
/// let (mut arena, mut scope) = (Arena::new(), Scope::new(Mode::Inferred));
/// let (expr, _) = parse_expression(&mut arena, &mut scope, "((a))-(b-c) + (d/dx u)*(2x)").unwrap();
/// assert_eq!(print::text(&arena, expr), "a - (b - c) + d/dx u * (2*x)");
/// ```
#[must_use]
pub fn text(arena: &Arena, expr: ExprId) -> String {
    let mut line = String::new();
    Printer { arena, sink: &mut line }.expression(expr, Level::Sum);
    line
}

/// An expression in lines of at most that many characters, where that is possible.
#[must_use]
pub fn text_to_width(arena: &Arena, expr: ExprId, width: usize) -> String {
    let documents = pretty::Arena::new();
    let mut layout = Layout::new(&documents);
    Printer { arena, sink: &mut layout }.expression(expr, Level::Sum);
    layout.render(width)
}

/// A statement in one line.
#[must_use]
pub fn proposition(arena: &Arena, proposition: &Proposition) -> String {
    let mut line = String::new();
    Printer { arena, sink: &mut line }.proposition(proposition, 0);
    line
}

/// How tightly a printed form holds together, loosest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    Sum,
    Negation,
    Product,
    Prefix,
    Power,
    Atom,
}

struct Printer<'a, S> {
    arena: &'a Arena,
    sink: &'a mut S,
}

/// `d/dx` is for bodies that are easily overlooked; others are written with `diff`.
const SHALLOW: u32 = 4;
/// Variables whose `d/dx` would be read as a quotient by a word of the language.
const MISREAD: [&str; 3] = ["elta", "iff", "ifferentiable"];

impl<S: Sink> Printer<'_, S> {
    fn level(&self, expr: ExprId) -> Level {
        match self.arena.node(expr) {
            Node::Binary(BinaryOp::Add | BinaryOp::Sub, ..) => Level::Sum,
            Node::Negate(_) => Level::Negation,
            Node::Binary(BinaryOp::Mul | BinaryOp::Div, ..) => Level::Product,
            Node::Binary(BinaryOp::Pow, ..) => Level::Power,
            Node::Derivative { by, body } if self.leibniz(by, body).is_some() => Level::Prefix,
            _ => Level::Atom,
        }
    }

    /// The variable, if the derivative is written as `d/dx`.
    fn leibniz(&self, by: ExprId, body: ExprId) -> Option<Symbol> {
        let Node::Variable(symbol) = self.arena.node(by) else {
            return None;
        };
        let nested = matches!(self.arena.node(body), Node::Derivative { .. });
        let short = self.arena.depth(body) <= SHALLOW && !nested;
        (short && !MISREAD.contains(&self.arena.name(symbol))).then_some(symbol)
    }

    fn name(&mut self, symbol: Symbol) {
        self.sink.text(self.arena.name(symbol));
    }

    /// An expression where only forms of that level or tighter can stand bare.
    fn expression(&mut self, expr: ExprId, least: Level) {
        let bare = self.level(expr) >= least;
        if !bare {
            self.sink.text("(");
        }
        self.bare(expr);
        if !bare {
            self.sink.text(")");
        }
    }

    fn bare(&mut self, expr: ExprId) {
        match self.arena.node(expr) {
            Node::Number(value) => {
                let value = self.arena.get(value);
                // Numerals have a finite expansion; anything else would still be read right.
                self.sink.text(&value.to_decimal().unwrap_or_else(|| format!("({value})")));
            }
            Node::Constant(Constant::E) => self.sink.text("e"),
            Node::Constant(Constant::Pi) => self.sink.text("pi"),
            Node::Variable(symbol) => self.name(symbol),
            Node::Negate(a) => {
                self.sink.text("-");
                self.expression(a, Level::Product);
            }
            Node::Binary(op, a, b) => self.binary(op, a, b),
            Node::Call(function, a) => self.application(function.name(), 0, &[a]),
            Node::Prime(function, order, a) => self.application(function.name(), order, &[a]),
            Node::Extremum(kind, a, b) => self.extremum(kind, a, b),
            Node::Apply(side) => self.apply(self.arena.get(side)),
            Node::Derivative { by, body } => self.derivative(by, body),
            Node::At(side) => self.evaluation(self.arena.get(side)),
            Node::Piecewise(side) => self.piecewise(self.arena.get(side)),
            Node::Indexed(side) => {
                let Indexed { array, indices } = self.arena.get(side);
                self.name(*array);
                self.bracketed("[", indices, "]");
            }
            Node::Fold(side) => self.fold(self.arena.get(side)),
            Node::Delta(a, b) => self.application("delta", 0, &[a, b]),
        }
    }

    fn binary(&mut self, op: BinaryOp, a: ExprId, b: ExprId) {
        match op {
            BinaryOp::Add | BinaryOp::Sub => {
                self.sink.open();
                self.sum(op, a, b);
                self.sink.close();
            }
            BinaryOp::Mul | BinaryOp::Div => {
                self.sink.open();
                self.product(op, a, b);
                self.sink.close();
            }
            BinaryOp::Pow => {
                self.expression(a, Level::Atom);
                self.sink.text("^");
                self.expression(b, Level::Power);
            }
        }
    }

    /// A whole chain of terms is one group, so that it is broken at every operator or at none.
    fn sum(&mut self, op: BinaryOp, a: ExprId, b: ExprId) {
        match self.arena.node(a) {
            Node::Binary(op @ (BinaryOp::Add | BinaryOp::Sub), a, b) => self.sum(op, a, b),
            _ => self.expression(a, Level::Sum),
        }
        self.sink.text(if op == BinaryOp::Add { " +" } else { " -" });
        self.sink.line();
        self.expression(b, Level::Product);
    }

    fn product(&mut self, op: BinaryOp, a: ExprId, b: ExprId) {
        match self.arena.node(a) {
            Node::Binary(op @ (BinaryOp::Mul | BinaryOp::Div), a, b) => self.product(op, a, b),
            _ => self.expression(a, Level::Product),
        }
        let (sign, least) =
            if op == BinaryOp::Mul { ("*", Level::Prefix) } else { ("/", Level::Power) };
        let spaced = self.shows_derivative(a)
            || self.shows_derivative(b)
            || (op == BinaryOp::Div && self.is_spaced_quotient(a, b));
        if spaced {
            self.sink.text(" ");
        }
        self.sink.text(sign);
        if spaced {
            self.sink.line();
        } else {
            self.sink.soft_line();
        }
        self.expression(b, least);
    }

    fn is_spaced_quotient(&self, a: ExprId, b: ExprId) -> bool {
        let bracketed = self.level(a) < Level::Product || self.level(b) < Level::Product;
        bracketed || self.ends_with_d(a)
    }

    /// Whether `d/dx` stands bare at this level of a product.
    fn shows_derivative(&self, expr: ExprId) -> bool {
        match self.arena.node(expr) {
            Node::Binary(BinaryOp::Mul, a, b) => {
                self.shows_derivative(a) || self.level(b) == Level::Prefix
            }
            Node::Binary(BinaryOp::Div, a, _) => self.shows_derivative(a),
            _ => self.level(expr) == Level::Prefix,
        }
    }

    /// Whether the printed form ends with a variable `d`, so that a slash and a name behind it would
    /// be read as `d/dx`.
    fn ends_with_d(&self, expr: ExprId) -> bool {
        match self.arena.node(expr) {
            Node::Variable(symbol) => self.arena.name(symbol) == "d",
            Node::Binary(BinaryOp::Pow, a, b) => {
                matches!(self.arena.node(b), Node::Number(_)) && self.ends_with_d(a)
                    || self.ends_with_d(b)
            }
            Node::Binary(_, _, b) => self.ends_with_d(b),
            _ => false,
        }
    }

    fn application(&mut self, name: &str, primes: u32, arguments: &[ExprId]) {
        self.sink.text(name);
        for _ in 0..primes {
            self.sink.text("'");
        }
        self.bracketed("(", arguments, ")");
    }

    fn bracketed(&mut self, open: &str, arguments: &[ExprId], close: &str) {
        self.sink.open();
        self.sink.text(open);
        self.sink.soft_line();
        for (position, &argument) in arguments.iter().enumerate() {
            if position > 0 {
                self.sink.text(",");
                self.sink.line();
            }
            // The name of a whole array stands for it.
            match self.arena.as_whole_array(argument) {
                Some((array, _)) => self.name(array),
                None => self.expression(argument, Level::Sum),
            }
        }
        self.sink.text(close);
        self.sink.close();
    }

    fn extremum(&mut self, kind: Extremum, a: ExprId, b: ExprId) {
        let (mut first, mut rest) = (a, vec![b]);
        while let Node::Extremum(inner, a, b) = self.arena.node(first) {
            if inner != kind {
                break;
            }
            first = a;
            rest.push(b);
        }
        rest.push(first);
        rest.reverse();
        self.application(if kind == Extremum::Max { "max" } else { "min" }, 0, &rest);
    }

    fn apply(&mut self, it: &Application) {
        let Application { function, orders, arguments, components } = it;
        let name = self.arena.name(*function);
        let plain = arguments.len() == 1 || orders.iter().all(|&order| order == 0);
        if plain && components.is_empty() {
            return self.application(name, orders.first().copied().unwrap_or(0), arguments);
        }
        let known: Vec<Symbol> = arguments
            .iter()
            .filter_map(|&argument| match self.arena.node(argument) {
                Node::Variable(symbol) => Some(symbol),
                _ => self.arena.as_whole_array(argument).map(|it| it.0),
            })
            .collect();
        let distinct = (1..known.len()).all(|k| !known[..k].contains(&known[k]));
        if distinct && known.len() == arguments.len() {
            let names: Vec<_> = known.iter().map(|&it| self.arena.name(it).to_owned()).collect();
            return self.partial(it, &names);
        }
        let names: Vec<String> = (1..=arguments.len()).map(|k| format!("t_{k}")).collect();
        self.sink.text("(");
        self.partial(it, &names);
        for (position, (name, &argument)) in names.iter().zip(arguments).enumerate() {
            self.sink.text(if position == 0 { " at " } else { ", " });
            self.sink.text(name);
            self.sink.text(" = ");
            self.expression(argument, Level::Sum);
        }
        self.sink.text(")");
    }

    /// A partial derivative of a function by what its arguments are called, or components of it.
    fn partial(&mut self, it: &Application, names: &[String]) {
        let varied = it.orders.iter().zip(names).filter(|it| *it.0 > 0);
        for _ in 0..varied.clone().count() + it.components.len() {
            self.sink.text("diff(");
        }
        self.sink.text(&format!("{}({})", self.arena.name(it.function), names.join(", ")));
        for (order, variable) in varied {
            let order = if *order == 1 { String::new() } else { format!(", {order}") };
            self.sink.text(&format!(", {variable}{order})"));
        }
        for (argument, indices) in &it.components {
            self.sink.text(", ");
            self.sink.text(names.get(*argument).map_or("?", String::as_str));
            self.bracketed("[", indices, "]");
            self.sink.text(")");
        }
    }

    fn derivative(&mut self, by: ExprId, body: ExprId) {
        if let Some(symbol) = self.leibniz(by, body) {
            self.sink.text(&format!("d/d{} ", self.arena.name(symbol)));
            return self.expression(body, Level::Power);
        }
        let (order, body) = self.arena.repeated_derivative(by, body);
        self.sink.open();
        self.sink.text("diff(");
        self.sink.soft_line();
        self.expression(body, Level::Sum);
        self.sink.text(",");
        self.sink.line();
        self.expression(by, Level::Sum);
        if order > 1 {
            self.sink.text(&format!(", {order}"));
        }
        self.sink.text(")");
        self.sink.close();
    }

    fn evaluation(&mut self, it: &Evaluation) {
        self.sink.text("(");
        self.expression(it.body, Level::Prefix);
        for (position, &(symbol, value)) in it.bindings.iter().enumerate() {
            self.sink.text(if position == 0 { " at " } else { ", " });
            self.name(symbol);
            self.sink.text(" = ");
            self.expression(value, Level::Sum);
        }
        self.sink.text(")");
    }

    fn piecewise(&mut self, it: &Piecewise) {
        self.sink.open();
        self.sink.text("piecewise(");
        self.sink.soft_line();
        for (position, (value, guard)) in it.branches.iter().enumerate() {
            if position > 0 {
                self.sink.text(",");
                self.sink.line();
            }
            self.expression(*value, Level::Sum);
            if *guard == Proposition::TRUE && position + 1 == it.branches.len() {
                self.sink.text(" otherwise");
            } else {
                self.sink.text(" if ");
                self.proposition(guard, 0);
            }
        }
        self.sink.text(")");
        self.sink.close();
    }

    fn fold(&mut self, it: &Fold) {
        self.sink.open();
        self.sink.text(match it.kind {
            FoldKind::Sum => "sum(",
            FoldKind::Product => "prod(",
            FoldKind::Array => "array(",
        });
        self.sink.soft_line();
        self.expression(it.body, Level::Sum);
        self.sink.text(",");
        self.sink.line();
        self.name(it.index);
        for bound in [it.from, it.to] {
            self.sink.text(",");
            self.sink.line();
            self.expression(bound, Level::Sum);
        }
        self.sink.text(")");
        self.sink.close();
    }

    /// A statement inside `or` (0), inside `and` (1), or as one of several equal parts (2).
    fn proposition(&mut self, it: &Proposition, least: u8) {
        match it {
            Proposition::Compare(relation, a, b) => self.comparison(*relation, *a, *b, least),
            Proposition::Integer(a) => self.application("integer", 0, &[*a]),
            Proposition::Differentiable { by, body } => {
                self.application("differentiable", 0, &[*body, *by]);
            }
            Proposition::And(parts) if parts.is_empty() => self.sink.text("true"),
            Proposition::Or(parts) if parts.is_empty() => self.sink.text("false"),
            Proposition::And(parts) => self.joined(parts, " and ", 1, least),
            Proposition::Or(parts) => self.joined(parts, " or ", 0, least),
        }
    }

    fn joined(&mut self, parts: &[Proposition], word: &str, level: u8, least: u8) {
        if let [only] = parts {
            return self.proposition(only, least);
        }
        if level < least {
            self.sink.text("(");
        }
        for (position, part) in parts.iter().enumerate() {
            if position > 0 {
                self.sink.text(word);
            }
            self.proposition(part, level + 1);
        }
        if level < least {
            self.sink.text(")");
        }
    }

    fn comparison(&mut self, relation: Relation, a: ExprId, b: ExprId, least: u8) {
        let sign = match relation {
            Relation::LESS => "<",
            Relation::EQUAL => "==",
            Relation::GREATER => ">",
            Relation::AT_MOST => "<=",
            Relation::AT_LEAST => ">=",
            Relation::NOT_EQUAL => "!=",
            // The two that have no sign are said in full.
            other => {
                let first = Proposition::Compare(Relation::LESS, a, b);
                let parts = if other == Relation::NEVER {
                    [first, Proposition::Compare(Relation::GREATER, a, b)]
                } else {
                    [first, Proposition::Compare(Relation::AT_LEAST, a, b)]
                };
                let and = other == Relation::NEVER;
                let (word, level) = if and { (" and ", 1) } else { (" or ", 0) };
                return self.joined(&parts, word, level, least);
            }
        };
        self.expression(a, Level::Sum);
        self.sink.text(&format!(" {sign} "));
        self.expression(b, Level::Sum);
    }
}
