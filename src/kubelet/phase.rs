//! The phase of a pod, from what its containers do (`getPhase`).

use crate::api::value::NULL;
use crate::api::{Value, pod};

/// `status.phase` of a pod with this spec whose containers, init containers among them, have
/// these statuses.  `ends` tells that its kubelet ends it, so that nothing is restarted.
pub fn phase(spec: &Value, statuses: &[Value], ends: bool) -> &'static str {
    let status_of = |container: &Value| {
        statuses.iter().find(|status| status.get("name") == container.get("name"))
    };
    let mut waits = false;
    for container in spec.get("initContainers").items() {
        match initialization(spec, container, status_of(container)) {
            Initialization::Failed => return "Failed",
            Initialization::Waits => waits = true,
            Initialization::Done => {}
        }
    }
    let mut count = Count::default();
    for container in spec.get("containers").items() {
        count.add(spec, container, status_of(container));
    }
    if waits && count.running + count.stopped == 0 { "Pending" } else { count.phase(ends) }
}

/// How far an init container is.
enum Initialization {
    Done,
    Waits,
    Failed,
}

fn initialization(spec: &Value, container: &Value, status: Option<&Value>) -> Initialization {
    let status = status.unwrap_or(NULL);
    let (ended, last) = ends_of(status);
    let runs = !status.get("state").get("running").is_null();
    if pod::is_sidecar(container) {
        let begun = !ended.is_null() || !last.is_null();
        let started = runs && status.get("started").is_true();
        return if started || (begun && !runs) {
            Initialization::Done
        } else {
            Initialization::Waits
        };
    }
    let end = if ended.is_null() { last } else { ended };
    let code = end.get("exitCode").int();
    if !ended.is_null() && code == 0 {
        Initialization::Done
    } else if runs || end.is_null() || code == 0 || restarts_init(spec, container, code) {
        Initialization::Waits
    } else {
        Initialization::Failed
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
    fn add(&mut self, spec: &Value, container: &Value, status: Option<&Value>) {
        let Some(status) = status else {
            self.unknown += 1;
            return;
        };
        let (ended, last) = ends_of(status);
        let end = if ended.is_null() { last } else { ended };
        if !status.get("state").get("running").is_null() {
            self.running += 1;
        } else if end.is_null() {
            self.waiting += 1;
        } else {
            let code = end.get("exitCode").int();
            self.stopped += 1;
            self.failed += usize::from(code != 0);
            self.restarting += usize::from(
                is_restarting_with_all(status) || restarts_after(spec, container, code),
            );
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

/// How a container's present and last run ended.
fn ends_of(status: &Value) -> (&Value, &Value) {
    (status.get("state").get("terminated"), status.get("lastState").get("terminated"))
}

/// Whether a container was taken away because all of the pod's are restarted.
fn is_restarting_with_all(status: &Value) -> bool {
    status.at("state.waiting.reason").str() == "RestartingAllContainers"
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
    container.get("restartPolicyRules").items().iter().any(|rule| {
        let codes = rule.get("exitCodes");
        let listed = codes.get("values").items().iter().any(|value| value.int() == code);
        let restarts = matches!(rule.get("action").str(), "Restart" | "RestartAllContainers");
        let holds = match codes.get("operator").str() {
            "In" => listed,
            "NotIn" => !listed,
            _ => false,
        };
        restarts && holds
    })
}
