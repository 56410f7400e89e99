//! Endpoints and their slices that somebody writes by hand.

use super::path::Path;
use super::report::Report;
use crate::api::addresses::{self, Strictness};
use crate::api::{Object, Value, names};
use crate::ordered::OrderedSet;

/// `subsets` (`ValidateEndpoints`).
pub fn endpoints(report: &mut Report, endpoints: &Object) {
    let list = Path::root("subsets");
    for (index, subset) in endpoints.body.get("subsets").items().iter().enumerate() {
        let place = list.index(index);
        let lists = ["addresses", "notReadyAddresses"];
        if lists.iter().all(|field| subset.get(field).items().is_empty()) {
            report.required(place, "must specify `addresses` or `notReadyAddresses`");
        }
        for field in lists {
            let list = place.field(field);
            for (number, address) in subset.get(field).items().iter().enumerate() {
                one_address(report, list.index(number), address);
            }
        }
        let list = place.field("ports");
        let ports = subset.get("ports").items();
        for (number, port) in ports.iter().enumerate() {
            one_port(report, list.index(number), port, ports.len() > 1);
        }
    }
}

fn one_address(report: &mut Report, place: Path, address: &Value) {
    let ip = address.get("ip");
    let path = place.field("ip");
    let shown = super::labels::text(ip);
    report.invalid_each(path, &shown, addresses::ip(ip.str(), Strictness::Strict));
    report.text_if_set(place.field("hostname"), address.get("hostname"), names::dns_label);
    report.text_if_set(place.field("nodeName"), address.get("nodeName"), names::dns_subdomain);
    report.invalid_each(path, &shown, addresses::special(ip.str()));
}

fn one_port(report: &mut Report, place: Path, port: &Value, needs_name: bool) {
    let name = port.get("name");
    if needs_name && name.str().is_empty() {
        report.required(place.field("name"), "");
    }
    report.text_if_set(place.field("name"), name, names::dns_label);
    report.port(place.field("port"), port.get("port"));
    report.protocol(place.field("protocol"), port.get("protocol"));
    report.text_if_set(place.field("appProtocol"), port.get("appProtocol"), names::qualified_name);
}

/// A new slice (`ValidateEndpointSliceCreate`); what its controller makes of it later is right.
pub fn slice(report: &mut Report, slice: &Object) {
    let kind = slice.body.get("addressType");
    report.required_one_of(Path::root("addressType"), kind, &["FQDN", "IPv4", "IPv6"]);
    let list = Path::root("endpoints");
    for (index, endpoint) in slice.body.get("endpoints").items().iter().enumerate() {
        let place = list.index(index);
        let path = place.field("addresses");
        let given = endpoint.get("addresses").items();
        if given.is_empty() {
            report.required(path, "must contain at least 1 address");
        }
        for (number, address) in given.iter().enumerate().filter(|_| kind.str() != "FQDN") {
            let faults = addresses::ip(address.str(), Strictness::Strict);
            report.invalid_each(path.index(number), address, faults);
            report.invalid_each(path.index(number), address, addresses::special(address.str()));
        }
        report.text_if_set(place.field("hostname"), endpoint.get("hostname"), names::dns_label);
        report.text_if_set(place.field("nodeName"), endpoint.get("nodeName"), names::dns_subdomain);
    }
    let list = Path::root("ports");
    let mut taken = OrderedSet::new();
    for (index, port) in slice.body.get("ports").items().iter().enumerate() {
        let place = list.index(index);
        let name = port.get("name");
        report.text_if_set(place.field("name"), name, names::dns_label);
        if !taken.insert(name.str()) {
            report.duplicate(place.field("name"), &super::labels::text(name));
        }
        report.protocol(place.field("protocol"), port.get("protocol"));
    }
}
