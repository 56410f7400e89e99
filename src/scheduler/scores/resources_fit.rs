//! NodeResourcesFit's score: how much of a node is taken with the pod, judged by one of three
//! strategies.  The default one is LeastAllocated: the more a node has left, the better.

use super::resources::Share;
use super::{BEST, Own, Scale};
use crate::scheduler::cycle::Cycle;
use crate::scheduler::node_info::NodeInfo;

/// Judges by the profile's strategy.
pub const PLUGIN: Own = Own { weight: 1, raw: score, scale: Scale::Done };

/// The best score of a point of a shape.
const BEST_OF_SHAPE: i64 = 10;

/// What makes a node good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strategy<'shape> {
    /// What is left.
    LeastAllocated,
    /// What is taken.
    MostAllocated,
    /// What a line through points says: of so many percent taken, and the score there from 0
    /// to 10.
    RequestedToCapacityRatio(&'shape [(i64, i64)]),
}

/// The score of a node by the profile of `cycle`.
pub fn score(cycle: &Cycle, node: &NodeInfo) -> i64 {
    let shares = cycle.profile.resources.iter();
    let shares = shares.map(|(resource, weight)| (resource.scored(cycle, node), *weight));
    cycle.profile.strategy.score(shares)
}

impl Strategy<'_> {
    /// The average of what it says of shares with weights, from 0 to 100.  A resource that a node
    /// does not have does not count.
    pub fn score(self, shares: impl Iterator<Item = (Share, i64)>) -> i64 {
        let (mut sum, mut weights) = (0, 0);
        for (share, weight) in shares.filter(|(share, _)| share.allocatable > 0) {
            let own = self.of(share);
            if own > 0 || !matches!(self, Strategy::RequestedToCapacityRatio(_)) {
                sum += own * weight;
                weights += weight;
            }
        }
        match self {
            _ if weights == 0 => 0,
            Strategy::RequestedToCapacityRatio(_) => (2 * sum + weights) / (2 * weights),
            _ => sum / weights,
        }
    }

    fn of(self, Share { used, wanted, allocatable }: Share) -> i64 {
        let taken = used.saturating_add(wanted);
        let part = |amount: i64| amount.saturating_mul(BEST) / allocatable;
        match self {
            Strategy::LeastAllocated => part(allocatable.saturating_sub(taken).max(0)),
            Strategy::MostAllocated => part(taken.min(allocatable)),
            Strategy::RequestedToCapacityRatio(shape) => {
                on_line(shape, part(taken.min(allocatable)))
            }
        }
    }
}

/// The score that a line through points has at so many percent.
fn on_line(shape: &[(i64, i64)], percent: i64) -> i64 {
    let scaled = |score: i64| score * BEST / BEST_OF_SHAPE;
    let after = shape.iter().position(|(utilization, _)| percent <= *utilization);
    match after {
        Some(0) => scaled(shape[0].1),
        Some(after) => {
            let ((from, low), (to, high)) = (shape[after - 1], shape[after]);
            scaled(low) + (scaled(high) - scaled(low)) * (percent - from) / (to - from)
        }
        None => shape.last().map_or(0, |(_, score)| scaled(*score)),
    }
}
