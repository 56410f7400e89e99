//! What a Service keeps of its addresses and ports when it changes.

use crate::api::{Object, Value};
use crate::ordered::OrderedSet;

/// Whoever says `clusterIP` alone means `clusterIPs` as well.
pub(super) fn list_own(service: &mut Object) {
    let one = service.spec().get("clusterIP").clone();
    if !one.str().is_empty() && service.spec().get("clusterIPs").items().is_empty() {
        service.body.set("spec.clusterIPs", vec![one]);
    }
}

/// What an update leaves out stays as it was given (`patchAllocatedValues`).
pub(super) fn carry_over(service: &mut Object, old: &Value) {
    let is_external = |spec: &Value| spec.get("type").str() == "ExternalName";
    let both = |holds: fn(&Value) -> bool, new: &Value| holds(old) && holds(new);
    let new = service.spec().clone();
    let spec = service.body.entry("spec");
    if !is_external(old) && !is_external(&new) {
        for field in ["clusterIP", "ipFamilies", "ipFamilyPolicy"] {
            if new.get(field).is_null() && !old.get(field).is_null() {
                spec.set(field, old.get(field));
            }
        }
        if new.get("clusterIPs").is_null() && spec.get("clusterIP") == old.get("clusterIP") {
            spec.set("clusterIPs", old.get("clusterIPs"));
        }
    }
    if both(needs_node_ports, &new) {
        carry_over_ports(old, &new, spec);
    }
    let check = "healthCheckNodePort";
    if both(needs_health_check, &new) && new.get(check).int() == 0 {
        spec.set("healthCheckNodePort", old.get(check));
    }
    agree(spec, old);
}

/// Whichever of `clusterIP` and `clusterIPs` changed counts (`NormalizeClusterIPs`).
fn agree(spec: &mut Value, old: &Value) {
    let (one, all) = (spec.get("clusterIP").clone(), spec.get("clusterIPs").clone());
    let (was, were) = (old.get("clusterIP"), old.get("clusterIPs"));
    if all.items().is_empty() && one.str() == was.str() {
        spec.set("clusterIPs", were);
    } else if one.str() != was.str() && all.items() == were.items() {
        if one.str().is_empty() {
            spec.remove("clusterIPs");
        } else {
            spec.set("clusterIPs", vec![one]);
        }
    }
}

/// A port keeps its place at the nodes by its name, unless another one has asked for that.
fn carry_over_ports(old: &Value, new: &Value, spec: &mut Value) {
    let number = |port: &Value| port.get("nodePort").int();
    let numbers = |spec: &Value| -> OrderedSet<i64> {
        spec.get("ports").items().iter().map(number).filter(|number| *number != 0).collect()
    };
    let given = numbers(new);
    let mut used: OrderedSet<i64> =
        numbers(old).iter().filter(|number| given.contains(number)).copied().collect();
    let mut ports = new.get("ports").items().to_vec();
    for port in ports.iter_mut().filter(|port| number(port) == 0) {
        let same_name = |other: &&Value| other.get("name").str() == port.get("name").str();
        let before = old.get("ports").items().iter().rev().find(same_name).map_or(0, number);
        if before != 0 && used.insert(before) {
            port.set("nodePort", before);
        }
    }
    spec.set("ports", ports);
}

/// What the new type of a Service has no use for goes, if nobody has changed it
/// (`dropTypeDependentFields`).
pub(super) fn drop_unused(service: &mut Object, old: &Value) {
    let new = service.spec().clone();
    let spec = service.body.entry("spec");
    let mut drop_same = |fields: &[&str], holds: fn(&Value) -> bool| {
        if !holds(old) || holds(&new) {
            return;
        }
        for field in fields.iter().filter(|field| new.get(field) == old.get(field)) {
            spec.remove(field);
        }
    };
    drop_same(&["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"], |spec| {
        spec.get("type").str() != "ExternalName"
    });
    drop_same(&["healthCheckNodePort"], needs_health_check);
    drop_same(&["allocateLoadBalancerNodePorts", "loadBalancerClass"], balances);
    drop_same(&["externalTrafficPolicy"], is_exposed);
    let has_ports = |spec: &Value| matches!(spec.get("type").str(), "NodePort" | "LoadBalancer");
    if has_ports(old) && !has_ports(&new) {
        drop_ports(old, spec);
    }
}

fn drop_ports(old: &Value, spec: &mut Value) {
    let number = |port: &Value| port.get("nodePort").int();
    let known: OrderedSet<i64> = old.get("ports").items().iter().map(number).collect();
    let mut ports = spec.get("ports").items().to_vec();
    if ports.iter().all(|port| number(port) == 0 || known.contains(&number(port))) {
        for port in &mut ports {
            port.remove("nodePort");
        }
        spec.set("ports", ports);
    }
}

fn balances(spec: &Value) -> bool {
    spec.get("type").str() == "LoadBalancer"
}

/// Whether clients from outside the cluster have a way to a Service with this `spec`
/// (`ExternallyAccessible`).
pub fn is_exposed(spec: &Value) -> bool {
    match spec.get("type").str() {
        "LoadBalancer" | "NodePort" => true,
        "ClusterIP" => !spec.get("externalIPs").items().is_empty(),
        _ => false,
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

/// Whether a load balancer asks the nodes which of them have a pod (`NeedsHealthCheck`).
pub fn needs_health_check(spec: &Value) -> bool {
    balances(spec) && spec.get("externalTrafficPolicy").str() == "Local"
}
