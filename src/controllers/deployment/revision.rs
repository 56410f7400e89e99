//! Which ReplicaSet is the new one, which number it bears, and how it is made
//! (`getAllReplicaSetsAndSyncRevision`).

use super::super::conditions;
use super::super::template_hash::{POD_TEMPLATE_HASH, template_hash};
use super::view::{Deployment, REVISION, ReplicaSet, Sets, is_same_template};
use super::{annotations, progress, rolling};
use crate::api::{Key, Kind, Object, Value};
use crate::store::{EventNote, Step, View, Write};
use crate::time::Time;
use std::rc::Rc;

/// Longer names of ReplicaSets are cut in the Deployment's part.
const LONGEST_NAME: usize = 253;

/// Parts a Deployment's ReplicaSets: the oldest one of its template is the new one.
pub fn part(deployment: Deployment, sets: Vec<Rc<Object>>) -> Sets {
    let new = sets
        .iter()
        .filter(|set| is_same_template(deployment.template(), set.spec().get("template")))
        .min_by_key(|set| ReplicaSet(set).age_order())
        .cloned();
    let is_old = |set: &Rc<Object>| new.as_ref().is_none_or(|new| new.meta.uid != set.meta.uid);
    let old = sets.iter().filter(|set| is_old(set)).cloned().collect();
    Sets { new, old }
}

/// The number that the new ReplicaSet must bear.
fn next_revision(sets: &Sets) -> i64 {
    sets.old.iter().map(|set| ReplicaSet(set).revision()).max().unwrap_or(0) + 1
}

/// What must be written before anything else so that the numbers are right: on the new
/// ReplicaSet, then on the Deployment.  Nothing if they are.
pub fn number(deployment: Deployment, sets: &Sets, now: Time) -> Option<Step> {
    let new = sets.new.as_ref()?;
    let annotations =
        annotations::of_new_set(deployment.0, &new.meta.annotations, next_revision(sets));
    let min_ready = deployment.0.spec().get("minReadySeconds");
    if annotations != new.meta.annotations
        || new.spec().get("minReadySeconds").int() != min_ready.int()
    {
        let mut new = (**new).clone();
        new.meta.annotations = annotations;
        match min_ready.int() {
            0 => drop(new.body.remove("spec.minReadySeconds")),
            seconds => new.body.set("spec.minReadySeconds", seconds),
        }
        return Some(Step::write(Write::Update(new)));
    }
    let revision = new.annotation(REVISION).unwrap_or_default();
    let mut status = deployment.0.status().clone();
    let has_progress = !conditions::find(&status, "Progressing").is_null();
    if deployment.progress_deadline().is_some() && !has_progress {
        let message = format!("Found new replica set \"{}\"", new.meta.name);
        let found = progress::condition("True", "FoundNewReplicaSet", message, now);
        conditions::set(&mut status, found);
    }
    bear(deployment, revision, status)
}

/// The write that gives the Deployment this revision and status, if it has another.
fn bear(deployment: Deployment, revision: &str, status: Value) -> Option<Step> {
    let is_same = deployment.0.annotation(REVISION) == Some(revision);
    if is_same && status == *deployment.0.status() {
        return None;
    }
    let mut annotations = deployment.0.meta.annotations.clone();
    annotations.insert(REVISION, revision);
    let key = deployment.0.key();
    Some(Step::write(Write::UpdateStatusAndAnnotations(key, status, annotations)))
}

/// The requests that make the new ReplicaSet.  If its name is taken by a stranger they count the
/// collision instead, so that the next name is another.
pub fn create(view: &View, deployment: Deployment, sets: &Sets) -> Vec<Step> {
    let set = new_set(deployment, sets);
    let name = set.meta.name.clone();
    let mut status = deployment.0.status().clone();
    if view.get(&set.key()).is_some() {
        status.set("collisionCount", status.get("collisionCount").int() + 1);
        return vec![Step::write(Write::UpdateStatus(deployment.0.key(), status))];
    }
    let size = ReplicaSet(&set).replicas();
    let revision = set.annotation(REVISION).unwrap_or_default().to_owned();
    let success = (size > 0).then(|| {
        let message = format!("Scaled up replica set {name} from 0 to {size}");
        EventNote::normal(deployment.0, "ScalingReplicaSet", message)
    });
    let message = format!("Failed to create new replica set \"{name}\": {{error}}");
    let failure = EventNote::warning(deployment.0, "ReplicaSetCreateError", message);
    if deployment.progress_deadline().is_some() {
        let message = format!("Created new replica set \"{name}\"");
        let created = progress::condition("True", "NewReplicaSetCreated", message, view.now);
        conditions::set(&mut status, created);
    }
    let mut steps = vec![Step::told(Write::Create(set), success, Some(failure))];
    steps.extend(bear(deployment, &revision, status));
    steps
}

/// The status that tells why the new ReplicaSet could not be made.
pub fn creation_failed(deployment: Deployment, sets: &Sets, why: &str, now: Time) -> Vec<Step> {
    if deployment.progress_deadline().is_none() {
        return Vec::new();
    }
    let name = set_key(deployment).name.clone();
    debug_assert!(sets.new.is_none(), "it is made only if there is none");
    let mut status = deployment.0.status().clone();
    let message = format!("Failed to create new replica set \"{name}\": {why}");
    conditions::set(
        &mut status,
        progress::condition("False", "ReplicaSetCreateError", message, now),
    );
    vec![Step::attempt(Write::UpdateStatus(deployment.0.key(), status))]
}

fn hash(deployment: Deployment) -> String {
    template_hash(deployment.template(), deployment.0.status().get("collisionCount").as_int())
}

fn set_key(deployment: Deployment) -> Key {
    let meta = &deployment.0.meta;
    Key::new(Kind::ReplicaSet, &meta.namespace, &set_name(&meta.name, &hash(deployment)))
}

/// `<deployment>-<hash>`, of which the first part is cut if the whole would be too long.
pub fn set_name(deployment: &str, hash: &str) -> String {
    let base: String =
        deployment.chars().take(LONGEST_NAME.saturating_sub(hash.len() + 1)).collect();
    format!("{base}-{hash}")
}

fn new_set(deployment: Deployment, sets: &Sets) -> Object {
    let hash = hash(deployment);
    let key = set_key(deployment);
    let mut set = Object::new(Kind::ReplicaSet, &key.namespace, &key.name);
    let mut template = deployment.template().clone();
    template
        .make_map()
        .entry("metadata")
        .make_map()
        .entry("labels")
        .make_map()
        .insert(POD_TEMPLATE_HASH, &hash as &str);
    let mut selector = deployment.0.spec().get("selector").clone();
    selector.make_map().entry("matchLabels").make_map().insert(POD_TEMPLATE_HASH, &hash as &str);
    set.meta.labels = template.at("metadata.labels").as_map().cloned().unwrap_or_default();
    set.meta.owner_references = vec![deployment.0.controller_reference()].into();
    let annotations =
        annotations::of_new_set(deployment.0, &set.meta.annotations, next_revision(sets));
    set.meta.annotations = annotations::with_sizes(deployment, &annotations);
    let replicas = deployment.replicas();
    let total = sets.all().map(ReplicaSet::replicas).sum();
    let size = if deployment.is_recreate() {
        replicas
    } else {
        rolling::new_size(replicas, deployment.fenceposts().surge, total, 0)
    };
    set.body.set("spec.replicas", size);
    let min_ready = deployment.0.spec().get("minReadySeconds").int();
    if min_ready != 0 {
        set.body.set("spec.minReadySeconds", min_ready);
    }
    set.body.set("spec.selector", selector);
    set.body.set("spec.template", template);
    set
}
