//! NodeAffinity: `nodeSelector` and required node affinity.

use super::Rejection;
use crate::api::{Object, node_affinity};
use crate::scheduler::cache::NodeInfo;

/// Refuses a node that the pod does not select.
pub fn filter(pod: &Object, node: &NodeInfo) -> Option<Rejection> {
    if node_affinity::is_required_met(pod.spec(), node.node) {
        return None;
    }
    let reason = "node(s) didn't match Pod's node affinity/selector";
    Some(Rejection::new("NodeAffinity", reason, false))
}
