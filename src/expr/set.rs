//! Sets of expressions.

use smallvec::{SmallVec, smallvec};

use super::ExprId;

/// A slot that holds no expression: no store gets that large.
const FREE: u32 = u32::MAX;
/// The number of slots that need no memory of their own; a power of two.
const IN_PLACE: usize = 32;
/// The golden ratio as a fraction of 2^32: its multiples lie far apart.
const SPREAD: u32 = 0x9e37_79b9;

/// A set of expressions. Most walks through an expression meet a few dozen others: those take neither
/// an allocation nor a hash of more than one multiplication.
#[derive(Debug)]
pub struct ExprSet {
    /// The numbers of the expressions, each in the first slot that was free from its own one on. A
    /// power of two of them, of which at most half are taken.
    slots: SmallVec<[u32; IN_PLACE]>,
    length: usize,
}

impl Default for ExprSet {
    fn default() -> Self {
        Self { slots: smallvec![FREE; IN_PLACE], length: 0 }
    }
}

impl Clone for ExprSet {
    fn clone(&self) -> Self {
        Self { slots: SmallVec::from_slice(&self.slots), length: self.length }
    }
}

impl ExprSet {
    /// Whether it holds an expression.
    #[must_use]
    pub fn contains(&self, expr: ExprId) -> bool {
        self.length > 0 && self.slots[place(&self.slots, expr.0)] == expr.0
    }

    /// Adds an expression: whether it is new.
    pub fn insert(&mut self, expr: ExprId) -> bool {
        let slots = &mut self.slots[..];
        let slot = &mut slots[place(slots, expr.0)];
        if *slot == expr.0 {
            return false;
        }
        *slot = expr.0;
        self.length += 1;
        if self.length > self.slots.len() / 2 {
            self.grow();
        }
        true
    }

    /// Takes everything out.
    pub fn clear(&mut self) {
        if self.length > 0 {
            *self = Self::default();
        }
    }

    /// The expressions, in no order that means anything.
    pub fn iter(&self) -> impl Iterator<Item = ExprId> {
        self.slots.iter().filter(|it| **it != FREE).map(|&it| ExprId(it))
    }

    fn grow(&mut self) {
        let wider = smallvec![FREE; self.slots.len() * 2];
        let narrow = std::mem::replace(&mut self.slots, wider);
        let slots = &mut self.slots[..];
        for number in narrow.into_iter().filter(|it| *it != FREE) {
            slots[place(slots, number)] = number;
        }
    }
}

/// The slot of an expression of that number, or the one that it would get.
fn place(slots: &[u32], number: u32) -> usize {
    let last = slots.len() - 1;
    let own = number.wrapping_mul(SPREAD) >> (u32::BITS - slots.len().trailing_zeros());
    let mut place = own as usize;
    while slots[place] != FREE && slots[place] != number {
        place = (place + 1) & last;
    }
    place
}

impl Extend<ExprId> for ExprSet {
    fn extend<I: IntoIterator<Item = ExprId>>(&mut self, exprs: I) {
        for expr in exprs {
            self.insert(expr);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_holds_what_was_added_once_each() {
        let mut set = ExprSet::default();
        let numbers = || (0..2_000_u32).map(|it| ExprId(it.wrapping_mul(0x0101_0101)));
        for (count, expr) in numbers().enumerate() {
            assert!(!set.contains(expr) && set.insert(expr), "{count}");
            assert!(set.contains(expr) && !set.insert(expr), "{count}");
        }
        assert!(numbers().all(|it| set.contains(it)));
        let mut all: Vec<u32> = set.clone().iter().map(|it| it.0).collect();
        let mut expected: Vec<u32> = numbers().map(|it| it.0).collect();
        all.sort_unstable();
        expected.sort_unstable();
        assert_eq!(all, expected);
        set.clear();
        assert!(!numbers().any(|it| set.contains(it)));
    }
}
