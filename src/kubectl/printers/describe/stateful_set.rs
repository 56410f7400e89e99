//! StatefulSet.

use super::lines::{Lines, quantity};
use super::{metadata, pod_template, workload};
use crate::api::{Object, Value};
use crate::kubectl::printers::go_text::go_text;
use crate::kubectl::printers::labels::format_selector;
use crate::store::View;

/// Describes a StatefulSet.
pub fn describe(set: &Object, view: &View, out: &mut Lines) {
    let spec = set.spec();
    metadata::name_and_namespace(out, set);
    metadata::creation(out, set);
    out.field(0, "Selector", format_selector(spec.get("selector")));
    metadata::labels_and_annotations(out, set);
    let [desired, total] = [spec, set.status()].map(|part| part.get("replicas").int());
    out.field(0, "Replicas", format_args!("{desired} desired | {total} total"));
    out.field(0, "Update Strategy", spec.at("updateStrategy.type").str());
    let rolling = spec.at("updateStrategy.rollingUpdate");
    out.field_if_any(1, "Partition", rolling.get("partition"));
    out.field_if_any(1, "MaxUnavailable", rolling.get("maxUnavailable"));
    workload::pods_status(out, set, view);
    pod_template::write(out, spec.get("template"));
    write_claims(out, spec.get("volumeClaimTemplates").items());
}

fn write_claims(out: &mut Lines, claims: &[Value]) {
    if claims.is_empty() {
        out.line(0, "Volume Claims:\t<none>");
        return;
    }
    out.line(0, "Volume Claims:");
    for claim in claims {
        let map = |field: &str| claim.get("metadata").get(field).as_map().cloned();
        let spec = claim.get("spec");
        out.field(1, "Name", claim.at("metadata.name").str());
        out.field(1, "StorageClass", spec.get("storageClassName").str());
        metadata::labels(out, "  ", "Labels", &map("labels").unwrap_or_default());
        metadata::annotations(out, "  ", "Annotations", &map("annotations").unwrap_or_default());
        let capacity = match spec.at("resources.requests.storage") {
            Value::Null => "<default>".to_owned(),
            storage => quantity(storage),
        };
        out.field(1, "Capacity", capacity);
        out.field(1, "Access Modes", go_text(spec.get("accessModes")));
    }
}
