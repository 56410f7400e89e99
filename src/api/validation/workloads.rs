//! Deployments, ReplicaSets and ReplicationControllers.

use super::labels;
use super::path::Path;
use super::pod_spec;
use super::report::Report;
use crate::api::json::to_json;
use crate::api::{Map, Object, Selector, Value};

const MISMATCH: &str = "`selector` does not match template `labels`";

/// `spec` of a Deployment (`ValidateDeploymentSpec`).
pub fn deployment(report: &mut Report, spec: &Value) {
    let path = Path::root("spec");
    report.not_negative(path.field("replicas"), spec.get("replicas"));
    labels::workload_selector(report, spec, "deployment");
    selected_template(report, path, spec);
    strategy(report, path.field("strategy"), spec.get("strategy"));
    report.not_negative(path.field("minReadySeconds"), spec.get("minReadySeconds"));
    report.not_negative(path.field("revisionHistoryLimit"), spec.get("revisionHistoryLimit"));
    let deadline = spec.get("progressDeadlineSeconds");
    if let Some(seconds) = deadline.as_int() {
        let place = path.field("progressDeadlineSeconds");
        report.not_negative(place, deadline);
        if seconds <= spec.get("minReadySeconds").int() {
            report.invalid(place, deadline, "must be greater than minReadySeconds");
        }
    }
}

/// The revision that an annotation asks a Deployment to return to, which upstream holds in a field
/// (`ValidateRollback`).
pub fn rollback(report: &mut Report, deployment: &Object) {
    let asked = deployment.annotation("deprecated.deployment.rollback.to");
    if let Some(revision) = asked.and_then(|text| text.parse::<i64>().ok()) {
        let spec = Path::root("spec");
        let place = spec.field("rollback");
        report.not_negative(place.field("version"), &Value::Int(revision));
    }
}

/// `spec` of a ReplicaSet (`ValidateReplicaSetSpec`).  Its texts speak of Deployments.
pub fn replica_set(report: &mut Report, spec: &Value) {
    let path = Path::root("spec");
    report.not_negative(path.field("replicas"), spec.get("replicas"));
    report.not_negative(path.field("minReadySeconds"), spec.get("minReadySeconds"));
    labels::workload_selector(report, spec, "deployment");
    selected_template(report, path, spec);
}

/// `spec` of a ReplicationController (`ValidateReplicationControllerSpec`).
pub fn replication_controller(report: &mut Report, spec: &Value) {
    let path = Path::root("spec");
    report.not_negative(path.field("minReadySeconds"), spec.get("minReadySeconds"));
    let selector = spec.get("selector");
    if selector.entries().is_empty() {
        report.required(path.field("selector"), "");
    }
    report.not_negative(path.field("replicas"), spec.get("replicas"));
    let place = path.field("template");
    if spec.get("template").is_null() {
        report.required(place, "");
        return;
    }
    matching_labels(report, path, spec, &Selector::from_map(selector));
    pod_spec::template(report, place, spec.get("template"));
    always_restarts(report, path, spec, "ReplicationController");
}

/// A template whose labels the selector must mean, unless the selector itself is faulty.
fn selected_template(report: &mut Report, path: Path, spec: &Value) {
    let value = spec.get("selector");
    if !value.is_null() && !labels::faults_of_selector(value, "").is_empty() {
        return;
    }
    matching_labels(report, path, spec, &Selector::from_label_selector(value));
    pod_spec::template(report, path.field("template"), spec.get("template"));
    always_restarts(report, path, spec, "ReplicaSet");
}

/// A workload must own its pods by its selector.
pub fn matching_labels(report: &mut Report, path: Path, spec: &Value, selector: &Selector) {
    let labels = spec.at("template.metadata.labels");
    let matches = match labels.as_map() {
        Some(labels) => selector.matches(labels),
        None => selector.matches(&Map::default()),
    };
    if !matches {
        let place = path.field("template.metadata.labels");
        report.invalid_shown(place, to_json(labels), MISMATCH);
    }
}

/// Pods that are to run for ever restart always and have no deadline.
pub fn always_restarts(report: &mut Report, path: Path, spec: &Value, kind: &str) {
    let pod = spec.at("template.spec");
    let place = path.field("template.spec");
    report.one_of(place.field("restartPolicy"), pod.get("restartPolicy"), &["Always"]);
    if !pod.get("activeDeadlineSeconds").is_null() {
        let why = format!("activeDeadlineSeconds in {kind} is not Supported");
        report.forbidden(place.field("activeDeadlineSeconds"), why);
    }
}

fn strategy(report: &mut Report, path: Path, strategy: &Value) {
    let numbers = strategy.get("rollingUpdate");
    let place = path.field("rollingUpdate");
    match strategy.get("type").str() {
        "Recreate" => {
            if !numbers.is_null() {
                let why = "may not be specified when strategy `type` is 'Recreate'";
                report.forbidden(place, why);
            }
        }
        "RollingUpdate" => {
            if numbers.is_null() {
                report.required(place, "this should be defaulted and never be nil");
            } else {
                rolling_update(report, place, numbers);
            }
        }
        kind => {
            let mut fault = crate::api::FieldError::unsupported(
                path,
                &Value::Null,
                &["Recreate", "RollingUpdate"],
            );
            let fields = ["MaxUnavailable", "MaxSurge"];
            fault.shown = Some(show_strategy(kind, numbers, &fields));
            report.push(fault);
        }
    }
}

fn rolling_update(report: &mut Report, path: Path, numbers: &Value) {
    let (unavailable, surge) = (numbers.get("maxUnavailable"), numbers.get("maxSurge"));
    report.number_or_percent(path.field("maxUnavailable"), unavailable);
    report.number_or_percent(path.field("maxSurge"), surge);
    if is_zero(unavailable) && is_zero(surge) {
        let why = "may not be 0 when `maxSurge` is 0";
        report.invalid(path.field("maxUnavailable"), unavailable, why);
    }
    report.at_most_100_percent(path.field("maxUnavailable"), unavailable);
}

/// Whether a number or share is none; what is neither counts as none (`getIntOrPercentValue`).
pub fn is_zero(value: &Value) -> bool {
    match value {
        Value::Int(number) => *number == 0,
        other => {
            let text = other.str();
            let number = text.strip_suffix('%').unwrap_or(text).parse::<i64>();
            number.unwrap_or_default() == 0
        }
    }
}

/// A strategy as Go prints it: `{"Type":"Canary","RollingUpdate":null}`.
pub fn show_strategy(kind: &str, numbers: &Value, fields: &[&str]) -> String {
    let numbers = match numbers {
        Value::Null => "null".to_owned(),
        numbers => show_numbers(numbers, fields),
    };
    let kind = crate::api::status_error::quote(kind);
    format!("{{\"Type\":{kind},\"RollingUpdate\":{numbers}}}")
}

/// The numbers of a rolling update as Go prints them: `{"Partition":1,"MaxUnavailable":null}`.
pub fn show_numbers(numbers: &Value, fields: &[&str]) -> String {
    let texts: Vec<String> = fields
        .iter()
        .map(|field| {
            let key = field[..1].to_ascii_lowercase() + &field[1..];
            format!("\"{field}\":{}", to_json(numbers.get(&key)))
        })
        .collect();
    format!("{{{}}}", texts.join(","))
}
