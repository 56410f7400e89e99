//! NodeResourcesFit's score, LeastAllocated: the more a node has left, the better.

use super::resources::{RESOURCES, Resource, Share};
use super::{BEST, Own, Scale};
use crate::scheduler::cycle::Cycle;
use crate::scheduler::node_info::NodeInfo;

/// Averages what is left of processors and memory with the pod on the node.
pub const PLUGIN: Own =
    Own { weight: 1, raw: |cycle, node| score(RESOURCES, cycle, node), scale: Scale::Done };

/// The score of a node by these resources with their weights.
pub fn score(resources: &[(Resource, i64)], cycle: &Cycle, node: &NodeInfo) -> i64 {
    let shares = resources.iter();
    least_allocated(shares.map(|(resource, weight)| (resource.scored(cycle, node), *weight)))
}

/// The average part that is left with the pod, from 0 to 100, of shares with weights.  A resource
/// that a node does not have does not count.
pub fn least_allocated(shares: impl Iterator<Item = (Share, i64)>) -> i64 {
    let (mut sum, mut weights) = (0, 0);
    for (Share { used, wanted, allocatable }, weight) in shares {
        if allocatable > 0 {
            let left = (allocatable - used - wanted).max(0);
            sum += left.saturating_mul(BEST) / allocatable * weight;
            weights += weight;
        }
    }
    if weights == 0 { 0 } else { sum / weights }
}
