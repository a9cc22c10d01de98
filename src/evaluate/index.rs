//! Integers that are the same for every point: sizes, indices of loops, and affine combinations of
//! them.

/// A name of an integer: a size that the caller gives, or the index of a loop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Integer {
    /// The integer parameter of that position in [`super::graph::Graph::sizes`].
    Size(u32),
    /// The index of a loop.
    Bound(Bound),
}

/// The index of a loop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Bound {
    /// The index of a fold; the number is the nesting height of the fold, so that equal folds have
    /// equal indices.
    Fold(u32),
    /// An index over which components of an output or of a temporary run.
    Axis(u32),
    /// An index that is being built.
    Fresh(u32),
}

/// `constant + Σ coefficient · name`, with the names in order and no coefficient zero.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Affine {
    /// The constant term.
    pub constant: i64,
    /// Names with their coefficients.
    pub terms: Vec<(Integer, i64)>,
}

impl From<i64> for Affine {
    fn from(constant: i64) -> Self {
        Self { constant, terms: Vec::new() }
    }
}

impl From<Integer> for Affine {
    fn from(name: Integer) -> Self {
        Self { constant: 0, terms: vec![(name, 1)] }
    }
}

impl From<Bound> for Affine {
    fn from(bound: Bound) -> Self {
        Integer::Bound(bound).into()
    }
}

impl Affine {
    /// The value, where no name occurs.
    #[must_use]
    pub fn literal(&self) -> Option<i64> {
        self.terms.is_empty().then_some(self.constant)
    }

    /// `self + factor · other`; `None` where a coefficient leaves the range of an `i64`.
    #[must_use]
    pub fn plus(&self, factor: i64, other: &Self) -> Option<Self> {
        let constant = self.constant.checked_add(factor.checked_mul(other.constant)?)?;
        let mut terms = self.terms.clone();
        for &(name, coefficient) in &other.terms {
            let scaled = factor.checked_mul(coefficient)?;
            match terms.binary_search_by_key(&name, |term| term.0) {
                Ok(at) => terms[at].1 = terms[at].1.checked_add(scaled)?,
                Err(at) => terms.insert(at, (name, scaled)),
            }
        }
        terms.retain(|term| term.1 != 0);
        Some(Self { constant, terms })
    }

    /// `factor · self`.
    #[must_use]
    pub fn times(&self, factor: i64) -> Option<Self> {
        Self::default().plus(factor, self)
    }

    /// The product, where one of the two is a number.
    #[must_use]
    pub fn product(&self, other: &Self) -> Option<Self> {
        match (self.literal(), other.literal()) {
            (Some(factor), _) => other.times(factor),
            (_, Some(factor)) => self.times(factor),
            _ => None,
        }
    }

    /// The coefficient of a name.
    #[must_use]
    pub fn coefficient(&self, name: Integer) -> i64 {
        self.terms.iter().find(|term| term.0 == name).map_or(0, |term| term.1)
    }

    /// The combination with another one in place of an index.
    #[must_use]
    pub fn substitute(&self, bound: Bound, value: &Self) -> Option<Self> {
        let name = Integer::Bound(bound);
        match self.coefficient(name) {
            0 => Some(self.clone()),
            coefficient => {
                let mut rest = self.clone();
                rest.terms.retain(|term| term.0 != name);
                rest.plus(coefficient, value)
            }
        }
    }

    /// The indices of loops that occur.
    pub fn bounds(&self) -> impl Iterator<Item = Bound> {
        self.terms.iter().filter_map(|term| match term.0 {
            Integer::Bound(bound) => Some(bound),
            Integer::Size(_) => None,
        })
    }

    /// The value for given values of the names; saturates beyond the range of an `i64`.
    #[must_use]
    pub fn value(&self, mut names: impl FnMut(Integer) -> i64) -> i64 {
        self.terms.iter().fold(self.constant, |sum, &(name, coefficient)| {
            sum.saturating_add(coefficient.saturating_mul(names(name)))
        })
    }
}
