//! One look at a volume: its phase follows from its claim.

use super::claim_of;
use crate::api::Object;
use crate::store::{Reconcile, Step, View, Write};
use std::rc::Rc;

/// Brings a volume's phase up to date.
pub fn sync(view: &View, volume: &Rc<Object>) -> Reconcile {
    let write = phase(view, volume).and_then(|phase| enter(view, volume, phase));
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
/// whose claim is gone is released.  While the claim does not name it, the claim's own look decides.
fn phase(view: &View, volume: &Object) -> Option<&'static str> {
    let uid = volume.spec().at("claimRef.uid").str();
    let Some(key) = claim_of(volume).filter(|_| !uid.is_empty()) else { return Some("Available") };
    let Some(claim) = view.get(&key).filter(|claim| claim.meta.uid == uid) else {
        return Some("Released");
    };
    match claim.spec().get("volumeName").str() {
        "" => None,
        name if name == volume.meta.name => Some("Bound"),
        _ => (volume.status().get("phase").str() != "Bound").then_some("Available"),
    }
}
