//! How far a rollout has come, in the words of `kubectl rollout status`.

use crate::api::{Kind, Object};

/// A line about a rollout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RolloutStatus {
    /// `Waiting for 1 pods to be ready...`, without a line break.
    pub message: String,
    /// Whether nothing more is to be waited for.
    pub done: bool,
}

/// The status of a Deployment, a DaemonSet or a StatefulSet.
///
/// # Errors
/// Why its rollout can't be waited for, or has failed.
pub fn rollout_status(object: &Object) -> Result<RolloutStatus, String> {
    match object.kind {
        Kind::Deployment => deployment(object),
        Kind::DaemonSet => daemon_set(object),
        Kind::StatefulSet => stateful_set(object),
        kind => Err(format!("no status viewer has been implemented for {}", kind.group_kind())),
    }
}

fn deployment(deployment: &Object) -> Result<RolloutStatus, String> {
    if !is_observed(deployment) {
        return waiting("Waiting for deployment spec update to be observed...");
    }
    let name = &deployment.meta.name;
    if deployment.condition("Progressing").get("reason").str() == "ProgressDeadlineExceeded" {
        return Err(format!("deployment {name:?} exceeded its progress deadline"));
    }
    let status = |field: &str| deployment.status().get(field).int();
    let wanted = deployment.spec().get("replicas").int();
    let [updated, total, available] =
        ["updatedReplicas", "replicas", "availableReplicas"].map(status);
    let rollout = format!("Waiting for deployment {name:?} rollout to finish");
    if updated < wanted {
        return waiting(format!(
            "{rollout}: {updated} out of {wanted} new replicas have been updated..."
        ));
    }
    if total > updated {
        let old = total - updated;
        return waiting(format!("{rollout}: {old} old replicas are pending termination..."));
    }
    if available < updated {
        return waiting(format!(
            "{rollout}: {available} of {updated} updated replicas are available..."
        ));
    }
    done(format!("deployment {name:?} successfully rolled out"))
}

fn daemon_set(set: &Object) -> Result<RolloutStatus, String> {
    check_strategy(set)?;
    if !is_observed(set) {
        return waiting("Waiting for daemon set spec update to be observed...");
    }
    let name = &set.meta.name;
    let status = |field: &str| set.status().get(field).int();
    let [updated, wanted, available] =
        ["updatedNumberScheduled", "desiredNumberScheduled", "numberAvailable"].map(status);
    let rollout = format!("Waiting for daemon set {name:?} rollout to finish");
    if updated < wanted {
        return waiting(format!(
            "{rollout}: {updated} out of {wanted} new pods have been updated..."
        ));
    }
    if available < wanted {
        return waiting(format!(
            "{rollout}: {available} of {wanted} updated pods are available..."
        ));
    }
    done(format!("daemon set {name:?} successfully rolled out"))
}

fn stateful_set(set: &Object) -> Result<RolloutStatus, String> {
    check_strategy(set)?;
    let status = |field: &str| set.status().get(field).int();
    if status("observedGeneration") == 0 || !is_observed(set) {
        return waiting("Waiting for statefulset spec update to be observed...");
    }
    let wanted = set.spec().get("replicas").int();
    let (ready, updated) = (status("readyReplicas"), status("updatedReplicas"));
    if ready < wanted {
        return waiting(format!("Waiting for {} pods to be ready...", wanted - ready));
    }
    let rolling = set.spec().at("updateStrategy.rollingUpdate");
    if !rolling.is_null() {
        let partition = rolling.get("partition").as_int();
        return match partition.map(|partition| wanted - partition) {
            Some(new) if updated < new => waiting(format!(
                "Waiting for partitioned roll out to finish: {updated} out of {new} new pods have \
                 been updated..."
            )),
            _ => done(format!(
                "partitioned roll out complete: {updated} new pods have been updated..."
            )),
        };
    }
    let [current, update] =
        ["currentRevision", "updateRevision"].map(|field| set.status().get(field).str());
    if current != update {
        return waiting(format!(
            "waiting for statefulset rolling update to complete {updated} pods at revision \
             {update}..."
        ));
    }
    let pods = status("currentReplicas");
    done(format!("statefulset rolling update complete {pods} pods at revision {current}..."))
}

fn is_observed(object: &Object) -> bool {
    object.meta.generation <= object.status().get("observedGeneration").int()
}

fn check_strategy(object: &Object) -> Result<(), String> {
    if object.spec().at("updateStrategy.type").str() == "OnDelete" {
        let text = "rollout status is only available for RollingUpdate strategy type";
        return Err(text.to_owned());
    }
    Ok(())
}

fn waiting(message: impl Into<String>) -> Result<RolloutStatus, String> {
    Ok(RolloutStatus { message: message.into(), done: false })
}

fn done(message: impl Into<String>) -> Result<RolloutStatus, String> {
    Ok(RolloutStatus { message: message.into(), done: true })
}
