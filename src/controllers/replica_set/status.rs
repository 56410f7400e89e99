//! What a ReplicaSet's status says of its pods (`calculateStatus`).

use super::super::conditions::{self, set_count};
use crate::api::{Object, Pod, Selector, Value};
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

/// The status of a ReplicaSet with these active pods and so many terminating ones.
pub fn status(
    set: &Object,
    active: &[Rc<Object>],
    terminating: usize,
    failure: Option<&Failure>,
    now: Time,
) -> Value {
    let template = Selector::from_map(set.spec().at("template.metadata.labels"));
    let min_ready = set.spec().get("minReadySeconds").int();
    let count = |counts: &dyn Fn(&Rc<Object>) -> bool| {
        active.iter().filter(|pod| counts(pod)).count() as i64
    };
    let mut status = value!({ "replicas": (active.len()), "terminatingReplicas": terminating });
    set_count(
        &mut status,
        "fullyLabeledReplicas",
        count(&|pod| template.matches(&pod.meta.labels)),
    );
    set_count(&mut status, "readyReplicas", count(&|pod| Pod(pod).is_ready()));
    let available = count(&|pod| Pod(pod).is_available(min_ready, now));
    set_count(&mut status, "availableReplicas", available);
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
    let min_ready = set.spec().get("minReadySeconds").int();
    active
        .iter()
        .filter_map(|pod| Pod(pod).available_in(min_ready, now))
        .filter(|delay| *delay > 0)
        .min()
}
