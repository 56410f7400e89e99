//! Service, EndpointSlice, Endpoints.

use super::lines::{Lines, joined, shown};
use super::metadata;
use crate::api::{Kind, Object, Value};
use crate::kubectl::printers::labels::{format_label_map, or_none};
use crate::store::View;
use std::rc::Rc;

/// So many addresses are shown.
const ADDRESSES_SHOWN: usize = 3;
const SERVICE_NAME: &str = "kubernetes.io/service-name";

/// Describes a Service.
pub fn describe(service: &Object, view: &View, out: &mut Lines) {
    let spec = service.spec();
    metadata::name_and_namespace(out, service);
    metadata::labels_and_annotations(out, service);
    out.field(0, "Selector", format_label_map(spec.get("selector")));
    out.field(0, "Type", spec.get("type").str());
    out.field_if_any(0, "IP Family Policy", spec.get("ipFamilyPolicy"));
    out.field(0, "IP Families", or_none(joined(spec.get("ipFamilies"), ",")));
    out.field(0, "IP", spec.get("clusterIP").str());
    out.field(0, "IPs", or_none(joined(spec.get("clusterIPs"), ",")));
    if !spec.get("externalIPs").items().is_empty() {
        out.field(0, "External IPs", joined(spec.get("externalIPs"), ","));
    }
    out.field_if_any(0, "Desired LoadBalancer IP", spec.get("loadBalancerIP"));
    out.field_if_any(0, "External Name", spec.get("externalName"));
    write_load_balancer(out, service);
    for port in spec.get("ports").items() {
        write_port(out, service, port, view);
    }
    out.field(0, "Session Affinity", spec.get("sessionAffinity").str());
    out.field_if_any(0, "External Traffic Policy", spec.get("externalTrafficPolicy"));
    out.field_if_any(0, "Internal Traffic Policy", spec.get("internalTrafficPolicy"));
    if spec.get("healthCheckNodePort").int() != 0 {
        out.field(0, "HealthCheck NodePort", spec.get("healthCheckNodePort").int());
    }
    let ranges = spec.get("loadBalancerSourceRanges");
    if !ranges.items().is_empty() {
        out.field(0, "LoadBalancer Source Ranges", joined(ranges, ","));
    }
    out.field_if_any(0, "Traffic Distribution", spec.get("trafficDistribution"));
}

fn write_load_balancer(out: &mut Lines, service: &Object) {
    let ingress = service.status().at("loadBalancer.ingress").items();
    let texts: Vec<String> = ingress
        .iter()
        .map(|entry| {
            let address = match entry.get("ip").str() {
                "" => entry.get("hostname").str(),
                ip => ip,
            };
            match entry.get("ipMode").str() {
                "" => address.to_owned(),
                mode => format!("{address} ({mode})"),
            }
        })
        .collect();
    if !texts.is_empty() {
        out.field(0, "LoadBalancer Ingress", texts.join(", "));
    }
}

fn write_port(out: &mut Lines, service: &Object, port: &Value, view: &View) {
    let protocol = port.get("protocol").str();
    let name = shown(port.get("name")).unwrap_or_else(|| "<unset>".to_owned());
    out.field(0, "Port", format_args!("{name}\t{}/{protocol}", port.get("port").int()));
    let target = shown(port.get("targetPort")).unwrap_or_default();
    out.field(0, "TargetPort", format_args!("{target}/{protocol}"));
    out.field_if_any(0, "AppProtocol", port.get("appProtocol"));
    if port.get("nodePort").int() != 0 {
        out.field(0, "NodePort", format_args!("{name}\t{}/{protocol}", port.get("nodePort").int()));
    }
    out.field(0, "Endpoints", ready_endpoints(service, port.get("name").str(), view));
}

/// `10.1.0.5:8080,10.1.0.6:8080 + 2 more...`: who is ready behind a port of a Service; `<none>`
/// if the Service has no slices at all.
pub fn ready_endpoints(service: &Object, port_name: &str, view: &View) -> String {
    let slices: Vec<&Rc<Object>> = view
        .list(Kind::EndpointSlice, Some(&service.meta.namespace))
        .filter(|slice| slice.label(SERVICE_NAME) == Some(&service.meta.name))
        .collect();
    if slices.is_empty() {
        return "<none>".to_owned();
    }
    let addresses: Vec<String> =
        slices.iter().flat_map(|slice| ready_addresses(slice, port_name)).collect();
    match addresses.len().checked_sub(ADDRESSES_SHOWN) {
        Some(more) if more > 0 => {
            format!("{} + {more} more...", addresses[..ADDRESSES_SHOWN].join(","))
        }
        _ => addresses.join(","),
    }
}

fn ready_addresses(slice: &Object, port_name: &str) -> Vec<String> {
    let ready = slice
        .body
        .get("endpoints")
        .items()
        .iter()
        .filter(|endpoint| endpoint.at("conditions.ready").as_bool().unwrap_or(true));
    let addresses = ready.filter_map(|endpoint| endpoint.get("addresses").items().first());
    let ports = slice.body.get("ports").items();
    if ports.is_empty() {
        return addresses.map(|address| address.str().to_owned()).collect();
    }
    let ports = ports.iter().filter(|port| port.get("name").str() == port_name);
    ports
        .flat_map(|port| {
            let number = port.get("port").int();
            addresses.clone().map(move |address| format!("{}:{number}", address.str()))
        })
        .collect()
}

/// Describes an EndpointSlice.
pub fn describe_slice(slice: &Object, _view: &View, out: &mut Lines) {
    metadata::name_and_namespace(out, slice);
    metadata::labels_and_annotations(out, slice);
    out.field(0, "AddressType", slice.body.get("addressType").str());
    write_ports(out, 0, slice.body.get("ports").items());
    let endpoints = slice.body.get("endpoints").items();
    out.line(0, if endpoints.is_empty() { "Endpoints:\t<none>" } else { "Endpoints:" });
    for endpoint in endpoints {
        out.line(1, format_args!("- Addresses:\t{}", joined(endpoint.get("addresses"), ",")));
        out.line(2, "Conditions:");
        out.field_or(3, "Ready", endpoint.at("conditions.ready"), "<unset>");
        out.field_or(2, "Hostname", endpoint.get("hostname"), "<unset>");
        let target = endpoint.get("targetRef");
        if !target.is_null() {
            let [kind, name] = ["kind", "name"].map(|field| target.get(field).str());
            out.field(2, "TargetRef", format_args!("{kind}/{name}"));
        }
        out.field_or(2, "NodeName", endpoint.get("nodeName"), "<unset>");
        out.field_or(2, "Zone", endpoint.get("zone"), "<unset>");
    }
}

fn write_ports(out: &mut Lines, level: usize, ports: &[Value]) {
    if ports.is_empty() {
        out.line(level, "Ports:\t<unset>");
        return;
    }
    out.line(level, "Ports:");
    let or_unset = |value: &Value| shown(value).unwrap_or_else(|| "<unset>".to_owned());
    let row = |port: &Value| ["name", "port", "protocol"].map(|f| or_unset(port.get(f))).to_vec();
    let rows: Vec<Vec<String>> = ports.iter().map(row).collect();
    out.table(level + 1, &["Name", "Port", "Protocol"], &rows);
}

/// Describes Endpoints.
pub fn describe_endpoints(endpoints: &Object, _view: &View, out: &mut Lines) {
    metadata::name_and_namespace(out, endpoints);
    metadata::labels_and_annotations(out, endpoints);
    out.line(0, "Subsets:");
    for subset in endpoints.body.get("subsets").items() {
        for (title, field) in
            [("Addresses", "addresses"), ("NotReadyAddresses", "notReadyAddresses")]
        {
            let addresses = subset.get(field).items().iter().map(|entry| entry.get("ip").str());
            out.field(1, title, or_none(addresses.collect::<Vec<_>>().join(",")));
        }
        if !subset.get("ports").items().is_empty() {
            write_ports(out, 1, subset.get("ports").items());
        }
        out.line(0, "");
    }
}
