//! An event: a note that was told, and the object of kind Event that it is when somebody looks.

use super::{EventNote, EventType};
use crate::api::{Key, Kind, Meta, Object, Value};
use crate::random::uid;
use crate::time::Time;
use crate::value;
use smol_str::SmolStr;
use std::cell::OnceCell;
use std::rc::Rc;

/// The component that speaks the newer API for events (`events.k8s.io`): it says what it was doing
/// and when to the microsecond, and counts a series.
pub const NEWER_API: &str = "default-scheduler";
/// Where that component runs, as it tells it.
const NEWER_API_INSTANCE: &str = "default-scheduler-vm";

/// An event as it stood after one of its writings.
#[derive(Clone, Debug)]
pub struct Event {
    /// What it tells; it stays where it is from the decision to tell it on.
    pub note: Box<EventNote>,
    /// The version of the object that it is about; 0 if there was none.
    pub about: u64,
    /// How often it was told.
    pub count: i64,
    /// When it was told first.
    pub first: Time,
    /// When it was told last.
    pub last: Time,
    /// Makes its name one of its own: `mysql-0.18a1b2c3d4e5f600`.
    pub number: i64,
    /// Where its uid comes from.
    pub chance: [u64; 2],
    /// The store's revision of this writing.
    pub revision: u64,
    object: OnceCell<Rc<Object>>,
}

impl Event {
    /// The event that tells of a note for the first time.
    pub fn new(
        note: Box<EventNote>,
        about: u64,
        now: Time,
        number: i64,
        chance: [u64; 2],
    ) -> Event {
        let object = OnceCell::new();
        Event { note, about, count: 1, first: now, last: now, number, chance, revision: 0, object }
    }

    /// The same event when it has come to be true so many `times` more; of combined ones the last
    /// message is shown.
    pub fn repeated(&self, note: Box<EventNote>, now: Time, times: i64) -> Event {
        let Event { about, first, number, chance, .. } = *self;
        let again = Event::new(note, about, now, number, chance);
        Event { first, count: self.count + times, ..again }
    }

    /// The namespace in which it is: its object's, or the usual one.
    pub fn namespace(&self) -> &str {
        match self.note.regarding.namespace.as_str() {
            "" => "default",
            namespace => namespace,
        }
    }

    /// The event as an object.
    pub fn object(&self) -> &Rc<Object> {
        self.object.get_or_init(|| Rc::new(self.make()))
    }

    fn make(&self) -> Object {
        let note = &self.note;
        let name = format!("{}.{:x}", note.regarding.name, self.number);
        let meta = Meta {
            name: name.into(),
            namespace: self.namespace().into(),
            uid: uid(self.chance),
            creation_timestamp: Some(self.first.truncated_to_second()),
            ..Meta::default()
        };
        let mut body =
            if note.source == NEWER_API { self.newer_fields() } else { self.older_fields() };
        let kind = match note.kind {
            EventType::Normal => "Normal",
            EventType::Warning => "Warning",
        };
        if let Some(related) = &note.related {
            let about = related.resource_version;
            body.set("related", reference(&related.key(), &related.meta.uid, about));
        }
        body.set("involvedObject", self.involved());
        body.set("message", &note.message);
        body.set("reason", note.reason);
        body.set("reportingComponent", &note.source);
        body.set("type", kind);
        Object { resource_version: self.revision, ..Object::of(Kind::Event, meta, body.into()) }
    }

    /// When, how often and by whom, as most components write it.
    fn older_fields(&self) -> Value {
        let EventNote { source: component, host, .. } = &*self.note;
        let mut source = value!({ "component": component });
        if !host.is_empty() {
            source.set("host", host);
        }
        value!({
            "count": (self.count), "eventTime": null, "firstTimestamp": (self.first.rfc3339()),
            "lastTimestamp": (self.last.rfc3339()), "reportingInstance": host, "source": source
        })
    }

    /// The same by the newer API, as the older one shows it.
    fn newer_fields(&self) -> Value {
        let action = match self.note.reason {
            "Scheduled" => "Binding",
            "Preempted" => "Preempting",
            _ => "Scheduling",
        };
        let mut fields = value!({
            "action": (action), "eventTime": (self.first.rfc3339_micro()), "firstTimestamp": null,
            "lastTimestamp": null, "reportingInstance": (NEWER_API_INSTANCE), "source": {}
        });
        if self.count > 1 {
            let last = self.last.rfc3339_micro();
            fields.set("series", value!({ "count": (self.count), "lastObservedTime": last }));
        }
        fields
    }

    fn involved(&self) -> Value {
        let EventNote { regarding, uid, field_path, .. } = &*self.note;
        let mut involved = reference(regarding, uid, self.about);
        if !field_path.is_empty() {
            involved.set("fieldPath", field_path);
        }
        involved
    }
}

/// An object as an event names it, at this version if it has one.
fn reference(key: &Key, uid: &SmolStr, version: u64) -> Value {
    let mut reference = value!({
        "apiVersion": (key.kind.api_version()), "kind": (key.kind.row().name),
        "name": (&key.name), "uid": uid
    });
    if version > 0 {
        reference.set("resourceVersion", version.to_string());
    }
    if !key.namespace.is_empty() {
        reference.set("namespace", &key.namespace);
    }
    reference
}
