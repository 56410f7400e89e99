//! VolumeZone: a pod goes to the zone and region that its volumes' labels name.

use super::Rejection;
use crate::api::{Kind, Object};
use crate::scheduler::cycle::Cycle;
use crate::scheduler::node_info::NodeInfo;
use std::rc::Rc;

/// The labels that name zones and regions, each beside its older name.
const LABELS: [[&str; 2]; 2] = [
    ["topology.kubernetes.io/zone", "failure-domain.beta.kubernetes.io/zone"],
    ["topology.kubernetes.io/region", "failure-domain.beta.kubernetes.io/region"],
];
/// What stands between the zones of a volume that is in several.
const SEPARATOR: &str = "__";

/// Refuses a node that is elsewhere than one of the pod's volumes.  One that tells of no zone may
/// be anywhere.
pub fn filter(cycle: &Cycle, node: &NodeInfo) -> Option<Rejection> {
    let has_place = || LABELS.iter().any(|names| label(&node.node, names).is_some());
    if cycle.claims.is_empty() || !has_place() {
        return None;
    }
    let volumes = cycle.claims.iter().filter_map(|claim| {
        cycle.store.find(Kind::PersistentVolume, "", claim.spec().get("volumeName").str())
    });
    let mut elsewhere = volumes.filter(|volume| !is_reached(volume, &node.node));
    let reason = "node(s) had no available volume zone";
    elsewhere.next().map(|_| Rejection::final_one("VolumeZone", reason))
}

fn is_reached(volume: &Rc<Object>, node: &Object) -> bool {
    LABELS.iter().all(|names| {
        let places = label(volume, names);
        places.is_none_or(|places| {
            label(node, names).is_some_and(|own| places.split(SEPARATOR).any(|one| one == own))
        })
    })
}

fn label<'object>(object: &'object Object, names: &[&str]) -> Option<&'object str> {
    names.iter().find_map(|name| object.label(name))
}
