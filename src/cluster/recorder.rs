//! Records events as objects, counts repetitions, and forgets what is old, as client-go's event
//! recorder and the API server's one hour of life for events do together.

use super::correlator::{Correlator, NEWER_API, Verdict};
use super::event;
use super::fingerprint::fingerprint;
use crate::api::{Key, Kind};
use crate::ordered::OrderedMap;
use crate::store::{DeleteOptions, EventNote, Store, Write};
use crate::time::{MINUTE, Milliseconds, Time};
use smol_str::SmolStr;
use std::collections::VecDeque;

/// An event is kept for this long after it was last seen (`--event-ttl`).
const LIFE: Milliseconds = 60 * MINUTE;
/// No more events than this are kept, so that a page does not fill up; the oldest go first.
const MOST: usize = 20_000;

/// A component of the newer API writes a series' count when it begins, and then this often.
const REFRESH: Milliseconds = 30 * MINUTE;
/// It begins anew with what was not repeated for this long.
const FINISH: Milliseconds = 6 * MINUTE;

/// What the message of many similar events begins with.
const COMBINED: &str = "(combined from similar events): ";

/// What the recorder remembers, by fingerprints of what makes two notes tell of the same.
#[derive(Clone, Debug, Default)]
pub struct Recorder {
    told: OrderedMap<u64, Told>,
    /// Every writing of an event, the oldest first.
    by_age: VecDeque<(Time, u64, Key)>,
    correlator: Correlator,
    names: Names,
    parts: event::Parts,
}

/// Which event tells of a note.
#[derive(Clone, Debug)]
struct Told {
    event: Key,
    /// When it was last written.
    written: Time,
    /// When the same was last noted.
    noted: Time,
    /// How often it was noted since it was written.
    unwritten: i64,
}

impl Recorder {
    /// The requests that tell of a note: a new event, or a higher count of an earlier one; and
    /// the end of what is old.
    pub fn record(
        &mut self,
        store: &Store,
        now: Time,
        component: &'static str,
        mut note: EventNote,
    ) -> Vec<Write> {
        if note.source.is_empty() {
            note.source = SmolStr::new_static(component);
        }
        let subject = subject(&note);
        let is_newer = note.source == NEWER_API;
        let verdict =
            if is_newer { Verdict::Tell } else { self.correlator.judge(now, subject, &note) };
        if verdict == Verdict::Skip {
            return self.expire(store, now);
        }
        let mut meant: &str = &note.message;
        let combined;
        if verdict == Verdict::Combine {
            combined = format!("{COMBINED}{meant}").into();
            (note.message, meant) = (combined, COMBINED);
        }
        let version = store.get(&note.regarding).map_or(0, |object| object.meta.resource_version);
        let same = fingerprint(subject, &[note.reason, &note.field_path, meant]);
        // For the newer API an event of what has changed since is another one.
        let same = if is_newer { same.wrapping_add(version) } else { same };
        let told = self.told.get_mut(&same);
        let told = told.filter(|told| !is_newer || now.since(told.noted) <= FINISH);
        let earlier = told.and_then(|told| Some((store.get(&told.event)?, told)));
        let (key, write) = match earlier {
            Some((event, told)) => {
                told.noted = now;
                told.unwritten += 1;
                let begun = event.body.get("count").int() > 1;
                if is_newer && begun && now.since(told.written) < REFRESH {
                    return self.expire(store, now);
                }
                (event.key(), Write::Update(event::repeated(event, &note, now, told.unwritten)))
            }
            None => {
                let key = self.names.free(store, &note, now);
                let about = fingerprint(subject, &[&note.field_path]);
                let event = self.parts.event(key.clone(), (about, version), &note, now);
                (key, Write::Create(event))
            }
        };
        let told = Told { event: key.clone(), written: now, noted: now, unwritten: 0 };
        self.told.insert(same, told);
        self.by_age.push_back((now, same, key));
        let mut writes = self.expire(store, now);
        writes.push(write);
        writes
    }

    /// The requests that end what is old.
    pub fn expire(&mut self, store: &Store, now: Time) -> Vec<Write> {
        let mut writes = Vec::new();
        while let Some((at, same, event)) = self.by_age.front() {
            if now.since(*at) < LIFE && self.told.len() <= MOST {
                break;
            }
            // What was written again later has a later place in the queue.
            if self.told.get(same).is_some_and(|told| told.written == *at) {
                self.told.remove(same);
            }
            let last = store.get(event).map(|event| event.body.get("lastTimestamp"));
            if last.is_some_and(|last| last.str() == at.rfc3339()) {
                writes.push(Write::Delete(event.clone(), DeleteOptions::default()));
            }
            self.by_age.pop_front();
        }
        writes
    }
}

/// Who speaks of which object.
fn subject(note: &EventNote) -> u64 {
    let Key { kind, namespace, name } = &note.regarding;
    fingerprint(*kind as u64, &[&note.uid, &note.source, &note.host, namespace, name])
}

/// The names of events: `mysql-0.18a1b2c3d4e5f600`, the object's name and the time in nanoseconds,
/// in hexadecimal.  Events of the same millisecond take the next free number.
#[derive(Clone, Debug, Default)]
struct Names {
    object: SmolStr,
    now: Time,
    next: i64,
}

impl Names {
    fn free(&mut self, store: &Store, note: &EventNote, now: Time) -> Key {
        let Key { namespace, name, .. } = &note.regarding;
        let namespace = if namespace.is_empty() { "default" } else { namespace };
        if (&self.object, self.now) != (name, now) {
            let next = now.0.saturating_mul(1_000_000);
            *self = Names { object: name.clone(), now, next };
        }
        loop {
            let key = Key::new(Kind::Event, namespace, &format!("{name}.{:x}", self.next));
            self.next += 1;
            if store.get(&key).is_none() {
                return key;
            }
        }
    }
}
