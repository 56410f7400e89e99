//! Volumes and claims in older terms.

use super::volumes::old_kind;
use super::{Path, fraction, labels};
use crate::api::{Object, Value};

/// Annotations that have become fields, with since when and which.
const OLD_ANNOTATIONS: [(&str, &str, &str); 2] = [
    ("volume.beta.kubernetes.io/storage-class", "v1.8", "storageClassName"),
    ("volume.beta.kubernetes.io/mount-options", "v1.31", "mountOptions"),
];

/// A volume (`GetWarningsForPersistentVolume`).
pub(super) fn of_volume(warnings: &mut Vec<String>, volume: &Object) {
    let (spec, path) = (volume.spec(), Path::root("spec"));
    let affinity = path.field("nodeAffinity.required.nodeSelectorTerms");
    let terms = spec.at("nodeAffinity.required.nodeSelectorTerms").items();
    labels::node_terms(warnings, affinity, terms);
    old_annotations(warnings, volume, &OLD_ANNOTATIONS);
    if spec.get("persistentVolumeReclaimPolicy").str() == "Recycle" {
        warnings.push(format!(
            "{}: The Recycle reclaim policy is deprecated. Instead, the recommended approach is \
             to use dynamic provisioning.",
            path.field("persistentVolumeReclaimPolicy")
        ));
    }
    old_kind(warnings, path, spec);
}

/// A class (`GetWarningsForStorageClass`).
pub(super) fn of_class(warnings: &mut Vec<String>, class: &Object) {
    let list = Path::root("allowedTopologies");
    for (index, term) in class.body.get("allowedTopologies").items().iter().enumerate() {
        let place = list.index(index);
        let list = place.field("matchLabelExpressions");
        let expressions = term.get("matchLabelExpressions").items().iter();
        for (index, expression) in expressions.enumerate() {
            if let Some(text) = labels::deprecation(expression.get("key").str()) {
                warnings.push(format!("{}: {text}", list.index(index).field("key")));
            }
        }
    }
}

/// A claim (`GetWarningsForPersistentVolumeClaim`).
pub(super) fn of_claim(warnings: &mut Vec<String>, claim: &Object) {
    old_annotations(warnings, claim, &OLD_ANNOTATIONS[..1]);
    claim_spec(warnings, Path::root("spec"), claim.spec());
}

fn old_annotations(warnings: &mut Vec<String>, object: &Object, old: &[(&str, &str, &str)]) {
    for (key, since, field) in old.iter().filter(|(key, ..)| object.annotation(key).is_some()) {
        warnings.push(format!(
            "metadata.annotations[{key}]: deprecated since {since}; use \"{field}\" attribute \
             instead"
        ));
    }
}

/// Bytes are whole.
pub(super) fn claim_spec(warnings: &mut Vec<String>, path: Path, spec: &Value) {
    let resources = path.field("resources");
    for list in ["requests", "limits"] {
        let place = resources.field(list);
        let amount = spec.get("resources").get(list).get("storage");
        fraction(warnings, place.key("storage"), amount);
    }
}
