//! HorizontalPodAutoscaler.

use super::lines::{Lines, shown};
use super::metadata;
use crate::api::value::NULL;
use crate::api::{Object, Value};
use crate::store::View;

/// Describes a HorizontalPodAutoscaler.
pub fn describe(autoscaler: &Object, _view: &View, out: &mut Lines) {
    let (spec, status) = (autoscaler.spec(), autoscaler.status());
    metadata::name_and_namespace(out, autoscaler);
    metadata::labels_and_annotations(out, autoscaler);
    metadata::creation(out, autoscaler);
    let target = spec.get("scaleTargetRef");
    let kind = target.get("kind").str();
    out.field(0, "Reference", format_args!("{kind}/{}", target.get("name").str()));
    out.field(0, "Metrics", "( current / target )");
    let current = status.get("currentMetrics").items();
    for (index, metric) in spec.get("metrics").items().iter().enumerate() {
        write_metric(out, metric, current.get(index).unwrap_or(NULL));
    }
    out.field_or(0, "Min replicas", spec.get("minReplicas"), "<unset>");
    out.field(0, "Max replicas", spec.get("maxReplicas").int());
    write_behavior(out, spec.get("behavior"));
    let [now, desired] =
        ["currentReplicas", "desiredReplicas"].map(|field| status.get(field).int());
    out.field(0, &format!("{kind} pods"), format_args!("{now} current / {desired} desired"));
    let conditions = status.get("conditions").items();
    if conditions.is_empty() {
        return;
    }
    out.line(0, "Conditions:");
    let fields = ["type", "status", "reason", "message"];
    let row =
        |condition: &Value| fields.map(|field| condition.get(field).str().to_owned()).to_vec();
    let rows: Vec<Vec<String>> = conditions.iter().map(row).collect();
    out.table(1, &["Type", "Status", "Reason", "Message"], &rows);
}

fn write_metric(out: &mut Lines, metric: &Value, current: &Value) {
    let kind = metric.get("type").str();
    let mut source = kind.to_owned();
    if let Some(first) = source.get_mut(..1) {
        first.make_ascii_lowercase();
    }
    let metric = metric.get(&source);
    let now = current.get(&source).get("current");
    let target = metric.get("target");
    let named = metric.at("metric.name").str();
    let subject = match kind {
        "Pods" => format!("{named:?} on pods"),
        "Object" => {
            let object = metric.get("describedObject");
            format!("{named:?} on {}/{}", object.get("kind").str(), object.get("name").str())
        }
        "External" => format!("{named:?}"),
        "Resource" => format!("resource {} on pods", metric.get("name").str()),
        "ContainerResource" => {
            let container = metric.get("container").str();
            format!("resource {} of container {container:?} on pods", metric.get("name").str())
        }
        other => {
            out.line(1, format_args!("<unknown metric type {other:?}>"));
            return;
        }
    };
    let known = |field: &str| shown(now.get(field)).unwrap_or_else(|| "<unknown>".to_owned());
    let average = shown(target.get("averageValue"));
    let resource = matches!(kind, "Resource" | "ContainerResource");
    let (note, text) = match average {
        Some(average) => {
            let note =
                if matches!(kind, "External" | "Object") { " (target average value)" } else { "" };
            (note, format!("{} / {average}", known("averageValue")))
        }
        None if resource => {
            let now = now
                .get("averageUtilization")
                .as_int()
                .map(|percent| format!("{percent}% ({})", known("averageValue")));
            let now = now.unwrap_or_else(|| "<unknown>".to_owned());
            let aim = target.get("averageUtilization").as_int();
            let aim = aim.map_or_else(|| "<auto>".to_owned(), |percent| format!("{percent}%"));
            ("  (as a percentage of request)", format!("{now} / {aim}"))
        }
        None => {
            let aim = shown(target.get("value")).unwrap_or_default();
            (" (target value)", format!("{} / {aim}", known("value")))
        }
    };
    out.field(1, &format!("{subject}{note}"), text);
}

fn write_behavior(out: &mut Lines, behavior: &Value) {
    if behavior.is_null() {
        return;
    }
    out.line(0, "Behavior:");
    for (title, field) in [("Scale Up", "scaleUp"), ("Scale Down", "scaleDown")] {
        let rules = behavior.get(field);
        if rules.is_null() {
            continue;
        }
        out.line(1, format_args!("{title}:"));
        if let Some(seconds) = rules.get("stabilizationWindowSeconds").as_int() {
            out.line(2, format_args!("Stabilization Window: {seconds} seconds"));
        }
        let policies = rules.get("policies").items();
        if policies.is_empty() {
            continue;
        }
        let select = shown(rules.get("selectPolicy")).unwrap_or_else(|| "Max".to_owned());
        out.line(2, format_args!("Select Policy: {select}"));
        out.line(2, "Policies:");
        for policy in policies {
            let kind = policy.get("type").str();
            let [value, period] = ["value", "periodSeconds"].map(|field| policy.get(field).int());
            out.line(3, format_args!("- Type: {kind}\tValue: {value}\tPeriod: {period} seconds"));
        }
    }
}
