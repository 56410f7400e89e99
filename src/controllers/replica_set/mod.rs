//! The ReplicaSet controller: as many pods of a template as were asked for.  It looks after
//! ReplicationControllers, too, as upstream one piece of code serves both.

pub mod status;

use super::claims::{self, Claim};
use super::pod_template::pod_from_template;
use super::slow_start::slow_start;
use super::victims;
use crate::api::{Key, Kind, Object, Pod};
use crate::store::{
    Change, Component, Context, DeleteOptions, EventNote, Reconcile, Scope, Step, View, Write,
};
use status::{Counts, Failure};
use std::rc::Rc;

/// At most so many pods are made or deleted at a time (`BurstReplicas`).
const BURST: usize = 500;

/// The ReplicaSet controller.
#[derive(Clone, Debug, Default)]
pub struct ReplicaSetController;

impl Component for ReplicaSetController {
    fn name(&self) -> &'static str {
        "replicaset-controller"
    }

    fn concerns(&self, kind: Kind) -> bool {
        is_set(kind) || kind == Kind::Pod
    }

    fn scope(&self, kind: Kind) -> Scope {
        match kind {
            Kind::Pod => Scope::ManagedBy(&[Kind::ReplicaSet, Kind::ReplicationController]),
            _ => Scope::Every,
        }
    }

    fn watch(&self, view: &View, change: &Change) -> Vec<Key> {
        match change.object.kind {
            kind if is_set(kind) && claims::is_more_than_status(change) => vec![change.key()],
            Kind::Pod => {
                let mut keys = claims::owners_of_change(view, Kind::ReplicaSet, change);
                keys.extend(claims::owners_of_change(view, Kind::ReplicationController, change));
                keys
            }
            _ => Vec::new(),
        }
    }

    fn reconcile(&mut self, context: &Context, key: &Key) -> Reconcile {
        match context.view.get(key) {
            Some(set) if is_set(key.kind) => reconcile(context, set),
            _ => Reconcile::nothing(),
        }
    }

    fn fork(&self) -> Box<dyn Component> {
        Box::new(self.clone())
    }
}

fn is_set(kind: Kind) -> bool {
    matches!(kind, Kind::ReplicaSet | Kind::ReplicationController)
}

fn reconcile(context: &Context, set: &Rc<Object>) -> Reconcile {
    let view = &context.view;
    let Look { counts, active, mut steps } = count(view, set).unwrap_or_else(|| visit(view, set));
    let excess = excess(set, counts.active);
    if context.failure.is_none() && !set.is_deleting() {
        steps.extend(correct(view, set, &active, excess));
    }
    let failure = context.failure.map(|refusal| Failure {
        reason: if excess < 0 { "FailedCreate" } else { "FailedDelete" },
        message: &refusal.message,
    });
    let status = status::status(set, &counts, failure.as_ref(), view.now);
    if *set.status() != status {
        steps.push(Step::attempt(Write::UpdateStatus(set.key(), status)));
    }
    Reconcile { steps, requeue_after: status::next_availability(set, &active, view.now) }
}

/// What there is to know of a ReplicaSet's pods.
struct Look {
    counts: Counts,
    /// The active pods; left out where nobody needs them.
    active: Vec<Rc<Object>>,
    /// The requests that adopt and release.
    steps: Vec<Step>,
}

/// Counts the pods without visiting them, if none must be chosen for deletion, adopted, released
/// or waited for: so one pod of ten thousand costs what one of ten does.
fn count(view: &View, set: &Object) -> Option<Look> {
    // The pods of ReplicationControllers are not counted as they change.
    if set.kind != Kind::ReplicaSet {
        return None;
    }
    let selector = claims::selector_of(set);
    let tallies = view.tallies(&set.meta.uid);
    let counts = Counts::add_up(set, tallies);
    let mut orphans = view.unmanaged(Kind::Pod, &set.meta.namespace);
    let must_visit = status::min_ready_seconds(set) > 0
        || excess(set, counts.active) > 0
        || tallies.iter().any(|tally| !selector.matches(&tally.labels))
        || orphans.any(|pod| selector.matches(&pod.meta.labels));
    (!must_visit).then(|| Look { counts, active: Vec::new(), steps: Vec::new() })
}

/// Visits every pod.
fn visit(view: &View, set: &Object) -> Look {
    let selector = claims::selector_of(set);
    let Claim { objects, steps } =
        claims::claim(view, set, &selector, Kind::Pod, |pod| Pod(pod).is_active());
    let (active, others): (Vec<_>, Vec<_>) =
        objects.into_iter().partition(|pod| Pod(pod).is_active());
    let terminating = others.iter().filter(|pod| Pod(pod).is_terminating()).count();
    Look { counts: Counts::of(set, &active, terminating, view.now), active, steps }
}

/// How many pods there are too many; negative when some are missing.
fn excess(set: &Object, active: usize) -> i64 {
    let wanted = set.spec().get("replicas").as_int().unwrap_or(1);
    i64::try_from(active).unwrap_or(i64::MAX) - wanted
}

/// The creations or deletions that bring the number of pods to what was asked for.
fn correct(view: &View, set: &Rc<Object>, active: &[Rc<Object>], excess: i64) -> Vec<Step> {
    let count = usize::try_from(excess.unsigned_abs()).unwrap_or(BURST).min(BURST);
    if excess < 0 {
        if is_namespace_going(view, set) {
            return Vec::new();
        }
        let pod = pod_from_template(set.spec().get("template"), set);
        return slow_start((0..count).map(|_| create(set, pod.clone())).collect());
    }
    let related =
        siblings(view, set).flat_map(|sibling| view.controlled_by(Kind::Pod, &sibling.meta.uid));
    let victims = victims::choose(active, related, count, view.now);
    if victims.is_empty() {
        return Vec::new();
    }
    vec![Step::Together(victims.iter().map(|pod| delete(set, pod)).collect())]
}

/// The ReplicaSets of the same owner, this one included.  One that nobody owns has none, not even
/// itself: its pods go without regard to the nodes that they share.
fn siblings<'view>(
    view: &'view View,
    set: &'view Object,
) -> impl Iterator<Item = &'view Rc<Object>> {
    let owner = set.controller().into_iter();
    owner.flat_map(|owner| view.controlled_by(Kind::ReplicaSet, &owner.uid))
}

/// Whether nothing may be created any more; upstream's controller is refused and keeps quiet.
fn is_namespace_going(view: &View, set: &Object) -> bool {
    let namespace = Key::new(Kind::Namespace, "", &set.meta.namespace);
    view.get(&namespace).is_some_and(|namespace| namespace.is_deleting())
}

fn create(set: &Object, pod: Object) -> Step {
    Step::told(
        Write::Create(pod),
        Some(note(set, EventNote::normal(set, "SuccessfulCreate", "Created pod: {name}"))),
        Some(note(set, EventNote::warning(set, "FailedCreate", "Error creating: {error}"))),
    )
}

fn delete(set: &Object, pod: &Object) -> Step {
    Step::told(
        Write::Delete(pod.key(), DeleteOptions::default()),
        Some(note(set, EventNote::normal(set, "SuccessfulDelete", "Deleted pod: {name}"))),
        Some(note(set, EventNote::warning(set, "FailedDelete", "Error deleting: {error}"))),
    )
}

/// What is told of a ReplicationController comes from its own controller.
fn note(set: &Object, note: EventNote) -> EventNote {
    match set.kind {
        Kind::ReplicationController => {
            EventNote { source: "replication-controller".into(), ..note }
        }
        _ => note,
    }
}
