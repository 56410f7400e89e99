//! Records events and counts repetitions, as client-go's event recorder does.

use super::correlator::{Correlator, Verdict};
use super::fingerprint::fingerprint;
use crate::api::Sought;
use crate::ordered::Lately;
use crate::store::{EventNote, EventPlace, NEWER_API, Server, Telling};
use crate::time::{MINUTE, Milliseconds, Time};
use smol_str::SmolStr;

/// A component of the newer API writes a series' count when it begins, and then this often.
const REFRESH: Milliseconds = 30 * MINUTE;
/// It begins anew with what was not repeated for this long.
const FINISH: Milliseconds = 6 * MINUTE;

/// What the message of many similar events begins with.
const COMBINED: &str = "(combined from similar events): ";

/// What the recorder remembers, by fingerprints of what makes two notes tell of the same.
#[derive(Clone, Debug, Default)]
pub struct Recorder {
    told: Lately<Told>,
    correlator: Correlator,
    /// The number that the last event's name ends with: its time in nanoseconds, or one more than
    /// that of the event before.
    last_number: i64,
}

/// Which event tells of a note.
#[derive(Clone, Debug)]
struct Told {
    place: EventPlace,
    /// When it was last written.
    written: Time,
    /// When the same was last noted.
    noted: Time,
    /// How often it was noted since it was written.
    unwritten: i64,
}

impl Recorder {
    /// Tells of a note: by a new event, or by a higher count of an earlier one.  Answers nothing
    /// if it is not listened to, or not written yet.
    pub fn record(
        &mut self,
        server: &mut Server,
        component: &'static str,
        mut note: Box<EventNote>,
    ) -> Option<Telling> {
        let now = server.now();
        if note.source.is_empty() {
            note.source = SmolStr::new_static(component);
        }
        let subject = subject(&note);
        let is_newer = note.source == NEWER_API;
        let verdict =
            if is_newer { Verdict::Tell } else { self.correlator.judge(now, subject, &note) };
        let mut meant: &str = &note.message;
        let combined;
        match verdict {
            Verdict::Skip => return None,
            Verdict::Tell => {}
            Verdict::Combine => {
                combined = format!("{COMBINED}{meant}").into();
                (note.message, meant) = (combined, COMBINED);
            }
        }
        let about = server.version_of(&note.regarding);
        let same = fingerprint(subject, &[note.reason, &note.field_path, meant]);
        // For the newer API an event of what has changed since is another one.
        let same = if is_newer { same.wrapping_add(about) } else { same };
        let told = self.told.get_mut(same);
        let told = told.filter(|told| !is_newer || now.since(told.noted) <= FINISH);
        let earlier = told.and_then(|told| Some((server.store().event(told.place)?, told)));
        let (place, telling) = match earlier {
            Some((event, told)) => {
                told.noted = now;
                told.unwritten += 1;
                if is_newer && event.count > 1 && now.since(told.written) < REFRESH {
                    return None;
                }
                server.tell_again(told.place, note, told.unwritten)?
            }
            None => {
                self.last_number = now.0.saturating_mul(1_000_000).max(self.last_number + 1);
                server.tell(note, about, self.last_number)?
            }
        };
        self.told.insert(same, Told { place, written: now, noted: now, unwritten: 0 });
        Some(telling)
    }
}

/// Who speaks of which object.
fn subject(note: &EventNote) -> u64 {
    fingerprint(note.regarding.number(), &[&note.uid, &note.source, &note.host])
}
