//! Which of a Job's active pods go when there are too many.

use super::pods::JobPod;
use crate::ordered::OrderedMap;
use std::cmp::{Ordering, Reverse};

/// The pods to delete so that `surplus` of them are gone: for an Indexed Job first those without
/// a valid index and all but one of each index, which is not counted against the others.
pub fn pods_to_remove<'object>(
    mut active: Vec<JobPod<'object>>,
    surplus: usize,
    completions_if_indexed: Option<i64>,
) -> Vec<JobPod<'object>> {
    let mut removed = Vec::new();
    if let Some(completions) = completions_if_indexed {
        (removed, active) = duplicates(active, completions);
    }
    let more = surplus.saturating_sub(removed.len());
    crate::order::sort_by(&mut active, compare);
    removed.extend(active.into_iter().take(more));
    removed
}

/// Parts pods into those without a place among the indexes and one of each index.
pub fn duplicates(pods: Vec<JobPod<'_>>, completions: i64) -> (Vec<JobPod<'_>>, Vec<JobPod<'_>>) {
    let mut by_index: OrderedMap<i64, Vec<JobPod>> = OrderedMap::new();
    let mut removed = Vec::new();
    for pod in pods {
        match pod.index().filter(|index| *index < completions) {
            Some(index) => by_index.entry(index).or_default().push(pod),
            None => removed.push(pod),
        }
    }
    let mut kept = Vec::new();
    for (_, mut pods) in by_index {
        crate::order::sort_by(&mut pods, compare);
        kept.extend(pods.pop());
        removed.append(&mut pods);
    }
    (removed, kept)
}

/// Who goes first: what is not on a node, waits, is not ready or has been so for a shorter time,
/// was restarted more often, is younger (`controller.ActivePods`).
fn compare(one: &JobPod, other: &JobPod) -> Ordering {
    let rank = |pod: &JobPod| {
        let view = pod.pod();
        let phase = match view.phase() {
            "Running" => 2,
            "Pending" | "" => 0,
            _ => 1,
        };
        let ready = Reverse(view.ready_since());
        let restarts = Reverse(view.max_restarts());
        let created = Reverse(pod.0.meta.creation_timestamp);
        (!view.node_name().is_empty(), phase, view.is_ready(), ready, restarts, created)
    };
    rank(one).cmp(&rank(other))
}
