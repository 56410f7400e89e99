//! A Job's status while it is being worked out.

use super::verdict::Verdict;
use crate::api::{Object, Value};
use crate::time::Time;
use crate::value;

/// A status to be changed and then written.  Numbers that are 0 are left out where the API leaves
/// them out.
#[derive(Clone, Debug, PartialEq)]
pub struct Status(pub Value);

impl Status {
    /// The status as it was, or the empty one.
    pub fn of(status: &Value) -> Status {
        let mut status = Status(status.clone());
        if status.0.get("uncountedTerminatedPods").is_null() {
            status.0.set("uncountedTerminatedPods", value!({}));
        }
        status
    }

    /// The uids of the pods that are named, to be counted as `succeeded` or `failed`.
    pub fn named(&self, field: &str) -> &[Value] {
        self.0.get("uncountedTerminatedPods").get(field).items()
    }

    /// Whether this pod is named already: what it was named as stands, whatever becomes of it.
    pub fn names(&self, pod: &Object) -> bool {
        // Mostly nobody is.
        let named = self.0.get("uncountedTerminatedPods").entries();
        named.iter().flat_map(|(_, uids)| uids.items()).any(|uid| uid.str() == pod.meta.uid)
    }

    /// Sets `active`, `ready` and `terminating`.
    pub fn set_running(&mut self, active: i64, ready: i64, terminating: i64) {
        if active == 0 {
            self.0.remove("active");
        }
        self.0.make_map().set_some([
            ("active", (active != 0).then(|| active.into())),
            ("ready", Some(ready.into())),
            ("terminating", Some(terminating.into())),
        ]);
    }

    /// Sets a number that is left out when it is 0.
    pub fn set_count(&mut self, field: &'static str, count: i64) {
        match count {
            0 => drop(self.0.remove(field)),
            count => self.0.set(field, count),
        }
    }

    /// Adds to a number that is left out when it is 0.
    pub fn add(&mut self, field: &'static str, count: usize) {
        let sum = self.0.get(field).int() + i64::try_from(count).unwrap_or(i64::MAX);
        self.set_count(field, sum);
    }

    /// Appends a condition that is true from now on.
    pub fn add_condition(&mut self, kind: &str, verdict: &Verdict, now: Time) {
        let condition = condition(kind, true, verdict.reason, &verdict.message, now);
        self.0.make_map().entry("conditions").make_list().push(condition);
    }

    /// Gives the condition of this type a status; `false` if it says the same already.  A condition
    /// that was never there is not false either.
    pub fn ensure_condition(
        &mut self,
        kind: &str,
        holds: bool,
        reason: &str,
        message: &str,
        now: Time,
    ) -> bool {
        let status = if holds { "True" } else { "False" };
        let conditions = self.0.get("conditions").items();
        let place = conditions.iter().position(|other| other.get("type").str() == kind);
        let entry = || condition(kind, holds, reason, message, now);
        let says = |other: &Value| {
            let wanted = [("status", status), ("reason", reason), ("message", message)];
            wanted.iter().all(|(field, text)| other.get(field).str() == *text)
        };
        match place {
            None if !holds => return false,
            None => self.0.make_map().entry("conditions").make_list().push(entry()),
            Some(place) if says(&conditions[place]) => return false,
            Some(place) => {
                self.0.make_map().entry("conditions").make_list().items_mut()[place] = entry()
            }
        }
        true
    }
}

fn condition(kind: &str, holds: bool, reason: &str, message: &str, now: Time) -> Value {
    let now = now.rfc3339();
    value!({
        "lastProbeTime": (&now), "lastTransitionTime": (&now), "message": message,
        "reason": reason, "status": (if holds { "True" } else { "False" }), "type": kind
    })
}
