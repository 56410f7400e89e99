//! The way through objects in the order of their keys.

use super::objects::{Objects, Slot};
use crate::api::{Key, Kind, Object};
use crate::ordered::Entries;
use std::rc::Rc;

/// Objects in the order of their keys.
#[derive(Clone, Default)]
pub struct Listing<'store> {
    way: Way<'store>,
    only: Option<(Kind, Option<&'store str>)>,
}

#[derive(Clone, Default)]
enum Way<'store> {
    /// There are no objects.
    #[default]
    Nowhere,
    /// Slots lead to the objects.
    Slots(Entries<'store, Key, Slot>, &'store Objects),
    /// The objects stand there themselves.
    Events(Entries<'store, Key, Rc<Object>>),
}

impl<'store> Listing<'store> {
    /// The objects in these slots.
    pub fn of(slots: Entries<'store, Key, Slot>, objects: &'store Objects) -> Listing<'store> {
        Listing { way: Way::Slots(slots, objects), only: None }
    }

    /// These events.
    pub fn of_events(events: Entries<'store, Key, Rc<Object>>) -> Listing<'store> {
        Listing { way: Way::Events(events), only: None }
    }

    /// The objects up to the first that is not of this kind and namespace.
    pub fn while_of(self, kind: Kind, namespace: Option<&'store str>) -> Listing<'store> {
        Listing { only: Some((kind, namespace)), ..self }
    }
}

impl<'store> Iterator for Listing<'store> {
    type Item = &'store Rc<Object>;

    fn next(&mut self) -> Option<&'store Rc<Object>> {
        let (key, object) = match &mut self.way {
            Way::Nowhere => return None,
            Way::Slots(slots, objects) => {
                let (key, slot) = slots.next()?;
                (key, objects.at(*slot)?)
            }
            Way::Events(events) => events.next()?,
        };
        let is_meant = self.only.is_none_or(|(kind, namespace)| {
            key.kind == kind && namespace.is_none_or(|namespace| key.namespace == namespace)
        });
        is_meant.then_some(object)
    }
}
