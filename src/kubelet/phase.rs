//! The phase of a pod, from what its containers do (`getPhase`).

use crate::api::Value;

/// `status.phase` of a pod with this spec whose containers, init containers among them, have
/// these statuses.  `ends` tells that its kubelet ends it, so that nothing is restarted.
pub fn phase(spec: &Value, statuses: &[Value], ends: bool) -> &'static str {
    let status_of = |container: &Value| {
        statuses.iter().find(|status| status.get("name") == container.get("name"))
    };
    let mut initialization = Count::default();
    let mut count = Count::default();
    for container in spec.get("initContainers").items() {
        let status = status_of(container);
        if container.get("restartPolicy").str() == "Always" {
            count_sidecar(&mut initialization, &mut count, status);
        } else {
            count_init(&mut initialization, spec, container, status);
        }
    }
    for container in spec.get("containers").items() {
        count.add(spec, container, status_of(container));
    }
    if initialization.failed > 0 {
        return "Failed";
    }
    if count.running + count.stopped == 0 && initialization.waiting > 0 {
        return "Pending";
    }
    count.phase(initialization, ends)
}

/// How many containers are in which state.
#[derive(Clone, Copy, Default)]
struct Count {
    waiting: usize,
    running: usize,
    stopped: usize,
    succeeded: usize,
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
        let state = status.get("state");
        let last = status.get("lastState").get("terminated");
        let ended = state.get("terminated");
        if !state.get("running").is_null() {
            self.running += 1;
        } else if !ended.is_null() {
            self.stopped += 1;
            self.end(spec, container, ended.get("exitCode").int());
        } else if last.is_null() {
            self.waiting += 1;
        } else {
            self.stopped += 1;
            self.end(spec, container, last.get("exitCode").int());
        }
    }

    fn end(&mut self, spec: &Value, container: &Value, code: i64) {
        if code == 0 {
            self.succeeded += 1;
        }
        if restarts_after(spec, container, code) {
            self.restarting += 1;
        } else if code != 0 {
            self.failed += 1;
        }
    }

    fn phase(self, initialization: Count, ends: bool) -> &'static str {
        if self.waiting > 0 {
            return if self.stopped > 0 { "Running" } else { "Pending" };
        }
        if self.running > 0 && self.unknown == 0 {
            return "Running";
        }
        if self.stopped > 0 && self.running == 0 && self.unknown == 0 {
            if ends {
                let all_well = self.stopped == self.succeeded;
                return if all_well { "Succeeded" } else { "Failed" };
            }
            if self.restarting > 0 {
                return "Running";
            }
            return if self.stopped == self.succeeded { "Succeeded" } else { "Failed" };
        }
        let _ = initialization;
        "Pending"
    }
}

fn count_init(count: &mut Count, spec: &Value, container: &Value, status: Option<&Value>) {
    let state = status.map_or(crate::api::value::NULL, |status| status.get("state"));
    let ended = state.get("terminated");
    if !ended.is_null() {
        let code = ended.get("exitCode").int();
        let policy = policy_of(spec, container);
        if code == 0 {
            count.succeeded += 1;
        } else if policy == "Never" && !has_matching_rule(container, code) {
            count.failed += 1;
        } else {
            count.waiting += 1;
        }
        return;
    }
    let last =
        status.map_or(crate::api::value::NULL, |status| status.get("lastState").get("terminated"));
    let failed_before = state.get("running").is_null()
        && !last.is_null()
        && last.get("exitCode").int() != 0
        && policy_of(spec, container) == "Never"
        && !has_rule(container);
    if failed_before {
        count.failed += 1;
    } else {
        count.waiting += 1;
    }
}

fn count_sidecar(initialization: &mut Count, count: &mut Count, status: Option<&Value>) {
    let Some(status) = status else {
        initialization.waiting += 1;
        return;
    };
    let state = status.get("state");
    if !state.get("running").is_null() {
        if !status.get("started").is_true() {
            initialization.waiting += 1;
        }
        count.running += 0;
    } else if state.get("terminated").is_null()
        && status.get("lastState").get("terminated").is_null()
    {
        initialization.waiting += 1;
    }
}

fn policy_of<'spec>(spec: &'spec Value, container: &'spec Value) -> &'spec str {
    let own = container.get("restartPolicy").as_str();
    own.or_else(|| spec.get("restartPolicy").as_str()).unwrap_or("Always")
}

fn restarts_after(spec: &Value, container: &Value, code: i64) -> bool {
    has_matching_rule(container, code)
        || match policy_of(spec, container) {
            "Never" => false,
            "OnFailure" => code != 0,
            _ => true,
        }
}

fn has_rule(container: &Value) -> bool {
    !container.get("restartPolicyRules").items().is_empty()
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
