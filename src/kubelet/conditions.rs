//! The conditions that a kubelet reports of a pod: status, reason and message of each
//! (`GeneratePodReadyCondition` and its neighbours).

use super::phase::{Seen, find};
use crate::api::Value;
use crate::api::pod::is_sidecar;

/// What a condition says, without its type and times.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// Whether its status is `True`.
    pub holds: bool,
    /// Its reason; may be empty.
    pub reason: &'static str,
    /// Its message; may be empty.
    pub message: String,
}

impl Verdict {
    fn good() -> Verdict {
        Verdict { holds: true, ..Verdict::default() }
    }

    fn bad(reason: &'static str, message: String) -> Verdict {
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
            _ => Verdict::bad("UnknownContainerStatuses", String::new()),
        };
    };
    let incomplete = |container: &&Value, seen: &Seen| match is_sidecar(container) {
        true => !seen.is_started,
        false => !seen.is_ready,
    };
    let (unknown, incomplete) = sort(containers.iter(), seen, incomplete);
    if phase == "Succeeded" && unknown.is_empty() {
        return Verdict { reason: "PodCompleted", ..Verdict::good() };
    }
    let begun = spec.get("containers").items().iter().any(|container| {
        let seen = find(container, seen);
        seen.is_some_and(|seen| seen.runs || seen.ended.is_some() || seen.restarts_with_all)
    });
    if begun {
        return Verdict::good();
    }
    match message("incomplete", &unknown, &incomplete) {
        Some(message) => Verdict::bad("ContainersNotInitialized", message),
        None => Verdict::good(),
    }
}

/// `ContainersReady`.
pub fn containers_ready(spec: &Value, seen: Option<&[Seen]>, phase: &str) -> Verdict {
    let Some(seen) = seen else {
        return Verdict::bad("UnknownContainerStatuses", String::new());
    };
    let sidecars = spec.get("initContainers").items().iter().filter(|own| is_sidecar(own));
    let containers = sidecars.chain(spec.get("containers").items());
    let (unknown, unready) = sort(containers, seen, |_, seen| !seen.is_ready);
    if phase == "Succeeded" && unknown.is_empty() {
        return Verdict::bad("PodCompleted", String::new());
    }
    if phase == "Failed" {
        return Verdict::bad("PodFailed", String::new());
    }
    match message("unready", &unknown, &unready) {
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
        false => Verdict::bad("ReadinessGatesNotReady", closed.join(", ")),
    }
}

/// The names of the containers that are not seen, and of those to which something is wanting.
fn sort<'spec>(
    containers: impl Iterator<Item = &'spec Value>,
    seen: &[Seen],
    is_wanting: impl Fn(&&Value, &Seen) -> bool,
) -> (Vec<&'spec str>, Vec<&'spec str>) {
    let (mut unknown, mut wanting) = (Vec::new(), Vec::new());
    for container in containers {
        let name = container.get("name").str();
        match find(container, seen) {
            None => unknown.push(name),
            Some(seen) if is_wanting(&container, seen) => wanting.push(name),
            Some(_) => {}
        }
    }
    (unknown, wanting)
}

fn message(what: &str, unknown: &[&str], wanting: &[&str]) -> Option<String> {
    let mut parts = Vec::new();
    for (what, names) in [("unknown", unknown), (what, wanting)] {
        if !names.is_empty() {
            parts.push(format!("containers with {what} status: [{}]", names.join(" ")));
        }
    }
    (!parts.is_empty()).then(|| parts.join(", "))
}
