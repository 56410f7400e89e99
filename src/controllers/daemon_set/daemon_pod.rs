//! The pods of a DaemonSet: bound to one node each, and hard to drive away.

use super::super::pod_template::pod_from_template;
use crate::api::{Object, Pod, Value};
use crate::value;

/// The label that bears the hash of the pod's revision.
pub const HASH: &str = "controller-revision-hash";
/// The label that bears the number of the pod's template.
pub const GENERATION: &str = "pod-template-generation";
/// The annotation of the set that bears the number of its template.
const TEMPLATE_GENERATION: &str = "deprecated.daemonset.template.generation";
/// Where a pod says on which nodes it may run.
const REQUIRED: &str = "affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution";

/// The taints that every daemon pod tolerates, with their effects.
const TOLERATED: &[(&str, &str)] = &[
    ("node.kubernetes.io/not-ready", "NoExecute"),
    ("node.kubernetes.io/unreachable", "NoExecute"),
    ("node.kubernetes.io/disk-pressure", "NoSchedule"),
    ("node.kubernetes.io/memory-pressure", "NoSchedule"),
    ("node.kubernetes.io/pid-pressure", "NoSchedule"),
    ("node.kubernetes.io/unschedulable", "NoSchedule"),
];
/// The taint that only pods in the host's network tolerate besides.
const NETWORK_UNAVAILABLE: (&str, &str) = ("node.kubernetes.io/network-unavailable", "NoSchedule");

/// A template's tolerations with those of every daemon pod (`AddOrUpdateDaemonPodTolerations`).
pub fn tolerations(pod_spec: &Value) -> Vec<Value> {
    let mut tolerations = pod_spec.get("tolerations").items().to_vec();
    let in_host_network = pod_spec.get("hostNetwork").is_true();
    let extra = in_host_network.then_some(&NETWORK_UNAVAILABLE);
    for (key, effect) in TOLERATED.iter().chain(extra) {
        let toleration = value!({ "key": (*key), "operator": "Exists", "effect": (*effect) });
        let is_same = |other: &Value| {
            ["key", "operator", "effect", "value"]
                .iter()
                .all(|field| other.get(field).str() == toleration.get(field).str())
        };
        match tolerations.iter_mut().find(|other| is_same(other)) {
            Some(same) => *same = toleration,
            None => tolerations.push(toleration),
        }
    }
    tolerations
}

/// Requires one node of an affinity, in place of what it required before
/// (`ReplaceDaemonSetPodNodeNameNodeAffinity`).
pub fn bind_to_node(pod_spec: &mut Value, node: &str) {
    pod_spec.set(
        REQUIRED,
        value!({ "nodeSelectorTerms": [{
            "matchFields": [{ "key": "metadata.name", "operator": "In", "values": [node] }]
        }] }),
    );
}

/// What all pods of a set have in common; [`bind_to_node`] makes it the pod of a node.
pub fn template(set: &Object, hash: &str) -> Object {
    let mut pod = pod_from_template(set.spec().get("template"), set);
    if let Some(generation) = template_generation(set) {
        pod.meta.labels.insert(GENERATION, generation);
    }
    pod.meta.labels.insert(HASH, hash);
    let tolerations = tolerations(pod.spec());
    pod.body.set("spec.tolerations", tolerations);
    pod
}

/// The number of the set's template.
pub fn template_generation(set: &Object) -> Option<&str> {
    set.annotation(TEMPLATE_GENERATION)
}

/// Whether a pod is of the newest template: by its hash or by its number (`IsPodUpdated`).
pub fn is_updated(pod: &Object, hash: &str, generation: Option<&str>) -> bool {
    let has_hash = !hash.is_empty() && pod.label(HASH) == Some(hash);
    has_hash || (generation.is_some() && pod.label(GENERATION) == generation)
}

/// The node that a pod is bound to, or that it waits to be bound to (`GetTargetNodeName`); empty
/// if it says neither.
pub fn node_of(pod: &Object) -> &str {
    let bound = Pod(pod).node_name();
    if !bound.is_empty() {
        return bound;
    }
    let terms = pod.spec().at(REQUIRED).get("nodeSelectorTerms").items().iter();
    terms
        .flat_map(|term| term.get("matchFields").items())
        .filter(|field| {
            field.get("key").str() == "metadata.name" && field.get("operator").str() == "In"
        })
        .find_map(|field| match field.get("values").items() {
            [only] => only.as_str(),
            _ => None,
        })
        .unwrap_or_default()
}
