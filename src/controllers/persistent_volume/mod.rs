//! Claims find their volumes: matching, binding, provisioning, and what becomes of a volume when
//! its claim goes.

mod bind;
mod claim;
mod ephemeral;
mod protection;
mod provisioner;
mod resizer;
mod volume;

pub use protection::{ClaimProtection, VolumeProtection};
pub use provisioner::Provisioner;

use crate::api::{Key, Kind, Object};
use crate::store::{Change, Component, Context, Reconcile, Scope, Verb, View};

/// The annotation of a claim whose binding is complete.
const BIND_COMPLETED: &str = "pv.kubernetes.io/bind-completed";
/// The annotation of what was bound by this controller's own choice.
const BOUND_BY_CONTROLLER: &str = "pv.kubernetes.io/bound-by-controller";
/// The annotation by which a claim asks a provisioner for a volume.
const PROVISIONER: &str = "volume.kubernetes.io/storage-provisioner";
/// The older name of [`PROVISIONER`], which is still written.
const BETA_PROVISIONER: &str = "volume.beta.kubernetes.io/storage-provisioner";
/// The annotation of a volume that a provisioner made.
const PROVISIONED_BY: &str = "pv.kubernetes.io/provisioned-by";
/// The annotation of a claim whose pod has its node.
const SELECTED_NODE: &str = "volume.kubernetes.io/selected-node";

/// Binds claims and volumes.
#[derive(Clone, Default)]
pub struct PersistentVolumeController;

impl Component for PersistentVolumeController {
    fn name(&self) -> &'static str {
        "persistentvolume-controller"
    }

    fn concerns(&self, kind: Kind) -> bool {
        matches!(
            kind,
            Kind::PersistentVolumeClaim | Kind::PersistentVolume | Kind::StorageClass | Kind::Pod
        )
    }

    fn scope(&self, kind: Kind) -> Scope {
        match kind {
            Kind::Pod => Scope::Existence,
            _ => Scope::Every,
        }
    }

    fn watch(&self, view: &View, change: &Change) -> Vec<Key> {
        let object = &change.object;
        match object.kind {
            Kind::PersistentVolumeClaim => {
                let mut keys = vec![object.key()];
                let volume = object.spec().get("volumeName").str();
                if !volume.is_empty() {
                    keys.push(Key::new(Kind::PersistentVolume, "", volume));
                }
                keys
            }
            Kind::PersistentVolume => volume_keys(view, change),
            Kind::Pod if change.verb == Verb::Added && ephemeral::has_any(object) => {
                vec![change.key()]
            }
            Kind::StorageClass if change.verb == Verb::Added => unbound_claims(view).collect(),
            _ => Vec::new(),
        }
    }

    fn reconcile(&mut self, context: &Context, key: &Key) -> Reconcile {
        match (key.kind, context.view.get(key)) {
            (Kind::PersistentVolumeClaim, Some(claim)) => claim::sync(&context.view, claim),
            (Kind::Pod, Some(pod)) => ephemeral::sync(&context.view, pod),
            (Kind::PersistentVolume, Some(volume)) => volume::sync(&context.view, volume),
            _ => Reconcile::nothing(),
        }
    }

    fn fork(&self) -> Box<dyn Component> {
        Box::new(self.clone())
    }
}

/// A volume, and the claims that it may matter to: its own, or all that have none.
fn volume_keys(view: &View, change: &Change) -> Vec<Key> {
    let volume = &change.object;
    let mut keys = vec![volume.key()];
    match claim_of(volume) {
        Some(key) => keys.push(key),
        None => keys.extend(unbound_claims(view)),
    }
    keys
}

fn unbound_claims<'view>(view: &'view View) -> impl Iterator<Item = Key> + 'view {
    let claims = view.store().list(Kind::PersistentVolumeClaim, None);
    claims.filter(|claim| claim.spec().get("volumeName").str().is_empty()).map(|claim| claim.key())
}

/// The claim that a volume is for.
fn claim_of(volume: &Object) -> Option<Key> {
    let claim = volume.spec().get("claimRef");
    let name = claim.get("name").as_str()?;
    Some(Key::new(Kind::PersistentVolumeClaim, claim.get("namespace").str(), name))
}
