//! NodeName: a pod that names its node goes to no other.

use super::Rejection;
use crate::api::Object;
use crate::scheduler::cache::NodeInfo;

/// Refuses a node of another name than `spec.nodeName`.
pub fn filter(pod: &Object, node: &NodeInfo) -> Option<Rejection> {
    let wanted = pod.spec().get("nodeName").str();
    if wanted.is_empty() || wanted == node.node.meta.name {
        return None;
    }
    let reason = "node(s) didn't match the requested node name";
    Some(Rejection::new("NodeName", reason, false))
}
