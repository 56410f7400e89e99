//! What a kubelet's silence does to its node and to the pods there.

use crate::api::{Object, Value};
use crate::store::{EventNote, Step, View, Write};
use crate::time::Time;
use crate::value;

/// The conditions of which nobody knows anything any more once a kubelet is silent.
const CONDITIONS: [&str; 4] = ["Ready", "MemoryPressure", "DiskPressure", "PIDPressure"];

/// The requests by which a node's conditions become unknown and its pods unready.
pub fn lose(view: &View, node: &Object) -> Vec<Step> {
    let mut steps = vec![Step::write(Write::UpdateStatus(node.key(), unknown_status(view, node)))];
    if !node.is_condition_true("Ready") {
        return steps;
    }
    let message = format!("Node {} status is now: NodeNotReady", node.meta.name);
    steps.push(Step::event(from_node_controller(EventNote::normal(node, "NodeNotReady", message))));
    for pod in view.pods_on(&node.meta.name).filter(|pod| pod.is_condition_true("Ready")) {
        steps.push(Step::attempt(Write::UpdateStatus(pod.key(), unready(pod, view.now))));
        let note = EventNote::warning(pod, "NodeNotReady", "Node is not ready");
        steps.push(Step::event(from_node_controller(note)));
    }
    steps
}

/// The event as it is told: by a name that is not the component's own.
pub fn from_node_controller(note: EventNote) -> EventNote {
    EventNote { source: "node-controller".into(), ..note }
}

fn unknown_status(view: &View, node: &Object) -> Value {
    let now = view.now.rfc3339();
    let mut status = node.status().clone();
    let conditions = status.make_map().entry("conditions").make_list();
    for kind in CONDITIONS {
        match conditions
            .items_mut()
            .iter_mut()
            .find(|condition| condition.get("type").str() == kind)
        {
            Some(condition) if condition.get("status").str() == "Unknown" => {}
            Some(condition) => {
                condition.set("status", "Unknown");
                condition.set("reason", "NodeStatusUnknown");
                condition.set("message", "Kubelet stopped posting node status.");
                condition.set("lastTransitionTime", now.as_str());
            }
            None => {
                let created = node.meta.creation_timestamp.unwrap_or(view.now).rfc3339();
                conditions.push(value!({
                    "type": kind, "status": "Unknown", "reason": "NodeStatusNeverUpdated",
                    "message": "Kubelet never posted node status.",
                    "lastHeartbeatTime": created, "lastTransitionTime": (now.as_str())
                }));
            }
        }
    }
    status
}

fn unready(pod: &Object, now: Time) -> Value {
    let mut status = pod.status().clone();
    let conditions = status.make_map().entry("conditions").make_list();
    for condition in conditions.items_mut() {
        if condition.get("type").str() == "Ready" {
            condition.set("status", "False");
            condition.set("lastTransitionTime", now.rfc3339());
        }
    }
    status
}
