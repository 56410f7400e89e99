//! The scheduler: which node a pod goes to, and what to say when there is none.

mod answer;
pub mod cache;
pub mod cycle;
pub mod demand;
pub mod filters;
pub mod groups;
pub mod messages;
pub mod preemption;
pub mod scores;
mod waiting;

use crate::api::{Key, Kind, Object, Pod};
use crate::ordered::{OrderedMap, OrderedSet};
use crate::random::Random;
use crate::store::{Change, Component, Context, Reconcile, Verb, View};
use crate::time::{MINUTE, Milliseconds, SECOND};
use cache::{Cache, NodeInfo};
use cycle::Cycle;
use filters::{Rejection, inter_pod_affinity, node_affinity, volume_binding};
use groups::Group;
use preemption::{Outcome, preempt, priority};
use smol_str::SmolStr;
use std::rc::Rc;
use waiting::Waiting;

/// The name that a pod's `spec.schedulerName` must have for this scheduler to look at it.
const NAME: &str = "default-scheduler";
/// What is said of the nodes that a pod's own list of names leaves out.
const NOT_NAMED: &str = "node(s) didn't satisfy plugin(s) [NodeAffinity]";
/// What upstream's search for victims answers where no node came into question.
const NO_STATUS: &str = "not found";

/// What nothing has helped for this long is tried once more.
const LEFT_OVER: Milliseconds = 5 * MINUTE;
/// How often the scheduler looks for such pods.
const FLUSH_PERIOD: Milliseconds = 30 * SECOND;

/// The scheduler.  It draws lots between equally good nodes.
#[derive(Clone)]
pub struct Scheduler {
    random: Random,
    cache: Cache,
    /// The pods that found no node.
    waiting: OrderedMap<Key, Waiting>,
    /// The nodes on which pods had others driven away, or wait for their volumes.
    nominated: OrderedMap<Key, SmolStr>,
    /// The node to ask first, so that all get their turn where not all are asked.
    next_node: usize,
}

impl Scheduler {
    /// A scheduler whose lots follow from `seed`.
    pub fn new(seed: u64) -> Scheduler {
        Scheduler {
            random: Random::new(seed),
            cache: Cache::default(),
            waiting: OrderedMap::new(),
            nominated: OrderedMap::new(),
            next_node: 0,
        }
    }
}

impl Component for Scheduler {
    fn name(&self) -> &'static str {
        NAME
    }

    /// It is faster than the controllers: a pod whose claim is new is tried before anybody has
    /// looked at the claim.
    fn latency(&self) -> Milliseconds {
        5
    }

    fn observe(&mut self, change: &Change) {
        self.cache.observe(change);
        let pod = &change.object;
        if pod.kind == Kind::Pod && (change.verb == Verb::Deleted || !is_ours(pod)) {
            self.waiting.remove(&pod.key());
            self.nominated.remove(&pod.key());
        }
    }

    fn watch(&self, _view: &View, change: &Change) -> Vec<Key> {
        let pod = &change.object;
        if pod.kind == Kind::Pod && is_ours(pod) && change.verb != Verb::Deleted {
            let news = change.before.as_ref().is_none_or(|before| {
                before.spec() != pod.spec() || before.meta.labels != pod.meta.labels
            });
            return if news { vec![change.key()] } else { Vec::new() };
        }
        // Nothing is left to be tried again.
        let mut done: Vec<Key> = Vec::new();
        if change.before.as_ref().is_some_and(|before| was_refused(before)) {
            done.push(change.key());
        }
        if self.waiting.is_empty() || !waiting::may_help(change) {
            return done;
        }
        let mut keys: Vec<(&Key, &Waiting)> = self
            .waiting
            .iter()
            .filter(|(key, waiting)| waiting.is_helped_by(key, change))
            .collect();
        crate::order::sort_by_key(&mut keys, |(_, waiting)| (-waiting.priority, waiting.since));
        done.extend(keys.into_iter().map(|(key, _)| key.clone()));
        done
    }

    fn reconcile(&mut self, context: &Context, key: &Key) -> Reconcile {
        let Some(pod) = context.view.get(key).filter(|pod| is_ours(pod)) else {
            return Reconcile::nothing();
        };
        if !pod.spec().get("schedulingGates").items().is_empty() {
            return answer::gated(pod, context.view.now);
        }
        let view = &context.view;
        let mut answer = self.schedule(view, pod);
        if self.waiting.contains_key(key) {
            let due = view.next_tick(FLUSH_PERIOD, view.now.plus(LEFT_OVER).plus(1));
            answer.requeue(due.since(view.now));
        }
        answer
    }

    fn fork(&self) -> Box<dyn Component> {
        Box::new(self.clone())
    }
}

/// Whether this scheduler has a pod to find a node for.
fn is_ours(pod: &Object) -> bool {
    let spec = pod.spec();
    spec.get("nodeName").str().is_empty()
        && spec.get("schedulerName").as_str().unwrap_or(NAME) == NAME
        && !pod.is_deleting()
        && !Pod(pod).is_finished()
}

/// Whether the scheduler had a pod to find a node for, and found none.
fn was_refused(pod: &Object) -> bool {
    pod.kind == Kind::Pod
        && is_ours(pod)
        && pod.condition("PodScheduled").get("status").str() == "False"
}

/// The nodes that were asked: those that would do, and those that refused.
struct Asked<'cache> {
    possible: Vec<&'cache NodeInfo>,
    rejections: Vec<(&'cache NodeInfo, Rejection)>,
    /// How many were asked.
    count: usize,
}

impl Scheduler {
    fn schedule(&mut self, view: &View, pod: &Rc<Object>) -> Reconcile {
        let nodes = self.cache.nodes().len();
        if let Some((plugin, obstacle)) = obstacle(pod, view).filter(|_| nodes > 0) {
            let message = messages::no_node(nodes, &obstacle, NO_STATUS);
            self.wait(pod, [plugin].into());
            return answer::refused(pod, &message, None, view.now);
        }
        let cycle = Cycle::new(pod, &self.cache, view.store());
        let asked = self.ask(&cycle);
        if asked.possible.is_empty() {
            let refusal = refusal(&cycle, &asked.rejections);
            return self.refuse(view, pod, refusal);
        }
        let fault = scores::node_affinity::fault(pod.spec());
        if let Some(fault) = fault.filter(|_| asked.possible.len() > 1) {
            self.wait(pod, ["NodeAffinity"].into());
            return answer::failed(pod, &fault, view.now);
        }
        let node = choose(&mut self.random, &cycle, &asked.possible);
        self.next_node = (self.next_node + asked.count) % nodes.max(1);
        self.go(view, pod, &node)
    }

    /// Asks nodes until enough would do.
    fn ask<'cache>(&self, cycle: &Cycle<'cache>) -> Asked<'cache> {
        let candidates = cycle.candidates();
        let enough = messages::enough(candidates.len(), None);
        let mut asked = Asked { possible: Vec::new(), rejections: Vec::new(), count: 0 };
        let preferred = self.nominated.get(&cycle.pod.key());
        if let Some(node) = preferred.and_then(|name| cycle.cache.node(name))
            && self.rejection(cycle, node).is_none()
        {
            asked.possible.push(node);
            return asked;
        }
        for offset in 0..candidates.len() {
            let node = candidates[(self.next_node + offset) % candidates.len()];
            asked.count += 1;
            match self.rejection(cycle, node) {
                None => asked.possible.push(node),
                Some(rejection) => asked.rejections.push((node, rejection)),
            }
            if asked.possible.len() >= enough {
                break;
            }
        }
        asked
    }

    /// A node's refusal, also in case the pods come that had others driven away from it.
    fn rejection(&self, cycle: &Cycle, node: &NodeInfo) -> Option<Rejection> {
        filters::first_rejection(cycle, node).or_else(|| {
            let own = cycle.pod.key();
            let expected =
                self.nominated.iter().filter(|(key, name)| **key != own && *name == node.name());
            let pods = expected.filter_map(|(key, _)| cycle.store.get(key));
            let mut pods =
                pods.filter(|pod| priority(pod) >= priority(cycle.pod)).cloned().peekable();
            pods.peek()?;
            let mut trial = node.clone();
            pods.for_each(|pod| trial.add(pod, Group::MAX));
            filters::first_rejection(cycle, &trial)
        })
    }

    /// Binds the pod, or first has its volumes made where it will be.
    fn go(&mut self, view: &View, pod: &Rc<Object>, node: &SmolStr) -> Reconcile {
        let claims = volume_binding::late_claims(pod, view.store());
        if claims.is_empty() {
            self.waiting.remove(&pod.key());
            return answer::bound(pod, node);
        }
        self.nominated.insert(pod.key(), node.clone());
        self.wait(pod, ["VolumeBinding"].into());
        answer::volumes_wanted(&claims, node)
    }

    fn refuse(&mut self, view: &View, pod: &Rc<Object>, refusal: Refusal) -> Reconcile {
        self.wait(pod, refusal.plugins);
        let Some((node, victims)) = refusal.way_out else {
            return answer::refused(pod, &refusal.message, None, view.now);
        };
        let mut answer = answer::refused(pod, &refusal.message, Some(&node), view.now);
        answer.steps.splice(0..0, answer::evictions(pod, &node, &victims, view.now));
        self.nominated.insert(pod.key(), node.into());
        answer
    }

    fn wait(&mut self, pod: &Object, plugins: OrderedSet<&'static str>) {
        let since = pod.meta.creation_timestamp;
        let claims = volume_binding::claims(pod).collect();
        let waiting = Waiting { priority: priority(pod), since, plugins, claims };
        self.waiting.insert(pod.key(), waiting);
    }
}

/// What keeps a pod from every node for a reason of its own, and the plugin that says so.
fn obstacle(pod: &Object, view: &View) -> Option<(&'static str, String)> {
    if node_affinity::named_nodes(pod.spec()).is_some_and(|names| names.is_empty()) {
        return Some(("NodeAffinity", "pod affinity terms conflict".to_owned()));
    }
    if let Some(fault) = inter_pod_affinity::fault(pod) {
        return Some(("InterPodAffinity", fault));
    }
    volume_binding::obstacle(pod, view.store()).map(|why| ("VolumeBinding", why))
}

/// What becomes of a pod that every node refused.
struct Refusal {
    plugins: OrderedSet<&'static str>,
    message: String,
    /// The node that would do without these pods.
    way_out: Option<(String, Vec<Rc<Object>>)>,
}

fn refusal(cycle: &Cycle, rejections: &[(&NodeInfo, Rejection)]) -> Refusal {
    let nodes = cycle.cache.nodes().len();
    let (after, way_out) = match preempt(cycle, rejections, nodes) {
        Outcome::Refused(why) => (why, None),
        Outcome::Nominated { node, victims } => (String::new(), Some((node, victims))),
    };
    let own = messages::reasons(rejections.iter().map(|(_, rejection)| rejection));
    let left_out = std::iter::repeat_n(NOT_NAMED, nodes - rejections.len());
    Refusal {
        plugins: rejections.iter().map(|(_, rejection)| rejection.plugin).collect(),
        message: messages::unschedulable(nodes, own.chain(left_out), &after),
        way_out,
    }
}

/// One of the best nodes.
fn choose(random: &mut Random, cycle: &Cycle, possible: &[&NodeInfo]) -> SmolStr {
    if let [only] = possible {
        return only.name().clone();
    }
    let totals = scores::totals(cycle, possible);
    let best = totals.iter().copied().max().unwrap_or_default();
    let equal: Vec<usize> = (0..possible.len()).filter(|index| totals[*index] == best).collect();
    possible[equal[random.below(equal.len())]].name().clone()
}
