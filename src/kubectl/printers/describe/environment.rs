//! The environment variables of a container.

use super::lines::Lines;
use crate::api::pod_resources::in_units;
use crate::api::{Map, Object, Quantity, Value};

/// Writes where a container's variables come from.  Fields of the pod are shown with their
/// values where there is a pod.
pub fn write(out: &mut Lines, container: &Value, pod: Option<&Object>) {
    let sources = container.get("envFrom").items();
    if !sources.is_empty() {
        out.line(2, "Environment Variables from:");
    }
    for source in sources {
        write_source(out, source);
    }
    let variables = container.get("env").items();
    out.line(2, if variables.is_empty() { "Environment:\t<none>" } else { "Environment:" });
    for variable in variables {
        write_variable(out, variable, container, pod);
    }
}

fn write_source(out: &mut Lines, source: &Value) {
    let (kind, reference) = match source.get("configMapRef") {
        Value::Null => ("Secret", source.get("secretRef")),
        reference => ("ConfigMap", reference),
    };
    let prefix = match source.get("prefix").str() {
        "" => String::new(),
        prefix => format!(" with prefix '{prefix}'"),
    };
    let name = reference.get("name").str();
    let optional = reference.get("optional").is_true();
    out.line(3, format_args!("{name}\t{kind}{prefix}\tOptional: {optional}"));
}

fn write_variable(out: &mut Lines, variable: &Value, container: &Value, pod: Option<&Object>) {
    let name = variable.get("name").str();
    let from = variable.get("valueFrom");
    let [field, resource, secret, config_map] =
        ["fieldRef", "resourceFieldRef", "secretKeyRef", "configMapKeyRef"]
            .map(|source| from.get(source));
    let text = |value: &Value, field: &str| value.get(field).str().to_owned();
    if !field.is_null() {
        let path = text(field, "fieldPath");
        let value = pod.map(|pod| pod_field(pod, &path)).unwrap_or_default();
        let version = text(field, "apiVersion");
        out.field(3, name, format_args!("{value} ({version}:{path})"));
    } else if !resource.is_null() {
        let wanted = text(resource, "resource");
        let value = container_resource(container, &wanted, resource.get("divisor"));
        out.field(3, name, format_args!("{value} ({wanted})"));
    } else if !secret.is_null() {
        let [key, of] = ["key", "name"].map(|field| text(secret, field));
        let optional = secret.get("optional").is_true();
        out.field(
            3,
            name,
            format_args!("<set to the key '{key}' in secret '{of}'>\tOptional: {optional}"),
        );
    } else if !config_map.is_null() {
        let [key, of] = ["key", "name"].map(|field| text(config_map, field));
        let optional = config_map.get("optional").is_true();
        out.field(
            3,
            name,
            format_args!("<set to the key '{key}' of config map '{of}'>\tOptional: {optional}"),
        );
    } else {
        for (index, line) in variable.get("value").str().split('\n').enumerate() {
            let title = if index == 0 { format!("{name}:") } else { String::new() };
            out.line(3, format_args!("{title}\t{line}"));
        }
    }
}

/// The pod's metadata that variables may refer to.
fn pod_field(pod: &Object, path: &str) -> String {
    let entry = |map: &Map, key: &str| map.get(key).str().to_owned();
    if let Some((field, key)) = path.strip_suffix("']").and_then(|path| path.split_once("['")) {
        return match field {
            "metadata.labels" => entry(&pod.meta.labels, key),
            "metadata.annotations" => entry(&pod.meta.annotations, key),
            _ => String::new(),
        };
    }
    match path {
        "metadata.name" => pod.meta.name.to_string(),
        "metadata.namespace" => pod.meta.namespace.to_string(),
        "metadata.uid" => pod.meta.uid.to_string(),
        _ => String::new(),
    }
}

/// `limits.cpu` in units of the divisor, rounded up.
fn container_resource(container: &Value, resource: &str, divisor: &Value) -> String {
    let (list, name) = resource.split_once('.').unwrap_or(("", resource));
    let amount = Quantity::of(container.get("resources").get(list).get(name));
    if amount.is_zero() && list == "limits" {
        return "node allocatable".to_owned();
    }
    in_units(amount, divisor).to_string()
}
