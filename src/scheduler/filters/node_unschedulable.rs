//! NodeUnschedulable: a cordoned node takes no new pods, but for those that tolerate it.

use super::Rejection;
use crate::api::{Object, toleration};
use crate::scheduler::cache::NodeInfo;
use crate::value;

/// Refuses a cordoned node.
pub fn filter(pod: &Object, node: &NodeInfo) -> Option<Rejection> {
    if !node.node.spec().get("unschedulable").is_true() {
        return None;
    }
    let taint = value!({
        "key": "node.kubernetes.io/unschedulable", "effect": (toleration::NO_SCHEDULE)
    });
    if toleration::any_tolerates(pod.spec().get("tolerations").items(), &taint) {
        return None;
    }
    Some(Rejection::new("NodeUnschedulable", "node(s) were unschedulable", false))
}
