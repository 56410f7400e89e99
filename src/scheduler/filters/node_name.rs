//! NodeName: a pod that names its node goes to no other.

use super::Rejection;
use crate::scheduler::cycle::Cycle;
use crate::scheduler::node_info::NodeInfo;

/// Refuses a node of another name than `spec.nodeName`.
pub fn filter(cycle: &Cycle, node: &NodeInfo) -> Option<Rejection> {
    if cycle.node_name.is_empty() || cycle.node_name == node.name() {
        return None;
    }
    Some(Rejection::final_one("NodeName", "node(s) didn't match the requested node name"))
}
