//! Labels, and the selectors that speak of them.

use super::path::Path;
use super::report::Report;
use crate::api::names;
use crate::api::status_error::quote;
use crate::api::{FieldError, FieldName, Map, Value, json};

const NEEDS_VALUES: &str = "must be specified when `operator` is 'In' or 'NotIn'";
const NEEDS_NO_VALUES: &str = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'";

/// Labels of an object, or a plain map of them (`ValidateLabels`).
pub fn labels(report: &mut Report, path: Path, labels: &[(FieldName, Value)]) {
    labels_beside(report, path, labels, &Map::default());
}

/// The same where the keys of `others` are known to be valid.
pub fn labels_beside(report: &mut Report, path: Path, labels: &[(FieldName, Value)], others: &Map) {
    for (place, (key, value)) in labels.iter().enumerate() {
        if others.as_slice().get(place).is_none_or(|(other, _)| other != key) {
            report.invalid_each(path, key, names::qualified_name(key));
        }
        report.invalid_each(path, value, names::label_value(value.str()));
    }
}

/// A `LabelSelector` (`ValidateLabelSelector`).
pub fn selector(report: &mut Report, path: Path, selector: &Value) {
    labels(report, path.field("matchLabels"), selector.get("matchLabels").entries());
    let list = path.field("matchExpressions");
    for (index, expression) in selector.get("matchExpressions").items().iter().enumerate() {
        requirement(report, list.index(index), expression);
    }
}

/// `matchLabelKeys` and `mismatchLabelKeys` beside the `labelSelector` of `term`
/// (`validateMatchLabelKeysAndMismatchLabelKeys`).
pub fn keys_of_own_labels(report: &mut Report, path: Path, doubled: Path, term: &Value) {
    let selector = term.get("labelSelector");
    let fields = ["matchLabelKeys", "mismatchLabelKeys"];
    for field in fields {
        let (place, keys) = (path.field(field), term.get(field).items());
        if selector.is_null() && !keys.is_empty() {
            report.forbidden(place, "must not be specified when labelSelector is not set");
        }
        for (index, key) in keys.iter().enumerate() {
            report.invalid_each(place.index(index), key, names::qualified_name(key.str()));
        }
    }
    let named = selector.get("matchExpressions").items().iter().map(|one| one.get("key").str());
    let labels = selector.get("matchLabels").entries().iter().map(|(key, _)| key.as_str());
    let selected: Vec<&str> = labels.chain(named).collect();
    let [same, others] = fields.map(|field| term.get(field).items());
    for (index, key) in same.iter().enumerate() {
        // Once it stands there because the API server added it.
        if selected.iter().filter(|selected| **selected == key.str()).count() > 1 {
            let why = "exists in both matchLabelKeys and labelSelector";
            report.invalid(doubled.index(index), key, why);
        }
        if others.contains(key) {
            let why = "exists in both matchLabelKeys and mismatchLabelKeys";
            report.invalid(path.field(fields[0]).index(index), key, why);
        }
    }
}

fn requirement(report: &mut Report, path: Path, expression: &Value) {
    let values = expression.get("values");
    match expression.get("operator").str() {
        "In" | "NotIn" if values.items().is_empty() => {
            report.required(path.field("values"), NEEDS_VALUES);
        }
        "Exists" | "DoesNotExist" if !values.items().is_empty() => {
            report.forbidden(path.field("values"), NEEDS_NO_VALUES);
        }
        "In" | "NotIn" | "Exists" | "DoesNotExist" => {}
        other => {
            let why = "not a valid selector operator";
            report.invalid(path.field("operator"), &Value::from(other), why);
        }
    }
    let key = expression.get("key");
    report.invalid_each(path.field("key"), text(key), names::qualified_name(key.str()));
    let list = path.field("values");
    for (index, value) in values.items().iter().enumerate() {
        report.invalid_each(list.index(index), value, names::label_value(value.str()));
    }
}

/// A term of a node selector (`ValidateNodeSelectorRequirement`).  What is only preferred may ask
/// for values that no node can have.
pub fn node_requirement(report: &mut Report, path: Path, expression: &Value, preferred: bool) {
    let values = expression.get("values").items();
    let list = path.field("values");
    match expression.get("operator").str() {
        "In" | "NotIn" if values.is_empty() => report.required(list, NEEDS_VALUES),
        "Exists" | "DoesNotExist" if !values.is_empty() => report.forbidden(list, NEEDS_NO_VALUES),
        "Gt" | "Lt" if values.len() != 1 => {
            report.required(list, "must be specified single value when `operator` is 'Lt' or 'Gt'");
        }
        "In" | "NotIn" | "Exists" | "DoesNotExist" | "Gt" | "Lt" => {}
        other => {
            let why = "not a valid selector operator";
            report.invalid(path.field("operator"), &Value::from(other), why);
        }
    }
    let key = expression.get("key");
    report.invalid_each(path.field("key"), text(key), names::qualified_name(key.str()));
    if preferred {
        return;
    }
    for (index, value) in values.iter().enumerate() {
        report.invalid_each(list.index(index), value, names::label_value(value.str()));
    }
}

/// A text, where a missing one reads as empty.
pub fn text(value: &Value) -> Value {
    Value::from(value.str())
}

/// A selector as Go prints it, its fields in the order of their declaration.
pub fn show_selector(selector: &Value) -> String {
    let mut parts = Vec::new();
    if !selector.get("matchLabels").entries().is_empty() {
        parts.push(format!("\"matchLabels\":{}", json::to_json(selector.get("matchLabels"))));
    }
    let expressions = selector.get("matchExpressions").items();
    if !expressions.is_empty() {
        let texts: Vec<String> = expressions.iter().map(show_expression).collect();
        parts.push(format!("\"matchExpressions\":[{}]", texts.join(",")));
    }
    if selector.is_null() { "null".to_owned() } else { format!("{{{}}}", parts.join(",")) }
}

fn show_expression(expression: &Value) -> String {
    let word = |key: &str| quote(expression.get(key).str());
    let values = expression.get("values");
    let list = if values.items().is_empty() {
        String::new()
    } else {
        format!(",\"values\":{}", json::to_json(values))
    };
    format!("{{\"key\":{},\"operator\":{}{list}}}", word("key"), word("operator"))
}

/// A workload's selector: it must be there, say something, and mean the workload's own pods.
pub fn workload_selector(report: &mut Report, spec: &Value, kind: &str) {
    let path = Path::root("spec");
    let path = path.field("selector");
    let value = spec.get("selector");
    let before = report.faults.len();
    if value.is_null() {
        report.required(path, "");
        return;
    }
    selector(report, path, value);
    let is_faulty = report.faults.len() > before;
    if is_faulty {
        // For a StatefulSet there are no words.
        let why = if kind == "statefulset" { "" } else { "invalid label selector" };
        report.invalid_shown(path, show_selector(value), why);
    }
    let is_empty = value.get("matchLabels").entries().is_empty()
        && value.get("matchExpressions").items().is_empty();
    if is_empty {
        let why = format!("empty selector is invalid for {kind}");
        report.invalid_shown(path, show_selector(value), why);
    }
}

/// Every fault of a `LabelSelector` that stands at `place`.
pub fn faults_of_selector(value: &Value, place: &str) -> Vec<FieldError> {
    let mut report = Report::default();
    selector(&mut report, Path::root(place), value);
    report.faults
}
