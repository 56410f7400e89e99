//! How long a node is left alone after a pod of the set failed there.

use crate::ordered::OrderedMap;
use crate::time::{MINUTE, Milliseconds, SECOND, Time};
use smol_str::SmolStr;

/// The first delay; it doubles.
const FIRST: Milliseconds = SECOND;
/// The longest delay.
const LONGEST: Milliseconds = 15 * MINUTE;

/// Which set, at which generation, on which node.
pub type Place = (SmolStr, i64, SmolStr);

/// The delays, which cannot be read from any object.
#[derive(Clone, Debug, Default)]
pub struct Backoff {
    entries: OrderedMap<Place, (Milliseconds, Time)>,
}

impl Backoff {
    /// How long a failed pod must still stay, if it must; otherwise its deletion is counted and
    /// the next one will have to wait longer.
    pub fn wait_or_count(&mut self, place: Place, now: Time) -> Option<Milliseconds> {
        self.entries.retain(|_, (_, last)| now.since(*last) <= 2 * LONGEST);
        let delay = match self.entries.get(&place) {
            Some((delay, last)) if now.since(*last) < *delay => {
                return Some(delay - now.since(*last));
            }
            Some((delay, _)) => (delay * 2).min(LONGEST),
            None => FIRST,
        };
        self.entries.insert(place, (delay, now));
        None
    }
}
