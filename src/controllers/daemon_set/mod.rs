//! The DaemonSet controller: one pod on every node that fits.

mod backoff;
pub mod daemon_pod;
pub mod eligibility;
pub mod placement;
mod revisions;
pub mod rolling;
mod status;

use super::claims::{self, Claim};
use super::controller_revision;
use super::slow_start::slow_start;
use crate::api::{Key, Kind, Object, Pod};
use crate::ordered::{OrderedMap, OrderedSet};
use crate::store::{
    Change, Component, Context, DeleteOptions, EventNote, Reconcile, Scope, Step, Verb, View, Write,
};
use crate::time::{Milliseconds, Time};
use backoff::Backoff;
use eligibility::{Demands, Eligibility};
use placement::{Daemon, State};
use revisions::Revisions;
use rolling::{Bounds, Place};
use std::rc::Rc;

/// At most so many pods are made, and deleted, at a time (`BurstReplicas`).
const BURST: usize = 250;

/// The DaemonSet controller.
#[derive(Clone, Debug, Default)]
pub struct DaemonSetController {
    backoff: Backoff,
}

impl Component for DaemonSetController {
    fn name(&self) -> &'static str {
        "daemonset-controller"
    }

    fn concerns(&self, kind: Kind) -> bool {
        matches!(kind, Kind::DaemonSet | Kind::Pod | Kind::Node)
    }

    fn scope(&self, kind: Kind) -> Scope {
        match kind {
            Kind::Pod => Scope::ManagedBy(&[Kind::DaemonSet]),
            _ => Scope::Every,
        }
    }

    fn watch(&self, view: &View, change: &Change) -> Vec<Key> {
        match change.object.kind {
            Kind::DaemonSet if claims::is_more_than_status(change) => vec![change.key()],
            Kind::Pod => claims::owners_of_change(view, Kind::DaemonSet, change),
            Kind::Node => sets_of_node(view, change),
            _ => Vec::new(),
        }
    }

    fn reconcile(&mut self, context: &Context, key: &Key) -> Reconcile {
        match context.view.get(key) {
            Some(set) if key.kind == Kind::DaemonSet && !set.is_deleting() => {
                self.look(context, set)
            }
            _ => Reconcile::nothing(),
        }
    }

    fn fork(&self) -> Box<dyn Component> {
        Box::new(self.clone())
    }
}

/// The sets that must make or delete a pod because of a change of a node, or that may find a pod
/// in its right place again (`syncNodeUpdate`).  One that only counts otherwise than before does
/// not look: its status is right at its next look.
fn sets_of_node(view: &View, change: &Change) -> Vec<Key> {
    let node = &change.object;
    let is_same = change.before.as_deref().is_some_and(|before| {
        before.meta.labels == node.meta.labels && before.spec() == node.spec()
    });
    if is_same || change.verb == Verb::Deleted {
        return Vec::new();
    }
    let must_act = |set: &Object| {
        let Eligibility { runs, stays } = Demands::of(set).judge(node);
        let has_pod = view.pods_on(&node.meta.name).any(|pod| pod.is_controlled_by(&set.meta.uid));
        let was_misplaced = set.status().get("numberMisscheduled").int() > 0;
        if has_pod { !stays || was_misplaced } else { runs }
    };
    view.list(Kind::DaemonSet, None).filter(|set| must_act(set)).map(|set| set.key()).collect()
}

/// A node and the set's pods on it, oldest first.
struct Node<'view> {
    name: &'view str,
    eligibility: Eligibility,
    daemons: Vec<Daemon>,
    pods: Vec<&'view Rc<Object>>,
}

/// The nodes that matter to a set.
struct Nodes<'view> {
    /// All that there are.
    there: Vec<Node<'view>>,
    /// Those that are not there any more and whose pods still are: an update counts them.
    gone: Vec<Node<'view>>,
}

/// What is to be done at once.
#[derive(Default)]
struct Corrections<'view> {
    create: Vec<&'view str>,
    delete: Vec<&'view Rc<Object>>,
    notes: Vec<EventNote>,
    wait: Option<Milliseconds>,
}

impl DaemonSetController {
    fn look(&mut self, context: &Context, set: &Rc<Object>) -> Reconcile {
        let view = &context.view;
        if set.spec().get("selector").entries().is_empty() {
            let message =
                "This daemon set is selecting all pods. A non-empty selector is required.";
            let note = EventNote::warning(set, "SelectingAll", message);
            return Reconcile { steps: vec![Step::event(note)], requeue_after: None };
        }
        let selector = claims::selector_of(set);
        let Claim { objects: pods, mut steps } =
            claims::claim(view, set, &selector, Kind::Pod, |_| true);
        let kept = claims::claim(view, set, &selector, Kind::ControllerRevision, |_| true);
        steps.extend(kept.steps);
        let mut revisions = revisions::find(view, set, kept.objects, &pods);
        let Nodes { there: nodes, gone } = nodes(view, set, &pods, &revisions);
        let mut answer = Reconcile::default();
        if context.failure.is_none() {
            steps.append(&mut revisions.steps);
            let mut corrections = self.correct(set, &nodes, &pods, view.now);
            if corrections.create.is_empty() && corrections.delete.is_empty() {
                update(set, &nodes, &gone, &mut corrections);
            }
            answer.requeue_after = corrections.wait;
            steps.extend(carry_out(set, &revisions.hash, corrections));
        }
        steps.extend(clean_up(set, &pods, &revisions));
        let status = status::status(set, &revisions, &nodes);
        if status != *set.status() {
            steps.push(Step::attempt(Write::UpdateStatus(set.key(), status)));
        }
        if let Some(delay) = next_availability(set, &pods, view.now) {
            answer.requeue(delay);
        }
        Reconcile { steps, ..answer }
    }

    /// What every node wants, whatever the template (`manage`).
    fn correct<'view>(
        &mut self,
        set: &Object,
        nodes: &[Node<'view>],
        pods: &'view [Rc<Object>],
        now: Time,
    ) -> Corrections<'view> {
        let surges = bounds(set, nodes).surge > 0;
        let mut corrections = Corrections::default();
        for node in nodes {
            let correction = placement::correct(node.eligibility, surges, &node.daemons);
            if correction.create {
                corrections.create.push(node.name);
            }
            for index in correction.delete {
                let pod = node.pods[index];
                match node.daemons[index].state {
                    State::Failed if node.eligibility.stays => {
                        let place = (
                            set.meta.uid.clone(),
                            set.status().get("observedGeneration").int(),
                            node.name.into(),
                        );
                        if let Some(wait) = self.backoff.wait_or_count(place, now) {
                            let earlier = corrections.wait.unwrap_or(wait);
                            corrections.wait = Some(wait.min(earlier));
                            continue;
                        }
                        corrections.notes.push(found(set, pod, "failed", node.name));
                    }
                    State::Succeeded if node.eligibility.stays => {
                        corrections.notes.push(found(set, pod, "succeeded", node.name));
                    }
                    _ => {}
                }
                corrections.delete.push(pod);
            }
        }
        let names: OrderedSet<&str> = nodes.iter().map(|node| node.name).collect();
        let is_lost = |pod: &&Rc<Object>| {
            Pod(pod).node_name().is_empty() && !names.contains(daemon_pod::node_of(pod))
        };
        let lost = pods.iter().filter(|pod| !pod.is_deleting()).filter(is_lost);
        corrections.delete.extend(lost);
        corrections
    }
}

fn found(set: &Object, pod: &Object, how: &str, node: &str) -> EventNote {
    let (namespace, name) = (&pod.meta.namespace, &pod.meta.name);
    let begin = format!("Found {how} daemon pod {namespace}/{name} on node {node}, will try to");
    match how {
        "failed" => EventNote::warning(set, "FailedDaemonPod", format!("{begin} kill it")),
        _ => EventNote::normal(set, "SucceededDaemonPod", format!("{begin} delete it")),
    }
}

fn bounds(set: &Object, nodes: &[Node]) -> Bounds {
    let desired = nodes.iter().filter(|node| node.eligibility.runs).count();
    Bounds::of(set.spec().at("updateStrategy.rollingUpdate"), desired)
}

/// Replaces outdated pods, unless that is left to whoever deletes them (`OnDelete`).
fn update<'view>(
    set: &Object,
    nodes: &[Node<'view>],
    gone: &[Node<'view>],
    corrections: &mut Corrections<'view>,
) {
    if set.spec().at("updateStrategy.type").str() == "OnDelete" {
        return;
    }
    let all = nodes.iter().map(|node| (node, false)).chain(gone.iter().map(|node| (node, true)));
    let is_concerned =
        |(node, _): &(&Node, bool)| node.eligibility.runs || !node.daemons.is_empty();
    let (concerned, places): (Vec<&Node>, Vec<Place>) = all
        .filter(is_concerned)
        .map(|(node, is_gone)| {
            let (runs, daemons) = (node.eligibility.runs, node.daemons.clone());
            (node, Place { runs, is_gone, daemons })
        })
        .unzip();
    let replacement = rolling::next(bounds(set, nodes), &places);
    corrections.create.extend(replacement.create.iter().map(|node| concerned[*node].name));
    let deleted = replacement.delete.iter().map(|(node, pod)| concerned[*node].pods[*pod]);
    corrections.delete.extend(deleted);
}

/// Every node with the set's pods on it; a pod that has ended and is being deleted is gone for
/// this purpose (`getNodesToDaemonPods`).
fn nodes<'view>(
    view: &'view View,
    set: &Object,
    pods: &'view [Rc<Object>],
    revisions: &Revisions,
) -> Nodes<'view> {
    let demands = Demands::of(set);
    let min_ready = set.spec().get("minReadySeconds").int();
    let generation = daemon_pod::template_generation(set);
    let daemon = |pod: &&Rc<Object>| Daemon {
        state: state(Pod(pod)),
        is_updated: daemon_pod::is_updated(pod, &revisions.hash, generation),
        is_ready: Pod(pod).is_ready(),
        is_available: Pod(pod).is_available(min_ready, view.now),
    };
    let node = |name: &'view str, eligibility, mut pods: Vec<&'view Rc<Object>>| {
        crate::order::sort_by_key(&mut pods, |pod| {
            (Pod(pod).node_name().is_empty(), pod.meta.creation_timestamp, pod.meta.name.clone())
        });
        Node { name, eligibility, daemons: pods.iter().map(daemon).collect(), pods }
    };
    let mut by_node: OrderedMap<&str, Vec<&Rc<Object>>> = OrderedMap::new();
    for pod in pods.iter().filter(|pod| !(Pod(pod).is_finished() && pod.is_deleting())) {
        by_node.entry(daemon_pod::node_of(pod)).or_default().push(pod);
    }
    let there = view
        .list(Kind::Node, None)
        .map(|object| {
            let pods = by_node.remove(object.meta.name.as_str()).unwrap_or_default();
            node(&object.meta.name, demands.judge(object), pods)
        })
        .collect();
    let nowhere = Eligibility { runs: false, stays: false };
    let gone = by_node.into_iter().map(|(name, pods)| node(name, nowhere, pods)).collect();
    Nodes { there, gone }
}

fn state(pod: Pod) -> State {
    match pod.phase() {
        _ if pod.is_terminating() => State::Terminating,
        "Failed" => State::Failed,
        "Succeeded" => State::Succeeded,
        _ => State::Alive,
    }
}

/// The requests that correct: creations in growing batches, then deletions (`syncNodes`).
fn carry_out(set: &Object, hash: &str, corrections: Corrections) -> Vec<Step> {
    let mut steps: Vec<Step> = corrections.notes.into_iter().map(Step::event).collect();
    if !corrections.create.is_empty() {
        let template = daemon_pod::template(set, hash);
        let create = |node: &&str| {
            let mut pod = template.clone();
            daemon_pod::bind_to_node(pod.body.entry("spec"), node);
            Step::told(
                Write::Create(pod),
                Some(EventNote::normal(set, "SuccessfulCreate", "Created pod: {name}")),
                Some(EventNote::warning(set, "FailedCreate", "Error creating: {error}")),
            )
        };
        steps.extend(slow_start(corrections.create.iter().take(BURST).map(create).collect()));
    }
    if !corrections.delete.is_empty() {
        let delete = |pod: &&Rc<Object>| {
            Step::told(
                Write::Delete(pod.key(), DeleteOptions::default()),
                Some(EventNote::normal(set, "SuccessfulDelete", "Deleted pod: {name}")),
                Some(EventNote::warning(set, "FailedDelete", "Error deleting: {error}")),
            )
        };
        let deletions = corrections.delete.iter().take(BURST).map(delete).collect();
        steps.push(Step::Together(deletions));
    }
    steps
}

/// The deletions of revisions that no pod has any more, beyond the limit (`cleanupHistory`).
fn clean_up(set: &Object, pods: &[Rc<Object>], revisions: &Revisions) -> Vec<Step> {
    let live = controller_revision::label_values(pods, daemon_pod::HASH);
    controller_revision::clean_up(set, &revisions.old, |revision| {
        revision.label(daemon_pod::HASH).is_some_and(|hash| live.contains(hash))
    })
}

/// How long until the next pod that is ready will have been so for `minReadySeconds`.
fn next_availability(set: &Object, pods: &[Rc<Object>], now: Time) -> Option<Milliseconds> {
    let min_ready = set.spec().get("minReadySeconds").int();
    let delays = pods.iter().filter_map(|pod| Pod(pod).available_in(min_ready, now));
    delays.filter(|delay| *delay > 0).min()
}
