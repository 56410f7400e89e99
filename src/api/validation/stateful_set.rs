//! StatefulSets.

use super::labels;
use super::metadata;
use super::path::Path;
use super::report::Report;
use super::workloads::{always_restarts, matching_labels, show_numbers, show_strategy};
use crate::api::{Object, Selector, Value, names};

/// The fields that may change.
const MUTABLE: [&str; 7] = [
    "replicas",
    "ordinals",
    "template",
    "updateStrategy",
    "revisionHistoryLimit",
    "persistentVolumeClaimRetentionPolicy",
    "minReadySeconds",
];
/// The fields of a rolling update, as Go has them.
const NUMBERS: [&str; 2] = ["Partition", "MaxUnavailable"];

/// `spec` (`ValidateStatefulSetSpec`).  Of the template only the labels are looked at, since the
/// volumes of the claims are not in it yet; the rest shows when a pod is made.
pub fn spec(report: &mut Report, spec: &Value) {
    let path = Path::root("spec");
    let policy = spec.get("podManagementPolicy");
    match policy.str() {
        "OrderedReady" | "Parallel" => {}
        "" => report.required(path.field("podManagementPolicy"), ""),
        _ => {
            let why = "must be 'OrderedReady' or 'Parallel'";
            report.invalid(path.field("podManagementPolicy"), policy, why);
        }
    }
    update_strategy(report, path.field("updateStrategy"), spec.get("updateStrategy"));
    let retention = spec.get("persistentVolumeClaimRetentionPolicy");
    let place = path.field("persistentVolumeClaimRetentionPolicy");
    for field in ["whenDeleted", "whenScaled"] {
        report.one_of_if_set(place.field(field), retention.get(field), &["Retain", "Delete"]);
    }
    report.not_negative(path.field("replicas"), spec.get("replicas"));
    report.not_negative(path.field("minReadySeconds"), spec.get("minReadySeconds"));
    report.not_negative(path.field("ordinals.start"), spec.at("ordinals.start"));
    labels::workload_selector(report, spec, "statefulset");
    let value = spec.get("selector");
    if value.is_null() || labels::faults_of_selector(value, "").is_empty() {
        matching_labels(report, path, spec, &Selector::from_label_selector(value));
        let place = path.field("template");
        let meta = spec.at("template.metadata");
        labels::labels(report, place.field("labels"), meta.get("labels").entries());
        if let Some(annotations) = meta.get("annotations").as_map() {
            metadata::annotations(report, place.field("annotations"), annotations);
        }
    }
    always_restarts(report, path, spec, "StatefulSet");
    report.text_if_set(path.field("serviceName"), spec.get("serviceName"), names::dns_label);
}

fn update_strategy(report: &mut Report, path: Path, strategy: &Value) {
    let numbers = strategy.get("rollingUpdate");
    let place = path.field("rollingUpdate");
    match strategy.get("type").str() {
        "" => report.required(path, ""),
        "OnDelete" => {
            if !numbers.is_null() {
                let why = "only allowed for updateStrategy 'RollingUpdate'";
                report.invalid_shown(place, show_numbers(numbers, &NUMBERS), why);
            }
        }
        "RollingUpdate" => {
            report.not_negative(place.field("partition"), numbers.get("partition"));
            let unavailable = numbers.get("maxUnavailable");
            if !unavailable.is_null() {
                let field = place.field("maxUnavailable");
                report.number_or_percent(field, unavailable);
                report.at_most_100_percent(field, unavailable);
                if super::workloads::is_zero(unavailable) {
                    report.invalid(field, unavailable, "cannot be 0");
                }
            }
        }
        kind => {
            let why = "must be 'RollingUpdate' or 'OnDelete'";
            report.invalid_shown(path, show_strategy(kind, numbers, &NUMBERS), why);
        }
    }
}

/// A changed StatefulSet (`ValidateStatefulSetUpdate`): its own name goes first into messages.
pub fn update(report: &mut Report, object: &Object, before: &Object) {
    let rest = |object: &Object| {
        let mut spec = object.spec().clone();
        for field in MUTABLE {
            spec.remove(field);
        }
        spec
    };
    if rest(object) != rest(before) {
        let why = "updates to statefulset spec for fields other than 'replicas', 'ordinals', \
                   'template', 'updateStrategy', 'revisionHistoryLimit', \
                   'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden";
        report.forbidden(Path::root("spec"), why);
    }
}
