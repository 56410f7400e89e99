//! The conditions that a kubelet reports of a pod: status, reason and message of each
//! (`GeneratePodReadyCondition` and its neighbours).

use super::phase::{Seen, find};
use crate::api::Value;
use crate::api::pod::is_sidecar;
use smol_str::SmolStr;

/// What a condition says, without its type and times.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// Whether its status is `True`.
    pub holds: bool,
    /// Its reason; may be empty.
    pub reason: &'static str,
    /// Its message; may be empty.
    pub message: SmolStr,
}

impl Verdict {
    fn good() -> Verdict {
        Verdict { holds: true, ..Verdict::default() }
    }

    fn bad(reason: &'static str, message: SmolStr) -> Verdict {
        Verdict { holds: false, reason, message }
    }
}

/// `PodReadyToStartContainers`: whether the pod has its network.
pub fn ready_to_start(has_network: bool) -> Verdict {
    Verdict { holds: has_network, ..Verdict::default() }
}

/// `Initialized`.  `seen` holds all containers; `None` if nothing is known of them yet.
pub fn initialized(spec: &Value, seen: Option<&[Seen]>, phase: &str) -> Verdict {
    let containers = spec.get("initContainers").items();
    let Some(seen) = seen else {
        return match containers {
            [] => Verdict::good(),
            _ => Verdict::bad("UnknownContainerStatuses", SmolStr::default()),
        };
    };
    if phase == "Succeeded" && are_known(containers.iter(), seen) {
        return Verdict { reason: "PodCompleted", ..Verdict::good() };
    }
    let begun = spec.get("containers").items().iter().any(|container| {
        let seen = find(container, seen);
        seen.is_some_and(|seen| seen.runs || seen.ended.is_some() || seen.restarts_with_all)
    });
    if begun {
        return Verdict::good();
    }
    let is_incomplete = |container: &Value, seen: &Seen| match is_sidecar(container) {
        true => !seen.is_started,
        false => !seen.is_ready,
    };
    match message("incomplete", containers.iter(), seen, is_incomplete) {
        Some(message) => Verdict::bad("ContainersNotInitialized", message),
        None => Verdict::good(),
    }
}

/// `ContainersReady`.
pub fn containers_ready(spec: &Value, seen: Option<&[Seen]>, phase: &str) -> Verdict {
    let Some(seen) = seen else {
        return Verdict::bad("UnknownContainerStatuses", SmolStr::default());
    };
    let sidecars = spec.get("initContainers").items().iter().filter(|own| is_sidecar(own));
    let containers = sidecars.chain(spec.get("containers").items());
    if phase == "Succeeded" && are_known(containers.clone(), seen) {
        return Verdict::bad("PodCompleted", SmolStr::default());
    }
    if phase == "Failed" {
        return Verdict::bad("PodFailed", SmolStr::default());
    }
    match message("unready", containers, seen, |_, seen| !seen.is_ready) {
        Some(message) => Verdict::bad("ContainersNotReady", message),
        None => Verdict::good(),
    }
}

/// `Ready`: its containers are, and every readiness gate is open.
pub fn ready(spec: &Value, seen: Option<&[Seen]>, conditions: &[Value], phase: &str) -> Verdict {
    ready_as(&containers_ready(spec, seen, phase), spec, conditions)
}

/// `Ready` of a pod whose containers are ready or not as `ContainersReady` says.
pub fn ready_as(containers: &Verdict, spec: &Value, conditions: &[Value]) -> Verdict {
    if !containers.holds {
        return containers.clone();
    }
    let mut closed = Vec::new();
    for gate in spec.get("readinessGates").items() {
        let kind = gate.get("conditionType").str();
        let condition = conditions.iter().find(|condition| condition.get("type").str() == kind);
        match condition.map(|condition| condition.get("status").str()) {
            Some("True") => {}
            None => closed.push(format!(
                "corresponding condition of pod readiness gate \"{kind}\" does not exist."
            )),
            Some(status) => closed.push(format!(
                "the status of pod readiness gate \"{kind}\" is not \"True\", but {status}"
            )),
        }
    }
    match closed.is_empty() {
        true => Verdict::good(),
        false => Verdict::bad("ReadinessGatesNotReady", closed.join(", ").into()),
    }
}

/// Whether all these containers are seen.
fn are_known<'spec>(mut containers: impl Iterator<Item = &'spec Value>, seen: &[Seen]) -> bool {
    containers.all(|container| find(container, seen).is_some())
}

/// Names the containers that are not seen, and those to which something is wanting.
fn message<'spec>(
    what: &str,
    containers: impl Iterator<Item = &'spec Value>,
    seen: &[Seen],
    is_wanting: impl Fn(&Value, &Seen) -> bool,
) -> Option<SmolStr> {
    let (mut unknown, mut wanting) = (Vec::new(), Vec::new());
    for container in containers {
        let name = || container.get("name").str();
        match find(container, seen) {
            None => unknown.push(name()),
            Some(seen) if is_wanting(container, seen) => wanting.push(name()),
            Some(_) => {}
        }
    }
    let mut text = String::new();
    for (what, names) in [("unknown", unknown), (what, wanting)] {
        if !names.is_empty() {
            let sign = if text.is_empty() { "" } else { ", " };
            let names = names.join(" ");
            text += &[sign, "containers with ", what, " status: [", &names, "]"].concat();
        }
    }
    (!text.is_empty()).then(|| text.into())
}
