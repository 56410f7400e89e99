//! Versions of a kind that the API server still takes, and keeps in a newer form.

use crate::api::text::to_node;
use crate::value;
use crate::yaml::{Content, Node};

/// The share of the requested CPU that `autoscaling/v1` aims at.
const CPU: &str = "targetCPUUtilizationPercentage";

/// Brings a HorizontalPodAutoscaler of `autoscaling/v1` into the form of `autoscaling/v2`.
pub(super) fn renew(node: &mut Node) {
    let is = |field: &str, text: &str| node.get(field).and_then(Node::as_str) == Some(text);
    if !is("apiVersion", "autoscaling/v1") || !is("kind", "HorizontalPodAutoscaler") {
        return;
    }
    let Content::Map(entries) = &mut node.content else { return };
    for entry in entries {
        match entry.key.as_str() {
            "apiVersion" => entry.value.content = Content::String("autoscaling/v2".into()),
            "spec" => aim(&mut entry.value),
            _ => {}
        }
    }
}

/// The one number becomes a list of metrics.
fn aim(spec: &mut Node) {
    let Content::Map(entries) = &mut spec.content else { return };
    let Some(entry) = entries.iter_mut().find(|entry| entry.key == CPU) else { return };
    let Content::Int(percent) = entry.value.content else { return };
    let target = value!({ "averageUtilization": percent, "type": "Utilization" });
    let metric = value!([{ "resource": { "name": "cpu", "target": target }, "type": "Resource" }]);
    entry.key = "metrics".into();
    entry.value.content = to_node(&metric).content;
}
