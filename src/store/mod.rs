//! etcd and the API server in miniature: objects, revisions, indexes, and the requests that
//! change them.  Readers get a [`View`]; only a [`Server`] writes.

mod admission;
mod change;
mod component;
mod delete;
mod evict;
mod index;
mod listing;
pub mod machines;
mod periodic;
mod server;
mod siblings;

pub use admission::{usage as quota_usage, with_default_tolerations};
pub use change::{Change, Verb};
pub use component::{Component, Context, EventNote, EventType, Reconcile, Step};
pub use delete::{DeleteOptions, FOREGROUND_FINALIZER, ORPHAN_FINALIZER, Propagation};
pub use index::Tally;
pub use listing::Listing;
pub use machines::{Convention, Machine, MachineState, Machines};
pub use server::{Server, Write};

use crate::api::{KINDS, Key, Kind, Object};
use crate::time::Time;
use index::{Index, Objects};
use siblings::Siblings;
use std::ops::Deref;
use std::rc::Rc;

/// All objects of a cluster.  A clone shares them: it costs no more than the index.
#[derive(Clone, Debug, Default)]
pub struct Store {
    /// The objects of each kind, by the kind's place in order: most kinds have few or none, and
    /// whoever asks for those need not look among a hundred thousand pods.
    objects: Vec<Objects>,
    length: usize,
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
        let events = self.of_kind(Kind::Event).map_or(0, Objects::len);
        self.room > 0 && self.length - events >= self.room
    }

    /// The number of the last change.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// The object of this key.
    pub fn get(&self, key: &Key) -> Option<&Rc<Object>> {
        self.of_kind(key.kind)?.get(key)
    }

    /// The object of this kind, namespace and name.
    pub fn find(&self, kind: Kind, namespace: &str, name: &str) -> Option<&Rc<Object>> {
        self.of_kind(kind)?.get(&Key::new(kind, namespace, name))
    }

    fn of_kind(&self, kind: Kind) -> Option<&Objects> {
        self.objects.get(kind as usize).filter(|objects| !objects.is_empty())
    }

    fn of_kind_mut(&mut self, kind: Kind) -> &mut Objects {
        if self.objects.is_empty() {
            self.objects.resize_with(KINDS.len(), Objects::new);
        }
        &mut self.objects[kind as usize]
    }

    /// The objects of a kind, of one namespace or of all, in the order of namespace and name.
    pub fn list<'store>(
        &'store self,
        kind: Kind,
        namespace: Option<&'store str>,
    ) -> Listing<'store> {
        let first = Key::new(kind, namespace.unwrap_or_default(), "");
        let objects = self.of_kind(kind).map(|objects| objects.range(first..));
        objects.map_or_else(Listing::default, |entries| Listing::while_of(entries, kind, namespace))
    }

    /// The objects that name the object of this uid as one of their owners.
    pub fn owned_by(&self, uid: &str) -> Listing<'_> {
        self.index.owned(uid).map(|objects| objects.iter().into()).unwrap_or_default()
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
        self.index.on_node(node).map(|objects| objects.iter().into()).unwrap_or_default()
    }

    /// The pods, ReplicaSets or ControllerRevisions in a namespace that have no controller: those
    /// that one may adopt.
    pub fn unmanaged<'store>(
        &'store self,
        kind: Kind,
        namespace: &'store str,
    ) -> impl Iterator<Item = &'store Rc<Object>> {
        self.index
            .unmanaged()
            .range(Key::new(kind, namespace, "")..)
            .take_while(move |key| key.kind == kind && key.namespace == namespace)
            .filter_map(|key| self.get(key))
    }

    /// The pods that the ReplicaSet of this uid manages, counted by their labels.
    pub fn tallies(&self, uid: &str) -> &[Tally] {
        self.index.tallies(uid)
    }

    /// How many objects there are.
    pub fn len(&self) -> usize {
        self.length
    }

    /// Whether there are no objects.
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// Stores an object under the next revision, in place of what stood there.
    fn put(&mut self, mut object: Object) -> Rc<Object> {
        self.revision += 1;
        object.meta.resource_version = self.revision;
        let key = object.key();
        self.siblings.note_change(key.kind);
        let object = Rc::new(object);
        match self.of_kind_mut(key.kind).insert(key.clone(), object.clone()) {
            Some(before) => self.index.replace(&key, &before, &object),
            None => {
                self.length += 1;
                self.index.add(&key, &object);
            }
        }
        object
    }

    /// Takes an object away; that, too, is a revision.
    fn take(&mut self, key: &Key) -> Option<Rc<Object>> {
        let object = self.of_kind_mut(key.kind).remove(key)?;
        self.length -= 1;
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
            store.put(object);
        }
        store
    }
}
