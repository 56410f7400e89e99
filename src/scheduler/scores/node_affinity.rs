//! NodeAffinity: the more weight of preferred terms a node meets, the better.

use super::normalize;
use crate::api::node_affinity::Preferred;
use crate::api::{FieldError, Value};
use crate::scheduler::cache::NodeInfo;
use crate::scheduler::cycle::Cycle;

/// Adds the weights of the preferred terms that a node meets.
pub fn score(cycle: &Cycle, nodes: &[&NodeInfo]) -> Option<Vec<i64>> {
    let list = preferred(cycle.spec());
    if list.items().is_empty() {
        return None;
    }
    let preferred = Preferred::read(list).ok()?;
    let mut scores: Vec<i64> = nodes.iter().map(|node| preferred.weight(&node.node)).collect();
    normalize(&mut scores, false);
    Some(scores)
}

/// What is wrong with a pod's preferences, so that nodes cannot be compared (`PreScore`).  The API
/// lets values through that no label can have.
pub fn fault(spec: &Value) -> Option<String> {
    let faults = Preferred::read(preferred(spec)).err()?;
    let text = FieldError::aggregate(&faults);
    Some(format!("running PreScore plugin \"NodeAffinity\": {text}"))
}

fn preferred(spec: &Value) -> &Value {
    spec.at("affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution")
}
