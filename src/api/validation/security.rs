//! What pods and containers may do on their machine.

use super::internal::show_security_context;
use super::mounts::descending;
use super::path::Path;
use super::report::Report;
use crate::api::{FieldError, Value, names};
use crate::ordered::OrderedSet;

/// The fields that hold a profile, with what it is called.
const PROFILES: [[&str; 2]; 2] = [["seccompProfile", "seccomp"], ["appArmorProfile", "AppArmor"]];

/// `securityContext` of a pod.
pub fn pod(report: &mut Report, path: Path, spec: &Value) {
    let place = path.field("securityContext");
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
        let shared = spec.get("shareProcessNamespace");
        report.invalid(place.field("shareProcessNamespace"), shared, why);
    }
    kernel_parameters(report, place.field("sysctls"), spec);
    let policies = ["Always", "OnRootMismatch"];
    let policy = context.get("fsGroupChangePolicy");
    report.one_of_if_set(place.field("fsGroupChangePolicy"), policy, &policies);
    for one in PROFILES {
        profile(report, place, context, one);
    }
    let policies = ["Merge", "Strict"];
    let policy = context.get("supplementalGroupsPolicy");
    report.one_of_if_set(place.field("supplementalGroupsPolicy"), policy, &policies);
}

/// What one may ask of the kernel (`validateSysctls`).
fn kernel_parameters(report: &mut Report, list: Path, spec: &Value) {
    let mut taken = OrderedSet::new();
    let parameters = spec.at("securityContext.sysctls").items();
    for (index, parameter) in parameters.iter().enumerate() {
        let name = parameter.get("name");
        let entry = list.index(index);
        let place = entry.field("name");
        let text = name.str().replace('/', ".");
        match text.as_str() {
            "" => report.required(place, ""),
            _ if !text.split('.').all(is_segment) || text.len() > 253 => {
                report.invalid(place, name, SYSCTL);
            }
            _ if !taken.insert(name.str()) => report.duplicate(place, name),
            _ => {}
        }
        let shared = ["kernel.shm", "kernel.msg", "kernel.sem", "fs.mqueue."];
        if text.starts_with("net.") && spec.get("hostNetwork").is_true() {
            report.invalid(place, name, "may not be specified when 'hostNetwork' is true");
        } else if shared.iter().any(|prefix| text.starts_with(prefix))
            && spec.get("hostIPC").is_true()
        {
            report.invalid(place, name, "may not be specified when 'hostIPC' is true");
        }
    }
}

const SYSCTL: &str = "must have at most 253 characters and match regex \
                      ^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$";

/// A part of a kernel parameter's name.
fn is_segment(part: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    part.bytes().all(|byte| is_plain(byte) || b"-_".contains(&byte))
        && part.bytes().next().is_some_and(is_plain)
        && part.bytes().next_back().is_some_and(is_plain)
}

/// On the host's network a container's port is the host's (`validatePodHostNetworkDeps`).
pub fn host_network(report: &mut Report, path: Path, spec: &Value) {
    if !spec.get("hostNetwork").is_true() {
        return;
    }
    let list = path.field("containers");
    for (index, container) in spec.get("containers").items().iter().enumerate() {
        let place = list.index(index);
        let ports = place.field("ports");
        for (number, port) in container.get("ports").items().iter().enumerate() {
            let (own, host) = (port.get("containerPort"), port.get("hostPort"));
            if host.int() != 0 && host.int() != own.int() {
                let why = "must match `containerPort` when `hostNetwork` is true";
                report.invalid(ports.index(number).field("hostPort"), host, why);
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
    let mounts = ["Default", "Unmasked"];
    report.one_of_if_set(path.field("procMount"), context.get("procMount"), &mounts);
    let [seccomp, app_armor] = PROFILES;
    profile(report, path, context, seccomp);
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
    profile(report, path, context, app_armor);
}

fn user(report: &mut Report, path: Path, value: &Value) {
    if let Some(number) = value.as_int() {
        report.invalid_each(path, value, names::user_id(number));
    }
}

/// A profile of seccomp or AppArmor, whose file is named where it lies on the machine.
fn profile(report: &mut Report, path: Path, context: &Value, [field, what]: [&str; 2]) {
    let profile = context.get(field);
    if profile.is_null() {
        return;
    }
    let path = path.field(field);
    let place = path.field("localhostProfile");
    let kind = profile.get("type");
    let file = profile.get("localhostProfile");
    match kind.str() {
        "" => {
            report.required(path.field("type"), format!("type is required when {field} is set"));
        }
        "Localhost" if file.is_null() || (what != "seccomp" && file.str().trim().is_empty()) => {
            report.required(place, format!("must be set when {what} type is Localhost"));
        }
        "Localhost" if what == "seccomp" => descending(report, place, file),
        "Localhost" if file.str().len() > 4095 => {
            report.push(FieldError::too_long(place, 4095));
        }
        "Localhost" if file.str().trim() != file.str() => {
            report.invalid(place, file, "must not be padded with whitespace");
        }
        "RuntimeDefault" | "Unconfined" if !file.is_null() => {
            let why = format!("can only be set when {what} type is Localhost");
            report.invalid(place, file, why);
        }
        _ => {
            report.one_of(path.field("type"), kind, &["Localhost", "RuntimeDefault", "Unconfined"])
        }
    }
}
