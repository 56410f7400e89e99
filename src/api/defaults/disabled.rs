//! Fields of features that are off in this version: they are dropped without a word
//! (`DropDisabledPodFields`, `dropStatefulSetDisabledFields`).

use crate::api::{Kind, Object, Value};

/// The lists of containers in a pod's spec.
const LISTS: [&str; 3] = ["containers", "initContainers", "ephemeralContainers"];

/// Drops what an object says of such features: `MaxUnavailableStatefulSet`, `GenericWorkload` and
/// `ContainerStopSignals`.
pub(super) fn drop_fields(object: &mut Object) {
    if object.kind == Kind::StatefulSet {
        object.body.remove("spec.updateStrategy.rollingUpdate.maxUnavailable");
    }
    let Some(place) = pod_spec(object.kind) else { return };
    if let Some(spec) = without_disabled(object.body.at(place)) {
        object.body.set(place, spec);
    }
}

/// A pod's spec without what it says of such features; nothing if it says nothing of them.  A
/// function of its own in the Wasm, too, so that it need not be there before there is a pod
/// (`tools/split`).
#[inline(never)]
fn without_disabled(spec: &Value) -> Option<Value> {
    let says = |list: &&str| spec.get(list).items().iter().any(has_stop_signal);
    let lists: Vec<&str> = LISTS.into_iter().filter(|list| says(list)).collect();
    if lists.is_empty() && spec.get("schedulingGroup").is_null() {
        return None;
    }
    let mut spec = spec.clone();
    spec.remove("schedulingGroup");
    for list in lists {
        let containers = spec.get(list).items().iter().cloned();
        let containers: Vec<Value> = containers.map(without_stop_signal).collect();
        spec.make_map().insert(list, containers);
    }
    Some(spec)
}

fn has_stop_signal(container: &Value) -> bool {
    !container.get("lifecycle").get("stopSignal").is_null()
}

fn without_stop_signal(mut container: Value) -> Value {
    if has_stop_signal(&container) {
        container.remove("lifecycle.stopSignal");
        if container.get("lifecycle").entries().is_empty() {
            container.remove("lifecycle");
        }
    }
    container
}

/// Where a pod's spec stands in objects of a kind.
fn pod_spec(kind: Kind) -> Option<&'static str> {
    Some(match kind {
        Kind::Pod => "spec",
        Kind::PodTemplate => "template.spec",
        Kind::CronJob => "spec.jobTemplate.spec.template.spec",
        Kind::DaemonSet
        | Kind::Deployment
        | Kind::Job
        | Kind::ReplicaSet
        | Kind::ReplicationController
        | Kind::StatefulSet => "spec.template.spec",
        _ => return None,
    })
}
