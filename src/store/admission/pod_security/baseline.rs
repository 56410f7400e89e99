//! What the level `baseline` forbids: known ways to more privileges.

use super::containers::{Containers, distinct, listed, quoted};
use super::{Judged, Violation};
use crate::api::Value;
use crate::api::status_error::quote;

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
/// The settings of the kernel that a pod may make, with the minor version from which on it may.
const SYSCTLS: [(&str, u32); 12] = [
    ("kernel.shm_rmid_forced", 0),
    ("net.ipv4.ip_local_port_range", 0),
    ("net.ipv4.ip_unprivileged_port_start", 0),
    ("net.ipv4.ping_group_range", 0),
    ("net.ipv4.tcp_syncookies", 0),
    ("net.ipv4.ip_local_reserved_ports", 27),
    ("net.ipv4.tcp_fin_timeout", 29),
    ("net.ipv4.tcp_keepalive_intvl", 29),
    ("net.ipv4.tcp_keepalive_probes", 29),
    ("net.ipv4.tcp_keepalive_time", 29),
    ("net.ipv4.tcp_rmem", 32),
    ("net.ipv4.tcp_wmem", 32),
];
/// What the annotations of AppArmor begin with that were there before its fields.
const APP_ARMOR: &str = "container.apparmor.security.beta.kubernetes.io/";
/// The hosts that a container's kubelet may be sent to by its probes and hooks.
const HOSTS: [&str; 10] = [
    "livenessProbe.httpGet.host",
    "livenessProbe.tcpSocket.host",
    "readinessProbe.httpGet.host",
    "readinessProbe.tcpSocket.host",
    "startupProbe.httpGet.host",
    "startupProbe.tcpSocket.host",
    "lifecycle.postStart.httpGet.host",
    "lifecycle.postStart.tcpSocket.host",
    "lifecycle.preStop.httpGet.host",
    "lifecycle.preStop.tcpSocket.host",
];

/// What a pod does that is forbidden by the rules of a version; where the stricter level holds
/// (`is_restricted`) the checks are left out that it has in a form of its own.
pub fn violations(pod: &Judged, rules: u32, is_restricted: bool) -> Vec<Violation> {
    let until =
        |rule: u32, check: Option<Violation>| check.filter(|_| !is_restricted || rules < rule);
    let is_relaxed = pod.has_own_users() && rules >= 35;
    let checks = [
        app_armor(pod),
        until(22, capabilities(&pod.containers)),
        host_namespaces(pod.spec),
        until(0, host_paths(pod.spec)),
        host_ports(&pod.containers),
        hosts(&pod.containers).filter(|_| rules >= 34),
        privileged(&pod.containers),
        until(35, proc_mount(&pod.containers)).filter(|_| !is_relaxed),
        selinux(pod, rules),
        until(19, bad_seccomp(pod)).filter(|_| rules >= 19),
        sysctls(pod.spec, rules),
        host_process(pod),
    ];
    checks.into_iter().flatten().collect()
}

fn app_armor(pod: &Judged) -> Option<Violation> {
    let kind = |context: &Value| context.at("appArmorProfile.type").str().to_owned();
    let is_bad = |context: &Value| !matches!(&*kind(context), "" | "RuntimeDefault" | "Localhost");
    let bad: Vec<String> = pod.contexts().filter(|context| is_bad(context)).map(kind).collect();
    let mut values: Vec<String> =
        distinct(bad.iter().map(String::as_str)).into_iter().map(str::to_owned).collect();
    let mut setters: Vec<String> = pod.setters(is_bad).into_iter().collect();
    let annotations = pod.annotations.iter().filter(|(name, text)| {
        let is_good = matches!(*text, "" | "runtime/default") || text.starts_with("localhost/");
        name.starts_with(APP_ARMOR) && !is_good
    });
    let mut annotations: Vec<String> =
        annotations.map(|(name, text)| format!("{name}={}", quote(text))).collect();
    crate::order::sort(&mut annotations);
    match annotations.len() {
        0 => {}
        1 => setters.push("annotation".to_owned()),
        _ => setters.push("annotations".to_owned()),
    }
    values.extend(annotations);
    let reason = match values.len() {
        0 => return None,
        1 => "forbidden AppArmor profile",
        _ => "forbidden AppArmor profiles",
    };
    let values: Vec<&str> = values.iter().map(String::as_str).collect();
    let (who, what) = (setters.join(" and "), quoted(&values));
    Some(Violation {
        reason,
        detail: format!("{who} must not set AppArmor profile type to {what}"),
    })
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

fn hosts(containers: &Containers) -> Option<Violation> {
    let hosts = |container: &'_ Value| -> Vec<String> {
        let hosts = HOSTS.iter().map(|path| container.at(path).str().to_owned());
        hosts.filter(|host| !host.is_empty()).collect()
    };
    let users = containers.all().filter(|container| !hosts(container).is_empty());
    let users = distinct(users.map(|container| container.get("name").str()));
    let who = listed("container", &users)?;
    let all: Vec<String> = containers.all().flat_map(&hosts).collect();
    let uses = if users.len() == 1 { "uses" } else { "use" };
    let what = listed("probe or lifecycle host", &distinct(all.iter().map(String::as_str)))?;
    let detail = format!("{who} {uses} {what}");
    Some(Violation { reason: "probe or lifecycle host", detail })
}

fn privileged(containers: &Containers) -> Option<Violation> {
    let who = containers.who(|context| context.get("privileged").is_true())?;
    let detail = format!("{who} must not set securityContext.privileged=true");
    Some(Violation { reason: "privileged", detail })
}

/// Who asks for more of `/proc` than is shown by default.
pub fn proc_mount(containers: &Containers) -> Option<Violation> {
    let is_other = |context: &Value| !matches!(context.get("procMount").str(), "" | "Default");
    let who = containers.who(is_other)?;
    let others = containers.contexts().filter(|(_, context)| is_other(context));
    let kinds = quoted(&distinct(others.map(|(_, context)| context.get("procMount").str())));
    let detail = format!("{who} must not set securityContext.procMount to {kinds}");
    Some(Violation { reason: "procMount", detail })
}

fn selinux(pod: &Judged, rules: u32) -> Option<Violation> {
    let text =
        |context: &Value, field: &str| context.get("seLinuxOptions").get(field).str().to_owned();
    let is_bad_type = |kind: &str| match kind {
        "" | "container_t" | "container_init_t" | "container_kvm_t" => false,
        "container_engine_t" => rules < 31,
        _ => true,
    };
    let sets = |context: &Value, field: &str| !text(context, field).is_empty();
    let who = pod.setters(|context| {
        is_bad_type(&text(context, "type")) || sets(context, "user") || sets(context, "role")
    })?;
    let types: Vec<String> = pod.contexts().map(|context| text(context, "type")).collect();
    let types = distinct(types.iter().map(String::as_str).filter(|kind| is_bad_type(kind)));
    let any = |field: &str| pod.contexts().any(|context| sets(context, field));
    let mut what: Vec<String> = listed("type", &types).into_iter().collect();
    for field in ["user", "role"] {
        what.extend(any(field).then(|| format!("{field} may not be set")));
    }
    let what = what.join("; ");
    let detail = format!("{who} set forbidden securityContext.seLinuxOptions: {what}");
    Some(Violation { reason: "seLinuxOptions", detail })
}

/// Who sets another profile of system calls than those that are good.
pub fn bad_seccomp(pod: &Judged) -> Option<Violation> {
    let kind = |context: &Value| context.at("seccompProfile.type").str().to_owned();
    let is_bad = |context: &Value| !matches!(&*kind(context), "" | "RuntimeDefault" | "Localhost");
    let who = pod.setters(is_bad)?;
    let bad: Vec<String> = pod.contexts().filter(|context| is_bad(context)).map(kind).collect();
    let kinds = quoted(&distinct(bad.iter().map(String::as_str)));
    let detail = format!("{who} must not set securityContext.seccompProfile.type to {kinds}");
    Some(Violation { reason: "seccompProfile", detail })
}

fn sysctls(spec: &Value, rules: u32) -> Option<Violation> {
    let made = spec.at("securityContext.sysctls").items().iter();
    let is_safe = |name: &str| SYSCTLS.iter().any(|(safe, since)| *safe == name && *since <= rules);
    let forbidden: Vec<&str> =
        made.map(|sysctl| sysctl.get("name").str()).filter(|name| !is_safe(name)).collect();
    (!forbidden.is_empty())
        .then(|| Violation { reason: "forbidden sysctls", detail: forbidden.join(", ") })
}

fn host_process(pod: &Judged) -> Option<Violation> {
    let who = pod.setters(|context| context.at("windowsOptions.hostProcess").is_true())?;
    let detail = format!("{who} must not set securityContext.windowsOptions.hostProcess=true");
    Some(Violation { reason: "hostProcess", detail })
}
