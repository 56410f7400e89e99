//! The taint eviction controller: pods go from nodes whose taints with `NoExecute` they do not
//! tolerate, or only for a while.

pub mod delay;

use crate::api::toleration::NO_EXECUTE;
use crate::api::{Key, Kind, Object, Pod, Value};
use crate::controllers::conditions;
use crate::ordered::OrderedMap;
use crate::store::{
    Change, Component, Context, DeleteOptions, EventNote, Reconcile, Scope, Step, Verb, View, Write,
};
use crate::time::Time;
use crate::value;
use delay::{Stay, stay};
use smol_str::SmolStr;

/// The taint eviction controller.
#[derive(Clone, Debug, Default)]
pub struct TaintEvictionController {
    planned: OrderedMap<Key, Eviction>,
}

/// An eviction to come, or one that is done: a pod whose time is over is evicted once, however long
/// it takes to go.
#[derive(Clone, Debug)]
struct Eviction {
    uid: SmolStr,
    due: Time,
    is_done: bool,
}

impl Component for TaintEvictionController {
    fn name(&self) -> &'static str {
        "taint-eviction-controller"
    }

    fn concerns(&self, kind: Kind) -> bool {
        matches!(kind, Kind::Node | Kind::Pod)
    }

    fn scope(&self, _kind: Kind) -> Scope {
        Scope::BeyondStatus
    }

    fn watch(&self, view: &View, change: &Change) -> Vec<Key> {
        let object = &change.object;
        let before = change.before.as_deref();
        match object.kind {
            Kind::Node if before.map(taints) != Some(taints(object)) => {
                view.pods_on(&object.meta.name).map(|pod| pod.key()).collect()
            }
            Kind::Pod if change.verb == Verb::Deleted => {
                let key = change.key();
                if self.planned.contains_key(&key) { vec![key] } else { Vec::new() }
            }
            Kind::Pod => {
                let is_new = before.is_none_or(|before| {
                    let (before, after) = (before.spec(), object.spec());
                    let differs = |field: &str| before.get(field) != after.get(field);
                    before != after && ["nodeName", "tolerations"].into_iter().any(differs)
                });
                if !is_new {
                    return Vec::new();
                }
                let node = Some(Pod(object).node_name()).filter(|name| !name.is_empty());
                let node = node.and_then(|name| view.find(Kind::Node, "", name));
                let is_tainted = node.is_some_and(|node| !taints(node).is_empty());
                if is_tainted { vec![change.key()] } else { Vec::new() }
            }
            _ => Vec::new(),
        }
    }

    fn reconcile(&mut self, context: &Context, key: &Key) -> Reconcile {
        let view = &context.view;
        let Some(pod) = view.get(key) else { return self.cancel(key) };
        let planned = self.planned.get(key).filter(|planned| planned.uid == pod.meta.uid).cloned();
        let Some(node) = view.find(Kind::Node, "", Pod(pod).node_name()) else {
            return self.carry_on(key, pod, view.now);
        };
        let uid = pod.meta.uid.clone();
        let (due, mut answer) = match stay(&taints(node), Pod(pod).tolerations()) {
            Stay::Forever => return self.cancel(key),
            // What is planned gives way to what is done at once.
            Stay::Not => (view.now, self.cancel(key)),
            Stay::For(_) if planned.as_ref().is_some_and(|planned| planned.is_done) => {
                return Reconcile::nothing();
            }
            // What is planned stands, whatever the taints of now would have given.
            Stay::For(time) => {
                let due = planned.map_or(view.now.plus(time), |planned| planned.due);
                (due, Reconcile::nothing())
            }
        };
        let is_done = due <= view.now;
        self.planned.insert(key.clone(), Eviction { uid, due, is_done });
        if due > view.now {
            return Reconcile::after(due.since(view.now));
        }
        answer.steps.extend(evict(pod, view.now).steps);
        answer
    }

    fn fork(&self) -> Box<dyn Component> {
        Box::new(self.clone())
    }
}

impl TaintEvictionController {
    /// Does what is planned: a node that is deleted calls no eviction off.
    fn carry_on(&mut self, key: &Key, pod: &Object, now: Time) -> Reconcile {
        match self.planned.get_mut(key) {
            Some(planned) if planned.uid != pod.meta.uid || planned.is_done => Reconcile::nothing(),
            Some(planned) if planned.due > now => Reconcile::after(planned.due.since(now)),
            Some(planned) => {
                planned.is_done = true;
                evict(pod, now)
            }
            None => Reconcile::nothing(),
        }
    }

    /// Calls an eviction off, because the pod is tolerated now or has gone by itself.
    fn cancel(&mut self, key: &Key) -> Reconcile {
        let mut answer = Reconcile::nothing();
        if self.planned.remove(key).is_some_and(|planned| !planned.is_done) {
            let pod = Object::new(Kind::Pod, &key.namespace, &key.name);
            let message = format!("Cancelling deletion of {}", name(&pod));
            answer.steps.push(Step::event(about(&pod, message)));
        }
        answer
    }
}

fn evict(pod: &Object, now: Time) -> Reconcile {
    let mut status = pod.status().clone();
    if pod.condition("DisruptionTarget").get("status").str() != "True" {
        conditions::set(&mut status, disruption_target(pod, now));
    }
    let uid = Some(pod.meta.uid.clone());
    let mut answer = Reconcile::nothing();
    answer.steps.push(Step::event(about(pod, format!("Marking for deletion {}", name(pod)))));
    answer.steps.push(Step::attempt(Write::UpdateStatus(pod.key(), status)));
    let options = DeleteOptions { uid, ..DeleteOptions::default() };
    answer.steps.push(Step::attempt(Write::Delete(pod.key(), options)));
    answer
}

fn disruption_target(pod: &Object, now: Time) -> Value {
    value!({
        "type": "DisruptionTarget", "status": "True", "lastProbeTime": null,
        "lastTransitionTime": (now.rfc3339()), "observedGeneration": (pod.meta.generation),
        "reason": "DeletionByTaintManager",
        "message": "Taint manager: deleting due to NoExecute taint"
    })
}

fn name(pod: &Object) -> String {
    format!("Pod {}/{}", pod.meta.namespace, pod.meta.name)
}

/// Upstream names the pod without its uid, so `kubectl describe` does not find these events.
fn about(pod: &Object, message: String) -> EventNote {
    let note = EventNote::normal(pod, "TaintManagerEviction", message);
    EventNote { uid: SmolStr::default(), ..note }
}

fn taints(node: &Object) -> Vec<Value> {
    let taints = node.spec().get("taints").items().iter();
    taints.filter(|taint| taint.get("effect").str() == NO_EXECUTE).cloned().collect()
}
