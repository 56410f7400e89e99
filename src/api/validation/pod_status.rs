//! What somebody may say of a pod's state.

use super::path::Path;
use super::report::Report;
use crate::api::pod::is_sidecar;
use crate::api::{Object, Value, names};

/// A changed status (`ValidatePodStatusUpdate`).
pub fn status(report: &mut Report, pod: &Object, before: &Object) {
    let (new, old) = (pod.status(), before.status());
    let path = Path::root("status");
    nominated_node(report, path.field("nominatedNodeName"), pod, old);
    let counted = "must be a non-negative integer";
    let generation = new.get("observedGeneration");
    if generation.int() < 0 {
        report.invalid(path.field("observedGeneration"), generation, counted);
    }
    let list = path.field("conditions");
    for (index, condition) in new.get("conditions").items().iter().enumerate() {
        let generation = condition.get("observedGeneration");
        if generation.int() < 0 {
            report.invalid(list.index(index).field("observedGeneration"), generation, counted);
        }
    }
    for (list, containers) in
        [("containerStatuses", "containers"), ("initContainerStatuses", "initContainers")]
    {
        let containers = before.spec().get(containers).items();
        stay_terminated(
            report,
            path.field(list),
            [new, old].map(|one| one.get(list)),
            before,
            containers,
        );
    }
    for list in ["initContainerStatuses", "containerStatuses", "ephemeralContainerStatuses"] {
        users(report, path.field(list), new.get(list).items(), pod.spec());
    }
    let (class, was) = (new.get("qosClass"), old.get("qosClass"));
    if !was.is_null() {
        report.unchanged(path.field("qosClass"), class, was);
    }
}

fn nominated_node(report: &mut Report, path: Path, pod: &Object, old: &Value) {
    let name = pod.status().get("nominatedNodeName");
    report.text_if_set(path, name, names::dns_subdomain);
    let is_bound = !pod.spec().get("nodeName").str().is_empty();
    if is_bound && !name.str().is_empty() && name != old.get("nominatedNodeName") {
        report.forbidden(path, "may not be set on pods that are already bound to a node");
    }
}

/// A container that will not be started again stays as it ended.
fn stay_terminated(
    report: &mut Report,
    list: Path,
    [new, old]: [&Value; 2],
    pod: &Object,
    containers: &[Value],
) {
    let policy = pod.spec().get("restartPolicy").str();
    for (index, was) in old.items().iter().enumerate() {
        let end = was.at("state.terminated");
        let named = |other: &&Value| other.get("name") == was.get("name");
        let restarts = policy == "Always"
            || (policy == "OnFailure" && end.get("exitCode").int() != 0)
            || containers.iter().find(named).is_some_and(is_sidecar);
        let now = new.items().iter().find(named);
        let goes_on = now.is_some_and(|now| now.at("state.terminated").is_null());
        if !end.is_null() && !restarts && goes_on {
            let why = "may not be transitioned to non-terminated state";
            report.forbidden(list.index(index).field("state"), why);
        }
    }
}

/// As whom containers run.
fn users(report: &mut Report, list: Path, statuses: &[Value], spec: &Value) {
    for (index, status) in statuses.iter().enumerate() {
        let entry = list.index(index);
        let user = entry.field("user");
        let place = user.field("linux");
        let linux = status.at("user.linux");
        if linux.is_null() {
            continue;
        }
        if spec.at("os.name").str() == "windows" {
            report.forbidden(place, "cannot be set for a windows pod");
            continue;
        }
        for field in ["uid", "gid"] {
            let id = linux.get(field);
            report.invalid_each(place.field(field), id, names::user_id(id.int()));
        }
        let groups = place.field("supplementalGroups");
        for (index, id) in linux.get("supplementalGroups").items().iter().enumerate() {
            report.invalid_each(groups.index(index), id, names::user_id(id.int()));
        }
    }
}
