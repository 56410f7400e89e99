//! NodeUnschedulable: a cordoned node takes no new pods, but for those that tolerate it.

use super::Rejection;
use crate::api::toleration;
use crate::scheduler::cycle::Cycle;
use crate::scheduler::node_info::NodeInfo;
use crate::value;

/// Refuses a cordoned node.
pub fn filter(cycle: &Cycle, node: &NodeInfo) -> Option<Rejection> {
    if !node.unschedulable {
        return None;
    }
    let taint = value!({
        "key": "node.kubernetes.io/unschedulable", "effect": (toleration::NO_SCHEDULE)
    });
    if toleration::any_tolerates(cycle.tolerations, &taint) {
        return None;
    }
    Some(Rejection::final_one("NodeUnschedulable", "node(s) were unschedulable"))
}
