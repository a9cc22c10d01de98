//! Formulas to plain notation.
//!
//! Where a formula can be read in two ways, [`Choices`] say which: whoever asks tries them in turn.

use super::names::{Names, is_comma};
use super::plain::Plain;
use crate::formula::{Comparison, Grid, Kind, Piece};
use crate::syntax::Span;

/// Which of several readings is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[allow(clippy::struct_excessive_bools, reason = "each is a choice of its own")]
pub(super) struct Choices {
    /// A sum takes all that follows, not only the product.
    pub(super) long_sums: bool,
    /// `d/dx` takes the whole product even if a parenthesis follows.
    pub(super) long_derivatives: bool,
    /// A name before a parenthesis that is not known to be a function is applied.
    pub(super) applied: bool,
    /// A function without parentheses takes one name only.
    pub(super) short_arguments: bool,
    /// A function of an element of an array is a component of an array: `softmax(x_i)`.
    pub(super) components: bool,
    /// `\log` is the decimal logarithm.
    pub(super) decimal: bool,
}

/// Why a formula is not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Obstacle {
    pub(super) span: Span,
    /// What it is, in a few words.
    pub(super) what: String,
    /// Whether it is good mathematics that is not covered, and not a formula that makes no sense.
    pub(super) unsupported: bool,
}

pub(super) type Read<T> = Result<T, Obstacle>;

pub(super) fn unsupported<T>(span: Span, what: &str) -> Read<T> {
    Err(Obstacle { span, what: what.to_owned(), unsupported: true })
}

pub(super) fn unreadable<T>(span: Span, what: impl Into<String>) -> Read<T> {
    Err(Obstacle { span, what: what.into(), unsupported: false })
}

/// Functions with another name in plain notation.
const RENAMED: [(&str, &str); 20] = [
    ("arcsin", "asin"),
    ("arccos", "acos"),
    ("arctan", "atan"),
    ("arccot", "acot"),
    ("arcsec", "asec"),
    ("arccsc", "acsc"),
    ("arsinh", "asinh"),
    ("arcosh", "acosh"),
    ("artanh", "atanh"),
    ("arcsinh", "asinh"),
    ("arccosh", "acosh"),
    ("arctanh", "atanh"),
    ("sgn", "sign"),
    ("sign", "sign"),
    ("log", "ln"),
    ("ReLU", "relu"),
    ("RELU", "relu"),
    ("Sigmoid", "sigmoid"),
    ("Tanh", "tanh"),
    ("Softplus", "softplus"),
];

/// The elementary function that a word names.
fn known_function(word: &str) -> Option<&str> {
    let name = RENAMED.iter().find(|it| it.0 == word).map_or(word, |it| it.1);
    let known = crate::expr::Function::by_name(name).is_some() || ["max", "min"].contains(&name);
    known.then_some(name)
}

/// A position in a line.
pub(super) struct Cursor<'p> {
    line: &'p [Piece],
    at: usize,
}

impl<'p> Cursor<'p> {
    pub(super) fn new(line: &'p [Piece]) -> Self {
        Self { line, at: 0 }
    }

    pub(super) fn peek(&self) -> Option<&'p Piece> {
        self.line.get(self.at)
    }

    pub(super) fn next(&mut self) -> Option<&'p Piece> {
        let piece = self.peek()?;
        self.at += 1;
        Some(piece)
    }

    fn sign(&self) -> Option<&'p str> {
        match &self.peek()?.kind {
            Kind::Sign(sign) => Some(sign),
            _ => None,
        }
    }

    fn take_sign(&mut self, signs: &[&str]) -> Option<&'p str> {
        let sign = self.sign().filter(|it| signs.contains(it))?;
        self.at += 1;
        Some(sign)
    }

    /// The two parts of `∂y/∂x` or `{∂y}/{∂x}`, if the line goes on so.
    fn slashed(&mut self) -> Option<(Vec<Piece>, Vec<Piece>)> {
        let (above, length) = super::derivative::differential_of(&self.line[self.at..])?;
        let slash = self.line.get(self.at + length)?;
        let rest = self.line.get(self.at + length + 1..)?;
        if slash.kind != Kind::Sign("/".to_owned()) {
            return None;
        }
        let (below, more) = super::derivative::differential_of(rest)?;
        if below.len() < 2 {
            return None;
        }
        self.at += length + 1 + more;
        Some((above, below))
    }

    fn place(&self) -> Span {
        let piece = self.peek().or_else(|| self.line.last());
        piece.map_or(Span::default(), |it| it.span)
    }
}

/// Reads lines of pieces.
pub(super) struct Reader<'n> {
    pub(super) names: &'n Names,
    pub(super) choices: Choices,
    /// The range of the first sum that was read.
    pub(super) range: Option<(String, String)>,
}

impl Reader<'_> {
    /// A whole line as one expression.
    pub(super) fn expression(&mut self, line: &[Piece]) -> Read<Plain> {
        let mut cursor = Cursor::new(line);
        let value = self.sum(&mut cursor)?;
        match cursor.peek() {
            None => Ok(value),
            Some(piece) => self.stray(piece),
        }
    }

    fn stray<T>(&self, piece: &Piece) -> Read<T> {
        match &piece.kind {
            Kind::Sign(sign) if sign == "," || sign == ";" => {
                unsupported(piece.span, "lists of expressions")
            }
            Kind::Sign(sign) => unreadable(piece.span, format!("`{sign}` makes no sense here")),
            Kind::Relation(_) => unsupported(piece.span, "relations inside expressions"),
            _ => unreadable(piece.span, "this makes no sense here"),
        }
    }

    pub(super) fn sum(&mut self, cursor: &mut Cursor<'_>) -> Read<Plain> {
        let mut terms = Vec::new();
        let mut minus = false;
        while let Some(sign) = cursor.take_sign(&["+", "-"]) {
            minus ^= sign == "-";
        }
        loop {
            terms.push((minus, self.product(cursor)?));
            match cursor.sign() {
                Some("+" | "-") => {
                    minus = cursor.take_sign(&["-"]).is_some();
                    if !minus {
                        cursor.next();
                    }
                    while let Some(sign) = cursor.take_sign(&["+", "-"]) {
                        minus ^= sign == "-";
                    }
                }
                Some("pm" | "mp") => return unsupported(cursor.place(), "two signs in one"),
                _ => return Ok(Plain::sum(&terms)),
            }
        }
    }

    /// Factors up to the next sign of a sum.
    pub(super) fn product(&mut self, cursor: &mut Cursor<'_>) -> Read<Plain> {
        let mut factors: Vec<Plain> = Vec::new();
        let mut expected = true;
        loop {
            if cursor.take_sign(&["cdot", "times", "*", ".", "star"]).is_some() {
                if expected {
                    return unreadable(cursor.place(), "a factor is missing");
                }
                // A full stop at the end ends the sentence.
                if cursor.peek().is_none() {
                    break;
                }
                expected = true;
                // A sign behind a sign of multiplication belongs to the factor.
                if cursor.take_sign(&["-"]).is_some() {
                    let factor = self.factor(cursor)?;
                    factors.push(factor.negated());
                    expected = false;
                }
                continue;
            }
            if cursor.take_sign(&["/"]).is_some() {
                let Some(above) = factors.pop() else {
                    return unreadable(cursor.place(), "a numerator is missing");
                };
                let below = self.factor(cursor)?;
                factors.push(Plain::quotient(&above, &below));
                continue;
            }
            if let Some(condition) = self.evaluation(cursor, &factors)? {
                factors = vec![condition];
                continue;
            }
            let place = cursor.place();
            if let Some((above, below)) = cursor.slashed() {
                factors.push(self.fraction(cursor, place, &above, &below)?);
                expected = false;
                continue;
            }
            match cursor.peek() {
                Some(piece) if self.begins_factor(piece)? => {
                    let factor = self.factor(cursor)?;
                    factors.push(factor);
                    expected = false;
                }
                _ => break,
            }
        }
        if factors.is_empty() {
            return unreadable(cursor.place(), "an expression is missing");
        }
        Ok(Plain::product(&factors))
    }

    /// `…|_{x = a}`.
    fn evaluation(&mut self, cursor: &mut Cursor<'_>, before: &[Plain]) -> Read<Option<Plain>> {
        let Some(Piece {
            kind: Kind::Scripts { base, below: Some(below), above: None, .. }, ..
        }) = cursor.peek()
        else {
            return Ok(None);
        };
        if !matches!(&base[..], [Piece { kind: Kind::Sign(sign), .. }] if sign == "|") {
            return Ok(None);
        }
        let body = Plain::product(before);
        let point = self.point(below, cursor.place())?;
        cursor.next();
        Ok(Some(Plain::atom(format!("({} at {point})", body.text()))))
    }

    /// `x = a, y = b`.
    fn point(&mut self, below: &[Piece], span: Span) -> Read<String> {
        let mut parts = Vec::new();
        for part in below.split(is_comma) {
            let equal = |it: &Piece| it.kind == Kind::Relation(Comparison::Equal);
            let Some(at) = part.iter().position(equal) else {
                return unsupported(span, "evaluation at a point without a name");
            };
            let name = self.expression(&part[..at])?;
            let value = self.expression(&part[at + 1..])?;
            parts.push(format!("{} = {}", name.text(), value.text()));
        }
        Ok(parts.join(", "))
    }

    fn begins_factor(&self, piece: &Piece) -> Read<bool> {
        Ok(match &piece.kind {
            Kind::Sign(sign) => match sign.as_str() {
                "!" => return unsupported(piece.span, "factorials"),
                "circ" => return unsupported(piece.span, "compositions of functions"),
                "odot" | "otimes" | "oplus" => {
                    return unsupported(piece.span, "products of matrices");
                }
                "‖" => return unsupported(piece.span, "norms"),
                "|" => return unsupported(piece.span, "conditional probabilities"),
                _ => false,
            },
            Kind::Relation(_) | Kind::Arrow(_) | Kind::Gap => false,
            Kind::Dots => return unsupported(piece.span, "ellipses"),
            Kind::Text(_) => return unreadable(piece.span, "text inside an expression"),
            Kind::Unknown(name) if name == "binom" => {
                return unsupported(piece.span, "binomial coefficients");
            }
            Kind::Unknown(name) => {
                return unreadable(piece.span, format!("the command `\\{name}` is not known"));
            }
            _ => true,
        })
    }

    /// One factor with what belongs to it: the argument of a function, the body of a sum.
    pub(super) fn factor(&mut self, cursor: &mut Cursor<'_>) -> Read<Plain> {
        let span = cursor.place();
        if cursor.take_sign(&["-"]).is_some() {
            return Ok(self.factor(cursor)?.negated());
        }
        let Some(piece) = cursor.next() else {
            return unreadable(span, "an expression is missing");
        };
        if let Some(condition) = super::read_case::indicated(piece, cursor.peek()) {
            if !matches!(piece.kind, Kind::Scripts { .. }) {
                cursor.next();
            }
            return self.indicator(condition);
        }
        match &piece.kind {
            Kind::Number(digits) => Ok(Plain::atom(digits.clone())),
            Kind::Letter { name, .. } if name == "1" => Ok(Plain::atom("1")),
            Kind::Letter { name, .. } if name == "d" && self.is_differential(cursor) => {
                self.gradient_name(cursor, span)
            }
            Kind::Letter { name, .. } if name == "infty" => unsupported(span, "infinity"),
            Kind::Letter { .. } | Kind::Word(_) | Kind::Accent(..) => {
                let base = std::slice::from_ref(piece);
                self.named(cursor, piece, (base, None, None, 0))
            }
            Kind::Group(inner) if inner.is_empty() => self.factor(cursor),
            // `{\tanh}(x)`, `{f}(x)`.
            Kind::Group(inner) if is_name(inner) => {
                let base = std::slice::from_ref(&inner[0]);
                self.named(cursor, &inner[0], (base, None, None, 0))
            }
            Kind::Group(inner) | Kind::Noted(inner, _) => self.expression(inner),
            Kind::Fence(open, inner, close) => self.fence(piece.span, open, inner, close),
            Kind::Fraction(above, below) => self.fraction(cursor, span, above, below),
            Kind::Root(degree, inner) => self.root(degree.as_deref(), inner),
            Kind::Scripts { base, below, above, primes } => {
                self.scripts(cursor, piece, base, below.as_deref(), above.as_deref(), *primes)
            }
            Kind::Big(big) => self.big(cursor, span, *big, None, None),
            Kind::Grid(Grid::Cases, rows) => self.cases(span, rows),
            // Cases between braces that are those of a matrix.
            Kind::Grid(_, rows) if super::read_case::are_cases(rows) => self.cases(span, rows),
            Kind::Grid(..) => unsupported(span, "matrices"),
            Kind::Differential(name) if name == "nabla" => unsupported(span, "gradients"),
            Kind::Differential(_) => unsupported(span, "differentials"),
            _ => self.stray(piece),
        }
    }

    /// `df_{ij}` outside a fraction: the name of a derivative.
    fn gradient_name(&mut self, cursor: &mut Cursor<'_>, span: Span) -> Read<Plain> {
        let Some(Piece {
            kind: Kind::Scripts { base, below: Some(below), above, primes: 0 }, ..
        }) = cursor.next()
        else {
            return unsupported(span, "differentials");
        };
        let (mut named, power) = self.name(span, base, Some(below), above.as_deref())?;
        named.name.insert(0, 'd');
        self.raised(&named.plain(), power)
    }

    /// Whether the letter `d` that has just been read is followed by a name without a blank.
    fn is_differential(&self, cursor: &Cursor<'_>) -> bool {
        let before = cursor.line.get(cursor.at.wrapping_sub(1)).map(|it| it.span.end);
        let next = cursor.peek();
        next.is_some_and(|it| {
            Some(it.span.start) == before
                && matches!(it.kind, Kind::Letter { .. } | Kind::Scripts { .. })
        })
    }

    fn fence(&mut self, span: Span, open: &str, inner: &[Piece], close: &str) -> Read<Plain> {
        match (open, close) {
            ("[", "]") if inner.iter().any(|it| matches!(it.kind, Kind::Relation(_))) => {
                self.indicator(inner)
            }
            ("(", ")") | ("[", "]") | ("{", "}") => {
                let value = self.expression(inner)?;
                Ok(Plain::atom(format!("({})", value.text())))
            }
            ("|", "|") => Ok(Plain::apply("abs", &[self.expression(inner)?])),
            ("{", "." | "") => match inner {
                [Piece { kind: Kind::Grid(_, rows), .. }] => self.cases(span, rows),
                _ => unreadable(span, "a brace that is not closed"),
            },
            ("‖", "‖") => unsupported(span, "norms"),
            (_, "") => unreadable(span, format!("this `{open}` is not closed")),
            ("⟨" | "⌊" | "⌈", _) => unsupported(span, "these brackets"),
            _ => unreadable(span, "delimiters that do not fit each other"),
        }
    }

    fn root(&mut self, degree: Option<&[Piece]>, inner: &[Piece]) -> Read<Plain> {
        let value = self.expression(inner)?;
        Ok(match degree.map(|it| self.expression(it)).transpose()? {
            None => Plain::apply("sqrt", &[value]),
            Some(degree) if degree.text() == "2" => Plain::apply("sqrt", &[value]),
            Some(degree) if degree.text() == "3" => Plain::apply("cbrt", &[value]),
            Some(degree) => {
                let exponent = Plain::quotient(&Plain::atom("1"), &degree);
                Plain::power(&value, &exponent)
            }
        })
    }

    fn scripts(
        &mut self,
        cursor: &mut Cursor<'_>,
        piece: &Piece,
        base: &[Piece],
        below: Option<&[Piece]>,
        above: Option<&[Piece]>,
        primes: u32,
    ) -> Read<Plain> {
        let span = piece.span;
        let [inner] = base else { return unreadable(span, "scripts without a base") };
        match &inner.kind {
            Kind::Big(big) => self.big(cursor, span, *big, below, above),
            Kind::Letter { .. } | Kind::Word(_) | Kind::Accent(..) => {
                self.named(cursor, piece, (base, below, above, primes))
            }
            Kind::Fence(_, body, bar) if bar == "|" && below.is_some() && above.is_none() => {
                let value = self.expression(body)?;
                let point = self.point(below.unwrap_or_default(), span)?;
                Ok(Plain::atom(format!("({} at {point})", value.text())))
            }
            Kind::Differential(name) if name == "nabla" => unsupported(span, "gradients"),
            Kind::Sign(_) | Kind::Differential(_) => unreadable(span, "scripts without a base"),
            _ if below.is_some() => unsupported(span, "components of an expression"),
            _ => {
                let mut value = self.factor(&mut Cursor::new(base))?;
                if primes > 0 {
                    value = self.primed_bracket(&value, base, primes, span)?;
                }
                self.raised(&value, above)
            }
        }
    }

    /// A value to a power, or a sign that the power is none.
    pub(super) fn raised(&mut self, value: &Plain, above: Option<&[Piece]>) -> Read<Plain> {
        match above {
            None => Ok(value.clone()),
            Some(above) if is_transposition(above) => {
                unsupported(above[0].span, "transposed matrices")
            }
            Some(above) => Ok(Plain::power(value, &self.expression(above)?)),
        }
    }
}

/// A line without the commas and full stops at its end.
pub(super) fn without_punctuation(mut line: &[Piece]) -> &[Piece] {
    while let [rest @ .., last] = line {
        let ends = match &last.kind {
            Kind::Sign(sign) => [",", ".", ";", ":"].contains(&sign.as_str()),
            Kind::Gap => true,
            _ => false,
        };
        if !ends {
            break;
        }
        line = rest;
    }
    line
}

pub(super) fn is_transposition(above: &[Piece]) -> bool {
    match above {
        [Piece { kind: Kind::Fence(..), .. }, rest @ ..] => is_transposition(rest),
        [Piece { kind: Kind::Letter { name, .. }, .. }] => name == "T",
        [Piece { kind: Kind::Unknown(name), .. }] => name == "top" || name == "intercal",
        [Piece { kind: Kind::Group(inner), .. }] => is_transposition(inner),
        _ => false,
    }
}

/// Whether braces hold nothing but a name.
fn is_name(inner: &[Piece]) -> bool {
    matches!(inner, [Piece { kind: Kind::Letter { .. } | Kind::Word(_), .. }])
}

/// The function that a name stands for, where it is an elementary one.
pub(super) fn function_of(base: &[Piece]) -> Option<(String, bool)> {
    let [Piece { kind: Kind::Word(word), .. }] = base else { return None };
    let decimal = ["log", "lg"].contains(&word.as_str());
    if word == "lg" {
        return Some(("ln".to_owned(), decimal));
    }
    known_function(word).map(|it| (it.to_owned(), decimal))
}
