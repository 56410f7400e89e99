//! What containers have printed, as `kubectl logs` asks for it.

use super::behaviour::Setting;
use crate::api::value::NULL;
use crate::api::{ErrorReason, Object, StatusError, Value, pod};
use crate::store::View;
use crate::time::Time;

/// A line of a container's log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogLine {
    /// When it was printed.
    pub at: Time,
    /// What, without a line break.
    pub text: String,
}

/// The lines of a container's present run, or of the one before it, with the instants at which
/// they were printed.  While a container waits to be started again, its last run is meant.
///
/// # Errors
/// `BadRequest`, in the kubelet's words, if there is no such container or it has not run.
pub fn logs(
    view: &View,
    pod: &Object,
    container: &str,
    previous: bool,
) -> Result<Vec<LogLine>, StatusError> {
    let Some((spec, init)) = container_spec(pod, container) else {
        let name = &pod.meta.name;
        return refuse(format!("container {container} is not valid for pod {name}"));
    };
    let status = container_status(pod, container);
    let state = status.get("state");
    let last = status.get("lastState").get("terminated");
    let run = match previous {
        true => last,
        false => ["running", "terminated"]
            .iter()
            .map(|kind| state.get(kind))
            .find(|run| !run.is_null())
            .unwrap_or(last),
    };
    let Some(start) = Time::parse(run.get("startedAt").str()) else {
        return refuse(why_not(pod, container, state, previous));
    };
    let end = Time::parse(run.get("finishedAt").str()).unwrap_or(view.now);
    let convention = view.machines().convention;
    let setting = Setting { store: view.store(), convention, pod, container: spec, init };
    let lines = setting.lines(start, end.since(start).max(0)).into_iter();
    Ok(lines.map(|(at, text)| LogLine { at, text }).collect())
}

fn refuse(message: String) -> Result<Vec<LogLine>, StatusError> {
    Err(StatusError::new(ErrorReason::BadRequest, message))
}

fn why_not(pod: &Object, container: &str, state: &Value, previous: bool) -> String {
    let place = format!("\"{container}\" in pod \"{}\"", pod.meta.name);
    if previous {
        return format!("previous terminated container {place} not found");
    }
    // A pod that its kubelet rejected has no containers to tell of.
    if pod::Pod(pod).is_finished() && state.is_null() {
        return format!("container {place} is not available");
    }
    let why = match state.get("waiting").get("reason").str() {
        "ErrImagePull" => "image can't be pulled",
        "ImagePullBackOff" => "trying and failing to pull image",
        "" => "ContainerCreating",
        reason => reason,
    };
    format!("container {place} is waiting to start: {why}")
}

/// A container's entry in the spec, and whether it must end before others start.
fn container_spec<'pod>(pod: &'pod Object, name: &str) -> Option<(&'pod Value, bool)> {
    let find = |field: &str| {
        pod.spec().get(field).items().iter().find(|container| container.get("name").str() == name)
    };
    let init = || find("initContainers").map(|container| (container, !pod::is_sidecar(container)));
    find("containers").map(|container| (container, false)).or_else(init)
}

fn container_status<'pod>(pod: &'pod Object, name: &str) -> &'pod Value {
    let lists = ["containerStatuses", "initContainerStatuses"];
    let mut statuses = lists.iter().flat_map(|list| pod.status().get(list).items());
    statuses.find(|status| status.get("name").str() == name).unwrap_or(NULL)
}
