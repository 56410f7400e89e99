//! Which of the possible nodes is best: one file a plugin, each from 0 to 100, added by weight.

pub mod balanced_allocation;
pub mod image_locality;
pub mod inter_pod_affinity;
pub mod least_allocated;
pub mod node_affinity;
pub mod pod_topology_spread;
pub mod resources;
pub mod taint_toleration;

use super::cache::NodeInfo;
use super::cycle::Cycle;

/// The best that a plugin gives.
pub const BEST: i64 = 100;

/// Judges the possible nodes, in their order; `None` if the pod does not care.
type Score = fn(&Cycle, &[&NodeInfo]) -> Option<Vec<i64>>;

/// The plugins of the default profile with their weights.
const SCORES: &[(Score, i64)] = &[
    (taint_toleration::score, 3),
    (node_affinity::score, 2),
    (pod_topology_spread::score, 2),
    (inter_pod_affinity::score, 2),
    (least_allocated::score, 1),
    (balanced_allocation::score, 1),
    (image_locality::score, 1),
];

/// The sum of all plugins' scores for each node.
pub fn totals(cycle: &Cycle, nodes: &[&NodeInfo]) -> Vec<i64> {
    let mut totals = vec![0; nodes.len()];
    for (score, weight) in SCORES {
        for (total, own) in totals.iter_mut().zip(score(cycle, nodes).unwrap_or_default()) {
            *total += weight * own;
        }
    }
    totals
}

/// Scales scores so that the greatest becomes 100; `reverse` makes the least the best
/// (`DefaultNormalizeScore`).
pub fn normalize(scores: &mut [i64], reverse: bool) {
    let greatest = scores.iter().copied().max().unwrap_or_default();
    for score in scores {
        let scaled = if greatest == 0 { 0 } else { *score * BEST / greatest };
        *score = if reverse { BEST - scaled } else { scaled };
    }
}
