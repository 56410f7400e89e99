//! The provisioner of the class `standard`: makes a volume for each claim that asks for one, lets
//! it grow, and deletes it when its claim is gone.

use super::resizer::{grow, wants_more};
use super::{PROVISIONED_BY, PROVISIONER, bind};
use crate::api::{Key, Kind, Object};
use crate::store::{
    Change, Component, Context, DeleteOptions, EventNote, Reconcile, Step, Verb, View, Write,
};
use crate::value;
use std::rc::Rc;

/// The provisioner's name in classes and events.
pub const NAME: &str = "sim.io/hostpath";

/// Makes and deletes volumes.
#[derive(Clone, Default)]
pub struct Provisioner;

impl Component for Provisioner {
    fn name(&self) -> &'static str {
        NAME
    }

    fn concerns(&self, kind: Kind) -> bool {
        matches!(kind, Kind::PersistentVolumeClaim | Kind::PersistentVolume)
    }

    fn watch(&self, _view: &View, change: &Change) -> Vec<Key> {
        let object = &change.object;
        let concerned = change.verb != Verb::Deleted
            && match object.kind {
                Kind::PersistentVolumeClaim => wants_volume(object) || wants_more(object),
                Kind::PersistentVolume => wants_deletion(object),
                _ => false,
            };
        if concerned { vec![change.key()] } else { Vec::new() }
    }

    fn reconcile(&mut self, context: &Context, key: &Key) -> Reconcile {
        let Some(object) = context.view.get(key) else { return Reconcile::nothing() };
        match key.kind {
            Kind::PersistentVolumeClaim if wants_volume(object) => make(&context.view, object),
            Kind::PersistentVolumeClaim if wants_more(object) => grow(&context.view, object),
            Kind::PersistentVolume if wants_deletion(object) => delete(object),
            _ => Reconcile::nothing(),
        }
    }

    fn fork(&self) -> Box<dyn Component> {
        Box::new(self.clone())
    }
}

fn wants_volume(claim: &Object) -> bool {
    claim.annotation(PROVISIONER) == Some(NAME)
        && claim.spec().get("volumeName").str().is_empty()
        && !claim.is_deleting()
}

fn wants_deletion(volume: &Object) -> bool {
    volume.annotation(PROVISIONED_BY) == Some(NAME)
        && volume.status().get("phase").str() == "Released"
        && volume.spec().get("persistentVolumeReclaimPolicy").str() == "Delete"
        && !volume.is_deleting()
}

fn make(view: &View, claim: &Rc<Object>) -> Reconcile {
    let name = format!("pvc-{}", claim.meta.uid);
    if view.find(Kind::PersistentVolume, "", &name).is_some() {
        return Reconcile::nothing();
    }
    let class = claim.spec().get("storageClassName").str();
    let policy = view.find(Kind::StorageClass, "", class);
    let policy = policy.and_then(|class| class.body.get("reclaimPolicy").as_str());
    let mut volume = Object::new(Kind::PersistentVolume, "", &name);
    volume.meta.annotations.insert(PROVISIONED_BY, NAME);
    volume.body = value!({ "spec": {
        "accessModes": (claim.spec().get("accessModes")),
        "capacity": { "storage": (claim.spec().at("resources.requests.storage")) },
        "claimRef": (bind::reference(claim)),
        "hostPath": { "path": (format!("/var/lib/volumes/{name}")), "type": "" },
        "persistentVolumeReclaimPolicy": (policy.unwrap_or("Delete")),
        "storageClassName": class, "volumeMode": (claim.spec().get("volumeMode"))
    } })
    .into();
    let place = format!("{}/{}", claim.meta.namespace, claim.meta.name);
    let begins = format!("External provisioner is provisioning volume for claim \"{place}\"");
    let done = format!("Successfully provisioned volume {name}");
    let done = EventNote::normal(claim, "ProvisioningSucceeded", done);
    let steps = vec![
        Step::event(EventNote::normal(claim, "Provisioning", begins)),
        Step::told(Write::Create(volume), Some(done), None),
    ];
    Reconcile { steps, requeue_after: None }
}

fn delete(volume: &Object) -> Reconcile {
    let options = DeleteOptions { uid: Some(volume.meta.uid.clone()), ..DeleteOptions::default() };
    let write = Write::Delete(volume.key(), options);
    Reconcile { steps: vec![Step::attempt(write)], requeue_after: None }
}
