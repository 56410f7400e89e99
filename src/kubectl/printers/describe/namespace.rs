//! Namespace, ResourceQuota, LimitRange.

use super::lines::{Lines, quantity};
use super::metadata;
use crate::api::{Kind, Object, Value};
use crate::ordered::OrderedSet;
use crate::store::View;
use std::rc::Rc;

const LIMIT_COLUMNS: [&str; 7] = [
    "Type",
    "Resource",
    "Min",
    "Max",
    "Default Request",
    "Default Limit",
    "Max Limit/Request Ratio",
];

/// Describes a namespace with its quotas and limits.
pub fn describe(namespace: &Object, view: &View, out: &mut Lines) {
    out.field(0, "Name", &namespace.meta.name);
    metadata::labels_and_annotations(out, namespace);
    out.field(0, "Status", namespace.status().get("phase").str());
    write_conditions(out, namespace.status().get("conditions").items());
    out.line(0, "");
    let name = Some(namespace.meta.name.as_str());
    let quotas: Vec<&Rc<Object>> = view.list(Kind::ResourceQuota, name).collect();
    out.line(0, if quotas.is_empty() { "No resource quota." } else { "Resource Quotas" });
    for quota in quotas {
        out.field(1, "Name", &quota.meta.name);
        write_scopes(out, 1, quota);
        out.line(1, "Resource\tUsed\tHard");
        out.line(1, "--------\t---\t---");
        write_usage(out, 1, quota);
    }
    out.line(0, "");
    let ranges: Vec<&Rc<Object>> = view.list(Kind::LimitRange, name).collect();
    if ranges.is_empty() {
        out.line(0, "No LimitRange resource.");
        return;
    }
    out.line(0, "Resource Limits");
    let rows: Vec<Vec<String>> = ranges.iter().flat_map(|range| limit_rows(range)).collect();
    out.table(1, &LIMIT_COLUMNS, &rows);
}

fn write_conditions(out: &mut Lines, conditions: &[Value]) {
    if conditions.is_empty() {
        return;
    }
    out.line(0, "Conditions:");
    let row = |condition: &Value| {
        let text = |field: &str| condition.get(field).str().to_owned();
        let time = super::lines::long_time(condition.get("lastTransitionTime"));
        vec![text("type"), text("status"), time, text("reason"), text("message")]
    };
    let headings = ["Type", "Status", "LastTransitionTime", "Reason", "Message"];
    out.table(1, &headings, &conditions.iter().map(row).collect::<Vec<_>>());
}

/// What is told of scopes.
static SCOPES: &[(&str, &str)] = &[
    (
        "Terminating",
        "Matches all pods that have an active deadline. These pods have a limited lifespan on a \
         node before being actively terminated by the system.",
    ),
    (
        "NotTerminating",
        "Matches all pods that do not have an active deadline. These pods usually include long \
         running pods whose container command is not expected to terminate.",
    ),
    (
        "BestEffort",
        "Matches all pods that do not have resource requirements set. These pods have a best \
         effort quality of service.",
    ),
    (
        "NotBestEffort",
        "Matches all pods that have at least one resource requirement set. These pods have a \
         burstable or guaranteed quality of service.",
    ),
];

/// Describes a ResourceQuota.
pub fn describe_quota(quota: &Object, _view: &View, out: &mut Lines) {
    metadata::name_and_namespace(out, quota);
    write_scopes(out, 0, quota);
    out.line(0, "Resource\tUsed\tHard");
    out.line(0, "--------\t----\t----");
    write_usage(out, 0, quota);
}

fn write_scopes(out: &mut Lines, level: usize, quota: &Object) {
    let mut scopes: Vec<&str> = quota.spec().get("scopes").items().iter().map(Value::str).collect();
    if scopes.is_empty() {
        return;
    }
    crate::order::sort(&mut scopes);
    out.field(level, "Scopes", scopes.join(", "));
    let indent = if level == 0 { " " } else { "" };
    for (_, text) in scopes.iter().filter_map(|scope| SCOPES.iter().find(|row| row.0 == *scope)) {
        out.line(level, format_args!("{indent}* {text}"));
    }
}

fn write_usage(out: &mut Lines, level: usize, quota: &Object) {
    for (resource, hard) in quota.status().get("hard").entries() {
        let used = quantity(quota.status().get("used").get(resource));
        out.line(level, format_args!("{resource}\t{used}\t{}", quantity(hard)));
    }
}

/// Describes a LimitRange.
pub fn describe_limits(range: &Object, _view: &View, out: &mut Lines) {
    metadata::name_and_namespace(out, range);
    out.table(0, &LIMIT_COLUMNS, &limit_rows(range));
}

fn limit_rows(range: &Object) -> Vec<Vec<String>> {
    const LISTS: [&str; 5] = ["min", "max", "defaultRequest", "default", "maxLimitRequestRatio"];
    let mut rows = Vec::new();
    for limit in range.spec().get("limits").items() {
        let lists = LISTS.map(|list| limit.get(list));
        let named = lists.iter().flat_map(|list| list.entries()).map(|(name, _)| name.as_str());
        for resource in named.collect::<OrderedSet<_>>() {
            let mut row = vec![limit.get("type").str().to_owned(), resource.to_owned()];
            row.extend(lists.iter().map(|list| match list.get(resource) {
                Value::Null => "-".to_owned(),
                amount => quantity(amount),
            }));
            rows.push(row);
        }
    }
    rows
}
