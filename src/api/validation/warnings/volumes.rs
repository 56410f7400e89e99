//! Kinds of volumes that are on their way out.

use super::Path;
use super::storage::claim_spec;
use crate::api::Value;

/// The kind, the name that messages give it, and what became of it.
const OLD: [(&str, &str, &str); 9] = [
    (
        "photonPersistentDisk",
        "photonPersistentDisk",
        "deprecated in v1.11, non-functional in v1.16+",
    ),
    ("gitRepo", "gitRepo", "deprecated in v1.11, and disabled by default in v1.33+"),
    ("scaleIO", "scaleIO", "deprecated in v1.16, non-functional in v1.22+"),
    ("flocker", "flocker", "deprecated in v1.22, non-functional in v1.25+"),
    ("storageos", "storageOS", "deprecated in v1.22, non-functional in v1.25+"),
    ("quobyte", "quobyte", "deprecated in v1.22, non-functional in v1.25+"),
    ("glusterfs", "glusterfs", "deprecated in v1.25, non-functional in v1.26+"),
    ("cephfs", "cephfs", "deprecated in v1.28, non-functional in v1.31+"),
    ("rbd", "rbd", "deprecated in v1.28, non-functional in v1.31+"),
];

/// Volumes of old kinds, and those that ask for half a byte.
pub(super) fn old_kinds(warnings: &mut Vec<String>, path: Path, volumes: &[Value]) {
    for (index, volume) in volumes.iter().enumerate() {
        let place = path.index(index);
        old_kind(warnings, place, volume);
        let spec = volume.at("ephemeral.volumeClaimTemplate.spec");
        claim_spec(warnings, place.field("ephemeral.volumeClaimTemplate.spec"), spec);
    }
}

/// A volume of an old kind.
pub(super) fn old_kind(warnings: &mut Vec<String>, place: Path, volume: &Value) {
    for (kind, shown, fate) in OLD {
        if !volume.get(kind).is_null() {
            warnings.push(format!("{}: {fate}", place.field(shown)));
        }
    }
}
