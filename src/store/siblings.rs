//! Pods of one template differ in their names: what was completed and found valid for one of them
//! holds for the next, which shares everything with it.

use crate::api::{Kind, Object};
use std::collections::VecDeque;
use std::rc::Rc;

/// So many owners' pods are remembered.
const MOST: usize = 32;

/// For each of the owners that made pods lately, the last pod as its controller asked for it and
/// as it was stored.  It holds as long as nothing changes that decides on pods besides
/// themselves.
#[derive(Clone, Debug, Default)]
pub struct Siblings(VecDeque<(Object, Rc<Object>)>);

impl Siblings {
    /// Whether such an object may have siblings: a pod whose name is to be generated, with an
    /// owner.
    pub fn concern(object: &Object) -> bool {
        object.kind == Kind::Pod && object.meta.name.is_empty() && object.controller().is_some()
    }

    /// The last object that was made as this one is to be.
    pub fn of(&self, wanted: &Object) -> Option<&Rc<Object>> {
        let owner = wanted.controller()?;
        let sibling = self.0.iter().find(|(asked, _)| asked.is_controlled_by(&owner.uid));
        sibling.filter(|(asked, _)| asked == wanted).map(|(_, made)| made)
    }

    /// Remembers what became of a wish.
    pub fn remember(&mut self, wanted: Object, made: Rc<Object>) {
        let owner = wanted.controller().map(|owner| owner.uid.clone()).unwrap_or_default();
        self.0.retain(|(asked, _)| !asked.is_controlled_by(&owner));
        self.0.truncate(MOST - 1);
        self.0.push_front((wanted, made));
    }

    /// Forgets all if an object of this kind decides on what becomes of pods.
    pub fn note_change(&mut self, kind: Kind) {
        if matches!(kind, Kind::LimitRange | Kind::PriorityClass | Kind::ServiceAccount) {
            self.0.clear();
        }
    }
}
