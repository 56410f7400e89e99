//! The StatefulSet controller: pods with names, in order, each with its own storage.

mod identity;
pub mod ordinals;
pub mod plan;
pub mod retention;
pub mod revisions;
mod status;
mod steps;

use super::claims::{self, Claim};
use super::controller_revision;
use crate::api::{Key, Kind, Object, Pod};
use crate::ordered::{OrderedMap, OrderedSet};
use crate::store::{Change, Component, Context, Reconcile, Scope, Step, View, Write};
use crate::time::{Milliseconds, SECOND};
use identity::REVISION;
use ordinals::parent_and_ordinal;
use plan::{Action, Member, Rules};
use revisions::Revisions;
use std::rc::Rc;

/// The StatefulSet controller.
#[derive(Clone, Debug, Default)]
pub struct StatefulSetController;

impl Component for StatefulSetController {
    fn name(&self) -> &'static str {
        "statefulset-controller"
    }

    /// Less than lies between the end of a pod's containers and its removal, so that both are
    /// seen in the status.
    fn latency(&self) -> Milliseconds {
        4
    }

    fn concerns(&self, kind: Kind) -> bool {
        matches!(kind, Kind::StatefulSet | Kind::Pod)
    }

    fn scope(&self, kind: Kind) -> Scope {
        match kind {
            Kind::Pod => Scope::ManagedBy(&[Kind::StatefulSet]),
            _ => Scope::Every,
        }
    }

    fn watch(&self, view: &View, change: &Change) -> Vec<Key> {
        match change.object.kind {
            Kind::StatefulSet if claims::is_more_than_status(change) => vec![change.key()],
            Kind::Pod => claims::owners_of_change(view, Kind::StatefulSet, change),
            _ => Vec::new(),
        }
    }

    fn reconcile(&mut self, context: &Context, key: &Key) -> Reconcile {
        match context.view.get(key) {
            Some(set) if key.kind == Kind::StatefulSet => reconcile(context, set),
            _ => Reconcile::nothing(),
        }
    }

    fn fork(&self) -> Box<dyn Component> {
        Box::new(self.clone())
    }
}

/// At most so many pods are made at a time (`MaxBatchSize`).
const BURST: usize = 500;

/// A place in the set, and the pod that stands there.
struct Replica {
    ordinal: i64,
    pod: Option<Rc<Object>>,
}

/// The pods of a set, sorted.
struct Pods {
    /// The ordinals that there are to be, ascending: all that have their pod, and the first few
    /// that lack it.
    replicas: Vec<Replica>,
    /// Those beyond, from the highest ordinal down.
    condemned: Vec<Rc<Object>>,
    /// All of them.
    all: Vec<Rc<Object>>,
}

fn reconcile(context: &Context, set: &Rc<Object>) -> Reconcile {
    let view = &context.view;
    let selector = claims::selector_of(set);
    let is_member = |pod: &Object| parent_and_ordinal(&pod.meta.name).0 == set.meta.name;
    let Claim { objects, mut steps } = claims::claim(view, set, &selector, Kind::Pod, is_member);
    let kept = claims::claim(view, set, &selector, Kind::ControllerRevision, |_| true);
    steps.extend(kept.steps);
    let mut revisions = revisions::find(view, set, kept.objects);
    let pods = sort(set, objects.into_iter().filter(|pod| is_member(pod)).collect());
    let mut answer = Reconcile::default();
    let mut actions = Vec::new();
    if context.failure.is_none() {
        steps.append(&mut revisions.steps);
        if !set.is_deleting() {
            actions = decide(view, set, &pods, &revisions, &mut answer);
        }
    }
    let updating = actions.iter().any(|action| matches!(action, Action::Update(_)));
    steps.extend(steps::steps(view, set, &pods, &revisions, &actions));
    let status = status::status(set, &revisions, &pods.all, updating, view.now);
    if status != *set.status() {
        steps.push(Step::attempt(Write::UpdateStatus(set.key(), status)));
    }
    steps.extend(clean_up(set, &pods, &revisions));
    if let Some(delay) = next_availability(set, &pods, view) {
        answer.requeue(delay);
    }
    Reconcile { steps, ..answer }
}

fn sort(set: &Object, all: Vec<Rc<Object>>) -> Pods {
    let range = ordinals::range(set);
    let by_ordinal: OrderedMap<i64, &Rc<Object>> =
        all.iter().map(|pod| (parent_and_ordinal(&pod.meta.name).1, pod)).collect();
    let missing = range.clone().filter(|ordinal| !by_ordinal.contains_key(ordinal)).take(BURST);
    let mut replicas: Vec<Replica> =
        missing.map(|ordinal| Replica { ordinal, pod: None }).collect();
    let mut condemned = Vec::new();
    for (&ordinal, &pod) in by_ordinal.iter().filter(|(ordinal, _)| **ordinal >= 0).rev() {
        if range.contains(&ordinal) {
            replicas.push(Replica { ordinal, pod: Some(pod.clone()) });
        } else {
            condemned.push(pod.clone());
        }
    }
    crate::order::sort_by_key(&mut replicas, |replica| replica.ordinal);
    Pods { replicas, condemned, all }
}

/// What the plan says, once each pod is looked at.
fn decide(
    view: &View,
    set: &Object,
    pods: &Pods,
    revisions: &Revisions,
    answer: &mut Reconcile,
) -> Vec<Action> {
    let replicas: Vec<Member> = pods
        .replicas
        .iter()
        .map(|replica| match &replica.pod {
            Some(pod) => member(view, set, pod, revisions, false),
            None => Member {
                is_held_up: steps::is_held_up(view, set, replica.ordinal),
                ..Member::default()
            },
        })
        .collect();
    if replicas.iter().any(|member| member.is_held_up) {
        answer.requeue(SECOND);
    }
    let condemned: Vec<Member> =
        pods.condemned.iter().map(|pod| member(view, set, pod, revisions, true)).collect();
    let strategy = set.spec().get("updateStrategy");
    let partition = strategy.at("rollingUpdate.partition").int();
    let boundary = ordinals::range(set).start.saturating_add(partition);
    let is_below = |replica: &Replica| replica.ordinal < boundary;
    let rules = Rules {
        is_ordered: set.spec().get("podManagementPolicy").str() != "Parallel",
        update_from: (strategy.get("type").str() != "OnDelete")
            .then(|| pods.replicas.partition_point(is_below)),
    };
    plan::plan(rules, &replicas, &condemned)
}

fn member(
    view: &View,
    set: &Object,
    object: &Object,
    revisions: &Revisions,
    is_condemned: bool,
) -> Member {
    let pod = Pod(object);
    let min_ready = set.spec().get("minReadySeconds").int();
    let has_claims = steps::has_claims_in_order(view, set, object, is_condemned);
    Member {
        is_created: true,
        is_finished: pod.is_finished(),
        is_pending: pod.phase() == "Pending",
        is_terminating: pod.is_terminating(),
        is_available: pod.phase() == "Running" && pod.is_available(min_ready, view.now),
        is_consistent: has_claims && (is_condemned || identity::is_consistent(set, object)),
        is_updated: object.label(REVISION) == Some(&revisions.update.name),
        is_held_up: false,
    }
}

/// The deletions of revisions that nobody has any more, beyond the limit (`truncateHistory`).
fn clean_up(set: &Object, pods: &Pods, revisions: &Revisions) -> Vec<Step> {
    let mut live: OrderedSet<&str> = controller_revision::label_values(&pods.all, REVISION);
    live.extend([revisions.current.name.as_str(), revisions.update.name.as_str()]);
    controller_revision::clean_up(set, &revisions.all, |revision| {
        live.contains(revision.meta.name.as_str())
    })
}

/// How long until the next pod that is ready will have been so for `minReadySeconds`.
fn next_availability(set: &Object, pods: &Pods, view: &View) -> Option<Milliseconds> {
    let min_ready = set.spec().get("minReadySeconds").int();
    let delays = pods.all.iter().filter_map(|pod| Pod(pod).available_in(min_ready, view.now));
    delays.filter(|delay| *delay > 0).min()
}
