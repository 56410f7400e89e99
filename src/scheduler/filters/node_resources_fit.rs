//! NodeResourcesFit: what a pod requests must be left on the node.

use super::Rejection;
use crate::scheduler::cycle::Cycle;
use crate::scheduler::node_info::NodeInfo;
use std::borrow::Cow;

/// Refuses a node that has too little left of something.  Where even the empty node would not do,
/// it would not help if other pods went.
pub fn filter(cycle: &Cycle, node: &NodeInfo) -> Option<Rejection> {
    let mut reasons: Vec<Cow<'static, str>> = Vec::new();
    let mut resolvable = true;
    let pods = i64::try_from(node.pods.len()).unwrap_or(i64::MAX);
    if pods.saturating_add(1) > node.allowed_pods {
        reasons.push("Too many pods".into());
    }
    let wanted = &cycle.demand.requested;
    let mut check = |reason: Cow<'static, str>, wanted: i64, allocatable: i64, used: i64| {
        if wanted > 0 && wanted > allocatable.saturating_sub(used) {
            reasons.push(reason);
            resolvable &= wanted <= allocatable;
        }
    };
    let (all, used) = (&node.allocatable, &node.requested);
    check("Insufficient cpu".into(), wanted.milli_cpu, all.milli_cpu, used.milli_cpu);
    check("Insufficient memory".into(), wanted.memory, all.memory, used.memory);
    let storage = wanted.ephemeral_storage;
    let (all_storage, used_storage) = (all.ephemeral_storage, used.ephemeral_storage);
    check("Insufficient ephemeral-storage".into(), storage, all_storage, used_storage);
    let heeded = wanted.extended.iter().filter(|(name, _)| !cycle.profile.ignores(name));
    for (name, amount) in heeded {
        let of = |amounts: &super::super::demand::Amounts| {
            amounts.extended.get(name).copied().unwrap_or_default()
        };
        check(format!("Insufficient {name}").into(), *amount, of(all), of(used));
    }
    (!reasons.is_empty()).then_some(Rejection { plugin: "NodeResourcesFit", reasons, resolvable })
}
