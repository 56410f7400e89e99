//! Only a claim whose class allows it may ask for more (`PersistentVolumeClaimResize`).

use super::Store;
use crate::api::{Kind, Object, Quantity, StatusError};

pub(super) fn admit(store: &Store, before: &Object, claim: &Object) -> Result<(), StatusError> {
    let size = |claim: &Object| Quantity::of(claim.spec().at("resources.requests.storage"));
    if size(claim) <= size(before) {
        return Ok(());
    }
    let refuse = |why: &str| Err(StatusError::forbidden(claim.kind, &claim.meta.name, why));
    if before.status().get("phase").str() != "Bound" {
        return refuse("Only bound persistent volume claims can be expanded");
    }
    let class = before.spec().get("storageClassName").str();
    let expands = store
        .find(Kind::StorageClass, "", class)
        .is_some_and(|class| class.body.get("allowVolumeExpansion").is_true());
    if !expands {
        return refuse(
            "only dynamically provisioned pvc can be resized and the storageclass that \
             provisions the pvc must support resize",
        );
    }
    Ok(())
}
