//! What will happen: one queue for everything, ordered by time and then by the order of asking.

use super::journal::FactId;
use crate::api::Key;
use crate::ordered::Hashed;
use crate::time::Time;
use std::cmp::Ordering;
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
    /// The looks, and those that an earlier look has taken the place of; the first is never one
    /// of those.
    waiting: BinaryHeap<Waiting>,
    /// When each component will look at each key.
    due: Hashed<(ComponentIndex, Key), (Time, u64)>,
    /// How many of those that wait were taken the place of.
    stale: usize,
    sequence: u64,
}

/// A look in the queue: what comes first is the greatest.
#[derive(Clone, Debug)]
struct Waiting {
    look: Look,
    sequence: u64,
}

impl Waiting {
    fn slot(&self) -> (Time, u64) {
        (self.look.at, self.sequence)
    }
}

impl PartialEq for Waiting {
    fn eq(&self, other: &Waiting) -> bool {
        self.slot() == other.slot()
    }
}

impl Eq for Waiting {}

impl PartialOrd for Waiting {
    fn partial_cmp(&self, other: &Waiting) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Waiting {
    fn cmp(&self, other: &Waiting) -> Ordering {
        other.slot().cmp(&self.slot())
    }
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
        self.waiting.push(Waiting { look, sequence: self.sequence });
    }

    /// When the next look is due.
    pub fn next_time(&self) -> Option<Time> {
        self.waiting.peek().map(|waiting| waiting.look.at)
    }

    /// Takes the next look if it is due at `time` or before.
    pub fn pop(&mut self, time: Time) -> Option<Look> {
        if self.next_time()? > time {
            return None;
        }
        let Waiting { look, .. } = self.waiting.pop()?;
        let entry = (look.component, look.key);
        self.due.remove(&entry);
        while self.stale > 0 && self.waiting.peek().is_some_and(|first| !self.is_current(first)) {
            self.waiting.pop();
            self.stale -= 1;
        }
        Some(Look { key: entry.1, ..look })
    }

    fn is_current(&self, waiting: &Waiting) -> bool {
        let entry = (waiting.look.component, waiting.look.key.clone());
        self.due.get(&entry) == Some(&waiting.slot())
    }
}
