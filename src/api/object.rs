//! What an object is: its kind, its metadata, and everything else as its author wrote it.

use super::body::Body;
use super::key::{Key, StoredKey};
use super::kind::Kind;
use super::value::{Map, Value};
use crate::shared::Shared;
use crate::time::Time;
use smol_str::SmolStr;

/// `metadata`, with times as instants.
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
    /// The store's revision of the last change; 0 before creation.
    pub resource_version: u64,
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
    /// The key, once it is stored.
    pub(crate) key: StoredKey,
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

/// An object of the API: everything but `apiVersion`, `kind` and `metadata` is in `body`.
#[derive(Clone, Debug, PartialEq)]
pub struct Object {
    /// What it is.
    pub kind: Kind,
    /// Its metadata.
    pub meta: Meta,
    /// Its other top-level fields: `spec`, `status`, `data` and the like.
    pub body: Body,
}

impl Object {
    /// An object with a name and nothing else.
    pub fn new(kind: Kind, namespace: &str, name: &str) -> Object {
        let meta = Meta { name: name.into(), namespace: namespace.into(), ..Meta::default() };
        Object { kind, meta, body: Body::default() }
    }

    /// Which object this is.
    pub fn key(&self) -> Key {
        let stored = self.meta.key.get().cloned();
        stored.unwrap_or_else(|| {
            Key::of(self.kind, self.meta.namespace.clone(), self.meta.name.clone())
        })
    }

    /// `spec`.
    #[inline]
    pub fn spec(&self) -> &Value {
        &self.body.spec
    }

    /// `status`.
    #[inline]
    pub fn status(&self) -> &Value {
        self.body.status()
    }

    /// A label's value, if it has one.
    pub fn label(&self, key: &str) -> Option<&str> {
        self.meta.labels.get(key).as_str()
    }

    /// An annotation's value, if it has one.
    pub fn annotation(&self, key: &str) -> Option<&str> {
        self.meta.annotations.get(key).as_str()
    }

    /// How refusals call it: until it has its name, by the beginning of that.
    pub fn called(&self) -> &str {
        match self.meta.name.is_empty() {
            true => &self.meta.generate_name,
            false => &self.meta.name,
        }
    }

    /// The owner that manages this object, if one does.
    pub fn controller(&self) -> Option<&OwnerReference> {
        self.meta.owner_references.iter().find(|owner| owner.controller)
    }

    /// Whether the object with this uid manages it.
    pub fn is_controlled_by(&self, uid: &str) -> bool {
        self.controller().is_some_and(|owner| owner.uid == uid)
    }

    /// Whether its deletion has begun.
    pub fn is_deleting(&self) -> bool {
        self.meta.deletion_timestamp.is_some()
    }

    /// The reference by which a dependent names this object as its controller
    /// (`metav1.NewControllerRef`).
    pub fn controller_reference(&self) -> OwnerReference {
        OwnerReference {
            api_version: self.kind.api_version().into(),
            kind: self.kind.row().name.into(),
            name: self.meta.name.clone(),
            uid: self.meta.uid.clone(),
            controller: true,
            block_owner_deletion: true,
        }
    }

    /// The condition of this type in `status.conditions`; null if it has none.
    pub fn condition(&self, kind: &str) -> &Value {
        self.status()
            .get("conditions")
            .items()
            .iter()
            .find(|condition| condition.get("type").str() == kind)
            .unwrap_or(super::value::NULL)
    }

    /// Whether the condition of this type is `True`.
    pub fn is_condition_true(&self, kind: &str) -> bool {
        self.condition(kind).get("status").str() == "True"
    }

    /// The whole object as the API would send it.
    pub fn to_value(&self) -> Value {
        let mut map = self.body.to_map();
        map.insert("apiVersion", self.kind.api_version());
        map.insert("kind", self.kind.row().name);
        map.insert("metadata", self.meta.to_value());
        Value::Map(map)
    }

    /// Reads a decoded manifest.  Fields of the wrong type were refused before by the schema, so
    /// here they read as missing.
    pub fn from_value(kind: Kind, mut value: Value) -> Object {
        let map = value.make_map();
        map.remove("apiVersion");
        map.remove("kind");
        let meta = map.remove("metadata").unwrap_or_default();
        Object { kind, meta: Meta::from_value(&meta), body: value.into() }
    }
}

impl Meta {
    /// `metadata` as the API sends it.
    pub fn to_value(&self) -> Value {
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
        if self.resource_version > 0 {
            map.insert("resourceVersion", self.resource_version.to_string());
        }
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
        Value::Map(map)
    }

    fn from_value(value: &Value) -> Meta {
        let text = |key: &str| SmolStr::new(value.get(key).str());
        let time = |key: &str| Time::parse(value.get(key).str());
        let map = |key: &str| value.get(key).as_map().cloned().unwrap_or_default();
        Meta {
            name: text("name"),
            generate_name: text("generateName"),
            namespace: text("namespace"),
            uid: text("uid"),
            resource_version: value.get("resourceVersion").str().parse().unwrap_or_default(),
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
            key: StoredKey::default(),
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
