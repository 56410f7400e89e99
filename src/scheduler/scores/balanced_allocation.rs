//! NodeResourcesBalancedAllocation: the more evenly a node's processors and memory are used, the
//! better.

use super::resources::Share;
use super::{Own, Scale};
use crate::scheduler::cycle::Cycle;
use crate::scheduler::node_info::NodeInfo;

/// Judges by how much the pod makes a node's use more even.
pub const PLUGIN: Own = Own { weight: 1, raw: score, scale: Scale::Done };

/// The score of a node.  Pods that request nothing of what is compared do not change it.
pub fn score(cycle: &Cycle, node: &NodeInfo) -> i64 {
    let resources = cycle.profile.balanced.iter();
    let shares = resources.map(|(resource, _)| resource.requested(cycle, node));
    if shares.clone().all(|share| share.wanted == 0) { 0 } else { balanced_allocation(shares) }
}

/// How even use is with the pod, compared with use without it, from 0 to 100 around 75 (the
/// formula of 1.36).
pub fn balanced_allocation(shares: impl Iterator<Item = Share>) -> i64 {
    let had = shares.filter(|share| share.allocatable > 0);
    let (without, with): (Vec<f64>, Vec<f64>) = had
        .map(|Share { used, wanted, allocatable }| {
            let part = |amount: i64| (amount as f64 / allocatable as f64).min(1.0);
            (part(used), part(used.saturating_add(wanted)))
        })
        .unzip();
    50 + (50 + evenness(&with) - evenness(&without)) / 2
}

/// 100 for equal parts, less by their standard deviation.
fn evenness(parts: &[f64]) -> i64 {
    let deviation = match parts {
        [] | [_] => 0.0,
        [first, second] => (first - second).abs() / 2.0,
        several => {
            let count = several.len() as f64;
            let mean = several.iter().sum::<f64>() / count;
            (several.iter().map(|part| (part - mean) * (part - mean)).sum::<f64>() / count).sqrt()
        }
    };
    ((1.0 - deviation) * 100.0) as i64
}
