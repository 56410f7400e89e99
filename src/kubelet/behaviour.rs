//! What a container does: how long it takes to start, how long it runs, how it ends.

use crate::api::Object;
use crate::time::{Milliseconds, SECOND};

/// A container's future, as far as it is its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Behaviour {
    /// How long after its start it ends by itself and with which code; `None` if never.
    pub ends: Option<(Milliseconds, i32)>,
    /// How long after its start it becomes ready; `None` if never.
    pub ready: Option<Milliseconds>,
    /// How long it takes to stop once told to.
    pub stop: Milliseconds,
    /// The code with which it ends once told to.
    pub stop_code: i32,
}

/// How long it takes from a pod's binding to the start of its first container.
pub fn start_delay(pod: &Object) -> Milliseconds {
    seconds(pod, "sim/start-seconds").unwrap_or(SECOND)
}

/// What a container of `pod` does in the run that follows `restarts` earlier ones.
pub fn behaviour(pod: &Object, restarts: u32) -> Behaviour {
    let ready = match pod.annotation("sim/ready-seconds") {
        Some("never") => None,
        _ => Some(seconds(pod, "sim/ready-seconds").unwrap_or(0)),
    };
    let unready = pod.annotation("sim/unready-pods").unwrap_or_default();
    let unready = unready.split(',').any(|name| name.trim() == pod.meta.name);
    Behaviour {
        ends: seconds(pod, "sim/run-seconds").map(|length| (length, exit_code(pod, restarts))),
        ready: ready.filter(|_| !unready),
        stop: seconds(pod, "sim/term-seconds").unwrap_or(SECOND),
        stop_code: number(pod.annotation("sim/term-exit")).unwrap_or(0),
    }
}

fn exit_code(pod: &Object, restarts: u32) -> i32 {
    by_index(pod)
        .or_else(|| by_restart(pod, restarts))
        .or_else(|| number(pod.annotation("sim/exit-code")))
        .unwrap_or(0)
}

/// `sim/exit-by-index: "3:1,5:2"`: the code of the pods of an indexed Job.
fn by_index(pod: &Object) -> Option<i32> {
    let index = pod.annotation("batch.kubernetes.io/job-completion-index")?;
    let entries = pod.annotation("sim/exit-by-index")?;
    entries
        .split(',')
        .filter_map(|entry| entry.split_once(':'))
        .find(|(entry, _)| entry.trim() == index)
        .and_then(|(_, code)| number(Some(code)))
}

/// `sim/exit-codes: "1,1,0"`: the code by restart count; the last one holds for all later runs.
fn by_restart(pod: &Object, restarts: u32) -> Option<i32> {
    let codes: Vec<&str> = pod.annotation("sim/exit-codes")?.split(',').collect();
    number(codes.get(restarts as usize).or(codes.last()).copied())
}

fn number(text: Option<&str>) -> Option<i32> {
    text?.trim().parse().ok()
}

fn seconds(pod: &Object, annotation: &str) -> Option<Milliseconds> {
    let seconds: f64 = pod.annotation(annotation)?.trim().parse().ok()?;
    // A cast of a float saturates, so that no text overflows.
    (seconds >= 0.0).then_some(((seconds * 1_000.0) as i64).min(i64::MAX / 4))
}
