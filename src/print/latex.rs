//! LaTeX, as a careful author would set it.
//!
//! Quotients are fractions, powers of named functions stand at the name, factors stand side by side
//! with `\cdot` only where they would run together. The value is that of the expression, but the
//! grouping of products is not shown: LaTeX is for readers and is not read back.

use super::latex_name::{has_subscript, latex_name};
use super::text::Level;
use crate::expr::{
    Application, Arena, BinaryOp, Constant, Evaluation, ExprId, Extremum, Fold, FoldKind, Function,
    Indexed, Node, Piecewise, Proposition, Relation, Symbol,
};

/// An expression as LaTeX, for math mode.
///
/// ```
/// use chainrule::{expr::Arena, print, syntax::{Mode, Scope, parse_expression}};
///
/// let (mut arena, mut scope) = (Arena::new(), Scope::new(Mode::Inferred));
/// let (expr, _) = parse_expression(&mut arena, &mut scope, "2*x/cosh(x)^2").unwrap();
/// assert_eq!(print::latex(&arena, expr), r"\frac{2x}{\cosh^2 x}");
/// ```
#[must_use]
pub fn latex(arena: &Arena, expr: ExprId) -> String {
    Latex { arena }.expression(expr, Level::Sum, false)
}

/// An equation as LaTeX.
#[must_use]
pub fn latex_equation(arena: &Arena, lhs: ExprId, rhs: ExprId) -> String {
    format!("{} = {}", latex(arena, lhs), latex(arena, rhs))
}

/// A statement as LaTeX.
#[must_use]
pub fn latex_proposition(arena: &Arena, proposition: &Proposition) -> String {
    Latex { arena }.proposition(proposition, 0)
}

struct Latex<'a> {
    arena: &'a Arena,
}

impl Latex<'_> {
    fn level(&self, expr: ExprId) -> Level {
        match self.arena.node(expr) {
            Node::Binary(BinaryOp::Add | BinaryOp::Sub, ..) => Level::Sum,
            Node::Negate(_) => Level::Negation,
            // A minus at the front of a product is set like one before it.
            Node::Binary(BinaryOp::Mul, a, _) => {
                self.level(a).max(Level::Negation).min(Level::Product)
            }
            Node::Derivative { by, body }
                if !matches!(self.arena.node(body), Node::Variable(_))
                    && self.varied_function(by, body).is_none() =>
            {
                Level::Prefix
            }
            Node::Apply(side) if !self.arena.get(side).components.is_empty() => Level::Power,
            Node::Fold(side) if self.arena.get(side).kind == FoldKind::Array => Level::Atom,
            Node::Fold(_) | Node::Piecewise(_) => Level::Prefix,
            Node::Binary(..) | Node::At(_) | Node::Derivative { .. } => Level::Power,
            _ => Level::Atom,
        }
    }

    /// An expression where only forms of that level or tighter can stand bare. A closed one does not
    /// end with an argument that what follows could be taken into.
    fn expression(&self, expr: ExprId, least: Level, closed: bool) -> String {
        if self.level(expr) >= least {
            self.bare(expr, closed)
        } else {
            parentheses(&self.bare(expr, false))
        }
    }

    fn top(&self, expr: ExprId) -> String {
        self.expression(expr, Level::Sum, false)
    }

    fn list(&self, exprs: &[ExprId], separator: &str) -> String {
        exprs.iter().map(|&it| self.top(it)).collect::<Vec<_>>().join(separator)
    }

    fn name(&self, symbol: Symbol) -> String {
        latex_name(self.arena.name(symbol))
    }

    fn bare(&self, expr: ExprId, closed: bool) -> String {
        match self.arena.node(expr) {
            Node::Number(side) => {
                let value = self.arena.get(side);
                value.to_decimal().unwrap_or_else(|| value.to_string())
            }
            Node::Constant(Constant::E) => "e".into(),
            Node::Constant(Constant::Pi) => "\\pi".into(),
            Node::Variable(symbol) => self.name(symbol),
            Node::Negate(a) => format!("-{}", self.expression(a, Level::Product, closed)),
            Node::Binary(op, a, b) => self.binary(op, a, b, closed),
            Node::Call(function, a) => self.call(function, "", a, closed),
            Node::Prime(function, order, a) => {
                format!("{}{}{}", function.latex(), primes(order), parentheses(&self.top(a)))
            }
            Node::Extremum(kind, a, b) => {
                let name = if kind == Extremum::Max { "\\max" } else { "\\min" };
                format!("{name}{}", parentheses(&self.list(&[a, b], ", ")))
            }
            Node::Apply(side) => self.apply(self.arena.get(side)),
            Node::Derivative { by, body } => self.derivative(by, body, closed),
            Node::At(side) => self.evaluation(self.arena.get(side)),
            Node::Piecewise(side) => self.piecewise(self.arena.get(side)),
            Node::Indexed(side) => self.component(self.arena.get(side)),
            Node::Fold(side) => self.fold(self.arena.get(side), closed),
            Node::Delta(a, b) => format!("\\delta_{{{}}}", self.indices(&[a, b])),
        }
    }

    fn binary(&self, op: BinaryOp, a: ExprId, b: ExprId, closed: bool) -> String {
        match op {
            BinaryOp::Add | BinaryOp::Sub => {
                let sign = if op == BinaryOp::Add { '+' } else { '-' };
                let b = self.expression(b, Level::Product, closed);
                format!("{} {sign} {b}", self.expression(a, Level::Sum, false))
            }
            BinaryOp::Mul => self.product(a, b, closed),
            BinaryOp::Div => format!("\\frac{{{}}}{{{}}}", self.top(a), self.top(b)),
            BinaryOp::Pow => self.power(a, b, closed),
        }
    }

    fn product(&self, a: ExprId, b: ExprId, closed: bool) -> String {
        let least = if self.level(a) == Level::Negation { Level::Negation } else { Level::Product };
        let prefixed = self.level(self.last_factor(a)) == Level::Prefix;
        // A named function may follow an argument without parentheses; nothing else may.
        let left = self.expression(a, least, !self.begins_with_function(b));
        let right = self.expression(b, Level::Product, closed);
        let numeral = right.starts_with(|c: char| c.is_ascii_digit());
        if numeral || prefixed {
            format!("{left} \\cdot {right}")
        } else if matches!(self.arena.node(self.last_factor(a)), Node::Number(_)) {
            format!("{left}{right}")
        } else {
            format!("{left} {right}")
        }
    }

    fn last_factor(&self, expr: ExprId) -> ExprId {
        match self.arena.node(expr) {
            Node::Binary(BinaryOp::Mul, _, b) => self.last_factor(b),
            _ => expr,
        }
    }

    fn begins_with_function(&self, expr: ExprId) -> bool {
        match self.arena.node(expr) {
            Node::Call(function, _) => is_named(function),
            Node::Binary(BinaryOp::Mul | BinaryOp::Pow, a, _) => self.begins_with_function(a),
            _ => false,
        }
    }

    fn power(&self, a: ExprId, b: ExprId, closed: bool) -> String {
        let exponent = self.exponent(b);
        if let (Node::Call(function, argument), Node::Number(order)) =
            (self.arena.node(a), self.arena.node(b))
            && is_named(function)
            && self.arena.get(order).is_integer()
        {
            return self.call(function, &format!("^{exponent}"), argument, closed);
        }
        let base = self.expression(a, Level::Atom, true);
        format!("{base}^{exponent}")
    }

    fn exponent(&self, expr: ExprId) -> String {
        let ratio = |expr| match self.arena.node(expr) {
            Node::Binary(BinaryOp::Div, a, b)
                if [a, b].iter().all(|&it| matches!(self.arena.node(it), Node::Number(_))) =>
            {
                Some(format!("{}/{}", self.top(a), self.top(b)))
            }
            _ => None,
        };
        let negative = match self.arena.node(expr) {
            Node::Negate(a) => ratio(a).map(|it| format!("-{it}")),
            _ => None,
        };
        let exponent = negative.or_else(|| ratio(expr)).unwrap_or_else(|| self.top(expr));
        if exponent.len() == 1 { exponent } else { format!("{{{exponent}}}") }
    }

    /// A function with a mark, such as a power, at its name.
    fn call(&self, function: Function, mark: &str, a: ExprId, closed: bool) -> String {
        let argument = self.top(a);
        match function {
            Function::Sqrt | Function::Cbrt => format!("{}{{{argument}}}", function.latex()),
            Function::Abs => format!("\\left|{argument}\\right|"),
            _ => {
                let name = function.latex();
                let simple = matches!(
                    self.arena.node(a),
                    Node::Number(_) | Node::Constant(_) | Node::Variable(_) | Node::Indexed(_)
                );
                if simple && !closed && is_named(function) {
                    format!("{name}{mark} {argument}")
                } else {
                    format!("{name}{mark}{}", parentheses(&argument))
                }
            }
        }
    }

    fn apply(&self, it: &Application) -> String {
        let Application { function, orders, arguments, components } = it;
        if !components.is_empty() {
            return self.component_derivative(it);
        }
        let marks = match orders[..] {
            [order] => primes(order),
            _ if orders.iter().all(|&order| order == 0) => String::new(),
            _ => {
                let orders: Vec<_> = orders.iter().map(ToString::to_string).collect();
                format!("^{{({})}}", orders.join(","))
            }
        };
        let arguments: Vec<_> = arguments.iter().map(|&it| self.argument(it)).collect();
        format!("{}{marks}{}", self.name(*function), parentheses(&arguments.join(", ")))
    }

    /// An argument; the name of a whole array stands for it.
    fn argument(&self, expr: ExprId) -> String {
        self.arena.as_whole_array(expr).map_or_else(|| self.top(expr), |it| self.name(it.0))
    }

    /// A derivative of a function by components of its arguments, by the names of these where they
    /// have some.
    fn component_derivative(&self, it: &Application) -> String {
        let (mut below, mut at) = (Vec::new(), Vec::new());
        let names: Vec<String> = it
            .arguments
            .iter()
            .enumerate()
            .map(|(position, &argument)| {
                if let Some((array, _)) = self.arena.as_whole_array(argument) {
                    return self.name(array);
                }
                let name = format!("t_{{{}}}", position + 1);
                at.push(format!("{name} = {}", self.top(argument)));
                name
            })
            .collect();
        for (name, &order) in names.iter().zip(&it.orders) {
            match order {
                0 => {}
                1 => below.push(format!("\\partial {name}")),
                _ => below.push(format!("\\partial {{{name}}}^{{{order}}}")),
            }
        }
        for (argument, indices) in &it.components {
            let name = names.get(*argument).map_or("", String::as_str);
            let name = if name.contains('_') { format!("{{{name}}}") } else { name.to_owned() };
            below.push(format!("\\partial {name}_{{{}}}", self.indices(indices)));
        }
        let order = it.orders.iter().sum::<u32>() as usize + it.components.len();
        let power = if order == 1 { String::new() } else { format!("^{{{order}}}") };
        let function = self.name(it.function);
        let gap = if power.is_empty() { " " } else { "" };
        let fraction = format!("\\frac{{\\partial{power}{gap}{function}}}{{{}}}", below.join(" "));
        match at.is_empty() {
            true => fraction,
            false => format!("\\left.{fraction}\\right|_{{{}}}", at.join(", ")),
        }
    }

    /// The function, where a function of whole arrays is differentiated by a component of one of them,
    /// which need not be shown again.
    fn varied_function(&self, by: ExprId, body: ExprId) -> Option<Symbol> {
        let (Node::Indexed(by), Node::Apply(body)) = (self.arena.node(by), self.arena.node(body))
        else {
            return None;
        };
        let it = self.arena.get(body);
        let names: Option<Vec<Symbol>> = it
            .arguments
            .iter()
            .map(|&argument| self.arena.as_whole_array(argument).map(|it| it.0))
            .collect();
        let once = |names: Vec<Symbol>| {
            names.iter().filter(|&&it| it == self.arena.get(by).array).count() == 1
        };
        (it.components.is_empty() && names.is_some_and(once)).then_some(it.function)
    }

    fn derivative(&self, by: ExprId, body: ExprId, closed: bool) -> String {
        let d = if self.is_partial(by, body) { "\\partial " } else { "d" };
        let (order, body) = self.arena.repeated_derivative(by, body);
        let power = if order == 1 { String::new() } else { format!("^{{{order}}}") };
        let below = format!("{d}{}{power}", self.top(by));
        let above = format!("{}{power}", d.trim_end());
        let function = match self.arena.node(body) {
            Node::Variable(symbol) => Some(symbol),
            _ => self.varied_function(by, body),
        };
        if let Some(symbol) = function {
            let gap = if power.is_empty() && d != "d" { " " } else { "" };
            return format!("\\frac{{{above}{gap}{}}}{{{below}}}", self.name(symbol));
        }
        let body = self.expression(body, Level::Prefix, closed);
        format!("\\frac{{{above}}}{{{below}}} {body}")
    }

    /// Whether other variables than the one that is varied are about.
    fn is_partial(&self, by: ExprId, body: ExprId) -> bool {
        let Node::Variable(symbol) = self.arena.node(by) else {
            return true;
        };
        let mut variables = Vec::new();
        let mut seen = rustc_hash::FxHashSet::default();
        let mut open = vec![body];
        while let Some(expr) = open.pop() {
            if !seen.insert(expr) {
                continue;
            }
            match self.arena.node(expr) {
                Node::Variable(symbol) => variables.push(symbol),
                Node::Indexed(side) => variables.push(self.arena.get(side).array),
                _ => {}
            }
            open.extend(self.arena.children(expr));
        }
        let free = self.arena.free_symbols(body);
        let others = variables.iter().any(|it| *it != symbol && free.contains(it));
        others && free.contains(&symbol)
    }

    fn evaluation(&self, it: &Evaluation) -> String {
        let bindings: Vec<_> = it
            .bindings
            .iter()
            .map(|&(symbol, value)| format!("{} = {}", self.name(symbol), self.top(value)))
            .collect();
        format!("\\left.{}\\right|_{{{}}}", self.top(it.body), bindings.join(", "))
    }

    fn piecewise(&self, it: &Piecewise) -> String {
        let rows: Vec<_> = it
            .branches
            .iter()
            .map(|(value, guard)| {
                let guard = if *guard == Proposition::TRUE {
                    "\\text{otherwise}".to_owned()
                } else {
                    format!("\\text{{if }} {}", self.proposition(guard, 0))
                };
                format!("{} & {guard}", self.top(*value))
            })
            .collect();
        format!("\\begin{{cases}} {} \\end{{cases}}", rows.join(" \\\\ "))
    }

    fn component(&self, it: &Indexed) -> String {
        let array = self.arena.name(it.array);
        let name = latex_name(array);
        let name = if has_subscript(array) { format!("{{{name}}}") } else { name };
        format!("{name}_{{{}}}", self.indices(&it.indices))
    }

    /// Single symbols stand side by side; anything longer needs commas.
    fn indices(&self, indices: &[ExprId]) -> String {
        let single = indices.iter().all(|&it| match self.arena.node(it) {
            Node::Variable(symbol) => self.arena.name(symbol).len() == 1,
            Node::Number(_) => self.top(it).len() == 1,
            _ => false,
        });
        self.list(indices, if single { "" } else { "," })
    }

    fn fold(&self, it: &Fold, closed: bool) -> String {
        let (from, to) = (self.top(it.from), self.top(it.to));
        let name = match it.kind {
            FoldKind::Sum => "\\sum",
            FoldKind::Product => "\\prod",
            FoldKind::Array => {
                let body = self.top(it.body);
                return format!(
                    "\\left({body}\\right)_{{{}={from}}}^{{{to}}}",
                    self.name(it.index)
                );
            }
        };
        let body = self.expression(it.body, Level::Product, closed);
        format!("{name}_{{{}={from}}}^{{{to}}} {body}", self.name(it.index))
    }

    fn proposition(&self, it: &Proposition, least: u8) -> String {
        match it {
            Proposition::Compare(relation, a, b) => {
                format!("{} {} {}", self.top(*a), sign(*relation), self.top(*b))
            }
            Proposition::Integer(a) => format!("{} \\in \\mathbb{{Z}}", self.top(*a)),
            Proposition::Differentiable { by, body } => {
                format!("{} \\text{{ is differentiable in }} {}", self.top(*body), self.top(*by))
            }
            Proposition::And(parts) if parts.is_empty() => "\\text{true}".into(),
            Proposition::Or(parts) if parts.is_empty() => "\\text{false}".into(),
            Proposition::And(parts) => self.joined(parts, " \\text{ and } ", 1, least),
            Proposition::Or(parts) => self.joined(parts, " \\text{ or } ", 0, least),
        }
    }

    fn joined(&self, parts: &[Proposition], word: &str, level: u8, least: u8) -> String {
        let inner = if parts.len() == 1 { least } else { level + 1 };
        let parts: Vec<_> = parts.iter().map(|part| self.proposition(part, inner)).collect();
        let joined = parts.join(word);
        if parts.len() > 1 && level < least { parentheses(&joined) } else { joined }
    }
}

/// Whether a function is set as a word, so that powers stand at it and short arguments need no
/// parentheses.
fn is_named(function: Function) -> bool {
    use Function::{Abs, Cbrt, Exp, Relu, Sigmoid, Sign, Softplus, Sqrt};
    !matches!(function, Abs | Cbrt | Exp | Relu | Sigmoid | Sign | Softplus | Sqrt)
}

fn primes(order: u32) -> String {
    match order {
        0..=3 => "'".repeat(order as usize),
        _ => format!("^{{({order})}}"),
    }
}

/// Parentheses of the size of what is inside.
fn parentheses(inside: &str) -> String {
    const TALL: [&str; 6] = ["\\frac", "\\sum", "\\prod", "\\begin", "\\left", "\\sqrt"];
    if TALL.iter().any(|it| inside.contains(it)) {
        format!("\\left({inside}\\right)")
    } else {
        format!("({inside})")
    }
}

fn sign(relation: Relation) -> &'static str {
    match relation {
        Relation::LESS => "<",
        Relation::EQUAL => "=",
        Relation::GREATER => ">",
        Relation::AT_MOST => "\\leq",
        Relation::AT_LEAST => "\\geq",
        Relation::NOT_EQUAL => "\\neq",
        Relation::NEVER => "\\text{ is never comparable to }",
        _ => "\\text{ is comparable to }",
    }
}
