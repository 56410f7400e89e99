//! Metrics that adapters serve beside the cluster's own.  Here are none, and an autoscaler says so.

use super::metrics::Failure;
use crate::api::Value;
use crate::api::selector::go_text;

/// What is said where nobody serves metrics of pods and other objects.
const NO_CUSTOM: &str = "unable to fetch metrics from custom metrics API: no custom metrics API \
                         (custom.metrics.k8s.io) registered";

/// Why a metric cannot be read that is none of pods' resources.
pub fn failure(metric: &Value, namespace: &str) -> Failure {
    let name = |source: &str| metric.get(source).at("metric.name").str().to_owned();
    let is_average = |source: &str| metric.get(source).at("target.type").str() == "AverageValue";
    match metric.get("type").str() {
        "Pods" => Failure {
            reason: "FailedGetPodsMetric",
            why: format!("unable to get metric {}: {NO_CUSTOM}", name("pods")),
            place: "failed to get pods metric value: ".to_owned(),
        },
        "Object" => {
            let name = name("object");
            let object = metric.at("object.describedObject");
            let (kind, of) = (object.get("kind").str(), object.get("name").str());
            let average = match is_average("object") {
                true => format!("failed to get {name} object metric: "),
                false => String::new(),
            };
            Failure {
                reason: "FailedGetObjectMetric",
                why: format!("unable to get metric {name}: {kind} on {namespace} {of}/{NO_CUSTOM}"),
                place: format!("failed to get object metric value: {average}"),
            }
        }
        "External" => {
            let name = name("external");
            let selector = go_text(metric.at("external.metric.selector"));
            Failure {
                reason: "FailedGetExternalMetric",
                why: format!(
                    "unable to get external metric {namespace}/{name}/{selector}: unable to fetch \
                     metrics from external metrics API: the server could not find the requested \
                     resource (get {name}.external.metrics.k8s.io)"
                ),
                place: format!(
                    "failed to get {name} external metric value: \
                     failed to get {name} external metric: "
                ),
            }
        }
        kind => Failure {
            reason: "InvalidMetricSourceType",
            why: format!("unknown metric source type \"{kind}\""),
            place: String::new(),
        },
    }
}
