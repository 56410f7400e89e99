//! The journal: every happening, when, by whom, and because of which earlier one.

use crate::store::{Change, Verb};
use crate::time::Time;
use smol_str::SmolStr;
use std::fmt;
use std::rc::Rc;

/// The number of a fact in the journal, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FactId(pub usize);

/// Something that happened.
#[derive(Clone, Debug)]
pub struct Fact {
    /// Its place in the journal.
    pub id: FactId,
    /// When it happened.
    pub at: Time,
    /// Who did it.
    pub actor: Actor,
    /// The earlier fact but for which it would not have happened; none for what came from outside.
    pub cause: Option<FactId>,
    /// What happened.
    pub happening: Happening,
}

/// Who did something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// Whoever types the command lines.
    User,
    /// A component, by its name: `statefulset-controller`.
    Component(SmolStr),
    /// What is there before anybody comes.
    Bootstrap,
}

/// What a fact is about.
#[derive(Clone, Debug)]
pub enum Happening {
    /// A command line was given.
    Command(String),
    /// An object changed.
    Change(Change),
    /// A machine joined, left, stopped or started: its name and which of these.
    Machine(SmolStr, &'static str),
}

/// How many facts a page of the journal holds.
const PAGE: usize = 512;

/// All facts in order.  A fact's cause always stands before it, so the causes form a forest.
/// A clone shares every full page, so that a snapshot costs little however long the journal is.
#[derive(Clone, Debug, Default)]
pub struct Journal {
    full: Vec<Rc<Vec<Fact>>>,
    last: Vec<Fact>,
}

impl Journal {
    /// Appends a fact and answers its number.
    pub fn append(
        &mut self,
        at: Time,
        actor: Actor,
        cause: Option<FactId>,
        happening: Happening,
    ) -> FactId {
        let id = self.end();
        self.last.push(Fact { id, at, actor, cause, happening });
        if self.last.len() == PAGE {
            self.full.push(Rc::new(std::mem::take(&mut self.last)));
        }
        id
    }

    /// The number that the next fact will have: what a reader remembers to go on from.
    pub fn end(&self) -> FactId {
        FactId(self.full.len() * PAGE + self.last.len())
    }

    /// The facts from this number on.
    pub fn since(&self, first: FactId) -> impl DoubleEndedIterator<Item = &Fact> {
        let page = (first.0 / PAGE).min(self.full.len());
        let mut pages =
            self.full[page..].iter().map(|page| page.as_slice()).chain([&self.last[..]]);
        let begun = pages.next().unwrap_or_default();
        let skipped = (first.0 - page * PAGE).min(begun.len());
        begun[skipped..].iter().chain(pages.flatten())
    }

    /// The fact of this number.
    pub fn get(&self, id: FactId) -> Option<&Fact> {
        match self.full.get(id.0 / PAGE) {
            Some(page) => page.get(id.0 % PAGE),
            None => self.last.get(id.0 - self.full.len() * PAGE),
        }
    }
}

impl fmt::Display for Actor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Actor::User => "you",
            Actor::Component(name) => name,
            Actor::Bootstrap => "bootstrap",
        })
    }
}

impl fmt::Display for Happening {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Happening::Command(line) => write!(formatter, "$ {line}"),
            Happening::Machine(name, what) => write!(formatter, "machine {name} {what}"),
            Happening::Change(change) => {
                let verb = match change.verb {
                    Verb::Added => "added",
                    Verb::Modified => "modified",
                    Verb::Deleted => "deleted",
                };
                write!(formatter, "{verb} {} @{}", change.key(), change.revision)
            }
        }
    }
}

impl fmt::Display for Fact {
    /// One line: number, time, who, what, and the number of its cause.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {} {}: {}", self.id.0, self.at, self.actor, self.happening)?;
        if let Some(cause) = self.cause {
            write!(formatter, " <- {}", cause.0)?;
        }
        if let Happening::Change(change) = &self.happening {
            write!(formatter, " {}", crate::api::json::to_json(&change.object.to_value()))?;
        }
        Ok(())
    }
}
