//! Labels of nodes that have other names by now, and selectors that select nothing.

use super::Path;
use crate::api::{Value, names};

const REQUIRED: &str = "requiredDuringSchedulingIgnoredDuringExecution";
const PREFERRED: &str = "preferredDuringSchedulingIgnoredDuringExecution";

/// Old labels of nodes, since when they are old, and what they are called now.
const OLD: [(&str, &str, &str); 5] = [
    ("beta.kubernetes.io/arch", "v1.14", "kubernetes.io/arch"),
    ("beta.kubernetes.io/instance-type", "v1.17", "node.kubernetes.io/instance-type"),
    ("beta.kubernetes.io/os", "v1.14", "kubernetes.io/os"),
    ("failure-domain.beta.kubernetes.io/region", "v1.17", "topology.kubernetes.io/region"),
    ("failure-domain.beta.kubernetes.io/zone", "v1.17", "topology.kubernetes.io/zone"),
];

fn deprecation(key: &str) -> Option<String> {
    let (_, since, now) = OLD.iter().find(|(old, _, _)| *old == key)?;
    Some(format!("deprecated since {since}; use \"{now}\" instead"))
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
