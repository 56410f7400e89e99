//! What the scheduler says of a pod that found no node.

use super::filters::Rejection;
use crate::ordered::OrderedMap;

/// What plugins that look for a way out say when they find none.
const NO_CLAIMS: &str = "no new claims to deallocate, ";

/// `0/3 nodes are available: 1 node(s) were unschedulable, 2 Too many pods.`, followed by what
/// preemption says (`FitError.Error`).
pub fn unschedulable<'reason>(
    nodes: usize,
    reasons: impl Iterator<Item = &'reason str>,
    after: &str,
) -> String {
    if nodes == 0 {
        return "no nodes available to schedule pods".to_owned();
    }
    let mut counts: OrderedMap<&str, usize> = OrderedMap::new();
    for reason in reasons {
        *counts.entry(reason).or_default() += 1;
    }
    let mut items: Vec<String> =
        counts.iter().map(|(reason, count)| format!("{count} {reason}")).collect();
    crate::order::sort(&mut items);
    let mut text = format!("0/{nodes} nodes are available:");
    if !items.is_empty() {
        text.push_str(&format!(" {}.", items.join(", ")));
    }
    with_end(text, after)
}

/// What is said when no node comes into question for a reason of the pod's own.
pub fn no_node(nodes: usize, why: &str, after: &str) -> String {
    with_end(format!("0/{nodes} nodes are available: {why}."), after)
}

fn with_end(text: String, after: &str) -> String {
    if after.is_empty() { text } else { format!("{text} {after}") }
}

/// All reasons of all rejections.
pub fn reasons<'rejection>(
    rejections: impl Iterator<Item = &'rejection Rejection>,
) -> impl Iterator<Item = &'rejection str> {
    rejections.flat_map(|rejection| rejection.reasons.iter().map(|reason| &**reason))
}

/// What is said when preemption helps nowhere; `reasons` holds each node's.
pub fn preemption<'reason>(nodes: usize, reasons: impl Iterator<Item = &'reason str>) -> String {
    format!("{NO_CLAIMS}preemption: {}", unschedulable(nodes, reasons, ""))
}

/// What is said when a pod may not preempt others.
pub fn not_eligible(why: &str) -> String {
    format!("{NO_CLAIMS}preemption: not eligible due to {why}.")
}

/// How many possible nodes are enough among `nodes` (`numFeasibleNodesToFind`).
pub fn enough(nodes: usize, percentage: Option<usize>) -> usize {
    const ALWAYS_ALL: usize = 100;
    if nodes < ALWAYS_ALL {
        return nodes;
    }
    let percentage = percentage.unwrap_or_else(|| 50usize.saturating_sub(nodes / 125).max(5));
    (nodes * percentage / 100).max(ALWAYS_ALL).min(nodes)
}
