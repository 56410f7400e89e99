//! The scheduler: which node a pod goes to, and what to say when there is none.

mod answer;
pub mod cache;
pub mod constraints;
pub mod cycle;
pub mod demand;
pub mod filters;
pub mod messages;
pub mod node_info;
mod pod_hints;
pub mod preemption;
pub mod profile;
mod recent;
pub mod scores;
mod search;
mod sheet;
pub mod spread;
pub mod template;
mod waiting;

use crate::api::{Key, Kind, Object, Pod};
use crate::ordered::{OrderedMap, OrderedSet};
use crate::random::Random;
use crate::store::{Change, Component, Context, Reconcile, Step, Verb, View};
use crate::time::{MINUTE, Milliseconds, SECOND};
use cache::Cache;
use filters::{inter_pod_affinity, node_affinity, volume_binding};
use preemption::Nomination;
use search::{Nominated, Refusal, Search};
use sheet::Sheets;
use smol_str::SmolStr;
use std::rc::Rc;
use waiting::Waiting;

/// The name that a pod's `spec.schedulerName` must have for this scheduler to look at it.
const NAME: &str = "default-scheduler";
/// What upstream's search for victims answers where no node came into question.
const NO_STATUS: &str = "not found";
/// What is said of a pod whose volumes were not made in time.
const NO_VOLUMES: &str =
    "running PreBind plugin \"VolumeBinding\": binding volumes: context deadline exceeded";

/// How long a pod waits for its volumes (`bindTimeoutSeconds`).
const BIND_TIMEOUT: Milliseconds = 10 * MINUTE;
/// How soon a pod is tried again whose place was lost to a fault.
const BACK_OFF: Milliseconds = SECOND;
/// What nothing has helped for this long is tried once more.
const LEFT_OVER: Milliseconds = 5 * MINUTE;
/// How often the scheduler looks for such pods.
const FLUSH_PERIOD: Milliseconds = 30 * SECOND;

/// The scheduler.  It draws lots between equally good nodes.
pub struct Scheduler {
    random: Random,
    cache: Cache,
    sheets: Sheets,
    /// The pods that found no node.
    waiting: OrderedMap<Key, Waiting>,
    /// The nodes on which pods had others driven away, or wait for their volumes.
    nominated: Nominated,
    /// The node to ask first, so that all get their turn where not all are asked.
    next_node: usize,
}

impl Scheduler {
    /// A scheduler whose lots follow from `seed`.
    pub fn new(seed: u64) -> Scheduler {
        Scheduler {
            random: Random::new(seed),
            cache: Cache::default(),
            sheets: Sheets::default(),
            waiting: OrderedMap::new(),
            nominated: Nominated::new(),
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

    fn concerns(&self, kind: Kind) -> bool {
        matches!(
            kind,
            Kind::Pod
                | Kind::Node
                | Kind::Namespace
                | Kind::PersistentVolumeClaim
                | Kind::PersistentVolume
                | Kind::StorageClass
        )
    }

    fn observe(&mut self, change: &Change) {
        let layout = self.cache.layout();
        let moves = self.cache.observe(change);
        if self.cache.layout() != layout {
            self.sheets = Sheets::default();
        }
        moves.iter().flatten().for_each(|moved| self.sheets.observe(moved));
        let pod = &change.object;
        let is_idle = self.waiting.is_empty() && self.nominated.is_empty();
        if pod.kind == Kind::Pod && !is_idle && (change.verb == Verb::Deleted || !is_ours(pod)) {
            self.waiting.remove(&pod.key());
            self.nominated.remove(&pod.key());
        }
    }

    fn watch(&self, view: &View, change: &Change) -> Vec<Key> {
        let pod = &change.object;
        if pod.kind == Kind::Pod && is_ours(pod) && change.verb != Verb::Deleted {
            let news = change.before.as_ref().is_none_or(|before| {
                before.spec() != pod.spec() || before.meta.labels != pod.meta.labels
            });
            let mut keys = if news { vec![change.key()] } else { Vec::new() };
            keys.extend(self.helped(view, change));
            return keys;
        }
        // Nothing is left to be tried again.
        let mut done: Vec<Key> = Vec::new();
        if change.before.as_ref().is_some_and(|before| was_refused(before)) {
            done.push(change.key());
        }
        done.extend(self.helped(view, change));
        done
    }

    fn reconcile(&mut self, context: &Context, key: &Key) -> Reconcile {
        let Some(pod) = context.view.get(key).filter(|pod| is_ours(pod)) else {
            return Reconcile::nothing();
        };
        if !pod.spec().get("schedulingGates").items().is_empty() {
            return answer::gated(pod, context.view.now);
        }
        // Claims of devices are never there, and a pod without its claims is not even tried.
        if !pod.spec().get("resourceClaims").is_null() {
            return Reconcile::nothing();
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
        // The sheets can be made anew.
        Box::new(Scheduler {
            random: self.random.clone(),
            cache: self.cache.clone(),
            sheets: Sheets::default(),
            waiting: self.waiting.clone(),
            nominated: self.nominated.clone(),
            next_node: self.next_node,
        })
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

impl Scheduler {
    /// The waiting pods that a change may help, the most important first: also the one that gives
    /// up the node which others left to it.
    fn helped(&self, view: &View, change: &Change) -> Vec<Key> {
        if self.waiting.is_empty() || !waiting::may_help(change) {
            return Vec::new();
        }
        let mut keys: Vec<(&Key, &Waiting)> = self
            .waiting
            .iter()
            .filter(|(key, waiting)| waiting.is_helped_by(key, view, change))
            .collect();
        crate::order::sort_by_key(&mut keys, |(_, waiting)| (-waiting.priority, waiting.since));
        keys.into_iter().map(|(key, _)| key.clone()).collect()
    }

    fn schedule(&mut self, view: &View, pod: &Rc<Object>) -> Reconcile {
        let nodes = self.cache.nodes().len();
        if let Some((plugin, obstacle)) = obstacle(pod, view).filter(|_| nodes > 0) {
            let message = messages::no_node(nodes, &obstacle, NO_STATUS);
            self.wait(pod, [plugin].into());
            return answer::refused(pod, &message, &Nomination::Kept, view.now);
        }
        let template = self.cache.template(pod);
        let sheet = self.sheets.of(pod, &template, &self.cache, view.store());
        let cycle = sheet.cycle(pod, &self.cache, view.store());
        // Of ten thousand pods that wait for the same, one is refused in full.
        let refusal = sheet.refusal(&cycle).filter(|_| self.nominated.is_empty());
        if let Some(refusal) = refusal {
            return self.refuse(view, pod, refusal);
        }
        let mut search = Search::new(&cycle, sheet, self.next_node, &self.nominated);
        let found = search.possible(self.nominated.get(&pod.key()));
        if found.possible.is_empty() {
            let refusal = search.refusal();
            return self.refuse(view, pod, refusal);
        }
        let fault = scores::node_affinity::fault(pod.spec());
        if let Some(fault) = fault.filter(|_| found.possible.len() > 1) {
            self.wait(pod, OrderedSet::new());
            return answer::failed(pod, &fault, view.now);
        }
        let node = found.choose(&mut self.random, &cycle);
        self.next_node = (self.next_node + found.asked) % nodes.max(1);
        self.go(view, pod, &node)
    }

    /// Binds the pod, or first has its volumes made where it will be.
    fn go(&mut self, view: &View, pod: &Rc<Object>, node: &SmolStr) -> Reconcile {
        let claims = volume_binding::late_claims(pod, view.store());
        if claims.is_empty() {
            self.waiting.remove(&pod.key());
            return answer::bound(pod, node);
        }
        let known = self.waiting.get(&pod.key()).and_then(|waiting| waiting.gives_up);
        let due = known.unwrap_or_else(|| view.now.plus(BIND_TIMEOUT));
        if due <= view.now {
            self.nominated.remove(&pod.key());
            self.wait(pod, OrderedSet::new());
            let mut answer = answer::failed(pod, NO_VOLUMES, view.now);
            answer.requeue(BACK_OFF);
            return answer;
        }
        self.nominated.insert(pod.key(), node.clone());
        let mut waiting = Waiting::new(pod, ["VolumeBinding"].into());
        waiting.gives_up = Some(due);
        self.waiting.insert(pod.key(), waiting);
        let volumes = view
            .find(Kind::Node, "", node)
            .and_then(|node| volume_binding::volumes_for(&claims, view.store(), node))
            .unwrap_or_else(|| vec![None; claims.len()]);
        let mut answer = answer::volumes_wanted(pod, claims.into_iter().zip(volumes), node);
        answer.requeue(due.since(view.now));
        answer
    }

    fn refuse(&mut self, view: &View, pod: &Rc<Object>, refusal: Refusal) -> Reconcile {
        self.wait(pod, refusal.plugins);
        let mut answer = answer::refused(pod, &refusal.message, &refusal.nomination, view.now);
        match refusal.nomination {
            Nomination::Kept => {}
            Nomination::Dropped => drop(self.nominated.remove(&pod.key())),
            Nomination::Of(node, victims) => {
                let evictions = answer::evictions(pod, &node, &victims, view.now);
                let mut steps = Vec::new();
                if !evictions.is_empty() {
                    steps = self.supersede(view, pod, &node);
                }
                steps.extend(evictions);
                answer.steps.splice(0..0, steps);
                self.nominated.insert(pod.key(), node.into());
            }
        }
        answer
    }

    /// Less important pods that wait for the same node have to look for another.
    fn supersede(&mut self, view: &View, pod: &Object, node: &str) -> Vec<Step> {
        let waits = |key: &Key| {
            let other = view.get(key)?;
            let is_less = preemption::priority(other) < preemption::priority(pod);
            (is_less && other.status().get("nominatedNodeName").str() == node).then_some(other)
        };
        let others: Vec<_> = self.nominated.iter().filter_map(|(key, _)| waits(key)).collect();
        for other in &others {
            self.nominated.remove(&other.key());
        }
        others.into_iter().map(|other| answer::superseded(other)).collect()
    }

    fn wait(&mut self, pod: &Object, plugins: OrderedSet<&'static str>) {
        self.waiting.insert(pod.key(), Waiting::new(pod, plugins));
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
