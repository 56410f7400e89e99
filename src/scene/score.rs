//! The recent past as a score: commands as flags, a stave an owner, a note a fact.

use crate::api::Key;
use crate::time::{SECOND, Time};
use smol_str::SmolStr;
use std::collections::VecDeque;

/// How many notes are remembered.
const NOTES: usize = 2_000;
/// How many seconds with writes are remembered.
const SECONDS: usize = 2_000;

/// What a note says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pitch {
    /// A command line was given.
    Command,
    /// A pod is there.
    Created,
    /// A pod takes traffic.
    Ready,
    /// A pod did what it was for.
    Done,
    /// A pod failed.
    Failed,
    /// A pod is gone.
    Gone,
}

/// One note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// When.
    pub at: Time,
    /// On whose stave; none for commands.
    pub row: Option<Key>,
    /// What it says.
    pub pitch: Pitch,
    /// The pod's uid, by which its notes are tied, or the command line.
    pub subject: SmolStr,
}

/// The notes, and how many writes the API server took in each second.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Score {
    notes: VecDeque<Note>,
    writes: VecDeque<(i64, u32)>,
}

impl Score {
    /// The notes from an instant on, oldest first.
    pub fn notes_since(&self, first: Time) -> impl DoubleEndedIterator<Item = &Note> {
        self.notes.iter().skip(self.notes.partition_point(|note| note.at < first))
    }

    /// The seconds (since 1970) with writes, and how many there were, from an instant on.
    pub fn writes_since(&self, first: Time) -> impl Iterator<Item = (i64, u32)> {
        let first = first.unix_seconds();
        let skipped = self.writes.partition_point(|(second, _)| *second < first);
        self.writes.iter().skip(skipped).copied()
    }

    pub(super) fn push(&mut self, note: Note) {
        if self.notes.len() == NOTES {
            self.notes.pop_front();
        }
        self.notes.push_back(note);
    }

    pub(super) fn count_write(&mut self, at: Time) {
        let second = at.0.div_euclid(SECOND);
        match self.writes.back_mut() {
            Some((last, count)) if *last == second => *count += 1,
            _ => self.writes.push_back((second, 1)),
        }
        if self.writes.len() > SECONDS {
            self.writes.pop_front();
        }
    }
}
