//! A memory of bounded size.

use super::Hashed;

/// So much is remembered at least; at most twice as much, which is what client-go remembers.
const MOST: usize = 2_048;

/// Values by number.  When so many are new that the memory is half full, the other half, which
/// was not asked for meanwhile, is forgotten.
#[derive(Clone, Debug)]
pub struct Lately<Value> {
    young: Hashed<u64, Value>,
    old: Hashed<u64, Value>,
}

impl<Value> Default for Lately<Value> {
    fn default() -> Lately<Value> {
        Lately { young: Hashed::default(), old: Hashed::default() }
    }
}

impl<Value> Lately<Value> {
    /// The value of `key`, to change, if it is remembered.
    pub fn get_mut(&mut self, key: u64) -> Option<&mut Value> {
        self.young.get_mut(&key).or_else(|| self.old.get_mut(&key))
    }

    /// The value of `key`, which `fresh` makes if there is none.
    pub fn entry(&mut self, key: u64, fresh: impl FnOnce() -> Value) -> &mut Value {
        if self.young.len() >= MOST && self.young.get(&key).is_none() {
            self.grow_old();
        }
        let Lately { young, old } = self;
        young.or_insert_with(key, || old.remove(&key).unwrap_or_else(fresh))
    }

    /// Remembers a value.
    pub fn insert(&mut self, key: u64, value: Value) {
        if self.young.len() >= MOST {
            self.grow_old();
        }
        self.young.insert(key, value);
    }

    /// Forgets the old half, whose room the next young one takes.
    fn grow_old(&mut self) {
        std::mem::swap(&mut self.young, &mut self.old);
        self.young.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for_stays_and_the_rest_is_forgotten() {
        let mut memory: Lately<u64> = Lately::default();
        for number in 0..10 * MOST as u64 {
            *memory.entry(number, || number) += 1;
            assert_eq!(*memory.entry(7_000_000, || 1), 1);
            assert!(memory.get_mut(number.saturating_sub(1_000)).is_some());
        }
        assert_eq!(memory.get_mut(0), None);
        assert!(memory.young.len() + memory.old.len() <= 2 * MOST);
    }
}
