//! Pod.

use super::containers::{self, Scope};
use super::lines::Lines;
use super::{metadata, placement, volumes};
use crate::api::{Object, Value};
use crate::kubectl::printers::duration::age;
use crate::store::View;

/// Describes a pod.
pub fn describe(pod: &Object, view: &View, out: &mut Lines) {
    let spec = pod.spec();
    metadata::name_and_namespace(out, pod);
    out.field_if_any(0, "Priority", spec.get("priority"));
    out.field_if_any(0, "Priority Class Name", spec.get("priorityClassName"));
    out.field_if_any(0, "Runtime Class Name", spec.get("runtimeClassName"));
    out.field_if_any(0, "Service Account", spec.get("serviceAccountName"));
    let host = pod.status().get("hostIP").str();
    match spec.get("nodeName").str() {
        "" => out.field(0, "Node", "<none>"),
        node => out.field(0, "Node", format_args!("{node}/{host}")),
    }
    if !pod.status().get("startTime").is_null() {
        out.field(0, "Start Time", super::lines::long_time(pod.status().get("startTime")));
    }
    metadata::labels_and_annotations(out, pod);
    write_status(out, pod, view);
    metadata::controller(out, pod);
    out.field_if_any(0, "NominatedNodeName", pod.status().get("nominatedNodeName"));
    let group = spec.get("schedulingGroup");
    if !group.is_null() {
        out.line(0, "SchedulingGroup:");
        out.field_if_any(1, "PodGroupName", group.get("podGroupName"));
    }
    if !spec.get("resources").is_null() {
        out.line(0, "Resources:");
        containers::write_resources(out, 1, spec.get("resources"));
    }
    write_containers(out, pod);
    write_conditions(out, pod);
    volumes::write(out, spec.get("volumes").items(), "", "");
    out.field(0, "QoS Class", pod.status().get("qosClass").str());
    let selector = spec.get("nodeSelector").as_map().cloned().unwrap_or_default();
    metadata::labels(out, "", "Node-Selectors", &selector);
    placement::tolerations(out, "", spec.get("tolerations").items());
    let constraints = spec.get("topologySpreadConstraints").items();
    placement::topology_spread_constraints(out, "", constraints);
}

fn write_status(out: &mut Lines, pod: &Object, view: &View) {
    let status = pod.status();
    let finished = matches!(status.get("phase").str(), "Succeeded" | "Failed");
    match pod.meta.deletion_timestamp {
        Some(_) if !finished => {
            let lasts = age(pod.meta.deletion_timestamp, view.now);
            out.field(0, "Status", format_args!("Terminating (lasts {lasts})"));
            let grace = pod.meta.deletion_grace_period_seconds.unwrap_or_default();
            out.field(0, "Termination Grace Period", format_args!("{grace}s"));
        }
        _ => out.field(0, "Status", status.get("phase").str()),
    }
    out.field_if_any(0, "Reason", status.get("reason"));
    out.field_if_any(0, "Message", status.get("message"));
    containers::write_seccomp_profile(out, 0, pod.spec().at("securityContext.seccompProfile"));
    out.field(0, "IP", status.get("podIP").str());
    let addresses = status.get("podIPs").items();
    out.line(0, if addresses.is_empty() { "IPs:\t<none>" } else { "IPs:" });
    for address in addresses {
        out.field(1, "IP", address.get("ip").str());
    }
}

fn write_containers(out: &mut Lines, pod: &Object) {
    let scope = Scope { pod: Some(pod), indent: "" };
    for (title, field, statuses, always) in [
        ("Init Containers", "initContainers", "initContainerStatuses", false),
        ("Containers", "containers", "containerStatuses", true),
        ("Ephemeral Containers", "ephemeralContainers", "ephemeralContainerStatuses", false),
    ] {
        let list = pod.spec().get(field).items();
        if always || !list.is_empty() {
            containers::write(out, title, list, statuses, &scope);
        }
    }
}

fn write_conditions(out: &mut Lines, pod: &Object) {
    let gates = pod.spec().get("readinessGates").items();
    let gate = |gate: &Value| {
        let kind = gate.get("conditionType").str();
        let status = pod.condition(kind).get("status").str();
        (kind.to_owned(), if status.is_empty() { "<none>" } else { status }.to_owned())
    };
    write_pairs(out, "Readiness Gates", gates.iter().map(gate).collect());
    let conditions = pod.status().get("conditions").items().iter();
    let pair = |condition: &Value| {
        let [kind, status] = ["type", "status"].map(|field| condition.get(field).str().to_owned());
        (kind, status)
    };
    write_pairs(out, "Conditions", conditions.map(pair).collect());
}

/// Both columns end with a space, as kubectl writes them.
fn write_pairs(out: &mut Lines, title: &str, pairs: Vec<(String, String)>) {
    if pairs.is_empty() {
        return;
    }
    out.line(0, format_args!("{title}:"));
    out.line(1, "Type\tStatus");
    for (kind, status) in pairs {
        out.line(1, format_args!("{kind} \t{status} "));
    }
}
