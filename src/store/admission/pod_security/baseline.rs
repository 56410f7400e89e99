//! What the level `baseline` forbids: known ways to more privileges.

use super::Violation;
use super::containers::{Containers, distinct, listed, quoted, setters};
use crate::api::Value;

/// The capabilities that containers may have besides.
const CAPABILITIES: [&str; 13] = [
    "AUDIT_WRITE",
    "CHOWN",
    "DAC_OVERRIDE",
    "FOWNER",
    "FSETID",
    "KILL",
    "MKNOD",
    "NET_BIND_SERVICE",
    "SETFCAP",
    "SETGID",
    "SETPCAP",
    "SETUID",
    "SYS_CHROOT",
];
/// The settings of the kernel that a pod may make.
const SYSCTLS: [&str; 10] = [
    "kernel.shm_rmid_forced",
    "net.ipv4.ip_local_port_range",
    "net.ipv4.ip_local_reserved_ports",
    "net.ipv4.ip_unprivileged_port_start",
    "net.ipv4.ping_group_range",
    "net.ipv4.tcp_fin_timeout",
    "net.ipv4.tcp_keepalive_intvl",
    "net.ipv4.tcp_keepalive_probes",
    "net.ipv4.tcp_keepalive_time",
    "net.ipv4.tcp_syncookies",
];

/// What a pod does that is forbidden; where more is forbidden anyway (`overridden`) the checks that
/// the stricter level has in a form of its own are left out.
pub fn violations(spec: &Value, containers: &Containers, overridden: bool) -> Vec<Violation> {
    let own = |check: Option<Violation>| check.filter(|_| !overridden);
    let checks = [
        own(capabilities(containers)),
        host_namespaces(spec),
        own(host_paths(spec)),
        host_ports(containers),
        privileged(containers),
        proc_mount(containers),
        own(seccomp(spec, containers)),
        sysctls(spec),
    ];
    checks.into_iter().flatten().collect()
}

fn capabilities(containers: &Containers) -> Option<Violation> {
    added_capabilities(containers, &CAPABILITIES)
        .map(|detail| Violation { reason: "non-default capabilities", detail })
}

/// Who adds capabilities that are not among those allowed, and which.
pub fn added_capabilities(containers: &Containers, allowed: &[&str]) -> Option<String> {
    let is_forbidden = |name: &&Value| !allowed.contains(&name.str());
    let adds = |context: &Value| {
        context.at("capabilities.add").items().iter().any(|name| is_forbidden(&name))
    };
    let who = containers.who(adds)?;
    let added =
        containers.contexts().flat_map(|(_, context)| context.at("capabilities.add").items());
    let names = quoted(&distinct(added.filter(is_forbidden).map(Value::str)));
    Some(format!("{who} must not include {names} in securityContext.capabilities.add"))
}

fn host_namespaces(spec: &Value) -> Option<Violation> {
    let shared: Vec<String> = ["hostNetwork", "hostPID", "hostIPC"]
        .iter()
        .filter(|field| spec.get(field).is_true())
        .map(|field| format!("{field}=true"))
        .collect();
    (!shared.is_empty()).then(|| Violation { reason: "host namespaces", detail: shared.join(", ") })
}

fn host_paths(spec: &Value) -> Option<Violation> {
    let volumes = spec.get("volumes").items().iter();
    let names: Vec<&str> = volumes
        .filter(|volume| !volume.get("hostPath").is_null())
        .map(|volume| volume.get("name").str())
        .collect();
    listed("volume", &names).map(|detail| Violation { reason: "hostPath volumes", detail })
}

fn host_ports(containers: &Containers) -> Option<Violation> {
    let ports = |container: &Value| -> Vec<i64> {
        let ports = container.get("ports").items().iter();
        ports.map(|port| port.get("hostPort").int()).filter(|port| *port != 0).collect()
    };
    let users: Vec<&str> = containers
        .all()
        .filter(|container| !ports(container).is_empty())
        .map(|container| container.get("name").str())
        .collect();
    let who = listed("container", &users)?;
    let texts: Vec<String> =
        containers.all().flat_map(&ports).map(|port| port.to_string()).collect();
    let texts = distinct(texts.iter().map(String::as_str));
    let uses = if users.len() == 1 { "uses" } else { "use" };
    let what = if texts.len() == 1 { "hostPort" } else { "hostPorts" };
    let detail = format!("{who} {uses} {what} {}", texts.join(", "));
    Some(Violation { reason: "hostPort", detail })
}

fn privileged(containers: &Containers) -> Option<Violation> {
    let who = containers.who(|context| context.get("privileged").is_true())?;
    let detail = format!("{who} must not set securityContext.privileged=true");
    Some(Violation { reason: "privileged", detail })
}

fn proc_mount(containers: &Containers) -> Option<Violation> {
    let is_other = |context: &Value| !matches!(context.get("procMount").str(), "" | "Default");
    let who = containers.who(is_other)?;
    let others = containers.contexts().filter(|(_, context)| is_other(context));
    let kinds = quoted(&distinct(others.map(|(_, context)| context.get("procMount").str())));
    let detail = format!("{who} must not set securityContext.procMount to {kinds}");
    Some(Violation { reason: "procMount", detail })
}

fn seccomp(spec: &Value, containers: &Containers) -> Option<Violation> {
    let is_off = |context: &Value| context.at("seccompProfile.type").str() == "Unconfined";
    let who = setters(spec, containers, is_off)?;
    let detail =
        format!("{who} must not set securityContext.seccompProfile.type to \"Unconfined\"");
    Some(Violation { reason: "seccompProfile", detail })
}

fn sysctls(spec: &Value) -> Option<Violation> {
    let made = spec.at("securityContext.sysctls").items().iter();
    let forbidden: Vec<&str> = made
        .map(|sysctl| sysctl.get("name").str())
        .filter(|name| !SYSCTLS.contains(name))
        .collect();
    (!forbidden.is_empty())
        .then(|| Violation { reason: "forbidden sysctls", detail: forbidden.join(", ") })
}
