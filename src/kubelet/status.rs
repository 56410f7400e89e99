//! The status that a kubelet reports of a pod.

use super::addresses;
use super::conditions::{self, Verdict};
use super::phase::phase;
use super::roles::{of_container, of_init};
use super::sandbox::{Container, Ended, Sandbox, State};
use crate::api::{Map, Object, Value};
use crate::time::Time;
use crate::value;

/// The conditions that a kubelet owns, in their order; others keep their place behind them.
const OWN: [&str; 4] = ["PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady"];

/// The `status` of `pod` whose containers stand as in `sandbox`, on the machine of this number.
/// `before` is the status so far: what others wrote there stays.
pub fn status(pod: &Object, sandbox: &Sandbox, machine: u32, before: &Value, at: Time) -> Value {
    let mut status = before.clone();
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
        status.set("reason", reason);
        status.set("message", message);
    }
    status.set("phase", phase);
    let terminal = matches!(phase, "Succeeded" | "Failed");
    let others = before.get("conditions").items();
    let verdicts = [
        conditions::ready_to_start(sandbox.is_ready() && !terminal),
        conditions::initialized(pod.spec(), Some(&all), phase),
        conditions::ready(pod.spec(), Some(&all), others, phase),
        conditions::containers_ready(pod.spec(), Some(&all), phase),
    ];
    status.set("conditions", merge(pod, verdicts, others, at));
    if !init.is_empty() {
        status.set("initContainerStatuses", init);
    }
    status.set("containerStatuses", regular);
    let host = addresses::machine_address(machine);
    status.set("hostIP", host.as_str());
    status.set("hostIPs", value!([{ "ip": host }]));
    if sandbox.is_ready() {
        status.set("podIP", &sandbox.address);
        status.set("podIPs", value!([{ "ip": (&sandbox.address) }]));
    }
    status.set("observedGeneration", pod.meta.generation);
    status.set("startTime", sandbox.accepted.rfc3339());
    status
}

/// The kubelet's conditions, and those of others behind them.  A condition keeps its time while
/// its status stays.
fn merge(pod: &Object, verdicts: [Verdict; 4], others: &[Value], at: Time) -> Vec<Value> {
    let mut conditions: Vec<Value> = OWN
        .iter()
        .zip(verdicts)
        .map(|(kind, verdict)| {
            let status = if verdict.holds { "True" } else { "False" };
            let same = others.iter().find(|other| {
                other.get("type").str() == *kind && other.get("status").str() == status
            });
            let since = same.map(|other| other.get("lastTransitionTime").clone());
            let mut condition = value!({
                "lastProbeTime": null, "type": (*kind), "status": status,
                "observedGeneration": (pod.meta.generation),
                "lastTransitionTime": (since.unwrap_or_else(|| at.rfc3339().into()))
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
    let image_id = if container.id.is_empty() { "" } else { container.image_id.as_str() };
    let last = container.last.as_ref().map(|ended| value!({ "terminated": (ended_value(ended)) }));
    let mut status = value!({
        "image": (spec.get("image")), "imageID": image_id,
        "lastState": (last.unwrap_or_else(|| Value::Map(Map::default()))),
        "name": (&container.name), "ready": ready, "restartCount": (container.restarts),
        "started": (running.is_some_and(|run| run.is_started)), "state": (state(container))
    });
    if !container.id.is_empty() {
        status.set("containerID", container.id.as_str());
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
        "containerID": (ended.id.as_str()), "exitCode": (ended.exit_code), "reason": reason,
        "startedAt": (ended.started.rfc3339()), "finishedAt": (ended.finished.rfc3339())
    })
}
