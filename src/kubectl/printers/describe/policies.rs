//! PodDisruptionBudget, NetworkPolicy, PriorityClass.

use super::lines::{Lines, joined, shown};
use super::metadata;
use crate::api::{Object, Value};
use crate::kubectl::printers::labels::{format_labels, format_selector};
use crate::store::View;

/// Describes a PodDisruptionBudget.
pub fn describe_budget(budget: &Object, _view: &View, out: &mut Lines) {
    let spec = budget.spec();
    metadata::name_and_namespace(out, budget);
    out.field_if_any(0, "Min available", spec.get("minAvailable"));
    out.field_if_any(0, "Max unavailable", spec.get("maxUnavailable"));
    match spec.get("selector") {
        Value::Null => out.field(0, "Selector", "<unset>"),
        selector => out.field(0, "Selector", format_selector(selector)),
    }
    out.line(0, "Status:");
    for (title, field) in [
        ("Allowed disruptions", "disruptionsAllowed"),
        ("Current", "currentHealthy"),
        ("Desired", "desiredHealthy"),
        ("Total", "expectedPods"),
    ] {
        out.field(2, title, budget.status().get(field).int());
    }
}

/// Describes a PriorityClass.
pub fn describe_priority_class(class: &Object, _view: &View, out: &mut Lines) {
    out.field(0, "Name", &class.meta.name);
    out.field(0, "Value", class.body.get("value").int());
    out.field(0, "GlobalDefault", class.body.get("globalDefault").is_true());
    out.field(0, "PreemptionPolicy", class.body.get("preemptionPolicy").str());
    out.field(0, "Description", class.body.get("description").str());
    out.field(0, "Annotations", format_labels(&class.meta.annotations));
}

/// Describes a NetworkPolicy.
pub fn describe_network_policy(policy: &Object, _view: &View, out: &mut Lines) {
    let spec = policy.spec();
    metadata::name_and_namespace(out, policy);
    let created = policy.meta.creation_timestamp;
    let created = created.map(|time| time.utc().format("%Y-%m-%d %H:%M:%S +0000 UTC").to_string());
    out.field(0, "Created on", created.unwrap_or_default());
    metadata::labels_and_annotations(out, policy);
    out.line(0, "Spec:");
    let selector = match spec.get("podSelector") {
        empty if empty.entries().is_empty() => {
            "<none> (Allowing the specific traffic to all pods in this namespace)".to_owned()
        }
        selector => format_selector(selector),
    };
    out.line(1, format_args!("PodSelector:     {selector}"));
    let types: Vec<&str> = spec.get("policyTypes").items().iter().map(Value::str).collect();
    for (kind, direction, field, peers) in
        [("Ingress", "ingress", "ingress", "from"), ("Egress", "egress", "egress", "to")]
    {
        if !types.contains(&kind) {
            out.line(1, format_args!("Not affecting {direction} traffic"));
            continue;
        }
        out.line(1, format_args!("Allowing {direction} traffic:"));
        write_rules(out, spec.get(field).items(), direction, peers);
    }
    out.line(1, format_args!("Policy Types: {}", types.join(", ")));
}

fn write_rules(out: &mut Lines, rules: &[Value], direction: &str, peers: &str) {
    if rules.is_empty() {
        let text = format!("<none> (Selected pods are isolated for {direction} connectivity)");
        out.line(2, text);
    }
    let (title, place) = if peers == "from" { ("From", "source") } else { ("To", "destination") };
    for (index, rule) in rules.iter().enumerate() {
        if index > 0 {
            out.line(2, "----------");
        }
        let ports = rule.get("ports").items();
        if ports.is_empty() {
            out.line(2, "To Port: <any> (traffic allowed to all ports)");
        }
        for port in ports {
            let number = shown(port.get("port")).unwrap_or_default();
            let protocol = shown(port.get("protocol")).unwrap_or_else(|| "TCP".to_owned());
            out.line(2, format_args!("To Port: {number}/{protocol}"));
        }
        let entries = rule.get(peers).items();
        if entries.is_empty() {
            out.line(2, format_args!("{title}: <any> (traffic not restricted by {place})"));
        }
        for entry in entries {
            out.line(2, format_args!("{title}:"));
            write_peer(out, entry);
        }
    }
}

fn write_peer(out: &mut Lines, peer: &Value) {
    let block = peer.get("ipBlock");
    if !block.is_null() {
        out.line(3, "IPBlock:");
        out.line(4, format_args!("CIDR: {}", block.get("cidr").str()));
        out.line(4, format_args!("Except: {}", joined(block.get("except"), ", ")));
        return;
    }
    for (title, field) in
        [("NamespaceSelector", "namespaceSelector"), ("PodSelector", "podSelector")]
    {
        if !peer.get(field).is_null() {
            out.line(3, format_args!("{title}: {}", format_selector(peer.get(field))));
        }
    }
}
