//! What a Deployment writes on its ReplicaSets: its own annotations, the revision, the sizes.

use super::view::{
    DESIRED_REPLICAS, Deployment, MAX_REPLICAS, REVISION, REVISION_HISTORY, ReplicaSet,
};
use crate::api::{Map, Object};

/// The longest list of former revisions, in characters.
const HISTORY_LENGTH: usize = 2_000;

/// Annotations that stay on the Deployment.
const KEPT_BACK: &[&str] = &[
    "kubectl.kubernetes.io/last-applied-configuration",
    REVISION,
    REVISION_HISTORY,
    DESIRED_REPLICAS,
    MAX_REPLICAS,
    super::rollback::ROLLBACK_TO,
];

/// The annotations of the new ReplicaSet under this revision (`SetNewReplicaSetAnnotations`): the
/// Deployment's over its own; a lower revision is raised, and the former number is remembered.
pub fn of_new_set(deployment: &Object, before: &Map, revision: i64) -> Map {
    let mut annotations = before.clone();
    for (key, value) in deployment.meta.annotations.iter() {
        if !KEPT_BACK.contains(&key.as_str()) && annotations.get(key) != value {
            annotations.insert(key, value);
        }
    }
    let former = before.get(REVISION).str();
    if former.parse::<i64>().unwrap_or(0) >= revision {
        return annotations;
    }
    annotations.insert(REVISION, revision.to_string());
    if !former.is_empty() {
        let history = extended(before.get(REVISION_HISTORY).str(), former);
        annotations.insert(REVISION_HISTORY, history);
    }
    annotations
}

/// A comma-separated list with one number more, without the first ones if it grows too long.
fn extended(history: &str, number: &str) -> String {
    let mut rest = history;
    while rest.len() + 1 + number.len() > HISTORY_LENGTH {
        rest = rest.split_once(',').map_or("", |(_, rest)| rest);
    }
    if rest.is_empty() { number.to_owned() } else { format!("{rest},{number}") }
}

/// The annotations of a ReplicaSet that is being scaled (`SetReplicasAnnotations`).
pub fn with_sizes(deployment: Deployment, before: &Map) -> Map {
    let mut annotations = before.clone();
    let replicas = deployment.replicas();
    let most = replicas + deployment.fenceposts().surge;
    for (key, number) in [(DESIRED_REPLICAS, replicas), (MAX_REPLICAS, most)] {
        let text = number.to_string();
        if annotations.get(key).str() != text {
            annotations.insert(key, text);
        }
    }
    annotations
}

/// Whether the Deployment's size was changed since one of these active ReplicaSets was last scaled
/// (`isScalingEvent`).
pub fn is_scaling_event<'object>(
    deployment: Deployment,
    mut sets: impl Iterator<Item = ReplicaSet<'object>>,
) -> bool {
    sets.any(|set| {
        set.replicas() > 0
            && set
                .annotated(DESIRED_REPLICAS)
                .is_some_and(|desired| desired != deployment.replicas())
    })
}
