//! What was done in a session.

use crate::time::Time;

/// One thing that somebody did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// When, in virtual time.
    pub at: Time,
    /// What.
    pub action: Action,
    /// When the line given here ended; none if it still runs or this is no line.
    pub finished: Option<Time>,
}

/// Everything that can be done in a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// A command line was given.
    Line(String),
    /// A file of this name was saved with this text.
    Write(String, String),
    /// Ctrl-C was pressed.
    Interrupt,
}

impl Entry {
    /// Whether a line was given.
    pub fn is_line(&self) -> bool {
        matches!(self.action, Action::Line(_))
    }
}
