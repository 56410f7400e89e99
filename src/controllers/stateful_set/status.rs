//! What a StatefulSet's status says of its pods (`updateStatus`).

use super::super::conditions::set_count;
use super::identity::REVISION;
use super::revisions::Revisions;
use crate::api::{Object, Pod, Value};
use crate::time::Time;
use crate::value;
use std::rc::Rc;

/// The status of a set with these pods.  `updating` is whether a pod of the current revision is
/// being deleted for an update right now.
pub fn status(
    set: &Object,
    revisions: &Revisions,
    pods: &[Rc<Object>],
    updating: bool,
    now: Time,
) -> Value {
    let min_ready = set.spec().get("minReadySeconds").int();
    let count =
        |counts: &dyn Fn(Pod) -> bool| pods.iter().filter(|pod| counts(Pod(pod))).count() as i64;
    let of =
        |name: &str| count(&|pod| !pod.is_terminating() && pod.0.label(REVISION) == Some(name));
    let is_ready = |pod: Pod| pod.phase() == "Running" && pod.is_ready();
    let replicas = count(&|pod| !pod.phase().is_empty());
    let ready = count(&is_ready);
    let available = count(&|pod| is_ready(pod) && pod.is_available(min_ready, now));
    let updated = of(&revisions.update.name);
    let mut current = of(&revisions.current.name) - i64::from(updating);
    let mut current_name = &revisions.current.name;
    let is_rolling = set.spec().at("updateStrategy.type").str() != "OnDelete";
    let wanted = set.spec().get("replicas").as_int().unwrap_or(1);
    if is_rolling && [updated, ready, replicas].iter().all(|count| *count == wanted) {
        current = updated;
        current_name = &revisions.update.name;
    }
    let mut status = value!({
        "replicas": replicas, "availableReplicas": available, "collisionCount": (revisions.collisions),
        "currentRevision": current_name, "updateRevision": (&revisions.update.name)
    });
    set_count(&mut status, "observedGeneration", set.meta.generation);
    set_count(&mut status, "readyReplicas", ready);
    set_count(&mut status, "currentReplicas", current.max(0));
    set_count(&mut status, "updatedReplicas", updated);
    status
}
