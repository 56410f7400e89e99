//! VolumeBinding: a pod goes where its volumes are or can be.

use super::Rejection;
use crate::api::volume_match::{Wish, best_volume};
use crate::api::{Kind, Object, Pod, Value, node_affinity};
use crate::scheduler::cycle::Cycle;
use crate::scheduler::node_info::NodeInfo;
use crate::store::Store;
use std::rc::Rc;

const PLUGIN: &str = "VolumeBinding";
/// Since this annotation is on a claim, its binding is complete.
const BIND_COMPLETED: &str = "pv.kubernetes.io/bind-completed";
/// The provisioner of classes whose volumes are made by hand.
const NO_PROVISIONER: &str = "kubernetes.io/no-provisioner";

/// What keeps a pod from every node: a claim that is missing or not bound yet (`PreFilter`).
pub fn obstacle(pod: &Object, store: &Store) -> Option<String> {
    let mut waits = false;
    for name in Pod(pod).claims() {
        let Some(claim) = store.find(Kind::PersistentVolumeClaim, &pod.meta.namespace, &name)
        else {
            return Some(match is_ephemeral(pod, &name) {
                true => format!(
                    "waiting for ephemeral volume controller to create the persistentvolumeclaim \
                     \"{name}\""
                ),
                false => format!("persistentvolumeclaim \"{name}\" not found"),
            });
        };
        if claim.is_deleting() {
            return Some(format!("persistentvolumeclaim \"{name}\" is being deleted"));
        }
        if claim.status().get("phase").str() == "Lost" {
            let volume = claim.spec().get("volumeName").str();
            return Some(format!(
                "persistentvolumeclaim \"{name}\" bound to non-existent persistentvolume \
                 \"{volume}\""
            ));
        }
        waits |= !is_bound(claim) && !binds_late(claim, store);
    }
    waits.then(|| "pod has unbound immediate PersistentVolumeClaims".to_owned())
}

/// Whether a claim is made for the pod, and not one that it names.
fn is_ephemeral(pod: &Object, claim: &str) -> bool {
    let mut volumes = pod.spec().get("volumes").items().iter();
    volumes.all(|volume| volume.get("persistentVolumeClaim").get("claimName").str() != claim)
}

/// The claims that a pod uses, as far as they are there.
pub fn found_claims<'store>(pod: &Object, store: &'store Store) -> Vec<&'store Rc<Object>> {
    Pod(pod)
        .claims()
        .filter_map(|name| store.find(Kind::PersistentVolumeClaim, &pod.meta.namespace, &name))
        .collect()
}

/// The claims of a pod that wait for it to be given a node.
pub fn late_claims<'store>(pod: &Object, store: &'store Store) -> Vec<&'store Rc<Object>> {
    found_claims(pod, store)
        .into_iter()
        .filter(|claim| !is_bound(claim) && binds_late(claim, store))
        .collect()
}

fn is_bound(claim: &Object) -> bool {
    !claim.spec().get("volumeName").str().is_empty() && claim.annotation(BIND_COMPLETED).is_some()
}

fn class_of<'store>(claim: &Object, store: &'store Store) -> Option<&'store Rc<Object>> {
    let name = claim.spec().get("storageClassName").as_str()?;
    store.find(Kind::StorageClass, "", name)
}

fn binds_late(claim: &Object, store: &Store) -> bool {
    class_of(claim, store)
        .is_some_and(|class| class.body.get("volumeBindingMode").str() == "WaitForFirstConsumer")
}

/// Refuses a node where no volume can be had, or that a bound one cannot reach; there may be all
/// of these reasons (`FindPodVolumes`).
pub fn filter(cycle: &Cycle, node: &NodeInfo) -> Option<Rejection> {
    if cycle.claims.is_empty() {
        return None;
    }
    let store = cycle.store;
    let (bound, unbound): (Vec<_>, Vec<_>) =
        cycle.claims.iter().copied().partition(|claim| is_bound(claim));
    let volume = |claim: &&Rc<Object>| {
        store.find(Kind::PersistentVolume, "", claim.spec().get("volumeName").str())
    };
    let volumes: Vec<Option<&Rc<Object>>> = bound.iter().map(volume).collect();
    let is_out_of_reach = |volume: &Option<&Rc<Object>>| volume.is_some_and(|v| !reaches(v, node));
    let reasons = [
        (
            volumes_for(&unbound, store, &node.node).is_none(),
            "node(s) didn't find available persistent volumes to bind",
        ),
        (
            volumes.contains(&None),
            "node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)",
        ),
        (
            volumes.iter().any(is_out_of_reach),
            "node(s) didn't match PersistentVolume's node affinity",
        ),
    ];
    let mut reasons = reasons.into_iter().filter(|(holds, _)| *holds).map(|(_, reason)| reason);
    let mut rejection = Rejection::final_one(PLUGIN, reasons.next()?);
    rejection.reasons.extend(reasons.map(Into::into));
    Some(rejection)
}

/// What each of these claims gets if its pod goes to a node: a volume that is there, or one that
/// its class makes (`None`).  Nothing at all if one of them gets neither.
pub fn volumes_for<'store>(
    claims: &[&'store Rc<Object>],
    store: &'store Store,
    node: &Object,
) -> Option<Vec<Option<&'store Rc<Object>>>> {
    let mut taken: Vec<&Rc<Object>> = Vec::new();
    let mut volumes = Vec::new();
    for claim in claims {
        let class = class_of(claim, store)?;
        let free = store.list(Kind::PersistentVolume, None);
        let free = free.filter(|volume| !taken.contains(volume));
        let found = best_volume(&Wish::new(claim, Some(node)), free);
        if found.is_none() && class.body.get("provisioner").str() == NO_PROVISIONER {
            return None;
        }
        taken.extend(found);
        volumes.push(found);
    }
    Some(volumes)
}

fn reaches(volume: &Object, node: &NodeInfo) -> bool {
    let required: &Value = volume.spec().at("nodeAffinity.required");
    required.is_null() || node_affinity::is_selected(required, &node.node)
}
