//! VolumeRestrictions: a claim of the mode `ReadWriteOncePod` is for one pod alone.

use super::Rejection;
use crate::api::{Object, Pod};
use crate::scheduler::cache::Cache;
use crate::scheduler::cycle::Cycle;
use crate::scheduler::node_info::NodeInfo;
use std::rc::Rc;

/// Whether another pod uses one of the pod's claims that are for one pod alone.
pub fn is_taken(pod: &Object, claims: &[&Rc<Object>], cache: &Cache) -> bool {
    let is_exclusive = |claim: &&&Rc<Object>| {
        let mut modes = claim.spec().get("accessModes").items().iter();
        modes.any(|mode| mode.str() == "ReadWriteOncePod")
    };
    let exclusive: Vec<&str> =
        claims.iter().filter(is_exclusive).map(|claim| claim.meta.name.as_str()).collect();
    if exclusive.is_empty() {
        return false;
    }
    let mut others = cache.nodes().iter().flat_map(|node| node.pods.values()).map(|info| &info.pod);
    others.any(|other| {
        other.meta.namespace == pod.meta.namespace
            && Pod(other).claims().any(|name| exclusive.contains(&name.as_str()))
    })
}

/// Refuses every node while another pod has the claim.
pub fn filter(cycle: &Cycle, _node: &NodeInfo) -> Option<Rejection> {
    cycle.is_claim_taken.then(|| {
        let reason =
            "node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod \
             access mode";
        Rejection::resolvable("VolumeRestrictions", reason)
    })
}
