//! The status that a kubelet reports of a pod.

use super::conditions::{self, Verdict};
use super::phase::phase;
use super::roles::{of_container, of_init};
use super::sandbox::{Container, Ended, Run, Sandbox, State};
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
    let all = [init.clone(), regular.clone()].concat();
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
    let is_terminal = |phase: &str| matches!(phase, "Succeeded" | "Failed");
    let terminal = is_terminal(phase);
    let others = before.get("conditions").items();
    let verdicts = [
        conditions::ready_to_start(sandbox.is_ready() && !terminal),
        conditions::initialized(pod.spec(), Some(&all), phase),
        conditions::ready(pod.spec(), Some(&all), others, phase),
        conditions::containers_ready(pod.spec(), Some(&all), phase),
    ];
    let mut fields: Vec<(&'static str, Value)> = Vec::with_capacity(16);
    // Nobody hears of a pod's end before its last container has stopped (`mergePodStatus`).
    let runs = sandbox.all().any(|container| container.run().is_some());
    if terminal && runs && !is_terminal(told) {
        fields.push(("phase", if told.is_empty() { "Running" } else { told }.into()));
    } else {
        if let Some((reason, message)) = ended_by_kubelet {
            fields.extend([("reason", reason.into()), ("message", message.into())]);
        }
        fields.push(("phase", phase.into()));
    }
    fields.push(("conditions", alike.value(merge(pod, verdicts, others, at).into())));
    if !init.is_empty() {
        fields.push(("initContainerStatuses", init.into()));
    }
    fields.push(("containerStatuses", regular.into()));
    // The machine is the pod's for life.
    if before.get("hostIP").is_null() {
        let host = SmolStr::from(addresses::machine_address(machine));
        fields.extend([("hostIPs", value!([{ "ip": (&host) }])), ("hostIP", host.into())]);
    }
    if sandbox.is_ready() && before.get("podIP").str() != sandbox.address {
        let address = &sandbox.address;
        fields.extend([("podIP", address.into()), ("podIPs", value!([{ "ip": address }]))]);
    }
    fields.push(("observedGeneration", pod.meta.generation.into()));
    fields.push(("startTime", sandbox.accepted.rfc3339().into()));
    let mut status = before.clone();
    status.make_map().set_all(fields);
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
            if let Some(earlier) = earlier.filter(|earlier| says(earlier, status, &verdict, pod)) {
                return earlier.clone();
            }
            let same = earlier.filter(|other| other.get("status").str() == status);
            let since = same.map_or(&now, |other| other.get("lastTransitionTime"));
            let text = |text: &str| (!text.is_empty()).then(|| Value::from(text));
            Value::Map(Map::of_some([
                ("lastProbeTime", Some(Value::Null)),
                ("lastTransitionTime", Some(since.clone())),
                ("message", text(&verdict.message)),
                ("observedGeneration", Some(pod.meta.generation.into())),
                ("reason", text(verdict.reason)),
                ("status", Some(status.into())),
                ("type", Some((*kind).into())),
            ]))
        })
        .collect();
    let foreign = |condition: &&Value| !OWN.contains(&condition.get("type").str());
    conditions.extend(others.iter().filter(foreign).cloned());
    conditions
}

/// Whether a condition says the same already.
fn says(condition: &Value, status: &str, verdict: &Verdict, pod: &Object) -> bool {
    condition.get("status").str() == status
        && condition.get("reason").str() == verdict.reason
        && condition.get("message").str() == verdict.message
        && condition.get("observedGeneration") == &Value::Int(pod.meta.generation)
}

/// An entry of `containerStatuses`.  Init containers are ready once they succeeded.
fn container_status(container: &Container, spec: &Value, is_init: bool) -> Value {
    let running = container.run().filter(|run| run.hook.is_none());
    let is_hooked = container.run().is_some() && running.is_none();
    let ready = match (is_init, &container.state) {
        (true, State::Ended(ended)) => ended.exit_code == 0,
        (false, _) => running.is_some_and(|run| run.is_ready),
        _ => false,
    };
    // A container that was never created has no image yet, wherever that was pulled to.
    let is_told = !container.id.is_empty() && !is_hooked;
    let image_id = if is_told { &container.image_id } else { &SmolStr::default() };
    let last = container.last.as_ref().map(|ended| value!({ "terminated": (ended_value(ended)) }));
    let restarts =
        container.restarts.saturating_sub((is_hooked && container.last.is_some()).into());
    let id = is_told.then(|| Value::from(&container.id));
    Value::Map(Map::of_some([
        ("containerID", id),
        ("image", Some(spec.get("image").clone())),
        ("imageID", Some(image_id.into())),
        ("lastState", Some(last.unwrap_or_else(|| Value::Map(Map::default())))),
        ("name", Some((&container.name).into())),
        ("ready", Some(ready.into())),
        ("restartCount", Some(restarts.into())),
        ("started", Some(running.is_some_and(|run| run.is_started).into())),
        ("state", Some(state(container))),
    ]))
}

fn state(container: &Container) -> Value {
    match &container.state {
        State::Running(Run { hook: Some(hook), .. }) => {
            value!({ "waiting": { "reason": (hook.waits) } })
        }
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
