//! The containers of a pod or of a pod template.

use super::environment;
use super::lines::{Lines, capitalised, long_time, quantity, shown};
use super::probe;
use crate::api::{Object, Value};

/// Whose containers are described.
#[derive(Clone, Copy)]
pub struct Scope<'object> {
    /// The pod, if it is one's; it has statuses, and its fields can be read for variables.
    pub pod: Option<&'object Object>,
    /// What comes before each heading: two spaces in a template.
    pub indent: &'static str,
}

impl Scope<'_> {
    /// What comes before the names of containers and volumes.
    pub fn name_indent(&self) -> &'static str {
        if self.indent.is_empty() { "" } else { " " }
    }
}

/// Writes the containers of a list; `statuses` names the field in the pod's status.
pub fn write(out: &mut Lines, title: &str, containers: &[Value], statuses: &str, scope: &Scope) {
    if containers.is_empty() {
        out.line(0, format_args!("{}{title}: <none>", scope.indent));
        return;
    }
    out.line(0, format_args!("{}{title}:", scope.indent));
    for container in containers {
        let name = container.get("name");
        let statuses = scope.pod.map_or(&[][..], |pod| pod.status().get(statuses).items());
        let status = statuses.iter().find(|status| status.get("name") == name);
        out.line(1, format_args!("{}{}:", scope.name_indent(), name.str()));
        write_basics(out, container, status);
        write_words(out, "Command", container.get("command").items());
        write_words(out, "Args", container.get("args").items());
        if let Some(status) = status {
            write_status(out, status);
        }
        write_resources(out, 2, container.get("resources"));
        for (field, title) in [
            ("livenessProbe", "Liveness"),
            ("readinessProbe", "Readiness"),
            ("startupProbe", "Startup"),
        ] {
            if !container.get(field).is_null() {
                out.field(2, title, probe::text(container.get(field)));
            }
        }
        environment::write(out, container, scope.pod);
        write_mounts(out, container);
    }
}

fn write_basics(out: &mut Lines, container: &Value, status: Option<&Value>) {
    if let Some(status) = status {
        out.field(2, "Container ID", status.get("containerID").str());
    }
    out.field(2, "Image", container.get("image").str());
    if let Some(status) = status {
        out.field(2, "Image ID", status.get("imageID").str());
    }
    let ports = container.get("ports").items();
    write_ports(out, "Port", ports, "containerPort");
    write_ports(out, "Host Port", ports, "hostPort");
    let profile = container.at("securityContext.seccompProfile");
    write_seccomp_profile(out, 2, profile);
}

/// The seccomp profile of a pod or a container, if it has one.
pub fn write_seccomp_profile(out: &mut Lines, level: usize, profile: &Value) {
    if profile.is_null() {
        return;
    }
    out.field(level, "SeccompProfile", profile.get("type").str());
    if profile.get("type").str() == "Localhost" {
        out.field(level, "LocalhostProfile", profile.get("localhostProfile").str());
    }
}

fn write_ports(out: &mut Lines, title: &str, ports: &[Value], field: &str) {
    let text = ports_text(ports, field);
    match ports.len() {
        0 => out.field(2, title, "<none>"),
        1 => out.field(2, title, text),
        _ => out.field(2, &format!("{title}s"), text),
    }
}

/// `80/TCP (http), 9090/TCP`.
pub fn ports_text(ports: &[Value], field: &str) -> String {
    let texts = ports.iter().map(|port| {
        let text = format!("{}/{}", port.get(field).int(), port.get("protocol").str());
        match port.get("name").str() {
            "" => text,
            name => format!("{text} ({name})"),
        }
    });
    texts.collect::<Vec<_>>().join(", ")
}

fn write_words(out: &mut Lines, title: &str, words: &[Value]) {
    if words.is_empty() {
        return;
    }
    out.line(2, format_args!("{title}:"));
    for line in words.iter().flat_map(|word| word.str().split('\n')) {
        out.line(3, line);
    }
}

fn write_status(out: &mut Lines, status: &Value) {
    write_state(out, "State", status.get("state"));
    if !status.at("lastState.terminated").is_null() {
        write_state(out, "Last State", status.get("lastState"));
    }
    out.field(2, "Ready", capitalised(status.get("ready").is_true()));
    out.field(2, "Restart Count", status.get("restartCount").int());
}

fn write_state(out: &mut Lines, title: &str, state: &Value) {
    let (running, terminated) = (state.get("running"), state.get("terminated"));
    if !running.is_null() {
        out.field(2, title, "Running");
        out.field(3, "Started", long_time(running.get("startedAt")));
    } else if !terminated.is_null() {
        out.field(2, title, "Terminated");
        out.field_if_any(3, "Reason", terminated.get("reason"));
        out.field_if_any(3, "Message", terminated.get("message"));
        out.field(3, "Exit Code", terminated.get("exitCode").int());
        if terminated.get("signal").int() > 0 {
            out.field(3, "Signal", terminated.get("signal").int());
        }
        out.field(3, "Started", long_time(terminated.get("startedAt")));
        out.field(3, "Finished", long_time(terminated.get("finishedAt")));
    } else {
        out.field(2, title, "Waiting");
        out.field_if_any(3, "Reason", state.at("waiting.reason"));
    }
}

/// Limits and requests, at a level of indentation.
pub fn write_resources(out: &mut Lines, level: usize, resources: &Value) {
    for (field, title) in [("limits", "Limits"), ("requests", "Requests")] {
        let entries = resources.get(field).entries();
        if !entries.is_empty() {
            out.line(level, format_args!("{title}:"));
        }
        for (name, amount) in entries {
            out.field(level + 1, name, quantity(amount));
        }
    }
}

fn write_mounts(out: &mut Lines, container: &Value) {
    let mut mounts: Vec<&Value> = container.get("volumeMounts").items().iter().collect();
    crate::order::sort_by_key(&mut mounts, |mount| mount.get("mountPath").str());
    out.line(2, if mounts.is_empty() { "Mounts:\t<none>" } else { "Mounts:" });
    for mount in mounts {
        let mut flags = if mount.get("readOnly").is_true() { "ro" } else { "rw" }.to_owned();
        if let Some(path) = shown(mount.get("subPath")) {
            flags.push_str(&format!(",path={path:?}"));
        }
        let [path, name] = ["mountPath", "name"].map(|field| mount.get(field).str());
        out.line(3, format_args!("{path} from {name} ({flags})"));
    }
    let mut devices: Vec<&Value> = container.get("volumeDevices").items().iter().collect();
    crate::order::sort_by_key(&mut devices, |device| device.get("devicePath").str());
    if !devices.is_empty() {
        // kubectl tells beside the devices whether there are mounts.
        let is_bare = container.get("volumeMounts").items().is_empty();
        out.line(2, if is_bare { "Devices:\t<none>" } else { "Devices:" });
    }
    for device in devices {
        let [path, name] = ["devicePath", "name"].map(|field| device.get(field).str());
        out.line(3, format_args!("{path} from {name}"));
    }
}
