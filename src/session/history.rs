//! What was done in a session.

use crate::time::Time;

/// One thing that somebody did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// When, in virtual time.
    pub at: Time,
    /// What.
    pub action: Action,
}

/// Everything that can be done in a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// A command line was given.
    Line(String),
    /// A file of this name was saved with this text.
    Write(String, String),
    /// The file of this name was removed.
    Remove(String),
    /// Ctrl-C was pressed.
    Interrupt,
}
