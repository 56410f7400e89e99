//! The objects but for events, each in a slot of its own for as long as it is there.  The ways to
//! them name its slot, so that a change of an object is none of the ways.

use crate::api::{KINDS, Key, Kind, Object, Sought};
use crate::ordered::{Hashed, OrderedMap};
use std::rc::Rc;

/// Where an object stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot(u32);

/// Slots in the order of their objects' keys.
pub type Slots = OrderedMap<Key, Slot>;

/// The objects, by key, and in order by kind: most kinds have few or none, and whoever asks for
/// those need not look among a hundred thousand pods.
#[derive(Clone, Debug, Default)]
pub struct Objects {
    slots: Vec<Option<Rc<Object>>>,
    free: Vec<Slot>,
    by_key: Hashed<Key, Slot>,
    by_kind: Vec<Slots>,
}

impl Objects {
    /// The object of this key.
    pub fn get(&self, key: &Key) -> Option<&Rc<Object>> {
        self.at(*self.by_key.get(key)?)
    }

    /// The object that is sought by the parts of its key.
    pub fn find(&self, sought: &dyn Sought) -> Option<&Rc<Object>> {
        self.at(*self.by_key.get(sought)?)
    }

    /// The object in this slot.
    pub fn at(&self, slot: Slot) -> Option<&Rc<Object>> {
        self.slots.get(slot.0 as usize)?.as_ref()
    }

    /// The objects of this kind in the order of their keys; none if there are none.
    pub fn of_kind(&self, kind: Kind) -> Option<&Slots> {
        self.by_kind.get(kind as usize)
    }

    /// How many objects there are.
    pub fn len(&self) -> usize {
        self.by_key.len()
    }

    /// Puts an object in the place of what its key stood for.  Answers where it stands, and that.
    pub fn put(&mut self, key: &Key, object: Rc<Object>) -> (Slot, Option<Rc<Object>>) {
        if let Some(slot) = self.by_key.get(key) {
            return (*slot, self.slots[slot.0 as usize].replace(object));
        }
        let slot = self.free.pop().unwrap_or_else(|| {
            self.slots.push(None);
            Slot((self.slots.len() - 1) as u32)
        });
        self.slots[slot.0 as usize] = Some(object);
        self.by_key.insert(key.clone(), slot);
        if self.by_kind.is_empty() {
            self.by_kind.resize_with(KINDS.len(), Slots::new);
        }
        self.by_kind[key.kind as usize].insert(key.clone(), slot);
        (slot, None)
    }

    /// Takes the object of this key out.
    pub fn take(&mut self, key: &Key) -> Option<Rc<Object>> {
        let slot = self.by_key.remove(key)?;
        self.by_kind[key.kind as usize].remove(key);
        self.free.push(slot);
        self.slots[slot.0 as usize].take()
    }
}
