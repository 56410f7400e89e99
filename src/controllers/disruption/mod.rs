//! The disruption controller: counts for each PodDisruptionBudget how many pods may be evicted.

pub mod budget;
mod scale;

use crate::api::selector::go_text;
use crate::api::{Key, Kind, Object, Pod, Selector, Value};
use crate::controllers::conditions;
use crate::store::{
    Change, Component, Context, EventNote, Reconcile, Scope, Step, Verb, View, Write,
};
use crate::time::{MINUTE, Milliseconds, Time};
use crate::value;
use budget::Budget;
use scale::expected_pods;
use std::rc::Rc;

/// An evicted pod counts as missing for so long unless it goes (`DeletionTimeout`).
const EVICTION_TIMEOUT: Milliseconds = 2 * MINUTE;

/// The disruption controller.
#[derive(Clone, Copy, Debug, Default)]
pub struct DisruptionController;

impl Component for DisruptionController {
    fn name(&self) -> &'static str {
        "controllermanager"
    }

    fn concerns(&self, kind: Kind) -> bool {
        matches!(kind, Kind::PodDisruptionBudget | Kind::Pod)
    }

    fn scope(&self, kind: Kind) -> Scope {
        match kind {
            Kind::Pod => Scope::Beside(Kind::PodDisruptionBudget),
            _ => Scope::Every,
        }
    }

    fn watch(&self, view: &View, change: &Change) -> Vec<Key> {
        let object = &change.object;
        match object.kind {
            Kind::PodDisruptionBudget if change.verb != Verb::Deleted => vec![change.key()],
            Kind::Pod => view
                .list(Kind::PodDisruptionBudget, Some(&object.meta.namespace))
                .filter(|budget| {
                    let selector = selector_of(budget);
                    let pods = change.before.iter().chain([object]);
                    pods.into_iter().any(|pod| selector.matches(&pod.meta.labels))
                })
                .map(|budget| budget.key())
                .collect(),
            _ => Vec::new(),
        }
    }

    fn reconcile(&mut self, context: &Context, key: &Key) -> Reconcile {
        let view = &context.view;
        let Some(object) = view.get(key) else { return Reconcile::nothing() };
        let selector = selector_of(object);
        let pods: Vec<&Rc<Object>> = view
            .list(Kind::Pod, Some(&key.namespace))
            .filter(|pod| selector.matches(&pod.meta.labels))
            .collect();
        let mut answer = Reconcile::nothing();
        if pods.is_empty() {
            let note = EventNote::normal(object, "NoPods", "No matching pods found");
            answer.steps.push(Step::event(note));
        }
        let expected = if Budget::needs_scale(object.spec()) {
            expected_pods(view, &pods)
        } else {
            Ok((i64::try_from(pods.len()).unwrap_or(i64::MAX), Vec::new()))
        };
        let status = match expected {
            Ok((expected, unmanaged)) => {
                if !unmanaged.is_empty() {
                    answer.steps.push(Step::event(about_unmanaged(object)));
                }
                let disrupted = disrupted_pods(object, &pods, view.now);
                if let Some(expiry) = disrupted.expiry {
                    answer.requeue(expiry.since(view.now));
                }
                status(object, expected, &pods, disrupted.pods, view.now)
            }
            Err(fault) => {
                let message = format!("Failed to calculate the number of expected pods: {fault}");
                let reason = "CalculateExpectedPodCountFailed";
                let note = EventNote::warning(object, reason, message);
                answer.steps.push(Step::event(note));
                failed_status(object, &fault, view.now)
            }
        };
        answer.steps.push(Step::write(Write::UpdateStatus(key.clone(), status)));
        answer
    }

    fn fork(&self) -> Box<dyn Component> {
        Box::new(*self)
    }
}

fn selector_of(budget: &Object) -> Selector {
    Selector::from_label_selector(budget.spec().get("selector"))
}

/// The pods whose eviction was granted a moment ago.
struct Disrupted {
    pods: Value,
    expiry: Option<Time>,
}

/// What is left of `status.disruptedPods`: pods that have yet to go.
fn disrupted_pods(budget: &Object, pods: &[&Rc<Object>], now: Time) -> Disrupted {
    let mut disrupted = Disrupted { pods: value!({}), expiry: None };
    for (name, since) in budget.status().get("disruptedPods").entries() {
        let is_there = pods.iter().any(|pod| pod.meta.name == **name && !pod.is_deleting());
        let Some(expiry) = Time::parse(since.str()).map(|since| since.plus(EVICTION_TIMEOUT))
        else {
            continue;
        };
        if is_there && expiry > now {
            disrupted.pods.make_map().insert(name, since);
            disrupted.expiry =
                Some(disrupted.expiry.map_or(expiry, |other: Time| other.min(expiry)));
        }
    }
    disrupted
}

fn status(
    object: &Object,
    expected: i64,
    pods: &[&Rc<Object>],
    disrupted: Value,
    now: Time,
) -> Value {
    let is_healthy = |pod: &&&Rc<Object>| {
        let is_going = pod.is_deleting() || !disrupted.get(&pod.meta.name).is_null();
        Pod(pod).is_ready() && !is_going
    };
    let healthy = i64::try_from(pods.iter().filter(is_healthy).count()).unwrap_or(i64::MAX);
    let budget = Budget::of(object.spec(), expected, healthy);
    let mut status = value!({
        "currentHealthy": (budget.healthy), "desiredHealthy": (budget.desired_healthy),
        "disruptionsAllowed": (budget.disruptions_allowed), "expectedPods": (budget.expected),
        "observedGeneration": (object.meta.generation),
        "conditions": (object.status().get("conditions"))
    });
    if !disrupted.entries().is_empty() {
        status.set("disruptedPods", disrupted);
    }
    let (holds, reason) = match budget.disruptions_allowed {
        0 => (false, "InsufficientPods"),
        _ => (true, "SufficientPods"),
    };
    conditions::set(&mut status, condition(object, holds, reason, "", now));
    status
}

fn failed_status(object: &Object, fault: &str, now: Time) -> Value {
    let mut status = object.status().clone();
    for field in ["currentHealthy", "desiredHealthy", "expectedPods"] {
        if status.get(field).is_null() {
            status.set(field, 0);
        }
    }
    status.set("disruptionsAllowed", 0);
    status.set("observedGeneration", object.meta.generation);
    conditions::set(&mut status, condition(object, false, "SyncFailed", fault, now));
    status
}

fn condition(object: &Object, holds: bool, reason: &str, message: &str, now: Time) -> Value {
    value!({
        "type": "DisruptionAllowed", "status": (if holds { "True" } else { "False" }),
        "reason": reason, "message": message, "observedGeneration": (object.meta.generation),
        "lastTransitionTime": (now.rfc3339())
    })
}

fn about_unmanaged(budget: &Object) -> EventNote {
    let selector = go_text(budget.spec().get("selector"));
    let message = format!(
        "Pods selected by this PodDisruptionBudget (selector: {selector}) were found to be \
         unmanaged. As a result, the status of the PDB cannot be calculated correctly, which may \
         result in undefined behavior. To account for these pods please set \
         \".spec.minAvailable\" field of the PDB to an integer value."
    );
    EventNote::warning(budget, "UnmanagedPods", message)
}
