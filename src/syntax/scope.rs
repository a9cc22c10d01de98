//! What names mean.
//!
//! A scope grows while texts are read: a name keeps the kind that its first use or its declaration
//! gave it. It is the same for the two sides and the assumptions of a claim, or for a whole file.

use indexmap::{IndexMap, IndexSet};

use super::{NameKind, Parameter, Range};
use crate::expr::{Arena, Definitions, FUNCTIONS, Symbol};

/// Where unknown names are allowed to come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// A single claim: a name that occurs only applied is an unspecified function.
    Inferred,
    /// A file: functions are declared, and only variables and arrays are inferred.
    Declared,
}

/// What is known about a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Known {
    /// It stands for a number.
    Variable,
    /// A function of so many arguments, with its parameters where it was declared.
    Function(usize, Option<Vec<Parameter>>),
    /// An array with so many indices.
    Array(usize),
    /// An abbreviation.
    Abbreviation,
    /// Its definition has an error.
    Broken,
}

impl Known {
    pub(super) fn kind(&self) -> NameKind {
        match self {
            Self::Variable | Self::Broken => NameKind::Variable,
            Self::Function(..) => NameKind::Function,
            Self::Array(_) => NameKind::Array,
            Self::Abbreviation => NameKind::Abbreviation,
        }
    }
}

/// The names that texts have used and declared so far.
#[derive(Debug, Clone)]
pub struct Scope {
    mode: Mode,
    declared: IndexMap<Symbol, Known>,
    inferred: IndexMap<Symbol, Known>,
    declared_integers: IndexSet<Symbol>,
    inferred_integers: IndexSet<Symbol>,
    varied: IndexSet<Symbol>,
    /// The ranges of declared indices.
    index_ranges: IndexMap<Symbol, Range>,
    /// The ranges of arrays that stand as arguments, one for each index.
    array_ranges: IndexMap<Symbol, Vec<Range>>,
    /// For inferred functions, the number of indices of each argument: none for a number.
    ranks: IndexMap<Symbol, Vec<usize>>,
    definitions: Definitions,
}

/// Words that only make sense with arguments, beside the elementary functions.
const SPECIAL: [&str; 6] = ["diff", "sum", "prod", "max", "min", "piecewise"];
/// Words that cannot be given another meaning.
const RESERVED: [&str; 7] = ["e", "pi", "delta", "integer", "differentiable", "true", "false"];

/// Whether a name only makes sense with arguments.
pub(super) fn needs_arguments(name: &str) -> bool {
    SPECIAL.contains(&name) || crate::expr::Function::by_name(name).is_some()
}

/// Whether a name cannot be bound, declared or defined.
pub(super) fn is_reserved(name: &str) -> bool {
    needs_arguments(name) || (RESERVED.contains(&name) && name != "delta")
}

impl Scope {
    /// A scope in which nothing is known.
    #[must_use]
    pub fn new(mode: Mode) -> Self {
        Self {
            mode,
            declared: IndexMap::new(),
            inferred: IndexMap::new(),
            declared_integers: IndexSet::new(),
            inferred_integers: IndexSet::new(),
            varied: IndexSet::new(),
            index_ranges: IndexMap::new(),
            array_ranges: IndexMap::new(),
            ranks: IndexMap::new(),
            definitions: Definitions::default(),
        }
    }

    /// Where unknown names may come from.
    #[must_use]
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// What is known about a name.
    #[must_use]
    pub fn known(&self, name: Symbol) -> Option<&Known> {
        self.declared.get(&name).or_else(|| self.inferred.get(&name))
    }

    /// Gives a name a kind that it keeps.
    pub fn declare(&mut self, name: Symbol, known: Known) {
        self.declared.insert(name, known);
    }

    /// Notes what the use of a name shows.
    pub(super) fn infer(&mut self, name: Symbol, known: Known) {
        self.inferred.insert(name, known);
    }

    /// Whether the name has been declared or defined, and not only used.
    pub(super) fn is_declared(&self, name: Symbol) -> bool {
        self.declared.contains_key(&name)
    }

    /// Whether the name has only been used.
    pub(super) fn is_inferred(&self, name: Symbol) -> bool {
        self.inferred.contains_key(&name) && !self.is_declared(name)
    }

    /// Declares a name to stand for integers.
    pub fn declare_integer(&mut self, name: Symbol) {
        self.declared_integers.insert(name);
    }

    pub(super) fn infer_integer(&mut self, name: Symbol) {
        self.inferred_integers.insert(name);
    }

    /// Notes that a name has been differentiated by.
    pub(super) fn vary(&mut self, name: Symbol) {
        self.varied.insert(name);
    }

    pub(super) fn is_varied(&self, name: Symbol) -> bool {
        self.varied.contains(&name)
    }

    /// Whether a name stands for integers: declared, used as an index, in a bound or in `delta`.
    #[must_use]
    pub fn is_integer(&self, name: Symbol) -> bool {
        self.declared_integers.contains(&name) || self.inferred_integers.contains(&name)
    }

    /// The names that stand for integers: the declared ones, then the others in order of use.
    #[must_use]
    pub fn integers(&self) -> Vec<Symbol> {
        let both = self.declared_integers.iter().chain(&self.inferred_integers);
        both.copied().collect::<IndexSet<_>>().into_iter().collect()
    }

    /// Keeps the integers that a definition has shown, since the definition is kept.
    pub(super) fn keep_integers(&mut self) {
        self.declared_integers.extend(self.inferred_integers.drain(..));
    }

    /// Notes the range of an index.
    pub(super) fn declare_range(&mut self, index: Symbol, range: Range) {
        self.index_ranges.insert(index, range);
    }

    /// The ranges of indices, if all of them have been declared.
    pub(super) fn ranges_of_indices(&self, indices: &[Symbol]) -> Option<Vec<Range>> {
        indices.iter().map(|index| self.index_ranges.get(index).copied()).collect()
    }

    /// Notes the ranges of an array that uses of it have shown.
    pub(super) fn infer_ranges(&mut self, array: Symbol, ranges: Vec<Range>) {
        self.array_ranges.insert(array, ranges);
    }

    /// The ranges of an array that uses of it have shown.
    pub(super) fn inferred_ranges(&self, array: Symbol) -> Option<&Vec<Range>> {
        self.array_ranges.get(&array)
    }

    /// Whether an inferred function has arguments with so many indices, as far as its uses have shown.
    pub(super) fn takes(&mut self, function: Symbol, ranks: Vec<usize>) -> bool {
        *self.ranks.entry(function).or_insert_with(|| ranks.clone()) == ranks
    }

    /// Forgets what was inferred and keeps what was declared: a new derivation begins.
    pub fn forget_inferred(&mut self) {
        self.inferred.clear();
        self.inferred_integers.clear();
        self.varied.clear();
        self.array_ranges.clear();
        self.ranks.clear();
    }

    /// The meanings of the names that have one.
    #[must_use]
    pub fn definitions(&self) -> &Definitions {
        &self.definitions
    }

    pub(super) fn definitions_mut(&mut self) -> &mut Definitions {
        &mut self.definitions
    }

    /// The known function whose name is most like the one given.
    pub(super) fn similar_function(&self, arena: &Arena, name: &str) -> Option<String> {
        let declared =
            self.declared.iter().filter(|(_, known)| matches!(known, Known::Function(..)));
        let names = declared.map(|(&symbol, _)| arena.name(symbol));
        let elementary = FUNCTIONS.iter().map(|function| function.name());
        similar(name, names.chain(elementary).chain(SPECIAL)).map(str::to_owned)
    }
}

/// The word that differs least from the one given, if it differs little.
pub(crate) fn similar<'a>(word: &str, words: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    const LONGEST: usize = 40;
    if word.len() > LONGEST {
        return None;
    }
    let allowed = if word.len() < 4 { 1 } else { 2 };
    let near = words.into_iter().map(|other| (distance(word, other), other));
    let shared =
        |other: &str| word.bytes().zip(other.bytes()).take_while(|it| it.0 == it.1).count();
    near.filter(|it| it.0 <= allowed)
        .min_by_key(|it| (it.0, std::cmp::Reverse(shared(it.1))))
        .map(|it| it.1)
}

/// The number of letters to insert, remove, replace or exchange.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            rows[i][j] = if i == 0 || j == 0 {
                i + j
            } else {
                let change = usize::from(a[i - 1] != b[j - 1]);
                let mut least = (rows[i - 1][j] + 1).min(rows[i][j - 1] + 1);
                least = least.min(rows[i - 1][j - 1] + change);
                if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                    least = least.min(rows[i - 2][j - 2] + 1);
                }
                least
            };
        }
    }
    rows[a.len()][b.len()]
}
