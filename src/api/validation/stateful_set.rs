//! StatefulSets.

use super::labels;
use super::path::Path;
use super::report::Report;
use super::workloads::{always_restarts, matching_labels, show_numbers, show_strategy};
use super::{pod_spec, storage};
use crate::api::{Object, Selector, Value, names};
use crate::value;

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

/// `spec` (`ValidateStatefulSetSpec`).
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
        pod_spec::template(report, path.field("template"), &template_with_claims(spec));
    }
    let list = path.field("volumeClaimTemplates");
    for (index, claim) in spec.get("volumeClaimTemplates").items().iter().enumerate() {
        let place = list.index(index);
        storage::claim_spec(report, place.field("spec"), claim.get("spec"));
    }
    always_restarts(report, path, spec, "StatefulSet");
}

/// The name of a new StatefulSet's Service; old ones may have any.
pub fn service_name(report: &mut Report, spec: &Value) {
    let place = Path::root("spec.serviceName");
    report.text_if_set(place, spec.get("serviceName"), names::dns_label);
}

/// The template with the volumes that its pods will have: a claim takes the place of a volume of
/// its name.  Their names in the network are not the template's to give.
fn template_with_claims(spec: &Value) -> Value {
    let mut template = spec.get("template").clone();
    for field in ["spec.hostname", "spec.subdomain"] {
        if !template.at(field).is_null() {
            template.remove(field);
        }
    }
    let claims = spec.get("volumeClaimTemplates").items();
    if claims.is_empty() {
        return template;
    }
    let names: Vec<&str> = claims.iter().map(|claim| claim.at("metadata.name").str()).collect();
    let volumes = template.at("spec.volumes").items().iter();
    let mut all: Vec<Value> =
        volumes.filter(|volume| !names.contains(&volume.get("name").str())).cloned().collect();
    all.extend(names.iter().map(
        |name| value!({ "name": (*name), "persistentVolumeClaim": { "claimName": (*name) } }),
    ));
    template.set("spec.volumes", all);
    template
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

/// A changed StatefulSet (`ValidateStatefulSetUpdate`).  Faults that it had before are passed over.
pub fn update(report: &mut Report, object: &Object, before: &Object) {
    let (mut new, mut old) = (Report::default(), Report::default());
    spec(&mut new, object.spec());
    if !new.faults.is_empty() {
        spec(&mut old, before.spec());
        new.faults.retain(|fault| !old.faults.contains(fault));
        report.faults.append(&mut new.faults);
    }
    forbidden_changes(report, object, before);
}

fn forbidden_changes(report: &mut Report, object: &Object, before: &Object) {
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
