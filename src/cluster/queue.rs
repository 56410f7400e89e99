//! What will happen: one queue for everything, ordered by time and then by the order of asking.

use super::journal::FactId;
use crate::api::Key;
use crate::ordered::Hashed;
use crate::time::Time;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// A component, by its place in the cluster's list.
pub type ComponentIndex = usize;

/// A look that a component will take at a key.
#[derive(Clone, Debug)]
pub struct Look {
    /// When.
    pub at: Time,
    /// Whose.
    pub component: ComponentIndex,
    /// At what.
    pub key: Key,
    /// The fact that asked for it.
    pub cause: Option<FactId>,
}

/// The looks to come.  A component looks at a key once, however often it is asked to, at the
/// earliest time that was asked for (as client-go's work queue does).
#[derive(Clone, Debug, Default)]
pub struct Queue {
    /// The looks in their order, and those that an earlier look has taken the place of; the first
    /// is never one of those.
    waiting: BinaryHeap<Reverse<Waiting>>,
    /// What is looked at, by the places in `waiting`.
    looks: Vec<Option<Look>>,
    /// The places that are free.
    free: Vec<usize>,
    /// When each component will look at each key.
    due: Hashed<(ComponentIndex, Key), (Time, u64)>,
    /// How many of those that wait were taken the place of.
    stale: usize,
    sequence: u64,
}

/// A look in the queue: what is least comes first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Waiting {
    slot: (Time, u64),
    /// Where the look itself stands.
    place: usize,
}

impl Queue {
    /// Asks for a look; one that is due earlier or at the same time already stays as it is.
    pub fn add(&mut self, look: Look) {
        self.sequence += 1;
        let slot = (look.at, self.sequence);
        let due = self.due.or_insert_with((look.component, look.key.clone()), || slot);
        if *due != slot && due.0 <= look.at {
            return;
        }
        self.stale += usize::from(*due != slot);
        *due = slot;
        let place = self.free.pop().unwrap_or_else(|| {
            self.looks.push(None);
            self.looks.len() - 1
        });
        self.looks[place] = Some(look);
        self.waiting.push(Reverse(Waiting { slot, place }));
    }

    /// When the next look is due.
    pub fn next_time(&self) -> Option<Time> {
        self.waiting.peek().map(|Reverse(waiting)| waiting.slot.0)
    }

    /// Takes the next look if it is due at `time` or before.
    pub fn pop(&mut self, time: Time) -> Option<Look> {
        if self.next_time()? > time {
            return None;
        }
        let look = self.take_first()?;
        let entry = (look.component, look.key);
        self.due.remove(&entry);
        while self.stale > 0 && self.waiting.peek().is_some_and(|first| !self.is_current(&first.0))
        {
            self.take_first();
            self.stale -= 1;
        }
        Some(Look { key: entry.1, ..look })
    }

    fn take_first(&mut self) -> Option<Look> {
        let Reverse(Waiting { place, .. }) = self.waiting.pop()?;
        self.free.push(place);
        self.looks[place].take()
    }

    fn is_current(&self, waiting: &Waiting) -> bool {
        let look = self.looks[waiting.place].as_ref();
        look.is_some_and(|look| {
            self.due.get(&(look.component, look.key.clone())) == Some(&waiting.slot)
        })
    }
}
