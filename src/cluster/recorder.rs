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

/// What the message of many similar events begins with.
const COMBINED: &str = "(combined from similar events): ";

/// What the recorder remembers.
#[derive(Clone, Debug, Default)]
pub struct Recorder {
    told: OrderedMap<Rc<Sameness>, Told>,
    by_age: VecDeque<(Time, Rc<Sameness>)>,
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
}

/// Which event tells of a note, and when it last did.
#[derive(Clone, Debug)]
struct Told {
    event: Key,
    /// The first event of a series that is told of apart from it.
    first: Option<Key>,
    last: Time,
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
            return self.expire(now);
        }
        let is_combined = verdict == Verdict::Combine;
        if is_combined {
            note.message.insert_str(0, COMBINED);
        }
        let same = Rc::new(Sameness {
            uid: note.uid.clone(),
            reason: note.reason,
            message: if is_combined { COMBINED.to_owned() } else { note.message.clone() },
            field_path: note.field_path.clone(),
            source: source.clone(),
            host: note.host.clone(),
            regarding: note.regarding.clone(),
        });
        let earlier = self.told.get(&same).and_then(|told| store.get(&told.event));
        let mut first = self.told.get(&same).and_then(|told| told.first.clone());
        let (key, write) = match earlier {
            Some(event) if source == NEWER_API && event.body.get("count").int() == 1 => {
                let series = event::series(store, now, event, &note);
                first = Some(event.key());
                (series.key(), Write::Create(series))
            }
            Some(event) => (event.key(), Write::Update(event::repeated(event, &note, now))),
            None => {
                let event = event::first(store, now, &source, &note);
                (event.key(), Write::Create(event))
            }
        };
        self.told.insert(same.clone(), Told { event: key, first, last: now });
        self.by_age.push_back((now, same));
        let mut writes = self.expire(now);
        writes.push(write);
        writes
    }

    /// The requests that end what is old.
    pub fn expire(&mut self, now: Time) -> Vec<Write> {
        let mut writes = Vec::new();
        while let Some((at, same)) = self.by_age.front() {
            if now.since(*at) < LIFE && self.told.len() <= MOST {
                break;
            }
            // A note that was told again later has a later place in the queue.
            if self.told.get(same).is_some_and(|told| told.last == *at)
                && let Some(told) = self.told.remove(same)
            {
                let events = told.first.into_iter().chain([told.event]);
                writes.extend(events.map(|key| Write::Delete(key, DeleteOptions::default())));
            }
            self.by_age.pop_front();
        }
        writes
    }
}
