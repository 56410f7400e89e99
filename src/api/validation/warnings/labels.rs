//! Labels of nodes that have other names by now, and selectors that select nothing.

use super::Path;
use crate::api::{Value, names};

const REQUIRED: &str = "requiredDuringSchedulingIgnoredDuringExecution";
const PREFERRED: &str = "preferredDuringSchedulingIgnoredDuringExecution";

/// Old labels of nodes, and what is to be said of them (`deprecatedNodeLabels`).
const OLD: [(&str, &str); 8] = [
    ("app.kubernetes.io/created-by", "deprecated since v1.9"),
    ("beta.kubernetes.io/arch", "deprecated since v1.14; use \"kubernetes.io/arch\" instead"),
    (
        "beta.kubernetes.io/instance-type",
        "deprecated since v1.17; use \"node.kubernetes.io/instance-type\" instead",
    ),
    ("beta.kubernetes.io/os", "deprecated since v1.14; use \"kubernetes.io/os\" instead"),
    (
        "failure-domain.beta.kubernetes.io/region",
        "deprecated since v1.17; use \"topology.kubernetes.io/region\" instead",
    ),
    (
        "failure-domain.beta.kubernetes.io/zone",
        "deprecated since v1.17; use \"topology.kubernetes.io/zone\" instead",
    ),
    ("node-role.kubernetes.io/master", "use \"node-role.kubernetes.io/control-plane\" instead"),
    (
        "scheduler.alpha.kubernetes.io/preferAvoidPods",
        "deprecated since v1.22; use Taints and Tolerations instead",
    ),
];

pub(super) fn deprecation(key: &str) -> Option<&'static str> {
    OLD.iter().find(|(old, _)| *old == key).map(|(_, text)| *text)
}

/// Whatever chooses nodes in a pod's `spec`, which stands at `path`.
pub(super) fn of_nodes(warnings: &mut Vec<String>, path: Path, spec: &Value) {
    let selector = path.field("nodeSelector");
    for (key, _) in spec.get("nodeSelector").entries() {
        if let Some(text) = deprecation(key) {
            warnings.push(format!("{}: {text}", selector.key(key)));
        }
    }
    let affinity = path.field("affinity");
    nodes(warnings, affinity.field("nodeAffinity"), spec.at("affinity.nodeAffinity"));
    let list = path.field("topologySpreadConstraints");
    let constraints = spec.get("topologySpreadConstraints").items();
    for (index, constraint) in constraints.iter().enumerate() {
        let place = list.index(index);
        old_key(warnings, place.field("topologyKey"), constraint.get("topologyKey"));
        null_selector(warnings, place, constraint);
    }
}

fn old_key(warnings: &mut Vec<String>, path: Path, key: &Value) {
    if let Some(text) = deprecation(key.str()) {
        warnings.push(format!("{path}: {} is {text}", key.str()));
    }
}

fn null_selector(warnings: &mut Vec<String>, path: Path, holder: &Value) {
    if holder.get("labelSelector").is_null() {
        let place = path.field("labelSelector");
        warnings.push(format!("{place}: a null labelSelector results in matching no pod"));
    }
}

fn nodes(warnings: &mut Vec<String>, path: Path, nodes: &Value) {
    let required = path.field(REQUIRED);
    let terms = nodes.get(REQUIRED).get("nodeSelectorTerms").items();
    node_terms(warnings, required.field("nodeSelectorTerms"), terms);
    let list = path.field(PREFERRED);
    for (index, term) in nodes.get(PREFERRED).items().iter().enumerate() {
        let place = list.index(index);
        let preference = place.field("preference");
        node_term(warnings, preference, term.get("preference"));
        wrong_values(warnings, preference, term.get("preference"));
    }
}

/// Neighbours of whom nothing is said, in a pod's `spec`, which stands at `path`.
pub(super) fn neighbours(warnings: &mut Vec<String>, path: Path, spec: &Value) {
    let path = path.field("affinity");
    let affinity = spec.get("affinity");
    for kind in ["podAffinity", "podAntiAffinity"] {
        let place = path.field(kind);
        let list = place.field(REQUIRED);
        for (index, term) in affinity.get(kind).get(REQUIRED).items().iter().enumerate() {
            null_selector(warnings, list.index(index), term);
        }
        let list = place.field(PREFERRED);
        for (index, term) in affinity.get(kind).get(PREFERRED).items().iter().enumerate() {
            let place = list.index(index);
            null_selector(warnings, place.field("podAffinityTerm"), term.get("podAffinityTerm"));
        }
    }
}

/// The terms of a selector of nodes that stand at `list`.
pub(super) fn node_terms(warnings: &mut Vec<String>, list: Path, terms: &[Value]) {
    for (index, term) in terms.iter().enumerate() {
        node_term(warnings, list.index(index), term);
    }
}

fn node_term(warnings: &mut Vec<String>, path: Path, term: &Value) {
    let list = path.field("matchExpressions");
    for (index, expression) in term.get("matchExpressions").items().iter().enumerate() {
        let place = list.index(index);
        old_key(warnings, place.field("key"), expression.get("key"));
    }
}

/// A preference for a label that no node can have does no harm.
fn wrong_values(warnings: &mut Vec<String>, path: Path, term: &Value) {
    let list = path.field("matchExpressions");
    for (index, expression) in term.get("matchExpressions").items().iter().enumerate() {
        let place = list.index(index);
        let values = place.field("values");
        for (number, value) in expression.get("values").items().iter().enumerate() {
            for fault in names::label_value(value.str()) {
                let place = values.index(number);
                warnings.push(format!("{place}: {} is invalid, {fault}", value.str()));
            }
        }
    }
}
