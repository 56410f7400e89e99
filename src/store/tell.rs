//! How events come into the store: with a note of what is told, besides the requests.

use super::event::Event;
use super::{Change, EventNote, EventPlace, Server, Verb};
use crate::api::{Key, Kind};
use std::rc::Rc;

/// An event that was written.
#[derive(Clone, Debug)]
pub struct Telling {
    /// The event before; none if it is new.
    pub before: Option<Rc<Event>>,
    /// The event after.
    pub event: Rc<Event>,
}

impl Telling {
    /// The change of an object that it is.
    pub fn change(&self) -> Change {
        Change {
            verb: if self.before.is_some() { Verb::Modified } else { Verb::Added },
            before: self.before.as_ref().map(|event| event.object().clone()),
            object: self.event.object().clone(),
            revision: self.event.revision,
        }
    }
}

impl Server<'_> {
    /// The version of an object; 0 if there is none.
    pub fn version_of(&self, key: &Key) -> u64 {
        self.store().get(key).map_or(0, |object| object.resource_version)
    }

    /// Tells of a note by a new event with this number in its name.  An event whose namespace is
    /// gone or going is lost.
    pub fn tell(
        &mut self,
        note: Box<EventNote>,
        about: u64,
        number: i64,
    ) -> Option<(EventPlace, Telling)> {
        let chance = self.draw();
        let event = Event::new(note, about, self.now(), number, chance);
        // An event is content like any other: none comes into a namespace that goes.
        let namespace = self.store().find(Kind::Namespace, "", event.namespace());
        if namespace.is_none_or(|namespace| namespace.is_deleting()) {
            return None;
        }
        Some(self.enter(None, event))
    }

    /// Tells the event at this place so many `times` more.
    pub fn tell_again(
        &mut self,
        place: EventPlace,
        note: Box<EventNote>,
        times: i64,
    ) -> Option<(EventPlace, Telling)> {
        let before = self.store_mut().take_event(place)?;
        let event = before.repeated(note, self.now(), times);
        Some(self.enter(Some(before), event))
    }

    fn enter(&mut self, before: Option<Rc<Event>>, event: Event) -> (EventPlace, Telling) {
        let (place, event) = self.store_mut().enter_event(event);
        (place, Telling { before, event })
    }
}
