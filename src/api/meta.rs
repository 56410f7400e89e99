//! The metadata of an object.

use super::key::Key;
use super::value::{Map, Value};
use crate::shared::Shared;
use crate::time::Time;
use smol_str::SmolStr;
use std::fmt;
use std::ops::{Deref, DerefMut};
use std::rc::Rc;

/// `metadata` but for its `resourceVersion`, with times as instants.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Meta {
    /// Unique in its namespace among its kind.
    pub name: SmolStr,
    /// The beginning of a name that the API server completes with five random characters.
    pub generate_name: SmolStr,
    /// Empty for kinds outside namespaces.
    pub namespace: SmolStr,
    /// Unique over all time; empty before creation.
    pub uid: SmolStr,
    /// Counts the changes of the spec; 0 for kinds that do not count.
    pub generation: i64,
    /// In whole seconds, as Kubernetes stores it.
    pub creation_timestamp: Option<Time>,
    /// When it is due to be gone; set once it is being deleted.
    pub deletion_timestamp: Option<Time>,
    /// The grace that its deletion allows.
    pub deletion_grace_period_seconds: Option<i64>,
    /// Text by key.
    pub labels: Map,
    /// Text by key.
    pub annotations: Map,
    /// Whom it belongs to.
    pub owner_references: Shared<OwnerReference>,
    /// Who must be done before it may go.
    pub finalizers: Shared<SmolStr>,
}

/// An entry of `metadata.ownerReferences`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OwnerReference {
    /// `apps/v1`.
    pub api_version: SmolStr,
    /// `ReplicaSet`; text, since it may be none that the cluster serves.
    pub kind: SmolStr,
    /// The owner's name.
    pub name: SmolStr,
    /// The owner's uid.
    pub uid: SmolStr,
    /// Whether this owner manages the object; at most one does.
    pub controller: bool,
    /// Whether a foreground deletion of the owner waits for this object.
    pub block_owner_deletion: bool,
}

/// Metadata that the versions of an object share until it changes: most writes change a status.
#[derive(Clone, Default)]
pub struct SharedMeta(Rc<Stored>);

/// Metadata, with the key of the object where that is stored: it says no more than name,
/// namespace and kind do.
#[derive(Clone, Default)]
struct Stored {
    meta: Meta,
    key: Option<Key>,
}

impl SharedMeta {
    /// The key of the object, if it is or was stored by this name.
    pub fn key(&self) -> Option<&Key> {
        self.0.key.as_ref()
    }

    /// Keeps the key under which the object is stored.
    pub fn keep_key(&mut self, key: &Key) {
        if self.0.key.is_none() {
            Rc::make_mut(&mut self.0).key = Some(key.clone());
        }
    }
}

impl Deref for SharedMeta {
    type Target = Meta;

    #[inline]
    fn deref(&self) -> &Meta {
        &self.0.meta
    }
}

impl DerefMut for SharedMeta {
    /// Whoever changes it may give the object another name.
    fn deref_mut(&mut self) -> &mut Meta {
        let stored = Rc::make_mut(&mut self.0);
        stored.key = None;
        &mut stored.meta
    }
}

impl PartialEq for SharedMeta {
    fn eq(&self, other: &SharedMeta) -> bool {
        Rc::ptr_eq(&self.0, &other.0) || **self == **other
    }
}

impl fmt::Debug for SharedMeta {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, formatter)
    }
}

impl From<Meta> for SharedMeta {
    fn from(meta: Meta) -> SharedMeta {
        SharedMeta(Rc::new(Stored { meta, key: None }))
    }
}

impl Meta {
    /// What there is of it, as the API sends it.
    pub fn to_map(&self) -> Map {
        let mut map = Map::default();
        let mut text = |key: &'static str, value: &SmolStr| {
            if !value.is_empty() {
                map.insert(key, value);
            }
        };
        text("name", &self.name);
        text("generateName", &self.generate_name);
        text("namespace", &self.namespace);
        text("uid", &self.uid);
        if self.generation > 0 {
            map.insert("generation", self.generation);
        }
        if let Some(seconds) = self.deletion_grace_period_seconds {
            map.insert("deletionGracePeriodSeconds", seconds);
        }
        for (key, time) in [
            ("creationTimestamp", self.creation_timestamp),
            ("deletionTimestamp", self.deletion_timestamp),
        ] {
            if let Some(time) = time {
                map.insert(key, time.rfc3339());
            }
        }
        for (key, entries) in [("labels", &self.labels), ("annotations", &self.annotations)] {
            if !entries.is_empty() {
                map.insert(key, entries);
            }
        }
        if !self.owner_references.is_empty() {
            let owners: Vec<Value> =
                self.owner_references.iter().map(OwnerReference::to_value).collect();
            map.insert("ownerReferences", owners);
        }
        if !self.finalizers.is_empty() {
            map.insert("finalizers", self.finalizers.iter().collect::<Vec<_>>());
        }
        map
    }

    /// Reads what was decoded.
    pub fn from_value(value: &Value) -> Meta {
        let text = |key: &str| SmolStr::new(value.get(key).str());
        let time = |key: &str| Time::parse(value.get(key).str());
        let map = |key: &str| value.get(key).as_map().cloned().unwrap_or_default();
        Meta {
            name: text("name"),
            generate_name: text("generateName"),
            namespace: text("namespace"),
            uid: text("uid"),
            generation: value.get("generation").int(),
            creation_timestamp: time("creationTimestamp"),
            deletion_timestamp: time("deletionTimestamp"),
            deletion_grace_period_seconds: value.get("deletionGracePeriodSeconds").as_int(),
            labels: map("labels"),
            annotations: map("annotations"),
            owner_references: value
                .get("ownerReferences")
                .items()
                .iter()
                .map(OwnerReference::from_value)
                .collect(),
            finalizers: value
                .get("finalizers")
                .items()
                .iter()
                .map(|item| SmolStr::new(item.str()))
                .collect(),
        }
    }
}

impl OwnerReference {
    fn to_value(&self) -> Value {
        let mut map = Map::default();
        map.insert("apiVersion", &self.api_version);
        map.insert("kind", &self.kind);
        map.insert("name", &self.name);
        map.insert("uid", &self.uid);
        for (key, set) in
            [("controller", self.controller), ("blockOwnerDeletion", self.block_owner_deletion)]
        {
            if set {
                map.insert(key, true);
            }
        }
        Value::Map(map)
    }

    fn from_value(value: &Value) -> OwnerReference {
        let text = |key: &str| SmolStr::new(value.get(key).str());
        OwnerReference {
            api_version: text("apiVersion"),
            kind: text("kind"),
            name: text("name"),
            uid: text("uid"),
            controller: value.get("controller").is_true(),
            block_owner_deletion: value.get("blockOwnerDeletion").is_true(),
        }
    }
}
