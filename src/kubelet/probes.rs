//! Probes: how a kubelet finds out whether a container has started, is ready, and still lives.

use super::back_off::go_duration;
use super::behaviour::Behaviour;
use super::roles::Role;
use super::sandbox::{Container, Run, State};
use super::step::{Step, seconds};
use crate::api::Value;
use crate::time::{Milliseconds, Time};

/// What a probe decides on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProbeKind {
    /// Whether the container has started; the other probes wait for that.
    Startup,
    /// Whether it is ready.
    Readiness,
    /// Whether it still lives; it is started again otherwise.
    Liveness,
}

/// A probe of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Probe {
    /// What it decides on.
    pub kind: ProbeKind,
    /// When it is asked next; `None` if its answer will not change.
    pub next: Option<Time>,
    /// Successes in a row.
    successes: i64,
    /// Failures in a row.
    failures: i64,
}

/// The kinds with the fields of a container's spec that hold them.
const KINDS: [(ProbeKind, &str); 3] = [
    (ProbeKind::Startup, "startupProbe"),
    (ProbeKind::Readiness, "readinessProbe"),
    (ProbeKind::Liveness, "livenessProbe"),
];

impl ProbeKind {
    fn field(self) -> &'static str {
        KINDS.iter().find(|(kind, _)| *kind == self).map_or("", |(_, field)| field)
    }

    fn name(self) -> &'static str {
        match self {
            ProbeKind::Startup => "Startup",
            ProbeKind::Readiness => "Readiness",
            ProbeKind::Liveness => "Liveness",
        }
    }
}

/// The probes of a container that starts now.
pub fn of_container(spec: &Value, now: Time) -> Vec<Probe> {
    let has_startup = !spec.get("startupProbe").is_null();
    let wanted = KINDS.iter().filter(|(_, field)| !spec.get(field).is_null());
    wanted
        .map(|(kind, field)| {
            let first = now.plus(seconds(spec.get(field), "initialDelaySeconds", 0));
            let waits = has_startup && *kind != ProbeKind::Startup;
            Probe { kind: *kind, next: (!waits).then_some(first), successes: 0, failures: 0 }
        })
        .collect()
}

/// Whether there is a startup probe among these.
pub fn has_startup(probes: &[Probe]) -> bool {
    probes.iter().any(|probe| probe.kind == ProbeKind::Startup)
}

/// What a probe hears, and until when it will hear the same.
struct Answer {
    failure: Option<String>,
    until: Option<Time>,
}

impl Step<'_> {
    /// Asks the probes that are due; `true` if the container's status changes thereby.
    pub fn probe(&mut self, container: &mut Container, role: &Role, address: &str) -> bool {
        let mut changed = false;
        let due = |run: &Run, at: Time| {
            run.probes.iter().position(|probe| probe.next.is_some_and(|next| next <= at))
        };
        while let State::Running(run) = &mut container.state {
            let Some(index) = due(run, self.at).filter(|_| run.stops.is_none()) else { break };
            let kind = run.probes[index].kind;
            let spec = role.spec.get(kind.field());
            let answer = ask(spec, role.spec, run, address, self.at);
            let failure = answer.failure.clone();
            let verdict = count(&mut run.probes[index], spec, answer, self.at);
            if let Some(text) = failure {
                let message = format!("{} probe failed: {text}", kind.name());
                self.warn(role, "Unhealthy", message);
            }
            changed |= match verdict {
                None => false,
                Some(verdict) => self.heed(container, role, kind, verdict),
            };
        }
        changed
    }

    /// Does what a probe's verdict asks for.
    fn heed(
        &mut self,
        container: &mut Container,
        role: &Role,
        kind: ProbeKind,
        good: bool,
    ) -> bool {
        let State::Running(run) = &mut container.state else { return false };
        match (kind, good) {
            (ProbeKind::Startup, true) => {
                let changes = !run.is_started;
                run.is_started = true;
                for probe in &mut run.probes {
                    let spec = role.spec.get(probe.kind.field());
                    let delay = seconds(spec, "initialDelaySeconds", 0);
                    probe.next = (probe.kind != ProbeKind::Startup)
                        .then_some(run.since.plus(delay).max(self.at));
                }
                changes
            }
            (ProbeKind::Readiness, good) => {
                let changes = run.is_ready != good;
                run.is_ready = good;
                changes
            }
            (ProbeKind::Liveness, true) => false,
            (ProbeKind::Startup | ProbeKind::Liveness, false) => {
                let spec = role.spec.get(kind.field());
                let own = spec.get("terminationGracePeriodSeconds").as_int();
                let grace = own.map(|_| seconds(spec, "terminationGracePeriodSeconds", 0));
                let probe = kind.name().to_ascii_lowercase();
                let end = if role.restarts_after(1) { ", will be restarted" } else { "" };
                let message = format!("Container {} failed {probe} probe{end}", container.name);
                self.kill(container, role, message, grace);
                true
            }
        }
    }
}

/// Counts an answer in, and says when to ask again.  The verdict is there once enough answers in
/// a row were the same.
fn count(probe: &mut Probe, spec: &Value, answer: Answer, now: Time) -> Option<bool> {
    let threshold = |field: &str, default: i64| spec.get(field).as_int().unwrap_or(default).max(1);
    let good = answer.failure.is_none();
    let period = seconds(spec, "periodSeconds", 10).max(1_000);
    (probe.successes, probe.failures) =
        if good { (probe.successes + 1, 0) } else { (0, probe.failures + 1) };
    let decided = match good {
        true => probe.successes >= threshold("successThreshold", 1),
        false => probe.failures >= threshold("failureThreshold", 3),
    };
    probe.next = match (good && decided, answer.until) {
        (false, _) => Some(now.plus(period)),
        // A good answer that stays need not be asked for again.
        (true, None) => None,
        (true, Some(until)) => Some(next_tick(now, until, period)),
    };
    decided.then_some(good)
}

/// The first of the regular instants after `now` that is not before `until`.
fn next_tick(now: Time, until: Time, period: Milliseconds) -> Time {
    let ticks = (until.since(now).max(1) + period - 1) / period;
    now.plus(ticks.saturating_mul(period))
}

fn ask(probe: &Value, container: &Value, run: &Run, address: &str, now: Time) -> Answer {
    let behaviour = &run.behaviour;
    let words: Vec<&str> = probe.at("exec.command").items().iter().map(|word| word.str()).collect();
    if let Some(file) = checked_file(&words)
        && knows_file(behaviour, container, file)
    {
        return ask_file(behaviour, run.since, &words, file, now);
    }
    let serves = behaviour.serves.map(|delay| run.since.plus(delay));
    if serves.is_none_or(|serves| now < serves) {
        // Of a command it is told what it printed, and nobody knows that.
        let text = match words.is_empty() {
            true => refused(probe, container, address),
            false => String::new(),
        };
        return Answer { failure: Some(text), until: serves };
    }
    Answer { failure: failure(probe, container, behaviour, address), until: None }
}

/// What is wrong with a container that serves: another port or path is asked.
fn failure(
    probe: &Value,
    container: &Value,
    behaviour: &Behaviour,
    address: &str,
) -> Option<String> {
    if !probe.get("exec").is_null() {
        return None;
    }
    let port = port_of(probe, container);
    if behaviour.ports.as_ref().is_some_and(|ports| !ports.contains(&port)) {
        return Some(refused(probe, container, address));
    }
    let http = probe.get("httpGet");
    let path = http.get("path").as_str().unwrap_or("/").split('?').next().unwrap_or("/");
    let wrong = !http.is_null() && behaviour.paths.is_some_and(|paths| !paths.contains(&path));
    wrong.then(|| "HTTP probe failed with statuscode: 404".to_owned())
}

/// `Get "http://10.244.1.2:80/": dial tcp 10.244.1.2:80: connect: connection refused`.
fn refused(probe: &Value, container: &Value, address: &str) -> String {
    let port = port_of(probe, container);
    if !probe.get("grpc").is_null() {
        let timeout = go_duration(seconds(probe, "timeoutSeconds", 1));
        return format!(
            "timeout: failed to connect service \"{address}:{port}\" within {timeout}: context \
             deadline exceeded"
        );
    }
    let http = probe.get("httpGet");
    let hosts = ["httpGet", "tcpSocket"].map(|field| probe.get(field).get("host").str());
    let address = hosts.into_iter().find(|host| !host.is_empty()).unwrap_or(address);
    let dial = format!("dial tcp {address}:{port}: connect: connection refused");
    if http.is_null() {
        return dial;
    }
    let scheme = http.get("scheme").as_str().unwrap_or("HTTP").to_ascii_lowercase();
    let path = http.get("path").as_str().unwrap_or("/");
    format!("Get \"{scheme}://{address}:{port}{path}\": {dial}")
}

fn port_of(probe: &Value, container: &Value) -> i64 {
    let port = ["httpGet", "tcpSocket", "grpc"]
        .iter()
        .map(|field| probe.get(field).get("port"))
        .find(|port| !port.is_null())
        .unwrap_or(crate::api::value::NULL);
    let named = || {
        let ports = container.get("ports").items().iter();
        ports.clone().find(|own| own.get("name") == port).map(|own| own.get("containerPort").int())
    };
    port.as_int().or_else(named).unwrap_or(0)
}

/// The file whose presence a command checks: `cat FILE`, `ls FILE`, `test -f FILE`, also by a
/// shell.
fn checked_file<'words>(words: &[&'words str]) -> Option<&'words str> {
    match words {
        [shell, "-c", script] if shell.ends_with("sh") => {
            checked_file(&script.split_whitespace().collect::<Vec<_>>())
        }
        ["cat" | "ls" | "stat", file] | ["test", "-f" | "-e", file] => Some(file),
        _ => None,
    }
}

/// Whether it is known when the file is there: its container makes or removes it, or it lies in a
/// `/tmp` where nobody else makes any.
fn knows_file(behaviour: &Behaviour, container: &Value, file: &str) -> bool {
    let is_shared = || {
        let mut mounts = container.get("volumeMounts").items().iter();
        mounts.any(|mount| file.starts_with(mount.get("mountPath").str()))
    };
    behaviour.files.iter().any(|(_, name, _)| name == file)
        || (behaviour.owns_tmp && file.starts_with("/tmp/") && !is_shared())
}

fn ask_file(behaviour: &Behaviour, since: Time, words: &[&str], file: &str, now: Time) -> Answer {
    let elapsed = now.since(since);
    let own = || behaviour.files.iter().filter(|(_, name, _)| name == file);
    let there = own().rfind(|(at, ..)| *at <= elapsed).is_some_and(|(_, _, made)| *made);
    let until = own().map(|(at, ..)| since.plus(*at)).find(|at| *at > now);
    Answer { failure: (!there).then(|| complaint(words, file)), until }
}

/// What a command prints that does not find its file, as busybox has it.
fn complaint(words: &[&str], file: &str) -> String {
    let is_called = |name: &str| match words {
        [shell, "-c", script] if shell.ends_with("sh") => script.trim_start().starts_with(name),
        [word, ..] => *word == name,
        [] => false,
    };
    let what = if is_called("ls") {
        format!("ls: {file}")
    } else if is_called("stat") {
        format!("stat: can't stat '{file}'")
    } else if is_called("cat") {
        format!("cat: can't open '{file}'")
    } else {
        return String::new();
    };
    format!("{what}: No such file or directory")
}
