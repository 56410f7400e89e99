//! How many pods the controllers of some pods want.

use crate::api::{Key, Kind, Object};
use crate::controllers::claims::controller_key;
use crate::ordered::OrderedMap;
use crate::store::View;
use std::rc::Rc;

/// The kinds whose `spec.replicas` tells how many pods they want.
const SCALABLE: [Kind; 3] = [Kind::ReplicaSet, Kind::StatefulSet, Kind::ReplicationController];

/// How many pods the controllers of these pods want together, and the names of pods that have
/// none.
///
/// # Errors
/// The text of a pod's controller being none that has a scale.
pub fn expected_pods(view: &View, pods: &[&Rc<Object>]) -> Result<(i64, Vec<String>), String> {
    let mut scales: OrderedMap<Key, i64> = OrderedMap::new();
    let mut unmanaged = Vec::new();
    for pod in pods {
        if pod.controller().is_none() {
            unmanaged.push(pod.meta.name.to_string());
            continue;
        }
        let scaled = SCALABLE.iter().find_map(|kind| controller_of(view, *kind, pod));
        let Some(controller) = scaled else {
            let kinds = [Kind::Job, Kind::DaemonSet];
            let known = kinds.into_iter().find(|kind| controller_key(*kind, pod).is_some());
            return Err(match known {
                Some(kind) => {
                    format!("{} does not implement the scale subresource", kind.group_resource())
                }
                None => format!("found no controllers for pod \"{}\"", pod.meta.name),
            });
        };
        let scale = controller.spec().get("replicas").as_int().unwrap_or(1);
        scales.insert(controller.key(), scale);
    }
    Ok((scales.values().sum(), unmanaged))
}

/// The controller that is scaled: a ReplicaSet's is its Deployment, if it has one.
fn controller_of<'view>(
    view: &'view View,
    kind: Kind,
    object: &Object,
) -> Option<&'view Rc<Object>> {
    let controller = view.get(&controller_key(kind, object)?)?;
    if !object.is_controlled_by(&controller.meta.uid) {
        return None;
    }
    let above = (kind == Kind::ReplicaSet)
        .then(|| controller_of(view, Kind::Deployment, controller))
        .flatten();
    above.or(Some(controller))
}
