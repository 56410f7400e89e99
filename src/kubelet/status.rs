//! The status that a kubelet reports of a pod.

use super::behaviour::start_fault;
use super::conditions::{self, Verdict};
use super::phase::{Seen, phase};
use super::roles::of_init;
use super::sandbox::{Cause, Container, Ended, Run, Sandbox, State};
use super::{Alike, addresses, restart_all};
use crate::api::value::NULL;
use crate::api::{Map, Object, Value};
use crate::time::Time;
use crate::value;
use smol_str::SmolStr;

/// The conditions that a kubelet owns, in their order; others keep their place behind them.
const OWN: [&str; 4] = ["PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady"];

/// The condition that a kubelet owns as well where all containers can be restarted.
const RESTARTING: &str = "AllContainersRestarting";

/// What a status is told with.
#[derive(Clone, PartialEq)]
pub struct Report {
    /// The generation of the pod that is told of.
    pub generation: i64,
    /// The number of the machine.
    pub machine: u32,
    /// In which second it is told.
    pub at: Time,
    /// Whether a condition without a reason keeps the one that it had.  The recordings' stand-in
    /// kubelet patches conditions, and a patch takes nothing away that it does not name.
    pub leaves_texts: bool,
}

/// All that decides on the first status that is told of a pod, what differs most first.  Its sandbox
/// was made a moment ago, of the spec and in the second of the report, and nothing happened in it.
#[derive(Clone, PartialEq)]
pub struct Beginning {
    report: Report,
    before: Value,
    spec: Value,
}

/// The `status` of `pod`, whose containers stand as in `sandbox`.  `before` is the status so far:
/// what others wrote there stays.
pub fn status(
    pod: &Object,
    report: Report,
    sandbox: &Sandbox,
    before: &Value,
    alike: &mut Alike,
) -> Value {
    if !sandbox.told.is_null() {
        return told(pod, report, sandbox, before, alike);
    }
    let beginning =
        Beginning { report: report.clone(), before: before.clone(), spec: pod.spec().clone() };
    alike.beginning(beginning, |alike| told(pod, report, sandbox, before, alike))
}

fn told(
    pod: &Object,
    report: Report,
    sandbox: &Sandbox,
    before: &Value,
    alike: &mut Alike,
) -> Value {
    let all = all_seen(pod, sandbox);
    let (init_seen, regular_seen) = all.split_at(sandbox.init.len());
    let mut tell = |list: &str, containers: &[Container], seen: &[Seen]| -> Value {
        let specs = pod.spec().get(list).items();
        let spec = |place: usize| specs.get(place).unwrap_or(NULL);
        let told = containers.iter().zip(seen).enumerate();
        let told = told.map(|(place, (one, seen))| container_status(one, spec(place), seen, alike));
        Value::List(told.collect())
    };
    let regular = tell("containers", &sandbox.containers, regular_seen);
    let init = (!init_seen.is_empty()).then(|| tell("initContainers", &sandbox.init, init_seen));
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
    let others = before.get("conditions");
    let containers_ready = conditions::containers_ready(pod.spec(), Some(&all), phase);
    let verdicts = [
        conditions::ready_to_start(sandbox.is_ready() && !terminal),
        conditions::initialized(pod.spec(), Some(&all), phase),
        conditions::ready_as(&containers_ready, pod.spec(), others.items()),
        containers_ready,
    ];
    let restarting = restart_all::condition(pod, sandbox, phase).map(Box::new);
    let Report { generation, machine, at, leaves_texts } = report;
    let others = others.clone();
    let said = Said { at, generation, leaves_texts, verdicts, restarting, others };
    // Nobody hears of a pod's end before its last container has stopped (`mergePodStatus`).
    let runs = sandbox.all().any(|container| container.run().is_some());
    let is_kept = terminal && runs && !is_terminal(told);
    let shown = match told {
        _ if !is_kept => phase,
        "" => "Running",
        told => told,
    };
    let (reason, message) = ended_by_kubelet.filter(|_| !is_kept).unzip();
    // The machine is the pod's for life.
    let host = before.get("hostIP").is_null().then(|| addresses::machine_address(machine));
    let begins = before.get("startTime").is_null().then(|| alike.instant(sandbox.accepted));
    let is_new = sandbox.is_ready() && before.get("podIP").str() != sandbox.address;
    let address = is_new.then_some(&sandbox.address);
    let list = |address: &SmolStr| value!([{ "ip": address }]);
    let mut status = before.clone();
    status.make_map().set_some([
        ("conditions", Some(alike.conditions(said))),
        ("containerStatuses", Some(regular)),
        ("hostIP", host.as_ref().map(Value::from)),
        ("hostIPs", host.as_ref().map(list)),
        ("initContainerStatuses", init),
        ("message", message.map(Value::from)),
        ("observedGeneration", Some(generation.into())),
        ("phase", Some(shown.into())),
        ("podIP", address.map(Value::from)),
        ("podIPs", address.map(list)),
        ("reason", reason.map(Value::from)),
        ("startTime", begins),
    ]);
    status
}

/// All that decides on a pod's conditions, what differs most first.
#[derive(Clone, PartialEq)]
pub struct Said {
    /// In which second it is said.
    at: Time,
    /// The pod's generation.
    generation: i64,
    /// See [`Report`].
    leaves_texts: bool,
    /// What the kubelet says, in the order of [`OWN`].
    verdicts: [Verdict; 4],
    /// What it says of a restart of all containers, where one is possible: which is seldom.
    restarting: Option<Box<Verdict>>,
    /// The conditions so far.
    others: Value,
}

impl Said {
    /// The kubelet's conditions, and those of others behind them.  A condition keeps its time
    /// while its status stays.
    pub fn conditions(&self) -> Value {
        let now = Value::from(self.at.rfc3339());
        let own = OWN.iter().zip(&self.verdicts);
        let own = own.map(|(kind, verdict)| self.condition(kind, verdict, &now));
        let restarting = self.restarting.iter();
        let restarting = restarting.map(|verdict| self.condition(RESTARTING, verdict, &now));
        let mut conditions: Vec<Value> = own.chain(restarting).collect();
        let is_own =
            |kind: &str| OWN.contains(&kind) || (self.restarting.is_some() && kind == RESTARTING);
        let foreign = |condition: &&Value| !is_own(condition.get("type").str());
        conditions.extend(self.others.items().iter().filter(foreign).cloned());
        // A pod that its author has bound was scheduled by nobody, and its kubelet says so.
        let kind = "PodScheduled";
        if !conditions.iter().any(|condition| condition.get("type").str() == kind) {
            let holds = Verdict { holds: true, ..Verdict::default() };
            conditions.push(self.condition(kind, &holds, &now));
        }
        conditions.into()
    }

    fn condition(&self, kind: &'static str, verdict: &Verdict, now: &Value) -> Value {
        let status = if verdict.holds { "True" } else { "False" };
        let mut others = self.others.items().iter();
        let earlier = others.find(|other| other.get("type").str() == kind);
        if let Some(earlier) = earlier.filter(|earlier| self.is_same(earlier, status, verdict)) {
            return earlier.clone();
        }
        let same = earlier.filter(|other| other.get("status").str() == status);
        let since = same.map_or(now, |other| other.get("lastTransitionTime"));
        let left = earlier.filter(|_| self.leaves_texts);
        let text = |field, text: &str| match left.map(|left| left.get(field)) {
            Some(left) if text.is_empty() && !left.is_null() => Some(left.clone()),
            _ => (!text.is_empty()).then(|| Value::from(text)),
        };
        Value::Map(Map::of_some([
            ("lastProbeTime", Some(Value::Null)),
            ("lastTransitionTime", Some(since.clone())),
            ("message", text("message", &verdict.message)),
            ("observedGeneration", Some(self.generation.into())),
            ("reason", text("reason", verdict.reason)),
            ("status", Some(status.into())),
            ("type", Some(kind.into())),
        ]))
    }

    /// Whether a condition says the same already.
    fn is_same(&self, condition: &Value, status: &str, verdict: &Verdict) -> bool {
        let says = |field: &str, text: &str| {
            condition.get(field).str() == text || text.is_empty() && self.leaves_texts
        };
        condition.get("status").str() == status
            && says("reason", verdict.reason)
            && says("message", &verdict.message)
            && condition.get("observedGeneration") == &Value::Int(self.generation)
    }
}

/// How all containers stand, those for initialization first.
fn all_seen<'pod>(pod: &Object, sandbox: &'pod Sandbox) -> Vec<Seen<'pod>> {
    let init = sandbox.init.iter().enumerate();
    let init = init.map(|(place, container)| seen(container, !of_init(pod, place).sidecar));
    init.chain(sandbox.containers.iter().map(|container| seen(container, false))).collect()
}

/// How a container stands as its status tells it; `must_end` tells that others wait for its end.
fn seen(container: &Container, must_end: bool) -> Seen<'_> {
    // While the hook of its start goes on, nobody hears that it runs.
    let running = container.run().filter(|run| run.hook.is_none());
    let ended = container.ended().map(|ended| ended.exit_code.into());
    let is_ready = match (must_end, ended) {
        (true, Some(code)) => code == 0,
        (false, _) => running.is_some_and(|run| run.is_ready),
        _ => false,
    };
    Seen {
        name: &container.name,
        is_ready,
        is_started: running.is_some_and(|run| run.is_started),
        runs: running.is_some(),
        ended,
        last: container.last.as_ref().map(|ended| ended.exit_code.into()),
        restarts_with_all: container.restarts_with_all(),
    }
}

/// An entry of `containerStatuses`.
fn container_status(container: &Container, spec: &Value, seen: &Seen, alike: &mut Alike) -> Value {
    let is_hooked = container.run().is_some() && !seen.runs;
    // A container that was never created has no image yet, wherever that was pulled to.
    let is_told = !container.id.is_empty() && !is_hooked;
    let image_id = if is_told { &container.image_id } else { &SmolStr::default() };
    let last = match &container.last {
        Some(ended) => value!({ "terminated": (ended_value(ended, spec, alike)) }),
        None => value!({}),
    };
    let restarts =
        container.restarts.saturating_sub((is_hooked && container.last.is_some()).into())
            + u32::from(container.restarts_with_all());
    let mut entries = [
        ("containerID", Value::from(&container.id)),
        ("image", spec.get("image").clone()),
        ("imageID", image_id.into()),
        ("lastState", last),
        ("name", (&container.name).into()),
        ("ready", seen.is_ready.into()),
        ("restartCount", restarts.into()),
        ("started", seen.is_started.into()),
        ("state", state(container, spec, alike)),
    ];
    Value::Map(Map::written(&mut entries[usize::from(!is_told)..]))
}

fn state(container: &Container, spec: &Value, alike: &mut Alike) -> Value {
    match &container.state {
        State::Running(Run { hook: Some(hook), .. }) => {
            value!({ "waiting": { "reason": (hook.waits) } })
        }
        State::Running(run) => value!({ "running": { "startedAt": (alike.instant(run.since)) } }),
        State::Ended(ended) => value!({ "terminated": (ended_value(ended, spec, alike)) }),
        State::Waiting { reason, message, .. } => {
            let mut waiting = value!({ "reason": (*reason) });
            if !message.is_empty() {
                waiting.set("message", message.as_str());
            }
            value!({ "waiting": waiting })
        }
    }
}

fn ended_value(ended: &Ended, spec: &Value, alike: &mut Alike) -> Value {
    let reason = match (ended.cause, ended.exit_code) {
        (Cause::RestartOfAll, code) => {
            return value!({
                "exitCode": code, "finishedAt": null, "message": (restart_all::MESSAGE),
                "reason": (restart_all::REASON), "startedAt": null
            });
        }
        (Cause::NoStart, _) => "StartError",
        (Cause::OutOfMemory, _) => "OOMKilled",
        (Cause::Exit, 0) => "Completed",
        (Cause::Exit, _) => "Error",
    };
    let mut terminated = value!({
        "containerID": (&ended.id), "exitCode": (ended.exit_code),
        "finishedAt": (alike.instant(ended.finished)), "reason": reason,
        "startedAt": (alike.instant(ended.started))
    });
    if ended.cause == Cause::NoStart
        && let Some(why) = start_fault(spec)
    {
        terminated.set("message", why);
    }
    terminated
}
