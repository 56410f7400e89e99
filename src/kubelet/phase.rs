//! The phase of a pod, from what its containers do (`getPhase`).

use crate::api::{Value, pod};

/// The action of a rule that restarts a pod in its place (KEP-5532).
const RESTART_ALL: &str = "RestartAllContainers";

/// What of a container's status its pod's phase and conditions follow from.
#[derive(Clone, Copy, Debug, Default)]
pub struct Seen<'pod> {
    /// Its name.
    pub name: &'pod str,
    /// Whether it is ready; an init container is once it succeeded.
    pub is_ready: bool,
    /// Whether it has started.
    pub is_started: bool,
    /// Whether it runs.
    pub runs: bool,
    /// With which code it ended, if it has ended.
    pub ended: Option<i64>,
    /// With which code its run before this one ended, if there was one.
    pub last: Option<i64>,
    /// Whether it was taken away because all of the pod's containers are restarted.
    pub restarts_with_all: bool,
}

/// The container of this entry in its pod's spec, if it is among `seen`.
pub fn find<'seen, 'pod>(
    container: &Value,
    seen: &'seen [Seen<'pod>],
) -> Option<&'seen Seen<'pod>> {
    let name = container.get("name").str();
    seen.iter().find(|seen| seen.name == name)
}

/// `status.phase` of a pod with this spec whose containers, init containers among them, are seen
/// so.  `ends` tells that its kubelet ends it, so that nothing is restarted.
pub fn phase(spec: &Value, seen: &[Seen], ends: bool) -> &'static str {
    let mut waits = false;
    for container in spec.get("initContainers").items() {
        match initialization(spec, container, find(container, seen)) {
            Initialization::Failed => return "Failed",
            Initialization::Waits => waits = true,
            Initialization::Done => {}
        }
    }
    let mut count = Count::default();
    for container in spec.get("containers").items() {
        count.add(spec, container, find(container, seen));
    }
    if waits && count.running + count.stopped == 0 { "Pending" } else { count.phase(ends) }
}

/// How far an init container is.
enum Initialization {
    Done,
    Waits,
    Failed,
}

fn initialization(spec: &Value, container: &Value, seen: Option<&Seen>) -> Initialization {
    let seen = seen.copied().unwrap_or_default();
    let end = seen.ended.or(seen.last);
    if pod::is_sidecar(container) {
        let started = seen.runs && seen.is_started;
        return if started || (end.is_some() && !seen.runs) {
            Initialization::Done
        } else {
            Initialization::Waits
        };
    }
    match end {
        _ if seen.restarts_with_all => Initialization::Waits,
        Some(0) if seen.ended.is_some() => Initialization::Done,
        None | Some(0) => Initialization::Waits,
        Some(code) if seen.runs || restarts_init(spec, container, code) => Initialization::Waits,
        Some(_) => Initialization::Failed,
    }
}

/// How many containers are in which state.
#[derive(Clone, Copy, Default)]
struct Count {
    waiting: usize,
    running: usize,
    stopped: usize,
    failed: usize,
    unknown: usize,
    restarting: usize,
}

impl Count {
    fn add(&mut self, spec: &Value, container: &Value, seen: Option<&Seen>) {
        let Some(seen) = seen else {
            self.unknown += 1;
            return;
        };
        match seen.ended.or(seen.last) {
            _ if seen.runs => self.running += 1,
            None => self.waiting += 1,
            Some(code) => {
                self.stopped += 1;
                self.failed += usize::from(code != 0);
                let restarts = seen.restarts_with_all || restarts_after(spec, container, code);
                self.restarting += usize::from(restarts);
            }
        }
    }

    fn phase(self, ends: bool) -> &'static str {
        if self.waiting > 0 {
            return if self.stopped > 0 { "Running" } else { "Pending" };
        }
        if self.unknown > 0 {
            return "Pending";
        }
        if self.running > 0 || (self.restarting > 0 && !ends) {
            return "Running";
        }
        match (self.stopped, self.failed) {
            (0, _) => "Pending",
            (_, 0) => "Succeeded",
            _ => "Failed",
        }
    }
}

fn policy_of<'spec>(spec: &'spec Value, container: &'spec Value) -> &'spec str {
    let own = container.get("restartPolicy").as_str();
    own.or_else(|| spec.get("restartPolicy").as_str()).unwrap_or("Always")
}

/// Whether a container is started again after it ended with this code.
pub fn restarts_after(spec: &Value, container: &Value, code: i64) -> bool {
    has_matching_rule(container, code)
        || match policy_of(spec, container) {
            "Never" => false,
            "OnFailure" => code != 0,
            _ => true,
        }
}

/// Whether an init container is started again after it failed with this code.
fn restarts_init(spec: &Value, container: &Value, code: i64) -> bool {
    has_matching_rule(container, code)
        || policy_of(spec, container) != "Never"
        || (code == 137 && !container.get("restartPolicyRules").items().is_empty())
}

/// Whether one of `restartPolicyRules` restarts the container after this exit code.
fn has_matching_rule(container: &Value, code: i64) -> bool {
    matches!(action_after(container, code), "Restart" | RESTART_ALL)
}

/// Whether all containers of its pod are restarted after this container ended with this code.
pub fn restarts_all_after(container: &Value, code: i64) -> bool {
    action_after(container, code) == RESTART_ALL
}

/// Whether an end of one of a pod's containers can restart all of them.
pub fn can_restart_all(spec: &Value) -> bool {
    let can = |container: &Value| {
        rules_of(container).iter().any(|rule| rule.get("action").str() == RESTART_ALL)
    };
    spec.get("containers").items().iter().any(can)
        || spec.get("initContainers").items().iter().any(can)
}

fn rules_of(container: &Value) -> &[Value] {
    container.get("restartPolicyRules").items()
}

/// What the first rule that holds for an exit code says is to be done; empty if none holds.
fn action_after(container: &Value, code: i64) -> &str {
    let holds = |rule: &&Value| {
        let codes = rule.get("exitCodes");
        let listed = codes.get("values").items().iter().any(|value| value.int() == code);
        match codes.get("operator").str() {
            "In" => listed,
            "NotIn" => !listed,
            _ => false,
        }
    };
    rules_of(container).iter().find(holds).map_or("", |rule| rule.get("action").str())
}
