//! A pod as an endpoint of a Service.

use crate::api::{Kind, Object, Pod, Value};
use crate::store::Store;
use crate::value;

/// The label of a node's zone.
pub const ZONE: &str = "topology.kubernetes.io/zone";

/// Whether a pod has an address and has not ended; `terminating` ones only if asked for
/// (`ShouldPodBeInEndpoints`).
pub fn belongs(pod: &Object, terminating: bool) -> bool {
    let status = pod.status();
    let addressed =
        !status.get("podIP").str().is_empty() || !status.get("podIPs").items().is_empty();
    addressed && !Pod(pod).is_finished() && (terminating || !pod.is_deleting())
}

/// The entry of a pod in an EndpointSlice (`podToEndpoint`).
pub fn endpoint(store: &Store, service: &Object, pod: &Object) -> Value {
    let serving = Pod(pod).is_ready();
    let terminating = pod.is_deleting();
    let publish = service.spec().get("publishNotReadyAddresses").is_true();
    let mut endpoint = value!({
        "addresses": [(pod.status().get("podIP"))],
        "conditions": {
            "ready": (publish || serving && !terminating), "serving": serving,
            "terminating": terminating
        },
        "targetRef": (target(pod))
    });
    let node = Pod(pod).node_name();
    if !node.is_empty() {
        endpoint.set("nodeName", node);
    }
    let zone = store.find(Kind::Node, "", node).and_then(|node| node.label(ZONE));
    if let Some(zone) = zone {
        endpoint.set("zone", zone);
    }
    if has_hostname_in(service, pod) {
        endpoint.set("hostname", pod.spec().get("hostname"));
    }
    let hints = hints(service.spec().get("trafficDistribution").str(), &endpoint);
    if !hints.entries().is_empty() {
        endpoint.set("hints", hints);
    }
    endpoint
}

/// Whose traffic a ready endpoint should get: that of its zone, or first that of its node.
fn hints(distribution: &str, endpoint: &Value) -> Value {
    let mut hints = value!({});
    let wanted: &[(&str, &str)] = match distribution {
        "PreferClose" | "PreferSameZone" => &[("forZones", "zone")],
        "PreferSameNode" => &[("forNodes", "nodeName"), ("forZones", "zone")],
        _ => &[],
    };
    for (field, place) in wanted {
        let name = endpoint.get(place);
        if endpoint.at("conditions.ready").is_true() && !name.is_null() {
            hints.set(field, value!([{ "name": name }]));
        }
    }
    hints
}

/// How an endpoint names its pod.
pub fn target(pod: &Object) -> Value {
    value!({
        "kind": "Pod", "name": (&pod.meta.name), "namespace": (&pod.meta.namespace),
        "uid": (&pod.meta.uid)
    })
}

/// Whether a pod has a name of its own under the Service's (`ShouldSetHostname`).
pub fn has_hostname_in(service: &Object, pod: &Object) -> bool {
    !pod.spec().get("hostname").str().is_empty()
        && pod.spec().get("subdomain").str() == service.meta.name
        && pod.meta.namespace == service.meta.namespace
}
