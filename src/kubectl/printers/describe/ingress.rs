//! Ingress and IngressClass.

use super::lines::{Lines, joined, shown};
use super::metadata;
use super::service::ready_endpoints;
use crate::api::{Kind, Object, Value};
use crate::kubectl::printers::table::load_balancer_addresses;
use crate::store::View;

/// Describes an Ingress.
pub fn describe(ingress: &Object, view: &View, out: &mut Lines) {
    let spec = ingress.spec();
    out.field(0, "Name", &ingress.meta.name);
    metadata::labels(out, "", "Labels", &ingress.meta.labels);
    out.field(0, "Namespace", &ingress.meta.namespace);
    out.field(0, "Address", load_balancer_addresses(ingress, true));
    out.field_or(0, "Ingress Class", spec.get("ingressClassName"), "<none>");
    let default = match spec.get("defaultBackend") {
        Value::Null => "<default>".to_owned(),
        backend => backend_text(ingress, backend, view),
    };
    out.field(0, "Default backend", &default);
    write_tls(out, spec.get("tls").items());
    out.line(0, "Rules:");
    out.line(1, "Host\tPath\tBackends");
    out.line(1, "----\t----\t--------");
    let rules = spec.get("rules").items().iter().filter(|rule| !rule.get("http").is_null());
    let mut any = false;
    for rule in rules {
        any = true;
        let host = shown(rule.get("host")).unwrap_or_else(|| "*".to_owned());
        out.line(1, format_args!("{host}\t"));
        for path in rule.at("http.paths").items() {
            let backend = backend_text(ingress, path.get("backend"), view);
            out.line(2, format_args!("\t{} \t{backend}", path.get("path").str()));
        }
    }
    if !any {
        out.line(1, format_args!("*\t*\t{default}"));
    }
    metadata::annotations(out, "", "Annotations", &ingress.meta.annotations);
}

fn write_tls(out: &mut Lines, entries: &[Value]) {
    if !entries.is_empty() {
        out.line(0, "TLS:");
    }
    for entry in entries {
        let hosts = joined(entry.get("hosts"), ",");
        match entry.get("secretName").str() {
            "" => out.line(1, format_args!("SNI routes {hosts}")),
            secret => out.line(1, format_args!("{secret} terminates {hosts}")),
        }
    }
}

/// `web:80 (10.1.0.5:8080)`: a backend and who is ready behind it.
fn backend_text(ingress: &Object, backend: &Value, view: &View) -> String {
    let resource = backend.get("resource");
    if !resource.is_null() {
        let group = shown(resource.get("apiGroup")).unwrap_or_else(|| "<none>".to_owned());
        let [kind, name] = ["kind", "name"].map(|field| resource.get(field).str());
        return format!("APIGroup: {group}, Kind: {kind}, Name: {name}");
    }
    let name = backend.at("service.name").str();
    let port = backend.at("service.port");
    let wanted = [port.get("number"), port.get("name")];
    let port = wanted.iter().find_map(|value| shown(value)).unwrap_or_default();
    let Some(service) = view.find(Kind::Service, &ingress.meta.namespace, name) else {
        return format!("{name}:{port} (<error: services {name:?} not found>)");
    };
    let ports = service.spec().get("ports").items();
    let meant = ports.iter().find(|entry| {
        shown(entry.get("port")) == shown(wanted[0]) || shown(entry.get("name")) == shown(wanted[1])
    });
    let port_name = meant.map_or("", |entry| entry.get("name").str());
    format!("{name}:{port} ({})", ready_endpoints(service, port_name, view))
}

/// Describes an IngressClass.
pub fn describe_class(class: &Object, _view: &View, out: &mut Lines) {
    out.field(0, "Name", &class.meta.name);
    metadata::labels_and_annotations(out, class);
    out.field(0, "Controller", class.spec().get("controller").str());
    let parameters = class.spec().get("parameters");
    if parameters.is_null() {
        return;
    }
    out.line(0, "Parameters:");
    out.field_if_any(1, "APIGroup", parameters.get("apiGroup"));
    out.field(1, "Kind", parameters.get("kind").str());
    out.field(1, "Name", parameters.get("name").str());
}
