//! What a Service keeps of its addresses and ports when it changes.

use crate::api::{Object, Value};

/// `clusterIP` is the first of `clusterIPs`: whichever of them changed counts
/// (`NormalizeClusterIPs`).
pub(super) fn agree(service: &mut Object, before: &Value) {
    let spec = service.body.entry("spec");
    let (one, all) = (spec.get("clusterIP").clone(), spec.get("clusterIPs").clone());
    let same_list = all.items() == before.get("clusterIPs").items();
    if !one.str().is_empty() && all.items().is_empty() {
        spec.set("clusterIPs", vec![one]);
    } else if one != *before.get("clusterIP") && same_list {
        if one.str().is_empty() {
            spec.remove("clusterIPs");
        } else {
            spec.set("clusterIPs", vec![one]);
        }
    } else if !same_list
        && one == *before.get("clusterIP")
        && let Some(first) = all.items().first()
    {
        spec.set("clusterIP", first);
    }
}

/// What an update leaves out stays as it was given (`patchAllocatedValues`), and what its new
/// type has no use for goes (`dropTypeDependentFields`).
pub(super) fn carry_over(service: &mut Object, old: &Value) {
    let new = service.spec().clone();
    let (was, is) = (old.get("type").str(), new.get("type").str());
    let spec = service.body.entry("spec");
    if is == "ExternalName" && was != "ExternalName" {
        for field in ["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"] {
            if new.get(field) == old.get(field) {
                spec.remove(field);
            }
        }
    }
    if is != "ExternalName" && was != "ExternalName" {
        for field in ["clusterIP", "ipFamilies", "ipFamilyPolicy"] {
            if new.get(field).is_null() && !old.get(field).is_null() {
                spec.set(field, old.get(field));
            }
        }
        if new.get("clusterIPs").is_null() && spec.get("clusterIP") == old.get("clusterIP") {
            spec.set("clusterIPs", old.get("clusterIPs"));
        }
    }
    carry_over_ports(old, &new, spec);
    let balances = is == "LoadBalancer";
    let external = balances || is == "NodePort";
    for (field, keeps) in
        [("allocateLoadBalancerNodePorts", balances), ("externalTrafficPolicy", external)]
    {
        if !keeps && !new.get(field).is_null() && new.get(field) == old.get(field) {
            spec.remove(field);
        }
    }
    agree(service, old);
}

fn carry_over_ports(old: &Value, new: &Value, spec: &mut Value) {
    let named = |name: &Value| {
        let ports = old.get("ports").items().iter();
        ports.filter(|port| port.get("name") == name).map(|port| port.get("nodePort").int()).next()
    };
    let mut ports = new.get("ports").items().to_vec();
    let mut changed = false;
    for port in &mut ports {
        let before = named(port.get("name")).unwrap_or(0);
        let given = port.get("nodePort").int();
        if needs_node_ports(old) && needs_node_ports(new) && given == 0 && before != 0 {
            port.set("nodePort", before);
            changed = true;
        } else if needs_node_ports(old) && !needs_node_ports(new) && given != 0 && given == before {
            port.remove("nodePort");
            changed = true;
        }
    }
    if changed {
        spec.set("ports", ports);
    }
}

/// Whether a Service with this `spec` is to be reached through the nodes.
pub fn needs_node_ports(spec: &Value) -> bool {
    match spec.get("type").str() {
        "NodePort" => true,
        "LoadBalancer" => spec.get("allocateLoadBalancerNodePorts").as_bool() != Some(false),
        _ => false,
    }
}
