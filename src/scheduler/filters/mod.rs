//! Which nodes a pod can go to at all: one file a plugin, in the order in which they are asked.

pub mod inter_pod_affinity;
pub mod node_affinity;
mod node_name;
pub mod node_ports;
pub mod node_resources_fit;
mod node_unschedulable;
pub mod pod_topology_spread;
mod taint_toleration;
pub mod volume_binding;
pub mod volume_restrictions;
mod volume_zone;

use super::cycle::Cycle;
use super::node_info::NodeInfo;
use std::borrow::Cow;

/// A node's refusal of a pod.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejection {
    /// The plugin that refuses.
    pub plugin: &'static str,
    /// Why; only lacking resources are several reasons at once.
    pub reasons: Vec<Cow<'static, str>>,
    /// Whether it could help if other pods went.
    pub resolvable: bool,
}

/// Asks a node; `None` if the pod may go there.
type Filter = fn(&Cycle, &NodeInfo) -> Option<Rejection>;

/// The plugins that ask the node alone, in the order of the default profile.
const OWN: &[Filter] = &[
    node_unschedulable::filter,
    node_name::filter,
    taint_toleration::filter,
    node_affinity::filter,
    node_ports::filter,
    node_resources_fit::filter,
];

/// The plugins that come after them, and look around.
const AROUND: &[Filter] = &[
    volume_restrictions::filter,
    volume_binding::filter,
    volume_zone::filter,
    pod_topology_spread::filter,
    inter_pod_affinity::filter,
];

/// The refusal by the first plugin that refuses.
pub fn first_rejection(cycle: &Cycle, node: &NodeInfo) -> Option<Rejection> {
    own_rejection(cycle, node).or_else(|| rejection_around(cycle, node))
}

/// The refusal by the first plugin that asks the node alone.
pub fn own_rejection(cycle: &Cycle, node: &NodeInfo) -> Option<Rejection> {
    OWN.iter().find_map(|filter| filter(cycle, node))
}

/// The refusal by the first plugin that looks around.
pub fn rejection_around(cycle: &Cycle, node: &NodeInfo) -> Option<Rejection> {
    AROUND.iter().find_map(|filter| filter(cycle, node))
}

impl Rejection {
    /// A refusal that other pods have no part in.
    pub fn final_one(plugin: &'static str, reason: &'static str) -> Rejection {
        Rejection { plugin, reasons: vec![reason.into()], resolvable: false }
    }

    /// A refusal that might end if other pods went.
    pub fn resolvable(plugin: &'static str, reason: &'static str) -> Rejection {
        Rejection { plugin, reasons: vec![reason.into()], resolvable: true }
    }
}
