//! Names with their scripts, and functions with their arguments.

use super::names::{is_comma, is_label, name_of, plain_name};
use super::plain::Plain;
use super::read::{Cursor, Read, Reader, function_of, is_transposition, unreadable, unsupported};
use crate::formula::{Kind, Piece};
use crate::syntax::Span;

/// A base with what stands below and above it, and its primes.
type Scripted<'p> = (&'p [Piece], Option<&'p [Piece]>, Option<&'p [Piece]>, u32);

/// A name as plain notation has it, with its indices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) name: String,
    pub(super) indices: Vec<String>,
}

impl Named {
    pub(super) fn plain(&self) -> Plain {
        match self.indices.is_empty() {
            true => Plain::atom(self.name.clone()),
            false => Plain::atom(format!("{}[{}]", self.name, self.indices.join(", "))),
        }
    }
}

/// A name, and its power if it has one.
type NamedPower<'p> = (Named, Option<&'p [Piece]>);

/// What stands behind a name.
enum Applied {
    No,
    /// Arguments, and the power of the value.
    To(Vec<Plain>, Option<Plain>),
    /// `f(x)_j`: a component of what the function gives, by the name of the function.
    Component(Named),
    /// The application of a function that everybody knows.
    Value(Plain),
}

impl Reader<'_> {
    /// A name, or an application if arguments follow.
    pub(super) fn named(
        &mut self,
        cursor: &mut Cursor<'_>,
        piece: &Piece,
        (base, below, above, primes): Scripted<'_>,
    ) -> Read<Plain> {
        let span = piece.span;
        if let Some((function, decimal)) = function_of(base) {
            return self.elementary(cursor, span, (&function, decimal), (below, above, primes));
        }
        if is_letter(base, "e") && below.is_none() && primes == 0 {
            return match above {
                Some(above) => Ok(Plain::power(&Plain::atom("e"), &self.expression(above)?)),
                None => Ok(Plain::atom("e")),
            };
        }
        let (named, power) = match cursor.peek() {
            // A difference is a name together with what it is a difference of.
            Some(next) if is_letter(base, "Delta") && below.is_none() && above.is_none() => {
                match self.name_of_piece(next)? {
                    Some((mut named, power)) => {
                        cursor.next();
                        named.name.insert_str(0, "Delta_");
                        (named, power)
                    }
                    None => self.name(span, base, below, above)?,
                }
            }
            _ => self.name(span, base, below, above)?,
        };
        if named.name == "delta" && named.indices.len() == 2 {
            let delta = format!("delta({})", named.indices.join(", "));
            return self.raised(&Plain::atom(delta), power);
        }
        let dashes = "'".repeat(primes.min(9) as usize);
        let own_name = name_of(base).unwrap_or_default();
        let known = |it: &String| self.names.functions.contains_key(it);
        // `h_θ` is a function if it stands like one somewhere.
        let labelled = named.indices.is_empty() && known(&own_name);
        let is_function = (known(&named.name) || labelled) && !self.names.is_variable(&named.name);
        // `x^x (1 + x)` is a product.
        let to_itself = power
            .is_some_and(|it| it.iter().any(|part| plain_name(part).as_ref() == Some(&named.name)));
        let applied = match to_itself {
            true => Applied::No,
            false => self.applied(cursor, &named, is_function || primes > 0)?,
        };
        let value = match applied {
            Applied::To(arguments, exponent) => {
                let value = Plain::apply(&format!("{}{dashes}", named.name), &arguments);
                exponent.map_or(value.clone(), |it| Plain::power(&value, &it))
            }
            Applied::Component(component) if primes == 0 => component.plain(),
            Applied::Value(value) if primes == 0 => value,
            Applied::Component(_) | Applied::Value(_) => {
                return unsupported(span, "primes of components");
            }
            Applied::No if primes > 0 => {
                if !named.indices.is_empty() {
                    return unsupported(span, "primes of components");
                }
                Plain::atom(format!("{}{dashes}", named.name))
            }
            Applied::No if named.indices.is_empty() && self.names.wholes.contains(&named.name) => {
                return unsupported(span, "arrays as a whole");
            }
            Applied::No => named.plain(),
        };
        self.raised(&value, power)
    }

    /// The name that a line defines, with its parameters: `u`, `S_j`, `f(x)`, `f(x)_j`.
    pub(super) fn defined(&mut self, line: &[Piece]) -> Option<(Named, Vec<String>)> {
        let (first, rest) = line.split_first()?;
        if let (Kind::Fraction(..), []) = (&first.kind, rest) {
            return self.unknown_derivative(line).map(|it| (it, Vec::new()));
        }
        let (base, below, above) = match &first.kind {
            Kind::Scripts { base, below, above, primes: 0 }
                if above.as_deref().is_none_or(is_label) =>
            {
                (&base[..], below.as_deref(), above.as_deref())
            }
            Kind::Scripts { .. } => return None,
            _ => (std::slice::from_ref(first), None, None),
        };
        if !is_free(base) {
            return None;
        }
        let (mut named, _) = self.name(first.span, base, below, above).ok()?;
        let is_delta = named.name == "delta" && !named.indices.is_empty();
        let plain = |it: &String| it.chars().all(char::is_alphabetic);
        match rest {
            [] if !is_delta && named.indices.iter().all(plain) => Some((named, Vec::new())),
            [arguments] => {
                let (inner, component) = match &arguments.kind {
                    Kind::Fence(open, inner, close) if open == "(" && close == ")" => (inner, None),
                    Kind::Scripts { base, below: Some(below), above: None, primes: 0 } => {
                        let [Piece { kind: Kind::Fence(open, inner, _), .. }] = &base[..] else {
                            return None;
                        };
                        (open == "(").then_some((inner, Some(below)))?
                    }
                    _ => return None,
                };
                let one =
                    |it: &[Piece]| <&[Piece; 1]>::try_from(it).ok().and_then(|[it]| plain_name(it));
                let parameters: Option<Vec<String>> = inner.split(is_comma).map(one).collect();
                let parameters = parameters?;
                if let Some(below) = component {
                    self.label(&mut named, below).ok()?;
                    return Some((named, Vec::new()));
                }
                // What depends on whole arrays is an array or a number like any other.
                let whole = parameters.iter().any(|it| self.names.wholes.contains(it))
                    || self.names.of_arrays.contains(&named.name);
                if !named.indices.is_empty() || whole {
                    return Some((named, Vec::new()));
                }
                let own_name = name_of(base).unwrap_or_default();
                let known = |it: &String| self.names.functions.contains_key(it);
                (known(&named.name) || known(&own_name)).then_some((named, parameters))
            }
            _ => None,
        }
    }

    /// A derivative of something of which nothing is known, as the name that it is.
    fn unknown_derivative(&mut self, line: &[Piece]) -> Option<Named> {
        derivative_name(self.expression(line).ok()?.text())
    }

    /// The name that a piece is, if it is one.
    fn name_of_piece<'p>(&mut self, piece: &'p Piece) -> Read<Option<NamedPower<'p>>> {
        let (base, below, above) = match &piece.kind {
            Kind::Scripts { base, below, above, primes: 0 } => {
                (&base[..], below.as_deref(), above.as_deref())
            }
            _ => (std::slice::from_ref(piece), None, None),
        };
        if name_of(base).is_none() || function_of(base).is_some() {
            return Ok(None);
        }
        self.name(piece.span, base, below, above).map(Some)
    }

    /// The name that a base with scripts is, and its power if it has one.
    pub(super) fn name<'p>(
        &mut self,
        span: Span,
        base: &[Piece],
        below: Option<&[Piece]>,
        above: Option<&'p [Piece]>,
    ) -> Read<NamedPower<'p>> {
        let Some(name) = name_of(base) else { return unreadable(span, "this is no name") };
        let mut named = Named { name, indices: Vec::new() };
        let mut power = above;
        // `x^{(i)}` and `x^*` are labels.
        if let Some([label]) = above {
            match &label.kind {
                Kind::Fence(_, inner, _) if above.is_some_and(is_label) => {
                    self.label(&mut named, inner)?;
                    power = None;
                }
                Kind::Sign(sign) if sign == "*" || sign == "star" => {
                    named.name.push_str("_star");
                    power = None;
                }
                _ => {}
            }
        }
        if let Some(below) = below {
            self.label(&mut named, below)?;
        }
        // `k_{ij}` is not the `k` that counts.
        if !named.indices.is_empty() && self.names.counters.contains(&named.name) {
            named.name.push_str("_own");
        }
        Ok((named, power))
    }

    /// Adds indices, or a label that becomes a part of the name.
    pub(super) fn label(&mut self, named: &mut Named, line: &[Piece]) -> Read<()> {
        let parts: Vec<&Piece> = line.iter().filter(|it| !is_comma(it)).collect();
        let is_array = self.names.arrays.contains_key(&named.name) || named.name == "delta";
        if parts.iter().all(|it| self.is_counter(it)) && !parts.is_empty() {
            for part in parts {
                let index = self.factor(&mut Cursor::new(std::slice::from_ref(part)))?;
                named.indices.push(index.into_text());
            }
            return Ok(());
        }
        if let [Piece { kind: Kind::Text(text), .. }] = line {
            let text: String =
                text.trim().chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).collect();
            named.name.push('_');
            named.name.push_str(&text);
            return Ok(());
        }
        if let Some(label) = parts.iter().map(|it| label_of(it)).collect::<Option<Vec<_>>>() {
            let numbers = parts.iter().all(|it| matches!(it.kind, Kind::Number(_)));
            if is_array && numbers {
                named.indices.extend(label);
            } else {
                named.name.push('_');
                named.name.push_str(&label.join("_"));
            }
            return Ok(());
        }
        for part in line.split(is_comma) {
            named.indices.push(self.expression(part)?.into_text());
        }
        Ok(())
    }

    /// Whether a piece is a letter that counts.
    fn is_counter(&self, piece: &Piece) -> bool {
        matches!(&piece.kind, Kind::Letter { name, .. } if self.names.counters.contains(name))
    }

    /// Whether a name is applied to what follows.
    fn applied(
        &mut self,
        cursor: &mut Cursor<'_>,
        named: &Named,
        is_function: bool,
    ) -> Read<Applied> {
        let Some(next) = cursor.peek() else { return Ok(Applied::No) };
        let (fence, component, power) = match &next.kind {
            Kind::Scripts { base, below, above, primes: 0 } => match &base[..] {
                [fence] => (fence, below.as_deref(), above.is_some()),
                _ => return Ok(Applied::No),
            },
            _ => (next, None, false),
        };
        let Kind::Fence(open, inner, close) = &fence.kind else { return Ok(Applied::No) };
        if open != "(" || close != ")" {
            return Ok(Applied::No);
        }
        let lone = name_of(inner).is_some();
        if let Some(below) = component.filter(|_| lone && !power) {
            cursor.next();
            let mut whole = named.clone();
            self.label(&mut whole, below)?;
            return Ok(Applied::Component(whole));
        }
        // What an array is applied to element by element: `σ(z_i)` is `σ_i`.
        if let Some(indices) =
            self.element(inner).filter(|it| !power && self.is_componentwise(named, it))
        {
            cursor.next();
            let unknown = !self.names.defined.contains(&named.name);
            return Ok(match unknown && named.name == "softmax" {
                true => Applied::Value(self.softmax(inner, indices)?),
                false => Applied::Component(Named { name: named.name.clone(), indices }),
            });
        }
        // An array that is applied to the array on which it depends is that array.
        if !named.indices.is_empty() {
            if lone && !power {
                cursor.next();
            }
            return Ok(Applied::No);
        }
        // What depends on a whole array is known by its name alone.
        let whole = |it: String| self.names.wholes.contains(&it);
        let whole = name_of(inner).is_some_and(whole) || self.names.of_arrays.contains(&named.name);
        if lone && !power && whole {
            cursor.next();
            return Ok(Applied::No);
        }
        let word = named.name.len() > 1
            && named.name.chars().all(char::is_alphabetic)
            && !crate::expr::is_greek_name(&named.name);
        let applied = self.choices.applied && !self.names.varies(&named.name);
        if !(is_function || word || applied) {
            return Ok(Applied::No);
        }
        let arguments = self.list(inner)?;
        cursor.next();
        let exponent = match &next.kind {
            Kind::Scripts { above: Some(above), .. } if is_transposition(above) => {
                return unsupported(next.span, "transposed matrices");
            }
            Kind::Scripts { above: Some(above), .. } => Some(self.expression(above)?),
            _ => None,
        };
        Ok(Applied::To(arguments, exponent))
    }

    /// `e^{x_j}/∑_k e^{x_k}`, with the sum over the last index.
    fn softmax(&mut self, inner: &[Piece], mut indices: Vec<String>) -> Read<Plain> {
        let above = Plain::power(&Plain::atom("e"), &self.expression(inner)?);
        let index = ["k", "l", "m"].into_iter().find(|it| indices.iter().all(|own| own != it));
        let index = index.unwrap_or("q").to_owned();
        let name = above.text()["e^".len()..].split('[').next().unwrap_or_default().to_owned();
        if let Some(last) = indices.last_mut() {
            last.clone_from(&index);
        }
        let bound = self.names.usual_bound();
        let below = format!("sum(e^{name}[{}], {index}, 1, {bound})", indices.join(", "));
        Ok(Plain::quotient(&above, &Plain::atom(below)))
    }

    /// The indices of an element of an array.
    fn element(&mut self, inner: &[Piece]) -> Option<Vec<String>> {
        let [piece] = inner else { return None };
        let (named, power) = self.name_of_piece(piece).ok()??;
        (power.is_none() && !named.indices.is_empty()).then_some(named.indices)
    }

    fn is_componentwise(&self, named: &Named, indices: &[String]) -> bool {
        let known = self.names.arrays.get(&named.name).is_some_and(|count| *count == indices.len());
        named.indices.is_empty() && (known || self.choices.components)
    }

    /// An elementary function with its argument, in parentheses or not.
    fn elementary(
        &mut self,
        cursor: &mut Cursor<'_>,
        span: Span,
        (function, decimal): (&str, bool),
        (below, above, primes): (Option<&[Piece]>, Option<&[Piece]>, u32),
    ) -> Read<Plain> {
        let dashes = "'".repeat(primes.min(9) as usize);
        let name = format!("{function}{dashes}");
        if above.is_some_and(is_inverse) {
            return unsupported(span, "inverse functions by an exponent");
        }
        let Some(next) = cursor.peek() else {
            return unsupported(span, "functions without an argument");
        };
        let many = ["max", "min"].contains(&function);
        let (value, outer) = match &next.kind {
            Kind::Fence(open, inner, close)
                if [("(", ")"), ("[", "]"), ("{", "}")].contains(&(open, close)) =>
            {
                cursor.next();
                (self.list(inner)?, None)
            }
            Kind::Scripts { base, below: None, above: outer, primes: 0 } if matches!(&base[..], [Piece { kind: Kind::Fence(open, ..), .. }] if open == "(") =>
            {
                let [Piece { kind: Kind::Fence(_, inner, _), .. }] = &base[..] else {
                    return unreadable(span, "the argument of a function is missing");
                };
                cursor.next();
                (self.list(inner)?, outer.as_deref())
            }
            _ if many => return unsupported(span, "extrema over a set"),
            _ => (vec![self.bare_argument(cursor)?], None),
        };
        let mut result = match below {
            None if decimal && self.choices.decimal => {
                Plain::quotient(&Plain::apply(&name, &value), &Plain::atom("ln(10)"))
            }
            None => Plain::apply(&name, &value),
            Some(base) if function == "ln" && primes == 0 => {
                let base = self.expression(base)?;
                Plain::quotient(&Plain::apply("ln", &value), &Plain::apply("ln", &[base]))
            }
            Some(_) => return unsupported(span, "functions with a subscript"),
        };
        result = self.raised(&result, above)?;
        self.raised(&result, outer)
    }

    fn list(&mut self, inner: &[Piece]) -> Read<Vec<Plain>> {
        inner.split(is_comma).map(|part| self.expression(part)).collect()
    }

    /// What a function takes without parentheses: factors up to a sign or another function.
    fn bare_argument(&mut self, cursor: &mut Cursor<'_>) -> Read<Plain> {
        let mut factors = Vec::new();
        let mut minus = false;
        if let Some(Piece { kind: Kind::Sign(sign), .. }) = cursor.peek()
            && sign == "-"
        {
            cursor.next();
            minus = true;
        }
        while let Some(piece) = cursor.peek() {
            if self.choices.short_arguments && factors.iter().any(is_no_numeral) {
                break;
            }
            let ends = match &piece.kind {
                Kind::Sign(_) | Kind::Relation(_) | Kind::Arrow(_) | Kind::Gap | Kind::Text(_) => {
                    true
                }
                Kind::Big(_) | Kind::Word(_) | Kind::Fence(..) => !factors.is_empty(),
                Kind::Scripts { base, .. } => {
                    !factors.is_empty()
                        && matches!(
                            base.first().map(|it| &it.kind),
                            Some(Kind::Word(_) | Kind::Fence(..) | Kind::Big(_))
                        )
                }
                _ => false,
            };
            if ends {
                break;
            }
            factors.push(self.factor(cursor)?);
        }
        if factors.is_empty() {
            return unreadable(
                cursor.peek().map_or(Span::default(), |it| it.span),
                "the argument of a function is missing",
            );
        }
        let product = Plain::product(&factors);
        Ok(if minus { product.negated() } else { product })
    }
}

/// The name that an unknown derivative has in plain notation: `dL_dw[j]`.
pub(super) fn derivative_name(text: &str) -> Option<Named> {
    let (name, indices) = match text.split_once('[') {
        Some((name, indices)) => (name, indices.strip_suffix(']')?),
        None => (text, ""),
    };
    let plain = name.chars().all(|c| c.is_alphanumeric() || c == '_');
    let is_name = name.starts_with('d') && name.contains("_d") && plain;
    let indices: Vec<&str> = indices.split(", ").filter(|it| !it.is_empty()).collect();
    let known = is_name && indices.iter().all(|it| it.chars().all(char::is_alphabetic));
    let indices = indices.into_iter().map(str::to_owned).collect();
    known.then(|| Named { name: name.to_owned(), indices })
}

fn is_no_numeral(factor: &Plain) -> bool {
    !factor.text().bytes().all(|it| it.is_ascii_digit())
}

/// Whether a name has no meaning of its own.
pub(super) fn is_free(base: &[Piece]) -> bool {
    function_of(base).is_none() && !is_letter(base, "e") && !is_letter(base, "pi")
}

fn is_letter(base: &[Piece], letter: &str) -> bool {
    match base {
        [Piece { kind: Kind::Letter { name, .. } | Kind::Differential(name), .. }] => {
            name == letter
        }
        _ => false,
    }
}

fn is_inverse(above: &[Piece]) -> bool {
    matches!(above, [Piece { kind: Kind::Sign(minus), .. }, Piece { kind: Kind::Number(one), .. }]
        if minus == "-" && one == "1")
}

/// What a piece adds to a name as a label.
fn label_of(piece: &Piece) -> Option<String> {
    match &piece.kind {
        Kind::Number(digits) if digits.bytes().all(|it| it.is_ascii_digit()) => {
            Some(digits.clone())
        }
        Kind::Letter { name, .. } | Kind::Word(name) => Some(name.clone()),
        Kind::Group(inner) => {
            let parts: Option<Vec<_>> = inner.iter().map(label_of).collect();
            parts.map(|it| it.join("_"))
        }
        _ => None,
    }
}
