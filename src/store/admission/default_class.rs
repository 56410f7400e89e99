//! Claims and Ingresses that name no class get the default one (`DefaultStorageClass`,
//! `DefaultIngressClass`).

use super::Store;
use crate::api::default_class::is_default_class;
use crate::api::{Kind, Object};
use smol_str::SmolStr;
use std::cmp::Reverse;

pub(super) fn admit_claim(store: &Store, claim: &mut Object) {
    if let Some(class) = default_storage_class(store, claim) {
        claim.body.set("spec.storageClassName", class);
    }
}

/// The class that a claim gets because it chose none, if there is a default one.  An empty name
/// is a choice, a missing one is none.
pub fn default_storage_class(store: &Store, claim: &Object) -> Option<SmolStr> {
    let chosen = !claim.spec().get("storageClassName").is_null()
        || claim.annotation("volume.beta.kubernetes.io/storage-class").is_some();
    if chosen { None } else { default_class(store, Kind::StorageClass) }
}

pub(super) fn admit_ingress(store: &Store, ingress: &mut Object) {
    let chosen = !ingress.spec().get("ingressClassName").is_null()
        || ingress.annotation("kubernetes.io/ingress.class").is_some();
    if chosen {
        return;
    }
    if let Some(class) = default_class(store, Kind::IngressClass) {
        ingress.body.set("spec.ingressClassName", class);
    }
}

/// Of several default classes the newest counts, then the first by name.
fn default_class(store: &Store, kind: Kind) -> Option<SmolStr> {
    store
        .list(kind, None)
        .filter(|class| is_default_class(class))
        .min_by_key(|class| (Reverse(class.meta.creation_timestamp), class.meta.name.clone()))
        .map(|class| class.meta.name.clone())
}
