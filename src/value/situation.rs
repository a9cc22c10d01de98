//! Values for the names of an expression, as they are given on a command line.

use super::numeral;
use crate::enclosure::{Array, Point};
use crate::expr::{Arena, ExprId, Proposition, Symbol};
use crate::syntax::{Known, Mode, Scope, Span, SyntaxError, parse_expression};

/// How deep the components of an array may be nested.
const MOST_RANK: usize = 8;

/// Values for names: rational ones as a point, others as the expressions that they are.
#[derive(Debug, Clone, Default)]
pub struct Situation {
    /// Numbers and arrays of numbers.
    pub point: Point,
    /// Names whose values are given by expressions without names, such as `pi/2`.
    pub expressions: Vec<(Symbol, ExprId)>,
}

/// What is wrong with the text of a value.
#[derive(Debug, Clone)]
pub enum SituationError {
    /// At this place of the text, this is wrong.
    At(Span, String),
    /// The value is no expression.
    Syntax(Vec<SyntaxError>),
}

impl Situation {
    /// Reads `x = 0.5, y = pi/2, z = [1, 2, 3]`. Numbers may have a power of ten, as in `1e-6`.
    pub fn read(
        &mut self,
        arena: &mut Arena,
        scope: &Scope,
        text: &str,
    ) -> Result<(), SituationError> {
        for span in split(text, Span::new(0, text.len())) {
            let part = span.of(text);
            let Some((name, value)) = part.split_once('=') else {
                let message = "a value is written `x = 0.5`".to_owned();
                return Err(SituationError::At(span, message));
            };
            let at = span.start + name.len() + 1;
            let name = self.name(arena, scope, name.trim(), span)?;
            self.assign(arena, name, value, at)?;
        }
        Ok(())
    }

    fn name(
        &self,
        arena: &mut Arena,
        scope: &Scope,
        name: &str,
        span: Span,
    ) -> Result<Symbol, SituationError> {
        let name: String = name
            .chars()
            .map(|c| crate::expr::greek_name(c).map_or_else(|| c.to_string(), str::to_owned))
            .collect();
        let symbol = arena.find_symbol(&name);
        let known = symbol.and_then(|it| scope.known(it).map(|known| (it, known)));
        let Some((symbol, known)) = known else {
            return Err(SituationError::At(span, format!("the expression has no name `{name}`")));
        };
        if matches!(known, Known::Function(..)) {
            let message = format!("`{name}` is a function; a value is needed for a variable");
            return Err(SituationError::At(span, message));
        }
        if self.has(symbol) {
            return Err(SituationError::At(span, format!("`{name}` has got a value already")));
        }
        Ok(symbol)
    }

    pub(super) fn has(&self, name: Symbol) -> bool {
        self.point.variable(name).is_some()
            || self.point.array(name).is_some()
            || self.expressions.iter().any(|it| it.0 == name)
    }

    fn assign(
        &mut self,
        arena: &mut Arena,
        name: Symbol,
        value: &str,
        at: usize,
    ) -> Result<(), SituationError> {
        let span = Span::new(at, at + value.len());
        if value.trim_start().starts_with('[') {
            let array = list(value)
                .ok_or_else(|| SituationError::At(span, "this is no list of numbers".to_owned()))?;
            self.point.arrays.push((name, array));
            return Ok(());
        }
        if let Some(value) = numeral(value) {
            self.point.variables.push((name, value));
            return Ok(());
        }
        let mut scope = Scope::new(Mode::Inferred);
        let (expr, _) = parse_expression(arena, &mut scope, value).map_err(|mut errors| {
            for error in &mut errors {
                error.span = Span::new(error.span.start + at, error.span.end + at);
                error.also = error.also.map(|it| Span::new(it.start + at, it.end + at));
            }
            SituationError::Syntax(errors)
        })?;
        if !arena.is_closed(expr) {
            return Err(SituationError::At(span, "a value must not contain names".to_owned()));
        }
        match arena.literal(expr) {
            Some(value) => self.point.variables.push((name, value)),
            None => self.expressions.push((name, expr)),
        }
        Ok(())
    }

    /// The expression with the values that are not rational in their places.
    #[must_use]
    pub fn apply(&self, arena: &mut Arena, expr: ExprId) -> ExprId {
        if self.expressions.is_empty() {
            return expr;
        }
        arena.at(expr, self.expressions.clone())
    }

    /// The names with a value, and their values, as equations.
    #[must_use]
    pub fn equations(&self, arena: &mut Arena) -> Vec<Proposition> {
        let mut all = Vec::new();
        for (name, value) in self.point.variables.clone() {
            let (name, value) = (arena.variable(name), arena.rational(&value));
            all.push(Proposition::equal(name, value));
        }
        all
    }

    /// The names of an expression that have no value yet, in the order of their names.
    #[must_use]
    pub fn missing(&self, arena: &Arena, expr: ExprId) -> Vec<String> {
        let free = arena.free_symbols(expr).into_iter().filter(|&name| !self.has(name));
        let mut names: Vec<_> = free.map(|name| arena.name(name).to_owned()).collect();
        names.sort_unstable();
        names
    }
}

/// The parts of a text between the commas that stand in no brackets.
fn split(text: &str, span: Span) -> Vec<Span> {
    let (mut depth, mut start, mut parts) = (0_usize, span.start, Vec::new());
    for (at, c) in span.of(text).char_indices() {
        match c {
            '[' | '(' => depth += 1,
            ']' | ')' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                parts.push(Span::new(start, span.start + at));
                start = span.start + at + 1;
            }
            _ => {}
        }
    }
    parts.push(Span::new(start, span.end));
    parts
}

/// Reads a list of numbers, or of lists, such as `[1, 2.5, 1e-6]`.
#[must_use]
pub fn list(text: &str) -> Option<Array> {
    array(text, Span::new(0, text.len()), 0).filter(|it| matches!(it, Array::List(_)))
}

fn array(text: &str, span: Span, depth: usize) -> Option<Array> {
    let part = span.of(text).trim();
    let Some(inside) = part.strip_prefix('[') else { return numeral(part).map(Array::Number) };
    let inside = inside.strip_suffix(']')?;
    if depth >= MOST_RANK {
        return None;
    }
    if inside.trim().is_empty() {
        return Some(Array::List(Vec::new()));
    }
    let whole = Span::new(0, inside.len());
    let parts = split(inside, whole).into_iter().map(|span| array(inside, span, depth + 1));
    parts.collect::<Option<Vec<_>>>().map(Array::List)
}
