//! Fractions, which may be derivatives in the notation of Leibniz, and what is differentiated.

use super::names::{is_comma, name_of};
use super::plain::Plain;
use super::read::{Cursor, Read, Reader, unreadable, unsupported};
use super::read_name::Named;
use crate::formula::{Kind, Piece};
use crate::syntax::Span;

/// `d` or `∂`, with the order that stands above it.
fn differential(piece: &Piece) -> Option<&[Piece]> {
    let is_d = |kind: &Kind| match kind {
        Kind::Differential(name) => name != "nabla",
        Kind::Letter { name, .. } => name == "d",
        _ => false,
    };
    match &piece.kind {
        Kind::Scripts { base, below: None, above: Some(above), primes: 0 } => {
            matches!(&base[..], [it] if is_d(&it.kind)).then_some(above)
        }
        kind => is_d(kind).then_some(&[]),
    }
}

/// `∂y`, `{∂y}` or `∂` at the beginning of a line, and how many pieces of the line it is.
pub(super) fn differential_of(line: &[Piece]) -> Option<(Vec<Piece>, usize)> {
    let (first, rest) = line.split_first()?;
    if let Kind::Group(inner) = &first.kind {
        differential(inner.first()?)?;
        return Some((inner.clone(), 1));
    }
    differential(first)?;
    // A letter `d` is one only if it sticks to what follows.
    let sticks = !matches!(first.kind, Kind::Letter { .. })
        || rest.first().is_some_and(|it| it.span.start == first.span.end);
    match rest.first().map(|it| &it.kind) {
        Some(Kind::Letter { .. } | Kind::Scripts { .. } | Kind::Word(_)) if sticks => {
            Some((line[..2].to_vec(), 2))
        }
        Some(Kind::Sign(sign)) if sign == "/" => Some((vec![first.clone()], 1)),
        _ => None,
    }
}

/// `∂ s` for `∂ s²` and `∂(s²)`.
fn root_of_square(below: &[Piece]) -> Option<[Piece; 2]> {
    let [sign, piece] = below else { return None };
    let square = match &piece.kind {
        Kind::Fence(open, inner, _) if open == "(" => {
            <&[Piece; 1]>::try_from(&inner[..]).ok()?.first()?
        }
        _ => piece,
    };
    let Kind::Scripts { base, below, above: Some(above), primes: 0 } = &square.kind else {
        return None;
    };
    let two = matches!(&above[..], [Piece { kind: Kind::Number(digits), .. }] if digits == "2");
    let kind = Kind::Scripts { base: base.clone(), below: below.clone(), above: None, primes: 0 };
    two.then(|| [sign.clone(), Piece { kind, span: square.span }])
}

/// `dy/dt`.
fn is_slashed(line: &[Piece]) -> bool {
    let slash = |it: &Piece| matches!(&it.kind, Kind::Sign(sign) if sign == "/");
    line.split(slash).count() == 2
        && line.split(slash).all(|it| it.first().is_some_and(|it| differential(it).is_some()))
}

/// What a derivative is by: names, each once for every order.
struct By {
    names: Vec<Named>,
}

impl Reader<'_> {
    pub(super) fn fraction(
        &mut self,
        cursor: &mut Cursor<'_>,
        span: Span,
        above: &[Piece],
        below: &[Piece],
    ) -> Read<Plain> {
        let quotient = is_slashed(above) && is_slashed(below);
        let leading = above.split_first().filter(|_| !quotient).and_then(|(first, rest)| {
            let order = differential(first)?;
            below.first().and_then(differential).map(|_| (order, rest))
        });
        if let Some((order, body)) = leading {
            // `d(s²) = 2 s ds`.
            if let Some(root) = root_of_square(below).filter(|_| order.is_empty()) {
                let by = self.by(&root, span)?;
                let twice = by.names.iter().map(Named::plain);
                let twice = Plain::product(
                    &std::iter::once(Plain::atom("2")).chain(twice).collect::<Vec<_>>(),
                );
                let value = self.derivative(cursor, span, &by, body)?;
                return Ok(Plain::quotient(&value, &twice));
            }
            let by = self.by(below, span)?;
            return self.derivative(cursor, span, &by, body);
        }
        // The sign above is lost, or the one below is.
        let is_partial =
            |it: &Piece| matches!(it.kind, Kind::Differential(_)) && differential(it).is_some();
        for (one, other, place) in [(above, below, "above"), (below, above, "below")] {
            let begins = |line: &[Piece]| line.first().is_some_and(is_partial);
            if begins(one) && !other.is_empty() && !other.iter().any(is_partial) {
                let there = if place == "above" { "below" } else { "above" };
                let what =
                    format!("a derivative with its sign {place} the line only, and none {there}");
                return unreadable(span, what);
            }
        }
        let above = self.expression(above)?;
        Ok(Plain::quotient(&above, &self.expression(below)?))
    }

    /// `dx^2`, `∂x∂y`.
    fn by(&mut self, below: &[Piece], span: Span) -> Read<By> {
        let mut names = Vec::new();
        let mut rest = below;
        while let [first, name, behind @ ..] = rest {
            let mut more = behind;
            if differential(first).is_none_or(|order| !order.is_empty()) {
                return unsupported(span, "such a derivative");
            }
            if !matches!(&name.kind, Kind::Scripts { .. })
                && name_of(std::slice::from_ref(name)).is_none()
            {
                return unsupported(span, "such a derivative");
            }
            let (named, power) = match &name.kind {
                Kind::Scripts { base, below, above, primes: 0 } => {
                    self.name(name.span, base, below.as_deref(), above.as_deref())?
                }
                _ => self.name(name.span, std::slice::from_ref(name), None, None)?,
            };
            // `∂ softmax(x)_k` is by a component, `∂ y(x)` by the name.
            let mut named = named;
            if let Some(next) = more.first()
                && self.whole_argument(next, &mut named)?
            {
                more = &more[1..];
            }
            let order = match power {
                None => 1,
                Some([Piece { kind: Kind::Number(digits), .. }]) => digits.parse().unwrap_or(0),
                Some(_) => 0,
            };
            if !(1..=9).contains(&order) {
                return unsupported(span, "derivatives of such an order");
            }
            names.extend(std::iter::repeat_n(named, order));
            rest = more;
        }
        if names.is_empty() || !rest.is_empty() {
            return unsupported(span, "such a derivative");
        }
        Ok(By { names })
    }

    /// Passes over `(x)` or `(x)_k` behind a name; the indices become those of the name.
    fn whole_argument(&mut self, next: &Piece, named: &mut Named) -> Read<bool> {
        let (fence, below) = match &next.kind {
            Kind::Scripts { base, below, above: None, primes: 0 } => match &base[..] {
                [fence] => (fence, below.as_deref()),
                _ => return Ok(false),
            },
            _ => (next, None),
        };
        let Kind::Fence(open, inner, _) = &fence.kind else { return Ok(false) };
        if open != "(" || name_of(inner).is_none() {
            return Ok(false);
        }
        if let Some(below) = below {
            self.label(named, below)?;
        }
        Ok(true)
    }

    /// Whether something is an unknown function of an array that the document defines: `f(softmax(X))`.
    fn is_loss(&self, body: &[Piece]) -> bool {
        let [name, Piece { kind: Kind::Fence(open, inner, _), .. }] = body else { return false };
        let unknown =
            name_of(std::slice::from_ref(name)).is_some_and(|it| !self.names.defined.contains(&it));
        let mut names = Vec::new();
        collect_words(inner, &mut names);
        let is_array = |it: &String| self.names.arrays.contains_key(it);
        open == "("
            && unknown
            && super::read::function_of(&body[..1]).is_none()
            && names.iter().any(is_array)
    }

    fn derivative(
        &mut self,
        cursor: &mut Cursor<'_>,
        span: Span,
        by: &By,
        body: &[Piece],
    ) -> Read<Plain> {
        if let Some(primed) = self.primed_at(cursor, body, by)? {
            return Ok(primed);
        }
        let value = if body.is_empty() {
            self.operand(cursor)?
        } else {
            let inner = match &by.names[..] {
                [one] => self.names.functions.contains_key(&one.name),
                _ => false,
            };
            let lone = self.lone(body)?;
            if let Some(outer) =
                lone.filter(|it| inner && self.names.functions.contains_key(&it.name))
            {
                return Ok(atom_of(&outer, by));
            }
            match self.unknown(body)?.filter(|it| by.names.iter().all(|by| by.name != it.name)) {
                Some(named) => return Ok(atom_of(&named, by)),
                None if self.is_loss(body) => {
                    let named = Named {
                        name: name_of(&body[..1]).unwrap_or_default(),
                        indices: Vec::new(),
                    };
                    return Ok(atom_of(&named, by));
                }
                None => match self.dependent(body, by)? {
                    Some(value) => value,
                    None => match self.lone(body)? {
                        Some(named) => return Ok(atom_of(&named, by)),
                        None => self.expression(body)?,
                    },
                },
            }
        };
        if value.text().contains(" at ") {
            return unsupported(span, "derivatives of values at a point");
        }
        let mut result = value;
        for named in by.names.iter().rev() {
            result = Plain::apply("diff", &[result, named.plain()]);
        }
        if body.is_empty() { Ok(result) } else { Ok(self.at_argument(cursor, result, by)) }
    }

    /// `\frac{dg}{dh}(h(x))`: the derivative of a function, taken at what stands behind.
    fn primed_at(
        &mut self,
        cursor: &mut Cursor<'_>,
        body: &[Piece],
        by: &By,
    ) -> Read<Option<Plain>> {
        let Some(Piece { kind: Kind::Fence(open, inner, _), .. }) = cursor.peek() else {
            return Ok(None);
        };
        let ([variable], Some(function)) = (&by.names[..], name_of(body)) else { return Ok(None) };
        let is_function = |name: &String| self.names.functions.get(name) == Some(&1);
        if open != "(" || !is_function(&function) || !is_function(&variable.name) {
            return Ok(None);
        }
        cursor.next();
        Ok(Some(Plain::apply(&format!("{function}'"), &[self.expression(inner)?])))
    }

    /// What a fraction differentiates; a function without its argument is taken at the variable. None if
    /// it is one that depends on something else.
    fn dependent(&mut self, body: &[Piece], by: &By) -> Read<Option<Plain>> {
        let value = self.expression(body)?;
        let Some(count) = self.names.functions.get(value.text()) else {
            return Ok(Some(value));
        };
        let variables: Vec<&str> = by.names.iter().map(|it| it.name.as_str()).collect();
        if *count > 1 || self.names.has_parameters(value.text(), &variables) && variables.len() > 1
        {
            return Ok(self.names.has_parameters(value.text(), &variables).then_some(value));
        }
        match &by.names[..] {
            [first, rest @ ..] if rest.iter().all(|it| it == first) => {
                let depends = self.names.depends(value.text(), &first.name);
                // What also stands without an argument may be an abbreviation here.
                let bare = self.names.defined_alone.contains(value.text());
                let applied = Plain::apply(value.text(), &[first.plain()]);
                Ok(depends.then_some(if bare { value } else { applied }))
            }
            _ => Ok(None),
        }
    }

    /// `\frac{df}{dx}(a)`: the derivative at a point.
    fn at_argument(&self, cursor: &mut Cursor<'_>, result: Plain, by: &By) -> Plain {
        let (Some(Piece { kind: Kind::Fence(open, inner, _), .. }), [variable, rest @ ..]) =
            (cursor.peek(), &by.names[..])
        else {
            return result;
        };
        if rest.iter().any(|it| it != variable) {
            return result;
        }
        let lone = name_of(inner).is_some_and(|it| it == variable.name);
        if open != "(" || !lone || !variable.indices.is_empty() {
            return result;
        }
        cursor.next();
        result
    }

    /// What `d/dx` is applied to: a parenthesis, or else a product.
    fn operand(&mut self, cursor: &mut Cursor<'_>) -> Read<Plain> {
        let fenced = |piece: &Piece| match &piece.kind {
            Kind::Fence(..) => true,
            Kind::Scripts { base, .. } => {
                matches!(&base[..], [Piece { kind: Kind::Fence(..), .. }])
            }
            _ => false,
        };
        if cursor.peek().is_some_and(fenced) && !self.choices.long_derivatives {
            return self.factor(cursor);
        }
        self.product(cursor)
    }

    /// A lone name of which nothing is known, so that its derivative is a name of its own.
    fn unknown(&mut self, body: &[Piece]) -> Read<Option<Named>> {
        let Some(named) = self.lone(body)? else { return Ok(None) };
        let known = self.names.defined.contains(&named.name)
            || self.names.squares.contains(&named.name)
            || self.names.functions.contains_key(&named.name);
        Ok(Some(named).filter(|_| !known))
    }

    /// A name that stands alone.
    fn lone(&mut self, body: &[Piece]) -> Read<Option<Named>> {
        let [piece] = body else { return Ok(None) };
        let (base, below, above) = match &piece.kind {
            Kind::Scripts { base, below, above, primes: 0 } => {
                (&base[..], below.as_deref(), above.as_deref())
            }
            _ => (body, None, None),
        };
        if name_of(base).is_none() || super::read::function_of(base).is_some() {
            return Ok(None);
        }
        let (named, power) = self.name(piece.span, base, below, above)?;
        Ok(power.is_none().then_some(named))
    }

    /// `(…)'`: a derivative by the only name in the brackets.
    pub(super) fn primed_bracket(
        &mut self,
        value: &Plain,
        base: &[Piece],
        primes: u32,
        span: Span,
    ) -> Read<Plain> {
        let mut names = Vec::new();
        collect_names(base, &mut names);
        names.sort();
        names.dedup();
        let variable = match &names[..] {
            [only] if !self.names.primed.contains(only) => only.clone(),
            many if many.iter().any(|it| it == "x") => "x".to_owned(),
            // All are functions, of the same variable.
            many if many.iter().all(|it| self.names.primed.contains(it)) => "x".to_owned(),
            _ => return unreadable(span, "it is not said by what this is differentiated"),
        };
        let mut result = value.clone();
        for _ in 0..primes.min(9) {
            result = Plain::apply("diff", &[result, Plain::atom(variable.clone())]);
        }
        Ok(result)
    }
}

/// The name for the derivative of a name of which nothing is known: it carries the indices of both.
fn atom_of(named: &Named, by: &By) -> Plain {
    let names: Vec<&str> = by.names.iter().map(|it| it.name.as_str()).collect();
    let indices = named.indices.iter().chain(by.names.iter().flat_map(|it| &it.indices));
    let name = format!("d{}_d{}", named.name, names.join("_d"));
    Named { name, indices: indices.cloned().collect() }.plain()
}

fn collect_words(line: &[Piece], names: &mut Vec<String>) {
    for piece in line {
        names.extend(name_of(std::slice::from_ref(piece)));
        super::names::children(piece).into_iter().for_each(|it| collect_words(it, names));
    }
}

fn collect_names(line: &[Piece], names: &mut Vec<String>) {
    for piece in line.iter().filter(|it| !is_comma(it)) {
        match &piece.kind {
            Kind::Letter { name, .. } if name != "e" && name != "pi" => names.push(name.clone()),
            _ => {
                for child in super::names::children(piece) {
                    collect_names(child, names);
                }
            }
        }
    }
}
