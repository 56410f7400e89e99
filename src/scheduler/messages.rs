//! What the scheduler says of a pod that found no node.

use super::filters::Rejection;
use std::collections::BTreeMap;

/// `0/3 nodes are available: 1 node(s) were unschedulable, 2 Too many pods.`
pub fn unschedulable(nodes: usize, rejections: &[Rejection]) -> String {
    if nodes == 0 {
        return "no nodes available to schedule pods".to_owned();
    }
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for reason in rejections.iter().flat_map(|rejection| &rejection.reasons) {
        *counts.entry(reason).or_default() += 1;
    }
    let mut items: Vec<String> =
        counts.iter().map(|(reason, count)| format!("{count} {reason}")).collect();
    items.sort();
    format!("0/{nodes} nodes are available: {}.", items.join(", "))
}
