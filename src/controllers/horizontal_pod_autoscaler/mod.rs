//! The HorizontalPodAutoscaler: as many replicas as the pods' use asks for.

mod adapters;
pub mod calculator;
mod conditions;
mod limits;
pub mod metrics;
mod rivals;

use crate::api::{Key, Kind, Object, Pod, Selector, Value};
use crate::ordered::OrderedMap;
use crate::store::{
    Change, Component, Context, EventNote, Reconcile, Scope, Step, Verb, View, Write,
};
use crate::time::{MINUTE, Milliseconds, SECOND, Time};
use calculator::Tolerances;
use conditions::Conditions;
use limits::History;
use metrics::Failure;
use std::rc::Rc;

/// An autoscaler looks this often as long as its replicas are not yet what they should be
/// (`--horizontal-pod-autoscaler-sync-period`).
const SYNC: Milliseconds = 15 * SECOND;
/// Recommendations and changes older than this decide nothing.
const MEMORY: Milliseconds = 60 * MINUTE;

/// Changes the replicas of what autoscalers target.
#[derive(Clone, Default)]
pub struct HorizontalController {
    /// What each autoscaler recommended, and by how much it changed replicas.
    memory: OrderedMap<Key, Memory>,
}

#[derive(Clone, Default)]
struct Memory {
    recommendations: History,
    changes: History,
}

impl Component for HorizontalController {
    fn name(&self) -> &'static str {
        "horizontal-pod-autoscaler"
    }

    /// It looks every 15 seconds; only those looks matter that follow a change.
    fn latency(&self) -> Milliseconds {
        SYNC
    }

    fn concerns(&self, kind: Kind) -> bool {
        matches!(
            kind,
            Kind::HorizontalPodAutoscaler
                | Kind::Pod
                | Kind::Deployment
                | Kind::ReplicaSet
                | Kind::StatefulSet
        )
    }

    fn scope(&self, kind: Kind) -> Scope {
        match kind {
            Kind::HorizontalPodAutoscaler => Scope::Every,
            _ => Scope::Beside(Kind::HorizontalPodAutoscaler),
        }
    }

    fn watch(&self, view: &View, change: &Change) -> Vec<Key> {
        let object = &change.object;
        match object.kind {
            // Others may stand in its way, or do so no longer.
            Kind::HorizontalPodAutoscaler if is_news(change) => {
                let all = view.list(Kind::HorizontalPodAutoscaler, Some(&object.meta.namespace));
                let others = all.map(|other| other.key()).filter(|key| *key != object.key());
                std::iter::once(object.key()).chain(others).collect()
            }
            Kind::Pod | Kind::Deployment | Kind::ReplicaSet | Kind::StatefulSet => {
                let all = view.list(Kind::HorizontalPodAutoscaler, Some(&object.meta.namespace));
                all.map(|autoscaler| autoscaler.key()).collect()
            }
            _ => Vec::new(),
        }
    }

    fn reconcile(&mut self, context: &Context, key: &Key) -> Reconcile {
        let Some(autoscaler) = context.view.get(key) else {
            self.memory.remove(key);
            return Reconcile::nothing();
        };
        let memory = self.memory.entry(key.clone()).or_default();
        sync(&context.view, autoscaler, memory)
    }

    fn fork(&self) -> Box<dyn Component> {
        Box::new(self.clone())
    }
}

fn is_news(change: &Change) -> bool {
    let before = change.before.as_ref();
    change.verb == Verb::Deleted
        || before.is_none_or(|before| before.spec() != change.object.spec())
}

/// What the autoscaler scales: a Deployment and the like.
fn target<'view>(view: &'view View, autoscaler: &Object) -> Result<&'view Rc<Object>, String> {
    let reference = autoscaler.spec().get("scaleTargetRef");
    let (version, name) = (reference.get("apiVersion").str(), reference.get("kind").str());
    let group = version.split_once('/').map_or("", |(group, _)| group);
    let kind = Kind::of(version, name)
        .ok_or_else(|| format!("no matches for kind \"{name}\" in group \"{group}\""))?;
    let name = reference.get("name").str();
    let found = view.store().find(kind, &autoscaler.meta.namespace, name);
    found.ok_or_else(|| format!("{} \"{name}\" not found", kind.group_resource()))
}

fn sync(view: &View, autoscaler: &Rc<Object>, memory: &mut Memory) -> Reconcile {
    let now = view.now;
    memory.recommendations.retain(|(at, _)| now.since(*at) < MEMORY);
    memory.changes.retain(|(at, _)| now.since(*at) < MEMORY);
    let mut look = Look::new(autoscaler, now);
    let target = match target(view, autoscaler) {
        Ok(target) => target,
        Err(why) => {
            let message =
                format!("the HPA controller was unable to get the target's current scale: {why}");
            look.conditions.set("AbleToScale", false, "FailedGetScale", &message);
            look.steps.push(Step::event(EventNote::warning(autoscaler, "FailedGetScale", why)));
            return look.finish(Some(SYNC));
        }
    };
    let message = "the HPA controller was able to get the target's current scale";
    look.conditions.set("AbleToScale", true, "SucceededGetScale", message);
    let current = target.spec().get("replicas").as_int().unwrap_or(1);
    look.status.set("currentReplicas", target.status().get("replicas").int());
    if current == 0 {
        let message = "scaling is disabled since the replica count of the target is zero";
        look.conditions.set("ScalingActive", false, "ScalingDisabled", message);
        look.status.set("desiredReplicas", 0);
        return look.finish(None);
    }
    let Some((desired, reason)) = look.desired(view, target, current, memory) else {
        // How many it wants stays as it was, and it looks again until something is measured.
        return look.finish(Some(SYNC));
    };
    look.status.set("desiredReplicas", desired);
    if desired == current {
        // An earlier recommendation may run out without any other change.
        let holds = memory.recommendations.iter().any(|(_, earlier)| *earlier > current)
            || look.conditions.is_limited();
        return look.finish(holds.then_some(SYNC));
    }
    memory.changes.push((now, desired - current));
    look.scale(target, desired, &reason);
    look.finish(Some(SYNC))
}

/// A look at one autoscaler.
struct Look<'look> {
    autoscaler: &'look Rc<Object>,
    now: Time,
    status: Value,
    conditions: Conditions,
    /// Whether some pods do not count yet, so that it must look again.
    awaits_pods: bool,
    steps: Vec<Step>,
}

impl<'look> Look<'look> {
    fn new(autoscaler: &'look Rc<Object>, now: Time) -> Look<'look> {
        let status = match autoscaler.status() {
            Value::Null => crate::value!({}),
            status => status.clone(),
        };
        let conditions = Conditions::new(status.get("conditions"), now);
        Look { autoscaler, now, status, conditions, awaits_pods: false, steps: Vec::new() }
    }

    /// How many replicas there should be, and why; `None` if that is not known.
    fn desired(
        &mut self,
        view: &View,
        target: &Object,
        current: i64,
        memory: &mut Memory,
    ) -> Option<(i64, String)> {
        let spec = self.autoscaler.spec();
        let minimum = spec.get("minReplicas").as_int().unwrap_or(1);
        let maximum = spec.get("maxReplicas").int();
        if current > maximum {
            return Some((maximum, "Current number of replicas above Spec.MaxReplicas".to_owned()));
        }
        if current < minimum {
            return Some((minimum, "Current number of replicas below Spec.MinReplicas".to_owned()));
        }
        let (proposed, name) = self.proposed(view, target, current)?;
        let (recommendations, changes) = (&memory.recommendations, &memory.changes);
        let limited = limits::limit(spec, current, proposed, self.now, recommendations, changes);
        memory.recommendations.push((self.now, proposed));
        self.conditions.tell_limits(&limited);
        let reason = if limited.replicas > current {
            format!("{name} above target")
        } else {
            "All metrics below target".to_owned()
        };
        Some((limited.replicas, reason))
    }

    /// The highest proposal of all metrics, and the metric's name.
    fn proposed(&mut self, view: &View, target: &Object, current: i64) -> Option<(i64, String)> {
        let selector = Selector::from_label_selector(target.spec().get("selector"));
        let pods = view.store().list(Kind::Pod, Some(&target.meta.namespace));
        let measured = Some(metrics::Measured::at(self.now));
        let pods: Vec<&Rc<Object>> =
            pods.filter(|pod| selector.matches(&pod.meta.labels)).collect();
        if let Some(why) = rivals::clash(view, self.autoscaler, &selector, &pods) {
            self.conditions.set("ScalingActive", false, "AmbiguousSelector", &why);
            for reason in ["AmbiguousSelector", "FailedComputeMetricsReplicas"] {
                self.steps.push(Step::event(EventNote::warning(self.autoscaler, reason, &*why)));
            }
            return None;
        }
        self.awaits_pods = pods
            .iter()
            .any(|pod| Pod(pod).is_ready() && !metrics::is_ready(pod, "cpu", measured, self.now));
        let tolerance = |direction: &str| {
            let own = self.autoscaler.spec().at("behavior").get(direction).get("tolerance");
            let own = crate::api::Quantity::of(own).milli_value();
            if own > 0 { own as f64 / 1_000.0 } else { 0.1 }
        };
        let tolerances = Tolerances { up: tolerance("scaleUp"), down: tolerance("scaleDown") };
        let mut best: Option<(i64, String)> = None;
        let mut failures = Vec::new();
        let mut statuses = Vec::new();
        let metrics = self.autoscaler.spec().get("metrics").items();
        for metric in metrics {
            let outcome = match metric.get("type").str() {
                "Resource" | "ContainerResource" => {
                    metrics::read(metric, &pods, current, tolerances, self.now)
                }
                _ => Err(adapters::failure(metric, &target.meta.namespace)),
            };
            match outcome {
                Ok(outcome) => {
                    let replicas = outcome.proposal.replicas;
                    if best.as_ref().is_none_or(|(highest, _)| replicas > *highest) {
                        best = Some((replicas, outcome.name));
                    }
                    statuses.push(outcome.status);
                }
                Err(failure) => {
                    failures.push(failure);
                    statuses.push(crate::value!({ "type": "" }));
                }
            }
        }
        self.status.set("currentMetrics", statuses);
        for Failure { reason, why, .. } in &failures {
            self.steps.push(Step::event(EventNote::warning(self.autoscaler, reason, why)));
        }
        let lowers = best.as_ref().is_none_or(|(replicas, _)| *replicas < current);
        if let Some(first) = failures.first().filter(|_| lowers) {
            self.tell_failure(first, failures.len(), metrics.len());
            return None;
        }
        let (replicas, name) = best?;
        let message =
            format!("the HPA was able to successfully calculate a replica count from {name}");
        self.conditions.set("ScalingActive", true, "ValidMetricFound", &message);
        Some((replicas, name))
    }

    fn tell_failure(&mut self, first: &Failure, invalid: usize, all: usize) {
        let Failure { reason, why, place } = first;
        let message = format!("the HPA was unable to compute the replica count: {why}");
        self.conditions.set("ScalingActive", false, reason, &message);
        let summary = format!(
            "invalid metrics ({invalid} invalid out of {all}), first error is: {place}{why}"
        );
        let summary = EventNote::warning(self.autoscaler, "FailedComputeMetricsReplicas", summary);
        self.steps.push(Step::event(summary));
    }

    fn scale(&mut self, target: &Rc<Object>, desired: i64, reason: &str) {
        let mut scaled = (**target).clone();
        scaled.body.set("spec.replicas", desired);
        let told = format!("New size: {desired}; reason: {reason}");
        let told = EventNote::normal(self.autoscaler, "SuccessfulRescale", told);
        self.steps.push(Step::told(Write::Update(scaled), Some(told), None));
        let message =
            format!("the HPA controller was able to update the target scale to {desired}");
        self.conditions.set("AbleToScale", true, "SucceededRescale", &message);
        self.status.set("lastScaleTime", self.now.rfc3339());
    }

    fn finish(mut self, again: Option<Milliseconds>) -> Reconcile {
        let again = again.or(self.awaits_pods.then_some(SYNC));
        self.status.set("conditions", self.conditions.into_value());
        if self.status != *self.autoscaler.status() {
            let write = Write::UpdateStatus(self.autoscaler.key(), self.status);
            self.steps.push(Step::write(write));
        }
        Reconcile { steps: self.steps, requeue_after: again }
    }
}
