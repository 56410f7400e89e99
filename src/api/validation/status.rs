//! What somebody may say of an object's state; controllers know what they write.

use super::path::Path;
use super::report::Report;
use super::{job_status, node, pod_status};
use crate::api::{FieldError, Kind, Object, Value};

/// How counts of a status hang together.
struct Counts {
    /// None of these is below zero.
    counts: &'static [&'static str],
    /// None of these is more than all replicas.
    parts: &'static [&'static str],
    /// What is said when there are more available replicas than ready ones.
    ready: &'static str,
}

/// Every fault of a new status (`ValidateDeploymentStatusUpdate` and its like).
pub fn validate_status(object: &Object, before: &Object) -> Vec<FieldError> {
    let mut report = Report::default();
    if object.kind == Kind::Pod {
        pod_status::status(&mut report, object, before);
    }
    if object.kind == Kind::Job {
        job_status::status(&mut report, object, before);
    }
    if object.kind == Kind::Node {
        node::resources_of(&mut report, object);
    }
    if let Some(rules) = rules_of(object.kind) {
        counts(&mut report, object.status(), &rules);
    }
    let collisions = |object: &Object| object.status().get("collisionCount").int();
    if collisions(object) < collisions(before) {
        let shown = Value::Int(collisions(object));
        report.invalid(Path::root("status.collisionCount"), &shown, "cannot be decremented");
    }
    report.faults
}

fn rules_of(kind: Kind) -> Option<Counts> {
    Some(match kind {
        Kind::Deployment => Counts {
            counts: &[
                "observedGeneration",
                "replicas",
                "updatedReplicas",
                "readyReplicas",
                "availableReplicas",
                "unavailableReplicas",
                "terminatingReplicas",
                "collisionCount",
            ],
            parts: &["updatedReplicas", "readyReplicas", "availableReplicas"],
            ready: "cannot be greater than readyReplicas",
        },
        Kind::ReplicaSet | Kind::ReplicationController => Counts {
            counts: &[
                "replicas",
                "fullyLabeledReplicas",
                "readyReplicas",
                "availableReplicas",
                "terminatingReplicas",
                "observedGeneration",
            ],
            parts: &["fullyLabeledReplicas", "readyReplicas", "availableReplicas"],
            ready: "cannot be greater than readyReplicas",
        },
        Kind::StatefulSet => Counts {
            counts: &[
                "replicas",
                "readyReplicas",
                "currentReplicas",
                "updatedReplicas",
                "availableReplicas",
                "observedGeneration",
                "collisionCount",
            ],
            parts: &["readyReplicas", "currentReplicas", "updatedReplicas", "availableReplicas"],
            ready: "cannot be greater than status.readyReplicas",
        },
        Kind::DaemonSet => Counts {
            counts: &[
                "currentNumberScheduled",
                "numberMisscheduled",
                "desiredNumberScheduled",
                "numberReady",
                "observedGeneration",
                "updatedNumberScheduled",
                "numberAvailable",
                "numberUnavailable",
                "collisionCount",
            ],
            parts: &[],
            ready: "",
        },
        Kind::PodDisruptionBudget => Counts {
            counts: &["disruptionsAllowed", "currentHealthy", "desiredHealthy", "expectedPods"],
            parts: &[],
            ready: "",
        },
        Kind::HorizontalPodAutoscaler => {
            Counts { counts: &["currentReplicas", "desiredReplicas"], parts: &[], ready: "" }
        }
        _ => return None,
    })
}

fn counts(report: &mut Report, status: &Value, rules: &Counts) {
    let path = Path::root("status");
    for field in rules.counts {
        report.not_negative(path.field(field), status.get(field));
    }
    for field in rules.parts {
        let count = status.get(field);
        if count.int() > status.get("replicas").int() {
            let shown = Value::Int(count.int());
            report.invalid(path.field(field), &shown, "cannot be greater than status.replicas");
        }
    }
    let available = status.get("availableReplicas");
    if !rules.parts.is_empty() && available.int() > status.get("readyReplicas").int() {
        report.invalid(path.field("availableReplicas"), available, rules.ready);
    }
    let list = path.field("conditions");
    let conditions = status.get("conditions").items();
    for (index, condition) in conditions.iter().enumerate() {
        let kind = condition.get("type");
        if conditions[..index].iter().any(|other| other.get("type") == kind) {
            report.duplicate(list.index(index).field("type"), kind);
        }
    }
}
