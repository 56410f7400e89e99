//! The ways into the store besides the key: by owner, by node, by not having an owner, and counts
//! of a ReplicaSet's pods.  All of it follows from the objects; it only saves looking through them.

use super::objects::{Slot, Slots};
use crate::api::{Key, Kind, Map, Object, Pod, Value};
use crate::ordered::{Hashed, OrderedSet};
use smol_str::SmolStr;

/// How many pods of these labels a ReplicaSet has: what its controller must know at each look,
/// without visiting ten thousand pods.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// The labels that these pods have in common.
    pub labels: Map,
    /// How many are active.
    pub active: usize,
    /// How many of the active ones are ready.
    pub ready: usize,
    /// How many are being deleted.
    pub terminating: usize,
    total: usize,
}

/// The indexes.  A clone costs as much as they are long.
#[derive(Clone, Debug, Default)]
pub struct Index {
    owned: Hashed<SmolStr, Slots>,
    on_node: Hashed<SmolStr, Slots>,
    unmanaged: OrderedSet<Key>,
    tallies: Hashed<SmolStr, Vec<Tally>>,
}

impl Index {
    /// The objects that name the object of this uid as an owner.
    pub fn owned(&self, uid: &str) -> Option<&Slots> {
        self.owned.get(uid)
    }

    /// The pods that are bound to a node.
    pub fn on_node(&self, node: &str) -> Option<&Slots> {
        self.on_node.get(node)
    }

    /// The objects without a controller, of those kinds that one may adopt.
    pub fn unmanaged(&self) -> &OrderedSet<Key> {
        &self.unmanaged
    }

    /// The pods of the ReplicaSet of this uid, counted by their labels.
    pub fn tallies(&self, uid: &str) -> &[Tally] {
        self.tallies.get(uid).map_or(&[], Vec::as_slice)
    }

    /// Enters an object that stands in this slot.
    pub fn add(&mut self, key: &Key, slot: Slot, object: &Object) {
        self.enter_owners(key, slot, object);
        self.enter_node(key, slot, object);
        self.count(object);
    }

    /// Enters an object in place of what it was before.  Mostly its places stay the same.
    pub fn replace(&mut self, key: &Key, slot: Slot, before: &Object, object: &Object) {
        let has_other_owners = before.meta.owner_references != object.meta.owner_references;
        if has_other_owners {
            self.leave_owners(key, before);
            self.enter_owners(key, slot, object);
        }
        if before.spec() != object.spec() && node_of(before) != node_of(object) {
            self.leave_node(key, before);
            self.enter_node(key, slot, object);
        }
        let counts = replica_set_of(object).is_some();
        if has_other_owners
            || counts
                && (before.meta.labels != object.meta.labels
                    || standing(before) != standing(object))
        {
            self.uncount(before);
            self.count(object);
        }
    }

    /// Takes an object out.
    pub fn remove(&mut self, key: &Key, object: &Object) {
        self.leave_owners(key, object);
        self.leave_node(key, object);
        self.uncount(object);
    }

    fn enter_owners(&mut self, key: &Key, slot: Slot, object: &Object) {
        for owner in &object.meta.owner_references {
            let owned = self.owned.or_insert_with(owner.uid.clone(), Slots::new);
            owned.insert(key.clone(), slot);
        }
        if is_managed_kind(object.kind) && object.controller().is_none() {
            self.unmanaged.insert(key.clone());
        }
    }

    fn leave_owners(&mut self, key: &Key, object: &Object) {
        for owner in &object.meta.owner_references {
            remove_entry(&mut self.owned, &owner.uid, key);
        }
        if is_managed_kind(object.kind) && object.controller().is_none() {
            self.unmanaged.remove(key);
        }
    }

    fn enter_node(&mut self, key: &Key, slot: Slot, object: &Object) {
        if let Some(node) = node_of(object) {
            let on_node = self.on_node.or_insert_with(node.clone(), Slots::new);
            on_node.insert(key.clone(), slot);
        }
    }

    fn leave_node(&mut self, key: &Key, object: &Object) {
        if let Some(node) = node_of(object) {
            remove_entry(&mut self.on_node, node, key);
        }
    }

    fn count(&mut self, object: &Object) {
        let Some(uid) = replica_set_of(object) else { return };
        let labels = &object.meta.labels;
        let tallies = self.tallies.or_insert_with(uid.clone(), Vec::new);
        let place = tallies.iter().position(|tally| tally.labels == *labels);
        let place = place.unwrap_or_else(|| {
            tallies.push(Tally { labels: labels.clone(), ..Tally::default() });
            tallies.len() - 1
        });
        tallies[place].count(object, |number| *number += 1);
    }

    fn uncount(&mut self, object: &Object) {
        let Some(uid) = replica_set_of(object) else { return };
        let Some(tallies) = self.tallies.get_mut(uid) else { return };
        for tally in tallies.iter_mut().filter(|tally| tally.labels == object.meta.labels) {
            tally.count(object, |number| *number -= 1);
        }
        tallies.retain(|tally| tally.total > 0);
        if tallies.is_empty() {
            self.tallies.remove(uid);
        }
    }
}

/// How a pod counts: whether it is active, ready, being deleted.
fn standing(object: &Object) -> (bool, bool, bool) {
    let pod = Pod(object);
    (pod.is_active(), pod.is_ready(), pod.is_terminating())
}

impl Tally {
    fn count(&mut self, object: &Object, change: impl Fn(&mut usize)) {
        let (is_active, is_ready, is_terminating) = standing(object);
        change(&mut self.total);
        if is_active {
            change(&mut self.active);
            if is_ready {
                change(&mut self.ready);
            }
        } else if is_terminating {
            change(&mut self.terminating);
        }
    }
}

fn replica_set_of(object: &Object) -> Option<&SmolStr> {
    let pod = (object.kind == Kind::Pod).then_some(object)?;
    pod.controller().filter(|owner| owner.kind == "ReplicaSet").map(|owner| &owner.uid)
}

fn node_of(object: &Object) -> Option<&SmolStr> {
    let pod = (object.kind == Kind::Pod).then_some(object)?;
    match pod.spec().get("nodeName") {
        Value::String(node) if !node.is_empty() => Some(node),
        _ => None,
    }
}

/// Whether a controller of another kind makes objects of this kind and adopts those it finds.
fn is_managed_kind(kind: Kind) -> bool {
    matches!(kind, Kind::Pod | Kind::ReplicaSet | Kind::ControllerRevision)
}

fn remove_entry(index: &mut Hashed<SmolStr, Slots>, entry: &str, key: &Key) {
    if let Some(slots) = index.get_mut(entry) {
        slots.remove(key);
        if slots.is_empty() {
            index.remove(entry);
        }
    }
}
