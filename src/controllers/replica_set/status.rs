//! What a ReplicaSet's status says of its pods (`calculateStatus`).

use super::super::conditions::{self, set_count};
use crate::api::{Kind, Object, Pod, Selector, Value};
use crate::store::Tally;
use crate::time::{Milliseconds, Time};
use crate::value;
use std::rc::Rc;

/// Why pods could not be made or deleted.
pub struct Failure<'text> {
    /// `FailedCreate` or `FailedDelete`.
    pub reason: &'static str,
    /// The refusal.
    pub message: &'text str,
}

/// What there is to count of a ReplicaSet's pods.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// The active ones.
    pub active: usize,
    /// Those of them with all labels of the template.
    pub labelled: usize,
    /// Those of them that are ready.
    pub ready: usize,
    /// Those of them that have been ready for long enough.
    pub available: usize,
    /// Those that are being deleted.
    pub terminating: usize,
}

impl Counts {
    /// Counts these active pods one by one.
    pub fn of(set: &Object, active: &[Rc<Object>], terminating: usize, now: Time) -> Counts {
        let template = template_labels(set);
        let min_ready = min_ready_seconds(set);
        let count =
            |counts: &dyn Fn(Pod) -> bool| active.iter().filter(|pod| counts(Pod(pod))).count();
        Counts {
            active: active.len(),
            labelled: count(&|pod| template.matches(pod.labels())),
            ready: count(&|pod| pod.is_ready()),
            available: count(&|pod| pod.is_available(min_ready, now)),
            terminating,
        }
    }

    /// Adds up pods that were counted by their labels; each ready one is available at once.
    pub fn add_up(set: &Object, tallies: &[Tally]) -> Counts {
        let template = template_labels(set);
        let sum = |part: &dyn Fn(&Tally) -> usize| tallies.iter().map(part).sum();
        Counts {
            active: sum(&|tally| tally.active),
            labelled: sum(&|tally| if template.matches(&tally.labels) { tally.active } else { 0 }),
            ready: sum(&|tally| tally.ready),
            available: sum(&|tally| tally.ready),
            terminating: sum(&|tally| tally.terminating),
        }
    }
}

fn template_labels(set: &Object) -> Selector {
    Selector::from_map(set.spec().at("template.metadata.labels"))
}

/// `spec.minReadySeconds`.
pub fn min_ready_seconds(set: &Object) -> i64 {
    set.spec().get("minReadySeconds").int()
}

/// The status of a ReplicaSet with so many pods.
pub fn status(set: &Object, counts: &Counts, failure: Option<&Failure>, now: Time) -> Value {
    let mut status = value!({ "replicas": (counts.active) });
    if set.kind == Kind::ReplicaSet {
        status.set("terminatingReplicas", counts.terminating);
    }
    for (field, count) in [
        ("fullyLabeledReplicas", counts.labelled),
        ("readyReplicas", counts.ready),
        ("availableReplicas", counts.available),
    ] {
        set_count(&mut status, field, count as i64);
    }
    set_count(&mut status, "observedGeneration", set.meta.generation);
    let before = set.status().get("conditions");
    if !before.is_null() {
        status.set("conditions", before);
    }
    let has_failed = !conditions::find(&status, "ReplicaFailure").is_null();
    match failure {
        Some(failure) if !has_failed => conditions::set(
            &mut status,
            value!({
                "type": "ReplicaFailure", "status": "True", "reason": (failure.reason),
                "message": (failure.message), "lastTransitionTime": (now.rfc3339())
            }),
        ),
        None if has_failed => conditions::remove(&mut status, "ReplicaFailure"),
        _ => {}
    }
    status
}

/// How long until the next pod that is ready will have been so for `minReadySeconds`.
pub fn next_availability(set: &Object, active: &[Rc<Object>], now: Time) -> Option<Milliseconds> {
    let min_ready = min_ready_seconds(set);
    active
        .iter()
        .filter_map(|pod| Pod(pod).available_in(min_ready, now))
        .filter(|delay| *delay > 0)
        .min()
}
