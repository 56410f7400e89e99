//! Which ports of a pod a Service's ports mean.

use crate::api::{Object, Value, pod};
use crate::value;

/// The number of the port of a pod's `spec` that a Service port means: its `targetPort` by number,
/// or by the name of a container's port; `None` if the pod has none of that name (`FindPort`).
pub fn find_port(spec: &Value, service_port: &Value) -> Option<i64> {
    let target = service_port.get("targetPort");
    if let Some(number) = target.as_int() {
        return Some(if number == 0 { service_port.get("port").int() } else { number });
    }
    if target.str().is_empty() {
        return Some(service_port.get("port").int());
    }
    let sidecars = spec.get("initContainers").items().iter().filter(|c| pod::is_sidecar(c));
    let containers = spec.get("containers").items().iter().chain(sidecars);
    let protocol = service_port.get("protocol").as_str().unwrap_or("TCP");
    containers
        .flat_map(|container| container.get("ports").items())
        .find(|port| {
            port.get("name") == target && port.get("protocol").as_str().unwrap_or("TCP") == protocol
        })
        .map(|port| port.get("containerPort").int())
}

/// The ports of an EndpointSlice of this Service for this pod (`getEndpointPorts`).
pub fn endpoint_ports(service: &Object, pod: &Object) -> Vec<Value> {
    let all = service.spec().get("ports").items().iter();
    all.filter_map(|service_port| {
        let number = find_port(pod.spec(), service_port)?;
        let mut port = value!({
            "name": (service_port.get("name").str()), "port": number,
            "protocol": (service_port.get("protocol").as_str().unwrap_or("TCP"))
        });
        if let Some(protocol) = service_port.get("appProtocol").as_str() {
            port.set("appProtocol", protocol);
        }
        Some(port)
    })
    .collect()
}
