//! A note as an object of kind Event.

use crate::api::{Key, Meta, Object, Value};
use crate::store::{EventNote, EventType};
use crate::time::Time;
use crate::value;

/// What one event has in common with the next: mostly they speak of the same object.
#[derive(Clone, Debug, Default)]
pub struct Parts {
    about: (u64, u64),
    involved: Value,
    source: Value,
}

impl Parts {
    /// The event that tells of a note for the first time, under this key.  `about` is a
    /// fingerprint of who speaks of what, and the object's version; 0 if there is no object.
    pub fn event(&mut self, key: Key, about: (u64, u64), note: &EventNote, now: Time) -> Object {
        if self.about != about || self.involved.is_null() {
            let (involved, source) = (involved(note, about.1), source(note));
            *self = Parts { about, involved, source };
        }
        let now = Value::from(now.rfc3339());
        let body = value!({
            "count": 1, "firstTimestamp": (&now), "involvedObject": (&self.involved),
            "lastTimestamp": now, "message": (&note.message), "reason": (note.reason),
            "reportingComponent": (&note.source), "reportingInstance": (&note.host),
            "source": (&self.source), "type": (type_of(note))
        });
        let meta = Meta { name: key.name, namespace: key.namespace, ..Meta::default() };
        Object { kind: key.kind, meta, body }
    }
}

fn involved(note: &EventNote, version: u64) -> Value {
    let regarding = &note.regarding;
    let mut involved = value!({
        "apiVersion": (regarding.kind.api_version()), "kind": (regarding.kind.row().name),
        "name": (&regarding.name), "uid": (&note.uid)
    });
    if version > 0 {
        involved.set("resourceVersion", version.to_string());
    }
    for (field, text) in [("namespace", &regarding.namespace), ("fieldPath", &note.field_path)] {
        if !text.is_empty() {
            involved.set(field, text);
        }
    }
    involved
}

fn source(note: &EventNote) -> Value {
    let mut from = value!({ "component": (&note.source) });
    if !note.host.is_empty() {
        from.set("host", &note.host);
    }
    from
}

fn type_of(note: &EventNote) -> &'static str {
    match note.kind {
        EventType::Normal => "Normal",
        EventType::Warning => "Warning",
    }
}

/// An event that has come to be true so many `times` more; of combined ones the last message is
/// shown.
pub fn repeated(event: &Object, note: &EventNote, now: Time, times: i64) -> Object {
    let mut event = event.clone();
    let count = event.body.get("count").int() + times;
    event.body.set("count", count);
    event.body.set("lastTimestamp", now.rfc3339());
    event.body.set("message", &note.message);
    event
}
