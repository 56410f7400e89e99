//! The way through objects in the order of their keys.

use crate::api::{Key, Kind, Object};
use crate::ordered::Entries;
use std::rc::Rc;

/// Objects in the order of their keys.
#[derive(Clone, Default)]
pub struct Listing<'store> {
    entries: Entries<'store, Key, Rc<Object>>,
    only: Option<(Kind, Option<&'store str>)>,
}

impl<'store> Listing<'store> {
    /// The objects of these entries, up to the first that is not of this kind and namespace.
    pub fn while_of(
        entries: Entries<'store, Key, Rc<Object>>,
        kind: Kind,
        namespace: Option<&'store str>,
    ) -> Listing<'store> {
        Listing { entries, only: Some((kind, namespace)) }
    }
}

impl<'store> From<Entries<'store, Key, Rc<Object>>> for Listing<'store> {
    /// All objects of these entries.
    fn from(entries: Entries<'store, Key, Rc<Object>>) -> Listing<'store> {
        Listing { entries, only: None }
    }
}

impl<'store> Iterator for Listing<'store> {
    type Item = &'store Rc<Object>;

    fn next(&mut self) -> Option<&'store Rc<Object>> {
        let (key, object) = self.entries.next()?;
        let is_meant = self.only.is_none_or(|(kind, namespace)| {
            key.kind == kind && namespace.is_none_or(|namespace| key.namespace == namespace)
        });
        is_meant.then_some(object)
    }
}
