//! Memory that begins with a cache line.

use std::ops::{Deref, DerefMut};

/// The length of a cache line, and of the widest vectors, in bytes.
const LINE: usize = 64;

/// Numbers that begin at a multiple of [`LINE`] bytes: a vector of the width of a line then never lies on
/// two of them, which would take twice the time.
#[derive(Debug)]
pub(super) struct Aligned<T> {
    data: Vec<T>,
    start: usize,
}

impl<T> Default for Aligned<T> {
    fn default() -> Self {
        Self { data: Vec::new(), start: 0 }
    }
}

impl<T: Clone> Aligned<T> {
    /// The same number so many times.
    pub(super) fn filled(length: usize, value: T) -> Self {
        let room = LINE / size_of::<T>().max(1);
        let mut data = vec![value; length.saturating_add(room)];
        let start = data.as_ptr().align_offset(LINE);
        // An offset that cannot be told is the largest number.
        let start = if start <= room { start } else { 0 };
        data.truncate(start + length);
        Self { data, start }
    }
}

impl<T: Clone> Clone for Aligned<T> {
    fn clone(&self) -> Self {
        let Some(first) = self.first() else { return Self::default() };
        let mut copy = Self::filled(self.len(), first.clone());
        copy.clone_from_slice(self);
        copy
    }
}

impl<T> Deref for Aligned<T> {
    type Target = [T];

    #[inline]
    fn deref(&self) -> &[T] {
        &self.data[self.start..]
    }
}

impl<T> DerefMut for Aligned<T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut [T] {
        &mut self.data[self.start..]
    }
}
