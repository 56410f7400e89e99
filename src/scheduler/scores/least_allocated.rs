//! NodeResourcesFit's score, LeastAllocated: the more a node has left, the better.

use super::BEST;
use super::resources::{RESOURCES, Resource, Share};
use crate::scheduler::cache::NodeInfo;
use crate::scheduler::cycle::Cycle;

/// Averages what is left of processors and memory with the pod on the node.
pub fn score(cycle: &Cycle, nodes: &[&NodeInfo]) -> Option<Vec<i64>> {
    Some(score_by(RESOURCES, cycle, nodes))
}

/// The same for these resources with their weights.
pub fn score_by(resources: &[(Resource, i64)], cycle: &Cycle, nodes: &[&NodeInfo]) -> Vec<i64> {
    let one = |node: &&NodeInfo| {
        let shares =
            resources.iter().map(|(resource, weight)| (resource.scored(cycle, node), *weight));
        least_allocated(shares)
    };
    nodes.iter().map(one).collect()
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
