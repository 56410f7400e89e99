//! The map.

use super::entries::{Entries, IntoEntries};
use std::borrow::Borrow;
use std::cell::Cell;
use std::cmp::Ordering;
use std::fmt;
use std::ops::{Bound, RangeBounds};

/// The most entries of a chunk.
const LONGEST: usize = 128;

/// Values by key, in the order of the keys.
#[derive(Clone)]
pub struct OrderedMap<Key, Value> {
    /// Sorted within and among one another; none is empty.
    chunks: Vec<Vec<(Key, Value)>>,
    length: usize,
    /// Where the last key stood that was sought, or would have: mostly it is sought again.
    last: Cell<Place>,
}

/// Where an entry stands: its chunk and its place there.
type Place = (usize, usize);

/// A key's place in a map, taken or free.
pub struct Entry<'map, Key, Value> {
    map: &'map mut OrderedMap<Key, Value>,
    place: Result<Place, Place>,
    key: Key,
}

impl<Key, Value> OrderedMap<Key, Value> {
    /// An empty map.
    pub const fn new() -> OrderedMap<Key, Value> {
        OrderedMap { chunks: Vec::new(), length: 0, last: Cell::new((0, 0)) }
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.length
    }

    /// Whether there are no entries.
    pub fn is_empty(&self) -> bool {
        self.chunks.is_empty()
    }

    /// Takes all entries away.
    pub fn clear(&mut self) {
        self.chunks.clear();
        self.length = 0;
    }

    /// The entries in order.
    pub fn iter(&self) -> Entries<'_, Key, Value> {
        Entries::new(&[], &self.chunks, &[])
    }

    /// The entries in order, their values to change.
    pub fn iter_mut(&mut self) -> impl DoubleEndedIterator<Item = (&Key, &mut Value)> {
        self.chunks.iter_mut().flatten().map(|(key, value)| (&*key, value))
    }

    /// The keys in order.
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &Key> + Clone {
        self.iter().map(|(key, _)| key)
    }

    /// The values in the order of their keys.
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &Value> + Clone {
        self.iter().map(|(_, value)| value)
    }

    /// The values in the order of their keys, to change.
    pub fn values_mut(&mut self) -> impl DoubleEndedIterator<Item = &mut Value> {
        self.iter_mut().map(|(_, value)| value)
    }

    /// The keys in order; the map is used up.
    pub fn into_keys(self) -> impl Iterator<Item = Key> {
        self.into_iter().map(|(key, _)| key)
    }

    /// The values in the order of their keys; the map is used up.
    pub fn into_values(self) -> impl Iterator<Item = Value> {
        self.into_iter().map(|(_, value)| value)
    }

    /// The entry of the lowest key.
    pub fn first_key_value(&self) -> Option<(&Key, &Value)> {
        self.chunks.first()?.first().map(|(key, value)| (key, value))
    }

    /// The entry of the lowest key, its value to change.
    pub fn first_mut(&mut self) -> Option<(&Key, &mut Value)> {
        self.chunks.first_mut()?.first_mut().map(|(key, value)| (&*key, value))
    }

    /// The entry of the highest key.
    pub fn last_key_value(&self) -> Option<(&Key, &Value)> {
        self.chunks.last()?.last().map(|(key, value)| (key, value))
    }

    /// Takes the entry of the lowest key.
    pub fn pop_first(&mut self) -> Option<(Key, Value)> {
        (!self.is_empty()).then(|| self.take((0, 0)))
    }

    /// Keeps only the entries that `keep` wants.
    pub fn retain(&mut self, mut keep: impl FnMut(&Key, &mut Value) -> bool) {
        for chunk in &mut self.chunks {
            chunk.retain_mut(|(key, value)| keep(key, value));
        }
        self.chunks.retain(|chunk| !chunk.is_empty());
        self.length = self.chunks.iter().map(Vec::len).sum();
    }

    /// The entries from one place up to another.
    fn between(&self, first: Place, last: Place) -> Entries<'_, Key, Value> {
        let chunk = |number: usize| self.chunks.get(number).map_or(&[][..], Vec::as_slice);
        let beginning = |(number, end): Place| chunk(number).get(..end).unwrap_or_default();
        if first >= last {
            return Entries::default();
        }
        if first.0 == last.0 {
            return Entries::new(beginning(last).get(first.1..).unwrap_or_default(), &[], &[]);
        }
        let between = self.chunks.get(first.0 + 1..last.0).unwrap_or_default();
        let rest = chunk(first.0).get(first.1..).unwrap_or_default();
        Entries::new(rest, between, beginning(last))
    }

    fn at(&mut self, (chunk, index): Place) -> &mut Value {
        &mut self.chunks[chunk][index].1
    }

    fn take(&mut self, (chunk, index): Place) -> (Key, Value) {
        self.length -= 1;
        let entry = self.chunks[chunk].remove(index);
        if self.chunks[chunk].is_empty() {
            self.chunks.remove(chunk);
        }
        entry
    }

    /// Puts an entry where its key belongs, and answers where it stands then.
    fn put(&mut self, (mut chunk, mut index): Place, key: Key, value: Value) -> Place {
        if self.chunks.is_empty() {
            self.chunks.push(Vec::new());
        }
        if self.chunks[chunk].len() == LONGEST {
            // Keys that come in order fill their chunks; others part a full one in the middle.
            let is_end = chunk + 1 == self.chunks.len() && index == LONGEST;
            let middle = if is_end { LONGEST } else { LONGEST / 2 };
            let rest = self.chunks[chunk].split_off(middle);
            self.chunks.insert(chunk + 1, rest);
            if index > middle || is_end {
                chunk += 1;
                index -= middle;
            }
        }
        self.length += 1;
        self.chunks[chunk].insert(index, (key, value));
        (chunk, index)
    }
}

impl<Key: Ord, Value> OrderedMap<Key, Value> {
    /// Where a key stands, or where it would.
    fn find<Sought: Ord + ?Sized>(&self, key: &Sought) -> Result<Place, Place>
    where
        Key: Borrow<Sought>,
    {
        let (chunk, index) = self.last.get();
        if let Some(entries) = self.chunks.get(chunk)
            && let Some((entry, _)) = entries.get(index)
        {
            match entry.borrow().cmp(key) {
                Ordering::Equal => return Ok((chunk, index)),
                Ordering::Greater if index > 0 && entries[index - 1].0.borrow() < key => {
                    return Err((chunk, index));
                }
                _ => {}
            }
        }
        let below =
            |chunk: &Vec<(Key, Value)>| chunk.last().is_some_and(|(last, _)| last.borrow() < key);
        let chunk = self.chunks.partition_point(below).min(self.chunks.len().saturating_sub(1));
        let Some(entries) = self.chunks.get(chunk) else { return Err((0, 0)) };
        let found = entries.binary_search_by(|(entry, _)| entry.borrow().cmp(key));
        let (Ok(index) | Err(index)) = found;
        self.last.set((chunk, index));
        found.map(|_| (chunk, index)).map_err(|_| (chunk, index))
    }

    /// The value of a key.
    pub fn get<Sought: Ord + ?Sized>(&self, key: &Sought) -> Option<&Value>
    where
        Key: Borrow<Sought>,
    {
        let (chunk, index) = self.find(key).ok()?;
        Some(&self.chunks[chunk][index].1)
    }

    /// The entry of a key.
    pub fn get_key_value<Sought: Ord + ?Sized>(&self, key: &Sought) -> Option<(&Key, &Value)>
    where
        Key: Borrow<Sought>,
    {
        let (chunk, index) = self.find(key).ok()?;
        let (key, value) = &self.chunks[chunk][index];
        Some((key, value))
    }

    /// The value of a key, to change.
    pub fn get_mut<Sought: Ord + ?Sized>(&mut self, key: &Sought) -> Option<&mut Value>
    where
        Key: Borrow<Sought>,
    {
        let place = self.find(key).ok()?;
        Some(self.at(place))
    }

    /// Whether there is an entry of this key.
    pub fn contains_key<Sought: Ord + ?Sized>(&self, key: &Sought) -> bool
    where
        Key: Borrow<Sought>,
    {
        self.find(key).is_ok()
    }

    /// Puts a value under a key and answers the one that stood there.
    pub fn insert(&mut self, key: Key, value: Value) -> Option<Value> {
        match self.find(&key) {
            Ok(place) => Some(std::mem::replace(self.at(place), value)),
            Err(place) => {
                self.put(place, key, value);
                None
            }
        }
    }

    /// Takes the value of a key.
    pub fn remove<Sought: Ord + ?Sized>(&mut self, key: &Sought) -> Option<Value>
    where
        Key: Borrow<Sought>,
    {
        self.remove_entry(key).map(|(_, value)| value)
    }

    /// Takes the entry of a key.
    pub fn remove_entry<Sought: Ord + ?Sized>(&mut self, key: &Sought) -> Option<(Key, Value)>
    where
        Key: Borrow<Sought>,
    {
        let place = self.find(key).ok()?;
        Some(self.take(place))
    }

    /// A key's place, taken or free.
    pub fn entry(&mut self, key: Key) -> Entry<'_, Key, Value> {
        let place = self.find(&key);
        Entry { map: self, place, key }
    }

    /// The entries whose keys lie in a range, in order.
    pub fn range<Sought: Ord + ?Sized>(
        &self,
        range: impl RangeBounds<Sought>,
    ) -> Entries<'_, Key, Value>
    where
        Key: Borrow<Sought>,
    {
        let after = |(chunk, index): Place| (chunk, index + 1);
        let first = match range.start_bound() {
            Bound::Unbounded => (0, 0),
            Bound::Included(key) => self.find(key).unwrap_or_else(|place| place),
            Bound::Excluded(key) => self.find(key).map_or_else(|place| place, after),
        };
        let last = match range.end_bound() {
            Bound::Unbounded => (self.chunks.len(), 0),
            Bound::Included(key) => self.find(key).map_or_else(|place| place, after),
            Bound::Excluded(key) => self.find(key).unwrap_or_else(|place| place),
        };
        self.between(first, last)
    }
}

impl<'map, Key: Ord, Value> Entry<'map, Key, Value> {
    /// The value; `make` makes it if there is none.
    pub fn or_insert_with(self, make: impl FnOnce() -> Value) -> &'map mut Value {
        let place = match self.place {
            Ok(place) => place,
            Err(place) => self.map.put(place, self.key, make()),
        };
        self.map.at(place)
    }

    /// The value; `value` if there is none.
    pub fn or_insert(self, value: Value) -> &'map mut Value {
        self.or_insert_with(|| value)
    }

    /// The value; the usual one if there is none.
    pub fn or_default(self) -> &'map mut Value
    where
        Value: Default,
    {
        self.or_insert_with(Value::default)
    }
}

impl<Key, Value> Default for OrderedMap<Key, Value> {
    fn default() -> OrderedMap<Key, Value> {
        OrderedMap::new()
    }
}

impl<Key: fmt::Debug, Value: fmt::Debug> fmt::Debug for OrderedMap<Key, Value> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_map().entries(self.iter()).finish()
    }
}

impl<Key: PartialEq, Value: PartialEq> PartialEq for OrderedMap<Key, Value> {
    fn eq(&self, other: &OrderedMap<Key, Value>) -> bool {
        self.iter().eq(other.iter())
    }
}

impl<Key: Eq, Value: Eq> Eq for OrderedMap<Key, Value> {}

impl<Key: Ord, Value> Extend<(Key, Value)> for OrderedMap<Key, Value> {
    fn extend<Entries: IntoIterator<Item = (Key, Value)>>(&mut self, entries: Entries) {
        for (key, value) in entries {
            self.insert(key, value);
        }
    }
}

impl<Key: Ord, Value> FromIterator<(Key, Value)> for OrderedMap<Key, Value> {
    /// Later entries of one key win over earlier ones.
    fn from_iter<Entries: IntoIterator<Item = (Key, Value)>>(entries: Entries) -> Self {
        let mut map = OrderedMap::new();
        map.extend(entries);
        map
    }
}

impl<Key: Ord, Value, const COUNT: usize> From<[(Key, Value); COUNT]> for OrderedMap<Key, Value> {
    fn from(entries: [(Key, Value); COUNT]) -> Self {
        entries.into_iter().collect()
    }
}

impl<Key, Value> IntoIterator for OrderedMap<Key, Value> {
    type Item = (Key, Value);
    type IntoIter = IntoEntries<Key, Value>;

    fn into_iter(self) -> Self::IntoIter {
        IntoEntries::new(self.chunks)
    }
}

impl<'map, Key, Value> IntoIterator for &'map OrderedMap<Key, Value> {
    type Item = (&'map Key, &'map Value);
    type IntoIter = Entries<'map, Key, Value>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<'map, Key, Value> IntoIterator for &'map mut OrderedMap<Key, Value> {
    type Item = (&'map Key, &'map mut Value);
    type IntoIter = std::iter::Map<
        std::iter::Flatten<std::slice::IterMut<'map, Vec<(Key, Value)>>>,
        fn(&'map mut (Key, Value)) -> (&'map Key, &'map mut Value),
    >;

    fn into_iter(self) -> Self::IntoIter {
        self.chunks.iter_mut().flatten().map(|(key, value)| (&*key, value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    /// Numbers that look random and are the same every time.
    fn numbers(count: u64) -> impl Iterator<Item = u64> {
        (0..count).map(|number| number.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 52)
    }

    #[test]
    fn it_does_what_the_standard_library_does() {
        let mut ours = OrderedMap::new();
        let mut theirs = BTreeMap::new();
        for (step, number) in numbers(20_000).enumerate() {
            match step % 5 {
                0 | 1 => assert_eq!(ours.insert(number, step), theirs.insert(number, step)),
                2 => assert_eq!(ours.remove(&number), theirs.remove(&number)),
                3 => {
                    *ours.entry(number).or_default() += 1;
                    *theirs.entry(number).or_default() += 1;
                }
                _ if step % 100 == 4 => assert_eq!(ours.pop_first(), theirs.pop_first()),
                _ => assert_eq!(ours.get(&number), theirs.get(&number)),
            }
        }
        assert!(ours.iter().eq(theirs.iter()) && ours.len() == theirs.len());
        assert!(ours.iter().rev().eq(theirs.iter().rev()));
        assert_eq!(ours.first_key_value(), theirs.first_key_value());
        assert_eq!(ours.last_key_value(), theirs.last_key_value());
        for (low, high) in numbers(500).zip(numbers(1_000).skip(500)) {
            let (low, high) = (low.min(high), low.max(high));
            assert!(ours.range(low..high).eq(theirs.range(low..high)));
            assert!(ours.range(low..=high).rev().eq(theirs.range(low..=high).rev()));
            assert!(ours.range(low..).eq(theirs.range(low..)));
        }
        ours.retain(|key, _| key % 3 == 0);
        theirs.retain(|key, _| key % 3 == 0);
        assert!(ours.into_iter().eq(theirs));
    }

    #[test]
    fn keys_in_order_fill_their_chunks() {
        let map: OrderedMap<usize, ()> = (0..10 * LONGEST).map(|key| (key, ())).collect();
        assert_eq!(map.chunks.len(), 10);
        assert!(map.keys().copied().eq(0..10 * LONGEST));
    }
}
