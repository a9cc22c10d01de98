//! The grammar of expressions and relations: tokens to [`Ast`].
//!
//! One function for each level of precedence, loosest first; each calls the next tighter one:
//!
//! | level | operators | groups |
//! |---|---|---|
//! | disjunction | `or` | list |
//! | conjunction | `and` | list |
//! | relation | `= == != < <= > >=` | chain |
//! | evaluation | `at x = a, …` | once |
//! | sum | `+ -`, a leading `-` | to the left |
//! | product | `* /` | to the left |
//! | juxtaposition | `2x`, `u v`, `d/dx f` | to the left |
//! | power | `^` | to the right |
//! | primary | numerals, names, applications, components, parentheses | |
//!
//! The nesting is bounded by [`MAX_NESTING`], so that everybody who walks a tree may recurse. Names
//! mean nothing here.

use super::ast::{Ast, AstKind, Comparison, Name, Scale, Sign};
use super::token::{MAX_ORDER, Token, TokenKind, tokens};
use super::{Expected, Span, SyntaxError, SyntaxErrorKind};

/// How deeply brackets, powers and prefix operators may be nested.
pub const MAX_NESTING: usize = 250;

type Parsed<T> = Result<T, SyntaxError>;

/// Reads the whole of a text as one expression, relation, or combination of relations.
pub(super) fn parse(source: &str) -> Parsed<Ast> {
    let mut parser = Parser::new(source, Span::new(0, source.len()))?;
    let ast = parser.disjunction()?;
    parser.expect(&TokenKind::End, Expected::Operator)?;
    Ok(ast)
}

/// Tokens, and the place that has been reached.
pub(super) struct Parser<'a> {
    source: &'a str,
    tokens: Vec<Token>,
    at: usize,
    nesting: usize,
}

impl<'a> Parser<'a> {
    pub(super) fn new(source: &'a str, part: Span) -> Parsed<Self> {
        Ok(Self { source, tokens: tokens(source, part)?, at: 0, nesting: 0 })
    }

    pub(super) fn peek(&self) -> &TokenKind {
        self.peek_ahead(0)
    }

    fn peek_ahead(&self, count: usize) -> &TokenKind {
        // The end marker is last and never passed.
        self.tokens.get(self.at + count).map_or(&TokenKind::End, |token| &token.kind)
    }

    /// The place of the next token.
    pub(super) fn place(&self) -> Span {
        self.tokens[self.at.min(self.tokens.len() - 1)].span
    }

    /// The place of the token that was read last.
    pub(super) fn behind(&self) -> Span {
        self.tokens[self.at.saturating_sub(1)].span
    }

    pub(super) fn bump(&mut self) -> Span {
        let span = self.place();
        self.at = (self.at + 1).min(self.tokens.len() - 1);
        span
    }

    pub(super) fn take(&mut self, kind: &TokenKind) -> bool {
        let found = self.peek() == kind;
        if found {
            self.bump();
        }
        found
    }

    pub(super) fn expect(&mut self, kind: &TokenKind, expected: Expected) -> Parsed<Span> {
        if self.peek() == kind { Ok(self.bump()) } else { Err(self.unexpected(expected)) }
    }

    /// Reads a name that is not a keyword.
    pub(super) fn name(&mut self) -> Parsed<Name> {
        match self.peek() {
            TokenKind::Name(text) => {
                let text = text.clone();
                Ok(Name { text, span: self.bump() })
            }
            _ => Err(self.unexpected(Expected::Name)),
        }
    }

    pub(super) fn unexpected(&self, expected: Expected) -> SyntaxError {
        let found = match self.peek() {
            TokenKind::End => None,
            _ => Some(self.place().of(self.source).to_owned()),
        };
        let mut span = self.place();
        if found.is_none() {
            // What is missing is missing right behind the last word.
            let end = if self.at == 0 { span.start } else { self.behind().end };
            span = Span::new(end, end);
        }
        SyntaxError::new(SyntaxErrorKind::Unexpected { expected, found }, span)
    }

    /// The place of a token, if it comes before any sign of comparison.
    pub(super) fn find_before_relation(&self, kind: &TokenKind) -> Option<Span> {
        let end = |it: &&Token| {
            !matches!(it.kind, TokenKind::Equals | TokenKind::Relation(_) | TokenKind::By)
        };
        let mut ahead = self.tokens[self.at..].iter().take_while(end);
        ahead.find(|it| it.kind == *kind).map(|it| it.span)
    }

    pub(super) fn text(&self, span: Span) -> String {
        span.of(self.source).trim().to_owned()
    }

    fn nested<T>(&mut self, inner: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        if self.nesting == MAX_NESTING {
            return Err(SyntaxError::new(SyntaxErrorKind::TooNested(MAX_NESTING), self.place()));
        }
        self.nesting += 1;
        let result = inner(self);
        self.nesting -= 1;
        result
    }

    pub(super) fn disjunction(&mut self) -> Parsed<Ast> {
        self.list(&TokenKind::Or, Self::conjunction, AstKind::Or)
    }

    fn conjunction(&mut self) -> Parsed<Ast> {
        self.list(&TokenKind::And, Self::relation, AstKind::And)
    }

    fn list(
        &mut self,
        separator: &TokenKind,
        part: impl Fn(&mut Self) -> Parsed<Ast>,
        kind: impl Fn(Vec<Ast>) -> AstKind,
    ) -> Parsed<Ast> {
        let first = part(self)?;
        if self.peek() != separator {
            return Ok(first);
        }
        let mut parts = vec![first];
        while self.take(separator) {
            parts.push(part(self)?);
        }
        let span = parts[0].span.to(self.behind());
        Ok(Ast { kind: kind(parts), span })
    }

    pub(super) fn relation(&mut self) -> Parsed<Ast> {
        let first = self.evaluation()?;
        let mut rest = Vec::new();
        loop {
            let comparison = match self.peek() {
                TokenKind::Equals => Comparison::Equals,
                TokenKind::Relation(relation) => Comparison::Relation(*relation),
                _ => break,
            };
            self.bump();
            rest.push((comparison, self.evaluation()?));
        }
        if rest.is_empty() {
            return Ok(first);
        }
        let span = first.span.to(self.behind());
        Ok(Ast { kind: AstKind::Relation(Box::new(first), rest), span })
    }

    /// An expression, possibly taken at a point.
    pub(super) fn evaluation(&mut self) -> Parsed<Ast> {
        let body = self.sum()?;
        if *self.peek() != TokenKind::At {
            return Ok(body);
        }
        let at = self.bump();
        let mut bindings = Vec::new();
        loop {
            let name = self.name()?;
            self.expect(&TokenKind::Equals, Expected::BindingEquals)?;
            bindings.push((name, self.sum()?));
            let more = *self.peek() == TokenKind::Comma
                && matches!(self.peek_ahead(1), TokenKind::Name(_))
                && *self.peek_ahead(2) == TokenKind::Equals;
            if !more {
                break;
            }
            self.bump();
        }
        // `x + diff(f, x) at x = a` could mean either of two values.
        if matches!(body.kind, AstKind::Sum(..) | AstKind::Product(..) | AstKind::Negate(_)) {
            return Err(SyntaxError::new(SyntaxErrorKind::AmbiguousAt, at).with_also(body.span));
        }
        let span = body.span.to(self.behind());
        Ok(Ast { kind: AstKind::At(Box::new(body), bindings), span })
    }

    pub(super) fn sum(&mut self) -> Parsed<Ast> {
        let first = self.term()?;
        let mut rest = Vec::new();
        loop {
            let sign = match self.peek() {
                TokenKind::Plus => Sign::Plus,
                TokenKind::Minus => Sign::Minus,
                _ => break,
            };
            self.bump();
            rest.push((sign, self.term()?));
        }
        if rest.is_empty() {
            return Ok(first);
        }
        let span = first.span.to(self.behind());
        Ok(Ast { kind: AstKind::Sum(Box::new(first), rest), span })
    }

    /// A product with any number of signs before it: `-a*b` is `-(a*b)`.
    fn term(&mut self) -> Parsed<Ast> {
        if *self.peek() == TokenKind::Minus { self.negated(Self::term) } else { self.product() }
    }

    fn negated(&mut self, operand: impl FnOnce(&mut Self) -> Parsed<Ast>) -> Parsed<Ast> {
        let minus = self.bump();
        let inside = self.nested(operand)?;
        let span = minus.to(inside.span);
        Ok(Ast { kind: AstKind::Negate(Box::new(inside)), span })
    }

    fn product(&mut self) -> Parsed<Ast> {
        let first = self.factor()?;
        let mut rest: Vec<(Scale, Ast)> = Vec::new();
        loop {
            let scale = match self.peek() {
                TokenKind::Times => Scale::Times,
                TokenKind::Over => Scale::Over,
                _ => break,
            };
            self.bump();
            let factor = self.factor()?;
            if let (Scale::Over, AstKind::Juxtaposed(factors)) = (scale, &factor.kind) {
                let before = first.span.to(rest.last().map_or(first.span, |it| it.1.span));
                return Err(self.ambiguous_quotient(before, factors));
            }
            rest.push((scale, factor));
        }
        if rest.is_empty() {
            return Ok(first);
        }
        let span = first.span.to(self.behind());
        Ok(Ast { kind: AstKind::Product(Box::new(first), rest), span })
    }

    fn ambiguous_quotient(&self, numerator: Span, factors: &[Ast]) -> SyntaxError {
        let rest = factors[1].span.to(factors[factors.len() - 1].span);
        let kind = SyntaxErrorKind::AmbiguousQuotient {
            numerator: self.text(numerator),
            first: self.text(factors[0].span),
            rest: self.text(rest),
        };
        SyntaxError::new(kind, numerator.to(rest))
    }

    /// An operand of `*` and `/`; a sign is allowed and reaches as far as this operand.
    fn factor(&mut self) -> Parsed<Ast> {
        if *self.peek() == TokenKind::Minus {
            return self.negated(Self::factor);
        }
        self.juxtaposition()
    }

    fn juxtaposition(&mut self) -> Parsed<Ast> {
        let mut factors = Vec::new();
        loop {
            if let TokenKind::Differentiate(variable, order) = self.peek().clone() {
                factors.push(self.derivative(&variable, order)?);
                break;
            }
            factors.push(self.power()?);
            match self.peek() {
                TokenKind::Name(_) | TokenKind::Open | TokenKind::Differentiate(..) => {}
                TokenKind::Number(_) => {
                    let span = factors[factors.len() - 1].span.to(self.place());
                    return Err(SyntaxError::new(SyntaxErrorKind::MissingOperator, span));
                }
                _ => break,
            }
        }
        if factors.len() == 1 {
            return Ok(factors.remove(0));
        }
        let span = factors[0].span.to(self.behind());
        Ok(Ast { kind: AstKind::Juxtaposed(factors), span })
    }

    /// `d/dx` and the factor that it applies to.
    fn derivative(&mut self, variable: &str, order: u32) -> Parsed<Ast> {
        let span = self.bump();
        if order == 0 || order > MAX_ORDER {
            return Err(SyntaxError::new(SyntaxErrorKind::BadOrder(MAX_ORDER), span));
        }
        let name = Name { text: variable.to_owned(), span };
        let by = if *self.peek() == TokenKind::OpenIndex {
            self.component(name)?
        } else {
            Ast { kind: AstKind::Name(name.text), span }
        };
        if !self.begins_factor() {
            let kind = SyntaxErrorKind::DerivativeOfNothing(variable.to_owned());
            return Err(SyntaxError::new(kind, span));
        }
        let body = Box::new(self.nested(Self::juxtaposition)?);
        let span = span.to(body.span);
        Ok(Ast { kind: AstKind::Derivative { by: Box::new(by), order, body }, span })
    }

    fn begins_factor(&self) -> bool {
        matches!(
            self.peek(),
            TokenKind::Number(_)
                | TokenKind::Name(_)
                | TokenKind::Open
                | TokenKind::Differentiate(..)
        )
    }

    fn power(&mut self) -> Parsed<Ast> {
        let base = self.primary()?;
        if !self.take(&TokenKind::Hat) {
            return Ok(base);
        }
        let exponent = self.nested(Self::exponent)?;
        let span = base.span.to(exponent.span);
        Ok(Ast { kind: AstKind::Power(Box::new(base), Box::new(exponent)), span })
    }

    fn exponent(&mut self) -> Parsed<Ast> {
        if *self.peek() == TokenKind::Minus { self.negated(Self::exponent) } else { self.power() }
    }

    fn primary(&mut self) -> Parsed<Ast> {
        match self.peek().clone() {
            TokenKind::Number(digits) => {
                Ok(Ast { kind: AstKind::Number(digits), span: self.bump() })
            }
            TokenKind::Name(_) => self.name_or_application(),
            TokenKind::Open => {
                let open = self.bump();
                let inside = self.nested(Self::disjunction)?;
                let span = open.to(self.closing(&TokenKind::Close, open)?);
                Ok(Ast { kind: AstKind::Parenthesis(Box::new(inside)), span })
            }
            _ => Err(self.unexpected(Expected::Expression)),
        }
    }

    fn name_or_application(&mut self) -> Parsed<Ast> {
        let name = self.name()?;
        let mut primes = 0;
        while self.take(&TokenKind::Prime) {
            primes += 1;
        }
        if primes > MAX_ORDER {
            let span = name.span.to(self.behind());
            return Err(SyntaxError::new(SyntaxErrorKind::BadOrder(MAX_ORDER), span));
        }
        let span = name.span.to(self.behind());
        match self.peek() {
            TokenKind::Open if name.text == "piecewise" && primes == 0 => self.piecewise(&name),
            TokenKind::Open => {
                let open = self.bump();
                let arguments = self.nested(Self::arguments)?;
                let span = span.to(self.closing(&TokenKind::Close, open)?);
                Ok(Ast { kind: AstKind::Apply { function: name, primes, arguments }, span })
            }
            TokenKind::OpenIndex if primes == 0 => self.component(name),
            _ if primes > 0 => Ok(Ast { kind: AstKind::Primed(name, primes), span }),
            _ => Ok(Ast { kind: AstKind::Name(name.text), span }),
        }
    }

    fn component(&mut self, array: Name) -> Parsed<Ast> {
        let open = self.bump();
        let indices = self.nested(Self::arguments)?;
        let span = array.span.to(self.closing(&TokenKind::CloseIndex, open)?);
        Ok(Ast { kind: AstKind::Indexed(array, indices), span })
    }

    fn arguments(&mut self) -> Parsed<Vec<Ast>> {
        let mut arguments = vec![self.disjunction()?];
        while self.take(&TokenKind::Comma) {
            arguments.push(self.disjunction()?);
        }
        Ok(arguments)
    }

    fn closing(&mut self, bracket: &TokenKind, open: Span) -> Parsed<Span> {
        if self.peek() == bracket {
            return Ok(self.bump());
        }
        let expected =
            if *bracket == TokenKind::Close { Expected::Close } else { Expected::CloseIndex };
        Err(self.unexpected(expected).with_also(open))
    }

    fn piecewise(&mut self, name: &Name) -> Parsed<Ast> {
        let open = self.bump();
        let branches = self.nested(Self::branches)?;
        let span = name.span.to(self.closing(&TokenKind::Close, open)?);
        Ok(Ast { kind: AstKind::Piecewise(branches), span })
    }

    fn branches(&mut self) -> Parsed<Vec<(Ast, Option<Ast>)>> {
        let mut branches = Vec::new();
        loop {
            let value = self.evaluation()?;
            if self.take(&TokenKind::Otherwise) {
                branches.push((value, None));
                return Ok(branches);
            }
            self.expect(&TokenKind::If, Expected::Guard)?;
            branches.push((value, Some(self.disjunction()?)));
            if !self.take(&TokenKind::Comma) {
                return Ok(branches);
            }
        }
    }
}
