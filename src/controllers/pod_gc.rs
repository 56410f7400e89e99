//! The pod garbage collector: removes pods that no kubelet will remove.

use crate::api::{Key, Kind, Object, Pod, Value};
use crate::controllers::conditions;
use crate::ordered::OrderedMap;
use crate::store::{Change, Component, Context, DeleteOptions, Reconcile, Step, Verb, View, Write};
use crate::time::{Milliseconds, SECOND, Time};
use crate::value;
use smol_str::SmolStr;
use std::rc::Rc;

/// It looks this often (`gcCheckPeriod`).
const PERIOD: Milliseconds = 20 * SECOND;
/// A node must have been gone for so long (`quarantineTime`).
const QUARANTINE: Milliseconds = 40 * SECOND;
/// More finished pods than this are not kept (`--terminated-pod-gc-threshold`).
const MOST_FINISHED: usize = 12_500;
/// The taint by which an administrator says that a machine is down for good.
const OUT_OF_SERVICE: &str = "node.kubernetes.io/out-of-service";

/// The pod garbage collector.
#[derive(Clone, Debug, Default)]
pub struct PodGarbageCollector {
    /// When it saw first that a node with pods is gone.
    missing: OrderedMap<SmolStr, Time>,
}

impl Component for PodGarbageCollector {
    fn name(&self) -> &'static str {
        "pod-garbage-collector"
    }

    fn concerns(&self, kind: Kind) -> bool {
        matches!(kind, Kind::Node | Kind::Pod)
    }

    fn watch(&self, view: &View, change: &Change) -> Vec<Key> {
        let object = &change.object;
        match object.kind {
            Kind::Node => vec![change.key()],
            Kind::Pod if change.verb != Verb::Deleted && is_unscheduled_end(object) => {
                vec![change.key()]
            }
            Kind::Pod if change.verb != Verb::Deleted => {
                let mut keys = Vec::new();
                let is_other = |before: &Rc<Object>| before.spec() != object.spec();
                if change.before.as_ref().is_none_or(is_other) {
                    let node = Pod(object).node_name();
                    let before = change.before.as_deref().map_or("", |pod| Pod(pod).node_name());
                    if node != before && view.find(Kind::Node, "", node).is_none() {
                        keys.push(Key::new(Kind::Node, "", node));
                    }
                }
                if view.len() > MOST_FINISHED && Pod(object).is_finished() && !object.is_deleting()
                {
                    keys.push(Key::new(Kind::Namespace, "", "kube-system"));
                }
                keys
            }
            _ => Vec::new(),
        }
    }

    fn reconcile(&mut self, context: &Context, key: &Key) -> Reconcile {
        let view = &context.view;
        let tick = view.next_tick(PERIOD, view.now);
        match (key.kind, view.get(key)) {
            (Kind::Pod, pod) => {
                let pod = pod.filter(|pod| is_unscheduled_end(pod));
                at_tick(view, tick, pod.into_iter().collect(), |pod| delete(pod, None, view.now))
            }
            (Kind::Node, None) => self.collect_orphans(view, &key.name, tick),
            (Kind::Node, Some(node)) => {
                self.missing.remove(&key.name);
                at_tick(view, tick, stuck_pods(view, node), |pod| {
                    delete(pod, Some("PodGC: node is out of service"), view.now)
                })
            }
            // To count is to look at all pods, so that is done at the tick alone.
            _ if view.now < tick => Reconcile::after(tick.since(view.now)),
            _ => {
                let finished =
                    view.list(Kind::Pod, None).filter(|pod| Pod(pod).is_finished()).collect();
                let surplus = oldest_beyond(finished, MOST_FINISHED);
                at_tick(view, tick, surplus, |pod| vec![delete_now(pod)])
            }
        }
    }

    fn fork(&self) -> Box<dyn Component> {
        Box::new(self.clone())
    }
}

impl PodGarbageCollector {
    fn collect_orphans(&mut self, view: &View, node: &SmolStr, tick: Time) -> Reconcile {
        if view.pods_on(node).next().is_none() {
            self.missing.remove(node);
            return Reconcile::nothing();
        }
        let seen = *self.missing.entry(node.clone()).or_insert(tick);
        let due = view.next_tick(PERIOD, seen.plus(QUARANTINE));
        at_tick(view, due, view.pods_on(node).collect(), |pod| {
            delete(pod, Some("PodGC: node no longer exists"), view.now)
        })
    }
}

/// What `act` orders for each pod once the tick has come; until then, a look at the tick.
fn at_tick(
    view: &View,
    tick: Time,
    pods: Vec<&Rc<Object>>,
    act: impl Fn(&Object) -> Vec<Step>,
) -> Reconcile {
    if pods.is_empty() {
        return Reconcile::nothing();
    }
    if view.now < tick {
        return Reconcile::after(tick.since(view.now));
    }
    let steps = pods.into_iter().flat_map(|pod| act(pod)).collect();
    Reconcile { steps, requeue_after: None }
}

/// The finished pods beyond so many, first those that were driven away, then the oldest; 0 keeps
/// all.
pub fn oldest_beyond(mut finished: Vec<&Rc<Object>>, most: usize) -> Vec<&Rc<Object>> {
    let surplus = finished.len().saturating_sub(most);
    if most == 0 || surplus == 0 {
        return Vec::new();
    }
    crate::order::sort_by_key(&mut finished, |pod| {
        let stayed = pod.status().get("reason").str() != "Evicted";
        (stayed, pod.meta.creation_timestamp, pod.meta.name.clone())
    });
    finished.truncate(surplus);
    finished
}

/// The pods that end on a machine which is said to be down for good.
fn stuck_pods<'view>(view: &'view View, node: &'view Object) -> Vec<&'view Rc<Object>> {
    let taints = node.spec().get("taints").items();
    let is_out = taints.iter().any(|taint| taint.get("key").str() == OUT_OF_SERVICE);
    if !is_out || node.is_condition_true("Ready") {
        return Vec::new();
    }
    view.pods_on(&node.meta.name).filter(|pod| pod.is_deleting()).collect()
}

/// Whether a pod is being deleted that no machine has ever had (`gcUnscheduledTerminating`): a
/// finalizer holds it, and its Job may wait for its end.
fn is_unscheduled_end(pod: &Object) -> bool {
    pod.is_deleting() && Pod(pod).node_name().is_empty()
}

/// Marks a pod as failed if it has not ended, with a condition if there is a reason to tell, and
/// removes it (`markFailedAndDeletePodWithCondition`).
fn delete(pod: &Object, why: Option<&str>, now: Time) -> Vec<Step> {
    let mut steps = Vec::new();
    if !Pod(pod).is_finished() {
        let mut status = pod.status().clone();
        status.set("phase", "Failed");
        if let Some(why) = why {
            conditions::set(&mut status, disruption_target(pod, why, now));
        }
        steps.push(Step::attempt(Write::UpdateStatus(pod.key(), status)));
    }
    steps.push(delete_now(pod));
    steps
}

fn delete_now(pod: &Object) -> Step {
    let uid = Some(pod.meta.uid.clone());
    let options = DeleteOptions { grace_period_seconds: Some(0), uid, ..DeleteOptions::default() };
    Step::attempt(Write::Delete(pod.key(), options))
}

fn disruption_target(pod: &Object, why: &str, now: Time) -> Value {
    value!({
        "type": "DisruptionTarget", "status": "True", "lastProbeTime": null,
        "lastTransitionTime": (now.rfc3339()), "observedGeneration": (pod.meta.generation),
        "reason": "DeletionByPodGC", "message": why
    })
}
