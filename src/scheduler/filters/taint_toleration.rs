//! TaintToleration: a pod must tolerate a node's taints that keep pods away.

use super::Rejection;
use crate::api::toleration::{NO_EXECUTE, NO_SCHEDULE, first_untolerated};
use crate::scheduler::cycle::Cycle;
use crate::scheduler::node_info::NodeInfo;

/// Refuses a node with a taint that the pod does not tolerate.
pub fn filter(cycle: &Cycle, node: &NodeInfo) -> Option<Rejection> {
    first_untolerated(&node.taints, cycle.tolerations, &[NO_SCHEDULE, NO_EXECUTE])?;
    Some(Rejection::final_one("TaintToleration", "node(s) had untolerated taint(s)"))
}
