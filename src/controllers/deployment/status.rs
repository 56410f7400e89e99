//! What a Deployment's status says of its ReplicaSets (`calculateStatus`).

use super::super::conditions::{self, set_count};
use super::progress;
use super::view::{Deployment, ReplicaSet, Sets};
use crate::api::{Map, Value};
use crate::time::Time;
use crate::value;

/// The numbers and the condition `Available`.
pub fn numbers(deployment: Deployment, sets: &Sets, now: Time) -> Value {
    let sum = |part: &dyn Fn(ReplicaSet) -> i64| sets.all().map(part).sum::<i64>();
    let available = sum(&|set| set.available());
    let updated = sets.new.iter().map(|set| ReplicaSet(set).current()).sum();
    let before = deployment.0.status();
    let mut status = Value::Map(Map::default());
    set_count(&mut status, "observedGeneration", deployment.0.meta.generation);
    set_count(&mut status, "replicas", sum(&|set| set.current()));
    set_count(&mut status, "updatedReplicas", updated);
    set_count(&mut status, "readyReplicas", sum(&|set| set.0.status().get("readyReplicas").int()));
    set_count(&mut status, "availableReplicas", available);
    let unavailable = (sum(&|set| set.replicas()) - available).max(0);
    set_count(&mut status, "unavailableReplicas", unavailable);
    if let Some(terminating) = sets.all().map(terminating).sum::<Option<i64>>() {
        status.set("terminatingReplicas", terminating);
    }
    for field in ["collisionCount", "conditions"] {
        if !before.get(field).is_null() {
            status.set(field, before.get(field));
        }
    }
    let wanted = deployment.fenceposts().min_available(deployment.replicas());
    let (state, reason, message) = if available >= wanted {
        ("True", "MinimumReplicasAvailable", "Deployment has minimum availability.")
    } else {
        ("False", "MinimumReplicasUnavailable", "Deployment does not have minimum availability.")
    };
    conditions::set(
        &mut status,
        value!({
            "type": "Available", "status": state, "reason": reason, "message": message,
            "lastUpdateTime": (now.rfc3339()), "lastTransitionTime": (now.rfc3339())
        }),
    );
    status
}

/// How many pods of a ReplicaSet are being deleted; `None` if it was seen and does not tell.
fn terminating(set: ReplicaSet) -> Option<i64> {
    let status = set.0.status();
    let was_seen = status.get("observedGeneration").int() != 0;
    status.get("terminatingReplicas").as_int().or((!was_seen).then_some(0))
}

/// The whole status during an update (`syncRolloutStatus`).
pub fn of_update(deployment: Deployment, sets: &Sets, now: Time) -> Value {
    let mut status = numbers(deployment, sets, now);
    progress::judge(deployment, sets.new.as_deref(), &mut status, now);
    match failure(sets) {
        Some(condition) => conditions::set(&mut status, condition),
        None => conditions::remove(&mut status, "ReplicaFailure"),
    }
    status
}

/// Why pods could not be made or deleted: the new ReplicaSet's reason before others'.
fn failure(sets: &Sets) -> Option<Value> {
    let own = |set: ReplicaSet| {
        let condition = conditions::find(set.0.status(), "ReplicaFailure");
        (!condition.is_null()).then(|| condition.clone())
    };
    let new = sets.new.iter().find_map(|set| own(ReplicaSet(set)));
    let mut condition = new.or_else(|| sets.all().find_map(own))?;
    let since = condition.get("lastTransitionTime").clone();
    condition.set("lastUpdateTime", since);
    Some(condition)
}
