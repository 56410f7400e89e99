//! Which nodes a pod can go to at all: one file a plugin, in the order in which they are asked.

mod node_affinity;
mod node_name;
mod node_resources_fit;
mod node_unschedulable;
mod taint_toleration;

use super::cache::NodeInfo;
use crate::api::Object;

/// A node's refusal of a pod.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejection {
    /// The plugin that refuses.
    pub plugin: &'static str,
    /// Why; only lacking resources are several reasons at once.
    pub reasons: Vec<String>,
    /// Whether it would help if other pods went.
    pub resolvable: bool,
}

/// Asks a node; `None` if the pod may go there.
type Filter = fn(&Object, &NodeInfo) -> Option<Rejection>;

/// The plugins in the order of the default profile.
const FILTERS: &[Filter] = &[
    node_unschedulable::filter,
    node_name::filter,
    taint_toleration::filter,
    node_affinity::filter,
    node_resources_fit::filter,
];

/// The refusal by the first plugin that refuses.
pub fn first_rejection(pod: &Object, node: &NodeInfo) -> Option<Rejection> {
    FILTERS.iter().find_map(|filter| filter(pod, node))
}

impl Rejection {
    fn new(plugin: &'static str, reason: &str, resolvable: bool) -> Rejection {
        Rejection { plugin, reasons: vec![reason.to_owned()], resolvable }
    }
}
