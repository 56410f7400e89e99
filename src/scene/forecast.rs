//! What will follow if nobody does anything.  The cluster is deterministic, so a copy of it that
//! is run ahead knows.

use super::chronicle::Chronicle;
use super::score::Note;
use crate::cluster::{Cluster, FactId};
use crate::time::{Milliseconds, Time};

/// Larger clusters are not copied: their future would cost too much.
const MOST_OBJECTS: usize = 1_000;
/// The most notes that are foretold.
const NOTES: usize = 200;

/// A copy of a cluster that is being run ahead.
pub struct Forecast {
    fork: Cluster,
    chronicle: Chronicle,
    first: FactId,
    now: Time,
    until: Time,
}

/// What was foretold.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Foretold {
    /// The notes to come.
    pub notes: Vec<Note>,
    /// The first thing to come that is worth telling, and when.
    pub next: Option<(Time, String)>,
}

impl Forecast {
    /// Copies a cluster to run it ahead for this long; `None` if it is too large.
    pub fn begin(
        cluster: &Cluster,
        chronicle: &Chronicle,
        length: Milliseconds,
    ) -> Option<Forecast> {
        (cluster.view().len() <= MOST_OBJECTS).then(|| Forecast {
            fork: cluster.clone(),
            chronicle: chronicle.clone(),
            first: chronicle.end(),
            now: cluster.now(),
            until: cluster.now().plus(length),
        })
    }

    /// Lets the next thing happen; `false` if that is all.
    pub fn step(&mut self) -> bool {
        let goes_on = self.fork.step(self.until);
        self.chronicle.read(self.fork.journal());
        goes_on
    }

    /// What has been foretold so far.
    pub fn tell(self) -> Foretold {
        let notes = self.chronicle.score().notes_since(self.now.plus(1));
        let notes = notes.take(NOTES).cloned().collect();
        let mut entries = self.chronicle.since(self.first).filter(|entry| entry.row.is_some());
        let next = entries.next().map(|entry| (entry.at, entry.what.clone()));
        Foretold { notes, next }
    }
}
