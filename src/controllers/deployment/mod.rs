//! The Deployment controller: one template after another, each with its ReplicaSet.

pub mod annotations;
pub mod canary;
pub mod history;
pub mod progress;
pub mod proportional;
pub mod revision;
mod rollback;
pub mod rolling;
mod scale;
pub mod status;
pub mod view;

use super::claims::{self, Claim};
use crate::api::{Key, Kind, Object, Pod, Value};
use crate::store::{
    Change, Component, Context, EventNote, Reconcile, Scope, Step, Verb, View, Write,
};
use crate::time::Milliseconds;
use rolling::Size;
use std::rc::Rc;
use view::{Deployment, ReplicaSet, Sets};

/// The Deployment controller.
#[derive(Clone, Debug, Default)]
pub struct DeploymentController;

impl Component for DeploymentController {
    fn name(&self) -> &'static str {
        "deployment-controller"
    }

    /// A little longer than its ReplicaSets take, so that the status of one that shrinks is noted
    /// before that of one that grows in its place, as `kubectl rollout status` shows.
    fn latency(&self) -> Milliseconds {
        12
    }

    fn concerns(&self, kind: Kind) -> bool {
        matches!(kind, Kind::Deployment | Kind::ReplicaSet | Kind::Pod)
    }

    fn scope(&self, kind: Kind) -> Scope {
        match kind {
            Kind::Pod => Scope::Existence,
            _ => Scope::Every,
        }
    }

    fn watch(&self, view: &View, change: &Change) -> Vec<Key> {
        match (change.object.kind, change.verb) {
            (Kind::Deployment, _) => vec![change.key()],
            (Kind::ReplicaSet, _) => claims::owners_of_change(view, Kind::Deployment, change),
            (Kind::Pod, Verb::Deleted) => recreating_owner(view, &change.object),
            _ => Vec::new(),
        }
    }

    fn reconcile(&mut self, context: &Context, key: &Key) -> Reconcile {
        match context.view.get(key) {
            Some(deployment) if key.kind == Kind::Deployment => reconcile(context, deployment),
            _ => Reconcile::nothing(),
        }
    }

    fn fork(&self) -> Box<dyn Component> {
        Box::new(self.clone())
    }
}

/// The Deployment of a pod that is gone, if it waits for its old pods to be gone.
fn recreating_owner(view: &View, pod: &Object) -> Vec<Key> {
    let set = claims::controller_key(Kind::ReplicaSet, pod).and_then(|key| view.get(&key));
    let key = set.and_then(|set| claims::controller_key(Kind::Deployment, set));
    let waits = |key: &Key| view.get(key).is_some_and(|object| Deployment(object).is_recreate());
    key.filter(waits).into_iter().collect()
}

fn reconcile(context: &Context, object: &Rc<Object>) -> Reconcile {
    let view = &context.view;
    let deployment = Deployment(object);
    if object.spec().get("selector").entries().is_empty() {
        return Reconcile { steps: refuse_everything(object), requeue_after: None };
    }
    let selector = claims::selector_of(object);
    let Claim { objects, mut steps } =
        claims::claim(view, object, &selector, Kind::ReplicaSet, |_| true);
    let sets = revision::part(deployment, objects);
    let mut answer = decide(context, deployment, &sets);
    steps.append(&mut answer.steps);
    Reconcile { steps, ..answer }
}

/// What there is to do, in the order of urgency; each look takes one kind of step, and the change
/// that it makes brings the next look.
fn decide(context: &Context, deployment: Deployment, sets: &Sets) -> Reconcile {
    let view = &context.view;
    if deployment.0.is_deleting() {
        return conclude(deployment, Vec::new(), status::numbers(deployment, sets, view.now), view);
    }
    if let Some(status) = progress::note_pause(deployment, view.now) {
        return only(vec![write_status(deployment, status)]);
    }
    if let Some(step) = revision::number(deployment, sets, view.now) {
        return only(vec![step]);
    }
    if deployment.is_paused() {
        let mut steps = scale::without_update(deployment, sets);
        steps.extend(history::clean_up(deployment, sets));
        return conclude(deployment, steps, status::numbers(deployment, sets, view.now), view);
    }
    if let Some(steps) = rollback::steps(deployment, sets) {
        return only(steps);
    }
    if annotations::is_scaling_event(deployment, sets.all()) {
        let steps = scale::without_update(deployment, sets);
        return conclude(deployment, steps, status::numbers(deployment, sets, view.now), view);
    }
    update(context, deployment, sets)
}

/// Takes an update one step further, by either strategy.
fn update(context: &Context, deployment: Deployment, sets: &Sets) -> Reconcile {
    let view = &context.view;
    let mut steps = if deployment.is_recreate() {
        sets.active_old().into_iter().filter_map(|set| scale::to_size(deployment, set, 0)).collect()
    } else {
        Vec::new()
    };
    let must_wait = deployment.is_recreate() && (!steps.is_empty() || has_old_pods(view, sets));
    if !must_wait {
        match (&sets.new, context.failure) {
            (None, Some(refusal)) => {
                let why = &refusal.message;
                return only(revision::creation_failed(deployment, sets, why, view.now));
            }
            (None, None) => return only(revision::create(view, deployment, sets)),
            (Some(new), _) => steps = resize(deployment, sets, ReplicaSet(new)),
        }
        if steps.is_empty() && deployment.is_complete(deployment.0.status()) {
            steps = history::clean_up(deployment, sets);
        }
    }
    conclude(deployment, steps, status::of_update(deployment, sets, view.now), view)
}

/// The new ReplicaSet grows or, if it need not, the old ones shrink.
fn resize(deployment: Deployment, sets: &Sets, new: ReplicaSet) -> Vec<Step> {
    let replicas = deployment.replicas();
    let posts = deployment.fenceposts();
    let total = sets.all().map(ReplicaSet::replicas).sum();
    let size = if deployment.is_recreate() || new.replicas() > replicas {
        replicas
    } else {
        rolling::new_size(replicas, posts.surge, total, new.replicas())
    };
    if let Some(step) = scale::to_size(deployment, new, size) {
        return vec![step];
    }
    if deployment.is_recreate() {
        return Vec::new();
    }
    // A ReplicaSet that has just been made smaller still tells of the pods that it gives up: they
    // are not counted on, so that a rollout never does without more pods than it may.
    let size_of = |set: &ReplicaSet| Size {
        replicas: set.replicas(),
        available: set.available().min(set.replicas()),
    };
    let old = sets.active_old();
    let sizes: Vec<Size> = old.iter().map(size_of).collect();
    let mut shrunk: Vec<Object> = old.iter().map(|set| set.0.clone()).collect();
    let shrinks = rolling::shrink_old(replicas, posts, size_of(&new), &sizes);
    let mut steps = Vec::new();
    for shrink in shrinks {
        let set = &mut shrunk[shrink.index];
        steps.extend(scale::to_size(deployment, ReplicaSet(set), shrink.to));
        set.body.set("spec.replicas", shrink.to);
    }
    steps
}

/// Whether pods of old ReplicaSets are still there and may run (`oldPodsRunning`).
fn has_old_pods(view: &View, sets: &Sets) -> bool {
    let runs = |set: &Rc<Object>| {
        ReplicaSet(set).current() > 0 || runs_any(view.controlled_by(Kind::Pod, &set.meta.uid))
    };
    sets.old.iter().any(runs)
}

/// Whether any of these pods may run: one that has no phase yet may, too.
pub fn runs_any<'pod>(mut pods: impl Iterator<Item = &'pod Rc<Object>>) -> bool {
    pods.any(|pod| !Pod(pod).is_finished())
}

fn only(steps: Vec<Step>) -> Reconcile {
    Reconcile { steps, requeue_after: None }
}

/// Adds the status to what is done, if it is another than before.
fn conclude(deployment: Deployment, mut steps: Vec<Step>, status: Value, view: &View) -> Reconcile {
    let requeue_after = progress::next_look(deployment, &status, view.now);
    if status != *deployment.0.status() {
        steps.push(write_status(deployment, status));
    }
    Reconcile { steps, requeue_after }
}

fn write_status(deployment: Deployment, status: Value) -> Step {
    Step::write(Write::UpdateStatus(deployment.0.key(), status))
}

/// A selector that matches everything is refused; that it was seen is all that is noted.
fn refuse_everything(object: &Object) -> Vec<Step> {
    let message = "This deployment is selecting all pods. A non-empty selector is required.";
    let mut steps = vec![Step::event(EventNote::warning(object, "SelectingAll", message))];
    if object.status().get("observedGeneration").int() < object.meta.generation {
        let mut status = object.status().clone();
        status.set("observedGeneration", object.meta.generation);
        steps.push(Step::write(Write::UpdateStatus(object.key(), status)));
    }
    steps
}
