//! The status that a kubelet reports of a pod.

use super::conditions::{self, Verdict};
use super::phase::phase;
use super::roles::{of_container, of_init};
use super::sandbox::{Container, Ended, Sandbox, State};
use super::{Alike, addresses};
use crate::api::{Map, Object, Value};
use crate::time::Time;
use crate::value;
use smol_str::SmolStr;

/// The conditions that a kubelet owns, in their order; others keep their place behind them.
const OWN: [&str; 4] = ["PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady"];

/// The `status` of `pod` whose containers stand as in `sandbox`, on the machine of this number.
/// `before` is the status so far: what others wrote there stays.
pub fn status(
    pod: &Object,
    sandbox: &Sandbox,
    machine: u32,
    before: &Value,
    at: Time,
    alike: &mut Alike,
) -> Value {
    let mut status = before.clone();
    // What stays as it was stays shared.
    let mut set = |field: &str, value: Value| {
        if *status.get(field) != value {
            status.set(field, value);
        }
    };
    let statuses = |containers: &[Container], init: bool| -> Vec<Value> {
        let role = if init { of_init } else { of_container };
        let all = containers.iter().enumerate();
        all.map(|(index, container)| {
            let role = role(pod, index);
            container_status(container, role.spec, init && !role.sidecar)
        })
        .collect()
    };
    let init = statuses(&sandbox.init, true);
    let regular = statuses(&sandbox.containers, false);
    let all: Vec<Value> = init.iter().chain(&regular).cloned().collect();
    let ends = sandbox.ending.is_some() && sandbox.all().all(|container| container.run().is_none());
    let ended_by_kubelet = sandbox.ending.as_ref().and_then(|ending| ending.reason);
    let told = before.get("phase").str();
    let phase = match ended_by_kubelet {
        // What somebody else said of a pod's end holds: from there no way leads back.
        _ if matches!(told, "Succeeded" | "Failed") => told,
        Some(_) => "Failed",
        None => match phase(pod.spec(), &all, ends) {
            // A pod that is deleted before it has run has failed: its Job waits for an end.
            "Pending" | "Running" if ends => "Failed",
            phase => phase,
        },
    };
    if let Some((reason, message)) = ended_by_kubelet {
        set("reason", reason.into());
        set("message", message.into());
    }
    set("phase", phase.into());
    let terminal = matches!(phase, "Succeeded" | "Failed");
    let others = before.get("conditions").items();
    let verdicts = [
        conditions::ready_to_start(sandbox.is_ready() && !terminal),
        conditions::initialized(pod.spec(), Some(&all), phase),
        conditions::ready(pod.spec(), Some(&all), others, phase),
        conditions::containers_ready(pod.spec(), Some(&all), phase),
    ];
    set("conditions", alike.value(merge(pod, verdicts, others, at).into()));
    if !init.is_empty() {
        set("initContainerStatuses", init.into());
    }
    set("containerStatuses", regular.into());
    let host = SmolStr::from(addresses::machine_address(machine));
    set("hostIPs", value!([{ "ip": (&host) }]));
    set("hostIP", host.into());
    if sandbox.is_ready() {
        set("podIP", (&sandbox.address).into());
        set("podIPs", value!([{ "ip": (&sandbox.address) }]));
    }
    set("observedGeneration", pod.meta.generation.into());
    set("startTime", sandbox.accepted.rfc3339().into());
    status
}

/// The kubelet's conditions, and those of others behind them.  A condition keeps its time while
/// its status stays.
fn merge(pod: &Object, verdicts: [Verdict; 4], others: &[Value], at: Time) -> Vec<Value> {
    let now = Value::from(at.rfc3339());
    let mut conditions: Vec<Value> = OWN
        .iter()
        .zip(verdicts)
        .map(|(kind, verdict)| {
            let status = if verdict.holds { "True" } else { "False" };
            let earlier = others.iter().find(|other| other.get("type").str() == *kind);
            let same = earlier.filter(|other| other.get("status").str() == status);
            let since = same.map_or(&now, |other| other.get("lastTransitionTime"));
            let mut condition = value!({
                "lastProbeTime": null, "lastTransitionTime": since,
                "observedGeneration": (pod.meta.generation), "status": status, "type": (*kind)
            });
            for (field, text) in [("reason", verdict.reason), ("message", &verdict.message)] {
                if !text.is_empty() {
                    condition.set(field, text);
                }
            }
            condition
        })
        .collect();
    let foreign = |condition: &&Value| !OWN.contains(&condition.get("type").str());
    conditions.extend(others.iter().filter(foreign).cloned());
    conditions
}

/// An entry of `containerStatuses`.  Init containers are ready once they succeeded.
fn container_status(container: &Container, spec: &Value, is_init: bool) -> Value {
    let running = container.run();
    let ready = match (is_init, &container.state) {
        (true, State::Ended(ended)) => ended.exit_code == 0,
        (false, State::Running(run)) => run.is_ready,
        _ => false,
    };
    // A container that was never created has no image yet, wherever that was pulled to.
    let image_id = if container.id.is_empty() { &SmolStr::default() } else { &container.image_id };
    let last = container.last.as_ref().map(|ended| value!({ "terminated": (ended_value(ended)) }));
    let mut status = value!({
        "image": (spec.get("image")), "imageID": image_id,
        "lastState": (last.unwrap_or_else(|| Value::Map(Map::default()))),
        "name": (&container.name), "ready": ready, "restartCount": (container.restarts),
        "started": (running.is_some_and(|run| run.is_started)), "state": (state(container))
    });
    if !container.id.is_empty() {
        status.set("containerID", &container.id);
    }
    status
}

fn state(container: &Container) -> Value {
    match &container.state {
        State::Running(run) => value!({ "running": { "startedAt": (run.since.rfc3339()) } }),
        State::Ended(ended) => value!({ "terminated": (ended_value(ended)) }),
        State::Waiting { reason, message, .. } => {
            let mut waiting = value!({ "reason": (*reason) });
            if !message.is_empty() {
                waiting.set("message", message.as_str());
            }
            value!({ "waiting": waiting })
        }
    }
}

fn ended_value(ended: &Ended) -> Value {
    let reason = match ended.exit_code {
        0 => "Completed",
        _ => "Error",
    };
    value!({
        "containerID": (&ended.id), "exitCode": (ended.exit_code), "reason": reason,
        "startedAt": (ended.started.rfc3339()), "finishedAt": (ended.finished.rfc3339())
    })
}
