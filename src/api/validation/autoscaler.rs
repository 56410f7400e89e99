//! HorizontalPodAutoscalers.

use super::labels::text;
use super::path::Path;
use super::report::{NEGATIVE, Report};
use super::resources::container_resource_name;
use crate::api::names::{dns_label, path_segment};
use crate::api::{Quantity, Value};

/// The kinds of metrics, with the field each has its source in.
const METRICS: [(&str, &str); 5] = [
    ("ContainerResource", "containerResource"),
    ("External", "external"),
    ("Object", "object"),
    ("Pods", "pods"),
    ("Resource", "resource"),
];

const AT_LEAST_ONE: &str = "must be greater than or equal to 1";

/// The order in which the fields are looked at.
const LOOKED_AT: [&str; 5] = ["object", "external", "pods", "resource", "containerResource"];

/// `spec` (`validateHorizontalPodAutoscalerSpec`).
pub fn spec(report: &mut Report, spec: &Value) {
    let path = Path::root("spec");
    let (least, most) = (spec.get("minReplicas"), spec.get("maxReplicas"));
    if least.as_int().is_some_and(|number| number < 1) {
        report.invalid(path.field("minReplicas"), least, AT_LEAST_ONE);
    }
    match most.int() {
        0 => report.required(path.field("maxReplicas"), "must be set and greater than 0"),
        ..0 => report.invalid(path.field("maxReplicas"), most, AT_LEAST_ONE),
        _ => {}
    }
    if most.int() < least.int() {
        let why = "must be greater than or equal to `minReplicas`";
        report.invalid(path.field("maxReplicas"), &Value::Int(most.int()), why);
    }
    target(report, path.field("scaleTargetRef"), spec.get("scaleTargetRef"));
    let list = path.field("metrics");
    let metrics = spec.get("metrics").items();
    for (index, metric) in metrics.iter().enumerate() {
        one_metric(report, list.index(index), metric);
    }
    let from_outside =
        metrics.iter().any(|metric| matches!(metric.get("type").str(), "Object" | "External"));
    if least.as_int() == Some(0) && !from_outside {
        let why = "must specify at least one Object or External metric to support scaling to zero \
                   replicas";
        report.forbidden(list, why);
    }
    for direction in ["scaleUp", "scaleDown"] {
        let rules = spec.get("behavior").get(direction);
        if !rules.is_null() {
            let place = path.field("behavior");
            scaling_rules(report, place.field(direction), rules);
        }
    }
}

fn target(report: &mut Report, path: Path, target: &Value) {
    reference(report, path, target);
    let version = target.get("apiVersion").str();
    let core = matches!(target.get("kind").str(), "ReplicationController");
    if version.matches('/').count() > 1 {
        let why = format!("unexpected GroupVersion string: {version}");
        report.invalid(path.field("apiVersion"), &Value::from(version), why);
    } else if !core && !version.contains('/') {
        let why = "apiVersion must specify API group";
        report.invalid(path.field("apiVersion"), &Value::from(version), why);
    }
}

/// An object that is told by its kind and name (`ValidateCrossVersionObjectReference`).
fn reference(report: &mut Report, path: Path, object: &Value) {
    for field in ["kind", "name"] {
        report.required_text(path.field(field), object.get(field), path_segment);
    }
}

/// The first source that is there is looked at, whether it is the one that is named or not.
fn one_metric(report: &mut Report, path: Path, metric: &Value) {
    let kind = metric.get("type");
    if kind.str().is_empty() {
        report.required(path.field("type"), "must specify a metric source type");
    }
    report.one_of(path.field("type"), &text(kind), &METRICS.map(|(name, _)| name));
    let present: Vec<&str> =
        LOOKED_AT.into_iter().filter(|field| !metric.get(field).is_null()).collect();
    if let Some(field) = present.first() {
        source(report, path.field(field), metric.get(field), field);
    }
    let expected = METRICS.iter().find(|(name, _)| *name == kind.str()).map_or("", |row| row.1);
    if !expected.is_empty() && !present.contains(&expected) {
        let why = "must populate information for the given metric source";
        report.required(path.field(expected), why);
    }
    for field in present.iter().filter(|field| present.len() > 1 && **field != expected) {
        report.forbidden(path.field(field), "must populate the given metric source only");
    }
}

fn source(report: &mut Report, place: Path, source: &Value, kind: &str) {
    if matches!(kind, "resource" | "containerResource") {
        match source.get("name").str() {
            "" => report.required(place.field("name"), "must specify a resource name"),
            name if kind == "containerResource" => {
                container_resource_name(report, place.field("name"), name);
            }
            _ => {}
        }
        let container = source.get("container");
        if kind == "containerResource" && container.str().is_empty() {
            report.required(place.field("container"), "must specify a container");
        } else if kind == "containerResource" {
            report.invalid_each(place.field("container"), container, dns_label(container.str()));
        }
    } else {
        if kind == "object" {
            reference(report, place.field("describedObject"), source.get("describedObject"));
        }
        let metric_place = place.field("metric");
        let name = source.at("metric.name");
        match name.str() {
            "" => report.required(metric_place.field("name"), "must specify a metric name"),
            text => report.invalid_each(metric_place.field("name"), name, path_segment(text)),
        }
    }
    metric_target(report, place.field("target"), source.get("target"), kind);
}

fn metric_target(report: &mut Report, path: Path, target: &Value, source: &str) {
    let kind = target.get("type");
    if kind.str().is_empty() {
        report.required(path.field("type"), "must specify a metric target type");
    }
    if !matches!(kind.str(), "Utilization" | "Value" | "AverageValue") {
        let why = "must be either Utilization, Value, or AverageValue";
        report.invalid(path.field("type"), &text(kind), why);
    }
    for field in ["value", "averageValue"] {
        let amount = target.get(field);
        if !amount.is_null() && Quantity::of(amount) <= Quantity::default() {
            let shown = Value::from(Quantity::of(amount).to_string());
            report.invalid(path.field(field), &shown, "must be positive");
        }
    }
    let share = target.get("averageUtilization");
    if share.as_int().is_some_and(|number| number < 1) {
        report.invalid(path.field("averageUtilization"), share, "must be greater than 0");
    }
    let average = target.get("averageValue");
    let whole = target.get("value");
    let missing = match source {
        "pods" if average.is_null() => "must specify a positive target averageValue",
        "object" if average.is_null() && whole.is_null() => {
            "must set either a target value or averageValue"
        }
        "external" if average.is_null() && whole.is_null() => {
            "must set either a target value for metric or a per-pod target"
        }
        _ => "",
    };
    if !missing.is_empty() {
        report.required(path.field("averageValue"), missing);
    }
    if source == "external" && !average.is_null() && !whole.is_null() {
        let why = "may not set both a target value for metric and a per-pod target";
        report.forbidden(path.field("value"), why);
    }
    if !matches!(source, "resource" | "containerResource") {
        return;
    }
    if share.is_null() && average.is_null() {
        let why = "must set either a target raw value or a target utilization";
        report.required(path.field("averageUtilization"), why);
    }
    if !share.is_null() && !average.is_null() {
        let why = "may not set both a target raw value and a target utilization";
        report.forbidden(path.field("averageValue"), why);
    }
}

fn scaling_rules(report: &mut Report, path: Path, rules: &Value) {
    let window = rules.get("stabilizationWindowSeconds");
    if window.int() < 0 {
        let why = "must be greater than or equal to zero";
        report.invalid(path.field("stabilizationWindowSeconds"), window, why);
    }
    if window.int() > 3600 {
        let why = "must be less than or equal to 3600";
        report.invalid(path.field("stabilizationWindowSeconds"), window, why);
    }
    let known = ["Disabled", "Max", "Min"];
    report.one_of_if_set(path.field("selectPolicy"), rules.get("selectPolicy"), &known);
    let list = path.field("policies");
    let policies = rules.get("policies").items();
    if policies.is_empty() {
        report.required(list, "must specify at least one Policy");
    }
    for (index, policy) in policies.iter().enumerate() {
        let place = list.index(index);
        report.one_of(place.field("type"), &text(policy.get("type")), &["Percent", "Pods"]);
        for field in ["value", "periodSeconds"] {
            let number = Value::Int(policy.get(field).int());
            if number.int() <= 0 {
                report.invalid(place.field(field), &number, "must be greater than zero");
            }
        }
        if policy.get("periodSeconds").int() > 1800 {
            let why = "must be less than or equal to 1800";
            report.invalid(place.field("periodSeconds"), policy.get("periodSeconds"), why);
        }
    }
    let tolerance = rules.get("tolerance");
    let amount = Quantity::of(tolerance);
    if !tolerance.is_null() && amount.is_negative() {
        report.invalid(path.field("tolerance"), &Value::from(amount.to_string()), NEGATIVE);
    }
}
