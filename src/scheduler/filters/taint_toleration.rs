//! TaintToleration: a pod must tolerate a node's taints that keep pods away.

use super::Rejection;
use crate::api::Value;
use crate::api::toleration::{NO_EXECUTE, NO_SCHEDULE};
use crate::scheduler::cycle::Cycle;
use crate::scheduler::node_info::NodeInfo;

/// Refuses a node with a taint that the pod does not tolerate.
pub fn filter(cycle: &Cycle, node: &NodeInfo) -> Option<Rejection> {
    let keeps_away = |taint: &Value| matches!(taint.get("effect").str(), NO_SCHEDULE | NO_EXECUTE);
    let tolerates = |taint: &Value| {
        cycle.tolerations.iter().any(|toleration| cycle.tolerates(toleration, taint))
    };
    node.taints.iter().find(|taint| keeps_away(taint) && !tolerates(taint))?;
    Some(Rejection::final_one("TaintToleration", "node(s) had untolerated taint(s)"))
}
