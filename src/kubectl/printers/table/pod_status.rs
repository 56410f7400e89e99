//! The STATUS, READY and RESTARTS of a pod, read from its containers.

use crate::api::{Object, Value};
use crate::kubectl::printers::duration::age;
use crate::time::Time;
use smol_str::{SmolStr, format_smolstr};

/// What a pod's containers come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PodSummary {
    /// `Running`, `Init:0/2`, `CrashLoopBackOff` …
    pub status: SmolStr,
    /// How many containers and sidecars are ready.
    pub ready: usize,
    /// How many containers and sidecars there are.
    pub containers: usize,
    /// How often they restarted; while the pod initializes, how often its init containers did.
    pub restarts: i64,
    /// When one of them last ended before a restart.
    pub last_restart: Option<Time>,
}

/// Reads a pod as the API server's table does.
pub fn summarize_pod(pod: &Object) -> PodSummary {
    let mut summary = PodSummary {
        status: overall_reason(pod),
        containers: pod.spec().get("containers").items().len() + sidecars(pod).count(),
        ..PodSummary::default()
    };
    let blocked = summary.add_init_containers(pod);
    if let Some(status) = &blocked {
        summary.status = status.clone();
    }
    if blocked.is_none() || pod.is_condition_true("Initialized") {
        summary.add_containers(pod);
    }
    if pod.is_deleting() {
        match pod.status().get("phase").str() {
            _ if pod.status().get("reason").str() == "NodeLost" => {
                summary.status = "Unknown".into();
            }
            "Succeeded" | "Failed" => {}
            _ => summary.status = "Terminating".into(),
        }
    }
    summary
}

impl PodSummary {
    /// `3 (15s ago)`, or `3` when it is not known when the last restart was.
    pub fn restarts_text(&self, now: Time) -> String {
        match self.last_restart {
            Some(_) if self.restarts > 0 => {
                format!("{} ({} ago)", self.restarts, age(self.last_restart, now))
            }
            _ => self.restarts.to_string(),
        }
    }

    /// Counts init containers up to the one at which the pod stands, and says what it waits for;
    /// `None` once all are done.
    fn add_init_containers(&mut self, pod: &Object) -> Option<SmolStr> {
        let total = pod.spec().get("initContainers").items().len();
        for (index, container) in
            pod.status().get("initContainerStatuses").items().iter().enumerate()
        {
            self.add_restarts(container);
            let terminated = container.at("state.terminated");
            let waiting = container.at("state.waiting.reason").str();
            if !terminated.is_null() {
                if terminated.get("exitCode").int() == 0 {
                    continue;
                }
                return Some(format_smolstr!("Init:{}", end_reason(terminated)));
            }
            if is_sidecar(pod, container) && container.get("started").is_true() {
                self.ready += usize::from(container.get("ready").is_true());
                continue;
            }
            return Some(match waiting {
                "" | "PodInitializing" => format_smolstr!("Init:{index}/{total}"),
                reason => format_smolstr!("Init:{reason}"),
            });
        }
        None
    }

    /// Counts the containers, and of the init containers only the sidecars.
    fn add_containers(&mut self, pod: &Object) {
        (self.restarts, self.last_restart) = (0, None);
        let inits = pod.status().get("initContainerStatuses").items().iter();
        inits.filter(|container| is_sidecar(pod, container)).for_each(|container| {
            self.add_restarts(container);
        });
        let containers = pod.status().get("containerStatuses").items();
        let mut running = false;
        for container in containers {
            self.add_restarts(container);
            let state = container.get("state");
            let runs = !state.get("running").is_null() && container.get("ready").is_true();
            self.ready += usize::from(runs);
            running |= runs;
        }
        if let Some(reason) = containers.iter().find_map(stop_reason) {
            self.status = reason;
        }
        if self.status == "Completed" && running {
            self.status = if pod.is_condition_true("Ready") {
                "Running".into()
            } else {
                containers.iter().find_map(failure).unwrap_or_else(|| "NotReady".into())
            };
        }
    }

    fn add_restarts(&mut self, container: &Value) {
        self.restarts += container.get("restartCount").int();
        let ended = Time::parse(container.at("lastState.terminated.finishedAt").str());
        self.last_restart = self.last_restart.max(ended);
    }
}

/// The pod's own reason, before its containers are looked at.
fn overall_reason(pod: &Object) -> SmolStr {
    let gated = pod.condition("PodScheduled").get("reason").str() == "SchedulingGated";
    match pod.status().get("reason").str() {
        _ if gated => "SchedulingGated".into(),
        "" => pod.status().get("phase").str().into(),
        reason => reason.into(),
    }
}

fn sidecars(pod: &Object) -> impl Iterator<Item = &Value> {
    let inits = pod.spec().get("initContainers").items().iter();
    inits.filter(|container| container.get("restartPolicy").str() == "Always")
}

fn is_sidecar(pod: &Object, status: &Value) -> bool {
    sidecars(pod).any(|container| container.get("name") == status.get("name"))
}

/// Why a container does not run; `None` if it does, or has nothing to say.
fn stop_reason(container: &Value) -> Option<SmolStr> {
    let state = container.get("state");
    match state.at("waiting.reason").str() {
        "" if state.get("terminated").is_null() => None,
        "" => Some(end_reason(state.get("terminated"))),
        reason => Some(reason.into()),
    }
}

/// Why a container failed; `None` if it did not.
fn failure(container: &Value) -> Option<SmolStr> {
    let terminated = container.at("state.terminated");
    (terminated.get("exitCode").int() != 0).then(|| end_reason(terminated))
}

/// `Error`, `Signal:9`, `ExitCode:1`.
fn end_reason(terminated: &Value) -> SmolStr {
    match (terminated.get("reason").str(), terminated.get("signal").int()) {
        ("", 0) => format_smolstr!("ExitCode:{}", terminated.get("exitCode").int()),
        ("", signal) => format_smolstr!("Signal:{signal}"),
        (reason, _) => reason.into(),
    }
}
