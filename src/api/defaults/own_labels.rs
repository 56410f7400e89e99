//! Neighbours that are told by the labels of the pod itself.

use crate::api::{Map, Object, Value};
use crate::value;

const RULES: [&str; 2] = [
    "requiredDuringSchedulingIgnoredDuringExecution",
    "preferredDuringSchedulingIgnoredDuringExecution",
];

/// Adds what `matchLabelKeys` and `mismatchLabelKeys` mean for this pod to the selectors beside
/// them (`applyMatchLabelKeysAndMismatchLabelKeys`).
pub(super) fn add_to_selectors(pod: &mut Object) {
    let labels = pod.meta.labels.clone();
    let mut each = |path: &str, inner: &'static str| {
        if pod.body.at(path).items().is_empty() {
            return;
        }
        let mut terms = pod.body.at(path).clone();
        for term in terms.make_list().items_mut() {
            let selector = if inner.is_empty() { term } else { term.make_map().entry(inner) };
            add(selector, &labels);
        }
        pod.body.set_given(path, terms);
    };
    each("spec.topologySpreadConstraints", "");
    for kind in ["podAffinity", "podAntiAffinity"] {
        each(&format!("spec.affinity.{kind}.{}", RULES[0]), "");
        each(&format!("spec.affinity.{kind}.{}", RULES[1]), "podAffinityTerm");
    }
}

fn add(term: &mut Value, labels: &Map) {
    if term.get("labelSelector").is_null() {
        return;
    }
    for (field, operator) in [("matchLabelKeys", "In"), ("mismatchLabelKeys", "NotIn")] {
        for key in term.get(field).clone().items() {
            if let Some(label) = labels.get(key.str()).as_str() {
                let expressions = term.make_map().entry("labelSelector").make_map();
                expressions.entry("matchExpressions").make_list().push(value!({
                    "key": key, "operator": operator, "values": [label]
                }));
            }
        }
    }
}
