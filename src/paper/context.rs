//! What a document has said of its names so far, as statements of a derivation file.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use super::names::Names;
use super::text::{Use, is_own, renamed, uses};

/// How many statements further down a variable is still what it was said to be.
const FEW: usize = 12;

/// How many statements further up a name may be used before it gets its meaning.
const BELOW: usize = 12;

/// What `σ` usually is.
pub(super) const LOGISTIC: &str = "define sigma(t) = 1/(1 + e^(-t))";

/// A name with its meaning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Definition {
    pub(super) name: String,
    /// `x` of `f(x)`.
    pub(super) parameters: Vec<String>,
    /// `j` of `S_j`.
    pub(super) indices: Vec<String>,
    pub(super) text: String,
    /// The range of a sum in it.
    pub(super) range: Option<(String, String)>,
    /// The number of the statement, and of the section it stands in.
    pub(super) place: usize,
    pub(super) section: usize,
    /// The number of the formula.
    pub(super) formula: usize,
}

impl Definition {
    /// Whether a name that is used so can have this meaning.
    fn fits(&self, how: Use, values: &BTreeSet<String>) -> bool {
        match how {
            // Elsewhere, the name of a function may be a number.
            Use::Bare if !self.parameters.is_empty() && values.contains(&self.name) => false,
            // An abbreviation may be applied to what it is written in.
            Use::Applied(1) if self.parameters.is_empty() && self.indices.is_empty() => {
                inner_name(self).is_some()
            }
            Use::Applied(count) => self.parameters.len() == count,
            Use::Indexed => !self.indices.is_empty(),
            Use::Bare => self.indices.is_empty(),
            Use::Primed => self.indices.is_empty() && self.parameters.len() <= 1,
        }
    }

    /// The definition as a derivation file has it; parameters that are called like an abbreviation get
    /// other names.
    pub(super) fn statement(&self, abbreviations: &[&str]) -> String {
        let Self { name, indices, .. } = self;
        let mut text = self.text.clone();
        let mut parameters = self.parameters.clone();
        for parameter in &mut parameters {
            if abbreviations.contains(&parameter.as_str()) {
                let fresh = format!("{parameter}_own");
                text = renamed(&text, parameter, &fresh);
                *parameter = fresh;
            }
        }
        match (parameters.is_empty(), indices.is_empty()) {
            (false, _) => format!("define {name}({}) = {text}", parameters.join(", ")),
            (true, false) => format!("define {name}[{}] = {text}", indices.join(", ")),
            (true, true) => format!("let {name} = {text}"),
        }
    }
}

/// Definitions by their names, those of one name in the order of their places.
#[derive(Debug, Default)]
pub(super) struct Definitions {
    by_name: FxHashMap<String, Vec<Definition>>,
    /// The names that get a meaning at some place.
    places: FxHashMap<usize, String>,
}

impl Definitions {
    pub(super) fn insert(&mut self, definition: Definition) {
        self.places.insert(definition.place, definition.name.clone());
        let list = self.by_name.entry(definition.name.clone()).or_default();
        let at = list.partition_point(|it| it.place <= definition.place);
        list.insert(at, definition);
    }

    /// All meanings of a name.
    pub(super) fn of(&self, name: &str) -> &[Definition] {
        self.by_name.get(name).map_or(&[], Vec::as_slice)
    }

    /// The meanings of a name above a place, and those at it and below.
    fn around(&self, name: &str, place: usize) -> (&[Definition], &[Definition]) {
        let all = self.of(name);
        all.split_at(all.partition_point(|it| it.place < place))
    }

    /// The meaning that is given at a place.
    pub(super) fn at(&self, place: usize) -> Option<&Definition> {
        self.of(self.places.get(&place)?).iter().find(|it| it.place == place)
    }
}

/// The definitions of a document.
#[derive(Debug, Default)]
pub(super) struct Context {
    pub(super) definitions: Definitions,
    /// The names with which equations begin that are not known to hold, and the places of those.
    pub(super) said_of: Vec<(String, usize)>,
    /// The names of functions that stand for numbers in the section that is being read.
    pub(super) values: BTreeSet<String>,
    /// What functions depend on or derivatives are by. An equation that says what such a name is holds
    /// nearby only.
    pub(super) varying: BTreeSet<String>,
}

/// Two sides with what is assumed of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Claim {
    pub(super) lhs: String,
    pub(super) rhs: String,
    pub(super) assumption: Option<String>,
    pub(super) range: Option<(String, String)>,
    pub(super) place: usize,
    pub(super) section: usize,
    /// The number of the formula.
    pub(super) formula: usize,
}

impl Context {
    /// What a name means at a place: the last definition above; or else the first one shortly below in the
    /// same section, or, for what is applied or has indices, the only one there is.
    pub(super) fn lookup(
        &self,
        (name, how): (&str, Use),
        place: usize,
        section: usize,
    ) -> Option<&Definition> {
        let (above, rest) = self.definitions.around(name, place);
        let fits = |it: &&Definition| it.fits(how, &self.values);
        let last = || above.iter().rev().find(fits);
        // Sections follow each other.
        let below = || {
            let here = rest.iter().filter(|it| it.place > place);
            let near = |it: &&Definition| it.section == section && it.place - place <= BELOW;
            here.take_while(near).find(fits)
        };
        let varies = how == Use::Bare && self.varying.contains(name);
        if varies {
            let near = |it: &&Definition| {
                let plain = it.parameters.is_empty() && it.indices.is_empty();
                !plain || it.section == section && place - it.place <= FEW
            };
            return last().filter(near);
        }
        let only = || {
            let mut all = self.definitions.of(name).iter().filter(fits);
            let only = all.next().filter(|_| all.next().is_none())?;
            let plain = only.parameters.is_empty() && only.indices.is_empty();
            (only.place != place && !plain).then_some(only)
        };
        // A number may be called like a function that is introduced much later.
        last().or_else(below).or_else(|| only().filter(|_| how != Use::Bare))
    }

    /// The definitions that texts need, those that others need first. One name may have another meaning
    /// than its nearest.
    pub(super) fn needed<'c>(
        &'c self,
        claim: &Claim,
        other: Option<&'c Definition>,
    ) -> Vec<&'c Definition> {
        let mut found: Vec<&Definition> = Vec::new();
        let mut open: Vec<(String, &[String])> =
            vec![(claim.lhs.clone(), &[]), (claim.rhs.clone(), &[])];
        while let Some((text, parameters)) = open.pop() {
            for (name, how) in uses(&text) {
                if parameters.contains(&name) {
                    continue;
                }
                if found.iter().any(|it| it.name == name) || is_own(&name) || found.len() > 30 {
                    continue;
                }
                let other = other.filter(|it| it.name == name && it.fits(how, &self.values));
                let nearest = || self.lookup((&name, how), claim.place, claim.section);
                if let Some(definition) = other.or_else(nearest) {
                    found.push(definition);
                    open.push((definition.text.clone(), &definition.parameters));
                } else if let Some((of, by)) =
                    name.strip_prefix('d').and_then(|it| it.split_once("_d"))
                {
                    // What is differentiated, and by what.
                    open.push((format!("{of} + {by}"), &[]));
                }
            }
        }
        ordered(found)
    }

    /// The definition of the name with which a claim begins.
    pub(super) fn head(&self, claim: &Claim) -> Option<&Definition> {
        let end = claim.lhs.find(|c: char| !c.is_alphanumeric() && c != '_');
        let name = &claim.lhs[..end.unwrap_or(claim.lhs.len())];
        let (_, how) = uses(&claim.lhs).into_iter().find(|it| it.0 == name)?;
        self.lookup((name, how), claim.place, claim.section)
    }

    /// A name whose meaning at a claim may be an old one: it has several, and the last was given in a
    /// formula further up.
    pub(super) fn stale(&self, claim: &Claim) -> Option<String> {
        const NEAR: usize = 2;
        const RIVAL: usize = 5;
        const FAR: usize = 12;
        let several = |name: &str| self.definitions.of(name).len() > 1;
        let needed = self.needed(claim, None);
        let within = |it: &Definition, reach: usize| {
            it.formula <= claim.formula && claim.formula - it.formula <= reach
        };
        let rivals = |own: &Definition| {
            let all = self.definitions.of(&own.name);
            let from = all.partition_point(|it| it.formula + RIVAL < claim.formula);
            let mut others = all[from..].iter().take_while(|it| it.formula <= claim.formula);
            others.any(|it| it.parameters.len() != own.parameters.len())
        };
        let near = |it: &Definition| {
            let reach = if it.section == claim.section { FAR } else { NEAR.max(FAR / 2) };
            self.is_fresh(it, claim) && within(it, reach)
        };
        let old = needed.iter().find(|it| several(&it.name) && (!near(it) || rivals(it)));
        old.map(|it| it.name.clone())
    }

    /// Whether nothing has been said of a name since it got a meaning.
    fn is_fresh(&self, own: &Definition, claim: &Claim) -> bool {
        let mut since = self.said_of.iter().rev().take_while(|it| it.1 > own.place);
        own.place <= claim.place && !since.any(|it| it.0 == own.name && it.1 < claim.place)
    }

    /// The other meanings of the names of a claim, the nearest first, as far as they are worth trying.
    pub(super) fn rivals(&self, claim: &Claim) -> Vec<&Definition> {
        const MOST: usize = 6;
        let here = self.definitions.at(claim.place);
        let mut found: Vec<&Definition> = Vec::new();
        for own in self.needed(claim, None) {
            let (above, below) = self.definitions.around(&own.name, claim.place);
            let other = |it: &&Definition| it.text != own.text && it.place != claim.place;
            found.extend(above.iter().rev().filter(other).take(MOST));
            // What is said of a name again below says nothing of what it gets here.
            if here.is_none_or(|it| it.name != own.name) {
                found.extend(below.iter().filter(other).take(MOST));
            }
        }
        found.sort_by_key(|it| (it.formula.abs_diff(claim.formula), it.place));
        found.truncate(MOST);
        found
    }

    /// The names in a text without a meaning: variables, and functions of which nothing is known.
    pub(super) fn unknowns(
        &self,
        text: &str,
        claim: &Claim,
        names: &Names,
    ) -> [BTreeSet<String>; 2] {
        let mut found = [BTreeSet::new(), BTreeSet::new()];
        let mut open = vec![(text.to_owned(), Vec::new())];
        let mut seen = BTreeSet::new();
        while let Some((text, parameters)) = open.pop() {
            for (name, how) in uses(&text) {
                let counts = names.counters.contains(&name) || parameters.contains(&name);
                if is_own(&name) || counts || !seen.insert((name.clone(), how)) {
                    continue;
                }
                if let Some(it) = self.lookup((&name, how), claim.place, claim.section) {
                    open.push((it.text.clone(), it.parameters.clone()));
                } else {
                    let function = matches!(how, Use::Applied(_) | Use::Primed);
                    found[usize::from(function)].insert(name);
                }
            }
        }
        found
    }
}

/// Definitions in an order in which none needs a later one. Of those that need each other, the one that
/// was asked for last has no meaning.
fn ordered(mut found: Vec<&Definition>) -> Vec<&Definition> {
    let mut ordered = Vec::with_capacity(found.len());
    while !found.is_empty() {
        let free = found.iter().position(|it| {
            let own = uses(&it.text);
            let other = |other: &&Definition| other.name != it.name;
            !found
                .iter()
                .filter(|it| other(it))
                .any(|other| own.iter().any(|it| it.0 == other.name))
        });
        match free {
            Some(at) => ordered.push(found.remove(at)),
            None => drop(found.pop()),
        }
    }
    ordered
}

/// What the names of a claim stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning<'c> {
    /// What the document has said.
    Defined,
    /// The same, and `σ` is the logistic function if the document does not say what it is.
    Usual,
    /// What the document has said, but for one name, which has another of its meanings.
    Other(&'c Definition),
    /// The same, and a prime is a derivative by the name that the definition is written in.
    Inner,
    /// What the document has said of the first one, and nothing but themselves for the others.
    Head,
    /// Nothing but themselves.
    None,
}

/// The name that a definition is written in, such as `u` in `f = e^u`: the only one, or else what is
/// usually a variable.
pub(super) fn inner_name(definition: &Definition) -> Option<String> {
    const VARIABLES: [&str; 5] = ["x", "t", "z", "theta", "u"];
    let names: Vec<(String, Use)> =
        uses(&definition.text).into_iter().filter(|(name, _)| !is_own(name)).collect();
    if let [(name, how)] = &names[..] {
        return (*how == Use::Bare).then(|| name.clone());
    }
    let bare = |variable: &&str| names.contains(&((*variable).to_owned(), Use::Bare));
    VARIABLES.into_iter().find(bare).map(str::to_owned)
}
