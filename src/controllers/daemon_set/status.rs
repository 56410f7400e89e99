//! What a DaemonSet's status says of its nodes (`updateDaemonSetStatus`).

use super::super::conditions::set_count;
use super::{Node, Revisions};
use crate::api::{Object, Value};
use crate::value;

/// The status of a set on these nodes.  Of several pods on a node only the oldest counts.
pub fn status(set: &Object, revisions: &Revisions, nodes: &[Node]) -> Value {
    let count =
        |counts: &dyn Fn(&Node) -> bool| nodes.iter().filter(|node| counts(node)).count() as i64;
    let of_oldest = |counts: &dyn Fn(&super::Daemon) -> bool| {
        count(&|node| node.eligibility.runs && node.daemons.first().is_some_and(counts))
    };
    let desired = count(&|node| node.eligibility.runs);
    let available = of_oldest(&|daemon| daemon.is_available);
    let mut status = value!({
        "desiredNumberScheduled": desired,
        "currentNumberScheduled": (of_oldest(&|_| true)),
        "numberMisscheduled":
            (count(&|node| !node.eligibility.runs && !node.daemons.is_empty())),
        "numberReady": (of_oldest(&|daemon| daemon.is_ready))
    });
    set_count(&mut status, "observedGeneration", set.meta.generation);
    set_count(&mut status, "updatedNumberScheduled", of_oldest(&|daemon| daemon.is_updated));
    set_count(&mut status, "numberAvailable", available);
    set_count(&mut status, "numberUnavailable", desired - available);
    if let Some(collisions) = revisions.collisions {
        status.set("collisionCount", collisions);
    }
    status
}
