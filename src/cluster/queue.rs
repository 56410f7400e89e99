//! What will happen: one queue for everything, ordered by time and then by the order of asking.

use super::journal::FactId;
use crate::api::Key;
use crate::ordered::OrderedMap;
use crate::time::Time;

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
    by_time: OrderedMap<(Time, u64), Look>,
    by_key: OrderedMap<(ComponentIndex, Key), (Time, u64)>,
    sequence: u64,
}

impl Queue {
    /// Asks for a look; one that is due earlier or at the same time already stays as it is.
    pub fn add(&mut self, look: Look) {
        let entry = (look.component, look.key.clone());
        if let Some(slot) = self.by_key.get(&entry) {
            if slot.0 <= look.at {
                return;
            }
            self.by_time.remove(slot);
        }
        self.sequence += 1;
        let slot = (look.at, self.sequence);
        self.by_key.insert(entry, slot);
        self.by_time.insert(slot, look);
    }

    /// When the next look is due.
    pub fn next_time(&self) -> Option<Time> {
        self.by_time.first_key_value().map(|((time, _), _)| *time)
    }

    /// Takes the next look if it is due at `time` or before.
    pub fn pop(&mut self, time: Time) -> Option<Look> {
        if self.next_time()? > time {
            return None;
        }
        let (_, look) = self.by_time.pop_first()?;
        self.by_key.remove(&(look.component, look.key.clone()));
        Some(look)
    }
}
