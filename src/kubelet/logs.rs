//! What containers write: each run says one line when it starts.

use crate::api::{Object, Value};
use crate::time::Time;

/// A line of a container's log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogLine {
    /// When it was written.
    pub at: Time,
    /// What, without a line break.
    pub text: String,
}

/// What a container wrote in its present run, or in the one before its last restart.  Nothing if
/// it has not run.
pub fn logs(pod: &Object, container: &str, previous: bool) -> Vec<LogLine> {
    let status = ["containerStatuses", "initContainerStatuses"]
        .iter()
        .flat_map(|field| pod.status().get(field).items())
        .find(|status| status.get("name").str() == container);
    let Some(status) = status else { return Vec::new() };
    let started = match previous {
        true => started_at(status.get("lastState")),
        false => started_at(status.get("state")).or_else(|| started_at(status.get("lastState"))),
    };
    let text = format!("simulated log line from {}/{container}", pod.meta.name);
    started.map(|at| LogLine { at, text }).into_iter().collect()
}

fn started_at(state: &Value) -> Option<Time> {
    ["running", "terminated"]
        .iter()
        .find_map(|name| Time::parse(state.get(name).get("startedAt").str()))
}
