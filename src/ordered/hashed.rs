//! A map for what one knows the key of: it is asked for one key at a time, and has no order.

use super::OrderedSet;
use std::borrow::Borrow;
use std::hash::{BuildHasherDefault, Hash, Hasher};

/// Values by key, found by a number that follows from the key alone: the same on every machine.
/// Nobody sees its own order, so that decides nothing.
#[derive(Clone, Debug)]
#[expect(clippy::disallowed_types, reason = "its order is never seen, and its seed is no chance")]
pub struct Hashed<Key, Value>(std::collections::HashMap<Key, Value, BuildHasherDefault<Mixer>>);

impl<Key: Eq + Hash, Value> Hashed<Key, Value> {
    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are no entries.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The value of a key.
    pub fn get<Sought: Eq + Hash + ?Sized>(&self, key: &Sought) -> Option<&Value>
    where
        Key: Borrow<Sought>,
    {
        self.0.get(key)
    }

    /// The value of a key, to change.
    pub fn get_mut<Sought: Eq + Hash + ?Sized>(&mut self, key: &Sought) -> Option<&mut Value>
    where
        Key: Borrow<Sought>,
    {
        self.0.get_mut(key)
    }

    /// Puts a value under a key and answers the one that stood there.
    pub fn insert(&mut self, key: Key, value: Value) -> Option<Value> {
        self.0.insert(key, value)
    }

    /// Takes the value of a key.
    pub fn remove<Sought: Eq + Hash + ?Sized>(&mut self, key: &Sought) -> Option<Value>
    where
        Key: Borrow<Sought>,
    {
        self.0.remove(key)
    }

    /// Takes all entries away; their room stays.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// Keeps only the entries that `keep` wants, whichever is asked for first.
    pub fn retain(&mut self, keep: impl Fn(&Key, &Value) -> bool) {
        self.0.retain(|key, value| keep(key, value));
    }

    /// The keys of the entries that are wanted, in order.
    pub fn keys_of(&self, is_wanted: impl Fn(&Key, &Value) -> bool) -> OrderedSet<Key>
    where
        Key: Clone + Ord,
    {
        let wanted = self.0.iter().filter(|(key, value)| is_wanted(key, value));
        wanted.map(|(key, _)| key.clone()).collect()
    }

    /// The value of a key; `make` makes it if there is none.
    pub fn or_insert_with(&mut self, key: Key, make: impl FnOnce() -> Value) -> &mut Value {
        self.0.entry(key).or_insert_with(make)
    }
}

impl<Key, Value> Default for Hashed<Key, Value> {
    fn default() -> Hashed<Key, Value> {
        Hashed(Default::default())
    }
}

/// Makes a number of a key: of each eight bytes, a round of [`mix`].
#[derive(Clone, Debug, Default)]
pub struct Mixer(u64);

impl Mixer {
    /// Goes on from an earlier number.
    pub fn after(number: u64) -> Mixer {
        Mixer(number)
    }
}

impl Mixer {
    /// Less than eight bytes.
    fn write_short(&mut self, bytes: &[u8]) {
        let word = match (bytes.first_chunk(), bytes.last_chunk()) {
            (Some(first), Some(last)) => {
                u64::from(u32::from_le_bytes(*first)) | u64::from(u32::from_le_bytes(*last)) << 32
            }
            _ => bytes.iter().fold(0, |word, byte| word << 8 | u64::from(*byte)),
        };
        self.0 = mix(self.0, word ^ (bytes.len() as u64) << 56);
    }
}

impl Hasher for Mixer {
    fn write(&mut self, bytes: &[u8]) {
        let Some(last) = bytes.last_chunk() else { return self.write_short(bytes) };
        let (words, _) = bytes.as_chunks();
        for word in words {
            self.0 = mix(self.0, u64::from_le_bytes(*word));
        }
        // The end of the text overlaps what stands before it.
        if !bytes.len().is_multiple_of(8) {
            self.0 = mix(self.0, u64::from_le_bytes(*last) ^ bytes.len() as u64);
        }
    }

    fn write_u8(&mut self, number: u8) {
        // What ends a text, and which of a few things something is.
        self.0 = self.0.rotate_left(5) ^ u64::from(number);
    }

    fn write_u32(&mut self, number: u32) {
        self.write_u64(number.into());
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = mix(self.0, number);
    }

    fn write_usize(&mut self, number: usize) {
        self.write_u64(number as u64);
    }

    fn write_isize(&mut self, number: isize) {
        self.write_u64(number as u64);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// One round of wyhash's kind: the halves of a product of 128 bits, one upon the other.
fn mix(number: u64, word: u64) -> u64 {
    let product =
        u128::from(number ^ 0xa076_1d64_78bd_642f) * u128::from(word ^ 0xe703_7ed1_a0b4_28db);
    (product as u64) ^ ((product >> 64) as u64) ^ number.rotate_left(23)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_found_under_its_key_until_it_is_taken() {
        let mut map: Hashed<String, usize> = Hashed::default();
        for place in 0..5_000 {
            assert_eq!(map.insert(place.to_string(), place), None);
        }
        for place in (0..5_000).step_by(2) {
            assert_eq!(map.remove(place.to_string().as_str()), Some(place));
        }
        *map.or_insert_with("1".to_owned(), || 0) += 1;
        assert_eq!((map.len(), map.get("1"), map.get("2")), (2_500, Some(&2), None));
    }
}
