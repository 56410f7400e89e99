//! What makes a claim and a volume one another's.

use super::{BIND_COMPLETED, BOUND_BY_CONTROLLER, volume};
use crate::api::{Object, Value};
use crate::store::{Reconcile, Step, View, Write};
use crate::value;
use std::rc::Rc;

/// Binds the two, as far as they are not bound yet.  `chosen` tells that this controller picked
/// the volume, which it then notes on both.
pub fn bind(view: &View, claim: &Rc<Object>, volume: &Rc<Object>, chosen: bool) -> Reconcile {
    let writes = [
        volume_spec(claim, volume, chosen),
        volume::enter(view, volume, "Bound"),
        claim_spec(claim, volume, chosen),
        claim_status(claim, volume),
    ];
    let steps = writes.into_iter().flatten().map(Step::write).collect();
    Reconcile { steps, requeue_after: None }
}

fn volume_spec(claim: &Object, volume: &Rc<Object>, chosen: bool) -> Option<Write> {
    if volume.spec().at("claimRef.uid").str() == claim.meta.uid {
        return None;
    }
    let mut after = (**volume).clone();
    let chosen = chosen && volume.spec().get("claimRef").is_null();
    if chosen {
        after.meta.annotations.insert(BOUND_BY_CONTROLLER, "yes");
    }
    after.body.set("spec.claimRef", reference(claim));
    // Its status is written next, over the version that this makes.
    after.resource_version = 0;
    Some(Write::Update(after))
}

/// How a volume names its claim.
pub fn reference(claim: &Object) -> Value {
    value!({
        "apiVersion": "v1", "kind": "PersistentVolumeClaim", "name": (&claim.meta.name),
        "namespace": (&claim.meta.namespace), "uid": (&claim.meta.uid),
        "resourceVersion": (claim.resource_version.to_string())
    })
}

fn claim_spec(claim: &Rc<Object>, volume: &Object, chosen: bool) -> Option<Write> {
    let mut after = (**claim).clone();
    if chosen {
        after.meta.annotations.insert(BOUND_BY_CONTROLLER, "yes");
    }
    after.meta.annotations.insert(BIND_COMPLETED, "yes");
    after.body.set("spec.volumeName", &volume.meta.name);
    (after != **claim).then_some(Write::Update(after))
}

fn claim_status(claim: &Object, volume: &Object) -> Option<Write> {
    let mut status = claim.status().clone();
    status.set("phase", "Bound");
    status.set("accessModes", volume.spec().get("accessModes"));
    status.set("capacity", volume.spec().get("capacity"));
    (status != *claim.status()).then(|| Write::UpdateStatus(claim.key(), status))
}
