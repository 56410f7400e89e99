//! The condition `Progressing`: whether an update gets on, is done, or is stuck.

use super::super::conditions;
use super::view::Deployment;
use crate::api::{Object, Value};
use crate::time::{Milliseconds, SECOND, Time};
use crate::value;

/// A condition `Progressing`.
pub fn condition(status: &str, reason: &str, message: String, now: Time) -> Value {
    value!({
        "type": "Progressing", "status": status, "reason": reason, "message": message,
        "lastUpdateTime": (now.rfc3339()), "lastTransitionTime": (now.rfc3339())
    })
}

/// Brings the condition of a new status up to date (`syncRolloutStatus`).
pub fn judge(deployment: Deployment, new_set: Option<&Object>, status: &mut Value, now: Time) {
    if deployment.progress_deadline().is_none() {
        conditions::remove(status, "Progressing");
        return;
    }
    let current = conditions::find(deployment.0.status(), "Progressing").clone();
    let is_same = status.get("replicas").int() == status.get("updatedReplicas").int();
    if is_same && current.get("reason").str() == "NewReplicaSetAvailable" {
        return;
    }
    let who = match new_set {
        Some(set) => format!("ReplicaSet \"{}\"", set.meta.name),
        None => format!("Deployment \"{}\"", deployment.0.meta.name),
    };
    if deployment.is_complete(status) {
        let message = format!("{who} has successfully progressed.");
        conditions::set(status, condition("True", "NewReplicaSetAvailable", message, now));
    } else if gets_on(deployment.0.status(), status) {
        let message = format!("{who} is progressing.");
        let mut progressing = condition("True", "ReplicaSetUpdated", message, now);
        if current.get("status").str() == "True" {
            progressing.set("lastTransitionTime", current.get("lastTransitionTime"));
        }
        conditions::remove(status, "Progressing");
        conditions::set(status, progressing);
    } else if has_timed_out(deployment, status, now) {
        let message = format!("{who} has timed out progressing.");
        conditions::set(status, condition("False", "ProgressDeadlineExceeded", message, now));
    }
}

/// Whether anything is nearer to the end than before (`DeploymentProgressing`).
pub fn gets_on(before: &Value, after: &Value) -> bool {
    let grew = |field: &str| after.get(field).int() > before.get(field).int();
    let old = |status: &Value| status.get("replicas").int() - status.get("updatedReplicas").int();
    grew("updatedReplicas")
        || grew("readyReplicas")
        || grew("availableReplicas")
        || old(after) < old(before)
}

/// Whether nothing has got on for longer than the deadline allows (`DeploymentTimedOut`).
fn has_timed_out(deployment: Deployment, status: &Value, now: Time) -> bool {
    let current = conditions::find(status, "Progressing");
    match current.get("reason").str() {
        "NewReplicaSetAvailable" => false,
        "ProgressDeadlineExceeded" => true,
        _ => due(deployment, current).is_some_and(|due| due < now),
    }
}

fn due(deployment: Deployment, current: &Value) -> Option<Time> {
    let updated = Time::parse(current.get("lastUpdateTime").str())?;
    Some(updated.plus(deployment.progress_deadline()?.saturating_mul(SECOND)))
}

/// When to look again to find out that nothing got on (`requeueStuckDeployment`).
pub fn next_look(deployment: Deployment, status: &Value, now: Time) -> Option<Milliseconds> {
    let current = conditions::find(deployment.0.status(), "Progressing");
    let is_over = current.get("reason").str() == "ProgressDeadlineExceeded";
    if is_over || deployment.is_complete(status) {
        return None;
    }
    let left = due(deployment, current)?.since(now);
    Some(left.max(0) + SECOND)
}

/// The status that notes that the Deployment was paused or resumed; nothing if that is noted, or
/// of no concern (`checkPausedConditions`).
pub fn note_pause(deployment: Deployment, now: Time) -> Option<Value> {
    deployment.progress_deadline()?;
    let current = conditions::find(deployment.0.status(), "Progressing").get("reason").str();
    if current == "ProgressDeadlineExceeded" {
        return None;
    }
    let (reason, message) = match (deployment.is_paused(), current == "DeploymentPaused") {
        (true, false) => ("DeploymentPaused", "Deployment is paused"),
        (false, true) => ("DeploymentResumed", "Deployment is resumed"),
        _ => return None,
    };
    let mut status = deployment.0.status().clone();
    conditions::set(&mut status, condition("Unknown", reason, message.to_owned(), now));
    Some(status)
}
