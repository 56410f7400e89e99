//! NetworkPolicies.

use super::labels;
use super::path::Path;
use super::report::Report;
use crate::api::addresses::{Strictness, cidr, is_no_part};
use crate::api::{Value, names};

/// `spec` (`ValidateNetworkPolicySpec`).
pub fn spec(report: &mut Report, spec: &Value) {
    let path = Path::root("spec");
    labels::selector(report, path.field("podSelector"), spec.get("podSelector"));
    for (direction, peers) in [("ingress", "from"), ("egress", "to")] {
        let list = path.field(direction);
        for (index, rule) in spec.get(direction).items().iter().enumerate() {
            let place = list.index(index);
            let ports = place.field("ports");
            for (number, one) in rule.get("ports").items().iter().enumerate() {
                port(report, ports.index(number), one);
            }
            let list = place.field(peers);
            for (number, one) in rule.get(peers).items().iter().enumerate() {
                peer(report, list.index(number), one);
            }
        }
    }
    let kinds = spec.get("policyTypes").items();
    let place = path.field("policyTypes");
    if kinds.len() > 2 {
        report.invalid(place, spec.get("policyTypes"), "may not specify more than two policyTypes");
        return;
    }
    for (index, kind) in kinds.iter().enumerate() {
        report.one_of(place.index(index), kind, &["Ingress", "Egress"]);
    }
}

fn port(report: &mut Report, path: Path, port: &Value) {
    let known = ["TCP", "UDP", "SCTP"];
    report.one_of_if_set(path.field("protocol"), port.get("protocol"), &known);
    let (first, last) = (port.get("port"), port.get("endPort"));
    let (place, end) = (path.field("port"), path.field("endPort"));
    match first {
        Value::Null if !last.is_null() => {
            report.invalid(end, last, "may not be specified when `port` is not specified");
        }
        Value::Null => {}
        Value::String(name) => {
            if !last.is_null() {
                report.invalid(end, last, "may not be specified when `port` is non-numeric");
            }
            report.invalid_each(place, first, names::port_name(name));
        }
        number => {
            report.port(place, number);
            if last.is_null() {
                return;
            }
            if last.int() < number.int() {
                report.invalid(end, last, "must be greater than or equal to `port`");
            }
            report.port(end, last);
        }
    }
}

fn peer(report: &mut Report, path: Path, peer: &Value) {
    let mut count = 0;
    for field in ["podSelector", "namespaceSelector"] {
        if !peer.get(field).is_null() {
            count += 1;
            labels::selector(report, path.field(field), peer.get(field));
        }
    }
    let block = peer.get("ipBlock");
    if !block.is_null() {
        count += 1;
        addresses(report, path.field("ipBlock"), block);
    }
    match count {
        0 => report.required(path, "must specify a peer"),
        2.. if !block.is_null() => {
            report.forbidden(path, "may not specify both ipBlock and another peer");
        }
        _ => {}
    }
}

/// A block of addresses, and the parts of it that are left out (`ValidateIPBlock`).
fn addresses(report: &mut Report, place: Path, block: &Value) {
    let range = block.get("cidr");
    if range.str().is_empty() {
        return report.required(place.field("cidr"), "");
    }
    report.invalid_each(place.field("cidr"), range, cidr(range.str(), Strictness::Strict));
    let is_block = |text: &str| cidr(text, Strictness::Sloppy).is_empty();
    if !is_block(range.str()) {
        return;
    }
    let list = place.field("except");
    for (index, except) in block.get("except").items().iter().enumerate() {
        report.invalid_each(list.index(index), except, cidr(except.str(), Strictness::Strict));
        if is_block(except.str()) && is_no_part(except.str(), range.str()) {
            report.invalid(list.index(index), except, "must be a strict subset of `cidr`");
        }
    }
}
