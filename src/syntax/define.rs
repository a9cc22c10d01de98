//! The statements that give names: `let`, `define`, `function`, `index`.

use super::ast::{Ast, Name};
use super::grammar::Parser;
use super::lower::{Local, Lowered};
use super::scope::{Known, Scope, is_reserved};
use super::statement::{FunctionDeclaration, Parameter, Range, StatementKind};
use super::token::TokenKind;
use super::{Expected, NameKind, NotDifferentiable, Span, SyntaxError, SyntaxErrorKind as Kind};
use crate::expr::{Arena, Definition, Function, Meaning, Symbol, UnfoldError};

/// The state of reading a file.
pub(super) struct Reader<'a> {
    pub(super) arena: &'a mut Arena,
    pub(super) scope: &'a mut Scope,
    pub(super) source: &'a str,
    pub(super) errors: Vec<SyntaxError>,
}

/// The left side of a `define`, and the tree of its right side.
struct Head {
    parameters: Vec<Name>,
    array: bool,
    body: Ast,
}

/// A parameter as typed: a name, and the ranges of an array.
type TypedParameter = (Name, Vec<(Ast, Ast)>);

impl Reader<'_> {
    /// `let u = …`.
    pub(super) fn abbreviation(&mut self, head: Span) -> Lowered<StatementKind> {
        let mut parser = self.parser(head)?;
        parser.bump();
        let name = parser.name()?;
        let body = definition_body(&mut parser);
        self.check_new(&name)?;
        let symbol = self.arena.symbol(&name.text);
        let result = body.and_then(|body| {
            let body = self.lowering(&[&body]).expression(&body)?;
            Ok(Definition { meaning: Meaning::Abbreviation, body, ranges: Vec::new() })
        });
        self.add(&name, symbol, Known::Abbreviation, result)
    }

    /// `define f(x) = …`, `define S[i] = …`.
    pub(super) fn definition(&mut self, head: Span) -> Lowered<StatementKind> {
        let mut parser = self.parser(head)?;
        parser.bump();
        let name = parser.name()?;
        let parsed = definition_head(&mut parser, &name);
        if let Some(function) = Function::by_name(&name.text) {
            return self.restatement(function, &name, parsed?);
        }
        self.check_new(&name)?;
        let symbol = self.arena.symbol(&name.text);
        let parsed = match parsed {
            Ok(parsed) => parsed,
            Err(error) => return self.add(&name, symbol, Known::Broken, Err(error)),
        };
        let known = |symbols: &[Symbol]| match parsed.array {
            true => Known::Array(symbols.len()),
            false => Known::Function(symbols.len(), Some(numbers(symbols))),
        };
        let symbols = match self.parameters(&parsed.parameters) {
            Ok(symbols) => symbols,
            Err(error) => return self.add(&name, symbol, Known::Broken, Err(error)),
        };
        // The name is known in its own meaning, where it is found to be cyclic.
        self.scope.declare(symbol, known(&symbols));
        let body = self.lower_body(&parsed, &symbols);
        let meaning = match parsed.array {
            true => Meaning::Array(symbols.clone()),
            false => Meaning::Function(symbols.clone()),
        };
        let ranges = self.scope.ranges_of_indices(&symbols).filter(|_| parsed.array);
        let ranges = ranges.unwrap_or_default().into_iter().map(|it| (it.from, it.to)).collect();
        let result = body.map(|body| Definition { meaning, body, ranges });
        self.add(&name, symbol, known(&symbols), result)
    }

    fn restatement(
        &mut self,
        function: Function,
        name: &Name,
        head: Head,
    ) -> Lowered<StatementKind> {
        let symbols = self.parameters(&head.parameters)?;
        let [parameter] = symbols[..] else {
            let expected = "1 argument".to_owned();
            let kind = Kind::WrongArity { name: name.text.clone(), expected, found: symbols.len() };
            return Err(SyntaxError::new(kind, name.span));
        };
        let rhs = self.lower_body(&head, &symbols)?;
        let argument = self.arena.variable(parameter);
        let lhs = self.arena.call(function, argument);
        Ok(StatementKind::Restatement { function, lhs, rhs, rhs_span: head.body.span })
    }

    fn lower_body(&mut self, head: &Head, symbols: &[Symbol]) -> Lowered<crate::expr::ExprId> {
        let local = if head.array { Local::Index } else { Local::Variable };
        let locals: Vec<_> = symbols.iter().map(|&it| (it, local.clone())).collect();
        self.lowering(&[&head.body]).binding(&locals, |it| it.expression(&head.body))
    }

    fn parameters(&mut self, names: &[Name]) -> Lowered<Vec<Symbol>> {
        let mut symbols = Vec::with_capacity(names.len());
        for name in names {
            if is_reserved(&name.text) {
                return Err(SyntaxError::new(Kind::Reserved(name.text.clone()), name.span));
            }
            let symbol = self.arena.symbol(&name.text);
            if symbols.contains(&symbol) {
                return Err(SyntaxError::new(Kind::Repeated(name.text.clone()), name.span));
            }
            symbols.push(symbol);
        }
        Ok(symbols)
    }

    /// Refuses a name that is reserved, has a meaning, or has been used as a variable above.
    fn check_new(&mut self, name: &Name) -> Lowered<()> {
        let error = |kind| Err(SyntaxError::new(kind, name.span));
        if is_reserved(&name.text) {
            return error(Kind::Reserved(name.text.clone()));
        }
        let symbol = self.arena.symbol(&name.text);
        match self.scope.known(symbol) {
            Some(Known::Broken) | None => Ok(()),
            Some(_) if self.scope.is_declared(symbol) => {
                error(Kind::AlreadyDefined(name.text.clone()))
            }
            Some(_) => Ok(()),
        }
    }

    /// Gives a name its meaning, or notes that it has none.
    fn add(
        &mut self,
        name: &Name,
        symbol: Symbol,
        known: Known,
        definition: Lowered<Definition>,
    ) -> Lowered<StatementKind> {
        let used_above = self.scope.is_inferred(symbol);
        let result = definition.and_then(|definition| {
            let kind =
                match self.scope.definitions_mut().add(self.arena, symbol, definition.clone()) {
                    Ok(()) if used_above => Kind::UsedBefore(name.text.clone()),
                    Ok(()) => return Ok(definition),
                    Err(UnfoldError::Cyclic(_)) => Kind::Cyclic(name.text.clone()),
                    Err(UnfoldError::AlreadyDefined(it)) => {
                        Kind::AlreadyDefined(self.arena.name(it).to_owned())
                    }
                    Err(UnfoldError::TooLarge | UnfoldError::NoRange(_)) => Kind::TooLarge,
                };
            Err(SyntaxError::new(kind, name.span))
        });
        self.scope.keep_integers();
        let known = if result.is_ok() { known } else { Known::Broken };
        self.scope.declare(symbol, known);
        result.map(|definition| StatementKind::Definition { name: symbol, definition })
    }

    /// `function u(x), L(y[1..n])`.
    pub(super) fn functions(&mut self, head: Span) -> Lowered<StatementKind> {
        let mut parser = self.parser(head)?;
        parser.bump();
        let mut typed: Vec<(Name, Vec<TypedParameter>)> = Vec::new();
        loop {
            let name = parser.name()?;
            parser.expect(&TokenKind::Open, Expected::Parameters)?;
            let mut parameters = vec![typed_parameter(&mut parser)?];
            while parser.take(&TokenKind::Comma) {
                parameters.push(typed_parameter(&mut parser)?);
            }
            parser.expect(&TokenKind::Close, Expected::Close)?;
            typed.push((name, parameters));
            if !parser.take(&TokenKind::Comma) {
                break;
            }
        }
        parser.expect(&TokenKind::End, Expected::End)?;
        let declared = typed.iter().map(|(name, it)| self.function(name, it));
        let declared = declared.collect::<Lowered<Vec<_>>>()?;
        self.scope.keep_integers();
        Ok(StatementKind::Functions(declared))
    }

    fn function(&mut self, name: &Name, typed: &[TypedParameter]) -> Lowered<FunctionDeclaration> {
        self.check_new(name)?;
        let symbol = self.arena.symbol(&name.text);
        if self.scope.is_inferred(symbol) {
            return Err(SyntaxError::new(Kind::UsedBefore(name.text.clone()), name.span));
        }
        let names: Vec<Name> = typed.iter().map(|it| it.0.clone()).collect();
        let symbols = self.parameters(&names)?;
        let mut parameters = Vec::with_capacity(typed.len());
        for (&parameter, (name, ranges)) in symbols.iter().zip(typed) {
            let ranges = ranges.iter().map(|it| self.range(it)).collect::<Lowered<Vec<_>>>()?;
            if !ranges.is_empty() {
                self.declare_array(parameter, name, ranges.len())?;
            }
            parameters.push(Parameter { name: parameter, ranges });
        }
        self.scope.declare(symbol, Known::Function(symbols.len(), Some(parameters.clone())));
        Ok(FunctionDeclaration { name: symbol, parameters })
    }

    fn declare_array(&mut self, symbol: Symbol, name: &Name, rank: usize) -> Lowered<()> {
        match self.scope.known(symbol) {
            None => {}
            Some(&Known::Array(known)) if known == rank => {}
            Some(known) => {
                let (name_text, known) = (name.text.clone(), known.kind());
                let kind = Kind::UsedAs { name: name_text, known, used: NameKind::Array };
                return Err(SyntaxError::new(kind, name.span));
            }
        }
        self.scope.declare(symbol, Known::Array(rank));
        Ok(())
    }

    fn range(&mut self, (from, to): &(Ast, Ast)) -> Lowered<Range> {
        let mut lowering = self.lowering(&[from, to]);
        Ok(Range { from: lowering.integer(from)?, to: lowering.integer(to)? })
    }

    /// `index i, j in 1..n`.
    pub(super) fn index(&mut self, head: Span) -> Lowered<StatementKind> {
        let mut parser = self.parser(head)?;
        parser.bump();
        let mut names = vec![parser.name()?];
        while parser.take(&TokenKind::Comma) {
            names.push(parser.name()?);
        }
        if !parser.take(&TokenKind::Name("in".to_owned())) {
            return Err(parser.unexpected(Expected::InRange));
        }
        let range = typed_range(&mut parser)?;
        parser.expect(&TokenKind::End, Expected::End)?;
        let range = self.range(&range)?;
        let symbols = self.parameters(&names)?;
        for (&symbol, name) in symbols.iter().zip(&names) {
            self.check_new(name)?;
            if self.scope.is_varied(symbol) {
                let reason = NotDifferentiable::Integer;
                let kind = Kind::NotDifferentiable { by: name.text.clone(), reason };
                return Err(SyntaxError::new(kind, name.span));
            }
            self.scope.declare(symbol, Known::Variable);
            self.scope.declare_integer(symbol);
            self.scope.declare_range(symbol, range);
        }
        self.scope.keep_integers();
        Ok(StatementKind::Index { names: symbols, range })
    }
}

/// Parameters that are numbers.
fn numbers(names: &[Symbol]) -> Vec<Parameter> {
    names.iter().map(|&name| Parameter { name, ranges: Vec::new() }).collect()
}

fn definition_body(parser: &mut Parser<'_>) -> Lowered<Ast> {
    parser.expect(&TokenKind::Equals, Expected::DefinitionEquals)?;
    let body = parser.evaluation()?;
    parser.expect(&TokenKind::End, Expected::End)?;
    Ok(body)
}

fn definition_head(parser: &mut Parser<'_>, name: &Name) -> Lowered<Head> {
    let (array, close, expected) = match parser.peek() {
        TokenKind::Open => (false, TokenKind::Close, Expected::Close),
        TokenKind::OpenIndex => (true, TokenKind::CloseIndex, Expected::CloseIndex),
        _ => {
            let kind = Kind::DefineWithoutParameters(name.text.clone());
            return Err(SyntaxError::new(kind, name.span));
        }
    };
    parser.bump();
    let mut parameters = vec![parser.name()?];
    while parser.take(&TokenKind::Comma) {
        parameters.push(parser.name()?);
    }
    parser.expect(&close, expected)?;
    Ok(Head { parameters, array, body: definition_body(parser)? })
}

fn typed_parameter(parser: &mut Parser<'_>) -> Lowered<TypedParameter> {
    let name = parser.name()?;
    let mut ranges = Vec::new();
    if parser.take(&TokenKind::OpenIndex) {
        ranges.push(typed_range(parser)?);
        while parser.take(&TokenKind::Comma) {
            ranges.push(typed_range(parser)?);
        }
        parser.expect(&TokenKind::CloseIndex, Expected::CloseIndex)?;
    }
    Ok((name, ranges))
}

fn typed_range(parser: &mut Parser<'_>) -> Lowered<(Ast, Ast)> {
    let from = parser.sum()?;
    parser.expect(&TokenKind::Range, Expected::Range)?;
    Ok((from, parser.sum()?))
}
