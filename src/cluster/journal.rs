//! The journal: every happening, when, by whom, and because of which earlier one.

use crate::api::Kind;
use crate::store::{Change, Telling};
use crate::time::Time;
use smol_str::SmolStr;
use std::collections::VecDeque;
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
    /// An event was written, which is an object as well.
    Event(Telling),
    /// A machine joined, left, stopped or started: its name and which of these.
    Machine(SmolStr, &'static str),
}

impl Happening {
    /// Of which kind the object is that changed, if one did.
    pub fn kind(&self) -> Option<Kind> {
        match self {
            Happening::Change(change) => Some(change.object.kind),
            Happening::Event(_) => Some(Kind::Event),
            Happening::Command(_) | Happening::Machine(..) => None,
        }
    }

    /// The change of an object, if it is one.
    pub fn change(&self) -> Option<Change> {
        match self {
            Happening::Change(change) => Some(change.clone()),
            Happening::Event(telling) => Some(telling.change()),
            Happening::Command(_) | Happening::Machine(..) => None,
        }
    }
}

/// How many facts a page of the journal holds.
const PAGE: usize = 64;

/// The latest facts in order.  A fact's cause always stands before it, so the causes form a
/// forest.  A clone shares every full page, so that a snapshot costs little however long the
/// journal is.
#[derive(Clone, Debug, Default)]
pub struct Journal {
    /// How many full pages are kept.
    most: usize,
    dropped: usize,
    full: VecDeque<Rc<Vec<Fact>>>,
    last: Vec<Fact>,
}

impl Journal {
    /// An empty journal that will keep the last so many facts, and some more.
    pub fn keeping(facts: usize) -> Journal {
        Journal { most: facts.div_ceil(PAGE), ..Journal::default() }
    }

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
            let next = Vec::with_capacity(PAGE);
            self.full.push_back(Rc::new(std::mem::replace(&mut self.last, next)));
        }
        id
    }

    /// Forgets the oldest facts, as far as there are more than it keeps.
    pub fn forget_old(&mut self) {
        while self.full.len() > self.most {
            self.full.pop_front();
            self.dropped += 1;
        }
    }

    /// The number that the next fact will have: what a reader remembers to go on from.
    pub fn end(&self) -> FactId {
        FactId((self.dropped + self.full.len()) * PAGE + self.last.len())
    }

    /// The facts from this number on, as far as they are kept.
    pub fn since(&self, first: FactId) -> impl DoubleEndedIterator<Item = &Fact> {
        let first = first.0.saturating_sub(self.dropped * PAGE);
        let page = (first / PAGE).min(self.full.len());
        let mut pages = self.full.range(page..).map(|page| page.as_slice()).chain([&self.last[..]]);
        let begun = pages.next().unwrap_or_default();
        let skipped = (first - page * PAGE).min(begun.len());
        begun[skipped..].iter().chain(pages.flatten())
    }

    /// The fact of this number, if it is kept.
    pub fn get(&self, id: FactId) -> Option<&Fact> {
        let place = id.0.checked_sub(self.dropped * PAGE)?;
        match self.full.get(place / PAGE) {
            Some(page) => page.get(place % PAGE),
            None => self.last.get(place - self.full.len() * PAGE),
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
            Happening::Change(change) => write!(formatter, "{change}"),
            Happening::Event(telling) => write!(formatter, "{}", telling.change()),
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
        if let Some(change) = self.happening.change() {
            write!(formatter, " {}", crate::api::json::to_json(&change.object.to_value()))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many pages are kept here.
    const MOST: usize = 4;

    fn journal_of(facts: usize) -> Journal {
        let mut journal = Journal::keeping(MOST * PAGE);
        for number in 0..facts {
            let id =
                journal.append(Time(0), Actor::User, None, Happening::Command(number.to_string()));
            assert_eq!(id, FactId(number));
        }
        assert_eq!(journal.since(FactId(0)).count(), facts);
        journal.forget_old();
        journal
    }

    #[test]
    fn facts_are_found_by_their_number_across_pages() {
        let journal = journal_of(3 * PAGE + 7);
        for first in [0, 1, PAGE - 1, PAGE, 2 * PAGE + 3, 3 * PAGE, 3 * PAGE + 6, 3 * PAGE + 7] {
            let numbers: Vec<usize> = journal.since(FactId(first)).map(|fact| fact.id.0).collect();
            assert_eq!(numbers, (first..3 * PAGE + 7).collect::<Vec<_>>());
            assert_eq!(journal.get(FactId(first)).map(|fact| fact.id.0), numbers.first().copied());
        }
        assert_eq!(journal.since(FactId(usize::MAX)).count(), 0);
    }

    #[test]
    fn the_oldest_pages_go() {
        let journal = journal_of((MOST + 2) * PAGE + 1);
        assert!(journal.get(FactId(2 * PAGE - 1)).is_none());
        assert_eq!(journal.since(FactId(0)).next().map(|fact| fact.id), Some(FactId(2 * PAGE)));
        assert_eq!(journal.since(FactId(0)).count(), MOST * PAGE + 1);
        assert_eq!(journal.end(), FactId((MOST + 2) * PAGE + 1));
    }
}
