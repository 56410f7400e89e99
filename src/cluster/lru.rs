//! A memory of bounded size that forgets what was not asked for the longest.

use crate::ordered::OrderedMap;

/// So much is remembered.
const MOST: usize = 4_096;

/// Values by fingerprint.
#[derive(Clone, Debug)]
pub struct Lru<Value> {
    values: OrderedMap<u64, (u64, Value)>,
    by_use: OrderedMap<u64, u64>,
    uses: u64,
}

impl<Value> Default for Lru<Value> {
    fn default() -> Lru<Value> {
        Lru { values: OrderedMap::new(), by_use: OrderedMap::new(), uses: 0 }
    }
}

impl<Value> Lru<Value> {
    /// The value of `key`, which `fresh` makes if there is none; it is the last to be forgotten.
    pub fn entry(&mut self, key: u64, fresh: impl FnOnce() -> Value) -> &mut Value {
        self.uses += 1;
        if !self.values.contains_key(&key)
            && self.values.len() >= MOST
            && let Some((_, oldest)) = self.by_use.pop_first()
        {
            self.values.remove(&oldest);
        }
        let (used, value) = self.values.entry(key).or_insert_with(|| (0, fresh()));
        self.by_use.remove(used);
        self.by_use.insert(self.uses, key);
        *used = self.uses;
        value
    }
}
