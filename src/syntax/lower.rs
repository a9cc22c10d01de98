//! From what was typed to expressions: names are resolved, places are left behind.
//!
//! Nothing is simplified and no definition is unfolded: an abbreviation becomes a variable of its
//! name. The depth of every expression is bounded by [`MAX_DEPTH`]. Applications are in `apply.rs`.

use rustc_hash::FxHashSet;

use super::array::Uses;
use super::ast::{Ast, AstKind, Comparison, Name, Scale, Sign};
use super::scope::{Known, Scope, is_reserved, needs_arguments};
use super::statement::{Parameter, Range};
use super::{NameKind, NotDifferentiable, Span, SyntaxError, SyntaxErrorKind as Kind};
use crate::expr::{Arena, BinaryOp, Constant, ExprId, MAX_DEPTH, Proposition, Symbol};
use crate::number::Rational;

pub(super) type Lowered<T> = Result<T, SyntaxError>;

/// What a bound name is inside its binder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Local {
    /// A variable: bound by `at`, or a parameter of a function.
    Variable,
    /// An index of a sum or of an array.
    Index,
    /// An array with those ranges.
    Array(Vec<Range>),
}

/// The state of lowering one text.
pub(super) struct Lowering<'a> {
    pub(super) arena: &'a mut Arena,
    pub(super) scope: &'a mut Scope,
    source: &'a str,
    pub(super) locals: Vec<(Symbol, Local)>,
    /// Names that the text uses without arguments.
    pub(super) bare: FxHashSet<String>,
    pub(super) uses: Uses,
    /// Whether the names that are met stand where only integers make sense.
    pub(super) integer_place: bool,
}

impl<'a> Lowering<'a> {
    pub(super) fn new(
        arena: &'a mut Arena,
        scope: &'a mut Scope,
        source: &'a str,
        texts: &[&Ast],
    ) -> Self {
        let mut lowering = Self {
            arena,
            scope,
            source,
            locals: Vec::new(),
            bare: FxHashSet::default(),
            uses: Uses::default(),
            integer_place: false,
        };
        texts.iter().for_each(|ast| {
            lowering.survey(ast);
            lowering.uses.survey(ast);
        });
        lowering
    }

    /// Notes how names are used, so that the order of their uses makes no difference.
    fn survey(&mut self, ast: &Ast) {
        if let AstKind::Name(name) = &ast.kind {
            self.bare.insert(name.clone());
        }
        ast.parts().into_iter().for_each(|part| self.survey(part));
    }

    pub(super) fn text(&self, span: Span) -> String {
        span.of(self.source).to_owned()
    }

    pub(super) fn checked(&self, expr: ExprId, span: Span) -> Lowered<ExprId> {
        if self.arena.depth(expr) > MAX_DEPTH {
            return Err(SyntaxError::new(Kind::TooDeep(MAX_DEPTH), span));
        }
        Ok(expr)
    }

    /// The expression that a tree stands for.
    pub(super) fn expression(&mut self, ast: &Ast) -> Lowered<ExprId> {
        let span = ast.span;
        let expr = match &ast.kind {
            AstKind::Number(digits) => {
                self.arena.number(Rational::parse_decimal(digits).unwrap_or(Rational::ZERO))
            }
            AstKind::Name(name) => self.name(name, span)?,
            AstKind::Parenthesis(inside) => self.expression(inside)?,
            AstKind::Negate(inside) => {
                let inside = self.expression(inside)?;
                self.arena.negate(inside)
            }
            AstKind::Sum(first, rest) => self.operators(first, rest, |sign| match sign {
                Sign::Plus => BinaryOp::Add,
                Sign::Minus => BinaryOp::Sub,
            })?,
            AstKind::Product(first, rest) => self.operators(first, rest, |scale| match scale {
                Scale::Times => BinaryOp::Mul,
                Scale::Over => BinaryOp::Div,
            })?,
            AstKind::Juxtaposed(factors) => self.juxtaposed(factors)?,
            AstKind::Power(base, exponent) => {
                let base = self.expression(base)?;
                let exponent = self.expression(exponent)?;
                self.arena.pow(base, exponent)
            }
            AstKind::Apply { function, primes, arguments } => {
                self.apply(function, *primes, arguments, span)?
            }
            AstKind::Primed(name, order) => self.bare_prime(name, *order, span)?,
            AstKind::Indexed(array, indices) => self.component(array, indices)?,
            AstKind::Derivative { by, order, body } => self.derivative(by, *order, body)?,
            AstKind::At(body, bindings) => self.evaluation(body, bindings)?,
            AstKind::Piecewise(branches) => self.piecewise(branches)?,
            AstKind::Relation(..) | AstKind::And(_) | AstKind::Or(_) => {
                return Err(SyntaxError::new(Kind::RelationAsValue, span));
            }
        };
        self.checked(expr, span)
    }

    fn operators<T: Copy>(
        &mut self,
        first: &Ast,
        rest: &[(T, Ast)],
        op: impl Fn(T) -> BinaryOp,
    ) -> Lowered<ExprId> {
        let mut expr = self.expression(first)?;
        for (joined_by, part) in rest {
            let part_expr = self.expression(part)?;
            let joined = self.arena.binary(op(*joined_by), expr, part_expr);
            expr = self.checked(joined, first.span.to(part.span))?;
        }
        Ok(expr)
    }

    fn juxtaposed(&mut self, factors: &[Ast]) -> Lowered<ExprId> {
        let mut expr = self.expression(&factors[0])?;
        for factor in &factors[1..] {
            let factor_expr = self.expression(factor)?;
            let product = self.arena.mul(expr, factor_expr);
            expr = self.checked(product, factors[0].span.to(factor.span))?;
        }
        Ok(expr)
    }

    pub(super) fn local(&self, symbol: Symbol) -> Option<Local> {
        self.locals.iter().rev().find(|it| it.0 == symbol).map(|it| it.1.clone())
    }

    /// Lowers below a binder.
    pub(super) fn binding<T>(
        &mut self,
        names: &[(Symbol, Local)],
        inner: impl FnOnce(&mut Self) -> Lowered<T>,
    ) -> Lowered<T> {
        let before = self.locals.len();
        self.locals.extend_from_slice(names);
        // What is inside is at a place of its own, whatever stands around the binder.
        let outer = std::mem::take(&mut self.integer_place);
        let result = inner(self);
        self.integer_place = outer;
        self.locals.truncate(before);
        result
    }

    /// Lowers where only integers make sense.
    pub(super) fn integer(&mut self, ast: &Ast) -> Lowered<ExprId> {
        let outer = std::mem::replace(&mut self.integer_place, true);
        let result = self.expression(ast);
        self.integer_place = outer;
        result
    }

    fn name(&mut self, name: &str, span: Span) -> Lowered<ExprId> {
        match name {
            "e" => return Ok(self.arena.constant(Constant::E)),
            "pi" => return Ok(self.arena.constant(Constant::Pi)),
            _ => {}
        }
        let symbol = self.arena.symbol(name);
        match self.local(symbol) {
            Some(Local::Array(_)) => {
                return Err(self.used_as(name, NameKind::Array, NameKind::Variable, span));
            }
            Some(_) => return Ok(self.arena.variable(symbol)),
            None => {}
        }
        if needs_arguments(name) {
            return Err(SyntaxError::new(Kind::MissingArguments(name.to_owned()), span));
        }
        match self.scope.known(symbol).cloned() {
            // A declared function may be named without its own parameters.
            Some(Known::Function(_, Some(parameters))) => {
                let arguments = self.own_parameters(&parameters);
                return Ok(self.arena.apply(symbol, vec![0; arguments.len()], arguments));
            }
            Some(Known::Broken) => {
                return Err(SyntaxError::new(Kind::Broken(name.to_owned()), span));
            }
            Some(known @ (Known::Function(..) | Known::Array(_))) => {
                return Err(self.used_as(name, known.kind(), NameKind::Variable, span));
            }
            Some(Known::Abbreviation | Known::Variable) => {}
            None => self.scope.infer(symbol, Known::Variable),
        }
        if self.integer_place {
            self.note_integer(symbol, span)?;
        }
        Ok(self.arena.variable(symbol))
    }

    fn note_integer(&mut self, symbol: Symbol, span: Span) -> Lowered<()> {
        if self.scope.known(symbol) == Some(&Known::Abbreviation) {
            return Ok(());
        }
        if self.scope.is_varied(symbol) {
            return Err(self.not_differentiable(span, NotDifferentiable::Integer));
        }
        self.scope.infer_integer(symbol);
        Ok(())
    }

    pub(super) fn used_as(
        &self,
        name: &str,
        known: NameKind,
        used: NameKind,
        span: Span,
    ) -> SyntaxError {
        SyntaxError::new(Kind::UsedAs { name: name.to_owned(), known, used }, span)
    }

    pub(super) fn not_differentiable(&self, span: Span, reason: NotDifferentiable) -> SyntaxError {
        SyntaxError::new(Kind::NotDifferentiable { by: self.text(span), reason }, span)
    }

    pub(super) fn component(&mut self, array: &Name, indices: &[Ast]) -> Lowered<ExprId> {
        let symbol = self.arena.symbol(&array.text);
        if self.local(symbol).is_none() && is_reserved(&array.text) {
            let kind = NameKind::Variable;
            return Err(self.used_as(&array.text, kind, NameKind::Array, array.span));
        }
        self.know_array(array, indices.len())?;
        let indices = indices.iter().map(|it| self.integer(it)).collect::<Lowered<Vec<_>>>()?;
        Ok(self.arena.indexed(symbol, indices))
    }

    /// `diff(body, by)` of some order.
    pub(super) fn derivative(&mut self, by: &Ast, order: u32, body: &Ast) -> Lowered<ExprId> {
        let mut expr = self.expression(body)?;
        let variable = self.varied(by)?;
        for _ in 0..order {
            expr = self.arena.derivative(expr, variable);
            self.checked(expr, body.span)?;
        }
        Ok(expr)
    }

    /// What is differentiated by.
    fn varied(&mut self, by: &Ast) -> Lowered<ExprId> {
        let refused = |this: &Self, reason| Err(this.not_differentiable(by.span, reason));
        match &by.inner().kind {
            AstKind::Name(name) if name == "e" || name == "pi" => {
                refused(self, NotDifferentiable::Constant)
            }
            AstKind::Name(name) => {
                let symbol = self.arena.symbol(name);
                match self.local(symbol) {
                    Some(Local::Index) => return refused(self, NotDifferentiable::Integer),
                    Some(Local::Variable) => return Ok(self.arena.variable(symbol)),
                    Some(Local::Array(_)) => return refused(self, NotDifferentiable::Compound),
                    None if self.scope.is_integer(symbol) => {
                        return refused(self, NotDifferentiable::Integer);
                    }
                    None => {}
                }
                let array = self.uses.is_array(name);
                match self.scope.known(symbol) {
                    Some(Known::Function(..)) => return refused(self, NotDifferentiable::Function),
                    Some(Known::Array(_)) => return refused(self, NotDifferentiable::Compound),
                    None if array => {
                        return refused(self, NotDifferentiable::Compound);
                    }
                    _ => {}
                }
                let variable = self.name(name, by.span)?;
                self.scope.vary(symbol);
                Ok(variable)
            }
            AstKind::Indexed(array, indices) => {
                let symbol = self.arena.symbol(&array.text);
                let meaning = self.scope.definitions().get(symbol);
                let unlimited = meaning.is_some_and(|it| it.ranges.is_empty());
                if unlimited && self.local(symbol).is_none() {
                    return refused(self, NotDifferentiable::DefinedArray);
                }
                self.component(array, indices)
            }
            _ => refused(self, NotDifferentiable::Compound),
        }
    }

    /// A name that a binder is about to bind.
    pub(super) fn bindable(&mut self, name: &Name) -> Lowered<Symbol> {
        if is_reserved(&name.text) {
            return Err(SyntaxError::new(Kind::Reserved(name.text.clone()), name.span));
        }
        Ok(self.arena.symbol(&name.text))
    }

    fn evaluation(&mut self, body: &Ast, bindings: &[(Name, Ast)]) -> Lowered<ExprId> {
        let mut names: Vec<(Symbol, Local)> = Vec::new();
        let mut values = Vec::new();
        for (name, value) in bindings {
            let symbol = self.bindable(name)?;
            if names.iter().any(|it| it.0 == symbol) {
                return Err(SyntaxError::new(Kind::Repeated(name.text.clone()), name.span));
            }
            if let Some(array) = self.array(value)? {
                names.push((symbol, Local::Array(self.ranges_of(array))));
                values.push((symbol, array));
                continue;
            }
            let integer = self.local(symbol) == Some(Local::Index) || self.scope.is_integer(symbol);
            names.push((symbol, if integer { Local::Index } else { Local::Variable }));
            values.push((symbol, self.expression(value)?));
        }
        let body = self.binding(&names, |this| this.expression(body))?;
        Ok(self.arena.at(body, values))
    }

    fn piecewise(&mut self, branches: &[(Ast, Option<Ast>)]) -> Lowered<ExprId> {
        let mut lowered = Vec::with_capacity(branches.len());
        for (value, guard) in branches {
            let value = self.expression(value)?;
            let guard = match guard {
                Some(guard) => self.proposition(guard)?,
                None => Proposition::TRUE,
            };
            lowered.push((value, guard));
        }
        Ok(self.arena.piecewise(lowered))
    }

    /// The statement that a tree stands for.
    pub(super) fn proposition(&mut self, ast: &Ast) -> Lowered<Proposition> {
        Ok(match &ast.kind {
            AstKind::Parenthesis(inside) => self.proposition(inside)?,
            AstKind::And(parts) => Proposition::And(self.propositions(parts)?),
            AstKind::Or(parts) => Proposition::Or(self.propositions(parts)?),
            AstKind::Relation(first, rest) => self.comparisons(first, rest)?,
            AstKind::Name(name) if name == "true" => Proposition::TRUE,
            AstKind::Name(name) if name == "false" => Proposition::FALSE,
            AstKind::Apply { function, primes: 0, arguments } => {
                match (function.text.as_str(), arguments.as_slice()) {
                    ("integer", [value]) => Proposition::Integer(self.expression(value)?),
                    ("differentiable", [body, by]) => Proposition::Differentiable {
                        by: self.varied(by)?,
                        body: self.expression(body)?,
                    },
                    _ => return Err(SyntaxError::new(Kind::ValueAsRelation, ast.span)),
                }
            }
            _ => return Err(SyntaxError::new(Kind::ValueAsRelation, ast.span)),
        })
    }

    fn propositions(&mut self, parts: &[Ast]) -> Lowered<Vec<Proposition>> {
        parts.iter().map(|part| self.proposition(part)).collect()
    }

    fn comparisons(&mut self, first: &Ast, rest: &[(Comparison, Ast)]) -> Lowered<Proposition> {
        let mut left = self.expression(first)?;
        let mut parts = Vec::with_capacity(rest.len());
        for (comparison, side) in rest {
            let right = self.expression(side)?;
            parts.push(Proposition::Compare(comparison.relation(), left, right));
            left = right;
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Proposition::And(parts) })
    }

    /// `u'` without arguments.
    fn bare_prime(&mut self, name: &Name, order: u32, span: Span) -> Lowered<ExprId> {
        if needs_arguments(&name.text) {
            return Err(SyntaxError::new(Kind::MissingArguments(name.text.clone()), span));
        }
        let symbol = self.arena.symbol(&name.text);
        let known = self.scope.known(symbol).filter(|_| self.local(symbol).is_none()).cloned();
        let variables = match known {
            Some(Known::Function(_, Some(parameters))) => match &parameters[..] {
                [parameter] if parameter.ranges.is_empty() => {
                    let variable = self.arena.variable(parameter.name);
                    return Ok(self.arena.apply(symbol, vec![order], vec![variable]));
                }
                _ => Some(parameters.len()),
            },
            Some(Known::Abbreviation) => {
                let variables = self.variables_of(symbol, span)?;
                if let [variable] = variables[..] {
                    let variable = self.arena.variable(variable);
                    let mut expr = self.arena.variable(symbol);
                    for _ in 0..order {
                        expr = self.arena.derivative(expr, variable);
                    }
                    return Ok(expr);
                }
                Some(variables.len())
            }
            Some(Known::Broken) => {
                return Err(SyntaxError::new(Kind::Broken(name.text.clone()), name.span));
            }
            _ => None,
        };
        Err(SyntaxError::new(Kind::BarePrime { name: name.text.clone(), variables }, span))
    }

    /// What stands for the parameters of a declared function where they are left out.
    fn own_parameters(&mut self, parameters: &[Parameter]) -> Vec<ExprId> {
        parameters
            .iter()
            .map(|it| {
                let ranges: Vec<_> = it.ranges.iter().map(|it| (it.from, it.to)).collect();
                match ranges[..] {
                    [] => self.arena.variable(it.name),
                    _ => self.arena.whole_array(it.name, &ranges),
                }
            })
            .collect()
    }

    /// The real variables that an abbreviation depends on.
    fn variables_of(&mut self, abbreviation: Symbol, span: Span) -> Lowered<Vec<Symbol>> {
        let expr = self.arena.variable(abbreviation);
        let unfolded = self.scope.definitions().unfold_all(self.arena, expr);
        let unfolded = unfolded.map_err(|_| SyntaxError::new(Kind::TooLarge, span))?;
        let mut names = self.arena.free_symbols(unfolded);
        names.retain(|&name| {
            let function = matches!(self.scope.known(name), Some(Known::Function(..)));
            !function && !self.scope.is_integer(name)
        });
        Ok(names)
    }
}
