//! Probes and hooks.

use super::path::Path;
use super::report::Report;
use crate::api::Value;
use crate::api::names;
use crate::api::value::NULL;

/// The probes and hooks of a container that goes on running, in a pod with this period of grace.
pub fn all(report: &mut Report, place: Path, container: &Value, grace: &Value) {
    let lifecycle = container.get("lifecycle");
    if !lifecycle.is_null() {
        let path = place.field("lifecycle");
        for hook in ["postStart", "preStop"] {
            if !lifecycle.get(hook).is_null() {
                let hook_path = path.field(hook);
                handler(report, hook_path, lifecycle.get(hook), grace);
            }
        }
    }
    for kind in ["livenessProbe", "readinessProbe", "startupProbe"] {
        let value = container.get(kind);
        if !value.is_null() {
            probe(report, place.field(kind), kind, value);
        }
    }
}

fn probe(report: &mut Report, path: Path, kind: &str, probe: &Value) {
    handler(report, path, probe, NULL);
    for field in [
        "initialDelaySeconds",
        "timeoutSeconds",
        "periodSeconds",
        "successThreshold",
        "failureThreshold",
    ] {
        report.not_negative(path.field(field), probe.get(field));
    }
    let grace = probe.get("terminationGracePeriodSeconds");
    if grace.as_int().is_some_and(|seconds| seconds <= 0) {
        report.invalid(
            path.field("terminationGracePeriodSeconds"),
            grace,
            "must be greater than 0",
        );
    }
    if kind == "readinessProbe" {
        if !grace.is_null() {
            let why = "must not be set for readinessProbes";
            report.invalid(path.field("terminationGracePeriodSeconds"), grace, why);
        }
    } else if probe.get("successThreshold").int() != 1 {
        report.invalid(path.field("successThreshold"), probe.get("successThreshold"), "must be 1");
    }
}

fn handler(report: &mut Report, path: Path, handler: &Value, grace: &Value) {
    let mut found = false;
    for kind in ["exec", "httpGet", "tcpSocket", "grpc", "sleep"] {
        let action = handler.get(kind);
        if action.is_null() {
            continue;
        }
        let place = path.field(kind);
        if found {
            report.forbidden(place, "may not specify more than 1 handler type");
            continue;
        }
        found = true;
        match kind {
            "exec" if action.get("command").items().is_empty() => {
                report.required(place.field("command"), "");
            }
            "httpGet" => http_get(report, place, action),
            "sleep" => nap(report, place, action, grace),
            "tcpSocket" | "grpc" => report.port(place.field("port"), action.get("port")),
            _ => {}
        }
    }
    if !found {
        report.required(path, "must specify a handler type");
    }
}

/// A hook may sleep as long as there is grace.
fn nap(report: &mut Report, path: Path, sleep: &Value, grace: &Value) {
    let seconds = sleep.get("seconds").int();
    if let Some(grace) = grace.as_int()
        && !(0..=grace).contains(&seconds)
    {
        let why =
            format!("must be non-negative and less than terminationGracePeriodSeconds ({grace})");
        report.invalid(path, &Value::Int(seconds), why);
    }
}

fn http_get(report: &mut Report, path: Path, action: &Value) {
    report.filled(path.field("path"), action.get("path"));
    report.port(path.field("port"), action.get("port"));
    report.one_of(path.field("scheme"), action.get("scheme"), &["HTTP", "HTTPS"]);
    for header in action.get("httpHeaders").items() {
        let name = header.get("name");
        let faults = names::http_header_name(name.str());
        report.invalid_each(path.field("httpHeaders"), name, faults);
    }
}
