//! One look at a volume: its phase follows from its claim.

use super::claim_of;
use crate::api::Object;
use crate::store::{Reconcile, Step, View, Write};
use std::rc::Rc;

/// Brings a volume's phase up to date.
pub fn sync(view: &View, volume: &Rc<Object>) -> Reconcile {
    let write = enter(view, volume, phase(view, volume));
    Reconcile { steps: write.map(Step::write).into_iter().collect(), requeue_after: None }
}

/// What tells that a volume enters a phase, unless it is in that phase.
pub fn enter(view: &View, volume: &Object, phase: &'static str) -> Option<Write> {
    if volume.status().get("phase").str() == phase {
        return None;
    }
    let mut status = volume.status().clone();
    status.set("phase", phase);
    status.set("lastPhaseTransitionTime", view.now.rfc3339());
    Some(Write::UpdateStatus(volume.key(), status))
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
