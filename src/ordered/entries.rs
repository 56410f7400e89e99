//! The ways through a map.  They are types with a `next` of their own, since each chain of the
//! standard library's adaptors is compiled anew wherever something more is done with it.

use std::{slice, vec};

/// The entries between two places, in order, from both ends.
pub struct Entries<'map, Key, Value> {
    /// What is left of the chunk at the beginning.
    first: slice::Iter<'map, (Key, Value)>,
    /// The chunks that nobody has come to yet.
    between: slice::Iter<'map, Vec<(Key, Value)>>,
    /// What is left of the chunk at the end.
    last: slice::Iter<'map, (Key, Value)>,
}

/// The entries of a map that is used up, in order.
pub struct IntoEntries<Key, Value> {
    first: vec::IntoIter<(Key, Value)>,
    rest: vec::IntoIter<Vec<(Key, Value)>>,
}

impl<'map, Key, Value> Entries<'map, Key, Value> {
    /// The entries of `first`, of the chunks `between`, and of `last`.
    pub(super) fn new(
        first: &'map [(Key, Value)],
        between: &'map [Vec<(Key, Value)>],
        last: &'map [(Key, Value)],
    ) -> Entries<'map, Key, Value> {
        Entries { first: first.iter(), between: between.iter(), last: last.iter() }
    }
}

impl<Key, Value> IntoEntries<Key, Value> {
    /// The entries of these chunks.
    pub(super) fn new(chunks: Vec<Vec<(Key, Value)>>) -> IntoEntries<Key, Value> {
        IntoEntries { first: Vec::new().into_iter(), rest: chunks.into_iter() }
    }
}

impl<Key, Value> Default for Entries<'_, Key, Value> {
    /// No entries.
    fn default() -> Self {
        Entries::new(&[], &[], &[])
    }
}

impl<Key, Value> Clone for Entries<'_, Key, Value> {
    fn clone(&self) -> Self {
        Entries {
            first: self.first.clone(),
            between: self.between.clone(),
            last: self.last.clone(),
        }
    }
}

impl<'map, Key, Value> Iterator for Entries<'map, Key, Value> {
    type Item = (&'map Key, &'map Value);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some((key, value)) = self.first.next() {
                return Some((key, value));
            }
            self.first = match self.between.next() {
                Some(chunk) => chunk.iter(),
                None if self.last.as_slice().is_empty() => return None,
                None => std::mem::take(&mut self.last),
            };
        }
    }
}

impl<Key, Value> DoubleEndedIterator for Entries<'_, Key, Value> {
    fn next_back(&mut self) -> Option<Self::Item> {
        loop {
            if let Some((key, value)) = self.last.next_back() {
                return Some((key, value));
            }
            self.last = match self.between.next_back() {
                Some(chunk) => chunk.iter(),
                None if self.first.as_slice().is_empty() => return None,
                None => std::mem::take(&mut self.first),
            };
        }
    }
}

impl<Key, Value> Iterator for IntoEntries<Key, Value> {
    type Item = (Key, Value);

    fn next(&mut self) -> Option<(Key, Value)> {
        loop {
            if let Some(entry) = self.first.next() {
                return Some(entry);
            }
            self.first = self.rest.next()?.into_iter();
        }
    }
}
