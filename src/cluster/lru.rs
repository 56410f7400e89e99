//! A memory of bounded size that forgets what was not asked for the longest.

use crate::ordered::OrderedMap;
use std::rc::Rc;

/// So much is remembered.
const MOST: usize = 4_096;

/// Values by key.
#[derive(Clone, Debug)]
pub struct Lru<Key, Value> {
    values: OrderedMap<Rc<Key>, (u64, Value)>,
    by_use: OrderedMap<u64, Rc<Key>>,
    uses: u64,
}

impl<Key, Value> Default for Lru<Key, Value> {
    fn default() -> Lru<Key, Value> {
        Lru { values: OrderedMap::new(), by_use: OrderedMap::new(), uses: 0 }
    }
}

impl<Key: Ord, Value> Lru<Key, Value> {
    /// The value of `key`, which `fresh` makes if there is none; it is the last to be forgotten.
    pub fn entry(&mut self, key: Key, fresh: impl FnOnce() -> Value) -> &mut Value {
        let key = Rc::new(key);
        self.uses += 1;
        if !self.values.contains_key(&key)
            && self.values.len() >= MOST
            && let Some((_, oldest)) = self.by_use.pop_first()
        {
            self.values.remove(&oldest);
        }
        let (used, value) = self.values.entry(key.clone()).or_insert_with(|| (0, fresh()));
        self.by_use.remove(used);
        self.by_use.insert(self.uses, key);
        *used = self.uses;
        value
    }
}
