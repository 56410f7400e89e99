//! NodeResourcesFit: what a pod requests must be left on the node.

use super::Rejection;
use crate::api::Object;
use crate::scheduler::cache::NodeInfo;

/// Refuses a node that is full.
pub fn filter(_pod: &Object, node: &NodeInfo) -> Option<Rejection> {
    let full = node.pods >= node.allowed_pods();
    full.then(|| Rejection::new("NodeResourcesFit", "Too many pods", true))
}
