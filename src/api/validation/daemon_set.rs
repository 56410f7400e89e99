//! DaemonSets.

use super::labels;
use super::path::Path;
use super::pod_spec;
use super::report::Report;
use super::workloads::{always_restarts, is_zero, matching_labels, show_strategy};
use crate::api::{FieldError, Selector, Value};

/// `spec` (`ValidateDaemonSetSpec`).
pub fn spec(report: &mut Report, spec: &Value) {
    let path = Path::root("spec");
    let selector = spec.get("selector");
    let before = report.faults.len();
    labels::selector(report, path.field("selector"), selector);
    if report.faults.len() == before {
        matching_labels(report, path, spec, &Selector::from_label_selector(selector));
    }
    let empty = selector.get("matchLabels").entries().is_empty()
        && selector.get("matchExpressions").items().is_empty();
    if !selector.is_null() && empty {
        let why = "empty selector is invalid for daemonset";
        report.invalid_shown(path.field("selector"), labels::show_selector(selector), why);
    }
    pod_spec::template(report, path.field("template"), spec.get("template"));
    always_restarts(report, path, spec, "DaemonSet");
    report.not_negative(path.field("minReadySeconds"), spec.get("minReadySeconds"));
    update_strategy(report, path.field("updateStrategy"), spec.get("updateStrategy"));
    report.not_negative(path.field("revisionHistoryLimit"), spec.get("revisionHistoryLimit"));
}

fn update_strategy(report: &mut Report, path: Path, strategy: &Value) {
    let numbers = strategy.get("rollingUpdate");
    let place = path.field("rollingUpdate");
    match strategy.get("type").str() {
        "OnDelete" => {}
        "RollingUpdate" if numbers.is_null() => report.required(place, ""),
        "RollingUpdate" => rolling_update(report, place, numbers),
        kind => {
            let known = ["RollingUpdate", "OnDelete"];
            let mut fault = FieldError::unsupported(path, &Value::Null, &known);
            fault.shown = Some(show_strategy(kind, numbers, &["MaxUnavailable", "MaxSurge"]));
            report.push(fault);
        }
    }
}

/// A pod is taken down first or a new one put beside it, not both.
fn rolling_update(report: &mut Report, path: Path, numbers: &Value) {
    let (unavailable, surge) = (numbers.get("maxUnavailable"), numbers.get("maxSurge"));
    report.number_or_percent(path.field("maxUnavailable"), unavailable);
    report.number_or_percent(path.field("maxSurge"), surge);
    report.at_most_100_percent(path.field("maxUnavailable"), unavailable);
    report.at_most_100_percent(path.field("maxSurge"), surge);
    match (is_zero(unavailable), is_zero(surge)) {
        (false, false) => {
            let why = "may not be set when maxUnavailable is non-zero";
            report.invalid(path.field("maxSurge"), surge, why);
        }
        (true, true) => {
            report.required(path.field("maxUnavailable"), "cannot be 0 when maxSurge is 0");
        }
        _ => {}
    }
}
