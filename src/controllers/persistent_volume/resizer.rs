//! The resizer beside the provisioner: lets a volume grow whose claim asks for more than it has.

use super::{PROVISIONER, provisioner};
use crate::api::{Kind, Object, Quantity};
use crate::store::{EventNote, Reconcile, Step, View, Write};
use crate::value;
use std::rc::Rc;

/// Whether a claim asks for more than it was given (`status.capacity`).
pub fn wants_more(claim: &Object) -> bool {
    let given = claim.status().at("capacity.storage");
    claim.annotation(PROVISIONER) == Some(provisioner::NAME)
        && claim.status().get("phase").str() == "Bound"
        && Quantity::of(claim.spec().at("resources.requests.storage")) > Quantity::of(given)
}

/// Lets the volume grow, and tells so in the claim's status.
pub fn grow(view: &View, claim: &Rc<Object>) -> Reconcile {
    let name = claim.spec().get("volumeName").str();
    let Some(volume) = view.find(Kind::PersistentVolume, "", name) else {
        return Reconcile::nothing();
    };
    let capacity = value!({ "storage": (claim.spec().at("resources.requests.storage")) });
    let mut larger = (**volume).clone();
    larger.body.set("spec.capacity", capacity.clone());
    let mut status = claim.status().clone();
    status.set("capacity", capacity);
    let from = |source: &str, reason, message: String| {
        let note = EventNote::normal(claim, reason, message);
        Step::event(EventNote { source: source.into(), ..note })
    };
    let resizer = format!("external-resizer {}", provisioner::NAME);
    let waits = "waiting for an external controller to expand this PVC".to_owned();
    let begins = format!("External resizer is resizing volume {name}");
    let steps = vec![
        from("volume_expand", "ExternalExpanding", waits),
        from(&resizer, "Resizing", begins),
        Step::write(Write::Update(larger)),
        Step::write(Write::UpdateStatus(claim.key(), status)),
        from(&resizer, "VolumeResizeSuccessful", "Resize volume succeeded".to_owned()),
    ];
    Reconcile { steps, requeue_after: None }
}
