//! Services.

use super::labels;
use super::path::Path;
use super::report::Report;
use crate::api::addresses::{Strictness, cidr, ip, special};
use crate::api::json::to_json;
use crate::api::status_error::quote;
use crate::api::{FieldError, Object, Value, names};
use crate::ordered::OrderedSet;

/// The port of kubelets, which nobody else may open to the outside.
const KUBELET_PORT: i64 = 10250;

/// A Service (`ValidateService`).
pub fn service(report: &mut Report, service: &Object) {
    let spec = service.spec();
    let path = Path::root("spec");
    let headless = spec.get("clusterIP").str() == "None";
    let kind = spec.get("type").str();
    let ports = spec.get("ports").items();
    if ports.is_empty() && !headless && kind != "ExternalName" {
        report.required(path.field("ports"), "");
    }
    match kind {
        "LoadBalancer" | "NodePort" => exposed(report, path, spec, headless),
        "ExternalName" => external_name(report, path, spec),
        _ => {}
    }
    let mut taken = OrderedSet::new();
    let list = path.field("ports");
    for (index, port) in ports.iter().enumerate() {
        one_port(report, list.index(index), port, ports.len() > 1, &mut taken);
    }
    labels::labels(report, path.field("selector"), spec.get("selector").entries());
    affinity(report, path, spec);
    addresses(report, path, spec);
    let kinds = ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"];
    report.required_one_of(path.field("type"), spec.get("type"), &kinds);
    repeated_ports(report, list, ports, kind);
    load_balancer(report, path, spec, kind);
    traffic(report, path, spec, kind);
}

fn exposed(report: &mut Report, path: Path, spec: &Value, headless: bool) {
    let kind = spec.get("type").str();
    let list = path.field("ports");
    for (index, port) in spec.get("ports").items().iter().enumerate() {
        if kind == "LoadBalancer" && port.get("port").int() == KUBELET_PORT {
            let why = "may not expose port 10250 externally since it is used by kubelet";
            report.invalid(list.index(index), port.get("port"), why);
        }
    }
    if headless {
        let why = format!("may not be set to 'None' for {kind} services");
        report.invalid(path.field("clusterIPs").index(0), spec.get("clusterIP"), why);
    }
}

fn external_name(report: &mut Report, path: Path, spec: &Value) {
    for field in ["clusterIPs", "ipFamilies", "ipFamilyPolicy"] {
        if !spec.get(field).is_null() {
            let why = "may not be set for ExternalName services";
            report.forbidden(path.field(field), why);
        }
    }
    let name = spec.get("externalName");
    let place = path.field("externalName");
    let bare = name.str().strip_suffix('.').unwrap_or(name.str());
    if bare.is_empty() {
        report.required(place, "");
    } else {
        report.invalid_each(place, Value::from(bare), names::dns_subdomain(bare));
    }
}

fn one_port<'spec>(
    report: &mut Report,
    place: Path,
    port: &'spec Value,
    needs_name: bool,
    taken: &mut OrderedSet<&'spec str>,
) {
    let name = port.get("name");
    if !name.str().is_empty() {
        report.invalid_each(place.field("name"), name, names::dns_label(name.str()));
        if !taken.insert(name.str()) {
            report.duplicate(place.field("name"), name);
        }
    } else if needs_name {
        report.required(place.field("name"), "");
    }
    report.port(place.field("port"), port.get("port"));
    report.protocol(place.field("protocol"), port.get("protocol"));
    report.port(place.field("targetPort"), port.get("targetPort"));
    report.text_if_set(place.field("appProtocol"), port.get("appProtocol"), names::qualified_name);
}

fn affinity(report: &mut Report, path: Path, spec: &Value) {
    let affinity = spec.get("sessionAffinity");
    report.required_one_of(path.field("sessionAffinity"), affinity, &["ClientIP", "None"]);
    let config = path.field("sessionAffinityConfig");
    match affinity.str() {
        "None" if !spec.get("sessionAffinityConfig").is_null() => {
            report.forbidden(config, "must not be set when session affinity is None");
        }
        "ClientIP" => {
            let seconds = spec.at("sessionAffinityConfig.clientIP.timeoutSeconds");
            if !(1..=86400).contains(&seconds.int()) {
                let why = "must be greater than 0 and less than 86400";
                report.invalid(config.field("clientIP").field("timeoutSeconds"), seconds, why);
            }
        }
        _ => {}
    }
}

fn addresses(report: &mut Report, path: Path, spec: &Value) {
    let list = path.field("clusterIPs");
    for (index, address) in spec.get("clusterIPs").items().iter().enumerate() {
        if address.str() != "None" {
            let faults = ip(address.str(), Strictness::Strict);
            report.invalid_each(list.index(index), address, faults);
        }
    }
    let families = spec.get("ipFamilies").items();
    let place = path.field("ipFamilies");
    for (index, family) in families.iter().enumerate() {
        report.one_of(place.index(index), family, &["IPv4", "IPv6"]);
        if families[..index].contains(family) {
            report.duplicate(place.index(index), family);
        }
    }
    let policies = ["PreferDualStack", "RequireDualStack", "SingleStack"];
    report.one_of_if_set(path.field("ipFamilyPolicy"), spec.get("ipFamilyPolicy"), &policies);
    let list = path.field("externalIPs");
    for (index, address) in spec.get("externalIPs").items().iter().enumerate() {
        let faults = ip(address.str(), Strictness::Strict);
        let is_address = faults.is_empty();
        report.invalid_each(list.index(index), address, faults);
        if is_address {
            report.invalid_each(list.index(index), address, special(address.str()));
        }
    }
}

fn repeated_ports(report: &mut Report, list: Path, ports: &[Value], kind: &str) {
    if kind == "ClusterIP" {
        for (index, port) in ports.iter().enumerate() {
            if port.get("nodePort").int() != 0 {
                let why = "may not be used when `type` is 'ClusterIP'";
                report.forbidden(list.index(index).field("nodePort"), why);
            }
        }
    }
    let mut taken = OrderedSet::new();
    for (index, port) in ports.iter().enumerate() {
        let number = port.get("nodePort");
        if number.int() != 0 && !taken.insert((port.get("protocol").str(), number.int())) {
            report.duplicate(list.index(index).field("nodePort"), number);
        }
    }
    let mut taken = OrderedSet::new();
    for (index, port) in ports.iter().enumerate() {
        if !taken.insert((port.get("protocol").str(), port.get("port").int())) {
            let mut fault = FieldError::duplicate(list.index(index), &Value::Null);
            fault.shown = Some(show_port(port));
            report.push(fault);
        }
    }
}

/// A port as Go prints the part of it that repeats.
fn show_port(port: &Value) -> String {
    format!(
        "{{\"Name\":\"\",\"Protocol\":{},\"AppProtocol\":null,\"Port\":{},\"TargetPort\":0,\
         \"NodePort\":0}}",
        quote(port.get("protocol").str()),
        to_json(port.get("port"))
    )
}

fn load_balancer(report: &mut Report, path: Path, spec: &Value, kind: &str) {
    let place = path.field("loadBalancerSourceRanges");
    let ranges = spec.get("loadBalancerSourceRanges");
    if kind == "LoadBalancer" {
        for (index, range) in ranges.items().iter().enumerate() {
            let faults = cidr(range.str().trim(), Strictness::Strict);
            report.invalid_each(place.index(index), range, faults);
        }
        if spec.get("allocateLoadBalancerNodePorts").is_null() {
            report.required(path.field("allocateLoadBalancerNodePorts"), "");
        }
        return;
    }
    let why = "may only be used when `type` is 'LoadBalancer'";
    for field in ["loadBalancerSourceRanges", "allocateLoadBalancerNodePorts", "loadBalancerClass"]
    {
        if !spec.get(field).is_null() {
            report.forbidden(path.field(field), why);
        }
    }
}

fn traffic(report: &mut Report, path: Path, spec: &Value, kind: &str) {
    let exposed = matches!(kind, "LoadBalancer" | "NodePort")
        || (kind == "ClusterIP" && !spec.get("externalIPs").items().is_empty());
    let external = spec.get("externalTrafficPolicy");
    let place = path.field("externalTrafficPolicy");
    if !exposed {
        if !external.str().is_empty() {
            let why = "may only be set for externally-accessible services";
            report.invalid(place, external, why);
        }
    } else {
        report.required_one_of(place, external, &["Cluster", "Local"]);
    }
    let internal = spec.get("internalTrafficPolicy");
    if kind != "ExternalName" {
        let place = path.field("internalTrafficPolicy");
        report.one_of_if_set(place, internal, &["Cluster", "Local"]);
    }
    let known = ["PreferClose", "PreferSameNode", "PreferSameZone"];
    report.one_of_if_set(
        path.field("trafficDistribution"),
        spec.get("trafficDistribution"),
        &known,
    );
}

/// A changed Service (`ValidateServiceUpdate`): its address stays, unless it had or has none.
pub fn update(report: &mut Report, object: &Object, before: &Object) {
    let (new, old) = (object.spec(), before.spec());
    let external = |spec: &Value| spec.get("type").str() == "ExternalName";
    if external(new) || external(old) {
        return;
    }
    let (ips, were) = (new.get("clusterIPs"), old.get("clusterIPs"));
    if were.items().is_empty() || ips == were {
        return;
    }
    let list = Path::root("spec.clusterIPs");
    if ips.items().first() != were.items().first() {
        report.invalid(list.index(0), ips, "may not change once set");
    }
}
