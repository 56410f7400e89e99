//! What becomes of events that come in swarms, as client-go's correlator has it: similar ones are
//! combined into one, and who talks too much about an object is not listened to.

use super::fingerprint::fingerprint;
use crate::ordered::Lately;
use crate::store::EventNote;
use crate::time::{MINUTE, Milliseconds, Time};

/// From so many different messages on, events are combined.
const SIMILAR: usize = 10;
/// After so long without one of them, they are told apart again.
const FORGET: Milliseconds = 10 * MINUTE;
/// So many events about an object may come in a row from one source.
const BURST: i64 = 25;
/// One more may come after each such time.
const REFILL: Milliseconds = 5 * MINUTE;

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

#[derive(Clone, Debug)]
struct Messages {
    /// Halves of the fingerprints of the different ones: they are few.
    seen: [u32; SIMILAR],
    count: usize,
    last: Time,
}

#[derive(Clone, Debug)]
struct Allowance {
    left: Milliseconds,
    at: Time,
}

/// What was said lately: by who speaks of which object, and of what sort of thing.
#[derive(Clone, Debug, Default)]
pub struct Correlator {
    similar: Lately<Messages>,
    allowances: Lately<Allowance>,
}

impl Correlator {
    /// What to do with a note at `now` of which this is the subject: a fingerprint of who speaks
    /// of which object.
    pub fn judge(&mut self, now: Time, subject: u64, note: &EventNote) -> Verdict {
        let is_one_of_many = self.is_one_of_many(now, subject, note);
        match (self.is_allowed(now, subject), is_one_of_many) {
            (false, _) => Verdict::Skip,
            (true, true) => Verdict::Combine,
            (true, false) => Verdict::Tell,
        }
    }

    fn is_one_of_many(&mut self, now: Time, subject: u64, note: &EventNote) -> bool {
        let fresh = || Messages { seen: [0; SIMILAR], count: 0, last: now };
        let sort = fingerprint(subject.wrapping_add(note.kind as u64), &[note.reason]);
        let messages = self.similar.entry(sort, fresh);
        if now.since(messages.last) > FORGET {
            messages.count = 0;
        }
        messages.last = now;
        let message = fingerprint(0, &[&note.message]) as u32;
        if !messages.seen[..messages.count].contains(&message) {
            messages.seen[messages.count] = message;
            messages.count += 1;
        }
        let is_full = messages.count == SIMILAR;
        if is_full {
            // One of them makes room for the next.
            messages.count -= 1;
        }
        is_full
    }

    fn is_allowed(&mut self, now: Time, subject: u64) -> bool {
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
