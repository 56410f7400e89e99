//! What pods use, as far as anybody measures it: their annotations `sim/cpu` and `sim/memory`
//! say.

use super::calculator::{Proposal, Sample, Target, Tolerances, propose};
use crate::api::pod::is_sidecar;
use crate::api::{Object, Pod, Quantity, Value};
use crate::time::{MINUTE, Milliseconds, SECOND, Time};
use std::rc::Rc;

/// For so long after its start a pod counts only while it is ready.
const START: Milliseconds = 5 * MINUTE;
/// A pod that was not ready within this time of its start never was.
const FIRST_READINESS: Milliseconds = 30 * SECOND;

/// So long after it became ready a starting pod is measured for the first time.
const WINDOW: Milliseconds = 30 * SECOND;

/// What is said when nothing measures a resource.
const NO_METRICS: &str = "unable to fetch metrics from resource metrics API: the server could not \
                          find the requested resource (get pods.metrics.k8s.io)";

/// What one metric of an autoscaler comes to.
pub struct Outcome {
    /// Its proposal.
    pub proposal: Proposal,
    /// Its entry in `status.currentMetrics`.
    pub status: Value,
    /// How events name it: `cpu resource utilization (percentage of request)`.
    pub name: String,
}

/// Why a metric cannot be read.
pub struct Failure {
    /// The reason of the event and the condition that tell it.
    pub reason: &'static str,
    /// Their text.
    pub why: String,
    /// What stands before it where all metrics are summed up.
    pub place: String,
}

/// Reads a metric of an autoscaler over the pods that its target selects.
///
/// # Errors
/// A reason and a text, when it cannot be read.
pub fn read(
    metric: &Value,
    pods: &[&Rc<Object>],
    current: i64,
    tolerances: Tolerances,
    now: Time,
) -> Result<Outcome, Failure> {
    let source = Source::of(metric);
    let name = source.resource;
    let wanted = source.spec.get("target");
    let value = wanted.get("averageValue");
    let utilization = wanted.get("averageUtilization").as_int().filter(|_| value.is_null());
    let what = if utilization.is_some() { "utilization" } else { "usage" };
    let in_words = |why: &str| source.failure(format!("failed to get {name} {what}: {why}"));
    let target = match utilization {
        Some(percent) => Target::Utilization(percent),
        None => Target::AverageValue(Quantity::of(value).milli_value()),
    };
    let counted: Vec<&&Rc<Object>> = pods.iter().filter(|pod| !is_ignored(pod)).collect();
    let measured = counted.iter().any(|pod| source.usage(pod).is_some());
    if !measured {
        let why = format!("unable to get metrics for resource {name}: {NO_METRICS}");
        return Err(in_words(&why));
    }
    let mut samples = Vec::new();
    for pod in counted {
        let request = match utilization {
            Some(_) => request(pod, source.container, name).map_err(|why| in_words(&why))?,
            None => 0,
        };
        let usage = source.usage(pod);
        let measured = usage.map(|_| Measured::at(now));
        samples.push(Sample { request, usage, ready: is_ready(pod, name, measured, now) });
    }
    let proposal = propose(&samples, current, target, tolerances).ok_or_else(|| {
        in_words("did not receive metrics for targeted pods (pods might be unready)")
    })?;
    Ok(source.outcome(proposal))
}

/// Whose use of which resource a metric is about.
struct Source<'metric> {
    spec: &'metric Value,
    resource: &'metric str,
    /// The one container that is meant; empty for whole pods.
    container: &'metric str,
}

impl<'metric> Source<'metric> {
    fn of(metric: &'metric Value) -> Source<'metric> {
        let spec = match metric.get("type").str() {
            "ContainerResource" => metric.get("containerResource"),
            _ => metric.get("resource"),
        };
        Source { spec, resource: spec.get("name").str(), container: spec.get("container").str() }
    }

    /// What is used: of a container's own use is only known where it is alone in its pod.
    fn usage(&self, pod: &Object) -> Option<i64> {
        let is_alone = || match Pod(pod).containers() {
            [only] => only.get("name").str() == self.container,
            _ => false,
        };
        if !self.container.is_empty() && !is_alone() {
            return None;
        }
        let text = pod.annotation(&format!("sim/{}", self.resource))?;
        Quantity::parse(text).ok().map(Quantity::milli_value)
    }

    fn failure(&self, why: String) -> Failure {
        let (reason, of) = match self.container {
            "" => ("FailedGetResourceMetric", format!("{} resource", self.resource)),
            name => ("FailedGetContainerResourceMetric", format!("{name} container")),
        };
        Failure { reason, why, place: format!("failed to get {of} metric value: ") }
    }

    fn outcome(&self, proposal: Proposal) -> Outcome {
        let resource = self.resource;
        let average = Quantity::from_milli(proposal.average).to_string();
        let mut current = crate::value!({ "averageValue": average });
        if let Some(percent) = proposal.utilization {
            current.set("averageUtilization", percent);
        }
        let status = match self.container {
            "" => crate::value!({
                "type": "Resource", "resource": { "name": resource, "current": current }
            }),
            container => crate::value!({
                "type": "ContainerResource", "containerResource": {
                    "container": container, "name": resource, "current": current
                }
            }),
        };
        let of = if self.container.is_empty() { "" } else { "container " };
        let name = match proposal.utilization {
            Some(_) => format!("{resource} {of}resource utilization (percentage of request)"),
            None => format!("{resource} resource"),
        };
        Outcome { proposal, status, name }
    }
}

/// What a pod requests, or one of its containers if that is named: for the pod as a whole where
/// that is given, else by those that go on running, of which each must say.
///
/// # Errors
/// Which container does not say.
pub fn request(pod: &Object, container: &str, resource: &str) -> Result<i64, String> {
    let whole = pod.spec().at("resources.requests").get(resource);
    if container.is_empty() && !whole.is_null() {
        return Ok(Quantity::of(whole).milli_value());
    }
    let sidecars = pod.spec().get("initContainers").items().iter().filter(|own| is_sidecar(own));
    let mut sum = 0;
    for own in pod.spec().get("containers").items().iter().chain(sidecars) {
        let name = own.get("name").str();
        if !container.is_empty() && container != name {
            continue;
        }
        let request = own.at("resources.requests").get(resource);
        if request.is_null() {
            let pod = &pod.meta.name;
            return Err(format!("missing request for {resource} in container {name} of Pod {pod}"));
        }
        sum = i64::saturating_add(sum, Quantity::of(request).milli_value());
    }
    Ok(sum)
}

/// When a pod's use was measured, and over how long.
#[derive(Clone, Copy, Debug)]
pub struct Measured {
    /// At its end.
    pub at: Time,
    /// For so long.
    pub window: Milliseconds,
}

impl Measured {
    /// A measurement over the usual time that ends at `at`.
    pub fn at(at: Time) -> Measured {
        Measured { at, window: WINDOW }
    }
}

/// Whether a pod plays no part: it has failed or is going.
pub fn is_ignored(pod: &Object) -> bool {
    pod.is_deleting() || Pod(pod).phase() == "Failed"
}

/// Whether a pod counts: it runs, and if its processors were measured, that is over the work of
/// its start (`groupPods`).
pub fn is_ready(pod: &Object, resource: &str, measured: Option<Measured>, now: Time) -> bool {
    if Pod(pod).phase() == "Pending" {
        return false;
    }
    let Some(measured) = measured.filter(|_| resource == "cpu") else { return true };
    let condition = pod.condition("Ready");
    let start = Time::parse(pod.status().get("startTime").str());
    let (Some(start), false) = (start, condition.is_null()) else { return false };
    let ready = condition.get("status").str() != "False";
    let changed = Time::parse(condition.get("lastTransitionTime").str()).unwrap_or(start);
    if now.since(start) < START {
        return ready && measured.at.since(changed) >= measured.window;
    }
    ready || changed.since(start) >= FIRST_READINESS
}
