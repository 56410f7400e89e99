//! Whom a claim belongs to, so that it goes with its set or with its pod
//! (`persistentVolumeClaimRetentionPolicy`).

use crate::api::{Object, OwnerReference, Value};
use crate::shared::Shared;

/// Which owners a claim is to have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Owners {
    /// The set: the claim goes with it.
    pub set: bool,
    /// The pod: the claim goes with it.
    pub pod: bool,
}

/// Which owners a policy gives the claim of a pod that stays, or that is scaled away
/// (`updateClaimOwnerRefForSetAndPod`).
pub fn owners(policy: &Value, is_condemned: bool) -> Owners {
    let goes = |field: &str| policy.get(field).str() == "Delete";
    let pod = goes("whenScaled") && is_condemned;
    Owners { set: goes("whenDeleted") && !pod, pod }
}

/// Whether somebody else manages a claim (`hasUnexpectedController`).
pub fn is_foreign(claim: &Object, set: &Object, pod: &Object) -> bool {
    claim.meta.owner_references.iter().any(|reference| {
        reference.controller && !is_exactly(reference, set) && !is_exactly(reference, pod)
    })
}

/// Whether a claim belongs to an earlier pod of this name and goes with it (`PodClaimIsStale`).
pub fn is_stale(claim: &Object, pod: &Object) -> bool {
    let mut references = claim.meta.owner_references.iter();
    references.any(|reference| names(reference, pod) && reference.uid != pod.meta.uid)
}

/// The owner references that a claim is to have: those of strangers stay as they are, and where
/// one of them manages it, the set and the pod own it no longer.
pub fn references(
    claim: &Object,
    set: &Object,
    pod: &Object,
    policy: &Value,
    is_condemned: bool,
) -> Shared<OwnerReference> {
    let mut references = claim.meta.owner_references.clone();
    if is_foreign(claim, set, pod) {
        references.retain(|reference| !is_exactly(reference, set) && !is_exactly(reference, pod));
        return references;
    }
    let wanted = owners(policy, is_condemned);
    for (owner, is_wanted) in [(set, wanted.set), (pod, wanted.pod)] {
        let owns = |reference: &OwnerReference| names(reference, owner) && reference.controller;
        if is_wanted == references.iter().any(owns) {
            continue;
        }
        references.retain(|reference| !names(reference, owner));
        if is_wanted {
            references.push(owner.controller_reference());
        }
    }
    references
}

fn names(reference: &OwnerReference, object: &Object) -> bool {
    reference.kind == object.kind.row().name
        && reference.api_version == object.kind.api_version()
        && reference.name == object.meta.name
}

fn is_exactly(reference: &OwnerReference, object: &Object) -> bool {
    names(reference, object) && reference.uid == object.meta.uid
}
