//! Records events as objects and counts repetitions, as client-go's event recorder does.

use crate::api::{Key, Kind, Object};
use crate::store::{EventNote, EventType, Store, Write};
use crate::time::Time;
use crate::value;
use std::collections::BTreeMap;

/// What the recorder remembers: which event object tells of which note.
#[derive(Clone, Debug, Default)]
pub struct Recorder {
    told: BTreeMap<String, Key>,
}

impl Recorder {
    /// The request that tells of a note: a new event, or a higher count of an earlier one.
    pub fn record(
        &mut self,
        store: &Store,
        now: Time,
        component: &'static str,
        note: EventNote,
    ) -> Option<Write> {
        let source = if note.source.is_empty() { component.into() } else { note.source.clone() };
        let same = format!(
            "{source}|{}|{}|{}|{}|{}|{}",
            note.host, note.regarding, note.uid, note.field_path, note.reason, note.message
        );
        if let Some(event) = self.told.get(&same).and_then(|key| store.get(key)) {
            let mut event = (**event).clone();
            let count = event.body.get("count").int() + 1;
            event.body.set("count", count);
            event.body.set("lastTimestamp", now.rfc3339());
            return Some(Write::Update(event));
        }
        let key = event_key(store, &note, now);
        let regarding = &note.regarding;
        let mut involved = value!({
            "apiVersion": (regarding.kind.api_version()), "kind": (regarding.kind.row().name),
            "name": (&regarding.name), "uid": (&note.uid)
        });
        if let Some(object) = store.get(regarding) {
            involved.set("resourceVersion", object.meta.resource_version.to_string());
        }
        for (field, text) in [("namespace", &regarding.namespace), ("fieldPath", &note.field_path)]
        {
            if !text.is_empty() {
                involved.set(field, text);
            }
        }
        let mut from = value!({ "component": (&source) });
        if !note.host.is_empty() {
            from.set("host", &note.host);
        }
        let kind = match note.kind {
            EventType::Normal => "Normal",
            EventType::Warning => "Warning",
        };
        let body = value!({
            "involvedObject": involved, "reason": (note.reason), "message": (note.message),
            "source": from, "type": kind, "count": 1,
            "firstTimestamp": (now.rfc3339()), "lastTimestamp": (now.rfc3339()),
            "reportingComponent": (&source), "reportingInstance": (&note.host)
        });
        self.told.insert(same, key.clone());
        Some(Write::Create(Object { body, ..Object::new(key.kind, &key.namespace, &key.name) }))
    }
}

/// `mysql-0.18a1b2c3d4e5f600`: the object's name and the time in nanoseconds, in hexadecimal.
/// Events of the same millisecond take the next free number.
fn event_key(store: &Store, note: &EventNote, now: Time) -> Key {
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
