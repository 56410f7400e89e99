//! What will happen: one queue for everything, ordered by time and then by the order of asking.

use super::journal::FactId;
use crate::api::Key;
use crate::ordered::{Hashed, OrderedMap};
use crate::time::Time;
use std::collections::VecDeque;

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
    /// At which instants somebody will look, and whose turns come then, in the order of asking.
    /// Among them are those that an earlier look has taken the place of; the first of all is never
    /// one of those.
    waiting: OrderedMap<Time, VecDeque<Turn>>,
    /// What is looked at, and the number of its turn.
    looks: Vec<Option<(u64, Look)>>,
    /// The places that are free.
    free: Vec<usize>,
    /// Where the look of each component at each key stands.
    places: Hashed<(ComponentIndex, Key), usize>,
    sequence: u64,
}

/// The turn of a look: how many were asked for before it, and its place.
type Turn = (u64, usize);

impl Queue {
    /// Asks for a look; one that is due earlier or at the same time already stays as it is.
    pub fn add(&mut self, look: Look) {
        let Queue { looks, free, .. } = self;
        let place = *self.places.or_insert_with((look.component, look.key.clone()), || {
            free.pop().unwrap_or_else(|| {
                looks.push(None);
                looks.len() - 1
            })
        });
        if self.looks[place].as_ref().is_some_and(|(_, known)| known.at <= look.at) {
            return;
        }
        self.sequence += 1;
        self.waiting.entry(look.at).or_default().push_back((self.sequence, place));
        self.looks[place] = Some((self.sequence, look));
    }

    /// When the next look is due.
    pub fn next_time(&self) -> Option<Time> {
        self.waiting.first_key_value().map(|(time, _)| *time)
    }

    /// Takes the next look if it is due at `time` or before.
    pub fn pop(&mut self, time: Time) -> Option<Look> {
        let (at, turns) = self.waiting.first_mut()?;
        if *at > time {
            return None;
        }
        let (_, place) = turns.pop_front()?;
        self.free.push(place);
        let (_, look) = self.looks[place].take()?;
        let entry = (look.component, look.key);
        self.places.remove(&entry);
        self.forget_replaced();
        Some(Look { key: entry.1, ..look })
    }

    /// Takes the first turns away as long as an earlier look has taken their places.
    fn forget_replaced(&mut self) {
        while let Some((_, turns)) = self.waiting.first_mut() {
            match turns.front() {
                Some((number, place)) => {
                    let current = self.looks[*place].as_ref();
                    if current.is_some_and(|(current, _)| current == number) {
                        return;
                    }
                    turns.pop_front();
                }
                None => drop(self.waiting.pop_first()),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::Kind;

    fn look(name: &str, at: i64) -> Look {
        let key = Key::new(Kind::Pod, "default", name);
        Look { at: Time(at), component: 0, key, cause: None }
    }

    /// The names and instants of all looks up to the end.
    fn drained(queue: &mut Queue) -> Vec<(String, i64)> {
        let mut taken = Vec::new();
        while let Some(next) = queue.next_time() {
            let look = queue.pop(next).expect("what is told to be next is there");
            assert_eq!(look.at, next);
            taken.push((look.key.name.to_string(), look.at.0));
        }
        taken
    }

    #[test]
    fn a_key_is_looked_at_once_and_at_the_earliest_time_that_was_asked_for() {
        let mut queue = Queue::default();
        for (name, at) in [("a", 10), ("b", 7), ("a", 5), ("c", 5), ("b", 9), ("a", 6), ("c", 1)] {
            queue.add(look(name, at));
        }
        assert_eq!(queue.pop(Time(0)).map(|look| look.at), None);
        let expected = [("c", 1), ("a", 5), ("b", 7)];
        assert_eq!(drained(&mut queue), expected.map(|(name, at)| (name.to_owned(), at)));
        // Places are used again, and nothing is left of the looks that others took the place of.
        queue.add(look("b", 3));
        queue.add(look("a", 3));
        let expected = [("b", 3), ("a", 3)];
        assert_eq!(drained(&mut queue), expected.map(|(name, at)| (name.to_owned(), at)));
        assert!(queue.places.is_empty() && queue.waiting.is_empty());
        // A place that is used again has nothing to do with the look that once waited there.
        for (name, at) in [("a", 10), ("a", 5), ("b", 7)] {
            queue.add(look(name, at));
        }
        assert_eq!(queue.pop(Time(5)).map(|look| look.at), Some(Time(5)));
        queue.add(look("c", 20));
        let expected = [("b", 7), ("c", 20)];
        assert_eq!(drained(&mut queue), expected.map(|(name, at)| (name.to_owned(), at)));
    }
}
