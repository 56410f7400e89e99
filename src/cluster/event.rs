//! A note as an object of kind Event.

use crate::api::{Key, Kind, Object};
use crate::store::{EventNote, EventType, Store};
use crate::time::Time;
use crate::value;
use smol_str::SmolStr;

/// The event that tells of a note for the first time.
pub fn first(store: &Store, now: Time, source: &SmolStr, note: &EventNote) -> Object {
    let regarding = &note.regarding;
    let mut involved = value!({
        "apiVersion": (regarding.kind.api_version()), "kind": (regarding.kind.row().name),
        "name": (&regarding.name), "uid": (&note.uid)
    });
    if let Some(object) = store.get(regarding) {
        involved.set("resourceVersion", object.meta.resource_version.to_string());
    }
    for (field, text) in [("namespace", &regarding.namespace), ("fieldPath", &note.field_path)] {
        if !text.is_empty() {
            involved.set(field, text);
        }
    }
    let mut from = value!({ "component": source });
    if !note.host.is_empty() {
        from.set("host", &note.host);
    }
    let kind = match note.kind {
        EventType::Normal => "Normal",
        EventType::Warning => "Warning",
    };
    let body = value!({
        "involvedObject": involved, "reason": (note.reason), "message": (note.message.as_str()),
        "source": from, "type": kind, "count": 1,
        "firstTimestamp": (now.rfc3339()), "lastTimestamp": (now.rfc3339()),
        "reportingComponent": source, "reportingInstance": (&note.host)
    });
    let key = free_key(store, note, now);
    Object { body, ..Object::new(key.kind, &key.namespace, &key.name) }
}

/// An event that has come to be true so many `times` more; of combined ones the last message is
/// shown.
pub fn repeated(event: &Object, note: &EventNote, now: Time, times: i64) -> Object {
    let mut event = event.clone();
    let count = event.body.get("count").int() + times;
    event.body.set("count", count);
    event.body.set("lastTimestamp", now.rfc3339());
    event.body.set("message", note.message.as_str());
    event
}

/// `mysql-0.18a1b2c3d4e5f600`: the object's name and the time in nanoseconds, in hexadecimal.
/// Events of the same millisecond take the next free number.
fn free_key(store: &Store, note: &EventNote, now: Time) -> Key {
    let namespace = match note.regarding.namespace.as_str() {
        "" => "default",
        namespace => namespace,
    };
    let mut nanoseconds = now.0.saturating_mul(1_000_000);
    loop {
        let name = format!("{}.{nanoseconds:x}", note.regarding.name);
        let key = Key::new(Kind::Event, namespace, &name);
        if store.get(&key).is_none() {
            return key;
        }
        nanoseconds += 1;
    }
}
