//! What becomes of events that come in swarms, as client-go's correlator has it: similar ones are
//! combined into one, and who talks too much about an object is not listened to.

use super::lru::Lru;
use crate::api::Key;
use crate::ordered::OrderedSet;
use crate::store::{EventNote, EventType};
use crate::time::{MINUTE, Milliseconds, Time};
use smol_str::SmolStr;

/// From so many different messages on, events are combined.
const SIMILAR: usize = 10;
/// After so long without one of them, they are told apart again.
const FORGET: Milliseconds = 10 * MINUTE;
/// So many events about an object may come in a row from one source.
const BURST: i64 = 25;
/// One more may come after each such time.
const REFILL: Milliseconds = 5 * MINUTE;
/// The component that speaks the newer API for events (`events.k8s.io`), which counts otherwise.
pub const NEWER_API: &str = "default-scheduler";

/// What to do with a note.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Tell it as it is.
    Tell,
    /// Tell it with all that are similar.
    Combine,
    /// Say nothing.
    Skip,
}

/// Who speaks of which object.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Subject {
    uid: SmolStr,
    source: SmolStr,
    host: SmolStr,
    regarding: Key,
}

/// What makes events similar: all but the message.
type Similarity = (Subject, &'static str, EventType);

#[derive(Clone, Debug)]
struct Messages {
    seen: OrderedSet<String>,
    last: Time,
}

#[derive(Clone, Debug)]
struct Allowance {
    left: Milliseconds,
    at: Time,
}

/// What was said lately.
#[derive(Clone, Debug, Default)]
pub struct Correlator {
    similar: Lru<Similarity, Messages>,
    allowances: Lru<Subject, Allowance>,
}

impl Correlator {
    /// What to do with a note from `source` at `now`.
    pub fn judge(&mut self, now: Time, source: &SmolStr, note: &EventNote) -> Verdict {
        if source == NEWER_API {
            return Verdict::Tell;
        }
        let subject = Subject {
            uid: note.uid.clone(),
            source: source.clone(),
            host: note.host.clone(),
            regarding: note.regarding.clone(),
        };
        let is_one_of_many = self.is_one_of_many(now, subject.clone(), note);
        match (self.is_allowed(now, subject), is_one_of_many) {
            (false, _) => Verdict::Skip,
            (true, true) => Verdict::Combine,
            (true, false) => Verdict::Tell,
        }
    }

    fn is_one_of_many(&mut self, now: Time, subject: Subject, note: &EventNote) -> bool {
        let fresh = || Messages { seen: OrderedSet::new(), last: now };
        let messages = self.similar.entry((subject, note.reason, note.kind), fresh);
        if now.since(messages.last) > FORGET {
            messages.seen.clear();
        }
        messages.last = now;
        messages.seen.insert(note.message.clone());
        if messages.seen.len() < SIMILAR {
            return false;
        }
        messages.seen.pop_first();
        true
    }

    fn is_allowed(&mut self, now: Time, subject: Subject) -> bool {
        let fresh = || Allowance { left: BURST * REFILL, at: now };
        let allowance = self.allowances.entry(subject, fresh);
        allowance.left = (allowance.left + now.since(allowance.at)).min(BURST * REFILL);
        allowance.at = now;
        let is_allowed = allowance.left >= REFILL;
        if is_allowed {
            allowance.left -= REFILL;
        }
        is_allowed
    }
}
