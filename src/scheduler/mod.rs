//! The scheduler: which node a pod goes to, and what to say when there is none.

mod cache;
mod filters;
mod messages;
mod waiting;

use crate::api::{Key, Kind, Object};
use crate::random::Random;
use crate::store::{Change, Component, Context, EventNote, Reconcile, Step, Verb, View, Write};
use crate::time::Time;
use crate::value;
use cache::NodeInfo;
use filters::Rejection;
use std::collections::BTreeMap;
use std::rc::Rc;
use waiting::Waiting;

/// The name that a pod's `spec.schedulerName` must have for this scheduler to look at it.
const NAME: &str = "default-scheduler";

/// The scheduler.  It draws lots between equally good nodes.
#[derive(Clone)]
pub struct Scheduler {
    random: Random,
    /// The pods that found no node, and how often they were tried.
    waiting: BTreeMap<Key, Waiting>,
}

impl Scheduler {
    /// A scheduler whose lots follow from `seed`.
    pub fn new(seed: u64) -> Scheduler {
        Scheduler { random: Random::new(seed), waiting: BTreeMap::new() }
    }
}

impl Component for Scheduler {
    fn name(&self) -> &'static str {
        NAME
    }

    fn watch(&self, view: &View, change: &Change) -> Vec<Key> {
        if change.object.kind == Kind::Pod
            && is_ours(&change.object)
            && change.verb != Verb::Deleted
        {
            let news = change.before.as_ref().is_none_or(|before| {
                before.spec() != change.object.spec()
                    || before.meta.labels != change.object.meta.labels
            });
            return if news { vec![change.key()] } else { Vec::new() };
        }
        if !waiting::may_help(change) {
            return Vec::new();
        }
        let mut keys: Vec<(&Key, &Waiting)> = self.waiting.iter().collect();
        keys.sort_by_key(|(_, waiting)| (-waiting.priority, waiting.since));
        let present = keys.into_iter().filter(|(key, _)| view.get(key).is_some());
        present.map(|(key, _)| key.clone()).collect()
    }

    fn reconcile(&mut self, context: &Context, key: &Key) -> Reconcile {
        let view = &context.view;
        let Some(pod) = view.get(key).filter(|pod| is_ours(pod)) else {
            self.waiting.remove(key);
            return Reconcile::nothing();
        };
        if let Some(waiting) = self.waiting.get(key)
            && waiting.back_off_ends() > view.now
        {
            return Reconcile::after(waiting.back_off_ends().since(view.now));
        }
        self.schedule(view, pod)
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
        && spec.get("schedulingGates").items().is_empty()
        && !pod.is_deleting()
}

impl Scheduler {
    fn schedule(&mut self, view: &View, pod: &Rc<Object>) -> Reconcile {
        let nodes: Vec<NodeInfo> =
            view.list(Kind::Node, None).map(|node| NodeInfo::new(view, node)).collect();
        let mut rejections = Vec::new();
        let mut feasible = Vec::new();
        for node in &nodes {
            match filters::first_rejection(pod, node) {
                None => feasible.push(node),
                Some(rejection) => rejections.push(rejection),
            }
        }
        if feasible.is_empty() {
            return self.refuse(view.now, pod, nodes.len(), &rejections);
        }
        let fewest = feasible.iter().map(|node| node.pods).min().unwrap_or_default();
        feasible.retain(|node| node.pods == fewest);
        let chosen = feasible[self.random.below(feasible.len())];
        self.waiting.remove(&pod.key());
        bind(pod, &chosen.node.meta.name)
    }

    fn refuse(
        &mut self,
        now: Time,
        pod: &Object,
        nodes: usize,
        rejections: &[Rejection],
    ) -> Reconcile {
        let message = messages::unschedulable(nodes, rejections);
        let waiting = self.waiting.entry(pod.key()).or_insert_with(|| Waiting::new(pod, now));
        waiting.attempts += 1;
        waiting.tried = now;
        let mut answer = Reconcile::nothing();
        answer.steps.push(Step::Event(EventNote::warning(
            pod,
            "FailedScheduling",
            message.as_str(),
        )));
        let mut status = pod.status().clone();
        let before = pod.condition("PodScheduled");
        let since = match before.get("status").str() {
            "False" => before.get("lastTransitionTime").clone(),
            _ => now.rfc3339().into(),
        };
        let condition = value!({
            "lastProbeTime": null, "lastTransitionTime": since, "message": message,
            "observedGeneration": (pod.meta.generation), "reason": "Unschedulable",
            "status": "False", "type": "PodScheduled"
        });
        let mut conditions = status.get("conditions").items().to_vec();
        conditions.retain(|other| other.get("type").str() != "PodScheduled");
        conditions.push(condition);
        status.set("conditions", conditions);
        answer.steps.push(Step::write(Write::UpdateStatus(pod.key(), status)));
        answer
    }
}

fn bind(pod: &Object, node: &str) -> Reconcile {
    let place = format!("{}/{}", pod.meta.namespace, pod.meta.name);
    let message = format!("Successfully assigned {place} to {node}");
    let told = EventNote::normal(pod, "Scheduled", message);
    let write = Write::Bind(pod.key(), node.into());
    Reconcile { steps: vec![Step::told(write, Some(told), None)], requeue_after: None }
}
