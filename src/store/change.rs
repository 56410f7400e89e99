//! What happened to one object at one revision.

use crate::api::{Key, Object};
use std::fmt;
use std::rc::Rc;

/// In the words of a watch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// It is new.
    Added,
    /// It is another than before.
    Modified,
    /// It is gone.
    Deleted,
}

/// One change of one object.
#[derive(Clone, Debug)]
pub struct Change {
    /// What happened.
    pub verb: Verb,
    /// The object before; none if it is new.
    pub before: Option<Rc<Object>>,
    /// The object after; its last state if it is gone.
    pub object: Rc<Object>,
    /// The store's revision that this change made.
    pub revision: u64,
}

impl Change {
    /// Which object changed.
    pub fn key(&self) -> Key {
        self.object.key()
    }
}

impl fmt::Display for Change {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verb = match self.verb {
            Verb::Added => "added",
            Verb::Modified => "modified",
            Verb::Deleted => "deleted",
        };
        write!(formatter, "{verb} {} @{}", self.key(), self.revision)
    }
}
