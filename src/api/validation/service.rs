//! Services.

use super::path::Path;
use super::report::{IMMUTABLE, Report};
use super::service_addresses::is_headless;
use super::{labels, service_addresses};
use crate::api::addresses::{Strictness, cidr};
use crate::api::defaults::{is_exposed, needs_health_check};
use crate::api::status_error::quote;
use crate::api::{FieldError, Object, Value, names};
use crate::ordered::OrderedSet;

/// What is said of fields of which only a load balancer has a use.
const ONLY_BALANCERS: &str = "may only be used when `type` is 'LoadBalancer'";
/// The older way to say who may come in.
const SOURCE_RANGES: &str = "service.beta.kubernetes.io/load-balancer-source-ranges";

/// What holds for a Service, whether it is new or changed (`validateService`).
pub fn service(report: &mut Report, service: &Object) {
    let spec = service.spec();
    let path = Path::root("spec");
    let kind = spec.get("type").str();
    let ports = spec.get("ports").items();
    if ports.is_empty() && !is_headless(spec) && kind != "ExternalName" {
        report.required(path.field("ports"), "");
    }
    match kind {
        "LoadBalancer" | "NodePort" if is_headless(spec) => {
            let why = format!("may not be set to 'None' for {kind} services");
            report.invalid(path.field("clusterIPs").index(0), spec.get("clusterIP"), why);
        }
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
    service_addresses::of_cluster(report, spec);
    service_addresses::external(report, path.field("externalIPs"), spec);
    let kinds = ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"];
    report.required_one_of(path.field("type"), spec.get("type"), &kinds);
    repeated_ports(report, list, ports, kind);
    load_balancer(report, path, service);
    traffic(report, path, spec);
}

fn external_name(report: &mut Report, path: Path, spec: &Value) {
    let why = "may not be set for ExternalName services";
    for field in ["clusterIPs", "ipFamilies"] {
        if !spec.get(field).items().is_empty() {
            report.forbidden(path.field(field), why);
        }
    }
    if !spec.get("ipFamilyPolicy").is_null() {
        report.forbidden(path.field("ipFamilyPolicy"), why);
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
    let protocol = port.get("appProtocol");
    if !protocol.is_null() {
        let faults = names::qualified_name(protocol.str());
        report.invalid_each(place.field("appProtocol"), protocol, faults);
    }
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
        port.get("port").int()
    )
}

fn load_balancer(report: &mut Report, path: Path, service: &Object) {
    let spec = service.spec();
    let balances = spec.get("type").str() == "LoadBalancer";
    source_ranges(report, service, balances);
    let allocates = spec.get("allocateLoadBalancerNodePorts");
    if !balances && !allocates.is_null() {
        report.forbidden(path.field("allocateLoadBalancerNodePorts"), ONLY_BALANCERS);
    }
    balancer_class(report, path, spec);
}

/// The field stands in messages as upstream writes it there: with a capital letter.
fn source_ranges(report: &mut Report, service: &Object, balances: bool) {
    let ranges = service.spec().get("loadBalancerSourceRanges").items();
    let (spec, metadata) = (Path::root("spec"), Path::root("metadata.annotations"));
    if !ranges.is_empty() {
        let place = spec.field("LoadBalancerSourceRanges");
        if !balances {
            report.forbidden(place, ONLY_BALANCERS);
        }
        for (index, range) in ranges.iter().enumerate() {
            let range = range.str().trim();
            let faults = cidr(range, Strictness::Strict);
            report.invalid_each(place.index(index), Value::from(range), faults);
        }
    } else if let Some(ranges) = service.annotation(SOURCE_RANGES) {
        let place = metadata.key(SOURCE_RANGES);
        if !balances {
            report.forbidden(place, ONLY_BALANCERS);
        }
        for range in ranges.split(',').map(str::trim).filter(|_| !ranges.trim().is_empty()) {
            report.invalid_each(place, Value::from(range), cidr(range, Strictness::Strict));
        }
    }
}

fn balancer_class(report: &mut Report, path: Path, spec: &Value) {
    let (class, place) = (spec.get("loadBalancerClass"), path.field("loadBalancerClass"));
    if class.is_null() {
        return;
    }
    if spec.get("type").str() == "LoadBalancer" {
        report.invalid_each(place, class, names::qualified_name(class.str()));
    } else {
        report.forbidden(place, ONLY_BALANCERS);
    }
}

fn traffic(report: &mut Report, path: Path, spec: &Value) {
    let known = ["Cluster", "Local"];
    let external = spec.get("externalTrafficPolicy");
    let place = path.field("externalTrafficPolicy");
    if is_exposed(spec) {
        report.required_one_of(place, external, &known);
    } else if !external.str().is_empty() {
        let why = "may only be set for externally-accessible services";
        report.invalid(place, external, why);
    }
    let (check, place) = (spec.get("healthCheckNodePort"), path.field("healthCheckNodePort"));
    if needs_health_check(spec) {
        // Where none is given, one is drawn before anybody looks.
        if check.int() != 0 {
            report.port(place, check);
        }
    } else if check.int() != 0 {
        let why = "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is \
                   'Local'";
        report.invalid(place, check, why);
    }
    let internal = spec.get("internalTrafficPolicy");
    report.one_of_if_set(path.field("internalTrafficPolicy"), internal, &known);
    // These stand in the order of their making, not of the alphabet.
    let known = ["PreferClose", "PreferSameZone", "PreferSameNode"];
    let distribution = spec.get("trafficDistribution");
    report.one_of_if_set(path.field("trafficDistribution"), distribution, &known);
}

/// A changed Service (`ValidateServiceUpdate`).
pub fn update(report: &mut Report, object: &Object, before: &Object) {
    let (new, old) = (object.spec(), before.spec());
    service_addresses::unchanged(report, new, old);
    let path = Path::root("spec");
    let both = |holds: fn(&Value) -> bool| holds(new) && holds(old);
    let (class, was) = (new.get("loadBalancerClass"), old.get("loadBalancerClass"));
    if both(|spec| spec.get("type").str() == "LoadBalancer") && class != was {
        report.invalid(path.field("loadBalancerClass"), class, "may not change once set");
    }
    balancer_class(report, path, new);
    let check = |spec: &Value| spec.get("healthCheckNodePort").int();
    if both(needs_health_check) && check(new) != check(old) {
        report.forbidden(path.field("healthCheckNodePort"), IMMUTABLE);
    }
    service(report, object);
}
