//! Nodes.

use super::path::Path;
use super::report::Report;
use super::{resources, tolerations};
use crate::api::addresses::{Strictness, cidr};
use crate::api::{Object, Value};

/// A node (`ValidateNode`).
pub fn node(report: &mut Report, node: &Object) {
    let taints = node.spec().get("taints").items();
    tolerations::taints(report, Path::root("metadata.taints"), taints);
    resources_of(report, node);
    let path = Path::root("spec");
    pod_ranges(report, path.field("podCIDRs"), node.spec().get("podCIDRs"));
}

/// What a node has of resources that somebody gave it; the rest its kubelet has measured.
pub fn resources_of(report: &mut Report, node: &Object) {
    let status = Path::root("status");
    for field in ["capacity", "allocatable"] {
        let list = status.field(field);
        for (name, amount) in node.status().get(field).entries() {
            if name.contains('/') {
                resources::amount_of(report, list.key(name), name, amount);
            }
        }
    }
}

/// The addresses of the node's pods: one range, or one of each family.
fn pod_ranges(report: &mut Report, path: Path, ranges: &Value) {
    for (index, range) in ranges.items().iter().enumerate() {
        report.invalid_each(path.index(index), range, cidr(range.str(), Strictness::Strict));
    }
    let is_ipv6 = |range: &Value| range.str().contains(':');
    let one_of_each = match ranges.items() {
        [] | [_] => true,
        [first, second] => is_ipv6(first) != is_ipv6(second),
        _ => false,
    };
    if !one_of_each {
        let why = "may specify no more than one CIDR for each IP family";
        report.invalid(path, ranges, why);
    }
}

/// A changed node (`ValidateNodeUpdate`).
pub fn update(report: &mut Report, node: &Object, before: &Object) {
    let addresses = node.status().get("addresses").items();
    let path = Path::root("status");
    let list = path.field("addresses");
    for (index, address) in addresses.iter().enumerate() {
        if addresses[..index].contains(address) {
            report.duplicate(list.index(index), address);
        }
    }
    let (ranges, were) = (node.spec().get("podCIDRs"), before.spec().get("podCIDRs"));
    let path = Path::root("spec");
    if !were.items().is_empty() && ranges != were {
        let why = "node updates may not change podCIDR except from \"\" to valid";
        report.forbidden(path.field("podCIDRs"), why);
    }
    let (provider, was) = (node.spec().get("providerID"), before.spec().get("providerID"));
    if !was.str().is_empty() && provider != was {
        let why = "node updates may not change providerID except from \"\" to valid";
        report.forbidden(path.field("providerID"), why);
    }
}
