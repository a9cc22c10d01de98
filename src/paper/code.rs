//! Code below formulas: what NumPy computes, in plain notation.
//!
//! Of Python only what computes arrays element by element, and sums of them, is understood: assignments,
//! small functions, and the functions of NumPy with a counterpart in plain notation. An array is the
//! name with an index, `x[i]`; what adds up an array has a sum over an index of its own.

use std::collections::BTreeMap;

use rustpython_parser::Parse;
use rustpython_parser::ast::{self, Constant, Expr, Operator, Ranged, Stmt};

use super::plain::Plain;
use super::text::exchanged;
use crate::syntax::Span;

/// The index of the elements of arrays.
const ELEMENT: &str = "[i]";

/// What is computed at a place.
#[derive(Debug, Clone)]
pub(super) struct Computed {
    /// The name that gets the value, or of the function that gives it.
    pub(super) name: Option<String>,
    pub(super) is_function: bool,
    pub(super) value: Value,
    pub(super) span: Span,
}

/// A value in plain notation.
#[derive(Debug, Clone)]
pub(super) struct Value {
    plain: Plain,
    /// The function in which a whole array is added up.
    whole: Option<String>,
    /// What is wrong with it whatever the formula says, in one sentence.
    pub(super) fault: Option<String>,
}

impl Value {
    fn of(plain: Plain) -> Self {
        Self { plain, whole: None, fault: None }
    }

    /// The value in plain notation; of numbers where nothing is added up.
    pub(super) fn text(&self) -> String {
        let text = self.plain.text();
        if text.contains("sum(") { text.to_owned() } else { text.replace(ELEMENT, "") }
    }

    /// A value made of others.
    fn made(plain: Plain, parts: &[&Self]) -> Self {
        let whole = parts.iter().find_map(|it| it.whole.clone());
        Self { plain, whole, fault: parts.iter().find_map(|it| it.fault.clone()) }
    }
}

/// A function that the code defines.
#[derive(Debug, Clone)]
struct Function {
    parameters: Vec<String>,
    value: Value,
}

/// What the code of a document has computed so far.
#[derive(Debug, Clone, Default)]
pub(super) struct Code {
    values: BTreeMap<String, Value>,
    functions: BTreeMap<String, Function>,
}

impl Code {
    /// What a cell computes and is understood, in order. Code that is no Python computes nothing.
    pub(super) fn read(&mut self, cell: &str) -> Vec<Computed> {
        let cell = without_magic(cell);
        let mut found = Vec::new();
        if let Ok(statements) = ast::Suite::parse(&cell, "cell") {
            self.statements(&statements, None, &mut found);
        }
        found
    }

    fn statements(&mut self, list: &[Stmt], inside: Option<&str>, found: &mut Vec<Computed>) {
        for statement in list {
            match statement {
                Stmt::Assign(it) => {
                    if let [Expr::Name(name)] = &it.targets[..] {
                        self.assign(name.id.as_str(), &it.value, inside, found);
                    }
                }
                Stmt::AnnAssign(it) => {
                    if let (Expr::Name(name), Some(value)) = (&*it.target, &it.value) {
                        self.assign(name.id.as_str(), value, inside, found);
                    }
                }
                Stmt::FunctionDef(it) => self.function(it, found),
                Stmt::Expr(it) => self.shown(&it.value, found),
                Stmt::For(it) => self.statements(&it.body, inside, found),
                Stmt::With(it) => self.statements(&it.body, inside, found),
                _ => {}
            }
        }
    }

    fn assign(
        &mut self,
        name: &str,
        value: &Expr,
        inside: Option<&str>,
        found: &mut Vec<Computed>,
    ) {
        let Some(value_here) = self.value(value, inside) else {
            // What is not understood stands for itself from now on.
            self.values.remove(name);
            return;
        };
        self.values.insert(name.to_owned(), value_here.clone());
        if inside.is_none() {
            let name = Some(name.to_owned());
            found.push(Computed { name, is_function: false, value: value_here, span: span(value) });
        }
    }

    /// A function whose body assigns and returns.
    fn function(&mut self, it: &ast::StmtFunctionDef, found: &mut Vec<Computed>) {
        let name = it.name.to_string();
        let parameters: Vec<String> =
            it.args.args.iter().map(|it| it.def.arg.to_string()).collect();
        let mut inner = self.clone();
        parameters.iter().for_each(|it| drop(inner.values.remove(it)));
        let Some((Stmt::Return(last), before)) = it.body.split_last() else { return };
        inner.statements(before, Some(&name), &mut Vec::new());
        let Some(expr) = &last.value else { return };
        let Some(value) = inner.value(expr, Some(&name)) else { return };
        self.functions.insert(name.clone(), Function { parameters, value: value.clone() });
        found.push(Computed { name: Some(name), is_function: true, value, span: span(expr) });
    }

    /// An expression that stands alone, or is printed.
    fn shown(&mut self, expr: &Expr, found: &mut Vec<Computed>) {
        let parts: Vec<&Expr> = match expr {
            Expr::Call(call) if name_of(&call.func).as_deref() == Some("print") => {
                call.args.iter().collect()
            }
            other => vec![other],
        };
        for part in parts {
            if matches!(part, Expr::Name(_) | Expr::Constant(_)) {
                continue;
            }
            if let Some(value) = self.value(part, None) {
                found.push(Computed { name: None, is_function: false, value, span: span(part) });
            }
        }
    }

    fn value(&self, expr: &Expr, inside: Option<&str>) -> Option<Value> {
        Some(match expr {
            Expr::Name(name) => {
                let name = name.id.as_str();
                let plain = || Value::of(Plain::atom(format!("{name}{ELEMENT}")));
                self.values.get(name).cloned().unwrap_or_else(plain)
            }
            Expr::Constant(it) => Value::of(Plain::atom(match &it.value {
                Constant::Int(value) => value.to_string(),
                Constant::Float(value) if value.is_finite() => decimal(*value),
                _ => return None,
            })),
            Expr::UnaryOp(it) => {
                let value = self.value(&it.operand, inside)?;
                match it.op {
                    ast::UnaryOp::USub => Value::made(value.plain.negated(), &[&value]),
                    ast::UnaryOp::UAdd => value,
                    _ => return None,
                }
            }
            Expr::BinOp(it) => {
                let (a, b) = (self.value(&it.left, inside)?, self.value(&it.right, inside)?);
                let plain = match it.op {
                    Operator::Add => {
                        Plain::sum(&[(false, a.plain.clone()), (false, b.plain.clone())])
                    }
                    Operator::Sub => {
                        Plain::sum(&[(false, a.plain.clone()), (true, b.plain.clone())])
                    }
                    Operator::Mult => Plain::product(&[a.plain.clone(), b.plain.clone()]),
                    Operator::Div => Plain::quotient(&a.plain, &b.plain),
                    Operator::Pow => Plain::power(&a.plain, &b.plain),
                    _ => return None,
                };
                Value::made(plain, &[&a, &b])
            }
            Expr::Compare(_) => {
                let condition = self.condition(expr, inside)?;
                Value::of(Plain::atom(format!("piecewise(1 if {condition}, 0 otherwise)")))
            }
            Expr::Subscript(it) => self.selection(it, inside)?,
            Expr::Call(it) => self.call(it, inside)?,
            _ => return None,
        })
    }

    /// `x[x > 0]` keeps some elements, and forgets where they were.
    fn selection(&self, it: &ast::ExprSubscript, inside: Option<&str>) -> Option<Value> {
        self.condition(&it.slice, inside)?;
        let mut value = self.value(&it.value, inside)?;
        let text = "this keeps some elements of an array, where a formula gives a value for each";
        value.fault = Some(text.to_owned());
        Some(value)
    }

    fn condition(&self, expr: &Expr, inside: Option<&str>) -> Option<String> {
        let Expr::Compare(it) = expr else { return None };
        let mut text = self.value(&it.left, inside)?.plain.into_text();
        for (op, side) in it.ops.iter().zip(&it.comparators) {
            text += match op {
                ast::CmpOp::Eq => " == ",
                ast::CmpOp::NotEq => " != ",
                ast::CmpOp::Lt => " < ",
                ast::CmpOp::LtE => " <= ",
                ast::CmpOp::Gt => " > ",
                ast::CmpOp::GtE => " >= ",
                _ => return None,
            };
            text += self.value(side, inside)?.plain.text();
        }
        Some(text)
    }

    fn call(&self, it: &ast::ExprCall, inside: Option<&str>) -> Option<Value> {
        if let Expr::Attribute(method) = &*it.func
            && !is_library(&method.value)
        {
            // A method of an array.
            let value = self.value(&method.value, inside)?;
            return match method.attr.as_str() {
                "astype" | "copy" => Some(value),
                name => self.reduced(name, value, it, inside),
            };
        }
        let name = name_of(&it.func)?;
        if let Some(function) = self.functions.get(&name) {
            return self.applied(function, it, inside);
        }
        if name == "where" {
            let [condition, yes, no] = &it.args[..] else { return None };
            let condition = self.condition(condition, inside)?;
            let (yes, no) = (self.value(yes, inside)?, self.value(no, inside)?);
            let text = format!(
                "piecewise({} if {condition}, {} otherwise)",
                yes.plain.text(),
                no.plain.text()
            );
            return Some(Value::made(Plain::atom(text), &[&yes, &no]));
        }
        let arguments: Vec<Value> =
            it.args.iter().map(|it| self.value(it, inside)).collect::<Option<_>>()?;
        let parts: Vec<&Value> = arguments.iter().collect();
        let plain: Vec<Plain> = arguments.iter().map(|it| it.plain.clone()).collect();
        let made = |plain: Plain| Some(Value::made(plain, &parts));
        let one = || Plain::atom("1");
        match (name.as_str(), &plain[..]) {
            ("sum" | "mean", [_]) => self.reduced(&name, arguments[0].clone(), it, inside),
            ("maximum", [_, _]) => made(Plain::apply("max", &plain)),
            ("minimum", [_, _]) => made(Plain::apply("min", &plain)),
            ("power", [a, b]) => made(Plain::power(a, b)),
            ("square", [a]) => made(Plain::power(a, &Plain::atom("2"))),
            ("log1p", [a]) => {
                made(Plain::apply("ln", &[Plain::sum(&[(false, one()), (false, a.clone())])]))
            }
            ("expm1", [a]) => made(Plain::sum(&[
                (false, Plain::apply("exp", std::slice::from_ref(a))),
                (true, one()),
            ])),
            ("reciprocal", [a]) => made(Plain::quotient(&one(), a)),
            (_, [_]) => {
                let known = elementary(&name)?;
                made(Plain::apply(known, &plain))
            }
            _ => None,
        }
    }

    /// `np.sum(a)`, `a.mean(axis=-1)`.
    fn reduced(
        &self,
        name: &str,
        value: Value,
        it: &ast::ExprCall,
        inside: Option<&str>,
    ) -> Option<Value> {
        if !["sum", "mean"].contains(&name) {
            return None;
        }
        let axis =
            it.keywords.iter().any(|it| it.arg.as_ref().is_some_and(|it| it.as_str() == "axis"));
        let depth = value.plain.text().matches("sum(").count();
        let index = ["k", "l", "m", "p", "q"].get(depth)?;
        let body = value.plain.text().replace(ELEMENT, &format!("[{index}]"));
        let sum = format!("sum({body}, {index}, 1, n)");
        let plain = if name == "sum" { sum } else { format!("({sum}/n)") };
        let mut result = Value::made(Plain::atom(plain), &[&value]);
        match (&value.whole, axis) {
            (Some(function), true) => {
                let text =
                    format!("this adds up along an axis, but `{function}` adds up the whole array");
                result.fault.get_or_insert(text);
            }
            (None, false) => result.whole = inside.map(str::to_owned),
            _ => {}
        }
        Some(result)
    }

    /// A function of the code at arguments.
    fn applied(
        &self,
        function: &Function,
        it: &ast::ExprCall,
        inside: Option<&str>,
    ) -> Option<Value> {
        if function.parameters.len() != it.args.len() {
            return None;
        }
        let mut text = function.value.plain.text().to_owned();
        let mut parts = vec![function.value.clone()];
        // First names that occur nowhere, so that arguments are not replaced in turn.
        for (number, parameter) in function.parameters.iter().enumerate() {
            text = replaced(&text, parameter, &format!("#{number}#"));
        }
        for (number, argument) in it.args.iter().enumerate() {
            let value = self.value(argument, inside)?;
            for index in ["i", "k", "l", "m", "p", "q"] {
                let element = value.plain.text().replace(ELEMENT, &format!("[{index}]"));
                text = text.replace(&format!("#{number}#[{index}]"), &format!("({element})"));
            }
            parts.push(value);
        }
        let parts: Vec<&Value> = parts.iter().collect();
        (!text.contains('#')).then(|| Value::made(Plain::atom(format!("({text})")), &parts))
    }
}

/// A text with another word in the place of an array's name.
fn replaced(text: &str, name: &str, other: &str) -> String {
    exchanged(text, name, |behind| behind.starts_with('[').then(|| (other.to_owned(), 0)))
}

/// A decimal as it is written, without an exponent.
fn decimal(value: f64) -> String {
    format!("{value}")
}

/// A cell without the commands of notebooks, every other character at its place.
fn without_magic(cell: &str) -> String {
    let blank = |line: &str| match line.trim_start().starts_with(['%', '!', '?']) {
        true => line.chars().map(|c| if c == '\n' { c } else { '#' }).collect(),
        false => line.to_owned(),
    };
    cell.split_inclusive('\n').map(blank).collect()
}

fn span(expr: &Expr) -> Span {
    let range = expr.range();
    Span::new(range.start().to_usize(), range.end().to_usize())
}

/// Whether an expression is a library, whose functions are not methods.
fn is_library(expr: &Expr) -> bool {
    matches!(expr, Expr::Name(name) if ["np", "numpy", "jnp", "math", "torch", "tf"].contains(&name.id.as_str()))
}

/// The name of what is called.
fn name_of(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Name(name) => Some(name.id.to_string()),
        Expr::Attribute(it) if is_library(&it.value) => Some(it.attr.to_string()),
        _ => None,
    }
}

/// The plain name of an elementary function of NumPy.
fn elementary(name: &str) -> Option<&str> {
    let plain = match name {
        "log" => "ln",
        "absolute" => "abs",
        "arcsin" => "asin",
        "arccos" => "acos",
        "arctan" => "atan",
        "arcsinh" => "asinh",
        "arccosh" => "acosh",
        "arctanh" => "atanh",
        other => other,
    };
    let known =
        ["exp", "ln", "sqrt", "cbrt", "abs", "sign", "sin", "cos", "tan", "sinh", "cosh", "tanh"];
    let inverse = ["asin", "acos", "atan", "asinh", "acosh", "atanh"];
    (known.contains(&plain) || inverse.contains(&plain)).then_some(plain)
}
