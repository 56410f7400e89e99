//! Volumes and claims that are in use stay (`StorageObjectInUseProtection`).

use crate::api::{Kind, Object};

pub(super) fn admit(object: &mut Object) {
    let finalizer = match object.kind {
        Kind::PersistentVolumeClaim => "kubernetes.io/pvc-protection",
        _ => "kubernetes.io/pv-protection",
    };
    if !object.meta.finalizers.iter().any(|present| present == finalizer) {
        object.meta.finalizers.push(finalizer.into());
    }
}
