//! Lowering of applications: the forms of the language that look like functions, elementary
//! functions, and functions that are declared, defined or inferred.

use super::ast::{Ast, AstKind, Name};
use super::lower::{Local, Lowered, Lowering};
use super::scope::{Known, Mode};
use super::statement::Parameter;
use super::token::MAX_ORDER;
use super::{NameKind, Span, SyntaxError, SyntaxErrorKind as Kind};
use crate::expr::{ExprId, Extremum, Fold, FoldKind, Function, Node, Symbol};

impl Lowering<'_> {
    pub(super) fn apply(
        &mut self,
        function: &Name,
        primes: u32,
        arguments: &[Ast],
        span: Span,
    ) -> Lowered<ExprId> {
        let name = function.text.as_str();
        if let Some(elementary) = Function::by_name(name) {
            let [argument] = self.exactly(function, arguments)?;
            let argument = self.expression(argument)?;
            return Ok(if primes == 0 {
                self.arena.call(elementary, argument)
            } else {
                self.arena.intern(Node::Prime(elementary, primes, argument))
            });
        }
        match name {
            _ if primes > 0 => self.user_function(function, primes, arguments, span),
            "diff" => self.diff(function, arguments),
            "sum" => self.fold(FoldKind::Sum, function, arguments),
            "prod" => self.fold(FoldKind::Product, function, arguments),
            "max" => self.extremum(Extremum::Max, function, arguments),
            "min" => self.extremum(Extremum::Min, function, arguments),
            "delta" => {
                let [a, b] = self.exactly(function, arguments)?;
                let (a, b) = (self.integer(a)?, self.integer(b)?);
                Ok(self.arena.intern(Node::Delta(a, b)))
            }
            "array" if arguments.len() == 4 && !self.is_known(name) => {
                Err(SyntaxError::new(Kind::ArrayAsValue, span))
            }
            "integer" | "differentiable" => {
                Err(SyntaxError::new(Kind::RelationAsValue, function.span))
            }
            _ => self.user_function(function, primes, arguments, span),
        }
    }

    fn is_known(&mut self, name: &str) -> bool {
        let symbol = self.arena.symbol(name);
        self.scope.known(symbol).is_some()
    }

    fn arity_error(&self, function: &Name, expected: String, found: usize) -> SyntaxError {
        let kind = Kind::WrongArity { name: function.text.clone(), expected, found };
        SyntaxError::new(kind, function.span)
    }

    fn exactly<'b, const N: usize>(
        &self,
        function: &Name,
        arguments: &'b [Ast],
    ) -> Lowered<&'b [Ast; N]> {
        arguments.try_into().map_err(|_| {
            self.arity_error(function, counted(N, "argument", "arguments"), arguments.len())
        })
    }

    fn diff(&mut self, function: &Name, arguments: &[Ast]) -> Lowered<ExprId> {
        let (body, by, order) = match arguments {
            [body, by] => (body, by, 1),
            [body, by, order] => (body, by, order_of(order)?),
            _ => {
                let expected = "an expression, a variable and perhaps an order".to_owned();
                return Err(self.arity_error(function, expected, arguments.len()));
            }
        };
        self.derivative(by, order, body)
    }

    fn fold(&mut self, kind: FoldKind, function: &Name, arguments: &[Ast]) -> Lowered<ExprId> {
        let [body, index, from, to] = self.exactly(function, arguments)?;
        let symbol = self.index(index)?;
        let (from, to) = (self.integer(from)?, self.integer(to)?);
        let body = self.binding(&[(symbol, Local::Index)], |this| this.expression(body))?;
        Ok(self.arena.fold(Fold { kind, body, index: symbol, from, to }))
    }

    /// The name of an index that is about to be bound.
    pub(super) fn index(&mut self, index: &Ast) -> Lowered<Symbol> {
        let AstKind::Name(text) = &index.inner().kind else {
            let text = self.text(index.span);
            return Err(SyntaxError::new(Kind::NotAName(text), index.span));
        };
        self.bindable(&Name { text: text.clone(), span: index.span })
    }

    fn extremum(&mut self, kind: Extremum, function: &Name, arguments: &[Ast]) -> Lowered<ExprId> {
        let [first, rest @ ..] = arguments else {
            return Err(self.arity_error(function, "at least 2 arguments".to_owned(), 0));
        };
        if rest.is_empty() {
            return Err(self.arity_error(function, "at least 2 arguments".to_owned(), 1));
        }
        let mut expr = self.expression(first)?;
        for argument in rest {
            let next = self.expression(argument)?;
            let both = self.arena.extremum(kind, expr, next);
            expr = self.checked(both, argument.span)?;
        }
        Ok(expr)
    }

    fn user_function(
        &mut self,
        function: &Name,
        primes: u32,
        arguments: &[Ast],
        span: Span,
    ) -> Lowered<ExprId> {
        let parameters = self.know_function(function, arguments, span)?;
        if primes > 0 && arguments.len() > 1 {
            return Err(SyntaxError::new(Kind::PrimeOfSeveral(function.text.clone()), span));
        }
        let symbol = self.arena.symbol(&function.text);
        let arguments = arguments.iter().enumerate().map(|(position, it)| {
            let expected = parameters.as_ref().map(|all| &all[position].ranges[..]);
            self.argument(function, it, expected)
        });
        let arguments = arguments.collect::<Lowered<Vec<_>>>()?;
        let ranks = arguments.iter().map(|&it| self.arena.rank(it)).collect();
        if parameters.is_none() && !self.scope.takes(symbol, ranks) {
            return Err(SyntaxError::new(Kind::MixedArguments(function.text.clone()), span));
        }
        if primes > 0 && self.arena.as_array(arguments[0]).is_some() {
            return Err(SyntaxError::new(Kind::PrimeOfSeveral(function.text.clone()), span));
        }
        let mut orders = vec![0; arguments.len()];
        orders[0] = primes;
        Ok(self.arena.apply(symbol, orders, arguments))
    }

    /// Checks that a name may be applied, and learns that it is a function where that is inferred.
    fn know_function(
        &mut self,
        function: &Name,
        arguments: &[Ast],
        span: Span,
    ) -> Lowered<Option<Vec<Parameter>>> {
        let name = function.text.clone();
        let symbol = self.arena.symbol(&name);
        if name == "e" || name == "pi" {
            return Err(self.not_a_function(function, arguments, NameKind::Constant, span));
        }
        if self.local(symbol).is_some() {
            return Err(self.not_a_function(function, arguments, NameKind::Variable, span));
        }
        match self.scope.known(symbol) {
            Some(&Known::Function(arity, _)) if arity != arguments.len() => {
                let expected = counted(arity, "argument", "arguments");
                Err(self.arity_error(function, expected, arguments.len()))
            }
            Some(Known::Function(_, parameters)) => Ok(parameters.clone()),
            Some(Known::Broken) => Err(SyntaxError::new(Kind::Broken(name), function.span)),
            Some(known) => {
                let kind = known.kind();
                Err(self.not_a_function(function, arguments, kind, span))
            }
            None if self.bare.contains(&name) => {
                Err(self.not_a_function(function, arguments, NameKind::Variable, span))
            }
            None if self.scope.mode() == Mode::Inferred => {
                self.scope.infer(symbol, Known::Function(arguments.len(), None));
                Ok(None)
            }
            None => {
                let similar = self.scope.similar_function(self.arena, &name);
                Err(SyntaxError::new(Kind::UnknownFunction { name, similar }, function.span))
            }
        }
    }

    fn not_a_function(
        &self,
        function: &Name,
        arguments: &[Ast],
        kind: NameKind,
        span: Span,
    ) -> SyntaxError {
        let inside = arguments[0].span.to(arguments[arguments.len() - 1].span);
        let kind =
            Kind::NotAFunction { name: function.text.clone(), argument: self.text(inside), kind };
        SyntaxError::new(kind, span)
    }
}

/// The order of a derivative: a small positive numeral.
fn order_of(ast: &Ast) -> Lowered<u32> {
    let order = match &ast.inner().kind {
        AstKind::Number(digits) => digits.parse().ok(),
        _ => None,
    };
    order
        .filter(|order| (1..=MAX_ORDER).contains(order))
        .ok_or_else(|| SyntaxError::new(Kind::BadOrder(MAX_ORDER), ast.span))
}

/// A number of things in words.
pub(super) fn counted(count: usize, one: &str, many: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {many}") }
}
