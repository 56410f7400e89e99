//! One look at a claim.

use super::{BETA_PROVISIONER, BIND_COMPLETED, PROVISIONER, SELECTED_NODE, bind, claim_of};
use crate::api::volume_match::{Wish, best_volume};
use crate::api::{Kind, Object, Pod};
use crate::store::{EventNote, Reconcile, Step, View, Write, default_storage_class};
use crate::time::{Milliseconds, SECOND};
use std::rc::Rc;

/// All claims are looked at this often.
const RESYNC_PERIOD: Milliseconds = 15 * SECOND;
/// What the names of the provisioners begin with that were once part of Kubernetes.
const BUILT_IN: &str = "kubernetes.io/";
/// Those of them for which drivers stand in.  The others make no volumes, and one of them,
/// `no-provisioner`, never did: it is for classes whose volumes are made by hand.
const REPLACED: [&str; 7] = [
    "aws-ebs",
    "azure-disk",
    "azure-file",
    "cinder",
    "gce-pd",
    "portworx-volume",
    "vsphere-volume",
];

/// Brings a claim nearer to its volume.
pub fn sync(view: &View, claim: &Rc<Object>) -> Reconcile {
    if claim.annotation(BIND_COMPLETED).is_some() {
        return sync_bound(view, claim);
    }
    let name = claim.spec().get("volumeName").str();
    if !name.is_empty() {
        return sync_named(view, claim, name);
    }
    if claim.is_deleting() {
        return Reconcile::nothing();
    }
    let class_name = claim.spec().get("storageClassName").str();
    let class = view.find(Kind::StorageClass, "", class_name);
    let late = class
        .is_some_and(|class| class.body.get("volumeBindingMode").str() == "WaitForFirstConsumer");
    let node = claim.annotation(SELECTED_NODE).and_then(|name| view.find(Kind::Node, "", name));
    let wish = Wish::new(claim, node.map(|node| &**node));
    let waits = late && node.is_none();
    let volumes = view.store().list(Kind::PersistentVolume, None);
    let volumes = volumes.filter(|volume| !waits || wish.is_reserved(volume));
    if let Some(volume) = best_volume(&wish, volumes) {
        return bind::bind(view, claim, volume, true);
    }
    if let Some(class) = default_storage_class(view.store(), claim) {
        let mut claim = (**claim).clone();
        claim.body.set("spec.storageClassName", class);
        let step = Step::write(Write::Update(claim));
        return Reconcile { steps: vec![step], requeue_after: None };
    }
    if waits {
        return tell(view, wait_for_consumer(view, claim));
    }
    if class_name.is_empty() {
        let message = "no persistent volumes available for this claim and no storage class is set";
        return tell(view, EventNote::normal(claim, "FailedBinding", message));
    }
    match class {
        None => {
            let message = format!("storageclass.storage.k8s.io \"{class_name}\" not found");
            tell(view, EventNote::warning(claim, "ProvisioningFailed", message))
        }
        Some(class) => provision(view, claim, class.body.get("provisioner").str()),
    }
}

/// Asks the class's provisioner for a volume.
fn provision(view: &View, claim: &Object, provisioner: &str) -> Reconcile {
    if provisioner.strip_prefix(BUILT_IN).is_some_and(|name| !REPLACED.contains(&name)) {
        let message = format!("no volume plugin matched name: {provisioner}");
        return tell(view, EventNote::warning(claim, "ProvisioningFailed", message));
    }
    let mut answer = again(view);
    if claim.annotation(PROVISIONER) != Some(provisioner) {
        let mut claim = claim.clone();
        for key in [BETA_PROVISIONER, PROVISIONER] {
            claim.meta.annotations.insert(key, provisioner);
        }
        answer.steps.push(Step::write(Write::Update(claim)));
    }
    let message = format!(
        "Waiting for a volume to be created either by the external provisioner '{provisioner}' or \
         manually by the system administrator. If volume creation is delayed, please verify that \
         the provisioner is running and correctly registered."
    );
    answer.steps.push(Step::event(EventNote::normal(claim, "ExternalProvisioning", message)));
    answer
}

fn wait_for_consumer(view: &View, claim: &Object) -> EventNote {
    let uses = |pod: &&Rc<Object>| Pod(pod).claims().any(|name| name == claim.meta.name);
    let pods = view.store().list(Kind::Pod, Some(&claim.meta.namespace));
    let pods = pods.filter(|pod| pod.spec().get("nodeName").str().is_empty() && uses(pod));
    let names: Vec<&str> = pods.map(|pod| pod.meta.name.as_str()).collect();
    let pods = match names.as_slice() {
        [] => {
            let message = "waiting for first consumer to be created before binding";
            return EventNote::normal(claim, "WaitForFirstConsumer", message);
        }
        [name] => format!("pod {name}"),
        names => format!("pods {}", names.join(",")),
    };
    let message = format!("waiting for {pods} to be scheduled");
    EventNote::normal(claim, "WaitForPodScheduled", message)
}

/// A claim that names its volume.
fn sync_named(view: &View, claim: &Rc<Object>, name: &str) -> Reconcile {
    let Some(volume) = view.find(Kind::PersistentVolume, "", name) else {
        return Reconcile::nothing();
    };
    let owner = volume.spec().get("claimRef");
    let is_own = claim_of(volume).is_none_or(|key| key == claim.key())
        && matches!(owner.get("uid").str(), uid if uid.is_empty() || uid == claim.meta.uid);
    if !is_own {
        let message = format!("volume \"{name}\" already bound to a different claim.");
        return tell(view, EventNote::warning(claim, "FailedBinding", message));
    }
    // What is kept for the claim is not asked whether it fits.
    let mismatch = Wish::new(claim, None).mismatch(volume).filter(|_| owner.is_null());
    if let Some(why) = mismatch {
        let message = format!("Cannot bind to requested volume \"{name}\": {why}");
        return tell(view, EventNote::warning(claim, "VolumeMismatch", message));
    }
    bind::bind(view, claim, volume, false)
}

/// A claim whose binding is complete: its volume may have gone, or have become another's.
fn sync_bound(view: &View, claim: &Rc<Object>) -> Reconcile {
    let name = claim.spec().get("volumeName").str();
    let (reason, message) = match view.find(Kind::PersistentVolume, "", name) {
        Some(volume) => {
            let owner = volume.spec().get("claimRef");
            if owner.is_null() || owner.get("uid").str() == claim.meta.uid {
                return bind::bind(view, claim, volume, false);
            }
            let message = "Two claims are bound to the same volume, this one is bound incorrectly";
            ("ClaimMisbound", message)
        }
        None => {
            let message = "Bound claim has lost its PersistentVolume. Data on the volume is lost!";
            ("ClaimLost", message)
        }
    };
    if claim.status().get("phase").str() == "Lost" {
        return Reconcile::nothing();
    }
    let mut status = claim.status().clone();
    status.remove("accessModes");
    status.remove("capacity");
    status.set("phase", "Lost");
    let told = EventNote::warning(claim, reason, message);
    let write = Write::UpdateStatus(claim.key(), status);
    Reconcile { steps: vec![Step::write(write), Step::event(told)], requeue_after: None }
}

fn tell(view: &View, note: EventNote) -> Reconcile {
    let mut answer = again(view);
    answer.steps.push(Step::event(note));
    answer
}

/// A claim without a volume is looked at again when all are, and says the same again.
fn again(view: &View) -> Reconcile {
    let tick = view.next_tick(RESYNC_PERIOD, view.now.plus(1));
    Reconcile::after(tick.since(view.now))
}
