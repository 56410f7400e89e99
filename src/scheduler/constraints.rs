//! The topology spread constraints of a pod: its own, or else those of all pods.

use super::filters::pod_topology_spread::{Constraint, own_constraints};
use super::profile::DefaultConstraint;
use crate::api::selector::{Requirement, Selector};
use crate::api::{Kind, Map, Object};
use crate::store::Store;

/// The constraints of a pod of one kind, `DoNotSchedule` or `ScheduleAnyway`; pods without their
/// own have these `defaults`.
pub fn constraints(
    pod: &Object,
    when: &str,
    defaults: &[DefaultConstraint],
    store: &Store,
) -> Vec<Constraint> {
    if has_own(pod) {
        return own_constraints(pod, when);
    }
    let mut defaults = defaults.iter().filter(|constraint| constraint.when == when).peekable();
    let selector = defaults.peek().and_then(|_| default_selector(pod, store));
    let Some(selector) = selector else { return Vec::new() };
    let make = |constraint: &DefaultConstraint| Constraint {
        max_skew: constraint.max_skew,
        key: constraint.key.into(),
        selector: selector.clone(),
        min_domains: 1,
        honours_affinity: true,
        honours_taints: false,
    };
    defaults.map(make).collect()
}

/// Whether a pod has constraints of its own.
pub fn has_own(pod: &Object) -> bool {
    !pod.spec().get("topologySpreadConstraints").items().is_empty()
}

/// The pods of the same kind as one that says nothing about it: those of its Services and of its
/// controller (`DefaultSelector`); `None` if it has neither.
fn default_selector(pod: &Object, store: &Store) -> Option<Selector> {
    let mut labels = Map::default();
    for service in store.list(Kind::Service, Some(&pod.meta.namespace)) {
        let selector = service.spec().get("selector");
        let selects = !selector.entries().is_empty()
            && Selector::from_map(selector).matches(&pod.meta.labels);
        for (key, value) in selector.entries().iter().filter(|_| selects) {
            labels.insert(key, value);
        }
    }
    let mut terms = Selector::Labels(labels).into_terms();
    terms.extend(controller_terms(pod, store));
    (!terms.is_empty()).then_some(Selector::Terms(terms))
}

fn controller_terms(pod: &Object, store: &Store) -> Vec<Requirement> {
    let Some(owner) = pod.controller() else { return Vec::new() };
    let kind = match owner.kind.as_str() {
        "ReplicaSet" => Kind::ReplicaSet,
        "StatefulSet" => Kind::StatefulSet,
        "ReplicationController" => Kind::ReplicationController,
        _ => return Vec::new(),
    };
    let Some(controller) = store.find(kind, &pod.meta.namespace, &owner.name) else {
        return Vec::new();
    };
    let selector = controller.spec().get("selector");
    let selector = match kind {
        Kind::ReplicationController => Selector::from_map(selector),
        _ => Selector::from_label_selector(selector),
    };
    selector.into_terms()
}
