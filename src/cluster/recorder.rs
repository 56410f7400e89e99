//! Records events as objects, counts repetitions, and forgets what is old, as client-go's event
//! recorder and the API server's one hour of life for events do together.

use super::correlator::{Correlator, NEWER_API, Verdict};
use super::event;
use crate::api::Key;
use crate::ordered::OrderedMap;
use crate::store::{DeleteOptions, EventNote, Store, Write};
use crate::time::{MINUTE, Milliseconds, Time};
use smol_str::SmolStr;
use std::collections::VecDeque;
use std::rc::Rc;

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

/// What the recorder remembers.
#[derive(Clone, Debug, Default)]
pub struct Recorder {
    told: OrderedMap<Rc<Sameness>, Told>,
    /// Every writing of an event, the oldest first.
    by_age: VecDeque<(Time, Rc<Sameness>, Key)>,
    correlator: Correlator,
}

/// What makes two notes tell of the same.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Sameness {
    uid: SmolStr,
    reason: &'static str,
    message: String,
    field_path: SmolStr,
    source: SmolStr,
    host: SmolStr,
    regarding: Key,
    /// The object's version, where the newer API tells of it: an event of what has changed since
    /// is another one.
    version: u64,
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
        let source = if note.source.is_empty() { component.into() } else { note.source.clone() };
        let verdict = self.correlator.judge(now, &source, &note);
        if verdict == Verdict::Skip {
            return self.expire(store, now);
        }
        let is_combined = verdict == Verdict::Combine;
        if is_combined {
            note.message.insert_str(0, COMBINED);
        }
        let is_newer = source == NEWER_API;
        let version = match store.get(&note.regarding) {
            Some(object) if is_newer => object.meta.resource_version,
            _ => 0,
        };
        let same = Rc::new(Sameness {
            uid: note.uid.clone(),
            reason: note.reason,
            message: if is_combined { COMBINED.to_owned() } else { note.message.clone() },
            field_path: note.field_path.clone(),
            source: source.clone(),
            host: note.host.clone(),
            regarding: note.regarding.clone(),
            version,
        });
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
                let event = event::first(store, now, &source, &note);
                (event.key(), Write::Create(event))
            }
        };
        let told = Told { event: key.clone(), written: now, noted: now, unwritten: 0 };
        self.told.insert(same.clone(), told);
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
