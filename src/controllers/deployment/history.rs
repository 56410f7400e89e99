//! Which old ReplicaSets are kept for a rollback (`cleanupDeployment`).

use super::view::{Deployment, ReplicaSet, Sets};
use crate::store::{DeleteOptions, Step, Write};

/// The deletions of the oldest revisions beyond `revisionHistoryLimit`, as far as those have no
/// pods any more.
pub fn clean_up(deployment: Deployment, sets: &Sets) -> Vec<Step> {
    let Some(limit) = deployment.revision_history_limit() else { return Vec::new() };
    let mut old: Vec<ReplicaSet> = sets.old.iter().map(|set| ReplicaSet(set)).collect();
    old.retain(|set| !set.0.is_deleting());
    crate::order::sort_by_key(&mut old, |set| (set.revision(), set.age_order()));
    let surplus = old.len().saturating_sub(usize::try_from(limit).unwrap_or(0));
    let is_idle = |set: &&ReplicaSet| {
        set.replicas() == 0
            && set.current() == 0
            && set.0.meta.generation <= set.0.status().get("observedGeneration").int()
    };
    old.iter()
        .take(surplus)
        .filter(is_idle)
        .map(|set| Step::attempt(Write::Delete(set.0.key(), DeleteOptions::default())))
        .collect()
}
