//! PersistentVolumeClaim, PersistentVolume, StorageClass.

use super::layout::{Layout, age, column, name, text_or, wide};
use crate::api::default_class::is_default_class;
use crate::api::{Object, Value};

pub const PERSISTENT_VOLUME_CLAIM: Layout = Layout {
    columns: &[
        column("NAME"),
        column("STATUS"),
        column("VOLUME"),
        column("CAPACITY"),
        column("ACCESS MODES"),
        column("STORAGECLASS"),
        column("VOLUMEATTRIBUTESCLASS"),
        column("AGE"),
        wide("VOLUMEMODE"),
    ],
    cells: |claim, context| {
        let spec = claim.spec();
        let volume = spec.get("volumeName").str().to_owned();
        let bound = !volume.is_empty();
        let status = if bound { claim.status() } else { crate::api::value::NULL };
        vec![
            name(claim),
            phase(claim),
            volume,
            text_or(status.at("capacity.storage"), if bound { "0" } else { "" }),
            access_modes(status.get("accessModes")),
            storage_class(claim).to_owned(),
            text_or(spec.get("volumeAttributesClassName"), "<unset>"),
            age(claim, context),
            text_or(spec.get("volumeMode"), "<unset>"),
        ]
    },
};

pub const PERSISTENT_VOLUME: Layout = Layout {
    columns: &[
        column("NAME"),
        column("CAPACITY"),
        column("ACCESS MODES"),
        column("RECLAIM POLICY"),
        column("STATUS"),
        column("CLAIM"),
        column("STORAGECLASS"),
        column("VOLUMEATTRIBUTESCLASS"),
        column("REASON"),
        column("AGE"),
        wide("VOLUMEMODE"),
    ],
    cells: |volume, context| {
        let spec = volume.spec();
        let claim = spec.get("claimRef");
        let [namespace, claim_name] = ["namespace", "name"].map(|field| claim.get(field).str());
        let claim =
            if claim.is_null() { String::new() } else { format!("{namespace}/{claim_name}") };
        vec![
            name(volume),
            text_or(spec.at("capacity.storage"), ""),
            access_modes(spec.get("accessModes")),
            spec.get("persistentVolumeReclaimPolicy").str().to_owned(),
            phase(volume),
            claim,
            storage_class(volume).to_owned(),
            text_or(spec.get("volumeAttributesClassName"), "<unset>"),
            volume.status().get("reason").str().to_owned(),
            age(volume, context),
            text_or(spec.get("volumeMode"), "<unset>"),
        ]
    },
};

pub const STORAGE_CLASS: Layout = Layout {
    columns: &[
        column("NAME"),
        column("PROVISIONER"),
        column("RECLAIMPOLICY"),
        column("VOLUMEBINDINGMODE"),
        column("ALLOWVOLUMEEXPANSION"),
        column("AGE"),
    ],
    cells: |class, context| {
        let mut name = name(class);
        if is_default_class(class) {
            name.push_str(" (default)");
        }
        let field = |field: &str| class.body.get(field);
        vec![
            name,
            field("provisioner").str().to_owned(),
            text_or(field("reclaimPolicy"), "Delete"),
            text_or(field("volumeBindingMode"), "Immediate"),
            field("allowVolumeExpansion").is_true().to_string(),
            age(class, context),
        ]
    },
};

/// The class of a claim or a volume; empty without one.
pub(in crate::kubectl) fn storage_class(object: &Object) -> &str {
    object
        .annotation("volume.beta.kubernetes.io/storage-class")
        .unwrap_or_else(|| object.spec().get("storageClassName").str())
}

/// The phase of a claim or a volume; `Terminating` once its deletion has begun.
pub(in crate::kubectl) fn phase(object: &Object) -> String {
    if object.is_deleting() {
        return "Terminating".to_owned();
    }
    object.status().get("phase").str().to_owned()
}

/// `RWO,ROX`: the modes in their short form, in a fixed order.
pub(in crate::kubectl) fn access_modes(modes: &Value) -> String {
    const SHORT: [(&str, &str); 4] = [
        ("ReadWriteOnce", "RWO"),
        ("ReadOnlyMany", "ROX"),
        ("ReadWriteMany", "RWX"),
        ("ReadWriteOncePod", "RWOP"),
    ];
    let modes = modes.items();
    let known = SHORT.iter().filter(|(long, _)| modes.iter().any(|mode| mode.str() == *long));
    known.map(|(_, short)| *short).collect::<Vec<_>>().join(",")
}
