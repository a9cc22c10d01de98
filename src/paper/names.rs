//! What the names of a document are, by how all of it uses them.

use std::collections::{BTreeMap, BTreeSet};

use crate::formula::{Accent, Big, Comparison, Kind, Piece};

/// Letters that count where nobody says otherwise.
const COUNTERS: [&str; 4] = ["i", "j", "k", "l"];

/// What is known of the names of a document.
#[derive(Debug, Clone, Default)]
pub(super) struct Names {
    /// Letters that stand for integers: bound by sums, or met beside such as subscripts.
    pub(super) counters: BTreeSet<String>,
    /// Names that carry indices, with the number of them.
    pub(super) arrays: BTreeMap<String, usize>,
    /// Names that are functions: applied where they are defined, or primed and applied.
    pub(super) functions: BTreeMap<String, usize>,
    /// Names that stand on the left of an equation somewhere, and those that stand there alone.
    pub(super) defined: BTreeSet<String>,
    pub(super) defined_alone: BTreeSet<String>,
    /// Names whose squares stand there.
    pub(super) squares: BTreeSet<String>,
    /// Whether the document writes `\ln` as well as `\log`.
    pub(super) two_logarithms: bool,
    /// Names that stand for a number: neither applied, nor primed, nor differentiated, nor alone in a
    /// formula.
    values: BTreeSet<String>,
    /// Names with primes.
    pub(super) primed: BTreeSet<String>,
    /// What derivatives are by, and what is differentiated.
    variables: BTreeSet<String>,
    dependent: BTreeSet<String>,
    /// Which functions have a name as their parameter.
    parameters: BTreeMap<String, BTreeSet<String>>,
    /// Functions of an array, such as `J(w)` beside `w_j`; until all is seen, those that may be one,
    /// with their parameter.
    perhaps_of_arrays: BTreeMap<String, String>,
    pub(super) of_arrays: BTreeSet<String>,
    /// Arrays that never stand for a number of their own.
    pub(super) wholes: BTreeSet<String>,
    /// The upper bounds of sums, as often as they occur.
    bounds: BTreeMap<String, usize>,
    /// Names before a parenthesis, those of them that have another name and nothing else in it, and
    /// names that stand alone elsewhere.
    applied: BTreeSet<String>,
    pub(super) applied_to_one: BTreeSet<String>,
    pub(super) bare: BTreeSet<String>,
}

impl Names {
    /// Notes what the pieces of a formula show.
    pub(super) fn learn(&mut self, line: &[Piece]) {
        self.walk(line, line.len() == 1);
        self.learn_left_side(line);
    }

    /// Names that are both logarithms are told apart when all has been seen.
    pub(super) fn finish(&mut self, words: &BTreeSet<String>) {
        self.two_logarithms = words.contains("ln") && words.contains("log");
        self.counters.extend(COUNTERS.map(str::to_owned));
        for name in &self.applied {
            // Nobody multiplies by a lone letter in parentheses.
            let sure = !self.bare.contains(name) || self.applied_to_one.contains(name);
            if sure && !self.arrays.contains_key(name) {
                self.functions.entry(name.clone()).or_insert(1);
            }
        }
        for (function, parameter) in &self.perhaps_of_arrays {
            if self.arrays.contains_key(parameter) && !self.arrays.contains_key(function) {
                self.functions.remove(function);
                self.of_arrays.insert(function.clone());
            }
        }
        let whole = |name: &&String| !self.bare.contains(*name);
        self.wholes = self.arrays.keys().filter(whole).cloned().collect();
        let functions = &self.functions;
        self.arrays.retain(|name, _| !functions.contains_key(name));
    }

    /// The same names where some of them are used in another way: in a section of the document.
    pub(super) fn within(&self, section: &Self) -> Self {
        let mut here = self.clone();
        for (name, &count) in &section.arrays {
            here.arrays.insert(name.clone(), count);
            here.functions.remove(name);
        }
        for (name, &count) in &section.functions {
            // An array stays one unless the section defines a function of the name.
            if !self.arrays.contains_key(name) || section.defined.contains(name) {
                here.functions.insert(name.clone(), count);
                here.arrays.remove(name);
            }
        }
        // `x` of `f(x)` may be a function of time elsewhere, `σ` a function or a number.
        here.functions.retain(|name, _| !section.is_value(name));
        here.parameters.retain(|name, _| {
            !section.functions.contains_key(name) || !section.defined.contains(name)
        });
        for name in &section.of_arrays {
            here.functions.remove(name);
            here.of_arrays.insert(name.clone());
        }
        here.of_arrays.retain(|name| !section.functions.contains_key(name));
        let used = |name: &String| section.bare.contains(name) || section.arrays.contains_key(name);
        here.bare.retain(|name| section.bare.contains(name) || !used(name));
        let whole = |name: &&String| !here.bare.contains(*name);
        here.wholes = here.arrays.keys().filter(whole).cloned().collect();
        here
    }

    /// The names that stand for numbers and are no functions.
    pub(super) fn values(&self) -> BTreeSet<String> {
        self.values.iter().filter(|it| self.is_value(it)).cloned().collect()
    }

    /// Whether a name stands for a number and is no function.
    fn is_value(&self, name: &str) -> bool {
        self.values.contains(name)
            && !self.functions.contains_key(name)
            && !self.applied_to_one.contains(name)
            && !self.primed.contains(name)
    }

    /// Whether a name is a number that varies: what functions depend on, what derivatives are by, or a
    /// letter that is so called everywhere.
    pub(super) fn varies(&self, name: &str) -> bool {
        let usual = ["x", "y", "z", "t"].contains(&name) && self.bare.contains(name);
        self.parameters.contains_key(name) || self.variables.contains(name) || usual
    }

    /// What functions depend on or derivatives are by, and is not differentiated itself.
    pub(super) fn varying(&self) -> BTreeSet<String> {
        let all = self.parameters.keys().chain(&self.variables);
        all.filter(|it| !self.dependent.contains(*it)).cloned().collect()
    }

    /// Whether a name is what functions depend on, whatever an equation says of it at some point.
    pub(super) fn is_variable(&self, name: &str) -> bool {
        self.parameters.get(name).is_some_and(|functions| functions.len() > 1)
    }

    /// Whether a function has all of some names among its parameters.
    pub(super) fn has_parameters(&self, function: &str, names: &[&str]) -> bool {
        names.iter().all(|name| self.parameters.get(*name).is_some_and(|it| it.contains(function)))
    }

    /// Whether a function of one argument may depend on a name.
    pub(super) fn depends(&self, function: &str, name: &str) -> bool {
        let of = |it: &&BTreeSet<String>| it.contains(function);
        let known = self.parameters.values().filter(of).count();
        known == 0 || self.parameters.get(name).is_some_and(|it| it.contains(function))
    }

    /// The usual upper bound of a sum.
    pub(super) fn usual_bound(&self) -> String {
        let most = self.bounds.iter().max_by_key(|it| (it.1, std::cmp::Reverse(it.0)));
        most.map_or_else(|| "n".to_owned(), |it| it.0.clone())
    }

    fn walk(&mut self, line: &[Piece], alone: bool) {
        for (place, piece) in line.iter().enumerate() {
            // `df_{ij}` is a name of its own.
            let before = place.checked_sub(1).map(|it| &line[it]);
            let gradient = before.is_some_and(|it| {
                let letter = matches!(&it.kind, Kind::Letter { name, .. } if name == "d");
                letter && it.span.end == piece.span.start
            });
            if gradient && has_indices(piece) {
                continue;
            }
            if let (Some(name), Some(count)) =
                (plain_name(piece), line.get(place + 1).and_then(component_count))
            {
                self.arrays.insert(name, count);
                continue;
            }
            let applied = line.get(place + 1).is_some_and(is_applied_to);
            if let Some(name) = plain_name(piece).filter(|_| !has_indices(piece)) {
                if applied {
                    if line.get(place + 1).is_some_and(holds_name) {
                        self.applied_to_one.insert(name.clone());
                    }
                    self.applied.insert(name);
                } else if !is_bold(piece) {
                    self.bare.insert(name);
                }
            }
            let of_derivative = before.is_some_and(|it| matches!(it.kind, Kind::Differential(_)));
            if let Some(name) = value_name(piece).filter(|_| !applied && !alone && !of_derivative) {
                self.values.insert(name);
            }
            if let Kind::Fraction(above, _) = &piece.kind
                && let [_, of] = &above[..]
                && super::derivative::differential_of(above).is_some()
            {
                self.dependent.extend(plain_name(of));
            }
            if let Kind::Fraction(_, below) = &piece.kind
                && let [first, by, ..] = &below[..]
                && super::derivative::differential_of(below).is_some_and(|it| it.1 > 1)
                && first.span.end <= by.span.start
            {
                self.variables.extend(plain_name(by).filter(|_| !has_indices(by)));
            }
            if let Kind::Scripts { base, below, above, primes } = &piece.kind {
                if let [Piece { kind: Kind::Big(Big::Sum | Big::Product), .. }] = &base[..] {
                    self.learn_bounds(below.as_deref().unwrap_or(&[]), above.as_deref());
                }
                if let (Some(name), Some(below)) = (name_of(base), below) {
                    if name == "delta" {
                        self.counters.extend(letters(below));
                    }
                    if let Some(count) = index_count(below) {
                        self.arrays.insert(name, count);
                    }
                }
                if let (Some(name), true) = (name_of(base), *primes > 0) {
                    self.primed.insert(name.clone());
                    if applied {
                        self.functions.insert(name, 1);
                    }
                }
            }
            for child in children(piece) {
                // A name alone in parentheses is what something is applied to.
                let in_parentheses = is_parenthesis(piece) && name_of(child).is_some();
                // The name of an array without its indices is nowhere to be seen.
                let indexed = has_indices(piece)
                    && name_of(child).is_some_and(|it| Some(it) == plain_name(piece));
                if in_parentheses || indexed {
                    continue;
                }
                self.walk(child, false);
            }
        }
    }

    fn learn_bounds(&mut self, below: &[Piece], above: Option<&[Piece]>) {
        let index = below.split(is_equal).next().unwrap_or(below);
        // `x ∈ D` does not count.
        let counts = below.iter().all(|it| !is_relation(it) || is_equal(it));
        let index = index.split(is_relation).next().unwrap_or(index);
        let usual = |it: &String| counts || "ijklmnpqrst".contains(it.as_str());
        self.counters.extend(letters(index).into_iter().filter(usual));
        if let Some([Piece { kind: Kind::Letter { name, .. }, .. }]) = above {
            *self.bounds.entry(name.clone()).or_default() += 1;
        }
    }

    /// A function whose right side has its parameter nowhere, or with indices only, may be one of an
    /// array.
    fn learn_whole(&mut self, function: &str, parameter: &[Piece], right: &[Piece]) {
        let Some(parameter) = name_of(parameter) else { return };
        match stands_bare(right, &parameter) {
            true => drop(self.perhaps_of_arrays.remove(function)),
            false => drop(self.perhaps_of_arrays.insert(function.to_owned(), parameter)),
        }
    }

    /// `f(x) = …`, `S_j = …`, `u = …`.
    fn learn_left_side(&mut self, line: &[Piece]) {
        let Some(end) = line.iter().position(|it| {
            matches!(it.kind, Kind::Relation(Comparison::Equal | Comparison::Defined))
        }) else {
            return;
        };
        let left: Vec<&Piece> =
            line[..end].iter().filter(|it| !matches!(it.kind, Kind::Text(_) | Kind::Gap)).collect();
        match &left[..] {
            [name] => {
                self.squares.extend(value_name(name).filter(|_| plain_name(name).is_none()));
                if let Some(name) = plain_name(name) {
                    self.defined_alone.insert(name.clone());
                    self.defined.insert(name);
                }
            }
            [name, arguments] => {
                let Some(name) = plain_name(name) else { return };
                // `f(x)_j` is a component.
                if let Kind::Scripts { base, below: Some(_), above: None, .. } = &arguments.kind {
                    if matches!(&base[..], [it] if is_parenthesis(it)) {
                        self.defined.insert(name.clone());
                        self.arrays.insert(name, 1);
                    }
                    return;
                }
                let Kind::Fence(open, inner, close) = &arguments.kind else { return };
                let names: Vec<&[Piece]> = inner.split(is_comma).collect();
                if (open.as_str(), close.as_str()) == ("(", ")")
                    && names.iter().all(|it| matches!(it, [one] if plain_name(one).is_some()))
                    && !self.arrays.contains_key(&name)
                {
                    self.functions.insert(name.clone(), names.len());
                    if let ([parameter], true) = (&names[..], line.len() > end + 1) {
                        self.learn_whole(&name, parameter, &line[end + 1..]);
                    }
                    for parameter in names.iter().filter_map(|it| it.first().and_then(plain_name)) {
                        self.parameters.entry(parameter).or_default().insert(name.clone());
                    }
                    self.defined.insert(name);
                }
            }
            _ => {}
        }
    }
}

fn is_parenthesis(piece: &Piece) -> bool {
    matches!(&piece.kind, Kind::Fence(open, ..) if open == "(")
}

/// Whether a piece may be the arguments of the name before it.
fn is_applied_to(piece: &Piece) -> bool {
    match &piece.kind {
        Kind::Scripts { base, .. } => matches!(&base[..], [it] if is_parenthesis(it)),
        _ => is_parenthesis(piece),
    }
}

/// Whether parentheses hold one letter and nothing else, its indices apart.
fn holds_name(piece: &Piece) -> bool {
    match &piece.kind {
        Kind::Fence(open, inner, _) => {
            open == "(" && matches!(&inner[..], [it] if plain_name(it).is_some())
        }
        _ => false,
    }
}

/// Whether a name stands without indices somewhere, but not as all that a function is applied to.
fn stands_bare(line: &[Piece], name: &str) -> bool {
    line.iter().any(|piece| {
        let own = plain_name(piece).is_some_and(|it| it == name);
        own && !has_indices(piece) && !is_bold(piece)
            || children(piece).into_iter().any(|child| {
                let argument = is_parenthesis(piece) && name_of(child).is_some();
                let index = own && has_indices(piece);
                !(argument || index) && stands_bare(child, name)
            })
    })
}

/// The number of indices of `(x)_{ij}`.
fn component_count(piece: &Piece) -> Option<usize> {
    match &piece.kind {
        Kind::Scripts { base, below: Some(below), above: None, primes: 0 } => {
            matches!(&base[..], [it] if holds_name(it)).then(|| index_count(below)).flatten()
        }
        _ => None,
    }
}

/// Whether a letter is set as vectors are.
fn is_bold(piece: &Piece) -> bool {
    match &piece.kind {
        Kind::Letter { font, .. } => ["mathbf", "boldsymbol", "bm"].contains(font),
        Kind::Accent(accent, inner) => {
            *accent == Accent::Vector || matches!(&inner[..], [one] if is_bold(one))
        }
        Kind::Group(inner) => matches!(&inner[..], [one] if is_bold(one)),
        Kind::Scripts { base, .. } => matches!(&base[..], [one] if is_bold(one)),
        _ => false,
    }
}

fn has_indices(piece: &Piece) -> bool {
    matches!(piece.kind, Kind::Scripts { below: Some(_), .. })
}

fn is_relation(piece: &Piece) -> bool {
    matches!(piece.kind, Kind::Relation(_))
}

fn is_equal(piece: &Piece) -> bool {
    piece.kind == Kind::Relation(Comparison::Equal)
}

pub(super) fn is_comma(piece: &Piece) -> bool {
    matches!(&piece.kind, Kind::Sign(sign) if sign == ",")
}

/// The name of a piece that is nothing but a name, its indices apart.
pub(super) fn plain_name(piece: &Piece) -> Option<String> {
    match &piece.kind {
        Kind::Scripts { base, above, primes: 0, .. } if above.as_deref().is_none_or(is_label) => {
            name_of(base)
        }
        _ => name_of(std::slice::from_ref(piece)),
    }
}

/// Whether what stands above a name is a part of it: `x^{(i)}`, `a^{[2]}`.
pub(super) fn is_label(above: &[Piece]) -> bool {
    matches!(above, [Piece { kind: Kind::Fence(open, ..), .. }] if open == "(" || open == "[")
}

/// The name of a piece that is a name or a power of one.
fn value_name(piece: &Piece) -> Option<String> {
    match &piece.kind {
        Kind::Scripts { base, below: None, primes: 0, .. } => name_of(base),
        Kind::Scripts { .. } => None,
        _ => name_of(std::slice::from_ref(piece)),
    }
}

/// The plain spelling of a letter, a word, or a letter with a mark, without its scripts.
pub(super) fn name_of(line: &[Piece]) -> Option<String> {
    let [piece] = line else { return None };
    match &piece.kind {
        Kind::Letter { name, .. } => Some(spelled(name)),
        Kind::Word(name) => Some(name.clone()),
        Kind::Group(inner) | Kind::Accent(Accent::Vector, inner) => name_of(inner),
        Kind::Accent(accent, inner) => {
            let mark = match accent {
                Accent::Hat => "hat",
                Accent::Tilde => "tilde",
                Accent::Bar => "bar",
                Accent::Dot => "dot",
                Accent::DoubleDot => "ddot",
                Accent::Vector => "vec",
            };
            name_of(inner).map(|name| format!("{name}_{mark}"))
        }
        _ => None,
    }
}

/// A letter as it is spelled in plain notation.
fn spelled(name: &str) -> String {
    match name {
        "varepsilon" => "epsilon".to_owned(),
        "vartheta" => "theta".to_owned(),
        "varphi" => "phi".to_owned(),
        "varsigma" => "sigma".to_owned(),
        "varrho" => "rho".to_owned(),
        _ => name.to_owned(),
    }
}

/// The letters among some pieces.
fn letters(line: &[Piece]) -> Vec<String> {
    let letter = |piece: &Piece| match &piece.kind {
        Kind::Letter { name, .. } if name.len() == 1 => Some(name.clone()),
        _ => None,
    };
    line.iter().filter_map(letter).collect()
}

/// The number of indices in a subscript, if it may be one.
fn index_count(below: &[Piece]) -> Option<usize> {
    let parts: Vec<&Piece> = below.iter().filter(|it| !is_comma(it)).collect();
    let single = |piece: &&Piece| match &piece.kind {
        Kind::Letter { name, .. } => {
            name.len() == 1 && name.chars().all(|c| c.is_ascii_lowercase())
        }
        _ => false,
    };
    (!parts.is_empty() && parts.iter().all(single)).then_some(parts.len())
}

/// The lines inside a piece.
pub(super) fn children(piece: &Piece) -> Vec<&[Piece]> {
    match &piece.kind {
        Kind::Group(inner)
        | Kind::Fence(_, inner, _)
        | Kind::Accent(_, inner)
        | Kind::Noted(inner, _) => vec![inner],
        Kind::Fraction(above, below) => vec![above, below],
        Kind::Root(degree, inner) => degree.iter().map(Vec::as_slice).chain([&inner[..]]).collect(),
        Kind::Scripts { base, below, above, .. } => {
            let scripts = below.iter().chain(above).map(Vec::as_slice);
            std::iter::once(&base[..]).chain(scripts).collect()
        }
        Kind::Grid(_, rows) => rows.iter().flat_map(|it| &it.cells).map(Vec::as_slice).collect(),
        _ => Vec::new(),
    }
}
