//! NodeAffinity: the more weight of preferred terms a node meets, the better.

use super::normalize;
use crate::api::node_affinity::preference;
use crate::scheduler::cache::NodeInfo;
use crate::scheduler::cycle::Cycle;

/// Adds the weights of the preferred terms that a node meets.
pub fn score(cycle: &Cycle, nodes: &[&NodeInfo]) -> Option<Vec<i64>> {
    let path = "affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution";
    if cycle.spec().at(path).items().is_empty() {
        return None;
    }
    let mut scores: Vec<i64> =
        nodes.iter().map(|node| preference(cycle.spec(), &node.node)).collect();
    normalize(&mut scores, false);
    Some(scores)
}
