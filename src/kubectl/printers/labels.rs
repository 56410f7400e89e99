//! Labels and label selectors in one line, as tables and descriptions show them.

use crate::api::{Map, Value};

/// `app=web,tier=front`; `<none>` without labels (`labels.FormatLabels`).
pub fn format_labels(labels: &Map) -> String {
    let pairs: Vec<String> =
        labels.iter().map(|(key, value)| format!("{key}={}", value.str())).collect();
    or_none(pairs.join(","))
}

/// The same for a map in a field, as a Service's selector is.
pub fn format_label_map(labels: &Value) -> String {
    labels.as_map().map_or_else(|| "<none>".to_owned(), format_labels)
}

/// `app=web,env in (dev,test)`; `<none>` for an empty or missing selector
/// (`metav1.FormatLabelSelector`).
pub fn format_selector(selector: &Value) -> String {
    let equal = selector.get("matchLabels").entries().iter();
    let equal = equal.map(|(key, value)| (key.as_str(), format!("{key}={}", value.str())));
    let expressions = selector.get("matchExpressions").items().iter();
    let expressions =
        expressions.map(|expression| (expression.get("key").str(), format_expression(expression)));
    let mut terms: Vec<(&str, String)> = equal.chain(expressions).collect();
    crate::order::sort_by_key(&mut terms, |(key, _)| *key);
    let terms: Vec<String> = terms.into_iter().map(|(_, term)| term).collect();
    or_none(terms.join(","))
}

/// `deployment.apps/web`: how an object is named together with its kind
/// (`formatResourceName`).  `kind` is `Deployment`, `group` `apps` or empty.
pub fn resource_name(group: &str, kind: &str, name: &str) -> String {
    match (kind.to_lowercase(), group) {
        (kind, _) if kind.is_empty() => name.to_owned(),
        (kind, "") => format!("{kind}/{name}"),
        (kind, group) => format!("{kind}.{group}/{name}"),
    }
}

/// `<none>` in place of nothing.
pub fn or_none(text: impl Into<String>) -> String {
    let text = text.into();
    if text.is_empty() { "<none>".to_owned() } else { text }
}

fn format_expression(expression: &Value) -> String {
    let key = expression.get("key").str();
    let mut values: Vec<&str> = expression.get("values").items().iter().map(Value::str).collect();
    crate::order::sort(&mut values);
    let values = values.join(",");
    match expression.get("operator").str() {
        "In" => format!("{key} in ({values})"),
        "NotIn" => format!("{key} notin ({values})"),
        "DoesNotExist" => format!("!{key}"),
        _ => key.to_owned(),
    }
}
