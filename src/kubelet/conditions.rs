//! The conditions that a kubelet reports of a pod: status, reason and message of each
//! (`GeneratePodReadyCondition` and its neighbours).

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

/// `Initialized`.  `statuses` holds those of all containers; `None` if there are none yet.
pub fn initialized(spec: &Value, statuses: Option<&[Value]>, phase: &str) -> Verdict {
    let containers = spec.get("initContainers").items();
    let Some(statuses) = statuses else {
        return match containers {
            [] => Verdict::good(),
            _ => Verdict::bad("UnknownContainerStatuses", String::new()),
        };
    };
    let incomplete = |container: &&Value, status: &Value| match is_sidecar(container) {
        true => !status.get("started").is_true(),
        false => !status.get("ready").is_true(),
    };
    let (unknown, incomplete) = sort(containers.iter(), statuses, incomplete);
    if phase == "Succeeded" && unknown.is_empty() {
        return Verdict { reason: "PodCompleted", ..Verdict::good() };
    }
    let begun = spec.get("containers").items().iter().any(|container| {
        status_of(container, statuses).is_some_and(|status| {
            let state = status.get("state");
            !state.get("running").is_null() || !state.get("terminated").is_null()
        })
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
pub fn containers_ready(spec: &Value, statuses: Option<&[Value]>, phase: &str) -> Verdict {
    let Some(statuses) = statuses else {
        return Verdict::bad("UnknownContainerStatuses", String::new());
    };
    let sidecars = spec.get("initContainers").items().iter().filter(|own| is_sidecar(own));
    let containers = sidecars.chain(spec.get("containers").items());
    let (unknown, unready) = sort(containers, statuses, |_, status| !status.get("ready").is_true());
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
pub fn ready(
    spec: &Value,
    statuses: Option<&[Value]>,
    conditions: &[Value],
    phase: &str,
) -> Verdict {
    ready_as(&containers_ready(spec, statuses, phase), spec, conditions)
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

fn status_of<'status>(container: &Value, statuses: &'status [Value]) -> Option<&'status Value> {
    statuses.iter().find(|status| status.get("name") == container.get("name"))
}

/// The names of the containers that have no status, and of those whose status is wanting.
fn sort<'spec>(
    containers: impl Iterator<Item = &'spec Value>,
    statuses: &[Value],
    is_wanting: impl Fn(&&Value, &Value) -> bool,
) -> (Vec<&'spec str>, Vec<&'spec str>) {
    let (mut unknown, mut wanting) = (Vec::new(), Vec::new());
    for container in containers {
        let name = container.get("name").str();
        match status_of(container, statuses) {
            None => unknown.push(name),
            Some(status) if is_wanting(&container, status) => wanting.push(name),
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
