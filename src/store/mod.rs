//! etcd and the API server in miniature: objects, revisions, indexes, and the requests that
//! change them.  Readers get a [`View`]; only a [`Server`] writes.

mod admission;
mod change;
mod component;
mod delete;
mod event;
mod event_log;
mod evict;
mod index;
mod listing;
pub mod machines;
mod objects;
mod periodic;
mod quota_status;
mod scope;
mod server;
mod siblings;
mod tell;

pub use admission::{default_storage_class, with_default_tolerations};
pub use change::{Change, Verb};
pub use component::{Component, Context, EventNote, EventType, Reconcile, Step};
pub use delete::{DeleteOptions, FOREGROUND_FINALIZER, ORPHAN_FINALIZER, Propagation};
pub use event::{Event, NEWER_API};
pub use event_log::EventPlace;
pub use index::Tally;
pub use listing::Listing;
pub use machines::{Convention, Machine, MachineState, Machines};
pub use scope::{News, Scope};
pub use server::{Server, Write};
pub use tell::Telling;

use crate::api::{Key, Kind, Object};
use crate::time::Time;
use event_log::EventLog;
use index::Index;
use objects::Objects;
use siblings::Siblings;
use std::ops::Deref;
use std::rc::Rc;

/// All objects of a cluster.  A clone shares them: it costs no more than the index.
#[derive(Clone, Debug, Default)]
pub struct Store {
    objects: Objects,
    events: EventLog,
    revision: u64,
    index: Index,
    siblings: Siblings,
    /// How many objects there may be besides events; 0 for any number.
    room: usize,
}

/// What a component sees at an instant: the objects, the machines, the time; nothing to change.
#[derive(Clone, Copy)]
pub struct View<'store> {
    store: &'store Store,
    machines: &'store Machines,
    /// The instant of this view.
    pub now: Time,
}

impl<'store> View<'store> {
    /// A view of `store` and `machines` at `now`.
    pub fn new(store: &'store Store, machines: &'store Machines, now: Time) -> View<'store> {
        View { store, machines, now }
    }

    /// The machines behind the nodes.
    pub fn machines(&self) -> &'store Machines {
        self.machines
    }

    /// The objects, for as long as the view's source lives.
    pub fn store(&self) -> &'store Store {
        self.store
    }
}

impl Deref for View<'_> {
    type Target = Store;

    fn deref(&self) -> &Store {
        self.store
    }
}

impl Store {
    /// An empty store for so many objects, events not counted among them.
    pub fn with_room(room: usize) -> Store {
        Store { room, ..Store::default() }
    }

    /// Whether there is no room for another object.
    fn is_full(&self) -> bool {
        self.room > 0 && self.len() >= self.room
    }

    /// The number of the last change.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// The object of this key.
    pub fn get(&self, key: &Key) -> Option<&Rc<Object>> {
        match key.kind {
            Kind::Event => self.events.objects().get(key),
            _ => self.objects.get(key),
        }
    }

    /// The object of this kind, namespace and name.
    pub fn find(&self, kind: Kind, namespace: &str, name: &str) -> Option<&Rc<Object>> {
        let namespace = if kind.row().namespaced { namespace } else { "" };
        match kind {
            Kind::Event => self.get(&Key::new(kind, namespace, name)),
            _ => self.objects.find(&(kind, namespace, name)),
        }
    }

    /// The objects of a kind, of one namespace or of all, in the order of namespace and name.
    pub fn list<'store>(
        &'store self,
        kind: Kind,
        namespace: Option<&'store str>,
    ) -> Listing<'store> {
        let first = || Key::new(kind, namespace.unwrap_or_default(), "");
        let listing = match kind {
            Kind::Event => Listing::of_events(self.events.objects().range(first()..)),
            _ => match self.objects.of_kind(kind) {
                Some(slots) if !slots.is_empty() => {
                    Listing::of(slots.range(first()..), &self.objects)
                }
                _ => return Listing::default(),
            },
        };
        listing.while_of(kind, namespace)
    }

    /// Whether there is an object of this kind; events do not count.
    fn has_any(&self, kind: Kind) -> bool {
        self.objects.of_kind(kind).is_some_and(|slots| !slots.is_empty())
    }

    /// Whether no object of this kind, of those that are no events, is in another namespace.
    pub fn are_all_in(&self, kind: Kind, namespace: &str) -> bool {
        // They stand in the order of their namespaces.
        self.objects.of_kind(kind).is_none_or(|slots| {
            let ends = [slots.first_key_value(), slots.last_key_value()];
            ends.into_iter().flatten().all(|(key, _)| key.namespace == namespace)
        })
    }

    /// The objects that name the object of this uid as one of their owners.
    pub fn owned_by(&self, uid: &str) -> Listing<'_> {
        let slots = self.index.owned(uid);
        slots.map_or_else(Listing::default, |slots| Listing::of(slots.iter(), &self.objects))
    }

    /// The objects of a kind that the object of this uid manages.
    pub fn controlled_by<'store>(
        &'store self,
        kind: Kind,
        uid: &'store str,
    ) -> impl Iterator<Item = &'store Rc<Object>> {
        self.owned_by(uid).filter(move |object| object.kind == kind && object.is_controlled_by(uid))
    }

    /// The pods that are bound to a node.
    pub fn pods_on(&self, node: &str) -> Listing<'_> {
        let slots = self.index.on_node(node);
        slots.map_or_else(Listing::default, |slots| Listing::of(slots.iter(), &self.objects))
    }

    /// The pods, ReplicaSets or ControllerRevisions in a namespace that have no controller: those
    /// that one may adopt.
    pub fn unmanaged<'store>(
        &'store self,
        kind: Kind,
        namespace: &'store str,
    ) -> impl Iterator<Item = &'store Rc<Object>> {
        // Mostly there are none at all.
        let all = Some(self.index.unmanaged()).filter(|all| !all.is_empty());
        let from_here = all.map(|all| all.range(Key::new(kind, namespace, "")..));
        from_here
            .into_iter()
            .flatten()
            .take_while(move |key| key.kind == kind && key.namespace == namespace)
            .filter_map(|key| self.get(key))
    }

    /// The pods that the ReplicaSet of this uid manages, counted by their labels.
    pub fn tallies(&self, uid: &str) -> &[Tally] {
        self.index.tallies(uid)
    }

    /// The event at this place of the log, if it is kept.
    pub fn event(&self, place: EventPlace) -> Option<&Rc<Event>> {
        self.events.get(place)
    }

    /// So many events, the latest first.
    pub fn latest_events(&self, count: usize) -> Vec<Rc<Object>> {
        self.events.latest(count)
    }

    /// Forgets the events whose time is over.
    pub fn forget_old_events(&mut self, now: Time) {
        self.events.forget_old(now);
    }

    /// How many objects there are, but for events.
    pub fn len(&self) -> usize {
        self.objects.len()
    }

    /// Whether there are no objects.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Stores an object under its key and the next revision, in place of what stood there.
    fn put(&mut self, key: Key, mut object: Rc<Object>) -> Rc<Object> {
        self.revision += 1;
        let stored = Rc::make_mut(&mut object);
        stored.resource_version = self.revision;
        stored.meta.keep_key(&key);
        self.siblings.note_change(key.kind);
        if key.kind == Kind::Event {
            self.events.put(&key, object.clone());
            return object;
        }
        match self.objects.put(&key, object.clone()) {
            (slot, Some(before)) => self.index.replace(&key, slot, &before, &object),
            (slot, None) => self.index.add(&key, slot, &object),
        }
        object
    }

    /// Stores an event that is told under the next revision.
    fn enter_event(&mut self, mut event: Event) -> (EventPlace, Rc<Event>) {
        self.revision += 1;
        event.revision = self.revision;
        let event = Rc::new(event);
        (self.events.enter(event.clone()), event)
    }

    /// Takes an event out, to be told again.
    fn take_event(&mut self, place: EventPlace) -> Option<Rc<Event>> {
        self.events.take(place)
    }

    /// Takes an object away; that, too, is a revision.
    fn take(&mut self, key: &Key) -> Option<Rc<Object>> {
        if key.kind == Kind::Event {
            let event = self.events.remove(key)?;
            self.revision += 1;
            return Some(event);
        }
        let object = self.objects.take(key)?;
        self.siblings.note_change(key.kind);
        self.revision += 1;
        self.index.remove(key, &object);
        Some(object)
    }
}

impl FromIterator<Object> for Store {
    /// A store that holds these objects, each under a revision of its own; no admission, no
    /// defaults, no validation.
    fn from_iter<Objects: IntoIterator<Item = Object>>(objects: Objects) -> Store {
        let mut store = Store::default();
        for object in objects {
            store.put(object.key(), Rc::new(object));
        }
        store
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_of_a_stored_object_goes_by_its_own_name() {
        let store: Store = [Object::new(Kind::Pod, "default", "one")].into_iter().collect();
        let stored = store.find(Kind::Pod, "default", "one").expect("it is stored");
        let mut copy = (**stored).clone();
        copy.meta.name = "two".into();
        assert_eq!(copy.key(), Key::new(Kind::Pod, "default", "two"));
        assert_eq!(stored.key(), Key::new(Kind::Pod, "default", "one"));
        assert!(store.get(&copy.key()).is_none());
        // So does one that shares its metadata with nobody any more.
        let stored = stored.clone();
        drop(store);
        let mut last = Rc::unwrap_or_clone(stored);
        last.meta.name = "three".into();
        assert_eq!(last.key(), Key::new(Kind::Pod, "default", "three"));
    }
}
