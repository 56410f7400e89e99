//! NodePorts: a port of the node itself can be taken only once.

use super::Rejection;
use crate::api::{Value, pod};
use crate::scheduler::cycle::Cycle;
use crate::scheduler::node_info::NodeInfo;
use smol_str::SmolStr;

/// A port of a node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Port {
    /// The address; `0.0.0.0` for all of the node's.
    pub address: SmolStr,
    /// `TCP`, `UDP` or `SCTP`.
    pub protocol: SmolStr,
    /// The number.
    pub number: i64,
}

/// All addresses of a node.
const ANY: &str = "0.0.0.0";

impl Port {
    /// Whether only one of the two can be had.
    pub fn clashes_with(&self, other: &Port) -> bool {
        let address = self.address == other.address || self.address == ANY || other.address == ANY;
        address && self.protocol == other.protocol && self.number == other.number
    }
}

/// The ports of its node that a pod of this `spec` takes.
pub fn wanted(spec: &Value) -> impl Iterator<Item = Port> {
    let init = spec.get("initContainers").items().iter().filter(|c| pod::is_sidecar(c));
    let containers = spec.get("containers").items().iter().chain(init);
    let ports = containers.flat_map(|container| container.get("ports").items());
    ports.filter(|port| port.get("hostPort").int() > 0).map(|port| Port {
        address: port.get("hostIP").as_str().filter(|ip| !ip.is_empty()).unwrap_or(ANY).into(),
        protocol: port.get("protocol").as_str().unwrap_or("TCP").into(),
        number: port.get("hostPort").int(),
    })
}

/// Refuses a node where a wanted port is taken.
pub fn filter(cycle: &Cycle, node: &NodeInfo) -> Option<Rejection> {
    if cycle.ports.is_empty() || node.with_ports == 0 {
        return None;
    }
    let mut taken = node.pods.values().flat_map(|info| info.template.ports.iter());
    let clash = taken.any(|taken| cycle.ports.iter().any(|port| port.clashes_with(taken)));
    clash.then(|| {
        let reason = "node(s) didn't have free ports for the requested pod ports";
        Rejection::resolvable("NodePorts", reason)
    })
}
