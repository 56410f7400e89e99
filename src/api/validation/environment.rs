//! Environment variables and where their values come from.

use super::labels::text;
use super::mounts::no_back_steps;
use super::path::Path;
use super::report::Report;
use crate::api::names;
use crate::api::status_error::quote;
use crate::api::{FieldError, Quantity, Value};

/// What a variable may tell of its pod.
const POD_FIELDS: [&str; 9] = [
    "metadata.name",
    "metadata.namespace",
    "metadata.uid",
    "spec.nodeName",
    "spec.serviceAccountName",
    "status.hostIP",
    "status.hostIPs",
    "status.podIP",
    "status.podIPs",
];
/// What a variable or file may tell of its container's resources.
const CONTAINER_RESOURCES: [&str; 6] = [
    "limits.cpu",
    "limits.ephemeral-storage",
    "limits.memory",
    "requests.cpu",
    "requests.ephemeral-storage",
    "requests.memory",
];

/// `env` of a container.
pub fn variables(report: &mut Report, path: Path, variables: &[Value]) {
    for (index, variable) in variables.iter().enumerate() {
        let place = path.index(index);
        report.required_text(place.field("name"), variable.get("name"), names::variable_name);
        value_from(report, place.field("valueFrom"), variable);
    }
}

fn value_from(report: &mut Report, path: Path, variable: &Value) {
    let source = variable.get("valueFrom");
    if source.is_null() {
        return;
    }
    let mut sources = 0;
    for kind in ["fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef", "fileKeyRef"] {
        let reference = source.get(kind);
        if reference.is_null() {
            continue;
        }
        sources += 1;
        let place = path.field(kind);
        match kind {
            "fieldRef" => field_reference(report, place, reference, &POD_FIELDS),
            "resourceFieldRef" => resource_reference(report, place, reference, false),
            "configMapKeyRef" | "secretKeyRef" => {
                let name = text(reference.get("name"));
                let faults = names::dns_subdomain(name.str());
                report.invalid_each(place.field("name"), name, faults);
                report.required_text(place.field("key"), reference.get("key"), names::config_key);
            }
            _ => {
                let field = |name: &str| reference.get(name);
                report.required_text(place.field("key"), field("key"), names::variable_name);
                let volume = field("volumeName");
                report.required_text(place.field("volumeName"), volume, names::dns_label);
                report.filled(place.field("path"), field("path"));
                no_back_steps(report, place.field("path"), field("path"));
            }
        }
    }
    let why = match sources {
        0 => {
            "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, \
             `secretKeyRef` or `fileKeyRef`"
        }
        _ if !variable.get("value").str().is_empty() => {
            "may not be specified when `value` is not empty"
        }
        1 => return,
        _ => "may not have more than one field specified at a time",
    };
    report.invalid(path, &Value::from(""), why);
}

/// A field of the pod (`validateObjectFieldSelector`).
pub fn field_reference(report: &mut Report, path: Path, reference: &Value, known: &[&str]) {
    let field = reference.get("fieldPath");
    if reference.get("apiVersion").str().is_empty() {
        report.required(path.field("apiVersion"), "");
        return;
    }
    if field.str().is_empty() {
        report.required(path.field("fieldPath"), "");
        return;
    }
    let place = path.field("fieldPath");
    if let Some((map, key)) = subscript(field.str()) {
        let key = match map {
            "metadata.annotations" => key.to_ascii_lowercase(),
            "metadata.labels" => key.to_owned(),
            _ => {
                let why = "error converting fieldPath: field label does not support subscript";
                let shown = quote(field.str());
                return report.invalid(place, field, format!("{why}: {shown}"));
            }
        };
        let faults = names::qualified_name(&key);
        report.invalid_each(path, Value::from(key), faults);
    } else if !known.contains(&field.str()) {
        if POD_FIELDS.contains(&field.str()) || is_pod_field(field.str()) {
            report.push(FieldError::unsupported(place, field, known));
        } else {
            let why =
                format!("error converting fieldPath: field label not supported: {}", field.str());
            report.invalid(place, field, why);
        }
    }
}

fn is_pod_field(field: &str) -> bool {
    matches!(
        field,
        "metadata.annotations"
            | "metadata.labels"
            | "spec.restartPolicy"
            | "spec.schedulerName"
            | "status.phase"
            | "spec.hostNetwork"
    )
}

/// `metadata.labels['app']` as the map and the key.
fn subscript(field: &str) -> Option<(&str, &str)> {
    let (map, rest) = field.split_once("['")?;
    Some((map, rest.strip_suffix("']")?))
}

/// A resource of a container (`validateContainerResourceFieldSelector`); files must name which.
pub fn resource_reference(report: &mut Report, path: Path, reference: &Value, in_volume: bool) {
    if in_volume && reference.get("containerName").str().is_empty() {
        report.required(path.field("containerName"), "");
    } else if reference.get("resource").str().is_empty() {
        report.required(path.field("resource"), "");
    } else if !is_huge_page(reference.get("resource").str()) {
        report.one_of(path.field("resource"), reference.get("resource"), &CONTAINER_RESOURCES);
    }
    divisor(report, path.field("divisor"), reference);
}

fn is_huge_page(name: &str) -> bool {
    name.starts_with("limits.hugepages-") || name.starts_with("requests.hugepages-")
}

fn divisor(report: &mut Report, path: Path, reference: &Value) {
    let divisor = Quantity::of(reference.get("divisor"));
    if divisor.is_zero() {
        return;
    }
    let amount = divisor.to_string();
    let resource = reference.get("resource").str();
    let what = match resource.rsplit('.').next().unwrap_or_default() {
        "cpu" => "cpu",
        "memory" => "memory",
        "ephemeral-storage" => "local ephemeral storage",
        _ if is_huge_page(resource) => "hugepages",
        _ => return,
    };
    let binary =
        ["1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei"];
    let known: &[&str] = if what == "cpu" { &["1", "1m"] } else { &binary };
    if !known.contains(&amount.as_str()) {
        let amounts = match what {
            "cpu" => "1m and 1",
            _ => "1, 1k, 1M, 1G, 1T, 1P, 1E, 1Ki, 1Mi, 1Gi, 1Ti, 1Pi, 1Ei",
        };
        let why = format!("only divisor's values {amounts} are supported with the {what} resource");
        report.invalid(path, &Value::from(resource), why);
    }
}

/// `envFrom` of a container.  Its faults stand at the list itself.
pub fn sources(report: &mut Report, path: Path, sources: &[Value]) {
    for (index, source) in sources.iter().enumerate() {
        let place = path.index(index);
        report.text_if_set(place.field("prefix"), source.get("prefix"), names::variable_name);
        let mut count = 0;
        for kind in ["configMapRef", "secretRef"] {
            let reference = source.get(kind);
            if !reference.is_null() {
                count += 1;
                let name = place.field(kind);
                report.required_text(
                    name.field("name"),
                    reference.get("name"),
                    names::dns_subdomain,
                );
            }
        }
        let why = match count {
            0 => "must specify one of: `configMapRef` or `secretRef`",
            1 => continue,
            _ => "may not have more than one field specified at a time",
        };
        report.invalid(path, &Value::from(""), why);
    }
}
