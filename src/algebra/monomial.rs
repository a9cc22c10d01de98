//! Products of powers of atoms.

use std::cmp::Ordering;

use smallvec::SmallVec;

use super::Stop;

/// The number of an atom, in the order in which a [`super::Translator`] met it.
pub type Atom = u32;

/// A product of powers of atoms, sorted by atom; exponents may be negative and are never zero.
#[derive(Debug, PartialEq, Eq, Hash, Default)]
pub struct Monomial(SmallVec<[(Atom, i32); 5]>);

impl Clone for Monomial {
    fn clone(&self) -> Self {
        // All at once: copies of monomials are most of what arithmetic does with them.
        Self(SmallVec::from_slice(&self.0))
    }
}

impl Monomial {
    /// The empty product.
    pub const ONE: Self = Self(SmallVec::new_const());

    /// A power of one atom; an error if the exponent is too large.
    pub fn power(atom: Atom, exponent: i64) -> Result<Self, Stop> {
        let mut it = Self::ONE;
        if exponent != 0 {
            it.0.push((atom, i32::try_from(exponent).map_err(|_| Stop::Exponent)?));
        }
        Ok(it)
    }

    /// An atom by itself.
    #[must_use]
    pub fn atom(atom: Atom) -> Self {
        let mut it = Self::ONE;
        it.0.push((atom, 1));
        it
    }

    /// The atoms with their exponents.
    #[must_use]
    pub fn factors(&self) -> &[(Atom, i32)] {
        &self.0
    }

    /// Whether no exponent is negative.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.0.iter().all(|&(_, n)| n > 0)
    }

    /// Joins the exponents of two products, those of atoms that only one of them has included.
    fn joined(&self, other: &Self, join: impl Fn(i32, i32) -> Option<i32>) -> Result<Self, Stop> {
        let (mut a, mut b) = (self.0.as_slice(), other.0.as_slice());
        let mut joined = SmallVec::new();
        loop {
            let (atom, m, n) = match (a, b) {
                ([], []) => return Ok(Self(joined)),
                ([(x, m), rest @ ..], [(y, n), others @ ..]) if x == y => {
                    (a, b) = (rest, others);
                    (*x, *m, *n)
                }
                ([(x, m), rest @ ..], [(y, _), ..]) if x < y => {
                    a = rest;
                    (*x, *m, 0)
                }
                ([(x, m), rest @ ..], []) => {
                    a = rest;
                    (*x, *m, 0)
                }
                (_, [(y, n), others @ ..]) => {
                    b = others;
                    (*y, 0, *n)
                }
            };
            let exponent = join(m, n).ok_or(Stop::Exponent)?;
            if exponent != 0 {
                joined.push((atom, exponent));
            }
        }
    }

    /// The product; an error if an exponent gets too large.
    pub fn times(&self, other: &Self) -> Result<Self, Stop> {
        self.joined(other, i32::checked_add)
    }

    /// The quotient; an error if an exponent gets too large.
    pub fn over(&self, other: &Self) -> Result<Self, Stop> {
        self.joined(other, i32::checked_sub)
    }

    /// For each atom the smaller of its two exponents.
    #[must_use]
    pub fn common(&self, other: &Self) -> Self {
        self.joined(other, |m, n| Some(m.min(n))).unwrap_or(Self::ONE)
    }

    /// The power with an integer exponent.
    pub fn pow(&self, exponent: i64) -> Result<Self, Stop> {
        if exponent == 0 {
            return Ok(Self::ONE);
        }
        let exponent = i32::try_from(exponent).map_err(|_| Stop::Exponent)?;
        let power = |&(atom, n): &(Atom, i32)| {
            n.checked_mul(exponent).map(|n| (atom, n)).ok_or(Stop::Exponent)
        };
        Ok(Self(self.0.iter().map(power).collect::<Result<_, _>>()?))
    }

    /// The exponent of an atom, zero if it does not occur.
    #[must_use]
    pub fn exponent(&self, atom: Atom) -> i64 {
        self.0.iter().find(|&&(x, _)| x == atom).map_or(0, |&(_, n)| n.into())
    }
}

/// The lexicographic order, which products respect: exact division relies on that.
impl Ord for Monomial {
    fn cmp(&self, other: &Self) -> Ordering {
        let (mut a, mut b) = (self.0.iter(), other.0.iter());
        loop {
            match (a.next(), b.next()) {
                (None, None) => return Ordering::Equal,
                (Some(&(_, m)), None) => return m.cmp(&0),
                (None, Some(&(_, n))) => return 0.cmp(&n),
                (Some(&(x, m)), Some(&(y, n))) if x == y => {
                    if m != n {
                        return m.cmp(&n);
                    }
                }
                (Some(&(x, m)), Some(&(y, n))) => {
                    return if x < y { m.cmp(&0) } else { 0.cmp(&n) };
                }
            }
        }
    }
}

impl PartialOrd for Monomial {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
