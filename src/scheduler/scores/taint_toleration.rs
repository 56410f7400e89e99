//! TaintToleration: the fewer taints a pod would rather avoid, the better.

use super::{Own, Scale};
use crate::api::Value;
use crate::api::toleration::PREFER_NO_SCHEDULE;
use crate::scheduler::cycle::Cycle;
use crate::scheduler::node_info::NodeInfo;

/// Counts the taints that keep pods away if there is a better place, and turns the order round.
pub const PLUGIN: Own = Own { weight: 3, raw: untolerated, scale: Scale::Down };

fn untolerated(cycle: &Cycle, node: &NodeInfo) -> i64 {
    let matters =
        |toleration: &&Value| matches!(toleration.get("effect").str(), "" | PREFER_NO_SCHEDULE);
    let tolerated = |taint: &Value| {
        let mut tolerations = cycle.tolerations.iter().filter(matters);
        tolerations.any(|toleration| cycle.tolerates(toleration, taint))
    };
    let unwelcome = node
        .taints
        .iter()
        .filter(|taint| taint.get("effect").str() == PREFER_NO_SCHEDULE && !tolerated(taint));
    i64::try_from(unwelcome.count()).unwrap_or(i64::MAX)
}
