//! Defaults of the kinds that speak of traffic.

use super::draft::Draft;

pub(super) fn endpoint_port(port: &mut Draft) {
    port.fill("name", "");
    port.fill("protocol", "TCP");
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
