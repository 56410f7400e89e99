//! Defaults of the kinds that speak of traffic.

use super::draft::Draft;
use crate::api::Value;

pub(super) fn endpoint_slice(slice: &mut Draft) {
    slice.each("ports", |port| {
        port.fill("name", "");
        port.fill("protocol", "TCP");
    });
    // What it does not list it lists as nothing.
    for list in ["endpoints", "ports"] {
        slice.fill(list, Value::Null);
    }
}

pub(super) fn network_policy(spec: &mut Draft) {
    spec.map("podSelector", |_| {});
    for direction in ["ingress", "egress"] {
        spec.each(direction, |rule| {
            rule.each("ports", |port| port.fill("protocol", "TCP"));
        });
    }
    if spec.get("policyTypes").items().is_empty() {
        let has_egress = !spec.get("egress").items().is_empty();
        let kinds = if has_egress { vec!["Ingress", "Egress"] } else { vec!["Ingress"] };
        spec.set("policyTypes", kinds);
    }
}

pub(super) fn ingress_class(spec: &mut Draft) {
    spec.within("parameters", |parameters| parameters.fill("scope", "Cluster"));
}
