//! Claims and volumes in use outlive their deletion: their finalizers go when nobody uses them.

use crate::api::{Key, Kind, Object, Pod};
use crate::store::{Change, Component, Context, Reconcile, Scope, Step, Verb, View, Write};
use std::rc::Rc;

/// The finalizer of claims.
const CLAIM_FINALIZER: &str = "kubernetes.io/pvc-protection";
/// The finalizer of volumes.
const VOLUME_FINALIZER: &str = "kubernetes.io/pv-protection";

/// Keeps claims that pods use.
#[derive(Clone, Default)]
pub struct ClaimProtection;

impl Component for ClaimProtection {
    fn name(&self) -> &'static str {
        "pvc-protection-controller"
    }

    fn concerns(&self, kind: Kind) -> bool {
        matches!(kind, Kind::PersistentVolumeClaim | Kind::Pod)
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
            Kind::PersistentVolumeClaim if is_kept(object, CLAIM_FINALIZER) => vec![object.key()],
            Kind::Pod if change.verb == Verb::Deleted => {
                let keys = claims_of(object).filter(|key| {
                    view.get(key).is_some_and(|claim| is_kept(claim, CLAIM_FINALIZER))
                });
                keys.collect()
            }
            _ => Vec::new(),
        }
    }

    fn reconcile(&mut self, context: &Context, key: &Key) -> Reconcile {
        let store = context.view.store();
        let claim = context.view.get(key).filter(|claim| is_kept(claim, CLAIM_FINALIZER));
        let in_use = || {
            store
                .list(Kind::Pod, Some(&key.namespace))
                .any(|pod| uses_claims(pod) && claims_of(pod).any(|used| used == *key))
        };
        match claim {
            Some(claim) if !in_use() => without_finalizer(claim, CLAIM_FINALIZER),
            _ => Reconcile::nothing(),
        }
    }

    fn fork(&self) -> Box<dyn Component> {
        Box::new(self.clone())
    }
}

/// Keeps volumes that are bound.
#[derive(Clone, Default)]
pub struct VolumeProtection;

impl Component for VolumeProtection {
    fn name(&self) -> &'static str {
        "pv-protection-controller"
    }

    fn concerns(&self, kind: Kind) -> bool {
        kind == Kind::PersistentVolume
    }

    fn watch(&self, _view: &View, change: &Change) -> Vec<Key> {
        let object = &change.object;
        let concerned = object.kind == Kind::PersistentVolume && is_kept(object, VOLUME_FINALIZER);
        if concerned { vec![object.key()] } else { Vec::new() }
    }

    fn reconcile(&mut self, context: &Context, key: &Key) -> Reconcile {
        let volume = context.view.get(key).filter(|volume| is_kept(volume, VOLUME_FINALIZER));
        match volume {
            Some(volume) if volume.status().get("phase").str() != "Bound" => {
                without_finalizer(volume, VOLUME_FINALIZER)
            }
            _ => Reconcile::nothing(),
        }
    }

    fn fork(&self) -> Box<dyn Component> {
        Box::new(self.clone())
    }
}

/// Whether an object whose deletion began is kept by this finalizer.
fn is_kept(object: &Object, finalizer: &str) -> bool {
    object.is_deleting() && object.meta.finalizers.iter().any(|present| present == finalizer)
}

/// A pod that has a node uses its claims for as long as it is there, also when it has ended.
fn uses_claims(pod: &Object) -> bool {
    !Pod(pod).node_name().is_empty()
}

fn claims_of(pod: &Object) -> impl Iterator<Item = Key> {
    let key = |name: String| Key::new(Kind::PersistentVolumeClaim, &pod.meta.namespace, &name);
    Pod(pod).claims().map(key)
}

fn without_finalizer(object: &Rc<Object>, finalizer: &str) -> Reconcile {
    let mut after = (**object).clone();
    after.meta.finalizers.retain(|present| present != finalizer);
    Reconcile { steps: vec![Step::write(Write::Update(after))], requeue_after: None }
}
