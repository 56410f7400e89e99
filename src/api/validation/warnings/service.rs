//! Services that ask for what they do not get.

use super::Path;
use super::addresses::odd_address;
use crate::api::{Object, Value};

/// The older name of an annotation, and the one it has now.
const TOPOLOGY: (&str, &str) =
    ("service.kubernetes.io/topology-aware-hints", "service.kubernetes.io/topology-mode");

/// Everything about a Service (`GetWarningsForService`).
pub(super) fn of_service(warnings: &mut Vec<String>, service: &Object) {
    let spec = service.spec();
    let path = Path::root("spec");
    let (old, now) = TOPOLOGY;
    if service.annotation(old).is_some() {
        warnings.push(format!("annotation {old} is deprecated, please use {now} instead"));
    }
    let external = spec.get("externalIPs");
    if spec.get("clusterIP").str() != "None" {
        odd_addresses(warnings, path.field("clusterIPs"), spec.get("clusterIPs"));
    } else if spec.get("type").str() == "ClusterIP" {
        headless(warnings, spec);
    }
    odd_addresses(warnings, path.field("externalIPs"), external);
    let kind = spec.get("type").str();
    let has_external = !external.items().is_empty();
    let has_own = spec.get("clusterIP").str() != "None" || kind != "ClusterIP";
    if has_external && has_own && kind != "ExternalName" {
        warnings.push(
            "spec.externalIPs is deprecated and may no longer be implemented in some clusters"
                .to_owned(),
        );
    }
    odd_address(warnings, path.field("loadBalancerIP"), spec.get("loadBalancerIP").str());
    if kind == "ExternalName" && has_external {
        warnings.push("spec.externalIPs is ignored when spec.type is \"ExternalName\"".to_owned());
    }
    if kind != "ExternalName" && !spec.get("externalName").str().is_empty() {
        let text = "spec.externalName is ignored when spec.type is not \"ExternalName\"";
        warnings.push(text.to_owned());
    }
    if spec.get("trafficDistribution").str() == "PreferClose" {
        let text = "spec.trafficDistribution: \"PreferClose\" is deprecated; use \
                    \"PreferSameZone\"";
        warnings.push(text.to_owned());
    }
}

/// Without an address of its own there is nothing at which these could work.
fn headless(warnings: &mut Vec<String>, spec: &Value) {
    let given = [
        ("loadBalancerIP", !spec.get("loadBalancerIP").str().is_empty()),
        ("externalIPs", !spec.get("externalIPs").items().is_empty()),
        ("SessionAffinity", spec.get("sessionAffinity").str() != "None"),
    ];
    for (field, _) in given.iter().filter(|(_, is_given)| *is_given) {
        warnings.push(format!("spec.{field} is ignored for headless services"));
    }
}

fn odd_addresses(warnings: &mut Vec<String>, list: Path, addresses: &Value) {
    for (index, address) in addresses.items().iter().enumerate() {
        odd_address(warnings, list.index(index), address.str());
    }
}
