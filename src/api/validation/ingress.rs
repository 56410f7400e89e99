//! Ingresses.

use super::path::Path;
use super::report::Report;
use crate::api::addresses::is_address;
use crate::api::json::to_json;
use crate::api::{FieldError, Object, Value, names};

/// What a path may not contain.
const WRONG_PARTS: [&str; 5] = ["//", "/./", "/../", "%2f", "%2F"];
/// What a path may not end with.
const WRONG_ENDS: [&str; 2] = ["/..", "/."];

/// The most bytes of the name of what serves a class.
const LONGEST_CONTROLLER: usize = 250;
/// The older way to name an Ingress's class.
const CLASS: &str = "kubernetes.io/ingress.class";

/// What is said twice in a new Ingress must be the same (`ValidateIngressCreate`).
pub fn class_annotation(report: &mut Report, ingress: &Object) {
    let class = ingress.spec().get("ingressClassName");
    if let Some(annotation) = ingress.annotation(CLASS).filter(|_| !class.is_null())
        && annotation != class.str()
    {
        let place = Path::root("annotations");
        let why = "must match `ingressClassName` when both are specified";
        report.invalid(place.field(CLASS), &Value::from(annotation), why);
    }
}

/// `spec` (`ValidateIngressSpec`).
pub fn spec(report: &mut Report, spec: &Value) {
    let path = Path::root("spec");
    let (rules, default) = (spec.get("rules"), spec.get("defaultBackend"));
    if rules.items().is_empty() && default.is_null() {
        let why = "either `defaultBackend` or `rules` must be specified";
        report.invalid_shown(path, to_json(rules), why);
    }
    if !default.is_null() {
        backend(report, path.field("defaultBackend"), default);
    }
    let list = path.field("rules");
    for (index, rule) in rules.items().iter().enumerate() {
        let place = list.index(index);
        host(report, place.field("host"), rule.get("host"));
        let http = rule.get("http");
        if http.is_null() {
            continue;
        }
        let paths = http.get("paths").items();
        let http_place = place.field("http");
        let list = http_place.field("paths");
        if paths.is_empty() {
            report.required(list, "");
        }
        for (index, entry) in paths.iter().enumerate() {
            http_path(report, list.index(index), entry);
        }
    }
    let list = path.field("tls");
    for (index, entry) in spec.get("tls").items().iter().enumerate() {
        let place = list.index(index);
        let hosts = place.field("hosts");
        for (number, name) in entry.get("hosts").items().iter().enumerate() {
            report.invalid_each(hosts.index(number), name, host_faults(name.str()));
        }
        let secret = entry.get("secretName");
        report.text_if_set(place.field("secretName"), secret, names::dns_subdomain);
    }
    let class = spec.get("ingressClassName");
    if !class.is_null() {
        let faults = names::dns_subdomain(class.str());
        report.invalid_each(path.field("ingressClassName"), class, faults);
    }
}

fn host_faults(name: &str) -> Vec<String> {
    if name.contains('*') { names::wildcard_subdomain(name) } else { names::dns_subdomain(name) }
}

fn host(report: &mut Report, path: Path, host: &Value) {
    let name = host.str();
    if name.is_empty() {
        return;
    }
    if is_address(name) {
        report.invalid(path, host, "must be a DNS name, not an IP address");
    }
    report.invalid_each(path, host, host_faults(name));
}

fn http_path(report: &mut Report, place: Path, entry: &Value) {
    let (path, kind) = (entry.get("path"), entry.get("pathType"));
    let field = place.field("path");
    match kind.str() {
        "Exact" | "Prefix" => {
            absolute(report, field, path);
            for part in WRONG_PARTS {
                if path.str().contains(part) {
                    report.invalid(field, path, format!("must not contain '{part}'"));
                }
            }
            for end in WRONG_ENDS {
                if path.str().ends_with(end) {
                    report.invalid(field, path, format!("cannot end with '{end}'"));
                }
            }
        }
        "ImplementationSpecific" => {
            if !path.str().is_empty() {
                absolute(report, field, path);
            }
        }
        "" if kind.is_null() => {
            return report.required(place.field("pathType"), "pathType must be specified");
        }
        _ => {
            let known = ["Exact", "ImplementationSpecific", "Prefix"];
            report.one_of(place.field("pathType"), kind, &known);
        }
    }
    backend(report, place.field("backend"), entry.get("backend"));
}

fn absolute(report: &mut Report, path: Path, value: &Value) {
    if !value.str().starts_with('/') {
        report.invalid(path, &super::labels::text(value), "must be an absolute path");
    }
}

fn backend(report: &mut Report, path: Path, backend: &Value) {
    let nothing = Value::from("");
    let service = backend.get("service");
    match (service.is_null(), backend.get("resource").is_null()) {
        (true, true) => {
            report.invalid(path, &nothing, "resource or service backend is required");
            return;
        }
        (false, false) => {
            report.invalid(path, &nothing, "cannot set both resource and service backends");
            return;
        }
        (true, false) => {
            return local_object(report, path.field("resource"), backend.get("resource"));
        }
        (false, true) => {}
    }
    let place = path.field("service");
    report.required_text(place.field("name"), service.get("name"), names::dns_label);
    let port = service.get("port");
    let (name, number) = (port.get("name"), port.get("number"));
    let port_place = place.field("port");
    match (name.str().is_empty(), number.int() == 0) {
        (false, false) => {
            report.invalid(path, &nothing, "cannot set both port name & port number");
        }
        (false, true) => {
            report.invalid_each(port_place.field("name"), name, names::port_name(name.str()));
        }
        (true, false) => report.port(port_place.field("number"), number),
        (true, true) => report.required(path, "port name or number is required"),
    }
}

/// An object that is told by its group, kind and name
/// (`validateIngressTypedLocalObjectReference`).
fn local_object(report: &mut Report, place: Path, object: &Value) {
    let group = object.get("apiGroup");
    if !group.is_null() {
        let faults = names::dns_subdomain(group.str());
        report.invalid_each(place.field("apiGroup"), group, faults);
    }
    for field in ["kind", "name"] {
        report.required_text(place.field(field), object.get(field), names::path_segment);
    }
}

/// `spec` of an IngressClass (`validateIngressClassSpec`).
pub fn class(report: &mut Report, spec: &Value) {
    let path = Path::root("spec");
    let controller = spec.get("controller");
    if controller.str().len() > LONGEST_CONTROLLER {
        report.push(FieldError::too_long(path.field("controller"), LONGEST_CONTROLLER));
    }
    let rule = names::domain_prefixed_path;
    report.required_text(path.field("controller"), controller, rule);
    let given = spec.get("parameters");
    if given.is_null() {
        return;
    }
    let place = path.field("parameters");
    local_object(report, place, given);
    let (scope, namespace) = (given.get("scope"), given.get("namespace"));
    if scope.is_null() {
        return report.required(place.field("scope"), "");
    }
    report.one_of(place.field("scope"), scope, &["Cluster", "Namespace"]);
    let why = format!("`parameters.scope` is set to '{}'", scope.str());
    match scope.str() {
        "Cluster" if !namespace.is_null() => report.forbidden(place.field("namespace"), why),
        "Namespace" if namespace.is_null() => report.required(place.field("namespace"), why),
        "Namespace" => {
            let faults = names::dns_label(namespace.str());
            report.invalid_each(place.field("namespace"), namespace, faults);
        }
        _ => {}
    }
}
