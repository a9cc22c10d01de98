//! Lowering of whole arrays: arguments of unspecified functions, and values for the names of arrays.

use super::apply::counted;
use super::ast::{Ast, AstKind, Name};
use super::lower::{Local, Lowered, Lowering};
use super::scope::Known;
use super::statement::Range;
use super::{NameKind, Span, SyntaxError, SyntaxErrorKind as Kind};
use crate::expr::{ExprId, Fold, FoldKind, Symbol};

/// A range of an index, as typed.
pub(super) type TypedRange = (Ast, Ast);

/// The ranges over which sums and products of a text run through arrays.
#[derive(Debug, Default)]
pub(super) struct Uses {
    /// Bound names; an index of a sum or product with its range, where that is the same everywhere.
    bound: Vec<(String, Option<TypedRange>)>,
    /// For each array and each of its indices the ranges over which it runs.
    found: Vec<(String, Vec<Vec<TypedRange>>)>,
}

impl Uses {
    /// Notes how arrays are used in a text.
    pub(super) fn survey(&mut self, ast: &Ast) {
        match &ast.kind {
            AstKind::Apply { function, arguments, .. }
                if ["sum", "prod", "array"].contains(&function.text.as_str()) =>
            {
                if let [body, index, from, to] = &arguments[..]
                    && let AstKind::Name(name) = &index.inner().kind
                {
                    self.survey(from);
                    self.survey(to);
                    let fixed = !self.bound.iter().any(|it| names(from, &it.0) || names(to, &it.0));
                    let range = fixed.then(|| (from.clone(), to.clone()));
                    self.under([(name.clone(), range)], body);
                }
            }
            AstKind::At(body, bindings) => {
                bindings.iter().for_each(|(_, value)| self.survey(value));
                self.under(bindings.iter().map(|(name, _)| (name.text.clone(), None)), body);
            }
            AstKind::Indexed(array, indices) => {
                indices.iter().for_each(|it| self.survey(it));
                if !self.bound.iter().any(|it| it.0 == array.text) {
                    self.note(&array.text, indices);
                }
            }
            _ => ast.parts().into_iter().for_each(|part| self.survey(part)),
        }
    }

    fn under(&mut self, bound: impl IntoIterator<Item = (String, Option<TypedRange>)>, body: &Ast) {
        let before = self.bound.len();
        self.bound.extend(bound);
        self.survey(body);
        self.bound.truncate(before);
    }

    fn note(&mut self, array: &str, indices: &[Ast]) {
        let place = self.found.iter().position(|it| it.0 == array).unwrap_or_else(|| {
            self.found.push((array.to_owned(), vec![Vec::new(); indices.len()]));
            self.found.len() - 1
        });
        for (ranges, index) in self.found[place].1.iter_mut().zip(indices) {
            let AstKind::Name(name) = &index.inner().kind else { continue };
            let bound = self.bound.iter().rev().find(|it| it.0 == *name);
            if let Some((_, Some(range))) = bound {
                ranges.push(range.clone());
            }
        }
    }

    /// Whether a name has indices somewhere where it is not bound.
    pub(super) fn is_array(&self, name: &str) -> bool {
        self.found.iter().any(|it| it.0 == name)
    }

    fn of(&self, array: &str) -> Option<Vec<Vec<TypedRange>>> {
        self.found.iter().find(|it| it.0 == array).map(|it| it.1.clone())
    }
}

/// Whether a name stands anywhere in a tree.
fn names(ast: &Ast, name: &str) -> bool {
    matches!(&ast.kind, AstKind::Name(own) if own == name)
        || ast.parts().into_iter().any(|part| names(part, name))
}

/// Whether a tree has the form of `array(body, k, from, to)`.
pub(super) fn is_array(ast: &Ast) -> bool {
    matches!(&ast.inner().kind, AstKind::Apply { function, primes: 0, arguments }
        if function.text == "array" && arguments.len() == 4)
}

impl Lowering<'_> {
    /// An argument of a function that is not elementary, with the ranges of the array that the
    /// function takes there: none if it takes a number; `None` if any argument will do.
    pub(super) fn argument(
        &mut self,
        function: &Name,
        ast: &Ast,
        expected: Option<&[Range]>,
    ) -> Lowered<ExprId> {
        match expected {
            Some([]) => self.expression(ast),
            None => match self.array(ast)? {
                Some(array) => Ok(array),
                None => self.expression(ast),
            },
            Some(ranges) => {
                let array = match &ast.inner().kind {
                    AstKind::Name(name) => Some(self.named_array(name, ast.span, Some(ranges))?),
                    _ => self.array(ast)?,
                };
                let found = array.map(|it| self.ranges_of(it));
                match array {
                    Some(array) if found.as_deref() == Some(ranges) => Ok(array),
                    _ => {
                        let kind = Kind::ArrayNeeded(function.text.clone());
                        Err(SyntaxError::new(kind, ast.span))
                    }
                }
            }
        }
    }

    /// A whole array, if the tree is `array(…)` or the name of an array.
    pub(super) fn array(&mut self, ast: &Ast) -> Lowered<Option<ExprId>> {
        let symbol = self.arena.symbol("array");
        let declared = matches!(self.scope.known(symbol), Some(Known::Function(..)));
        match &ast.inner().kind {
            AstKind::Apply { arguments, .. } if is_array(ast) && !declared => {
                self.array_of(arguments).map(Some)
            }
            AstKind::Name(name) if self.is_array_name(name) => {
                self.named_array(name, ast.span, None).map(Some)
            }
            _ => Ok(None),
        }
    }

    fn is_array_name(&mut self, name: &str) -> bool {
        let symbol = self.arena.symbol(name);
        match (self.local(symbol), self.scope.known(symbol)) {
            (Some(local), _) => matches!(local, Local::Array(_)),
            (None, Some(known)) => matches!(known, Known::Array(_)),
            (None, None) => self.uses.is_array(name) && !self.integer_place,
        }
    }

    /// `array(body, k, from, to)`.
    fn array_of(&mut self, arguments: &[Ast]) -> Lowered<ExprId> {
        let [body, index, from, to] = arguments else { return Err(self.no_array(&arguments[0])) };
        let symbol = self.index(index)?;
        let (from, to) = (self.integer(from)?, self.integer(to)?);
        let body = self.binding(&[(symbol, Local::Index)], |this| {
            if is_array(body)
                && let Some(row) = this.array(body)?
            {
                return Ok(row);
            }
            this.expression(body)
        })?;
        Ok(self.arena.fold(Fold { kind: FoldKind::Array, body, index: symbol, from, to }))
    }

    fn no_array(&self, ast: &Ast) -> SyntaxError {
        SyntaxError::new(Kind::ArrayAsValue, ast.span)
    }

    /// The array of that name, over the ranges asked for or those that it has.
    fn named_array(&mut self, name: &str, span: Span, asked: Option<&[Range]>) -> Lowered<ExprId> {
        let symbol = self.arena.symbol(name);
        let position = self.locals.iter().rposition(|it| it.0 == symbol);
        if let Some(position) = position {
            let Local::Array(ranges) = self.locals[position].1.clone() else {
                return Err(self.used_as(name, NameKind::Variable, NameKind::Array, span));
            };
            return self.whole(symbol, &ranges, position + 1, span);
        }
        let typed = Name { text: name.to_owned(), span };
        let ranges = match asked {
            Some(ranges) => ranges.to_vec(),
            None => self.ranges_in_use(symbol, name, span)?,
        };
        self.know_array(&typed, ranges.len())?;
        self.whole(symbol, &ranges, 0, span)
    }

    /// The ranges of an array over which sums run through it.
    fn ranges_in_use(&mut self, symbol: Symbol, name: &str, span: Span) -> Lowered<Vec<Range>> {
        if let Some(known) = self.scope.inferred_ranges(symbol) {
            return Ok(known.clone());
        }
        // The ends of ranges mention nothing that is bound where they stand.
        let locals = std::mem::take(&mut self.locals);
        let ranges = self.learn_ranges(name, span);
        self.locals = locals;
        let ranges = ranges?;
        self.scope.infer_ranges(symbol, ranges.clone());
        Ok(ranges)
    }

    fn learn_ranges(&mut self, name: &str, span: Span) -> Lowered<Vec<Range>> {
        let unknown = || SyntaxError::new(Kind::NoRange(name.to_owned()), span);
        let mut ranges = Vec::new();
        for typed in self.uses.of(name).ok_or_else(unknown)? {
            let mut found: Vec<Range> = Vec::new();
            for (from, to) in &typed {
                let range = Range { from: self.integer(from)?, to: self.integer(to)? };
                if !found.contains(&range) {
                    found.push(range);
                }
            }
            let [range] = found[..] else { return Err(unknown()) };
            ranges.push(range);
        }
        Ok(ranges)
    }

    /// The whole array over ranges that mean what they mean outside of all names bound since.
    fn whole(
        &mut self,
        array: Symbol,
        ranges: &[Range],
        since: usize,
        span: Span,
    ) -> Lowered<ExprId> {
        let bound = self.locals[since..].iter().find(|(name, _)| {
            let mentions = |it| self.arena.mentions(it, *name);
            ranges.iter().any(|range| mentions(range.from) || mentions(range.to))
        });
        if let Some(&(bound, _)) = bound {
            let (array, bound) = (self.arena.name(array), self.arena.name(bound));
            let kind = Kind::BoundRange { array: array.to_owned(), bound: bound.to_owned() };
            return Err(SyntaxError::new(kind, span));
        }
        let ranges: Vec<_> = ranges.iter().map(|it| (it.from, it.to)).collect();
        Ok(self.arena.whole_array(array, &ranges))
    }

    /// The ranges of an array, outermost first.
    pub(super) fn ranges_of(&self, array: ExprId) -> Vec<Range> {
        let (mut ranges, mut part) = (Vec::new(), array);
        while let Some(it) = self.arena.as_array(part) {
            ranges.push(Range { from: it.from, to: it.to });
            part = it.body;
        }
        ranges
    }

    /// Checks that a name may stand for an array with so many indices, and learns that it does.
    pub(super) fn know_array(&mut self, array: &Name, indices: usize) -> Lowered<()> {
        let symbol = self.arena.symbol(&array.text);
        let rank = match self.local(symbol) {
            Some(Local::Array(ranges)) => ranges.len(),
            Some(_) => {
                let kind = NameKind::Variable;
                return Err(self.used_as(&array.text, kind, NameKind::Array, array.span));
            }
            None => match self.scope.known(symbol) {
                None => {
                    self.scope.infer(symbol, Known::Array(indices));
                    indices
                }
                Some(&Known::Array(rank)) => rank,
                Some(Known::Broken) => {
                    return Err(SyntaxError::new(Kind::Broken(array.text.clone()), array.span));
                }
                Some(known) => {
                    let kind = known.kind();
                    return Err(self.used_as(&array.text, kind, NameKind::Array, array.span));
                }
            },
        };
        if rank == indices {
            return Ok(());
        }
        let kind = Kind::WrongArity {
            name: array.text.clone(),
            expected: counted(rank, "index", "indices"),
            found: indices,
        };
        Err(SyntaxError::new(kind, array.span))
    }
}
