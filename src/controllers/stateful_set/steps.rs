//! The plan's actions as requests with their events.

use super::Pods;
use super::identity;
use super::ordinals::{self, parent_and_ordinal};
use super::plan::Action;
use super::retention;
use super::revisions::{Revision, Revisions};
use crate::api::{Kind, Object};
use crate::controllers::slow_start::slow_start;
use crate::store::{DeleteOptions, EventNote, Step, View, Write};
use std::rc::Rc;

/// The requests of a plan.  Those of a `Parallel` set are made in growing batches.
pub fn steps(
    view: &View,
    set: &Object,
    pods: &Pods,
    revisions: &Revisions,
    actions: &[Action],
) -> Vec<Step> {
    let mut tended = Vec::new();
    let mut rest = Vec::new();
    for action in actions {
        match *action {
            Action::Create(index) => {
                tended.push(create(view, set, revisions, pods.replicas[index].ordinal));
            }
            Action::CreateClaims(index) => {
                if let Some(pod) = &pods.replicas[index].pod {
                    tended.extend(create_claims(view, set, pod));
                }
            }
            Action::Delete(index) => {
                tended.extend(pods.replicas[index].pod.iter().map(|pod| delete(set, pod)))
            }
            Action::Repair(index) => {
                if let Some(pod) = &pods.replicas[index].pod {
                    tended.extend(repair(view, set, pod));
                }
            }
            Action::RepairCondemned(index) => {
                rest.extend(repair_claims(view, set, &pods.condemned[index], true));
            }
            Action::DeleteCondemned(index) => rest.push(delete(set, &pods.condemned[index])),
            Action::Update(index) => {
                rest.extend(pods.replicas[index].pod.iter().map(|pod| delete(set, pod)))
            }
        }
    }
    let mut steps = slow_start(tended);
    steps.extend(rest);
    steps
}

/// Whether a replica cannot be made yet because a claim still goes with its predecessor.  Where
/// claims outlive their pods, the next pod uses them as they are.
pub fn is_held_up(view: &View, set: &Object, ordinal: i64) -> bool {
    if policy(set).get("whenScaled").str() != "Delete" {
        return false;
    }
    let name = ordinals::pod_name(&set.meta.name, ordinal);
    let pod = Object::new(Kind::Pod, &set.meta.namespace, &name);
    claims_of(view, set, ordinal).any(|claim| retention::is_stale(&claim, &pod))
}

/// Whether the claims of a pod belong to whom they should.
pub fn has_claims_in_order(view: &View, set: &Object, pod: &Object, is_condemned: bool) -> bool {
    let (_, ordinal) = parent_and_ordinal(&pod.meta.name);
    let policy = policy(set);
    claims_of(view, set, ordinal).all(|claim| {
        retention::references(&claim, set, pod, policy, is_condemned) == claim.meta.owner_references
    })
}

fn policy(set: &Object) -> &crate::api::Value {
    set.spec().get("persistentVolumeClaimRetentionPolicy")
}

/// The claims of a replica that exist.
fn claims_of<'view>(
    view: &'view View,
    set: &'view Object,
    ordinal: i64,
) -> impl Iterator<Item = Rc<Object>> + 'view {
    identity::claim_templates(set).iter().filter_map(move |template| {
        let name =
            ordinals::claim_name(template.at("metadata.name").str(), &set.meta.name, ordinal);
        view.find(Kind::PersistentVolumeClaim, &set.meta.namespace, &name).cloned()
    })
}

/// The revision that a replica is made with (`newVersionedStatefulSetPod`).
fn revision_for<'set>(set: &Object, revisions: &'set Revisions, ordinal: i64) -> &'set Revision {
    let strategy = set.spec().get("updateStrategy");
    let start = ordinals::range(set).start;
    let rolling = strategy.get("rollingUpdate");
    let boundary = if strategy.get("type").str() == "OnDelete" {
        start
    } else if rolling.is_null() {
        start + set.status().get("currentReplicas").int()
    } else {
        start + rolling.get("partition").int()
    };
    if ordinal < boundary { &revisions.current } else { &revisions.update }
}

/// Makes a replica, its claims first.
fn create(view: &View, set: &Object, revisions: &Revisions, ordinal: i64) -> Step {
    let revision = revision_for(set, revisions, ordinal);
    let pod = identity::pod(set, &revision.template, &revision.name, ordinal);
    let of = format!("Create Pod {} in StatefulSet {}", pod.meta.name, set.meta.name);
    let failed =
        |why: String| EventNote::warning(set, "FailedCreate", format!("{of} failed error: {why}"));
    let mut steps = Vec::new();
    for claim in identity::claims(set, ordinal) {
        let (key, name) = (claim.key(), claim.meta.name.clone());
        let why = match view.get(&key) {
            None => format!("failed to create PVC {name}: {{error}}"),
            // It is asked for all the same, and refused for as long as the old one is there.
            Some(present) if present.is_deleting() => format!("pvc {name} is being deleted"),
            Some(_) => continue,
        };
        let asked_for = create_claim(set, &pod, claim);
        steps.push(Step::Otherwise(Box::new(asked_for), Box::new(failed(why))));
    }
    steps.push(Step::told(
        Write::Create(pod.clone()),
        Some(EventNote::normal(set, "SuccessfulCreate", format!("{of} successful"))),
        Some(failed("{error}".to_owned())),
    ));
    steps.extend(repair_claims(view, set, &pod, false));
    in_order(steps)
}

/// Makes the claims that a pod lacks, and brings those that it has in order
/// (`createMissingPersistentVolumeClaims`).
fn create_claims(view: &View, set: &Object, pod: &Object) -> Vec<Step> {
    let (_, ordinal) = parent_and_ordinal(&pod.meta.name);
    let claims = identity::claims(set, ordinal).into_iter();
    let missing = claims.filter(|claim| view.get(&claim.key()).is_none());
    let mut steps: Vec<Step> = missing.map(|claim| create_claim(set, pod, claim)).collect();
    steps.extend(repair_claims(view, set, pod, false));
    steps
}

/// Makes a claim of a pod.
fn create_claim(set: &Object, pod: &Object, mut claim: Object) -> Step {
    claim.meta.owner_references = retention::references(&claim, set, pod, policy(set), false);
    let (name, pod, set_name) = (claim.meta.name.clone(), &pod.meta.name, &set.meta.name);
    let made = format!("Create Claim {name} Pod {pod} in StatefulSet {set_name} success");
    let failed = format!(
        "Create Claim {name} for Pod {pod} in StatefulSet {set_name} failed error: {{error}}"
    );
    Step::told(
        Write::Create(claim),
        Some(EventNote::normal(set, "SuccessfulCreate", made)),
        Some(EventNote::warning(set, "FailedCreate", failed)),
    )
}

fn delete(set: &Object, pod: &Object) -> Step {
    let of = format!("Delete Pod {} in StatefulSet {}", pod.meta.name, set.meta.name);
    Step::told(
        Write::Delete(pod.key(), DeleteOptions::default()),
        Some(EventNote::normal(set, "SuccessfulDelete", format!("{of} successful"))),
        Some(EventNote::warning(set, "FailedDelete", format!("{of} failed error: {{error}}"))),
    )
}

/// Brings a replica's labels, volumes and claims in order (`UpdateStatefulPod`).
fn repair(view: &View, set: &Object, pod: &Object) -> Vec<Step> {
    let mut steps = repair_claims(view, set, pod, false);
    let mut restored = pod.clone();
    identity::restore(set, &mut restored);
    // A pod that was adopted a moment ago has another version by now: upstream's attempt meets a
    // conflict, and the next one does not.
    restored.resource_version = 0;
    let of = format!("Update Pod {} in StatefulSet {}", pod.meta.name, set.meta.name);
    steps.push(Step::told(
        Write::Update(restored),
        Some(EventNote::normal(set, "SuccessfulUpdate", format!("{of} successful"))),
        Some(EventNote::warning(set, "FailedUpdate", format!("{of} failed error: {{error}}"))),
    ));
    steps
}

/// Gives a pod's claims the owners they should have.
fn repair_claims(view: &View, set: &Object, pod: &Object, is_condemned: bool) -> Vec<Step> {
    let (_, ordinal) = parent_and_ordinal(&pod.meta.name);
    let policy = policy(set);
    let mut steps = Vec::new();
    for claim in claims_of(view, set, ordinal) {
        if retention::is_foreign(&claim, set, pod) {
            let message = format!(
                "PersistentVolumeClaim {} has a conflicting OwnerReference that acts as a manging \
                 controller, the retention policy is ignored for this claim",
                claim.meta.name
            );
            steps.push(Step::event(EventNote::warning(set, "ConflictingController", message)));
        }
        let references = retention::references(&claim, set, pod, policy, is_condemned);
        if references != claim.meta.owner_references {
            let mut claim = (*claim).clone();
            claim.meta.owner_references = references;
            steps.push(Step::write(Write::Update(claim)));
        }
    }
    steps
}

/// Several steps as one, of which each needs the one before it.
fn in_order(mut steps: Vec<Step>) -> Step {
    match steps.len() {
        1 => steps.remove(0),
        _ => Step::InOrder(steps),
    }
}
