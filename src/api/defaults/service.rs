//! Defaults of Services.

use super::draft::Draft;

/// How long a client stays with one pod, in seconds, where it shall stay.
const AFFINITY_SECONDS: i64 = 10800;

pub(super) fn service(body: &mut Draft) {
    body.map("spec", spec);
    body.within("status", |status| {
        status.within("loadBalancer", |balancer| {
            balancer.each("ingress", |ingress| {
                if !ingress.get("ip").str().is_empty() {
                    ingress.fill("ipMode", "VIP");
                }
            });
        });
    });
}

fn spec(spec: &mut Draft) {
    spec.fill_zero("type", "ClusterIP");
    spec.fill_zero("sessionAffinity", "None");
    match spec.get("sessionAffinity").str() {
        "None" => spec.remove("sessionAffinityConfig"),
        "ClientIP" => spec.map("sessionAffinityConfig", |config| {
            config.map("clientIP", |client| client.fill("timeoutSeconds", AFFINITY_SECONDS));
        }),
        _ => {}
    }
    spec.each("ports", |port| {
        port.fill_zero("protocol", "TCP");
        let number = port.get("port").clone();
        port.fill_zero("targetPort", number);
    });
    let kind = spec.get("type").clone();
    let reached_from_outside = match kind.str() {
        "NodePort" | "LoadBalancer" => true,
        "ClusterIP" => !spec.get("externalIPs").items().is_empty(),
        _ => false,
    };
    if reached_from_outside {
        spec.fill_zero("externalTrafficPolicy", "Cluster");
    }
    if kind.str() != "ExternalName" {
        spec.fill("internalTrafficPolicy", "Cluster");
    }
    if kind.str() == "LoadBalancer" {
        spec.fill("allocateLoadBalancerNodePorts", true);
    }
}
