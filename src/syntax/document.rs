//! Derivation files.
//!
//! [`parse_document`] reads a whole file. A statement with an error is reported and left out, and the
//! others are read all the same; a name whose definition could not be read is known to be broken, so
//! that no later statement takes it for a variable. Nothing is checked here.

use super::ast::{Ast, AstKind, Name};
use super::define::Reader;
use super::grammar::Parser;
use super::lines::{Paragraph, STATEMENTS, paragraphs};
use super::lower::{Lowered, Lowering};
use super::scope::similar;
use super::statement::{Chain, Reason, Row, Statement, StatementKind};
use super::token::{TokenKind, blank};
use super::{Expected, Mode, Scope, Span, SyntaxError, SyntaxErrorKind as Kind, sides};
use crate::expr::Arena;

/// The number of errors of one file that are reported.
pub const MAX_ERRORS: usize = 50;
/// How deeply cases may be nested.
const MAX_CASES: usize = 50;

/// A file that has been read.
#[derive(Debug)]
pub struct Document {
    /// The statements without errors, in order.
    pub statements: Vec<Statement>,
    /// What is wrong with the others, in order.
    pub errors: Vec<SyntaxError>,
    /// The names of the file.
    pub scope: Scope,
}

/// Reads a derivation file.
///
/// ```
/// use chainrule::{expr::Arena, syntax::parse_document};
///
/// let mut arena = Arena::new();
/// let document = parse_document(&mut arena, "let u = x^2\nprove u' = 2x by power rule\nlet 1\n");
/// assert_eq!((document.statements.len(), document.errors.len()), (2, 1));
/// ```
#[must_use]
pub fn parse_document(arena: &mut Arena, source: &str) -> Document {
    let mut scope = Scope::new(Mode::Declared);
    let paragraphs = paragraphs(source);
    let mut reader = Reader { arena, scope: &mut scope, source, errors: Vec::new() };
    let statements = reader.block(&paragraphs, 0);
    let errors = reader.errors;
    Document { statements, errors, scope }
}

impl Reader<'_> {
    /// Notes an error; beyond the limit, only that there are more.
    fn report(&mut self, error: SyntaxError) {
        match self.errors.len() {
            0..MAX_ERRORS => self.errors.push(error),
            MAX_ERRORS => {
                self.errors.push(SyntaxError::new(Kind::TooManyErrors(MAX_ERRORS), error.span));
            }
            _ => {}
        }
    }

    /// Reads statements; what is indented below a case is its body.
    fn block(&mut self, mut paragraphs: &[Paragraph], cases: usize) -> Vec<Statement> {
        let mut statements = Vec::new();
        while let [paragraph, rest @ ..] = paragraphs {
            paragraphs = rest;
            let read = if paragraph.word(self.source) == "case" {
                let length = rest.iter().take_while(|it| it.indent > paragraph.indent).count();
                let (body, after) = rest.split_at(length);
                paragraphs = after;
                self.case(paragraph, body, cases)
            } else {
                self.statement(paragraph)
            };
            match read {
                Ok(kind) => statements.push(Statement { span: paragraph.span(), kind }),
                Err(error) => self.report(error),
            }
        }
        statements
    }

    fn case(
        &mut self,
        head: &Paragraph,
        body: &[Paragraph],
        cases: usize,
    ) -> Lowered<StatementKind> {
        if cases == MAX_CASES {
            return Err(SyntaxError::new(Kind::TooNested(MAX_CASES), head.head));
        }
        let mut parser = self.parser(head.head)?;
        parser.bump();
        let condition = parser.disjunction()?;
        parser.expect(&TokenKind::Colon, Expected::Colon)?;
        parser.expect(&TokenKind::End, Expected::End)?;
        if body.is_empty() {
            return Err(SyntaxError::new(Kind::EmptyCase, head.head));
        }
        let condition_span = condition.span;
        let condition = self.lowering(&[&condition]).proposition(&condition)?;
        let body = self.block(body, cases + 1);
        Ok(StatementKind::Case { condition, condition_span, body })
    }

    pub(super) fn parser(&self, part: Span) -> Lowered<Parser<'_>> {
        Parser::new(self.source, part)
    }

    pub(super) fn lowering(&mut self, texts: &[&Ast]) -> Lowering<'_> {
        Lowering::new(self.arena, self.scope, self.source, texts)
    }

    fn statement(&mut self, paragraph: &Paragraph) -> Lowered<StatementKind> {
        let head = paragraph.head;
        match paragraph.word(self.source) {
            "title" => self.title(head),
            "prove" => Ok(StatementKind::Prove(self.chain(paragraph)?)),
            "refute" => {
                let chain = self.chain(paragraph)?;
                if chain.rows.len() > 2 {
                    return Err(SyntaxError::new(Kind::TooManySides, chain.rows[2].span()));
                }
                Ok(StatementKind::Refute(chain))
            }
            "let" => self.abbreviation(head),
            "define" => self.definition(head),
            "function" => self.functions(head),
            "index" => self.index(head),
            "assume" => {
                let ast = self.only(head, |it| it.disjunction())?;
                Ok(StatementKind::Assume(self.lowering(&[&ast]).proposition(&ast)?))
            }
            "given" => {
                let ast = self.only(head, |it| it.relation())?;
                let (lhs, rhs) = sides(ast)?;
                let mut lowering = self.lowering(&[&lhs, &rhs]);
                let (lhs, rhs) = (lowering.expression(&lhs)?, lowering.expression(&rhs)?);
                Ok(StatementKind::Given { lhs, rhs })
            }
            word => Err(self.stranger(head, word)),
        }
    }

    fn stranger(&self, head: Span, word: &str) -> SyntaxError {
        let text = head.of(self.source);
        if text.starts_with('=') {
            return SyntaxError::new(Kind::NoChain, head);
        }
        let similar = similar(word, STATEMENTS).map(str::to_owned);
        let first = text.chars().next().map_or(0, char::len_utf8);
        let span = Span::new(head.start, head.start + word.len().max(first));
        SyntaxError::new(Kind::UnknownStatement { word: word.to_owned(), similar }, span)
    }

    /// A statement that consists of its word and one more thing.
    fn only(&self, head: Span, part: impl FnOnce(&mut Parser<'_>) -> Lowered<Ast>) -> Lowered<Ast> {
        let mut parser = self.parser(head)?;
        parser.bump();
        let ast = part(&mut parser)?;
        parser.expect(&TokenKind::End, Expected::End)?;
        Ok(ast)
    }

    fn title(&mut self, head: Span) -> Lowered<StatementKind> {
        let text = head.of(self.source)["title".len()..].trim();
        let inside = text.strip_prefix('"').and_then(|it| it.strip_suffix('"'));
        let Some(title) = inside else {
            let found = Some(text.to_owned()).filter(|it| !it.is_empty());
            let kind = Kind::Unexpected { expected: Expected::Quoted, found };
            return Err(SyntaxError::new(kind, head));
        };
        self.scope.forget_inferred();
        Ok(StatementKind::Title(title.to_owned()))
    }

    /// A chain. All its rows are read, so that each of them may have its error.
    fn chain(&mut self, paragraph: &Paragraph) -> Lowered<Chain> {
        let mut name = None;
        let mut rows: Vec<(Ast, Vec<Reason>)> = Vec::new();
        let mut failed = Vec::new();
        let parts = std::iter::once((paragraph.head, true))
            .chain(paragraph.rows.iter().map(|&row| (row, false)));
        for (part, first) in parts {
            match self.chain_part(part, first) {
                Ok((found, more)) => {
                    name = name.or(found);
                    rows.extend(more);
                }
                Err(error) => failed.push(error),
            }
        }
        let asts: Vec<&Ast> = rows.iter().map(|row| &row.0).collect();
        let mut lowering = self.lowering(&asts);
        let lowered: Vec<_> = rows.iter().map(|row| lowering.expression(&row.0)).collect();
        let mut finished = Vec::with_capacity(rows.len());
        for ((ast, reasons), expr) in rows.into_iter().zip(lowered) {
            match expr {
                Ok(expr) => finished.push(Row { expr, ast, reasons }),
                Err(error) => failed.push(error),
            }
        }
        failed.sort_by_key(|error| error.span);
        if let Some(last) = failed.pop() {
            failed.into_iter().for_each(|error| self.report(error));
            return Err(last);
        }
        if finished.len() < 2 {
            return Err(SyntaxError::new(Kind::MissingEquation, paragraph.head));
        }
        Ok(Chain { name, rows: finished, integers: self.scope.integers() })
    }

    /// A line of a chain: a name perhaps, expressions with `=` between them, and reasons, which are
    /// those of the last expression.
    #[allow(clippy::type_complexity)]
    fn chain_part(
        &self,
        part: Span,
        first: bool,
    ) -> Lowered<(Option<Reason>, Vec<(Ast, Vec<Reason>)>)> {
        let mut parser = self.parser(part)?;
        // The word `prove`, or the `=` of a further row.
        parser.bump();
        let name = if first { parser.label() } else { None };
        let ast = parser.relation()?;
        let mut sides = Vec::new();
        match ast {
            Ast { kind: AstKind::Relation(head, rest), span } => {
                if rest.iter().any(|it| it.0.relation() != crate::expr::Relation::EQUAL) {
                    return Err(SyntaxError::new(Kind::NotAnEquation, span));
                }
                sides.push((*head, Vec::new()));
                sides.extend(rest.into_iter().map(|it| (it.1, Vec::new())));
            }
            side => sides.push((side, Vec::new())),
        }
        if parser.take(&TokenKind::By) {
            let reasons = self.reasons(parser.place())?;
            if let Some(last) = sides.last_mut() {
                last.1 = reasons;
            }
        } else {
            parser.expect(&TokenKind::End, Expected::Operator)?;
        }
        Ok((name.map(|it| Reason { text: it.text, span: it.span }), sides))
    }

    /// The names behind `by`: words between commas.
    fn reasons(&self, part: Span) -> Lowered<Vec<Reason>> {
        let mut reasons = Vec::new();
        let mut rest = part.of(self.source);
        loop {
            let text = blank(rest);
            let start = part.end - text.len();
            let length = text.find([',', '#']).unwrap_or(text.len());
            let words = text[..length].trim_end();
            let span = Span::new(start, start + words.len());
            if words.is_empty() {
                let found = None;
                let kind = Kind::Unexpected { expected: Expected::Reason, found };
                return Err(SyntaxError::new(kind, span));
            }
            let text_of_reason = words.split_whitespace().collect::<Vec<_>>().join(" ");
            reasons.push(Reason { text: text_of_reason, span });
            match blank(&text[length..]).strip_prefix(',') {
                Some(more) => rest = more,
                None => return Ok(reasons),
            }
        }
    }
}

impl Parser<'_> {
    /// `NAME:` at the front of a chain; the name may have several words.
    fn label(&mut self) -> Option<Name> {
        let start = self.place();
        let colon = self.find_before_relation(&TokenKind::Colon)?;
        let mut end = start;
        while self.place() != colon {
            end = self.bump();
        }
        self.bump();
        let span = start.to(end);
        Some(Name { text: self.text(span), span })
    }
}
