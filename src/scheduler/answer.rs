//! What the scheduler does in the API: bind a pod, say why it did not, drive others away.

use super::NAME;
use super::preemption::{BY_SCHEDULER, Nomination};
use crate::api::{Object, Value};
use crate::store::{DeleteOptions, EventNote, Reconcile, Step, Write};
use crate::time::Time;
use crate::value;
use smol_str::SmolStr;
use std::rc::Rc;

/// The annotation by which a claim learns where its volume is wanted.
const SELECTED_NODE: &str = "volume.kubernetes.io/selected-node";
/// The node that others leave to a pod, in its status.
const NOMINATED: &str = "nominatedNodeName";

/// The pod goes to this node.
pub fn bound(pod: &Object, node: &SmolStr) -> Reconcile {
    let (namespace, name) = (&*pod.meta.namespace, &*pod.meta.name);
    let message = ["Successfully assigned ", namespace, "/", name, " to ", node].concat();
    let told = EventNote::normal(pod, "Scheduled", message);
    let write = Write::Bind(pod.key(), node.clone());
    Reconcile { steps: vec![Step::told(write, Some(told), None)], requeue_after: None }
}

/// The pod found no node; there may be one from which others must go first.
pub fn refused(pod: &Object, message: &str, nomination: &Nomination, now: Time) -> Reconcile {
    let told = EventNote::warning(pod, "FailedScheduling", message);
    let mut status = with_condition(pod, "Unschedulable", message, now);
    match nomination {
        Nomination::Kept => {}
        Nomination::Dropped => drop(status.remove(NOMINATED)),
        Nomination::Of(node, _) => status.set(NOMINATED, node.as_str()),
    }
    let write = Step::attempt(Write::UpdateStatus(pod.key(), status));
    Reconcile { steps: vec![Step::event(told), write], requeue_after: None }
}

/// The search for a node went wrong, or what comes after it.
pub fn failed(pod: &Object, message: &str, now: Time) -> Reconcile {
    let told = EventNote::warning(pod, "FailedScheduling", message);
    let mut status = with_condition(pod, "SchedulerError", message, now);
    status.remove(NOMINATED);
    let write = Step::attempt(Write::UpdateStatus(pod.key(), status));
    Reconcile { steps: vec![Step::event(told), write], requeue_after: None }
}

/// The pod waits for its gates to be opened.
pub fn gated(pod: &Object, now: Time) -> Reconcile {
    if pod.condition("PodScheduled").get("reason").str() == "SchedulingGated" {
        return Reconcile::nothing();
    }
    let message = "Scheduling is blocked due to non-empty scheduling gates";
    let status = with_condition(pod, "SchedulingGated", message, now);
    let write = Step::write(Write::UpdateStatus(pod.key(), status));
    Reconcile { steps: vec![write], requeue_after: None }
}

/// The pod's claims get their volumes where it will be: those that are there are kept for them, and
/// the others are made.  Meanwhile the pod tells where that is (`NominatedNodeNameForExpectation`).
pub fn volumes_wanted<'view>(
    pod: &Object,
    claims: impl Iterator<Item = (&'view Rc<Object>, Option<&'view Rc<Object>>)>,
    node: &str,
) -> Reconcile {
    let mut answer = Reconcile::nothing();
    if pod.status().get(NOMINATED).str() != node {
        let mut status = pod.status().clone();
        status.set(NOMINATED, node);
        answer.steps.push(Step::attempt(Write::UpdateStatus(pod.key(), status)));
    }
    for (claim, volume) in claims {
        let after = match volume {
            Some(volume) => reserved(volume, claim),
            None if claim.annotation(SELECTED_NODE).is_some() => continue,
            None => {
                let mut claim = (**claim).clone();
                claim.meta.annotations.insert(SELECTED_NODE, node);
                claim
            }
        };
        answer.steps.push(Step::write(Write::Update(after)));
    }
    answer
}

/// A volume that is kept for a claim (`GetBindVolumeToClaim`).
fn reserved(volume: &Object, claim: &Object) -> Object {
    let mut volume = volume.clone();
    let meta = &claim.meta;
    volume.meta.annotations.insert("pv.kubernetes.io/bound-by-controller", "yes");
    volume.body.set(
        "spec.claimRef",
        value!({
            "apiVersion": "v1", "kind": "PersistentVolumeClaim", "name": (&meta.name),
            "namespace": (&meta.namespace), "uid": (&meta.uid),
            "resourceVersion": (claim.resource_version.to_string())
        }),
    );
    volume
}

/// The pod's place is another's now.
pub fn superseded(pod: &Object) -> Step {
    let mut status = pod.status().clone();
    status.remove(NOMINATED);
    Step::attempt(Write::UpdateStatus(pod.key(), status))
}

/// The victims are told why, and deleted; those that go anyway are left alone.
pub fn evictions(pod: &Object, node: &str, victims: &[Rc<Object>], now: Time) -> Vec<Step> {
    let mut steps = Vec::new();
    let preemptor = Rc::new(pod.clone());
    for victim in victims.iter().filter(|victim| !victim.is_deleting()) {
        let message = format!("{NAME}: preempting to accommodate a higher priority pod");
        let condition = value!({
            "lastProbeTime": null, "lastTransitionTime": (now.rfc3339()), "message": message,
            "observedGeneration": (victim.meta.generation), "reason": BY_SCHEDULER,
            "status": "True", "type": "DisruptionTarget"
        });
        let status = replace_condition(victim, condition);
        steps.push(Step::attempt(Write::UpdateStatus(victim.key(), status)));
        let uid = Some(victim.meta.uid.clone());
        let options = DeleteOptions { uid, ..DeleteOptions::default() };
        let message = format!("Preempted by pod {} on node {node}", pod.meta.uid);
        let related = Some(preemptor.clone());
        let told = EventNote { related, ..EventNote::normal(victim, "Preempted", message) };
        steps.push(Step::Write {
            write: Box::new(Write::Delete(victim.key(), options)),
            success: Some(Box::new(told)),
            failure: None,
            may_fail: true,
        });
    }
    steps
}

fn with_condition(pod: &Object, reason: &str, message: &str, now: Time) -> Value {
    let before = pod.condition("PodScheduled");
    let since = match before.get("status").str() {
        "False" => before.get("lastTransitionTime").clone(),
        _ => now.rfc3339().into(),
    };
    let condition = value!({
        "lastProbeTime": null, "lastTransitionTime": since, "message": message,
        "observedGeneration": (pod.meta.generation), "reason": reason, "status": "False",
        "type": "PodScheduled"
    });
    replace_condition(pod, condition)
}

/// The pod's status with this condition in place of that of its type.
fn replace_condition(pod: &Object, condition: Value) -> Value {
    let mut status = pod.status().clone();
    let mut conditions = status.get("conditions").items().to_vec();
    match conditions.iter_mut().find(|other| other.get("type") == condition.get("type")) {
        Some(other) => *other = condition,
        None => conditions.push(condition),
    }
    status.set("conditions", conditions);
    status
}
