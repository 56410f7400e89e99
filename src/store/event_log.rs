//! The events, those that were told in the order of their last writing.  Hundreds of thousands
//! come and go unseen, so they become objects, and are put in the order of their names, only when
//! somebody looks.

use super::event::Event;
use crate::api::{Key, Object};
use crate::ordered::OrderedMap;
use crate::time::{MINUTE, Milliseconds, Time};
use std::cell::OnceCell;
use std::collections::VecDeque;
use std::rc::Rc;

/// Events as objects under their keys.
type Objects = OrderedMap<Key, Rc<Object>>;

/// An event is kept for this long after it was last told (`--event-ttl`).
const LIFE: Milliseconds = 60 * MINUTE;
/// No more events than this are kept, so that a page does not fill up; the oldest go first.
const MOST: usize = 20_000;

/// Where an event stands in the log, until it is told again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventPlace(usize);

/// The log.
#[derive(Clone, Debug, Default)]
pub struct EventLog {
    told: VecDeque<Entry>,
    /// How many entries there were before the first one that is kept.
    dropped: usize,
    /// The events that requests made or changed, and when.
    requested: OrderedMap<Key, (Time, Rc<Object>)>,
    /// The time, as far as the log has heard of it.
    now: Time,
    /// All events as objects, from the first look until something changes.
    objects: OnceCell<Objects>,
}

#[derive(Clone, Debug)]
struct Entry {
    /// The event's revision; they ascend.
    revision: u64,
    /// None if the event was told again, changed or deleted.
    event: Option<Rc<Event>>,
}

impl EventLog {
    /// Enters an event that is told, and forgets what is too old.
    pub fn enter(&mut self, event: Rc<Event>) -> EventPlace {
        self.forget_old(event.last);
        self.objects.take();
        self.told.push_back(Entry { revision: event.revision, event: Some(event) });
        EventPlace(self.dropped + self.told.len() - 1)
    }

    /// The event at this place, if it is kept.
    pub fn get(&self, place: EventPlace) -> Option<&Rc<Event>> {
        self.told.get(place.0.checked_sub(self.dropped)?)?.event.as_ref()
    }

    /// Takes the event at this place out, to be entered again.
    pub fn take(&mut self, place: EventPlace) -> Option<Rc<Event>> {
        self.objects.take();
        self.told.get_mut(place.0.checked_sub(self.dropped)?)?.event.take()
    }

    /// Forgets what was told too long ago at `now`, and what is too much.
    pub fn forget_old(&mut self, now: Time) {
        self.now = now;
        let kept = self.requested.len();
        self.requested.retain(|_, (written, _)| now.since(*written) < LIFE);
        if self.requested.len() < kept {
            self.objects.take();
        }
        while let Some(first) = self.told.front() {
            let is_young = |event: &Rc<Event>| now.since(event.last) < LIFE;
            if self.told.len() <= MOST && first.event.as_ref().is_some_and(is_young) {
                break;
            }
            self.told.pop_front();
            self.dropped += 1;
            self.objects.take();
        }
    }

    /// All events as objects by their keys.
    pub fn objects(&self) -> &Objects {
        self.objects.get_or_init(|| {
            let told = self.told.iter().filter_map(|entry| entry.event.as_ref());
            let told = told.map(|event| event.object());
            let requested = self.requested.values().map(|(_, event)| event);
            let mut objects: Vec<(Key, Rc<Object>)> =
                told.chain(requested).map(|one| (one.key(), one.clone())).collect();
            crate::order::sort_by(&mut objects, |one, other| one.0.cmp(&other.0));
            objects.into_iter().collect()
        })
    }

    /// Puts the object of a request in the place of the event of its key.
    pub fn put(&mut self, key: &Key, object: Rc<Object>) {
        self.remove(key);
        self.objects.take();
        self.requested.insert(key.clone(), (self.now, object));
    }

    /// Takes the event of this key out.
    pub fn remove(&mut self, key: &Key) -> Option<Rc<Object>> {
        let object = self.objects().get(key)?.clone();
        if self.requested.remove(key).is_none() {
            let revision = object.resource_version;
            let place = self.told.binary_search_by_key(&revision, |entry| entry.revision).ok()?;
            self.told[place].event = None;
        }
        if let Some(objects) = self.objects.get_mut() {
            objects.remove(key);
        }
        Some(object)
    }

    /// So many events, the latest first.
    pub fn latest(&self, count: usize) -> Vec<Rc<Object>> {
        let told = self.told.iter().rev().filter_map(|entry| entry.event.as_ref()).take(count);
        let told = told.map(|event| event.object());
        let requested = self.requested.values().map(|(_, event)| event);
        let mut latest: Vec<Rc<Object>> = told.chain(requested).cloned().collect();
        crate::order::sort_by_key(&mut latest, |event| std::cmp::Reverse(event.resource_version));
        latest.truncate(count);
        latest
    }
}
