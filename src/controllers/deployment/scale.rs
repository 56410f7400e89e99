//! Giving ReplicaSets another size.

use super::annotations;
use super::proportional::{self, Share, Whole};
use super::view::{DESIRED_REPLICAS, Deployment, MAX_REPLICAS, ReplicaSet, Sets};
use crate::api::Object;
use crate::store::{EventNote, Step, Write};
use std::rc::Rc;

/// The request that gives a ReplicaSet this size, and its event; nothing if it has it
/// (`scaleReplicaSetAndRecordEvent`).
pub fn to_size(deployment: Deployment, set: ReplicaSet, size: i64) -> Option<Step> {
    (set.replicas() != size).then(|| resize(deployment, set, size))
}

fn resize(deployment: Deployment, set: ReplicaSet, size: i64) -> Step {
    let before = set.replicas();
    let mut after = set.0.clone();
    after.resource_version = 0;
    after.meta.annotations = annotations::with_sizes(deployment, &after.meta.annotations);
    after.body.set("spec.replicas", size);
    let note = (before != size).then(|| {
        let direction = if before < size { "up" } else { "down" };
        let name = &set.0.meta.name;
        let message = format!("Scaled {direction} replica set {name} from {before} to {size}");
        EventNote::normal(deployment.0, "ScalingReplicaSet", message)
    });
    Step::told(Write::Update(after), note, None)
}

/// The steps that bring the Deployment to its size without going on with an update (`scale`).
pub fn without_update(deployment: Deployment, sets: &Sets) -> Vec<Step> {
    if let Some(only) = active_or_latest(sets) {
        return to_size(deployment, ReplicaSet(only), deployment.replicas()).into_iter().collect();
    }
    if is_saturated(deployment, sets) {
        let old = sets.active_old().into_iter();
        return old.filter_map(|set| to_size(deployment, set, 0)).collect();
    }
    if deployment.is_recreate() {
        return Vec::new();
    }
    let active = || sets.all().filter(|set| set.replicas() > 0);
    let shares = active()
        .map(|set| Share {
            name: set.0.meta.name.clone(),
            created: set.0.meta.creation_timestamp,
            replicas: set.replicas(),
            max_replicas: set.annotated(MAX_REPLICAS),
        })
        .collect();
    let whole = Whole {
        replicas: deployment.replicas(),
        surge: deployment.fenceposts().surge,
        current: deployment.0.status().get("replicas").int(),
    };
    let sized = proportional::sizes(whole, shares).into_iter();
    sized
        .filter_map(|(share, size)| {
            let set = active().find(|set| set.0.meta.name == share.name)?;
            let annotations = annotations::with_sizes(deployment, &set.0.meta.annotations);
            let is_same = set.replicas() == size && annotations == set.0.meta.annotations;
            (!is_same).then(|| resize(deployment, set, size))
        })
        .collect()
}

/// The only ReplicaSet with pods, or the newest where none has any (`FindActiveOrLatest`).
fn active_or_latest(sets: &Sets) -> Option<&Rc<Object>> {
    let all = || sets.old.iter().chain(&sets.new);
    let mut active = all().filter(|set| ReplicaSet(set).replicas() > 0);
    match (active.next(), active.next()) {
        (Some(only), None) => Some(only),
        (Some(_), Some(_)) => None,
        _ => sets.new.as_ref().or_else(|| all().max_by_key(|set| ReplicaSet(set).age_order())),
    }
}

/// Whether the new ReplicaSet has all the pods there should be, available (`IsSaturated`).
fn is_saturated(deployment: Deployment, sets: &Sets) -> bool {
    sets.new.as_ref().map(|set| ReplicaSet(set)).is_some_and(|set| {
        set.replicas() == deployment.replicas()
            && set.annotated(DESIRED_REPLICAS) == Some(deployment.replicas())
            && set.available() == deployment.replicas()
    })
}
