//! NodeAffinity: `nodeSelector` and required node affinity.

use super::Rejection;
use crate::api::Value;
use crate::api::node_affinity::is_selected;
use crate::ordered::OrderedSet;
use crate::scheduler::cycle::Cycle;
use crate::scheduler::node_info::NodeInfo;

/// What must hold of a node affinity.
const REQUIRED: &str = "requiredDuringSchedulingIgnoredDuringExecution";

/// Refuses a node that the profile or the pod does not select.
pub fn filter(cycle: &Cycle, node: &NodeInfo) -> Option<Rejection> {
    let added = cycle.profile.added_affinity.map(|affinity| affinity.get(REQUIRED));
    if added.is_some_and(|added| !added.is_null() && !is_selected(added, &node.node)) {
        let reason = "node(s) didn't match scheduler-enforced node affinity";
        return Some(Rejection::final_one("NodeAffinity", reason));
    }
    if cycle.wishes.required.is_met(&node.node) {
        return None;
    }
    let reason = "node(s) didn't match Pod's node affinity/selector";
    Some(Rejection::final_one("NodeAffinity", reason))
}

/// The names of the only nodes that a pod's required affinity allows, if each of its terms names
/// some (`PreFilter`), as the pods of a DaemonSet do.
pub fn named_nodes(spec: &Value) -> Option<OrderedSet<String>> {
    let terms =
        spec.get("affinity").get("nodeAffinity").get(REQUIRED).get("nodeSelectorTerms").items();
    if terms.is_empty() {
        return None;
    }
    let mut names = OrderedSet::new();
    for term in terms {
        names.extend(named_by(term)?);
    }
    Some(names)
}

/// The names that one term allows: those that all its fields allow.
fn named_by(term: &Value) -> Option<OrderedSet<String>> {
    let fields = term.get("matchFields").items().iter();
    let named = fields.filter(|field| {
        field.get("key").str() == "metadata.name" && field.get("operator").str() == "In"
    });
    let sets = named.map(|field| {
        field.get("values").items().iter().map(|name| name.str().to_owned()).collect()
    });
    sets.reduce(|left: OrderedSet<String>, right| left.intersection(&right).cloned().collect())
}
