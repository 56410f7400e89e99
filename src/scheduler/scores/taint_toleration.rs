//! TaintToleration: the fewer taints a pod would rather avoid, the better.

use super::normalize;
use crate::api::Value;
use crate::api::toleration::{PREFER_NO_SCHEDULE, any_tolerates};
use crate::scheduler::cache::NodeInfo;
use crate::scheduler::cycle::Cycle;

/// Counts the taints that keep pods away if there is a better place, and turns the order round.
pub fn score(cycle: &Cycle, nodes: &[&NodeInfo]) -> Option<Vec<i64>> {
    let all = cycle.spec().get("tolerations").items().iter();
    let tolerations: Vec<Value> = all
        .filter(|toleration| matches!(toleration.get("effect").str(), "" | PREFER_NO_SCHEDULE))
        .cloned()
        .collect();
    let mut scores: Vec<i64> = nodes.iter().map(|node| untolerated(node, &tolerations)).collect();
    normalize(&mut scores, true);
    Some(scores)
}

fn untolerated(node: &NodeInfo, tolerations: &[Value]) -> i64 {
    let unwelcome = node.taints.iter().filter(|taint| {
        taint.get("effect").str() == PREFER_NO_SCHEDULE && !any_tolerates(tolerations, taint)
    });
    i64::try_from(unwelcome.count()).unwrap_or(i64::MAX)
}
