//! Endpoints and their slices that somebody writes by hand.

use super::path::Path;
use super::report::Report;
use crate::api::addresses::{self, Strictness};
use crate::api::{FieldError, Object, Value, names};
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

/// The most endpoints of a slice, and the most addresses of one.
const MOST_ENDPOINTS: usize = 1000;
const MOST_ADDRESSES: usize = 100;

/// A slice (`ValidateEndpointSlice`).
pub fn slice(report: &mut Report, slice: &Object) {
    let kind = slice.body.get("addressType");
    report.required_one_of(Path::root("addressType"), kind, &["FQDN", "IPv4", "IPv6"]);
    let (list, endpoints) = (Path::root("endpoints"), slice.body.get("endpoints").items());
    if endpoints.len() > MOST_ENDPOINTS {
        report.push(FieldError::too_many(list, endpoints.len(), MOST_ENDPOINTS));
    } else {
        for (index, endpoint) in endpoints.iter().enumerate() {
            one_endpoint(report, list.index(index), endpoint, kind.str());
        }
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
        let protocol = port.get("appProtocol");
        report.text_if_set(place.field("appProtocol"), protocol, names::qualified_name);
    }
}

fn one_endpoint(report: &mut Report, place: Path, endpoint: &Value, kind: &str) {
    let list = place.field("addresses");
    let given = endpoint.get("addresses").items();
    match given.len() {
        0 => report.required(list, "must contain at least 1 address"),
        count if count > MOST_ADDRESSES => {
            report.push(FieldError::too_many(list, count, MOST_ADDRESSES));
        }
        _ => {}
    }
    for (index, address) in given.iter().enumerate() {
        let path = list.index(index);
        match kind {
            "FQDN" => domain(report, path, address),
            "IPv4" | "IPv6" => of_family(report, path, address, kind),
            _ => {}
        }
    }
    report.text_if_set(place.field("nodeName"), endpoint.get("nodeName"), names::dns_subdomain);
    report.text_if_set(place.field("hostname"), endpoint.get("hostname"), names::dns_label);
}

fn of_family(report: &mut Report, path: Path, address: &Value, kind: &str) {
    let faults = addresses::ip(address.str(), Strictness::Strict);
    if faults.is_empty() {
        if address.str().contains(':') != (kind == "IPv6") {
            report.invalid(path, address, format!("must be an {kind} address"));
        }
        report.invalid_each(path, address, addresses::special(address.str()));
    }
    report.invalid_each(path, address, faults);
}

/// A name with at least one dot (`IsFullyQualifiedDomainName`).
fn domain(report: &mut Report, path: Path, address: &Value) {
    let name = address.str().strip_suffix('.').unwrap_or(address.str());
    let faults = names::dns_subdomain(name);
    if address.str().is_empty() {
        report.required(path, "");
    } else if !faults.is_empty() {
        report.invalid(path, &name.into(), faults.join(","));
    } else if !name.contains('.') {
        let why = "should be a domain with at least two segments separated by dots";
        report.invalid(path, &name.into(), why);
    }
}
