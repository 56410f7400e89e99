//! What an object is: its kind, its metadata, and everything else as its author wrote it.

use super::body::Body;
use super::key::Key;
use super::kind::Kind;
use super::meta::{Meta, OwnerReference, SharedMeta};
use super::value::Value;
use smol_str::SmolStr;

/// An object of the API: everything but `apiVersion`, `kind` and `metadata` is in `body`.
#[derive(Clone, Debug, PartialEq)]
pub struct Object {
    /// What it is.
    pub kind: Kind,
    /// The store's revision of its last change (`metadata.resourceVersion`); 0 before creation.
    pub resource_version: u64,
    /// Its other metadata.
    pub meta: SharedMeta,
    /// Its other top-level fields: `spec`, `status`, `data` and the like.
    pub body: Body,
}

impl Object {
    /// An object with a name and nothing else.
    pub fn new(kind: Kind, namespace: &str, name: &str) -> Object {
        let meta = Meta { name: name.into(), namespace: namespace.into(), ..Meta::default() };
        Object::of(kind, meta, Body::default())
    }

    /// An object of these parts, which is not stored yet.
    pub fn of(kind: Kind, meta: Meta, body: Body) -> Object {
        Object { kind, resource_version: 0, meta: meta.into(), body }
    }

    /// Which object this is.
    pub fn key(&self) -> Key {
        let stored = self.meta.key().cloned();
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
            api_version: SmolStr::new_static(self.kind.api_version()),
            kind: SmolStr::new_static(self.kind.row().name),
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
        map.insert("metadata", self.metadata());
        Value::Map(map)
    }

    /// `metadata` as the API sends it.
    pub fn metadata(&self) -> Value {
        let mut map = self.meta.to_map();
        if self.resource_version > 0 {
            map.insert("resourceVersion", self.resource_version.to_string());
        }
        Value::Map(map)
    }

    /// Reads a decoded manifest.  Fields of the wrong type were refused before by the schema, so
    /// here they read as missing.
    pub fn from_value(kind: Kind, mut value: Value) -> Object {
        let map = value.make_map();
        map.remove("apiVersion");
        map.remove("kind");
        let meta = map.remove("metadata").unwrap_or_default();
        let version = meta.get("resourceVersion").str().parse().unwrap_or_default();
        let object = Object::of(kind, Meta::from_value(&meta), value.into());
        Object { resource_version: version, ..object }
    }
}
