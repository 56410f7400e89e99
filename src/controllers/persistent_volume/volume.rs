//! One look at a volume: its phase follows from its claim.

use super::claim_of;
use crate::api::Object;
use crate::store::{Reconcile, Step, View, Write};
use std::rc::Rc;

/// Brings a volume's phase up to date.
pub fn sync(view: &View, volume: &Rc<Object>) -> Reconcile {
    let phase = phase(view, volume);
    if volume.status().get("phase").str() == phase {
        return Reconcile::nothing();
    }
    let mut status = volume.status().clone();
    status.set("phase", phase);
    let write = Write::UpdateStatus(volume.key(), status);
    Reconcile { steps: vec![Step::write(write)], requeue_after: None }
}

/// Nobody's volume is available, and so is one that is kept for a claim which has not come; one
/// whose claim is gone is released.
fn phase(view: &View, volume: &Object) -> &'static str {
    let uid = volume.spec().at("claimRef.uid").str();
    let Some(key) = claim_of(volume).filter(|_| !uid.is_empty()) else { return "Available" };
    match view.get(&key).filter(|claim| claim.meta.uid == uid) {
        None => "Released",
        Some(claim) if claim.spec().get("volumeName").str() == volume.meta.name => "Bound",
        Some(_) => match volume.status().get("phase").str() {
            "Bound" => "Bound",
            _ => "Available",
        },
    }
}
