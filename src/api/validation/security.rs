//! What pods and containers may do on their machine.

use super::internal::show_security_context;
use super::path::Path;
use super::report::Report;
use crate::api::{Value, names};

/// `securityContext` of a pod, and what goes with the host's network.
pub fn pod(report: &mut Report, path: Path, spec: &Value) {
    let place = path.field("securityContext");
    if spec.get("hostNetwork").is_true() {
        host_network(report, path, spec);
    }
    let context = spec.get("securityContext");
    for field in ["fsGroup", "runAsUser", "runAsGroup"] {
        user(report, place.field(field), context.get(field));
    }
    let list = place.field("supplementalGroups");
    for (index, group) in context.get("supplementalGroups").items().iter().enumerate() {
        user(report, list.index(index), group);
    }
    if spec.get("shareProcessNamespace").is_true() && spec.get("hostPID").is_true() {
        let why = "ShareProcessNamespace and HostPID cannot both be enabled";
        report.invalid(path.field("shareProcessNamespace"), spec.get("shareProcessNamespace"), why);
    }
    let policies = ["Always", "OnRootMismatch"];
    let policy = context.get("fsGroupChangePolicy");
    report.one_of_if_set(place.field("fsGroupChangePolicy"), policy, &policies);
    seccomp(report, place.field("seccompProfile"), context.get("seccompProfile"));
}

/// On the host's network a container's port is the host's.
fn host_network(report: &mut Report, path: Path, spec: &Value) {
    let list = path.field("containers");
    for (index, container) in spec.get("containers").items().iter().enumerate() {
        let place = list.index(index);
        let ports = place.field("ports");
        for (number, port) in container.get("ports").items().iter().enumerate() {
            let (own, host) = (port.get("containerPort"), port.get("hostPort"));
            if host.int() != 0 && host.int() != own.int() {
                let why = "must match `hostPort` when `hostNetwork` is true";
                report.invalid(ports.index(number).field("containerPort"), own, why);
            }
        }
    }
}

/// `securityContext` of a container.
pub fn container(report: &mut Report, path: Path, context: &Value) {
    if context.is_null() {
        return;
    }
    for field in ["runAsUser", "runAsGroup"] {
        user(report, path.field(field), context.get(field));
    }
    seccomp(report, path.field("seccompProfile"), context.get("seccompProfile"));
    let escalation = context.get("allowPrivilegeEscalation");
    if escalation.as_bool() == Some(false) {
        if context.get("privileged").is_true() {
            let why = "cannot set `allowPrivilegeEscalation` to false and `privileged` to true";
            report.invalid_shown(path, show_security_context(context), why);
        }
        let added = context.at("capabilities.add").items();
        if added.iter().any(|capability| capability.str() == "CAP_SYS_ADMIN") {
            let why = "cannot set `allowPrivilegeEscalation` to false and \
                       `capabilities.Add` CAP_SYS_ADMIN";
            report.invalid_shown(path, show_security_context(context), why);
        }
    }
}

fn user(report: &mut Report, path: Path, value: &Value) {
    if let Some(number) = value.as_int() {
        report.invalid_each(path, value, names::user_id(number));
    }
}

fn seccomp(report: &mut Report, path: Path, profile: &Value) {
    if profile.is_null() {
        return;
    }
    let kind = profile.get("type");
    let file = profile.get("localhostProfile");
    match kind.str() {
        "" => report.required(path.field("type"), "type is required when seccompProfile is set"),
        "Localhost" if file.is_null() => {
            let why = "must be set when seccomp type is Localhost";
            report.required(path.field("localhostProfile"), why);
        }
        "RuntimeDefault" | "Unconfined" if !file.is_null() => {
            let why = "can only be set when seccomp type is Localhost";
            report.invalid(path.field("localhostProfile"), file, why);
        }
        _ => {
            report.one_of(path.field("type"), kind, &["Localhost", "RuntimeDefault", "Unconfined"])
        }
    }
}
