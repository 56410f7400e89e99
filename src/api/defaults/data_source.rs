//! What a new volume is filled from: a claim says it twice.

use crate::api::{Object, Value};

const SNAPSHOTS: &str = "snapshot.storage.k8s.io";

/// Drops what a new claim cannot be filled from (`EnforceDataSourceBackwardsCompatibility`): the
/// elder field has only ever known claims and snapshots, and passed over the rest in silence.
pub fn drop_unknown(claim: &mut Object) {
    let spec = claim.spec();
    let source = spec.get("dataSource");
    let is_known = match source.get("kind").str() {
        "PersistentVolumeClaim" => source.get("apiGroup").str().is_empty(),
        "VolumeSnapshot" => source.get("apiGroup").str() == SNAPSHOTS,
        _ => false,
    };
    let is_unknown = !source.is_null() && !is_known && spec.get("dataSourceRef").is_null();
    // Only with a feature that is off may a source lie in another namespace.
    let is_elsewhere = !spec.at("dataSourceRef.namespace").str().is_empty();
    if is_unknown {
        claim.body.remove("spec.dataSource");
    }
    if is_elsewhere {
        claim.body.remove("spec.dataSourceRef");
    }
}

/// Each of the two fields says what the other does (`NormalizeDataSources`).
pub fn agree(claim: &mut Object) {
    let (elder, newer) = (claim.spec().get("dataSource"), claim.spec().get("dataSourceRef"));
    let (field, source) = match (elder, newer) {
        (Value::Null, Value::Null) => return,
        (source, Value::Null) => ("spec.dataSourceRef", source.clone()),
        (Value::Null, source) if source.get("namespace").str().is_empty() => {
            ("spec.dataSource", source.clone())
        }
        _ => return,
    };
    claim.body.set(field, source);
}
