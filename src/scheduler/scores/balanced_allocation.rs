//! NodeResourcesBalancedAllocation: the more evenly a node's processors and memory are used, the
//! better.

use crate::scheduler::cache::NodeInfo;
use crate::scheduler::cycle::Cycle;

/// Judges by how much the pod makes a node's use more even.  Pods that request nothing do not
/// change it.
pub fn score(cycle: &Cycle, nodes: &[&NodeInfo]) -> Option<Vec<i64>> {
    let wanted = &cycle.demand.requested;
    if wanted.milli_cpu == 0 && wanted.memory == 0 {
        return None;
    }
    let one = |node: &&NodeInfo| {
        balanced_allocation(&[
            (node.requested.milli_cpu, wanted.milli_cpu, node.allocatable.milli_cpu),
            (node.requested.memory, wanted.memory, node.allocatable.memory),
        ])
    };
    Some(nodes.iter().map(one).collect())
}

/// How even use is with the pod, compared with use without it, from 0 to 100 around 75, of
/// resources given as used, wanted by the pod, and allocatable (the formula of 1.36).
pub fn balanced_allocation(resources: &[(i64, i64, i64)]) -> i64 {
    let had = resources.iter().filter(|(_, _, allocatable)| *allocatable > 0);
    let (without, with): (Vec<f64>, Vec<f64>) = had
        .map(|(used, wanted, allocatable)| {
            let part = |amount: i64| (amount as f64 / *allocatable as f64).min(1.0);
            (part(*used), part(used + wanted))
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
