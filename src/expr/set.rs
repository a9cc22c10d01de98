//! Sets of expressions, and what is noted of expressions during a walk.

use smallvec::{SmallVec, smallvec};

use super::ExprId;

/// A slot that holds no expression: no store gets that large.
const FREE: u32 = u32::MAX;
/// The number of slots that need no memory of their own; a power of two.
const IN_PLACE: usize = 32;
/// The golden ratio as a fraction of 2^32: its multiples lie far apart.
const SPREAD: u32 = 0x9e37_79b9;

/// The number of an expression, and what is noted of it.
type Slot<T> = (u32, T);

/// Notes of expressions. Most walks through an expression meet a few dozen others: those take neither
/// an allocation nor a hash of more than one multiplication.
#[derive(Debug)]
pub struct ExprMap<T> {
    /// Each expression in the first slot that was free from its own one on. A power of two of them, of
    /// which at most half are taken.
    slots: SmallVec<[Slot<T>; IN_PLACE]>,
    length: usize,
}

impl<T: Copy + Default> Default for ExprMap<T> {
    fn default() -> Self {
        Self { slots: smallvec![(FREE, T::default()); IN_PLACE], length: 0 }
    }
}

impl<T: Copy> Clone for ExprMap<T> {
    fn clone(&self) -> Self {
        Self { slots: SmallVec::from_slice(&self.slots), length: self.length }
    }
}

impl<T: Copy + Default> ExprMap<T> {
    /// What is noted of an expression.
    #[must_use]
    pub fn get(&self, expr: ExprId) -> Option<T> {
        let (number, value) = self.slots[place(&self.slots, expr.0)];
        (number == expr.0).then_some(value)
    }

    /// Notes something of an expression: what was noted before.
    pub fn insert(&mut self, expr: ExprId, value: T) -> Option<T> {
        let slots = &mut self.slots[..];
        let slot = &mut slots[place(slots, expr.0)];
        let (number, before) = std::mem::replace(slot, (expr.0, value));
        if number == expr.0 {
            return Some(before);
        }
        self.length += 1;
        if self.length > self.slots.len() / 2 {
            self.grow();
        }
        None
    }

    fn grow(&mut self) {
        let wider = smallvec![(FREE, T::default()); self.slots.len() * 2];
        let narrow = std::mem::replace(&mut self.slots, wider);
        let slots = &mut self.slots[..];
        for slot in narrow.into_iter().filter(|it| it.0 != FREE) {
            slots[place(slots, slot.0)] = slot;
        }
    }
}

/// The slot of an expression of that number, or the one that it would get.
fn place<T>(slots: &[Slot<T>], number: u32) -> usize {
    let last = slots.len() - 1;
    let own = number.wrapping_mul(SPREAD) >> (u32::BITS - slots.len().trailing_zeros());
    let mut place = own as usize;
    while slots[place].0 != FREE && slots[place].0 != number {
        place = (place + 1) & last;
    }
    place
}

/// A set of expressions.
#[derive(Debug, Clone, Default)]
pub struct ExprSet(ExprMap<()>);

impl ExprSet {
    /// Whether it holds an expression.
    #[must_use]
    pub fn contains(&self, expr: ExprId) -> bool {
        self.0.length > 0 && self.0.get(expr).is_some()
    }

    /// Adds an expression: whether it is new.
    pub fn insert(&mut self, expr: ExprId) -> bool {
        self.0.insert(expr, ()).is_none()
    }

    /// Takes everything out.
    pub fn clear(&mut self) {
        if self.0.length > 0 {
            *self = Self::default();
        }
    }

    /// The expressions, in no order that means anything.
    pub fn iter(&self) -> impl Iterator<Item = ExprId> {
        self.0.slots.iter().filter(|it| it.0 != FREE).map(|it| ExprId(it.0))
    }
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

    fn numbers() -> impl Iterator<Item = ExprId> {
        (0..2_000_u32).map(|it| ExprId(it.wrapping_mul(0x0003_0705)))
    }

    #[test]
    fn a_set_holds_what_was_added_once_each() {
        let mut set = ExprSet::default();
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

    #[test]
    fn the_last_note_of_an_expression_counts() {
        let mut notes = ExprMap::default();
        for (count, expr) in numbers().enumerate() {
            assert_eq!(notes.insert(expr, count), None);
            assert_eq!(notes.insert(expr, count + 1), Some(count));
        }
        for (count, expr) in numbers().enumerate() {
            assert_eq!(notes.get(expr), Some(count + 1));
        }
    }
}
