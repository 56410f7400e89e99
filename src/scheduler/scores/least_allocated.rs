//! NodeResourcesFit's score, LeastAllocated: the more a node has left, the better.

use super::BEST;
use crate::scheduler::cache::NodeInfo;
use crate::scheduler::cycle::Cycle;

/// Averages what is left of processors and memory with the pod on the node.
pub fn score(cycle: &Cycle, nodes: &[&NodeInfo]) -> Option<Vec<i64>> {
    let demand = &cycle.demand;
    let one = |node: &&NodeInfo| {
        least_allocated(&[
            (node.scored_milli_cpu + demand.scored_milli_cpu, node.allocatable.milli_cpu),
            (node.scored_memory + demand.scored_memory, node.allocatable.memory),
        ])
    };
    Some(nodes.iter().map(one).collect())
}

/// The average part that is left, from 0 to 100, of resources given as requested and
/// allocatable.  A resource that a node does not have does not count.
pub fn least_allocated(resources: &[(i64, i64)]) -> i64 {
    let had = resources.iter().filter(|(_, allocatable)| *allocatable > 0);
    let parts: Vec<i64> = had
        .map(|(requested, allocatable)| {
            (allocatable - requested).max(0).saturating_mul(BEST) / allocatable
        })
        .collect();
    let count = i64::try_from(parts.len()).unwrap_or(1).max(1);
    parts.iter().sum::<i64>() / count
}
