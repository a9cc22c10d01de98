//! Single pieces of a formula, and their scripts.

use super::command;
use super::parse::{DEPTH, End, Parser, REACH, WORD};
use super::token::{Token, TokenKind};
use super::tree::{Comparison, Kind, Piece};
use crate::syntax::Span;

impl Parser<'_> {
    /// One piece without its scripts; nothing where the next command has no meaning.
    pub(super) fn atom(&mut self) -> Option<Piece> {
        if self.depth > DEPTH {
            let token = self.next()?;
            self.problem(token.span, "this is nested too deeply");
            return None;
        }
        self.depth += 1;
        let piece = self.atom_here();
        self.depth -= 1;
        piece
    }

    fn atom_here(&mut self) -> Option<Piece> {
        let Token { kind, span, spaced } = self.next()?;
        let piece = |kind| Some(Piece { kind, span });
        match kind {
            TokenKind::Open => {
                let (inner, span) = self.group(span);
                Some(Piece { kind: Kind::Group(inner), span })
            }
            // Scripts without a base.
            TokenKind::Above | TokenKind::Below | TokenKind::Primes(_) => {
                self.tokens.push(Token { kind, span, spaced });
                let at = Span::new(span.start, span.start);
                Some(Piece { kind: Kind::Group(Vec::new()), span: at })
            }
            TokenKind::Number(digits) => piece(Kind::Number(digits)),
            TokenKind::Char(c) => self.character(c, span),
            TokenKind::Verbatim(name, text) => self.verbatim(name, &text, span),
            TokenKind::Command(name) => self.command(&name, span),
            TokenKind::Parameter(_) | TokenKind::Close | TokenKind::Cell | TokenKind::Row => None,
        }
    }

    /// What braces hold, the opening one being read, with the place of the whole.
    fn group(&mut self, open: Span) -> (Vec<Piece>, Span) {
        self.braces += 1;
        let fences = std::mem::take(&mut self.fences);
        let inner = self.line(End::Brace);
        self.fences = fences;
        self.braces -= 1;
        let close = self.peek().map(|it| it.span);
        if self.skip(&TokenKind::Close) {
            (inner, close.map_or(open, |it| open.to(it)))
        } else {
            self.problem(open, "this brace is not closed");
            let span = inner.iter().fold(open, |all, it| all.to(it.span));
            (inner, span)
        }
    }

    /// An argument of a command, or a script.
    fn argument(&mut self) -> Vec<Piece> {
        match self.kind() {
            Some(TokenKind::Open) => {
                let open = self.next().map_or(Span::default(), |it| it.span);
                if self.depth > DEPTH {
                    self.problem(open, "this is nested too deeply");
                    return Vec::new();
                }
                self.depth += 1;
                let inner = self.group(open).0;
                self.depth -= 1;
                inner
            }
            // Without braces, an argument is one digit.
            Some(TokenKind::Number(digits)) if digits.len() > 1 => {
                let Some(token) = self.next() else { return Vec::new() };
                let middle = token.span.start + 1;
                let rest = TokenKind::Number(digits[1..].to_owned());
                let span = Span::new(middle.min(token.span.end), token.span.end);
                self.tokens.push(Token { kind: rest, span, spaced: false });
                let span = Span::new(token.span.start, middle);
                vec![Piece { kind: Kind::Number(digits[..1].to_owned()), span }]
            }
            Some(TokenKind::Close | TokenKind::Cell | TokenKind::Row) | None => Vec::new(),
            Some(TokenKind::Char(c)) if self.closes(c) => Vec::new(),
            _ => {
                let letters = std::mem::replace(&mut self.letters, usize::MAX);
                let found = self.atom();
                self.letters = letters.saturating_sub(1);
                found.into_iter().collect()
            }
        }
    }

    /// A piece with what stands below and above it.
    pub(super) fn with_scripts(&mut self, piece: Piece) -> Piece {
        let (mut below, mut above, mut primes) = (None, None, 0_u32);
        let mut span = piece.span;
        loop {
            let at = self.peek().map(|it| it.span);
            match self.kind() {
                Some(TokenKind::Primes(count)) => {
                    self.pop();
                    primes = primes.saturating_add(count);
                }
                Some(TokenKind::Above) => {
                    self.pop();
                    let found = self.argument();
                    let dashes = found.iter().filter(|it| it.is_prime()).count();
                    if dashes > 0 && dashes == found.len() {
                        primes = primes.saturating_add(u32::try_from(dashes).unwrap_or(u32::MAX));
                    } else {
                        self.script(&mut above, found, at);
                    }
                }
                Some(TokenKind::Below) => {
                    self.pop();
                    let found = self.argument();
                    self.script(&mut below, found, at);
                }
                Some(TokenKind::Command(name)) if ["limits", "nolimits"].contains(&&*name) => {
                    self.pop();
                }
                _ => break,
            }
            span.end = span.end.max(self.read_to);
        }
        if below.is_none() && above.is_none() && primes == 0 {
            return piece;
        }
        let base = match piece.kind {
            Kind::Group(inner) if inner.is_empty() => inner,
            _ => vec![piece],
        };
        Piece { kind: Kind::Scripts { base, below, above, primes }, span }
    }

    fn script(&mut self, place: &mut Option<Vec<Piece>>, found: Vec<Piece>, at: Option<Span>) {
        match place {
            None => *place = Some(found),
            Some(_) => self.problem(at.unwrap_or_default(), "there are two scripts in one place"),
        }
    }

    fn character(&mut self, c: char, span: Span) -> Option<Piece> {
        let mut whole = span;
        let kind = match c {
            'a'..='z' | 'A'..='Z' => self.letter(c, &mut whole),
            '(' => return Some(self.fence("(", ')', span)),
            '[' => return Some(self.fence("[", ']', span)),
            '|' if self.has_partner() => return Some(self.fence("|", '|', span)),
            '=' if self.skip_unspaced('=') => Kind::Relation(Comparison::Equal),
            '=' => Kind::Relation(Comparison::Equal),
            ':' if self.skip_unspaced('=') => Kind::Relation(Comparison::Defined),
            '<' if self.skip_unspaced('=') => Kind::Relation(Comparison::AtMost),
            '>' if self.skip_unspaced('=') => Kind::Relation(Comparison::AtLeast),
            '<' => Kind::Relation(Comparison::Less),
            '>' => Kind::Relation(Comparison::Greater),
            '≤' => Kind::Relation(Comparison::AtMost),
            '≥' => Kind::Relation(Comparison::AtLeast),
            '≠' => Kind::Relation(Comparison::Unequal),
            '≈' | '∝' | '≃' => Kind::Relation(Comparison::About),
            '≡' => Kind::Relation(Comparison::Equivalent),
            '∈' => Kind::Relation(Comparison::Other),
            '→' | '⇒' | '⟹' | '↦' | '⇔' => Kind::Arrow("to".to_owned()),
            '∂' => Kind::Differential("partial".to_owned()),
            '∇' => Kind::Differential("nabla".to_owned()),
            '·' | '⋅' => Kind::Sign("cdot".to_owned()),
            '×' => Kind::Sign("times".to_owned()),
            '−' | '–' => Kind::Sign("-".to_owned()),
            '…' => Kind::Dots,
            '~' => return None,
            '.' if self.skip_unspaced('.') => {
                self.skip_unspaced('.');
                Kind::Dots
            }
            c if c.is_alphabetic() => Kind::Letter { name: c.to_string(), font: "" },
            c => Kind::Sign(c.to_string()),
        };
        Some(Piece { kind, span: whole })
    }

    fn skip_unspaced(&mut self, c: char) -> bool {
        let next = self.tokens.last();
        next.is_some_and(|it| !it.spaced && it.kind == TokenKind::Char(c)) && {
            self.pop();
            true
        }
    }

    /// A letter, or the word that begins with it.
    fn letter(&mut self, first: char, span: &mut Span) -> Kind {
        let alone = || Kind::Letter { name: first.to_string(), font: "" };
        if self.letters > 0 {
            self.letters -= 1;
            return alone();
        }
        let mut word = String::from(first);
        for token in self.tokens.iter().rev() {
            match token.kind {
                TokenKind::Char(c) if c.is_ascii_alphabetic() && !token.spaced => word.push(c),
                _ => break,
            }
        }
        let initials = word.len() > 1 && word.chars().all(|c| c.is_ascii_uppercase());
        // Three letters before a parenthesis are the name of a function, unless there is a sum in it.
        let mut behind = self.tokens.iter().rev().skip(word.len() - 1);
        let opens = behind.next().is_some_and(|it| !it.spaced && it.kind == TokenKind::Char('('));
        let mut inside = behind.take_while(|it| it.kind != TokenKind::Char(')'));
        let is_sum = inside.any(|it| matches!(it.kind, TokenKind::Char('+' | '-')));
        let applied = word.len() + 1 == WORD && opens && !is_sum;
        let known = command::is_word(&word) || ["if", "for"].contains(&word.as_str());
        if !known && word.len() < WORD && !initials && !applied {
            self.letters = word.len() - 1;
            return alone();
        }
        for _ in 1..word.len() {
            if let Some(token) = self.pop() {
                *span = span.to(token.span);
            }
        }
        Kind::Word(word)
    }

    fn fence(&mut self, open: &str, close: char, span: Span) -> Piece {
        self.fences.push(close);
        let inner = self.line(End::Fence(close));
        self.fences.pop();
        let end = self.peek().map(|it| it.span);
        let closed = self.skip(&TokenKind::Char(close));
        let mut whole = inner.iter().fold(span, |all, it| all.to(it.span));
        if closed {
            whole = end.map_or(whole, |it| whole.to(it));
        } else {
            self.problem(span, format!("this `{open}` is not closed"));
        }
        let close = if closed { close.to_string() } else { String::new() };
        Piece { kind: Kind::Fence(open.to_owned(), inner, close), span: whole }
    }

    /// Whether a `|` that has just been read has a partner in its line.
    fn has_partner(&self) -> bool {
        let mut depth = 0_i32;
        let mut first = true;
        for token in self.tokens.iter().rev().take(REACH) {
            match &token.kind {
                TokenKind::Below if first => return false,
                TokenKind::Char('|') if depth == 0 => return !first,
                TokenKind::Open | TokenKind::Char('(' | '[') => depth += 1,
                TokenKind::Close | TokenKind::Char(')' | ']') => depth -= 1,
                TokenKind::Cell | TokenKind::Row => return false,
                TokenKind::Char('=') if depth == 0 => return false,
                TokenKind::Command(name) if name == "right" => return false,
                _ => {}
            }
            if depth < 0 {
                return false;
            }
            first = false;
        }
        false
    }

    fn verbatim(&mut self, name: &str, text: &str, span: Span) -> Option<Piece> {
        let words = text.trim().replace("\\_", "_");
        let kind = match name {
            "tag" | "label" => {
                self.tag = Some(words);
                return None;
            }
            "hspace" => Kind::Gap,
            "vspace" | "color" | "end" | "begin" => return None,
            "operatorname" => Kind::Word(words.replace("\\,", "").replace(' ', "")),
            _ if words == "d" => Kind::Differential("d".to_owned()),
            // A blank beside it makes a word a part of a sentence.
            _ if command::is_name(&words) && text.trim() == text => Kind::Word(words),
            _ if words.is_empty() => return None,
            _ => Kind::Text(text.to_owned()),
        };
        Some(Piece { kind, span })
    }

    fn command(&mut self, name: &str, span: Span) -> Option<Piece> {
        if let Some(kind) = command::plain(name) {
            if let Kind::Arrow(arrow) = &kind
                && arrow.starts_with('x')
            {
                self.argument();
            }
            return Some(Piece { kind, span });
        }
        if command::is_nothing(name) {
            return None;
        }
        if let Some(font) = command::font(name) {
            return self.in_font(font, span);
        }
        if let Some(accent) = command::accent(name) {
            let inner = self.argument();
            return Some(self.spanning(span, Kind::Accent(accent, inner)));
        }
        Some(self.structure(name, span))
    }

    /// A piece from a place to the last token read.
    fn spanning(&self, start: Span, kind: Kind) -> Piece {
        let end = self.read_to.max(start.end);
        Piece { kind, span: Span::new(start.start, end) }
    }

    fn in_font(&mut self, font: &'static str, span: Span) -> Option<Piece> {
        let inner = self.argument();
        let upright = ["mathrm", "mathit", "mathsf", "mathtt", "rm"].contains(&font);
        let name: Option<String> = inner.iter().map(Piece::letters).collect();
        let kind = match name {
            Some(name) if upright && name == "d" => Kind::Differential(name),
            Some(name) if upright && name.chars().count() > 1 => Kind::Word(name),
            Some(name) if inner.len() == 1 && (inner[0].is_letter() || name == "1") => {
                Kind::Letter { name, font }
            }
            _ if inner.is_empty() => return None,
            _ => Kind::Group(inner),
        };
        Some(self.spanning(span, kind))
    }

    /// Commands that take arguments.
    fn structure(&mut self, name: &str, span: Span) -> Piece {
        let kind = match name {
            "frac" | "dfrac" | "tfrac" | "cfrac" | "nicefrac" | "sfrac" => {
                let above = self.argument();
                Kind::Fraction(above, self.argument())
            }
            "binom" | "dbinom" | "tbinom" => {
                self.argument();
                self.argument();
                Kind::Unknown("binom".to_owned())
            }
            "sqrt" => {
                let degree = self.bracketed();
                Kind::Root(degree, self.argument())
            }
            "left" => return self.left(span),
            "{" | "lbrace" => {
                let inner = self.line_to_brace();
                Kind::Fence("{".to_owned(), inner, "}".to_owned())
            }
            "operatorname" => {
                self.skip(&TokenKind::Char('*'));
                let inner = self.argument();
                let name: String = inner.iter().filter_map(Piece::letters).collect();
                Kind::Word(name)
            }
            "underbrace" | "overbrace" => {
                let inner = self.argument();
                let noted = self.skip(&TokenKind::Below) || self.skip(&TokenKind::Above);
                Kind::Noted(inner, if noted { self.argument() } else { Vec::new() })
            }
            "overset" | "stackrel" | "underset" => {
                let note = self.argument();
                let base = self.argument();
                match (&base[..], note.iter().any(Piece::says_definition)) {
                    ([piece], true) if piece.is_relation() => Kind::Relation(Comparison::Defined),
                    ([piece], false) if piece.is_relation() => piece.kind.clone(),
                    _ => Kind::Noted(base, note),
                }
            }
            "cancelto" => {
                let note = self.argument();
                Kind::Noted(self.argument(), note)
            }
            "cancel" | "bcancel" | "xcancel" | "boxed" | "fbox" => Kind::Group(self.argument()),
            "textcolor" | "colorbox" => {
                self.argument_tokens();
                Kind::Group(self.argument())
            }
            "phantom" | "hphantom" | "vphantom" => {
                self.argument();
                Kind::Gap
            }
            "not" => {
                let inner = self.argument();
                let equal =
                    matches!(&inner[..], [it] if it.kind == Kind::Relation(Comparison::Equal));
                Kind::Relation(if equal { Comparison::Unequal } else { Comparison::Other })
            }
            _ => match command::derivative_sign(name) {
                Some(sign) => self.derivative(name, sign, span),
                None => Kind::Unknown(name.to_owned()),
            },
        };
        self.spanning(span, kind)
    }

    /// `\dv{f}{x}`, `\dv[2]{f}{x}`, `\pdv{f}{x}{y}`, and `\dv{x}` for the operator; with an order, or with
    /// nothing, before the function: `\dd{2}{f}{x}`. `\dd x` is a differential.
    fn derivative(&mut self, name: &str, sign: &str, span: Span) -> Kind {
        let mut order = self.bracketed();
        let mut groups = Vec::new();
        while groups.len() < 3 && self.kind() == Some(TokenKind::Open) {
            groups.push(self.argument());
        }
        let is_order = |it: &Vec<Piece>| {
            it.is_empty() || matches!(&it[..], [Piece { kind: Kind::Number(_), .. }])
        };
        if groups.len() == 3 && is_order(&groups[0]) {
            order = Some(groups.remove(0)).filter(|it| !it.is_empty());
        }
        let plain = || Piece { kind: Kind::Differential(sign.to_owned()), span };
        let raised = |piece: Piece| match &order {
            Some(order) => {
                let above = Some(order.clone());
                let kind = Kind::Scripts { base: vec![piece], below: None, above, primes: 0 };
                Piece { kind, span }
            }
            None => piece,
        };
        let mut groups = groups.into_iter();
        let (above, below) = match (groups.next(), groups.next(), groups.next()) {
            (Some(of), Some(by), more) => {
                let mut above = vec![raised(plain())];
                above.extend(of);
                let mut below = vec![plain()];
                below.extend(by_with(&raised, by));
                below.extend(more.into_iter().flat_map(|it| [vec![plain()], it].concat()));
                (above, below)
            }
            (Some(by), None, _) if name != "dd" => {
                (vec![raised(plain())], [vec![plain()], by_with(&raised, by)].concat())
            }
            (Some(of), None, _) => return Kind::Group([vec![plain()], of].concat()),
            (None, ..) if name == "dd" => return plain().kind,
            (None, ..) => return Kind::Unknown(name.to_owned()),
        };
        Kind::Fraction(above, below)
    }

    /// What stands in brackets behind a command.
    fn bracketed(&mut self) -> Option<Vec<Piece>> {
        self.skip(&TokenKind::Char('[')).then(|| {
            self.fences.push(']');
            let inside = self.line(End::Fence(']'));
            self.fences.pop();
            self.skip(&TokenKind::Char(']'));
            inside
        })
    }

    /// `\{ … \}`.
    fn line_to_brace(&mut self) -> Vec<Piece> {
        let mut inner = Vec::new();
        while let Some(kind) = self.kind() {
            match kind {
                TokenKind::Command(name) if name == "}" || name == "rbrace" => {
                    self.pop();
                    return inner;
                }
                TokenKind::Cell
                | TokenKind::Row
                | TokenKind::Close
                | TokenKind::Verbatim("end", _) => return inner,
                TokenKind::Verbatim("begin", _) => inner.extend(self.grid()),
                TokenKind::Command(name) if name == "right" => return inner,
                TokenKind::Char(c) if self.closes(c) => return inner,
                _ => {
                    if let Some(piece) = self.atom() {
                        let piece = self.with_scripts(piece);
                        inner.push(piece);
                    }
                }
            }
        }
        inner
    }

    /// `\left( … \right)`.
    fn left(&mut self, span: Span) -> Piece {
        let open = self.delimiter();
        self.lefts += 1;
        let fences = std::mem::take(&mut self.fences);
        let inner = self.line(End::Right);
        self.fences = fences;
        self.lefts -= 1;
        let closed = self.skip(&TokenKind::Command("right".to_owned()));
        let close = if closed {
            self.delimiter()
        } else {
            self.problem(span, "`\\left` without `\\right`");
            String::new()
        };
        self.spanning(span, Kind::Fence(open, inner, close))
    }

    /// The delimiter behind `\left` or `\right`.
    pub(super) fn delimiter(&mut self) -> String {
        match self.next().map(|it| it.kind) {
            Some(TokenKind::Char(c)) => c.to_string(),
            Some(TokenKind::Command(name)) => command::delimiter(&name).unwrap_or(".").to_owned(),
            Some(_) | None => ".".to_owned(),
        }
    }
}

/// What a derivative is by, with the order on it.
fn by_with(raised: &impl Fn(Piece) -> Piece, by: Vec<Piece>) -> Vec<Piece> {
    match <[Piece; 1]>::try_from(by) {
        Ok([piece]) => vec![raised(piece)],
        Err(by) => by,
    }
}

impl Piece {
    fn is_prime(&self) -> bool {
        matches!(&self.kind, Kind::Sign(it) if it == "prime")
    }

    fn is_letter(&self) -> bool {
        matches!(self.kind, Kind::Letter { .. })
    }

    /// The letters that the piece consists of, if it consists of letters.
    fn letters(&self) -> Option<String> {
        match &self.kind {
            Kind::Letter { name, .. } | Kind::Word(name) | Kind::Number(name) => Some(name.clone()),
            Kind::Sign(sign) if sign == "_" || sign == "-" => Some("_".to_owned()),
            _ => None,
        }
    }

    fn says_definition(&self) -> bool {
        match &self.kind {
            Kind::Word(text) | Kind::Text(text) => text.to_lowercase().contains("def"),
            Kind::Sign(sign) => sign == "△",
            _ => self.letters().is_some_and(|it| it.contains('d')),
        }
    }
}
