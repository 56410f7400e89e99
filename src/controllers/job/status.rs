//! A Job's status while it is being worked out.

use super::verdict::Verdict;
use crate::api::{List, Map, Object, Value};
use crate::time::Time;
use crate::value;
use smol_str::SmolStr;

/// A status to be changed and then written, as a whole and once.
#[derive(Clone, Debug)]
pub struct Status {
    /// How many pods run or wait.
    pub active: i64,
    /// How many of these are ready.
    pub ready: i64,
    /// How many pods are about to end because they were deleted.
    pub terminating: i64,
    /// How many pods have succeeded; for an Indexed Job, how many indexes.
    pub succeeded: i64,
    /// How many pods have failed.
    pub failed: i64,
    /// The uids of the pods that are to be counted as succeeded once they are free.
    pub named_succeeded: List,
    /// The uids of the pods that are to be counted as failed once they are free.
    pub named_failed: List,
    /// The indexes that have succeeded; null while there are none.
    pub completed_indexes: Value,
    /// The indexes that have failed; null where failures are not limited by index.
    pub failed_indexes: Value,
    /// When it began or was resumed; null before, and while it is suspended.
    pub start_time: Value,
    /// When it was complete; null before.
    pub completion_time: Value,
    /// Its conditions; null while there are none.
    pub conditions: Value,
}

impl Status {
    /// The status as it was, but for what its pods tell anew each time.
    pub fn of(status: &Value) -> Status {
        let uncounted = status.get("uncountedTerminatedPods");
        let named = |field: &str| uncounted.get(field).as_list().cloned().unwrap_or_default();
        Status {
            active: 0,
            ready: 0,
            terminating: 0,
            succeeded: status.get("succeeded").int(),
            failed: status.get("failed").int(),
            named_succeeded: named("succeeded"),
            named_failed: named("failed"),
            completed_indexes: status.get("completedIndexes").clone(),
            failed_indexes: status.get("failedIndexes").clone(),
            start_time: status.get("startTime").clone(),
            completion_time: status.get("completionTime").clone(),
            conditions: status.get("conditions").clone(),
        }
    }

    /// The status as it is written.  Numbers that are 0 are left out where the API leaves them out.
    pub fn to_value(&self) -> Value {
        let counted = |number: i64| (number != 0).then(|| number.into());
        let told = |value: &Value| (!value.is_null()).then(|| value.clone());
        let named = |uids: &List| (!uids.as_slice().is_empty()).then(|| uids.clone().into());
        let uncounted = match self.names_nobody() {
            true => Map::default(),
            false => Map::of_some([
                ("failed", named(&self.named_failed)),
                ("succeeded", named(&self.named_succeeded)),
            ]),
        };
        let status = Map::of_some([
            ("active", counted(self.active)),
            ("completedIndexes", told(&self.completed_indexes)),
            ("completionTime", told(&self.completion_time)),
            ("conditions", told(&self.conditions)),
            ("failed", counted(self.failed)),
            ("failedIndexes", told(&self.failed_indexes)),
            ("ready", Some(self.ready.into())),
            ("startTime", told(&self.start_time)),
            ("succeeded", counted(self.succeeded)),
            ("terminating", Some(self.terminating.into())),
            ("uncountedTerminatedPods", Some(uncounted.into())),
        ]);
        status.into()
    }

    /// Whether no pod is named.  Mostly none is.
    pub fn names_nobody(&self) -> bool {
        self.named_succeeded.as_slice().is_empty() && self.named_failed.as_slice().is_empty()
    }

    /// Whether this pod is named already: what it was named as stands, whatever becomes of it.
    pub fn names(&self, pod: &Object) -> bool {
        let named = [&self.named_succeeded, &self.named_failed].into_iter();
        named.flat_map(|uids| uids.as_slice()).any(|uid| uid.str() == pod.meta.uid)
    }

    /// Appends a condition that is true from now on.
    pub fn add_condition(&mut self, kind: &str, verdict: &Verdict, now: Time) {
        let condition = condition(kind, true, verdict.reason, verdict.message.clone(), now);
        self.conditions.make_list().push(condition);
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
        let conditions = self.conditions.items();
        let place = conditions.iter().position(|other| other.get("type").str() == kind);
        let entry = || condition(kind, holds, reason, message.into(), now);
        let says = |other: &Value| {
            let wanted = [("status", status), ("reason", reason), ("message", message)];
            wanted.iter().all(|(field, text)| other.get(field).str() == *text)
        };
        match place {
            None if !holds => return false,
            None => self.conditions.make_list().push(entry()),
            Some(place) if says(&conditions[place]) => return false,
            Some(place) => self.conditions.make_list().items_mut()[place] = entry(),
        }
        true
    }
}

fn condition(kind: &str, holds: bool, reason: &str, message: SmolStr, now: Time) -> Value {
    let now = now.rfc3339();
    value!({
        "lastProbeTime": (&now), "lastTransitionTime": (&now), "message": message,
        "reason": reason, "status": (if holds { "True" } else { "False" }), "type": kind
    })
}
